"""`statements`: the same statement in many papers."""

from typing import Any, Iterator, List

from wasabi import color

from ..articles import BadRecord
from .collection import Output, Records, check_suffix, read_records, write_items
from .common import count, failing
from .listing import INDENT, clean
from .options import CorrectionsFile
from .running import find_articles, read_json, stop_if_bad

HEADER = ("statement", "article", "attribution", "outlet", "date", "speaker", "person_id", "standing", "change", "kept", "shared", "form", "text")
LONGEST = 200  # characters of a statement that a listing repeats


def statements(inputs: Records, corrections: CorrectionsFile = None, output: Output = None) -> None:
    """Find near-identical quotations in a collection: who cut one, who gave it to another speaker, who left its speaker without a name.

    Exit code 0 if all went well, 1 if records had to be left out, 2 if nothing could be done.
    """
    check_suffix(output)
    found = find_articles(inputs, output, by_suffix=False)
    corrected = read_json(corrections)
    from ..collection import add_people, find_statements

    bad: List[BadRecord] = []
    with failing(ValueError):
        result = find_statements(add_people(list(read_records(found, bad)), corrected))
    rows = ([statement.id, *_row(version)] for statement in result for version in statement.versions)
    write_items(result, HEADER, rows, ("\n".join(_lines(statement)) for statement in result), output)
    stop_if_bad(bad)


def _row(version: Any) -> List[Any]:
    data = version.to_dict()
    return [data[name] for name in HEADER[1:]]


def _lines(statement: Any) -> Iterator[str]:
    """One statement for a terminal: the longest version, and below it who has it, from whom, and how."""
    data = statement.to_dict()
    text = clean(data["text"])
    yield color(text if len(text) <= LONGEST else text[: LONGEST - 1] + "…", bold=True)
    notes = [count(data["articles"], "article")]
    notes += [f"given to {' and to '.join(map(clean, data['speakers']))}"] * data["other_speakers"]
    notes += ["with and without a name"] * bool(data["named_in"] and data["unnamed_in"])
    yield INDENT + "; ".join(notes)
    for version in data["versions"]:
        change = {"same": "", "cut": f", cut to {version['kept']:.0%}", "changed": ", in other words"}[version["change"]]
        yield clean(f"{INDENT}{version['article']}: {version['speaker'] or 'nobody'} ({version['standing']}{change})")
