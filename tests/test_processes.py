"""Runs in several processes end as they should, however they end: all articles, in order, and no process left behind."""

import json
import multiprocessing
import os
import signal
import stat
import subprocess
import sys
import time
from contextlib import suppress

import pytest
import spacy

from spacy_attrib.attributions import to_record
from spacy_attrib.pipelines import default_pipeline
from spacy_attrib.processes import MOST_CHARACTERS, MOST_PLACES, Failure, WorkerError, _batches, _start, annotate_texts
from spacy_attrib.wording import LONGEST

from .commands import run_here
from .conftest import load_english

QUOTE = "“We sold the mill,” Ines Calder said."
TEXTS = [f"{QUOTE} Clerks claimed that {number} bids had come." for number in range(7)]
SOON = 20  # seconds, on a machine with other work

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the processes of these tests are forked")


class Fragile:
    """A component that raises at one word, ends its process at another and dawdles at a third."""

    def __call__(self, doc):
        if "volcano" in doc.text:
            raise RuntimeError(f"cannot read\n{doc.text}")
        if "earthquake" in doc.text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "glacier" in doc.text:
            time.sleep(60)
        return doc


@pytest.fixture(scope="module")
def fragile():
    nlp = load_english()
    nlp.add_pipe("attrib_ruler")
    nlp._components.append(("fragile", Fragile()))
    return nlp


def children():
    return multiprocessing.active_children()


def test_batches_hold_so_many_texts_and_characters():
    long = "x" * MOST_CHARACTERS
    assert list(_batches(["a", "b", "c", long, "d", "e"], 2)) == [["a", "b"], ["c"], [long], ["d", "e"]]
    assert list(_batches([], 2)) == []


@pytest.mark.parametrize("n_process", [1, 2])
def test_words_of_texts_that_have_passed_are_forgotten(fragile, n_process):
    numbers = range(10 * n_process, 10 * n_process + 5)  # other words each time: the pipeline is the same
    texts = [f"“We sold the vrelka{number},” Ines Dorvat{number} said. “It was a molbin{number}.”" for number in numbers]
    words = [word for number in numbers for word in (f"vrelka{number}", f"Dorvat{number}")]
    passed = [to_record(doc, texts=True) for doc in annotate_texts(fragile, texts, n_process, 2, passing=True)]
    assert not any(word in fragile.vocab.strings for word in words) and not fragile.vocab.in_memory_zone
    with fragile.memory_zone():  # one that the caller has opened stays open
        assert [to_record(doc, texts=True) for doc in annotate_texts(fragile, texts, n_process, 2, passing=True)] == passed
        assert fragile.vocab.in_memory_zone
    assert passed[0]["attributions"][0]["speaker"]["text"] == f"Ines Dorvat{numbers[0]}"
    assert [to_record(doc, texts=True) for doc in list(annotate_texts(fragile, texts, n_process, 2))] == passed
    assert all(word in fragile.vocab.strings for word in words)


@pytest.mark.parametrize("end", ["close", "error"])
def test_a_run_that_ends_early_leaves_no_memory_zone_open(fragile, end):
    outcomes = annotate_texts(fragile, iter(TEXTS), 1, 2, passing=True)
    next(outcomes)
    if end == "close":
        outcomes.close()
    else:
        with pytest.raises(KeyError):
            outcomes.throw(KeyError("stop"))
    assert not fragile.vocab.in_memory_zone


def test_a_lemmatizer_keeps_only_so_many_lemmas(fragile, monkeypatch):
    lemmatizer = fragile.get_pipe("lemmatizer")
    monkeypatch.setattr("spacy_attrib.processes.MOST_LEMMAS", len(lemmatizer.cache) + 1000)
    list(annotate_texts(fragile, TEXTS, passing=True))
    assert lemmatizer.cache
    monkeypatch.setattr("spacy_attrib.processes.MOST_LEMMAS", 0)
    list(annotate_texts(fragile, TEXTS, passing=True))
    assert not lemmatizer.cache


def test_the_table_of_words_stays_small(monkeypatch):
    nlp = spacy.blank("en")
    known = {nlp.vocab.strings[word]: word for word in nlp.vocab.strings}
    texts = [" ".join(f"vrelka{number}x{i}" for i in range(200)) for number in range(100)]
    assert len(list(annotate_texts(nlp, texts, 1, 5, passing=True))) == len(texts)
    assert nlp.vocab.strings._map.capacity <= MOST_PLACES * len(nlp.vocab.strings)
    assert {number: nlp.vocab.strings[number] for number in known} == known
    monkeypatch.setattr("spacy_attrib.processes._shrink", lambda strings: None)
    list(annotate_texts(nlp, texts, 1, 5, passing=True))
    assert nlp.vocab.strings._map.capacity > MOST_PLACES * len(nlp.vocab.strings)


def test_what_is_remembered_of_new_words_is_little(fragile):
    modules = [module for name, module in sys.modules.items() if name.startswith("spacy_attrib.")]
    caches = [each for module in modules for each in vars(module).values() if hasattr(each, "cache_info")]
    sizes = []
    for start in (0, 50):
        texts = [f"“We sold it,” a vrelka{number} said." for number in range(start, start + 50)]
        list(annotate_texts(fragile, texts, read=to_record))
        sizes.append([each.cache_info().currsize for each in caches])
    growing = {each.__name__: each.cache_info().maxsize for each, before, after in zip(caches, *sizes) if after >= before + 50}
    assert growing  # there is one, so that the test would see others
    assert all(most is not None and most <= 1000 for most in growing.values()), growing


def test_free_memory_is_given_back_now_and_then(fragile, monkeypatch):
    given_back = []
    monkeypatch.setattr("spacy_attrib.processes._trim", given_back.append)
    monkeypatch.setattr("spacy_attrib.processes._at_last", float("-inf"))
    list(annotate_texts(fragile, TEXTS, 1, 2, passing=True))
    assert given_back == [0]
    monkeypatch.setattr("spacy_attrib.processes.EVERY", -1.0)
    list(annotate_texts(fragile, TEXTS, 1, 2, read=to_record))
    assert len(given_back) == 1 + len(TEXTS) // 2 + 1
    monkeypatch.setattr("spacy_attrib.processes._trim", None)  # where the C library has no such thing
    assert len(list(annotate_texts(fragile, TEXTS, 1, 2, passing=True))) == len(TEXTS)


@pytest.mark.parametrize("n_process,batch_size", [(1, 3), (2, 1), (3, 4)])
def test_each_text_has_its_outcome_in_order(fragile, n_process, batch_size):
    texts = [*TEXTS[:4], "The volcano " * 100, "", *TEXTS[4:]]
    outcomes = list(annotate_texts(fragile, iter(texts), n_process, batch_size))
    failed = outcomes.pop(4)
    assert isinstance(failed, Failure) and failed.why.startswith("RuntimeError: cannot read The volcano") and len(failed.why) <= LONGEST
    texts.pop(4)
    assert [to_record(doc) for doc in outcomes] == [to_record(fragile(text)) for text in texts]
    assert not children()


def test_a_run_that_is_left_takes_its_processes_with_it(fragile):
    began = time.monotonic()
    outcomes = annotate_texts(fragile, iter([QUOTE, "The glacier melts."] * 20), 2, 1)
    assert next(outcomes).text == QUOTE and len(children()) == 2
    outcomes.close()
    assert not children() and time.monotonic() - began < SOON


def test_an_error_in_reading_ends_the_processes(fragile):
    def texts():
        yield from TEXTS
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        list(annotate_texts(fragile, texts(), 2, 1))
    assert not children()


def test_a_worker_that_is_killed_ends_the_run(fragile):
    with pytest.raises(WorkerError, match="ended by SIGKILL, as happens where memory is short"):
        list(annotate_texts(fragile, iter([*TEXTS, "An earthquake.", *TEXTS]), 2, 2))
    assert not children()


class Stop(Exception):
    pass


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_a_signal_while_processes_are_begun_is_not_lost(fragile, monkeypatch, name):
    def stop(number, frame):
        raise Stop

    def disturbed(nlp, others, read):
        with suppress(Stop):  # as Python does with what a handler raises in the midst of a fork
            signal.raise_signal(signal.Signals[name])
        return _start(nlp, others, read)

    monkeypatch.setattr("spacy_attrib.processes._start", disturbed)
    before = signal.signal(signal.Signals[name], stop)
    try:
        with pytest.raises(Stop):
            list(annotate_texts(fragile, TEXTS, 2, 1))
        assert signal.getsignal(signal.Signals[name]) is stop
    finally:
        signal.signal(signal.Signals[name], before)
    assert not children()


SCRIPT = """
import multiprocessing, spacy
from spacy_attrib import to_record
from spacy_attrib.processes import annotate_texts

def main():
    multiprocessing.set_start_method("spawn", force=True)
    nlp = spacy.load({name!r})
    nlp.add_pipe("attrib")
    texts = {texts!r}
    assert [to_record(d) for d in annotate_texts(nlp, texts, 2, 2)] == [to_record(d) for d in nlp.pipe(texts)]
    print("equal")

{guard}main()
"""


def run_script(tmp_path, guard):
    script = tmp_path / "script.py"
    script.write_text(SCRIPT.format(name=default_pipeline(), texts=TEXTS[:4], guard=guard), encoding="utf8")
    return subprocess.run([sys.executable, str(script)], capture_output=True, timeout=180, text=True, env={**os.environ, "PYTHONUTF8": "1"})


def test_processes_that_are_spawned(tmp_path):
    done = run_script(tmp_path, "if __name__ == '__main__':\n    ")
    assert (done.returncode, done.stdout) == (0, "equal\n"), done.stderr


def test_spawning_without_a_main_guard_says_what_is_missing(tmp_path):
    done = run_script(tmp_path, "")
    assert done.returncode != 0 and not done.stdout
    assert "WorkerError: A worker process ended with code 1" in done.stderr and "`if __name__ == '__main__':`" in done.stderr


# At the command line


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """More articles than can be done before a run is stopped."""
    path = tmp_path_factory.mktemp("many") / "many.jsonl"
    with path.open("w", encoding="utf8") as file:
        for number in range(20_000):
            file.write(json.dumps({"id": number, "text": TEXTS[number % 7]}) + "\n")
    return path


def start(*args, **kwargs):
    command = [sys.executable, "-m", "spacy_attrib", "extract", *map(str, args)]
    environment = {**os.environ, "PYTHONUTF8": "1", "OMP_NUM_THREADS": "1"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, **kwargs)


def workers_of(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return [int(child) for child in file.read().split()]


def wait_until(condition, seconds=SOON):
    for _ in range(seconds * 20):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen")


def is_gone(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


needs_proc = pytest.mark.skipif(not os.path.exists("/proc/self/task"), reason="looks for processes in /proc")


@needs_proc
@pytest.mark.parametrize("end", ["SIGTERM", "SIGKILL", "worker", "reader"])
def test_no_worker_outlives_the_command(many, tmp_path, end):
    to_file = end != "reader"
    output = ["--output", tmp_path / "out.jsonl"] if to_file else []
    process = start(many, "--component", "attrib_ruler", "--n-process", 2, "--batch-size", 4, *output)
    if to_file:
        wait_until(lambda: process.poll() is not None or len(workers_of(process.pid)) == 2, 60)
    else:
        assert json.loads(process.stdout.readline())["id"] == "0"
    workers = workers_of(process.pid)
    assert len(workers) == 2
    if end == "reader":
        process.stdout.close()
    elif end == "worker":
        os.kill(workers[0], signal.SIGKILL)
    else:
        process.send_signal(signal.Signals[end])
    code = process.wait(SOON)
    said = process.stderr.read()
    wait_until(lambda: all(map(is_gone, workers)))
    assert (code, said) in {
        "SIGTERM": [(143, "Stopped by SIGTERM.\n")],
        "SIGKILL": [(-9, "")],
        "worker": [(2, "Error: A worker process was ended by SIGKILL, as happens where memory is short: use fewer processes or smaller batches.\n")],
        "reader": [(0, "")],
    }[end]
    if end != "SIGKILL":
        assert list(tmp_path.iterdir()) == []  # nothing half done, no temporary folder


@needs_proc
def test_a_write_error_ends_the_command(many):
    if not os.path.exists("/dev/full"):
        pytest.skip("there is no /dev/full")
    process = start(many, "--component", "attrib_ruler", "--n-process", 2, "--output", "/dev/full")
    assert process.wait(60 + SOON) == 2
    assert process.stderr.read() == "Error: The output cannot be written: No space left on device.\n"
    assert stat.S_ISCHR(os.stat("/dev/full").st_mode)


# What is no regular file


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "article.txt"
    path.write_text(QUOTE, encoding="utf8")
    return path


def test_links_and_pipes_are_written_to_and_stay(article, tmp_path):
    target, link, fifo = tmp_path / "target.jsonl", tmp_path / "link.jsonl", tmp_path / "pipe"
    target.write_text("old", encoding="utf8")
    link.symlink_to(target.name)
    os.mkfifo(fifo)
    reader = subprocess.Popen(["cat", str(fifo)], stdout=subprocess.PIPE, text=True)
    for output in (link, fifo):
        assert run_here("extract", article, "--component", "attrib_ruler", "--output", output).returncode == 0
    assert link.is_symlink() and os.readlink(link) == "target.jsonl"
    assert json.loads(target.read_text("utf8"))["id"] == json.loads(reader.communicate(timeout=SOON)[0])["id"] == "article"
    assert stat.S_ISFIFO(fifo.stat().st_mode)


def test_a_device_is_not_replaced(article, tmp_path):
    device = tmp_path / "null"
    try:
        os.mknod(device, 0o666 | stat.S_IFCHR, os.makedev(1, 3))
    except OSError:
        pytest.skip("only root may make a device")
    done = run_here("extract", article, "--component", "attrib_ruler", "--output", device)
    if done.returncode != 0 and b"cannot be" in done.stderr:
        pytest.skip("devices cannot be used in this folder")
    assert stat.S_ISCHR(device.stat().st_mode)


@pytest.mark.parametrize(
    "args,closed,message",
    [
        (["-"], "<&-", "Error: Standard input is closed.\n"),
        (["{article}"], ">&-", "Error: Standard output is closed: give --output a file.\n"),
        (["{article}", "--output", "x" * 300 + ".jsonl"], "", f"Error: '{'x' * 59}…' cannot be used: File name too long.\n"),
        (["x" * 300 + ".txt"], "", f"Error: '{'x' * 59}…' cannot be used: File name too long.\n"),
    ],
    ids=["stdin", "stdout", "long output", "long input"],
)
def test_what_is_closed_or_too_long_is_told_in_one_line(article, args, closed, message):
    args = [arg.format(article=article) for arg in args]
    if not closed:
        assert run_here("extract", "--component", "attrib_ruler", *args) == (2, b"", message.encode("utf8"))
        return
    words = " ".join(f"'{arg}'" for arg in args)
    command = f"'{sys.executable}' -m spacy_attrib extract --component attrib_ruler {words} {closed}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", message)


@pytest.mark.parametrize(
    "given,ids",
    [
        (json.dumps([{"text": QUOTE, "id": "a"}, {"text": "It\u2028rained.", "id": "b"}], ensure_ascii=False), ["a", "b"]),
        (f"\n [\n {{{json.dumps('text')}: {json.dumps(QUOTE)}}}]", ["stdin:1"]),
        ("[Note] It rained.", ["stdin"]),
        (json.dumps({"text": "It\u0085rained\u2028.", "id": "c"}, ensure_ascii=False) + "\n" + json.dumps({"text": QUOTE}), ["c", "stdin:2"]),
    ],
)
def test_records_on_standard_input(given, ids):
    done = run_here("extract", "-", "--component", "attrib_ruler", stdin=given.encode("utf8"))
    assert ([json.loads(line)["id"] for line in done.stdout.decode("utf8").split("\n")[:-1]], done.stderr, done.returncode) == (ids, b"", 0)


def test_records_that_are_odd_cost_themselves_alone(tmp_path):
    lines = ['{"id": 1, "text": "%s", "meta": {"half": "\\ud800"}}' % QUOTE, '{"id": 2, "text": ' + "[" * 100_000 + "]" * 100_000 + "}"]
    lines += ['{"id": 3, "text": "x", "meta": {"n": NaN}}', '{"id": 4, "text": "x", "meta": {"n": 1e999}}', '{"id": 5, "text": "%s"}' % QUOTE]
    lines += ['{"id": 6, "text": "x", "meta": {"deep": ' + "[" * 700 + "]" * 700 + "}}"]
    path, out = tmp_path / "odd.jsonl", tmp_path / "out.jsonl"
    path.write_text("\n".join(lines), encoding="utf8")
    done = run_here("extract", path, "--component", "attrib_ruler", "--output", out)
    said = done.stderr.decode("utf8").splitlines()
    written = [json.loads(line, parse_constant=pytest.fail) for line in out.read_text("utf8").splitlines()]
    assert [record["id"] for record in written] == ["1", "5"] and written[0]["meta"] == {"half": "\ud800"}
    assert [line.split(": ")[0] for line in said[:-1]] == [f"{path}:{number}" for number in (2, 3, 4, 6)]
    assert (done.returncode, said[-1]) == (1, "4 records left out.")


def test_an_empty_file_of_records_is_told(tmp_path):
    path = tmp_path / "none.jsonl"
    path.write_text("\n", encoding="utf8")
    assert run_here("extract", path, "--component", "attrib_ruler") == (0, b"", b"There is no article in the input.\n")
