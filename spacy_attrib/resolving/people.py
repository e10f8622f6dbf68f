"""The people whom an article names, and every place where it names them."""

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from typing import Dict, Iterable, Iterator, List, Optional, Sequence, Set, Tuple

from spacy.tokens import Token

from ..lang.base import Lexicon
from ..lang.en.grammar import BE_BECOME, HE_SHE, HIS_HER, INDEFINITE, LABELS_OF_ORIGIN, NOUNS, OF_FROM, PLURAL_TAGS, ROLE_TAGS, SUBJECTS
from ..lang.en.morphology import singular
from ..page.intervals import Offsets
from ..page.page import Page
from ..page.phrases import is_human_noun, kinds_of, role_of
from .person_names import NO_BREAK, PersonNames

LOOK_BACK = 40
NAMESAKES = 200  # people of one surname who are looked at
NEAR = 1  # paragraphs from a full name to the surname that goes on about it
FAR = 5  # paragraphs behind which somebody else of that surname is not meant
ALONE_PARAGRAPHS = 1  # in front of its own in which nobody else may be spoken of for a pronoun to tell the gender of the one named there
ALONE_TOKENS = 120  # in front of it that are looked at
LEAST_SPELLED = 4  # letters of a name that may be spelled in two ways


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
    bodies (Set[str]): Those that are names of anything else, as of whom somebody speaks for.
    doings (Set[str]): Nouns for those who do what the article says the person does: "founder", of who founded a chain.
    kinds (Set[str]): Nouns that say of which kind a role is: "opposition", of an opposition leader.
    full, count (int): How often the article gives the name in full, and at all.
    shown (bool): Whether something besides capitals shows that it is a person: a given name, a title, an age, a word for speaking.
    first (int): Where the article first names the person.
    otherwise (List[Tuple[Tuple[str, ...], Offsets]]): Where it gives a name of as many words in another way, with its words.
    honorifics (Set[str]): The genders that "Mr." and the like in front of a name tell, "" where there is none.
    postnominal (bool): Whether letters like "KC" stand behind the name somewhere.
    """

    name: Tuple[str, ...]
    best: Offsets
    gender: str = ""
    certain: bool = False
    roles: Set[str] = field(default_factory=set)
    described: Set[str] = field(default_factory=set)
    places: Set[str] = field(default_factory=set)
    bodies: Set[str] = field(default_factory=set)
    doings: Set[str] = field(default_factory=set)
    kinds: Set[str] = field(default_factory=set)
    full: int = 0
    count: int = 0
    shown: bool = False
    first: int = 0
    otherwise: List[Tuple[Tuple[str, ...], Offsets]] = field(default_factory=list)
    honorifics: Set[str] = field(default_factory=set)
    postnominal: bool = False

    @property
    def is_mere_word(self) -> bool:
        """Whether it is a single word that nothing but a capital shows for somebody's name."""
        return len(self.name) == 1 and not self.shown and not self.roles

    def settle_spelling(self) -> None:
        """Go by the way in which the article gives the full name most often; the first of equals."""
        ways = Counter(words for words, _ in self.otherwise)
        usual = max(ways, key=ways.__getitem__, default=self.name)
        own = self.full - len(self.otherwise)
        first = next((span for words, span in self.otherwise if words == usual), self.best)
        if ways[usual] > own or ways[usual] == own and first < self.best:
            self.name, self.best = usual, first


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
        self.doers = kinds_of(self.lexicon["doers"])
        self.persons: List[Person] = []
        self.mentions: List[Mention] = []
        self.by_last: Dict[str, List[int]] = {}
        self.by_first: Dict[str, List[int]] = {}
        self.by_middle: Dict[str, List[int]] = {}  # by the first of two surnames
        self.by_role: Dict[str, List[int]] = {}
        self.by_spelling: Dict[str, List[int]] = {}  # by the surname with a letter left out
        self.starts: List[int] = []
        self.late: List[Mention] = []  # mentions that somebody entered after the names were gathered
        for start, end in sorted(self.names.find(), key=lambda n: (n[0] - n[1], n[0])):  # full names first, so that short ones find them
            self.add(start, end)
        self.late.clear()
        self.by_middle.clear()
        for index, person in enumerate(self.persons):
            person.settle_spelling()
            self._enter_middle(index)
        self._learn_genders_from_pronouns()
        self._learn_relations(tokens)

    def _learn_genders_from_pronouns(self) -> None:
        """Who alone is spoken of is of the gender of the pronouns there: "Taylor Reyes defended her record."."""
        votes: Dict[int, Set[str]] = {}
        for position, word in enumerate(self.page.words):
            if word in HE_SHE and not self.page.is_quoted(position):
                alone = self._only_one_before(position)
                if alone is not None and not self.persons[alone].gender:
                    votes.setdefault(alone, set()).add(HE_SHE[word])
        for index, genders in votes.items():
            if len(genders) == 1:
                self.persons[index].gender = genders.pop()

    def _only_one_before(self, position: int) -> Optional[int]:
        """The one person named in the paragraphs right in front of a token, if nobody without a name is spoken of there either."""
        paragraph = self.page.paragraph_of[position]
        start = max(self.page.paragraphs[max(paragraph - ALONE_PARAGRAPHS, 0)][0], position - ALONE_TOKENS)
        named = self.within(start, position)
        found = {m.person for m in named}
        if len(found) != 1:
            return None
        only = found.pop()
        names = {i for m in named for i in range(m.start, m.end)}
        for token in self.page.tokens[start:position]:
            if token.pos_ in NOUNS and token.i not in names and token.tag_ not in PLURAL_TAGS and is_human_noun(token, self.lexicon):
                if role_of(token, self.lexicon) not in self.persons[only].roles:
                    return None
        return only

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
            self._enter_middle(index)
            if len(words) > 1:
                self.by_first.setdefault(words[0], []).append(index)
                for spelling in spellings(words[-1]):
                    self.by_spelling.setdefault(spelling, []).append(index)
        person = self.persons[index]
        person.count += 1
        person.first = min(person.first, start)
        person.full += len(words) > 1
        person.honorifics.add(self._honorific(start))
        person.postnominal = person.postnominal or end < len(self.doc) and self.page.words[end] in self.lexicon["postnominals"]
        person.shown = person.shown or self._is_shown(words, start, end)
        if words == person.name and start < person.best[0]:
            person.best = (start, end)
        elif len(words) == len(person.name) != 1 and words != person.name:
            person.otherwise.append((words, (start, end)))
        head = self.doc[start:end].root
        self._learn_gender(person, words, start)
        self._describe(index, head, start)
        subject = head.dep_ in SUBJECTS or head.head.dep_ in SUBJECTS
        position = bisect_left(self.starts, start)
        self.starts.insert(position, start)
        self.mentions.insert(position, Mention(start, end, head.i, index, subject, self.page.is_quoted(start)))
        self.late.append(self.mentions[position])
        return index

    def _enter_middle(self, index: int) -> None:
        name = self.persons[index].name
        if len(name) > 2:
            self.by_middle.setdefault(name[-2], []).append(index)

    def _is_shown(self, words: Tuple[str, ...], start: int, end: int) -> bool:
        doc = self.doc
        if words[0] in self.lexicon.genders or start and self.page.words[self._in_front(start)] in self.titles:
            return True
        after = doc[end : end + 2]
        if self._has_age(end) or len(after) > 1 and after[0].text == "," and after[1].tag_ == "WP":
            return True
        head = doc[start:end].root
        return head.dep_ in SUBJECTS and head.head.lower_ in self.lexicon.verbs

    def _find(self, words: Tuple[str, ...], position: int) -> Optional[int]:
        namesakes = self.by_last.get(words[-1], [])
        same_last = namesakes[:NAMESAKES]
        if len(words) > 1:
            same = next((i for i in same_last if _is_same_name(self.persons[i].name, words)), None)
            return self._spelled_otherwise(words, position) if same is None else same
        gender = self._honorific(position)
        fitting = [i for i in same_last if not gender or self.persons[i].gender in ("", gender)]
        if same_last and not fitting:  # Mr. Ellis, where the text has named Margaret Ellis
            relative = self._relative_called_by_first_name(gender)
            if relative is not None:
                namesakes.append(relative)
            if relative is not None or all(self.persons[i].gender in self.persons[i].honorifics for i in same_last):
                return relative  # Mrs. Ellis was never Mr. Ellis
        if same_last:
            return self._likeliest(fitting or same_last, gender, position)
        found = self._by_another_name(words[0])
        return self._spelled_otherwise(words, position) if found is None else found

    def _spelled_otherwise(self, words: Tuple[str, ...], position: int) -> Optional[int]:
        """The one person whose name differs in a letter: Katarzina Wolinska, where the text has named Katarzyna Wolinska."""
        near = {i for spelling in spellings(words[-1]) for i in self.by_spelling.get(spelling, [])[:NAMESAKES]}
        alike = {i for i in near if is_misspelt(self.persons[i].name, words)}
        if len(words) == 1 and self._has_age(position + 1):
            return None  # Olson, 34, …: nobody whom the text has named
        sentence = self.page.sentence(position)
        alike.difference_update(m.person for m in self.within(*sentence))  # Ana Ruiz and Ada Ruiz are two
        gender = self.lexicon.genders.get(words[0], "") if len(words) > 1 else ""
        alike = {i for i in alike if not gender or self.persons[i].gender in ("", gender)}  # nor are Carlo and Carla Ruiz one
        return alike.pop() if len(alike) == 1 else None

    def _has_age(self, end: int) -> bool:
        """Ann Lee, 34, …: the way newspapers introduce people nobody knows."""
        after = self.doc[end : end + 3]
        return len(after) > 2 and after[0].text == "," and after[1].is_digit and after[2].is_punct

    def _likeliest(self, persons: List[int], gender: str, position: int) -> int:
        """Of two with one surname "Mr." means the one introduced first; the bare surname the one who has been introduced when it is used,
        or of whom nobody else of that name has been spoken of for long, or who is named in full more often."""
        first = min(persons, key=lambda i: self.persons[i].best[0])
        persons = [i for i in persons if self.persons[i].best[0] < position]
        if gender or not persons:
            return first
        near = self._goes_on_about(persons, position) if len(persons) > 1 else None
        return max(persons, key=lambda i: (self.persons[i].full, -self.persons[i].best[0])) if near is None else near

    def _goes_on_about(self, persons: List[int], position: int) -> Optional[int]:
        paragraph = self.page.paragraph_of
        last: Dict[int, int] = {}  # by person, paragraphs from the last mention
        for mention in self.before(position):
            if mention.person in persons:
                last.setdefault(mention.person, paragraph[position] - paragraph[mention.start])
        nearest = min(last, key=lambda i: last[i], default=None)
        if nearest is None or last[nearest] > NEAR or any(last.get(i, FAR + 1) <= FAR for i in persons if i != nearest):
            return None
        return nearest

    def _by_another_name(self, word: str) -> Optional[int]:
        """The only one of that given name, or of that first surname: Luis Felipe Robles Cano … Robles."""
        found = self.by_first.get(word, [])
        if len(found) != 1:
            found = self.by_middle.get(word, [])
        return found[0] if len(found) == 1 else None

    def _relative_called_by_first_name(self, gender: str) -> Optional[int]:
        """The one relative of that gender whose surname the text does not give: "her husband, Robert"."""
        relatives = {i for role in self.lexicon["kin"] for i in self.by_role.get(role, [])[:NAMESAKES]}
        fitting = [i for i in relatives if len(self.persons[i].name) == 1 and self.persons[i].gender == gender]
        return fitting[0] if len(fitting) == 1 else None

    def _in_front(self, start: int) -> int:
        """The token in front of a name, past a no-break space; -1 where the text begins."""
        return start - 1 - (start > 1 and self.page.words[start - 1] in NO_BREAK)

    def _honorific(self, start: int) -> str:
        title = self.page.words[self._in_front(start)] if start else ""
        return self.lexicon.genders.get(title, "") if title in self.titles else ""

    def _learn_gender(self, person: Person, words: Tuple[str, ...], start: int) -> None:
        """From a title or a word like "actress" in front of a name, else from the given name."""
        shown = self._honorific(start)
        genders = self.lexicon.genders
        for i in range(self._in_front(start), max(start - 4, -1), -1):
            word = self.page.words[i]
            if not shown and self._is_gendered(word):
                shown = genders[word]
            if shown or word not in self.titles and self.page.tokens[i].pos_ not in ROLE_TAGS:
                break
        if shown:
            person.gender, person.certain = shown, True
        elif not person.gender:
            given = words[: 2 if len(words) > 2 else 1]  # Jean-Paul
            person.gender = next((genders[word] for word in given if word in genders), "")

    def _is_gendered(self, word: str) -> bool:
        return word in self.lexicon["female_terms"] or word in self.lexicon["male_terms"]

    def _describe(self, index: int, head: Token, start: int) -> None:
        """Take up the nouns before a name ("Police Chief Ana Ruiz") and beside it ("Ana Ruiz, the chief of police")."""
        person, doc = self.persons[index], self.doc
        for i in range(self._before_bracket(self._in_front(start)), max(start - 7, -1), -1):
            token = doc[i]
            if token.pos_ not in ROLE_TAGS and token.text not in ("-", "."):
                break
            self._take_words(person, (token,))
            word = singular(token.lower_)
            if word in self.lexicon["role_nouns"] or word in self.lexicon["kin"] or word in self.kinds:
                self.give_role(index, role_of(token, self.lexicon))
            elif token.pos_ in NOUNS and i < start - 1:
                person.kinds.add(token.lower_)
        predicates = list(self._predicates(head))
        predicates += [noun for noun in self._between_commas(start, head.i + 1) if noun not in predicates]
        for noun in predicates:
            if noun.pos_ in NOUNS and noun.tag_ not in PLURAL_TAGS:
                self.give_role(index, role_of(noun, self.lexicon))
                person.kinds.update(c.lower_ for c in noun.lefts if c.dep_ == "compound")
                if self._is_gendered(noun.lower_) and not person.certain and person.name == self.names.key(start, head.i + 1):
                    person.gender, person.certain = self.lexicon.genders[noun.lower_], True
                self._take_words(person, doc[noun.left_edge.i : min(noun.right_edge.i + 1, noun.left_edge.i + 12)])
        for clause in (c for noun in (head, *predicates) for c in noun.rights if c.dep_ == "relcl"):
            if any(c.lower_ == "who" and c.dep_ in SUBJECTS for c in clause.lefts):
                self._take_doings(index, clause)
        for preposition in head.rights:
            if preposition.lower_ in OF_FROM:  # Ana Ruiz of Leeds
                self._take_words(person, (t for t in preposition.rights if t.dep_ == "pobj"))

    def _take_words(self, person: Person, words: Iterable[Token]) -> None:
        for token in words:
            person.described.add(token.lower_)
            if token.ent_type_ in LABELS_OF_ORIGIN:
                person.places.add(token.lower_)
            elif names_body(token, self.lexicon):
                person.bodies.add(token.lower_)

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

    def _before_bracket(self, position: int) -> int:
        """The last token in front of a bracket that ends at a token: the Superintendent of "Superintendent (City) Ana Ruiz"."""
        if position > 1 and self.doc[position].text == ")":
            return next((i - 1 for i in range(position - 1, max(position - 5, 0), -1) if self.doc[i].text == "("), position)
        return position

    def _between_commas(self, start: int, end: int) -> Iterator[Token]:
        """The noun that a comma parts from a name, whatever the parse makes of it: "the coroner, Ana Ruiz, …"; not in a list."""
        doc, words = self.doc, self.page.words
        if not start > 1 or words[start - 1] != "," or end >= len(doc) or words[end] not in (",", ".", ")", "–", "—"):
            return
        noun, listed = self.page.tokens[start - 2], words[end + 1 : end + 2] in (["and"], ["or"])
        if noun.pos_ == "NOUN" and noun.tag_ not in PLURAL_TAGS and not listed and is_human_noun(noun, self.lexicon):
            if any(c.dep_ in ("det", "poss") and c.lower_ not in INDEFINITE for c in noun.lefts):
                yield noun

    def _take_doings(self, index: int, verb: Token) -> None:
        """Who founded a chain is the founder, and may be called so later."""
        for role in sorted(self.doers.get(verb.lemma_, ())):
            if role not in self.persons[index].roles | self.persons[index].doings:
                self.persons[index].doings.add(role)
                self.by_role.setdefault(role, []).append(index)

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


def names_body(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word in a description is part of a name, as of a body: Gander, in "a spokesman for Gander"."""
    if token.pos_ != "PROPN" or not token.text[:1].isupper():
        return False
    return not any(token.lower_ in lexicon[name] for name in ("titles", "honorifics", "role_nouns", "name_suffixes", "postnominals"))


def spellings(word: str) -> Set[str]:
    """What two words that differ in a letter have in common: a word, and what is left of it without any one letter."""
    return {word, *(word[:k] + word[k + 1 :] for k in range(len(word)))} if len(word) > LEAST_SPELLED else {word}


def is_misspelt(known: Tuple[str, ...], words: Tuple[str, ...]) -> bool:
    """Whether a name is a known one but for a letter in one of its words; not for the plural of a surname, nor for its first letter.

    known (Tuple[str, ...]): The words of a full name.
    words (Tuple[str, ...]): Those of another, or a surname.
    """
    pairs = list(zip(known[-len(words) :], words))
    other = [(a, b) for a, b in pairs if a != b]
    if len(pairs) < len(words) or len(other) != 1 or len(words) not in (1, len(known)):
        return False
    a, b = other[0]
    return a[0] == b[0] and a + "s" != b and a != b + "s" and not spellings(a).isdisjoint(spellings(b))
