"""`evaluate`: a prediction, a pipeline or a second annotator against gold."""

from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

import typer
from tqdm import tqdm

from ..about import __title__
from ..files import are_same
from ..wording import shown
from .common import check_output, count, fail, failing, write_whole
from .options import Processes, Threshold, Weights
from .running import load


def evaluate(
    gold: Path = typer.Argument(..., help="Gold corpus: .jsonl, .spacy, or a folder of brat files.", show_default=False),
    pred: str = typer.Argument(
        ..., metavar="PRED|PIPELINE", help="The same articles with predictions, or a pipeline by name or path.", show_default=False
    ),
    against: Optional[str] = typer.Option(
        None,
        "--against",
        metavar="PRED|PIPELINE",
        help="A second prediction or pipeline: tell by how much the first is better, and whether that may be chance.",
    ),
    component: Optional[str] = typer.Option(
        None, "--component", "-c", help="attrib or attrib_ruler, for a pipeline; by default the one it has, else the best there is."
    ),
    weights: Weights = None,
    threshold: Threshold = None,
    output: Optional[Path] = typer.Option(None, "--output", "-o", help="File for all scores, as JSON."),
    errors: Optional[Path] = typer.Option(None, "--errors", "-e", help="File (.html) for a page with all mistakes in context."),
    bootstrap: int = typer.Option(1000, "--bootstrap", "-b", min=0, help="Resamplings for confidence intervals; 0 for none."),
    seed: int = typer.Option(0, "--seed", "-s", min=0, help="Seed of the resampling."),
    agreement: bool = typer.Option(False, "--agreement", "-a", help="How far two annotators agree on the articles both have."),
    n_process: Processes = 1,
    batch_size: int = typer.Option(32, "--batch-size", min=1, help="Articles to a batch, for a pipeline."),
) -> None:
    """Score attributions against gold.

    Spans are compared by characters, so tokens may differ. Exit code 0, or 2 if something cannot be read or written.
    """
    for path in (output, errors):
        if path is not None:
            check_output(path)
            if any(are_same(path, Path(name)) for name in (gold, pred, against) if name is not None):
                fail(f"'{path}' is one of the inputs; give the result another name.")
    if output is not None and errors is not None and are_same(output, errors):
        fail("--output and --errors are the same file.")
    if against is not None and (agreement or not bootstrap):
        fail("--against compares two predictions by the bootstrap; leave out --agreement and --bootstrap 0.")
    predict = None if _is_corpus(pred) else load(pred, component, weights, threshold)
    if predict is None and any(option is not None for option in (component, weights, threshold)):
        fail(f"--component, --weights and --threshold are for a pipeline, and '{pred}' is a corpus.")
    predict_other = None if against is None or _is_corpus(against) else load(against, None)
    records = _read(str(gold))
    predicted = _read(pred) if predict is None else _predict(predict, records, n_process, batch_size)
    if agreement:
        records, predicted = _common(records, predicted)
    result, matchings = _compare(records, predicted, agreement, bootstrap, seed)
    if against is not None:
        other = _read(against) if predict_other is None else _predict(predict_other, records, n_process, batch_size)
        result.update(against=against, **_compare_two(records, matchings, other, result, bootstrap, seed))
    if output is not None:
        import srsly

        head = {"gold": str(gold), "pred": pred, "bootstrap": bootstrap, "seed": seed}
        write_whole(output, [srsly.json_dumps({**head, **result}, indent=2), "\n"])
    if errors is not None:
        from ..scoring.mistakes import write_page

        write_whole(errors, write_page(matchings, f"{pred} against {gold}"))


def _is_corpus(name: str) -> bool:
    path = Path(name)
    if name == __title__:  # a pipeline, even in the folder that has the package in it
        return False
    if path.exists():
        return not (path / "config.cfg").is_file()
    if path.suffix in (".jsonl", ".spacy"):
        fail(f"There is no file '{name}'.")
    return False


def _read(path: str) -> List[Mapping[str, Any]]:
    from ..corpora import CorpusError, read_corpus

    with failing(CorpusError):
        records: List[Mapping[str, Any]] = list(read_corpus(path))
    if not records:
        fail(f"There are no articles in '{path}'.")
    return records


def _predict(nlp: Any, records: Sequence[Mapping[str, Any]], n_process: int, batch_size: int) -> List[Mapping[str, Any]]:
    from ..attributions import to_record
    from ..processes import Failure, WorkerError, annotate_texts

    predicted: List[Mapping[str, Any]] = []
    with failing(WorkerError):
        outcomes = annotate_texts(nlp, (record["text"] for record in records), n_process, batch_size, read=to_record)
        for record, outcome in zip(records, tqdm(outcomes, total=len(records), unit="article", disable=None)):
            if isinstance(outcome, Failure):
                fail(f"The pipeline failed at the article {shown(record['id'])!r} ({outcome.why}).")
            predicted.append({**outcome, "id": record["id"]})
    return predicted


def _common(first: List[Mapping[str, Any]], second: List[Mapping[str, Any]]) -> Tuple[List[Mapping[str, Any]], List[Mapping[str, Any]]]:
    """The articles that both annotators have; what is left out is said."""
    ids = {record["id"] for record in first} & {record["id"] for record in second}
    if not ids:
        fail("The two have no article in common: no id is in both.")
    for name, records in (("first", first), ("second", second)):
        extra = sum(record["id"] not in ids for record in records)
        if extra:
            typer.echo(f"{count(extra, 'article')} of the {name} annotator only, left out.", err=True)
    return [r for r in first if r["id"] in ids], [r for r in second if r["id"] in ids]


def _compare(
    gold: List[Mapping[str, Any]], pred: List[Mapping[str, Any]], agreement: bool, bootstrap: int, seed: int
) -> Tuple[Dict[str, Any], List[Any]]:
    """Score, print, and give back the scores and what stands for what."""
    from ..scoring.agreement import agree, both_ways
    from ..scoring.bootstrap import intervals
    from ..scoring.counts import count as count_pairs
    from ..scoring.matching import match_corpora
    from ..scoring.measures import add_up, each, measure, plain
    from .tables import print_agreement, print_left_out, print_scores

    with failing(ValueError):
        matchings = match_corpora(gold, pred)
        counts = [count_pairs(matching) for matching in matchings]
        if agreement:
            by_id = {matching.id: matching for matching in match_corpora(pred, gold)}
            counts = both_ways(counts, [count_pairs(by_id[matching.id]) for matching in matchings])
    figures = agree if agreement else measure
    scores = {"attrib_n_articles": len(matchings), **each(figures(add_up(counts)), plain)}
    ci = intervals(counts, figures, bootstrap, seed) if bootstrap else {}
    left_out = print_left_out(matchings)
    (print_agreement if agreement else print_scores)(scores, ci)
    return {**scores, "ci95": ci, "left_out": left_out}, matchings


def _compare_two(
    gold: List[Mapping[str, Any]],
    matchings: Sequence[Any],
    other: List[Mapping[str, Any]],
    scores: Mapping[str, Any],
    bootstrap: int,
    seed: int,
) -> Dict[str, Any]:
    """Score another prediction, print how the first compares with it, and give back its scores and the differences."""
    from ..scoring.bootstrap import differences
    from ..scoring.counts import count as count_pairs
    from ..scoring.matching import match_corpora
    from ..scoring.measures import add_up, each, measure, plain
    from .tables import print_differences

    first = [count_pairs(matching) for matching in matchings]
    with failing(ValueError):
        second = [count_pairs(matching) for matching in match_corpora(gold, other)]
    others = each(measure(add_up(second)), plain)
    found = differences(first, second, measure, bootstrap, seed)
    print_differences(scores, others, found)
    return {"other": others, "differences": found}
