"""Cutting a text that is longer than it may be, where a paragraph ends."""

import re
from bisect import bisect_left
from typing import NamedTuple

ENDS = ((re.compile(r"\n[^\S\n]*\n"), "between two paragraphs"), (re.compile(r"\n"), "at the end of a line"))
LEAST = 0.5  # how much of what may stay has to stay, or the next kind of end is tried


class Cut(NamedTuple):
    """What is left of a text, how many words that are of how many, and `where` it was cut."""

    text: str
    left: int
    words: int
    where: str


def cut_text(text: str, most: int) -> Cut:
    """Cut a text: behind the last paragraph that may stay, else behind the last line, else in it. What is left is as it was.

    text (str): The text; words are what white space parts.
    most (int): How many words it may have, one or more.
    RETURNS (Cut): What is left; all, and `where` empty, of a text that has no more words.
    """
    starts = [match.start() for match in re.finditer(r"(?<!\S)\S", text)]
    if len(starts) <= most:
        return Cut(text, len(starts), len(starts), "")
    head = text[: starts[most]]
    for pattern, where in ENDS:
        last = max((match.start() for match in pattern.finditer(head)), default=0)
        left = bisect_left(starts, last)
        if left >= LEAST * most:
            return Cut(text[:last], left, len(starts), where)
    return Cut(head.rstrip(), most, len(starts), "inside a paragraph")
