"""`validate`: everything that is wrong with a corpus."""

from pathlib import Path
from typing import Optional

import typer

from .common import BAD_INPUT, count
from .convert import Kind, load_tokenizer


def validate(
    corpus: Path = typer.Argument(..., help="Corpus: .jsonl, .spacy, .ann, or a folder of such files.", show_default=False),
    from_: Optional[Kind] = typer.Option(None, "--from", "-f", help="Its format; by default told by its name."),
    lang: str = typer.Option("en", "--lang", "-l", help="Language whose tokenizer to try the texts with."),
) -> None:
    """List everything that is wrong with a corpus: ids, offsets, labels, overlaps, and what a Doc would not give back.

    Exit code 0 if the corpus is sound, 2 if it is not.
    """
    from ..corpora import validate_corpus

    nlp = load_tokenizer(lang)
    found = 0
    for problem in validate_corpus(corpus, from_.value if from_ else None, nlp):
        typer.echo(" ".join(problem.split()))
        found += 1
    if found:
        typer.echo(f"{count(found, 'problem')} in '{corpus}'.", err=True)
        raise typer.Exit(BAD_INPUT)
    typer.echo(f"'{corpus}' is sound.", err=True)
