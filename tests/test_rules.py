"""The rules of grammar: that every entry of a word list works, what each attribution was found by, and where pieces end."""

import pytest

from spacy_attrib.attributions import Draft
from spacy_attrib.lang.reading import make_word_lists
from spacy_attrib.page.page import Page
from spacy_attrib.rules.combining import BY_RULES, combine
from spacy_attrib.rules.cues import chunk_from, with_apposition
from spacy_attrib.rules.edges import draft_of
from spacy_attrib.rules.finder import find_by_rules
from spacy_attrib.rules.fragments import joined

from .conftest import page_of


def found(nlp, text, **added):
    """Source, cue and content of what the rules find, with entries added to the word lists."""
    doc = nlp(text)
    drafts = find_by_rules(Page(doc, make_word_lists(add=added)(doc)))
    return [tuple(" ".join(doc[start:end].text for start, end in pieces) for pieces in (d.source, d.cue, d.content)) for d in drafts]


ADDED = [  # the list, the entry, a text, what is found with the entry
    ("source_prepositions", "courtesy of", "The bridge is closed, courtesy of the police.", ("the police", "courtesy of", "The bridge is closed")),
    ("source_prepositions", "Courtesy Of", "The bridge is closed, courtesy of the police.", ("the police", "courtesy of", "The bridge is closed")),
    ("source_prepositions", "via", "The bridge is closed, via Reuters.", ("Reuters", "via", "The bridge is closed")),
    ("source_prepositions", "by-word of", "The bridge is closed, by-word of the police.", ("the police", "by-word of", "The bridge is closed")),
    ("carrying_prepositions", "during", "He warned during a rally that the gate would fall.", ("He", "warned", "that the gate would fall")),
    ("object_prepositions", "amid", "She praised the crew amid the storm.", ("She", "praised", "the crew amid the storm")),
    ("statements", "flyer", "He put out a flyer saying that the gate was open.", ("He", "saying", "that the gate was open")),
]


@pytest.mark.parametrize("name,entry,text,expected", ADDED, ids=[" ".join(a[:2]) for a in ADDED])
def test_added_entries_work(nlp, name, entry, text, expected):
    assert expected not in found(nlp, text)
    assert expected in found(nlp, text, **{name: [entry]})


def test_one_word_prepositions_open_a_clause(nlp):
    assert found(nlp, "Ann Lee walked home via the bridge.", source_prepositions=["via"]) == []
    assert found(nlp, "The truck does 20 miles per gallon.") == []


FOUND_BY = [
    ("The minister said that the talks had failed.", "clause behind a verb"),
    ("The talks have failed, the minister said.", "clause in front of a verb"),
    ("The firm said in a letter that it was sorry.", "clause of a noun behind a verb"),
    ("The judge urged them to resign.", "infinitive behind an object"),
    ("The mayor promised to resign in May.", "infinitive of a verb"),
    ("The mayor denied taking the money.", "gerund of a verb"),
    ("Ann Lee criticised the plan.", "object of a verb"),
    ("Ann Lee described the plan as a farce.", "object and what it is called"),
    ("Ann Lee complained about the delay.", "prepositional phrase of a verb"),
    ("The bridge is closed, according to the police.", "sentence around a preposition"),
    ("Nobody believed his claim that the money was a gift.", "clause of a noun"),
    ("She is confident that the bridge will open.", "clause of an adjective"),
]


@pytest.mark.parametrize("text,rule", FOUND_BY, ids=[f[1] for f in FOUND_BY])
def test_found_by(nlp, text, rule):
    assert rule in [draft.why["content"] for draft in find_by_rules(page_of(nlp(text)))]


def test_network_and_rules_are_told_apart(nlp):
    page = page_of(nlp("“We won the case,” Ann Lee said. Bob Ray stressed that it was over."))
    proposals = find_by_rules(page)
    first, second = proposals
    cut, whole = Draft([(1, 4)], first.cue, first.source, score=0.9), Draft(second.content, second.cue, second.source, score=0.9)
    mended, kept = combine(page, [cut, whole], proposals, 0.5)
    assert mended.content == first.content and mended.why["content"].startswith("network, mended by a rule: ")
    assert kept.why["content"] == "network"
    assert combine(page, [], [second], 0.5) == []  # which has a cue that the network did not mark
    alone = Draft(first.content, why={"content": "in quotation marks"})
    assert combine(page, [], [alone], BY_RULES + 0.1) == []
    assert combine(page, [], [alone], 0.5) == [alone]
    assert alone.why["content"] == "only the rules: in quotation marks" and alone.score == BY_RULES


def test_nothing_is_found_among_readers_comments(nlp):
    body = "The ferry sank in the night and the mayor said that nobody knew why it had left the harbour at all.\n\n" * 4
    page = page_of(nlp(body + "Comments (2)\n\nAnn Lee said that it was late."))
    said = page.words.index("said", page.body_end)
    assert draft_of(page, said, range(said + 1, said + 5), [said], [said - 1], []) is None
    said = page.words.index("said")
    assert draft_of(page, said, range(said + 1, said + 5), [said], [said - 1], []).cue == [(said, said + 1)]


def test_pieces_that_touch_are_one():
    assert joined([(5, 8), (0, 3), (3, 4), (6, 7)]) == [(0, 4), (5, 8)]
    assert joined([(0, 3), (4, 5)]) == [(0, 3), (4, 5)]


@pytest.mark.parametrize(
    "text,phrase",
    [
        ("Lee, a doctor in Leeds, said", "Lee, a doctor in Leeds"),
        ("Lee, of Leeds, a doctor, said", "Lee, of Leeds, a doctor"),
        ("Lee, a doctor who was late, said", "Lee, a doctor"),
        ("Lee, a doctor speaking on Monday, said", "Lee"),
        ("Lee, the bridge is closed, said", "Lee"),
        ("Lee, that Monday, said", "Lee"),
    ],
)
def test_appositions(nlp, text, phrase):
    page = page_of(nlp(text))
    start, end = with_apposition(page, (0, 1), 0, len(page.doc) - 1)
    assert page.doc[start:end].text == phrase


@pytest.mark.parametrize("text,phrase", [("the head of the bank who left", "the head of the bank"), ("quickly", None), ("a man .", "a man")])
def test_noun_phrases_by_parts_of_speech(nlp, text, phrase):
    page = page_of(nlp(text))
    span = chunk_from(page, 0, len(page.doc))
    assert (span and page.doc[slice(*span)].text) == phrase


@pytest.mark.parametrize(
    "text,first,content",
    [
        ("COUNCIL TO SELL FERRY\n\nThe ferry will go to Norway, the mayor said.", "FERRY", "The ferry will go to Norway"),
        ("The ferry will go to Norway, the mayor said.", "The", "The ferry will go to Norway"),
        ("“The ferry is old.\n\n“It will go to Norway,” the mayor said.", "“", "“The ferry is old.\n\n“It will go to Norway,”"),
    ],
)
def test_content_that_begins_in_the_paragraph_in_front(nlp, text, first, content):
    doc = nlp(text)
    said = next(t.i for t in doc if t.text == "said")
    start = next(t.i for t in doc if t.text == first)
    end = next(t.i for t in doc if t.text == "Norway") + 1
    draft = draft_of(page_of(doc), said, range(start, end), [said], [said - 2, said - 1], [1.0, 1.0])
    assert [doc[a:b].text for a, b in draft.content] == [content]


@pytest.mark.parametrize("part,kept", [("that sank the", False), ("“We lost the boat that sank the pier. It was May.”", True)])
def test_scraps_of_a_quotation_below_are_nobodys(nlp, part, kept):
    text = "Ann Lee said that it rained.\n\n“We lost the boat that sank the pier. It was May.”\n"
    doc = nlp(text)
    own, below = doc.char_span(13, 27), doc.char_span(text.index(part), text.index(part) + len(part))
    draft = draft_of(page_of(doc), 2, [*range(own.start, own.end), *range(below.start, below.end)], [2], [0, 1], [1.0, 1.0])
    assert draft.content == [(own.start, below.end if kept else own.end)]
