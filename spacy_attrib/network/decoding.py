"""From the scores of the network to attributions."""

from itertools import repeat
from typing import List, NamedTuple, Optional, Sequence

import numpy

from .features import CONTENT, CUE, NONE, ROLES, SOURCE, WINDOW

SWITCH = 0.7  # what it costs, in natural logarithms of probability, to begin or to end a piece of content
FAVOUR = 0.5  # what is added to the logarithm of content: a trigger has some, and the network shies from long shots


class Marked(NamedTuple):
    """One attribution as the network marked it, token by token.

    trigger (int): The token that stands for it.
    score (float): How likely it is right.
    content, cue, source (List[int]): The tokens of each role, in order.
    certainty (List[float]): For every token of the source its probability.
    act (Optional[str]): Speech, thought or other; None if the network does not tell.
    """

    trigger: int
    score: float
    content: List[int]
    cue: List[int]
    source: List[int]
    certainty: List[float]
    act: Optional[str] = None


def decode(
    sizes: Sequence[int],
    triggers: Sequence[numpy.ndarray],
    scores: Sequence[numpy.ndarray],
    role_probs: Sequence[numpy.ndarray],
    acts: Optional[Sequence[str]] = None,
) -> List[List[Marked]]:
    """Read the attributions of several Docs off the scores.

    sizes (Sequence[int]): Number of tokens of each Doc.
    triggers (Sequence[Ints1d]): (m,) of each Doc the tokens taken for triggers.
    scores (Sequence[Floats1d]): (m,) how likely each is one.
    role_probs (Sequence[Floats2d]): (p, 4) a probability for every role of every pair, in the order of `pair_rows`.
    acts (Optional[Sequence[str]]): The act of each trigger, through all Docs.
    RETURNS (List[List[Marked]]): The attributions of each Doc, by trigger.
    """
    counts = [len(each) for each in triggers]
    if not sum(counts):
        return [[] for _ in sizes]
    blocks = numpy.concatenate([_blocks(n, *each) for n, *each in zip(sizes, triggers, role_probs)])
    flat = numpy.concatenate(triggers).tolist(), numpy.concatenate(scores).tolist(), acts or repeat(None)
    read = [_marked(*each) for each in zip(*flat, blocks, best_roles(blocks))]
    ends = numpy.cumsum(counts)
    return [read[end - count : end] for count, end in zip(counts, ends.tolist())]


def _marked(trigger: int, score: float, act: Optional[str], block: numpy.ndarray, best: numpy.ndarray) -> Marked:
    places = [numpy.flatnonzero(best == role) for role in (CONTENT, CUE, SOURCE)]
    content, cue, source = ((each + (trigger - WINDOW)).tolist() for each in places)
    return Marked(trigger, round(score, 4), content, cue, source, block[places[-1], SOURCE].tolist(), act)


def _blocks(n: int, triggers: numpy.ndarray, role_probs: numpy.ndarray) -> numpy.ndarray:
    """(m, 2 * WINDOW + 1, 4): the probabilities around every trigger, which stands in the middle; "none" beyond the text."""
    result = numpy.zeros((len(triggers), 2 * WINDOW + 1, len(ROLES)), dtype="f")
    result[:, :, NONE] = 1.0
    low, high = numpy.maximum(triggers - WINDOW, 0), numpy.minimum(triggers + WINDOW + 1, n)
    sizes = high - low
    rows = numpy.repeat(numpy.arange(len(triggers)), sizes)
    columns = numpy.arange(int(sizes.sum())) - numpy.repeat(numpy.cumsum(sizes) - sizes - (low - triggers + WINDOW), sizes)
    result[rows, columns] = role_probs
    return result


def best_roles(blocks: numpy.ndarray, switch: float = SWITCH) -> numpy.ndarray:
    """The likeliest sequence of roles around every trigger, where each end of a piece of content has a cost (Viterbi 1967).

    blocks (Floats3d): (m, w, 4) probabilities.
    switch (float): The cost.
    RETURNS (Ints2d): (m, w) roles.
    """
    logs = numpy.log(blocks + 1e-6)
    gains = logs[:, :, CONTENT] + FAVOUR
    logs[:, :, CONTENT] = -numpy.inf
    others = logs.argmax(axis=2)  # changes among the other roles cost nothing
    gains = numpy.ascontiguousarray((gains - logs.max(axis=2)).T)
    leads = numpy.empty_like(gains)  # how much better the best sequence that ends inside content is than the best outside
    lead = leads[0] = gains[0]
    for i in range(1, len(gains)):
        lead = leads[i] = numpy.minimum(numpy.maximum(lead, -switch), switch) + gains[i]
    leads[-1] = numpy.where(leads[-1] > 0, numpy.inf, -numpy.inf)  # the last token has none behind it that it could take after
    sure = numpy.where(numpy.abs(leads) > switch, numpy.arange(len(leads))[:, None], len(leads))
    following = numpy.minimum.accumulate(sure[::-1])[::-1]  # the next token whose role does not depend on those behind it
    is_content = numpy.take_along_axis(leads, following, axis=0) > 0
    return numpy.where(is_content.T, CONTENT, others)
