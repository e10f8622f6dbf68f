"""Puts the commands under `python -m spacy`: spaCy imports this module through the entry point group `spacy_cli`."""

from spacy.cli import app

from ..cli import attrib_cli

app.add_typer(attrib_cli)
