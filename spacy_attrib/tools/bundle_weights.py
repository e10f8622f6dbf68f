"""Make of a trained pipeline a set of weights that `attrib` loads by name.

    python -m spacy_attrib.tools.bundle_weights PIPELINE [FOLDER]

takes the parameters of `attrib` and writes them, with a card, into FOLDER, by default that of the package's small weights. They
have to be of the shape that the default config of `attrib` gives. `calibrate_weights` comes next.
"""

from pathlib import Path
from typing import Any

import spacy
import typer
from wasabi import msg

from ..network.weights import FOLDER, NETWORK, SMALL, write_card


def bundle(
    pipeline: str = typer.Argument(..., help="A trained pipeline with `attrib`.", show_default=False),
    folder: Path = typer.Argument(FOLDER / SMALL, help="Folder for the weights."),
) -> None:
    """Write the weights of a trained pipeline into a folder."""
    pipe: Any = spacy.load(pipeline).get_pipe("attrib")
    model = pipe.model
    folder.mkdir(parents=True, exist_ok=True)
    (folder / NETWORK).write_bytes(model.to_bytes())
    parameters = sum(node.get_param(name).size for node in model.walk() for name in node.param_names)
    card = write_card(folder, parameters=parameters, calibration=list(model.attrs["calibration"]))
    msg.good(f"{folder}: {sum(card['bytes'].values()) / 1e6:.1f} MB")


if __name__ == "__main__":
    typer.run(bundle)
