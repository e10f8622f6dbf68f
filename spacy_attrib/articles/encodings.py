"""From bytes to text: UTF-8, what a byte order mark says, UTF-16, the Windows code page of English, and what else can be told."""

import codecs
import gzip
import re
from pathlib import Path
from typing import BinaryIO, NamedTuple, Optional, cast

from .base import Unreadable

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WINDOWS = "cp1252"
SAMPLE = 1 << 16  # bytes that are looked at
MOST_HIGH = 0.1  # share of bytes beyond ASCII up to which a text is taken for English
NULS = 0.3  # share of every other byte from which on a text is taken for UTF-16

_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HIGH = re.compile(rb"[\x80-\xff]")
_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_DECLARED = re.compile(rb"<meta[^>]{1,200}charset\s*=\s*[\"']?([\w.:-]{1,40})", re.I)


MOST_READ = 1 << 28  # bytes of one line of JSONL, and of what a packed file unpacks to at once: a small one may unpack to anything


class Decoded(NamedTuple):
    """A text, and what there is to tell of its encoding: empty for UTF-8."""

    text: str
    note: str


def open_binary(path: Path) -> BinaryIO:
    """Open a file for reading bytes, unpacked if its name ends in `.gz`."""
    return cast(BinaryIO, gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb"))


def read_line(file: BinaryIO) -> bytes:
    """The next line of a file, empty at its end. Raises Unreadable if it is longer than any record."""
    return _bounded(file.readline(MOST_READ + 1), "a line of it is")


def read_rest(file: BinaryIO) -> bytes:
    """What is left of a file. Raises Unreadable if that is too much."""
    return _bounded(file.read(MOST_READ + 1), "it is")


def _bounded(data: bytes, what: str) -> bytes:
    if len(data) > MOST_READ:
        raise Unreadable(f"{what} longer than {MOST_READ >> 20} MB")
    return data


def decode(data: bytes) -> Decoded:
    """Decode a file or a line of it. Raises Unreadable if its encoding cannot be told."""
    encoding = wide_encoding(data)
    if encoding:
        return Decoded(_decode(data, encoding), f"not UTF-8; read as {encoding.upper()}")
    try:
        return Decoded(data.decode("utf-8-sig"), "")
    except UnicodeDecodeError:
        pass
    broken = data.decode("utf-8-sig", "replace")
    damaged = broken.count("\ufffd")
    if len(_UTF8.findall(data)) > damaged:
        return Decoded(broken, f"not quite UTF-8; {damaged} broken character{'s'[: damaged > 1]} replaced")
    encoding = _guess(data)
    return Decoded(_decode(data, encoding), f"not UTF-8; read as {encoding}")


def decode_page(data: bytes) -> Decoded:
    """The same for a web page, which may say itself what it is written in."""
    declared = _DECLARED.search(data[:4096])
    try:
        return Decoded(data.decode("utf-8-sig"), "")
    except UnicodeDecodeError:
        pass
    if declared and not wide_encoding(data):
        try:
            return Decoded(data.decode(declared[1].decode("ascii")), "")
        except (LookupError, ValueError):  # no encoding, or not that one
            pass
    return decode(data)


def wide_encoding(head: bytes) -> Optional[str]:
    """UTF-16 or UTF-32, told by a byte order mark or by every other byte being 0; None for anything else."""
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return None if encoding == "utf-8-sig" else encoding
    low, high = (head[:SAMPLE][first::2] for first in (0, 1))
    for nul, other, encoding in ((high, low, "utf-16-le"), (low, high, "utf-16-be")):
        if len(nul) > 1 and nul.count(0) > NULS * len(nul) and not other.count(0):
            return encoding
    return None


def _guess(data: bytes) -> str:
    sample = data[:SAMPLE]
    if not _CONTROL.search(sample) and len(_HIGH.findall(sample)) <= max(2, MOST_HIGH * len(sample)) and _fits(data, WINDOWS):
        return WINDOWS
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    if best is None or not _fits(data, best.encoding):
        raise Unreadable("not UTF-8, and in no encoding that can be told")
    return best.encoding


def _fits(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except (LookupError, ValueError):
        return False
    return True


def _decode(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except ValueError:
        raise Unreadable(f"it begins as {encoding.upper()} and is not in it") from None
