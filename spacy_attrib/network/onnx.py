"""The encoder of accurate weights: a transformer in ONNX, which needs `onnxruntime` and `tokenizers`, no torch."""

import os
from multiprocessing import parent_process
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

import numpy
from thinc.api import Model, Shim

from ..errors import Errors
from .arrays import Floats2d
from .features import Features
from .locks import loading
from .pieces import MARGIN, N_PIECE_ROWS, Pieces, Window, WordPieces, read_pieces, windows
from .weights import ENCODER, TOKENIZER, find_file

LEAST = 16  # pieces that a window is to have beside its margins
_inherited: List[Any] = []  # what the parent process had loaded, kept: to free it would wait for threads that do not live in a fork


def word_piece_vectors(weights: str = "accurate", width: int = 384, window: int = 256, margin: int = MARGIN) -> Model[List[Features], List[Floats2d]]:
    """The architecture `spacy-attrib.WordPieceVectors.v1`: a transformer in ONNX gives every token the vector of its first word piece.

    The transformer is not trained here; `spacy_attrib.tools.train_encoder` does that.

    weights (str): Name of bundled weights, or a folder with encoder.onnx, tokenizer.json and their card.
    width (int): Width of its vectors.
    window (int): Word pieces that it reads at once, with those that begin and end a text.
    margin (int): How many of these, on either side, are there for context only.
    RETURNS (Model[List[Features], List[Floats2d]]): A layer that gives (n, width) for the n tokens of each Doc.
    RAISES (ValueError): If the margins leave no room in the window.
    """
    if window - 2 * margin < LEAST:
        raise ValueError(Errors.A047.format(window=window, margin=margin))
    return Model("word_piece_vectors", _forward, dims={"nO": width}, shims=[Encoder(weights, window, margin)])


def _forward(model: Model, X: Sequence[Features], is_train: bool) -> Tuple[List[Floats2d], Callable]:
    encoder: Any = model.shims[0]
    return encoder.vectors(X, model.get_dim("nO")), lambda d_vectors: X


class Encoder(Shim):
    """Transformer and tokenizer, loaded when they are first needed, once for each process. Saved by name: the files stay where they are."""

    def __init__(self, weights: str, window: int, margin: int):
        super().__init__(None)
        self.weights = weights
        self.window = window
        self.margin = margin
        self.loaded: Optional[Tuple[int, Any, WordPieces]] = None

    def __getstate__(self) -> Dict[str, Any]:
        return {"weights": self.weights, "window": self.window, "margin": self.margin}

    def __setstate__(self, state: Dict[str, Any]) -> None:
        self.__init__(**state)  # type: ignore[misc]  # of a class that has this very __init__

    def to_bytes(self) -> bytes:
        """Nothing: see the class."""
        return b""

    def from_bytes(self, bytes_data: bytes) -> "Encoder":
        """Nothing, either."""
        return self

    def load(self) -> Tuple[Any, WordPieces]:
        """The session and the word pieces; ImportError if the libraries are missing, ValueError if the files are, or are damaged."""
        with loading():
            if self.loaded is None or self.loaded[0] != os.getpid():  # a session does not survive a fork
                if self.loaded is not None:
                    _inherited.append(self.loaded)
                session = _session(find_file(self.weights, ENCODER), one_thread=parent_process() is not None)
                self.loaded = os.getpid(), session, WordPieces(find_file(self.weights, TOKENIZER))
            return self.loaded[1:]

    def vectors(self, X: Sequence[Features], width: int) -> List[Floats2d]:
        """The vector of each token's first piece. Windows are read one by one: a network of whole numbers scales them by the largest value
        in what it reads at once, and the vectors of one article must not depend on those beside it."""
        session, word_pieces = self.load()
        result = []
        for pieces, features in ((read_pieces(f.page, word_pieces), f) for f in X):
            found = numpy.zeros((len(pieces.ids) + 1, width), dtype="f")  # one more for a text of nothing but white space
            for window in windows(_starts(features, pieces), len(pieces.ids), self.window - len(word_pieces.edges), self.margin):
                hidden = session.run(None, _inputs(pieces, window, word_pieces))[0][0]
                found[window.first : window.last] = hidden[1 + window.first - window.start : 1 + window.last - window.start]
            result.append(found[pieces.firsts])
        return result


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


def _inputs(pieces: Pieces, window: Window, word_pieces: WordPieces) -> Dict[str, numpy.ndarray]:
    """The pieces of a window between those that begin and end a text."""
    part = slice(window.start, window.end)
    first, last = word_pieces.edges
    ids = numpy.concatenate([[first], pieces.ids[part], [last]])
    rows = numpy.concatenate([[N_PIECE_ROWS], pieces.piece_rows[part], [N_PIECE_ROWS]])
    return {"ids": ids[None], "mask": numpy.ones((1, len(ids)), dtype="int64"), "piece_rows": rows[None]}
