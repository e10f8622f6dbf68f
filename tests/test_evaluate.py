"""`evaluate`: what it prints and writes, what it refuses."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
import spacy
import srsly
from typer.testing import CliRunner

from spacy_attrib.cli import attrib_cli
from spacy_attrib.corpora import write_corpus
from spacy_attrib.pipelines import default_pipeline
from spacy_attrib.scoring.matching import match_records
from spacy_attrib.scoring.mistakes import KINDS, find_mistakes, write_page
from spacy_attrib.scoring.scorer import score_records

from .test_scorer import perturbed, record

CORPUS = Path(__file__).parents[1] / "corpus"
LABELS = {"form": "indirect", "act": "speech", "source_type": "named_person", "anonymous": False, "speaker": None}


def run(*args, code=0):
    done = CliRunner().invoke(attrib_cli, ["evaluate", *map(str, args)], env={"COLUMNS": "200"}, catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done


def row(output, title):
    """The cells of the first row of a table that begins with a title."""
    (line, *_) = [line for line in output.splitlines() if line.startswith(title + "  ")]
    return line[len(title) :].split()


@pytest.fixture(scope="module")
def corpora(tmp_path_factory):
    """Gold, a prediction that is wrong in many ways, and a folder to write to."""
    if not CORPUS.is_dir():
        pytest.skip("installed without the repository")
    folder = tmp_path_factory.mktemp("corpora")
    gold = list(srsly.read_jsonl(CORPUS / "dev.jsonl"))
    srsly.write_jsonl(folder / "gold.jsonl", gold)
    pred = [{**r, "attributions": [{**a, "id": f"a{n}"} for n, a in enumerate(r["attributions"])]} for r in mended(perturbed(gold))]
    srsly.write_jsonl(folder / "pred.jsonl", reversed(pred))
    return folder, gold, pred


def mended(records):
    """What `perturbed` leaves, as a sound corpus: speakers that stand in the text."""
    for r in records:
        for item in r["attributions"]:
            item.update({"form": item.get("form", "indirect"), "disclosure": None, "reason": None})
            speaker = item["speaker"]
            if speaker and r["text"][speaker["start"] : speaker["end"]] != speaker["text"]:
                item["speaker"] = {"text": r["text"][:5], "start": 0, "end": 5}
    return records


def test_table_and_files(corpora):
    folder, gold, pred = corpora
    done = run(folder / "gold.jsonl", folder / "pred.jsonl", "--output", folder / "scores.json", "--errors", folder / "errors.html")
    expected = score_records(gold, pred)
    written = srsly.read_json(folder / "scores.json")
    assert {name: written[name] for name in expected} == rounded(expected)
    assert (written["bootstrap"], written["seed"], written["pred"]) == (1000, 0, str(folder / "pred.jsonl"))
    low, high = written["ci95"]["attrib_f"]
    assert low < written["attrib_f"] < high
    percent = [f"{100 * written[f'attrib_{k}']:.1f}" for k in "prf"]
    assert row(done.stdout, "Attribution") == [*percent, f"{100 * low:.1f}–{100 * high:.1f}"]
    assert row(done.stdout, "Source")[0] == f"{100 * written['attrib_source_acc']:.1f}"
    assert row(done.stdout, "indirect")[0] == str(written["attrib_per_form"]["indirect"]["n"])
    assert row(done.stdout, "unnamed person")[0] == str(written["attrib_per_type"]["unnamed_person"]["n"])
    assert "12 articles" in done.stdout and "NaN" not in done.stdout and "None" not in done.stdout
    assert (folder / "errors.html").read_text("utf8").startswith("<!DOCTYPE html>")


def rounded(value):
    """As it is read back from JSON: srsly keeps ten digits."""
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    return pytest.approx(value, abs=1e-8) if isinstance(value, float) else value


def test_same_seed_same_intervals_and_none_without(corpora):
    folder, *_ = corpora
    same = [run(folder / "gold.jsonl", folder / "pred.jsonl", "--bootstrap", 50, "--seed", seed).stdout for seed in (1, 1, 2)]
    assert same[0] == same[1] != same[2]
    plain = run(folder / "gold.jsonl", folder / "pred.jsonl", "--bootstrap", 0).stdout
    assert "95 %" not in plain and len(row(plain, "Attribution")) == 3


def test_all_kinds_of_corpora(corpora):
    folder, gold, pred = corpora
    for name in ("pred.spacy", "brat"):
        write_corpus(folder / name, pred)
    expected = run(folder / "gold.jsonl", folder / "pred.jsonl").stdout
    assert run(folder / "gold.jsonl", folder / "pred.spacy").stdout == expected
    assert run(folder / "gold.jsonl", folder / "brat").stdout == expected


def test_pipelines(corpora, tmp_path):
    folder, gold, _ = corpora
    srsly.write_jsonl(tmp_path / "gold.jsonl", gold[:2])
    nlp = spacy.load(default_pipeline())
    by_name = run(tmp_path / "gold.jsonl", default_pipeline(), "--component", "attrib_ruler", "--output", tmp_path / "one.json").stdout
    nlp.add_pipe("attrib_ruler")
    nlp.to_disk(tmp_path / "pipeline")
    assert run(tmp_path / "gold.jsonl", tmp_path / "pipeline").stdout == by_name
    assert 0.3 < srsly.read_json(tmp_path / "one.json")["attrib_f"] < 1


def test_agreement(corpora, tmp_path):
    folder, gold, pred = corpora
    srsly.write_jsonl(tmp_path / "second.jsonl", [*pred[2:], {**gold[0], "id": "other"}])
    done = run(folder / "gold.jsonl", tmp_path / "second.jsonl", "--agreement", "--output", tmp_path / "agreement.json")
    assert done.stderr.splitlines() == [
        "2 articles of the first annotator only, left out.",
        "1 article of the second annotator only, left out.",
    ]
    written = srsly.read_json(tmp_path / "agreement.json")
    expected = score_records(gold[2:], pred[2:])
    assert written["attrib_n_articles"] == 10
    assert written["attrib_f"] == pytest.approx(expected["attrib_f"], abs=1e-8)
    assert written["labels"]["act"]["agreed"] == pytest.approx(expected["attrib_act_acc"], abs=1e-8)
    assert row(done.stdout, "Act")[1:3] == [f"{100 * written['labels']['act'][k]:.1f}" for k in ("agreed", "kappa")]
    assert row(done.stdout, "Attribution, direct")[0] == f"{100 * written['attrib_per_form']['direct']:.1f}"
    srsly.write_jsonl(tmp_path / "none.jsonl", [{**gold[0], "id": "other"}])
    assert "no article in common" in run(folder / "gold.jsonl", tmp_path / "none.jsonl", "--agreement", code=2).stderr


def test_what_is_not_compared_is_said(tmp_path):
    gold = record("<s1>Ann</s1> <q1>said</q1> <c1>so</c1>.", a1=LABELS)
    twice = {**gold, "attributions": [{**a, "id": name} for a in gold["attributions"] for name in ("one", "two")]}
    for name, r in (("gold", gold), ("pred", twice)):
        srsly.write_jsonl(tmp_path / f"{name}.jsonl", [r])
    done = run(tmp_path / "gold.jsonl", tmp_path / "pred.jsonl", "--output", tmp_path / "scores.json")
    assert "1 predicted attributions that repeat another left out" in done.stdout
    assert srsly.read_json(tmp_path / "scores.json")["left_out"] == {"predicted attributions that repeat another": 1}


def test_in_a_process_of_its_own(corpora):
    folder, *_ = corpora
    command = [sys.executable, "-W", "error", "-m", "spacy", "attrib", "evaluate", folder / "gold.jsonl", folder / "gold.jsonl"]
    done = subprocess.run(command, capture_output=True, timeout=300, env={**os.environ, "PYTHONUTF8": "1"}, text=True, encoding="utf8")
    assert (done.returncode, done.stderr) == (0, "")
    assert row(done.stdout, "Attribution") == ["100.0", "100.0", "100.0", "100.0–100.0"]


# Two systems


def test_two_systems(corpora, tmp_path):
    folder, gold, pred = corpora
    best = [{**r, "attributions": r["attributions"][1:]} if n % 4 == 0 else r for n, r in enumerate(gold)]
    srsly.write_jsonl(tmp_path / "best.jsonl", best)
    args = ("--bootstrap", 200, "--output", tmp_path / "scores.json")
    done = run(folder / "gold.jsonl", tmp_path / "best.jsonl", "--against", folder / "pred.jsonl", *args)
    written = srsly.read_json(tmp_path / "scores.json")
    found, first, second = written["differences"]["attrib_f"], written["attrib_f"], written["other"]["attrib_f"]
    assert found["difference"] == pytest.approx(first - second) and found["ci95"][0] < first - second < found["ci95"][1]
    assert 0 < found["p"] == pytest.approx(2 / 201)  # no sample of 200 goes the other way
    low, high = (f"{100 * end:.1f}" for end in found["ci95"])
    assert row(done.stdout, "Attribution, F") == [
        f"{100 * first:.1f}",
        f"{100 * second:.1f}",
        f"+{100 * (first - second):.1f}",
        f"{low}–{high}",
        "0.010",
    ]
    assert written["differences"]["attrib_n_gold"] is None  # counted, not measured
    turned = run(folder / "gold.jsonl", folder / "pred.jsonl", "--against", tmp_path / "best.jsonl", "--bootstrap", 50)
    assert row(turned.stdout, "Attribution, F")[2] == f"{100 * (second - first):.1f}"


def test_no_difference_is_none(corpora):
    folder, *_ = corpora
    same = run(folder / "gold.jsonl", folder / "pred.jsonl", "--against", folder / "pred.jsonl", "--bootstrap", 50)
    assert row(same.stdout, "Attribution, F")[2:] == ["+0.0", "0.0–0.0", "1.000"]


# What it refuses


@pytest.mark.parametrize(
    "args,message",
    [
        (["none.jsonl", "gold.jsonl"], "none.jsonl"),
        (["gold.jsonl", "none.jsonl"], "There is no file 'none.jsonl'"),
        (["gold.jsonl", "no_such_pipeline"], "The pipeline 'no_such_pipeline' cannot be loaded"),
        (["gold.jsonl", "gold.jsonl", "--component", "attrib_ruler"], "are for a pipeline"),
        (["gold.jsonl", "empty.jsonl"], "no articles in 'empty.jsonl'"),
        (["gold.jsonl", "more.jsonl"], "'extra' is in the prediction but not in gold"),
        (["more.jsonl", "gold.jsonl"], "'extra' is in gold but not in the prediction"),
        (["gold.jsonl", "changed.jsonl"], "The texts of the article 'one' differ"),
        (["gold.jsonl", "outside.jsonl"], "outside.jsonl:1"),
        (["gold.jsonl", "broken.jsonl"], "broken.jsonl:1"),
        (["gold.jsonl", "gold.jsonl", "--output", "folder"], "is a folder"),
        (["gold.jsonl", "gold.jsonl", "--output", "nowhere/scores.json"], "no folder 'nowhere'"),
        (["gold.jsonl", "gold.jsonl", "--errors", "gold.jsonl"], "one of the inputs"),
        (["gold.jsonl", "gold.jsonl", "--errors", "x", "--output", "x"], "same file"),
        (["gold.jsonl", "gold.jsonl", "--against", "gold.jsonl", "--bootstrap", "0"], "leave out --agreement and --bootstrap 0"),
        (["gold.jsonl", "gold.jsonl", "--against", "gold.jsonl", "--agreement"], "leave out --agreement and --bootstrap 0"),
        (["gold.jsonl", "gold.jsonl", "--against", "none.jsonl"], "There is no file 'none.jsonl'"),
    ],
)
def test_refused(tmp_path, monkeypatch, args, message):
    monkeypatch.chdir(tmp_path)
    one = record("<s1>Ann</s1> <q1>said</q1> <c1>so</c1>.", "one", a1=LABELS)
    outside = {**one, "attributions": [{**one["attributions"][0], "content": [[5, 99]]}]}
    files = {"gold": [one], "more": [one, {**one, "id": "extra"}], "changed": [{**one, "text": one["text"] + "!"}], "outside": [outside]}
    for name, records in files.items():
        srsly.write_jsonl(tmp_path / f"{name}.jsonl", records)
    (tmp_path / "empty.jsonl").write_text("")
    (tmp_path / "broken.jsonl").write_text("{broken")
    (tmp_path / "folder").mkdir()
    before = sorted(p.name for p in tmp_path.iterdir())
    done = run(*args, code=2)
    lines = done.stderr.splitlines()
    assert len(lines) == 1 and lines[0].startswith("Error: ") and message in lines[0], lines
    assert done.stdout == "" and sorted(p.name for p in tmp_path.iterdir()) == before


# The page of mistakes


def test_kinds_of_mistakes():
    person = {**LABELS, "speaker": {"text": "Ann Lee", "start": 0, "end": 7}}
    marked = "<s1>Ann Lee</s1> <q1>said</q1> <c1>aaaa</c1>. <s2>She</s2> said <c2>bbbb</c2>. Bo said <c3>cccc</c3>. Cy said dddd."
    gold = record(marked, a1=person, a2=person, a3=person)
    pred = record(
        "Ann Lee said aaaa. <s2>She</s2> said <c2>bbbb</c2>. <s3>Bo</s3> said <c3>cccc</c3>. <s4>Cy</s4> said <c4>dddd</c4>.",
        a2={**person, "speaker": {"text": "Cy", "start": 1, "end": 2}},
        a3={**person, "source_type": "unnamed_person", "anonymous": True, "act": "thought"},
        a4=person,
    )
    mistakes = find_mistakes(match_records(gold, pred))
    assert [m.kinds for m in mistakes] == [
        ["missed"],
        ["wrong speaker"],
        ["wrong source", "wrong flag", "wrong type", "wrong act"],
        ["false alarm"],
    ]
    assert {kind for m in mistakes for kind in m.kinds} == set(KINDS)
    assert find_mistakes(match_records(gold, gold)) == []
    page = "".join(write_page([match_records(gold, pred), match_records(gold, gold)], "title"))
    assert "1 of 2 articles have mistakes" in page
    assert re.search(r'value="missed" checked hidden> missed</label></th><td class="n">1</td>', page)
    assert '<span class="cue">said</span> <span class="content">aaaa</span>' in page


def test_page_is_escaped():
    text = "<script>alert(1)</script> <s1>A & B</s1> <q1>said</q1> <c1>“<b>so</b>”</c1>."
    gold = record(text, "<img src=x onerror=alert(1)>", a1={**LABELS, "speaker": {"text": "<i>A</i>", "start": 0, "end": 8}})
    page = "".join(write_page([match_records(gold, {**gold, "attributions": []})], "<u>title</u>"))
    assert not re.search(r"<(i|u|img)\b|<b>so", page)
    assert page.count("<script") == page.count("</script") == 1  # its own, behind everything else
    assert page.index("<script") > page.rindex("</section>")
    for escaped in ("&lt;script&gt;", "A &amp; B", "&lt;b&gt;so", "&lt;i&gt;A", "&lt;img", "&lt;u&gt;title"):
        assert escaped in page


def test_page_leaves_out_what_is_far_away():
    far = "Something happened here. " * 40
    gold = record(f"<s1>Ann</s1> spoke. {far}She <q1>said</q1> <c1>so</c1>. {far}", a1=LABELS)
    page = "".join(write_page([match_records(gold, {**gold, "attributions": []})], "title"))
    assert " […] " in page and page.count("Something happened here.") < 25
    assert '<span class="source">Ann</span>' in page and '<span class="content">so</span>' in page


def test_page_can_be_filtered_and_expanded():
    gold = record("<s1>Ann</s1> <q1>said</q1> <c1>so</c1>.", a1=LABELS)
    pred = record("<s1>Ann</s1> <q1>said</q1> <c1>so</c1>.", a1={**LABELS, "act": "thought", "anonymous": True})
    page = "".join(write_page([match_records(gold, pred)], "title"))
    assert re.findall(r'<input type="checkbox" value="([^"]+)" checked hidden>', page) == list(KINDS)
    assert '<section data-kinds="wrong flag;wrong act">' in page and not any(";" in kind for kind in KINDS)
    assert re.search(r'<p class="controls" hidden><button type="button" id="expand">Expand all</button>', page)  # a script shows them


# Speed


def test_fast_enough(corpora):
    _, gold, pred = corpora
    many = [[{**r, "id": f"{r['id']}-{n}"} for n in range(10) for r in records] for records in (gold, pred)]
    begin = time.process_time()
    scores = score_records(*many)
    assert time.process_time() - begin < 10 and scores["attrib_n_gold"] > 2000
    long = [join(records * 10) for records in (gold, pred)]
    begin = time.process_time()
    joined = score_records(*([r] for r in long))
    assert time.process_time() - begin < 10
    assert joined["attrib_content_overlap_f"] == pytest.approx(scores["attrib_content_overlap_f"], abs=0.01)


def join(records):
    """One long article of many."""
    text, items = "", []
    for r in records:
        for item in r["attributions"]:
            roles = {role: [[s + len(text), e + len(text)] for s, e in item[role]] for role in ("content", "cue", "source")}
            items.append({**item, **roles, "disclosure": None, "reason": None})
        text += r["text"] + "\n\n"
    return {"id": "long", "text": text, "attributions": items}
