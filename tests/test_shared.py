"""What must be shown on the gold corpora, where they are at hand: the seed article's attributions, and corpora that come back."""

import json

import pytest
import spacy
import srsly

from spacy_attrib.corpora import read_corpus, validate_corpus, write_corpus
from spacy_attrib.corpora.docbin import doc_to_record

from .conftest import load_english


def norm(text, pieces):
    return {i for start, end in pieces for i in range(start, end) if text[i].isalnum()}


@pytest.mark.parametrize("component", ["attrib", "attrib_ruler"])
def test_seed_article(component, shared):
    nlp = load_english()
    nlp.add_pipe(component)
    gold = next(srsly.read_jsonl(shared / "gold" / "seed_gold.jsonl"))
    text = gold["text"]
    found = [a.to_dict() for a in nlp(text)._.attributions]
    matched = set()
    for item in gold["attributions"]:
        wanted = norm(text, item["content"])
        best = max(found, key=lambda f: len(wanted & norm(text, f["content"])) / len(wanted | norm(text, f["content"])))
        overlap = len(wanted & norm(text, best["content"])) / len(wanted | norm(text, best["content"]))
        if overlap >= 0.5:
            matched.add(best["id"])
        if item["required"]:
            assert overlap >= 0.8, item["id"]
            assert norm(text, best["source"]) & norm(text, item["source"]), item["id"]
            assert best["anonymous"] == item["anonymous"], item["id"]
            if item["source_type"] == "named_person":
                assert best["speaker"]["text"] == "Zamir Kabulov"
    body_end = gold["meta"]["body_end"]
    extra = [f for f in found if f["id"] not in matched and f["act"] == "speech" and f["content"][0][0] < body_end]
    assert len(extra) <= 1
    assert not [f for f in found if f["content"][0][0] >= body_end]


def corpora(shared):
    """The files in the project's format; others, like short texts with the right answer, have no `attributions`."""
    paths = (path for folder in ("data", "gold") for path in (shared / folder).glob("*.jsonl"))
    return sorted(path for path in paths if "attributions" in next(srsly.read_jsonl(path)))


def test_every_corpus_is_sound(shared):
    for path in corpora(shared):
        assert list(read_corpus(path)) == [json.loads(line) for line in path.open(encoding="utf8", newline="\n")], path
        assert list(validate_corpus(path)) == [], path


def test_every_corpus_comes_back_from_docbin_and_from_brat(shared, tmp_path):
    def key(record):
        return record["id"], str(record["meta"].get("annotator"))

    for path in corpora(shared):
        gold = list(read_corpus(path))
        for name in ("out.spacy", "out"):
            written = write_corpus(tmp_path / name, gold)
            assert written.attributions == sum(len(record["attributions"]) for record in gold)
            back = list(read_corpus(tmp_path / name))
            assert sorted(back, key=key) == sorted(gold, key=key), (path, name)


def test_parts_of_long_articles_lose_nothing(shared):
    make = spacy.registry.get("readers", "spacy-attrib.Corpus.v1")
    path = shared / "gold" / "polnear_dev_gold.jsonl"
    gold = {(record["id"], item["id"]): item for record in read_corpus(path) for item in record["attributions"]}
    for example in make(path=path, max_length=320)(spacy.blank("en")):
        record = doc_to_record(example.reference)
        id, offset = record["meta"].get("part_of", record["id"]), record["meta"].get("offset", 0)
        for item in record["attributions"]:
            whole = gold.pop((id, item["id"]))
            for role in ("content", "cue", "source"):
                assert [[start + offset, end + offset] for start, end in item[role]] == whole[role]
    assert not gold
