"""The commands `people` and `statements`."""

import csv
import io
import json

import pytest
from typer.testing import CliRunner

from spacy_attrib.cli import attrib_cli
from spacy_attrib.cli.people import _listed
from spacy_attrib.cli.statements import _lines
from spacy_attrib.collection import add_people, find_people, find_statements

from .collected import one, record
from .test_collection_statements import CUT, LONG, article


def run(*args):
    return CliRunner().invoke(attrib_cli, [str(arg) for arg in args])


def write(path, *records):
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf8")
    return path


@pytest.fixture
def records(tmp_path):
    return write(tmp_path / "records.jsonl", *(one(id, "Judge Odile Brandt", "Odile Brandt") for id in "ab"))


def test_people(records, tmp_path):
    done = run("people", records)
    assert done.exit_code == 0, done.stderr
    (speaker,) = map(json.loads, done.stdout.splitlines())
    assert speaker["id"] == "odile-brandt" and speaker["affiliation"] == "Judge" and speaker["articles"] == ["a", "b"]
    more = write(tmp_path / "more.jsonl", one("c", "Judge Odile Brandt", "Odile Brandt"))
    (speaker,) = map(json.loads, run("people", records, more).stdout.splitlines())
    assert speaker["articles"] == ["a", "b", "c"]


def test_corrections(records, tmp_path):
    corrections = tmp_path / "corrections.json"
    corrections.write_text(json.dumps({"split": [[{"name": "Odile Brandt", "article": "b"}, {"name": "Kurt Fox"}]]}), encoding="utf8")
    done = run("people", records, "--corrections", corrections)
    assert [json.loads(line)["articles"] for line in done.stdout.splitlines()] == [["a"], ["b"]]
    assert "'Kurt Fox', who does not speak there" in done.stderr
    corrections.write_text('{"split": [["b"]]}', encoding="utf8")
    done = run("people", records, "--corrections", corrections)
    assert done.exit_code == 2 and done.stdout == "" and done.stderr.count("\n") == 1 and "'b'" in done.stderr
    corrections.write_text("{", encoding="utf8")
    assert "is no valid JSON" in run("people", records, "--corrections", corrections).stderr
    assert "cannot be read" in run("people", records, "--corrections", tmp_path / "none.json").stderr


def test_table(records, tmp_path):
    path = tmp_path / "people.csv"
    formula = '=HYPERLINK("x")'
    odd = record("c", f"{formula} said the weir was safe.", [(formula, formula, "the weir was safe")])
    done = run("people", records, write(tmp_path / "odd.jsonl", odd), "--output", path)
    assert done.exit_code == 0 and done.stdout == "", done.stderr
    first, second = csv.DictReader(io.StringIO(path.read_text("utf8")))
    assert (first["name"], first["articles"], first["names"]) == ("Odile Brandt", "2", "Odile Brandt")
    assert first["merges"].startswith("same name: Odile Brandt (b)")
    assert second["name"] == "'" + formula and second["names"] == "'" + formula


def test_statements(tmp_path):
    path = write(tmp_path / "records.jsonl", article("a"), article("b", CUT, speaker="A source", source_type="unnamed_person"))
    done = run("statements", path)
    assert done.exit_code == 0, done.stderr
    (found,) = map(json.loads, done.stdout.splitlines())
    assert found["text"] == LONG and found["cut_in"] == found["unnamed_in"] == ["b"]
    table = tmp_path / "statements.csv"
    assert run("statements", path, "-o", table).exit_code == 0
    rows = list(csv.DictReader(io.StringIO(table.read_text("utf8"))))
    assert [(row["statement"], row["article"], row["standing"], row["change"]) for row in rows] == [
        ("q0", "a", "named", "same"),
        ("q0", "b", "unnamed", "cut"),
    ]


@pytest.mark.parametrize("command", ["people", "statements"])
def test_bad_input(command, records, tmp_path):
    done = run(command, records, "--output", tmp_path / "people.xls")
    assert done.exit_code == 2 and ".jsonl or .csv" in done.stderr and not (tmp_path / "people.xls").exists()
    assert run(command, tmp_path / "none.jsonl").exit_code == 2
    texts = write(tmp_path / "texts.jsonl", {"id": "x", "text": "Ann Lee said so."}, one("y", "Ann Lee", "Ann Lee"))
    done = run(command, texts)
    assert done.exit_code == 1 and "make records with `extract` first" in done.stderr
    broken = one("z", "Ann Lee", "Ann Lee")
    broken["attributions"][0]["content"] = [[0, 9999]]
    done = run(command, write(tmp_path / "broken.jsonl", broken))
    assert done.exit_code == 1 and "Traceback" not in done.stderr


def test_nothing_to_find(tmp_path):
    path = write(tmp_path / "empty.jsonl", {"id": "a", "text": "Rain fell.", "attributions": []})
    for command in ("people", "statements"):
        done = run(command, path)
        assert done.exit_code == 0 and done.stdout == "", done.stderr


def test_listings(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    (speaker,) = find_people([one(id, "Judge Odile Brandt", "Odile Brandt") for id in "ab"]).speakers
    shown = _listed(speaker)
    assert "Odile Brandt" in shown and "Judge" in shown and "2 attributions in 2 articles" in shown and "same name: " in shown
    (statement,) = find_statements(add_people([article("a"), article("b", CUT, speaker="Kurt\x1b[2J Fox")]))
    shown = "\n".join(_lines(statement))
    assert "given to Odile Brandt and to Kurt" in shown and "cut to 41%" in shown and "\x1b[2J" not in shown
