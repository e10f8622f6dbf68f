"""`extract`: articles in, attributed quotations out."""
import json
import os
import sys
from contextlib import nullcontext
from enum import Enum
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Tuple

import typer
from tqdm import tqdm

from ..articles import STDIN, Article, BadRecord, InputError, count_records, find_inputs, read_articles
from .common import BAD_RECORDS, check_output, fail, whole_file
from .listing import list_article

HANDFUL = 8


class Acts(str, Enum):
    """Which attributions to give."""

    speech = "speech"
    all = "all"


def extract(
    inputs: List[str] = typer.Argument(..., help="Articles: .txt, .jsonl (`text`, `id`, `meta`), .html, folders, '-'.", show_default=False),
    output: Optional[Path] = typer.Option(None, "--output", "-o", help="File for the result; standard output if not given."),
    pipeline: Optional[str] = typer.Option(None, "--pipeline", "-p", help="spaCy pipeline; by default the installed English one."),
    component: Optional[str] = typer.Option(None, "--component", "-c", help="attrib or attrib_ruler; by default the best there is."),
    acts: Acts = typer.Option(Acts.speech, "--acts", "-a", help="Speech only, or thought and other attributions as well."),
    n_process: int = typer.Option(1, "--n-process", "-n", min=1, help="Processes to work in."),
    batch_size: int = typer.Option(32, "--batch-size", "-b", min=1, help="Articles to a batch."),
) -> None:
    """Find quotations, their speakers and anonymous sources.

    Writes one JSON object a line, for every article in order; on a terminal a readable listing. Exit code 0 if all went
    well, 1 if records had to be left out, 2 if nothing could be done.
    """
    try:
        found = find_inputs(inputs)
    except InputError as error:
        fail(str(error))
    if output is not None:
        check_output(output)
        if any(str(path) != STDIN and path.resolve() == output.resolve() for path, _ in found):
            fail(f"'{output}' is one of the inputs; give --output another name.")
    total = None if any(str(path) == STDIN for path, _ in found) else count_records(found)
    nlp = _load(pipeline, component)
    if output is None and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf8", newline="\n")
    readable = output is None and sys.stdout.isatty()
    bad: List[BadRecord] = []
    records = _records(nlp, found, bad, acts is Acts.all, n_process, batch_size)
    bar = tqdm(records, total=total, unit="article", disable=not _wants_bar(total, readable), file=sys.stderr)
    try:
        with whole_file(output) if output is not None else nullcontext(sys.stdout) as file:
            for record in bar:
                file.write(list_article(record) if readable else json.dumps(record, ensure_ascii=False))
                file.write("\n")
            file.flush()
    except InputError as error:
        fail(str(error))
    except BrokenPipeError:  # whoever read the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        fail(f"The output cannot be written: {error.strerror}.")
    if bad:
        typer.echo(f"{len(bad)} record{'s' if len(bad) > 1 else ''} left out.", err=True)
        raise typer.Exit(BAD_RECORDS)


def _load(pipeline: Optional[str], component: Optional[str]) -> Any:
    from ..pipelines import PipelineError, load_pipeline  # spaCy takes a second to import

    try:
        return load_pipeline(pipeline, component)
    except PipelineError as error:
        fail(str(error))


def _wants_bar(total: Optional[int], readable: bool) -> bool:
    return sys.stderr.isatty() and not readable and (total is None or total > HANDFUL)


def _records(
    nlp: Any, found: List[Tuple[Path, str]], bad: List[BadRecord], every_act: bool, n_process: int, batch_size: int
) -> Iterator[Dict[str, Any]]:
    from ..attributions import to_record

    def pairs() -> Iterator[Tuple[str, Article]]:
        for item in read_articles(found):
            if isinstance(item, BadRecord):
                bad.append(item)
                typer.echo(f"{item.where}: {item.why}; left out", err=True)
            else:
                yield item.text, item

    for doc, article in nlp.pipe(pairs(), as_tuples=True, n_process=n_process, batch_size=batch_size):
        record = to_record(doc, article.id, article.meta)
        if not every_act:
            record["attributions"] = [a for a in record["attributions"] if a["act"] == "speech"]
        yield record
