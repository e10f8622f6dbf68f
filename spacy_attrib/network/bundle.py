"""The old name of `spacy_attrib.tools.bundle_weights`, kept for one release."""

import warnings

import typer

from ..tools.bundle_weights import bundle
from ..tools.calibrate_weights import fit_calibration  # noqa: F401

MOVED = "spacy_attrib.network.bundle is now spacy_attrib.tools.bundle_weights; the old name goes with the next release."
warnings.warn(MOVED, DeprecationWarning, stacklevel=2)

if __name__ == "__main__":
    typer.run(bundle)
