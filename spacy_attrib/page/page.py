"""How the text stands on the page: paragraphs, sentences by their punctuation, quoted segments - all in token offsets.

The parser's sentences are not used inside or beside quotation marks, because it breaks them there.
"""

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import Dict, FrozenSet, List, NamedTuple, Optional, Set, Tuple

import numpy
from spacy.tokens import Doc, Token

from ..lang.base import Lexicon
from ..lang.en.grammar import FINITE_TAGS, SUBJECTS
from .disclosing import Withheld, load_phrases
from .furniture import find_furniture
from .intervals import Places
from .layout import CAPITAL, LETTER, Layout
from .marks import Quoted
from .phrases import SENTENCE_END, is_apposed_body, is_called_body, subject_above
from .shortening import MOST_IN_SENTENCE, parts, with_short_trees

CLAUSE_COMMA = frozenset((",", "-", "–", "—", "--", ";", ":"))
COMMENT_LINE = re.compile(r"(?:reader|user|your|facebook)?\s*\(?\d*\)?\s*(?:comments?|conversations?|responses)\s*(?:\(\s*\d+\s*\))?:?", re.I)
DATELINE = re.compile(
    rf"[{CAPITAL}][{CAPITAL}.'’-]{{2,40}}[^\n“\"‘:—–]{{0,50}}?"
    rf"(?:\s[-–—―_]{{1,2}}\s|(?<=[{CAPITAL}]):\s|\([{CAPITAL}][{LETTER} ]{{1,60}}\)\s?(?:[-–—―_]{{1,2}}\s?|:\s)?)"
    rf"|[{CAPITAL}][{LETTER}.,’' ]{{2,40}}\([{CAPITAL}]{{2,}}\)\s?(?:[-–—―_]{{1,2}}\s?|:\s)"
    rf"|[{CAPITAL}][{LETTER}]{{2,8}}\.? \d{{1,2}}(?:, \d{{4}})? \([{CAPITAL}][{LETTER} ]{{1,60}}\)\s?(?:[-–—―_]{{1,2}}\s?|:\s)"
)
CLOCK = re.compile(  # the time in front of an entry of a live report: "14:05", "2.15pm GMT –"
    r"\d{1,2}(?::\d{2}\b(?![:.]\d)(?: ?[ap]\.?m\b\.?)?|[.h]\d{2} ?[ap]\.?m\b\.?)"
    r"(?: (?:GMT|UTC|BST|CES?T|EES?T|[ECMP][SD]?T|IST|WAT|SAST|AES?T|JST|local time)\b)? ?[-–—|:]? ?(?=\S)"
)
FOOTNOTE = re.compile(r"(?:\[[\w*†‡]{1,4}\]|[¹²³⁰⁴-⁹]{1,3}|\d{1,3}(?!\w))+| ?\(\d{1,3}\)(?=[,.;])")  # right behind a closing mark
GLUED = "\\\"“”‘’'`"  # marks that tokenizers leave at the word behind them where a space is missing
PARTNERS = {"(": ")", ")": "(", "[": "]", "]": "["}


class QuotedTokens(NamedTuple):
    """A quoted segment in tokens: from the opening mark to behind the closing one."""

    start: int
    end: int
    segment: Quoted


class Page:
    """A Doc with its layout. Offsets are of tokens, half-open, but for those of `layout`.

    doc (Doc): The Doc.
    lexicon (Lexicon): The word lists.

    given (Doc): That Doc. doc (Doc): The same, or a copy of which no tree is too long to be read (see `shortening`).
    tokens (List[Token]): The tokens. words (List[str]): The lower-case form of each. text (str): The Doc's text.
    starts, ends (List[int]): The first character of each token, and the one behind its last.
    heads, labels (Ints1d): The head of each token, and the hash of its dependency label.
    layout (Layout): Paragraphs and quoted segments in characters.
    paragraphs (List[Tuple[int, int]]): Start and end of each paragraph. paragraph_of (List[int]): The number of each token's.
    quoted (List[QuotedTokens]): The outermost quoted segments. quote_of (List[int]): The number of the one each token stands in, or -1.
    sentence_starts (List[int]): The tokens with which sentences begin, in order.
    body_end (int): Where the readers' comments begin; the length of the Doc if there are none.
    """

    def __init__(self, doc: Doc, lexicon: Lexicon):
        self.given = doc
        self.doc = doc = with_short_trees(doc)
        self.lexicon = lexicon
        self.tokens: List[Token] = list(doc)  # a list is read in half the time of a Doc, which makes a new Token each time
        columns = doc.to_array(["LOWER", "IDX", "LENGTH", "HEAD", "DEP"])
        self.words: List[str] = [doc.vocab.strings[key] for key in columns[:, 0].tolist()]
        self.starts: List[int] = columns[:, 1].tolist()
        self.ends: List[int] = (columns[:, 1] + columns[:, 2]).tolist()
        self.heads = numpy.arange(len(doc)) + columns[:, 3].astype("int64")
        self.labels = columns[:, 4]
        text = self.text = "".join([token.text_with_ws for token in self.tokens])  # what `doc.text` makes anew at every call
        self.layout = Layout(text, lexicon["elisions"])
        self.paragraphs = [self.tokens_at(*p) for p in self.layout.paragraphs]
        self.paragraph_of = [0] * len(doc)  # white space between two belongs to the first
        lows = [start for start, _ in self.paragraphs]
        for number, (low, high) in enumerate(zip(lows, [*lows[1:], len(doc)])):
            self.paragraph_of[low:high] = [number] * (high - low)
        self.body_end = self._body_end()
        self.quoted = self._quoted([s for s in self.layout.segments if s.depth == 0])
        self.quote_of = [-1] * len(doc)
        for number, quoted in enumerate(self.quoted):
            self.quote_of[quoted.start : quoted.end] = [number] * (quoted.end - quoted.start)
        self.sentence_starts = self._sentence_starts()

    @cached_property
    def furniture(self) -> List[Tuple[int, int]]:
        """The stretches of tokens that a page has around an article, and in which nobody speaks."""
        return [self.tokens_at(*span) for span in find_furniture(self.text, self.layout.paragraphs, self.lexicon)]

    @cached_property
    def brackets(self) -> Dict[str, Places]:
        """Where each kind of bracket stands."""
        return {bracket: Places(i for i, word in enumerate(self.words) if word == bracket) for bracket in PARTNERS}

    @cached_property
    def last_of_headline(self) -> Optional[int]:
        """The last token of the first paragraph that is not quoted; None if all is."""
        start, end = self.paragraphs[0]
        return next((i for i in range(end - 1, start - 1, -1) if not self.is_quoted(i) and not self.tokens[i].is_space), None)

    @cached_property
    def _furnished(self) -> FrozenSet[int]:
        return frozenset(i for start, end in self.furniture for i in range(start, end))

    def is_furniture(self, i: int) -> bool:
        """Whether a token belongs to what a page has around an article."""
        return i in self._furnished

    @cached_property
    def subject_of(self) -> Dict[int, Token]:
        """By token the first subject that hangs to it in front of it. Looked for once: a verb may have half the text hanging to it."""
        found: Dict[int, Token] = {}
        for token in self.tokens:
            if token.dep_ in SUBJECTS and token.i < token.head.i:
                found.setdefault(token.head.i, token)
        return found

    @cached_property
    def withheld(self) -> List[Withheld]:
        """Every phrase that discloses that somebody is not to be named, in order."""
        return load_phrases(self.lexicon).find(self.text)

    @cached_property
    def nameless(self) -> FrozenSet[int]:
        """The tokens of those who are not to be named: "he" in "he said, asking not to be named"."""
        spans = (self.doc.char_span(found.start, found.end, alignment_mode="expand") for found in self.withheld)
        subjects = [subject for span in spans if span is not None and (subject := subject_above(span.root, self.subject_of)) is not None]
        above = (s.head.i for s in subjects if s.dep_ == "appos")  # the attendee, a donor who asked not to be named
        return frozenset((*above, *(s.i for s in subjects)))

    @cached_property
    def called_bodies(self) -> Set[str]:
        """The names of one word that somewhere have the noun of a body in front, "the drugmaker Helvara", and the last words of those set off
        behind one."""
        apposed = {token.text for token in self.tokens if is_apposed_body(token, self.lexicon)}
        return apposed.union(ent.text for ent in self.doc.ents if len(ent) == 1 and is_called_body(ent[0], self.lexicon))

    def tokens_at(self, start: int, end: int) -> Tuple[int, int]:
        """Token offsets of a stretch of characters, widened to whole tokens."""
        first = max(bisect_right(self.starts, start) - 1, 0)
        if self.ends[first] <= start:
            first += 1
        return first, max(bisect_left(self.starts, end), first)

    def _quoted(self, segments: List[Quoted]) -> List[QuotedTokens]:
        result: List[QuotedTokens] = []
        for segment in segments:
            start, end = self.tokens_at(segment.start, segment.end)
            if end > start and not (result and start < result[-1].end):
                result.append(QuotedTokens(start, end, segment))
        return result

    def behind(self, quoted: QuotedTokens) -> int:
        """The first token behind a quoted segment and the footnotes that its closing mark bears."""
        end = self.end_of_notes(quoted)
        return max(self.tokens_at(end, end)[0], quoted.end) if end > quoted.segment.end else quoted.end

    def end_of_notes(self, quoted: QuotedTokens) -> int:
        """The character behind a quoted segment and its footnotes."""
        note = FOOTNOTE.match(self.text, quoted.segment.end) if quoted.segment.closed else None
        return note.end() if note else quoted.segment.end

    def _body_end(self) -> int:
        """Where the readers' comments begin, if there are any; they are not the article's."""
        for start, end in self.paragraphs[len(self.paragraphs) // 4 :]:
            if end - start <= 8 and start > 50:
                line = self.text[self.starts[start] : self.ends[end - 1]]
                if COMMENT_LINE.fullmatch(line.strip()) or line.strip().lower() in self.lexicon["comment_headings"]:
                    return start
        return len(self.doc)

    def _sentence_starts(self) -> List[int]:
        starts = [start for start, _ in self.paragraphs] + [min(end, len(self.doc) - 1) for _, end in self.furniture]
        parsed, words = self.doc.has_annotation("SENT_START"), self.words
        notes = {i for quoted in self.quoted for i in range(quoted.end, self.behind(quoted))}
        for start, end in self.paragraphs:
            previous = start
            dateline = self.dateline(start, end)
            if dateline is not None:
                starts.append(dateline)
            for i in range(start + 1, end):
                if words[i].isspace() or i in notes:
                    continue
                if words[previous][-1] in ".?!…" or self.quote_of[i] != self.quote_of[previous]:
                    if self._begins_sentence(self.tokens[i], previous, parsed):
                        starts.append(i)
                previous = i
        starts = sorted(set(starts))
        return [i for start, end in zip(starts, [*starts[1:], len(words)]) for i in parts(words, start, end, MOST_IN_SENTENCE)]

    def dateline(self, start: int, end: int) -> Optional[int]:
        """The token with which the text of a paragraph begins behind its dateline, or the time in live reports; None if it has none."""
        found = next(filter(None, (mark.match(self.text, self.starts[start], self.starts[end - 1]) for mark in (DATELINE, CLOCK))), None)
        edge = start if found is None else min(self.tokens_at(found.end(), found.end() + 1)[0], end - 1)
        told = any(token.tag_ in FINITE_TAGS for token in self.tokens[start:edge])  # BBC listeners said Lee - a singer - had left
        return None if found is None or told else edge

    def _begins_sentence(self, token: Token, previous: int, parsed: bool) -> bool:
        i, word = token.i, self.words[previous]
        number, before = self.quote_of[i], self.quote_of[previous]
        if word in SENTENCE_END and (not self.is_abbreviation(previous) or token.is_quote):
            return self._may_begin(token) and (number == -1 or self.quoted[number].start == i)
        if number == before == -1:
            title = word[:-1] in self.lexicon["abbreviations"] and self.words[i] in self.lexicon["role_nouns"]
            if word[:-1] in self.lexicon["counted_units"] and self.tokens[previous - 1].like_num:
                return token.is_title and not title  # raised £74m. An assessment …
            return parsed and word.endswith(".") and token.is_title and bool(token.is_sent_start) and not title  # Hob Corp. Chairman Lee
        if before != -1 and number != before and self.quoted[before].segment.closed:
            closing = self.quoted[before]
            return closing.end - closing.start > 2 and self.words[closing.end - 2] == "." and self._may_begin(token)
        return False

    def is_abbreviation(self, i: int) -> bool:
        """Whether a full stop that stands alone belongs to the word in front of it: Col. Lee, Mass., 1st Lt."""
        if self.words[i] != "." or i == 0 or self.tokens[i - 1].whitespace_:
            return False
        word = self.words[i - 1]
        return word in self.lexicon["abbreviations"] or len(word) == 1 and self.tokens[i - 1].is_upper

    def ends_sentence(self, i: int) -> bool:
        """Whether a token is the punctuation at the end of a sentence."""
        return self.words[i] in SENTENCE_END and not self.is_abbreviation(i)

    @staticmethod
    def _may_begin(token: Token) -> bool:
        return token.text.lstrip(GLUED)[:1].isupper() or token.is_digit or token.is_punct or token.is_quote

    def sentence(self, i: int) -> Tuple[int, int]:
        """The sentence around a token, by punctuation and paragraph: a quotation inside it is taken as one word."""
        k = bisect_right(self.sentence_starts, i) - 1
        start = self.sentence_starts[k] if k >= 0 else 0
        end = self.sentence_starts[k + 1] if k + 1 < len(self.sentence_starts) else len(self.doc)
        if k >= 0:
            end = min(end, self.paragraphs[self.paragraph_of[i]][1])
        return start, end

    def skip_space(self, i: int, end: int) -> int:
        """The first token from `i` on that is not white space, at most `end`."""
        while i < end and self.tokens[i].is_space:
            i += 1
        return i

    def is_quoted(self, i: int) -> bool:
        """Whether a token stands inside quotation marks."""
        return self.quote_of[i] != -1

    def trim(self, start: int, end: int, keep_marks: bool = True) -> Optional[Tuple[int, int]]:
        """Take punctuation and white space off the edges, but no quotation mark whose other half stays inside."""
        while start < end and self._droppable(start, start, end, keep_marks):
            start += 1
        while end > start and self._droppable(end - 1, start, end, keep_marks):
            end -= 1
        return (start, end) if end > start else None

    def _droppable(self, i: int, start: int, end: int, keep_marks: bool) -> bool:
        token = self.tokens[i]
        if token.is_space:
            return True
        if not token.is_punct and token.text not in ("|", ">", "-", "–", "—"):
            return False
        if token.is_bracket:
            return token.text not in PARTNERS or not self.brackets[PARTNERS[token.text]].any_in(start, end)
        number = self.quote_of[i]
        if number != -1 and keep_marks:
            quoted = self.quoted[number]
            if i in (quoted.start, quoted.end - 1):
                return not (start <= quoted.start and quoted.end <= end)
            return False
        return token.text not in ("%", "'", "’", "…", "&", "#", "@") or i == end - 1 and token.text in ("'", "’")
