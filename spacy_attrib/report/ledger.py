"""The ledger: every source without a name, with its sentence, and what the rules have to say."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Any, Dict, Iterator, List, Mapping, Optional, Sequence, Tuple

from ..lang.base import Lexicon
from ..page.intervals import Intervals
from .articles import ArticleView, ShownFinding
from .facts import Facts
from .quotes import Quote

SENTENCE_END = re.compile(r"(\S*[.!?…])[\"'”’)]*\s+(?=[\"'“‘(]*[A-Z0-9])")
INITIAL = re.compile(r"[A-Z]\.$|(?:[A-Za-z]\.){2,}$")
VEILED = "nobody"
LONGEST = 320  # characters of a sentence on each side of the source
SEEN = 4 * LONGEST  # characters there that are looked at


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
    sentences = Sentences(article, lexicon)
    mentions = Intervals(((start, end), quote) for quote in reversed(article.quotes) for start, end in quote.pieces["speaker"])
    findings: Dict[str, List[ShownFinding]] = {}
    for finding in article.findings:
        findings.setdefault(finding.source, []).append(finding)
    for source in audit.get("sources", ()):
        if (source["anonymous"] or source["withheld"]) and source["part_of"] is None:
            yield _enter(article, source, mentions, findings.get(source["id"], []), sentences)
    for finding in article.findings:
        if not finding.source:
            sentence = sentences.around(finding.start, finding.end)
            words = " ".join(article.text[finding.start : finding.end].split())
            yield Entry(article.slug, article.title, article.facts, None, VEILED, words, "", 0, sentence, "", "", (finding,))


def _enter(
    article: ArticleView, source: Mapping[str, Any], mentions: "Intervals[Quote]", findings: Sequence[ShownFinding], sentences: "Sentences"
) -> Entry:
    mention = (source["start"], source["end"])
    quote = min(mentions.touching(mention), key=lambda q: q.number, default=None)
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
        sentence=sentences.around(*_place(quote, mention)),
        reason=" ".join((source["reason_text"] or "").split()),
        withheld=" ".join((source["disclosure_text"] or "").split()),
        findings=tuple(findings),
    )


def _place(quote: Optional[Quote], mention: Tuple[int, int]) -> Tuple[int, int]:
    """Where a source is first quoted, or else mentioned."""
    if quote is not None and quote.pieces["source"]:
        start, end = quote.pieces["source"][0]
        return start, end
    return mention


class Sentences:
    """The sentences of one article, as far as a page needs them: cut at full stops that do not end an abbreviation, within the paragraph."""

    def __init__(self, article: ArticleView, lexicon: Lexicon):
        self.text = article.text
        self.lexicon = lexicon
        self.paragraphs = article.paragraphs
        self.starts = [paragraph.start for paragraph in article.paragraphs]
        self.ends: Dict[int, List[int]] = {}  # by paragraph

    def around(self, start: int, end: int) -> Tuple[str, str, str]:
        """What stands in front of a place in its sentence, the place, and what stands behind it."""
        number, text = bisect_right(self.starts, start) - 1, self.text
        if number < 0 or start >= self.paragraphs[number].end:
            return "", text[start:end], ""
        ends, paragraph = self._ends_in(number), self.paragraphs[number]
        first, last = bisect_right(ends, start), bisect_left(ends, end)
        left = max(ends[first - 1] if first else paragraph.start, start - SEEN)
        right = min(ends[last] if last < len(ends) else paragraph.end, end + SEEN)
        before, after = text[left:start].lstrip(), text[end:right].rstrip()
        return _shorten(before, True), text[start:end], _shorten(after, False)

    def _ends_in(self, number: int) -> List[int]:
        if number not in self.ends:
            stops = SENTENCE_END.finditer(self.text, *self.paragraphs[number][:2])
            self.ends[number] = [m.end() for m in stops if not _is_abbreviation(m[1], self.lexicon)]
        return self.ends[number]


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
