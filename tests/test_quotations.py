"""Quotations: the steps by which they find whose they are, and capital letters of all alphabets."""

import re

import pytest
import spacy

from spacy_attrib import split_at_marks
from spacy_attrib.page.layout import CAPITAL
from spacy_attrib.page.page import DATELINE
from spacy_attrib.page.phrases import begins_sentence
from spacy_attrib.rules.cues import find_verb_cues
from spacy_attrib.rules.quotations import Quotations
from spacy_attrib.rules.transcripts import find_transcript

from .conftest import load_english, page_of

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
        ("“It was late.” (Ann Lee, 61)", "signed"),
        ("Mill fire was ‘arson’: police", "in a headline, with its speaker behind a colon"),
        ("“How late is it?” a reporter called.", "followed by a cue"),
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


@pytest.mark.parametrize(
    "text,begins",
    [
        ("Farmers came.", True),
        ("He left. Farmers came.", True),
        ("“He left.” Farmers came.", True),
        ("He left.\n\n“Farmers came.”", True),
        ("THE END\nFarmers came.", True),
        ("The Young Farmers came.", False),
        ("He saw “Farmers” there.", False),
        ("Then, Farmers came.", False),
    ],
)
def test_where_sentences_begin_by_punctuation(text, begins):
    doc = spacy.blank("en")(text)
    assert begins_sentence(next(t for t in doc if t.text == "Farmers")) is begins


BRACKETS = [  # what stands behind a quotation, and whose it says it is
    ("“The queue was long.” (Rosa Quint, 61)", "Rosa Quint"),
    ("“The queue was long!” (Saskia de Wit, nurse, 29)", "Saskia de Wit"),
    ("“The queue was long,” (Rosa Quint, aged 61)", "Rosa Quint"),
    ("“The queue was long.” (Rosa Quint, Osmere)", "Rosa Quint"),
    ("“The queue was long.”[3] (Rosa Quint, 61)", "Rosa Quint"),
    # who made a work, and other brackets
    ("“Where Are You Now?” (Rosa Quint, Osmere)", ""),
    ("“Where are you now?” (Rosa Quint, 1962)", ""),
    ("“The Mill” (Harbour Press, 312 pages)", ""),
    ("“The queue was long.” (Laughter)", ""),
    ("“The queue was long.” (see page 61)", ""),
]


@pytest.mark.parametrize("text,source", BRACKETS)
def test_name_in_brackets(nlp, text, source):
    assert next((quote.source.text for quote in nlp(text)._.quotes if quote.source), "") == source


HEADLINES = [
    ("Mill fire was ‘arson’: police", "police"),
    ("‘Nobody told us’: residents of Osmere", "residents of Osmere"),
    ("Review of ‘The Mill’: a slow burn", ""),
    ("How to cook ‘The Mill’: eggs", ""),
    ("The mayor spoke of ‘arson’: police were called.", ""),
]


@pytest.mark.parametrize("text,source", HEADLINES)
def test_speaker_behind_the_colon_of_a_headline(nlp, text, source):
    assert next((quote.source.text for quote in nlp(text)._.quotes if quote.source and not quote.cue), "") == source


PIECES = [  # quotations, and the pieces of the first
    ("“They will not go,” Ann Lee said. “Never.”", ["“They will not go,”", "“Never.”"]),
    ("“They will not go,” Ann Lee said. “Never.” She left.", ["“They will not go,”", "“Never.”"]),
    ("“We shot it in May,” Ann Lee said. “Monsoon” is out now.", ["“We shot it in May,”"]),
    ("“We shot it in May,” Ann Lee said. “Oklahoma!” is out now.", ["“We shot it in May,”"]),
    ("“It was late.\n\n“It was cold.”\n\nShe left.", ["“It was late.", "“It was cold.”"]),
    ("Ann Lee left.\n\n“It was late.\n\n“It was cold.”\n\nShe ran.", ["“It was late.", "“It was cold.”"]),
    ('"Gold is dear," said Ann Lee at Bell & Co. "\n\nTin may follow. "\n\nOil fell.', ['"Gold is dear,"', '"\n\nTin may follow. "']),
    ("“It was late,”[4] said Ann Lee.", ["“It was late,”"]),
    ("“It was late,”4 said Ann Lee.", ["“It was late,”"]),
]


@pytest.fixture(scope="module")
def splitting():
    """The default pipeline with `attrib_ruler`, its tokens split at marks."""
    nlp = load_english()
    nlp.add_pipe("attrib_ruler")
    split_at_marks(nlp)
    split_at_marks(nlp)
    return nlp


@pytest.mark.parametrize("text,pieces", PIECES)
def test_pieces(splitting, text, pieces):
    assert [piece.text for piece in first(splitting, text).content] == pieces


@pytest.mark.parametrize(
    "text,tokens",
    [
        ("said.“We", "said . “ We"),
        ("way,”said", "way , ” said"),
        ("lied,”[4]", "lied , ” [4 ]"),
        ("go,’said", "go , ’ said"),
        ('said:\\"We', 'said : \\ " We'),
        ("rock'n'roll", "rock'n'roll"),
        ("don’t", "do n’t"),
        ("6'2\"", "6'2 \""),
        ("U.S.”", "U.S. ”"),
    ],
)
def test_tokens_end_at_marks(splitting, text, tokens):
    assert " ".join(token.text for token in splitting.make_doc(text)) == tokens


def test_tokenizers_of_other_kinds_are_left_alone():
    nlp = spacy.blank("en")
    nlp.tokenizer = str.split
    split_at_marks(nlp)
    assert nlp.tokenizer is str.split


TURNS = [  # labels, each with one turn, and the names in them
    ("FOSTER (voice-over): It is late.\n\nLOPEZ (through translator): It is cold.", ["FOSTER", "LOPEZ"]),
    ("Sir Alan Holt (Osmere) (Con): I am late.\n\nThe Minister for Mills (Ida Brandt): My hon. Friend is not.", ["Sir Alan Holt", "Ida Brandt"]),
    ("SPEAKER 1: Are you there?\nSPEAKER 2: Yes, of course.", ["SPEAKER 1", "SPEAKER 2"]),
    ("Osmere Rail (@osmererail): The line is shut.", ["Osmere Rail"]),
    ("Ann Lee: I am glad of it. My hon. Friend is, too.", ["Ann Lee"]),
    # places, headings, tables
    ("OSMERE: Ann Lee said that it was late.\n\nHALLING: Nobody was hurt in the crash.", []),
    ("Ann Lee: A life in pictures", []),
    ("Sales (in millions): 40 of them\n\nCosts (in millions): 30 of them", []),
    ("Cooking time: half an hour\n\nServings: four of them", []),
]


@pytest.mark.parametrize("text,labels", TURNS)
def test_who_takes_turns(nlp, text, labels):
    doc = nlp(text)
    assert [doc[slice(*draft.source[0])].text for draft in find_transcript(page_of(doc))] == labels


def test_turn_over_paragraphs(nlp):
    text = "Q: When did you come?\n\nA: In May.\n\nI was late, I think.\n\nQ: And she?\n\nA: In June, with you.\n\nThe talk was cut."
    doc = nlp(text)
    pieces = [[doc[start:end].text for start, end in draft.content] for draft in find_transcript(page_of(doc))]
    assert pieces == [["When did you come?"], ["In May.", "I was late, I think."], ["And she?"], ["In June, with you."]]


@pytest.mark.parametrize(
    "text,speaker",
    [
        ("Bob Ray left.\n\n“No bus runs at night.” What counts, says Ida Brandt, is “the silence”.", "Ida Brandt"),
        ("“No bus runs at night.” Ida Brandt said that she walked.", "Ida Brandt"),
        ("“It is late,” Bob Ray said.\n\n“No bus runs at night.” Ida Brandt said that she walked.", "Bob Ray"),
    ],
)
def test_speaker_of_the_sentence_behind(nlp, text, speaker):
    (quote,) = [quote for quote in nlp(text)._.quotes if "No bus" in quote.content.text]
    assert str(quote.speaker) == speaker
