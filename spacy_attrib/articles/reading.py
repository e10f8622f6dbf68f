"""Reading the files that were found, one article at a time. What cannot be read is told, and the rest goes on."""

import sys
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Callable, Dict, Iterator, Set, Union

from ..wording import shown, shown_path
from .base import Article, BadRecord, Fields, InputError, Note, Read, Unreadable
from .databases import read_database
from .docbins import read_docbin
from .documents import READERS, read_document
from .encodings import open_binary
from .entities import find_entity
from .inputs import DATABASE, STDIN, InputFiles, is_dangling, printable, suffix_of
from .records import read_json, read_jsonl, read_table
from .streams import read_stream

WHOLE: Dict[str, Callable[[bytes, str, str, Fields], Read]] = {".json": read_json, ".csv": read_table}


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
    where = name if str(path) == STDIN else shown_path(path)
    try:
        yield from _read(path, name, fields)
    except Unreadable as error:
        yield BadRecord(where, str(error))
    except InputError as error:
        yield BadRecord(where, str(error).rstrip("."))
    except (OSError, EOFError, zlib.error) as error:  # no permission, gone meanwhile, a damaged gzip file
        yield BadRecord(where, "a link to a file that is not there" if is_dangling(path) else getattr(error, "strerror", None) or str(error))


def _read(path: Path, name: str, fields: Fields) -> Read:
    suffix = suffix_of(path)
    if str(path) == STDIN:
        return read_stream(sys.stdin.buffer, name, fields)
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
