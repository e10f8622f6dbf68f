"""Text cut where marks begin and end, so that marks that overlap or lie inside each other can be drawn."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Generic, Iterator, List, Sequence, Tuple, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)  # a NamedTuple cannot be generic in Python 3.10
class Mark(Generic[T]):
    """Something to be shown in a text: what it is, with character offsets."""

    start: int
    end: int
    what: T


@dataclass(frozen=True)
class Segment(Generic[T]):
    """A stretch of text that has the same marks all through, the longest mark first."""

    start: int
    end: int
    marks: Tuple[Mark[T], ...]


def marks_in(stretches: Sequence[Tuple[int, int]], marks: Sequence[Mark[T]]) -> List[List[Mark[T]]]:
    """The marks that share a character with each of some stretches, in the order given.

    stretches (Sequence[Tuple[int, int]]): Character offsets, in order, none reaching into the next.
    marks (Sequence[Mark]): In any order.
    RETURNS (List[List[Mark]]): Those of each stretch.
    """
    starts, ends = [start for start, _ in stretches], [end for _, end in stretches]
    inside: List[List[Mark[T]]] = [[] for _ in stretches]
    for mark in marks:
        for number in range(bisect_right(ends, mark.start), bisect_left(starts, mark.end)):
            inside[number].append(mark)
    return inside


def cut_segments(start: int, end: int, marks: Sequence[Mark[T]]) -> Iterator[Segment[T]]:
    """Cut a stretch of text at the edges of all marks in it.

    start, end (int): Character offsets of the stretch.
    marks (Sequence[Mark]): In any order; they may overlap, lie inside each other, and reach beyond the stretch.
    YIELDS (Segment): In order and without gaps; put together they are the stretch.
    """
    inside = [mark for mark in marks if mark.start < end and start < mark.end and mark.start < mark.end]
    cuts = sorted({start, end, *(cut for mark in inside for cut in (mark.start, mark.end) if start < cut < end)})
    waiting = sorted(inside, key=lambda mark: mark.start)[::-1]
    now: List[Mark[T]] = []
    for left, right in zip(cuts, cuts[1:]):
        now = [mark for mark in now if mark.end > left]
        while waiting and waiting[-1].start <= left:
            now.append(waiting.pop())
        yield Segment(left, right, tuple(sorted(now, key=lambda mark: (mark.start - mark.end, mark.start))))
