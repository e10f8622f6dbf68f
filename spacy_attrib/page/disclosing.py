"""The phrases by which a text says that somebody is not to be named: "on condition of anonymity", "asked not to be named"."""

import re
from functools import lru_cache
from typing import Dict, FrozenSet, Iterator, List, Mapping, NamedTuple, Sequence

from ..lang.base import Lexicon

COMMON = frozenset(("{is}", "{modal}", "{poss}", "{name}", "{named}", "{on}", "{speak}", "to", "be"))  # too frequent to open a phrase
LISTS = ("reasons", "leading_reasons", "adverbs", "barred", "leaves", "lacking", "by_rule", "rules", "partial")  # taken as they stand
WINDOW = 100  # characters in which a disclosure's key word stands


class Withheld(NamedTuple):
    """A phrase that discloses, in characters."""

    start: int
    end: int
    told: bool  # it does so only of somebody the words in front name: "could not be named"


class PhrasePattern(NamedTuple):
    """One phrase as it is looked for."""

    pattern: str  # a regular expression for the whole of it, the disclosure itself as the only group; compiled when first needed
    opening: str  # one for a piece that it cannot do without; many phrases share it, so that it is looked for once for all of them
    told: bool  # it needs somebody in front


class DisclosurePhrases(NamedTuple):
    """The phrases of one language."""

    keys: "re.Pattern[str]"  # a word that every phrase has one of
    phrases: Mapping[str, Sequence[PhrasePattern]]  # by key word the phrases that have it
    reasons: FrozenSet[str]  # what a reason behind a disclosure begins with
    leading_reasons: FrozenSet[str]  # what a reason in front of it begins with
    adverbs: FrozenSet[str]  # what may stand between the two
    barred: FrozenSet[str]  # what those are not who may not speak: "authorized"
    leaves: FrozenSet[str]  # what they have not got: "authorization"
    lacking: FrozenSet[str]  # how that is said: "lacked"
    by_rule: FrozenSet[str]  # what leads to the rule that is the reason: "under"
    rules: FrozenSet[str]  # what rules are called: "protocol"
    partial: FrozenSet[str]  # what tells that only a part of the name is withheld, or another given: "surname", "pseudonym"
    bans: "re.Pattern[str]"  # that they are not: "not authorized to speak"

    def find(self, text: str) -> List[Withheld]:
        """Every disclosure of a text, in order. The phrases are only looked for around the key words."""
        found: List[Withheld] = []
        end = 0
        for key in self.keys.finditer(text):
            around = list(self._around(key, text, end)) if key.start() >= end else []
            if around:
                found.append(min(around, key=lambda withheld: (withheld.start, -withheld.end)))
                end = found[-1].end
        return found

    def _around(self, key: "re.Match[str]", text: str, end: int) -> Iterator[Withheld]:
        """All phrases around a key word, behind the last disclosure."""
        low, high = max(0, key.start() - WINDOW, end), min(len(text), key.end() + WINDOW)
        there: Dict[str, bool] = {}
        for pattern, opening, told in self.phrases[" ".join(key[0].lower().split())]:
            if opening not in there:
                there[opening] = _compiled(opening).search(text, low, high) is not None
            match = _compiled(pattern).search(text, low, high) if there[opening] else None
            if match is not None and match.start() <= key.start() < match.end():
                yield Withheld(*match.span(1), told)


@lru_cache(maxsize=8)
def load_phrases(lexicon: Lexicon) -> DisclosurePhrases:
    """Read the phrases of a language.

    In a phrase (…) may be left out, a/b is one or the other, {x} one of a list, and * one to seven words. What stands before a |
    leads to the disclosure without being part of it. None is followed by a word of "not_before": "named captain".

    lexicon (Lexicon): The word lists of the language.
    RETURNS (DisclosurePhrases): The phrases; the same object for every call.
    """
    data = lexicon.data["disclosures"]
    parts = {name: _any(words) for name, words in data["parts"].items()}
    ends = rf"(?![\w’'-]*\w)(?!\s+(?:{_any(data['not_before'])})\b)"
    parts["wishes"] = "|".join(_compile(phrase, parts) for phrase in data["wishes"])
    listed = [(phrase, told) for told, name in ((False, "phrases"), (True, "told")) for phrase in data[name]]
    compiled = [PhrasePattern(_pattern(phrase, parts, ends), _opening(phrase, parts), told) for phrase, told in listed]
    phrases = {key: [c for c in compiled if key.split()[-1] in c.pattern] for key in data["keys"]}
    for (phrase, _), pattern in zip(listed, compiled):
        for key in _further_keys(phrase, data["parts"], data["keys"]):
            phrases.setdefault(key, []).append(pattern)
    keys = rf"\b(?:{_any(data['keys'])}|(?:{_any([key for key in phrases if key not in data['keys']])})\b)"
    lists = {name: frozenset(data[name]) for name in LISTS}
    ban = rf"(?:(?:\bnot|n['’]t|\bnever)\s+(?:{_any(data['barred'])})|\b(?:{_any(data['lacking'])})\s+(?:{_any(data['leaves'])}))"
    ban += rf"\s+to\s+(?:{_any(data['speaking_out'])})\b"
    return DisclosurePhrases(re.compile(keys, re.I), phrases, **lists, bans=re.compile(ban, re.I))


def _further_keys(phrase: str, parts: Mapping[str, Sequence[str]], keys: Sequence[str]) -> Iterator[str]:
    """What a phrase is looked for by besides the key words, lest an entry that has none of them is never found.

    Where most words of a part hold a key word, as "named" and "identified" do, so do the others; a phrase in which nothing does is
    looked for by its longest plain word.
    """
    known = re.compile(rf"(?<!\w)(?:{_any([key.split()[-1] for key in keys])})")  # "referred" is no key of "preferred"
    lacking = {name: [word for word in words if not known.search(word)] for name, words in parts.items()}
    telling = [name for name, words in parts.items() if 2 * len(lacking[name]) < len(words)]
    used = [name for name in telling if f"{{{name}}}" in phrase]
    for name in used:
        yield from (word.lower() for word in lacking[name])
    if not used and "{wishes}" not in phrase and not known.search(phrase):
        plain = [word for word in phrase.replace("|", " ").split() if word[0] not in "({*"]
        yield from max(plain, key=lambda word: min(map(len, word.split("/")))).lower().split("/") if plain else ()


@lru_cache(maxsize=None)
def _compiled(pattern: str) -> "re.Pattern[str]":
    return re.compile(pattern, re.I)


def _pattern(phrase: str, parts: Dict[str, str], ends: str) -> str:
    lead, _, rest = phrase.rpartition("|")
    before = _compile(lead, parts) + r"\s+" if lead else ""
    return rf"\b{before}({_compile(rest, parts)}){ends}"


def _opening(phrase: str, parts: Dict[str, str]) -> str:
    """The first word that may not be left out and is not too frequent, with all that may stand in its place."""
    words = [w for w in re.findall(r"\([^)]*\)|\S+", phrase.replace("|", " ")) if not w.startswith("(") and w != "*"]
    rare = next((w for w in words if w not in COMMON), words[0])
    return rf"\b{_word(rare, parts)}\b"


def _compile(phrase: str, parts: Dict[str, str]) -> str:
    """A phrase as a regular expression."""
    result = ""
    pending = ""  # white space in front of the next piece
    for piece in re.findall(r"\([^)]*\)|\S+", phrase):
        optional = piece.startswith("(")
        words = r"\s+".join(_word(w, parts) for w in piece.strip("()").split())
        if not optional:
            result += pending + words
            pending = r",?\s+"
        elif pending:
            result += f"(?:{pending}{words})?"
        else:
            result += f"(?:{words},?\\s+)?"
    return result


def _word(word: str, parts: Dict[str, str]) -> str:
    if word == "*":
        # two phrases are not one: not allowed to comment | and asked not to be named; agreed to talk | on condition that his name …
        word = rf"(?!and\s+(?:{parts['ask']})\b|(?:{parts['on']})\s+(?:the\s+)?(?:{parts['bond']})\b)[\w’'-]+"
        return rf"{word}(?:,?\s+{word}){{0,6}}?"
    return "(?:" + "|".join(parts[w[1:-1]] if w.startswith("{") else _quote(w) for w in word.split("/")) + ")"


def _any(words: Sequence[str]) -> str:
    """One of some words, the longest first."""
    return "|".join(_quote(w) for w in sorted(words, key=lambda w: (-len(w), w)))


def _quote(words: str) -> str:
    return re.escape(words).replace(r"\ ", r"\s+").replace("'", "['’]")
