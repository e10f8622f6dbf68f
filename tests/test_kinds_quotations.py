"""Quotations by their kinds: texts written for them, half of them seen while the rules were made, half not."""

import pytest

from spacy_attrib import split_at_marks, to_record
from spacy_attrib.scoring.matching import same_speaker

from .conftest import letters, load_english, read_kinds

FLOORS = {"attrib_ruler": {"seen": 0.88, "unseen": 0.8}, "attrib": {"seen": 0.88, "unseen": 0.8}}  # of the attributions, right in all


@pytest.fixture(scope="module", params=FLOORS)
def component(request):
    nlp = load_english()
    nlp.add_pipe(request.param)
    split_at_marks(nlp)
    return nlp


def _is_right(text, gold, row):
    """Whether content (by its letters and digits), form, flag and speaker are those of gold; "that" in front of a content is free."""
    own, other = (_spelled(text, item["content"]) for item in (gold, row))
    if own != other or any(gold[name] != row[name] for name in ("form", "anonymous")):
        return False
    speaker = row["speaker"] and row["speaker"]["text"]
    return gold["speaker"] is None or same_speaker(gold["speaker"]["text"], speaker, gold["source_type"] == "named_person")


def _spelled(text, pieces):
    return "".join(text[i].casefold() for i in sorted(letters(pieces)) if text[i].isalnum()).removeprefix("that")


@pytest.mark.parametrize("half", ["seen", "unseen"])
def test_texts_of_the_kinds(component, half):
    floor = FLOORS[component.pipe_names[-1]][half]
    right = total = 0
    for record in read_kinds(f"quotations_{half}"):
        rows = to_record(component(record["text"]), record["id"])["attributions"]
        total += len(record["attributions"])
        right += sum(any(_is_right(record["text"], gold, row) for row in rows) for gold in record["attributions"])
    assert right / total >= floor
