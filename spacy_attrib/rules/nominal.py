"""Cues that are nouns or adjectives: "his claim that …", "she is confident that …"."""

from typing import List, Optional, Tuple

from spacy.tokens import Token

from ..attributions import Draft
from ..lang.en import grammar
from ..page.intervals import Offsets
from ..page.page import Page
from .cues import find_subject, first_of, noun_phrase

MAX_SUBJECT = 8  # tokens of the subject of a clause behind a noun


def find_nominal(page: Page) -> List[Draft]:
    """Attributions by a noun with a clause, or by an adjective after a form of "be"."""
    drafts: List[Optional[Draft]] = []
    nouns, adjectives = page.lexicon.nouns, page.lexicon.adjectives
    for i, word in enumerate(page.words[: page.body_end]):
        if word in nouns and page.tokens[i].pos_ == "NOUN":
            drafts.append(_by_noun(page, page.tokens[i]) or _by_bare_plural(page, page.tokens[i]))
        elif word in adjectives and page.tokens[i].pos_ in ("ADJ", "VERB"):
            drafts.append(_by_adjective(page, page.tokens[i], adjectives[word]))
    return [draft for draft in drafts if draft is not None]


def _by_noun(page: Page, noun: Token) -> Optional[Draft]:
    acts, carrier = page.lexicon.nouns[noun.lower_], noun.head
    if noun.dep_ == "pobj" and carrier.lower_ in page.lexicon["carrying_prepositions"] and carrier.head.lower_ in page.lexicon.verbs:
        return None  # said in a statement that: the verb is the cue
    for child in noun.rights:
        kind, start = _complement(noun, child)
        if kind in acts:
            source = next((source for find in SOURCES for source in [find(page, noun)] if source), None)
            low, high = page.sentence(noun.i)
            start, end = max(start, low), min(child.right_edge.i + 1, high)
            content = page.trim(start, end + _is_mark_missing(page, start, end))
            if content is None or (source is None and "that" not in acts):
                return None
            return Draft([content], [(noun.i, noun.i + 1)], [source] if source else [], act=acts[kind], why={"content": "clause of a noun"})
    return None


def _by_bare_plural(page: Page, noun: Token) -> Optional[Draft]:
    """ "Police are looking into *claims* a foreman sold the parts": a clause without "that" behind a plural without an article, which has an
    object or needs none, so that it is no relative clause: "claims the foreman made"."""
    acts, start = page.lexicon.nouns[noun.lower_], noun.i + 1
    high = page.sentence(noun.i)[1]
    if noun.tag_ != "NNS" or "that" not in acts or start >= high or not _opens_clause(page, noun):
        return None
    stop = next((i for i in range(start, high) if page.words[i] in (",", ";", ":", "–", "—") or page.is_quoted(i)), high)
    verb = next((t for t in page.doc[start:stop] if t.tag_ in grammar.FINITE_TAGS), None)
    if verb is None or verb.i - start > MAX_SUBJECT or any(t.tag_ in ("IN", "CC", "TO", "VBG") for t in page.doc[start : verb.i]):
        return None
    clause = verb.head if verb.dep_ in grammar.AUXILIARIES and start <= verb.head.i < stop else verb
    other = next((t for t in page.doc[clause.i + 1 : stop] if t.tag_ in grammar.FINITE_TAGS and not clause.is_ancestor(t)), None)
    if clause.lemma_ in page.lexicon["carrier_verbs"] or not _is_full(page, clause, noun, other is None):
        return None
    content = page.trim(start, stop if other is None else min(stop, clause.right_edge.i + 1))
    why = {"content": "clause of a plural noun"}
    return Draft([content], [(noun.i, noun.i + 1)], act=acts["that"], why=why) if content else None


def _opens_clause(page: Page, noun: Token) -> bool:
    """Whether a noun has no word of its own in front, and another noun phrase begins behind it."""
    before, behind = page.tokens[noun.i - 1] if noun.i else None, page.tokens[noun.i + 1]
    plural = page.lexicon["group_nouns"] | page.lexicon["institution_plurals"]
    bare = before is None or before.dep_ not in grammar.BEFORE_HEAD or before.head not in (noun, noun.head)
    return bare and (behind.tag_ in ("DT", "PRP", "PRP$", "NNP", "NNS", "CD", "EX") or behind.pos_ == "PROPN" or behind.lower_ in plural)


def _is_full(page: Page, verb: Token, noun: Token, last: bool) -> bool:
    """Whether nothing is lacking behind a verb: it has an object or complement, is passive or, if it is the last of its sentence, ends with
    an adverb or phrase, or is nothing that one does with claims."""
    if first_of(verb.lefts, grammar.PASSIVES) is not None or verb.lemma_ in grammar.COPULAS:
        return True
    labels = (*grammar.COMPLEMENTS, "acomp", "attr", "prt", "advmod") if last else ("dobj", "ccomp", "xcomp", "acomp", "attr", "prt")
    alone = last and noun.lemma_ not in page.lexicon["documents"] and verb.lower_ not in page.lexicon.verbs
    return alone or any(child.dep_ in labels or child.tag_ == "RP" for child in verb.rights)


def _complement(noun: Token, child: Token) -> Tuple[str, int]:
    """What a word behind a noun leads to, "that", "to" or, where somebody has the noun, a preposition; and the token where it begins."""
    if child.dep_ == "prep":
        owned = first_of(noun.lefts, ("poss",)) is not None and child.lower_ != "to"
        return child.lower_ if owned else "", child.i + 1
    opening = first_of(child.lefts, ("mark", "aux")) or child
    if opening.lower_ == "that" and opening.dep_ == "mark" and child.dep_ in ("acl", "ccomp", "relcl"):
        return "that", opening.i
    return "to" if opening.tag_ == "TO" and child.dep_ == "acl" else "", opening.i


def _is_mark_missing(page: Page, start: int, end: int) -> bool:
    """Whether a clause ends in front of the mark that closes a quotation in it, which the parse often hangs elsewhere."""
    number = page.quote_of[end - 1]
    return number != -1 and page.quoted[number].start >= start and page.quoted[number].end == end + 1


def _possessor(page: Page, noun: Token) -> Optional[Offsets]:
    """ "*The mayor*'s claim"."""
    whose = first_of(noun.lefts, ("poss",))
    source = noun_phrase(page, whose, stop=noun.i) if whose is not None else None
    if source and page.words[source[1] - 1] in grammar.POSSESSIVE:
        return page.trim(source[0], source[1] - 1)
    return source


def _maker(page: Page, noun: Token) -> Optional[Offsets]:
    """ "The claim by *the mayor*"."""
    makers = [c for prep in noun.rights if prep.lower_ in ("by", "from") and prep.dep_ == "prep" for c in prep.rights]
    maker = first_of(makers, ("pobj",))
    return noun_phrase(page, maker, after=maker.head.i + 1) if maker is not None else None


def _subject_of_carrier(page: Page, noun: Token) -> Optional[Offsets]:
    """ "*The mayor* made the claim"."""
    verb = noun.head
    if noun.dep_ not in grammar.OBJECTS or verb.lemma_ not in page.lexicon["carrier_verbs"] or first_of(verb.lefts, grammar.PASSIVES):
        return None
    subject = find_subject(page, verb)
    return noun_phrase(page, subject, stop=verb.i if subject.i < verb.i else None) if subject is not None else None


SOURCES = (_possessor, _maker, _subject_of_carrier)  # the first that finds one speaks


def _by_adjective(page: Page, adjective: Token, act: str) -> Optional[Draft]:
    verb = adjective.head
    if adjective.dep_ not in ("acomp", "oprd") or verb.lemma_ not in grammar.COPULAS:
        return None
    clause = first_of((c for c in [*adjective.rights, *verb.rights] if c.left_edge.i > adjective.i), ("ccomp",))
    subject = first_of(verb.lefts, grammar.SUBJECTS_AND_CLAUSES)
    if clause is None or subject is None or subject.lower_ in grammar.EMPTY_SUBJECTS:
        return None
    low, high = page.sentence(adjective.i)
    content = page.trim(max(clause.left_edge.i, low), min(clause.right_edge.i + 1, high))
    source = noun_phrase(page, subject, stop=verb.i)
    why = {"content": "clause of an adjective"}
    return Draft([content], [(verb.i, adjective.i + 1)], [source], act=act, why=why) if content and source else None
