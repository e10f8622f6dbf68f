"""CSV: one row an attribution."""

import csv
import json
from pathlib import Path
from typing import Any

from .base import Result
from .rows import COLUMNS, table_rows

FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # what a spreadsheet takes for the beginning of a formula, or skips before one


class CsvWriter:
    """Writes a table for a spreadsheet: UTF-8, lines end as RFC 4180 has it. What a spreadsheet would run stays text: "'" stands before it."""

    def __init__(self, path: Path, target: Path, text: bool) -> None:
        self._file = path.open("w", encoding="utf8", newline="")
        self._rows = csv.DictWriter(self._file, COLUMNS)
        self._rows.writeheader()

    def write(self, result: Result) -> None:
        """Write the rows of one article."""
        self._rows.writerows({name: cell(value) for name, value in row.items()} for row in table_rows(result))

    def close(self) -> None:
        """Complete the file."""
        self._file.close()


def cell(value: Any) -> Any:
    """A value as it goes into a cell: offsets as JSON, text that cannot be taken for a formula, and without NUL, which ends a cell for many."""
    value = json_or_value(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        value = value.replace("\0", "\ufffd")
        return f"'{value}" if value.startswith(FORMULA) else value
    return value


def json_or_value(value: Any) -> Any:
    """Offsets as JSON, anything else as it is."""
    return json.dumps(value) if isinstance(value, list) else value
