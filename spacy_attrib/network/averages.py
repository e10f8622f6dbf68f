"""The running averages of weights that an optimizer keeps."""

from thinc.api import Model, Optimizer


def begin_averages(model: Model, optimizer: Optimizer) -> None:
    """Let the averages of an optimizer begin at the weights there are, where it has none yet.

    Thinc lets them begin at zero, so that in the first steps they are the weights times a factor; a network that goes on from
    weights it has would be scored, and saved, with smaller ones.
    """
    if optimizer.averages is None:
        return
    for node in model.walk():
        for name in node.param_names:
            if node.has_grad(name) and (node.id, name) not in optimizer.averages:
                optimizer.averages[node.id, name] = node.get_param(name).copy()
