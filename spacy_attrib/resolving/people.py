"""The people whom an article names, and every place where it names them."""
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Dict, Iterable, Iterator, List, Optional, Sequence, Set, Tuple

from spacy.tokens import Token

from ..lang.en.grammar import BE_BECOME, HE_SHE, HIS_HER, LABELS_OF_ORIGIN, NOUNS, OF_FROM, PLURAL_TAGS, ROLE_TAGS, SUBJECTS
from ..lang.en.morphology import singular
from ..page.intervals import Offsets
from ..page.page import Page
from ..page.phrases import kinds_of, role_of
from .person_names import PersonNames

LOOK_BACK = 40


@dataclass
class Person:
    """Somebody whom the article names.

    name (Tuple[str, ...]): Words of the fullest name, in lower case.
    best (Offsets): The first mention by that name.
    gender (str): "m", "f" or "" if unknown.
    certain (bool): Whether a title or the like shows the gender, not just the given name.
    roles (Set[str]): Nouns that the article calls the person by, or might ("mayor"), in lower case.
    described (Set[str]): All words of those descriptions ("mayor", "brill").
    places (Set[str]): Those among them that name places or peoples.
    full, count (int): How often the article gives the name in full, and at all.
    shown (bool): Whether something besides capitals shows that it is a person: a given name, a title, an age, a word for speaking.
    first (int): Where the article first names the person.
    """

    name: Tuple[str, ...]
    best: Offsets
    gender: str = ""
    certain: bool = False
    roles: Set[str] = field(default_factory=set)
    described: Set[str] = field(default_factory=set)
    places: Set[str] = field(default_factory=set)
    full: int = 0
    count: int = 0
    shown: bool = False
    first: int = 0

    @property
    def is_mere_word(self) -> bool:
        """Whether it is a single word that nothing but a capital shows for somebody's name."""
        return len(self.name) == 1 and not self.shown and not self.roles


@dataclass
class Mention:
    """One place where a person is named."""

    start: int
    end: int
    head: int
    person: int
    subject: bool
    quoted: bool


class People:
    """The people an article names, with every mention.

    page (Page): The page.
    tokens (Sequence[Token]): The tokens of its Doc.
    """

    def __init__(self, page: Page, tokens: Sequence[Token]):
        self.page = page
        self.doc = page.doc
        self.lexicon = page.lexicon
        self.names = PersonNames(page, tokens)
        self.titles = self.names.titles
        self.kinds = kinds_of(self.lexicon["role_kinds"])
        self.persons: List[Person] = []
        self.mentions: List[Mention] = []
        self.by_last: Dict[str, List[int]] = {}
        self.by_first: Dict[str, List[int]] = {}
        self.by_role: Dict[str, List[int]] = {}
        self.starts: List[int] = []
        self.late: List[Mention] = []  # mentions that somebody entered after the names were gathered
        for start, end in sorted(self.names.find(), key=lambda n: (n[0] - n[1], n[0])):  # full names first, so that short ones find them
            self.add(start, end)
        self.late.clear()
        self._learn_relations(tokens)

    def _learn_relations(self, tokens: Sequence[Token]) -> None:
        """Who speaks of "his nephew" is an uncle: what the subject of a clause is to those whom it names by a relation."""
        relations = kinds_of(self.lexicon["relations"])
        for token in (tokens[i] for i, word in enumerate(self.page.words) if word in HIS_HER):
            told = relations.get(token.head.lower_) if token.tag_ == "PRP$" else None
            mention = next(iter(self.before(token.i)), None) if told and not self.page.is_quoted(token.i) else None
            if told and mention is not None and mention.subject and mention.start >= self.page.sentence(token.i)[0]:
                person, gender = self.persons[mention.person], HE_SHE[token.lower_]
                if person.gender in ("", gender):
                    for role in sorted(role for role in told if self.lexicon.genders.get(role) == gender):
                        self.give_role(mention.person, role)

    def add(self, start: int, end: int) -> int:
        """Enter a mention, and its person if new.

        RETURNS (int): Index of the person.
        """
        words = self.names.key(start, end)
        index = self._find(words, start)
        if index is None:
            index = len(self.persons)
            self.persons.append(Person(words, (start, end), first=start))
            self.by_last.setdefault(words[-1], []).append(index)
            if len(words) > 1:
                self.by_first.setdefault(words[0], []).append(index)
        person = self.persons[index]
        person.count += 1
        person.first = min(person.first, start)
        person.full += len(words) > 1
        person.shown = person.shown or self._is_shown(words, start, end)
        if len(words) == len(person.name) and start < person.best[0]:
            person.best = (start, end)
        head = self.doc[start:end].root
        self._learn_gender(person, words, start)
        self._describe(index, head, start)
        subject = head.dep_ in SUBJECTS or head.head.dep_ in SUBJECTS
        position = bisect_left(self.starts, start)
        self.starts.insert(position, start)
        self.mentions.insert(position, Mention(start, end, head.i, index, subject, self.page.is_quoted(start)))
        self.late.append(self.mentions[position])
        return index

    def _is_shown(self, words: Tuple[str, ...], start: int, end: int) -> bool:
        doc = self.doc
        if words[0] in self.lexicon.genders or start and doc[start - 1].lower_ in self.titles:
            return True
        after = doc[end : end + 3]
        if len(after) > 2 and after[0].text == "," and (after[1].tag_ == "WP" or after[1].is_digit and after[2].is_punct):
            return True
        head = doc[start:end].root
        return head.dep_ in SUBJECTS and head.head.lower_ in self.lexicon.verbs

    def _find(self, words: Tuple[str, ...], position: int) -> Optional[int]:
        same_last = self.by_last.get(words[-1], [])
        if len(words) > 1:
            return next((i for i in same_last if _is_same_name(self.persons[i].name, words)), None)
        gender = self._honorific(position)
        fitting = [i for i in same_last if not gender or self.persons[i].gender in ("", gender)]
        if same_last and not fitting:  # Mr. Ellis, where the text has named Margaret Ellis
            relative = self._relative_called_by_first_name(gender)
            if relative is not None:
                same_last.append(relative)
            addressed = {m.person for m in self.mentions if self._honorific(m.start) == self.persons[m.person].gender}
            if relative is not None or addressed.issuperset(same_last):
                return relative  # Mrs. Ellis was never Mr. Ellis
        return self._likeliest(fitting or same_last, gender) if same_last else self._by_another_name(words[0])

    def _likeliest(self, persons: List[int], gender: str) -> int:
        """Of two with one surname "Mr." means the one introduced first, and the bare surname the one named in full more often."""
        if gender:
            return min(persons, key=lambda i: self.persons[i].best[0])
        return max(persons, key=lambda i: (self.persons[i].full, -self.persons[i].best[0]))

    def _by_another_name(self, word: str) -> Optional[int]:
        """The only one of that given name, or of that first surname: Luis Felipe Robles Cano … Robles."""
        found = self.by_first.get(word, [])
        if len(found) != 1:
            found = [i for i, person in enumerate(self.persons) if len(person.name) > 2 and person.name[-2] == word]
        return found[0] if len(found) == 1 else None

    def _relative_called_by_first_name(self, gender: str) -> Optional[int]:
        """The one relative of that gender whose surname the text does not give: "her husband, Robert"."""
        fitting = [i for i, p in enumerate(self.persons) if len(p.name) == 1 and p.gender == gender and p.roles & self.lexicon["kin"]]
        return fitting[0] if len(fitting) == 1 else None

    def _honorific(self, start: int) -> str:
        title = self.page.tokens[start - 1].lower_ if start else ""
        return self.lexicon.genders.get(title, "") if title in self.titles else ""

    def _learn_gender(self, person: Person, words: Tuple[str, ...], start: int) -> None:
        """From a title or a word like "actress" in front of a name, else from the given name."""
        shown = self._honorific(start)
        genders = self.lexicon.genders
        for i in range(start - 1, max(start - 4, -1), -1):
            word = self.page.tokens[i].lower_
            if not shown and self._is_gendered(word):
                shown = genders[word]
            if shown or word not in self.titles and self.page.tokens[i].pos_ not in ROLE_TAGS:
                break
        if shown:
            person.gender, person.certain = shown, True
        elif not person.gender and words[0] in genders:
            person.gender = genders[words[0]]

    def _is_gendered(self, word: str) -> bool:
        return word in self.lexicon["female_terms"] or word in self.lexicon["male_terms"]

    def _describe(self, index: int, head: Token, start: int) -> None:
        """Take up the nouns before a name ("Police Chief Ana Ruiz") and beside it ("Ana Ruiz, the chief of police")."""
        person, doc = self.persons[index], self.doc
        for i in range(start - 1, max(start - 7, -1), -1):
            token = doc[i]
            if token.pos_ not in ROLE_TAGS and token.text not in ("-", "."):
                break
            self._take_words(person, (token,))
            word = singular(token.lower_)
            if word in self.lexicon["role_nouns"] or word in self.lexicon["kin"] or word in self.kinds:
                self.give_role(index, role_of(token, self.lexicon))
        for noun in self._predicates(head):
            if noun.pos_ in NOUNS and noun.tag_ not in PLURAL_TAGS:
                self.give_role(index, role_of(noun, self.lexicon))
                if self._is_gendered(noun.lower_) and not person.certain and person.name == self.names.key(start, head.i + 1):
                    person.gender, person.certain = self.lexicon.genders[noun.lower_], True
                self._take_words(person, doc[noun.left_edge.i : min(noun.right_edge.i + 1, noun.left_edge.i + 12)])
        for preposition in head.rights:
            if preposition.lower_ in OF_FROM:  # Ana Ruiz of Leeds
                self._take_words(person, (t for t in preposition.rights if t.dep_ == "pobj"))

    def _take_words(self, person: Person, words: Iterable[Token]) -> None:
        for token in words:
            person.described.add(token.lower_)
            if token.ent_type_ in LABELS_OF_ORIGIN:
                person.places.add(token.lower_)

    def _predicates(self, head: Token) -> Iterator[Token]:
        """The nouns that an apposition or a form of "be" gives to a name."""
        above = head.head
        yield from (c for c in head.rights if c.dep_ == "appos" and c.ent_type_ != "PERSON")
        if head.dep_ == "appos" and above.pos_ == "NOUN":
            yield above
        elif head.dep_ == "appos" and above.pos_ == "PROPN" and above.dep_ == "pobj":  # a lawyer for Mr. Ruiz, Ann Lee
            yield above.head.head
        elif head.dep_ == "attr" and above.lemma_ == "be":  # the chief of police is Ana Ruiz
            yield from (c for c in above.lefts if c.dep_ in SUBJECTS)
        for verb in ([above] if head.dep_ in SUBJECTS else []) + [c for c in head.rights if c.dep_ == "relcl"]:
            if verb.lemma_ in BE_BECOME:
                yield from (c for c in verb.rights if c.dep_ == "attr")

    def give_role(self, index: int, role: str) -> None:
        """Take note of what somebody is, and of what that makes somebody as well."""
        for each in (role, *sorted(self.kinds.get(role, ()))):
            if each not in self.persons[index].roles:
                self.persons[index].roles.add(each)
                self.by_role.setdefault(each, []).append(index)

    def after(self, position: int) -> List[Mention]:
        """The next mentions from a token on."""
        start = bisect_left(self.starts, position)
        return self.mentions[start : start + LOOK_BACK]

    def before(self, position: int) -> List[Mention]:
        """The mentions last seen before a token, the nearest first."""
        end = bisect_left(self.starts, position)
        return self.mentions[max(0, end - LOOK_BACK) : end][::-1]

    def within(self, start: int, end: int) -> List[Mention]:
        """The mentions inside a stretch of tokens."""
        return [m for m in self.mentions[bisect_left(self.starts, start) : bisect_left(self.starts, end)] if m.end <= end]


def _is_same_name(known: Tuple[str, ...], words: Tuple[str, ...]) -> bool:
    """Whether two full names with one surname are of the same person: the end of a longer one, or with the same given name or initial."""
    one, other = known[0], words[0]
    return known[-len(words) :] == words or one == other or one[0] == other[0] and 1 in (len(one.rstrip(".")), len(other.rstrip(".")))
