"""Trained weights: found by name or folder, checked against their card, and put into a network.

A set is a folder: `card.json` (checksums, calibration, threshold, and the network unless it is the default one), `network.bin`
(parameters in Thinc's own format), and for a transformer `encoder.onnx` and `tokenizer.json`.
"""

import copy
import hashlib
from functools import lru_cache
from math import isfinite
from pathlib import Path
from typing import Any, Dict, Optional, Tuple

import srsly
from spacy.util import registry
from thinc.api import Model

from ..about import __version__
from ..errors import Errors

SMALL = "small"
FOLDER = Path(__file__).parent.parent / "weights"
OLD_NAMES = {"bundled": SMALL}  # what saved pipelines call them
SMALL_NAMES = (SMALL, *OLD_NAMES)  # of weights of the default shape
NETWORK = "network.bin"
CARD = "card.json"
ENCODER = "encoder.onnx"
TOKENIZER = "tokenizer.json"
FILES = (NETWORK, ENCODER, TOKENIZER)


def find_folder(name: str) -> Path:
    """The folder of a set; ValueError if there is none."""
    bundled = {path.parent.name: path.parent for path in FOLDER.glob(f"*/{CARD}")}
    folder = bundled.get(OLD_NAMES.get(name, name), Path(name))
    if not (folder / CARD).is_file():
        raise ValueError(Errors.A051.format(name=name, names=", ".join(sorted(bundled))))
    return folder


def is_moved(name: str) -> bool:
    """Whether a path leads nowhere. A pipeline saved with such weights has those of the default shape in itself, and needs no folder;
    in any other the first use says that there are no weights."""
    return len(Path(name).parts) > 1 and not Path(name).exists()


def read_card(name: str) -> Dict[str, Any]:
    """The card of a set; ValueError if there is none, or it is damaged."""
    path = find_folder(name) / CARD
    try:
        card = srsly.read_json(path)
    except (OSError, ValueError, RecursionError) as error:
        raise ValueError(Errors.A046.format(path=path)) from error
    if not isinstance(card, dict) or not isinstance(card.get("sha256"), dict):
        raise ValueError(Errors.A046.format(path=path))
    threshold, network = card.get("threshold", 0.5), card.get("network", {})
    if isinstance(threshold, bool) or not isinstance(threshold, (int, float)) or not 0.0 <= threshold <= 1.0:
        raise ValueError(Errors.A080.format(path=path, field="threshold", expected="a number from 0 to 1"))
    if not isinstance(network, dict) or (network and not isinstance(network.get("encoder"), dict)):
        raise ValueError(Errors.A080.format(path=path, field="network", expected="the config of a network with an encoder"))
    if "calibration" in card and not is_calibration(card["calibration"]):
        raise ValueError(Errors.A080.format(path=path, field="calibration", expected="a pair of numbers"))
    return card


def is_calibration(value: Any) -> bool:
    """Whether something is slope and intercept of a calibration: two numbers, none of them infinite."""
    numbers = isinstance(value, (list, tuple)) and len(value) == 2 and all(type(number) in (int, float) for number in value)
    return numbers and all(map(isfinite, value))


def find_file(name: str, file: str) -> Path:
    """A file of a set, checked once for each process, and again when it is another; ValueError if it is missing or damaged."""
    path = find_folder(name) / file
    sha256 = read_card(name)["sha256"].get(file)
    if not path.is_file():
        raise ValueError(Errors.A052.format(path=path))
    if not isinstance(sha256, str):
        raise ValueError(Errors.A081.format(path=path.parent / CARD, file=path.name))
    state = path.stat()
    _check(path, sha256, (state.st_ino, state.st_size, state.st_mtime_ns))
    return path


def load_weights(model: Model, name: str) -> None:
    """Put the parameters of a set into a network of its shape; ValueError if there are none, or they are damaged or do not fit."""
    data = find_file(name, NETWORK).read_bytes()
    try:
        model.from_bytes(data)
    except Exception as error:  # whatever damaged bytes make Thinc raise
        raise ValueError(Errors.A050.format(name=name)) from error
    if not is_calibration(model.attrs.get("calibration")):
        raise ValueError(Errors.A050.format(name=name))
    for node in model.walk():
        for shim in node.shims:
            if hasattr(shim, "load"):  # an encoder, which reads its files now, and says now what is missing
                shim.load()


def network_of(name: str) -> Optional[Model]:
    """The network that a set brings along; None if it is of the default shape."""
    config = read_card(name).get("network")
    if config is None:
        return None
    config = copy.deepcopy(config)
    vectors = config["encoder"].get("vectors")
    if vectors is not None and "weights" in vectors:  # a folder may have been moved
        vectors["weights"] = name
    try:
        return registry.resolve({"model": config})["model"]
    except (ValueError, TypeError, LookupError) as error:  # of the registry, of its checks, or of an architecture itself
        raise ValueError(Errors.A082.format(path=find_folder(name) / CARD, why=_first_line(error))) from error


def write_card(folder: Path, **fields: Any) -> Dict[str, Any]:
    """Write the card of the set in a folder: checksums and sizes of its files, and these fields beside those it had."""
    path = folder / CARD
    files = [folder / name for name in FILES if (folder / name).is_file()]
    card = {
        **(srsly.read_json(path) if path.is_file() else {}),
        **fields,
        "sha256": {each.name: hashlib.sha256(each.read_bytes()).hexdigest() for each in files},
        "bytes": {each.name: each.stat().st_size for each in files},
        "package": __version__,
    }
    srsly.write_json(path, card)
    return card


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0].strip().rstrip(".") if lines else type(error).__name__


@lru_cache(maxsize=None)
def _check(path: Path, sha256: str, state: Tuple[int, int, int]) -> None:
    """ValueError if a file cannot be read or has another checksum; remembered while its `state` (inode, size, time) stays as it is."""
    try:
        own = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        own = ""
    if own != sha256:
        raise ValueError(Errors.A052.format(path=path))
