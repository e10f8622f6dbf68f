"""Quoted words inside a content that the grammar gives, or that nothing else holds."""

from bisect import bisect_left
from typing import List, Optional, Sequence

from ..attributions import Draft
from ..lang.en import grammar
from ..page.intervals import Intervals, Offsets
from ..page.page import Page
from .cues import Cue, first_of

MAX_OBJECT = 40


def with_quotes(page: Page, cue: Cue, pieces: List[Offsets]) -> List[Offsets]:
    """Widen pieces over quoted segments they cut."""
    result: List[Offsets] = []
    for start, end in pieces:
        for number in sorted({*page.quote_of[start : end + 1]} - {-1, page.quote_of[cue.head.i]}):
            quoted = page.quoted[number]
            beside_cue = quoted.end - 1 <= cue.span[0] or quoted.start >= cue.span[1]
            if beside_cue and (quoted.start < end or quoted.end - quoted.start > 2):
                start, end = min(start, quoted.start), max(end, quoted.end)
        result.append((start, _with_linked_quotes(page, end)))
    return joined(result)


def joined(pieces: Sequence[Offsets]) -> List[Offsets]:
    """Pieces in order, those that overlap or touch as one."""
    result: List[Offsets] = []
    for start, end in sorted(pieces):
        first, last = result.pop() if result and start <= result[-1][1] else (start, end)
        result.append((first, max(end, last)))
    return result


def _with_linked_quotes(page: Page, end: int) -> int:
    """Widen over what goes on behind a quoted segment with another: “kind” with a “great heart”."""
    _, high = page.sentence(end - 1)
    while end < high and page.is_quoted(end - 1):
        start, stop, _ = page.quoted[min(page.quote_of[end - 1] + 1, len(page.quoted) - 1)]
        linked = all(t.text == "," or t.tag_ in grammar.LINKING_TAGS for t in page.doc[end:start])
        if not linked or not end < start < min(end + 5, high):
            break
        end = stop
    return end


def find_quoted_objects(page: Page, cues: List[Cue], drafts: List[Draft]) -> List[Draft]:
    """Quoted words that no content holds yet, under a verb of speech: "blasted the firm for its “outrageous practices”"."""
    covered = Intervals((piece, None) for draft in drafts for piece in draft.content)
    cues = [cue for cue in cues if not page.is_quoted(cue.head.i)]
    heads = [cue.head.i for cue in cues]
    used = {d.cue[0] for d in drafts if d.cue}
    result = []
    for quoted in page.quoted:
        if quoted.start >= page.body_end or covered.overlap((quoted.start, quoted.end)):
            continue
        low, high = page.sentence(quoted.start)
        for cue in reversed(cues[bisect_left(heads, low) : bisect_left(heads, quoted.start)]):
            piece = _object_with(page, cue, quoted.start, min(quoted.end, high)) if cue.span not in used else None
            if piece is not None:
                result.append(draft_by(page, cue, [piece], "speech", "quoted words under a verb"))
                used.add(cue.span)
                break
    return result


def draft_by(page: Page, cue: Cue, pieces: List[Offsets], act: str, why: str) -> Draft:
    """The attribution of pieces of content by a cue, widened over the quotations that they cut."""
    return Draft(with_quotes(page, cue, pieces), [cue.span], [cue.source] if cue.source else [], act=act, why={"content": why})


def _object_with(page: Page, cue: Cue, start: int, end: int) -> Optional[Offsets]:
    """The complement of a cue that holds a quoted segment."""
    if cue.source is None or cue.passive or "speech" not in cue.entry.frames.values():
        return None
    children = [c for c in cue.head.rights if c.left_edge.i >= cue.span[1] and c.dep_ not in ("advcl", "conj", "cc", "punct")]
    holder = next((c for c in children if c.left_edge.i <= start < c.right_edge.i + 1), None)
    if holder is None:
        return None
    first = first_of(children, grammar.COMPLEMENTS) or holder
    begin = min(first.left_edge.i, holder.left_edge.i)
    stop = holder.right_edge.i + 1
    return page.trim(begin, max(end, stop)) if stop - begin <= MAX_OBJECT else (begin, end)
