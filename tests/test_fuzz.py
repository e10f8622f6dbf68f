"""The beginning of `fuzz.py`, and that it can find something."""
import pytest

pytest.importorskip("hypothesis")

from . import fuzz


def test_a_few_hundred_texts_break_nothing():
    tried, found, examples = fuzz.run(7, lambda tried: tried >= 400)
    assert tried >= 400 and not found, examples


def test_what_is_wrong_is_found(nlp):
    doc = nlp("“We sold it,” Ines Calder said.")
    spans = list(doc.spans["attrib"])
    assert list(fuzz.violations(doc, "attrib")) == []
    doc.spans["attrib"] = [spans[0], *[doc.char_span(1, 11, label="CUE", span_id="a0"), doc.char_span(0, 1, label="SOURCE", span_id="a0")]]
    assert set(fuzz.violations(doc, "attrib")) == {"cue and content overlap", "source without a letter or digit"}
