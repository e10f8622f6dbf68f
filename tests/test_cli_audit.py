"""The command `audit`, and its listing."""

import json

import pytest

from spacy_attrib.cli.audit_listing import Summary, list_audit, list_summary

from .commands import run_apart, run_here

TEXT = "Ann Lee told reporters that the ferry was late. Sources said that the engine had failed."
BAD = "An official at the port, who spoke on condition of anonymity, said that the captain was a liar."


RULES = ("--component", "attrib_ruler")


def run(*args, **kwargs):
    return run_here("audit", *args, **kwargs)


def records(output):
    return [json.loads(line) for line in output.decode("utf8").splitlines()]


def lines(*items):
    return "".join(json.dumps(item) + "\n" for item in items).encode("utf8")


def gold(identifier, text=TEXT, **changes):
    start = text.index("Sources")
    item = {
        "id": "a0",
        "content": [[start + 13, start + 39]],
        "cue": [[start + 8, start + 12]],
        "source": [[start, start + 7]],
        "speaker": {"text": "Sources", "start": start, "end": start + 7},
        "form": "indirect",
        "act": "speech",
        "source_type": "unnamed_group",
        "anonymous": True,
        "disclosure": None,
        "reason": None,
    }
    return {"id": identifier, "text": text, "meta": {"kind": "test"}, "attributions": [{**item, **changes}]}


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "ferry.txt"
    path.write_text(TEXT, encoding="utf8")
    return path


def test_json_lines_and_summary(article):
    done = run(article, *RULES)
    assert done.returncode == 0, done.stderr
    (record,) = records(done.stdout)
    assert record["id"] == "ferry" and record["definition"] == "unnamed"
    assert record["counts"] == {"named_person": 1, "unnamed_group": 1}
    assert {f["kind"] for f in record["findings"]} == {"anonymous_without_reason", "bare_descriptor"}
    for finding in record["findings"]:
        assert TEXT[finding["start"] : finding["end"]] == finding["text"] == "Sources"
    summary = done.stderr.decode()
    assert "1 article, 1 with findings" in summary and "bare descriptor" in summary


def test_definition_and_other_name(article):
    (record,) = records(run_apart("audit", article, *RULES, "--anonymous", "disclosed", module="spacy attrib").stdout)
    assert record["definition"] == "disclosed" and record["anonymous"] == 0 and record["findings"] == []
    assert run(article, "--anonymous", "secret").returncode == 2


def test_output_file(article, tmp_path):
    path = tmp_path / "audits.jsonl"
    done = run(article, "-", *RULES, "--output", path, "-n", "2", "-b", "1", stdin=lines({"id": "x", "text": BAD}))
    assert done.returncode == 0, done.stderr
    first, second = records(path.read_bytes())
    assert (first["id"], second["id"]) == ("ferry", "x")
    assert "anonymous_accusation" in {f["kind"] for f in second["findings"]}
    assert "2 articles, 2 with findings" in done.stdout.decode() and not done.stderr


def test_annotated_records_are_taken_as_they_are():
    done = run("-", "--annotated", stdin=lines(gold("g", disclosure=[[0, 7]]), gold("h", reason=[[0, 7]])))
    assert done.returncode == 0, done.stderr
    first, second = records(done.stdout)
    assert first["counts"] == {"unnamed_group": 1}  # the rest of the text was not looked at
    assert first["meta"] == {"kind": "test"}
    assert [f["kind"] for f in first["findings"]] == ["anonymous_without_reason", "bare_descriptor"]
    assert [f["kind"] for f in second["findings"]] == ["bare_descriptor"]


def test_bad_records_are_left_out():
    broken = gold("out", content=[[0, 9999]])
    wrong = gold("label", source_type="gossip")
    done = run("-", "--annotated", stdin=lines({"id": "none", "text": TEXT}, broken, gold("good"), wrong) + b"{oops\n")
    assert done.returncode == 1
    assert [r["id"] for r in records(done.stdout)] == ["good"]
    told = done.stderr.decode()
    assert "article 'none': no field 'attributions'" in told and "article 'out': " in told and "'gossip'" in told
    assert "stdin:5: broken JSON" in told and "4 records left out." in told and "1 article, 1 with findings" in told


@pytest.mark.parametrize(
    "args,message",
    [
        (["missing.txt"], "There is no file 'missing.txt'."),
        (["ARTICLE", "--pipeline", "xx_none"], "The pipeline 'xx_none' cannot be loaded"),
        (["ARTICLE", "--component", "nonsense"], "There is no component 'nonsense'"),
        (["ARTICLE", "--annotated", "--pipeline", "x"], "leave out --pipeline, --component"),
        (["ARTICLE", "--output", "ARTICLE"], "is one of the inputs"),
    ],
)
def test_errors_are_one_line(article, args, message):
    done = run(*[article if arg == "ARTICLE" else arg for arg in args])
    assert done.returncode == 2 and not done.stdout
    (line,) = done.stderr.decode().strip().splitlines()
    assert line.startswith("Error: ") and message in line
    assert article.read_text(encoding="utf8") == TEXT


def test_listing():
    finding = {"kind": "bare_descriptor", "start": 3, "end": 9, "message": "All is “\x1b[2J”.", "rule": {"house": "AP", "says": "Say more."}}
    source = {"anonymous": True, "withheld": True, "part_of": None, "text": "sources", "quotations": 2, "disclosure": [[0, 1]], "reason": None}
    source.update(descriptor={"text": "sources", "detail": "bare"}, quoted=[{"text": "it\x07 leaked"}, {"text": "and rusted"}], reason_text=None)
    source["rules"] = [{"kind": "bare_descriptor", "applies": True, "why": "…"}, {"kind": "plural_for_one", "applies": False, "why": "they are two"}]
    record = {"id": "x\x07", "counts": {"unnamed_group": 1}, "sources": [source], "findings": [finding]}
    listed = list_audit(record)
    assert "\x07" not in listed and "\x1b[2J" not in listed
    assert "unnamed group 1" in listed and "sources (2 quotations, bare, name withheld)" in listed
    assert "leaked" in listed and "Says: and rusted" in listed and "Reason: none" in listed
    assert "Applies: bare descriptor" in listed and "Silent: plural for one (they are two)" in listed
    assert "at 3:" in listed and "AP: Say more." in listed
    assert "no findings" in list_audit({"id": "y", "counts": {}, "sources": [], "findings": []})


def test_summary_of_nothing():
    assert list_summary(Summary("unnamed")).startswith("0 articles, 0 with findings")
