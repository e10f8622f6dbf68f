"""An SQLite database: articles, who speaks in them, what they say, who that is across articles, findings of the audit; with full-text search.

What is written again replaces what was there of the same article; other articles and tables stay. Beside a new database stands a file for
Datasette, `NAME.metadata.json`: `datasette NAME.db --metadata NAME.metadata.json`.
"""
import sqlite3
from pathlib import Path
from typing import Any, Dict, List, Optional, Set, Tuple

from ..files import whole_path
from .base import OutputError, Result, load_library, unicode_only
from .datasette import write_metadata
from .rows import ARTICLE_FIELDS, OF_ATTRIBUTION, Row, article_row, attribution_row
from .table import json_or_value
from .views import VIEWS

BATCH = 200  # articles that are held back before they are written
PLAIN = (str, int, float)
OF_SPEAKER = ("speaker_id", "person")  # columns of tables in whose place the keys of other tables stand
OWN = {name: kind if kind in PLAIN else int if kind is bool else str for name, kind in OF_ATTRIBUTION.items() if name not in OF_SPEAKER}
TABLES: Dict[str, Dict[str, type]] = {
    "articles": {"id": str, **dict.fromkeys(ARTICLE_FIELDS, str), "meta": str, "text": str},
    "people": {"id": int, "name": str},
    "speakers": {
        **{"id": int, "article_id": str, "person_id": int, "speaker": str, "name": str, "start": int, "end": int},
        **{"source_type": str, "anonymous": int},
    },
    "attributions": {"id": int, "article_id": str, "speaker_id": int, "person_id": int, **OWN},
    "findings": {
        **{"id": int, "article_id": str, "speaker_id": int, "kind": str, "start": int, "end": int},
        **{"text": str, "message": str, "house": str, "rule": str},
    },
}
REFERENCES = {"article_id": "articles", "speaker_id": "speakers", "person_id": "people"}
OF_ONE_ARTICLE = ("findings", "attributions", "speakers")  # in this order they can be deleted
SEARCHED = ("content", "speaker")


class DatabaseWriter:
    """Writes to a copy of the database, or to a new one, which takes the place of the old one when all is written; or, `in_place`, to the
    database itself, each article in one transaction."""

    def __init__(self, path: Path, target: Path, text: bool, in_place: bool = False) -> None:
        library = load_sqlite()
        self._target, self._text, self._in_place = target, text, in_place
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
        except sqlite3.Error as error:
            raise OutputError(f"'{target}' cannot be added to: {error}.") from None
        self._next = {table: 1 + (self._one(f"select max(id) from {table}") or 0) for table in ("people", *OF_ONE_ARTICLE)}
        self._people: Dict[str, int] = dict(self._db.execute("select name, id from people").fetchall())
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
            self._db["people"].create_index(["name"], unique=True)
            self._db["attributions"].create_index(["article_id", "attribution"], unique=True)
            self._db["attributions"].enable_fts(SEARCHED, create_triggers=True, tokenize="porter")
        for name, query in VIEWS.items():
            self._db.create_view(name, query, replace=True)

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
        text = result.record.get("text") if self._text else None
        self._rows["articles"].append({"id": id, **article, "text": None if text is None else unicode_only(text)})
        speakers: Dict[Any, Row] = {}
        for item in result.attributions:
            row = attribution_row(item)
            person = self._person(row["person"])
            speaker = self._speaker(speakers, id, person, row) if row["speaker"] is not None else None
            own = {name: json_or_value(row[name]) for name in OWN}
            keys = {"id": self._number("attributions"), "article_id": id, "speaker_id": speaker, "person_id": person}
            self._rows["attributions"].append({**keys, **own})
        self._rows["speakers"] += speakers.values()
        for finding in result.findings:
            speaker_row: Any = speakers.get(finding["source"])
            self._rows["findings"].append(self._finding(finding, id, speaker_row and speaker_row["id"]))
        if self._in_place:
            self._flush()

    def _number(self, table: str) -> int:
        self._next[table] += 1
        return self._next[table] - 1

    def _person(self, name: Optional[str]) -> Optional[int]:
        if name is None:
            return None
        if name not in self._people:
            self._people[name] = self._number("people")
            self._rows["people"].append({"id": self._people[name], "name": name})
        return self._people[name]

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
        ids = [row["id"] for row in self._rows["articles"]]
        for table in OF_ONE_ARTICLE:
            self._db.conn.executemany(f"delete from {table} where article_id = ?", [(id,) for id in ids])
        self._db.conn.executemany("delete from articles where id = ?", [(id,) for id in ids])
        for table, rows in self._rows.items():
            columns = TABLES[table]
            places = ", ".join("?" * len(columns))
            insert = f"insert into {table} ({', '.join(f'[{column}]' for column in columns)}) values ({places})"
            self._db.conn.executemany(insert, [[row[column] for column in columns] for row in rows])
        self._db.conn.commit()
        self._rows = {table: [] for table in TABLES}

    def close(self) -> None:
        """Complete the database and write the file for Datasette beside it if there is none."""
        self._flush()
        try:
            self._db.conn.execute("delete from people where id not in (select person_id from speakers where person_id is not null)")
            self._db.conn.commit()
            self._db.conn.close()
        except sqlite3.Error as error:
            raise OutputError(f"'{self._target}' cannot be written: {error}.") from None
        self._check_unused()
        if not self._in_place and _state(self._target) != self._before:
            raise OutputError(f"'{self._target}' was changed by somebody else meanwhile and is left as it is now: run it again.")
        write_metadata(self._target)


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
