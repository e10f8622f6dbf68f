"""The inflection of English words."""

from typing import Iterable, Mapping, Set

_VOWELS = "aeiou"


def inflect(verb: str, irregular: Mapping[str, Iterable[str]]) -> Set[str]:
    """All forms of an English verb; a few that do not exist may be among them, which harms nothing.

    verb (str): The infinitive.
    irregular (Mapping[str, Iterable[str]]): The forms of verbs that do not follow the rules.
    RETURNS (Set[str]): The forms, with the infinitive.
    """
    if verb in irregular or len(verb) < 2:
        return {verb, *irregular.get(verb, ())}
    forms = {verb, add_s(verb)}
    stem = verb[:-1] if verb.endswith("e") else verb
    past = verb[:-1] + "i" if verb.endswith("y") and verb[-2] not in _VOWELS else stem
    forms |= {past + "ed", (verb if verb.endswith("ee") else stem) + "ing"}
    short = verb.replace("qu", "q")
    if len(short) > 2 and short[-1] not in _VOWELS + "wxy" and short[-2] in _VOWELS and short[-3] not in _VOWELS:
        forms |= {verb + verb[-1] + "ed", verb + verb[-1] + "ing"}
    return forms


def add_s(word: str) -> str:
    """The plural of a noun, or the third person of a verb, that follow the rules."""
    if word.endswith("y") and word[-2] not in _VOWELS:
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "sh", "ch", "x", "z")) else "s")


def singular(word: str) -> str:
    """The singular of a regular noun."""
    if word == "people":
        return "person"
    if word.endswith("men"):
        return word[:-3] + "man"
    if word.endswith("wives"):
        return word[:-3] + "fe"
    if word == "thieves":
        return "thief"
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
