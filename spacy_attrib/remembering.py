"""Components of spaCy that remember what they have worked out of a word: the same annotation, bit for bit, in less time.

Words come back, and what spaCy's English pipelines say of one is often told by the word alone, or by the word and its tag. `remember` lets

- the attribute ruler match its patterns of one token once for each word, tag and dependency;
- the rule lemmatizer look up what it has made of a word, also where it made no use of its own cache;
- the networks embed each word of a batch once. Rows of a product of matrices do not depend on each other with the library that thinc has.

What is not of the kind that is known here stays as it is.
"""

from typing import Any, Dict, List, Set, Tuple, Union

import numpy
from spacy.attrs import DEP, IS_SPACE, LEMMA, LOWER, MORPH, ORTH, POS, TAG
from spacy.lang.en import EnglishLemmatizer
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc, Span
from thinc.api import Model, NumpyOps

EMBEDDING = ["extract_features", "list2ragged", "with_array", "with_array", "ragged2list"]  # how the names of the layers of `MultiHashEmbed` begin


def remember(nlp: Language) -> None:
    """Let the components of a pipeline remember, where they are of a kind that is known. Their annotations stay the same.

    nlp (Language): The pipeline, which is changed: its networks have a layer more, so that it is for running and not for saving.
    """
    for _, pipe in nlp.pipeline:
        if type(pipe) is AttributeRuler:
            _make(pipe, RememberingRuler)
        elif type(pipe) is EnglishLemmatizer and pipe.mode == "rule" and not pipe.overwrite:
            _make(pipe, RememberingLemmatizer)
        elif isinstance(model := getattr(pipe, "model", None), Model):
            for layer in list(model.walk()):
                if _is_embedding(layer):
                    model.replace_node(layer, Model("embed_once", _embed_once, layers=[layer]))


def _make(pipe: Any, kind: Any) -> None:
    """Let a component be of a kind that has the same data."""
    pipe.__class__ = kind
    pipe.prepare()


class RememberingRuler(AttributeRuler):
    """An attribute ruler that matches patterns of one token once for each tag, dependency and word that patterns know."""

    def prepare(self) -> None:
        """Part the patterns into those that are told by the key of a token, and others."""
        self._plain, self._others = Matcher(self.vocab), Matcher(self.vocab)
        self._listed: Set[int] = set()
        self._known: Dict[Tuple[int, ...], List[Tuple[int, int]]] = {}
        for number, row in enumerate(self.patterns):
            patterns: Any = row["patterns"]
            plain = all(len(pattern) == 1 and _is_plain(pattern[0]) for pattern in patterns)
            (self._plain if plain else self._others).add(str(number), patterns)
            if plain:
                self._listed.update(self.vocab.strings.add(word) for pattern in patterns for word in _words(pattern[0].get("LOWER", [])))

    def match(self, doc: Doc) -> List[Tuple[int, int, int, int]]:
        """What matches in a Doc: (number of the pattern, its id, start, end), later patterns behind earlier ones of the same token."""
        found = self._matches(self._others, doc)
        several = bool(found)
        for i, (word, *rest) in enumerate(doc.to_array([LOWER, IS_SPACE, TAG, DEP]).tolist()):
            key = (word if word in self._listed else 0, *rest)
            if key not in self._known:
                self._known[key] = sorted((number, id) for number, id, _, _ in self._matches(self._plain, doc[i : i + 1]))
            found += [(number, id, i, i + 1) for number, id in self._known[key]]
        if several:
            found.sort()
        return found

    def _matches(self, matcher: Matcher, words: Union[Doc, Span]) -> List[Tuple[int, int, int, int]]:
        if not len(matcher):  # which would warn
            return []
        return [(int(self.vocab.strings[id]), id, start, end) for id, start, end in matcher(words, allow_missing=True)]


def _is_plain(token: Dict[str, Any]) -> bool:
    """Whether a part of a pattern asks for tag, dependency, being white space and words that it lists, and for nothing else."""
    listed = isinstance(token.get("LOWER", ""), str) or token["LOWER"].keys() == {"IN"}
    return listed and {"LOWER", "IS_SPACE", "TAG", "DEP"}.issuperset(token)


def _words(asked: Any) -> List[str]:
    return [asked] if isinstance(asked, str) else asked["IN"] if isinstance(asked, dict) else asked


class RememberingLemmatizer(EnglishLemmatizer):
    """A rule lemmatizer that looks into its cache before it looks at a token. The cache is cleared by whoever runs it over many texts."""

    def prepare(self) -> None:
        """Let it be looked up whether a form is a word: the lists of words are searched from their beginning each time."""
        table = self.lookups.get_table("lemma_index", {})
        for pos, words in list(table.items()):
            table[pos] = dict.fromkeys(words)  # not a set, which a saved pipeline cannot hold

    def __call__(self, doc: Doc) -> Doc:
        """Set the lemmas of a Doc where there are none yet, and return it."""
        if not self._validated:
            self._validate_tables()
        try:
            for i, (orth, pos, morph, lemma) in enumerate(doc.to_array([ORTH, POS, MORPH, LEMMA]).tolist()):
                if not lemma:
                    forms = self.cache.get((orth, pos, morph))
                    if forms is None:
                        forms = self.lemmatize(doc[i])
                        if pos:  # without one, a warning is due each time
                            self.cache[orth, pos, morph] = forms
                    doc[i].lemma_ = forms[0]
            return doc
        except Exception as error:
            return self.get_error_handler()(self.name, self, [doc], error)


def _is_embedding(layer: Model) -> bool:
    names = [part.name for part in layer.layers]
    return type(layer.ops) is NumpyOps and len(names) == len(EMBEDDING) and all(map(str.startswith, names, EMBEDDING))


def _embed_once(model: Model, docs: List[Doc], is_train: bool) -> Tuple[List[Any], Any]:
    """The vectors of the tokens of Docs, for which equal tokens are embedded once."""
    embedding = model.layers[0]
    if is_train or not docs:
        return embedding(docs, is_train)
    extract, _, hashed, mixed, _ = embedding.layers
    features = extract.predict(docs)
    rows = numpy.concatenate(features)
    first, place = _distinct(rows)
    vectors = mixed.predict(hashed.predict(rows[first]))[place]
    return numpy.split(vectors, numpy.cumsum([len(each) for each in features])[:-1]), lambda gradient: []


def _distinct(rows: numpy.ndarray) -> Tuple[numpy.ndarray, numpy.ndarray]:
    """The numbers of rows (n, k) that hold every row once, and (n,) for each row its place among them."""
    factors = numpy.cumprod(numpy.full(rows.shape[1], 0x9E3779B97F4A7C15, dtype="uint64"))  # odd, so that no bit is lost
    _, first, place = numpy.unique(rows @ factors, return_index=True, return_inverse=True)
    if not numpy.array_equal(rows[first][place], rows):  # two that differ with one sum: as good as never
        first = place = numpy.arange(len(rows))
    return first, place
