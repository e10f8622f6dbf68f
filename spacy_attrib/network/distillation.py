"""Learning from what other networks say, too (Hinton et al. 2015, "Distilling the Knowledge in a Neural Network").

What annotators overlooked or marked by chance, several trained networks together tell from what they mark as a rule.
"""

from copy import copy
from dataclasses import replace
from typing import Any, Dict, List, Sequence, Tuple

import numpy
from spacy.language import Language
from spacy.util import load_model

from ..errors import Errors
from .arrays import Floats1d, Floats2d, Ints1d
from .features import Features, pair_rows
from .losses import sigmoid, softmax

FACTORY = "attrib"


class Teachers:
    """Trained networks, and what they say of Docs that were seen before.

    pipelines (Sequence[str]): Names or folders of pipelines with `attrib`.
    weight (float): The share that they have in the targets; the gold has the rest.
    RAISES (ValueError): If a pipeline has no `attrib`, or the weight is no share.
    """

    def __init__(self, pipelines: Sequence[str], weight: float):
        if not 0.0 <= weight <= 1.0:
            raise ValueError(Errors.A057.format(weight=weight))
        self.weight = weight
        self.teachers = [_Teacher(load_model(name), name) for name in pipelines]
        self._known: Dict[Tuple[str, Tuple[int, ...]], Tuple[Floats1d, Floats2d]] = {}

    def soften(self, features: Features, triggers: Ints1d, trigger_targets: Floats1d, role_targets: Floats2d) -> Tuple[Floats1d, Floats2d]:
        """Mix targets of one Doc, (n,) of triggers and (p, 4) of the roles beside the m gold ones, with what the teachers say."""
        key = features.doc.text, tuple(triggers.tolist())
        if key not in self._known:
            said = [teacher.probs(features, triggers) for teacher in self.teachers]
            mean_logits = numpy.mean([logits for logits, _ in said], axis=0)
            self._known[key] = sigmoid(mean_logits).astype("f"), numpy.mean([roles for _, roles in said], axis=0).astype("float16")
        trigger_probs, role_probs = self._known[key]
        own = 1.0 - self.weight
        return own * trigger_targets + self.weight * trigger_probs, own * role_targets + self.weight * role_probs.astype("f")


class _Teacher:
    def __init__(self, nlp: Language, name: str):
        pipe_names = [each for each in nlp.pipe_names if nlp.get_pipe_meta(each).factory == FACTORY]
        if not pipe_names:
            raise ValueError(Errors.A058.format(name=name))
        pipe: Any = nlp.get_pipe(pipe_names[0])
        pipe.load()
        self.pipe = pipe
        self.upstream: List[Any] = [pipe for _, pipe in nlp.pipeline if pipe_names[0] in getattr(pipe, "listener_map", {})]

    def probs(self, features: Features, triggers: Ints1d) -> Tuple[Floats1d, Floats2d]:
        """Logits of being a trigger (n,), and probabilities of the roles of every pair (p, 4)."""
        model = self.pipe.model
        vectors = model.get_ref("encoder").predict([self._heard(features)])
        logits = _numpy(model.get_ref("anchors").predict(vectors)[:, 0])
        of, tokens, rows = pair_rows(features, triggers)
        if not len(of):
            return logits, numpy.zeros((0, 4), dtype="f")
        return logits, _numpy(softmax(model.get_ref("roles").predict((vectors, triggers[of], tokens, rows))))

    def _heard(self, features: Features) -> Features:
        """The features with a Doc on which the components stand that the teacher listens to."""
        if not self.upstream:
            return features
        page = copy(features.page)
        page.given = features.doc.copy()
        for pipe in self.upstream:
            pipe.set_annotations([page.given], pipe.predict([page.given]))
        return replace(features, page=page)


def _numpy(array: Any) -> numpy.ndarray:
    return array.get() if hasattr(array, "get") else array
