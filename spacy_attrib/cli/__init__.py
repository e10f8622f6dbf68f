"""The command line: `spacy-attrib …`, and the same as `python -m spacy attrib …`.

spaCy takes a second to import, so no module here imports it, or what needs it, outside of functions.
"""

import os

import typer

from ..about import __title__, __version__
from .audit import audit
from .convert import convert
from .debug_data import debug_data
from .ending import orderly
from .evaluate import evaluate
from .extract import extract
from .people import people
from .report import report
from .statements import statements
from .validate import validate

attrib_cli = typer.Typer(name="attrib", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"{__title__} {__version__}")
        raise typer.Exit()


@attrib_cli.callback()
def describe(version: bool = typer.Option(False, "--version", is_eager=True, callback=_print_version, help="Tell the version and stop.")) -> None:
    """Who said what in the news, and may the reader know who it was."""


for command in (extract, audit, report, people, statements, evaluate, debug_data, convert, validate):
    attrib_cli.command()(orderly(command))


def main() -> None:
    """Run the command line."""
    # Before numpy is imported: its matrices are small here, and threads that share one take longer than one alone, all the more in several processes.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    attrib_cli()
