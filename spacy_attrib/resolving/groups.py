"""Groups: people whom the article names side by side, and what stands for them later: "both", "the two senators", "they"."""

from bisect import bisect_left
from collections import Counter, defaultdict
from functools import cached_property
from typing import Dict, FrozenSet, Iterator, List, NamedTuple, Optional, Tuple

from spacy.tokens import Token

from ..lang.en import grammar
from ..lang.en.morphology import singular
from ..page.intervals import Offsets
from ..page.phrases import is_human_noun, kinds_of
from .names import above_title, hangs_to_second, joined
from .story import Story

LEADING_TO_NAMES = frozenset((",", ":", "–", "—", "-", "("))  # between "two senators" and who they are
REACH = 6  # paragraphs in front of "both" or "the two" that are looked at
LEAD = 4  # paragraphs in which an article introduces its people
WORDS = 400  # tokens in front of "both women" or "the couple" in which they may have been brought in
MANY = 100  # groups in front that are looked at, of places where one is named, of people of one role
FEW = 4  # groups behind "two nurses" that are looked at
SOON = 2  # paragraphs from "two nurses" to their names
NEAR = 1  # paragraphs in front of "they" or "the candidates"


class Group(NamedTuple):
    """People who are named side by side: from the first name to the last, who they are, whether they do something, and what they are
    called, in the singular: "pilot", for "two pilots, Ann Lee and Bob Ray"."""

    span: Offsets
    people: FrozenSet[int]
    subject: bool
    called: FrozenSet[str]


class Groups:
    """The groups of one Doc."""

    def __init__(self, story: Story):
        self.story = story
        self.groups: List[Group] = []
        self.by_people: Dict[FrozenSet[int], List[Offsets]] = defaultdict(list)
        self.called: Dict[str, List[Offsets]] = defaultdict(list)  # by what they are called, or a relation of one of them
        for mention in story.people.mentions:
            head = above_title(story.tokens[mention.head])
            inside = head.dep_ == "conj" or self.groups and mention.start < self.groups[-1].span[1]
            top = head.head if hangs_to_second(head) else head
            leads = not inside and (top != head or any(c.dep_ == "conj" for c in head.rights))
            span = joined(story, (mention.start, top.right_edge.i + 1)) if leads else None
            if span is not None:
                people = frozenset(m.person for m in story.people.within(*span))
                called = frozenset(singular(noun.lower_) for noun in self._nouns_about(mention.start, top))
                self.groups.append(Group(span, people, top.dep_ in grammar.SUBJECTS, called))
                self.by_people[people].append(span)
                self._give_roles(called, people)
                relations = (role for i in people for role in story.people.persons[i].roles if role in story.lexicon["siblings"])
                for role in {*called, *relations}:
                    self.called[role].append(span)

    def _give_roles(self, called: FrozenSet[str], people: FrozenSet[int]) -> None:
        """Take note of what those are who are named side by side: of "my parents, Ann and Bob Ray" one is my father."""
        members, genders = kinds_of(self.story.lexicon["members"]), self.story.lexicon.genders
        for person in sorted(people):
            gender = self.story.people.persons[person].gender
            for role in called:
                for each in (role, *sorted(m for m in members.get(role, ()) if gender and genders.get(m) == gender)):
                    self.story.people.give_role(person, each)

    def _nouns_about(self, start: int, head: Token) -> Iterator[Token]:
        """The nouns in the plural that tell what those are whose names begin at a token: in front, behind or after a form of "be"."""
        while start and self.story.tokens[start - 1].lower_ in self.story.people.titles:
            start -= 1
        start -= start > 0 and self.story.tokens[start - 1].text in LEADING_TO_NAMES
        nouns = [*self.story.tokens[max(start - 1, 0) : start], *(c for c in head.rights if c.dep_ == "appos")]
        nouns += [head.head] if head.dep_ == "appos" else []
        nouns += [c for c in head.head.rights if c.dep_ == "attr"] if head.head.lemma_ == "be" else []
        yield from (noun for noun in nouns if noun.tag_ in grammar.PLURAL_TAGS and is_human_noun(noun, self.story.lexicon))

    def before(self, position: int, reach: int, size: int = 0) -> Optional[Offsets]:
        """The last group in so many paragraphs in front of a token, of a size if one is given."""
        return next((group.span for group in self._in_front(position, reach) if size in (0, len(group.people))), None)

    def all_before(self, position: int, reach: int) -> List[Offsets]:
        """Every group in so many paragraphs in front of a token, the last first."""
        return [group.span for group in self._in_front(position, reach)]

    def _in_front(self, position: int, reach: int) -> Iterator[Group]:
        paragraph = self.story.paragraph
        last = self._index(position) - 1
        for group in map(self.groups.__getitem__, range(last, max(last - MANY, -1), -1)):
            if paragraph[position] - paragraph[group.span[0]] > reach:
                return
            if group.span[1] <= position:
                yield group

    def _index(self, position: int) -> int:
        """The number of the first group that begins at a token or behind it."""
        return bisect_left(self.groups, position, key=lambda group: group.span[0])

    def fullest(self, span: Offsets) -> Optional[Offsets]:
        """Where the people who are named side by side in a phrase are named most fully, of equals not in the headline; None if it names no
        group."""
        people = self.people_of(span)
        spans = self.by_people.get(people, [])[:MANY]
        return max([span, *spans], key=self._fullness) if spans else None

    def _fullness(self, span: Offsets) -> Tuple[int, bool]:
        return sum(m.end - m.start for m in self.story.people.within(*span)), self.story.paragraph[span[0]] > 0

    def people_of(self, span: Offsets) -> FrozenSet[int]:
        """Who is named side by side in a phrase that consists of that; nobody if it is none."""
        return frozenset(m.person for m in self.story.people.within(*span)) if joined(self.story, span) == span else frozenset()

    def _most_named(self, size: int) -> Optional[Offsets]:
        """The group of so many that the article names most often, wherever it does."""
        return self._most_named_by_size.get(size)

    @cached_property
    def _most_named_by_size(self) -> Dict[int, Offsets]:
        counts = Counter(group.people for group in self.groups)
        first: Dict[int, Offsets] = {}
        for people in sorted(counts, key=counts.__getitem__, reverse=True):  # stable: the first of equals
            first.setdefault(len(people), self.by_people[people][0])
        return first

    def taken_up(self, span: Offsets, head: Token) -> Optional[Offsets]:
        """Whom "both", "the two senators", "the sisters" or "the candidates" stands for, if they were named side by side."""
        words = [t.lower_ for t in self.story.doc[span[0] : span[1]]]
        if len(words) > 4 or any(t.dep_ == "prep" for t in head.rights):
            return None
        called = self._called(singular(head.lower_), span[0]) if words[0] in grammar.TAKEN_UP else None
        if called is not None or not self._may_be_people(head):
            return called
        size = next((grammar.NUMBER_WORDS[w] for w in words[:2] if w in grammar.NUMBER_WORDS), 0)
        definite = words[0] in ("the", "these")
        if definite and size or words[0] in grammar.PAIR_WORDS and (words[0] != "two" or len(words) == 1):
            return self.before(span[0], REACH, size or 2) or self._most_named(size or 2)
        if words[0] in grammar.NUMBER_WORDS and self.story.paragraph[span[0]] <= LEAD:
            return self._named_soon(span, grammar.NUMBER_WORDS[words[0]])
        if definite and head.lower_ in grammar.SIZES_OF_GROUPS:
            new = self._was_brought_in(head, span[0])
            return None if new else self.before(span[0], REACH, grammar.SIZES_OF_GROUPS[head.lower_])
        return self.before(span[0], NEAR) if definite and head.tag_ in grammar.PLURAL_TAGS else None

    def _called(self, role: str, position: int) -> Optional[Offsets]:
        """The last in front of a token who are called so, else the first behind it: "the pilots" after "two pilots, Ann Lee and Bob Ray",
        "the sisters" of two of whom one is a sister."""
        spans = self.called.get(role, [])
        index = bisect_left(spans, (position, 0))
        return next(iter(spans[max(index - 1, 0) :]), None)

    def _named_soon(self, span: Offsets, size: int) -> Optional[Offsets]:
        """Those whom the first paragraphs speak of before they give the names: "Two nurses said … Ann Lee and Bob Ray, who …"."""
        persons, paragraph = self.story.people.persons, self.story.paragraph
        start = self._index(span[1])
        for group in self.groups[start : start + FEW]:
            near = group.subject and paragraph[group.span[0]] - paragraph[span[0]] <= SOON
            if near and len(group.people) == size:
                new = all(persons[i].first >= group.span[0] and (not persons[i].roles or group.called) for i in group.people)
                return group.span if new else None
        return None

    def _was_brought_in(self, head: Token, position: int) -> bool:
        """Whether the words in front speak of others by the same noun: "two women", "a couple"."""
        return any(t.lower_ == head.lower_ and t.tag_ == head.tag_ for t in self.story.tokens[max(position - WORDS, 0) : position])

    def are_named(self, span: Offsets) -> bool:
        """Whether the article names those whom a phrase without names stands for: it is a role of which it names several."""
        head, people, lexicon = self.story.head(span), self.story.people, self.story.lexicon
        role = singular(head.lower_)
        first = self.story.page.words[span[0]]
        taken_up = first in grammar.TAKEN_UP and head.i == span[1] - 1 or role in lexicon["contestants"] and first not in lexicon["selections"]
        if not taken_up or head.tag_ not in grammar.PLURAL_TAGS or role in lexicon["told_groups"]:
            return False
        holders = [i for i in people.by_role.get(role, [])[:MANY] if role in lexicon["contestants"] or role in people.persons[i].described]
        return len(holders) > 1 or self._are_last_named(span, head)

    def _are_last_named(self, span: Offsets, head: Token) -> bool:
        """Whether "both women" are the two whom the paragraphs in front name: not if "two women" were spoken of without a name."""
        words, paragraph = self.story.page.words, self.story.paragraph
        if words[span[0]] != "both" and words[span[0] : span[0] + 2] != ["the", "two"] or not is_human_noun(head, self.story.lexicon):
            return False
        gender = self.story.lexicon.genders.get(singular(head.lower_), "")
        near = [m for m in self.story.people.before(span[0]) if paragraph[span[0]] - paragraph[m.start] <= REACH]
        fitting = {m.person for m in near if not gender or self.story.people.persons[m.person].gender in ("", gender)}
        return len(fitting) == 2 and not self._was_brought_in(head, span[0])

    def _may_be_people(self, head: Token) -> bool:
        if head.lower_ not in grammar.PAIR_WORDS and head.lower_ not in grammar.SIZES_OF_GROUPS and not is_human_noun(head, self.story.lexicon):
            return False
        return singular(head.lower_) not in self.story.lexicon["told_groups"]


def side_by_side(story: Story, span: Offsets, head: Token) -> Optional[Offsets]:
    """Several in one phrase, as "Ruiz and her aides", who are neither of them alone: from the first to the last; None if it is of one."""
    together = joined(story, span)
    if together is not None and not _belongs_to_them(story, together, head):
        return together
    doc, (start, end) = story.doc, span
    others = _joined_to(head, end)
    if not others or not any(t.dep_ == "cc" for t in doc[start:end]):
        return None  # Ann Lee, Commissioner of Trade: no second one, whatever the parse says
    if head.ent_iob_ != "O" and all(t.ent_iob_ == "I" for t in doc[head.i + 1 : others[-1].i + 1]):
        return None  # Post and Telegraph Ltd (PTL): one name
    if head.pos_ != "PROPN" and not any(c.dep_ == "poss" for c in others[0].lefts):
        return None
    start += head.pos_ == "PROPN" and doc[start].lower_ in ("the", "both")
    last = others[-1]
    while further := _joined_to(last, end):
        last = further[0]
    end = _end_of_last(story, last, end)
    if doc[end - 1].text == ")":
        end = next((i for i in range(end - 2, last.i, -1) if doc[i].text == "("), end)  # Post and Telegraph Ltd | (PTL)
    while doc[end - 1].is_punct and end > start + 1:
        end -= 1
    return start, end


def _belongs_to_them(story: Story, names: Offsets, head: Token) -> bool:
    """Whether a phrase is about somebody else, whose they are whom it names: "the families of Ann Lee and Bob Ray", "Lee and Ray's lawyers"."""
    if names[0] <= head.i < names[1] or not (is_human_noun(head, story.lexicon) or head.lower_ in story.lexicon["publics"]):
        return False
    first = above_title(story.head(names))
    above = first.head if first.dep_ == "pobj" else first
    included = above.lower_ in story.lexicon["inclusions"] or above.lower_ == "as"
    return head.is_ancestor(above) and not included and (first.dep_ == "poss" or above.dep_ == "prep")


def _joined_to(noun: Token, end: int) -> List[Token]:
    return [c for c in noun.rights if c.dep_ == "conj" and c.i < end and c.pos_ in grammar.NOUNS]


def _end_of_last(story: Story, last: Token, end: int) -> int:
    """Where the last of several ends: with the name, or in front of a clause that tells more."""
    clauses = [c.left_edge.i for c in last.rights if c.dep_ in grammar.CLAUSES_ABOUT_NOUNS and c.left_edge.i > last.i]
    names = [m.end for m in story.people.within(last.left_edge.i, end) if m.start <= last.i < m.end]
    return min([end, *clauses, *names])
