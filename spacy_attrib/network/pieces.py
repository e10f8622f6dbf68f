"""What a pretrained encoder reads of a page: word pieces in windows of whole paragraphs, and how each word is written."""

from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Sequence, Tuple

import numpy

from ..errors import Errors
from ..page.page import Page
from .arrays import Ints1d

MARGIN = 32  # pieces of the neighbouring text that a window has on either side, so that its edges are read in context
N_PIECE_ROWS = 8  # four ways of writing, inside quotation marks or not
N_WORD_ROWS = 16  # the same, first of a paragraph or not
LOWER, TITLE, UPPER, OTHER = range(4)


class Pieces(NamedTuple):
    """The word pieces of a page of n tokens.

    ids (Ints1d): (k,) the pieces.
    firsts (Ints1d): (n,) the place of each token's first piece; of white space, that of the token in front of it.
    piece_rows, word_rows (Ints1d): (k,) and (n,) how the word is written, and whether it is quoted: rows of embedding tables.
    """

    ids: Ints1d
    firsts: Ints1d
    piece_rows: Ints1d
    word_rows: Ints1d


class Window(NamedTuple):
    """A part of a page that is read at once, in pieces: from `start` to `end`, of which those from `first` to `last` are asked for."""

    start: int
    end: int
    first: int
    last: int


class WordPieces:
    """The word pieces of words, by a tokenizer of the library `tokenizers`; each word is looked up once.

    path (Path): A tokenizer.json.
    """

    MOST = 100000  # words that are remembered

    def __init__(self, path: Path):
        try:
            from tokenizers import Tokenizer
        except ImportError as error:
            raise ImportError(Errors.A045) from error
        tokenizer: Any = Tokenizer.from_file(str(path))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self.tokenizer = tokenizer
        self.known: Dict[str, List[int]] = {}
        self.edges: Tuple[int, int] = (tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]"))
        self.padding: int = tokenizer.token_to_id("[PAD]")

    def __call__(self, word: str) -> List[int]:
        """The ids of a word's pieces; none for white space."""
        found = self.known.get(word)
        if found is None:
            found = self.tokenizer.encode(word, add_special_tokens=False).ids if not word.isspace() else []
            if len(self.known) < self.MOST:
                self.known[word] = found
        return found


def read_pieces(page: Page, word_pieces: WordPieces) -> Pieces:
    """The word pieces of a page."""
    texts = [token.text for token in page.tokens]
    ids = [word_pieces(text) for text in texts]
    sizes = numpy.fromiter(map(len, ids), dtype="int64", count=len(ids))
    own = numpy.maximum.accumulate(numpy.where(sizes > 0, numpy.arange(len(sizes)), 0))  # white space has none
    firsts = (numpy.cumsum(sizes) - sizes)[own]
    rows = word_rows(page)
    flat = numpy.fromiter((piece for each in ids for piece in each), dtype="int64", count=int(sizes.sum()))
    return Pieces(flat, firsts, numpy.repeat(rows // 2, sizes), rows)


def word_rows(page: Page) -> Ints1d:
    """(n,) how every token is written, whether it is quoted, and whether it begins a paragraph."""
    n = len(page.tokens)
    quoted = numpy.asarray(page.quote_of, dtype="int64") >= 0
    rows = numpy.fromiter((_writing(token.text) for token in page.tokens), dtype="int64", count=n) * 4 + quoted * 2
    rows[[start for start, _ in page.paragraphs if start < n]] += 1
    return rows


def _writing(word: str) -> int:
    if word.islower():
        return LOWER
    if word.isupper():
        return UPPER if len(word) > 1 else TITLE
    return TITLE if word[:1].isupper() else OTHER


def windows(starts: Sequence[int], n: int, most: int, margin: int = MARGIN) -> List[Window]:
    """Cut n pieces into windows of at most `most`, with a margin of those around them.

    starts (Sequence[int]): Where paragraphs begin, in order; windows begin there where they can.
    n (int): The number of pieces.
    most (int): Pieces of a window, margins and all.
    margin (int): Pieces of each margin.
    RETURNS (List[Window]): Windows that ask for every piece once.
    """
    if n <= most:
        return [Window(0, n, 0, n)] if n else []
    starts = starts or [0]
    room = max(most - 2 * margin, 1)
    cuts = [0]
    for start, following in zip([*starts, n], [*starts[1:], n, n]):
        while following - cuts[-1] > room and max(start, cuts[-1]) < n:
            cuts.append(start if cuts[-1] < start <= cuts[-1] + room else min(cuts[-1] + room, n))
    cuts = [*dict.fromkeys(cut for cut in cuts if cut < n), n]
    return [Window(max(first - margin, 0), min(last + margin, n), first, last) for first, last in zip(cuts, cuts[1:])]
