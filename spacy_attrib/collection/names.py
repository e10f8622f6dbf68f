"""Names of people, taken apart by their words alone."""

import re
from typing import List, NamedTuple, Optional, Tuple

from .folding import fold, words_of
from .words import PeopleWords

ASIDE = re.compile(r"[“\"‘(«][^”\"’)»]*[”\"’)»]")  # Marta “Mo” Ruiz, Ana (Annie) Ruiz
SUFFIX_BEHIND = re.compile(r",?\s+((?:Jr|Sr)\b\.?|(?:III|II|IV)\b)")
SEVERAL = frozenset(("and", "or", "&"))


class PersonName(NamedTuple):
    """The name of a person, folded for comparing.

    given (str): The first given name, or an initial; empty where the surname stands alone.
    middle (Tuple[str, ...]): What stands between, without particles.
    surname (str): The last word.
    suffix (str): "jr", "sr", "ii" …; empty if there is none.
    gender (str): "m" or "f" where a title tells it, else empty.
    """

    given: str
    middle: Tuple[str, ...]
    surname: str
    suffix: str
    gender: str

    @property
    def is_full(self) -> bool:
        """Whether a given name, and not only an initial, stands in front of the surname."""
        return len(self.given) > 1


def parse_name(text: str, words: PeopleWords, behind: str = "") -> Optional[PersonName]:
    """Take the name of one person apart.

    text (str): The name as printed, with titles or without.
    words (PeopleWords): The word lists.
    behind (str): What the article goes on with, where a "Jr." may stand.
    RETURNS (Optional[PersonName]): None for what is no name of one person: "Ann Lee and Bob Ray", "the mayor".
    """
    lexicon = words.lexicon
    suffix = SUFFIX_BEHIND.match(behind)
    cut = SUFFIX_BEHIND.search(text)
    if cut is not None:
        suffix, text = cut, text[: cut.start()]
    if any(word in SEVERAL for word in text.lower().split()):
        return None
    printed = words_of(ASIDE.sub(" ", text.split(",")[0]))
    printed, gender = _without_titles(_without_ends(printed, words), words)
    if not printed or not printed[-1][:1].isupper() and printed[-1][:1].lower() != printed[-1][:1].upper():
        return None  # the mayor; but names in scripts without capitals are names
    folded = [fold(word) for word in printed]
    front = [word for word in folded[:-1] if word not in lexicon["name_particles"]]
    return PersonName(front[0] if front else "", tuple(front[1:]), folded[-1], fold(suffix[1]) if suffix else "", gender)


def _without_ends(printed: List[str], words: PeopleWords) -> List[str]:
    last = len(printed)
    while last > 1 and fold(printed[last - 1]) in words.lexicon["postnominals"]:
        last -= 1
    if last and printed[last - 1][-2:] in ("'s", "’s"):
        return [*printed[: last - 1], printed[last - 1][:-2]]
    return printed[:last]


def _without_titles(printed: List[str], words: PeopleWords) -> Tuple[List[str], str]:
    """The words behind the titles, and the gender that these tell."""
    start, gender = 0, ""
    while start < len(printed) - 1 and fold(printed[start]) in words.titles:
        title = printed[start].lower()
        gender = gender or words.lexicon.genders.get(title, "") if title in words.lexicon["titles"] else gender
        start += 1
    return printed[start:], gender


def same_given(one: str, other: str, words: PeopleWords) -> str:
    """How two given names may be one person's: "same", "initial", "short" (Bill for William), or empty if they may not."""
    if one == other:
        return "same" if len(one) > 1 else "initial"
    if 1 in (len(one), len(other)):
        return "initial" if one[:1] == other[:1] else ""
    return "short" if other in words.related_names.get(one, ()) else ""


def middles_agree(one: PersonName, other: PersonName) -> bool:
    """Whether nothing between given name and surname speaks against one person: "Ann B. Lee" and "Ann Beth Lee", but not "Ann C. Lee"."""
    pairs = zip(one.middle, other.middle)
    return all(a[:1] == b[:1] if 1 in (len(a), len(b)) else a == b for a, b in pairs)


def shares_middle(one: PersonName, other: PersonName) -> bool:
    """Whether both have the same between given name and surname."""
    return bool(one.middle) and bool(other.middle) and middles_agree(one, other)
