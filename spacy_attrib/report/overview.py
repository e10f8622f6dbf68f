"""The numbers of all articles: who speaks, named or not, how much, and when."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Dict, Iterator, List, Mapping, Optional, Tuple

from .articles import ArticleView
from .quotes import Voice, count_words

SIDES = ("named", "unnamed", "neither")
DAYS, WEEKS, MONTHS = 31, 200, 365 * 6  # the longest time that is shown by days, weeks, months
QUOTED = 12  # people in the list of the most quoted
GENDERS = ("female", "male", "not known")


@dataclass
class Talker:
    """Somebody with a name, in all articles: quotations, words, and in how many articles."""

    name: str
    affiliation: str
    gender: str  # one of `GENDERS`; empty for an organization
    quotations: int = 0
    words: int = 0
    articles: int = 0


@dataclass
class Tally:
    """The numbers, article by article."""

    articles: int = 0
    findings: Counter = field(default_factory=Counter)
    accepted: int = 0
    unnamed_sources: int = 0
    sides: Counter = field(default_factory=Counter)  # quotations by side
    words: Counter = field(default_factory=Counter)  # words by source type
    outlets: Dict[str, Counter] = field(default_factory=dict)  # words by outlet and side
    days: Dict[date, Counter] = field(default_factory=dict)  # quotations by day and side
    talkers: Dict[str, Talker] = field(default_factory=dict)

    def add(self, article: ArticleView, unnamed_sources: int) -> None:
        """Count an article in."""
        self.articles += 1
        self.unnamed_sources += unnamed_sources
        self.findings.update(finding.kind for finding in article.findings)
        self.accepted += sum(finding.accepted for finding in article.findings)
        sides = Counter(quote.side for quote in article.quotes)
        self.sides.update(sides)
        if article.facts.date is not None:
            self.days.setdefault(article.facts.date, Counter()).update(sides)
        outlet = self.outlets.setdefault(article.facts.outlet, Counter())
        for quote in article.quotes:
            words = count_words(article.text, quote.pieces["content"])
            self.words[quote.source_type] += words
            outlet[quote.side] += words
        for key, voices in _by_person(article).items():
            talker = self.talkers.setdefault(key, _talker(voices[0]))
            talker.articles += 1
            talker.quotations += sum(len(voice.quotes) for voice in voices)
            talker.words += sum(voice.words for voice in voices)

    @property
    def quotations(self) -> int:
        """All quotations."""
        return sum(self.sides.values())

    @property
    def most_quoted(self) -> List[Talker]:
        """Who is quoted most, people and organizations with a name."""
        return sorted(self.talkers.values(), key=lambda t: (-t.quotations, -t.words, t.name))[:QUOTED]

    @property
    def genders(self) -> Dict[str, Tuple[int, int]]:
        """People with a name and their words, by `GENDERS`."""
        people = {gender: [t for t in self.talkers.values() if t.gender == gender] for gender in GENDERS}
        return {gender: (len(found), sum(t.words for t in found)) for gender, found in people.items()}


def _talker(voice: Voice) -> Talker:
    own = voice.person
    person = "gender" in own if "person_id" in own else voice.source_type == "named_person"
    gender = own.get("gender", "") if own.get("gender") in GENDERS else GENDERS[-1]
    return Talker(own.get("person_name") or voice.name, own.get("affiliation", ""), gender if person else "")


def _by_person(article: ArticleView) -> Dict[str, List[Voice]]:
    """The voices with a name, by whom the record says they are across articles; if it does not, by that name, small letters and capitals the same."""
    named: Dict[str, List[Voice]] = {}
    for voice in article.voices:
        if voice.source_type in ("named_person", "organization") and not voice.unnamed:
            name = f"{voice.source_type} {' '.join(voice.name.lower().split())}"
            named.setdefault(voice.person.get("person_id") or name, []).append(voice)
    return named


@dataclass(frozen=True)
class Bin:
    """A day, week, month or year, with its quotations by side."""

    label: str
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """Named and unnamed ones."""
        return self.counts["named"] + self.counts["unnamed"]


def bin_by_time(days: Mapping[date, Counter]) -> Tuple[str, List[Bin]]:
    """Put the days into bins of one length, without a gap; the length ("day", "week", "month", "year") fits the time they span."""
    if not days:
        return "", []
    first, last = min(days), max(days)
    span = (last - first).days + 1
    unit = "day" if span <= DAYS else "week" if span <= WEEKS else "month" if span <= MONTHS else "year"
    counts: Dict[date, Counter] = {}
    for day, sides in days.items():
        counts.setdefault(_begin(day, unit), Counter()).update(sides)
    return unit, [Bin(_label(start, unit), counts.get(start, Counter())) for start in _starts(first, last, unit)]


def _begin(day: date, unit: str) -> date:
    if unit == "week":
        return day - timedelta(days=min(day.weekday(), (day - date.min).days))
    return day if unit == "day" else day.replace(day=1) if unit == "month" else day.replace(month=1, day=1)


def _starts(first: date, last: date, unit: str) -> Iterator[date]:
    start: Optional[date] = _begin(first, unit)
    while start is not None and start <= last:
        yield start
        start = _next(start, unit)


def _next(start: date, unit: str) -> Optional[date]:
    """The begin of the bin behind; None at the end of the calendar."""
    try:
        if unit in ("day", "week"):
            return start + timedelta(days=1 if unit == "day" else 7)
        if unit == "month":
            return start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
        return start.replace(year=start.year + 1)
    except (ValueError, OverflowError):
        return None


def _label(start: date, unit: str) -> str:
    return {"day": f"{start.day} {start:%b}", "week": f"{start.day} {start:%b}", "month": f"{start:%b} {start.year}", "year": str(start.year)}[unit]
