"""Cues that are nouns or adjectives: "his claim that …", "she is confident that …"."""
from typing import List, Optional

from spacy.tokens import Token

from ..attributions import Draft
from ..lang.en.grammar import SUBJECTS_AND_CLAUSES
from ..page.intervals import Offsets
from ..page.page import Page
from .cues import find_subject, noun_phrase


def find_nominal(page: Page) -> List[Draft]:
    """Attributions by a noun with a clause, or by an adjective after a form of "be"."""
    drafts: List[Draft] = []
    nouns, adjectives = page.lexicon.nouns, page.lexicon.adjectives
    for i, word in enumerate(page.words[: page.body_end]):
        if word in nouns and page.doc[i].pos_ == "NOUN":
            drafts += _by_noun(page, page.doc[i])
        elif word in adjectives and page.doc[i].pos_ in ("ADJ", "VERB"):
            drafts += _by_adjective(page, page.doc[i], adjectives[word])
    return drafts


def _by_noun(page: Page, noun: Token) -> List[Draft]:
    complements = page.lexicon.nouns[noun.lower_]
    if noun.dep_ == "pobj" and noun.head.lower_ in page.lexicon["carrying_prepositions"] and noun.head.head.lower_ in page.lexicon.verbs:
        return []  # said in a statement that: the verb is the cue
    content: Optional[Offsets] = None
    act = None
    for child in noun.rights:
        first = next((c for c in child.lefts if c.dep_ in ("mark", "aux")), None)
        if child.dep_ in ("acl", "ccomp", "relcl") and first is not None and first.lower_ == "that" and first.dep_ == "mark" and "that" in complements:
            content, act = (first.i, child.right_edge.i + 1), complements["that"]
        elif child.dep_ == "acl" and first is not None and first.lower_ == "to" and first.tag_ == "TO" and "to" in complements:
            content, act = (first.i, child.right_edge.i + 1), complements["to"]
        elif child.dep_ == "prep" and child.lower_ in complements and child.lower_ in ("for", "of"):
            if any(c.dep_ == "poss" for c in noun.lefts):
                content, act = (child.i + 1, child.right_edge.i + 1), complements[child.lower_]
        if content is not None:
            break
    if content is None or act is None:
        return []
    source = _noun_source(page, noun)
    low, high = page.sentence(noun.i)
    content = page.trim(*_to_closing_mark(page, max(content[0], low), min(content[1], high)))
    if content is None or (source is None and "that" not in complements):
        return []
    return [Draft([content], [(noun.i, noun.i + 1)], [source] if source else [], act=act)]


def _to_closing_mark(page: Page, start: int, end: int) -> Offsets:
    """A clause with the mark that closes the quotation it ends in, which the parse often hangs elsewhere."""
    number = page.quote_of[end - 1] if end > start else -1
    if number != -1 and page.quoted[number].start >= start and page.quoted[number].end == end + 1:
        return start, end + 1
    return start, end


def _noun_source(page: Page, noun: Token) -> Optional[Offsets]:
    for child in noun.lefts:
        if child.dep_ == "poss":
            source = noun_phrase(page, child, stop=noun.i)
            if source and page.words[source[1] - 1] in ("'s", "’s", "'", "’"):
                source = page.trim(source[0], source[1] - 1)
            return source
    for child in noun.rights:
        if child.dep_ == "prep" and child.lower_ in ("by", "from"):
            target = next((c for c in child.rights if c.dep_ == "pobj"), None)
            if target is not None:
                return noun_phrase(page, target, after=child.i + 1)
    if noun.dep_ in ("dobj", "obj") and noun.head.lemma_ in page.lexicon["carrier_verbs"]:
        subject = find_subject(page, noun.head)
        if subject is not None and not any(c.dep_ in ("auxpass",) for c in noun.head.lefts):
            return noun_phrase(page, subject, stop=noun.head.i if subject.i < noun.head.i else None)
    return None


def _by_adjective(page: Page, adjective: Token, act: str) -> List[Draft]:
    verb = adjective.head
    if adjective.dep_ not in ("acomp", "ROOT", "oprd") or adjective == verb or verb.lemma_ not in ("be", "feel", "remain", "seem", "become"):
        return []
    clause = next((c for c in list(adjective.rights) + list(verb.rights) if c.dep_ == "ccomp" and c.left_edge.i > adjective.i), None)
    subject = next((c for c in verb.lefts if c.dep_ in SUBJECTS_AND_CLAUSES), None)
    if clause is None or subject is None or subject.lower_ in ("it", "there", "this", "that"):
        return []
    low, high = page.sentence(adjective.i)
    content = page.trim(max(clause.left_edge.i, low), min(clause.right_edge.i + 1, high))
    source = noun_phrase(page, subject, stop=verb.i)
    if content is None or source is None:
        return []
    return [Draft([content], [(verb.i, adjective.i + 1)], [source], act=act)]
