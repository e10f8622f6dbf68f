"""Make of a run of `train_encoder` what `attrib` loads: an encoder in ONNX, whole numbers of 8 bits, heads, tokenizer and card.

    python -m spacy_attrib.tools.export_encoder RUN OUTPUT [--gold GOLD --pipeline PIPELINE]

GOLD, with a pipeline that tags and parses, is a corpus that was not learned from: scores are calibrated on it.
Needs torch, transformers and onnx beside the extra `accurate`.
"""
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any, Dict

import srsly
import torch
import typer
from onnxruntime.quantization import QuantType, quantize_dynamic
from spacy.util import registry
from torch import Tensor, nn
from transformers import BertConfig, BertModel
from wasabi import msg

from ..about import __version__
from ..network.onnx import ENCODER, TOKENIZER
from ..network.weights import CARD, NETWORK
from .encoder_network import Encoder, Network

INPUTS = ("ids", "mask", "piece_rows")
THRESHOLD = 0.5


def load_network(run: Path, **shape: int) -> Network:
    """The network of a run."""
    settings = json.loads((run / "settings.json").read_text("utf8"))
    config = BertConfig.from_pretrained(settings["encoder"], attn_implementation="eager")
    network = Network(Encoder(BertModel(config, add_pooling_layer=False), settings["closed"]), **shape)
    saved = torch.load(run / "checkpoint.pt", weights_only=True)
    network.load_state_dict(saved["network"])
    return network.eval()


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

    def put(layer: Any, source: nn.Linear) -> None:
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


def export(
    run: Path = typer.Argument(..., help="Folder of `train_encoder`.", exists=True),
    output: Path = typer.Argument(..., help="Folder for the weights."),
    whole: bool = typer.Option(False, help="Keep numbers of 32 bits."),
) -> None:
    """Write encoder, heads, tokenizer and card."""
    output.mkdir(parents=True, exist_ok=True)
    network = load_network(run)
    sample = tuple(torch.ones((2, 8), dtype=torch.int64) for _ in INPUTS)
    axes = {name: {0: "windows", 1: "pieces"} for name in (*INPUTS, "vectors")}
    plain = output / "whole.onnx"
    torch.onnx.export(
        _Graph(network.encoder), sample, str(plain), input_names=list(INPUTS), output_names=["vectors"], dynamic_axes=axes, opset_version=17, dynamo=False
    )
    if whole:
        plain.replace(output / ENCODER)
    else:
        quantize_dynamic(str(plain), str(output / ENCODER), per_channel=True, weight_type=QuantType.QInt8)
        plain.unlink()
    settings = json.loads((run / "settings.json").read_text("utf8"))
    shutil.copyfile(Path(settings["encoder"]) / "tokenizer.json", output / TOKENIZER)
    model = thinc_network(network, output.name)
    (output / NETWORK).write_bytes(model.to_bytes())
    files = (ENCODER, TOKENIZER, NETWORK)
    card = {
        "sha256": {name: hashlib.sha256((output / name).read_bytes()).hexdigest() for name in files},
        "bytes": {name: (output / name).stat().st_size for name in files},
        "network": network_config(network, output.name),
        "calibration": list(model.attrs["calibration"]),
        "threshold": THRESHOLD,
        "package": __version__,
    }
    srsly.write_json(output / CARD, card)
    msg.good(f"{output}: {sum(card['bytes'].values()) / 1e6:.1f} MB")


if __name__ == "__main__":
    typer.run(export)
