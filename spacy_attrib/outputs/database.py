"""An SQLite database: articles, who speaks in them, what they say, who that is across articles, findings of the audit; with full-text search.

What is written again replaces what was there of the same article; other articles and tables stay. Who speaks across articles, once it was
asked for, is found anew over all articles of the database whenever it is added to, with the corrections that were given last. Beside a new
database stands a file for Datasette, `NAME.metadata.json`: `datasette NAME.db --metadata NAME.metadata.json`.
"""

import json
import sqlite3
from pathlib import Path
from typing import Any, Dict, List, Optional, Set, Tuple

from ..attributions import PERSON_FIELDS
from ..corpora.database import ASKED, knows_people
from ..files import whole_path
from .base import OutputError, Result, json_line, load_library, unicode_only
from .database_people import name_people
from .datasette import write_metadata
from .gathering import WhoSpeaks
from .rows import ARTICLE_FIELDS, OF_ATTRIBUTION, Row, article_row, attribution_row, missing_layers
from .table import json_or_value
from .views import VIEWS

BATCH = 200  # articles that are held back before they are written
PLAIN = (str, int, float)
OF_SPEAKER = ("speaker_id", *PERSON_FIELDS)  # columns of tables in whose place the keys of other tables stand
OWN = {name: kind if kind in PLAIN else int if kind is bool else str for name, kind in OF_ATTRIBUTION.items() if name not in OF_SPEAKER}
TABLES: Dict[str, Dict[str, type]] = {
    "articles": {"id": str, **dict.fromkeys(ARTICLE_FIELDS, str), "meta": str, "text": str},
    "people": {"id": int, "person": str, "name": str, "affiliation": str, "gender": str},
    "speakers": {
        **{"id": int, "article_id": str, "person_id": int, "speaker": str, "name": str, "start": int, "end": int},
        **{"source_type": str, "anonymous": int},
    },
    "attributions": {"id": int, "article_id": str, "speaker_id": int, "person_id": int, **OWN, "not_annotated": str},
    "findings": {
        **{"id": int, "article_id": str, "speaker_id": int, "kind": str, "start": int, "end": int},
        **{"text": str, "message": str, "house": str, "rule": str},
    },
}
REFERENCES = {"article_id": "articles", "speaker_id": "speakers", "person_id": "people"}
OF_ONE_ARTICLE = ("findings", "attributions", "speakers")  # in this order they can be deleted
SEARCHED = ("content", "speaker")
PEOPLE = "select person, name, id from people"
Person = Tuple[Optional[str], str]  # the id across articles, or, where it is not known, the name


class DatabaseWriter:
    """Writes to a copy of the database, or to a new one, which takes the place of the old one when all is written; or, `in_place`, to the
    database itself, each article in one transaction."""

    def __init__(self, path: Path, target: Path, text: bool, in_place: bool = False, who: Optional[WhoSpeaks] = None) -> None:
        library = load_sqlite()
        self._target, self._text, self._in_place, self._who = target, text, in_place, who
        connection = sqlite3.connect(str(path))
        self._db = library.Database(connection, execute_plugins=False)
        try:
            if target.exists() and not in_place:
                _copy(target, connection)
            self._before = _state(target)
            self._check_unused()
            connection.execute("PRAGMA foreign_keys = ON")
            if not in_place:  # what is killed leaves a copy that nobody needs
                connection.executescript("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF")
            self._prepare()
            self._prepare_people()
        except sqlite3.Error as error:
            raise OutputError(f"'{target}' cannot be added to: {error}.") from None
        self._next = {table: 1 + (self._one(f"select max(id) from {table}") or 0) for table in ("people", *OF_ONE_ARTICLE)}
        self._people: Dict[Person, int] = {_person_key(who, name): id for who, name, id in self._db.execute(PEOPLE)}
        self._without_text: List[str] = []
        self._rows: Dict[str, List[Row]] = {table: [] for table in TABLES}

    def _prepare(self) -> None:
        for table, columns in TABLES.items():
            if self._db[table].exists():
                missing = columns.keys() - self._db[table].columns_dict.keys()
                if missing:
                    raise OutputError(f"'{self._target}' has a table '{table}' of another kind: it lacks {', '.join(sorted(missing))}.")
                continue
            references = [(column, REFERENCES[column], "id") for column in columns if column in REFERENCES]
            self._db[table].create(columns, pk="id", foreign_keys=references)
            for column, *_ in references:
                self._db[table].create_index([column])
        if self._db["attributions"].detect_fts() is None:
            self._db["people"].create_index(["person"], unique=True)
            self._db["people"].create_index(["name"])
            self._db["attributions"].create_index(["article_id", "attribution"], unique=True)
            self._db["attributions"].enable_fts(SEARCHED, create_triggers=True, tokenize="porter")
        for name, query in VIEWS.items():
            self._db.create_view(name, query, replace=True)

    def _prepare_people(self) -> None:
        """Whether to say who speaks across articles: if it is asked for now, or was before."""
        connection = self._db.conn
        self._db[ASKED].create({"id": int, "corrections": str}, pk="id", if_not_exists=True)
        if self._who is not None:
            self._who.finder()  # which finds what is wrong with the corrections
            asked = "insert into people_corrections values (1, ?) on conflict (id) do update set corrections = excluded.corrections"
            connection.execute(asked, (json_line(self._who.corrections),))
            connection.commit()
        elif knows_people(connection):
            try:
                self._who = WhoSpeaks(json.loads(self._one(f"select corrections from {ASKED}")))
            except (ValueError, TypeError):
                raise OutputError(f"The corrections in the table '{ASKED}' of '{self._target}' are no JSON: give them again.") from None
        if self._who is not None and self._in_place and not self._text:  # a run that is killed would leave the texts there
            raise OutputError(f"'{self._target}' says who speaks across its articles, for which their texts are needed: leave out --no-text.")
        if self._who is not None and self._one("select count(*) from articles where text is null"):
            raise OutputError(f"'{self._target}' holds articles without texts, so that who speaks across all cannot be found: write a new one.")

    def _check_unused(self) -> None:
        """Of a database in write-ahead mode a part may stand in a file of its own, which would not fit the new one."""
        if not self._in_place and self._target.with_name(f"{self._target.name}-wal").exists():
            raise OutputError(f"'{self._target}' is open in another program, which writes to it: close that first.")

    def _one(self, query: str) -> Any:
        return self._db.execute(query).fetchone()[0]

    def write(self, result: Result) -> None:
        """Write one article in the place of what there is of it."""
        article = _unicode(article_row(result.record))
        id = article.pop("article")
        if len(self._rows["articles"]) >= BATCH or any(row["id"] == id for row in self._rows["articles"]):
            self._flush()
        text = result.record.get("text") if self._text or self._who is not None else None
        if not self._text and self._who is not None:
            self._without_text.append(id)
        self._rows["articles"].append({"id": id, **article, "text": None if text is None else unicode_only(text)})
        speakers: Dict[Any, Row] = {}
        for item in result.attributions:
            row = attribution_row(item)
            person = self._person(row)
            speaker = self._speaker(speakers, id, person, row) if row["speaker"] is not None else None
            own = {name: json_or_value(row[name]) for name in OWN}
            keys = {"id": self._number("attributions"), "article_id": id, "speaker_id": speaker, "person_id": person}
            self._rows["attributions"].append({**keys, **own, "not_annotated": missing_layers(item)})
        self._rows["speakers"] += speakers.values()
        for finding in result.findings:
            speaker_row: Any = speakers.get(finding["source"])
            self._rows["findings"].append(self._finding(finding, id, speaker_row and speaker_row["id"]))
        if self._in_place:
            self._flush()

    def _number(self, table: str) -> int:
        self._next[table] += 1
        return self._next[table] - 1

    def _person(self, row: Row) -> Optional[int]:
        """The id of whom a speaker is across articles, who is known by what the record says, else by the name as printed."""
        if row["person_name"] is None or self._who is not None:
            return None
        key = _person_key(row["person_id"], row["person_name"])
        if key not in self._people:
            self._people[key] = self._number("people")
            columns = {"person": row["person_id"], "name": row["person_name"], "affiliation": row["affiliation"], "gender": row["gender"]}
            self._rows["people"].append({"id": self._people[key], **columns})
        return self._people[key]

    def _speaker(self, known: Dict[Any, Row], article: str, person: Optional[int], row: Row) -> int:
        """The id of a speaker, who is known by its id in the article, else by where the article names it."""
        start, end = row["speaker_start"], row["speaker_end"]
        key = row["speaker_id"] or (start, end)
        if key not in known:
            keys = {"id": self._number("speakers"), "article_id": article, "person_id": person, "speaker": row["speaker_id"]}
            labels = {"source_type": row["source_type"], "anonymous": row["anonymous"]}
            known[key] = {**keys, "name": row["speaker"], "start": start, "end": end, **labels}
        return known[key]["id"]

    def _finding(self, finding: Row, article: str, speaker: Optional[int]) -> Row:
        own = {name: finding[name] for name in ("kind", "start", "end", "text", "message")}
        rule = {"house": finding["rule"]["house"], "rule": finding["rule"]["says"]}
        return _unicode({"id": self._number("findings"), "article_id": article, "speaker_id": speaker, **own, **rule})

    def _flush(self) -> None:
        try:
            self._replace()
        except sqlite3.Error as error:
            raise OutputError(f"'{self._target}' cannot be written: {error}.") from None

    def _replace(self) -> None:
        """Write what was held back, in one transaction."""
        ids = [(row["id"],) for row in self._rows["articles"]]
        for table in OF_ONE_ARTICLE:
            self._db.conn.executemany(f"delete from {table} where article_id = ?", ids)
        for table, rows in self._rows.items():
            columns = TABLES[table]
            places = ", ".join("?" * len(columns))
            insert = f"insert into {table} ({', '.join(f'[{column}]' for column in columns)}) values ({places})"
            if table == "articles":  # one that is replaced keeps its place
                insert += " on conflict (id) do update set " + ", ".join(f"[{column}] = excluded.[{column}]" for column in columns if column != "id")
            self._db.conn.executemany(insert, [[row[column] for column in columns] for row in rows])
        self._db.conn.commit()
        self._rows = {table: [] for table in TABLES}

    def close(self) -> None:
        """Complete the database and write the file for Datasette beside it if there is none."""
        self._flush()
        try:
            self._complete(self._db.conn)
            self._db.conn.close()
        except sqlite3.Error as error:
            raise OutputError(f"'{self._target}' cannot be written: {error}.") from None
        self._check_unused()
        if not self._in_place and _state(self._target) != self._before:
            raise OutputError(f"'{self._target}' was changed by somebody else meanwhile and is left as it is now: run it again.")
        write_metadata(self._target)

    def _complete(self, connection: sqlite3.Connection) -> None:
        if self._who is not None:
            self._who.tell_missing(name_people(connection, self._who.finder()))
            connection.executemany("update articles set text = null where id = ?", [(id,) for id in self._without_text])
        connection.execute("delete from people where id not in (select person_id from attributions where person_id is not null)")
        connection.commit()
        if self._without_text:
            connection.execute("vacuum")  # nothing of the texts is left in the file


def append_to_database(path: Path, text: bool) -> DatabaseWriter:
    """A writer that adds to a database in its place, which is made first if there is none."""
    if not path.exists():
        with whole_path(path) as temporary:
            DatabaseWriter(temporary, path, text).close()  # with all its tables or with none
    return DatabaseWriter(path, path, text, in_place=True)


def done_in_database(path: Path) -> Set[str]:
    """The ids of the articles in a database, which need not be there yet. Raises OutputError if the file is no database, or in use."""
    if not path.exists():
        return set()
    connection = sqlite3.connect(str(path))
    try:
        known = connection.execute("select 1 from sqlite_master where type = 'table' and name = 'articles'").fetchone()
        return {str(id) for (id,) in connection.execute("select id from articles")} if known else set()
    except sqlite3.Error as error:
        raise OutputError(f"'{path}' cannot be added to: {error}.") from None
    finally:
        connection.close()


def load_sqlite() -> Any:
    """Import sqlite-utils. Raises OutputError that tells how to get it."""
    return load_library("sqlite_utils", "sqlite-utils", "a database", "db")


def _person_key(person: Optional[str], name: str) -> Person:
    return person, "" if person else name


def _copy(source: Path, target: sqlite3.Connection) -> None:
    old = sqlite3.connect(str(source))  # not read-only, which would leave files of the write-ahead mode beside it
    try:
        old.backup(target)
    finally:
        old.close()


def _state(path: Path) -> Optional[Tuple[int, int]]:
    return (path.stat().st_mtime_ns, path.stat().st_size) if path.exists() else None


def _unicode(row: Row) -> Row:
    return {name: unicode_only(value) if isinstance(value, str) else value for name, value in row.items()}
