"""Who speaks where the sentence leaves it to be understood: of "After criticizing Ruiz, Lee …" it is Lee."""
from typing import Iterator, Optional

from spacy.tokens import Doc, Token

from ..attributions import Draft
from ..lang.en.grammar import CLAUSES_ABOUT_NAMES, GOING_ON, NOMINAL, POSSESSIVE, SUBJECTS
from ..page.intervals import Offsets

CLIMB = 6  # words above a cue among which the subject is looked for


def implied_source(doc: Doc, draft: Draft) -> Optional[Offsets]:
    """The phrase that does what the cue says, where the attribution has no source of its own.

    doc (Doc): A parsed Doc.
    draft (Draft): An attribution with a cue.
    RETURNS (Optional[Offsets]): The tokens of the phrase; None where the sentence names nobody, as in "it was said".
    """
    start, end = draft.cue[0]
    cue = verb_of(doc, draft.cue[0])
    agent = _agent(cue)
    felt = agent is not None and any(begin <= agent.i < stop for begin, stop in draft.content)  # angered by the law: by what it is about
    noun = agent if draft.act == "speech" and not felt else None
    if noun is None and (felt or not _is_passive(cue, draft.act == "speech")):
        noun = _doer(cue) or _object_behind(cue, draft) or _subject_in_front(cue, draft)
    if noun is None or noun.pos_ not in NOMINAL or noun.lower_ in ("it", "there") or start <= noun.i < end:
        return None
    if any(begin <= noun.i < stop for begin, stop in draft.content):
        return None
    low, high = noun.left_edge.i, noun.right_edge.i + 1
    if low <= cue.i < high or any(low < stop and begin < high for begin, stop in draft.content):
        high = noun.i + 1  # "Lee, in a speech that criticized Ruiz": not the clause behind it
    return low, high - (doc[high - 1].lower_ in POSSESSIVE)


def whole_source(doc: Doc, draft: Draft) -> Optional[Offsets]:
    """The phrase that a source was cut from: "her allies" in "Ruiz, whose speech worried her allies, said".

    doc (Doc): A parsed Doc.
    draft (Draft): An attribution with a cue and a source.
    RETURNS (Optional[Offsets]): From the subject of the cue, where that has a name, to the source; None if nothing was cut.
    """
    cue = verb_of(doc, draft.cue[0])
    subject = next((c for c in cue.children if c.dep_ in SUBJECTS), None)
    start, end = draft.source[0]
    if subject is None or subject.pos_ != "PROPN" or subject.i >= start or subject.right_edge.i + 1 < end:
        return None
    path, token = [], doc[start:end].root
    while token != subject and token.head != token:
        path.append(token.dep_)
        token = token.head
    return (subject.left_edge.i, end) if token == subject and CLAUSES_ABOUT_NAMES.intersection(path) else None


def verb_of(doc: Doc, cue: Offsets) -> Token:
    """The verb of a cue, else its head."""
    return next((t for t in doc[cue[0] : cue[1]] if t.pos_ == "VERB"), doc[cue[0] : cue[1]].root)


def _agent(verb: Token) -> Optional[Token]:
    return next((g for c in verb.rights if c.dep_ == "agent" for g in c.rights if g.dep_ == "pobj"), None)


def _is_passive(verb: Token, told: bool) -> bool:
    if any(c.dep_ in ("auxpass", "nsubjpass") for c in verb.children):
        return True
    return told and verb.tag_ == "VBN" and verb.dep_ in ("advcl", "acl") and not any(c.dep_ == "aux" for c in verb.lefts)


def _object_behind(cue: Token, draft: Draft) -> Optional[Token]:
    """"…, asked her aide, Ann Lee": a name behind the cue that the parse takes for the object, where all content stands in front."""
    if cue.pos_ != "VERB" or any(stop > cue.i for _, stop in draft.content):
        return None
    return next((c for c in cue.rights if c.dep_ in ("dobj", "dative") and _names_person(c)), None)


def _names_person(noun: Token) -> bool:
    return noun.ent_type_ == "PERSON" or any(c.dep_ == "appos" and c.ent_type_ == "PERSON" for c in noun.rights)


def _subject_in_front(cue: Token, draft: Draft) -> Optional[Token]:
    """The first subject of the sentence, if that names a person: where the parse goes astray between it and the cue."""
    if cue.pos_ not in ("VERB", "AUX") or cue.tag_ == "VBN":
        return None
    begins = min(start for start, _ in draft.content) if draft.content else cue.i
    for token in cue.doc[cue.sent.start : min(cue.i, begins)]:
        if token.dep_ in SUBJECTS:
            return token if token.ent_type_ == "PERSON" else None
    return None


def _doer(cue: Token) -> Optional[Token]:
    if cue.pos_ in ("NOUN", "PROPN"):
        owner = next((c for c in cue.lefts if c.dep_ == "poss" or c.dep_ in SUBJECTS), None)  # Lee's claim that …
        return owner or next((c for c in cue.lefts if c.dep_ == "compound" and c.ent_type_ == "PERSON"), None)  # …, Lee notes
    subjects = (next((c for c in verb.children if c.dep_ in SUBJECTS), None) for verb in _above(cue))
    return next((subject for subject in subjects if subject is not None), None)


def _above(verb: Token) -> Iterator[Token]:
    """A verb and those above it, as long as they share the subject."""
    for _ in range(CLIMB):
        yield verb
        inside = verb.dep_ == "pobj" and verb.pos_ == "NOUN"  # in addition to warning
        if verb.head == verb or verb.dep_ not in GOING_ON and not inside:
            return
        verb = verb.head
