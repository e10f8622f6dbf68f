"""Writing results: JSONL, tables, a database, spaCy's Docs, pages; which of them is told by the suffix of the file."""
from .base import OutputError, Result, json_line
from .opening import SUFFIXES, check_kind, find_done, open_output

__all__ = ["SUFFIXES", "OutputError", "Result", "check_kind", "find_done", "json_line", "open_output"]
