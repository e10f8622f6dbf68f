"""Resolve: from the source phrase of an attribution to the most informative mention of whoever that is.

Rules over the whole article: names are gathered into people first (see `cast`), then every source is read from left to
right, so that a pronoun, a title or a quotation without a cue can be given to somebody already on the page.
"""
from bisect import bisect_left
from typing import Callable, Dict, List, Optional, Sequence, Tuple

from spacy.tokens import Doc, Token

from .attributions import Draft, Offsets
from .cast import PLURAL_TAGS, POSSESSIVE, SUBJECTS, Cast, Mention, head_of, is_human_noun, is_name, role_of, singular
from .lexicon import Lexicon, load_lexicon
from .marks import paragraphs, quoted_segments

SINGULAR = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
PLURAL = frozenset(("they", "them", "their", "themselves"))
NEUTER = frozenset(("it", "its", "itself"))
FIRST = frozenset(("i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"))
SECOND = frozenset(("you", "your"))
RELATIVE = frozenset(("who", "which", "that", "whom"))
DEFINITE = frozenset(("the", "this", "that", "these", "those"))
INDEFINITE = frozenset(("a", "an", "one", "another"))
NAME_LABELS = frozenset(("ORG", "GPE", "NORP", "FAC", "LOC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW"))
AUTHOR = "author"  # the speaker_id of the writer
FLOOR_REACH = 3  # paragraphs over which somebody holds the floor
LEAD = 4  # paragraphs in which an article introduces its people
NAMED_SOON = 2  # paragraphs after a description in which somebody named without one is the person described
NESTING = 40  # pieces of content looked at for the one around a source

Found = Tuple[Optional[int], Optional[Offsets]]  # a person of the cast, or the tokens of a mention, or neither
NOBODY: Found = (None, None)


def make_speaker_resolver() -> Callable[[Doc, Sequence[Draft]], None]:
    """The registered function `spacy-attrib.SpeakerResolver.v1`: gives every draft its speaker, in place."""
    return resolve_speakers


def resolve_speakers(doc: Doc, drafts: Sequence[Draft]) -> None:
    """Fill `speaker` and `speaker_id` of the attributions of one Doc.

    doc (Doc): A tagged and parsed Doc, with entities where the pipeline gives them.
    drafts (Sequence[Draft]): The attributions, in any order.
    """
    if drafts:
        _Resolver(doc, load_lexicon(doc.lang_ or "en")).run(drafts)


def person_of(draft: Draft) -> Optional[int]:
    """Index of the named person a draft was given to, if it was."""
    identity = draft.speaker_id or ""
    return int(identity[1:]) if identity[:1] == "p" and identity[1:].isdigit() else None


class _Resolver:
    """One pass over the attributions of one Doc."""

    def __init__(self, doc: Doc, lexicon: Lexicon):
        self.doc = doc
        self.lexicon = lexicon
        starts = [t.idx for t in doc]
        self.quoted = _quoted_tokens(doc.text, starts)
        self.paragraph = _paragraph_numbers(doc.text, starts)
        self.cast = Cast(doc, lexicon, self.quoted)
        self.bodies = self._bodies()
        self.descriptions: Dict[Tuple[str, bool], List[Offsets]] = {}
        self.introductions: Dict[str, List[int]] = {}
        self.pieces: List[Tuple[int, int, Draft]] = []
        self.piece_starts: List[int] = []
        self.said: List[Draft] = []  # attributions resolved so far, in order
        self.by_frequency: Dict[str, List[int]] = {}
        self.lines = self._first_lines()
        self.headline_end = self.lines[-1][1] if len(self.lines) > 2 else 0
        self.byline = {m.start for start, end in self.lines if doc[start].lower_ == "by" for m in self.cast.within(start, end)}

    def run(self, drafts: Sequence[Draft]) -> None:
        """Resolve all attributions, in the order of the text."""
        self._collect(drafts)
        for draft in sorted(drafts, key=lambda d: (d.source or d.cue or d.content or [(0, 0)])[0]):
            person, span = self._resolve(draft)
            if person is not None:
                span = self.cast.people[person].best
                draft.speaker_id = f"p{person}"
            elif span is not None:
                words = [t.lower_ for t in self.doc[span[0] : span[1]]]
                draft.speaker_id = " ".join(words[1:] if words[0] in ("the", "a", "an") and len(words) > 1 else words)
            draft.speaker = span
            if draft.source and self._is_writer(draft):
                draft.speaker_id = AUTHOR
            self.said.append(draft)

    def _collect(self, drafts: Sequence[Draft]) -> None:
        """Note what later questions ask for: descriptions of sources, first mentions ("an official"), contents."""
        for token in self.doc:
            if token.lower_ in INDEFINITE and token.dep_ in ("det", "nummod") and token.head.pos_ == "NOUN":
                self.introductions.setdefault(token.head.lower_, []).append(token.head.i)
        for draft in drafts:
            self.pieces.extend((start, end, draft) for start, end in draft.content)
            if not draft.source:
                continue
            head = self._head(draft.source[0])
            span = self._without_relative(draft.source[0], head)
            if head.pos_ in ("NOUN", "NUM") and not (self._is_definite(span) and span[1] - span[0] <= 3):
                self.descriptions.setdefault((singular(head.lower_), head.tag_ in PLURAL_TAGS), []).append(span)
        for spans in self.descriptions.values():
            spans.sort()
        self.pieces.sort(key=lambda p: (p[0], -p[1]))
        self.piece_starts = [p[0] for p in self.pieces]

    # One source

    def _resolve(self, draft: Draft) -> Found:
        if not draft.source:
            return self._floor(draft) if not draft.cue and draft.content else NOBODY
        start, end = draft.source[0]
        head = self._head(draft.source[0])
        word = head.lower_
        if not draft.cue and (head.is_upper or word in self.lexicon["transcript_labels"]):
            return self._label(head)
        if end - start == 1:
            if word in RELATIVE:
                return self._antecedent(head)
            if word in FIRST:
                outer = self._outer(draft)
                return self._same(outer) if outer is not None else self._writer()
            if word in SECOND:
                return NOBODY
            if word in SINGULAR:
                return self._pronoun(SINGULAR[word], start)
            if word in PLURAL or word in NEUTER:
                return self._plural(start)
        if self.doc[end - 1].lower_ in RELATIVE and self.doc[end - 2].lower_ == "of":
            return self._of_whom(start, end)
        if head.pos_ == "PROPN" and any(c.dep_ == "conj" and c.i < end and c.pos_ in ("PROPN", "NOUN") for c in head.rights):
            return None, (start, end)  # Trump and Cruz: neither of them alone
        return self._phrase(draft.source[0], head)

    def _label(self, head: Token) -> Found:
        """The person behind a label of a transcript; an interview's "A" is whom the article names most."""
        if head.lower_ in ("q", "question"):
            return self._writer()
        if head.lower_ in ("a", "answer"):
            return next(iter(self._frequent("")), None), None
        holders = self.cast.by_last.get(head.lower_, [])
        if not holders and head.is_alpha and head.lower_ not in self.lexicon["role_nouns"]:
            return self.cast.add(head.i, head.i + 1), None
        return (holders[0], None) if holders else self._phrase((head.i, head.i + 1), head)

    def _frequent(self, gender: str) -> List[int]:
        """The people who may be of a gender, those named most first; the writer is not among them."""
        if gender not in self.by_frequency:
            writers = {m.person for m in self.cast.mentions if m.start in self.byline}
            people = [(i, p) for i, p in enumerate(self.cast.people) if p.gender in ("", gender) or not gender]
            people = [(i, p) for i, p in people if p.count > 1 or i not in writers]
            self.by_frequency[gender] = [i for i, p in sorted(people, key=lambda x: (not x[1].gender, -x[1].count, x[0]))]
        return self.by_frequency[gender]

    def _head(self, span: Offsets) -> Token:
        return head_of(self.doc, span)

    def _same(self, draft: Optional[Draft]) -> Found:
        if draft is None or draft.speaker is None:
            return NOBODY
        person = person_of(draft)
        return (person, None) if person is not None else (None, draft.speaker)

    def _outer(self, draft: Draft) -> Optional[Draft]:
        """The attribution in whose quotation a source stands: the innermost."""
        position = draft.source[0][0]
        if not self.quoted[position]:
            return None
        index = bisect_left(self.piece_starts, position + 1)
        inside = [p for p in self.pieces[max(0, index - NESTING) : index] if p[1] > position and p[2] is not draft]
        return min(inside, key=lambda p: p[1] - p[0])[2] if inside else None

    def _is_writer(self, draft: Draft) -> bool:
        """Whether a source is the first person outside of quotations, or an interviewer's label."""
        start, end = draft.source[0]
        word = self.doc[start].lower_
        if end - start != 1:
            return False
        return word in FIRST and self._outer(draft) is None or not draft.cue and word in ("q", "question")

    def _writer(self) -> Found:
        """Whom the byline names."""
        for start, end in self.lines:
            if self.doc[start].lower_ == "by":
                found = self.cast.within(start, end)
                if found:
                    return found[0].person, None
        return NOBODY

    def _first_lines(self) -> List[Offsets]:
        lines: List[Offsets] = []
        for i in range(min(len(self.doc), 120)):
            if not lines or self.paragraph[i] != self.paragraph[lines[-1][0]]:
                lines.append((i, i + 1))
            else:
                lines[-1] = (lines[-1][0], i + 1)
        return lines[:5]

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
        start, end = head.left_edge.i, min(head.right_edge.i + 1, relative.i)
        while end > start + 1 and self.doc[end - 1].is_punct:
            end -= 1
        return self._phrase((start, max(end, head.i + 1)), head)

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
        return self._phrase((head.left_edge.i, last + 1), head)

    def _may_be_who(self, noun: Token) -> bool:
        return noun.pos_ not in ("NOUN", "PROPN") or noun.ent_type_ in ("PERSON", "NORP") or is_human_noun(noun, self.lexicon) and noun.ent_type_ == ""

    # Pronouns

    def _pronoun(self, gender: str, position: int, named_only: bool = False) -> Found:
        """The person of that gender whom the text was about: who spoke last, or was the subject nearest before."""
        scores = self._salience(gender, position)
        nominal = self._add_speakers(scores, gender, position)
        best = max(scores, key=lambda i: scores[i], default=None)
        if nominal is not None and not named_only and (best is None or scores[best] < nominal[0] - 2.0):
            return None, nominal[1]
        if best is None:  # nobody near: whom the article names most
            best = next(iter(self._frequent(gender)), None)
        if best is not None and gender and not self.cast.people[best].gender:
            self.cast.people[best].gender = gender
        return best, None

    def _salience(self, gender: str, position: int) -> Dict[int, float]:
        """The people named in front of a token, by how likely the text goes on about them."""
        scores: Dict[int, float] = {}
        paragraph = self.paragraph[position]
        for rank, mention in enumerate(self.cast.before(position)):
            person = self.cast.people[mention.person]
            if person.gender and gender and person.gender != gender or mention.start in self.byline:
                continue
            distance = paragraph - self.paragraph[mention.start]
            if distance > 8:
                break
            score = -0.9 * distance - 0.12 * rank + 1.2 * mention.subject - 2.5 * mention.quoted + 1.6 * bool(person.gender)
            scores[mention.person] = max(scores.get(mention.person, -99.0), score)
        return scores

    def _add_speakers(self, scores: Dict[int, float], gender: str, position: int) -> Optional[Tuple[float, Offsets]]:
        """Raise the people who spoke last; return the last unnamed speaker, with a score."""
        nominal: Optional[Tuple[float, Offsets]] = None
        paragraph = self.paragraph[position]
        for back, earlier in enumerate(reversed(self.said[-6:])):
            anchor = (earlier.source or earlier.cue or earlier.content)[0][0]
            distance = paragraph - self.paragraph[anchor]
            if anchor >= position or distance > 6 or earlier.speaker is None:
                continue
            bonus = 1.55 - 0.5 * back - 0.5 * distance
            index, span = self._same(earlier)
            if index is not None:
                if not gender or self.cast.people[index].gender in ("", gender):
                    scores[index] = max(scores.get(index, -1.5), -1.5) + max(bonus, 0.0)
            elif span is not None and nominal is None and self._may_be(span, gender):
                nominal = (bonus, span)
        return nominal

    def _may_be(self, span: Offsets, gender: str) -> bool:
        """Whether a phrase without a name can be one person of that gender."""
        head = self._head(span)
        if head.tag_ in PLURAL_TAGS or head.lower_ in DEFINITE or not (is_human_noun(head, self.lexicon) or head.lower_ in ("one", "another")):
            return False
        word = head.lower_
        if word in self.lexicon["female_terms"] or word in self.lexicon["male_terms"]:
            return not gender or self.lexicon.genders[word] == gender
        return True

    def _plural(self, position: int) -> Found:
        """They, it: whoever spoke last and was no single person."""
        word = self.doc[position].lower_
        for earlier in reversed(self.said[-8:]):
            if not earlier.source or earlier.source[0][0] >= position or earlier.speaker is None:
                continue
            if self.paragraph[position] - self.paragraph[earlier.source[0][0]] > 4:
                break
            person, span = self._same(earlier)
            if word in PLURAL and self._is_plural_source(earlier):
                return person, span
            if span is None:
                continue
            head = self._head(span)
            plural = head.tag_ in PLURAL_TAGS or head.lower_ in self.lexicon["group_nouns"]
            if plural if word in PLURAL else not plural and not is_human_noun(head, self.lexicon):
                return None, span
        return self._last_subject(position, plural=word in PLURAL)

    def _is_plural_source(self, draft: Draft) -> bool:
        """Whether several people are the source, even if one of them was named."""
        head = self._head(draft.source[0])
        return head.tag_ in PLURAL_TAGS or head.lower_ in PLURAL or any(c.dep_ == "conj" and c.i < draft.source[0][1] for c in head.rights)

    def _last_subject(self, position: int, plural: bool) -> Found:
        for i in range(position - 1, max(position - 120, -1), -1):
            token = self.doc[i]
            if token.dep_ in SUBJECTS and token.pos_ in ("NOUN", "PROPN") and not self.quoted[i]:
                is_plural = token.tag_ in PLURAL_TAGS
                neutral = token.ent_type_ != "PERSON" and singular(token.lower_) not in self.lexicon["role_nouns"]
                if is_plural if plural else not is_plural and neutral:
                    person = self._named((token.left_edge.i, token.right_edge.i + 1), token) if plural else None
                    return (person, None) if person is not None else (None, self._phrase_span((token.left_edge.i, token.i + 1), token))
        return NOBODY

    # Quotations without a cue

    def _floor(self, draft: Draft) -> Found:
        """Who holds the floor: the subject of the sentence in front, else whoever spoke last."""
        position = draft.content[0][0]
        paragraph = self.paragraph[position]
        spoken = (d for d in reversed(self.said[-NESTING:]) if d.act == "speech" and d.content and d.content[0][0] < position)
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

    def _phrase(self, span: Offsets, head: Token) -> Found:
        person = self._named(span, head)
        if person is None:
            person = self._spelled(span, head)
        if person is None:
            person = self._apposition_of(span, head)
        if person is not None:
            return person, None
        if head.pos_ in ("NOUN", "PROPN", "ADJ") and head.tag_ not in PLURAL_TAGS and not (head.pos_ == "PROPN" and head.ent_type_ in ("ORG", "FAC")):
            if self._is_definite(span):
                found = self._holder(head, span)
                if found != NOBODY:
                    return found
            else:
                holder = self._relative(head, span)
                if holder is not None:
                    return holder, None
                introduced = self._introduced_later(head, span)
                if introduced is not None:
                    return introduced, None
                if self._is_clipped(head, span):
                    found = self._pronoun(self.lexicon.genders.get(head.lower_, ""), span[0], named_only=True)
                    if found != NOBODY:
                        return found
        elif (member := self._member(span, head)) is not None:
            return None, member
        elif head.tag_ == "NNS" and any(c.dep_ == "nummod" for c in head.lefts):
            introduced = self._introduced_later(head, span)
            if introduced is not None:
                return introduced, None  # two Republican senators, of whom the text names one at least
        return None, self._phrase_span(span, head)

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

    def _introduced_later(self, head: Token, span: Offsets) -> Optional[int]:
        """Whom the first paragraphs describe before they give the name: "A Leeds mother said … Ann Lee, 34, …"."""
        paragraph = self.paragraph[span[0]]
        if paragraph > LEAD or self.quoted[span[0]] or not is_human_noun(head, self.lexicon):
            return None
        role = role_of(head, self.lexicon)
        gender = self.lexicon.genders.get(head.lower_, "")
        held = set(self.cast.by_role.get(role, [])[:NESTING])
        plural = head.tag_ in PLURAL_TAGS
        for mention in self.cast.after(span[1]):
            distance = self.paragraph[mention.start] - paragraph
            if distance > LEAD:
                break
            person = self.cast.people[mention.person]
            if person.best[0] != mention.start or mention.quoted:
                continue
            fits = mention.person in held and role not in self.lexicon["never_names"]
            if not plural and distance and person.gender in ("", gender or person.gender):
                fits = fits or self._has_age(mention) and mention.subject
                fits = fits or distance <= NAMED_SOON and self._speaks_undescribed(mention) and role not in self.lexicon["never_names"]
            if fits:
                return mention.person
        return None

    def _speaks_undescribed(self, mention: Mention) -> bool:
        """Whether somebody is first named as the subject of a word for speaking, with nothing that tells who it is."""
        person, doc = self.cast.people[mention.person], self.doc
        if len(person.name) < 2 or person.roles:
            return False
        verb = doc[mention.start : mention.end].root.head
        return mention.subject and verb.lower_ in self.lexicon.verbs

    def _has_age(self, mention: Mention) -> bool:
        """Ann Lee, 34, …: the way newspapers introduce people nobody knows."""
        doc = self.doc
        after = [t.text for t in doc[mention.end : mention.end + 3]]
        return len(after) == 3 and after[0] == "," and after[1].isdigit() and 1 < int(after[1]) < 110 and after[2] in (",", ".")

    def _is_clipped(self, head: Token, span: Offsets) -> bool:
        """A description without an article ("British diplomat says"), as headlines have it for somebody the text names."""
        if head.pos_ not in ("NOUN", "PROPN") or self.doc[span[0]].pos_ in ("DET", "PRON", "NUM") or any(c.dep_ == "poss" for c in head.lefts):
            return False
        role = role_of(head, self.lexicon)
        if not is_human_noun(head, self.lexicon) or role in self.lexicon["never_names"] or role.startswith("spokes"):
            return False
        return self._was_introduced(head, len(self.doc)) is None

    def _apposition_of(self, span: Offsets, head: Token) -> Optional[int]:
        """Whom a description follows: "Ana Ruiz, chair of the panel" where only the second half was taken for the source."""
        start = span[0]
        bare = head.left_edge.i >= start and not any(c.dep_ in ("det", "poss", "nummod") for c in head.lefts)
        if start < 2 or self.doc[start - 1].text != "," or head.tag_ in PLURAL_TAGS or not (bare or head.dep_ == "appos"):
            return None
        if not is_human_noun(head, self.lexicon):
            return None
        before = self.cast.before(start)
        return before[0].person if before and before[0].end == start - 1 else None

    def _is_definite(self, span: Offsets) -> bool:
        return self.doc[span[0]].lower_ in DEFINITE

    def _named(self, span: Offsets, head: Token) -> Optional[int]:
        """The person a phrase names: by its head, by apposition, or as one of a group."""
        mentions = self.cast.within(*span)
        if mentions and self._is_leading(mentions[0], span):
            return mentions[0].person
        for mention in mentions:
            if mention.start <= head.i < mention.end:
                return None if self._is_team(mention) else mention.person
        if singular(head.lower_) in self.lexicon["organizations"] or singular(head.lower_) in self.lexicon["documents"]:
            mentions = []  # the Clinton campaign, a letter to Ruiz
        for mention in mentions:
            inner = self._head((mention.start, mention.end))
            if self._is_named_by(mention, inner, head, span):
                return mention.person
        return None

    def _is_leading(self, mention: Mention, span: Offsets) -> bool:
        """Whether a phrase begins with a name, after a title at most, and goes on with what the name is explained by."""
        doc = self.doc
        if any(doc[i].lower_ not in self.lexicon["titles"] for i in range(span[0], mention.start)):
            return False
        after = doc[mention.end] if mention.end < span[1] else None
        explained = after is None or after.text in (",", "(") or after.tag_ == "WP"
        return explained and not self._is_team(mention) and not any(c.dep_ == "conj" for c in doc[mention.end - 1].rights)

    def _is_team(self, mention: Mention) -> bool:
        """Team Trump."""
        before = self.doc[mention.start - 1] if mention.start else None
        return before is not None and before.pos_ == "PROPN" and before.is_title and before.lower_ in ("team", "camp")

    def _is_named_by(self, mention: Mention, inner: Token, head: Token, span: Offsets) -> bool:
        doc = self.doc
        if inner.dep_ == "appos" and inner.head == head:
            return True
        if inner.head == head and inner.dep_ in ("compound", "conj", "nmod", "amod"):
            if head.pos_ == "PROPN" and head.ent_type_ in NAME_LABELS and inner.dep_ == "compound":
                return False  # the Clinton Foundation
            return inner.dep_ == "conj" or mention.start > head.i or head.pos_ != "NOUN" and head.tag_ != "NNPS"  # but not: Trump aides
        if mention.start > head.i and head.pos_ == "NOUN" and inner.dep_ in ("appos", "nsubj", "attr", "ROOT"):
            between = doc[head.i : mention.start]
            if any(t.text == "," for t in between) and not any(t.tag_ in ("WP", "WDT", "WP$") for t in between):
                return True
        if inner.dep_ == "pobj" and (inner.head.lower_ in self.lexicon["inclusions"] or inner.head.head.lower_ == "led") and head.is_ancestor(inner.head):
            return True
        before = doc[mention.start - 1]
        return mention.end == span[1] and mention.start - 1 >= head.i and role_of(before, self.lexicon) in self.lexicon["role_nouns"]

    def _spelled(self, span: Offsets, head: Token) -> Optional[int]:
        """A name that the recogniser missed: after a title, as the head itself, behind a comma, or at the end of a description."""
        doc = self.doc
        honoured = any(doc[i].lower_ in self.lexicon["honorifics"] for i in range(span[0], head.i))
        if is_name(head) and (honoured or head.ent_type_ not in ("GPE", "NORP", "LOC", "FAC")):
            if self._looks_like_person(span, head) or head.lower_ in self.cast.by_last and span[1] - span[0] <= 4:
                return self._enter(self._name_around(head, span))
        if head.pos_ == "NOUN" and head.tag_ not in PLURAL_TAGS and is_human_noun(head, self.lexicon):
            for i in range(head.i + 1, span[1] - 1):
                if doc[i].text == ",":
                    return self._apposed(head, i + 1, span[1])
        return None

    def _enter(self, name: Optional[Offsets]) -> Optional[int]:
        name = self.cast.name(*name) if name else None
        return self.cast.add(*name) if name else None

    def _apposed(self, head: Token, start: int, limit: int) -> Optional[int]:
        """Her lawyer, Phineas Adeyemi; relatives are also called by one name."""
        while start < limit and self.doc[start].lower_ in self.lexicon["titles"] | self.lexicon["title_modifiers"]:
            start += 1
        end = start
        while end < limit:
            if self.doc[end].is_quote and end > start and end + 2 < limit and self.doc[end + 2].is_quote:
                end += 3  # Marta "Mo" Ruiz
            elif self.doc[end].text[:1].isupper() and self.doc[end].pos_ in ("PROPN", "NOUN"):
                end += 1
            else:
                break
        least = 1 if singular(head.lower_) in self.lexicon["kin"] else 2
        if not least <= end - start <= 5 or end < limit and not self.doc[end].is_punct:
            return None
        return self._enter((start, end))

    def _looks_like_person(self, span: Offsets, head: Token) -> bool:
        words = [t.lower_ for t in self.doc[span[0] : head.i + 1]]
        lists = ("organizations", "documents", "company_words", "known_organizations")
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

    # Descriptions

    def _relative(self, head: Token, span: Offsets) -> Optional[int]:
        """Her husband, the club's chairman, "Indiana governor": whoever the article gives that role to by name."""
        if head.pos_ not in ("NOUN", "PROPN"):
            return None
        possessed = any(c.dep_ == "poss" for c in head.lefts)
        bare = not any(c.dep_ in ("det", "nummod", "quantmod") for c in head.lefts)
        role = role_of(head, self.lexicon)
        words = {t.lower_ for t in self.doc[span[0] : head.i]} - POSSESSIVE
        holders = self.cast.by_role.get(role, [])[:NESTING]
        if span[0] < self.headline_end and words & INDEFINITE and words - INDEFINITE:  # "A Chinese official" whom the text then names
            fitting = [i for i in holders if words - INDEFINITE <= self.cast.people[i].described]
            if not fitting and role not in self.lexicon["never_names"]:
                fitting = [i for i in holders if role in self.cast.people[i].described]
            return fitting[0] if len(fitting) == 1 else None
        if not (possessed or bare) or role in self.lexicon["never_names"]:
            return None
        if possessed and not holders and role in self.lexicon["kin"]:
            return self._relation(head)
        if len(holders) > 1 or bare and not possessed and span[0] >= self.headline_end:
            holders = [i for i in holders if words & self.cast.people[i].described]
        return holders[0] if len(holders) == 1 else None

    def _relation(self, head: Token) -> Optional[int]:
        """His wife: the one person of that gender who shares the surname."""
        owner = next(c for c in head.lefts if c.dep_ == "poss")
        if owner.lower_ in SINGULAR:
            index = self._pronoun(SINGULAR[owner.lower_], owner.i, named_only=True)[0]
        elif owner.lower_ in FIRST:
            index = None if self.quoted[owner.i] else self._writer()[0]
        else:
            index = next((m.person for m in self.cast.within(owner.left_edge.i, owner.i + 1)), None)
        if index is None:
            return None
        gender = self.lexicon.genders.get(singular(head.lower_), "")
        people = self.cast.people
        kin = [i for i in self.cast.by_last.get(people[index].name[-1], []) if i != index and len(people[i].name) > 1]
        fitting = [i for i in kin if gender and people[i].gender == gender] or [i for i in kin if not people[i].gender]
        return fitting[0] if len(fitting) == 1 else None

    def _holder(self, head: Token, span: Offsets) -> Found:
        """Whom a definite description stands for: who holds the role, or was just spoken of."""
        role = role_of(head, self.lexicon)
        if not is_human_noun(head, self.lexicon) or role in self.lexicon["never_names"]:
            return NOBODY
        introduced = self._was_introduced(head, span[0])
        holder = self._holder_of_role(role, head, span)
        if holder is not None:
            last = max((m.start for m in self.cast.before(span[0]) if m.person == holder), default=-1)
            if introduced is None or introduced < last:
                return holder, None
        if holder is not None or introduced is not None:
            return NOBODY  # an official … the official
        return self._pronoun(self.lexicon.genders.get(head.lower_, ""), span[0], named_only=True)

    def _holder_of_role(self, role: str, head: Token, span: Offsets) -> Optional[int]:
        words = {t.lower_ for t in self.doc[span[0] : span[1]]} - {"the", "of", ",", "and"}
        order = {p: k for k, p in enumerate(dict.fromkeys(m.person for m in self.cast.before(span[0])))}
        holders = self.cast.by_role.get(role, [])[:NESTING]
        return max(holders, key=lambda i: (len(words & self.cast.people[i].described), -order.get(i, 99)), default=None)

    def _was_introduced(self, head: Token, position: int) -> Optional[int]:
        """Where "an official" last stood before "the official", if it did."""
        places = self.introductions.get(singular(head.lower_), [])
        index = bisect_left(places, position)
        earlier = self._described_before(head, position)
        if earlier and self._is_definite(earlier) and not any(c.dep_ == "poss" for c in self._head(earlier).lefts):
            earlier = None
        found = ([places[index - 1]] if index else []) + ([earlier[0]] if earlier else [])
        return max(found, default=None)

    def _described_before(self, head: Token, position: int) -> Optional[Offsets]:
        spans = self.descriptions.get((singular(head.lower_), head.tag_ in PLURAL_TAGS), [])
        index = bisect_left(spans, (position, 0))
        return spans[index - 1] if index else None

    def _without_relative(self, span: Offsets, head: Token) -> Offsets:
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

    def _phrase_span(self, span: Offsets, head: Token) -> Offsets:
        """The fullest mention of the same thing: a longer name, or more words around the same noun."""
        own = self._without_relative(span, head)
        if head.pos_ == "PROPN" or head.ent_type_ in NAME_LABELS:
            return self._full_name(own, head)
        if self._is_definite(own) and own[1] - own[0] <= 3:
            spans = self.descriptions.get((singular(head.lower_), head.tag_ in PLURAL_TAGS), [])
            near = self._described_before(head, own[0]) or (spans[0] if spans else None)
            if near is not None and near[1] - near[0] >= own[1] - own[0]:
                return near
        return own

    def _full_name(self, span: Offsets, head: Token) -> Offsets:
        start, end = span
        if self.doc[start].lower_ == "the" and end - start > 1:
            start += 1
        for child in head.rights:  # the Taliban in their statement
            if child.dep_ == "prep" and child.lower_ != "of" and child.i < end:
                end = max(child.i, head.i + 1)
        longest = self.bodies.get(head.lower_)
        return longest if longest and end - start == 1 else (start, end)

    def _bodies(self) -> Dict[str, Offsets]:
        """The longest name of a body that ends in a word."""
        result: Dict[str, Offsets] = {}
        for ent in self.doc.ents:
            if ent.label_ != "ORG":
                continue
            start, end = ent.start, ent.end
            while end > start and self.doc[end - 1].lower_ in POSSESSIVE:
                end -= 1
            if end - start > 1 and self.doc[start].lower_ == "the":
                start += 1
            key = self.doc[end - 1].lower_
            if end > start and (key not in result or end - start > result[key][1] - result[key][0]):
                result[key] = (start, end)
        return result


def _quoted_tokens(text: str, starts: Sequence[int]) -> List[bool]:
    result = [False] * len(starts)
    for segment in quoted_segments(text):
        if segment.depth == 0 and segment.family == "double":
            low, high = bisect_left(starts, segment.start), bisect_left(starts, segment.end)
            result[low:high] = [True] * (high - low)
    return result


def _paragraph_numbers(text: str, starts: Sequence[int]) -> List[int]:
    result = [0] * len(starts)
    for number, (start, end) in enumerate(paragraphs(text)):
        low, high = bisect_left(starts, start), bisect_left(starts, end)
        result[low:high] = [number] * (high - low)
    return result
