"""Findings that an editor has accepted: marked in the page, saved to a small JSON file, read in the next run."""

import json
from collections import Counter
from pathlib import Path
from typing import Any, Dict, Iterable, Iterator, List, Mapping, NamedTuple, Tuple, Union


class Accepted(NamedTuple):
    """An accepted finding, told by what stands in the article and not by where, so that it is known again after a change further up.

    article (str): Id of the article.
    kind (str): The rule.
    text (str): The words that the finding is about.
    nth (int): Which of the findings of that rule about the same words it is, from 0.
    """

    article: str
    kind: str
    text: str
    nth: int


def read_accepted(path: Union[str, Path]) -> Tuple[Accepted, ...]:
    """Read the file that the page saves. RAISES (ValueError): If it is no such file; (OSError): if it cannot be read."""
    try:
        data = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError):
        raise ValueError(f"'{path}' holds no JSON.") from None
    items = data.get("accepted") if isinstance(data, dict) else None
    if not isinstance(items, list) or not all(isinstance(item, dict) and _is_sound(item) for item in items):
        raise ValueError(f"'{path}' holds no accepted findings: expected what the ledger of a report saves.")
    return tuple(dict.fromkeys(Accepted(item["article"], item["kind"], item["text"], item["nth"]) for item in items))


def _is_sound(item: Dict[str, Any]) -> bool:
    return all(isinstance(item.get(name), str) for name in ("article", "kind", "text")) and type(item.get("nth")) is int


def name_findings(article: str, findings: Iterable[Mapping[str, Any]]) -> List[Accepted]:
    """What each finding of an article would be known by if it were accepted, in their order."""
    return list(_name(article, findings))


def _name(article: str, findings: Iterable[Mapping[str, Any]]) -> Iterator[Accepted]:
    seen: Counter = Counter()
    for finding in findings:
        text = " ".join(finding["text"].split())
        yield Accepted(article, finding["kind"], text, seen[finding["kind"], text])
        seen[finding["kind"], text] += 1
