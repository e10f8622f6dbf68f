"""The beginning of `fuzz.py`, and that it can find something."""

import json

import pytest

pytest.importorskip("hypothesis")
pytest.importorskip("docx")

from spacy_attrib.attributions import to_record
from spacy_attrib.processes import Failure

from . import fuzz
from .fuzzing import checks, run
from .fuzzing.files import damaged
from .fuzzing.parses import _without_rings


@pytest.fixture(scope="module")
def pipelines():
    return run.Pipelines(4)


def test_some_hundred_inputs_break_nothing(pipelines):
    found = run.Run(pipelines, 7, processes=False).until(lambda tried: tried >= 600)
    assert found.tried >= 600 and not found.violations, fuzz.describe(found)
    assert json.loads(json.dumps(found.to_dict()))["by_maker"]["damaged files"] > 10


def test_a_seed_says_all(pipelines):
    first, second = (run.make_texts(run.random.Random("3:1"), 20) for _ in range(2))
    assert first == second
    pipelines.parser.seed = 3
    parses = [
        [(t.head.i, t.dep_, t.tag_) for t in pipelines.parser(pipelines.real.make_doc("A source told her that it rained on them."))] for _ in range(2)
    ]
    assert parses[0] == parses[1]


def test_guessed_trees_are_trees():
    chance = run.random.Random(1)
    for start, size in [(start, size) for start in (0, 5) for size in range(1, 9)]:
        top = chance.randrange(start, start + size)
        heads = _without_rings([chance.randrange(start, start + size) for _ in range(size)], start, top)
        for place in range(start, start + size):
            for _ in range(size):
                place = heads[place - start]
            assert place == top
    assert _without_rings([6, 7, 7, 7], 5, 7) == [6, 7, 7, 7]  # what is a tree stays


def test_what_is_wrong_is_found(nlp):
    doc = nlp("“We sold it,” Ines Calder said.")
    spans = list(doc.spans["attrib"])
    assert list(checks.violations(doc, "attrib")) == []
    doc.spans["attrib"] = [spans[0], *[doc.char_span(1, 11, label="CUE", span_id="a0"), doc.char_span(0, 1, label="SOURCE", span_id="a0")]]
    assert set(checks.violations(doc, "attrib")) == {"cue and content overlap", "source without a letter or digit"}


def test_what_raises_or_has_no_end_is_found(pipelines, monkeypatch):
    monkeypatch.setattr(run, "PATIENCE", 0.3)
    resolve = pipelines.attrib.resolve

    def failing(page, drafts):
        while "said" in page.text:
            pass
        if "told" in page.text:
            raise RuntimeError("no")
        resolve(page, drafts)

    monkeypatch.setattr(pipelines.attrib, "resolve", failing)
    monkeypatch.setattr(run, "make_texts", lambda chance, count: ("own", ["He said so.", "He told her.", "It rained."]))
    found = run.Run(pipelines, 1, processes=False).until(lambda tried: tried >= 3)
    assert dict(found.violations["own"]) == {"raised TimeoutError: no end within 0.3 s": 1, "raised RuntimeError: no": 1}


def test_another_result_is_found(pipelines, monkeypatch):
    texts = ["“It rained,” Ines Calder said."]
    outcomes = list(run.annotate_texts(pipelines.real, texts))
    own = run.Run(pipelines, 1, processes=False)
    assert list(own._differing(pipelines.real, texts, outcomes, (False, False, -1), False, run.random.Random(1))) == []
    monkeypatch.setattr(run, "annotate_texts", lambda *given: [Failure("x")])
    assert list(own._differing(pipelines.real, texts, outcomes, (False, False, -1), False, run.random.Random(1))) == [
        ("another result in other batches", texts[0])
    ]


def test_tags_of_hostile_texts_are_found(tmp_path, nlp):
    page = tmp_path / "page.html"
    for content, wrong in (
        ("<p>&lt;zzz&gt;</p>", False),
        ("<p><zzz></p>", True),
        ("<p onload='x()'>", True),
        ("<a href='javascript:x()'>", True),
        ("<a href=' java\nscript:x()'>", True),
        ("<a href='https://x/javascript:x()'>", False),
        ("<tr data-outlet='javascript:x()'>", False),
        ("<script>zzz</script>", True),
    ):
        page.write_text(content, "utf8")
        assert bool(list(checks._hostile_tags(page))) is wrong
    assert to_record(nlp("x"))["attributions"] == []


def test_files_are_damaged():
    chance = run.random.Random(1)
    data = b'{"text": "It rained 3 times.", "meta": {"n": 17}}' * 20
    assert len({damaged(data, chance) for _ in range(50)}) > 40
