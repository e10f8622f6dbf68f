"""Vectors of words from their attributes: spaCy's MultiHashEmbed, with a faster last layer."""

from functools import partial
from threading import Lock
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple, Union

import numpy
from spacy.attrs import IDS
from spacy.ml.featureextractor import FeatureExtractor
from spacy.tokens import Doc
from thinc.api import HashEmbed, Model, chain, concatenate, list2ragged, ragged2list, with_array

from ..errors import Errors
from .arrays import Floats2d, Ints1d, Ints2d
from .layers import maxout, normalized_best
from .locks import renew_in_forks

SEED = 8  # of the first table; spaCy's MultiHashEmbed begins with the same
PIECES = 3
MOST_KEYS = 10_000  # of an attribute whose projections are kept, 1.5 KB each
SPELLING = ("ORTH", "NORM", "LOWER", "LEMMA", "PREFIX", "SUFFIX")  # what tells which word it is


def embed_words(width: int, attrs: Sequence[Union[str, int]], rows: Sequence[int], word_dropout: float = 0.0) -> Model[List[Doc], List[Floats2d]]:
    """The architecture `spacy-attrib.HashedWords.v1`: a hash embedding for every attribute, mixed into one vector.

    It takes two thirds of the time of `spacy.MultiHashEmbed.v2`, whose shape it has, on a CPU.

    width (int): Width of the vectors, and of every table.
    attrs (Sequence[Union[str, int]]): Attributes of tokens, as `Doc.to_array` takes them.
    rows (Sequence[int]): Number of rows of each table.
    word_dropout (float): The share of words that are hidden in training, all but their shape, tags and the like, lest the
        network relies on the words of a small corpus (Iyyer et al. 2015, "Deep Unordered Composition").
    RETURNS (Model[List[Doc], List[Floats2d]]): A layer that gives a vector of this width to every token.
    RAISES (ValueError): If there are not as many tables as attributes.
    """
    if len(rows) != len(attrs):
        raise ValueError(Errors.A056.format(attrs=len(attrs), rows=len(rows)))
    tables: List[Model] = [HashEmbed(width, n, column=i, seed=SEED + i) for i, n in enumerate(rows)]
    embed: Model = chain(concatenate(*tables), maxout(width, width * len(tables), PIECES))
    if len(tables) > 1:
        embed = projected(embed)
    spelling = [i for i, attr in enumerate(attrs) if attr in SPELLING or attr in [IDS[name] for name in SPELLING]]
    model: Model = chain(FeatureExtractor(list(attrs)), list2ragged(), with_array(chain(_hide_words(spelling, word_dropout), embed)), ragged2list())
    model.set_dim("nO", width)
    return model


def _hide_words(columns: Sequence[int], rate: float) -> Model[Ints2d, Ints2d]:
    """Set these columns of a share of the rows to 0 in training."""
    return Model("hide_words", _forward_hide, attrs={"columns": list(columns), "rate": rate})


def _forward_hide(model: Model, X: Ints2d, is_train: bool) -> Tuple[Ints2d, Callable]:
    columns, rate = model.attrs["columns"], model.attrs["rate"]
    if is_train and rate and columns:
        X, xp = X.copy(), model.ops.xp
        hidden = xp.asarray(numpy.flatnonzero(numpy.random.uniform(size=len(X)) < rate))
        X[hidden[:, None], xp.asarray(columns)] = 0
    return X, lambda dX: dX


class Projections:
    """What each table gives for the keys seen so far, multiplied by its share of the weights of the maxout, until tables or weights change."""

    def __init__(self) -> None:
        self.parameters: List[Any] = []  # words come again and again: to add up seven known rows is a fifth of the work of multiplying
        self.known: List[Tuple[Dict[int, int], Floats2d]] = []
        self.lock = Lock()
        renew_in_forks(self)

    def __getstate__(self) -> Dict[str, Any]:
        return {}

    def __setstate__(self, state: Dict[str, Any]) -> None:
        self.__init__()  # type: ignore[misc]  # of a class that has this very __init__

    def renew(self) -> None:
        """Begin anew if a thread that is not there any more was at work here."""
        if self.lock.locked():
            self.__init__()  # type: ignore[misc]  # of a class that has this very __init__

    def forget(self) -> None:
        """Make all rows void: something is about to be learned."""
        self.parameters = []

    def sums(self, X: Ints2d, tables: Sequence[Model], mix: Model) -> Floats2d:
        """The maxout's products of every row of keys, without its bias.

        X (Ints2d): (n, k) keys, one column for each table.
        tables (Sequence[Model]): k hash embeddings of one width.
        mix (Model): The maxout, from (n, k * width) to (n, nO) by nP pieces.
        RETURNS (Floats2d): (n, nP * nO): all first pieces, then all second ones, and so on.
        """
        parameters = [table.layers[1].get_param("E") for table in tables] + [mix.get_param("W")]
        with self.lock:
            if len(parameters) != len(self.parameters) or any(a is not b for a, b in zip(parameters, self.parameters)):
                self.parameters = parameters
                self.known = [({}, numpy.zeros((0, len(parameters[-1])), dtype="f")) for _ in tables]
            weights = by_piece(parameters[-1], mix.get_dim("nP"))
            total = numpy.zeros((len(X), len(weights)), dtype="f")
            for column, table in enumerate(tables):
                keys, inverse = numpy.unique(X[:, column], return_inverse=True)
                total += self._rows(column, keys, table, weights).take(inverse, axis=0)
            return total

    def _rows(self, column: int, keys: Ints1d, table: Model, weights: Floats2d) -> Floats2d:
        """The projections of keys that are all different."""
        places, values = self.known[column]
        if len(places) > MOST_KEYS:
            places, values = {}, values[:0]
        new = [key for key in keys.tolist() if key not in places]
        if new:
            asked = numpy.zeros((len(new), len(self.known)), dtype="uint64")
            asked[:, column] = new
            vectors = table.predict(asked)
            width = vectors.shape[1]
            places.update(zip(new, range(len(values), len(values) + len(new))))
            # One by one, since a product of matrices differs in its last bits with the number of rows: what a word gives must not hang on
            # which others were new with it.
            products = (vectors[:, None] @ weights[:, column * width : (column + 1) * width].T)[:, 0]
            values = numpy.concatenate([values, products])
            self.known[column] = places, values
        return values[[places[key] for key in keys.tolist()]]


def projected(layer: Model[Ints2d, Floats2d]) -> Model[Ints2d, Floats2d]:
    """The same layer, hash embeddings that are mixed by a maxout, faster where nothing is learned."""
    return Model("projected_words", partial(_forward_projected, Projections()), layers=[layer], init=_init_projected)


def _init_projected(model: Model, X: Optional[Ints2d] = None, Y: object = None) -> None:
    model.layers[0].initialize(X)


def _forward_projected(projections: Projections, model: Model, X: Ints2d, is_train: bool) -> Tuple[Floats2d, Callable]:
    layer = model.layers[0]
    if is_train or not isinstance(X, numpy.ndarray):
        projections.forget()
        return layer(X, is_train)
    tables, mix = layer.layers
    nO, nP = mix.get_dim("nO"), mix.get_dim("nP")
    pieces = projections.sums(X, tables.layers, mix)
    pieces += by_piece(mix.get_param("b"), nP)
    best = pieces[:, :nO]
    for start in range(nO, nO * nP, nO):
        best = numpy.maximum(best, pieces[:, start : start + nO])
    return normalized_best(mix, best), lambda dY: X


def by_piece(weights: Any, pieces: int) -> Any:
    """The rows of a maxout's weights or bias in another order: those of all first pieces, then those of all second ones, and so on."""
    return numpy.concatenate([weights[piece::pieces] for piece in range(pieces)])
