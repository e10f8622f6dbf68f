"""What makes a corpus sound: ids, offsets, labels, overlaps, and that a Doc gives back what was put into it."""

import json
from pathlib import Path
from typing import Any, Callable, Dict, Iterable, Iterator, List, Mapping, NamedTuple, Optional, TypeVar, Union

from spacy.language import Language

from ..attributions import ANONYMOUS_TYPES, PERSON_FIELDS, PIECED_ROLES, VALUES, add_record, record_pieces, to_record
from ..errors import Errors
from ..wording import shown, shown_path

UNSURE_FIELD = "maybe"  # of a record: attributions of which whoever labelled it for training was not sure
T = TypeVar("T")
ZONES = ("discard", "discuss")  # PolNeAR: page furniture, and spans that the annotator was not sure of


class CorpusError(ValueError):
    """A corpus cannot be read, or is broken. The message is one sentence for the user, with file, line and id."""


def decode(data: bytes, path: Path, article: Optional[str] = None, first_line: int = 1) -> str:
    """Decode a file or a line of it. Raises CorpusError with line and byte if it is not UTF-8."""
    try:
        return data.decode("utf8")
    except UnicodeDecodeError as error:
        line = first_line + data.count(b"\n", 0, error.start)
        byte = error.start - data.rfind(b"\n", 0, error.start)
        raise CorpusError(Errors.A015.format(byte=byte, where=locate(f"{path}:{line}", article))) from None


def parse_json(line: str, place: str = "", article: Optional[str] = None) -> Any:
    """Read a line of JSON; place (file and line) and id of the article are for the message. Raises CorpusError if it is broken."""
    try:
        return json.loads(line)
    except json.JSONDecodeError as error:
        why = f"{error.msg.removesuffix(' at')} at column {error.colno}"
    except (ValueError, RecursionError) as error:
        why = str(error)
    raise CorpusError(Errors.A014.format(why=why, where=locate(place, article)))


class RawRecord(NamedTuple):
    """A record as it was found, not yet validated; its place (file and line, or file and number of the document); and by id the places
    of attributions that have a line of their own."""

    record: Any
    place: str
    places: Mapping[str, str] = {}


def attempt(read: Callable[..., T], *args: Any) -> Union[T, CorpusError]:
    """Read one record; if that fails, the error takes its place, so that the others can be read."""
    try:
        return read(*args)
    except CorpusError as error:
        return error


def locate(place: str = "", article: Optional[str] = None, attribution: Optional[str] = None) -> str:
    """Say in brackets, with a space before, where something is, for the end of a message; empty if nothing is known."""
    parts = [shown_path(place)] * bool(place)
    parts += [f"{what} {shown(id)!r}" for what, id in (("article", article), ("attribution", attribution)) if id is not None]
    return f" ({', '.join(parts)})" if parts else ""


def validate_record(record: Any, place: str = "", places: Optional[Mapping[str, str]] = None) -> List[str]:
    """Find what is wrong with one article of the JSON format and its attributions: a sentence for each problem, with its place.

    place (str): File and line, for the messages.
    places (Optional[Mapping[str, str]]): The same for attributions that have a line of their own, by id.
    """
    if not isinstance(record, dict):
        return [Errors.A016.format(what="The record", expected="a JSON object", where=locate(place))]
    id = record.get("id")
    where = locate(place, id if isinstance(id, str) else None)
    problems = [Errors.A017.format(field=name, where=where) for name in ("id", "text", "attributions") if name not in record]
    texts = (("id", str, "a string"), ("text", str, "a string"), ("meta", dict, "an object"))
    kinds = (*texts, ("attributions", list, "a list"), (UNSURE_FIELD, list, "a list"))
    for name, kind, expected in kinds:
        if name in record and not isinstance(record[name], kind):
            problems.append(Errors.A016.format(what=repr(name), expected=expected, where=where))
    if id == "":
        problems.append(Errors.A016.format(what="'id'", expected="a name", where=where))
    if problems:
        return problems
    problems += [Errors.A025.format(field=name, where=where) for name, value in record.items() if not _is_unicode(value)]
    for zone in ZONES:
        if record.get(zone) is not None:
            problems += _piece_problems(zone, record[zone], record["text"], locate(place, id), overlaps=True)
    seen = set()
    for item in [*record["attributions"], *record.get(UNSURE_FIELD, ())]:
        if not isinstance(item, dict):
            problems.append(Errors.A016.format(what="An attribution", expected="a JSON object", where=where))
            continue
        own = item.get("id")
        if not isinstance(own, str) or not own:
            problems.append(Errors.A016.format(what="The id of an attribution", expected="a name", where=where))
            continue
        here = locate((places or {}).get(own, place), id)
        if own in seen:
            problems.append(Errors.A008.format(id=own, where=here))
        seen.add(own)
        problems += _attribution_problems(item, record["text"], locate((places or {}).get(own, place), id, own))
    return problems


def _is_unicode(value: Any) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf8")
    except UnicodeEncodeError:
        return False
    return True


def _attribution_problems(item: Mapping[str, Any], text: str, where: str) -> Iterator[str]:
    for role in PIECED_ROLES:
        yield from _piece_problems(role, item.get(role), text, where)
    if not item.get("content"):
        yield Errors.A020.format(where=where)
    yield from _speaker_problems(item.get("speaker"), text, where)
    for field, expected in VALUES.items():
        if item.get(field) is not None and item[field] not in expected:
            yield Errors.A018.format(value=item[field], field=field, expected=", ".join(expected), where=where)
    anonymous, source_type, score = item.get("anonymous"), item.get("source_type"), item.get("score")
    if anonymous is not None and not isinstance(anonymous, bool):
        yield Errors.A016.format(what="'anonymous'", expected="true, false or null", where=where)
    elif None not in (anonymous, source_type) and anonymous is not (source_type in ANONYMOUS_TYPES):
        yield Errors.A022.format(anonymous=str(anonymous).lower(), source_type=source_type, where=where)
    if score is not None and (isinstance(score, bool) or not isinstance(score, (int, float)) or not 0 <= score <= 1):
        yield Errors.A016.format(what="'score'", expected="a number between 0 and 1", where=where)


def _piece_problems(role: str, value: Any, text: str, where: str, overlaps: bool = False) -> Iterator[str]:
    try:
        pieces = record_pieces(value)
        flat = isinstance(value, list) and value and not isinstance(value[0], list)
        if flat and len(value) != 2 or not all(type(offset) is int for piece in pieces for offset in piece):
            raise TypeError
    except (TypeError, ValueError, KeyError, IndexError):
        yield Errors.A016.format(what=repr(role), expected="a list of pieces, each a start and an end", where=where)
        return
    sound = []
    for start, end in pieces:
        if 0 <= start < end <= len(text):
            sound.append((start, end))
        else:
            yield Errors.A005.format(start=start, end=end, role=role, length=len(text), where=where)
    sound.sort()
    for first, second in zip(sound, sound[1:]):
        if second[0] < first[1] and not overlaps:
            yield Errors.A019.format(first=first, second=second, role=role, where=where)


def _speaker_problems(speaker: Any, text: str, where: str) -> Iterator[str]:
    if speaker is None:
        return
    if not isinstance(speaker, dict) or not {"text", "start", "end"} <= set(speaker):
        yield Errors.A016.format(what="'speaker'", expected="null or an object with text, start and end", where=where)
        return
    start, end = speaker["start"], speaker["end"]
    problems = list(_piece_problems("speaker", [[start, end]], text, where))
    yield from problems
    if not problems and text[start:end] != speaker["text"]:
        yield Errors.A021.format(given=speaker["text"], found=text[start:end], start=start, end=end, where=where)
    for name in PERSON_FIELDS:
        if not isinstance(speaker.get(name), (str, type(None))):
            yield Errors.A016.format(what=f"{name!r} of the speaker", expected="a string or null", where=where)


def check_ids(items: Iterable[Union[RawRecord, CorpusError]]) -> Iterator[Union[RawRecord, CorpusError]]:
    """Pass the records of a corpus on in order, and an error for every one whose id was there before.

    Several annotators of one article may share its id, if `meta.annotator` tells them apart and their texts are equal.
    """
    places: Dict[Any, str] = {}
    texts: Dict[str, Any] = {}
    for item in items:
        if isinstance(item, CorpusError):
            yield item
            continue
        record = item.record if isinstance(item.record, dict) else {}
        id, text, meta = record.get("id"), record.get("text"), record.get("meta")
        if isinstance(id, str) and isinstance(text, str):
            annotator = str(meta.get("annotator")) if isinstance(meta, dict) else "None"
            first, (known, place) = places.get((id, annotator)), texts.setdefault(id, (hash(text), item.place))
            if first is not None:
                item = CorpusError(Errors.A023.format(id=id, first=shown_path(first), where=locate(item.place)))
            elif known != hash(text):
                item = CorpusError(Errors.A024.format(id=id, first=shown_path(place), where=locate(item.place)))
            else:
                places[id, annotator] = item.place
        yield item


def check_round_trip(record: Mapping[str, Any], nlp: Language, place: str = "") -> List[str]:
    """Put a sound record into a Doc and compare what comes back: one sentence if anything differs, else nothing."""
    doc = nlp.make_doc(record["text"])
    try:
        add_record(doc, record)
    except ValueError as error:  # a tokenizer that does not keep the text
        return [str(error)]
    back = to_record(doc)["attributions"]
    for item, returned in zip(record["attributions"], back):
        canonical = {**item, **{role: record_pieces(item.get(role)) for role in PIECED_ROLES[:3]}}
        canonical.update((role, record_pieces(item[role]) or None) for role in PIECED_ROLES[3:] if role in item)
        fields = [name for name in canonical if canonical[name] != returned.get(name)]
        if fields:
            return [Errors.A037.format(fields=", ".join(fields), where=locate(place, record["id"], item["id"]))]
    if len(back) != len(record["attributions"]):
        return [Errors.A037.format(fields="attributions", where=locate(place, record["id"]))]
    return []
