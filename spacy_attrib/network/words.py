"""Vectors of words from their attributes: spaCy's MultiHashEmbed, with a faster last layer."""
from typing import Callable, List, Sequence, Tuple, Union

import numpy
from spacy.attrs import IDS
from spacy.ml.featureextractor import FeatureExtractor
from spacy.tokens import Doc
from thinc.api import HashEmbed, Model, chain, concatenate, list2ragged, ragged2list, with_array
from thinc.types import Floats2d, Ints2d

from ..errors import Errors
from .layers import in_parts, maxout

SEED = 8  # of the first table; spaCy's MultiHashEmbed begins with the same
PIECES = 3
SPELLING = ("ORTH", "NORM", "LOWER", "LEMMA", "PREFIX", "SUFFIX")  # what tells which word it is


def embed_words(
    width: int, attrs: Sequence[Union[str, int]], rows: Sequence[int], word_dropout: float = 0.0
) -> Model[List[Doc], List[Floats2d]]:
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
    tables = [HashEmbed(width, n, column=i, seed=SEED + i) for i, n in enumerate(rows)]
    embed = in_parts(chain(concatenate(*tables), maxout(width, width * len(tables), PIECES)))
    spelling = [i for i, attr in enumerate(attrs) if attr in SPELLING or attr in [IDS[name] for name in SPELLING]]
    model = chain(FeatureExtractor(list(attrs)), list2ragged(), with_array(chain(_hide_words(spelling, word_dropout), embed)), ragged2list())
    model.set_dim("nO", width)
    return model


def _hide_words(columns: Sequence[int], rate: float) -> Model[Ints2d, Ints2d]:
    """Set these columns of a share of the rows to 0 in training."""
    return Model("hide_words", _forward_hide, attrs={"columns": list(columns), "rate": rate})


def _forward_hide(model: Model, X: Ints2d, is_train: bool) -> Tuple[Ints2d, Callable]:
    columns, rate = model.attrs["columns"], model.attrs["rate"]
    if is_train and rate and columns:
        X = X.copy()
        hidden = model.ops.asarray(numpy.flatnonzero(numpy.random.uniform(size=len(X)) < rate))
        X[hidden[:, None], model.ops.asarray(numpy.asarray(columns))] = 0
    return X, lambda dX: dX
