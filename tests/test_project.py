"""`project.yml`: from corpora to weights, step by step, on a few articles."""
import shutil
import subprocess
import sys

import pytest
import spacy
import srsly

from .conftest import CORPUS, load_english

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


def test_small_weights_from_corpora(project):
    run(project, "small", "--vars.steps", "3")
    card = srsly.read_json(project / "training" / "weights" / "small" / "card.json")
    assert card["calibration"] != [1.0, 0.0] and 0 < card["threshold"] < 1
    assert srsly.read_json(project / "training" / "small.json")
    nlp = load_english()
    pipe = nlp.add_pipe("attrib", config={"weights": str(project / "training" / "weights" / "small")})
    pipe.load()
    trained = spacy.load(project / "training" / "small" / "model-last").get_pipe("attrib").model
    for head in ("anchors", "acts"):
        assert (pipe.model.get_ref(head).layers[0].get_param("W") == trained.get_ref(head).layers[0].get_param("W")).all()
    assert pipe.threshold == card["threshold"]


def test_all_steps_are_known_to_weasel(project):
    for workflow in ("small", "accurate"):
        assert "python -m" in run(project, workflow, "--dry", "--force")
