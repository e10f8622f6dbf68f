"""spaCy's own format: Docs with tokens and attributions, as `spacy-attrib convert` writes them."""

from pathlib import Path

from ..wording import shown
from .base import OutputError, Result


class DocBinWriter:
    """Writes a `.spacy` file, which `spacy train`, `spacy-attrib evaluate` and others read; findings of the audit stand with what is known
    of the article."""

    def __init__(self, path: Path, target: Path, text: bool) -> None:
        from spacy.tokens import DocBin

        from ..corpora.formats import blank_pipeline

        if not text:
            raise OutputError("A .spacy file holds the texts of the articles: leave out --no-text.")
        self._path = path
        self._nlp = blank_pipeline()
        self._docs = DocBin(store_user_data=True)

    def write(self, result: Result) -> None:
        """Add one article."""
        from ..corpora import CorpusError
        from ..corpora.docbin import record_to_doc

        findings = {} if result.audit is None else {"findings": result.findings}
        try:
            doc, _ = record_to_doc({**result.record, **findings}, self._nlp)
            self._docs.add(doc)
        except (CorpusError, OverflowError) as error:
            raise OutputError(f"The article {shown(result.id)!r} cannot be written as a Doc: {error}") from None

    def close(self) -> None:
        """Complete the file."""
        self._docs.to_disk(self._path)
