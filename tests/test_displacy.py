"""Pictures of a Doc: `spacy_attrib.displacy`, what a notebook shows, and spaCy's own displaCy."""

import re
import subprocess
import sys
from html import unescape
from types import SimpleNamespace

import pytest
import spacy

import spacy_attrib
from spacy_attrib import displacy
from spacy_attrib.attributions.drawing import NO_SPEAKER, speaker_colors

TEXT = (
    "“<b>We won</b>,” Ann Lee said, “& it was close.”\n\n"
    "Officials, who spoke on condition of anonymity because talks go on, said that Bo Fry had lied.\n\n"
    "“I did not,” Mr. Fry said."
)


@pytest.fixture(scope="module")
def doc(nlp):
    return nlp(TEXT)


def test_render_keeps_paragraphs_and_escapes(doc):
    html = displacy.render(doc)
    assert html.count("<p ") == 3 and "<b>" not in html and "&lt;b&gt;We won&lt;/b&gt;" in html
    without_labels = re.sub(r"<span[^>]*nowrap[^>]*>.*?</span>", "", html.replace("</p>", "\n\n"))
    assert unescape(re.sub(r"<[^>]*>", "", without_labels)).strip() == TEXT


def test_a_colour_for_every_speaker_and_a_label_with_the_flag(doc):
    html, colors = displacy.render(doc), speaker_colors(doc._.attributions)
    assert len(set(colors.values())) == len(colors) and colors[None] == NO_SPEAKER
    for speaker in doc._.speakers:
        assert f"{speaker.name} · " in html and colors[speaker.id] in html
    assert "Ann Lee · direct<" in html and "Officials · indirect, unnamed<" in html
    assert html.count("Ann Lee · direct<") == 1  # a split quotation has one label
    assert "underline wavy" in html and "underline double" in html  # the disclosure, the reason


def test_no_colour_comes_twice():
    people = [SimpleNamespace(speaker_id=f"s{n}") for n in range(60)] + [SimpleNamespace(speaker_id=None)]
    assert len(set(speaker_colors(people).values())) == 61


def test_render_outside_of_a_notebook_gives_html(doc, monkeypatch):
    assert displacy.render(doc, page=True).startswith("<!DOCTYPE html>") and displacy.render([doc, doc]).count("Ann Lee · direct<") == 2
    assert "<p " in displacy.render(spacy.blank("en")("Nothing was said.")) and displacy.render(spacy.blank("en")("")) != ""
    shown = []
    display = pytest.importorskip("IPython.display", reason="IPython is not installed")
    monkeypatch.setattr(display, "display", shown.append)
    monkeypatch.setattr("spacy_attrib.displacy.is_in_jupyter", lambda: True)
    assert displacy.render(doc) is None and "Ann Lee" in shown[0].data and displacy.render(doc, jupyter=False) is not None


def test_render_works_after_the_import_alone():
    code = "import spacy_attrib, spacy; print(spacy_attrib.displacy.render(spacy.blank('en')('It rained.')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "It rained." in done.stdout, done.stderr


def test_quotes_and_attributions_draw_themselves(doc):
    quotes = doc._.quotes
    assert isinstance(quotes, tuple) and quotes == tuple(quotes) and isinstance(doc._.attributions, tuple)
    html = quotes._repr_html_()
    assert html.count("<tr>") == len(quotes) + 1 and "<b>" not in html and "indirect, unnamed" in html and "… “&amp; it was close.”" in html
    one = next(q for q in quotes if q.anonymous)._repr_html_()
    assert one.count("<p ") == 1 and "Officials · indirect, unnamed" in one and "Ann Lee" not in one
    assert spacy.blank("en")("Nothing.")._.quotes._repr_html_().count("<tr>") == 1


def test_hostile_text_stays_text(nlp):
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    doc = nlp(f"“We {evil} won,” Ann {evil} Lee said.")
    spacy_attrib.add_record(doc, {
        "text": doc.text,
        "attributions": [{"id": evil, "content": [[0, 20]], "cue": [], "source": [[60, 90]], "speaker": {"text": evil, "start": 60, "end": 90}}],
    })  # fmt: skip
    for html in (displacy.render(doc), doc._.quotes._repr_html_(), doc._.quotes[0]._repr_html_()):
        assert set(re.findall(r"<\s*([a-z]+)", html)) <= {"div", "p", "span", "table", "thead", "tbody", "tr", "th", "td"}
        assert "<script" not in html and "<img" not in html


def test_spacy_draws_the_span_group(doc):
    html = spacy.displacy.render(doc, style="span", options={"spans_key": "attrib", "colors": displacy.COLORS}, jupyter=False)
    labels = re.findall(r'<span style="background: ([^"]*?); z-index[^"]*">\s*([A-Z]+)', html)
    assert {label for _, label in labels} == {"DIRECT", "INDIRECT", "CUE", "SOURCE", "SPEAKER", "DISCLOSURE", "REASON"}
    assert all("white-space: nowrap" in color and color == displacy.COLORS[label] for color, label in labels)
