"""Corrections of who is one person: what a reader has found wrong, as JSON data.

    {"join": [[{"name": "Ann Lee"}, {"name": "A. Lee", "article": "tides-3"}]],
     "split": [[{"name": "Ann Lee", "article": "tides-7"}]]}

Those of a list in "join" are one, whatever the rules say. Those of a list in "split" are kept apart from everybody else. A speaker is meant by the
name as printed (`speaker.text` of the record); without "article" in whatever article it stands.
"""

from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

from ..errors import Errors
from ..wording import shown_value

KINDS = ("join", "split")


@dataclass(frozen=True)
class Corrections:
    """Corrections, checked.

    join, split (Tuple[Tuple[Dict[str, str], …], …]): Lists of speakers, each with `name` and, for one article only, `article`.
    """

    join: Tuple[Tuple[Mapping[str, str], ...], ...] = ()
    split: Tuple[Tuple[Mapping[str, str], ...], ...] = ()


def read_corrections(data: Any) -> Corrections:
    """Check corrections.

    data (Any): What stands in the JSON file; None for no corrections.
    RETURNS (Corrections): The corrections.
    RAISES (ValueError): If they are not of the form that the head of this file shows, or two lists of "split" may mean one speaker.
    """
    if data is None:
        return Corrections()
    if not isinstance(data, dict) or not set(data) <= set(KINDS):
        raise ValueError(Errors.A073.format(problem='an object with "join" and "split" is expected'))
    corrections = Corrections(*(_read_lists(data.get(kind, []), kind) for kind in KINDS))
    _check_split(corrections.split)
    return corrections


def _check_split(lists: Sequence[Sequence[Mapping[str, str]]]) -> None:
    """ValueError if one speaker may be in two lists, which is told before any article is read."""
    known: Dict[str, Dict[Optional[str], int]] = {}  # by name and article, None for all, the number of the list
    for number, items in enumerate(lists):
        for meant in items:
            places, article = known.setdefault(meant["name"], {}), meant.get("article")
            if any(other != number and (article is None or place in (None, article)) for place, other in places.items()):
                raise ValueError(Errors.A074.format(name=meant["name"]))
            places[article] = number


def _read_lists(lists: Any, kind: str) -> Tuple[Tuple[Mapping[str, str], ...], ...]:
    if not isinstance(lists, list) or not all(isinstance(items, list) and items for items in lists):
        raise ValueError(Errors.A073.format(problem=f'"{kind}" is no list of lists of speakers'))
    return tuple(tuple(_read_speaker(item, kind) for item in items) for items in lists)


def _read_speaker(item: Any, kind: str) -> Mapping[str, str]:
    sound = isinstance(item, dict) and "name" in item and set(item) <= {"name", "article"}
    if not sound or not all(isinstance(value, str) for value in item.values()):
        raise ValueError(
            Errors.A073.format(problem=f'"{kind}" holds {shown_value(item)!r}, which is no speaker like {{"name": "Ann Lee", "article": "x"}}')
        )
    return item


class Finder:
    """Finds the speakers whom corrections mean.

    named (Sequence[Mapping[str, str]]): Article and name of every speaker.
    """

    def __init__(self, named: Sequence[Mapping[str, str]]):
        self._by_name: Dict[Tuple[str, ...], List[int]] = {}
        for position, each in enumerate(named):
            for key in ((each["name"],), (each["name"], each["article"])):
                self._by_name.setdefault(key, []).append(position)

    def find(self, meant: Mapping[str, str]) -> List[int]:
        """The positions of those whom one entry means; empty if there are none."""
        return self._by_name.get((meant["name"], meant["article"]) if "article" in meant else (meant["name"],), [])

    def missing(self, corrections: Corrections) -> List[Mapping[str, str]]:
        """The entries that mean nobody of the collection."""
        lists = (*corrections.join, *corrections.split)
        return [meant for items in lists for meant in items if not self.find(meant)]


def kept_apart(corrections: Corrections, finder: Finder, count: int) -> List[int]:
    """For each of so many speakers the number of the list in "split" that it is in, from 1; 0 for those in none."""
    apart = [0] * count
    for number, items in enumerate(corrections.split, 1):
        for meant in items:
            for position in finder.find(meant):
                apart[position] = number
    return apart
