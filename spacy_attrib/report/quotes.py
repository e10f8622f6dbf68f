"""The attributions of a record, each with what a reader wants to be told, and those who speak."""

from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional, Tuple

from ..attributions import ANONYMOUS_TYPES, PERSON_FIELDS, PIECED_ROLES, record_pieces

NOBODY = "Speaker not known"
WRITTEN = {  # how a source type is put in words
    "named_person": "a person with a name",
    "unnamed_person": "a person without a name",
    "unnamed_group": "people without names",
    "organization": "an organization",
    "document": "a document",
    "public": "people in general",
    "author": "the writer",
    "unknown": "not known",
}
NAMED = ("named_person", "organization", "document")
Pieces = List[List[int]]


@dataclass(frozen=True)
class Quote:
    """An attribution.

    number (int): Its place among those of the article, from 0.
    pieces (Dict[str, Pieces]): Character offsets by role, "speaker" among them.
    texts (Dict[str, str]): The same as text, pieces joined by an ellipsis.
    speaker (Optional[int]): Number of the speaker, None if not known.
    name (str): The speaker, or the source as printed, on one line.
    unnamed (bool): Whether the source is a person or a group without a name.
    person (Mapping[str, str]): Who the speaker is across articles: `PERSON_FIELDS`, those that are known.
    """

    number: int
    pieces: Dict[str, Pieces]
    texts: Dict[str, str]
    speaker: Optional[int]
    name: str
    form: str
    act: str
    source_type: str
    unnamed: bool
    score: Optional[float]
    why: Mapping[str, str]
    person: Mapping[str, str]

    @property
    def start(self) -> int:
        """Where its content begins."""
        return self.pieces["content"][0][0]

    @property
    def side(self) -> str:
        """On which side it counts: "named" if the reader can know who it is, "unnamed", or "neither" (the public, the writer, not known)."""
        return "unnamed" if self.unnamed else "named" if self.source_type in NAMED else "neither"

    @property
    def flag(self) -> str:
        """Named or not, and whether the text withholds the name."""
        name = "neither named nor unnamed" if self.side == "neither" else self.side
        return name + ("; the text says that the name is withheld" if self.pieces["disclosure"] else "")

    @property
    def facts(self) -> List[Tuple[str, str]]:
        """What the details say, by name."""
        withheld = self.unnamed or self.texts["disclosure"]
        told = [
            ("Speaker", self.texts["speaker"] or NOBODY),
            ("Person", self.person.get("person_name", "") if self.person.get("person_name") != self.texts["speaker"] else ""),
            ("Affiliation", self.person.get("affiliation", "")),
            ("Gender", self.person.get("gender", "")),
            ("Source", self.texts["source"] if self.texts["source"] != self.texts["speaker"] else ""),
            ("Cue", self.texts["cue"] or "none"),
            ("Form", self.form + (f", {self.act}" if self.act != "speech" else "")),
            ("Type", WRITTEN.get(self.source_type, self.source_type)),
            ("Flag", self.flag),
            ("Withheld", self.texts["disclosure"]),
            ("Reason", self.texts["reason"] or ("none given" if withheld else "")),
            ("Score", "" if self.score is None else f"{self.score:.2f}"),
            *((f"Why: {what}", decided) for what, decided in self.why.items()),
        ]
        return [(name, text) for name, text in told if text]


@dataclass(frozen=True)
class Voice:
    """Somebody who speaks in an article.

    number (int): Place among the speakers, in the order in which they first speak.
    mention (Tuple[int, int]): Character offsets of the fullest mention.
    quotes (Tuple[Quote, ...]): What is attributed to them.
    person (Mapping[str, str]): As that of a quotation.
    words (int): How many words are theirs; what stands inside another's words counts for both.
    share (float): That number by the sum of all.
    """

    number: int
    name: str
    mention: Tuple[int, int]
    source_type: str
    unnamed: bool
    quotes: Tuple[Quote, ...]
    person: Mapping[str, str]
    words: int
    share: float

    @property
    def side(self) -> str:
        """As that of a quotation."""
        return "unnamed" if self.unnamed else "named" if self.source_type in NAMED else "neither"


def read_quotes(record: Mapping[str, Any]) -> List[Quote]:
    """The attributions of a record, in document order; those without content are left out."""
    text = record["text"]
    items = []
    for item in record.get("attributions") or ():
        pieces = {role: record_pieces(item.get(role)) for role in (*PIECED_ROLES, "speaker")}
        if pieces["content"]:
            items.append((item, pieces))
    speakers: Dict[Tuple[int, ...], int] = {}
    quotes = []
    for number, (item, pieces) in enumerate(sorted(items, key=lambda pair: pair[1]["content"][0])):
        texts = {role: " … ".join(" ".join(text[start:end].split()) for start, end in spans) for role, spans in pieces.items()}
        source_type = item.get("source_type") or "unknown"
        anonymous = item.get("anonymous")
        quotes.append(
            Quote(
                number=number,
                pieces=pieces,
                texts=texts,
                speaker=speakers.setdefault(tuple(pieces["speaker"][0]), len(speakers)) if pieces["speaker"] else None,
                name=texts["speaker"] or texts["source"] or NOBODY,
                form=item.get("form") or "indirect",
                act=item.get("act") or "speech",
                source_type=source_type,
                unnamed=source_type in ANONYMOUS_TYPES if anonymous is None else bool(anonymous),
                score=item.get("score"),
                why=item.get("why") or {},
                person={name: " ".join(str(value).split()) for name in PERSON_FIELDS if (value := (item.get("speaker") or {}).get(name))},
            )
        )
    return quotes


def read_voices(text: str, quotes: List[Quote]) -> List[Voice]:
    """Those who speak, in the order in which they first do, with their share of all words that are somebody's."""
    by_speaker: Dict[int, List[Quote]] = {}
    for quote in quotes:
        if quote.speaker is not None:
            by_speaker.setdefault(quote.speaker, []).append(quote)
    words = {number: count_words(text, [p for q in own for p in q.pieces["content"]]) for number, own in by_speaker.items()}
    total = sum(words.values()) or 1
    voices = []
    for number, own in sorted(by_speaker.items()):
        source_type = next((q.source_type for q in own if q.source_type not in ("unknown", "author")), own[0].source_type)
        start, end = own[0].pieces["speaker"][0]
        share = words[number] / total
        person = next((q.person for q in own if q.person), {})
        unnamed = any(q.unnamed for q in own)
        voices.append(Voice(number, own[0].name, (start, end), source_type, unnamed, tuple(own), person, words[number], share))
    return voices


def count_words(text: str, pieces: Pieces) -> int:
    """How many words stand in pieces of a text; none is counted twice where they overlap."""
    total, last = 0, 0
    for start, end in sorted(pieces):
        total += len(text[max(start, last) : end].split())
        last = max(last, end)
    return total
