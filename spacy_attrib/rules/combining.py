"""What the network found and what the rules propose, made into one: the marks say where a quotation ends, the rules what it overlooks."""

from collections import Counter, defaultdict
from typing import Dict, List, Optional, Sequence, Set

from spacy.tokens import Doc

from ..attributions import Draft
from ..lang.base import Lexicon
from ..page.intervals import Intervals, Offsets
from ..page.page import Page
from .clauses import HEADLINE, source_prepositions
from .transcripts import is_dateline
from .veiled import with_veiled

SHARED = 0.5  # of the shorter of two contents: with more in common the less sure of two attributions goes
FOLLOWED = "followed by a cue"  # the step that finds “…,” she said
LATER = 3  # tokens from what tells that something will be said to who says it: "is expected to say"
BY_RULES = 0.6  # the score of what only the rules see: about the share of quotations that is right


def combine(page: Page, found: Sequence[Draft], proposals: Sequence[Draft], threshold: float, nested: bool = False) -> List[Draft]:
    """Mend what the network found by what the rules propose, add what only the rules see, and tell the acts.

    page (Page): The page.
    found (Sequence[Draft]): What the network found, with scores.
    proposals (Sequence[Draft]): What the rules propose.
    threshold (float): The score from which on an attribution is given.
    nested (bool): Whether to add what the rules find inside the content of another attribution, too.
    RETURNS (List[Draft]): The attributions, with scores and acts.
    """
    by_trigger = {draft.trigger: draft for draft in proposals}
    by_verb = {draft.cue[-1][1]: draft for draft in proposals if draft.cue}
    turns = {draft.source[0] for draft in proposals if draft.source and not draft.cue}
    found = [draft for draft in found if not _is_behind_dateline(page, draft, turns)]
    chosen = without_overlaps(found if nested else _outside_quotations(proposals, found), SHARED if not nested else 1.0)
    by_start = {draft.content[0][0]: draft for draft in proposals if draft.cue and draft.why.get("content") == FOLLOWED}
    alone = {proposal.content[0] for proposal in proposals if not proposal.cue and not proposal.source}
    for draft in chosen:
        proposal = by_trigger.get(draft.trigger)
        if proposal is None and draft.cue and _takes_source_for_cue(draft, by_verb.get(draft.cue[-1][1])):
            proposal = by_verb[draft.cue[-1][1]]
            draft.cue, draft.source = proposal.cue, proposal.source
        ends = (draft.cue[-1][1], draft.content[0][0] + 1) if draft.cue else ()
        noun = next((by_verb[end] for end in ends if _is_sourceless_noun(by_verb.get(end))), None)
        if noun is None and draft.act != "speech" and draft.cue and draft.content:
            noun = _claim_of_nobody(page, draft, proposals)
        if proposal is None and noun is not None:
            proposal = noun
            draft.cue, draft.source, draft.content = noun.cue, [], noun.content  # are looking into | claims
        later = by_start.get(draft.content[0][0]) if proposal is None and draft.act != "speech" else None
        if later is not None and draft.cue and later.source and 0 <= later.cue[0][0] - draft.cue[-1][1] < LATER:
            proposal = later  # is expected | to say
            draft.cue, draft.source, draft.content = later.cue, later.source, later.content
        same_verb = by_verb.get(draft.cue[-1][1]) if draft.cue else None
        if proposal is None and same_verb is not None and draft.cue[0][0] < same_verb.trigger:
            proposal = same_verb  # was keen | to point out
        draft.act = _act(page, draft, proposal)
        draft.why["content"] = "network"
        if proposal is not None:
            _mend(page, draft, proposal)
            _cut_behind(draft, proposal, alone)
    if threshold <= BY_RULES:
        chosen += _by_rules(page, proposals, chosen, nested)
    return with_veiled(page, chosen, BY_RULES)


def _mend(page: Page, draft: Draft, proposal: Draft) -> None:
    """Take from the rules what they know better of an attribution with the same cue."""
    quoted = bool(proposal.cue) and _is_quoted(page, proposal)  # the marks say exactly where a direct quotation ends, a label where a turn
    swapped = not quoted and bool(proposal.source) and _takes_source_for_content(draft, proposal)
    rule = proposal.why.get("content")
    lost = rule == HEADLINE or rule == "sentence around a preposition" and not _shares_content(draft, proposal)
    if (quoted or swapped or lost or not proposal.cue) and draft.content != proposal.content:
        draft.content = proposal.content
        draft.why["content"] = f"network, mended by a rule: {proposal.why.get('content', 'quotation')}"
    if proposal.cue and proposal.source and page.words[proposal.cue[-1][1] - 1] == "saying" and draft.cue[-1][1] < proposal.cue[-1][1]:
        draft.cue, draft.source, draft.content = proposal.cue, proposal.source, proposal.content  # was quoted by | a paper as saying
    if proposal.source and (swapped or not draft.source or _is_part_without_head(page.doc, draft.source[0], proposal.source[0])):
        draft.source = proposal.source


def _cut_behind(draft: Draft, proposal: Draft, alone: Set[Offsets]) -> None:
    """Begin a content where the rules do, if all in front of that is a quotation that the rules hold to be a sentence of its own."""
    (start, end), begin = draft.content[0], proposal.content[0][0]
    if start < begin < end and any((start, stop) in alone for stop in (begin, begin - 1)):
        draft.content = [(begin, end), *draft.content[1:]]
        draft.why["content"] += ", cut behind a quotation of its own"


def _is_behind_dateline(page: Page, draft: Draft, turns: Set[Offsets]) -> bool:
    """Whether the source is the place in front of a paragraph: "QUETTA: Police said …"."""
    return not draft.cue and len(draft.source) == 1 and draft.source[0] not in turns and is_dateline(page, draft.source[0])


def _outside_quotations(proposals: Sequence[Draft], drafts: Sequence[Draft]) -> List[Draft]:
    """The attributions that are no part of what somebody says in a quotation without a cue of its own."""
    said = Intervals((piece, True) for proposal in proposals if not proposal.cue for piece in proposal.content)
    return [draft for draft in drafts if not draft.cue or not next(said.around(draft.cue[0]), False)]


def _takes_source_for_content(draft: Draft, proposal: Draft) -> bool:
    """Whether the whole source that the rules see stands in the content that the network found, and not in their own."""
    content, own = Intervals((piece, True) for piece in draft.content), Intervals((piece, True) for piece in proposal.content)
    return all(next(content.around(piece), False) and not own.overlap(piece) for piece in proposal.source)


def _shares_content(draft: Draft, proposal: Draft) -> bool:
    content = Intervals((piece, True) for piece in draft.content)
    return any(content.overlap(piece) for piece in proposal.content)


def _takes_source_for_cue(draft: Draft, proposal: Optional[Draft]) -> bool:
    """Whether the cue begins with words that are the source's by the rules: "people not allowed *to talk said*"."""
    return proposal is not None and any(start <= draft.cue[0][0] < min(end, proposal.cue[0][0]) for start, end in proposal.source)


def _is_sourceless_noun(proposal: Optional[Draft]) -> bool:
    """Whether the rules see a noun of which nobody tells whose it is: "police are looking into *claims* a foreman sold the parts"."""
    return proposal is not None and not proposal.source and proposal.why.get("content") == "clause of a plural noun"


def _claim_of_nobody(page: Page, draft: Draft, proposals: Sequence[Draft]) -> Optional[Draft]:
    """What the rules see of a noun of which nobody tells whose it is, in what somebody does about it: "is looking into *claims that …*"."""
    inside = (each for each in proposals if not each.source and each.cue and each.why.get("content") == "clause of a noun")
    edge = draft.cue[-1][1]
    return next((each for each in inside if page.tokens[each.trigger].tag_ == "NNS" and edge <= each.trigger <= edge + 1), None)


def _is_part_without_head(doc: Doc, part: Offsets, phrase: Offsets) -> bool:
    """Whether a stretch stands in a phrase and leaves out its head: the "longtime activist" of "Lee, a doctor and longtime activist"."""
    start, end = phrase
    return start <= part[0] and part[1] <= end and not part[0] <= doc[start:end].root.i < part[1]


def _by_rules(page: Page, proposals: Sequence[Draft], chosen: Sequence[Draft], nested: bool) -> List[Draft]:
    """What the rules alone see: quotations without a cue, which the marks show, claims of nobody, and, where wanted, nested attributions."""
    known = {draft.trigger for draft in chosen}
    taken = Intervals((piece, draft) for draft in chosen for piece in draft.content)
    result: List[Draft] = []
    for draft in proposals:
        told = bool(draft.source) and draft.why.get("content") == FOLLOWED
        alone = (told or not draft.cue) and _is_quoted(page, draft) or _is_sourceless_noun(draft)
        free = alone and not any(taken.overlap(piece) for piece in draft.content)
        inside = nested and bool(draft.cue) and next(taken.around(draft.cue[0]), None) is not None
        if (free or inside) and draft.trigger not in known:
            draft.score = BY_RULES
            draft.why["content"] = f"only the rules: {draft.why.get('content', 'quotation')}"
            result.append(draft)
    return result


def _is_quoted(page: Page, draft: Draft) -> bool:
    """Whether the content is all in quotation marks and the cue is not, or it is a turn in a transcript."""
    inside = all(page.is_quoted(i) for start, end in draft.content for i in range(start, end))
    told = not any(page.is_quoted(i) for start, end in draft.cue for i in range(start, end))
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


def _act(page: Page, draft: Draft, proposal: Optional[Draft]) -> str:
    """The act that the rules give to this cue, whose word they know; else the one that the network tells; else that of the word lists. A
    word that is in none of them attributes no speech, whoever says so, unless the words are quoted."""
    told = proposal.act if proposal is not None else None
    if told is not None:
        return told
    quoted = _is_quoted(page, draft)
    words = [word for start, end in draft.cue for word in reversed(page.words[start:end])]
    acts = [act for word in words for act in _acts_of_word(page.lexicon, word, quoted) if act]
    if draft.act is not None and (draft.act != "speech" or "speech" in acts or _may_tell(page, draft, words)):
        return draft.act
    if draft.act is not None:
        return next(iter(acts), "other")
    return next(iter(acts), "speech" if quoted else "other")


def _may_tell(page: Page, draft: Draft, words: Sequence[str]) -> bool:
    """Whether a cue of which no list knows a word may attribute speech: it names a source, "according to", or there is none, or words
    in marks or a clause with "that" show it."""
    inside = any(page.is_quoted(i) for start, end in draft.content for i in range(start, end))
    stated = page.words[draft.content[0][0]] == "that" and not any(word in page.lexicon.acts for word in words)
    phrases = source_prepositions(page.lexicon)
    cue = [i for start, end in draft.cue for i in range(start, end)]
    names = any(page.words[i : i + len(phrase)] == phrase for i in cue for phrase in phrases.get(page.words[i], ()))
    return not words or inside or stated or names


def _acts_of_word(lexicon: Lexicon, word: str, quoted: bool) -> List[Optional[str]]:
    """What the word lists say about a word of a cue that attributes quoted words or others; the first speaks."""
    frames = lexicon.verbs[word][0].frames if word in lexicon.verbs else {}
    return [
        lexicon.acts.get(word) if list(frames) == ["quote"] and not quoted else None,  # disagreed with the plan
        frames.get("clause"),
        *frames.values(),
        *lexicon.nouns.get(word, {}).values(),
        lexicon.adjectives.get(word),
        lexicon.acts.get(word),
    ]
