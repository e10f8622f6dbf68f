"""A run that is killed can be gone on with: nothing that was written is lost, and the end is that of a run without a stop."""
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time

import pytest
from typer.testing import CliRunner

from spacy_attrib.articles import cut_text
from spacy_attrib.cli import attrib_cli
from spacy_attrib.cli.progress import progress_line, with_lines
from spacy_attrib.outputs import OutputError, Result, find_done, open_output

HALF = '{"id": "n4", "text": "“We'
HALVES = (b"", b"{", HALF.encode("utf8"), HALF[:-2].encode("utf8")[:-1])
SOON = 300  # seconds, on a machine with other work


def record(number, speaker="Ines Calder"):
    text = f"“We sold {number} mills,” {speaker} said."
    who = {"text": speaker, "start": text.index(speaker), "end": text.index(speaker) + len(speaker)}
    attribution = {"id": "a0", "content": [[0, text.index("”") + 1]], "cue": [], "source": [[who["start"], who["end"]]], "speaker": who}
    labels = {"form": "direct", "act": "speech", "source_type": "named_person", "anonymous": False, "disclosure": None, "reason": None, "score": None}
    return {"id": f"n{number}", "text": text, "meta": {}, "attributions": [{**attribution, **labels}]}


def write(path, numbers, resume=True):
    with open_output(path, resume=resume) as writer:
        for number in numbers:
            writer.write(Result(record(number)))


def content(path):
    """All that is in a file: its bytes, or the rows of a database."""
    if path.suffix != ".db":
        return path.read_bytes()
    connection = sqlite3.connect(path)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


@pytest.mark.parametrize("half", HALVES)
def test_half_a_line_is_taken_away(tmp_path, half):
    whole, path = tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    write(whole, range(8), resume=False)
    write(path, range(4))
    with path.open("ab") as file:
        file.write(half)
    assert find_done(path) == {"n0", "n1", "n2", "n3"}
    write(path, range(4, 8))
    assert path.read_bytes() == whole.read_bytes()


@pytest.mark.parametrize("line", ["no JSON", '{"id": 3}', "[]", '{"text": "other"}\n', "[" * 100_000])
def test_a_file_of_another_kind_is_left_as_it_is(tmp_path, line):
    path = tmp_path / "out.jsonl"
    write(path, range(2))
    with path.open("a", encoding="utf8") as file:
        file.write(line)
    before = path.read_bytes()
    with pytest.raises(OutputError, match="line 3 "):
        find_done(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("suffix", [".jsonl", ".db"])
def test_each_article_is_in_the_file_once_it_is_written(tmp_path, suffix):
    pytest.importorskip("sqlite_utils")
    path = tmp_path / f"out{suffix}"
    with open_output(path, resume=True) as writer:
        for number in range(3):
            writer.write(Result(record(number)))
            assert find_done(path) == {f"n{n}" for n in range(number + 1)}
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".")]


def test_two_runs_do_not_write_to_one_file(tmp_path):
    pytest.importorskip("fcntl")
    path = tmp_path / "out.jsonl"
    code = f"import pathlib; from spacy_attrib.outputs.jsonl import JsonlAppender; JsonlAppender(pathlib.Path({str(path)!r}), True)"
    with open_output(path, resume=True):
        other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "is being written by another run" in other.stderr


def write_and_tell(path, count, telling):
    """Go on with a file in a process of its own, which says of each article that it is written."""
    done = find_done(path)
    with os.fdopen(telling, "w") as tell, open_output(path, resume=True) as writer:
        print("begun", file=tell, flush=True)
        for number in range(count):
            if f"n{number}" not in done:
                writer.write(Result(record(number, f"Ines {'Calder' * (number % 5 + 1)}")))
                print(number, file=tell, flush=True)
                time.sleep(0.0005)  # lest it is done before it can be killed


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the writer is forked")
@pytest.mark.parametrize("suffix", [".jsonl", ".db"])
def test_a_writer_that_is_killed_at_any_moment_loses_nothing(tmp_path, suffix):
    pytest.importorskip("sqlite_utils")
    count = 60
    chance = random.Random(3)

    def write_until(path, lines, wait=0.0):
        """How many articles the writer told of before it was killed behind so many lines and seconds; it goes to its end without any."""
        reading, telling = os.pipe()
        writer = os.fork()
        if not writer:
            try:
                os.close(reading)
                write_and_tell(path, count, telling)
            finally:
                os._exit(0)
        os.close(telling)
        with os.fdopen(reading) as told:
            heard = [told.readline() for _ in range(lines)]
            if lines:
                time.sleep(wait)
                os.kill(writer, signal.SIGKILL)
            heard += told.readlines()
        return {f"n{line.strip()}" for line in heard if line.strip().isdigit()}, os.waitpid(writer, 0)[1]

    whole, path = tmp_path / f"whole{suffix}", tmp_path / f"out{suffix}"
    assert write_until(whole, 0) == ({f"n{number}" for number in range(count)}, 0)
    reported, kills = set(), 0
    for lines in (1, 2, 3, 9, 1, 5, 2, 4):
        told, status = write_until(path, lines, chance.random() * 0.003)
        reported |= told
        kills += status == signal.SIGKILL
        assert reported <= find_done(path)
    assert kills
    write_until(path, 0)
    assert content(path) == content(whole)


def test_extract_is_killed_and_gone_on_with(tmp_path):
    source, whole, path = tmp_path / "in.jsonl", tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    with source.open("w", encoding="utf8") as file:
        for number in range(120):
            line = {"id": f"n{number}", "text": record(number)["text"] * 20}
            file.write(json.dumps(line) + "\n" + ("no record\n" if number == 5 else ""))
    command = [sys.executable, "-m", "spacy_attrib", "extract", str(source), "-c", "attrib_ruler", "--batch-size", "4"]
    assert subprocess.run([*command, "-o", str(whole)], capture_output=True).returncode == 1
    for lines, n_process in ((1, "1"), (40, "2")):
        run = subprocess.Popen([*command, "-o", str(path), "--resume", "--n-process", n_process], stderr=subprocess.DEVNULL)
        end = time.monotonic() + SOON
        while run.poll() is None and (not path.exists() or path.read_bytes().count(b"\n") < lines):
            assert time.monotonic() < end
            time.sleep(0.01)
        run.send_signal(signal.SIGKILL)
        assert run.wait() == -signal.SIGKILL
        left = path.read_bytes()
        assert lines <= left.count(b"\n") < 120
        assert whole.read_bytes().startswith(left)
    last = subprocess.run([*command, "-o", str(path), "--resume"], capture_output=True, text=True)
    assert last.returncode == 1 and "1 record left out" in last.stderr
    assert path.read_bytes() == whole.read_bytes()


def run(*args):
    done = CliRunner().invoke(attrib_cli, [str(arg) for arg in args])
    return done.exit_code, done.output


def test_what_cannot_be_gone_on_with(tmp_path):
    source = tmp_path / "in.txt"
    source.write_text(record(1)["text"], encoding="utf8")
    code, told = run("extract", source, "--resume")
    assert code == 2 and "--output" in told and len(told.splitlines()) == 1
    for name in ("out.csv", "out.spacy", "out.html"):
        code, told = run("extract", source, "--resume", "-o", tmp_path / name)
        assert code == 2 and ".jsonl and .db" in told and len(told.splitlines()) == 1
    if os.path.exists("/dev/null"):
        code, told = run("extract", source, "--resume", "-o", "/dev/null")
        assert code == 2 and "cannot be resumed" in told
    for name in ("out.jsonl", "out.db"):
        (tmp_path / name).write_text("something else\n" * 100)
        code, told = run("extract", source, "--resume", "-o", tmp_path / name)
        assert code == 2 and name in told and len(told.splitlines()) == 1
        assert (tmp_path / name).read_text() == "something else\n" * 100


def test_lines_of_progress(capsys):
    times = iter([0.0, 10.0, 31.0, 40.0, 62.0])
    results = [Result(record(number)) for number in range(4)]
    assert list(with_lines(results, 14, 2, clock=lambda: next(times))) == results
    assert capsys.readouterr().err == "4 of 14 articles, 0 words a second, 3 min left\n6 of 14 articles, 0 words a second, 2 min left\n"
    assert progress_line(2000, 0, 20_000, 1_000_000, 250.0) == "2,000 of 20,000 articles, 4,000 words a second, 38 min left"
    assert progress_line(1, 0, None, 500, 50.0) == "1 article, 10 words a second"
    assert progress_line(500, 500, 10_000, 500, 1000.0).endswith("5 h 0 min left")
    assert progress_line(10, 0, 9, 500, 10.0).endswith("0 s left")


def test_a_long_text_is_cut_where_a_paragraph_ends():
    text = "one two three\n\nfour five\n \nsix seven\neight nine"
    assert cut_text(text, 9) == (text, 9, 9, "")
    assert cut_text(text, 8) == ("one two three\n\nfour five", 5, 9, "between two paragraphs")
    assert cut_text(text, 5) == ("one two three\n\nfour five", 5, 9, "between two paragraphs")
    assert cut_text(text, 2) == ("one two", 2, 9, "inside a paragraph")
    lines = "\n".join(["a heading\n", *["a line of words"] * 20])
    assert cut_text(lines, 30)[1:] == (30, 82, "at the end of a line")
    assert cut_text("\n\n" * 3, 1) == ("\n\n" * 3, 0, 0, "")


def test_the_command_says_what_it_cuts(tmp_path):
    source, path = tmp_path / "in.txt", tmp_path / "out.jsonl"
    source.write_text("\n\n".join(record(number)["text"] for number in range(50)), encoding="utf8")
    code, told = run("extract", source, "-c", "attrib_ruler", "--max-words", 25, "-o", path)
    assert (code, told) == (0, "article 'in': 350 words, of which the first 21 are read: cut between two paragraphs\n")
    written = json.loads(path.read_text(encoding="utf8"))
    assert source.read_text(encoding="utf8").startswith(written["text"]) and len(written["attributions"]) == 3
