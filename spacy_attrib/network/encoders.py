"""Encoders: from the features of Docs to a vector for every token. The network takes any of them, its heads are the same.

sequence:    words (any tok2vec) + token features ─▶ LSTM over the paragraph ─▶ convolutions over neighbours and heads
pretrained:  vectors of a transformer + how the word is written
"""

from typing import Any, Callable, List, Optional, Sequence, Tuple

import numpy
from spacy.tokens import Doc
from thinc.api import Model

from ..errors import Errors
from .arrays import Floats2d
from .features import N_TOKEN_ROWS, Features
from .layers import add_to_rows, dropout_mask, embedded_rows, maxout
from .lstm import bilstm
from .pieces import N_WORD_ROWS, word_rows

FLAG_WIDTH = 32
PART = 4000  # tokens that are encoded at once


def sequence_encoder(tok2vec: Model[List[Doc], List[Floats2d]], width: int = 128, depth: int = 2) -> Model[List[Features], Floats2d]:
    """The architecture `spacy-attrib.SequenceEncoder.v1`.

    tok2vec (Model[List[Doc], List[Floats2d]]): Gives a vector to every token.
    width (int): Width of the vectors that are given.
    depth (int): Number of convolutions; each reads a token, its head, and two neighbours, at a distance of 1, 2, 4 …
    RETURNS (Model[List[Features], Floats2d]): The encoder: (n, width) for the n tokens of all Docs.
    """
    flags = embedded_rows(N_TOKEN_ROWS, FLAG_WIDTH)
    mix = maxout(width)
    blocks = [maxout(width, 4 * width) for _ in range(depth)]
    return Model(
        "attribution_encoder",
        _forward_encoder,
        layers=[tok2vec, flags, mix, bilstm(width), *blocks],
        dims={"nO": width},
        attrs={"dropout_rate": 0.0},
        init=_init_encoder,
    )


def _init_encoder(model: Model, X: Optional[Sequence[Features]] = None, Y: object = None) -> None:
    tok2vec, flags, mix, reader, *blocks = model.layers
    docs = [f.doc for f in X] if X else None
    tok2vec.initialize(docs)
    flags.initialize()
    words = tok2vec.get_dim("nO") if tok2vec.has_dim("nO") else tok2vec.predict(docs)[0].shape[1]
    mix.set_dim("nI", words + FLAG_WIDTH)
    for layer in (mix, reader, *blocks):
        layer.initialize()


def _forward_encoder(model: Model, X: Sequence[Features], is_train: bool) -> Tuple[Floats2d, Callable]:
    tok2vec, flags, mix, reader, *blocks = model.layers
    xp, rate = model.ops.xp, model.attrs["dropout_rate"] if is_train else 0.0
    docs = [f.doc for f in X]
    sizes = [len(f) for f in X]
    words, from_words = tok2vec(docs, is_train)
    rows, from_flags = flags(xp.asarray(numpy.concatenate([f.rows for f in X])), is_train)
    joined = xp.concatenate([xp.concatenate([each for each in words if len(each)]), rows], axis=1)
    if not is_train and len(joined) > PART:
        return _encode_long(model, X, joined), lambda d_vectors: docs
    masks = [dropout_mask(model, joined.shape, rate)]
    vectors, from_mix = mix(joined * masks[0] if rate else joined, is_train)
    read, from_reader = reader((vectors, _paragraph_lengths(X)), is_train)
    read_mask = dropout_mask(model, read.shape, rate)
    vectors = vectors + (read * read_mask if rate else read)
    backward = []
    for number, block in enumerate(blocks):
        index = xp.asarray(_neighbours(X, sizes, 2**number))
        around = _gather(vectors, index)
        out, from_block = block(around, is_train)
        masks.append(dropout_mask(model, out.shape, rate))
        vectors = vectors + (out * masks[-1] if rate else out)
        backward.append((index, from_block))

    def backprop(d_vectors: Floats2d) -> List[Doc]:
        for number in range(len(blocks) - 1, -1, -1):
            index, from_block = backward[number]
            d_out = d_vectors * masks[number + 1] if rate else d_vectors
            d_vectors = d_vectors + _scatter(model, from_block(d_out), index)
        d_vectors = d_vectors + from_reader(d_vectors * read_mask if rate else d_vectors)
        d_joined = from_mix(d_vectors)
        if rate:
            d_joined = d_joined * masks[0]
        width = d_joined.shape[1] - FLAG_WIDTH
        from_flags(d_joined[:, width:])
        d_words = model.ops.unflatten(model.ops.xp.ascontiguousarray(d_joined[:, :width]), model.ops.asarray1i(sizes))
        from_words(d_words)
        return docs

    return vectors, backprop


def _encode_long(model: Model, X: Sequence[Features], joined: Floats2d) -> Floats2d:
    """The same vectors as those of `_forward_encoder` without training, one part of the text after another: what leaves the
    cache of the processor takes four times as long."""
    _, _, mix, reader, *blocks = model.layers
    xp = model.ops.xp
    vectors = _in_parts(xp, len(joined), lambda part: mix.predict(joined[part]))
    lengths = _paragraph_lengths(X)
    ends = numpy.cumsum(lengths)
    start = 0
    for numbers in numpy.split(numpy.arange(len(lengths)), numpy.flatnonzero(numpy.diff(ends // PART)) + 1):
        end = int(ends[numbers[-1]])
        vectors[start:end] += reader.predict((vectors[start:end], lengths[numbers]))
        start = end
    sizes = [len(f) for f in X]
    for number, block in enumerate(blocks):
        index = xp.asarray(_neighbours(X, sizes, 2**number))
        vectors = vectors + _in_parts(xp, len(vectors), lambda part: block.predict(_gather(vectors, index[part])))
    return vectors


def _in_parts(xp: Any, n: int, function: Callable[[slice], Floats2d]) -> Floats2d:
    return xp.concatenate([function(slice(start, start + PART)) for start in range(0, n, PART)])


def _paragraph_lengths(X: Sequence[Features]) -> numpy.ndarray:
    return numpy.concatenate([counts[counts > 0] for counts in (numpy.bincount(f.paragraphs) for f in X)])


def _neighbours(X: Sequence[Features], sizes: Sequence[int], step: int) -> numpy.ndarray:
    """(n, 4) tokens: `step` before, the token, `step` behind, the head; -1 beyond the ends of a Doc."""
    result = []
    start = 0
    for features, size in zip(X, sizes):
        own = numpy.arange(size)
        before, behind = own - step, own + step
        index = numpy.stack([before, own, numpy.where(behind < size, behind, -1), features.heads], axis=1)
        result.append(numpy.where(index >= 0, index + start, -1))
        start += size
    return numpy.concatenate(result)


def _gather(vectors: Floats2d, index: numpy.ndarray) -> Floats2d:
    taken = vectors[index]
    taken[index < 0] = 0.0
    return taken.reshape((len(index), -1))


def _scatter(model: Model, d_around: Floats2d, index: numpy.ndarray) -> Floats2d:
    n, k = index.shape
    d_around = d_around.reshape((n, k, -1))
    result = model.ops.alloc2f(n, d_around.shape[2])
    for column in range(k):
        there = index[:, column] >= 0
        add_to_rows(model.ops, result, index[there, column], d_around[there, column])
    return result


# Pretrained


def pretrained_encoder(vectors: Model[List[Features], List[Floats2d]], width: int = 384) -> Model[List[Features], Floats2d]:
    """The architecture `spacy-attrib.PretrainedEncoder.v1`: adds to vectors that were learned elsewhere how the word is written, whether
    it is quoted, and whether it begins a paragraph.

    vectors (Model[List[Features], List[Floats2d]]): Gives a vector to every token.
    width (int): Width of the vectors: 768 of a base transformer, 384 of a MiniLM.
    RETURNS (Model[List[Features], Floats2d]): The encoder: (n, width) for the n tokens of all Docs.
    """
    return Model(
        "pretrained_encoder",
        _forward_pretrained,
        layers=[vectors, embedded_rows(N_WORD_ROWS, width)],
        dims={"nO": width},
        attrs={"dropout_rate": 0.0},
        init=_init_pretrained,
    )


def _init_pretrained(model: Model, X: Optional[Sequence[Features]] = None, Y: object = None) -> None:
    vectors, writing = model.layers
    vectors.initialize(X)
    writing.initialize()
    width = vectors.predict(X[:1])[0].shape[1] if X else model.get_dim("nO")
    if width != model.get_dim("nO"):
        raise ValueError(Errors.A048.format(width=width, own=model.get_dim("nO")))


def _forward_pretrained(model: Model, X: Sequence[Features], is_train: bool) -> Tuple[Floats2d, Callable]:
    vectors, writing = model.layers
    xp, rate = model.ops.xp, model.attrs["dropout_rate"] if is_train else 0.0
    words, from_words = vectors(X, is_train)
    rows = xp.asarray(numpy.concatenate([word_rows(f.page) for f in X])[:, None])
    written, from_writing = writing(rows, is_train)
    result = xp.concatenate([each for each in words if len(each)]) + written
    mask = dropout_mask(model, result.shape, rate)

    def backprop(d_result: Floats2d) -> Sequence[Features]:
        d_result = d_result * mask if rate else d_result
        from_writing(d_result)
        from_words(model.ops.unflatten(xp.ascontiguousarray(d_result), model.ops.asarray1i([len(f) for f in X])))
        return X

    return result * mask if rate else result, backprop


def vectors_of_docs(tok2vec: Model[List[Doc], List[Floats2d]]) -> Model[List[Features], List[Floats2d]]:
    """The architecture `spacy-attrib.VectorsOfDocs.v1`: the vectors of a tok2vec, e.g. of a transformer in the pipeline."""
    return Model("vectors_of_docs", _forward_docs, layers=[tok2vec], init=_init_docs)


def _init_docs(model: Model, X: Optional[Sequence[Features]] = None, Y: object = None) -> None:
    model.layers[0].initialize([f.doc for f in X] if X else None)


def _forward_docs(model: Model, X: Sequence[Features], is_train: bool) -> Tuple[List[Floats2d], Callable]:
    vectors, from_vectors = model.layers[0]([f.doc for f in X], is_train)

    def backprop(d_vectors: List[Floats2d]) -> Sequence[Features]:
        from_vectors(d_vectors)
        return X

    return vectors, backprop
