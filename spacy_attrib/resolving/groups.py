"""Groups: people whom the article names side by side, and what stands for them later: "both", "the two senators", "they"."""
from typing import List, NamedTuple, Optional

from spacy.tokens import Token

from ..lang.en.grammar import NUMBER_WORDS, PAIR_WORDS, PLURAL_TAGS, SUBJECTS
from ..lang.en.morphology import singular
from ..page.intervals import Offsets
from ..page.phrases import is_human_noun, is_plural
from .names import above_title, joined
from .story import Story

REACH = 6  # paragraphs in front of "both" or "the two" that are looked at
NEAR = 1  # paragraphs in front of "they" or "the candidates"


class Group(NamedTuple):
    """People who are named side by side.

    span (Offsets): From the first name to the last.
    size (int): How many they are.
    subject (bool): Whether they do something.
    """

    span: Offsets
    size: int
    subject: bool


class Groups:
    """The groups of one Doc.

    story (Story): The Doc as the resolver reads it.
    """

    def __init__(self, story: Story):
        self.story = story
        self.groups: List[Group] = []
        for mention in story.people.mentions:
            head = above_title(story.doc[mention.head])
            if head.dep_ == "conj" or self.groups and mention.start < self.groups[-1].span[1]:
                continue
            if any(c.dep_ == "conj" for c in head.rights):
                span = joined(story, (mention.start, head.right_edge.i + 1))
                if span is not None:
                    size = len({m.person for m in story.people.within(*span)})
                    self.groups.append(Group(span, size, head.dep_ in SUBJECTS))

    def before(self, position: int, reach: int, size: int = 0, subject: bool = False) -> Optional[Offsets]:
        """The last group in front of a token.

        position (int): The token.
        reach (int): How many paragraphs back.
        size (int): How many they must be; 0 for any number.
        subject (bool): Whether they must do something.
        RETURNS (Optional[Offsets]): The tokens from the first name to the last.
        """
        paragraph = self.story.paragraph
        for group in reversed(self.groups):
            if group.span[1] > position:
                continue
            if paragraph[position] - paragraph[group.span[0]] > reach:
                return None
            if size in (0, group.size) and (group.subject or not subject):
                return group.span
        return None

    def _most_named(self, size: int) -> Optional[Offsets]:
        """The group of so many that the article names most often, wherever it does."""
        people = self.story.people
        sets = [frozenset(m.person for m in people.within(*group.span)) for group in self.groups if group.size == size]
        best = max(sets, key=sets.count, default=None)
        spans = (group.span for group in self.groups if frozenset(m.person for m in people.within(*group.span)) == best)
        return next(spans, None)

    def taken_up(self, span: Offsets, head: Token) -> Optional[Offsets]:
        """Whom "both", "the two senators" or "the candidates" stands for, if they were named side by side."""
        doc, lexicon = self.story.doc, self.story.lexicon
        first, words = doc[span[0]].lower_, [t.lower_ for t in doc[span[0] : span[1]]]
        if any(t.dep_ == "prep" for t in head.rights) or span[1] - span[0] > 4:
            return None
        size = next((NUMBER_WORDS[w] for w in words[:2] if w in NUMBER_WORDS), 0)
        human = head.lower_ in PAIR_WORDS or is_human_noun(head, lexicon)
        if not human or singular(head.lower_) in lexicon["told_groups"]:
            return None
        if first in PAIR_WORDS and (first != "two" or len(words) == 1) or first in ("the", "these") and size:
            return self.before(span[0], REACH, size or 2) or self._most_named(size or 2)
        if first in ("the", "these") and is_plural(head, lexicon) and head.tag_ in PLURAL_TAGS:
            return self.before(span[0], NEAR)
        return None
