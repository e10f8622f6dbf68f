"""Where an article names people: what the recogniser found, mended, and what it missed."""
from collections import Counter
from typing import Iterator, Optional, Sequence, Set, Tuple

from spacy.tokens import Span, Token

from ..lang.en.grammar import LABELS_OF_PLACES, NAMES_THAT_ASK, PLURAL_TAGS, SUBJECTS
from ..lang.en.morphology import singular
from ..page.intervals import Offsets
from ..page.page import Page
from ..page.phrases import called_bodies, is_called_body, is_human_noun


class PersonNames:
    """Finds the names of people in one Doc.

    page (Page): The page of a Doc, with entities where the pipeline gives them.
    tokens (Sequence[Token]): The tokens of the Doc.
    """

    def __init__(self, page: Page, tokens: Sequence[Token]):
        self.page = page
        self.doc = page.doc
        self.lexicon = page.lexicon
        self.tokens = tokens
        self.surnames: Set[str] = set()

    def find(self) -> Set[Offsets]:
        """Every stretch of tokens that names a person, in full or by the surname alone."""
        capitals = [t for t in self.tokens if t.text[:1].isupper() and (t.pos_ in ("PROPN", "NOUN") or _is_foreign(t))]
        full = self._recognised() | self._with_given_name(capitals) | self._unlabelled(capitals) | self._mislabelled(capitals)
        full |= self._honoured_elsewhere(capitals) | self._common_surnames(capitals) | self._apposed_single(capitals)
        full = self._without_strays(_longest(full))
        self.surnames = {self.key(start, end)[-1] for start, end in full if end - start > 1}
        taken = {i for start, end in full for i in range(start, end)}
        keys = [self.key(start, end) for start, end in full]
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
        words = {name: self.key(*name) for name in names}
        known, last = set(words.values()), Counter(key[-1] for key in words.values())
        given = {key[-1]: key for key in known if len(key) > 1 and key[0] not in NAMES_THAT_ASK}
        result = set()
        for (start, end), key in words.items():
            if len(key) > 2 and key[:-1] in known and last[key[-1]] == 1 and key[-2] not in self.lexicon.genders:
                end -= 1
            elif len(key) == 2 and key[0] in NAMES_THAT_ASK and self.doc[start].is_sent_start and key[1] in given:
                start += 1
            result.add((start, end))
        return result

    def _recognised(self) -> Set[Offsets]:
        """What the recogniser calls a person; a single word only where nothing speaks against it."""
        found = {n for n in (self.name(e.start, e.end) for e in self.doc.ents if e.label_ == "PERSON") if n}
        surnames = {self.key(start, end)[-1] for start, end in found if end - start > 1}
        odd = {
            self.doc[start].lower_
            for start, end in found
            if end - start == 1 and self.doc[start].lower_ not in surnames and self._is_thing(self.doc[start])
        }
        bodies = called_bodies(self.doc, self.lexicon)
        found = {(start, end) for start, end in found if self.doc[start].text not in bodies}  # Nuvia Pro, of the software firm Nuvia
        return {(start, end) for start, end in found if end - start > 1 or self.doc[start].lower_ not in odd}

    def _is_thing(self, token: Token) -> bool:
        """Whether a single capitalised word has an story, or is joined to a participle, as no surname is."""
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
            if ent.label_ not in ("ORG", "GPE", "FAC", "PRODUCT", "WORK_OF_ART"):
                continue
            if (titled := self._behind_title(ent)) is not None:
                found.add(titled)
                continue
            if not ent[0].is_title or ent[0].lower_ == "the":
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

    def _behind_title(self, ent: Span) -> Optional[Offsets]:
        """The name of two words or more behind a title that stands in an entity, or in front of it: the Rev Tamsin Pike."""
        doc, titles = self.doc, self.lexicon["honorifics"]
        start = ent.start + (ent[0].lower_ == "the")
        if start < ent.end and doc[start].lower_ in titles:
            start += 1
        elif not start or doc[start - 1].lower_ not in titles:
            return None
        if ent.end - start < 2 or not all(t.is_title and t.is_alpha for t in doc[start : ent.end]) or self._is_body(start, ent.end):
            return None
        name = self.name(start, ent.end)
        return name if name is not None and name[1] - name[0] > 1 else None

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
            if token.dep_ != "appos" or token.ent_type_ in LABELS_OF_PLACES or not token.is_title or noun.pos_ != "NOUN" or noun.i + 2 != token.i:
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
        return self.doc[end - 1].ent_type_ in LABELS_OF_PLACES and not self._is_introduced_as_person(start, end)

    def _is_in_name(self, token: Token) -> bool:
        """Whether a surname is part of a longer name, of a foundation or a street, say."""
        doc = self.doc
        before = doc[token.i - 1] if token.i else None
        after = doc[token.i + 1] if token.i + 1 < len(doc) else None
        if after is not None and after.pos_ == "PROPN" and token.dep_ == "compound":
            if after.ent_type_ != "PERSON" or after.lower_ in self.lexicon["company_words"] or after.lower_ in self.lexicon["organizations"]:
                return True
        return before is not None and before.pos_ == "PROPN" and before.dep_ == "compound" and before.ent_type_ in ("ORG", "FAC", "GPE")

    def key(self, start: int, end: int) -> Tuple[str, ...]:
        """The words of a name without "Jr."."""
        words = [t.lower_ for t in self.doc[start:end] if t.text[:1].isalnum()]
        while len(words) > 1 and words[-1] in self.lexicon["name_suffixes"]:
            words.pop()
        return tuple(words) or (self.doc[start].lower_,)

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
        job = word in self.lexicon["role_nouns"] or word.endswith(("ologist", "ographer", "onomist", "ician"))
        job = job and word not in self.lexicon.genders and word not in self.lexicon["surnames"]
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
