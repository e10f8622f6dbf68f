"""Lines to paragraphs, by characters: where a line break ends a paragraph, and where it only wraps a line."""

import re
from bisect import bisect_left
from typing import Iterator, List, NamedTuple, Tuple

_BREAK = re.compile(r"\r\n?|[\n\u2028\u2029\x85]")
_MAIL = re.compile(r"[^\S\r\n]*(?:>[^\S\r\n]?)+")  # how mail marks the lines of somebody else
_DOUBLE = re.compile(r"``|''|[“„‟«〝”»〞\"＂]")
_OPENING = frozenset("“„‟«〝‘‚‛‹")
_STRAIGHT = frozenset('"＂')
_WORD = re.compile(r"[^\W\d_]+\b(?![:/@)]|\.\w)")  # no address of a page, no letter of a list
_NO_WRAP_BEHIND = frozenset(".?!…:;")  # what ends a sentence, a label or an item of a list
_WIDTH = (40, 100)  # how wide the lines of a hard-wrapped text are, in characters
_WORDS = 3  # that a line has at least, if it is wrapped


class _Line(NamedTuple):
    start: int  # without white space and the marks of mail
    end: int
    level: int  # how many marks of mail stand in front


class _Wraps(NamedTuple):
    """Two lines of a block, and how sure it is that the first only wraps."""

    width: int
    flows: bool  # a sentence plainly runs on


def paragraphs(text: str) -> List[Tuple[int, int]]:
    """Cut a text into paragraphs.

    A line break ends a paragraph, unless a sentence or a quotation runs on over it, or the text is hard-wrapped (lines of nearly one
    width); then only blank lines do. So does a change between lines with "> " in front, as in mail, and lines without.

    text (str): The text.
    RETURNS (List[Tuple[int, int]]): Character offsets of every paragraph that is not blank, without the white space and the "> " in front
        of it, in order.
    """
    blocks = list(_blocks(text))
    marks = [m.start() for m in _DOUBLE.finditer(text)]
    hard = _is_hard_wrapped([_Wraps(a.end - a.start, _flows(text, a, b)) for block in blocks for a, b in zip(block, block[1:])], len(blocks))
    result = []
    for block in blocks:
        start = block[0].start
        for line, following in zip(block, block[1:]):
            if not hard and not _flows(text, line, following) and not _is_quoted_over(text, marks, start, following, block[-1].end):
                result.append((start, line.end))
                start = following.start
        result.append((start, block[-1].end))
    return result


def _blocks(text: str) -> Iterator[List[_Line]]:
    """The lines between blank ones, those of one mail together."""
    block: List[_Line] = []
    for line in _lines(text):
        if block and (line.start == line.end or line.level != block[-1].level):
            yield block
            block = []
        if line.start < line.end:
            block.append(line)
    if block:
        yield block


def _lines(text: str) -> Iterator[_Line]:
    start = 0
    for stop, after in [*((m.start(), m.end()) for m in _BREAK.finditer(text)), (len(text), len(text))]:
        mail = _MAIL.match(text, start, stop)
        inner = mail.end() if mail else start
        piece = text[inner:stop]
        begin = inner + len(piece) - len(piece.lstrip())
        yield _Line(begin, max(inner + len(piece.rstrip()), begin), mail.group().count(">") if mail else 0)
        start = after


def _is_hard_wrapped(breaks: List[_Wraps], blocks: int) -> bool:
    """Whether lines are of nearly one width, and either many or such that sentences run on over their ends.

    breaks (List[_Wraps]): All lines that another follows in the same block.
    blocks (int): How many blocks there are between blank lines.
    """
    widest = max((line.width for line in breaks), default=0)
    if not _WIDTH[0] <= widest <= _WIDTH[1] or sum(line.width >= 0.75 * widest for line in breaks) < 0.8 * len(breaks):
        return False
    return 4 <= len(breaks) >= blocks or 2 * sum(line.flows for line in breaks) >= len(breaks)


def _flows(text: str, line: _Line, following: _Line) -> bool:
    """Whether a sentence runs on over the end of a line: it has no end there, and the next begins with a small letter, or with one behind a
    double mark."""
    if text[line.end - 1] in _NO_WRAP_BEHIND:
        return False
    mark = _DOUBLE.match(text, following.start, following.end)
    word = _WORD.match(text, mark.end() if mark else following.start, following.end)
    return word is not None and word.group().islower() and len(text[line.start : line.end].split(None, _WORDS - 1)) == _WORDS


def _is_quoted_over(text: str, marks: List[int], start: int, following: _Line, end: int) -> bool:
    """Whether a quotation that began in a paragraph is closed in the lines that follow, of which none opens it again.

    marks (List[int]): Where double marks stand in the text. start, end (int): Of the paragraph, and of its block.
    """
    next_mark = bisect_left(marks, following.start)
    if next_mark == len(marks) or marks[next_mark] >= end or marks[next_mark] == following.start or text[following.start] in _OPENING:
        return False
    last = marks[next_mark - 1] if next_mark else -1
    return last >= start and _opens(text, last) and not _opens(text, marks[next_mark])


def _opens(text: str, mark: int) -> bool:
    """Whether a double mark opens: by its form, or, if it is straight, by the white space in front."""
    if text[mark] in _STRAIGHT:
        before, after = text[mark - 1 : mark], text[mark + 1 : mark + 2]
        return (not before.strip() or before in "([\\") and bool(after.strip())
    return text[mark] in _OPENING or text[mark] == "`"
