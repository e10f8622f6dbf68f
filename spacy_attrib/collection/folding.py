"""Words made alike for comparing: what is shown and what offsets index is always the text as printed."""

import re
import unicodedata
from typing import List

WORD = re.compile(r"[^\W_]+(?:[.'’‐-][^\W_]+)*\.?")
INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?\.?")


def fold(word: str) -> str:
    """A word in lower case, without accents and without the point of an abbreviation; apostrophes are straight."""
    plain = unicodedata.normalize("NFKD", word.casefold().replace("’", "'").replace("‐", "-"))
    return "".join(c for c in plain if not unicodedata.combining(c)).rstrip(".")


def words_of(text: str) -> List[str]:
    """The words of a text as printed; "J.K." gives two."""
    found: List[str] = []
    for match in WORD.finditer(text):
        word = match.group()
        found += [c for c in word if c.isalpha()] if INITIALS.fullmatch(word) else [word]
    return found


def without_possessive(word: str) -> str:
    """A word without "'s"; an apostrophe alone goes, too."""
    return re.sub(r"['’]s?$", "", word)
