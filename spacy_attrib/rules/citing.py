"""Sources that somebody cites: "the Courier, citing two aides, said the sale was off", "quoted an aide as saying that the sale was off"."""

from itertools import chain
from typing import Dict, List, Optional, Sequence

from spacy.tokens import Token

from ..attributions import Draft
from ..lang.en import grammar
from ..page.intervals import Offsets
from ..page.page import Page
from ..page.phrases import is_human_noun
from .cues import first_of, is_finite, noun_phrase, touches_marks

REACH = 3  # tokens between a content and "citing" behind it, or between that and a cue


def with_cited(page: Page, drafts: Sequence[Draft]) -> List[Draft]:
    """Give what a source says also to those whom it cites, and the words of those who are quoted "as saying" to them.

    page (Page): The page.
    drafts (Sequence[Draft]): What was found on it.
    RETURNS (List[Draft]): The attributions, in document order.
    """
    forms = page.lexicon["citing"]
    verbs = (page.tokens[i] for i, word in enumerate(page.words[: page.body_end]) if word in forms)
    citing = [verb for verb in verbs if verb.pos_ in grammar.VERBAL]
    if not citing:
        return list(drafts)
    by_sentence: Dict[int, List[Draft]] = {}  # those with a cue, by where its sentence begins
    for draft in (draft for draft in drafts if draft.cue):
        by_sentence.setdefault(page.sentence(draft.cue[0][0])[0], []).append(draft)
    for verb in citing:
        sentence = page.sentence(verb.i)[0]
        by_sentence[sentence] = list(_with_one_cited(page, verb, by_sentence.get(sentence, [])))
    order = {id(draft): number for number, draft in enumerate(drafts)}
    left = [*(draft for draft in drafts if not draft.cue), *chain.from_iterable(by_sentence.values())]
    return sorted(left, key=lambda draft: (draft.content, order.get(id(draft), len(order))))


def _with_one_cited(page: Page, verb: Token, drafts: Sequence[Draft]) -> Sequence[Draft]:
    """The attributions of a sentence, when one verb in it has been seen to."""
    if first_of(verb.lefts, grammar.PASSIVES) is not None:
        return _given_to_quoted(page, verb, drafts)
    cited = _cited(page, verb)
    if cited is None:
        return drafts
    return _with_quoted(page, verb, cited, drafts) or _with_sources(page, verb, cited, drafts)


def _cited(page: Page, verb: Token) -> Optional[Offsets]:
    """Whom a verb cites: somebody who can tell something, and no "concerns"."""
    noun = first_of(verb.rights, grammar.OBJECTS)
    if noun is None or noun.i - verb.i > 2 * REACH or not _is_voice(page, noun):
        return None
    phrase = noun_phrase(page, noun, after=verb.i + 1)
    end = next((i for i in range(noun.i + 1, phrase[1]) if page.words[i] in ("as", ",")), phrase[1]) if phrase else 0
    return (phrase[0], end) if phrase else None


def _is_voice(page: Page, noun: Token) -> bool:
    word, lexicon = noun.lower_, page.lexicon
    if noun.pos_ == "PROPN":
        return noun.ent_type_ in ("PERSON", "ORG", "GPE", "NORP")
    return is_human_noun(noun, lexicon) or any(word in lexicon[name] for name in ("group_nouns", "institution_plurals", "organizations"))


def _given_to_quoted(page: Page, verb: Token, drafts: Sequence[Draft]) -> Sequence[Draft]:
    """ "“…,” *an aide* was quoted as saying": the words are the aide's, and the aide is nobody's words."""
    subject, in_front = first_of(verb.lefts, grammar.SUBJECTS), _said_in_front(verb, drafts)
    if subject is None or ("as", "saying") not in zip(page.words[verb.i : verb.i + 8], page.words[verb.i + 1 : verb.i + 9]):
        return [draft for draft in drafts if not _is_only_where(page, verb, draft)]
    if in_front is None or any(start <= subject.i < end for start, end in in_front.content):
        return [draft for draft in drafts if draft is not in_front]
    phrase = noun_phrase(page, subject, stop=verb.i)
    if phrase is not None and _is_as_saying(page, verb.i + 1):
        in_front.source, in_front.cue = [phrase], [(in_front.cue[0][0], verb.i + 3)]
    return drafts


def _is_only_where(page: Page, verb: Token, draft: Draft) -> bool:
    """Whether an attribution tells no more than where somebody or something was quoted: "Her book was quoted in the Review"."""
    own = bool(draft.cue) and draft.cue[0][0] <= verb.i < draft.cue[-1][1]
    return own and not any(is_finite(page, *piece) or touches_marks(page, *piece) for piece in draft.content)


def _said_in_front(verb: Token, drafts: Sequence[Draft]) -> Optional[Draft]:
    """The attribution with a verb for its cue whose content stands in front of that."""
    return next((d for d in drafts if d.cue and d.cue[0][0] <= verb.i < d.cue[-1][1] and d.content[-1][1] <= verb.i), None)


def _is_as_saying(page: Page, i: int) -> bool:
    return page.words[i : i + 2] == ["as", "saying"]


def _with_quoted(page: Page, verb: Token, cited: Offsets, drafts: Sequence[Draft]) -> List[Draft]:
    """ "The Courier cited an aide *as saying* that …": the words are the aide's alone; nothing if that is not what stands there."""
    if not _is_as_saying(page, cited[1]):
        return []
    end, in_front = cited[1] + 2, _said_in_front(verb, drafts)
    if in_front is not None:
        in_front.source, in_front.cue = [cited], [*in_front.cue, (cited[1], end)]
        return list(drafts)
    low, high = page.sentence(verb.i)
    content = page.trim(end, high)
    around = [d for d in drafts if d.cue and low <= d.trigger < high]
    score = max((d.score for d in around if d.score is not None), default=None)
    own = [] if content is None else [Draft([content], [(end - 1, end)], [cited], act="speech", score=score, why={"content": "quoted as saying"})]
    return [*(d for d in drafts if d not in around), *own]


def _with_sources(page: Page, verb: Token, cited: Offsets, drafts: Sequence[Draft]) -> List[Draft]:
    """ "The Courier, *citing two aides*, said …" and "…, the Courier said, *citing two aides*": both say it."""
    if verb.tag_ != "VBG" and verb.dep_ != "relcl":
        return list(drafts)
    kept = [d for d in drafts if not (d.cue and d.cue[0][0] <= verb.i < d.cue[-1][1])]
    low, high = page.sentence(verb.i)
    near = [d for d in kept if d.cue and d.source and d.act == "speech" and low <= d.cue[0][0] < high]
    opens = verb.left_edge.i <= low  # Citing two aides, the Courier said
    draft = next((d for d in near if d.cue[0][0] >= cited[1] and (opens or d.source[0][0] < verb.i)), None)
    draft = draft or max((d for d in near if d.cue[0][0] < verb.i), key=lambda d: d.cue[0][0], default=None)
    if draft is None:
        return list(drafts)
    start, end = draft.source[0]
    if start < verb.i < end:
        draft.source[0] = page.trim(start, verb.i) or draft.source[0]
    content = [piece for piece in (page.trim(*piece) for piece in _outside(draft.content, verb.i)) if piece]
    if not content:
        return list(drafts)
    draft.content = content
    why = {"content": "what those say who are cited"}
    return [*kept, Draft(list(content), [(verb.i, verb.i + 1)], [cited], act=draft.act, score=draft.score, why=why)]


def _outside(content: Sequence[Offsets], verb: int) -> List[Offsets]:
    """Content without the clause from "citing" on, if that stands in it."""
    return [(start, verb if start < verb < end else end) for start, end in content if start != verb]
