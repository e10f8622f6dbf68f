"""Whom "it", "they" and "who" stand for: the body, the text or the people spoken of before."""
from typing import Optional, Sequence, Tuple

from spacy.tokens import Token

from ..attributions import Draft
from ..lang.en import grammar
from ..lang.en.morphology import singular
from ..page.intervals import Offsets
from ..page.phrases import is_human_noun, start_of
from .story import Story

WINDOW = 110  # tokens in front of a pronoun that are looked at
# What speaks for a noun, and against it: set by hand, as there are too few of these pronouns to learn from
SPOKE, SUBJECT, MAIN, OBJECT, SAME_SENTENCE, SENTENCE, PARAGRAPH, INSIDE, KIND = 1.6, 1.0, 0.4, 0.2, 0.5, -0.8, -0.4, -0.6, 1.2


class Antecedents:
    """The nouns of one Doc that "it" and "they" may stand for; `sentence` gives the number of each token's sentence."""

    def __init__(self, story: Story, sentence: Sequence[int]):
        self.story = story
        self.sentence = sentence
        self.lexicon = story.lexicon

    def before(self, position: int, plural: bool, said: Sequence[Draft]) -> Optional[Token]:
        """The noun that "it", or "they", at a token goes on about, or the same pronoun as the source of an attribution before."""
        sources = {self.story.head(d.source[0]).i for d in said if d.source and d.speaker is not None}
        best, highest = None, 0.0
        for token in reversed(self.story.tokens[max(position - WINDOW + 1, 0) : position]):
            spoke = token.i in sources
            if spoke and token.lower_ in (grammar.THEY if plural else grammar.IT):
                score = self._score(token, position, plural) + SPOKE + KIND
            elif self._may_be_meant(token, position, plural):
                score = self._score(token, position, plural) + SPOKE * spoke
            else:
                continue
            if score > highest:
                best, highest = token, score
        return best

    def _may_be_meant(self, noun: Token, position: int, plural: bool) -> bool:
        if noun.pos_ not in grammar.NOUNS or noun.dep_ in grammar.SECONDARY_NOUNS:
            return False
        return (self.story.quoted[position] or not self.story.quoted[noun.i]) and self._agrees(noun, plural)

    def _agrees(self, noun: Token, plural: bool) -> bool:
        many = noun.tag_ in grammar.PLURAL_TAGS or noun.lower_ in self.lexicon["group_nouns"]
        if plural:
            return many
        named = noun.ent_type_ in grammar.LABELS_OF_THINGS or noun.lower_ in self.lexicon["known_organizations"]
        return (named or not many and noun.ent_type_ in ("", "NORP")) and not self._is_human(noun)

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

    def _score(self, noun: Token, position: int, plural: bool) -> float:
        away = self.sentence[position] - self.sentence[noun.i]
        score = SAME_SENTENCE if away == 0 else SENTENCE * (away - 1)
        score += PARAGRAPH * (self.story.paragraph[position] - self.story.paragraph[noun.i])
        score += KIND * self._speaks(noun, plural)
        if noun.dep_ in grammar.SUBJECTS:
            score += SUBJECT + MAIN * (noun.head.dep_ == "ROOT")
        elif noun.dep_ == "dobj":
            score += OBJECT
        return score + INSIDE * any(a.dep_ in grammar.CLAUSES_ABOUT_NOUNS for a in (noun.head, noun.head.head))


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
    while head.dep_ in ("conj", "appos", "compound") or head.dep_ == "pobj" and head.head.lower_ == "of" and head.head.dep_ == "prep":
        head = head.head.head if head.dep_ == "pobj" else head.head
    return (start_of(head), last.i + 1), head
