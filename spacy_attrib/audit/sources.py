"""The sources of an article, and which of the unnamed ones are the same people."""

from typing import Dict, Iterator, List, Mapping, Optional, Sequence, Tuple

from ..attributions import ANONYMOUS_TYPES, NO_SOURCE, Attribution, Pieces, Speaker
from ..page.intervals import Intervals
from ..page.layout import Layout
from .descriptors import Descriptor, Phrase, Words, describe_source, is_counted, parse_phrase
from .views import Source

TOP = 2  # the last paragraph that may be headline, byline or lede
NEAR = 2  # paragraphs in which "one of them" goes back to a group
MANY = 200  # sources in front of one, or behind it, that it may be the same as


def reported_by_article(attributions: Sequence[Attribution]) -> Tuple[Attribution, ...]:
    """The quotations that the article makes itself: speech that does not stand inside the content of another."""
    inside = set()
    around: List[Attribution] = []  # those whose content may hold what comes
    pieces = {a.id: Intervals(((s.start, s.end), None) for s in a.content) for a in attributions}
    for attribution in sorted(attributions, key=lambda a: (a.content[0].start, -a.content[-1].end)):
        around = [a for a in around if a.content[-1].end > attribution.content[0].start]
        if any(_has_inside(pieces[a.id], pieces[attribution.id], attribution) for a in around):
            inside.add(attribution.id)
        around.append(attribution)
    return tuple(a for a in attributions if a.act in ("speech", None) and a.id not in inside)


def holds(outer: Attribution, inner: Attribution) -> bool:
    """Whether an attribution stands in the content of another, with its cue."""
    own, others = (Intervals(((s.start, s.end), None) for s in each.content) for each in (inner, outer))
    return _has_inside(others, own, inner)


def _has_inside(pieces: "Intervals[None]", own: "Intervals[None]", inner: Attribution) -> bool:
    if len(pieces.items) == len(own.items) and pieces.items == own.items:
        return False
    return all(any(True for _ in pieces.around((s.start, s.end))) for s in (*inner.content, *inner.cue))


def find_parts(unnamed: Sequence[Speaker], words: Words) -> Dict[str, str]:
    """For every unnamed speaker the one it is part of, or is the same as: itself, if there is none.

    "One of them" is one of the people spoken of last, "one of the aides" and "one aide" one of the aides; "the official", and a
    headline's "Officials", are the official of whom more is said.
    """
    told = ((s, describe_source(s, words)) for s in unnamed)
    full = {s.id: parse_phrase(descriptor.span if descriptor else s.mention, words) for s, descriptor in told}
    layout = Layout(unnamed[0].mention.doc.text if unnamed else "")
    by_noun: Dict[str, List[Speaker]] = {}
    places: Dict[str, int] = {}  # of each among those with its noun
    for speaker in unnamed:
        same = by_noun.setdefault(full[speaker.id].noun, [])
        places[speaker.id] = len(same)
        same.append(speaker)
    root: Dict[str, str] = {}
    groups: List[Speaker] = []  # those in front
    groups_by_noun: Dict[str, Speaker] = {}  # the last
    for speaker in unnamed:
        phrase, place = full[speaker.id], places[speaker.id]
        whole = None
        if not phrase.noun:
            if phrase.partial:
                near = (s for s in reversed(groups[-MANY:]) if _are_close(s, speaker, layout))
                whole = next((s for s in near if not _differ(s, speaker)), None)
        elif phrase.partial or phrase.before[:1] == ("one",):
            whole = groups_by_noun.get(phrase.noun)
        elif _goes_back(phrase, words):
            earlier = reversed(by_noun[phrase.noun][max(place - MANY, 0) : place])
            whole = next((s for s in earlier if _can_mean(phrase, full[s.id], words)), None)
            if whole is None and layout.paragraph_at(speaker.mention.start_char) <= TOP:  # headlines speak of those who come later
                later = by_noun[phrase.noun][place + 1 : place + 1 + MANY]
                fuller = (s for s in later if not full[s.id].partial and len(full[s.id].before) > len(phrase.before))
                whole = next((s for s in fuller if _can_mean(phrase, full[s.id], words)), None)
        root[speaker.id] = speaker.id if whole is None else root.get(whole.id, whole.id)
        if speaker.source_type == "unnamed_group":
            groups.append(speaker)
            groups_by_noun[phrase.noun] = speaker
    return _ends_of_chains(root)


def _goes_back(phrase: Phrase, words: Words) -> bool:
    """Whether a phrase may speak of people who are known: "the official", "officials", a headline's "City Employee"."""
    first = phrase.before[:1]
    if not first or first[0] in words["definite"]:
        return bool(first) or not phrase.after
    return not phrase.after and not is_counted(phrase, words) and first[0] not in words["determiners"]


def _can_mean(phrase: Phrase, full: Phrase, words: Words) -> bool:
    """Whether a phrase can mean those whom a full description is of: all that it says is said there."""
    if phrase.noun != full.noun or phrase.plural and not full.plural:
        return False
    said = {*phrase.before, *phrase.after} - words["definite"]
    if phrase.before and phrase.before[0] in words["definite"]:
        said -= words["repeating"]  # "the second official" is one of the officials
    return said <= {*full.before, *full.after}


def _are_close(group: Speaker, member: Speaker, layout: Layout) -> bool:
    """Whether the group was spoken of a moment ago, so that "one of them" can be one of it."""
    said = (a.content[-1] for a in reversed(group.attributions))
    last = next((span for span in said if span.start < member.mention.start), None)
    return last is not None and layout.paragraph_at(member.mention.start_char) - layout.paragraph_at(last.start_char) <= NEAR


def _differ(group: Speaker, member: Speaker) -> bool:
    """Whether the text withholds the names of two in different words, so that they are two."""
    first, second = ({(s.start, s.end) for a in speaker.attributions for s in a.disclosure} for speaker in (group, member))
    return bool(first) and bool(second) and not first & second


def _ends_of_chains(root: Mapping[str, str]) -> Dict[str, str]:
    """For each the last of its chain; of those that go back to each other the one that all of them agree on."""
    ends: Dict[str, str] = {}
    for identifier in root:
        chain = {identifier: 0}  # with the place of each
        last = identifier
        while last not in ends and root[last] not in chain:
            last = root[last]
            chain[last] = len(chain)
        order = list(chain)
        end = ends[last] if last in ends else min(order[chain[root[last]] :])
        ends.update(dict.fromkeys(order, end))
    return ends


def find_sources(
    speakers: Sequence[Speaker], reported: Sequence[Attribution], parts: Mapping[str, str], anonymous: str, words: Words
) -> Iterator[Source]:
    """Those who are reported as having said something; what discloses or explains one discloses all of the same people."""
    by_id = {speaker.id: speaker for speaker in speakers}
    quotations: Dict[str, List[Attribution]] = {}
    for attribution in reported:
        quotations.setdefault(attribution.speaker_id or "", []).append(attribution)
    disclosures: Dict[str, Pieces] = {}
    reasons: Dict[str, Pieces] = {}
    for speaker in speakers:
        for attribution in speaker.attributions:
            for identifier in (speaker.id, parts.get(speaker.id, speaker.id)):
                if attribution.disclosure:
                    disclosures.setdefault(identifier, attribution.disclosure)
                if attribution.reason:
                    reasons.setdefault(identifier, attribution.reason)
    for speaker in speakers:
        if speaker.id not in quotations or speaker.source_type in NO_SOURCE:
            continue
        whole = parts.get(speaker.id, speaker.id)
        disclosure = disclosures.get(speaker.id) or disclosures.get(whole, Pieces())
        yield Source(
            speaker=speaker,
            quotations=tuple(quotations[speaker.id]),
            anonymous=speaker.source_type in ANONYMOUS_TYPES and (anonymous == "unnamed" or bool(disclosure)),
            descriptor=_fuller(describe_source(speaker, words), describe_source(by_id[whole], words) if whole != speaker.id else None, words),
            part_of=whole if whole != speaker.id and whole in quotations else None,
            disclosure=disclosure,
            reason=reasons.get(speaker.id) or reasons.get(whole, Pieces()),
        )


def _fuller(own: Optional[Descriptor], whole: Optional[Descriptor], words: Words) -> Optional[Descriptor]:
    """The description of a source, unless that of the people it is part of says more: than "one of them", than "one of the aides"."""
    if own is None or whole is None:
        return own or whole
    part, group = parse_phrase(own.span, words), parse_phrase(whole.span, words)
    more = part.partial and not part.after and set(part.before) - words["definite"] <= set(group.before)
    return whole if own.bare or more else own
