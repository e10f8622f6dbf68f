"""Disclosure and reason: where a text says that a source is not to be named, and why, and which attributions that covers."""

from bisect import bisect_left
from typing import Dict, Hashable, Iterator, List, Optional, Sequence, Set, Tuple

from spacy.tokens import Doc, Token

from ..attributions import ANONYMOUS_TYPES, Draft
from ..lang.en import grammar
from ..lang.en.morphology import singular
from ..page.disclosing import Withheld, load_phrases
from ..page.intervals import Offsets
from ..page.page import Page
from ..page.phrases import head_of, is_human_noun, is_human_word, is_plural, phrase_of, start_of
from .asking import Asker, find_asker, is_somebody, name_in_front
from .reasons import clause_end, find_reason

THINGS = frozenset(("organization", "document", "public", "unknown"))  # what nobody is who asks not to be named
NAMED = frozenset(("named_person", "organization"))  # who may ask only that a part of the name be left out, or has another in its place
EVERYBODY = "everybody spoken of"
NOBODY: Tuple[str, List[Draft]] = ("nobody whose words are given", [])
NOT_NAMED = "asks not to be named"
REACH = 80  # tokens between a source and its disclosure
BEHIND = 25  # by so many tokens a source behind a disclosure counts as farther off than one in front
NEAREST = 30  # attributions looked at before and behind a disclosure
CROWDED = 200  # attributions of one paragraph looked at before and behind a disclosure that has no subject
VAGUE = 12  # attributions among which "one" or "both" is followed
CHAIN = 3  # paragraphs after which "one of them" refers to somebody else
LOOK_BACK = 120  # tokens in which somebody stands whom "he" or "all" in front of a disclosure means
BEFORE_PART = 4  # tokens in front of "is withheld" among which "surname" stands
FOR_WHOM = 3  # tokens behind "anonymity for" among which somebody else stands
NICKNAME = 5  # tokens behind "identified only as"


def attach_disclosures(page: Page, drafts: Sequence[Draft]) -> List[Offsets]:
    """Find where the text says that a source is not to be named, and why, and give it to the attributions it covers.

    page (Page): The page.
    drafts (Sequence[Draft]): The attributions, with their source types.
    RETURNS (List[Offsets]): Every disclosure, whether it covers any of them or not.
    """
    bans = [match.span() for match in load_phrases(page.lexicon).bans.finditer(page.text)]
    if not page.withheld and not bans:
        return []
    disclosures = _Disclosures(page, drafts, page.withheld)
    disclosures.attach()
    disclosures.attach_bans(bans)
    return disclosures.spans


class SilentSource(Draft):
    """Somebody who asks not to be named, and to whom nothing is attributed there: only the key to that person's attributions, never written."""


class _Disclosures:
    """Gives disclosures to the attributions of one page.

    A disclosure belongs to the unnamed source it stands beside, to every attribution of that speaker, and to those whose
    source goes back to it: "the officials", "one of them".
    """

    def __init__(self, page: Page, drafts: Sequence[Draft], found: Sequence[Withheld]):
        self.page, self.doc, self.words, self.lexicon = page, page.doc, page.words, page.lexicon
        self.paragraph = [*page.paragraph_of, page.paragraph_of[-1]]  # the place behind the last token counts to its paragraph
        self.phrases = load_phrases(page.lexicon)
        placed = [(_with_object(self.doc, page.tokens_at(f.start, f.end)), f.told) for f in found]
        self.spans = [span for span, told in placed if not (told and not self._is_told_of_somebody(span) or self._is_for_others(span))]
        ordered = sorted((d for d in drafts if d.content), key=_place)
        disclosing = {i for span in self.spans for i in range(*span)}
        self.hints = [d for d in ordered if self._is_hint(d, disclosing)]  # "she | has asked | not to be named" tells who she is
        self.drafts = [d for d in ordered if not self._is_hint(d, disclosing)]
        self.places, self.hint_places = [_place(d) for d in self.drafts], [_place(d) for d in self.hints]
        self.by_speaker: Dict[Hashable, List[int]] = {}  # positions among the drafts
        self.by_name: Dict[Hashable, List[int]] = {}
        self.by_role: Dict[str, List[int]] = {}

    def attach(self) -> None:
        """Give every disclosure, and its reason, to what it covers."""
        for span in self.spans:
            self._take_for_person(span)
        self._index()
        told = []
        for span in self.spans:
            how, owners = self._owners(span)
            if owners:
                end = self.page.paragraphs[self.paragraph[span[0]]][1]
                reason = find_reason(self.page, span, self.phrases, min(end, self._main_cue(span)))
                _give(owners, span, reason, how)
                told.append((span, reason, owners[0], how == EVERYBODY))
        for span, reason, owner, _ in told:  # those that a disclosure stands beside have had theirs; then come those of the same speakers
            _give(self._same_speaker(owner, False, ()), span, reason, "same speaker")
        for span, reason, owner, everybody in told:
            _give(self._take_over(owner, (reason or span)[1]) + self._take_back(owner), span, reason, "taken over")
            for how, covered in self._covered(owner, everybody):
                _give(covered, span, reason, how)

    def _index(self) -> None:
        """Note which attributions are whose, once it is known who is somebody."""
        for index, draft in enumerate(self.drafts):
            if draft.source_type in ANONYMOUS_TYPES:
                self.by_speaker.setdefault(draft.identity, []).append(index)
                self.by_role.setdefault(self._role(draft), []).append(index)
            elif draft.source_type in NAMED and draft.identity is not None:
                self.by_name.setdefault(draft.identity, []).append(index)

    def attach_bans(self, found: Sequence[Offsets]) -> None:
        """Where an unnamed source is said not to be allowed to speak, and no more, that is the reason why it is not named."""
        for start, end in found:
            span = self.page.tokens_at(start, end)
            asker = find_asker(self.page, span)
            if asker is None or asker.token.lower_ in grammar.WHOLE_GROUP or self._is_quoted(span[0]):
                continue
            owners = self._by_subject(asker)
            opening = span[0] - (self.page.tokens[span[0] - 1].pos_ == "AUX") if span[0] else 0
            reason = opening, clause_end(self.doc, span[1] - 1, min(self.page.sentence(span[0])[1], self._main_cue(span)))
            for draft in [*owners, *(d for owner in owners[:1] for _, covered in self._covered(owner, False) for d in covered)]:
                if not draft.disclosure and not draft.reason and not reason[0] <= _place(draft) < reason[1]:
                    draft.reason = [reason]
                    draft.why["disclosure"] = "not allowed to speak"

    def _is_hint(self, draft: Draft, disclosing: Set[int]) -> bool:
        """Whether the verb of an attribution belongs to a disclosure, and no more than an auxiliary or adverb stands outside."""
        cue = range(*draft.cue[0]) if draft.cue else ()
        outside = [i for i in cue if i not in disclosing]
        return len(outside) < len(cue) and all(self.page.tokens[i].pos_ in ("AUX", "ADV") for i in outside)

    # Whom a phrase is about

    def _is_told_of_somebody(self, span: Offsets) -> bool:
        """Whether the word in front of a disclosure is somebody: "who could not be named"."""
        before = next((self.page.tokens[i] for i in range(span[0] - 1, -1, -1) if self.page.tokens[i].pos_ != "ADV"), None)
        if before is None or before.lower_ in grammar.IT:
            return False  # it did not give her name
        if before.is_punct:
            return name_in_front(self.page, span) is not None  # Jo (a pseudonym)
        if before.ent_type_ == "PERSON" and self._is_partial(span):
            return True  # Priya gave only her first name
        if before.pos_ == "CCONJ":
            asker = find_asker(self.page, span)
            return asker is not None and is_somebody(asker, self.lexicon)  # a woman who answered but would not give her name
        return before.tag_ in ("WP", "PRP", "WDT") or before.lower_ in grammar.REFERRING_WORDS or is_human_noun(before, self.lexicon)

    def _is_for_others(self, span: Offsets) -> bool:
        """Whether anonymity is asked for somebody else: "wanted anonymity *for defendants*", but "for fear of them"."""
        if self.words[span[1] : span[1] + 1] != ["for"] or not self.words[span[1] - 1].startswith("anonym"):
            return False
        noun = next((t for t in self.page.tokens[span[1] + 1 : span[1] + 1 + FOR_WHOM] if t.pos_ in ("NOUN", "PROPN", "PRON")), None)
        return noun is not None and is_plural(noun, self.lexicon) and is_human_word(noun, self.lexicon)

    def _is_partial(self, span: Offsets) -> bool:
        """Whether only a part of the name is withheld, or another is given, so that somebody may ask it whom the text names."""
        return not self.phrases.partial.isdisjoint(self.words[max(span[0] - BEFORE_PART, 0) : span[1]])

    def _take_for_person(self, span: Offsets) -> None:
        """Whoever asks not to be named is somebody, and nobody who is named: "an old hand", "an aide to Lee"."""
        asker = find_asker(self.page, span)
        if asker is None or not self._may_be_person(asker.token):
            return
        near = self._beside(asker.token.i)
        for draft in [d for d in near if _within(asker.token.i, d.source)]:
            head = head_of(self.doc, draft.source[0])
            if draft.source_type in THINGS:
                several = is_plural(head, self.lexicon) or head.tag_ in grammar.PLURAL_TAGS
                for same in [d for d in near if d is draft or d.source_type in THINGS and d.identity == draft.identity is not None]:
                    same.source_type, same.why["type"] = "unnamed_group" if several else "unnamed_person", NOT_NAMED
            elif draft.source_type == "named_person" and not self._is_partial(span) and self._is_without_name(draft, head):
                _hand_over(draft, self._silent(head)[0])

    def _may_be_person(self, noun: Token) -> bool:
        """Whether a noun that asks not to be named may be taken for somebody: a company stays one, and so does Lee; but "the MP" is no body."""
        word = singular(noun.lower_)
        if noun.pos_ == "PROPN":
            return word in self.lexicon["role_nouns"] or word in self.lexicon["post_holders"]
        return noun.pos_ in ("NOUN", "ADJ") and word not in self.lexicon["body_nouns"]

    def _is_without_name(self, draft: Draft, head: Token) -> bool:
        """Whether a source that was given to somebody named is none who has a name here: "an aide to Lee", "the mother of one pupil"."""
        if self._first(draft) in grammar.INDEFINITE or draft.speaker == draft.source[0]:
            return True
        return head.pos_ == "NOUN" and not any(t.ent_type_ == "PERSON" for t in self.doc[slice(*draft.source[0])])

    # Whose attributions a disclosure stands with

    def _owners(self, span: Offsets) -> Tuple[str, List[Draft]]:
        """The attributions of the source that a disclosure is about, and how they were found.

        That is who by the parse asks for it, else the source around it or the nearest in the paragraph. Where nothing is attributed
        to whoever asks, a silent source stands for that person.
        """
        asker = find_asker(self.page, span)
        if asker is None:
            return "stands beside", self._nearest(span)
        subject = asker.token
        if subject.lower_ in grammar.I_WE or subject.lower_ in grammar.YOU:
            return NOBODY  # “You can't go on the record about this”
        if group := self._whole_group(subject):
            return EVERYBODY, group
        if subject.lower_ in grammar.WHOLE_GROUP:
            return EVERYBODY, self._group_before(subject.i) or self._silent(subject)
        for how, step in OWNING:
            if owners := step(self, asker, span):
                return how, owners
        elsewhere = subject.pos_ == "PROPN" and subject.i < span[0]  # of "an aide, speaking anonymously, Lee …" the parse may think otherwise
        return NOBODY if elsewhere else ("stands beside", self._nearest(span))

    def _whole_group(self, subject: Token) -> List[Draft]:
        """The attributions of all who are meant by "both officials" or "all three of the sources": of theirs and of each of them."""
        noun = next((t for t in _objects_of(subject) if t.pos_ == "NOUN"), subject)
        if noun.pos_ != "NOUN" or grammar.WHOLE_GROUP.isdisjoint(self.words[subject.left_edge.i : noun.i]):
            return []
        single = singular(noun.lower_)
        near = [d for key in (single, single + "s") for d in self._around(self.by_role.get(key, ()), subject.i) if _place(d) < subject.i]
        return sorted((d for d in near if self._paragraphs_between(_place(d), subject.i) < CHAIN), key=_place, reverse=True)

    def _by_subject(self, asker: Asker, span: Offsets = (0, 0)) -> List[Draft]:
        """The attributions of those who disclose: of which they are source or speaker, else the nearest of the same noun."""
        subject = asker.token
        owners = self._doers(subject)
        if owners or not is_somebody(asker, self.lexicon):
            return owners
        same = self._around(self.by_role.get(self._key(subject), ()), subject.i)  # two nurses, for "The nurses asked …"
        return sorted(same, key=lambda d: abs(_place(d) - subject.i))[:1]

    def _doers(self, subject: Token) -> List[Draft]:
        """The attributions whose source, or else whose speaker, is the subject of what discloses."""
        near = [d for d in self._beside(subject.i) if d.source_type in ANONYMOUS_TYPES]
        return [d for d in near if _within(subject.i, d.source)] or [d for d in near if d.speaker and _within(subject.i, [d.speaker])]

    def _named_doers(self, asker: Asker, span: Offsets) -> List[Draft]:
        """The attributions of somebody named who asks that a part of the name be left out, or of a company without one."""
        subject = asker.token
        near = [d for d in self._beside(subject.i) if d.source_type in NAMED and self._may_ask(d, span)]
        doers = [d for d in near if _within(subject.i, d.source) and subject.lower_ not in grammar.IT_THEY]
        if doers or subject.pos_ != "PROPN":
            return doers
        return [d for d in near if d.speaker and subject.lower_ in self.words[slice(*d.speaker)]][:1]  # Rosa asked that …

    def _may_ask(self, draft: Draft, span: Offsets) -> bool:
        """Whether somebody named may ask what a disclosure says: who has a full name cannot be one who is not to be named."""
        speaker = draft.speaker or draft.source[0]
        if draft.source_type == "organization":
            return head_of(self.doc, speaker).pos_ == "NOUN" and not self._is_partial(span)
        names = [t for t in self.doc[slice(*speaker)] if t.pos_ == "PROPN" and t.lower_ not in self.lexicon["honorifics"]]
        return self._is_partial(span) or len(names) == 1 and self.doc[slice(*speaker)].root.pos_ == "PROPN"

    def _hinted(self, asker: Asker, span: Offsets) -> List[Draft]:
        """What is attributed elsewhere to the "she" who asks."""
        index = bisect_left(self.hint_places, asker.token.i)
        near = self.hints[max(0, index - 2) : index + 2]
        hint = next((d for d in near if _within(asker.token.i, d.source) and d.identity is not None), None)
        if hint is None:
            return []
        same = self._around(self.by_speaker.get(hint.identity, ()), asker.token.i)
        return same or [d for d in self._around(self.by_name.get(hint.identity, ()), asker.token.i) if self._may_ask(d, span)]

    def _without_source(self, asker: Asker, span: Offsets) -> List[Draft]:
        """What is said further on in the sentence by nobody whom the parse has: "an aide and friend, who spoke on condition of anonymity, *said*"."""
        if not is_somebody(asker, self.lexicon) or self.page.is_quoted(asker.token.i):
            return []
        end = self.page.sentence(span[0])[1]
        lost = [d for d in self._from(span[1]) if _place(d) < end and not d.source and d.cue and d.speaker is None]
        if not lost or any(d.source and span[1] <= _place(d) < lost[0].cue[0][0] for d in self._beside(span[1])):
            return []
        (silent,) = self._silent(asker.token)
        _hand_over(lost[0], silent)
        lost[0].source = list(silent.source)
        return lost[:1]

    def _silent_asker(self, asker: Asker, span: Offsets) -> List[Draft]:
        return self._silent(asker.token) if is_somebody(asker, self.lexicon) else []

    def _silent(self, noun: Token) -> List[Draft]:
        """Somebody to whom the text attributes nothing at that place."""
        end = next((c.left_edge.i for c in noun.rights if c.dep_ in grammar.CLAUSES_ABOUT_NOUNS or c.is_punct), noun.right_edge.i + 1)
        span = (start_of(noun), max(end, noun.i + 1))
        one = noun.lower_ in ("one", "another", "each") or noun.pos_ == "NOUN" and not is_plural(noun, self.lexicon)
        kind = "unnamed_person" if one else "unnamed_group"
        return [SilentSource([], [], [span], speaker=span, phrase=phrase_of(self.doc, span), source_type=kind)]

    def _group_before(self, place: int) -> List[Draft]:
        """Whom "all" and "both" mean: the last group spoken of, whether something is attributed to it or not."""
        groups = [d for d in self._before(place) if d.source_type == "unnamed_group" and d.source]
        last = [d for d in groups[-1:] if self._paragraphs_between(_place(d), place) < CHAIN]
        since = max(place - LOOK_BACK, last[0].source[0][1] - 1 if last else -1)
        noun = next((self.page.tokens[i] for i in range(place - 1, since, -1) if self._is_group_spoken_of(self.page.tokens[i])), None)
        return last if noun is None else self._silent(noun)

    def _is_group_spoken_of(self, token: Token) -> bool:
        group = token.pos_ == "NOUN" and is_plural(token, self.lexicon) and is_human_noun(token, self.lexicon)
        return group and (token.dep_ in grammar.SUBJECTS or any(c.dep_ == "nummod" for c in token.lefts)) and not self._is_quoted(token.i)

    def _nearest(self, span: Offsets) -> List[Draft]:
        """The attributions of the unnamed source of the paragraph that is nearest; those behind the disclosure come last."""
        low, high = (bisect_left(self.places, edge) for edge in self.page.paragraphs[self.paragraph[span[0]]])
        middle = bisect_left(self.places, span[0])
        low, high = max(low, middle - CROWDED), min(high, middle + CROWDED)
        partial = self._is_partial(span)  # his surname has been changed
        fitting = [d for d in self.drafts[low:high] if d.source_type in ANONYMOUS_TYPES or partial and d.source_type == "named_person"]
        near = [(_distance(d, span), d) for d in fitting]
        best = min((distance for distance, _ in near), default=REACH)
        return [d for distance, d in near if distance == best < REACH]

    def _main_cue(self, span: Offsets) -> int:
        """Where what somebody said goes on behind a disclosure in the middle: "an aide who asked not to be named because … *said*"."""
        near = [d for d in self._beside(span[0]) if d.cue and d.source and d.source[0][0] <= span[0] and d.cue[0][0] >= span[1]]
        verbal = (d for d in near if any(t.tag_ in grammar.FINITE_TAGS or t.tag_ == "VBN" for t in self.doc[slice(*d.cue[0])]))
        return min((d.cue[0][0] for d in verbal), default=len(self.doc))

    # What else is said by those who disclose

    def _take_over(self, owner: Draft, start: int) -> List[Draft]:
        """What comes right after a disclosure as "he said", or with no source, is said by whoever is not named.

        Such attributions may have been given to somebody named further in front. Anybody else who is spoken of ends it.
        """
        result: List[Draft] = []
        plural = owner.source_type == "unnamed_group"
        last, paragraph = start, self.paragraph[start]
        for draft in self._from(start) if self._may_be_taken_up(owner) else ():
            place = _place(draft)
            if draft.source and self._is_reported(draft):
                continue
            others = not plural and any(t.ent_type_ == "PERSON" for t in self.doc[last:place])
            if self.paragraph[place] - paragraph > 1 or others or not self._may_go_on(draft, owner):
                break
            elsewhere = draft.source_type in ("named_person", "unknown") or plural and draft.source_type not in ANONYMOUS_TYPES
            if draft.speaker is None or elsewhere:
                _hand_over(draft, owner)
            elif draft.identity != owner.identity:
                break
            result.append(draft)
            last, paragraph = max(place, draft.content[-1][1]), self.paragraph[draft.content[-1][1] - 1]
        return result

    def _may_be_taken_up(self, owner: Draft) -> bool:
        """Whether "he" may mean whoever disclosed, and not whoever has told that: "Rao said that the donor wished to remain anonymous"."""
        told = isinstance(owner, SilentSource) and self._is_quoted(_place(owner))
        return owner.speaker is not None and owner.source_type in ANONYMOUS_TYPES and not told

    def _take_back(self, owner: Draft) -> List[Draft]:
        """Where "the teacher, who asked not to be named" was brought in as "a teacher": that is nobody whom the text names."""
        role = self._role(owner)
        earlier = self._before(_place(owner)) if self._first(owner) in grammar.DEFINITE and role else []
        near = [d for d in earlier if d.source_type == "named_person" and self._paragraphs_between(_place(d), _place(owner)) < CHAIN]
        new = [d for d in near if self._first(d) in grammar.INDEFINITE and self._role(d) == role]
        taken = [d for d in new if not any(t.ent_type_ == "PERSON" for t in self.doc[slice(*d.source[0])])]
        taken += self._before_introduction(owner)
        for draft in taken:
            _hand_over(draft, owner)
        return taken

    def _before_introduction(self, owner: Draft) -> List[Draft]:
        """What "he" has said who is only then told of: "He says that … We rely on an insider, who wishes to remain anonymous"."""
        if not isinstance(owner, SilentSource) or owner.source_type != "unnamed_person" or self._first(owner) in grammar.INDEFINITE:
            return []
        near = [d for d in self._before(_place(owner)) if self._paragraphs_between(_place(d), _place(owner)) <= 1]
        return [d for d in near if d.speaker is None and d.source and self._first(d) in grammar.HE_SHE]

    def _may_go_on(self, draft: Draft, owner: Draft) -> bool:
        """Whether an attribution has "he" or "they" for its source, fit for whoever is not named, or for one person nothing at all."""
        plural = owner.source_type == "unnamed_group"
        if not draft.source:
            return not draft.cue and not plural
        word = self._first(draft) if draft.source[0][1] - draft.source[0][0] == 1 else ""
        if plural:
            return word in grammar.THEY
        gender = self.lexicon.genders.get(head_of(self.doc, owner.speaker).lower_, "") if owner.speaker is not None else ""
        return word in grammar.HE_SHE and gender in ("", grammar.HE_SHE[word])

    def _covered(self, owner: Draft, everybody: bool) -> Iterator[Tuple[str, List[Draft]]]:
        """Everything else of the same speaker, and of those who are spoken of as one or some of the same people, by how it was found."""
        if owner.source_type in NAMED:
            return
        group = owner.source_type == "unnamed_group"
        part = not everybody and bool(owner.source) and _is_partitive(head_of(self.doc, owner.source[0]))
        covered: List[Draft] = []
        for how, step, of_group, of_part in COVERING:
            if of_group in (None, group) and (of_part or not part):
                found = step(self, owner, everybody, covered)
                covered += found
                yield how, found

    def _same_speaker(self, owner: Draft, everybody: bool, covered: Sequence[Draft]) -> List[Draft]:
        by_identity = self.by_name if owner.source_type in NAMED else self.by_speaker
        same = self._around(by_identity.get(owner.identity, ()), _place(owner)) if owner.identity else []
        if owner.source and self._first(owner) not in grammar.HE_SHE and self._is_vague(owner.source[0]):  # further on "one of them" is one of others
            return [d for d in same if abs(self._paragraphs_between(_place(d), _place(owner))) <= CHAIN]
        return same

    def _same_role(self, owner: Draft, everybody: bool, covered: Sequence[Draft]) -> List[Draft]:
        """Further on "the officials"; in front "two officials", if they are "the officials" here."""
        role, place = self._role(owner), _place(owner)
        back = everybody or self._refers_back(owner)
        same = self._around(self.by_role.get(role, ()), place) if role else []
        return [d for d in same if self._refers_back(d) or back and _place(d) < place]

    def _members(self, owner: Draft, everybody: bool, covered: Sequence[Draft]) -> List[Draft]:
        """Further on "another official", who is one of the officials."""
        role, place = self._role(owner), _place(owner)
        members = self._around(self.by_role.get(role[:-1], ()), place) if role else []
        return [d for d in members if _place(d) > place and self._first(d) in grammar.MEMBER_WORDS]

    def _followed(self, owner: Draft, everybody: bool, covered: Sequence[Draft]) -> List[Draft]:
        """What a vague source goes back to: from "both" to "two members of the team"."""
        result: List[Draft] = []
        if self._first(owner) in grammar.HE_SHE:
            return result
        index, draft = bisect_left(self.places, _place(owner)), owner
        while draft.source and self._is_vague(draft.source[0]):
            earlier = range(index - 1, max(index - VAGUE, 0) - 1, -1)
            index = next((k for k in earlier if self.drafts[k].source and self.drafts[k].source_type in ANONYMOUS_TYPES), -1)
            if index < 0 or self._paragraphs_between(self.places[index], _place(owner)) > CHAIN:
                break
            draft = self.drafts[index]
            result.append(draft)
        return result

    def _followers(self, owner: Draft, everybody: bool, covered: Sequence[Draft]) -> List[Draft]:
        """What comes after a group and names nobody else: one, another, both, one of them."""
        result: List[Draft] = []
        for place in [_place(each) for each in (owner, *covered)]:
            for later in self._from(place + 1, VAGUE):
                if later.source_type not in ANONYMOUS_TYPES or later.speaker is None:
                    continue
                if self._paragraphs_between(place, _place(later)) > CHAIN or later.source and not self._is_vague(later.source[0]):
                    break
                result.append(later)
        return result

    def _introduced(self, owner: Draft, everybody: bool, covered: Sequence[Draft]) -> List[Draft]:
        """What was said by whom "the woman" goes back to, if nobody else spoke since: a mother of two."""
        if not owner.source or self._first(owner) not in grammar.DEFINITE or self._is_quoted(_place(owner)):
            return []  # what a curator says of the painter's name is not about the curator
        if isinstance(owner, SilentSource) and head_of(self.doc, owner.source[0]).lower_ not in self.lexicon["anybody"]:
            return []  # a columnist whose name is kept back is not the clerk whom the article quotes
        first = min(_place(d) for d in (owner, *covered))
        last = next((d for d in reversed(self._before(first)) if not self._is_reported(d)), None)
        if last is None or last.source_type != "unnamed_person" or last.identity is None:
            return []
        genders = {self.lexicon.genders.get(head_of(self.doc, d.speaker).lower_, "") for d in (owner, last) if d.speaker}
        near = self._paragraphs_between(_place(last), first) <= 1 and genders != {"m", "f"}
        return self._around(self.by_speaker.get(last.identity, ()), first) if near else []

    def _continued(self, owner: Draft, everybody: bool, covered: Sequence[Draft]) -> List[Draft]:
        """What comes next as said by "the woman", if that is nobody whom the text brought in as a woman: by the nurse."""
        result: List[Draft] = []
        known = {id(draft) for draft in (owner, *covered)}
        last = _place(owner)
        for draft in self._from(last + 1):
            if self._is_reported(draft) or not draft.source:
                continue
            if id(draft) not in known:
                if not self._is_definite_newcomer(draft, _place(owner)) or self._paragraphs_between(last, _place(draft)) > 1:
                    break
                result += self._around(self.by_speaker.get(draft.identity, ()), _place(draft))
                known.update(id(d) for d in result)
            last = _place(draft)
        return result

    def _is_definite_newcomer(self, draft: Draft, place: int) -> bool:
        """The woman, where nothing in front of a token was said by a woman; "the woman at the gate" is another."""
        first, end = draft.source[0]
        plain = all(word == "same" for word in self.words[first + 1 : end - 1])
        if self._first(draft) not in grammar.DEFINITE or draft.source_type != "unnamed_person" or not plain:
            return False
        same = self.by_role.get(self._role(draft), ())
        return not same or self.places[same[0]] >= place

    # How sources are spoken of

    def _first(self, draft: Draft) -> str:
        """The first word of a source."""
        return self.words[draft.source[0][0]] if draft.source else ""

    def _role(self, draft: Draft) -> str:
        """The noun that says who a source is, also behind "two of the"."""
        span = draft.source[0] if draft.source else draft.speaker
        if span is None:
            return ""
        head = head_of(self.doc, span)
        if head.lower_ in grammar.HE_SHE and draft.speaker:
            head = head_of(self.doc, draft.speaker)
        if head.pos_ in ("NOUN", "PROPN") and head.lower_ not in grammar.REFERRING_WORDS:
            return self._key(head)
        return next((self._key(t) for t in _objects_of(head) if t.pos_ == "NOUN"), "")

    def _key(self, noun: Token) -> str:
        """A noun and its number; a person may be one of the people."""
        single = singular(noun.lower_)
        return single if single == "person" or not is_plural(noun, self.lexicon) else single + "s"

    def _refers_back(self, draft: Draft) -> bool:
        """The officials, this person, one of the aides; a headline's "City Employee"."""
        if not draft.source:
            return False
        start, end = draft.source[0]
        bare = self.page.tokens[start].pos_ in ("NOUN", "PROPN") and self.paragraph[start] == 0
        return bare or not grammar.DEFINITE.isdisjoint(self.words[start : min(end, start + 4)])

    def _is_vague(self, span: Offsets) -> bool:
        """Whether a source names nobody: one, both, two of them."""
        head = head_of(self.doc, span)
        inner = next((t.lower_ for t in _objects_of(head)), "them")
        return head.lower_ in grammar.REFERRING_WORDS and (inner in grammar.REFERRING_WORDS or inner in ("them", "these", "those"))

    # Where attributions stand

    def _before(self, place: int) -> List[Draft]:
        """The attributions in front of a token, the nearest last."""
        index = bisect_left(self.places, place)
        return self.drafts[max(0, index - NEAREST) : index]

    def _from(self, place: int, count: int = NEAREST) -> List[Draft]:
        """The attributions from a token on."""
        index = bisect_left(self.places, place)
        return self.drafts[index : index + count]

    def _beside(self, place: int) -> List[Draft]:
        """The attributions nearest to a token."""
        return self._before(place) + self._from(place)

    def _around(self, positions: Sequence[int], place: int) -> List[Draft]:
        """The attributions at some positions, those nearest to a token."""
        middle = bisect_left(positions, bisect_left(self.places, place))
        return [self.drafts[p] for p in positions[max(0, middle - NEAREST) : middle + NEAREST]]

    def _paragraphs_between(self, low: int, high: int) -> int:
        return self.paragraph[high] - self.paragraph[low]

    def _is_quoted(self, place: int) -> bool:
        """Whether a token stands in the content of an attribution."""
        return any(_within(place, d.content) for d in self._before(place)[-5:] + self._from(place, 5))

    def _is_reported(self, draft: Draft) -> bool:
        """Whether the source of an attribution stands in the content of another."""
        place = _place(draft)
        return any(_within(place, d.content) for d in self._beside(place) if d is not draft and d.source)


OWNING = (  # how, and the step that finds the attributions of whoever asks
    ("subject by the parse", lambda self, asker, span: self._doers(asker.token)),
    ("somebody named", _Disclosures._named_doers),
    ("taken up by a pronoun", _Disclosures._hinted),
    ("subject by the parse", _Disclosures._by_subject),
    ("not found as a source", _Disclosures._without_source),
    ("nothing attributed to whoever asks", _Disclosures._silent_asker),
)

COVERING = (  # how, step, whether only for a group or only for one person, and whether also for "one of them": the others asked nothing
    ("same speaker", _Disclosures._same_speaker, None, True),
    ("spoken of by the same noun", _Disclosures._same_role, None, False),
    ("one of the group", _Disclosures._members, True, False),
    ("gone back to", _Disclosures._followed, None, False),
    ("names nobody else", _Disclosures._followers, True, True),
    ("introduced as somebody else", _Disclosures._introduced, False, False),
    ("goes on about the same", _Disclosures._continued, False, True),
)


def _hand_over(draft: Draft, owner: Draft) -> None:
    """Give an attribution to whoever is not named."""
    draft.take_speaker(owner)
    draft.why["speaker"] = draft.why["type"] = NOT_NAMED


def _give(drafts: Sequence[Draft], span: Offsets, reason: Optional[Offsets], how: str) -> None:
    """Set a disclosure, and its reason, where there is none yet."""
    for draft in drafts:
        if _within(_place(draft), (span, reason or span)):
            continue  # "she would not be named, since she hopes to …": that is the writer's
        if not draft.disclosure:
            draft.disclosure, draft.why["disclosure"] = [span], how
        if reason is not None and draft.disclosure == [span]:
            draft.reason = [reason]


def _is_partitive(token: Token) -> bool:
    """One of them, two of the aides, but not "all of them"."""
    if token.lower_ in grammar.WHOLE_GROUP or token.lower_ not in grammar.REFERRING_WORDS and token.pos_ != "NUM":
        return False
    return any(c.lower_ == "of" for c in token.rights)


def _objects_of(noun: Token) -> Iterator[Token]:
    """The aides, in "two of the aides"."""
    return (t for c in noun.rights if c.lower_ == "of" for t in c.rights if t.dep_ == "pobj")


def _place(draft: Draft) -> int:
    return (draft.source or draft.cue or draft.content)[0][0]


def _within(place: int, pieces: Sequence[Offsets]) -> bool:
    return any(start <= place < end for start, end in pieces)


def _distance(draft: Draft, span: Offsets) -> int:
    """The tokens between a source and a disclosure, none if it stands inside."""
    start, end = (draft.source or draft.cue or draft.content)[0]
    return max(span[0] - end, 0) if start <= span[0] else start - span[1] + BEHIND


def _with_object(doc: Doc, span: Offsets) -> Offsets:
    """A phrase that ends in "as" with what follows: "asked to be identified only as a friend"."""
    stop = span[1]
    if doc[stop - 1].lower_ not in ("as", "by"):
        return span
    while stop < min(len(doc), span[1] + NICKNAME) and not doc[stop].is_space and (not doc[stop].is_punct or doc[stop].is_quote):
        stop += 1
    return span[0], stop
