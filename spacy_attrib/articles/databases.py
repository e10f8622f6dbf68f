"""Databases that `extract` and `audit` wrote: articles with their attributions."""

from pathlib import Path

from ..wording import shown_path
from .base import BadRecord, Fields, InputError, Read, Unreadable
from .records import article_of


def check_database(path: Path) -> None:
    """Raises InputError that says what is wrong if a file is no such database, or has no texts."""
    from ..corpora import CorpusError  # with spaCy, a second to import
    from ..corpora.database import check_database as check

    try:
        check(path)
    except CorpusError as error:
        raise InputError(str(error)) from None


def read_database(path: Path, name: str) -> Read:
    """Read the articles of a database with their attributions. Raises Unreadable if it is none."""
    from ..corpora import CorpusError
    from ..corpora.database import read_database as read

    try:
        for number, record in enumerate(read(path), 1):
            if isinstance(record, CorpusError):
                yield BadRecord(shown_path(path), str(record).rstrip("."))
            else:
                yield article_of(record, f"{name}:{number}", f"{shown_path(path)}, article {number}", Fields())
    except CorpusError as error:
        raise Unreadable(str(error).rstrip(".")) from None
