"""Quotations: the steps by which they find whose they are, and capital letters of all alphabets."""
import re

import pytest
import spacy

from spacy_attrib.page.layout import CAPITAL
from spacy_attrib.page.page import DATELINE
from spacy_attrib.page.phrases import begins_sentence
from spacy_attrib.rules.cues import find_verb_cues
from spacy_attrib.rules.quotations import Quotations
from spacy_attrib.rules.transcripts import find_transcript

from .conftest import page_of

LINE = "The bus did not come for an hour."


def first(nlp, text):
    quotes = nlp(text)._.quotes
    assert quotes, text
    return quotes[0]


@pytest.mark.parametrize("letter", "AZÉÖŠÞŁĐΩЖÅǅ")
def test_capitals_of_all_alphabets(letter):
    assert re.fullmatch(f"[{CAPITAL}]", letter)


@pytest.mark.parametrize("letter", ["a", "é", "ß", "ω", "ж", "1", "ª", "-", "你", "ا", "[", "]", "^", "\\"])
def test_no_capitals(letter):
    assert not re.fullmatch(f"[{CAPITAL}]", letter)


@pytest.mark.parametrize("name", ["Émile Roux", "Şenay Çelik", "Łukasz Żak", "Emile Roux", "Zoë Ōta", "E\u0301mile Roux", "Æsa of Þorshöfn"])
@pytest.mark.parametrize("tail", ["", ", coach"])
def test_signature(nlp, name, tail):
    for gap in (" – ", "\n– "):
        assert first(nlp, f"“{LINE}”{gap}{name}{tail}").source.text == name + tail


@pytest.mark.parametrize("tail", ["– émile", "– it was late", "– 你好", "– ça alors", "Émile Roux ran home."])
def test_no_signature(nlp, tail):
    assert not any(quote.source.text for quote in nlp(f"“{LINE}” {tail}")._.quotes)


@pytest.mark.parametrize("one,two", [("ÖZIL", "ŠIMIĆ"), ("SMITH", "ÉTIENNE"), ("Q", "Ångström"), ("DR. ØSTBY", "Łucja Żak")])
def test_labels_of_a_transcript(nlp, one, two):
    text = f"{one}: We had no water.\n\n{two}: For how long?\n\n{one}: Two days.\n\n{two}: And the pumps?"
    drafts = find_transcript(page_of(nlp(text)))
    assert [nlp(text)[slice(*d.source[0])].text for d in drafts] == [one, two, one, two]
    assert {d.why["content"] for d in drafts} == {"turn of a transcript"}


@pytest.mark.parametrize("one,two", [("özil", "šimić"), ("answer", "question"), ("«", "“"), ("10", "11")])
def test_no_labels_of_a_transcript(nlp, one, two):
    text = f"{one}: We had no water.\n\n{two}: For how long?\n\n{one}: Two days.\n\n{two}: And the pumps?"
    assert not find_transcript(page_of(nlp(text)))


@pytest.mark.parametrize("place", ["LYON (AFP) — ", "ÎLE D’YEU, France — ", "ÉVRY: ", "ŁÓDŹ (Reuters) - ", "Évry (AFP) — "])
def test_dateline(nlp, place):
    page = page_of(nlp(f"{place}The mill was sold."))
    assert DATELINE.match(page.text).group() == place
    assert page.doc[page.sentence_starts[1]].text == "The"


@pytest.mark.parametrize("text", ["The mill — once sold — is open.", "évry: the mill was sold.", "It is (as AFP says) — open."])
def test_no_dateline(text):
    assert not DATELINE.match(text)


@pytest.mark.parametrize(
    "text,step",
    [
        ("The plan was this: “It will be late,” Ann Lee said.", "set off, with a cue behind"),
        ("Ann Lee said in a statement:\n\n“It was late.”", "introduced in the paragraph above"),
        ("Ann Lee said: “It was late.”", "introduced by a cue"),
        ("Mayor Ann Lee: “It was late.”", "introduced by a name"),
        ("“It was late,” Ann Lee said.", "followed by a cue"),
        ("Ann Lee went further: “It was far too late for us.”", "introduced by somebody's doing"),
        ("“It was late.” – Ann Lee", "signed"),
        ("Ann Lee agreed. “It was far too late.”", "announced by the sentence before"),
    ],
)
def test_steps(nlp, text, step):
    page = page_of(nlp(text))
    (draft,) = Quotations(page, find_verb_cues(page)).find()
    assert draft.why == {"content": step}


def test_unattributed_says_why(nlp):
    page = page_of(nlp("The ship sank.\n\n“It was far too late.”"))
    (draft,) = Quotations(page, find_verb_cues(page)).unattributed()
    assert draft.why == {"content": "whole sentences in marks"}
    page = page_of(nlp("‘Nobody asked us’\n\nThe ship sank. “Nobody asked us,” Ann Lee said."))
    (draft,) = Quotations(page, find_verb_cues(page)).unattributed()
    assert draft.why == {"content": "quoted again below"}


def test_full_stop_behind_the_marks(nlp):
    """As the British write it; but what goes on behind the marks is a sentence in which they stand."""
    said = "“We have been waiting here since nine in the morning”"
    page = page_of(nlp(f"The ship sank.\n\n{said}. The crew swam."))
    (draft,) = Quotations(page, find_verb_cues(page)).unattributed()
    assert page.doc[slice(*draft.content[0])].text == said
    page = page_of(nlp(f"The ship sank.\n\n{said} read the banner on the pier."))
    assert not Quotations(page, find_verb_cues(page)).unattributed()


@pytest.mark.parametrize(
    "text,content",
    [
        ("But “it was late,” Ann Lee said.", "“it was late,”"),
        ("Still, “it was late,” Ann Lee said.", "“it was late,”"),
        ("The boat “was late,” Ann Lee said.", "The boat “was late,”"),
    ],
)
def test_word_that_leads_over(nlp, text, content):
    assert first(nlp, text).content.text == content


@pytest.mark.parametrize("text,begins", [
    ("Farmers came.", True),
    ("He left. Farmers came.", True),
    ("“He left.” Farmers came.", True),
    ("He left.\n\n“Farmers came.”", True),
    ("THE END\nFarmers came.", True),
    ("The Young Farmers came.", False),
    ("He saw “Farmers” there.", False),
    ("Then, Farmers came.", False),
])
def test_where_sentences_begin_by_punctuation(text, begins):
    doc = spacy.blank("en")(text)
    assert begins_sentence(next(t for t in doc if t.text == "Farmers")) is begins
