"""Where contents and sources begin and end: the step that sets it for both components, and what must not move."""

import pytest

from spacy_attrib.attributions import Draft
from spacy_attrib.rules.bounds import set_bounds
from spacy_attrib.rules.edges import narrow_sources

from .conftest import page_of, unmark

MENDED = [  # what was found: <q> cue, <s> source, <c> content; and what is left of the content
    # the addressee, the day and the dateline are in front of it
    ("<s1>Sources in the guild</s1> <q1>told</q1> <c1>the Ledger Mr Rask had wanted the post</c1>.", ["Mr Rask had wanted the post"]),
    ("<s1>The baker</s1> <q1>told</q1> <c1>the judge he owns nothing</c1>.", ["he owns nothing"]),
    ("<s1>Aides</s1> <q1>told</q1> <c1>reporters Lunde had left</c1>.", ["Lunde had left"]),
    ("<s1>The firm</s1> <q1>said</q1> <c1>on Monday it would close two pits</c1>.", ["it would close two pits"]),
    ("OSLO (NW) - <s1>Police</s1> <q1>said</q1> <c1>late on Friday the road was shut</c1>.", ["the road was shut"]),
    ("<c1>OSLO (NW) — Sales of ferries doubled</c1>, <s1>the board</s1> <q1>said</q1>.", ["Sales of ferries doubled"]),
    # no edge within a word, a bracket, a quotation or a phrase
    ("<s1>Falk</s1> <q1>noted</q1> <c1>the firm's long</c1>-standing debts to the bank.", ["the firm's long-standing debts to the bank"]),
    ("<s1>The court</s1> <q1>ruled</q1> <c1>that the tenants (among them</c1> two widows) could stay.", ["that the tenants (among them two widows)"]),
    ("<s1>He</s1> <q1>said</q1> <c1>he saw “first</c1> hand how they love it.”", ["he saw “first hand how they love it.”"]),
    ("<s1>Guards</s1> <q1>said</q1> <c1>they had found a man</c1> bleeding.", ["they had found a man bleeding"]),
    # what goes on belongs to it
    (
        "<s1>Guards</s1> <q1>said</q1> <c1>they pulled a skier out of the gully</c1>, who died later.",
        ["they pulled a skier out of the gully, who died later"],
    ),
    (
        "<s1>He</s1> <q1>said</q1> <c1>he had signed the order</c1> and that the pool would open.",
        ["he had signed the order and that the pool would open"],
    ),
    (
        "If the rain holds off, <s1>the groundsman</s1> <q1>said</q1>, <c1>the match will start</c1>.",
        ["If the rain holds off", "the match will start"],
    ),
    (
        "While orders are low, <s1>Ann Lee</s1> <q1>said</q1> <c1>she was pleased with the mill</c1>.",
        ["While orders are low", "she was pleased with the mill"],
    ),
    # what the writer or another says is not
    (
        "<s1>The union</s1> <q1>said</q1> <c1>drivers stayed at home, but the company said nearly all buses ran</c1>.",
        ["drivers stayed at home"],
    ),
    (
        "<s1>The firm</s1> <q1>said</q1> <c1>jobs would be cut at the mill, a possible reference to its sheds</c1>.",
        ["jobs would be cut at the mill"],
    ),
    ("<s1>Ray</s1> <q1>said</q1> <c1>Lunde - a 42-year-old dealer - had lied to him</c1>.", ["Lunde", "had lied to him"]),
    (
        "<c1>The ferry was full</c1>, <s1>the engineer</s1>, who <c1>said she had logs</c1>, <q1>told</q1> the Ledger.",
        ["The ferry was full"],
    ),
]
KEPT = [  # right as they are
    "<s1>The firm</s1> <q1>said</q1> <c1>Monday was a holiday</c1>.",
    "<s1>The firm</s1> <q1>said</q1> <c1>Monday's vote was void</c1>.",
    "<s1>The clerk</s1> <q1>said</q1> <c1>40 years ago the river froze</c1>.",
    "<s1>Ray</s1> <q1>told</q1> Lee <c1>the court had closed</c1>.",
    "<s1>Ray</s1> <q1>said</q1> <c1>two wolves - a mother and her cub - had dug a hole</c1>.",
    "<s1>He</s1> <q1>said</q1> <c1>he had met Ann Lee</c1>, who left in 1990.",
    "<s1>He</s1> <q1>said</q1> <c1>the road was shut</c1>, adding that it rained.",
    "<s1>She</s1> <q1>said</q1> <c1>it was late and he left</c1>.",
    "<s1>Guards</s1> <q1>said</q1> <c1>they saw a boy of nine, a cousin of hers</c1>.",
    "As rain fell on the stands, <s1>the groundsman</s1> <q1>said</q1> <c1>the match was off</c1>.",
    "Though he had lost, <s1>Ray</s1> <q1>said</q1> <c1>he would stay</c1>.",
    "<c1>The tunnel will open in autumn</c1>, <s1>the ministry</s1> <q1>said</q1>, two years late.",
]


def bounded(nlp, marked):
    text, attributions = unmark(marked)
    page = page_of(nlp(text, disable=["attrib_ruler"]))
    roles = attributions[1]
    draft = Draft(*([page.tokens_at(*piece) for piece in roles.get(role, [])] for role in ("content", "cue", "source")), act="speech")
    set_bounds(page, [draft])
    return [page.doc[start:end].text for start, end in draft.content], [text[start:end] for start, end in roles["content"]]


@pytest.mark.parametrize("marked,contents", MENDED)
def test_bounds_of_contents(nlp, marked, contents):
    assert bounded(nlp, marked)[0] == contents


@pytest.mark.parametrize("marked", KEPT)
def test_right_contents_stay(nlp, marked):
    given, wanted = bounded(nlp, marked)
    assert given == wanted


SOURCES = [  # what was found, and what is left of the source
    ("<s1>The rebels in their latest message</s1> <q1>said</q1> <c1>it was theirs</c1>.", "The rebels"),
    ("<s1>A line in the letter</s1> <q1>said</q1> <c1>it was theirs</c1>.", "A line in the letter"),
    ("[Name withheld<s1>]'s neighbour</s1> <q1>said</q1> <c1>it was late</c1>.", "[Name withheld]'s neighbour"),
    ("<s1>A delegate for health</s1> Ruben Falk <q1>said</q1> <c1>it was late</c1>.", "A delegate for health Ruben Falk"),
    ("<c1>“No,”</c1> said <s1>Ann Lee; the mate, Bo Ray</s1>, <q1>said</q1>.", "the mate, Bo Ray"),
    ("<s1>OSLO (NW) — Union leaders</s1> <q1>said</q1> <c1>it was late</c1>.", "Union leaders"),
    ("<s1>March 3 (Newswire) - Miner Ostrava Plc</s1> <q1>said</q1> <c1>it was late</c1>.", "Miner Ostrava Plc"),
]


@pytest.mark.parametrize("marked,source", SOURCES)
def test_bounds_of_sources(nlp, marked, source):
    text, attributions = unmark(marked)
    page = page_of(nlp(text, disable=["attrib_ruler"]))
    draft = Draft(*([page.tokens_at(*piece) for piece in attributions[1].get(role, [])] for role in ("content", "cue", "source")))
    narrow_sources(page, [draft])
    assert page.doc[slice(*draft.source[0])].text == source


FOUND = [  # texts, and what the rules give of each as content and source
    ("They fled after the coup, a clerk, who said he had seen it, told the Ledger.", [("They fled after the coup", "a clerk")]),
    (
        "Two mills will close this week, said Nordpulp Group's newly hired chief metals analyst Tuva Lind.",
        [("Two mills will close this week", "Tuva Lind")],
    ),
    (
        "The men were held at a gate with a boy, a police guard confirmed to the Ledger.",
        [("The men were held at a gate with a boy", "a police guard")],
    ),
    ("A museum guide was quick to point out bones are not sold to guests.", [("bones are not sold to guests", "A museum guide")]),
    ("Police are looking into claims a foreman sold the parts.", [("a foreman sold the parts", "None")]),
    ("The probe follows allegations guards were paid to sleep.", [("guards were paid to sleep", "None")]),
    ("Ore Corp. Treasurer Lise Marr sold stock, according to a filing.", [("Ore Corp. Treasurer Lise Marr sold stock", "a filing")]),
    ("The claims the foreman made were false.", []),
    ("Reports the mayor wrote in May were lost.", [None]),
    ("Her novel was quoted in the Northern Review.", []),
    ("He went home, said the captain.", [("He went home", "the captain")]),
]


@pytest.mark.parametrize("text,found", FOUND)
def test_what_is_found_in_front_and_behind(nlp, text, found):
    given = [(a.content.text, str(a.speaker)) for a in nlp(text)._.quotes]
    wanted = [pair for pair in found if pair is not None]
    assert all(pair in given for pair in wanted) and (bool(found) or not given), given
    assert None not in found or all(content != "the mayor wrote in May" for content, _ in given)
