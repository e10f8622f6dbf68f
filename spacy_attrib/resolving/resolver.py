"""The resolver: reads the attributions of a Doc in order and gives every one its speaker.

Who speaks is asked of named steps, in the order of the tables at the end of `Resolver`: the first that answers wins.
"""

from bisect import bisect_left, bisect_right
from functools import partial
from itertools import chain
from operator import itemgetter
from typing import Any, Callable, Collection, Dict, FrozenSet, Iterator, List, NamedTuple, Optional, Sequence, Tuple

from spacy.tokens import Token

from ..attributions import Draft
from ..lang.en import grammar
from ..lang.en.morphology import singular
from ..page.intervals import Intervals, Offsets
from ..page.page import Page
from ..page.phrases import is_human_noun, is_name, is_plural, phrase_of, start_of
from .clusters import fullest_of, read_clusters
from .descriptions import Descriptions
from .discourse import Discourse, Features
from .groups import Groups, side_by_side
from .implicit_subjects import implicit_subject, verb_of, whole_source
from .names import apposition_of, joined, named, spelled
from .pronoun_antecedents import Antecedent, Antecedents, phrase_before, phrase_in_front
from .story import NOBODY, Referent, Story, Who

FLOOR_REACH = 3  # paragraphs over which somebody holds the floor
FLOOR_WORDS = 60  # tokens in front of a quotation without a cue that are looked at
FLOOR_SAID = 40  # attributions in front of it that are looked at
HEADLINES = 3  # paragraphs in which a quotation comes before whoever said it
SAID = 8  # attributions in front of "they" or "it" that are looked at
REFERRING = frozenset(grammar.HE_SHE) | grammar.IT_THEY  # what a coreference cluster is asked for, beside descriptions
LEAST_AGAIN = 3  # different words of a quotation that show it when it is given again
LABEL = 4  # tokens of the label of a turn, at most
AHEAD = 200  # attributions behind a headline that are looked at for its words
NO_DRAFT = Draft([])  # of a phrase that is not asked for as a source

Steps = Sequence[Tuple[str, Callable[[Any, Any], Optional[Who]]]]  # by name; None is no answer, NOBODY is one


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


class Source(NamedTuple):
    """A source whose speaker is asked for, or the phrase that is understood for one."""

    draft: Draft
    span: Offsets
    head: Token
    word: str  # in lower case, if it is one word; else ""


class Turn(NamedTuple):
    """A quotation without cue and source, where it begins, and what the writer's own text last attributed in front of it."""

    draft: Draft
    start: int
    paragraph: int
    last: Optional[Draft]


def _find(find: Callable[[Story, Offsets, Token], Optional[Referent]], resolver: "Resolver", source: Source) -> Optional[Who]:
    """The step that asks a function of a phrase."""
    return Who.found(find(resolver.story, source.span, source.head))


class Resolver:
    """One pass over the attributions of one page; `without` names steps to leave out."""

    def __init__(self, page: Page, drafts: Sequence[Draft], coref_prefix: str = "", without: Collection[str] = ()):
        self.page = page
        self.doc = page.doc
        self.lexicon = page.lexicon
        self.without = without
        self.clusters = read_clusters(page.doc, coref_prefix)
        self.drafts = sorted(drafts, key=place)
        self.places = [place(draft) for draft in self.drafts]
        self.speech = [draft for draft in self.drafts if draft.source and draft.act == "speech"]
        self.speech_places = [place(draft) for draft in self.speech]
        self.direct = [draft for draft in self.drafts if draft.source and draft.content and page.is_quoted(draft.content[0][0])]
        self.direct_places = [place(draft) for draft in self.direct]
        self.words: Dict[int, FrozenSet[str]] = {}  # of contents
        pieces = [(piece, (piece, draft)) for draft in drafts for piece in draft.content]
        self.pieces: Intervals[Tuple[Offsets, Draft]] = Intervals(pieces)
        reported = [False] * len(page.doc)
        for (start, end), _ in pieces:
            reported[start:end] = [True] * (end - start)
        self.story = Story(page)
        self.story.organizations.learn(self._speaking_bodies())
        self.discourse = Discourse(self.story, reported)
        self.descriptions = Descriptions(self.story, self.discourse, drafts, self._speaker_around)
        self.groups = Groups(self.story)
        self.antecedents = Antecedents(self.story, self.discourse, self.groups)
        self.mentions = self._mentions_to_note()  # the next one last
        self.said: List[Draft] = []  # attributions of the writer's own text resolved so far, in order

    def _speaking_bodies(self) -> Iterator[Offsets]:
        """Names that somebody speaks by who is nobody of the people."""
        for start, end in (draft.source[0] for draft in self.drafts if draft.source):
            words = self.page.tokens[start + (self.page.words[start] in grammar.ARTICLES) : end]
            if words and all(is_name(t) for t in words) and words[-1].pos_ == "PROPN" and not self.story.people.within(start, end):
                if words[-1].tag_ == "NNP" and singular(words[-1].lower_) not in self.lexicon["role_nouns"]:
                    yield words[0].i, end

    def run(self) -> None:
        """Resolve all attributions: those in the writer's words in the order of the text, then those in somebody's quotation."""
        inside: List[Draft] = []
        for draft in self.drafts:
            if draft.source and self._outer(draft, draft.source[0][0]) is not None:
                inside.append(draft)
            else:
                self._note_mentions(place(draft))
                self._settle(draft)
                self.said.append(draft)
        for draft in inside:
            self._settle(draft)
        self._number_groups()

    def _number_groups(self) -> None:
        """Let several who are all named count as somebody named: by a number behind those of the people."""
        numbers: Dict[FrozenSet[int], int] = {}
        for draft in self.drafts:
            people = self.groups.people_of(draft.speaker) if draft.person is None and draft.speaker is not None else frozenset()
            if people:
                draft.person = numbers.setdefault(people, len(self.story.people.persons) + len(numbers))

    def _settle(self, draft: Draft) -> None:
        """Give an attribution to whoever speaks, and enter that for what comes later."""
        who = self._resolve(draft)
        if who.person is None and who.span is not None:
            span = self.groups.fullest(who.span) or who.span
            who = Who(None, span)
            draft.phrase = phrase_of(self.doc, span)
            draft.several = self.groups.are_named(span)
        draft.speaker = who.span if who.person is None else self.story.people.persons[who.person].best
        draft.by_writer = who.writer and bool(draft.source)
        draft.person = None if draft.by_writer else who.person
        referent = None if draft.by_writer else self._referent(who)
        if referent is not None and draft.source:
            self._note(draft.source[0][0], draft.source[0], self.story.head(draft.source[0]), referent)
        if referent is not None and not (draft.source and self.story.quoted[place(draft)]):
            self.discourse.speakers.append((place(draft), referent))

    def _note(self, start: int, span: Offsets, head: Token, referent: Referent) -> None:
        """Enter a mention, but for one that is entered as a name."""
        if all(m.person != referent for m in self.story.people.within(*span)):
            self.discourse.note(head, start, referent, "pronoun" if head.lower_ in grammar.HE_SHE else "noun")

    def _referent(self, who: Who) -> Optional[Referent]:
        """Whom later pronouns may stand for: somebody of the people named, or a phrase that can be one person."""
        if who.person is not None:
            return who.person
        return who.span if who.span is not None and self.discourse.may_be_one(who.span) else None

    def _mentions_to_note(self) -> List[Token]:
        """Pronouns and people without a name that are no source, outside of quotations, the last first."""
        sources = {i for draft in self.drafts for start, end in draft.source for i in range(start, end)}
        free = [i for i in range(len(self.doc) - 1, -1, -1) if not self.story.quoted[i] and i not in sources]
        return [self.story.tokens[i] for i in free if self.page.words[i] in grammar.HE_SHE or self._is_newcomer(self.story.tokens[i])]

    def _is_newcomer(self, noun: Token) -> bool:
        """Whether a common noun is a person as the subject, or a new one: "to a firefighter", "I told my sister"."""
        if noun.tag_ != "NN" or noun.dep_ not in grammar.SUBJECTS and noun.dep_ not in grammar.TAKING_PART:
            return False
        new = any(c.lower_ in grammar.INDEFINITE or c.dep_ == "poss" and c.lower_ in grammar.MY_OUR for c in noun.lefts)
        return (new or noun.dep_ in grammar.SUBJECTS) and is_human_noun(noun, self.lexicon)

    def _note_mentions(self, limit: int) -> None:
        """Enter those in front of a token."""
        while self.mentions and self.mentions[-1].i < limit:
            token = self.mentions.pop()
            if token.lower_ in grammar.HE_SHE:
                span, referent = (token.i, token.i + 1), self._third_person(token, None)
            else:
                span = (start_of(token), token.right_edge.i + 1)
                referent = self._referent(self._phrase(span, token))
            if referent is not None:
                self._note(token.i, span, token, referent)

    def _resolve(self, draft: Draft) -> Who:
        """Who speaks in an attribution; which step told so is noted down."""
        if draft.source:
            name, who = self._of_source(draft, draft.source[0])
        elif draft.cue:
            name, who = self._first_answer(self.CUE_STEPS, draft)
        else:
            name, who = self._first_answer(self.TURN_STEPS, self._turn(draft))
        name = self.descriptions.why if name == "description" else name
        draft.why["speaker"] = name if who != NOBODY else f"nobody found ({name})"
        return who

    def _of_source(self, draft: Draft, span: Offsets) -> Tuple[str, Who]:
        word = self.page.words[span[0]] if span[1] - span[0] == 1 else ""
        return self._first_answer(self.SOURCE_STEPS, Source(draft, span, self.story.head(span), word))

    def _first_answer(self, steps: Steps, asked: Any) -> Tuple[str, Who]:
        for name, step in steps:
            who = step(self, asked) if name not in self.without else None
            if who is not None:
                return name, who
        return "nobody is known", NOBODY

    def _turn(self, draft: Draft) -> Turn:
        start = draft.content[0][0]
        said = (d for d in reversed(self.said[-FLOOR_SAID:]) if d.content and d.content[0][0] < start and d.speaker is not None)
        spoken = (d for d in said if d.act == "speech" and not (d.cue and self.story.quoted[d.cue[0][0]]))
        return Turn(draft, start, self.story.paragraph[start], next(spoken, None))

    def _phrase(self, span: Offsets, head: Token) -> Who:
        """Whom a phrase is about: whom it names, else whom it describes."""
        return self._first_answer(self.PHRASE_STEPS, Source(NO_DRAFT, span, head, ""))[1]

    def _third_person(self, token: Token, draft: Optional[Draft]) -> Optional[Referent]:
        """Whom "he" or "she" stands for, who is of that gender from now on."""
        own = draft.content if draft is not None else ()
        gender = grammar.HE_SHE[token.lower_]
        referent = self.discourse.third_person(token, gender, own=own, around=self._speaker_around(token.i, draft))
        if referent is not None:
            self.discourse.learn_gender(referent, gender)
        return referent

    def _outer(self, draft: Draft, position: int) -> Optional[Draft]:
        """The attribution in whose quotation, or under whose label, a source stands: the innermost."""
        outer = self._around(position, draft)
        return outer if outer is None or self.story.quoted[position] or not outer.cue and outer.source else None

    def _around(self, position: int, draft: Optional[Draft]) -> Optional[Draft]:
        """The attribution in whose content a token stands, other than one itself: the innermost."""
        around = [(end - start, outer) for (start, end), outer in self.pieces.around((position, position + 1)) if outer is not draft]
        return min(reversed(around), key=itemgetter(0))[1] if around else None

    def _speaker_around(self, position: int, draft: Optional[Draft] = None) -> Optional[Referent]:
        """In whose words a token stands, other than those of an attribution itself."""
        outer = self._around(position, draft)
        return None if outer is None else self._referent(Who.speaking(outer))

    def _opens_turn(self, head: Token) -> bool:
        """Whether a word stands at the head of a paragraph, before a colon."""
        i, paragraph = head.i, self.story.paragraph
        return i + 1 < len(self.doc) and self.page.tokens[i + 1].text == ":" and (i == 0 or paragraph[i - 1] != paragraph[i])

    def _is_label(self, head: Token) -> bool:
        return head.is_upper or head.lower_ in self.lexicon["transcript_labels"]

    def _label_above(self, position: int) -> Optional[Token]:
        """The label in whose turn a token stands: "LEE: I …", "A: I …"."""
        start = bisect_left(self.story.paragraph, self.story.paragraph[position])
        end = next((i for i in range(start, min(start + LABEL + 1, position)) if self.page.tokens[i].text == ":"), start)
        return self.page.tokens[end - 1] if end > start and self._is_label(self.page.tokens[end - 1]) else None

    def _labelled(self, head: Token) -> Who:
        """The person behind a label of a transcript; an interview's "A" is whom the article names most."""
        people, word = self.story.people, head.lower_
        if word in grammar.INTERVIEWER_LABELS or word in self.lexicon["section_labels"]:
            return self.story.writer()
        if word in grammar.ANSWER_LABELS:
            return Who.of(next(iter(self.discourse.frequent("")), None))
        if word in people.by_last:
            return Who(people.by_last[word][0])
        if head.is_alpha and word not in self.lexicon["role_nouns"]:
            return Who(people.add(head.i, head.i + 1))
        return self._phrase((head.i, head.i + 1), head)

    # Steps for a source

    def _whole(self, source: Source) -> Optional[Who]:
        whole = whole_source(self.doc, source.draft.cue[0], source.span) if source.draft.cue else None
        return None if whole is None else self._phrase(whole, self.story.head(whole))

    def _label(self, source: Source) -> Optional[Who]:
        if self.page.tokens[source.span[1] - 1].is_digit:
            return None  # SPEAKER 1
        cue, opens = source.draft.cue, self._opens_turn(source.head)
        surname = opens and not cue and source.word in self.story.people.by_last
        return self._labelled(source.head) if surname or self._is_label(source.head) and (opens or not cue) else None

    def _cluster(self, source: Source) -> Optional[Who]:
        referring = source.head.lower_ in REFERRING or self.story.is_definite(source.span)
        who = fullest_of(self.story, self.clusters.get(source.head.i, []) if referring else [])
        return who if who != NOBODY else None

    def _relative(self, source: Source) -> Optional[Who]:
        """Who; "farmers who", cut from a longer phrase."""
        last, before = self.page.tokens[source.span[1] - 1], self.page.tokens[source.span[1] - 2]
        cut = not source.word and last.tag_ in grammar.RELATIVE_PRONOUN_TAGS and before.pos_ == "NOUN"
        return self._antecedent(last) if cut or source.word in grammar.RELATIVE_PRONOUNS else None

    def _antecedent(self, relative: Token) -> Who:
        found = phrase_before(self.story, relative)
        together = joined(self.story, found[0]) if found is not None else None
        if found is None or together is not None:
            return Who.of(together)
        return self._phrase(*found)

    def _first_person_quoted(self, source: Source) -> Optional[Who]:
        outer = self._outer(source.draft, source.span[0]) if source.word in grammar.I_WE else None
        return None if outer is None else Who.speaking(outer)

    def _first_person_labelled(self, source: Source) -> Optional[Who]:
        label = self._label_above(source.span[0]) if source.word in grammar.I_WE else None
        return None if label is None else self._labelled(label)

    def _writer(self, source: Source) -> Optional[Who]:
        return self.story.writer() if source.word in grammar.I_WE else None

    def _you(self, source: Source) -> Optional[Who]:
        return NOBODY if source.word in grammar.YOU else None

    def _he_or_she(self, source: Source) -> Optional[Who]:
        return Who.of(self._third_person(source.head, source.draft)) if source.word in grammar.HE_SHE else None

    def _it_or_they(self, source: Source) -> Optional[Who]:
        """The body, the text or the people that the pronoun fits best."""
        if source.word not in grammar.IT_THEY:
            return None
        position, they, cue = source.span[0], source.word in grammar.THEY, source.draft.cue
        said, verb = self._said_before(position), verb_of(self.doc, cue[0]).lemma_ if cue else ""
        candidates: Dict[Referent, Features] = {}
        for found in self.antecedents.before(position, they, said):
            referent = self._taken_up(found, they)
            if referent is not None:
                features = self.antecedents.features(found, position, they, said, verb)
                nearest = candidates.setdefault(referent, features)
                nearest.update({name: 1.0 for name, value in features.items() if value and "spoke" in name})
        return Who.of(self.discourse.choose(source.head, candidates))

    def _taken_up(self, found: Antecedent, they: bool) -> Optional[Referent]:
        """Whom "it" or "they" stands for if it takes up a phrase; of people only where the phrase is of several."""
        if found.group:
            return self.groups.fullest(found.span) or found.span
        if found.spoke is not None:
            return found.spoke.speaker if found.spoke.person is None else found.spoke.person
        person = named(self.story, found.span, found.head) if they else None
        return self.descriptions.fullest(found.span, found.head) if person is None else person

    def _said_before(self, position: int) -> List[Draft]:
        return [d for d in self.said[-SAID:] if d.source and d.source[0][0] < position and not d.by_writer]

    def _the_other(self, source: Source) -> Optional[Who]:
        """One of them said …, the other …"""
        both = source.head.lower_ == "other" and source.span[1] - source.span[0] == 2 and self.story.is_definite(source.span)
        return Who.of(source.span) if both else None

    def _group_taken_up(self, source: Source) -> Optional[Who]:
        return Who.found(self.groups.taken_up(source.span, source.head))

    def _several_nameless(self, source: Source) -> Optional[Who]:
        """Both, all three: the last speakers who were several and have no name, unless somebody named has spoken since."""
        if source.head.lower_ not in grammar.GROUP_NUMBERS or source.span[1] - source.span[0] > 2:
            return None
        for earlier in reversed(self.said[-4:]):
            who = Who.speaking(earlier)
            if who.person is not None or place(earlier) >= source.span[0]:
                break
            if who.span is not None and is_plural(self.story.head(who.span), self.lexicon):
                return who
        return None

    def _of_whom(self, source: Source) -> Optional[Who]:
        """Victims, many of whom; where the parse does not say of whom, the phrase in front."""
        start, end = source.span
        if self.page.tokens[end - 1].lower_ not in grammar.RELATIVE_PRONOUNS or self.page.tokens[end - 2].lower_ != "of":
            return None
        who, found = self._antecedent(self.page.tokens[end - 1]), phrase_in_front(self.story, start)
        return self._phrase(*found) if found is not None and who == NOBODY else who

    def _said_again(self, source: Source) -> Optional[Who]:
        """Whose words the first paragraphs give to "a diving expert", and the text below to somebody by name."""
        draft, position = source.draft, source.span[0]
        if self.story.paragraph[position] >= HEADLINES or not draft.content or not self._is_new(source):
            return None
        words = self._words(draft)
        first = bisect_right(self.direct_places, position)
        again = (d for d in self.direct[first : first + AHEAD] if len(words) >= LEAST_AGAIN and words <= self._words(d))
        persons = (named(self.story, d.source[0], self.story.head(d.source[0])) for d in again if d is not draft)
        return Who.found(next((person for person in persons if person is not None), None))

    def _is_new(self, source: Source) -> bool:
        new = self.page.words[source.span[0]] in grammar.INDEFINITE and source.head.tag_ == "NN"
        return new and is_human_noun(source.head, self.lexicon)

    def _described(self, source: Source) -> Optional[Who]:
        return Who(*self.descriptions.resolve(source.span, source.head))

    # Steps for a cue without a source

    def _implicit(self, draft: Draft) -> Optional[Who]:
        span = implicit_subject(self.page, draft)
        return None if span is None else self._of_source(draft, span)[1]

    def _named_in_front(self, draft: Draft) -> Optional[Who]:
        """Whom a sentence names last in front of an active verb whose subject the parse does not find."""
        cue = verb_of(self.doc, draft.cue[0])
        if cue.tag_ not in grammar.ACTIVE_TAGS or cue.lemma_ in self.lexicon["raising_verbs"] or any(c.dep_ == "auxpass" for c in cue.lefts):
            return None
        start = self.page.sentence(cue.i)[0]
        before = [m for m in self.story.people.before(cue.i) if m.start >= start and not self.story.quoted[m.start]]
        free = (m.person for m in before if not any(low <= m.start < high for low, high in draft.content))
        return Who.found(next(free, None))

    # Steps for a quotation without a cue

    def _speaker_behind(self, turn: Turn) -> Optional[Who]:
        """Who speaks in the next sentence, for a quotation that opens a paragraph: “We lost.” What counts “is the rest,” says X."""
        page, content = self.page, turn.draft.content
        start, end = page.paragraphs[turn.paragraph]
        low = page.skip_space(content[-1][1], end)
        if content[0][0] != start or len(content) > 1 or low in (end, len(self.doc)):  # it may go on behind its paragraph
            return None
        low, high = page.sentence(low)
        beside = self.drafts[bisect_left(self.places, low) : bisect_left(self.places, high)]
        behind = (d for d in beside if d.source and d.act == "speech" and low <= d.content[0][0] < high and low <= d.source[0][0] < high)
        free = (d for d in behind if not self.story.quoted[d.source[0][0]])
        draft = next((d for d in free if turn.last is None or self._is_marked(d)), None)
        return None if draft is None else self._resolve(draft)

    def _is_marked(self, draft: Draft) -> bool:
        """Whether some of a content stands in marks."""
        return any(self.story.quoted[i] for start, end in draft.content for i in range(start, end))

    def _subject_in_front(self, turn: Turn) -> Optional[Who]:
        after = turn.last.content[-1][1] if turn.last is not None else 0
        for token in reversed(self.story.tokens[max(turn.start - FLOOR_WORDS, after) : turn.start]):
            if turn.paragraph - self.story.paragraph[token.i] > 1 or self.story.quoted[token.i]:
                break
            if token.dep_ in grammar.SUBJECTS and token.head.dep_ in grammar.MAIN_CLAUSES and self._is_told(token):
                who = self._person_before(token)
                if who != NOBODY:
                    return who
        return None

    def _is_told(self, subject: Token) -> bool:
        """Whether a subject stands in running text: in one paragraph with its verb, and in none that is a caption or a label."""
        start, end = self.page.paragraphs[self.story.paragraph[subject.i]]
        while end > start and self.page.tokens[end - 1].is_space:
            end -= 1
        return start <= subject.head.i < end and (self.page.tokens[end - 1].is_punct or self.page.tokens[end - 1].is_quote)

    def _person_before(self, subject: Token) -> Who:
        """The subject of the sentence in front of a quotation, if that is a person."""
        if subject.lower_ in grammar.HE_SHE:
            return Who.of(self._third_person(subject, None))
        people = self.story.people
        found = people.within(subject.i, subject.i + 1) or [m for m in people.before(subject.i + 1)[:2] if m.end == subject.i + 1]
        if found:
            return Who(found[0].person)
        if subject.tag_ != "NN" or not is_human_noun(subject, self.lexicon):
            return NOBODY
        return Who.of(self._referent(self._phrase((start_of(subject), subject.right_edge.i + 1), subject)))

    def _holds_floor(self, turn: Turn) -> Optional[Who]:
        if turn.last is None or turn.paragraph - self.story.paragraph[turn.last.content[-1][1] - 1] > FLOOR_REACH:
            return None
        return Who.speaking(turn.last)

    def _quoted_later(self, turn: Turn) -> Optional[Who]:
        """Whose words a headline quotes: those of the attribution that repeats them, else of whom the text quotes first."""
        headline = turn.last is None and turn.paragraph < HEADLINES
        words = self._words(turn.draft)
        first = bisect_right(self.speech_places, place(turn.draft))
        speech = self.speech[first : first + AHEAD] if headline else []
        again = (d for d in speech if words <= self._words(d))
        direct = (d for d in speech if self.story.quoted[d.content[0][0]] and self._outer(d, d.source[0][0]) is None)
        later = next(chain(again, direct), None)
        return NOBODY if later is None else self._resolve(later)

    def _words(self, draft: Draft) -> FrozenSet[str]:
        """The words of a content, for which many others ask."""
        if id(draft) not in self.words:
            tokens = (self.page.tokens[start:end] for start, end in draft.content)
            self.words[id(draft)] = frozenset(t.lower_ for t in chain.from_iterable(tokens) if t.is_alpha)
        return self.words[id(draft)]

    PHRASE_STEPS: Steps = (
        ("name in the source", partial(_find, named)),
        ("name that the recogniser missed", partial(_find, spelled)),
        ("name in front of a description", partial(_find, apposition_of)),
        ("description", _described),
    )
    SOURCE_STEPS: Steps = (
        ("phrase that the source was cut from", _whole),
        ("label of a turn", _label),
        ("coreference cluster", _cluster),
        ("relative pronoun", _relative),
        ("first person in somebody's words", _first_person_quoted),
        ("first person under a label", _first_person_labelled),
        ("first person of the writer", _writer),
        ("second person", _you),
        ("he or she", _he_or_she),
        ("it or they", _it_or_they),
        ("the other of two", _the_other),
        ("people named side by side before", _group_taken_up),
        ("several without a name before", _several_nameless),
        ("some of whom", _of_whom),
        ("several side by side", partial(_find, side_by_side)),
        ("quoted again below by name", _said_again),
        *PHRASE_STEPS,
    )
    CUE_STEPS: Steps = (("subject understood from the sentence", _implicit), ("name in front of the verb", _named_in_front))
    TURN_STEPS: Steps = (
        ("speaker of the sentence behind", _speaker_behind),
        ("subject of the sentence in front", _subject_in_front),
        ("holder of the floor", _holds_floor),
        ("headline that quotes the text", _quoted_later),
    )


def place(draft: Draft) -> int:
    """The token by which an attribution comes in the order of the text: where its source stands, else its cue, else its content."""
    return (draft.source or draft.cue or draft.content or [(0, 0)])[0][0]
