"""The cast: the people whom an article names, and every place where it names them."""
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Dict, FrozenSet, Iterable, Iterator, List, Optional, Sequence, Set, Tuple

from spacy.tokens import Doc, Token

from .attributions import Offsets
from .lexicon import Lexicon

SUBJECTS = frozenset(("nsubj", "nsubjpass", "nsubj:pass"))
PLURAL_TAGS = frozenset(("NNS", "NNPS"))
PLACE_LABELS = frozenset(("GPE", "LOC", "FAC"))
PERSONAL = frozenset(("he", "she", "they", "it", "we"))
AROUND_PRONOUN = frozenset(("WDT", "WP", "IN", "RB", "CC", "DT", ",", "_SP"))  # tags of what is taken in with one: "which she", "he all but"
POSSESSIVE = frozenset(("'s", "’s", "'", "’"))
LEADING = frozenset((",", "*", "•", "·", "●", "-", "–", "—"))  # what may stand in front of a source without being part of it
DATELINE = 4  # tokens to the colon behind the place where an article was written
QUESTIONS = frozenset(("will", "may", "can"))  # first words of a question that are given names, too
LOOK_BACK = 40
SUBJECT_CLIMB = 5  # words above a phrase among which its subject is looked for


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


class Cast:
    """The people an article names, with every mention.

    doc (Doc): The Doc.
    lexicon (Lexicon): The word lists.
    quoted (Sequence[bool]): Per token, whether it stands in quotation marks.
    tokens (Sequence[Token]): The tokens of the Doc.
    """

    def __init__(self, doc: Doc, lexicon: Lexicon, quoted: Sequence[bool], tokens: Sequence[Token]):
        self.doc = doc
        self.tokens = tokens
        self.lexicon = lexicon
        self.quoted = quoted
        self.people: List[Person] = []
        self.mentions: List[Mention] = []
        self.surnames: Set[str] = set()
        self.by_last: Dict[str, List[int]] = {}
        self.by_first: Dict[str, List[int]] = {}
        self.by_role: Dict[str, List[int]] = {}
        self.starts: List[int] = []
        self.late: List[Mention] = []  # mentions that somebody entered after the names were gathered
        for start, end in sorted(self._names(), key=lambda n: (n[0] - n[1], n[0])):  # full names first, so that short ones find them
            self.add(start, end)
        self.late.clear()

    # Where names stand

    def _names(self) -> Set[Offsets]:
        """Every stretch of tokens that names a person, in full or by the surname alone."""
        capitals = [t for t in self.tokens if t.text[:1].isupper() and (t.pos_ in ("PROPN", "NOUN") or _is_foreign(t))]
        full = self._recognised() | self._with_given_name(capitals) | self._unlabelled(capitals) | self._mislabelled(capitals)
        full |= self._honoured_elsewhere(capitals) | self._common_surnames(capitals) | self._apposed_single(capitals)
        full = self._without_strays(_longest(full))
        self.surnames = {self._key(start, end)[-1] for start, end in full if end - start > 1}
        taken = {i for start, end in full for i in range(start, end)}
        keys = [self._key(start, end) for start, end in full]
        last = {key[-1] for key in keys} | {key[-2] for key in keys if len(key) > 2 and key[-2] not in self.lexicon.genders}
        names = set(full)
        for token in capitals:
            if token.i in taken or token.lower_ not in last or self._is_in_name(token):
                continue
            name = self.name(token.i, token.i + 1)
            if name is not None and not (token.i > 1 and self.doc[token.i - 1].text == "-" and token.i - 2 in taken):
                names.add(name)
        return names

    def _without_strays(self, names: Set[Offsets]) -> Set[Offsets]:
        """Names without a word that the capitals of a headline or the head of a question lent them: "Ana Ruiz Finally", "Will Ruiz"."""
        words = {name: self._key(*name) for name in names}
        known, last = set(words.values()), Counter(key[-1] for key in words.values())
        given = {key[-1]: key for key in known if len(key) > 1 and key[0] not in QUESTIONS}
        result = set()
        for (start, end), key in words.items():
            if len(key) > 2 and key[:-1] in known and last[key[-1]] == 1 and key[-2] not in self.lexicon.genders:
                end -= 1
            elif len(key) == 2 and key[0] in QUESTIONS and self.doc[start].is_sent_start and key[1] in given:
                start += 1
            result.add((start, end))
        return result

    def _recognised(self) -> Set[Offsets]:
        """What the recogniser calls a person; a single word only where nothing speaks against it."""
        found = {n for n in (self.name(e.start, e.end) for e in self.doc.ents if e.label_ == "PERSON") if n}
        surnames = {self._key(start, end)[-1] for start, end in found if end - start > 1}
        odd = {
            self.doc[start].lower_
            for start, end in found
            if end - start == 1 and self.doc[start].lower_ not in surnames and self._is_thing(self.doc[start])
        }
        bodies = called_bodies(self.doc, self.lexicon)
        found = {(start, end) for start, end in found if self.doc[start].text not in bodies}  # Nuvia Pro, of the software firm Nuvia
        return {(start, end) for start, end in found if end - start > 1 or self.doc[start].lower_ not in odd}

    def _is_thing(self, token: Token) -> bool:
        """Whether a single capitalised word has an article, or is joined to a participle, as no surname is."""
        doc = self.doc
        before = doc[token.i - 1] if token.i else None
        if token.i + 2 < len(doc) and doc[token.i + 1].text == "-" and doc[token.i + 2].text.islower() or is_called_body(token, self.lexicon):
            return True
        if before is None or token.dep_ in ("compound", "poss", "nmod"):
            return False
        return before.pos_ == "DET" and not self._is_plural_surname(token)

    def _is_plural_surname(self, token: Token) -> bool:
        return token.tag_ == "NNPS" or token.text.endswith("s")

    def _with_given_name(self, capitals: Sequence[Token]) -> Set[Offsets]:
        """A given name and what capitalised words follow it."""
        doc, lexicon = self.doc, self.lexicon
        found: Set[Offsets] = set()
        for token in capitals:
            if token.lower_ not in lexicon.genders or token.pos_ != "PROPN" or token.ent_type_ == "PERSON" or not token.is_title:
                continue
            if token.lower_ in lexicon["titles"] or token.lower_ in lexicon["honorifics"]:
                continue
            end = token.i + 1
            while end < len(doc) and end - token.i < 4 and (self._goes_on(doc[end]) or self._is_particle(end)):
                end += 1
            if end < len(doc) and doc[end].is_quote:
                end = self._after_nickname(end) or end
            if end - token.i > 1 and not self._is_body(token.i, end):
                name = self.name(token.i, end)
                if name is not None and name[1] - name[0] > 1:
                    found.add(name)
        return found

    def _goes_on(self, token: Token) -> bool:
        if not token.text[:1].isupper() or token.lower_ in self.lexicon["titles"]:
            return False
        return token.pos_ == "PROPN" or token.pos_ == "NOUN" and token.text[1:2] in ("'", "’")  # D'Souza

    def _is_particle(self, position: int) -> bool:
        """The "del" of "María del Carmen Ruiz"."""
        token = self.doc[position]
        goes_on = position + 1 < len(self.doc) and self.doc[position + 1].pos_ == "PROPN" and self._goes_on(self.doc[position + 1])
        return goes_on and token.is_lower and token.lower_ in self.lexicon["name_particles"]

    def _unlabelled(self, capitals: Sequence[Token]) -> Set[Offsets]:
        """Two or three capitalised words in running text that the recogniser has no label for."""
        doc = self.doc
        found: Set[Offsets] = set()
        for start, end in _runs([t.i for t in capitals if t.pos_ == "PROPN" and t.is_title and t.is_alpha and not t.ent_type_]):
            if not 2 <= end - start <= 3 or doc[end - 1].dep_ not in SUBJECTS | {"appos", "pobj", "poss"} or self._is_body(start, end):
                continue
            if doc[start].sent[-1].is_punct and (start == 0 or doc[start - 1].lower_ != "the"):  # not a headline in capitals
                name = self.name(start, end)
                if name is not None:
                    found.add(name)
        return found

    def _mislabelled(self, capitals: Sequence[Token]) -> Set[Offsets]:
        """Names of two words labelled as something else whose second word goes on alone, or that a "who" or an age shows for people."""
        doc = self.doc
        alone = {t.lower_ for t in capitals if t.i == 0 or doc[t.i - 1].pos_ != "PROPN" or doc[t.i - 1].lower_ in self.lexicon["honorifics"]}
        found: Set[Offsets] = set()
        for ent in doc.ents:
            if ent.label_ not in ("ORG", "GPE", "FAC", "PRODUCT", "WORK_OF_ART") or not ent[0].is_title or ent[0].lower_ == "the":
                continue
            end = next((t.i for t in ent if t.lower_ == "of"), ent.end)  # Ana Ruiz of Human Rights Watch
            if not 2 <= end - ent.start <= 5 or self._is_body(ent.start, end) or ent.start and doc[ent.start - 1].lower_ == "the":
                continue
            if not all(t.text[:1].isupper() or t.text == "-" for t in doc[ent.start : end]):
                continue
            if ent.label_ != "ORG" and ent[0].lower_ not in self.lexicon.genders:
                continue
            known = ent.label_ == "ORG" and end - ent.start == 2 and doc[end - 1].lower_ in alone and doc[end - 1].is_alpha
            if known or self._is_introduced_as_person(ent.start, end):
                name = self.name(ent.start, end)
                if name is not None and name[1] - name[0] > 1:
                    found.add(name)
        return found

    def _honoured_elsewhere(self, capitals: Sequence[Token]) -> Set[Offsets]:
        """Odessa Roe, whatever label she has, where the article also calls her Ms. Roe."""
        doc, lexicon = self.doc, self.lexicon
        honoured = {t.lower_ for t in capitals if t.i and doc[t.i - 1].lower_ in lexicon["honorifics"]}
        found: Set[Offsets] = set()
        for token in capitals:
            before = doc[token.i - 1] if token.i else token
            if token.lower_ not in honoured or before.pos_ != "PROPN" or not before.is_title or not before.is_alpha:
                continue
            if before.lower_ in lexicon["titles"] or before.lower_ in lexicon["honorifics"] or before.lower_ in lexicon["role_nouns"]:
                continue
            name = self.name(before.i, token.i + 1)
            if name is not None and name[1] - name[0] > 1:
                found.add(name)
        return found

    def _common_surnames(self, capitals: Sequence[Token]) -> Set[Offsets]:
        """A frequent surname, or a single name with an age behind it, that somebody speaks by, where it is taken for a body or for nothing."""
        doc, lexicon = self.doc, self.lexicon
        found: Set[Offsets] = set()
        for token in capitals:
            before = doc[token.i - 1] if token.i else None
            known = token.lower_ in lexicon["surnames"]
            if not (known or token.pos_ == "PROPN") or not token.is_title or token.ent_type_ not in ("", "ORG", "GPE", "PRODUCT", "FAC"):
                continue
            if token.dep_ not in SUBJECTS or token.head.lower_ not in lexicon.verbs or token.head.i < token.i and token.head.i + 1 != token.i:
                continue
            if before is not None and (before.pos_ in ("PROPN", "DET") or before.lower_ == "the" or before.text in ("-", "&")):
                continue
            after = doc[token.i + 1] if token.i + 1 < len(doc) else None
            if after is not None and (after.pos_ == "PROPN" or after.text in ("-", "&")):
                continue
            if known or self._is_introduced_as_person(token.i, token.i + 1):
                name = self.name(token.i, token.i + 1)
                if name is not None:
                    found.add(name)
        return found

    def _is_introduced_as_person(self, start: int, end: int) -> bool:
        """Whether an age or a "who" follows, or the name begins with a given name and is said to speak."""
        doc = self.doc
        after = doc[end : end + 3]
        if len(after) > 2 and after[0].text == "," and (after[1].lower_ == "who" or after[1].is_digit and len(after[1]) == 2 and after[2].is_punct):
            return True
        head = doc[start:end].root
        speaks = head.dep_ in SUBJECTS and head.head.lower_ in self.lexicon.verbs
        return doc[start].lower_ in self.lexicon.genders and (speaks or head.dep_ == "appos")

    def _apposed_single(self, capitals: Sequence[Token]) -> Set[Offsets]:
        """Who has but one name, behind what he is to somebody: "her neighbour, Wahyu, …"."""
        found: Set[Offsets] = set()
        for token in capitals:
            noun = token.head
            if token.dep_ != "appos" or token.ent_type_ in PLACE_LABELS or not token.is_title or noun.pos_ != "NOUN" or noun.i + 2 != token.i:
                continue
            after = token.nbor(1).text if token.i + 1 < len(self.doc) else ""
            owners = [c.lower_ for c in noun.lefts if c.dep_ == "poss"]
            if self.doc[token.i - 1].text != "," or after not in (",", ".") or owners in ([], ["its"]) or noun.tag_ in PLURAL_TAGS:
                continue
            human = is_human_noun(noun, self.lexicon) and singular(noun.lower_) not in self.lexicon["roles_of_bodies"]
            if human and not any(token.lower_ in self.lexicon[name] for name in ("known_organizations", "organizations", "role_nouns")):
                found.add((token.i, token.i + 1))
        return found

    def _is_body(self, start: int, end: int) -> bool:
        words = {t.lower_ for t in self.doc[start:end]}
        if words & self.lexicon["organizations"] or words & self.lexicon["company_words"]:
            return True
        return self.doc[end - 1].ent_type_ in PLACE_LABELS and not self._is_introduced_as_person(start, end)

    def _is_in_name(self, token: Token) -> bool:
        """Whether a surname is part of a longer name, of a foundation or a street, say."""
        doc = self.doc
        before = doc[token.i - 1] if token.i else None
        after = doc[token.i + 1] if token.i + 1 < len(doc) else None
        if after is not None and after.pos_ == "PROPN" and token.dep_ == "compound":
            if after.ent_type_ != "PERSON" or after.lower_ in self.lexicon["company_words"] or after.lower_ in self.lexicon["organizations"]:
                return True
        return before is not None and before.pos_ == "PROPN" and before.dep_ == "compound" and before.ent_type_ in ("ORG", "FAC", "GPE")

    def name(self, start: int, end: int) -> Optional[Offsets]:
        """A person's name without title and possessive, and without what a tagger took in or left out by mistake."""
        doc, lexicon = self.doc, self.lexicon
        if start and end < len(doc) and doc[start - 1].is_quote and doc[end].is_quote and end - start > 1:
            return None  # the title of a work
        if end + 1 < len(doc) and doc[end].text == "," and doc[end + 1].lower_ == "which":
            return None  # nobody, but a body
        while end > start and (doc[end - 1].lower_ in lexicon["postnominals"] or not doc[end - 1].text[:1].isalpha()):
            end -= 1
        while end - start > 1 and not _is_initial(doc[start]) and (not self._is_name_word(doc[start]) or self._is_job_before_name(start, end)):
            start += 1
        for i in range(end - 1, start, -1):
            if doc[i].is_space or doc[i].is_bracket or doc[i].text == ",":
                start = i + 1
                break
        if end <= start or not doc[start].text[:1].isupper():
            return None
        while start and _is_initial(doc[start - 1]) and (doc[start - 1].lower_ not in ("a", "i") or _is_initial(doc[start])):
            start -= 1
        end = self._extend(end)
        end = next((i for i in range(start + 2, end - 1) if doc[i].lower_ in lexicon.verbs), end)  # a headline in capitals
        while end - start > 1 + (doc[start].lower_ in lexicon.genders) and self._is_no_surname(doc[end - 1]):
            end -= 1  # Clinton Ally; Ana Ruiz Says
        words = {t.lower_ for t in doc[start:end]}
        before = doc[start - 1].lower_ if start else ""
        titled = end - start > 1 and doc[start].ent_type_ == "PERSON" and (before in lexicon["titles"] or before in lexicon["honorifics"])
        known = end - start == 1 and doc[start].lower_ in self.surnames and doc[start].pos_ == "PROPN" and before != "the"
        if not (titled or known) and any(words & lexicon[name] for name in ("organizations", "company_words", "known_organizations")):
            return None
        if end - start == 1 and not self._may_stand_alone(doc[start]):
            return None
        return start, end

    def _is_job_before_name(self, start: int, end: int) -> bool:
        """Whether a capitalised job opens a name that is whole without it: Driver Mo Lee."""
        word = self.doc[start].lower_
        job = (word in self.lexicon["role_nouns"] or word.endswith(("ologist", "ographer", "onomist", "ician"))) and word not in self.lexicon.genders and word not in self.lexicon["surnames"]
        enough = end - start > 2 or self.doc[start].is_sent_start  # Volcanologist Surono
        return job and enough and all(t.is_title and t.is_alpha for t in self.doc[start + 1 : min(start + 3, end)])

    def _may_stand_alone(self, token: Token) -> bool:
        if token.pos_ not in ("PROPN", "NOUN") and not _is_foreign(token):
            return False
        before = token.nbor(-1) if token.i else None
        if token.lower_ in self.lexicon.verbs and token.lower_ not in self.surnames:
            return False  # Mayor Apologizes
        if singular(token.lower_) not in self.lexicon["role_nouns"] or before is not None and before.lower_ in self.lexicon["honorifics"]:
            return True
        return token.lower_ in self.surnames and (before is None or before.pos_ != "DET")  # Tim Cook … Cook

    def _is_no_surname(self, token: Token) -> bool:
        return singular(token.lower_) in self.lexicon["role_nouns"] or token.lower_ in self.lexicon.verbs

    def _extend(self, end: int) -> int:
        """The end of a name, with what the recogniser cut off: more names, and hyphens."""
        doc = self.doc
        while end < len(doc):
            token = doc[end]
            if (token.pos_ == "PROPN" and token.ent_type_ in ("", "PERSON") or _is_foreign(token)) and self._is_name_word(token):
                end += 1
            elif token.text == "-" and not token.whitespace_ and not doc[end - 1].whitespace_ and end + 1 < len(doc):
                if doc[end + 1].text[:1].isupper():
                    end += 2  # Okonjo-Baird
                elif end + 2 < len(doc) and doc[end + 2].pos_ == "PROPN" and doc[end + 1].pos_ in ("NOUN", "PROPN", "X") and doc[end + 2].is_title:
                    end += 3  # Hyun-woo Tarrant
                else:
                    break
            elif token.is_quote and (longer := self._after_nickname(end) or self._after_closed_nickname(end)):
                end = longer
            else:
                break
        return end

    def _after_nickname(self, start: int) -> int:
        """The end of the name that goes on behind a nickname in quotation marks: Marta "Mo" Ruiz."""
        doc = self.doc
        for close in range(start + 2, min(start + 5, len(doc) - 1)):
            if doc[close].is_quote:
                after = doc[close + 1]
                goes_on = doc[close].whitespace_ and doc[start + 1].text[:1].isupper() and after.pos_ == "PROPN" and self._is_name_word(after)
                return close + 2 if goes_on else 0
        return 0

    def _after_closed_nickname(self, close: int) -> int:
        """The same where the recogniser took the name up to the closing mark: Marta "Mo."""
        doc = self.doc
        opened = any(doc[i].is_quote for i in range(max(close - 3, 0), close))
        return close + 2 if opened and close + 1 < len(doc) and self._is_name_word(doc[close + 1]) else 0

    def _is_name_word(self, token: Token) -> bool:
        named = token.pos_ in ("PROPN", "NOUN", "X") or token.lower_ in self.lexicon.genders or _is_foreign(token)
        if not token.text[:1].isupper() or not named:
            return False
        return token.lower_ not in self.lexicon["titles"] and token.lower_ not in self.lexicon["postnominals"]

    # Who is named there

    def add(self, start: int, end: int) -> int:
        """Enter a mention, and its person if new.

        RETURNS (int): Index of the person.
        """
        words = self._key(start, end)
        index = self._find(words, start)
        if index is None:
            index = len(self.people)
            self.people.append(Person(words, (start, end), first=start))
            self.by_last.setdefault(words[-1], []).append(index)
            if len(words) > 1:
                self.by_first.setdefault(words[0], []).append(index)
        person = self.people[index]
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
        self._enter(Mention(start, end, head.i, index, subject, self.quoted[start]))
        return index

    def _enter(self, mention: Mention) -> None:
        position = bisect_left(self.starts, mention.start)
        self.starts.insert(position, mention.start)
        self.mentions.insert(position, mention)
        self.late.append(mention)

    def _is_shown(self, words: Tuple[str, ...], start: int, end: int) -> bool:
        """Whether something besides capitals shows that a name is a person's."""
        doc = self.doc
        if words[0] in self.lexicon.genders or start and doc[start - 1].lower_ in self.lexicon["titles"]:
            return True
        after = doc[end : end + 3]
        if len(after) > 2 and after[0].text == "," and (after[1].tag_ == "WP" or after[1].is_digit and after[2].is_punct):
            return True
        head = doc[start:end].root
        return head.dep_ in SUBJECTS and head.head.lower_ in self.lexicon.verbs

    def _key(self, start: int, end: int) -> Tuple[str, ...]:
        """The words of a name without "Jr."."""
        words = [t.lower_ for t in self.doc[start:end] if t.text[:1].isalnum()]
        while len(words) > 1 and words[-1] in self.lexicon["name_suffixes"]:
            words.pop()
        return tuple(words) or (self.doc[start].lower_,)

    def _find(self, words: Tuple[str, ...], position: int) -> Optional[int]:
        same_last = self.by_last.get(words[-1], [])
        if len(words) > 1:
            for index in same_last:
                name = self.people[index].name
                if name == words or name[-len(words) :] == words or _same_given_name(name[0], words[0]):
                    return index
            return None
        gender = self._honorific(position)
        fitting = [i for i in same_last if not gender or self.people[i].gender in ("", gender)]
        if same_last and not fitting:  # Mr. Ellis, where the text has named Margaret Ellis
            relative = self._relative_called_by_first_name(gender)
            if relative is not None:
                same_last.append(relative)
                return relative
            if all(self._is_addressed_as(i, self.people[i].gender) for i in same_last):
                return None
        fitting = fitting or same_last
        if fitting and gender:  # of two with one surname "Mr." means the one introduced first …
            return min(fitting, key=lambda i: self.people[i].best[0])
        if fitting:  # … and the bare surname the one named in full more often
            return max(fitting, key=lambda i: (self.people[i].full, -self.people[i].best[0]))
        same_first = self.by_first.get(words[0], [])
        if len(same_first) == 1:
            return same_first[0]
        first_surname = [i for i, person in enumerate(self.people) if len(person.name) > 2 and person.name[-2] == words[0]]
        return first_surname[0] if len(first_surname) == 1 else None  # Luis Felipe Robles Cano … Robles

    def _relative_called_by_first_name(self, gender: str) -> Optional[int]:
        """The one relative of that gender whose surname the text does not give: "her husband, Robert"."""
        people = enumerate(self.people)
        fitting = [i for i, p in people if len(p.name) == 1 and p.gender == gender and p.roles & self.lexicon["kin"]]
        return fitting[0] if len(fitting) == 1 else None

    def _is_addressed_as(self, index: int, gender: str) -> bool:
        """Whether a title in front of the name of somebody shows a gender: Mrs. Ellis."""
        return any(m.person == index and self._honorific(m.start) == gender for m in self.mentions)

    def _honorific(self, start: int) -> str:
        """The gender that a title in front of a name shows."""
        title = self.doc[start - 1].lower_ if start else ""
        return self.lexicon.genders.get(title, "") if title in self.lexicon["titles"] else ""

    def _learn_gender(self, person: Person, words: Tuple[str, ...], start: int) -> None:
        """From a title or a word like "actress" in front of a name, else from the given name."""
        shown = self._honorific(start)
        genders = self.lexicon.genders
        for i in range(start - 1, max(start - 4, -1), -1):
            word = self.doc[i].lower_
            if shown or word in self.lexicon["female_terms"] or word in self.lexicon["male_terms"]:
                shown = shown or genders[word]
                break
            if word not in self.lexicon["titles"] and self.doc[i].pos_ not in ("NOUN", "PROPN", "ADJ"):
                break
        if shown:
            person.gender, person.certain = shown, True
        elif not person.gender and words[0] in genders:
            person.gender = genders[words[0]]

    def _describe(self, index: int, head: Token, start: int) -> None:
        """Take up the nouns before a name ("Police Chief Ana Ruiz") and beside it ("Ana Ruiz, the chief of police")."""
        person, doc = self.people[index], self.doc
        known = kinds_of(self.lexicon["role_kinds"])
        for i in range(start - 1, max(start - 7, -1), -1):
            token = doc[i]
            if token.pos_ not in ("NOUN", "PROPN", "ADJ") and token.text not in ("-", "."):
                break
            self._take_words(person, (token,))
            word = singular(token.lower_)
            if word in self.lexicon["role_nouns"] or word in self.lexicon["kin"] or word in known:
                self._take_role(index, token)
        for noun in self._predicates(head):
            if noun.pos_ in ("NOUN", "PROPN") and noun.tag_ not in PLURAL_TAGS:
                self._take_role(index, noun)
                own = person.name == self._key(start, head.i + 1) and not person.certain
                if own and (noun.lower_ in self.lexicon["female_terms"] or noun.lower_ in self.lexicon["male_terms"]):
                    person.gender, person.certain = self.lexicon.genders[noun.lower_], True
                self._take_words(person, doc[noun.left_edge.i : min(noun.right_edge.i + 1, noun.left_edge.i + 12)])
        for preposition in head.rights:
            if preposition.lower_ in ("of", "from"):  # Ana Ruiz of Leeds
                self._take_words(person, (t for t in preposition.rights if t.dep_ == "pobj"))

    def _take_words(self, person: Person, words: Iterable[Token]) -> None:
        for token in words:
            person.described.add(token.lower_)
            if token.ent_type_ in ("GPE", "LOC", "NORP"):
                person.places.add(token.lower_)

    def _predicates(self, head: Token) -> Iterator[Token]:
        """The nouns that an apposition or a form of "be" gives to a name."""
        yield from (c for c in head.rights if c.dep_ == "appos" and c.ent_type_ != "PERSON")
        if head.dep_ == "appos" and head.head.pos_ == "NOUN":
            yield head.head
        if head.dep_ == "appos" and head.head.pos_ == "PROPN" and head.head.dep_ == "pobj":  # a lawyer for Mr. Ruiz, Ann Lee
            yield head.head.head.head
        if head.dep_ == "attr" and head.head.lemma_ == "be":  # the chief of police is Ana Ruiz
            yield from (c for c in head.head.lefts if c.dep_ in SUBJECTS)
        copulas = [head.head] if head.dep_ in SUBJECTS else []
        copulas += [c for c in head.rights if c.dep_ == "relcl"]
        for verb in copulas:
            if verb.lemma_ in ("be", "become"):
                yield from (c for c in verb.rights if c.dep_ == "attr")

    def _take_role(self, index: int, noun: Token) -> None:
        self.give_role(index, role_of(noun, self.lexicon))

    def give_role(self, index: int, role: str) -> None:
        """Take note of what somebody is, and of what that makes somebody as well."""
        for each in (role, *sorted(kinds_of(self.lexicon["role_kinds"]).get(role, ()))):
            if each not in self.people[index].roles:
                self.people[index].roles.add(each)
                self.by_role.setdefault(each, []).append(index)

    # Looking up

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
        first = bisect_left(self.starts, start)
        result = []
        while first < len(self.starts) and self.starts[first] < end:
            if self.mentions[first].end <= end:
                result.append(self.mentions[first])
            first += 1
        return result


# Words


def head_of(doc: Doc, span: Offsets) -> Token:
    """The head of a noun phrase; where the parse names an adjective, an article or a "which", the last noun before what follows."""
    root = doc[span[0] : span[1]].root
    if root.pos_ in ("NOUN", "PROPN", "NUM") or root.pos_ in ("PRON", "DET") and (span[1] - span[0] == 1 or root.tag_ not in ("DT", "WDT")):
        return root
    end = next((t.i for t in doc[span[0] + 1 : span[1]] if t.pos_ == "ADP" or t.text in (",", "(")), span[1])
    nouns = [t for t in doc[span[0] : end] if t.pos_ in ("NOUN", "PROPN", "PRON") and t.tag_ not in ("WP", "WDT")]
    return nouns[-1] if nouns else root


def core_of(doc: Doc, span: Offsets) -> Offsets:
    """A source without white space at its edges and without a comma or bullet in front; of "which she" and "he all but" only the pronoun.

    doc (Doc): The Doc.
    span (Offsets): The tokens of the source as it was found.
    RETURNS (Offsets): The tokens that name somebody; all of them if none do.
    """
    start, end = span
    while start < end and (doc[start].is_space or doc[start].text in LEADING):
        start += 1
    while end > start and doc[end - 1].is_space:
        end -= 1
    while end - start > 2 and doc[end - 1].ent_type_ == "DATE" and doc[end - 2].lower_ == "on":
        end -= 2  # Lavrin on Tuesday
    colon = next((i for i in range(start + 1, min(end - 1, start + DATELINE)) if doc[i].text == ":"), None)
    if colon is not None and all(t.is_upper for t in doc[start:colon]):
        start = colon + 1  # MUMBAI: A court
    if end - start > 1 and start and doc[start].lower_ in POSSESSIVE:
        start = min(start_of(doc[start].head), start)  # 's president
    if end - start > 1:
        pronouns = [t.i for t in doc[start:end] if t.lower_ in PERSONAL]
        if len(pronouns) == 1 and all(t.i in pronouns or t.tag_ in AROUND_PRONOUN for t in doc[start:end]):
            return pronouns[0], pronouns[0] + 1
    return (start, end) if end > start else span


def start_of(noun: Token) -> int:
    """Where the phrase of a noun begins, in its line, without white space and marks that the parse hangs to it."""
    start = next((i + 1 for i in range(noun.i - 1, noun.left_edge.i - 1, -1) if "\n" in noun.doc[i].text), noun.left_edge.i)
    while start < noun.i and (noun.doc[start].is_space or noun.doc[start].is_punct):
        start += 1
    return start


def past_dateline(doc: Doc, span: Offsets) -> Offsets:
    """The first noun phrase behind a dateline that the parse takes for a subject: "MUMBAI: A court …".

    doc (Doc): The Doc.
    span (Offsets): The tokens of a source with a cue.
    RETURNS (Offsets): That phrase; the same tokens if the source is no word in capitals with a colon behind it.
    """
    start, end = span
    if end - start != 1 or end >= len(doc) or doc[end].text != ":" or not doc[start].is_upper or not (start == 0 or doc[start - 1].is_space):
        return span
    nouns = (t for t in doc[end + 1 : doc[start].sent.end] if t.pos_ in ("NOUN", "PROPN", "PRON") and t.dep_ not in ("compound", "poss"))
    noun = next(nouns, None)
    return span if noun is None else (max(noun.left_edge.i, end + 1), noun.i + 1)


def subject_above(token: Token) -> Optional[Token]:
    """Who does what a phrase says: the nearest subject of the verbs above it; of "who" whom it stands for."""
    for _ in range(SUBJECT_CLIMB):
        subject = next((c for c in token.lefts if c.dep_ in SUBJECTS), None)
        if subject is not None and subject.lower_ not in ("name", "names", "identity", "identities"):
            return token.head if subject.lower_ in ("who", "which", "that", "whom") and token.dep_ in ("relcl", "acl") else subject
        if token.dep_ in ("acl", "relcl") and token.head.pos_ in ("NOUN", "PRON"):
            return token.head
        if token.head == token:
            break
        token = token.head
    return None


def is_name(token: Token) -> bool:
    """Whether a word is a proper name, or written like one where nothing else asks for a capital."""
    if token.pos_ == "PROPN":
        return token.text[:1].isupper()
    return token.pos_ in ("NOUN", "VERB", "ADJ", "X") and token.text[:1].isupper() and not token.is_sent_start


def is_called_body(name: Token, lexicon: Lexicon) -> bool:
    """Whether a noun in front of a name says that it is a company or the like: "the drugmaker Helvara"."""
    before = name.nbor(-1) if name.i else None
    if before is None or not before.is_lower:
        return False
    if not (before.dep_ in ("compound", "nmod") and before.head == name or name.dep_ == "appos" and name.head == before):
        return False
    return before.tag_ == "NN" and any(before.lower_ in lexicon[name] for name in ("organizations", "trades"))


def called_bodies(doc: Doc, lexicon: Lexicon) -> Set[str]:
    """The names of one word that somewhere in a Doc have such a noun in front."""
    return {ent.text for ent in doc.ents if len(ent) == 1 and is_called_body(ent[0], lexicon)}


def is_human_noun(noun: Token, lexicon: Lexicon) -> bool:
    """Whether a common noun names people: by the lists, by its ending, or by a "who" behind it."""
    word = singular(noun.lower_)
    if word in lexicon["role_nouns"] or word in lexicon["kin"] or is_age(noun):
        return True
    if any(c.dep_ == "relcl" and any(g.lower_ == "who" for g in c.lefts) for c in noun.rights):
        return not (noun.dep_ == "pobj" and is_human_noun(noun.head.head, lexicon))  # but not: a man in a coat who …
    if noun.text[:1].isupper() and (noun.pos_ == "PROPN" or not noun.is_sent_start):
        return False  # a name, or part of one
    if any(word in lexicon[name] or noun.lower_ in lexicon[name] for name in ("organizations", "documents", "things")):
        return False
    return len(word) > 4 and word.endswith(("ist", "ian", "man", "woman", "person", "eer", "er", "or", "ee", "ress"))


def is_age(noun: Token) -> bool:
    """Whether a word is a part of "the 22-year-old", with nobody behind it: the parse may take either for the head."""
    doc, last = noun.doc, noun.i if noun.lower_ in ("old", "olds") else noun.i + 2
    if last < 2 or last >= len(doc) or doc[last].lower_ not in ("old", "olds") or doc[last - 2].lower_ not in ("year", "month"):
        return False
    return last + 1 == len(doc) or doc[last + 1].pos_ not in ("NOUN", "PROPN", "ADJ")


def is_plural(head: Token, lexicon: Lexicon) -> bool:
    """Whether a noun means several, also where a headline's capital misled the tagger."""
    word = head.lower_
    if head.tag_ in PLURAL_TAGS or word in lexicon["group_nouns"]:
        return True
    if word.endswith("men") and word not in lexicon["things"]:
        return True
    return word.endswith("s") and word not in lexicon["role_nouns"] and singular(word) in lexicon["role_nouns"]


def singular(word: str) -> str:
    """The singular of a regular noun."""
    if word == "people":
        return "person"
    if word.endswith("men"):
        return word[:-3] + "man"
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def role_of(noun: Token, lexicon: Lexicon) -> str:
    """The role a noun names, with the word that makes it another one: "vice president", "deputy mayor"."""
    role = singular(noun.lower_)
    before = noun.nbor(-1) if noun.i else None
    if before is not None and before.text == "-" and noun.i > 1:
        before = noun.nbor(-2)
    return f"{before.lower_} {role}" if before is not None and before.lower_ in lexicon["lower_ranks"] else role


@lru_cache(maxsize=None)
def kinds_of(lines: FrozenSet[str]) -> Dict[str, FrozenSet[str]]:
    """What lines like "sen., senator: lawmaker, politician" say of each word in front of the colon."""
    pairs = (line.split(": ", 1) for line in lines)
    return {word.strip(): frozenset(kinds.split(", ")) for words, kinds in pairs for word in words.split(",")}


def _runs(positions: Sequence[int]) -> Iterator[Offsets]:
    """Neighbouring numbers as half-open stretches."""
    start = 0
    for k in range(1, len(positions) + 1):
        if k == len(positions) or positions[k] != positions[k - 1] + 1:
            yield positions[start], positions[k - 1] + 1
            start = k


def _is_initial(token: Token) -> bool:
    """The A and the K of "A K Lahoti"."""
    return len(token.text.rstrip(".")) == 1 and token.text[0].isupper()


def _same_given_name(one: str, other: str) -> bool:
    """Whether two given names are the same, or one is the initial of the other."""
    return one == other or one[0] == other[0] and 1 in (len(one.rstrip(".")), len(other.rstrip(".")))


def _is_foreign(token: Token) -> bool:
    """Whether a word is spelled with letters that taggers of English stumble over: "Şahin", or "Ruíz" in broken characters."""
    return not token.is_ascii and token.text[:1].isupper() and token.text[1:2].isalpha() and token.pos_ in ("NUM", "X", "ADJ", "VERB", "ADV")


def _longest(spans: Set[Offsets]) -> Set[Offsets]:
    """The spans that lie in no longer one."""
    result: Set[Offsets] = set()
    reach = -1
    for start, end in sorted(spans, key=lambda s: (s[0], -s[1])):
        if end > reach:
            result.add((start, end))
            reach = end
    return result
