"""What no attribution may be, whatever the steps before said: the one check at the end of each component.

A piece begins and ends with something else than a blank and holds a letter or a digit; a cue is no part of its content, nor
is a piece of content the source and nothing else; the pieces of one role do not overlap; and nothing is given twice.
"""

from typing import Dict, Hashable, List, Optional, Sequence, Tuple

from ..page.intervals import Offsets
from ..page.page import Page
from .draft import Draft
from .scheme import PIECED_ROLES


def sound(page: Page, drafts: Sequence[Draft]) -> List[Draft]:
    """Drop what is wrong with attributions, in place, and those of which no content is left.

    page (Page): The page.
    drafts (Sequence[Draft]): The attributions, in any order.
    RETURNS (List[Draft]): Those that stay, in the order given; of two with one content, cue and source the more certain one.
    """
    best: Dict[Hashable, Draft] = {}
    for draft in drafts:
        for role in PIECED_ROLES:
            setattr(draft, role, _whole(page, getattr(draft, role)))
        rest = _whole(page, _without(draft.content, draft.cue))
        draft.content = _whole(page, [_beside(page, piece, draft.source) for piece in rest])
        draft.speaker = draft.speaker and _trimmed(page, draft.speaker)
        if draft.content:
            identity = tuple(tuple(pieces) for pieces in (draft.content, draft.cue, draft.source))
            other = best.setdefault(identity, draft)
            if other is not draft and (draft.score or 0.0) > (other.score or 0.0):
                best[identity] = draft
    kept = {id(draft) for draft in best.values()}
    return [draft for draft in drafts if id(draft) in kept]


def _whole(page: Page, pieces: Sequence[Offsets]) -> List[Offsets]:
    """Pieces in order, without blanks at their edges and without those that say nothing; those that overlap become one."""
    result: List[Offsets] = []
    for piece in sorted(pieces):
        trimmed = _trimmed(page, piece)
        if trimmed is None:
            continue
        if result and trimmed[0] < result[-1][1]:
            trimmed = result[-1][0], max(result.pop()[1], trimmed[1])
        result.append(trimmed)
    return result


def _trimmed(page: Page, piece: Offsets) -> Optional[Offsets]:
    start, end = piece
    while start < end and page.words[start].isspace():
        start += 1
    while start < end and page.words[end - 1].isspace():
        end -= 1
    return (start, end) if any(character.isalnum() for word in page.words[start:end] for character in word) else None


def _without(pieces: Sequence[Offsets], others: Sequence[Offsets]) -> List[Offsets]:
    """What is left of pieces beside others."""
    left: List[Tuple[int, int]] = list(pieces)
    for low, high in others:
        left = [part for start, end in left for part in ((start, min(end, low)), (max(start, high), end)) if part[0] < part[1]]
    return left


def _beside(page: Page, piece: Offsets, source: Sequence[Offsets]) -> Offsets:
    """What is left of a piece of content of which a source holds an end, or all; a source within stays, as the label in "LEE: It rained"."""
    start, end = piece
    for low, high in source:
        if low <= start < high:
            start = min(high, end)
        if low < end <= high:
            end = max(low, start)
    return piece if (start, end) == piece else page.trim(start, end) or (start, start)
