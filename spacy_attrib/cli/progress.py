"""How far a long run is: a bar on a terminal, elsewhere a line now and then."""

import sys
import time
from typing import TYPE_CHECKING, Any, Callable, Iterable, Iterator, Optional

import typer
from tqdm import tqdm

if TYPE_CHECKING:
    from ..outputs import Result

HANDFUL = 8  # articles that are done before a progress bar is of use
EVERY = 30.0  # seconds from one line to the next


def with_progress(
    results: Iterable["Result"], total: Optional[int], done: int = 0, bar: bool = True, held: Callable[[], int] = lambda: 0
) -> Iterable["Result"]:
    """The same results, with what is told of them on standard error as they are asked for.

    results (Iterable["Result"]): One for each article; when one is asked for, those before are written.
    total (Optional[int]): How many articles there are in all; None if that is not known.
    done (int): How many of them an earlier run has done.
    bar (bool): Whether there may be a bar if standard error is a terminal.
    held (Callable[[], int]): How many of those before are written, but would be lost with the process: they are not counted yet.
    """
    if sys.stderr is None:
        return results
    if not sys.stderr.isatty():
        return with_lines(results, total, done, held)
    wanted = bar and (total is None or total > HANDFUL)
    return with_bar(results, tqdm(total=total, initial=done, unit="article", disable=not wanted, file=sys.stderr), held)


def with_bar(results: Iterable["Result"], bar: Any, held: Callable[[], int]) -> Iterator["Result"]:
    """The same results; the bar shows how many are written."""
    with bar:
        told = 0
        for number, result in enumerate(results, 1):
            yield result
            saved = number - held()
            bar.update(saved - told)
            told = saved


def with_lines(
    results: Iterable["Result"],
    total: Optional[int],
    done: int = 0,
    held: Callable[[], int] = lambda: 0,
    every: float = EVERY,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator["Result"]:
    """The same results; each time that `every` seconds have gone by since the last line, one says how many are written."""
    began = told = clock()
    words = 0
    for number, result in enumerate(results, 1):
        yield result
        words += len(result.record.get("text", "").split())
        now = clock()
        if now - told >= every:
            told = now
            typer.echo(progress_line(number, done, total, words, now - began, held()), err=True)


def progress_line(number: int, done: int, total: Optional[int], words: int, seconds: float, held: int = 0) -> str:
    """What is said in a line: articles, words a second, time left.

    number (int): Articles that this run has written, one or more, with those that are held.
    done (int): Articles that were written before.
    total (Optional[int]): All articles, if it is known.
    words (int): Words of the articles that this run has written.
    seconds (float): How long that took.
    held (int): Articles of them that would be lost with the process.
    """
    written = number + done - held
    articles = f"{written:,} {'article' if written == 1 else 'articles'}" if total is None else f"{written:,} of {total:,} articles"
    left = "" if total is None else f", {_duration(max(total - written, 0) * seconds / number)} left"
    return f"{articles}, {words / seconds:,.0f} words a second{left}"


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
