"""A bidirectional LSTM over many short sequences at once (Hochreiter and Schmidhuber 1997), in plain array operations.

Thinc's own pads every sequence and multiplies step by step; this one multiplies all inputs at once, leaves out the
padding, and takes about a third of the time on a CPU.
"""

from typing import Callable, List, Tuple

import numpy
from thinc.api import Model, get_array_module, normal_init

from .arrays import Floats1d, Floats2d, Ints1d

Steps = List[Tuple[int, int]]  # where the tokens of a step begin and end among the packed ones


def bilstm(width: int) -> Model[Tuple[Floats2d, Ints1d], Floats2d]:
    """From vectors (n, width) of sequences one behind another, with the lengths of these, to vectors (n, width), half from each direction."""
    names = [f"{name}_{way}" for way in ("forward", "backward") for name in ("W", "R", "b")]
    return Model("bilstm", _forward, params=dict.fromkeys(names), dims={"nO": width, "nI": width}, init=_init)


def _init(model: Model, X: object = None, Y: object = None) -> None:
    nI, nO = model.get_dim("nI"), model.get_dim("nO") // 2
    for way in ("forward", "backward"):
        model.set_param(f"W_{way}", normal_init(model.ops, (4 * nO, nI), mean=float(numpy.sqrt(1.0 / nI))))
        model.set_param(f"R_{way}", normal_init(model.ops, (4 * nO, nO), mean=float(numpy.sqrt(1.0 / nO))))
        bias: Floats1d = model.ops.alloc1f(4 * nO)
        bias[nO : 2 * nO] = 1.0  # remember, to begin with
        model.set_param(f"b_{way}", bias)


def _forward(model: Model, X: Tuple[Floats2d, Ints1d], is_train: bool) -> Tuple[Floats2d, Callable]:
    vectors, lengths = X
    if not is_train:
        return _predict(model, vectors, lengths), lambda dY: vectors
    xp = model.ops.xp
    order, steps = _packed(lengths)
    outputs, backwards = [], []
    for way in ("forward", "backward"):
        index = xp.asarray(order if way == "forward" else _reversed(order, lengths))
        out, backprop_way = _one_way(model, way, vectors[index], steps)
        unpacked = xp.empty_like(out)
        unpacked[index] = out
        outputs.append(unpacked)
        backwards.append((index, backprop_way))

    def backprop(dY: Floats2d) -> Floats2d:
        half = dY.shape[1] // 2
        d_vectors = xp.zeros_like(vectors)
        for number, (index, backprop_way) in enumerate(backwards):
            d_vectors[index] += backprop_way(dY[index, number * half : (number + 1) * half])
        return d_vectors

    return xp.concatenate(outputs, axis=1), backprop


def _packed(lengths: Ints1d) -> Tuple[numpy.ndarray, Steps]:
    """The tokens by their place in their sequence, those of long sequences first, and where each step stands among them."""
    lengths = numpy.asarray(lengths)
    starts = numpy.cumsum(lengths) - lengths
    longest_first = numpy.argsort(-lengths, kind="stable")
    order, steps, done = [], [], 0
    places = numpy.arange(int(lengths.max()))
    counts = len(lengths) - numpy.searchsorted(numpy.sort(lengths), places, side="right")  # how many sequences go on
    for step, count in enumerate(counts.tolist()):
        active = longest_first[:count]
        order.append(starts[active] + step)
        steps.append((done, done + len(active)))
        done += len(active)
    return numpy.concatenate(order), steps


def _reversed(order: numpy.ndarray, lengths: Ints1d) -> numpy.ndarray:
    """The same, with every sequence read from its end."""
    lengths = numpy.asarray(lengths)
    starts = numpy.cumsum(lengths) - lengths
    mirror = numpy.repeat(2 * starts + lengths - 1, lengths) - numpy.arange(int(lengths.sum()))
    return mirror[order]


def _predict(model: Model, vectors: Floats2d, lengths: Ints1d) -> Floats2d:
    """The same without what learning needs: both directions at once, and the sigmoid as a tanh of half its input."""
    xp = model.ops.xp
    order, steps = _packed(lengths)
    index = xp.asarray(numpy.stack([order, _reversed(order, lengths)]))
    n = model.get_dim("nO") // 2
    half = xp.ones((4 * n, 1), dtype="f")
    half[: 3 * n] = 0.5
    W, R, b = ([model.get_param(f"{name}_{way}") for way in ("forward", "backward")] for name in ("W", "R", "b"))
    recurrent = [xp.ascontiguousarray((each * half).T) for each in R]
    gates = xp.empty((2, len(vectors), 4 * n), dtype="f")
    for way in (0, 1):
        gates[way] = vectors[index[way]] @ (W[way] * half).T
        gates[way] += b[way] * half[:, 0]
    hidden = xp.empty((2, len(vectors), n), dtype="f")
    cells = hidden[:, :0]  # of the step before
    for number, (start, end) in enumerate(steps):
        gate = gates[:, start:end]
        if number:
            before = steps[number - 1][0]
            for way in (0, 1):
                gate[way] += hidden[way, before : before + end - start] @ recurrent[way]
        gate = xp.tanh(gate)
        gate[:, :, : 3 * n] += 1.0
        gate[:, :, : 3 * n] *= 0.5
        cell = gate[:, :, :n] * gate[:, :, 3 * n :]
        if number:
            cell += gate[:, :, n : 2 * n] * cells[:, : end - start]
        cells = cell
        xp.multiply(gate[:, :, 2 * n : 3 * n], xp.tanh(cell), out=hidden[:, start:end])
    result = xp.empty((len(vectors), 2 * n), dtype="f")
    for way in (0, 1):
        result[index[way], way * n : (way + 1) * n] = hidden[way]
    return result


def _one_way(model: Model, way: str, X: Floats2d, steps: Steps) -> Tuple[Floats2d, Callable]:
    xp = get_array_module(X)
    W, R, b = (model.get_param(f"{name}_{way}") for name in ("W", "R", "b"))
    n = model.get_dim("nO") // 2
    gates = X @ W.T + b  # input, forget, output, candidate
    hidden, cells = xp.empty((len(X), n), dtype="f"), xp.empty((len(X), n), dtype="f")
    for number, (start, end) in enumerate(steps):
        gate = gates[start:end]
        if number:
            before = steps[number - 1][0]
            size = end - start
            gate += hidden[before : before + size] @ R.T
        gate[:, : 3 * n] = 1.0 / (1.0 + xp.exp(-gate[:, : 3 * n]))
        xp.tanh(gate[:, 3 * n :], out=gate[:, 3 * n :])
        cell = gate[:, :n] * gate[:, 3 * n :]
        if number:
            cell += gate[:, n : 2 * n] * cells[before : before + size]
        cells[start:end] = cell
        hidden[start:end] = gate[:, 2 * n : 3 * n] * xp.tanh(cell)

    def backprop(d_hidden: Floats2d) -> Floats2d:
        d_hidden = xp.array(d_hidden)
        d_cells = xp.zeros_like(cells)
        d_gates = xp.empty_like(gates)
        previous = xp.zeros_like(hidden)
        for number in range(len(steps) - 1, -1, -1):
            start, end = steps[number]
            i, f, o, g = (gates[start:end, k * n : (k + 1) * n] for k in range(4))
            squashed = xp.tanh(cells[start:end])
            dh = d_hidden[start:end]
            dc = d_cells[start:end] + dh * o * (1.0 - squashed**2)
            d_gate = d_gates[start:end]
            d_gate[:, :n] = dc * g * i * (1.0 - i)
            d_gate[:, 2 * n : 3 * n] = dh * squashed * o * (1.0 - o)
            d_gate[:, 3 * n :] = dc * i * (1.0 - g**2)
            if number:
                before = steps[number - 1][0]
                span = slice(before, before + end - start)
                d_gate[:, n : 2 * n] = dc * cells[span] * f * (1.0 - f)
                d_cells[span] += dc * f
                d_hidden[span] += d_gate @ R
                previous[start:end] = hidden[span]
            else:
                d_gate[:, n : 2 * n] = 0.0
        model.inc_grad(f"W_{way}", d_gates.T @ X)
        model.inc_grad(f"R_{way}", d_gates.T @ previous)
        model.inc_grad(f"b_{way}", d_gates.sum(axis=0))
        return d_gates @ W

    return hidden, backprop
