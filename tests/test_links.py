"""Links: those that lead in a circle are one sentence wherever a path can be given; others are followed."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from spacy_attrib.files import are_same, resolved, whole_path

from .commands import run_here

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links need a right there")

RECORD = {"id": "ferry", "text": "The ferry sank, Jo Hale said.", "attributions": [{"id": "a", "content": [[0, 14]]}]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a corpus, a folder of articles, and pairs of links that lead to each other."""
    for suffix in ("", ".jsonl", ".json", ".html", ".csv", ".db", ".spacy"):
        (tmp_path / f"round{suffix}").symlink_to(f"about{suffix}")
        (tmp_path / f"about{suffix}").symlink_to(f"round{suffix}")
    (tmp_path / "in.jsonl").write_text(json.dumps(RECORD) + "\n", encoding="utf8")
    return tmp_path


OUTPUTS = [
    *(f"extract -A in.jsonl -o round{suffix}" for suffix in (".jsonl", ".csv", ".db", ".spacy", ".html")),
    *(f"extract -A in.jsonl --resume -o round{suffix}" for suffix in (".jsonl", ".db")),
    "extract -A in.jsonl -o round/out.jsonl",
    "audit -A in.jsonl -o round.jsonl",
    "people in.jsonl -o round.jsonl",
    "statements in.jsonl -o round.csv",
    "report in.jsonl -o round.html",
    "report in.jsonl -o round",
    "evaluate in.jsonl in.jsonl -o round.json",
    "evaluate in.jsonl in.jsonl -e round.html",
    "debug-data in.jsonl -o round.json",
    "convert in.jsonl round.spacy",
    "convert in.jsonl round",
    "convert round.jsonl out.spacy",
]


@pytest.mark.parametrize("line", OUTPUTS)
def test_an_output_that_is_a_circle_of_links_is_refused(folder: Path, line: str) -> None:
    done = run_here(*line.split(), cwd=folder)
    told = done.stderr.decode("utf8")
    assert done.returncode == 2 and told.startswith("Error: 'round") and "a link that leads back to itself" in told and told.count("\n") == 1
    assert (folder / "round.jsonl").is_symlink()


INPUTS = [
    "extract -A in.jsonl --people -C round.json",
    "people in.jsonl -C round.json",
    "report in.jsonl -o out.html --accepted round.json",
    "evaluate round.jsonl in.jsonl -o out.json",
    "evaluate in.jsonl round.jsonl -o out.json",
    "evaluate in.jsonl in.jsonl --against round.jsonl -o out.json",
    "debug-data round.jsonl -o out.json",
    "validate round.jsonl",
    "extract in.jsonl --weights round",
    "extract in.jsonl --pipeline round",
]


@pytest.mark.parametrize("line", INPUTS)
def test_an_input_that_is_a_circle_of_links_is_refused(folder: Path, line: str) -> None:
    done = run_here(*line.split(), cwd=folder)
    assert done.returncode == 2 and b"round" in done.stdout + done.stderr and done.stderr.count(b"\n") == 1


def test_a_circle_among_articles_does_not_stop_the_rest(folder: Path) -> None:
    for suffix in ("", ".html", ".csv", ".db", ".spacy", ".json"):
        (folder / f"round{suffix}").unlink()
    done = run_here("extract", "-A", folder, "-o", "out.csv", cwd=folder)
    assert done.returncode == 1 and b"round.jsonl: a link to a file that is not there; left out" in done.stderr
    assert (folder / "out.csv").is_file()


def test_a_link_that_leads_somewhere_is_followed(folder: Path) -> None:
    (folder / "there.jsonl").symlink_to("real.jsonl")
    assert run_here("extract", "-A", "in.jsonl", "-o", "there.jsonl", cwd=folder).returncode == 0
    assert (folder / "there.jsonl").is_symlink() and (folder / "real.jsonl").is_file()
    assert are_same(folder / "there.jsonl", folder / "real.jsonl") and resolved(folder / "there.jsonl") == resolved(folder / "real.jsonl")
    (folder / "again.jsonl").symlink_to("in.jsonl")
    done = run_here("extract", "-A", "in.jsonl", "-o", "again.jsonl", cwd=folder)
    assert done.returncode == 2 and b"is one of the inputs" in done.stderr


def test_a_file_that_appears_whole_says_it_by_an_error_of_the_system(folder: Path) -> None:
    def write(path: Any) -> None:
        with whole_path(path):
            raise AssertionError("nothing is to be written")

    with pytest.raises(OSError, match="leads back to itself"):
        write(folder / "round.json")
