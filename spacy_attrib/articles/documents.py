"""Files that hold one article: plain text, Markdown, web pages, Word documents."""

import re
from pathlib import Path
from typing import Any, Dict, Iterator, Tuple
from zipfile import BadZipFile, ZipFile

from ..wording import how_to_install, shown_path
from .base import Article, InputError, Note, Read, Unreadable
from .encodings import MOST_READ, Decoded, decode, decode_page

LIBRARIES = {
    ".html": ("trafilatura", "HTML", "html"),
    ".htm": ("trafilatura", "HTML", "html"),
    ".docx": ("docx", "Word documents", "docx"),
}
PACKAGES = {"trafilatura": "trafilatura", "docx": "python-docx"}
PAGE_FIELDS = {"title": "title", "author": "author", "url": "url", "date": "date", "sitename": "outlet"}

_FRONT = re.compile(r"---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.S | re.M)
_FRONT_LINES = re.compile(r"(?:(?:[ \t#-].*|[\w-]+[ \t]*:.*|)\r?\n)+\Z")
_ENTRY = re.compile(r"(?<![\w-])([A-Za-z][\w-]*)[ \t]*:[ \t]+(\S.*)")


def check_library(suffix: str) -> Any:
    """Import the library that reading such files needs, if they need one. Raises InputError that tells how to get it."""
    if suffix not in LIBRARIES:
        return None
    module, what, extra = LIBRARIES[suffix]
    try:
        return __import__(module)
    except ImportError:
        raise InputError(f"Reading {what} needs {PACKAGES[module]}: {how_to_install(extra)}.") from None


def read_document(path: Path, name: str, suffix: str) -> Read:
    """Read a file that holds one article.

    RAISES (Unreadable): If there is no text in it.
    RAISES (InputError): If the library that it needs is missing.
    """
    check_library(suffix)
    text, note, meta = READERS[suffix](path)
    where = shown_path(path)
    if note:
        yield Note(where, note)
    if not text.strip():
        yield Note(where, "there is no text in it")
    yield Article(name, text, meta), where


Document = Tuple[str, str, Dict[str, Any]]  # text, note, meta


def _read_text(path: Path) -> Document:
    return (*decode(path.read_bytes()), {})


def _read_markdown(path: Path) -> Document:
    """The text as it stands, its marks too, behind the front matter if there is any, whose plain entries are the meta."""
    text, note = decode(path.read_bytes())
    front = _FRONT.match(text)
    if not front or not _FRONT_LINES.match(front[1]):
        return text, note, {}
    meta = {key: value.rstrip("\r \t").strip("\"'") for key, value in _ENTRY.findall(front[1])}
    return text[front.end() :], note, meta


def _read_page(path: Path) -> Document:
    from trafilatura import extract, extract_metadata

    page: Decoded = decode_page(path.read_bytes())
    text = extract(page.text, include_comments=False, include_tables=False)
    if not text:
        raise Unreadable("no article text was found in the page")
    found = extract_metadata(page.text, extensive=False)
    known = {} if found is None else {name: getattr(found, field, None) for field, name in PAGE_FIELDS.items()}
    return text, page.note, {name: value for name, value in known.items() if value}


def _read_word(path: Path) -> Document:
    """The paragraphs, parted by an empty line: what a reader sees, without tables, notes, and what tracked changes took out."""
    from docx import Document as WordDocument

    try:
        with ZipFile(path) as packed:
            size = sum(part.file_size for part in packed.infolist())
    except BadZipFile:
        raise Unreadable("no Word document, or a damaged one") from None
    if size > MOST_READ:
        raise Unreadable(f"it unpacks to more than {MOST_READ >> 20} MB")
    document = WordDocument(str(path))
    paragraphs = ("".join(_words(paragraph._p)) for paragraph in document.paragraphs)
    known = document.core_properties
    date = known.created.date().isoformat() if known.created else None
    meta = {"title": known.title, "author": known.author, "date": date}
    return "\n\n".join(p for p in paragraphs if p.strip()), "", {name: value for name, value in meta.items() if value}


def _words(element: Any) -> Iterator[str]:
    """The text of a paragraph, with tabs and line breaks, with what tracked changes put in and without what they took out or moved away."""
    for child in element:
        tag = str(child.tag).rpartition("}")[2]
        if tag == "t":
            yield child.text or ""
        elif tag in WORD_SPACES:
            yield WORD_SPACES[tag]
        elif tag not in ("del", "moveFrom", "AlternateContent", "drawing", "pict", "pPr", "rPr"):
            yield from _words(child)


WORD_SPACES = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}
READERS = {".txt": _read_text, ".md": _read_markdown, ".html": _read_page, ".htm": _read_page, ".docx": _read_word}
