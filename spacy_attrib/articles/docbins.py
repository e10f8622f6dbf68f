"""spaCy's own files: Docs with or without annotation."""

from pathlib import Path

from ..wording import shown_path
from .base import Read, Unreadable
from .records import article_of


def read_docbin(path: Path, name: str) -> Read:
    """Read the Docs of a file: their text, and, where they hold them, id, meta and attributions. Raises Unreadable if it is damaged."""
    from spacy.vocab import Vocab  # with what reads corpora, a second to import

    from ..attributions import has_attributions, to_record
    from ..corpora import CorpusError
    from ..corpora.docbin import known_of, read_docs

    try:
        for number, doc in enumerate(read_docs(path, Vocab()), 1):
            where = f"{shown_path(path)}, document {number}"
            known = known_of(doc, where)
            found = to_record(doc)["attributions"] if has_attributions(doc) else None
            yield article_of({**known, "text": doc.text, "attributions": found}, f"{name}:{number}", where)
    except CorpusError as error:
        raise Unreadable(str(error).rstrip(".")) from None
