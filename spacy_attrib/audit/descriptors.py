"""What the reader is told about a source without a name: the fullest description in the article, and how much it says."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Dict, FrozenSet, Mapping, Optional, Sequence, Tuple

from spacy.tokens import Span

from ..attributions import ANONYMOUS_TYPES, Speaker
from ..lang.base import Lexicon
from ..lang.en.morphology import singular
from ..lang.reading import load_lexicon
from ..page.intervals import Places

DETAILS = ("bare", "stock", "specific")
CLAUSE = 8  # tokens of a relative clause without its verb
LONGEST = 500  # tokens of a phrase
COUNTERS_BEFORE_OF = 3  # words before the "of" of "at least one of the aides"

Words = Mapping[str, FrozenSet[str]]


def span_to_dict(span: Span) -> Dict[str, Any]:
    """The text of a span with its character offsets."""
    return {"text": span.text, "start": span.start_char, "end": span.end_char}


@dataclass(frozen=True)
class Descriptor:
    """What the reader is told about an unnamed source.

    span (Span): The noun phrase with its modifiers and relative clause, as printed where it is fullest; without the words
        that only say that the source is not named.
    detail (str): "bare": nothing that tells one official or source from all others ("sources", "two senior officials").
        "stock": only that the source knows ("a person familiar with the matter"). "specific": anything more.
    """

    span: Span
    detail: str

    @property
    def text(self) -> str:
        """The words."""
        return self.span.text

    @property
    def bare(self) -> bool:
        """Whether it says nothing of who the source is. A stock phrase is not bare: it says at least how the source knows."""
        return self.detail == "bare"

    def to_dict(self) -> Dict[str, Any]:
        """As JSON data, with character offsets."""
        return {**span_to_dict(self.span), "detail": self.detail, "bare": self.bare}


@dataclass(frozen=True)
class Phrase:
    """The make-up of a noun phrase, in lower case.

    before (Tuple[str, ...]): What stands before the noun: "two senior".
    noun (str): The noun, in the singular; empty if there is none ("one", "another").
    after (Tuple[str, ...]): What stands behind it.
    plural (bool): Whether the noun is a plural.
    partial (bool): Whether it takes some out of a group: "one of the aides", "another".
    """

    before: Tuple[str, ...]
    noun: str
    after: Tuple[str, ...]
    plural: bool
    partial: bool


def load_audit_words(lang: str) -> Words:
    """The word lists of the package for an audit in a language; ValueError if there are none for it."""
    return audit_words(load_lexicon(lang))


@lru_cache(maxsize=8)
def audit_words(lexicon: Lexicon) -> Words:
    """The word lists of the audit, by name."""
    return {name: frozenset(items) for name, items in lexicon.data["audit"].items()}


def describe_source(speaker: Speaker, words: Optional[Words] = None) -> Optional[Descriptor]:
    """Find what the reader is told about an unnamed source, e.g. one of `doc._.speakers`: the fullest description in all of its
    mentions; None for a source that is named or is no person."""
    if speaker.source_type not in ANONYMOUS_TYPES:
        return None
    words = words or load_audit_words(speaker.mention.doc.lang_)
    disclosures = Places(s.start for a in speaker.attributions for s in a.disclosure)
    mentions = [speaker.mention, *(span for a in speaker.attributions for span in a.source)]
    whole = [_whole_phrase(span, words) for span in mentions if not is_pronoun(span, words)]
    trimmed = [_without_disclosure(span, disclosures, words) for span in whole]
    spans = sorted((span for span in trimmed if span is not None), key=lambda s: s.start)
    span = max(spans, key=lambda s: _fullness(s, words), default=None)  # the first of equals
    return None if span is None else Descriptor(span, detail_of(span, words))


def _whole_phrase(span: Span, words: Words) -> Span:
    """A mention with what belongs to its noun but was not found with it, as the parse has it: "officials | in the ministry"."""
    doc, start, end = span.doc, span.start, span.end
    while start < end - 1 and doc[start].lower_ in words["introducing"]:
        start += 1  # including top officials
    if not doc.has_annotation("DEP"):
        return doc[start:end]
    head = doc[start:end].root
    if head.pos_ not in ("NOUN", "PROPN"):
        return doc[start:end]
    for child in head.rights:
        phrase = doc[child.i : min(child.right_edge.i + 1, child.i + LONGEST)]
        if child.dep_ == "prep" and child.i == end and not any(t.dep_ in ("relcl", "acl") for t in phrase):
            end = child.right_edge.i + 1
    who = next((i for i in range(head.i + 1, end) if doc[i].lower_ in ("who", "whose", "which")), end)
    if who < end and all(doc[i].pos_ not in ("VERB", "AUX") for i in range(who, end)):
        end = who - (doc[who - 1].text == ",")  # a clerk, whose own forty years | …
    pieces = [t.i for t in head.lefts if t.dep_ in ("det", "amod", "compound", "nummod", "poss")]
    first = doc[start - 1] if start else None
    if first is not None and (first.i in pieces or first.text == "-" and any(t.right_edge.i >= first.i for t in head.lefts)):
        start = min(pieces, default=start)
    return doc[start:end]


def is_pronoun(span: Span, words: Words) -> bool:
    """Whether a mention is nothing but a pronoun."""
    return all(token.lower_ in words["pronouns"] for token in span)


def _without_disclosure(span: Span, disclosures: Places, words: Words) -> Optional[Span]:
    """Cut off "who spoke on condition of anonymity": that is no description."""
    first = disclosures.first_from(span.start)
    withheld = first is not None and first <= span.end
    cut = end = first if first is not None and withheld else span.end
    for i in range(end - 1, span.start, -1):
        word = span.doc[i].lower_
        if word not in words["speaking_clause"] and not span.doc[i].is_space:
            break
        if word in words["openers"] and (withheld or i == end - 1):
            cut = i
    who = next((i for i in range(cut - 1, max(cut - CLAUSE, span.start), -1) if span.doc[i].lower_ == "who"), None)
    if who is not None and span.doc.has_annotation("POS") and all(token.pos_ not in ("VERB", "AUX") for token in span.doc[who:cut]):
        cut = who - (span.doc[who - 1].text == ",")  # who, like others, spoke on condition of anonymity
    while cut > span.start and span.doc[cut - 1].is_space:
        cut -= 1
    return span.doc[span.start : cut] if cut > span.start else None


def _fullness(span: Span, words: Words) -> Tuple[int, int]:
    return DETAILS.index(detail_of(span, words)), sum(not token.is_space for token in span)


def detail_of(span: Span, words: Words) -> str:
    """How much a description, a noun phrase, says: one of `DETAILS`."""
    phrase = parse_phrase(span, words)
    if phrase.noun and phrase.noun not in words["generic_nouns"] | words["generic_people"]:
        return "specific"
    said = [w for w in phrase.before if not _is_empty(w, words)]
    if any(w not in words["stock_adjectives"] for w in said):
        return "specific"
    after = " ".join(phrase.after).strip(" ,")
    if not after:
        return "stock" if said else "bare"
    stock = _stock_clauses(words["stock_knowledge"], words["stock_objects"], words["stock_phrases"])
    return "stock" if after in stock else "specific"


def _is_empty(word: str, words: Words) -> bool:
    lists = ("determiners", "counters", "numbers", "repeating", "empty_adjectives")
    return word.isdecimal() or any(word in words[name] for name in lists)


@lru_cache(maxsize=None)
def _stock_clauses(knowledge: FrozenSet[str], objects: FrozenSet[str], phrases: FrozenSet[str]) -> FrozenSet[str]:
    """Every way to say "familiar with the matter"."""
    articles = ("the", "this", "these", "such", "")
    return phrases | {f"{k} {a} {o}".replace("  ", " ") for k in knowledge for a in articles for o in objects}


def parse_phrase(span: Span, words: Words) -> Phrase:
    """Take a noun phrase apart by its words alone, so that it needs no parse."""
    tokens = [token.lower_ for token in span if not token.is_space]
    partial = False
    counted = next((i for i, word in enumerate(tokens[: COUNTERS_BEFORE_OF + 1]) if word == "of"), 0)
    if counted and all(_is_empty(word, words) for word in tokens[:counted]):
        inner = tokens[counted + 1 :]
        if not inner or inner[0] in words["determiners"] | words["numbers"] | words["pronouns"]:
            tokens, partial = inner, True
    end = next((i for i in range(len(tokens)) if _ends_noun(tokens, i, words)), len(tokens))
    noun = tokens[end - 1] if end else ""
    if noun in words["pronouns"]:
        return Phrase(tuple(tokens[: end - 1]), "", tuple(tokens[end:]), False, partial)
    if _is_empty(noun, words):
        counter = noun in words["counters"] | words["numbers"] | words["repeating"]
        return Phrase(tuple(tokens[:end]), "", tuple(tokens[end:]), False, partial or counter)
    single = singular(noun)
    return Phrase(tuple(tokens[: end - 1]), single, tuple(tokens[end:]), single != noun, partial)


def is_counted(phrase: Phrase, words: Words) -> bool:
    """Whether a phrase says how many, if only roughly: "two aides", "several officials", "one official"."""
    return any(word in words["numbers"] or word in words["counters"] or word.isdecimal() for word in phrase.before)


def _ends_noun(tokens: Sequence[str], i: int, words: Words) -> bool:
    """Whether what stands before a word is complete: it is a preposition, a relative, or a participle with its object."""
    if not i:
        return False
    if tokens[i] in words["after_noun"]:
        return True
    with_object = any(word in words["after_noun"] or word in words["determiners"] for word in tokens[i + 1 : i + 2])
    return tokens[i].endswith(("ing", "ed")) and with_object and not _is_empty(tokens[i - 1], words)
