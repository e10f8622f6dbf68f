"""On a real Spark with several workers: what `to_record` gives, row for row, whatever happens to a worker."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time

import pytest

pytest.importorskip("pyspark", reason="needs pyspark: pip install 'spacy-attrib[spark]'")
pytest.importorskip("pyarrow")
if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
    pytest.skip("needs Java 17 or later", allow_module_level=True)

from pyspark.sql import SparkSession

from spacy_attrib.attributions import to_record
from spacy_attrib.spark import Options, extract
from spacy_attrib.spark.__main__ import main

from .conftest import load_english

TEXTS = [
    "“The dredger is late,” said Odile Marchetti, the harbour engineer. “It is {n} days late,” she added.",
    "A deckhand, who asked not to be named because he feared for his job, said that {n} pumps had failed.",
    "",
    "Customs clerks think that {n} crates were not counted.",
]
ARTICLES = [{"id": f"n{n}", "text": TEXTS[n % 4].format(n=n), "n": n if n % 3 else None} for n in range(60)]


@pytest.fixture(scope="module")
def spark():
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path[:1] + [os.getcwd(), os.environ.get("PYTHONPATH", "")])
    builder = SparkSession.builder.master("local[3,4]").config("spark.ui.enabled", "false").config("spark.driver.host", "127.0.0.1")
    session = builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", "4").getOrCreate()
    yield session
    session.stop()


@pytest.fixture(scope="module")
def expected():
    nlp = load_english()
    nlp.add_pipe("attrib")
    return {article["id"]: to_record(doc)["attributions"] for article, doc in zip(ARTICLES, nlp.pipe(a["text"] for a in ARTICLES))}


def plain(row):
    """A row as JSON data, in the form of `to_record`."""
    record = row.asDict(recursive=True)
    for attribution in record["attributions"] or ():
        assert attribution.pop("why") is None
    return record


def test_rows_are_what_the_pipeline_gives_and_keep_their_columns(spark, expected):
    df = spark.createDataFrame(ARTICLES, "id string, text string, n int").repartition(6)
    result = extract(df, options=Options(acts="all"))
    assert result.columns == ["id", "text", "n", "attributions", "error"] and result.schema["n"].dataType.simpleString() == "int"
    rows = sorted(map(plain, result.collect()), key=lambda row: int(row["id"][1:]))
    assert rows == [{**article, "attributions": expected[article["id"]], "error": None} for article in ARTICLES]
    assert sum(len(row["attributions"]) for row in rows) >= 60
    speech = {row["id"]: [a for a in row["attributions"] if a["act"] == "speech"] for row in rows}
    assert {row["id"]: row["attributions"] for row in map(plain, extract(df).collect())} == speech


def test_bad_rows_stay_with_their_error(spark):
    df = spark.createDataFrame([("a", None), ("b", TEXTS[0])], "name string, body string")
    good, bad = sorted(extract(df, "body", "name").collect(), key=lambda row: row.error or "")
    assert (good.name, good.error, len(good.attributions)) == ("b", None, 2)
    assert (bad.name, bad.error, bad.attributions) == ("a", "there is no text", None)
    for arguments, message in [(("body", "id"), "no column 'id'"), (("text", "name"), "no column 'text'")]:
        with pytest.raises(ValueError, match=message):
            extract(df, *arguments)
    with pytest.raises(ValueError, match="'error' already"):
        extract(df.withColumnRenamed("name", "error"), "body", "error")
    with pytest.raises(ValueError, match="acts are"):
        Options(acts="none")


def test_half_a_surrogate_pair_and_no_id_come_through_as_the_documentation_says(spark, tmp_path):
    lines = [
        '{"id": "a", "text": "It \\ud800 rained, Ann Lee said."}',
        '{"id": null, "text": "It rained, Bo Lee said."}',
        '{"text": "It snowed, Bo Lee said."}',
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(lines))
    rows = extract(spark.read.json(str(tmp_path / "in.jsonl"), schema="id string, text string")).collect()
    assert [(row.id, row.error, len(row.attributions)) for row in rows] == [("a", None, 1), (None, None, 1), (None, None, 1)]
    assert rows[0].text == "It ? rained, Ann Lee said."
    start, end = rows[0].attributions[0].speaker.start, rows[0].attributions[0].speaker.end
    assert rows[0].text[start:end] == "Ann Lee"
    (made,) = extract(spark.createDataFrame([("a", "It \ud800 rained, Ann Lee said.")], "id string, text string")).collect()
    assert (made.text, made.error) == ("It \ufffd rained, Ann Lee said.", None)


def test_explain(spark):
    df = spark.createDataFrame([("a", TEXTS[0])], "id string, text string")
    (row,) = extract(df, options=Options(component="attrib_ruler", explain=True)).collect()
    assert all(attribution.why["content"] for attribution in row.attributions)


def python_workers():
    """The processes that work for Spark: children of its daemon, by their ids."""
    found = []
    for name in os.listdir("/proc"):
        try:
            with open(f"/proc/{name}/cmdline") as file:
                is_daemon = "pyspark.daemon" in file.read()
            with open(f"/proc/{name}/stat") as file:
                parent = file.read().rpartition(")")[2].split()[1]
            with open(f"/proc/{parent}/cmdline") as file:
                if is_daemon and "pyspark.daemon" in file.read():
                    found.append(int(name))
        except (OSError, ValueError):
            continue
    return found


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="looks for processes in /proc")
def test_a_worker_that_is_killed_loses_and_doubles_nothing(spark, expected):
    started = threading.Event()
    killed = []

    def kill():
        started.wait()
        tracker = spark.sparkContext.statusTracker()
        for _ in range(600):
            stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
            if any(stage and 0 < stage.numCompletedTasks < stage.numTasks and stage.numActiveTasks for stage in stages) and python_workers():
                killed.append(python_workers()[0])
                os.kill(killed[0], signal.SIGKILL)
                return
            time.sleep(0.02)

    thread = threading.Thread(target=kill)
    thread.start()
    df = spark.createDataFrame(ARTICLES, "id string, text string, n int").repartition(30)
    started.set()
    rows = list(map(plain, extract(df, options=Options(acts="all")).collect()))
    thread.join()
    assert killed, "the run was over before a worker could be killed"
    assert sorted(row["id"] for row in rows) == sorted(expected)
    assert {row["id"]: row["attributions"] for row in rows} == expected


def test_the_job_can_be_run_again_and_does_nothing_twice(spark, expected, tmp_path):
    source, out = tmp_path / "in.jsonl", tmp_path / "out"
    lines = [json.dumps({"id": a["id"], "text": a["text"], "meta": {"n": a["n"]}}) for a in ARTICLES]
    source.write_text("\n".join([*lines, "{broken"]) + "\n", encoding="utf8")
    (out / "_temporary").mkdir(parents=True)  # as a run that broke off leaves it
    environment = {**os.environ, "PYSPARK_PYTHON": sys.executable, "PYSPARK_SUBMIT_ARGS": "--master local[2,4] pyspark-shell"}
    command = [sys.executable, "-m", "spacy_attrib.spark", str(source), str(out), "--acts", "all", "--partitions", "3"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300)
    assert done.returncode == 1 and "61 articles, 1 of them with an error." in done.stderr, done.stderr
    rows = {row.id: row for row in spark.read.parquet(str(out)).collect()}
    assert len(rows) == 61 and rows[None].error == "broken JSON: {broken" and json.loads(rows["n1"].meta) == {"n": 1}
    assert {id: plain(row)["attributions"] for id, row in rows.items() if id is not None} == expected
    before = sorted((path.name, path.stat().st_mtime_ns) for path in out.iterdir())
    again = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300)
    assert again.returncode == 0 and "is complete" in again.stderr
    assert sorted((path.name, path.stat().st_mtime_ns) for path in out.iterdir()) == before
    assert len(list(out.glob("part-*.parquet"))) == 3
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine", encoding="utf8")
    refused = subprocess.run([*command[:4], str(tmp_path / "mine")], capture_output=True, text=True, env=environment, timeout=300)
    assert refused.returncode == 2 and "was not written by this job" in refused.stderr
    assert (tmp_path / "mine" / "letter.txt").read_text("utf8") == "mine"


def test_the_job_says_what_is_wrong_with_its_arguments(capsys):
    with pytest.raises(SystemExit):
        main(["--acts", "none", "in", "out"])
    assert "invalid choice" in capsys.readouterr().err
