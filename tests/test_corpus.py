"""The project's own articles: every offset, label and id of their annotation."""
from pathlib import Path

import pytest
import spacy
import srsly

from spacy_attrib import add_record, to_record
from spacy_attrib.attributions import ACTS, ANONYMOUS_TYPES, SOURCE_TYPES
from spacy_attrib.lexicon import load_lexicon
from spacy_attrib.marks import form_of, quoted_segments

CORPUS = Path(__file__).parents[1] / "corpus"
PARTS = ("train", "dev", "test")

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="installed without the repository")


def read(name):
    return list(srsly.read_jsonl(CORPUS / f"{name}.jsonl"))


@pytest.mark.parametrize("name", [*PARTS, "second_annotation"])
def test_annotation_is_sound(name):
    nlp = spacy.blank("en")
    elisions = load_lexicon("en")["elisions"]
    for record in read(name):
        text = record["text"]
        segments = quoted_segments(text, elisions)
        for item in record["attributions"]:
            where = (record["id"], item["id"])
            assert item["content"], where
            for role in ("content", "cue", "source", "disclosure", "reason"):
                for start, end in item[role] or ():
                    assert 0 <= start < end <= len(text) and text[start:end] == text[start:end].strip(), where
            assert item["act"] in ACTS and item["source_type"] in SOURCE_TYPES, where
            assert item["anonymous"] is (item["source_type"] in ANONYMOUS_TYPES), where
            assert item["form"] == form_of(text, item["content"], item["cue"], segments), where
            speaker = item["speaker"]
            assert speaker is None or text[speaker["start"] : speaker["end"]] == speaker["text"], where
        doc = nlp.make_doc(text)
        add_record(doc, record)
        assert to_record(doc, record["id"], record["meta"]) == record


def test_parts_are_disjoint_and_annotated_twice_in_part():
    texts = {record["id"]: record["text"] for part in PARTS for record in read(part)}
    assert len(texts) == sum(len(read(part)) for part in PARTS) == len(set(texts.values()))
    second = read("second_annotation")
    assert len(second) >= 15
    assert all(texts[record["id"]] == record["text"] for record in second)
