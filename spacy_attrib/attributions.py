"""The data model: how attributions stand in a Doc, how they are read, and how they become JSON and come back.

Everything is stored as spans of one group, `doc.spans["attrib"]`; the views are built on reading and never stored:

    span.label_    DIRECT, MIXED or INDIRECT (a piece of content), CUE, SOURCE, SPEAKER, DISCLOSURE, REASON
    span.id_       the attribution, "a0", "a1" … in document order
    span.kb_id_    the speaker within the document, "s0", "s1" …; empty where there is none
    group.attrs    per attribution: act, source_type, score, and what only gold has: exact characters of pieces that no
                   token boundary meets, fields beyond the format, names of layers that are not annotated;
                   lost by `Doc.from_docs`, `Doc.to_json` and augmenters, so it may be missing
"""
import warnings
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, Dict, Iterable, List, Mapping, Optional, Sequence, Tuple

from spacy.tokens import Doc, Span, SpanGroup

from .errors import Errors
from .marks import Quoted, form_of, quoted_segments

SPANS_KEY = "attrib"
FORMS = ("direct", "mixed", "indirect")
ACTS = ("speech", "thought", "other")
SOURCE_TYPES = (
    "named_person",
    "unnamed_person",
    "unnamed_group",
    "organization",
    "document",
    "public",
    "author",
    "unknown",
)
ANONYMOUS_TYPES = ("unnamed_person", "unnamed_group")
LABEL_OF_ROLE = {
    "cue": "CUE",
    "source": "SOURCE",
    "speaker": "SPEAKER",
    "disclosure": "DISCLOSURE",
    "reason": "REASON",
}
FORM_OF_LABEL = {form.upper(): form for form in FORMS}
ROLE_OF_LABEL = {**{label: role for role, label in LABEL_OF_ROLE.items()}, **{label: "content" for label in FORM_OF_LABEL}}
PIECED_ROLES = ("content", "cue", "source", "disclosure", "reason")
VALUES = {"form": FORMS, "act": ACTS, "source_type": SOURCE_TYPES}
LAYERS = ("speaker", "form", "act", "source_type", "anonymous", "disclosure", "reason", "score")  # gold may lack them
FIELDS = ("id", "content", "cue", "source", *LAYERS)

Offsets = Tuple[int, int]


@dataclass
class Draft:
    """An attribution in the making, in token offsets (half-open). `find` fills content, cue, source and act, `resolve`
    the speaker, `type` the rest; `form` is left to `write_attributions`, unless it is known."""

    content: List[Offsets]
    cue: List[Offsets] = field(default_factory=list)
    source: List[Offsets] = field(default_factory=list)
    act: Optional[str] = None
    form: Optional[str] = None
    speaker: Optional[Offsets] = None
    source_type: Optional[str] = None
    disclosure: List[Offsets] = field(default_factory=list)
    reason: List[Offsets] = field(default_factory=list)
    score: Optional[float] = None
    speaker_id: Optional[str] = None


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
    form: str
    act: Optional[str]
    source_type: Optional[str]
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
            **self._attrs.get("extra", {}),
        }
        return {name: value for name, value in fields.items() if name not in self._attrs.get("absent", ())}


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
    source_type: Optional[str]
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
    return {"text": span.doc.text[start:end], "start": start, "end": end}  # may begin or end in white space, outside the span


# Writing


def write_attributions(doc: Doc, drafts: Iterable[Draft], key: str = SPANS_KEY) -> None:
    """Store attributions in a Doc, in place of those stored before.

    doc (Doc): The Doc.
    drafts (Iterable[Draft]): The attributions, in any order; those without content are left out.
    key (str): Name of the span group.
    """
    text = doc.text
    segments = quoted_segments(text)
    ends = list(accumulate((s.end for s in segments), max))
    ordered = sorted((d for d in drafts if d.content), key=lambda d: (min(d.content), min(d.cue or d.content)))
    speakers: Dict[Any, str] = {}
    spans: List[Span] = []
    attrs: Dict[str, Dict[str, Any]] = {}
    for number, draft in enumerate(ordered):
        identifier = f"a{number}"
        identity = draft.speaker_id if draft.speaker_id is not None else draft.speaker
        speaker = "" if identity is None else speakers.setdefault(identity, f"s{len(speakers)}")
        form = draft.form or _form(doc, text, draft, segments, ends)
        attrs[identifier] = {"act": draft.act, "source_type": draft.source_type, "score": draft.score}
        for role, label in (("content", form.upper()), *LABEL_OF_ROLE.items()):
            pieces = getattr(draft, role)
            if role == "speaker":
                pieces = [pieces] if pieces else []
            for start, end in sorted(pieces):
                kb_id = "" if role == "cue" else speaker
                spans.append(Span(doc, start, end, label=label, span_id=identifier, kb_id=kb_id))
    doc.spans[key] = SpanGroup(doc, name=key, spans=spans, attrs=attrs)


def _form(doc: Doc, text: str, draft: Draft, segments: Sequence[Quoted], ends: Sequence[int]) -> str:
    def chars(pieces: Iterable[Offsets]) -> List[Offsets]:
        return [(doc[start].idx, doc[end - 1].idx + len(doc[end - 1])) for start, end in sorted(pieces)]

    content = chars(draft.content)
    around = []
    for segment in segments[bisect_right(ends, content[0][0]) :]:
        if segment.start >= content[-1][1]:
            break
        around.append(segment)
    return form_of(text, content, chars(draft.cue), around)


# Reading


def read_attributions(doc: Doc, key: str = SPANS_KEY) -> Tuple[Attribution, ...]:
    """Build the views of all attributions in a Doc.

    doc (Doc): The Doc.
    key (str): Name of the span group.
    RETURNS (Tuple[Attribution, ...]): The attributions in document order; empty if the Doc has none.
    """
    if key not in doc.spans:
        return ()
    group = doc.spans[key]
    runs = _runs(group)
    restarted = len({identifier for identifier, _ in runs}) < len(runs)
    result = []
    speakers: Dict[Tuple[int, str], str] = {}
    round_ = 0
    for number, (identifier, spans) in enumerate(runs):
        if number and _number(identifier) <= _number(runs[number - 1][0]):
            round_ += 1
        attrs = {} if restarted else group.attrs.get(identifier) or {}
        if restarted:  # Doc.from_docs joined documents: ids count from zero again in each
            identifier = f"a{number}"
        kb_id = next((s.kb_id_ for s in spans if s.kb_id_), "")
        if kb_id and restarted:
            kb_id = speakers.setdefault((round_, kb_id), f"s{len(speakers)}")
        result.append(_view(identifier, spans, kb_id or None, attrs))
    return tuple(result)


def _runs(group: Iterable[Span]) -> List[Tuple[str, List[Span]]]:
    """Spans of one attribution stand together, content first, so where content follows another role a new one begins."""
    runs: List[Tuple[str, List[Span]]] = []
    for span in group:
        if span.label_ not in ROLE_OF_LABEL:
            continue
        fresh = not runs or runs[-1][0] != span.id_
        if not fresh and span.label_ in FORM_OF_LABEL and runs[-1][1][-1].label_ not in FORM_OF_LABEL:
            fresh = True
        if fresh:
            runs.append((span.id_, []))
        runs[-1][1].append(span)
    return runs


def _number(identifier: str) -> int:
    digits = identifier.lstrip("a")
    return int(digits) if digits.isdecimal() else -1


def _view(identifier: str, spans: Sequence[Span], speaker_id: Optional[str], attrs: Mapping[str, Any]) -> Attribution:
    roles: Dict[str, List[Span]] = {}
    form = "indirect"
    for span in spans:
        roles.setdefault(ROLE_OF_LABEL[span.label_], []).append(span)
        form = FORM_OF_LABEL.get(span.label_, form)
    return Attribution(
        id=identifier,
        speaker=roles["speaker"][0] if "speaker" in roles else None,
        speaker_id=speaker_id,
        form=form,
        act=attrs.get("act"),
        source_type=attrs.get("source_type"),
        score=attrs.get("score"),
        _attrs=attrs,
        **{role: Pieces(roles.get(role, ())) for role in PIECED_ROLES},
    )


def get_attributions(doc: Doc) -> Tuple[Attribution, ...]:
    """Getter of `doc._.attributions`: every attribution, in document order."""
    return read_attributions(doc)


def get_quotes(doc: Doc) -> Tuple[Attribution, ...]:
    """Getter of `doc._.quotes`: the attributions that are speech, or whose act is not known."""
    return tuple(a for a in read_attributions(doc) if a.act in ("speech", None))


def get_speakers(doc: Doc) -> Tuple[Speaker, ...]:
    """Getter of `doc._.speakers`: all speakers, in the order of their first attribution."""
    by_id: Dict[str, List[Attribution]] = {}
    for attribution in read_attributions(doc):
        if attribution.speaker_id and attribution.speaker is not None:
            by_id.setdefault(attribution.speaker_id, []).append(attribution)
    return tuple(
        Speaker(identifier, items[0].speaker, items[0].source_type, tuple(items))
        for identifier, items in by_id.items()
        if items[0].speaker is not None
    )


def get_sourcing_audit(doc: Doc) -> Any:
    """Getter of `doc._.sourcing_audit`: the `Audit` of the article, with every unnamed source as anonymous."""
    from .audit import audit_sourcing  # its word lists are only read by those who ask

    return audit_sourcing(doc)


def set_extensions() -> None:
    """Register what stands at `doc._`. Another getter of that name is kept, with a warning."""
    getters = {
        "attributions": get_attributions,
        "quotes": get_quotes,
        "speakers": get_speakers,
        "sourcing_audit": get_sourcing_audit,
    }
    for name, getter in getters.items():
        if not Doc.has_extension(name):
            Doc.set_extension(name, getter=getter)
        elif Doc.get_extension(name)[2] is not getter:
            warnings.warn(Errors.A003.format(name=name, package=__package__))


# Keeping them right when Docs change


def realign(doc: Doc, key: str = SPANS_KEY) -> Doc:
    """Put the spans back in place after `doc.retokenize()`, which leaves them at wrong tokens (spaCy #12024).

    doc (Doc): The retokenised Doc. A span that no longer meets a token boundary is widened.
    key (str): Name of the span group.
    RETURNS (Doc): The same Doc.
    """
    if key in doc.spans:
        group = doc.spans[key]
        old = [(s.start_char, s.end_char, s.label_, s.id_, s.kb_id_) for s in group]
        attrs = dict(group.attrs)
        doc.spans[key] = SpanGroup(doc, name=key, spans=[_span(doc, *o) for o in old], attrs=attrs)
    return doc


def _span(doc: Doc, start: int, end: int, label: str, identifier: str, kb_id: str) -> Span:
    tokens = doc.char_span(start, end, alignment_mode="expand")
    return Span(doc, tokens.start, tokens.end, label=label, span_id=identifier, kb_id=kb_id)


def concat(docs: Sequence[Doc], key: str = SPANS_KEY, **kwargs: Any) -> Optional[Doc]:
    """`Doc.from_docs`, with attributions and speakers numbered anew and nothing of them lost.

    docs (Sequence[Doc]): The Docs, all with one vocabulary.
    key (str): Name of the span group.
    **kwargs: Passed to `Doc.from_docs`.
    RETURNS (Optional[Doc]): The joined Doc, None if there are none to join.
    """
    joined = Doc.from_docs(list(docs), **kwargs)
    if joined is None or not any(key in doc.spans for doc in docs):
        return joined
    parts = [(_runs(doc.spans[key]), doc.spans[key].attrs) for doc in docs if key in doc.spans and len(doc)]
    shifted = iter(list(joined.spans[key])) if key in joined.spans else iter(())
    spans: List[Span] = []
    attrs: Dict[str, Any] = {}
    speakers: Dict[Tuple[int, str], str] = {}
    for part, (runs, old_attrs) in enumerate(parts):
        for identifier, members in runs:
            new = f"a{len(attrs)}"
            attrs[new] = {k: v for k, v in (old_attrs.get(identifier) or {}).items() if k != "chars"}
            for _ in members:
                span = next(shifted)
                kb_id = speakers.setdefault((part, span.kb_id_), f"s{len(speakers)}") if span.kb_id_ else ""
                spans.append(Span(joined, span.start, span.end, label=span.label_, span_id=new, kb_id=kb_id))
    joined.spans[key] = SpanGroup(joined, name=key, spans=spans, attrs=attrs)
    return joined


# JSON


def to_record(doc: Doc, id: str = "", meta: Optional[Mapping[str, Any]] = None, key: str = SPANS_KEY) -> Dict[str, Any]:
    """A Doc in the project's JSON format, which gold and predictions share.

    doc (Doc): The Doc.
    id (str): Name of the article.
    meta (Optional[Mapping[str, Any]]): Anything else to be kept with it.
    key (str): Name of the span group.
    RETURNS (Dict[str, Any]): `id`, `text`, `meta` and `attributions`, with character offsets into the untouched text.
    """
    attributions = [a.to_dict() for a in read_attributions(doc, key)]
    return {"id": id, "text": doc.text, "meta": dict(meta or {}), "attributions": attributions}


def add_record(doc: Doc, record: Mapping[str, Any], key: str = SPANS_KEY) -> int:
    """Store the attributions of a JSON record in a Doc of the same text.

    doc (Doc): The Doc, e.g. `nlp.make_doc(record["text"])`.
    record (Mapping[str, Any]): The record. Layers it lacks stay empty, but for the form, which its marks tell.
    key (str): Name of the span group.
    RETURNS (int): How many pieces had to be widened to token boundaries; their exact offsets are kept beside them and
        come back from `to_record`, and so do fields beyond the format.
    RAISES (ValueError): If the text differs, a piece is not inside it, an id comes twice, or a label is not known.
    """
    own = doc.text
    text = record.get("text", own)
    if text != own:
        position = next((i for i, (a, b) in enumerate(zip(text, own)) if a != b), min(len(text), len(own)))
        raise ValueError(Errors.A004.format(id=record.get("id"), position=position))
    widened = 0
    spans: List[Span] = []
    attrs: Dict[str, Any] = {}
    speakers: Dict[Any, str] = {}
    segments: Optional[List[Quoted]] = None
    for number, item in enumerate(record.get("attributions", ())):
        identifier = str(item.get("id", f"a{number}"))
        if identifier in attrs:
            raise ValueError(Errors.A008.format(id=identifier, where=""))
        where = f" (attribution {identifier!r})"
        for name, expected in VALUES.items():
            if item.get(name) is not None and item[name] not in expected:
                raise ValueError(Errors.A018.format(value=item[name], field=name, expected=", ".join(expected), where=where))
        form = item.get("form")
        if form is None:
            segments = quoted_segments(own) if segments is None else segments
            form = form_of(own, record_pieces(item.get("content")), record_pieces(item.get("cue")), segments)
        speaker = item.get("speaker")
        kb_id = ""
        if speaker:
            kb_id = speakers.setdefault((speaker["start"], speaker["end"], speaker.get("text")), f"s{len(speakers)}")
        chars: Dict[str, List[List[int]]] = {}
        for role in ("content", "cue", "source", "speaker", "disclosure", "reason"):
            pieces = record_pieces(item.get(role))
            label = form.upper() if role == "content" else LABEL_OF_ROLE[role]
            inexact = 0
            for start, end in pieces:
                if not 0 <= start < end <= len(own):
                    raise ValueError(Errors.A005.format(start=start, end=end, role=role, length=len(own), where=where))
                span = _span(doc, start, end, label, identifier, "" if role == "cue" else kb_id)
                inexact += (span.start_char, span.end_char) != (start, end)
                spans.append(span)
            if inexact or pieces != sorted(pieces):
                chars[role] = pieces
                widened += inexact
        attrs[identifier] = {name: item.get(name) for name in ("act", "source_type", "score")}
        kept = {
            "chars": chars,
            "extra": _beyond(item),
            "speaker": {name: value for name, value in (speaker or {}).items() if name not in ("text", "start", "end")},
            "absent": [name for name in LAYERS if name not in item],
        }
        attrs[identifier].update((name, value) for name, value in kept.items() if value)
    doc.spans[key] = SpanGroup(doc, name=key, spans=spans, attrs=attrs)
    return widened


def _beyond(item: Mapping[str, Any]) -> Dict[str, Any]:
    """What the spans and labels of a Doc cannot hold of an attribution's record."""
    beyond = {name: value for name, value in item.items() if name not in FIELDS}
    if "form" in item and item["form"] is None:
        beyond["form"] = None
    if item.get("source_type") is None and item.get("anonymous") is not None:
        beyond["anonymous"] = item["anonymous"]
    return beyond


def record_pieces(value: Any) -> List[List[int]]:
    """The pieces of one role of a JSON record: a list of pairs, one pair, a speaker's object or null.

    value (Any): What stands in the record.
    RETURNS (List[List[int]]): Character offsets.
    """
    if not value:
        return []
    if isinstance(value, Mapping):
        return [[value["start"], value["end"]]]
    if isinstance(value[0], int):
        return [[value[0], value[1]]]
    return [[start, end] for start, end in value]


set_extensions()
