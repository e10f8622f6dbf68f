"""Make a trained network the one that comes with the package.

    python -m spacy_attrib.tools.bundle_weights PIPELINE [--gold GOLD --pred PRED]

takes the weights of `attrib` out of a trained pipeline, calibrates their scores, and writes weights and checksum into
`spacy_attrib/weights/`. GOLD and PRED are a corpus that a network of the same shape was not trained on, and what it
predicted there; without them the calibration stays as it is.
"""
import hashlib
from pathlib import Path
from typing import Any, Mapping, Optional, Sequence, Tuple

import numpy
import spacy
import srsly
import typer

from ..about import __version__
from ..corpora import read_corpus
from ..network.weights import BUNDLED, FOLDER
from ..scoring.matching import match_corpora

STEPS = 50


def fit_calibration(gold: Sequence[Mapping[str, Any]], pred: Sequence[Mapping[str, Any]]) -> Tuple[float, float]:
    """Slope and intercept for the logit of a score, which make it how likely an attribution is right (Platt 1999, by Newton's method)."""
    logits, right = [], []
    for matching in match_corpora(gold, pred):
        good = {k for (_, k), sources_agree in matching.pairs.items() if sources_agree}
        for k, item in enumerate(matching.pred):
            score = min(max(float(item.record["score"]), 1e-6), 1 - 1e-6)
            logits.append(numpy.log(score / (1 - score)))
            right.append(k in good)
    X = numpy.stack([logits, numpy.ones(len(logits))], axis=1)
    y = numpy.asarray(right, dtype="float64")
    w = numpy.asarray([1.0, 0.0])
    for _ in range(STEPS):
        p = 1.0 / (1.0 + numpy.exp(-X @ w))
        hessian = (X * (p * (1 - p))[:, None]).T @ X + 1e-6 * numpy.eye(2)
        w = w - numpy.linalg.solve(hessian, X.T @ (p - y))
    return float(w[0]), float(w[1])


def bundle(
    pipeline: str = typer.Argument(..., help="A trained pipeline with `attrib`.", show_default=False),
    gold: Optional[Path] = typer.Option(None, help="A corpus to calibrate on.", show_default=False),
    pred: Optional[Path] = typer.Option(None, help="What was predicted there.", show_default=False),
) -> None:
    """Write the weights of a trained pipeline into the package."""
    model = spacy.load(pipeline).get_pipe("attrib").model
    if gold is not None and pred is not None:
        model.attrs["calibration"] = fit_calibration(list(read_corpus(gold)), list(read_corpus(pred)))
    data = model.to_bytes()
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{BUNDLED}.bin").write_bytes(data)
    card = {
        "sha256": hashlib.sha256(data).hexdigest(),
        "bytes": len(data),
        "parameters": sum(node.get_param(name).size for node in model.walk() for name in node.param_names),
        "calibration": list(model.attrs["calibration"]),
        "package": __version__,
        "spacy": spacy.__version__,
    }
    srsly.write_json(FOLDER / f"{BUNDLED}.json", card)
    typer.echo(srsly.json_dumps(card, indent=2))


if __name__ == "__main__":
    typer.run(bundle)
