"""Where the content of an attribution begins and ends, whoever found it: in front of it no addressee, time or dateline, behind it no other
statement, and neither edge within a word, a name, a bracket or a clause that goes on."""

from itertools import takewhile
from typing import Callable, List, Optional, Sequence, Tuple

from spacy.tokens import Token

from ..attributions import Draft
from ..lang.en import grammar
from ..lang.en.morphology import singular
from ..page.intervals import Offsets, Places
from ..page.page import Page
from ..page.phrases import is_human_noun
from .clauses import behind_aside
from .cues import first_of, is_finite, noun_phrase

REACH = 8  # tokens behind a cue in which the addressee and the time are looked for
MAX_HEARER = 7  # tokens of whoever is told
MAX_ASIDE = 25  # tokens between two dashes or brackets
MAX_SUBJECT = 8  # tokens of a subject that stands in front of the verb of a second statement
MAX_OCCASION = 12  # tokens of where something was told
LOOSE_END = 7  # tokens behind a comma that are dropped if they break off
LOOSE_CLAUSE = 15  # the same of a clause behind "and" whose verb is not among them
DASHES = frozenset(("-", "–", "—", "--"))

Pieces = List[Offsets]


def set_bounds(page: Page, drafts: Sequence[Draft]) -> None:
    """Mend where the contents of the attributions of a page begin and end, in place; quotations stay as the marks have them.

    page (Page): The page.
    drafts (Sequence[Draft]): What was found on it, with cues and sources.
    """
    others = Places(min(draft.cue[0], draft.source[0])[0] for draft in drafts if draft.cue and draft.source)
    for draft in (draft for draft in drafts if draft.cue and draft.content and not _is_all_quoted(page, draft)):
        for step in STEPS:
            pieces = [piece for piece in step(page, draft, list(draft.content), others) if piece[0] < piece[1]]
            draft.content = pieces or draft.content


def _is_all_quoted(page: Page, draft: Draft) -> bool:
    return all(page.is_quoted(i) for start, end in draft.content for i in range(start, end))


def _telling(draft: Draft) -> Offsets:
    """From the first to behind the last word of cue and source."""
    parts = [*draft.cue, *draft.source[:1]]
    return min(start for start, _ in parts), max(end for _, end in parts)


# What stands in front of a content without being part of it


def _without_agent(page: Page, draft: Draft, pieces: Pieces, others: Places) -> Pieces:
    """Without whoever does it, which gives the attribution its source, too: "painted by A and mocked by *the embassy* for its size"."""
    by = draft.cue[-1][1] - (page.words[draft.cue[-1][1] - 1] == "by")
    start, end = pieces[0]
    if page.tokens[by - 1].tag_ != "VBN" or by + 1 != start or page.words[by] != "by" or page.is_quoted(start):
        return pieces
    agent = first_of(page.tokens[by].rights, ("pobj",))
    source = noun_phrase(page, agent, after=start) if agent is not None else None
    if agent is None or source is None or page.tokens[source[1] - 1].i >= end:
        return pieces
    stop = next((t.left_edge.i for t in agent.rights if t.dep_ == "prep" and t.lower_ in ("for", "as") and t.i > start), source[1])
    draft.source = [(source[0], min(source[1], stop))]
    return [(draft.source[0][1], end), *pieces[1:]]


def _of_passive(page: Page, draft: Draft, pieces: Pieces, others: Places) -> Pieces:
    """Of a passive who is spoken of and what is said of them, without who says it: "*The bay* was called *a dump* by the sailors", "*The bay*
    was praised by sailors *as safe*"."""
    verb = page.tokens[draft.cue[-1][1] - 1]
    subject = first_of(verb.lefts, grammar.PASSIVE_SUBJECTS)
    if verb.tag_ != "VBN" or subject is None or draft.act != "speech" or page.is_quoted(verb.i):
        return pieces
    by = _agent_of(page, verb)
    agent = first_of(by.rights, ("pobj",)) if by is not None else None
    source = noun_phrase(page, agent, after=by.i + 1) if by is not None and agent is not None else None
    if by is None or agent is None or source is None or subject.lower_ in grammar.EXPLETIVES:
        return pieces
    rest = next((t for t in page.doc[agent.i + 1 : source[1]] if _tells_what_of(page, t)), None)
    end = source[1] if rest is None else rest.i
    draft.source = [(source[0], end)]
    behind = page.tokens[end] if end < len(page.doc) else by
    told = page.trim(end, behind.right_edge.i + 1) if _tells_what_of(page, behind) else None
    spoken_of = (subject.left_edge.i, min(subject.right_edge.i + 1, draft.cue[0][0]))
    front = [piece for piece in pieces if piece[1] <= draft.cue[0][0]] or [spoken_of]
    between = page.trim(verb.i + 1, by.i) if by.i > verb.i + 1 else None
    return [*front, *(piece for piece in (between, told) if piece)]


def _agent_of(page: Page, verb: Token) -> Optional[Token]:
    """The "by" in front of whoever does what a passive says, also where the parse hangs it to what is said: "hailed as *a win by* the coach"."""
    own = next((t for t in verb.rights if t.dep_ == "agent"), None)
    if own is not None:
        return own
    _, high = page.sentence(verb.i)
    clause = takewhile(lambda t: t.text != "," and t.tag_ not in grammar.FINITE_TAGS, page.doc[verb.i + 1 : high])
    by = next((t for t in clause if t.lower_ == "by" and not page.is_quoted(t.i)), None)
    agent = first_of(by.rights, ("pobj",)) if by is not None else None
    if by is None or agent is None:
        return None
    return by if agent.pos_ == "PROPN" or is_human_noun(agent, page.lexicon) or singular(agent.lower_) in page.lexicon["organizations"] else None


def _tells_what_of(page: Page, token: Token) -> bool:
    """Whether a word leads to what is said of somebody: "*as* vain", "*of* lying"; not: "as well as"."""
    after = page.tokens[token.i + 1] if token.i + 1 < len(page.doc) else token
    if token.lower_ == "of":
        return after.tag_ == "VBG"
    return token.lower_ == "as" and after.lower_ != "well" and page.words[token.i - 1] not in ("such", "well")


def _clear_of_telling(page: Page, draft: Draft, pieces: Pieces, others: Places) -> Pieces:
    """Without words of the source or the cue, of the end of the sentence in front, and the conjunction that leads to another statement."""
    result: Pieces = []
    for start, end in pieces:
        end = min([end, *(first for first, _ in (*draft.source, *draft.cue) if start < first < end)])
        high = page.sentence(start)[1]
        start = high if high - start < 3 and high < end and not page.is_quoted(start) else start  # Hob Inc. | It sank
        end -= others.any_in(end, end + 1) and page.tokens[end - 1].pos_ == "CCONJ"
        result += [piece for piece in [page.trim(start, end)] if piece]
    return result


def _without_clause_about_source(page: Page, draft: Draft, pieces: Pieces, others: Places) -> Pieces:
    """Without what stands between a source and its cue: "…, the source, *who said she had left*, told the Ledger"."""
    if not draft.source or draft.source[0][1] > draft.cue[0][0]:
        return pieces
    low, high = draft.source[0][1], draft.cue[0][0]
    about = low < high and (page.words[low] == "," or page.tokens[low].tag_ in grammar.RELATIVE_TAGS)
    kept = [piece for piece in pieces if not low <= piece[0] < piece[1] <= high]
    return kept if about and kept else pieces


def _behind_clause_about_source(page: Page, draft: Draft, pieces: Pieces, others: Places) -> Pieces:
    """Behind what is told of the source of a preposition: "according to a banker, *speaking on the phone*, the sale is off"."""
    if not draft.source or draft.source[0][0] < draft.cue[-1][1] or page.tokens[draft.cue[-1][1] - 1].pos_ in grammar.VERBAL:
        return pieces
    comma = behind = draft.source[0][1]
    while page.words[comma : comma + 1] == ["-"] and not page.tokens[comma - 1].whitespace_ and comma + 2 < pieces[-1][1]:
        comma += 2  # a former co | -host, who
    draft.source[0] = (draft.source[0][0], comma)
    if len(pieces) > 1 and pieces[0][0] == comma + 1 and page.tokens[comma + 1].tag_ in grammar.RELATIVE_TAGS:
        return pieces[1:]
    begin = behind_aside(page, comma, page.sentence(comma - 1)[1])
    return [(max(start, begin) if start >= behind else start, end) for start, end in pieces] if begin > comma else pieces


def _without_hearer(page: Page, draft: Draft, pieces: Pieces, others: Places) -> Pieces:
    """Without whoever was told behind the cue, where what is said stands in front: "…, she insisted to *the Ledger* last night"."""
    left, right = _telling(draft)

    def only_names(piece: Offsets) -> bool:
        behind = piece[0] >= right and "to" in page.words[piece[0] - 1 : piece[0] + 1]
        return behind and not any(page.is_quoted(i) or page.tokens[i].pos_ in grammar.VERBAL for i in range(*piece))

    kept = [piece for piece in pieces if not only_names(piece)]
    return kept if kept and kept[0][0] < left and is_finite(page, *kept[0]) else pieces


def _behind_addressee(page: Page, draft: Draft, pieces: Pieces, others: Places) -> Pieces:
    """Without the last words of whoever was told, and of when: "told *the Ledger* he had left", "said *on Monday* it would close"."""
    edge = _telling(draft)[1]
    index = next((k for k, (start, _) in enumerate(pieces) if start >= edge), None)
    is_verb = page.tokens[draft.cue[-1][1] - 1].pos_ in grammar.VERBAL
    if index is None or not is_verb or pieces[index][0] > edge + REACH or page.is_quoted(edge):
        return pieces
    start, end = pieces[index]
    stop = min(end, page.sentence(draft.cue[-1][1] - 1)[1])
    begin = start = _start_of_subject(page, edge, start, stop)
    if start == edge + 1 and page.tokens[edge].pos_ == "DET" and _wants_hearer(page, draft.cue[-1]):
        begin = start = edge
    if start == edge and _wants_hearer(page, draft.cue[-1]) or _is_in_phrase(page, start):
        begin = _end_of_hearer(page, start, stop) or begin
    after_time = _end_of_time(page, begin, stop)
    if after_time > begin and _may_open_clause(page, after_time, stop):
        begin = after_time
    if page.words[begin] == "that" and begin > start:
        begin += 1
    return [*pieces[:index], (begin, end), *pieces[index + 1 :]]


def _start_of_subject(page: Page, edge: int, start: int, stop: int) -> int:
    """Where the subject of a clause begins that begins with its verb: "said *two wolves - a pair* - had dug under it"."""
    verb = next((t for t in page.doc[start:stop] if t.tag_ in grammar.FINITE_TAGS), None)
    clause = verb.head if verb is not None and verb.dep_ in grammar.AUXILIARIES else verb
    subject = first_of(clause.lefts, grammar.SUBJECTS) if clause is not None else None
    if subject is None and edge < start and page.words[edge - 1] in page.lexicon["telling"]:
        named = all(t.pos_ in (*grammar.INSIDE_NOUN_PHRASE, "DET") for t in page.doc[edge:start])
        return edge if named and (page.is_quoted(start) or page.tokens[start].tag_ in grammar.FINITE_TAGS) else start
    if subject is None or not edge <= subject.i < start or subject.ent_type_ in grammar.LABELS_OF_TIME:
        return start
    if subject.tag_ in grammar.RELATIVE_TAGS or any(page.words[i] in (",", ";", ":", "that") for i in range(subject.i, start)):
        return start
    return max(subject.left_edge.i, edge)


def _wants_hearer(page: Page, cue: Offsets) -> bool:
    """Whether a cue ends in a verb behind which somebody is told: "told", "assured", not "said"."""
    return page.words[cue[1] - 1] in page.lexicon["telling"]


def _is_in_phrase(page: Page, i: int) -> bool:
    """Whether a content begins behind a preposition or article by the side of the cue: "told analysts on *a call orders* had dried up"."""
    return i > 0 and page.words[i - 1] in page.lexicon["carrying_prepositions"]


def _end_of_hearer(page: Page, start: int, stop: int) -> Optional[int]:
    """Where the phrase of whoever is told ends which the parse has run into the subject of what they are told; None if it has not."""
    for i in range(start + 1, min(start + MAX_HEARER, stop - 1)):
        token = page.tokens[i]
        if token.pos_ in grammar.VERBAL or token.is_punct or page.is_quoted(i) or token.pos_ == "ADP":
            return None
        if _begins_other_phrase(page, start, i) and (token.tag_ == "TO" or is_finite(page, i, min(stop, i + 12))):
            return i
    return None


def _begins_other_phrase(page: Page, start: int, i: int) -> bool:
    """Whether a noun phrase begins at a token that cannot be part of the one in front of it."""
    token, before = page.tokens[i], page.tokens[i - 1]
    if before.pos_ not in grammar.NAMING or page.words[i] in grammar.POSSESSIVE or before.lower_.endswith("thing"):
        return False
    if token.tag_ == "TO":
        return token.dep_ == "aux" and page.words[start - 1] in page.lexicon["telling"]
    if token.tag_ in ("PRP", "PRP$", "DT", "EX", "CD") or page.words[i] in page.lexicon["honorifics"]:
        return True
    behind = next((t for t in page.doc[i:] if t.pos_ not in ("NOUN", "PROPN", "ADJ", "NUM")), token)
    if behind.pos_ not in (*grammar.VERBAL, "ADP", "PUNCT", "ADV"):
        return False  # told the Ledger reporters | he had left
    if page.words[start] in ("a", "an") and token.tag_ == "NNS" and before.tag_ == "NN":
        return True  # a call | orders had dried up
    plural = page.tokens[behind.i - 1].tag_ == "NNS"
    if before.tag_ == "NNS":
        return token.tag_ in ("NN", "NNS", "NNP", "JJ")
    if page.words[start] == "the" and token.pos_ == before.pos_ == "PROPN" and page.words[i] in page.lexicon.genders:
        return True  # the Ledger | Ann had left
    return before.pos_ == "PROPN" and (token.ent_iob_ == "B" and bool(token.ent_type_) or token.is_lower and plural)


def _end_of_time(page: Page, start: int, stop: int) -> int:
    """Where words end that tell the day: "*late on Monday*"; their first token if they tell none."""
    lexicon, end = page.lexicon, start
    while end < stop and (
        page.words[end] in lexicon["before_days"] or page.words[end] in lexicon["time_words"] or page.tokens[end].ent_type_ in grammar.LABELS_OF_TIME
    ):
        end += 1
    if end < len(page.tokens) and page.words[end] in grammar.POSSESSIVE:
        return start  # Monday's vote
    return end if any(word in lexicon["days"] for word in page.words[start:end]) else start


def _may_open_clause(page: Page, i: int, stop: int) -> bool:
    """Whether a clause with its subject may begin at a token."""
    if i >= stop:
        return False
    token = page.tokens[i]
    opens = token.pos_ in (*grammar.NAMING, "DET", "NUM", "ADJ") or page.words[i] in ("that", "there")
    return opens and is_finite(page, i, stop)


def _behind_dateline(page: Page, draft: Draft, pieces: Pieces, others: Places) -> Pieces:
    """Without where and when the article was written: "*OSLO, May 4 (NW) -* Sales doubled"."""
    return [(max(start, dateline_end(page, start)), end) for start, end in pieces]


def dateline_end(page: Page, i: int) -> int:
    """Where the text begins behind the dateline of the paragraph of a token; the paragraph's first token if it has none."""
    start, end = page.paragraphs[page.paragraph_of[i]]
    found = page.dateline(start, end)
    return start if found is None else found


# Where a content goes on


def _whole_words(page: Page, draft: Draft, pieces: Pieces, others: Places) -> Pieces:
    """To the ends of a hyphenated word, a noun phrase, a bracket or a quotation that an edge cuts."""
    result = []
    told = [*draft.cue, *draft.source]
    for start, end in pieces:
        low, high = page.sentence(start)
        low = max([low, *(last for _, last in told if last <= start)])
        high = min([max(high, end), *(first for first, _ in told if first >= end)])
        result.append((_first_of_word(page, start, low), _end_of_word(page, start, end, high)))
    return _apart(result)


def _first_of_word(page: Page, start: int, low: int) -> int:
    while start - 2 >= low and page.words[start - 1] == "-" and not (page.tokens[start - 1].whitespace_ or page.tokens[start - 2].whitespace_):
        start -= 2
    return start


def _end_of_word(page: Page, start: int, end: int, high: int) -> int:
    cut = end < high and page.words[end] == "-" and not page.tokens[end - 1].whitespace_ and not page.tokens[end].whitespace_
    while end + 1 < high and page.words[end] == "-" and not page.tokens[end - 1].whitespace_ and not page.tokens[end].whitespace_:
        end += 2
    last = page.tokens[end - 1]
    if cut and last.head.i >= end and last.head.i < high and last.dep_ in (*grammar.BEFORE_HEAD, "advmod", "punct"):
        end = min(last.head.right_edge.i + 1, high)
    if page.words[start:end].count("(") > page.words[start:end].count(")"):
        closing = next((i for i in range(end, min(high, end + MAX_ASIDE)) if page.words[i] == ")"), None)
        end = closing + 1 if closing is not None else end
    return end


def _apart(pieces: Sequence[Offsets]) -> Pieces:
    """Pieces in order, those that overlap as one."""
    result: Pieces = []
    for start, end in sorted(pieces):
        if result and start < result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def _whole_quotation(page: Page, draft: Draft, pieces: Pieces, others: Places) -> Pieces:
    """To the closing mark of a quotation in which a content ends that begins in front of it."""
    start, end = pieces[-1]
    number = page.quote_of[end - 1]
    if number == -1:
        return pieces
    quoted = page.quoted[number]
    cue_inside = any(quoted.start <= first < quoted.end for first, _ in draft.cue)
    return pieces if cue_inside or not start < quoted.start < end < quoted.end else [*pieces[:-1], (start, quoted.end)]


def _rest_of_clause(page: Page, draft: Draft, pieces: Pieces, others: Places) -> Pieces:
    """With what goes on behind a content that follows its cue: "…, *who died later*", "*and that* she had left", "- *two of them* - left"."""
    start, end = pieces[-1]
    _, high = page.sentence(draft.cue[-1][1] - 1)
    if start < _telling(draft)[1] or not start < end < high or any(start <= first < high for first, _ in draft.cue):
        return pieces
    end = _past_goings_on(page, start, end, high, others)
    piece = page.trim(start, end)
    return [*pieces[:-1], piece] if piece else pieces


def _past_goings_on(page: Page, start: int, end: int, high: int, others: Places) -> int:
    for _ in range(4):
        stop = _goes_on_to(page, start, end, high)
        if stop <= end or others.any_in(end, stop):
            break
        end = stop
    return end


def _finished(page: Page, draft: Draft, pieces: Pieces, others: Places) -> Pieces:
    """With the rest of a phrase that an edge cuts without a mark: "saw a boy *waving*", "who left *on Sunday*"."""
    told = [*draft.cue, *draft.source]
    result = []
    for start, end in pieces:
        following = others.first_from(end)
        ends = [page.sentence(end - 1)[1], *(first for first, _ in told if first >= end)]
        high = min(ends if following is None else [*ends, following])
        if end != pieces[-1][1] and end - start > 1 and page.tokens[end - 1].tag_ == "IN":
            end -= 1  # introduced the chef to … | as “a genius”
        result.append((start, _end_of_phrase(page, start, end, high) if end == pieces[-1][1] else end))
    return _apart(result)


def _end_of_phrase(page: Page, start: int, end: int, high: int) -> int:
    if end >= high or page.is_quoted(end) or page.is_quoted(end - 1):
        return end
    last, token = page.tokens[end - 1], page.tokens[end]
    if token.is_punct or token.is_space or token.pos_ == "CCONJ":
        return end
    top = token
    while end <= top.head.i < high and top.head != top:
        top = top.head
    inside = start <= top.head.i < end
    lacking = last.pos_ in ("ADP", "AUX") or last.dep_ in grammar.BEFORE_HEAD and last.head.i >= end or last.tag_ == "TO"
    completes = token.tag_ in ("VBG", "VBN") and top == token and token.dep_ in ("acl", "ccomp", "xcomp", "pcomp")
    completes = completes or token.dep_ == "prt" or top.head == last and top.dep_ in (*grammar.OBJECTS, "attr", "acomp")
    time_end = _end_of_time(page, end, high)
    ends_with_time = time_end > end and (time_end >= high or page.tokens[time_end].is_punct)
    if ends_with_time and inside:
        return time_end
    if lacking:  # of the network's last guesses little is worth going on with
        edges = (i for i in range(end - 1, max(start + 3, end - LOOSE_CLAUSE), -1) if not page.is_quoted(i))
        loose = next((i for i in edges if _is_loose_from(page, i, end)), None)
        if loose is not None:
            return loose
    return min(top.right_edge.i + 1, high) if inside and (lacking or completes) else end


def _is_loose_from(page: Page, i: int, end: int) -> bool:
    """Whether what is left behind a comma, or of another sentence, is so little that it was no part of the content: ", *and two of the men on*"."""
    if end - i < LOOSE_END:
        return page.words[i] == "," or page.sentence(i)[0] == i
    return page.words[i] == "," and page.tokens[i + 1].pos_ == "CCONJ" and not is_finite(page, i + 1, end)


def _goes_on_to(page: Page, start: int, end: int, high: int) -> int:
    """Where the next stretch ends that plainly belongs to a content; its own end if none follows."""
    words, tokens = page.words, page.tokens
    if end >= high:
        return end
    if page.is_abbreviation(end):
        return _end_of_stretch(page, end, high)  # the crew had radioed Cmdr | . Pia Holm
    comma = words[end] == ","
    i = end + comma
    if i >= high - 1 or page.is_quoted(i):
        return end
    token = tokens[i]
    if words[i] in DASHES and token.dep_ == "punct" and tokens[i - 1].whitespace_:
        closing = next((k for k in range(i + 2, min(i + MAX_ASIDE, high)) if words[k] == words[i]), None)
        if closing is None or closing + 1 >= high or not _is_verb_of(tokens[closing + 1], tokens[start:i]):
            return end
        return _end_of_stretch(page, closing + 1, high)
    relative = comma and words[i] in ("who", "whose") and is_finite(page, start, end) and _tells_of_somebody_new(token, start, end)
    second = token.tag_ == "CC" and words[i + 1] == "that" and tokens[i + 1].dep_ == "mark"
    if relative or second:
        return _end_of_stretch(page, i + 1, high)
    return end


def _is_verb_of(token: Token, subject: Sequence[Token]) -> bool:
    """Whether a token begins a predicate whose subject stands among some tokens: "two wolves - … - *had dug*"."""
    verb = token if token.pos_ == "VERB" or token.head == token else token.head
    nouns = [c for c in [*token.lefts, *verb.lefts] if c.dep_ in grammar.SUBJECTS]
    return token.pos_ in grammar.VERBAL and (token.tag_ in grammar.FINITE_TAGS) and (not nouns or any(n.i == s.i for n in nouns for s in subject))


def _tells_of_somebody_new(relative: Token, start: int, end: int) -> bool:
    """Whether a relative clause goes on about a common noun of the content: "a skier, *who was flown out*", but of a name it is the writer who
    says more."""
    clause = next((t for t in relative.ancestors if t.dep_ == "relcl"), None)
    return clause is not None and start <= clause.head.i < end and clause.head.pos_ != "PROPN"


def _end_of_stretch(page: Page, i: int, high: int) -> int:
    """Where a clause that goes on ends: in front of a comma or dash with which the writer, or another, goes on; else with the sentence."""
    for k in range(i + 1, high - 1):
        if page.words[k] in (",", ";", *DASHES) and not page.is_quoted(k) and _breaks_off(page, k + 1, high):
            return k
    return high


def _breaks_off(page: Page, i: int, high: int) -> bool:
    """Whether something else than the content begins behind a comma: "*adding that* …", "*a charge* they deny", "*but the firm said* …"."""
    token = page.tokens[i]
    if token.tag_ == "VBG" or token.tag_ == "DT" or page.words[i] == "which":
        return True
    return token.tag_ == "CC" and not page.words[i + 1] == "that"


def _with_interrupted_subject(page: Page, draft: Draft, pieces: Pieces, others: Places) -> Pieces:
    """With the subject that was taken for a part of the source: "*The traces*, its head, Ann Lee, said, *were old*"."""
    if not draft.source or draft.source[0][1] > draft.cue[0][0]:
        return pieces
    (low, _), high, behind, (start, end) = draft.source[0], draft.cue[0][0], draft.cue[-1][1], pieces[-1]
    high -= page.words[high - 1] == ","
    comma = next((i for i in range(behind, min(behind + MAX_HEARER, end - 1)) if page.words[i] == ","), None)
    if comma is None or any(page.tokens[i].pos_ in grammar.VERBAL or page.is_quoted(i) for i in range(behind, comma + 1)):
        return pieces
    begin = comma + 1 + (page.tokens[comma + 1].pos_ == "ADV")
    if not start <= begin < end:
        return pieces
    asked = [t.tag_ for t in page.doc[begin + 1 : begin + 2]] == ["PRP"]  # said, were it asked again, …
    finite = page.tokens[begin].tag_ in grammar.FINITE_TAGS and not asked
    if not finite or page.sentence(low)[0] != low or any(piece[0] < low for piece in pieces):
        return pieces
    parts = (i for i in range(low + 1, high - 1) if page.words[i] == ",")
    part = next((i for i in parts if page.tokens[i + 1].tag_ not in (*grammar.RELATIVE_TAGS, "VBN", "VBG")), None)
    if part is None:
        return pieces
    draft.source[0] = (part + 1, high)
    return [(low, part), (comma + 1, end)]


# Where another statement begins


def _without_main_clause(page: Page, draft: Draft, pieces: Pieces, others: Places) -> Pieces:
    """Without the main clause behind a subordinate one that tells something: "While they say the road is safe, *few drive*"."""
    start, end = pieces[-1]
    low, high = page.sentence(draft.cue[0][0])
    opening = low + (page.words[low] == "even")
    left, right = _telling(draft)
    opens = page.words[opening] in page.lexicon["clause_openers"] or page.words[opening] in grammar.CONCESSIVE
    if not opens or not opening < left <= opening + MAX_SUBJECT or start < right or end < high - 1:
        return pieces
    if any(page.words[i] == "," or page.tokens[i].tag_ in grammar.FINITE_TAGS for i in range(opening, left)):
        return pieces  # While it rains, he said, …
    comma = next((i for i in range(start + 1, end - 2) if page.words[i] == "," and not page.is_quoted(i) and _opens_clause(page, i + 1, end)), None)
    piece = page.trim(start, comma) if comma is not None else None
    return [*pieces[:-1], piece] if piece else pieces


def _opens_clause(page: Page, i: int, high: int) -> bool:
    """Whether a subject begins at a token, and its verb follows without a comma between."""
    if page.tokens[i].pos_ not in (*grammar.NAMING, "DET", "NUM", "ADJ") or page.tokens[i].tag_ in grammar.RELATIVE_TAGS:
        return False
    verb = next((k for k in range(i + 1, high) if page.tokens[k].tag_ in grammar.FINITE_TAGS or page.words[k] == ","), None)
    return verb is not None and page.words[verb] != ","


def _without_other_statement(page: Page, draft: Draft, pieces: Pieces, others: Places) -> Pieces:
    """Up to another statement by its side: "said the road was shut, *but the company said* …"."""
    start, end = pieces[-1]
    if start < _telling(draft)[1]:
        return pieces
    for i in range(start + 3, end - 2):
        word = page.words[i]
        if page.is_quoted(i) or word not in grammar.JOINING_STATEMENTS or page.words[i + 1] == "that":
            continue
        leads = word in ("and", ";") and page.words[i + 1] in ("but", "while")
        told = word != "and" and others.any_in(i + 1, i + 2)
        if not leads and (told or _is_statement(page, i + 1, min(end, i + 2 + MAX_SUBJECT), word)):
            piece = page.trim(start, i)
            return [*pieces[:-1], piece] if piece else pieces
    return pieces


def _is_statement(page: Page, start: int, stop: int, joint: str) -> bool:
    """Whether a subject and a plain verb of saying stand right behind a conjunction: "but *the company said*"."""
    verb = next((i for i in range(start + 1, stop) if page.tokens[i].pos_ in grammar.VERBAL), None)
    if verb is None or page.words[verb] not in page.lexicon["plain_cues"] or page.tokens[verb].tag_ not in grammar.TENSED_TAGS:
        return False
    subject = page.doc[start:verb]
    if any(t.is_punct or t.tag_ in ("IN", *grammar.RELATIVE_TAGS) for t in subject) or not any(t.pos_ in grammar.NAMING for t in subject):
        return False
    return not (joint == "and" and subject[0].pos_ == "PRON")


def _with_front(page: Page, draft: Draft, pieces: Pieces, others: Places) -> Pieces:
    """With the clause in front of a plain cue that belongs to what is said: "*If the rain holds off*, he said, the match will start",
    "*While sales are low*, she said she was pleased"."""
    left, right = _telling(draft)
    low, high = page.sentence(draft.cue[0][0])
    low = max(low, dateline_end(page, left)) if low == page.paragraphs[page.paragraph_of[left]][0] else low
    if left - low < 3 or page.words[left - 1] != "," or pieces[0][0] < left or not right <= pieces[0][0] <= right + 2:
        return pieces
    if page.is_quoted(low) or others.any_in(low, left):
        return pieces
    between = right < high and page.words[right] == ","
    fits = _may_stand_in_front(page, low) if between else _is_clause_of_said(page, draft, low, left)
    piece = page.trim(low, left) if fits else None
    return [piece, *pieces] if piece else pieces


def _may_stand_in_front(page: Page, low: int) -> bool:
    opening = page.tokens[low]
    return opening.tag_ not in grammar.PARTICIPLE_TAGS and opening.pos_ != "CCONJ"


def _is_clause_of_said(page: Page, draft: Draft, low: int, left: int) -> bool:
    """Whether a clause in front of "she said she …" tells on what condition or when that was of which she tells."""
    plain = page.words[draft.cue[-1][1] - 1] in page.lexicon["plain_cues"] and draft.source and draft.source[0] < draft.cue[0]
    if not plain or page.words[low] not in page.lexicon["clause_openers"] or page.words[draft.content[0][0]] == "that":
        return False
    return is_finite(page, low, left) or page.words[low + 1] == "being"


def _rest_behind(page: Page, draft: Draft, pieces: Pieces, others: Places) -> Pieces:
    """With what goes on behind a cue where only a subordinate clause stands in front of it, "While some walk, he said, *most ride*", or what
    goes on gives a reason: "…, he said, *ever since he was a child*"."""
    _, right = _telling(draft)
    _, high = page.sentence(draft.cue[-1][1] - 1)
    if pieces[-1][1] > right or right + 2 >= high or page.words[right] != "," or others.any_in(right, high):
        return pieces
    i = right + 1 + (page.words[right + 1] in ("ever", "even", "just"))
    open_clause = page.words[pieces[0][0]] in page.lexicon["clause_openers"] and page.tokens[right + 1].tag_ not in ("VBG", "CC", "WDT", "WP")
    goes_on = open_clause or page.words[i] in page.lexicon["reason_openers"]
    piece = page.trim(right + 1, high) if goes_on and is_finite(page, i, high) else None
    return [*pieces, piece] if piece else pieces


def _without_comment(page: Page, draft: Draft, pieces: Pieces, others: Places) -> Pieces:
    """Without what the writer calls it at the end: "said jobs would go, *a possible reference to the mill*"."""
    start, end = pieces[-1]
    for i in range(start + 3, end - 3):
        if page.words[i] == "," and page.words[i + 1] in ("a", "an") and not page.is_quoted(i):
            noun = next((t for t in page.doc[i + 2 : end] if t.pos_ == "NOUN" and page.tokens[min(t.i + 1, end - 1)].pos_ != "NOUN"), None)
            if noun is not None and noun.i - i < 5 and noun.lower_ in page.lexicon["comments_on"]:
                return [*pieces[:-1], (start, i)]
    return pieces


def _without_occasion(page: Page, draft: Draft, pieces: Pieces, others: Places) -> Pieces:
    """Without where that was told, behind a quotation at the end: "called it “a farce” *in a statement*"."""
    start, end = pieces[-1]
    begin = next((i for i in range(end - 1, max(start + 2, end - MAX_OCCASION), -1) if page.is_quoted(i - 1) and not page.is_quoted(i)), end)
    if begin == end or start < _telling(draft)[1] or page.words[begin] not in ("in", "on"):
        return pieces
    noun = first_of(page.tokens[begin].rights, ("pobj",))
    told = noun is not None and noun.i < end and noun.lemma_ in page.lexicon["occasions"]
    return [*pieces[:-1], (start, begin)] if told else pieces


def _without_aside(page: Page, draft: Draft, pieces: Pieces, others: Places) -> Pieces:
    """Without what the writer tells of somebody named between two dashes: "said Lee *- a dealer of 42 -* had lied"."""
    result: Pieces = []
    for start, end in pieces:
        dashes = [i for i in range(start + 1, end) if page.words[i] in DASHES and page.tokens[i - 1].whitespace_ and not page.is_quoted(i)]
        if len(dashes) == 2 and _tells_of_name(page, dashes[0], dashes[1], end):
            parts = [page.trim(start, dashes[0]), page.trim(dashes[1], end)]
            result += [part for part in parts if part]
        else:
            result.append((start, end))
    return result


def _tells_of_name(page: Page, first: int, second: int, end: int) -> bool:
    described = page.tokens[first + 1].tag_ in grammar.APPOSED_TAGS and not is_finite(page, first, second)
    return page.tokens[first - 1].pos_ == "PROPN" and described and second - first < MAX_ASIDE and is_finite(page, second, min(second + 3, end))


Step = Callable[[Page, Draft, Pieces, Places], Pieces]
STEPS: Tuple[Step, ...] = (
    _without_agent,
    _of_passive,
    _with_interrupted_subject,
    _clear_of_telling,
    _without_clause_about_source,
    _behind_clause_about_source,
    _behind_dateline,
    _without_hearer,
    _behind_addressee,
    _whole_words,
    _whole_quotation,
    _finished,
    _rest_of_clause,
    _without_other_statement,
    _without_main_clause,
    _without_comment,
    _without_occasion,
    _without_aside,
    _with_front,
    _rest_behind,
)
