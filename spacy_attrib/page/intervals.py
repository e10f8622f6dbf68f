"""Which stretches of tokens overlap or enclose another, without looking at all of them."""
from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import Generic, Iterable, Iterator, Tuple, TypeVar

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

    def around(self, span: Offsets) -> Iterator[Item]:
        """The owners of all stretches that enclose one, the latest to begin first."""
        i = bisect_right(self.starts, span[0]) - 1
        while i >= 0 and self.reach[i] >= span[1]:
            if self.items[i][0][1] >= span[1]:
                yield self.items[i][1]
            i -= 1

    def overlap(self, span: Offsets) -> bool:
        """Whether any stretch shares a token with one."""
        i = bisect_left(self.starts, span[1]) - 1
        return i >= 0 and self.reach[i] > span[0]
