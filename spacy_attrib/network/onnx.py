"""The encoder of accurate weights: a transformer in ONNX, which needs `onnxruntime` and `tokenizers`, no torch."""
import os
from pathlib import Path
from threading import Lock
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

import numpy
from thinc.api import Model, Shim
from thinc.types import Floats2d

from ..errors import Errors
from .features import Features
from .pieces import N_PIECE_ROWS, Pieces, Window, WordPieces, read_pieces, windows
from .weights import find_file

ENCODER = "encoder.onnx"
TOKENIZER = "tokenizer.json"
BATCH = 2048  # pieces that are encoded at once


def word_piece_vectors(weights: str = "accurate", width: int = 384, window: int = 256, margin: int = 32) -> Model[List[Features], List[Floats2d]]:
    """The architecture `spacy-attrib.WordPieceVectors.v1`: a transformer in ONNX gives every token the vector of its first word piece.

    The transformer is not trained here; `spacy_attrib.tools.train_encoder` does that.

    weights (str): Name of bundled weights, or a folder with encoder.onnx, tokenizer.json and their card.
    width (int): Width of its vectors.
    window (int): Word pieces that it reads at once, with those that begin and end a text.
    margin (int): How many of these, on either side, are there for context only.
    RETURNS (Model[List[Features], List[Floats2d]]): A layer that gives (n, width) for the n tokens of each Doc.
    """
    return Model("word_piece_vectors", _forward, dims={"nO": width}, shims=[Encoder(weights, window, margin)])


def _forward(model: Model, X: Sequence[Features], is_train: bool) -> Tuple[List[Floats2d], Callable]:
    return model.shims[0].vectors(X, model.get_dim("nO")), lambda d_vectors: X


class Encoder(Shim):
    """Transformer and tokenizer, loaded when they are first needed, once for each process. Saved by name: the files stay where they are."""

    def __init__(self, weights: str, window: int, margin: int):
        super().__init__(None)
        self.weights = weights
        self.window = window
        self.margin = margin
        self.lock = Lock()
        self.loaded: Optional[Tuple[int, Any, WordPieces]] = None

    def __getstate__(self) -> Dict[str, Any]:
        return {"weights": self.weights, "window": self.window, "margin": self.margin}

    def __setstate__(self, state: Dict[str, Any]) -> None:
        self.__init__(**state)  # type: ignore[misc]

    def to_bytes(self) -> bytes:
        """Nothing: see the class."""
        return b""

    def from_bytes(self, bytes_data: bytes) -> "Encoder":
        """Nothing, either."""
        return self

    def load(self) -> Tuple[Any, WordPieces]:
        """The session and the word pieces; ImportError if the libraries are missing, ValueError if the files are, or are damaged."""
        with self.lock:
            if self.loaded is None or self.loaded[0] != os.getpid():  # a session does not survive a fork
                session = _session(find_file(self.weights, ENCODER), one_thread=self.loaded is not None)
                self.loaded = os.getpid(), session, WordPieces(find_file(self.weights, TOKENIZER))
            return self.loaded[1:]

    def vectors(self, X: Sequence[Features], width: int) -> List[Floats2d]:
        """The vector of each token's first piece."""
        session, word_pieces = self.load()
        pages = [read_pieces(f.page, word_pieces) for f in X]
        room = self.window - len(word_pieces.edges)
        parts = [(number, w) for number, (f, p) in enumerate(zip(X, pages)) for w in windows(_starts(f, p), len(p.ids), room, self.margin)]
        found = [numpy.zeros((len(p.ids) + 1, width), dtype="f") for p in pages]  # one more for a text of nothing but white space
        parts.sort(key=lambda part: part[1].end - part[1].start)
        for batch in _batches(parts):
            hidden = session.run(None, _inputs([(pages[number], w) for number, w in batch], word_pieces))[0]
            for row, (number, w) in zip(hidden, batch):
                found[number][w.first : w.last] = row[1 + w.first - w.start : 1 + w.last - w.start]
        return [each[p.firsts] for each, p in zip(found, pages)]


def _session(path: Path, one_thread: bool) -> Any:
    try:
        import onnxruntime
    except ImportError as error:
        raise ImportError(Errors.A045) from error
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    threads = os.environ.get("OMP_NUM_THREADS", "")
    if one_thread or threads.isdigit():
        options.intra_op_num_threads = 1 if one_thread else int(threads)
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _starts(features: Features, pieces: Pieces) -> List[int]:
    n = len(pieces.firsts)
    return sorted({int(pieces.firsts[start]) for start, _ in features.page.paragraphs if start < n})


def _batches(parts: Sequence[Tuple[int, Window]]) -> List[List[Tuple[int, Window]]]:
    """Windows of like length together."""
    result: List[List[Tuple[int, Window]]] = [[]]
    for part in parts:
        if result[-1] and (part[1].end - part[1].start) * (len(result[-1]) + 1) > BATCH:
            result.append([])
        result[-1].append(part)
    return [batch for batch in result if batch]


def _inputs(batch: Sequence[Tuple[Pieces, Window]], word_pieces: WordPieces) -> Dict[str, numpy.ndarray]:
    longest = max(w.end - w.start for _, w in batch) + 2
    ids = numpy.full((len(batch), longest), word_pieces.padding, dtype="int64")
    mask = numpy.zeros((len(batch), longest), dtype="int64")
    rows = numpy.full((len(batch), longest), N_PIECE_ROWS, dtype="int64")
    for k, (pieces, w) in enumerate(batch):
        size = w.end - w.start
        ids[k, 0], ids[k, 1 : size + 1], ids[k, size + 1] = word_pieces.edges[0], pieces.ids[w.start : w.end], word_pieces.edges[1]
        mask[k, : size + 2] = 1
        rows[k, 1 : size + 1] = pieces.piece_rows[w.start : w.end]
    return {"ids": ids, "mask": mask, "piece_rows": rows}
