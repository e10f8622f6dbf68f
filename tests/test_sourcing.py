"""What kind of source it is, and what the text says of its anonymity."""
import pytest

from spacy_attrib.attributions import SOURCE_TYPES
from spacy_attrib.phrases import find_disclosures

TYPES = [
    ("“We won,” Ann Lee said.", "named_person"),
    ("An Afghan official said that the talks had failed.", "unnamed_person"),
    ("A person familiar with the matter said that the talks had failed.", "unnamed_person"),
    ("Sources said that the talks had failed.", "unnamed_group"),
    ("Two aides said that the talks had failed.", "unnamed_group"),
    ("People briefed on the plan said that it had failed.", "unnamed_group"),
    ("Police said that the road was closed.", "organization"),
    ("The company said that the plant would close.", "organization"),
    ("The report said that the plant would close.", "document"),
    ("A poll showed that the plan was unpopular.", "document"),
    ("Most voters think that the plan will fail.", "public"),
    ("It was reported that two men had died.", "unknown"),
    ("I think that the plan will fail.", "author"),
    ("Witnesses said that the bus had stopped.", "unnamed_group"),
    ("Boatmen at the pier said that the river had risen.", "unnamed_group"),
    ("An usher in white gloves said that the hall was full.", "unnamed_person"),
    ("Mediators hope that the talks will go on.", "unnamed_group"),
    ("Its 212-page report, a copy of which was seen by the paper, said that money was missing.", "document"),
    ("The city finance office said that money was missing.", "organization"),
    ("Hundreds of voters said that they would stay at home.", "public"),
    ("Dozens of lawmakers said that they would stay at home.", "unnamed_group"),
    ("Many voters said that they would stay at home.", "public"),
    ("Two MPs said that the vote was lost.", "unnamed_group"),
    ("An MP said that the vote was lost.", "unnamed_person"),
    ("A senior Tory said that the vote was lost.", "unnamed_person"),
    ("Senate Democrats said that the vote was lost.", "organization"),
    ("Some Senate Democrats said that the vote was lost.", "unnamed_group"),
    ("Her manager said that the tour was off.", "named_person"),
    ("Her manager, who asked not to be named, said that the tour was off.", "unnamed_person"),
    ("His spokesman said that the tour was off.", "unnamed_person"),
    ("A local said that the road had been closed.", "unnamed_person"),
    ("Someone in the room said that the vote was lost.", "unnamed_person"),
    ("Bakers want to leave the guild.", "public"),
    ("Party leaders want to leave the pact.", "unnamed_group"),
]


@pytest.mark.parametrize("text,kind", TYPES)
def test_source_type(nlp, text, kind):
    (attribution,) = nlp(text)._.attributions
    assert kind in SOURCE_TYPES
    assert attribution.source_type == kind
    assert attribution.anonymous is (kind in ("unnamed_person", "unnamed_group"))


@pytest.mark.parametrize(
    "text,act",
    [
        ("Ann Lee said that it was over.", "speech"),
        ("Ann Lee believes that it is over.", "thought"),
        ("Ann Lee wants to leave the party.", "other"),
    ],
)
def test_act(nlp, text, act):
    doc = nlp(text)
    assert [a.act for a in doc._.attributions] == [act]
    assert len(doc._.quotes) == (act == "speech")


DISCLOSURES = [
    (
        "“It failed,” said an official, who spoke on condition of anonymity because he was not authorized to speak.",
        "on condition of anonymity",
        "because he was not authorized to speak",
    ),
    (
        "A nurse, who asked not to be named for fear of losing her job, said that the ward was full.",
        "asked not to be named",
        "for fear of losing her job",
    ),
    ("One aide declined to be identified. The aide said that the plan had failed.", "declined to be identified", ""),
    (
        "A trader said that the price would fall, requesting that his name not be published since talks continue.",
        "requesting that his name not be published",
        "since talks continue",
    ),
    (
        "“It failed,” said a clerk, speaking on the understanding that she would not be quoted by name, as her manager was in the room.",
        "on the understanding that she would not be quoted by name",
        "as her manager was in the room",
    ),
    (
        "An engineer, who did not wish to be named as he is not allowed to brief the press, said that the dam had cracked.",
        "did not wish to be named",
        "as he is not allowed to brief the press",
    ),
    (
        "A driver said that the brakes had failed. His name is being withheld because he fears his employer.",
        "is being withheld",
        "because he fears his employer",
    ),
    ("A teacher, who would give only her first name, said that the roof leaked.", "would give only her first name", ""),
    ("“It leaked,” said a plumber, who could not be named for legal reasons.", "could not be named", "for legal reasons"),
    (
        "Fearing for her job, a cook asked that her name be kept out of this article. The cook said that the oven had smoked.",
        "asked that her name be kept out of this article",
        "Fearing for her job",
    ),
    ("“It leaked,” said a plumber, who was granted anonymity to discuss the repairs.", "was granted anonymity", "to discuss the repairs"),
    (
        "An adviser, speaking on background to describe a private meeting, said that the plan had failed.",
        "on background",
        "to describe a private meeting",
    ),
]


@pytest.mark.parametrize("text,disclosure,reason", DISCLOSURES, ids=[d[1] for d in DISCLOSURES])
def test_disclosure_and_reason(nlp, text, disclosure, reason):
    quote = nlp(text)._.quotes[-1]
    assert quote.anonymous
    assert quote.disclosure.text == disclosure
    assert quote.reason.text == reason


PARADIGM = [
    "on the condition that she not be identified",
    "on condition that their names were not used",
    "under the cover of anonymity",
    "on the promise of anonymity",
    "in exchange for anonymity",
    "insisted on anonymity",
    "asked the paper not to use his surname",
    "asked to remain anonymous",
    "asked, like the others, not to be named",
    "wanted her identity kept secret",
    "refused to give his full name",
    "didn't want to be named",
    "was not willing to go on the record",
    "preferred not to be identified",
    "not authorised to be named",
    "none of whom agreed to be named",
    "their names have been changed",
    "whose name this newspaper is withholding",
    "used a pseudonym",
    "would not let me name her",
    "spoke off the record",
    "talked to us anonymously",
    "spoke without giving his name",
    "under the Chatham House rule",
    "spoke on the usual terms of anonymity",
    "spoke on condition that she remains anonymous",
    "spoke on the understanding that the paper leave out his name",
    "made it a condition that he not be named",
    "agreed to talk if she were not identified",
    "would rather not be identified",
    "was wary of being named",
    "did not feel comfortable giving her name",
    "asked to be described only as a friend of the club",
    "asked that neither his name nor his ward be printed",
    "asked not to be photographed or named",
    "did not give her name",
    "has to remain anonymous",
    "would be identified only as a nurse",
    "spoke without wishing to be named",
    "insists that her name is left out of the paper",
    "spoke on what he called deep background",
]
NO_PARADIGM = [
    "The street was named after a general.",
    "He donated the money anonymously.",
    "The body could not be identified.",
    "She asked for his name.",
    "They agreed to be named in the report.",
    "He is wanted on the record label.",
    "A background check found nothing.",
    "She was not named in the squad.",
    "She did not want to be named captain.",
    "It did not give her name.",
    "The report does not give their names.",
    "They agreed to talk if the truce held.",
    "The street's name has been changed.",
]


@pytest.mark.parametrize("phrase", PARADIGM)
def test_phrases_that_disclose(phrase):
    text = f"A man who {phrase} said that it was late."
    (found,) = find_disclosures(text, "en")
    assert found.end <= text.index(" said")


@pytest.mark.parametrize("text", NO_PARADIGM)
def test_phrases_that_disclose_nothing(nlp, text):
    doc = nlp(f"A nurse said that the ward was full. {text}")
    assert [a.disclosure.text for a in doc._.attributions if a.disclosure] == []


def test_disclosure_covers_all_of_the_source_and_nobody_else(nlp):
    doc = nlp(
        "A nurse said that the ward was full. “It never stops,” she said. The nurse asked not to be named because she needs the job."
        "\n\nA neighbour said that the street was loud."
    )
    assert [bool(q.disclosure) for q in doc._.quotes if q.source.text != "The nurse"] == [True, True, False]


def test_disclosure_of_somebody_in_the_next_paragraph(nlp):
    doc = nlp("Ruth Okello spoke to a diver, who asked not to be named because he needs the work.\n\n“It was dark,” he said.")
    assert doc._.quotes[-1].disclosure.text == "asked not to be named"


def test_named_source_beside_a_disclosure_keeps_its_name(nlp):
    doc = nlp("“It failed,” said an aide, who asked not to be named. “It did not,” Ann Lee said.")
    assert [bool(q.disclosure) for q in doc._.quotes] == [True, False]


COVERED = [  # articles, and for every quotation whether it has a disclosure
    ("Two clerks said that the books were false. Both asked not to be named.\n\n“We made them up,” one said.", [True, True]),
    ("Three clerks said that the books were false. One of them, who asked not to be named, said that he had left.", [False, True]),
    ("The clerks, who asked not to be named, said that it was over. Another clerk said that he had left.", [True, True]),
    ("Four nurses work nights here. All asked that their names not be used.\n\n“I fell asleep,” one of the nurses said.", [True]),
    ("“They knew,” said a porter who requested anonymity.\n\nThe man said that he had written to the mayor.", [True, True]),
    ("A mother of two said that it was late. “Very late,” the woman said, asking not to be named.", [True, True]),
    ("A regular at the bar, who did not want to be named, said that it was late. “We stayed,” he said.", [True, True]),
    ("Ruth Okello said that it was early. A diver stood by her. He asked not to be named. “It was dark,” he said.", [False, True]),
    ("A diver, who asked not to be named, said that it was dark. Ruth Okello shrugged. “It was light,” she said.", [True, False]),
    ("A cook at the inn said that it was late. “Late,” said the cook, who asked not to be named.\n\nHead cook Ann Lee said that it was not.", [True, True, False]),
]


@pytest.mark.parametrize("text,covered", COVERED)
def test_whom_a_disclosure_covers(nlp, text, covered):
    quotes = nlp(text)._.quotes
    assert [bool(q.disclosure) for q in quotes] == covered
    assert all(q.anonymous for q in quotes if q.disclosure)


def test_what_a_disclosure_beside_a_pronoun_says_of_the_speaker(nlp):
    doc = nlp("Ruth Okello met a diver, who asked not to be named because he needs the work.\n\n“It was dark,” he said.")
    assert doc._.quotes[-1].speaker.text == "a diver"
    assert doc._.quotes[-1].reason.text == "because he needs the work"


def test_words_that_disclose_are_no_content_and_no_cue(nlp):
    doc = nlp("Two clerks said that it was over, asking not to be named, citing a rule of the court.")
    assert [(q.cue.text, q.disclosure.text) for q in doc._.quotes] == [("said", "asking not to be named")]
    assert "named" not in doc._.quotes[0].content.text
