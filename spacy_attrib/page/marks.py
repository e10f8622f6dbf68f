"""Quotation marks: text to nested quoted segments, by characters and without a parse.

The scanner works paragraph by paragraph, so that a mark that is never closed cannot spoil what follows, and never
raises. It knows curly, straight, low-9 and doubled marks, guillemets, and single marks, which it tells from
apostrophes by what stands on both sides and by whether a closing mark can be found.
"""
import re
import unicodedata
from dataclasses import dataclass
from typing import Collection, Iterable, Iterator, List, NamedTuple, Optional, Sequence, Tuple

DOUBLE = "double"
SINGLE = "single"

_OPENERS = "“„‟«〝"
_CLOSERS = "”»〞"
_STRAIGHT = '"＂'
_SINGLE_OPENERS = "‘‚‛‹"
_SINGLE_CLOSERS = "’›"
_MARK = re.compile(r"``|''|[“„‟«〝”»〞\"＂‘‚‛‹’›'`´]")
_STRONG_BEFORE_CLOSE = frozenset(",.!?…;:—–-)]")
_SENTENCE_END = frozenset(".!?…")
_QUOTE_CHARS = frozenset(_OPENERS + _CLOSERS + _STRAIGHT + _SINGLE_OPENERS + _SINGLE_CLOSERS + "'`´")
_HARD_WRAP_WIDTH = (40, 100)


@dataclass(frozen=True)
class Quoted:
    """A quoted segment of a text.

    start (int): Character offset of the opening mark.
    end (int): Character offset after the closing mark, or the end of the paragraph if there is none.
    inner_start (int): Character offset after the opening mark.
    inner_end (int): Character offset of the closing mark, or `end` if there is none.
    depth (int): 0 for an outermost segment, 1 for one inside it, and so on.
    family (str): "double" or "single".
    closed (bool): Whether a closing mark was found in the same paragraph.
    continues (bool): Whether the segment reopens the one that the paragraph before left open.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    depth: int
    family: str
    closed: bool
    continues: bool = False


class _Mark(NamedTuple):
    start: int
    end: int
    family: str
    kind: str
    opens: bool
    closes: bool


class _Open(NamedTuple):
    mark: _Mark
    index: int


def paragraphs(text: str) -> List[Tuple[int, int]]:
    """Cut a text into paragraphs.

    A line break ends a paragraph, unless the text is hard-wrapped (lines of nearly one width between blank lines);
    then only blank lines do.

    text (str): The text.
    RETURNS (List[Tuple[int, int]]): Character offsets of every paragraph that is not blank, without the white space
        around it, in order.
    """
    pattern = r"\n[^\S\n]*\n\s*" if _is_hard_wrapped(text) else r"\r\n?|[\n\u2028\u2029\x85]"
    result = []
    start = 0
    for stop, after in [(m.start(), m.end()) for m in re.finditer(pattern, text)] + [(len(text), len(text))]:
        piece = text[start:stop]
        stripped = piece.strip()
        if stripped:
            offset = start + len(piece) - len(piece.lstrip())
            result.append((offset, offset + len(stripped)))
        start = after
    return result


def _is_hard_wrapped(text: str) -> bool:
    blocks = re.split(r"\n[^\S\n]*\n\s*", text)
    inner = [line for block in blocks for line in block.split("\n")[:-1]]
    if len(inner) < 4 or len(inner) < len(blocks):
        return False
    widest = max(map(len, inner))
    if not _HARD_WRAP_WIDTH[0] <= widest <= _HARD_WRAP_WIDTH[1]:
        return False
    return sum(len(line) >= 0.75 * widest for line in inner) >= 0.8 * len(inner)


def quoted_segments(text: str, elisions: Collection[str] = ()) -> List[Quoted]:
    """Find everything that stands inside quotation marks.

    text (str): The text.
    elisions (Collection[str]): Lower-case words that an apostrophe may begin ("em", "til", "cause").
    RETURNS (List[Quoted]): The segments, ordered by start; an outer one comes before those inside it. Segments are
        nested or disjoint, never crossing, and never longer than a paragraph.
    """
    result: List[Quoted] = []
    blocks = paragraphs(text)
    left_open: Optional[str] = None
    for number, (start, end) in enumerate(blocks):
        following = text[blocks[number + 1][0]] if number + 1 < len(blocks) else ""
        segments = _scan(text, start, end, elisions, following)
        if segments and left_open and segments[0].start == start and segments[0].family == left_open:
            first = segments[0]
            segments[0] = Quoted(
                first.start, first.end, first.inner_start, first.inner_end, 0, first.family, first.closed, True
            )
        left_open = next((s.family for s in segments if s.depth == 0 and not s.closed and s.end == end), None)
        result.extend(segments)
    return result


def _scan(text: str, start: int, end: int, elisions: Collection[str], following: str) -> List[Quoted]:
    marks = list(_marks(text, start, end, elisions))
    closing_curly = sum(m.kind == "close" and m.family == DOUBLE for m in marks)
    found: List[Tuple[int, int, int, int, str, bool]] = []
    stack: List[_Open] = []

    def close(opened: _Open, inner_end: int, stop: int, closed: bool) -> None:
        found.append((opened.mark.start, stop, opened.mark.end, inner_end, opened.mark.family, closed))

    def give_up(opened: _Open, stop: int) -> None:
        if opened.mark.family == SINGLE:
            return  # a single mark without its other half was an apostrophe
        stop = opened.mark.end + len(text[opened.mark.end : stop].rstrip())
        if stop > opened.mark.end:
            close(opened, stop, stop, False)

    for index, mark in enumerate(marks):
        if mark.family == SINGLE:
            if mark.closes and stack and stack[-1].mark.family == SINGLE and stack[-1].index == index:
                close(stack.pop(), mark.start, mark.end, True)
            elif mark.opens and not (stack and stack[-1].mark.family == SINGLE):
                target = _single_close(text, marks, index, elisions)
                if target is not None:
                    stack.append(_Open(mark, target))
                elif following in ("‘", "'") and _begins_and_ends_sentences(text, start, mark, end):
                    found.append((mark.start, end, mark.end, end, SINGLE, False))
            continue
        closing_curly -= mark.kind == "close"
        depth = sum(o.mark.family == DOUBLE for o in stack)
        if mark.closes and not depth and not mark.opens and not text[start : mark.start].strip("\u202a\u200b\ufeff"):
            stack.append(_Open(mark, index))  # a mark turned the wrong way, with which a paragraph begins
        elif mark.closes and depth and not (mark.opens and mark.kind == "open"):
            while stack[-1].mark.family == SINGLE:
                stack.pop()
            if stack[-1].mark.end < mark.start:
                close(stack.pop(), mark.start, mark.end, True)
            else:
                stack.pop()  # an empty pair
        elif mark.opens:
            inner_single = bool(stack) and stack[-1].mark.family == SINGLE
            if depth and not inner_single and closing_curly <= depth:
                give_up(stack.pop(), mark.start)
            stack.append(_Open(mark, index))
    while stack:
        give_up(stack.pop(), end)
    return _with_depth(found)


def _begins_and_ends_sentences(text: str, start: int, mark: _Mark, end: int) -> bool:
    """Whether a single mark that nothing closes opens whole sentences to the end of its paragraph, where the next one reopens it."""
    if mark.start == start:
        return True
    return text[start : mark.start].rstrip()[-1:] in _SENTENCE_END and text[mark.end].isupper() and text[end - 1] in _SENTENCE_END


def _with_depth(found: Iterable[Tuple[int, int, int, int, str, bool]]) -> List[Quoted]:
    result: List[Quoted] = []
    ends: List[int] = []
    for start, end, inner_start, inner_end, family, closed in sorted(found, key=lambda f: (f[0], -f[1])):
        while ends and ends[-1] <= start:
            ends.pop()
        result.append(Quoted(start, end, inner_start, inner_end, len(ends), family, closed))
        ends.append(end)
    return result


def _marks(text: str, start: int, end: int, elisions: Collection[str]) -> Iterator[_Mark]:
    for m in _MARK.finditer(text, start, end):
        chars, i, j = m.group(), m.start(), m.end()
        before = next((c for c in reversed(text[max(start, i - 3) : i]) if not _is_invisible(c)), " ")
        after = text[j] if j < end else " "
        left_free = before.isspace() or before in "([{—–-/…" or before in _QUOTE_CHARS
        right_free = not (after.isalnum() or after in "$£€#@&")
        if chars in _OPENERS:
            closes = chars in "“«" and not left_free and right_free  # „so“, »so«, or a mark turned the wrong way
            yield _Mark(i, j, DOUBLE, "straight" if closes else "open", not closes, closes)
        elif chars in _CLOSERS:
            opens = left_free and not right_free  # ”so”, »so«
            yield _Mark(i, j, DOUBLE, "straight" if opens else "close", opens, True)
        elif chars in _STRAIGHT:
            if before.isdigit() and _is_measure(text, i, start):
                continue
            opens = left_free and not after.isspace()
            yield _Mark(i, j, DOUBLE, "open" if opens and not right_free else "straight", opens or right_free, True)
        elif chars == "``":
            yield _Mark(i, j, DOUBLE, "open", True, False)
        elif chars == "''":
            opens = left_free and not after.isspace() and not right_free
            yield _Mark(i, j, DOUBLE, "open" if opens else "close", opens, True)
        elif chars in "´`":
            opens = chars == "`" and left_free and not after.isspace()
            yield _Mark(i, j, SINGLE, "single", opens, not opens and right_free and not before.isspace())
        else:
            follows_space = before.isspace() and before != " "
            opens = chars not in _SINGLE_CLOSERS and left_free and not after.isspace()
            if opens and _is_elision(text, j, end, elisions):
                opens = False
            closes = chars not in _SINGLE_OPENERS and right_free and not (before.isspace() or follows_space)
            yield _Mark(i, j, SINGLE, "single", opens, closes)


def _is_invisible(char: str) -> bool:
    return unicodedata.category(char) == "Cf"


def _is_measure(text: str, position: int, start: int) -> bool:
    """Whether a straight double mark after a digit stands for inches: no mark of its kind is open before it."""
    return sum(text.count(c, start, position) for c in _STRAIGHT) % 2 == 0


def _is_elision(text: str, position: int, end: int, elisions: Collection[str]) -> bool:
    m = re.compile(r"\d\ds?\b|[^\W\d_]+").match(text, position, end)
    return m is not None and (m.group()[0].isdigit() or m.group().lower() in elisions)


def _single_close(text: str, marks: Sequence[_Mark], opener: int, elisions: Collection[str]) -> Optional[int]:
    """The mark that closes a single one: the first that no plural possessive explains, else the last possible."""
    weak = None
    depth = 0
    for index in range(opener + 1, len(marks)):
        mark = marks[index]
        if mark.family == DOUBLE:
            if mark.closes and depth > 0:
                depth -= 1
            elif mark.opens:
                depth += 1
            elif mark.closes:
                break  # the double quotation around it ends here
            continue
        if mark.opens and not mark.closes and depth == 0 and weak is not None:
            break
        if not mark.closes or mark.start == marks[opener].end:
            continue
        if marks[index - 1].family == SINGLE and text[marks[index - 1].end : mark.start].lower() in elisions:
            continue  # rock ’n’ roll
        before, after = text[mark.start - 1], text[mark.end : mark.end + 1]
        if after and after.isspace() and before in "sS" and text[mark.end : mark.end + 2].strip().isalnum():
            weak = index  # the workers’ union
        elif depth == 0 or before in _STRONG_BEFORE_CLOSE:
            return index
    return weak


def form_of(
    text: str,
    content: Sequence[Tuple[int, int]],
    cue: Sequence[Tuple[int, int]],
    segments: Sequence[Quoted],
) -> str:
    """Tell a direct content from a mixed and an indirect one.

    text (str): The text.
    content (Sequence[Tuple[int, int]]): Character offsets of the content's pieces.
    cue (Sequence[Tuple[int, int]]): Character offsets of the cue's pieces; marks that enclose the cue do not count.
    segments (Sequence[Quoted]): The quoted segments around the content (others do no harm), ordered by start.
    RETURNS (str): "direct" if every word stands inside quotation marks, "mixed" if some do, else "indirect".
    """
    covering: List[Tuple[int, int]] = []
    for segment in segments:
        if any(segment.start <= start and end <= segment.end for start, end in cue):
            continue
        if not covering or segment.start >= covering[-1][1]:
            covering.append((segment.start, segment.end))
    total = inside = 0
    for start, end in content:
        total += _count_words(text, start, end)
        for left, right in covering:
            if left < end and start < right:
                inside += _count_words(text, max(start, left), min(end, right))
    if inside and inside == total:
        return "direct"
    return "mixed" if inside else "indirect"


def _count_words(text: str, start: int, end: int) -> int:
    return sum(any(c.isalnum() for c in word) for word in text[start:end].split())
