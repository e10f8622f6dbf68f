"""Groups: people whom the article names side by side, and what stands for them later: "both", "the two senators", "they"."""
from typing import FrozenSet, Iterator, List, NamedTuple, Optional

from spacy.tokens import Token

from ..lang.en import grammar
from ..lang.en.morphology import singular
from ..page.intervals import Offsets
from ..page.phrases import is_human_noun
from .names import above_title, joined
from .story import Story

REACH = 6  # paragraphs in front of "both" or "the two" that are looked at
NEAR = 1  # paragraphs in front of "they" or "the candidates"


class Group(NamedTuple):
    """People who are named side by side: from the first name to the last, who they are, and whether they do something."""

    span: Offsets
    people: FrozenSet[int]
    subject: bool


class Groups:
    """The groups of one Doc."""

    def __init__(self, story: Story):
        self.story = story
        self.groups: List[Group] = []
        for mention in story.people.mentions:
            head = above_title(story.tokens[mention.head])
            inside = head.dep_ == "conj" or self.groups and mention.start < self.groups[-1].span[1]
            leads = not inside and any(c.dep_ == "conj" for c in head.rights)
            span = joined(story, (mention.start, head.right_edge.i + 1)) if leads else None
            if span is not None:
                people = frozenset(m.person for m in story.people.within(*span))
                self.groups.append(Group(span, people, head.dep_ in grammar.SUBJECTS))

    def before(self, position: int, reach: int, size: int = 0, subject: bool = False) -> Optional[Offsets]:
        """The last group in so many paragraphs in front of a token, of a size if one is given; with `subject` one that does something."""
        paragraph = self.story.paragraph
        for group in reversed(self.groups):
            if group.span[1] > position:
                continue
            if paragraph[position] - paragraph[group.span[0]] > reach:
                return None
            if size in (0, len(group.people)) and (group.subject or not subject):
                return group.span
        return None

    def all_before(self, position: int, reach: int) -> Iterator[Offsets]:
        """Every group in so many paragraphs in front of a token."""
        paragraph = self.story.paragraph
        for group in reversed(self.groups):
            if paragraph[position] - paragraph[group.span[0]] > reach:
                return
            if group.span[1] <= position:
                yield group.span

    def fullest(self, span: Offsets) -> Optional[Offsets]:
        """Where the people who are named side by side in a phrase are named most fully; None if it names no group."""
        people = self.people_of(span)
        spans = [group.span for group in self.groups if group.people == people] if people else []
        return max([span, *spans], key=lambda s: sum(m.end - m.start for m in self.story.people.within(*s))) if spans else None

    def people_of(self, span: Offsets) -> FrozenSet[int]:
        """Who is named side by side in a phrase that consists of that; nobody if it is none."""
        return frozenset(m.person for m in self.story.people.within(*span)) if joined(self.story, span) == span else frozenset()

    def _most_named(self, size: int) -> Optional[Offsets]:
        """The group of so many that the article names most often, wherever it does."""
        sets = [group.people for group in self.groups if len(group.people) == size]
        most = max(sets, key=sets.count, default=None)
        return next((group.span for group in self.groups if group.people == most), None)

    def taken_up(self, span: Offsets, head: Token) -> Optional[Offsets]:
        """Whom "both", "the two senators" or "the candidates" stands for, if they were named side by side."""
        words = [t.lower_ for t in self.story.doc[span[0] : span[1]]]
        if len(words) > 4 or any(t.dep_ == "prep" for t in head.rights) or not self._may_be_people(head):
            return None
        size = next((grammar.NUMBER_WORDS[w] for w in words[:2] if w in grammar.NUMBER_WORDS), 0)
        definite = words[0] in ("the", "these")
        if definite and size or words[0] in grammar.PAIR_WORDS and (words[0] != "two" or len(words) == 1):
            return self.before(span[0], REACH, size or 2) or self._most_named(size or 2)
        return self.before(span[0], NEAR) if definite and head.tag_ in grammar.PLURAL_TAGS else None

    def _may_be_people(self, head: Token) -> bool:
        if head.lower_ not in grammar.PAIR_WORDS and not is_human_noun(head, self.story.lexicon):
            return False
        return singular(head.lower_) not in self.story.lexicon["told_groups"]


def side_by_side(story: Story, span: Offsets, head: Token) -> Optional[Offsets]:
    """Several in one phrase, as "Ruiz and her aides", who are neither of them alone: from the first to the last; None if it is of one."""
    together = joined(story, span)
    if together is not None:
        return together
    doc, (start, end) = story.doc, span
    others = _joined_to(head, end)
    if not others or not any(t.dep_ == "cc" for t in doc[start:end]):
        return None  # Ann Lee, Commissioner of Trade: no second one, whatever the parse says
    if head.pos_ != "PROPN" and not any(c.dep_ == "poss" for c in others[0].lefts):
        return None
    start += head.pos_ == "PROPN" and doc[start].lower_ in ("the", "both")
    last = others[-1]
    while further := _joined_to(last, end):
        last = further[0]
    end = _end_of_last(story, last, end)
    while doc[end - 1].is_punct and end > start + 1:
        end -= 1
    return start, end


def _joined_to(noun: Token, end: int) -> List[Token]:
    return [c for c in noun.rights if c.dep_ == "conj" and c.i < end and c.pos_ in grammar.NOUNS]


def _end_of_last(story: Story, last: Token, end: int) -> int:
    """Where the last of several ends: with the name, or in front of a clause that tells more."""
    clauses = [c.left_edge.i for c in last.rights if c.dep_ in grammar.CLAUSES_ABOUT_NOUNS and c.left_edge.i > last.i]
    names = [m.end for m in story.people.within(last.left_edge.i, end) if m.start <= last.i < m.end]
    return min([end, *clauses, *names])
