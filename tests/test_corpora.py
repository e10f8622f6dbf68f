"""Corpora: what is written comes back, what is broken is told with file, line and id, and `spacy train` can read it."""

import copy
import io
import json
import os
import random
import re
from pathlib import Path

import pytest
import spacy
import srsly
from spacy.tokens import Doc, DocBin
from spacy.training import Corpus

from spacy_attrib import add_record, to_record
from spacy_attrib.corpora import CorpusError, read_corpus, validate_corpus, validate_record, write_corpus
from spacy_attrib.corpora.brat import find_articles
from spacy_attrib.corpora.docbin import doc_to_record, record_to_doc
from spacy_attrib.corpora.reader import split_doc
from spacy_attrib.files import whole_path

TEXT = (
    "\ufeffHarbour vote\r\n\r\n“We lost,” Ann Lee said,\n“but it was\nclose.”\n\n"
    "An aide, who asked not to be named because talks go on, told\u00a0Reuters that Lee’d quit.\n\n“Never again.”\n\nSign up\x85here"
)


def at(words, text=TEXT):
    start = text.index(words)
    return [start, start + len(words)]


def record():
    lee = at("Ann Lee")
    return {
        "id": "harbour/vote: 1",
        "text": TEXT,
        "meta": {"annotator": "kim", "n": 3, "list": [1, [2]]},
        "discard": [at("here"), at("Sign up")],
        "discuss": [],
        "layer": {"deep": [None, 1.5, "a\tb\nc"]},
        "attributions": [
            {
                "id": "q1",
                "content": [at("“but it was\nclose.”"), at("“We lost,”")],
                "cue": [at("said")],
                "source": [lee],
                "speaker": {"text": "Ann Lee", "start": lee[0], "end": lee[1], "wiki": "Ann_Lee"},
                "form": "direct",
                "act": "speech",
                "source_type": "named_person",
                "anonymous": False,
                "disclosure": None,
                "reason": None,
                "score": 0.25,
                "nested": False,
            },
            {
                "id": "E7",
                "content": [at("that Lee")],
                "cue": [at("told")],
                "source": [at("An aide")],
                "speaker": None,
                "form": "indirect",
                "act": "speech",
                "source_type": "unnamed_person",
                "anonymous": True,
                "disclosure": [at("asked not to be named")],
                "reason": [at("because talks go on")],
                "type": "Attribution-no-source",
            },
            {"id": "E1", "content": [at("“Never again.”")], "cue": [], "source": [], "type": "Attribution"},
        ],
    }


def bare(id, text="Ann said no.", **fields):
    item = {"id": "E1", "content": [[9, 11]], "cue": [[4, 8]], "source": [[0, 3]]}
    return {"id": id, "text": text, "attributions": [item], **fields}


def write_lines(path, *records):
    path.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf8")
    return path


NAMES = {"jsonl": "out.jsonl", "spacy": "out.spacy", "brat": "out"}


@pytest.mark.parametrize("kind", NAMES)
def test_what_is_written_comes_back(tmp_path, kind):
    records = [record(), bare("a", meta={}), bare("b"), {"id": "c", "text": "", "meta": {}, "attributions": []}]
    path = tmp_path / NAMES[kind]
    written = write_corpus(path, records)
    assert (written.articles, written.attributions) == (4, 5)
    assert written.widened == (1 if kind == "spacy" else 0)  # "Lee" of "Lee’d"
    back = sorted(read_corpus(path), key=lambda r: r["id"])
    assert back == sorted(records, key=lambda r: r["id"])
    assert list(validate_corpus(path)) == []


def test_a_chain_through_all_formats(tmp_path):
    records = [record(), bare("b", text="Ann said no.\r\n")]
    write_corpus(tmp_path / "a.jsonl", records)
    for source, target in (("a.jsonl", "b"), ("b", "c.spacy"), ("c.spacy", "d"), ("d", "e.jsonl")):
        write_corpus(tmp_path / target, read_corpus(tmp_path / source))
    assert sorted(read_corpus(tmp_path / "e.jsonl"), key=lambda r: r["id"]) == sorted(records, key=lambda r: r["id"])


def test_random_offsets_come_back(tmp_path):
    rng = random.Random(1)
    records = []
    for number in range(30):
        text = "".join(rng.choice("ab ’“”\n\t\r\u2028é😀-,.") for _ in range(rng.randrange(20, 60)))
        attributions = []
        for id in range(rng.randrange(5)):
            edges = sorted(rng.sample(range(len(text) + 1), 8))
            pieces = [edges[i : i + 2] for i in (0, 2, 4, 6)]
            rng.shuffle(pieces)
            attributions.append({"id": f"a{id}", "content": pieces[:2], "cue": [pieces[2]], "source": [pieces[3]]})
        records.append({"id": f"r{number:02}", "text": text, "meta": {}, "attributions": attributions})
    for name in NAMES.values():
        write_corpus(tmp_path / name, records)
        assert list(read_corpus(tmp_path / name)) == records


# brat


def brat(folder, name, text, *lines):
    (folder / f"{name}.txt").write_bytes(text.encode("utf8"))
    (folder / f"{name}.ann").write_bytes("".join(f"{line}\n" for line in lines).encode("utf8"))


def test_brat_as_polnear_ships_it(tmp_path):
    text = "The mayor said:\n“No.\n\nNever,”\nshe said. Sources agree. Sign up"
    brat(
        tmp_path,
        "town",
        text,
        "T2\tAttribution 10 14\tsaid",
        "T1\tSource 0 9\tThe mayor",
        "T3\tContent 22 29;16 20\tNever,” “No.",
        "E1\tAttribution:T2 Source:T1 Content:T3",
        "T4\tContent 16 29\t“No.\n\nNever,”",  # raw line breaks
        "E4\tAttribution-no-source:T5 Content:T6 Content2:T4",
        "T5\tAttribution-no-source 48 53\tagree",
        "T6\tContent 40 47\tSources",
        "T7\tDiscard 55 59;60 62\tSign up",
        "T8\tDiscuss 0 3\tThe",
        "T9\tSource 40 47\tSources",
        "A1\tNegated E1",
        "R1\tSame Arg1:T1 Arg2:T9\t",
        "#1\tAnnotatorNotes E1\tunsure\there",
        "*\tEquiv T1 T9",
    )
    (found,) = read_corpus(tmp_path)
    assert found == {
        "id": "town",
        "text": text,
        "meta": {},
        "discard": [[55, 59], [60, 62]],
        "discuss": [[0, 3]],
        "brat": [
            "T9\tSource 40 47\tSources",
            "A1\tNegated E1",
            "R1\tSame Arg1:T1 Arg2:T9\t",
            "#1\tAnnotatorNotes E1\tunsure\there",
            "*\tEquiv T1 T9",
        ],
        "attributions": [
            {"id": "E1", "content": [[22, 29], [16, 20]], "cue": [[10, 14]], "source": [[0, 9]], "type": "Attribution"},
            {"id": "E4", "content": [[40, 47], [16, 29]], "cue": [[48, 53]], "source": [], "type": "Attribution-no-source"},
        ],
    }
    write_corpus(tmp_path / "again", [found])
    assert list(read_corpus(tmp_path / "again")) == [found]


def test_a_line_of_the_text_may_look_like_an_annotation(tmp_path):
    text = "He said: a\nT9\tCue 0 2\tHe\nb"
    brat(tmp_path, "odd", text, f"T1\tContent 9 {len(text)}\t{text[9:]}", "T2\tCue 3 7\tsaid", "E1\tCue:T2 Content:T1")
    (found,) = read_corpus(tmp_path)
    assert found["attributions"][0]["content"] == [[9, len(text)]]


def test_labels_and_speaker_in_brat_can_be_edited_by_hand(tmp_path):
    write_corpus(tmp_path / "out", [record()])
    (path,) = (tmp_path / "out").glob("*.ann")
    lines = path.read_text(encoding="utf8")
    assert "\tForm E2 direct\n" in lines and "\tAnonymous E7 true\n" in lines
    path.write_text(lines.replace("Act E2 speech", "Act E2 thought"), encoding="utf8")
    (found,) = read_corpus(tmp_path / "out")
    assert [a.get("act") for a in found["attributions"]] == ["thought", "speech", None]


ANN = "T1\tCue 4 8\tsaid\nT2\tContent 9 11\tno\nE1\tCue:T1 Content:T2\n"
LAYOUTS = {
    "in the file name": ["x.txt", "x.kim.ann", "x.lou.ann"],
    "folders with texts": ["kim/x.txt", "kim/x.ann", "lou/x.txt", "lou/x.ann"],
    "folders beside the text": ["x.txt", "kim/x.ann", "lou/x.ann"],
}


@pytest.mark.parametrize("names", LAYOUTS.values(), ids=LAYOUTS)
def test_annotators_in_brat(tmp_path, names):
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(ANN if name.endswith(".ann") else "Ann said no.", encoding="utf8")
    assert [(r["id"], r["meta"]["annotator"]) for r in read_corpus(tmp_path)] == [("x", "kim"), ("x", "lou")]


def test_annotators_written_to_brat_share_a_text(tmp_path):
    records = [bare("x", meta={"annotator": name}) for name in ("kim", "lou", "a.b/c")] + [bare("X", meta={}), bare("x.lou", meta={})]
    write_corpus(tmp_path / "out", records)
    assert len(list((tmp_path / "out").glob("*.txt"))) == 3
    key = lambda r: (r["id"], str(r["meta"]))  # noqa: E731
    assert sorted(read_corpus(tmp_path / "out"), key=key) == sorted(records, key=key)


def test_ids_cannot_lead_out_of_the_folder(tmp_path):
    records = [bare(id, meta={}) for id in ("../../evil", "/etc/x", "..", "CON\0", "é" * 300, "a b", "a_b")]
    (tmp_path / "deep").mkdir()
    write_corpus(tmp_path / "deep" / "out", records)
    assert [p.name for p in tmp_path.iterdir()] == ["deep"] and [p.name for p in (tmp_path / "deep").iterdir()] == ["out"]
    assert {r["id"] for r in read_corpus(tmp_path / "deep" / "out")} == {r["id"] for r in records}


# What is broken


def changed(**fields):
    broken = record()
    broken["attributions"][0].update(fields)
    return broken


BROKEN_RECORDS = {
    "past the end": (changed(content=[[0, 9999]]), "[0, 9999] of 'content' is not inside"),
    "before the start": (changed(cue=[[-1, 3]]), "[-1, 3] of 'cue' is not inside"),
    "empty span": (changed(source=[[3, 3]]), "[3, 3] of 'source' is not inside"),
    "turned round": (changed(source=[[5, 3]]), "[5, 3] of 'source' is not inside"),
    "overlap": (changed(content=[[0, 5], [4, 9]]), "Pieces [0, 5] and [4, 9] of 'content' overlap"),
    "not offsets": (changed(content=[["0", 5]]), "'content' is not a list of pieces"),
    "truth values": (changed(content=[[False, True]]), "'content' is not a list of pieces"),
    "three numbers": (changed(content=[1, 2, 3]), "'content' is not a list of pieces"),
    "pieces in a string": (changed(cue="said"), "'cue' is not a list of pieces"),
    "no content": (changed(content=[]), "There is no content"),
    "unknown form": (changed(form="quoted"), "'quoted' is not a form: expected one of direct, mixed, indirect"),
    "unknown act": (changed(act="shout"), "'shout' is not a act"),
    "unknown source type": (changed(source_type=["public"]), "['public'] is not a source_type"),
    "anonymous against type": (changed(anonymous=True), "'anonymous' is true and contradicts the source_type 'named_person'"),
    "anonymous is no truth value": (changed(anonymous="no"), "'anonymous' is not true, false or null"),
    "score": (changed(score=7), "'score' is not a number between 0 and 1"),
    "speaker's text": (changed(speaker={"text": "Ann Leo", "start": 29, "end": 36}), "'Ann Leo', but the text has"),
    "speaker's shape": (changed(speaker="Ann Lee"), "'speaker' is not null or an object"),
    "speaker past the end": (changed(speaker={"text": "x", "start": 0, "end": 9999}), "[0, 9999] of 'speaker' is not inside"),
    "repeated id": (changed(id="E7"), "The id 'E7' is given to more than one attribution"),
    "no id": (changed(id=None), "The id of an attribution is not a name"),
    "discard past the end": ({**record(), "discard": [[0, 9999]]}, "[0, 9999] of 'discard' is not inside"),
    "half a surrogate pair": ({**record(), "layer": "\ud800"}, "Half a surrogate pair stands in 'layer'"),
    "no text": ({"id": "x", "attributions": []}, "There is no field 'text'"),
    "no attributions": ({"id": "x", "text": ""}, "There is no field 'attributions'"),
    "text is a number": ({"id": "x", "text": 1, "attributions": []}, "'text' is not a string"),
    "id is a number": ({"id": 1, "text": "", "attributions": []}, "'id' is not a string"),
    "empty id": ({"id": "", "text": "", "attributions": []}, "'id' is not a name"),
    "meta is a list": ({"id": "x", "text": "", "meta": [], "attributions": []}, "'meta' is not an object"),
    "attribution is a list": ({"id": "x", "text": "", "attributions": [[]]}, "An attribution is not a JSON object"),
    "record is a list": ([1], "The record is not a JSON object"),
}


@pytest.mark.parametrize("broken,message", BROKEN_RECORDS.values(), ids=BROKEN_RECORDS)
def test_broken_records(tmp_path, broken, message):
    path = write_lines(tmp_path / "broken.jsonl", bare("good"), broken)
    problems = list(validate_corpus(path))
    assert len(problems) == 1 and message in problems[0] and f"{path}:2" in problems[0]
    if isinstance(broken, dict) and isinstance(broken.get("id"), str) and broken["id"]:
        assert f"article {broken['id']!r}" in problems[0]
    records = read_corpus(path)
    assert next(records)["id"] == "good"
    with pytest.raises(CorpusError) as error:
        next(records)
    assert str(error.value) == problems[0]


def test_one_sound_record_has_no_problem():
    assert validate_record(record()) == []


def test_a_text_changed_by_one_character(tmp_path):
    for number in range(3):
        broken = {**record(), "discard": []}
        broken["text"] = ("x" + TEXT, TEXT[:20] + TEXT[21:], TEXT.replace("Ann Lee said", "Ann Lea said"))[number]
        (problem, *_) = validate_corpus(write_lines(tmp_path / "a.jsonl", broken))
        assert "Was the text changed?" in problem and "attribution 'q1'" in problem


def test_problems_of_a_whole_corpus(tmp_path):
    path = tmp_path / "many.jsonl"
    one, short, other = (json.dumps(r) for r in (bare("a"), bare("b", text="short"), bare("c")))
    lines = [one, "{", one, short, "", other, "[" * 10**5]
    path.write_bytes("\n".join(lines).encode("utf8") + b'\n{"id": "caf\xe9"}\n')
    problems = [re.sub(r"\[A\d+\] ", "", problem) for problem in validate_corpus(path)]
    assert [re.search(r"jsonl:(\d+)\b(?!.*jsonl)", p).group(1) for p in problems] == ["2", "3", "4", "4", "7", "8"]
    starts = ("Broken JSON", "The id 'a' is given", "Span [9, 11]", "Span [4, 8]", "Broken JSON", "Not UTF-8, first at byte 12")
    assert all(problem.startswith(start) for problem, start in zip(problems, starts))


def test_broken_json_is_told_in_a_whole_sentence(tmp_path):
    path = tmp_path / "broken.jsonl"
    path.write_text('{"id": "a\tb"}\n', "utf8")
    with pytest.raises(CorpusError, match=r"Broken JSON: Invalid control character at column 10 \("):
        list(read_corpus(path))


def test_one_article_by_several_annotators(tmp_path):
    one, two = bare("x", meta={"annotator": "kim"}), bare("x", meta={"annotator": "lou"})
    assert len(list(read_corpus(write_lines(tmp_path / "a.jsonl", one, two)))) == 2
    path = write_lines(tmp_path / "b.jsonl", one, {**two, "text": "Ann said na."})
    with pytest.raises(CorpusError, match=r"annotators of the article 'x' have different texts.*b\.jsonl:1.*b\.jsonl:2"):
        list(read_corpus(path))
    with pytest.raises(CorpusError, match=r"id 'x' is given to more than one article.*c\.jsonl:1 .*c\.jsonl:2"):
        list(read_corpus(write_lines(tmp_path / "c.jsonl", one, one)))


GOOD = ["T1\tCue 4 8\tsaid", "T2\tContent 9 11\tno", "T3\tSource 0 3\tAnn", "E1\tCue:T1 Source:T3 Content:T2"]
BROKEN_LINES = {
    "no tab": ({2: "T3 Source 0 3 Ann"}, 3, "is no brat annotation: there is no tab"),
    "no tab after a span of several lines": ({1: "T2\tContent 9 12\tno\n.", 2: "rest"}, 2, "T2 covers 'no.'"),
    "no id": ({0: "Cue\t4 8\tsaid"}, 1, "no brat annotation"),
    "offset past the end": ({1: "T2\tContent 9 99\tno"}, 2, "[9, 99] of 'Content T2' is not inside a text of 12"),
    "turned round": ({1: "T2\tContent 11 9\tno"}, 2, "[11, 9] of 'Content T2' is not inside"),
    "offsets missing": ({1: "T2\tContent\tno"}, 2, "are no offsets"),
    "another text": ({1: "T2\tContent 9 11\tna"}, 2, "T2 covers 'no' in the text, but the line says 'na'"),
    "no covered text": ({1: "T2\tContent 9 11"}, 2, "but the line says ''"),
    "unknown label": ({2: "T3\tPerson 0 3\tAnn"}, 3, "'Person' is not a label that is known"),
    "unknown role": ({3: "E1\tCue:T1 Person:T3 Content:T2"}, 4, "'Person' is not a label"),
    "unknown event": ({3: "E1\tQuote:T1 Content:T2"}, 4, "'Quote' is not a label"),
    "missing T": ({3: "E1\tCue:T1 Source:T9 Content:T2"}, 4, "E1 names T9, and there is no such annotation"),
    "role without T": ({3: "E1\tCue:T1 Source"}, 4, "'Source' is not of the form Role:T1"),
    "repeated T": ({2: "T1\tSource 0 3\tAnn"}, 3, "T1 is given to more than one annotation"),
    "repeated E": ({4: "E1\tCue:T1 Content:T2"}, 5, "E1 is given to more than one annotation"),
    "no content": ({3: "E1\tCue:T1 Source:T3"}, 4, "There is no content"),
    "overlap": ({3: "E1\tCue:T1 Source:T3 Content:T2 Content2:T2"}, 4, "of 'content' overlap"),
    "two speakers": ({3: "E1\tCue:T1 Content:T2 Speaker:T3 Speaker2:T1"}, 4, "a speaker has one piece"),
    "unknown act": ({4: "A1\tAct E1 shout"}, 5, "'shout' is not a act: expected one of speech, thought, other"),
    "no value": ({4: "A1\tForm E1"}, 5, "'' is not a form"),
    "label of nothing": ({4: "A1\tForm E9 direct"}, 5, "A1 names E9"),
    "label twice": ({4: "A1\tForm E1 direct", 5: "A2\tForm E1 mixed"}, 6, "Form of E1 is given twice"),
    "broken note": ({4: "#1\tJSON E1\t{"}, 5, "Broken JSON"),
    "note of nothing": ({4: "#1\tJSON E9\t{}"}, 5, "#1 names E9"),
    "note is a list": ({4: "#1\tJSON E1\t[]"}, 5, "The note #1 is not a JSON object"),
    "contradiction": ({4: "A1\tSourceType E1 public", 5: "A2\tAnonymous E1"}, 4, "contradicts the source_type 'public'"),
}


@pytest.mark.parametrize("changes,number,message", BROKEN_LINES.values(), ids=BROKEN_LINES)
def test_broken_brat(tmp_path, changes, number, message):
    brat(tmp_path, "x", "Ann said no.", *{**dict(enumerate(GOOD)), **changes}.values())
    (problem,) = validate_corpus(tmp_path)
    assert message in problem and f"{tmp_path / 'x.ann'}:{number}," in problem and "article 'x'" in problem
    with pytest.raises(CorpusError, match=re.escape(problem)):
        list(read_corpus(tmp_path))


def test_changed_text_of_brat(tmp_path):
    for text in ("An said no.", "Ann  said no.", "Ann said na."):
        brat(tmp_path, "x", text, *GOOD)
        (problem,) = validate_corpus(tmp_path)
        assert "Was the text changed?" in problem and "x.ann:" in problem


def test_sound_brat_lines_with_windows_line_ends(tmp_path):
    brat(tmp_path, "x", "Ann said no.", *(f"{line}\r" for line in GOOD), "A1\tForm E1 direct\r", "A2\tAnonymous E1\r", "\r")
    (found,) = read_corpus(tmp_path)
    (item,) = found["attributions"]
    assert (item["source"], item["form"], item["anonymous"]) == ([[0, 3]], "direct", True)


def test_pairs_must_be_complete(tmp_path):
    (tmp_path / "lone.ann").write_text("", encoding="utf8")
    with pytest.raises(CorpusError, match=r"lone\.ann' has no \.txt beside it"):
        list(read_corpus(tmp_path))
    brat(tmp_path, "lone", "text")
    (tmp_path / "other.txt").write_text("text", encoding="utf8")
    with pytest.raises(CorpusError, match=r"other\.txt' has no \.ann beside it"):
        find_articles(tmp_path)


def test_files_that_are_no_corpus(tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "both").mkdir()
    (tmp_path / "a.yaml").write_text("[]")
    (tmp_path / "both" / "a.jsonl").write_text("")
    (tmp_path / "both" / "a.spacy").write_text("")
    (tmp_path / "bad.spacy").write_bytes(b"{}")
    DocBin(docs=[spacy.blank("en")("Hello.")]).to_disk(tmp_path / "plain.spacy")
    brat(tmp_path, "latin", "x", "T1\tCue 0 1\tx")
    (tmp_path / "latin.txt").write_bytes(b"one\ncaf\xe9")
    for name, message in {
        "missing.jsonl": "There is no file or folder",
        "empty": "There is no corpus in the folder",
        "both": "cannot be told from its name",
        "a.yaml": "cannot be told from its name",
        "bad.spacy": "bad.spacy' is not in the format of spaCy's DocBin",
        "plain.spacy": "plain.spacy, document 1): it holds no attributions",
        "latin.ann": "Not UTF-8, first at byte 4 ({}:2, article 'latin')".format(tmp_path / "latin.txt"),
    }.items():
        (problem,) = validate_corpus(tmp_path / name)
        assert message in problem
        with pytest.raises(CorpusError, match=re.escape(problem)):
            list(read_corpus(tmp_path / name))


def test_cut_off_docbin(tmp_path):
    write_corpus(tmp_path / "a.spacy", [bare("x")])
    data = (tmp_path / "a.spacy").read_bytes()
    for cut in range(0, len(data), 97):
        (tmp_path / "a.spacy").write_bytes(data[:cut])
        with pytest.raises(CorpusError, match="A026"):
            list(read_corpus(tmp_path / "a.spacy"))


def test_tokenizers_that_change_the_text(tmp_path):
    nlp = spacy.blank("en")
    nlp.tokenizer = lambda text: Doc(nlp.vocab, words=text.split())
    with pytest.raises(CorpusError, match="The text of the Doc.*'x' differ"):
        write_corpus(tmp_path / "a.spacy", [bare("x", text="Ann  said no.")], nlp=nlp)
    assert list(tmp_path.iterdir()) == []
    assert "differ" in next(validate_corpus(write_lines(tmp_path / "a.jsonl", bare("x", text="Ann  said no.")), nlp=nlp))


# Writing


@pytest.mark.parametrize("kind", NAMES)
def test_a_failure_leaves_the_older_corpus(tmp_path, kind):
    path = tmp_path / NAMES[kind]
    write_corpus(path, [bare("old")])
    with pytest.raises(CorpusError, match="not inside"):
        write_corpus(path, [bare("new"), bare("broken", text="")])
    assert [r["id"] for r in read_corpus(path)] == ["old"] and list(tmp_path.iterdir()) == [path]
    write_corpus(path, read_corpus(path))  # in place: the old one is read to the end before it is replaced
    write_corpus(path, [bare("new"), bare("newer")])
    assert [r["id"] for r in read_corpus(path)] == ["new", "newer"] and list(tmp_path.iterdir()) == [path]


def test_foreign_folders_are_not_replaced(tmp_path):
    folder = tmp_path / "mine"
    write_corpus(folder, [bare("x")])
    (folder / "thesis.doc").write_text("years of work")
    with pytest.raises(CorpusError, match="it is not replaced"):
        write_corpus(folder, [bare("y")])
    with pytest.raises(CorpusError, match="it is not replaced"):
        write_corpus(folder, [bare("y")], kind="jsonl")
    assert sorted(p.name for p in folder.iterdir()) == ["thesis.doc", "x.ann", "x.txt"]
    with pytest.raises(CorpusError, match="cannot be told from its name"):
        write_corpus(tmp_path / "a.pdf", [bare("y")])


def test_whole_path_puts_the_old_folder_back(tmp_path, monkeypatch):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "old").touch()
    replace = os.replace

    def fail_once(source, target):
        if Path(target) == tmp_path / "out" and Path(source).name != "old":
            raise OSError("disk full")
        replace(source, target)

    with pytest.raises(OSError, match="disk full"):
        with whole_path(tmp_path / "out") as path:
            path.mkdir()
            monkeypatch.setattr(os, "replace", fail_once)
    assert [p.name for p in tmp_path.rglob("*")] == ["out", "old"]


# Docs


def test_layers_that_gold_lacks_stay_out():
    nlp = spacy.blank("en")
    doc, widened = record_to_doc(bare("x", text="Ann said “no”."), nlp)
    assert widened == 1
    (item,) = doc_to_record(doc)["attributions"]
    assert set(item) == {"id", "content", "cue", "source"}
    assert doc._.attributions[0].form == "direct"  # told by the marks
    copied = copy.deepcopy(record())
    assert to_record(record_to_doc(copied, nlp)[0])["attributions"] == record()["attributions"]
    assert copied == record()


@pytest.mark.parametrize("field,value", [("act", "shout"), ("form", "quoted"), ("source_type", "cat")])
def test_add_record_knows_its_labels(field, value):
    item = {**bare("x")["attributions"][0], field: value}
    with pytest.raises(ValueError, match=f"'{value}' is not a {field}: expected one of"):
        add_record(spacy.blank("en")("Ann said no."), {"attributions": [item]})


# The reader


def examples(path, nlp=None, **settings):
    make = spacy.registry.get("readers", "spacy-attrib.Corpus.v1")
    return list(make(path=path, **settings)(nlp or spacy.blank("en")))


@pytest.fixture(params=NAMES)
def corpus(request, tmp_path):
    path = tmp_path / NAMES[request.param]
    write_corpus(path, [record(), bare("b"), {"id": "c", "text": "", "meta": {}, "attributions": []}])
    return path


def test_reader(corpus):
    found = {doc_to_record(eg.reference)["id"]: eg for eg in examples(corpus)}
    assert set(found) == {"harbour/vote: 1", "b"}
    eg = found["harbour/vote: 1"]
    assert doc_to_record(eg.reference) == record()
    assert eg.predicted.text == TEXT and "attrib" not in eg.predicted.spans
    assert len(examples(corpus, limit=1)) == 1
    assert {eg.text for eg in examples(corpus, shuffle=True)} == {TEXT, "Ann said no."}


def test_reader_without_a_path():
    with pytest.raises(ValueError, match="needs a `path`"):
        examples(None)


def test_reader_keeps_other_gold(tmp_path):
    nlp = spacy.blank("en")
    doc, _ = record_to_doc(bare("x", text="Ann said no.\n\nBob left."), nlp)
    doc.set_ents([doc.char_span(0, 3, label="PERSON"), doc.char_span(14, 17, label="PERSON")])
    DocBin(docs=[doc], store_user_data=True).to_disk(tmp_path / "a.spacy")
    for length, ents in ((0, [2]), (6, [1, 1])):
        found = examples(tmp_path / "a.spacy", max_length=length)
        assert [len(eg.reference.ents) for eg in found] == ents
        assert [len(eg.reference._.attributions) for eg in found] == [1, 0][: len(found)]


PARAGRAPHS = "One two three.\n\n“Four five.\n\n“Six seven,” Ann Lee said.\n\nEight nine ten.\n\nShe said no.\n"


@pytest.fixture
def long_doc():
    lee, she = at("Ann Lee", PARAGRAPHS), at("She", PARAGRAPHS)
    speaker = {"text": "Ann Lee", "start": lee[0], "end": lee[1]}
    first = {"id": "a", "content": [at("“Four five.", PARAGRAPHS), at("“Six seven,”", PARAGRAPHS)], "cue": [at("said", PARAGRAPHS)]}
    second = {"id": "b", "content": [at("no", PARAGRAPHS)], "cue": [[she[1] + 1, she[1] + 5]], "source": [she], "speaker": speaker}
    attributions = [{**first, "source": [lee], "speaker": speaker}, second]
    return record_to_doc({"id": "long", "text": PARAGRAPHS, "attributions": attributions}, spacy.blank("en"))[0]


PARTS = [(0, ["One"]), (1000, ["One"]), (20, ["One", "Eight"]), (1, ["One", "“Four", "Eight", "She"])]


@pytest.mark.parametrize("length,beginnings", PARTS)
def test_parts(long_doc, length, beginnings):
    parts = split_doc(long_doc, length)
    assert [part.text.split()[0] for part in parts] == beginnings
    assert "".join(part.text for part in parts) == PARAGRAPHS
    whole = {a["id"]: a for a in doc_to_record(long_doc)["attributions"]}
    seen = []
    for part in parts:
        made = doc_to_record(part)
        shift = made.get("meta", {}).get("offset", 0)
        assert PARAGRAPHS[shift : shift + len(part.text)] == part.text
        for item in made["attributions"]:
            for role in ("content", "cue", "source"):
                assert [[s + shift, e + shift] for s, e in item[role]] == whole[item["id"]][role]
            if item.get("speaker"):
                assert part.text[item["speaker"]["start"] : item["speaker"]["end"]] == "Ann Lee"
        seen += [item["id"] for item in made["attributions"]]
    assert seen == ["a", "b"]  # none is cut, lost or doubled


def test_a_far_speaker_is_a_layer_left_out(long_doc):
    first, *_, last = (doc_to_record(part)["attributions"] for part in split_doc(long_doc, 1)[1:])
    assert first[0]["speaker"]["text"] == "Ann Lee" and "speaker" not in last[0]


def test_augmenters_keep_the_ids(corpus):
    lower = spacy.registry.get("augmenters", "spacy.lower_case.v1")(level=1.0)
    for plain, made in zip(examples(corpus), examples(corpus, augmenter=lower)):
        one, other = plain.reference, made.reference
        assert other.text == one.text.lower() != one.text
        slots = [[(s.id_, s.kb_id_, s.label_) for s in doc.spans["attrib"]] for doc in (one, other)]
        assert slots[0] == slots[1]
        for a, b in zip(one._.attributions, other._.attributions):
            assert (a.id, a.act, a.source_type, a.text.lower()) == (b.id, b.act, b.source_type, b.text)


def test_augmenters_that_lose_spans_are_told(corpus):
    def losing(nlp, example):
        yield type(example)(nlp.make_doc(example.text), nlp.make_doc(example.text))

    with pytest.raises(ValueError, match="augmenter changed the number of spans"):
        examples(corpus, augmenter=losing)


CONFIG = """
[nlp]
lang = "en"
pipeline = ["spancat"]
[components]
[components.spancat]
factory = "spancat"
spans_key = "attrib"
[components.spancat.suggester]
@misc = "spacy.ngram_suggester.v1"
sizes = [1,2]
[corpora]
[corpora.train]
@readers = "spacy-attrib.Corpus.v1"
path = {path}
max_length = 20
[corpora.dev]
@readers = "spacy-attrib.Corpus.v1"
path = {path}
[training]
max_steps = 2
eval_frequency = 1
[training.logger]
@loggers = "spacy.ConsoleLogger.v1"
progress_bar = false
"""


def test_spacy_train_reads_it(corpus):
    from spacy.training.initialize import init_nlp
    from spacy.training.loop import train

    config = spacy.util.load_config_from_str(CONFIG.format(path=json.dumps(str(corpus))))
    nlp = init_nlp(spacy.language.DEFAULT_CONFIG.merge(config))
    assert {"DIRECT", "CUE", "SOURCE", "DISCLOSURE"} <= set(nlp.get_pipe("spancat").labels)
    output = io.StringIO()
    train(nlp, stdout=output, stderr=output)
    *_, steps = re.findall(r"(?m)^ +\d+ +(\d+) ", output.getvalue())
    assert steps == "2"


def test_spacy_reads_the_docbin_itself(tmp_path):
    write_corpus(tmp_path / "a.spacy", [record()])
    (eg,) = Corpus(tmp_path / "a.spacy")(spacy.blank("en"))
    assert [a.id for a in eg.reference._.attributions] == ["q1", "E7", "E1"]
    assert eg.reference._.attributions[1].disclosure.text == "asked not to be named"


def test_srsly_reads_what_is_written(tmp_path):
    write_corpus(tmp_path / "a.jsonl", [record()])
    assert list(srsly.read_jsonl(tmp_path / "a.jsonl")) == [record()]


def test_numbers_that_no_docbin_can_hold(tmp_path):
    broken = changed(big=2**70)
    write_corpus(tmp_path / "out", [broken])
    assert list(read_corpus(tmp_path / "out")) == [broken]
    with pytest.raises(CorpusError, match="does not fit into 64 bits"):
        write_corpus(tmp_path / "out.spacy", [broken])
    assert not (tmp_path / "out.spacy").exists()
