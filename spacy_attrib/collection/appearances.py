"""Speakers as single articles have them: what a record tells of each, which is all that merging across articles needs to know."""

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Dict, FrozenSet, Iterable, Iterator, List, Mapping, Optional, Sequence, Set, Tuple

from ..attributions import record_pieces
from ..lang.en.grammar import HE_SHE
from ..page.layout import CAPITAL
from .affiliations import Description, NamePlaces, describe
from .folding import fold, without_possessive
from .names import SUFFIX_BEHIND, PersonName, parse_name
from .words import PeopleWords

PERSON, ORGANIZATION = "person", "organization"
KINDS = {"named_person": PERSON, "organization": ORGANIZATION}  # by source type: who can be known again in another article
OUTLETS = ("outlet", "publisher", "source", "paper", "newspaper", "site")  # fields of `meta`, the first there is
TOPICS = ("topic", "section", "desk", "category", "beat")
DATES = ("date", "published", "publication_date")
COMPANY = 1000  # people of an article that are looked at
SUFFIX_ROOM = 8  # characters behind a name in which "Jr." stands
PAIR = re.compile(r"(?<![\w’'-])([^\W\d_][\w-]+)(?=\s(?:[^\W\d_]\.?\s)?([^\W\d_][\w’'-]*\w))")  # a given name and a surname
NAME = rf"[{CAPITAL}][\w’'-]*\w"
ADDRESS = re.compile(rf"(?<!\w)(Mr|Mrs|Ms|Miss|Mister|Sir|Dame|Mme|Madame)\.?\s(?:{NAME}\s)?({NAME})")


@dataclass
class Appearance:
    """One speaker of one article.

    article (int): Number of the record, from 0.
    article_id (str): Its id.
    kind (str): "person" or "organization".
    text (str): The name as printed.
    start, end (int): Where, in characters.
    attributions (List[int]): What the speaker says: positions in the list of the record.
    name (Optional[PersonName]): The name of a person taken apart; None for what is no name of one.
    told (Description): What the article says of a person.
    outlet, topic, date (str): From `meta`; empty where it has none.
    company (FrozenSet[str]): The full names of all people whom the article names, folded.
    genders (Mapping[str, int]): How often the article shows "m" or "f", by "he" and "she" as sources and by "Mr." and "Ms.".
    spelled_out (bool): Whether the name stands alone, as a surname, and its given name was found elsewhere in the article.
    beside_plain (bool): Whether the article has the name of a "Jr." without that, too, which may be the father's.
    affiliation (str): What the person is, as the article first prints it; empty if it does not.
    """

    article: int
    article_id: str
    kind: str
    text: str
    start: int
    end: int
    attributions: List[int]
    name: Optional[PersonName] = None
    told: Description = field(default_factory=Description)
    outlet: str = ""
    topic: str = ""
    date: str = ""
    company: FrozenSet[str] = frozenset()
    genders: Mapping[str, int] = field(default_factory=dict)
    spelled_out: bool = False
    beside_plain: bool = False
    affiliation: str = ""

    @property
    def named(self) -> Dict[str, str]:
        """How corrections refer to it."""
        return {"article": self.article_id, "name": self.text}


def read_appearances(record: Mapping[str, Any], number: int, words: PeopleWords) -> List[Appearance]:
    """The speakers of one article who can be known again in another: named people and organizations.

    record (Mapping[str, Any]): A record as `to_record` gives it.
    number (int): Its number in the collection.
    words (PeopleWords): The word lists.
    RETURNS (List[Appearance]): In the order in which they first speak.
    """
    text, meta = record["text"], record.get("meta") or {}
    found: Dict[Tuple[str, str], Appearance] = {}
    for position, item in enumerate(record["attributions"]):
        kind, speaker = KINDS.get(item.get("source_type") or ""), item.get("speaker")
        if kind is None or not speaker:
            continue
        start, end = speaker["start"], speaker["end"]
        key = (kind, " ".join(text[start:end].split()).casefold())
        if key not in found:
            found[key] = Appearance(number, str(record.get("id", "")), kind, text[start:end], start, end, [])
        found[key].attributions.append(position)
    result = list(found.values())
    company = _people_in(text, words) if result else frozenset()
    given = _given_names(company)
    places = NamePlaces(text)
    shared = {
        "outlet": first_of(meta, OUTLETS),
        "topic": first_of(meta, TOPICS),
        "date": first_of(meta, DATES),
        "company": company,
    }
    for each in result:
        for name, value in shared.items():
            setattr(each, name, value)
        if each.kind == PERSON:
            _read_person(each, places, given, record["attributions"], words)
    _read_genders(result, text, words)
    _take_back_given_names(result, words)
    return result


def first_of(meta: Mapping[str, Any], names: Sequence[str]) -> str:
    """The first of some fields of `meta` that is there, as text; empty if none is."""
    return next((str(meta[name]) for name in names if meta.get(name)), "")


def _people_in(text: str, words: PeopleWords) -> FrozenSet[str]:
    """The full names in a text that begin with a given name of the lists, folded: whom the article is about."""
    pairs = ((fold(m[1]), fold(without_possessive(m[2]))) for m in PAIR.finditer(text) if m[1][:1].isupper() and m[2][:1].isupper())
    names = (f"{given} {surname}" for given, surname in pairs if given in words.given_names)
    return frozenset(islice(dict.fromkeys(names), COMPANY))


def _given_names(company: Iterable[str]) -> Dict[str, Set[str]]:
    """By surname the given names that an article has with it, where such a name has but one surname."""
    surnames = {pair[0]: pair[1] for pair in map(str.split, company)}
    given: Dict[str, Set[str]] = {}
    for first, last in surnames.items():
        given.setdefault(last, set()).add(first)
    return given


def _read_person(each: Appearance, places: NamePlaces, given: Mapping[str, Set[str]], items: Sequence[Mapping[str, Any]], words: PeopleWords) -> None:
    text = places.text
    name = parse_name(each.text, words, text[each.end : each.end + SUFFIX_ROOM])
    if name is None:
        return
    sources = [piece for position in each.attributions for piece in record_pieces(items[position].get("source"))]
    each.name = name if name.given else _with_given_name(name, given)
    each.spelled_out = each.name != name
    if name.suffix:
        plain = SUFFIX_BEHIND.sub("", each.text)
        others = re.compile(rf"{re.escape(plain)}(?!\w)(?!,?\s(?:{name.suffix})\b)", re.I)
        each.beside_plain = any(others.match(text, start) for start in places.of(plain))
    each.told = describe(places, each.text, [(start, end) for start, end in sources], words)
    if each.told.start is not None:
        each.affiliation = text[each.told.start : each.told.end]
    shown = [HE_SHE.get(text[start:end].lower(), "") for start, end in sources]
    each.genders = {gender: shown.count(gender) for gender in ("m", "f")}


def _with_given_name(name: PersonName, given: Mapping[str, Set[str]]) -> PersonName:
    """The full name that the article gives elsewhere to a surname, if it gives but one."""
    found = given.get(name.surname, set())
    return name._replace(given=next(iter(found))) if len(found) == 1 else name


def _read_genders(appearances: Sequence[Appearance], text: str, words: PeopleWords) -> None:
    """Add what titles show: "Ms. Ruiz", unless two people of that surname speak, and nouns like "spokeswoman"."""
    people = [(each, each.name) for each in appearances if each.name is not None]
    surnames = Counter(own.surname for _, own in people)
    shown: Dict[str, List[str]] = {}
    for title, name in ADDRESS.findall(text):
        shown.setdefault(fold(name), []).append(words.lexicon.genders.get(title.lower(), ""))
    for each, own in people:
        told = [own.gender, *("f" for role in each.told.roles if role.endswith("woman"))]
        told += shown.get(own.surname, []) if surnames[own.surname] == 1 else []
        each.genders = {gender: count + told.count(gender) for gender, count in each.genders.items()}


def _take_back_given_names(appearances: Sequence[Appearance], words: PeopleWords) -> None:
    """A surname has no given name of somebody of the other gender, who is in the article as well: "Mr. Vale" is not Anna Vale."""
    for each in appearances:
        if each.spelled_out and each.name is not None:
            shown = [gender for gender, count in each.genders.items() if count]
            if len(shown) == 1 and words.lexicon.genders.get(each.name.given, shown[0]) != shown[0]:
                each.name, each.spelled_out = each.name._replace(given=""), False


def by_article(appearances: Sequence[Appearance]) -> Iterator[Tuple[int, List[int]]]:
    """The number of each article with the positions of its speakers."""
    grouped: Dict[int, List[int]] = {}
    for position, each in enumerate(appearances):
        grouped.setdefault(each.article, []).append(position)
    yield from grouped.items()
