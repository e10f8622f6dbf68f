"""HTML pages, which `spacy_attrib.report` lays out when all articles are there."""

from pathlib import Path
from typing import Any, Dict, List

from ..attributions import add_record
from ..audit import audit_sourcing
from ..corpora.formats import blank_pipeline
from ..report import write_pages
from .base import OutputError, Result


class PageWriter:
    """Collects records and audits for the pages of a report. The audit of an article that comes without one is made from its record."""

    def __init__(self, path: Path, target: Path, text: bool) -> None:
        if not text:
            raise OutputError("A page shows the texts of the articles: leave out --no-text.")
        self._path = path
        self._records: List[Dict[str, Any]] = []
        self._audits: List[Dict[str, Any]] = []
        self._blank = blank_pipeline()

    def write(self, result: Result) -> None:
        """Keep what there is of one article."""
        self._records.append({**result.record, "attributions": result.attributions})
        self._audits.append(self._audit(result.record) if result.audit is None else result.audit)

    def _audit(self, record: Dict[str, Any]) -> Dict[str, Any]:
        doc = self._blank.make_doc(record["text"])
        add_record(doc, record)
        return audit_sourcing(doc).to_dict()

    def close(self) -> None:
        """Write the page."""
        write_pages(self._records, self._audits, self._path)
