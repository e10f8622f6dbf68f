"""What the commands over a collection share: records with attributions in, corrections, JSON lines or a table out."""

import csv
import io
import json
from pathlib import Path
from typing import Annotated, Any, Dict, Iterable, Iterator, List, Optional, Sequence

import typer

from ..articles import BadRecord, Fields
from ..wording import shown
from .common import fail
from .running import InputFiles, annotated_articles, is_readable, leave_out, write_lines

Records = Annotated[
    List[str], typer.Argument(help="Records with attributions, as `extract` writes them: .jsonl, .db, .spacy, '-'.", show_default=False)
]
Output = Annotated[Optional[Path], typer.Option("--output", "-o", help="File for the result: .jsonl or .csv; standard output if not given.")]
SUFFIXES = (".jsonl", ".csv")

Rows = Iterable[Sequence[Any]]


def check_suffix(output: Optional[Path]) -> None:
    """Stop with exit code 2 if the name of the output does not say JSON lines or a table."""
    if output is not None and output.suffix.lower() not in SUFFIXES:
        fail(f"'{output}' is of a kind that cannot be written: give --output a name that ends in {' or '.join(SUFFIXES)}.")


def read_records(found: InputFiles, bad: List[BadRecord]) -> Iterator[Dict[str, Any]]:
    """The records of the inputs in order; those without sound attributions are reported, go to `bad` and are left out."""
    from ..corpora import validate_record

    for article in annotated_articles(found, Fields(), bad, "no field 'attributions': make records with `extract` first"):
        record = {"id": article.id, "text": article.text, "meta": article.meta, "attributions": article.attributions}
        problems = validate_record(record)
        if problems:
            leave_out(BadRecord(f"article {shown(article.id)!r}", problems[0].rstrip(".")), bad)
        else:
            yield record


def write_items(items: Sequence[Any], header: Sequence[str], rows: Rows, listed: Iterable[str], output: Optional[Path]) -> None:
    """Write what was found: JSON lines of `items` (with `to_dict`), a table of `rows` for a .csv, or what is `listed` for a terminal."""
    if is_readable(output):
        write_lines(listed, output)
    elif output is not None and output.suffix.lower() == ".csv":
        write_lines((_csv_line(row) for row in (header, *rows)), output)
    else:
        write_lines((json.dumps(item.to_dict(), ensure_ascii=False) for item in items), output)


def _csv_line(row: Sequence[Any]) -> str:
    line = io.StringIO()
    from ..outputs.table import cell

    csv.writer(line, lineterminator="").writerow([cell(value) for value in row])
    return line.getvalue()
