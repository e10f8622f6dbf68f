"""Sentences begin where a paragraph does behind a line without a full stop, in whatever pipeline the command line runs."""

import subprocess
import sys

import pytest
import spacy

from spacy_attrib import load
from spacy_attrib.paragraphs import start_sentences
from spacy_attrib.pipelines import load_pipeline

from .conftest import load_english

HEADLINE = "Osmere council drops plan for second toll bridge"
LEAD = "Mayor Ida Brandt said on Monday that the bridge was too dear."


@pytest.mark.parametrize(
    "text,first",
    [
        (f"{HEADLINE}\n\n{LEAD}", ["Mayor"]),
        (f"{HEADLINE}\n\nBy Pia Lund\n\n“{LEAD}”", ["By", "“"]),
        ("Toll at 3\n\n40 boats sank.", ["40"]),
        ("Toll at 3\r\n\r\nBoats sank.", ["Boats"]),
        ("The board met.\n\nBoats sank.", []),  # the parser knows
        ("She said:\n\nBoats sank.", []),
        ("“We lost the boat\n\nthat day.”", []),
        ("The board of the town met the mayor of the port of\nOsmere in the hall of the old mill, and it heard what\nIda Brandt wanted.", []),
        (f"{HEADLINE}\n{LEAD}", ["Mayor"]),
        ("Boats sank", []),
        ("", []),
    ],
)
def test_what_begins_a_sentence(text, first):
    doc = start_sentences(spacy.blank("en")(text))
    assert [token.text for token in doc[1:] if token.is_sent_start] == first


@pytest.mark.parametrize(
    "text",
    [
        "Minister sees deal\n\nU.S. Secretary of Trade Ivo Brandl said that the deal was near.",
        "Governor signs bill\n\nArkansas Republican Gov. Ivo Brandl said that the bill was good.",
    ],
)
def test_the_first_words_of_a_lead_stay_together(text):
    doc = load_pipeline(component="attrib_ruler")(text)
    assert [sentence.text.strip() for sentence in doc.sents] == text.split("\n\n")
    assert [(str(a.speaker), a.source_type) for a in doc._.attributions] == [("Ivo Brandl", "named_person")]


def test_short_first_sentences_stay_alone():
    doc = start_sentences(spacy.blank("en")("Bridge falls\n\nNo. It stands, says Ivo Brandl."))
    assert [token.is_sent_start for token in doc[3:7]] == [True, False, None, None]


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_of_other_systems_are_read_alike(ends):
    nlp = load_pipeline(component="attrib_ruler")
    text = f"{HEADLINE}\n\n{LEAD}\nShe had asked\nthe board, she added.\n\n\n“It is dear,” Ivo Brandl said.\n"
    one, other = nlp(text), nlp(text.replace("\n", ends))
    assert other.text == text.replace("\n", ends)
    assert [t.head.i for t in one] == [t.head.i for t in other] and [t.tag_ for t in one] == [t.tag_ for t in other]


def test_what_was_said_of_sentences_and_entities_stays():
    doc = spacy.blank("en")("Osmere bridge\n\nIda Brandt met her board")
    doc[6].is_sent_start, doc[5].is_sent_start = True, False
    doc.set_ents([doc.char_span(15, 25, "PERSON")])
    start_sentences(doc)
    assert [doc[i].is_sent_start for i in (3, 5, 6)] == [True, False, True]
    assert [(ent.text, ent.label_) for ent in doc.ents] == [("Ida Brandt", "PERSON")]


def test_a_parsed_doc_is_left_as_it_is():
    doc = load_english()(f"{HEADLINE}\n\n{LEAD}")
    before = doc.to_bytes()
    assert start_sentences(doc).to_bytes() == before


def test_the_parser_starts_there_and_the_lead_is_found():
    nlp = load_pipeline(component="attrib_ruler")
    doc = nlp(f"{HEADLINE}\n\n{LEAD}")
    assert "Mayor" in [sentence[0].text for sentence in doc.sents]
    assert [(a.source.text, str(a.speaker)) for a in doc._.attributions] == [("Mayor Ida Brandt", "Ida Brandt")]


def test_it_stands_in_front_once_and_can_be_left_out():
    nlp = load_pipeline(component="attrib_ruler")
    assert nlp.pipe_names[0] == "attrib_paragraphs"
    assert "attrib_paragraphs" not in load(exclude=["attrib_paragraphs"]).pipe_names
    assert "attrib_paragraphs" not in load(disable=["attrib_paragraphs"]).pipe_names


def test_a_saved_pipeline_loads_where_nothing_was_imported(tmp_path):
    nlp = load_pipeline(component="attrib_ruler")
    nlp.to_disk(tmp_path)
    again = load_pipeline(str(tmp_path))
    assert again.pipe_names == nlp.pipe_names
    code = f"import spacy; print(*spacy.load({str(tmp_path)!r}).pipe_names)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == nlp.pipe_names
