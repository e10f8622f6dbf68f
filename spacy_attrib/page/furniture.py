"""Page furniture: what a web page or paper puts around an article, and what speaks for nobody: credits, buttons, teasers, newsletters."""

import re
from collections import Counter
from functools import lru_cache
from typing import Dict, Iterator, List, Sequence

from ..lang.base import Lexicon
from .intervals import Offsets
from .layout import CAPITAL

MAX_LINE = 40  # words of a line that is no paragraph of the article
MAX_TEASER = 20
MAX_LABEL = 6
MAX_CREDIT = 8  # words between "image copyright" and "image caption"
SENTENCE = re.compile(r"[^.!?]+(?:[.!?](?![\s\"”'’)]|$)[^.!?]*)*[.!?]*")


def find_furniture(text: str, paragraphs: Sequence[Offsets], lexicon: Lexicon) -> List[Offsets]:
    """The furniture of a page.

    text (str): The page.
    paragraphs (Sequence[Offsets]): Its paragraphs, in characters.
    lexicon (Lexicon): The word lists.
    RETURNS (List[Offsets]): Character offsets of what speaks for nobody, in order.
    """
    patterns = _patterns(lexicon)
    found: List[Offsets] = []
    labels = Counter(label[0] for span in paragraphs if (label := patterns["labels"].match(text, *span)))
    teasers = len(labels) if max(labels.values(), default=0) == 1 else 0  # a transcript's labels come again
    for number, (start, end) in enumerate(paragraphs):
        for line in re.finditer(r"[^\n]+", text[start:end]):
            low, high = start + line.start(), start + line.end()
            found += _in_line(text, low, high, patterns, teaser=teasers > (number == 0))
    return found


def _in_line(text: str, low: int, high: int, patterns: Dict[str, "re.Pattern[str]"], teaser: bool) -> Iterator[Offsets]:
    """The furniture of one line: the whole line, what opens it, the sentences with certain words, or its end."""
    if _is_button(text[low:high], patterns) or teaser and _is_teaser(text, low, high, patterns):
        yield low, high
        return
    lead = patterns["leads"].match(text, low, high)
    if lead is not None:
        yield lead.span()
        low = lead.end()
    rest = patterns["endings"].search(text, low, high)
    if rest is not None:
        yield rest.start(), high
        high = rest.start()
    if patterns["sentences"].search(text, low, high):
        for sentence in SENTENCE.finditer(text, low, high):
            if patterns["sentences"].search(sentence[0]) and not patterns["telling"].search(sentence[0]):
                yield sentence.span()


def _is_button(line: str, patterns: Dict[str, "re.Pattern[str]"]) -> bool:
    """Whether a line asks readers for something, or credits somebody, and is no sentence that begins like one that does: "Copyright is
    dead, she said."."""
    opening = patterns["openings"].match(line)
    if opening is None or line.count(" ") > MAX_LINE:
        return patterns["lines"].fullmatch(line) is not None
    one_word = " " not in opening[0].strip() and opening[0][-1] not in ":©"
    return line.rstrip()[-1] not in ".!?”\"’'" or not one_word and patterns["telling"].search(line) is None


def _is_teaser(text: str, low: int, high: int, patterns: Dict[str, "re.Pattern[str]"]) -> bool:
    """Whether a line has a label in capitals and is no sentence: "COLD SNAP: Snow shuts schools"."""
    return text.count(" ", low, high) < MAX_TEASER and patterns["teasers"].fullmatch(text, low, high) is not None


@lru_cache(maxsize=8)
def _patterns(lexicon: Lexicon) -> Dict[str, "re.Pattern[str]"]:
    data = lexicon.data["furniture"]
    pictures, captions = _any(data["picture_credits"]), _any(data["captions"])
    word, capitals = r"[^\s.!?]+\s+", rf"[{CAPITAL}][{CAPITAL}\d&'’-]+"
    label = rf"{capitals}(?: {capitals}){{0,{MAX_LABEL}}}"
    return {
        "openings": re.compile(rf"[\s*•·|>/-]{{0,3}}(?:{_any(data['openings'])})(?!\w)", re.I),
        "lines": re.compile(rf"\W*(?:{_any(data['lines'])})\W*", re.I),
        "labels": re.compile(rf"{label}:"),
        "teasers": re.compile(rf"{label}:\s+(?=.*[a-z])\S.*\w\s*"),
        "leads": re.compile(rf"(?:(?:{pictures})[,:]?\s+(?:{word}){{1,{MAX_CREDIT}}}?)?(?:{captions})[,:]?\s+", re.I),
        "endings": re.compile(rf"(?<!\w)(?:{_any(data['endings'])})(?!\w)", re.I),
        "telling": re.compile(rf"(?<!\w)(?:{_any([*lexicon['plain_cues'], 'according to'])})(?!\w)", re.I),
        "sentences": re.compile(rf"(?<!\w)(?:{_any(data['sentences'])})(?!\w)", re.I),
    }


def _any(phrases: Sequence[str]) -> str:
    """One of some phrases, the longest first, whatever the space and the apostrophes in them; "*" stands for any word."""
    words = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return "|".join(re.escape(w).replace(r"\*", r"\S+").replace(r"\ ", r"\s+").replace("'", "['’]") for w in words)
