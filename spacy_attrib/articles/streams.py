"""Standard input, whose name does not say what it holds: records or one text, packed or not."""

import gzip
import re
from functools import partial
from io import BufferedReader, BytesIO
from itertools import chain
from typing import Any, BinaryIO, List, cast

from .base import Article, Fields, Note, Read, Unreadable
from .encodings import decode, read_line, read_rest, wide_encoding
from .records import read_json, read_lines
from .strict import strict_json

GZIP = b"\x1f\x8b"
MARK = b"\xef\xbb\xbf"  # of UTF-8
GOES_ON = (b":", b",", b"[", b"{")  # what a line ends with whose JSON goes on in the next
KEY = rb"""\{\s*(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*')\s*:"""  # no prose begins so; single marks are those of Python, which is told of as broken JSON
OBJECT = re.compile(rb"\s*" + KEY)
ARRAY = re.compile(rb"\s*\[\s*(?:" + KEY + rb"|\]\s*\Z)")


def read_stream(stream: BinaryIO, name: str, fields: Fields) -> Read:
    """Read a stream, unpacked if it is packed by gzip: as records if it is JSON, else as one text.

    An object in the first line that is not empty, or the beginning of one: a record a line, read as they come. An object over several lines:
    one record. An array: its records. Anything else is one text, also what begins with a brace or a bracket and is no JSON.

    RAISES (Unreadable): If it begins like JSON and is none, its encoding cannot be told, or it unpacks to too much.
    """
    peeked = cast(Any, stream if hasattr(stream, "peek") else BufferedReader(cast(Any, stream)))
    packed = peeked.peek(len(GZIP)).startswith(GZIP)
    yield from _read(cast(BinaryIO, gzip.GzipFile(fileobj=peeked) if packed else peeked), name, fields)


def _read(file: BinaryIO, name: str, fields: Fields) -> Read:
    lines = _to_next(file)
    head = b"".join(lines)
    if wide_encoding(head):
        text, note = decode(head + _rest(file))
        yield Note(name, note)
        yield from _read(BytesIO(text.encode("utf8")), name, fields)
        return
    first = head.removeprefix(MARK).strip()
    in_lines = _is_record(first)
    if first.startswith(b"{") and not in_lines:
        lines += _to_next(file)
        in_lines = _is_broken_line(first, lines[-1].strip())
    if in_lines:
        yield from read_lines(chain(lines, iter(partial(_line, file), b"")), name, name, fields)
        return
    data = b"".join(lines) + _rest(file)
    own = data.removeprefix(MARK)
    if ARRAY.match(own) or _is_json(data):
        yield from read_json(data, name, name, fields)
    elif OBJECT.match(own) and any(map(_is_record, BytesIO(data))):
        yield from read_lines(BytesIO(data), name, name, fields)
    elif OBJECT.match(own):
        yield from read_json(data, name, name, fields)  # which says what is wrong with it
    else:
        text, note = decode(data)
        if note:
            yield Note(name, note)
        yield Article(name, text), name


def _to_next(file: BinaryIO) -> List[bytes]:
    """The lines up to the next that is not empty, which is the last; at the end of the file what there is."""
    lines: List[bytes] = []
    for line in iter(partial(_line, file), b""):
        lines.append(line)
        if line.strip():
            break
    return lines


def _line(file: BinaryIO) -> bytes:
    """The next line; only what is packed may be longer than anybody meant."""
    return read_line(file) if isinstance(file, gzip.GzipFile) else file.readline()


def _rest(file: BinaryIO) -> bytes:
    return read_rest(file) if isinstance(file, gzip.GzipFile) else file.read()


def _is_record(line: bytes) -> bool:
    """Whether a line is a JSON object."""
    return line.strip().startswith(b"{") and _is_json(line)


def _is_json(data: bytes) -> bool:
    """Whether bytes are a JSON object or array."""
    if not data.removeprefix(MARK).lstrip().startswith((b"{", b"[")):
        return False
    try:
        strict_json(decode(data).text)
    except (ValueError, Unreadable):
        return False
    return True


def _is_broken_line(first: bytes, second: bytes) -> bool:
    """Whether a line that is no JSON is one of lines of records all the same: alone, or with the beginning of a record in the next."""
    return OBJECT.match(second) is not None and not first.endswith(GOES_ON)  # without a next line the second is the first itself
