"""`extract`: articles in, attributed quotations out."""
import json
from enum import Enum
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional

import typer

from ..articles import BadRecord
from .listing import list_article
from .running import InputFiles, explain_all, find_articles, good_articles, is_readable, load, stop_if_bad, write_lines


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
    explain: bool = typer.Option(False, "--explain", "-e", help="Say which rule, step or score gave content, speaker, type and disclosure."),
    n_process: int = typer.Option(1, "--n-process", "-n", min=1, help="Processes to work in."),
    batch_size: int = typer.Option(32, "--batch-size", "-b", min=1, help="Articles to a batch."),
) -> None:
    """Find quotations, their speakers and anonymous sources.

    Writes one JSON object a line, for every article in order; on a terminal a readable listing. Exit code 0 if all went
    well, 1 if records had to be left out, 2 if nothing could be done.
    """
    found = find_articles(inputs, output)
    nlp = load(pipeline, component)
    if explain:
        explain_all(nlp)
    readable = is_readable(output)
    bad: List[BadRecord] = []
    records = _records(nlp, found, bad, acts is Acts.all, n_process, batch_size)
    write_lines((list_article(r) if readable else json.dumps(r, ensure_ascii=False) for r in records), found, output)
    stop_if_bad(bad)


def _records(
    nlp: Any, found: InputFiles, bad: List[BadRecord], every_act: bool, n_process: int, batch_size: int
) -> Iterator[Dict[str, Any]]:
    from ..attributions import to_record

    pairs = ((article.text, article) for article in good_articles(found, bad))
    for doc, article in nlp.pipe(pairs, as_tuples=True, n_process=n_process, batch_size=batch_size):
        record = to_record(doc, article.id, article.meta)
        if not every_act:
            record["attributions"] = [a for a in record["attributions"] if a["act"] == "speech"]
        yield record
