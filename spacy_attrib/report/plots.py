"""What the plots of the overview are drawn from: lengths in per cent, so that they fit any width."""

from typing import Dict, List, NamedTuple, Sequence, Tuple

from ..attributions import ANONYMOUS_TYPES
from .overview import SIDES, Bin, Tally
from .quotes import NAMED, WRITTEN

PLOT_HEIGHT = 180  # pixels of the columns
ROOM = 95  # per cent of the width; behind it stand the numbers of the lines
TICKS = 6  # labels under the columns, at most
GENDERS = {"female": ("gender-f", "women"), "male": ("gender-m", "men"), "not known": ("gender-x", "not known")}


class Part(NamedTuple):
    """A part of a bar: its class, what it stands for, its number, begin and length in per cent."""

    kind: str
    name: str
    number: int
    left: float
    width: float


class Bar(NamedTuple):
    """A bar with its label, what is written behind that, and its parts."""

    label: str
    note: str
    parts: Tuple[Part, ...]


class Column(NamedTuple):
    """A column: named below, unnamed above. Left and width in per cent, tops and heights in pixels; the label is empty where there is no room."""

    label: str
    tick: str
    left: float
    width: float
    named: int
    unnamed: int
    named_top: float
    named_height: float
    unnamed_top: float
    unnamed_height: float


class Columns(NamedTuple):
    """Columns over time, and the lines behind them: number, distance from the top in pixels."""

    unit: str
    columns: Tuple[Column, ...]
    lines: Tuple[Tuple[int, float], ...]


def stack(numbers: Dict[str, Tuple[str, int]], total: int) -> Tuple[Part, ...]:
    """Parts one behind the other, by class: the name and the number of each."""
    parts, left = [], 0.0
    for kind, (name, number) in numbers.items():
        width = 100 * number / total if total else 0.0
        if number:
            parts.append(Part(kind, name, number, round(left, 3), round(width, 3)))
        left += width
    return tuple(parts)


def draw_columns(unit: str, bins: Sequence[Bin]) -> Columns:
    """The columns of named and unnamed quotations over time."""
    step = _step(max((b.total for b in bins), default=0))
    top = step * max(1, -(-max((b.total for b in bins), default=0) // step))
    scale, width, every = PLOT_HEIGHT / top, ROOM / max(1, len(bins)), -(-len(bins) // TICKS) or 1
    columns = []
    for i, b in enumerate(bins):
        named, unnamed = b.counts["named"], b.counts["unnamed"]
        low, high = named * scale, unnamed * scale
        columns.append(
            Column(
                b.label,
                b.label if i % every == 0 else "",
                round((i + 0.12) * width, 3),
                round(0.76 * width, 3),
                named,
                unnamed,
                round(PLOT_HEIGHT - low, 2),
                round(low, 2),
                round(PLOT_HEIGHT - low - high, 2),
                round(high, 2),
            )
        )
    return Columns(unit, tuple(columns), tuple((n, round(PLOT_HEIGHT - n * scale, 2)) for n in range(0, top + 1, step)))


def _step(most: int) -> int:
    """A round number of which two to five reach the top."""
    size = 1
    while True:
        for factor in (1, 2, 5):
            if factor * size * 5 >= most:
                return factor * size
        size *= 10


def draw_most_quoted(tally: Tally) -> List[Bar]:
    """A bar for everybody in the list."""
    most = max((t.quotations for t in tally.most_quoted), default=1)
    words = sum(tally.words.values()) or 1
    return [
        Bar(
            t.name,
            f"{t.affiliation + ' · ' if t.affiliation else ''}{t.quotations} in {t.articles} article{'' if t.articles == 1 else 's'}, "
            f"{t.words:,} words ({t.words / words:.1%})",
            stack({"named": (t.name, t.quotations)}, most),
        )
        for t in tally.most_quoted
    ]


def draw_share_of_voice(tally: Tally) -> List[Bar]:
    """A bar for every type of source, by words."""
    total = sum(tally.words.values())
    sides = {**dict.fromkeys(ANONYMOUS_TYPES, "unnamed"), **dict.fromkeys(NAMED, "named")}
    return [
        Bar(
            WRITTEN.get(source_type, source_type),
            f"{words:,} words ({words / total:.1%})",
            stack({sides.get(source_type, "neither"): (source_type, words)}, total),
        )
        for source_type, words in tally.words.most_common()
        if words
    ]


def draw_outlets(tally: Tally) -> List[Bar]:
    """A bar for every outlet, by words and side; none unless there are two outlets."""
    outlets = {outlet: sides for outlet, sides in tally.outlets.items() if outlet and sum(sides.values())}
    bars = []
    for outlet, sides in sorted(outlets.items(), key=lambda item: (-item[1]["unnamed"] / sum(item[1].values()), item[0])):
        total = sum(sides.values())
        numbers = {side: (side, sides[side]) for side in SIDES}
        bars.append(Bar(outlet, f"{sides['unnamed'] / total:.1%} of {total:,} words without a name", stack(numbers, total)))
    return bars if len(bars) > 1 else []


def draw_genders(tally: Tally) -> List[Bar]:
    """Two bars: people with a name, and their words."""
    bars = []
    for label, place in (("People with a name", 0), ("Their words", 1)):
        numbers = {kind: (name, tally.genders[gender][place]) for gender, (kind, name) in GENDERS.items()}
        total = sum(number for _, number in numbers.values())
        note = ", ".join(f"{name} {number:,} ({number / total:.0%})" for name, number in numbers.values()) if total else "none"
        bars.append(Bar(label, note, stack(numbers, total)))
    return bars
