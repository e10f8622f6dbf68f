"""`attrib` behind a transformer: a tiny encoder, made on the spot, learns, is saved, and loads without its folder."""

import importlib.util
import shutil
import subprocess
import sys

import numpy
import pytest
import spacy
import srsly
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.training.initialize import init_nlp
from spacy.util import registry
from thinc.api import fix_random_seed
from thinc.types import Ragged

from spacy_attrib.attributions import to_record
from spacy_attrib.corpora.reader import create_corpus_reader
from spacy_attrib.network.transformers import first_piece, make_paragraph_windows
from spacy_attrib.pipelines import default_pipeline

from .conftest import CORPUS, load_english
from .encoders import make_encoder

TEXT = "“We lost the key,” said Mara Quill, the warden. Officials insisted that the gate had been locked."


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
