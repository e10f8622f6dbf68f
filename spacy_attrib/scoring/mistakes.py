"""A page that shows everything a prediction got wrong, in context."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Iterator, List, NamedTuple, Optional, Sequence, Tuple

from ..attributions import PIECED_ROLES, record_pieces
from ..attributions.segments import Mark, cut_segments
from .counts import speaker_is_right
from .matching import Item, Matching
from .text import Runs, merge

KINDS = {
    "missed": "An attribution in gold that was not found.",
    "false alarm": "Something found that is no attribution in gold.",
    "wrong source": "The content was found, with another source phrase.",
    "wrong speaker": "Found, and given to another speaker.",
    "wrong flag": "Found, and anonymous on one side only.",
    "wrong type": "Found, with another source type.",
    "wrong act": "Found, with another act (speech, thought, other).",
}
MARGIN = 120  # characters of context on both sides


@dataclass(frozen=True)
class Mistake:
    """Something wrong with one attribution, named as in `KINDS`. Gold is None for a false alarm, the prediction for a miss."""

    kinds: List[str]
    gold: Optional[Item]
    pred: Optional[Item]


class Stretch(NamedTuple):
    """A stretch of text that has the same roles all through; their names are separated by spaces, empty for context."""

    text: str
    roles: str


def find_mistakes(matching: Matching) -> List[Mistake]:
    """Find what is wrong in one article, in document order."""
    both = ((matching.gold[i], matching.pred[j], agree) for (i, j), agree in matching.pairs.items())
    found = [Mistake(_kinds(gold, pred, agree), gold, pred) for gold, pred, agree in both]
    gold, pred = {i for i, _ in matching.pairs}, {j for _, j in matching.pairs}
    found += [Mistake(["missed"], item, None) for i, item in enumerate(matching.gold) if i not in gold]
    found += [Mistake(["false alarm"], None, item) for j, item in enumerate(matching.pred) if j not in pred]
    return sorted((mistake for mistake in found if mistake.kinds), key=_place)


def _place(mistake: Mistake) -> Runs:
    item = mistake.gold or mistake.pred
    return item.content if item is not None else ()


def _kinds(gold: Item, pred: Item, same_source: bool) -> List[str]:
    wrong = {
        "wrong source": not same_source,
        "wrong speaker": not speaker_is_right(gold, pred),
        "wrong flag": gold.anonymous is not None and gold.anonymous is not bool(pred.anonymous),
        "wrong type": gold.source_type is not None and gold.source_type != pred.source_type,
        "wrong act": gold.act is not None and gold.act != pred.act,
    }
    return [kind for kind, is_wrong in wrong.items() if is_wrong]


def write_page(matchings: Sequence[Matching], title: str) -> Iterator[str]:
    """Write an HTML page, in parts, with the mistakes in all articles; whatever comes from outside is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # slow, and needed here only

    loader = FileSystemLoader(Path(__file__).parents[1] / "templates")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    total: Counter = Counter()
    articles = []
    for matching in matchings:
        mistakes = find_mistakes(matching)
        counts = Counter(kind for mistake in mistakes for kind in mistake.kinds)
        total.update(counts)
        if mistakes:
            articles.append({"id": matching.id, "counts": counts, "mistakes": [_show(matching.text, m) for m in mistakes]})
    yield from environment.get_template("mistakes.html").generate(
        title=title, kinds=KINDS, total=total, articles=articles, n_articles=len(matchings), roles=PIECED_ROLES
    )


def _show(text: str, mistake: Mistake) -> Dict[str, Any]:
    sides = [("gold", mistake.gold), ("predicted", mistake.pred)]
    windows = _windows(text, [item for _, item in sides if item is not None])
    rows = [
        {"side": side, "passages": [list(_stretches(text, window, item)) for window in windows], "labels": _labels(item)}
        for side, item in sides
        if item is not None
    ]
    return {"kinds": mistake.kinds, "rows": rows}


def _labels(item: Item) -> Dict[str, str]:
    flag = {True: "anonymous", False: "not anonymous", None: None}[item.anonymous]
    labels = {"speaker": item.speaker, "type": item.source_type, "flag": flag, "act": item.act, "form": item.form}
    return {name: label for name, label in labels.items() if label is not None}


def _windows(text: str, items: Sequence[Item]) -> List[Tuple[int, int]]:
    """Stretches of text around all pieces, cut between words; what lies far from any piece is left out."""
    windows = []
    for _, start, end in (piece for item in items for piece in _pieces(item)):
        start, end = max(0, start - MARGIN), min(len(text), end + MARGIN)
        while start > 0 and not text[start - 1].isspace():
            start -= 1
        while end < len(text) and not text[end].isspace():
            end += 1
        windows.append((start, end))
    return merge(windows)


def _stretches(text: str, window: Tuple[int, int], item: Item) -> Iterator[Stretch]:
    marks = [Mark(start, end, role) for role, start, end in _pieces(item)]
    for segment in cut_segments(*window, marks):
        yield Stretch(text[segment.start : segment.end], " ".join(sorted({mark.what for mark in segment.marks})))


def _pieces(item: Item) -> List[Tuple[str, int, int]]:
    return [(role, start, end) for role in PIECED_ROLES for start, end in record_pieces(item.record.get(role))]
