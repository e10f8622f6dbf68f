"""The resolver: reads the attributions of a Doc in order and gives every one its speaker."""
from bisect import bisect_left
from dataclasses import replace
from functools import partial
from typing import Callable, FrozenSet, List, Optional, Sequence, Tuple

from spacy.tokens import Doc, Token

from ..attributions import Draft
from ..lang.en.grammar import (
    ACTIVE_TAGS,
    GROUP_NUMBERS,
    HE_SHE,
    I_WE,
    INDEFINITE,
    INTERVIEWER_LABELS,
    IT,
    MY_OUR,
    PLURAL_TAGS,
    RELATIVE_PRONOUNS,
    SUBJECTS,
    THEY,
    YOU,
)
from ..page.intervals import Offsets
from ..page.page import Page
from ..page.phrases import core_of, is_human_noun, is_plural, past_dateline, phrase_of, start_of
from .clusters import fullest_of, read_clusters
from .descriptions import Descriptions
from .discourse import Discourse, Referent
from .groups import NEAR, Groups
from .implicit_subjects import implied_source, verb_of, whole_source
from .names import apposition_of, joined, named, spelled
from .pronoun_antecedents import Things
from .story import NOBODY, Found, Story

FLOOR_REACH = 3  # paragraphs over which somebody holds the floor
FLOOR_WORDS = 60  # tokens in front of a quotation without a cue that are looked at
HEADLINES = 3  # paragraphs in which a quotation comes before whoever said it
REFERRING = frozenset(HE_SHE) | THEY | IT  # what a coreference cluster is asked for, beside descriptions
LABEL = 4  # tokens of the label of a turn, at most
NESTING = 40  # pieces of content looked at for the one around a source


def make_speaker_resolver(coref_prefix: str = "coref_clusters") -> Callable[[Page, Sequence[Draft]], None]:
    """The registered function `spacy-attrib.SpeakerResolver.v1`: gives every attribution its speaker, in place.

    coref_prefix (str): Where a component in front of this one leaves coreference clusters, what the keys of their span groups begin
        with ("coref_clusters_1" …). They are used for pronouns and definite descriptions, and never needed; "" for never.
    RETURNS (Callable[[Page, Sequence[Draft]], None]): The resolver.
    """
    return partial(resolve_speakers, coref_prefix=coref_prefix)


def resolve_speakers(page: Page, drafts: Sequence[Draft], coref_prefix: str = "coref_clusters") -> None:
    """Tell who speaks in the attributions of one page.

    page (Page): The page of a tagged and parsed Doc, with entities where the pipeline gives them.
    drafts (Sequence[Draft]): The attributions, in any order.
    coref_prefix (str): What the keys of span groups with coreference clusters begin with.
    """
    if drafts:
        Resolver(page, drafts, coref_prefix).run()


class Resolver:
    """One pass over the attributions of one page.

    page (Page): The page.
    drafts (Sequence[Draft]): The attributions, in any order.
    coref_prefix (str): What the keys of span groups with coreference clusters begin with; "" for none.
    """

    def __init__(self, page: Page, drafts: Sequence[Draft], coref_prefix: str = ""):
        doc = page.doc
        self.clusters = read_clusters(doc, coref_prefix)
        self.doc = doc
        self.lexicon = page.lexicon
        turns = any(draft.source and not draft.cue for draft in drafts)
        for draft in drafts:
            if draft.source:
                draft.source[0] = core_of(doc, draft.source[0])
                if draft.cue and not turns:
                    draft.source[0] = past_dateline(doc, draft.source[0])
        self.drafts = sorted(drafts, key=place)
        self.pieces: List[Tuple[int, int, Draft]] = sorted(
            ((start, end, draft) for draft in drafts for start, end in draft.content), key=lambda p: (p[0], -p[1])
        )
        self.piece_starts = [p[0] for p in self.pieces]
        reported = [False] * len(doc)
        for start, end, _ in self.pieces:
            reported[start:end] = [True] * (end - start)
        self.story = Story(page)
        self.discourse = Discourse(self.story, reported)
        self.descriptions = Descriptions(self.story, self.discourse, drafts, self._speaker_around)
        self.groups = Groups(self.story)
        self.things = Things(self.story, self.discourse.sentence)
        self.mentions = self._mentions_to_note()
        self.noted = 0
        self.said: List[Draft] = []  # attributions of the writer's own text resolved so far, in order

    def run(self) -> None:
        """Resolve all attributions: those in the writer's words in the order of the text, then those in somebody's quotation."""
        inside: List[Draft] = []
        for draft in self.drafts:
            if draft.source and self._outer(draft) is not None:
                inside.append(draft)
                continue
            self._note_mentions(place(draft))
            self._settle(draft)
            self.said.append(draft)
        for draft in inside:
            self._settle(draft)

    def _settle(self, draft: Draft) -> None:
        person, span = self._resolve(draft)
        people = self.story.people
        if person is not None:
            span = people.persons[person].best
        elif span is not None:
            draft.phrase = phrase_of(self.doc, span)
        draft.speaker, draft.person = span, person
        if draft.source and self._is_writer(draft):
            draft.by_writer, draft.person = True, None
            return
        referent = self._referent(person, span)
        if referent is None:
            return
        if draft.source:
            head = self.story.head(draft.source[0])
            kind = "pronoun" if head.lower_ in HE_SHE else "noun"
            if person is None or all(m.person != person for m in people.within(*draft.source[0])):
                self.discourse.note(head, draft.source[0][0], referent, kind)
        if not self.story.quoted[place(draft)] or not draft.source:
            self.discourse.note_speaker(place(draft), referent)

    def _referent(self, person: Optional[int], span: Optional[Offsets]) -> Optional[Referent]:
        """Whom later pronouns may stand for: somebody of the people named, or a phrase that can be one person."""
        if person is not None:
            return person
        return span if span is not None and self.discourse.may_be_one(span) else None

    # What is spoken of beside the sources

    def _mentions_to_note(self) -> List[Token]:
        """Pronouns and people without a name that are no source, outside of quotations."""
        sources = {i for draft in self.drafts for start, end in draft.source for i in range(start, end)}
        quoted, result = self.story.quoted, []
        for i, token in enumerate(self.story.tokens):
            if quoted[i] or i in sources:
                continue
            if token.lower_ in HE_SHE:
                result.append(token)
            elif token.tag_ == "NN" and _is_participant(token) and is_human_noun(token, self.lexicon):
                result.append(token)
        return result

    def _note_mentions(self, limit: int) -> None:
        """Enter those in front of a token."""
        while self.noted < len(self.mentions) and self.mentions[self.noted].i < limit:
            token = self.mentions[self.noted]
            self.noted += 1
            if token.lower_ in HE_SHE:
                referent = self._third_person(token, None)
                if referent is not None:
                    self.discourse.note(token, token.i, referent, "pronoun")
            else:
                span = (start_of(token), token.right_edge.i + 1)
                referent = self._referent(*self._phrase(span, token))
                if referent is not None and all(m.person != referent for m in self.story.people.within(*span)):
                    self.discourse.note(token, token.i, referent, "noun")

    # One source

    def _resolve(self, draft: Draft) -> Found:
        if not draft.source:
            if not draft.cue:
                return self._floor(draft) if draft.content else NOBODY
            implied = implied_source(self.doc, draft)
            return self._resolve(replace(draft, source=[implied])) if implied else self._named_in_front(draft)
        if draft.cue and (whole := whole_source(self.doc, draft)) is not None:
            return self._phrase(whole, self.story.head(whole))
        start, end = draft.source[0]
        if end - start > 2 and self.doc[end - 1].tag_ in ("WP", "WDT") and self.doc[end - 2].text == ",":
            return self._resolve(replace(draft, source=[(start, end - 2)]))  # an aide, who
        if end - start > 1 and self.doc[end - 1].tag_ in ("WP", "WDT") and self.doc[end - 2].pos_ == "NOUN":
            return self._antecedent(self.doc[end - 1])  # women who: cut from a longer phrase
        if end - start > 1 and self.doc[start].text == ",":
            return self._resolve(replace(draft, source=[(start + 1, end)]))
        head = self.story.head(draft.source[0])
        word = head.lower_
        if (not draft.cue or self._opens_turn(head)) and (head.is_upper or word in self.lexicon["transcript_labels"]):
            return self._label(head)
        if not draft.cue and end - start == 1 and self._opens_turn(head) and word in self.story.people.by_last:
            return self._label(head)
        if head.i in self.clusters and (word in REFERRING or self.story.is_definite(draft.source[0])):
            found = fullest_of(self.story, self.clusters[head.i])
            if found != NOBODY:
                return found
        if end - start == 1:
            if word in RELATIVE_PRONOUNS:
                return self._antecedent(head)
            if word in I_WE:
                outer = self._outer(draft)
                label = self._label_above(start) if outer is None else None
                if outer is not None:
                    return _same(outer)
                return self._label(label) if label is not None else self.story.writer()
            if word in YOU:
                return NOBODY
            if word in HE_SHE:
                return _found(self._third_person(head, draft))
            if word in THEY or word in IT:
                return self._plural(start)
        if word in HE_SHE and self.doc[start] == head and self.doc[start + 1].lower_ == "and":
            return _found(self._third_person(head, draft))  # she and her husband
        if word == "other" and self.story.is_definite(draft.source[0]) and end - start == 2:
            return None, (start, end)  # one of them said …, the other …
        if (group := self.groups.taken_up(draft.source[0], head)) is not None:
            return None, group
        if word in GROUP_NUMBERS and end - start <= 2 and (group := self._group_before(start)) is not None:
            return None, group
        if self.doc[end - 1].lower_ in RELATIVE_PRONOUNS and self.doc[end - 2].lower_ == "of":
            return self._of_whom(start, end)
        together = joined(self.story, draft.source[0])
        if together is not None:
            return None, together
        side_by_side = _side_by_side(self.story, draft.source[0], head)
        if side_by_side is not None:
            return None, side_by_side
        return self._phrase(draft.source[0], head)

    def _named_in_front(self, draft: Draft) -> Found:
        """Whom a sentence names last in front of an active verb whose subject the parse does not find."""
        cue = verb_of(self.doc, draft.cue[0])
        if cue.tag_ not in ACTIVE_TAGS or cue.lemma_ in self.lexicon["raising_verbs"] or any(c.dep_ == "auxpass" for c in cue.lefts):
            return NOBODY
        for mention in self.story.people.before(cue.i):
            if mention.start < cue.sent.start:
                break
            if not any(start <= mention.start < end for start, end in draft.content) and not self.story.quoted[mention.start]:
                return mention.person, None
        return NOBODY

    def _phrase(self, span: Offsets, head: Token) -> Found:
        for find in (named, spelled, apposition_of):
            person = find(self.story, span, head)
            if person is not None:
                return person, None
        return self.descriptions.resolve(span, head)

    def _opens_turn(self, head: Token) -> bool:
        """Whether a word stands at the head of a paragraph, before a colon."""
        i, paragraph = head.i, self.story.paragraph
        return i + 1 < len(self.doc) and self.doc[i + 1].text == ":" and (i == 0 or paragraph[i - 1] != paragraph[i])

    def _label_above(self, position: int) -> Optional[Token]:
        """The label in whose turn a token stands: "LEE: I …", "A: I …"."""
        number = self.story.paragraph[position]
        start = bisect_left(self.story.paragraph, number)
        end = next((i for i in range(start, min(start + LABEL + 1, position)) if self.doc[i].text == ":"), None)
        if end is None or end == start:
            return None
        head = self.doc[end - 1]
        return head if head.is_upper or head.lower_ in self.lexicon["transcript_labels"] else None

    def _label(self, head: Token) -> Found:
        """The person behind a label of a transcript; an interview's "A" is whom the article names most."""
        people = self.story.people
        if head.lower_ in INTERVIEWER_LABELS:
            return self.story.writer()
        if head.lower_ in ("a", "answer"):
            return next(iter(self.discourse.frequent("")), None), None
        holders = people.by_last.get(head.lower_, [])
        if not holders and head.is_alpha and head.lower_ not in self.lexicon["role_nouns"]:
            return people.add(head.i, head.i + 1), None
        return (holders[0], None) if holders else self._phrase((head.i, head.i + 1), head)

    def _outer(self, draft: Draft) -> Optional[Draft]:
        """The attribution in whose quotation, or under whose label, a source stands: the innermost."""
        outer = self._around(draft.source[0][0], draft)
        if outer is None or self.story.quoted[draft.source[0][0]] or not outer.cue and outer.source:
            return outer
        return None

    def _around(self, position: int, draft: Optional[Draft]) -> Optional[Draft]:
        """The attribution in whose content a token stands: the innermost."""
        index = bisect_left(self.piece_starts, position + 1)
        inside = [p for p in self.pieces[max(0, index - NESTING) : index] if p[1] > position and p[2] is not draft]
        return min(inside, key=lambda p: p[1] - p[0])[2] if inside else None

    def _speaker_around(self, position: int, draft: Optional[Draft] = None) -> Optional[Referent]:
        """In whose words a token stands, other than those of an attribution itself."""
        outer = self._around(position, draft)
        return self._referent(*_same(outer)) if outer is not None else None

    def _is_writer(self, draft: Draft) -> bool:
        """Whether a source is the first person outside of quotations, or an interviewer's label."""
        start, end = draft.source[0]
        word = self.doc[start].lower_
        if end - start != 1:
            return False
        if word in I_WE and self._outer(draft) is None:
            label = self._label_above(start)
            return label is None or label.lower_ in INTERVIEWER_LABELS
        return not draft.cue and word in INTERVIEWER_LABELS

    # Pronouns

    def _third_person(self, token: Token, draft: Optional[Draft]) -> Optional[Referent]:
        around = self._speaker_around(token.i, draft)
        own = draft.content if draft is not None else ()
        gender = HE_SHE[token.lower_]
        referent = self.discourse.third_person(token, gender, own=own, around=around)
        if referent is not None:
            self.discourse.learn_gender(referent, gender)
        return referent

    def _antecedent(self, relative: Token) -> Found:
        verb = relative.head
        while verb.dep_ in ("conj", "xcomp", "ccomp", "aux", "prep", *SUBJECTS) and verb.head != verb:
            verb = verb.head
        if verb.dep_ not in ("relcl", "acl"):
            return NOBODY
        head = verb.head
        while head.dep_ == "appos" and head.head != head:
            head = head.head  # Ronnie Cameron, a magnate who …
        while relative.lower_ in ("who", "whom") and head.dep_ == "pobj" and head.head.head.pos_ in ("NOUN", "PROPN") and not self._may_be_who(head):
            head = head.head.head  # Democrats on Capitol Hill who …
        start, end = start_of(head), min(head.right_edge.i + 1, relative.i)
        while end > start + 1 and self.doc[end - 1].is_punct:
            end -= 1
        span = (start, max(end, head.i + 1))
        together = joined(self.story, span)
        return (None, together) if together is not None else self._phrase(span, head)

    def _of_whom(self, start: int, end: int) -> Found:
        """The families of victims, many of whom: where the parse does not say of whom, the phrase in front."""
        found = self._antecedent(self.doc[end - 1])
        last = start - 1
        while last > 0 and self.doc[last].is_punct:
            last -= 1
        if found != NOBODY or last < 0 or self.doc[last].pos_ not in ("NOUN", "PROPN"):
            return found
        head = self.doc[last]
        while head.dep_ in ("conj", "appos", "compound") or head.dep_ == "pobj" and head.head.lower_ == "of" and head.head.dep_ == "prep":
            head = head.head.head if head.dep_ == "pobj" else head.head
        return self._phrase((start_of(head), last + 1), head)

    def _may_be_who(self, noun: Token) -> bool:
        return noun.pos_ not in ("NOUN", "PROPN") or noun.ent_type_ in ("PERSON", "NORP") or is_human_noun(noun, self.lexicon) and noun.ent_type_ == ""

    def _plural(self, position: int) -> Found:
        """They, it: people named side by side, else the noun that fits best."""
        word = self.doc[position].lower_
        said = [d for d in self.said[-8:] if d.source and d.source[0][0] < position and not d.by_writer]
        group = self.groups.before(position, NEAR, subject=True) if word in THEY else None
        for earlier in reversed(said):
            if self.story.paragraph[position] - self.story.paragraph[earlier.source[0][0]] > 4 or word not in THEY:
                break
            if group is not None and earlier.source[0][0] < group[0]:
                return None, group
            if earlier.speaker is not None and self._is_plural_source(earlier):
                return _same(earlier)
        noun = self.things.before(position, word in THEY, said)
        spoke = next((d for d in said if self.story.head(d.source[0]) == noun), None)
        if noun is None or group is not None and (group[0] > noun.i or spoke is None and noun.dep_ not in SUBJECTS):
            return None, group
        if spoke is not None and spoke.speaker is not None:
            return _same(spoke)
        span = (start_of(noun), max(min(noun.right_edge.i + 1, position), noun.i + 1))
        person = named(self.story, span, noun) if word in THEY else None
        return (person, None) if person is not None else (None, self.descriptions.fullest(span, noun))

    def _is_plural_source(self, draft: Draft) -> bool:
        """Whether several people are the source, even if one of them was named."""
        head = self.story.head(draft.source[0])
        return head.tag_ in PLURAL_TAGS or head.lower_ in THEY or any(c.dep_ == "conj" and c.i < draft.source[0][1] for c in head.rights)

    def _group_before(self, position: int) -> Optional[Offsets]:
        """The last speakers who were several and have no name, unless somebody named has spoken since."""
        for earlier in reversed(self.said[-4:]):
            person, span = _same(earlier)
            if person is not None or place(earlier) >= position:
                return None
            if span is not None and is_plural(self.story.head(span), self.lexicon):
                return span
        return None

    # Quotations without a cue

    def _floor(self, draft: Draft) -> Found:
        """Who holds the floor: the subject of the sentence in front, else whoever spoke last."""
        position = draft.content[0][0]
        story, people, paragraph = self.story, self.story.people, self.story.paragraph[draft.content[0][0]]
        before = [d for d in self.said[-NESTING:] if d.content and d.content[0][0] < position and d.speaker is not None]
        spoken = (d for d in reversed(before) if d.act == "speech" and not (d.cue and story.quoted[d.cue[0][0]]))
        last = next(spoken, None)
        after = last.content[-1][1] if last is not None else 0
        for i in range(position - 1, max(position - FLOOR_WORDS, after) - 1, -1):
            token = self.doc[i]
            if paragraph - story.paragraph[i] > 1 or story.quoted[i]:
                break
            if token.dep_ in SUBJECTS and token.head.dep_ in ("ROOT", "conj", "ccomp"):
                found = self._person_before(token)
                if found != NOBODY:
                    return found
        if last is not None and paragraph - story.paragraph[last.content[-1][1] - 1] <= FLOOR_REACH:
            return _same(last)
        if last is None and paragraph < HEADLINES:
            return self._quoted_later(draft)
        subjects = [m for m in people.before(position) if paragraph - story.paragraph[m.start] <= 1 and m.subject and not m.quoted]
        return (subjects[0].person, None) if subjects else _same(last)

    def _person_before(self, subject: Token) -> Found:
        """The subject of the sentence in front of a quotation, if that is a person."""
        if subject.lower_ in HE_SHE:
            return _found(self._third_person(subject, None))
        people = self.story.people
        found = people.within(subject.i, subject.i + 1) or [m for m in people.before(subject.i + 1)[:2] if m.end == subject.i + 1]
        if found:
            return found[0].person, None
        if subject.tag_ != "NN" or not is_human_noun(subject, self.lexicon):
            return NOBODY
        person, span = self._phrase((start_of(subject), subject.right_edge.i + 1), subject)
        return (person, span) if self._referent(person, span) is not None else NOBODY

    def _quoted_later(self, draft: Draft) -> Found:
        """Whose words a headline quotes: those of the attribution that repeats them, else of whom the text quotes first."""
        words = _words(self.doc, draft.content)
        speech = [d for d in self.drafts if d.source and d.act == "speech" and place(d) > place(draft)]
        again = [d for d in speech if words <= _words(self.doc, d.content)]
        direct = [d for d in speech if self.story.quoted[d.content[0][0]] and self._outer(d) is None]
        for later in again[:1] or direct[:1]:
            return self._resolve(later)
        return NOBODY


def _side_by_side(story: Story, span: Offsets, head: Token) -> Optional[Offsets]:
    """Ruiz and her aides: neither of them alone, and without what tells more about the last."""
    doc = story.doc
    if not any(t.dep_ == "cc" for t in doc[span[0] : span[1]]):
        return None  # Ann Lee, Commissioner of Trade: no second one, whatever the parse says
    others = [c for c in head.rights if c.dep_ == "conj" and c.i < span[1] and c.pos_ in ("PROPN", "NOUN")]
    if not others or head.pos_ != "PROPN" and not any(c.dep_ == "poss" for c in others[0].lefts):
        return None
    start, end = span
    start += head.pos_ == "PROPN" and doc[start].lower_ in ("the", "both")
    last = others[-1]
    while further := [c for c in last.rights if c.dep_ == "conj" and c.i < span[1] and c.pos_ in ("PROPN", "NOUN")]:
        last = further[0]
    clauses = [c.left_edge.i for c in last.rights if c.dep_ in ("acl", "relcl") and c.left_edge.i > last.i]
    names = [m.end for m in story.people.within(last.left_edge.i, end) if m.start <= last.i < m.end]
    end = min([end, *clauses, *names])
    while doc[end - 1].is_punct and end > start + 1:
        end -= 1
    return start, end


def _is_participant(noun: Token) -> bool:
    """Whether a noun is a subject, or somebody new: "to a firefighter", "I told my sister"."""
    new = any(c.lower_ in INDEFINITE or c.dep_ == "poss" and c.lower_ in MY_OUR for c in noun.lefts)
    return noun.dep_ in SUBJECTS or noun.dep_ in ("pobj", "dobj", "attr") and new


def _words(doc: Doc, pieces: Sequence[Offsets]) -> FrozenSet[str]:
    return frozenset(t.lower_ for start, end in pieces for t in doc[start:end] if t.is_alpha)


def place(draft: Draft) -> int:
    """The token by which an attribution comes in the order of the text: where its source stands, else its cue, else its content."""
    return (draft.source or draft.cue or draft.content or [(0, 0)])[0][0]


def _found(referent: Optional[Referent]) -> Found:
    return (referent, None) if isinstance(referent, int) else (None, referent)


def _same(draft: Optional[Draft]) -> Found:
    """Whom an attribution was given to."""
    if draft is None or draft.speaker is None:
        return NOBODY
    person = draft.person
    return (person, None) if person is not None else (None, draft.speaker)
