"""What training on a transformer needs beyond spacy-transformers. Nothing here imports torch before it is used."""
import os
import sys
from contextlib import AbstractContextManager
from functools import partial
from typing import Any, Callable, List, Set

from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Model, concatenate
from thinc.types import Floats2d

from ..errors import Errors


def join_tok2vecs(
    first: Model[List[Doc], List[Floats2d]], second: Model[List[Doc], List[Floats2d]]
) -> Model[List[Doc], List[Floats2d]]:
    """The architecture `spacy-attrib.JoinedTok2Vec.v1`: the vectors of two layers side by side, as wide as the two together.

    A transformer knows nothing of tags and entities, and one without capitals nothing of case; hash embeddings beside it do.
    """
    return concatenate(first, second)


def make_transformer_preparation(frozen_layers: int = 0, bfloat16: bool = False) -> Callable[[Language], None]:
    """The callback `spacy-attrib.prepare_transformer.v1`, to be called after initialization: makes training cheaper.

    frozen_layers (int): How many layers, from the bottom, keep their pretrained weights; with 1 or more the embeddings do, too.
    bfloat16 (bool): Whether to multiply in bfloat16 on the CPU, which is about twice as fast where the processor knows it.
        On a GPU, `mixed_precision` of the transformer does the same.
    RETURNS (Callable[[Language], None]): The callback.
    RAISES (ValueError): If the pipeline has no transformer, or the transformer has no such layers.
    """

    def prepare(nlp: Language) -> None:
        transformer = _find_transformer(nlp)
        if frozen_layers:
            _freeze(transformer, frozen_layers)
        if bfloat16:
            _multiply_in_bfloat16(transformer)

    return prepare


def _find_transformer(nlp: Language) -> Any:
    for name, pipe in nlp.pipeline:
        if nlp.get_pipe_meta(name).factory == "transformer":
            return pipe.model.transformer
    raise ValueError(Errors.A054)


def _freeze(transformer: Any, count: int) -> None:
    layers = getattr(getattr(transformer, "encoder", None), "layer", None)
    if layers is None or count > len(layers):
        raise ValueError(Errors.A055.format(count=count, known=0 if layers is None else len(layers)))
    for part in (transformer.embeddings, *layers[:count]):
        for parameter in part.parameters():
            parameter.requires_grad = False


def _multiply_in_bfloat16(transformer: Any) -> None:
    forward = transformer.forward

    def cast(*args: Any, **kwargs: Any) -> Any:
        with _autocast():
            output = forward(*args, **kwargs)
        for key, value in output.items():
            output[key] = value.float() if hasattr(value, "float") else value
        return output

    transformer.forward = cast


def _autocast() -> AbstractContextManager:
    import torch

    return torch.autocast("cpu", dtype=torch.bfloat16)


_registered: Set[str] = set()


def make_forks_safe() -> None:
    """See to it that a process made by `nlp.pipe(n_process=2)` runs torch in one thread, if torch is loaded.

    Where torch has computed in several threads before, those do not exist in a forked process, and it would wait for them
    for ever.
    """
    torch = sys.modules.get("torch")
    if torch is not None and torch.__name__ not in _registered and hasattr(os, "register_at_fork"):
        _registered.add(torch.__name__)
        os.register_at_fork(after_in_child=partial(torch.set_num_threads, 1))
