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
    described (Set[str]): All words of those descriptions ("mayor", "brill").
    """

    name: Tuple[str, ...]
    best: Offsets
    gender: str = ""
    roles: Set[str] = field(default_factory=set)
    described: Set[str] = field(default_factory=set)


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
        self.full_mentions: Dict[int, int] = {}
        for start, end in sorted(self._names(), key=lambda n: (n[0] - n[1], n[0])):  # full names first, so that short ones find them
            self.add(start, end, quoted[start])
        self.mentions.sort(key=lambda m: m.start)
        self.starts = [m.start for m in self.mentions]

    def _names(self) -> Set[Offsets]:
        """Every stretch of tokens that names a person: by the recogniser, by a given name in front, by a surname known."""
        doc, genders = self.doc, self.lexicon.genders
        names = {n for n in (self.name(e.start, e.end) for e in doc.ents if e.label_ == "PERSON") if n}
        for token in doc[: max(len(doc) - 1, 0)]:
            if token.pos_ == "PROPN" and token.ent_type_ != "PERSON" and token.lower_ in genders and token.is_title:
                end = token.i + 1
                while end < len(doc) and doc[end].pos_ == "PROPN" and doc[end].text[:1].isupper() and end - token.i < 4:
                    end += 1
                if end - token.i > 1 and not self._is_body(token.i, end):
                    names.add((token.i, end))
        names |= self._unlabelled()
        words = {t.lower_ for t in doc if t.pos_ == "PROPN" and (t.i == 0 or doc[t.i - 1].pos_ != "PROPN")}
        for ent in doc.ents:  # a name that goes on as a surname alone is a person's, whatever the label
            if ent.label_ in ("ORG", "GPE", "NORP") and len(ent) == 2 and all(t.is_title and t.is_alpha for t in ent):
                if ent[1].lower_ in words and not self._is_body(ent.start, ent.end) and (ent.start == 0 or doc[ent.start - 1].lower_ != "the"):
                    name = self.name(ent.start, ent.end)
                    if name is not None and ent.label_ == "ORG":
                        names.add(name)
        taken = {i for start, end in names for i in range(start, end)}
        surnames = {doc[end - 1].lower_ for start, end in names if end - start > 1}
        alone = {doc[start].lower_ for start, end in names if end - start == 1}
        for token in doc:
            if token.i in taken or token.pos_ not in ("PROPN", "NOUN") or not token.text[:1].isupper():
                continue
            if token.lower_ in surnames or token.lower_ in alone:
                if not self._is_in_name(token):
                    name = self.name(token.i, token.i + 1)
                    if name is not None and not (token.i > 1 and doc[token.i - 1].text == "-" and doc[token.i - 2].i in taken):
                        names.add(name)
        return names

    def _unlabelled(self) -> Set[Offsets]:
        """Two or three capitalised words in running text that the recogniser has no label for."""
        doc = self.doc
        found: Set[Offsets] = set()
        i = 0
        while i < len(doc):
            end = i
            while end < len(doc) and doc[end].pos_ == "PROPN" and doc[end].is_title and doc[end].is_alpha and doc[end].ent_type_ == "":
                end += 1
            if 2 <= end - i <= 3 and doc[end - 1].dep_ in SUBJECTS | {"appos", "pobj", "poss"} and not self._is_body(i, end):
                if doc[i].sent[-1].is_punct and doc[i - 1].lower_ != "the":  # not a headline in capitals
                    name = self.name(i, end)
                    if name is not None:
                        found.add(name)
            i = max(end, i + 1)
        return found

    def _is_body(self, start: int, end: int) -> bool:
        words = {t.lower_ for t in self.doc[start:end]}
        return bool(words & (self.lexicon["organizations"] | self.lexicon["company_words"])) or self.doc[end - 1].ent_type_ in ("GPE", "LOC", "FAC")

    def _is_in_name(self, token: Token) -> bool:
        """Whether a surname is part of a longer name, of a foundation or a street, say."""
        doc = self.doc
        before = doc[token.i - 1] if token.i else None
        after = doc[token.i + 1] if token.i + 1 < len(doc) else None
        if after is not None and after.pos_ == "PROPN" and token.dep_ == "compound" and after.ent_type_ != "PERSON":
            return True
        return before is not None and before.pos_ == "PROPN" and before.dep_ == "compound" and before.ent_type_ in ("ORG", "FAC", "GPE")

    def name(self, start: int, end: int) -> Optional[Offsets]:
        """A person's name without title and possessive, and without what a tagger took in or left out by mistake."""
        doc, lexicon = self.doc, self.lexicon
        while end > start and (doc[end - 1].lower_ in lexicon["postnominals"] or not doc[end - 1].text[:1].isalpha()):
            end -= 1
        while end - start > 1 and not self._is_name_word(doc[start]):
            start += 1
        for i in range(end - 1, start, -1):
            if doc[i].is_space or doc[i].is_bracket or doc[i].text == ",":
                start = i + 1
                break
        if end <= start or not doc[start].text[:1].isupper():
            return None
        while end < len(doc) and self._is_name_word(doc[end]) and doc[end].pos_ == "PROPN" and doc[end].ent_type_ in ("", "PERSON"):
            end += 1
        if end + 1 < len(doc) and doc[end].text == "-" and doc[end + 1].text[:1].isupper() and not doc[end].whitespace_:
            end += 2  # Okonjo-Baird
        words = {t.lower_ for t in doc[start:end]}
        if words & (lexicon["organizations"] | lexicon["company_words"] | lexicon["known_organizations"]):
            return None
        if end - start == 1 and (_singular(doc[start].lower_) in lexicon["role_nouns"] or doc[start].pos_ not in ("PROPN", "NOUN")):
            return None
        return start, end

    def _is_name_word(self, token: Token) -> bool:
        return token.text[:1].isupper() and token.pos_ in ("PROPN", "NOUN", "X") and token.lower_ not in self.lexicon["titles"] and token.lower_ not in self.lexicon["postnominals"]

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
        if len(words) > 1:
            self.full_mentions[index] = self.full_mentions.get(index, 0) + 1
        if len(words) == len(person.name) and start < person.best[0]:
            person.best = (start, end)
        head = self.doc[start:end].root
        person.gender = person.gender or self._gender(words, start)
        self._describe(person, head, start, end)
        self.mentions.append(Mention(start, end, index, head.dep_ in SUBJECTS or head.head.dep_ in SUBJECTS, quoted))
        return index

    def _find(self, words: Tuple[str, ...], position: int) -> Optional[int]:
        same_last = self.by_last.get(words[-1], [])
        if len(words) > 1:
            for index in same_last:
                name = self.people[index].name
                if name == words or name[0] == words[0] or name[-len(words) :] == words:
                    return index
            return None
        title = self.doc[position - 1].lower_ if position else ""
        gender = self.lexicon.genders.get(title, "") if title in self.lexicon["titles"] else ""
        fitting = [i for i in same_last if not gender or self.people[i].gender in ("", gender)] or same_last
        if fitting:  # of two with one surname the article means the one it names in full more often
            return max(fitting, key=lambda i: (self.full_mentions.get(i, 0), -self.people[i].best[0]))
        same_first = self.by_first.get(words[0], [])
        return same_first[0] if len(same_first) == 1 else None

    def _gender(self, words: Tuple[str, ...], start: int) -> str:
        genders = self.lexicon.genders
        for i in range(start - 1, max(start - 4, -1), -1):
            word = self.doc[i].lower_
            if word in self.lexicon["female_terms"] or word in self.lexicon["male_terms"]:
                return genders[word]
            if word not in self.lexicon["titles"] and self.doc[i].pos_ not in ("NOUN", "PROPN", "ADJ"):
                break
        return genders.get(words[0], "") if len(words) > 1 or words[0] in genders else ""

    def _describe(self, person: Person, head: Token, start: int, end: int) -> None:
        """Take up the nouns before a name ("Police Chief Ana Ruiz") and beside it ("Ana Ruiz, the chief of police")."""
        known = self.lexicon["role_nouns"] | self.lexicon["kin"]
        for i in range(start - 1, max(start - 6, -1), -1):
            token = self.doc[i]
            if token.pos_ not in ("NOUN", "PROPN", "ADJ") and token.text not in ("-", "."):
                break
            person.described.add(token.lower_)
            if _singular(token.lower_) in known:
                person.roles.add(_singular(token.lower_))
        nouns = [c for c in head.children if c.dep_ == "appos"]
        if head.dep_ == "appos" and head.head.pos_ == "NOUN":
            nouns.append(head.head)
        copulas = [head.head] if head.dep_ in SUBJECTS else []
        copulas += [c for c in head.rights if c.dep_ == "relcl"]
        nouns += [c for verb in copulas if verb.lemma_ in ("be", "become") for c in verb.rights if c.dep_ == "attr"]
        for noun in nouns:
            if noun.pos_ in ("NOUN", "PROPN") and noun.tag_ not in ("NNS", "NNPS"):
                person.roles.add(_singular(noun.lower_))
                person.described.update(t.lower_ for t in list(noun.subtree)[:12])

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


def head_of(doc: Doc, span: Offsets) -> Token:
    """The head of a noun phrase; where the parse names an adjective or a verb, the last noun in front of it."""
    root = doc[span[0] : span[1]].root
    if root.pos_ in ("NOUN", "PROPN", "PRON", "NUM", "DET"):
        return root
    nouns = [t for t in doc[span[0] : span[1]] if t.pos_ in ("NOUN", "PROPN", "PRON")]
    before = [t for t in nouns if t.i < root.i]
    return before[-1] if before else nouns[0] if nouns else root


def is_name(token: Token) -> bool:
    """Whether a word is a proper name, or written like one where nothing else asks for a capital."""
    if token.pos_ == "PROPN":
        return token.text[:1].isupper()
    return token.pos_ in ("NOUN", "VERB", "ADJ", "X") and token.text[:1].isupper() and not token.is_sent_start


def is_human_noun(noun: Token) -> bool:
    """Whether a noun that no list has names people: by its ending, or by a "who" behind it."""
    if any(c.dep_ == "relcl" and any(g.lower_ == "who" for g in c.lefts) for c in noun.rights):
        return True
    if noun.text[:1].isupper() and not noun.is_sent_start:
        return False  # a name, or part of one
    word = _singular(noun.lower_)
    return len(word) > 4 and word.endswith(("ist", "ian", "man", "woman", "person", "eer", "er", "or", "ee", "ress"))


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
        self.indefinite: Dict[str, List[int]] = {}
        for token in doc:
            if token.pos_ == "NOUN" and any(c.lower_ in ("a", "an", "one", "another") and c.dep_ in ("det", "nummod") for c in token.lefts):
                self.indefinite.setdefault(token.lower_, []).append(token.i)
        self.said: List[Draft] = []  # attributions resolved so far, in order
        self.byline = {
            m.start for start, end in self._first_lines() if doc[start].lower_ == "by" for m in self.cast.within(start, end)
        }

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
        if not draft.cue and (head.is_upper or word in self.lexicon["transcript_labels"]):
            return self._label(head)
        if end - start == 1:
            if word in RELATIVE:
                return self._antecedent(head)
            if word in FIRST:
                outer = self._outer(draft, drafts)
                return self._same(outer) if outer is not None else self._byline()
            if word in SECOND:
                return None, None
            if word in SINGULAR:
                return self._pronoun(SINGULAR[word], start)
            if word in PLURAL or word in NEUTER:
                return self._plural(start)
        if any(c.dep_ == "conj" and c.i < end and c.pos_ in ("PROPN", "NOUN") for c in head.rights) and head.pos_ == "PROPN":
            return None, (start, end)  # Trump and Cruz: neither of them alone
        return self._phrase(draft.source[0], head)

    def _label(self, head: Token) -> Tuple[Optional[int], Optional[Offsets]]:
        """The person behind a label of a transcript; an interview's "A" is whom the article names most."""
        if head.lower_ in ("q", "question"):
            return self._byline()
        if head.lower_ in ("a", "answer"):
            counts = self._counts()
            return max(counts, key=lambda i: (counts[i], -i), default=None), None
        holders = self.cast.by_last.get(head.lower_, [])
        return (holders[0], None) if holders else self._phrase((head.i, head.i + 1), head)

    def _counts(self) -> Dict[int, int]:
        counts: Dict[int, int] = {}
        for mention in self.cast.mentions:
            if not self._is_byline(mention):
                counts[mention.person] = counts.get(mention.person, 0) + 1
        return counts

    def _is_byline(self, mention: Mention) -> bool:
        return mention.start in self.byline

    def _head(self, span: Offsets) -> Token:
        return head_of(self.doc, span)

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
        while head.dep_ == "appos" and head.head != head:
            head = head.head  # Ronnie Cameron, a magnate who …
        start, end = head.left_edge.i, min(head.right_edge.i + 1, relative.i)
        while end > start + 1 and self.doc[end - 1].is_punct:
            end -= 1
        return self._phrase((start, max(end, head.i + 1)), head)

    # Pronouns

    def _pronoun(self, gender: str, position: int, named_only: bool = False) -> Tuple[Optional[int], Optional[Offsets]]:
        """The person of that gender whom the text was about: who spoke last, or was the subject nearest before."""
        scores: Dict[int, float] = {}
        paragraph = self.paragraph[position]
        for rank, mention in enumerate(self.cast.before(position)):
            person = self.cast.people[mention.person]
            if person.gender and gender and person.gender != gender or self._is_byline(mention):
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
                if not gender or self.cast.people[index].gender in ("", gender):
                    scores[index] = max(scores.get(index, -1.5), -1.5) + max(bonus, 0.0)
            elif span is not None and nominal is None and not named_only and self._may_be(span, gender):
                nominal = (bonus, span)
        best = max(scores, key=lambda i: scores[i], default=None)
        if nominal is not None and (best is None or scores[best] < nominal[0] - 1.0):
            return None, nominal[1]
        if best is None:  # nobody near: whom the article names most
            counts = {i: n for i, n in self._counts().items() if self.cast.people[i].gender in ("", gender)}
            best = max(counts, key=lambda i: (bool(self.cast.people[i].gender), counts[i], -i), default=None)
        if best is not None and gender and not self.cast.people[best].gender:
            self.cast.people[best].gender = gender
        return best, None

    def _may_be(self, span: Offsets, gender: str) -> bool:
        """Whether a phrase without a name can be one person of that gender."""
        head = self._head(span)
        word = head.lower_
        if head.tag_ in ("NNS", "NNPS") or _singular(word) not in self.lexicon["role_nouns"] | self.lexicon["kin"]:
            return False
        return self.lexicon.genders.get(word, gender) == gender if word in self.lexicon["female_terms"] | self.lexicon["male_terms"] else True

    def _plural(self, position: int) -> Tuple[Optional[int], Optional[Offsets]]:
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
        spoken = (d for d in reversed(self.said) if d.act == "speech" and d.content[0][0] < position)
        last = next((d for d in spoken if not d.cue or not self.quoted[d.cue[0][0]]), None)
        after = last.content[-1][1] if last is not None else 0
        for i in range(position - 1, max(position - 60, after) - 1, -1):
            token = self.doc[i]
            if self.paragraph[i] < paragraph - 1 or self.quoted[i]:
                break
            if token.dep_ in SUBJECTS and token.head.dep_ in ("ROOT", "conj", "ccomp") and self.paragraph[i] == paragraph:
                if token.lower_ in SINGULAR:
                    return self._pronoun(SINGULAR[token.lower_], i)
                named = self.cast.within(i, i + 1) or [m for m in self.cast.before(i + 1)[:2] if m.end == i + 1]
                if named:
                    return named[0].person, None
        if last is not None and paragraph - self.paragraph[last.content[-1][1] - 1] <= FLOOR_REACH:
            return self._same(last)
        subjects = [m for m in self.cast.before(position) if paragraph - self.paragraph[m.start] <= 1 and m.subject and not m.quoted]
        return (subjects[0].person, None) if subjects else self._same(last)

    # Noun phrases

    def _phrase(self, span: Offsets, head: Token) -> Tuple[Optional[int], Optional[Offsets]]:
        person = self._named(span, head)
        if person is None:
            person = self._apposed(span, head)
        if person is not None:
            return person, None
        honoured = any(self.doc[i].lower_ in self.lexicon["honorifics"] for i in range(span[0], head.i))
        if is_name(head) and (honoured or head.ent_type_ not in ("GPE", "NORP", "LOC", "FAC")):
            if self._looks_like_person(span, head) or head.lower_ in self.cast.by_last:
                start, end = self._name_around(head, span)
                return self.cast.add(start, end), None
        if head.tag_ not in ("NNS", "NNPS"):
            holder = self._holder(head, span) if self._is_definite(span) else self._relative(head, span)
            if holder is not None:
                return holder, None
        return None, self._phrase_span(span, head)

    def _relative(self, head: Token, span: Offsets) -> Optional[int]:
        """Her husband, the club's chairman: whoever the article gives that role to by name."""
        if head.pos_ != "NOUN":
            return None
        possessed = any(c.dep_ == "poss" for c in head.lefts)
        bare = not any(c.dep_ in ("det", "nummod", "quantmod") for c in head.lefts)
        role = _singular(head.lower_)
        if not (possessed or bare) or role in self.lexicon["never_names"]:
            return None
        words = {t.lower_ for t in self.doc[span[0] : head.i]} - {"'s", "’s"}
        holders = [i for i, p in enumerate(self.cast.people) if role in p.roles]
        if len(holders) > 1 or bare and not possessed:
            holders = [i for i in holders if words & self.cast.people[i].described]
        return holders[0] if len(holders) == 1 else None

    def _is_definite(self, span: Offsets) -> bool:
        return self.doc[span[0]].lower_ in ("the", "this", "that")

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
                if inner.dep_ != "appos" and mention.end <= head.i and (head.pos_ == "NOUN" or head.tag_ == "NNPS"):
                    continue  # Trump aides
                return mention.person
            if mention.start > head.i and inner.dep_ in ("appos", "nsubj", "attr", "ROOT") and self.doc[span[0] : mention.start].text.count(",") >= 1:
                if head.pos_ == "NOUN" and self._head(span).i <= mention.start and not any(self.doc[k].tag_ in ("WP", "WDT") for k in range(head.i, mention.start)):
                    return mention.person
            if inner.dep_ == "pobj" and inner.head.lower_ in ("like", "including") and inner.head.head == head:
                return mention.person
        return None

    def _apposed(self, span: Offsets, head: Token) -> Optional[int]:
        """Her lawyer, Phineas Adeyemi: a name that the recogniser missed."""
        if head.pos_ != "NOUN" or _singular(head.lower_) not in self.lexicon["role_nouns"] | self.lexicon["kin"]:
            return None
        for i in range(head.i + 1, span[1] - 1):
            if self.doc[i].text == ",":
                end = i + 1
                while end < span[1] and self.doc[end].pos_ == "PROPN" and self.doc[end].is_title:
                    end += 1
                if (1 if _singular(head.lower_) in self.lexicon["kin"] else 2) <= end - i - 1 <= 4 and (end == span[1] or self.doc[end].is_punct):
                    name = self.cast.name(i + 1, end)
                    return self.cast.add(*name) if name else None
                return None
        return None

    def _looks_like_person(self, span: Offsets, head: Token) -> bool:
        words = [t.lower_ for t in self.doc[span[0] : head.i + 1]]
        lists = ("organizations", "documents", "company_words")
        if words[0] == "the" or any(w in self.lexicon[name] for w in words for name in lists):
            return False
        if any(w in self.lexicon["honorifics"] for w in words[:-1]):
            return True
        if head.ent_type_ == "ORG":
            return words[0] in self.lexicon.genders and len(words) > 1
        names = [is_name(t) for t in self.doc[span[0] : head.i + 1]]
        return words[0] in self.lexicon.genders or head.ent_type_ == "PERSON" or len(names) in (2, 3) and all(names)

    def _name_around(self, head: Token, span: Offsets) -> Offsets:
        start = head.i
        while start > span[0] and self.doc[start - 1].pos_ == "PROPN" and self.doc[start - 1].lower_ not in self.lexicon["titles"]:
            start -= 1
        return start, head.i + 1

    def _holder(self, head: Token, span: Offsets) -> Optional[int]:
        """The person a definite description stands for: who holds the role, else who was just spoken of."""
        role = _singular(head.lower_)
        if role in self.lexicon["never_names"]:
            return None
        if role not in self.lexicon["role_nouns"] and not (head.pos_ == "NOUN" and is_human_noun(head)):
            return None
        words = {t.lower_ for t in self.doc[span[0] : span[1]]} - {"the", "former", "of", ",", "and"}
        order = {p: k for k, p in enumerate(dict.fromkeys(m.person for m in self.cast.before(span[0])))}
        holders = [i for i, p in enumerate(self.cast.people) if role in p.roles]
        introduced = self._was_introduced(role, span[0])
        if holders:
            best = max(holders, key=lambda i: (len(words & self.cast.people[i].described), -order.get(i, 99)))
            last = max((m.start for m in self.cast.before(span[0]) if m.person == best), default=-1)
            return best if introduced is None or introduced < last else None
        if introduced is not None:
            return None  # an official … the official
        return self._pronoun(self.lexicon.genders.get(head.lower_, ""), span[0], named_only=True)[0]

    def _was_introduced(self, role: str, position: int) -> Optional[int]:
        """Where "an official" last stood before "the official", if it did."""
        places = [i for i in self.indefinite.get(role, ()) if i < position]
        places += [p[0] for p in self.phrases.get(role, []) if p[0] < position and not self._is_definite(p)]
        return max(places, default=None)

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
        for child in head.rights:  # the Taliban in their statement
            if child.dep_ == "prep" and child.lower_ != "of" and child.i < end:
                end = max(child.i, head.i + 1)
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
