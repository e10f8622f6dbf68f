"""Descriptions without a name: whether the article names who is meant, and which of its mentions says most."""
from bisect import bisect_left
from typing import Callable, Dict, List, Optional, Sequence, Set, Tuple

from spacy.tokens import Token

from ..attributions import Draft
from ..lang.en.grammar import (
    DESCRIBING,
    HE_SHE,
    I_WE,
    INDEFINITE,
    LABELS_OF_NO_PERSON,
    LABELS_OF_ORIGIN,
    NUMBER_WORDS,
    PLURAL_TAGS,
    POSSESSIVE,
    SUBJECTS,
)
from ..lang.en.morphology import singular
from ..page.intervals import Offsets
from ..page.phrases import is_age, is_human_noun, is_plural, role_of
from .discourse import Discourse, Referent
from .people import Mention
from .story import Found, Story

LEAD = 4  # paragraphs in which an article introduces its people
NAMED_SOON = 2  # paragraphs after a description in which somebody named without one is the person described
WEIGHED_APART = ("above", "around", "count", "headline", "last speaker here", "newcomer", "speaker 0", "subject")  # unlike for pronouns
HOLDERS = 40  # people of one role that are looked at


class Descriptions:
    """The descriptions of one Doc: "an official", "the mayor", "her husband".

    story (Story): The Doc as the resolver reads it.
    discourse (Discourse): Who was spoken of so far.
    drafts (Sequence[Draft]): The attributions.
    speaker_around (Callable[[int], Optional[Referent]]): Gives in whose words a token stands.
    """

    def __init__(
        self, story: Story, discourse: Discourse, drafts: Sequence[Draft], speaker_around: Callable[[int], Optional[Referent]]
    ):
        self.speaker_around = speaker_around
        self.story = story
        self.discourse = discourse
        self.doc = story.doc
        self.lexicon = story.lexicon
        self.spans: Dict[Tuple[str, bool], List[Offsets]] = {}  # descriptions of sources, by noun and number
        self.meant: Dict[int, int] = {}  # by the place of "an official" whom of the people named that was found to be
        self.introductions: Dict[str, List[int]] = {}  # places of "an official", by noun
        for token in story.tokens:
            indefinite = token.lower_ in INDEFINITE and token.dep_ in ("det", "nummod")
            if indefinite and token.head.pos_ == "NOUN" and token.head.dep_ not in DESCRIBING:
                self.introductions.setdefault(token.head.lower_, []).append(token.head.i)
                if not story.quoted[token.i] and token.head.dep_ in SUBJECTS and is_human_noun(token.head, self.lexicon):
                    span = self.without_relative((token.i, token.head.right_edge.i + 1), token.head)
                    self.spans.setdefault((singular(token.head.lower_), False), []).append(span)
        for draft in drafts:
            if draft.source:
                head = story.head(draft.source[0])
                span = self.without_relative(draft.source[0], head)
                if head.pos_ in ("NOUN", "NUM") and not (story.is_definite(span) and span[1] - span[0] <= 3):
                    self.spans.setdefault((singular(head.lower_), head.tag_ in PLURAL_TAGS), []).append(span)
        for spans in self.spans.values():
            spans.sort()

    def resolve(self, span: Offsets, head: Token) -> Found:
        """Whom a description stands for.

        span (Offsets): The tokens of the phrase.
        head (Token): Its head.
        RETURNS (Found): Somebody of the people named, or the fullest mention of somebody without a name.
        """
        if head.i in self.discourse.nameless:
            return None, self.fullest(span, head)
        body = head.pos_ == "PROPN" and (head.ent_type_ in ("ORG", "FAC") or self.doc[span[0]].ent_type_ == "ORG" and head.i > span[0])
        if head.pos_ in ("NOUN", "PROPN", "ADJ") and not is_plural(head, self.lexicon) and not body:
            person = self.find_individual(span, head)
            if person is not None:
                return person, None
            if (speaker := self._last_nameless(span, head)) is not None:
                return None, speaker
        elif (member := self._member(span, head)) is not None:
            return None, member
        elif head.tag_ == "NNS" and any(c.dep_ == "nummod" and c.lower_ in NUMBER_WORDS for c in head.lefts):
            introduced = self._introduced_later(head, span)
            if introduced is not None:
                return introduced, None  # two Republican senators, of whom the text names one at least
        return None, self.fullest(span, head)

    def find_individual(self, span: Offsets, head: Token) -> Optional[int]:
        """Whom of the people named a description of one person stands for."""
        if self.story.is_definite(span):
            return self._by_epithet(span, head) if self._is_epithet(span, head) else self._holder(head, span)
        role = role_of(head, self.lexicon)
        person = self._relative(head, span)
        if person is None:
            person = self._introduced_later(head, span)
        if person is None and any(c.dep_ == "poss" for c in head.lefts) and is_human_noun(head, self.lexicon):
            person = self._named_next(role, span)
        if person is not None:
            self.meant[head.i] = self.meant[span[0]] = person
            self.story.people.give_role(person, role)
        elif self._is_clipped(head, span):
            person = self._spoken_of(head)
        return person

    def _is_epithet(self, span: Offsets, head: Token) -> bool:
        """Whether a phrase says no more of somebody than the age, the nation or the party: "the 51-year-old", "the Italian"."""
        if is_age(head):
            return True
        article = self.doc[span[0]]
        alone = span[1] - span[0] == 2 and head.tag_ not in PLURAL_TAGS and head.text[:1].isupper()
        alone = alone and (article.is_lower or bool(article.is_sent_start) or self.doc[span[0] - 1].is_quote)  # but not: told The Scotsman
        return alone and any(head.lower_ in self.lexicon[name] for name in ("nationals", "partisans"))

    def _by_epithet(self, span: Offsets, head: Token) -> Optional[int]:
        """Somebody named whom the text goes on about by an epithet; nobody whose age is another."""
        age = next((t.text for t in self.doc[span[0] : span[1]] if t.is_digit), "")
        ages = self._ages()
        if age and any(known == age for known in ages.values()):
            return next(person for person, known in ages.items() if known == age)
        if self._is_age_of_nobody_named(age, span[0]) if age else self._was_introduced(head, span[0]) is not None:
            return None
        candidates = self.discourse.candidates(head, "", (), self.speaker_around(head.i), named_only=True)
        persons = self.story.people.persons
        for referent, features in candidates.items():
            if isinstance(referent, int):
                features["shared words"] = float(head.lower_ in persons[referent].described)
        fitting = {r: f for r, f in candidates.items() if not (age and r in ages) and isinstance(r, int) and not persons[r].is_mere_word}
        best = self.discourse.choose(head, fitting)
        return best if isinstance(best, int) else None

    def _ages(self) -> Dict[int, str]:
        """The ages behind names: Ann Lee, 34, …"""
        doc, found = self.doc, {}
        for mention in self.story.people.mentions:
            if self._has_age(mention):
                found.setdefault(mention.person, doc[mention.end + 1].text)
        return found

    def _is_age_of_nobody_named(self, age: str, position: int) -> bool:
        """Whether the text has spoken of "a 22-year-old man" before."""
        return any(t.text == age and t.i + 2 < position and t.nbor(2).lower_ == "year" for t in self.doc[:position] if t.is_digit)

    def _spoken_of(self, head: Token) -> Optional[int]:
        """Somebody named whom the text goes on about by a description."""
        gender, persons = self.lexicon.genders.get(head.lower_, ""), self.story.people.persons
        candidates = self.discourse.candidates(head, gender, (), self.speaker_around(head.i), named_only=True)
        fitting = {
            i: features
            for i, features in candidates.items()
            if (not gender or persons[i].gender in ("", gender)) and not persons[i].is_mere_word
        }
        best = self.discourse.choose(head, fitting)
        if best is not None:
            return best
        role = role_of(head, self.lexicon)
        return next((i for i in self.discourse.frequent(gender) if not persons[i].roles or role in persons[i].roles), None)

    def _last_nameless(self, span: Offsets, head: Token) -> Optional[Offsets]:
        """Who spoke last without a name, for "the man" of whom nothing else was said: the neighbour."""
        if head.lower_ not in self.lexicon["anybody"] or span[1] - span[0] != 2 or not self.story.is_definite(span):
            return None
        if self._was_introduced(head, span[0]) is not None:
            return None
        place, speaker = self.discourse.last_speaker(span[0])
        if not isinstance(speaker, tuple) or self.story.paragraph[span[0]] - self.story.paragraph[place] > 1:
            return None
        genders = {self.lexicon.genders.get(head.lower_, ""), self.discourse.gender(speaker)[0]} - {""}
        return speaker if len(genders) < 2 else None

    # Groups

    def _member(self, span: Offsets, head: Token) -> Optional[Offsets]:
        """The body that is named as one of several: "supporters, including the League of Cities"."""
        if head.tag_ not in PLURAL_TAGS:
            return None
        for word in self.doc[head.i : span[1]]:
            if word.lower_ in self.lexicon["inclusions"]:
                given = [t for t in word.rights if t.dep_ in ("pobj", "dobj") and t.pos_ == "PROPN" and t.ent_type_ != "PERSON"]
                if given:
                    start = given[0].left_edge.i
                    return start + (self.doc[start].lower_ == "the"), given[0].i + 1
        return None

    # Named later

    def _introduced_later(self, head: Token, span: Offsets) -> Optional[int]:
        """Whom the first paragraphs describe before they give the name: "A Leeds mother said … Ann Lee, 34, …"."""
        paragraph = self.story.paragraph[span[0]]
        if paragraph > LEAD or self.story.quoted[span[0]] or not is_human_noun(head, self.lexicon):
            return None
        if any(c.dep_ == "poss" and c.lower_ in I_WE for c in head.lefts):
            return None  # my editor
        role = role_of(head, self.lexicon)
        gender = self.lexicon.genders.get(head.lower_, "")
        held = set(self.story.people.by_role.get(role, [])[:HOLDERS])
        plural = head.tag_ in PLURAL_TAGS
        fitting: Optional[int] = None
        for mention in self.story.people.after(span[1]):
            distance = self.story.paragraph[mention.start] - paragraph
            if distance > LEAD:
                break
            person = self.story.people.persons[mention.person]
            if person.best[0] != mention.start or mention.quoted:
                continue
            if mention.person in held and role not in self.lexicon["never_names"]:
                return mention.person
            if fitting is None and not plural and distance and person.gender in ("", gender or person.gender):
                fits = self._has_age(mention) and mention.subject
                fits = fits or distance <= NAMED_SOON and self._speaks_undescribed(mention) and role not in self.lexicon["never_names"]
                fitting = mention.person if fits else None
        return fitting

    def _named_next(self, role: str, span: Offsets) -> Optional[int]:
        """Whom the text names right behind a description of nobody known: "The team’s coach was sorry. “A bad day,” Ann Lee said."."""
        persons, paragraph = self.story.people.persons, self.story.paragraph
        if self.story.quoted[span[0]] or any(persons[i].first < span[0] for i in self.story.people.by_role.get(role, [])[:HOLDERS]):
            return None
        for mention in self.story.people.after(span[1]):
            if paragraph[mention.start] - paragraph[span[0]] > 1:
                break
            if persons[mention.person].first == mention.start and not mention.quoted:
                new = len(persons[mention.person].name) > 1 and mention.subject and self._is_undescribed(mention)
                verb = self.doc[mention.start : mention.end].root.head
                return mention.person if new and verb.lower_ in self.lexicon.verbs else None
        return None

    def _is_undescribed(self, mention: Mention) -> bool:
        """Whether nothing tells who it is where somebody is named, besides a title in front."""
        after = self.doc[mention.end] if mention.end < len(self.doc) else None
        before = self.doc[mention.start - 1] if mention.start else None
        titled = before is not None and before.lower_ in self.lexicon["honorifics"] | self.lexicon["titles"]
        plain = before is None or before.pos_ not in ("NOUN", "ADJ", "PROPN") or titled
        return plain and (after is None or after.text not in (",", "(") and after.lower_ not in ("of", "from"))

    def _speaks_undescribed(self, mention: Mention) -> bool:
        """Whether somebody is first named as the subject of a word for speaking, with nothing that tells who it is."""
        person = self.story.people.persons[mention.person]
        if len(person.name) < 2 or person.roles:
            return False
        return mention.subject and self.doc[mention.start : mention.end].root.head.lower_ in self.lexicon.verbs

    def _has_age(self, mention: Mention) -> bool:
        """Ann Lee, 34, …: the way newspapers introduce people nobody knows."""
        after = [t.text for t in self.doc[mention.end : mention.end + 3]]
        return len(after) == 3 and after[0] == "," and after[1].isdigit() and 1 < int(after[1]) < 110 and after[2] in (",", ".")

    def _is_clipped(self, head: Token, span: Offsets) -> bool:
        """A description without an article ("British diplomat says"), as headlines have it for somebody the text names."""
        if head.pos_ not in ("NOUN", "PROPN") or self.doc[span[0]].pos_ in ("DET", "PRON", "NUM") or any(c.dep_ == "poss" for c in head.lefts):
            return False
        role = role_of(head, self.lexicon)
        if not is_human_noun(head, self.lexicon) or role in self.lexicon["never_names"] or role.startswith("spokes"):
            return False
        return self._was_introduced(head, len(self.doc)) is None

    # By role

    def _relative(self, head: Token, span: Offsets) -> Optional[int]:
        """Her husband, the club's chairman, "Indiana governor": whoever the article gives that role to by name."""
        if head.pos_ not in ("NOUN", "PROPN"):
            return None
        persons = self.story.people.persons
        possessed = any(c.dep_ == "poss" for c in head.lefts)
        bare = not any(c.dep_ in ("det", "nummod", "quantmod") for c in head.lefts)
        role = role_of(head, self.lexicon)
        words = {t.lower_ for t in self.doc[span[0] : head.i]} - POSSESSIVE
        places = {t.lower_ for t in self.doc[span[0] : span[1]] if t.ent_type_ in LABELS_OF_ORIGIN}
        holders = [i for i in self.story.people.by_role.get(role, [])[:HOLDERS] if not self._is_elsewhere(i, places)]
        in_headline = span[0] < self.story.headline_end
        if in_headline and words & INDEFINITE and words - INDEFINITE:  # "A Chinese official" whom the text then names
            fitting = [i for i in holders if words - INDEFINITE <= persons[i].described]
            if not fitting and role not in self.lexicon["never_names"]:
                fitting = [i for i in holders if role in persons[i].described]
            return fitting[0] if len(fitting) == 1 else None
        if not (possessed or bare) or role in self.lexicon["never_names"]:
            return None
        if possessed and not holders and role in self.lexicon["kin"]:
            return self._relation(head)
        if len(holders) > 1 or bare and not possessed and not in_headline:
            holders = [i for i in holders if words & persons[i].described]
        return holders[0] if len(holders) == 1 else None

    def _relation(self, head: Token) -> Optional[int]:
        """His wife: the one person of that gender who shares the surname."""
        owner = next(c for c in head.lefts if c.dep_ == "poss")
        index: Optional[int] = None
        if owner.lower_ in HE_SHE:
            found = self.discourse.third_person(owner, HE_SHE[owner.lower_], named_only=True)
            index = found if isinstance(found, int) else None
        elif owner.lower_ in I_WE:
            found = self.speaker_around(owner.i) if self.story.quoted[owner.i] else self.story.writer()[0]
            index = found if isinstance(found, int) else None
        else:
            index = next((m.person for m in self.story.people.within(owner.left_edge.i, owner.i + 1)), None)
        if index is None:
            return None
        gender = self.lexicon.genders.get(singular(head.lower_), "")
        people = self.story.people
        others = self.lexicon["kin"] - {singular(head.lower_)}  # his wife is not whom the text calls his daughter
        kin = [i for i in people.by_last.get(people.persons[index].name[-1], []) if i != index and len(people.persons[i].name) > 1]
        kin = [i for i in kin if not people.persons[i].roles & others]
        fitting = [i for i in kin if gender and people.persons[i].gender == gender] or [i for i in kin if not people.persons[i].gender]
        return fitting[0] if len(fitting) == 1 else None

    def _holder(self, head: Token, span: Offsets) -> Optional[int]:
        """Whom a definite description stands for: who holds the role, or was just spoken of."""
        role = role_of(head, self.lexicon)
        if not is_human_noun(head, self.lexicon) or role in self.lexicon["never_names"]:
            return None
        introduced = self._was_introduced(head, span[0])
        if introduced in self.meant:
            return self.meant[introduced]
        if introduced is None:
            told = any(c.dep_ in ("prep", "poss") for c in head.children)  # who is only called "the candidate" has been spoken of
            named_next = self._named_next(role, span) if told else None
            if named_next is not None:
                self.story.people.give_role(named_next, role)
                return named_next
            if role.startswith("spokes"):
                return self._holder_of_role(role, head, span)
            return self._ranked(role, head, span)
        holder = self._holder_of_role(role, head, span)
        last = max((m.start for m in self.story.people.before(span[0]) if m.person == holder), default=-1)
        return holder if introduced is None or introduced < last else None  # an official … the official

    def _ranked(self, role: str, head: Token, span: Offsets) -> Optional[int]:
        """Whom of the people named a description fits best; nobody, if it is more likely that the text names nobody who is meant."""
        people, gender = self.story.people, self.lexicon.genders.get(head.lower_, "")
        words = {t.lower_ for t in self.doc[span[0] : span[1]]} - {"the", "of", ",", "and", head.lower_}
        places = {t.lower_ for t in self.doc[span[0] : span[1]] if t.ent_type_ in LABELS_OF_ORIGIN}
        candidates = self.discourse.candidates(head, gender, (), self.speaker_around(head.i), named_only=True)
        for person in people.by_role.get(role, [])[:HOLDERS]:
            if person not in candidates and people.persons[person].gender in ("", gender or people.persons[person].gender):
                candidates[person] = self.discourse.description_of(person)
        for owner in {m.person for m in people.within(*span)}:
            candidates.pop(owner, None)  # "Ruiz's chief of staff" is not Ruiz
        for referent, features in candidates.items():
            if isinstance(referent, int):
                known = people.persons[referent]
                features.update({f"described {name}": features[name] for name in WEIGHED_APART if name in features})
                features["holds"] = float(role in known.roles)
                features["holds another"] = float(bool(known.roles) and role not in known.roles)
                features["shared words"] = min(len(words & known.described), 2.0)
                features["elsewhere"] = features["holds"] * self._is_elsewhere(referent, places)
        offices = self.lexicon["single_holders"] | self.lexicon["titles"]
        past = bool(words & self.lexicon["past"])  # "the retired principal" may be a trustee now
        near = {r: f for r, f in candidates.items() if f.get("subject") and not f.get("paragraph", 1.0)} if past else {}
        if role in offices and near:
            candidates = {r: f for r, f in candidates.items() if r in near or f.get("holds")}
        elif role in offices:  # "the press secretary" is no nurse whom the text has named before
            public = offices | self.lexicon["contestants"] | self.lexicon["post_holders"]
            holds = any(features.get("holds") and not features.get("elsewhere") for features in candidates.values())
            candidates = {
                referent: features
                for referent, features in candidates.items()
                if features.get("holds")
                or not holds
                and (not features.get("holds another") or features["shared words"] or people.persons[referent].roles & public)
            }
        elif role in self.lexicon["parties"]:
            candidates = {r: f for r, f in candidates.items() if not (isinstance(r, int) and self._is_of_the_court(r))}
        candidates[span] = {"itself": 1.0, "office": float(role in offices and not near)}
        best = self.discourse.choose(head, candidates)
        return best if isinstance(best, int) else None

    def _is_of_the_court(self, person: int) -> bool:
        """Whether somebody is a prosecutor, a detective or the like, by a role or by letters behind the name: Ann Lee KC."""
        if self.story.people.persons[person].roles & self.lexicon["court_officers"]:
            return True
        ends = (m.end for m in self.story.people.mentions if m.person == person)
        return any(end < len(self.doc) and self.doc[end].lower_ in self.lexicon["postnominals"] for end in ends)

    def _holder_of_role(self, role: str, head: Token, span: Offsets) -> Optional[int]:
        people = self.story.people
        words = {t.lower_ for t in self.doc[span[0] : span[1]]} - {"the", "of", ",", "and"}
        order = {p: k for k, p in enumerate(dict.fromkeys(m.person for m in people.before(span[0])))}
        owners = {m.person for m in people.within(*span)}  # "Ruiz's chief of staff" is not Ruiz
        places = {t.lower_ for t in self.doc[span[0] : span[1]] if t.ent_type_ in LABELS_OF_ORIGIN}
        holders = [i for i in people.by_role.get(role, [])[:HOLDERS] if i not in owners and not self._is_elsewhere(i, places)]
        if "former" in words:
            holders = [i for i in holders if "former" in people.persons[i].described]
        return max(holders, key=lambda i: (len(words & people.persons[i].described), -order.get(i, 99)), default=None)

    def _is_elsewhere(self, person: int, places: Set[str]) -> bool:
        """Whether somebody is of another place than a description: the senator from Ohio, of two senators."""
        known = self.story.people.persons[person].places
        return bool(known and places) and not known & places

    def _was_introduced(self, head: Token, position: int) -> Optional[int]:
        """Where "an official" last stood before "the official", if it did."""
        places = self.introductions.get(singular(head.lower_), [])
        index = bisect_left(places, position)
        earlier = self._described_before(head, position)
        if earlier and self.story.is_definite(earlier) and not any(c.dep_ == "poss" for c in self.story.head(earlier).lefts):
            earlier = None
        found = ([places[index - 1]] if index else []) + ([earlier[0]] if earlier else [])
        return max(found, default=None)

    # The fullest mention

    def _described_before(self, head: Token, position: int) -> Optional[Offsets]:
        spans = self.spans.get((singular(head.lower_), head.tag_ in PLURAL_TAGS), [])
        index = bisect_left(spans, (position, 0))
        return spans[index - 1] if index else None

    def without_relative(self, span: Offsets, head: Token) -> Offsets:
        """A phrase without relative clause and apposition."""
        end = span[1]
        for child in head.rights:
            if child.dep_ in ("relcl", "acl", "appos") and child.i > head.i:
                end = min(end, child.left_edge.i)
        for i in range(head.i + 1, end):
            if self.doc[i].tag_ in ("WP", "WP$") or self.doc[i].text == "," and i + 1 < end and self.doc[i + 1].tag_ in ("WP", "WDT", "WP$", "VBG"):
                end = i  # … , who spoke: also where the parse hangs it to another noun
                break
        while end > head.i + 1 and self.doc[end - 1].is_punct:
            end -= 1
        return span[0], max(end, head.i + 1)

    def fullest(self, span: Offsets, head: Token) -> Offsets:
        """The fullest mention of the same thing: a longer name, or more words around the same noun."""
        own = self.without_relative(span, head)
        if head.pos_ == "PROPN" or head.ent_type_ in LABELS_OF_NO_PERSON:
            return self._full_name(own, head)
        if self.story.is_definite(own) and own[1] - own[0] <= 3:
            spans = self.spans.get((singular(head.lower_), head.tag_ in PLURAL_TAGS), [])
            near = self._described_before(head, own[0]) or (spans[0] if spans else None)
            if near is not None and near[1] - near[0] >= own[1] - own[0]:
                body = self.story.organizations.meant_by(head) if self.story.is_definite(near) else None
                return body or near
        if self.story.is_definite(own) and head.tag_ == "NN":
            return self.story.organizations.meant_by(head) or own
        return own

    def _full_name(self, span: Offsets, head: Token) -> Offsets:
        start, end = span
        if self.doc[start].lower_ == "the" and end - start > 1:
            start += 1
        kind = next((i for i in range(head.i - 1, start - 1, -1) if self.doc[i].is_lower and self.doc[i].tag_ == "NN"), None)
        if kind is not None and self.doc[kind].dep_ == "compound" and singular(self.doc[kind].lower_) in self.lexicon["organizations"]:
            start = kind + 1  # the drugmaker Helvara, rights group Amnesty International
        for child in head.rights:  # the Taliban in their statement
            if child.dep_ == "prep" and child.lower_ != "of" and child.i < end and child.ent_iob_ != "I":
                end = max(child.i - (self.doc[child.i - 1].lower_ == "such"), head.i + 1)
        longest = self.story.organizations.full_name(head)
        return longest if longest and end - start == 1 else (start, end)
