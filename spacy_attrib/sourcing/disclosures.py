"""Disclosure and reason: where a text says that a source is not to be named, and why, and which attributions that covers."""
from bisect import bisect_left, bisect_right
from typing import Dict, FrozenSet, Hashable, List, Optional, Sequence, Tuple

from spacy.tokens import Doc, Token

from ..attributions import ANONYMOUS_TYPES, Draft
from ..lang.en.grammar import (
    DEFINITE,
    FINITE_TAGS,
    HE_SHE,
    INDEFINITE,
    IT,
    MEMBER_WORDS,
    NEGATIONS,
    PLURAL_TAGS,
    REFERRING_WORDS,
    SUBJECTS,
    THEY,
    WHOLE_GROUP,
)
from ..lang.en.morphology import singular
from ..page.disclosing import DisclosurePhrases, Withheld, load_phrases
from ..page.intervals import Offsets
from ..page.page import Page
from ..page.phrases import head_of, is_human_noun, is_plural, phrase_of, start_of, subject_above

THINGS = frozenset(("organization", "document", "public", "unknown"))  # what nobody is who asks not to be named
SLACK = 2  # tokens between a source and a "who"
FRONT = 5  # tokens in front of a disclosure among which its subject is looked for
CLOSE = 12  # tokens between a source and a disclosure that needs no other sign
REACH = 80  # tokens between a source and its disclosure
NEAREST = 30  # attributions looked at before and behind a disclosure
CHAIN = 3  # paragraphs after which "one of them" refers to somebody else
LOOK_BACK = 120  # tokens in which somebody stands whom "he" or "all" in front of a disclosure means
BAN = 30  # tokens in front of a disclosure in which the reason for it stands
NICKNAME = 5  # tokens behind "identified only as"


def attach_disclosures(page: Page, drafts: Sequence[Draft]) -> None:
    """Find where the text says that a source is not to be named, and why, and give it to the attributions it covers.

    page (Page): The page.
    drafts (Sequence[Draft]): The attributions, with their source types.
    """
    bans = [match.span() for match in load_phrases(page.lexicon).bans.finditer(page.text)]
    if page.withheld or bans:
        disclosures = _Disclosures(page, drafts)
        disclosures.attach(page.withheld)
        disclosures.attach_bans(bans)


# Whom they cover


class _Disclosures:
    """Gives disclosures to the attributions of one Doc.

    A disclosure belongs to the unnamed source it stands beside, to every attribution of that speaker, and to those whose
    source goes back to it: "the officials", "one of them".
    """

    def __init__(self, page: Page, drafts: Sequence[Draft]):
        self.page = page
        self.doc = page.doc
        self.lexicon = page.lexicon
        self.phrases = load_phrases(page.lexicon)
        self.drafts = sorted((d for d in drafts if d.content), key=_place)
        self.places = [_place(d) for d in self.drafts]
        self.by_speaker: Dict[Hashable, List[int]] = {}  # positions among the drafts
        self.by_role: Dict[str, List[int]] = {}

    def _index(self) -> None:
        for index, draft in enumerate(self.drafts):
            if draft.source_type in ANONYMOUS_TYPES:
                self.by_speaker.setdefault(draft.identity, []).append(index)
                self.by_role.setdefault(self._role(draft), []).append(index)

    def attach(self, found: Sequence[Withheld]) -> None:
        """Give every disclosure, and its reason, to what it covers."""
        placed = [(_with_object(self.doc, self._tokens(f.start, f.end)), f.told) for f in found]
        spans = [span for span, told in placed if not told or self._is_told_of_somebody(span[0])]
        for span in spans:
            self._take_for_person(span)
        self._index()
        told = []
        for span in spans:
            paragraph = self._paragraph(span[0])
            around = self.page.paragraphs[paragraph] if self.page.paragraphs else (0, len(self.doc))
            owners, everybody = self._owners(span, around)
            if owners:
                reason = _reason(self.doc, span, self.phrases, min(around[1], self._main_cue(span)))
                _give(owners, span, reason)
                told.append((span, reason, owners[0], everybody))
        for span, reason, owner, everybody in told:  # those that a disclosure stands beside have had theirs
            taken = self._take_over(owner, (reason or span)[1]) + self._take_back(owner)
            _give([*taken, *self._covered(owner, everybody)], span, reason)

    def attach_bans(self, found: Sequence[Offsets]) -> None:
        """Where an unnamed source is said not to be allowed to speak, and no more, that is the reason why it is not named."""
        for start, end in found:
            span = self._tokens(start, end)
            subject = self._subject(span)
            if subject is None or subject.lower_ in WHOLE_GROUP or self._is_quoted(span[0]):
                continue
            noun = self._meant(subject)
            owners = self._doers(subject) or (self._doers(noun) or self._spoken_of(noun) if noun is not None else [])
            opening = span[0] - (self.doc[span[0] - 1].pos_ == "AUX") if span[0] else 0
            reason = opening, _clause_end(self.doc, span[1] - 1, min(self.doc[span[0]].sent.end, self._main_cue(span)))
            for draft in [*owners, *(d for owner in owners[:1] for d in self._covered(owner, False))]:
                if not draft.disclosure and not draft.reason and not reason[0] <= _place(draft) < reason[1]:
                    draft.reason = [reason]

    def _main_cue(self, span: Offsets) -> int:
        """Where what somebody said goes on behind a disclosure in the middle: "an aide who asked not to be named because … *said*"."""
        near = (d for d in self._beside(span[0]) if d.cue and d.source and d.source[0][0] <= span[0] and d.cue[0][0] >= span[1])
        return min((d.cue[0][0] for d in near if any(t.tag_ in FINITE_TAGS or t.tag_ == "VBN" for t in self.doc[slice(*d.cue[0])])), default=len(self.doc))

    def _take_for_person(self, span: Offsets) -> None:
        """Whoever asks not to be named is somebody, and nobody who is named: "an old hand", "an aide to Lee"."""
        subject = self._subject(span)
        if subject is not None and subject.lower_ in WHOLE_GROUP:
            subject = self._several_before(subject.i)
        elif subject is not None and subject.lower_ in HE_SHE:
            subject = self._newcomer_before(subject.i)
        if subject is None or subject.pos_ not in ("NOUN", "ADJ"):
            return
        near = self._beside(subject.i)
        for draft in [d for d in near if any(start <= subject.i < end for start, end in d.source)]:
            noun = head_of(self.doc, draft.source[0])
            who = any(t.lower_ in ("who", "whose") for t in self.doc[noun.i : span[1]])
            if not who and any(singular(noun.lower_) in self.lexicon[name] for name in ("organizations", "documents", "things")):
                continue
            if draft.source_type in THINGS:
                for same in near:
                    if same is draft or same.source_type in THINGS and same.identity and same.identity == draft.identity:
                        same.source_type = self._kind(noun)
            elif draft.source_type == "named_person" and (self._is_new(draft) or draft.speaker == draft.source[0]):
                draft.take_speaker(self._made_up(noun))

    def _kind(self, noun: Token) -> str:
        return "unnamed_group" if is_plural(noun, self.lexicon) or noun.tag_ in PLURAL_TAGS else "unnamed_person"

    def _newcomer_before(self, place: int) -> Optional[Token]:
        """The noun of the last source, if that is one new thing: an old hand, for "he"."""
        index = bisect_left(self.places, place)
        last = next((d for d in reversed(self.drafts[max(0, index - NEAREST) : index]) if d.source and not self._is_reported(d)), None)
        if last is None or last.source_type not in THINGS or self.doc[last.source[0][0]].lower_ not in INDEFINITE:
            return None
        return head_of(self.doc, last.source[0]) if self._paragraph(place) - self._paragraph(_place(last)) <= 1 else None

    def _several_before(self, place: int) -> Optional[Token]:
        """The noun of the last source that is several people: police officers, for "both"."""
        index = bisect_left(self.places, place)
        for draft in reversed(self.drafts[max(0, index - NEAREST) : index]):
            head = head_of(self.doc, draft.source[0]) if draft.source else None
            if head is not None and head.pos_ == "NOUN" and is_plural(head, self.lexicon):
                near = self._paragraph(place) - self._paragraph(head.i) < CHAIN
                return head if near and is_human_noun(head, self.lexicon) else None
        return None

    def _is_told_of_somebody(self, start: int) -> bool:
        """Whether the word in front of a disclosure is somebody: "who could not be named"."""
        before = self.doc[start - 1] if start else None
        while before is not None and before.pos_ == "ADV" and before.i:
            before = before.nbor(-1)
        if before is None:
            return False
        if before.lower_ in IT:
            return False  # it did not give her name
        return before.tag_ in ("WP", "PRP", "WDT") or before.lower_ in REFERRING_WORDS or is_human_noun(before, self.lexicon)

    def _tokens(self, start: int, end: int) -> Offsets:
        low = bisect_right(self.page.starts, start) - 1
        return max(low, 0), max(bisect_left(self.page.starts, end), low + 1)

    def _paragraph(self, token: int) -> int:
        """The number of the paragraph of a token; the place behind the last token counts to its paragraph."""
        return self.page.paragraph_of[min(token, len(self.doc) - 1)]

    def _role(self, draft: Draft) -> str:
        """The noun that says who a source is, also behind "two of the"."""
        span = draft.source[0] if draft.source else draft.speaker
        if span is None:
            return ""
        head = head_of(self.doc, span)
        if head.lower_ in HE_SHE and draft.speaker:
            head = head_of(self.doc, draft.speaker)
        if head.pos_ not in ("NOUN", "PROPN") or head.lower_ in REFERRING_WORDS:
            inner = next((t for c in head.rights if c.lower_ == "of" for t in c.rights if t.dep_ == "pobj" and t.pos_ == "NOUN"), None)
            return self._key(inner) if inner is not None else ""
        return self._key(head)

    def _key(self, noun: Token) -> str:
        """A noun and its number; a person may be one of the people."""
        single = singular(noun.lower_)
        return single if single == "person" or not is_plural(noun, self.lexicon) else single + "s"

    def _owners(self, span: Offsets, paragraph: Offsets) -> Tuple[List[Draft], bool]:
        """The attributions of the unnamed source that a disclosure is about, and whether it is about everybody spoken of with it.

        That is who by the parse asks for it, else the source around it or close in front, else whom its sentence speaks of, else
        the nearest in the paragraph. Where nothing is attributed to that source there, an attribution is made up for it.
        """
        subject = self._subject(span)
        if subject is not None:
            if subject.lower_ in WHOLE_GROUP and not _is_partitive(subject):
                return self._group_before(subject.i), True
            owners = self._doers(subject)
            if not owners:
                noun = self._meant(subject)
                owners = [] if noun is None else self._doers(noun) or self._spoken_of(noun) or [self._made_up(noun)]
            if owners:
                return owners, False
        near = self._near(span, paragraph)
        best = min((n[0] for n in near), default=REACH)
        if best > CLOSE:
            for i in range(span[0] - 1, max(paragraph[0], span[0] - REACH // 2) - 1, -1):
                spoken_of = self._spoken_of(self.doc[i])
                if spoken_of:
                    return spoken_of, False
        return [d for n, d in near if n == best and n < REACH], False

    def _beside(self, place: int) -> List[Draft]:
        """The attributions nearest to a token."""
        index = bisect_left(self.places, place)
        return self.drafts[max(0, index - NEAREST) : index + NEAREST]

    def _subject(self, span: Offsets) -> Optional[Token]:
        """Who discloses, by the parse, else by the words right in front: "Both spoke …"."""
        subject = subject_above(self.doc[span[0] : span[1]].root)
        if subject is not None and subject.lower_ in ("who", "whose"):  # that the parse hangs elsewhere
            index = bisect_left(self.places, subject.i)
            sources = [d.source[0] for d in self.drafts[max(0, index - NEAREST) : index] if d.source]
            near = [source for source in sources if abs(subject.i - source[1]) <= SLACK]
            return head_of(self.doc, near[-1]) if near else None
        for i in range(span[0] - 1, max(span[0] - FRONT, -1) if subject is None else span[0], -1):
            token = self.doc[i]
            if token.lower_ in REFERRING_WORDS and not token.nbor(1).is_punct:
                return token
            if token.pos_ in ("NOUN", "PROPN", "PUNCT"):
                break
        return subject

    def _doers(self, subject: Token) -> List[Draft]:
        """The attributions whose source, or else whose speaker, is the subject of what discloses."""
        near = [d for d in self._beside(subject.i) if d.source_type in ANONYMOUS_TYPES]
        same = [d for d in near if any(start <= subject.i < end for start, end in d.source)]
        return same or [d for d in near if d.speaker and d.speaker[0] <= subject.i < d.speaker[1]]

    def _group_before(self, place: int) -> List[Draft]:
        """Whom "all" and "both" mean: the last group spoken of, whether something is attributed to it or not."""
        paragraph = self._paragraph(place)
        index = bisect_left(self.places, place)
        earlier = reversed(self.drafts[max(0, index - NEAREST) : index])
        last = next((d for d in earlier if d.source_type == "unnamed_group" and d.source), None)
        if last is not None and paragraph - self._paragraph(_place(last)) >= CHAIN:
            last = None
        for i in range(place - 1, max(place - LOOK_BACK, -1 if last is None else last.source[0][1] - 1), -1):
            token = self.doc[i]
            if token.pos_ != "NOUN" or not is_plural(token, self.lexicon) or not is_human_noun(token, self.lexicon):
                continue
            if token.dep_ in SUBJECTS or any(c.dep_ == "nummod" for c in token.lefts):
                if not self._is_quoted(i):
                    return [self._made_up(token)]
        return [] if last is None else [last]

    def _meant(self, subject: Token) -> Optional[Token]:
        """The noun for those who disclose: the subject, or whom "he" stands for."""
        if subject.pos_ == "NOUN":
            return subject if is_human_noun(subject, self.lexicon) else None
        if subject.pos_ == "NUM" or subject.lower_ in REFERRING_WORDS and subject.lower_ not in HE_SHE:
            return subject
        if subject.lower_ not in HE_SHE:
            return None
        sources = {head_of(self.doc, d.source[0]).i for d in self._beside(subject.i) if d.source and d.source_type == "unnamed_person"}
        for i in range(subject.i - 1, max(subject.i - LOOK_BACK, -1), -1):
            token = self.doc[i]
            if i in sources:
                return token
            if token.ent_type_ == "PERSON" and token.dep_ in SUBJECTS:
                return None
            if token.pos_ == "NOUN" and is_human_noun(token, self.lexicon) and not is_plural(token, self.lexicon):
                if token.dep_ in SUBJECTS or any(c.lower_ in INDEFINITE for c in token.lefts):
                    return token
        return None

    def _spoken_of(self, noun: Token) -> List[Draft]:
        """The nearest attribution of those whom a noun names: of "two nurses" for "The nurses asked …"."""
        if noun.pos_ != "NOUN" or not is_human_noun(noun, self.lexicon):
            return []
        same = self._around(self.by_role.get(self._key(noun), ()), noun.i)
        return [min(same, key=lambda d: abs(_place(d) - noun.i))] if same else []

    def _made_up(self, noun: Token) -> Draft:
        """An attribution of somebody to whom the text attributes nothing at that place."""
        end = next((c.left_edge.i for c in noun.rights if c.dep_ in ("relcl", "acl") or c.is_punct), noun.right_edge.i + 1)
        span = (start_of(noun), max(end, noun.i + 1))
        one = noun.lower_ in ("one", "another", "each") or noun.pos_ == "NOUN" and not is_plural(noun, self.lexicon)
        return Draft([], [], [span], speaker=span, phrase=phrase_of(self.doc, span), source_type="unnamed_person" if one else "unnamed_group")

    def _take_over(self, owner: Draft, start: int) -> List[Draft]:
        """What comes right after a disclosure as "he said", or with no source, is said by whoever is not named.

        Such attributions may have been given to somebody named further in front. Anybody else who is spoken of ends it.
        """
        result: List[Draft] = []
        if owner.speaker is None:
            return result
        plural = owner.source_type == "unnamed_group"
        gender = self.lexicon.genders.get(head_of(self.doc, owner.speaker).lower_, "")
        last, paragraph = start, self._paragraph(start)
        index = bisect_left(self.places, start)
        for draft in self.drafts[index : index + NEAREST]:
            place = _place(draft)
            if draft.source and self._is_reported(draft):
                continue
            others = not plural and any(t.ent_type_ == "PERSON" for t in self.doc[last:place])
            if self._paragraph(place) - paragraph > 1 or others:
                break
            if draft.source:
                word = self.doc[draft.source[0][0]].lower_ if draft.source[0][1] - draft.source[0][0] == 1 else ""
                fits = word in THEY if plural else word in HE_SHE and gender in ("", HE_SHE[word])
                if not fits:
                    break
            elif draft.cue or plural:
                break
            elsewhere = draft.source_type in ("named_person", "unknown") or plural and draft.source_type not in ANONYMOUS_TYPES
            if draft.speaker is None or elsewhere:
                draft.take_speaker(owner)
            elif draft.identity != owner.identity:
                break
            result.append(draft)
            last, paragraph = max(place, draft.content[-1][1]), self._paragraph(draft.content[-1][1] - 1)
        return result

    def _take_back(self, owner: Draft) -> List[Draft]:
        """Where "the teacher, who asked not to be named" was brought in as "a teacher": that is nobody whom the text names."""
        if not owner.source or self.doc[owner.source[0][0]].lower_ not in DEFINITE or not self._role(owner):
            return []
        result = []
        index = bisect_left(self.places, _place(owner))
        for draft in self.drafts[max(0, index - NEAREST) : index]:
            if draft.source_type != "named_person" or not self._is_new(draft) or self._role(draft) != self._role(owner):
                continue
            start, end = draft.source[0]
            near = self._paragraph(_place(owner)) - self._paragraph(start) < CHAIN
            if near and not any(t.ent_type_ == "PERSON" for t in self.doc[start:end]):
                draft.take_speaker(owner)
                result.append(draft)
        return result

    def _is_new(self, draft: Draft) -> bool:
        """Whether a source is somebody new: a teacher, one aide."""
        return bool(draft.source) and self.doc[draft.source[0][0]].lower_ in INDEFINITE

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

    def _covered(self, owner: Draft, everybody: bool) -> List[Draft]:
        """Everything else of the same speaker, and of those who are spoken of as one or some of the same people."""
        place, role = _place(owner), self._role(owner)
        covered = self._around(self.by_speaker.get(owner.identity, ()), place) if owner.identity else []
        pronoun = bool(owner.source) and self.doc[owner.source[0][0]].lower_ in HE_SHE
        if owner.source and not pronoun and self._is_vague(owner.source[0]):  # further on "one of them" is one of others
            covered = [d for d in covered if abs(self._paragraph(_place(d)) - self._paragraph(place)) <= CHAIN]
        whole = everybody or not self._is_part(owner)  # what one of them asks for, the others do not
        for draft in self._around(self.by_role.get(role, ()), place) if role and whole else ():
            if self._refers_back(draft) or (everybody or self._refers_back(owner)) and _place(draft) < place:
                covered.append(draft)
        if whole and owner.source_type == "unnamed_group" and role:
            members = self._around(self.by_role.get(role[:-1], ()), place)  # "another official" is one of the officials
            covered += [d for d in members if _place(d) > place and self.doc[d.source[0][0]].lower_ in MEMBER_WORDS]
        if whole:
            covered += self._followed(owner)
        if owner.source_type == "unnamed_group":
            return covered + [d for each in (owner, *covered) for d in self._followers(each)]
        if whole:
            covered += self._introduced(owner, covered)
        return covered + self._continued(owner, covered)

    def _is_part(self, draft: Draft) -> bool:
        """One of them, two of the aides."""
        return bool(draft.source) and _is_partitive(head_of(self.doc, draft.source[0]))

    def _introduced(self, owner: Draft, covered: Sequence[Draft]) -> List[Draft]:
        """What was said by whom "the woman" goes back to, if nobody else spoke since: a mother of two."""
        if not owner.source or self.doc[owner.source[0][0]].lower_ not in DEFINITE or self._is_quoted(_place(owner)):
            return []  # what a curator says of the painter's name is not about the curator
        first = min([_place(owner), *(_place(d) for d in covered)])
        index = bisect_left(self.places, first)
        earlier = [d for d in self.drafts[max(0, index - NEAREST) : index] if not self._is_reported(d)]
        if not earlier or earlier[-1].source_type != "unnamed_person" or earlier[-1].identity is None:
            return []
        genders = {self.lexicon.genders.get(head_of(self.doc, d.speaker).lower_, "") for d in (owner, earlier[-1]) if d.speaker}
        if self._paragraph(first) - self._paragraph(_place(earlier[-1])) > 1 or genders == {"m", "f"}:
            return []
        return self._around(self.by_speaker.get(earlier[-1].identity, ()), first)

    def _continued(self, owner: Draft, covered: Sequence[Draft]) -> List[Draft]:
        """What comes next as said by "the woman", if that is nobody whom the text brought in as a woman: by the nurse."""
        result: List[Draft] = []
        known = {id(draft) for draft in (owner, *covered)}
        last = _place(owner)
        index = bisect_right(self.places, last)
        for draft in self.drafts[index : index + NEAREST]:
            if self._is_reported(draft) or not draft.source:
                continue
            if id(draft) not in known:
                role = self._role(draft)
                others = [self.drafts[p] for p in self.by_role.get(role, ()) if self.places[p] < _place(owner)]
                plain = self.doc[draft.source[0][0]].lower_ in DEFINITE and draft.source_type == "unnamed_person"
                if not plain or others or self._paragraph(_place(draft)) - self._paragraph(last) > 1:
                    break
                result += self._around(self.by_speaker.get(draft.identity, ()), _place(draft))
                known.update(id(d) for d in result)
            last = _place(draft)
        return result

    def _is_quoted(self, place: int) -> bool:
        """Whether a token stands in the content of an attribution."""
        index = bisect_left(self.places, place)
        return any(start <= place < end for d in self.drafts[max(0, index - 5) : index + 5] for start, end in d.content)

    def _is_reported(self, draft: Draft) -> bool:
        """Whether the source of an attribution stands in the content of another."""
        place = _place(draft)
        return any(start <= place < end for d in self._beside(place) if d is not draft and d.source for start, end in d.content)

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
        bare = self.doc[start].pos_ in ("NOUN", "PROPN") and self._paragraph(start) == 0
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
        return head.lower_ in REFERRING_WORDS and (not inner or inner[0] in REFERRING_WORDS or inner[0] in ("them", "these", "those"))


def _give(drafts: Sequence[Draft], span: Offsets, reason: Optional[Offsets]) -> None:
    """Set a disclosure, and its reason, where there is none yet."""
    for draft in drafts:
        if any(low <= _place(draft) < high for low, high in (span, reason or span)):
            continue  # "she would not be named, since she hopes to …": that is the writer's
        draft.disclosure = draft.disclosure or [span]
        if reason is not None and draft.disclosure == [span]:
            draft.reason = [reason]


def _is_partitive(token: Token) -> bool:
    """One of them, two of the aides, but not "all of them"."""
    if token.lower_ in WHOLE_GROUP or token.lower_ not in REFERRING_WORDS and token.pos_ != "NUM":
        return False
    return any(c.lower_ == "of" for c in token.rights)


def _place(draft: Draft) -> int:
    return (draft.source or draft.cue or draft.content)[0][0]


def _reason(doc: Doc, span: Offsets, phrases: DisclosurePhrases, limit: int) -> Optional[Offsets]:
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
    return _reason_in_front(doc, span, phrases) or _ban_in_front(doc, span, phrases)


def _reason_in_front(doc: Doc, span: Offsets, phrases: DisclosurePhrases) -> Optional[Offsets]:
    """Fearing for her job, a nurse asked …; a nurse, fearing for her job, asked …"""
    start = doc[span[0]].sent.start
    while start < span[0] and (doc[start].is_space or doc[start].is_punct):
        start += 1
    if _begins(doc, start, span[0], phrases.leading_reasons):
        stop = next((i for i in range(start + 2, span[0]) if doc[i].text == "," and not _goes_on(doc, i, span[0])), None)
        return (start, stop) if stop is not None else None
    stop = span[0] - 1
    if stop <= start or doc[stop].text != ",":
        return None
    opening = next((i + 1 for i in range(stop - 1, max(start, stop - BAN), -1) if doc[i].text == ","), stop)
    return (opening, stop) if _begins(doc, opening, stop, phrases.leading_reasons) else None


def _ban_in_front(doc: Doc, span: Offsets, phrases: DisclosurePhrases) -> Optional[Offsets]:
    """An official who was not authorized to comment and spoke on condition of anonymity."""
    first = max(span[0] - BAN, doc[span[0]].sent.start)
    for i in range(span[0] - 3, first, -1):
        if doc[i].lower_ in phrases.barred and doc[i - 1].lower_ in NEGATIONS and doc[i + 1].lower_ == "to":
            start = i - 1 - (i - 1 > first and doc[i - 2].pos_ == "AUX")
            stop = next((j for j in range(i + 2, span[0]) if doc[j].text in (",", ")", "–", "—") or doc[j].dep_ == "cc"), span[0])
            if stop < span[0] and all(doc[j].ent_type_ != "PERSON" for j in range(stop, span[0])):
                return start, stop
    return None


def _with_object(doc: Doc, span: Offsets) -> Offsets:
    """A phrase that ends in "as" with what follows: "asked to be identified only as a friend"."""
    last = doc[span[1] - 1]
    if last.lower_ not in ("as", "by") or span[1] == len(doc):
        return span
    stop = span[1]
    while stop < len(doc) and stop - span[1] < NICKNAME and not doc[stop].is_space and (not doc[stop].is_punct or doc[stop].is_quote):
        if doc[stop].pos_ in ("VERB", "AUX", "SCONJ", "ADP") and stop > span[1]:
            break
        stop += 1
    return span[0], stop


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
