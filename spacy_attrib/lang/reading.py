"""Word lists of one language, read from `lang/<code>/*.json`. Lists are data; this file only reads them."""
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Dict, FrozenSet, List, Mapping, NamedTuple, Set, Tuple

import srsly

from ..errors import Errors
from .en.morphology import add_s, inflect

LANG_DIR = Path(__file__).parent


class VerbCue(NamedTuple):
    """What one verb, or verb and particle, may take as its content.

    lemma (str): The verb, with its particle ("point out").
    frames (Mapping[str, str]): Act by frame, in order of precedence: "quote", "clause", "infinitive", "object",
        "object-infinitive", "object-as", "addressee", "gerund", or "prep:…".
    """

    lemma: str
    frames: Mapping[str, str]


@dataclass(frozen=True)
class Lexicon:
    """The word lists of a language.

    verbs (Mapping[str, Tuple[VerbCue, ...]]): Cue verbs by inflected, lower-case form of the first word.
    adjectives (Mapping[str, str]): Act by cue adjective.
    nouns (Mapping[str, Mapping[str, str]]): Act by complement ("that", "to", "for", "of"), by cue noun.
    words (Mapping[str, FrozenSet[str]]): All other lists by name, in lower case.
    genders (Mapping[str, str]): "m" or "f" by given name, kinship term or title, in lower case.
    acts (Mapping[str, str]): Act, other than speech, by inflected form of words that are cues too seldom to be looked for as such.
    """

    lang: str
    verbs: Mapping[str, Tuple[VerbCue, ...]]
    adjectives: Mapping[str, str]
    nouns: Mapping[str, Mapping[str, str]]
    words: Mapping[str, FrozenSet[str]]
    genders: Mapping[str, str]
    acts: Mapping[str, str]

    def __getitem__(self, name: str) -> FrozenSet[str]:
        return self.words[name]


@lru_cache(maxsize=None)
def load_lexicon(lang: str) -> Lexicon:
    """Read the word lists of a language.

    lang (str): ISO code, e.g. "en".
    RETURNS (Lexicon): The lists; the same object for every call.
    RAISES (ValueError): If there are none for the language.
    """
    folder = LANG_DIR / lang
    if not folder.is_dir():
        raise ValueError(Errors.A001.format(lang=lang, known=", ".join(sorted(p.name for p in LANG_DIR.iterdir() if p.is_dir()))))
    irregular = srsly.read_json(folder / "irregular_verbs.json")
    nouns: Dict[str, Dict[str, str]] = {}
    for act, by_complement in srsly.read_json(folder / "cue_nouns.json").items():
        for complement, lemmas in by_complement.items():
            for lemma in lemmas:
                for form in (lemma, add_s(lemma)):
                    nouns.setdefault(form, {}).setdefault(complement, act)
    adjectives = {a: act for act, items in srsly.read_json(folder / "cue_adjectives.json").items() for a in items}
    words = {name: frozenset(items) for name, items in srsly.read_json(folder / "words.json").items()}
    words["elisions"] = frozenset(srsly.read_json(folder / "elisions.json"))
    words["surnames"] = frozenset((folder / "surnames.txt").read_text("utf8").split())
    genders = {
        word: gender
        for name, gender in (("female", "f"), ("male", "m"))
        for word in (line.strip().lower() for line in (folder / f"{name}_names.txt").read_text("utf8").split())
    }
    genders.update({word: "f" for word in words["female_terms"]})
    genders.update({word: "m" for word in words["male_terms"]})
    seldom = srsly.read_json(folder / "acts.json")
    acts = {form: act for act, items in seldom.items() for word in items for form in inflect(word, irregular)}
    return Lexicon(lang, _read_verbs(srsly.read_json(folder / "cue_verbs.json"), irregular), adjectives, nouns, words, genders, acts)


def _read_verbs(data: Mapping[str, Mapping[str, List[str]]], irregular: Mapping[str, List[str]]) -> Dict[str, Tuple[VerbCue, ...]]:
    frames: Dict[str, Dict[str, str]] = {}
    for act, by_frames in data.items():
        for names, lemmas in by_frames.items():
            for lemma in lemmas:
                for name in names.split():
                    frames.setdefault(lemma, {}).setdefault(name, act)
    by_form: Dict[str, Set[str]] = {}
    for lemma in frames:
        for form in inflect(lemma.split()[0], irregular):
            by_form.setdefault(form, set()).add(lemma)
    return {
        form: tuple(VerbCue(lemma, frames[lemma]) for lemma in sorted(lemmas, key=lambda x: -len(x)))
        for form, lemmas in by_form.items()
    }
