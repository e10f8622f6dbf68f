"""JSONL: one object for each article."""

import json
import os
from pathlib import Path
from typing import BinaryIO, Optional, Set

from .base import OutputError, Result, json_line
from .locking import lock

BEGINNING = b'{"id": "'  # of each line
BLOCK = 1 << 16


class JsonlWriter:
    """Writes `Result.to_dict`, a line for each article."""

    def __init__(self, path: Path, target: Path, text: bool) -> None:
        self._file: BinaryIO = path.open("wb")
        self._text = text

    def write(self, result: Result) -> None:
        """Write the line of one article."""
        self._file.write((json_line(result.to_dict(self._text)) + "\n").encode("utf8"))

    def close(self) -> None:
        """Complete the file."""
        self._file.close()


class JsonlAppender(JsonlWriter):
    """Adds lines to what a run that was stopped has left; each is handed to the operating system before the next article is begun."""

    def __init__(self, path: Path, text: bool) -> None:
        self._file = path.open("a+b")
        self._text = text
        lock(self._file, path)
        self._file.truncate(_end_of_lines(self._file))

    def write(self, result: Result) -> None:
        """Write the line of one article."""
        super().write(result)
        self._file.flush()


def done_in_jsonl(path: Path) -> Set[str]:
    """The ids of the articles in a file that a run has left, which need not be there yet, half a line at its end not counted.

    RAISES (OutputError): If a line is none that this package writes; the file is left as it is.
    """
    done: Set[str] = set()
    if not path.exists():
        return done
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            id = _id_of(line) if line.endswith(b"\n") else None
            if id is not None:
                done.add(id)
            elif line.endswith(b"\n") or not (line.startswith(BEGINNING) or BEGINNING.startswith(line)):
                raise OutputError(f"'{path}' cannot be gone on with: line {number} is none that `extract` writes. Leave --resume out to replace it.")
    return done


def _id_of(line: bytes) -> Optional[str]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    fits = isinstance(record, dict) and isinstance(record.get("id"), str) and isinstance(record.get("attributions"), list)
    return record["id"] if fits else None


def _end_of_lines(file: BinaryIO) -> int:
    """Where the last whole line ends. Behind it stands the half of one, if the run was killed while it wrote."""
    end = file.seek(0, os.SEEK_END)
    while end:
        start = max(end - BLOCK, 0)
        file.seek(start)
        place = file.read(end - start).rfind(b"\n")
        if place >= 0:
            return start + place + 1
        end = start
    return 0
