"""What the network reads of a Doc besides its words: layout, quotation marks, the parse, and what the rules propose.

Features are small whole numbers, each a row of an embedding table. `token_rows` gives those of every token, `pair_rows`
those of every pair of a trigger (the first token of a cue, or of a content without one) and a token around it.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import repeat
from typing import Dict, List, Sequence, Tuple

import numpy
from spacy.tokens import Doc

from ..attributions import Draft
from ..lang.base import Lexicon
from ..page.page import CLAUSE_COMMA, Page

ROLES = ("none", "source", "cue", "content")
NONE, SOURCE, CUE, CONTENT = range(len(ROLES))
WINDOW = 128  # tokens on either side of a trigger that may belong to it
DEPTH = 12  # steps up the parse that are looked at
LABELS = 128  # rows for dependency labels
DISTANCES = numpy.asarray((0, 1, 2, 3, 4, 5, 7, 9, 13, 19, 27, 41, 61, 91))

TOKEN_SIZES = (8, 8, 2, 8, 12)  # quotation, proposed role, proposed trigger, lexicon, place on the page
PAIR_SIZES = (2 * len(DISTANCES) + 1, 2 * LABELS + 4, 2 * LABELS + 4, 8, 35, 20, 5, 5)
TOKEN_OFFSETS = numpy.concatenate([[0], numpy.cumsum(TOKEN_SIZES)[:-1]])
PAIR_OFFSETS = numpy.concatenate([[0], numpy.cumsum(PAIR_SIZES)[:-1]])
LAYOUT = (0, 4, 5)  # the columns of pairs that only the page tells of: distance, place, quotation marks
LAYOUT_SIZES = tuple(PAIR_SIZES[column] for column in LAYOUT)
N_TOKEN_ROWS = sum(TOKEN_SIZES)


@dataclass
class Features:
    """What the network reads of one Doc of n tokens.

    page (Page): The Doc with its layout.
    proposals (List[Draft]): What the rules found.
    rows (Ints2d): (n, 5) rows of the token table.
    heads, labels, sentences, paragraphs (Ints1d): (n,) of the parse and the page; paragraphs are counted from 0.
    quoted (Ints1d): (n,) whether a token stands in quotation marks.
    marks, commas (Ints1d): (n,) how many edges of quotations, and marks between clauses, stand before a token.
    """

    page: Page
    proposals: List[Draft]
    rows: numpy.ndarray
    heads: numpy.ndarray
    labels: numpy.ndarray
    sentences: numpy.ndarray
    paragraphs: numpy.ndarray
    quoted: numpy.ndarray
    marks: numpy.ndarray
    commas: numpy.ndarray

    @property
    def doc(self) -> Doc:
        """The Doc, as other components know it."""
        return self.page.given

    def __len__(self) -> int:
        return len(self.heads)


def extract_features(page: Page, proposals: List[Draft]) -> Features:
    """The features of a page, whose Doc is tagged, parsed and not empty, with what the rules found on it."""
    n = len(page.doc)
    labels = (page.labels % LABELS).astype("int64")
    sentences = numpy.zeros(n, dtype="int64")
    sentences[page.sentence_starts[1:]] = 1
    edges = numpy.zeros(n + 1, dtype="int64")
    state = numpy.zeros(n, dtype="int64")
    for quoted in page.quoted:
        state[quoted.start : quoted.end] = 1 + 2 * (quoted.segment.family == "single")
        state[quoted.start] = 5
        state[quoted.end - 1] = 6 if quoted.segment.closed else 7
        edges[quoted.start] += 1
        edges[quoted.end] += 1
    commas = numpy.fromiter(map(CLAUSE_COMMA.__contains__, page.words), dtype="int64", count=n)
    known = numpy.fromiter(map(_cue_words(page.lexicon).get, page.words, repeat(0)), dtype="int64", count=n)
    paragraphs = numpy.asarray(page.paragraph_of, dtype="int64")
    roles, triggers = _proposed(proposals, n)
    place = numpy.minimum(paragraphs, 3)
    first = numpy.zeros(n, dtype="int64")
    first[[start for start, _ in page.paragraphs]] = 4
    first[[end - 1 for _, end in page.paragraphs]] = 8
    rows = numpy.stack([state, roles, triggers, known, place + first], axis=1) + TOKEN_OFFSETS
    return Features(
        page, proposals, rows, page.heads, labels, numpy.cumsum(sentences), paragraphs, (state > 0).astype("int64"),
        numpy.cumsum(edges)[:n], numpy.cumsum(commas),
    )  # fmt: skip


def mask_proposals(features: Features) -> Features:
    """A copy of the features of a Doc as if the rules had found nothing."""
    rows = features.rows.copy()
    rows[:, 1:3] = TOKEN_OFFSETS[1:3]
    return replace(features, proposals=[], rows=rows)


def _proposed(proposals: Sequence[Draft], n: int) -> Tuple[numpy.ndarray, numpy.ndarray]:
    roles, triggers = numpy.zeros(n, dtype="int64"), numpy.zeros(n, dtype="int64")
    for draft in proposals:
        triggers[draft.trigger] = 1
        for bit, pieces in ((1, draft.source), (2, draft.cue), (4, draft.content)):
            for start, end in pieces:
                roles[start:end] |= bit
    return roles, triggers


@lru_cache(maxsize=8)
def _cue_words(lexicon: Lexicon) -> Dict[str, int]:
    """In which lists a word stands: 1 for cue verbs, 2 for nouns, 4 for adjectives, added up."""
    bits: Dict[str, int] = {}
    for bit, words in enumerate((lexicon.verbs, lexicon.nouns, lexicon.adjectives)):
        for word in words:
            bits[word] = bits.get(word, 0) | 1 << bit
    return bits


def pair_rows(features: Features, triggers: numpy.ndarray) -> Tuple[numpy.ndarray, numpy.ndarray, numpy.ndarray]:
    """Every one of m triggers with every token around it, in p pairs; those of one trigger stand together, in the order of tokens.

    RETURNS (Tuple[Ints1d, Ints1d, Ints2d]): (p,) the place of the trigger, (p,) the token, and (p, 8) rows of the pair table.
    """
    n = len(features)
    low, high = numpy.maximum(triggers - WINDOW, 0), numpy.minimum(triggers + WINDOW + 1, n)
    sizes = high - low
    of = numpy.repeat(numpy.arange(len(triggers)), sizes)
    tokens = numpy.arange(int(sizes.sum())) - numpy.repeat(numpy.cumsum(sizes) - sizes, sizes) + low[of]
    a = triggers[of]
    up = _ancestors(features.heads)
    governors = features.heads[a]
    own, depth = _branch(up, tokens, a)
    beside, _ = _branch(up, tokens, governors)
    above = numpy.zeros(len(tokens), dtype=bool)
    for k in range(1, 5):
        above |= up[k][a] == tokens
    sentence = numpy.clip(features.sentences[tokens] - features.sentences[a], -3, 3) + 3
    paragraph = numpy.clip(features.paragraphs[tokens] - features.paragraphs[a], -2, 2) + 2
    edges = numpy.minimum(numpy.abs(features.marks[tokens] - features.marks[a]), 4)
    commas = numpy.minimum(numpy.abs(features.commas[tokens] - features.commas[a]), 4)
    rows = numpy.stack(
        [
            _distance(tokens - a),
            _branch_rows(features.labels, own, tokens, a, above),
            _branch_rows(features.labels, beside, tokens, governors, a == governors),
            numpy.minimum(depth, 7),
            sentence * 5 + paragraph,
            edges * 4 + features.quoted[tokens] * 2 + features.quoted[a],
            _proposed_pairs(features, triggers, low, sizes),
            commas,
        ],
        axis=1,
    )
    return of, tokens, rows + PAIR_OFFSETS


def _distance(offsets: numpy.ndarray) -> numpy.ndarray:
    bucket = numpy.searchsorted(DISTANCES, numpy.abs(offsets), side="right") - 1
    return numpy.where(offsets < 0, bucket + len(DISTANCES), bucket)


def _ancestors(heads: numpy.ndarray) -> List[numpy.ndarray]:
    """The k-th ancestor of every token, for k from 0; a root is its own."""
    result = [numpy.arange(len(heads))]
    for _ in range(DEPTH):
        result.append(heads[result[-1]])
    return result


def _branch(up: Sequence[numpy.ndarray], tokens: numpy.ndarray, tops: numpy.ndarray) -> Tuple[numpy.ndarray, numpy.ndarray]:
    """For every pair, the child of the top that the token hangs under (-1: it does not), and how deep it hangs."""
    child = numpy.full(len(tokens), -1)
    depth = numpy.zeros(len(tokens), dtype="int64")
    below = tokens
    for k in range(1, DEPTH + 1):
        above = up[k][tokens]
        hit = (above == tops) & (below != tops)
        child[hit] = below[hit]
        depth[hit] = k
        below = above
    return child, depth


def _branch_rows(labels: numpy.ndarray, child: numpy.ndarray, tokens: numpy.ndarray, tops: numpy.ndarray, special: numpy.ndarray) -> numpy.ndarray:
    """One row for every label and side of the branch, one for the top itself, one for a special place, one for elsewhere."""
    rows = numpy.where(child >= 0, labels[child] * 2 + (child > tops), 2 * LABELS)
    rows = numpy.where((child < 0) & special, 2 * LABELS + 1, rows)
    return numpy.where(tokens == tops, 2 * LABELS + 2, rows)


def _proposed_pairs(features: Features, triggers: numpy.ndarray, low: numpy.ndarray, sizes: numpy.ndarray) -> numpy.ndarray:
    """What the rules propose for a token beside this trigger: 0 if they know no such trigger, 1 nothing, then the roles."""
    by_trigger = {draft.trigger: draft for draft in features.proposals}
    starts = numpy.cumsum(sizes) - sizes
    result = numpy.zeros(int(sizes.sum()), dtype="int64")
    for trigger, first, start, size in zip(triggers.tolist(), low.tolist(), starts.tolist(), sizes.tolist()):
        draft = by_trigger.get(trigger)
        if draft is not None:
            block = result[start : start + size]
            block[:] = 1
            for role, pieces in ((SOURCE, draft.source), (CUE, draft.cue), (CONTENT, draft.content)):
                for begin, end in pieces:
                    block[max(begin - first, 0) : max(end - first, 0)] = role + 1
    return result
