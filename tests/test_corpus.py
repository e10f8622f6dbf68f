"""The project's own articles: sound annotation, and as much of everything as they promise."""

import re
from collections import Counter
from pathlib import Path

import pytest

from spacy_attrib.corpora import read_corpus, validate_corpus
from spacy_attrib.corpora.duplicates import near_duplicates, shingles
from spacy_attrib.lang.reading import load_lexicon
from spacy_attrib.page.marks import form_of, quoted_segments

CORPUS = Path(__file__).parents[1] / "corpus"
PARTS = ("train", "dev", "test")
MANNERS = "manners"  # a second test part, counted by itself
ADJUDICATED = (*PARTS, MANNERS)
TWICE = ("first_annotation", "second_annotation")
PRONOUNS = frozenset("i we you he she they it who that which".split())
KINDS = {
    "wire report": ("wire report",),
    "feature": ("feature",),
    "press release": ("press release",),
    "court report": ("court", "inquest"),
    "sports": ("sport", "football", "cricket", "racing"),
    "business": ("business", "company results"),
    "science": ("science", "health"),
    "local news": ("local news", "council"),
    "interview": ("interview",),
    "live blog": ("live blog",),
    "column": ("column",),
}
REQUIRED = {
    "articles": 60,
    "attributions": 700,
    "anonymous": 150,
    "pronoun sources": 60,
    "role sources": 40,
    "split contents": 30,
    "multi-paragraph quotations": 25,
    "floating": 25,
    "disclosures": 30,
    "reasons": 25,
    "nested": 20,
    "hard negatives": 40,
}
REQUIRED_MANNERS = {
    "articles": 14,
    "attributions": 600,
    "anonymous": 100,
    "pronoun sources": 100,
    "role sources": 20,
    "split contents": 25,
    "multi-paragraph quotations": 5,
    "floating": 8,
    "disclosures": 15,
    "reasons": 12,
    "nested": 100,
}

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="installed without the repository")


@pytest.fixture(scope="module")
def corpus():
    return {name: list(read_corpus(CORPUS / f"{name}.jsonl")) for name in (*ADJUDICATED, *TWICE)}


def count(records):
    """Everything that the issue asks for, counted by what can be seen in the records."""
    counts = Counter(articles=len(records))
    spans = {"disclosure": set(), "reason": set()}
    for record in records:
        text, attributions = record["text"], record["attributions"]
        counts["words"] += len(text.split())
        counts["attributions"] += len(attributions)
        counts["hard negatives"] += len(record["meta"].get("hard_negatives", ()))
        for item in attributions:
            content, source = item["content"], " ".join(text[start:end] for start, end in item["source"])
            gaps = [text[first[1] : second[0]] for first, second in zip(content, content[1:])]
            broken = any("\n" in text[start:end] for start, end in content) or any("\n" in gap for gap in gaps)
            named = item["source_type"] == "named_person" and item["speaker"] is not None
            counts[item["form"]] += 1
            counts["anonymous"] += item["anonymous"]
            counts["pronoun sources"] += source.lower() in PRONOUNS
            counts["role sources"] += bool(
                named and " " in source and source.lower() not in PRONOUNS and not words(source) & words(item["speaker"]["text"])
            )
            counts["split contents"] += any("\n" not in gap for gap in gaps)
            counts["multi-paragraph quotations"] += broken and item["form"] != "indirect"
            counts["floating"] += not item["cue"] and not item["source"]
            counts["nested"] += any(other is not item and inside(content, other["content"]) for other in attributions)
            for role in spans:
                counts[f"attributions with {role}"] += bool(item[role])
                spans[role].update((record["id"], start, end) for start, end in item[role] or ())
    counts.update(disclosures=len(spans["disclosure"]), reasons=len(spans["reason"]))
    return counts


def words(text):
    return set(re.findall(r"\w+", text.lower()))


def inside(inner, outer):
    return all(any(start <= a and b <= end for start, end in outer) for a, b in inner)


# Soundness


@pytest.mark.parametrize("name", [*ADJUDICATED, *TWICE])
def test_annotation_is_sound(name):
    assert list(validate_corpus(CORPUS / f"{name}.jsonl")) == []


def test_every_layer_is_annotated_and_edges_are_trimmed(corpus):
    elisions = load_lexicon("en")["elisions"]
    for record in (record for records in corpus.values() for record in records):
        text = record["text"]
        segments = quoted_segments(text, elisions)
        for item in record["attributions"]:
            where = (record["id"], item["id"])
            assert item["act"] and item["source_type"] and item["anonymous"] is not None, where
            assert item["form"] == form_of(text, item["content"], item["cue"], segments), where
            for role in ("content", "cue", "source", "disclosure", "reason"):
                for start, end in item[role] or ():
                    assert text[start:end] == text[start:end].strip(), where
        for negative in record["meta"].get("hard_negatives", ()):
            assert text[negative["start"] : negative["end"]].strip(), record["id"]


def test_adjudicated_sources_end_without_a_comma(corpus):
    for record in (record for name in ADJUDICATED for record in corpus[name]):
        for item in record["attributions"]:
            assert not any(record["text"][start:end].endswith(",") for start, end in item["source"]), (record["id"], item["id"])


def test_parts_are_disjoint(corpus):
    records = [record for name in ADJUDICATED for record in corpus[name]]
    assert len({record["id"] for record in records}) == len(records)
    assert near_duplicates([shingles(record["text"]) for record in records], 0.1) == []


def test_dev_test_and_manners_are_annotated_twice(corpus):
    texts = {record["id"]: record["text"] for name in ("dev", "test", MANNERS) for record in corpus[name]}
    assert len(texts) >= 15
    for name in TWICE:
        assert {record["id"]: record["text"] for record in corpus[name]} == texts


# As much as was promised


@pytest.mark.parametrize("names, required", [(PARTS, REQUIRED), ((MANNERS,), REQUIRED_MANNERS)])
def test_required_counts(corpus, names, required):
    counts = count([record for name in names for record in corpus[name]])
    assert {name: counts[name] for name, least in required.items() if counts[name] < least} == {}


def test_lengths_kinds_habits_and_marks(corpus):
    records = [record for name in PARTS for record in corpus[name]]
    assert [r["id"] for r in records if not 300 <= len(r["text"].split()) <= 900] == []
    kinds = [record["meta"]["kind"].lower() for record in records]
    missing = [kind for kind, names in KINDS.items() if not any(name in kind for name in names for kind in kinds)]
    assert missing == []
    assert {"us", "british", "south-asian"} <= {record["meta"]["habit"] for record in records}
    assert {"curly", "straight", "single", "straight-single"} <= {record["meta"]["marks"] for record in records}
    negatives = {negative["kind"] for record in records for negative in record["meta"]["hard_negatives"]}
    assert {"scare", "title", "nickname", "evidence"} <= negatives


def test_lengths_manners_and_marks_of_the_manners_part(corpus):
    records = corpus[MANNERS]
    assert [r["id"] for r in records if not 300 <= len(r["text"].split()) <= 900] == []
    assert len({record["meta"]["manner"] for record in records}) == len(records)
    assert {"curly", "straight", "single", "straight-single"} <= {record["meta"]["marks"] for record in records}


def test_annotations_tell_the_manners_part_apart(corpus):
    for name in (MANNERS, *TWICE):
        marked = [record["id"] for record in corpus[name] if record["meta"].get("part") == MANNERS]
        assert sorted(marked) == sorted(record["id"] for record in corpus[MANNERS])


def test_readme_tells_the_counts(corpus):
    readme = (CORPUS / "README.md").read_text(encoding="utf8")
    for name in ADJUDICATED:
        c = count(corpus[name])
        forms = f"{c['direct']} / {c['mixed']} / {c['indirect']}"
        spans = f"{c['attributions with disclosure']} / {c['attributions with reason']}"
        row = f"| `{name}.jsonl` | {c['articles']} | {c['words']:,} | {c['attributions']} | {forms} | {c['anonymous']} | {spans} |"
        assert row in readme
    total = count([record for name in PARTS for record in corpus[name]])
    manners = count(corpus[MANNERS])
    for name in REQUIRED:
        of_manners = f"{manners[name]:,}" if name in REQUIRED_MANNERS else "–"
        assert f"| {name} | {total[name]:,} | {of_manners} |" in readme
