"""`extract`: articles in, attributed quotations out."""

from enum import Enum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Iterator, List, Optional, Set

import typer

from ..articles import Article, BadRecord, Fields
from .common import fail, failing
from .listing import list_article
from .options import (
    BatchSize,
    Component,
    CorrectionsFile,
    Held,
    IdField,
    Inputs,
    MaxWords,
    NoText,
    Output,
    People,
    Pipeline,
    Processes,
    Resume,
    TextField,
    Threshold,
    Weights,
)
from .running import (
    annotate,
    annotated_docs,
    ask_people,
    cut_articles,
    explain_all,
    find_articles,
    good_articles,
    is_readable,
    load,
    stop_if_bad,
    write_results,
)

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
    annotated: Held = False,
    explain: bool = typer.Option(False, "--explain", "-e", help="Say which rule, step or score gave content, speaker, type and disclosure."),
    text_field: TextField = "text",
    id_field: IdField = "id",
    no_text: NoText = False,
    max_words: MaxWords = None,
    resume: Resume = False,
    people: People = False,
    corrections: CorrectionsFile = None,
    n_process: Processes = 1,
    batch_size: BatchSize = 32,
) -> None:
    """Find quotations, their speakers and anonymous sources.

    Writes one JSON object a line, for every article in order; on a terminal a readable listing; into a file what its
    suffix says, whole or not at all unless --resume is given. Exit code 0 if all went well, 1 if records had to be left out,
    2 if nothing could be done.
    """
    from ..attributions import to_record  # spaCy takes a second to import

    if annotated and (explain or max_words is not None or any(option is not None for option in (pipeline, component, weights, threshold))):
        fail("--annotated takes what the records hold: leave out --pipeline, --component, --weights, --threshold, --explain and --max-words.")
    if resume and people:
        fail("--people needs all articles at once: leave out --resume, or run `extract --annotated --people` on the file when it is whole.")
    who = ask_people(people, corrections)
    found = find_articles(inputs, output)
    done = _find_done(output) if resume else None
    nlp = None if annotated else load(pipeline, component, weights, threshold)
    if explain:
        explain_all(nlp)
    readable = is_readable(output)
    bad: List[BadRecord] = []
    fields = Fields(text_field, id_field)
    read = partial(to_record, texts=True)
    if nlp is None:
        annotated_articles = annotated_docs(found, fields, bad)
        records: Iterator[Any] = ((read(doc), article) for doc, article in annotated_articles if not done or article.id not in done)
    else:
        articles: Iterator[Article] = (article for article in good_articles(found, fields, bad) if not done or article.id not in done)
        if max_words is not None:
            articles = cut_articles(articles, max_words)
        records = annotate(nlp, articles, bad, n_process, batch_size, read=read)
    listing = (lambda result: list_article(result.record)) if readable else None
    write_results(_results(records, acts is Acts.all), found, output, listing, not no_text, None if done is None else len(done), who)
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
            record["attributions"] = [a for a in record["attributions"] if a.get("act") in ("speech", None)]
        yield Result(record)
