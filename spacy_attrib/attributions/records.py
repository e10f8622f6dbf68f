"""Attributions as JSON data with character offsets, and back."""
from typing import Any, Dict, List, Mapping, Optional

from spacy.tokens import Doc, Span, SpanGroup

from ..errors import Errors
from ..lang.reading import elisions_of
from ..page.layout import Layout
from ..page.marks import form_of
from .scheme import FIELDS, LABEL_OF_ROLE, LAYERS, SPANS_KEY, VALUES
from .spans import read_attributions, span_of


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
    layout = Layout(own, elisions_of(doc.lang_))
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
            form = form_of(own, record_pieces(item.get("content")), record_pieces(item.get("cue")), layout.segments)
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
