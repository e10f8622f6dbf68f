"""Margin notes of `audit --format` and `--fail-on`: for a person, as JSON, as SARIF."""

import json
from collections import Counter
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Callable, Dict, Iterable, Iterator, List, Optional, Tuple

import typer
from wasabi import color

from ..articles import STDIN, BadRecord
from .common import BAD_RECORDS, count
from .listing import INDENT, clean, line_width
from .running import InputFiles, is_readable, stop_if_bad, write_lines

RECORDS = (".jsonl", ".json", ".csv", ".gz", ".spacy")  # files of several articles, whose ids name them
COLORS = {"error": "red", "warning": "yellow", "note": "blue"}
BEFORE = 24  # characters of a line that a note shows in front of its place


class DraftFormat(str, Enum):
    """How margin notes are written."""

    text = "text"
    json = "json"
    sarif = "sarif"


class FailOn(str, Enum):
    """The level of a margin note from which on the command fails."""

    none = "none"
    note = "note"
    warning = "warning"
    error = "error"


Format = Annotated[Optional[DraftFormat], typer.Option("--format", "-f", help="Margin notes instead, with line and column.")]
Fail = Annotated[Optional[FailOn], typer.Option("--fail-on", "-F", help="Margin notes, and exit code 1 if one is of that level or above.")]
Noted = Iterable[Tuple[str, List[Any]]]


def write_margin_notes(
    docs: Iterable[Any],
    found: InputFiles,
    output: Optional[Path],
    bad: List[BadRecord],
    anonymous: str,
    words: Optional[Callable[[Any], Any]],
    format_: Optional[DraftFormat],
    fail_on: Optional[FailOn],
) -> None:
    """Write the margin notes of all drafts.

    docs (Iterable[Any]): Docs with attributions, each with its article.
    found (InputFiles): The inputs.
    output (Optional[Path]): File for the notes; None for standard output.
    bad (List[BadRecord]): What could not be read.
    anonymous (str): What counts as anonymous: "unnamed" or "disclosed".
    words (Optional[Callable[[Any], Any]]): Gives the word lists for a Doc; None for those of the package.
    format_ (Optional[DraftFormat]): None for a person.
    fail_on (Optional[FailOn]): None for never.

    Exit code 1 if a note is of the level of `fail_on` or above, or if records were left out.
    """
    from ..audit import audit_sourcing
    from ..audit.margin import LEVELS, check_draft
    from ..audit.sarif import sarif_log

    readable = is_readable(output)
    levels: Counter = Counter()
    checked = ((article, check_draft(doc, audit_sourcing(doc, anonymous, lexicon=words and words(doc)))) for doc, article in docs)
    noted = _noted(checked, found, levels)
    if format_ is DraftFormat.sarif:
        lines: Iterator[str] = (json.dumps(sarif_log(list(noted), not bad), ensure_ascii=False, indent=2) for _ in range(1))
    elif format_ is DraftFormat.json:
        lines = (json.dumps([note_to_dict(name, note) for name, notes in noted for note in notes], ensure_ascii=False, indent=2) for _ in range(1))
    else:
        lines = (list_note(name, note, readable) for name, notes in noted for note in notes)
    write_lines(lines, output)
    told = ", ".join(count(levels[level], level) for level in reversed(LEVELS) if levels[level])
    typer.echo(told or "Nothing to note.", err=True)
    if fail_on not in (None, FailOn.none) and any(levels[level] for level in LEVELS[LEVELS.index(fail_on.value) :]):
        raise typer.Exit(BAD_RECORDS)
    stop_if_bad(bad)


def _noted(checked: Iterable[Tuple[Any, List[Any]]], found: InputFiles, levels: Counter) -> Iterator[Tuple[str, List[Any]]]:
    """The name of every draft, with its notes, whose levels are counted."""
    paths = {key: str(path) for path, name in found for key in (name, str(path)) if path.suffix.lower() not in RECORDS and str(path) != STDIN}
    for article, notes in checked:
        levels.update(note.level for note in notes)
        yield paths.get(article.id, article.id), notes


def note_to_dict(name: str, note: Any) -> Dict[str, Any]:
    """A note as JSON data."""
    return {
        "file": name,
        "line": note.place.line,
        "column": note.place.column,
        "end_line": note.place.end_line,
        "end_column": note.place.end_column,
        "start": note.start,
        "end": note.end,
        "level": note.level,
        "rule": note.rule_id,
        "message": note.message,
        "text": note.text,
        "house": note.rule.house,
        "says": note.rule.says,
    }


def list_note(name: str, note: Any, colored: bool = False) -> str:
    """A note for a person, as compilers write them: file, line, column, level, message and rule, and below it the words with what stands around."""
    level = color(note.level, fg=COLORS[note.level], bold=True) if colored else note.level
    head = f"{clean(name)}:{note.place.line}:{note.place.column}: {level}: {clean(note.message)} [{note.rule_id}]"
    return "\n".join([head, *_excerpt(note)])


def _excerpt(note: Any) -> List[str]:
    room = line_width() - len(INDENT)
    before, text = note.before[-BEFORE:], clean(note.text)
    before = clean(("…" if len(note.before) > BEFORE else "") + before)
    text = text if len(before) + len(text) <= room else text[: room - len(before) - 1] + "…"
    after = clean(note.after)[: max(0, room - len(before) - len(text))]
    return [INDENT + before + text + after, INDENT + " " * len(before) + "^" * len(text)]
