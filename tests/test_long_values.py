"""Messages quote no more than a line of what stands in a record, whatever it is: id, value, name of a field, number, path."""

import json
from pathlib import Path
from typing import Any

import pytest

from spacy_attrib.articles import BadRecord, Note, find_inputs, read_articles
from spacy_attrib.errors import Errors
from spacy_attrib.wording import LONGEST, shown_path

from .commands import run_here

LONG = "id-of-the-dam-" * 2500
TEXT = "The dam holds, Ana Ruiz said."
GOOD = {"id": "a", "content": [[0, 13]], "cue": [[24, 28]]}
RECORDS: Any = {
    "no attributions": {"id": LONG},
    "broken cue": {"id": LONG, "attributions": [{**GOOD, "cue": "x" * 9000}]},
    "long id of an attribution": {"id": "dam", "attributions": [{**GOOD, "id": LONG, "cue": 7}]},
    "list for a label": {"id": "dam", "attributions": [{**GOOD, "form": [LONG]}]},
    "object for a label": {"id": "dam", "attributions": [{**GOOD, "act": {LONG: LONG}}]},
    "offset of 4,000 digits": {"id": "dam", "attributions": [{**GOOD, "content": [[0, 10**3999]]}]},
    "long speaker": {"id": "dam", "attributions": [{**GOOD, "speaker": {"text": [LONG], "start": 15, "end": 18}}]},
}


def longest_run(line: str) -> int:
    """Characters of the longest stretch of a line that no space parts."""
    return max(map(len, line.split(" ")))


@pytest.mark.parametrize("command", [("extract", "--annotated"), ("people",), ("validate",), ("convert",), ("debug-data",)])
@pytest.mark.parametrize("name", RECORDS)
def test_nothing_long_comes_into_a_message(tmp_path: Path, command: Any, name: str) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps({"text": TEXT, **RECORDS[name]}), encoding="utf8")
    done = run_here(*command, path.name, *["out.spacy"] * (command == ("convert",)), cwd=tmp_path)
    assert done.returncode in (1, 2)
    for line in (done.stdout + done.stderr).decode("utf8").splitlines():
        assert longest_run(line) <= LONGEST + len(str(path)) and len(line) < 5 * LONGEST, line[:300]


def test_short_values_stand_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps({"id": "dam", "text": TEXT, "attributions": [{**GOOD, "act": ["speech"]}]}), encoding="utf8")
    assert "['speech'] is not a act" in run_here("validate", path).stdout.decode("utf8")
    assert (
        str(Errors.A005.format(start=1, end=2, role="cue", length=3, where="")) == "[A005] Span [1, 2] of 'cue' is not inside a text of 3 characters."
    )


def test_notes_name_an_article_by_the_beginning_of_its_id(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps({"id": LONG, "text": "Dams &amp; weirs hold."}), encoding="utf8")
    note, article = read_articles(find_inputs([str(path)]))
    assert isinstance(note, Note) and len(note.where) == LONGEST and note.where.startswith("id-of-the-dam-")
    assert not isinstance(article, (Note, BadRecord)) and article.id == LONG  # which is not cut itself


def test_of_a_long_path_the_end_is_shown(tmp_path: Path) -> None:
    folder = tmp_path / ("much-" * 40) / ("more-" * 40)
    folder.mkdir(parents=True)
    (folder / "in.jsonl").write_text("{", encoding="utf8")
    (bad,) = read_articles(find_inputs([str(folder / "in.jsonl")]))
    assert isinstance(bad, BadRecord) and bad.where.endswith("more-/in.jsonl:1") and len(bad.where) == LONGEST + 2
    assert shown_path(Path("in.jsonl")) == "in.jsonl"
    done = run_here("validate", folder / "in.jsonl")
    (line,) = done.stdout.decode("utf8").splitlines()
    assert "more-/in.jsonl:1)" in line and len(line) < 2 * LONGEST


def test_offsets_of_brat_that_python_does_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf8")
    (tmp_path / "a.ann").write_text(f"T1\tContent 0 {'9' * 5000}\tThe\n", encoding="utf8")
    done = run_here("validate", tmp_path)
    assert done.returncode == 2 and b"[A032]" in done.stdout and len(done.stdout) < 4 * LONGEST
