"""HTML pages, which `spacy_attrib.report` lays out when all articles are there."""
from importlib import import_module
from pathlib import Path
from typing import Any, Callable, Dict, List

from .base import OutputError, Result

REPORT = "spacy_attrib.report"


class PageWriter:
    """Collects records and findings, for `write_pages(records, findings, output)`: `records` is a list of records, `findings` has for the id
    of each article a list of the audit's findings as JSON data, and `output` is the file to write."""

    def __init__(self, path: Path, target: Path, text: bool) -> None:
        if not text:
            raise OutputError("A page shows the texts of the articles: leave out --no-text.")
        self._write_pages = load_report()
        self._path = path
        self._records: List[Dict[str, Any]] = []
        self._findings: Dict[str, List[Dict[str, Any]]] = {}

    def write(self, result: Result) -> None:
        """Keep what there is of one article."""
        self._records.append({**result.record, "attributions": result.attributions})
        self._findings[result.id] = result.findings

    def close(self) -> None:
        """Write the page."""
        self._write_pages(self._records, self._findings, self._path)


def load_report() -> Callable[..., Any]:
    """Find what writes pages. Raises OutputError if this installation has it not."""
    try:
        return import_module(REPORT).write_pages
    except (ImportError, AttributeError):
        raise OutputError(f"Writing pages needs `{REPORT}`, which this installation does not have.") from None
