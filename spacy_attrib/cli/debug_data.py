"""`debug-data`: what a corpus holds, and what will hurt training or make its scores worthless."""

from pathlib import Path
from typing import Any, Dict, Iterable, Iterator, List, Optional, Tuple

import typer
from tqdm import tqdm
from wasabi import Printer

from ..files import are_same
from ..wording import shown as cut
from .common import check_output, count, fail, failing, write_whole

WINDOW = 320
SIMILARITY = 0.5
RARE = 10
SHOWN = 5
ROLES = ("content", "cue", "source", "speaker", "disclosure", "reason")


def debug_data(
    train: Path = typer.Argument(..., help="Training corpus: .jsonl, .spacy, or a folder of brat files.", show_default=False),
    dev: Optional[Path] = typer.Argument(None, help="Corpus to evaluate on while training.", show_default=False),
    window: int = typer.Option(WINDOW, "--window", "-w", min=1, help="Tokens that the model sees at once."),
    similarity: float = typer.Option(
        SIMILARITY, "--similarity", "-s", min=0.01, max=1.0, help="Part of their word 5-grams that near-duplicates share."
    ),
    lang: str = typer.Option("en", "--lang", "-l", help="Language whose tokenizer and word lists to use."),
    output: Optional[Path] = typer.Option(None, "--output", "-o", help="File for all counts, as JSON."),
    verbose: bool = typer.Option(False, "--verbose", "-V", help="Name every article and attribution, not the first few."),
    no_format: bool = typer.Option(False, "--no-format", "-NF", help="Don't pretty-print the results."),
) -> None:
    """Count what a corpus holds and find what will hurt training.

    Exit code 0 if the corpora can be used, with warnings or without; 2 if one cannot be read or is broken.
    """
    if output is not None:
        check_output(output)
        if any(path is not None and are_same(path, output) for path in (train, dev)):
            fail(f"'{output}' is one of the corpora; give --output another name.")
    found, shingled = {}, []
    for name, path in (("train", train), ("dev", dev)):
        if path is not None:
            found[name], of_part = _count(path, lang, window)
            shingled += of_part
    groups = _duplicates(found, shingled, similarity)

    msg = Printer(pretty=not no_format)
    shown = None if verbose else SHOWN
    msg.divider("Corpora")
    _report_sizes(msg, found)
    msg.divider("Labels")
    _report_labels(msg, found)
    msg.divider("Roles")
    _report_roles(msg, found)
    _report_pieces(msg, found, window, shown)
    msg.divider("Quotation marks")
    _report_marks(msg, found, shown)
    msg.divider("Duplicates")
    _report_duplicates(msg, found, groups, similarity, shown)
    msg.divider("Summary")
    if msg.counts["warn"]:
        msg.warn(count(msg.counts["warn"], "warning"))
    else:
        msg.good("No warnings")
    if output is not None:
        data = {
            **{name: statistics.to_dict() for name, statistics in found.items()},
            "near_duplicates": [[{"corpus": name, "article": id} for name, id in group] for group in groups],
            "settings": {"window": window, "similarity": similarity, "lang": lang},
        }
        import srsly

        write_whole(output, [srsly.json_dumps(data, indent=2), "\n"])


def _count(path: Path, lang: str, window: int) -> Tuple[Any, List[Any]]:
    import spacy  # takes a second

    from ..corpora import CorpusError, read_corpus
    from ..corpora.duplicates import shingles
    from ..corpora.statistics import count_corpus
    from ..lang.reading import load_lexicon

    shingled = []

    def watched(records: Iterable[Dict[str, Any]]) -> Iterator[Dict[str, Any]]:
        for record in tqdm(records, desc=path.name, unit="article", leave=False, disable=None):
            shingled.append(shingles(record["text"]))
            yield record

    with failing(ValueError, ImportError):
        elisions = load_lexicon(lang)["elisions"]
        tokenizer = spacy.blank(lang).tokenizer
    with failing(CorpusError):
        statistics = count_corpus(watched(read_corpus(path)), tokenizer, window, elisions)
    if not statistics.ids:
        fail(f"There is no article in '{path}'.")
    return statistics, shingled


def _duplicates(found: Dict[str, Any], shingled: List[Any], similarity: float) -> List[List[Tuple[str, str]]]:
    from ..corpora.duplicates import near_duplicates

    articles = [(name, id) for name, statistics in found.items() for id in statistics.ids]
    return [[articles[i] for i in group] for group in near_duplicates(shingled, similarity)]


def _report_sizes(msg: Printer, found: Dict[str, Any]) -> None:
    rows = [(name, len(s.ids), s.tokens, s.attributions, f"{s.attributions / len(s.ids):.1f}", len(s.without)) for name, s in found.items()]
    header = ("", "articles", "tokens", "attributions", "per article", "articles with none")
    msg.table(rows, header=header, divider=True, aligns=("l", *"r" * 5))
    for name, statistics in found.items():
        if not statistics.attributions:
            msg.warn(f"There is no attribution in {name}")


def _report_labels(msg: Printer, found: Dict[str, Any]) -> None:
    from ..corpora.statistics import shown_label

    train = found["train"]
    rows: List[Tuple[Any, ...]] = []
    for field in train.labels:
        values = {value for statistics in found.values() for value in statistics.labels[field]}
        order = sorted(values, key=lambda v: (v is None, -train.labels[field][v], str(v)))
        for number, value in enumerate(order):
            rows.append(("" if number else field, shown_label(value), *(s.labels[field][value] for s in found.values())))
    msg.table(rows, header=("", "label", *found), divider=True, aligns=("l", "l", *"r" * len(found)))
    for field, counter in train.labels.items():
        annotated = sum(counter.values()) - counter[None]
        if not annotated:
            msg.info(f"'{field}' is not annotated in train")
            continue
        if counter[None]:
            msg.warn(f"'{field}' is missing in {counter[None]} of {count(train.attributions, 'attribution')} of train")
        for value, n in counter.items():
            if value is not None and n < RARE:
                msg.warn(f"Few examples of {field} '{shown_label(value)}' in train ({n})")
        for value in found.get("dev", train).labels[field]:
            if value is not None and not counter[value]:
                msg.warn(f"{field} '{shown_label(value)}' is in dev and never in train")


def _report_roles(msg: Printer, found: Dict[str, Any]) -> None:
    train = found["train"]
    rows: List[Tuple[Any, ...]] = [(role, "", *(s.roles[role] for s in found.values())) for role in ROLES]
    rows += [("empty" if not i else "", what, *(s.empty[what] for s in found.values())) for i, what in enumerate(train.empty)]
    for role in train.pieces:
        split = [[n for count, n in s.pieces[role].items() if count > 1] for s in found.values()]
        if any(split):
            rows.append((f"{role} in", "several pieces", *map(sum, split)))
            rows.append(("", "at most", *(max(s.pieces[role]) for s in found.values())))
    msg.table(rows, header=("role", "", *found), divider=True, aligns=("l", "l", *"r" * len(found)))
    for role in ROLES:
        if not train.roles[role]:
            msg.info(f"'{role}' is not annotated in train")
        elif train.roles[role] < RARE:
            msg.warn(f"Few examples of role '{role}' in train ({train.roles[role]})")


def _report_pieces(msg: Printer, found: Dict[str, Any], window: int, shown: Optional[int]) -> None:
    """What a model cannot learn as it stands: contents that it never sees as a whole, and spans that are no whole tokens."""
    for name, statistics in found.items():
        if statistics.long:
            items = [f"{cut(article)} {cut(id)} ({length})" for article, id, length in statistics.long]
            msg.warn(f"{count(len(items), 'content')} of {name} longer than the window of {window} tokens", _some(items, shown))
        off = [(role, *piece) for role, pieces in statistics.off_tokens.items() for piece in pieces]
        if off:
            items = [f"{cut(article)} {cut(id)} {role} [{start}, {end}]" for role, article, id, start, end in off]
            begin = "begins or ends" if len(items) == 1 else "begin or end"
            msg.warn(f"{count(len(items), 'span')} of {name} {begin} inside a token", _some(items, shown))


def _report_marks(msg: Printer, found: Dict[str, Any], shown: Optional[int]) -> None:
    habits = sorted({h for s in found.values() for h in s.habits}, key=lambda h: (-found["train"].habits[h], h))
    rows = [(habit, *(s.habits[habit] for s in found.values())) for habit in habits]
    header = ("outermost marks", *(f"articles of {name}" for name in found))
    msg.table(rows, header=header, divider=True, aligns=("l", *"r" * len(found)))
    for name, statistics in found.items():
        if statistics.unbalanced:
            share = f"{len(statistics.unbalanced)} of {count(len(statistics.ids), 'article')}"
            msg.warn(f"Unbalanced quotation marks in {share} of {name}", _some(list(map(cut, statistics.unbalanced)), shown))


def _report_duplicates(msg: Printer, found: Dict[str, Any], groups: List[List[Tuple[str, str]]], similarity: float, shown: Optional[int]) -> None:
    share = f"{100 * similarity:.0f}% of their word 5-grams in common"
    for name in found:
        inside = [ids for ids in ([id for part, id in group if part == name] for group in groups) if len(ids) > 1]
        if inside:
            items = [" = ".join(map(cut, ids)) for ids in inside]
            msg.warn(f"{count(len(inside), 'group')} of near-duplicate articles in {name} ({share})", _some(items, shown))
        else:
            msg.good(f"No near-duplicate articles in {name}")
    if "dev" not in found:
        return
    same = sorted(set(found["train"].ids) & set(found["dev"].ids))
    if same:
        msg.warn(f"{count(len(same), 'id')} in train and dev alike", _some(list(map(cut, same)), shown))
    else:
        msg.good("No id stands in train and dev alike")
    leaked = [group for group in groups if len({part for part, _ in group}) > 1]
    if leaked:
        n = sum(part == "dev" for group in leaked for part, _ in group)
        items = [" = ".join(f"{part} {cut(id)}" for part, id in group) for group in leaked]
        msg.warn(f"{count(n, 'article')} of dev nearly the same as one of train ({share})", _some(items, shown))
    else:
        msg.good("No article of dev is nearly the same as one of train")


def _some(items: List[str], shown: Optional[int]) -> str:
    rest = len(items) - (shown or len(items))
    listed = ", ".join(items[:shown]) + (f" and {rest} more" if rest > 0 else "")
    return "".join(c if c.isprintable() else " " for c in listed)  # ids are not ours: they must not steer the terminal
