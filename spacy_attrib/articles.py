"""Reading articles: text files, JSONL, web pages, folders, standard input.

Texts come back exactly as they stand in the file, line ends included, so that offsets index the original.
"""
import io
import json
import re
import sys
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any, Dict, Iterable, Iterator, List, Sequence, Set, Tuple, Union

HTML = (".html", ".htm")
SUFFIXES = (".txt", ".jsonl", *HTML)
STDIN = "-"
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,6}|#[xX][0-9A-Fa-f]{1,6});")


@dataclass(frozen=True)
class Article:
    """An article to be read: its `id` is unique in one run, its `text` untouched; `meta` is whatever the record says besides, and
    `attributions` what stands under this name in it, not checked, or None."""

    id: str
    text: str
    meta: Dict[str, Any] = field(default_factory=dict)
    attributions: Any = None


@dataclass(frozen=True)
class BadRecord:
    """A record that cannot be read: `where` it stands (file and line), and `why` it cannot be."""

    where: str
    why: str


class InputError(Exception):
    """The input as a whole cannot be read. The message is one sentence for the user."""


def find_inputs(paths: Sequence[str]) -> List[Tuple[Path, str]]:
    """The files to read, in order, with a name for each; those of a folder are sorted. "-" is standard input.

    RAISES (InputError): If one is missing, of an unknown kind or not UTF-8, or if there is nothing to read.
    """
    found: List[Tuple[Path, str]] = []
    for given in paths:
        path = Path(given)
        if given == STDIN:
            found.append((path, "stdin"))
        elif path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in SUFFIXES)
            if not inside:
                raise InputError(f"There is no input in the folder '{given}': nothing that ends in {', '.join(SUFFIXES)}.")
            found += [(p, p.relative_to(path).with_suffix("").as_posix()) for p in inside]
        elif not path.exists():
            raise InputError(f"There is no file '{given}'.")
        elif path.suffix.lower() not in SUFFIXES:
            raise InputError(f"'{given}' is of a kind that cannot be read: give one that ends in {', '.join(SUFFIXES)}.")
        else:
            found.append((path, path.stem))
    if not found:
        raise InputError("There is no input: give a file, a folder or '-' for standard input.")
    if sum(str(p) == STDIN for p, _ in found) > 1:
        raise InputError("Standard input ('-') can be read only once.")
    if any(p.suffix.lower() in HTML for p, _ in found):
        _trafilatura()
    for path, _ in found:
        if str(path) != STDIN:
            _check_utf8(path)
    return found


def _check_utf8(path: Path) -> None:
    try:
        with path.open(encoding="utf8") as file:
            while file.read(1 << 20):
                pass
    except UnicodeDecodeError:
        raise InputError(f"'{path}' is not UTF-8. Convert it first, for example with `iconv -t UTF-8`.") from None
    except OSError as error:
        raise InputError(f"'{path}' cannot be read: {error.strerror}.") from None


def count_records(found: Iterable[Tuple[Path, str]]) -> int:
    """How many records there are in what `find_inputs` gave, standard input not counted."""
    total = 0
    for path, _ in found:
        if path.suffix.lower() == ".jsonl":
            with path.open("rb") as file:
                total += sum(bool(line.strip()) for line in file)
        else:
            total += str(path) != STDIN
    return total


def read_articles(found: Iterable[Tuple[Path, str]]) -> Iterator[Union[Article, BadRecord]]:
    """Read what `find_inputs` gave, one article at a time and in order; a record that cannot be read comes as a `BadRecord`.

    RAISES (InputError): If standard input is not UTF-8.
    """
    used: Set[str] = set()
    for path, name in found:
        for item in _read_file(path, name):
            if isinstance(item, tuple):
                article, where = item
                if article.id in used and str(path) != STDIN and path.suffix.lower() != ".jsonl":
                    article = replace(article, id=str(path))  # two files of one name
                if article.id in used:
                    yield BadRecord(where, f"the id {article.id!r} was there before")
                    continue
                used.add(article.id)
                yield article
            else:
                yield item


def find_entity(text: str) -> str:
    """The first HTML entity of a text ("&quot;"), or an empty string. Texts are read as they are, so that such a mark is none."""
    found = _ENTITY.search(text)
    return found.group() if found else ""


def _read_file(path: Path, name: str) -> Iterator[Union[Tuple[Article, str], BadRecord]]:
    if str(path) == STDIN:
        yield from _read_stdin(name)
        return
    with path.open(encoding="utf-8-sig", newline="") as file:
        if path.suffix.lower() == ".jsonl":
            yield from _read_jsonl(file, name, str(path))
            return
        text = file.read()
    if path.suffix.lower() in HTML:
        extracted = _trafilatura().extract(text, include_comments=False, include_tables=False)
        if not extracted:
            yield BadRecord(str(path), "no article text was found in the page")
            return
        text = extracted
    yield Article(name, text), str(path)


def _read_stdin(name: str) -> Iterator[Union[Tuple[Article, str], BadRecord]]:
    stream = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig", newline="")
    try:
        head = []
        for line in stream:
            head.append(line)
            if line.strip():
                break
        if head and head[-1].lstrip().startswith("{"):
            yield from _read_jsonl(chain(head, stream), name, name)
        else:
            yield Article(name, "".join(head) + stream.read()), name
    except UnicodeDecodeError:
        raise InputError("Standard input is not UTF-8.") from None


def _read_jsonl(lines: Iterable[str], name: str, path: str) -> Iterator[Union[Tuple[Article, str], BadRecord]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        try:
            record = json.loads(line)
        except ValueError as error:
            yield BadRecord(where, f"broken JSON ({error})")
            continue
        problem = _problem(record)
        if problem:
            yield BadRecord(where, problem)
            continue
        id = f"{name}:{number}" if record.get("id") is None else str(record["id"])
        yield Article(id, record["text"], record.get("meta") or {}, record.get("attributions")), where


def _problem(record: Any) -> str:
    """What is wrong with a record, or an empty string."""
    if not isinstance(record, dict):
        return "not a JSON object"
    if "text" not in record:
        return "no field 'text'"
    if not isinstance(record["text"], str):
        return f"'text' is not a string but {type(record['text']).__name__}"
    if record.get("id") is not None and not isinstance(record["id"], (str, int)):
        return "'id' is neither a string nor a number"
    if record.get("meta") is not None and not isinstance(record["meta"], dict):
        return "'meta' is not an object"
    try:
        record["text"].encode("utf8")
        str(record.get("id")).encode("utf8")
    except UnicodeEncodeError:
        return "half a surrogate pair stands in it, which is no valid Unicode text"
    return ""


def _trafilatura() -> Any:
    try:
        import trafilatura
    except ImportError:
        raise InputError("Reading HTML needs trafilatura: install it with `pip install 'spacy-attrib[html]'`.") from None
    return trafilatura
