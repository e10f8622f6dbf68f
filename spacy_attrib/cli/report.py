"""`report`: pages that show articles with their quotations, the ledger of sources without a name, and an overview."""

from itertools import groupby, tee
from pathlib import Path
from typing import TYPE_CHECKING, Any, Iterable, Iterator, List, Optional, Tuple

import typer
from tqdm import tqdm

from ..articles import STDIN, Article, BadRecord, Fields, InputError
from ..files import resolved
from .audit import Anonymous
from .common import check_output, count, fail, failing
from .extract import Acts
from .options import BatchSize, Component, CorrectionsFile, IdField, Inputs, Pipeline, Processes, TextField, Threshold, Weights
from .running import InputFiles, annotate, find_articles, good_articles, load, make_annotated, stop_if_bad, who_speaks

if TYPE_CHECKING:
    from ..outputs import Result


def report(
    inputs: Inputs,
    output: Path = typer.Option(..., "--output", "-o", help="File that ends in .html, or a folder, for the pages.", show_default=False),
    accepted: Optional[Path] = typer.Option(None, "--accepted", help="File with accepted findings, as the ledger of a report saves it."),
    title: Optional[str] = typer.Option(None, "--title", help="Title of the pages."),
    acts: Acts = typer.Option(Acts.speech, "--acts", "-a", help="Mark speech only, or thought and other attributions as well."),
    anonymous: Anonymous = typer.Option(
        Anonymous.unnamed, "--anonymous", help="Count every unnamed source as anonymous, or only those the text says will not be named."
    ),
    text_field: TextField = Fields().text,
    id_field: IdField = Fields().id,
    corrections: CorrectionsFile = None,
    anew: bool = typer.Option(False, "--anew", help="Find the attributions of records again that hold some already."),
    pipeline: Pipeline = None,
    component: Component = None,
    weights: Weights = None,
    threshold: Threshold = None,
    n_process: Processes = 1,
    batch_size: BatchSize = 32,
) -> None:
    """Make pages to look at: articles with their quotations marked, a ledger of sources without a name, an overview.

    INPUT may be records that `extract` made before, .jsonl or .db: what they hold is shown as it is. One file holds everything; a folder has
    a page for every article. The pages need no network. Exit code 0 if all went well, 1 if records had to be left out, 2 if
    nothing could be done.
    """
    from ..outputs import Gathering
    from ..report import TITLE, check_folder, is_file, read_accepted, write_pages  # spaCy takes a second to import

    gathering = Gathering(who_speaks(corrections))
    found = _find(inputs, output, is_file(output))
    with failing(ValueError):
        check_folder(output)
        try:
            marks = () if accepted is None else read_accepted(accepted)
        except OSError as error:
            fail(f"'{accepted}' cannot be read: {error.strerror}.")
    bad: List[BadRecord] = []
    settings = (pipeline, component, weights, threshold)
    nlp = load(*settings) if anew or any(setting is not None for setting in settings) else None
    docs = _docs(good_articles(found, Fields(text_field, id_field), bad), nlp, anew, bad, n_process, batch_size)
    with failing(InputError):
        try:
            for result in tqdm(_audited(docs, nlp, acts is Acts.all, anonymous.value), unit="article", disable=None):
                gathering.add(result)
            records, audits = _unzip((result.record, result.audit) for result in gathering.results())
            written = write_pages(records, audits, output, marks, title or TITLE)
        except OSError as error:
            fail(f"'{output}' cannot be written: {error.strerror}.")
    typer.echo(f"{count(written, 'article')} written to '{output if is_file(output) else output / 'index.html'}'.", err=True)
    stop_if_bad(bad)


def _find(inputs: List[str], output: Path, single: bool) -> InputFiles:
    """The files to read, or exit code 2 if there is something wrong with them or with the output."""
    if output.suffix and not single and not output.is_dir():
        fail(f"'{output}' is of a kind that cannot be written: give a name that ends in .html, or that of a folder.")
    folders = [Path(given) for given in inputs if given != STDIN and Path(given).is_dir()]
    inside = next((folder for folder in folders if resolved(folder) in (resolved(output), *resolved(output).parents)), None)
    if inside is not None:
        fail(f"'{output}' lies in the folder '{inside}', which is read: the pages would be among the articles of the next run.")
    if not single:
        check_output(output, replaced=True)
        return find_articles(inputs, None)
    return find_articles(inputs, output)


def _docs(articles: Iterator[Article], nlp: Any, anew: bool, bad: List[BadRecord], n_process: int, batch_size: int) -> Iterator[Any]:
    """Docs with attributions, each with its article: those that the records hold, or else what the pipeline finds."""
    from ..corpora.formats import blank_pipeline

    blank = blank_pipeline()
    for annotated, group in groupby(articles, lambda article: article.attributions is not None and not anew):
        if annotated:
            pairs = ((make_annotated(blank, article, bad), article) for article in group)
            yield from ((doc, article) for doc, article in pairs if doc is not None)
        else:
            nlp = load(None, None) if nlp is None else nlp
            yield from annotate(nlp, group, bad, n_process, batch_size)


def _audited(docs: Iterator[Any], nlp: Any, every_act: bool, anonymous: str) -> Iterator["Result"]:
    """Record and audit of every article."""
    from ..attributions import to_record
    from ..audit import audit_sourcing
    from ..outputs import Result

    words = None if nlp is None else next((pipe.words for _, pipe in nlp.pipeline if hasattr(pipe, "words")), None)
    for doc, article in docs:
        record: Any = to_record(doc, article.id, article.meta)
        if not every_act:
            record["attributions"] = [a for a in record["attributions"] if a.get("act") in ("speech", None)]
        yield Result(record, audit_sourcing(doc, anonymous, lexicon=words and words(doc)).to_dict())


def _unzip(pairs: Iterable[Tuple[Any, Any]]) -> Tuple[Iterator[Any], Iterator[Any]]:
    """The firsts and the seconds of pairs, to be taken in step."""
    one, other = tee(pairs)
    return (first for first, _ in one), (second for _, second in other)
