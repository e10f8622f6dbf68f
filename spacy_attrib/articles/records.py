"""Files of records: JSON and JSONL, tables, and what makes an article of a record."""

import csv
import sys
from functools import partial
from itertools import chain
from typing import Any, BinaryIO, Dict, Iterable, Iterator, Union

from ..wording import shown
from .base import Article, BadRecord, Fields, Note, Placed, Read, Unreadable
from .encodings import decode, read_line, read_rest, wide_encoding
from .strict import strict_json

DELIMITERS = ",;\t|"


def read_lines(lines: Iterable[bytes], name: str, path: str, fields: Fields) -> Read:
    """Read JSONL, a line at a time; each is decoded by itself, so that one in another encoding leaves the others as they are."""
    told = False
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        try:
            text, note = decode(line)
            record = strict_json(text)
        except Unreadable as error:
            yield BadRecord(where, str(error))
            continue
        except ValueError as error:
            yield BadRecord(where, f"broken JSON ({error})")
            continue
        if note and not told:
            yield Note(where, note)
            told = True
        yield article_of(record, f"{name}:{number}", where, fields)


def read_jsonl(file: BinaryIO, name: str, path: str, fields: Fields) -> Read:
    """Read a file of JSONL."""
    head = read_line(file)
    if not wide_encoding(head):
        yield from read_lines(chain([head], iter(partial(read_line, file), b"")), name, path, fields)
        return
    text, note = decode(head + read_rest(file))
    yield Note(path, note)
    yield from read_lines((line.encode("utf8") for line in text.split("\n")), name, path, fields)


def read_json(data: bytes, name: str, path: str, fields: Fields) -> Read:
    """Read a file that holds an array of records, or one record."""
    text, note = decode(data)
    if note:
        yield Note(path, note)
    try:
        records = strict_json(text)
    except ValueError as error:
        raise Unreadable(f"broken JSON ({error})") from None
    if isinstance(records, dict):
        yield article_of(records, name, path, fields)
        return
    if not isinstance(records, list):
        raise Unreadable("neither an array of records nor a record")
    for number, record in enumerate(records, 1):
        yield article_of(record, f"{name}:{number}", f"{path}, record {number}", fields)


def read_table(data: bytes, name: str, path: str, fields: Fields) -> Read:
    """Read a table: the first row names the fields, columns are parted by comma, semicolon, tab or bar."""
    text, note = decode(data)
    if note:
        yield Note(path, note)
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))  # the module's own limit is shorter than some articles
    head, *_ = text.splitlines() or [""]
    delimiter = max(DELIMITERS, key=head.count)
    rows = csv.DictReader(_keep_ends(text), delimiter=delimiter, strict=True)
    try:
        if fields.text not in (rows.fieldnames or ()):
            raise Unreadable(f"no column {shown(fields.text)!r} in its first row; name it with --text-field")
        for number, row in enumerate(rows, 1):
            where = f"{path}:{rows.line_num}"
            if None in row:
                yield BadRecord(where, "more cells than the first row has")
            else:
                yield article_of(_of_row(row), f"{name}:{number}", where, fields)
    except csv.Error as error:
        raise Unreadable(f"no table after line {rows.line_num} ({error})") from None


def _of_row(row: Dict[Any, Any]) -> Dict[Any, Any]:
    """A row as a record: cells that are not there are left out; a `meta` is an object in JSON, else a field like any other."""
    record = {name: value for name, value in row.items() if value is not None}
    if "meta" in record:
        try:
            known = strict_json(record["meta"])
        except (ValueError, RecursionError):
            known = None
        record["meta"] = known if isinstance(known, dict) else {"meta": record["meta"]}
    return record


def _keep_ends(text: str) -> Iterator[str]:
    """Lines with their ends; a line ends only with \\n, so that nothing in a cell is lost."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def article_of(record: Any, name: str, where: str, fields: Fields = Fields()) -> Union[Placed, BadRecord]:
    """Make an article of a record.

    record (Any): The record; what it holds besides text, id, `meta` and `attributions` goes into the meta.
    name (str): Its id if it has none.
    where (str): Where it stands, for a message.
    """
    problem = _problem(record, fields)
    if problem:
        return BadRecord(where, problem)
    own = ("meta", "attributions", *fields)
    meta = {**{key: value for key, value in record.items() if key not in own}, **(record.get("meta") or {})}
    given = record.get(fields.id)
    return Article(name if given in (None, "") else str(given), record[fields.text], meta, record.get("attributions")), where


def _problem(record: Any, fields: Fields) -> str:
    """What is wrong with a record, or an empty string."""
    if not isinstance(record, dict):
        return "not a JSON object"
    text, id = record.get(fields.text), record.get(fields.id)
    if fields.text not in record:
        return f"no field {shown(fields.text)!r}"
    if not isinstance(text, str):
        return f"{shown(fields.text)!r} is not a string but {type(text).__name__}"
    if id is not None and (isinstance(id, bool) or not isinstance(id, (str, int))):
        return f"{shown(fields.id)!r} is neither a string nor a whole number"
    if record.get("meta") is not None and not isinstance(record["meta"], dict):
        return "'meta' is not an object"
    return surrogate_problem(text) or surrogate_problem(str(id))


def surrogate_problem(text: str) -> str:
    """Whether a text is no Unicode text: what is wrong, or an empty string."""
    try:
        text.encode("utf8")
    except UnicodeEncodeError:
        return "half a surrogate pair stands in it, which is no valid Unicode text"
    return ""
