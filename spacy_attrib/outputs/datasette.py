"""The file that tells Datasette how to show a database: facets, a saved query, words about the tables."""

import json
from pathlib import Path
from typing import Any, Dict

from ..files import whole_path

WHAT_DID_THEY_SAY = """
select attributions.speaker, attributions.content, attributions.form, articles.date, articles.outlet, articles.title, articles.url,
    attributions.article_id, attributions.id
from attributions
join articles on articles.id = attributions.article_id
left join people on people.id = attributions.person_id
where :name != '' and (instr(lower(attributions.speaker), lower(:name)) or instr(lower(people.name), lower(:name)))
order by articles.date desc, attributions.article_id, attributions.id
"""
ABOUT = {
    "articles": "What was read.",
    "attributions": "Who said what: one row a statement. Search it by the words of statement and speaker.",
    "speakers": "Whoever speaks in an article, by the most informative mention in it.",
    "people": "Persons and organizations across articles, with affiliation as first printed and gender as articles show it, if --people was given.",
    "findings": "What newsroom rules have to say to sources without a name.",
    "top_speakers": "Persons and organizations by number of statements.",
    "anonymous_by_outlet": "How many statements are of sources without a name.",
    "share_of_voice": "How many of all words attributed to anybody are attributed to whom.",
    "most_quoted_statements": "Statements of three words or more that stand in more than one article, marks and case apart.",
}


def metadata(database: str) -> Dict[str, Any]:
    """What the file holds for a database of that name."""
    tables: Dict[str, Any] = {name: {"description": about} for name, about in ABOUT.items()}
    tables["attributions"]["facets"] = ["speaker", "source_type", "form", "anonymous"]
    tables["articles"].update(label_column="title", facets=["outlet"])
    tables["speakers"].update(label_column="name", facets=["source_type"])
    tables["people"].update(label_column="name", facets=["gender", "affiliation"])
    tables["findings"]["facets"] = ["kind"]
    query = {"title": "What did they say?", "description": "Every statement of a speaker, by a part of the name.", "sql": WHAT_DID_THEY_SAY.strip()}
    return {"title": "Who said what", "databases": {database: {"tables": tables, "queries": {"what_did_they_say": query}}}}


def write_metadata(database: Path) -> None:
    """Write the file beside a database unless there is one: `NAME.metadata.json`."""
    path = database.with_suffix(".metadata.json")
    if not path.exists():
        with whole_path(path) as temporary:
            temporary.write_text(json.dumps(metadata(database.stem), indent=2), encoding="utf8")
