"""Heads: what the network tells from the vectors of tokens, whichever encoder gave them.

vector of a token                        ─▶ is it a trigger?
vector of a trigger                      ─▶ speech, thought or other
vectors of a trigger and a token around  ─▶ none, source, cue or content
"""

from typing import Any, Callable, Iterator, Optional, Sequence, Tuple

import numpy
from thinc.api import Model, chain

from .arrays import Floats2d, Ints1d
from .features import PAIR_SIZES, ROLES
from .layers import add_rows_gradient, add_to_rows, dropout_mask, init_rows, linear, rectifier, sum_rows

PAIRS_PART = 20000  # pairs whose roles are told at once
EPSILON = 1e-6

Pairs = Tuple[Floats2d, numpy.ndarray, numpy.ndarray, numpy.ndarray]


def perceptron(nO: int, nH: int, nI: int) -> Model[Floats2d, Floats2d]:
    """A linear layer behind a hidden one: (n, nO) for (n, nI)."""
    return chain(linear(nH, nI), rectifier(), linear(nO, nH))


def roles(width: int, hidden: int, smoothing: int = 0, paired: bool = True, columns: Optional[Sequence[int]] = None) -> Model[Pairs, Floats2d]:
    """From vectors (n, width), triggers (p,), tokens (p,) and pair features (p, 8) to a logit for every role: (p, 4). The pairs of a
    trigger stand together, in the order of tokens.

    width (int): Width of the vectors.
    hidden (int): Width of the hidden layer.
    smoothing (int): Number of convolutions of width 3 along the tokens beside a trigger (residual).
    paired (bool): Whether trigger and token are multiplied, too, not only added, and the hidden layer is normalised.
    columns (Optional[Sequence[int]]): The pair features that are read; None for all.
    """
    columns = list(range(len(PAIR_SIZES))) if columns is None else list(columns)
    shares = 2 if paired else 1
    of_trigger, of_token, out = linear(shares * hidden, width), linear(shares * hidden, width), linear(len(ROLES), hidden)
    blocks = [linear(hidden, 3 * hidden) for _ in range(smoothing)]
    return Model(
        "attribution_roles",
        _forward_roles,
        layers=[of_trigger, of_token, out, *blocks],
        params={"E": None, **({"G": None, "c": None} if paired else {})},
        dims={"nV": sum(PAIR_SIZES[column] for column in columns), "nO": hidden},
        attrs={"dropout_rate": 0.0, "columns": columns},
        init=_init_roles,
    )


def _init_roles(model: Model, X: object = None, Y: object = None) -> None:
    init_rows(model)
    if model.has_param("G") is not False:
        model.set_param("G", model.ops.alloc1f(model.get_dim("nO")) + 1.0)
        model.set_param("c", model.ops.alloc1f(model.get_dim("nO")))
    for layer in model.layers:
        layer.initialize()


def _forward_roles(model: Model, X: Pairs, is_train: bool) -> Tuple[Floats2d, Callable]:
    vectors, triggers, tokens, rows = X
    xp = model.ops.xp
    of_trigger, of_token, *_ = model.layers
    unique, inverse = numpy.unique(triggers, return_inverse=True)
    rows = _own_rows(rows, model.attrs["columns"])
    unique, inverse, tokens, rows = map(xp.asarray, (unique, inverse, tokens, rows))
    left, from_left = of_trigger(vectors[unique], is_train)
    right, from_right = of_token(vectors, is_train)
    if not is_train:
        parts = _parts(triggers)
        logits = [_of_pairs(model, left, right, inverse[part], tokens[part], rows[part], False)[0] for part in parts]
        return xp.concatenate(logits), lambda d_logits: vectors
    logits, from_pairs = _of_pairs(model, left, right, inverse, tokens, rows, True)

    def backprop(d_logits: Floats2d) -> Floats2d:
        d_left, d_right = from_pairs(d_logits)
        d_vectors = from_right(d_right)
        add_to_rows(model.ops, d_vectors, unique, from_left(d_left))
        return d_vectors

    return logits, backprop


def _own_rows(rows: numpy.ndarray, columns: Sequence[int]) -> numpy.ndarray:
    """The rows of these columns, counted as if there were no others."""
    if len(columns) == len(PAIR_SIZES):
        return rows
    starts = numpy.cumsum([0, *PAIR_SIZES])
    own = numpy.cumsum([0, *(PAIR_SIZES[column] for column in columns)])
    return rows[:, columns] - starts[list(columns)] + own[:-1]


def _parts(triggers: Ints1d) -> Iterator[slice]:
    """Parts of so many pairs, none of which parts the pairs of one trigger: more at once leave the processor's cache."""
    if len(triggers) <= PAIRS_PART:
        yield slice(0, len(triggers))
        return
    bounds = numpy.flatnonzero(numpy.diff(triggers)) + 1
    start = 0
    for bound, following in zip(bounds, [*bounds[1:], len(triggers)]):
        if following - start > PAIRS_PART:
            yield slice(start, int(bound))
            start = int(bound)
    yield slice(start, len(triggers))


def _of_pairs(
    model: Model, left: Floats2d, right: Floats2d, of: Ints1d, tokens: Ints1d, rows: numpy.ndarray, is_train: bool
) -> Tuple[Floats2d, Callable]:
    """The logits of pairs, of what each trigger `left` and each token `right` brings."""
    xp, nO = model.ops.xp, model.get_dim("nO")
    _, _, out, *blocks = model.layers
    rate = model.attrs["dropout_rate"] if is_train else 0.0
    paired = bool(model.has_param("G"))
    hidden = sum_rows(model.get_param("E"), rows)
    own, other = left[of], right[tokens]
    hidden += own[:, :nO]
    hidden += other[:, :nO]
    if paired:
        hidden += own[:, nO:] * other[:, nO:]
    active = hidden > 0
    hidden *= active
    if paired:
        hidden, normed, scale = _normalised(model, hidden)
    back = []
    first = last = None
    if blocks:
        first = xp.concatenate([xp.ones(1, dtype=bool), of[1:] != of[:-1]])[:, None]
        last = xp.concatenate([first[1:], xp.ones((1, 1), dtype=bool)])
    for block in blocks:
        around = xp.concatenate([_shifted(hidden, 1, first), hidden, _shifted(hidden, -1, last)], axis=1)
        step, from_block = block(around, is_train)
        open = step > 0
        hidden = hidden + step * open
        back.append((from_block, open))
    mask = dropout_mask(model, hidden.shape, rate)
    logits, from_out = out(hidden * mask if rate else hidden, is_train)

    def backprop(d_logits: Floats2d) -> Tuple[Floats2d, Floats2d]:
        ops = model.ops
        d_hidden = from_out(d_logits)
        if rate:
            d_hidden = d_hidden * mask
        for from_block, open in reversed(back):
            d_around = from_block(d_hidden * open)
            d_hidden = d_hidden + d_around[:, nO : 2 * nO]
            d_hidden += _shifted(xp.where(first, 0.0, d_around[:, :nO]).astype("f"), -1, None)
            d_hidden += _shifted(xp.where(last, 0.0, d_around[:, 2 * nO :]).astype("f"), 1, None)
        if paired:
            model.inc_grad("G", (d_hidden * normed).sum(axis=0))
            model.inc_grad("c", d_hidden.sum(axis=0))
            d_normed = d_hidden * model.get_param("G")
            d_hidden = scale * (d_normed - d_normed.mean(axis=1, keepdims=True) - normed * (d_normed * normed).mean(axis=1, keepdims=True))
        d_hidden = d_hidden * active
        add_rows_gradient(model, "E", rows, d_hidden)
        d_own, d_other = (d_hidden, d_hidden)
        if paired:
            d_own = xp.concatenate([d_hidden, d_hidden * other[:, nO:]], axis=1)
            d_other = xp.concatenate([d_hidden, d_hidden * own[:, nO:]], axis=1)
        d_left, d_right = ops.alloc2f(*left.shape), ops.alloc2f(*right.shape)
        add_to_rows(ops, d_left, of, d_own)
        add_to_rows(ops, d_right, tokens, d_other)
        return d_left, d_right

    return logits, backprop


def _normalised(model: Model, hidden: Floats2d) -> Tuple[Floats2d, Floats2d, Floats2d]:
    """Layer normalisation, and what its gradient needs."""
    centred = hidden - hidden.mean(axis=1, keepdims=True)
    scale = 1.0 / model.ops.xp.sqrt((centred * centred).mean(axis=1, keepdims=True) + EPSILON)
    normed = centred * scale
    return normed * model.get_param("G") + model.get_param("c"), normed, scale


def _shifted(values: Floats2d, step: int, edge: Any) -> Floats2d:
    """The values of the row before (1) or behind (-1) each; 0 at an edge (n, 1)."""
    result = values * 0.0 if len(values) < 2 else numpy.empty_like(values) if isinstance(values, numpy.ndarray) else values.copy()
    if len(values) > 1:
        if step > 0:
            result[1:], result[0] = values[:-1], 0.0
        else:
            result[:-1], result[-1] = values[1:], 0.0
    if edge is not None:
        result[edge[:, 0]] = 0.0
    return result
