"""What the commands share: one-line errors, numbers with nouns, and files that appear whole or not at all."""

import os
from contextlib import contextmanager
from pathlib import Path
from typing import Iterable, Iterator, NoReturn, TextIO, Type

import typer

from ..files import resolved, whole_path

BAD_RECORDS = 1
BAD_INPUT = 2


def fail(message: str) -> NoReturn:
    """Say in one line what is wrong and what to do about it, and stop with exit code 2."""
    typer.echo("Error: " + " ".join(message.split()), err=True)
    raise typer.Exit(BAD_INPUT)


@contextmanager
def failing(*kinds: Type[Exception]) -> Iterator[None]:
    """Stop with exit code 2 at an error of these kinds, whose message is for the user."""
    try:
        yield
    except kinds as error:
        fail(str(error))


def count(number: int, word: str) -> str:
    """A number with its noun: "1 article", "2 articles"."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def check_output(path: Path, replaced: bool = False) -> None:
    """Stop with exit code 2 if a file cannot be written, before any work is done. What is replaced may be anything, a folder too."""
    resolved(path)  # which tells of links that lead in a circle
    if path.is_dir() and not replaced:
        fail(f"'{path}' is a folder; give --output the name of a file.")
    folder = path.parent
    if not folder.is_dir():
        fail(f"There is no folder '{folder}' to write '{path.name}' into.")
    if not os.access(folder, os.W_OK) or (path.exists() and not replaced and not os.access(path, os.W_OK)):
        fail(f"'{path}' cannot be written: no permission.")


@contextmanager
def whole_file(path: Path) -> Iterator[TextIO]:
    """Open a file for writing that appears under its name when all is written, and not at all after an error."""
    with whole_path(path) as temporary, temporary.open("w", encoding="utf8", newline="\n") as file:
        yield file


def write_whole(path: Path, parts: Iterable[str]) -> None:
    """Write a file that appears whole or not at all; exit code 2 if it cannot be written."""
    try:
        with whole_file(path) as file:
            file.writelines(parts)
    except OSError as error:
        fail(f"'{path}' cannot be written: {error.strerror}.")
