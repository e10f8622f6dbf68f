"""`extract`: articles in, attributed quotations out."""
from enum import Enum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Iterator, List, Optional, Set

import typer

from ..articles import BadRecord, Fields
from .common import fail, failing
from .listing import list_article
from .options import BatchSize, Component, IdField, Inputs, MaxWords, NoText, Output, Pipeline, Processes, Resume, TextField, Threshold, Weights
from .running import annotate, cut_articles, explain_all, find_articles, good_articles, is_readable, load, stop_if_bad, write_results

if TYPE_CHECKING:
    from ..outputs import Result


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
    max_words: MaxWords = None,
    resume: Resume = False,
    n_process: Processes = 1,
    batch_size: BatchSize = 32,
) -> None:
    """Find quotations, their speakers and anonymous sources.

    Writes one JSON object a line, for every article in order; on a terminal a readable listing; into a file what its
    suffix says, whole or not at all unless --resume is given. Exit code 0 if all went well, 1 if records had to be left out,
    2 if nothing could be done.
    """
    from ..attributions import to_record  # spaCy takes a second to import

    found = find_articles(inputs, output)
    done = _find_done(output) if resume else None
    nlp = load(pipeline, component, weights, threshold)
    if explain:
        explain_all(nlp)
    readable = is_readable(output)
    bad: List[BadRecord] = []
    articles = good_articles(found, Fields(text_field, id_field), bad)
    if done:
        articles = (article for article in articles if article.id not in done)
    if max_words is not None:
        articles = cut_articles(articles, max_words)
    records = annotate(nlp, articles, bad, n_process, batch_size, read=partial(to_record, texts=True))
    listing = (lambda result: list_article(result.record)) if readable else None
    write_results(_results(records, acts is Acts.all), found, output, listing, not no_text, None if done is None else len(done))
    stop_if_bad(bad)


def _find_done(output: Optional[Path]) -> Set[str]:
    """The ids of the articles that are in the file already, or exit code 2 if it cannot be gone on with."""
    from ..outputs import OutputError, find_done

    if output is None:
        fail("--resume goes on with a file: give it with --output.")
    with failing(OutputError):
        return find_done(output)


def _results(records: Iterator[Any], every_act: bool) -> Iterator["Result"]:
    from ..outputs import Result

    for record, article in records:
        record.update(id=article.id, meta=article.meta)
        if not every_act:
            record["attributions"] = [a for a in record["attributions"] if a["act"] == "speech"]
        yield Result(record)
