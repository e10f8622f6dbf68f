"""The discourse: everybody whom the text has spoken of so far, and whom a pronoun or description at some place stands for.

People of the people named and people without a name ("a nurse") are candidates alike. A linear model ranks them; its weights stand in
`lang/<code>/ranking.json` and were learned from annotated articles by `python -m spacy_attrib.tools.fit_ranking`.
"""

from bisect import bisect_left, bisect_right
from itertools import accumulate, islice
from math import log
from typing import Any, Callable, Dict, FrozenSet, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Set, Tuple, TypeVar

from spacy.tokens import Token

from ..lang.en import grammar
from ..page.intervals import Offsets
from ..page.phrases import is_human_noun
from .story import Referent, Story

LOOK_BACK = 60  # mentions looked at in front of a pronoun
REACH = 8  # paragraphs looked at
CLIMB = 8  # verbs above a pronoun whose subjects are looked at

Features = Dict[str, float]
Someone = TypeVar("Someone", bound=Referent)


class Mention(NamedTuple):
    """One place where somebody is spoken of: the first token, the head, who it is, "name", "noun" or "pronoun", whether it is quoted."""

    start: int
    head: int
    referent: Referent
    kind: str
    quoted: bool


class Asked(NamedTuple):
    """The pronoun, or the head of the description, that is asked for, and where it stands."""

    token: Token
    gender: str  # "m", "f" or "" if it does not tell
    quoted: bool
    reported: bool  # in the content of an attribution
    paragraph: int
    sentence: int
    above: FrozenSet[int]  # subjects of the clauses around its own: in "Ann Lee said that she …" the token of Lee
    barred: FrozenSet[int]  # the subject of its own clause, where it is an object


class Discourse:
    """The mentions of one Doc, in order; `reported` tells of each token whether it stands in the content of an attribution."""

    def __init__(self, story: Story, reported: Sequence[bool]):
        self.story = story
        self.reported = reported
        self.weights = story.lexicon.data["ranking"]  # by which those are ranked whom a pronoun may stand for
        self.watchers: List[Callable[[Token, Mapping[Any, Features]], None]] = []  # are told of every choice, for learning
        starts = frozenset(story.page.sentence_starts)
        self.sentence = list(accumulate(map(starts.__contains__, range(len(story.tokens)))))  # by number
        self.mentions: List[Mention] = [Mention(m.start, m.head, m.person, "name", m.quoted) for m in story.people.mentions]
        self.starts = [m.start for m in self.mentions]
        self.votes: Dict[Referent, Dict[str, int]] = {}  # by those for whom a pronoun stood, how many of each gender did
        self.nameless = story.page.nameless
        self.taken = 0  # of the late mentions of people
        self.pronouns: Dict[Referent, int] = {}  # how many pronouns stood for somebody
        self.speakers: List[Tuple[int, Referent]] = []  # who spoke, with the place, in the order of the text
        self.by_frequency: Dict[str, List[int]] = {}

    # Taking note

    def note(self, token: Token, start: int, referent: Referent, kind: str) -> None:
        """Enter a mention, unless another begins there; "Lee's aunt" at "aunt", since Lee is another."""
        self._take_up()
        place = bisect_left(self.starts, start)
        taken = self.mentions[place : place + 1]
        if taken and taken[0].start == start and taken[0].head != token.i and self.story.tokens[taken[0].head].dep_ == "poss":
            start = token.i
        if self._enter(Mention(start, token.i, referent, kind, self.story.quoted[start]), instead=False) and kind == "pronoun":
            self.pronouns[referent] = self.pronouns.get(referent, 0) + 1

    def _take_up(self) -> None:
        """Enter the names that were found meanwhile, instead of what else begins there."""
        for late in self.story.people.late[self.taken :]:
            self._enter(Mention(late.start, late.head, late.person, "name", late.quoted), instead=True)
        self.taken = len(self.story.people.late)

    def _enter(self, mention: Mention, instead: bool) -> bool:
        position = bisect_left(self.starts, mention.start)
        taken = self.starts[position : position + 1] == [mention.start]
        if taken and not instead:
            return False
        self.starts[position : position + taken] = [mention.start]
        self.mentions[position : position + taken] = [mention]
        return True

    # Looking up

    def last_speaker(self, position: int) -> Tuple[int, Optional[Referent]]:
        """Who spoke last in front of a token, and where; nobody at -1."""
        index = bisect_left(self.speakers, position, key=lambda s: s[0])
        return self.speakers[index - 1] if index else (-1, None)

    def gender(self, referent: Referent) -> Tuple[str, bool]:
        """ "m", "f" or "" if the text does not tell, and whether it is certain."""
        if isinstance(referent, int):
            person = self.story.people.persons[referent]
            gender, certain = person.gender, person.certain
        else:
            gender, certain = self._gender_of_phrase(referent), True
        votes = self.votes.get(referent, {})
        return (gender, certain) if gender else (max(votes, key=lambda g: votes[g], default=""), False)

    def learn_gender(self, referent: Referent, gender: str) -> None:
        """Take note of the gender of a pronoun that stands for somebody."""
        self.votes.setdefault(referent, {"m": 0, "f": 0})[gender] += 1

    def _gender_of_phrase(self, span: Offsets) -> str:
        lexicon, head = self.story.lexicon, self.story.head(span)
        words = (head.lower_, *(t.lower_ for t in head.lefts))
        return next((lexicon.genders[w] for w in words if w in lexicon["female_terms"] or w in lexicon["male_terms"]), "")

    def may_be_one(self, span: Offsets) -> bool:
        """Whether a phrase without a name can be a single person."""
        head = self.story.head(span)
        if head.lower_ in grammar.MEMBER_WORDS:
            return True
        if head.tag_ in grammar.PLURAL_TAGS or head.lower_ in grammar.DEFINITE or head.pos_ not in grammar.NOUNS:
            return False
        return is_human_noun(head, self.story.lexicon)

    def frequent(self, gender: str) -> List[int]:
        """The people who may be of a gender, those named most first; the writer is not among them."""
        if gender not in self.by_frequency:
            persons = self.story.people.persons
            writers = {m.person for m in self.story.people.mentions if m.start in self.story.byline}
            fitting = [i for i, p in enumerate(persons) if not (_differ(p.gender, gender) or p.is_mere_word or p.count < 2 and i in writers)]
            self.by_frequency[gender] = sorted(fitting, key=lambda i: (not persons[i].gender, -persons[i].count, i))
        return self.by_frequency[gender]

    # Ranking

    def third_person(
        self, token: Token, gender: str, *, own: Sequence[Offsets] = (), around: Optional[Referent] = None, named_only: bool = False
    ) -> Optional[Referent]:
        """Whom "he" or "she" stands for, or the head of a description without a name that goes on about somebody.

        own (Sequence[Offsets]): The content of the attribution whose source it is.
        around (Optional[Referent]): Who speaks in whose words it stands.
        RETURNS (Optional[Referent]): Who it is; None if nobody was spoken of.
        """
        self._take_up()
        candidates = self.candidates(token, gender, own, around, named_only)
        if token.i in self.nameless:
            return self.choose(token, {r: f for r, f in candidates.items() if not isinstance(r, int)})
        best = self.choose(token, candidates)
        return best if best is not None else next(iter(self.frequent(gender)), None)

    def choose(self, token: Token, candidates: Mapping[Someone, Features]) -> Optional[Someone]:
        """The candidate with the highest score; of equal ones the one mentioned last. `token` is the pronoun or the head."""
        for watch in self.watchers:
            watch(token, candidates)
        best: Optional[Someone] = None
        highest = float("-inf")
        for referent, features in candidates.items():
            score = sum(self.weights.get(name, 0.0) * value for name, value in features.items() if value)
            if score > highest:
                best, highest = referent, score
        return best

    def people_meant(self, head: Token, gender: str, around: Optional[Referent]) -> Dict[int, Features]:
        """Those of the people named whom a description may mean, as `candidates` gives them."""
        found = self.candidates(head, gender, (), around, named_only=True)
        return {referent: features for referent, features in found.items() if isinstance(referent, int)}

    def candidates(self, token: Token, gender: str, own: Sequence[Offsets], around: Optional[Referent], named_only: bool) -> Dict[Referent, Features]:
        """Everybody who may be meant, with what speaks for and against it, the one mentioned last first."""
        i, story = token.i, self.story
        place = story.quoted[i], self.reported[i], story.paragraph[i], self.sentence[i]
        asked = Asked(token, gender, *place, _subjects_above(token), _barred(token))
        found: Dict[Referent, Features] = {}
        last: Dict[Referent, int] = {}  # the sentence of the last mention of each
        plain: Set[Referent] = set()  # those with a mention in the writer's own words
        excluded: Set[Referent] = {around} if asked.quoted and around is not None else set()  # in one's own words "he" is somebody else
        chained = False
        for mention in self._mentions_in_front(asked, named_only):
            referent = mention.referent
            known, certain = self.gender(referent)
            if referent in excluded or certain and _differ(known, gender):
                continue
            if mention.head in asked.barred:
                excluded.add(referent)  # "Ann Lee met her": not herself
                found.pop(referent, None)
                continue
            reported = not asked.quoted and (mention.quoted or self.reported[mention.start] and not asked.reported)
            if referent not in found:
                found[referent] = self._features(mention, asked, known, len(found), reported)
                last[referent] = self.sentence[mention.start]
            elif story.paragraph[mention.start] == asked.paragraph:
                found[referent]["again"] = 1.0
            features = found[referent]
            if last[referent] == self.sentence[mention.start] and self._is_subject(mention):
                features["subject"] = 1.0  # "Ann Lee sat with her cap on": whose cap says no more than the subject
                features["plain subject"] = max(features.get("plain subject", 0.0), float(not reported))
            if not chained and mention.kind == "pronoun" and grammar.HE_SHE.get(self.story.page.words[mention.start]) == gender:
                chained = True
                features["chain"] = 1.0
            if mention.head in asked.above:
                features["above"] = 1.0
            if not reported:
                self._add_plain(features, mention, asked, None if referent in plain else not plain)
                plain.add(referent)
        self._add_own(found, own)
        self._add_speakers(found, token.i, asked.paragraph, any(story.quoted[start] for start, _ in own))
        self._add_subject_ahead(found, token, gender, excluded)
        if around in found:
            found[around]["around"] = 1.0
        return found

    def _mentions_in_front(self, asked: Asked, named_only: bool) -> Iterator[Mention]:
        """The mentions in the paragraphs in front, the last first, without the writer's in the byline."""
        story, end = self.story, bisect_left(self.starts, asked.token.i)
        for mention in reversed(self.mentions[max(0, end - LOOK_BACK) : end]):
            referent = mention.referent
            if asked.paragraph - story.paragraph[mention.start] > REACH:
                return
            if mention.start in story.byline or isinstance(referent, int) and story.people.persons[referent].is_mere_word:
                continue
            if isinstance(referent, int) or not named_only:
                yield mention

    def _features(self, mention: Mention, asked: Asked, known: str, rank: int, reported: bool) -> Features:
        """What speaks for and against somebody by the last mention."""
        referent, head = mention.referent, self.story.tokens[mention.head]
        away = asked.sentence - self.sentence[mention.start]
        distance = asked.paragraph - self.story.paragraph[mention.start]
        persons = self.story.people.persons
        given, first = (persons[referent].gender != "", persons[referent].first) if isinstance(referent, int) else (False, referent[0])
        return {
            "rank": min(rank, 4.0),
            "nearest": float(rank == 0),
            "gender": float(known != "" and known == asked.gender),
            "against" if given else "against pronouns": float(_differ(known, asked.gender)),
            "newcomer": float(asked.paragraph - self.story.paragraph[first] <= 1),
            **self.description_of(referent),
            "paragraph": min(distance, 4.0),
            "same sentence": float(away == 0),
            "sentence before": float(away == 1),
            "subject": float(self._is_subject(mention)),
            "pronoun": float(mention.kind == "pronoun"),
            "noun": float(mention.kind == "noun"),
            "possessive": float(head.dep_ == "poss"),
            "owner of subject": float(head.dep_ == "poss" and head.head.dep_ in grammar.SUBJECTS),
            "reported": float(reported),
            "quoted": float(mention.quoted and not asked.quoted),
        }

    def _add_plain(self, features: Features, mention: Mention, asked: Asked, nearest: Optional[bool]) -> None:
        """Note what a mention in the writer's own words tells; `nearest` for the last such of somebody, None for others."""
        top = self._top(mention)
        if asked.sentence - self.sentence[mention.start] == 1 and top.dep_ in grammar.SUBJECTS and top.head.dep_ == "ROOT":
            features["subject before"] = 1.0
        if nearest is not None:
            features["plain"] = 1.0
            features["plain subject"] = float(self._is_subject(mention))
            features["plain here"] = float(asked.paragraph == self.story.paragraph[mention.start])
            features["plain nearest"] = float(nearest)

    def _add_own(self, found: Mapping[Referent, Features], own: Sequence[Offsets]) -> None:
        """Note whom the words name that are asked for the speaker of: "Ruiz is wrong", she said; and who is dead and so said none."""
        for referent in found if own else ():
            found[referent]["dead"] = float(referent in self.story.dead)
        for mention in (m for start, stop in own for m in self.story.people.within(start, stop)):
            if mention.quoted and mention.person in found:
                found[mention.person]["own"] = 1.0

    def _add_subject_ahead(self, found: Dict[Referent, Features], token: Token, gender: str, excluded: Set[Referent]) -> None:
        """Note the subject whom a phrase in front of it is about: "Despite his dislike for the party, Ruiz …"."""
        verb = next((a for a in token.ancestors if a.dep_ == "ROOT"), token)
        subject = next((c for c in verb.lefts if c.dep_ in grammar.SUBJECTS and c.left_edge.i > token.i), None)
        if subject is None or self.story.quoted[token.i] != self.story.quoted[subject.i]:
            return
        if self.story.paragraph[token.i] != self.story.paragraph[subject.i]:
            return  # a sentence that the parse runs on into the next paragraph
        for mention in self.story.people.within(subject.left_edge.i, subject.i + 1):
            person, (known, certain) = mention.person, self.gender(mention.person)
            if mention.head != subject.i or person in excluded or certain and _differ(known, gender):
                continue
            if person not in found:
                found[person] = {"gender": float(known != "" and known == gender), **self.description_of(person)}
            found[person]["ahead"] = 1.0

    def _top(self, mention: Mention) -> Token:
        """The head of a mention, or of the phrase it tells more about: the envoy, Ann Lee, said."""
        head = self.story.tokens[mention.head]
        while head.dep_ == "appos" and head.head != head:
            head = head.head
        return head

    def _is_subject(self, mention: Mention) -> bool:
        head = self._top(mention)
        return head.dep_ in grammar.SUBJECTS or head.dep_ == "compound" and head.head.dep_ in grammar.SUBJECTS

    def description_of(self, referent: Referent) -> Features:
        """What speaks for and against somebody wherever it is."""
        pronouns = log(1 + self.pronouns.get(referent, 0))
        if not isinstance(referent, int):
            return {"unnamed": 1.0, "pronouns": pronouns}
        person = self.story.people.persons[referent]
        return {
            "count": log(person.count),
            "shown": float(person.shown),
            "surname only": float(len(person.name) == 1),
            "headline": float(person.best[0] < self.story.headline_end),
            "pronouns": pronouns,
        }

    def _add_speakers(self, found: Dict[Referent, Features], position: int, paragraph: int, quoting: bool) -> None:
        """Note who of the candidates spoke last, and who before."""
        index = bisect_right(self.speakers, position, key=lambda s: s[0])
        for back, (place, referent) in enumerate(reversed(self.speakers[max(0, index - 4) : index])):
            features = found.get(referent)
            if features is not None and "speaker here" not in features:
                distance = paragraph - self.story.paragraph[place]
                features[f"speaker {min(back, 2)}"] = 1.0
                features["speaker here"] = float(distance == 0)
                features["speaker near"] = float(distance == 1)
                features["last speaker here"] = float(back == distance == 0)
                features["quoted again"] = float(quoting and back == 0 and distance <= 1)


def _differ(known: str, gender: str) -> bool:
    """Whether two genders, each "" where it is not known, are not the same."""
    return "" != known != gender != ""


def _barred(token: Token) -> FrozenSet[int]:
    """The subject of the clause that a pronoun is an object in."""
    if token.dep_ == "poss" or token.dep_ in grammar.SUBJECTS or token.lower_.endswith("self"):
        return frozenset()
    return frozenset(c.i for c in token.head.lefts if c.dep_ in grammar.SUBJECTS)


def _subjects_above(token: Token) -> FrozenSet[int]:
    """The subjects of the clauses around the one of a token, in front of it."""
    verbs = islice(token.ancestors, 1, CLIMB + 1)
    return frozenset(c.i for verb in verbs for c in verb.lefts if c.dep_ in grammar.SUBJECTS and c.i < token.i)
