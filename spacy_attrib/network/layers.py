"""Plain layers. They multiply by numpy's matmul, which on a CPU is twice as fast as Thinc's."""

from typing import Callable, Optional, Tuple

import numpy
from thinc.api import Model, Ops, normal_init

from .arrays import Floats2d, Ints1d, Ints2d


def linear(nO: int, nI: int) -> Model[Floats2d, Floats2d]:
    """A linear layer, from (n, nI) to (n, nO)."""
    return Model("attribution_linear", _forward_linear, params={"W": None, "b": None}, dims={"nO": nO, "nI": nI}, init=_init_linear)


def _init_linear(model: Model, X: object = None, Y: object = None) -> None:
    nO, nI = model.get_dim("nO"), model.get_dim("nI")
    model.set_param("W", normal_init(model.ops, (nO, nI), mean=float(numpy.sqrt(1.0 / nI))))
    model.set_param("b", model.ops.alloc1f(nO))


def _forward_linear(model: Model, X: Floats2d, is_train: bool) -> Tuple[Floats2d, Callable]:
    W = model.get_param("W")

    def backprop(dY: Floats2d) -> Floats2d:
        model.inc_grad("W", dY.T @ X)
        model.inc_grad("b", dY.sum(axis=0))
        return dY @ W

    return X @ W.T + model.get_param("b"), backprop


def rectifier() -> Model[Floats2d, Floats2d]:
    """What is below 0 becomes 0."""
    return Model("attribution_rectifier", _forward_rectifier)


def _forward_rectifier(model: Model, X: Floats2d, is_train: bool) -> Tuple[Floats2d, Callable]:
    active = X > 0
    return X * active, lambda dY: dY * active


def dropout_mask(model: Model, shape: Tuple[int, ...], rate: float) -> Optional[Floats2d]:
    """Factors that drop a share of the values and make up for it; None where nothing is dropped."""
    if not rate:
        return None
    xp = model.ops.xp
    return (xp.random.uniform(0.0, 1.0, shape) >= rate).astype("f") / (1.0 - rate)


def maxout(nO: int, nI: Optional[int] = None, nP: int = 2) -> Model[Floats2d, Floats2d]:
    """Maxout with layer normalisation, from (n, nI) to (n, nO): of every nP values the largest."""
    return Model(
        "attribution_maxout",
        _forward_maxout,
        params={"W": None, "b": None, "G": None, "c": None},
        dims={"nO": nO, "nI": nI, "nP": nP},
        init=_init_maxout,
    )


def _init_maxout(model: Model, X: object = None, Y: object = None) -> None:
    nO, nI, nP = model.get_dim("nO"), model.get_dim("nI"), model.get_dim("nP")
    model.set_param("W", normal_init(model.ops, (nO * nP, nI), mean=float(numpy.sqrt(1.0 / nI))))
    model.set_param("b", model.ops.alloc1f(nO * nP))
    model.set_param("G", model.ops.alloc1f(nO) + 1.0)
    model.set_param("c", model.ops.alloc1f(nO))


def _forward_maxout(model: Model, X: Floats2d, is_train: bool) -> Tuple[Floats2d, Callable]:
    if not is_train:
        return _predict_maxout(model, X), lambda dY: X
    ops, xp = model.ops, model.ops.xp
    nO, nP = model.get_dim("nO"), model.get_dim("nP")
    W, G = model.get_param("W"), model.get_param("G")
    products = X @ W.T
    products += model.get_param("b")
    best, which = ops.maxout(products.reshape((len(X), nO, nP)))
    centred = best - best.mean(axis=1, keepdims=True)
    scale = 1.0 / xp.sqrt((centred * centred).mean(axis=1, keepdims=True) + 1e-6)
    normed = centred * scale

    def backprop(dY: Floats2d) -> Floats2d:
        model.inc_grad("G", (dY * normed).sum(axis=0))
        model.inc_grad("c", dY.sum(axis=0))
        d_normed = dY * G
        d_best = scale * (d_normed - d_normed.mean(axis=1, keepdims=True) - normed * (d_normed * normed).mean(axis=1, keepdims=True))
        d_pieces: Floats2d = ops.backprop_maxout(xp.ascontiguousarray(d_best), which, nP).reshape((len(X), nO * nP))
        model.inc_grad("W", d_pieces.T @ X)
        model.inc_grad("b", d_pieces.sum(axis=0))
        return d_pieces @ W

    return normed * G + model.get_param("c"), backprop


def _predict_maxout(model: Model, X: Floats2d) -> Floats2d:
    """The same without what learning needs, by one multiplication for each of the pieces: takes a fifth less time."""
    xp = model.ops.xp
    W, b, nP = model.get_param("W"), model.get_param("b"), model.get_dim("nP")
    best = X @ W[::nP].T + b[::nP]
    for piece in range(1, nP):
        rival = X @ W[piece::nP].T
        rival += b[piece::nP]
        xp.maximum(best, rival, out=best)
    return normalized_best(model, best)


def normalized_best(model: Model, best: Floats2d) -> Floats2d:
    """The largest pieces of a maxout (n, nO), normalised, scaled and shifted in place."""
    xp = model.ops.xp
    best -= best.mean(axis=1, keepdims=True)
    best *= 1.0 / xp.sqrt((best * best).mean(axis=1, keepdims=True) + 1e-6)
    best *= model.get_param("G")
    best += model.get_param("c")
    return best


def embedded_rows(nV: int, nO: int) -> Model[Ints2d, Floats2d]:
    """The sum of the embeddings of several rows, from (n, k) rows of a table with nV of them to (n, nO)."""
    return Model("embedded_rows", _forward_rows, params={"E": None}, dims={"nV": nV, "nO": nO}, init=init_rows)


def init_rows(model: Model, X: object = None, Y: object = None) -> None:
    """Give a layer with the dimensions nV and nO a table "E"."""
    model.set_param("E", normal_init(model.ops, (model.get_dim("nV"), model.get_dim("nO")), mean=0.1))


def _forward_rows(model: Model, rows: Ints2d, is_train: bool) -> Tuple[Floats2d, Callable]:
    def backprop(dY: Floats2d) -> Ints2d:
        add_rows_gradient(model, "E", rows, dY)
        return rows

    return sum_rows(model.get_param("E"), rows), backprop


def sum_rows(table: Floats2d, rows: Ints2d) -> Floats2d:
    """Add up rows of a table: (n, nO) for (n, k) rows."""
    total = table.take(rows[:, 0], axis=0)
    for column in range(1, rows.shape[1]):
        total += table.take(rows[:, column], axis=0)
    return total


def add_rows_gradient(model: Model, name: str, rows: Ints2d, dY: Floats2d) -> None:
    """Add the gradient (n, nO) of such sums to that of the table of a layer."""
    grad = model.ops.xp.zeros_like(model.get_param(name))
    for column in range(rows.shape[1]):
        add_to_rows(model.ops, grad, rows[:, column], dY)
    model.inc_grad(name, grad)


def add_to_rows(ops: Ops, table: Floats2d, rows: Ints1d, values: Floats2d) -> None:
    """Add values (n, k) to rows (n,) of a table, where one row may be named many times.

    On the CPU the values of a row are brought together first, which takes a third of the time of adding one by one.
    """
    if not isinstance(table, numpy.ndarray):
        ops.scatter_add(table, rows, ops.xp.ascontiguousarray(values))
        return
    if not len(rows):
        return
    order = numpy.argsort(rows, kind="stable")
    ordered = rows[order]
    starts = numpy.flatnonzero(numpy.concatenate([[True], ordered[1:] != ordered[:-1]]))
    table[ordered[starts]] += numpy.add.reduceat(values[order], starts, axis=0)
