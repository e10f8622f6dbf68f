"""Who speaks across articles, in every kind of output; databases that were made before, read as records are."""

import json
import os
import re
import sqlite3
from importlib.util import find_spec

import pytest
from typer.testing import CliRunner

from spacy_attrib.articles import InputError, find_inputs, read_articles
from spacy_attrib.attributions import PERSON_FIELDS
from spacy_attrib.cli import attrib_cli
from spacy_attrib.collection import add_people
from spacy_attrib.corpora import read_corpus, validate_record, write_corpus
from spacy_attrib.corpora.database import read_database
from spacy_attrib.outputs import SUFFIXES, OutputError, Result, WhoSpeaks, open_output
from spacy_attrib.outputs.table import cell

from .collected import one, record
from .test_outputs import HOSTILE, NEEDS, article, ask, audited, jsonl, rows, table_of, write
from .test_report import Tags

needs_database = pytest.mark.usefixtures("sqlite_utils")
EACH_ROW = """select articles.id as article, person as person_id, people.name as person_name, affiliation, gender from attributions
    join articles on articles.id = article_id left join people on people.id = person_id order by attributions.id"""
MIXED = "Judge Odile Brandt said it held. Sources said it leaked. Gander Rail said it was old. It shook."
SAID = [("Odile Brandt", "Judge Odile Brandt", "it held"), ("Sources", "Sources", "it leaked"), ("Gander Rail", "Gander Rail", "it was old")]


@pytest.fixture
def sqlite_utils():
    pytest.importorskip("sqlite_utils", reason="the extra [db] is not installed")


def collection():
    """A judge in two articles, a plumber of that name, an organization, a source without a name, and nobody."""
    types = ["named_person", "unnamed_group", "organization", "unknown"]
    first = record("a", MIXED, [*SAID, ("", "", "It shook")], types, outlet="Post")
    return [first, one("b", "Plumber Odile Brandt", "Odile Brandt"), one("c", "Judge Odile Brandt", "Odile Brandt")]


def results(records=None):
    return [Result({**each, "attributions": list(each["attributions"])}) for each in (collection() if records is None else records)]


def wanted(records=None, corrections=None):
    """The four columns of every attribution, in order."""
    speakers = [item["speaker"] for each in add_people(collection() if records is None else records, corrections) for item in each["attributions"]]
    return [tuple(speaker[name] if speaker else None for name in PERSON_FIELDS) for speaker in speakers]


def columns_of(path):
    """The same, as they stand in a file."""
    if path.suffix in (".jsonl", ".spacy"):
        speakers = [item["speaker"] for each in read_corpus(path) for item in each["attributions"]]
        return [tuple(speaker[name] if speaker else None for name in PERSON_FIELDS) for speaker in speakers]
    table = rows(path, EACH_ROW) if path.suffix == ".db" else table_of(path)
    return [tuple(row[name] or None for name in PERSON_FIELDS) for row in table]


def run(*args):
    return CliRunner().invoke(attrib_cli, [str(arg) for arg in args])


def records_file(path, records):
    path.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in records), encoding="utf8")
    return path


# In every output


def test_who_it_is_is_what_was_found():
    first, unnamed, body, nobody, plumber, again = wanted()
    assert first == again == ("odile-brandt", "Odile Brandt", "Judge", "female") and plumber[:3] == ("odile-brandt-2", "Odile Brandt", "Plumber")
    assert unnamed == nobody == (None,) * 4 and body == ("gander-rail", "Gander Rail", None, None)


@pytest.mark.parametrize("suffix", [suffix for suffix in SUFFIXES if suffix != ".html"])
def test_every_output_says_who_speaks(tmp_path, suffix):
    assert columns_of(write(tmp_path / f"out{suffix}", *results(), who=WhoSpeaks())) == wanted()
    apart = {"split": [[{"name": "Odile Brandt", "article": "c"}]]}
    path = write(tmp_path / f"apart{suffix}", *results(), who=WhoSpeaks(apart))
    assert columns_of(path) == wanted(corrections=apart) != wanted()
    assert {p.name for p in tmp_path.iterdir()} <= {path.name, f"out{suffix}", "out.metadata.json", "apart.metadata.json"}


def test_pages_always_say_it(tmp_path):
    page = write(tmp_path / "out.html", *results()).read_text("utf8")
    assert page.count("<li><p><b>Odile Brandt</b>") == 2 and "Plumber · 1 in 1 article" in page and "Judge · 2 in 2 articles" in page


@pytest.mark.parametrize("suffix", [suffix for suffix in SUFFIXES if suffix not in (".html", ".db")])
def test_nothing_is_written_if_it_fails_on_the_way(tmp_path, suffix):
    with pytest.raises(ZeroDivisionError):
        with open_output(write(tmp_path / f"out{suffix}"), who=WhoSpeaks()) as writer:
            writer.write(results()[0])
            raise ZeroDivisionError
    assert [p.name for p in tmp_path.iterdir()] == [f"out{suffix}"]


def test_what_a_speaker_is_said_to_be_is_text():
    (each,) = add_people([one("a", "Judge Odile Brandt", "Odile Brandt")])
    assert validate_record(each) == []
    each["attributions"][0]["speaker"]["person_id"] = ["x"]
    assert ["'person_id' of the speaker" in problem for problem in validate_record(each)] == [True]


@pytest.mark.parametrize("suffix", [suffix for suffix in SUFFIXES if suffix != ".html"])
def test_hostile_names_and_affiliations_stay_text(tmp_path, suffix):
    """What is found in hostile articles, by a run that looks for people."""
    names = [f"Odile {word} Brandt" for word in HOSTILE]
    records = [one(word, f"{word} inspector {name}", name, outlet=word) for word, name in zip(HOSTILE, names)]
    apart = {"split": [[{"name": name}] for name in names]}
    found = columns_of(write(tmp_path / f"out{suffix}", *results(records), who=WhoSpeaks(apart)))
    assert [row[1].replace("\ufffd", "\0") for row in found] == [" ".join(name.split()) for name in names]
    assert suffix != ".csv" or not any(str(cell).startswith(("=", "+", "-", "@")) for row in found for cell in row)


# By the commands


@pytest.mark.parametrize("command", ["extract", "audit"])
def test_by_the_command(tmp_path, command):
    path = records_file(tmp_path / "in.jsonl", collection())
    corrections = tmp_path / "c.json"
    corrections.write_text(json.dumps({"split": [[{"name": "Odile Brandt", "article": "c"}, {"name": "Kurt Fox"}]]}), "utf8")
    done = run(command, path, "--annotated", "--people", "-C", corrections, "-o", tmp_path / "out.csv")
    assert done.exit_code == 0 and "'Kurt Fox', who does not speak there" in done.output
    found = [tuple(row[name] or None for name in PERSON_FIELDS) for row in table_of(tmp_path / "out.csv") if row["attribution"]]
    assert found == wanted(corrections={"split": [[{"name": "Odile Brandt", "article": "c"}]]})


def test_to_standard_output(tmp_path):
    path = records_file(tmp_path / "in.jsonl", collection())
    done = run("extract", path, "-A", "--people")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    speakers = [item["speaker"] for each in found for item in each["attributions"]]
    assert [tuple(s[name] if s else None for name in PERSON_FIELDS) for s in speakers] == wanted()
    plain = [json.loads(line) for line in run("extract", path, "-A").stdout.splitlines()]
    assert set(plain[0]["attributions"][0]["speaker"]) == {"text", "start", "end"}


@pytest.mark.parametrize("args,message", [
    (["-A", "-C", "in.jsonl"], "give --people, too"),
    (["-A", "--people", "-C", "in.jsonl"], "'in.jsonl' is no valid JSON"),
    (["-A", "--people", "-C", "wrong.json"], "[A073]"),
    (["-A", "--people", "-C", "none.json"], "cannot be read"),
    (["-A", "--people", "--resume", "-o", "out.jsonl"], "leave out --resume"),
    (["-A", "--explain"], "leave out --pipeline"),
    (["-A", "--max-words", "5"], "leave out --pipeline"),
])  # fmt: skip
def test_what_is_asked_wrongly(tmp_path, monkeypatch, args, message):
    monkeypatch.chdir(tmp_path)
    records_file(tmp_path / "in.jsonl", collection())
    (tmp_path / "wrong.json").write_text('{"split": [["b"]]}', "utf8")
    done = run("extract", "in.jsonl", *args)
    assert done.exit_code == 2 and message in done.output and done.output.count("\n") == 1, done.output
    assert {path.name for path in tmp_path.iterdir()} == {"in.jsonl", "wrong.json"}


def test_margin_notes_have_no_place_for_people(tmp_path):
    done = run("audit", records_file(tmp_path / "in.jsonl", collection()), "-A", "--format", "text", "--people")
    assert done.exit_code == 2 and "leave out --people" in done.output


def test_two_lists_that_may_mean_one_speaker_are_told_before_any_article_is_read():
    for second in ({"name": "A"}, {"name": "A", "article": "x"}):
        with pytest.raises(OutputError, match="A074"):
            WhoSpeaks({"split": [[{"name": "A", "article": "x"}], [second]]}).finder()
    WhoSpeaks({"split": [[{"name": "A", "article": "x"}], [{"name": "A", "article": "y"}, {"name": "B"}]]}).finder()


# In a database


@needs_database
def test_people_of_a_database_are_found_over_all_its_articles(tmp_path):
    path = tmp_path / "quotes.db"
    first, plumber, again = results()
    write(path, plumber, who=WhoSpeaks())
    assert [row["person"] for row in rows(path, "select person from people")] == ["odile-brandt"]
    write(path, first, again)  # once asked for, it is kept up
    order = [collection()[1], collection()[0], collection()[2]]
    assert columns_of(path) == wanted(order)
    before = rows(path, "select * from people")
    assert [row["id"] for row in before] == [1, 2, 3]
    for _ in range(2):
        write(path, again, plumber)
        assert rows(path, "select * from people") == before and rows(path, "pragma foreign_key_check") == []
        assert sorted(columns_of(path), key=str) == sorted(wanted(order), key=str)
    orphans = "select * from people where id not in (select person_id from attributions where person_id is not null)"
    assert rows(path, orphans) == []
    assert rows(path, "select * from speakers where person_id is not (select person_id from attributions where speaker_id = speakers.id)") == []
    write(path, *results([{**each, "attributions": []} for each in collection()]))
    assert rows(path, "select * from people") == []


@needs_database
def test_corrections_stay_with_the_database(tmp_path):
    path = tmp_path / "quotes.db"
    apart = {"split": [[{"name": "Odile Brandt", "article": "c"}]]}
    write(path, *results(), who=WhoSpeaks(apart))
    write(path, results()[0])
    query = "select count(*) as n from people where name = 'Odile Brandt'"
    assert rows(path, query) == [{"n": 3}]
    write(path, results()[0], who=WhoSpeaks())
    assert rows(path, query) == [{"n": 2}]


@needs_database
def test_names_alone_become_people_when_it_is_asked_for(tmp_path):
    path = write(tmp_path / "quotes.db", *results())
    assert rows(path, "select person, name, affiliation from people order by id") == [
        {"person": None, "name": name, "affiliation": None} for name in ("Odile Brandt", "Gander Rail")
    ]
    write(path, results()[0], who=WhoSpeaks())
    assert sorted(columns_of(path), key=str) == sorted(wanted(), key=str)


@needs_database
def test_people_without_the_texts(tmp_path):
    path = write(tmp_path / "quotes.db", *results(), who=WhoSpeaks(), text=False)
    assert columns_of(path) == wanted() and rows(path, "select text from articles") == [{"text": None}] * 3
    assert b"It shook" in path.read_bytes()  # a content
    assert b"Brandt said the weir" not in path.read_bytes() and b"leaked. Gander" not in path.read_bytes()
    for who in (None, WhoSpeaks()):
        with pytest.raises(OutputError, match="holds articles without texts"):
            write(path, results()[0], who=who)


@needs_database
def test_a_run_that_can_be_stopped_adds_to_people(tmp_path):
    path = write(tmp_path / "quotes.db", *results()[:2], who=WhoSpeaks())
    write(path, results()[2], resume=True)
    assert columns_of(path) == wanted()
    with pytest.raises(OutputError, match="leave out --no-text"):
        write(path, results()[2], resume=True, text=False)
    assert rows(path, "select count(*) as n from articles where text is null") == [{"n": 0}]


@needs_database
def test_what_records_say_already_is_kept(tmp_path):
    path = write(tmp_path / "quotes.db", *results(add_people(collection())))
    assert columns_of(path) == wanted()
    assert [item["speaker"]["person_id"] for item in list(read_database(path))[1]["attributions"]] == ["odile-brandt-2"]
    other = add_people([one("d", "Judge Odile Brandt", "Odile Brandt")])
    other[0]["attributions"][0]["speaker"]["person_name"] = "O. Brandt"  # one id, two names
    write(path, *results(other))
    assert rows(path, "select count(*) as n from people") == [{"n": 3}] and columns_of(path)[-1] == wanted()[0]


@needs_database
def test_corrections_that_somebody_has_spoiled(tmp_path):
    path = write(tmp_path / "quotes.db", *results(), who=WhoSpeaks())
    for spoiled, message in (("{", "are no JSON: give them again"), ('{"split": [["b"]]}', "A073")):
        with sqlite3.connect(path) as connection:
            connection.execute("update people_corrections set corrections = ?", (spoiled,))
        with pytest.raises(OutputError, match=message):
            write(path, results()[0])
    write(path, results()[0], who=WhoSpeaks())
    assert sorted(columns_of(path), key=str) == sorted(wanted(), key=str)


@needs_database
def test_views_tell_two_of_one_name_apart(tmp_path):
    path = write(tmp_path / "quotes.db", *results(), who=WhoSpeaks())
    top = rows(path, "select who, statements, affiliation from top_speakers where who = 'Odile Brandt'")
    assert [(row["statements"], row["affiliation"]) for row in top] == [(2, "Judge"), (1, "Plumber")]
    voices = rows(path, "select who, statements from share_of_voice where who = 'Odile Brandt'")
    assert [row["statements"] for row in voices] == [2, 1]


@needs_database
def test_datasette_knows_somebody_under_another_name(tmp_path):
    """What did Odile say, where an article calls her Brandt: by the saved query, by the facet of people."""
    joined = WhoSpeaks({"join": [[{"name": "Odile Brandt"}, {"name": "Brandt"}]]})
    short = one("d", "Judge Brandt", "Brandt")
    path = write(tmp_path / "quotes.db", *results([collection()[2], short]), who=joined)
    query, people, page = ask(
        path,
        "/quotes/what_did_they_say.json?_shape=array&name=odile",
        "/quotes/people.json",
        "/quotes/attributions.json?_shape=array&person_id=1",
    )
    assert [(row["article_id"], row["speaker"]) for row in query.json()] == [("c", "Odile Brandt"), ("d", "Brandt")]
    assert [(row["value"], row["count"]) for row in people.json()["facet_results"]["affiliation"]["results"]] == [("Judge", 1)]
    assert [row["article_id"] for row in page.json()] == ["c", "d"]


@pytest.mark.skipif(os.name == "nt", reason="no such names there")
def test_hostile_names_of_files_stay_text(tmp_path):
    names = sorted(['"><img src=x onerror=alert(1)>', "=cmd|'!A0", "javascript:alert(1)", "'); drop table articles; --", "<script>alert(1)"])
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    out.mkdir()
    for name in names:
        (folder / f"{name}.txt").write_text("“We won,” Ann Lee said. Officials said that it was close.", "utf8")
    suffixes = [suffix for suffix in SUFFIXES if suffix not in NEEDS or find_spec(NEEDS[suffix])]
    assert run("extract", folder, "-c", "attrib_ruler", "--people", "-o", out / "out.jsonl").exit_code == 0
    for suffix in suffixes[1:]:
        done = run("extract", "-A", out / "out.jsonl", "--people", "-o", out / f"out{suffix}")
        assert done.exit_code == 0, done.output
    assert {path.name for path in out.iterdir()} - {"out.metadata.json"} == {f"out{suffix}" for suffix in suffixes}
    assert [each["id"] for each in jsonl(out / "out.jsonl")] == [each["id"] for each in read_corpus(out / "out.spacy")] == names
    assert list(dict.fromkeys(row["article"] for row in table_of(out / "out.csv"))) == [cell(name) for name in names]
    found = Tags((out / "out.html").read_text("utf8"))
    assert "img" not in found.tags and found.tags.count("script") == 2 and all(name in "".join(found.text) for name in names)
    if ".db" in suffixes:
        assert [row["id"] for row in rows(out / "out.db", "select id from articles")] == names


# Read again


def full():
    """Articles with all that a record can hold."""
    other = article("lock", title="Lock", url="https://example.org/b")
    for layer in ("reason", "score"):  # gold that leaves layers out
        del other["attributions"][1][layer]
    other["attributions"][0].update(note={"a": [1]}, form=None)
    odd = one("=1", "Judge <b>Odile Brandt", "Odile Brandt", desk="x\ud800y")
    return [article(), other, odd, *collection()]


@needs_database
@pytest.mark.parametrize("who", [None, WhoSpeaks()])
def test_a_database_gives_back_what_was_written(tmp_path, who):
    written = [audited(each) for each in full()]
    path = write(tmp_path / "quotes.db", *written, who=who)
    lines = jsonl(write(tmp_path / "quotes.jsonl", *(Result(each.record) for each in written), who=who))
    found = list(read_database(path))
    for line, back in zip(lines, found, strict=True):
        items = [{name: value for name, value in item.items() if not name.endswith("_text")} for item in line["attributions"]]
        assert {**line, "attributions": items} == back


@needs_database
def test_a_database_written_again_has_the_same_rows(tmp_path):
    path = write(tmp_path / "quotes.db", *(audited(each) for each in full()), who=WhoSpeaks())
    before = list(read_database(path))
    write(path, *(audited(each) for each in reversed(full())))
    assert list(read_database(path)) == before


@pytest.fixture
def both(tmp_path, sqlite_utils):
    """The same run as JSONL and as a database."""
    inputs = records_file(tmp_path / "in.jsonl", [article(), *collection()])
    for name in ("made.jsonl", "made.db"):
        assert run("extract", "-A", "--acts", "all", inputs, "-o", tmp_path / name).exit_code == 0
    return tmp_path / "made.jsonl", tmp_path / "made.db"


def test_the_same_pages_from_a_database(both, tmp_path):
    pages = []
    for path in both:
        done = run("report", path, "-o", tmp_path / "pages")
        assert done.exit_code == 0 and "4 articles written" in done.output, done.output
        pages.append({page.name: page.read_text("utf8") for page in (tmp_path / "pages").rglob("*.html")})
    assert pages[0] == pages[1] and len(pages[0]) == 6  # index.html stands in both folders


@pytest.mark.parametrize("command", [["people"], ["statements"], ["audit", "-A"], ["extract", "-A"], ["audit", "-A", "--people"]])
def test_commands_say_the_same_of_a_database(both, command):
    first, second = (run(*command, path) for path in both)
    assert first.exit_code == second.exit_code == 0 and first.stderr == second.stderr
    told = [[json.loads(line) for line in done.stdout.splitlines()] for done in (first, second)]  # fields may stand in another order
    assert told[0] == told[1] and (told[0] or command == ["statements"])


@needs_database
@pytest.mark.parametrize("kind,message", [
    ("text", "is no SQLite database"),
    ("cut", "is no SQLite database, or a damaged one"),
    ("empty", "it lacks a table 'articles'"),
    ("theirs", "it lacks articles.meta"),
    ("older", "it lacks people.gender"),
    ("bare", "written with --no-text: write it again"),
])  # fmt: skip
@pytest.mark.parametrize("command", [["report", "-o", "r.html"], ["people"], ["audit", "-A"]])
def test_databases_that_cannot_be_read(tmp_path, monkeypatch, kind, message, command):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "quotes.db"
    if kind in ("cut", "bare", "older"):
        write(path, audited(article()), text=kind != "bare")
    if kind == "older":
        with sqlite3.connect(path) as connection:
            connection.executescript("drop view top_speakers; alter table people drop column gender")
    elif kind == "cut":
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])
    elif kind == "theirs":
        with sqlite3.connect(path) as connection:
            connection.executescript(
                "create table articles (id text); create table attributions (id); create table speakers (id); create table people (id)"
            )
    elif kind != "bare":
        path.write_bytes(b"" if kind == "empty" else b"no database" * 100)
    done = run(command[0], path, *command[1:])
    assert done.exit_code == 2 and message in done.output and done.output.count("\n") == 1, done.output
    assert not (tmp_path / "r.html").exists()


@needs_database
def test_articles_without_text_among_others(tmp_path):
    path = write(tmp_path / "quotes.db", audited(article()), text=False)
    write(path, *results())
    done = run("people", path)
    assert done.exit_code == 1 and len(done.stdout.splitlines()) == 3 and "1 of the articles stand there without their text" in done.stderr


@needs_database
def test_a_damaged_article_does_not_stop_the_rest(tmp_path):
    path = write(tmp_path / "quotes.db", *results())
    with sqlite3.connect(path) as connection:
        connection.execute("update attributions set content_offsets = '[[' where article_id = 'b'")
        connection.execute("update attributions set more = '[1, 2]' where article_id = 'c'")
    done = run("people", path)
    assert done.exit_code == 1 and done.stderr.count("left out") == 3 and "Traceback" not in done.output
    assert [json.loads(line)["articles"] for line in done.stdout.splitlines()] == [["a"]] * 2


@needs_database
def test_a_database_in_a_folder_is_nobodys_input(tmp_path):
    (tmp_path / "a.txt").write_text("It rained.", "utf8")
    write(tmp_path / "quotes.db", *results())
    assert [path.name for path, _ in find_inputs([str(tmp_path)])] == ["a.txt"]
    (tmp_path / "a.txt").unlink()
    with pytest.raises(InputError, match="There is no input in the folder"):
        find_inputs([str(tmp_path)])


@needs_database
def test_a_database_is_only_read(tmp_path):
    path = write(tmp_path / "quotes.db", *results())
    before = path.read_bytes()
    done = run("people", path, "-o", tmp_path / "p.jsonl")
    assert done.exit_code == 0 and path.read_bytes() == before
    assert run("extract", path, "-o", path).exit_code == 2  # one of the inputs
    assert path.read_bytes() == before


# Inputs that hold nothing


def test_plain_articles_are_told_of_once(tmp_path):
    path = records_file(tmp_path / "in.jsonl", [{"id": f"n{n}", "text": "Ann Lee said so."} for n in range(5)] + collection())
    done = run("people", path)
    assert done.exit_code == 1 and len(done.stdout.splitlines()) == 3
    assert done.stderr.splitlines() == [
        "5 articles, from 'n0' on: no field 'attributions': make records with `extract` first; left out",
        "5 records left out.",
    ]
    for command in ("audit", "extract"):
        done = run(command, "-A", path, "-o", tmp_path / "out.jsonl")
        told = [line for line in done.stderr.splitlines() if "left out" in line]
        assert told == ["5 articles, from 'n0' on: no field 'attributions', and --annotated was given; left out", "5 records left out."]


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
@pytest.mark.parametrize("named", [True, False])
def test_an_empty_file_and_a_link_to_nothing_are_told(tmp_path, named):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("“We won,” Ann Lee said.", "utf8")
    (folder / "b.txt").write_text(" \n", "utf8")
    (folder / "c.txt").symlink_to(tmp_path / "gone.txt")
    inputs = sorted(folder.iterdir()) if named else [folder]
    done = run("extract", "-c", "attrib_ruler", *inputs, "-o", tmp_path / "out.jsonl")
    assert done.exit_code == 1
    assert done.output.splitlines() == [
        f"{folder / 'b.txt'}: there is no text in it",
        f"{folder / 'c.txt'}: a link to a file that is not there; left out",
        "1 record left out.",
    ]
    assert [each["id"] for each in jsonl(tmp_path / "out.jsonl")] == ["a", "b"]
    with pytest.raises(InputError, match="There is no file"):
        find_inputs([str(folder / "gone.txt")])


@pytest.mark.parametrize("kind,name", [("brat", "out"), ("labelstudio", "out.json"), ("doccano", "out.jsonl"), ("prodigy", "out.jsonl")])
def test_tools_for_annotators_keep_who_it_is(tmp_path, kind, name):
    known = add_people(collection())
    write_corpus(tmp_path / name, known, kind)
    back = {each["id"]: [item["speaker"] for item in each["attributions"]] for each in read_corpus(tmp_path / name, kind)}
    assert back == {each["id"]: [item["speaker"] for item in each["attributions"]] for each in known}


def test_the_report_goes_by_people_and_by_corrections(tmp_path):
    path = records_file(tmp_path / "in.jsonl", collection())
    (tmp_path / "c.json").write_text(json.dumps({"join": [[{"name": "Odile Brandt"}]]}), "utf8")
    for options, bars in (([], 2), (["--corrections", tmp_path / "c.json"], 1)):
        assert run("report", path, "-o", tmp_path / "r.html", *options).exit_code == 0
        assert (tmp_path / "r.html").read_text("utf8").count("<li><p><b>Odile Brandt</b>") == bars


def test_ids_are_the_same_whatever_acts_are_given(tmp_path):
    """Numbers are left out where only speech is given, and nothing refers to one that is not there."""
    first, second, third = collection()
    first["attributions"][0]["act"] = "thought"
    path = records_file(tmp_path / "in.jsonl", [first, second, third])
    every, speech = ([json.loads(line) for line in run("extract", "-A", path, "--acts", acts).stdout.splitlines()] for acts in ("all", "speech"))
    kept = [item for item in every[0]["attributions"] if item["act"] == "speech"]
    assert [item["id"] for item in kept] == ["a1", "a2", "a3"] and speech[0]["attributions"] == kept
    assert run("report", path, "-o", tmp_path / "r.html").exit_code == 0
    page = (tmp_path / "r.html").read_text("utf8")
    anchors = set(re.findall(r'id="(a-q\d)"', page))
    assert anchors == {"a-q0", "a-q1", "a-q2"} and set(re.findall(r'href="#(a-q\d)"', page)) <= anchors


def test_the_fields_of_a_speaker_come_through_a_run(tmp_path):
    """What an earlier run found stays when records are read and written again."""
    path = records_file(tmp_path / "in.jsonl", add_people(collection()))
    assert columns_of(path) == wanted()
    assert run("extract", "-A", path, "-o", tmp_path / "out.jsonl").exit_code == 0
    assert columns_of(tmp_path / "out.jsonl") == wanted()
    assert [item.id for item in read_articles(find_inputs([str(path)]))] == ["a", "b", "c"]
