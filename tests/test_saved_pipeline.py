"""Pipelines that an earlier version saved go on working: names, config keys and weights are promises.

`saved/pipeline-0.1.0` was saved by version 0.1.0: a small trained `attrib` and an `attrib_ruler`, without vocabulary;
`saved/pipeline-0.1.0.found.jsonl` is what that version found with them.
"""

from collections import defaultdict
from pathlib import Path
from typing import Dict, Set

import pytest
import spacy
import srsly
from spacy.language import Language

from spacy_attrib import to_record

from .conftest import CORPUS, load_english

SAVED = Path(__file__).parent / "saved" / "pipeline-0.1.0"
KEPT = 0.9  # of what was found then; rules may get better


@pytest.fixture(scope="module")
def base() -> Language:
    return load_english()


def test_a_saved_pipeline_loads_and_finds_what_it_found(base: Language) -> None:
    saved = spacy.load(SAVED, vocab=base.vocab)
    assert saved.pipe_names == ["attrib", "attrib_ruler"]
    texts = {record["id"]: record["text"] for record in srsly.read_jsonl(CORPUS / "dev.jsonl")}
    docs = {}
    then: Dict[str, Set[str]] = defaultdict(set)
    now: Dict[str, Set[str]] = defaultdict(set)
    for line in srsly.read_jsonl(SAVED.parent / "pipeline-0.1.0.found.jsonl"):
        identifier, key = line["article"], line["key"]
        if identifier not in docs:
            docs[identifier] = saved(base(texts[identifier]))
        found = to_record(docs[identifier], key=key)["attributions"]
        then[key] |= {f"{identifier} {a['cue']} {a['content']} {a['source']}" for a in line["attributions"]}
        now[key] |= {f"{identifier} {a['cue']} {a['content']} {a['source']}" for a in found}
    assert set(then) == {"attrib", "ruled"}
    for key, items in then.items():
        assert len(items & now[key]) >= KEPT * len(items)


def test_a_saved_pipeline_is_saved_again_with_the_same_config(base: Language, tmp_path: Path) -> None:
    saved = spacy.load(SAVED, vocab=base.vocab)
    saved.to_disk(tmp_path, exclude=["vocab"])
    again = spacy.load(tmp_path, vocab=base.vocab)
    first, second = (nlp.config["components"]["attrib"] for nlp in (saved, again))
    assert first == second
    assert first["threshold"] == 0.3
    assert again.get_pipe("attrib").threshold == pytest.approx(0.3)
