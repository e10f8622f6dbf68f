"""Outputs: every kind of file holds what the record says, whole or not at all, and hostile content stays text in each."""

import asyncio
import csv
import json
import os
import sqlite3
import sys
from urllib.parse import urlencode

import pytest
from typer.testing import CliRunner

from spacy_attrib import to_record
from spacy_attrib.attributions import PERSON_FIELDS, add_record, with_texts
from spacy_attrib.audit import audit_sourcing
from spacy_attrib.cli import attrib_cli
from spacy_attrib.corpora import read_corpus, validate_corpus
from spacy_attrib.corpora.formats import blank_pipeline
from spacy_attrib.outputs import SUFFIXES, OutputError, Result, check_kind, open_output
from spacy_attrib.outputs.rows import COLUMNS, article_row, person_of
from spacy_attrib.outputs.table import cell

NEEDS = {".parquet": "pyarrow", ".db": "sqlite_utils"}
WRITTEN = tuple(suffix for suffix in SUFFIXES if suffix != ".html")
TEXT = "“The weir holds,” Odile Brandt said,\n“for now.” Officials told the Post that the lock had failed. It is understood that a report exists."
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "=cmd|'/C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "a\0b",
    "../../etc/passwd",
    "'); drop table articles; --",
]


def at(words, text=TEXT):
    start = text.index(words)
    return [start, start + len(words)]


def article(id="weir", text=TEXT, **meta):
    brandt, officials = at("Odile Brandt"), at("Officials")
    return {
        "id": id,
        "text": text,
        "meta": {"title": "Weir", "publisher": "The Post", "date": "2026-03-01", "desk": ["local"], **meta},
        "attributions": [
            {
                "id": "a0",
                "content": [at("“The weir holds,”"), at("“for now.”")],
                "cue": [at("said")],
                "source": [brandt],
                "speaker": {"text": "Odile Brandt", "start": brandt[0], "end": brandt[1]},
                "form": "direct",
                "act": "speech",
                "source_type": "named_person",
                "anonymous": False,
                "disclosure": None,
                "reason": None,
                "score": 0.9,
            },
            {
                "id": "a1",
                "content": [at("that the lock had failed")],
                "cue": [at("told")],
                "source": [officials],
                "speaker": {"text": "Officials", "start": officials[0], "end": officials[1]},
                "form": "indirect",
                "act": "speech",
                "source_type": "unnamed_group",
                "anonymous": True,
                "disclosure": None,
                "reason": None,
                "score": 0.7,
                "why": {"content": "verb"},
            },
            {"id": "a2", "content": [at("a report exists")], "cue": [], "source": [], "speaker": None, "form": "indirect", "act": None,
             "source_type": "unknown", "anonymous": False, "disclosure": None, "reason": None, "score": None},
        ],
    }  # fmt: skip


def audited(record):
    doc = blank_pipeline().make_doc(record["text"])
    add_record(doc, record)
    return Result(to_record(doc, record["id"], record["meta"], texts=True), audit_sourcing(doc).to_dict())


def hostile(word, number=0):
    """An article whose every field is a hostile word."""
    item = {"id": word, "content": [[0, len(word)]], "cue": [], "source": [[0, len(word)]], "speaker": {"text": word, "start": 0, "end": len(word)}}
    item["speaker"].update(dict.fromkeys(PERSON_FIELDS, word))
    item.update(form="indirect", act="speech", source_type="named_person", anonymous=False, disclosure=None, reason=None, score=None, extra=word)
    meta = {name: word for name in ("title", "url", "date", "outlet", word)}
    return {"id": f"{word}{number or ''}", "text": word, "meta": meta, "attributions": [item]}


def write(path, *results, **options):
    suffix = path.suffix
    if suffix in NEEDS:
        pytest.importorskip(NEEDS[suffix], reason=f"the extra for {suffix} is not installed")
    with open_output(path, **options) as writer:
        for result in results:
            writer.write(result)
    return path


def jsonl(path):
    return [json.loads(line) for line in path.read_text("utf8").split("\n") if line]


def rows(path, query, *values):
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    try:
        return [dict(row) for row in connection.execute(query, values)]
    finally:
        connection.close()


# The record


def test_a_record_reads_by_itself(tmp_path):
    (record,) = jsonl(write(tmp_path / "out.jsonl", Result(article())))
    first, second, third = record["attributions"]
    assert list(first)[1:7] == ["content", "content_text", "cue", "cue_text", "source", "source_text"]
    assert (first["content_text"], first["cue_text"], first["source_text"]) == ("“The weir holds,” “for now.”", "said", "Odile Brandt")
    assert (first["disclosure_text"], third["cue_text"], second["why"]) == (None, None, {"content": "verb"})
    assert record["meta"]["desk"] == ["local"] and record["text"] == TEXT
    (record,) = jsonl(write(tmp_path / "out.jsonl", Result(article()), text=False))
    assert "text" not in record and record["attributions"][1]["content_text"] == "that the lock had failed"


def test_texts_are_those_of_the_offsets():
    item = {"id": "a", "content_text": "old", "content": [[0, 3]], "cue": [4, 7], "more": 1}
    assert with_texts(item, "new and") == {"id": "a", "content_text": "new", "content": [[0, 3]], "cue": [4, 7], "cue_text": "and", "more": 1}
    assert "source_text" not in with_texts(item, "new and")  # a layer that is not annotated


def test_records_given_are_read(tmp_path):
    path = write(tmp_path / "out.jsonl", Result(audited(article()).record))
    assert list(validate_corpus(path)) == []
    (record,) = read_corpus(path)
    doc = blank_pipeline().make_doc(TEXT)
    add_record(doc, record)
    back = to_record(doc, record["id"], record["meta"])
    assert back == record
    assert to_record(doc, texts=True)["attributions"] == record["attributions"]


def test_speakers_stay_who_they_are_when_a_record_is_read(tmp_path):
    """One speaker may be named in two places, two may be named in one."""
    record = article()
    other, place = at("Officials"), at("the Post")
    record["attributions"][0].update(speaker_id="s7", speaker={"text": "Officials", "start": other[0], "end": other[1]})
    record["attributions"][1].update(speaker_id="s2")
    record["attributions"][2].update(speaker_id="s7", speaker={"text": "the Post", "start": place[0], "end": place[1]})
    found = audited(record).record["attributions"]
    assert [item["speaker_id"] for item in found] == ["s0", "s1", "s0"]
    path = write(tmp_path / "quotes.db", audited(record))
    assert rows(path, "select speaker, name from speakers") == [{"speaker": "s0", "name": "Officials"}, {"speaker": "s1", "name": "Officials"}]
    assert [row["speaker_id"] for row in rows(path, "select speaker_id from attributions order by id")] == [1, 2, 1]


# Tables


def table_of(path):
    if path.suffix == ".csv":
        return list(csv.DictReader(path.open(encoding="utf8", newline="")))
    return pytest.importorskip("pyarrow.parquet").read_table(path).to_pylist()


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_tables_have_a_row_for_each_attribution(tmp_path, suffix):
    table = table_of(write(tmp_path / f"out{suffix}", Result(article()), Result(article("b"))))
    assert [(row["article"], row["attribution"]) for row in table] == [(id, a) for id in ("weir", "b") for a in ("a0", "a1", "a2")]
    row = table[0]
    assert list(row) == list(COLUMNS)
    assert (row["outlet"], row["title"], row["url"] or None) == ("The Post", "Weir", None) and json.loads(row["meta"])["desk"] == ["local"]
    assert (row["speaker"], row["person_name"], row["form"], row["content"]) == (
        "Odile Brandt",
        "Odile Brandt",
        "direct",
        "“The weir holds,” “for now.”",
    )
    offsets = article()["attributions"][0]["content"]
    if suffix == ".csv":
        assert (row["anonymous"], row["score"], row["words"], json.loads(row["content_offsets"])) == ("false", "0.9", "5", offsets)
        assert table[2]["speaker"] == table[2]["cue_offsets"] == ""
    else:
        assert (row["anonymous"], row["score"], row["words"], row["content_offsets"]) == (False, 0.9, 5, offsets)
        assert table[2]["speaker"] is table[2]["cue_offsets"] is None


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_findings_stand_with_their_attribution(tmp_path, suffix):
    *known, veiled = table_of(write(tmp_path / f"out{suffix}", audited(article())))
    assert [row["findings"] or None for row in known] == [None, "anonymous_without_reason; bare_descriptor", None]
    assert veiled["findings"] == "veiled_sourcing" and not veiled["attribution"] and veiled["article"] == "weir"


def test_cells_are_no_formulas():
    for word in ("=1", "+1", "-1", "@a", "\ta", "\ra", "＝1"):
        assert cell(word) == f"'{word}"
    assert [cell(value) for value in ("a=1", "“-1”", "", None, 5, -0.5, True, [[0, 1]])] == ["a=1", "“-1”", "", None, 5, -0.5, "true", "[[0, 1]]"]


def test_the_field_of_an_article_whatever_it_is_called():
    row = article_row({"id": "x", "meta": {"Headline": "A", "date": 2026, "outlet": "", "source": "B", "url": ["u"]}})
    assert (row["title"], row["date"], row["outlet"], row["url"]) == ("A", "2026", "B", '["u"]')


def test_who_it_is_across_articles():
    speaker = {"text": "Odile\n Brandt", "start": 0, "end": 13}
    unknown = dict.fromkeys(PERSON_FIELDS)
    assert person_of({"speaker": speaker, "source_type": "named_person"}) == {**unknown, "person_name": "Odile Brandt"}
    assert person_of({"speaker": speaker, "source_type": "unnamed_person"}) == person_of({"speaker": None, "source_type": "unknown"}) == unknown
    known = {"person_id": "o-brandt", "person_name": "O. Brandt", "affiliation": "Judge", "gender": "not known"}
    assert person_of({"speaker": {**speaker, **known}, "source_type": "unnamed_person"}) == known
    assert person_of({"speaker": {**speaker, **unknown}, "source_type": "named_person"}) == unknown  # looked for and not found


# The database


@pytest.fixture
def database(tmp_path):
    other = article("other", title="Lock", publisher="The Gazette")
    other["attributions"][1].update(source_type="unnamed_person")
    return write(tmp_path / "quotes.db", audited(article()), audited(other))


def test_rows_are_those_of_the_records(database):
    found = rows(database, "select * from attributions order by id")
    wanted = [(id, item) for id in ("weir", "other") for item in with_all_texts(article())]
    assert len(found) == len(wanted) == 6
    for row, (id, item) in zip(found, wanted):
        assert (row["article_id"], row["attribution"]) == (id, item["id"])
        for role in ("content", "cue", "source", "disclosure", "reason"):
            assert row[role] == item[f"{role}_text"]
            assert json.loads(row[f"{role}_offsets"] or "null") == (item[role] or None)
        speaker = item["speaker"] or {"text": None, "start": None, "end": None}
        assert (row["speaker"], row["speaker_start"], row["speaker_end"]) == tuple(speaker.values())
        assert (row["form"], row["act"], bool(row["anonymous"]), row["score"]) == (item["form"], item["act"], item["anonymous"], item["score"])
    (row,) = rows(database, "select * from articles where id = 'weir'")
    assert row["text"] == TEXT and json.loads(row["meta"]) == article()["meta"] and row["outlet"] == "The Post"


def with_all_texts(record):
    return [with_texts(item, record["text"]) for item in record["attributions"]]


def test_tables_are_linked(database):
    assert rows(database, "pragma foreign_key_check") == []
    keys = {(row["table"], row["from"]) for row in rows(database, "select * from pragma_foreign_key_list('attributions')")}
    assert keys == {("articles", "article_id"), ("speakers", "speaker_id"), ("people", "person_id")}
    (row,) = rows(database, """select people.name, speakers.name as mention, count(*) as n from attributions
        join speakers on speakers.id = speaker_id join people on people.id = attributions.person_id group by people.id""")  # fmt: skip
    assert row == {"name": "Odile Brandt", "mention": "Odile Brandt", "n": 2}
    query = "select kind, name from findings left join speakers on speakers.id = speaker_id where findings.article_id = 'weir'"
    assert {tuple(row.values()) for row in rows(database, query)} >= {("veiled_sourcing", None), ("bare_descriptor", "Officials")}


def test_search_by_words_of_content_and_speaker(database):
    query = "select attribution from attributions where id in (select rowid from attributions_fts where attributions_fts match ?) order by id"
    assert [row["attribution"] for row in rows(database, query, "brandt")] == ["a0", "a0"]
    assert [row["attribution"] for row in rows(database, query, "content: fail")] == ["a1", "a1"]
    assert rows(database, query, "speaker: weir") == []


def test_views(database):
    assert rows(database, "select * from top_speakers") == [
        {"who": "Odile Brandt", "statements": 2, "articles": 2, "words": 10, "affiliation": None, "gender": None}
    ]
    shares = {row["outlet"]: (row["statements"], row["anonymous"]) for row in rows(database, "select * from anonymous_by_outlet")}
    assert shares == {"The Post": (3, 1), "The Gazette": (3, 1)}
    voices = rows(database, "select * from share_of_voice")
    assert voices[0]["who"] == "Odile Brandt" and sum(row["share"] for row in voices) == pytest.approx(1, abs=0.001)
    assert {row["who"] for row in voices} == {"Odile Brandt", "(unnamed group)", "(unnamed person)", "(unknown)"}
    statements = rows(database, "select * from most_quoted_statements")
    assert {(row["statement"], row["articles"], row["outlets"]) for row in statements} >= {("“The weir holds,” “for now.”", 2, 2)}


def test_adding_again_replaces(database):
    before = {table: rows(database, f"select count(*) as n from {table}")[0]["n"] for table in TABLES}
    write(database, audited(article()), audited(article("third")))
    after = {table: rows(database, f"select count(*) as n from {table}")[0]["n"] for table in TABLES}
    assert after["articles"] == 3 and after["people"] == before["people"] == 1
    assert {table: after[table] / before[table] for table in ("attributions", "speakers", "findings")} == dict.fromkeys(
        ("attributions", "speakers", "findings"), 1.5
    )
    changed = {**article(), "attributions": article()["attributions"][1:2]}
    write(database, Result(changed))
    assert rows(database, "select attribution from attributions where article_id = 'weir'") == [{"attribution": "a1"}]
    assert rows(database, "select * from findings where article_id = 'weir'") == []
    write(database, *(Result({**article(id), "attributions": []}) for id in ("weir", "other", "third")))
    assert rows(database, "select * from people") == rows(database, "select * from speakers") == []
    assert rows(database, "select * from attributions_fts where attributions_fts match 'brandt'") == []
    assert rows(database, "insert into attributions_fts(attributions_fts) values('integrity-check')") == []


TABLES = ("articles", "attributions", "speakers", "people", "findings")


def test_the_same_article_twice_in_one_run_is_there_once(tmp_path):
    path = write(tmp_path / "quotes.db", Result(article()), Result(article()))
    assert rows(path, "select count(*) as n from attributions") == [{"n": 3}]


def test_other_tables_stay_and_what_is_no_such_database_is_told(tmp_path):
    path = tmp_path / "quotes.db"
    connection = sqlite3.connect(path)
    connection.executescript("create table mine (a text); insert into mine values ('b')")
    connection.close()
    write(path, Result(article()))
    assert rows(path, "select a from mine") == [{"a": "b"}]
    for content in (b"no database" * 100, None):
        other = tmp_path / "other.db"
        other.unlink(missing_ok=True)
        if content:
            other.write_bytes(content)
        else:
            connection = sqlite3.connect(other)
            connection.execute("create table articles (name text)")
            connection.close()
        before = other.read_bytes()
        with pytest.raises(OutputError, match="other.db"):
            write(other, Result(article()))
        assert other.read_bytes() == before


def test_a_database_that_another_program_writes_to(database):
    connection = sqlite3.connect(database)
    connection.executescript("pragma journal_mode = wal; create table theirs (a text)")
    with pytest.raises(OutputError, match="open in another program"):
        write(database, Result(article("new")))
    connection.close()
    write(database, Result(article("new")))
    assert rows(database, "select * from theirs") == [] and len(rows(database, "select * from articles")) == 3


def test_a_database_that_somebody_else_changes_meanwhile(database):
    with pytest.raises(OutputError, match="changed by somebody else meanwhile"):
        with open_output(database) as writer:
            writer.write(Result(article("new")))
            connection = sqlite3.connect(database)
            connection.executescript("create table theirs (a text)")
            connection.close()
    assert rows(database, "select * from theirs") == [] and rows(database, "select * from articles where id = 'new'") == []


# Datasette


def ask(database, *paths):
    """What Datasette answers, with the file that was written beside the database."""
    app = pytest.importorskip("datasette.app", reason="Datasette is not installed")
    metadata = json.loads(database.with_suffix(".metadata.json").read_text("utf8"))
    datasette = app.Datasette([str(database)], metadata=metadata)

    async def answers():
        await datasette.invoke_startup()
        return [await datasette.client.get(path) for path in paths]

    return asyncio.run(answers())


def test_datasette_tells_what_somebody_said(database):
    search, facets, query, nobody, page, home = ask(
        database,
        "/quotes/attributions.json?_shape=array&_search=brandt",
        "/quotes/attributions.json?_size=0",
        "/quotes/what_did_they_say.json?_shape=array&name=odile",
        "/quotes/what_did_they_say",
        "/quotes/attributions",
        "/quotes",
    )
    wanted = "“The weir holds,” “for now.”"
    assert [row["content"] for row in search.json()] == [wanted] * 2
    speakers = {row["value"]: row["count"] for row in facets.json()["facet_results"]["speaker"]["results"]}
    assert speakers == {"Odile Brandt": 2, "Officials": 2}
    assert [(row["speaker"], row["content"], row["outlet"]) for row in query.json()] == [
        ("Odile Brandt", wanted, outlet) for outlet in ("The Gazette", "The Post")
    ]
    assert nobody.status_code == page.status_code == home.status_code == 200
    assert "What did they say?" in home.text and 'name="_search"' in page.text


def test_datasette_answers_every_table_and_view(database):
    names = [*TABLES, "top_speakers", "anonymous_by_outlet", "share_of_voice", "most_quoted_statements"]
    answers = ask(database, *(f"/quotes/{name}.json?_shape=array" for name in names))
    assert all(answer.status_code == 200 and answer.json() for answer in answers)


def test_a_file_for_datasette_that_is_there_stays(tmp_path):
    (tmp_path / "quotes.metadata.json").write_text('{"title": "Mine"}')
    write(tmp_path / "quotes.db", Result(article()))
    assert json.loads((tmp_path / "quotes.metadata.json").read_text()) == {"title": "Mine"}


def test_datasette_shows_hostile_content_as_text(tmp_path):
    path = write(tmp_path / "quotes.db", *(audited(hostile(word)) for word in HOSTILE if "\0" not in word))
    pages = ask(
        path,
        "/quotes/attributions",
        "/quotes/articles",
        "/quotes/speakers",
        "/quotes/people",
        "/quotes/top_speakers",
        f"/quotes/what_did_they_say?{urlencode({'name': '<script>'})}",
    )
    for page in pages:
        assert page.status_code == 200 and "alert(1)" in page.text
        assert "<script>alert(1)" not in page.text and "<img src=x" not in page.text and 'href="javascript' not in page.text


# Docs and pages


def test_docs(tmp_path):
    path = write(tmp_path / "out.spacy", audited(article()), Result(article("b")))
    first, second = read_corpus(path)
    assert second == article("b")
    assert {finding["kind"] for finding in first.pop("findings")} >= {"veiled_sourcing"}
    assert first == audited(article()).record


def test_pages_are_those_of_the_report(tmp_path):
    path = write(tmp_path / "out.html", audited(article()), Result(article("b")))
    page = path.read_text("utf8")
    assert page.startswith("<!DOCTYPE html>") and page.count("<article") >= 2
    with pytest.raises(OutputError, match="--no-text"):
        with open_output(tmp_path / "bare.html", text=False):
            pass


# Whole or not at all


@pytest.mark.parametrize("suffix", WRITTEN)
@pytest.mark.parametrize("old", [True, False])
def test_a_file_appears_whole_or_not_at_all(tmp_path, suffix, old):
    path = tmp_path / f"out{suffix}"
    if old:
        write(path, Result(article("old")))
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    if suffix in NEEDS:
        pytest.importorskip(NEEDS[suffix], reason=f"the extra for {suffix} is not installed")
    with pytest.raises(ZeroDivisionError):
        with open_output(path) as writer:
            writer.write(Result(article()))
            raise ZeroDivisionError
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


@pytest.mark.parametrize("suffix", WRITTEN)
def test_nothing_to_write(tmp_path, suffix):
    path = write(tmp_path / f"out{suffix}", Result({"id": "x", "text": "", "meta": {}, "attributions": []}))
    assert path.exists()
    if suffix == ".jsonl":
        assert jsonl(path) == [{"id": "x", "text": "", "meta": {}, "attributions": []}]
    if suffix in (".csv", ".parquet"):
        assert table_of(path) == []


def test_a_suffix_that_is_not_known(tmp_path):
    for name in ("out", "out.json", "out.xlsx", ".csv", "out.jsonl.gz"):
        with pytest.raises(OutputError, match="cannot be told from its name: give one that ends in .jsonl, .csv"):
            check_kind(tmp_path / name)
    assert check_kind(tmp_path / "OUT.CSV") is check_kind(tmp_path / "out.csv")


@pytest.mark.parametrize("suffix,module,extra", [(".parquet", "pyarrow.parquet", "parquet"), (".db", "sqlite_utils", "db")])
def test_a_library_that_is_missing(tmp_path, monkeypatch, suffix, module, extra):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(OutputError, match=rf"^Writing .* needs .*: `pip install 'spacy-attrib\[{extra}\]'`, or in a checkout"):
        check_kind(tmp_path / f"out{suffix}")


# Hostile content


@pytest.mark.parametrize("suffix", WRITTEN)
@pytest.mark.parametrize("word", HOSTILE)
def test_hostile_content_stays_text(tmp_path, suffix, word):
    record = hostile(word)
    path = write(tmp_path / f"out{suffix}", audited(record))
    assert {p.name for p in tmp_path.iterdir()} <= {f"out{suffix}", "out.metadata.json"}
    if suffix == ".spacy":
        (back,) = read_corpus(path)
        del back["findings"]
        assert back == audited(record).record and back["attributions"][0]["extra"] == word
    elif suffix == ".jsonl":
        path = write(tmp_path / "records.jsonl", Result(record))
        (back,) = jsonl(path)
        assert (back["id"], back["text"], back["meta"], back["attributions"][0]["extra"]) == (word, word, record["meta"], word)
        assert back["attributions"][0]["speaker"] == record["attributions"][0]["speaker"]
    else:
        if suffix == ".db":
            (row,) = rows(path, """select *, articles.id as article, people.name as person_name
                from attributions join articles on articles.id = article_id join people on people.id = person_id""")  # fmt: skip
        else:
            row = table_of(path)[0]
        for name in ("article", "attribution", "speaker", "content", "source", "title", "url", "date", "outlet"):
            assert row[name] == (cell(word) if suffix == ".csv" else word), name
        for name in PERSON_FIELDS:  # on one line
            assert row["person" if (suffix, name) == (".db", "person_id") else name] == (cell(word.strip()) if suffix == ".csv" else word.strip()), (
                name
            )
        assert json.loads(row["meta"]) == record["meta"] and json.loads(row["more"]) == {"extra": word}


@pytest.mark.parametrize("suffix", WRITTEN)
def test_half_a_surrogate_pair_in_the_meta(tmp_path, suffix):
    path = write(tmp_path / f"out{suffix}", audited(article(title="a\udc80b", **{"\ud800": ["\udfff"]})))
    if suffix == ".jsonl":
        assert jsonl(path)[0]["meta"]["title"] == "a\udc80b"
    elif suffix == ".db":
        assert rows(path, "select title from articles") == [{"title": "a\ufffdb"}]
    elif suffix in (".csv", ".parquet"):
        assert table_of(path)[0]["title"] == "a\ufffdb"
    else:
        assert path.exists()


def test_numbers_beyond_64_bits(tmp_path):
    for suffix in (".jsonl", ".csv", ".parquet", ".db"):
        path = write(tmp_path / f"out{suffix}", Result(article(n=2**70, url=2**70)))
        assert path.exists()


# By the command


@pytest.fixture
def inputs(tmp_path):
    path = tmp_path / "in.jsonl"
    other = {"nr": 2, "body": "“We won,” Ann Lee said.", "outlet": "<b>"}
    path.write_text("".join(json.dumps({**record, "nr": n, "body": record["body"]}) + "\n" for n, record in enumerate((other, other))))
    return path


def run(*args):
    done = CliRunner().invoke(attrib_cli, [str(arg) for arg in args])
    return done.exit_code, done.output


@pytest.mark.parametrize("command", ["extract", "audit"])
def test_by_the_command(tmp_path, inputs, command):
    for suffix in (".jsonl", ".csv", ".db"):
        if suffix in NEEDS:
            pytest.importorskip(NEEDS[suffix])
        path = tmp_path / f"out{suffix}"
        code, told = run(command, inputs, "-c", "attrib_ruler", "--text-field", "body", "--id-field", "nr", "--no-text", "-o", path)
        assert code == 0, told
    if command == "extract":
        first, second = jsonl(tmp_path / "out.jsonl")
        assert (first["id"], second["id"], first["meta"], "text" in first) == ("0", "1", {"outlet": "<b>"}, False)
        assert first["attributions"][0]["content_text"] == "“We won,”"
    assert rows(tmp_path / "out.db", "select outlet, text from articles") == [{"outlet": "<b>", "text": None}] * 2
    assert [(row["article"], row["speaker"]) for row in table_of(tmp_path / "out.csv")] == [("0", "Ann Lee"), ("1", "Ann Lee")]


def test_what_is_asked_wrongly(tmp_path, inputs, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    for output, message in (("out", "cannot be told"), ("out.xls", "cannot be told"), ("out.parquet", "spacy-attrib[parquet]")):
        for command in ("extract", "audit"):
            code, told = run(command, inputs, "-o", tmp_path / output)
            assert code == 2 and message in told and len(told.strip().splitlines()) == 1
    assert [p.name for p in tmp_path.iterdir()] == ["in.jsonl"]


def test_the_result_of_one_run_is_an_input_of_another(tmp_path, inputs):
    results = [Result(article()), Result(article("b"))]
    for suffix in (".jsonl", ".spacy"):
        code, told = run("audit", "--annotated", write(tmp_path / f"found{suffix}", *results), "-o", tmp_path / "audit.jsonl")
        assert code == 0, told
        assert [len(audit["findings"]) for audit in jsonl(tmp_path / "audit.jsonl")] == [len(audited(article()).findings)] * 2


def test_files_are_named_in_notes(tmp_path):
    path = tmp_path / "in.txt"
    path.write_bytes("“We won,” Ann Lee said.".encode("cp1252"))
    code, told = run("extract", path, "-c", "attrib_ruler", "-o", tmp_path / "out.jsonl")
    assert (code, told.splitlines()) == (0, [f"{path}: not UTF-8; read as cp1252"])
    assert jsonl(tmp_path / "out.jsonl")[0]["text"] == "“We won,” Ann Lee said." and os.path.getsize(path) == 23
