"""`audit`: who the sources of articles are, and what newsroom rules say to those without a name."""

from enum import Enum
from typing import TYPE_CHECKING, Any, Iterator, List

import typer

from ..articles import BadRecord, Fields
from .audit_listing import Summary, list_audit, list_summary
from .common import fail
from .draft_check import Fail, Format, write_margin_notes
from .options import (
    BatchSize,
    Component,
    CorrectionsFile,
    Held,
    IdField,
    Inputs,
    NoText,
    Output,
    People,
    Pipeline,
    Processes,
    TextField,
    Threshold,
    Weights,
)
from .running import annotate, annotated_docs, ask_people, find_articles, good_articles, is_readable, load, stop_if_bad, write_results

if TYPE_CHECKING:
    from ..outputs import Result


class Anonymous(str, Enum):
    """Which sources count as anonymous."""

    unnamed = "unnamed"
    disclosed = "disclosed"


def audit(
    inputs: Inputs,
    output: Output = None,
    anonymous: Anonymous = typer.Option(
        Anonymous.unnamed, "--anonymous", "-a", help="Count every unnamed source as anonymous, or only those the text says will not be named."
    ),
    format_: Format = None,
    fail_on: Fail = None,
    annotated: Held = False,
    pipeline: Pipeline = None,
    component: Component = None,
    weights: Weights = None,
    threshold: Threshold = None,
    text_field: TextField = "text",
    id_field: IdField = "id",
    no_text: NoText = False,
    people: People = False,
    corrections: CorrectionsFile = None,
    n_process: Processes = 1,
    batch_size: BatchSize = 32,
) -> None:
    """Check the sourcing of articles against newsroom rules.

    Writes one JSON object a line, for every article in order; on a terminal a readable listing; into a file what its
    suffix says. A summary of all articles comes last, on standard error if the JSON goes to standard output. With --format or
    --fail-on: margin notes with line and column. Exit code 0 if all went well, 1 if records had to be left out or --fail-on asks
    for it, 2 if nothing could be done.
    """
    if annotated and any(option is not None for option in (pipeline, component, weights, threshold)):
        fail("--annotated audits what the records hold: leave out --pipeline, --component, --weights and --threshold.")
    who = ask_people(people, corrections)
    noting = format_ is not None or fail_on is not None
    if noting and people:
        fail("--format and --fail-on write margin notes on single articles: leave out --people.")
    found = find_articles(inputs, output, by_suffix=not noting)
    fields = Fields(text_field, id_field)
    bad: List[BadRecord] = []
    nlp = None if annotated else load(pipeline, component, weights, threshold)
    if nlp is None:
        docs = annotated_docs(found, fields, bad)
    else:
        docs = annotate(nlp, good_articles(found, fields, bad), bad, n_process, batch_size, passing=not noting)
    words = None if nlp is None else next((pipe.words for _, pipe in nlp.pipeline if hasattr(pipe, "words")), None)
    if noting:
        return write_margin_notes(docs, found, output, bad, anonymous.value, words, format_, fail_on)
    readable = is_readable(output)
    summary = Summary(anonymous.value)
    listing = (lambda result: list_audit(result.to_dict())) if readable else None
    write_results(_results(docs, summary, words), found, output, listing, not no_text, who=who)
    typer.echo(list_summary(summary), err=output is None and not readable)
    stop_if_bad(bad)


def _results(docs: Iterator[Any], summary: Summary, words: Any) -> Iterator["Result"]:
    """The audits with the records that they are of, and their numbers added to the summary."""
    from ..attributions import to_record
    from ..audit import audit_sourcing
    from ..outputs import Result

    for doc, article in docs:
        result = audit_sourcing(doc, summary.anonymous, lexicon=words and words(doc))
        summary.articles += 1
        summary.with_findings += bool(result.findings)
        summary.anonymous_sources += len(result.anonymous_sources)
        summary.withheld_names += len(result.withheld_names)
        summary.sources.update(result.counts)
        summary.quotations.update(result.quotations)
        summary.findings.update(finding.kind for finding in result.findings)
        record: Any = to_record(doc, article.id, article.meta, texts=True)
        yield Result(record, result.to_dict())
