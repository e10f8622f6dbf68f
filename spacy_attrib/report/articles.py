"""What the page of one article shows."""

from bisect import bisect_right
from dataclasses import dataclass
from typing import Any, Collection, List, Mapping, Tuple, Union

from .accepted import Accepted, name_findings
from .facts import Facts, read_facts
from .marking import Paragraph, has_headline, mark_paragraphs
from .quotes import Quote, Voice, read_quotes, read_voices


@dataclass(frozen=True)
class ShownFinding:
    """A finding of the audit.

    kind (str): The rule, in words.
    key (Accepted): What it is known by if it is accepted.
    source (str): Id of its source in the audit, empty where there is none.
    """

    kind: str
    start: int
    end: int
    message: str
    house: str
    says: str
    key: Accepted
    accepted: bool
    source: str


Note = Union[Quote, ShownFinding]


@dataclass(frozen=True)
class ArticleView:
    """An article: its text in paragraphs, each with what stands in the margin beside it, and who speaks.

    headline (bool): Whether the first paragraph is the headline.
    """

    id: str
    slug: str
    title: str
    facts: Facts
    text: str
    headline: bool
    paragraphs: List[Paragraph]
    margins: List[List[Note]]
    quotes: List[Quote]
    voices: List[Voice]
    findings: List[ShownFinding]

    @property
    def unnamed(self) -> int:
        """How many of the quotations have a source without a name."""
        return sum(quote.unnamed for quote in self.quotes)

    @property
    def forms(self) -> List[Tuple[str, int]]:
        """The forms that there are, with their number."""
        numbers = [(form, sum(quote.form == form for quote in self.quotes)) for form in ("direct", "mixed", "indirect")]
        return [(form, number) for form, number in numbers if number]


def view_article(record: Mapping[str, Any], audit: Mapping[str, Any], slug: str, accepted: Collection[Accepted] = ()) -> ArticleView:
    """Lay out a record with its audit.

    record (Mapping[str, Any]): As `to_record` gives it; offsets that do not fit its text are not checked, and mark nothing.
    audit (Mapping[str, Any]): As `Audit.to_dict` gives it.
    slug (str): Name of its page.
    accepted (Collection[Accepted]): The findings that were accepted before.
    """
    identifier, text = str(record.get("id") or ""), record["text"]
    facts = read_facts(record.get("meta"))
    quotes = read_quotes(record)
    paragraphs = mark_paragraphs(text, quotes)
    findings = _show_findings(identifier, audit, accepted)
    headline = has_headline(text, paragraphs, facts.title)
    title = facts.title or " ".join(text[: paragraphs[0].end].split() if headline else ()) or identifier or "Untitled"
    notes: List[Note] = sorted([*quotes, *findings], key=lambda note: (note.start, isinstance(note, Quote)))
    margins: List[List[Note]] = [[] for _ in paragraphs]
    ends = [paragraph.end for paragraph in paragraphs]
    for note in notes if paragraphs else ():
        margins[min(bisect_right(ends, note.start), len(paragraphs) - 1)].append(note)
    return ArticleView(identifier, slug, title, facts, text, headline, paragraphs, margins, quotes, read_voices(text, quotes), findings)


def _show_findings(identifier: str, audit: Mapping[str, Any], accepted: Collection[Accepted]) -> List[ShownFinding]:
    found = list(audit.get("findings", ()))
    return [
        ShownFinding(
            finding["kind"].replace("_", " "),
            finding["start"],
            finding["end"],
            finding["message"],
            finding["rule"]["house"],
            finding["rule"]["says"],
            key,
            key in accepted,
            finding["source"] or "",
        )
        for finding, key in zip(found, name_findings(identifier, found))
    ]
