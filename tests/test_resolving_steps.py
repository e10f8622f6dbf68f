"""The named steps of the resolver: which one answers, that it can be left out, and who is nobody."""

import pytest

from spacy_attrib.attributions import Draft
from spacy_attrib.resolving.resolver import Resolver
from spacy_attrib.resolving.story import NOBODY, Who
from spacy_attrib.tools.ablate_resolving import PRONOUN_STEPS

from .conftest import page_of

TABLES = (Resolver.SOURCE_STEPS, Resolver.CUE_STEPS, Resolver.TURN_STEPS)


def resolved(nlp, text, **kwargs):
    """The attributions of a text, as the rules find them, with their speakers."""
    page = page_of(nlp(text))
    drafts = nlp.get_pipe("attrib_ruler").find(page)
    Resolver(page, drafts, **kwargs).run()
    return page.doc, sorted(drafts, key=lambda draft: draft.trigger)


@pytest.mark.parametrize(
    "text,step",
    [
        ("Ann Lee left. “We won,” Lee said.", "name in the source"),
        ("Ann Lee left. “We won,” she said.", "he or she"),
        ("The miners said that it was late. They said that the road was closed.", "it or they"),
        ("The Water Services Agency said that it was late. It added that the road was shut.", "it or they"),
        ("Ann Lee, who said that it was late, left.", "relative pronoun"),
        ("Two aides said that it was late. Both said that it was over.", "several without a name before"),
        ("Ann Lee and Bob Ray met on Monday. Both said that the road was closed.", "people named side by side before"),
        ("Olu Hartigan and others who had lost money said that the bridge was safe.", "several side by side"),
        ("Ann Lee met the staff. I said that it was late.", "first person of the writer"),
        ("LEE: It was late.\n\nRAY: I know.", "label of a turn"),
    ],
)
def test_the_step_that_answers_is_noted_down(nlp, text, step):
    _, drafts = resolved(nlp, text)
    assert drafts[-1].why["speaker"] == step


def test_names_of_steps_are_told_once():
    for table in TABLES:
        names = [name for name, _ in table]
        assert len(set(names)) == len(names)
    assert set(PRONOUN_STEPS) <= {name for name, _ in Resolver.SOURCE_STEPS}


def test_a_step_can_be_left_out(nlp):
    text = "Ann Lee left. “We won,” she said."
    (doc, (kept,)), (_, (left,)) = resolved(nlp, text), resolved(nlp, text, without=("he or she",))
    assert doc[slice(*kept.speaker)].text == "Ann Lee"
    assert left.person is None and left.why["speaker"] != "he or she"


def test_nobody_is_an_answer_and_no_answer_is_not(nlp):
    _, (draft,) = resolved(nlp, "You said that it was late.")
    assert draft.why["speaker"] == "nobody found (second person)" and draft.speaker is None
    assert Who.found(None) is None and Who.of(None) == NOBODY == (None, None, False)
    assert Who.of(0) == Who.found(0) == (0, None, False) and Who.of((3, 5)).span == (3, 5)


def of_source(nlp, text, source):
    """Whom a source stands for in a text whose last verb is "said"."""
    doc = nlp(text)
    words = [token.text for token in doc]
    cue = len(words) - 1 - words[::-1].index("said")
    size = len(source.split())
    start = next(i for i in range(cue, -1, -1) if words[i : i + size] == source.split())
    draft = Draft([(cue + 1, len(doc) - 1)], cue=[(cue, cue + 1)], source=[(start, start + size)], act="speech")
    Resolver(page_of(doc), [draft]).run()
    return doc[slice(*draft.speaker)].text if draft.speaker else None


def test_many_of_whom_are_those_in_front(nlp):
    assert of_source(nlp, "The town met the farmers, many of whom said that it was late.", "many of whom") == "the farmers"
    assert of_source(nlp, "It was over, many of whom said that it was late.", "many of whom") is None


def test_she_and_her_husband_are_two(nlp):
    assert of_source(nlp, "Ann Lee left. She and her husband said that it was late.", "She and her husband") == "She and her husband"
    assert of_source(nlp, "Ann Lee left. She said that it was late.", "She") == "Ann Lee"


def test_quotation_far_from_all_who_spoke_is_nobodys(nlp):
    filler = "\n\nThe river is wide.\n\nThe town is small.\n\nThe road is long.\n\nThe bridge is shut."
    for between, speaker in (("", "Ann Lee"), (filler, None)):
        doc = nlp(f"“We won,” Ann Lee said.{between}\n\n“It was close.”")
        drafts = nlp.get_pipe("attrib_ruler").find(page_of(doc))[:1]
        drafts.append(Draft([(len(doc) - 6, len(doc))], act="speech"))
        Resolver(page_of(doc), drafts).run()
        assert (doc[slice(*drafts[1].speaker)].text if drafts[1].speaker else None) == speaker
