"""What an audit is made of: sources, findings, and the newsroom rules behind them."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Tuple

from spacy.tokens import Span

from ..attributions import ANONYMOUS_TYPES, Attribution, Pieces, Speaker
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
    "veiled_sourcing": Rule("Reuters", "Source every statement that is not an established fact."),
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
    def withheld(self) -> bool:
        """Whether the text says that a name is withheld: of somebody without one, or of "Lena, not her real name"."""
        return bool(self.disclosure)

    @property
    def pseudonym(self) -> bool:
        """Whether the text withholds a name and yet uses one: a pseudonym, or a first name alone."""
        return self.withheld and self.source_type not in ANONYMOUS_TYPES

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
            "quoted": [_pieces_to_dict(quotation.content) for quotation in self.quotations],
            "part_of": self.part_of,
            "descriptor": self.descriptor and self.descriptor.to_dict(),
            "withheld": self.withheld,
            "disclosure": self.disclosure.offsets or None,
            "disclosure_text": self.disclosure.text or None,
            "reason": self.reason.offsets or None,
            "reason_text": self.reason.text or None,
        }


def _pieces_to_dict(pieces: Pieces) -> Dict[str, Any]:
    return {"text": pieces.text, "offsets": pieces.offsets}


@dataclass(frozen=True)
class Finding:
    """Something a standards editor would want to look at: its kind (one of `RULES`), where, what (one sentence), the id of the source, which is
    empty where there is none."""

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
            "source": self.source_id or None,
        }


@dataclass(frozen=True)
class Verdict:
    """What one rule has to say to one anonymous source.

    kind (str): The rule, one of `RULES`.
    source_id (str): Id of the source.
    applies (bool): Whether there is a finding.
    why (str): Why the rule applies, or why it is silent.
    """

    kind: str
    source_id: str
    applies: bool
    why: str

    def to_dict(self) -> Dict[str, Any]:
        """As JSON data, for the source that it is about."""
        return {"kind": self.kind, "applies": self.applies, "why": self.why}


@dataclass(frozen=True)
class Audit:
    """The sourcing audit of one article.

    anonymous (str): What counts as anonymous: "unnamed" or "disclosed".
    sources (Tuple[Source, ...]): In the order in which they first speak.
    quotations (Mapping[str, int]): Number of quotations by source type, those of no known source under "unknown".
    findings (Tuple[Finding, ...]): In document order.
    verdicts (Tuple[Verdict, ...]): For every source that is anonymous, or whose name is withheld, which rules apply, and why the others are silent.
    """

    anonymous: str
    sources: Tuple[Source, ...]
    quotations: Mapping[str, int]
    findings: Tuple[Finding, ...]
    verdicts: Tuple[Verdict, ...] = ()

    @property
    def counts(self) -> Dict[str, int]:
        """Number of sources by source type; one that is part of another is not counted."""
        return dict(Counter(s.source_type for s in self.sources if s.part_of is None))

    @property
    def anonymous_sources(self) -> Tuple[Source, ...]:
        """The anonymous sources, without those that are part of another."""
        return tuple(s for s in self.sources if s.anonymous and s.part_of is None)

    @property
    def withheld_names(self) -> Tuple[Source, ...]:
        """The sources whose name the text withholds, pseudonyms among them, without those that are part of another."""
        return tuple(s for s in self.sources if s.withheld and s.part_of is None)

    def verdicts_on(self, source_id: str) -> Tuple[Verdict, ...]:
        """What the rules have to say to a source, in the order of `RULES`."""
        return tuple(sorted((v for v in self.verdicts if v.source_id == source_id), key=lambda v: list(RULES).index(v.kind)))

    @property
    def shares(self) -> Dict[str, float]:
        """Share of all quotations by source type, between 0 and 1."""
        total = sum(self.quotations.values())
        return {source_type: number / total for source_type, number in self.quotations.items()}

    def to_dict(self) -> Dict[str, Any]:
        """As JSON data, with character offsets into the text."""
        order = list(RULES)
        verdicts: Dict[str, List[Dict[str, Any]]] = {}
        for verdict in sorted(self.verdicts, key=lambda v: order.index(v.kind)):
            verdicts.setdefault(verdict.source_id, []).append(verdict.to_dict())
        return {
            "definition": self.anonymous,
            "counts": self.counts,
            "anonymous": len(self.anonymous_sources),
            "withheld": len(self.withheld_names),
            "quotations": dict(self.quotations),
            "shares": {source_type: round(share, 4) for source_type, share in self.shares.items()},
            "sources": [{**source.to_dict(), "rules": verdicts.get(source.id, [])} for source in self.sources],
            "findings": [finding.to_dict() for finding in self.findings],
        }
