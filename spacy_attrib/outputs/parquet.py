"""Parquet: one row an attribution, offsets as lists.

A Parquet file can be read only when its end is written. So a run that can be gone on with writes parts, each of which appears whole, into a
folder beside the file, `OUT.parquet.parts`, and joins them at the end. Which articles a part holds, those without a row among them, stands in
the metadata of its schema, and so it does in the file that is joined.
"""

import json
import shutil
from pathlib import Path
from typing import Any, Dict, Iterator, List, Set

from ..files import whole_path
from .base import OutputError, Result, load_library
from .locking import lock
from .rows import COLUMNS, PIECES, table_rows

BATCH = 5000  # rows that are held back before they are written
PART = 100  # articles of a part
IDS = b"spacy_attrib_articles"  # in the metadata of a schema: the ids of the articles, as JSON


class ParquetWriter:
    """Writes a table for pandas, DuckDB, Spark and others."""

    def __init__(self, path: Path, target: Path, text: bool) -> None:
        self._arrow = load_arrow()
        self._schema = _schema([])
        self._file = self._arrow.parquet.ParquetWriter(path, self._schema)
        self._rows: List[Dict[str, Any]] = []

    def write(self, result: Result) -> None:
        """Write the rows of one article."""
        self._rows += table_rows(result)
        if len(self._rows) >= BATCH:
            self._flush()

    def close(self) -> None:
        """Complete the file."""
        self._flush()
        self._file.close()

    def _flush(self) -> None:
        if self._rows:
            self._file.write_table(self._arrow.Table.from_pylist(self._rows, schema=self._schema))
            self._rows = []


class ParquetAppender:
    """Adds parts to those that a run which was stopped has left, and joins them to one file when all is written."""

    def __init__(self, path: Path, text: bool) -> None:
        self._arrow, self._path, self._folder = load_arrow(), path, _folder(path)
        if self._folder.exists() and not self._folder.is_dir():
            raise OutputError(f"'{self._folder}' is no folder: move it, the parts of '{path.name}' are to be written there.")
        self._folder.mkdir(exist_ok=True)
        self._lock = (self._folder / "lock").open("w")
        lock(self._lock, path)
        self._number = max((int(part.stem) for part in _parts(path)), default=-1) + 1
        self._rows: List[Dict[str, Any]] = []
        self._ids: List[str] = []

    @property
    def held(self) -> int:
        """How many articles are in no part yet."""
        return len(self._ids)

    def write(self, result: Result) -> None:
        """Take the rows of one article, and write a part when there are enough."""
        self._rows += table_rows(result)
        self._ids.append(result.id)
        if len(self._ids) >= PART:
            self._flush()

    def _flush(self) -> None:
        if not self._ids:
            return
        table = self._arrow.Table.from_pylist(self._rows, schema=_schema(self._ids))
        with whole_path(self._folder / f"{self._number:06}.parquet") as temporary:
            self._arrow.parquet.write_table(table, temporary)
        self._number += 1
        self._rows, self._ids = [], []

    def close(self) -> None:
        """Write the last part, and join all."""
        self._flush()
        known = _ids(self._path) if self._path.exists() else []
        # The parts of a run that was killed when it had joined them are in the file already.
        parts = [part for part in _parts(self._path) if not set(known).issuperset(_ids(part))]
        schema = _schema([*known, *(id for part in parts for id in _ids(part))])
        with whole_path(self._path) as temporary, self._arrow.parquet.ParquetWriter(temporary, schema) as file:
            for table in self._joined([self._path] * self._path.exists() + parts):
                file.write_table(table.replace_schema_metadata(schema.metadata))
        self._lock.close()
        shutil.rmtree(self._folder)

    def _joined(self, paths: List[Path]) -> Iterator[Any]:
        """The tables of the files, small ones put together."""
        held: List[Any] = []
        for path in paths:
            file = self._arrow.parquet.ParquetFile(path)
            for group in range(file.num_row_groups):
                held.append(file.read_row_group(group).replace_schema_metadata(None))
                if sum(map(len, held)) >= BATCH:
                    yield self._arrow.concat_tables(held)
                    held = []
        if held:
            yield self._arrow.concat_tables(held)


def done_in_parquet(path: Path) -> Set[str]:
    """The ids of the articles that a run has left, in a file or its parts, or in neither.

    RAISES (OutputError): If there is something else.
    """
    return {id for each in [path] * path.exists() + _parts(path) for id in _ids(each)}


def load_arrow() -> Any:
    """Import pyarrow with its Parquet part. Raises OutputError that tells how to get it."""
    load_library("pyarrow.parquet", "pyarrow", "Parquet", "parquet")
    return load_library("pyarrow", "pyarrow", "Parquet", "parquet")


def _folder(path: Path) -> Path:
    return path.with_name(f"{path.name}.parts")


def _parts(path: Path) -> List[Path]:
    """The parts of a file, in order."""
    return sorted(part for part in _folder(path).glob("*.parquet") if part.stem.isdecimal())


def _ids(path: Path) -> List[str]:
    """The ids of the articles in a file that was written by a run that can be gone on with."""
    arrow = load_arrow()
    try:
        schema = arrow.parquet.read_schema(path)
    except (OSError, arrow.ArrowException) as error:
        raise OutputError(f"'{path}' cannot be gone on with: {str(error).splitlines()[0]}") from None
    if schema.names != list(COLUMNS) or IDS not in (schema.metadata or {}):
        raise OutputError(f"'{path}' cannot be gone on with: it was not written by `extract --resume`. Leave --resume out to replace it.")
    ids: List[str] = json.loads(schema.metadata[IDS])
    return ids


def _schema(ids: List[str]) -> Any:
    """The columns, and in the metadata these ids, if any."""
    arrow = load_arrow()
    plain = {int: arrow.int64(), float: arrow.float64(), bool: arrow.bool_(), PIECES: arrow.list_(arrow.list_(arrow.int64()))}
    columns = [(name, plain.get(kind, arrow.string())) for name, kind in COLUMNS.items()]
    return arrow.schema(columns, {IDS: json.dumps(ids)} if ids else None)
