"""Files for the readers of articles and of corpora: sound ones, with bytes of them changed."""

import csv
import gzip
import io
import json
import random
import tempfile
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, Iterator, List, NamedTuple, Sequence, Tuple

import docx
from spacy.language import Language
from spacy.tokens import DocBin

from spacy_attrib.articles import Article, BadRecord, InputError, Note, find_inputs, read_articles
from spacy_attrib.corpora import CorpusError, read_corpus, validate_corpus, write_corpus
from spacy_attrib.corpora.formats import blank_pipeline

from ..conftest import CORPUS

Chance = random.Random
LONGEST = 600  # characters of a message
BYTES = [
    *(
        b"",
        b"\n",
        b'"',
        b"{",
        b"}",
        b"[",
        b"]",
        b"null",
        b"-1",
        b"\xff",
        b"\\ud800",
        b"NaN",
        b"1e999",
        b"\0",
        b"\t",
        b",",
        b"0",
        b"999999999999999999999",
    ),
    *(b"true", b"{}", b"[]", b"\xef\xbb\xbf", b"\xff\xfe", b"\r", b"\xe2\x80\xa8", b"'", b"<", b"&", b"a" * 5000, b"[" * 500, b'{"a":' * 300, b" "),
]
WORDS = [
    b"text",
    b"id",
    b"meta",
    b"attributions",
    b"content",
    b"cue",
    b"speaker",
    b"start",
    b"end",
    b"label",
    b"from_id",
    b"value",
    b"spans",
    b"relations",
]
NUMBERS = b"0123456789"


class Sound(NamedTuple):
    """Sound files: of articles by suffix, and of corpora by kind and name. `blank` makes Docs of what is in them."""

    articles: Dict[str, List[bytes]]
    corpora: Dict[str, Dict[str, bytes]]
    blank: Language


@lru_cache(maxsize=1)
def sound_files() -> Sound:
    """Files of every kind with the shortest articles of the corpus."""
    found = [json.loads(line) for path in sorted(CORPUS.glob("*.jsonl")) for line in path.open(encoding="utf8")]
    records = sorted(found, key=lambda record: len(record["text"]))[:3]
    blank = blank_pipeline()
    with tempfile.TemporaryDirectory() as name:
        return Sound(_articles(records, blank), _corpora(records, Path(name), blank), blank)


def _articles(records: Sequence[Any], blank: Language) -> Dict[str, List[bytes]]:
    lines = "".join(json.dumps({**record, "attributions": []}) + "\n" for record in records)
    text = records[0]["text"]
    table = io.StringIO()
    rows = csv.DictWriter(table, ["id", "text", "meta"])
    rows.writeheader()
    rows.writerows({"id": record["id"], "text": record["text"], "meta": json.dumps(record["meta"])} for record in records)
    paragraphs = "".join(f"<p>{part}</p>" for part in text.split("\n") if part)
    page = f'<html><head><meta charset="windows-1252"><title>A</title></head><body><article>{paragraphs}</article></body></html>'
    return {
        ".txt": [text.encode(encoding, "replace") for encoding in ("utf8", "utf-16", "utf-32", "cp1252", "utf-16-be", "koi8-r")],
        ".md": [f"---\ntitle: A\nauthor: 'B'\n---\n{text}".encode("utf8")],
        ".html": [page.encode("cp1252", "replace"), page.encode("utf-16")],
        ".jsonl": [lines.encode("utf8"), lines.encode("utf-16"), lines.encode("cp1252", "replace")],
        ".json": [json.dumps(records).encode("utf8")],
        ".csv": [table.getvalue().encode("utf8"), table.getvalue().replace(",", ";").encode("utf-16")],
        ".jsonl.gz": [lines.encode("utf8")],
        ".docx": [_word(text)],
        ".spacy": [DocBin(docs=[blank(text)]).to_bytes()],
    }


def _corpora(records: Sequence[Any], folder: Path, blank: Language) -> Dict[str, Dict[str, bytes]]:
    found = {}
    for kind, name in (
        ("jsonl", "c.jsonl"),
        ("spacy", "c.spacy"),
        ("prodigy", "p.jsonl"),
        ("doccano", "d.jsonl"),
        ("labelstudio", "l.json"),
        ("brat", "b"),
    ):
        path = folder / name
        write_corpus(path, records, kind, blank)
        files = sorted(path.iterdir()) if path.is_dir() else [path]
        found[kind] = {file.name: file.read_bytes() for file in files}
    return found


class Sample:
    """Damages files and has them read.

    folder (Path): An empty folder to work in.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.articles, self.corpora, self.blank = sound_files()

    def problems(self, chance: Chance) -> Iterator[Tuple[str, str]]:
        """Damage one file, read it, and tell what readers raise or give beside what they are meant to: what, and the file."""
        if chance.random() < 0.5:
            yield from self._damaged_articles(chance)
        else:
            yield from self._damaged_corpus(chance)

    def _damaged_articles(self, chance: Chance) -> Iterator[Tuple[str, str]]:
        weights = [1 if suffix in (".html", ".docx") else 6 for suffix in self.articles]  # the libraries that read these are slow
        (suffix,) = chance.choices(list(self.articles), weights)
        data = damaged(chance.choice(self.articles[suffix]), chance)
        if suffix == ".jsonl.gz":
            data = gzip.compress(data, 1)
            data = damaged(data, chance) if chance.random() < 0.5 else data
        elif suffix == ".docx" and chance.random() < 0.7:
            data = _repacked(self.articles[suffix][0], chance)
        path = self.folder / f"damaged{suffix if chance.random() < 0.95 else chance.choice(list(self.articles))}"
        path.write_bytes(data)
        try:
            for item in read_articles(find_inputs([str(path)])):
                if isinstance(item, Article):
                    item.text.encode("utf8")
                    item.id.encode("utf8")
                    json.dumps(item.meta, allow_nan=False)
                elif isinstance(item, (BadRecord, Note)):
                    yield from _unfit(f"{item.where}: {item.why if isinstance(item, BadRecord) else item.what}", suffix, data)
        except InputError as error:
            yield from _unfit(str(error), suffix, data)
        except Exception as error:
            yield f"{type(error).__name__} in reading articles {suffix}: {error}"[:150], repr(bytes(data[:2000]))
        path.unlink()

    def _damaged_corpus(self, chance: Chance) -> Iterator[Tuple[str, str]]:
        kind = chance.choice(list(self.corpora))
        files = dict(self.corpora[kind])
        name = chance.choice(list(files))
        files[name] = damaged(files[name], chance)
        if kind == "brat":
            folder = self.folder / "damaged"
            folder.mkdir()
            paths = [folder / name for name in files]
            path = folder
        else:
            path = self.folder / f"damaged-{name}"
            paths = [path]
        for each, data in zip(paths, files.values()):
            each.write_bytes(data)
        shown = files[name]
        try:
            for record in read_corpus(path, kind=kind):
                record["text"].encode("utf8")
        except CorpusError as error:
            yield from _unfit(str(error), kind, shown)
        except Exception as error:
            yield f"{type(error).__name__} in reading corpora {kind}: {error}"[:150], repr(bytes(shown[:2000]))
        if chance.random() < 0.2:
            try:
                for problem in validate_corpus(path, kind, self.blank):
                    yield from _unfit(problem, kind, shown)
            except CorpusError as error:
                yield from _unfit(str(error), kind, shown)
            except Exception as error:
                yield f"{type(error).__name__} in validating corpora {kind}: {error}"[:150], repr(bytes(shown[:2000]))
        for each in paths:
            each.unlink()
        if kind == "brat":
            path.rmdir()


def damaged(data: bytes, chance: Chance) -> bytes:
    """Some bytes changed, put in, left out; a number or a name of a field replaced; cut short."""
    result = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 5, 20))):
        if not result:
            break
        i = chance.randrange(len(result))
        change = chance.random()
        if change < 0.4:
            result[i : i + chance.choice((0, 1, 1, 30))] = chance.choice([*BYTES, bytes([chance.randrange(256)])])
        elif change < 0.6:  # another number where one stands
            j = next((j for j in range(i, min(i + 3000, len(result))) if result[j] in NUMBERS), i)
            end = next((k for k in range(j, len(result)) if result[k] not in NUMBERS), len(result))
            result[j:end] = chance.choice((b"-1", b"0", b"null", b"1.5", b'"1"', b"[]", b"99999", b"10000000000000000000000", b"true"))
        elif change < 0.8:  # another name, or another value behind it
            word = chance.choice(WORDS)
            j = result.find(b'"' + word + b'"', i)
            if j >= 0:
                end = j + len(word) + 2
                if chance.random() < 0.4:
                    result[j:end] = b'"' + chance.choice(WORDS) + b'"'
                else:
                    result[end : end + chance.choice((2, 3, 10))] = b": " + chance.choice(
                        (b"null, ", b"1, ", b'"x", ', b"[], ", b"{}, ", b"[1], ", b"[[1]], ", b"true, ")
                    )
        elif change < 0.9:
            j = chance.randrange(len(result))
            result[i:i] = result[j : j + chance.choice((10, 100, 1000))]
        else:
            del result[i:]
    return bytes(result)


def _unfit(message: str, kind: str, data: bytes) -> Iterator[Tuple[str, str]]:
    if "\n" in message or "\r" in message:
        yield f"a message of several lines about {kind}: {message!r}"[:150], repr(bytes(data[:2000]))
    elif len(message) > LONGEST:
        yield f"a message of {len(message)} characters about {kind}: {message!r}"[:150], repr(bytes(data[:2000]))


def _word(text: str) -> bytes:
    document = docx.Document()
    for part in text.split("\n"):
        document.add_paragraph(part)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _repacked(data: bytes, chance: Chance) -> bytes:
    """A zip file with one of its parts damaged, and packed soundly."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        names = old.namelist()
        hit = chance.choice(names)
        for name in names:
            part = old.read(name)
            new.writestr(name, damaged(part, chance) if name == hit else part)
    return file.getvalue()
