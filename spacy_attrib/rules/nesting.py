"""Attributions inside others, and doubles."""

from typing import List, Optional, Set, Tuple

from ..attributions import Draft
from ..page.intervals import Intervals, Offsets
from ..page.page import Page
from .clauses import source_prepositions


class Contents:
    """The contents of attributions, to look up what stands in which.

    drafts (List[Draft]): The attributions.
    """

    def __init__(self, drafts: List[Draft]):
        self.pieces = Intervals((piece, draft) for draft in drafts for piece in draft.content)

    def outer(self, draft: Draft) -> Optional[Draft]:
        """The attribution in whose content another stands with its cue."""
        trigger = (draft.cue or draft.content)[0]
        return next((o for o in self.pieces.around(trigger) if o is not draft and o.cue != draft.cue), None)


def without_doubles(drafts: List[Draft]) -> List[Draft]:
    """Of attributions with one cue keep the first; of those with the same content the one with the nearest cue."""
    result: List[Draft] = []
    cues: Set[Offsets] = set()
    contents: Set[Tuple[Offsets, ...]] = set()
    for draft in drafts:
        if draft.cue and draft.cue[0] in cues or tuple(draft.content) in contents:
            continue
        cues.update(draft.cue)
        contents.add(tuple(draft.content))
        result.append(draft)
    return result


def outermost(drafts: List[Draft]) -> List[Draft]:
    """Leave out what stands inside the content of another."""
    contents = Contents(drafts)
    return [d for d in drafts if contents.outer(d) is None]


def without_asides(page: Page, drafts: List[Draft]) -> List[Draft]:
    """Inside another content keep only what is plainly reported of somebody else."""
    contents = Contents(drafts)
    return [d for d in drafts if contents.outer(d) is None or _is_report(page, d)]


def _is_report(page: Page, draft: Draft) -> bool:
    if draft.act != "speech" or not draft.source or not draft.cue:
        return False
    (start, end), verbs = draft.cue[0], page.lexicon.verbs
    verb = next((word for word in reversed(page.words[start:end]) if word in verbs), None)
    if page.words[slice(*draft.source[0])] in (["i"], ["we"], ["you"], ["it"]):
        return False
    if verb is None:
        return page.words[start] in source_prepositions(page.lexicon)
    return any("clause" in entry.frames for entry in verbs[verb])
