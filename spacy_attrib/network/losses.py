"""What the network is told of its mistakes: cross entropy, against targets that may be probabilities."""

from typing import Tuple

from thinc.api import get_array_module

from .arrays import Floats1d, Floats2d

TINY = 1e-9


def sigmoid(logits: Floats1d) -> Floats1d:
    """The probabilities of so many logits."""
    xp = get_array_module(logits)
    return 1.0 / (1.0 + xp.exp(-logits))


def softmax(logits: Floats2d) -> Floats2d:
    """The probabilities of the classes: (n, k) for (n, k) logits."""
    xp = get_array_module(logits)
    powers = xp.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def trigger_loss(probs: Floats1d, targets: Floats1d) -> Tuple[float, Floats2d]:
    """The loss of probabilities of being a trigger, and the gradient of their logits: (n, 1)."""
    xp = get_array_module(probs)
    targets = xp.asarray(targets)
    loss = -(targets * xp.log(probs + TINY) + (1.0 - targets) * xp.log(1.0 - probs + TINY)).sum()
    return float(loss), (probs - targets)[:, None]


def class_loss(logits: Floats2d, targets: Floats2d, weights: Floats1d) -> Tuple[float, Floats2d]:
    """The loss of logits of k classes (n, k), each row with its weight (n,), and their gradient; targets are probabilities (n, k)."""
    xp = get_array_module(logits)
    targets, weights = xp.asarray(targets), xp.asarray(weights)[:, None]
    probs = softmax(logits)
    return float(-(weights * targets * xp.log(probs + TINY)).sum()), weights * (probs - targets)
