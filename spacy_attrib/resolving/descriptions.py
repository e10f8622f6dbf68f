"""Descriptions without a name: whether the article names who is meant, and which of its mentions says most."""

from bisect import bisect_left
from functools import cached_property
from typing import AbstractSet, Callable, Dict, List, Optional, Sequence, Set, Tuple

from spacy.tokens import Token

from ..attributions import Draft
from ..lang.en import grammar as en
from ..lang.en.morphology import singular
from ..page.intervals import Offsets
from ..page.phrases import is_age, is_human_noun, is_name, is_plural, role_of, start_of
from .discourse import Discourse, Features, Referent
from .people import NAMESAKES, Mention, Person, names_body
from .story import Found, Story

LEAD = 4  # paragraphs in which an article introduces its people
NAMED_SOON = 3  # paragraphs after a description in which somebody named without one is the person described
WEIGHED_APART = ("above", "around", "count", "headline", "last speaker here", "newcomer", "speaker 0", "subject")  # unlike for pronouns
HOLDERS = 40  # people of one role that are looked at


class Descriptions:
    """The descriptions of one Doc: "an official", "the mayor", "her husband".

    story (Story): The Doc as the resolver reads it.
    discourse (Discourse): Who was spoken of so far.
    drafts (Sequence[Draft]): The attributions.
    speaker_around (Callable[[int], Optional[Referent]]): Gives in whose words a token stands.
    """

    def __init__(self, story: Story, discourse: Discourse, drafts: Sequence[Draft], speaker_around: Callable[[int], Optional[Referent]]):
        self.speaker_around = speaker_around
        self.story = story
        self.people = story.people
        self.discourse = discourse
        self.tokens = story.tokens
        self.doc = story.doc
        self.lexicon = lexicon = story.lexicon
        self.genders = lexicon.genders
        self.offices = lexicon["single_holders"] | story.people.titles
        self.why = ""  # what gave the last answer
        self.spans: Dict[Tuple[str, bool], List[Offsets]] = {}  # descriptions of sources, by noun and number
        self.meant: Dict[int, int] = {}  # by the place of "an official" whom of the people named that was found to be
        self.aged: Set[int] = set()  # people whose age stands behind the name
        self.of_age: Dict[str, Tuple[int, int]] = {}  # by age, where it first stands so, and of whom
        self.ages_known, self.late_known = False, 0  # whether they were looked for, and behind how many of the names entered late
        self.introductions: Dict[str, List[int]] = {}  # places of "an official", by noun
        for token in (t for t, word in zip(story.tokens, story.page.words) if word in en.INDEFINITE and t.dep_ in ("det", "nummod")):
            head = token.head
            if head.pos_ == "NOUN" and head.dep_ not in en.DESCRIBING:
                self.introductions.setdefault(head.lower_, []).append(head.i)
                if not story.quoted[token.i] and head.dep_ in en.SUBJECTS and is_human_noun(head, lexicon):
                    span = self.without_relative((token.i, head.right_edge.i + 1), head)
                    self.spans.setdefault((singular(head.lower_), False), []).append(span)
        counting = lexicon["selections"] - en.INDEFINITE
        for head in (story.tokens[i].head for i, word in enumerate(story.page.words) if word in counting or word[:1].isdigit()):
            if head.tag_ == "NNS" and head.dep_ in en.SUBJECTS and not story.quoted[head.i] and is_human_noun(head, lexicon):
                span = self.without_relative((start_of(head), head.right_edge.i + 1), head)  # two pilots … the pilots
                self.spans.setdefault((singular(head.lower_), True), []).append(span)
        for draft in drafts:
            if draft.source:
                head = story.head(draft.source[0])
                span = self.without_relative(draft.source[0], head)
                if head.pos_ in ("NOUN", "NUM") and not (story.is_definite(span) and span[1] - span[0] <= 3):
                    self.spans.setdefault((singular(head.lower_), head.tag_ in en.PLURAL_TAGS), []).append(span)
        for spans in self.spans.values():
            spans.sort()

    def resolve(self, span: Offsets, head: Token) -> Found:
        """Whom a description stands for; `why` tells what gave the answer.

        span (Offsets): The tokens of the phrase.
        head (Token): Its head.
        RETURNS (Found): Somebody of the people named, or the fullest mention of somebody without a name.
        """
        other = self._named_beside(span, head)
        if other is not None:
            self.why = "name behind a description"
        elif head.i in self.discourse.nameless:
            other, self.why = self._last_nameless(span, head) or self.fullest(span, head), "not to be named"
        elif self._may_be_one_person(span, head):
            person = self.find_individual(span, head)
            if person is not None:
                return person, None
            other, self.why = self._last_nameless(span, head), "who spoke last without a name"
        elif head.tag_ in en.PLURAL_TAGS:
            other, self.why = self._member(span, head), "body named as one of several"
        if other is not None:
            return None, other
        self.why = "nobody else: the fullest mention of itself"
        return None, self.fullest(span, head)

    def _may_be_one_person(self, span: Offsets, head: Token) -> bool:
        if head.pos_ not in en.ROLE_TAGS or is_plural(head, self.lexicon):
            return False
        if head.lower_ in self.lexicon["post_holders"]:
            return True  # the SP, which recognisers take for a body
        return head.pos_ != "PROPN" or head.ent_type_ not in ("ORG", "FAC") and (head.i == span[0] or self.tokens[span[0]].ent_type_ != "ORG")

    def find_individual(self, span: Offsets, head: Token) -> Optional[int]:
        """Whom of the people named a description of one person stands for."""
        if self.story.is_definite(span):
            epithet = self._is_epithet(span, head)
            self.why = "age, nation or party of a named person" if epithet else "role of a named person"
            return self._by_epithet(span, head) if epithet else self._holder(head, span)
        for name, step in NEW_DESCRIPTIONS:
            person = step(self, head, span)
            if person is not None:
                self.why = name
                self.meant[head.i] = self.meant[span[0]] = person
                self.people.give_role(person, role_of(head, self.lexicon))
                return person
        self.why = "description without an article"
        return self._spoken_of(head) if self._is_clipped(head, span) else None

    def _is_epithet(self, span: Offsets, head: Token) -> bool:
        """Whether a phrase says no more of somebody than the age, the nation or the party: "the 51-year-old", "the Italian"."""
        return is_age(head) or self._is_capital_alone(span, head) and any(head.lower_ in self.lexicon[name] for name in ("nationals", "partisans"))

    def _is_capital_alone(self, span: Offsets, head: Token) -> bool:
        """Whether a phrase is an article and a word in a capital, but not: told The Scotsman."""
        if span[1] - span[0] != 2 or head.tag_ in en.PLURAL_TAGS or not head.text[:1].isupper():
            return False
        article = self.tokens[span[0]]
        return article.is_lower or self.story.page.sentence(article.i)[0] == article.i or self.tokens[article.i - 1].is_quote

    def _by_epithet(self, span: Offsets, head: Token) -> Optional[int]:
        """Somebody named whom the text goes on about by an epithet; nobody whose age is another."""
        age = next((t.text for t in self.doc[span[0] : span[1]] if t.is_digit), "")
        self._learn_ages()
        same = self.of_age.get(age, (0, None))[1]
        if same is not None or (self._is_age_of_nobody_named(age, span[0]) if age else self._was_introduced(head, span[0]) is not None):
            return same
        candidates = self.discourse.people_meant(head, "", self.speaker_around(head.i))
        persons = self.people.persons
        for person, features in candidates.items():
            features["shared words"] = float(head.lower_ in persons[person].described)
        others = self.aged if age else ()
        return self.discourse.choose(head, {i: f for i, f in candidates.items() if i not in others and not persons[i].is_mere_word})

    def _is_age_of_nobody_named(self, age: str, position: int) -> bool:
        """Whether the text has spoken of "a 22-year-old man" before."""
        return self.first_of_age.get(age, position) + 2 < position

    @cached_property
    def first_of_age(self) -> Dict[str, int]:
        """By age, where the text first speaks of it: the 22 of "a 22-year-old man"."""
        first: Dict[str, int] = {}
        for i in (i for i, word in enumerate(self.story.page.words[2:]) if word == "year" and self.tokens[i].is_digit):
            first.setdefault(self.tokens[i].text, i)
        return first

    def _learn_ages(self) -> None:
        """Take note of the ages behind the names that were entered since."""
        mentions = self.people.mentions if not self.ages_known else self.people.late[self.late_known :]
        for mention in filter(self._has_age, mentions):
            self.aged.add(mention.person)
            age = self.tokens[mention.end + 1].text
            self.of_age[age] = min(self.of_age.get(age, (len(self.doc), 0)), (mention.start, mention.person))
        self.ages_known, self.late_known = True, len(self.people.late)

    def _spoken_of(self, head: Token) -> Optional[int]:
        gender, persons = self.genders.get(head.lower_, ""), self.people.persons
        candidates = self.discourse.people_meant(head, gender, self.speaker_around(head.i))
        fitting = {i: f for i, f in candidates.items() if _may_have(gender, persons[i]) and not persons[i].is_mere_word}
        best = self.discourse.choose(head, fitting)
        if best is not None:
            return best
        role = role_of(head, self.lexicon)
        return next((i for i in self.discourse.frequent(gender) if not persons[i].roles or role in persons[i].roles), None)

    def _last_nameless(self, span: Offsets, head: Token) -> Optional[Offsets]:
        """Who spoke last without a name, for "the man" of whom nothing else has been said since: the neighbour."""
        own = self.without_relative(span, head)
        plain = own[1] - own[0] == 2 + (self.story.page.words[own[0] + 1 : own[0] + 2] == ["same"]) and self.story.is_definite(own)
        anybody = head.lower_ in self.lexicon["anybody"] and plain
        place, speaker = self.discourse.last_speaker(span[0])
        introduced = self._was_introduced(head, span[0])
        if not anybody or introduced is not None and introduced > place:
            return None
        if not isinstance(speaker, tuple) or self.story.paragraph[span[0]] - self.story.paragraph[place] > 1:
            return None
        genders = {self.genders.get(head.lower_, ""), self.discourse.gender(speaker)[0]} - {""}
        return speaker if len(genders) < 2 else None

    def _member(self, span: Offsets, head: Token) -> Optional[Offsets]:
        """The body that is named as one of several: "supporters, including the League of Cities"."""
        for word in self.doc[head.i : span[1]]:
            if word.lower_ in self.lexicon["inclusions"]:
                given = [t for t in word.rights if t.dep_ in ("pobj", "dobj") and t.pos_ == "PROPN" and t.ent_type_ != "PERSON"]
                if given:
                    start = given[0].left_edge.i
                    return start + (self.tokens[start].lower_ == "the"), given[0].i + 1
        return None

    def _named_beside(self, span: Offsets, head: Token) -> Optional[Offsets]:
        """The body, or the bodies, whose name closes a phrase: "the company that runs the shows, Hale Pictures", "two firms, Hale and Norse"."""
        start = next((i + 1 for i in range(span[1] - 2, head.i, -1) if self.tokens[i].text in en.COMMA_OR_BRACKET), None)
        if start is None or head.pos_ != "NOUN":
            return None
        end = span[1] - (self.tokens[span[1] - 1].text in en.COMMA_OR_BRACKET or self.tokens[span[1] - 1].text == ")")
        names = self.tokens[start:end]
        several = any(t.dep_ == "cc" for t in names)
        if not names or self.people.within(start, end):
            return None
        if not several and names[-1].ent_type_ in en.LABELS_OF_PLACES:
            return None  # the company in Hull, Yorkshire
        if several != (head.tag_ in en.PLURAL_TAGS) or not all(is_name(t) or t.lower_ in en.NAME_LINKERS for t in names):
            return None
        first = start + (names[0].lower_ == "the")
        return (first, end) if names[-1].pos_ == "PROPN" and self._may_have_name(head) else None

    def _may_have_name(self, noun: Token) -> bool:
        """Whether a noun is one for bodies: the company, two customers."""
        word = singular(noun.lower_)
        return any(word in self.lexicon[name] for name in ("organizations", "body_nouns", "roles_of_bodies"))

    def _introduced_later(self, head: Token, span: Offsets) -> Optional[int]:
        """Whom the first paragraphs describe before they give the name: "A Leeds mother said … Ann Lee, 34, …"."""
        paragraph = self.story.paragraph[span[0]]
        lead = self.story.lead[paragraph]
        own = any(c.dep_ == "poss" and c.lower_ in en.I_WE for c in head.lefts)  # my editor
        if lead > LEAD or self.story.quoted[span[0]] or own or not is_human_noun(head, self.lexicon):
            return None
        role, gender = role_of(head, self.lexicon), self.genders.get(head.lower_, "")
        nobody = role in self.lexicon["never_names"]
        bodies = self._bodies(head, span) if role in self.lexicon["speaking_for"] else set()
        held = [] if nobody else [i for i in self._holders_of_place(role, span) if not self._speaks_for_another(i, bodies)]
        fitting: Optional[int] = None
        for mention in self.people.after(span[1]):
            distance = self.story.paragraph[mention.start] - paragraph
            if distance > LEAD:
                break
            person = self.people.persons[mention.person]
            if person.best[0] == mention.start and not mention.quoted:
                if mention.person in held:
                    return mention.person
                if fitting is None and distance and _may_have(gender, person) and self._is_introduction(mention, distance, nobody):
                    fitting = mention.person
        if fitting is not None and held:  # "A coroner … Ann Lee, 34, … The coroner, Ana Ruiz, …"
            return held[0] if len(held) == 1 and self.people.persons[held[0]].first > span[1] else None
        return fitting

    def _is_introduction(self, mention: Mention, distance: int, nobody: bool) -> bool:
        """Whether a name so many paragraphs on is that of somebody described before, by the age, or as who speaks with nothing told."""
        if mention.subject and self._has_age(mention):
            return True
        person = self.people.persons[mention.person]
        return not nobody and distance <= NAMED_SOON and len(person.name) > 1 and not person.roles and self._speaks(mention)

    def _holders(self, role: str) -> List[int]:
        return self.people.by_role.get(role, [])[:HOLDERS]

    def _owned_and_named_next(self, head: Token, span: Offsets) -> Optional[int]:
        owned = any(c.dep_ == "poss" for c in head.lefts) and is_human_noun(head, self.lexicon)
        return self._named_next(role_of(head, self.lexicon), span) if owned else None

    def _named_next(self, role: str, span: Offsets) -> Optional[int]:
        """Whom the text names right behind a description of nobody known: "The team’s coach was sorry. “A bad day,” Ann Lee said."."""
        persons, paragraph = self.people.persons, self.story.paragraph
        if self.story.quoted[span[0]] or any(persons[i].first < span[0] for i in self._holders(role)):
            return None
        near = (m for m in self.people.after(span[1]) if paragraph[m.start] - paragraph[span[0]] <= 1)
        mention = next((m for m in near if persons[m.person].first == m.start and not m.quoted), None)
        if mention is None or len(persons[mention.person].name) < 2 or not self._speaks(mention):
            return None
        return mention.person if self._is_undescribed(mention) else None

    def _speaks(self, mention: Mention) -> bool:
        return mention.subject and self.doc[mention.start : mention.end].root.head.lower_ in self.lexicon.verbs

    def _is_undescribed(self, mention: Mention) -> bool:
        """Whether nothing tells who it is where somebody is named, besides a title in front."""
        before, after = self.doc[mention.start - 1 : mention.start], self.doc[mention.end : mention.end + 1]
        if any(t.pos_ in en.ROLE_TAGS and t.lower_ not in self.people.titles for t in before):
            return False
        return not any(t.text in en.COMMA_OR_BRACKET or t.lower_ in en.OF_FROM for t in after)

    def _has_age(self, mention: Mention) -> bool:
        """Ann Lee, 34, …: the way newspapers introduce people nobody knows."""
        after = [t.text for t in self.doc[mention.end : mention.end + 3]]
        return len(after) == 3 and after[0] == "," and after[1].isdigit() and 1 < int(after[1]) < 110 and after[2] in (",", ".")

    def _is_clipped(self, head: Token, span: Offsets) -> bool:
        """A description without an article ("British diplomat says"), as headlines have it for somebody the text names."""
        if head.pos_ not in en.NOUNS or self.tokens[span[0]].pos_ in ("DET", "PRON", "NUM") or any(c.dep_ == "poss" for c in head.lefts):
            return False
        role = role_of(head, self.lexicon)
        if not is_human_noun(head, self.lexicon) or role in self.lexicon["never_names"] or role in self.lexicon["speaking_for"]:
            return False
        return self._was_introduced(head, len(self.doc)) is None

    def _named_below(self, head: Token, span: Offsets) -> Optional[int]:
        """Whom the text names, of whom the headline says no more than "A Chinese official"."""
        words = self._words_of_new(head, span)
        if not words:
            return None
        role, persons = role_of(head, self.lexicon), self.people.persons
        holders = self._holders_of_place(role, span)
        fitting = [i for i in holders if words <= persons[i].described]
        if not fitting and role not in self.lexicon["never_names"]:
            fitting = [i for i in holders if role in persons[i].described]
        return fitting[0] if len(fitting) == 1 else None

    def _words_of_new(self, head: Token, span: Offsets) -> Set[str]:
        """What a headline says of somebody whom it brings in, in front of the noun; nothing where it does not, or says nothing."""
        words = {t.lower_ for t in self.doc[span[0] : head.i]} if head.pos_ in en.NOUNS and span[0] < self.story.headline_end else set()
        return words - en.INDEFINITE - en.POSSESSIVE if words & en.INDEFINITE else set()

    def _relative(self, head: Token, span: Offsets) -> Optional[int]:
        """Her husband, the club's chairman, "Indiana governor": whoever the article gives that role to by name."""
        possessed = any(c.dep_ == "poss" for c in head.lefts)
        bare = not possessed and not any(c.dep_ in ("det", "nummod", "quantmod") for c in head.lefts)
        role = role_of(head, self.lexicon)
        if head.pos_ not in en.NOUNS or not (possessed or bare) or role in self.lexicon["never_names"] or self._words_of_new(head, span):
            return None
        owner = self._owner(next(c for c in head.lefts if c.dep_ == "poss")) if possessed else None
        holders = [i for i in self._holders_of_place(role, span) if i != owner]  # her mother is not herself
        if possessed and not holders and role in self.lexicon["kin"]:
            return self._relation(head)
        if len(holders) > 1 or bare and span[0] >= self.story.headline_end:
            words = {t.lower_ for t in self.doc[span[0] : head.i]} - en.POSSESSIVE
            holders = [i for i in holders if words & self.people.persons[i].described]
        return holders[0] if len(holders) == 1 else None

    def _relation(self, head: Token) -> Optional[int]:
        """His wife: the one person of that gender who shares the surname."""
        owner = self._owner(next(c for c in head.lefts if c.dep_ == "poss"))
        if owner is None:
            return None
        word, persons = singular(head.lower_), self.people.persons
        gender = self.genders.get(word, "")
        others = self.lexicon["kin"] - {word}  # his wife is not whom the text calls his daughter
        kin = [i for i in self.people.by_last.get(persons[owner].name[-1], [])[:NAMESAKES] if i != owner and len(persons[i].name) > 1]
        kin = [i for i in kin if not persons[i].roles & others]
        fitting = [i for i in kin if gender and persons[i].gender == gender] or [i for i in kin if not persons[i].gender]
        return fitting[0] if len(fitting) == 1 else None

    def _owner(self, owner: Token) -> Optional[int]:
        if owner.lower_ in en.HE_SHE:
            found = self.discourse.third_person(owner, en.HE_SHE[owner.lower_], named_only=True)
        elif owner.lower_ in en.I_WE:
            found = self.speaker_around(owner.i) if self.story.quoted[owner.i] else self.story.writer()[0]
        else:
            found = next((m.person for m in self.people.within(owner.left_edge.i, owner.i + 1)), None)
        return found if isinstance(found, int) else None

    def _holder(self, head: Token, span: Offsets) -> Optional[int]:
        """Whom a definite description stands for: who holds the role, or was just spoken of."""
        role = role_of(head, self.lexicon)
        if not is_human_noun(head, self.lexicon) or role in self.lexicon["never_names"]:
            return None
        introduced = self._was_introduced(head, span[0])
        if introduced is None:
            return self._holder_of_old(role, head, span)
        if introduced in self.meant:
            return self.meant[introduced]
        holder = self._holder_of_role(role, head, span)
        named = any(m.person == holder and m.start > introduced for m in self.people.before(span[0]))
        return holder if named else None  # an official … the official

    def _holder_of_old(self, role: str, head: Token, span: Offsets) -> Optional[int]:
        told = any(c.dep_ in ("prep", "poss") for c in head.children)  # who is only called "the candidate" has been spoken of
        named_next = self._named_next(role, span) if told else None
        if named_next is not None:
            self.people.give_role(named_next, role)
            return named_next
        return self._holder_of_role(role, head, span) if role in self.lexicon["speaking_for"] else self._ranked(role, head, span)

    def _ranked(self, role: str, head: Token, span: Offsets) -> Optional[int]:
        """Whom of the people named a description fits best; nobody, if it is more likely that the text names nobody who is meant."""
        candidates = self._candidates(role, head, span)
        near: List[int] = []
        if any(t.lower_ in self.lexicon["past"] for t in self.doc[span[0] : span[1]]):  # "the retired principal" may be a trustee now
            near = [i for i, f in candidates.items() if f.get("subject") and not f.get("paragraph", 1.0)]
        if role in self.offices:
            fitting = self._fitting_office(candidates, near)
        elif role in self.lexicon["parties"]:
            fitting = [i for i in candidates if not self._is_of_the_court(i)]
        else:
            fitting = list(candidates)
        chosen: Dict[Referent, Features] = {i: candidates[i] for i in fitting}
        chosen[span] = {"itself": 1.0, "office": float(role in self.offices and not near)}
        best = self.discourse.choose(head, chosen)
        return best if isinstance(best, int) else None

    def _candidates(self, role: str, head: Token, span: Offsets) -> Dict[int, Features]:
        gender = self.genders.get(head.lower_, "")
        candidates = self.discourse.people_meant(head, gender, self.speaker_around(head.i))
        for person in self._holders(role):
            if person not in candidates and _may_have(gender, self.people.persons[person]):
                candidates[person] = self.discourse.description_of(person)
        for owner in {m.person for m in self.people.within(*span)}:
            candidates.pop(owner, None)  # "Ruiz's chief of staff" is not Ruiz
        words, places, bodies = self._telling(span) - {head.lower_}, self._places(span), self._bodies(head, span)
        kinds = {t.lower_ for t in head.lefts if t.i >= span[0] and t.dep_ == "compound" and t.pos_ == "NOUN"}  # the council leader
        for person, features in candidates.items():
            known = self.people.persons[person]
            features.update({f"described {name}": features[name] for name in WEIGHED_APART if name in features})
            does = role in known.doings
            features["holds"] = float(does or role in known.roles)
            features["described dead"] = float(person in self.story.dead)
            features["holds another"] = float(bool(known.roles) and role not in known.roles and not does)
            features["shared words"] = min(len(words & known.described), 2.0)
            features["unshared"] = float(bool(bodies and known.described) and bodies.isdisjoint(known.described))
            features["other body"] = float(bool(bodies and known.bodies) and bodies.isdisjoint(known.bodies))
            features["other kind"] = float(bool(kinds and known.kinds) and kinds.isdisjoint(known.described))
            features["other office"] = float(role in self.offices and not features["holds"] and not known.roles.isdisjoint(self.offices))
            features["elsewhere"] = features["holds"] * self._is_elsewhere(person, places)
        return candidates

    def _fitting_office(self, candidates: Dict[int, Features], near: Sequence[int]) -> List[int]:
        """Who may hold an office: "the press secretary" is no nurse whom the text has named before."""
        holders = [i for i, f in candidates.items() if f["holds"]]
        if near:
            return [i for i in candidates if i in near or i in holders]
        if any(not candidates[i]["elsewhere"] for i in holders):
            return holders
        public = self.offices | self.lexicon["contestants"] | self.lexicon["post_holders"]
        roles = {i: self.people.persons[i].roles for i in candidates}
        return [i for i, f in candidates.items() if not roles[i] or f["holds"] or f["shared words"] or roles[i] & public]

    def _telling(self, span: Offsets) -> Set[str]:
        return {t.lower_ for t in self.doc[span[0] : span[1]]} - en.UNTELLING_WORDS

    def _places(self, span: Offsets) -> Set[str]:
        return {t.lower_ for t in self.doc[span[0] : span[1]] if t.ent_type_ in en.LABELS_OF_ORIGIN}

    def _is_of_the_court(self, person: int) -> bool:
        """Whether somebody is a prosecutor, a detective or the like, by a role or by letters behind the name: Ann Lee KC."""
        known = self.people.persons[person]
        return known.postnominal or not known.roles.isdisjoint(self.lexicon["court_officers"])

    def _holder_of_role(self, role: str, head: Token, span: Offsets) -> Optional[int]:
        """Who holds a role: of several whom the description fits best, and who was named last."""
        order = {p: k for k, p in enumerate(dict.fromkeys(m.person for m in self.people.before(span[0])))}
        words, owners, persons = self._telling(span), {m.person for m in self.people.within(*span)}, self.people.persons
        bodies = self._bodies(head, span) if role in self.lexicon["speaking_for"] else set()
        holders = [i for i in self._holders_of_place(role, span) if i not in owners and not self._speaks_for_another(i, bodies)]
        return max(holders, key=lambda i: (len(words & persons[i].described), -order.get(i, 99)), default=None)

    def _bodies(self, head: Token, span: Offsets) -> Set[str]:
        """The words of names in a description, as of whom somebody speaks for: the Gander spokesman."""
        return {t.lower_ for t in self.tokens[span[0] : span[1]] if t != head and names_body(t, self.lexicon)}

    def _speaks_for_another(self, person: int, bodies: Set[str]) -> bool:
        """Whether a description names a body, and the text says that somebody named speaks for another."""
        known = self.people.persons[person]
        return bool(bodies and known.described) and bodies.isdisjoint(known.described) and bodies.isdisjoint(known.name)

    def _holders_of_place(self, role: str, span: Offsets) -> List[int]:
        places = self._places(span)
        return [i for i in self._holders(role) if not self._is_elsewhere(i, places)]

    def _is_elsewhere(self, person: int, places: Set[str]) -> bool:
        """Whether somebody is of another place than a description: the senator from Ohio, of two senators."""
        known = self.people.persons[person].places
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

    def _described_before(self, head: Token, position: int, bodies: AbstractSet[str] = frozenset()) -> Optional[Offsets]:
        """The last description by a noun in front of a token; if names are given, the last in which one of them stands."""
        spans = self.spans.get((singular(head.lower_), head.tag_ in en.PLURAL_TAGS), [])
        index = bisect_left(spans, (position, 0))
        if not bodies:
            return spans[index - 1] if index else None
        earlier = reversed(spans[max(index - HOLDERS, 0) : index])
        return next((span for span in earlier if any(t.lower_ in bodies for t in self.tokens[span[0] : span[1]])), None)

    def without_relative(self, span: Offsets, head: Token) -> Offsets:
        """A phrase without relative clause and apposition, but with a participle that tells who it is: "people briefed on the plan"."""
        end = span[1]
        for child in (child for child in head.rights if child.dep_ in ("relcl", "acl", "appos")):
            if child.dep_ == "acl" and child.tag_ in ("VBN", "VBD") and not self.tokens[child.left_edge.i - 1].is_punct:
                end = next((i for i in range(child.i, end) if self.tokens[i].text == ","), end)
            else:
                end = min(end, child.left_edge.i)
        for i in range(head.i + 1, end):
            after = self.tokens[i + 1].tag_ if self.tokens[i].text == "," and i + 1 < end else ""
            if self.tokens[i].tag_ in ("WP", "WP$") or after in en.RELATIVE_TAGS or after == "VBG":
                end = i  # … , who spoke: also where the parse hangs it to another noun
                break
        bracket = next((i for i in range(span[0] + 1, end) if self.tokens[i].text == "("), None)
        if bracket is not None and self.tokens[bracket - 1].pos_ == "PROPN":
            return span[0], bracket  # Valley Telegraph Corp (VTC)
        while end > head.i + 1 and self.tokens[end - 1].is_punct:
            end -= 1
        return span[0], max(end, head.i + 1)

    def fullest(self, span: Offsets, head: Token) -> Offsets:
        """The fullest mention of the same thing: a longer name, or more words around the same noun."""
        own = self.without_relative(span, head)
        if is_plural(head, self.lexicon) and any(c.dep_ == "prep" for c in head.rights) and head.ent_type_ != "ORG":
            return own  # Republicans on the committee
        if head.pos_ == "PROPN" or head.ent_type_ in en.LABELS_OF_NO_PERSON:
            return self._full_name(own, head)
        if self.story.is_definite(own) and own[1] - own[0] <= 3:
            spans = self.spans.get((singular(head.lower_), head.tag_ in en.PLURAL_TAGS), [])
            near = self._described_before(head, own[0], self._bodies(head, own)) or (spans[0] if spans else None)
            if near is not None and near[1] - near[0] >= own[1] - own[0]:
                organizations, first = self.story.organizations, self.story.head(near)
                body = organizations.meant_by(head) if self.story.is_definite(near) else organizations.named_later(first)
                return body or near
        if self.story.is_definite(own) and head.tag_ == "NN":
            return self.story.organizations.meant_by(head) or self.story.organizations.named_later(head) or own
        return self.story.organizations.named_later(head) or own if head.tag_ == "NN" else own

    def _full_name(self, span: Offsets, head: Token) -> Offsets:
        start, end = span
        if self.tokens[start].lower_ == "the" and start < head.i:
            start += 1
        kind = next((i for i in range(head.i - 1, start - 1, -1) if self.tokens[i].is_lower and self.tokens[i].tag_ == "NN"), None)
        if kind is not None and self.tokens[kind].dep_ == "compound" and singular(self.tokens[kind].lower_) in self.lexicon["organizations"]:
            start = kind + 1  # the drugmaker Helvara, rights group Amnesty International
        for child in head.rights:  # the Taliban in their statement
            if child.dep_ == "prep" and child.lower_ != "of" and child.i < end and child.ent_iob_ != "I":
                end = max(child.i - (self.tokens[child.i - 1].lower_ == "such"), head.i + 1)
        longest = self.story.organizations.full_name(head)
        return longest if longest and end - start == 1 else (start, end)


def _may_have(gender: str, person: Person) -> bool:
    return not gender or person.gender in ("", gender)


NEW_DESCRIPTIONS = (  # how a description that is not definite may stand for somebody named; the first that answers wins
    ("named below the headline", Descriptions._named_below),
    ("relation or office of a named person", Descriptions._relative),
    ("named in the paragraphs behind", Descriptions._introduced_later),
    ("named next", Descriptions._owned_and_named_next),
)
