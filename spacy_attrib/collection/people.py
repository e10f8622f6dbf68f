"""Who speaks across a collection of articles: everybody once, with what each is called, and why names were put together."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, Dict, Iterable, List, Mapping, NamedTuple, Optional, Sequence, Set, Tuple

from ..attributions import PERSON_FIELDS
from .appearances import ORGANIZATION, PERSON, Appearance, read_appearances
from .corrections import Finder, kept_apart, read_corrections
from .folding import fold, words_of
from .genders import Gender, gender_of
from .merging import Merge, Merging
from .organizations import ShortForm, merge_organizations, spelled_out
from .persons import merge_people
from .words import PeopleWords, people_words

NOBODY: Dict[str, Optional[str]] = dict.fromkeys(PERSON_FIELDS)  # of a source that cannot be known again: unnamed, a document, the public


@dataclass(frozen=True)
class Speaker:
    """A person or an organization that speaks in a collection.

    id (str): Unique within the collection, from the name: "ann-lee", and "ann-lee-2" for another of that name.
    name (str): The full name as most often printed.
    kind (str): "person" or "organization".
    affiliation (str): What a person is, as first printed ("Foreign Office spokesman"); empty where no article says so.
    gender (Optional[Gender]): That of a person; None for an organization.
    appearances (Tuple[Appearance, ...]): The articles in which it speaks, in order.
    merges (Tuple[Dict[str, Any], …]): Why they are one: `rule`, `evidence`, and the two speakers, as corrections refer to them.
    """

    id: str
    name: str
    kind: str
    affiliation: str
    gender: Optional[Gender]
    appearances: Tuple[Appearance, ...]
    merges: Tuple[Dict[str, Any], ...]

    @property
    def columns(self) -> Dict[str, Optional[str]]:
        """What outputs say of it beside its mention: `PERSON_FIELDS`."""
        return dict(zip(PERSON_FIELDS, (self.id, self.name, self.affiliation or None, self.gender and self.gender.value)))

    def to_dict(self) -> Dict[str, Any]:
        """As JSON data."""
        names = Counter(each.text for each in self.appearances)
        affiliations: Dict[str, List[str]] = {}
        for each in self.appearances:
            if each.affiliation:
                affiliations.setdefault(each.affiliation, []).append(each.article_id)
        return {
            "id": self.id,
            "name": self.name,
            "kind": self.kind,
            "affiliation": self.affiliation or None,
            "gender": self.gender and self.gender.value,
            "gender_shown_by": self.gender and self.gender.shown_by or None,
            "articles": list(dict.fromkeys(each.article_id for each in self.appearances)),
            "attributions": sum(len(each.attributions) for each in self.appearances),
            "names": dict(names.most_common()),
            "affiliations": affiliations,
            "merges": list(self.merges),
        }


class People(NamedTuple):
    """Everybody who speaks in a collection.

    speakers (List[Speaker]): In the order in which they first speak.
    missing (List[Mapping[str, str]]): The entries of the corrections that mean nobody of the collection.
    by_attribution (Dict[Tuple[int, int], Speaker]): By number of the record and position of the attribution in it.
    """

    speakers: List[Speaker]
    missing: List[Mapping[str, str]]
    by_attribution: Dict[Tuple[int, int], Speaker]

    def name_speakers(self, record: Mapping[str, Any], number: int) -> Dict[str, Any]:
        """A copy of a record, in which every speaker says who that is across the collection: the fields of `PERSON_FIELDS`.

        record (Mapping[str, Any]): The record; it stays as it is.
        number (int): Its number in the collection, from 0.
        """
        items = []
        for position, item in enumerate(record["attributions"]):
            speaker = self.by_attribution.get((number, position))
            own = item.get("speaker")
            items.append({**item, "speaker": {**own, **(NOBODY if speaker is None else speaker.columns)}} if own else item)
        return {**record, "attributions": items}


class PeopleFinder:
    """Finds who speaks in a collection that comes article by article, of which only the speakers are kept.

    corrections (Any): Corrections as JSON data: see `corrections.py`; None for none.
    lang (str): Language whose word lists to use.
    RAISES (ValueError): If the corrections are not as they must be, or there are no word lists for the language.
    """

    def __init__(self, corrections: Any = None, lang: str = "en"):
        self._corrections = read_corrections(corrections)
        self._words = people_words(lang)
        self._appearances: List[Appearance] = []
        self._spelled: Set[ShortForm] = set()
        self._articles = 0

    def add(self, record: Mapping[str, Any]) -> None:
        """Read the speakers of the next article, a record as `to_record` gives it."""
        self._appearances += read_appearances(record, self._articles, self._words)
        self._spelled.update(spelled_out(record["text"]))
        self._articles += 1

    def find(self) -> People:
        """Everybody who speaks in the articles; time grows linearly with them."""
        appearances, words = self._appearances, self._words
        named = [each.named for each in appearances]
        finder = Finder(named)
        merging = Merging(kept_apart(self._corrections, finder, len(appearances)))
        for items in self._corrections.join:
            meant = [position for item in items for position in finder.find(item)]
            for position in meant[1:]:
                merging.join(meant[0], position, "correction")
        merge_people(appearances, merging, words)
        merge_organizations(appearances, sorted(self._spelled), merging, words)
        speakers = _speakers(appearances, merging, named, words)
        by_attribution = {(each.article, i): speaker for speaker in speakers for each in speaker.appearances for i in each.attributions}
        return People(speakers, finder.missing(self._corrections), by_attribution)


def find_people(records: Iterable[Mapping[str, Any]], corrections: Any = None, lang: str = "en") -> People:
    """Find who speaks in a collection of articles. Time grows linearly with it; of each article only its speakers are kept.

    records (Iterable[Mapping[str, Any]]): Records as `to_record` gives them.
    corrections (Any): Corrections as JSON data: see `corrections.py`; None for none.
    lang (str): Language whose word lists to use.
    RETURNS (People): The people and organizations.
    RAISES (ValueError): If the corrections are not as they must be, or there are no word lists for the language.
    """
    finder = PeopleFinder(corrections, lang)
    for record in records:
        finder.add(record)
    return finder.find()


def add_people(records: Sequence[Mapping[str, Any]], corrections: Any = None, lang: str = "en") -> List[Dict[str, Any]]:
    """Say of every speaker who that is across the collection.

    records (Sequence[Mapping[str, Any]]): Records as `to_record` gives them; they stay as they are.
    corrections (Any): Corrections as JSON data, None for none.
    lang (str): Language whose word lists to use.
    RETURNS (List[Dict[str, Any]]): Copies, with `person_id`, `person_name`, `affiliation` and `gender` in the `speaker` of every attribution; all
        None where the source cannot be known again (unnamed, a document, the public), `gender` None for organizations and "not known" where
        nothing shows it.
    RAISES (ValueError): As `find_people`.
    """
    found = find_people(records, corrections, lang)
    return [found.name_speakers(record, number) for number, record in enumerate(records)]


def _speakers(appearances: Sequence[Appearance], merging: Merging, named: Sequence[Dict[str, str]], words: PeopleWords) -> List[Speaker]:
    merges: Dict[int, List[Merge]] = {}
    for merge in merging.merges:
        merges.setdefault(merging.root(merge.first), []).append(merge)
    used: Counter = Counter()
    result = []
    for members in merging.sets():
        items = [appearances[i] for i in members]
        kind = PERSON if any(each.kind == PERSON for each in items) else ORGANIZATION
        name = _best_name(items, words)
        why = tuple(merge.to_dict(named) for merge in merges.get(merging.root(members[0]), ()))
        gender = gender_of(items, words) if kind == PERSON else None
        result.append(Speaker(_identifier(name, used), name, kind, _first_affiliation(items), gender, tuple(items), why))
    return result


def _best_name(items: Sequence[Appearance], words: PeopleWords) -> str:
    """The name most often printed, in full where it is; of equals the longest, then the first."""
    counts = Counter(each.text for each in items)
    full = {each.text for each in items if (name := each.name) is not None and name.is_full and not each.spelled_out}
    own = full or {each.text for each in items if each.kind == ORGANIZATION and " " in each.text} or set(counts)
    return " ".join(max((text for text in counts if text in own), key=lambda text: (counts[text], len(text))).split())


def _identifier(name: str, used: Counter) -> str:
    """A new id from a name."""
    stem = "-".join(fold(word) for word in words_of(name)) or "speaker"
    while True:
        used[stem] += 1
        identifier = stem if used[stem] == 1 else f"{stem}-{used[stem]}"
        if identifier == stem or not used[identifier]:
            used[identifier] += identifier != stem
            return identifier


def _first_affiliation(items: Sequence[Appearance]) -> str:
    """What a person is, as first printed: by date where all articles have one, else in the order of the collection."""
    dated = sorted(items, key=lambda each: each.date) if all(each.date for each in items) else items
    return next((" ".join(each.affiliation.split()) for each in dated if each.affiliation), "")
