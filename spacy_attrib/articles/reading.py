"""Reading the files that were found, one article at a time. What cannot be read is told, and the rest goes on."""

import re
import sys
import zlib
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Callable, Dict, Iterator, Set, Union

from ..wording import shown, shown_path
from .base import Article, BadRecord, Fields, InputError, Note, Read, Unreadable
from .databases import read_database
from .docbins import read_docbin
from .documents import READERS, read_document
from .encodings import decode, open_binary, wide_encoding
from .entities import find_entity
from .inputs import DATABASE, STDIN, InputFiles, is_dangling, printable, suffix_of
from .records import read_json, read_jsonl, read_lines, read_table

WHOLE: Dict[str, Callable[[bytes, str, str, Fields], Read]] = {".json": read_json, ".csv": read_table}
ARRAY = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*(?:\{|\]\s*\Z)")  # which no prose begins like


def read_articles(found: InputFiles, fields: Fields = Fields()) -> Iterator[Union[Article, BadRecord, Note]]:
    """Read what `find_inputs` gave, one article at a time and in order.

    found (InputFiles): The files.
    fields (Fields): The names under which records hold text and id.
    YIELDS (Union[Article, BadRecord, Note]): A record or file that cannot be read comes as a `BadRecord`; before an article may come a
        `Note` of its file, and once in a run one that HTML entities stand in a text.
    """
    used: Set[str] = set()
    warned = False
    for path, name in found:
        for item in _read_safely(path, name, fields):
            if not isinstance(item, tuple):
                yield item
                continue
            article, where = item
            if article.id in used and suffix_of(path) in READERS:
                article = replace(article, id=printable(str(path)))  # two files of one name
            if article.id in used:
                yield BadRecord(where, f"the id {shown(article.id)!r} was there before")
                continue
            used.add(article.id)
            entity = "" if warned else find_entity(article.text)
            if entity:
                warned = True
                yield Note(shown(article.id), f"the text holds HTML entities ({entity}), which are read as they stand, also where they are marks")
            yield article


def _read_safely(path: Path, name: str, fields: Fields) -> Read:
    try:
        yield from _read(path, name, fields)
    except Unreadable as error:
        yield BadRecord(shown_path(path), str(error))
    except InputError as error:
        yield BadRecord(shown_path(path), str(error).rstrip("."))
    except (OSError, EOFError, zlib.error) as error:  # no permission, gone meanwhile, a damaged gzip file
        yield BadRecord(
            shown_path(path), "a link to a file that is not there" if is_dangling(path) else getattr(error, "strerror", None) or str(error)
        )


def _read(path: Path, name: str, fields: Fields) -> Read:
    suffix = suffix_of(path)
    if str(path) == STDIN:
        return _read_stdin(sys.stdin.buffer, name, fields)
    if suffix in READERS:
        return _guarded(read_document(path, name, suffix))
    if suffix == ".spacy":
        return _guarded(read_docbin(path, name))
    if suffix == DATABASE:
        return read_database(path, name)
    if suffix in WHOLE:
        return WHOLE[suffix](path.read_bytes(), name, shown_path(path), fields)
    return _read_packed(path, name, fields)


def _read_packed(path: Path, name: str, fields: Fields) -> Read:
    with open_binary(path) as file:
        yield from read_jsonl(file, name, shown_path(path), fields)


def _guarded(items: Read) -> Read:
    """Files that another library reads: whatever it raises at a damaged one is told in one line."""
    try:
        yield from items
    except (Unreadable, InputError, OSError):
        raise
    except Exception as error:
        first, *_ = (str(error).strip() or type(error).__name__).splitlines()
        raise Unreadable(f"damaged, or of another kind ({shown(first)})") from None


def _read_stdin(stream: BinaryIO, name: str, fields: Fields) -> Read:
    """Lines of JSON if the first that is not empty begins like one, an array of records if all begins like one, else one text."""
    head = []
    for line in stream:
        head.append(line)
        if line.strip():
            break
    start = b"".join(head)
    if not wide_encoding(start) and start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        yield from read_lines(chain(head, stream), name, name, fields)
        return
    data = start + stream.read()
    if ARRAY.match(data):
        yield from read_json(data, name, name, fields)
        return
    text, note = decode(data)
    if note:
        yield Note(name, note)
    if note and text.lstrip().startswith("{"):
        yield from read_lines((line.encode("utf8") for line in text.split("\n")), name, name, fields)
    else:
        yield Article(name, text), name
