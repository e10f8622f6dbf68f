"""Every form of attribution the finder promises to handle, with the exact spans expected."""

import pytest

from .conftest import unmark

FORMS = [
    ("cue after", "direct", "<c1>“We won,”</c1> <s1>Ann Lee</s1> <q1>said</q1> on Monday."),
    ("cue before, comma", "direct", "<s1>Ann Lee</s1> <q1>said</q1>, <c1>“We won the case.”</c1>"),
    ("cue before, colon", "direct", "<s1>Ann Lee</s1> <q1>said</q1>: <c1>“We won the case.”</c1>"),
    ("cue inside", "direct", "<c1>“We won,”</c1> <s1>she</s1> <q1>said</q1>, <c1>“and it was close.”</c1>"),
    ("cue inside, two sentences", "direct", "<c1>“We won,”</c1> <s1>Ann Lee</s1> <q1>said</q1>. <c1>“It was close.”</c1>"),
    ("inversion", "direct", "<c1>“We won,”</c1> <q1>said</q1> <s1>Ann Lee</s1>."),
    ("inversion, apposition", "direct", "<c1>“We won,”</c1> <q1>said</q1> <s1>Hugh Hill, a doctor in Leeds</s1>."),
    ("apposition before the cue", "direct", "<c1>“We won,”</c1> <s1>Hugh Hill, a doctor</s1>, <q1>said</q1>."),
    ("according to, behind", "indirect", "<c1>The bridge is closed</c1>, <q1>according to</q1> <s1>the police</s1>."),
    ("according to, in front", "indirect", "<q1>According to</q1> <s1>the police</s1>, <c1>the bridge is closed</c1>."),
    (
        "inversion, no quotation",
        "indirect",
        "<c1>The mayor plans to resign in May</c1>, <q1>said</q1> <s1>an aide who declined to be named because it was early</s1>.",
    ),
    ("addressee", "direct", "<c1>“We won,”</c1> <s1>Ann Lee</s1> <q1>told</q1> Reuters on Monday."),
    ("addressee, clause", "indirect", "<s1>Ann Lee</s1> <q1>told</q1> Reuters <c1>that the bridge was closed</c1>."),
    ("that-clause", "indirect", "<s1>The minister</s1> <q1>said</q1> <c1>that the talks had failed</c1>."),
    ("bare complement", "indirect", "<s1>The minister</s1> <q1>said</q1> <c1>the talks had failed</c1>."),
    ("clause in front", "indirect", "<c1>The talks have failed</c1>, <s1>the minister</s1> <q1>said</q1>."),
    ("time behind the cue", "indirect", "<c1>The talks are over</c1>, <s1>two aides</s1> <q1>said</q1> Thursday, a step that could hurt."),
    ("in the words of", "direct", "She was, <q1>in the words of</q1> <s1>one colleague</s1>, <c1>“a hurricane in heels”</c1>."),
    (
        "hours after, behind the cue",
        "indirect",
        "<c1>Two men were shot on Friday</c1>, <s1>police</s1> <q1>said</q1>, hours after a curfew was lifted.",
    ),
    (
        "days before, behind the cue",
        "indirect",
        "<c1>Rebels released six soldiers on Wednesday</c1>, <s1>the government</s1> <q1>said</q1>, days before peace talks are due to resume.",
    ),
    (
        "noun as cue, from",
        "mixed",
        "The plan passed, despite <q1>warnings</q1> from <s1>fishermen</s1> <c1>that it would “kill the fleet”</c1>.",
    ),
    ("noun as cue", "indirect", "Prosecutors are looking at <s1>his</s1> <q1>claim</q1> <c1>that the money was a gift</c1>."),
    ("quoted as saying", "direct", "<s1>Ann Lee</s1> <q1>was quoted as saying</q1>: <c1>“We won the case.”</c1>"),
    ("passive without an agent", "indirect", "It <q1>was reported</q1> <c1>that two men had died</c1>."),
    ("said in a statement", "mixed", "<s1>The firm</s1> <q1>said</q1> in a statement <c1>that it was “deeply sorry”</c1>."),
    ("mixed", "mixed", "<s1>The mayor</s1> <q1>said</q1> <c1>the plan was “a disgrace”</c1>."),
    ("mixed, cue behind", "mixed", "<c1>The plan was “a disgrace”</c1>, <s1>the mayor</s1> <q1>said</q1>."),
    ("infinitive", "indirect", "<s1>The mayor</s1> <q1>promised</q1> <c1>to resign in May</c1>."),
    ("declined to comment", "indirect", "<s1>The bank</s1> <q1>declined</q1> <c1>to comment</c1>."),
    ("negation", "indirect", "<s1>The mayor</s1> <q1>did not say</q1> <c1>that taxes would rise</c1>."),
    ("question", "indirect", "<s1>The judge</s1> <q1>asked</q1> <c1>whether the witness had slept</c1>."),
    ("rare cue verb", "direct", "<c1>“We won,”</c1> <s1>Ann Lee</s1> <q1>quipped</q1>."),
    ("aside", "direct", "<c1>“We won,”</c1> <s1>Sir Vince Cable, who replaced Tim Farron</s1>, <q1>said</q1>."),
    ("headline", "direct", "<s1>Pakistan</s1> <q1>warns</q1> generals: <c1>‘Sort out the mess or we will intervene’</c1>"),
    ("no final punctuation", "indirect", "<s1>The minister</s1> <q1>said</q1> <c1>that the talks had failed</c1>"),
    ("straight marks", "direct", '<c1>"We won,"</c1> <s1>Ann Lee</s1> <q1>said</q1>.'),
    ("British single marks", "direct", "<c1>‘We’ve won the workers’ case’</c1>, <s1>Ann Lee</s1> <q1>said</q1>."),
    ("straight single marks", "direct", "<c1>'We've won,'</c1> <s1>Ann Lee</s1> <q1>said</q1>."),
    ("doubled apostrophes", "direct", "<c1>''We won,''</c1> <s1>Ann Lee</s1> <q1>said</q1>."),
    ("backticks", "direct", "<c1>``We won,''</c1> <s1>Ann Lee</s1> <q1>said</q1>."),
    ("guillemets", "direct", "<c1>«We won»</c1>, <s1>Ann Lee</s1> <q1>said</q1>."),
    ("nested single marks", "direct", "<c1>“They told me ‘no way’ and left,”</c1> <s1>Ann Lee</s1> <q1>said</q1>."),
    ("ellipsis and brackets", "direct", "<c1>“For this (purpose), we … asked [the] committee,”</c1> <s1>he</s1> <q1>said</q1>."),
    (
        "several in a sentence",
        "direct",
        "<c1>“We won,”</c1> <s1>Ann Lee</s1> <q1>said</q1>, but <s2>Bob Ray</s2> <q2>replied</q2>: <c2>“You did not win.”</c2>",
    ),
    (
        "several sentences",
        "direct",
        "<c1>“We won. It was close. Nobody slept,”</c1> <s1>Ann Lee</s1> <q1>said</q1>.",
    ),
    (
        "several paragraphs",
        "direct",
        "<c1>“We won.</c1>\n\n<c1>“It was close,”</c1> <s1>Ann Lee</s1> <q1>said</q1>.",
    ),
    (
        "single marks reopened in the next paragraph",
        "direct",
        "<c1>'Nobody's here,'</c1> <s1>Ann Lee</s1> <q1>said</q1>. <c1>'But we've asked the parish council.</c1>\n\n<c1>'It has four.'</c1>",
    ),
    (
        "colon and new paragraph",
        "direct",
        "<s1>Ann Lee</s1> <q1>continued</q1>:\n\n<c1>“We won the case in the end.”</c1>",
    ),
    (
        "floating",
        "direct",
        "<c1>“We won,”</c1> <s1>Ann Lee</s1> <q1>said</q1>.\n\n<c2>“It was close in the end.”</c2>\n\nThe case began in May.",
    ),
    (
        "transcript",
        "indirect",
        "<s1>SMITH</s1>: <c1>We won the case.</c1>\n\n<s2>JONES</s2>: <c2>You did not.</c2>\n\n<s3>SMITH</s3>: <c3>We did.</c3>",
    ),
    ("press release, dash", "direct", "<c1>“We are proud of this.”</c1> – <s1>Commissioner Ann Lee</s1>"),
    ("press release, label", "direct", "From <s1>Chair Ann Lee</s1>:\n\n<c1>“We are proud of this work.”</c1>"),
    (
        "unbalanced mark",
        "direct",
        "He left the “old town for good.\n\n<c1>“We won,”</c1> <s1>Ann Lee</s1> <q1>said</q1>.",
    ),
]

NOTHING = [
    ("scare quotes", "The “smart” ferry left the harbour late on Monday."),
    ("nickname", "Dwayne “The Rock” Johnson bought the house in May."),
    ("goes by", "He goes by “Shorty” at the garage."),
    ("title of a work", "Her film “The Long Winter of Our Lives” opened in May."),
    ("evidence", "The rust shows that the bridge was never painted."),
    ("idiom", "That said, the bridge is closed."),
    ("inches and feet", 'The pipe is 5\' 3" long and 2" wide.'),
    ("apostrophes", "The workers' union and the bosses' club met at O'Neill's."),
    ("no words", "…\n\n“”\n\n'"),
]


@pytest.mark.parametrize("form,marked", [f[1:] for f in FORMS], ids=[f[0] for f in FORMS])
def test_form(nlp, form, marked):
    text, expected = unmark(marked)
    doc = nlp(text)
    found = [{role: [(s.start_char, s.end_char) for s in getattr(a, role)] for role in ("content", "cue", "source")} for a in doc._.attributions]
    assert found == [expected[number] for number in sorted(expected)]
    assert doc._.attributions[0].form == form


@pytest.mark.parametrize("text", [n[1] for n in NOTHING], ids=[n[0] for n in NOTHING])
def test_nothing_to_find(nlp, text):
    assert [a.text for a in nlp(text)._.quotes] == []


def test_nested(nlp):
    doc = nlp("Sources told the paper that Russia had indicated that it would attend the talks.")
    outer, inner = doc._.attributions
    assert (outer.source.text, outer.cue.text) == ("Sources", "told")
    assert (inner.source.text, inner.cue.text) == ("Russia", "had indicated")
    assert inner.content.text == "that it would attend the talks"
    assert outer.content[0].start <= inner.source[0].start and inner.content[0].end <= outer.content[0].end
