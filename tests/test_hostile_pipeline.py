"""Pipelines and files from strangers: what is damaged, or made to do harm, is refused in one sentence."""

import gzip
import io
import os
import pickle
import shutil
import zipfile
import zlib
from pathlib import Path

import numpy
import pytest
import spacy
import srsly

from spacy_attrib.articles import BadRecord, Fields, find_inputs, read_articles
from spacy_attrib.articles import encodings as encodings_module
from spacy_attrib.articles.documents import READERS
from spacy_attrib.corpora import CorpusError, read_corpus, write_corpus
from spacy_attrib.corpora import docbin as docbin_module
from spacy_attrib.pipelines import PipelineError, load_pipeline
from spacy_attrib.report import write_pages

SAVED = Path(__file__).parent / "saved" / "pipeline-0.1.0"
MODEL = (SAVED / "attrib" / "model").read_bytes()


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(SAVED, tmp_path / "saved")
    return tmp_path / "saved"


def changed(change):
    """The bytes of the network with each array changed."""
    network = srsly.msgpack_loads(MODEL)
    network["params"] = [{name: value if value is None else change(value) for name, value in own.items()} for own in network["params"]]
    return srsly.msgpack_dumps(network)


def without(name):
    return srsly.msgpack_dumps({key: value for key, value in srsly.msgpack_loads(MODEL).items() if key != name})


class Harm:
    """Leaves a trace if it is unpickled."""

    def __reduce__(self):
        return os.putenv, ("ATTRIB_UNPICKLED", "1")


def array(kind, shape, data):
    return {b"nd": True, b"type": kind, b"kind": b"", b"shape": shape, b"data": data}


NETWORKS = {
    "cut short": MODEL[:1000],
    "empty": b"",
    "a list without end": b"\xdd\xff\xff\xff\xff",
    "bytes without end": b"\xc6\xff\xff\xff\xffx",
    "nested too deep": b"\x91" * 100_000 + b"\x01",
    "a number": b"\x01",
    "a pickle": pickle.dumps(Harm()),
    "without nodes": without("nodes"),
    "without parameters": without("params"),
    "arrays of another shape": changed(lambda value: numpy.zeros((1, 1), dtype="f")),
    "arrays that are transposed": changed(lambda value: numpy.ascontiguousarray(value.T) if value.ndim == 2 else value),
    "no arrays": changed(lambda value: "x"),
    "arrays of a shape that is not theirs": changed(lambda value: array("<f4", [10**9, 10**9], b"1234")),
    "arrays of objects": changed(lambda value: array("|O", [1], pickle.dumps(Harm()))),
    "no numbers": changed(lambda value: value * numpy.nan),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_a_damaged_network_is_refused_in_one_sentence(folder, nlp, name):
    (folder / "attrib" / "model").write_bytes(NETWORKS[name])
    with pytest.raises(ValueError, match=r"^\[A084\] The weights saved of 'attrib' are damaged[^\n]*$"):
        spacy.load(folder, vocab=nlp.vocab)
    assert "ATTRIB_UNPICKLED" not in os.environ


def test_it_is_refused_from_bytes_too(folder, nlp):
    saved = spacy.load(folder, vocab=nlp.vocab).get_pipe("attrib")
    data = srsly.msgpack_loads(saved.to_bytes())
    saved.from_bytes(srsly.msgpack_dumps(data))
    with pytest.raises(ValueError, match="A084"):
        saved.from_bytes(srsly.msgpack_dumps({**data, "model": NETWORKS["arrays of another shape"]}))


@pytest.mark.parametrize("settings", ['{"threshold": "x"}', '{"threshold": 7}', '{"threshold": true}', '{"threshold": [0.5]}', "{", '"x"'])
def test_settings_of_another_kind_are_refused(folder, nlp, settings):
    (folder / "attrib" / "cfg").write_text(settings)
    with pytest.raises(ValueError, match="A084"):
        spacy.load(folder, vocab=nlp.vocab)


@pytest.mark.parametrize("target", ["/etc/passwd", "/dev/zero", "gone", "model", "/etc"])
def test_links_in_a_pipeline(folder, nlp, target):
    (folder / "attrib" / "model").unlink()
    try:
        (folder / "attrib" / "model").symlink_to(target)
    except OSError:
        pytest.skip("no links here")
    with pytest.raises(ValueError, match="A084"):
        spacy.load(folder, vocab=nlp.vocab)


@pytest.mark.parametrize("name", ["model", "cfg"])
@pytest.mark.parametrize("as_folder", [True, False])
def test_a_pipeline_without_a_file_of_its_component(folder, nlp, name, as_folder):
    spacy.load(folder, vocab=nlp.vocab)  # what was there before must not be remembered
    (folder / "attrib" / name).unlink()
    if as_folder:
        (folder / "attrib" / name).mkdir()
    with pytest.raises(ValueError, match=rf"^\[A084\][^\n]*there is no file '{name}' in its folder[^\n]*$"):
        spacy.load(folder, vocab=nlp.vocab)


def test_a_file_that_is_not_asked_for_may_miss(folder, nlp):
    pipe = spacy.load(folder, vocab=nlp.vocab).get_pipe("attrib")
    (folder / "attrib" / "cfg").unlink()
    assert pipe.from_disk(folder / "attrib", exclude=["vocab", "cfg"]).threshold == pytest.approx(0.3)


@pytest.mark.parametrize("calibration", [[None, 1], ["1", "0"], [1.0], [True, 1], 3, None, [float("nan"), 0.0], {"0": 1, "1": 0}])
def test_a_calibration_that_is_no_pair_of_numbers(folder, nlp, calibration):
    network = srsly.msgpack_loads(MODEL)
    for own in network["attrs"]:
        if "calibration" in own:
            own["calibration"] = srsly.msgpack_dumps(calibration)
    (folder / "attrib" / "model").write_bytes(srsly.msgpack_dumps(network))
    with pytest.raises(ValueError, match="A084"):
        spacy.load(folder, vocab=nlp.vocab)


def test_the_command_line_says_so_in_one_line(folder):
    (folder / "attrib" / "model").write_bytes(NETWORKS["nested too deep"])
    with pytest.raises(PipelineError, match=r"^The pipeline [^\n]*$"):
        load_pipeline(str(folder))
    (folder / "config.cfg").write_text("[nlp\nlang")
    with pytest.raises(PipelineError, match=r"^The pipeline [^\n]*$"):
        load_pipeline(str(folder))


# Files


def read(path):
    return list(read_articles(find_inputs([str(path)])))


def test_a_packed_file_with_a_line_too_long_is_no_load_on_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(encodings_module, "MOST_READ", 10_000)
    for name, data in (
        ("a", b'{"text": "' + b"x" * 20_000),
        ("b", b'{"text": "x"}\n' + b" " * 20_000),
        ("c", '{"text": "x"}\n'.encode("utf-16") * 2000),
    ):
        (tmp_path / f"{name}.jsonl.gz").write_bytes(gzip.compress(data))
    items = read(tmp_path)
    assert [item.why for item in items if isinstance(item, BadRecord)] == ["a line of it is longer than 0 MB"] * 2 + ["it is longer than 0 MB"]
    assert [item.text for item in items if not isinstance(item, BadRecord)] == ["x"]


def test_every_byte_of_a_packed_file_may_be_damaged(tmp_path):
    data = gzip.compress(b'{"text": "A kiln is hot."}\n' * 50)
    path = tmp_path / "in.jsonl.gz"
    for place in range(len(data)):
        path.write_bytes(data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :])
        assert all(getattr(item, "why", "x") for item in read(path))


def test_docs_that_unpack_to_too_much_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(docbin_module, "MOST_UNPACKED", 1 << 20)
    path = tmp_path / "in.spacy"
    path.write_bytes(zlib.compress(b"\0" * (3 << 20)))
    with pytest.raises(CorpusError, match="it unpacks to more than 1 MB"):
        list(read_corpus(path))
    (bad,) = read(path)
    assert "it unpacks to more than 1 MB" in bad.why
    write_corpus(path, [{"id": "a", "text": "x", "attributions": []}])
    assert [record["id"] for record in read_corpus(path)] == ["a"]


def test_a_word_document_whose_names_lead_out_is_only_read(tmp_path):
    docx = pytest.importorskip("docx")
    file, out = io.BytesIO(), io.BytesIO()
    docx.Document().save(file)
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("../../up.txt", "x")
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "in.docx").write_bytes(out.getvalue())
    read(tmp_path / "inside")
    assert [path.name for path in tmp_path.iterdir()] == ["inside"]


def test_entities_of_a_word_document_are_not_expanded(tmp_path):
    docx = pytest.importorskip("docx")
    file, out = io.BytesIO(), io.BytesIO()
    docx.Document().save(file)
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "lol"}">' for n in range(12))
    body = f'<!DOCTYPE d [{entities}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name).decode("utf8", "surrogateescape")
            if name == "word/document.xml":
                part = part.replace("<w:document", body + "<w:document", 1).replace(
                    "<w:sectPr", "<w:p><w:r><w:t>&e11;&f;</w:t></w:r></w:p><w:sectPr", 1
                )
            new.writestr(name, part.encode("utf8", "surrogateescape"))
    (tmp_path / "in.docx").write_bytes(out.getvalue())
    (item,) = read(tmp_path)
    assert isinstance(item, BadRecord) or not any(word in item.text for word in ("lol", "root:"))


# Names

IDS = [
    *(
        "../../up",
        "..",
        ".",
        "",
        "/etc/up",
        "C:\\up",
        "a/b",
        "a\\b",
        "a\0b",
        "CON",
        "nul.txt",
        "com1",
        "-rf",
        "--help",
        "x" * 300,
        "é" * 200,
        "\n",
        " ",
    ),
    *("con", "A", "a", "\u202ea", "..\\..\\up", "~", "$HOME", "*", "index", "ledger", "%2e%2e%2fup", "a.txt", "．．／up"),
]


def test_no_name_made_of_an_id_leads_out_or_is_taken_for_something_else(tmp_path):
    inside = tmp_path / "inside"
    inside.mkdir()
    records = [
        {"id": id or "none", "text": f"It rained {number} times.", "meta": {"annotator": "../../up"}, "attributions": []}
        for number, id in enumerate(IDS)
    ]
    write_corpus(inside / "brat", records, kind="brat")
    write_pages(records, [{"findings": [], "anonymous": 0, "sources": []}] * len(records), inside / "report")
    assert [path.name for path in tmp_path.iterdir()] == ["inside"] and {path.name for path in inside.iterdir()} == {"brat", "report"}
    assert sorted(record["id"] for record in read_corpus(inside / "brat")) == sorted(record["id"] for record in records)
    names = [path for path in inside.rglob("*") if path.is_file()]
    assert len(names) == 2 * len(IDS) + len(IDS) + 3
    for path in names:
        assert len(os.fsencode(path.name)) < 200 and path.name[0] not in "-." and path.stem.split(".")[0].lower() not in ("con", "nul", "com1")
    assert len({str(path).lower() for path in names}) == len(names)


# Messages


@pytest.mark.parametrize("kind", ["text", "id", "label", "speaker"])
def test_no_message_repeats_more_than_a_line(tmp_path, kind):
    long = "They all said so. " * 300
    item = {"id": "a0", "content": [[0, 4]], "cue": [], "source": [], **({"form": long} if kind == "label" else {})}
    item.update({"speaker": {"text": long, "start": 0, "end": 4}} if kind == "speaker" else {})
    record = {"id": long if kind == "id" else "x", "text": long, "meta": {}, "attributions": [item, item] if kind in ("id", "text") else [item]}
    (tmp_path / "in.jsonl").write_bytes(srsly.json_dumps(record).encode("utf8"))
    with pytest.raises(CorpusError) as caught:
        list(read_corpus(tmp_path / "in.jsonl"))
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 600 + len(str(tmp_path))


def test_what_a_library_says_of_a_damaged_document_is_cut(tmp_path, monkeypatch):
    def fail(path):
        raise ValueError("x" * 5000)

    path = tmp_path / "a.docx"
    path.write_bytes(b"PK")
    monkeypatch.setitem(READERS, ".docx", fail)
    bad = [item for item in read_articles(find_inputs([str(path)]), Fields()) if isinstance(item, BadRecord)]
    assert len(bad) == 1 and len(bad[0].why) < 200
