"""Commands for tests: in a process of their own, where that is what is tested, else in this one, which is many times quicker."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator, NamedTuple, Optional

from spacy.cli import app as spacy_cli
from typer.testing import CliRunner

from spacy_attrib.cli import attrib_cli

PLAIN = {"ANSI_COLORS_DISABLED": "1"}  # as what is written into a pipe


class Done(NamedTuple):
    """What came of a command, as `subprocess.run` tells it."""

    returncode: int
    stdout: bytes
    stderr: bytes


@contextmanager
def working_in(folder: Optional[Path]) -> Iterator[None]:
    """Make a folder the current one for a while."""
    before = os.getcwd()
    os.chdir(folder or before)
    try:
        yield
    finally:
        os.chdir(before)


def run_here(*args: object, stdin: bytes = b"", cwd: Optional[Path] = None) -> Done:
    """Run `spacy-attrib ARGS` in this process. An error that would end in a traceback is raised."""
    with working_in(cwd):
        done = CliRunner().invoke(attrib_cli, [*map(str, args)], input=stdin, env=PLAIN, catch_exceptions=False)
    return Done(done.exit_code, done.stdout_bytes, done.stderr_bytes)


def run_spacy(*args: object, cwd: Optional[Path] = None) -> Done:
    """Run `python -m spacy ARGS`, any command of spaCy's own, in this process."""
    with working_in(cwd):
        done = CliRunner().invoke(spacy_cli, [*map(str, args)], catch_exceptions=False)
    return Done(done.exit_code, done.stdout_bytes, done.stderr_bytes)


def run_apart(*args: object, stdin: bytes = b"", cwd: Optional[Path] = None, module: str = "spacy_attrib") -> Done:
    """Run `python -m MODULE ARGS` in a process of its own, as users do."""
    command = [sys.executable, "-m", *module.split(), *map(str, args)]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    done = subprocess.run(command, input=stdin, capture_output=True, timeout=300, cwd=cwd, env=environment)
    return Done(done.returncode, done.stdout, done.stderr)
