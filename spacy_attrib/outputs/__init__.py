"""Writing results: JSONL, tables, a database, spaCy's Docs, pages; which of them is told by the suffix of the file."""

from .base import OutputError, Result, json_line
from .gathering import Gathering, GatheringWriter, WhoSpeaks
from .opening import SUFFIXES, check_kind, find_done, open_output

__all__ = ["SUFFIXES", "Gathering", "GatheringWriter", "OutputError", "Result", "WhoSpeaks", "check_kind", "find_done", "json_line", "open_output"]
