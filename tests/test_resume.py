"""A run that is killed can be gone on with: nothing that was written is lost, and the end is that of a run without a stop."""

import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import time
from functools import partial

import pytest
from typer.testing import CliRunner

from spacy_attrib.articles import cut_text
from spacy_attrib.cli import attrib_cli, extract
from spacy_attrib.cli.progress import progress_line, with_bar, with_lines
from spacy_attrib.outputs import OutputError, Result, find_done, open_output, parquet
from spacy_attrib.outputs.jsonl import JsonlAppender

HALF = '{"id": "n4", "text": "“We'
HALVES = (b"", b"{", HALF.encode("utf8"), HALF[:-2].encode("utf8")[:-1])
SOON = 300  # seconds, on a machine with other work
SUFFIXES = (".jsonl", ".db", ".parquet")

forking = pytest.mark.skipif(not hasattr(os, "fork"), reason="what is killed is forked")


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    monkeypatch.setattr(parquet, "PART", 3)


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
    """All that is in a file: its bytes, or the rows of a table or a database."""
    if path.suffix == ".parquet":
        return pytest.importorskip("pyarrow.parquet").read_table(path).to_pylist()
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


def in_fork(act):
    """The number of a process that does something and ends."""
    child = os.fork()
    if not child:
        code = 1
        try:
            code = act() or 0
        finally:
            os._exit(code)
    return child


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_each_article_is_on_the_disk_once_it_is_written_and_not_held(tmp_path, suffix):
    pytest.importorskip({".db": "sqlite_utils", ".parquet": "pyarrow.parquet"}.get(suffix, "json"))
    path = tmp_path / f"out{suffix}"
    assert find_done(path) == set()
    with open_output(path, resume=True) as writer:
        for number in range(7):
            writer.write(Result(record(number)))
            assert find_done(path) == {f"n{n}" for n in range(number + 1 - getattr(writer, "held", 0))}
    assert find_done(path) == {f"n{n}" for n in range(7)}
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".") or p.is_dir()]


@forking
@pytest.mark.parametrize("suffix", [".jsonl", ".parquet"])
def test_two_runs_do_not_write_to_one_file(tmp_path, suffix):
    pytest.importorskip("fcntl")
    appender = {".jsonl": JsonlAppender, ".parquet": parquet.ParquetAppender}[suffix]
    path = tmp_path / f"out{suffix}"

    def other():
        try:
            appender(path, True)
        except OutputError as error:
            return 7 if "is being written by another run" in str(error) else 8

    with open_output(path, resume=True):
        assert os.waitstatus_to_exitcode(os.waitpid(in_fork(other), 0)[1]) == 7


def write_and_tell(path, count, telling):
    """Go on with a file in a process of its own, which says of each article that it is on the disk."""
    done = find_done(path)
    with os.fdopen(telling, "w") as tell, open_output(path, resume=True) as writer:
        print("begun", file=tell, flush=True)
        written = []
        for number in range(count):
            if f"n{number}" not in done:
                writer.write(Result(record(number, f"Ines {'Calder' * (number % 5 + 1)}")))
                written.append(number)
                while len(written) > getattr(writer, "held", 0):
                    print(written.pop(0), file=tell, flush=True)
                time.sleep(0.0005)  # lest it is done before it can be killed


@forking
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_writer_that_is_killed_at_any_moment_loses_nothing(tmp_path, suffix):
    pytest.importorskip({".db": "sqlite_utils", ".parquet": "pyarrow.parquet"}.get(suffix, "json"))
    count = 60
    chance = random.Random(3)

    def write_until(path, lines, wait=0.0):
        """What the writer told of before it was killed behind so many lines and seconds, and how it ended; it goes to its end without any."""
        reading, telling = os.pipe()
        writer = in_fork(partial(write_and_tell, path, count, telling))
        os.close(telling)
        with os.fdopen(reading) as told:
            heard = [told.readline() for _ in range(lines)]
            if lines:
                time.sleep(wait)
                os.kill(writer, signal.SIGKILL)
            heard += told.readlines()
        return {f"n{line.strip()}" for line in heard if line.strip().isdigit()}, os.waitpid(writer, 0)[1]

    whole, path = tmp_path / f"whole{suffix}", tmp_path / f"out{suffix}"
    assert write_until(whole, 0)[1] == 0
    reported, kills = set(), 0
    for lines in (1, 2, 3, 9, 1, 5, 2, 4):
        told, status = write_until(path, lines, chance.random() * 0.003)
        reported |= told
        kills += status == signal.SIGKILL
        assert reported <= find_done(path)
    assert kills and reported
    write_until(path, 0)
    assert content(path) == content(whole)
    plain = tmp_path / f"plain{suffix}"
    with open_output(plain) as writer:
        for number in range(count):
            writer.write(Result(record(number, f"Ines {'Calder' * (number % 5 + 1)}")))
    assert content(path) == content(plain)


@pytest.fixture
def parted(tmp_path):
    """A Parquet file that is half done: two parts of three articles."""
    pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "out.parquet"
    appender = parquet.ParquetAppender(path, True)
    for number in range(7):
        appender.write(Result(record(number) if number != 2 else {**record(2), "attributions": []}))  # done too, though it has no row
    assert appender.held == 1
    return path


def rows(path):
    return [row["article"] for row in content(path)]


def test_parts_are_joined_in_order_and_taken_away(parted):
    assert not parted.exists() and find_done(parted) == {f"n{n}" for n in range(6)}
    write(parted, range(6, 20))
    assert rows(parted) == [f"n{n}" for n in range(20) if n != 2] and find_done(parted) == {f"n{n}" for n in range(20)}
    assert not parquet._folder(parted).exists()


def test_a_file_that_is_done_is_gone_on_with_when_there_are_more_articles(parted):
    write(parted, range(6, 8))
    write(parted, range(8, 12))
    assert rows(parted) == [f"n{n}" for n in range(12) if n != 2]
    write(parted, [])
    assert rows(parted) == [f"n{n}" for n in range(12) if n != 2]


def test_a_run_killed_when_it_has_joined_the_parts_doubles_nothing(parted, tmp_path):
    folder = parquet._folder(parted)
    shutil.copytree(folder, tmp_path / "kept")
    write(parted, range(6, 8))
    shutil.move(tmp_path / "kept", folder)  # as if it had been killed before it took them away
    (folder / ".000002.parquet.x").mkdir()
    (folder / ".000002.parquet.x" / "000002.parquet").write_bytes(b"PAR1 half")  # and another one, while it wrote a part
    assert find_done(parted) == {f"n{n}" for n in range(8)}
    write(parted, range(8, 10))
    assert rows(parted) == [f"n{n}" for n in range(10) if n != 2] and not folder.exists()


def test_many_small_parts_become_few_groups_of_rows(parted):
    write(parted, range(6, 40))
    assert pytest.importorskip("pyarrow.parquet").ParquetFile(parted).num_row_groups == 1


@pytest.mark.parametrize("place", ["file", "part"])
@pytest.mark.parametrize("kind", ["text", "table"])
def test_what_is_no_part_of_a_run_is_left_as_it_is(parted, place, kind):
    path = parted if place == "file" else parquet._folder(parted) / "000001.parquet"
    if kind == "text":
        path.write_text("something else\n" * 100)
    else:
        with open_output(parted.with_name("plain.parquet")) as writer:
            writer.write(Result(record(1)))
        parted.with_name("plain.parquet").replace(path)
    before = path.read_bytes()
    with pytest.raises(OutputError, match="cannot be gone on with"):
        find_done(parted)
    assert path.read_bytes() == before


def test_a_file_in_the_place_of_the_parts(tmp_path):
    pytest.importorskip("pyarrow.parquet")
    (tmp_path / "out.parquet.parts").write_text("mine")
    with pytest.raises(OutputError, match="out.parquet.parts' is no folder"):
        write(tmp_path / "out.parquet", range(3))


@forking
def test_extract_is_killed_and_gone_on_with(tmp_path, monkeypatch, nlp):
    monkeypatch.setattr(sys.modules[extract.__module__], "load", lambda *given: nlp)
    source, whole, path = tmp_path / "in.jsonl", tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    with source.open("w", encoding="utf8") as file:
        for number in range(60):
            line = {"id": f"n{number}", "text": record(number)["text"] * 2}
            file.write(json.dumps(line) + "\n" + ("no record\n" if number == 5 else ""))

    def work(*options):
        return run("extract", source, "--batch-size", 4, *options)

    assert work("-o", whole)[0] == 1
    for lines, n_process in ((1, 1), (20, 2)):
        child = in_fork(lambda: work("-o", path, "--resume", "--n-process", n_process)[0])
        end = time.monotonic() + SOON
        while not path.exists() or path.read_bytes().count(b"\n") < lines:
            assert time.monotonic() < end
            time.sleep(0.001)
        os.kill(child, signal.SIGKILL)
        assert os.waitpid(child, 0)[1] == signal.SIGKILL
        left = path.read_bytes()
        assert lines <= left.count(b"\n") < 60
        assert whole.read_bytes().startswith(left)
    code, told = work("-o", path, "--resume")
    assert code == 1 and "1 record left out" in told
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
        assert code == 2 and ".jsonl, .parquet, .db" in told and len(told.splitlines()) == 1
    if os.path.exists("/dev/null"):
        (tmp_path / "null.jsonl").symlink_to("/dev/null")
        for place in ("/dev/null", tmp_path / "null.jsonl"):
            code, told = run("extract", source, "--resume", "-o", place)
            assert code == 2 and "cannot be resumed: that is a device or a pipe" in told and "end in" not in told
    for name in ("out.jsonl", "out.db", "out.parquet"):
        (tmp_path / name).write_text("something else\n" * 100)
        code, told = run("extract", source, "--resume", "-o", tmp_path / name)
        assert code == 2 and name in told and len(told.splitlines()) == 1
        assert (tmp_path / name).read_text() == "something else\n" * 100


def test_lines_of_progress(capsys):
    times = iter([0.0, 10.0, 31.0, 40.0, 62.0])
    results = [Result(record(number)) for number in range(4)]
    assert list(with_lines(results, 14, 2, clock=lambda: next(times))) == results
    times = iter([0.0, 10.0, 31.0, 40.0, 62.0])
    assert capsys.readouterr().err == "4 of 14 articles, 0 words a second, 3 min left\n6 of 14 articles, 0 words a second, 2 min left\n"
    list(with_lines(results, 14, 2, lambda: 1, clock=lambda: next(times)))
    assert capsys.readouterr().err.startswith("3 of 14 articles") and progress_line(8, 2, None, 50, 10.0, 3).startswith("7 articles")
    assert progress_line(2000, 0, 20_000, 1_000_000, 250.0) == "2,000 of 20,000 articles, 4,000 words a second, 38 min left"
    assert progress_line(1, 0, None, 500, 50.0) == "1 article, 10 words a second"
    assert progress_line(500, 500, 10_000, 500, 1000.0).endswith("5 h 0 min left")
    assert progress_line(10, 0, 9, 500, 10.0).endswith("0 s left")


def test_a_bar_counts_what_is_on_the_disk():
    class Bar:
        shown = 5

        def __enter__(self):
            return self

        def __exit__(self, *error):
            self.closed = True

        def update(self, more):
            self.shown += more

    bar, held = Bar(), [1, 2, 0, 1]
    shown = [bar.shown for _ in with_bar([Result(record(number)) for number in range(4)], bar, lambda: held.pop(0))]
    assert shown == [5, 5, 5, 8] and bar.shown == 8 and bar.closed


def test_a_long_text_is_cut_where_a_paragraph_ends():
    text = "one two three\n\nfour five\n \nsix seven\neight nine"
    assert cut_text(text, 9) == (text, 9, 9, "")
    assert cut_text(text, 8) == ("one two three\n\nfour five", 5, 9, "between two paragraphs")
    assert cut_text(text, 5) == ("one two three\n\nfour five", 5, 9, "between two paragraphs")
    assert cut_text(text, 2) == ("one two", 2, 9, "inside a paragraph")
    lines = "\n".join(["a heading\n", *["a line of words"] * 20])
    assert cut_text(lines, 30)[1:] == (30, 82, "at the end of a line")
    assert cut_text("\n\n" * 3, 1) == ("\n\n" * 3, 0, 0, "")


def test_the_command_says_what_it_cuts(tmp_path, monkeypatch, nlp):
    monkeypatch.setattr(sys.modules[extract.__module__], "load", lambda *given: nlp)
    source, path = tmp_path / "in.txt", tmp_path / "out.jsonl"
    source.write_text("\n\n".join(record(number)["text"] for number in range(50)), encoding="utf8")
    code, told = run("extract", source, "-c", "attrib_ruler", "--max-words", 25, "-o", path)
    assert (code, told) == (0, "article 'in': 350 words, of which the first 21 are read: cut between two paragraphs\n")
    written = json.loads(path.read_text(encoding="utf8"))
    assert source.read_text(encoding="utf8").startswith(written["text"]) and len(written["attributions"]) == 3
