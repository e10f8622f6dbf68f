"""What is no attribution for what stands around it: page furniture, labels of newspapers, questions after who said something."""

from typing import List, Optional, Sequence

from ..attributions import Draft
from ..lang.en import grammar
from ..page.intervals import Offsets
from ..page.page import Page

ASKING_TAGS = frozenset(("WP", "WDT"))


def without_furniture(page: Page, drafts: Sequence[Draft]) -> List[Draft]:
    """The attributions of a page without those in its furniture, and without what others have of it.

    page (Page): The page.
    drafts (Sequence[Draft]): What was found on it; pieces are cut in place.
    RETURNS (List[Draft]): Those that are left.
    """
    if not page.furniture:
        return list(drafts)
    kept = [draft for draft in drafts if not page.is_furniture(draft.trigger)]
    for draft in kept:
        draft.content = [piece for piece in (_outside(page, piece) for piece in draft.content) if piece]
        draft.source = [piece for piece in (_outside(page, piece) for piece in draft.source) if piece]
    return [draft for draft in kept if draft.content]


def _outside(page: Page, piece: Offsets) -> Optional[Offsets]:
    """A piece without the furniture at its edges."""
    start, end = piece
    if not any(page.is_furniture(i) for i in range(start, end)):
        return piece
    while start < end and page.is_furniture(start):
        start += 1
    return page.trim(start, next((i for i in range(start, end) if page.is_furniture(i)), end))


def without_hearers(page: Page, drafts: Sequence[Draft]) -> List[Draft]:
    """The attributions of a page, what is told in them without those who are told it in the passive: "*The board* was told that …"."""
    for draft in (draft for draft in drafts if draft.cue and len(draft.content) > 1):
        (start, end) = draft.cue[0]
        verb = next((token for token in reversed(page.tokens[start:end]) if token.tag_ == "VBN"), None)
        if verb is None or not any("addressee" in entry.frames for entry in page.lexicon.verbs.get(verb.lower_, ())):
            continue
        told = next((child for child in verb.lefts if child.dep_ in grammar.PASSIVE_SUBJECTS), None)
        if told is not None and draft.content[-1][0] > verb.i:
            draft.content = [piece for piece in draft.content if not piece[0] <= told.i < piece[1]]
    return list(drafts)


def without_labels(page: Page, drafts: Sequence[Draft]) -> List[Draft]:
    """The attributions of a page without those to what a newspaper writes above a text: "Opinion: …", "Daily report: …"."""
    return [draft for draft in drafts if draft.cue or len(draft.source) != 1 or not _is_label(page, *draft.source[0])]


def _is_label(page: Page, start: int, end: int) -> bool:
    labels = page.lexicon["section_labels"]
    return any(" ".join(page.words[i:end]) in labels for i in range(start, end))


def without_questions(page: Page, drafts: Sequence[Draft]) -> List[Draft]:
    """The attributions of a page without those to somebody who is asked for: "*Who* said that it was over?"."""
    return [draft for draft in drafts if len(draft.source) != 1 or not _is_asked_for(page, *draft.source[0])]


def _is_asked_for(page: Page, start: int, end: int) -> bool:
    token = page.tokens[start]
    if end - start > 2 or token.tag_ not in ASKING_TAGS or page.is_quoted(start):
        return False
    low, high = page.sentence(start)
    return page.words[high - 1] == "?" and all(t.dep_ != "relcl" for t in token.ancestors) and start - low < 4
