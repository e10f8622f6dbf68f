"""Resolve: from the source phrase of an attribution to the most informative mention of whoever that is.

Rules over the whole article: names are gathered into people first, then every source is read from left to right, so
that a pronoun, a title or a quotation without a cue can be given to somebody already on the page.
"""
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Callable, Dict, List, Optional, Sequence, Set, Tuple

from spacy.tokens import Doc, Token

from .attributions import Draft, Offsets
from .lexicon import Lexicon, load_lexicon
from .marks import paragraphs, quoted_segments

SINGULAR = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
PLURAL = frozenset(("they", "them", "their", "themselves"))
NEUTER = frozenset(("it", "its", "itself"))
FIRST = frozenset(("i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"))
SECOND = frozenset(("you", "your"))
RELATIVE = frozenset(("who", "which", "that", "whom"))
SUBJECTS = frozenset(("nsubj", "nsubjpass", "nsubj:pass"))
NAME_LABELS = frozenset(("ORG", "GPE", "NORP", "FAC", "LOC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW"))
LOOK_BACK = 40
FLOOR_REACH = 3


@dataclass
class Person:
    """Somebody whom the article names.

    name (Tuple[str, ...]): Words of the fullest name, in lower case.
    best (Offsets): The first mention by that name.
    gender (str): "m", "f" or "" if unknown.
    roles (Set[str]): Nouns that the article calls the person by ("mayor"), in lower case.
    """

    name: Tuple[str, ...]
    best: Offsets
    gender: str = ""
    roles: Set[str] = field(default_factory=set)


@dataclass
class Mention:
    """One place where a person is named."""

    start: int
    end: int
    person: int
    subject: bool
    quoted: bool


def make_speaker_resolver() -> Callable[[Doc, Sequence[Draft]], None]:
    """The registered function `spacy-attrib.SpeakerResolver.v1`: gives every draft its speaker, in place."""
    return resolve_speakers


def resolve_speakers(doc: Doc, drafts: Sequence[Draft]) -> None:
    """Fill `speaker` and `speaker_id` of the attributions of one Doc.

    doc (Doc): A tagged and parsed Doc, with entities where the pipeline gives them.
    drafts (Sequence[Draft]): The attributions, ordered by their content.
    """
    if drafts:
        _Resolver(doc, load_lexicon(doc.lang_ or "en")).run(drafts)


class Cast:
    """The people an article names, with every mention.

    doc (Doc): The Doc.
    lexicon (Lexicon): The word lists.
    quoted (Sequence[bool]): Per token, whether it stands in quotation marks.
    """

    def __init__(self, doc: Doc, lexicon: Lexicon, quoted: Sequence[bool]):
        self.doc = doc
        self.lexicon = lexicon
        self.people: List[Person] = []
        self.mentions: List[Mention] = []
        self.by_last: Dict[str, List[int]] = {}
        self.by_first: Dict[str, List[int]] = {}
        names = [n for n in (self._name(e.start, e.end) for e in doc.ents if e.label_ == "PERSON") if n]
        for start, end in sorted(names, key=lambda n: (n[0] - n[1], n[0])):  # full names first, so that short ones find them
            self.add(start, end, quoted[start])
        self.mentions.sort(key=lambda m: m.start)
        self.starts = [m.start for m in self.mentions]

    def _name(self, start: int, end: int) -> Optional[Offsets]:
        """A person's name without title, possessive and what a tagger put there by mistake."""
        doc = self.doc
        while end > start and (doc[end - 1].lower_ in ("'s", "’s", "'", "’") or not doc[end - 1].text[:1].isalnum()):
            end -= 1
        while end - start > 1 and (doc[start].lower_ in self.lexicon["titles"] or not doc[start].text[:1].isalpha()):
            start += 1
        if end <= start or not doc[start].text[:1].isupper() or doc[start].is_digit or "\n" in doc[start:end].text:
            return None
        return start, end

    def add(self, start: int, end: int, quoted: bool = False) -> int:
        """Enter a mention, and its person if new.

        RETURNS (int): Index of the person.
        """
        words = tuple(t.lower_ for t in self.doc[start:end] if t.text[:1].isalnum())
        index = self._find(words, start)
        if index is None:
            index = len(self.people)
            self.people.append(Person(words, (start, end)))
            self.by_last.setdefault(words[-1], []).append(index)
            if len(words) > 1:
                self.by_first.setdefault(words[0], []).append(index)
        person = self.people[index]
        if len(words) == len(person.name) and start < person.best[0]:
            person.best = (start, end)
        head = self.doc[start:end].root
        person.gender = person.gender or self._gender(words, start)
        person.roles |= self._roles(head, start, end)
        self.mentions.append(Mention(start, end, index, head.dep_ in SUBJECTS or head.head.dep_ in SUBJECTS, quoted))
        return index

    def _find(self, words: Tuple[str, ...], position: int) -> Optional[int]:
        same_last = self.by_last.get(words[-1], [])
        if len(words) > 1:
            for index in same_last:
                name = self.people[index].name
                if name == words or name[0] == words[0] or (set(words) <= set(name) and name[0] in words):
                    return index
            return None
        if same_last:
            title = self.doc[position - 1].lower_ if position else ""
            gender = self.lexicon.genders.get(title, "")
            fitting = [i for i in same_last if not gender or self.people[i].gender in ("", gender)] or same_last
            before = [i for i in fitting if self.people[i].best[0] < position]
            return (before or fitting)[-1] if len(before or fitting) == 1 else self._latest(before or fitting, position)
        same_first = self.by_first.get(words[0], [])
        return same_first[0] if len(same_first) == 1 else None

    def _latest(self, people: Sequence[int], position: int) -> int:
        return max(people, key=lambda i: max((m.start for m in self.mentions if m.person == i and m.start < position), default=-1))

    def _gender(self, words: Tuple[str, ...], start: int) -> str:
        genders = self.lexicon.genders
        for i in range(start - 1, max(start - 4, -1), -1):
            word = self.doc[i].lower_
            if word in self.lexicon["female_terms"] or word in self.lexicon["male_terms"]:
                return genders[word]
            if word not in self.lexicon["titles"] and self.doc[i].pos_ not in ("NOUN", "PROPN", "ADJ"):
                break
        return genders.get(words[0], "") if len(words) > 1 or words[0] in genders else ""

    def _roles(self, head: Token, start: int, end: int) -> Set[str]:
        """Nouns before the name ("Police Chief Ana Ruiz") and in apposition to it ("Ana Ruiz, the chief of police")."""
        known = self.lexicon["role_nouns"] | self.lexicon["kin"]
        roles = set()
        for i in range(start - 1, max(start - 5, -1), -1):
            token = self.doc[i]
            if token.pos_ not in ("NOUN", "PROPN", "ADJ") and not token.text == "-":
                break
            if _singular(token.lower_) in known:
                roles.add(_singular(token.lower_))
        for child in head.children:
            if child.dep_ == "appos":
                roles.add(_singular(child.lower_))
        if head.dep_ == "appos" and head.head.pos_ == "NOUN":
            roles.add(_singular(head.head.lower_))
        if head.dep_ in SUBJECTS and head.head.lemma_ == "be":
            roles.update(_singular(c.lower_) for c in head.head.rights if c.dep_ == "attr" and c.pos_ == "NOUN")
        for child in head.rights:  # Ana Ruiz, who is the chief of police
            if child.dep_ == "relcl" and child.lemma_ == "be":
                roles.update(_singular(c.lower_) for c in child.rights if c.dep_ == "attr")
        return roles

    def before(self, position: int) -> List[Mention]:
        """The mentions last seen before a token, the nearest first."""
        end = bisect_left(self.starts, position)
        return self.mentions[max(0, end - LOOK_BACK) : end][::-1]

    def within(self, start: int, end: int) -> List[Mention]:
        """The mentions inside a stretch of tokens."""
        first = bisect_left(self.starts, start)
        result = []
        while first < len(self.mentions) and self.mentions[first].start < end:
            if self.mentions[first].end <= end:
                result.append(self.mentions[first])
            first += 1
        return result


def _singular(word: str) -> str:
    if word.endswith("men"):
        return word[:-3] + "man"
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


class _Resolver:
    """One pass over the attributions of one Doc."""

    def __init__(self, doc: Doc, lexicon: Lexicon):
        self.doc = doc
        self.lexicon = lexicon
        self.quoted = _quoted_tokens(doc)
        self.paragraph = _paragraph_numbers(doc)
        self.cast = Cast(doc, lexicon, self.quoted)
        self.names = self._organizations()
        self.phrases: Dict[str, List[Offsets]] = {}
        self.said: List[Draft] = []  # attributions resolved so far, in order

    def run(self, drafts: Sequence[Draft]) -> None:
        for draft in drafts:
            if draft.source:
                head = self._head(draft.source[0])
                if head.pos_ in ("NOUN", "NUM"):
                    self.phrases.setdefault(_singular(head.lower_), []).append(self._without_relative(draft.source[0], head))
        ordered = sorted(drafts, key=lambda d: (d.source or d.cue or d.content)[0])
        for draft in ordered:
            person, span = self._resolve(draft, drafts)
            if person is not None:
                span = self.cast.people[person].best
                draft.speaker_id = f"p{person}"
            draft.speaker = span
            if span is not None and person is None:
                words = [t.lower_ for t in self.doc[span[0] : span[1]]]
                draft.speaker_id = " ".join(words[1:] if words[0] in ("the", "a", "an") and len(words) > 1 else words)
            self.said.append(draft)

    # One source

    def _resolve(self, draft: Draft, drafts: Sequence[Draft]) -> Tuple[Optional[int], Optional[Offsets]]:
        """Index of the person or tokens of the mention, or neither."""
        if not draft.source:
            return self._floor(draft) if not draft.cue else (None, None)
        start, end = draft.source[0]
        head = self._head(draft.source[0])
        word = head.lower_
        if end - start == 1:
            if word in RELATIVE:
                return self._antecedent(head)
            if word in FIRST:
                outer = self._outer(draft, drafts)
                return self._same(outer) if outer is not None else self._byline()
            if word in SECOND:
                return None, None
            if word in SINGULAR:
                return self._pronoun(SINGULAR[word], start, draft)
            if word in PLURAL or word in NEUTER:
                return self._plural(start, draft)
        return self._phrase(draft.source[0], head)

    def _head(self, span: Offsets) -> Token:
        return self.doc[span[0] : span[1]].root

    def _same(self, draft: Optional[Draft]) -> Tuple[Optional[int], Optional[Offsets]]:
        if draft is None or draft.speaker is None:
            return None, None
        if draft.speaker_id and draft.speaker_id[0] == "p" and draft.speaker_id[1:].isdigit():
            return int(draft.speaker_id[1:]), None
        return None, draft.speaker

    def _outer(self, draft: Draft, drafts: Sequence[Draft]) -> Optional[Draft]:
        """The attribution in whose quotation a source stands."""
        position = draft.source[0][0]
        inside = [
            d for d in drafts if d is not draft and self.quoted[position] and any(s <= position < e for s, e in d.content)
        ]
        return min(inside, key=lambda d: d.content[-1][1] - d.content[0][0]) if inside else None

    def _byline(self) -> Tuple[Optional[int], Optional[Offsets]]:
        for start, end in self._first_lines():
            if self.doc[start].lower_ == "by":
                found = self.cast.within(start, end)
                if found:
                    return found[0].person, None
        return None, None

    def _first_lines(self) -> List[Offsets]:
        lines: List[Offsets] = []
        for i in range(min(len(self.doc), 120)):
            if not lines or self.paragraph[i] != self.paragraph[lines[-1][0]]:
                lines.append((i, i + 1))
            else:
                lines[-1] = (lines[-1][0], i + 1)
        return lines[:5]

    def _antecedent(self, relative: Token) -> Tuple[Optional[int], Optional[Offsets]]:
        verb = relative.head
        while verb.dep_ in ("conj", "xcomp", "ccomp", "aux") and verb.head != verb:
            verb = verb.head
        if verb.dep_ not in ("relcl", "acl"):
            return None, None
        head = verb.head
        start, end = head.left_edge.i, min(head.right_edge.i + 1, relative.i)
        while end > start + 1 and self.doc[end - 1].is_punct:
            end -= 1
        return self._phrase((start, max(end, head.i + 1)), head)

    # Pronouns

    def _pronoun(self, gender: str, position: int, draft: Draft) -> Tuple[Optional[int], Optional[Offsets]]:
        """The person of that gender whom the text was about: who spoke last, or was the subject nearest before."""
        scores: Dict[int, float] = {}
        paragraph = self.paragraph[position]
        for rank, mention in enumerate(self.cast.before(position)):
            person = self.cast.people[mention.person]
            if person.gender and person.gender != gender:
                continue
            distance = paragraph - self.paragraph[mention.start]
            if distance > 8:
                break
            score = -0.9 * distance - 0.12 * rank + 1.2 * mention.subject - 1.5 * mention.quoted + 0.6 * bool(person.gender)
            scores[mention.person] = max(scores.get(mention.person, -99.0), score)
        nominal: Optional[Tuple[float, Offsets]] = None
        for back, earlier in enumerate(reversed(self.said[-6:])):
            anchor = (earlier.source or earlier.cue or earlier.content)[0][0]
            distance = paragraph - self.paragraph[anchor]
            if anchor >= position or distance > 6 or earlier.speaker is None:
                continue
            bonus = 2.2 - 0.5 * back - 0.5 * distance
            index, span = self._same(earlier)
            if index is not None:
                if self.cast.people[index].gender in ("", gender):
                    scores[index] = max(scores.get(index, -1.5), -1.5) + max(bonus, 0.0)
            elif span is not None and self._may_be(span, gender) and nominal is None:
                nominal = (bonus + 0.3, span)
        best = max(scores, key=lambda i: scores[i], default=None)
        if nominal is not None and (best is None or scores[best] < nominal[0] - 0.5):
            return None, nominal[1]
        if best is None:
            return None, nominal[1] if nominal else None
        if not self.cast.people[best].gender:
            self.cast.people[best].gender = gender
        return best, None

    def _may_be(self, span: Offsets, gender: str) -> bool:
        """Whether a phrase without a name can be one person of that gender."""
        head = self._head(span)
        word = head.lower_
        if head.tag_ in ("NNS", "NNPS") or _singular(word) not in self.lexicon["role_nouns"] | self.lexicon["kin"]:
            return False
        return self.lexicon.genders.get(word, gender) == gender if word in self.lexicon["female_terms"] | self.lexicon["male_terms"] else True

    def _plural(self, position: int, draft: Draft) -> Tuple[Optional[int], Optional[Offsets]]:
        """They, it: whoever spoke last and was no single person."""
        word = self.doc[position].lower_
        for earlier in reversed(self.said[-8:]):
            if not earlier.source or earlier.source[0][0] >= position or earlier.speaker is None:
                continue
            if self.paragraph[position] - self.paragraph[earlier.source[0][0]] > 4:
                break
            index, span = self._same(earlier)
            if span is None:
                continue
            head = self._head(span)
            plural = head.tag_ in ("NNS", "NNPS") or head.lower_ in self.lexicon["group_nouns"]
            if plural if word in PLURAL else not plural and _singular(head.lower_) not in self.lexicon["role_nouns"]:
                return None, span
        subject = self._last_subject(position, plural=word in PLURAL)
        return (None, subject) if subject else (None, None)

    def _last_subject(self, position: int, plural: bool) -> Optional[Offsets]:
        for i in range(position - 1, max(position - 120, -1), -1):
            token = self.doc[i]
            if token.dep_ in SUBJECTS and token.pos_ in ("NOUN", "PROPN") and not self.quoted[i]:
                is_plural = token.tag_ in ("NNS", "NNPS")
                neutral = token.ent_type_ != "PERSON" and _singular(token.lower_) not in self.lexicon["role_nouns"]
                if is_plural if plural else not is_plural and neutral:
                    return self._phrase_span((token.left_edge.i, token.i + 1), token)
        return None

    # Quotations without a cue

    def _floor(self, draft: Draft) -> Tuple[Optional[int], Optional[Offsets]]:
        """Who holds the floor: the subject of the sentence in front, else whoever spoke last."""
        position = draft.content[0][0]
        paragraph = self.paragraph[position]
        last = next((d for d in reversed(self.said) if d.act == "speech" and d.content[0][0] < position), None)
        same_paragraph = [
            m for m in self.cast.before(position) if self.paragraph[m.start] == paragraph and m.subject and not m.quoted
        ]
        if same_paragraph and (last is None or same_paragraph[0].start > last.content[-1][1]):
            return same_paragraph[0].person, None
        if last is not None and paragraph - self.paragraph[last.content[-1][1] - 1] <= FLOOR_REACH:
            return self._same(last)
        subjects = [m for m in self.cast.before(position) if paragraph - self.paragraph[m.start] <= 1 and m.subject and not m.quoted]
        return (subjects[0].person, None) if subjects else self._same(last)

    # Noun phrases

    def _phrase(self, span: Offsets, head: Token) -> Tuple[Optional[int], Optional[Offsets]]:
        person = self._named(span, head)
        if person is not None:
            return person, None
        if head.pos_ == "PROPN" and head.ent_type_ not in ("GPE", "NORP", "LOC", "FAC"):
            if head.ent_type_ != "ORG" and (self._looks_like_person(span, head) or head.lower_ in self.cast.by_last):
                start, end = self._name_around(head, span)
                return self.cast.add(start, end), None
        word = _singular(head.lower_)
        definite = self.doc[span[0]].lower_ in ("the", "this", "that", "his", "her", "their", "its")
        if definite and word in self.lexicon["role_nouns"] and head.tag_ not in ("NNS", "NNPS"):
            holder = self._holder(word, span)
            if holder is not None:
                return holder, None
        return None, self._phrase_span(span, head)

    def _named(self, span: Offsets, head: Token) -> Optional[int]:
        """The person a phrase names: by its head, by apposition, or as one of a group."""
        for mention in self.cast.within(*span):
            inner = self._head((mention.start, mention.end))
            if mention.start <= head.i < mention.end:
                return mention.person
            if inner.dep_ == "appos" and inner.head == head or inner.head == head and inner.dep_ in ("compound", "conj", "nmod", "amod"):
                if head.pos_ == "PROPN" and head.ent_type_ in NAME_LABELS and inner.dep_ == "compound":
                    continue  # the Clinton Foundation
                if head.lower_ in self.lexicon["organizations"] or head.lower_ in self.lexicon["documents"]:
                    continue
                if inner.dep_ == "compound" and mention.end <= head.i and head.pos_ == "NOUN":
                    continue  # Trump aides
                return mention.person
            if inner.dep_ == "pobj" and inner.head.lower_ in ("like", "including") and inner.head.head == head:
                return mention.person
        return None

    def _looks_like_person(self, span: Offsets, head: Token) -> bool:
        words = [t.lower_ for t in self.doc[span[0] : head.i + 1]]
        if words[0] == "the" or any(w in self.lexicon["organizations"] for w in words):
            return False
        return words[0] in self.lexicon.genders or any(w in self.lexicon["titles"] for w in words[:-1]) or head.ent_type_ == "PERSON"

    def _name_around(self, head: Token, span: Offsets) -> Offsets:
        start = head.i
        while start > span[0] and self.doc[start - 1].pos_ == "PROPN" and self.doc[start - 1].lower_ not in self.lexicon["titles"]:
            start -= 1
        return start, head.i + 1

    def _holder(self, role: str, span: Offsets) -> Optional[int]:
        """The one person the article gives a role to; of several, whoever was named last before."""
        holders = [i for i, p in enumerate(self.cast.people) if role in p.roles]
        if len(holders) > 1:
            for mention in self.cast.before(span[0]):
                if mention.person in holders:
                    return mention.person
        return holders[0] if holders else None

    def _without_relative(self, span: Offsets, head: Token) -> Offsets:
        end = span[1]
        for child in head.rights:
            if child.dep_ in ("relcl", "acl", "appos") and child.i > head.i:
                end = min(end, child.left_edge.i)
        while end > head.i + 1 and self.doc[end - 1].is_punct:
            end -= 1
        return span[0], max(end, head.i + 1)

    def _phrase_span(self, span: Offsets, head: Token) -> Offsets:
        """The fullest mention of the same thing: a longer name, or more words around the same noun."""
        own = self._without_relative(span, head)
        if head.pos_ == "PROPN" or head.ent_type_ in NAME_LABELS:
            return self._full_name(own, head)
        if self.doc[own[0]].lower_ == "the" and own[1] - own[0] <= 3:
            others = [p for p in self.phrases.get(_singular(head.lower_), []) if self._describes(p, own)]
            if others:
                return max(others, key=lambda p: (p[1] - p[0], -p[0]))
        return own

    def _describes(self, other: Offsets, own: Offsets) -> bool:
        return other[1] - other[0] > own[1] - own[0] and self._head(other).tag_ == self._head(own).tag_ and other[1] - other[0] <= 12

    def _full_name(self, span: Offsets, head: Token) -> Offsets:
        start, end = span
        if self.doc[start].lower_ == "the" and end - start > 1:
            start += 1
        key = head.lower_
        candidates = [n for n in self.names.get(key, []) if n[1] - n[0] >= end - start]
        if candidates and end - start == 1:
            return max(candidates, key=lambda n: (n[1] - n[0], -n[0]))
        return start, end

    def _organizations(self) -> Dict[str, List[Offsets]]:
        """Names of bodies by their last word."""
        result: Dict[str, List[Offsets]] = {}
        for ent in self.doc.ents:
            if ent.label_ == "ORG":
                start, end = ent.start, ent.end
                while end > start and self.doc[end - 1].lower_ in ("'s", "’s"):
                    end -= 1
                if end - start > 1 and self.doc[start].lower_ == "the":
                    start += 1
                if end > start:
                    result.setdefault(self.doc[end - 1].lower_, []).append((start, end))
        return result


def _quoted_tokens(doc: Doc) -> List[bool]:
    result = [False] * len(doc)
    starts = [t.idx for t in doc]
    for segment in quoted_segments(doc.text):
        if segment.depth == 0 and segment.family == "double":
            low, high = bisect_left(starts, segment.start), bisect_left(starts, segment.end)
            result[low:high] = [True] * (high - low)
    return result


def _paragraph_numbers(doc: Doc) -> List[int]:
    result = [0] * len(doc)
    starts = [t.idx for t in doc]
    for number, (start, end) in enumerate(paragraphs(doc.text)):
        low, high = bisect_left(starts, start), bisect_left(starts, end)
        result[low:high] = [number] * (high - low)
    return result
