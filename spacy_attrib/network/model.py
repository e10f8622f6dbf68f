"""The network: an encoder and the heads that read its vectors, as registered Thinc architectures."""

from typing import Callable, List, Optional, Sequence, Tuple

from spacy.tokens import Doc
from thinc.api import Model

from ..attributions.scheme import ACTS
from .arrays import Floats2d
from .encoders import sequence_encoder
from .features import LAYOUT, Features
from .heads import perceptron, roles
from .layers import linear

CALIBRATION = (1.0, 0.0)  # slope and intercept that turn the logit of a trigger into that of its attribution being right


def build_network(
    encoder: Model[List[Features], Floats2d], hidden: int = 64, pair_hidden: int = 64, smoothing: int = 1, parse: bool = True
) -> Model[List[Features], Floats2d]:
    """The architecture `spacy-attrib.AttributionNetwork.v2`.

    encoder (Model[List[Features], Floats2d]): Gives a vector to every token; see `encoders`.
    hidden (int): Width of the hidden layers that triggers and acts are told from.
    pair_hidden (int): Width of the hidden layer for pairs of a trigger and a token.
    smoothing (int): Number of convolutions along the tokens beside a trigger.
    parse (bool): Whether roles are told from the parse and what the rules propose, too, or from vectors and layout alone.
    RETURNS (Model[List[Features], Floats2d]): A model with the parts "encoder", "anchors" (which tells the triggers; the name stands in
        saved models), "acts" and "roles"; called as a whole it gives one logit for every token: (n, 1).
    """
    width = encoder.get_dim("nO")
    heads = {
        "anchors": perceptron(1, hidden, width),
        "acts": perceptron(len(ACTS), hidden, width),
        "roles": roles(width, pair_hidden, smoothing, columns=None if parse else LAYOUT),
    }
    return _network(encoder, **heads)


def build_first_network(
    tok2vec: Model[List[Doc], List[Floats2d]], width: int = 128, depth: int = 2, hidden: int = 96
) -> Model[List[Features], Floats2d]:
    """The architecture `spacy-attrib.AttributionNetwork.v1`, which saved pipelines name: a sequence encoder with plainer heads, none for acts.

    tok2vec, width, depth: See `sequence_encoder`.
    hidden (int): Width of the hidden layer for pairs.
    """
    encoder = sequence_encoder(tok2vec, width, depth)
    return _network(encoder, anchors=linear(1, width), roles=roles(width, hidden, paired=False))


def _network(encoder: Model, **heads: Model) -> Model[List[Features], Floats2d]:
    return Model(
        "attribution_network",
        _forward_network,
        layers=[encoder, *heads.values()],
        attrs={"calibration": CALIBRATION},
        refs={"encoder": encoder, **heads},
        init=_init_network,
    )


def _init_network(model: Model, X: Optional[Sequence[Features]] = None, Y: object = None) -> None:
    model.get_ref("encoder").initialize(X)
    for layer in model.layers[1:]:
        layer.initialize()


def _forward_network(model: Model, X: Sequence[Features], is_train: bool) -> Tuple[Floats2d, Callable]:
    vectors, from_encoder = model.get_ref("encoder")(X, is_train)
    logits, from_triggers = model.get_ref("anchors")(vectors, is_train)
    return logits, lambda d_logits: from_encoder(from_triggers(d_logits))
