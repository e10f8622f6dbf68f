"""`extract`: articles in, attributed quotations out."""
from enum import Enum
from typing import Any, Iterator, List

import typer

from ..articles import BadRecord, Fields
from ..outputs import Result
from .listing import list_article
from .options import BatchSize, Component, IdField, Inputs, NoText, Output, Pipeline, Processes, TextField, Threshold, Weights
from .running import annotate, explain_all, find_articles, good_articles, is_readable, load, stop_if_bad, write_results


class Acts(str, Enum):
    """Which attributions to give."""

    speech = "speech"
    all = "all"


def extract(
    inputs: Inputs,
    output: Output = None,
    pipeline: Pipeline = None,
    component: Component = None,
    weights: Weights = None,
    threshold: Threshold = None,
    acts: Acts = typer.Option(Acts.speech, "--acts", "-a", help="Speech only, or thought and other attributions as well."),
    explain: bool = typer.Option(False, "--explain", "-e", help="Say which rule, step or score gave content, speaker, type and disclosure."),
    text_field: TextField = "text",
    id_field: IdField = "id",
    no_text: NoText = False,
    n_process: Processes = 1,
    batch_size: BatchSize = 32,
) -> None:
    """Find quotations, their speakers and anonymous sources.

    Writes one JSON object a line, for every article in order; on a terminal a readable listing; into a file what its
    suffix says. Exit code 0 if all went well, 1 if records had to be left out, 2 if nothing could be done.
    """
    found = find_articles(inputs, output)
    nlp = load(pipeline, component, weights, threshold)
    if explain:
        explain_all(nlp)
    readable = is_readable(output)
    bad: List[BadRecord] = []
    articles = good_articles(found, Fields(text_field, id_field), bad)
    docs = annotate(nlp, articles, bad, n_process, batch_size)
    listing = (lambda result: list_article(result.record)) if readable else None
    write_results(_results(docs, acts is Acts.all), found, output, listing, not no_text)
    stop_if_bad(bad)


def _results(docs: Iterator[Any], every_act: bool) -> Iterator[Result]:
    from ..attributions import to_record

    for doc, article in docs:
        record: Any = to_record(doc, article.id, article.meta, texts=True)
        if not every_act:
            record["attributions"] = [a for a in record["attributions"] if a["act"] == "speech"]
        yield Result(record)
