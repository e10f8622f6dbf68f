"""The accurate weights: a transformer in ONNX finds quotations, whatever the text, the batch and the process; what is missing is told."""

import os
import shutil
import subprocess
import sys

import pytest
import spacy
from typer.testing import CliRunner

from spacy_attrib.attributions import to_record
from spacy_attrib.cli import attrib_cli
from spacy_attrib.network import weights
from spacy_attrib.pipelines import default_pipeline

from .conftest import CORPUS, load_english

pytest.importorskip("onnxruntime", reason="needs the extra [accurate]")
pytest.importorskip("tokenizers", reason="needs the extra [accurate]")
if not (weights.FOLDER / "accurate" / "card.json").is_file():
    pytest.skip("the accurate weights are not there", allow_module_level=True)

TEXT = (
    "“The bridge will stay shut,” said Oda Lindt, the harbour master. Engineers warned that the cables were worn.\n\n"
    "“We asked for money twice,” she said. “Nobody wrote back.”"
)
TEXTS = (TEXT, "", "The bridge is old.", TEXT.replace("Oda Lindt", "Ravi Sen").replace("bridge", "tunnel"), " \n\n ", f"{TEXT}\n\nIt rained.")


def accurate(name="accurate", **settings):
    nlp = load_english()
    nlp.add_pipe("attrib", config={"weights": str(name), **settings})
    return nlp


@pytest.fixture(scope="module")
def english():
    return accurate()


@pytest.fixture
def own(tmp_path):
    """A copy of the set."""
    return shutil.copytree(weights.FOLDER / "accurate", tmp_path / "mine")


def results(doc):
    """The attributions of a Doc without their scores, and the scores: whole numbers of 8 bits are rounded by what else is in the batch."""
    items = to_record(doc)["attributions"]
    return [{name: value for name, value in item.items() if name != "score"} for item in items], [item["score"] for item in items]


def assert_same(docs, others):
    for doc, other in zip(docs, others, strict=True):
        (found, scores), (also, again) = results(doc), results(other)
        assert found == also and scores == pytest.approx(again, abs=0.05)


def test_finds_quotations(english):
    quotes = english(TEXT)._.quotes
    assert [str(q.speaker) for q in quotes if q.form == "direct"] == ["Oda Lindt", "Oda Lindt"]
    (indirect,) = [q for q in quotes if q.form == "indirect"]
    assert (str(indirect.cue), str(indirect.source)) == ("warned", "Engineers") and "the cables were worn" in str(indirect.content)
    assert all(0.0 < q.score <= 1.0 for q in quotes)


def test_batches_give_the_same(english):
    alone = [english(text) for text in TEXTS]
    assert sum(len(doc._.attributions) for doc in alone) > 6
    for size in (1, 4, 100):
        assert_same(alone, list(english.pipe(TEXTS, batch_size=size)))


def test_several_processes_give_the_same(english):
    assert_same([english(text) for text in TEXTS], list(english.pipe(TEXTS, n_process=2, batch_size=1)))


def test_saves_and_loads(english, tmp_path):
    english.to_disk(tmp_path / "pipeline")
    assert not list(tmp_path.rglob("*.onnx"))  # it is saved by name
    again = accurate()
    again.get_pipe("attrib").from_bytes(english.get_pipe("attrib").to_bytes())
    for nlp in (spacy.load(tmp_path / "pipeline"), again):
        assert to_record(nlp(TEXT)) == to_record(english(TEXT))
        assert nlp.get_pipe("attrib").threshold == english.get_pipe("attrib").threshold


@pytest.mark.parametrize("text", ["", " ", "\n\n", " \n \t\n", "“", "?"])
def test_texts_with_nothing_in_them(english, text):
    assert english(text)._.attributions == ()


def test_a_very_long_paragraph(english):
    start, middle, end = "“It is over,” said Oda Lindt. ", "The river rose by night and fell by day. ", "“We are tired,” said Ines Calder."
    doc = english(start + middle * 170 + start + middle * 170 + end)
    assert len(doc) > 3000
    quotes = [q for q in doc._.quotes if q.form == "direct"]
    assert [q.content[0].text for q in quotes] == ["“It is over,”", "“It is over,”", "“We are tired,”"]
    assert [str(q.cue) for q in quotes] == ["said"] * 3


def test_a_word_of_many_letters(english):
    doc = english(f"“We lost,” said Oda Lindt of {'ab' * 3000}.")
    assert [str(q.content[0]) for q in doc._.quotes if q.form == "direct"] == ["“We lost,”"]


@pytest.mark.parametrize("library", ["onnxruntime", "tokenizers"])
def test_missing_libraries_are_told(library, monkeypatch):
    monkeypatch.setitem(sys.modules, library, None)
    nlp = accurate()
    with pytest.raises(ImportError, match="A045.*onnxruntime and tokenizers"):
        nlp(TEXT)
    result = CliRunner().invoke(attrib_cli, ["extract", str(CORPUS / "border-talks.txt"), "--weights", "accurate"])
    assert result.exit_code == 2
    (line,) = result.output.splitlines()
    assert line.startswith("Error: [A045]")


def test_small_weights_need_no_libraries(monkeypatch):
    for library in ("onnxruntime", "tokenizers"):
        monkeypatch.setitem(sys.modules, library, None)
    assert accurate("small")(TEXT)._.quotes


def test_a_set_may_be_moved(english, own):
    nlp = accurate(own)
    assert to_record(nlp(TEXT)) == to_record(english(TEXT))
    assert nlp.get_pipe("attrib").model.get_ref("encoder").layers[0].shims[0].weights == str(own)


@pytest.mark.parametrize("file", ["encoder.onnx", "tokenizer.json", "network.bin"])
def test_damaged_files_are_refused(own, file):
    data = bytearray((own / file).read_bytes())
    data[len(data) // 2] ^= 1
    (own / file).write_bytes(bytes(data))
    with pytest.raises(ValueError, match=f"A052.*{file}"):
        accurate(own)(TEXT)
    (own / file).unlink()
    with pytest.raises(ValueError, match=f"A052.*{file}"):
        accurate(own)(TEXT)


def test_nothing_is_read_before_it_is_needed(own):
    (own / "encoder.onnx").unlink()
    nlp = accurate(own)
    assert nlp.get_pipe("attrib").model.get_ref("encoder").layers[0].shims[0].loaded is None


def test_processes_forked_after_the_first_use_do_not_hang():
    """In a process of its own with as many threads as it likes, so that a deadlock ends the test and not the run."""
    code = (
        "import spacy, sys\n"
        "nlp = spacy.load(sys.argv[1])\n"
        "nlp.add_pipe('attrib', config={'weights': 'accurate'})\n"
        "texts = [sys.argv[2]] * 6\n"
        "one = [len(d._.attributions) for d in nlp.pipe(texts)]\n"
        "two = [len(d._.attributions) for d in nlp.pipe(texts, n_process=2, batch_size=2)]\n"
        "assert one == two and min(one) > 0, (one, two)\n"
    )
    free = {name: value for name, value in os.environ.items() if "NUM_THREADS" not in name}
    text = "“We lost the key,” said Mara Quill, the warden."
    subprocess.run([sys.executable, "-c", code, default_pipeline(), text], check=True, timeout=150, env=free)
