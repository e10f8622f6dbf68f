"""Sentences that are no sentences: of a text without full stops a parser may make one tree of a hundred thousand words.

Rules walk over the words of a sentence, and over what hangs on a word, for every cue in it, which takes the square of the time there. So
what is longer than any sentence is read in parts.
"""

from typing import Any, List, Sequence

import numpy
from spacy.tokens import Doc

from .intervals import Offsets

MOST_IN_TREE = 500  # tokens that hang together; the longest sentence of a thousand news articles has fewer than 200
MOST_IN_SENTENCE = 1000  # tokens between two full stops, what is quoted between them counted
ENDS = frozenset((".", "?", "!", "…", ";", ":"))


def with_short_trees(doc: Doc) -> Doc:
    """A Doc of which no tree is longer than `MOST_IN_TREE`.

    doc (Doc): A parsed Doc; it is not changed.
    RETURNS (Doc): The same Doc if none is; else a copy, in which the words whose heads stand in another part are roots.
    """
    heads = numpy.arange(len(doc)) + doc.to_array("HEAD").astype("int64")
    if len(doc) <= MOST_IN_TREE or not any(end - start > MOST_IN_TREE for start, end in _trees(heads)):
        return doc
    words = [token.text for token in doc]
    starts = numpy.zeros(len(doc), dtype=bool)
    for start, end in _trees(heads):
        starts[parts(words, start, end, MOST_IN_TREE)] = True
    part = numpy.cumsum(starts)
    short = doc.copy()
    columns: Any = doc.to_array(["HEAD", "DEP"])
    crossing = part[heads] != part
    columns[crossing, 0] = 0
    columns[crossing, 1] = doc.vocab.strings.add("ROOT")
    return short.from_array(["HEAD", "DEP"], columns)


def _trees(heads: numpy.ndarray) -> List[Offsets]:
    """Where trees begin and end: between two of them no word hangs on one of the other side."""
    own = numpy.arange(len(heads))
    depth = numpy.zeros(len(heads) + 1, dtype="int64")
    numpy.add.at(depth, numpy.minimum(own, heads), 1)
    numpy.add.at(depth, numpy.maximum(own, heads), -1)
    edges = [*(numpy.flatnonzero(numpy.cumsum(depth)[:-1][:-1] == 0) + 1).tolist(), len(heads)]
    return list(zip([0, *edges], edges))


def parts(words: Sequence[str], start: int, end: int, most: int) -> List[int]:
    """The first tokens of the parts of a stretch, none of which has more than `most`: behind what ends a sentence or a line, if possible."""
    starts = [start]
    while end - starts[-1] > most:
        low, high = starts[-1] + most // 2, starts[-1] + most
        fit = (i for i in range(high, low, -1) if words[i - 1] in ENDS or "\n" in words[i - 1])
        starts.append(next(fit, high))
    return starts
