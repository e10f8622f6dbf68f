"""The project's own format: one JSON object a line, one article an object. Whatever else a record holds is kept."""
import json
from pathlib import Path
from typing import Any, Dict, Iterable, Iterator, Union

from ..errors import Errors
from .validation import CorpusError, RawRecord, locate, parse_json

_BOM = b"\xef\xbb\xbf"


def read_jsonl(path: Path) -> Iterator[Union[RawRecord, CorpusError]]:
    """Read the records of a file, one at a time; for a line that cannot be read comes the error."""
    with path.open("rb") as file:  # by bytes: a line ends only with \n, and what is not UTF-8 can be told by its line
        for number, line in enumerate(file, 1):
            place = f"{path}:{number}"
            line = line.removeprefix(_BOM) if number == 1 else line
            if not line.strip():
                continue
            try:
                yield RawRecord(parse_json(line.decode("utf8"), place), place)
            except UnicodeDecodeError as error:
                yield CorpusError(Errors.A015.format(byte=error.start + 1, where=locate(place)))
            except CorpusError as error:
                yield error


def write_jsonl(path: Path, records: Iterable[Dict[str, Any]]) -> None:
    """Write records to a file."""
    with path.open("w", encoding="utf8", newline="\n") as file:
        for record in records:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
