"""Fixtures: one pipeline for the whole run, and a notation for texts with their expected spans."""

import os
import re
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Set, Tuple

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: with small matrices, threads wait for each other

import pytest
import spacy
import srsly
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Config

from spacy_attrib.lang.reading import load_lexicon
from spacy_attrib.page.page import Page
from spacy_attrib.pipelines import default_pipeline

SHARED = Path(os.environ.get("ATTRIB_SHARED", Path(__file__).parents[2] / "shared"))
TAG = re.compile(r"<(/?)([cqs])(\d+)>")
CORPUS = Path(__file__).parents[1] / "corpus"
KINDS = Path(__file__).parent / "kinds"
ROLES = {"c": "content", "q": "cue", "s": "source"}

# Networks small enough for a test, of the shape that saved pipelines have, and of today's
FIRST_NETWORK = Config().from_str(
    """
[model]
@architectures = "spacy-attrib.AttributionNetwork.v1"
width = 32
depth = 1
hidden = 16

[model.tok2vec]
@architectures = "spacy.MultiHashEmbed.v2"
width = 16
attrs = ["NORM", "TAG", "DEP"]
rows = [1000, 50, 50]
include_static_vectors = false
"""
)
NETWORK = Config().from_str(
    """
[model]
@architectures = "spacy-attrib.AttributionNetwork.v2"
hidden = 16
pair_hidden = 16

[model.encoder]
@architectures = "spacy-attrib.SequenceEncoder.v1"
width = 16
depth = 1

[model.encoder.tok2vec]
@architectures = "spacy-attrib.HashedWords.v1"
width = 16
attrs = ["NORM", "SHAPE"]
rows = [500, 50]
"""
)

Offsets = Tuple[int, int]
Row = Dict[str, Any]


class Marked(NamedTuple):
    """A text, and per attribution the character offsets of its roles."""

    text: str
    attributions: Dict[int, Dict[str, List[Offsets]]]


def unmark(marked: str) -> Marked:
    """Read `<s1>Ann Lee</s1> <q1>said</q1> <c1>it was over</c1>`: s source, q cue, c content; the number is the attribution."""
    text, last = "", 0
    found: Dict[int, Dict[str, List[Offsets]]] = {}
    opened: Dict[str, int] = {}
    for match in TAG.finditer(marked):
        text += marked[last : match.start()]
        last = match.end()
        closing, role, number = match.groups()
        if closing:
            pieces = found.setdefault(int(number), {"content": [], "cue": [], "source": []})
            pieces[ROLES[role]].append((opened.pop(role + number), len(text)))
        else:
            opened[role + number] = len(text)
    assert not opened, f"not closed: {opened}"
    return Marked(text + marked[last:], found)


def read_kinds(name: str) -> List[Row]:
    """The annotated texts of one file of `tests/kinds/`."""
    return list(srsly.read_jsonl(KINDS / f"{name}.jsonl"))


def letters(pieces: Optional[Sequence[Sequence[int]]]) -> Set[int]:
    """All characters of a field."""
    return {i for start, end in pieces or () for i in range(start, end)}


def fitting(gold: Row, found: Sequence[Row]) -> Optional[Row]:
    """The attribution whose content has most in common with that of another, if that is half or more."""
    own = letters(gold["content"])
    shares = [len(own & other) / len(own | other) for other in (letters(row["content"]) for row in found)]
    return found[shares.index(max(shares))] if shares and max(shares) >= 0.5 else None


def page_of(doc: Doc) -> Page:
    """The page of a Doc, with the word lists of the package."""
    return Page(doc, load_lexicon("en"))


def load_english() -> Language:
    """A fresh default pipeline, without any component of the package."""
    return spacy.load(default_pipeline())


# Files whose tests take long, the longest first: begun last, one would keep the others waiting. `--dist loadfile` gives them out in this order.
LONG = (
    "test_documented_commands", "test_project", "test_processes", "test_configs", "test_resume", "test_recognizer", "test_ruler", "test_weights",
    "test_outputs", "test_cli", "test_onnx", "test_cli_weights", "test_marks", "test_fuzz", "test_evaluate", "test_corpora",
)  # fmt: skip


def pytest_collection_modifyitems(items: List[pytest.Item]) -> None:
    """Called by pytest."""
    items.sort(key=lambda item: LONG.index(item.path.stem) if item.path.stem in LONG else len(LONG))


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The default pipeline with `attrib_ruler`, the package not imported by name."""
    nlp = load_english()
    nlp.add_pipe("attrib_ruler")
    return nlp


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the gold corpora, which not every machine has."""
    if not (SHARED / "gold").is_dir():
        pytest.skip(f"the gold corpora are not at {SHARED}")
    return SHARED
