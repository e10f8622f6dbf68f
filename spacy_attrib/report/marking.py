"""The text of an article as paragraphs of marked segments."""

from typing import Dict, Iterator, List, NamedTuple, Sequence, Tuple

from ..attributions.segments import Mark, Segment, cut_segments, marks_in
from ..page.layout import Layout
from .quotes import Quote

LETTERS = {"content": "c", "cue": "q", "source": "s", "speaker": "p", "disclosure": "d", "reason": "r"}
HEADLINE = 16  # words of a first paragraph that may be the headline


class Shown(NamedTuple):
    """A segment as the page has it: its text, its roles with the numbers of their quotes ("c0 s3"), and its classes."""

    text: str
    refs: str
    classes: str


class Paragraph(NamedTuple):
    """A paragraph, with the white space behind it."""

    start: int
    end: int
    segments: Tuple[Shown, ...]


def mark_paragraphs(text: str, quotes: Sequence[Quote]) -> List[Paragraph]:
    """Cut a text into paragraphs and these where roles begin and end; put together the segments are the text."""
    marks = [Mark(start, end, (role, quote.number)) for quote in quotes for role in LETTERS for start, end in quote.pieces[role] if start < end]
    by_number = {quote.number: quote for quote in quotes}
    starts = [start for start, _ in Layout(text).paragraphs]
    edges = [0, *starts[1:], len(text)]
    stretches = [(start, end) for start, end in zip(edges, edges[1:]) if start < end]
    return [
        Paragraph(start, end, tuple(_show(text, segment, by_number) for segment in cut_segments(start, end, own)))
        for (start, end), own in zip(stretches, marks_in(stretches, marks))
    ]


def _show(text: str, segment: Segment, quotes: Dict[int, Quote]) -> Shown:
    refs = [mark.what for mark in segment.marks]
    return Shown(text[segment.start : segment.end], " ".join(f"{LETTERS[r]}{n}" for r, n in refs), " ".join(_classes(refs, quotes)))


def _classes(refs: Sequence[Tuple[str, int]], quotes: Dict[int, Quote]) -> Iterator[str]:
    """The classes of a segment: a letter for each role but the speaker's, then what is said of the innermost source, and of the innermost
    quotation. The script of the page does the same where a filter takes roles away."""
    yield from sorted({LETTERS[role] for role, _ in refs if role != "speaker"})
    sources = [quotes[number] for role, number in refs if role == "source"]
    contents = [quotes[number] for role, number in refs if role == "content"]
    if sources and sources[-1].side != "named":
        yield f"s-{sources[-1].side}"
    if contents:
        yield contents[-1].form
    if len(contents) > 1:
        yield "deep"
    if contents and contents[-1].side != "named":
        yield contents[-1].side


def has_headline(text: str, paragraphs: Sequence[Paragraph], title: str) -> bool:
    """Whether the first paragraph is the headline: the title again, or one short line that no full stop ends."""
    if len(paragraphs) < 2:
        return False
    line = " ".join(text[paragraphs[0].start : paragraphs[0].end].split())
    return line == title if title else len(line.split()) <= HEADLINE and line[-1:] not in ".:;”\"'’"
