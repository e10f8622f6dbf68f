"""What the network tells from vectors: gradients, prediction in parts, one trigger apart from another, acts."""

from itertools import product

import numpy
import pytest
from spacy.training import Example
from thinc.api import Adam, fix_random_seed

from spacy_attrib.attributions import ACTS, Draft, add_record
from spacy_attrib.network import heads
from spacy_attrib.network.features import LAYOUT, PAIR_OFFSETS, PAIR_SIZES, ROLES
from spacy_attrib.network.heads import perceptron, roles
from spacy_attrib.network.losses import class_loss, softmax
from spacy_attrib.network.targets import NO_ACT, act_targets

from .conftest import NETWORK, load_english

WIDTH = 5
KINDS = list(product((0, 1, 2), (True, False), (None, LAYOUT)))
TRIGGERS = ((2, 0, 6), (9, 6, 12), (10, 7, 13))  # a trigger, and the tokens around it: the first, the one behind the last


def precise(layer):
    """A layer whose numbers have 64 bits, so that slopes can be measured."""
    fix_random_seed(1)
    layer.initialize()
    for node in layer.walk():
        for name in node.param_names:
            node.set_param(name, node.get_param(name).astype("float64") + 0.1 * numpy.random.randn(*node.get_param(name).shape))
    return layer


def pairs_of(triggers=TRIGGERS, n=13):
    """Vectors of n tokens, and the pairs of some triggers, with random features."""
    rng = numpy.random.RandomState(2)
    of = numpy.concatenate([[trigger] * (end - start) for trigger, start, end in triggers])
    tokens = numpy.concatenate([numpy.arange(start, end) for _, start, end in triggers])
    rows = rng.randint(0, PAIR_SIZES, (len(of), len(PAIR_SIZES))) + PAIR_OFFSETS
    return rng.randn(n, WIDTH), of, tokens, rows


def slope(function, values, place, step=1e-5):
    """How fast a number grows with one of the values."""
    old = values[place]
    values[place] = old + step
    more = function()
    values[place] = old - step
    less = function()
    values[place] = old
    return (more - less) / (2 * step)


def check_gradients(layer, X, vectors, places):
    """Backprop gives the slopes: of some of the vectors, and of a number of every parameter that has a gradient there."""
    output, backprop = layer(X, True)
    weight = numpy.random.RandomState(3).randn(*output.shape)
    gradient = backprop(weight)

    def total():
        return float((layer.predict(X) * weight).sum())

    for place in places:
        assert gradient[place] == pytest.approx(slope(total, vectors, place), rel=1e-3, abs=1e-4)
    parameters = [(node, name) for node in layer.walk() for name in node.param_names]
    assert parameters
    for node, name in parameters:
        grad = node.get_grad(name)
        place = numpy.unravel_index(numpy.abs(grad).argmax(), grad.shape)
        assert abs(grad[place]) > 1e-3
        assert grad[place] == pytest.approx(slope(total, node.get_param(name), place), rel=1e-3, abs=1e-4), name


@pytest.mark.parametrize("smoothing,paired,columns", KINDS)
def test_gradients_of_roles(smoothing, paired, columns):
    layer = precise(roles(WIDTH, 6, smoothing, paired, columns))
    X = pairs_of()
    check_gradients(layer, X, X[0], [(2, 0), (0, 1), (7, 2), (9, 3), (12, 4)])


@pytest.mark.parametrize("smoothing,paired,columns", KINDS)
def test_roles_are_told_as_they_are_learned_and_in_parts(smoothing, paired, columns, monkeypatch):
    layer = precise(roles(WIDTH, 6, smoothing, paired, columns))
    X = pairs_of()
    learned, whole = layer(X, True)[0], layer.predict(X)
    assert learned.shape == (18, len(ROLES)) and numpy.abs(learned - whole).max() < 1e-9
    for size in (1, 7, 12):
        monkeypatch.setattr(heads, "PAIRS_PART", size)
        assert len(list(heads._parts(X[1]))) == (2 if size == 12 else 3)
        assert numpy.abs(layer.predict(X) - whole).max() < 1e-9


def test_parts_keep_the_pairs_of_a_trigger_together(monkeypatch):
    triggers = numpy.repeat([3, 8, 9, 40, 41], [5, 2, 2, 9, 1])
    for size in range(1, 20):
        monkeypatch.setattr(heads, "PAIRS_PART", size)
        parts = [triggers[part].tolist() for part in heads._parts(triggers)]
        assert sum(parts, []) == triggers.tolist() and all(parts)
        assert all(one[-1] != other[0] for one, other in zip(parts, parts[1:]))
        assert all(len(part) <= size or len(set(part)) == 1 for part in parts)


@pytest.mark.parametrize("smoothing", [1, 2])
def test_the_pairs_of_one_trigger_do_not_change_those_of_another(smoothing):
    layer = precise(roles(WIDTH, 6, smoothing))
    vectors, *pairs = pairs_of()
    before = layer.predict((vectors, *pairs))
    other = vectors.copy()
    other[6:] += 1.0  # the first trigger has the tokens 0 to 5
    after = layer.predict((other, *pairs))
    assert numpy.abs(after[:6] - before[:6]).max() < 1e-9
    assert numpy.abs(after[6:] - before[6:]).max(axis=1).min() > 1e-3
    alone = [part[:6] for part in pairs]
    assert numpy.abs(layer.predict((vectors, *alone)) - before[:6]).max() < 1e-9


@pytest.mark.parametrize("smoothing,reach", [(0, 0), (1, 1), (2, 2)])
def test_each_convolution_reads_one_token_further(smoothing, reach):
    layer = precise(roles(WIDTH, 6, smoothing))
    vectors, *pairs = pairs_of([(0, 0, 13)])
    other = vectors.copy()
    other[6] += 3.0
    changed = numpy.abs(layer.predict((other, *pairs)) - layer.predict((vectors, *pairs))).max(axis=1) > 1e-9
    assert numpy.flatnonzero(changed).tolist() == list(range(6 - reach, 7 + reach))


def test_columns_that_are_not_read_do_not_matter():
    layer = precise(roles(WIDTH, 6, 1, columns=LAYOUT))
    assert layer.get_param("E").shape[0] == sum(PAIR_SIZES[column] for column in LAYOUT)
    vectors, of, tokens, rows = pairs_of()
    before = layer.predict((vectors, of, tokens, rows))
    for column, (size, start) in enumerate(zip(PAIR_SIZES, PAIR_OFFSETS)):
        other = rows.copy()
        other[:, column] = (rows[:, column] - start + 1) % size + start
        changed = numpy.abs(layer.predict((vectors, of, tokens, other)) - before).max() > 1e-6
        assert changed == (column in LAYOUT)


def test_gradients_of_a_perceptron():
    layer = precise(perceptron(3, 8, WIDTH))
    X = numpy.random.RandomState(4).randn(7, WIDTH)
    assert layer.predict(X).shape == (7, 3)
    check_gradients(layer, X, X, [(0, 0), (3, 2), (6, 4)])


def test_gradient_of_a_weighed_class_loss():
    rng = numpy.random.RandomState(5)
    logits, targets, weights = rng.randn(4, 3), softmax(rng.randn(4, 3)), numpy.asarray([1.0, 0.6, 0.0, 2.0])
    loss, gradient = class_loss(logits, targets, weights)
    assert loss > 0 and not gradient[2].any()
    for place in ((0, 0), (1, 2), (2, 1), (3, 1)):
        assert gradient[place] == pytest.approx(slope(lambda: class_loss(logits, targets, weights)[0], logits, place), abs=1e-5)


# Acts

LINES = (
    ("speech", "The cook said the soup was cold."),
    ("thought", "The cook hoped the soup was warm."),
    ("other", "The menu listed the soup as vegan."),
    ("speech", "A waiter shouted that the lamp was broken."),
    ("thought", "A waiter feared that the lamp was lost."),
    ("other", "A sign showed that the lamp was new."),
)
CUES = ("said", "hoped", "listed", "shouted", "feared", "showed")


def kitchen(nlp, acts):
    """Examples of these acts, where None is one that is not annotated."""
    for (_, text), cue, act in zip(LINES, CUES, acts):
        start = text.index(cue)
        item = {"content": [[start + len(cue) + 1, len(text) - 1]], "cue": [[start, start + len(cue)]], "source": [[0, start - 1]], "act": act}
        reference = nlp.make_doc(text)
        add_record(reference, {"attributions": [item]})
        yield Example(nlp(text), reference)


@pytest.fixture(scope="module")
def told():
    """A component that has learned the acts of some sentences by heart, and its examples."""
    fix_random_seed(0)
    nlp = load_english()
    examples = list(kitchen(nlp, [act for act, _ in LINES]))
    pipe = nlp.add_pipe("attrib", config={**NETWORK, "weights": None})
    pipe.propose = lambda page: []
    pipe.initialize(lambda: examples, nlp=nlp)
    optimizer = Adam(0.01)
    losses = [pipe.update(examples, sgd=optimizer)["attrib"] for _ in range(60)]
    return pipe, examples, losses


def test_the_network_tells_acts(told):
    pipe, examples, losses = told
    assert losses[-1] < losses[0] / 10
    docs = [eg.predicted for eg in examples]
    scores = pipe.predict(docs)
    assert [marked.act for scored in scores for marked in scored.marked] == [act for act, _ in LINES]


def test_an_attribution_has_the_act_that_the_head_says(told):
    pipe, examples, _ = told
    docs = [eg.predicted for eg in examples]
    pipe.set_annotations(docs, pipe.predict(docs))
    assert [a.act for doc in docs for a in doc._.attributions] == [act for act, _ in LINES]


def test_acts_that_are_not_annotated_teach_nothing():
    nlp = load_english()
    examples = list(kitchen(nlp, [None] * len(LINES)))
    pipe = nlp.add_pipe("attrib", config={**NETWORK, "weights": None})
    pipe.initialize(lambda: examples, nlp=nlp)
    pipe.update(examples)
    assert not any(node.has_grad("W") for node in pipe.model.get_ref("acts").walk())
    assert any(node.has_grad("W") for node in pipe.model.get_ref("roles").walk())
    pipe.update(list(kitchen(nlp, ["other", *[None] * 5])))
    assert any(node.has_grad("W") for node in pipe.model.get_ref("acts").walk())


def test_targets_of_acts():
    drafts = [Draft([(0, 1)], act="thought"), Draft([(2, 3)]), Draft([(4, 5)], act=ACTS[0])]
    assert act_targets(dict(enumerate(drafts))).tolist() == [ACTS.index("thought"), NO_ACT, 0]
