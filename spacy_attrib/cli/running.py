"""What the commands share that work on articles: from inputs to Docs, one at a time, and lines of output into one place."""
import os
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any, Iterable, Iterator, List, Optional, Sequence, Tuple

import typer
from tqdm import tqdm

from ..articles import STDIN, Article, BadRecord, InputError, count_records, find_entity, find_inputs, read_articles
from .common import BAD_RECORDS, check_output, count, fail, failing, whole_file

HANDFUL = 8  # articles that are done before a progress bar is of use

InputFiles = List[Tuple[Path, str]]


def find_articles(inputs: Sequence[str], output: Optional[Path]) -> InputFiles:
    """The files to read, with a name for each, or exit code 2 if there is something wrong with them or with the output."""
    with failing(InputError):
        found = find_inputs(inputs)
    if output is not None:
        check_output(output)
        if any(str(path) != STDIN and path.resolve() == output.resolve() for path, _ in found):
            fail(f"'{output}' is one of the inputs; give --output another name.")
    return found


def load(pipeline: Optional[str], component: Optional[str], weights: Optional[str] = None, threshold: Optional[float] = None) -> Any:
    """Load a pipeline (by default the first installed one) with a component that finds attributions (by default the best there is), or
    stop with exit code 2."""
    from ..pipelines import PipelineError, load_pipeline  # spaCy takes a second to import

    with failing(PipelineError):
        return load_pipeline(pipeline, component, weights, threshold)


def explain_all(nlp: Any) -> None:
    """Let every component of the package keep what decides on its attributions."""
    for _, pipe in nlp.pipeline:
        if hasattr(pipe, "explain") and hasattr(pipe, "resolve"):
            pipe.explain = True


def good_articles(found: InputFiles, bad: List[BadRecord]) -> Iterator[Article]:
    """Read the articles in order; what cannot be read is reported, goes to `bad` and is left out. One warning says that HTML entities
    stand in a text."""
    warned = False
    for item in read_articles(found):
        if isinstance(item, BadRecord):
            leave_out(item, bad)
            continue
        entity = "" if warned else find_entity(item.text)
        if entity:
            warned = True
            typer.echo(f"{item.id}: the text holds HTML entities ({entity}), which are read as they stand, also where they are marks", err=True)
        yield item


def annotate(nlp: Any, found: InputFiles, bad: List[BadRecord], n_process: int, batch_size: int) -> Iterator[Any]:
    """Docs with what the pipeline finds, each with its article."""
    pairs = ((article.text, article) for article in good_articles(found, bad))
    return nlp.pipe(pairs, as_tuples=True, n_process=n_process, batch_size=batch_size)


def leave_out(record: BadRecord, bad: List[BadRecord]) -> None:
    """Report a record that cannot be used, and put it into `bad`."""
    bad.append(record)
    typer.echo(f"{record.where}: {record.why}; left out", err=True)


def is_readable(output: Optional[Path]) -> bool:
    """Whether the output is for a person to read: a terminal. Otherwise standard output is made to take any text as it is."""
    if output is None and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf8", newline="\n")
    return output is None and sys.stdout.isatty()


def write_lines(lines: Iterable[str], found: InputFiles, output: Optional[Path]) -> None:
    """Write the result, a line for each article, as it comes, with a progress bar on long work; exit code 2 if that fails. An output
    file appears whole or not at all."""
    total = None if any(str(path) == STDIN for path, _ in found) else count_records(found)
    readable = output is None and sys.stdout.isatty()
    wants_bar = sys.stderr.isatty() and not readable and (total is None or total > HANDFUL)
    try:
        with whole_file(output) if output is not None else nullcontext(sys.stdout) as file:
            for line in tqdm(lines, total=total, unit="article", disable=not wants_bar, file=sys.stderr):
                file.write(line)
                file.write("\n")
            file.flush()
    except InputError as error:
        fail(str(error))
    except BrokenPipeError:  # whoever read the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        fail(f"The output cannot be written: {error.strerror}.")


def stop_if_bad(bad: Sequence[BadRecord]) -> None:
    """Stop with exit code 1 if records were left out."""
    if bad:
        typer.echo(f"{count(len(bad), 'record')} left out.", err=True)
        raise typer.Exit(BAD_RECORDS)
