"""Women and men among those who are quoted by name, as far as the text tells.

Pronouns and titles that the article itself uses of somebody come first, then the given name, by the lists of the language. Where these are
silent, or against each other, the answer is "": not known. Nobody's gender is guessed from a surname or from what they do.
"""
from collections import Counter
from typing import Iterable

from ..lang.base import Lexicon
from ..lang.en.grammar import HE_SHE


def gender_of(name: str, sources: Iterable[str], before: str, lexicon: Lexicon) -> str:
    """Tell the gender of a person with a name.

    name (str): The fullest mention.
    sources (Iterable[str]): What the article calls them where they are quoted: "she", "Mrs. Lee".
    before (str): The text in front of the mention, of which the last word may be a title.
    lexicon (Lexicon): The word lists.
    RETURNS (str): "f", "m" or "".
    """
    terms = {**dict.fromkeys(lexicon["female_terms"], "f"), **dict.fromkeys(lexicon["male_terms"], "m")}
    told: Counter = Counter()
    for source in sources:
        words = source.lower().split()
        told.update(HE_SHE[word] for word in words if len(words) == 1 and word in HE_SHE)
        told.update(terms[word] for word in words[:-1] if word in lexicon["honorifics"] and word in terms)
    last = before.lower().split()[-1:]
    told.update(terms[word] for word in [*last, *name.lower().split()[:1]] if word in lexicon["honorifics"] and word in terms)
    if told:
        (first, number), *rest = told.most_common()
        return "" if rest and rest[0][1] == number else first
    words = [word.strip(".,") for word in name.lower().split()]
    given = [word for word in words[:-1] if word not in lexicon["titles"] and len(word) > 1]
    return lexicon.genders.get(given[0], "") if given else ""
