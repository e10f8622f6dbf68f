"""How much speaks for two sets of appearances being one person: signs, each with its weight."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Dict, FrozenSet, Iterable, List, NamedTuple, Optional, Sequence, Set, Tuple

from .appearances import Appearance
from .genders import LEAST_SHOWN, gender_of_given
from .names import PersonName, middles_agree, same_given, shares_middle
from .words import PeopleWords

LEAST = 1.0  # the weight from which on two are one
AHEAD = 1.0  # by how much the best of several must lead
RARE = 0.03  # the part of all articles that may name somebody who still shows what an article is about
FEW = 3  # articles that are few in any collection
KNOWN = 5  # articles in which somebody is known
WELL_KNOWN = 20
INITIALS = 3  # letters of what is more likely initials than a word, and left out of what is told beside words
YEARS_OFF = 2  # by how much ages may differ that papers give of one person

WEIGHTS: Dict[str, float] = {
    "full name": 0.0,  # the same given name and surname: nothing yet
    "initial": -1.0,  # A. Lee for Ann Lee
    "short name": -0.5,  # Bill for William
    "surname alone": -1.0,
    "middle name": 2.0,
    "nothing said of one": 1.0,  # nothing speaks against it
    "same role": 1.5,
    "same side": 0.5,  # both Republicans, both candidates: that says little
    "same body": 1.5,
    "same body in full": 2.5,
    "other role": -1.0,
    "other body": -1.5,
    "other field": -1.0,  # the president of a bank and the president of a club
    "unknown elsewhere": -1.5,  # "a farmer from Leeds", "Ann Lee, 43," are introduced as nobody knows whom
    "same company": 1.0,  # both articles name somebody whom few others name
    "much the same company": 2.0,
    "same outlet": 0.5,
    "same topic": 0.5,
    "other topic": -0.5,
    "known": 1.0,
    "well known": 2.0,
}


class Sign(NamedTuple):
    """One sign: its weight's name, and what it is in words."""

    name: str
    told: str

    @property
    def weight(self) -> float:
        """Its weight; below 0 if it speaks against."""
        return WEIGHTS[self.name]


@dataclass
class Group:
    """Appearances taken for one person, and what all of them together tell.

    members (List[int]): Their positions.
    names (List[PersonName]): Their names, the fullest first.
    articles (Set[int]): The articles they stand in.
    """

    members: List[int]
    names: List[PersonName]
    articles: Set[int]
    roles: Set[str] = field(default_factory=set)
    kinds: Set[str] = field(default_factory=set)
    fields: Set[str] = field(default_factory=set)
    bodies: Set[str] = field(default_factory=set)
    born: Optional[int] = None
    unknown: bool = False
    beside_plain: bool = False
    company: Counter = field(default_factory=Counter)
    outlets: Set[str] = field(default_factory=set)
    topics: Set[str] = field(default_factory=set)
    genders: Counter = field(default_factory=Counter)

    @property
    def name(self) -> PersonName:
        """The fullest name."""
        return self.names[0]

    @property
    def suffixes(self) -> Set[str]:
        """ "jr", "sr" …, and an empty one if it is also named without."""
        return {name.suffix for name in self.names}

    @property
    def is_described(self) -> bool:
        """Whether anything is said of it."""
        return bool(self.roles or self.bodies)

    def take(self, other: "Group") -> None:
        """Take in another group."""
        self.members += other.members
        self.names = sorted({*self.names, *other.names}, key=_fullness)
        self.articles |= other.articles
        self.roles |= other.roles
        self.kinds |= other.kinds
        self.fields |= other.fields
        self.bodies |= other.bodies
        self.born = self.born if self.born is not None else other.born
        self.unknown = self.unknown and other.unknown
        self.beside_plain = self.beside_plain or other.beside_plain
        self.company.update(other.company)
        self.outlets |= other.outlets
        self.topics |= other.topics
        self.genders.update(other.genders)


def _fullness(name: PersonName) -> Tuple[int, int, PersonName]:
    return -len(name.given), -len(name.middle), name


def group_of(members: Sequence[int], appearances: Sequence[Appearance], rare: FrozenSet[str]) -> Group:
    """Read what some appearances of one person tell together; `rare` are the names of people that few articles have."""
    items = [appearances[i] for i in members]
    names = sorted({each.name for each in items if each.name is not None}, key=_fullness)
    group = Group(list(members), names, {each.article for each in items})
    own = {word for name in names for word in (name.given, *name.middle, name.surname)}
    for each in items:
        group.roles |= each.told.roles
        group.kinds |= each.told.kinds
        group.fields |= each.told.fields
        group.bodies |= each.told.bodies
        year = each.date[:4]
        if each.told.age is not None and year.isdecimal():
            group.born = int(year) - each.told.age
        group.company.update(name for name in each.company & rare if own.isdisjoint(name.split()))
        group.outlets.update([each.outlet] if each.outlet else [])
        group.topics.update([each.topic] if each.topic else [])
        group.genders.update(each.genders)
    group.unknown = any(each.told.unknown for each in items)
    group.beside_plain = any(each.beside_plain for each in items)
    return group


def rare_company(appearances: Sequence[Appearance]) -> FrozenSet[str]:
    """The names of people that so few articles have that two articles with one of them are about the same."""
    companies = {each.article: each.company for each in appearances}
    counts = Counter(name for company in companies.values() for name in company)
    most = max(FEW, RARE * len(companies))
    return frozenset(name for name, count in counts.items() if 1 < count <= most)


def shown_gender(group: Group, words: PeopleWords) -> str:
    """ "m" or "f" if titles and pronouns show that alone, and not but once against the given name; else empty."""
    shown = [gender for gender, count in group.genders.items() if count]
    if len(shown) != 1:
        return ""
    by_name = gender_of_given([name.given for name in group.names], words)
    return shown[0] if group.genders[shown[0]] > LEAST_SHOWN or by_name in ("", shown[0]) else ""


def contradict(one: Group, other: Group, words: PeopleWords) -> bool:
    """Whether two groups cannot be one person: by gender, age, or a middle name."""
    if {shown_gender(one, words), shown_gender(other, words)} == {"m", "f"}:
        return True
    if one.born is not None and other.born is not None and abs(one.born - other.born) > YEARS_OFF:
        return True
    return not all(middles_agree(a, b) for a in one.names for b in other.names)


def _differ_in_suffix(one: Group, other: Group) -> bool:
    """Whether one is a Jr. and the other may be the father: only who is and does the same, where no article names both, is not."""
    mine, theirs = one.suffixes - {""}, other.suffixes - {""}
    if mine == theirs:
        return False
    return bool(mine and theirs) or one.beside_plain or other.beside_plain or not (one.roles & other.roles and one.bodies & other.bodies)


def signs(one: Group, other: Group, words: PeopleWords, known: int = 0) -> Optional[List[Sign]]:
    """Everything that speaks for or against two groups with one surname being one person.

    one (Group): The smaller group, which is to join the other.
    other (Group): The other.
    words (PeopleWords): The word lists.
    known (int): In how many articles anybody of that full name speaks who is not introduced as somebody unknown.
    RETURNS (Optional[List[Sign]]): The signs; None if the two cannot be one.
    """
    alike = _name_sign(one, other, words)
    if alike is None or contradict(one, other, words) or _differ_in_suffix(one, other):
        return None
    found = [alike]
    if any(shares_middle(a, b) for a in one.names for b in other.names):
        found.append(Sign("middle name", "the same middle name"))
    found += _told_signs(one, other, words)
    shared = [name for name in one.company if name in other.company]
    if shared:
        few = ", ".join(name.title() for name in sorted(shared)[:3])
        found.append(Sign("same company" if len(shared) == 1 else "much the same company", f"both with {few}"))
    for name, mine, theirs in (("same outlet", one.outlets, other.outlets), ("same topic", one.topics, other.topics)):
        if mine & theirs:
            found.append(Sign(name, f"{name}: {sorted(mine & theirs)[0]}"))
    if one.topics and other.topics and not one.topics & other.topics:
        found.append(Sign("other topic", "other topics"))
    if not (one.unknown or other.unknown) and max(known, len(other.articles)) >= KNOWN:
        known = max(known, len(other.articles))
        found.append(Sign("well known" if known >= WELL_KNOWN else "known", f"in {known} articles"))
    return found


def _name_sign(one: Group, other: Group, words: PeopleWords) -> Optional[Sign]:
    mine, theirs = one.name, other.name
    if not mine.given or not theirs.given:
        return Sign("surname alone", "the same surname")
    alike = same_given(mine.given, theirs.given, words)
    if alike == "same":
        return Sign("full name", "the same given name and surname")
    if alike == "initial":
        return Sign("initial", "the same initial and surname")
    return Sign("short name", f"{mine.given.title()} and {theirs.given.title()} are one given name") if alike else None


def _told_signs(one: Group, other: Group, words: PeopleWords) -> Iterable[Sign]:
    """What descriptions say for and against."""
    joint = words.own["joint_roles"]
    roles, bodies = sorted(one.roles & other.roles or one.kinds & other.kinds), sorted(one.bodies & other.bodies)
    if roles:
        telling = [role for role in roles if role not in joint]
        yield Sign("same role" if telling else "same side", f"both {(telling or roles)[0]}")
    if bodies:
        told = [word for word in bodies if len(word) > INITIALS]
        in_full = len(set(told) - words.own["place_words"]) > 1
        yield Sign("same body in full" if in_full else "same body", f"both with {' '.join(told or bodies).title()}")
    if not (one.is_described and other.is_described):
        if one.name.given and other.name.given:
            yield Sign("nothing said of one", "nothing is said of one that speaks against it")
    if one.roles - joint and other.roles - joint and not roles:
        yield Sign("other role", "other roles")
    if one.bodies and other.bodies and not bodies:
        yield Sign("other body", "other bodies")
    elif one.fields and other.fields and not one.fields & other.fields and not bodies:
        yield Sign("other field", "other fields")
    if (one.unknown or other.unknown) and not roles and not bodies:
        yield Sign("unknown elsewhere", "introduced as somebody unknown")


def weigh(found: Sequence[Sign]) -> float:
    """The sum of the weights of signs."""
    return sum(sign.weight for sign in found)
