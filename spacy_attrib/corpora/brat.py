"""The standoff format of the annotation tool brat, as PolNeAR is shipped in it: the text in `x.txt`, its annotation in `x.ann`.

    T1  Source 0 7  Ann Lee                      a role: label, character offsets, the text they cover
    T2  Cue 8 12    said
    T3  Content 13 27;40 52     it was over …    pieces of a split content
    E1  Cue:T2 Source:T1 Content:T3              an attribution: the trigger, then the roles
    A1  Form E1 direct                           a label: Form, Act, SourceType, Anonymous (true or false)
    #1  JSON E1     {"id": "a0", "score": 0.97}  what the format has no place for: other fields, null where it was said
    #2  JSON article    {"meta": {}}             the same for the article: its id if the file is named otherwise, meta, …

(Columns are parted by tabs.) What is read and what is written:

- The trigger is the cue. Its label is `Cue`, or one that begins with `Attribution` as in PolNeAR, which is kept as the field
  `type`. An attribution without a cue has its content as the trigger: `E1 Content:T3 Source:T1`.
- Roles are `Content`, `Cue`, `Source`, `Speaker`, `Disclosure`, `Reason`, each with or without a number (`Content2`); their
  pieces are joined in the order in which they stand. They may come in any order and need not be sorted.
- `Discard` and `Discuss` spans become the lists `discard` and `discuss` of the record.
- The text that a T line covers may run over several lines, as brat's own files never do but PolNeAR's. White space apart it
  must be that of the article.
- Lines that mean nothing here (relations, notes, other attributes, T lines that no event uses) are kept in the field `brat`.
- Several annotators of one article: `x.ANNOTATOR.ann` beside `x.txt`, or a folder for each with `x.ann` and either `x.txt` in
  it or beside it. The name goes to `meta.annotator`. What is written is `x.txt`, `x.ann`, and `x.ANNOTATOR.ann` for the others.
- An article is named by its file; the articles of a folder come in the order of the file names.
"""

import json
import re
from collections import Counter
from itertools import count
from pathlib import Path
from typing import Any, Dict, Iterable, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Set, Tuple, Union

from ..attributions import FIELDS, PIECED_ROLES, VALUES, record_pieces
from ..errors import Errors
from ..files import is_device
from .validation import ZONES, CorpusError, RawRecord, attempt, decode, locate, parse_json

ROLES = (*PIECED_ROLES, "speaker")
LABELS = {"Form": "form", "Act": "act", "SourceType": "source_type", "Anonymous": "anonymous"}
BOOLEANS = {"true": True, "false": False}
KNOWN = ("Cue", "Attribution…", *(role.capitalize() for role in ROLES if role != "cue"), *(zone.capitalize() for zone in ZONES))
NOTE = "JSON"
ARTICLE = "article"

_ID = re.compile(r"[TEAMRN]\d+|#\d*|\*")
_PIECE = re.compile(r"(\d{1,15}) (\d{1,15})")  # Python refuses to read numbers of some thousand digits
_BREAK = re.compile(r"[\t\r\n]")
_EVENT = re.compile(r"E\d+")
_TYPE = re.compile(r"(?i)attribution[\w-]*")
_UNSAFE = re.compile(r"[^\w.+-]+")
_NAME_BYTES = 150
_SHOWN = 40

Pieces = List[List[int]]


class Line(NamedTuple):
    """A line of an `.ann` file: its id ("T1", "E1", "#1" …) and the columns after it; of a T line the label and the offsets, else
    empty; where it stands, in words for a message and as file and number; the line as it stands."""

    id: str
    fields: List[str]
    label: str
    pieces: Pieces
    where: str
    place: str
    raw: str


class Annotated(NamedTuple):
    """An article to be read: the files of its text and its annotation, and who annotated it, if the name of file or folder says so."""

    text: Path
    annotation: Path
    annotator: Optional[str]


# Finding


def find_articles(path: Path) -> List[Annotated]:
    """Find the articles of a corpus, a folder or an `.ann` file, in the order of their names.

    RAISES (CorpusError): If an annotation has no text, or a text no annotation.
    """
    annotations = sorted(path.rglob("*.ann")) if path.is_dir() else [path]
    names = Counter(annotation.stem for annotation in annotations)
    articles = [_with_text(annotation, names[annotation.stem] > 1) for annotation in annotations]
    if path.is_dir():
        used = {article.text for article in articles}
        for text in sorted(path.rglob("*.txt")):
            if text not in used:
                hint = "Give it an empty one if there is nothing in it to annotate, else take it out of the folder."
                raise CorpusError(Errors.A028.format(path=text, suffix=".ann", hint=hint))
    return articles


def _with_text(annotation: Path, repeated: bool) -> Annotated:
    folder = annotation.parent
    text = annotation.with_suffix(".txt")
    if text.exists():
        return Annotated(text, annotation, folder.name if repeated else None)
    article, _, annotator = annotation.stem.rpartition(".")
    if article and (folder / f"{article}.txt").exists():
        return Annotated(folder / f"{article}.txt", annotation, annotator)
    if (folder.parent / text.name).exists():
        return Annotated(folder.parent / text.name, annotation, folder.name)
    hint = f"Put the text that it annotates there, as '{text.name}'."
    raise CorpusError(Errors.A028.format(path=annotation, suffix=".txt", hint=hint))


def is_brat_folder(path: Path) -> bool:
    """Whether a folder holds nothing but `.ann` files and the `.txt` files that belong to them, or nothing at all."""
    try:
        articles = find_articles(path)
    except CorpusError:
        return False
    known = {article.text for article in articles} | {article.annotation for article in articles}
    return all(file in known for file in path.rglob("*") if not file.is_dir())


# Reading


def read_brat(articles: Iterable[Annotated]) -> Iterator[Union[RawRecord, CorpusError]]:
    """Read what `find_articles` gave, one article at a time; for one that cannot be read comes the error."""
    return (attempt(_read_article, article) for article in articles)


def _read_article(article: Annotated) -> RawRecord:
    name = article.text.stem
    text = decode(article.text.read_bytes(), article.text, name)
    lines = list(_read_lines(decode(article.annotation.read_bytes(), article.annotation, name), text, article.annotation, name))
    _check_ids(lines)
    spans = {line.id: line for line in lines if line.id[0] == "T"}
    used: Set[str] = set()
    events = {line.id: _read_event(line, spans, used, text) for line in lines if line.id[0] == "E"}
    notes: Dict[str, Dict[str, Any]] = {}
    zones: Dict[str, Pieces] = {}
    rest = []
    for line in lines:
        if line.id[0] == "T" and line.id not in used and line.label.lower() in ZONES:
            zones.setdefault(line.label.lower(), []).extend(line.pieces)
        elif line.id[0] == "E" or line.id in used or _read_label(line, events) or _read_note(line, events, notes, name):
            continue
        else:
            rest.append(line.raw)
    known = notes.get(ARTICLE, {"meta": {}})
    record = {"id": name, "text": text, **known, **zones}
    if article.annotator is not None and "annotator" not in (record.get("meta") or {}):
        record["meta"] = {**(record.get("meta") or {}), "annotator": article.annotator}
    if rest:
        record["brat"] = [*known.get("brat", ()), *rest]
    record["attributions"] = [_join(id, item, notes.get(id, {})) for id, item in events.items()]
    places = {item["id"]: line.place for item, line in zip(record["attributions"], (x for x in lines if x.id in events))}
    return RawRecord(record, str(article.annotation), places)


def _read_lines(annotation: str, text: str, path: Path, name: str) -> Iterator[Line]:
    physical = annotation.split("\n")  # not splitlines, which knows further line ends
    position = 0
    while position < len(physical):
        place = f"{path}:{position + 1}"
        where = locate(place, name)
        raw = physical[position].rstrip("\r")
        position += 1
        if not raw.strip():
            continue
        id, tab, rest = raw.partition("\t")
        if not tab or not _ID.fullmatch(id):
            raise CorpusError(Errors.A029.format(line=_shorten(raw), where=where))
        label = ""
        pieces: Pieces = []
        if id[0] == "T":
            head, _, covered = rest.partition("\t")
            label, pieces = _read_span(id, head, text, where)
            wanted = {_squeeze(" ".join(text[s:e] for s, e in order)) for order in (pieces, sorted(pieces))}
            while position < len(physical) and _squeeze(covered) not in wanted:
                longer = f"{covered}\n{physical[position]}"
                if not any(whole.startswith(_squeeze(longer)) for whole in wanted):
                    break
                covered, raw = longer, f"{raw}\n{physical[position]}"
                position += 1
            if _squeeze(covered) not in wanted:
                found = " ".join(text[start:end] for start, end in pieces)
                raise CorpusError(Errors.A033.format(id=id, found=_shorten(found), given=_shorten(covered), where=where))
        yield Line(id, rest.split("\t"), label, pieces, where, place, raw)


def _read_span(id: str, head: str, text: str, where: str) -> Tuple[str, Pieces]:
    label, _, offsets = head.partition(" ")
    matches = [_PIECE.fullmatch(piece) for piece in offsets.split(";")]
    if not all(matches):
        raise CorpusError(Errors.A032.format(id=id, why=f"{offsets!r} are no offsets such as '10 20;25 30'", where=where))
    pieces = [[int(offset) for offset in match.groups()] for match in matches if match]
    for start, end in pieces:
        if not start < end <= len(text):
            raise CorpusError(Errors.A005.format(start=start, end=end, role=f"{label} {id}", length=len(text), where=where))
    if _role(label) is None and label.lower() not in ZONES:
        raise CorpusError(Errors.A031.format(label=label, known=", ".join(KNOWN), where=where))
    return label, pieces


def _role(label: str) -> Optional[str]:
    """The role that a label stands for; its number, as in Content2, does not count."""
    name = label.rstrip("0123456789").lower()
    return name if name in ROLES else "cue" if _TYPE.fullmatch(label) else None


def _squeeze(text: str) -> str:
    return " ".join(text.split())


def _shorten(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _check_ids(lines: Iterable[Line]) -> None:
    seen: Set[str] = set()
    for line in lines:
        if line.id[0] in "TEA":
            if line.id in seen:
                raise CorpusError(Errors.A034.format(id=line.id, where=line.where))
            seen.add(line.id)


def _read_event(line: Line, spans: Mapping[str, Line], used: Set[str], text: str) -> Dict[str, Any]:
    item: Dict[str, Any] = {}
    fields = line.fields[0].split()
    for position, field in enumerate(fields):
        label, _, target = field.rpartition(":")
        if not label:
            raise CorpusError(Errors.A032.format(id=line.id, why=f"{field!r} is not of the form Role:T1", where=line.where))
        if target not in spans:
            raise CorpusError(Errors.A030.format(id=line.id, target=target, where=line.where))
        role = _role(label)
        if position == 0 and role is not None:
            if _TYPE.fullmatch(label):
                item["type"] = label
            role = _role(spans[target].label)
        if role is None:
            raise CorpusError(Errors.A031.format(label=label, known=", ".join(KNOWN), where=line.where))
        used.add(target)
        item.setdefault(role, []).extend(spans[target].pieces)
    if len(item.get("speaker", [0])) > 1:
        raise CorpusError(Errors.A032.format(id=line.id, why="a speaker has one piece", where=line.where))
    if "speaker" in item:
        start, end = item["speaker"][0]
        item["speaker"] = {"text": text[start:end], "start": start, "end": end}
    return item


def _read_label(line: Line, events: Mapping[str, Dict[str, Any]]) -> bool:
    words = line.fields[0].split()
    if line.id[0] != "A" or not words or words[0] not in LABELS:
        return False
    field, target, value = LABELS[words[0]], *(words[1:] + ["", ""])[:2]
    if target not in events:
        raise CorpusError(Errors.A030.format(id=line.id, target=target or "nothing", where=line.where))
    expected = VALUES.get(field, tuple(BOOLEANS))
    value = value or ("true" if field == "anonymous" else "")  # brat's own flags have no value
    if value not in expected:
        raise CorpusError(Errors.A018.format(value=value, field=field, expected=", ".join(expected), where=line.where))
    if field in events[target]:
        raise CorpusError(Errors.A032.format(id=line.id, why=f"{words[0]} of {target} is given twice", where=line.where))
    events[target][field] = BOOLEANS.get(value, value)
    return True


def _read_note(line: Line, events: Mapping[str, Any], notes: Dict[str, Dict[str, Any]], name: str) -> bool:
    words = line.fields[0].split()
    if line.id[0] != "#" or len(words) != 2 or words[0] != NOTE:
        return False
    if words[1] != ARTICLE and words[1] not in events:
        raise CorpusError(Errors.A030.format(id=line.id, target=words[1], where=line.where))
    value = parse_json("\t".join(line.fields[1:]), line.place, name)
    if not isinstance(value, dict):
        raise CorpusError(Errors.A016.format(what=f"The note {line.id}", expected="a JSON object", where=line.where))
    notes[words[1]] = value
    return True


def _join(id: str, item: Mapping[str, Any], note: Mapping[str, Any]) -> Dict[str, Any]:
    """The attribution of an event: what its lines say counts more than its note."""
    joined = {"id": id, "content": [], "cue": [], "source": [], **note, **item}
    if isinstance(note.get("speaker"), dict) and "speaker" in item:
        joined["speaker"] = {**note["speaker"], **item["speaker"]}
    return {field: joined[field] for field in (*FIELDS, *joined) if field in joined}


# Writing


def write_brat(folder: Path, records: Iterable[Mapping[str, Any]]) -> None:
    """Write records as pairs of files into a new folder."""
    folder.mkdir()
    taken: Set[str] = set()
    written: Dict[Tuple[str, int], str] = {}
    for record in records:
        article = (record["id"], hash(record["text"]))
        annotator = (record.get("meta") or {}).get("annotator")
        if article in written and annotator is not None:
            stem = written[article]
            name = _free_name(f"{stem}.{_safe_name(str(annotator)).replace('.', '_')}", taken)
        else:
            stem = name = written[article] = _free_name(_safe_name(record["id"]), taken)
            (folder / f"{stem}.txt").write_bytes(record["text"].encode("utf8"))
        (folder / f"{name}.ann").write_bytes("".join(f"{line}\n" for line in _article_lines(record, stem)).encode("utf8"))


def _safe_name(id: str) -> str:
    """A file name, whatever an id may hold."""
    name = _UNSAFE.sub("_", id).encode("utf8")[:_NAME_BYTES].decode("utf8", "ignore").strip(".").lstrip("-")
    return f"{ARTICLE}-{name}" if is_device(name) else name or ARTICLE


def _free_name(name: str, taken: Set[str]) -> str:
    free, number = name, 1
    while free.lower() in taken:  # some file systems do not tell upper from lower case
        number += 1
        free = f"{name}-{number}"
    taken.add(free.lower())
    return free


def _article_lines(record: Mapping[str, Any], name: str) -> List[str]:
    text = record["text"]
    spans: Dict[Tuple[str, str], str] = {}
    span_lines: List[str] = []
    lines: List[str] = []
    label_numbers, note_numbers = count(1), count(1)

    def add_span(label: str, pieces: Sequence[Sequence[int]]) -> str:
        offsets = ";".join(f"{start} {end}" for start, end in pieces)
        if (label, offsets) not in spans:
            spans[label, offsets] = f"T{len(span_lines) + 1}"
            span_lines.append(_span_line(spans[label, offsets], label, offsets, text, pieces))
        return spans[label, offsets]

    events = _event_ids([item["id"] for item in record["attributions"]])
    for item, event in zip(record["attributions"], events):
        roles = {role: record_pieces(item.get(role)) for role in ROLES}
        trigger = "cue" if roles["cue"] else "content"
        label = _trigger_label(trigger, item.get("type"))
        arguments = [f"{label}:{add_span(label, roles[trigger])}"]
        for role in ("source", "content", "speaker", "disclosure", "reason"):
            if roles[role] and role != trigger:
                arguments.append(f"{role.capitalize()}:{add_span(role.capitalize(), roles[role])}")
        lines.append(f"{event}\t{' '.join(arguments)}")
        for attribute, field in LABELS.items():
            if item.get(field) is not None:
                lines.append(f"A{next(label_numbers)}\t{attribute} {event} {str(item[field]).lower()}")
        note = _beyond_lines(item, roles, event, label)
        if note:
            lines.append(f"#{next(note_numbers)}\t{NOTE} {event}\t{json.dumps(note, ensure_ascii=False)}")
    zones = {zone: record_pieces(record.get(zone)) for zone in ZONES}
    for zone, pieces in zones.items():
        for start, end in pieces:
            span_lines.append(_span_line(f"T{len(span_lines) + 1}", zone.capitalize(), f"{start} {end}", text, [[start, end]]))
    beyond = {field: value for field, value in record.items() if field not in ("text", "attributions") and not zones.get(field)}
    if beyond["id"] == name:
        del beyond["id"]
    if beyond != {"meta": {}}:
        lines.append(f"#{next(note_numbers)}\t{NOTE} {ARTICLE}\t{json.dumps(beyond, ensure_ascii=False)}")
    return span_lines + lines


def _trigger_label(trigger: str, kind: Any) -> str:
    """The label of a trigger: for a cue PolNeAR's type of the attribution, if it has one."""
    has_type = trigger == "cue" and isinstance(kind, str) and _TYPE.fullmatch(kind)
    return kind if has_type else trigger.capitalize()


def _span_line(id: str, label: str, offsets: str, text: str, pieces: Sequence[Sequence[int]]) -> str:
    covered = " ".join(text[start:end] for start, end in pieces)
    return f"{id}\t{label} {offsets}\t{_BREAK.sub(' ', covered)}"


def _event_ids(ids: Sequence[str]) -> List[str]:
    """brat's ids are E and a number; attributions that are named otherwise get free ones."""
    given = set(ids)
    free = (event for event in map("E{}".format, count(1)) if event not in given)
    return [id if _EVENT.fullmatch(id) else next(free) for id in ids]


def _beyond_lines(item: Mapping[str, Any], roles: Mapping[str, Pieces], event: str, label: str) -> Dict[str, Any]:
    """What the lines of an event do not say of an attribution."""
    said = {"id": event, "content": [], "cue": [], "source": [], "type": label}
    said.update((field, item[field]) for field in LABELS.values() if item.get(field) is not None)
    said.update((role, item[role]) for role, pieces in roles.items() if pieces)
    beyond = {field: value for field, value in item.items() if field not in said or said[field] != value}
    if roles["speaker"]:
        described = {name: value for name, value in item["speaker"].items() if name not in ("text", "start", "end")}
        beyond.update({"speaker": described} if described else {})
    return beyond
