"""The sources of an article, and which of the unnamed ones are the same people."""
from typing import Dict, Iterator, List, Mapping, Optional, Sequence, Tuple

from spacy.tokens import Span

from ..attributions import ANONYMOUS_TYPES, Attribution, Pieces, Speaker
from ..marks import paragraphs
from .descriptors import DETAILS, Descriptor, Phrase, Words, describe_source, parse_phrase
from .views import Source

NO_SOURCE = ("author", "unknown", None)  # the writer is none, and an unknown one cannot be counted
NEAR = 2  # paragraphs in which "one of them" goes back to a group


def reported_by_article(attributions: Sequence[Attribution]) -> Tuple[Attribution, ...]:
    """The quotations that the article makes itself: speech that does not stand inside the content of another."""
    inside = set()
    around: List[Attribution] = []  # those whose content may hold what comes
    for attribution in sorted(attributions, key=lambda a: (a.content[0].start, -a.content[-1].end)):
        around = [a for a in around if a.content[-1].end > attribution.content[0].start]
        if any(holds(a, attribution) for a in around):
            inside.add(attribution.id)
        around.append(attribution)
    return tuple(a for a in attributions if a.act in ("speech", None) and a.id not in inside)


def holds(outer: Attribution, inner: Attribution) -> bool:
    """Whether an attribution stands in the content of another, with its cue."""
    pieces = [(s.start, s.end) for s in outer.content]
    if pieces == [(s.start, s.end) for s in inner.content]:
        return False
    return all(any(start <= s.start and s.end <= end for start, end in pieces) for s in (*inner.content, *inner.cue))


def find_speakers(attributions: Sequence[Attribution]) -> Tuple[Speaker, ...]:
    """All speakers, in the order of their first attribution, with the first type that says something."""
    by_id: Dict[str, List[Attribution]] = {}
    for attribution in attributions:
        if attribution.speaker_id and attribution.speaker is not None:
            by_id.setdefault(attribution.speaker_id, []).append(attribution)
    result = []
    for identifier, items in by_id.items():
        source_type = next((a.source_type for a in items if a.source_type not in NO_SOURCE), items[0].source_type)
        mention = next(a.speaker for a in items if a.speaker is not None)
        result.append(Speaker(identifier, mention, source_type, tuple(items)))
    return tuple(result)


def find_parts(unnamed: Sequence[Speaker], words: Words) -> Dict[str, str]:
    """For every unnamed speaker the one it is part of, or is the same as: itself, if there is none.

    "One of them" is one of the people spoken of last, "one of the aides" and "one aide" one of the aides; "the official", and a
    headline's "Officials", are the official of whom more is said.
    """
    phrases = {s.id: parse_phrase(s.mention, words) for s in unnamed}
    root: Dict[str, str] = {}
    for index, speaker in enumerate(unnamed):
        phrase = phrases[speaker.id]
        earlier = unnamed[:index][::-1]
        groups = [s for s in earlier if s.source_type == "unnamed_group"]
        if not phrase.noun:
            whole = [s for s in groups if phrase.partial and _are_close(s, speaker) and not _differ(s, speaker)]
        elif phrase.partial or phrase.before[:1] == ("one",):
            whole = [s for s in groups if phrase.noun == phrases[s.id].noun]
        elif phrase.before[:1] and phrase.before[0] in words["definite"]:
            whole = [s for s in earlier if _says_more(s, phrase, words)]
        elif not phrase.after and not _paragraph(speaker.mention):
            whole = [s for s in unnamed[index + 1 :] if _says_more(s, phrase, words)]
        else:
            whole = []
        root[speaker.id] = whole[0].id if whole else speaker.id
    return {identifier: _follow(root, identifier) for identifier in root}


def _says_more(speaker: Speaker, phrase: Phrase, words: Words) -> bool:
    """Whether a phrase can mean somebody: the noun is the same, and all else that it says is said there."""
    descriptor = describe_source(speaker)
    if descriptor is None or phrase.noun != parse_phrase(descriptor.span, words).noun:
        return False
    return {*phrase.before, *phrase.after} - words["definite"] <= {token.lower_ for token in descriptor.span}


def _are_close(group: Speaker, member: Speaker) -> bool:
    """Whether the group was spoken of a moment ago, so that "one of them" can be one of it."""
    ends = [a.content[-1] for a in group.attributions if a.content[-1].start < member.mention.start]
    return bool(ends) and _paragraph(member.mention) - _paragraph(ends[-1]) <= NEAR


def _differ(group: Speaker, member: Speaker) -> bool:
    """Whether the text withholds the names of two in different words, so that they are two."""
    first, second = ({(s.start, s.end) for a in speaker.attributions for s in a.disclosure} for speaker in (group, member))
    return bool(first) and bool(second) and not first & second


def _follow(root: Mapping[str, str], identifier: str) -> str:
    seen = {identifier}
    while root[identifier] not in seen:
        identifier = root[identifier]
        seen.add(identifier)
    return identifier


def _paragraph(span: Span) -> int:
    return sum(begin <= span.start_char for begin, _ in paragraphs(span.doc.text)) - 1


def find_sources(
    speakers: Sequence[Speaker], reported: Sequence[Attribution], parts: Mapping[str, str], anonymous: str
) -> Iterator[Source]:
    """Those who are reported as having said something; what discloses or explains one discloses all of the same people."""
    by_id = {speaker.id: speaker for speaker in speakers}
    quotations: Dict[str, List[Attribution]] = {}
    for attribution in reported:
        quotations.setdefault(attribution.speaker_id or "", []).append(attribution)
    together: Dict[str, List[Attribution]] = {}
    for speaker in speakers:
        together.setdefault(parts.get(speaker.id, speaker.id), []).extend(speaker.attributions)
    for speaker in speakers:
        if speaker.id not in quotations or speaker.source_type in NO_SOURCE:
            continue
        whole = parts.get(speaker.id, speaker.id)
        told = [*speaker.attributions, *together[whole]]
        disclosure = next((a.disclosure for a in told if a.disclosure), Pieces())
        yield Source(
            speaker=speaker,
            quotations=tuple(quotations[speaker.id]),
            anonymous=speaker.source_type in ANONYMOUS_TYPES and (anonymous == "unnamed" or bool(disclosure)),
            descriptor=_fuller(describe_source(speaker), describe_source(by_id[whole])),
            part_of=whole if whole != speaker.id and whole in quotations else None,
            disclosure=disclosure,
            reason=next((a.reason for a in told if a.reason), Pieces()),
        )


def _fuller(own: Optional[Descriptor], whole: Optional[Descriptor]) -> Optional[Descriptor]:
    """The description of a source, unless it says nothing and that of those it is part of does: "one of them"."""
    if own is None or whole is None or DETAILS.index(own.detail) >= DETAILS.index(whole.detail):
        return own
    return whole
