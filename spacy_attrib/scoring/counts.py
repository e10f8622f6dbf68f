"""What is counted in an article; figures are made of sums of these counts only, so that articles can be resampled."""

from collections import Counter
from typing import Iterable, Set, Tuple

from ..attributions import record_pieces
from .matching import HALF, Item, Matching, name_words, same_speaker
from .text import overlap

FRAGMENT_ROLES = ("source", "cue", "content")
ANONYMITY_ROLES = ("disclosure", "reason")
LABELS = ("act", "source_type", "anonymous", "form")


def count(matching: Matching) -> Counter:
    """Count what is right, wrong, missing and too much in one article. The name of a count is a string, or a tuple of a string and what
    the number is counted for."""
    c: Counter = Counter()
    c["gold"], c["pred"] = len(matching.gold), len(matching.pred)
    c["exact"], c["overlap"] = len(matching.exact), len(matching.pairs)
    c["cue gold"], c["cue pred"] = len(matching.gold_cues), len(matching.pred_cues)
    c["cue exact"], c["cue overlap"] = len(matching.exact_cue_pairs), len(matching.cue_pairs)
    for item in matching.gold:
        c["form gold", item.form] += 1
        c["type gold", item.source_type] += 1
        c["type labelled"] += item.source_type is not None
        c["act labelled"] += item.act is not None
        c["speech gold"] += item.speech
    for item in matching.pred:
        c["form pred", item.form] += 1
    for i, _ in matching.exact:
        c["form exact", matching.gold[i].form] += 1
    for (i, j), agree in matching.pairs.items():
        gold, pred = matching.gold[i], matching.pred[j]
        c["attribution"] += agree
        c["form found", gold.form] += 1
        c["form right", gold.form] += agree
        c["form pred found", pred.form] += 1
        c["form pred right", pred.form] += agree
        c["type found", gold.source_type] += 1
        c["type right", gold.source_type] += agree
        c["speech overlap"] += gold.speech
        c["speech attribution"] += gold.speech and agree
        for name in LABELS:
            labels = getattr(gold, name), getattr(pred, name)
            if labels[0] is not None:
                c[name, labels[0], labels[1]] += 1
    _count_speech_predictions(c, matching)
    _count_speakers(c, matching)
    _count_anonymous(c, matching)
    _count_fragments(c, matching)
    for role in ANONYMITY_ROLES:
        _count_anonymity_role(c, matching, role)
    return c


def _count_speech_predictions(c: Counter, matching: Matching) -> None:
    """A prediction counts if it found speech, or found nothing and claims to be speech: by its cue, or by having none."""
    found = {j for _, j in matching.pairs}
    unmatched = sum(j not in found and (item.speech or not item.cue) for j, item in enumerate(matching.pred))
    c["speech pred"] = c["speech overlap"] + unmatched


def _count_speakers(c: Counter, matching: Matching) -> None:
    for item in matching.gold:
        if item.speaker:
            for kind in _speaker_kinds(item, matching.text):
                c["speaker gold", kind] += 1
            c["type speaker gold", item.source_type] += 1
    for i, j in matching.pairs:
        gold, pred = matching.gold[i], matching.pred[j]
        if not gold.speaker:
            continue
        right = speaker_is_right(gold, pred)
        for kind in _speaker_kinds(gold, matching.text):
            c["speaker found", kind] += 1
            c["speaker right", kind] += right
        c["type speaker found", gold.source_type] += 1
        c["type speaker right", gold.source_type] += right


def speaker_is_right(gold: Item, pred: Item) -> bool:
    """Whether the predicted speaker is the one in gold; True if gold has none."""
    return not gold.speaker or same_speaker(gold.speaker, pred.speaker, gold.source_type in ("named_person", None))


def _speaker_kinds(item: Item, text: str) -> Tuple[str, ...]:
    """All; persons with a name; and the hard ones among these, whose source phrase does not say the whole name."""
    if item.source_type != "named_person":
        return ("all",)
    source = " ".join(text[start:end] for start, end in record_pieces(item.record.get("source")))
    if set(name_words(item.speaker or "")) <= set(name_words(source)):
        return ("all", "named")
    return ("all", "named", "hard")


def _count_anonymous(c: Counter, matching: Matching) -> None:
    """End to end: what is not found is missed, and a flag on speech that stands for nothing in gold is a false alarm."""
    labelled = [item for item in matching.gold if item.anonymous is not None]
    c["anonymous labelled"] = len(labelled)
    c["anonymous gold"] = sum(bool(item.anonymous) for item in labelled)
    if matching.gold and not labelled:
        return
    found = {j: matching.gold[i] for i, j in matching.pairs}
    for j, item in enumerate(matching.pred):
        counted = found[j].anonymous is not None if j in found else item.act in ("speech", None)
        c["anonymous pred"] += bool(item.anonymous) and counted


def _count_fragments(c: Counter, matching: Matching) -> None:
    for role in FRAGMENT_ROLES:
        gold, pred = (_fragments(items, role) for items in (matching.gold, matching.pred))
        c["fragment gold", role], c["fragment pred", role] = len(gold), len(pred)
        c["fragment right", role] = len(gold & pred)


def _fragments(items: Iterable[Item], role: str) -> Set[Tuple[int, int]]:
    return {(start, end) for item in items for start, end in record_pieces(item.record.get(role)) if start < end}


def _count_anonymity_role(c: Counter, matching: Matching, role: str) -> None:
    """Found where both sides have one on attributions that stand for each other, and the two overlap by half or more."""
    c[f"{role} gold"] = sum(bool(getattr(item, role)) for item in matching.gold)
    c[f"{role} pred"] = sum(bool(getattr(item, role)) for item in matching.pred)
    for i, j in matching.pairs:
        c[f"{role} right"] += overlap(getattr(matching.gold[i], role), getattr(matching.pred[j], role)) >= HALF
