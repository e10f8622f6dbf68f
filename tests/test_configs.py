"""The configs, by spaCy's own commands: filled, checked, trained, resumed, evaluated, tuned, assembled, packaged."""

import pytest
import spacy
import srsly

import spacy_attrib
from spacy_attrib.network.weights import read_card
from spacy_attrib.pipelines import PipelineError, default_pipeline

from .commands import run_here, run_spacy
from .conftest import CORPUS

CONFIGS = CORPUS.parent / "configs"
PATHS = ["--paths.train", str(CORPUS / "train.jsonl"), "--paths.dev", str(CORPUS / "dev.jsonl")]
FEW = ["--corpora.train.corpora.gold.limit", "2", "--training.max_steps", "2", "--training.eval_frequency", "2", "--corpora.dev.limit", "1"]


def run(*args):
    """A command of spaCy; what it printed. In processes of their own they are run by `test_documented_commands.py` and `test_project.py`."""
    done = run_spacy(*args)
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    return done.stdout.decode("utf8")


@pytest.mark.parametrize("name", ["en_attrib.cfg", "en_attrib_ruler.cfg", "en_attrib_sm.cfg", "en_attrib_joint.cfg"])
def test_config_is_complete(name, tmp_path, monkeypatch):
    monkeypatch.chdir(CORPUS.parent)  # its paths are those of the repository
    run("init", "fill-config", CONFIGS / name, tmp_path / "filled.cfg")
    assert "source = ${paths.base}" in (tmp_path / "filled.cfg").read_text("utf8")
    assert "Config is valid" in run("debug", "config", CONFIGS / name)


@pytest.fixture(scope="module")
def tuned(tmp_path_factory):
    """The weights of the package after two steps on two articles, by `spacy train`."""
    folder = tmp_path_factory.mktemp("tuned")
    bundled = ["--components.attrib.weights", "small"]
    run("train", CONFIGS / "en_attrib_sm.cfg", *PATHS, *FEW, *bundled, "--output", folder)
    return folder / "model-last"


def test_fine_tuning_begins_from_the_bundled_weights(tuned):
    meta = srsly.read_json(tuned / "meta.json")
    assert meta["performance"]["attrib_f"] > 0.4  # two steps from nothing give next to 0
    assert {name.split("_")[0] for name in meta["performance"]} == {"attrib"}  # no 0 for what was not scored,
    assert not any(name.endswith("_loss") for name in meta["performance"])  # and no loss
    assert "measured during training" in meta["notes"] and meta["author"] == ""  # whoever trains says whose it is


def test_training_resumes(tuned, tmp_path):
    text = (CONFIGS / "en_attrib_sm.cfg").read_text("utf8")
    start, end = text.index("[components.attrib]"), text.index("[corpora]")
    text = f'{text[:start]}[components.attrib]\nsource = "{tuned}"\n\n{text[end : text.index("[initialize.components.attrib]")]}'
    (tmp_path / "resume.cfg").write_text(text, "utf8")
    run("train", tmp_path / "resume.cfg", *PATHS, *FEW, "--output", tmp_path / "out")
    resumed = srsly.read_json(tmp_path / "out" / "model-last" / "meta.json")["performance"]["attrib_f"]
    assert resumed == pytest.approx(srsly.read_json(tuned / "meta.json")["performance"]["attrib_f"], abs=0.2)


def test_evaluate_and_find_threshold(tuned, tmp_path):
    records = [record for _, record in zip(range(2), srsly.read_jsonl(CORPUS / "dev.jsonl"))]
    srsly.write_jsonl(tmp_path / "dev.jsonl", records)
    assert run_here("convert", tmp_path / "dev.jsonl", tmp_path / "dev.spacy").returncode == 0
    run("evaluate", tuned, tmp_path / "dev.spacy", "--spans-key", "attrib", "--output", tmp_path / "scores.json")
    assert srsly.read_json(tmp_path / "scores.json")["attrib_f"] > 0.4
    found = run("find-threshold", tuned, tmp_path / "dev.spacy", "attrib", "threshold", "attrib_f", "--n_trials", "3")
    assert "Best threshold: 0.5" in found


@pytest.mark.parametrize("name,component", [("en_attrib.cfg", "attrib"), ("en_attrib_ruler.cfg", "attrib_ruler")])
def test_assembles_and_packages(name, component, tmp_path):
    run("assemble", CONFIGS / name, tmp_path / "pipeline", *PATHS)
    nlp = spacy.load(tmp_path / "pipeline")
    assert [q.speaker.text for q in nlp("“We won,” Ann Lee said.")._.quotes] == ["Ann Lee"]
    if component == "attrib":
        assert nlp.get_pipe("attrib").threshold == read_card("small")["threshold"]
    (tmp_path / "packages").mkdir()
    run("package", tmp_path / "pipeline", tmp_path / "packages", "--name", "quotes", "--build", "sdist")
    assert list(tmp_path.glob("packages/*/dist/*.tar.gz"))
    meta = srsly.read_json(next(tmp_path.glob("packages/*/meta.json")))
    assert any(requirement.startswith("spacy-attrib") for requirement in meta["requirements"])
    card = next(tmp_path.glob("packages/*/README.md")).read_text("utf8")
    assert "links each to its speaker" in card and "| `MIT` |" in card and "The spacy_attrib authors" in card
    assert "OntoNotes 5" in card and ("PolNeAR" in card) is (component == "attrib")  # the rules learned from nothing
    assert "### Accuracy" not in card and "its documentation tells how good they are" in card  # nothing was measured


def test_nothing_to_assemble_without_weights(tmp_path):
    with pytest.raises(ValueError, match='set `weights` to "small"'):
        run_spacy("assemble", CONFIGS / "en_attrib_sm.cfg", tmp_path / "pipeline")


def test_base_of_a_config_is_the_installed_pipeline():
    nlp = spacy.load("spacy_attrib")
    assert nlp.pipe_names[-1] == "attrib" and nlp.meta["name"] == spacy.load(default_pipeline()).meta["name"]
    assert spacy_attrib.load(component="attrib_ruler", exclude=["ner"]).pipe_names[-2:] == ["lemmatizer", "attrib_ruler"]
    assert "attrib" not in spacy.load("spacy_attrib", exclude=["attrib"]).component_names
    assert spacy.load("spacy_attrib", disable="attrib").disabled[-1:] == ["attrib"]
    assert "attrib" in spacy.load("spacy_attrib", enable=["parser"]).disabled
    with pytest.raises(PipelineError, match="no_such_pipeline"):
        spacy_attrib.load("no_such_pipeline")
    with pytest.raises(PipelineError, match="from 0 to 1"):
        spacy_attrib.load(threshold=1.5)
