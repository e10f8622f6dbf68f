"""JSONL: one object for each article."""
from pathlib import Path

from .base import Result, json_line


class JsonlWriter:
    """Writes `Result.to_dict`, a line for each article."""

    def __init__(self, path: Path, target: Path, text: bool) -> None:
        self._file = path.open("w", encoding="utf8", newline="\n")
        self._text = text

    def write(self, result: Result) -> None:
        """Write the line of one article."""
        self._file.write(json_line(result.to_dict(self._text)) + "\n")

    def close(self) -> None:
        """Complete the file."""
        self._file.close()
