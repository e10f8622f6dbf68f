"""What comes of reading: articles, records that cannot be read, notes for the user."""

from dataclasses import dataclass, field
from typing import Any, Dict, Iterator, NamedTuple, Tuple, Union


@dataclass(frozen=True)
class Article:
    """An article to be read: its `id` is unique in one run, its `text` untouched; `meta` is whatever the record says besides, and
    `attributions` what stands under this name in it, not checked, or None."""

    id: str
    text: str
    meta: Dict[str, Any] = field(default_factory=dict)
    attributions: Any = None


@dataclass(frozen=True)
class BadRecord:
    """A record that cannot be read: `where` it stands (file and line), and `why` it cannot be."""

    where: str
    why: str


@dataclass(frozen=True)
class Note:
    """Something to tell of a file that is read all the same: `where`, and `what`."""

    where: str
    what: str


class Fields(NamedTuple):
    """The names under which a record holds its text and its id."""

    text: str = "text"
    id: str = "id"


class InputError(Exception):
    """The input as a whole cannot be read. The message is one sentence for the user."""


class Unreadable(Exception):
    """A file or a record cannot be read. The message says why, without the name of the file."""


Placed = Tuple[Article, str]  # an article and where it stands
Read = Iterator[Union[Placed, BadRecord, Note]]
