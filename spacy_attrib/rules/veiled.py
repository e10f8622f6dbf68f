"""What is told without a word on who told it: "it is understood that …", "the Courier has been told that …". Nobody is the source."""

import re
from typing import Dict, List, Optional, Sequence, Set, Tuple

from ..attributions import Draft
from ..lang.en import grammar
from ..page.intervals import Intervals, Offsets
from ..page.page import Page
from ..page.veiling import veiled_pattern
from .cues import is_finite

WHEN = 5  # tokens that tell when it was told: it was reported *last week* that


def with_veiled(page: Page, drafts: Sequence[Draft], score: Optional[float] = None) -> List[Draft]:
    """Add what a page tells without a source, in place of what was found there with one.

    page (Page): The page.
    drafts (Sequence[Draft]): What was found on it.
    score (Optional[float]): That of what was not found; None where attributions have none.
    RETURNS (List[Draft]): The attributions, in document order.
    """
    words = page.lexicon.data["audit"]
    lists = (frozenset(words[name]) for name in ("veiled_phrases", "veiled_verbs", "veiled_houses", "veiled_house_cues"))
    found = [_draft(page, match) for match in veiled_pattern(*lists).finditer(page.text)]
    veiled = [draft for draft in found if draft is not None]
    if not veiled:
        return list(drafts)
    cues = Intervals((piece, draft) for draft in drafts for piece in draft.cue)
    contents: Dict[Tuple[Offsets, ...], List[Draft]] = {}
    for other in drafts:
        contents.setdefault(tuple(other.content), []).append(other)
    added: List[Draft] = []
    replaced: Set[int] = set()
    for draft in veiled:
        near = (*cues.touching(draft.cue[0]), *contents.get(tuple(draft.content), ()))
        same = [other for other in near if id(other) not in replaced and _is_same(other, draft)]
        house = page.tokens[draft.cue[0][0]].pos_ != "PRON"  # which would be taken for the source again
        if not house and any(not other.source and other.act == draft.act for other in same):
            continue
        draft.score = max((other.score for other in same if other.score is not None), default=score)
        replaced.update(map(id, same))
        added.append(draft)
    return sorted([*(draft for draft in drafts if id(draft) not in replaced), *added], key=lambda draft: draft.content)


def _draft(page: Page, match: "re.Match[str]") -> Optional[Draft]:
    """The attribution of a clause by words that name nobody; None if no clause stands beside them, or they are somebody's words."""
    words = page.lexicon.data["audit"]
    if match["phrase"] is None and match["cue"] is None:
        return None  # is said to
    house = match["name"].split()[-1].lower() if match["name"] else ""
    if house and house not in words["veiled_houses"] and not match["cue"].lower().endswith("told"):
        return None
    start, end = page.tokens_at(*match.span())
    if end > page.body_end or page.is_quoted(start) or " ".join(match[0].lower().split()) in page.lexicon["hearsay"]:
        return None
    content = _behind(page, end) or _around(page, start, end)
    if not content:
        return None
    act = "thought" if any(word in words["veiled_thoughts"] for word in page.words[start:end]) else "speech"
    return Draft(content, cue=[(start, end)], act=act, why={"content": "told by nobody in particular"})


def _behind(page: Page, end: int) -> List[Offsets]:
    """The clause behind: it is believed *that two judges left*."""
    _, high = page.sentence(end - 1)
    that = next((i for i in range(end, min(end + WHEN, high)) if page.words[i] == "that"), None)
    timed = that is not None and all(page.tokens[i].ent_type_ in grammar.LABELS_OF_TIME or page.words[i] == "on" for i in range(end, that))
    start = that + 1 if that is not None and timed else end
    content = page.trim(start, high)
    if content is None or start == end and page.words[end] in grammar.PAUSES or not is_finite(page, *content):
        return []
    opening = page.tokens[content[0]]
    return [content] if start > end or opening.pos_ in (*grammar.NAMING, "DET", "ADJ", "NUM") else []


def _around(page: Page, start: int, end: int) -> List[Offsets]:
    """The clause in front, or on both sides: *the board*, it is understood, *met*."""
    low, high = page.sentence(start)
    if start == low or page.words[start - 1] not in grammar.PAUSES or end < high and page.words[end] not in (*grammar.PAUSES, "."):
        return []
    pieces = [piece for piece in (page.trim(low, start), page.trim(end, high)) if piece]
    return pieces if any(is_finite(page, *piece) for piece in pieces) else []


def _is_same(draft: Draft, veiled: Draft) -> bool:
    """Whether an attribution has a veiled one's cue for its own, or no more than a part of it."""
    (start, end), inside = veiled.cue[0], [piece for piece in draft.cue if piece[0] < veiled.cue[0][1] and veiled.cue[0][0] < piece[1]]
    return bool(inside) or draft.content == veiled.content and (not draft.cue or start <= draft.cue[0][0] < end)
