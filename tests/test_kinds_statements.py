"""What is stated and how far it goes: kinds of sentences in which a statement is hard to tell from what stands around it, each with one that
only looks like it."""

import pytest

from .conftest import load_english

NOTHING = ()


@pytest.fixture(scope="module", params=["attrib_ruler", "attrib"])
def component(request):
    nlp = load_english()
    nlp.add_pipe(request.param)
    return nlp


STATED = [  # (source, content) of every statement, the pieces of a content joined by " | "
    # what may be told or not
    ("If the mill says the price is too high, the deal is off.", NOTHING),
    ("Unless the judge says the will was forged, they will inherit on Friday.", NOTHING),
    ("Should the mayor say no, the stage will go up without him.", NOTHING),
    ("If the price is too high, the mill said, the deal is off.", [("the mill", "If the price is too high | the deal is off")]),
    ("Even if the mill says the price is fair, growers will not sell.", [("the mill", "the price is fair")]),
    # the main clause behind a clause that tells something
    ("Although the guide said the ice was thick, few walkers crossed it.", [("the guide", "the ice was thick")]),
    (
        "While it snowed, the guide said, the path was shut and the hut was full.",
        [("the guide", "While it snowed | the path was shut and the hut was full")],
    ),
    # a subject that the cue parts from its verb
    ("The wells, the village's elder, Samba Diop, said, were dry by March.", [("the village's elder, Samba Diop", "The wells | were dry by March")]),
    ("The tunnel, its builder, Ida Falk, told the panel, had never leaked.", [("its builder, Ida Falk", "The tunnel | had never leaked")]),
    ("Ida Falk, the builder, said the tunnel had never leaked.", [("Ida Falk, the builder", "the tunnel had never leaked")]),
    # a name that is borne among people, and what people say of it
    ("The strait, dubbed “the Kitchen Drain” by sailors, was calm.", NOTHING),
    # what is said of somebody, and by whom
    ("The strait was described as “slow and dirty” by sailors.", [("sailors", "The strait | as “slow and dirty”")]),
    ("The strait was criticised by sailors as a waste of time.", [("sailors", "The strait | as a waste of time")]),
    ("The pilot was accused by the owner of sinking the boat.", [("the owner", "The pilot | of sinking the boat")]),
    ("The sale was announced by the owner on Friday.", [("the owner", "The sale")]),
    # a title behind what it is the title of
    ("“I only cook,” Ida Falk said in June on the podcast “What We Ate.” She laughed.", [("Ida Falk", "“I only cook,”")]),
    ("“I only cook,” Ida Falk said in the film. “I never eat.”", [("Ida Falk", "“I only cook,” | “I never eat.”")]),
    # what is still to be said
    ("“We will open the dam,” the mayor is expected to say.", [("the mayor", "“We will open the dam,”")]),
    ("“We opened the dam,” the mayor was due to tell the council on Friday.", [("the mayor", "“We opened the dam,”")]),
    ("The mayor is expected to tell the council more on Friday.", NOTHING),
    # where it was told
    ("The mayor called the dam “a costly folly” in an interview with Radio Osmere.", [("The mayor", "the dam “a costly folly”")]),
    ("The mayor said the dam was “a costly folly” in a poor valley.", [("The mayor", "the dam was “a costly folly” in a poor valley")]),
    # what is only called so, and who is told off
    ("The bakery called its new loaf “Old Brick”.", NOTHING),
    ("The bakery called the plan “old and brick-hard”.", [("The bakery", "the plan “old and brick-hard”")]),
    ("The coach told the keeper off.", NOTHING),
    # what nobody in particular claims, and what somebody denies
    ("The board is looking into allegations that the till was robbed.", [("", "that the till was robbed")]),
    ("The board denied allegations that the till was robbed.", [("The board", "allegations that the till was robbed")]),
    ("Guards were quoted by the news agency PMK as saying that the till was robbed.", [("Guards", "that the till was robbed")]),
    # headlines without a verb
    ("Ferry strike to go on until May, says union", [("union", "Ferry strike to go on until May")]),
    ("Three hurt in ferry fire, police say", [("police", "Three hurt in ferry fire")]),
    ("Ferry strike to go on until May. The union, says Ray.", NOTHING),
    # words of another language
    ("„Wir fahren nie“, said captain Ida Falk.", [("captain Ida Falk", "„Wir fahren nie“")]),
    # notes behind a mark
    ("“The till was never robbed” (14), argued Ida Falk.", [("Ida Falk", "“The till was never robbed”")]),
    ("The cook shrugged, as though to say “So what?”, and went on stirring.", NOTHING),
]


@pytest.mark.parametrize("text,wanted", STATED)
def test_what_is_stated(component, text, wanted):
    found = [(a.source.text, " | ".join(str(piece) for piece in a.content)) for a in component(text)._.attributions if a.act == "speech"]
    assert found == list(wanted)
