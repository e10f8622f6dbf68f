"""The layers of the network, as registered Thinc architectures.

    words (any tok2vec) + token features ─▶ LSTM over the paragraph ─▶ convolutions over neighbours and heads ─▶ vectors
    vectors ─▶ is this token a trigger?
    vectors of a trigger and of a token around it + features of the pair ─▶ none, source, cue or content
"""
from typing import Any, Callable, List, Optional, Sequence, Tuple

import numpy
from spacy.tokens import Doc
from thinc.api import Model
from thinc.types import Floats2d

from .features import N_PAIR_ROWS, N_TOKEN_ROWS, ROLES, Features
from .layers import add_rows_gradient, add_to_rows, embedded_rows, init_rows, linear, maxout, sum_rows
from .lstm import bilstm

FLAG_WIDTH = 32
PART = 4000  # tokens that are encoded at once
PAIRS_PART = 20000  # pairs whose roles are told at once
CALIBRATION = (1.0, 0.0)  # slope and intercept that turn the logit of a trigger into that of its attribution being right


def build_network(
    tok2vec: Model[List[Doc], List[Floats2d]],
    width: int = 128,
    depth: int = 2,
    hidden: int = 96,
) -> Model[List[Features], Floats2d]:
    """The architecture `spacy-attrib.AttributionNetwork.v1`.

    tok2vec (Model[List[Doc], List[Floats2d]]): Gives a vector to every token.
    width (int): Width of the vectors that triggers and roles are told from.
    depth (int): Number of convolutions; each reads a token, its head, and two neighbours, at a distance of 1, 2, 4 …
    hidden (int): Width of the hidden layer for pairs.
    RETURNS (Model[List[Features], Floats2d]): A model with the parts "encoder", "anchors" (which tells the triggers; the name stands in
        saved models) and "roles"; called as a whole it gives one logit for every token: (n, 1).
    """
    encoder = _encoder(tok2vec, width, depth)
    triggers = linear(1, width)
    roles = _roles(width, hidden)
    return Model(
        "attribution_network",
        _forward_network,
        layers=[encoder, triggers, roles],
        attrs={"calibration": CALIBRATION},
        refs={"tok2vec": tok2vec, "encoder": encoder, "anchors": triggers, "roles": roles},
        init=_init_network,
    )


def _init_network(model: Model, X: Optional[Sequence[Features]] = None, Y: object = None) -> None:
    model.get_ref("encoder").initialize(X)
    for name in ("anchors", "roles"):
        model.get_ref(name).initialize()


def _forward_network(model: Model, X: Sequence[Features], is_train: bool) -> Tuple[Floats2d, Callable]:
    vectors, from_encoder = model.get_ref("encoder")(X, is_train)
    logits, from_triggers = model.get_ref("anchors")(vectors, is_train)
    return logits, lambda d_logits: from_encoder(from_triggers(d_logits))


# Vectors


def _encoder(tok2vec: Model, width: int, depth: int) -> Model[Sequence[Features], Floats2d]:
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
    masks = [_mask(model, joined.shape, rate)]
    vectors, from_mix = mix(joined * masks[0] if rate else joined, is_train)
    read, from_reader = reader((vectors, _paragraph_lengths(X)), is_train)
    read_mask = _mask(model, read.shape, rate)
    vectors = vectors + (read * read_mask if rate else read)
    backward = []
    for number, block in enumerate(blocks):
        index = xp.asarray(_neighbours(X, sizes, 2**number))
        around = _gather(vectors, index)
        out, from_block = block(around, is_train)
        masks.append(_mask(model, out.shape, rate))
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


def _mask(model: Model, shape: Tuple[int, ...], rate: float) -> Optional[Floats2d]:
    if not rate:
        return None
    xp = model.ops.xp
    return (xp.random.uniform(0.0, 1.0, shape) >= rate).astype("f") / (1.0 - rate)


# Pairs

Pairs = Tuple[Floats2d, numpy.ndarray, numpy.ndarray, numpy.ndarray]


def _roles(width: int, hidden: int) -> Model[Pairs, Floats2d]:
    """From vectors (n, width), triggers (p,), tokens (p,) and pair features (p, 8) to a logit for every role: (p, 4)."""
    of_trigger, of_token, out = linear(hidden, width), linear(hidden, width), linear(len(ROLES), hidden)
    return Model(
        "attribution_roles",
        _forward_roles,
        layers=[of_trigger, of_token, out],
        params={"E": None},
        dims={"nV": N_PAIR_ROWS, "nO": hidden},
        attrs={"dropout_rate": 0.0},
        init=_init_roles,
    )


def _init_roles(model: Model, X: object = None, Y: object = None) -> None:
    init_rows(model)
    for layer in model.layers:
        layer.initialize()


def _forward_roles(model: Model, X: Pairs, is_train: bool) -> Tuple[Floats2d, Callable]:
    vectors, triggers, tokens, rows = X
    of_trigger, of_token, out = model.layers
    rate = model.attrs["dropout_rate"] if is_train else 0.0
    unique, inverse, tokens, rows = map(model.ops.xp.asarray, (*numpy.unique(triggers, return_inverse=True), tokens, rows))
    left, from_left = of_trigger(vectors[unique], is_train)
    right, from_right = of_token(vectors, is_train)
    table = model.get_param("E")
    if not is_train and len(tokens) > PAIRS_PART:
        parts = (slice(start, start + PAIRS_PART) for start in range(0, len(tokens), PAIRS_PART))
        hiddens = (sum_rows(table, rows[part]) + left[inverse[part]] + right[tokens[part]] for part in parts)
        return model.ops.xp.concatenate([out.predict(hidden * (hidden > 0)) for hidden in hiddens]), lambda d_logits: vectors
    hidden = sum_rows(table, rows)
    hidden += left[inverse]
    hidden += right[tokens]
    active = hidden > 0
    hidden *= active
    mask = _mask(model, hidden.shape, rate)
    logits, from_out = out(hidden * mask if rate else hidden, is_train)

    def backprop(d_logits: Floats2d) -> Floats2d:
        ops = model.ops
        d_hidden = from_out(d_logits) * active
        if rate:
            d_hidden = d_hidden * mask
        add_rows_gradient(model, "E", rows, d_hidden)
        d_left = ops.alloc2f(len(unique), d_hidden.shape[1])
        add_to_rows(ops, d_left, inverse, d_hidden)
        d_right = ops.alloc2f(len(vectors), d_hidden.shape[1])
        add_to_rows(ops, d_right, tokens, d_hidden)
        d_vectors = from_right(d_right)
        add_to_rows(ops, d_vectors, unique, from_left(d_left))
        return d_vectors

    return logits, backprop
