"""The command `extract`: what it reads and writes, what it refuses; three times in a process of its own, as users run it."""

import json
import os

import pytest

from spacy_attrib.cli.listing import list_article

from .commands import run_apart, run_here

QUOTE = "“We won,” Ann Lee said."


def run(*args, **kwargs):
    return run_here("extract", *args, **kwargs)


def records(output):
    return [json.loads(line) for line in output.decode("utf8").splitlines()]


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "article.txt"
    path.write_bytes((QUOTE + "\r\n\r\nShe wants to rest.\r\n").encode("utf8"))
    return path


def test_text_file(article):
    done = run_apart("extract", article)
    assert done.returncode == 0, done.stderr
    (record,) = records(done.stdout)
    assert record["id"] == "article"
    assert record["text"] == QUOTE + "\r\n\r\nShe wants to rest.\r\n"  # line ends are the user's
    (quote,) = record["attributions"]
    start, end = quote["content"][0]
    assert record["text"][start:end] == "“We won,”"
    assert quote["speaker"]["text"] == "Ann Lee"


def test_acts_all(article):
    (record,) = records(run(article, "--acts", "all").stdout)
    assert [a["act"] for a in record["attributions"]] == ["speech", "other"]


def test_under_spacy(article):
    assert records(run_apart("extract", article, module="spacy attrib").stdout) == records(run(article).stdout)


def test_standard_input():
    (record,) = records(run("-", stdin=QUOTE.encode("utf8")).stdout)
    assert (record["id"], len(record["attributions"])) == ("stdin", 1)
    lines = "\n".join(json.dumps({"text": QUOTE, "id": n, "meta": {"n": n}}) for n in range(3))
    found = records(run_apart("extract", "-", "--n-process", "2", "--batch-size", "1", stdin=lines.encode("utf8")).stdout)
    assert [(r["id"], r["meta"], len(r["attributions"])) for r in found] == [(str(n), {"n": n}, 1) for n in range(3)]


def test_a_line_separator_does_not_end_a_line_of_standard_input():
    lines = "\n" + json.dumps({"text": f"\u2028{QUOTE}", "id": "first"}, ensure_ascii=False) + "\n" + json.dumps({"text": "It rained."})
    found = [json.loads(line) for line in run("-", stdin=lines.encode("utf8")).stdout.split(b"\n")[:-1]]
    assert [(r["id"], len(r["attributions"])) for r in found] == [("first", 1), ("stdin:3", 0)]


def test_folder_and_order(tmp_path):
    (tmp_path / "in" / "sub").mkdir(parents=True)
    for name in ("b.txt", "a.txt", "sub/a.txt"):
        (tmp_path / "in" / name).write_text(QUOTE, encoding="utf8")
    (tmp_path / "in" / "ignored.pdf").write_bytes(b"%PDF")
    assert [r["id"] for r in records(run(tmp_path / "in").stdout)] == ["a", "b", "sub/a"]


def test_html(tmp_path):
    pytest.importorskip("trafilatura")
    body = "".join(f"<p>{QUOTE} The case had begun in May and went on for weeks in the old court.</p>" for _ in range(6))
    page = tmp_path / "page.html"
    page.write_text(f"<html><body><nav>Menu</nav><article><h1>A verdict</h1>{body}</article></body></html>", encoding="utf8")
    (record,) = records(run(page).stdout)
    assert "Menu" not in record["text"] and "<p>" not in record["text"]
    assert record["attributions"][0]["speaker"]["text"] == "Ann Lee"


def test_output_file_and_empty_text(tmp_path, article):
    empty = tmp_path / "empty.txt"
    empty.write_text("")
    out = tmp_path / "out.jsonl"
    out.write_text("old")
    done = run(article, empty, "--output", out)
    assert (done.returncode, done.stdout) == (0, b"")
    first, second = records(out.read_bytes())
    assert (second["id"], second["text"], second["attributions"]) == ("empty", "", [])
    assert sorted(p.name for p in tmp_path.iterdir()) == ["article.txt", "empty.txt", "out.jsonl"]


def test_entities_are_read_as_they_stand_and_warned_of_once():
    lines = "\n".join(json.dumps({"text": f"{QUOTE} &quot;We lost,&quot; Bob Ray said.", "id": n}) for n in range(2))
    done = run("-", stdin=lines.encode("utf8"))
    assert [r["attributions"][0]["content"] for r in records(done.stdout)] == [[[0, 9]]] * 2
    assert done.returncode == 0 and done.stderr.decode("utf8").count("HTML entities (&quot;)") == 1
    assert not run("-", stdin=f"{QUOTE} Bell & Co; R&B;".encode("utf8")).stderr


def test_bad_records_are_reported_and_left_out(tmp_path):
    lines = [
        json.dumps({"id": "one", "text": QUOTE}),
        "{broken",
        json.dumps({"id": "two"}),
        json.dumps({"id": "three", "text": 3}),
        json.dumps({"id": "one", "text": "again"}),
        json.dumps(["text"]),
        "",
        '{"text": "\\ud800"}',
        json.dumps({"text": QUOTE}),
    ]
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(lines), encoding="utf8")
    out = tmp_path / "out.jsonl"
    done = run(path, "--output", out)
    assert done.returncode == 1
    assert [r["id"] for r in records(out.read_bytes())] == ["one", "in:9"]
    messages = done.stderr.decode("utf8").splitlines()
    assert [m.split(": ")[0] for m in messages[:-1]] == [f"{path}:{n}" for n in (2, 3, 4, 5, 6, 8)]
    for message, word in zip(messages, ("broken JSON", "no field 'text'", "not a string", "'one' was there before", "not a JSON object", "Unicode")):
        assert word in message
    assert messages[-1] == "6 records left out."


BAD = [
    ("missing file", ["missing.txt"], "no file 'missing.txt'"),
    ("unknown kind", ["file.pdf"], "kind that cannot be read"),
    ("empty folder", ["folder"], "no input in the folder"),
    ("unknown pipeline", ["good.txt", "--pipeline", "no_such_pipeline"], "cannot be loaded"),
    ("unknown component", ["good.txt", "--component", "no_such"], "no component 'no_such'"),
    ("no parser", ["good.txt", "--pipeline", "blank"], "no tagger and no attribute_ruler and no parser"),
    ("output is a folder", ["good.txt", "--output", "folder"], "is a folder"),
    ("no such output folder", ["good.txt", "--output", "nowhere/out.jsonl"], "no folder 'nowhere'"),
    ("output is an input", ["good.txt", "--output", "good.txt"], "one of the inputs"),
    ("output of an unknown kind", ["good.txt", "--output", "out.xlsx"], "cannot be told from its name: give one that ends in .jsonl, .csv"),
    ("output without a kind", ["good.txt", "--output", "out"], "cannot be told from its name"),
    ("no text where there must be", ["good.txt", "--no-text", "--output", "out.spacy"], "leave out --no-text"),
    ("standard input twice", ["-", "-"], "only once"),
]


@pytest.mark.parametrize("args,message", [b[1:] for b in BAD], ids=[b[0] for b in BAD])
def test_bad_input(tmp_path, args, message):
    import spacy

    (tmp_path / "folder").mkdir()
    (tmp_path / "file.pdf").write_bytes(b"%PDF")
    (tmp_path / "good.txt").write_text(QUOTE, encoding="utf8")
    spacy.blank("en").to_disk(tmp_path / "blank")
    done = run(*args, stdin=b"", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == b""
    lines = done.stderr.decode("utf8").splitlines()
    assert len(lines) == 1 and lines[0].startswith("Error: ") and message in lines[0]


def test_no_input_at_all():
    done = run()
    assert done.returncode == 2 and b"Traceback" not in done.stderr


def test_standard_input_in_another_encoding():
    done = run("-", stdin=QUOTE.encode("cp1252"))
    assert records(done.stdout)[0]["text"] == QUOTE
    assert done.stderr.decode("utf8").splitlines() == ["stdin: not UTF-8; read as cp1252"]


@pytest.mark.skipif(os.geteuid() == 0 if hasattr(os, "geteuid") else True, reason="root may write anywhere")
def test_output_without_permission(tmp_path, article):
    (tmp_path / "locked").mkdir(mode=0o500)
    done = run(article, "--output", tmp_path / "locked" / "out.jsonl")
    assert done.returncode == 2 and b"permission" in done.stderr


def test_listing_is_readable_and_harmless():
    text = "“We\x1b[31m won,” a source said."
    item = {"content": [[0, text.index("a ") - 1]], "source": [[text.index("a "), text.index(" said")]], "speaker": None}
    item.update(form="direct", act="speech", anonymous=True)
    listing = list_article({"id": "x", "text": text, "attributions": [item]})
    assert "a source" in listing and "(direct, anonymous)" in listing and "We[31m won" in listing
    assert "\x1b[31m won" not in listing
    assert "no attributions" in list_article({"id": "x", "text": "", "attributions": []})


@pytest.mark.parametrize("package", ["numpy", "typer"])
def test_a_package_that_is_no_pipeline(article, package):
    result = run(article, "--pipeline", package)
    assert result.returncode == 2
    message = result.stderr.decode("utf8")
    assert package in message and "Traceback" not in message and len(message.strip().splitlines()) == 1


@pytest.mark.parametrize("command", ["extract", "audit", "report", "evaluate"])
def test_no_command_takes_more_processes_than_a_machine_could_have(command):
    inputs = ["gold.jsonl", "pipeline"] if command == "evaluate" else ["-"]
    done = run_here(command, *inputs, "--n-process", "100000")
    assert done.returncode == 2 and b"'--n-process'" in done.stderr
