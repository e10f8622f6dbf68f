"""Whom "it", "they" and "who" stand for: the body, the text or the people spoken of before.

Bodies, texts and groups are ranked by the same linear model as people are for "he" and "she", with weights of their own.
"""

from math import log
from typing import Dict, Iterator, List, NamedTuple, Optional, Sequence, Tuple

from spacy.tokens import Token

from ..attributions import Draft
from ..lang.en import grammar
from ..lang.en.morphology import singular
from ..page.intervals import Offsets
from ..page.phrases import is_human_noun, start_of
from .discourse import Discourse, Features
from .groups import Groups
from .names import above_title
from .person_names import acts_as_several
from .story import Story

WINDOW = 110  # tokens in front of a pronoun that are looked at
THEY_REACH = 4  # paragraphs from several who spoke, or were named side by side, to "they"
FAR = 4.0  # sentences or paragraphs that are as far away as any more


class Antecedent(NamedTuple):
    """What "it" or "they" may stand for: the head of the phrase and its tokens; the attribution whose source it is, or that it is a group."""

    head: Token
    span: Offsets
    spoke: Optional[Draft] = None
    group: bool = False


class Antecedents:
    """The nouns of one Doc that "it" and "they" may stand for."""

    def __init__(self, story: Story, discourse: Discourse, groups: Groups):
        self.story = story
        self.discourse = discourse
        self.sentence = discourse.sentence
        self.groups = groups
        self.lexicon = story.lexicon

    def before(self, position: int, plural: bool, said: Sequence[Draft]) -> List[Antecedent]:
        """What the pronoun at a token may go on about, the nearest first; `said` are the attributions before that have a source."""
        heads = {self.story.head(d.source[0]).i: d for d in said}
        found = list(self._nouns(position, plural, heads))
        found += (Antecedent(self.story.head(d.source[0]), d.source[0], d) for d in said if self._goes_on(d, position, plural))
        if plural:
            groups = self.groups.all_before(position, THEY_REACH)
            found += (Antecedent(above_title(self.story.tokens[span[0]]), span, group=True) for span in groups)
        return sorted(found, key=lambda a: -a.head.i)

    def _nouns(self, position: int, plural: bool, heads: Dict[int, Draft]) -> Iterator[Antecedent]:
        for token in self.story.tokens[max(position - WINDOW + 1, 0) : position]:
            if token.i not in heads and self._may_be_meant(token, position, plural):
                yield Antecedent(token, (start_of(token), max(min(token.right_edge.i + 1, position), token.i + 1)))

    def _goes_on(self, draft: Draft, position: int, plural: bool) -> bool:
        """Whether the source of an earlier attribution can be taken up: several people, a body, a text, or the same pronoun."""
        head = self.story.head(draft.source[0])
        if draft.speaker is None or self.story.paragraph[position] - self.story.paragraph[head.i] > THEY_REACH:
            return False
        if head.lower_ in (grammar.THEY if plural else grammar.IT):
            return True
        if plural and any(c.dep_ == "conj" and c.i < draft.source[0][1] for c in head.rights):
            return True  # even if one of them was named
        return draft.person is None and head.pos_ in grammar.NOUNS and (head.pos_ == "PROPN" or self._agrees(head, plural))

    def _may_be_meant(self, noun: Token, position: int, plural: bool) -> bool:
        if noun.pos_ not in grammar.NOUNS or noun.dep_ in grammar.SECONDARY_NOUNS:
            return False
        return (self.story.quoted[position] or not self.story.quoted[noun.i]) and self._agrees(noun, plural)

    def _agrees(self, noun: Token, plural: bool) -> bool:
        many = noun.tag_ in grammar.PLURAL_TAGS or noun.lower_ in self.lexicon["group_nouns"]
        if plural:
            return many or self._is_body(noun)
        named = noun.ent_type_ in grammar.LABELS_OF_THINGS or noun.lower_ in self.lexicon["known_organizations"]
        return (named or not many and noun.ent_type_ in ("", "NORP")) and not self._is_human(noun)

    def _is_body(self, noun: Token) -> bool:
        """Whether a noun names or describes one body, which "they" takes up as well: the club, Ollerby Rovers."""
        word, lexicon = singular(noun.lower_), self.lexicon
        if self.story.people.within(noun.i, noun.i + 1) or word in lexicon["documents"]:
            return False
        if acts_as_several(noun):
            return True
        return noun.ent_type_ == "ORG" or word in lexicon["organizations"] or noun.lower_ in lexicon["institution_plurals"]

    def _is_human(self, noun: Token) -> bool:
        return is_human_noun(noun, self.lexicon) and singular(noun.lower_) not in self.lexicon["organizations"]

    def _speaks(self, noun: Token, plural: bool) -> bool:
        """Whether it is of a kind that says or holds something."""
        lexicon, word = self.lexicon, noun.lower_
        if plural and (self._is_human(noun) or word in lexicon["institution_plurals"] or word in lexicon["publics"] or noun.tag_ == "NNPS"):
            return True
        if any(w in lexicon[name] for w in (word, singular(word)) for name in ("organizations", "documents", "known_organizations")):
            return True
        return noun.ent_type_ in ("ORG", "GPE") and noun.pos_ == "PROPN"

    def features(self, found: Antecedent, position: int, plural: bool, said: Sequence[Draft], verb: str) -> Features:
        """What speaks for and against it; `verb` is the lemma of the cue that the pronoun does."""
        noun, told = found.head, self.discourse.reported
        away = self.sentence[position] - self.sentence[noun.i]
        subject = noun.dep_ in grammar.SUBJECTS
        many = noun.tag_ in grammar.PLURAL_TAGS
        word = singular(noun.lower_)
        features = {
            "same sentence": away == 0,
            "sentences": min(max(away - 1.0, 0.0), FAR),
            "paragraphs": min(float(self.story.paragraph[position] - self.story.paragraph[noun.i]), FAR),
            "subject": subject,
            "main": subject and noun.head.dep_ == "ROOT",
            "object": noun.dep_ == "dobj",
            "inside": any(a.dep_ in grammar.CLAUSES_ABOUT_NOUNS for a in (noun.head, noun.head.head)),
            "told": told[noun.i] and not told[position],
            "kind": found.spoke is not None or self._speaks(noun, plural),
            "text": word in self.lexicon["documents"],
            "text reads": verb == "read" and word in self.lexicon["documents"],
            "one body": plural and not many and not found.group and noun.lower_ not in grammar.THEY,
            "acts as several": plural and not many and subject and _is_plural_verb(noun.head),
            "group": found.group,
            "group acting": found.group and subject,
            "spoke": found.spoke is not None,
            "spoke last": found.spoke is not None and found.spoke is said[-1],
            "pronoun": noun.lower_ in grammar.IT_THEY,
            "leading": noun.lower_ in self.story.organizations.leading,
            "counted": log(self.story.organizations.count.get(noun.lower_, 1)),
        }
        prefix = "they " if plural else "it "
        return {prefix + name: float(value) for name, value in features.items()}


def _is_plural_verb(verb: Token) -> bool:
    """Have, are; were, do, and what these help."""
    return any(t.lower_ in grammar.PLURAL_AUXILIARIES or t.tag_ == "VBP" for t in (verb, *(c for c in verb.lefts if c.dep_ in grammar.AUXILIARIES)))


def phrase_before(story: Story, relative: Token) -> Optional[Tuple[Offsets, Token]]:
    """The phrase that "who" or "which" stands for, and its head; None if the parse hangs the clause to no noun."""
    verb = relative.head
    while verb.dep_ in grammar.ABOVE_RELATIVE and verb.head != verb:
        verb = verb.head
    if verb.dep_ not in grammar.CLAUSES_ABOUT_NOUNS:
        return None
    head = verb.head
    while head.dep_ == "appos" and head.head != head:
        head = head.head  # Ronnie Cameron, a magnate who …
    while relative.lower_ in ("who", "whom") and head.dep_ == "pobj" and head.head.head.pos_ in grammar.NOUNS and not _may_be_who(story, head):
        head = head.head.head  # Democrats on Capitol Hill who …
    start, end = start_of(head), min(head.right_edge.i + 1, relative.i)
    while end > start + 1 and story.tokens[end - 1].is_punct:
        end -= 1
    return (start, max(end, head.i + 1)), head


def _may_be_who(story: Story, noun: Token) -> bool:
    if noun.pos_ not in grammar.NOUNS or noun.ent_type_ in ("PERSON", "NORP"):
        return True
    return noun.ent_type_ == "" and is_human_noun(noun, story.lexicon)


def phrase_in_front(story: Story, position: int) -> Optional[Tuple[Offsets, Token]]:
    """The phrase in front of a token, and its head: "families of victims" in "families of victims, many of whom …"."""
    last = next((t for t in reversed(story.tokens[:position]) if not t.is_punct), None)
    if last is None or last.pos_ not in grammar.NOUNS:
        return None
    head = last
    while head.head != head and (head.dep_ in ("conj", "appos", "compound") or head.dep_ == "pobj" and _is_of(head.head)):
        head = head.head.head if head.dep_ == "pobj" else head.head
    return (start_of(head), last.i + 1), head


def _is_of(preposition: Token) -> bool:
    return preposition.lower_ == "of" and preposition.dep_ == "prep"
