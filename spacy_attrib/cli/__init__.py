"""The command line: `spacy-attrib …`, and the same as `python -m spacy attrib …`."""
import typer

from .audit import audit
from .convert import convert
from .debug_data import debug_data
from .ending import orderly
from .evaluate import evaluate
from .extract import extract
from .validate import validate

attrib_cli = typer.Typer(name="attrib", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@attrib_cli.callback()
def describe() -> None:
    """Who said what in the news, and may the reader know who it was."""


for command in (extract, audit, evaluate, debug_data, convert, validate):
    attrib_cli.command()(orderly(command))


def main() -> None:
    """Run the command line."""
    attrib_cli()
