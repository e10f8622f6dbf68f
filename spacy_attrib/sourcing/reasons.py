"""The reason why a source is not named: the clause beside a disclosure, or that somebody may not speak."""

from typing import FrozenSet, Optional, Sequence

from spacy.tokens import Doc

from ..lang.en import grammar
from ..lang.en.morphology import singular
from ..page.disclosing import DisclosurePhrases
from ..page.intervals import Offsets
from ..page.page import Page

BAN = 30  # tokens in front of a disclosure in which the reason for it stands
LONGEST = 4  # words of what begins a reason
RULE = 6  # words among which the rule stands: "under the department's new policy"
BEFORE_REASON = frozenset((",", "-", "–", "—"))
CLAUSE_END = frozenset((".", ";", "!", "?", "—", "–"))


def find_reason(page: Page, span: Offsets, phrases: DisclosurePhrases, limit: int) -> Optional[Offsets]:
    """Find the clause that says why, behind a disclosure ("because …", "for fear of …", "under team rules") or at the head of its sentence.

    page (Page): The page.
    span (Offsets): The disclosure.
    phrases (DisclosurePhrases): The phrases of the language.
    limit (int): Where the reason ends at the latest.
    RETURNS (Optional[Offsets]): The clause; None if there is none.
    """
    doc, start = page.doc, span[1]
    while start < limit and (doc[start].is_space or page.words[start] in BEFORE_REASON or page.words[start] in phrases.adverbs):
        start += 1
    opening = start + 1 if start + 1 < limit and doc[start].is_quote else start  # … “because he'd know”
    words = page.words[opening : min(limit, opening + RULE + 1)]  # not all up to the limit, which may be far away
    if start < limit and (_begins(words, phrases.reasons) or _by_rule(words, phrases)):
        stop = clause_end(doc, opening, limit)
        return (start, stop) if stop - opening >= 2 else None
    first = page.sentence(span[0])[0]
    return _reason_in_front(page, span, phrases, first) or _ban_in_front(doc, span, phrases, first)


def _reason_in_front(page: Page, span: Offsets, phrases: DisclosurePhrases, first: int) -> Optional[Offsets]:
    """Fearing for her job, a nurse asked …; a nurse, fearing for her job, asked …"""
    doc, words, start = page.doc, page.words, first
    while start < span[0] and (doc[start].is_space or doc[start].is_punct):
        start += 1
    if _begins(words[start : min(span[0], start + LONGEST)], phrases.leading_reasons):
        stop = next((i for i in range(start + 2, span[0]) if words[i] == "," and not _goes_on(doc, i, span[0])), None)
        return (start, stop) if stop is not None else None
    stop = span[0] - 1
    opening = next((i + 1 for i in range(stop - 1, max(start, stop - BAN), -1) if words[i] == ","), stop)
    return (opening, stop) if words[stop] == "," and _begins(words[opening:stop], phrases.leading_reasons) else None


def _ban_in_front(doc: Doc, span: Offsets, phrases: DisclosurePhrases, sentence: int) -> Optional[Offsets]:
    """An official who was not authorized to comment and spoke on condition of anonymity."""
    first = max(span[0] - BAN, sentence)
    bans = (i for i in range(span[0] - 3, first, -1) if doc[i + 1].lower_ == "to" and _is_ban(doc, i, phrases))
    for i in bans:
        start = i - 1 - (i - 1 > first and doc[i - 2].pos_ == "AUX")
        stop = next((j for j in range(i + 2, span[0]) if doc[j].text in (",", ")", "–", "—") or doc[j].dep_ == "cc"), span[0])
        named = any(token.ent_type_ == "PERSON" for token in doc[stop : span[0]])
        if stop < span[0] and not named:
            return start, stop
    return None


def _begins(words: Sequence[str], phrases: FrozenSet[str]) -> bool:
    """Whether words begin with one of some phrases."""
    return any(" ".join(words[:n]) in phrases for n in range(1, min(len(words), LONGEST) + 1))


def _by_rule(words: Sequence[str], phrases: DisclosurePhrases) -> bool:
    """Whether words begin with the rule that somebody keeps to: "under panel protocol", "per company policy"."""
    stop = next((k for k, word in enumerate(words[: RULE + 1]) if k and not word[0].isalnum()), RULE + 1)
    return words[0] in phrases.by_rule and any(singular(word) in phrases.rules for word in words[1:stop])


def _is_ban(doc: Doc, i: int, phrases: DisclosurePhrases) -> bool:
    """Whether a word says that somebody may not: "not *authorized*", "lacked *authorization*"."""
    word, before = doc[i].lower_, doc[i - 1].lower_
    return word in phrases.barred and before in grammar.NEGATIONS or word in phrases.leaves and before in phrases.lacking


def clause_end(doc: Doc, start: int, limit: int) -> int:
    """Find where a clause ends that begins at a token: at a mark that closes it, not at the commas of a list.

    doc (Doc): The Doc.
    start (int): The first token of the clause.
    limit (int): Where it ends at the latest.
    RETURNS (int): The token behind it.
    """
    depth, stop = 0, start + 1
    while stop < limit:
        token = doc[stop]
        depth += (token.text == "(") - (token.text == ")")
        if depth < 0 or token.text in CLAUSE_END or token.is_quote and token.text not in ("'", "’"):
            break
        if token.text == "," and not _goes_on(doc, stop, limit):
            break
        stop += 1
    while stop > start + 1 and doc[stop - 1].is_space:
        stop -= 1
    return stop


def _goes_on(doc: Doc, comma: int, limit: int) -> bool:
    """Whether a comma stands inside a list, of nouns or adjectives."""
    return comma + 1 < limit and doc[comma + 1].dep_ in ("conj", "amod") and doc[comma + 1].pos_ in ("NOUN", "ADJ")
