"""The words by which a text says that somebody said something, and not who: "it is understood that", "the Courier understands"."""

import re
from functools import lru_cache
from typing import FrozenSet

HEARER = r"\s+(?:the|a|an|his|her|their|my|our|him|them|me|us|you|it)\b"  # what was said to them


@lru_cache(maxsize=8)
def veiled_pattern(phrases: FrozenSet[str], verbs: FrozenSet[str], houses: FrozenSet[str], cues: FrozenSet[str]) -> "re.Pattern[str]":
    """Any veiled sourcing, as a regular expression.

    phrases (FrozenSet[str]): What is such as it stands: "it is understood". It is the group `phrase`.
    verbs (FrozenSet[str]): What stands between "is" and "to": "is said to".
    houses (FrozenSet[str]): What papers and broadcasters are called.
    cues (FrozenSet[str]): What these understand or have been told; the name in front, if there is one, is the group `name`.
    RETURNS (re.Pattern): The pattern, blind to case.
    """
    be = r"(?:is|are|was|were|['’]s|['’]re|(?:has|have|had)\s+been)"
    own = rf"(?:this|the)\s+(?:{_any(houses)})"
    name = r"(?P<name>(?-i:[A-Z][\w&'’-]*(?:\s(?:of\s)?[A-Z][\w&'’-]*){0,3}))"
    house = rf"(?:{own}|(?:the\s+)?{name})\s+(?P<cue>{_any(cues)})\b(?!\s+by\b)"
    return re.compile(rf"(?<![\w’'-])(?:(?P<phrase>{_any(phrases)})\b(?!\s+by\b)|{be}\s+(?:{_any(verbs)})\s+to\b(?!{HEARER})|{house})", re.I)


def _any(words: FrozenSet[str]) -> str:
    """One of some words, the longest first, whatever the space and the apostrophes in them."""
    return "|".join(re.escape(w).replace(r"\ ", r"\s+").replace("'", "['’]") for w in sorted(words, key=lambda w: (-len(w), w)))
