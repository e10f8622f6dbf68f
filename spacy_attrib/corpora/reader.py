"""The registered reader `spacy-attrib.Corpus.v1`: feeds `spacy train` from JSONL, `.spacy` files and brat folders alike."""

import json
import random
from pathlib import Path
from typing import Any, Callable, Dict, Iterable, Iterator, List, Optional, Sequence, Tuple

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup
from spacy.training import Example
from spacy.util import logger

from ..attributions import PIECED_ROLES, SPANS_KEY, UNSURE, add_record, record_pieces
from ..errors import Errors
from ..page.layout import Layout
from .docbin import USER_DATA_KEY, describe_doc, doc_to_record, read_docs, record_to_doc
from .formats import corpus_files, read_corpus
from .validation import UNSURE_FIELD, CorpusError, locate

Augmenter = Callable[[Language, Example], Iterator[Example]]


def create_corpus_reader(
    path: Optional[Path],
    max_length: int = 0,
    limit: int = 0,
    augmenter: Optional[Callable] = None,
    shuffle: bool = False,
    annotated: bool = False,
    required: bool = True,
) -> Callable[[Language], Iterable[Example]]:
    """Create a reader of a corpus with attributions, for `spacy train`.

    path (Optional[Path]): See `read_corpus`.
    max_length (int): Tokens to a part, 0 for whole articles. A longer article is split where a paragraph begins, but
        never inside an attribution: a part may so be longer. See `split_doc`.
    limit (int): Articles to read, 0 for all.
    augmenter (Optional[Callable]): Makes more examples of one. Span ids and labels get through any that keeps the spans.
    shuffle (bool): Whether to shuffle the articles.
    annotated (bool): Whether tags, parse and entities that a `.spacy` file holds are taken as what the pipeline says, which then
        need not say it again: `spacy-attrib convert IN.jsonl OUT.spacy --pipeline NAME --annotate` writes such a file.
    required (bool): Whether it is a mistake if there is no path; otherwise there are no examples then.
    RETURNS (Callable[[Language], Iterable[Example]]): The reader.
    RAISES (ValueError): If there is no path.
    """
    if path is None and not required:
        return lambda nlp: ()
    if path is None:
        raise ValueError(Errors.A038)
    return AttributionCorpus(path, max_length=max_length, limit=limit, augmenter=augmenter, shuffle=shuffle, annotated=annotated)


def mix_corpora(corpora: Dict[str, Any], repeats: Dict[str, float], seed: int = 0) -> Callable[[Language], Iterable[Example]]:
    """Create a reader of several corpora together: `spacy-attrib.MixedCorpus.v1`.

    corpora (Dict[str, Any]): Their readers by name, functions from a pipeline to its examples.
    repeats (Dict[str, float]): How often the examples of each come in one epoch: 2.5 is twice, and every second once more. 1 if not named.
    seed (int): Decides which examples those are.
    RETURNS (Callable[[Language], Iterable[Example]]): The reader; it gives the examples shuffled.
    RAISES (ValueError): If there is a number for a corpus that is not there.
    """
    unknown = sorted(set(repeats) - set(corpora))
    if unknown:
        raise ValueError(Errors.A059.format(name=unknown[0], names=", ".join(sorted(corpora))))

    def read(nlp: Language) -> Iterator[Example]:
        chance = random.Random(seed)
        examples: List[Example] = []
        for name, corpus in corpora.items():
            own = list(corpus(nlp))
            whole, part = divmod(repeats.get(name, 1.0), 1.0)
            examples += own * int(whole) + chance.sample(own, round(part * len(own)))
        chance.shuffle(examples)
        yield from examples

    return read


class AttributionCorpus:
    """Gives Examples: tokens of the pipeline on the predicted side, tokens and attributions on the other.

    path, max_length, limit, augmenter, shuffle, annotated: See `create_corpus_reader`.
    """

    def __init__(
        self,
        path: Path,
        *,
        max_length: int = 0,
        limit: int = 0,
        augmenter: Optional[Augmenter] = None,
        shuffle: bool = False,
        annotated: bool = False,
    ):
        self.path = Path(path)
        self.max_length = max_length
        self.limit = limit
        self.augmenter = augmenter
        self.shuffle = shuffle
        self.annotated = annotated

    def __call__(self, nlp: Language) -> Iterator[Example]:
        """Read the corpus; empty articles are left out. Raises CorpusError if it cannot be read, or is broken."""
        docs: Iterable[Doc] = self._read(nlp)
        if self.shuffle:
            docs = list(docs)
            random.shuffle(docs)
        for doc in docs:
            for part in split_doc(doc, self.max_length):
                _add_unsure(part)
                example = Example(_without_gold(part) if self.annotated else nlp.make_doc(part.text), part)
                yield from [example] if self.augmenter is None else augment(self.augmenter, nlp, example)

    def _read(self, nlp: Language) -> Iterator[Doc]:
        count = total = 0
        for doc, widened in self._docs(nlp):
            if len(doc):
                yield doc
                total += widened
                count += 1
            if count == self.limit > 0:
                break
        logger.debug("%s: %d articles, %d pieces widened to token boundaries", self.path, count, total)

    def _docs(self, nlp: Language) -> Iterator[Tuple[Doc, int]]:
        kind, files = corpus_files(self.path)
        if kind != "spacy":
            yield from (record_to_doc(record, nlp) for record in read_corpus(self.path))
            return
        for file in files:  # the Docs as they stand: other components may have gold in them
            for number, doc in enumerate(read_docs(file, nlp.vocab), 1):
                if SPANS_KEY not in doc.spans:
                    raise CorpusError(Errors.A027.format(key=SPANS_KEY, where=locate(f"{file}, document {number}")))
                yield doc, 0


def _without_gold(doc: Doc) -> Doc:
    copy = doc.copy()
    for key in list(copy.spans):
        del copy.spans[key]
    return copy


def _add_unsure(doc: Doc) -> None:
    """Put what the labeller is unsure of, the record's field "maybe", into a span group of its own."""
    record = json.loads(doc.user_data.get(USER_DATA_KEY, "{}"))
    if record.get(UNSURE_FIELD):
        add_record(doc, {"attributions": record[UNSURE_FIELD]}, SPANS_KEY + UNSURE)


def split_doc(doc: Doc, max_length: int) -> List[Doc]:
    """Split a Doc where paragraphs begin, but never inside an attribution; it comes back itself if it is not too long or
    `max_length` is 0. Parts have up to `max_length` tokens; one is longer only if it cannot be split.

    Parts hold the tokens of the Doc with what is annotated on them, and their texts joined are its text. An attribution
    goes whole into one part. Where the speaker's mention stands in another part, the layer `speaker` is left out of
    it, as in a corpus that has none: read whole articles to learn or score speakers.
    """
    if not max_length or len(doc) <= max_length:
        return [doc]
    record = doc_to_record(doc)
    ranges = [_range(item) for item in record["attributions"]]
    tokens = {token.idx: token.i for token in doc}
    starts = [start for start, _ in Layout(doc.text).paragraphs if start in tokens]
    cuts = [tokens[start] for start in starts if start and not any(first < start < last for first, last in ranges)]
    parts = []
    begin = 0
    for cut, following in zip([0, *cuts], [*cuts, len(doc)]):
        if following - begin > max_length and cut > begin:
            parts.append((begin, cut))
            begin = cut
    parts.append((begin, len(doc)))
    return [_part(doc, start, end, record, ranges) for start, end in parts] if len(parts) > 1 else [doc]


def _range(item: Dict[str, Any]) -> Tuple[int, int]:
    pieces = [piece for role in PIECED_ROLES for piece in record_pieces(item.get(role))]
    return min(start for start, _ in pieces), max(end for _, end in pieces)


def _part(doc: Doc, start: int, end: int, record: Dict[str, Any], ranges: Sequence[Tuple[int, int]]) -> Doc:
    part = doc[start:end].as_doc()
    first = doc[start].idx
    last = first + len(part.text)
    inside = [item for item, (begin, stop) in zip(record["attributions"], ranges) if first <= begin and stop <= last]
    add_record(part, {"attributions": [_shift(item, first, last) for item in inside]})
    meta = {**(record.get("meta") or {}), "part_of": record["id"], "offset": first}
    unsure = [item for item in record.get(UNSURE_FIELD, ()) if all(first <= edge <= last for edge in _range(item))]
    fields = {UNSURE_FIELD: [_shift(item, first, last) for item in unsure]} if unsure else {}
    describe_doc(part, {"id": f"{record['id']}:{first}", "meta": meta, **fields})
    return part


def _shift(item: Dict[str, Any], first: int, last: int) -> Dict[str, Any]:
    shifted = dict(item)
    for role in PIECED_ROLES:
        if item.get(role):
            shifted[role] = [[start - first, end - first] for start, end in item[role]]
    speaker = item.get("speaker")
    if speaker and first <= speaker["start"] and speaker["end"] <= last:
        shifted["speaker"] = {**speaker, "start": speaker["start"] - first, "end": speaker["end"] - first}
    elif speaker:
        del shifted["speaker"]
    return shifted


def augment(augmenter: Augmenter, nlp: Language, example: Example) -> Iterator[Example]:
    """Augment an example and keep the ids of its spans, which spaCy's augmenters lose. Raises ValueError if the augmenter does not
    keep the number (and order) of the spans."""
    old = example.reference.spans[SPANS_KEY]
    for made in augmenter(nlp, example):
        if made is not example:
            _restore(made.reference, old)
        yield made


def _restore(doc: Doc, old: SpanGroup) -> None:
    new = list(doc.spans[SPANS_KEY]) if SPANS_KEY in doc.spans else []
    if len(new) != len(old):
        raise ValueError(Errors.A036.format(key=SPANS_KEY, before=len(old), after=len(new)))
    spans = [Span(doc, n.start, n.end, label=o.label_, span_id=o.id_, kb_id=o.kb_id_) for n, o in zip(new, old)]
    # exact characters hold no longer: what is added or changed moves them
    attrs = {id: {name: value for name, value in fields.items() if name != "chars"} for id, fields in old.attrs.items()}
    doc.spans[SPANS_KEY] = SpanGroup(doc, name=SPANS_KEY, spans=spans, attrs=attrs)
