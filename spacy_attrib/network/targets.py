"""What the network is trained towards: the triggers of the gold attributions, and the role of every token beside them."""
from typing import Dict, List, Sequence, Tuple

import numpy
from spacy.tokens import Doc

from ..attributions import Attribution, Draft
from ..page.intervals import Offsets
from .features import CONTENT, CUE, NONE, ROLES, SOURCE, WINDOW


def gold_drafts(doc: Doc, attributions: Sequence[Attribution]) -> List[Draft]:
    """Put the gold attributions of a text onto the tokens of a Doc of that text.

    doc (Doc): The Doc that is trained on.
    attributions (Sequence[Attribution]): Of another Doc with the same text.
    RETURNS (List[Draft]): Content, cue and source of each in tokens of `doc`, snapped outward.
    """

    def tokens(pieces: Sequence[Sequence[int]]) -> List[Offsets]:
        spans = (doc.char_span(start, end, alignment_mode="expand") for start, end in pieces)
        return [(span.start, span.end) for span in spans if span is not None and len(span)]

    drafts = (Draft(tokens(a.content.offsets), tokens(a.cue.offsets), tokens(a.source.offsets)) for a in attributions)
    return [draft for draft in drafts if draft.content]


def by_trigger(drafts: Sequence[Draft]) -> Dict[int, Draft]:
    """The attributions by the token that stands for them; of two with one trigger, the one with the longer content.

    drafts (Sequence[Draft]): The attributions.
    RETURNS (Dict[int, Draft]): In the order of the triggers.
    """
    result: Dict[int, Draft] = {}
    for draft in sorted(drafts, key=lambda d: sum(end - start for start, end in d.content)):
        result[draft.trigger] = draft
    return dict(sorted(result.items()))


def trigger_targets(n: int, gold: Dict[int, Draft]) -> numpy.ndarray:
    """Which tokens of a Doc are triggers.

    n (int): Number of tokens of the Doc.
    gold (Dict[int, Draft]): The gold attributions by trigger.
    RETURNS (Floats1d): (n,) 1 for a trigger, else 0.
    """
    targets = numpy.zeros(n, dtype="f")
    targets[list(gold)] = 1.0
    return targets


def role_targets(n: int, triggers: numpy.ndarray, gold: Dict[int, Draft]) -> numpy.ndarray:
    """The role of every token around every trigger, in the order of `pair_rows`.

    n (int): Number of tokens of the Doc.
    triggers (Ints1d): (m,) tokens; those that are no gold triggers have no roles beside them.
    gold (Dict[int, Draft]): The gold attributions by trigger.
    RETURNS (Floats2d): (p, 4) 1 for its role in the order of `ROLES`, else 0.
    """
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
