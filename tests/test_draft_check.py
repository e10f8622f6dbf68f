"""Margin notes on drafts: what they find, lines and columns, formats, exit codes."""

import json
import re

import pytest
from typer.testing import CliRunner

from spacy_attrib.about import __version__
from spacy_attrib.attributions import add_record
from spacy_attrib.audit import audit_sourcing
from spacy_attrib.audit.margin import LEVEL_OF, LEVELS, NOTE_RULES, Lines, Place, check_draft
from spacy_attrib.audit.sarif import sarif_log, uri_of
from spacy_attrib.cli import attrib_cli
from spacy_attrib.cli.draft_check import list_note
from spacy_attrib.corpora.formats import blank_pipeline

from .collected import record

DRAFT = """Weir may go

It is understood that the weir at Tallis will go.

A source said the sluice was broken.
"""


def notes(article):
    doc = blank_pipeline().make_doc(article["text"])
    add_record(doc, article)
    return check_draft(doc, audit_sourcing(doc))


def kinds(article):
    return [note.kind for note in notes(article)]


def draft(text=DRAFT, **changes):
    said = [("A source", "A source", "the sluice was broken")]
    article = record("draft", text, said, ["unnamed_person"])
    article["attributions"][0].update(changes)
    return article


def test_every_rule_has_a_level():
    assert set(LEVEL_OF) == set(NOTE_RULES) and set(LEVEL_OF.values()) == set(LEVELS)


def test_notes_with_line_and_column():
    found = notes(draft())
    assert [(n.kind, n.place.line, n.place.column) for n in found] == [
        ("veiled_sourcing", 3, 1),
        ("anonymous_without_reason", 5, 1),
        ("bare_descriptor", 5, 1),
        ("single_anonymous_source", 5, 1),
    ]
    assert found[1].place == Place(5, 1, 5, 9) and found[1].text == "A source" == DRAFT[found[1].start : found[1].end]
    assert found[1].before == "" and found[1].after == " said the sluice was broken."


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines(line_end):
    text = line_end.join(["aé", "", "𝔸b“c”"])
    lines = Lines(text)
    start = text.index("b")
    assert lines.place(start, start + 1) == Place(3, 2, 3, 3)
    assert lines.place(0, len(text)) == Place(1, 1, 3, 6)
    assert lines.around(start, start + 1) == ("𝔸", "“c”") and lines.around(0, 1) == ("", "é")


def test_a_reason_and_a_second_source_are_no_fault():
    text = "A harbour pilot, who asked not to be named for fear of losing work, said the sluice was broken. Kurt Fox said it was old."
    said = [("A harbour pilot", "A harbour pilot", "the sluice was broken"), ("Kurt Fox", "Kurt Fox", "it was old")]
    article = record("draft", text, said, ["unnamed_person"])
    disclosure, reason = text.index("asked not to be named"), text.index("for fear of losing work")
    article["attributions"][0].update(disclosure=[[disclosure, disclosure + 21]], reason=[[reason, reason + 23]])
    assert kinds(article) == []
    article["attributions"][0]["reason"] = None
    assert kinds(article) == ["anonymous_without_reason"]


def test_pseudonym_without_a_reason():
    text = "Mira (not her real name) said the nights were long. Kurt Fox said so, too."
    article = record("draft", text, [("Mira", "Mira", "the nights were long"), ("Kurt Fox", "Kurt Fox", "so, too")])
    start = text.index("not her real name")
    article["attributions"][0]["disclosure"] = [[start, start + 17]]
    (note,) = notes(article)
    assert note.kind == "pseudonym_without_reason" and "“Mira”" in note.message
    article["attributions"][0]["reason"] = [[start, start + 17]]
    assert kinds(article) == []


# Quotations without a speaker


@pytest.mark.parametrize(
    "text, found",
    [
        ("The weir broke.\n\n“The gates were left open all night.”\n\nTwo cows drowned.", ["unattributed_quotation"]),
        ('The weir broke. "The gates were left open all night." Two cows drowned.', ["unattributed_quotation"]),
        ("“The gates were left open all night.”", ["unattributed_quotation"]),
        ("The weir broke, and “the gates were left open all night.” Two cows drowned.", []),  # words of the article's own sentence
        ("A sign reads: “The gates must not be left open at night.” Two cows drowned.", []),
        ("“The Long Way to the Weir” is her first novel.", []),
        ("“Open the gates!” Two cows drowned.", []),  # a cry or a motto
        ("“THE GATES WERE LEFT OPEN ALL NIGHT.”\n\nTwo cows drowned.", []),  # a headline
        ("“The gates were left open all night.” (Tallis Echo)", []),
        ("“The gates were left open all night.” — from the log of the weir", []),
    ],
)
def test_quotation_without_a_speaker(text, found):
    article = {"id": "draft", "text": text, "meta": {}, "attributions": []}
    assert kinds(article) == found


def test_quotation_of_whoever_holds_the_floor():
    quoted = "“The gates were left open all night.”"
    text = f"Kurt Fox said the weir was old.\n\n{quoted}\n\nTwo cows drowned."
    said = [("Kurt Fox", "Kurt Fox", "the weir was old"), ("Kurt Fox", "", quoted)]
    (note,) = notes(record("draft", text, said))
    assert note.kind == "quotation_without_cue" and note.level == "note" and note.text == quoted and "“Kurt Fox”" in note.message
    said = [("Kurt Fox", "Kurt Fox", "the weir was old"), ("Kurt Fox", "Kurt Fox", quoted)]
    assert kinds(record("draft", text, said)) == []
    said = [("Kurt Fox", "Kurt Fox", "the weir was old"), ("", "", quoted)]
    assert kinds(record("draft", text, said, ["named_person", "unknown"])) == ["unattributed_quotation"]


# Formats


def run(*args):
    return CliRunner().invoke(attrib_cli, ["audit", *map(str, args)])


@pytest.fixture
def path(tmp_path):
    article = draft()
    file = tmp_path / "draft.jsonl"
    file.write_text(json.dumps(article) + "\n", encoding="utf8")
    return file


def test_text(path):
    done = run(path, "--annotated", "--format", "text")
    lines = done.stdout.splitlines()
    assert done.exit_code == 0 and done.stderr == "1 error, 3 warnings\n"
    assert lines[0] == "draft:3:1: warning: “It is understood” tells that somebody said it, and not who. [veiled-sourcing]"
    assert lines[1] == "    It is understood that the weir at Tallis will go." and lines[2] == "    " + "^" * 16
    assert "[single-anonymous-source]" in done.stdout


def test_json(path):
    found = json.loads(run(path, "--annotated", "--format", "json").stdout)
    assert [note["rule"] for note in found] == ["veiled-sourcing", "anonymous-without-reason", "bare-descriptor", "single-anonymous-source"]
    note = found[1]
    assert (note["file"], note["line"], note["column"], note["end_line"], note["end_column"]) == ("draft", 5, 1, 5, 9)
    assert DRAFT[note["start"] : note["end"]] == note["text"] == "A source" and note["level"] == "warning"


def test_sarif(path):
    done = run(path, "--annotated", "--format", "sarif")
    log = json.loads(done.stdout)
    check_sarif(log)
    (result_run,) = log["runs"]
    assert result_run["tool"]["driver"]["version"] == __version__ and len(result_run["results"]) == 4
    result = result_run["results"][1]
    assert result["ruleId"] == "anonymous-without-reason" and result["level"] == "warning"
    region = result["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"], region["endColumn"], region["snippet"]["text"]) == (5, 1, 9, "A source")


def check_sarif(log):
    """What the JSON schema of SARIF 2.1.0 asks of the properties that are used: names, types, values, references."""
    assert set(log) == {"$schema", "version", "runs"} and log["version"] == "2.1.0" and log["$schema"].startswith("https://")
    for each in log["runs"]:
        assert set(each) == {"tool", "invocations", "columnKind", "results"} and each["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")
        assert [set(i) for i in each["invocations"]] == [{"executionSuccessful"}]
        driver = each["tool"]["driver"]
        assert set(driver) == {"name", "version", "rules"} and len({rule["id"] for rule in driver["rules"]}) == len(driver["rules"])
        for rule in driver["rules"]:
            assert set(rule) == {"id", "name", "shortDescription", "help", "defaultConfiguration"}
            assert all(isinstance(rule[key]["text"], str) and rule[key]["text"] for key in ("shortDescription", "help"))
            assert rule["defaultConfiguration"]["level"] in ("none", "note", "warning", "error")
        for result in each["results"]:
            assert set(result) == {"ruleId", "ruleIndex", "level", "message", "locations"} and result["level"] in ("none", "note", "warning", "error")
            assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"] and result["message"]["text"]
            (location,) = result["locations"]
            physical = location["physicalLocation"]
            assert re.fullmatch(r"[A-Za-z0-9._~:/%!$&'()*+,;=@-]+", physical["artifactLocation"]["uri"])
            region = physical["region"]
            assert all(isinstance(region[key], int) and region[key] >= 1 for key in ("startLine", "startColumn", "endLine", "endColumn"))
            assert region["charOffset"] >= 0 and region["charLength"] >= 0
            assert (region["startLine"], region["startColumn"]) <= (region["endLine"], region["endColumn"])


def test_sarif_of_nothing_and_of_hostile_names():
    check_sarif(sarif_log([]))
    text = DRAFT.replace("A source", "A [source](1)")
    hostile = record("draft", text, [("A [source](1)", "A [source](1)", "the sluice was broken")], ["unnamed_person"])
    log = sarif_log([('dr"aft <b>:é.txt', notes(hostile)), ("/tmp/a b.txt", notes(draft()))], complete=False)
    check_sarif(log)
    texts = [result["message"]["text"] for result in log["runs"][0]["results"]]
    assert any("\\[source](1)" in text for text in texts) and not any(re.search(r"(?<!\\)\[\w+\]\(", text) for text in texts)
    assert log["runs"][0]["invocations"] == [{"executionSuccessful": False}]


@pytest.mark.parametrize(
    "name, uri", [("a b.txt", "a%20b.txt"), ("x/ü.txt", "x/%C3%BC.txt"), ("c:1.txt", "c%3A1.txt"), ("/tmp/a b.txt", "file:///tmp/a%20b.txt")]
)
def test_names_as_uris(name, uri):
    assert uri_of(name) == uri


def test_a_listing_holds_no_control_characters():
    article = draft(DRAFT.replace("broken.", "broken.\x1b[2J"))
    assert "\x1b" not in "".join(list_note("dra\x1bft", note) for note in notes(article))


# Exit codes


@pytest.mark.parametrize(
    "fail_on, code",
    [(None, 0), ("none", 0), ("error", 1), ("warning", 1), ("note", 1)],
)
def test_fail_on(path, fail_on, code):
    done = run(path, "--annotated", "--format", "json", *(["--fail-on", fail_on] if fail_on else []))
    assert done.exit_code == code and len(json.loads(done.stdout)) == 4  # the notes are written all the same


def test_fail_on_a_level_that_no_note_has(tmp_path):
    text = "A source said the sluice was broken. Kurt Fox said it was old."
    said = [("A source", "A source", "the sluice was broken"), ("Kurt Fox", "Kurt Fox", "it was old")]
    file = tmp_path / "draft.jsonl"
    file.write_text(json.dumps(record("draft", text, said, ["unnamed_person"])), encoding="utf8")
    assert run(file, "--annotated", "--fail-on", "error").exit_code == 0
    done = run(file, "--annotated", "--fail-on", "warning")
    assert done.exit_code == 1 and done.stdout.startswith("draft:1:1: warning: ")  # a listing, where no format is asked for


def test_other_values(path, tmp_path):
    assert run(path, "--annotated", "--format", "xml").exit_code == 2
    assert run(path, "--annotated", "--fail-on", "never").exit_code == 2
    output = tmp_path / "notes.sarif"
    done = run(path, "--annotated", "--format", "sarif", "--output", output)
    assert done.exit_code == 0 and done.stdout == ""
    check_sarif(json.loads(output.read_text("utf8")))


def test_without_the_new_options_nothing_changes(path):
    done = run(path, "--annotated")
    record_, *_ = done.stdout.splitlines()
    assert done.exit_code == 0 and set(json.loads(record_)) >= {"id", "meta", "sources", "findings"}
    assert {finding["kind"] for finding in json.loads(record_)["findings"]} <= set(NOTE_RULES) - {"unattributed_quotation", "quotation_without_cue"}


def test_a_draft_as_it_lies_on_the_disk(tmp_path):
    file = tmp_path / "my draft.txt"
    file.write_bytes(
        "\ufeffWeir may go\r\n\r\nIt is understood that the weir will go.\r\n\r\n“The gates were left open all night.”\r\n".encode("utf8")
    )
    found = json.loads(run(file, "--component", "attrib_ruler", "--format", "json").stdout)
    assert [(note["rule"], note["line"], note["column"]) for note in found] == [("veiled-sourcing", 3, 1), ("unattributed-quotation", 5, 1)]
    assert {note["file"] for note in found} == {str(file)}
