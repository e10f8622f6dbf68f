"""The tools that train an encoder in PyTorch and export it: a tiny one learns, is stopped, goes on, is exported, and tells the same."""

import shutil
import subprocess
import sys
import time

import numpy
import pytest
import spacy
import srsly
import typer
from typer.testing import CliRunner

from spacy_attrib.attributions import to_record

from .conftest import CORPUS, load_english
from .encoders import make_encoder

TEXT = "“We lost the key,” said Mara Quill, the warden. Officials insisted that the gate had been locked."


@pytest.fixture(scope="module")
def bert(tmp_path_factory):
    """The folder of a tiny BERT."""
    folder = tmp_path_factory.mktemp("bert")
    make_encoder(folder)
    return folder


@pytest.fixture(scope="module")
def corpora(tmp_path_factory):
    """Some articles as annotators marked them, and as if a larger network had."""
    folder = tmp_path_factory.mktemp("corpora")
    gold = [record for _, record in zip(range(4), srsly.read_jsonl(CORPUS / "train.jsonl"))]
    silver = []
    for record in gold:
        items = [{**item, "p_anchor": 0.9, "score": 0.8} for item in record["attributions"]]
        unsure = [{**item, "p_anchor": 0.3, "score": 0.2} for item in items[::4]]
        silver.append({**record, "attributions": [item for k, item in enumerate(items) if k % 4], "maybe": unsure})
    srsly.write_jsonl(folder / "gold.jsonl", gold)
    srsly.write_jsonl(folder / "silver.jsonl", silver)
    return folder


FEW = ("--hidden", "24", "--pair-hidden", "16", "--depth", "1", "--most", "48", "--size", "400")


def tool(name, *args):
    """Run a tool in this process; its exit code and what it printed."""
    pytest.importorskip("torch", reason="needs the extra [trf]")
    pytest.importorskip("onnx", reason="needs the extra [trf]")
    from spacy_attrib.tools import export_encoder, train_encoder

    app = typer.Typer()
    app.command()({"train": train_encoder.train, "export": export_encoder.export}[name])
    result = CliRunner().invoke(app, list(map(str, args)))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


@pytest.fixture(scope="module")
def run(bert, corpora, tmp_path_factory):
    """A run of two seconds on gold and silver."""
    folder = tmp_path_factory.mktemp("run")
    code, said = tool("train", bert, folder, *FEW, "--gold", corpora / "gold.jsonl", "--silver", corpora / "silver.jsonl", "--minutes", "0.03")
    assert code == 0 and "4 gold articles, 4 silver ones" in said and "checkpoint.pt" in said
    return folder


def exported(run, folder, *options):
    code, said = tool("export", run, folder, *options)
    assert code == 0, said
    return folder


def parameters(run):
    import torch

    return torch.load(run / "checkpoint.pt", weights_only=True)


def test_a_run_learns_what_is_open(run, bert):
    from transformers import BertModel

    saved = parameters(run)
    before = BertModel.from_pretrained(bert, add_pooling_layer=False).state_dict()
    changed = {name for name, value in before.items() if not value.equal(saved["network"][f"encoder.bert.{name}"])}
    assert any(name.startswith("encoder.layer.1.") for name in changed)
    assert not any(name.startswith(("embeddings.", "encoder.layer.0.")) for name in changed)
    assert saved["steps"] > 0 and saved["spent"] >= 1.8
    assert srsly.read_json(run / "settings.json") == {"encoder": str(bert), "closed": 1, "hidden": 24, "pair_hidden": 16, "depth": 1}


def test_the_loss_falls(bert, corpora):
    """On windows of one article, over and over, as `train` takes its steps."""
    torch = pytest.importorskip("torch", reason="needs the extra [trf]")
    from spacy_attrib.tools.encoder_data import batches, cut, read_articles
    from spacy_attrib.tools.encoder_network import Encoder, Network, make_batch, parameter_groups
    from spacy_attrib.tools.train_encoder import Run, load_encoder

    torch.manual_seed(0)
    encoder, word_pieces = load_encoder(bert)
    network = Network(Encoder(encoder, 1), hidden=24, pair_hidden=16, depth=1)
    learner = Run(network, torch.optim.AdamW(parameter_groups(network, 0.003, 0.01, 0.9)), bert / "none.pt")
    (article,) = read_articles(corpora / "gold.jsonl", spacy.blank("en"), word_pieces, limit=1)
    (group,) = batches(list(cut(article, 500)), 10**6)
    batch = make_batch(group, word_pieces.edges, word_pieces.padding)
    losses = []
    for _ in range(40):
        parts = learner.step(batch, 0.0, 1.0, bfloat16=False)
        losses.append(3 * parts["triggers"] + parts["roles"] + parts["acts"])
    assert losses[-1] < losses[0] / 2


def test_a_run_goes_on(run, bert, corpora, tmp_path):
    again = shutil.copytree(run, tmp_path / "again")
    before = parameters(run)
    code, said = tool("train", bert, again, *FEW, "--gold", corpora / "gold.jsonl", "--minutes", "0.05")
    assert code == 0 and f"goes on after {before['steps']} steps" in said
    assert parameters(again)["steps"] > before["steps"]
    steps = parameters(again)["steps"]
    code, said = tool("train", bert, again, *FEW, "--gold", corpora / "gold.jsonl", "--minutes", "0.05")
    assert code == 0 and parameters(again)["steps"] == steps  # it is done


def test_a_run_of_another_shape_is_refused(run, bert, corpora):
    code, said = tool("train", bert, run, *FEW, "--pair-hidden", "32", "--gold", corpora / "gold.jsonl", "--minutes", "0.05")
    assert code == 2 and "began with --pair-hidden 16: go on with that, or name another folder." in said


def test_a_signal_stops_and_saves(bert, corpora, tmp_path):
    pytest.importorskip("torch", reason="needs the extra [trf]")
    command = [sys.executable, "-u", "-m", "spacy_attrib.tools.train_encoder", bert, tmp_path, *FEW, "--gold", corpora / "gold.jsonl"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf8") as process:
        try:
            assert any("Ctrl+C saves and stops" in line for line in process.stdout)
            time.sleep(1)
            process.terminate()
            said, _ = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == 0, said
    assert parameters(tmp_path)["spent"] < 60


def test_mistakes_are_told_in_one_sentence(run, bert, corpora, tmp_path):
    gold = ("--gold", corpora / "gold.jsonl")
    bare, other, no_checkpoint = tmp_path / "bare", tmp_path / "other", tmp_path / "run"
    shutil.copytree(bert, bare).joinpath("tokenizer.json").unlink()
    shutil.copytree(bert, other)
    srsly.write_json(other / "config.json", {**srsly.read_json(bert / "config.json"), "model_type": "roberta"})
    shutil.copytree(run, no_checkpoint).joinpath("checkpoint.pt").unlink()
    srsly.write_jsonl(tmp_path / "plain.jsonl", [{"id": "a", "text": "The bridge is shut.", "attributions": []}])
    srsly.write_jsonl(tmp_path / "changed.jsonl", [{**record, "text": record["text"] + " More."} for record in srsly.read_jsonl(gold[1])])
    out = tmp_path / "out"
    calls = [
        (("train", tmp_path / "none", out, *gold), "has no config.json"),
        (("train", bare, out, *gold), "has no tokenizer.json"),
        (("train", other, out, *gold), "is a roberta, and only a bert can be trained here"),
        (("train", bert, out, "--gold", tmp_path / "none.jsonl"), "There is no file or folder"),
        (("train", bert, out, "--gold", tmp_path / "plain.jsonl"), "There is no attribution to learn from in the --gold"),
        (("train", bert, out, *gold, "--other", tmp_path / "changed.jsonl"), "is not the one that the first annotator had"),
        (("train", bert, out, *gold, "--closed", "3"), "has 2 layers (--closed 3)"),
        (("train", bert, out, *gold, "--most", "600"), "reads 512 pieces (--most 600)"),
        (("export", bert, out), "is no run of `train_encoder`: it has no settings.json"),
        (("export", no_checkpoint, out), "it has no checkpoint.pt"),
    ]
    for call, sentence in calls:
        code, said = tool(*call)
        assert code == 2 and said.startswith("Error: ") and sentence in said and said.count("\n") == 1, said


def test_a_further_annotator_is_read(bert, corpora):
    pytest.importorskip("torch", reason="needs the extra [trf]")
    from spacy_attrib.network.pieces import WordPieces
    from spacy_attrib.tools.encoder_data import add_versions, read_articles

    nlp, word_pieces = spacy.blank("en"), WordPieces(bert / "tokenizer.json")
    articles = read_articles(corpora / "gold.jsonl", nlp, word_pieces, limit=2)
    add_versions(articles, corpora / "silver.jsonl", nlp)
    for article in articles:
        first, second = (sorted((t.trigger, t.act) for t in targets) for targets in article.versions)
        assert first == second
        assert {t.share for t in article.versions[0]} == {1.0} and {t.share for t in article.versions[1]} == {0.3, 0.9}


@pytest.mark.parametrize("most", [8, 20, 60, 500])
def test_cuts_hold_every_piece_once(bert, corpora, most):
    from spacy_attrib.network.pieces import WordPieces
    from spacy_attrib.tools.encoder_data import cut, read_articles

    for article in read_articles(corpora / "gold.jsonl", spacy.blank("en"), WordPieces(bert / "tokenizer.json")):
        cuts = list(cut(article, most))
        assert all(0 <= each.size <= most for each in cuts)
        tokens = [token for each in cuts for token in range(each.start, each.end)]
        sizes = numpy.diff(article.bounds)
        assert tokens == sorted(set(tokens)) and all(sizes[token] > most for token in set(range(len(sizes))) - set(tokens))
        known = {target.trigger for target in article.versions[0]}
        assert sorted(t.trigger for each in cuts for t in each.targets) == sorted(known & set(tokens))


def test_exported_weights_load_and_run(run, tmp_path):
    folder = exported(run, tmp_path / "int8")
    card = srsly.read_json(folder / "card.json")
    assert card["network"]["pair_hidden"] == 16 and set(card["sha256"]) == {"encoder.onnx", "tokenizer.json", "network.bin"}
    assert sorted(path.name for path in folder.iterdir()) == ["card.json", "encoder.onnx", "network.bin", "tokenizer.json"]
    nlp = load_english()
    nlp.add_pipe("attrib", config={"weights": str(folder), "threshold": 0.02})
    docs = list(nlp.pipe([TEXT, "", TEXT * 30]))
    assert [len(doc) for doc in docs] == [len(nlp.make_doc(text)) for text in (TEXT, "", TEXT * 30)]
    nlp.to_disk(tmp_path / "pipeline")
    assert to_record(spacy.load(tmp_path / "pipeline")(TEXT)) == to_record(nlp(TEXT))


@pytest.mark.parametrize("options,off", [((), 0.02), (("--whole",), 1e-6)])
def test_training_goes_on_from_exported_weights(run, bert, tmp_path, options, off):
    folder = exported(run, tmp_path / "set", *options)
    from spacy_attrib.tools.export_encoder import load_network
    from spacy_attrib.tools.import_encoder import load_set
    from spacy_attrib.tools.train_encoder import load_encoder

    trained, _ = load_network(run)
    fresh = type(trained)(type(trained.encoder)(load_encoder(bert)[0], trained.encoder.closed), 24, 16, 1)
    load_set(fresh, str(folder))
    own = fresh.state_dict()
    for name, value in trained.state_dict().items():
        assert (own[name] - value).abs().max() <= off * value.abs().max() + 1e-6, name


def test_weights_of_another_shape_are_nothing_to_go_on_from(run, bert, corpora, tmp_path):
    folder = exported(run, tmp_path / "set")
    other = ("--hidden", "8", "--gold", corpora / "gold.jsonl", "--minutes", "0.01", "--begin")
    code, said = tool("train", bert, tmp_path / "run", *FEW[2:], *other, folder)
    assert code == 2 and "another shape" in said
    code, said = tool("train", bert, tmp_path / "run", *FEW[2:], *other, "small")
    assert code == 2 and "no transformer" in said


def test_pytorch_and_thinc_tell_the_same(run, corpora, tmp_path):
    """The exported encoder with numbers of 32 bits, and every head, on the first window of an article."""
    import torch

    from spacy_attrib.lang.reading import lexicon_of
    from spacy_attrib.network.features import extract_features, pair_rows
    from spacy_attrib.network.pieces import WordPieces
    from spacy_attrib.network.weights import load_weights, network_of
    from spacy_attrib.page.page import Page
    from spacy_attrib.tools.encoder_data import Cut, read_articles
    from spacy_attrib.tools.encoder_network import make_batch
    from spacy_attrib.tools.export_encoder import load_network

    folder = exported(run, tmp_path / "whole", "--whole")
    nlp, word_pieces = spacy.blank("en"), WordPieces(folder / "tokenizer.json")
    network, _ = load_network(run)
    model = network_of(str(folder))
    load_weights(model, str(folder))
    for article, record in zip(read_articles(corpora / "gold.jsonl", nlp, word_pieces), srsly.read_jsonl(corpora / "gold.jsonl")):
        end = int(numpy.searchsorted(article.bounds, 220, side="right")) - 1
        targets = sorted((t for t in article.versions[0] if t.trigger < end), key=lambda t: t.trigger)
        batch = make_batch([Cut(article, 0, end, targets)], word_pieces.edges, word_pieces.padding)
        with torch.no_grad():
            vectors = network.vectors(batch)
            own = vectors[batch.at[:, 0], batch.at[:, 1]]
            logits, acts = network.triggers(vectors)[0], network.acts(own)
            roles = network.roles(vectors, batch.at[:, 0], own, batch.rows, batch.near)[batch.near > 0]
        doc = nlp.make_doc(record["text"])[:end].as_doc()
        features = extract_features(Page(doc, lexicon_of(doc)), [])
        found = model.get_ref("encoder").predict([features])
        triggers = numpy.asarray([target.trigger for target in targets])
        of, tokens, rows = pair_rows(features, triggers)
        assert len(targets) and roles.std() > 0.01
        assert found == pytest.approx(vectors[0].numpy(), abs=1e-4)
        assert model.get_ref("anchors").predict(found) == pytest.approx(logits.numpy(), abs=1e-3)
        assert model.get_ref("acts").predict(found[triggers]) == pytest.approx(acts.numpy(), abs=1e-3)
        assert model.get_ref("roles").predict((found, triggers[of], tokens, rows)) == pytest.approx(roles.numpy(), abs=1e-3)
