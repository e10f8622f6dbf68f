"""Attributions as JSON data with character offsets, and back."""

from typing import Any, Dict, List, Mapping, Optional, TypedDict

from spacy.tokens import Doc, Span, SpanGroup

from ..errors import Errors
from ..lang.reading import elisions_of
from ..page.layout import Layout
from ..page.marks import form_of
from ..wording import shown
from .scheme import FIELDS, LABEL_OF_ROLE, LAYERS, PIECED_ROLES, SPANS_KEY, VALUES, Act, Form, SourceType
from .spans import read_attributions, span_of


class _Mention(TypedDict):
    text: str
    start: int
    end: int


class SpeakerRecord(_Mention, total=False):
    """The most informative mention of a speaker: its text, and where it stands, in characters. Who that is across a collection of articles stands
    beside it where that was asked for, each field None where it is not known: see `spacy_attrib.collection.add_people`."""

    person_id: Optional[str]
    person_name: Optional[str]
    affiliation: Optional[str]
    gender: Optional[str]


class _AttributionFields(TypedDict):
    id: str
    content: List[List[int]]
    cue: List[List[int]]
    source: List[List[int]]


class AttributionRecord(_AttributionFields, total=False):
    """One attribution: roles as lists of pieces, each a start and an end in characters; see `views.Attribution` for the fields. The texts of
    the roles and the id of the speaker stand beside them if they were asked for, `why` if the component was to `explain`, any layer may miss in
    gold."""

    content_text: str
    cue_text: Optional[str]
    source_text: Optional[str]
    speaker: Optional[SpeakerRecord]
    form: Form
    act: Optional[Act]
    source_type: Optional[SourceType]
    anonymous: Optional[bool]
    disclosure: Optional[List[List[int]]]
    disclosure_text: Optional[str]
    reason: Optional[List[List[int]]]
    reason_text: Optional[str]
    score: Optional[float]
    why: Dict[str, str]
    speaker_id: Optional[str]


class ArticleRecord(TypedDict):
    """One article: its name, its untouched text, what else is known of it, and its attributions in document order."""

    id: str
    text: str
    meta: Dict[str, Any]
    attributions: List[AttributionRecord]


def to_record(doc: Doc, id: str = "", meta: Optional[Mapping[str, Any]] = None, key: str = SPANS_KEY, texts: bool = False) -> ArticleRecord:
    """A Doc in the project's JSON format, which gold and predictions share.

    doc (Doc): The Doc.
    id (str): Name of the article.
    meta (Optional[Mapping[str, Any]]): Anything else to be kept with it.
    key (str): Name of the span group.
    texts (bool): Whether to write the text of every role beside its offsets (see `with_texts`), and the `speaker_id`.
    RETURNS (ArticleRecord): `id`, `text`, `meta` and `attributions`, with character offsets into the untouched text.
    """
    text = doc.text
    attributions: List[Any] = []
    text = doc.text  # which spaCy puts together from the tokens whenever it is asked for
    for attribution in read_attributions(doc, key):
        item = attribution.to_dict()
        attributions.append({**with_texts(item, text), "speaker_id": attribution.speaker_id} if texts else item)
    return {"id": id, "text": text, "meta": dict(meta or {}), "attributions": attributions}


def with_texts(item: Mapping[str, Any], text: str) -> Dict[str, Any]:
    """An attribution of a record with the text of every role behind its offsets: `content_text`, `cue_text` and so on.

    item (Mapping[str, Any]): The attribution.
    text (str): The text of the article.
    RETURNS (Dict[str, Any]): The same, and the texts; the pieces of a role are joined by a space. None where a role is empty.
    """
    written: Dict[str, Any] = {}
    for name, value in item.items():
        written.setdefault(name, value)
        if name in PIECED_ROLES:
            written[f"{name}_text"] = " ".join(text[start:end] for start, end in record_pieces(value)) or None
    return written


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
    layout = Layout(own, elisions_of(doc.lang_))
    for number, item in enumerate(record.get("attributions", ())):
        identifier = str(item.get("id", f"a{number}"))
        if identifier in attrs:
            raise ValueError(Errors.A008.format(id=identifier, where=""))
        where = f" (attribution {shown(identifier)!r})"
        for name, expected in VALUES.items():
            if item.get(name) is not None and item[name] not in expected:
                raise ValueError(Errors.A018.format(value=item[name], field=name, expected=", ".join(expected), where=where))
        form = item.get("form")
        if form is None:
            content = record_pieces(item.get("content"))
            around = layout.around(min(content)[0], max(end for _, end in content)) if content else []
            form = form_of(own, content, record_pieces(item.get("cue")), around)
        speaker = item.get("speaker")
        kb_id = ""
        if speaker:
            identity = item.get("speaker_id") or (speaker["start"], speaker["end"], speaker.get("text"))
            kb_id = speakers.setdefault(str(identity), f"s{len(speakers)}")
        chars: Dict[str, List[List[int]]] = {}
        for role in ("content", "cue", "source", "speaker", "disclosure", "reason"):
            pieces = record_pieces(item.get(role))
            label = form.upper() if role == "content" else LABEL_OF_ROLE[role]
            inexact = 0
            for start, end in pieces:
                if not 0 <= start < end <= len(own):
                    raise ValueError(Errors.A005.format(start=start, end=end, role=role, length=len(own), where=where))
                span = span_of(doc, start, end, label, identifier, "" if role == "cue" else kb_id)
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
