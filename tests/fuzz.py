"""A program that looks for texts at which something breaks: `python -m tests.fuzz --minutes 5 --seed 1`.

Texts come from three makers: changes to the articles of `corpus/`, sentences of quotations put together from pieces, and any Unicode
(hypothesis). Both components must keep what `VIOLATIONS` lists; every few hundred texts they are run in other batches and in two processes,
too, and the readers of corpora and of articles are given damaged files. The first seconds of it are a test (`test_fuzz.py`).
"""
import argparse
import json
import random
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Sequence, Tuple

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from spacy_attrib.articles import Article, BadRecord, InputError, Note, find_inputs, read_articles
from spacy_attrib.attributions import add_record, read_attributions, to_record
from spacy_attrib.corpora import CorpusError, read_corpus
from spacy_attrib.processes import Failure, annotate_texts

from .conftest import CORPUS, load_english

KEYS = {"attrib": "attrib", "attrib_ruler": "by_rules"}
ROLES = ("content", "cue", "source", "disclosure", "reason")
MARKS = list("“”‘’\"'«»„‚`") + ["''", "``", "'s ", "’s "]
ODD = [*"\n\t \u00a0\u2028\u0085\u200b\ufeff\x00…–—()[]{😀é", "\n\n", "\r\n", "  ", "...", "e\u0301"]
PIECES = MARKS + ODD + [
    "said", "says", "he said", "according to", "told", "that", "whether", "she added", "Ines Calder", "Mr. Orlec", "the mayor", "officials",
    "sources", "who asked not to be named", "because he feared for his job", "it rained", "the dam broke", "“Yes,”", "No.", "A", "I", "3",
    ",", ".", "?", ":", ";", "-",
]  # fmt: skip
GROUP = 40  # texts that are run at once
EVERY = 8  # groups, of which one is run in other batches and processes, too


# Texts


def mutations(random: random.Random) -> Iterator[str]:
    """Articles of the corpus, cut short, with something of them dropped, doubled, moved or put in."""
    articles = [json.loads(line)["text"] for path in sorted(CORPUS.glob("*.jsonl")) for line in path.open(encoding="utf8")]
    while True:
        text = random.choice(articles)
        start = random.randrange(len(text))
        text = text[start : start + random.choice((30, 100, 300, 600))]
        for _ in range(random.randrange(1, 8)):
            i, j = sorted(random.randrange(len(text) + 1) for _ in range(2))
            j = min(j, i + random.choice((1, 1, 5, 40)))
            change = random.randrange(5)
            if change == 0:
                text = text[:i] + text[j:]
            elif change == 1:
                text = text[:j] + text[i:]
            elif change == 2:
                text = text[:i] + random.choice(PIECES) + text[i:]
            elif change == 3:
                text = text[:i] + random.choice(MARKS) + text[j:]
            else:
                text = text.replace(random.choice(text), random.choice(PIECES), 3) if text else text
        yield text


def salads(random: random.Random) -> Iterator[str]:
    """Pieces of reports in any order."""
    while True:
        between = random.choice((" ", " ", ""))
        yield between.join(random.choices(PIECES, k=random.randrange(0, 40)))


def unicode_texts(number: int, count: int) -> List[str]:
    """Any Unicode, as hypothesis makes it."""
    found: List[str] = []
    # Half surrogates are no text that could be stored as UTF-8: the readers refuse them.
    text = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)

    @seed(number)
    @settings(max_examples=count, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(st.lists(st.one_of(text, st.sampled_from(PIECES)), max_size=12).map("".join))
    def collect(text: str) -> None:
        found.append(text)

    collect()
    return found


def groups(number: int) -> Iterator[List[str]]:
    """Groups of texts without end, the same for one seed."""
    source = random.Random(number)
    makers = [mutations(source), salads(source)]
    while True:
        for maker in makers:
            yield [next(maker) for _ in range(GROUP)]
        yield unicode_texts(source.randrange(2**31), GROUP)


# What must hold


def violations(doc: Doc, key: str) -> Iterator[str]:
    """What is wrong with the attributions of a Doc, in a few words each."""
    text, seen = doc.text, set()
    record = to_record(doc, "x", key=key)
    for item in record["attributions"]:
        letters: Dict[str, set] = {}
        for role in ROLES:
            pieces = item[role] or []
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
        identity = json.dumps([item[role] for role in ("content", "cue", "source")])
        if identity in seen:
            yield "an attribution is doubled"
        seen.add(identity)
    if json.loads(json.dumps(record)) != record:
        yield "JSON does not come back"
    again = Doc(doc.vocab, words=[t.text for t in doc], spaces=[bool(t.whitespace_) for t in doc])
    add_record(again, record, key=key)
    if to_record(again, "x", key=key) != record:
        yield "a record does not come back from a Doc"
    stored = DocBin(store_user_data=False, docs=[doc]).to_bytes()
    (back,) = DocBin().from_bytes(stored).get_docs(doc.vocab)
    if [a.to_dict() for a in read_attributions(back, key)] != record["attributions"]:
        yield "DocBin does not give back what it was given"


def pipeline(nested: bool = False) -> Language:
    """Both components in one pipeline, each with a key of its own."""
    nlp = load_english()
    nlp.add_pipe("attrib", config={"nested": nested})
    nlp.add_pipe("attrib_ruler", config={"spans_key": KEYS["attrib_ruler"], "find": {"@misc": "spacy-attrib.RuleFinder.v1", "nested": not nested}})
    return nlp


def results(outcomes: Sequence[Any]) -> List[Any]:
    return [outcome.why if isinstance(outcome, Failure) else [to_record(outcome, key=key) for key in KEYS.values()] for outcome in outcomes]


def differing(nlp: Language, texts: Sequence[str], first: Sequence[Any], random: random.Random) -> Iterator[Tuple[str, str]]:
    """Texts that have another result in other batches, or in two processes."""
    expected = results(first)
    for what, n_process, size in (("other batches", 1, random.randrange(1, 9)), ("two processes", 2, random.randrange(1, 30))):
        found = results(list(annotate_texts(nlp, texts, n_process, size)))
        yield from ((f"another result in {what}", text) for text, a, b in zip(texts, expected, found) if a != b)


# Files


def damaged_files(random: random.Random, folder: Path) -> Iterator[Tuple[str, str]]:
    """What readers of corpora and articles raise, beside the errors they are meant to, at a file of the corpus with bytes changed."""
    lines = [line for path in sorted(CORPUS.glob("*.jsonl")) for line in path.open("rb")]
    data = bytearray(b"".join(random.sample(lines, 3)))
    for _ in range(random.randrange(1, 20)):
        i = random.randrange(len(data))
        data[i : i + random.choice((0, 1, 1, 30))] = random.choice(
            (b"", b"\n", b'"', b"{", b"]", b"null", b"-1", b"\xff", b"\\ud800", b"NaN", bytes([random.randrange(256)]))
        )
    path = folder / f"damaged{random.choice(('.jsonl', '.json', '.txt', '.csv', '.spacy', '.md', '.jsonl.gz'))}"
    path.write_bytes(data)
    readers: List[Callable[[], Any]] = [lambda: [item for item in read_articles(find_inputs([str(path)]))]]
    if path.suffix in (".jsonl", ".spacy"):
        readers.append(lambda: list(read_corpus(path)))
    for reader in readers:
        try:
            for item in reader():
                if isinstance(item, Article):
                    item.text.encode("utf8")
                    json.dumps(item.meta, allow_nan=False)
                elif isinstance(item, (BadRecord, Note)) and "\n" in f"{item}":
                    yield "a message of several lines", repr(item)
        except (InputError, CorpusError):
            pass
        except Exception as error:
            yield f"{type(error).__name__} in reading {path.suffix}: {error}"[:200], repr(bytes(data[:300]))
    path.unlink()


# The run


def run(number: int, until: Callable[[int], bool], processes: bool = True) -> Tuple[int, Counter, Dict[str, str]]:
    """Try texts until `until(how many were tried)` says to stop.

    RETURNS (Tuple[int, Counter, Dict[str, str]]): How many texts and files were tried, how often each violation was found, and a text for each.
    """
    source, pipelines = random.Random(number), [pipeline(False), pipeline(True)]
    found: Counter = Counter()
    examples: Dict[str, str] = {}
    tried = 0

    def note(what: str, text: str) -> None:
        found[what] += 1
        if len(text) < len(examples.get(what, text + " ")):
            examples[what] = text  # the shortest

    with tempfile.TemporaryDirectory() as folder:
        for turn, texts in enumerate(groups(number)):
            if until(tried):
                return tried, found, examples
            nlp = pipelines[turn % 2]
            outcomes = list(annotate_texts(nlp, texts, 1, GROUP))
            for text, outcome in zip(texts, outcomes):
                if isinstance(outcome, Failure):
                    note(f"raised {outcome.why}"[:120], text)
                    continue
                if outcome.text != text:
                    note("the text changed", text)
                for name, key in KEYS.items():
                    for what in violations(outcome, key):
                        note(f"{name}: {what}", text)
            if processes and turn % EVERY == 0:
                for what, text in differing(nlp, texts, outcomes, source):
                    note(what, text)
            for _ in range(GROUP // 4):
                for what, text in damaged_files(source, Path(folder)):
                    note(what, text)
            tried += len(texts) + GROUP // 4
    raise AssertionError("texts without end ended")


def main() -> None:
    """Run for some minutes and tell what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    end = time.monotonic() + 60 * given.minutes
    tried, found, examples = run(given.seed, lambda tried: time.monotonic() > end)
    print(f"seed {given.seed}: {tried} texts and files, {sum(found.values())} violations")
    for what, count in found.most_common():
        print(f"  {count} x {what}\n      {examples[what]!r}")


if __name__ == "__main__":
    main()
