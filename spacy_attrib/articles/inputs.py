"""Which files are to be read, and what they are called."""

import os
from pathlib import Path
from typing import Iterable, List, Optional, Sequence, Tuple

from .base import InputError
from .databases import check_database
from .documents import check_library
from .encodings import open_binary

LINES = (".jsonl", ".jsonl.gz")  # a record a line
DATABASE = ".db"  # read where it is named: in a folder it may be anybody's
COUNTLESS = (".csv", ".json", ".spacy", ".jsonl.gz", DATABASE)  # how many records they hold is not known before they are read
SUFFIXES = (".txt", ".md", ".html", ".htm", ".docx", *LINES, ".json", ".csv", ".spacy", DATABASE)
OWN = ".metadata.json"  # what is written beside a database is no input
STDIN = "-"

InputFiles = List[Tuple[Path, str]]


def suffix_of(path: Path) -> str:
    """Which of `SUFFIXES` a name ends in, upper case or lower, or an empty string."""
    return next((suffix for suffix in SUFFIXES if path.name.lower().endswith(suffix) and len(path.name) > len(suffix)), "")


def find_inputs(paths: Sequence[str]) -> InputFiles:
    """The files to read, in order, with a name for each; those of a folder are sorted. "-" is standard input.

    RAISES (InputError): If one that was named is missing or of an unknown kind, or needs a library that is not there, or if there is nothing
        to read.
    """
    found: InputFiles = []
    for given in paths:
        path = Path(given)
        if given == STDIN:
            found.append((path, "stdin"))
        elif path.is_dir():
            inside = sorted(p for p in path.rglob("*") if _is_input(p))
            if not inside:
                wanted = ", ".join(suffix for suffix in SUFFIXES if suffix != DATABASE)
                raise InputError(f"There is no input in the folder '{given}': nothing that ends in {wanted}.")
            found += [(p, _name(p.relative_to(path))) for p in inside]
        elif not path.exists() and not is_dangling(path):
            raise InputError(f"There is no file '{given}'.")
        elif not suffix_of(path):
            raise InputError(f"'{given}' is of a kind that cannot be read: give one that ends in {', '.join(SUFFIXES)}.")
        else:
            check_library(suffix_of(path))
            if suffix_of(path) == DATABASE and path.is_file():
                check_database(path)
            found.append((path, _name(Path(path.name))))
    if not found:
        raise InputError("There is no input: give a file, a folder or '-' for standard input.")
    if sum(str(p) == STDIN for p, _ in found) > 1:
        raise InputError("Standard input ('-') can be read only once.")
    return found


def _is_input(path: Path) -> bool:
    """Whether something in a folder is to be read."""
    return suffix_of(path) not in ("", DATABASE) and not path.name.endswith(OWN) and (path.is_file() or is_dangling(path))


def is_dangling(path: Path) -> bool:
    """Whether a path is a link to what is not there. Unlike a wrong name it is told when it is read, and the rest goes on."""
    return path.is_symlink() and not path.exists()


def _name(path: Path) -> str:
    return printable(path.as_posix()[: -len(suffix_of(path))])


def printable(name: str) -> str:
    """A name of a file as text; bytes in it that are no text are replaced."""
    return os.fsencode(name).decode("utf8", "replace")


def count_records(found: Iterable[Tuple[Path, str]]) -> Optional[int]:
    """How many records there are in what `find_inputs` gave, standard input not counted; None if that cannot be told beforehand."""
    total = 0
    for path, _ in found:
        if suffix_of(path) in COUNTLESS:
            return None
        if suffix_of(path) in LINES:
            try:
                with open_binary(path) as file:
                    total += sum(bool(line.strip()) for line in file)
            except OSError:
                return None  # which reading will tell
        else:
            total += str(path) != STDIN
    return total
