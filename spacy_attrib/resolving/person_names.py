"""Where an article names people: what the recogniser found, mended, and what it missed."""

from collections import Counter
from typing import AbstractSet, Iterable, Iterator, Optional, Sequence, Set, Tuple

from spacy.tokens import Token

from ..lang.en.grammar import (
    LABELS_LIKE_SURNAMES,
    LABELS_OF_PLACES,
    MISTAKEN_FOR_NO_PERSON,
    NAMES_THAT_ASK,
    NOUNS,
    PLURAL_AUXILIARIES,
    PLURAL_TAGS,
    SUBJECTS,
    TOLD_ABOUT,
)
from ..lang.en.morphology import singular
from ..page.intervals import Offsets
from ..page.page import Page
from ..page.phrases import is_called_body, is_given_name, is_human_noun

BEHIND_INITIAL = ("ADV", "ADJ", "NOUN", "X")  # parts of speech of a rare surname, as taggers have it
NAME_TAGS = NOUNS | {"X"}  # what taggers take the words of names for
NO_BREAK = frozenset(("\u00a0", "\u202f"))  # white space that joins a title or a given name to what follows; a token of its own
SHOUTED = 4  # words in capitals that make a paragraph one of wire copy in nothing but capitals


class PersonNames:
    """Finds the names of people in one Doc.

    page (Page): The page of a Doc, with entities where the pipeline gives them.
    tokens (Sequence[Token]): The tokens of the Doc.
    """

    def __init__(self, page: Page, tokens: Sequence[Token]):
        self.page = page
        self.doc = page.doc
        self.words = page.words
        self.lexicon = lexicon = page.lexicon
        self.tokens = tokens
        self.titles = lexicon["titles"] | lexicon["honorifics"]
        self.bodies = lexicon["organizations"] | lexicon["company_words"]
        self.job_endings = tuple(lexicon["job_endings"])
        self.surnames: Set[str] = set()
        self.shouted = {n for n, (start, end) in enumerate(page.paragraphs) if _is_shouted(tokens[start:end])}

    def find(self) -> Set[Offsets]:
        """Every stretch of tokens that names a person, in full or by the surname alone."""
        capitals = [t for t in self.tokens if t.text[:1].isupper() and (t.pos_ in NOUNS or _is_foreign(t))]
        full = self._recognised() | set(self._apposed_single(capitals))
        full |= self._names((*self._unlabelled(capitals), *self._common_surnames(capitals)), 1)
        full |= self._names((*self._with_given_name(capitals), *self._mislabelled(capitals), *self._honoured_elsewhere(capitals)), 2)
        full = self._without_strays(_longest(self._without_bodies(self._without_headlines(full))))
        self.surnames = {self.key(start, end)[-1] for start, end in full if end - start > 1}
        return full | self._surnames_alone(capitals, full)

    def _without_bodies(self, names: Set[Offsets]) -> Set[Offsets]:
        """Names without those that the text uses of a body somewhere: "Big Anchor have", "the company, Big Anchor"."""
        nouns = self.lexicon["body_nouns"] - self.lexicon["role_nouns"]
        words = {name: self.key(*name) for name in names}
        bodies = {words[name] for name in names if self._is_used_of_body(self.doc[name[0] : name[1]].root, nouns)}
        return {name for name in names if words[name] not in bodies}

    def _without_headlines(self, names: Set[Offsets]) -> Set[Offsets]:
        """Names without those of three words or more in a headline of which the text writes one small: "Osmere Breaks Rain Record"."""
        first = {name for name in names if name[1] - name[0] > 2 and self.page.paragraph_of[name[0]] == 0}
        small = {t.lower_ for t in self.tokens if t.is_lower} if first else set()
        return {name for name in names if name not in first or small.isdisjoint(t.lower_ for t in self.doc[slice(*name)] if t.is_title)}

    def _is_used_of_body(self, name: Token, nouns: AbstractSet[str]) -> bool:
        if acts_as_several(name):
            return True
        apposed = name.dep_ == "appos" and name.head.pos_ == "NOUN" and not any(c.dep_ == "conj" for c in name.rights)
        honoured = any(c.lower_ in self.lexicon["honorifics"] for c in name.lefts)
        return apposed and not honoured and name.head.lower_ in nouns

    def _names(self, spans: Iterable[Offsets], least: int) -> Set[Offsets]:
        names = (self.name(start, end) for start, end in spans)
        return {name for name in names if name is not None and name[1] - name[0] >= least}

    def _surnames_alone(self, capitals: Sequence[Token], full: Set[Offsets]) -> Set[Offsets]:
        """Where one of the surnames of those who are named in full stands alone."""
        keys = [self.key(*name) for name in full]
        last = {key[-1] for key in keys} | {key[-2] for key in keys if len(key) > 2 and key[-2] not in self.lexicon.genders}
        taken = {i for start, end in full for i in range(start, end)}
        taken.update(i + 2 for i in tuple(taken) if self.words[i + 1 : i + 2] == ["-"])
        return self._names(((t.i, t.i + 1) for t in capitals if t.lower_ in last and t.i not in taken and not self._is_in_name(t)), 1)

    def _without_strays(self, names: Set[Offsets]) -> Set[Offsets]:
        """Names without a word that the capitals of a headline or the head of a question lent them: "Ana Ruiz Finally", "Will Ruiz"."""
        words = {name: self.key(*name) for name in names}
        known, last = set(words.values()), Counter(key[-1] for key in words.values())
        surnames = {key[-1] for key in known if len(key) > 1 and key[0] not in NAMES_THAT_ASK}
        result = set()
        for (start, end), key in words.items():
            stray_end = len(key) > 2 and key[:-1] in known and last[key[-1]] == 1 and key[-2] not in self.lexicon.genders
            asks = len(key) == 2 and key[0] in NAMES_THAT_ASK and key[1] in surnames and self.page.sentence(start)[0] == start
            result.add((start + bool(asks), end - stray_end))
        return result

    def _recognised(self) -> Set[Offsets]:
        """What the recogniser calls a person; a single word only where nothing speaks against it."""
        found = self._names(((e.start, e.end) for e in self.doc.ents if e.label_ == "PERSON"), 1)
        surnames = {self.key(start, end)[-1] for start, end in found if end - start > 1}
        single = [self.page.tokens[start] for start, end in found if end - start == 1]
        odd = {t.lower_ for t in single if t.lower_ not in surnames and self._is_thing(t)}
        bodies = self.page.called_bodies
        no_names = {(t.i, t.i + 1) for t in single if t.lower_ in odd}
        return {name for name in found - no_names if self.page.tokens[name[0]].text not in bodies}  # Nuvia Pro, of the software firm Nuvia

    def _is_thing(self, token: Token) -> bool:
        """Whether a single capitalised word has an article, or is joined to a participle, as no surname is."""
        doc = self.doc
        if doc[token.i + 1 : token.i + 2].text == "-" and doc[token.i + 2 : token.i + 3].text.islower() or is_called_body(token, self.lexicon):
            return True
        if not token.i or token.dep_ in ("compound", "poss", "nmod"):
            return False
        return doc[token.i - 1].pos_ == "DET" and token.tag_ != "NNPS" and not token.text.endswith("s")  # but: the Ruizes

    def _with_given_name(self, capitals: Sequence[Token]) -> Iterator[Offsets]:
        for token in capitals:
            if token.lower_ in self.lexicon.genders and token.lower_ not in self.titles and token.pos_ == "PROPN" and token.ent_type_ != "PERSON":
                end = self._end_of_names(token.i + 1, token.i + 4)
                if self._has_capital(token) and end - token.i > 1 and not self._is_body(token.i, end):
                    yield token.i, end

    def _end_of_names(self, end: int, limit: int) -> int:
        doc = self.doc
        while end < min(len(doc), limit) and (self._goes_on(doc[end]) or self._is_particle(end) or self._is_inner_space(end)):
            end += 1
        return end < len(doc) and doc[end].is_quote and self._after_nickname(end) or end

    def _is_inner_space(self, position: int) -> bool:
        """Whether a no-break space joins two words of a name."""
        return self.words[position] in NO_BREAK and position + 1 < len(self.doc) and self._goes_on(self.page.tokens[position + 1])

    def _has_capital(self, token: Token) -> bool:
        """Whether a word is written like a name: Ruiz, or RUIZ where all is written so."""
        return token.is_title or token.is_upper and self.page.paragraph_of[token.i] in self.shouted

    def _goes_on(self, token: Token) -> bool:
        if not token.text[:1].isupper() or token.lower_ in self.titles:
            return False
        return token.pos_ == "PROPN" or token.pos_ == "NOUN" and token.text[1:2] in ("'", "’")  # D'Souza

    def _is_particle(self, position: int) -> bool:
        """The "del" of "María del Carmen Ruiz"."""
        token = self.page.tokens[position]
        goes_on = position + 1 < len(self.doc) and self.page.tokens[position + 1].pos_ == "PROPN" and self._goes_on(self.page.tokens[position + 1])
        return goes_on and token.is_lower and token.lower_ in self.lexicon["name_particles"]

    def _unlabelled(self, capitals: Sequence[Token]) -> Iterator[Offsets]:
        """Two or three capitalised words in running text that the recogniser has no label for."""
        doc = self.doc
        for start, end in _runs([t.i for t in capitals if t.pos_ == "PROPN" and t.is_title and t.is_alpha and not t.ent_type_]):
            told = doc[end - 1].dep_ in TOLD_ABOUT or self._is_beside_person(start, end)
            if 2 <= end - start <= 3 and told and not self._is_body(start, end):
                if doc[start].sent[-1].is_punct and self.words[start - 1 : start] != ["the"]:  # not a headline in capitals
                    yield start, end

    def _is_beside_person(self, start: int, end: int) -> bool:
        """Whether "and" joins a stretch to somebody whom the recogniser knows."""
        behind, before = self.doc[end : end + 2], self.doc[max(start - 2, 0) : start]
        person = behind[1:].text and behind[1].ent_type_ == "PERSON" or len(before) == 2 and before[0].ent_type_ == "PERSON"
        return bool(person) and "and" in (self.words[end : end + 1] + self.words[max(start - 1, 0) : start])

    def _mislabelled(self, capitals: Sequence[Token]) -> Iterator[Offsets]:
        """Names of two words labelled as something else whose second word goes on alone, or that a "who" or an age shows for people."""
        words, honorifics = self.words, self.lexicon["honorifics"]
        alone = {t.lower_ for t in capitals if t.i == 0 or self.page.tokens[t.i - 1].pos_ != "PROPN" or words[t.i - 1] in honorifics}
        for ent in self.doc.ents:
            if ent.label_ in MISTAKEN_FOR_NO_PERSON:
                start = self._behind_title(ent.start, ent.end)
                start = self._behind_job(ent.start, ent.end) if start is None else start
                end = next((t.i for t in ent if t.lower_ == "of"), ent.end)  # Ana Ruiz of Human Rights Watch
                if start is not None and self._names([(start, ent.end)], 2):
                    yield start, ent.end
                elif self._is_written_like_name(ent.start, end) and (ent.label_ == "ORG" or words[ent.start] in self.lexicon.genders):
                    pair = ent.label_ == "ORG" and end - ent.start == 2 and self.page.tokens[end - 1].is_alpha
                    if pair and words[end - 1] in alone or self._is_introduced_as_person(ent.start, end):
                        yield ent.start, end

    def _is_written_like_name(self, start: int, end: int) -> bool:
        if not 2 <= end - start <= 5 or not self.page.tokens[start].is_title or "the" in self.words[max(start - 1, 0) : start + 1]:
            return False
        return not self._is_body(start, end) and all(t.text[:1].isupper() or t.text == "-" for t in self.doc[start:end])

    def _behind_title(self, start: int, end: int) -> Optional[int]:
        """Where a name of two words or more begins behind a title that stands in an entity, or in front of it: the Rev Tamsin Pike."""
        doc, titles = self.doc, self.lexicon["honorifics"]
        start += self.words[start] == "the"
        if start < end and self.words[start] in titles:
            start += 1
        elif not start or self.words[start - 1] not in titles:
            return None
        named = end - start > 1 and all(t.is_title and t.is_alpha for t in doc[start:end]) and not self._is_body(start, end)
        return start if named else None

    def _behind_job(self, start: int, end: int) -> Optional[int]:
        """Where a name of two words begins behind the job of somebody who speaks: Farmer Alun Rees."""
        if end - start != 3 or self._is_body(start, end) or not self._is_job_before_name(start, end):
            return None
        return start + 1 if self._speaks(self.doc[start:end].root) else None

    def _honoured_elsewhere(self, capitals: Sequence[Token]) -> Iterator[Offsets]:
        """Odessa Roe, whatever label she has, where the article also calls her Ms. Roe."""
        doc, role_nouns = self.doc, self.lexicon["role_nouns"]
        honoured = {t.lower_ for t in capitals if t.i and self.words[t.i - 1] in self.lexicon["honorifics"]}
        for token in capitals:
            if token.i and token.lower_ in honoured:
                before = doc[token.i - 1]
                named = before.pos_ == "PROPN" and before.is_title and before.is_alpha
                if named and before.lower_ not in self.titles and before.lower_ not in role_nouns:
                    yield before.i, token.i + 1

    def _common_surnames(self, capitals: Sequence[Token]) -> Iterator[Offsets]:
        """A frequent surname, or a single name with an age behind it, that somebody speaks by, where it is taken for a body or for nothing."""
        for token in capitals:
            known = token.lower_ in self.lexicon["surnames"]
            if (known or token.pos_ == "PROPN") and self._may_be_surname(token) and self._is_bare(token):
                if known or self._is_introduced_as_person(token.i, token.i + 1):
                    yield token.i, token.i + 1

    def _may_be_surname(self, token: Token) -> bool:
        """Whether a word in a capital that is no known person's is the subject of a word for speaking that stands behind, or right in front."""
        if not token.is_title or token.ent_type_ not in LABELS_LIKE_SURNAMES or not self._speaks(token):
            return False
        return token.head.i > token.i or token.head.i + 1 == token.i

    def _speaks(self, name: Token) -> bool:
        return name.dep_ in SUBJECTS and name.head.lower_ in self.lexicon.verbs

    def _is_bare(self, token: Token) -> bool:
        """Whether neither an article nor another name stands beside a word, nor anything that joins it to one."""
        doc, i = self.doc, token.i
        if i and (doc[i - 1].pos_ in ("PROPN", "DET") or self.words[i - 1] in ("the", "-", "&")):
            return False
        return i + 1 == len(doc) or doc[i + 1].pos_ != "PROPN" and self.words[i + 1] not in ("-", "&")

    def _is_introduced_as_person(self, start: int, end: int) -> bool:
        """Whether an age or a "who" follows, or the name begins with a given name and is said to speak."""
        after = self.doc[end : end + 3]
        if len(after) > 2 and after[0].text == "," and (after[1].lower_ == "who" or after[1].is_digit and len(after[1]) == 2 and after[2].is_punct):
            return True
        head = self.doc[start:end].root
        return self.words[start] in self.lexicon.genders and (self._speaks(head) or head.dep_ == "appos")

    def _apposed_single(self, capitals: Sequence[Token]) -> Iterator[Offsets]:
        """Who has but one name, behind what he is to somebody: "her neighbour, Wahyu, …"."""
        for token in capitals:
            marks = self.words[token.i - 1 : token.i + 2 : 2]
            if token.dep_ == "appos" and token.head.i + 2 == token.i and marks in ([",", ","], [",", "."]) and self._tells_whose(token.head):
                if token.is_title and token.ent_type_ not in LABELS_OF_PLACES:
                    if not any(token.lower_ in self.lexicon[name] for name in ("known_organizations", "organizations", "role_nouns")):
                        yield token.i, token.i + 1

    def _tells_whose(self, noun: Token) -> bool:
        owners = [c.lower_ for c in noun.lefts if c.dep_ == "poss"]
        if noun.pos_ != "NOUN" or noun.tag_ in PLURAL_TAGS or owners in ([], ["its"]):
            return False
        return is_human_noun(noun, self.lexicon) and singular(noun.lower_) not in self.lexicon["roles_of_bodies"]

    def _is_body(self, start: int, end: int) -> bool:
        place = self.page.tokens[end - 1].ent_type_ in LABELS_OF_PLACES and not self._is_introduced_as_person(start, end)
        return place or not self.bodies.isdisjoint(self.words[start:end])

    def _is_in_name(self, token: Token) -> bool:
        """Whether a surname is part of a longer name, of a foundation or a street, say."""
        doc, i = self.doc, token.i
        if i + 1 < len(doc) and doc[i + 1].pos_ == "PROPN" and token.dep_ == "compound":
            if doc[i + 1].ent_type_ != "PERSON" or self.words[i + 1] in self.bodies:
                return True
        return i > 0 and doc[i - 1].pos_ == "PROPN" and doc[i - 1].dep_ == "compound" and doc[i - 1].ent_type_ in ("ORG", "FAC", "GPE")

    def key(self, start: int, end: int) -> Tuple[str, ...]:
        """The words of a name without "Jr."."""
        words = [t.lower_ for t in self.doc[start:end] if t.text[:1].isalnum()]
        while len(words) > 1 and words[-1] in self.lexicon["name_suffixes"]:
            words.pop()
        return tuple(words) or (self.words[start],)

    def name(self, start: int, end: int) -> Optional[Offsets]:
        """A person's name without title and possessive, and without what a tagger took in or left out by mistake."""
        if self._is_work(start, end) or self.words[end : end + 2] == [",", "which"]:  # nobody, but a body
            return None
        start, end = self._without_title(start, end)
        start = self._behind_field(start, end)
        inner = reversed(self.doc[start + 1 : end])
        breaks = (t.i for t in inner if t.is_space and t.text not in NO_BREAK or t.is_bracket or t.text == ",")
        start = next(breaks, start - 1) + 1
        if end <= start or not self.page.tokens[start].text[:1].isupper():
            return None
        start = self._with_initials(self._with_first_half(start))
        end = self._without_surplus(start, self._extend(end))
        return (start, end) if self._names_person(start, end) else None

    def _is_work(self, start: int, end: int) -> bool:
        doc = self.doc
        return end - start > 1 and start > 0 and end < len(doc) and doc[start - 1].is_quote and doc[end].is_quote

    def _without_title(self, start: int, end: int) -> Offsets:
        doc = self.doc
        while end > start and (self.words[end - 1] in self.lexicon["postnominals"] or not doc[end - 1].text[:1].isalpha()):
            end -= 1
        while end - start > 1 and not _is_initial(doc[start]) and (not self._is_name_word(doc[start]) or self._is_job_before_name(start, end)):
            start += 1 + (self.words[start + 1] in NO_BREAK and end - start > 2)
        return start, end

    def _behind_field(self, start: int, end: int) -> int:
        """Where a name begins behind the field of an office: Secretary of Trade | Ana Ruiz."""
        if start < 2 or self.words[start - 1] != "of" or self.words[start - 2] not in self.titles or self._is_given_name(self.words[start]):
            return start
        return next((i for i in range(start + 1, end - 1) if self._is_given_name(self.words[i])), start)

    def _with_first_half(self, start: int) -> int:
        """Where a name begins whose first word was cut off at a hyphen or a no-break space, or taken for none: Jean-Paul Okafor, Per Lund."""
        if start and is_given_name(self.page.tokens[start - 1], self.lexicon):
            return start - 1
        while start > 1 and (self.words[start - 1] == "-" and self._is_tight(start - 1) or self.words[start - 1] in NO_BREAK):
            before = self.page.tokens[start - 2]
            if before.pos_ != "PROPN" or not self._is_name_word(before):
                break
            start -= 2
        return start

    def _is_tight(self, position: int) -> bool:
        """Whether no white space stands on either side of a token."""
        return not self.page.tokens[position].whitespace_ and not self.page.tokens[position - 1].whitespace_

    def _with_initials(self, start: int) -> int:
        doc = self.doc
        while start and _is_initial(doc[start - 1]) and (self.words[start - 1] not in ("a", "i") or _is_initial(doc[start])):
            start -= 1
        return start

    def _without_surplus(self, start: int, end: int) -> int:
        """The end of a name without the words of a headline in capitals: Clinton Ally; Ana Ruiz Says."""
        end = next((i for i in range(start + 2, end - 1) if self.words[i] in self.lexicon.verbs), end)
        least = 1 + (self.words[start] in self.lexicon.genders)
        while end - start > least and (singular(self.words[end - 1]) in self.lexicon["role_nouns"] or self.words[end - 1] in self.lexicon.verbs):
            end -= 1
        return end

    def _names_person(self, start: int, end: int) -> bool:
        """Whether no word of a name means a body, or a title or the full name elsewhere shows that it is a person's all the same."""
        words, before = self.words[start:end], self.words[start - 1] if start else ""
        if len(words) == 1 and not self._may_stand_alone(self.page.tokens[start]):
            return False
        if len(words) == 1 and words[0] not in self.surnames and words[0].endswith("s") and singular(words[0]) in self.bodies:
            return False  # Drugmakers said
        if self.bodies.isdisjoint(words) and self.lexicon["known_organizations"].isdisjoint(words):
            return True
        if len(words) == 1:
            return before != "the" and words[0] in self.surnames and self.page.tokens[start].pos_ == "PROPN"
        return before in self.titles and self.page.tokens[start].ent_type_ == "PERSON"

    def _is_job_before_name(self, start: int, end: int) -> bool:
        """Whether a capitalised job opens a name that is whole without it: Driver Mo Lee, Widow Ana Ruiz."""
        word, lexicon = self.words[start], self.lexicon
        job = any(word in lexicon[name] for name in ("role_nouns", "kin", "jobs_like_surnames")) or word.endswith(self.job_endings)
        if not job or self._is_given_name(word):
            return False
        if word in lexicon["surnames"] and self.words[start + 1] not in lexicon.genders:
            return False
        whole = end - start > 2 or word not in lexicon.genders and self.page.sentence(start)[0] == start  # Volcanologist Surono
        return whole and all(self._has_capital(t) and t.is_alpha for t in self.doc[start + 1 : min(start + 3, end)])

    def _is_given_name(self, word: str) -> bool:
        """Whether a word of known gender is a name, and no word for a man or a woman like "widow"."""
        return word in self.lexicon.genders and word not in self.lexicon["female_terms"] and word not in self.lexicon["male_terms"]

    def _may_stand_alone(self, token: Token) -> bool:
        before = self.words[token.i - 1] if token.i else ""
        known = token.lower_ in self.surnames or before in self.lexicon["kin"] and token.lower_ in self.lexicon.genders  # her husband Bill
        if token.pos_ not in NOUNS and not _is_foreign(token) or token.lower_ in self.lexicon.verbs and not known:
            return False  # Mayor Apologizes
        if not known and before not in self.lexicon["honorifics"] and (token.lower_ in self.titles or self._is_abbreviation(token)):
            return False  # Cpl.; RICS
        if singular(token.lower_) not in self.lexicon["role_nouns"] or before in self.lexicon["honorifics"]:
            return True
        return known and (not token.i or self.page.tokens[token.i - 1].pos_ != "DET")  # Tim Cook … Cook

    def _is_abbreviation(self, token: Token) -> bool:
        """Whether a word in capitals among others is no label of a transcript, nor one of the few people known by their initials."""
        written = token.is_upper and token.is_alpha and len(token.text) > 2 and self.page.paragraph_of[token.i] not in self.shouted
        return written and self.words[token.i + 1 : token.i + 2] != [":"] and token.lower_ not in self.lexicon["people_by_initials"]

    def _extend(self, end: int) -> int:
        while longer := self._one_further(end):
            end = longer
        return end

    def _one_further(self, end: int) -> int:
        """The end of a name with the next thing that the recogniser cut off: one more word, a hyphen, a nickname; 0 if there is none."""
        if end >= len(self.doc):
            return 0
        if self._is_inner_space(end):
            return end + 2
        token = self.page.tokens[end]
        if token.lower_ in self.titles and self.page.tokens[min(end + 1, len(self.doc) - 1)].ent_iob_ == "B":
            return 0  # Hamilton Mayor | Ana Ruiz
        if self._is_name_word(token) and (token.pos_ == "PROPN" and token.ent_type_ in ("", "PERSON") or _is_foreign(token)):
            return end + 1
        if _is_initial(self.page.tokens[end - 1]) and token.is_title and token.is_alpha and token.pos_ in BEHIND_INITIAL and not token.ent_type_:
            return end + 1  # Tobias V Tranely, an adverb to taggers
        if token.text == "-":
            return self._after_hyphen(end)
        return token.is_quote and (self._after_nickname(end) or self._after_closed_nickname(end))

    def _after_hyphen(self, hyphen: int) -> int:
        """The end of the name that goes on behind a hyphen: Okonjo-Baird, Hyun-woo Tarrant."""
        doc, after = self.doc, self.doc[hyphen + 1 : hyphen + 3]
        if doc[hyphen].whitespace_ or doc[hyphen - 1].whitespace_ or not len(after):
            return 0
        if after[0].text[:1].isupper():
            return hyphen + 2
        return hyphen + 3 if len(after) == 2 and after[0].pos_ in NAME_TAGS and after[1].pos_ == "PROPN" and after[1].is_title else 0

    def _after_nickname(self, start: int) -> int:
        """The end of the name that goes on behind a nickname in quotation marks: Marta "Mo" Ruiz."""
        doc = self.doc
        close = next((i for i in range(start + 2, min(start + 5, len(doc) - 1)) if doc[i].is_quote), None)
        if close is None or not doc[close].whitespace_ or not doc[start + 1].text[:1].isupper():
            return 0
        return close + 2 if doc[close + 1].pos_ == "PROPN" and self._is_name_word(doc[close + 1]) else 0

    def _after_closed_nickname(self, close: int) -> int:
        """The same where the recogniser took the name up to the closing mark: Marta "Mo."""
        doc = self.doc
        opened = any(doc[i].is_quote for i in range(max(close - 3, 0), close))
        return close + 2 if opened and close + 1 < len(doc) and self._is_name_word(doc[close + 1]) else 0

    def _is_name_word(self, token: Token) -> bool:
        if not token.text[:1].isupper() or token.lower_ in self.titles or token.lower_ in self.lexicon["postnominals"]:
            return False
        return token.pos_ in NAME_TAGS or token.lower_ in self.lexicon.genders or _is_foreign(token)


def _runs(positions: Sequence[int]) -> Iterator[Offsets]:
    start = 0
    for k in range(1, len(positions) + 1):
        if k == len(positions) or positions[k] != positions[k - 1] + 1:
            yield positions[start], positions[k - 1] + 1
            start = k


def acts_as_several(name: Token) -> bool:
    """Whether a single name is the subject of a verb in the plural, as bodies are in Britain: "Big Anchor have denied it"."""
    after = name.nbor() if name.i + 1 < len(name.doc) else None
    if name.dep_ not in SUBJECTS or after is None or after.lower_ not in PLURAL_AUXILIARIES or after not in (name.head, *name.head.lefts):
        return False
    return name.tag_ == "NNP" and not any(c.dep_ in ("conj", "cc") for c in name.rights) and _is_first(name)


def _is_first(name: Token) -> bool:
    """Whether nothing is joined to a name in front: Lee or Ruiz have, Lee, Ruiz and Ray have."""
    start = name.left_edge.i
    if any(t.dep_ == "cc" and t.ent_iob_ == "O" for t in name.doc[start : name.i]):
        return False
    return not start or name.doc[start - 1].lower_ not in ("and", "or", "nor", ",", "&")


def _is_shouted(tokens: Sequence[Token]) -> bool:
    """Whether nothing in a paragraph is written in small letters."""
    words = [t for t in tokens if t.is_alpha]
    return len(words) >= SHOUTED and all(t.is_upper for t in words)


def _is_initial(token: Token) -> bool:
    """The A and the K of "A K Lahoti"."""
    return len(token.text.rstrip(".")) == 1 and token.text[0].isupper()


def _is_foreign(token: Token) -> bool:
    """Whether a word is spelled with letters that taggers of English stumble over: "Şahin", or "Ruíz" in broken characters."""
    return not token.is_ascii and token.text[:1].isupper() and token.text[1:2].isalpha() and token.pos_ in ("NUM", "X", "ADJ", "VERB", "ADV")


def _longest(spans: Set[Offsets]) -> Set[Offsets]:
    result: Set[Offsets] = set()
    reach = -1
    for start, end in sorted(spans, key=lambda s: (s[0], -s[1])):
        if end > reach:
            result.add((start, end))
            reach = end
    return result
