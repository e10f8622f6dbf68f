"""Figures from counts. Everything is done for many sums of counts at once, so that a bootstrap is one call.

A figure is undefined (NaN here, None in scores) where there is nothing that it could be measured on: a layer that gold
lacks is left out. Where gold has something and nothing of it is found, it is 0.
"""

from collections import Counter, defaultdict
from typing import Any, Callable, Dict, Mapping, Optional, Sequence, Tuple

import numpy as np

from ..attributions import FORMS, SOURCE_TYPES
from .counts import ANONYMITY_ROLES, FRAGMENT_ROLES

Totals = Mapping[Any, np.ndarray]
Figures = Dict[str, Any]


def add_up(counts: Sequence[Counter], weights: Optional[np.ndarray] = None) -> Totals:
    """Add up the counts of articles, each taken once or by `weights`, shape (sums, articles). For each name there is an array of shape
    (sums,); zeros for a name that does not occur."""
    if weights is None:
        weights = np.ones((1, len(counts)), dtype=np.int64)
    names = list(dict.fromkeys(name for c in counts for name in c))
    table = np.array([[c[name] for name in names] for c in counts], dtype=np.int64).reshape(len(counts), len(names))
    columns = dict(zip(names, (weights @ table).T))
    return defaultdict(lambda: np.zeros(len(weights), dtype=np.int64), columns)


def measure(c: Totals) -> Figures:
    """All figures of a comparison of gold with a prediction: for each name an array of shape (sums,), of integers for what was counted,
    of floats for what was measured. `attrib_per_form`, `attrib_per_type` and `attrib_per_fragment` hold dicts of such dicts."""
    types, acts, flags = (confusion(c, name) for name in ("source_type", "act", "anonymous"))
    flag_right = add(flags, lambda gold, pred: gold is True and pred is True)
    flag_gold, flag_pred = add(flags, lambda gold, _: gold is True), add(flags, lambda _, pred: pred is True)
    figures = {
        "attrib_n_gold": c["gold"],
        "attrib_n_pred": c["pred"],
        "attrib_n_matched": c["overlap"],
        **_named("attrib", _prf(c["attribution"], c["pred"], c["gold"])),
        **_named("attrib_content_exact", _prf(c["exact"], c["pred"], c["gold"])),
        **_named("attrib_content_overlap", _prf(c["overlap"], c["pred"], c["gold"])),
        **_named("attrib_cue_exact", _prf(c["cue exact"], c["cue pred"], c["cue gold"], exists=c["cue gold"])),
        **_named("attrib_cue", _prf(c["cue overlap"], c["cue pred"], c["cue gold"], exists=c["cue gold"])),
        "attrib_n_speech_gold": c["speech gold"],
        **_named("attrib_speech_overlap", _prf(c["speech overlap"], c["speech pred"], c["speech gold"])),
        **_named("attrib_speech", _prf(c["speech attribution"], c["speech pred"], c["speech gold"])),
        "attrib_source_acc": ratio(c["attribution"], c["overlap"], exists=c["gold"]),
        "attrib_type_acc": ratio(agreed(types), add(types), exists=c["type labelled"]),
        "attrib_type_macro_f": _macro_f(types, exists=c["type labelled"]),
        "attrib_act_acc": ratio(agreed(acts), add(acts), exists=c["act labelled"]),
        **_named("attrib_anonymous", _prf(flag_right, flag_pred, flag_gold, exists=c["anonymous gold"] + flag_pred)),
    }
    for name, kind in (("speaker", "all"), ("speaker_named", "named"), ("speaker_hard", "hard")):
        counted = c["speaker found", kind]
        figures[f"attrib_n_{name}"] = counted
        figures[f"attrib_{name}_acc"] = ratio(c["speaker right", kind], counted, exists=c["speaker gold", kind])
    e2e_gold, e2e_pred = c["anonymous gold"], c["anonymous pred"]
    e2e_exists = c["anonymous labelled"] * (e2e_gold + e2e_pred)
    figures.update(_named("attrib_anonymous_e2e", _prf(flag_right, e2e_pred, e2e_gold, exists=e2e_exists)))
    for role in ANONYMITY_ROLES:
        gold = c[f"{role} gold"]
        figures.update(_named(f"attrib_{role}", _prf(c[f"{role} right"], c[f"{role} pred"], gold, exists=gold)))
    figures["attrib_per_fragment"] = {role: _of_fragment(c, role) for role in FRAGMENT_ROLES}
    figures["attrib_per_form"] = {form: _of_form(c, form) for form in FORMS}
    figures["attrib_per_type"] = {name: _of_type(c, types, name) for name in SOURCE_TYPES}
    return figures


def _of_fragment(c: Totals, role: str) -> Figures:
    """A fragment is one piece of one role, right if both its ends are."""
    gold, pred = c["fragment gold", role], c["fragment pred", role]
    return {"n": gold, "n_pred": pred, **_prf(c["fragment right", role], pred, gold, exists=gold)}


def _of_form(c: Totals, form: str) -> Figures:
    """Recall over gold of the form, precision over predictions of the form; `p`, `r` and `f` count the source as well."""
    n, n_pred, found = c["form gold", form], c["form pred", form], c["form found", form]
    precision = ratio(c["form pred right", form], n_pred, exists=n + n_pred)
    recall = ratio(c["form right", form], n, exists=n + n_pred)
    return {
        "n": n,
        "recall": ratio(found, n, exists=n),
        "exact_recall": ratio(c["form exact", form], n, exists=n),
        "source_acc": ratio(c["form right", form], found, exists=n),
        "n_pred": n_pred,
        "precision": ratio(c["form pred found", form], n_pred, exists=n + n_pred),
        "p": precision,
        "r": recall,
        "f": _harmonic(precision, recall),
    }


def _of_type(c: Totals, types: Mapping[Tuple[Any, Any], np.ndarray], name: str) -> Figures:
    """Recall and source over gold of the type; `p`, `r` and `f` are of the type itself, on matched attributions."""
    n, found = c["type gold", name], c["type found", name]
    right, pred = add(types, lambda g, p: g == p == name), add(types, lambda _, p: p == name)
    return {
        "n": n,
        "recall": ratio(found, n, exists=n),
        "e2e_recall": ratio(c["type right", name], n, exists=n),
        "speaker_acc": ratio(c["type speaker right", name], c["type speaker found", name], exists=c["type speaker gold", name]),
        "n_matched": found,
        **_prf(right, pred, found, exists=n),
    }


# Arithmetic on arrays


def ratio(part: np.ndarray, whole: np.ndarray, exists: np.ndarray) -> np.ndarray:
    """Part of a whole: 0 where the whole is 0, NaN where there is nothing to be measured (`exists` is 0). All have shape (sums,)."""
    result = np.divide(part, whole, out=np.zeros(len(exists)), where=np.asarray(whole) > 0)
    return np.where(exists > 0, result, np.nan)


def _prf(right: np.ndarray, pred: np.ndarray, gold: np.ndarray, exists: Optional[np.ndarray] = None) -> Figures:
    exists = gold + pred if exists is None else exists
    return {"p": ratio(right, pred, exists), "r": ratio(right, gold, exists), "f": ratio(2 * right, gold + pred, exists)}


def _named(name: str, figures: Figures) -> Figures:
    return {f"{name}_{key}": value for key, value in figures.items()}


def _harmonic(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return ratio(2 * a * b, a + b, exists=np.where(np.isnan(a + b), 0, 1))


def confusion(c: Totals, name: str) -> Dict[Tuple[Any, Any], np.ndarray]:
    """How often each label of gold meets each predicted one, by both (each may be None), on matched attributions."""
    return {key[1:]: count for key, count in c.items() if key[0] == name and len(key) == 3}


def add(pairs: Mapping[Tuple[Any, Any], np.ndarray], select: Callable[[Any, Any], bool] = lambda gold, pred: True) -> np.ndarray:
    """The sum, shape (sums,), over the cells of a confusion that are selected, by default all; 0 if there are none."""
    nothing: Any = np.int64(0)
    return sum((count for labels, count in pairs.items() if select(*labels)), nothing)


def agreed(pairs: Mapping[Tuple[Any, Any], np.ndarray]) -> np.ndarray:
    """How often both labels are the same; arguments and result as in `add`."""
    return add(pairs, lambda gold, pred: gold == pred)


def _macro_f(pairs: Mapping[Tuple[Any, Any], np.ndarray], exists: np.ndarray) -> np.ndarray:
    """The mean F of the labels that gold has among matched attributions."""
    total, labels = np.zeros(len(exists)), np.zeros(len(exists))
    for label in {gold for gold, _ in pairs}:
        gold, pred = add(pairs, lambda g, _: g == label), add(pairs, lambda _, p: p == label)
        right = add(pairs, lambda g, p: g == p == label)
        total += np.where(gold > 0, ratio(2 * right, gold + pred, exists=gold + 1), 0)
        labels += gold > 0
    return ratio(total, labels, exists)


def each(figures: Mapping[str, Any], pick: Callable[[np.ndarray], Any]) -> Dict[str, Any]:
    """Turn the arrays into something else, nested dicts included."""
    return {k: each(v, pick) if isinstance(v, dict) else pick(v) for k, v in figures.items()}


def plain(values: np.ndarray) -> Any:
    """The first of an array of figures as an int, a float, or None if it is undefined."""
    value = values[0].item()
    return None if value != value else value
