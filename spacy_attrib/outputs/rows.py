"""The columns of tables and databases: one row an attribution, its article's fields before its own."""

from typing import Any, Dict, Iterator, Mapping, Optional, Sequence

from ..attributions import FIELDS, LAYERS, PERSON_FIELDS, PIECED_ROLES, record_pieces
from .base import Result, json_line, unicode_only

# Under which names of the meta the columns of an article are looked for, the first that is there first
ARTICLE_FIELDS = {
    "title": ("title", "headline"),
    "url": ("url", "link"),
    "date": ("date", "published", "date_published"),
    "outlet": ("outlet", "publisher", "newspaper", "source", "sitename"),
}
PIECES = "pieces"  # offsets: a list of pairs
JSON = "json"
# Of an attribution: name of the column → type
OF_ATTRIBUTION: Dict[str, Any] = {
    "attribution": str,
    "speaker": str,
    "speaker_id": str,
    **dict.fromkeys(PERSON_FIELDS, str),
    "source_type": str,
    "anonymous": bool,
    "form": str,
    "act": str,
    "content": str,
    "cue": str,
    "source": str,
    "disclosure": str,
    "reason": str,
    "words": int,
    "score": float,
    **{f"{role}_offsets": PIECES for role in PIECED_ROLES},
    "speaker_start": int,
    "speaker_end": int,
    "more": JSON,
}
OF_ARTICLE: Dict[str, Any] = {"article": str, **dict.fromkeys(ARTICLE_FIELDS, str), "meta": JSON}
OF_FINDINGS: Dict[str, Any] = {"findings": str, "finding_messages": str}
COLUMNS = {**OF_ARTICLE, **OF_ATTRIBUTION, **OF_FINDINGS}
NAMED = ("named_person", "organization")  # whose name says across articles who it is

Row = Dict[str, Any]


def article_row(record: Mapping[str, Any]) -> Row:
    """What is known of an article: `OF_ARTICLE`. Values that are no text are written as JSON."""
    meta = record.get("meta") or {}
    lower = {str(name).lower(): value for name, value in meta.items()}
    row = {"article": record["id"]}
    for column, names in ARTICLE_FIELDS.items():
        row[column] = next((_text(lower[name]) for name in names if lower.get(name) not in (None, "")), None)
    return {**row, "meta": unicode_only(json_line(meta))}


def attribution_row(item: Mapping[str, Any]) -> Row:
    """An attribution with the texts of its roles, as a row of `OF_ATTRIBUTION`. Offsets are lists of pairs."""
    speaker = item.get("speaker") or {}
    content = item.get("content_text") or ""
    row: Row = {
        "attribution": item["id"],
        "speaker": speaker.get("text"),
        "speaker_id": item.get("speaker_id"),
        **person_of(item),
        "words": len(content.split()),
        "speaker_start": speaker.get("start"),
        "speaker_end": speaker.get("end"),
        **{name: item.get(name) for name in ("source_type", "anonymous", "form", "act", "score")},
    }
    for role in PIECED_ROLES:
        row[role] = item.get(f"{role}_text")
        row[f"{role}_offsets"] = record_pieces(item.get(role)) or None
    told = {"speaker_id", *(f"{role}_text" for role in PIECED_ROLES)}
    more = {name: value for name, value in item.items() if name not in FIELDS and name not in told}
    row["more"] = unicode_only(json_line(more)) if more else None
    return {name: unicode_only(row[name]) if isinstance(row[name], str) else row[name] for name in OF_ATTRIBUTION}


def person_of(item: Mapping[str, Any]) -> Dict[str, Optional[str]]:
    """Who an attribution's speaker is across articles: `PERSON_FIELDS`, as the speaker says. Where it does not, a speaker with a name has that
    as printed for `person_name`, and nothing else is known."""
    speaker = item.get("speaker") or {}
    known = {name: _line(speaker.get(name)) for name in PERSON_FIELDS}
    if "person_name" not in speaker and item.get("source_type") in NAMED:
        known["person_name"] = _line(speaker.get("text"))
    return known


def missing_layers(item: Mapping[str, Any]) -> Optional[str]:
    """The layers that an attribution of gold leaves without annotation, as JSON; None if it has all."""
    missing = [name for name in LAYERS if name not in item]
    return json_line(missing) if missing else None


def _line(value: Any) -> Optional[str]:
    return None if value is None else " ".join(_text(value).split()) or None


def table_rows(result: Result) -> Iterator[Row]:
    """The rows of an article in `COLUMNS`: one for each attribution, with the findings on its source, then one for each finding that is on
    no attribution."""
    article = {name: unicode_only(value) if isinstance(value, str) else value for name, value in article_row(result.record).items()}
    left = list(result.findings)
    for item in result.attributions:
        row = attribution_row(item)
        own = [finding for finding in result.findings if finding["source"] and finding["source"] == row["speaker_id"]]
        left = [finding for finding in left if finding not in own]
        yield {**article, **row, **_of_findings(own)}
    for finding in left:
        yield {**dict.fromkeys(COLUMNS), **article, **_of_findings([finding])}


def _of_findings(findings: Sequence[Mapping[str, Any]]) -> Row:
    if not findings:
        return dict.fromkeys(OF_FINDINGS)
    kinds = dict.fromkeys(finding["kind"] for finding in findings)
    messages = dict.fromkeys(finding["message"] for finding in findings)
    return {"findings": "; ".join(kinds), "finding_messages": unicode_only(" ".join(messages))}


def _text(value: Any) -> str:
    return unicode_only(value if isinstance(value, str) else json_line(value))
