"""Who speaks across articles is known when all are read: until then results wait in a temporary file, and only speakers in memory."""

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Callable, Iterator, Optional

from ..collection import PeopleFinder
from ..wording import shown
from .base import OutputError, Result, Writer


def _say_nothing(message: str) -> None:
    """For whoever does not want to be told."""


@dataclass(frozen=True)
class WhoSpeaks:
    """That outputs are to say who a speaker is across articles.

    corrections (Any): Corrections as JSON data, None for none.
    tell (Callable[[str], None]): Is told in one sentence of each entry of the corrections that means nobody.
    """

    corrections: Any = None
    tell: Callable[[str], None] = _say_nothing

    def finder(self) -> PeopleFinder:
        """What finds the people. Raises OutputError if the corrections are not as they must be."""
        try:
            return PeopleFinder(self.corrections)
        except ValueError as error:
            raise OutputError(str(error)) from None

    def tell_missing(self, missing: Any) -> None:
        """Tell of the entries of the corrections that mean nobody."""
        for meant in missing:
            self.tell(f"The corrections name {shown(meant['name'])!r}, who does not speak there.")


class Gathering:
    """Takes results one at a time and gives them again when all are there, with who speaks across them.

    who (WhoSpeaks): How they are to be found.
    folder (Optional[Path]): Where the temporary file may stand; by default where the system has such files.
    """

    def __init__(self, who: WhoSpeaks, folder: Optional[Path] = None):
        self._who = who
        self._finder = who.finder()
        self._file: IO[str] = tempfile.TemporaryFile("w+", encoding="utf8", newline="\n", dir=folder)

    def add(self, result: Result) -> None:
        """Take the result of one article."""
        self._finder.add(result.record)
        json.dump([result.record, result.audit], self._file)
        self._file.write("\n")

    def results(self) -> Iterator[Result]:
        """All results in order."""
        people = self._finder.find()
        self._who.tell_missing(people.missing)
        with self._file:
            self._file.seek(0)
            for number, line in enumerate(self._file):
                record, audit = json.loads(line)
                yield Result(people.name_speakers(record, number), audit)


class GatheringWriter:
    """Lets another writer write when all articles are there."""

    def __init__(self, writer: Writer, who: WhoSpeaks, folder: Optional[Path] = None):
        self._writer = writer
        self._gathering = Gathering(who, folder)

    def write(self, result: Result) -> None:
        """Keep what there is of one article."""
        self._gathering.add(result)

    def close(self) -> None:
        """Write all of them."""
        for result in self._gathering.results():
            self._writer.write(result)
        self._writer.close()
