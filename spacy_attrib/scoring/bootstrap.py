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
