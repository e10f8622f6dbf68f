"""--weights and --threshold at the command line: whose they are, what they do, what is refused."""

import json

import pytest
import srsly
from typer.testing import CliRunner

from spacy_attrib.cli import attrib_cli
from spacy_attrib.network import weights
from spacy_attrib.pipelines import default_pipeline

from .conftest import CORPUS, load_english

ARTICLE = CORPUS / "border-talks.txt"


def run(*args):
    return CliRunner().invoke(attrib_cli, [*map(str, args)])


def found(*options, article=ARTICLE):
    """The attributions that `extract` gives of an article."""
    done = run("extract", article, "--acts", "all", *options)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)["attributions"]


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory):
    """A saved pipeline with `attrib`, whose threshold is not that of the weights."""
    nlp = load_english()
    nlp.add_pipe("attrib", config={"threshold": 0.9})
    folder = tmp_path_factory.mktemp("pipeline")
    nlp.to_disk(folder)
    return folder


def test_a_higher_threshold_gives_fewer():
    counts = {}
    for threshold in (0.0, 0.3, 0.7, 1.0):
        items = found("--threshold", threshold)
        counts[threshold] = len(items)
        assert all(item["score"] >= threshold for item in items)
    assert counts[0.0] >= counts[0.3] > counts[0.7] > counts[1.0] == 0


def test_without_options_it_is_the_small_set_at_its_threshold():
    expected = found()
    assert expected
    assert found("--weights", "small") == found("--weights", "bundled") == expected
    assert found("--threshold", weights.read_card("small")["threshold"]) == expected


def test_a_threshold_for_a_pipeline_with_a_component(pipeline):
    plain = found("--pipeline", pipeline)
    assert plain == found("--threshold", 0.9) and len(plain) < len(found())
    assert found("--pipeline", pipeline, "--threshold", 0.3) == found("--threshold", 0.3)


def test_wrong_weights_are_one_sentence():
    for command in (["extract", ARTICLE], ["audit", ARTICLE], ["evaluate", CORPUS / "dev.jsonl", default_pipeline()]):
        done = run(*command, "--weights", "tiny")
        assert done.exit_code == 2 and done.stdout == ""
        (line,) = done.stderr.splitlines()
        assert line.startswith("Error: [A051] There are no weights 'tiny'")
        assert all(path.parent.name in line for path in weights.FOLDER.glob("*/card.json"))


REFUSED = {
    "weights for rules": (["extract", ARTICLE, "--component", "attrib_ruler", "--weights", "small"], "settings of 'attrib', not of 'attrib_ruler'"),
    "threshold for rules": (["extract", ARTICLE, "--component", "attrib_ruler", "--threshold", "0.5"], "settings of 'attrib'"),
    "weights for a pipeline with some": (["extract", ARTICLE, "--pipeline", "SAVED", "--weights", "small"], "has weights of its own"),
    "weights for what is annotated": (["audit", CORPUS / "dev.jsonl", "--annotated", "--weights", "small"], "leave out"),
    "threshold for what is annotated": (["audit", CORPUS / "dev.jsonl", "--annotated", "--threshold", "0.5"], "leave out"),
    "weights for a corpus": (["evaluate", CORPUS / "dev.jsonl", CORPUS / "dev.jsonl", "--weights", "small"], "are for a pipeline"),
    "threshold for a corpus": (["evaluate", CORPUS / "dev.jsonl", CORPUS / "dev.jsonl", "--threshold", "0"], "are for a pipeline"),
    "an empty folder": (["extract", ARTICLE, "--weights", "EMPTY"], "A051"),
}


@pytest.mark.parametrize("args,message", REFUSED.values(), ids=REFUSED)
def test_options_that_are_refused(args, message, pipeline, tmp_path):
    done = run(*({"SAVED": pipeline, "EMPTY": tmp_path}.get(arg, arg) for arg in args))
    assert done.exit_code == 2 and done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("Error: ") and message in line


@pytest.mark.parametrize("threshold", ["-0.1", "1.5", "much"])
def test_a_threshold_is_a_share(threshold):
    done = run("extract", ARTICLE, "--threshold", threshold)
    assert done.exit_code == 2 and done.stdout == "" and "Traceback" not in done.output


def test_a_threshold_for_an_evaluation(tmp_path):
    recall = []
    srsly.write_jsonl(tmp_path / "gold.jsonl", [record for _, record in zip(range(2), srsly.read_jsonl(CORPUS / "dev.jsonl"))])
    for threshold in ("0.1", "0.95"):
        out = tmp_path / f"{threshold}.json"
        done = run("evaluate", tmp_path / "gold.jsonl", default_pipeline(), "--threshold", threshold, "--bootstrap", 0, "--output", out)
        assert done.exit_code == 0, done.output
        recall.append(srsly.read_json(out)["attrib_r"])
    assert recall[0] > recall[1]
