"""Which prediction stands for which gold attribution: one to one, the best overlap of contents first."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from os.path import commonprefix
from typing import Any, Dict, FrozenSet, Iterable, List, Mapping, Optional, Sequence, Tuple

import srsly

from ..attributions import ANONYMOUS_TYPES, PIECED_ROLES, record_pieces
from ..errors import Errors
from ..lang.reading import LANG_DIR, elisions_of
from ..page.layout import Layout
from ..page.marks import form_of
from .text import Runs, Squeezed, all_shared, overlap, shared, size, squeeze

ROLES = ("content", "cue", "source")  # what makes two attributions the same
LANG = "en"  # whose apostrophes the marks of a text are told from
HALF = 0.5  # from this overlap on two contents, sources or cues are taken for one

Pair = Tuple[int, int]


@dataclass(frozen=True)
class Item:
    """An attribution of gold or of a prediction, as it is compared.

    record (Mapping[str, Any]): The attribution in the JSON format.
    content, cue, source, disclosure, reason (Runs): Its roles, without punctuation at the ends of pieces.
    form (Optional[str]): By the quotation marks of the text, by the same definition as the field `form`. None without content.
    speech (bool): Whether its cue is a word of speech.
    """

    record: Mapping[str, Any]
    content: Runs
    cue: Runs
    source: Runs
    disclosure: Runs
    reason: Runs
    form: Optional[str]
    speech: bool

    @property
    def act(self) -> Optional[str]:
        """Its act, None where it has none."""
        return self.record.get("act")

    @property
    def source_type(self) -> Optional[str]:
        """Its source type, None where it has none."""
        return self.record.get("source_type")

    @property
    def anonymous(self) -> Optional[bool]:
        """Its flag, taken from the source type if it has none of its own; None where there is neither."""
        flag = self.record.get("anonymous")
        if flag is None and self.source_type is not None:
            return self.source_type in ANONYMOUS_TYPES
        return flag

    @property
    def speaker(self) -> Optional[str]:
        """The text of its speaker, None where there is none."""
        speaker = self.record.get("speaker")
        return speaker["text"] if speaker else None


@dataclass(frozen=True)
class Matching:
    """Gold and prediction of one article, compared.

    id (Any): The article's id.
    text (str): Its text.
    gold, pred (Sequence[Item]): What is compared: attributions with content, without repetitions.
    pairs (Mapping[Pair, bool]): By index into `gold` and into `pred`: contents that overlap by half or more, and
        whether the sources agree.
    exact (Sequence[Pair]): Pairs whose contents are the same.
    gold_cues, pred_cues (Sequence[Runs]): The different cues, of attributions without content too.
    cue_pairs, exact_cue_pairs (Sequence[Pair]): Cues that overlap by half or more, and those that are the same.
    left_out (Mapping[str, int]): How many attributions are not compared, and why.
    """

    id: Any
    text: str
    gold: Sequence[Item]
    pred: Sequence[Item]
    pairs: Mapping[Pair, bool]
    exact: Sequence[Pair]
    gold_cues: Sequence[Runs]
    pred_cues: Sequence[Runs]
    cue_pairs: Sequence[Pair]
    exact_cue_pairs: Sequence[Pair]
    left_out: Mapping[str, int]


def match_corpora(gold: Iterable[Mapping[str, Any]], pred: Iterable[Mapping[str, Any]]) -> List[Matching]:
    """Compare gold and prediction of articles in the JSON format, those of the prediction in any order; the result has gold's.

    RAISES (ValueError): If an article misses on one side or comes twice, texts differ, or a piece is not inside its text.
    """
    gold_by_id, pred_by_id = by_id(gold, "gold"), by_id(pred, "prediction")
    for code, missing in (
        (Errors.A041, [i for i in gold_by_id if i not in pred_by_id]),
        (Errors.A042, [i for i in pred_by_id if i not in gold_by_id]),
    ):
        if missing:
            raise ValueError(code.format(id=missing[0], count=len(missing)))
    return [match_records(record, pred_by_id[identifier]) for identifier, record in gold_by_id.items()]


def by_id(records: Iterable[Mapping[str, Any]], side: str) -> Dict[Any, Mapping[str, Any]]:
    """Articles by their id; a ValueError that names the side if two have the same."""
    found: Dict[Any, Mapping[str, Any]] = {}
    for record in records:
        identifier = record.get("id")
        if identifier in found:
            raise ValueError(Errors.A043.format(id=identifier, side=side))
        found[identifier] = record
    return found


def match_records(gold: Mapping[str, Any], pred: Mapping[str, Any]) -> Matching:
    """Compare gold and prediction of one article in the JSON format; the text of the prediction may be left out.

    RAISES (ValueError): If the texts differ, or a piece is not inside the text.
    """
    text = gold["text"]
    other = pred.get("text")
    if other is not None and other != text:
        raise ValueError(Errors.A040.format(id=gold.get("id"), position=len(commonprefix([text, other]))))
    squeezed = squeeze(text)
    left_out: Counter = Counter()
    all_gold = list(_items(squeezed, text, gold, "gold", left_out))
    all_pred = list(_items(squeezed, text, pred, "predicted", left_out))
    gold_items, pred_items = [g for g in all_gold if g.content], [p for p in all_pred if p.content]
    common = all_shared([g.content for g in gold_items], [p.content for p in pred_items])
    scored = []
    for (i, j), both in common.items():
        g, p = gold_items[i], pred_items[j]
        by = both / (size(g.content) + size(p.content) - both)
        if by >= HALF:
            scored.append(((by, overlap(g.source, p.source), overlap(g.cue, p.cue)), (i, j)))
    gold_cues = list(dict.fromkeys(g.cue for g in all_gold if g.cue))
    pred_cues = list(dict.fromkeys(p.cue for p in all_pred if p.cue))
    cues = [((overlap(gold_cues[i], pred_cues[j]),), (i, j)) for i, j in all_shared(gold_cues, pred_cues)]
    return Matching(
        id=gold.get("id"),
        text=text,
        gold=gold_items,
        pred=pred_items,
        pairs={(i, j): same_source(squeezed, gold_items[i].source, pred_items[j].source) for i, j in _one_to_one(scored)},
        exact=_one_to_one(s for s in scored if s[0][0] == 1),
        gold_cues=gold_cues,
        pred_cues=pred_cues,
        cue_pairs=_one_to_one(c for c in cues if c[0][0] >= HALF),
        exact_cue_pairs=_one_to_one(c for c in cues if c[0][0] == 1),
        left_out=left_out,
    )


def _items(squeezed: Squeezed, text: str, record: Mapping[str, Any], side: str, left_out: Counter) -> Iterable[Item]:
    seen = set()
    segments = Layout(text, elisions_of(LANG)).segments
    for attribution in record["attributions"]:
        pieces = {role: record_pieces(attribution.get(role)) for role in PIECED_ROLES}
        for role, offsets in pieces.items():
            for start, end in offsets:
                if not 0 <= start <= end <= len(text):
                    where = f" ({side}, article {record.get('id')!r}, attribution {attribution.get('id')!r})"
                    raise ValueError(Errors.A005.format(start=start, end=end, role=role, length=len(text), where=where))
        content = squeezed.runs(pieces["content"])
        roles = {role: squeezed.trim(squeezed.runs(offsets)) for role, offsets in pieces.items()}
        identity = tuple(roles[role] for role in ROLES)
        if identity in seen:
            left_out[f"{side} attributions that repeat another"] += 1
            continue
        seen.add(identity)
        if not content:
            left_out[f"{side} attributions without content"] += 1
        words = (word.lower() for start, end in pieces["cue"] for word in re.findall("[A-Za-z]+", text[start:end]))
        speech = any(word in word_lists()["speech_cues"] for word in words)
        form = form_of(text, pieces["content"], pieces["cue"], segments) if content else None
        yield Item(attribution, **roles, form=form, speech=speech)


def _one_to_one(scored: Iterable[Tuple[Tuple[float, ...], Pair]]) -> List[Pair]:
    """Highest score first, then document order; nobody is taken twice."""
    taken: Tuple[set, set] = (set(), set())
    result = []
    for _, (i, j) in sorted(scored, key=lambda s: (tuple(-x for x in s[0]), s[1])):
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            result.append((i, j))
    return result


def same_source(squeezed: Squeezed, gold: Runs, pred: Runs) -> bool:
    """Whether two source phrases agree: they overlap by half or more, or one is part of the other and both end in the
    same word; or there is none on either side."""
    if not gold or not pred:
        return gold == pred
    part = shared(gold, pred) == min(size(gold), size(pred))
    return overlap(gold, pred) >= HALF or part and squeezed.last_word(gold) == squeezed.last_word(pred)


# Speakers


@lru_cache(maxsize=None)
def word_lists() -> Dict[str, FrozenSet[str]]:
    """The word lists of the measures, in lower case: `speech_cues` and `name_fillers` (articles and titles)."""
    return {name: frozenset(words) for name, words in srsly.read_json(LANG_DIR / "en" / "scoring.json").items()}


def name_words(text: str) -> List[str]:
    """The words, in order, by which speakers are compared: casefolded, without possessive, articles and titles, unless there is
    nothing else."""
    found = [w.strip(".") for w in re.findall(r"[\w&.-]+", re.sub(r"[’']s\b", "", text.casefold()))]
    words = [w for w in found if w]
    return [w for w in words if w not in word_lists()["name_fillers"]] or words


def same_speaker(gold: str, pred: Optional[str], named: bool) -> bool:
    """Whether two texts mean the same speaker. If it is no person with a name, it is enough to share the last word of the shorter."""
    if not pred:
        return False
    g, p = name_words(gold), name_words(pred)
    if not g or not p or g == p:
        return g == p and (bool(g) or gold == pred)
    part = set(g) <= set(p) or set(p) <= set(g)
    if named:
        return part and g[-1] == p[-1]
    short, long = sorted((g, p), key=len)
    return part or short[-1] in long
