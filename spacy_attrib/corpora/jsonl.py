"""The project's own format: one JSON object a line, one article an object. Whatever else a record holds is kept."""

import json
from codecs import BOM_UTF8
from pathlib import Path
from typing import Any, Dict, Iterable, Iterator, Tuple, Union

from .validation import CorpusError, RawRecord, attempt, decode, parse_json


def read_jsonl(path: Path) -> Iterator[Union[RawRecord, CorpusError]]:
    """Read the records of a file, one at a time; for a line that cannot be read comes the error."""
    for number, value in read_values(path):
        yield value if isinstance(value, CorpusError) else RawRecord(value, f"{path}:{number}")


def read_values(path: Path) -> Iterator[Tuple[int, Any]]:
    """Read JSON data, one value a line, with the number of the line; for a line that cannot be read comes a CorpusError."""
    with path.open("rb") as file:  # by bytes: a line ends only with \n, and what is not UTF-8 can be told by its line
        for number, line in enumerate(file, 1):
            line = line.removeprefix(BOM_UTF8) if number == 1 else line
            if line.strip():
                yield number, attempt(_read_line, line, path, number)


def _read_line(line: bytes, path: Path, number: int) -> Any:
    return parse_json(decode(line, path, first_line=number), f"{path}:{number}")


def write_jsonl(path: Path, records: Iterable[Dict[str, Any]]) -> None:
    """Write records to a file."""
    with path.open("w", encoding="utf8", newline="\n") as file:
        for record in records:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
