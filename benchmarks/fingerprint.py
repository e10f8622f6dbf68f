"""Whether a change of the code changed a result: records and audits of all articles, written down and compared.

    python benchmarks/fingerprint.py write FOLDER [--shared ../shared]
    python benchmarks/fingerprint.py compare OLD NEW

The first runs `attrib`, `attrib` with `nested` and `attrib_ruler` over the articles of `corpus/`, and over those of the gold
corpora where they are there, and writes one file of records and audits for each; tags, parse and entities are kept beside the
folder, so that a second run takes seconds. The second lists every attribution and every finding that is not the same in both.
"""

import hashlib
from pathlib import Path
from typing import Any, Dict, Iterator, List, Tuple

import srsly
import typer
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from spacy_attrib import to_record
from spacy_attrib.pipelines import load_pipeline

ROOT = Path(__file__).parents[1]
RUNS: Dict[str, Tuple[str, Dict[str, Any]]] = {
    "attrib": ("attrib", {}),
    "attrib_nested": ("attrib", {"nested": True}),
    "attrib_ruler": ("attrib_ruler", {}),
}
GOLD = ("polnear_dev_gold.jsonl", "world_dev.jsonl", "cases.jsonl", "disclosures_dev.jsonl")
LAYERS = ("NORM", "LEMMA", "MORPH", "POS", "TAG", "HEAD", "DEP", "ENT_IOB", "ENT_TYPE", "ENT_KB_ID", "SENT_START")
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


def read_texts(shared: Path) -> Dict[str, str]:
    """The text of every article by name: `file:id`."""
    paths = [*sorted((ROOT / "corpus").glob("*.jsonl")), *(shared / "gold" / name for name in GOLD)]
    texts = {}
    for path in paths:
        if path.is_file() and "annotation" not in path.name:
            for number, record in enumerate(srsly.read_jsonl(path)):
                texts[f"{path.stem}:{record.get('id', number)}"] = record["text"]
    return texts


def annotate(nlp: Language, texts: Dict[str, str], cache: Path) -> List[Doc]:
    """Tags, parse and entities of the texts, from the cache where it holds the same texts."""
    if cache.is_file():
        docs = list(DocBin().from_disk(cache).get_docs(nlp.vocab))
        if [doc.text for doc in docs] == list(texts.values()):
            return docs
    with nlp.select_pipes(disable=[name for name in nlp.pipe_names if name.startswith("attrib") and name != "attribute_ruler"]):
        docs = list(nlp.pipe(texts.values()))
    DocBin(attrs=LAYERS, docs=docs).to_disk(cache)
    return list(DocBin().from_disk(cache).get_docs(nlp.vocab))


def result_of(nlp: Language, doc: Doc) -> Dict[str, Any]:
    """Attributions and audit of one article, or the error that it raised."""
    try:
        doc = nlp(doc)
        return {"attributions": to_record(doc)["attributions"], "audit": doc._.sourcing_audit.to_dict()}
    except Exception as error:
        return {"attributions": [], "audit": {"findings": []}, "error": repr(error)}


@app.command()
def write(folder: Path, shared: Path = ROOT.parent / "shared") -> None:
    """Write records and audits of every run, and print their checksums."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = read_texts(shared)
    nlp = load_pipeline()
    nlp.remove_pipe("attrib")
    base = list(nlp.pipe_names)
    for name, (factory, config) in RUNS.items():
        docs = annotate(nlp, texts, folder.parent / "annotated.spacy")
        nlp.add_pipe(factory, name=name, config=config)
        with nlp.select_pipes(disable=base):
            lines = [{"id": key, **result_of(nlp, doc)} for key, doc in zip(texts, docs)]
        nlp.remove_pipe(name)
        srsly.write_jsonl(folder / f"{name}.jsonl", lines)
        typer.echo(f"{hashlib.sha256((folder / f'{name}.jsonl').read_bytes()).hexdigest()[:16]}  {name}  {len(lines)} articles")


@app.command()
def compare(old: Path, new: Path, shared: Path = ROOT.parent / "shared") -> None:
    """List what differs; exit code 1 if anything does."""
    texts = read_texts(shared)
    count = 0
    for name in RUNS:
        for before, after in zip(srsly.read_jsonl(old / f"{name}.jsonl"), srsly.read_jsonl(new / f"{name}.jsonl")):
            for line in _differences(texts[before["id"]], before, after):
                typer.echo(f"{name}  {before['id']}  {line}")
                count += 1
    typer.echo(f"{count} differences")
    raise typer.Exit(int(count > 0))


def _differences(text: str, before: Dict[str, Any], after: Dict[str, Any]) -> Iterator[str]:
    if before == after:
        return
    if before.get("error") != after.get("error"):
        yield f"error {before.get('error')} -> {after.get('error')}"
    keys = [{_key(item): item for item in side["attributions"]} for side in (before, after)]
    for key in sorted({*keys[0], *keys[1]}):
        one, two = keys[0].get(key), keys[1].get(key)
        if one is None or two is None:
            item = one or two
            yield f"{'lost' if two is None else 'new'} {_told(text, item)}"
        elif any(one[field] != two[field] for field in one if field != "id"):
            changed = [f"{field}: {one[field]} -> {two[field]}" for field in one if field != "id" and one[field] != two[field]]
            yield f"changed {_told(text, one)}: {'; '.join(changed)}"
    if before["audit"] != after["audit"]:
        findings = [{(f["kind"], f["start"], f["message"]) for f in side["audit"]["findings"]} for side in (before, after)]
        yield f"audit lost {sorted(findings[0] - findings[1])} new {sorted(findings[1] - findings[0])}"


def _key(item: Dict[str, Any]) -> Tuple[Any, ...]:
    return tuple(map(tuple, item["content"][:1])) + tuple(map(tuple, item["cue"][:1]))


def _told(text: str, item: Dict[str, Any]) -> str:
    roles = (" / ".join(text[start:end] for start, end in item[role] or []) for role in ("source", "cue", "content"))
    return " | ".join(role.replace("\n", " ")[:90] for role in roles)


if __name__ == "__main__":
    app()
