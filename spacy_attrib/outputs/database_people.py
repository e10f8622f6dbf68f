"""Who speaks across all articles of a database, written into its table `people`."""

import sqlite3
from typing import Any, Dict, List, Mapping

from ..collection import PeopleFinder
from ..corpora import CorpusError
from ..corpora.database import read_articles
from ..wording import shown
from .base import OutputError, unicode_only

OF_ONE = "select attributions.id from attributions where article_id = ? order by attributions.id"
SPEAKERS = "update speakers set person_id = (select min(person_id) from attributions where attributions.speaker_id = speakers.id)"


def name_people(connection: sqlite3.Connection, finder: PeopleFinder) -> List[Mapping[str, str]]:
    """Find who speaks across the articles of a database, all of which have their texts, and write that in the place of what was known before.

    connection (sqlite3.Connection): The database; what is written is not committed.
    finder (PeopleFinder): Finds the people.
    RETURNS (List[Mapping[str, str]]): The entries of the corrections that mean nobody.
    RAISES (OutputError): If an article in it is damaged.
    """
    for record in read_articles(connection):
        if isinstance(record, CorpusError):
            raise OutputError(f"Who speaks across the articles cannot be found: {record}")
        if record["text"] is None:
            raise OutputError(f"Who speaks across the articles cannot be found: {shown(str(record['id']))!r} has no text.")
        finder.add(record)
    people = finder.find()
    connection.execute("pragma defer_foreign_keys = on")  # until all rows fit each other again
    connection.execute("delete from people")
    numbers = {speaker.id: number for number, speaker in enumerate(people.speakers, 1)}
    rows = [(numbers[speaker.id], *map(_text, speaker.columns.values())) for speaker in people.speakers]
    connection.executemany("insert into people (id, person, name, affiliation, gender) values (?, ?, ?, ?, ?)", rows)
    for number, (article,) in enumerate(connection.execute("select id from articles order by rowid").fetchall()):
        meant: Dict[int, Any] = {}
        for position, (id,) in enumerate(connection.execute(OF_ONE, (article,))):
            speaker = people.by_attribution.get((number, position))
            meant[id] = speaker and numbers[speaker.id]
        changes = [(person, id, person) for id, person in meant.items()]
        connection.executemany("update attributions set person_id = ? where id = ? and person_id is not ?", changes)
    connection.execute(SPEAKERS)
    return people.missing


def _text(value: Any) -> Any:
    return None if value is None else unicode_only(value)
