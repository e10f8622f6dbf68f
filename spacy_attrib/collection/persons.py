"""Which named people of different articles are one person.

Only those of one surname are compared. Within an article names that fit are one; across articles the signs of `evidence.py` are weighed,
the strongest names first: full names, then short given names, then initials, then surnames alone.
"""

from typing import Callable, Dict, List, Mapping, Optional, Sequence, Tuple

from .appearances import PERSON, Appearance, by_article
from .evidence import AHEAD, LEAST, Group, Sign, group_of, rare_company, signs, weigh
from .merging import Merging
from .names import PersonName, middles_agree, same_given
from .words import PeopleWords

CANDIDATES = 40  # groups of one surname that a group is compared with: those of the most articles
FAR_MORE = 5  # times the articles of another of that full name, from which on an article means the one who is known
NAMESAKES = 200  # people of one surname in an article, or given names with one surname, that a name is compared with
Asks = Optional[Callable[[Group, Group], bool]]  # what two groups must have in common to be compared
Weighed = Tuple[float, Group, List[Sign]]  # how much speaks for a group, the group, and what
RULES = {"full name": "same name", "initial": "initial", "short name": "short given name", "surname alone": "surname alone"}


def merge_people(appearances: Sequence[Appearance], merging: Merging, words: PeopleWords) -> None:
    """Put together the appearances of one person.

    appearances (Sequence[Appearance]): All of the collection.
    merging (Merging): Takes the merges.
    words (PeopleWords): The word lists.
    """
    for _, members in by_article(appearances):
        people = {i: name for i in members if appearances[i].kind == PERSON and (name := appearances[i].name) is not None}
        _merge_in_article(people, appearances, merging, words)
    rare = rare_company(appearances)
    blocks: Dict[str, Dict[int, List[int]]] = {}
    for i, each in enumerate(appearances):
        if each.kind == PERSON and each.name is not None:
            blocks.setdefault(each.name.surname, {}).setdefault(merging.root(i), []).append(i)
    for sets in blocks.values():
        if len(sets) > 1:
            Block([group_of(members, appearances, rare) for members in sets.values()], merging, words).merge()


def _merge_in_article(people: Mapping[int, PersonName], appearances: Sequence[Appearance], merging: Merging, words: PeopleWords) -> None:
    """Put together the names in one article that can be of but one of its people: "Ann Lee", "A. Lee", "Ms. Lee"."""
    by_surname: Dict[str, List[int]] = {}
    for i, name in people.items():
        by_surname.setdefault(name.surname, []).append(i)
    for members in by_surname.values():
        ordered = sorted(members, key=lambda i: (-len(people[i].given), -len(people[i].middle), i))
        for number, i in enumerate(ordered):
            fitting = [k for k in ordered[: min(number, NAMESAKES)] if _may_be_one(appearances[i], appearances[k], words)]
            if len({merging.root(k) for k in fitting}) == 1:
                alone = not people[i].given or appearances[i].spelled_out
                rule = "surname in one article" if alone else "name in one article"
                merging.join(fitting[0], i, rule, [f"the article has no other {appearances[i].text} but {appearances[fitting[0]].text}"])


def _may_be_one(short: Appearance, full: Appearance, words: PeopleWords) -> bool:
    """Whether a name in an article may be of somebody whom it names more fully."""
    one, other = short.name, full.name
    if one is None or other is None:
        return False
    shown = [{gender for gender, count in each.genders.items() if count} for each in (short, full)]
    if shown[0] and shown[1] and not shown[0] & shown[1] or one.suffix and one.suffix != other.suffix:
        return False
    if not one.given:
        return bool(other.given)
    return one.suffix == other.suffix and bool(same_given(one.given, other.given, words)) and middles_agree(one, other)


class Block:
    """Everybody of one surname.

    groups (List[Group]): Those who are one within an article.
    """

    def __init__(self, groups: List[Group], merging: Merging, words: PeopleWords):
        self.merging = merging
        self.words = words
        self.by_given: Dict[str, List[Group]] = {}
        for group in sorted(groups, key=lambda g: (not g.is_described, g.unknown, g.members[0])):
            self.by_given.setdefault(group.name.given, []).append(group)

    def merge(self) -> None:
        """Put together who is one person."""
        full = [given for given in self.by_given if len(given) > 1]
        initials = [given for given in self.by_given if len(given) == 1]
        for given in full:
            self.by_given[given] = self._settle(self.by_given[given])
        for given in full:
            self._attach(given, sorted(self.words.related_names.get(given, ())))
        for given in initials:
            self._attach(given, [name for name in full if name.startswith(given)])
            self.by_given[given] = self._settle(self.by_given[given])
        self._attach("", [*full, *initials], _shares_setting)

    def _settle(self, groups: List[Group]) -> List[Group]:
        """Join groups until none of them fits another."""
        known = sum(len(group.articles) for group in groups if not group.unknown)
        while True:
            left: List[Group] = []
            for group in groups:
                if not self._join_best(group, left[:CANDIDATES], known=known):
                    left.append(group)
            if len(left) == len(groups):
                return left
            groups = sorted(left, key=lambda g: -len(g.articles))

    def _attach(self, given: str, others: Sequence[str], asks: Asks = None) -> None:
        """Join those with one given name to those with others, by which they may be called more fully."""
        left: List[Group] = []
        for group in self.by_given.get(given, ()):
            named = [other for name in others[:NAMESAKES] for other in self.by_given.get(name, ())[:CANDIDATES]]
            if not self._join_best(group, named, asks):
                left.append(group)
        self.by_given[given] = left

    def _rivals(self, rival: Weighed, best: Weighed, known: int) -> bool:
        """Whether another group fits nearly as well as the best, and is not itself one with it."""
        known_well = rival[1].name.given == best[1].name.given and len(best[1].articles) >= FAR_MORE * len(rival[1].articles)
        if best[0] - rival[0] >= AHEAD or known_well:
            return False
        found = signs(rival[1], best[1], self.words, known)
        return found is None or weigh(found) < LEAST

    def _join_best(self, group: Group, others: Sequence[Group], asks: Asks = None, known: int = 0) -> bool:
        """Join a group to the one that most speaks for, if that is enough and well ahead of the next."""
        weighed: List[Weighed] = []
        for other in others:
            found = signs(group, other, self.words, known) if asks is None or asks(group, other) else None
            if found is not None and self.merging.may_join(group.members[0], other.members[0]):
                weighed.append((weigh(found), other, found))
        best = max(weighed, key=lambda w: (w[0], len(w[1].articles)), default=None)
        if best is None or best[0] < LEAST or any(self._rivals(rival, best, known) for rival in weighed if rival is not best):
            return False
        _, other, found = best
        rule = RULES[found[0].name]
        self.merging.join(other.members[0], group.members[0], rule, [sign.told for sign in found if sign.weight > 0])
        other.take(group)
        return True


def _shares_setting(one: Group, other: Group) -> bool:
    """Whether two groups are at home in one outlet, one topic, or one story."""
    return bool(one.outlets & other.outlets or one.topics & other.topics or one.company.keys() & other.company.keys())
