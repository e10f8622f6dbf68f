"""The word lists by which names, descriptions and bodies are read in records, where there is no Doc and no parse."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Dict, FrozenSet, Mapping

from ..lang.base import Lexicon
from ..lang.reading import load_lexicon
from ..page.phrases import kinds_of
from .folding import fold


@dataclass(frozen=True, eq=False)
class PeopleWords:
    """Word lists of one language, in lower case.

    lexicon (Lexicon): The lists of the package.
    own (Mapping[str, FrozenSet[str]]): Those that only a collection needs, by name (`people.json`).
    titles (FrozenSet[str]): What stands in front of a name and is none: "dr", "mayor", "former".
    roles (FrozenSet[str]): Nouns that say what somebody is: "mayor", "spokesman".
    role_kinds (Mapping[str, FrozenSet[str]]): What each makes somebody as well: "sen" a senator.
    given_names (FrozenSet[str]): Given names.
    places (Mapping[str, str]): The names that abbreviations of places stand for.
    related_names (Mapping[str, FrozenSet[str]]): The other given names of one person, by each: "bill" of "william", and the other way.
    """

    lexicon: Lexicon
    own: Mapping[str, FrozenSet[str]]
    titles: FrozenSet[str]
    roles: FrozenSet[str]
    role_kinds: Mapping[str, FrozenSet[str]]
    given_names: FrozenSet[str]
    places: Mapping[str, str]
    related_names: Mapping[str, FrozenSet[str]]


@lru_cache(maxsize=None)
def people_words(lang: str = "en") -> PeopleWords:
    """The word lists for a language; ValueError if there are none for it."""
    lexicon = load_lexicon(lang)
    own = {name: frozenset(items) for name, items in lexicon.data["people"].items()}
    titles = {fold(word) for name in ("titles", "honorifics", "title_modifiers", "past", "lower_ranks") for word in lexicon[name]}
    titles -= lexicon["name_particles"] | {"under"}  # but for an under secretary, no title
    no_roles = {fold(word) for name in ("kin", "past", "lower_ranks", "title_modifiers") for word in lexicon[name]} | own["empty_titles"]
    no_roles |= {fold(word) for word in lexicon["honorifics"] if word.endswith(".") or word + "." in lexicon["honorifics"]}
    kinds = {fold(word): told for word, told in kinds_of(lexicon["role_kinds"]).items()}
    roles = {fold(word) for word in (*lexicon["role_nouns"], *lexicon["titles"], *lexicon["post_holders"])} - no_roles
    roles |= set(kinds) - own["empty_titles"]
    related: Dict[str, FrozenSet[str]] = {}
    for line in own["short_names"]:
        name, short = line.split(": ")
        for word in short.split(", "):
            related[word] = related.get(word, frozenset()) | {name}
            related[name] = related.get(name, frozenset()) | {word}
    places = dict(line.split(": ") for line in own["place_abbreviations"])
    given = {fold(word) for name in ("female_names", "male_names") for word in lexicon.data[name]} | lexicon["unisex_names"]
    return PeopleWords(lexicon, own, frozenset(titles), frozenset(roles), kinds, frozenset(given - titles), places, related)
