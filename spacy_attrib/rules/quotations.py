"""Quotations in marks: which cue each belongs to, and which pieces belong together."""
import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import Dict, List, Optional, Sequence, Set, Tuple

from spacy.tokens import Token

from ..attributions import Draft
from ..lang.en.grammar import FINITE_TAGS, LEADING_WORDS, LINKERS, NOMINAL
from ..page.intervals import Offsets
from ..page.page import CLAUSE_COMMA, SENTENCE_END, Page, QuotedTokens
from .cues import Cue, chunk_around, noun_phrase, with_apposition

DASHES = frozenset(("-", "–", "—", "--", "―"))
INTRODUCING = DASHES | {":"}
NAME = r"(?P<name>(?:[A-Z][\w.'’-]*)(?:,? (?:(?:of|the|de|van|von|bin|al|and) )*[A-Z\d][\w.'’-]*){0,9})"
SIGNATURE = re.compile(rf"\s*[-–—―]{{1,2}}\s*{NAME}\s*[.)]?\s*(?:$|(?=[,;(]))")
UNCLOSED_SIGNATURE = re.compile(rf"(?<=[.!?…])\s*[-–—―]{{1,2}}\s*{NAME}\s*$")
MAX_REACH = 40


@dataclass
class Quotation:
    """One quotation with all its pieces, and what it hangs on.

    members (List[int]): Indices of its quoted segments in `page.quoted`.
    start (int): Token where its content begins; before the first mark where words in front of it belong to it.
    cue (Optional[Cue]): Its cue, if there is one.
    source (Optional[Offsets]): Its source, if there is one.
    cue_span (Optional[Offsets]): Token offsets of its cue.
    lead (Optional[Offsets]): What is said in front of the cue without marks: "The tax, he said, “is a mistake”".
    stop (Optional[int]): Token where its content ends, where that is not the end of the last segment.
    """

    members: List[int]
    start: int
    cue: Optional[Cue] = None
    source: Optional[Offsets] = None
    cue_span: Optional[Offsets] = None
    lead: Optional[Offsets] = None
    stop: Optional[int] = None


class Quotations:
    """Gives the quoted segments of a page to cues.

    page (Page): The page.
    cues (Sequence[Cue]): All cues, ordered by position.
    turns (Sequence[Draft]): The turns of a transcript, whose marks are theirs.
    """

    def __init__(self, page: Page, cues: Sequence[Cue], turns: Sequence[Draft] = ()):
        self.page = page
        self.cues = [c for c in cues if not page.is_quoted(c.head.i)]
        self.heads = [c.head.i for c in self.cues]
        self.owner: Dict[int, Quotation] = {}
        self.consumed: Set[int] = set()
        for turn in turns:
            for member in {page.quote_of[i] for i in range(turn.source[0][0], turn.content[0][1])} - {-1}:
                self.owner[member] = Quotation([member], turn.content[0][0])

    def find(self) -> List[Draft]:
        """Attributions of all quotations that have a cue or source beside them."""
        found: List[Quotation] = []
        for chain in self._chains():
            if any(member in self.owner for member in chain) or self.page.quoted[chain[0]].start >= self.page.body_end:
                continue
            quotation = (
                (self._is_set_off(chain) and self._followed(chain))
                or self._introduced(chain)
                or self._followed(chain)
                or self._introduced_by_verb(chain)
                or self._signed(chain)
                or self._continued(chain)
                or self._announced(chain)
            )
            if quotation is None:
                continue
            for member in quotation.members:
                self.owner[member] = quotation
            if quotation not in found:
                found.append(quotation)
            if quotation.cue is not None:
                self.consumed.add(quotation.cue.head.i)
        return [self._draft(q) for q in found]

    def floating(self) -> List[Draft]:
        """Whole sentences in marks with nothing beside them that says whose they are, and what headlines quote from the text."""
        drafts = []
        for chain in self._chains():
            first = self.page.quoted[chain[0]]
            if any(member in self.owner for member in chain) or first.start >= self.page.body_end:
                continue
            if self.page.paragraph_of[first.start] == 0 or self._is_line(first):
                floats = self._is_quoted_again(first)
            else:
                floats = self._begins_sentence(first) and self._is_utterance(self.page.quoted[chain[-1]], first) and self._stands_alone(chain)
            if floats:
                pieces = [(self.page.quoted[m].start, self.page.quoted[m].end) for m in chain]
                drafts.append(Draft(pieces, act="speech"))
        return drafts

    def _is_line(self, quoted: QuotedTokens) -> bool:
        """Whether a quotation is a line of its own without a full stop: 'Nobody asked us', above what is told of it."""
        start, end = self.page.paragraphs[self.page.paragraph_of[quoted.start]]
        alone = self.page.trim(start, end) in ((quoted.start, quoted.end), (quoted.start + 1, quoted.end - 1))
        return alone and quoted.end - quoted.start > 2 and self.page.words[quoted.end - 2] not in SENTENCE_END

    def _is_quoted_again(self, quoted: QuotedTokens) -> bool:
        """Whether the words of a quotation stand in a later one, too."""
        words = self._spelled(quoted)
        return len(words) > 1 and any(
            later[i : i + len(words)] == words
            for later in (self._spelled(other) for other in self.page.quoted if other.start > quoted.start)
            for i in range(len(later) - len(words) + 1)
        )

    def _spelled(self, quoted: QuotedTokens) -> List[str]:
        return [word for word in self.page.words[quoted.start : quoted.end] if word[:1].isalnum()]

    # Pieces

    def _chains(self) -> List[List[int]]:
        """Quoted segments, those that run on over paragraphs taken together."""
        chains: List[List[int]] = []
        for number, quoted in enumerate(self.page.quoted):
            if quoted.segment.continues and chains and chains[-1][-1] == number - 1 and self._may_run_on(chains[-1]):
                chains[-1].append(number)
            else:
                chains.append([number])
        return chains

    def _may_run_on(self, chain: List[int]) -> bool:
        """Whether an unclosed quotation goes on in the next paragraph, or only lacks its closing mark."""
        first = self.page.quoted[chain[0]]
        opening = self.page.doc[min(first.start + 1, first.end - 1)]
        before = self.page.words[first.start - 1] if first.start else ":"
        return len(chain) > 1 or not opening.text[:1].islower() or before in CLAUSE_COMMA or self._begins_sentence(first)

    def _draft(self, quotation: Quotation) -> Draft:
        page = self.page
        pieces: List[Offsets] = [quotation.lead] if quotation.lead else []
        taken = sorted(p for p in (quotation.cue_span, quotation.source) if p)
        for k, member in enumerate(quotation.members):
            quoted = page.quoted[member]
            start = quotation.start if k == 0 else quoted.start
            end = quoted.end
            if pieces and page.paragraph_of[pieces[-1][0]] == page.paragraph_of[start]:
                gap = (pieces[-1][1], start)
                if not any(gap[0] <= t[0] < gap[1] for t in taken):
                    pieces[-1] = (pieces[-1][0], end)
                    continue
            pieces.append((start, end))
        if quotation.stop is not None and pieces[-1][0] < quotation.stop:
            pieces[-1] = (pieces[-1][0], quotation.stop)
        act = "speech"
        if quotation.cue is not None:
            act = quotation.cue.entry.frames.get("quote") or quotation.cue.entry.frames.get("clause") or "speech"
        return Draft(
            pieces,
            cue=[quotation.cue_span] if quotation.cue_span else [],
            source=[quotation.source] if quotation.source else [],
            act=act,
        )

    def _between(self, low: int, high: int, frame: str = "quote") -> List[Cue]:
        i = bisect_left(self.heads, low)
        result = []
        while i < len(self.heads) and self.heads[i] < high:
            if frame in self.cues[i].entry.frames:
                result.append(self.cues[i])
            i += 1
        return result

    def _last_inner(self, quoted: QuotedTokens) -> str:
        i = quoted.end - 2 if quoted.segment.closed else quoted.end - 1
        while i > quoted.start and self.page.doc[i].is_space or self.page.words[i] in ("’", "'"):
            i -= 1
        return self.page.words[i][-1:] if self.page.words[i] not in ("...", "…") else "…"

    def _words(self, quoted: QuotedTokens) -> int:
        return sum(not t.is_punct and not t.is_space for t in self.page.doc[quoted.start : quoted.end])

    def _begins_sentence(self, quoted: QuotedTokens) -> bool:
        previous = quoted.start - 1
        while previous > 0 and self.page.doc[previous].is_space:
            previous -= 1
        if quoted.start == self.page.paragraphs[self.page.paragraph_of[quoted.start]][0]:
            return True
        if self.page.is_quoted(previous):
            return self._last_inner(self.page.quoted[self.page.quote_of[previous]]) in ".?!…"
        return self.page.words[previous] in SENTENCE_END

    def _is_utterance(self, last: QuotedTokens, first: QuotedTokens) -> bool:
        opening = self.page.doc[min(first.start + 1, first.end - 1)]
        ended = self._last_inner(last) in ".?!…" or not last.segment.closed
        capital = opening.text[:1].isupper() or opening.is_punct or opening.is_digit
        return capital and (ended and self._words(first) >= 2 or self._words(first) >= 8)

    def _stands_alone(self, chain: List[int]) -> bool:
        """Nothing but a new sentence follows in the paragraph."""
        last = self.page.quoted[chain[-1]]
        end = self.page.paragraphs[self.page.paragraph_of[last.start]][1]
        if last.end >= end:
            return True
        follower = self.page.doc[last.end]
        if follower.is_punct and follower.text in SENTENCE_END:
            return last.end + 1 >= end or self.page.doc[last.end + 1].text[:1].isupper()
        return self._last_inner(last) in ".?!…" and (follower.text[:1].isupper() or self.page.is_quoted(last.end))

    def _is_set_off(self, chain: List[int]) -> bool:
        """…: “x,” she said. The comma inside the marks asks for a cue behind them, whatever stands before the colon or dash."""
        page = self.page
        first = page.quoted[chain[0]].start
        start, _ = page.paragraphs[page.paragraph_of[first]]
        before = first - 1
        while before > start and page.doc[before].is_space:
            before -= 1
        marked = before >= start and (page.words[before] == ":" or page.words[before] in DASHES)
        return marked and self._last_inner(page.quoted[chain[-1]]) == ","

    # Cue in front

    def _introduced(self, chain: List[int]) -> Optional[Quotation]:
        page = self.page
        quoted = page.quoted[chain[0]]
        start = quoted.start
        paragraph_start, _ = page.paragraphs[page.paragraph_of[start]]
        if start == paragraph_start:
            return self._introduced_from_above(chain)
        previous = start - 1
        while previous > paragraph_start and (page.doc[previous].is_space or page.doc[previous].is_bracket):
            previous -= 1
        word = page.words[previous]
        if word in SENTENCE_END or page.is_quoted(previous):
            return None
        low, _ = page.sentence(previous)
        named = all(page.doc[i].pos_ == "PROPN" for i in range(low, previous))
        label = self._label(low, previous) if word == ":" and (low == paragraph_start or named) else None
        candidates = [c for c in self._between(low, start) if self._may_introduce(c)]
        for cue in reversed(candidates):
            adjacent = cue.span[1] == previous + 1
            if cue.head.tag_ == "VBG" and cue.source is None and len(candidates) > 1 and word not in (":", ",") and not adjacent:
                continue
            gap = (cue.span[1], previous + 1 if word not in CLAUSE_COMMA else previous)
            if cue.source and gap[0] <= cue.source[0] < gap[1]:
                gap = (cue.source[1], gap[1])  # said Lee: "…"
            if self._is_direct_gap(cue, gap, word, quoted):
                quotation = Quotation(list(chain), start, cue, self._source(cue, low, start), cue.span)
                self._add_lead(quotation, low)
                return self._joined(quotation)
            if word != ":":
                break
        if label is not None:
            return self._joined(Quotation(list(chain), start, None, label))
        return None

    def _add_lead(self, quotation: Quotation, low: int) -> None:
        """The subject in front of an inserted cue, when the quotation begins with its verb."""
        page = self.page
        opening = page.doc[min(quotation.start + 1, len(page.doc) - 1)]
        cue, source = quotation.cue_span, quotation.source
        if opening.tag_ not in FINITE_TAGS or opening.text[:1].isupper() or cue is None or source is None or source[1] > cue[0]:
            return
        comma = max((i for i in range(low, cue[0]) if page.words[i] in CLAUSE_COMMA and not page.is_quoted(i)), default=low)
        lead = page.trim(low, comma) if comma > low else None
        rest = page.trim(max(source[0], comma + 1), source[1]) if source[1] > comma + 1 else None
        if lead is not None and rest is not None and any(page.doc[i].pos_ in NOMINAL for i in range(*lead)):
            quotation.lead, quotation.source = lead, rest

    def _introduced_by_verb(self, chain: List[int]) -> Optional[Quotation]:
        """Mr. X went further: “…”. Any verb may stand there, if its subject is somebody."""
        page = self.page
        quoted = page.quoted[chain[0]]
        opening = page.doc[min(quoted.start + 1, quoted.end - 1)]
        ended = self._last_inner(page.quoted[chain[-1]]) in ".?!…"
        if self._words(quoted) < (2 if ended else 4) or not (opening.text[:1].isupper() or opening.is_punct):
            return None
        paragraph_start, _ = page.paragraphs[page.paragraph_of[quoted.start]]
        colon = quoted.start - 1
        while colon > paragraph_start and page.doc[colon].is_space:
            colon -= 1
        if colon <= paragraph_start or page.words[colon] not in INTRODUCING:
            return None
        low, _ = page.sentence(colon)
        label = self._name_before(low, colon)
        if label is not None:
            return self._joined(Quotation(list(chain), quoted.start, None, label))
        verbs = [page.doc[i] for i in range(low, colon) if page.doc[i].tag_ in ("VBD", "VBZ", "VBP") and not page.is_quoted(i)]
        for verb in reversed(verbs):
            subject = next((c for c in verb.lefts if c.dep_ == "nsubj"), None)
            if subject is None or verb.dep_ in ("relcl", "advcl", "aux", "auxpass"):
                continue
            owner = next((c for c in subject.lefts if c.dep_ == "poss"), None) if subject.lower_ in page.lexicon.nouns else None
            source = noun_phrase(page, owner or subject, stop=verb.i)
            if source is not None and (owner is not None or self._is_somebody(subject)):
                return self._joined(Quotation(list(chain), quoted.start, None, source, (verb.i, verb.i + 1)))
        return None

    def _is_somebody(self, subject: Token) -> bool:
        word, lexicon = subject.lower_, self.page.lexicon
        forms = {word, word[:-1] if word.endswith("s") else word}
        known = lexicon["role_nouns"] | lexicon["organizations"] | lexicon["documents"]
        return subject.ent_type_ in ("PERSON", "ORG") or word in ("he", "she", "they") or bool(forms & known)

    def _name_before(self, low: int, colon: int) -> Optional[Offsets]:
        """A name right before a colon that a dash or the like sets off: "TURNOUT RISES - Michael P. McDonald: “…”."""
        page = self.page
        start = colon
        while start > low and (page.doc[start - 1].pos_ == "PROPN" or page.words[start - 1] in ("and", "-")) and colon - start < 6:
            if page.words[start - 1] == "-" and page.doc[start - 1].whitespace_:
                break
            start -= 1
        before = page.words[start - 1] if start > low else "-"
        if start == colon or before not in ("-", "–", "—", "from", "by", ".", "]", ")") or page.words[start] == "and":
            return None
        return page.trim(start, colon)

    def _may_introduce(self, cue: Cue) -> bool:
        if cue.passive and cue.source is None:
            return cue.head.dep_ != "acl" and cue.entry.lemma in ("say", "quote", "tell", "ask")
        return True

    def _is_direct_gap(self, cue: Cue, gap: Offsets, word: str, quoted: QuotedTokens) -> bool:
        """Whether only an addressee, time or manner stands between a cue and the mark."""
        page = self.page
        start, end = gap
        if word != ":" and self._is_subject(quoted):
            return False
        if start >= end:
            if word in (":", ",") or self._words(quoted) >= 4:
                return True
            opening = page.doc[min(quoted.start + 1, quoted.end - 1)]
            return opening.text[:1].isupper() or self._last_inner(quoted) in ".?!"
        if end - start > MAX_REACH or word not in (":", ",", "–", "—", "-"):
            opening = page.doc[min(quoted.start + 1, quoted.end - 1)]
            simple = end - start <= 4 and all(page.doc[i].pos_ in ("ADV", "PROPN", "PRON", "NOUN", "DET", "ADP", "ADJ") for i in range(start, end))
            addressed = any(c.dep_ in ("dobj", "dative", "obj") and c.right_edge.i + 1 == end for c in cue.head.rights)
            return bool(simple and addressed and opening.text[:1].isupper() and self._is_utterance(quoted, quoted))
        if any(page.words[i] in ("that", "because", "whether") and page.doc[i].dep_ == "mark" for i in range(start, end)):
            return word == ":"
        verbs = [i for i in range(start, end) if page.doc[i].tag_ in ("VBD", "VBZ", "VBP", "MD") and not page.is_quoted(i)]
        inside = [i for i in verbs if not any(a.dep_ in ("relcl", "advcl", "acl") for a in [page.doc[i], page.doc[i].head])]
        if word == ":":
            return len(inside) == 0 or end - start <= 12
        opening = page.doc[min(quoted.start + 1, quoted.end - 1)]
        return not inside and (opening.text[:1].isupper() or self._words(quoted) >= 4)

    def _is_subject(self, quoted: QuotedTokens) -> bool:
        """“Title Sponsor” was the highest level: a verb goes on behind the mark."""
        page = self.page
        _, high = page.sentence(quoted.start)
        if quoted.end >= high or self._last_inner(quoted) in ".?!,…":
            return False
        return page.doc[quoted.end].tag_ in ("VBD", "VBZ", "VBP", "MD")

    def _introduced_from_above(self, chain: List[int]) -> Optional[Quotation]:
        """The paragraph before ends in a colon: it holds the cue, or is a label ("From Chair X:")."""
        page = self.page
        start = page.quoted[chain[0]].start
        number = page.paragraph_of[start]
        if number == 0:
            return None
        _, above_end = page.paragraphs[number - 1]
        if page.words[above_end - 1] not in (":", "—"):
            return None
        low, _ = page.sentence(above_end - 1)
        for cue in reversed([c for c in self._between(low, above_end) if c.head.i not in self.consumed]):
            if self._may_introduce(cue):
                return self._block(Quotation(list(chain), start, cue, self._source(cue, low, above_end), cue.span))
        label = self._label(low, above_end - 1)
        if label is not None and page.words[above_end - 1] == ":":
            return self._block(Quotation(list(chain), start, None, label))
        return None

    def _block(self, quotation: Quotation) -> Quotation:
        """A colon that ends a paragraph introduces all the wholly quoted paragraphs that follow it."""
        page = self.page
        self._joined(quotation)
        while quotation.members[-1] + 1 < len(page.quoted):
            last, following = page.quoted[quotation.members[-1]], page.quoted[quotation.members[-1] + 1]
            start, end = page.paragraphs[page.paragraph_of[following.start]]
            adjacent = page.paragraph_of[following.start] == page.paragraph_of[last.start] + 1
            if not adjacent or following.start != start or following.end < end or quotation.members[-1] + 1 in self.owner:
                break
            quotation.members.append(quotation.members[-1] + 1)
        return quotation

    def _label(self, low: int, colon: int) -> Optional[Offsets]:
        """A name and nothing else before a colon."""
        page = self.page
        while low < colon and (page.words[low] in ("from", "by", "statement", "a", "comment") or page.doc[low].is_space):
            low += 1
        if not 0 < colon - low <= 14:
            return None
        tokens = [page.doc[i] for i in range(low, colon)]
        if any(t.pos_ in ("VERB", "AUX") and t.tag_ not in ("VBG", "VBN") for t in tokens) and len(tokens) > 2:
            return None
        if tokens[0].is_alpha and any(t.pos_ == "PROPN" or t.is_upper or t.is_title for t in tokens):
            return page.trim(low, colon)
        return None

    # Cue behind

    def _followed(self, chain: List[int]) -> Optional[Quotation]:
        page = self.page
        quoted = page.quoted[chain[-1]]
        cue, low, high = self._cue_after(quoted, chain[-1])
        if cue is None:
            return None
        first = page.quoted[chain[0]]
        if self._is_fragment(first, quoted) and self._has_own_content(cue):
            return None  # On “The Late Show,” he said that …
        source = self._source(cue, low, high)
        if source is not None and source[1] < high:
            source = with_apposition(page, source, low, cue.span[0] if source[1] <= cue.span[0] else high)
            source = page.trim(*source)
        quotation = Quotation(list(chain), first.start, cue, source, cue.span)
        sentence_start, _ = page.sentence(first.start)
        if sentence_start < first.start and len(chain) == 1:
            self._extend_left(quotation, sentence_start, first)
        return self._joined(quotation)

    def _is_fragment(self, first: QuotedTokens, last: QuotedTokens) -> bool:
        return not self._begins_sentence(first) or (self._words(first) <= 4 and self._is_term(last))

    def _has_own_content(self, cue: Cue) -> bool:
        """Whether a clause or quotation behind the cue is what it attributes."""
        verb = cue.head
        for child in verb.rights:
            if child.dep_ in ("ccomp", "xcomp") and child.i > verb.i and child.tag_ != "VBG":
                return True
            if child.lower_ in self.page.lexicon["object_pronouns"] and child.dep_ in ("dobj", "obj"):
                return True  # who played in “Harbor Nights,” called him …
        end = max(cue.span[1], cue.source[1] if cue.source else 0)
        page = self.page
        return end < len(page.doc) and page.words[end] in ("that", ":") or cue.entry.lemma == "according to"

    def _extend_left(self, quotation: Quotation, sentence_start: int, first: QuotedTokens) -> None:
        """Words in front of the first mark belong to the content, unless they only lead over to it."""
        page = self.page
        before = [i for i in range(sentence_start, first.start) if not page.doc[i].is_punct and not page.doc[i].is_space]
        word, opening = page.words[first.start - 1], page.doc[min(first.start + 1, first.end - 1)]
        if word in (":", "(") or not before or (word in DASHES and opening.text[:1].isupper()):
            return
        if len(before) == 1 and page.doc[before[0]].pos_ in ("CCONJ", "ADV", "SCONJ", "INTJ"):
            return
        own: List[int] = []
        start = sentence_start
        while start < first.start and (page.doc[start].is_space or (page.doc[start].is_punct and not page.is_quoted(start))):
            start += 1
        for member in {page.quote_of[i] for i in range(start, first.start)} - {-1}:
            if member in self.owner:
                return
            own.append(member)
        quotation.members = sorted(own) + quotation.members
        quotation.start = start

    def _cue_after(self, quoted: QuotedTokens, number: int) -> Tuple[Optional[Cue], int, int]:
        page = self.page
        paragraph_end = page.paragraphs[page.paragraph_of[quoted.start]][1]
        low = quoted.end
        following = page.quoted[number + 1].start if number + 1 < len(page.quoted) else paragraph_end
        low = page.skip_space(low, paragraph_end)
        if low >= paragraph_end or not quoted.segment.closed:
            return None, low, low
        last = self._last_inner(quoted)
        outside = page.words[low] in (",", "-", "–", "—", "--")
        if outside:
            low = page.skip_space(low + 1, paragraph_end)
        high = low
        limit = min(paragraph_end, low + MAX_REACH)
        while high < limit and not (page.ends_sentence(high) and not page.is_quoted(high)):
            high += 1
        if low >= high:
            return None, low, high
        opening = page.doc[low]
        lower = not opening.text[:1].isupper()
        if not outside and last not in ",?!—–-…":
            # no comma: only a cue at once, as in “Great” he said
            whole = self._begins_sentence(quoted) and self._words(quoted) >= 6
            near = self._between(low, min(high, low + (10 if whole else 4)))
            short = bool(near) and high - low <= 8 and high - near[0].span[1] <= 4
            if not near or (last == "." and not lower and not short) or opening.lower_ in LINKERS or opening.pos_ in ("ADP", "SCONJ", "AUX"):
                return None, low, high
            if near[0].source is None or not low <= near[0].source[0] < high or min(near[0].source[0], near[0].span[0]) > low + 1:
                return None, low, high
            if any(c.dep_ in ("ccomp", "dobj") and c.i > near[0].head.i for c in near[0].head.rights):
                return None, low, high
        if opening.lower_ in LINKERS:
            return None, low, high
        while number + 1 < len(page.quoted) and low < following < high and self._is_term(page.quoted[number + 1]):
            number += 1  # a title or term on the way to the cue
            following = page.quoted[number + 1].start if number + 1 < len(page.quoted) else paragraph_end
        for cue in self._between(low, min(high, following) if following >= low else high):
            if self._is_aside(cue, low) or (cue.head.tag_ == "VBG" and cue.entry.lemma not in ("according to",)):
                continue
            if cue.head.i in self.consumed or not self._may_introduce(cue):
                continue
            commas = [i for i in range(low, cue.span[0]) if page.words[i] == ","]
            verbs = [
                i
                for i in range(low, cue.span[0])
                if page.doc[i].tag_ in FINITE_TAGS and not self._in_aside(page.doc[i], low) and page.doc[i].head != cue.head
                and not (commas and commas[0] < i < commas[-1] == cue.span[0] - 1)
            ]
            whole = cue.source is not None and low <= cue.source[0] <= low + 1 and cue.source[1] >= cue.span[0] - 1
            if verbs and not whole:
                break
            return cue, low, high
        return None, low, high

    def _is_aside(self, cue: Cue, low: int) -> bool:
        return cue.head.dep_ in ("relcl", "acl") and cue.head.head.i >= low

    def _in_aside(self, token, low: int) -> bool:
        while token.head != token:
            if token.dep_ in ("relcl", "acl", "appos") and token.head.i >= low:
                return True
            token = token.head
        return False

    # Source alone, without a cue

    def _signed(self, chain: List[int]) -> Optional[Quotation]:
        """“…” – Commissioner X, on the same line or the next; the closing mark may be missing."""
        page = self.page
        quoted = page.quoted[chain[-1]]
        number = page.paragraph_of[quoted.start]
        end = self._end_of_paragraph(number)
        if not quoted.segment.closed:
            match = UNCLOSED_SIGNATURE.search(page.text, quoted.segment.start, end)
        elif quoted.segment.end < end:
            match = SIGNATURE.match(page.text, quoted.segment.end, end)
        elif number + 1 < len(page.paragraphs):
            below = page.starts[page.paragraphs[number + 1][0]]
            match = SIGNATURE.match(page.text, below, self._end_of_paragraph(number + 1))
        else:
            match = None
        if match is None:
            return None
        source = self._with_description(page.tokens(*match.span("name")))
        quotation = Quotation(list(chain), page.quoted[chain[0]].start, None, source)
        if not quoted.segment.closed:
            quotation.stop = page.tokens(quoted.segment.start, match.start())[1]
        return quotation

    def _with_description(self, name: Offsets) -> Offsets:
        """A name with what describes it, if nothing else follows in its paragraph."""
        page = self.page
        end = page.paragraphs[page.paragraph_of[name[0]]][1]
        rest = [page.doc[i] for i in range(name[1], end)]
        if len(rest) <= 24 and not any(t.tag_ in FINITE_TAGS or page.is_quoted(t.i) for t in rest):
            name = (name[0], end)
        return page.trim(*name) or name

    def _end_of_paragraph(self, number: int) -> int:
        last = self.page.paragraphs[number][1] - 1
        return self.page.starts[last] + len(self.page.doc[last])

    def _continued(self, chain: List[int]) -> Optional[Quotation]:
        """A mark that opens right where the one before it closed goes on with the same quotation."""
        first = self.page.quoted[chain[0]]
        if not chain[0] or chain[0] - 1 not in self.owner:
            return None
        before = self.page.quoted[chain[0] - 1]
        if before.end == first.start and self.page.paragraph_of[before.start] == self.page.paragraph_of[first.start]:
            quotation = self.owner[chain[0] - 1]
            quotation.members.extend(chain)
            return quotation
        return None

    def _announced(self, chain: List[int]) -> Optional[Quotation]:
        """Mr. X agreed. “…”: a short sentence whose verb of speech says nothing else."""
        page = self.page
        quoted = page.quoted[chain[0]]
        paragraph_start, _ = page.paragraphs[page.paragraph_of[quoted.start]]
        end = quoted.start - 1
        while end > paragraph_start and page.doc[end].is_space:
            end -= 1
        if end <= paragraph_start or page.words[end] not in (".", ":") or page.is_quoted(end):
            return None
        if not self._is_utterance(page.quoted[chain[-1]], quoted) or not self._stands_alone(chain):
            return None
        low, _ = page.sentence(end)
        for cue in reversed(self._between(low, end)):
            silent = not any(c.dep_ in ("ccomp", "xcomp", "advcl", "conj", "prep") for c in cue.head.rights)
            bare = cue.source is not None and cue.source[0] - low <= 2 and cue.span[0] - cue.source[1] <= 2
            if bare and cue.head.dep_ == "ROOT" and silent and not cue.passive and end - cue.span[1] <= 3:
                return self._joined(Quotation(list(chain), quoted.start, cue, self._source(cue, low, end), cue.span))
        return None

    # Split quotations

    def _joined(self, quotation: Quotation) -> Quotation:
        """Add what goes on after the cue: “x,” she said, “y.” “z”."""
        page = self.page
        number = quotation.members[-1] + 1
        while number < len(page.quoted):
            last = page.quoted[quotation.members[-1]]
            following = page.quoted[number]
            if number in self.owner or page.paragraph_of[following.start] != page.paragraph_of[last.start]:
                break
            if self._goes_on(quotation, last, following, number):
                quotation.members.append(number)
                while number + 1 < len(page.quoted) and page.quoted[number + 1].segment.continues:
                    number += 1
                    quotation.members.append(number)
            elif not self._is_term(following) and self._begins_sentence(following):
                break
            number += 1
        return quotation

    def _is_term(self, quoted: QuotedTokens) -> bool:
        """A title or a term: short, and grown together with the words in front of it."""
        previous = quoted.start - 1
        if previous < 0 or self._words(quoted) > 8 or (self._last_inner(quoted) in ".?!" and self._words(quoted) > 3):
            return False
        return self.page.doc[previous].pos_ in ("ADP", "DET", "NOUN", "PROPN", "ADJ", "PART", "PRON", "NUM")

    def _goes_on(self, quotation: Quotation, before: QuotedTokens, following: QuotedTokens, number: int) -> bool:
        page = self.page
        start = before.end
        for span in (quotation.cue_span, quotation.source):
            if span and before.end <= span[0] < following.start:
                start = max(start, span[1])
        gap = [i for i in range(start, following.start) if not page.doc[i].is_space]
        crossed = start > before.end
        if self._is_term(following):
            return False
        led = self._without_leading(gap) if crossed else gap
        if gap and all(page.words[i] in ("and", "or", "but", ",", ";") for i in gap):
            return crossed or quotation.cue is not None and quotation.cue.head.i < before.start
        cue = quotation.cue.head.i if quotation.cue else -1
        others = [c for c in self._between(start, following.start) if c.head.i != cue]
        ends = [i for i in gap if (page.ends_sentence(i) or i == gap[-1] and page.words[i] in SENTENCE_END) and (not page.is_quoted(i) or i >= following.start - 2)]
        if gap and not ends and self._is_utterance(following, following) and page.words[gap[-1]].endswith("."):
            ends = gap[-1:]  # … in Springfield, Ill. “It is”
        if ends and page.is_quoted(gap[-1]) and ends[-1] == gap[-1] - 1:
            ends[-1] = gap[-1]  # … on “Meet the Press.” “It is”
        if led != gap and not ends[1:] and self._words(following) >= 4:
            return self._cue_after(following, number)[0] is None
        if others and not ends:
            return False
        if not gap:
            return self._last_inner(before) in ".?!…," or crossed
        if ends:
            if not crossed or ends[-1] != gap[-1] or len(ends) > 1:
                return False
            last = number
            while last + 1 < len(page.quoted) and page.quoted[last + 1].segment.continues:
                last += 1
            return self._is_utterance(following, following) and self._cue_after(page.quoted[last], last)[0] is None
        if not crossed:
            linked = page.words[gap[0]] in LINKERS and cue != -1 and cue < before.start and len(gap) <= 3
            return linked and self._last_inner(before) not in ".,?!…"
        if page.words[gap[-1]] not in (",", ":", "–", "—", "-", ";") and len(gap) > 6:
            return False
        finite = [i for i in gap if page.doc[i].tag_ in ("VBD", "VBZ", "VBP", "MD")]
        return not finite or page.words[gap[-1]] in (",", ":")

    def _without_leading(self, gap: List[int]) -> List[int]:
        """The tokens between a cue and a mark, less what leads over from a full stop: "he said. But now, “…”"."""
        words = self.page.words
        i = len(gap)
        while i > 1 and (words[gap[i - 1]] in LEADING_WORDS or words[gap[i - 1]] == "," and words[gap[i - 2]] in LEADING_WORDS):
            i -= 1
        return gap[:i] if i < len(gap) and words[gap[i - 1]] in SENTENCE_END else gap

    # Sources

    def _source(self, cue: Cue, low: int, high: int) -> Optional[Offsets]:
        """The cue's source, taken from the words beside it where the parse gives none within reach."""
        page = self.page
        if cue.passive and cue.source is None:
            return None
        if cue.source and (low <= cue.source[0] < high or not self._has_own_subject(cue, low, high)):
            if not page.is_quoted(cue.source[0]) or cue.source[1] - cue.source[0] <= 3:
                return cue.source
        if cue.head.tag_ == "VBG" and cue.source is None:
            before = [c for c in self._between(low, cue.head.i, "clause") if c.source and c.head.tag_ in ("VBD", "VBZ", "VBP")]
            return before[-1].source if before else None
        start = low
        while start < cue.span[0] and page.doc[start].pos_ in ("PUNCT", "SPACE", "ADV", "CCONJ", "SCONJ"):
            start += 1
        if start < cue.span[0] and any(page.doc[i].pos_ in NOMINAL and not page.is_quoted(i) for i in range(start, cue.span[0])):
            comma = next((i for i in range(cue.span[0] - 1, start, -1) if page.words[i] in (":", ";")), None)
            return page.trim(comma + 1 if comma is not None else start, cue.span[0])
        for child in cue.head.rights:
            if child.i < high and child.dep_ in ("nsubj", "dobj", "obj", "npadvmod", "attr") and child.pos_ in NOMINAL and child.ent_type_ not in ("DATE", "TIME"):
                return noun_phrase(page, child, after=cue.span[1])
        return chunk_around(page, cue.span[1], cue.span[1], high, 1) if cue.span[1] < high else None

    def _has_own_subject(self, cue: Cue, low: int, high: int) -> bool:
        page = self.page
        return any(page.doc[i].pos_ in NOMINAL and not page.is_quoted(i) for i in range(low, cue.span[0])) or (
            cue.span[1] < high and page.doc[cue.span[1]].pos_ in ("PROPN", "DET", "PRON")
        )
