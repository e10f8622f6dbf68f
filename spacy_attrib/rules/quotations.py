"""Quotations in marks: which cue each belongs to, and which pieces belong together."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Dict, List, Optional, Sequence, Set, Tuple

from spacy.tokens import Token

from ..attributions import Draft
from ..lang.en import grammar
from ..page.intervals import Offsets
from ..page.page import CLAUSE_COMMA, Page, QuotedTokens
from ..page.phrases import SENTENCE_END
from .credits import find_label, find_signature, find_speaker_of_headline, is_headline
from .cues import Cue, chunk_from, noun_phrase, with_apposition

DASHES = frozenset(("-", "–", "—", "--", "―"))
INTRODUCING = DASHES | {":"}
MARKS_BEHIND = frozenset((",", "-", "–", "—", "--"))  # what may stand between a closing mark and a cue
MARKS_IN_FRONT = frozenset((":", ",", "–", "—", "-"))  # what may stand between a cue, other words and an opening mark
JOINING = frozenset(("and", "or", "but", ",", ";"))  # what joins two pieces of one quotation
ENDS = ".?!…"  # how whole sentences in marks end
MAX_REACH = 40
AGAIN = 500  # quotations behind a line that are looked at for its words
MAX_GAP = 500  # tokens between two pieces of one quotation, terms in marks among them


@dataclass
class Quotation:
    """One quotation with all its pieces, and what it hangs on."""

    members: List[int]  # its quoted segments, as they are counted in `page.quoted`
    start: int  # token where its content begins; before the first mark where words in front of it belong to it
    cue: Optional[Cue] = None
    source: Optional[Offsets] = None
    cue_span: Optional[Offsets] = None
    lead: Optional[Offsets] = None  # what is said in front of the cue without marks: "The tax, he said, “is a mistake”"
    step: str = ""  # the name of the step that found it


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
        self.chains = self._chains()
        self.owner: Dict[int, Quotation] = {}
        self.spelled = [self._spelled(quoted) for quoted in page.quoted]
        self.lengths = [self._count_words(quoted) for quoted in page.quoted]
        self.trimmed: Dict[int, Optional[Offsets]] = {}  # by paragraph, without what stands at its edges
        self.lines: Dict[int, str] = {}  # by paragraph, its words
        self.consumed: Set[int] = set()
        for turn in turns:
            for member in {page.quote_of[i] for i in range(turn.source[0][0], turn.content[0][1])} - {-1}:
                self.owner[member] = Quotation([member], turn.content[0][0])

    def find(self) -> List[Draft]:
        """Attributions of all quotations that have a cue or source beside them."""
        found: Dict[int, Quotation] = {}
        for chain in self.chains:
            quotation = self._first_answer(chain) if self._is_free(chain) else None
            if quotation is not None:
                found[id(quotation)] = quotation
                self.owner.update(dict.fromkeys(quotation.members, quotation))
                self.consumed.update([quotation.cue.head.i] if quotation.cue is not None else [])
        return [self._draft(quotation) for quotation in found.values()]

    def _first_answer(self, chain: List[int]) -> Optional[Quotation]:
        for name, step in STEPS:
            quotation = step(self, chain)
            if quotation is not None:
                quotation.step = quotation.step or name
                return quotation
        return None

    def unattributed(self) -> List[Draft]:
        """Whole sentences in marks with nothing beside them that says whose they are, and what headlines quote from the text."""
        drafts = []
        for chain in filter(self._is_free, self.chains):
            first, last = self.page.quoted[chain[0]], self.page.quoted[chain[-1]]
            if is_headline(self.page, first) or self._is_line(first):
                why, holds = "quoted again below", self._is_quoted_again(chain[0])
            else:
                why, holds = "whole sentences in marks", self._begins_sentence(first) and self._is_utterance(last, first)
                holds = holds and self._stands_alone(chain)
            if holds:
                drafts.append(Draft([self.page.quoted[m][:2] for m in chain], act="speech", why={"content": why}))
        return drafts

    def _is_free(self, chain: List[int]) -> bool:
        return not any(member in self.owner for member in chain) and self.page.quoted[chain[0]].start < self.page.body_end

    def _is_line(self, quoted: QuotedTokens) -> bool:
        """Whether a quotation is a line of its own without a full stop: 'Nobody asked us', above what is told of it."""
        number = self.page.paragraph_of[quoted.start]
        if number not in self.trimmed:
            self.trimmed[number] = self.page.trim(*self.page.paragraphs[number])
        alone = self.trimmed[number] in ((quoted.start, quoted.end), (quoted.start + 1, quoted.end - 1))
        return alone and quoted.end - quoted.start > 2 and self._last_inner(quoted) not in ENDS

    def _is_quoted_again(self, number: int) -> bool:
        """Whether the words of a quotation stand in one of the next, too, and not because a page has its headline twice."""
        words = self.spelled[number]
        behind = range(number + 1, min(number + 1 + AGAIN, len(self.spelled))) if words.count(" ") > 2 else ()
        return any(self._line_around(i) != self._line_around(number) for i in behind if words in self.spelled[i])

    def _line_around(self, number: int) -> str:
        """The words of the paragraph in which a quoted segment stands."""
        paragraph = self.page.paragraph_of[self.page.quoted[number].start]
        if paragraph not in self.lines:
            start, end = self.page.paragraphs[paragraph]
            self.lines[paragraph] = " ".join(word for word in self.page.words[start:end] if word[:1].isalnum())
        return self.lines[paragraph]

    def _spelled(self, quoted: QuotedTokens) -> str:
        return f" {' '.join(word for word in self.page.words[quoted.start : quoted.end] if word[:1].isalnum())} "

    def _chains(self) -> List[List[int]]:
        """Quoted segments, those that run on over paragraphs taken together."""
        chains: List[List[int]] = []
        for number, quoted in enumerate(self.page.quoted):
            if quoted.segment.continues and chains and self._may_run_on(chains[-1]):
                chains[-1].append(number)
            else:
                chains.append([number])
        return chains

    def _may_run_on(self, chain: List[int]) -> bool:
        """Whether an unclosed quotation goes on in the next paragraph, or only lacks its closing mark."""
        first = self.page.quoted[chain[0]]
        before = self.page.words[first.start - 1] if first.start else ":"
        lower = self._first_inner(first).islower()
        return len(chain) > 1 or not lower or before in CLAUSE_COMMA or self._begins_sentence(first)

    def _with_following(self, number: int) -> List[int]:
        """A quoted segment and those that go on with it in the next paragraphs."""
        return list(range(number, self.ends_of_runs[number]))

    @cached_property
    def ends_of_runs(self) -> List[int]:
        """For every quoted segment the number of the first behind it that does not go on with it."""
        ends = list(range(1, len(self.page.quoted) + 1))
        for number in reversed(range(len(ends) - 1)):
            if self.page.quoted[number + 1].segment.continues:
                ends[number] = ends[number + 1]
        return ends

    def _draft(self, quotation: Quotation) -> Draft:
        page = self.page
        pieces: List[Offsets] = [quotation.lead] if quotation.lead else []
        between = [span[0] for span in (quotation.cue_span, quotation.source) if span]
        for member in quotation.members:
            start, end, _ = page.quoted[member]
            start = quotation.start if member == quotation.members[0] else start
            same = bool(pieces) and page.paragraph_of[pieces[-1][0]] == page.paragraph_of[start]
            if same and not any(pieces[-1][1] <= i < start for i in between):
                pieces[-1] = (pieces[-1][0], end)
            else:
                pieces.append((start, end))
        frames = quotation.cue.entry.frames if quotation.cue is not None else {}
        return Draft(
            pieces,
            cue=[quotation.cue_span] if quotation.cue_span else [],
            source=[quotation.source] if quotation.source else [],
            act=frames.get("quote") or frames.get("clause") or "speech",
            why={"content": quotation.step},
        )

    def _between(self, low: int, high: int, frame: str = "quote") -> List[Cue]:
        """The cues from one token to another that take a frame."""
        cues = self.cues[bisect_left(self.heads, low) : bisect_left(self.heads, high)]
        return [cue for cue in cues if frame in cue.entry.frames]

    def _opening(self, quoted: QuotedTokens) -> Token:
        """The token in which the first word behind the opening mark stands."""
        position = self._skip_space(quoted)
        return self.page.tokens[max(bisect_right(self.page.starts, position) - 1, quoted.start)]

    def _first_inner(self, quoted: QuotedTokens) -> str:
        """The first character behind the opening mark."""
        position = self._skip_space(quoted)
        return self.page.text[position : position + 1]

    def _skip_space(self, quoted: QuotedTokens) -> int:
        position, end = quoted.segment.inner_start, quoted.segment.inner_end
        while position < end - 1 and self.page.text[position].isspace():
            position += 1
        return position

    def _is_capital(self, quoted: QuotedTokens) -> bool:
        return self._first_inner(quoted).isupper()

    def _last_inner(self, quoted: QuotedTokens) -> str:
        """The last character in front of the closing mark."""
        text, start, i = self.page.text, quoted.segment.inner_start, quoted.segment.inner_end
        while i > start and (text[i - 1].isspace() or text[i - 1] in "’'\\"):
            i -= 1
        return "…" if text[max(i - 3, start) : i] == "..." else text[max(i - 1, start) : i]

    def _words(self, quoted: QuotedTokens) -> int:
        return self.lengths[self.page.quote_of[quoted.start]]

    def _count_words(self, quoted: QuotedTokens) -> int:
        return sum(not t.is_punct and not t.is_space for t in self.page.tokens[quoted.start : quoted.end])

    def _before(self, i: int, brackets: bool = False) -> int:
        """The token in front of one in its paragraph, white space (and brackets) left out; where there is none, one outside of it."""
        low, _ = self.page.paragraphs[self.page.paragraph_of[i]]
        i -= 1
        while i > low and (self.page.tokens[i].is_space or brackets and self.page.tokens[i].is_bracket):
            i -= 1
        return i

    def _begins_paragraph(self, i: int) -> bool:
        return i == self.page.paragraphs[self.page.paragraph_of[i]][0]

    def _begins_sentence(self, quoted: QuotedTokens) -> bool:
        if self._begins_paragraph(quoted.start):
            return True
        previous = self._before(quoted.start)
        if self.page.is_quoted(previous):
            return self._last_inner(self.page.quoted[self.page.quote_of[previous]]) in ENDS
        return self.page.words[previous] in SENTENCE_END

    def _is_utterance(self, last: QuotedTokens, first: QuotedTokens) -> bool:
        opening = self._first_inner(first)
        if not opening or opening.isalpha() and not opening.isupper():
            return False
        ended = self._last_inner(last) in ENDS or not last.segment.closed
        return self._words(first) >= (2 if ended else 8)

    def _stands_alone(self, chain: List[int]) -> bool:
        """Nothing but a new sentence follows in the paragraph."""
        last = self.page.quoted[chain[-1]]
        page, behind = self.page, self.page.behind(last)
        end = page.paragraphs[page.paragraph_of[last.end - 1]][1]
        if behind >= end:
            return True
        follower = page.tokens[behind]
        if follower.text in SENTENCE_END:
            return behind + 1 >= end or page.tokens[behind + 1].text[:1].isupper()
        return self._last_inner(last) in ENDS and (follower.text[:1].isupper() or page.is_quoted(behind))

    def _lead_in(self, quoted: QuotedTokens, brackets: bool = False) -> Tuple[int, int, str]:
        """Where the sentence begins that leads over to a mark, the token in front of the mark, and its word; no word where none does."""
        previous = self._before(quoted.start, brackets)
        if self._begins_paragraph(quoted.start) or self.page.is_quoted(previous):
            return quoted.start, previous, ""
        return self.page.sentence(previous)[0], previous, self.page.words[previous]

    def _set_off(self, chain: List[int]) -> Optional[Quotation]:
        """…: “x,” she said. The comma inside the marks asks for a cue behind them, whatever stands before the colon or dash."""
        first, last = self.page.quoted[chain[0]], self.page.quoted[chain[-1]]
        return self._followed(chain) if self._last_inner(last) == "," and self._lead_in(first)[2] in INTRODUCING else None

    def _introduced(self, chain: List[int]) -> Optional[Quotation]:
        """She said: “…”."""
        quoted = self.page.quoted[chain[0]]
        low, previous, word = self._lead_in(quoted, brackets=True)
        candidates = [c for c in self._between(low, quoted.start) if self._may_introduce(c)] if word not in SENTENCE_END else []
        for cue in reversed(candidates):
            adjacent = cue.span[1] == previous + 1
            if cue.head.tag_ == "VBG" and cue.source is None and len(candidates) > 1 and word not in (":", ",") and not adjacent:
                continue
            start, end = cue.span[1], previous + (word not in CLAUSE_COMMA)
            if cue.source and start <= cue.source[0] < end:
                start = cue.source[1]  # said Lee: "…"
            if self._is_direct_gap(cue, (start, end), word, quoted):
                quotation = Quotation(list(chain), quoted.start, cue, self._source(cue, low, quoted.start), cue.span)
                self._add_lead(quotation, low)
                return self._joined(quotation)
            if word != ":":
                break
        return None

    def _labelled(self, chain: List[int]) -> Optional[Quotation]:
        """Chair X: “…”."""
        quoted = self.page.quoted[chain[0]]
        low, previous, word = self._lead_in(quoted, brackets=True)
        if word != ":" or not (self._begins_paragraph(low) or all(t.pos_ == "PROPN" for t in self.page.doc[low:previous])):
            return None
        label = find_label(self.page, low, previous)
        return None if label is None else self._joined(Quotation(list(chain), quoted.start, None, label))

    def _add_lead(self, quotation: Quotation, low: int) -> None:
        """The subject in front of an inserted cue, when the quotation begins with its verb."""
        page, cue, source = self.page, quotation.cue_span, quotation.source
        opening = page.tokens[min(quotation.start + 1, len(page.doc) - 1)]
        if cue is None or source is None or source[1] > cue[0] or opening.tag_ not in grammar.FINITE_TAGS or opening.text[:1].isupper():
            return
        comma = max((i for i in range(low, cue[0]) if page.words[i] in CLAUSE_COMMA and not page.is_quoted(i)), default=low)
        lead = page.trim(low, comma)
        rest = page.trim(max(source[0], comma + 1), source[1])
        if lead is not None and rest is not None and any(page.tokens[i].pos_ in grammar.NOMINAL for i in range(*lead)):
            quotation.lead, quotation.source = lead, rest

    def _introduced_by_verb(self, chain: List[int]) -> Optional[Quotation]:
        """Mr. X went further: “…”. Any verb may stand there, if its subject is somebody."""
        page, quoted = self.page, self.page.quoted[chain[0]]
        low, colon, word = self._lead_in(quoted)
        if word not in INTRODUCING or not (self._is_capital(quoted) or self._opening(quoted).is_punct):
            return None
        long = self._words(quoted) >= (2 if self._last_inner(page.quoted[chain[-1]]) in ENDS else 4)
        for verb in reversed(page.doc[low:colon]) if long else ():
            main = verb.tag_ in grammar.TENSED_TAGS and verb.dep_ not in grammar.NOT_MAIN and not page.is_quoted(verb.i)
            subject = next((c for c in verb.lefts if c.dep_ == "nsubj"), None) if main else None
            source = self._speaker_of(subject, verb.i) if subject is not None else None
            if source is not None:
                return self._joined(Quotation(list(chain), quoted.start, None, source, (verb.i, verb.i + 1)))
        return None

    def _speaker_of(self, subject: Token, verb: int) -> Optional[Offsets]:
        """The subject of a verb, if it is somebody, or the owner of what somebody says: "Mr. X's answer was short: “…”."."""
        owner = next((c for c in subject.lefts if c.dep_ == "poss"), None) if subject.lower_ in self.page.lexicon.nouns else None
        return noun_phrase(self.page, owner or subject, stop=verb) if owner is not None or self._is_somebody(subject) else None

    def _is_somebody(self, subject: Token) -> bool:
        word, lexicon = subject.lower_, self.page.lexicon
        forms = (word, word[:-1] if word.endswith("s") else word)
        known = any(form in lexicon[name] for form in forms for name in ("role_nouns", "organizations", "documents"))
        return known or subject.ent_type_ in ("PERSON", "ORG") or word in grammar.HE_SHE_THEY

    def _may_introduce(self, cue: Cue) -> bool:
        spoken = cue.head.dep_ != "acl" and cue.entry.lemma in self.page.lexicon["passive_cues"]
        return spoken or not cue.passive or cue.source is not None

    def _is_direct_gap(self, cue: Cue, gap: Offsets, word: str, quoted: QuotedTokens) -> bool:
        """Whether only an addressee, time or manner stands between a cue and the word or punctuation in front of the mark."""
        page, (start, end) = self.page, gap
        if word != ":" and self._is_subject(quoted):
            return False
        capital, words = self._is_capital(quoted), self._words(quoted)
        if start >= end:
            return word in (":", ",") or words >= 4 or capital or self._last_inner(quoted) in ".?!"
        if end - start > MAX_REACH or word not in MARKS_IN_FRONT:
            return capital and self._is_addressee(cue, gap) and self._is_utterance(quoted, quoted)
        if any(page.words[i] in grammar.SUBORDINATORS and page.tokens[i].dep_ == "mark" for i in range(start, end)):
            return word == ":"
        verbs = any(self._is_main_verb(page.tokens[i]) for i in range(start, end))
        if word == ":":
            return not verbs or end - start <= 12
        return not verbs and (capital or words >= 4)

    def _is_addressee(self, cue: Cue, gap: Offsets) -> bool:
        """He told reporters “…”."""
        start, end = gap
        simple = end - start <= 4 and all(t.pos_ in grammar.ADDRESSEE_POS for t in self.page.doc[start:end])
        return simple and any(c.dep_ in grammar.ADDRESSEES and c.right_edge.i + 1 == end for c in cue.head.rights)

    def _is_main_verb(self, token: Token) -> bool:
        main = token.dep_ not in grammar.CLAUSES_ABOUT_NAMES and token.head.dep_ not in grammar.CLAUSES_ABOUT_NAMES
        return main and token.tag_ in grammar.FINITE_TAGS and not self.page.is_quoted(token.i)

    def _is_subject(self, quoted: QuotedTokens) -> bool:
        """“Title Sponsor” was the highest level: a verb goes on behind the mark."""
        _, high = self.page.sentence(quoted.start)
        return quoted.end < high and self._last_inner(quoted) not in ".?!,…" and self.page.tokens[quoted.end].tag_ in grammar.FINITE_TAGS

    def _introduced_from_above(self, chain: List[int]) -> Optional[Quotation]:
        """The paragraph before ends in a colon: it holds the cue, or is a label ("From Chair X:")."""
        page, start = self.page, self.page.quoted[chain[0]].start
        number = page.paragraph_of[start]
        if number == 0 or not self._begins_paragraph(start):
            return None
        end = page.paragraphs[number - 1][1]
        low, mark = page.sentence(end - 1)[0], page.words[end - 1]
        if mark not in (":", "—"):
            return None
        for cue in reversed(self._between(low, end)):
            if cue.head.i not in self.consumed and self._may_introduce(cue):
                return self._block(Quotation(list(chain), start, cue, self._source(cue, low, end), cue.span))
        label = find_label(page, low, end - 1) if mark == ":" else None
        return None if label is None else self._block(Quotation(list(chain), start, None, label))

    def _block(self, quotation: Quotation) -> Quotation:
        """A colon that ends a paragraph introduces all the wholly quoted paragraphs that follow it."""
        page = self.page
        self._joined(quotation)
        for number in range(quotation.members[-1] + 1, len(page.quoted)):
            last, following = page.quoted[number - 1], page.quoted[number]
            start, end = page.paragraphs[page.paragraph_of[following.start]]
            adjacent = page.paragraph_of[following.start] == page.paragraph_of[last.start] + 1
            if not adjacent or following.start != start or following.end < end or number in self.owner:
                break
            quotation.members.append(number)
        return quotation

    def _followed(self, chain: List[int]) -> Optional[Quotation]:
        """“…,” she said."""
        page, first, last = self.page, self.page.quoted[chain[0]], self.page.quoted[chain[-1]]
        low, high = self._rest_of_sentence(last)
        cue = self._cue_after(chain[-1])
        if self._last_inner(last) in ".?!" and self._is_title_of_work(first):
            return None
        fragment = not self._begins_sentence(first) or self._words(first) <= 4 and self._is_term(last)
        if cue is None or fragment and self._has_own_content(cue):
            return None  # On “The Late Show,” he said that …
        source = self._source(cue, low, high)
        if source is not None and source[1] < high:
            source = page.trim(*with_apposition(page, source, low, cue.span[0] if source[1] <= cue.span[0] else high))
        quotation = Quotation(list(chain), first.start, cue, source, cue.span)
        if len(chain) == 1:
            self._extend_left(quotation, page.sentence(first.start)[0], first)
        return self._joined(quotation)

    def _has_own_content(self, cue: Cue) -> bool:
        """Whether a clause or quotation behind the cue is what it attributes."""
        page, end = self.page, max(cue.span[1], cue.source[1] if cue.source else 0)
        clause = any(child.dep_ in ("ccomp", "xcomp") and child.tag_ != "VBG" for child in cue.head.rights)
        return clause or end < len(page.doc) and page.words[end] in ("that", ":") or cue.entry.lemma in page.lexicon["source_prepositions"]

    def _extend_left(self, quotation: Quotation, start: int, first: QuotedTokens) -> None:
        """From the start of its sentence words in front of the first mark belong to the content, unless they only lead over to it."""
        page, word = self.page, self.page.words[first.start - 1]
        before = [t for t in page.doc[start : first.start] if not t.is_punct and not t.is_space]
        if not before or word in (":", "(") or (word in DASHES and self._is_capital(first)):
            return
        if len(before) == 1 and before[0].pos_ in grammar.LEADING_POS:
            return  # But “we lost,” he said
        while page.tokens[start].is_space or (page.tokens[start].is_punct and not page.is_quoted(start)):
            start += 1
        own = {page.quote_of[i] for i in range(start, first.start)} - {-1}
        if not any(member in self.owner for member in own):
            quotation.members = sorted(own) + quotation.members
            quotation.start = start

    def _rest_of_sentence(self, quoted: QuotedTokens) -> Offsets:
        """What stands behind a closing mark and the comma or dash there, to the end of the sentence, as far as a cue is looked for."""
        page = self.page
        end = page.paragraphs[page.paragraph_of[quoted.end - 1]][1]
        low = page.skip_space(page.behind(quoted), end)
        if low < end and page.words[low] in MARKS_BEHIND:
            low = page.skip_space(low + 1, end)
        high, limit = low, min(end, low + MAX_REACH)
        while high < limit and (page.is_quoted(high) or not page.ends_sentence(high)):
            high += 1
        return low, high

    def _cue_after(self, number: int) -> Optional[Cue]:
        """The cue behind a quoted segment in its sentence."""
        page, quoted = self.page, self.page.quoted[number]
        low, high = self._rest_of_sentence(quoted)
        if low >= high or not quoted.segment.closed or page.words[low] in grammar.LINKERS:
            return None
        comma = page.words[page.skip_space(page.behind(quoted), low)] in MARKS_BEHIND or self._last_inner(quoted) in ",?!—–-…"
        if not comma and not self._stands_at_once(quoted, low, high):
            return None
        for cue in self._between(low, self._end_of_terms(number, low, high)):
            cue = self._with_subject_above(self._with_noun(cue, low, high))
            aside = cue.head.dep_ in ("relcl", "acl") and cue.head.head.i >= low and cue.span[1] < high
            gerund = cue.head.tag_ == "VBG" and cue.entry.lemma not in page.lexicon["source_prepositions"]
            if not aside and not gerund and cue.head.i not in self.consumed and self._may_introduce(cue):
                return cue if self._reaches_back(cue, low) else None
        return None

    def _with_noun(self, cue: Cue, low: int, high: int) -> Cue:
        """A cue with the noun in front of it as its source where they are all of a sentence: “…?” a reporter called. Parsers take the
        verb for a participle there."""
        noun = cue.head.head
        if cue.head.dep_ != "acl" or cue.span[1] < high or cue.source is not None or noun.left_edge.i != low or cue.head.tag_ == "VBG":
            return cue
        return replace(cue, subject=noun, source=(low, cue.span[0]), passive=False)

    def _with_subject_above(self, cue: Cue) -> Cue:
        """A cue in the infinitive with the subject of the verb above it: “…,” the mayor was due *to say*."""
        subject = self._somebody_above(cue) if cue.source is None else None
        return cue if subject is None else replace(cue, subject=subject, source=noun_phrase(self.page, subject, stop=cue.span[0]))

    def _somebody_above(self, cue: Cue) -> Optional[Token]:
        """Who is said to be about to say something; nobody where the subject is a thing: "his answer was *to say* …"."""
        subject = next((c for verb in _above_infinitive(cue.head) for c in verb.lefts if c.dep_ in grammar.SUBJECTS), None)
        if subject is None or subject.lower_ in self.page.lexicon["documents"]:
            return None
        return subject if self._is_somebody(subject) else None

    def _stands_at_once(self, quoted: QuotedTokens, low: int, high: int) -> bool:
        """Whether a cue follows without a comma, and at once: “Great” he said."""
        opening = self.page.tokens[low]
        whole = self._begins_sentence(quoted) and self._words(quoted) >= 6
        cue = next(iter(self._between(low, min(high, low + (10 if whole else 4)))), None)
        if cue is None or cue.source is None or opening.pos_ in grammar.NOT_BEFORE_CUES:
            return False
        short = high - low <= 8 and high - cue.span[1] <= 4
        if self._last_inner(quoted) == "." and opening.text[:1].isupper() and not short:
            return False
        if not low <= cue.source[0] < high or min(cue.source[0], cue.span[0]) > low + 1:
            return False
        return not any(c.dep_ in ("ccomp", "dobj") for c in cue.head.rights)

    def _end_of_terms(self, number: int, low: int, high: int) -> int:
        """Where the way to a cue ends: before the next quoted segment that is not a title or term, or where the sentence does."""
        for i in range(number + 1, len(self.page.quoted)):
            following = self.page.quoted[i]
            if not low < following.start < high or not self._is_term(following):
                return min(high, following.start) if following.start >= low else high
        return high

    def _reaches_back(self, cue: Cue, low: int) -> bool:
        """Whether no other verb stands between a mark and a cue, or only in what names the cue's source."""
        page, doc = self.page, self.page.doc
        if cue.source is not None and low <= cue.source[0] <= low + 1 and cue.source[1] >= cue.span[0] - 1:
            return True
        commas = [i for i in range(low, cue.span[0]) if page.words[i] == ","]
        inserted = range(commas[0], commas[-1]) if commas and commas[-1] == cue.span[0] - 1 else ()
        verbs = (doc[i] for i in range(low, cue.span[0]) if doc[i].tag_ in grammar.FINITE_TAGS and i not in inserted)
        own = [cue.head, *(_above_infinitive(cue.head) if self._somebody_above(cue) is not None else ())]  # is expected | to say
        return not any(verb.head not in own and verb not in own and not self._in_aside(verb, low) for verb in verbs)

    def _in_aside(self, token: Token, low: int) -> bool:
        return any(t.dep_ in ("relcl", "acl", "appos") and t.head.i >= low for t in (token, *token.ancestors))

    def _signed(self, chain: List[int]) -> Optional[Quotation]:
        """“…” – Commissioner X, on the same line or the next; “…” (X, 61)."""
        first, last = self.page.quoted[chain[0]], self.page.quoted[chain[-1]]
        sentences = self._is_capital(first) and self._words(first) > 1 and self._last_inner(last) in ENDS + ","
        source = find_signature(self.page, last, sentences)
        return None if source is None else Quotation(list(chain), first.start, None, source)

    def _in_headline(self, chain: List[int]) -> Optional[Quotation]:
        """Pier was ‘an accident waiting to happen’: inspectors."""
        first, last = self.page.quoted[chain[0]], self.page.quoted[chain[-1]]
        source = find_speaker_of_headline(self.page, last)
        if source is None:
            return None
        low = self.page.paragraphs[self.page.paragraph_of[first.start]][0]
        return Quotation(list(chain), low, None, source)

    def _continued(self, chain: List[int]) -> Optional[Quotation]:
        """A mark that opens right where the one before it closed goes on with the same quotation."""
        quotation, start = self.owner.get(chain[0] - 1), self.page.quoted[chain[0]].start
        if quotation is None or self.page.quoted[chain[0] - 1].end != start or self._begins_paragraph(start):
            return None
        quotation.members.extend(chain)
        return quotation

    def _announced(self, chain: List[int]) -> Optional[Quotation]:
        """Mr. X agreed. “…”: a short sentence whose verb of speech says nothing else."""
        page, quoted = self.page, self.page.quoted[chain[0]]
        low, end, word = self._lead_in(quoted)
        if word not in (".", ":") or not self._is_utterance(page.quoted[chain[-1]], quoted) or not self._stands_alone(chain):
            return None
        for cue in reversed(self._between(low, end)):
            if self._says_nothing_else(cue, low, end):
                return self._joined(Quotation(list(chain), quoted.start, cue, self._source(cue, low, end), cue.span))
        return None

    def _says_nothing_else(self, cue: Cue, low: int, end: int) -> bool:
        if cue.source is None or cue.passive or cue.head.dep_ != "ROOT" or end - cue.span[1] > 3:
            return False
        bare = cue.source[0] - low <= 2 and cue.span[0] - cue.source[1] <= 2
        return bare and not any(c.dep_ in ("ccomp", "xcomp", "advcl", "conj", "prep") for c in cue.head.rights)

    def _joined(self, quotation: Quotation) -> Quotation:
        """Add what goes on after the cue: “x,” she said, “y.” “z”."""
        page = self.page
        number = quotation.members[-1] + 1
        while number < len(page.quoted) and number not in self.owner:
            last, following = page.quoted[quotation.members[-1]], page.quoted[number]
            if page.paragraph_of[following.start] != page.paragraph_of[last.start] or following.start - last.end > MAX_GAP:
                break
            if self._goes_on(quotation, last, following, number):
                quotation.members.extend(self._with_following(number))
                number = quotation.members[-1]
            elif not self._is_term(following) and self._begins_sentence(following):
                break
            number += 1
        return quotation

    def _is_term(self, quoted: QuotedTokens) -> bool:
        """A title or a term: short, and grown together with the words in front of it."""
        page = self.page
        if quoted.start == 0 or page.tokens[quoted.start - 1].pos_ not in grammar.BEFORE_TERMS:
            return False
        if page.paragraph_of[quoted.start] != page.paragraph_of[quoted.end - 1]:
            return False
        sentence = self._last_inner(quoted) in ".?!" and not self._is_title_of_work(quoted)
        return self._words(quoted) <= (3 if sentence else 8)

    def _is_title_of_work(self, quoted: QuotedTokens) -> bool:
        """On the podcast “What We Ate.”: in capitals, behind what it is a title of."""
        words = [t for t in self.page.doc[quoted.start : quoted.end] if t.is_alpha and (len(t) > 3 or t.i == quoted.start + 1)]
        return self.page.words[quoted.start - 1] in self.page.lexicon["works"] and all(t.text[:1].isupper() for t in words)

    def _goes_on(self, quotation: Quotation, before: QuotedTokens, following: QuotedTokens, number: int) -> bool:
        """Whether a quoted segment goes on with what a quotation says whose last segment stands before it."""
        page = self.page
        spans = [span for span in (quotation.cue_span, quotation.source) if span and before.end <= span[0] < following.start]
        start = max([before.end, *(span[1] for span in spans)])
        gap = [i for i in range(start, following.start) if not page.tokens[i].is_space]
        crossed = start > before.end  # the cue or the source stands between the two
        cue = quotation.cue.head.i if quotation.cue is not None else -1
        introduced = 0 <= cue < before.start
        if self._is_term(following):
            return False
        if not gap:
            return crossed or self._last_inner(before) in ".?!…,"
        if all(page.words[i] in JOINING for i in gap):
            return crossed or introduced
        ends = self._sentence_ends(gap, following.start)
        if ends:
            return crossed and ends == gap[-1:] and self._is_next_sentence(following, number)
        if any(c.head.i != cue for c in self._between(start, following.start)):
            return False
        if not crossed:
            return introduced and len(gap) <= 3 and page.words[gap[0]] in grammar.LINKERS and self._last_inner(before) not in ".,?!…"
        word = page.words[gap[-1]]
        if len(gap) > 6 and word not in CLAUSE_COMMA:
            return False
        return word in (",", ":") or not any(page.tokens[i].tag_ in grammar.FINITE_TAGS for i in gap)

    def _sentence_ends(self, gap: List[int], end: int) -> List[int]:
        """Where sentences end among the tokens between two marks; a closing mark behind a full stop counts for it."""
        page, last = self.page, gap[-1]
        stops = [i for i in gap if page.ends_sentence(i) or i == last and page.words[i][-1] in SENTENCE_END]
        ends = [i for i in stops if not page.is_quoted(i) or i >= end - 2]
        if ends and page.is_quoted(last) and ends[-1] == last - 1:
            ends[-1] = last  # … on “Meet the Press.” “It is”
        return ends

    def _is_next_sentence(self, quoted: QuotedTokens, number: int) -> bool:
        """Whether a quoted segment holds sentences, and no cue behind it is their own."""
        word = self._words(quoted) == 1 and self._is_capital(quoted) and self._last_inner(quoted) in ENDS and self._stands_alone([number])
        return (word or self._is_utterance(quoted, quoted)) and self._cue_after(self.ends_of_runs[number] - 1) is None

    def _source(self, cue: Cue, low: int, high: int) -> Optional[Offsets]:
        """The cue's source, taken from the words beside it where the parse gives none within reach."""
        page = self.page
        if cue.source is None and cue.passive:
            return None
        inside = cue.source is not None and cue.source[0] < low and page.is_quoted(cue.source[0])  # “Wir bleiben hier”, said Lee
        if cue.source and not inside and (low <= cue.source[0] < high or not self._has_own_subject(cue, low, high)):
            if not page.is_quoted(cue.source[0]) or cue.source[1] - cue.source[0] <= 3:
                return cue.source
        if cue.source is None and cue.head.tag_ == "VBG":
            before = [c for c in self._between(low, cue.head.i, "clause") if c.source and c.head.tag_ in grammar.TENSED_TAGS]
            return before[-1].source if before else None
        start = low
        while start < cue.span[0] and page.tokens[start].pos_ in ("PUNCT", "SPACE", "ADV", "CCONJ", "SCONJ"):
            start += 1
        if self._names_somebody(start, cue.span[0]):
            colon = max((i for i in range(start + 1, cue.span[0]) if page.words[i] in (":", ";")), default=start - 1)
            return page.trim(colon + 1, cue.span[0])
        return self._source_behind(cue, high)

    def _source_behind(self, cue: Cue, high: int) -> Optional[Offsets]:
        for child in cue.head.rights:
            if child.i < high and child.dep_ in grammar.SOURCES_BEHIND and child.pos_ in grammar.NOMINAL and child.ent_type_ not in ("DATE", "TIME"):
                return noun_phrase(self.page, child, after=cue.span[1])
        return chunk_from(self.page, cue.span[1], high) if cue.span[1] < high else None

    def _names_somebody(self, start: int, end: int) -> bool:
        return any(self.page.tokens[i].pos_ in grammar.NOMINAL and not self.page.is_quoted(i) for i in range(start, end))

    def _has_own_subject(self, cue: Cue, low: int, high: int) -> bool:
        behind = cue.span[1] < high and self.page.tokens[cue.span[1]].pos_ in ("PROPN", "DET", "PRON")
        return behind or self._names_somebody(low, cue.span[0])


def _above_infinitive(verb: Token) -> List[Token]:
    """The words between an infinitive and the verb with its subject: "*was due* to say"."""
    above: List[Token] = []
    while verb.head != verb and verb.dep_ in ("xcomp", "acomp") and (above or any(child.tag_ == "TO" for child in verb.lefts)):
        verb = verb.head
        above.append(verb)
    return above


STEPS = (  # in this order; the first that answers wins
    ("in a headline, with its speaker behind a colon", Quotations._in_headline),
    ("set off, with a cue behind", Quotations._set_off),
    ("introduced in the paragraph above", Quotations._introduced_from_above),
    ("introduced by a cue", Quotations._introduced),
    ("introduced by a name", Quotations._labelled),
    ("followed by a cue", Quotations._followed),
    ("introduced by somebody's doing", Quotations._introduced_by_verb),
    ("signed", Quotations._signed),
    ("goes on with the one before", Quotations._continued),
    ("announced by the sentence before", Quotations._announced),
)
