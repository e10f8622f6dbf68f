"""The factory `attrib`: finds attributions by a trained network, resolves their speakers, types their sources."""

from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Callable, Dict, Iterable, Iterator, List, Optional, Sequence, Tuple, Union

import numpy
from spacy.language import Language
from spacy.pipeline.trainable_pipe import TrainablePipe
from spacy.tokens import Doc
from spacy.training import Example, validate_examples, validate_get_examples
from spacy.util import minibatch
from thinc.api import Config, Model, Optimizer, set_dropout_rate

from .attributions import ACTS, SPANS_KEY, UNSURE, Draft, check_key, read_attributions
from .errors import Errors
from .extensions import set_extensions
from .lang.reading import WordLists, lexicon_of
from .network.arrays import Floats1d, Floats2d, Ints1d, Ints2d
from .network.averages import begin_averages
from .network.decoding import Marked, decode
from .network.distillation import Teachers
from .network.features import ROLES, Features, extract_features, mask_proposals, pair_rows
from .network.locks import loading
from .network.losses import class_loss, sigmoid, softmax, trigger_loss
from .network.targets import NO_ACT, act_targets, by_trigger, certainties, gold_drafts, role_targets, trigger_targets
from .network.threads import one_thread
from .network.transformers import make_forks_safe
from .network.weights import SMALL, SMALL_NAMES, is_calibration, is_moved, load_weights, network_of, read_card
from .page.page import Page
from .rules.combining import combine
from .rules.edges import draft_of
from .scoring.scorer import SCORE_WEIGHTS
from .steps import Finder, Resolver, Typer, check_annotation, finish

MODEL = """
[model]
@architectures = "spacy-attrib.AttributionNetwork.v2"
hidden = 64
pair_hidden = 48
smoothing = 1
parse = true

[model.encoder]
@architectures = "spacy-attrib.SequenceEncoder.v1"
width = 128
depth = 1

[model.encoder.tok2vec]
@architectures = "spacy-attrib.HashedWords.v1"
width = 64
attrs = ["NORM", "PREFIX", "SUFFIX", "SHAPE", "TAG", "DEP", "ENT_TYPE"]
rows = [20000, 1000, 5000, 1000, 100, 100, 50]
word_dropout = 0.1
"""

DEFAULT_CONFIG = {
    "model": Config().from_str(MODEL)["model"],
    "weights": SMALL,
    "threshold": None,
    "nested": False,
    "anchor_weight": 3.0,
    "learn_rate_factor": 1.0,
    "spans_key": SPANS_KEY,
    "explain": False,
    "words": {"@misc": "spacy-attrib.WordLists.v1"},
    "propose": {"@misc": "spacy-attrib.RuleFinder.v1"},
    "resolve": {"@misc": "spacy-attrib.SpeakerResolver.v1"},
    "type": {"@misc": "spacy-attrib.SourceTyper.v1"},
    "scorer": {"@scorers": "spacy-attrib.attrib_scorer.v1"},
}
THRESHOLD = 0.5  # where weights do not say another
LISTENERS = ("tok2vec-listener", "transformer-listener", "trf-listener")  # parts of a network that read what another component has written
PLAIN_SHARE = 0.3  # of the Docs that are learned from without what the rules propose, lest the network only repeats it


@Language.factory(
    "attrib",
    assigns=["doc.spans", "doc._.attributions", "doc._.quotes", "doc._.speakers"],
    requires=["token.tag", "token.dep", "token.head"],  # and token.pos, which attribute_ruler sets and does not declare
    default_config=DEFAULT_CONFIG,
    default_score_weights=SCORE_WEIGHTS,
)
def make_attribution_recognizer(
    nlp: Language,
    name: str,
    model: Model[List[Features], Floats2d],
    weights: Optional[str],
    threshold: Optional[float],
    nested: bool,
    anchor_weight: float,
    learn_rate_factor: float,
    spans_key: str,
    explain: bool,
    words: WordLists,
    propose: Finder,
    resolve: Resolver,
    type: Typer,
    scorer: Optional[Callable],
) -> "AttributionRecognizer":
    """Construct an AttributionRecognizer.

    nlp (Language): The pipeline.
    name (str): The component's name in it.
    model (Model[List[Features], Floats2d]): The network, with the parts "encoder", "anchors", "roles" and, where it tells them, "acts".
    weights (Optional[str]): "small" or "accurate" for trained weights of the package, or a folder with some; None to begin from nothing.
        All but "small" bring their own network, in place of `model`.
    threshold (Optional[float]): The score from which on an attribution is given: more finds fewer and surer ones. None for that of the weights,
        at which 95 of 100 statements given as speech are some; without weights it is 0.5.
    nested (bool): Whether to give attributions inside the content of another, too, as the rules find them.
    anchor_weight (float): Weight of finding the triggers in the loss; the roles around them have weight 1.
    learn_rate_factor (float): By how much this network learns faster than the rest of the pipeline: a network that begins
        from nothing behind a transformer needs some twenty times the learning rate of the transformer.
    spans_key (str): Name of the span group that holds the attributions.
    explain (bool): Whether to keep with each attribution which rule, step or score decided (`attribution.why`).
    words (Callable[[Doc], Lexicon]): Gives the word lists for a Doc.
    propose (Callable[[Page], List[Draft]]): Finds by rules what the network takes into account.
    resolve (Callable[[Page, Sequence[Draft]], None]): Gives every attribution its speaker, in place.
    type (Callable[[Page, Sequence[Draft]], List[Draft]]): Gives every attribution its source type, disclosure and reason.
    scorer (Optional[Callable]): The scoring method.
    """
    own = None if weights is None or weights in SMALL_NAMES or is_moved(weights) else network_of(weights)
    return AttributionRecognizer(
        nlp.vocab, model if own is None else own, name, weights=weights, threshold=threshold, nested=nested, anchor_weight=anchor_weight,
        learn_rate_factor=learn_rate_factor, spans_key=spans_key, explain=explain, words=words, propose=propose, resolve=resolve,
        type=type, scorer=scorer,
    )  # fmt: skip


@dataclass
class Scored:
    """What the network says of one Doc.

    features (Features): The features of the Doc.
    scores (Floats1d): (n,) for every token, how likely an attribution with this trigger is right.
    triggers (Ints1d): (m,) the tokens taken for triggers.
    role_probs (Floats2d): (p, 4) a probability for every role of every pair, in the order of `pair_rows`.
    marked (List[Marked]): The attributions read off that, token by token.
    """

    features: Features
    scores: Floats1d
    triggers: Ints1d
    role_probs: Floats2d
    marked: List[Marked]


class AttributionRecognizer(TrainablePipe):
    """Finds attributions by a trained network.

    The network marks triggers, that is the first token of every cue, and tells source, cue and content around each
    (as semantic role labelling does: He et al. 2018, "Jointly Predicting Predicates and Arguments in Neural Semantic Role
    Labeling"). It reads what the rules propose as a feature.
    """

    def __init__(
        self,
        vocab: Any,
        model: Model,
        name: str = "attrib",
        *,
        weights: Optional[str] = SMALL,
        threshold: Optional[float] = None,
        nested: bool = False,
        anchor_weight: float = 3.0,
        learn_rate_factor: float = 1.0,
        spans_key: str = SPANS_KEY,
        explain: bool = False,
        words: WordLists = lexicon_of,
        propose: Finder,
        resolve: Resolver,
        type: Typer,
        scorer: Optional[Callable] = None,
    ):
        check_key(spans_key, name)
        self.vocab = vocab
        self.model = model
        self.name = name
        self.cfg: Dict[str, Any] = {"threshold": _checked(threshold)}  # None until weights say it
        self.spans_key = spans_key
        self.explain = explain
        self.nested = nested
        self.anchor_weight = anchor_weight
        self.learn_rate_factor = learn_rate_factor
        self.words = words
        self.propose = propose
        self.resolve = resolve
        self.type = type
        self.scorer = scorer
        self._weights_to_load = weights  # loaded when first used
        self._teachers: Optional[Teachers] = None
        self._rng = numpy.random.RandomState(0)
        set_extensions()
        make_forks_safe()

    @property
    def threshold(self) -> float:
        """The score from which on an attribution is given."""
        if self.cfg["threshold"] is None:
            card = read_card(self._weights_to_load) if self._weights_to_load else {}
            self.cfg["threshold"] = card.get("threshold", THRESHOLD)
        return round(self.cfg["threshold"], 6)  # srsly reads 0.6 as 0.6000000000000001, from a card and from a saved pipeline

    @threshold.setter
    def threshold(self, value: float) -> None:
        self.cfg["threshold"] = _checked(value)

    # Predicting

    def __call__(self, doc: Doc) -> Doc:
        """Set the attributions of a Doc and return it: without attributions if an error handler took what went wrong."""
        self._annotate([doc])
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """Set the attributions of a stream of Docs.

        stream (Iterable[Doc]): Tagged and parsed Docs.
        batch_size (int): How many to work on at once.
        YIELDS (Doc): The same Docs, in order, but for those of which the error handler took what went wrong.
        """
        for docs in minibatch(stream, batch_size):
            yield from self._annotate(docs)

    def _annotate(self, docs: List[Doc]) -> List[Doc]:
        """The Docs of a batch with their attributions; after an error each is tried alone, so that one does not take the others with it."""
        try:
            self.set_annotations(docs, self.predict(docs))
            return docs
        except Exception as error:
            if len(docs) == 1:
                self.get_error_handler()(self.name, self, docs, error)
                return []
        return [done for doc in docs for done in self._annotate([doc])]

    def score(self, examples: Iterable[Example], **kwargs: Any) -> Dict[str, Any]:
        """Score what stands in the Docs under the component's own `spans_key`; see `attrib_score`."""
        return super().score(examples, **{"spans_key": self.spans_key, **kwargs})

    def predict(self, docs: Iterable[Doc]) -> List[Optional[Scored]]:
        """Score Docs without changing them.

        docs (Iterable[Doc]): Tagged and parsed Docs.
        RETURNS (List[Optional[Scored]]): What the network says of each; None for one without tokens.
        RAISES (ValueError): If a Doc has no tags or no parse.
        """
        self.load()
        with one_thread():
            return [self._score(doc) if len(doc) else None for doc in docs]

    def _score(self, doc: Doc) -> Scored:
        """What the network says of one Doc. Several at once would be a little faster, but a product of matrices differs in its last bits with
        the number of their rows, so that a score would depend on what other Docs are in a batch."""
        features = self._features(doc)
        vectors = self.model.get_ref("encoder").predict([features])
        slope, intercept = self.model.attrs["calibration"]
        logits = _numpy(self.model.get_ref("anchors").predict(vectors)[:, 0]).astype("float64")
        scores = sigmoid(slope * logits + intercept)
        triggers = numpy.flatnonzero(scores >= self.threshold)
        pairs, sizes = _pairs([features], [triggers])
        roles = softmax(_numpy(self.model.get_ref("roles").predict((vectors, *pairs)))) if sum(sizes) else numpy.zeros((0, len(ROLES)))
        marked = decode([len(features)], [triggers], [scores[triggers]], [roles], self._acts(vectors, triggers))
        return Scored(features, scores, triggers, roles, marked[0])

    def _acts(self, vectors: Floats2d, triggers: Ints1d) -> Optional[List[str]]:
        """The act of every trigger; None if the network does not tell acts."""
        if not self._tells_acts:
            return None
        return [ACTS[number] for number in _numpy(self.model.get_ref("acts").predict(vectors[triggers])).argmax(axis=1).tolist()]

    @property
    def _tells_acts(self) -> bool:
        return bool(self.model.has_ref("acts"))

    def set_annotations(self, docs: Iterable[Doc], scores: Iterable[Optional[Scored]]) -> None:
        """Store in the Docs the attributions that the scores of `predict` give."""
        for doc, scored in zip(docs, scores):
            page = Page(doc, self.words(doc)) if scored is None else scored.features.page
            finish(page, [] if scored is None else self._found(scored), self.resolve, self.type, self.spans_key, self.explain)

    def _found(self, scored: Scored) -> List[Draft]:
        """The attributions that the network marked, trimmed, and combined with what the rules propose."""
        page, found = scored.features.page, []
        for marked in scored.marked:
            draft = draft_of(page, marked.trigger, marked.content, marked.cue, marked.source, marked.certainty)
            if draft is not None:
                draft.score, draft.act = marked.score, marked.act
                found.append(draft)
        return combine(page, found, scored.features.proposals, self.threshold, self.nested)

    def _features(self, doc: Doc) -> Features:
        check_annotation(doc, self.name)
        page = Page(doc, self.words(doc))
        return extract_features(page, self.propose(page))

    # Training

    def update(
        self, examples: Iterable[Example], *, drop: float = 0.0, sgd: Optional[Optimizer] = None, losses: Optional[Dict[str, float]] = None
    ) -> Dict[str, float]:
        """Learn from a batch of examples.

        examples (Iterable[Example]): Predicted Docs with tags and parse, and references with the span group.
        drop (float): The dropout rate.
        sgd (Optional[Optimizer]): The optimizer; None to gather gradients only.
        losses (Optional[Dict[str, float]]): Added to under the name of the component.
        RETURNS (Dict[str, float]): The losses.
        """
        losses = losses if losses is not None else {}
        losses.setdefault(self.name, 0.0)
        examples = list(examples)  # empty Docs stay: a tok2vec that is listened to expects the Docs that it was given
        validate_examples(examples, "AttributionRecognizer.update")
        if not any(len(eg.predicted) for eg in examples):
            return losses
        self.load()
        set_dropout_rate(self.model, drop)
        features = [self._features(eg.predicted) for eg in examples]
        features = [mask_proposals(f) if self._rng.uniform() < PLAIN_SHARE else f for f in features]
        gold = [self._gold(eg) for eg in examples]
        vectors, from_encoder = self.model.get_ref("encoder").begin_update(features)
        logits, from_triggers = self.model.get_ref("anchors").begin_update(vectors)
        triggers = [numpy.asarray(list(each), dtype="int64") for each in gold]
        targets = [self._targets(f, a, g) for f, a, g in zip(features, triggers, gold)]
        loss, d_triggers = trigger_loss(sigmoid(logits[:, 0]), numpy.concatenate([each for each, _ in targets]))
        loss *= self.anchor_weight
        d_vectors = from_triggers(self.anchor_weight * d_triggers)
        pairs, sizes = _pairs(features, triggers)
        if sum(sizes):
            sure = numpy.concatenate([certainties(each) for each in gold])
            roles, from_roles = self.model.get_ref("roles").begin_update((vectors, *pairs))
            weights = _per_pair(sure, pairs[0])
            loss_of_roles, d_roles = class_loss(roles, numpy.concatenate([each for _, each in targets]), weights)
            d_vectors = d_vectors + from_roles(d_roles)
            loss += loss_of_roles
            if self._tells_acts:
                loss += self._learn_acts(vectors, d_vectors, features, triggers, gold, sure)
        from_encoder(d_vectors)
        if sgd is not None:
            self.finish_update(sgd)
        losses[self.name] += loss
        return losses

    def _gold(self, eg: Example) -> Dict[int, Draft]:
        """The gold attributions of an example by trigger, those that a teacher is unsure of among them."""
        keys = [key for key in (self.spans_key + UNSURE, self.spans_key) if key in eg.reference.spans]
        return by_trigger([draft for key in keys for draft in gold_drafts(eg.predicted, read_attributions(eg.reference, key))])

    def _learn_acts(
        self,
        vectors: Floats2d,
        d_vectors: Floats2d,
        features: Sequence[Features],
        triggers: Sequence[Ints1d],
        gold: Sequence[Dict[int, Draft]],
        sure: Floats1d,
    ) -> float:
        """Learn the acts that are annotated: adds to the gradient of the vectors, in place, and gives the loss."""
        starts = numpy.cumsum([0, *map(len, features)])[:-1]
        acts = numpy.concatenate([act_targets(each) for each in gold])
        own = numpy.concatenate([each + start for each, start in zip(triggers, starts)])
        own, sure, acts = (each[acts != NO_ACT] for each in (own, sure, acts))
        if not len(acts):
            return 0.0
        logits, from_acts = self.model.get_ref("acts").begin_update(vectors[own])
        loss, d_logits = class_loss(logits, numpy.eye(len(ACTS), dtype="f")[acts], sure)
        d_vectors[own] += from_acts(d_logits)
        return loss

    def finish_update(self, sgd: Optimizer) -> None:
        """Let the optimizer change the weights by the gradients that were gathered."""
        begin_averages(self.model, sgd)
        faster: Any = partial(sgd, lr_scale=self.learn_rate_factor)
        self.model.finish_update(faster)

    def _targets(self, features: Features, triggers: Ints1d, gold: Dict[int, Draft]) -> Tuple[Floats1d, Floats2d]:
        targets = trigger_targets(len(features), gold), role_targets(len(features), triggers, gold)
        return self._teachers.soften(features, triggers, *targets) if self._teachers and len(features) else targets

    def get_loss(self, examples: Iterable[Example], scores: Iterable[Optional[Scored]]) -> Tuple[float, List[Floats1d]]:
        """The loss of the triggers by what `predict` gave, and for every Doc the gradient of its n trigger logits."""
        examples = list(examples)
        validate_examples(examples, "AttributionRecognizer.get_loss")
        total, gradients = 0.0, []
        for eg, scored in zip(examples, scores):
            probs: Floats1d = numpy.zeros(0, dtype="f") if scored is None else scored.scores
            gold = self._gold(eg)
            loss, gradient = trigger_loss(self.model.ops.asarray(probs), trigger_targets(len(probs), gold))
            total += loss
            gradients.append(gradient[:, 0])
        return total, gradients

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Example]],
        *,
        nlp: Optional[Language] = None,
        teachers: Sequence[str] = (),
        teacher_weight: float = 0.6,
    ) -> None:
        """Prepare the network for training: at random, or with the bundled weights if the config asks for them.

        get_examples (Callable[[], Iterable[Example]]): Gives some examples.
        nlp (Optional[Language]): The pipeline, whose components before this one annotate the sample.
        teachers (Sequence[str]): Names or folders of pipelines with `attrib` to learn from besides the gold.
        teacher_weight (float): The share that these have in what is learned.
        """
        self._teachers = Teachers(teachers, teacher_weight) if teachers else None
        validate_get_examples(get_examples, "AttributionRecognizer.initialize")
        if self._weights_to_load is not None:
            self.load()
            return
        if not any(self.spans_key in eg.reference.spans for eg in get_examples()):
            raise ValueError(Errors.A053.format(key=self.spans_key, name=self.name))
        docs = [eg.x for eg in islice(get_examples(), 10) if len(eg.x)]
        self.model.initialize([extract_features(Page(doc, self.words(doc)), []) for doc in docs])

    # Weights

    def load(self) -> None:
        """Load the bundled weights if nothing else was loaded or trained since: whole, before any thread reads them."""
        if self._weights_to_load is None:
            return
        with loading():
            if self._weights_to_load is not None:  # another thread may have been first
                threshold = self.threshold
                load_weights(self.model, self._weights_to_load)
                self.cfg["threshold"] = threshold
                self._weights_to_load = None  # last: after an error the next call says the same

    def to_bytes(self, *, exclude: Iterable[str] = tuple()) -> bytes:
        """Serialize settings, vocabulary and weights, but for the fields to `exclude`."""
        self.load()
        return super().to_bytes(exclude=exclude)

    def from_bytes(self, bytes_data: bytes, *, exclude: Iterable[str] = tuple()) -> "AttributionRecognizer":
        """Load what `to_bytes` gave, but for the fields to `exclude`, and return the component."""
        with self._refusing():
            super().from_bytes(bytes_data, exclude=exclude)
            self._check_loaded()
        self._weights_to_load = None
        return self

    def to_disk(self, path: Union[str, Path], *, exclude: Iterable[str] = tuple()) -> None:
        """Save settings, vocabulary and weights in a folder, but for the fields to `exclude`."""
        self.load()
        super().to_disk(path, exclude=exclude)

    def from_disk(self, path: Union[str, Path], *, exclude: Iterable[str] = tuple()) -> "AttributionRecognizer":
        """Load what `to_disk` saved in a folder, but for the fields to `exclude`, and return the component."""
        with self._refusing():
            for name in ("cfg", "model"):
                if name not in exclude and not (Path(path) / name).is_file():  # a device may have no end
                    raise ValueError(f"there is no file '{name}' in its folder")
            super().from_disk(path, exclude=exclude)
            self._check_loaded()
        self._weights_to_load = None
        return self

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        """Say in one sentence that what is loaded is damaged or of another network, whatever that makes spaCy and Thinc raise."""
        try:
            yield
        except OSError:
            raise  # which names the file
        except Exception as error:
            if self._weights_to_load is not None:
                read_card(self._weights_to_load)  # does not fit since the folder that tells the shape of the network is gone, or says so here
            why, *_ = str(error).strip().splitlines() or [type(error).__name__]
            raise ValueError(Errors.A084.format(name=self.name, why=why.rstrip("."))) from error

    def _check_loaded(self) -> None:
        """Raise an error if settings are of another kind, or parameters of another shape than the network, which Thinc does not check."""
        self.cfg = {"threshold": _checked(self.cfg.get("threshold"))}
        if not is_calibration(self.model.attrs.get("calibration")):
            raise ValueError("its calibration is no pair of numbers")
        nodes = list(self.model.walk())
        if any(node.shims or node.name in LISTENERS for node in nodes):
            return  # what they read is there when the whole pipeline runs
        doc = Doc(self.vocab, words=["It", "rained"], tags=["PRP", "VBD"], pos=["PRON", "VERB"], heads=[1, 1], deps=["nsubj", "ROOT"])
        features = extract_features(Page(doc, self.words(doc)), [])
        vectors = self.model.get_ref("encoder").predict([features])
        pairs, _ = _pairs([features], [numpy.asarray([1])])  # of a trigger with every word
        said = [self.model.get_ref("anchors").predict(vectors), self.model.get_ref("roles").predict((vectors, *pairs))]
        if self._tells_acts:
            said.append(self.model.get_ref("acts").predict(vectors))
        sizes = [(len(doc), width) for width in (1, len(ROLES), len(ACTS))]
        if any(each.shape != size or not numpy.isfinite(_numpy(each)).all() for each, size in zip(said, sizes)):
            raise ValueError("its parameters do not give what they should")


def _pairs(features: Sequence[Features], triggers: Sequence[Ints1d]) -> Tuple[Tuple[Ints1d, Ints1d, Ints2d], List[int]]:
    """Triggers, tokens and features of the pairs of several Docs, counted through; and the number of pairs of each Doc."""
    parts = []
    start = 0
    for each, own in zip(features, triggers):
        of, tokens, rows = pair_rows(each, own)
        parts.append((own[of] + start, tokens + start, rows))
        start += len(each)
    columns: Any = tuple(numpy.concatenate(column) for column in zip(*parts))
    return columns, [len(part[0]) for part in parts]


def _checked(threshold: Any) -> Optional[float]:
    number = isinstance(threshold, (int, float)) and not isinstance(threshold, bool)
    if threshold is not None and not (number and 0.0 <= threshold <= 1.0):
        raise ValueError(Errors.A049.format(threshold=threshold))
    return threshold


def _per_pair(values: Floats1d, triggers: Ints1d) -> Floats1d:
    """(p,) for each pair the value of its trigger, of (m,) values in the order of the triggers."""
    new = numpy.concatenate([[0], (triggers[1:] != triggers[:-1]).astype("int64")])
    return values[numpy.cumsum(new)]


def _numpy(array: Any) -> numpy.ndarray:
    return array.get() if hasattr(array, "get") else array
