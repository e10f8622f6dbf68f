"""Parquet: one row an attribution, offsets as lists."""
from pathlib import Path
from typing import Any, Dict, List

from .base import Result, load_library
from .rows import COLUMNS, PIECES, table_rows

BATCH = 5000  # rows that are held back before they are written


class ParquetWriter:
    """Writes a table for pandas, DuckDB, Spark and others."""

    def __init__(self, path: Path, target: Path, text: bool) -> None:
        self._arrow = load_arrow()
        self._schema = self._arrow.schema([(name, self._type(kind)) for name, kind in COLUMNS.items()])
        self._file = self._arrow.parquet.ParquetWriter(path, self._schema)
        self._rows: List[Dict[str, Any]] = []

    def _type(self, kind: Any) -> Any:
        arrow = self._arrow
        if kind == PIECES:
            return arrow.list_(arrow.list_(arrow.int64()))
        return {int: arrow.int64(), float: arrow.float64(), bool: arrow.bool_()}.get(kind, arrow.string())

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


def load_arrow() -> Any:
    """Import pyarrow with its Parquet part. Raises OutputError that tells how to get it."""
    load_library("pyarrow.parquet", "pyarrow", "Parquet", "parquet")
    return load_library("pyarrow", "pyarrow", "Parquet", "parquet")
