"""How far figures may be off because the articles are a sample: articles are drawn anew, with replacement, many times."""

from collections import Counter
from typing import Any, Callable, Dict, List, Optional, Sequence

import numpy as np

from .measures import Figures, Totals, add_up, each

LEVEL = 95  # per cent


def intervals(counts: Sequence[Counter], measure: Callable[[Totals], Figures], n: int, seed: int = 0) -> Dict[str, Any]:
    """Confidence intervals of 95 % (percentiles of the bootstrap) for the figures that `measure` makes of the counts by article, which
    are drawn `n` times: [low, high] for what was measured, None for what was counted or is undefined."""
    return each(_resample(counts, measure, n, seed), _interval)


def standard_errors(counts: Sequence[Counter], measure: Callable[[Totals], Figures], n: int, seed: int = 0) -> Dict[str, Any]:
    """Standard errors (standard deviations over the bootstrap); otherwise as `intervals`."""
    return each(_resample(counts, measure, n, seed), _standard_error)


def differences(first: Sequence[Counter], second: Sequence[Counter], measure: Callable[[Totals], Figures], n: int, seed: int = 0) -> Dict[str, Any]:
    """By how much the first of two systems is better on the same articles, by a paired bootstrap: both are measured on every sample.

    first, second (Sequence[Counter]): The counts of both by article, in the same order.
    measure (Callable[[Totals], Figures]): Makes figures of counts, as for `intervals`.
    n (int): How often articles are drawn, at least 1.
    seed (int): The seed of the drawing.
    RETURNS (Dict[str, Any]): For every figure that is measured `difference` (first minus second), `ci95` ([low, high]) and `p`, how likely a
        difference as large in either direction is if there is none (two-sided, at least 2 / (n + 1)); None where it is undefined.
    """
    whole = _both(measure(add_up(first)), measure(add_up(second)), lambda a, b: a - b)
    drawn = _both(_resample(first, measure, n, seed), _resample(second, measure, n, seed), lambda a, b: a - b)
    return _both(whole, drawn, _difference)


def _both(first: Figures, second: Figures, join: Callable[[np.ndarray, np.ndarray], Any]) -> Figures:
    """Join two sets of figures of the same names, nested dicts included."""
    return {k: _both(v, second[k], join) if isinstance(v, dict) else join(v, second[k]) for k, v in first.items()}


def _difference(whole: np.ndarray, drawn: np.ndarray) -> Optional[Dict[str, Any]]:
    interval = _interval(drawn)
    if interval is None or np.isnan(whole[0]):
        return None
    values = _defined(drawn)
    tail = min((values <= 0).sum(), (values >= 0).sum())
    return {"difference": float(whole[0]), "ci95": interval, "p": min(1.0, 2 * float(tail + 1) / (len(values) + 1))}


def _resample(counts: Sequence[Counter], measure: Callable[[Totals], Figures], n: int, seed: int) -> Figures:
    if not counts:
        return {}
    size = len(counts)
    weights = np.random.default_rng(seed).multinomial(size, np.full(size, 1 / size), size=n)
    return measure(add_up(counts, weights))


def _defined(values: np.ndarray) -> np.ndarray:
    """What is defined of something measured, for a sample may lack what the whole has; nothing of what is counted."""
    return values[~np.isnan(values)] if values.dtype.kind == "f" else values[:0]


def _standard_error(values: np.ndarray) -> Optional[float]:
    defined = _defined(values)
    return float(defined.std(ddof=1)) if len(defined) > 1 else None


def _interval(values: np.ndarray) -> Optional[List[float]]:
    defined = _defined(values)
    return np.percentile(defined, [(100 - LEVEL) / 2, (100 + LEVEL) / 2]).tolist() if len(defined) else None
