"""What an audit is made of: sources, findings, and the newsroom rules behind them."""
from collections import Counter
from dataclasses import dataclass
from typing import Any, Dict, Mapping, NamedTuple, Optional, Tuple

from spacy.tokens import Span

from ..attributions import Attribution, Pieces, Speaker
from .descriptors import Descriptor, span_to_dict

DEFINITIONS = ("unnamed", "disclosed")


class Rule(NamedTuple):
    """A newsroom rule: which houses have it, and what it asks for."""

    house: str
    says: str


RULES = {
    "single_anonymous_source": Rule("AP, Reuters", "Anonymous sources are the weakest there are; AP wants more than one of them."),
    "anonymous_without_reason": Rule("AP, New York Times", "Tell the reader why a source is not named."),
    "bare_descriptor": Rule("AP", 'Describe an unnamed source as specifically as possible; "a source" alone is not enough.'),
    "plural_for_one": Rule("Reuters", 'Never write "sources" when there is one.'),
    "anonymous_opinion": Rule("AP", "Anonymous sources are for information, not for opinion or speculation."),
    "anonymous_accusation": Rule("AP, New York Times", "Anonymity is for information, not a cover for attacks."),
}


@dataclass(frozen=True)
class Source:
    """A source of an article.

    speaker (Speaker): Who it is, with everything attributed to it.
    quotations (Tuple[Attribution, ...]): What the article reports it as having said.
    anonymous (bool): Whether it is anonymous, by the definition of the audit.
    descriptor (Optional[Descriptor]): What the reader is told about it, if it is unnamed.
    part_of (Optional[str]): Id of the source it is one of: "one of them" is no source more. None for all others.
    disclosure (Pieces): Where the text says that the source, or the group it is one of, is not to be named.
    reason (Pieces): Where it says why.
    """

    speaker: Speaker
    quotations: Tuple[Attribution, ...]
    anonymous: bool
    descriptor: Optional[Descriptor]
    part_of: Optional[str]
    disclosure: Pieces
    reason: Pieces

    @property
    def id(self) -> str:
        """The id of the speaker."""
        return self.speaker.id

    @property
    def source_type(self) -> str:
        """One of `SOURCE_TYPES`."""
        return self.speaker.source_type or "unknown"

    def to_dict(self) -> Dict[str, Any]:
        """As JSON data, with character offsets."""
        return {
            "id": self.id,
            **span_to_dict(self.speaker.mention),
            "source_type": self.source_type,
            "anonymous": self.anonymous,
            "quotations": len(self.quotations),
            "part_of": self.part_of,
            "descriptor": self.descriptor and self.descriptor.to_dict(),
            "disclosure": self.disclosure.offsets or None,
            "reason": self.reason.offsets or None,
        }


@dataclass(frozen=True)
class Finding:
    """Something a standards editor would want to look at: its kind (one of `RULES`), where, what (one sentence), the id of the source."""

    kind: str
    span: Span
    message: str
    source_id: str

    @property
    def rule(self) -> Rule:
        """The newsroom rule behind it."""
        return RULES[self.kind]

    def to_dict(self) -> Dict[str, Any]:
        """As JSON data, with character offsets."""
        return {
            "kind": self.kind,
            "start": self.span.start_char,
            "end": self.span.end_char,
            "text": self.span.text,
            "message": self.message,
            "rule": self.rule._asdict(),
            "source": self.source_id,
        }


@dataclass(frozen=True)
class Audit:
    """The sourcing audit of one article.

    anonymous (str): What counts as anonymous: "unnamed" or "disclosed".
    sources (Tuple[Source, ...]): In the order in which they first speak.
    quotations (Mapping[str, int]): Number of quotations by source type, those of no known source under "unknown".
    findings (Tuple[Finding, ...]): In document order.
    """

    anonymous: str
    sources: Tuple[Source, ...]
    quotations: Mapping[str, int]
    findings: Tuple[Finding, ...]

    @property
    def counts(self) -> Dict[str, int]:
        """Number of sources by source type; one that is part of another is not counted."""
        return dict(Counter(s.source_type for s in self.sources if s.part_of is None))

    @property
    def anonymous_sources(self) -> Tuple[Source, ...]:
        """The anonymous sources, without those that are part of another."""
        return tuple(s for s in self.sources if s.anonymous and s.part_of is None)

    @property
    def shares(self) -> Dict[str, float]:
        """Share of all quotations by source type, between 0 and 1."""
        total = sum(self.quotations.values())
        return {source_type: number / total for source_type, number in self.quotations.items()}

    def to_dict(self) -> Dict[str, Any]:
        """As JSON data, with character offsets into the text."""
        return {
            "definition": self.anonymous,
            "counts": self.counts,
            "anonymous": len(self.anonymous_sources),
            "quotations": dict(self.quotations),
            "shares": {source_type: round(share, 4) for source_type, share in self.shares.items()},
            "sources": [source.to_dict() for source in self.sources],
            "findings": [finding.to_dict() for finding in self.findings],
        }
