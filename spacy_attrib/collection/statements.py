"""The same statement in many papers: near-identical quotations, who cut one, who gave it to somebody else, who left its speaker without a name.

Two quotations are one statement if the shorter shares most of its word 3-grams with the longest version. They are found by an index of these
3-grams, so that time grows linearly with the collection.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any, Dict, Iterable, List, Mapping, Optional, Sequence, Tuple

import numpy

from ..attributions import ANONYMOUS_TYPES, record_pieces
from ..corpora.duplicates import shingles
from .appearances import DATES, KINDS, OUTLETS, first_of
from .folding import WORD
from .names import parse_name
from .words import PeopleWords, people_words

SHINGLE = 3  # words
LEAST_WORDS = 8  # of a statement: shorter ones are alike by chance
SHARED = 0.6  # part of its 3-grams that a version has in common with the longest: three words changed in thirty leave 0.7
CLOSE = 0.8  # the same for a short piece of a long statement
LEAST_SHARED = 5  # 3-grams in common that show one statement outside quotation marks
LONG = 15  # 3-grams from which on a piece is not short
SAME_LENGTH = 0.75  # part of the longest version from which on one is no piece
LIKELY = 5  # statements that a version is compared with: those it shares most with
CUT = 0.9  # part of the words of the longest version below which one is cut
COMMON = 60  # statements with one 3-gram, from which on it tells nothing
NAMED, UNNAMED, OTHER, NOBODY = "named", "unnamed", "other", "nobody"


@dataclass(frozen=True)
class Version:
    """A statement as one article has it.

    article (int): Number of the record.
    article_id, attribution (str): Ids of record and attribution.
    outlet, date (str): From `meta`; empty where it has none.
    text (str): The content, its pieces joined by a space.
    form (str): "direct", "mixed" or "indirect".
    speaker (str): Who said it, as the article names that; empty for nobody.
    person_id (str): Who that is across articles, if the record says so; else the name, folded.
    standing (str): How the speaker stands there: "named", "unnamed", "other" (a document, the public), "nobody".
    kept (float): Its length in words, as a part of the longest version's.
    shared (float): The part of its word 3-grams that the longest version has.
    """

    article: int
    article_id: str
    attribution: str
    outlet: str
    date: str
    text: str
    form: str
    speaker: str
    person_id: str
    standing: str
    kept: float = 1.0
    shared: float = 1.0

    @property
    def change(self) -> str:
        """ "cut" for a shorter version, "changed" for other words, "same" for neither."""
        return "cut" if self.kept < CUT else "same" if self.shared == 1.0 else "changed"

    def to_dict(self) -> Dict[str, Any]:
        """As JSON data."""
        return {
            "article": self.article_id,
            "attribution": self.attribution,
            "outlet": self.outlet or None,
            "date": self.date or None,
            "text": self.text,
            "form": self.form,
            "speaker": self.speaker or None,
            "person_id": self.person_id or None,
            "standing": self.standing,
            "change": self.change,
            "kept": round(self.kept, 3),
            "shared": round(self.shared, 3),
        }


@dataclass(frozen=True)
class Statement:
    """A statement that two articles or more have.

    id (str): "q0", "q1" … in the order of the collection.
    versions (Tuple[Version, ...]): In the order of the collection.
    speakers (Tuple[str, ...]): The different named speakers it is given to.
    """

    id: str
    versions: Tuple[Version, ...]
    speakers: Tuple[str, ...]

    @property
    def text(self) -> str:
        """The longest version."""
        return max(self.versions, key=lambda version: (version.kept, -version.article)).text

    def articles_with(self, name: str, value: str) -> List[str]:
        """Ids of the articles in which a field of the version has a value."""
        return list(dict.fromkeys(version.article_id for version in self.versions if getattr(version, name) == value))

    def to_dict(self) -> Dict[str, Any]:
        """As JSON data."""
        return {
            "id": self.id,
            "text": self.text,
            "articles": len({version.article for version in self.versions}),
            "speakers": list(self.speakers),
            "other_speakers": len(self.speakers) > 1,
            "named_in": self.articles_with("standing", NAMED),
            "unnamed_in": self.articles_with("standing", UNNAMED),
            "cut_in": self.articles_with("change", "cut"),
            "changed_in": self.articles_with("change", "changed"),
            "versions": [version.to_dict() for version in self.versions],
        }


def find_statements(records: Iterable[Mapping[str, Any]], lang: str = "en") -> List[Statement]:
    """Find the statements that several articles have.

    records (Iterable[Mapping[str, Any]]): Records as `to_record` gives them. Speakers are told apart by the `person_id` that `add_people`
        gives; where there is none, by their names.
    lang (str): Language whose word lists to use, for names.
    RETURNS (List[Statement]): In the order of the collection.
    RAISES (ValueError): If there are no word lists for the language.
    """
    words = people_words(lang)
    versions = [version for number, record in enumerate(records) for version in _versions(record, number)]
    hashed = [shingles(version.text, SHINGLE) for version in versions]
    groups: Dict[int, List[int]] = {}
    for one, leader in enumerate(_leaders(versions, hashed)):
        groups.setdefault(leader, []).append(one)
    result: List[Statement] = []
    for leader, members in sorted(groups.items(), key=lambda group: group[1][0]):
        if len({versions[i].article for i in members}) > 1:
            compared = tuple(_compare(versions[i], hashed[i], versions[leader], hashed[leader]) for i in members)
            result.append(Statement(f"q{len(result)}", compared, _speakers(compared, words)))
    return result


def _versions(record: Mapping[str, Any], number: int) -> Iterable[Version]:
    text, meta = record["text"], record.get("meta") or {}
    for item in record["attributions"]:
        content = " ".join(" ".join(text[start:end].split()) for start, end in record_pieces(item.get("content")))
        if item.get("act") not in ("speech", None) or len(WORD.findall(content)) < LEAST_WORDS:
            continue
        speaker = item.get("speaker")
        name = " ".join(text[speaker["start"] : speaker["end"]].split()) if speaker else ""
        source_type = item.get("source_type") or ""
        standing = NAMED if source_type in KINDS else UNNAMED if source_type in ANONYMOUS_TYPES else OTHER
        yield Version(
            article=number,
            article_id=str(record.get("id", "")),
            attribution=str(item.get("id", "")),
            outlet=first_of(meta, OUTLETS),
            date=first_of(meta, DATES),
            text=content,
            form=item.get("form") or "",
            speaker=name,
            person_id=(speaker or {}).get("person_id") or (name.casefold() if standing == NAMED else ""),
            standing=standing if name else NOBODY,
        )


def _leaders(versions: Sequence[Version], hashed: Sequence[numpy.ndarray]) -> List[int]:
    """For each of some versions the longest that it is a version of: itself, if there is none. `hashed` are their 3-grams."""
    leaders = list(range(len(versions)))
    index: Dict[int, List[int]] = {}
    same: Dict[bytes, int] = {}
    for one in sorted(range(len(hashed)), key=lambda i: (-len(hashed[i]), i)):
        key = hashed[one].tobytes()
        if key in same:
            leaders[one] = same[key]
            continue
        hashes = hashed[one].tolist()
        counts = Counter(other for each in hashes for other in index.get(each, ()))
        likely = sorted(counts, key=lambda i: (-counts[i], i))[:LIKELY]
        indirect = {i for i in (one, *likely) if versions[i].form == "indirect"}
        fitting = (i for i in likely if _is_version(counts[i], len(hashes), len(hashed[i]), bool({one, i} & indirect)))
        leaders[one] = same[key] = next(fitting, one)
        if leaders[one] == one:
            for each in hashes:
                found = index.setdefault(each, [])
                if len(found) < COMMON:
                    found.append(one)
    return leaders


def _is_version(shared: int, size: int, longest: int, indirect: bool) -> bool:
    """Whether so many shared 3-grams, of those of a version and of the longest, make one statement. A short piece of a long one must be closer,
    and stand in quotation marks in both: in an article's own words it is a phrase that any two articles on one matter have."""
    if size >= SAME_LENGTH * longest or size >= LONG:
        return shared >= SHARED * size and (shared >= LEAST_SHARED or not indirect)
    return shared >= CLOSE * size and not indirect


def _compare(version: Version, hashes: numpy.ndarray, longest: Version, most: numpy.ndarray) -> Version:
    shared = len(numpy.intersect1d(hashes, most, assume_unique=True)) / max(len(hashes), 1)
    kept = len(WORD.findall(version.text)) / len(WORD.findall(longest.text))
    return Version(**{**version.__dict__, "kept": min(kept, 1.0), "shared": shared})


def _speakers(versions: Sequence[Version], words: PeopleWords) -> Tuple[str, ...]:
    """The different named speakers of a statement: one whom an article calls by the surname alone may be any of that surname."""
    named: Dict[str, str] = {}
    for version in versions:
        if version.standing == NAMED:
            named.setdefault(version.person_id, version.speaker)
    full = {surname for name in named.values() if (surname := _surname(name, words, bare=False))}
    return tuple(name for name in named.values() if _surname(name, words, bare=True) not in full)


def _surname(name: str, words: PeopleWords, bare: bool) -> Optional[str]:
    """The surname of a name, if it stands alone, or if it does not."""
    parsed = parse_name(name, words)
    return parsed.surname if parsed is not None and bool(parsed.given) != bare else None
