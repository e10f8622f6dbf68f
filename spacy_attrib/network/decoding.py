"""From the scores of the network to attributions."""
from typing import List, Optional, Sequence

import numpy
from spacy.tokens import Doc

from ..attributions import Draft
from ..lang.en.grammar import BEFORE_HEAD, RELATIVE_TAGS
from ..page.intervals import Offsets
from ..page.page import Page
from ..rules.clauses import tells_when
from .features import CONTENT, CUE, NONE, ROLES, SOURCE, WINDOW, Features

SWITCH = 0.7  # what it costs, in natural logarithms of probability, to begin or to end a piece of content
FAVOUR = 0.5  # what is added to the logarithm of content: an anchor has some, and the network shies from long shots
CLAUSE = 25  # tokens that a relative clause in a source may have
ADDRESSEE = 5  # tokens in which those who are told may be named
GAP = 2  # tokens of punctuation that do not part two pieces of a role


def decode(features: Features, anchors: numpy.ndarray, scores: numpy.ndarray, role_probs: numpy.ndarray) -> List[Draft]:
    """Read the attributions off the scores.

    features (Features): The features of a Doc of n tokens.
    anchors (Ints1d): (m,) the tokens taken for anchors.
    scores (Floats1d): (m,) how likely each is one.
    role_probs (Floats2d): (p, 4) a probability for every role of every pair, in the order of `pair_rows`.
    RETURNS (List[Draft]): The attributions with their scores, by anchor.
    """
    if not len(anchors):
        return []
    blocks = _blocks(len(features), anchors, role_probs)
    best = best_roles(blocks)
    drafts = []
    for k, (anchor, score) in enumerate(zip(anchors.tolist(), scores.tolist())):
        in_body = anchor < features.page.body_end  # what readers comment is not the article's
        draft = _draft(features.page, anchor, blocks[k], best[k]) if in_body else None
        if draft is not None:
            draft.score = round(score, 4)
            drafts.append(draft)
    return drafts


def _blocks(n: int, anchors: numpy.ndarray, role_probs: numpy.ndarray) -> numpy.ndarray:
    """(m, 2 * WINDOW + 1, 4): the probabilities around every anchor, which stands in the middle; "none" beyond the text."""
    result = numpy.zeros((len(anchors), 2 * WINDOW + 1, len(ROLES)), dtype="f")
    result[:, :, NONE] = 1.0
    low, high = numpy.maximum(anchors - WINDOW, 0), numpy.minimum(anchors + WINDOW + 1, n)
    sizes = high - low
    rows = numpy.repeat(numpy.arange(len(anchors)), sizes)
    columns = numpy.arange(int(sizes.sum())) - numpy.repeat(numpy.cumsum(sizes) - sizes - (low - anchors + WINDOW), sizes)
    result[rows, columns] = role_probs
    return result


def best_roles(blocks: numpy.ndarray, switch: float = SWITCH) -> numpy.ndarray:
    """The likeliest sequence of roles around every anchor, where each end of a piece of content has a cost (Viterbi 1967).

    blocks (Floats3d): (m, w, 4) probabilities.
    switch (float): The cost.
    RETURNS (Ints2d): (m, w) roles.
    """
    logs = numpy.log(blocks + 1e-6)
    gains = logs[:, :, CONTENT] + FAVOUR
    logs[:, :, CONTENT] = -numpy.inf
    others = logs.argmax(axis=2)  # changes among the other roles cost nothing
    gains = numpy.ascontiguousarray((gains - logs.max(axis=2)).T)
    leads = numpy.empty_like(gains)  # how much better the best sequence that ends inside content is than the best outside
    lead = leads[0] = gains[0]
    for i in range(1, len(gains)):
        lead = leads[i] = numpy.minimum(numpy.maximum(lead, -switch), switch) + gains[i]
    leads[-1] = numpy.where(leads[-1] > 0, numpy.inf, -numpy.inf)  # the last token has none behind it that it could take after
    sure = numpy.where(numpy.abs(leads) > switch, numpy.arange(len(leads))[:, None], len(leads))
    following = numpy.minimum.accumulate(sure[::-1])[::-1]  # the next token whose role does not depend on those behind it
    is_content = numpy.take_along_axis(leads, following, axis=0) > 0
    return numpy.where(is_content.T, CONTENT, others)


def _draft(page: Page, anchor: int, block: numpy.ndarray, best: numpy.ndarray) -> Optional[Draft]:
    shift = anchor - WINDOW
    content = _pieces(page, (numpy.flatnonzero(best == CONTENT) + shift).tolist())
    cue = [(start, end) for start, end in _pieces(page, (numpy.flatnonzero(best == CUE) + shift).tolist()) if start <= anchor < end]
    content = [_in_paragraph(page, anchor, *p) for p in content if _is_within_reach(page, anchor, *p)]
    content = [_without_time(page, *p, cue) for p in content]
    content[-1:] = [_without_conjunction(page, *p) for p in content[-1:]]
    content = [piece for piece in (_with_marks(page, *_without_addressee(page.doc, *p)) for p in content) if piece]
    if not content:
        return None
    source = _pieces(page, (numpy.flatnonzero(best == SOURCE) + shift).tolist())
    if len(source) > 1:  # the surest one
        source = [max(source, key=lambda p: float(block[p[0] - shift : p[1] - shift, SOURCE].sum()))]
    content = _without_when(page, content, [*cue, *source])
    content = content[:1] + [piece for piece in content[1:] if not _begins_in_phrase(page, *piece, [*cue, *source])]
    others = [*content, *cue]
    return Draft(_joined(content), cue, [_whole_phrase(page.doc, *piece, others) for piece in source])


def _without_when(page: Page, content: List[Offsets], told: Sequence[Offsets]) -> List[Offsets]:
    """The content in front of a cue without what the writer adds on when it was: "…, police said, *hours after the vote*"."""
    end = max((end for _, end in told), default=0)
    if not told or content[0][0] > min(start for start, _ in told) or not tells_when(page, end):
        return content
    return [piece for piece in content if piece[0] < end]


def _begins_in_phrase(page: Page, start: int, end: int, told: Sequence[Offsets]) -> bool:
    """Whether a further piece of content begins in the middle of a noun phrase: "beating analysts' *estimates of 2%*"."""
    before = page.doc[start - 1]
    cut = before.dep_ in (*BEFORE_HEAD, "case") and start <= (before.head.head if before.dep_ == "case" else before.head).i < end
    return cut and not any(low <= start - 1 < high for low, high in told) and not page.is_quoted(start)


def _is_within_reach(page: Page, anchor: int, start: int, end: int) -> bool:
    """Whether a piece of content stands in the paragraph of its anchor, or is quoted, or in a list behind a colon."""
    own = page.paragraph_of[anchor]
    _, stop = page.paragraphs[own]
    listed = start >= stop and page.words[stop - 1] == ":"
    return page.paragraph_of[start] == own or listed or any(page.is_quoted(i) for i in range(start, end))


def _in_paragraph(page: Page, anchor: int, start: int, end: int) -> Offsets:
    """A piece of content without what it has of the next paragraph, where that is not quoted and nothing leads over to it."""
    _, stop = page.paragraphs[page.paragraph_of[anchor]]
    if start < stop < end and page.words[stop - 1] != ":" and not any(page.is_quoted(i) for i in range(stop, end)):
        return start, stop
    return start, end


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
    while time < end - 2 and page.doc[time].ent_type_ in ("DATE", "TIME"):
        time += 1
    behind_cue = any(start == cue_end for _, cue_end in cue)
    return (time + 1, end) if behind_cue and time > start and page.words[time] == "," else (start, end)


def _without_conjunction(page: Page, start: int, end: int) -> Offsets:
    """A piece of content without the "but" that leads to something else."""
    last = page.doc[end - 1]
    loose = last.pos_ == "CCONJ" and end - start > 5 and not page.is_quoted(last.i) and last.lower_ in ("and", "but", "or")
    return (start, end - 1) if loose else (start, end)


def _whole_phrase(doc: Doc, start: int, end: int, others: Sequence[Offsets]) -> Offsets:
    """A source that ends in the middle of a phrase, to the end of that phrase, or short of a relative clause that goes on.

    doc (Doc): The Doc.
    start, end (int): The tokens of the source.
    others (Sequence[Offsets]): Pieces of cue and content, which it is not to run into.
    RETURNS (Offsets): The tokens of the source, mended.
    """
    limit = min((first for first, _ in others if first >= end), default=len(doc))
    last = doc[end - 1]
    while last.dep_ in BEFORE_HEAD and end <= last.head.i < min(limit, end + 6):
        last = last.head
        end = last.i + 1
    for i in range(start + 1, end):
        if doc[i].tag_ in RELATIVE_TAGS:
            clause = next((token for token in doc[i].ancestors if token.dep_ == "relcl"), None)
            if clause is None or clause.i < i:
                end = i if i == end - 1 and doc[i - 1].text == "," else end
                continue
            edge = clause.right_edge.i + 1
            if end <= clause.i + 1 or end < edge and (edge > limit or edge - i > CLAUSE):
                end = i  # little of the clause was taken, or it does not end where a source can
            elif end < edge:
                end = edge
            break
    if start and doc[start - 1].lower_ == "by":  # described by aides | as vain
        end = next((i for i in range(start + 1, end - 1) if doc[i].lower_ == "as" and doc[i + 1].lower_ != "well"), end)
    while end - start > 1 and _is_loose(doc, start, end - 1):
        end -= 1
    floor = max((last for _, last in others if last <= start), default=0)
    while start > floor and doc[start - 1].dep_ in BEFORE_HEAD and start <= doc[start - 1].head.i < end and doc[start - 1].is_alpha:
        start -= 1  # his opposite | number
    return start, end


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
        if result and i - result[-1][1] <= GAP and all(page.doc[k].is_punct or page.doc[k].is_space for k in range(result[-1][1], i)):
            result[-1][1] = i + 1
        else:
            result.append([i, i + 1])
    return [(start, end) for start, end in result if any(page.doc[k].is_alpha or page.doc[k].like_num for k in range(start, end))]


def _with_marks(page: Page, start: int, end: int) -> Optional[Offsets]:
    """A piece of content with every quotation that it takes up most of, and without punctuation at its edges."""
    for i in (start, end - 1):
        number = page.quote_of[i]
        if number != -1:
            quoted = page.quoted[number]
            shared = min(end, quoted.end) - max(start, quoted.start)
            if shared * 2 >= quoted.end - quoted.start:
                start, end = min(start, quoted.start), max(end, quoted.end)
    return page.trim(start, end)


def _joined(pieces: Sequence[Offsets]) -> List[Offsets]:
    result: List[Offsets] = []
    for start, end in sorted(pieces):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result
