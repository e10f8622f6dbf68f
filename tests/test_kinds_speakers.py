"""Speakers by kinds: articles written for them, and what each of their kinds must not do."""

import pytest

from spacy_attrib import to_record
from spacy_attrib.lang.reading import lexicon_of
from spacy_attrib.page.page import Page
from spacy_attrib.resolving.people import People, is_misspelt
from spacy_attrib.scoring.matching import same_speaker

from .conftest import fitting, load_english, read_kinds

FLOORS = {"seen": 0.97, "unseen": 0.9}
CASES = [
    ("company that they are", "Two MPs, Ann Lee and Bob Ray, met staff.\n\nBig Anchor have denied it. “We did not,” they said.", "Big Anchor"),
    ("several people that they are", "Big Anchor denied it. Ann Lee and Bob Ray met staff. “We did not,” they said.", "Ann Lee and Bob Ray"),
    ("spokesman of a body", "A spokesman for Gander left. State spokesman Jo Hale won. “Yes,” the Gander spokesman said.", "A spokesman for Gander"),
    ("spokesman without a body", "Ministry spokesman Jeff Hale spoke. “Yes,” the spokesman said.", "Jeff Hale"),
    ("leader of another kind", "The council leader said that it was late. Opposition leader Freya Stone spoke.", "The council leader"),
    ("leader of that kind", "Council leader Freya Stone spoke. “It was late,” the council leader said.", "Freya Stone"),
    ("widow in front of a name", "Widow Joan Hale said that it snowed.", "Joan Hale"),
    ("given name like a job", "Mason Clark said that it snowed.", "Mason Clark"),
    ("nothing but capitals", "SENATOR IDA BRANDT SAID THE ROAD WAS CLEAR.", "IDA BRANDT"),
    ("no-break spaces", "Dr\u00a0Nadia\u00a0Hale said that the ward was full.", "Nadia\u00a0Hale"),
    ("first half of a name", "Jean-Paul Akintola said that it was late.", "Jean-Paul Akintola"),
    ("spelled in two ways", "Katarzyna Wolinska came. “It is ours,” Katarzina Wolinska said.", "Katarzyna Wolinska"),
    ("relatives of nearly one name", "Carla Rossi left. Carlo Rossi said that they had won.", "Carlo Rossi"),
    (
        "pair in a headline",
        "Ann Lee and Ruiz lose vote\n\nMayor Lee and Ana Ruiz lost in May.\n\nLee and Ruiz said that it was late.",
        "Lee and Ana Ruiz",
    ),
    ("couple by surnames", "Dagny Holt and Peder Vinje left. “We go,” Vinje and Holt said.", "Dagny Holt and Peder Vinje"),
    ("group named in the next sentence", "A group of nurses said that pay fell. The group, called Night Shift, met in June.", "Night Shift"),
    ("bodies beside a description", "Two customers, Haldane Motors and Teqvia, said that they had switched.", "Haldane Motors and Teqvia"),
    ("ministry of nobody named", "Solvane makes pumps. “No,” the ministry said.", "the ministry"),
    (
        "gender by pronouns",
        "Scout Reyes defended her record.\n\nThe bank sued Arden Holt in May. She said that it was late.",
        "Scout Reyes",
    ),
    (
        "namesake not named yet",
        "Hugo Marsh lost.\n\nMarsh, 61, said that it was late.\n\nHis aide, Wilma Marsh, left. Wilma Marsh cried.",
        "Hugo Marsh",
    ),
    ("who does it", "Joan Hale, who founded the chain, met Ruth Ives.\n\nRuth Ives left. The founder said that it snowed.", "Joan Hale"),
    (
        "name between commas",
        "A coroner will write to them.\n\nPer Lund, 69, fell.\n\nAsked by the coroner, Ana Ruiz, who knew, Mo Ray left.\n\n"
        "“It was late,” the coroner said.",
        "Ana Ruiz",
    ),
    ("police rank", "SP (City) Asma Javed came. Bano Bibi came.\n\nThe SP said that five men fled.", "Asma Javed"),
    (
        "same person again",
        "“It was late,” a retired baker said.\n\nThe man, who asked that his name be left out, said that it snowed.",
        "a retired baker",
    ),
    ("another person since", "“It was late,” a retired baker said.\n\nA man in a hat came. The man said that it snowed.", "A man in a hat"),
    (
        "next paragraph in one parse",
        "The label was bought by manager Rex Braun last year. Tess Hale left it.\n\nIn a post at the time she called this a shame",
        "Tess Hale",
    ),
    (
        "subject with what is his",
        "The chairman, Sir Per Voss, said it was late.\n\nHugo Marsh, 61, sat with his cap on his knee. He said that it snowed.",
        "Hugo Marsh",
    ),
    ("examples", "Importers such as Dale Whitcombe said that it was a tax.", "Dale Whitcombe"),
]


@pytest.mark.parametrize("text,speaker", [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_speaker_of_a_kind(nlp, text, speaker):
    found = [a for a in to_record(nlp(text), "x")["attributions"] if a["speaker"]]
    wanted = next((a for a in found if a["speaker"]["text"] == speaker), None)
    assert wanted is not None, [a["speaker"]["text"] for a in found]


@pytest.mark.parametrize(
    "known,words,same",
    [
        (("matthew", "hale"), ("mathew", "hale"), True),
        (("ann", "wolinska"), ("ann", "wolinski"), True),
        (("ann", "budde"), ("buddhe",), True),
        (("dean", "hollis"), ("sean", "hollis"), False),  # another letter to begin with
        (("noor", "petit"), ("petits",), False),  # the family
        (("ann", "lee"), ("leo",), False),  # too short
        (("matthew", "hale"), ("mathew", "hall"), False),  # two letters
    ],
)
def test_names_that_differ_in_a_letter(known, words, same):
    assert is_misspelt(known, words) is same


@pytest.mark.parametrize(
    "text,roles,doings",
    [
        ("Ana Ruiz, who founded the chain, left.", set(), {"founder", "co-founder"}),
        ("Ana Ruiz, who left the chain, wept.", set(), set()),
        ("Ana Ruiz wept. A man who founded the chain left.", set(), set()),
        ("Asked by the coroner, Ana Ruiz, who knew, Mo Ray left.", {"coroner"}, set()),
        ("To a coroner, Ana Ruiz, 40, is one of many.", set(), set()),
    ],
)
def test_what_a_name_comes_with(nlp, text, roles, doings):
    doc = nlp(text)
    page = Page(doc, lexicon_of(doc))
    ruiz = next(p for p in People(page, page.tokens).persons if p.name == ("ana", "ruiz"))
    assert (ruiz.roles & {"coroner", "man"}, ruiz.doings) == (roles, doings)


def _accuracy(nlp, records):
    """How many of the attributions found have the right speaker."""
    right = found = 0
    for record in records:
        rows = to_record(nlp(record["text"]), record["id"])["attributions"]
        for gold in record["attributions"]:
            other = fitting(gold, rows)
            found += other is not None
            named, speaker = gold["source_type"] == "named_person", other and other["speaker"]
            right += bool(speaker) and same_speaker(gold["speaker"]["text"], speaker["text"], named)
    return right / found


@pytest.fixture(scope="module", params=["attrib_ruler", "attrib"])
def component(request):
    nlp = load_english()
    nlp.add_pipe(request.param)
    return nlp


@pytest.mark.parametrize("half", FLOORS)
def test_articles_of_the_kinds(component, half):
    assert _accuracy(component, read_kinds(f"speakers_{half}")) >= FLOORS[half]
