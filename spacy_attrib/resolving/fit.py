"""The old name of `spacy_attrib.tools.fit_ranking`, kept for one release."""

import warnings

import typer

from ..tools.fit_ranking import fit, gather, learn, main, prepare, rate  # noqa: F401

MOVED = "spacy_attrib.resolving.fit is now spacy_attrib.tools.fit_ranking; the old name goes with the next release."
warnings.warn(MOVED, DeprecationWarning, stacklevel=2)

if __name__ == "__main__":
    typer.run(main)
