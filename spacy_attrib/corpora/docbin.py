"""spaCy's own format: `.spacy` files, which `spacy train` and `spacy evaluate` read.

The attributions stand in `doc.spans` (see `attributions.py`). The id of the article, its meta and fields beyond the format
stand as JSON text in `doc.user_data["spacy_attrib"]`: DocBin would make tuples of lists.
"""

import json
import zlib
from pathlib import Path
from typing import Any, Dict, Iterable, Iterator, Mapping, Tuple, Union

from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

from ..attributions import SPANS_KEY, add_record, to_record
from ..errors import Errors
from ..wording import shown
from .validation import CorpusError, RawRecord, attempt, locate, parse_json

USER_DATA_KEY = "spacy_attrib"
MOST_UNPACKED = 1 << 30  # bytes of a file of Docs
BLOCK = 1 << 20


def record_to_doc(record: Mapping[str, Any], nlp: Language) -> Tuple[Doc, int]:
    """Make a Doc, with nothing but tokens and attributions, of a sound record; with it comes how many pieces were widened to token
    boundaries (their exact offsets are kept).

    RAISES (CorpusError): If the tokenizer does not keep the text.
    """
    doc = nlp.make_doc(record["text"])
    try:
        widened = add_record(doc, record)
    except ValueError as error:
        raise CorpusError(str(error)) from None
    describe_doc(doc, {name: value for name, value in record.items() if name not in ("text", "attributions")})
    return doc, widened


def doc_to_record(doc: Doc, id: str = "", place: str = "") -> Dict[str, Any]:
    """Make a record of a Doc. `id` is for a Doc that does not know its own, `place` (file and number) for a message.

    RAISES (CorpusError): If the Doc holds no attributions, or its user data is damaged.
    """
    if SPANS_KEY not in doc.spans:
        raise CorpusError(Errors.A027.format(key=SPANS_KEY, where=locate(place)))
    known = known_of(doc, place)
    made = to_record(doc)
    return {"id": known.pop("id", id), "text": made["text"], **known, "attributions": made["attributions"]}


def known_of(doc: Doc, place: str = "") -> Dict[str, Any]:
    """What a Doc knows of its article: id, meta and other fields of its record. Raises CorpusError if that is damaged."""
    known = parse_json(doc.user_data.get(USER_DATA_KEY, '{"meta": {}}'), place)
    if not isinstance(known, dict):
        raise CorpusError(Errors.A016.format(what="The user data of the Doc", expected="a JSON object", where=locate(place)))
    return known


def describe_doc(doc: Doc, fields: Mapping[str, Any]) -> None:
    """Store the id of an article and other fields of its record, JSON data, in a Doc."""
    doc.user_data[USER_DATA_KEY] = json.dumps(fields)


def read_docs(path: Path, vocab: Vocab) -> Iterator[Doc]:
    """Read the Docs of a file in order.

    RAISES (CorpusError): If the file is damaged or of another kind.
    """
    try:
        data = path.read_bytes()
        if _unpacks_to_more(data, MOST_UNPACKED):
            raise CorpusError(Errors.A013.format(path=path, done="read", why=f"it unpacks to more than {MOST_UNPACKED >> 20} MB; split it"))
        yield from DocBin().from_bytes(data).get_docs(vocab)
    except CorpusError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, LookupError, AssertionError, OverflowError) as error:
        why, *_ = (str(error).strip() or type(error).__name__).splitlines()
        raise CorpusError(Errors.A026.format(path=path, why=why)) from None


def _unpacks_to_more(data: bytes, most: int) -> bool:
    """Whether a packed file, of which a small one may unpack to anything, unpacks to more than so many bytes."""
    unpacking, total = zlib.decompressobj(), 0
    try:
        while data and total <= most and not unpacking.eof:
            total += len(unpacking.decompress(data, BLOCK))
            data = unpacking.unconsumed_tail
    except zlib.error:
        return False  # which reading will tell
    return total > most


def read_docbin(path: Path) -> Iterator[Union[RawRecord, CorpusError]]:
    """Read the records of a file in order; for a Doc without attributions comes the error."""
    for number, doc in enumerate(read_docs(path, Vocab()), 1):
        yield attempt(_read_doc, doc, path, number)


def _read_doc(doc: Doc, path: Path, number: int) -> RawRecord:
    place = f"{path}, document {number}"
    return RawRecord(doc_to_record(doc, f"{path.stem}:{number}", place), place)


def write_docbin(path: Path, records: Iterable[Mapping[str, Any]], nlp: Language, annotate: bool = False) -> int:
    """Write records to a file, with the tokens of a pipeline, and say how many pieces were widened to token boundaries.

    annotate (bool): Whether to write what the components of the pipeline say of the articles, too: all but those that find attributions.
    """
    finders = [name for name in nlp.pipe_names if "doc._.attributions" in nlp.get_pipe_meta(name).assigns]
    docs = DocBin(store_user_data=True)
    total = 0
    made = ((doc, (record["id"], widened)) for record in records for doc, widened in [record_to_doc(record, nlp)])
    for doc, (id, widened) in nlp.pipe(made, as_tuples=True, disable=finders) if annotate else made:
        try:
            docs.add(doc)
        except OverflowError:
            why = f"a number in the article {shown(id)!r} does not fit into 64 bits"
            raise CorpusError(Errors.A013.format(path=path.name, done="written", why=why)) from None
        total += widened
    docs.to_disk(path)
    return total
