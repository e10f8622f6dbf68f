"""The old name of `spacy_attrib.tools.ablate_resolving`, kept for one release."""

import warnings

import typer

from ..tools.ablate_resolving import ablate, main  # noqa: F401

MOVED = "spacy_attrib.resolving.ablate is now spacy_attrib.tools.ablate_resolving; the old name goes with the next release."
warnings.warn(MOVED, DeprecationWarning, stacklevel=2)

if __name__ == "__main__":
    typer.run(main)
