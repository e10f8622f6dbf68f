"""What "it" and "they" stand for: the body, the text or the people spoken of before, with what speaks for each."""
from typing import Optional, Sequence

from spacy.tokens import Token

from ..attributions import Draft
from ..lang.en.grammar import CLAUSES_ABOUT_NOUNS, IT, LABELS_OF_THINGS, PLURAL_TAGS, SUBJECTS, THEY
from ..lang.en.morphology import singular
from ..page.phrases import is_human_noun
from .story import Story

WINDOW = 110  # tokens in front of a pronoun that are looked at
# What speaks for a noun, and against it: set by hand, as there are too few of these pronouns to learn from
SPOKE, SUBJECT, MAIN, OBJECT, SAME_SENTENCE, SENTENCE, PARAGRAPH, INSIDE, KIND = 1.6, 1.0, 0.4, 0.2, 0.5, -0.8, -0.4, -0.6, 1.2


class Things:
    """The nouns of one Doc that "it" and "they" may stand for.

    story (Story): The Doc as the resolver reads it.
    sentence (Sequence[int]): Per token, the number of its sentence.
    """

    def __init__(self, story: Story, sentence: Sequence[int]):
        self.story = story
        self.sentence = sentence
        self.lexicon = story.lexicon

    def before(self, position: int, plural: bool, said: Sequence[Draft]) -> Optional[Token]:
        """The head of the phrase that a pronoun goes on about.

        position (int): The token of the pronoun.
        plural (bool): Whether it is "they".
        said (Sequence[Draft]): The attributions in front of it.
        RETURNS (Optional[Token]): The noun, or the same pronoun as an earlier source; None if nothing fits.
        """
        sources = {self.story.head(d.source[0]).i for d in said if d.source and d.speaker is not None}
        best, highest = None, 0.0
        for i in range(position - 1, max(position - WINDOW, -1), -1):
            token = self.story.tokens[i]
            if i in sources and token.lower_ in (THEY if plural else IT):
                score = self._score(token, position, plural) + SPOKE + KIND
                if score > highest:
                    best, highest = token, score
                continue
            if token.pos_ not in ("NOUN", "PROPN") or token.dep_ in ("compound", "nmod", "npadvmod", "conj"):
                continue
            if self.story.quoted[i] and not self.story.quoted[position] or not self._agrees(token, plural):
                continue
            score = self._score(token, position, plural) + SPOKE * (i in sources)
            if score > highest:
                best, highest = token, score
        return best

    def _agrees(self, noun: Token, plural: bool) -> bool:
        many = noun.tag_ in PLURAL_TAGS or noun.lower_ in self.lexicon["group_nouns"]
        if plural:
            return many
        named = noun.ent_type_ in LABELS_OF_THINGS or noun.lower_ in self.lexicon["known_organizations"]
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
        if noun.dep_ in SUBJECTS:
            score += SUBJECT + MAIN * (noun.head.dep_ == "ROOT")
        elif noun.dep_ == "dobj":
            score += OBJECT
        return score + INSIDE * any(a.dep_ in CLAUSES_ABOUT_NOUNS for a in (noun.head, noun.head.head))
