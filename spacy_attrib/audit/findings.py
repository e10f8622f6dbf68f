"""What newsroom rules have to say to the anonymous sources of an article."""

import re
from bisect import bisect_left
from functools import lru_cache
from typing import Dict, FrozenSet, Iterator, List, NamedTuple, Optional, Sequence, Set, Tuple, Union

from spacy.tokens import Span

from ..attributions import Attribution
from ..page.layout import Layout
from .descriptors import Phrase, Words, is_counted, is_pronoun, parse_phrase
from .sources import holds
from .views import RULES, Finding, Source, Verdict

LONGEST = 70  # characters of a source that a message repeats
HEADLINE = 14  # words of a first paragraph that is no more than a headline
ADDRESSEE = 4  # tokens behind a cue among which whoever is told stands
OWN = 4  # tokens behind "I" in which people judge themselves
NO_INSIDER = "nothing says that its name is withheld, and it does not speak from inside"
SUBJECT = 3  # tokens of a reason in which its subject stands: "because he"


_SILENT_WHERE_NOTHING_IS_SAID = [(kind, "it only declines to say anything") for kind in RULES if kind != "veiled_sourcing"]
Outcome = Union[List[Finding], str]  # what a rule finds, or why it is silent


def judge_sources(
    sources: Sequence[Source], reported: Sequence[Attribution], attributions: Sequence[Attribution], words: Words
) -> Tuple[List[Finding], List[Verdict]]:
    """Check the sources without a name, or with another name, of one article.

    sources (Sequence[Source]): All, in document order.
    reported (Sequence[Attribution]): The quotations that the article makes itself.
    attributions (Sequence[Attribution]): Everything attributed in it.
    words (Words): The word lists.
    RETURNS (Tuple[List[Finding], List[Verdict]]): The findings, in no order, and for every such source what each rule says to it.
    """
    # those who say anything but that they will not say anything
    informing = [s for s in sources if not all(_said_by(quotation, words["declining"]) for quotation in s.quotations)]
    telling = {s.id for s in informing}
    article = _read_article(informing, reported, attributions, words)
    groups: Dict[str, List[Source]] = {}
    for source in sources:
        if source.anonymous or source.withheld:
            groups.setdefault(source.part_of or source.id, []).append(source)
    findings: List[Finding] = []
    verdicts: List[Verdict] = []
    for identifier, members in groups.items():
        speaking = [s for s in members if s.id in telling]
        for kind, outcome in _outcomes(speaking, article, words) if speaking else _SILENT_WHERE_NOTHING_IS_SAID:
            found = outcome if isinstance(outcome, list) else []
            findings += found
            why = outcome if isinstance(outcome, str) else found[0].message
            verdicts.append(Verdict(kind, identifier, bool(found), why))
    return findings, verdicts


class _Article(NamedTuple):
    """What the rules ask of the article as a whole.

    unknown (bool): Whether somebody speaks of whom it is not known who that is.
    named (bool): Whether others say anything, and not only deny it, who have a name.
    nameless (FrozenSet[str]): The sources without a name that say anything, those that are part of another as that.
    persons (Dict[str, Tuple[Source, Phrase]]): By noun the first of those among them who are one person.
    headline (int): Where the headline ends, in characters.
    attributions, starts: Everything attributed in it, by where the content begins; and where that is.
    """

    unknown: bool
    named: bool
    nameless: FrozenSet[str]
    persons: Dict[str, Tuple[Source, Phrase]]
    headline: int
    attributions: List[Attribution]
    starts: List[int]


def _read_article(informing: Sequence[Source], reported: Sequence[Attribution], attributions: Sequence[Attribution], words: Words) -> _Article:
    named = [s for s in informing if not s.anonymous and s.source_type != "public"]
    persons: Dict[str, Tuple[Source, Phrase]] = {}
    for source in informing:
        if source.source_type == "unnamed_person":
            phrase = parse_phrase(source.speaker.mention, words)
            persons.setdefault(phrase.noun, (source, phrase))
    text = informing[0].speaker.mention.doc.text if informing else ""
    lines = Layout(text).paragraphs
    ordered = sorted(attributions, key=lambda a: a.content[0].start)
    return _Article(
        unknown=any(a.source and a.speaker is None for a in reported),
        named=any(not all(_said_by(q, words["denying"]) for q in s.quotations) for s in named),
        nameless=frozenset(s.part_of or s.id for s in informing if s.anonymous),
        persons=persons,
        headline=lines[0][1] if len(lines) > 1 and len(text[: lines[0][1]].split()) <= HEADLINE else 0,
        attributions=ordered,
        starts=[a.content[0].start for a in ordered],
    )


def _outcomes(members: Sequence[Source], article: _Article, words: Words) -> Iterator[Tuple[str, Outcome]]:
    """What each rule has to say to one source, and those that are part of it."""
    yield "anonymous_without_reason", _check_reason(members, article, words)
    if not members[0].anonymous:
        return  # the text uses a name
    yield "single_anonymous_source", _check_alone(members, article, words)
    yield "bare_descriptor", _check_descriptor(members, words)
    yield "plural_for_one", _check_number(members, article, words)
    for kind in JUDGING:
        yield kind, _check_judgement(kind, members, article, words)


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


def _check_reason(members: Sequence[Source], article: _Article, words: Words) -> Outcome:
    """No reason, where the text says that there will be no name, or where somebody speaks from inside."""
    source = members[0]
    if source.reason:
        return "the text says why"
    if any(a.lacks("reason") for s in members for a in s.speaker.attributions):
        return "the records do not tell whether the text says why"
    if source.disclosure:
        if any(_pattern(words["implied_reasons"]).search(span.text) for span in source.disclosure):
            return "the words that withhold the name say why"  # was not authorized to be quoted by name
        message = f"The name of {_called(source)} is withheld, and the text does not say why."
        return [Finding("anonymous_without_reason", source.disclosure[0], message, source.id)]
    if not _is_insider(members, words):
        return NO_INSIDER
    if _explains_itself(members, words):
        return "its description says why"
    if not _speaks_to_reader(members, article, words):
        return "it speaks to somebody in the story, or only in the headline"
    message = f"No reason is given for leaving {_called(source)} without a name."
    return [Finding("anonymous_without_reason", _mention(source, words), message, source.id)]


def _speaks_to_reader(members: Sequence[Source], article: _Article, words: Words) -> bool:
    """Whether anything is said to the reader, and not in the headline or to somebody in the story: "officials told him to leave"."""
    said = [quotation for source in members for quotation in source.quotations]
    return not all(q.content[0].start_char < article.headline or _is_told_to_others(q, words) for q in said)


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


def _check_descriptor(members: Sequence[Source], words: Words) -> Outcome:
    """No description in any mention. "People" without one are of interest only where they do not want to be named."""
    described = [s.descriptor for s in members if s.descriptor is not None]
    if not described:
        return "nothing describes it"
    fuller = next((d for d in described if not d.bare), None)
    if fuller is not None:
        return f"“{_shorten(fuller.text)}” says more than “a source”"
    noun = parse_phrase(described[0].span, words).noun
    if noun in words["generic_nouns"] or noun in words["generic_people"] and members[0].disclosure:
        message = f"All that the reader is told about the source is {_called(members[0])}."
        return [Finding("bare_descriptor", described[0].span, message, members[0].id)]
    return f"“{_shorten(described[0].text)}” are people at large, who do not ask to go without a name"


JUDGING = {  # rule: how a finding calls it, the lists of cues and of words that judge
    "anonymous_opinion": ("an opinion", "opinion_cues", "opinion_words"),
    "anonymous_accusation": ("an accusation or attack", "accusing_cues", "accusing_words"),
}


def _check_judgement(kind: str, members: Sequence[Source], article: _Article, words: Words) -> Outcome:
    """Judgements of those who are kept from the reader; what they say that somebody else said is not theirs."""
    disclosed, insider = bool(members[0].disclosure), _is_insider(members, words)
    if not disclosed and not insider:
        return NO_INSIDER
    blaming = words["blaming_cues"] if disclosed and insider else frozenset()  # officials blame crashes on ice, fishermen dams
    result: List[Finding] = []
    for source in members:
        called = _called(source)
        for quotation in source.quotations:
            span = _judging_span(kind, quotation, blaming, article, words)
            if span is None or kind == "anonymous_opinion" and _judging_span("anonymous_accusation", quotation, blaming, article, words):
                continue  # one quotation, one finding: an accusation rather than an opinion
            message = f"“{span.text}” reads as {JUDGING[kind][0]}, from a source without a name ({called})."
            result.append(Finding(kind, span, message, source.id))
    return result or "nothing that it says reads so"


def _judging_span(kind: str, quotation: Attribution, blaming: FrozenSet[str], article: _Article, words: Words) -> Optional[Span]:
    """Where a quotation judges: its cue, or a word in it."""
    _, cues, terms = JUDGING[kind]
    judging = words[cues] | blaming if kind == "anonymous_opinion" else words[cues]
    if quotation.cue and _said_by(quotation, judging):
        return quotation.cue[0]
    return _find_term(quotation, words[terms], article, words)


def _find_term(quotation: Attribution, terms: FrozenSet[str], article: _Article, words: Words) -> Optional[Span]:
    """The first judging word of a quotation that is the source's own and not about itself."""
    reported: Optional[Set[int]] = None
    for piece in quotation.content:
        for match in _pattern(terms).finditer(piece.text):
            span = piece.doc.char_span(piece.start_char + match.start(), piece.start_char + match.end(), alignment_mode="expand")
            if span is None:
                continue
            before = {t.lower_ for t in piece.doc[max(piece.start, span.start - OWN) : span.start]}
            if before & words["self"]:
                continue
            reported = _reported_in(quotation, article) if reported is None else reported
            if span.start not in reported:
                return span
    return None


def _reported_in(quotation: Attribution, article: _Article) -> Set[int]:
    """The tokens in a quotation that are in turn somebody else's."""
    first = bisect_left(article.starts, min(s.start for s in quotation.content))
    last = bisect_left(article.starts, max(s.end for s in quotation.content))
    inner = (a for a in article.attributions[first:last] if a.speaker_id != quotation.speaker_id and holds(quotation, a))
    return {i for a in inner for s in a.content for i in range(s.start, s.end)}


def _check_number(members: Sequence[Source], article: _Article, words: Words) -> Outcome:
    """A plural that what follows speaks of as one person: "sources said … the source added"."""
    groups = [s for s in members if s.source_type == "unnamed_group" and s.part_of is None]
    if not groups:
        return "it is one person"
    source = groups[0]
    mentions = [span for quotation in source.quotations for span in quotation.source if not is_pronoun(span, words)]
    phrases = [parse_phrase(span, words) for span in mentions]
    plural = next((s for s, p in zip(mentions, phrases) if p.plural and not p.partial and p.noun in words["insiders"]), None)
    if plural is None:
        return "it is no plural of insiders"
    if any(is_counted(p, words) for p in phrases):
        return "the text says how many they are"
    single = _singular_of(source, parse_phrase(plural, words).noun, article, words)
    if single is None:
        return "nothing speaks of it as of one person"
    plural = _trimmed(plural, source)
    message = f"“{_shorten(plural.text)}” is a plural, but “{_shorten(single.text)}” speaks of one person."
    return [Finding("plural_for_one", plural, message, source.id)]


def _singular_of(source: Source, noun: str, article: _Article, words: Words) -> Optional[Span]:
    """Where the text speaks of a group as of one person: "he said", "the source said", "because he was not authorized"."""
    for quotation in source.quotations:
        for span in quotation.source:
            if span.text.lower() in words["singular_pronouns"] or _is_back_reference(parse_phrase(span, words), noun, words):
                return span
    if noun in words["generic_nouns"] and source.reason:
        if any(token.lower_ in words["singular_pronouns"] for token in source.reason[0][:SUBJECT]):
            return source.reason[0]
    if noun not in article.persons:
        return None
    first, phrase = article.persons[noun]  # if that one is introduced, those behind it go on about it
    goes_back = _is_back_reference(phrase, noun, words) and first.speaker.mention.start > source.speaker.mention.start
    return first.speaker.mention if goes_back else None


def _is_back_reference(phrase: Phrase, noun: str, words: Words) -> bool:
    """Whether a phrase is a "the source" of which nothing more is said."""
    plain = bool(phrase.before) and set(phrase.before) <= words["definite"]
    return plain and phrase.noun == noun and not (phrase.plural or phrase.partial or phrase.after)


def _check_alone(members: Sequence[Source], article: _Article, words: Words) -> Outcome:
    """A story that rests on one anonymous source: others say nothing, or only deny it."""
    if article.unknown:
        return "somebody speaks of whom it is not known who that is"
    if article.named:
        return "others speak, too, who have a name"
    first = members[0]
    if article.nameless - {first.part_of or first.id}:
        return "it is not the only source without a name"
    if any(s.source_type != "unnamed_person" for s in members):
        return "they are several people"
    if not first.disclosure and _speaks_for_others(members, words):
        return "it speaks for somebody else"
    message = f"The article rests on one anonymous source: {_called(first)}."
    return [Finding("single_anonymous_source", _mention(first, words), message, first.id)]


def _speaks_for_others(members: Sequence[Source], words: Words) -> bool:
    return any(s.descriptor is not None and parse_phrase(s.descriptor.span, words).noun in words["voices"] for s in members)


def _mention(source: Source, words: Words) -> Span:
    """Where a source is first quoted, the words that tell who it is."""
    spans = (span for quotation in source.quotations for span in quotation.source)
    return _trimmed(next((span for span in spans if not is_pronoun(span, words)), source.speaker.mention), source)


def _trimmed(mention: Span, source: Source) -> Span:
    """A mention without the words that withhold the name, if it is the one that describes the source."""
    described = source.descriptor
    return described.span if described is not None and described.span.start == mention.start else mention


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
