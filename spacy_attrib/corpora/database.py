"""The database that `extract` and `audit` write (`quotes.db`), read back: records as they were put into it."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, Union
from urllib.parse import quote

from ..attributions import PERSON_FIELDS, PIECED_ROLES
from ..errors import Errors
from ..files import resolved
from .validation import CorpusError, locate

ASKED = "people_corrections"  # the table that has a row if who speaks was to be found across all articles
NEEDED = {  # the columns that are read
    "articles": ("id", "meta", "text"),
    "attributions": (
        *("id", "article_id", "speaker_id", "person_id", "attribution", "speaker", "speaker_start", "speaker_end", "form", "act"),
        *("source_type", "anonymous", "score", "more", "not_annotated", *(f"{role}_offsets" for role in PIECED_ROLES)),
    ),
    "speakers": ("id", "speaker"),
    "people": ("id", "person", "name", "affiliation", "gender"),
}
ARTICLES = "select id, meta, text from articles order by rowid"
ATTRIBUTIONS = """
select attributions.*, speakers.speaker as own_id, people.person as who, people.name as person_name, people.affiliation, people.gender
from attributions
left join speakers on speakers.id = attributions.speaker_id
left join people on people.id = attributions.person_id
where attributions.article_id = ? order by attributions.id
"""
Found = Union[Dict[str, Any], CorpusError]


def check_database(path: Path) -> None:
    """CorpusError if a file is no database of attributions, or holds articles but none of their texts."""
    with closing(_open(path)) as connection:
        try:
            counts = connection.execute("select count(*), count(text) from articles").fetchone()
        except sqlite3.Error as error:
            raise CorpusError(Errors.A075.format(path=path, why=str(error))) from None
    if counts[0] and not counts[1]:
        raise CorpusError(Errors.A077.format(path=path))


def read_database(path: Path) -> Iterator[Found]:
    """Read the records of a database in order; for one that is damaged, or has no text, comes the error.

    RAISES (CorpusError): If it is no such database.
    """
    with closing(_open(path)) as connection:
        try:
            without = connection.execute("select count(*) from articles where text is null").fetchone()[0]
            if without:
                yield CorpusError(Errors.A078.format(count=without, where=locate(str(path))))
            yield from (found for found in read_articles(connection) if isinstance(found, CorpusError) or found["text"] is not None)
        except sqlite3.Error as error:
            raise CorpusError(Errors.A075.format(path=path, why=str(error))) from None


def read_articles(connection: sqlite3.Connection) -> Iterator[Found]:
    """Read the records from an open database, the text None where it was left out; for one that is damaged comes the error."""
    known = knows_people(connection)
    for id, meta, text in connection.execute(ARTICLES):
        cursor = connection.execute(ATTRIBUTIONS, (id,))
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row)) for row in cursor]
        try:
            yield {"id": id, "text": text, "meta": json.loads(meta or "{}"), "attributions": [_attribution(row, known) for row in rows]}
        except (ValueError, TypeError, RecursionError) as error:
            yield CorpusError(Errors.A014.format(why=str(error), where=locate(article=str(id))))


def knows_people(connection: sqlite3.Connection) -> bool:
    """Whether who speaks was to be found across all articles of a database."""
    there = connection.execute("select 1 from sqlite_master where type = 'table' and name = ?", (ASKED,)).fetchone()
    return bool(there and connection.execute(f"select 1 from {ASKED}").fetchone())


def _open(path: Path) -> sqlite3.Connection:
    """Open a database for reading. Raises CorpusError if it is none, or one of another program."""
    connection = None
    try:
        connection = sqlite3.connect(f"file:{quote(str(resolved(path)))}?mode=ro", uri=True)
        connection.execute("pragma trusted_schema = off")  # what somebody else wrote into it may call nothing
        columns = {table: {row[1] for row in connection.execute(f"pragma table_info({table})")} for table in NEEDED}
    except sqlite3.Error as error:
        if connection is not None:
            connection.close()
        raise CorpusError(Errors.A075.format(path=path, why=str(error))) from None
    missing: List[str] = []
    for table, needed in NEEDED.items():
        missing += [f"{table}.{name}" for name in needed if name not in columns[table]] if columns[table] else [f"a table {table!r}"]
    if missing:
        connection.close()
        raise CorpusError(Errors.A076.format(path=path, missing=missing[0]))
    return connection


def _attribution(row: Mapping[str, Any], known: bool) -> Dict[str, Any]:
    """An attribution as it stands in a record; `known` says whether its speaker is to say who that is, even if nothing is known."""
    pieces = {role: json.loads(row[f"{role}_offsets"] or "[]") for role in PIECED_ROLES}
    speaker = None
    if row["speaker"] is not None:
        speaker = {"text": row["speaker"], "start": row["speaker_start"], "end": row["speaker_end"]}
        if known or row["who"] is not None:
            own = (row["who"], row["person_name"], row["affiliation"], row["gender"])
            speaker.update(zip(PERSON_FIELDS, own if row["who"] is not None else (None,) * len(PERSON_FIELDS)))
    item: Dict[str, Any] = {"id": row["attribution"], "speaker": speaker, "speaker_id": row["own_id"]}
    item.update((role, pieces[role] or ([] if role in PIECED_ROLES[:3] else None)) for role in PIECED_ROLES)
    item.update((name, row[name]) for name in ("form", "act", "source_type", "score"))
    item["anonymous"] = None if row["anonymous"] is None else bool(row["anonymous"])
    item.update(json.loads(row["more"] or "{}"))
    left_out = json.loads(row["not_annotated"] or "[]")
    return {name: value for name, value in item.items() if name not in left_out}
