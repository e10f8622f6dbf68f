"""A text without its white space: what the measures compare, so that neither tokens nor line ends matter.

A stretch of text is here a `Runs`: disjoint half-open intervals of characters that are no white space, counted from
the start of the text, in order. Pieces between which only white space stands are one interval.
"""
import re
import unicodedata
from dataclasses import dataclass
from itertools import accumulate
from typing import Dict, Iterable, List, Sequence, Tuple

Runs = Tuple[Tuple[int, int], ...]

_OPENERS = ("“", "„", "‟", "«", "〝", "``")
_CLOSERS = ("”", "»", "〞")
_TOGGLES = ('"', "＂", "''")
_DOUBLE = "".join(mark for mark in _OPENERS + _CLOSERS + _TOGGLES if len(mark) == 1)
_QUOTE_CHARS = frozenset(_DOUBLE + "'‘’‚‛`´")
_MARK = re.compile(f"``|''|\n|[{_DOUBLE}]")
_PART_OF_MARK = re.compile(f"(?=``|'')|[{_DOUBLE}]")


@dataclass(frozen=True)
class Squeezed:
    """A text without its white space.

    text (str): What is left of it.
    origin (Sequence[int]): Where each character stands in the original.
    before (Sequence[int]): For every offset into the original, the end included: how many characters stand before it.
    quoted (bytes): 1 for each character inside a pair of double quotation marks.
    marked (bytes): 1 for each character that is that, or part of a double mark.
    """

    text: str
    origin: Sequence[int]
    before: Sequence[int]
    quoted: bytes
    marked: bytes

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

    def form(self, runs: Runs) -> str:
        """Whether all, some or none of it stands in double quotation marks: "direct", "mixed" or "indirect".

        What begins and ends with a mark is direct, whatever kind the marks are.
        """
        first, last = runs[0][0], runs[-1][1] - 1
        enclosed = first < last and self.text[first] in _QUOTE_CHARS and self.text[last] in _QUOTE_CHARS
        if enclosed or all(self.quoted.count(1, start, end) == end - start for start, end in runs):
            return "direct"
        return "mixed" if any(self.marked.count(1, start, end) for start, end in runs) else "indirect"

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
    quoted, marked = _quotation_masks(text)
    return Squeezed(
        text="".join(text[i] for i in origin),
        origin=origin,
        before=[0, *accumulate(not char.isspace() for char in text)],
        quoted=bytes(quoted[i] for i in origin),
        marked=bytes(marked[i] for i in origin),
    )


def _quotation_masks(text: str) -> Tuple[bytearray, bytearray]:
    """Pair the double marks as the reference evaluation does: simpler than `marks.quoted_segments`, so that the forms of
    two systems are told apart in the same way. A pair left open ends with its line."""
    quoted = bytearray(len(text))
    opened = -1
    for match in _MARK.finditer(text):
        mark, start, end = match.group(), match.start(), match.end()
        if opened < 0:
            opened = start if mark in _TOGGLES or mark in _OPENERS else -1
        elif mark == "\n":
            quoted[opened:start] = b"\1" * (start - opened)
            opened = -1
        elif mark not in _OPENERS:
            quoted[opened:end] = b"\1" * (end - opened)
            opened = -1
    if opened >= 0:
        quoted[opened:] = b"\1" * (len(text) - opened)
    marked = bytearray(quoted)
    for match in _PART_OF_MARK.finditer(text):
        marked[match.start()] = 1
    return quoted, marked


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
