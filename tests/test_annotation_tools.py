"""Label Studio, doccano and Prodigy: what is written comes back exactly, and what an annotator changes counts."""

import copy
import json
import random
import re
from xml.etree import ElementTree

import pytest

from spacy_attrib.corpora import CorpusError, read_corpus, validate_corpus, write_corpus
from spacy_attrib.corpora.formats import KINDS, TOOL_SUFFIXES
from spacy_attrib.corpora.labelstudio import CHOICES, INTERFACE

from .commands import run_here
from .conftest import CORPUS

TOOLS = tuple(TOOL_SUFFIXES)
TEXT = "“It leaks,” Mara Quist said,\r\n“and it always did.” A dyer, who would not be named for fear of her boss, told us that Quist lied."
HOSTILE = "<script>alert(1)</script> \"><img src=x onerror=alert(1)> javascript:alert(1) =cmd|' \0 \u2028 😀"


def at(words, text=TEXT):
    start = text.index(words)
    return [start, start + len(words)]


def article(**fields):
    quist = at("Mara Quist")
    return {
        "id": "../mill/1",
        "text": TEXT,
        "meta": {"title": "Mill", "list": [1, [2, None]]},
        "discuss": [at("leaks")],
        "attributions": [
            {
                "id": "q9",
                "content": [at("“and it always did.”"), at("“It leaks,”")],  # not in the order of the text
                "cue": [at("said")],
                "source": [quist],
                "speaker": {"text": "Mara Quist", "start": quist[0], "end": quist[1], "wiki": "Q1"},
                "form": "direct",
                "act": "speech",
                "source_type": "named_person",
                "anonymous": False,
                "disclosure": None,
                "reason": [],
                "score": 0.5,
                "nested": {"deep": None},
            },
            {
                "id": "q1",
                "content": at("that Quist lied"),  # one pair, as old files have it
                "cue": [at("told")],
                "source": [at("A dyer")],
                "speaker": None,
                "form": "indirect",
                "act": None,
                "source_type": "unnamed_person",
                "disclosure": [at("who would not be named")],
                "reason": [at("for fear of her boss")],
            },
            {"id": "q2", "content": [at("that Quist lied")]},
        ],
        **fields,
    }


def out(tmp_path, kind, name="out"):
    return tmp_path / f"{name}{TOOL_SUFFIXES[kind]}"


def lines(path):
    return [json.loads(line) for line in path.read_text("utf8").split("\n") if line]


@pytest.mark.parametrize("kind", TOOLS)
def test_what_is_written_comes_back(tmp_path, kind):
    records = [article(), article(id="b", attributions=[]), {"id": "c", "text": "", "attributions": []}]
    written = write_corpus(out(tmp_path, kind), copy.deepcopy(records), kind)
    assert (written.articles, written.attributions) == (3, 3)
    assert list(read_corpus(out(tmp_path, kind), kind)) == records
    assert list(validate_corpus(out(tmp_path, kind), kind)) == []


@pytest.mark.parametrize("kind", TOOLS)
def test_the_corpus_comes_back(tmp_path, kind):
    if not CORPUS.is_dir():
        pytest.skip("installed without the repository")
    for path in sorted(CORPUS.glob("*.jsonl")):
        records = list(read_corpus(path))
        write_corpus(out(tmp_path, kind), read_corpus(path), kind)
        assert list(read_corpus(out(tmp_path, kind), kind)) == records


@pytest.mark.parametrize("kind", TOOLS)
def test_random_offsets_come_back(tmp_path, kind):
    rng = random.Random(3)
    records = []
    for number in range(40):
        text = "".join(rng.choice("ab ’“”\n\t\r\u2028é😀\0-,.") for _ in range(rng.randrange(20, 60)))
        items = []
        for name in range(rng.randrange(5)):
            edges = sorted(rng.sample(range(len(text) + 1), 8))
            pieces = [edges[i : i + 2] for i in (0, 2, 4, 6)]
            rng.shuffle(pieces)
            items.append({"id": f"x{name}", "content": pieces[:2], "cue": pieces[2:3], "source": pieces[3:]})
        records.append({"id": str(number), "text": text, "meta": {}, "attributions": items})
    write_corpus(out(tmp_path, kind), records, kind)
    assert list(read_corpus(out(tmp_path, kind), kind)) == records


@pytest.mark.parametrize("kind", TOOLS)
def test_hostile_content_stays_text(tmp_path, kind):
    start, end = 0, len(HOSTILE)
    item = {"id": HOSTILE, "content": [[start, end]], "cue": [], "source": [[0, 8]], "speaker": {"text": HOSTILE[:8], "start": 0, "end": 8}}
    records = [{"id": "../" + HOSTILE, "text": HOSTILE, "meta": {"url": "javascript:alert(1)", HOSTILE: HOSTILE}, "attributions": [item]}]
    write_corpus(out(tmp_path, kind), records, kind)
    assert list(read_corpus(out(tmp_path, kind), kind)) == records
    assert [p.name for p in tmp_path.iterdir()] == [out(tmp_path, kind).name]


def test_half_a_surrogate_pair_is_told(tmp_path):
    for kind in TOOLS:
        with pytest.raises(CorpusError, match="surrogate"):
            write_corpus(out(tmp_path, kind), [article(meta={"title": "\ud800"})], kind)
        assert list(tmp_path.iterdir()) == []


def test_label_studio_has_what_its_interface_shows(tmp_path):
    write_corpus(tmp_path / "tasks.json", [article()])  # told by the name
    (task,) = json.loads((tmp_path / "tasks.json").read_text("utf8"))
    root = ElementTree.fromstring(INTERFACE)
    labels = {label.get("value") for label in root.iter("Label")}
    relations = {relation.get("value") for relation in root.iter("Relation")}
    assert root.find("Text").get("value") == "$text" and task["data"]["text"] == TEXT
    assert {choices.get("name") for choices in root.iter("Choices")} == set(CHOICES)
    regions, links = set(), []
    for region in task["predictions"][0]["result"]:
        if region["type"] == "relation":
            links.append((region["from_id"], region["to_id"]))
            assert set(region["labels"]) <= relations
            continue
        value = region["value"]
        assert value["text"] == TEXT[value["start"] : value["end"]] and region["to_name"] == "text"
        assert region["type"] == "choices" or set(value["labels"]) <= labels
        regions.add(region["id"])
    assert len(regions) == 11 and {end for link in links for end in link} <= regions and len(links) == 8
    assert task["predictions"][0]["score"] == 0.5


def test_label_studio_gives_annotations_and_annotators(tmp_path):
    path = tmp_path / "tasks.json"
    write_corpus(path, [article()])
    tasks = json.loads(path.read_text("utf8"))
    prediction = tasks[0].pop("predictions")[0]
    result = [r for r in prediction["result"] if r["type"] != "choices" or r["from_name"] != "source_type"]
    hub = next(r for r in result if r["value"]["text"] == "that Quist lied")
    changed = {**hub, "type": "choices", "from_name": "source_type", "value": {**hub["value"], "choices": ["public"]}}
    tasks[0]["annotations"] = [
        {"completed_by": 1, "result": [*result, changed]},
        {"completed_by": {"id": 2, "email": "kim@example.org"}, "result": []},
        {"completed_by": 3, "result": [], "was_cancelled": True},
    ]
    path.write_text(json.dumps(tasks), encoding="utf8")
    first, second = read_corpus(path)
    assert (first["meta"]["annotator"], second["meta"]["annotator"]) == ("1", "kim@example.org")
    assert second["attributions"] == [] and first["id"] == second["id"] == "../mill/1"
    items = {item["id"]: item for item in first["attributions"]}
    assert items["q1"]["source_type"] == "public" and items["q1"]["anonymous"] is False
    assert items["q9"] == article()["attributions"][0]


def test_a_changed_span_counts_more_than_the_note(tmp_path):
    path = out(tmp_path, "doccano")
    write_corpus(path, [article()], "doccano")
    (line,) = lines(path)
    for number, entity in enumerate(line["entities"]):
        entity["id"] = 1000 + number  # doccano gives ids of its own
        if entity["label"] == "CUE" and entity["start_offset"] == at("told")[0]:
            entity["end_offset"] = at("told us")[1]
    ids = {number: 1000 + number for number in range(len(line["entities"]))}
    line["relations"] = [{**r, "from_id": ids[r["from_id"]], "to_id": ids[r["to_id"]]} for r in line["relations"] if r["type"] != "reason"]
    line["entities"] = [e for e in line["entities"] if e["label"] != "REASON"]
    line.update(id=77, Comments=[])
    path.write_text(json.dumps(line), encoding="utf8")
    (record,) = read_corpus(path, "doccano")
    first, second, third = article()["attributions"]
    assert record["attributions"] == [first, {**second, "cue": [at("told us")], "reason": None}, third]
    assert record["meta"] == article()["meta"] and record["discuss"] == article()["discuss"]


def test_what_was_drawn_in_a_tool_alone(tmp_path):
    """No note, no ids, the arrow from the source to the content: as annotators of a new project leave it."""
    text = "Nils Fray said it rained. “It poured,” he added."
    spans = [("SOURCE", "Nils Fray"), ("CUE", "said"), ("INDIRECT", "it rained"), ("DIRECT", "“It poured,”")]
    spans = [{"label": label, "start": at(words, text)[0], "end": at(words, text)[1]} for label, words in spans]
    relations = [{"head_span": spans[n], "child_span": spans[2], "label": "any", "head": 0, "child": 0} for n in (0, 1)]
    path = out(tmp_path, "prodigy")
    tasks = [{"text": text, "spans": spans, "relations": relations, "answer": "accept"}, {"text": "No.", "spans": [], "answer": "reject"}]
    path.write_text("".join(json.dumps(task) + "\n" for task in tasks), encoding="utf8")
    (record,) = read_corpus(path, "prodigy")
    first, second = record["attributions"]
    assert record["id"] == "out:1" and record["meta"] == {}
    assert (first["id"], first["form"], first["source"], first["cue"]) == ("n0", "indirect", [[0, 9]], [[10, 14]])
    assert (second["id"], second["form"], second["source"]) == ("n1", "direct", [])


def test_prodigy_has_tokens(tmp_path):
    path = out(tmp_path, "prodigy")
    write_corpus(path, [article()], "prodigy")
    (task,) = lines(path)
    assert "".join(token["text"] + " " * token["ws"] for token in task["tokens"]) == TEXT
    for span in task["spans"]:
        tokens = task["tokens"][span["token_start"] : span["token_end"] + 1]
        assert tokens[0]["start"] <= span["start"] < tokens[0]["end"] and tokens[-1]["start"] < span["end"] <= tokens[-1]["end"]
    for relation in task["relations"]:
        assert relation["head"] == relation["head_span"]["token_end"] and relation["child"] == relation["child_span"]["token_end"]


BROKEN = {
    "a lone span": ("doccano", {"text": "abc", "entities": [{"id": 1, "label": "CUE", "start_offset": 0, "end_offset": 1}]}, "belongs to no content"),
    "a label": ("doccano", {"text": "abc", "entities": [{"id": 1, "label": "PER", "start_offset": 0, "end_offset": 1}]}, "'PER' is not a label"),
    "no entities": ("doccano", {"text": "abc"}, "no field 'entities'"),
    "a link to nothing": ("doccano", {"text": "abc", "entities": [], "relations": [{"from_id": 1, "to_id": 2, "type": "cue"}]}, "no such"),
    "offsets": ("doccano", {"text": "abc", "entities": [{"id": 1, "label": "DIRECT", "start_offset": 0, "end_offset": 9}]}, "not inside a text"),
    "offsets that are none": ("prodigy", {"text": "abc", "spans": [{"label": "CUE", "start": "0", "end": 1}]}, "a whole number"),
    "a list": ("prodigy", ["abc"], "not a JSON object"),
    "no data": ("labelstudio", [{"text": "abc"}], "no field 'data'"),
    "no task": ("labelstudio", ["abc"], "not a JSON object"),
    "regions": ("labelstudio", [{"data": {"text": "abc"}, "annotations": [{"result": [3]}]}], "A region is not"),
    "a note": ("doccano", {"text": "a", "entities": [], "spacy_attrib": {"article": {"id": "x"}, "attributions": [3]}}, "what was written there"),
    "an article": ("doccano", {"text": "a", "entities": [], "spacy_attrib": {"article": [], "attributions": [[]]}}, "spacy_attrib"),
}


@pytest.mark.parametrize("kind,data,message", BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_told(tmp_path, kind, data, message):
    path = out(tmp_path, kind)
    path.write_text(json.dumps(data), encoding="utf8")
    with pytest.raises(CorpusError, match=re.escape(message)):
        list(read_corpus(path, kind))
    (problem,) = validate_corpus(path, kind)
    assert str(path) in problem


def test_a_chain_through_all_formats(tmp_path):
    """brat and Docs have no place for a pair that is not in a list, or for a role that is empty in another way."""
    record = article()
    record["attributions"][1]["content"] = [record["attributions"][1]["content"]]
    record["attributions"][0]["reason"] = None
    record["attributions"][2].update(cue=[], source=[])
    (tmp_path / "a.jsonl").write_text(json.dumps(record) + "\n", encoding="utf8")
    chain = [("a.jsonl", None), ("b.json", None), ("c.jsonl", "doccano"), ("d.spacy", None), ("e.jsonl", "prodigy"), ("f", None), ("g.jsonl", None)]
    for (source, kind_in), (target, kind_out) in zip(chain, chain[1:]):
        write_corpus(tmp_path / target, read_corpus(tmp_path / source, kind_in), kind_out)
    assert list(read_corpus(tmp_path / "g.jsonl")) == [record]


def test_by_the_command(tmp_path):
    (tmp_path / "in.jsonl").write_text(json.dumps(article()) + "\n", encoding="utf8")

    def run(*args):
        done = run_here(*args, cwd=tmp_path)
        return done._replace(stderr=done.stderr.decode("utf8"))

    done = run("convert", "in.jsonl", "b.jsonl", "--to", "doccano")
    assert done.returncode == 0 and "1 article, 3 attributions" in done.stderr, done.stderr
    assert list(read_corpus(tmp_path / "b.jsonl", "doccano")) == [article()]
    assert run("validate", "b.jsonl", "--from", "doccano").returncode == 0
    done = run("convert", "b.jsonl", "x.spacy")  # without --from it is read as JSONL, as ever
    assert done.returncode == 2 and len(done.stderr.splitlines()) == 1 and "no field 'id'" in done.stderr


def test_kinds_are_those_of_the_command():
    from spacy_attrib.cli.convert import Kind

    assert tuple(kind.value for kind in Kind) == KINDS
