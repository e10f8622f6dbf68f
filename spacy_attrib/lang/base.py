"""What a language must give.

A language is a folder `lang/<code>/` with

    grammar.py       closed word sets (pronouns, articles, conjunctions), and the tags and dependency labels of its pipelines
    morphology.py    inflection: the functions of `Morphology`
    *.json, *.txt    the word lists of `FILES` and `NAME_LISTS`, which users may copy and add to

and is found by its ISO code. What is English in finding, resolving and typing is said there, once; the rules themselves were written
for English, and import its grammar by name. A second language so needs rules, or a network, of its own beside its folder.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, FrozenSet, Iterable, Mapping, NamedTuple, Protocol, Set, Tuple

FILES = (
    "acts",
    "audit",
    "cue_adjectives",
    "cue_nouns",
    "cue_verbs",
    "disclosures",
    "elisions",
    "furniture",
    "irregular_verbs",
    "people",
    "ranking",
    "scoring",
    "senses",
    "types",
    "words",
)
NAME_LISTS = ("female_names", "male_names", "surnames")


class Morphology(Protocol):
    """How words of the language are inflected."""

    def inflect(self, verb: str, irregular: Mapping[str, Iterable[str]]) -> Set[str]:
        """All forms of a verb, with the infinitive."""

    def add_s(self, word: str) -> str:
        """The plural of a noun that follows the rules."""

    def singular(self, word: str) -> str:
        """The singular of a noun that follows the rules."""


class VerbCue(NamedTuple):
    """What one verb, or verb and particle, may take as its content.

    lemma (str): The verb, with its particle ("point out").
    frames (Mapping[str, str]): Act by frame, in order of precedence: "quote", "clause", "infinitive", "object",
        "object-infinitive", "object-as", "addressee", "gerund", or "prep:…".
    """

    lemma: str
    frames: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The word lists of a language, ready for use.

    lang (str): ISO code, e.g. "en".
    folder (Path): Where they were read.
    verbs (Mapping[str, Tuple[VerbCue, ...]]): Cue verbs by inflected, lower-case form of the first word.
    adjectives (Mapping[str, str]): Act by cue adjective.
    nouns (Mapping[str, Mapping[str, str]]): Act by complement ("that", "to", "for", "of"), by cue noun.
    words (Mapping[str, FrozenSet[str]]): All other lists by name, in lower case.
    genders (Mapping[str, str]): "m" or "f", or "" if it may be either, by given name, kinship term or title, in lower case.
    acts (Mapping[str, str]): Act by inflected form of words that are cues too seldom to be looked for as such.
    data (Mapping[str, Any]): The lists as they stand in the files, by name of the file.
    """

    lang: str
    folder: Path
    verbs: Mapping[str, Tuple[VerbCue, ...]]
    adjectives: Mapping[str, str]
    nouns: Mapping[str, Mapping[str, str]]
    words: Mapping[str, FrozenSet[str]]
    genders: Mapping[str, str]
    acts: Mapping[str, str]
    data: Mapping[str, Any]

    def __getitem__(self, name: str) -> FrozenSet[str]:
        return self.words[name]
