"""Corpora of attributions: reading, writing and checking them, and feeding `spacy train` from them."""

from .formats import Written, read_corpus, validate_corpus, write_corpus
from .validation import CorpusError, validate_record

__all__ = ["CorpusError", "Written", "read_corpus", "validate_corpus", "validate_record", "write_corpus"]
