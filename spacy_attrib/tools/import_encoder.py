"""The way back from `export_encoder`: puts a set of weights into the network of `train_encoder`, so that training goes on from it."""

from pathlib import Path
from typing import Any, Dict

import numpy
import onnx
import torch
from onnx import numpy_helper

from ..network.weights import ENCODER, find_file, load_weights, network_of
from .encoder_network import Network


def load_set(network: Network, name: str) -> None:
    """Fill a network with the parameters of a set. Whole numbers of 8 bits become numbers of 32 bits, a little off what they were.

    network (Network): A network of the same shape.
    name (str): Name of bundled weights, or a folder.
    RAISES (ValueError): If there is no such set, it is damaged, has no transformer, or is of another shape.
    """
    model = network_of(name)
    if model is None:
        raise ValueError(f"The weights '{name}' have no transformer to go on from.")
    load_weights(model, name)
    state = {**_encoder_state(find_file(name, ENCODER)), **_head_state(model)}
    own = network.state_dict()
    wrong = [key for key, value in own.items() if key in state and state[key].shape != tuple(value.shape)]
    missing = [key for key in own if key not in state and key.rpartition(".")[2] not in ("position_ids", "token_type_ids", "offsets")]
    if wrong or missing:
        raise ValueError(f"The weights '{name}' are of another shape than the network that is to be trained: '{[*wrong, *missing][0]}' differs.")
    network.load_state_dict({key: torch.from_numpy(numpy.array(state[key], dtype="f")) for key in own if key in state}, strict=False)


def _encoder_state(path: Path) -> Dict[str, numpy.ndarray]:
    """The parameters of an encoder by their names in PyTorch."""
    graph = onnx.load(str(path)).graph
    values = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    for node in graph.node:  # of parameters that are equal one is kept
        if node.op_type == "Identity" and node.input[0] in values:
            values[node.output[0]] = values[node.input[0]]
    state = {name: value for name, value in values.items() if name.startswith("encoder.")}
    for name in [name for name in values if name.startswith("encoder.") and name.endswith("_quantized")]:
        state[name[: -len("_quantized")]] = _whole(values, name)
    for node in graph.node:
        if node.op_type in ("MatMul", "MatMulInteger") and node.input[1] in values:  # /encoder/layer.0/attention/self/query/MatMul_quant
            place = node.name.rpartition("/")[0].removeprefix("/encoder/").replace("/", ".")
            quantized = node.op_type == "MatMulInteger"
            state[f"encoder.bert.encoder.{place}.weight"] = (_whole(values, node.input[1]) if quantized else values[node.input[1]]).T
    return state


def _whole(values: Dict[str, numpy.ndarray], name: str) -> numpy.ndarray:
    """Whole numbers as what they stand for; each column, or all, has a scale and a zero point."""
    stem = name[: -len("_quantized")]
    return (values[name].astype("f") - values[f"{stem}_zero_point"].astype("f")) * values[f"{stem}_scale"]


def _head_state(model: Any) -> Dict[str, numpy.ndarray]:
    """The parameters of the heads by their names in PyTorch."""
    roles = model.get_ref("roles")
    linear = {f"{name}.{number}": model.get_ref(ref).layers[number] for name, ref in (("triggers", "anchors"), ("acts", "acts")) for number in (0, 2)}
    names = ["of_trigger", "of_token", "out", *(f"blocks.{number}" for number in range(len(roles.layers) - 3))]
    linear.update({f"roles.{name}": layer for name, layer in zip(names, roles.layers)})
    state = {"words.weight": model.get_ref("encoder").layers[1].get_param("E")}
    for param, name in (("E", "roles.rows"), ("G", "roles.norm.weight"), ("c", "roles.norm.bias")):
        state[name] = roles.get_param(param)
    for name, layer in linear.items():
        state[f"{name}.weight"], state[f"{name}.bias"] = layer.get_param("W"), layer.get_param("b")
    return state
