"""`audit`: who the sources of articles are, and what newsroom rules say to those without a name."""
import json
from enum import Enum
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional

import typer

from ..articles import Article, BadRecord
from .audit_listing import Summary, list_audit, list_summary
from .common import fail
from .options import BatchSize, Component, Inputs, Pipeline, Processes, Threshold, Weights
from .running import InputFiles, annotate, find_articles, good_articles, is_readable, leave_out, load, stop_if_bad, write_lines


class Anonymous(str, Enum):
    """Which sources count as anonymous."""

    unnamed = "unnamed"
    disclosed = "disclosed"


def audit(
    inputs: Inputs,
    output: Optional[Path] = typer.Option(None, "--output", "-o", help="File for the audits (JSONL); standard output if not given."),
    anonymous: Anonymous = typer.Option(
        Anonymous.unnamed, "--anonymous", "-a", help="Count every unnamed source as anonymous, or only those the text says will not be named."
    ),
    annotated: bool = typer.Option(False, "--annotated", "-A", help="Audit the attributions that the records hold; find none."),
    pipeline: Pipeline = None,
    component: Component = None,
    weights: Weights = None,
    threshold: Threshold = None,
    n_process: Processes = 1,
    batch_size: BatchSize = 32,
) -> None:
    """Check the sourcing of articles against newsroom rules.

    Writes one JSON object a line, for every article in order; on a terminal a readable listing. A summary of all articles
    comes last, on standard error if the JSON goes to standard output. Exit code 0 if all went well, 1 if records had to be
    left out, 2 if nothing could be done.
    """
    if annotated and any(option is not None for option in (pipeline, component, weights, threshold)):
        fail("--annotated audits what the records hold: leave out --pipeline, --component, --weights and --threshold.")
    found = find_articles(inputs, output)
    bad: List[BadRecord] = []
    nlp = None if annotated else load(pipeline, component, weights, threshold)
    docs = _annotated(found, bad) if nlp is None else annotate(nlp, found, bad, n_process, batch_size)
    words = None if nlp is None else next((pipe.words for _, pipe in nlp.pipeline if hasattr(pipe, "words")), None)
    readable = is_readable(output)
    summary = Summary(anonymous.value)
    write_lines(_lines(docs, summary, readable, words), found, output)
    typer.echo(list_summary(summary), err=output is None and not readable)
    stop_if_bad(bad)


def _annotated(found: InputFiles, bad: List[BadRecord]) -> Iterator[Any]:
    """Docs with what the records say, each with its article."""
    from ..corpora.formats import blank_pipeline

    nlp = blank_pipeline()
    for article in good_articles(found, bad):
        if article.attributions is None:
            leave_out(BadRecord(f"article {article.id!r}", "no field 'attributions', and --annotated was given"), bad)
            continue
        doc = make_annotated(nlp, article, bad)
        if doc is not None:
            yield doc, article


def make_annotated(nlp: Any, article: Article, bad: List[BadRecord]) -> Any:
    """A Doc with what the record of an article says; None if that is not sound, which is reported and goes to `bad`."""
    from ..attributions import add_record
    from ..corpora import validate_record

    record = {"id": article.id, "text": article.text, "meta": article.meta, "attributions": article.attributions}
    problems = validate_record(record)
    if problems:
        leave_out(BadRecord(f"article {article.id!r}", problems[0].rstrip(".")), bad)
        return None
    doc = nlp.make_doc(article.text)
    add_record(doc, record)
    return doc


def _lines(docs: Iterator[Any], summary: Summary, readable: bool, words: Any) -> Iterator[str]:
    """The audits as text, and their numbers added to the summary."""
    from ..audit import audit_sourcing

    for doc, article in docs:
        result = audit_sourcing(doc, summary.anonymous, lexicon=words and words(doc))
        summary.articles += 1
        summary.with_findings += bool(result.findings)
        summary.anonymous_sources += len(result.anonymous_sources)
        summary.withheld_names += len(result.withheld_names)
        summary.sources.update(result.counts)
        summary.quotations.update(result.quotations)
        summary.findings.update(finding.kind for finding in result.findings)
        record: Dict[str, Any] = {"id": article.id, "meta": article.meta, **result.to_dict()}
        yield list_audit(record) if readable else json.dumps(record, ensure_ascii=False)
