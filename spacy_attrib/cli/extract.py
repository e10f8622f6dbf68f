"""`extract`: articles in, attributed quotations out."""
import json
from enum import Enum
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional

import typer

from ..articles import BadRecord
from .listing import list_article
from .options import BatchSize, Component, Inputs, Pipeline, Processes, Threshold, Weights
from .running import annotate, explain_all, find_articles, is_readable, load, stop_if_bad, write_lines


class Acts(str, Enum):
    """Which attributions to give."""

    speech = "speech"
    all = "all"


def extract(
    inputs: Inputs,
    output: Optional[Path] = typer.Option(None, "--output", "-o", help="File for the result; standard output if not given."),
    pipeline: Pipeline = None,
    component: Component = None,
    weights: Weights = None,
    threshold: Threshold = None,
    acts: Acts = typer.Option(Acts.speech, "--acts", "-a", help="Speech only, or thought and other attributions as well."),
    explain: bool = typer.Option(False, "--explain", "-e", help="Say which rule, step or score gave content, speaker, type and disclosure."),
    n_process: Processes = 1,
    batch_size: BatchSize = 32,
) -> None:
    """Find quotations, their speakers and anonymous sources.

    Writes one JSON object a line, for every article in order; on a terminal a readable listing. Exit code 0 if all went
    well, 1 if records had to be left out, 2 if nothing could be done.
    """
    found = find_articles(inputs, output)
    nlp = load(pipeline, component, weights, threshold)
    if explain:
        explain_all(nlp)
    readable = is_readable(output)
    bad: List[BadRecord] = []
    records = _records(annotate(nlp, found, bad, n_process, batch_size), acts is Acts.all)
    write_lines((list_article(r) if readable else json.dumps(r, ensure_ascii=False) for r in records), found, output)
    stop_if_bad(bad)


def _records(docs: Iterator[Any], every_act: bool) -> Iterator[Dict[str, Any]]:
    from ..attributions import to_record

    for doc, article in docs:
        record = to_record(doc, article.id, article.meta)
        if not every_act:
            record["attributions"] = [a for a in record["attributions"] if a["act"] == "speech"]
        yield record
