"""Make of a run of `train_encoder` what `attrib` loads: an encoder in ONNX, whole numbers of 8 bits, heads, tokenizer and card.

    python -m spacy_attrib.tools.export_encoder RUN OUTPUT [--whole]

`calibrate_weights` comes next. Needs the extra `trf`.
"""

from . import torch_needed  # noqa: F401, I001
import json
import shutil
from pathlib import Path
from typing import Any, Dict, Tuple

import torch
import typer
from onnxruntime.quantization import QuantType, quantize_dynamic
from spacy.util import registry
from torch import Tensor, nn
from transformers import BertConfig, BertModel
from wasabi import msg

from ..cli.common import failing
from ..network.weights import ENCODER, NETWORK, TOKENIZER, write_card
from .encoder_network import HEADS, Encoder, Network

INPUTS = ("ids", "mask", "piece_rows")
THRESHOLD = 0.5


def load_network(run: Path) -> Tuple[Network, Path]:
    """The network of a run, and the folder of the encoder that it began from; ValueError if a file is missing."""
    for name in ("settings.json", "checkpoint.pt"):
        if not (run / name).is_file():
            raise ValueError(f"'{run}' is no run of `train_encoder`: it has no {name}.")
    settings = json.loads((run / "settings.json").read_text("utf8"))
    folder = Path(settings["encoder"])
    for name in ("config.json", TOKENIZER):
        if not (folder / name).is_file():
            raise ValueError(f"The encoder that '{run}' began from is no longer there: '{folder / name}' is missing.")
    bert = BertModel(BertConfig.from_pretrained(folder, attn_implementation="eager"), add_pooling_layer=False)
    network = Network(Encoder(bert, settings["closed"]), **{name: settings.get(name, size) for name, size in HEADS.items()})
    network.load_state_dict(torch.load(run / "checkpoint.pt", weights_only=True)["network"])
    return network.eval(), folder


def network_config(network: Network, weights: str) -> Dict[str, Any]:
    """The config of the same network in Thinc."""
    roles = network.roles
    width = network.words.embedding_dim
    return {
        "@architectures": "spacy-attrib.AttributionNetwork.v2",
        "hidden": network.triggers[0].out_features,
        "pair_hidden": roles.hidden,
        "smoothing": len(roles.blocks),
        "parse": False,
        "encoder": {
            "@architectures": "spacy-attrib.PretrainedEncoder.v1",
            "width": width,
            "vectors": {"@architectures": "spacy-attrib.WordPieceVectors.v1", "weights": weights, "width": width},
        },
    }


def thinc_network(network: Network, weights: str) -> Any:
    """The heads of the network, in Thinc."""
    model = registry.resolve({"model": network_config(network, weights)})["model"]

    def put(layer: Any, source: Any) -> None:
        layer.set_param("W", source.weight.detach().numpy().astype("f"))
        layer.set_param("b", source.bias.detach().numpy().astype("f"))

    model.get_ref("encoder").layers[1].set_param("E", network.words.weight.detach().numpy().astype("f"))
    for name, source in (("anchors", network.triggers), ("acts", network.acts)):
        for layer, part in zip((model.get_ref(name).layers[0], model.get_ref(name).layers[2]), (source[0], source[2])):
            put(layer, part)
    roles = model.get_ref("roles")
    for layer, part in zip(roles.layers, (network.roles.of_trigger, network.roles.of_token, network.roles.out, *network.roles.blocks)):
        put(layer, part)
    roles.set_param("E", network.roles.rows.detach().numpy().astype("f"))
    roles.set_param("G", network.roles.norm.weight.detach().numpy().astype("f"))
    roles.set_param("c", network.roles.norm.bias.detach().numpy().astype("f"))
    return model


class _Graph(nn.Module):
    def __init__(self, encoder: Encoder):
        super().__init__()
        self.encoder = encoder

    def forward(self, ids: Tensor, mask: Tensor, piece_rows: Tensor) -> Tensor:
        return self.encoder(ids, mask, piece_rows)


def write_encoder(encoder: Encoder, path: Path, whole: bool) -> None:
    """Write an encoder in ONNX, with numbers of 32 bits (`whole`) or weights in whole numbers of 8 bits."""
    sample = tuple(torch.ones((2, 8), dtype=torch.int64) for _ in INPUTS)
    axes = {name: {0: "windows", 1: "pieces"} for name in (*INPUTS, "vectors")}
    names: Dict[str, Any] = {"input_names": list(INPUTS), "output_names": ["vectors"], "dynamic_axes": axes}
    plain = path.with_suffix(".part")
    try:
        torch.onnx.export(_Graph(encoder), sample, str(plain), opset_version=17, dynamo=False, **names)
        if whole:
            plain.replace(path)
        else:
            quantize_dynamic(str(plain), str(path), per_channel=True, weight_type=QuantType.QInt8)
    finally:
        plain.unlink(missing_ok=True)


def export(
    run: Path = typer.Argument(..., help="Folder of `train_encoder`."),
    output: Path = typer.Argument(..., help="Folder for the weights."),
    whole: bool = typer.Option(False, "--whole", help="Keep numbers of 32 bits."),
) -> None:
    """Write encoder, heads, tokenizer and card."""
    with failing(ValueError, OSError):
        network, folder = load_network(run)
        output.mkdir(parents=True, exist_ok=True)
    write_encoder(network.encoder, output / ENCODER, whole)
    shutil.copyfile(folder / "tokenizer.json", output / TOKENIZER)
    model = thinc_network(network, output.name)
    (output / NETWORK).write_bytes(model.to_bytes())
    calibration = list(model.attrs["calibration"])
    card = write_card(output, network=network_config(network, output.name), calibration=calibration, threshold=THRESHOLD)
    msg.good(f"{output}: {sum(card['bytes'].values()) / 1e6:.1f} MB")


if __name__ == "__main__":
    typer.run(export)
