"""The tables of `evaluate`: figures in per cent, those that are undefined left out."""

from collections import Counter
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional, Sequence

from wasabi import Printer

if TYPE_CHECKING:
    from ..scoring.matching import Matching

SPANS = {
    "attrib_content_exact": "Content, exact",
    "attrib_content_overlap": "Content, overlap",
    "attrib_cue": "Cue",
    "attrib": "Attribution",
    "attrib_speech_overlap": "Speech, content",
    "attrib_speech": "Speech, attribution",
    "attrib_anonymous": "Anonymous, of matched",
    "attrib_anonymous_e2e": "Anonymous, end to end",
    "attrib_disclosure": "Disclosure",
    "attrib_reason": "Reason",
}
LABELS = {
    "attrib_source_acc": "Source",
    "attrib_speaker_acc": "Speaker",
    "attrib_speaker_named_acc": "Speaker, named persons",
    "attrib_speaker_hard_acc": "Speaker, hard ones",
    "attrib_type_acc": "Source type",
    "attrib_type_macro_f": "Source type, macro F",
    "attrib_act_acc": "Act",
}
FORM_COLUMNS = {"n": "Gold", "recall": "Found", "exact_recall": "Exact", "source_acc": "Source", "n_pred": "Pred.", "precision": "Right"}
TYPE_COLUMNS = {"n": "Gold", "recall": "Found", "e2e_recall": "With source", "speaker_acc": "Speaker", "n_matched": "Matched"}
AGREEMENT = {
    "attrib_content_exact_f": "Content, exact",
    "attrib_content_overlap_f": "Content, overlap",
    "attrib_cue_f": "Cue",
    "attrib_f": "Attribution",
    "attrib_speech_f": "Speech, attribution",
}


def print_left_out(matchings: Sequence["Matching"]) -> Dict[str, int]:
    """Say how many attributions are not compared, by what they are, and give these numbers back."""
    left_out: Counter = sum((Counter(matching.left_out) for matching in matchings), Counter())
    msg = Printer()
    for what, n in left_out.items():
        msg.warn(f"{n} {what} left out")
    return dict(left_out)


def print_scores(scores: Mapping[str, Any], ci: Mapping[str, Any]) -> None:
    """Print what a paper would: spans, labels, per form, per source type, with confidence intervals if there are any."""
    msg = Printer()
    msg.text(
        f"{scores['attrib_n_articles']} articles, {scores['attrib_n_gold']} attributions in gold, "
        f"{scores['attrib_n_pred']} predicted, {scores['attrib_n_matched']} matched (content overlap)"
    )
    prf = ("p", "r", "f")
    rows = [[title, *(scores[f"{name}_{k}"] for k in prf), ci.get(f"{name}_f")] for name, title in SPANS.items()]
    for role, figures in scores["attrib_per_fragment"].items():
        rows.append([f"{role.title()} pieces, exact", *(figures[k] for k in prf), _within(ci, "attrib_per_fragment", role, "f")])
    _table(msg, "Spans", ["", "P", "R", "F"], rows, bool(ci))
    rows = [[title, scores[name], ci.get(name)] for name, title in LABELS.items()]
    _table(msg, "Labels of matched attributions", ["", "%"], rows, bool(ci))
    for key, title, columns in (
        ("attrib_per_form", "By form; P, R and F with the source", FORM_COLUMNS),
        ("attrib_per_type", "By source type; P, R and F of the type, on matched", TYPE_COLUMNS),
    ):
        shown = (*columns, *prf)
        rows = [[name.replace("_", " "), *(row[k] for k in shown), _within(ci, key, name, "f")] for name, row in scores[key].items()]
        _table(msg, title, ["", *columns.values(), "P", "R", "F"], rows, bool(ci))


def print_agreement(scores: Mapping[str, Any], ci: Mapping[str, Any]) -> None:
    """Print how far two annotators agree, with confidence intervals if there are any."""
    msg = Printer()
    msg.text(
        f"{scores['attrib_n_articles']} articles, {scores['n_first']} attributions by the first annotator, {scores['n_second']} by "
        f"the second, {scores['n_matched']} matched (content overlap)"
    )
    rows = [[title, scores[name], ci.get(name)] for name, title in AGREEMENT.items()]
    for key, title in (("attrib_per_form", "Attribution, {}"), ("attrib_per_fragment", "{} pieces, exact")):
        rows += [[title.format(name).capitalize(), f, _within(ci, key, name)] for name, f in scores[key].items()]
    _table(msg, "Spans", ["", "F"], rows, bool(ci))
    rows = []
    for name, label in scores["labels"].items():
        interval = _within(ci, "labels", name, "agreed")
        rows.append([name.replace("_", " ").capitalize(), label["n"], label["agreed"], label.get("kappa"), interval])
    _table(msg, "Labels of matched attributions", ["", "n", "%", "Cohen's kappa"], rows, bool(ci))


def print_differences(scores: Mapping[str, Any], other: Mapping[str, Any], differences: Mapping[str, Any]) -> None:
    """Print how two systems compare: the figures of both, first minus second with its interval, and how likely that is by chance."""
    titles = {**{f"{name}_f": f"{title}, F" for name, title in SPANS.items()}, **LABELS}
    rows = [
        [title, _cell(scores[name]), _cell(other[name]), f"{100 * found['difference']:+.1f}", _interval(found["ci95"]), f"{found['p']:.3f}"]
        for name, title in titles.items()
        if (found := differences[name]) is not None
    ]
    header = ["", "First", "Second", "Difference", "95 % CI", "p"]
    Printer().table(rows, title="First against second, paired by article", header=header, divider=True, aligns=["l"] + ["r"] * 5)


def _within(ci: Mapping[str, Any], *path: str) -> Optional[List[float]]:
    if not ci:
        return None
    found: Any = ci
    for name in path:
        found = found[name]
    return found


def _table(msg: Printer, title: str, header: List[str], rows: Sequence[Sequence[Any]], with_ci: bool) -> None:
    """Print rows of a name, figures and an interval, without those in which no figure is defined."""
    shown = [
        [name, *(map(_cell, figures)), *([_interval(ci)] if with_ci else [])]
        for name, *figures, ci in rows
        if any(isinstance(figure, float) for figure in figures)
    ]
    if shown:
        header = header + ["95 % CI"] * with_ci
        msg.table(shown, title=title, header=header, divider=True, aligns=["l"] + ["r"] * (len(header) - 1))


def _cell(figure: Any) -> str:
    if figure is None:
        return "-"
    return f"{100 * figure:.1f}" if isinstance(figure, float) else str(figure)


def _interval(ci: Optional[Sequence[float]]) -> str:
    return "-" if ci is None else f"{100 * ci[0]:.1f}{' to ' if ci[0] < 0 else '–'}{100 * ci[1]:.1f}"
