"""The commands `convert` and `validate`."""

import json

import pytest
import spacy
from spacy.tokens import DocBin

from spacy_attrib.corpora import read_corpus
from spacy_attrib.pipelines import default_pipeline

from .commands import run_apart, run_here
from .conftest import load_english

TEXT = "“We won,” Ann Lee’d said.\r\nShe left.\n"


def run(*args, **kwargs):
    done = run_here(*args, **kwargs)
    return done._replace(stdout=done.stdout.decode("utf8"), stderr=done.stderr.decode("utf8"))


def article(id="a", **fields):
    item = {"id": "a0", "content": [[0, 9]], "cue": [[20, 24]], "source": [[10, 17]], "form": "direct"}
    return {"id": id, "text": TEXT, "meta": {"n": [1]}, "attributions": [item], **fields}


@pytest.fixture
def corpus(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps(article(id)) + "\n" for id in "abc"), encoding="utf8")
    return path


def test_round_trip(corpus, tmp_path):
    records = list(read_corpus(corpus))
    done = run("convert", corpus, tmp_path / "out.spacy")
    assert (done.returncode, done.stdout) == (0, "")
    assert "3 articles, 3 attributions written" in done.stderr and "3 pieces widened to token boundaries" in done.stderr
    assert run_apart("convert", tmp_path / "out.spacy", tmp_path / "brat", module="spacy attrib").returncode == 0
    assert sorted(p.name for p in (tmp_path / "brat").iterdir()) == [f"{id}.{suffix}" for id in "abc" for suffix in ("ann", "txt")]
    assert (tmp_path / "brat" / "a.txt").read_bytes() == TEXT.encode("utf8")
    assert run("convert", tmp_path / "brat", tmp_path / "back.jsonl").returncode == 0
    assert list(read_corpus(tmp_path / "back.jsonl")) == records


def test_formats_by_option(corpus, tmp_path):
    corpus.rename(tmp_path / "in.txt")
    assert run("convert", tmp_path / "in.txt", tmp_path / "out.bin", "--from", "jsonl", "--to", "spacy").returncode == 0
    assert run("convert", tmp_path / "out.bin", tmp_path / "out.dir", "-f", "spacy", "-t", "brat").returncode == 0
    assert [r["id"] for r in read_corpus(tmp_path / "out.dir")] == ["a", "b", "c"]


def test_tokenizer_by_option(corpus, tmp_path):
    nlp = spacy.blank("en")
    nlp.tokenizer.rules = {}
    nlp.to_disk(tmp_path / "pipeline")
    lengths = []
    for option in (["--lang", "xx"], ["--pipeline", tmp_path / "pipeline"]):
        assert run("convert", corpus, tmp_path / "out.spacy", *option).returncode == 0
        docs = list(DocBin().from_disk(tmp_path / "out.spacy").get_docs(nlp.vocab))
        assert [doc.text for doc in docs] == [TEXT] * 3
        lengths.append([token.text for token in docs[0]])
    assert "Lee’d" in lengths[0] and lengths[1] == [token.text for token in nlp.make_doc(TEXT)]


def test_annotations_of_a_pipeline_by_option(corpus, tmp_path):
    records = list(read_corpus(corpus))
    plain = load_english()(TEXT)
    for option in ([], ["--annotate"]):
        assert run("convert", corpus, tmp_path / "out.spacy", "--pipeline", default_pipeline(), *option).returncode == 0
        docs = list(DocBin().from_disk(tmp_path / "out.spacy").get_docs(plain.vocab))
        assert len(docs) == 3
        for doc in docs:
            assert doc.has_annotation("TAG") == doc.has_annotation("DEP") == bool(option)
        assert list(read_corpus(tmp_path / "out.spacy")) == records
    assert [(t.tag_, t.head.i, t.dep_, t.ent_type_) for t in docs[0]] == [(t.tag_, t.head.i, t.dep_, t.ent_type_) for t in plain]


BAD = {
    "missing": (["missing.jsonl", "out.spacy"], "There is no file or folder 'missing.jsonl'"),
    "unknown kind of IN": (["in.pdf", "out.spacy"], "The kind of 'in.pdf' cannot be told"),
    "unknown kind of OUT": (["in.jsonl", "out.pdf"], "The kind of 'out.pdf' cannot be told"),
    "not that kind": (["in.jsonl", "out.spacy", "--from", "spacy"], "not in the format of spaCy's DocBin"),
    "OUT is IN": (["in.jsonl", "./in.jsonl"], "is the corpus to convert"),
    "OUT inside IN": (["brat", "brat/out.jsonl"], "lies inside the other"),
    "IN inside OUT": (["brat/x.ann", "brat"], "lies inside the other"),
    "no folder for OUT": (["in.jsonl", "nowhere/out.spacy"], "There is no folder 'nowhere'"),
    "OUT is another folder": (["in.jsonl", "mine"], "it is not replaced"),
    "broken": (["broken.jsonl", "out.jsonl"], "broken.jsonl:2, article 'b', attribution 'a0'"),
    "unknown language": (["in.jsonl", "out.spacy", "--lang", "zz"], "A tokenizer for 'zz' cannot be loaded"),
    "no pipeline to annotate": (["in.jsonl", "out.spacy", "--annotate"], "name one with --pipeline"),
    "unknown pipeline": (["in.jsonl", "out.spacy", "--pipeline", "no_such"], "The pipeline 'no_such' cannot be loaded"),
}


@pytest.mark.parametrize("args,message", BAD.values(), ids=BAD)
def test_bad_input(corpus, tmp_path, args, message):
    for folder in ("brat", "mine"):
        (tmp_path / folder).mkdir()
    (tmp_path / "mine" / "thesis.doc").touch()
    (tmp_path / "in.pdf").touch()
    (tmp_path / "brat" / "x.txt").write_text("Ann said no.")
    (tmp_path / "brat" / "x.ann").touch()
    broken = [article("a"), article("b", attributions=[{"id": "a0", "content": [[0, 99]]}])]
    (tmp_path / "broken.jsonl").write_text("".join(json.dumps(r) + "\n" for r in broken), encoding="utf8")
    before = {path: path.is_file() and path.read_bytes() for path in tmp_path.rglob("*")}
    done = run("convert", *args, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    lines = done.stderr.splitlines()
    assert len(lines) == 1 and lines[0].startswith("Error: ") and message in lines[0]
    assert {path: path.is_file() and path.read_bytes() for path in tmp_path.rglob("*")} == before


def test_validate(corpus, tmp_path):
    done = run("validate", corpus)
    assert (done.returncode, done.stdout) == (0, "") and "is sound" in done.stderr
    broken = [article("a"), article("a"), article("b", attributions=[{"id": "a0", "content": [[0, 99]], "act": "shout"}])]
    corpus.write_text("".join(json.dumps(r) + "\n" for r in broken), encoding="utf8")
    done = run("validate", corpus)
    assert done.returncode == 2 and "3 problems" in done.stderr
    assert [line.partition("in.jsonl:")[2][0] for line in done.stdout.splitlines()] == ["1", "3", "3"]
    assert run("validate", tmp_path / "missing").returncode == 2
