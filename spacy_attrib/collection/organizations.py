"""Which named organizations of different articles are one: full names, short forms, initials."""

import re
from typing import Dict, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Set, Tuple

from ..lang.en.grammar import NAME_LINKERS
from ..lang.en.morphology import singular
from .appearances import ORGANIZATION, Appearance, by_article
from .folding import fold, without_possessive, words_of
from .merging import Merging
from .words import PeopleWords

BRACKETED = re.compile(r"\(([^\W\d_][\w&.]{1,9})\)")
ShortForm = Tuple[str, Tuple[str, ...]]  # initials, and the words of the name they stand for
NUMBERING = frozenset(("none", "all", "both", "each", "either", "neither", "they", "it", "we"))  # sources that are no names
LEAST_INITIALS = 3  # letters that tell one body from others where no bracket explains them
NAME_ROOM = 12  # words in front of a bracket that may be the name


class BodyName(NamedTuple):
    """The name of an organization, folded for comparing.

    words (Tuple[str, ...]): Without article and legal form.
    acronym (bool): Whether it is one word of capitals.
    general (bool): Whether bodies of many places bear it: "Foreign Ministry", "Supreme Court".
    """

    words: Tuple[str, ...]
    acronym: bool
    general: bool

    @property
    def initials(self) -> str:
        """The first letters of its words, without linkers."""
        return "".join(word[0] for word in self.words if word not in NAME_LINKERS)


def parse_body(text: str, words: PeopleWords) -> Optional[BodyName]:
    """Take the name of an organization apart; None for what is no name ("the company"), or is several ("Gander and Norse")."""
    name, _, rest = text.split("(")[0].partition(",")
    if not all(fold(word) in words.own["legal_forms"] for word in words_of(rest)):
        return None
    printed = [without_possessive(word) for word in words_of(name)]
    while printed and printed[0].lower() in ("the", "a", "an"):
        printed.pop(0)
    while len(printed) > 1 and fold(printed[-1]) in words.own["legal_forms"]:
        printed.pop()
    counted = len(printed) == 1 and printed[0].lower() in words.lexicon["quantities"] | words.lexicon["publics"] | NUMBERING
    if counted or not any(word[:1].isupper() for word in printed) or any(word.lower() == "and" for word in printed[-2:-1]):
        return None
    folded = tuple(fold(word) for word in printed)
    acronym = len(printed) == 1 and sum(c.isupper() for c in printed[0]) > 1
    return BodyName(folded, acronym, not acronym and all(_is_general(word, printed[i], words) for i, word in enumerate(folded)))


def _is_general(word: str, printed: str, words: PeopleWords) -> bool:
    lexicon = words.lexicon
    if not printed[:1].isupper() or len(word) == 1 or word in NAME_LINKERS or word in words.own["general_words"]:
        return True
    return any(w in lexicon[name] for w in (word, singular(word)) for name in ("organizations", "body_nouns", "institution_plurals", "role_nouns"))


def spelled_out(text: str) -> Iterator[ShortForm]:
    """The initials that a text gives in brackets behind the name they stand for, folded, with the words of that name.

    "National Ferries Board (NFB)" gives "nfb" and ("national", "ferries", "board").
    """
    for match in BRACKETED.finditer(text):
        short = match[1].replace(".", "").replace("&", "")
        if sum(c.isupper() for c in short) < 2:
            continue
        first = max(match.start() - 200, 0)
        line = text[max(text.rfind("\n", first, match.start()) + 1, first) : match.start()]
        name = _name_of_initials(words_of(line)[-NAME_ROOM:], [c.casefold() for c in short if c.isalpha()])
        if name:
            yield fold(short), tuple(fold(word) for word in name)


def _name_of_initials(before: List[str], letters: List[str]) -> List[str]:
    """The last words in front of a bracket whose first letters are those in it; linkers may be left out of them."""
    left = list(letters)
    for i in range(len(before) - 1, -1, -1):
        word = fold(before[i])
        if left and word[:1] == left[-1]:
            left.pop()
            if not left:
                return before[i:] if before[i][:1].isupper() else []
        elif word not in NAME_LINKERS:
            return []
    return []


def merge_organizations(appearances: Sequence[Appearance], spelled: Sequence[ShortForm], merging: Merging, words: PeopleWords) -> None:
    """Put together the appearances of one organization.

    appearances (Sequence[Appearance]): All of the collection.
    spelled (Sequence[ShortForm]): What `spelled_out` found in all of its articles.
    merging (Merging): Takes the merges.
    words (PeopleWords): The word lists.
    """
    names = {i: name for i, each in enumerate(appearances) if each.kind == ORGANIZATION and (name := parse_body(each.text, words)) is not None}
    meant: Dict[str, Set[Tuple[str, ...]]] = {}
    for short, long in spelled:
        meant.setdefault(short, set()).add(_without_article(long))
    for _, members in by_article(appearances):
        _merge_in_article([i for i in members if i in names], names, appearances, merging, words)
    first: Dict[Tuple[str, ...], int] = {}
    for i, name in names.items():
        each = appearances[i]
        keys = [(*name.words, "", each.outlet), (*name.words, "", each.topic)] if name.general else [name.words]
        for key in keys:
            if key[-1] and (known := first.setdefault(key, i)) != i:
                where = f"same outlet: {each.outlet}" if key == keys[0] else f"same topic: {each.topic}"
                merging.join(known, i, "same name of a body", [where] if name.general else [])
    for i, name in names.items():
        full = meant.get("".join(name.words), set()) if name.acronym else set()
        bearer = first.get(next(iter(full))) if len(full) == 1 else None
        if bearer is not None:
            merging.join(bearer, i, "initials", [f"{appearances[i].text} is spelled out as {' '.join(next(iter(full))).title()}"])


def _without_article(name: Tuple[str, ...]) -> Tuple[str, ...]:
    return name[1:] if name[:1] == ("the",) else name


def _merge_in_article(
    members: Sequence[int], names: Mapping[int, BodyName], appearances: Sequence[Appearance], merging: Merging, words: PeopleWords
) -> None:
    """Put together a short form and the only full name in one article that it can be of."""
    beginnings: Dict[Tuple[str, ...], List[int]] = {}
    initials: Dict[str, List[int]] = {}
    for k in members:
        initials.setdefault(names[k].initials, []).append(k)
        for end in range(1, len(names[k].words) + 1):
            beginnings.setdefault(names[k].words[:end], []).append(k)
    for i in members:
        near = initials.get(names[i].words[0], []) if names[i].acronym else beginnings.get(names[i].words, [])
        fitting = [k for k in near if k != i and _is_short_for(names[i], names[k], words)]
        if len(fitting) == 1:
            merging.join(fitting[0], i, "short form in one article", [f"{appearances[i].text} for {appearances[fitting[0]].text}"])


def _is_short_for(short: BodyName, full: BodyName, words: PeopleWords) -> bool:
    """Whether a name is the initials of another, or its beginning without what kind of body it is: Gander for Gander Holdings."""
    if short.acronym:
        return len(short.words[0]) >= LEAST_INITIALS and full.initials == short.words[0]
    if short.general or full.words[: len(short.words)] != short.words or full.words == short.words:
        return full.words == short.words
    rest = full.words[len(short.words) :]
    lists = ("organizations", "body_nouns", "company_words")
    return all(word in NAME_LINKERS or any(w in words.lexicon[name] for w in (word, singular(word)) for name in lists) for word in rest)
