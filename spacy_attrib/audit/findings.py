"""What newsroom rules have to say to the anonymous sources of an article."""
import re
from functools import lru_cache
from typing import Dict, FrozenSet, Iterator, List, Optional, Sequence

from spacy.tokens import Span

from ..attributions import Attribution
from ..page.layout import Layout
from .descriptors import Phrase, Words, is_counted, is_pronoun, parse_phrase
from .sources import holds
from .views import Finding, Source

LONGEST = 70  # characters of a source that a message repeats
HEADLINE = 14  # words of a first paragraph that is no more than a headline
ADDRESSEE = 4  # tokens behind a cue among which whoever is told stands
OWN = 4  # tokens behind "I" in which people judge themselves
SUBJECT = 3  # tokens of a reason in which its subject stands: "because he"


def find_problems(
    sources: Sequence[Source], reported: Sequence[Attribution], attributions: Sequence[Attribution], words: Words
) -> Iterator[Finding]:
    """Check the anonymous sources of one article; findings come in no order. `sources` are all, in document order, `reported` the
    quotations that the article makes itself, `attributions` everything attributed in it."""
    # those who say anything but that they will not say anything
    informing = [s for s in sources if not all(_said_by(quotation, words["declining"]) for quotation in s.quotations)]
    groups: Dict[str, List[Source]] = {}
    for source in informing:
        if source.anonymous:
            groups.setdefault(source.part_of or source.id, []).append(source)
    for members in groups.values():
        yield from _check_reason(members, words)
        yield from _check_descriptor(members, words)
        yield from _check_opinions(members, attributions, words)
    yield from _check_number(informing, words)
    yield from _check_alone(reported, informing, words)


def _said_by(attribution: Attribution, phrases: FrozenSet[str]) -> bool:
    return _pattern(phrases).search(attribution.cue.text) is not None


@lru_cache(maxsize=None)
def _pattern(phrases: FrozenSet[str]) -> "re.Pattern[str]":
    """Any of the phrases, the longest first, whatever the space and the apostrophes in them."""
    escaped = (re.escape(p).replace(r"\ ", r"\s+").replace("'", "['’]") for p in sorted(phrases, key=lambda p: (-len(p), p)))
    return re.compile(rf"(?<![\w’'-])(?:{'|'.join(escaped)})(?![\w-])", re.I)


def _is_insider(members: Sequence[Source], words: Words) -> bool:
    """Whether somebody speaks who knows from inside, and not for the public: no passer-by, no spokeswoman."""
    described = [s.descriptor.span for s in members if s.descriptor is not None]
    phrases = [parse_phrase(span, words) for span in described]
    nouns = {p.noun for p in phrases if not (p.plural and p.noun in words["crowds"] and not p.before and not p.after)}
    if _speaks_for_others(members, words):
        return False
    return bool(nouns & words["insiders"]) or any(_pattern(words["insider_phrases"]).search(span.text) for span in described)


def _check_reason(members: Sequence[Source], words: Words) -> Iterator[Finding]:
    """No reason, where the text says that there will be no name, or where somebody speaks from inside."""
    source = members[0]
    if source.reason or any(a.lacks("reason") for s in members for a in s.speaker.attributions):
        return
    if source.disclosure:
        if any(_pattern(words["implied_reasons"]).search(span.text) for span in source.disclosure):
            return  # was not authorized to be quoted by name
        message = f"The name of {_called(source)} is withheld, and the text does not say why."
        yield Finding("anonymous_without_reason", source.disclosure[0], message, source.id)
    elif _is_insider(members, words) and not _explains_itself(members, words) and _speaks_to_reader(members, words):
        message = f"No reason is given for leaving {_called(source)} without a name."
        yield Finding("anonymous_without_reason", _mention(source, words), message, source.id)


def _speaks_to_reader(members: Sequence[Source], words: Words) -> bool:
    """Whether anything is said to the reader, and not in the headline or to somebody in the story: "officials told him to leave"."""
    text = members[0].speaker.mention.doc.text
    lines = Layout(text).paragraphs
    headline = lines[0][1] if len(lines) > 1 and len(text[: lines[0][1]].split()) <= HEADLINE else 0
    said = [quotation for source in members for quotation in source.quotations]
    return not all(q.content[0].start_char < headline or _is_told_to_others(q, words) for q in said)


def _is_told_to_others(quotation: Attribution, words: Words) -> bool:
    if not quotation.cue:
        return False
    end = quotation.cue[-1].end
    content = {i for span in quotation.content for i in range(span.start, span.end)}
    for token in quotation.cue[-1].doc[end : end + ADDRESSEE]:
        if token.i in content or token.is_punct:
            return False
        if token.lower_ in words["told_others"]:
            return True
    return False


def _explains_itself(members: Sequence[Source], words: Words) -> bool:
    """Whether the description is the reason: "an official who was not authorized to speak publicly"."""
    return any(s.descriptor is not None and _pattern(words["implied_reasons"]).search(s.descriptor.text) for s in members)


def _check_descriptor(members: Sequence[Source], words: Words) -> Iterator[Finding]:
    """No description in any mention. "People" without one are of interest only where they do not want to be named."""
    described = [s.descriptor for s in members if s.descriptor is not None]
    if not described or not all(d.bare for d in described):
        return
    noun = parse_phrase(described[0].span, words).noun
    if noun in words["generic_nouns"] or noun in words["generic_people"] and members[0].disclosure:
        message = f"All that the reader is told about the source is {_called(members[0])}."
        yield Finding("bare_descriptor", described[0].span, message, members[0].id)


def _check_opinions(members: Sequence[Source], attributions: Sequence[Attribution], words: Words) -> Iterator[Finding]:
    """Judgements of those who are kept from the reader; what they say that somebody else said is not theirs."""
    disclosed, insider = bool(members[0].disclosure), _is_insider(members, words)
    if not disclosed and not insider:
        return
    blaming = words["blaming_cues"] if disclosed and insider else frozenset()  # officials blame crashes on ice, fishermen dams
    judging = words["opinion_cues"] | blaming
    for source in members:
        for quotation in source.quotations:
            for kind, cues, terms in (
                ("anonymous_accusation", words["accusing_cues"], words["accusing_words"]),
                ("anonymous_opinion", judging, words["opinion_words"]),
            ):
                span = quotation.cue[0] if quotation.cue and _said_by(quotation, cues) else _find_term(quotation, terms, attributions, words)
                if span is not None:
                    what = "an accusation or attack" if kind == "anonymous_accusation" else "an opinion"
                    message = f"“{span.text}” reads as {what}, from a source without a name ({_called(source)})."
                    yield Finding(kind, span, message, source.id)
                    break


def _find_term(quotation: Attribution, terms: FrozenSet[str], attributions: Sequence[Attribution], words: Words) -> Optional[Span]:
    """The first judging word of a quotation that is the source's own and not about itself."""
    for piece in quotation.content:
        for match in _pattern(terms).finditer(piece.text):
            span = piece.doc.char_span(piece.start_char + match.start(), piece.start_char + match.end(), alignment_mode="expand")
            before = {t.lower_ for t in piece.doc[max(piece.start, span.start - OWN) : span.start]}
            if not before & words["self"] and not _is_reported(span, quotation, attributions):
                return span
    return None


def _is_reported(span: Span, quotation: Attribution, attributions: Sequence[Attribution]) -> bool:
    """Whether a word in a quotation is in turn somebody else's."""
    inner = (a for a in attributions if a.speaker_id != quotation.speaker_id and holds(quotation, a))
    return any(s.start <= span.start < s.end for a in inner for s in a.content)


def _check_number(informing: Sequence[Source], words: Words) -> Iterator[Finding]:
    """A plural that what follows speaks of as one person: "sources said … the source added"."""
    for source in informing:
        if not source.anonymous or source.source_type != "unnamed_group" or source.part_of is not None:
            continue
        mentions = [span for quotation in source.quotations for span in quotation.source if not is_pronoun(span, words)]
        phrases = [parse_phrase(span, words) for span in mentions]
        plural = next((s for s, p in zip(mentions, phrases) if p.plural and not p.partial and p.noun in words["insiders"]), None)
        if plural is None or any(is_counted(p, words) for p in phrases):
            continue
        single = _singular_of(source, parse_phrase(plural, words).noun, informing, words)
        if single is not None:
            plural = _trimmed(plural, source)
            message = f"“{_shorten(plural.text)}” is a plural, but “{_shorten(single.text)}” speaks of one person."
            yield Finding("plural_for_one", plural, message, source.id)


def _singular_of(source: Source, noun: str, informing: Sequence[Source], words: Words) -> Optional[Span]:
    """Where the text speaks of a group as of one person: "he said", "the source said", "because he was not authorized"."""
    for quotation in source.quotations:
        for span in quotation.source:
            if span.text.lower() in words["singular_pronouns"] or _is_back_reference(parse_phrase(span, words), noun, words):
                return span
    if noun in words["generic_nouns"] and source.reason:
        if any(token.lower_ in words["singular_pronouns"] for token in source.reason[0][:SUBJECT]):
            return source.reason[0]
    introduced = False
    for other in informing:
        if other.source_type == "unnamed_person":
            phrase = parse_phrase(other.speaker.mention, words)
            if not introduced and _is_back_reference(phrase, noun, words) and other.speaker.mention.start > source.speaker.mention.start:
                return other.speaker.mention
            introduced = introduced or phrase.noun == noun
    return None


def _is_back_reference(phrase: Phrase, noun: str, words: Words) -> bool:
    """Whether a phrase is a "the source" of which nothing more is said."""
    plain = bool(phrase.before) and set(phrase.before) <= words["definite"]
    return plain and phrase.noun == noun and not (phrase.plural or phrase.partial or phrase.after)


def _check_alone(reported: Sequence[Attribution], informing: Sequence[Source], words: Words) -> Iterator[Finding]:
    """A story that rests on one anonymous source: others say nothing, or only deny it."""
    if any(a.source and a.speaker is None for a in reported):
        return  # who knows who that is
    others = [s for s in informing if not s.anonymous and s.source_type != "public"]
    members = [s for s in informing if s.anonymous]
    if not members or any(not all(_said_by(q, words["denying"]) for q in s.quotations) for s in others):
        return
    first = members[0]
    if any((s.part_of or s.id) != (first.part_of or first.id) or s.source_type != "unnamed_person" for s in members):
        return
    if first.disclosure or not _speaks_for_others(members, words):
        message = f"The article rests on one anonymous source: {_called(first)}."
        yield Finding("single_anonymous_source", _mention(first, words), message, first.id)


def _speaks_for_others(members: Sequence[Source], words: Words) -> bool:
    return any(s.descriptor is not None and parse_phrase(s.descriptor.span, words).noun in words["voices"] for s in members)


def _mention(source: Source, words: Words) -> Span:
    """Where a source is first quoted, the words that tell who it is."""
    spans = (span for quotation in source.quotations for span in quotation.source)
    return _trimmed(next((span for span in spans if not is_pronoun(span, words)), source.speaker.mention), source)


def _trimmed(mention: Span, source: Source) -> Span:
    """A mention without the words that withhold the name, if it is the one that describes the source."""
    same = source.descriptor is not None and source.descriptor.span.start == mention.start
    return source.descriptor.span if same else mention


def _called(source: Source) -> str:
    """How a message calls a source; "one of them" by those whom it is one of."""
    if source.descriptor is None:
        return f"“{_shorten(source.speaker.name)}”"
    mentions = (source.speaker.mention, *(span for quotation in source.quotations for span in quotation.source))
    own = any(span.start <= source.descriptor.span.start < span.end for span in mentions)
    one = not own and source.source_type == "unnamed_person"
    return f"{'one of ' if one else ''}“{_shorten(source.descriptor.text)}”"


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"
