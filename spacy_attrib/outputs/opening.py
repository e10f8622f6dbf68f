"""From the name of a file to what writes it. A file appears whole under its name, or not at all."""

from contextlib import contextmanager
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, NamedTuple, Optional, Set, Type

from ..files import is_special, whole_path
from .base import OutputError, Writer
from .database import DatabaseWriter, append_to_database, done_in_database, load_sqlite
from .docbin import DocBinWriter
from .gathering import GatheringWriter, WhoSpeaks
from .jsonl import JsonlAppender, JsonlWriter, done_in_jsonl
from .pages import PageWriter
from .parquet import ParquetAppender, ParquetWriter, done_in_parquet, load_arrow
from .table import CsvWriter


class Resuming(NamedTuple):
    """How a kind of output is gone on with: the ids of the articles in a file, if there is one, and what adds to it."""

    done: Callable[[Path], Set[str]]
    appender: Callable[[Path, bool], Writer]


class Kind(NamedTuple):
    """A kind of output: what writes it, what finds the library that it needs, or raises OutputError, how a run that was stopped is gone
    on with, where it can be, and whether it always says who speaks across articles."""

    writer: Type[Writer]
    check: Callable[[], Any] = lambda: None
    resuming: Optional[Resuming] = None
    who_speaks: bool = False


KINDS: Dict[str, Kind] = {
    ".jsonl": Kind(JsonlWriter, resuming=Resuming(done_in_jsonl, JsonlAppender)),
    ".csv": Kind(CsvWriter),
    ".parquet": Kind(ParquetWriter, load_arrow, Resuming(done_in_parquet, ParquetAppender)),
    ".db": Kind(DatabaseWriter, load_sqlite, Resuming(done_in_database, append_to_database)),
    ".spacy": Kind(DocBinWriter),
    ".html": Kind(PageWriter, who_speaks=True),
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


def find_done(path: Path) -> Set[str]:
    """The ids of the articles that a run which was stopped has written to a file, which need not be there yet.

    RAISES (OutputError): If it is of a kind that cannot be gone on with, or holds something else.
    """
    resuming = _resuming(path)
    return resuming.done(path)


def _resuming(path: Path) -> Resuming:
    resuming = check_kind(path).resuming
    if is_special(path):
        raise OutputError(f"A run that writes to '{path}' cannot be resumed: that is a device or a pipe, which keeps nothing. Give a file.")
    if resuming is None:
        can = ", ".join(suffix for suffix, kind in KINDS.items() if kind.resuming)
        raise OutputError(f"A run that writes to '{path}' cannot be resumed: only files that end in one of {can} can be gone on with.")
    return resuming


@contextmanager
def open_output(path: Path, text: bool = True, resume: bool = False, who: Optional[WhoSpeaks] = None) -> Iterator[Writer]:
    """Open a file for results; it appears under its name when all are written, and not at all after an error. A database that is there
    already is added to, anything else replaced.

    path (Path): The file; its suffix says of what kind it is to be.
    text (bool): Whether to write the texts of the articles, where there is a place for them.
    resume (bool): Whether to add to the file, so that each article is on the disk once it is written and not `held`, however the run ends.
    who (Optional[WhoSpeaks]): Whether, and how, to say of every speaker who that is across articles; of a database, across all of its articles.
        All have to be read for that before the first is written. None for no, but for pages, which always say it.
    RAISES (OutputError): If the kind cannot be told, written or gone on with, or a library is missing.
    """
    kind = check_kind(path)
    if resume:
        writer = _resuming(path).appender(path, text)
        yield writer
        writer.close()
        return
    with whole_path(path) as temporary:
        writer = _new_writer(kind, temporary, path, text, who)
        yield writer
        writer.close()


def _new_writer(kind: Kind, path: Path, target: Path, text: bool, who: Optional[WhoSpeaks]) -> Writer:
    if kind.writer is DatabaseWriter:
        return DatabaseWriter(path, target, text, who=who)
    writer = kind.writer(path, target, text)
    if who is None and not kind.who_speaks:
        return writer
    return GatheringWriter(writer, who or WhoSpeaks(), None if is_special(target) else path.parent)
