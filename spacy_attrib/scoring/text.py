"""A text without its white space: what the measures compare, so that neither tokens nor line ends matter.

A stretch of text is here a `Runs`: disjoint half-open intervals of characters that are no white space, counted from
the start of the text, in order. Pieces between which only white space stands are one interval.
"""

import unicodedata
from dataclasses import dataclass
from itertools import accumulate
from typing import Dict, Iterable, List, Sequence, Tuple

Runs = Tuple[Tuple[int, int], ...]


@dataclass(frozen=True)
class Squeezed:
    """A text without its white space.

    text (str): What is left of it.
    origin (Sequence[int]): Where each character stands in the original.
    before (Sequence[int]): For every offset into the original, the end included: how many characters stand before it.
    """

    text: str
    origin: Sequence[int]
    before: Sequence[int]

    def runs(self, pieces: Iterable[Sequence[int]]) -> Runs:
        """The runs of some pieces: half-open character offsets into the original."""
        moved = ((self.before[start], self.before[end]) for start, end in pieces)
        return tuple(merge((start, end) for start, end in moved if start != end))

    def trim(self, runs: Runs) -> Runs:
        """The runs without punctuation at their ends; as they are if nothing else is in them."""
        trimmed = []
        for start, end in runs:
            while start < end and _is_punctuation(self.text[start]):
                start += 1
            while start < end and _is_punctuation(self.text[end - 1]):
                end -= 1
            if start < end:
                trimmed.append((start, end))
        return tuple(trimmed) or runs

    def last_word(self, runs: Runs) -> str:
        """The last letters of it that stand together in the original, in lower case; empty if it has no letters."""
        for start, end in reversed(runs):
            while start < end and not self.text[end - 1].isalpha():
                end -= 1
            if start == end:
                continue
            first = end - 1
            while first > start and self.text[first - 1].isalpha() and self.origin[first - 1] == self.origin[first] - 1:
                first -= 1
            return self.text[first:end].lower()
        return ""


def merge(stretches: Iterable[Tuple[int, int]]) -> List[Tuple[int, int]]:
    """Half-open stretches in order, those that touch or overlap made one."""
    merged: List[Tuple[int, int]] = []
    for start, end in sorted(stretches):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def squeeze(text: str) -> Squeezed:
    """Take the white space out of a text."""
    origin = [i for i, char in enumerate(text) if not char.isspace()]
    return Squeezed(
        text="".join(text[i] for i in origin),
        origin=origin,
        before=[0, *accumulate(not char.isspace() for char in text)],
    )


def _is_punctuation(char: str) -> bool:
    return unicodedata.category(char)[0] == "P" or char in "`^´"


# Comparing


def size(runs: Runs) -> int:
    """How many characters it has."""
    return sum(end - start for start, end in runs)


def shared(a: Runs, b: Runs) -> int:
    """How many characters two have in common."""
    return sum(max(0, min(a_end, b_end) - max(a_start, b_start)) for a_start, a_end in a for b_start, b_end in b)


def overlap(a: Runs, b: Runs) -> float:
    """Common characters through all characters of both (intersection over union); 0 if either is empty."""
    both = shared(a, b)
    return both / (size(a) + size(b) - both) if both else 0.0


def all_shared(a: Sequence[Runs], b: Sequence[Runs]) -> Dict[Tuple[int, int], int]:
    """How many characters the members of two lists have in common, by index into `a` and index into `b`, for pairs that have any."""
    found: Dict[Tuple[int, int], int] = {}
    pieces = [(*run, side, i) for side, items in enumerate((a, b)) for i, runs in enumerate(items) for run in runs]
    running: List[List[Tuple[int, int]]] = [[], []]  # per list: end and index of the runs that have not ended yet
    for start, end, side, i in sorted(pieces):
        running[1 - side] = [other for other in running[1 - side] if other[0] > start]
        for other_end, j in running[1 - side]:
            pair = (j, i) if side else (i, j)
            found[pair] = found.get(pair, 0) + min(end, other_end) - start
        running[side].append((end, i))
    return found
