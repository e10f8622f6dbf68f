"""Whose a quotation is where no verb says so: a label in front of it, a signature behind it, a speaker behind a headline's colon."""

import re
from typing import Optional

from ..lang.en import grammar
from ..page.intervals import Offsets
from ..page.layout import CAPITAL, LETTER
from ..page.page import Page, QuotedTokens
from ..page.phrases import SENTENCE_END

WORD = rf"[{CAPITAL}][{LETTER}.'’-]*"
NAME = rf"(?P<name>{WORD}(?:,? (?:(?:of|the|de|van|von|bin|al|and) )*[{CAPITAL}\d][{LETTER}.'’-]*){{0,9}})"
SIGNATURE = re.compile(rf"\s*[-–—―]{{1,2}}\s*{NAME}\s*[.)]?\s*(?:$|(?=[,;(]))")
IN_BRACKETS = re.compile(
    rf"\s*\((?P<name>{WORD}(?: (?:(?:de|der|den|van|von|bin|al|la|le|du) ){{0,2}}{WORD}){{0,4}})(?P<more>(?:, [^()\n,]{{1,30}}){{0,3}})\)\.?"
)
AGE = re.compile(r", (?:aged )?\d{1,2}(?!\d)")
YEAR = re.compile(r"\d{4}")
MOST_IN_HEADLINE = 24  # tokens
MOST_BEHIND = 6


def find_label(page: Page, low: int, colon: int) -> Optional[Offsets]:
    """A name and nothing else in front of a colon, in tokens; what stands in brackets behind the name is no part of it."""
    while low < colon and (page.words[low] in page.lexicon["label_words"] or page.tokens[low].is_space):
        low += 1
    bracket = next((i for i in range(low, colon) if page.words[i].startswith("(")), colon)
    tokens = page.doc[low:bracket]
    if not 0 < len(tokens) <= 14 or not tokens[0].is_alpha:
        return None
    if len(tokens) > 2 and any(t.pos_ in ("VERB", "AUX") and t.tag_ not in ("VBG", "VBN") for t in tokens):
        return None
    return page.trim(low, bracket) if any(t.pos_ == "PROPN" or t.is_upper or t.is_title for t in tokens) else None


def find_signature(page: Page, quoted: QuotedTokens, is_utterance: bool) -> Optional[Offsets]:
    """The name behind a quotation: “…” – Commissioner X, on the same line or the next; “…” (X, 61), in tokens.

    is_utterance (bool): Whether the quotation holds whole sentences; a name in brackets behind other words made the work that they name.
    """
    number, start = page.paragraph_of[quoted.end - 1], page.end_of_notes(quoted)
    end = _end_of_paragraph(page, number)
    in_brackets = IN_BRACKETS.match(page.text, start, end) if is_utterance else None
    if in_brackets is not None and _is_somebody(page, in_brackets, quoted, end):
        return page.tokens_at(*in_brackets.span("name"))
    if start >= end and quoted.segment.closed and number + 1 < len(page.paragraphs):
        number += 1
        start, end = page.starts[page.paragraphs[number][0]], _end_of_paragraph(page, number)
    match = SIGNATURE.match(page.text, start, end)
    return None if match is None else _with_description(page, page.tokens_at(*match.span("name")))


def _is_somebody(page: Page, found: "re.Match[str]", quoted: QuotedTokens, end: int) -> bool:
    """Whether a name in brackets has an age, or closes a paragraph of nothing but what somebody said; a year belongs to a work."""
    if YEAR.search(found.group("more")) or not found.group("more") and " " not in found.group("name"):
        return False
    if AGE.search(found.group("more")):
        return True
    alone = page.paragraphs[page.paragraph_of[quoted.start]][0] == quoted.start and found.end() == end
    words = page.text[quoted.segment.inner_start : quoted.segment.inner_end].split()[1:]
    return alone and 2 * sum(word.islower() for word in words) > len(words)  # titles have capitals


def _with_description(page: Page, name: Offsets) -> Offsets:
    """A name with what describes it, if nothing else follows in its paragraph."""
    end = page.paragraphs[page.paragraph_of[name[0]]][1]
    rest = page.doc[name[1] : end]
    if len(rest) <= 24 and not any(t.tag_ in grammar.FINITE_TAGS or page.is_quoted(t.i) for t in rest):
        name = (name[0], end)
    return page.trim(*name) or name


def _end_of_paragraph(page: Page, number: int) -> int:
    return page.ends[page.paragraphs[number][1] - 1]


def is_headline(page: Page, quoted: QuotedTokens) -> bool:
    """Whether a quotation stands in the first paragraph and that has no sentence beside it: it is the headline."""
    if page.paragraph_of[quoted.start] > 0 or not quoted.segment.closed:
        return False
    return page.last_of_headline is None or not page.ends_sentence(page.last_of_headline)


def find_speaker_of_headline(page: Page, quoted: QuotedTokens) -> Optional[Offsets]:
    """Who stands behind the colon of a headline that quotes: Pier was ‘an accident waiting to happen’: inspectors, in tokens."""
    start, end = page.paragraphs[page.paragraph_of[quoted.start]]
    colon = page.behind(quoted)
    if not quoted.segment.closed or colon >= end or page.words[colon] != ":" or end - start > MOST_IN_HEADLINE:
        return None
    tokens = page.doc[colon + 1 : end]
    if not 0 < len(tokens) <= MOST_BEHIND or any(t.is_punct and t.text not in ("’", "'", ".") or page.is_quoted(t.i) for t in tokens):
        return None
    if page.words[end - 1] in SENTENCE_END or any(t.tag_ in grammar.FINITE_TAGS for t in tokens[:-1]):
        return None
    head = next((t for t in tokens if t.i + 1 == end or page.tokens[t.i + 1].pos_ == "ADP"), tokens[-1])
    return (colon + 1, end) if _can_speak(page, head.i) or head.ent_type_ in ("PERSON", "ORG") else None


def _can_speak(page: Page, i: int) -> bool:
    word = page.words[i]
    forms = {word, word[:-1] if word.endswith("s") else word}
    return any(forms & page.lexicon[name] for name in ("role_nouns", "organizations", "documents", "group_nouns"))
