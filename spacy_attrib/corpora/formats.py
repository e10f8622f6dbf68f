"""Reading, writing and checking a corpus of any kind, told by its name."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Iterable, Iterator, List, Optional, Tuple, Union

import spacy
from spacy.language import Language

from ..errors import Errors
from ..files import whole_path
from .brat import find_articles, is_brat_folder, read_brat, write_brat
from .docbin import read_docbin, write_docbin
from .doccano import read_doccano, write_doccano
from .jsonl import read_jsonl, write_jsonl
from .labelstudio import read_labelstudio, write_labelstudio
from .prodigy import read_prodigy, write_prodigy
from .validation import CorpusError, RawRecord, check_ids, check_round_trip, validate_record

SUFFIXES = {"jsonl": ".jsonl", "spacy": ".spacy", "brat": ".ann"}
# Of annotation tools; but for `.json` the name does not tell them, as JSONL is told by it, so they are asked for
TOOL_SUFFIXES = {"labelstudio": ".json", "doccano": ".jsonl", "prodigy": ".jsonl"}
KINDS = (*SUFFIXES, *TOOL_SUFFIXES)
TOLD_OF_FILES = {**{suffix: kind for kind, suffix in SUFFIXES.items()}, ".json": "labelstudio"}
READERS = {
    "jsonl": read_jsonl,
    "spacy": read_docbin,
    "labelstudio": read_labelstudio,
    "doccano": read_doccano,
    "prodigy": read_prodigy,
}
TOKENIZED = ("spacy", "prodigy")  # kinds that hold tokens


@dataclass
class Written:
    """What was written: articles, their attributions, and pieces widened to token boundaries, their exact offsets kept beside them."""

    articles: int = 0
    attributions: int = 0
    widened: int = 0


def input_kind(path: Path) -> str:
    """Tell the kind (one of `KINDS`) of a file, or of a folder with files of one kind.

    RAISES (CorpusError): If there is none, or its kind cannot be told.
    """
    if path.is_dir():
        found = [kind for kind, suffix in SUFFIXES.items() if next(path.rglob(f"*{suffix}"), None) is not None]
        if not found:
            raise CorpusError(Errors.A012.format(path=path, suffixes=", ".join(SUFFIXES.values())))
    else:
        _check_exists(path)
        found = [TOLD_OF_FILES[path.suffix.lower()]] if path.suffix.lower() in TOLD_OF_FILES else []
    if len(found) != 1:
        raise CorpusError(Errors.A011.format(path=path, ask="say what kind to read it as", kinds=", ".join(KINDS)))
    return found[0]


def output_kind(path: Path) -> str:
    """Tell the kind (one of `KINDS`) of a corpus that is to be written: a name without suffix is a brat folder.

    RAISES (CorpusError): If it cannot be told.
    """
    if path.is_dir() or not path.suffix:
        return "brat"
    kind = TOLD_OF_FILES.get(path.suffix.lower(), "brat")
    if kind == "brat":
        raise CorpusError(Errors.A011.format(path=path, ask="say what kind to write", kinds=", ".join(KINDS)))
    return kind


def _check_exists(path: Path) -> None:
    if not path.exists():
        raise CorpusError(Errors.A010.format(path=path))


def corpus_files(path: Path, kind: Optional[str] = None) -> Tuple[str, List[Path]]:
    """The kind of a corpus, by default told by the name, and its files in order.

    RAISES (CorpusError): If there is none, or its kind cannot be told.
    """
    _check_exists(path)
    kind = kind or input_kind(path)
    suffix = {**SUFFIXES, **TOOL_SUFFIXES}[kind]
    return kind, sorted(path.rglob(f"*{suffix}")) if path.is_dir() else [path]


def _find(path: Path, kind: Optional[str]) -> Iterator[Union[RawRecord, CorpusError]]:
    kind, files = corpus_files(path, kind)
    if kind == "brat":
        items = read_brat(find_articles(path))
    else:
        items = (item for file in files for item in READERS[kind](file))
    try:
        yield from check_ids(items)
    except OSError as error:
        raise CorpusError(Errors.A013.format(path=error.filename or path, done="read", why=error.strerror)) from None


def read_corpus(path: Union[str, Path], kind: Optional[str] = None) -> Iterator[Dict[str, Any]]:
    """Read a corpus, one article at a time: sound records in the JSON format; fields beyond it are kept.

    path (Union[str, Path]): A `.jsonl` or `.spacy` file, an `.ann` file, a file of an annotation tool, or a folder of such files.
    kind (Optional[str]): One of `KINDS`; by default told by the name.
    RAISES (CorpusError): At the first thing that is wrong, with file, line and id.
    """
    for item in _find(Path(path), kind):
        if isinstance(item, CorpusError):
            raise item
        problems = validate_record(*item)
        if problems:
            raise CorpusError(problems[0])
        yield item.record


def validate_corpus(path: Union[str, Path], kind: Optional[str] = None, nlp: Optional[Language] = None) -> Iterator[str]:
    """Find everything that is wrong with a corpus: a sentence for each problem, with file, line and id.

    path, kind: See `read_corpus`.
    nlp (Optional[Language]): Makes Docs, to see that they give back what is put into them; by default a blank English one.
    """
    nlp = nlp or blank_pipeline()
    try:
        for item in _find(Path(path), kind):
            if isinstance(item, CorpusError):
                yield str(item)
            else:
                yield from validate_record(*item) or check_round_trip(item.record, nlp, item.place)
    except CorpusError as error:
        yield str(error)


def blank_pipeline(lang: str = "en") -> Language:
    """A tokenizer and nothing else, for texts of any length. Raises ImportError if spaCy knows no such language."""
    nlp = spacy.blank(lang)
    nlp.max_length = 10**9
    return nlp


def write_corpus(
    path: Union[str, Path],
    records: Iterable[Dict[str, Any]],
    kind: Optional[str] = None,
    nlp: Optional[Language] = None,
    annotate: bool = False,
) -> Written:
    """Write records in the JSON format as a corpus. It appears whole, in place of an older one, or not at all.

    path (Union[str, Path]): A file, or a folder for brat.
    kind (Optional[str]): One of `KINDS`; by default told by the name.
    nlp (Optional[Language]): Gives the tokens of a `.spacy` file and for Prodigy; by default a blank English pipeline.
    annotate (bool): Whether a `.spacy` file is to hold what the components of the pipeline say of the articles, too.
    RAISES (CorpusError): If a record is not sound, or the corpus cannot be written.
    """
    path = Path(path)
    kind = kind or output_kind(path)
    written = Written()
    if path.is_dir() and (kind != "brat" or not is_brat_folder(path)):
        raise CorpusError(Errors.A035.format(path=path))
    try:
        with whole_path(path) as temporary:
            watched = _watch(records, written)
            if kind == "brat":
                write_brat(temporary, watched)
            elif kind == "spacy":
                written.widened = write_docbin(temporary, watched, nlp or blank_pipeline(), annotate)
            elif kind == "prodigy":
                write_prodigy(temporary, watched, nlp or blank_pipeline())
            else:
                {"jsonl": write_jsonl, "labelstudio": write_labelstudio, "doccano": write_doccano}[kind](temporary, watched)
    except OSError as error:
        raise CorpusError(Errors.A013.format(path=path, done="written", why=error.strerror or str(error))) from None
    return written


def _watch(records: Iterable[Dict[str, Any]], written: Written) -> Iterator[Dict[str, Any]]:
    for record in records:
        problems: List[str] = validate_record(record)
        if problems:
            raise CorpusError(problems[0])
        written.articles += 1
        written.attributions += len(record["attributions"])
        yield record
