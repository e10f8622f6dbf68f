"""The measures as spaCy wants them, and over records in the JSON format.

The definitions, in short. Spans are compared by characters, without white space and without punctuation at their ends, so
tokens do not matter. Two contents match if they overlap by half or more (intersection over union), one to one. An
attribution is right if its content matches and the sources agree: they overlap by half or more, or one is part of the
other and both end in the same word. Speech figures leave out gold whose cue is no word of speech. Labels are compared on
matched attributions.
"""

from typing import Any, Callable, Dict, Iterable, Mapping, Sequence

from spacy.training import Example

from ..attributions import SPANS_KEY, to_record
from ..errors import Errors
from .counts import count
from .matching import Matching, match_corpora, match_records
from .measures import add_up, each, measure, plain

# Shown by `spacy train` in this order; those without weight are shown only.
SCORE_WEIGHTS = {
    "attrib_f": 0.5,
    "attrib_speech_f": 0.5,
    **dict.fromkeys(("attrib_content_exact_f", "attrib_cue_f", "attrib_source_acc", "attrib_type_acc", "attrib_anonymous_f"), 0.0),
    # Not shown, since the table cuts a name after ten letters, and two columns of one head tell nothing.
    **dict.fromkeys(("attrib_content_overlap_f", "attrib_speaker_acc", "attrib_type_macro_f")),
    **dict.fromkeys(f"{name}_{key}" for name in ("attrib", "attrib_speech") for key in "pr"),
    **dict.fromkeys(f"{name}_{key}" for name in ("attrib_content_exact", "attrib_content_overlap", "attrib_cue") for key in "pr"),
    **dict.fromkeys(("attrib_anonymous_p", "attrib_anonymous_r", "attrib_act_acc", "attrib_per_form", "attrib_per_type")),
}

SPAN_TITLES = {
    "attrib_content_exact": "content exact",
    "attrib_content_overlap": "content overlap",
    "attrib_cue": "cue",
    "attrib": "attribution",
    "attrib_speech": "speech attribution",
    "attrib_anonymous": "anonymous",
}
ACCURACY_TITLES = {  # an accuracy is its own precision and recall
    "attrib_source_acc": "source",
    "attrib_speaker_acc": "speaker",
    "attrib_type_acc": "source type",
    "attrib_act_acc": "act",
}


def make_attrib_scorer() -> Callable[..., Dict[str, Any]]:
    """Construct the scorer of the components, `attrib_score`, registered as "spacy-attrib.attrib_scorer.v1"."""
    return attrib_score


def attrib_score(examples: Iterable[Example], *, spans_key: str = SPANS_KEY, **cfg: Any) -> Dict[str, Any]:
    """Score predicted attributions.

    examples (Iterable[Example]): Predictions with gold. Those whose gold has no such span group are left out.
    spans_key (str): Name of the span group.
    **cfg: Further settings of the component, which do not matter here.
    RETURNS (Dict[str, Any]): The figures of `score_records`, and all again as `spans_{key}_…`, which `spacy evaluate` prints.
    RAISES (ValueError): If there is no example, or a prediction has another text than its gold.
    """
    examples = list(examples)
    if not examples:
        raise ValueError(Errors.A083)
    annotated = [eg for eg in examples if spans_key in eg.reference.spans]
    scores = score_matchings(
        match_records(to_record(eg.reference, str(i), key=spans_key), to_record(eg.predicted, str(i), key=spans_key))
        for i, eg in enumerate(annotated)
    )
    weighted = {name: scores[name] or 0.0 for name, weight in SCORE_WEIGHTS.items() if weight}  # training drops what is None
    return {**scores, **weighted, **_as_spans(scores, f"spans_{spans_key}")}


def score_records(gold: Sequence[Mapping[str, Any]], pred: Sequence[Mapping[str, Any]]) -> Dict[str, Any]:
    """Score the attributions of articles in the JSON format.

    gold (Sequence[Mapping[str, Any]]): The articles with gold attributions.
    pred (Sequence[Mapping[str, Any]]): The same articles, by `id` and in any order, with predicted ones.
    RETURNS (Dict[str, Any]): Shares between 0 and 1, and numbers (`…_n_…`) of what was counted; None for what cannot be
        told, for example because gold lacks the layer.
    RAISES (ValueError): If an article misses on one side or comes twice, texts differ, or a piece is not inside its text.
    """
    return score_matchings(match_corpora(gold, pred))


def score_matchings(matchings: Iterable[Matching]) -> Dict[str, Any]:
    """Score articles whose gold and prediction have been matched; result as in `score_records`."""
    counts = [count(matching) for matching in matchings]
    return {"attrib_n_articles": len(counts), **each(measure(add_up(counts)), plain)}


def _as_spans(scores: Mapping[str, Any], name: str) -> Dict[str, Any]:
    """The figures under names that `spacy evaluate --spans-key` prints: it has no place for others."""
    rows = {title: {k: scores[f"{key}_{k}"] for k in "prf"} for key, title in SPAN_TITLES.items()}
    rows.update({form: {k: figures[k] for k in "prf"} for form, figures in scores["attrib_per_form"].items()})
    rows.update({title: dict.fromkeys("prf", scores[key]) for key, title in ACCURACY_TITLES.items()})
    rows["source type, macro"] = {"p": "-", "r": "-", "f": scores["attrib_type_macro_f"]}
    per_type = {title: row for title, row in rows.items() if row["f"] is not None}
    return {**{f"{name}_{k}": scores[f"attrib_{k}"] for k in "prf"}, f"{name}_per_type": per_type}
