"""How far two annotators agree, neither of whom is right by definition."""

from collections import Counter, defaultdict
from typing import Any, Dict, List, Mapping, Sequence, Tuple

import numpy as np

from .counts import LABELS
from .measures import Figures, Totals, add, agreed, confusion, measure, ratio

SPANS = ("attrib_content_exact_f", "attrib_content_overlap_f", "attrib_cue_f", "attrib_f", "attrib_speech_f")
NESTED = ("attrib_per_form", "attrib_per_fragment")


def both_ways(there: Sequence[Counter], back: Sequence[Counter]) -> List[Counter]:
    """Join the counts of a comparison, by article, with those of the same comparison the other way round. The new name of a count is a
    pair of "there" or "back" and the name it had."""
    pairs = ((("there", a), ("back", b)) for a, b in zip(there, back))
    return [Counter({(way, name): n for way, c in pair for name, n in c.items()}) for pair in pairs]


def agree(c: Totals) -> Figures:
    """Agreement on spans and, on matched attributions, on labels, from the totals of `both_ways`; arrays of shape (sums,) by name.

    Spans: F, the mean of both ways, which differ little or not at all. Labels: `n` attributions that both label, the share
    `agreed`, and Cohen's `kappa`, undefined where all have one label.
    """
    there, back = ({name: values for (w, name), values in c.items() if w == way} for way in ("there", "back"))
    zeros = np.zeros(len(c["there", "gold"]), dtype=np.int64)
    there, back = (defaultdict(lambda: zeros, one_way) for one_way in (there, back))
    ways = [measure(there), measure(back)]
    figures: Figures = {
        "n_first": ways[0]["attrib_n_gold"],
        "n_second": ways[0]["attrib_n_pred"],
        "n_matched": ways[0]["attrib_n_matched"],
        **{name: _mean([way[name] for way in ways]) for name in SPANS},
        **{name: {key: _mean([way[name][key]["f"] for way in ways]) for key in ways[0][name]} for name in NESTED},
    }
    labels = {name: _on_label(confusion(there, name), zeros) for name in LABELS}
    speaker = {"n": ways[0]["attrib_n_speaker"], "agreed": _mean([way["attrib_speaker_acc"] for way in ways])}
    return {**figures, "labels": {**labels, "speaker": speaker}}


def _mean(values: Sequence[np.ndarray]) -> np.ndarray:
    total: Any = sum(values)
    return total / len(values)


def _on_label(pairs: Mapping[Tuple[Any, Any], np.ndarray], zeros: np.ndarray) -> Figures:
    both: Dict[Tuple[Any, Any], np.ndarray] = {labels: n for labels, n in pairs.items() if None not in labels}
    n = add(both) + zeros
    observed = ratio(agreed(both), n, exists=n)
    names = {label for labels in both for label in labels}
    chance = zeros + sum(add(both, lambda a, _: a == name) * add(both, lambda _, b: b == name) for name in names)
    by_chance = ratio(chance, n * n, exists=n)
    return {"n": n, "agreed": observed, "kappa": ratio(observed - by_chance, 1 - by_chance, exists=n * n - chance)}
