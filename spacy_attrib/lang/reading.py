"""Word lists of one language, read from `lang/<code>/`, or from a copy of that folder, with what a user adds."""

import re
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

    folder (Optional[str]): A copy of `spacy_attrib/lang/<code>` that was changed; None for the lists of the package. It is read once.
    add (Mapping[str, List[str]]): Entries to add, by list: "titles" and other lists of `words.json` by their name, those of other
        files with the name of the file in front: "cue_verbs.speech.quote clause", "disclosures.phrases", "elisions", "surnames".
    RETURNS (Callable[[Doc], Lexicon]): Gives the lists in the language of a Doc.
    RAISES (ValueError): If there is no such folder or list, or an entry or a file is not as it must be.
    """
    additions = tuple((name, tuple(items)) for name, items in add.items())
    if folder is None and not add:
        return lexicon_of
    code = Path(folder or "en").name
    lexicon = _read(code if code in languages() else "en", folder, additions)  # says now what is wrong, not at the first Doc
    return partial(_given, lexicon)


def _given(lexicon: Lexicon, doc: Doc) -> Lexicon:
    return lexicon if doc.lang_ == lexicon.lang else load_lexicon(doc.lang_)


def languages() -> List[str]:
    """The codes of all languages of the package."""
    return sorted(path.parent.name for path in LANG_DIR.glob("*/grammar.py"))


def lexicon_of(doc: Doc) -> Lexicon:
    """The word lists of the package in the language of a Doc; ValueError if there are none for it."""
    return load_lexicon(doc.lang_)


@lru_cache(maxsize=None)
def load_lexicon(lang: str) -> Lexicon:
    """Read the word lists of the package for a language.

    lang (str): ISO code, e.g. "en".
    RETURNS (Lexicon): The lists; the same object for every call.
    RAISES (ValueError): If there are none for the language.
    """
    if lang not in languages():
        raise ValueError(Errors.A001.format(lang=lang, known=", ".join(languages())))
    return _read(lang)


def _read(lang: str, folder: Optional[str] = None, additions: Additions = ()) -> Lexicon:
    """The word lists of a language, or of a copy of its folder, with what is added."""
    original = LANG_DIR / lang
    path = original if folder is None else Path(folder)
    files = [f"{name}.json" for name in FILES] + [f"{name}.txt" for name in NAME_LISTS]
    missing = [name for name in files if not (path / name).is_file()]
    if missing:
        raise ValueError(Errors.A006.format(folder=path, missing=", ".join(missing), original=original))
    data = _read_files(path)
    for name, items in additions:
        _add(data, name, items)
    if folder is not None or additions:
        for name, lists in (_read_files(original) if folder is not None else data).items():
            _check(data[name], lists, name)
        _check_phrases(data["disclosures"])
    return _build(lang, path, data, import_module(f"{__package__}.{lang}.morphology"))


def _read_files(path: Path) -> Dict[str, Any]:
    """What stands in the files of a folder, by their names."""
    data = {}
    for name in FILES:
        try:
            data[name] = srsly.read_json(path / f"{name}.json")
        except ValueError as error:
            raise ValueError(Errors.A066.format(path=path / f"{name}.json", why=error)) from None
    return {**data, **{name: (path / f"{name}.txt").read_text("utf8").lower().split() for name in NAME_LISTS}}


def _add(data: Dict[str, Any], name: str, items: Tuple[str, ...]) -> None:
    """Add entries to the list of that name, in lower case but where types name lists and sets."""
    *keys, last = name.split(".") if name.split(".")[0] in data else ("words", name)
    place: Any = data
    for key in keys:
        place = place.get(key) if isinstance(place, dict) else None
    if not isinstance(place, dict) or not isinstance(place.get(last), list):
        known = ", ".join(sorted([*data["words"], *(file for file in data if file != "words")]))
        raise ValueError(Errors.A007.format(name=name, known=known))
    place[last] = [*place[last], *(items if keys[:1] == ["types"] else map(str.lower, items))]


def _check(given: Any, original: Any, name: str) -> None:
    """See that a list has entries, and that no list is gone that the package has."""
    if type(given) is not type(original):
        raise ValueError(Errors.A065.format(name=name, problem="is not of the kind that the package has there"))
    if isinstance(original, dict) and not name.startswith("types"):  # rows of types may go
        for key, value in original.items():
            if key not in given:
                raise ValueError(Errors.A065.format(name=f"{name}.{key}", problem="is missing"))
            _check(given[key], value, f"{name}.{key}")
    elif isinstance(original, list) and not all(isinstance(item, str) and item.strip() for item in given):
        raise ValueError(Errors.A065.format(name=name, problem="holds something that is no word"))


def _check_phrases(disclosures: Mapping[str, Any]) -> None:
    """See that every phrase can be looked for: with brackets in pairs, parts that there are, and a word that may not be left out."""
    for name in ("phrases", "told", "wishes"):
        for phrase in disclosures[name]:
            parts = set(re.findall(r"\{(.*?)\}", phrase)) - {*disclosures["parts"], "wishes"}
            fixed = [word for word in re.sub(r"\([^()]*\)", " ", phrase).replace("|", " ").split() if word != "*"]
            if parts or not fixed or any(mark in word for word in fixed for mark in "()"):
                raise ValueError(Errors.A065.format(name=f"disclosures.{name}", problem=f"holds {phrase!r}, which is no phrase to look for"))


def _build(lang: str, folder: Path, data: Mapping[str, Any], morphology: Morphology) -> Lexicon:
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
    words["surnames"] = frozenset(data["surnames"])
    genders = {word: gender for name, gender in (("female_names", "f"), ("male_names", "m")) for word in data[name]}
    genders.update({word: "" for word in words["unisex_names"]})
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
    return {form: tuple(VerbCue(lemma, frames[lemma]) for lemma in sorted(lemmas, key=lambda x: -len(x))) for form, lemmas in by_form.items()}


def elisions_of(lang: str) -> FrozenSet[str]:
    """The lower-case words that an apostrophe may begin ("em", "til") in a language; none where the language is not known."""
    return load_lexicon(lang)["elisions"] if lang in languages() else frozenset()
