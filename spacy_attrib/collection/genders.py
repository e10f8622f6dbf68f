"""The gender of people as articles show it: by "he" and "she", by "Mr." and "Ms.", else by the given name, else not known.

A guess about words and no knowledge of a person: the lists of given names are English and European for the most part, names that both have are
left open, and whoever an article calls "they" is not known.
"""

from typing import Iterable, NamedTuple, Sequence

from .appearances import Appearance
from .words import PeopleWords

NOT_KNOWN = "not known"
GENDERS = {"m": "male", "f": "female", "": NOT_KNOWN}
LEAST_SHOWN = 1  # pronouns or titles that are not believed against the given name
OUTNUMBERS = 5  # how many times more often one must be shown than the other, as a pronoun may be given to the wrong person


class Gender(NamedTuple):
    """A gender ("male", "female", "not known") and what shows it: "pronoun or title", "given name", or nothing."""

    value: str
    shown_by: str


def gender_of(appearances: Sequence[Appearance], words: PeopleWords) -> Gender:
    """The gender of one person.

    appearances (Sequence[Appearance]): All appearances.
    words (PeopleWords): The word lists.
    RETURNS (Gender): The gender.
    """
    male, female = (sum(each.genders.get(gender, 0) for each in appearances) for gender in ("m", "f"))
    by_name = gender_of_given([each.name.given for each in appearances if each.name is not None], words)
    if male or female:
        shown = "m" if male > OUTNUMBERS * female else "f" if female > OUTNUMBERS * male else ""
        doubtful = male + female <= LEAST_SHOWN and by_name not in ("", shown)
        shown = "" if doubtful else shown
        return Gender(GENDERS[shown], "pronoun or title" if shown else "")
    return Gender(GENDERS[by_name], "given name" if by_name else "")


def gender_of_given(names: Iterable[str], words: PeopleWords) -> str:
    """ "m" or "f" if the lists of given names have all of some names so, else empty; initials tell nothing."""
    told = {words.lexicon.genders.get(name, "") for name in names if len(name) > 1}
    return told.pop() if len(told) == 1 else ""
