"""Who speaks where the sentence leaves it to be understood: of "After criticizing Ruiz, Lee …" it is Lee."""

from typing import Iterable, Iterator, List, Optional

from spacy.tokens import Doc, Token

from ..attributions import Draft
from ..lang.en import grammar
from ..page.intervals import Offsets
from ..page.page import Page

CLIMB = 6  # words above a cue among which the subject is looked for


def implicit_subject(page: Page, draft: Draft) -> Optional[Offsets]:
    """The phrase that does what the cue of an attribution without a source says; None where the sentence names nobody: "it was said"."""
    cue = verb_of(page.doc, draft.cue[0])
    noun = _doing(page, cue, draft)
    if noun is None or noun.pos_ not in grammar.NOMINAL or noun.lower_ in grammar.EXPLETIVES or _is_in(noun, [*draft.content, draft.cue[0]]):
        return None
    low, high = noun.left_edge.i, noun.right_edge.i + 1
    return low, high - (high > low + 1 and page.words[high - 1] in grammar.POSSESSIVE)


def _doing(page: Page, cue: Token, draft: Draft) -> Optional[Token]:
    told = draft.act == "speech"
    agent = next((g for c in cue.rights if c.dep_ == "agent" for g in c.rights if g.dep_ == "pobj"), None)
    felt = agent is not None and _is_in(agent, draft.content)  # angered by the law: by what it is about
    if told and agent is not None and not felt:
        return agent
    if not felt and _is_passive(cue, told):
        return None
    return _doer(cue) or _object_behind(cue, draft) or _subject_in_front(page, cue, draft)


def whole_source(doc: Doc, cue: Offsets, span: Offsets) -> Optional[Offsets]:
    """The phrase that a source was cut from: "her allies" in "Ruiz, whose speech worried her allies, said"; None if nothing was cut."""
    subject = _first(verb_of(doc, cue).children, grammar.SUBJECTS)
    start, end = span
    if subject is None or subject.pos_ != "PROPN" or subject.i >= start or subject.right_edge.i + 1 < end:
        return None
    path: List[Token] = [doc[start:end].root]
    while path[-1] != subject and path[-1].head != path[-1]:
        path.append(path[-1].head)
    inside = any(token.dep_ in grammar.CLAUSES_ABOUT_NAMES for token in path[:-1])
    return (subject.left_edge.i, end) if path[-1] == subject and inside else None


def verb_of(doc: Doc, cue: Offsets) -> Token:
    """The verb of a cue, else its head."""
    return next((t for t in doc[cue[0] : cue[1]] if t.pos_ == "VERB"), doc[cue[0] : cue[1]].root)


def _first(tokens: Iterable[Token], labels: Iterable[str]) -> Optional[Token]:
    return next((t for t in tokens if t.dep_ in labels), None)


def _is_in(token: Token, pieces: Iterable[Offsets]) -> bool:
    return any(start <= token.i < end for start, end in pieces)


def _is_passive(verb: Token, told: bool) -> bool:
    if any(c.dep_ in ("auxpass", "nsubjpass") for c in verb.children):
        return True
    return told and verb.tag_ == "VBN" and verb.dep_ in ("advcl", "acl") and not any(c.dep_ == "aux" for c in verb.lefts)


def _object_behind(cue: Token, draft: Draft) -> Optional[Token]:
    """ "…, asked her aide, Ann Lee": a name behind the cue that the parse takes for the object, where all content stands in front."""
    if cue.pos_ != "VERB" or any(stop > cue.i for _, stop in draft.content):
        return None
    objects = (c for c in cue.rights if c.dep_ in ("dobj", "dative"))
    return next((c for c in objects if "PERSON" in (c.ent_type_, *(n.ent_type_ for n in c.rights if n.dep_ == "appos"))), None)


def _subject_in_front(page: Page, cue: Token, draft: Draft) -> Optional[Token]:
    """The first subject of the sentence, if that names a person: where the parse goes astray between it and the cue."""
    if cue.pos_ not in ("VERB", "AUX") or cue.tag_ == "VBN":
        return None
    end = min([cue.i, *(start for start, _ in draft.content)])
    subject = _first(page.doc[page.sentence(cue.i)[0] : end], grammar.SUBJECTS)
    return subject if subject is not None and subject.ent_type_ == "PERSON" else None


def _doer(cue: Token) -> Optional[Token]:
    if cue.pos_ in grammar.NOUNS:
        owner = _first(cue.lefts, grammar.SUBJECTS | {"poss"})  # Lee's claim that …
        return owner or next((c for c in cue.lefts if c.dep_ == "compound" and c.ent_type_ == "PERSON"), None)  # …, Lee notes
    subjects = (_first(verb.children, grammar.SUBJECTS) for verb in _above(cue))
    return next((subject for subject in subjects if subject is not None), None)


def _above(verb: Token) -> Iterator[Token]:
    """A verb and those above it, as long as they share the subject."""
    for _ in range(CLIMB):
        yield verb
        inside = verb.dep_ == "pobj" and verb.pos_ == "NOUN"  # in addition to warning
        if verb.head == verb or verb.dep_ not in grammar.GOING_ON and not inside:
            return
        verb = verb.head
