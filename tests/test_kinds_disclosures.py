"""Disclosures and reasons on texts written for their kinds: half of them were seen while the rules were made, half were not."""

from typing import Tuple

import pytest

from spacy_attrib.attributions import to_record
from spacy_attrib.lang.reading import load_lexicon
from spacy_attrib.page.disclosing import load_phrases
from spacy_attrib.sourcing.asking import find_asker, is_somebody
from spacy_attrib.sourcing.reasons import find_reason

from .conftest import fitting, letters, load_english, page_of, read_kinds


@pytest.fixture(scope="module", params=["attrib_ruler", "attrib"])
def pipeline(request):
    nlp = load_english()
    nlp.add_pipe(request.param)
    return nlp


def count(nlp, name: str, field: str) -> Tuple[int, int, int]:
    """How many of a field are right, how many were given and how many there are."""
    right = given = wanted = 0
    for record in read_kinds(f"disclosures_{name}"):
        found = to_record(nlp(record["text"]))["attributions"]
        given += sum(bool(row[field]) for row in found)
        for row in record["attributions"]:
            other = fitting(row, found)
            wanted += bool(row[field])
            right += other is not None and bool(letters(row[field]) & letters(other[field]))
    return right, given, wanted


FLOORS = {  # the least precision and recall; the network misses a few attributions
    "attrib_ruler": {"seen disclosure": (0.9, 0.97), "seen reason": (0.88, 0.97), "unseen disclosure": (0.92, 0.92), "unseen reason": (0.9, 0.92)},
    "attrib": {"seen disclosure": (0.92, 0.92), "seen reason": (0.92, 0.93), "unseen disclosure": (0.9, 0.85), "unseen reason": (0.88, 0.83)},
}


@pytest.mark.parametrize("texts", FLOORS["attrib"])
def test_kinds(pipeline, texts):
    component, (half, field) = pipeline.pipe_names[-1], texts.split()
    right, given, wanted = count(pipeline, half, field)
    precision, recall = FLOORS[component][texts]
    assert right >= precision * given and right >= recall * wanted, (right, given, wanted)


ASKERS = [  # [the disclosure], who asks, and whether it is somebody without a name
    ("A refugee in the camp who crossed at night and [asked not to be identified] said that it was cold.", "refugee", True),
    ("We rely on this contact, who [wishes to remain anonymous].", "contact", True),
    ("Priya, a packer who [gave only her first name], said that it was late.", "packer", True),
    ("“It was late,” said Meera, whose name [has been changed].", "Meera", False),
    ("Lina ([not her real name]) said that it was late.", "Lina", False),
    ("Lina's name [has been changed].", "Lina", False),
    ("The buyer [asked to remain anonymous].", "buyer", True),
    ("He [declined to be identified].", "He", False),
    ("A clerk said so. The columnist, whose name [is withheld], went home.", "columnist", True),
    ("“You [can’t go on the record] about this,” she said.", "You", False),
]


@pytest.mark.parametrize("marked,who,unnamed", ASKERS)
def test_who_asks_not_to_be_named(nlp, marked, who, unnamed):
    start, end = marked.index("["), marked.index("]") - 1
    page = page_of(nlp(marked.replace("[", "").replace("]", ""), disable=["attrib_ruler"]))
    asker = find_asker(page, page.tokens_at(start, end))
    assert (asker.token.text, is_somebody(asker, page.lexicon)) == (who, unnamed)


REASONS = [  # [the disclosure], {the reason}
    "It was late, said a doctor who [asked not to be named] {under team protocol}.",
    "A doctor, who [requested anonymity] {per company policy}, said that it was late.",
    "It was late, a person who knew the plan said, [requesting anonymity] {before the announcement}.",
    "A clerk who {lacked authorization to speak publicly} and [requested anonymity] said that it was late.",
    "A clerk who [asked not to be named] under a tree said that it was late.",
    "A clerk [asked not to be named] per se, and left.",
    "A clerk [asked not to be named] before leaving.",
]


@pytest.mark.parametrize("marked", REASONS)
def test_reasons(nlp, marked):
    text = marked
    places = {}
    for left, right in ("[]", "{}"):
        start = text.replace("[", "").replace("]", "").find("{") if left == "{" else text.replace("{", "").replace("}", "").find("[")
        end = start + marked.find(right) - marked.find(left) - 1
        places[left] = (start, end) if start >= 0 else None
    page = page_of(nlp("".join(c for c in marked if c not in "[]{}"), disable=["attrib_ruler"]))
    reason = find_reason(page, page.tokens_at(*places["["]), load_phrases(load_lexicon("en")), len(page.doc))
    assert reason == (places["{"] and page.tokens_at(*places["{"]))


OWNED = [  # articles, and the disclosure of every quotation, in order
    ("“I hid,” said Anna, who asked for her surname not to be used. “We all did,” Ben Lee said.", ["asked for her surname not to be used", ""]),
    ("Lina (not her real name) said that it was late. “Very late,” she said.", ["not her real name", "not her real name"]),
    ("Jo (a pseudonym) said that it was late.", ["a pseudonym"]),
    ("The novelist uses no alias. “Late,” Ann Lee said, a pseudonym in mind.", [""]),
    ("Campaigners said that they wanted anonymity for defendants to end.", [""]),
    ("A clerk, who asked for anonymity for fear of the owners, said that it was late.", ["asked for anonymity"]),
    ("A clerk, who insisted on remaining unidentified, said that it was late.", ["insisted on remaining unidentified"]),
    ("“He hit me,” said Mina. She asked that her full name not be published.", ["asked that her full name not be published"]),
    ("A retailer that declined to be identified said that stocks were high.", ["declined to be identified"]),
    ("One aide said that it was late, and two other aides said that it was not. Both aides asked not to be named.", ["asked not to be named"] * 2),
    ("Two guards said that it was late. “Late,” said one of the guards. Both guards asked not to be named.", ["asked not to be named"] * 2),
    ("The boats turned back, added the colonel, speaking on condition of anonymity.", ["on condition of anonymity"]),
    ("“It was late,” said one MP. The MP, who asked not to be named, added that it rained.", ["asked not to be named"] * 2),
    # nobody of whom it is said
    ("Ben Lee, who asked not to be named captain, said that it was late.", ["", ""]),
    ("“It was late,” said Ann Lee, an aide to a senator who asked not to be named.", [""]),
    ("Ann Rao said that the donor wished to remain anonymous. “He is shy,” she said.", ["", ""]),
    ("A clerk said that it was late. The columnist, whose name is withheld by the editors, wrote from Osmere.", [""]),
    ("Officials said they wanted a tightening of rules on anonymity.", [""]),
    ("“You can’t go on the record about this,” she said.", [""]),
    ("Ann Lee said that she met a refugee in the camp who had crossed at night and asked not to be identified.", [""]),
]


@pytest.mark.parametrize("text,disclosures", OWNED)
def test_whose_disclosure_it_is(nlp, text, disclosures):
    assert [quote.disclosure.text for quote in nlp(text)._.quotes] == disclosures


def test_a_company_stays_one_and_a_pseudonym_is_a_name(nlp):
    for who, kind in (("A retailer that declined to be identified", "organization"), ("Lina (not her real name)", "named_person")):
        (quote,) = nlp(f"{who} said that it was late.")._.quotes
        assert (quote.source_type, quote.anonymous) == (kind, False)


def test_words_that_only_disclose_are_no_attribution(nlp):
    text = "The buyer has asked not to be identified until the sale, Ann Lee said. A driver asked to remain unidentified."
    assert [attribution.source.text for attribution in nlp(text)._.attributions] == ["Ann Lee"]


SAID = [  # texts, and what is said in them by somebody of whom more is told in between
    ("According to an aide, who asked not to be named, the sale is off.", "the sale is off"),
    ("According to an aide, speaking on condition of anonymity, the sale is off.", "the sale is off"),
    ("According to the survey, which came out in March, the dam was cracked.", "the dam was cracked"),
    ("According to Ann Lee, sales fell and, who knows, may fall again.", "sales fell and, who knows, may fall again"),
    ("To quote our source, who asked to stay anonymous, “it is done.”", "“it is done.”"),
]


@pytest.mark.parametrize("text,content", SAID)
def test_a_clause_about_the_source_is_not_what_it_says(nlp, text, content):
    assert [quote.content.text for quote in nlp(text)._.quotes] == [content]


@pytest.mark.parametrize("text", ["To quote accurately, reporters must record calls.", "She went on to quote the mayor."])
def test_to_quote_is_not_always_a_cue(nlp, text):
    assert all(quote.source.text == "She" for quote in nlp(text)._.quotes)


def test_what_is_added_by_nobody_who_asks_is_the_subjects_own(nlp):
    doc = nlp("The club signed a keeper, added the striker, who had asked for a rise.")
    assert all(a.source.text == "The club" for a in doc._.attributions if a.cue.text == "added")
