"""Make the scores of a set of weights say how likely an attribution of speech is right.

    python -m spacy_attrib.tools.calibrate_weights SET GOLD… [--pipeline NAME] [--network TRAINED]

SET is the folder of a set. GOLD are corpora that it was not trained on; TRAINED is a pipeline with a network of the same shape that
was not, where the set itself was. Writes slope and intercept into the set and its card, and prints what precision of speech each
threshold has there.
"""

from pathlib import Path
from typing import Any, List, Mapping, Optional, Sequence, Tuple

import numpy
import spacy
import typer
from wasabi import msg

from ..attributions import to_record
from ..corpora import read_corpus
from ..network.weights import NETWORK, write_card
from ..pipelines import base_pipeline
from ..scoring.matching import match_corpora

STEPS = 50
LOWEST = 0.05  # the score from which on attributions are looked at
THRESHOLDS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8)

Judged = Tuple[numpy.ndarray, numpy.ndarray]  # (n,) scores of attributions, and whether each is right


def judge(gold: Sequence[Mapping[str, Any]], pred: Sequence[Mapping[str, Any]]) -> Judged:
    """The scores of what is given as speech, and whether it is an attribution with that source."""
    scores, right = [], []
    for matching in match_corpora(gold, pred):
        good = {k for (_, k), sources_agree in matching.pairs.items() if sources_agree}
        for k, item in enumerate(matching.pred):
            if item.record["act"] == "speech":
                scores.append(float(item.record["score"]))
                right.append(k in good)
    return numpy.asarray(scores), numpy.asarray(right, dtype="float64")


def fit_calibration(judged: Judged) -> Tuple[float, float]:
    """Slope and intercept for the logit of a score, which make it how likely an attribution is right (Platt 1999, by Newton's method)."""
    scores, right = numpy.clip(judged[0], 1e-6, 1 - 1e-6), judged[1]
    X = numpy.stack([numpy.log(scores / (1 - scores)), numpy.ones(len(scores))], axis=1)
    w = numpy.asarray([1.0, 0.0])
    for _ in range(STEPS):
        p = 1.0 / (1.0 + numpy.exp(-X @ w))
        hessian = (X * (p * (1 - p))[:, None]).T @ X + 1e-6 * numpy.eye(2)
        w = w - numpy.linalg.solve(hessian, X.T @ (p - right))
    return float(w[0]), float(w[1])


def calibrate(
    folder: Path = typer.Argument(..., help="Folder of the weights.", exists=True),
    gold: List[Path] = typer.Argument(..., help="Corpora that were not learned from."),
    pipeline: Optional[str] = typer.Option(None, help="Pipeline that tags and parses; by default the installed English one."),
    network: Optional[str] = typer.Option(None, help="A trained pipeline whose network stands in for that of the weights."),
    threshold: float = typer.Option(0.5, help="The threshold to write into the card.", min=0.0, max=1.0),
) -> None:
    """Calibrate the scores of a set of weights."""
    nlp = spacy.load(base_pipeline(pipeline))
    pipe: Any = nlp.add_pipe("attrib", config={"weights": str(folder), "threshold": LOWEST})
    pipe.load()
    own = pipe.model
    if network is not None:
        other: Any = spacy.load(network).get_pipe("attrib")
        pipe.model = other.model
    pipe.model.attrs["calibration"] = (1.0, 0.0)
    records = [record for path in gold for record in read_corpus(path)]
    docs = nlp.pipe(record["text"] for record in records)
    pred = [to_record(doc, record["id"]) for doc, record in zip(docs, records)]
    judged = judge(records, pred)
    own.attrs["calibration"] = slope, intercept = fit_calibration(judged)
    (folder / NETWORK).write_bytes(own.to_bytes())
    write_card(folder, calibration=[slope, intercept], threshold=threshold)
    logits = numpy.log(numpy.clip(judged[0], 1e-6, 1 - 1e-6) / numpy.clip(1 - judged[0], 1e-6, 1))
    scores = 1.0 / (1.0 + numpy.exp(-(slope * logits + intercept)))
    rows = [(f"{t:.2f}", int((scores >= t).sum()), f"{judged[1][scores >= t].mean():.3f}") for t in THRESHOLDS if (scores >= t).any()]
    msg.table(rows, header=("threshold", "speech", "right"), divider=True)
    msg.good(f"slope {slope:.3f}, intercept {intercept:.3f}, from {len(scores)} attributions of {len(records)} articles")


if __name__ == "__main__":
    typer.run(calibrate)
