"""Cues and their sources: which word attributes, and to which phrase."""

from dataclasses import dataclass
from typing import Container, Iterable, List, Optional, Tuple

from spacy.tokens import Token

from ..lang.base import VerbCue
from ..lang.en import grammar
from ..page.intervals import Offsets
from ..page.page import Page
from ..page.phrases import is_given_name

MAX_SOURCE = 45
LONG_ASIDE = 20
MAX_LEAD = 15  # tokens of a phrase that opens a sentence
MAX_IN_FRONT = 25  # tokens between such a phrase and its verb
MAX_APPOSITION = 25
ASKING = 6  # tokens behind a noun in which a phrase begins that withholds the name
APPOSITION_ENDS = frozenset((",", ";", ":", "–", "—"))
LONG_QUOTATION = 6


@dataclass
class Cue:
    """A word that may attribute.

    head (Token): Its verb, noun or preposition.
    span (Offsets): Token offsets of the cue, with auxiliaries and particle.
    entry (VerbCue): What it may take.
    subject (Optional[Token]): Head of the phrase that is the source, if one was found.
    source (Optional[Offsets]): Token offsets of that phrase.
    passive (bool): Whether the subject is not the one who speaks.
    """

    head: Token
    span: Offsets
    entry: VerbCue
    subject: Optional[Token] = None
    source: Optional[Offsets] = None
    passive: bool = False


def first_of(tokens: Iterable[Token], labels: Container[str]) -> Optional[Token]:
    """The first token that hangs under its head by one of some labels."""
    for token in tokens:
        if token.dep_ in labels:
            return token
    return None


def is_finite(page: Page, start: int, end: int) -> bool:
    """Whether a finite verb stands among tokens."""
    return any(token.tag_ in grammar.FINITE_TAGS for token in page.doc[start:end])


def touches_marks(page: Page, start: int, end: int) -> bool:
    """Whether any of some tokens is quoted."""
    return any(number != -1 for number in page.quote_of[start:end])


def find_verb_cues(page: Page) -> List[Cue]:
    """All verbs of the word list that may attribute something here, in document order, also those inside quotations."""
    verbs = page.lexicon.verbs
    behind_marks = {i for quoted in page.quoted if quoted.segment.closed for i in range(quoted.end, quoted.end + 10)}
    tokens = [page.tokens[i] for i, word in enumerate(page.words[: page.body_end]) if word in verbs and not page.is_furniture(i)]
    entries = [(t, _entry(page, t, verbs[page.words[t.i]])) for t in tokens if _may_be_verb(page, t, behind_marks)]
    return [_verb_cue(page, token, entry) for token, entry in entries if entry is not None]


def _may_be_verb(page: Page, token: Token, behind_marks: Container[int]) -> bool:
    """Whether a token is a verb, and no idiom ("that said, …"), or one that taggers may take for a noun beside marks: “…,” the email read."""
    if token.i not in behind_marks or token.pos_ not in ("NOUN", "ADJ"):
        return token.pos_ in grammar.VERBAL and page.words[token.i - 1 : token.i + 2] != ["that", token.lower_, ","]
    return page.words[token.i + 1 : token.i + 2] in ([], ["."], [","], [":"], [";"])


def _entry(page: Page, token: Token, entries: Tuple[VerbCue, ...]) -> Optional[VerbCue]:
    """The first entry that fits, of which the longest stands first: "point out" before "point"."""
    for entry in entries:
        particle = entry.lemma.split()[1:]
        behind = page.words[token.i + 1 : token.i + 1 + len(particle)]
        if behind == particle or any(c.dep_ == "prt" and c.lower_ == particle[0] for c in token.rights):
            return entry
    return None


def _verb_cue(page: Page, verb: Token, entry: VerbCue) -> Cue:
    cue = Cue(verb, _with_auxiliaries(page, verb, entry), entry)
    if entry.lemma.split()[0] in page.lexicon["plain_cues"] and _is_quoted_as(verb):
        cue.span = (_with_auxiliaries(page, verb.head.head, entry)[0], cue.span[1])
        cue.subject = find_subject(page, verb.head.head)
    else:
        cue.passive = first_of(verb.lefts, grammar.PASSIVES) is not None or (verb.dep_ == "acl" and verb.tag_ == "VBN")
        cue.subject = _agent(verb) if cue.passive else _subject_of(page, cue)
    if cue.subject is not None:
        cue.source = _source_of(page, cue, cue.subject)
    elif not cue.passive and verb.tag_ in grammar.TENSED_OR_MISTAGGED:
        cue.source = _source_in_front(page, cue)
        cue.subject = page.doc[slice(*cue.source)].root if cue.source else None
    return cue


def _with_auxiliaries(page: Page, verb: Token, entry: VerbCue) -> Offsets:
    """A verb with its auxiliaries, where nothing but adverbs stands between, and its particle."""
    auxiliaries = {c.i for c in verb.lefts if c.dep_ in grammar.AUXILIARIES}
    start, end = min(auxiliaries, default=verb.i), verb.i + 1
    if verb.i - start > 4 or any(i not in auxiliaries and page.tokens[i].pos_ != "ADV" for i in range(start, verb.i)):
        start = verb.i
    for word in entry.lemma.split()[1:]:
        end += word in page.words[end : end + 1]
    return start, end


def _is_quoted_as(verb: Token) -> bool:
    """Whether a verb of speech hangs under another: "was *quoted as saying*"."""
    quoted = verb.head.head
    return verb.dep_ == "pcomp" and verb.head.lower_ == "as" and quoted.tag_ == "VBN" and quoted.i < verb.i


def _agent(verb: Token) -> Optional[Token]:
    by = next((c for c in verb.rights if c.dep_ == "agent" or (c.dep_ == "prep" and c.lower_ == "by")), verb)
    return first_of(by.rights, ("pobj",))


def _source_of(page: Page, cue: Cue, subject: Token) -> Optional[Offsets]:
    """The phrase of a subject in front of a cue or behind it."""
    in_front = subject.i < cue.span[0]
    source = noun_phrase(page, subject, stop=cue.span[0]) if in_front else noun_phrase(page, subject, after=cue.span[1])
    if cue.passive and source and "object-as" in cue.entry.frames:
        start, end = source  # described by aides | as vain
        return start, next((i for i in range(start + 1, end) if page.words[i] == "as"), end)
    return source


def _subject_of(page: Page, cue: Cue) -> Optional[Token]:
    """The subject of a cue: by the parse, unless it cannot be, else an object that stands where an inverted subject would."""
    verb = cue.head
    subject = spliced_subject(page, cue) or _headless_subject(page, verb) or find_subject(page, _outer_verb(page, verb) or verb)
    if subject is None:
        return _inverted_subject(page, cue)
    vague = verb.tag_ == "VBG" and subject.tag_ in ("WP", "WDT", "DT")
    if vague and {*page.quote_of[cue.span[1] : cue.span[1] + 4]} - {-1, page.quote_of[verb.i]}:
        subject = _main_subject(verb) or subject
    part_of_content = subject.i > verb.i and subject.left_edge.i > cue.span[1] + 1
    if part_of_content or page.paragraph_of[subject.i] != page.paragraph_of[verb.i]:  # parsers know no paragraphs
        return _inverted_subject(page, cue)
    return subject


def _headless_subject(page: Page, verb: Token) -> Optional[Token]:
    """The noun that a sentence begins with and that by the parse has no verb: what lies behind its relative clause is "said"."""
    if verb.lower_ not in page.lexicon["plain_cues"] or verb.tag_ not in grammar.FINITE_TAGS or verb.dep_ != "ccomp":
        return None
    *_, root = (verb, *verb.ancestors)
    if root.pos_ not in ("NOUN", "PROPN") or root.i > verb.i or page.paragraph_of[root.i] != page.paragraph_of[verb.i]:
        return None
    clauses = (c for c in root.rights if c.dep_ == "relcl" and c.is_ancestor(verb))
    return root if any(word.tag_ == "WP" for clause in clauses for word in clause.lefts) else None


def _inverted_subject(page: Page, cue: Cue) -> Optional[Token]:
    """The object right behind a verb that stands with a comma behind what is said, which is its subject: "…, said an aide who …"."""
    verb = cue.head
    if cue.span[0] == 0 or page.words[cue.span[0] - 1] != "," or first_of(verb.lefts, ("ccomp",)) is None:
        return None
    return _told_by(page, cue)


def _told_by(page: Page, cue: Cue) -> Optional[Token]:
    """The noun right behind a verb that by the parse is its object."""
    behind = [c for c in cue.head.rights if c.left_edge.i == cue.span[1] and c.pos_ in grammar.NAMING]
    return first_of([c for c in behind if c.lower_ not in page.lexicon["object_pronouns"]], ("dobj", "attr", "oprd"))


def spliced_subject(page: Page, cue: Cue) -> Optional[Token]:
    """Find the subject of a verb that the parse joins to what is said in front, as if that one's subject did it, too: "The columns reached
    the river, *added* the colonel, speaking on condition of anonymity". Somebody who asks not to be named is nobody's object.

    page (Page): The page.
    cue (Cue): The cue.
    RETURNS (Optional[Token]): The subject; None if the verb is none of that kind.
    """
    verb, start = cue.head, cue.span[0]
    if verb.dep_ not in ("conj", "dep") or verb.tag_ not in grammar.TENSED_OR_MISTAGGED or start == 0 or page.words[start - 1] != ",":
        return None
    noun = _told_by(page, cue) if "quote" in cue.entry.frames else None
    if noun is None or page.words[noun.i + 1 : noun.i + 2] != [","]:
        return None
    behind = page.ends[noun.i], page.ends[min(noun.i + ASKING, len(page.words) - 1)]
    return noun if any(behind[0] <= withheld.start < behind[1] for withheld in page.withheld) else None


def _source_in_front(page: Page, cue: Cue) -> Optional[Offsets]:
    """The words between the start of the sentence, or the last mark, and a finite verb for which the parse has no subject."""
    low, _ = page.sentence(cue.head.i)
    stop = cue.span[0]
    if stop > low and page.words[stop - 1] == ",":
        source = _before_aside(page, low, stop - 1)
        if source is not None:
            return source
    start = _behind_clauses(page, cue, low)
    if start is None:
        return None
    start = _behind_opening(page, start, stop)
    if not _names(page, start, stop):
        return None
    aside = (i for i in range(start + 1, stop - 1) if page.words[i] == "," and page.tokens[i + 1].pos_ in grammar.PREPOSITIONAL)
    return page.trim(start, next(aside, stop))  # Lee, without naming him, said


def _behind_clauses(page: Page, cue: Cue, low: int) -> Optional[int]:
    """Where the words in front of a cue begin that stand with it inside or outside of marks; None if they hold a clause of their own."""
    start, number = cue.span[0], page.quote_of[cue.head.i]
    while start > low and cue.span[0] - start < MAX_IN_FRONT and page.quote_of[start - 1] == number:
        token = page.tokens[start - 1]
        if token.tag_ in grammar.FINITE_TAGS or token.tag_ in ("TO", "VB") or token.text in (":", ";") or token.dep_ == "mark":
            return None
        start -= 1
    return start


def _behind_opening(page: Page, start: int, stop: int) -> int:
    """Where a phrase begins behind what opens its sentence: "On Monday, *the mayor* said", "Speaking in Leeds, *he* said"."""
    comma = next((i for i in range(start, stop) if page.words[i] == ","), None)
    if comma is not None:
        opening = page.tokens[start]
        if opening.pos_ in ("ADP", "ADV", "SCONJ", "CCONJ") or opening.tag_ in grammar.PARTICIPLE_TAGS:
            start = comma + 1
    while start < stop and page.tokens[start].pos_ in ("CCONJ", "ADV", "PUNCT", "SPACE"):
        start += 1
    return start


def _main_subject(verb: Token) -> Optional[Token]:
    """The subject of the outermost finite verb above a participle, if it is a name or a person's pronoun."""
    subjects = [first_of(above.lefts, grammar.SUBJECTS_AND_CLAUSES) for above in verb.ancestors if above.tag_ in grammar.FINITE_TAGS]
    named = [subject for subject in subjects if subject is not None and (subject.pos_ == "PROPN" or subject.lower_ in ("he", "she", "they"))]
    return named[-1] if named else None


def _before_aside(page: Page, low: int, comma: int) -> Optional[Offsets]:
    """The phrase that opens a sentence in front of an aside between commas: "The officials, who spoke …, said"."""
    first = next((i for i in range(low, comma) if page.words[i] == "," and not page.is_quoted(i)), None)
    if first is None or page.tokens[first + 1].tag_ not in ("WP", "VBG", "VBN", "DT", "NN", "CD") or not 0 < first - low <= MAX_LEAD:
        return None
    opens_clause = page.tokens[low].tag_ in ("IN", "VBG", "VBN", "WRB")
    return None if opens_clause or is_finite(page, low, first) or not _names(page, low, first) else page.trim(low, first)


def _names(page: Page, start: int, end: int) -> bool:
    return any(token.pos_ in grammar.NAMING for token in page.doc[start:end])


def _outer_verb(page: Page, verb: Token) -> Optional[Token]:
    """The verb that a participle behind a comma goes on from: in "Lee said that Ray had lied, adding …" it is "said"."""
    if verb.tag_ != "VBG" or verb.dep_ not in grammar.PARTICIPLE_CLAUSES or page.words[max(verb.i - 1, 0)] not in grammar.BEFORE_PARTICIPLE:
        return None
    above = list(verb.ancestors)[:7]
    outer = [verb for inner, verb in zip(above, above[1:]) if inner.dep_ == "ccomp" and verb.i < inner.i and verb.lower_ in page.lexicon.verbs]
    return next((verb for verb in reversed(outer) if verb.tag_ in grammar.FINITE_TAGS), None)


def find_subject(page: Page, verb: Token) -> Optional[Token]:
    """The grammatical subject of a verb, through coordination, participles and infinitives.

    page (Page): The page.
    verb (Token): The verb.
    RETURNS (Optional[Token]): Head of the subject; None if there is none, or it only stands for one ("there").
    """
    for _ in range(6):
        own = first_of(verb.children, grammar.SUBJECTS_AND_CLAUSES)
        if own is not None:
            return own if own.lower_ != "there" else None
        statement = verb.head.dep_ in grammar.OBJECTS and verb.head.lemma_ in page.lexicon["statements"]
        if _is_about_noun(verb) and not statement:
            return verb.head if verb.head.pos_ in grammar.NOMINAL else None
        told = first_of(verb.head.rights, grammar.OBJECTS)
        if verb.dep_ == "xcomp" and verb.head.pos_ in grammar.VERBAL and told is not None and told.i < verb.i:
            return told
        above = _verb_above(verb)
        if above is None:
            return None
        verb = above
    return None


def _is_about_noun(verb: Token) -> bool:
    return verb.dep_ == "relcl" or (verb.dep_ == "acl" and verb.tag_ in grammar.PARTICIPLE_TAGS)


def _verb_above(verb: Token) -> Optional[Token]:
    """The verb that has the same subject as one without."""
    head = verb.head
    if _is_about_noun(verb):
        return head.head  # put out a statement saying
    if verb.dep_ == "pcomp" and head.pos_ in grammar.PREPOSITIONAL and head.head.pos_ in grammar.VERBAL:
        return head.head  # responded by saying
    return head if verb.dep_ in grammar.SHARING_SUBJECT and head.pos_ in grammar.VERBAL else None


def noun_phrase(page: Page, head: Token, stop: Optional[int] = None, after: Optional[int] = None) -> Optional[Offsets]:
    """Token offsets of the phrase of a noun, with apposition and relative clause.

    page (Page): The page.
    head (Token): The head noun, name or pronoun.
    stop (Optional[int]): The phrase ends before this token.
    after (Optional[int]): The phrase does not begin before this token.
    RETURNS (Optional[Offsets]): Its tokens inside the sentence and the marks around its head; None if nothing is left of it.
    """
    start, end = _without_asides(page, head)
    low, high = page.sentence(head.i)
    start, end = max(start, low, after or 0), min(end, high, high if stop is None else stop)
    start, end = _within_marks(page, head.i, start, end)
    end = min(end, max(head.i + 1, start + MAX_SOURCE))
    while start < head.i and page.tokens[start].head == head and _only_leads(page.tokens[start]):
        start += 1
    if after is not None and end == head.i + 1:
        while end < high and _goes_on_with_name(page, end):
            end += 1  # said Army 2nd Lt. Ida Brandt
    return page.trim(start, end)


def _without_asides(page: Page, head: Token) -> Offsets:
    """All words under a noun up to the first clause that only adds something: "…, *speaking on condition of anonymity*"."""
    bare = head.pos_ == "PRON" and first_of(head.rights, ("relcl", "prep")) is None
    if bare and head.lower_ in page.lexicon["person_pronouns"]:
        return head.i, head.i + 1
    for child in head.rights:
        if child.dep_ in grammar.CLAUSES_ABOUT_NOUNS and page.words[child.left_edge.i - 1] == ",":
            if child.dep_ == "acl" or _is_aside(page, head, child):
                return head.left_edge.i, child.left_edge.i
    return head.left_edge.i, head.right_edge.i + 1


def _within_marks(page: Page, head: int, start: int, end: int) -> Offsets:
    """A source does not reach across the edge of a long quotation."""
    own, numbers = page.quote_of[head], page.quote_of[start:end]
    if numbers.count(own) == len(numbers):
        return start, end
    others = ((i, page.quoted[own if n == -1 else n]) for i, n in enumerate(numbers, start) if n != own)
    beyond = [i for i, (first, last, _) in others if last - first > LONG_QUOTATION]
    return max((i + 1 for i in beyond if i < head), default=start), min((i for i in beyond if i > head), default=end)


def _only_leads(token: Token) -> bool:
    """Whether a word in front of a noun only leads over to it: "But *the mayor*", "however *the mayor*"."""
    return token.dep_ in ("cc", "mark", "punct") or token.dep_ == "advmod" and token.lower_ in ("however", "meanwhile", "then")


def _goes_on_with_name(page: Page, i: int) -> bool:
    """Whether a token goes on with the name in front of it, though the parse has cut it off."""
    token = page.tokens[i]
    if page.is_abbreviation(i):
        return True
    return token.pos_ == "PROPN" and token.text[:1].isupper() and bool(page.tokens[i - 1].whitespace_) and not page.is_quoted(i)


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
    RETURNS (Offsets): The phrase with them.
    """
    end = source[1]
    while low <= end and (stop := _end_of_apposition(page, end, high)) > end:
        end = stop
    return source[0], end


def _end_of_apposition(page: Page, comma: int, high: int) -> int:
    """Where a noun or place behind a comma ends: "Lee, *a mayor*", "Ray, *of Leeds*"; the comma itself if none or a clause stands there."""
    if comma + 1 >= high or page.words[comma] != "," or page.is_quoted(comma) or not _opens_apposition(page.tokens[comma + 1]):
        return comma
    ends = (t.i for t in page.doc[comma + 1 : high] if t.lower_ in APPOSITION_ENDS or t.tag_ in grammar.RELATIVE_TAGS or page.is_quoted(t.i))
    stop = next(ends, high)
    clause = is_finite(page, comma, stop) or any(t.tag_ == "VBG" for t in page.doc[comma:stop])
    return comma if clause or stop - comma > MAX_APPOSITION else stop


def _opens_apposition(first: Token) -> bool:
    time = first.ent_type_ in grammar.LABELS_OF_TIME and first.pos_ != "NUM"
    place = first.ent_type_ == "GPE" or (first.pos_ == "PROPN" and first.text.endswith("."))
    return not time and (place or first.tag_ in grammar.APPOSED_TAGS or first.lower_ in grammar.APPOSED_WORDS)


def chunk_from(page: Page, i: int, high: int) -> Optional[Offsets]:
    """A noun phrase by parts of speech alone, from token `i` on up to `high`, where the parse is no help."""
    first = i
    i += i < high and is_given_name(page.tokens[i], page.lexicon)
    inside = (t.pos_ in grammar.INSIDE_NOUN_PHRASE or t.i > i and t.lower_ in grammar.NOUN_LINKERS for t in page.doc[i:high])
    ends = (end for end, fits in enumerate(inside, i) if not fits or page.words[end] in ("that", "who", "which"))
    end = next(ends, high)
    return page.trim(first, end) if any(t.pos_ in grammar.NOMINAL for t in page.doc[i:end]) else None
