"""The layers of the network, as registered Thinc architectures.

    words (any tok2vec) + token features ─▶ rows, read by each member:
    rows ─▶ LSTM over the paragraph ─▶ convolutions over neighbours and heads ─▶ vectors
    vectors ─▶ is this token an anchor?
    vectors of an anchor and of a token around it + features of the pair ─▶ none, source, cue or content

What the members say is averaged: each errs in its own way (Hansen and Salamon 1990, "Neural Network Ensembles").
"""
from typing import Any, Callable, List, Optional, Sequence, Tuple

import numpy
from spacy.tokens import Doc
from thinc.api import Model
from thinc.types import Floats1d, Floats2d, Ints1d, Ints2d

from ..errors import Errors
from .features import N_PAIR_ROWS, N_TOKEN_ROWS, ROLES, Features, pair_rows
from .layers import add_rows_gradient, add_to_rows, embedded_rows, init_rows, linear, maxout, sum_rows
from .losses import anchor_loss, role_loss, sigmoid, softmax
from .lstm import bilstm

FLAG_WIDTH = 32
PART = 4000  # tokens that are encoded at once
PAIRS_PART = 20000  # pairs whose roles are told at once
CALIBRATION = (1.0, 0.0)  # slope and intercept that turn the logit of an anchor into that of its attribution being right


def build_network(
    tok2vec: Model[List[Doc], List[Floats2d]],
    width: int = 128,
    depth: int = 2,
    hidden: int = 96,
    members: int = 1,
) -> Model[List[Features], Floats2d]:
    """The architecture `spacy-attrib.AttributionNetwork.v1`.

    tok2vec (Model[List[Doc], List[Floats2d]]): Gives a vector to every token.
    width (int): Width of the vectors that anchors and roles are told from.
    depth (int): Number of convolutions; each reads a token, its head, and two neighbours, at a distance of 1, 2, 4 …
    hidden (int): Width of the hidden layer for pairs.
    members (int): How many networks read the words, each begun from other weights, whose answers are averaged.
    RETURNS (Model[List[Features], Floats2d]): A model that gives one logit for every token: (n, 1). Its first layer is the
        part that all members share, the others are the members, with the parts "reader", "anchors" and "roles".
    RAISES (ValueError): If there are no members.
    """
    if members < 1:
        raise ValueError(Errors.A059.format(members=members))
    return Model(
        "attribution_network",
        _forward_network,
        layers=[_inputs(tok2vec), *(_member(width, depth, hidden) for _ in range(members))],
        attrs={"calibration": CALIBRATION},
        refs={"tok2vec": tok2vec},
        init=_init_network,
    )


def _member(width: int, depth: int, hidden: int) -> Model[Any, Floats2d]:
    reader, anchors, roles = _reader(width, depth), linear(1, width), _roles(width, hidden)
    refs = {"reader": reader, "anchors": anchors, "roles": roles}
    return Model("attribution_member", _forward_member, layers=[reader, anchors, roles], refs=refs)


def _init_network(model: Model, X: Optional[Sequence[Features]] = None, Y: object = None) -> None:
    inputs, *members = model.layers
    inputs.initialize(X)
    for member in members:
        reader = member.get_ref("reader")
        reader.layers[0].set_dim("nI", inputs.get_dim("nO"))
        for layer in (*reader.layers, member.get_ref("anchors"), member.get_ref("roles")):
            layer.initialize()


def _forward_network(model: Model, X: Sequence[Features], is_train: bool) -> Tuple[Floats2d, Callable]:
    inputs, *members = model.layers
    rows, from_inputs = inputs(X, is_train)
    layout = Layout(X)
    said = [member((rows, layout), is_train) for member in members]

    def backprop(d_logits: Floats2d) -> List[Doc]:
        return from_inputs(sum(backward(d_logits / len(said)) for _, backward in said))

    return sum(logits for logits, _ in said) / len(said), backprop


def _forward_member(model: Model, X: Tuple[Floats2d, "Layout"], is_train: bool) -> Tuple[Floats2d, Callable]:
    vectors, from_reader = model.get_ref("reader")(X, is_train)
    logits, from_anchors = model.get_ref("anchors")(vectors, is_train)
    return logits, lambda d_logits: from_reader(from_anchors(d_logits))


# What is done with the whole

Pairs = Tuple[Ints1d, Ints1d, Ints2d]  # anchors (p,), tokens (p,), and rows of the pair table (p, 8)


def predict_anchors(model: Model, features: Sequence[Features]) -> Tuple[Floats1d, List[Floats2d]]:
    """Tell which tokens are anchors.

    model (Model): An attribution network.
    features (Sequence[Features]): Of Docs with n tokens together, none of them empty.
    RETURNS (Tuple[Floats1d, List[Floats2d]]): A logit for every token (n,), and the vectors of every member (n, width).
    """
    inputs, *members = model.layers
    rows, layout = inputs.predict(features), Layout(features)
    vectors = [member.get_ref("reader").predict((rows, layout)) for member in members]
    logits = [member.get_ref("anchors").predict(own)[:, 0] for member, own in zip(members, vectors)]
    return _numpy(sum(logits) / len(logits)).astype("float64"), vectors


def predict_roles(model: Model, vectors: Sequence[Floats2d], pairs: Pairs) -> Floats2d:
    """Tell the roles of tokens beside anchors.

    model (Model): An attribution network.
    vectors (Sequence[Floats2d]): What `predict_anchors` gave.
    pairs (Pairs): What `pairs_of` gave: p pairs.
    RETURNS (Floats2d): (p, 4) a probability for every role, in the order of `ROLES`.
    """
    if not len(pairs[0]):
        return numpy.zeros((0, len(ROLES)), dtype="f")
    probs = [softmax(member.get_ref("roles").predict((own, *pairs))) for member, own in zip(model.layers[1:], vectors)]
    if len(probs) == 1:
        return _numpy(probs[0])
    product = probs[0] ** (1.0 / len(probs))
    for each in probs[1:]:
        product *= each ** (1.0 / len(probs))
    return _numpy(product / product.sum(axis=1, keepdims=True))


def pairs_of(features: Sequence[Features], anchors: Sequence[Ints1d]) -> Tuple[Pairs, List[int]]:
    """Every anchor with every token around it.

    features (Sequence[Features]): Of several Docs.
    anchors (Sequence[Ints1d]): The anchors of each.
    RETURNS (Tuple[Pairs, List[int]]): The pairs, with tokens counted through; and the number of pairs of each Doc.
    """
    parts = []
    start = 0
    for each, own in zip(features, anchors):
        of, tokens, rows = pair_rows(each, own)
        parts.append((own[of] + start, tokens + start, rows))
        start += len(each)
    first, second, third = (numpy.concatenate(column) for column in zip(*parts))
    return (first, second, third), [len(part[0]) for part in parts]


def learn(
    model: Model,
    features: Sequence[Features],
    anchors: Sequence[Ints1d],
    anchor_targets: Floats1d,
    role_targets: Floats2d,
    anchor_weight: float,
) -> float:
    """Gather the gradients of one batch; each member learns for itself.

    model (Model): An attribution network.
    features (Sequence[Features]): Of Docs with n tokens together.
    anchors (Sequence[Ints1d]): The gold anchors of each.
    anchor_targets (Floats1d): (n,) how likely every token should be an anchor.
    role_targets (Floats2d): (p, 4) how likely every role should be, for the pairs of these anchors.
    anchor_weight (float): Weight of the anchors in the loss; the roles have weight 1.
    RETURNS (float): The loss, as a mean over the members.
    """
    inputs, *members = model.layers
    rows, from_inputs = inputs.begin_update(features)
    layout = Layout(features)
    pairs, sizes = pairs_of(features, anchors)
    loss, d_rows = 0.0, model.ops.xp.zeros_like(rows)
    for member in members:
        vectors, from_reader = member.get_ref("reader").begin_update((rows, layout))
        logits, from_anchors = member.get_ref("anchors").begin_update(vectors)
        of_anchors, d_anchors = anchor_loss(sigmoid(logits[:, 0]), anchor_targets)
        loss += anchor_weight * of_anchors
        d_vectors = from_anchors(anchor_weight * d_anchors)
        if sum(sizes):
            roles, from_roles = member.get_ref("roles").begin_update((vectors, *pairs))
            of_roles, d_roles = role_loss(roles, role_targets)
            loss += of_roles
            d_vectors = d_vectors + from_roles(d_roles)
        d_rows += from_reader(d_vectors)
    from_inputs(d_rows)
    return loss / len(members)


# Rows


def _inputs(tok2vec: Model) -> Model[Sequence[Features], Floats2d]:
    """Vectors of the words with those of the token features: (n, width of words + FLAG_WIDTH)."""
    return Model(
        "attribution_inputs",
        _forward_inputs,
        layers=[tok2vec, embedded_rows(N_TOKEN_ROWS, FLAG_WIDTH)],
        dims={"nO": None},
        init=_init_inputs,
    )


def _init_inputs(model: Model, X: Optional[Sequence[Features]] = None, Y: object = None) -> None:
    tok2vec, flags = model.layers
    docs = [f.doc for f in X] if X else None
    tok2vec.initialize(docs)
    flags.initialize()
    words = tok2vec.get_dim("nO") if tok2vec.has_dim("nO") else tok2vec.predict(docs)[0].shape[1]
    model.set_dim("nO", words + FLAG_WIDTH)


def _forward_inputs(model: Model, X: Sequence[Features], is_train: bool) -> Tuple[Floats2d, Callable]:
    tok2vec, flags = model.layers
    xp = model.ops.xp
    docs = [f.doc for f in X]
    words, from_words = tok2vec(docs, is_train)
    rows, from_flags = flags(xp.asarray(numpy.concatenate([f.rows for f in X])), is_train)

    def backprop(d_joined: Floats2d) -> List[Doc]:
        width = d_joined.shape[1] - FLAG_WIDTH
        from_flags(d_joined[:, width:])
        sizes = model.ops.asarray1i([len(f) for f in X])
        from_words(model.ops.unflatten(xp.ascontiguousarray(d_joined[:, :width]), sizes))
        return docs

    return xp.concatenate([xp.concatenate([each for each in words if len(each)]), rows], axis=1), backprop


# Vectors


class Layout:
    """How the tokens of several Docs stand to each other.

    features (Sequence[Features]): Of the Docs, with n tokens together.
    """

    def __init__(self, features: Sequence[Features]):
        counts = (numpy.bincount(f.paragraphs) for f in features)
        self.paragraphs: Ints1d = numpy.concatenate([each[each > 0] for each in counts])  # number of tokens of each
        self.starts = numpy.cumsum([0, *(len(f) for f in features)])
        self.heads: Ints1d = numpy.concatenate([f.heads + start for f, start in zip(features, self.starts)])
        self._neighbours: List[Ints2d] = []

    def neighbours(self, number: int) -> Ints2d:
        """(n, 4) tokens for the convolution of a number: one 2**number before, the token, one behind, the head; -1 beyond
        the ends of a Doc."""
        while len(self._neighbours) <= number:
            own, step = numpy.arange(len(self.heads)), 2 ** len(self._neighbours)
            low, high = (numpy.repeat(edge, numpy.diff(self.starts)) for edge in (self.starts[:-1], self.starts[1:]))
            before = numpy.where(own - step >= low, own - step, -1)
            behind = numpy.where(own + step < high, own + step, -1)
            self._neighbours.append(numpy.stack([before, own, behind, self.heads], axis=1))
        return self._neighbours[number]


def _reader(width: int, depth: int) -> Model[Tuple[Floats2d, Layout], Floats2d]:
    blocks = [maxout(width, 4 * width) for _ in range(depth)]
    return Model(
        "attribution_reader",
        _forward_reader,
        layers=[maxout(width), bilstm(width), *blocks],
        dims={"nO": width},
        attrs={"dropout_rate": 0.0},
    )


def _forward_reader(model: Model, X: Tuple[Floats2d, Layout], is_train: bool) -> Tuple[Floats2d, Callable]:
    joined, layout = X
    if not is_train and len(joined) > PART:
        return _read_long(model, joined, layout), lambda d_vectors: joined
    mix, lstm, *blocks = model.layers
    rate = model.attrs["dropout_rate"] if is_train else 0.0
    mask = _mask(model, joined.shape, rate)
    vectors, from_mix = mix(joined * mask if rate else joined, is_train)
    read, from_lstm = lstm((vectors, layout.paragraphs), is_train)
    read_mask = _mask(model, read.shape, rate)
    vectors = vectors + (read * read_mask if rate else read)
    backward = []
    for number, block in enumerate(blocks):
        index = model.ops.xp.asarray(layout.neighbours(number))
        out, from_block = block(_gather(vectors, index), is_train)
        out_mask = _mask(model, out.shape, rate)
        vectors = vectors + (out * out_mask if rate else out)
        backward.append((index, from_block, out_mask))

    def backprop(d_vectors: Floats2d) -> Floats2d:
        for index, from_block, out_mask in reversed(backward):
            d_out = d_vectors * out_mask if rate else d_vectors
            d_vectors = d_vectors + _scatter(model, from_block(d_out), index)
        d_vectors = d_vectors + from_lstm(d_vectors * read_mask if rate else d_vectors)
        d_joined = from_mix(d_vectors)
        return d_joined * mask if rate else d_joined

    return vectors, backprop


def _read_long(model: Model, joined: Floats2d, layout: Layout) -> Floats2d:
    """The same vectors as those of `_forward_reader` without training, one part of the text after another: what leaves the
    cache of the processor takes four times as long."""
    mix, lstm, *blocks = model.layers
    xp = model.ops.xp
    vectors = _in_parts(xp, len(joined), lambda part: mix.predict(joined[part]))
    lengths = layout.paragraphs
    ends = numpy.cumsum(lengths)
    start = 0
    for numbers in numpy.split(numpy.arange(len(lengths)), numpy.flatnonzero(numpy.diff(ends // PART)) + 1):
        end = int(ends[numbers[-1]])
        vectors[start:end] += lstm.predict((vectors[start:end], lengths[numbers]))
        start = end
    for number, block in enumerate(blocks):
        index = xp.asarray(layout.neighbours(number))
        vectors = vectors + _in_parts(xp, len(vectors), lambda part: block.predict(_gather(vectors, index[part])))
    return vectors


def _in_parts(xp: Any, n: int, function: Callable[[slice], Floats2d]) -> Floats2d:
    return xp.concatenate([function(slice(start, start + PART)) for start in range(0, n, PART)])


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


# Roles


def _roles(width: int, hidden: int) -> Model[Tuple[Floats2d, Ints1d, Ints1d, Ints2d], Floats2d]:
    """From vectors (n, width), anchors (p,), tokens (p,) and pair features (p, 8) to a logit for every role: (p, 4)."""
    of_anchor, of_token, out = linear(hidden, width), linear(hidden, width), linear(len(ROLES), hidden)
    return Model(
        "attribution_roles",
        _forward_roles,
        layers=[of_anchor, of_token, out],
        params={"E": None},
        dims={"nV": N_PAIR_ROWS, "nO": hidden},
        attrs={"dropout_rate": 0.0},
        init=_init_roles,
    )


def _init_roles(model: Model, X: object = None, Y: object = None) -> None:
    init_rows(model)
    for layer in model.layers:
        layer.initialize()


def _forward_roles(model: Model, X: Tuple[Floats2d, Ints1d, Ints1d, Ints2d], is_train: bool) -> Tuple[Floats2d, Callable]:
    vectors, anchors, tokens, rows = X
    of_anchor, of_token, out = model.layers
    rate = model.attrs["dropout_rate"] if is_train else 0.0
    unique, inverse, tokens, rows = map(model.ops.xp.asarray, (*numpy.unique(anchors, return_inverse=True), tokens, rows))
    left, from_left = of_anchor(vectors[unique], is_train)
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


def _numpy(array: Any) -> numpy.ndarray:
    return array.get() if hasattr(array, "get") else array
