"""The discourse: everybody whom the text has spoken of so far, and whom a pronoun or description at some place stands for.

People of the people named and people without a name ("a nurse") are candidates alike. A linear model ranks them; its weights stand in
`lang/<code>/ranking.json` and were learned from annotated articles by `python -m spacy_attrib.resolving.fit`.
"""
from bisect import bisect_left, bisect_right
from itertools import accumulate
from math import log
from typing import Callable, Dict, FrozenSet, List, Mapping, NamedTuple, Optional, Sequence, Set, Tuple, Union

from spacy.tokens import Token

from ..lang.en.grammar import DEFINITE, HE_SHE, PLURAL_TAGS, SUBJECTS
from ..page.intervals import Offsets
from ..page.phrases import is_human_noun
from .story import Story

LOOK_BACK = 60  # mentions looked at in front of a pronoun
REACH = 8  # paragraphs looked at
CLIMB = 8  # verbs above a pronoun whose subjects are looked at

Referent = Union[int, Offsets]  # a person of the people named, or the fullest mention of somebody without a name
Features = Dict[str, float]


class Mention(NamedTuple):
    """One place where somebody is spoken of.

    start (int): The first token.
    head (int): The token that the parse hangs the phrase by.
    referent (Referent): Who it is.
    kind (str): "name", "noun" or "pronoun".
    quoted (bool): Whether it stands in quotation marks.
    """

    start: int
    head: int
    referent: Referent
    kind: str
    quoted: bool


class Discourse:
    """The mentions of one Doc, in order.

    story (Story): The Doc as the resolver reads it.
    reported (Sequence[bool]): Per token, whether it stands in the content of an attribution.
    """

    def __init__(self, story: Story, reported: Sequence[bool]):
        self.story = story
        self.reported = reported
        self.weights = story.lexicon.data["ranking"]  # by which those are ranked whom a pronoun may stand for
        self.watch: Optional[Callable[[Token, Mapping[Referent, Features]], None]] = None  # is told of every choice, by learning
        self.sentence = list(accumulate(int(bool(t.is_sent_start)) for t in story.tokens))
        self.mentions: List[Mention] = [Mention(m.start, m.head, m.person, "name", m.quoted) for m in story.people.mentions]
        self.starts = [m.start for m in self.mentions]
        self.votes: Dict[Referent, Dict[str, int]] = {}
        self.nameless = story.nameless()
        self.taken = 0  # of the late mentions of people
        self.pronouns: Dict[Referent, int] = {}  # how many pronouns stood for somebody
        self.speakers: List[Tuple[int, Referent]] = []  # who spoke last, with the place
        self.genders: Dict[Referent, str] = {}  # of those for whom a pronoun stood
        self.by_frequency: Dict[str, List[int]] = {}

    # Taking note

    def note(self, token: Token, start: int, referent: Referent, kind: str) -> None:
        """Enter a mention."""
        self._take_up()
        position = bisect_left(self.starts, start)
        if position < len(self.starts) and self.starts[position] == start:
            return
        if kind == "pronoun":
            self.pronouns[referent] = self.pronouns.get(referent, 0) + 1
        self.starts.insert(position, start)
        self.mentions.insert(position, Mention(start, token.i, referent, kind, self.story.quoted[start]))

    def _take_up(self) -> None:
        """Enter the names that were found meanwhile."""
        for mention in self.story.people.late[self.taken :]:
            position = bisect_left(self.starts, mention.start)
            if position < len(self.starts) and self.starts[position] == mention.start:
                del self.starts[position], self.mentions[position]
            self.starts.insert(position, mention.start)
            self.mentions.insert(position, Mention(mention.start, mention.head, mention.person, "name", mention.quoted))
        self.taken = len(self.story.people.late)

    def note_speaker(self, position: int, referent: Referent) -> None:
        """Enter who spoke, in the order of the text."""
        self.speakers.append((position, referent))

    # Looking up

    def last_speaker(self, position: int) -> Tuple[int, Optional[Referent]]:
        """Who spoke last in front of a token, and where; nobody at -1."""
        index = bisect_left(self.speakers, position, key=lambda s: s[0])
        return self.speakers[index - 1] if index else (-1, None)

    def gender(self, referent: Referent) -> Tuple[str, bool]:
        """ "m", "f" or "" if the text does not tell, and whether it is certain."""
        if isinstance(referent, int):
            person = self.story.people.persons[referent]
            if person.gender:
                return person.gender, person.certain
        else:
            gender = self._gender_of_phrase(referent)
            if gender:
                return gender, True
        return self.genders.get(referent, ""), False

    def learn_gender(self, referent: Referent, gender: str) -> None:
        """Take note of the gender of a pronoun that stands for somebody."""
        votes = self.votes.setdefault(referent, {"m": 0, "f": 0})
        votes[gender] += 1
        self.genders[referent] = max(votes, key=lambda g: votes[g])

    def _gender_of_phrase(self, span: Offsets) -> str:
        lexicon, head = self.story.lexicon, self.story.head(span)
        for word in (head.lower_, *(t.lower_ for t in head.lefts)):
            if word in lexicon["female_terms"] or word in lexicon["male_terms"]:
                return lexicon.genders[word]
        return ""

    def may_be_one(self, span: Offsets) -> bool:
        """Whether a phrase without a name can be a single person."""
        head = self.story.head(span)
        if head.lower_ in ("one", "another"):
            return True
        if head.tag_ in PLURAL_TAGS or head.lower_ in DEFINITE or head.pos_ not in ("NOUN", "PROPN"):
            return False
        return is_human_noun(head, self.story.lexicon)

    def frequent(self, gender: str) -> List[int]:
        """The people who may be of a gender, those named most first; the writer is not among them."""
        if gender not in self.by_frequency:
            people, byline = self.story.people, self.story.byline
            writers = {m.person for m in people.mentions if m.start in byline}
            found = [(i, p) for i, p in enumerate(people.persons) if p.gender in ("", gender) or not gender]
            found = [(i, p) for i, p in found if (p.count > 1 or i not in writers) and not p.is_mere_word]
            self.by_frequency[gender] = [i for i, p in sorted(found, key=lambda x: (not x[1].gender, -x[1].count, x[0]))]
        return self.by_frequency[gender]

    # Ranking

    def third_person(
        self,
        token: Token,
        gender: str,
        *,
        own: Sequence[Offsets] = (),
        around: Optional[Referent] = None,
        named_only: bool = False,
    ) -> Optional[Referent]:
        """Whom "he" or "she" stands for, or a description without a name that goes on about somebody.

        token (Token): The pronoun, or the head of the description.
        gender (str): "m", "f" or "" if it does not tell.
        own (Sequence[Offsets]): The content of the attribution whose source it is.
        around (Optional[Referent]): The speaker of the attribution in whose content it stands.
        named_only (bool): Whether only people of the people named come into question.
        RETURNS (Optional[Referent]): Who it is; None if nobody was spoken of.
        """
        self._take_up()
        candidates = self.candidates(token, gender, own, around, named_only)
        if token.i in self.nameless:
            return self.choose(token, {r: f for r, f in candidates.items() if not isinstance(r, int)})
        best = self.choose(token, candidates)
        if best is None:
            frequent = self.frequent(gender)
            return frequent[0] if frequent else None
        return best

    def choose(self, token: Token, candidates: Mapping[Referent, Features]) -> Optional[Referent]:
        """The candidate with the highest score; of equal ones the one mentioned last.

        token (Token): The pronoun, or the head of the description.
        candidates (Mapping[Referent, Features]): Everybody who may be meant.
        RETURNS (Optional[Referent]): Who it is; None if nobody may be meant.
        """
        if self.watch is not None:
            self.watch(token, candidates)
        best, highest = None, float("-inf")
        for referent, features in candidates.items():
            score = sum(self.weights.get(name, 0.0) * value for name, value in features.items())
            if score > highest:
                best, highest = referent, score
        return best

    def candidates(
        self, token: Token, gender: str, own: Sequence[Offsets], around: Optional[Referent], named_only: bool
    ) -> Dict[Referent, Features]:
        """Everybody who may be meant, with what speaks for and against it, the one mentioned last first."""
        story, position = self.story, token.i
        quoted, paragraph = story.quoted[position], story.paragraph[position]
        subjects = self._subjects_above(token)
        barred = self._barred(token)
        found: Dict[Referent, Features] = {}
        plain: Set[Referent] = set()  # those with a mention in the writer's own words
        excluded: Set[Referent] = {around} if quoted and around is not None else set()  # in one's own words "he" is somebody else
        chained = False
        end = bisect_left(self.starts, position)
        for mention in reversed(self.mentions[max(0, end - LOOK_BACK) : end]):
            referent = mention.referent
            distance = paragraph - story.paragraph[mention.start]
            if distance > REACH:
                break
            if named_only and not isinstance(referent, int) or mention.start in story.byline or referent in excluded:
                continue
            known, certain = self.gender(referent)
            if known and gender and known != gender and certain:
                continue
            if isinstance(referent, int) and story.people.persons[referent].is_mere_word:
                continue
            if mention.head in barred:
                excluded.add(referent)  # "Ann Lee met her": not herself
                found.pop(referent, None)
                continue
            away = self.sentence[position] - self.sentence[mention.start]
            reported = not quoted and (mention.quoted or self.reported[mention.start] and not self.reported[position])
            features = found.get(referent)
            if features is None:
                features = found[referent] = {"rank": min(len(found), 4.0), "nearest": float(not found)}
                features["gender"] = float(bool(known) and known == gender)
                conflict = float(bool(known and gender) and known != gender)
                features["against" if self._is_given(referent) else "against pronouns"] = conflict
                features["newcomer"] = float(self._is_newcomer(referent, paragraph))
                self._describe(features, referent)
                features["paragraph"] = min(distance, 4.0)
                features["same sentence"] = float(away == 0)
                features["sentence before"] = float(away == 1)
                features["subject"] = float(self._is_subject(mention))
                features["pronoun"] = float(mention.kind == "pronoun")
                features["noun"] = float(mention.kind == "noun")
                features["possessive"] = float(story.doc[mention.head].dep_ == "poss")
                features["owner of subject"] = float(story.doc[mention.head].dep_ == "poss" and story.doc[mention.head].head.dep_ in SUBJECTS)
                features["reported"] = float(reported)
                features["quoted"] = float(mention.quoted and not quoted)
            elif "again" not in features and distance == 0:
                features["again"] = 1.0
            if mention.kind == "pronoun" and not chained and HE_SHE.get(story.doc[mention.start].lower_) == gender:
                chained = True
                features["chain"] = 1.0
            if mention.head in subjects:
                features["above"] = 1.0
            if reported:
                continue
            if away == 1 and self._is_main_subject(mention):
                features["subject before"] = 1.0
            if referent not in plain:
                features["plain"] = 1.0
                features["plain subject"] = float(self._is_subject(mention))
                features["plain here"] = float(distance == 0)
                features["plain nearest"] = float(not plain)
                plain.add(referent)
        for start, stop in own:
            for within in story.people.within(start, stop):
                if within.quoted and within.person in found:
                    found[within.person]["own"] = 1.0  # "Ruiz is wrong", she said
        self._add_speakers(found, position, paragraph, any(story.quoted[start] for start, _ in own))
        self._add_subject_ahead(found, token, gender, excluded)
        if around is not None and around in found:
            found[around]["around"] = 1.0
        return found

    def _add_subject_ahead(self, found: Dict[Referent, Features], token: Token, gender: str, excluded: Set[Referent]) -> None:
        """Note the subject whom a phrase in front of it is about: "Despite his dislike for the party, Ruiz …"."""
        verb = next((a for a in token.ancestors if a.dep_ == "ROOT"), None)
        subject = next((c for c in verb.lefts if c.dep_ in SUBJECTS and c.left_edge.i > token.i), None) if verb is not None else None
        if subject is None or self.story.quoted[token.i] != self.story.quoted[subject.i]:
            return
        for mention in self.story.people.within(subject.left_edge.i, subject.i + 1):
            known, certain = self.gender(mention.person)
            if mention.head != subject.i or mention.person in excluded or known and gender and known != gender and certain:
                continue
            features = found.setdefault(mention.person, {"gender": float(bool(known) and known == gender)})
            if len(features) == 1:
                self._describe(features, mention.person)
            features["ahead"] = 1.0

    def _barred(self, token: Token) -> Set[int]:
        """The subject of the clause that a pronoun is an object in."""
        if token.dep_ == "poss" or token.dep_ in SUBJECTS or token.lower_.endswith("self"):
            return set()
        return {c.i for c in token.head.lefts if c.dep_ in SUBJECTS}

    def _is_given(self, referent: Referent) -> bool:
        """Whether a gender comes from more than the pronouns so far: from the given name, that is."""
        return isinstance(referent, int) and bool(self.story.people.persons[referent].gender)

    def _is_newcomer(self, referent: Referent, paragraph: int) -> bool:
        """Whether somebody was first spoken of in this paragraph or the one before."""
        first = self.story.people.persons[referent].first if isinstance(referent, int) else referent[0]
        return paragraph - self.story.paragraph[first] <= 1

    def _is_subject(self, mention: Mention) -> bool:
        head = self.story.doc[mention.head]
        while head.dep_ == "appos" and head.head != head:
            head = head.head  # the envoy, Ann Lee, said
        return head.dep_ in SUBJECTS or head.dep_ == "compound" and head.head.dep_ in SUBJECTS

    def _is_main_subject(self, mention: Mention) -> bool:
        head = self.story.doc[mention.head]
        while head.dep_ == "appos" and head.head != head:
            head = head.head
        return head.dep_ in SUBJECTS and head.head.dep_ == "ROOT"

    def description_of(self, referent: Referent) -> Features:
        """What speaks for and against somebody wherever it is."""
        features: Features = {}
        self._describe(features, referent)
        return features

    def _describe(self, features: Features, referent: Referent) -> None:
        """What does not depend on the place."""
        if isinstance(referent, int):
            person = self.story.people.persons[referent]
            features["count"] = log(person.count)
            features["shown"] = float(person.shown)
            features["surname only"] = float(len(person.name) == 1)
            features["headline"] = float(person.best[0] < self.story.headline_end)
        else:
            features["unnamed"] = 1.0
        features["pronouns"] = log(1 + self.pronouns.get(referent, 0))

    def _add_speakers(self, found: Dict[Referent, Features], position: int, paragraph: int, quoting: bool) -> None:
        """Note who of the candidates spoke last, and who before."""
        index = bisect_right(self.speakers, position, key=lambda s: s[0])
        for back, (place, referent) in enumerate(reversed(self.speakers[max(0, index - 4) : index])):
            features = found.get(referent)
            if features is not None and not any(name.startswith("speaker") for name in features):
                distance = paragraph - self.story.paragraph[place]
                features[f"speaker {min(back, 2)}"] = 1.0
                features["speaker here"] = float(distance == 0)
                features["speaker near"] = float(distance == 1)
                features["last speaker here"] = float(back == distance == 0)
                features["quoted again"] = float(quoting and back == 0 and distance <= 1)

    def _subjects_above(self, token: Token) -> FrozenSet[int]:
        """The subjects of the clauses around the one of a token: in "Ann Lee said that she …" the token of Lee."""
        result: List[int] = []
        verb = token.head
        for _ in range(CLIMB):
            if verb.head == verb:
                break
            verb = verb.head
            result.extend(c.i for c in verb.lefts if c.dep_ in SUBJECTS)
        return frozenset(i for i in result if i < token.i)
