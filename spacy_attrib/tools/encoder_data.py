"""Articles as `train_encoder` learns from them: word pieces, layout and gold attributions in arrays, cut into windows."""

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, Optional, Sequence, Tuple

import numpy
from spacy.language import Language

from ..attributions.records import record_pieces
from ..attributions.scheme import ACTS
from ..corpora.formats import read_corpus
from ..lang.reading import lexicon_of
from ..network.features import CONTENT, CUE, SOURCE
from ..network.pieces import Pieces, WordPieces, read_pieces
from ..page.page import Page

UNSURE = "maybe"  # the field of what a teacher takes for an attribution with less than even odds
UNMARKED = ("discard", "discuss")  # fields with stretches in which nothing is to be learned from
NO_ACT = -1


@dataclass
class Target:
    """An attribution to be learned.

    trigger (int): Its token.
    share (float): How sure its teacher is of it, 1 for gold.
    roles (List[Tuple[int, int, int]]): Role, start and end of every piece, in tokens.
    act (int): The number of its act, -1 where that is not labelled.
    """

    trigger: int
    share: float
    roles: List[Tuple[int, int, int]]
    act: int


@dataclass
class Article:
    """An article of n tokens.

    id (str): Its id in the corpus.
    pieces (Pieces): Its word pieces.
    bounds (Ints1d): (n + 1,) how many pieces stand before each token, and how many there are.
    paragraphs, sentences, marks, quoted (Ints1d): (n,) as in `Features`.
    starts (List[int]): The tokens with which paragraphs begin.
    versions (List[List[Target]]): What each annotator marked.
    taught (Bools1d): (n,) whether a token that is no trigger is known to be none.
    weight (float): Weight of the article in the loss.
    """

    id: str
    pieces: Pieces
    bounds: numpy.ndarray
    paragraphs: numpy.ndarray
    sentences: numpy.ndarray
    marks: numpy.ndarray
    quoted: numpy.ndarray
    starts: List[int]
    versions: List[List[Target]]
    taught: numpy.ndarray
    weight: float = 1.0


@dataclass
class Cut:
    """The tokens of an article from `start` to `end`, to be read at once."""

    article: Article
    start: int
    end: int
    targets: List[Target]

    @property
    def size(self) -> int:
        """How many pieces that are."""
        first, last = self.piece_range()
        return last - first

    def piece_range(self) -> Tuple[int, int]:
        """Its pieces."""
        return int(self.article.bounds[self.start]), int(self.article.bounds[self.end])


def read_articles(path: Path, nlp: Language, word_pieces: WordPieces, weight: float = 1.0, limit: int = 0) -> List[Article]:
    """The articles of a corpus, with what it says. What a larger network said, in `attributions` and `maybe`, counts by how sure it was:
    `p_anchor` (that there is such a trigger), or else `score`.

    path (Path): See `read_corpus`.
    nlp (Language): Makes the tokens.
    word_pieces (WordPieces): Makes the pieces.
    weight (float): Weight of each in the loss.
    limit (int): Articles to read, 0 for all.
    """
    articles = []
    for record in read_corpus(path):
        article = _article(record, nlp, word_pieces, weight)
        if article is not None:
            articles.append(article)
        if len(articles) == limit > 0:
            break
    return articles


def add_versions(articles: Sequence[Article], path: Path, nlp: Language) -> None:
    """Add what a further annotator marked in the same articles, told by their ids; ValueError if the text of one is another."""
    by_id = {article.id: article for article in articles}
    for record in read_corpus(path):
        article = by_id.get(record["id"])
        if article is not None:
            doc = nlp.make_doc(record["text"])
            if len(doc) != len(article.taught):
                raise ValueError(f"The text of the article {record['id']!r} in '{path}' is not the one that the first annotator had.")
            article.versions.append(_targets(doc, record))


def _article(record: Mapping[str, Any], nlp: Language, word_pieces: WordPieces, weight: float) -> Optional[Article]:
    doc = nlp.make_doc(record["text"])
    sizes = [len(word_pieces(token.text)) for token in doc]
    if not sum(sizes):
        return None
    page = Page(doc, lexicon_of(doc))
    n = len(doc)
    sentences, marks = numpy.zeros(n, dtype="int64"), numpy.zeros(n + 1, dtype="int64")
    sentences[page.sentence_starts[1:]] = 1
    for quoted in page.quoted:
        marks[quoted.start] += 1
        marks[quoted.end] += 1
    taught = numpy.ones(n, dtype=bool)
    for name in UNMARKED:
        for start, end in (piece for each in record.get(name) or () for piece in record_pieces(each)):
            first, last = page.tokens_at(start, end)
            taught[first:last] = False
    return Article(
        record["id"],
        read_pieces(page, word_pieces),
        numpy.cumsum([0, *sizes]),
        numpy.asarray(page.paragraph_of, dtype="int64"),
        numpy.cumsum(sentences),
        numpy.cumsum(marks[:n]),
        (numpy.asarray(page.quote_of) >= 0).astype("int64"),
        sorted({0, *(start for start, _ in page.paragraphs if start < n)}),
        [_targets(doc, record)],
        taught,
        weight,
    )


def _targets(doc: Any, record: Mapping[str, Any]) -> List[Target]:
    targets: Dict[int, Target] = {}
    for item in [*record.get(UNSURE, ()), *record["attributions"]]:
        roles = []
        for role, name in ((SOURCE, "source"), (CUE, "cue"), (CONTENT, "content")):
            for start, end in record_pieces(item.get(name)):
                span = doc.char_span(start, end, alignment_mode="expand")
                if span is not None and len(span):
                    roles.append((role, span.start, span.end))
        cue = [start for role, start, _ in roles if role == CUE]
        content = [start for role, start, _ in roles if role == CONTENT]
        if content:
            trigger = min(cue or content)
            act = ACTS.index(item["act"]) if item.get("act") else NO_ACT
            share = _sureness(item)
            if trigger not in targets or targets[trigger].share <= share:
                targets[trigger] = Target(trigger, share, sorted(roles), act)
    return list(targets.values())


def _sureness(item: Mapping[str, Any]) -> float:
    found = item.get("p_anchor", item.get("score"))
    return 1.0 if found is None else float(found)


def cut(article: Article, most: int) -> Iterator[Cut]:
    """Cut an article into parts of whole paragraphs with up to `most` pieces, from a start by chance. A word of more pieces is left out."""
    n, bounds = len(article.taught), article.bounds
    targets = random.choice(article.versions)
    begin, room = 0, random.randint(most // 4, most)
    cuts = []
    for start, end in zip(article.starts, [*article.starts[1:], n]):
        if bounds[end] - bounds[begin] > room and start > begin:
            cuts.append((begin, start))
            begin, room = start, most
        while bounds[end] - bounds[begin] > room:  # a paragraph that is too long
            full = max(int(numpy.searchsorted(bounds, bounds[begin] + room, side="right")) - 1, begin + 1)
            cuts.append((begin, full))
            begin, room = full, most
    if begin < n:
        cuts.append((begin, n))
    for start, end in cuts:
        if bounds[end] - bounds[start] <= most:
            yield Cut(article, start, end, [t for t in targets if start <= t.trigger < end])


def batches(cuts: Sequence[Cut], size: int) -> Iterator[List[Cut]]:
    """Cuts of like length together, up to `size` pieces with what fills them up, in an order by chance."""
    order = sorted((each for each in cuts if each.size), key=lambda each: each.size + random.random() * 16)
    result: List[List[Cut]] = [[]]
    for each in order:
        if result[-1] and each.size * (len(result[-1]) + 1) > size:
            result.append([])
        result[-1].append(each)
    random.shuffle(result)
    yield from (batch for batch in result if batch)
