"""What the commands share: one-line errors, and files that appear whole or not at all."""
import os
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator, NoReturn, TextIO

import typer

from ..files import whole_path

BAD_RECORDS = 1
BAD_INPUT = 2


def fail(message: str) -> NoReturn:
    """Say in one line what is wrong and what to do about it, and stop with exit code 2."""
    typer.echo("Error: " + " ".join(message.split()), err=True)
    raise typer.Exit(BAD_INPUT)


def check_output(path: Path) -> None:
    """Stop with exit code 2 if a file cannot be written, before any work is done."""
    if path.is_dir():
        fail(f"'{path}' is a folder; give --output the name of a file.")
    folder = path.parent
    if not folder.is_dir():
        fail(f"There is no folder '{folder}' to write '{path.name}' into.")
    if not os.access(folder, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        fail(f"'{path}' cannot be written: no permission.")


@contextmanager
def whole_file(path: Path) -> Iterator[TextIO]:
    """Open a file for writing that appears under its name when all is written, and not at all after an error.

    path (Path): The file.
    YIELDS (TextIO): The open file.
    """
    with whole_path(path) as temporary, temporary.open("w", encoding="utf8", newline="\n") as file:
        yield file
