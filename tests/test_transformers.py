"""`attrib` behind a transformer: a tiny encoder, made on the spot, learns, is saved, and loads without its folder."""
import importlib.util
import shutil
import subprocess
import sys
import time

import numpy
import pytest
import spacy
import srsly
import typer
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.training.initialize import init_nlp
from spacy.util import registry
from thinc.api import fix_random_seed
from thinc.types import Ragged
from typer.testing import CliRunner

from spacy_attrib.attributions import to_record
from spacy_attrib.corpora.reader import create_corpus_reader
from spacy_attrib.network.transformers import first_piece, make_paragraph_windows
from spacy_attrib.pipelines import default_pipeline

from .conftest import CORPUS, load_english

TEXT = "“We lost the key,” said Mara Quill, the warden. Officials insisted that the gate had been locked."
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def make_encoder(folder):
    """A random BERT of some thousand parameters that knows letters only."""
    transformers = pytest.importorskip("transformers", reason="needs the extra [trf]")
    letters = [chr(i) for i in range(33, 127)] + ["“", "”", "’"]
    (folder / "vocab.txt").write_text("\n".join(WORDS + letters + ["##" + letter for letter in letters]), encoding="utf-8")
    transformers.BertTokenizerFast(vocab_file=str(folder / "vocab.txt")).save_pretrained(folder)
    config = transformers.BertConfig(
        vocab_size=len(WORDS) + 2 * len(letters), hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32
    )
    transformers.BertModel(config).save_pretrained(folder)


@pytest.fixture(scope="module")
def pieces(tmp_path_factory):
    """A pipeline of the transformer config, trained for some steps on two articles; its folder, whose encoder is gone."""
    pytest.importorskip("spacy_transformers", reason="needs the extra [trf]")
    encoder = tmp_path_factory.mktemp("encoder")
    make_encoder(encoder)
    nlp, examples, losses = train(load_config("en_attrib_trf.cfg", encoder), steps=25)
    folder = tmp_path_factory.mktemp("pipeline")
    nlp.to_disk(folder)
    shutil.rmtree(encoder)
    return nlp, examples, losses, folder


SMALL = {"en_attrib_trf.cfg": {"hidden": 16, "pair_hidden": 16, "encoder.width": 16}}
JOINT = {"hidden": 16, "encoder.width": 24}


def load_config(name, encoder=None, frozen_layers=0, **overrides):
    """A config of the repository with a network small enough for a test."""
    sizes = SMALL.get(name, JOINT)
    overrides = {
        "paths.base": default_pipeline(),
        "paths.train": str(CORPUS / "train.jsonl"),
        "paths.dev": str(CORPUS / "dev.jsonl"),
        **{f"components.attrib.model.{size}": value for size, value in sizes.items()},
        **overrides,
    }
    if encoder is not None:
        overrides["components.transformer.model.name"] = str(encoder)
        overrides["components.transformer.model.get_spans.most"] = 24  # much less than a quotation may take
        overrides["initialize.after_init.frozen_layers"] = frozen_layers
    return spacy.util.load_config(CORPUS.parent / "configs" / name, overrides=overrides)


def train(config, steps):
    """What `spacy train` does, on two articles over and over."""
    fix_random_seed(0)
    nlp = init_nlp(config)
    examples = list(create_corpus_reader(CORPUS / "train.jsonl", limit=2)(nlp))
    frozen = config["training"]["frozen_components"]
    optimizer = nlp.resume_training()
    optimizer.learn_rate = 0.002
    losses = []
    for _ in range(steps):
        losses.append(nlp.update(examples, sgd=optimizer, exclude=frozen, annotates=frozen)["attrib"])
    return nlp, examples, losses


def test_learns_behind_a_transformer(pieces):
    _, _, losses, _ = pieces
    assert losses[-1] < losses[0] / 2


def test_loads_without_the_encoder(pieces):
    nlp, examples, _, folder = pieces
    text = examples[0].text
    expected = to_record(nlp(text))
    assert to_record(spacy.load(folder)(text)) == expected
    assert [to_record(doc) for doc in spacy.load(folder).pipe(["", TEXT])] == [to_record(nlp("")), to_record(nlp(TEXT))]


def test_two_processes_do_not_hang(pieces, tmp_path):
    """In a process of its own, so that a deadlock ends the test and not the run."""
    _, _, _, folder = pieces
    code = (
        "import spacy, sys\n"
        "nlp = spacy.load(sys.argv[1])\n"
        "texts = [sys.argv[2]] * 6\n"
        "nlp(texts[0])  # torch has threads before the processes are made\n"
        "one = [len(d._.attributions) for d in nlp.pipe(texts)]\n"
        "two = [len(d._.attributions) for d in nlp.pipe(texts, n_process=2, batch_size=2)]\n"
        "assert one == two, (one, two)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(folder), TEXT * 20], check=True, timeout=150)


def test_frozen_layers_keep_their_weights(tmp_path):
    pytest.importorskip("spacy_transformers", reason="needs the extra [trf]")
    make_encoder(tmp_path)
    config = load_config("en_attrib_trf.cfg", tmp_path, frozen_layers=1)
    before = init_nlp(config).get_pipe("transformer").model.transformer.state_dict()
    before = {name: value.clone() for name, value in before.items()}
    nlp, _, _ = train(config, steps=2)
    after = nlp.get_pipe("transformer").model.transformer.state_dict()
    changed = {name for name, value in after.items() if not value.equal(before[name])}
    assert any(name.startswith("encoder.layer.1.") for name in changed)
    assert not any(name.startswith(("embeddings.", "encoder.layer.0.")) for name in changed)


def test_too_many_frozen_layers_are_refused(tmp_path):
    pytest.importorskip("spacy_transformers", reason="needs the extra [trf]")
    make_encoder(tmp_path)
    with pytest.raises(ValueError, match="A055.*2 layers"):
        init_nlp(load_config("en_attrib_trf.cfg", tmp_path, frozen_layers=3))


def test_another_width_is_told(tmp_path):
    pytest.importorskip("spacy_transformers", reason="needs the extra [trf]")
    make_encoder(tmp_path)
    with pytest.raises(ValueError, match="are 16 wide, but its `width` is 24.*--components.attrib.model.encoder.width 16"):
        init_nlp(load_config("en_attrib_trf.cfg", tmp_path, **{"components.attrib.model.encoder.width": 24}))


def test_silver_comes_beside_gold(tmp_path):
    """By `spacy train`, so that nothing but the paths has to be given."""
    pytest.importorskip("spacy_transformers", reason="needs the extra [trf]")
    make_encoder(tmp_path)
    gold = [record for _, record in zip(range(2), srsly.read_jsonl(CORPUS / "train.jsonl"))]
    silver = [{**record, "id": record["id"] + "-silver"} for record in gold]
    for record in silver:
        record["attributions"] = [{**item, "score": 0.9} for item in record["attributions"]]
        record["maybe"] = [{**record["attributions"].pop(), "score": 0.3}]
    srsly.write_jsonl(tmp_path / "gold.jsonl", gold)
    srsly.write_jsonl(tmp_path / "silver.jsonl", silver)
    paths = {"paths.train": str(tmp_path / "gold.jsonl"), "paths.silver": str(tmp_path / "silver.jsonl")}
    config = load_config("en_attrib_trf.cfg", tmp_path, **paths)
    nlp = init_nlp(config)
    corpus = registry.resolve(config.interpolate()["corpora"])["train"]
    ids = [eg.reference.text for eg in corpus(nlp)]
    assert sorted(ids.count(record["text"]) for record in gold) == [4, 4]  # three times as gold, once as silver
    config["training"].update(max_steps=2, eval_frequency=2)
    config["corpora"]["dev"]["limit"] = 1
    config.to_disk(tmp_path / "own.cfg")
    command = [sys.executable, "-m", "spacy", "train", tmp_path / "own.cfg", "--output", tmp_path / "out"]
    done = subprocess.run(command, capture_output=True, timeout=300)
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    assert spacy.load(tmp_path / "out" / "model-last").get_pipe("attrib").model.has_ref("acts")


def test_preparation_without_transformer_is_refused():
    from spacy_attrib.network.transformers import make_transformer_preparation

    with pytest.raises(ValueError, match="A054"):
        make_transformer_preparation(frozen_layers=1)(spacy.blank("en"))


def windows(doc, most):
    (spans,) = make_paragraph_windows(most)([doc])
    return [span.text for span in spans]


def test_windows_are_whole_paragraphs():
    doc = spacy.blank("en")("One two.\n\nThree four.\n\nFive six seven.")
    assert windows(doc, 100) == [doc.text]
    assert windows(doc, 8) == ["One two.\n\nThree four.\n\n", "Five six seven."]
    assert windows(doc, 5) == ["One two.\n\n", "Three four.\n\n", "Five six seven."]


def test_windows_cut_a_long_paragraph_at_its_sentences():
    nlp = spacy.blank("en")
    text = "One two. Three four five. Six.\n\nSeven."
    assert windows(nlp(text), 5) == ["One two. Three four", "five. Six.\n\n", "Seven."]
    nlp.add_pipe("sentencizer")
    assert windows(nlp(text), 5) == ["One two.", "Three four five.", "Six.\n\nSeven."]
    assert windows(nlp(text), 2) == ["One two", ".", "Three four", "five.", "Six.", "\n\n", "Seven."]


def test_windows_of_no_token_are_refused():
    with pytest.raises(ValueError, match="at least one token, not 0"):
        make_paragraph_windows(0)


VOCAB = spacy.blank("en").vocab


@given(st.lists(st.sampled_from(["a", "Bo", ".", "\n", "\n\n", " ", "“"]), max_size=60), st.integers(1, 12), st.booleans())
@settings(max_examples=200, deadline=None)
def test_every_token_is_in_one_window(words, most, parsed):
    doc = Doc(VOCAB, words=words, sent_starts=[i % 3 == 0 for i in range(len(words))] if parsed else None)
    (spans,) = make_paragraph_windows(most)([doc])
    assert [token.i for span in spans for token in span] == list(range(len(words)))
    assert all(0 < len(span) <= most for span in spans)


def test_the_first_piece_stands_for_a_token():
    pieces = numpy.arange(10, dtype="f").reshape((5, 2))
    layer = first_piece()
    vectors, backprop = layer(Ragged(pieces, numpy.asarray([0, 2, 0, 3, 0], dtype="i")), True)
    assert vectors.tolist() == [[0, 0], [0, 1], [0, 0], [4, 5], [0, 0]]
    d_pieces = backprop(vectors + 1)
    assert d_pieces.dataXd.tolist() == [[1, 2], [0, 0], [5, 6], [0, 0], [0, 0]] and d_pieces.lengths.tolist() == [0, 2, 0, 3, 0]


def test_learns_behind_the_tok2vec_of_the_pipeline():
    nlp, examples, losses = train(load_config("en_attrib_joint.cfg"), steps=20)
    assert losses[-1] < losses[0] / 2
    tok2vec = nlp.get_pipe("tok2vec")
    assert "attrib" in tok2vec.listener_map
    doc, plain = nlp(TEXT), load_english()(TEXT)
    assert [(t.tag_, t.head.i, t.ent_type_) for t in doc] == [(t.tag_, t.head.i, t.ent_type_) for t in plain]


@pytest.mark.skipif(importlib.util.find_spec("spacy_transformers") is not None, reason="spaCy loads spacy-transformers, where it is installed")
def test_the_plain_package_needs_no_torch():
    code = (
        "import sys\n"
        "sys.modules['torch'] = None\n"
        "import spacy\n"
        "nlp = spacy.load(sys.argv[1])\n"
        "nlp.add_pipe('attrib')\n"
        "assert nlp(sys.argv[2])._.quotes\n"
    )
    subprocess.run([sys.executable, "-c", code, default_pipeline(), TEXT], check=True, timeout=150)


# The tools that train and export an encoder in PyTorch


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
