"""Near-duplicate articles: groups of texts that share most of their word 5-grams.

Two texts are compared by the Jaccard similarity of their sets of word 5-grams (lower case, hashed to 64 bits). The print and
the web version of an article, or a wire report and the same report with a new lead, share 0.5 and more; two reports of one
event by different writers lie near zero, so any threshold from 0.2 to 0.5 finds much the same.
"""

import re
from collections import defaultdict
from math import ceil
from typing import Dict, Iterator, List, Sequence, Tuple

import numpy
from spacy.strings import get_string_id

SHINGLE = 5
ROUNDING = 1e-9  # 0.7 * 10 is a little more than 7

_WORD = re.compile(r"\w+")


def shingles(text: str, size: int = SHINGLE) -> numpy.ndarray:
    """The set of word n-grams of a text, as a sorted array of different 64-bit hashes (uint64), shape (n,); empty for a text without
    words. A text of fewer words than `size` is one n-gram."""
    words = _WORD.findall(text.lower())
    count = max(len(words) - size + 1, min(len(words), 1))
    hashes = (get_string_id(" ".join(words[i : i + size])) for i in range(count))
    return numpy.unique(numpy.fromiter(hashes, dtype="uint64", count=count))


def near_duplicates(shingled: Sequence[numpy.ndarray], similarity: float) -> List[List[int]]:
    """Group articles that are nearly the same: groups of two and more, as ascending positions. An article joins a group if its
    Jaccard similarity (above 0, at most 1) with any member reaches the given one. `shingled` is what `shingles` gave for each.

    The work is an inverted index of the n-grams that more than one article has, not a comparison of every two articles.
    """
    parent = list(range(len(shingled)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    first_with: Dict[bytes, int] = {}
    for i, hashes in enumerate(shingled):  # the same n-grams: no need to compare
        if len(hashes):
            parent[i] = first_with.setdefault(hashes.tobytes(), i)
    unique = sorted(first_with.values())
    for i, candidates in _candidates([shingled[i] for i in unique], similarity):
        for j in candidates:
            one, other = unique[i], unique[j]
            if root(one) != root(other) and _jaccard(shingled[one], shingled[other]) >= similarity:
                parent[max(root(one), root(other))] = min(root(one), root(other))
    groups = defaultdict(list)
    for i in range(len(shingled)):
        groups[root(i)].append(i)
    return [group for group in groups.values() if len(group) > 1]


def _candidates(shingled: Sequence[numpy.ndarray], similarity: float) -> Iterator[Tuple[int, List[int]]]:
    """For every article those before it that may be near: n-grams are ordered from rare to common, and two sets can only
    reach the similarity if they share one of the first `size - ceil(similarity * size) + 1` (prefix filter)."""
    if not shingled:
        return
    kinds, counts = numpy.unique(numpy.concatenate(shingled), return_counts=True)
    index: Dict[int, List[int]] = defaultdict(list)
    for i, hashes in enumerate(shingled):
        frequency = counts[numpy.searchsorted(kinds, hashes)]
        needed = ceil(similarity * len(hashes) - ROUNDING)
        if (frequency > 1).sum() < needed:
            continue  # too little of it stands anywhere else
        ordered = hashes[numpy.lexsort((hashes, frequency))]
        prefix = ordered[: len(hashes) - needed + 1].tolist()
        yield i, sorted({j for shingle in prefix for j in index.get(shingle, ())})
        for shingle in prefix:
            index[shingle].append(i)


def _jaccard(one: numpy.ndarray, other: numpy.ndarray) -> float:
    shared = len(numpy.intersect1d(one, other, assume_unique=True))
    return shared / (len(one) + len(other) - shared)
