"""Disclosure and reason: where a text says that a source is not to be named, and why, and which attributions that covers."""
from bisect import bisect_left, bisect_right
from typing import Dict, FrozenSet, List, Optional, Sequence, Tuple

from spacy.tokens import Doc, Token

from .attributions import ANONYMOUS_TYPES, Draft, Offsets
from .cast import SUBJECTS, head_of, is_human_noun, is_plural, singular, subject_above
from .lexicon import Lexicon
from .marks import paragraphs
from .phrases import Found, Phrases, find_disclosures, load_phrases
from .resolving.article import DEFINITE, SINGULAR

REFERRING = frozenset(("one", "both", "all", "another", "they", "other", "others", "two", "three", "four", "each", "either", "he", "she", "none", "neither"))
CLOSE = 12  # tokens between a source and a disclosure that needs no other sign
REACH = 80  # tokens between a source and its disclosure
NEAREST = 30  # attributions looked at before and behind a disclosure
CHAIN = 3  # paragraphs after which "one of them" refers to somebody else


def attach_disclosures(doc: Doc, drafts: Sequence[Draft], lexicon: Lexicon) -> None:
    """Find where the text says that a source is not to be named, and why, and give it to the attributions it covers.

    doc (Doc): The Doc.
    drafts (Sequence[Draft]): The attributions, with their source types.
    lexicon (Lexicon): The word lists.
    """
    text = doc.text
    found = find_disclosures(text, lexicon.lang)
    if found:
        _Disclosures(doc, text, drafts, lexicon, load_phrases(lexicon.lang)).attach(found)


# Whom they cover


class _Disclosures:
    """Gives disclosures to the attributions of one Doc.

    A disclosure belongs to the unnamed source it stands beside, to every attribution of that speaker, and to those whose
    source goes back to it: "the officials", "one of them".
    """

    def __init__(self, doc: Doc, text: str, drafts: Sequence[Draft], lexicon: Lexicon, phrases: Phrases):
        self.doc = doc
        self.lexicon = lexicon
        self.phrases = phrases
        self.starts = [t.idx for t in doc]
        self.paragraphs = paragraphs(text)
        self.paragraph_starts = [start for start, _ in self.paragraphs]
        self.drafts = sorted((d for d in drafts if d.content), key=_place)
        self.places = [_place(d) for d in self.drafts]
        self.by_speaker: Dict[str, List[int]] = {}  # positions among the drafts
        self.by_role: Dict[str, List[int]] = {}
        for index, draft in enumerate(self.drafts):
            if draft.source_type in ANONYMOUS_TYPES:
                self.by_speaker.setdefault(draft.speaker_id or "", []).append(index)
                self.by_role.setdefault(self._role(draft), []).append(index)

    def attach(self, found: Sequence[Found]) -> None:
        """Give every disclosure, and its reason, to what it covers."""
        for start, end, told in found:
            span = self._tokens(start, end)
            if told and not self._is_told_of_somebody(span[0]):
                continue
            paragraph = self._paragraph(span[0])
            owners = self._owners(span, self._tokens(*self.paragraphs[paragraph]) if self.paragraphs else span)
            if not owners:
                continue
            limit = self._tokens(*self.paragraphs[paragraph])[1] if self.paragraphs else len(self.doc)
            reason = _reason(self.doc, span, self.phrases, limit)
            for draft in [*owners, *self._covered(owners[0])]:
                draft.disclosure = draft.disclosure or [span]
                if reason is not None and draft.disclosure == [span]:
                    draft.reason = [reason]

    def _is_told_of_somebody(self, start: int) -> bool:
        """Whether the word in front of a disclosure is somebody: "who could not be named"."""
        before = self.doc[start - 1] if start else None
        while before is not None and before.pos_ == "ADV" and before.i:
            before = before.nbor(-1)
        if before is None:
            return False
        return before.tag_ in ("WP", "PRP", "WDT") or before.lower_ in REFERRING or is_human_noun(before, self.lexicon)

    def _tokens(self, start: int, end: int) -> Offsets:
        low = bisect_right(self.starts, start) - 1
        return max(low, 0), max(bisect_left(self.starts, end), low + 1)

    def _paragraph(self, token: int) -> int:
        return max(bisect_right(self.paragraph_starts, self.starts[token]) - 1, 0)

    def _role(self, draft: Draft) -> str:
        """The noun that says who a source is, also behind "two of the"."""
        span = draft.source[0] if draft.source else draft.speaker
        if span is None:
            return ""
        head = head_of(self.doc, span)
        if head.lower_ in SINGULAR and draft.speaker:
            head = head_of(self.doc, draft.speaker)
        if head.pos_ not in ("NOUN", "PROPN") or head.lower_ in REFERRING:
            inner = next((t for c in head.rights if c.lower_ == "of" for t in c.rights if t.dep_ == "pobj" and t.pos_ == "NOUN"), None)
            return self._key(inner) if inner is not None else ""
        return self._key(head)

    def _key(self, noun: Token) -> str:
        """A noun and its number; a person may be one of the people."""
        single = singular(noun.lower_)
        return single if single == "person" or not is_plural(noun, self.lexicon) else single + "s"

    def _owners(self, span: Offsets, paragraph: Offsets) -> List[Draft]:
        """The attributions of the unnamed source that a disclosure is about.

        That is who by the parse asks for it, else the source around it or close in front, else whom its sentence speaks of, else
        the nearest in the paragraph.
        """
        doers = self._doers(span)
        if doers:
            return doers
        near = self._near(span, paragraph)
        best = min((n[0] for n in near), default=REACH)
        if best > CLOSE:
            spoken_of = self._spoken_of(span, paragraph[0])
            if spoken_of:
                return spoken_of
        return [d for n, d in near if n == best and n < REACH]

    def _doers(self, span: Offsets) -> List[Draft]:
        """The attributions whose source, or else whose speaker, is the subject of what discloses."""
        subject = subject_above(self.doc[span[0] : span[1]].root)
        if subject is None:
            return []
        place = bisect_left(self.places, subject.i)
        near = [d for d in self.drafts[max(0, place - NEAREST) : place + NEAREST] if d.source_type in ANONYMOUS_TYPES]
        same = [d for d in near if any(start <= subject.i < end for start, end in d.source)]
        return same or [d for d in near if d.speaker and d.speaker[0] <= subject.i < d.speaker[1]]

    def _near(self, span: Offsets, paragraph: Offsets) -> List[Tuple[int, Draft]]:
        """The unnamed sources of a paragraph by distance; those behind the disclosure come last."""
        low, high = bisect_left(self.places, paragraph[0]), bisect_left(self.places, paragraph[1])
        near = []
        for draft in self.drafts[low:high]:
            if draft.source_type not in ANONYMOUS_TYPES or not (draft.source or draft.speaker):
                continue
            start, end = draft.source[0] if draft.source else (_place(draft), _place(draft) + 1)
            distance = 0 if start <= span[0] < end else span[0] - end if end <= span[0] else start - span[1] + 25
            near.append((distance, draft))
        return near

    def _spoken_of(self, span: Offsets, first: int) -> List[Draft]:
        """The attributions of those whom the words in front of a disclosure name: "The nurses asked …", "Both spoke …"."""
        for i in range(span[0] - 1, max(first, span[0] - REACH // 2) - 1, -1):
            token = self.doc[i]
            if token.lower_ in REFERRING and token.dep_ in SUBJECTS:
                index = bisect_left(self.places, i)
                return next(([d] for d in reversed(self.drafts[max(0, index - 12) : index]) if d.source_type in ANONYMOUS_TYPES), [])
            if token.pos_ == "NOUN" and is_human_noun(token, self.lexicon):
                same = self._around(self.by_role.get(self._key(token), ()), i)
                if same:
                    return [min(same, key=lambda d: abs(_place(d) - i))]
        return []

    def _covered(self, owner: Draft) -> List[Draft]:
        """Everything else of the same speaker, and of those who are spoken of as one or some of the same people."""
        place, role = _place(owner), self._role(owner)
        covered = self._around(self.by_speaker.get(owner.speaker_id, ()), place) if owner.speaker_id else []
        for draft in self._around(self.by_role.get(role, ()), place) if role else ():
            if self._refers_back(draft) or self._refers_back(owner) and _place(draft) < place:
                covered.append(draft)
        covered += self._followed(owner)
        return covered + [d for each in [owner, *covered] for d in self._followers(each)]

    def _around(self, positions: Sequence[int], place: int) -> List[Draft]:
        """The drafts at some positions, those nearest to a token."""
        middle = bisect_left(positions, bisect_left(self.places, place))
        return [self.drafts[p] for p in positions[max(0, middle - NEAREST) : middle + NEAREST]]

    def _followed(self, draft: Draft) -> List[Draft]:
        """What a vague source goes back to: from "both" to "two members of the team"."""
        result: List[Draft] = []
        index = bisect_left(self.places, _place(draft))
        paragraph = self._paragraph(_place(draft))
        while draft.source and self._is_vague(draft.source[0]):
            earlier = self.drafts[max(0, index - 12) : index]
            back = next((k for k, d in enumerate(reversed(earlier), 1) if d.source and d.source_type in ANONYMOUS_TYPES), None)
            if back is None or paragraph - self._paragraph(self.places[index - back]) > CHAIN:
                break
            index -= back
            draft = self.drafts[index]
            result.append(draft)
        return result

    def _refers_back(self, draft: Draft) -> bool:
        """The officials, this person, one of the aides; a headline's "City Employee"."""
        if not draft.source:
            return False
        start, end = draft.source[0]
        words = {t.lower_ for t in self.doc[start : min(end, start + 4)]}
        bare = self.doc[start].text[:1].isupper() and self.doc[start].pos_ in ("NOUN", "PROPN") and self._paragraph(start) == 0
        return bool(words & DEFINITE) or bare

    def _followers(self, draft: Draft) -> List[Draft]:
        """What comes after a source and names nobody else: one, another, both, one of them."""
        result: List[Draft] = []
        index = bisect_right(self.places, _place(draft))
        paragraph = self._paragraph(_place(draft))
        for later in self.drafts[index : index + 12]:
            if later.source_type not in ANONYMOUS_TYPES or later.speaker is None:
                continue
            if self._paragraph(_place(later)) - paragraph > CHAIN or later.source and not self._is_vague(later.source[0]):
                break
            result.append(later)
        return result

    def _is_vague(self, span: Offsets) -> bool:
        head = head_of(self.doc, span)
        inner = [t.lower_ for c in head.rights if c.lower_ == "of" for t in c.rights if t.dep_ == "pobj"]
        return head.lower_ in REFERRING and (not inner or inner[0] in REFERRING or inner[0] in ("them", "these", "those"))


def _place(draft: Draft) -> int:
    return (draft.source or draft.cue or draft.content)[0][0]


def _reason(doc: Doc, span: Offsets, phrases: Phrases, limit: int) -> Optional[Offsets]:
    """The clause that says why, behind a disclosure ("because …", "for fear of …", "to discuss …") or at the head of its sentence."""
    start = span[1]
    while start < limit and (doc[start].is_space or doc[start].text in (",", "–", "—", "-") or doc[start].lower_ in phrases.adverbs):
        start += 1
    opening = start + 1 if start + 1 < limit and doc[start].is_quote else start  # … “because he'd know”
    if start < limit and _begins(doc, opening, limit, phrases.reasons):
        stop = _clause_end(doc, opening, limit)
        if stop < limit and opening > start and doc[stop].is_quote:
            stop += 1
        return (start, stop) if stop - opening >= 2 else None
    return _reason_in_front(doc, span, phrases)


def _reason_in_front(doc: Doc, span: Offsets, phrases: Phrases) -> Optional[Offsets]:
    """Fearing for her job, a nurse asked …"""
    start = doc[span[0]].sent.start
    while start < span[0] and (doc[start].is_space or doc[start].is_punct):
        start += 1
    if not _begins(doc, start, span[0], phrases.leading_reasons):
        return None
    stop = next((i for i in range(start + 2, span[0]) if doc[i].text == "," and not _goes_on(doc, i, span[0])), None)
    return (start, stop) if stop is not None else None


def _begins(doc: Doc, start: int, limit: int, phrases: FrozenSet[str]) -> bool:
    words = [t.lower_ for t in doc[start : min(start + 4, limit)]]
    return any(" ".join(words[:n]) in phrases for n in range(1, len(words) + 1))


def _clause_end(doc: Doc, start: int, limit: int) -> int:
    """Where a clause ends that begins at a token: at a mark that closes it, not at the commas of a list."""
    depth = 0
    stop = start + 1
    while stop < limit:
        token = doc[stop]
        depth += (token.text == "(") - (token.text == ")")
        if depth < 0 or token.text in (".", ";", "!", "?", "—", "–") or token.is_quote and token.text not in ("'", "’"):
            break
        if token.text == "," and not _goes_on(doc, stop, limit):
            break
        stop += 1
    while stop > start + 1 and doc[stop - 1].is_space:
        stop -= 1
    return stop


def _goes_on(doc: Doc, comma: int, limit: int) -> bool:
    """Whether a comma stands inside a list, of nouns or adjectives."""
    return comma + 1 < limit and doc[comma + 1].dep_ in ("conj", "amod") and doc[comma + 1].pos_ in ("NOUN", "ADJ")
