"""Who has died, as the text tells: those speak no more, unless it repeats what they had said."""

from typing import FrozenSet

from spacy.tokens import Token

from ..lang.base import Lexicon
from ..lang.en import grammar
from .people import People

DONE_TAGS = frozenset(("VBD", "VBN"))  # of a verb for what has happened


def find_dead(people: People, lexicon: Lexicon) -> FrozenSet[int]:
    """The people of whom the text says that they died or were killed, other than in what somebody says.

    people (People): The people named.
    lexicon (Lexicon): Words: "killing" and "dying" verbs by lemma, nouns for "deaths", what stands in front of the name of somebody "dead".
    RETURNS (FrozenSet[int]): Their numbers in `people.persons`.
    """
    return frozenset(m.person for m in people.mentions if not m.quoted and _is_dead(people.page.tokens[m.head], lexicon))


def _is_dead(head: Token, lexicon: Lexicon) -> bool:
    """Whether the text says so where it gives a name."""
    return _is_called_dead(head, lexicon) or _has_died(head, lexicon) or _of_death(head, lexicon)


def _is_called_dead(head: Token, lexicon: Lexicon) -> bool:
    """The *slain* journalist Ann Lee; *dead* hostage Ann Lee."""
    nouns = [head, *(t for t in head.lefts if t.dep_ in grammar.BEFORE_HEAD), *([head.head] if head.dep_ == "appos" else ())]
    return any(t.lower_ in lexicon["dead"] for noun in nouns for t in noun.lefts if t.dep_ in ("amod", "compound", "nmod"))


def _has_died(head: Token, lexicon: Lexicon) -> bool:
    """Lee *died*, was *killed*; the group *killed* Lee; Lee, who *died*."""
    clauses = [(c, next((s.dep_ for s in c.lefts if s.tag_ in grammar.RELATIVE_TAGS), "")) for c in head.rights if c.dep_ == "relcl"]
    verbs = [(head.head, head.dep_), *clauses]
    together = [(v, role) for verb, role in verbs for v in verb.conjuncts if not any(c.dep_ in grammar.SUBJECTS for c in v.lefts)]
    return any(_tells_of_death(verb, role, lexicon) for verb, role in [*verbs, *together])


def _tells_of_death(verb: Token, role: str, lexicon: Lexicon) -> bool:
    """Whether what has that role beside a verb is dead since: not what may, might, did not, or somebody threatened to do."""
    before = [c for c in verb.lefts if c.dep_ in grammar.AUXILIARIES]
    if verb.tag_ not in DONE_TAGS or any(c.tag_ in ("MD", "TO") or c.lower_ in grammar.NEGATIONS for c in before):
        return False
    if any(c.lower_ in lexicon["not_done"] for c in verb.lefts):
        return False
    if verb.lemma_ in lexicon["dying"]:
        return role == "nsubj"
    first = verb.head if verb.dep_ == "conj" and not before else verb  # was run over and killed
    passive = any(c.dep_ in grammar.PASSIVES for c in first.lefts)
    killing = verb.lemma_ in lexicon["killing"] or any(c.lower_ == "to" and any(n.lower_ == "death" for n in c.rights) for c in verb.rights)
    return killing and role in (grammar.PASSIVE_SUBJECTS if passive else grammar.OBJECTS)


def _of_death(head: Token, lexicon: Lexicon) -> bool:
    """The *murder* of Lee; Lee's *death*; the *body* of Lee; not Lee's *murder* of a guard, nor an attempted one, nor Lee's body."""
    owned = head.dep_ == "poss"
    noun = head.head if owned else head.head.head if head.dep_ == "pobj" and head.head.lower_ == "of" else None
    nouns = lexicon["deaths"] if owned else lexicon["deaths"] | lexicon["found_dead"]
    if noun is None or noun.pos_ != "NOUN" or noun.lower_ not in nouns or noun.dep_ == "compound":
        return False
    return not any(c.lower_ in lexicon["not_done"] for c in noun.lefts) and not (owned and any(c.lower_ == "of" for c in noun.rights))
