"""From the name of a file to what writes it. A file appears whole under its name, or not at all."""
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, NamedTuple, Type

from ..files import is_special, whole_path
from .base import OutputError, Writer
from .database import DatabaseWriter, load_sqlite
from .docbin import DocBinWriter
from .jsonl import JsonlWriter
from .pages import PageWriter
from .parquet import ParquetWriter, load_arrow
from .table import CsvWriter


class Kind(NamedTuple):
    """A kind of output: what writes it, and what finds the library that it needs, or raises OutputError."""

    writer: Type[Writer]
    check: Callable[[], Any] = lambda: None


KINDS: Dict[str, Kind] = {
    ".jsonl": Kind(JsonlWriter),
    ".csv": Kind(CsvWriter),
    ".parquet": Kind(ParquetWriter, load_arrow),
    ".db": Kind(DatabaseWriter, load_sqlite),
    ".spacy": Kind(DocBinWriter),
    ".html": Kind(PageWriter),
}
SUFFIXES = tuple(KINDS)


def check_kind(path: Path) -> Kind:
    """The kind of output that a name asks for; a device or a pipe takes lines, so JSONL or CSV.

    RAISES (OutputError): If its suffix is none of `SUFFIXES`, or a library that it needs is missing.
    """
    kind = KINDS[".csv" if path.suffix.lower() == ".csv" else ".jsonl"] if is_special(path) else KINDS.get(path.suffix.lower())
    if kind is None:
        raise OutputError(f"What to write to '{path}' cannot be told from its name: give one that ends in {', '.join(SUFFIXES)}.")
    kind.check()
    return kind


@contextmanager
def open_output(path: Path, text: bool = True) -> Iterator[Writer]:
    """Open a file for results; it appears under its name when all are written, and not at all after an error. A database that is there
    already is added to, anything else replaced.

    path (Path): The file; its suffix says of what kind it is to be.
    text (bool): Whether to write the texts of the articles, where there is a place for them.
    RAISES (OutputError): If the kind cannot be told or written, or a library is missing.
    """
    kind = check_kind(path)
    with whole_path(path) as temporary:
        writer = kind.writer(temporary, path, text)
        yield writer
        writer.close()
