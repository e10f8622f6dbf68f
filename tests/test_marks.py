"""Quotation marks: pairing, nesting, paragraphs, and never an error."""

import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spacy_attrib.page.lines import paragraphs
from spacy_attrib.page.marks import form_of, quoted_segments

ELISIONS = frozenset(("em", "til", "n"))


@pytest.mark.parametrize(
    "text,expected",
    [
        ("“We won,” he said.", ["“We won,”"]),
        ('"We won," he said. "Yes."', ['"We won,"', '"Yes."']),
        ("``We won,'' he said.", ["``We won,''"]),
        ("«Nous», dit-il", ["«Nous»"]),
        ("»So«, sagte er", ["»So«"]),
        ("„Gut“, sagte er", ["„Gut“"]),
        ("”We won,” he said.", ["”We won,”"]),
        ("‘The workers’ union won’t go,’ he said.", ["‘The workers’ union won’t go,’"]),
        ("'The workers' union won't go,' he said.", ["'The workers' union won't go,'"]),
        ("It’s ‘rock ’n’ roll,’ he said.", ["‘rock ’n’ roll,’"]),
        ('He is 6\'2" tall, "no more".', ['"no more"']),
        ("the workers' union and the bosses' club", []),
        ("Get ’em till the ’90s", []),
        ("“Para one.\n\n“Para two.”", ["“Para one.", "“Para two.”"]),
        ("He left “never closed.\nNext “ok” here.", ["“never closed.", "“ok”"]),
        ("“I like it, he said. “But no.”", ["“I like it, he said.", "“But no.”"]),
        ("“” \"\" ''", []),
        ("``We won,`` he said.", ["``We won,``"]),
        ('``We won," he said. ``Yes.``', ['``We won,"', "``Yes.``"]),
        ('It shut."We won," he said."Yes."', ['"We won,"', '"Yes."']),
        ("It shut.“We won,”he said.", ["“We won,”"]),
        ('\\"We won,\\" he said, \\"ok\\".', ['"We won,\\"', '"ok\\"']),
        ("“We won,”[4] he said. “Yes.”2", ["“We won,”", "“Yes.”"]),
        ('" We won, " he said. " Yes. "', ['" We won, "', '" Yes. "']),
        ('"We won," he said. "\n\nYes. "\n\nHe left.', ['"We won,"', '"\n\nYes. "']),
        ('A plank of 5" is long. "\n\nHe left.\n\nShe did not.', []),  # nothing closes it
    ],
)
def test_outer_segments(text, expected):
    assert [text[s.start : s.end] for s in quoted_segments(text, ELISIONS) if s.depth == 0] == expected


@pytest.mark.parametrize(
    "text,expected",
    [
        ("They shouted 'get 'em' at the line.", ["'get 'em'"]),
        ("They shouted ‘get ’em’ at the line, and ‘not ’til’ at the gate.", ["‘get ’em’", "‘not ’til’"]),
        ("“They shouted ‘get ’em’ at us,” he said.", ["“They shouted ‘get ’em’ at us,”", "‘get ’em’"]),
        ("'Get 'em,' he said.", ["'Get 'em,'"]),
        ("'Just 'tis' she wrote.", ["'Just 'tis'"]),
        ("He likes ‘rock ’n’ roll’ and ‘drum 'n' bass’.", ["‘rock ’n’ roll’", "‘drum 'n' bass’"]),
        ("They shouted get 'em at the line.", []),
        ("The word 'em' is short.", []),
        ("Rock ’n’ roll and the workers’ union won.", []),
        ("'The workers' union got 'em' he said.", ["'The workers' union got 'em'"]),
        ("'The '90s' he said.", ["'The '90s'"]),
    ],
)
def test_elisions(text, expected):
    assert [text[s.start : s.end] for s in quoted_segments(text, ELISIONS | {"tis"})] == expected


HARD = [
    "‘a ",
    "‘ab’c ",
    "“a ",
    "'a ",
    '"a ',
    "“‘a ",
    "‘a “b c’ ",
    "‘s’ x ",
    "workers’ ‘x ",
    "a” ",
    '1" ',
    "‘a “",
    "“‘a”",
    "‘a.\n",
    "’n’ ‘",
    'a "\n\n',
    '."A ',
    "``a ",
    '\\"a ',
]


@pytest.mark.parametrize("piece", HARD)
def test_steps_grow_with_the_text(piece):
    """Lines run, counted: four times the text takes about four times as many, however marks that nothing closes pile up."""
    few, many = (_lines_run(piece * n) for n in (100, 400))
    assert many < 5 * few


def _lines_run(text):
    count = 0

    def trace(frame, event, arg):
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        quoted_segments(text, ELISIONS)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("piece", HARD)
def test_large_text_takes_seconds(piece):
    """What copies or counts inside one line would take minutes here."""
    start = time.process_time()
    quoted_segments(piece * (150_000 // len(piece)), ELISIONS)
    assert time.process_time() - start < 5


def test_text_without_marks():
    assert quoted_segments("No marks.\n\nNone at all.") == []


@pytest.mark.parametrize(
    "text,outer,inner",
    [
        ("“They said ‘no way’ to me,” he said.", "“They said ‘no way’ to me,”", "‘no way’"),
        ("‘They said “no way” to me,’ he said.", "‘They said “no way” to me,’", "“no way”"),
        ("\"They said 'no way' to me,\" he said.", "\"They said 'no way' to me,\"", "'no way'"),
        ("“They said “no way” to me,” he said.", "“They said “no way” to me,”", "“no way”"),
    ],
)
def test_nested_segments(text, outer, inner):
    first, second = quoted_segments(text)
    assert (text[first.start : first.end], first.depth) == (outer, 0)
    assert (text[second.start : second.end], second.depth) == (inner, 1)


def test_continuation():
    first, second, third = quoted_segments("“One.\n\n“Two.”\n\n“Three.”")
    assert (first.closed, first.continues) == (False, False)
    assert (second.closed, second.continues) == (True, True)
    assert (third.closed, third.continues) == (True, False)


def test_hard_wrapped_text_has_paragraphs_at_blank_lines_only():
    line = "word " * 13 + "end"
    text = "\n".join([line] * 4) + "\n\n" + "\n".join([line] * 4)
    assert len(paragraphs(text)) == 2
    assert len(paragraphs("One line.\nAnother line.\n\nA third.")) == 3


WRAPPED = [  # texts, and their paragraphs
    ("The quay is “safe and\nsound”, she said.", 1),
    ('"We have seen the\nMayor of Osmere," she said.', 1),  # a capital, in an open quotation
    ("Head of a mill\n\nThe mill was sold to the\nbank, it said.\n\nIt is old.", 3),
    ("Ann Lee said\nthat it was late.", 1),
    ("Ann Lee said the quay would be\n“open by dawn”, and went.", 1),  # a small letter behind a mark
    ("Ann Lee spoke of the quay\n“Open it by dawn.”", 2),
    ('"How old is the boat?"\nhe asked.', 1),
    ("Ann Lee said\r\nthat it was late.", 1),
    ("> It was late, and they were\n> tired, he said.\n>\n> They slept.", 2),
    ("She left at noon.\n> It was late, he said.", 2),
    # the line ends where a paragraph does
    ("Mill is sold\nBy Ann Lee\nIt was late.", 3),
    ("He left the mill.\nshe said no more.", 2),
    ("“One of them.\n“Two of them.”", 2),
    ("He left “never closed\nNext “ok” here.", 2),
    ('He left "never closed.\nNext "ok" here.', 2),
    ("Read what he wrote:\nwe are late", 2),
    ("The site of the mill is\nwww.osmere.example", 2),
    ("Bring with you three things\na) a hat", 2),
    ("News of Osmere today\niPhone sales fall", 2),
    ("18.31\nmayor speaks", 2),
]


@pytest.mark.parametrize("text,count", WRAPPED)
def test_where_paragraphs_end(text, count):
    assert len(paragraphs(text)) == count


def test_marks_of_mail_are_no_part_of_a_paragraph():
    text = "> It was late, he said.\n> > It was not.\nNo."
    assert [text[start:end] for start, end in paragraphs(text)] == ["It was late, he said.", "It was not.", "No."]


@pytest.mark.parametrize("piece", ["> ", "“a b c\nd", "a b c\nd", '"a\nB ', "\n", "> a\n", 'a "\n\n'])
def test_paragraphs_of_large_text(piece):
    start = time.process_time()
    paragraphs(piece * (300_000 // len(piece)))
    assert time.process_time() - start < 10


@given(st.text(alphabet="ab .,?!\n\"'“”‘’«»„`´", max_size=80))
@settings(max_examples=300, deadline=None)
def test_any_text_gives_ordered_nested_segments(text):
    segments = quoted_segments(text)
    assert [s.start for s in segments] == sorted(s.start for s in segments)
    for one in segments:
        assert 0 <= one.start < one.inner_start <= one.inner_end <= one.end <= len(text)
        for other in segments:
            assert (
                one.end <= other.start
                or other.end <= one.start
                or one.start <= other.start
                and other.end <= one.end
                or other.start <= one.start
                and one.end <= other.end
            )


@pytest.mark.parametrize(
    "text,content,cue,form",
    [
        ("“We won,” he said.", "“We won,”", "said", "direct"),
        ("‘We won,’ he said.", "‘We won,’", "said", "direct"),
        ("He said it was “over”.", "it was “over”", "said", "mixed"),
        ("He said it was over.", "it was over", "said", "indirect"),
        ("“He told me it was over,” she wrote.", "it was over", "told", "indirect"),
    ],
)
def test_form(text, content, cue, form):
    def where(part):
        return [(text.index(part), text.index(part) + len(part))]

    assert form_of(text, where(content), where(cue), quoted_segments(text)) == form
