"""What training on a transformer needs beyond spacy-transformers. Nothing here imports torch before it is used."""

import os
import sys
from bisect import bisect_right
from contextlib import AbstractContextManager
from functools import partial
from typing import Any, Callable, Iterable, List, Set, Tuple, cast

from spacy.language import Language
from spacy.tokens import Doc, Span
from thinc.api import Model, concatenate
from thinc.types import Ragged

from ..errors import Errors
from ..page.intervals import Offsets
from ..page.layout import Layout
from .arrays import Floats2d


def join_tok2vecs(first: Model[List[Doc], List[Floats2d]], second: Model[List[Doc], List[Floats2d]]) -> Model[List[Doc], List[Floats2d]]:
    """The architecture `spacy-attrib.JoinedTok2Vec.v1`: the vectors of two layers side by side, as wide as the two together.

    A transformer knows nothing of tags and entities, and one without capitals nothing of case; hash embeddings beside it do.
    """
    return concatenate(first, second)


# What a transformer reads at once, and what of it goes to the network


def make_paragraph_windows(most: int = 160) -> Callable[[Iterable[Doc]], List[List[Span]]]:
    """The span getter `spacy-attrib.paragraph_windows.v1`: cuts Docs into windows of whole paragraphs, which a transformer reads one by one.

    most (int): Tokens of a window. A paragraph that is longer is cut where a sentence begins, or where the window is full.
    RETURNS (Callable[[Iterable[Doc]], List[List[Span]]]): Gives for every Doc windows that hold each of its tokens once.
    RAISES (ValueError): If a window could hold no token.
    """
    if most < 1:
        raise ValueError(Errors.A044.format(most=most))
    return partial(_windows_of_docs, most=most)


def _windows_of_docs(docs: Iterable[Doc], most: int) -> List[List[Span]]:
    return [[doc[start:end] for start, end in _windows(doc, most)] for doc in docs]


def _windows(doc: Doc, most: int) -> List[Offsets]:
    paragraphs, sentences = _paragraph_starts(doc), _sentence_starts(doc)
    windows: List[Tuple[int, int]] = []
    begin = 0
    for start, end in zip([0, *paragraphs], [*paragraphs, len(doc)]):
        if end - begin > most and start > begin:
            windows.append((begin, start))
            begin = start
        while end - begin > most:
            sentence = sentences[bisect_right(sentences, begin + most) - 1]
            cut = sentence if sentence > begin else begin + most
            windows.append((begin, cut))
            begin = cut
    return [*windows, (begin, len(doc))] if begin < len(doc) else windows


def _paragraph_starts(doc: Doc) -> List[int]:
    """The tokens with which paragraphs begin, but for the first of the Doc."""
    characters = [token.idx for token in doc]
    starts = {bisect_right(characters, start) - 1 for start, _ in Layout(doc.text).paragraphs} if characters else set()
    return sorted(starts - {0})


def _sentence_starts(doc: Doc) -> List[int]:
    """The tokens with which sentences begin; at least the first."""
    return [0, *(token.i for token in doc if token.i and token.is_sent_start)] if doc.has_annotation("SENT_START") else [0]


def first_piece() -> Model[Ragged, Floats2d]:
    """The layer `spacy-attrib.first_piece.v1`: of the vectors of each token's word pieces the first, zeros if it has none.

    White space has none with many tokenizers, and Thinc's `reduce_first.v1` refuses that.
    """
    return Model("first_piece", _forward_first)


def _forward_first(model: Model, X: Ragged, is_train: bool) -> Tuple[Floats2d, Callable]:
    ops = model.ops
    pieces = cast(Floats2d, X.dataXd)
    there = X.lengths > 0
    firsts = (ops.xp.cumsum(X.lengths) - X.lengths)[there]
    vectors = ops.alloc2f(len(X.lengths), pieces.shape[1])
    vectors[there] = pieces[firsts]

    def backprop(d_vectors: Floats2d) -> Ragged:
        d_pieces = ops.alloc2f(*pieces.shape)
        d_pieces[firsts] = d_vectors[there]
        return Ragged(d_pieces, X.lengths)

    return vectors, backprop


# Making training cheaper


def make_transformer_preparation(frozen_layers: int = 0, bfloat16: bool = False) -> Callable[[Language], None]:
    """The callback `spacy-attrib.prepare_transformer.v1`, to be called after initialization: makes training cheaper.

    frozen_layers (int): How many layers, from the bottom, keep their pretrained weights; with 1 or more the embeddings do, too.
    bfloat16 (bool): Whether to multiply in bfloat16 on the CPU, which is about twice as fast where the processor knows it.
        On a GPU, `mixed_precision` of the transformer does the same.
    RETURNS (Callable[[Language], None]): The callback.
    RAISES (ValueError): If the pipeline has no transformer, or the transformer has no such layers.
    """

    def prepare(nlp: Language) -> None:
        transformer = _find_transformer(nlp)
        if frozen_layers:
            _freeze(transformer, frozen_layers)
        if bfloat16:
            _multiply_in_bfloat16(transformer)

    return prepare


def _find_transformer(nlp: Language) -> Any:
    for name, pipe in nlp.pipeline:
        if nlp.get_pipe_meta(name).factory == "transformer":
            return cast(Any, pipe).model.transformer
    raise ValueError(Errors.A054)


def _freeze(transformer: Any, count: int) -> None:
    layers = getattr(getattr(transformer, "encoder", None), "layer", None)
    if layers is None or count > len(layers):
        raise ValueError(Errors.A055.format(count=count, known=0 if layers is None else len(layers)))
    for part in (transformer.embeddings, *layers[:count]):
        for parameter in part.parameters():
            parameter.requires_grad = False


def _multiply_in_bfloat16(transformer: Any) -> None:
    forward = transformer.forward

    def cast(*args: Any, **kwargs: Any) -> Any:
        with _autocast():
            output = forward(*args, **kwargs)
        for key, value in output.items():
            output[key] = value.float() if hasattr(value, "float") else value
        return output

    transformer.forward = cast


def _autocast() -> AbstractContextManager:
    import torch

    return torch.autocast("cpu", dtype=torch.bfloat16)


# Several processes

_registered: Set[str] = set()


def make_forks_safe() -> None:
    """See to it that a process made by `nlp.pipe(n_process=2)` runs torch in one thread, if torch is loaded.

    Where torch has computed in several threads before, those do not exist in a forked process, and it would wait for them
    for ever.
    """
    torch = sys.modules.get("torch")
    if torch is not None and torch.__name__ not in _registered and hasattr(os, "register_at_fork"):
        _registered.add(torch.__name__)
        os.register_at_fork(after_in_child=partial(torch.set_num_threads, 1))
