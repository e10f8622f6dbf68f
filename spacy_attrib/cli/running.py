"""What the commands share that work on articles: from inputs to Docs, one at a time, and lines of output into one place."""

import json
import os
import sys
from collections import deque
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, Deque, Iterable, Iterator, List, Optional, Sequence

import typer

from ..articles import STDIN, Article, BadRecord, Fields, InputError, InputFiles, Note, count_records, cut_text, find_inputs, read_articles
from ..files import are_same
from ..wording import shown
from .common import BAD_RECORDS, check_output, count, fail, failing, whole_file
from .progress import with_progress

if TYPE_CHECKING:
    from ..outputs import Result, WhoSpeaks


def find_articles(inputs: Sequence[str], output: Optional[Path], by_suffix: bool = True) -> InputFiles:
    """The files to read, with a name for each, or exit code 2 if there is something wrong with them or with the output, whose suffix says
    what to write unless `by_suffix` is false."""
    from ..outputs import OutputError, check_kind

    if STDIN in inputs and sys.stdin is None:
        fail("Standard input is closed.")
    with failing(InputError):
        found = find_inputs(inputs)
    if output is not None:
        check_output(output)
        if any(str(path) != STDIN and are_same(path, output) for path, _ in found):
            fail(f"'{output}' is one of the inputs; give --output another name.")
        if by_suffix:
            with failing(OutputError):
                check_kind(output)
    return found


def load(pipeline: Optional[str], component: Optional[str], weights: Optional[str] = None, threshold: Optional[float] = None) -> Any:
    """Load a pipeline (by default the first installed one) with a component that finds attributions (by default the best there is), or
    stop with exit code 2."""
    from ..pipelines import PipelineError, load_pipeline  # spaCy takes a second to import
    from ..remembering import remember

    with failing(PipelineError):
        nlp = load_pipeline(pipeline, component, weights, threshold)
    remember(nlp)
    return nlp


def explain_all(nlp: Any) -> None:
    """Let every component of the package keep what decides on its attributions."""
    for _, pipe in nlp.pipeline:
        if hasattr(pipe, "explain") and hasattr(pipe, "resolve"):
            pipe.explain = True


def good_articles(found: InputFiles, fields: Fields, bad: List[BadRecord]) -> Iterator[Article]:
    """Read the articles in order; what cannot be read is reported, goes to `bad` and is left out."""
    read, before = 0, len(bad)
    for item in read_articles(found, fields):
        if isinstance(item, BadRecord):
            leave_out(item, bad)
        elif isinstance(item, Note):
            typer.echo(f"{item.where}: {item.what}", err=True)
        else:
            read += 1
            yield item
    if not read and len(bad) == before:
        typer.echo("There is no article in the input.", err=True)


def cut_articles(articles: Iterable[Article], most: int) -> Iterator[Article]:
    """The articles, those of more than so many words cut where a paragraph ends, which is said."""
    for article in articles:
        cut = cut_text(article.text, most)
        if cut.where:
            typer.echo(f"article {shown(article.id)!r}: {cut.words:,} words, of which the first {cut.left:,} are read: cut {cut.where}", err=True)
            article = replace(article, text=cut.text)
        yield article


def annotate(nlp: Any, articles: Iterable[Article], bad: List[BadRecord], n_process: int, batch_size: int, **given: Any) -> Iterator[Any]:
    """Docs with what the pipeline finds, each with its article; an article that it fails at is reported, goes to `bad` and is left out.
    `passing` and `read` are those of `annotate_texts`."""
    from ..processes import Failure, WorkerError, annotate_texts

    waiting: Deque[Article] = deque()

    def texts() -> Iterator[str]:
        for article in articles:
            waiting.append(article)
            yield article.text

    with failing(WorkerError):
        for outcome in annotate_texts(nlp, texts(), n_process, batch_size, **given):
            article = waiting.popleft()
            if isinstance(outcome, Failure):
                leave_out(BadRecord(f"article {shown(article.id)!r}", f"the pipeline failed ({outcome.why})"), bad)
            else:
                yield outcome, article


def annotated_docs(found: InputFiles, fields: Fields, bad: List[BadRecord]) -> Iterator[Any]:
    """Docs with what the records say, each with its article; a record without sound attributions is reported, goes to `bad` and is left out."""
    from ..corpora.formats import blank_pipeline

    nlp = blank_pipeline()
    for article in annotated_articles(found, fields, bad, "no field 'attributions', and --annotated was given"):
        doc = make_annotated(nlp, article, bad)
        if doc is not None:
            yield doc, article


def annotated_articles(found: InputFiles, fields: Fields, bad: List[BadRecord], why: str) -> Iterator[Article]:
    """The articles that come with attributions; the others go to `bad`, and one line at the end says how many and why they are left out."""
    without: List[str] = []
    for article in good_articles(found, fields, bad):
        if article.attributions is None:
            without.append(article.id)
        else:
            yield article
    if without:
        first = shown(without[0])
        where = f"article {first!r}" if len(without) == 1 else f"{len(without):,} articles, from {first!r} on"
        leave_out(BadRecord(where, why), bad)
        bad += [bad[-1]] * (len(without) - 1)  # which are counted one by one


def make_annotated(nlp: Any, article: Article, bad: List[BadRecord]) -> Any:
    """A Doc with what the record of an article says; None if that is not sound, which is reported and goes to `bad`."""
    from ..attributions import add_record
    from ..corpora import validate_record

    record = {"id": article.id, "text": article.text, "meta": article.meta, "attributions": article.attributions}
    problems = validate_record(record)
    if problems:
        leave_out(BadRecord(f"article {shown(article.id)!r}", problems[0].rstrip(".")), bad)
        return None
    doc = nlp.make_doc(article.text)
    add_record(doc, record)
    return doc


def read_json(path: Optional[Path]) -> Any:
    """What stands in a JSON file, None without one; exit code 2 if it cannot be read."""
    if path is None:
        return None
    try:
        return json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        fail(f"'{path}' cannot be read: {error.strerror}.")
    except (ValueError, RecursionError) as error:
        fail(f"'{path}' is no valid JSON: {error}.")


def who_speaks(corrections: Optional[Path]) -> "WhoSpeaks":
    """How to find who speaks across articles, or exit code 2 if the corrections are not as they must be."""
    from ..outputs import OutputError, WhoSpeaks

    who = WhoSpeaks(read_json(corrections), lambda message: typer.echo(message, err=True))
    with failing(OutputError):
        who.finder()
    return who


def ask_people(asked: bool, corrections: Optional[Path]) -> Optional["WhoSpeaks"]:
    """The same if it is asked for, else None; exit code 2 if corrections were given for nothing."""
    if corrections is not None and not asked:
        fail("--corrections says who is who across articles: give --people, too.")
    return who_speaks(corrections) if asked else None


def leave_out(record: BadRecord, bad: List[BadRecord]) -> None:
    """Report a record that cannot be used, and put it into `bad`."""
    bad.append(record)
    typer.echo(f"{record.where}: {record.why}; left out", err=True)


def is_readable(output: Optional[Path]) -> bool:
    """Whether the output is for a person to read: a terminal. Otherwise standard output is made to take any text as it is."""
    if output is None and sys.stdout is None:
        fail("Standard output is closed: give --output a file.")
    if output is None and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf8", newline="\n")
    return output is None and sys.stdout.isatty()


def write_results(
    results: Iterable["Result"],
    found: InputFiles,
    output: Optional[Path],
    listing: Optional[Callable[["Result"], str]] = None,
    text: bool = True,
    done: Optional[int] = None,
    who: Optional["WhoSpeaks"] = None,
) -> None:
    """Write the result of each article as it comes, and tell on long work how far it is; exit code 2 if that fails.

    output (Optional[Path]): The file, whose suffix says what to write; it appears whole or not at all. Without it, standard output.
    listing (Optional[Callable[["Result"], str]]): Lays out a result for a person to read on standard output; by default that is JSON.
    text (bool): Whether to write the texts of the articles.
    done (Optional[int]): How many articles are in the file already, to which what comes is added as it comes; None for a file of its own.
    who (Optional[WhoSpeaks]): Whether to say who speaks across articles; all are read for that before the first is written.
    """
    from ..outputs import GatheringWriter, json_line, open_output

    total = None if any(str(path) == STDIN for path, _ in found) else count_records(found)
    with _telling_errors():
        if output is not None:
            with open_output(output, text, done is not None, who) as writer:
                for result in with_progress(results, total, done or 0, held=lambda: getattr(writer, "held", 0)):
                    writer.write(result)
            return
        lines = StandardOutput(listing or (lambda result: json_line(result.to_dict(text))))
        printer = lines if who is None else GatheringWriter(lines, who)
        for result in with_progress(results, total, bar=listing is None):
            printer.write(result)
        printer.close()


class StandardOutput:
    """Writes results to standard output, each as `line` has it."""

    def __init__(self, line: Callable[["Result"], str]) -> None:
        self._line = line

    def write(self, result: "Result") -> None:
        """Write one result."""
        sys.stdout.write(self._line(result) + "\n")

    def close(self) -> None:
        """Complete the output."""
        sys.stdout.flush()


def write_lines(lines: Iterable[str], output: Optional[Path]) -> None:
    """Write lines of text to a file, which appears whole or not at all, or to standard output; exit code 2 if that fails."""
    with _telling_errors(), whole_file(output) if output is not None else nullcontext(sys.stdout) as file:
        for line in lines:
            file.write(f"{line}\n")
        file.flush()


@contextmanager
def _telling_errors() -> Iterator[None]:
    """Stop with exit code 2 if the output cannot be written; in silence if nobody reads it any more."""
    from ..outputs import OutputError

    try:
        yield
    except OutputError as error:
        fail(str(error))
    except BrokenPipeError:  # whoever read the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        fail(f"The output cannot be written: {error.strerror or error}.")


def stop_if_bad(bad: Sequence[BadRecord]) -> None:
    """Stop with exit code 1 if records were left out."""
    if bad:
        typer.echo(f"{count(len(bad), 'record')} left out.", err=True)
        raise typer.Exit(BAD_RECORDS)
