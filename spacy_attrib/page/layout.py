"""How a text is laid out, in characters: its paragraphs and what stands in quotation marks. Needs no Doc."""

from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import accumulate, groupby
from typing import Collection, List, Tuple

from .intervals import Offsets
from .marks import Quoted, paragraphs, quoted_segments


def _capitals() -> str:
    """Every capital letter of Unicode's first plane, as a regular expression writes them between brackets."""
    codes = [code for code in range(0x10000) if chr(code).istitle()]
    runs = [[code for _, code in run] for _, run in groupby(enumerate(codes), lambda item: item[1] - item[0])]
    return "".join(f"{chr(run[0])}-{chr(run[-1])}" for run in runs)


CAPITAL = _capitals()
LETTER = r"\w\u0300-\u036f"  # letters, digits, and the accents that some files write behind their letter


class Layout:
    """The layout of one text.

    text (str): The text.
    elisions (Collection[str]): Lower-case words that an apostrophe may begin ("em", "til"), so that it is no mark.
    """

    def __init__(self, text: str, elisions: Collection[str] = ()):
        self.text = text
        self.elisions = elisions

    @cached_property
    def paragraphs(self) -> List[Offsets]:
        """The paragraphs, without the white space around them."""
        return paragraphs(self.text)

    @cached_property
    def segments(self) -> List[Quoted]:
        """What stands in quotation marks, ordered by start; an outer segment comes before those inside it."""
        return quoted_segments(self.text, self.elisions)

    @cached_property
    def _reaches(self) -> Tuple[List[int], List[int]]:
        """Where each segment starts, and how far it and those before it reach."""
        return [segment.start for segment in self.segments], list(accumulate((segment.end for segment in self.segments), max))

    def around(self, start: int, end: int) -> List[Quoted]:
        """The segments that share a character with a stretch, in order, and those between them."""
        starts, reach = self._reaches
        first = bisect_right(reach, start)
        return self.segments[first : bisect_left(starts, end, first)]

    @cached_property
    def _starts(self) -> List[int]:
        return [start for start, _ in self.paragraphs]

    def paragraph_at(self, position: int) -> int:
        """The number of the paragraph in which a character stands; white space between two belongs to the first."""
        return max(bisect_right(self._starts, position) - 1, 0)
