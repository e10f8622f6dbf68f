"""Reading articles: texts, web pages and documents, tables and JSON, corpora, folders, standard input.

Texts come back exactly as they stand in the file, line ends included, so that offsets index the original.
"""

from .base import Article, BadRecord, Fields, InputError, Note
from .cutting import Cut, cut_text
from .inputs import STDIN, SUFFIXES, InputFiles, count_records, find_inputs
from .reading import read_articles

__all__ = [
    "STDIN",
    "SUFFIXES",
    "Article",
    "BadRecord",
    "Cut",
    "Fields",
    "InputError",
    "InputFiles",
    "Note",
    "count_records",
    "cut_text",
    "find_inputs",
    "read_articles",
]
