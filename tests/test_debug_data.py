"""`debug-data`: counts, near-duplicates and the command."""

import json
from pathlib import Path

import numpy
import pytest
import spacy

from spacy_attrib.corpora.duplicates import near_duplicates, shingles
from spacy_attrib.corpora.statistics import count_corpus, is_balanced
from spacy_attrib.page.marks import quoted_segments

from .commands import run_apart, run_here

TEXT = "“We won,” Ann Lee said. “It was close.”\n\n“We will rest.”"
WORDS = "the council met on monday to vote on a plan for the old harbour and nobody who spoke was in favour of selling it".split()


def item(id, content, cue=(), source=(), **labels):
    full = {"form": "direct", "act": "speech", "source_type": "named_person", "anonymous": False, **labels}
    return {"id": id, "content": content, "cue": list(cue), "source": list(source), "speaker": None, **full}


def piece(text, words):
    return [text.index(words), text.index(words) + len(words)]


def record(id="one", text=TEXT):
    said = item("a0", [piece(text, "“We won,”"), piece(text, "“It was close.”")], [piece(text, "said")], [piece(text, "Ann Lee")])
    floating = item("a1", [piece(text, "“We will rest.”")], speaker={"text": "Ann Lee", "start": 10, "end": 17})
    return {"id": id, "text": text, "meta": {}, "attributions": [said, floating]}


def count(*records, window=320):
    return count_corpus(records, spacy.blank("en").tokenizer, window)


# Counts


def test_labels_roles_and_pieces():
    anonymous = record("two")
    anonymous["attributions"][0].update(source_type="unnamed_person", anonymous=True, disclosure=[[0, 3]], act=None)
    statistics = count(record(), anonymous, {"id": "three", "text": "No one spoke.", "attributions": []})
    assert statistics.ids == ["one", "two", "three"] and statistics.without == ["three"]
    assert statistics.attributions == 4
    assert statistics.labels["source_type"] == {"named_person": 3, "unnamed_person": 1}
    assert statistics.labels["anonymous"] == {False: 3, True: 1}
    assert statistics.labels["act"] == {"speech": 3, None: 1}
    assert statistics.roles == {"content": 4, "cue": 2, "source": 2, "speaker": 2, "disclosure": 1, "reason": 0}
    assert statistics.empty == {"no cue": 2, "no source": 2, "neither": 2}
    assert statistics.pieces["content"] == {1: 2, 2: 2}
    assert json.loads(json.dumps(statistics.to_dict()))["labels"]["anonymous"] == {"false": 3, "true": 1}


def test_content_longer_than_the_window():
    # “ We won , ” Ann Lee said . “ It was close . ” are 15 tokens
    assert count(record(), window=15).long == []
    assert count(record(), window=14).long == [("one", "a0", 15)]


def test_spans_inside_tokens():
    bad = record()
    bad["attributions"][0]["source"] = [[11, 17]]  # “nn Lee”
    assert count(record()).off_tokens == {}
    assert count(bad).off_tokens == {"source": [("one", "a0", 11, 17)]}


def test_habits():
    texts = (
        "“So,” he said. “What?”",
        '"So," he said. "It is \'new\'."',
        "‘So,’ he said. ‘She said “no”.’",
        '"So," or “so”?',
        "No one spoke.",
    )
    statistics = count(*({"id": str(n), "text": text, "attributions": []} for n, text in enumerate(texts)))
    assert statistics.habits == {"curly": 1, "straight": 1, "single curly": 1, "curly + straight": 1, "none": 1}
    assert statistics.marks == {"curly": 4, "straight": 3, "single curly": 2, "single straight": 1}


@pytest.mark.parametrize(
    "text,balanced",
    [
        ("“We won,” she said.", True),
        ("“We won.\n\n“It was close,” she said.", True),
        ("“We won, she said.\n\nIt was close.", False),
        ("“We won, she said.", False),
        ("We won,” she said.", False),
        ("She said: “We won.” It was close.”", False),
        ('"We won, she said.', False),
        ("The workers’ union didn’t strike in ’98.", True),
        ("", True),
    ],
)
def test_balance(text, balanced):
    assert is_balanced(text, quoted_segments(text)) is balanced


# Near-duplicates


def brute_force(shingled, similarity):
    groups = [{i} for i in range(len(shingled))]
    for i, one in enumerate(shingled):
        for j, other in enumerate(shingled[:i]):
            a, b = set(one.tolist()), set(other.tolist())
            if a and b and len(a & b) / len(a | b) >= similarity:
                joined = next(g for g in groups if i in g) | next(g for g in groups if j in g)
                groups = [g for g in groups if not g & joined] + [joined]
    return sorted(sorted(g) for g in groups if len(g) > 1)


def test_shingles():
    assert len(shingles(" ".join(WORDS))) == len(WORDS) - 4
    assert numpy.array_equal(shingles("The Council, met on\nMonday."), shingles("the council met on monday"))
    assert len(shingles("One two.")) == 1 and len(shingles(" … ")) == 0
    assert len(shingles("so " * 30)) == 1


def test_near_duplicates():
    text = " ".join(WORDS)
    other = "Anything else at all, of the same length or not."
    texts = [text, other, text.upper() + "!", " ".join(WORDS[4:]), "", "", "Short.", "short"]
    assert near_duplicates([shingles(t) for t in texts], 0.5) == [[0, 2, 3], [6, 7]]
    assert near_duplicates([], 0.5) == []


@pytest.mark.parametrize("similarity", [0.1, 0.3, 0.5, 0.7, 1.0])
def test_near_duplicates_are_those_of_a_comparison_of_all(similarity):
    random = numpy.random.default_rng(0)
    drawn = [numpy.unique(random.integers(0, 60, size=random.integers(1, 25)).astype("uint64")) for _ in range(60)]
    varied = drawn + [numpy.unique(numpy.concatenate([d[2:], d[:1] + 100])) for d in drawn]
    found = near_duplicates(varied, similarity)
    assert found == brute_force(varied, similarity)
    assert found or similarity == 1.0


# The command


def run(*args):
    done = run_here("debug-data", *args)
    return done.returncode, " ".join(done.stdout.decode("utf8").split()), done.stderr.decode("utf8")


def write(path: Path, *records):
    path.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf8")
    return path


def many(n):
    """Articles that have no words in common, with more than ten examples of every label they use."""
    texts = [f"“We won {n},” Ann{n} Lee{n} said{n}. “It was close {n}.”\n\n“We{n} will{n} rest{n}.”" for n in range(n)]
    records = []
    for number, text in enumerate(texts):
        start, end = name = piece(text, f"Ann{number}")
        said = item("a0", [piece(text, f"“We won {number},”")], [piece(text, f"said{number}")], [name])
        said["speaker"] = {"text": text[start:end], "start": start, "end": end}
        records.append({"id": f"t{number}", "text": text, "meta": {}, "attributions": [said]})
    return records


def test_nothing_to_warn_of(tmp_path):
    train, dev = write(tmp_path / "train.jsonl", *many(12)), write(tmp_path / "dev.jsonl", {**record("d"), "attributions": []})
    code, out, err = run(train)
    assert (code, err) == (0, "")
    assert "No warnings" in out and "⚠" not in out and "'disclosure' is not annotated in train" in out
    assert "There is no attribution in dev" in run(train, dev)[1]


def test_warnings(tmp_path):
    train = many(12)
    train[0]["attributions"][0].update(source_type="unnamed_group", anonymous=True)
    train[1]["attributions"][0]["act"] = None
    train[2] = {**train[2], "text": train[2]["text"] + "\n\nAn “odd mark."}
    long_words = {"id": "w1", "text": " ".join(WORDS), "meta": {}, "attributions": []}
    again = {**long_words, "id": "w2", "text": " ".join(WORDS) + " again"}
    dev = record("t3")
    dev["attributions"][0]["act"] = "thought"
    out_path = tmp_path / "counts.json"
    code, out, err = run(
        write(tmp_path / "train.jsonl", *train, long_words, again),
        write(tmp_path / "dev.jsonl", dev, {**long_words, "id": "w\x1b[31m3"}),
        *("--window", 14, "--output", out_path),
    )
    assert (code, err) == (0, "")
    for message in (
        "Few examples of source_type 'unnamed_group' in train (1)",
        "Few examples of anonymous 'true' in train (1)",
        "'act' is missing in 1 of 12 attributions of train",
        "act 'thought' is in dev and never in train",
        "1 content of dev longer than the window of 14 tokens t3 a0 (15)",
        "Unbalanced quotation marks in 1 of 14 articles of train t2",
        "1 group of near-duplicate articles in train (50% of their word 5-grams in common) w1 = w2",
        "No near-duplicate articles in dev",
        "1 id in train and dev alike t3",
        "1 article of dev nearly the same as one of train (50% of their word 5-grams in common)",
        "train w1 = train w2 = dev w [31m3",
    ):
        assert message in out, message
    assert "\x1b[31m" not in out
    counts = json.loads(out_path.read_text(encoding="utf8"))
    assert counts["train"]["articles"] == 14 and counts["dev"]["attributions"] == 2
    assert [a["article"] for a in counts["near_duplicates"][0]] == ["w1", "w2", "w\x1b[31m3"]
    assert counts["settings"] == {"window": 14, "similarity": 0.5, "lang": "en"}


def test_similarity_setting(tmp_path):
    texts = " ".join(WORDS), " ".join(WORDS[10:]) + " but the mayor"
    records = [{"id": str(n), "text": text, "meta": {}, "attributions": []} for n, text in enumerate(texts)]
    path = write(tmp_path / "train.jsonl", *records)
    assert "No near-duplicate articles in train" in run(path)[1]
    assert "(30% of their word 5-grams in common) 0 = 1" in run(path, "--similarity", "0.3")[1]


BROKEN = [
    ("missing file", None, "missing.jsonl"),
    ("no article", "", "no article"),
    ("broken JSON", "{", "train.jsonl"),
    ("offset past the end", json.dumps({"id": "x", "text": "So.", "attributions": [item("a0", [[0, 9]])]}), "'x'"),
    ("repeated id", 2 * (json.dumps({"id": "x", "text": "So.", "attributions": []}) + "\n"), "'x'"),
]


@pytest.mark.parametrize("content,message", [b[1:] for b in BROKEN], ids=[b[0] for b in BROKEN])
def test_broken_corpus(tmp_path, content, message):
    path = tmp_path / ("missing.jsonl" if content is None else "train.jsonl")
    if content is not None:
        path.write_text(content, encoding="utf8")
    code, out, err = run(path, "--output", tmp_path / "out.json")
    assert (code, out) == (2, "")
    assert err.startswith("Error: ") and err.count("\n") == 1 and message in err
    assert not (tmp_path / "out.json").exists()


def test_output_that_is_a_corpus(tmp_path):
    path = write(tmp_path / "train.jsonl", record())
    code, out, err = run(path, "--output", path)
    assert code == 2 and "one of the corpora" in err
    assert json.loads(path.read_text(encoding="utf8")) == record()


def test_under_spacy_and_language(tmp_path):
    path = write(tmp_path / "train.jsonl", record())
    assert run_apart("debug-data", path, "--lang", "en", module="spacy attrib").returncode == 0
    done = run_here("debug-data", path, "--lang", "xx")
    assert done.returncode == 2 and b"no word lists for the language 'xx'" in done.stderr and b"Traceback" not in done.stderr
