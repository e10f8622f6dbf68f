"""Contents that the grammar gives: the clause, infinitive, object or prepositional phrase that a cue governs."""

import re
from functools import lru_cache
from typing import Dict, List, NamedTuple, Optional, Tuple

from spacy.tokens import Token

from ..lang.base import Lexicon, VerbCue
from ..lang.en import grammar
from ..page.intervals import Offsets
from ..page.page import Page
from ..page.phrases import is_given_name
from .cues import Cue, first_of, is_finite, noun_phrase, spliced_subject, touches_marks

MAX_HEADLINE = 25  # tokens of a headline
HEADLINE = "headline in front of who says it"  # the rule that finds one
MAX_NOUN = 12  # tokens of a source between two commas
MAX_REST = 80  # tokens of a clause in which is looked for where it ends
PARTS = re.compile(r"['’]s\b|\w+|[^\w\s]")  # the words of a preposition, about as a tokenizer parts them


class Clause(NamedTuple):
    """A content that a cue governs.

    pieces (List[Offsets]): Token offsets.
    frame (str): How it is governed.
    act (str): What the cue does with it.
    why (str): The rule that found it.
    """

    pieces: List[Offsets]
    frame: str
    act: str
    why: str


def find_clause(page: Page, cue: Cue) -> Optional[Clause]:
    """The content that the parse gives a verb, if its entry in the word list allows for it."""
    frames, answered = cue.entry.frames, ""
    if cue.source is None:
        cue.source = _source_above_adjective(page, cue)
    for frame, why, rule in RULES:
        found = rule(page, cue) if frame in frames and frame != answered else []
        if found:
            pieces = _cleaned(page, cue, found)
            if pieces:
                return Clause(pieces, frame, frames[frame], why)
            answered = frame  # what stands in another sentence is no reason to look for the next best
    return _prepositional(page, cue)


def _subtree(token: Token) -> Offsets:
    return token.left_edge.i, token.right_edge.i + 1


def _cleaned(page: Page, cue: Cue, pieces: List[Offsets]) -> List[Offsets]:
    """Pieces of content inside the sentence of their cue, and up to the cue or source that the parse has hung under them."""
    low, high = page.sentence(cue.head.i)
    starts = [max(start, low) for start, _ in pieces]
    ends = [min([end, high, *(first for first, _ in _told(cue) if first >= start)]) for start, (_, end) in zip(starts, pieces)]
    return [piece for piece in map(page.trim, starts, ends) if piece]


def _told(cue: Cue) -> List[Offsets]:
    """The cue, and the source if there is one."""
    return [cue.span, cue.source] if cue.source else [cue.span]


def _clauses_in_front(cue: Cue) -> List[Token]:
    return [c for c in cue.head.lefts if c.dep_ == "ccomp" and c.right_edge.i < cue.span[0]]


def _clause_behind(page: Page, cue: Cue) -> List[Offsets]:
    """ "He said the plan would fail", unless it begins with when that was, and what is said stands in front: "…, he said Thursday, a step"."""
    behind = [c for c in cue.head.rights if c.dep_ == "ccomp"]
    edge = cue.span[1]
    if not behind or _clauses_in_front(cue) and _is_told_when(page, edge):
        return []
    start = max(behind[0].left_edge.i, edge)
    return [(start, _without_tail(page, cue, start, max(c.right_edge.i + 1 for c in behind)))]


def _clause_in_front(page: Page, cue: Cue) -> List[Offsets]:
    """ "The plan would fail, he said", and the rest of it behind the cue: "…, he said, and soon"."""
    clauses = _clauses_in_front(cue)
    if not clauses:
        return []
    start, end = clauses[0].left_edge.i, clauses[-1].right_edge.i + 1
    low, _ = page.sentence(cue.head.i)
    edge = max(min(start, cue.head.left_edge.i), low)
    if cue.source and cue.source[0] >= end and all(t.dep_ != "mark" for t in page.doc[edge:start]):
        start = edge  # what opens the sentence belongs to what is said
    return [(start, end), *_rest_after(page, cue)]


def _sentence_in_front(page: Page, cue: Cue) -> List[Offsets]:
    """ "The plan would fail, added the official, speaking …", where the parse takes the verb for one more of the plan's."""
    return [(page.sentence(cue.head.i)[0], cue.span[0])] if spliced_subject(page, cue) is not None else []


def _headline_in_front(page: Page, cue: Cue) -> List[Offsets]:
    """ "Strike to go on until May, says union", "Two dead in crash, police say": a headline needs no verb; gives the cue its source, too."""
    start, edge = cue.span
    low, high = page.paragraphs[page.paragraph_of[cue.head.i]]
    if low > 0 or high > MAX_HEADLINE or page.ends_sentence(high - 1) or cue.head.tag_ not in ("VBZ", "VBP") or page.is_quoted(start):
        return []
    if page.words[cue.head.i] not in page.lexicon["plain_cues"]:
        return []
    comma = next((i for i in range(start - 1, max(start - MAX_NOUN, low + 1), -1) if page.words[i] == ","), None)
    behind = comma == start - 1
    source = page.trim(edge, high) if behind else page.trim(comma or start, start) if edge == high else None
    if comma is None or source is None or source[1] - source[0] > MAX_NOUN or any(page.is_quoted(i) for i in range(low, high)):
        return []
    if any(page.tokens[i].pos_ in grammar.VERBAL or page.tokens[i].is_punct for i in range(*source)):
        return []
    cue.source, cue.subject, cue.passive = source, page.doc[slice(*source)].root, False
    return [(low, comma)]


def _sentence_in_front_of_phrase(page: Page, cue: Cue) -> List[Offsets]:
    """ "Two mills will close, said the group's newly hired head of metals Ann Lee", where the parse finds a clause behind the cue; gives the
    cue its source, too."""
    start, edge = cue.span
    low, high = page.sentence(cue.head.i)
    word = cue.head.lower_
    plain = word in page.lexicon["plain_cues"] and word not in page.lexicon["telling"] and cue.head.tag_ in grammar.TENSED_TAGS
    if not plain or start - low < 3 or page.words[start - 1] != "," or page.is_quoted(start - 2) or not is_finite(page, low, start):
        return []
    if is_finite(page, edge, high) or edge >= high or page.tokens[edge].pos_ not in (*grammar.NAMING, "DET", "ADJ"):
        return []
    source = page.trim(edge, next((i for i in range(edge, high) if page.words[i] == ","), high))
    if source is None or cue.source and cue.source[0] <= source[0] and source[1] <= cue.source[1]:
        return []
    if not any(t.pos_ in grammar.NOUNS for t in page.doc[slice(*source)]) or cue.source and cue.source[1] <= low:
        return []
    cue.source, cue.subject, cue.passive = source, page.doc[slice(*source)].root, False
    return [(low, start)]


def _sentence_in_front_of_clause(page: Page, cue: Cue) -> List[Offsets]:
    """ "They have fled, a guard, who claims to have seen it, told the Ledger", where the parse has lost the subject behind the clause about
    it; gives the cue its source, too."""
    start, words = cue.span[0], page.words
    low, _ = page.sentence(cue.head.i)
    if cue.head.tag_ not in grammar.TENSED_TAGS or start - low < 6 or words[start - 1] != "," or page.is_quoted(start - 1):
        return []
    opening = next((i for i in range(start - 2, low, -1) if words[i - 1] == "," and page.tokens[i].tag_ in grammar.RELATIVE_TAGS), None)
    before = next((i for i in range((opening or low) - 2, low, -1) if words[i] == ","), None)
    if opening is None or before is None or opening - before > MAX_NOUN or not is_finite(page, low, before) or is_finite(page, before, opening):
        return []
    source = page.trim(before, opening)
    if source is None or words[opening] not in ("who", "whose") or page.tokens[source[0]].pos_ not in (*grammar.NAMING, "DET", "ADJ", "NUM"):
        return []
    cue.source, cue.subject, cue.passive = source, page.doc[slice(*source)].root, False
    return [(low, before)]


def _sentence_in_front_of_noun(page: Page, cue: Cue) -> List[Offsets]:
    """ "They were held at a gate with a boy, a guard confirmed to the Ledger", where the parse takes the guard for the boy; gives the cue its
    source, too."""
    start, edge = cue.span
    low, high = page.sentence(cue.head.i)
    comma = next((i for i in range(start - 1, max(start - MAX_NOUN, low + 2), -1) if page.words[i] == ","), None)
    if comma is None or cue.source is not None and cue.source[0] <= comma:
        return []
    if cue.head.tag_ != "VBD" or cue.head.dep_ not in ("acl", "appos", "dep", "conj", "relcl"):
        return []
    noun = page.doc[comma + 1 : start]
    if len(noun) < 2 or any(t.pos_ in (*grammar.VERBAL, "SCONJ") or t.tag_ in grammar.RELATIVE_TAGS or page.is_quoted(t.i) for t in noun):
        return []
    named = noun[0].pos_ in ("DET", "NOUN", "PROPN", "NUM", "ADJ") and noun[-1].pos_ in grammar.NOUNS
    if not named or not is_finite(page, low, comma) or page.is_quoted(comma - 1) or is_finite(page, edge, high):
        return []
    if edge < high and page.tokens[edge].pos_ not in ("ADP", "PUNCT") and not _is_time(page, page.tokens[edge]):
        return []
    cue.source, cue.subject = (comma + 1, start), noun.root
    return [(low, comma)]


def _source_above_adjective(page: Page, cue: Cue) -> Optional[Offsets]:
    """ "*A guide* was quick to add": the subject of the verb above an adjective with an infinitive."""
    adjective = cue.head.head
    if cue.head.dep_ != "xcomp" or adjective.dep_ != "acomp" or adjective.lower_ not in page.lexicon["keen"]:
        return None
    subject = first_of(adjective.head.lefts, grammar.SUBJECTS)
    return noun_phrase(page, subject, stop=adjective.head.i) if subject is not None else None


def _clause_of_carrier(page: Page, cue: Cue) -> List[Offsets]:
    """ "He said in a statement that …"."""
    preps = [c for c in cue.head.rights if c.dep_ == "prep" and c.lower_ in page.lexicon["carrying_prepositions"]]
    nouns = [c for prep in preps for c in prep.rights if c.dep_ == "pobj"]
    clauses = (c for noun in nouns for c in noun.rights if c.dep_ in ("acl", "relcl", "ccomp") and c.tag_ != "VBG")
    return [_subtree(c) for c in clauses if any(word.lower_ == "that" for word in c.lefts)][:1]


def _rest_of_sentence(page: Page, cue: Cue) -> List[Offsets]:
    """What follows a verb of speech and its addressee up to the end of the sentence, where the parse went wrong and a
    finite verb shows that it is a clause; quoted words are looked for on their own."""
    verb, frames = cue.head, cue.entry.frames
    keen = verb.dep_ == "xcomp" and verb.head.dep_ == "acomp"  # was quick to add
    if cue.passive or cue.source is None or cue.source[0] >= cue.span[1] or verb.tag_ == "VB" and not keen:
        return []
    if frames.get("clause") != "speech" or "quote" not in frames:
        return []
    start, (_, high) = cue.span[1], page.sentence(verb.i)
    told = next((c for c in verb.rights if (c.dep_ in grammar.OBJECTS or c.dep_ == "dative") and c.left_edge.i == start), None)
    if told is not None and ("addressee" in frames or told.tag_ == "PRP"):
        start = min(told.right_edge.i + 1, high)
    start += start < high and page.words[start] == ","
    return [(start, _without_tail(page, cue, start, high))] if _is_clause(page, start, high) else []


def _is_clause(page: Page, start: int, end: int) -> bool:
    """Whether words look like a clause, and not as if something were quoted."""
    if start >= end or page.tokens[start].pos_ not in grammar.NAMING and page.tokens[start].pos_ not in ("DET", "ADJ", "NUM", "SCONJ"):
        return False
    return is_finite(page, start, min(start + 12, end)) and not touches_marks(page, start, end)


def _without_tail(page: Page, cue: Cue, start: int, end: int) -> int:
    """Where the same speaker says something more ("…, adding that", "but added that"), or the writer goes on behind a
    quotation ("…,” a reference to"), the clause ends."""
    for i in range(start + 2, min(end - 1, start + MAX_REST)):
        if page.is_quoted(i):
            if _goes_on_behind_marks(page, cue, i, end):
                return i + 1
        elif page.words[i] in (",", "and", "but") and _says_more(page, cue, i + 1):
            return i
    return end


def _goes_on_behind_marks(page: Page, cue: Cue, i: int, end: int) -> bool:
    """Whether a token is the last mark of a clause, and what follows it the writer's."""
    number, token = page.quote_of[i], page.tokens[i + 1]
    quoted = page.quoted[number]
    if i != quoted.end - 1 or page.words[i - 1] != "," or quoted.start <= cue.span[1]:
        return False
    last = not any(i < q.start < end for q in page.quoted[number + 1 : number + 4])
    return last and (token.tag_ in ("VBG", "WDT", "WP", "DT") or token.lower_ in grammar.ASIDE_WORDS)


def _says_more(page: Page, cue: Cue, i: int) -> bool:
    """Whether a token behind a comma or conjunction is a verb with which the same speaker goes on."""
    frames = {frame for entry in page.lexicon.verbs.get(page.words[i], ()) for frame in entry.frames}
    if "clause" not in frames and "object" not in frames:
        return False
    token = page.tokens[i]
    if page.words[i - 1] == ",":
        return token.tag_ == "VBG" and token.dep_ in grammar.PARTICIPLE_CLAUSES
    past = {token.tag_, cue.head.tag_} <= {"VBD", "VBZ"}
    told = token.lemma_ not in page.lexicon["evidence_verbs"] or token.head == cue.head  # they searched the hut and found a rope
    return past and token.dep_ == "conj" and "quote" in frames and told


def _rest_after(page: Page, cue: Cue) -> List[Offsets]:
    """The rest of a clause that the cue interrupts between commas: "The plan, he said, would fail"."""
    _, high = page.sentence(cue.head.i)
    end = max(last for _, last in _told(cue))
    if end + 1 >= high or page.words[end] != "," or page.is_quoted(end) or tells_when(page, end):
        return []
    goes_on = page.tokens[end + 1].tag_ not in ("VBG", "CC", "WP", "WDT") and is_finite(page, end + 1, min(high, end + MAX_REST))
    return [(end + 1, high)] if goes_on else []


def _clause_around(page: Page, cue: Cue) -> List[Offsets]:
    """ "The plan, he said, would fail": the cue hangs under the clause it attributes; also "as he said"."""
    verb = cue.head
    governor = verb.head
    as_said = verb.dep_ == "advcl" and _is_as_said(page, cue)
    inserted = verb.dep_ == "ccomp" and _between_commas(page, cue)
    if not as_said and not inserted and verb.dep_ not in ("parataxis", "dep"):
        return []
    start, end = _subtree(governor)
    left = min(verb.left_edge.i, *(first for first, _ in _told(cue)))
    right = max(verb.right_edge.i + 1, *(last for _, last in _told(cue)))
    if left - start < 2 and governor.dep_ == "advcl" and governor.head.i < left and tells_when(page, right - (page.words[right - 1] == ",")):
        return [(governor.head.left_edge.i, left)]  # the parser takes what tells when for the clause
    return [(s, e) for s, e in ((start, left), (right, end)) if e - s >= 2]


def _is_as_said(page: Page, cue: Cue) -> bool:
    """Whether a clause with "as" names who says what stands around it, and not what somebody did meanwhile: "They left as she announced
    the result"."""
    verb = cue.head
    word = next((c for c in verb.lefts if c.dep_ in ("mark", "advmod") and c.lower_ == "as"), None)
    if word is None or word.i > page.sentence(verb.i)[0] and page.words[word.i - 1] not in grammar.PAUSES and not page.is_quoted(word.i - 1):
        return False
    told = "addressee" in cue.entry.frames
    return not any(child.dep_ in ("ccomp", "xcomp") or child.dep_ in (*grammar.OBJECTS, "dative") and not told for child in verb.rights)


def _between_commas(page: Page, cue: Cue) -> bool:
    left, right = min(_told(cue))[0], max(last for _, last in _told(cue))
    low, high = page.sentence(cue.head.i)
    return left > low and page.words[left - 1] in grammar.PAUSES and (right >= high or page.tokens[right].is_punct)


def _infinitive(page: Page, cue: Cue) -> List[Offsets]:
    """ "He vowed to resign", without an object between."""
    told = first_of(cue.head.rights, grammar.OBJECTS)
    return [_subtree(c) for c, _ in _infinitives(cue) if cue.span[1] <= c.left_edge.i and (told is None or c.i < told.i)][:1]


def _object_infinitive(page: Page, cue: Cue) -> List[Offsets]:
    """ "He urged them to resign"."""
    return [(to, verb.right_edge.i + 1) for verb, to in _infinitives(cue) if to >= cue.span[1]][:1]


def _infinitives(cue: Cue) -> List[Tuple[Token, int]]:
    """The infinitives behind a verb, each with the token of its "to"."""
    verbs = (c for c in cue.head.rights if c.dep_ in ("xcomp", "ccomp", "advcl"))
    return [(verb, to.i) for verb in verbs for to in verb.lefts if to.lower_ == "to" and to.dep_ == "aux"]


def _object(page: Page, cue: Cue) -> List[Offsets]:
    """ "He praised the firm for its work"; of a passive, its subject."""
    if cue.passive:
        subject = first_of(cue.head.lefts, ("nsubjpass", "nsubj:pass"))
        return [_subtree(subject)] if subject is not None and cue.subject is not None else []
    what = next((c for c in cue.head.rights if c.dep_ in grammar.OBJECTS and _may_be_content(page, c)), None)
    if what is None:
        return []
    end = _with_prepositions(page, cue, what.right_edge.i + 1)
    start = max(what.left_edge.i, cue.span[1])
    bare = what.tag_ in ("PRP", "PRP$") and end - what.left_edge.i == 1
    return [(start, _without_tail(page, cue, start, end))] if not bare else []


def _may_be_content(page: Page, what: Token) -> bool:
    return what.lower_ in ("him", "her", "them", "it") or what.tag_ != "PRP" and not _is_time(page, what)


def _with_prepositions(page: Page, cue: Cue, end: int) -> int:
    """An object with the phrases behind it that go on with what is said: "blamed the board *for the delay*"."""
    for tail in cue.head.rights:
        if tail.i < end or tail.is_punct:
            continue
        if tail.dep_ != "prep" or tail.lower_ not in page.lexicon["object_prepositions"] or any(_is_time(page, c) for c in tail.rights):
            break
        end = tail.right_edge.i + 1
    return end


def _object_as(page: Page, cue: Cue) -> List[Offsets]:
    """ "He called them vain", "referred to them as vain", "called him “a hero”"."""
    if cue.passive:
        return []
    parts = [c for c in cue.head.rights if c.dep_ in grammar.OBJECTS and not _is_time(page, c) or _is_referred_to(cue, c) or _tells_what(c)]
    if not parts:
        return []
    named = [c for c in parts if _tells_what(c)]
    start = parts[0].i + 1 if _is_referred_to(cue, parts[0]) else parts[0].left_edge.i
    end = max(c.right_edge.i + 1 for c in [parts[0], *named])
    quoted = _quoted_behind(page, cue, end) if not named else end
    if quoted is None and end - start < 3:
        return []
    start = max(start, cue.span[1])
    return [(start, _without_tail(page, cue, start, quoted or end))]


def _tells_what(token: Token) -> bool:
    return token.dep_ in grammar.SAID_ABOUT_OBJECT or token.dep_ == "prep" and token.lower_ == "as"


def _is_referred_to(cue: Cue, token: Token) -> bool:
    return token.dep_ == "prep" and token.lower_ == "to" and token.i == cue.span[1] - 1


def _quoted_behind(page: Page, cue: Cue, end: int) -> Optional[int]:
    """Where the quotation ends that follows an object in the same clause."""
    _, high = page.sentence(cue.head.i)
    for i in range(end, min(end + 20, high)):
        if page.tokens[i].tag_ in grammar.FINITE_TAGS or page.words[i] in (",", ":", ";"):
            return None
        if page.is_quoted(i):
            return page.quoted[page.quote_of[i]].end
    return None


def _gerund(page: Page, cue: Cue) -> List[Offsets]:
    """ "He denied taking it"."""
    return [_subtree(c) for c in cue.head.rights if c.dep_ == "xcomp" and c.tag_ == "VBG"][:1]


def _prepositional(page: Page, cue: Cue) -> Optional[Clause]:
    """ "He complained about the delay"; a preposition right behind the verb becomes part of the cue."""
    for child in cue.head.rights if not cue.passive else ():
        frame = "prep:" + child.lower_
        if child.dep_ != "prep" or child.i >= cue.span[1] + 8 or frame not in cue.entry.frames:
            continue
        target = first_of(child.rights, ("pobj", "pcomp"))
        pieces = _cleaned(page, cue, [(child.i + 1, child.right_edge.i + 1)])
        if pieces and target is not None and not _is_time(page, target):
            if child.i == cue.span[1]:
                cue.span = (cue.span[0], child.i + 1)
            return Clause(pieces, frame, cue.entry.frames[frame], "prepositional phrase of a verb")
    return None


def _is_time(page: Page, token: Token) -> bool:
    return token.lower_ in page.lexicon["time_words"] or token.ent_type_ in grammar.LABELS_OF_TIME


def _is_told_when(page: Page, edge: int) -> bool:
    """Whether a cue is followed by when that was, "said *Thursday*, a step", or by when something else was, "said, hours after"."""
    return tells_when(page, edge) or page.words[edge + 1 : edge + 2] == [","] and _is_time(page, page.tokens[edge])


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
    return any(words[k] in page.lexicon["time_units"] or _is_time(page, page.tokens[comma + 1 + k]) for k in range(turn))


RULES = (  # the frame in the word list that allows for a rule, its name, and the rule; the first that finds something speaks
    ("clause", HEADLINE, _headline_in_front),
    ("clause", "sentence in front of a clause about the source", _sentence_in_front_of_clause),
    ("clause", "sentence in front of a verb and its subject", _sentence_in_front_of_phrase),
    ("clause", "sentence in front of a noun and its verb", _sentence_in_front_of_noun),
    ("clause", "sentence in front of a verb", _sentence_in_front),
    ("clause", "clause behind a verb", _clause_behind),
    ("clause", "clause in front of a verb", _clause_in_front),
    ("clause", "clause around a verb", _clause_around),
    ("clause", "clause of a noun behind a verb", _clause_of_carrier),
    ("clause", "rest of the sentence behind a verb", _rest_of_sentence),
    ("object-infinitive", "infinitive behind an object", _object_infinitive),
    ("infinitive", "infinitive of a verb", _infinitive),
    ("gerund", "gerund of a verb", _gerund),
    ("object-as", "object and what it is called", _object_as),
    ("object", "object of a verb", _object),
)


def find_preposition_cues(page: Page) -> List[Tuple[Cue, List[Offsets]]]:
    """ "according to X" and its kin, each with the clause or clauses it covers."""
    phrases = source_prepositions(page.lexicon)
    cues = [_preposition_cue(page, i, phrases[word]) for i, word in enumerate(page.words[: page.body_end]) if word in phrases]
    covered = [(cue, _covered(page, cue)) for cue in cues if cue is not None]
    return [(cue, pieces) for cue, pieces in covered if pieces]


@lru_cache(maxsize=8)
def source_prepositions(lexicon: Lexicon) -> Dict[str, List[List[str]]]:
    """The prepositions that name a source, as lists of words by their first word, the longest first.

    lexicon (Lexicon): The word lists.
    RETURNS (Dict[str, List[List[str]]]): The prepositions; the same object for every call.
    """
    phrases: Dict[str, List[List[str]]] = {}
    for phrase in sorted(lexicon["source_prepositions"], key=lambda p: (-len(p), p)):
        words = PARTS.findall(phrase.lower())
        phrases.setdefault(words[0], []).append(words)
    return phrases


def _preposition_cue(page: Page, start: int, phrases: List[List[str]]) -> Optional[Cue]:
    """A preposition with the source that follows it, up to the first quoted word: "in the words of a colleague, “a hurricane”"."""
    phrase = next((p for p in phrases if page.words[start : start + len(p)] == p), None)
    if phrase is None or is_given_name(page.tokens[start], page.lexicon):
        return None
    if len(phrase) == 1 and not _opens_clause(page, start) or phrase[0] == "to" and not _opens_sentence(page, start):
        return None  # 20 miles per gallon; went on to quote the mayor
    end = start + len(phrase)
    entry = VerbCue(" ".join(phrase), {"clause": "speech", "quote": "speech"})
    named = [c for c in page.tokens[end - 1].rights if c.dep_ in ("pobj", "dobj")]
    if phrase[0] != "to":  # to quote accurately, reporters …
        named += [t for t in page.doc[end : end + 8] if t.pos_ in grammar.NAMING]
    for target in named:
        source = noun_phrase(page, target, after=end)
        if source is not None:
            quoted = next((k for k in range(*source) if page.is_quoted(k)), source[1])
            return Cue(page.tokens[start], (start, end), entry, target, page.trim(source[0], quoted) or source)
    return None


def behind_aside(page: Page, comma: int, high: int) -> int:
    """Where what is said goes on behind a clause about its source: "according to two aides, who asked not to be named, *the sale is off*".

    page (Page): The page.
    comma (int): The token behind the source.
    high (int): The end of the sentence.
    RETURNS (int): The token at which it goes on; `comma` if no such clause stands there.
    """
    if comma + 1 >= high or page.words[comma] != ",":
        return comma
    of_which = any(page.words[i] == "of" and page.tokens[i + 1].tag_ in grammar.RELATIVE_TAGS for i in range(comma + 2, min(comma + 5, high - 1)))
    if page.tokens[comma + 1].tag_ not in (*grammar.RELATIVE_TAGS, "VBG") and not of_which:
        return comma
    participle = page.tokens[comma + 1].tag_ == "VBG"
    verb = next((i for i in range(comma + 1, high) if page.tokens[i].pos_ in grammar.VERBAL), high)
    ends = (i for i in range(comma + 2, high - 1) if page.words[i] == "," and (participle or verb < i))
    return next((i for i in ends if _may_be_said(page, i + 1, high)), comma)


def _may_be_said(page: Page, start: int, high: int) -> bool:
    """Whether the rest of a sentence is quoted or may be a clause of its own: *the sale is off*."""
    token = page.tokens[start]
    if page.is_quoted(start):
        return True
    return token.pos_ in (*grammar.NAMING, "DET", "ADJ", "NUM") and token.tag_ not in grammar.RELATIVE_TAGS and is_finite(page, start, high)


def _opens_sentence(page: Page, i: int) -> bool:
    return page.sentence(i)[0] == i


def _opens_clause(page: Page, i: int) -> bool:
    low, _ = page.sentence(i)
    behind_mark = i > low and page.words[i - 1] in (",", "”", '"', "—", "–")
    return behind_mark or i == low and page.tokens[i].is_title and page.words[i + 1 : i + 2] == ["the"]


def _covered(page: Page, cue: Cue) -> List[Offsets]:
    """What a preposition with its source attributes: the sentence in front of it or behind it, or both around it."""
    low, high = page.sentence(cue.span[0])
    left, right = cue.span[0], max(last for _, last in _told(cue))
    before = page.trim(low, left)
    if before is None or not is_finite(page, *before):
        right = behind_aside(page, right, high)
    after = page.trim(right, high)
    clause = cue.head.head
    while clause.pos_ not in grammar.VERBAL and clause.head != clause:
        clause = clause.head
    start, end = _subtree(clause)
    if clause.dep_ == "conj" and low + 1 < start <= left - 4:  # only the second of two joined clauses
        pieces = [page.trim(start, left), page.trim(right, min(high, end))]
        return [piece for piece in pieces if piece]
    if before and after:
        inserted = page.words[left - 1] in grammar.PAUSES and page.words[right] in grammar.PAUSES
        if not inserted or page.tokens[after[0]].tag_ in ("VBG", "WP", "WDT"):
            after = None
    return [p for p in (before, after) if p and p[1] - p[0] >= 2]
