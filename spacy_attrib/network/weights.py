"""The bundled weights: found, checked, and put into a network."""
import hashlib
from functools import lru_cache
from pathlib import Path

import srsly
from thinc.api import Model

from ..errors import Errors

BUNDLED = "bundled"
FOLDER = Path(__file__).parent.parent / "weights"


def load_weights(model: Model, name: str) -> None:
    """Put the weights of that name into a network of the default shape; ValueError if there are none, or they are damaged or do not fit."""
    data = _read(name)
    try:
        model.from_bytes(data)
    except (ValueError, KeyError, AttributeError) as error:
        raise ValueError(Errors.A050.format(name=name)) from error


@lru_cache(maxsize=None)
def _read(name: str) -> bytes:
    """The bytes of a set of weights, read once for each process and checked against the card."""
    card, path = FOLDER / f"{name}.json", FOLDER / f"{name}.bin"
    if not card.is_file() or not path.is_file():
        raise ValueError(Errors.A051.format(name=name, path=FOLDER))
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != srsly.read_json(card)["sha256"]:
        raise ValueError(Errors.A052.format(path=path))
    return data
