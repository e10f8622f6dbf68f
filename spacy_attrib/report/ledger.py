"""The ledger: every source without a name, with its sentence, and what the rules have to say."""
import re
from dataclasses import dataclass
from typing import Any, Iterator, Mapping, Optional, Sequence, Tuple

from ..lang.base import Lexicon
from .articles import ArticleView, ShownFinding
from .facts import Facts
from .quotes import Quote

SENTENCE_END = re.compile(r"(\S*[.!?…])[\"'”’)]*\s+(?=[\"'“‘(]*[A-Z0-9])")
INITIAL = re.compile(r"[A-Z]\.$|(?:[A-Za-z]\.){2,}$")
VEILED = "nobody"
LONGEST = 320  # characters of a sentence on each side of the source


@dataclass(frozen=True)
class Entry:
    """A line of the ledger.

    quote (Optional[int]): Number of the source's first quotation in the article, None where there is none.
    kind (str): "person", "group", "name withheld" or "nobody" (veiled sourcing).
    descriptor (str): What the reader is told about the source.
    detail (str): How much that says: "bare", "stock", "specific", or empty.
    sentence (Tuple[str, str, str]): The sentence, cut into what stands before the source, the source, and the rest.
    """

    slug: str
    title: str
    facts: Facts
    quote: Optional[int]
    kind: str
    descriptor: str
    detail: str
    quotations: int
    sentence: Tuple[str, str, str]
    reason: str
    withheld: str
    findings: Tuple[ShownFinding, ...]


def find_entries(article: ArticleView, audit: Mapping[str, Any], lexicon: Lexicon) -> Iterator[Entry]:
    """The lines of one article: its sources without a name or with another, then its veiled sourcing, in document order."""
    for source in audit.get("sources", ()):
        if (source["anonymous"] or source["withheld"]) and source["part_of"] is None:
            yield _enter(article, source, lexicon)
    for finding in article.findings:
        if not finding.source:
            sentence = find_sentence(article, finding.start, finding.end, lexicon)
            words = " ".join(article.text[finding.start : finding.end].split())
            yield Entry(article.slug, article.title, article.facts, None, VEILED, words, "", 0, sentence, "", "", (finding,))


def _enter(article: ArticleView, source: Mapping[str, Any], lexicon: Lexicon) -> Entry:
    mention = (source["start"], source["end"])
    quote = next((q for q in article.quotes if any(start < mention[1] and mention[0] < end for start, end in q.pieces["speaker"])), None)
    kinds = {"unnamed_person": "person", "unnamed_group": "group"}
    told = source["descriptor"] or {"text": source["text"], "detail": ""}
    return Entry(
        slug=article.slug,
        title=article.title,
        facts=article.facts,
        quote=None if quote is None else quote.number,
        kind=kinds.get(source["source_type"], "name withheld"),
        descriptor=" ".join(told["text"].split()),
        detail=told["detail"],
        quotations=source["quotations"],
        sentence=find_sentence(article, *_place(quote, mention), lexicon),
        reason=" ".join((source["reason_text"] or "").split()),
        withheld=" ".join((source["disclosure_text"] or "").split()),
        findings=tuple(finding for finding in article.findings if finding.source == source["id"]),
    )


def _place(quote: Optional[Quote], mention: Tuple[int, int]) -> Tuple[int, int]:
    """Where a source is first quoted, or else mentioned."""
    if quote is not None and quote.pieces["source"]:
        start, end = quote.pieces["source"][0]
        return start, end
    return mention


def find_sentence(article: ArticleView, start: int, end: int, lexicon: Lexicon) -> Tuple[str, str, str]:
    """The sentence around a place, as far as a page needs it: cut at full stops that do not end an abbreviation, within the paragraph."""
    paragraph = next((p for p in article.paragraphs if p.start <= start < p.end), None)
    if paragraph is None:
        return "", article.text[start:end], ""
    text = article.text
    ends = [m.end() for m in SENTENCE_END.finditer(text, paragraph.start, paragraph.end) if not _is_abbreviation(m[1], lexicon)]
    left = max((e for e in ends if e <= start), default=paragraph.start)
    right = min((e for e in ends if e >= end), default=paragraph.end)
    before, after = text[left:start].lstrip(), text[end:right].rstrip()
    return _shorten(before, True), text[start:end], _shorten(after, False)


def _is_abbreviation(word: str, lexicon: Lexicon) -> bool:
    return INITIAL.search(word) is not None or word.lower().lstrip("\"'“‘(") in lexicon["titles"]


def _shorten(text: str, at_start: bool) -> str:
    if len(text) <= LONGEST:
        return text
    return "… " + text[-LONGEST:].split(" ", 1)[-1] if at_start else text[:LONGEST].rsplit(" ", 1)[0] + " …"


def groupings(entries: Sequence[Entry]) -> Tuple[str, ...]:
    """By what the lines can be grouped: the fields that at least one of their articles has."""
    fields = {"outlet": lambda e: e.facts.outlet, "desk": lambda e: e.facts.desk, "month": lambda e: e.facts.month}
    return tuple(name for name, value in fields.items() if any(map(value, entries)))
