"""The command line: `spacy-attrib …`, and the same as `python -m spacy attrib …`."""
import typer

from .extract import extract

attrib_cli = typer.Typer(name="attrib", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@attrib_cli.callback()
def describe() -> None:
    """Who said what in the news, and may the reader know who it was."""


attrib_cli.command("extract")(extract)


def main() -> None:
    """Run the command line."""
    attrib_cli()
