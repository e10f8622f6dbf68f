"""Quotation marks: text to nested quoted segments, by characters and without a parse.

The scanner works paragraph by paragraph, so that a mark that is never closed cannot spoil what follows, and never
raises. It knows curly, straight, low-9 and doubled marks, guillemets, and single marks, which it tells from
apostrophes by what stands on both sides and by whether a closing mark can be found. A backslash in front of a mark is
not there for it.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from typing import Collection, Dict, Iterable, Iterator, List, NamedTuple, Optional, Sequence, Tuple

from .lines import paragraphs

DOUBLE = "double"
SINGLE = "single"

_OPENERS = "“„‟«〝"
_CLOSERS = "”»〞"
_STRAIGHT = '"＂'
_SINGLE_OPENERS = "‘‚‛‹"
_SINGLE_CLOSERS = "’›´"
_MARK = re.compile(r"``|''|[“„‟«〝”»〞\"＂‘‚‛‹’›'`´]")
_ELIDED = re.compile(r"\d\ds?\b|[^\W\d_]+")
_STRONG_BEFORE_CLOSE = frozenset(",.!?…;:—–-)]")
_SENTENCE_END = frozenset(".!?…")
_QUOTE_CHARS = frozenset(_OPENERS + _CLOSERS + _STRAIGHT + _SINGLE_OPENERS + _SINGLE_CLOSERS + "'`")
_OPENING_CHARS = frozenset("([{—–-/…") | _QUOTE_CHARS  # what stands right in front of an opening mark, besides white space
_MONEY = frozenset("$£€#@&")  # with letters and digits, what a mark in front of it cannot close
_INVISIBLE = "\u202a\u200b\ufeff"  # may stand in front of the mark with which a paragraph begins


@dataclass(frozen=True)
class Quoted:
    """A quoted segment of a text, in characters."""

    start: int  # the opening mark
    end: int  # behind the closing mark, or the end of the paragraph if there is none
    inner_start: int  # behind the opening mark
    inner_end: int  # the closing mark, or `end` if there is none
    depth: int  # 0 for an outermost segment, 1 for one inside it, and so on
    family: str  # "double" or "single"
    closed: bool  # a closing mark was found in the same paragraph
    continues: bool = False  # it reopens the one that the paragraph before left open


class _Mark(NamedTuple):
    start: int
    end: int
    family: str
    kind: str
    opens: bool
    closes: bool


def quoted_segments(text: str, elisions: Collection[str] = ()) -> List[Quoted]:
    """Find everything that stands inside quotation marks.

    text (str): The text.
    elisions (Collection[str]): Lower-case words that an apostrophe may begin ("em", "til", "cause").
    RETURNS (List[Quoted]): The segments, ordered by start, an outer one before those inside it; never crossing, never longer than a
        paragraph, but for one whose opening mark stands alone at the end of the paragraph in front.
    """
    result: List[Quoted] = []
    blocks = _joined_at_marks(text, paragraphs(text)) if _MARK.search(text) else []
    left_open: Optional[str] = None
    for number, (start, end) in enumerate(blocks):
        following = text[blocks[number + 1][0]] if number + 1 < len(blocks) else ""
        segments = _Pairing(text, start, end, elisions, following).segments()
        if segments and segments[0].start == start and segments[0].family == left_open:
            segments[0] = replace(segments[0], continues=True)
        left_open = next((s.family for s in segments if s.depth == 0 and not s.closed and s.end == end), None)
        result.extend(segments)
    return result


def _joined_at_marks(text: str, blocks: Iterable[Tuple[int, int]]) -> List[Tuple[int, int]]:
    """Paragraphs, two of them as one where the mark that opens the second stands at the end of the first: said Holt. "¶We sold. "¶"""
    result: List[Tuple[int, int]] = []
    opens = False  # the paragraph before ends in a straight mark that is one too many
    for start, end in blocks:
        odd = sum(text.count(mark, start, end) for mark in _STRAIGHT) % 2 == 1
        if opens and odd and text[start] not in _QUOTE_CHARS:
            result[-1] = (result[-1][0], end)
            opens = False
        else:
            result.append((start, end))
            opens = odd and text[end - 1] in _STRAIGHT and text[end - 2 : end - 1].isspace()
    return result


class _Pairing:
    """Pairs the marks of one paragraph, from the left to the right, in time that grows with the paragraph."""

    def __init__(self, text: str, start: int, end: int, elisions: Collection[str], following: str):
        self.text, self.start, self.end, self.elisions = text, start, end, elisions
        self.following = following  # the character with which the next paragraph begins
        self.marks = list(_marks(text, start, end, elisions))
        self.closing_curly = sum(m.kind == "close" and m.family == DOUBLE for m in self.marks)  # that are still to come
        self.found: List[Quoted] = []
        self.stack: List[int] = []  # marks that are open, by their number
        self.depth = 0  # double marks among them
        self.first = end - len(text[start:end].lstrip(_INVISIBLE))

    @cached_property
    def closers(self) -> List[int]:
        return _single_closers(self.text, self.marks, self.elisions)

    def segments(self) -> List[Quoted]:
        """All segments of the paragraph, ordered by start."""
        for index, mark in enumerate(self.marks):
            take = self._take_single if mark.family == SINGLE else self._take_double
            take(mark, index)
        while self.stack:
            self._give_up(self.end)
        return _with_depth(self.found)

    def _take_single(self, mark: _Mark, index: int) -> None:
        if self._is_inside(SINGLE):
            if self.closers[self.stack[-1]] == index:
                self._close(self._pop(), mark.start, mark.end)
        elif mark.opens and self.closers[index]:
            self.stack.append(index)
        elif mark.opens and self.following in ("‘", "'") and self._opens_sentences(mark):
            self._close(mark, self.end, self.end, closed=False)

    def _take_double(self, mark: _Mark, index: int) -> None:
        self.closing_curly -= mark.kind == "close"
        turned = mark.closes and not mark.opens and mark.start <= self.first  # the wrong way, where a paragraph begins
        if mark.closes and self.depth and not (mark.opens and mark.kind == "open"):
            while self._is_inside(SINGLE):
                self._pop()
            opened = self._pop()
            if opened.end < mark.start:  # else an empty pair
                self._close(opened, mark.start, mark.end)
        elif mark.opens or turned:
            if self._is_inside(DOUBLE) and self.closing_curly <= self.depth:
                self._give_up(mark.start)
            self.stack.append(index)
            self.depth += 1

    def _is_inside(self, family: str) -> bool:
        return bool(self.stack) and self.marks[self.stack[-1]].family == family

    def _pop(self) -> _Mark:
        mark = self.marks[self.stack.pop()]
        self.depth -= mark.family == DOUBLE
        return mark

    def _close(self, mark: _Mark, inner_end: int, stop: int, closed: bool = True) -> None:
        self.found.append(Quoted(mark.start, stop, mark.end, inner_end, 0, mark.family, closed))

    def _give_up(self, stop: int) -> None:
        """End the last double mark that is open; a single one without its other half was an apostrophe."""
        mark = self._pop()
        stop = _end_of_words(self.text, mark.end, stop)
        if stop > mark.end and mark.family == DOUBLE:
            self._close(mark, stop, stop, closed=False)

    def _opens_sentences(self, mark: _Mark) -> bool:
        """Whether a single mark that nothing closes opens whole sentences to the end of its paragraph, where the next one reopens it."""
        if mark.start == self.start:
            return True
        text, before = self.text, _end_of_words(self.text, self.start, mark.start) - 1
        return text[before] in _SENTENCE_END and text[mark.end].isupper() and text[self.end - 1] in _SENTENCE_END


def _end_of_words(text: str, start: int, end: int) -> int:
    """Where a stretch of text ends without the white space behind it."""
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _with_depth(found: Iterable[Quoted]) -> List[Quoted]:
    result: List[Quoted] = []
    ends: List[int] = []
    for segment in sorted(found, key=lambda s: (s.start, -s.end)):
        while ends and ends[-1] <= segment.start:
            ends.pop()
        result.append(replace(segment, depth=len(ends)) if ends else segment)
        ends.append(segment.end)
    return result


_Reading = Tuple[str, str, bool, bool]  # family, kind, opens, closes


class _Place(NamedTuple):
    """A mark and what stands beside it; a space at the edges of a paragraph."""

    chars: str
    before: str  # the character in front, invisible ones left out
    after: str
    free: bool  # in front stands what no word ends with
    ends: bool  # behind stands what no word begins with
    elided: bool  # it begins a shortened word: ’em, ’90s
    measure: bool  # a straight mark may stand for inches: none of its kind is open


def _marks(text: str, start: int, end: int, elisions: Collection[str]) -> Iterator[_Mark]:
    straight = 0  # marks so far
    for m in _MARK.finditer(text, start, end):
        chars, i, j = m.group(), m.start(), m.end()
        before = next((c for c in reversed(text[max(start, i - 3) : i]) if c != "\\" and unicodedata.category(c) != "Cf"), " ")
        after = text[j] if j < end else " "
        free = before.isspace() or before in _OPENING_CHARS
        elided = free and chars != "`" and _is_elision(text, j, end, elisions)
        reading = _READERS[chars](_Place(chars, before, after, free, not (after.isalnum() or after in _MONEY), elided, straight % 2 == 0))
        straight += chars in _STRAIGHT
        if reading is not None:
            yield _Mark(i, j, *reading)


def _read_opener(place: _Place) -> _Reading:
    closes = place.chars in ("“", "«", "``") and not place.free and place.ends  # „so“, »so«, ``so``, or a mark turned the wrong way
    return DOUBLE, "straight" if closes else "open", not closes, closes


def _read_closer(place: _Place) -> _Reading:
    if not place.free or place.ends:
        return DOUBLE, "close", False, True
    return DOUBLE, "open" if place.chars == "''" else "straight", True, True  # ”so”, »so«


def _read_straight(place: _Place) -> Optional[_Reading]:
    if place.measure and place.before.isdigit():
        return None
    glued = place.measure and place.before in _STRONG_BEFORE_CLOSE and place.after.isupper()  # said."Then: no space where one belongs
    return DOUBLE, "open" if place.free and not place.ends else "straight", place.free or place.ends or glued, True


def _read_single(place: _Place) -> _Reading:
    opens = place.chars not in _SINGLE_CLOSERS and place.free and not place.after.isspace() and not place.elided
    closes = place.chars not in (_SINGLE_OPENERS + "`" if opens else _SINGLE_OPENERS) and place.ends and not place.before.isspace()
    return SINGLE, "single", opens, closes


_READERS = {
    **dict.fromkeys([*_OPENERS, "``"], _read_opener),
    **dict.fromkeys([*_CLOSERS, "''"], _read_closer),
    **dict.fromkeys(_STRAIGHT, _read_straight),
    **dict.fromkeys(_SINGLE_OPENERS + _SINGLE_CLOSERS + "'`", _read_single),
}


def _is_elision(text: str, position: int, end: int, elisions: Collection[str]) -> bool:
    m = _ELIDED.match(text, position, end)
    return m is not None and (m.group()[0].isdigit() or m.group().lower() in elisions)


def _single_closers(text: str, marks: Sequence[_Mark], elisions: Collection[str]) -> List[int]:
    """For every mark, if it is a single one that opens, the number of the mark that closes it, 0 where none does: the first that no
    plural possessive explains, else the last possible one before the next mark that opens or the end of the double quotation around it;
    inside a double quotation that begins behind it only a mark behind punctuation. What a search finds follows from what one that begins
    further right finds, hence from the right to the left."""
    roles = [_closing_role(text, marks, index, elisions) for index in range(len(marks))]
    possessives = list(accumulate((i if role == "possessive" else 0 for i, role in enumerate(roles)), max))
    first = [0] * (len(marks) + 2)  # what a search finds that begins here
    later = [0] * (len(marks) + 2)  # and if it passed a possessive, so that the next mark that opens ends it
    strong = len(marks)
    stops = _double_ends(marks)
    for i in reversed(range(len(marks))):
        mark, role = marks[i], roles[i]
        if role == "strong":
            strong = i
        if mark.family == DOUBLE:
            if mark.opens:
                stop = stops[i]
                passed = possessives[stop - 1] if possessives[stop - 1] > i else 0
                later[i] = strong if strong < stop else later[stop + 1] or passed
                first[i] = later[i] if strong < stop or passed else first[stop + 1]
        elif role in ("strong", "plain"):
            first[i] = later[i] = i
        elif role == "possessive":
            first[i] = later[i] = later[i + 1] or i
        else:
            first[i] = first[i + 1]
            later[i] = later[i + 1] if mark.closes or not mark.opens else 0
    empty = [b.family == SINGLE and a.end == b.start for a, b in zip(marks, marks[1:])] + [False]  # ‘’: the second does not close it
    return [first[i + 2] if empty[i] else first[i + 1] for i in range(len(marks))]


def _double_ends(marks: Sequence[_Mark]) -> List[int]:
    """For every mark the number of the one that closes a double quotation which begins there; one past the last where none does."""
    ends = [len(marks)] * len(marks)
    height = 0
    nearest: Dict[int, int] = {}  # by how deep it is behind a mark, the nearest to the right
    for i in reversed(range(len(marks))):
        if marks[i].family == DOUBLE:
            ends[i] = nearest.get(height - 1, len(marks))
            nearest[height] = i
            height += 1 if marks[i].closes else -1
    return ends


def _closing_role(text: str, marks: Sequence[_Mark], index: int, elisions: Collection[str]) -> str:
    """How sure it is that a single mark closes: "strong", "plain", "possessive", or "" where it does not close."""
    mark = marks[index]
    if mark.family == DOUBLE or not mark.closes:
        return ""
    before = text[mark.start - 1]
    word = text[marks[index - 1].end : mark.start].lower() if index and marks[index - 1].family == SINGLE else ""
    if word not in elisions:
        if before in "sS" and text[mark.end : mark.end + 1].isspace() and text[mark.end + 1 : mark.end + 2].isalnum():
            return "possessive"  # the workers’ union
    elif len(word) == 1:
        return ""  # rock ’n’ roll: one letter is cut off on both sides
    return "strong" if before in _STRONG_BEFORE_CLOSE else "plain"


def form_of(
    text: str,
    content: Sequence[Sequence[int]],
    cue: Sequence[Sequence[int]],
    segments: Sequence[Quoted],
) -> str:
    """Tell a direct content from a mixed and an indirect one.

    text (str): The text.
    content (Sequence[Sequence[int]]): Character offsets of the content's pieces, in pairs.
    cue (Sequence[Sequence[int]]): Character offsets of the cue's pieces; marks that enclose the cue do not count.
    segments (Sequence[Quoted]): The quoted segments around the content (others do no harm), ordered by start.
    RETURNS (str): "direct" if every word stands inside quotation marks, "mixed" if some do, else "indirect".
    """
    covering: List[Tuple[int, int]] = []
    for segment in segments:
        if any(segment.start <= start and end <= segment.end for start, end in cue):
            continue
        if not covering or segment.start >= covering[-1][1]:
            covering.append((segment.start, segment.end))
    starts, ends = [start for start, _ in covering], [end for _, end in covering]
    total = inside = 0
    for start, end in content:
        total += _count_words(text, start, end)
        for number in range(bisect_right(ends, start), bisect_left(starts, end)):
            inside += _count_words(text, max(start, starts[number]), min(end, ends[number]))
    if inside and inside == total:
        return "direct"
    return "mixed" if inside else "indirect"


def _count_words(text: str, start: int, end: int) -> int:
    return sum(any(c.isalnum() for c in word) for word in text[start:end].split())
