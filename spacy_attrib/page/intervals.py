"""Which stretches of tokens overlap or enclose another, and which places lie in one, without looking at all of them."""

from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import Generic, Iterable, Iterator, List, Optional, Tuple, TypeVar

Offsets = Tuple[int, int]  # tokens or characters, half-open
Item = TypeVar("Item")


class Intervals(Generic[Item]):
    """Stretches of tokens, each with what it belongs to.

    items (Iterable[Tuple[Offsets, Item]]): Token offsets and their owners, in any order.
    """

    def __init__(self, items: Iterable[Tuple[Offsets, Item]]):
        self.items = sorted(items, key=lambda item: item[0])
        self.starts = [span[0] for span, _ in self.items]
        self.reach = list(accumulate((span[1] for span, _ in self.items), max))  # no stretch up to here ends later
        self.longer = self._find_longer()

    def _find_longer(self) -> List[int]:
        """For each stretch the number of the last one in front of it that ends later; -1 if none does."""
        longer: List[int] = []
        for i, (span, _) in enumerate(self.items):
            other = i - 1
            while other >= 0 and self.items[other][0][1] <= span[1]:
                other = longer[other]
            longer.append(other)
        return longer

    def around(self, span: Offsets) -> Iterator[Item]:
        """The owners of all stretches that enclose one, the latest to begin first."""
        i = bisect_right(self.starts, span[0]) - 1
        while i >= 0 and self.reach[i] >= span[1]:
            if self.items[i][0][1] >= span[1]:
                yield self.items[i][1]
                i -= 1
            else:
                i = self.longer[i]

    def touching(self, span: Offsets) -> Iterator[Item]:
        """The owners of all stretches that share a token with one, the latest to begin first."""
        i = bisect_left(self.starts, span[1]) - 1
        while i >= 0 and self.reach[i] > span[0]:
            if self.items[i][0][1] > span[0]:
                yield self.items[i][1]
                i -= 1
            else:
                i = self.longer[i]

    def overlap(self, span: Offsets) -> bool:
        """Whether any stretch shares a token with one."""
        i = bisect_left(self.starts, span[1]) - 1
        return i >= 0 and self.reach[i] > span[0]


class Places:
    """Places in a text.

    positions (Iterable[int]): Tokens or characters, in any order.
    """

    def __init__(self, positions: Iterable[int]):
        self.positions: List[int] = sorted(positions)

    def first_from(self, start: int) -> Optional[int]:
        """The first place that does not lie in front of another; None if all do."""
        i = bisect_left(self.positions, start)
        return self.positions[i] if i < len(self.positions) else None

    def any_in(self, start: int, end: int) -> bool:
        """Whether any lies in a stretch."""
        i = bisect_left(self.positions, start)
        return i < len(self.positions) and self.positions[i] < end
