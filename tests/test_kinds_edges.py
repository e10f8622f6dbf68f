"""Where contents and sources begin and end, on texts written for it: half of them were seen while the rules were made, half were not
before they were first counted (then 0.83 and 0.81 of the contents were right)."""

import re

import pytest

from spacy_attrib import to_record

from .conftest import letters, load_english, read_kinds

FLOORS = {  # the least shares of attributions whose content is right, and of those that are right in content, speaker and anonymity
    "attrib_ruler": {"seen": (0.92, 0.86), "unseen": (0.88, 0.83)},
    "attrib": {"seen": (0.95, 0.9), "unseen": (0.92, 0.86)},
}
FALSE = 3  # the most contents of a half that have nothing in common with any


@pytest.fixture(scope="module", params=list(FLOORS))
def pipeline(request):
    nlp = load_english()
    nlp.add_pipe(request.param)
    return nlp


def _said(text, pieces):
    said = "".join(c for start, end in pieces for c in text[start:end].casefold() if c.isalnum())
    return said[4:] if said.startswith("that") else said


def _words(speaker):
    words = re.findall(r"\w+", ((speaker or {}).get("text") or "").casefold())
    return words[1:] if words[:1] in (["a"], ["an"], ["the"]) else words


def shares(nlp, half):
    """The shares of contents that are right and of attributions that are right in all, and the number of false ones."""
    contents, whole, false = [], [], 0
    for record in read_kinds(f"edges_{half}"):
        text = record["text"]
        found = [a for a in to_record(nlp(text), "x")["attributions"] if a["act"] == "speech"]
        for gold in (gold for gold in record["attributions"] if not gold.get("optional")):
            same = [a for a in found if _said(text, a["content"]) == _said(text, gold["content"])]
            contents.append(bool(same))
            whole.append(any(_words(a["speaker"]) == _words(gold["speaker"]) and a["anonymous"] == gold["anonymous"] for a in same))
        known = [letters(gold["content"]) for gold in record["attributions"]]
        false += sum(not any(letters(a["content"]) & other for other in known) for a in found)
    return sum(contents) / len(contents), sum(whole) / len(whole), false


@pytest.mark.parametrize("half", ["seen", "unseen"])
def test_edges_of_texts_written_for_them(pipeline, half):
    content, whole, false = shares(pipeline, half)
    floors = FLOORS[pipeline.pipe_names[-1]][half]
    assert (content >= floors[0], whole >= floors[1], false <= FALSE) == (True, True, True), (content, whole, false)
