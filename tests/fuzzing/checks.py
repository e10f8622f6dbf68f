"""What must hold of the attributions of a Doc, and of what becomes of them in files and on pages."""

import json
import tempfile
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Dict, Iterator, List, Sequence, Set

from spacy.tokens import Doc, DocBin

from spacy_attrib import displacy
from spacy_attrib.attributions import add_record, read_attributions, to_record
from spacy_attrib.audit import audit_sourcing
from spacy_attrib.corpora import read_corpus, write_corpus
from spacy_attrib.outputs import Result, find_done, open_output
from spacy_attrib.outputs.opening import KINDS
from spacy_attrib.report import write_pages

from .texts import HOSTILE, Chance

ROLES = ("content", "cue", "source", "disclosure", "reason")
OWN_TAGS = ("zzz",)  # which only hostile texts hold
FOLLOWED = ("href", "src", "action", "formaction", "xlink:href", "data", "poster", "background", "cite", "ping")  # attributes with an address
CORPORA = {"jsonl": ".jsonl", "spacy": ".spacy", "brat": "", "prodigy": ".jsonl", "doccano": ".jsonl", "labelstudio": ".json"}
IDS = [
    *HOSTILE,
    "x" * 300,
    "CON",
    "nul.txt",
    "-rf",
    "a\0b",
    "é/ü",
    ".",
    "..",
    " ",
    "\n",
    "a" * 59 + "-b",
    "A",
    "a",
    "/etc/passwd",
    "C:\\x",
    "～",
    "\u202e",
]


def violations(doc: Doc, key: str, thorough: bool = True) -> Iterator[str]:
    """What is wrong with the attributions of a Doc, in a few words each. If `thorough`, whether records and Docs give them back, too."""
    text, seen = doc.text, set()
    record = to_record(doc, "x", key=key)
    for item in record["attributions"]:
        letters: Dict[str, Set[int]] = {}
        for role in ROLES:
            pieces: Any = item[role] or []  # type: ignore[literal-required]
            for start, end in pieces:
                piece = text[start:end]
                if not 0 <= start < end <= len(text):
                    yield f"{role} outside the text"
                elif not any(character.isalnum() for character in piece):
                    yield f"{role} without a letter or digit"
                elif piece != piece.strip():
                    yield f"{role} with a blank at its edge"
            letters[role] = {i for start, end in pieces for i in range(start, end)}
            if len(letters[role]) < sum(end - start for start, end in pieces):
                yield f"pieces of {role} overlap"
        if not letters["content"]:
            yield "no content"
        if letters["content"] & letters["cue"]:
            yield "cue and content overlap"
        speaker = item["speaker"]
        if speaker and (text[speaker["start"] : speaker["end"]] != speaker["text"] or not any(map(str.isalnum, speaker["text"]))):
            yield "speaker is not what the text has there, or says nothing"
        if item["score"] is not None and not 0.0 <= item["score"] <= 1.0:
            yield "score outside 0 to 1"
        if item["anonymous"] and item["source_type"] in ("named", None):
            yield "anonymous and named"
        identity = repr([item[role] for role in ("content", "cue", "source")])
        if identity in seen:
            yield "an attribution is doubled"
        seen.add(identity)
    if thorough and record["attributions"]:
        yield from _lost(doc, record, key)


def _lost(doc: Doc, record: Any, key: str) -> Iterator[str]:
    if json.loads(json.dumps(record)) != record:
        yield "JSON does not come back"
    again = Doc(doc.vocab, words=[t.text for t in doc], spaces=[bool(t.whitespace_) for t in doc])
    add_record(again, record, key=key)
    if to_record(again, "x", key=key) != record:
        yield "a record does not come back from a Doc"


# Files and pages of a group


def _is_script(address: str) -> bool:
    """Whether a browser that follows an address runs it."""
    return "".join(c for c in address if c > " ").lower().startswith(("javascript:", "vbscript:", "data:text/html"))


class _Tags(HTMLParser):
    """Notes what only hostile texts could have put into a page."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: List[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag in OWN_TAGS or any(name.startswith("on") or name in FOLLOWED and _is_script(value or "") for name, value in attrs):
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        if self.lasttag == "script" and "zzz" in data and self.get_starttag_text() == "<script>":
            self.wrong.append("script")


def meta_of(chance: Chance) -> Dict[str, Any]:
    """What might stand beside a text, of any kind."""
    values = [
        *HOSTILE,
        "2024-02-30",
        "javascript:zzz()",
        "https://zzz/<zzz>",
        10**30,
        -1,
        1.5,
        True,
        None,
        [],
        {"a": {"b": ["<zzz>"]}},
        "\x00",
        "\ud800",
        "x" * 500,
    ]
    names = ["title", "url", "date", "author", "outlet", "id", "text", "meta", "annotator", "<zzz>", "", "a\nb", "attributions"]
    return {chance.choice(names): chance.choice(values) for _ in range(chance.randrange(4))}


def group_violations(docs: Sequence[Doc], key: str, chance: Chance) -> Iterator[str]:
    """What goes wrong where a group of Docs is written: as results of every kind, corpora of every kind, pages, pictures, spaCy's own Docs."""
    names = chance.sample(IDS * 3, min(len(docs), len(IDS)))
    ids = [f"{name}{number}" if chance.random() < 0.8 else f"{number}{name}" for number, name in enumerate(names)]
    metas = [meta_of(chance) for _ in ids]
    records: List[Any] = [to_record(doc, id, meta, key, texts=True) for doc, id, meta in zip(docs, ids, metas)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "inside"
        folder.mkdir()
        for work in (_results, _corpora, _pages):
            try:
                yield from work(docs, records, key, folder, chance)
            except Exception as error:
                yield f"{type(error).__name__} in {work.__name__[1:]}: {error}"[:200]
        if [path.name for path in Path(name).iterdir()] != ["inside"]:
            yield "a file was written outside the folder"


def _results(docs: Sequence[Doc], records: Sequence[Any], key: str, folder: Path, chance: Chance) -> Iterator[str]:
    with_audit = chance.random() < 0.5
    audits = [audit_sourcing(doc, key=key).to_dict() if with_audit else None for doc in docs]
    for suffix in KINDS:
        path = folder / f"out{suffix}"
        text = suffix in (".html", ".spacy") or chance.random() < 0.7
        with open_output(path, text) as writer:
            for record, audit in zip(records, audits):
                writer.write(Result(record, audit))
        if suffix == ".html":
            yield from _hostile_tags(path)
        if suffix in (".jsonl", ".db") and not with_audit and find_done(path) != {record["id"] for record in records} and suffix == ".jsonl":
            yield "not all articles are in the lines"


def _corpora(docs: Sequence[Doc], records: Sequence[Any], key: str, folder: Path, chance: Chance) -> Iterator[str]:
    plain: List[Any] = [{**to_record(doc, record["id"], {}, key), "meta": {}} for doc, record in zip(docs, records) if doc.text]
    kind = chance.choice(list(CORPORA))
    path = folder / f"corpus-{kind}{CORPORA[kind]}"
    write_corpus(path, plain, kind=kind)
    back = list(read_corpus(path, kind=kind) if kind != "brat" else read_corpus(path))
    if sorted(map(json.dumps, map(_sorted, back))) != sorted(map(json.dumps, map(_sorted, plain))):
        yield f"another corpus comes back from {kind}"


def _sorted(record: Any) -> Any:
    fields = ("id", "text", "attributions")
    items = [dict(sorted(item.items())) for item in record["attributions"]]
    return {name: record[name] if name != "attributions" else items for name in fields}


def _pages(docs: Sequence[Doc], records: Sequence[Any], key: str, folder: Path, chance: Chance) -> Iterator[str]:
    audits = [audit_sourcing(doc, key=key).to_dict() for doc in docs]
    output = folder / chance.choice(("report", "report.html"))
    write_pages(records, audits, output, title=chance.choice(HOSTILE))
    for page in output.rglob("*.html") if output.is_dir() else [output]:
        yield from _hostile_tags(page)
    (folder / "picture.html").write_text(displacy.render(docs, key, page=True, jupyter=False) or "", "utf8", errors="replace")
    yield from _hostile_tags(folder / "picture.html")
    stored = DocBin(store_user_data=False, docs=docs).to_bytes()
    for doc, back in zip(docs, DocBin().from_bytes(stored).get_docs(docs[0].vocab)):
        if [a.to_dict() for a in read_attributions(back, key)] != [a.to_dict() for a in read_attributions(doc, key)]:
            yield "DocBin does not give back what it was given"


def _hostile_tags(path: Path) -> Iterator[str]:
    tags = _Tags()
    tags.feed(path.read_text("utf8"))
    tags.close()
    if tags.wrong:
        yield f"not escaped in {path.suffix}: {tags.wrong[0]}"
