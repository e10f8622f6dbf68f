"""Where the pieces of an attribution begin and end that the network marked token by token: trimmed by marks, phrases and clauses."""

from typing import List, Optional, Sequence

from spacy.tokens import Doc

from ..attributions import Draft
from ..lang.en import grammar
from ..lang.en.grammar import BEFORE_HEAD, LABELS_OF_TIME, PASSIVE_SUBJECTS, RELATIVE_TAGS
from ..page.intervals import Offsets
from ..page.page import Page
from ..page.phrases import core_of, is_human_word, past_dateline
from .bounds import dateline_end
from .clauses import tells_when
from .cues import first_of, is_finite, noun_phrase, touches_marks
from .fragments import joined

CLAUSE = 25  # tokens that a relative clause in a source may have
ADDRESSEE = 5  # tokens in which those who are told may be named
NAME = 4  # tokens of a name that the source has lost
GAP = 2  # tokens of punctuation that do not part two pieces of a role


def draft_of(
    page: Page, trigger: int, content: Sequence[int], cue: Sequence[int], source: Sequence[int], certainty: Sequence[float]
) -> Optional[Draft]:
    """An attribution from the tokens of its roles.

    page (Page): The page.
    trigger (int): The token that stands for the attribution.
    content, cue, source (Sequence[int]): The tokens of each role, in order.
    certainty (Sequence[float]): For every token of the source how probable that is; of several sources the surest is taken.
    RETURNS (Optional[Draft]): The attribution; None if nothing is left of its content, or it stands among readers' comments.
    """
    contents = _pieces(page, content)
    cues = [(start, end) for start, end in _pieces(page, cue) if start <= trigger < end]
    contents = [_in_paragraph(page, trigger, *p) for p in contents if _is_within_reach(page, trigger, *p)]
    cues = [_with_particle(page, *_without_name(page, *piece)) for piece in cues]
    contents = [(max([start, *(stop for _, stop in cues if start == stop - 1)]), end) for start, end in contents]
    contents = [_without_time(page, *p, cues) for p in contents]
    contents[-1:] = [_without_conjunction(page, *p) for p in contents[-1:]]
    contents = [piece for piece in (_with_marks(page, *_without_addressee(page.doc, *p)) for p in contents) if piece]
    contents = [(start, end) for start, end in contents if any(_says_something(page, i) for i in range(start, end))]
    if not contents or trigger >= page.body_end:
        return None
    sources = _pieces(page, source)
    if len(sources) > 1:
        by_token = dict(zip(source, certainty))
        sources = [max(sources, key=lambda p: sum(by_token.get(i, 0.0) for i in range(*p)))]
    contents = _without_when(page, contents, [*cues, *sources])
    contents = contents[:1] + [piece for piece in contents[1:] if not _begins_in_phrase(page, *piece, [*cues, *sources])]
    others = [*contents, *cues]
    return Draft(joined(contents), cues, [_whole_phrase(page.doc, *piece, others) for piece in sources])


def _says_something(page: Page, i: int) -> bool:
    """Whether a token is more than punctuation, or a conjunction that is not quoted."""
    token = page.tokens[i]
    return token.like_num or token.is_alpha and (token.pos_ != "CCONJ" or page.is_quoted(i))


def narrow_sources(page: Page, drafts: Sequence[Draft]) -> None:
    """Cut the sources of all attributions of a page down to the words that name somebody, in place."""
    turns = any(draft.source and not draft.cue for draft in drafts)
    for draft in (draft for draft in drafts if draft.source):
        for step in (_in_one_paragraph, _not_a_date, _behind_dateline, _on_side_of_cue, _with_rest_of_name, _without_occasion):
            draft.source[0] = step(page, draft, *draft.source[0])
        draft.source[0] = _with_bracket(page, draft, *core_of(page.doc, draft.source[0]))
        if draft.cue and not turns:
            draft.source[0] = past_dateline(page.doc, draft.source[0])
        draft.source[0] = _without_blanks(page, *draft.source[0])


def _without_blanks(page: Page, start: int, end: int) -> Offsets:
    """A source without line ends, and marks of mail in front of lines, at its edges."""

    def empty(i: int) -> bool:
        return page.tokens[i].is_space or page.words[i] == ">"

    low = next((i for i in range(start, end) if not empty(i)), start)
    high = next((i + 1 for i in range(end - 1, low, -1) if not empty(i)), low + 1)
    return low, high


def _in_one_paragraph(page: Page, draft: Draft, start: int, end: int) -> Offsets:
    """A source that runs over the end of a paragraph, in that of its cue: "says minister | Police say"."""
    if not draft.cue or page.paragraph_of[start] == page.paragraph_of[end - 1]:
        return start, end
    own = page.paragraph_of[draft.cue[0][0]]
    inside = [i for i in range(start, end) if page.paragraph_of[i] == own]
    return (inside[0], inside[-1] + 1) if inside else (start, end)


def _not_a_date(page: Page, draft: Draft, start: int, end: int) -> Offsets:
    """The subject of the cue in place of a date: "*Lee*, as late as May 3, said"."""
    if not draft.cue or not all(token.ent_type_ in ("DATE", "TIME") for token in page.tokens[start:end]):
        return start, end
    verb = next((page.tokens[i] for i in range(*draft.cue[-1]) if page.tokens[i].pos_ in grammar.VERBAL), None)
    subject = next((t for t in verb.lefts if t.dep_ in grammar.SUBJECTS and not start <= t.i < end), None) if verb is not None else None
    found = noun_phrase(page, subject) if subject is not None else None
    return found if found is not None and found[1] <= start else (start, end)


def _behind_dateline(page: Page, draft: Draft, start: int, end: int) -> Offsets:
    """A source without the dateline in front of it; what stands between that and the cue if it was nothing else."""
    edge = dateline_end(page, start)
    if start >= edge or not draft.cue or end <= edge and is_finite(page, edge, max(draft.cue[0][0], edge)):
        return start, end
    return page.trim(edge, end if end > edge else max(draft.cue[0][0], edge)) or (start, end)


def _on_side_of_cue(page: Page, draft: Draft, start: int, end: int) -> Offsets:
    """A source that runs across a semicolon, on the side of its cue: "said Ann Lee; *the mate*, Bo Ray, said"."""
    parts = [i for i in range(start + 1, end - 1) if page.words[i] == ";"]
    if not parts or not draft.cue:
        return start, end
    return (parts[-1] + 1, end) if end <= draft.cue[0][0] else (start, parts[0])


def _with_rest_of_name(page: Page, draft: Draft, start: int, end: int) -> Offsets:
    """A source with the name between it and its cue: "a delegate for health *Ruben Falk* said"."""
    stop = draft.cue[0][0] if draft.cue else end
    named = end < stop <= end + NAME and all(t.pos_ == "PROPN" and not page.is_quoted(t.i) for t in page.doc[end:stop])
    last = page.tokens[end - 1]  # a spokesman for the mayor | Peter Long: that is the mayor's name
    return (start, stop) if named and last.pos_ in ("NOUN", "PROPN") and not is_human_word(last, page.lexicon) else (start, end)


def _with_bracket(page: Page, draft: Draft, start: int, end: int) -> Offsets:
    """A source that begins within a bracket, from where that opens: "*[Name* withheld]'s neighbour"."""
    for opening, closing in ("[]", "()"):
        words = page.words[start:end]
        if words.count(closing) > words.count(opening):
            return next((i for i in range(start - 1, max(start - CLAUSE, -1), -1) if page.words[i] == opening), start), end
    return start, end


def _without_occasion(page: Page, draft: Draft, start: int, end: int) -> Offsets:
    """A source in front of its cue without where it told so: "The rebels *in their latest message* said"."""
    for i in range(start + 1, end - 1) if draft.cue and end <= draft.cue[0][0] else ():
        token = page.tokens[i]
        noun = first_of(token.rights, ("pobj",)) if token.dep_ == "prep" and page.words[i] in ("in", "on", "through", "via") else None
        if noun is not None and i < noun.i < end and noun.lemma_ in page.lexicon["statements"]:
            whose = first_of(noun.lefts, ("poss", "det"))
            if whose is not None and (whose.tag_ == "PRP$" or whose.lower_ in ("a", "an")):
                return page.trim(start, i) or (start, end)
    return start, end


def drop_hearers(page: Page, drafts: Sequence[Draft]) -> None:
    """Take away the sources of all attributions of a page that are told something in the passive: "*Employees* were told that …"."""
    for draft in (draft for draft in drafts if draft.source and draft.cue):
        (start, end), head = draft.cue[0], page.doc[slice(*draft.source[0])].root
        verb = next((t for t in reversed(page.tokens[start:end]) if t.tag_ == "VBN"), None)
        heard = verb is not None and any("addressee" in entry.frames for entry in page.lexicon.verbs.get(verb.lower_, ()))
        if verb is not None and heard and head.dep_ in PASSIVE_SUBJECTS and head.head == verb:
            draft.source = []


def _without_name(page: Page, start: int, end: int) -> Offsets:
    """A cue without blanks, the day or the beginning of a name at its end: "said *Tuesday*", "confided to *The*"."""
    days = page.lexicon["days"]
    while end - start > 1 and (page.tokens[end - 1].is_space or page.words[end - 1] in days or _begins_name(page, end - 1)):
        end -= 1
    return start, end


def _begins_name(page: Page, i: int) -> bool:
    token = page.tokens[i]
    return token.text[:1].isupper() and (token.pos_ == "PROPN" or token.tag_ == "DT")


def _with_particle(page: Page, start: int, end: int) -> Offsets:
    """A cue with the particle of its verb: "pointed *out*"."""
    verb, particle = page.tokens[end - 1], page.words[end : end + 1]
    phrases = {entry.lemma.split(" ", 1)[1] for entry in page.lexicon.verbs.get(verb.lower_, ()) if " " in entry.lemma}
    own = bool(particle) and particle[0] in phrases and page.tokens[end].dep_ in ("prt", "advmod")
    return (start, end + 1) if own else (start, end)


def without_talks(page: Page, drafts: Sequence[Draft]) -> List[Draft]:
    """Attributions but those that only tell with whom somebody talked: "argued with *the linesman* for two minutes".

    page (Page): The page.
    drafts (Sequence[Draft]): What was found on it.
    RETURNS (List[Draft]): Those that tell more.
    """
    return [draft for draft in drafts if not _is_talk(page, draft)]


def _is_talk(page: Page, draft: Draft) -> bool:
    if not draft.cue or len(draft.content) != 1:
        return False
    (start, end), verb = draft.content[0], next((t for t in page.doc[slice(*draft.cue[-1])] if t.pos_ in grammar.VERBAL), None)
    talks = verb is not None and verb.lemma_ in page.lexicon["conversing"] and "with" in page.words[start - 1 : start + 1]
    about = any(page.is_quoted(i) or page.words[i] in ("about", "over", "that", "whether") for i in range(start, end))
    return talks and not about


def _without_when(page: Page, content: List[Offsets], told: Sequence[Offsets]) -> List[Offsets]:
    """The content in front of a cue without what the writer adds on when it was: "…, police said, *hours after the vote*"."""
    end = max((end for _, end in told), default=0)
    if not told or content[0][0] > min(start for start, _ in told) or not tells_when(page, end):
        return content
    return [piece for piece in content if piece[0] < end]


def _begins_in_phrase(page: Page, start: int, end: int, told: Sequence[Offsets]) -> bool:
    """Whether a further piece of content begins in the middle of a noun phrase: "beating analysts' *estimates of 2%*"."""
    before = page.tokens[start - 1]
    cut = before.dep_ in (*BEFORE_HEAD, "case") and start <= (before.head.head if before.dep_ == "case" else before.head).i < end
    return cut and not any(low <= start - 1 < high for low, high in told) and not page.is_quoted(start)


def _is_within_reach(page: Page, trigger: int, start: int, end: int) -> bool:
    """Whether a piece of content stands in the paragraph of its trigger, or is quoted, or in a list behind a colon."""
    begin, stop = page.paragraphs[page.paragraph_of[trigger]]
    listed = start >= stop and page.words[stop - 1] == ":"
    return start < stop and begin < end or listed or touches_marks(page, start, end) and not _is_scrap(page, start, end)


def _is_scrap(page: Page, start: int, end: int) -> bool:
    """Whether a piece is less than half of the quotation in which it stands: that is somebody's words as a whole, or nobody's."""
    number = page.quote_of[start]
    if number == -1 or number != page.quote_of[end - 1]:
        return False
    around = page.quoted[number]
    return 2 * (end - start) < around.end - around.start


def _in_paragraph(page: Page, trigger: int, start: int, end: int) -> Offsets:
    """A piece of content without what it has of the paragraphs around, as of a headline, where that is not quoted and nothing leads over."""
    begin, stop = page.paragraphs[page.paragraph_of[trigger]]
    runs_on = start < stop < end and page.words[stop - 1] != ":" and not touches_marks(page, stop, end)
    comes_in = start < begin < end and not touches_marks(page, start, begin)
    return begin if comes_in else start, stop if runs_on else end


def _without_addressee(doc: Doc, start: int, end: int) -> Offsets:
    """A piece of content that begins with the last words of whoever is told, or of where ("her weekly *briefing that* …"), without them."""
    that = next((i for i in range(start + 1, min(start + ADDRESSEE, end - 1)) if doc[i].lower_ == "that"), None)
    if that is None or start == 0:
        return start, end
    noun, before = doc[that - 1], doc[start - 1]
    cut_off = before.dep_ in BEFORE_HEAD and before.head == noun
    clause = doc[that].head  # said in | her message that
    reported = clause.dep_ == "ccomp" and doc[that].dep_ == "mark" and clause.head.i < start
    governed = before.dep_ == "prep" and noun.head == before and reported
    told = noun.dep_ in ("dobj", "dative") and noun.head == clause.head and reported
    return (that, end) if noun.left_edge.i <= start and (cut_off or governed or told) else (start, end)


def _without_time(page: Page, start: int, end: int, cue: Sequence[Offsets]) -> Offsets:
    """A piece of content without when it was said: "…, he said *Thursday, a step that* …"."""
    time = start
    while time < end - 2 and page.tokens[time].ent_type_ in LABELS_OF_TIME:
        time += 1
    behind_cue = any(start == cue_end for _, cue_end in cue)
    return (time + 1, end) if behind_cue and time > start and page.words[time] == "," else (start, end)


def _without_conjunction(page: Page, start: int, end: int) -> Offsets:
    """A piece of content without the "but" that leads to something else."""
    last = page.tokens[end - 1]
    loose = last.pos_ == "CCONJ" and end - start > 5 and not page.is_quoted(last.i) and last.lower_ in ("and", "but", "or")
    return (start, end - 1) if loose else (start, end)


def _whole_phrase(doc: Doc, start: int, end: int, others: Sequence[Offsets]) -> Offsets:
    """A source that ends in the middle of a phrase, to its end, or short of a relative clause that goes on; it never runs into the others."""
    limit = min((first for first, _ in others if first >= end), default=len(doc))
    last = doc[end - 1]
    while last.dep_ in BEFORE_HEAD and end <= last.head.i < min(limit, end + 6):
        last = last.head
        end = last.i + 1
    end = _with_relative_clause(doc, start, end, limit)
    if start and doc[start - 1].lower_ == "by":  # described by aides | as vain
        end = next((i for i in range(start + 1, end - 1) if doc[i].lower_ == "as" and doc[i + 1].lower_ != "well"), end)
    while end - start > 1 and _is_loose(doc, start, end - 1):
        end -= 1
    floor = max((last for _, last in others if last <= start), default=0)
    while start > floor and doc[start - 1].dep_ in BEFORE_HEAD and start <= doc[start - 1].head.i < end and doc[start - 1].is_alpha:
        start -= 1  # his opposite | number
    return start, end


def _with_relative_clause(doc: Doc, start: int, end: int, limit: int) -> int:
    """Where a source ends of which a relative clause was marked in part: behind it, or in front of it if little was marked, or it is
    long, or does not end where a source can."""
    for i in range(start + 1, end):
        if doc[i].tag_ in RELATIVE_TAGS:
            clause = next((token for token in doc[i].ancestors if token.dep_ == "relcl"), doc[start])
            edge = clause.right_edge.i + 1
            if clause.i >= i:
                return i if end <= clause.i + 1 or end < edge and (edge > limit or edge - i > CLAUSE) else max(end, edge)
    cut = end - start > 1 and doc[end - 1].tag_ in RELATIVE_TAGS and doc[end - 2].text == ","
    return end - cut


def _is_loose(doc: Doc, start: int, last: int) -> bool:
    """Whether the last token of a source that begins at `start` does not belong to it: a comma, a preposition without its noun."""
    token = doc[last]
    if token.is_quote:
        return sum(t.is_quote for t in doc[start : last + 1]) % 2 == 1
    aside = token.pos_ == "ADV" and doc[last - 1].text == ","  # Kabul, however
    return aside or token.is_punct and token.text not in (")", "]") or token.is_space or token.dep_ == "prep"


def _pieces(page: Page, tokens: Sequence[int]) -> List[Offsets]:
    """Neighbouring tokens as half-open stretches; a little punctuation between does not part them."""
    result: List[List[int]] = []
    for i in tokens:
        if result and i - result[-1][1] <= GAP and all(page.tokens[k].is_punct or page.tokens[k].is_space for k in range(result[-1][1], i)):
            result[-1][1] = i + 1
        else:
            result.append([i, i + 1])
    return [(start, end) for start, end in result if any(page.tokens[k].is_alpha or page.tokens[k].like_num for k in range(start, end))]


def _with_marks(page: Page, start: int, end: int) -> Optional[Offsets]:
    """A piece of content with every quotation that it takes up most of, and without punctuation at its edges."""
    for low, high, _ in [page.quoted[n] for n in (page.quote_of[start], page.quote_of[end - 1]) if n != -1]:
        if (min(end, high) - max(start, low)) * 2 >= high - low:
            start, end = min(start, low), max(end, high)
    return page.trim(start, end)
