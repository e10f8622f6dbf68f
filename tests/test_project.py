"""`project.yml`: from corpora to weights, a package and pages, step by step, on a few articles."""

import os
import shutil
import subprocess
import sys

import pytest
import spacy
import srsly

from .conftest import CORPUS

ROOT = CORPUS.parent


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of what the steps need, with three articles of gold, two of silver, two to score."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copy(ROOT / "project.yml", folder)
    shutil.copytree(ROOT / "configs", folder / "configs")
    train, dev = (list(srsly.read_jsonl(CORPUS / f"{name}.jsonl")) for name in ("train", "dev"))
    srsly.write_jsonl(folder / "gold.jsonl", train[:3])
    for record in train[3:5]:
        for item in record["attributions"]:
            item["score"] = 0.9
        record["maybe"] = [{**item, "id": f"m{item['id']}", "score": 0.3} for item in record["attributions"][:1]]
    srsly.write_jsonl(folder / "silver.jsonl", train[3:5])
    srsly.write_jsonl(folder / "dev.jsonl", dev[:2])
    srsly.write_jsonl(folder / "held.jsonl", dev[2:4])
    return folder


def run(folder, step, *options):
    names = {"gold": "gold.jsonl", "silver": "silver.jsonl", "dev": "dev.jsonl", "held": "held.jsonl"}
    settings = [part for name, value in names.items() for part in (f"--vars.{name}", value)]
    command = [sys.executable, "-m", "weasel", "run", step, str(folder), *settings, *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=400)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def done(project):
    """The folder after all steps of the workflow `all`."""
    run(project, "all", "--vars.steps", "3", "--vars.eval_frequency", "3")
    return project / "training"


def test_small_weights_from_corpora(done):
    card = srsly.read_json(done / "weights" / "small" / "card.json")
    assert card["calibration"] != [1.0, 0.0] and 0 < card["threshold"] < 1
    assert srsly.read_json(done / "small.json") and "<html" in (done / "mistakes.html").read_text("utf8")
    trained = spacy.load(done / "small" / "model-last").get_pipe("attrib").model
    pipe = spacy.load(done / "pipeline").get_pipe("attrib")
    for head in ("anchors", "acts"):
        assert (pipe.model.get_ref(head).layers[0].get_param("W") == trained.get_ref(head).layers[0].get_param("W")).all()
    assert pipe.threshold == card["threshold"]


def test_the_package_is_used_by_who_does_not_know_this_one(done, tmp_path):
    (archive,) = done.glob("packages/en_attrib-0.1.0/dist/*.tar.gz")
    shutil.unpack_archive(archive, tmp_path)  # with its egg-info, so that it is installed for whoever has the folder on the path
    code = "import spacy; print([q.speaker.text for q in spacy.load('en_attrib', config={'components.attrib.threshold': 0.0})('“We won,” Ann Lee said.')._.quotes])"
    path = os.pathsep.join([str(tmp_path / "en_attrib-0.1.0"), *sys.path])
    used = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, env={**os.environ, "PYTHONPATH": path}, timeout=120
    )
    assert used.stdout.splitlines() == ["['Ann Lee']"], used.stderr
    meta = srsly.read_json(next((tmp_path / "en_attrib-0.1.0").glob("meta.json")))
    assert any(requirement.startswith("spacy-attrib") for requirement in meta["requirements"])


def test_pages_show_what_was_found_anew(done):
    pages = {path.name for path in done.glob("report/articles/*.html")}
    assert (
        pages == {"index.html", *(f"{record['id']}.html" for record in srsly.read_jsonl(done.parent / "dev.jsonl"))}
        and (done / "report" / "ledger.html").exists()
    )


def test_the_steps_are_named(project):
    steps = srsly.read_yaml(project / "project.yml")
    assert steps["workflows"]["all"] == ["convert", "train", "bundle", "calibrate", "evaluate", "package", "report"]


@pytest.mark.skipif(not (ROOT / ".gitignore").exists(), reason="no checkout of git")
def test_what_it_makes_is_ignored_by_git(project, done):
    ignored = (ROOT / ".gitignore").read_text("utf8").splitlines()
    given = {"gold.jsonl", "silver.jsonl", "dev.jsonl", "held.jsonl", "configs", "project.yml"}
    assert {path.name + "/" * path.is_dir() for path in project.iterdir() if path.name not in given} <= set(ignored)


def test_steps_of_the_transformer_are_known_to_weasel(project):
    assert " -m spacy attrib evaluate" in run(project, "accurate", "--dry", "--force")  # what is in front depends on the machine
