"""What the network is trained towards: the triggers of the gold attributions, and the role of every token beside them."""

from typing import Dict, List, Sequence, Tuple

import numpy
from spacy.tokens import Doc

from ..attributions import ACTS, Attribution, Draft
from ..page.intervals import Offsets
from .features import CONTENT, CUE, NONE, ROLES, SOURCE, WINDOW

NO_ACT = -1


def gold_drafts(doc: Doc, attributions: Sequence[Attribution]) -> List[Draft]:
    """The gold attributions of a text, read off another Doc of it, in tokens of this Doc, snapped outward: content, cue, source, act
    and score (none: it is certain)."""

    def tokens(pieces: Sequence[Sequence[int]]) -> List[Offsets]:
        spans = (doc.char_span(start, end, alignment_mode="expand") for start, end in pieces)
        return [(span.start, span.end) for span in spans if span is not None and len(span)]

    drafts = (Draft(tokens(a.content.offsets), tokens(a.cue.offsets), tokens(a.source.offsets), act=a.act, score=a.score) for a in attributions)
    return [draft for draft in drafts if draft.content]


def by_trigger(drafts: Sequence[Draft]) -> Dict[int, Draft]:
    """The attributions by trigger, in order; of two with one trigger, the one with the longer content."""
    result: Dict[int, Draft] = {}
    for draft in sorted(drafts, key=lambda d: sum(end - start for start, end in d.content)):
        result[draft.trigger] = draft
    return dict(sorted(result.items()))


def trigger_targets(n: int, gold: Dict[int, Draft]) -> numpy.ndarray:
    """(n,) for the n tokens of a Doc, how certain the gold attribution with that trigger is, 0 where there is none."""
    targets = numpy.zeros(n, dtype="f")
    targets[list(gold)] = certainties(gold)
    return targets


def certainties(gold: Dict[int, Draft]) -> numpy.ndarray:
    """(m,) how certain each of the gold attributions is: 1, or its score where a teacher gave one."""
    return numpy.asarray([1.0 if draft.score is None else draft.score for draft in gold.values()], dtype="f")


def act_targets(gold: Dict[int, Draft]) -> numpy.ndarray:
    """(m,) the number of each one's act, -1 where that is not annotated."""
    return numpy.asarray([ACTS.index(draft.act) if draft.act else NO_ACT for draft in gold.values()], dtype="int64")


def role_targets(n: int, triggers: numpy.ndarray, gold: Dict[int, Draft]) -> numpy.ndarray:
    """(p, 4) the role of each of n tokens around each of m triggers, in the order of `pair_rows`; one that is none in gold has none beside it."""
    blocks = [_roles(n, int(trigger), gold) for trigger in triggers]
    roles = numpy.concatenate(blocks) if blocks else numpy.zeros(0, dtype="int64")
    return numpy.eye(len(ROLES), dtype="f")[roles]


def _roles(n: int, trigger: int, gold: Dict[int, Draft]) -> numpy.ndarray:
    low, high = max(trigger - WINDOW, 0), min(trigger + WINDOW + 1, n)
    block = numpy.full(high - low, NONE, dtype="int64")
    draft = gold.get(trigger)
    if draft is not None:
        roles: Tuple[Tuple[int, List[Offsets]], ...] = ((CONTENT, draft.content), (SOURCE, draft.source), (CUE, draft.cue))
        for role, pieces in roles:
            for start, end in pieces:
                block[max(start - low, 0) : max(end - low, 0)] = role
    return block
