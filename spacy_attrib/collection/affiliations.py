"""What an article says of a person beside the name: "Foreign Office spokesman", "chief executive of Gander", "R-Ohio", 43 years old."""

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Dict, FrozenSet, Iterable, Iterator, List, NamedTuple, Optional, Sequence

from ..lang.en.morphology import singular
from ..page.intervals import Offsets
from .folding import fold, without_possessive
from .words import PeopleWords

ANY_WORD = re.compile(r"\w+")
IN_WORD = re.compile(r"\w")
BEFORE = 110  # characters in front of a name that may describe it
BEHIND = 180  # characters behind it
MENTIONS = 12  # places that are looked at, of one name in one article
LONGEST = 16  # words of a description
ROLE_WITHIN = 7  # words of a description behind a name, among which what somebody is must stand

TOKEN = re.compile(r"[^\W_]+(?:[.'’&‐-][^\W_]+)*(?:\.(?=\s)|['’](?=\s))?|&")
GAP = re.compile(r"[ \u00a0\u202f]|\s?-\s?")
LINKERS = frozenset(("of", "for", "and", "&", "the", "at", "to"))
AGE = re.compile(r",\s+(\d{1,3})(?=[,.;]|\s+and\b)")
OPENS = re.compile(r",\s+(?=\w)")
SEAT = re.compile(r"\s+\(([A-Z][\w.]{0,4}[-–—][A-Z][\w. ]{0,20})\)")  # (R-Ohio)
BODY = re.compile(r"\s+(?:of|from|at|with)\s+(?:the\s+)?(?P<body>[A-Z][\w’'&-]+(?:\s(?:(?:of|for|and|on|the)\s)*[A-Z][\w’'&-]+){0,20})")
CLOSES = re.compile(r"[,;:()\[\]\n\r“”\"–—!?]|\s-\s|\.(?=\s|$|[”\"])|\s(?:who|whom|whose|which|that|where|when|while|but)\b")
ABBREVIATION = re.compile(r"(?<![^\W_])(?:[A-Z]|Gov|Sen|Rep|Gen|Lt|Col|Dr|Mr|Mrs|Ms|Prof|St|Jr)$")  # in front of a point that ends no sentence
DETERMINERS = frozenset(("a", "an", "the", "his", "her", "its", "their", "our", "my", "one", "another"))
CLAUSES = frozenset(("is", "are", "was", "were", "has", "have", "had"))  # by which words behind a comma are a clause
INDEFINITE = frozenset(("a", "an", "one", "another"))


@dataclass(frozen=True)
class Description:
    """What one article tells of one person.

    start, end (Optional[int]): The first affiliation, in characters of the text; None if there is none.
    roles (FrozenSet[str]): What the person is anywhere in the article, in lower case: "senator". Of those that tell what somebody is to somebody else
        ("rival") it has none.
    kinds (FrozenSet[str]): What that makes the person as well: "lawmaker".
    bodies (FrozenSet[str]): The capitalised words of what the person belongs to or comes from, in lower case.
    fields (FrozenSet[str]): The nouns for bodies among the words that tell what the person is: "bank", of a bank president.
    age (Optional[int]): In years.
    unknown (bool): Whether the article introduces the person as nobody knows whom: with an age, or as "a farmer".
    """

    start: Optional[int] = None
    end: Optional[int] = None
    roles: FrozenSet[str] = frozenset()
    kinds: FrozenSet[str] = frozenset()
    bodies: FrozenSet[str] = frozenset()
    fields: FrozenSet[str] = frozenset()
    age: Optional[int] = None
    unknown: bool = False


class _Found(NamedTuple):
    start: int
    end: int
    roles: FrozenSet[str]
    bodies: FrozenSet[str]
    fields: FrozenSet[str]
    indefinite: bool


class NamePlaces:
    """Where names stand in a text: looked for by the rarest of their words.

    text (str): The text.
    """

    def __init__(self, text: str):
        self.text = text

    @cached_property
    def _words(self) -> Dict[str, List[int]]:
        """Where each word begins, whatever its capitals."""
        places: Dict[str, List[int]] = {}
        for match in ANY_WORD.finditer(self.text):
            places.setdefault(match.group().casefold(), []).append(match.start())
        return places

    def of(self, name: str) -> Iterator[int]:
        """Where a name may begin, in order: where its rarest word stands as far on as it does in the name."""
        found = [(self._words.get(match.group().casefold(), []), match.start()) for match in ANY_WORD.finditer(name)]
        places, offset = min(found, key=lambda each: len(each[0]), default=([], 0))
        return (place - offset for place in places if place >= offset)


def describe(places: NamePlaces, name: str, sources: Iterable[Offsets], words: PeopleWords) -> Description:
    """Read what an article tells of a person, by words alone.

    places (NamePlaces): The article.
    name (str): The name as it gives it in full.
    sources (Iterable[Offsets]): The source phrases of what the person says, in characters: they show where a description begins.
    words (PeopleWords): The word lists.
    RETURNS (Description): The description.
    """
    text, around = places.text, list(sources)
    found: List[_Found] = []
    age: Optional[int] = None
    for start, end in islice(_mentions(places, name), MENTIONS):
        source = min((a for a, b in around if a <= start and end <= b), default=start)
        aged = AGE.match(text, end)
        age = int(aged[1]) if aged and age is None else age
        found += _before(text, start, source, words)
        found += _behind(text, aged.end() if aged else end, words)
    told = [each for each in found if each.roles or each.bodies]
    roles = frozenset(role for each in told for role in each.roles) - words.own["relational_roles"]
    first = min(told, key=lambda each: each.start, default=None)
    return Description(
        start=first and first.start,
        end=first and first.end,
        roles=roles,
        kinds=frozenset(kind for role in roles for kind in words.role_kinds.get(role, ())) - roles,
        bodies=frozenset(body for each in told for body in each.bodies),
        fields=frozenset(word for each in told for word in each.fields),
        age=age,
        unknown=age is not None or first is not None and first.indefinite and not first.bodies,
    )


def _mentions(places: NamePlaces, name: str) -> Iterator[Offsets]:
    """Where a name stands as whole words."""
    text, last = places.text, 0
    for start in places.of(name):
        end = start + len(name)
        whole = not IN_WORD.match(text[start - 1 : start]) and not IN_WORD.match(text[end : end + 1])
        if start >= last and whole and text.startswith(name, start):
            last = end
            yield start, end


# In front of a name


def _before(text: str, name: int, source: int, words: PeopleWords) -> Iterator[_Found]:
    """The words that describe somebody right in front of the name, or in front of a comma before it; all of the source phrase may."""
    first = max(name - BEFORE, 0)
    low = max(text.rfind("\n", first, name) + 1, first)
    tokens = list(TOKEN.finditer(text, low, name))
    comma = bool(tokens) and text[tokens[-1].end() : name].strip() == ","
    right = name - 1 if comma else name
    kept: List["re.Match[str]"] = []
    for match in reversed(tokens):
        gap = text[match.end() : right]
        if not (GAP.fullmatch(gap) or comma and not kept and gap.strip() in ("", ",")) or len(kept) == LONGEST:
            break
        if match.start() < source and not _may_describe(match.group(), kept, words):
            break
        kept.append(match)
        right = match.start()
    kept.reverse()
    while kept and (fold(kept[0].group()) in words.own["before_affiliations"] or _is_idle(kept[0].group(), words)):
        kept.pop(0)
    kept = kept[_start_of_one(kept, words) :]
    possessive = bool(kept) and kept[-1].group()[-1:] in "'’" or bool(kept) and kept[-1].group()[-2:] in ("'s", "’s")
    if not kept or not (possessive and not comma and kept[-1].group()[:1].isupper() or _ends_in_role(kept, words)):
        return
    yield from _found(text, kept, words, indefinite=False)


def _may_describe(word: str, behind: Sequence["re.Match[str]"], words: PeopleWords) -> bool:
    """Whether a word in front of a description, or of a name, belongs to it; `behind` is what stands between, the last first."""
    folded = fold(word)
    ends_sentence = word.endswith(".") and folded not in words.titles and not ABBREVIATION.search(word[:-1])
    if ends_sentence:
        return False
    if _is_role(folded, words) or folded in words.titles:
        return True
    if word[:1].isupper():
        return folded not in words.lexicon["time_words"]
    if not behind:
        return False
    after = fold(behind[-1].group())
    if folded in LINKERS:
        return behind[-1].group()[:1].isupper() or after in LINKERS or _is_role(after, words)
    return folded in words.own["before_roles"] and (_is_role(after, words) or after in words.own["before_roles"] or after in words.titles)


def _is_idle(word: str, words: PeopleWords) -> bool:
    """Whether a word at the head of a description is none of it: a day, a word for speaking, "of"."""
    return fold(word) in words.lexicon["time_words"] or word.lower() in words.lexicon.verbs and not word[:1].isupper()


def _start_of_one(kept: Sequence["re.Match[str]"], words: PeopleWords) -> int:
    """Where a description begins behind an "and" that joins it to somebody else: "Bob Ray and | Mayor"; but "founder and chief executive"."""
    folded = [fold(m.group()) for m in kept]
    joints = [i for i in range(1, len(folded)) if folded[i] == "and" and not _is_role(folded[i - 1], words)]
    return joints[-1] + 1 if joints and any(_is_role(word, words) for word in folded[joints[-1] + 1 :]) else 0


def _ends_in_role(kept: Sequence["re.Match[str]"], words: PeopleWords) -> bool:
    """Whether words in front of a name describe one person: they end in what somebody is, or in what follows its "of"."""
    folded = [fold(m.group()) for m in kept]
    last = next((i for i in range(len(folded) - 1, -1, -1) if _is_role(folded[i], words)), None)
    if last is None or folded[last] not in words.roles and singular(folded[last]) != folded[last]:
        return False  # voters
    return last == len(folded) - 1 or folded[last + 1] in LINKERS


# Behind a name


def _behind(text: str, name: int, words: PeopleWords) -> Iterator[_Found]:
    """The words that describe somebody behind the name: an apposition, a seat in brackets, "of" with a body."""
    seat = SEAT.match(text, name)
    if seat is not None:
        yield _Found(*seat.span(1), frozenset(), _names_in(re.split(r"[-–—]", seat[1]), words), frozenset(), False)
    body = BODY.match(text, name)
    if body is not None and fold(body["body"].split()[0]) not in words.lexicon["time_words"]:
        yield _Found(*body.span("body"), frozenset(), _names_in(body["body"].split(), words), frozenset(), False)
    opens = OPENS.match(text, name)
    if opens is None:
        return
    start, end = opens.end(), _close(text, opens.end())
    tokens = list(TOKEN.finditer(text, start, end))[:LONGEST]
    indefinite = bool(tokens) and fold(tokens[0].group()) in INDEFINITE
    if len(tokens) > 2 and tokens[0].group() == "who" and tokens[1].group() in ("is", "was"):
        tokens = tokens[2:]
    while tokens and fold(tokens[0].group()) in DETERMINERS:
        tokens.pop(0)
    if not tokens or not _is_behind(tokens, words):
        return
    yield from _found(text, tokens, words, indefinite)


def _close(text: str, start: int) -> int:
    """Where an apposition ends that begins at a character."""
    position = start
    while True:
        match = CLOSES.search(text, position, min(len(text), start + BEHIND))
        if match is None:
            return min(len(text), start + BEHIND)
        goes_on = text[match.end() : match.end() + 3].lstrip(" ")[:1].islower()
        if match.group() == "." and (goes_on or ABBREVIATION.search(text[max(start, match.start() - 5) : match.start()])):
            position = match.end()
            continue
        return match.start()


def _is_behind(tokens: Sequence["re.Match[str]"], words: PeopleWords) -> bool:
    """Whether an apposition says what somebody is, and is not the next one of a list, or a clause."""
    first = fold(tokens[0].group())
    if first in words.lexicon.verbs and not _is_role(first, words) or first in words.lexicon["kin"]:
        return False
    if any(fold(match.group()) in CLAUSES for match in tokens):
        return False
    for match in tokens[:ROLE_WITHIN]:
        word = match.group()
        if _is_role(fold(word), words):
            if fold(word) not in words.roles:
                return False  # voters
            following = tokens[tokens.index(match) + 1 :][:1]
            name_behind = word[:1].isupper() and following and fold(following[0].group()) in words.given_names
            return not name_behind  # …, Mayor Ann Lee
        if fold(word) in LINKERS or fold(word) in words.lexicon.verbs:
            return False
        if not word[:1].isupper() and fold(word) in words.own["before_affiliations"]:
            return False
    return False


# Both


def _found(text: str, tokens: Sequence["re.Match[str]"], words: PeopleWords, indefinite: bool) -> Iterator[_Found]:
    printed = [match.group() for match in tokens]
    lists = ("organizations", "body_nouns")
    fields = {singular(word) for word in printed if word.islower() and any(singular(word) in words.lexicon[name] for name in lists)}
    start = tokens[0].start()
    end = tokens[-1].start() + len(without_possessive(printed[-1]))
    is_role = [_is_role(fold(word), words) for word in printed]
    roles = {_role_of(fold(word), words) for word, here, next_ in zip(printed, is_role, [*is_role[1:], False]) if here and not next_}
    names = [word for word, here in zip(printed, is_role) if word[:1].isupper() and not here]
    if text[start:end].strip():
        yield _Found(start, end, frozenset(roles), _names_in(names, words) - words.titles, frozenset(fields), indefinite)


def _role_of(word: str, words: PeopleWords) -> str:
    return word if word in words.roles else singular(word)


def _is_role(word: str, words: PeopleWords) -> bool:
    return word in words.roles or singular(word) in words.roles


def _names_in(printed: Iterable[str], words: PeopleWords) -> FrozenSet[str]:
    """The folded words of a body or a place, with the initials that stand for them: "federal", "bureau", "investigation", "fbi"."""
    folded = [fold(without_possessive(word)).replace(".", "") for word in printed]
    names = [words.places.get(word, word) for word in folded if len(word) > 1 and word not in LINKERS]
    return frozenset([*names, *(["".join(word[0] for word in names)] if len(names) > 1 else [])])
