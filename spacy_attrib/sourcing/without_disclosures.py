"""What only discloses a source is no attribution of its own."""

from typing import List, Optional, Sequence, Set

from spacy.tokens import Doc

from ..attributions import Draft
from ..lang.en.grammar import SPEAKING_LEMMAS
from ..page.intervals import Offsets


def without_disclosures(doc: Doc, drafts: Sequence[Draft], found: Sequence[Offsets] = ()) -> List[Draft]:
    """Leave out what only discloses a source, or says why: "who asked not to be named, citing company rules" attributes nothing.

    doc (Doc): The Doc.
    drafts (Sequence[Draft]): The attributions, with their disclosures.
    found (Sequence[Offsets]): All disclosures of the text, those of nobody in particular, too.
    RETURNS (List[Draft]): The others, without the words of their own disclosure in the content.
    """
    given = [piece for draft in drafts for piece in (*draft.disclosure, *draft.reason)]
    inside = {i for start, end in (*given, *found) for i in range(start, end)}
    for draft in drafts:
        own = [*draft.disclosure, *draft.reason]
        draft.content = [piece for start, end in draft.content if (piece := _cut(start, end, own)) is not None]
    return [draft for draft in drafts if draft.content and not _only_discloses(doc, draft, inside)]


def _only_discloses(doc: Doc, draft: Draft, inside: Set[int]) -> bool:
    """Whether the cue stands in a disclosure or a reason, but for an adverb, an auxiliary or the "speaking" in front."""
    cue = [i for start, end in draft.cue for i in range(start, end)]
    outside = [doc[i] for i in cue if i not in inside]
    return len(outside) < len(cue) and all(t.lemma_ in SPEAKING_LEMMAS or t.pos_ in ("ADV", "AUX") for t in outside)


def _cut(start: int, end: int, taken: Sequence[Offsets]) -> Optional[Offsets]:
    """A stretch without what is taken of it at either end; of two parts the one in front."""
    for low, high in sorted(taken):
        if low <= start < high:
            start = high
    for low, high in sorted(taken, reverse=True):
        if start < low < end:
            end = low
    return (start, end) if end > start else None
