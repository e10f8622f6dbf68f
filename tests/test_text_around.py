"""What stands around an article changes nothing of it: a paragraph behind it, an odd mark, blank lines, the article once more. The parse is held
constant, so that only what is done with it is seen."""

import pytest
from spacy.tokens import Doc

from spacy_attrib import to_record
from spacy_attrib.rules.cues import find_verb_cues
from spacy_attrib.rules.quotations import Quotations

from .conftest import page_of

ARTICLES = [
    """Ferry ‘full of holes’, says engineer

The ferry to Skerra will stay in port, the harbour board said on Monday. “She is full of holes,” Ida Brandt, an engineer, told reporters.
She added that the hull had not been painted since May.

An official who asked not to be named because he feared for his job said the board had known for weeks.
“Nobody listened to us,” he said. “We wrote three letters.”

According to the mayor, Ruben Falk, two firms have offered to help. Falk denied that he had met them.""",
    """“We will not leave,” said Ann Lee and Bob Ray, who run the mill. Both said they would go to court.

“It is our home. We were born here.”

Lee, 61, claimed the county had lied. A county spokesman declined to comment. It is understood that a judge will hear them in June.""",
]
AROUND = {
    "a paragraph behind": ("", "\n\nThe weather stayed dry all week."),
    "a mark that nothing closes": ("", "\n\nThe weather “stayed dry all week."),
    "a mark that closes nothing": ("", "\n\nThe weather stayed” dry all week."),
    "an apostrophe": ("", "\n\nThe workers’ boats stayed in port."),
    "blank lines in front": ("\n\n\n", ""),
    "blanks behind": ("", "   \n \n"),
}


@pytest.fixture(scope="module")
def components(nlp):
    return {name: nlp.create_pipe(name) for name in ("attrib_ruler", "attrib")}


def parse(nlp, text):
    return nlp(text, disable=["attrib_ruler"]) if text.strip() else nlp.make_doc(text)


def joined(docs):
    """One Doc of several, each with the annotation it has: what `Doc.from_docs` would part by a space."""
    columns = {name: [] for name in ("words", "spaces", "tags", "pos", "lemmas", "heads", "deps", "ents")}
    for doc in docs:
        start, parsed = len(columns["words"]), doc.has_annotation("DEP")
        columns["heads"] += [start + token.head.i if parsed else start + max(token.i - 1, 0) for token in doc]
        columns["deps"] += [token.dep_ or "dep" for token in doc]
        columns["words"] += [token.text for token in doc]
        columns["spaces"] += [bool(token.whitespace_) for token in doc]
        columns["tags"] += [token.tag_ or "_SP" for token in doc]
        columns["pos"] += [token.pos_ or "SPACE" for token in doc]
        columns["lemmas"] += [token.lemma_ or token.text for token in doc]
        columns["ents"] += [f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O" for token in doc]
    return Doc(docs[0].vocab, **columns)


def moved(value, by):
    """A record's offsets, moved to the left."""
    if isinstance(value, dict):
        return {name: moved(each, by) for name, each in value.items() if name != "id"}
    if isinstance(value, list):
        return [moved(each, by) for each in value]
    return value - by if isinstance(value, int) and not isinstance(value, bool) else value


def attributed(component, doc, start, end):
    """What is attributed in a stretch of a text, without scores, as if the text began there."""
    items = [{**item, "score": None} for item in to_record(component(doc))["attributions"]]
    return [moved(item, start) for item in items if start <= item["content"][0][0] < end]


@pytest.mark.parametrize("name", ["attrib_ruler", "attrib"])
@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("text", ARTICLES)
def test_what_stands_around_changes_nothing(nlp, components, text, around, name):
    before, after = AROUND[around]
    own = parse(nlp, text)
    whole = joined([*([parse(nlp, before)] if before else []), own, *([parse(nlp, after)] if after else [])])
    assert whole.text == before + text + after
    alone = attributed(components[name], joined([own]), 0, len(text))
    assert len(alone) > 3
    assert attributed(components[name], whole, len(before), len(before) + len(text)) == alone


@pytest.mark.parametrize("name", ["attrib_ruler", "attrib"])
@pytest.mark.parametrize("text", ARTICLES)
def test_an_article_twice(nlp, components, text, name):
    """What is said in it stays; who it is may be told by the fuller mention of the two."""
    own = parse(nlp, text)
    alone = attributed(components[name], joined([own]), 0, len(text))
    found = attributed(components[name], joined([own, nlp.make_doc("\n\n"), own]), 0, len(text))
    fields = ("content", "cue", "source", "form", "act", "source_type", "disclosure", "reason")
    assert [[item[field] for field in fields] for item in found] == [[item[field] for field in fields] for item in alone]


@pytest.mark.parametrize(
    "text,quoted",
    [
        ("‘Nobody asked us’\n\nThe ship sank. “Nobody asked us,” Ann Lee said.", True),
        ("‘Nobody asked us’\n\n‘Nobody asked us’\n\nThe ship sank.", False),
        ("Crew: ‘Nobody asked us’ first\n\nCREW: ‘NOBODY ASKED US’ FIRST\n\nThe ship sank.", False),
        ("Crew: ‘Nobody asked us’ first\n\nCrew: ‘Nobody asked us’ first\n\nThe ship sank. “Nobody asked us,” Ann Lee said.", True),
    ],
)
def test_a_headline_given_twice_is_not_quoted_by_itself(nlp, text, quoted):
    page = page_of(parse(nlp, text))
    drafts = Quotations(page, find_verb_cues(page)).unattributed()
    assert any(draft.why == {"content": "quoted again below"} for draft in drafts) is quoted
