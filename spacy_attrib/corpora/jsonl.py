"""The project's own format: one JSON object a line, one article an object. Whatever else a record holds is kept."""
import json
from codecs import BOM_UTF8
from pathlib import Path
from typing import Any, Dict, Iterable, Iterator, Union

from .validation import CorpusError, RawRecord, attempt, decode, parse_json


def read_jsonl(path: Path) -> Iterator[Union[RawRecord, CorpusError]]:
    """Read the records of a file, one at a time; for a line that cannot be read comes the error."""
    with path.open("rb") as file:  # by bytes: a line ends only with \n, and what is not UTF-8 can be told by its line
        for number, line in enumerate(file, 1):
            line = line.removeprefix(BOM_UTF8) if number == 1 else line
            if line.strip():
                yield attempt(_read_line, line, path, number)


def _read_line(line: bytes, path: Path, number: int) -> RawRecord:
    place = f"{path}:{number}"
    return RawRecord(parse_json(decode(line, path, first_line=number), place), place)


def write_jsonl(path: Path, records: Iterable[Dict[str, Any]]) -> None:
    """Write records to a file."""
    with path.open("w", encoding="utf8", newline="\n") as file:
        for record in records:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
