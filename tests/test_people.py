"""Who is named and described: names that are easily taken for others, what gave an answer, and entries that users add."""

import pytest
from spacy.tokens import Span

from spacy_attrib.attributions import Draft
from spacy_attrib.lang.reading import make_word_lists
from spacy_attrib.page.page import Page
from spacy_attrib.resolving.descriptions import Descriptions
from spacy_attrib.resolving.resolver import resolve_speakers
from spacy_attrib.resolving.story import Story

from .conftest import page_of


def names(page):
    """The names of the people on a page, by their fullest mention."""
    return {page.doc[start:end].text for start, end in (person.best for person in Story(page).people.persons)}


@pytest.mark.parametrize(
    "text,speaker",
    [
        ("Tom Roe was late. Her husband Bill said that the road was dark.", "Bill"),
        ("Femi Adeola died in March. His widow Folasade said that the road was dark.", "Folasade"),
        ("Femi Adeola died in March. His widow Monday said that the road was dark.", "His widow"),
        ("“We lost,” said Olu Hartigan, 75, a longtime adviser to the mayor.", "Olu Hartigan"),
        ("Olu Hartigan was late. The Hartigan Foundation said that the bridge was safe.", "Hartigan Foundation"),
        ("Olu Hartigan was late. Mayor Hartigan said that the bridge was safe.", "Olu Hartigan"),
        ("The campaign of Olu Hartigan said that the bridge was safe.", "The campaign of Olu Hartigan"),
        ("Fiona Keane, 48, met Hugh Hill, 51, in Leeds. “I am sorry,” the 51-year-old said.", "Hugh Hill"),
        ("Fiona Keane, 48, met Hugh Hill in Leeds. “I am sorry,” the 51-year-old said.", "Hugh Hill"),
        (
            "The club’s head coach said that the pitch was wet. The referee, Olu Hartigan, smiled.\n\nPeter Long left.\n\n“We won,” the coach said.",
            "The club’s head coach",
        ),
    ],
)
def test_speaker(nlp, text, speaker):
    last = nlp(text)._.quotes[-1]
    assert last.speaker.text == speaker


def test_mr_is_not_mrs(nlp):
    people = Story(page_of(nlp("Mrs. Ellis left the house. Mr. Ellis stayed behind. Ms. Ellis came later."))).people
    assert [person.gender for person in people.persons] == ["f", "m"]
    assert [mention.person for mention in people.mentions] == [0, 1, 0]


@pytest.mark.parametrize(
    "name,word,text,named",
    [
        ("titles", "wazir", "Wazir Olu Hartigan said that the bridge was safe.", "Olu Hartigan"),
        ("honorifics", "wazir", "Wazir Olu Hartigan said that the bridge was safe.", "Olu Hartigan"),
        ("role_nouns", "harbourer", "Harbourer Mo Hussain radioed for help.", "Mo Hussain"),
        ("job_endings", "ourer", "Harbourer Mo Hussain radioed for help.", "Mo Hussain"),
    ],
)
def test_added_word_is_no_part_of_a_name(nlp, name, word, text, named):
    doc = nlp(text)
    doc.ents = [Span(doc, 0, 3, "PERSON")]
    page = Page(doc, make_word_lists(add={name: [word]})(doc))
    assert names(page) == {named}
    assert names(page_of(doc)) != {named}, "the text shows nothing"


def test_added_kinds_of_roles_and_bodies_are_known(nlp):
    doc = nlp("Harbourer Mo Hussain met a lawyer of Hill Medical Center. The lawyer left.")
    lists = make_word_lists(add={"role_nouns": ["harbourer"], "role_kinds": ["harbourer, pilot: sailor"], "body_kinds": ["ward: medical"]})
    story = Story(Page(doc, lists(doc)))
    assert {"harbourer", "sailor"} <= story.people.persons[0].roles
    assert story.organizations.kinds["ward"] == {"medical"} and "ward" not in Story(page_of(doc)).organizations.kinds


@pytest.mark.parametrize(
    "text,noun,why",
    [
        ("The mayor, Peter Long, spoke on Monday. “We won,” the mayor said.", "mayor", "role of a named person"),
        ("Fiona Keane, 48, met Hugh Hill in Leeds. “I am sorry,” the 48-year-old said.", "year", "age, nation or party of a named person"),
        ("Margaret Ellis fell. “She knew it,” her husband said. Her husband is Paul Ellis.", "husband", "relation or office of a named person"),
        ("A Leeds mother said that it was late.\n\nThe mother, Fiona Keane, 48, left.", "mother", "named in the paragraphs behind"),
        ("A neighbour said that he saw a van.", "neighbour", "nobody else: the fullest mention of itself"),
    ],
)
def test_description_tells_what_gave_the_answer(nlp, monkeypatch, text, noun, why):
    found = {}
    resolve = Descriptions.resolve

    def spy(self, span, head):
        answer = resolve(self, span, head)
        found.setdefault(head.text, self.why)
        return answer

    monkeypatch.setattr(Descriptions, "resolve", spy)
    nlp(text)
    assert found[noun] == why


@pytest.mark.parametrize(
    "text,speaker",
    [
        ("Olu Hartigan, 75, a retired farmer in Leeds, said that the bridge was safe.", "Olu Hartigan"),
        ("Olu Hartigan left in May, at 75, a retired farmer in Leeds, said that the bridge was safe.", "a retired farmer in Leeds"),
    ],
)
def test_description_that_was_cut_from_a_name(nlp, text, speaker):
    doc = nlp(text)
    start, end, cue = (next(t.i for t in doc if t.text == word) for word in ("a", "Leeds", "said"))
    draft = Draft([(cue + 1, cue + 6)], cue=[(cue, cue + 1)], source=[(start, end + 1)], act="speech")
    resolve_speakers(page_of(doc), [draft])
    assert doc[slice(*draft.speaker)].text == speaker
