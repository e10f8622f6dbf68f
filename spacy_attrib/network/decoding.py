"""From the scores of the network to attributions."""
from collections import Counter, defaultdict
from typing import Dict, List, Optional, Sequence

import numpy
from spacy.tokens import Doc

from ..attributions import Draft, Offsets
from ..lexicon import Lexicon
from ..rules.intervals import Intervals
from ..rules.page import Page
from .features import CONTENT, CUE, NONE, ROLES, SOURCE, WINDOW, Features, anchor_of

SWITCH = 0.7  # what it costs, in natural logarithms of probability, to begin or to end a piece of content
FAVOUR = 0.5  # what is added to the logarithm of content: an anchor has some, and the network shies from long shots
BY_RULES = 0.6  # the score of a quotation that only the rules see: about the share of them that is right
BEFORE_HEAD = frozenset(("det", "amod", "compound", "poss", "nummod", "nmod", "quantmod", "predet"))
RELATIVE = frozenset(("WDT", "WP", "WP$"))
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
    content = [p for p in content if _is_within_reach(page, anchor, *p)]
    content = [_without_time(page, *p, cue) for p in content]
    content[-1:] = [_without_conjunction(page, *p) for p in content[-1:]]
    content = [piece for piece in (_with_marks(page, *_without_addressee(page.doc, *p)) for p in content) if piece]
    if not content:
        return None
    source = _pieces(page, (numpy.flatnonzero(best == SOURCE) + shift).tolist())
    if len(source) > 1:  # the surest one
        source = [max(source, key=lambda p: float(block[p[0] - shift : p[1] - shift, SOURCE].sum()))]
    others = [*content, *cue]
    return Draft(_joined(content), cue, [_whole_phrase(page.doc, *piece, others) for piece in source])


def _is_within_reach(page: Page, anchor: int, start: int, end: int) -> bool:
    """Whether a piece of content stands in the paragraph of its anchor, or is quoted, or in a list behind a colon."""
    own = page.paragraph_of[anchor]
    _, stop = page.paragraphs[own]
    listed = start >= stop and page.words[stop - 1] == ":"
    return page.paragraph_of[start] == own or listed or any(page.is_quoted(i) for i in range(start, end))


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
        if doc[i].tag_ in RELATIVE:
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


# Together with the rules


def complete(features: Features, found: Sequence[Draft], threshold: float, lexicon: Lexicon, nested: bool = False) -> List[Draft]:
    """Add to what the network found the quotations in marks that only the rules see, and tell the acts.

    features (Features): The features of a Doc, with what the rules propose.
    found (Sequence[Draft]): What `decode` gave.
    threshold (float): The score from which on an attribution is given.
    lexicon (Lexicon): The word lists.
    nested (bool): Whether to add what the rules find inside the content of another attribution, too.
    RETURNS (List[Draft]): The attributions, with scores and acts.
    """
    by_anchor = {anchor_of(draft): draft for draft in features.proposals}
    found = [draft for draft in found if not _is_label(features.doc, draft, lexicon)]
    by_verb = {draft.cue[-1][1]: draft for draft in features.proposals if draft.cue}
    chosen = without_overlaps(found if nested else _outside_quotations(features, found), 0.5 if not nested else 1.0)
    for draft in chosen:
        proposal = by_anchor.get(anchor_of(draft))
        if proposal is None and draft.cue and _takes_source_for_cue(draft, by_verb.get(draft.cue[-1][1])):
            proposal = by_verb[draft.cue[-1][1]]
            draft.cue, draft.source = proposal.cue, proposal.source
        draft.act = _act(features, draft, proposal, lexicon)
        if proposal is not None and proposal.cue and _is_quoted(features, proposal):
            draft.content = proposal.content  # the marks say exactly where a direct quotation ends
        if proposal is not None and proposal.source:
            if _takes_source_for_content(draft, proposal):
                draft.content, draft.source = proposal.content, proposal.source
            elif not draft.source or _is_part_without_head(features.doc, draft.source[0], proposal.source[0]):
                draft.source = proposal.source
    if threshold > BY_RULES:
        return chosen
    plain = [draft for draft in features.proposals if _is_plain(features, draft, lexicon)]
    chosen = [draft for draft in chosen if not any(_is_in_source(draft, proposal) for proposal in plain)]
    return chosen + _by_rules(features, chosen, lexicon, nested)


def _is_label(doc: Doc, draft: Draft, lexicon: Lexicon) -> bool:
    """Whether the source is what a newspaper writes above a text: "Opinion: …"."""
    return not draft.cue and len(draft.source) == 1 and doc[slice(*draft.source[0])].text.lower() in lexicon["section_labels"]


def _outside_quotations(features: Features, drafts: Sequence[Draft]) -> List[Draft]:
    """The attributions that are no part of what somebody says in a quotation without a cue of its own."""
    said = Intervals((piece, True) for proposal in features.proposals if not proposal.cue for piece in proposal.content)
    return [draft for draft in drafts if not draft.cue or not next(said.around(draft.cue[0]), False)]


def _takes_source_for_content(draft: Draft, proposal: Draft) -> bool:
    """Whether the whole source that the rules see stands in the content that the network found, and not in their own."""
    content, own = Intervals((piece, True) for piece in draft.content), Intervals((piece, True) for piece in proposal.content)
    return all(next(content.around(piece), False) and not own.overlap(piece) for piece in proposal.source)


def _takes_source_for_cue(draft: Draft, proposal: Optional[Draft]) -> bool:
    """Whether the cue begins with words that are the source's by the rules: "people not allowed *to talk said*"."""
    if proposal is None or not proposal.source:
        return False
    return any(start <= draft.cue[0][0] < end and draft.cue[0][0] < proposal.cue[0][0] for start, end in proposal.source)


def _is_part_without_head(doc: Doc, part: Offsets, phrase: Offsets) -> bool:
    """Whether a stretch stands in a phrase and leaves out its head: the "longtime activist" of "Lee, a doctor and longtime activist"."""
    start, end = phrase
    return start <= part[0] and part[1] <= end and not part[0] <= doc[start:end].root.i < part[1]


def _by_rules(features: Features, chosen: Sequence[Draft], lexicon: Lexicon, nested: bool) -> List[Draft]:
    """What the rules alone find: quotations in marks, what somebody plainly "said" or "told" somebody, and nested ones."""
    known = {anchor_of(draft) for draft in chosen}
    taken = Intervals((piece, draft) for draft in chosen for piece in draft.content)
    result: List[Draft] = []
    for draft in features.proposals:
        plain = _is_quoted(features, draft) or _is_plain(features, draft, lexicon)
        free = plain and not any(taken.overlap(piece) for piece in [*draft.content, *draft.cue])
        inside = nested and bool(draft.cue) and next(taken.around(draft.cue[0]), None) is not None
        if (free or inside) and anchor_of(draft) not in known:
            draft.score = BY_RULES
            result.append(draft)
    return result


def _is_in_source(draft: Draft, plain: Draft) -> bool:
    """Whether the cue stands in the source of what is plainly said, and the word of saying in the content, as in "a nurse who
    feared *reprisals said* …"."""
    (start, end), (said, _) = plain.source[0], plain.cue[0]
    return bool(draft.cue) and start <= draft.cue[0][0] < end and any(low <= said < high for low, high in draft.content)


def _is_plain(features: Features, draft: Draft, lexicon: Lexicon) -> bool:
    """Whether somebody "said" or "told" somebody something, in so many words."""
    words = [features.doc[i].lower_ for start, end in draft.cue for i in range(start, end)]
    return bool(draft.source) and bool(words) and words[-1] in lexicon["plain_cues"] and draft.act == "speech"


def _is_quoted(features: Features, draft: Draft) -> bool:
    """Whether the content is all in quotation marks and the cue is not, or it is a turn in a transcript."""
    inside = all(features.quoted[start:end].all() for start, end in draft.content)
    told = not any(features.quoted[start:end].any() for start, end in draft.cue)
    return inside and told or not draft.cue and bool(draft.source)


def without_overlaps(drafts: Sequence[Draft], share: float) -> List[Draft]:
    """Of attributions with much of their content in common keep the surest.

    drafts (Sequence[Draft]): The attributions, with scores.
    share (float): The part of the shorter content that they may have in common, below 1; with 1, only equal contents are too much.
    RETURNS (List[Draft]): Those that are kept, in the order given.
    """
    kept: Dict[int, int] = {}  # the number of a draft, and how many tokens its content has
    owners: Dict[int, List[int]] = defaultdict(list)
    for number in sorted(range(len(drafts)), key=lambda k: -(drafts[k].score or 0.0)):
        tokens = [i for start, end in drafts[number].content for i in range(start, end)]
        shared = Counter(other for i in tokens for other in owners.get(i, ()))
        if not any(n > share * min(len(tokens), kept[k]) or n == len(tokens) == kept[k] for k, n in shared.items()):
            kept[number] = len(tokens)
            for i in tokens:
                owners[i].append(number)
    return [draft for number, draft in enumerate(drafts) if number in kept]


def _act(features: Features, draft: Draft, proposal: Optional[Draft], lexicon: Lexicon) -> str:
    """The act the rules give to that cue, else the one that the word lists give to a word of it, else speech."""
    if proposal is not None and proposal.act:
        return proposal.act
    for start, end in draft.cue:
        for i in range(end - 1, start - 1, -1):
            word = features.doc[i].lower_
            for cue in lexicon.verbs.get(word, ()):
                if word in lexicon.acts and list(cue.frames) == ["quote"] and not _is_quoted(features, draft):
                    return lexicon.acts[word]  # disagreed with the plan
                return cue.frames.get("clause") or next(iter(cue.frames.values()))
            for acts in (lexicon.nouns.get(word, {}), {"": lexicon.adjectives[word]} if word in lexicon.adjectives else {}):
                for act in acts.values():
                    return act
    return "speech"
