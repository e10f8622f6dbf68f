"""A parser that guesses: tags, trees and entities as en_core_web_sm gives them to such words, put together by chance, and odder ones.

It is quick, and shows the components trees that no parser gives: flat, deep, crossing ones, labels in any place, sentences cut anywhere. What it
says of a text depends on the text and the seed alone, so that batches and processes can be compared.
"""

import random
from collections import defaultdict
from typing import Any, Dict, Iterable, List, NamedTuple, Sequence, Tuple
from zlib import crc32

import numpy
from spacy.attrs import DEP, ENT_IOB, ENT_TYPE, HEAD, LEMMA, POS, TAG
from spacy.language import Language
from spacy.tokens import Doc

ATTRIBUTES = [TAG, POS, LEMMA, DEP, HEAD, ENT_IOB, ENT_TYPE]
ROOT = "ROOT"
LAST = (".", "!", "?", "”", "\n", "\n\n", ":")  # behind which a sentence begins as a rule
ODD_TREES = 0.3  # share of texts with a tree that is no parser's
HOLES = 0.03  # share of texts of which some tokens are without a label


class Word(NamedTuple):
    """What a parser said of a word once: numbers of strings, and how far away its head was."""

    tag: int
    pos: int
    lemma: int
    dep: int
    head: int
    entity: int


class GuessingParser:
    """Annotates by chance, as words of a sample were annotated.

    sample (Iterable[Doc]): Parsed Docs.
    seed (int): Changes what is said of all texts.
    """

    def __init__(self, sample: Iterable[Doc], seed: int) -> None:
        self.seed = seed
        self._words: Dict[str, List[Word]] = defaultdict(list)
        self._shapes: Dict[str, List[Word]] = defaultdict(list)
        for doc in sample:
            for token in doc:
                word = Word(token.tag, token.pos, token.lemma, token.dep, token.head.i - token.i, token.ent_type)
                self._words[token.lower_].append(word)
                self._shapes[_shape(token.text)].append(word)
        self._all = [word for words in self._shapes.values() for word in words]
        self._entities = sorted({word.entity for word in self._all if word.entity})

    def __call__(self, doc: Doc) -> Doc:
        """Annotate a Doc; a few get other tokens, too, as tokenizers of other languages and `retokenize` give."""
        chance = random.Random(crc32(doc.text.encode("utf8"), self.seed))
        if len(doc) > 1 and chance.random() < 0.05:
            doc = _merged(doc, chance)
        if not len(doc):
            return doc
        words = [self._guess(token.text, chance) for token in doc]
        root = doc.vocab.strings.add(ROOT)
        heads, roots = _tree(doc, words, root, chance)
        deps = [root if i in roots else word.dep for i, word in enumerate(words)]
        if chance.random() < 0.1:
            chance.shuffle(deps)
        rows = [[w.tag, w.pos, w.lemma, dep, (h - i) % 2**64] for i, (w, dep, h) in enumerate(zip(words, deps, heads))]
        if chance.random() < HOLES:
            for row in rows[1:]:
                if chance.random() < 0.3:
                    row[chance.randrange(4)] = 0
        for row, (iob, label) in zip(rows, self._entity_labels(words, chance)):
            row += [iob, label]
        doc.from_array(ATTRIBUTES, numpy.array(rows, dtype="uint64"))
        return doc

    def _guess(self, text: str, chance: random.Random) -> Word:
        if chance.random() < 0.02:
            return chance.choice(self._all)
        return chance.choice(self._words.get(text.lower()) or self._shapes.get(_shape(text)) or self._all)

    def _entity_labels(self, words: Sequence[Word], chance: random.Random) -> List[Tuple[int, int]]:
        """For each word whether it is in (1), outside (2) or first (3) of an entity, and of which kind."""
        kinds = [word.entity for word in words]
        if chance.random() < 0.15:
            start = chance.randrange(len(kinds))
            end = min(len(kinds), start + chance.randrange(1, 5))
            kinds[start:end] = [chance.choice(self._entities)] * (end - start)
        if chance.random() < 0.05:
            kinds = [0] * len(kinds)
        before = [0, *kinds]
        return [(2, 0) if not kind else (1 if kind == before[i] and chance.random() < 0.9 else 3, kind) for i, kind in enumerate(kinds)]


def _shape(text: str) -> str:
    first = text[:1]
    if text.isspace():
        return "blank"
    return "digit" if first.isdigit() else "title" if first.isupper() else "word" if first.isalpha() else "mark"


def _merged(doc: Doc, chance: random.Random) -> Doc:
    """The same text with other tokens: a few are one. It may hold blanks, but neither begin nor end with one, as then spans could not do without."""
    start = chance.randrange(len(doc) - 1)
    span = doc[start : start + chance.randrange(2, 5)]
    if not span[0].is_space and not span[-1].is_space:
        with doc.retokenize() as retokenizer:
            retokenizer.merge(span)
    return doc


def _tree(doc: Doc, words: Sequence[Word], root: int, chance: random.Random) -> Tuple[List[int], Dict[int, bool]]:
    """A head for each word, and which words are roots: each sentence is a tree."""
    starts = [i for i in range(1, len(doc)) if chance.random() < (0.85 if doc[i - 1].text in LAST else 0.02)]
    odd = chance.choice((_flat, _chain, _random)) if chance.random() < ODD_TREES else None
    heads: List[int] = []
    roots: Dict[int, bool] = {}
    for start, end in zip([0, *starts], [*starts, len(doc)]):
        candidates = [i for i in range(start, end) if words[i].dep == root] or range(start, end)
        top = chance.choice(candidates)
        roots[top] = True
        wanted = odd(start, end, top, chance) if odd else [min(max(i + words[i].head, start), end - 1) for i in range(start, end)]
        heads += _without_rings(wanted, start, top)
    return heads, roots


def _flat(start: int, end: int, top: int, chance: random.Random) -> List[int]:
    return [top] * (end - start)


def _chain(start: int, end: int, top: int, chance: random.Random) -> List[int]:
    step = chance.choice((-1, 1))
    return [min(max(i + step, start), end - 1) for i in range(start, end)]


def _random(start: int, end: int, top: int, chance: random.Random) -> List[int]:
    return [chance.randrange(start, end) for _ in range(start, end)]


def _without_rings(heads: Sequence[int], start: int, top: int) -> List[int]:
    """The heads, with `top` in the place of those by which a word would be above itself."""
    result = list(heads)
    result[top - start] = top
    good = {top}
    for i in range(start, start + len(result)):
        path: List[int] = []
        seen = set()
        while i not in good and i not in seen:
            seen.add(i)
            path.append(i)
            i = result[i - start]
        if i not in good:
            result[path[-1] - start] = top
        good |= seen
    return result


@Language.factory("guessing_parser")
def make_guessing_parser(nlp: Language, name: str) -> Any:
    """For `add_pipe`: the parser is put in its place when its sample is there."""
    return GuessingParser([], 0)
