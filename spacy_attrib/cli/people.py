"""`people`: who speaks across a collection of articles."""

from typing import Any, Iterator, List

import typer
from wasabi import color

from ..articles import BadRecord
from ..wording import shown
from .collection import Output, Records, check_suffix, read_records, write_items
from .common import count, failing
from .listing import INDENT, clean
from .options import CorrectionsFile
from .running import find_articles, read_json, stop_if_bad

HEADER = ("id", "name", "kind", "affiliation", "gender", "gender_shown_by", "articles", "attributions", "names", "merges")
BETWEEN = " | "


def people(inputs: Records, corrections: CorrectionsFile = None, output: Output = None) -> None:
    """List everybody who speaks in a collection, once, whatever articles call them.

    Each with affiliation as first printed, gender as articles show it ("not known" where they do not), and every merge of two names with its
    evidence. What is wrong is put right by a JSON of corrections. Exit code 0 if all went well, 1 if records had to be left out, 2 if nothing
    could be done.
    """
    check_suffix(output)
    found = find_articles(inputs, output, by_suffix=False)
    corrected = read_json(corrections)
    from ..collection import find_people

    bad: List[BadRecord] = []
    with failing(ValueError):
        result = find_people(read_records(found, bad), corrected)
    for meant in result.missing:
        typer.echo(f"The corrections name {shown(meant['name'])!r}, who does not speak there.", err=True)
    write_items(result.speakers, HEADER, map(_row, result.speakers), map(_listed, result.speakers), output)
    stop_if_bad(bad)


def _row(speaker: Any) -> List[Any]:
    data = speaker.to_dict()
    merges = [f"{m['rule']}: {m['second']['name']} ({m['second']['article']}) {'; '.join(m['evidence'])}".strip() for m in data["merges"]]
    told = {**data, "articles": len(data["articles"]), "names": BETWEEN.join(data["names"]), "merges": BETWEEN.join(merges)}
    return [told[name] for name in HEADER]


def _listed(speaker: Any) -> str:
    """One speaker for a terminal: name, affiliation, gender, counts, other names, why they are one."""
    return "\n".join(_lines(speaker))


def _lines(speaker: Any) -> Iterator[str]:
    data = speaker.to_dict()
    notes = [clean(data["affiliation"])] if data["affiliation"] else []
    notes += [data["gender"]] if data["gender"] else [data["kind"]]
    counts = f"{count(data['attributions'], 'attribution')} in {count(len(data['articles']), 'article')}"
    yield f"{color(clean(data['name']), bold=True)} ({'; '.join([*notes, counts])})"
    others = [clean(name) for name in data["names"] if name != data["name"]]
    if others:
        yield f"{INDENT}Also: {', '.join(others)}"
    for merge in data["merges"]:
        pair = " and ".join(f"{merge[side]['name']} ({merge[side]['article']})" for side in ("first", "second"))
        yield color(INDENT + clean("; ".join([f"{merge['rule']}: {pair}", *merge["evidence"]])), fg="yellow")
