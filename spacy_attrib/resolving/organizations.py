"""Bodies: the companies, agencies and other organizations that an article names, by their full names."""

import re
from bisect import bisect_left
from math import log
from typing import Dict, Iterable, Iterator, List, Optional, Set

from spacy.tokens import Token

from ..lang.en.grammar import GENERIC_BODIES, MISTAKEN_FOR_BODIES, NAME_LINKERS, NAMING_WORDS, NOUNS, POSSESSIVE, SUBJECTS
from ..lang.en.morphology import singular
from ..page.intervals import Offsets
from ..page.layout import CAPITAL
from ..page.page import Page
from ..page.phrases import is_apposed_body, kinds_of
from .people import People

SHORT_FORM = re.compile(rf"\(([{CAPITAL}]{{2,}})\)")
LEADING = 2  # paragraphs that name the body an article is about
LOOK_BACK = 60  # names of bodies looked at in front of a noun
LOOK_AHEAD = 20  # names of bodies looked at behind a noun
NAMED_SOON = 4  # paragraphs from a body without a name to its name
LEAST = 0.0  # the score from which on a noun stands for a body


class Organizations:
    """The organizations of one Doc.

    page (Page): The page of a Doc, with entities where the pipeline gives them.
    people (People): Those whom it names, who are no bodies.
    """

    def __init__(self, page: Page, people: People):
        doc, lexicon = page.doc, page.lexicon
        self.doc, self.tokens = doc, page.tokens
        self.lexicon = lexicon
        self.paragraph = page.paragraph_of
        self.names: List[Offsets] = []
        self.longest: Dict[str, Offsets] = {}  # by last word
        self.short: Dict[str, Offsets] = {}  # by initials
        self.count: Dict[str, int] = {}
        self.first: Dict[str, int] = {}  # by last word, where it is first named
        self.speaking: Set[str] = set()  # by last word, those that say something
        self.leading: Set[str] = set()  # those that the first lines name
        self.called: Dict[str, Set[str]] = {}  # the nouns that describe a body, by its name
        self.kinds = kinds_of(lexicon["body_kinds"])
        told = page.called_bodies
        for ent in doc.ents:
            known = any(t.lower_ in lexicon["known_organizations"] or t.text in told for t in ent)
            if people.within(ent.start, ent.end):
                continue  # Ana Ruiz, whatever the recogniser takes her for
            if ent.label_ == "ORG" or ent.label_ in MISTAKEN_FOR_BODIES and known:
                self._add(ent.start, ent.end)
        self.learn(self._called())
        for match in SHORT_FORM.finditer(page.text):
            span = doc.char_span(*match.span(1))
            if span is None or len(span) != 1:
                continue
            start = self._start_of_initials(span[0])
            if start is not None:
                self.short[span[0].lower_] = (start, span.start - 1)

    def _called(self) -> Iterator[Offsets]:
        """The names of bodies that the text says are so called: "a group called Fair Rents", "the charity, Open Door"."""
        for token in self.tokens:
            if token.lower_ in NAMING_WORDS and token.dep_ == "acl" and singular(token.head.lower_) in self.lexicon["body_nouns"]:
                name = next((c for c in token.rights if c.dep_ == "oprd" and c.pos_ == "PROPN"), None)
                if name is not None:
                    yield name.left_edge.i, name.i + 1
            elif is_apposed_body(token, self.lexicon):
                yield token.left_edge.i, token.i + 1

    def learn(self, names: Iterable[Offsets]) -> None:
        """Enter names that speak and are nobody of the people's: bodies, whatever the recogniser takes them for."""
        known = set(self.names)
        for start, end in names:
            self.speaking.add(self.doc[end - 1].lower_)
            if (start, end) not in known:
                known.add((start, end))
                self._add(start, end)
        self.names.sort()

    def _add(self, start: int, end: int) -> None:
        doc = self.doc
        while end > start and doc[end - 1].lower_ in POSSESSIVE:
            end -= 1
        if end - start > 1 and doc[start].lower_ == "the":
            start += 1
        if end <= start or end - start == 1 and doc[start].lower_ in self.lexicon["no_bodies"]:
            return
        self.names.append((start, end))
        key = doc[end - 1].lower_
        self.count[key] = self.count.get(key, 0) + 1
        self.first[key] = min(self.first.get(key, start), start)
        longest = self.longest.setdefault(key, (start, end))
        if end - start > longest[1] - longest[0]:
            self.longest[key] = (start, end)
        if self.paragraph[start] < LEADING:
            self.leading.add(key)
        words = [t.text for t in doc[start:end] if t.lower_ not in NAME_LINKERS and t.text[:1].isupper()]
        if len(words) > 2:
            self.short.setdefault("".join(word[0] for word in words).lower(), (start, end))
        self.called.setdefault(key, set()).update(singular(noun.lower_) for noun in _nouns_about(doc[start:end].root))

    def _start_of_initials(self, short: Token) -> Optional[int]:
        """Where the words begin that a short form in brackets has the initials of: "National Commission for Museums (NCM)"."""
        left = list(short.text)
        for i in range(short.i - 2, max(short.i - 2 - 3 * len(short), -1), -1):
            token = self.tokens[i]
            if token.text[:1] == left[-1]:
                left.pop()
                if not left:
                    return i
            elif token.lower_ not in NAME_LINKERS:
                return None
        return None

    def full_name(self, head: Token) -> Optional[Offsets]:
        """The longest name that ends in a word, or that a word gives the initials of."""
        return self.short.get(head.lower_.replace(".", "")) or self.longest.get(head.lower_)

    def meant_by(self, noun: Token) -> Optional[Offsets]:
        """The body that a noun like "the company" goes on about, if one was named in front of it."""
        word = singular(noun.lower_)
        if word not in self.lexicon["body_nouns"] or any(c.dep_ == "prep" for c in noun.rights):
            return None  # the department of health
        if any(c.dep_ == "compound" and c.pos_ == "PROPN" or c.dep_ == "poss" and c.pos_ in NOUNS for c in noun.lefts):
            return None  # the Beacon newspaper, the jockeys' association
        index = bisect_left(self.names, (noun.i, 0))
        scores = {span: self._score(word, noun, *span) for span in reversed(self.names[max(0, index - LOOK_BACK) : index])}
        best = max(scores, key=scores.__getitem__, default=None)
        return self.full_name(self.tokens[best[1] - 1]) or best if best is not None and scores[best] > LEAST else None

    def named_later(self, noun: Token) -> Optional[Offsets]:
        """The only body that the text says behind a noun to be such: "a group of tenants", of which the next sentence tells the name."""
        word, paragraph = singular(noun.lower_), self.paragraph[noun.i]
        if word not in self.lexicon["body_nouns"]:
            return None
        index = bisect_left(self.names, (noun.i, 0))
        near = [span for span in self.names[index : index + LOOK_AHEAD] if self.paragraph[span[0]] - paragraph <= NAMED_SOON]
        keys = {self.doc[end - 1].lower_: (start, end) for start, end in reversed(near) if word in self.called[self.doc[end - 1].lower_]}
        new = [span for key, span in keys.items() if self.longest[key][0] > noun.i and self.first[key] > noun.i]
        return new[0] if len(keys) == len(new) == 1 else None

    def _score(self, word: str, noun: Token, start: int, end: int) -> float:
        doc = self.doc
        key = doc[end - 1].lower_
        own = {singular(t.lower_) for t in doc[start:end]}
        root = doc[start:end].root
        score = 1.0 - 0.8 * min(self.paragraph[noun.i] - self.paragraph[start], 4) + 1.5 * (key in self.leading) + 1.0 * (key in self.speaking)
        score += 3.0 * (word in own or word in self.called[key]) + 1.0 * (root.dep_ in SUBJECTS) + 0.5 * log(self.count[key])
        kinds = own & self.lexicon["organizations"]
        of_kind = not own.isdisjoint(self.kinds.get(word, ()))
        if word in self.lexicon["named_by_kind"] and not of_kind and word not in own | self.called[key] and not doc[end - 1].is_upper:
            return LEAST  # no ministry, if the name does not say so
        if of_kind:
            score += 1.0  # "the hospital" for a medical centre
        elif kinds and word not in own and word not in GENERIC_BODIES and word not in self.called[key]:
            score -= 2.5  # not "the company" for a ministry
        return score


def _nouns_about(name: Token) -> Iterator[Token]:
    """The nouns that describe a body where it is named: the airline Norse, Norse, an airline."""
    yield from (c for c in name.rights if c.dep_ == "appos")
    yield from (c for c in name.lefts if c.dep_ == "compound" and c.pos_ == "NOUN")
    if name.dep_ == "appos":
        yield name.head
    elif name.dep_ == "oprd" and name.head.lower_ in NAMING_WORDS:
        yield from (name.head.head,) if name.head.dep_ == "acl" else (c for c in name.head.lefts if c.dep_ in SUBJECTS)
