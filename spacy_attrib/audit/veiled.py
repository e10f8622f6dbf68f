"""Veiled sourcing: words by which an article says that somebody said something, and not who: "it is understood that", "the Courier understands"."""
import re
from functools import lru_cache
from typing import FrozenSet, Iterator, List, Sequence

from spacy.tokens import Doc

from ..attributions import Attribution
from ..page.intervals import Offsets
from ..page.layout import Layout
from .descriptors import Words
from .views import Finding

HEARER = r"\s+(?:the|a|an|his|her|their|my|our|him|them|me|us|you|it)\b"  # what was said to them


def find_veiled(doc: Doc, attributions: Sequence[Attribution], words: Words) -> Iterator[Finding]:
    """Find the veiled sourcing of an article, outside of quotations and of what is attributed to somebody. Needs no parse.

    doc (Doc): The Doc.
    attributions (Sequence[Attribution]): Everything attributed in it.
    words (Words): The word lists.
    YIELDS (Finding): One for each place, with no source.
    """
    text = doc.text
    spoken: List[Offsets] = [(segment.start, segment.end) for segment in Layout(text).segments]
    spoken += [(span.start_char, span.end_char) for a in attributions if a.source for span in a.content]
    inside = {i for start, end in spoken for i in range(start, end)}
    houses = {ent.start_char for ent in doc.ents if ent.label_ == "ORG"}
    for match in _veiled(words["veiled_phrases"], words["veiled_verbs"], words["veiled_houses"], words["veiled_house_cues"]).finditer(text):
        name = match["name"]
        house = name is None or name.split()[-1].lower() in words["veiled_houses"] or match.start("name") in houses
        span = doc.char_span(*match.span(), alignment_mode="expand")
        if span is not None and house and match.start() not in inside:
            yield Finding("veiled_sourcing", span, f"“{' '.join(span.text.split())}” tells that somebody said it, and not who.", "")


@lru_cache(maxsize=8)
def _veiled(phrases: FrozenSet[str], verbs: FrozenSet[str], houses: FrozenSet[str], cues: FrozenSet[str]) -> "re.Pattern[str]":
    """Any of the phrases; "is said to"; a paper, or any name that may be one, that understands or has been told something."""
    be = r"(?:is|are|was|were|['’]s|['’]re|(?:has|have|had)\s+been)"
    own = rf"(?:this|the)\s+(?:{_any(houses)})"
    name = r"(?P<name>(?-i:[A-Z][\w&'’-]*(?:\s(?:of\s)?[A-Z][\w&'’-]*){0,3}))"
    house = rf"(?:{own}|(?:the\s+)?{name})\s+(?:{_any(cues)})\b(?!\s+by\b)"
    return re.compile(rf"(?<![\w’'-])(?:(?:{_any(phrases)})\b(?!\s+by\b)|{be}\s+(?:{_any(verbs)})\s+to\b(?!{HEARER})|{house})", re.I)


def _any(words: FrozenSet[str]) -> str:
    """One of some words, the longest first, whatever the space and the apostrophes in them."""
    return "|".join(re.escape(w).replace(r"\ ", r"\s+").replace("'", "['’]") for w in sorted(words, key=lambda w: (-len(w), w)))
