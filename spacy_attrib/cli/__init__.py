"""The command line: `spacy-attrib …`, and the same as `python -m spacy attrib …`."""
import typer

from .audit import audit
from .convert import convert
from .debug_data import debug_data
from .evaluate import evaluate
from .extract import extract
from .validate import validate

attrib_cli = typer.Typer(name="attrib", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@attrib_cli.callback()
def describe() -> None:
    """Who said what in the news, and may the reader know who it was."""


attrib_cli.command("extract")(extract)
attrib_cli.command("audit")(audit)
attrib_cli.command("evaluate")(evaluate)
attrib_cli.command("debug-data")(debug_data)
attrib_cli.command("convert")(convert)
attrib_cli.command("validate")(validate)


def main() -> None:
    """Run the command line."""
    attrib_cli()
