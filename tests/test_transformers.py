"""`attrib` behind a transformer: a tiny encoder, made on the spot, learns, is saved, and loads without its folder."""
import importlib.util
import shutil
import subprocess
import sys

import pytest
import spacy
from spacy.training.initialize import init_nlp
from thinc.api import fix_random_seed

from spacy_attrib.attributions import to_record
from spacy_attrib.corpora.reader import create_corpus_reader
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


def load_config(name, encoder=None, frozen_layers=0):
    """A config of the repository with a network small enough for a test."""
    overrides = {
        "paths.base": default_pipeline(),
        "paths.train": str(CORPUS / "train.jsonl"),
        "paths.dev": str(CORPUS / "dev.jsonl"),
        "components.attrib.model.width": 24,
        "components.attrib.model.depth": 1,
        "components.attrib.model.hidden": 16,
    }
    if encoder is not None:
        overrides["components.transformer.model.name"] = str(encoder)
        overrides["components.transformer.model.get_spans.window"] = 24  # much less than a quotation may take
        overrides["components.transformer.model.get_spans.stride"] = 16
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


def test_preparation_without_transformer_is_refused():
    from spacy_attrib.network.transformers import make_transformer_preparation

    with pytest.raises(ValueError, match="A054"):
        make_transformer_preparation(frozen_layers=1)(spacy.blank("en"))


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
