"""Contents that the grammar gives: the clause, infinitive, object or prepositional phrase that a cue governs."""
from typing import List, NamedTuple, Optional, Tuple

from spacy.tokens import Token

from ..lang.base import VerbCue
from ..lang.en.grammar import ASIDE_WORDS, FINITE_TAGS, OBJECT_TAILS, OBJECTS
from ..page.intervals import Offsets
from ..page.page import Page
from .cues import Cue, noun_phrase


class Clause(NamedTuple):
    """A content that a cue governs.

    pieces (List[Offsets]): Token offsets.
    frame (str): How it is governed.
    act (str): What the cue does with it.
    """

    pieces: List[Offsets]
    frame: str
    act: str


def find_clause(page: Page, cue: Cue) -> Optional[Clause]:
    """The content that the parse gives a verb, if its entry in the word list allows for it."""
    for frame, finder in _FINDERS:
        act = cue.entry.frames.get(frame)
        if act is None:
            continue
        pieces = finder(page, cue)
        pieces = _cleaned(page, cue, pieces)
        if pieces:
            return Clause(pieces, frame, act)
    return _prepositional(page, cue)


def _subtree(token: Token) -> Offsets:
    return token.left_edge.i, token.right_edge.i + 1


def _within_sentence(page: Page, cue: Cue, start: int, end: int) -> Offsets:
    """Cut a stretch at the sentence of its cue, as the punctuation shows it."""
    low, high = page.sentence(cue.head.i)
    return max(start, low), min(end, high)


def _cleaned(page: Page, cue: Cue, pieces: List[Offsets]) -> List[Offsets]:
    taken = [cue.span] + ([cue.source] if cue.source else [])
    result = []
    for start, end in pieces:
        start, end = _within_sentence(page, cue, start, end)
        for low, high in taken:  # the parse may hang cue or source under the clause
            if start <= low < end:
                if low - start >= end - high:
                    end = low
                else:
                    start = max(high, start)
        trimmed = page.trim(start, end) if end > start else None
        if trimmed:
            result.append(trimmed)
    return result


def _clause(page: Page, cue: Cue) -> List[Offsets]:
    verb = cue.head
    after = [c for c in verb.rights if c.dep_ == "ccomp"]
    before = [c for c in verb.lefts if c.dep_ == "ccomp" and c.right_edge.i < cue.span[0]]
    if after and not (before and (_begins_with_time(page, after[0].left_edge.i, cue.span[1]) or tells_when(page, cue.span[1]))):
        start, end = _subtree(after[0])
        start = max(start, cue.span[1])
        for other in after[1:]:
            end = max(end, other.right_edge.i + 1)
        return [(start, _without_tail(page, cue, start, end))]
    if before:
        start, end = before[0].left_edge.i, before[-1].right_edge.i + 1
        edge = min(start, verb.left_edge.i)
        low, _ = page.sentence(verb.i)
        if cue.source and cue.source[0] >= end and all(page.doc[i].dep_ != "mark" for i in range(max(edge, low), start)):
            start = max(edge, low)  # what opens the sentence belongs to what is said
        rest = _rest_after(page, cue)
        return [(start, end)] + rest
    inserted = _inserted(page, cue)
    if inserted:
        return inserted
    for prep in verb.rights:  # said in a statement that
        if prep.dep_ == "prep" and prep.lower_ in ("in", "to", "on"):
            for noun in (c for c in prep.rights if c.dep_ == "pobj"):
                inner = [c for c in noun.rights if c.dep_ in ("acl", "relcl", "ccomp") and any(m.lower_ == "that" for m in c.lefts)]
                if inner and inner[0].tag_ != "VBG":
                    return [(inner[0].left_edge.i, inner[0].right_edge.i + 1)]
    for child in verb.rights:  # "told me: it is over", "made it clear that"
        if child.dep_ in ("acl", "oprd", "acomp") and child.lower_ in ("clear", "plain", "known"):
            inner = [c for c in list(child.children) + list(verb.rights) if c.dep_ == "ccomp"]
            if inner:
                return [_subtree(inner[0])]
    return _following(page, cue)


def _following(page: Page, cue: Cue) -> List[Offsets]:
    """What follows a verb of speech and its addressee up to the end of the sentence, where the parse went wrong and a
    finite verb shows that it is a clause."""
    verb, doc = cue.head, page.doc
    if cue.source is None or cue.passive or cue.entry.frames.get("clause") != "speech" or "quote" not in cue.entry.frames:
        return []
    if verb.tag_ == "VB" or cue.source[0] >= cue.span[1]:
        return []
    _, high = page.sentence(verb.i)
    start = cue.span[1]
    objects = [c for c in verb.rights if c.dep_ in OBJECTS | {"dative"} and c.left_edge.i == start]
    if objects and ("addressee" in cue.entry.frames or objects[0].tag_ == "PRP"):
        start = min(objects[0].right_edge.i + 1, high)
    start = start + 1 if start < high and page.words[start] == "," else start
    if start >= high or doc[start].pos_ not in ("DET", "PRON", "PROPN", "NOUN", "ADJ", "NUM", "SCONJ"):
        return []
    if not any(doc[i].tag_ in FINITE_TAGS and not page.is_quoted(i) for i in range(start, min(start + 12, high))):
        return []
    if any(page.is_quoted(i) for i in range(start, high)):
        return []  # quoted words are looked for on their own
    return [(start, _without_tail(page, cue, start, high))]


def _without_tail(page: Page, cue: Cue, start: int, end: int) -> int:
    """Where the same speaker says something more ("…, adding that", "but added that"), or the writer goes on behind a
    quotation ("…,” a reference to"), the clause ends."""
    doc, verbs = page.doc, page.lexicon.verbs
    for i in range(start + 2, min(end - 1, start + 80)):
        number, token = page.quote_of[i], doc[i + 1]
        if number != -1:
            quoted = page.quoted[number]
            if i != quoted.end - 1 or page.words[i - 1] != "," or quoted.start <= cue.span[1]:
                continue
            last = not any(i < q.start < end for q in page.quoted[number + 1 : number + 4])
            if last and (token.tag_ in ("VBG", "WDT", "WP", "DT") or token.lower_ in ASIDE_WORDS):
                return i + 1
            continue
        if page.words[i] == "," and token.lower_ in ("a", "an"):
            noun = token.head
            if noun.lower_ in page.lexicon.nouns and noun.dep_ == "appos":
                return i  # …, a charge that she denies
        if token.lower_ not in verbs or not any({"clause", "object"} & set(e.frames) for e in verbs[token.lower_]):
            continue
        if page.words[i] == "," and token.tag_ == "VBG" and token.dep_ in ("advcl", "acl", "conj", "dep"):
            return i
        if token.tag_ == "VBG" and page.words[i] in ("and", "while") and (cue.head.tag_ == "VBG" or page.words[i] == "while"):
            if any("quote" in e.frames for e in verbs[token.lower_]):
                return i
        if page.words[i] in ("and", "but") and token.tag_ in ("VBD", "VBZ") and cue.head.tag_ in ("VBD", "VBZ"):
            if token.dep_ == "conj" and any("quote" in e.frames for e in verbs[token.lower_]):
                return i
    return end


def _rest_after(page: Page, cue: Cue) -> List[Offsets]:
    """The rest of a clause that the cue interrupts between commas: "The plan, he said, would fail"."""
    low, high = page.sentence(cue.head.i)
    end = max([cue.span[1]] + ([cue.source[1]] if cue.source else []))
    if end < high and page.words[end] == "," and not page.is_quoted(end) and not tells_when(page, end):
        follower = page.doc[end + 1] if end + 1 < high else None
        if follower is not None and follower.tag_ not in ("VBG", "CC", "WP", "WDT") and _finite(page, end + 1, high):
            return [(end + 1, high)]
    return []


def _finite(page: Page, start: int, end: int) -> bool:
    return any(page.doc[i].tag_ in ("VBD", "VBZ", "VBP", "MD") for i in range(start, min(end, start + 40)))


def _inserted(page: Page, cue: Cue) -> List[Offsets]:
    """"The plan, he said, would fail": the cue hangs under the clause it attributes; also "as he said"."""
    verb = cue.head
    governor = verb.head
    if governor == verb or verb.dep_ not in ("parataxis", "advcl", "ccomp", "dep"):
        return []
    marked = any(c.dep_ in ("mark", "advmod") and c.lower_ == "as" for c in verb.lefts)
    if verb.dep_ == "advcl" and not marked:
        return []
    if verb.dep_ == "ccomp" and not _between_commas(page, cue):
        return []
    start, end = _subtree(governor)
    left, right = verb.left_edge.i, max(verb.right_edge.i + 1, cue.span[1])
    if cue.source:
        left, right = min(left, cue.source[0]), max(right, cue.source[1])
    if left - start < 2 and governor.dep_ == "advcl" and governor.head.i < left and tells_when(page, right - (page.words[right - 1] == ",")):
        return [(governor.head.left_edge.i, left)]
    pieces = [(start, left), (right, end)]
    return [(s, e) for s, e in pieces if e - s >= 2]


def _between_commas(page: Page, cue: Cue) -> bool:
    left = min([cue.span[0]] + ([cue.source[0]] if cue.source else []))
    right = max([cue.span[1]] + ([cue.source[1]] if cue.source else []))
    low, high = page.sentence(cue.head.i)
    return left > low and page.words[left - 1] in (",", "–", "—", "-") and (right >= high or page.doc[right].is_punct)


def _infinitive(page: Page, cue: Cue) -> List[Offsets]:
    for child in cue.head.rights:
        if child.dep_ in ("xcomp", "advcl", "ccomp") and any(c.lower_ == "to" and c.dep_ == "aux" for c in child.lefts):
            if child.dep_ == "advcl" and "object" in cue.entry.frames:
                continue
            start, end = _subtree(child)
            if start >= cue.span[1] and not any(c.dep_ in OBJECTS and c.i < child.i for c in cue.head.rights):
                return [(start, end)]
    return []


def _object_infinitive(page: Page, cue: Cue) -> List[Offsets]:
    for child in cue.head.rights:
        if child.dep_ in ("xcomp", "ccomp", "advcl"):
            to = [c for c in child.lefts if c.lower_ == "to" and c.dep_ == "aux"]
            if to and to[0].i >= cue.span[1]:
                return [(to[0].i, child.right_edge.i + 1)]
    return []


def _object(page: Page, cue: Cue) -> List[Offsets]:
    if cue.passive:
        subject = next((c for c in cue.head.lefts if c.dep_ in ("nsubjpass", "nsubj:pass")), None)
        return [_subtree(subject)] if subject is not None and cue.subject is not None else []
    for child in cue.head.rights:
        if child.dep_ in OBJECTS and not _is_time(page, child) and child.tag_ != "PRP" or child.dep_ in OBJECTS and child.lower_ in ("him", "her", "them", "it"):
            start, end = child.left_edge.i, child.right_edge.i + 1
            for tail in cue.head.rights:
                if tail.i >= end and tail.dep_ == "prep" and tail.lower_ in OBJECT_TAILS and not _is_time_phrase(page, tail):
                    end = max(end, tail.right_edge.i + 1)
                elif tail.i >= end and not tail.is_punct:
                    break
            if child.tag_ in ("PRP", "PRP$") and end - start == 1:
                return []
            start = max(start, cue.span[1])
            return [(start, _without_tail(page, cue, start, end))] if end > start else []
    return []


def _object_as(page: Page, cue: Cue) -> List[Offsets]:
    if cue.passive:
        return []
    start = end = -1
    complete = False
    for child in cue.head.rights:
        if child.dep_ in OBJECTS and start == -1:
            start, end = _subtree(child)
        elif child.dep_ == "prep" and child.lower_ == "to" and start == -1 and child.i == cue.span[1] - 1:
            start, end = child.i + 1, child.right_edge.i + 1  # referred to them as
        elif child.dep_ in ("oprd", "attr", "acomp", "xcomp", "ccomp") or (child.dep_ == "prep" and child.lower_ == "as"):
            start = child.left_edge.i if start == -1 else start
            end = max(end, child.right_edge.i + 1)
            complete = True
    if start == -1:
        return []
    _, high = page.sentence(cue.head.i)
    for i in range(end, min(end + 14, high)):
        if page.words[i] in (".", ";", ":") or page.doc[i].tag_ in ("VBD", "VBZ", "VBP", "MD"):
            break
        if page.words[i] == "as" and not complete:
            end, complete = max(i + 2, min(page.doc[i].right_edge.i + 1, high)), True
            break
    if not complete:  # called him “a feminist”
        for i in range(end, min(end + 20, high)):
            if page.doc[i].tag_ in ("VBD", "VBZ", "VBP", "MD") or page.words[i] in (",", ":", ";"):
                break
            if page.quote_of[i] != -1:
                end, complete = page.quoted[page.quote_of[i]].end, True
                break
    if not complete and end - start < 3:
        return []
    start = max(start, cue.span[1])
    return [(start, _without_tail(page, cue, start, end))]


def _gerund(page: Page, cue: Cue) -> List[Offsets]:
    for child in cue.head.rights:
        if child.dep_ == "xcomp" and child.tag_ == "VBG":
            return [_subtree(child)]
    return []


def _prepositional(page: Page, cue: Cue) -> Optional[Clause]:
    if cue.passive:
        return None
    for child in cue.head.rights:
        if child.dep_ == "prep" and child.i < cue.span[1] + 8:
            act = cue.entry.frames.get("prep:" + child.lower_)
            target = next((c for c in child.rights if c.dep_ in ("pobj", "pcomp")), None)
            if act is None or target is None or _is_time(page, target):
                continue
            if cue.head.lemma_ in ("call", "ask", "push", "press", "plead", "appeal") or child.lower_ in ("to", "about", "of", "against", "for", "as", "at", "on"):
                pieces = _cleaned(page, cue, [(child.i + 1, child.right_edge.i + 1)])
                if pieces:
                    cue.span = (cue.span[0], child.i + 1) if child.i == cue.span[1] else cue.span
                    return Clause(pieces, "prep:" + child.lower_, act)
    return None


def _is_time(page: Page, token: Token) -> bool:
    return token.lower_ in page.lexicon["time_words"] or token.ent_type_ in ("DATE", "TIME")


def _begins_with_time(page: Page, start: int, cue_end: int) -> bool:
    """Whether what the parse takes for a clause begins with when it was said: "…, he said Thursday, a step that …"."""
    return start == cue_end and start + 1 < len(page.doc) and _is_time(page, page.doc[start]) and page.words[start + 1] == ","


def tells_when(page: Page, comma: int) -> bool:
    """Whether a comma is followed by the writer's word on when it was: "…, police said, hours after the vote".

    page (Page): The page.
    comma (int): A token.
    RETURNS (bool): False also if that token is no comma.
    """
    if comma >= len(page.doc) or page.words[comma] != ",":
        return False
    words = page.words[comma + 1 : comma + 6]
    turn = next((k for k, word in enumerate(words) if word in ("before", "after")), 0)
    units = page.lexicon["time_units"]
    return any(words[k] in units or _is_time(page, page.doc[comma + 1 + k]) for k in range(turn))


def _is_time_phrase(page: Page, prep: Token) -> bool:
    return any(_is_time(page, c) for c in prep.rights)


_FINDERS = (
    ("clause", _clause),
    ("object-infinitive", _object_infinitive),
    ("infinitive", _infinitive),
    ("gerund", _gerund),
    ("object-as", _object_as),
    ("object", _object),
)


def find_preposition_cues(page: Page) -> List[Tuple[Cue, List[Offsets]]]:
    """"according to X" and its kin, each with the clause or clauses it covers."""
    result = []
    doc, words = page.doc, page.words
    for i, word in enumerate(words[: page.body_end]):
        if word not in _FIRST_WORDS:
            continue
        phrase = next((p for p in _phrases(page) if words[i : i + len(p)] == p), None)
        if phrase is None or (phrase == ["per"] and not _opens_clause(page, i)):
            continue
        end = i + len(phrase)
        target = next((c for c in doc[end - 1].rights if c.dep_ == "pobj"), None)
        if target is None or target.i < end:
            target = next((doc[k] for k in range(end, min(end + 8, len(doc))) if doc[k].pos_ in ("NOUN", "PROPN", "PRON")), None)
        if target is None:
            continue
        source = noun_phrase(page, target, after=end)
        if source is None or source[0] < end:
            continue
        quoted = next((k for k in range(*source) if page.is_quoted(k)), source[1])
        source = page.trim(source[0], quoted) or source  # in the words of a colleague, | “a hurricane”
        cue = Cue(doc[i], (i, end), VerbCue(" ".join(phrase), {"clause": "speech", "quote": "speech"}), target, source)
        pieces = _covered(page, cue)
        if pieces:
            result.append((cue, pieces))
    return result


_FIRST_WORDS = frozenset(("according", "in", "as", "per"))


def _phrases(page: Page) -> List[List[str]]:
    return [p.split() for p in sorted(page.lexicon["source_prepositions"], key=lambda p: -len(p))]


def _opens_clause(page: Page, i: int) -> bool:
    low, _ = page.sentence(i)
    return i > low and page.words[i - 1] in (",", "”", '"', "—", "–") or (i == low and page.doc[i].is_title and page.words[i + 1 : i + 2] == ["the"])


def _covered(page: Page, cue: Cue) -> List[Offsets]:
    low, high = page.sentence(cue.span[0])
    left, right = cue.span[0], cue.source[1] if cue.source else cue.span[1]
    before = page.trim(low, left) if left > low else None
    after = page.trim(right, high) if right < high else None
    governor = cue.head.head
    if before and governor != cue.head:
        start, end = governor.left_edge.i, governor.right_edge.i + 1
        clause = governor
        while clause.pos_ not in ("VERB", "AUX") and clause.head != clause:
            clause = clause.head
        if clause.dep_ in ("conj", "advcl", "relcl") and clause.left_edge.i > low + 1 and clause.left_edge.i < left:
            start, end = clause.left_edge.i, clause.right_edge.i + 1
            if clause.dep_ == "conj" and left - start >= 4:
                before = page.trim(max(low, start), left)
                after = page.trim(right, min(high, max(end, right))) if end > right else None
                return [p for p in (before, after) if p]
    if before and after:
        joined = page.words[right] in (",", "–", "—", "-") if right < high else False
        if not (joined and page.words[left - 1] in (",", "–", "—", "-")):
            after = None
        elif page.doc[after[0]].tag_ in ("VBG", "WP", "WDT"):
            after = None
    return [p for p in (before, after) if p and p[1] - p[0] >= 2]
