"""Cues and their sources: which word attributes, and to which phrase."""
from dataclasses import dataclass
from typing import List, Optional, Tuple

from spacy.tokens import Token

from ..lang.base import VerbCue
from ..lang.en.grammar import APPOSED_TAGS, APPOSED_WORDS, AUXILIARIES, FINITE_TAGS, PASSIVES, SHARING_SUBJECT, SUBJECTS_AND_CLAUSES
from ..page.intervals import Offsets
from ..page.page import Page

MAX_SOURCE = 45
LONG_ASIDE = 20
MAX_LEAD = 15  # tokens of a phrase that opens a sentence
MAX_APPOSITION = 25


@dataclass
class Cue:
    """A word that may attribute.

    head (Token): Its verb, noun or preposition.
    span (Offsets): Token offsets of the cue, with auxiliaries and particle.
    entry (VerbCue): What it may take.
    subject (Optional[Token]): Head of the phrase that is the source, if one was found.
    source (List[Offsets]): Token offsets of that phrase.
    passive (bool): Whether the subject is not the one who speaks.
    """

    head: Token
    span: Offsets
    entry: VerbCue
    subject: Optional[Token] = None
    source: Optional[Offsets] = None
    passive: bool = False


def find_verb_cues(page: Page) -> List[Cue]:
    """All verbs of the word list that may attribute something here, in document order, also those inside quotations."""
    verbs = page.lexicon.verbs
    doc = page.doc
    behind_marks = {i for q in page.quoted if q.segment.closed for i in range(q.end, min(q.end + 10, len(doc)))}
    cues = []
    for i, word in enumerate(page.words[: page.body_end]):
        entries = verbs.get(word)
        if entries is None:
            continue
        token = doc[i]
        if token.pos_ not in ("VERB", "AUX") and not _is_mistagged(page, token, i in behind_marks):
            continue
        if page.words[i + 1 : i + 2] == [","] and page.words[max(i - 1, 0)] == "that":
            continue  # that said, …
        entry = _entry(page, token, entries)
        if entry is not None:
            cues.append(_verb_cue(page, token, entry))
    return cues


def _is_mistagged(page: Page, token: Token, behind_mark: bool) -> bool:
    """Taggers take verbs for nouns in headlines and beside marks: “…,” the email read. Some are safe to take back."""
    if token.lower_ in ("says", "said", "told", "tells"):
        return token.pos_ != "PROPN"
    following = page.words[token.i + 1] if token.i + 1 < len(page.words) else "."
    return behind_mark and token.pos_ in ("NOUN", "ADJ") and following in (".", ",", ":", ";")


def _entry(page: Page, token: Token, entries: Tuple[VerbCue, ...]) -> Optional[VerbCue]:
    simple = None
    for entry in entries:  # longest first: "point out" before "point"
        words = entry.lemma.split()
        if len(words) == 1:
            simple = entry
        elif tuple(page.words[token.i + 1 : token.i + len(words)]) == tuple(words[1:]):
            return entry
        elif any(c.dep_ == "prt" and c.lower_ == words[1] for c in token.rights):
            return entry
    return simple


def _verb_cue(page: Page, verb: Token, entry: VerbCue) -> Cue:
    start = verb.i
    auxiliaries = {c.i for c in verb.lefts if c.dep_ in AUXILIARIES}
    first = min(auxiliaries, default=start)
    if start - first <= 4 and all(i in auxiliaries or page.doc[i].pos_ == "ADV" for i in range(first, start)):
        start = first
    end = verb.i + 1
    for word in entry.lemma.split()[1:]:
        if end < len(page.doc) and page.words[end] == word:
            end += 1
    cue = Cue(verb, (start, end), entry)
    cue.passive = any(c.dep_ in PASSIVES for c in verb.lefts) or (verb.dep_ == "acl" and verb.tag_ == "VBN")
    if entry.lemma.split()[0] in ("say", "tell") and verb.dep_ == "pcomp" and verb.head.lower_ == "as":
        quoted = verb.head.head  # was quoted as saying
        if quoted.tag_ == "VBN" and quoted.i < verb.i:
            cue.span = (_verb_cue(page, quoted, entry).span[0], end)
            cue.passive = False
            cue.subject = find_subject(quoted)
            if cue.subject is not None:
                cue.source = noun_phrase(page, cue.subject, stop=cue.span[0])
            if cue.subject is None and quoted.dep_ == "acl":
                cue.subject, cue.source = quoted.head, noun_phrase(page, quoted.head, stop=quoted.i)
            return cue
    cue.subject = _headless_subject(page, verb) or find_subject(_outer_verb(page, verb) or verb)
    before_marks = any(n != -1 and n != page.quote_of[verb.i] for n in page.quote_of[end : end + 4])
    if before_marks and verb.tag_ == "VBG" and cue.subject is not None and cue.subject.tag_ in ("WP", "WDT", "DT"):
        cue.subject = _main_subject(verb) or cue.subject
    if cue.subject is not None and page.paragraph_of[cue.subject.i] != page.paragraph_of[verb.i]:
        cue.subject = None  # the parser does not know paragraphs
    if cue.subject is not None and cue.subject.i > verb.i and cue.subject.left_edge.i > cue.span[1] + 1:
        cue.subject = None  # inverted, but not right behind the verb: part of what is said
    if cue.subject is not None and cue.subject.i > verb.i and cue.subject.lower_ in page.lexicon["object_pronouns"]:
        cue.subject = None  # whoever called him something
    if cue.subject is None:
        cue.subject = _inverted_subject(page, cue)
    if cue.subject is None and verb.tag_ in ("VBD", "VBZ", "VBP", "NN", "NNS", "JJ") and not cue.passive:
        cue.source = _source_in_front(page, cue)
        if cue.source:
            cue.subject = page.doc[cue.source[0] : cue.source[1]].root
        return cue
    if cue.passive:
        agent = next((c for c in verb.rights if c.dep_ == "agent" or (c.dep_ == "prep" and c.lower_ == "by")), None)
        spoken_by = next((c for c in agent.rights if c.dep_ == "pobj"), None) if agent is not None else None
        cue.subject = spoken_by
    if cue.subject is not None:
        stop = cue.span[0] if cue.subject.i < cue.span[0] else None
        cue.source = noun_phrase(page, cue.subject, stop=stop, after=None if stop is not None else cue.span[1])
        if cue.passive and cue.source and "object-as" in entry.frames:
            start, end = cue.source  # described by aides | as vain
            cue.source = start, next((i for i in range(start + 1, end) if page.words[i] == "as"), end)
    return cue


def _headless_subject(page: Page, verb: Token) -> Optional[Token]:
    """The noun that a sentence begins with and that by the parse has no verb: what lies behind its relative clause is "said"."""
    if verb.lower_ not in page.lexicon["plain_cues"] or verb.tag_ not in FINITE_TAGS or verb.dep_ != "ccomp":
        return None
    root = verb.sent.root
    if root.pos_ not in ("NOUN", "PROPN") or root.i > verb.i or page.paragraph_of[root.i] != page.paragraph_of[verb.i]:
        return None
    clause = next((c for c in root.rights if c.dep_ == "relcl" and c.is_ancestor(verb)), None)
    return root if clause is not None and any(t.tag_ == "WP" for t in clause.lefts) else None


def _inverted_subject(page: Page, cue: Cue) -> Optional[Token]:
    """The object right behind a verb that stands with a comma behind what is said, which is its subject: "…, said an aide who …"."""
    verb = cue.head
    if cue.span[0] == 0 or page.words[cue.span[0] - 1] != "," or not any(c.dep_ == "ccomp" for c in verb.lefts):
        return None
    behind = (c for c in verb.rights if c.dep_ in ("dobj", "attr", "oprd") and c.pos_ in ("NOUN", "PROPN", "PRON"))
    return next((c for c in behind if c.left_edge.i == cue.span[1] and c.lower_ not in page.lexicon["object_pronouns"]), None)


def _source_in_front(page: Page, cue: Cue) -> Optional[Offsets]:
    """The words between the start of the sentence, or the last mark, and a finite verb for which the parse has no subject."""
    doc = page.doc
    low, _ = page.sentence(cue.head.i)
    start = cue.span[0]
    if start > low and page.words[start - 1] == ",":
        source = _before_aside(page, low, start - 1)
        if source is not None:
            return source
    while start > low and cue.span[0] - start < 25 and page.quote_of[start - 1] == page.quote_of[cue.head.i]:
        token = doc[start - 1]
        if token.tag_ in ("VBD", "VBZ", "VBP", "MD", "TO", "VB") or token.text in (":", ";") or token.dep_ == "mark":
            return None
        start -= 1
    comma = next((i for i in range(start, cue.span[0]) if page.words[i] == ","), None)
    opening = doc[start] if start < cue.span[0] else None
    if opening is not None and comma is not None and (opening.pos_ in ("ADP", "ADV", "SCONJ", "CCONJ") or opening.tag_ in ("VBG", "VBN")):
        start = comma + 1  # On Monday, the mayor said; Speaking in Leeds, he said
    while start < cue.span[0] and doc[start].pos_ in ("CCONJ", "ADV", "PUNCT", "SPACE"):
        start += 1
    if not any(doc[i].pos_ in ("NOUN", "PROPN", "PRON") for i in range(start, cue.span[0])):
        return None
    end = cue.span[0]
    for i in range(start + 1, end - 1):
        if page.words[i] == "," and doc[i + 1].pos_ in ("ADP", "SCONJ"):
            end = i  # Lee, without naming him, said
            break
    return page.trim(start, end)


def _main_subject(verb: Token) -> Optional[Token]:
    """The subject of the outermost finite verb above a participle, if it is a name or a person's pronoun."""
    found = None
    for above in verb.ancestors:
        own = next((c for c in above.lefts if c.dep_ in SUBJECTS_AND_CLAUSES), None)
        if own is not None and above.tag_ in FINITE_TAGS and (own.pos_ == "PROPN" or own.lower_ in ("he", "she", "they")):
            found = own
    return found


def _before_aside(page: Page, low: int, comma: int) -> Optional[Offsets]:
    """The phrase that opens a sentence in front of an aside between commas: "The officials, who spoke …, said"."""
    first = next((i for i in range(low, comma) if page.words[i] == "," and not page.is_quoted(i)), None)
    if first is None or page.doc[first + 1].tag_ not in ("WP", "VBG", "VBN", "DT", "NN", "CD") or first - low > MAX_LEAD:
        return None
    tokens = page.doc[low:first]
    if any(t.tag_ in FINITE_TAGS or t.tag_ in ("IN", "VBG", "VBN", "WRB") and t.i == low for t in tokens):
        return None
    if not any(t.pos_ in ("NOUN", "PROPN", "PRON") for t in tokens):
        return None
    return page.trim(low, first)


def _outer_verb(page: Page, verb: Token) -> Optional[Token]:
    """The verb that a participle behind a comma goes on from: in "Lee said that Ray had lied, adding …" it is "said"."""
    if verb.tag_ != "VBG" or verb.i == 0 or page.words[verb.i - 1] not in (",", "”", '"', "''", "’", "'"):
        return None
    governor = verb.head
    if verb.dep_ not in ("advcl", "conj", "acl", "dep") or governor.pos_ not in ("VERB", "AUX", "NOUN", "PROPN"):
        return None
    outer = None
    for _ in range(6):
        above = governor.head
        if above == governor:
            break
        if governor.dep_ == "ccomp" and above.i < governor.i and above.lower_ in page.lexicon.verbs and above.tag_ in FINITE_TAGS:
            outer = above
        governor = above
    return outer


def find_subject(verb: Token) -> Optional[Token]:
    """The grammatical subject of a verb, through coordination, participles and infinitives."""
    seen = 0
    while seen < 6:
        own = [c for c in verb.children if c.dep_ in SUBJECTS_AND_CLAUSES]
        if own:
            return own[0] if own[0].lower_ != "there" else None
        if verb.dep_ == "relcl" or (verb.dep_ == "acl" and verb.tag_ in ("VBG", "VBN")):
            noun = verb.head
            if noun.dep_ in ("dobj", "obj") and noun.lemma_ in ("statement", "letter", "message", "email", "tweet", "note", "memo", "post"):
                verb = noun.head  # put out a statement saying
                seen += 1
                continue
            return noun if noun.pos_ in ("NOUN", "PROPN", "PRON", "NUM") else None
        if verb.dep_ == "pcomp" and verb.head.pos_ in ("ADP", "SCONJ") and verb.head.head.pos_ in ("VERB", "AUX"):
            verb = verb.head.head  # responded by saying
            seen += 1
            continue
        if verb.dep_ in SHARING_SUBJECT and verb.head.pos_ in ("VERB", "AUX") and verb.head != verb:
            obj = [c for c in verb.head.rights if c.dep_ in ("dobj", "obj")]
            if verb.dep_ == "xcomp" and obj and obj[0].i < verb.i:
                return obj[0]
            verb = verb.head
            seen += 1
            continue
        return None
    return None


def noun_phrase(page: Page, head: Token, stop: Optional[int] = None, after: Optional[int] = None) -> Optional[Offsets]:
    """Token offsets of the phrase of a noun, with apposition and relative clause.

    page (Page): The page.
    head (Token): The head noun, name or pronoun.
    stop (Optional[int]): The phrase ends before this token.
    after (Optional[int]): The phrase does not begin before this token.
    """
    start, end = head.left_edge.i, head.right_edge.i + 1
    if head.pos_ == "PRON" and head.lower_ in page.lexicon["person_pronouns"]:
        right = [c for c in head.rights if c.dep_ in ("relcl", "prep")]
        if not right:
            start, end = head.i, head.i + 1
    for child in head.rights:
        if child.dep_ == "acl" and page.words[child.left_edge.i - 1] == ",":
            end = min(end, child.left_edge.i)  # …, speaking on condition of anonymity
        if child.dep_ == "relcl" and page.words[child.left_edge.i - 1] == "," and _is_aside(page, head, child):
            end = min(end, child.left_edge.i)
    if stop is not None:
        end = min(end, stop)
    if after is not None:
        start = max(start, after)
    paragraph_start, paragraph_end = page.paragraphs[page.paragraph_of[head.i]]
    start, end = max(start, paragraph_start), min(end, paragraph_end)
    number = page.quote_of[head.i]
    for i in range(head.i, start - 1, -1):  # a source does not reach across the edge of a long quotation
        if page.quote_of[i] != number and _is_long(page, page.quote_of[i] if page.quote_of[i] != -1 else number):
            start = i + 1
            break
    for i in range(head.i, end):
        if page.quote_of[i] != number and _is_long(page, page.quote_of[i] if page.quote_of[i] != -1 else number):
            end = i
            break
    sentence_start, sentence_end = page.sentence(head.i)
    start, end = max(start, sentence_start), min(end, sentence_end)
    if end - start > MAX_SOURCE:
        end = max(head.i + 1, start + MAX_SOURCE) if head.i - start < MAX_SOURCE else head.i + 1
    while start < head.i and (page.doc[start].dep_ in ("cc", "mark", "punct", "advmod") and page.doc[start].head == head):
        if page.doc[start].dep_ == "advmod" and page.words[start] not in ("however", "meanwhile", "then"):
            break
        start += 1
    if after is not None and end == head.i + 1:
        while end < min(paragraph_end, sentence_end) and _goes_on_with_name(page, end):
            end += 1  # said Air Force 1st Lt. Tyler Lee
    return page.trim(start, end)


def _goes_on_with_name(page: Page, i: int) -> bool:
    """Whether a token goes on with the name in front of it, though the parse has cut it off."""
    token = page.doc[i]
    if page.is_abbreviation(i):
        return True
    return token.pos_ == "PROPN" and token.text[:1].isupper() and bool(page.doc[i - 1].whitespace_) and not page.is_quoted(i)


def _is_aside(page: Page, head: Token, clause: Token) -> bool:
    """Whether a relative clause behind a comma only adds something about somebody whom the article has introduced.

    Behind a full name it tells who that is; a long one behind a surname, and one that reports what else they said, does not.
    """
    if any("quote" in e.frames for e in page.lexicon.verbs.get(clause.lower_, ())):
        return True
    names = [t for t in page.doc[head.left_edge.i : head.i + 1] if t.pos_ == "PROPN" and not t.text.endswith(".")]
    return head.pos_ == "PROPN" and len(names) == 1 and clause.right_edge.i - clause.left_edge.i >= LONG_ASIDE


def with_apposition(page: Page, source: Offsets, low: int, high: int) -> Offsets:
    """Widen a source by the appositions that follow it between commas, where the parse has lost them.

    page (Page): The page.
    source (Offsets): The phrase that the parse gives.
    low (int): Where the phrase may not begin before; only what lies behind it is read.
    high (int): Where the words that may belong to it end: the cue, the next mark or the end of the sentence.
    """
    doc, words = page.doc, page.words
    end = source[1]
    while low <= end and end + 1 < high and words[end] == "," and not page.is_quoted(end):
        first = doc[end + 1]
        place = first.ent_type_ == "GPE" or (first.pos_ == "PROPN" and first.text.endswith("."))
        if first.ent_type_ in ("DATE", "TIME") and first.pos_ != "NUM":
            break
        if not (place or first.tag_ in APPOSED_TAGS or first.lower_ in APPOSED_WORDS):
            break
        stop = end + 1
        while stop < high and words[stop] not in (",", ";", ":", "–", "—") and not page.is_quoted(stop):
            if doc[stop].tag_ in FINITE_TAGS:
                return source[0], end
            if doc[stop].tag_ in ("WP", "WDT", "VBG") or stop - end > MAX_APPOSITION:
                return source[0], stop if stop - end > 2 and doc[stop].tag_ != "VBG" else end
            stop += 1
        end = stop
    return source[0], end


def _is_long(page: Page, number: int) -> bool:
    return number != -1 and page.quoted[number].end - page.quoted[number].start > 6


def chunk_around(page: Page, i: int, low: int, high: int, step: int) -> Optional[Offsets]:
    """A noun phrase by parts of speech alone, grown from token `i` within [low, high), where the parse is no help."""
    doc = page.doc
    nominal = ("NOUN", "PROPN", "PRON", "DET", "ADJ", "NUM", "PART")
    if not low <= i < high or doc[i].pos_ not in nominal:
        return None
    start = end = i
    while low <= (end if step > 0 else start) < high:
        token = doc[end if step > 0 else start]
        linking = token.lower_ in ("of", "for", "'s", "’s", "and", "-", "'", "’", ".") and token.i != i
        if token.pos_ not in nominal and not linking or token.lower_ in ("that", "who", "which"):
            break
        if step > 0:
            end += 1
        else:
            start -= 1
    start, end = (start, end) if step > 0 else (start + 1, i + 1)
    if not any(doc[k].pos_ in ("NOUN", "PROPN", "PRON", "NUM") for k in range(start, end)):
        return None
    return page.trim(start, end)
