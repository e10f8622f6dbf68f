"""Word lists of one language, read from `lang/<code>/`, or from a copy of that folder, with what a user adds."""
from functools import lru_cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any, Callable, Dict, FrozenSet, List, Mapping, Optional, Set, Tuple

import srsly
from spacy.tokens import Doc

from ..errors import Errors
from .base import FILES, NAME_LISTS, Lexicon, Morphology, VerbCue

LANG_DIR = Path(__file__).parent
WordLists = Callable[[Doc], Lexicon]
Additions = Tuple[Tuple[str, Tuple[str, ...]], ...]


def make_word_lists(folder: Optional[str] = None, add: Mapping[str, List[str]] = {}) -> WordLists:
    """The registered function `spacy-attrib.WordLists.v1`: gives the word lists for a Doc.

    folder (Optional[str]): A copy of `spacy_attrib/lang/<code>` that was changed; None for the lists of the package.
    add (Mapping[str, List[str]]): Entries to add, by list: "titles" and other lists of `words.json` by their name, those of other
        files with the name of the file in front: "cue_verbs.speech.quote clause", "disclosures.phrases", "cue_nouns.speech.that".
    RETURNS (Callable[[Doc], Lexicon]): Gives the lists in the language of a Doc.
    RAISES (ValueError): If there is no such folder or list.
    """
    additions = tuple((name, tuple(items)) for name, items in add.items())
    lists = partial(lexicon_of, folder=folder, additions=additions)
    if folder is not None or add:
        lexicon = load_lexicon(_code_of(folder), folder, additions)  # says now what is wrong, not at the first Doc
        assert lexicon.lang
    return lists


def _code_of(folder: Optional[str]) -> str:
    """The language of a copy: that of the folder in the package of the same name, English for any other name."""
    name = Path(folder).name if folder is not None else ""
    return name if name in languages() else "en"


def languages() -> List[str]:
    """The codes of all languages of the package."""
    return sorted(path.parent.name for path in LANG_DIR.glob("*/grammar.py"))


def lexicon_of(doc: Doc, folder: Optional[str] = None, additions: Additions = ()) -> Lexicon:
    """The word lists in the language of a Doc; for the rest see `make_word_lists`. ValueError if there are none for the language."""
    return load_lexicon(doc.lang_, folder, additions)


def load_lexicon(lang: str, folder: Optional[str] = None, additions: Additions = ()) -> Lexicon:
    """Read the word lists of a language.

    lang (str): ISO code, e.g. "en".
    folder (Optional[str]): Where to read them; None for those of the package.
    additions (Additions): Entries to add, see `make_word_lists`.
    RETURNS (Lexicon): The lists; the same object for every call.
    RAISES (ValueError): If there are none for the language, the folder lacks a file, or there is no such list to add to.
    """
    return _load(lang, folder, additions)


@lru_cache(maxsize=None)
def _load(lang: str, folder: Optional[str], additions: Additions) -> Lexicon:
    if lang not in languages():
        raise ValueError(Errors.A001.format(lang=lang, known=", ".join(languages())))
    path = LANG_DIR / lang if folder is None else Path(folder)
    missing = [f"{name}.json" for name in FILES if not (path / f"{name}.json").is_file()]
    missing += [f"{name}.txt" for name in NAME_LISTS if not (path / f"{name}.txt").is_file()]
    if missing:
        raise ValueError(Errors.A006.format(folder=path, missing=", ".join(missing), original=LANG_DIR / lang))
    data = {name: srsly.read_json(path / f"{name}.json") for name in FILES}
    for name, items in additions:
        _add(data, name, items)
    names = {name: (path / f"{name}.txt").read_text("utf8").lower().split() for name in NAME_LISTS}
    return _build(lang, path, data, names, import_module(f"{__package__}.{lang}.morphology"))


def _add(data: Dict[str, Any], name: str, items: Tuple[str, ...]) -> None:
    """Add entries to the list of that name."""
    file, *keys = name.split(".") if name.split(".")[0] in data else ("words", name)
    place = data[file]
    for key in keys[:-1]:
        place = place.get(key, {})
    if not keys or not isinstance(place.get(keys[-1]), list):
        known = ", ".join(sorted(list(data["words"]) + [f for f in data if f != "words"]))
        raise ValueError(Errors.A007.format(name=name, known=known))
    place[keys[-1]] = [*place[keys[-1]], *items]


def _build(lang: str, folder: Path, data: Mapping[str, Any], names: Mapping[str, List[str]], morphology: Morphology) -> Lexicon:
    inflect = partial(morphology.inflect, irregular=data["irregular_verbs"])
    nouns: Dict[str, Dict[str, str]] = {}
    for act, by_complement in data["cue_nouns"].items():
        for complement, lemmas in by_complement.items():
            for lemma in lemmas:
                for form in (lemma, morphology.add_s(lemma)):
                    nouns.setdefault(form, {}).setdefault(complement, act)
    adjectives = {a: act for act, items in data["cue_adjectives"].items() for a in items}
    words = {name: frozenset(items) for name, items in data["words"].items()}
    words["elisions"] = frozenset(data["elisions"])
    words["surnames"] = frozenset(names["surnames"])
    genders = {word: gender for name, gender in (("female_names", "f"), ("male_names", "m")) for word in names[name]}
    genders.update({word: "f" for word in words["female_terms"]})
    genders.update({word: "m" for word in words["male_terms"]})
    acts = {form: act for act, items in data["acts"].items() for word in items for form in inflect(word)}
    return Lexicon(lang, folder, _read_verbs(data["cue_verbs"], inflect), adjectives, nouns, words, genders, acts, data)


def _read_verbs(data: Mapping[str, Mapping[str, List[str]]], inflect: Callable[[str], Set[str]]) -> Dict[str, Tuple[VerbCue, ...]]:
    frames: Dict[str, Dict[str, str]] = {}
    for act, by_frames in data.items():
        for names, lemmas in by_frames.items():
            for lemma in lemmas:
                for name in names.split():
                    frames.setdefault(lemma, {}).setdefault(name, act)
    by_form: Dict[str, Set[str]] = {}
    for lemma in frames:
        for form in inflect(lemma.split()[0]):
            by_form.setdefault(form, set()).add(lemma)
    return {
        form: tuple(VerbCue(lemma, frames[lemma]) for lemma in sorted(lemmas, key=lambda x: -len(x)))
        for form, lemmas in by_form.items()
    }


def elisions_of(lang: str) -> FrozenSet[str]:
    """The lower-case words that an apostrophe may begin ("em", "til") in a language; none where the language is not known."""
    return load_lexicon(lang)["elisions"] if lang in languages() else frozenset()
