"""What is read of a Doc: frozen views of attributions and speakers."""

from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

from spacy.tokens import Span

from .drawing import draw_list, draw_passage
from .scheme import ANONYMOUS_TYPES, NO_SOURCE, PIECED_ROLES, Act, Form, SourceType


class Pieces(Tuple[Span, ...]):
    """The pieces of one role in document order: a tuple of spans with a text of its own."""

    __slots__ = ()

    @property
    def text(self) -> str:
        """The texts of the pieces, joined by a space."""
        return " ".join(span.text for span in self)

    @property
    def offsets(self) -> List[List[int]]:
        """Character offsets of every piece."""
        return [[span.start_char, span.end_char] for span in self]

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Attribution:
    """One attribution: who (`source`, resolved: `speaker`) said, by which word (`cue`), what (`content`).

    id (str): Unique within the document: "a0", "a1" … in document order.
    content (Pieces): What is attributed, in one piece or more.
    cue (Pieces): The word or words that attribute it; empty for a quotation without.
    source (Pieces): The mention of the source; empty where none is expressed.
    speaker (Optional[Span]): The most informative mention of whoever that is, None if not known.
    speaker_id (Optional[str]): The same for all attributions of one speaker.
    form (str): "direct", "mixed" or "indirect".
    act (Optional[str]): "speech", "thought" or "other".
    source_type (Optional[str]): One of `SOURCE_TYPES`.
    disclosure (Pieces): Where the text says that the source is not to be named; may be empty.
    reason (Pieces): Where it says why; may be empty.
    score (Optional[float]): Confidence between 0 and 1, None where there is none.
    """

    id: str
    content: Pieces
    cue: Pieces
    source: Pieces
    speaker: Optional[Span]
    speaker_id: Optional[str]
    form: Form
    act: Optional[Act]
    source_type: Optional[SourceType]
    disclosure: Pieces
    reason: Pieces
    score: Optional[float]
    _attrs: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def anonymous(self) -> Optional[bool]:
        """Whether the source is a person or a group that the reader cannot know; None without a source type."""
        return None if self.source_type is None else self.source_type in ANONYMOUS_TYPES

    @property
    def text(self) -> str:
        """The text of the content."""
        return self.content.text

    @property
    def why(self) -> Mapping[str, str]:
        """What decided on content, speaker, type and disclosure: names of rules and steps. Empty unless the component was to `explain`."""
        return self._attrs.get("why", {})

    def lacks(self, layer: str) -> bool:
        """Whether the gold it came from leaves a layer ("reason", "act" …) without annotation; never so for predictions."""
        return layer in self._attrs.get("absent", ())

    def to_dict(self) -> Dict[str, Any]:
        """The attribution in the JSON format, with character offsets. Layers that the gold it came from lacks are left out."""
        exact = self._attrs.get("chars") or {}
        chars = {role: exact.get(role) or getattr(self, role).offsets for role in PIECED_ROLES}
        speaker = None if self.speaker is None else _speaker_dict(self.speaker, exact.get("speaker"))
        fields = {
            "id": self.id,
            "content": chars["content"],
            "cue": chars["cue"],
            "source": chars["source"],
            "speaker": speaker and {**speaker, **self._attrs.get("speaker", {})},
            "form": self.form,
            "act": self.act,
            "source_type": self.source_type,
            "anonymous": self.anonymous,
            "disclosure": chars["disclosure"] or None,
            "reason": chars["reason"] or None,
            "score": self.score,
            **({"why": dict(self.why)} if self.why else {}),
            **self._attrs.get("extra", {}),
        }
        return {name: value for name, value in fields.items() if name not in self._attrs.get("absent", ())}

    def _repr_html_(self) -> str:
        """How a notebook shows it: in the paragraphs in which it stands."""
        spans = (*self.content, *self.cue, *self.source)
        return draw_passage(spans[0].doc.text, self) if spans else ""


class Attributions(Tuple[Attribution, ...]):
    """Attributions in document order: a tuple that a notebook shows as a table."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return draw_list(self)


@dataclass(frozen=True)
class Speaker:
    """Somebody who speaks in a document.

    id (str): "s0", "s1" …, unique within the document.
    mention (Span): The most informative mention.
    source_type (Optional[str]): One of `SOURCE_TYPES`.
    attributions (Tuple[Attribution, ...]): Everything attributed to the speaker, in document order.
    """

    id: str
    mention: Span
    source_type: Optional[SourceType]
    attributions: Tuple[Attribution, ...]

    @property
    def name(self) -> str:
        """The text of the most informative mention."""
        return self.mention.text

    @property
    def anonymous(self) -> Optional[bool]:
        """Whether the reader cannot know who it is; None without a source type."""
        return None if self.source_type is None else self.source_type in ANONYMOUS_TYPES

    @property
    def quotes(self) -> Tuple[Attribution, ...]:
        """The speaker's attributions that are speech."""
        return tuple(a for a in self.attributions if a.act in ("speech", None))


def _speaker_dict(span: Span, chars: Optional[List[List[int]]]) -> Dict[str, Any]:
    if chars is None:
        return {"text": span.text, "start": span.start_char, "end": span.end_char}
    start, end = chars[0]
    around = span.doc[max(span.start - 1, 0) : span.end + 1]  # may begin or end in white space, outside the span
    inside = around.start_char <= start and end <= around.start_char + len(around.text_with_ws)
    text, first = (around.text_with_ws, around.start_char) if inside else (span.doc.text, 0)
    return {"text": text[start - first : end - first], "start": start, "end": end}


def speakers_of(attributions: Sequence[Attribution]) -> Tuple[Speaker, ...]:
    """All speakers, in the order of their first attribution, with the first type that says something.

    attributions (Sequence[Attribution]): The attributions of one Doc, in document order.
    RETURNS (Tuple[Speaker, ...]): The speakers; attributions without a known speaker are left out.
    """
    by_id: Dict[str, List[Attribution]] = {}
    for attribution in attributions:
        if attribution.speaker_id and attribution.speaker is not None:
            by_id.setdefault(attribution.speaker_id, []).append(attribution)
    result = []
    for identifier, items in by_id.items():
        source_type = next((a.source_type for a in items if a.source_type not in NO_SOURCE), items[0].source_type)
        mention = next(a.speaker for a in items if a.speaker is not None)
        result.append(Speaker(identifier, mention, source_type, tuple(items)))
    return tuple(result)
