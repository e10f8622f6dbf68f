"""What kind of source it is, and what the text says of its anonymity."""
import pytest

from spacy_attrib.attributions import SOURCE_TYPES

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
]


@pytest.mark.parametrize("text,disclosure,reason", DISCLOSURES)
def test_disclosure_and_reason(nlp, text, disclosure, reason):
    quote = nlp(text)._.quotes[-1]
    assert quote.anonymous
    assert quote.disclosure.text == disclosure
    assert quote.reason.text == reason


def test_named_source_beside_a_disclosure_keeps_its_name(nlp):
    doc = nlp("“It failed,” said an aide, who asked not to be named. “It did not,” Ann Lee said.")
    assert [bool(q.disclosure) for q in doc._.quotes] == [True, False]
