"""What a corpus holds: counts of labels, roles, pieces, quotation marks, and of what a model stumbles over."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any, Collection, Dict, Iterable, List, Mapping, Tuple

from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc

from ..attributions import PIECED_ROLES, record_pieces
from ..page.marks import Quoted, paragraphs, quoted_segments

LABELS = ("form", "act", "source_type", "anonymous")
PLACE = ("article", "attribution", "start", "end")
MARKS = ("curly", "straight", "single curly", "single straight", "guillemets", "doubled", "other")
CURLY, STRAIGHT, SINGLE_CURLY, SINGLE_STRAIGHT, GUILLEMETS, DOUBLED, OTHER = MARKS
_MARK_STYLES = {
    **dict.fromkeys("“”", CURLY),
    **dict.fromkeys('"＂', STRAIGHT),
    **dict.fromkeys("‘’", SINGLE_CURLY),
    **dict.fromkeys("'`´", SINGLE_STRAIGHT),
    **dict.fromkeys("«»‹›", GUILLEMETS),
    **dict.fromkeys(("``", "''"), DOUBLED),
}
_STRAY_CLOSERS = "”»"


@dataclass
class CorpusStatistics:
    """The counts of one corpus. Articles are named by id, attributions by the ids of article and attribution.

    ids (List[str]): The articles, in order.
    tokens (int): Tokens of all texts.
    attributions (int): Attributions of all articles.
    without (List[str]): Articles without any attribution.
    labels (Dict[str, Counter]): Per field of `LABELS` how often each value occurs; None where the field is not annotated.
    roles (Counter): Per role (speaker included) in how many attributions it is there.
    empty (Counter): Attributions with "no cue", with "no source", and with "neither" (counted in the other two as well).
    pieces (Dict[str, Counter]): Per role how many attributions have 1, 2 … pieces of it.
    long (List[Tuple[str, str, int]]): Contents longer than the window: article, attribution, and tokens from the first piece
        to the last.
    off_tokens (Dict[str, List[Tuple[str, str, int, int]]]): Per role the pieces that begin or end inside a token: article,
        attribution, start, end in characters.
    marks (Counter): Quoted segments per style of mark (`MARKS`).
    habits (Counter): Articles per habit: the styles of the marks that stand outermost.
    unbalanced (List[str]): Articles in which a mark is left open without being taken up in the next paragraph, or closes nothing.
    """

    ids: List[str] = field(default_factory=list)
    tokens: int = 0
    attributions: int = 0
    without: List[str] = field(default_factory=list)
    labels: Dict[str, Counter] = field(default_factory=lambda: {name: Counter() for name in LABELS})
    roles: Counter = field(default_factory=Counter)
    empty: Counter = field(default_factory=Counter)
    pieces: Dict[str, Counter] = field(default_factory=lambda: {role: Counter() for role in PIECED_ROLES})
    long: List[Tuple[str, str, int]] = field(default_factory=list)
    off_tokens: Dict[str, List[Tuple[str, str, int, int]]] = field(default_factory=lambda: defaultdict(list))
    marks: Counter = field(default_factory=Counter)
    habits: Counter = field(default_factory=Counter)
    unbalanced: List[str] = field(default_factory=list)

    def to_dict(self) -> Dict[str, Any]:
        """The counts as JSON data."""
        return {
            "articles": len(self.ids),
            "tokens": self.tokens,
            "attributions": self.attributions,
            "articles_without_attributions": self.without,
            "labels": {name: {shown_label(value): n for value, n in c.most_common()} for name, c in self.labels.items()},
            "roles": dict(self.roles),
            "empty_roles": dict(self.empty),
            "pieces": {role: {str(n): counter[n] for n in sorted(counter)} for role, counter in self.pieces.items()},
            "long_contents": [dict(zip(("article", "attribution", "tokens"), item)) for item in self.long],
            "off_tokens": {role: [dict(zip(PLACE, item)) for item in items] for role, items in self.off_tokens.items()},
            "marks": dict(self.marks.most_common()),
            "habits": dict(self.habits.most_common()),
            "unbalanced_marks": self.unbalanced,
        }


def shown_label(value: Any) -> str:
    """The value of a label as people and JSON keys have it; None stands where the field is not annotated."""
    return "not annotated" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def count_corpus(records: Iterable[Mapping[str, Any]], tokenizer: Tokenizer, window: int, elisions: Collection[str] = ()) -> CorpusStatistics:
    """Count what a corpus holds. Its records must be valid; they are read one at a time and not kept.

    tokenizer (Tokenizer): Gives the tokens, e.g. `spacy.blank("en").tokenizer`.
    window (int): Tokens that a model sees at once.
    elisions (Collection[str]): Lower-case words that an apostrophe may begin ("em", "til"), so that it is no mark.
    """
    statistics = CorpusStatistics()
    for record in records:
        doc = tokenizer(record["text"])
        statistics.ids.append(record["id"])
        statistics.tokens += len(doc)
        attributions = record.get("attributions") or []
        if not attributions:
            statistics.without.append(record["id"])
        _count_attributions(statistics, record["id"], attributions, doc, window)
        _count_marks(statistics, record["id"], record["text"], elisions)
    return statistics


def _count_attributions(statistics: CorpusStatistics, article: str, attributions: Iterable[Mapping[str, Any]], doc: Doc, window: int) -> None:
    starts = [token.idx for token in doc]
    ends = [token.idx + len(token) for token in doc]
    boundaries = set(starts), set(ends)
    for item in attributions:
        statistics.attributions += 1
        for name in LABELS:
            statistics.labels[name][item.get(name)] += 1
        statistics.roles["speaker"] += item.get("speaker") is not None
        for role in PIECED_ROLES:
            pieces = record_pieces(item.get(role))
            statistics.pieces[role][len(pieces)] += 1
            statistics.roles[role] += bool(pieces)
            for start, end in pieces:
                if start not in boundaries[0] or end not in boundaries[1]:
                    statistics.off_tokens[role].append((article, item["id"], start, end))
        no_cue, no_source = not item.get("cue"), not item.get("source")
        statistics.empty.update({"no cue": no_cue, "no source": no_source, "neither": no_cue and no_source})
        content = record_pieces(item["content"])
        first, last = min(start for start, _ in content), max(end for _, end in content)
        length = bisect_left(starts, last) - bisect_right(ends, first)
        if length > window:
            statistics.long.append((article, item["id"], length))


def _count_marks(statistics: CorpusStatistics, article: str, text: str, elisions: Collection[str]) -> None:
    segments = quoted_segments(text, elisions)
    outermost = set()
    for segment in segments:
        style = _MARK_STYLES.get(text[segment.start : segment.inner_start], OTHER)
        statistics.marks[style] += 1
        if segment.depth == 0:
            outermost.add(style)
    statistics.habits[" + ".join(sorted(outermost, key=MARKS.index)) or "none"] += 1
    if not is_balanced(text, segments):
        statistics.unbalanced.append(article)


def is_balanced(text: str, segments: Iterable[Quoted]) -> bool:
    """Whether every quotation mark of a text has its other half. A quotation that the next paragraph takes up with a mark
    of its own may be left open; straight and single marks that close nothing cannot be told from apostrophes and inches."""
    segments = list(segments)
    following = dict(zip((end for _, end in paragraphs(text)), (start for start, _ in paragraphs(text)[1:])))
    taken_up = {segment.start for segment in segments if segment.continues}
    if any(not s.closed and following.get(s.end) not in taken_up for s in segments):
        return False
    halves = {s.start for s in segments} | {s.inner_end for s in segments if s.closed}
    return all(i in halves for i, char in enumerate(text) if char in _STRAY_CLOSERS)
