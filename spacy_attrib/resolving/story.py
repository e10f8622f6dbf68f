"""What resolving reads of a Doc: its paragraphs and quotation marks, its people, its first lines."""

from functools import cached_property
from typing import FrozenSet, List, NamedTuple, Optional, Tuple, Union

from spacy.tokens import Token

from ..attributions import Draft
from ..lang.en import grammar
from ..page.intervals import Offsets
from ..page.page import Page
from ..page.phrases import head_of
from .deaths import find_dead
from .organizations import Organizations
from .people import People

HEAD_LINES = 5  # paragraphs among which headline and byline stand
HEAD_TOKENS = 120
BYLINE = 12  # tokens of a byline without "By", at most

Referent = Union[int, Offsets]  # a person of the people named, or the fullest mention of somebody without a name
Found = Tuple[Optional[int], Optional[Offsets]]  # both of them as a plain tuple


class Who(NamedTuple):
    """Who is meant: somebody of the people named, or a phrase for somebody without a name, for several people or for a thing."""

    person: Optional[int] = None
    span: Optional[Offsets] = None
    writer: bool = False  # of the article, with a name or without

    @classmethod
    def of(cls, referent: Optional[Referent]) -> "Who":
        """The same from either of both; nobody from None."""
        return cls(referent) if isinstance(referent, int) else cls(None, referent)

    @classmethod
    def found(cls, referent: Optional[Referent]) -> Optional["Who"]:
        """The same; no answer from None."""
        return None if referent is None else cls.of(referent)

    @classmethod
    def speaking(cls, draft: Draft) -> "Who":
        """Whom an attribution was given to."""
        return cls.of(draft.speaker if draft.person is None else draft.person)


NOBODY = Who()


class Story:
    """One page as the resolver reads it: its people, its organizations, its first lines."""

    def __init__(self, page: Page):
        self.page = page
        self.doc = page.doc
        self.lexicon = page.lexicon
        self.tokens = page.tokens
        self.quoted = [number != -1 for number in page.quote_of]
        self.paragraph = page.paragraph_of
        self.lead = self._leads()
        self.people = People(page, self.tokens)
        self.organizations = Organizations(page, self.people)
        lines = self._first_lines()
        self.headline_end = lines[-1][1] if len(lines) > 2 else 0
        bylines = [line for line in lines if self._is_byline(*line)]
        self.byline: FrozenSet[int] = frozenset(m.start for start, end in bylines for m in self.people.within(start, end))

    @cached_property
    def dead(self) -> FrozenSet[int]:
        """The people who have died."""
        return find_dead(self.people, self.lexicon)

    def _leads(self) -> List[int]:
        """By paragraph how many stand between it and the head of its part: of the text, or of what follows a line of marks or of a time
        in live reports: "___", "4:14 p.m."."""
        result: List[int] = []
        for start, end in self.page.paragraphs:
            parted = end > start and not any(word.isalpha() and word not in ("am", "pm") for word in self.page.words[start:end])
            result.append(0 if parted or not result else result[-1] + 1)
        return result

    def head(self, span: Offsets) -> Token:
        """The head of a noun phrase."""
        return head_of(self.doc, span)

    def is_definite(self, span: Offsets) -> bool:
        """Whether a phrase begins with "the", "this" or the like."""
        return self.page.tokens[span[0]].lower_ in grammar.DEFINITE

    def writer(self) -> Who:
        """Whom the byline names, or the last paragraph introduces: "Ann Lee is a professor at …"."""
        if self.byline:
            return Who(self.people.after(min(self.byline))[0].person, writer=True)
        start = self.page.paragraphs[-1][0]
        for mention in self.people.after(start)[:1]:
            told = mention.end < len(self.doc) and self.page.tokens[mention.end].lemma_ == "be"
            if mention.start == start and told and self.people.persons[mention.person].first == start:
                return Who(mention.person, writer=True)
        return Who(writer=True)

    def _is_byline(self, start: int, end: int) -> bool:
        """Whether a line begins with "By", or below the headline with a name that nothing is said of."""
        if self.page.tokens[start].lower_ == "by":
            return True
        name = next(iter(self.people.after(start)), None)
        if start == 0 or end - start > BYLINE or name is None or name.start != start or name.end == start + 1:
            return False
        return not any(t.tag_ in grammar.FINITE_TAGS or t.text in grammar.BREAKS_IN_BYLINES for t in self.doc[name.end : end])

    def _first_lines(self) -> List[Offsets]:
        limit = min(len(self.doc), HEAD_TOKENS)
        starts = [0, *(start for start, _ in self.page.paragraphs[1:] if start < limit)]
        return list(zip(starts, [*starts[1:], limit]))[:HEAD_LINES]
