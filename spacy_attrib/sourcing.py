"""Type: what kind of source an attribution has, and what the text says about its anonymity."""
import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import Callable, Dict, FrozenSet, Iterable, List, Optional, Sequence, Tuple

from spacy.tokens import Doc, Span, Token

from .attributions import ANONYMOUS_TYPES, Draft, Offsets
from .cast import PLURAL_TAGS, SUBJECTS, head_of, is_human_noun, singular
from .lexicon import Lexicon, load_lexicon
from .marks import paragraphs
from .resolving.article import FIRST, NEUTER, PLURAL, SECOND, SINGULAR
from .resolving.resolver import AUTHOR, person_of

TAKEN_UP = frozenset(("the", "both", "each", "these"))
NAMED = frozenset(("ORG", "GPE", "NORP", "FAC", "LOC"))
REFERRING = frozenset(("one", "both", "all", "another", "they", "other", "others", "two", "three", "four", "each", "either", "he", "she", "none", "neither"))
DEFINITE = frozenset(("the", "this", "that", "these", "those"))
CLOSE = 12  # tokens between a source and a disclosure that needs no other sign
REACH = 80  # tokens between a source and its disclosure
NEAREST = 30  # attributions looked at before and behind a disclosure
WINDOW = 100  # characters in which a disclosure's key word stands
CROWD = 100  # people who are a crowd
CHAIN = 3  # paragraphs after which "one of them" refers to somebody else


def make_source_typer() -> Callable[[Doc, Sequence[Draft]], None]:
    """The registered function `spacy-attrib.SourceTyper.v1`: gives every draft its source type, disclosure and reason, in place."""
    return type_sources


def type_sources(doc: Doc, drafts: Sequence[Draft]) -> None:
    """Fill `source_type`, `disclosure` and `reason` of the attributions of one Doc.

    doc (Doc): A tagged and parsed Doc.
    drafts (Sequence[Draft]): The attributions, with their speakers.
    """
    lexicon = load_lexicon(doc.lang_ or "en")
    for draft in drafts:
        draft.source_type = source_type(doc, draft, lexicon)
    attach_disclosures(doc, drafts, lexicon)


def without_disclosures(drafts: Sequence[Draft]) -> List[Draft]:
    """Leave out what only discloses a source: "who asked not to be named" attributes nothing.

    drafts (Sequence[Draft]): The attributions, with their disclosures.
    RETURNS (List[Draft]): The others.
    """
    spans = {span for draft in drafts for span in draft.disclosure}
    starts = {start: end for start, end in spans}
    return [d for d in drafts if not (d.cue and d.cue[0][0] in starts and d.cue[0][1] <= starts[d.cue[0][0]])]


def source_type(doc: Doc, draft: Draft, lexicon: Lexicon) -> str:
    """Tell the type of a source once it is resolved.

    doc (Doc): The Doc.
    draft (Draft): The attribution, with its speaker.
    lexicon (Lexicon): The word lists.
    RETURNS (str): One of `SOURCE_TYPES`.
    """
    if draft.speaker_id == AUTHOR:
        return "author"
    if person_of(draft) is not None:
        return "named_person"
    found = _type_of_word(doc, draft, lexicon)
    if found is not None:
        return found
    span = draft.speaker or (draft.source[0] if draft.source else None)
    if span is None:
        return "unknown"
    if _names_somebody(doc, span):
        return "named_person"
    found = _type_of_phrase(doc, span, lexicon, draft.act == "speech")
    if found in ANONYMOUS_TYPES and _is_taken_up(doc, span, lexicon):
        return "named_person"  # "the candidates", of whom no unnamed ones were spoken of before
    return found


def _is_taken_up(doc: Doc, span: Offsets, lexicon: Lexicon) -> bool:
    """Whether a group is one the article has spoken of: "the two lawmakers", "both candidates", with nothing that says more.

    Officials, sources and the like are never meant: those are not named.
    """
    first, head = doc[span[0]], head_of(doc, span)
    if first.lower_ not in TAKEN_UP or head.i != span[1] - 1 or span[1] - span[0] > 4:
        return False
    if head.tag_ not in PLURAL_TAGS and head.pos_ != "NUM" and first.lower_ != "each":
        return False
    return singular(head.lower_) not in lexicon["told_groups"]


def _type_of_word(doc: Doc, draft: Draft, lexicon: Lexicon) -> Optional[str]:
    """The type of a source of one word that says it all: "one", "you", or a pronoun nobody was found for."""
    if not draft.source or draft.source[0][1] - draft.source[0][0] != 1:
        return None
    word = doc[draft.source[0][0]].lower_
    if word in ("one", "another", "someone", "somebody"):
        return "unnamed_person"
    if word == "others" and draft.act == "speech":
        return "unnamed_group"
    if word in SECOND or word in lexicon["publics"] and draft.speaker in (None, draft.source[0]) and word not in lexicon["audible_publics"]:
        return "public"
    if draft.speaker is not None:
        return None
    if word in FIRST:
        return "author"
    if word in SINGULAR:
        return "unnamed_person"
    if word in PLURAL:
        return "unknown"  # whom it stands for may well be named
    return "organization" if word in NEUTER else None


def _names_somebody(doc: Doc, span: Offsets) -> bool:
    """Several people of whom one is named: "Trump and Cruz"."""
    head = doc[span[0] : span[1]].root
    joined = [c for c in head.rights if c.dep_ == "conj" and c.i < span[1]]
    return bool(joined) and head.pos_ == "PROPN" and any(t.ent_type_ == "PERSON" for t in [head, *joined])


def _type_of_phrase(doc: Doc, span: Offsets, lexicon: Lexicon, told: bool) -> str:
    head = head_of(doc, span)
    word = head.lower_
    if span[1] - span[0] == 1 and head.is_upper and head.is_alpha and len(word) > 4 and not _kind(head, lexicon):
        return "named_person"  # TAPPER: a transcript
    if word == "one" and head.i > span[0] and head.nbor(-1).lower_ == "no":
        return "public"
    if word in lexicon["quantities"] or word in REFERRING or head.pos_ == "NUM":
        counted = next((t for c in head.rights if c.lower_ in ("of", "in") for t in c.rights if t.dep_ == "pobj" and t.i < span[1]), None)
        if word in lexicon["shares"]:
            return "public"
        if counted is None and head.pos_ in ("NOUN", "PROPN"):
            return _by_kind(head, lexicon, doc, span, told)  # the rights group
        if word in ("one", "another", "either", "each"):
            kind = "role" if counted is None or counted.pos_ in ("PRON", "NUM", "DET") else _kind(counted, lexicon)
            return "unnamed_person" if kind in ("role", "public") else _by_kind(counted or head, lexicon, doc, span, told)
        if counted is None or counted.pos_ in ("PRON", "DET"):
            return "unnamed_group" if told or counted is not None else "public"
        head = counted
    return _by_kind(head, lexicon, doc, span, told)


def _kind(head: Token, lexicon: Lexicon) -> str:
    """What the lists say of a noun: "institution", "document", "public", "role", "organization" or nothing."""
    word, single = head.lower_, singular(head.lower_)
    if word in lexicon["institution_plurals"]:
        return "institution"
    if word in lexicon["documents"]:
        return "document"
    if word in lexicon["publics"] and head.tag_ != "NN" and single not in lexicon["told_groups"]:
        return "public"
    if single in lexicon["role_nouns"] or single in lexicon["kin"] or word in lexicon["group_nouns"]:
        return "role"
    if single in lexicon["documents"]:
        return "document"
    if single in lexicon["organizations"] or word in lexicon["organizations"]:
        return "organization"
    return ""


def _by_kind(head: Token, lexicon: Lexicon, doc: Doc, span: Offsets, told: bool) -> str:
    plural = is_plural(head, lexicon)
    before = {t.lower_ for t in doc[span[0] : head.i]}
    if plural and (before & lexicon["masses"] or _is_count(doc[span[0] : head.i])):
        return "public"  # hundreds of demonstrators, most Republicans, 1,409 teachers
    if plural and singular(head.lower_) in lexicon["partisans"]:
        return "organization" if span[1] - span[0] == 1 or doc[span[0]].lower_ in ("the", "both") else "unnamed_group"
    if head.pos_ == "PROPN" and head.lower_ not in lexicon["institution_plurals"]:
        return _type_of_name(head, plural, lexicon)
    kind = _kind(head, lexicon)
    if kind == "institution":
        return "unnamed_group" if before & lexicon["selections"] and is_human_noun(head, lexicon) else "organization"
    if kind in ("organization", "document"):
        return kind
    if kind == "public":
        return _type_of_people(head, before, lexicon, told)
    if head.ent_type_ in NAMED and kind != "role":
        return "organization"
    if head.pos_ in ("PRON", "DET"):
        return "public"
    if kind == "role" or is_human_noun(head, lexicon):
        if plural and not told and not _is_selected(head, before, lexicon):
            return "public"  # an attitude of many, not something that some of them told
        return "unnamed_group" if plural or _is_joined(head) else "unnamed_person"
    return "document" if head.pos_ == "NOUN" and head.text.islower() else "organization"


def _is_count(words: Span) -> bool:
    """Whether so many are counted that nobody heard them all, or some out of a number: "six in 10 voters"."""
    if any(t.text.replace(",", "").isdecimal() and int(t.text.replace(",", "")) >= CROWD for t in words):
        return True
    return any(a.like_num and b.lower_ in ("of", "in") and c.like_num for a, b, c in zip(words, words[1:], words[2:]))


def _is_selected(head: Token, before: FrozenSet[str], lexicon: Lexicon) -> bool:
    """Whether a plural means certain people: told sources, some of many, those of somebody, or those that a clause picks."""
    if singular(head.lower_) in lexicon["told_groups"] or before & (lexicon["selections"] | DEFINITE):
        return True
    return any(c.dep_ in ("relcl", "acl", "poss", "nummod", "compound", "prep") for c in head.children)


def _type_of_name(head: Token, plural: bool, lexicon: Lexicon) -> str:
    """The type of a phrase whose head is written as a name, of nobody in the cast."""
    single = singular(head.lower_)
    if single in lexicon["role_nouns"] and (head.ent_type_ not in NAMED or single in lexicon["partisans"]):
        return "unnamed_group" if plural else "unnamed_person"
    if head.lower_ in lexicon["documents"] and head.ent_type_ != "ORG":
        return "document"
    if head.ent_type_ == "PERSON":
        return "named_person"
    if head.ent_type_ == "NORP" and plural and head.lower_ in lexicon["publics"]:
        return "public"
    return "organization"


def _type_of_people(head: Token, before: FrozenSet[str], lexicon: Lexicon, told: bool) -> str:
    """People at large, or some of them whom the writer met: by what they did, and how they are counted."""
    if head.lower_ == "people":
        if "few" in before and "a" not in before:
            return "public"
        met = any(c.dep_ in ("acl", "relcl", "amod") or c.dep_ == "prep" and c.lower_ in ("with", "inside", "close") for c in head.children)
        return "unnamed_group" if met or before & lexicon["selections"] or before & DEFINITE else "public"
    few = before & lexicon["selections"]
    return "unnamed_group" if told and (few or head.lower_ in lexicon["audible_publics"]) else "public"


def is_plural(head: Token, lexicon: Lexicon) -> bool:
    """Whether a noun means several, also where a headline's capital misled the tagger."""
    word = head.lower_
    if head.tag_ in PLURAL_TAGS or word in lexicon["group_nouns"]:
        return True
    return word.endswith("s") and word not in lexicon["role_nouns"] and singular(word) in lexicon["role_nouns"]


def _is_joined(head: Token) -> bool:
    return any(c.dep_ == "conj" and c.pos_ == "NOUN" for c in head.rights)


# Disclosure and reason


def attach_disclosures(doc: Doc, drafts: Sequence[Draft], lexicon: Lexicon) -> None:
    """Find where the text says that a source is not to be named, and why, and give it to the attributions it covers.

    doc (Doc): The Doc.
    drafts (Sequence[Draft]): The attributions, with their source types.
    lexicon (Lexicon): The word lists.
    """
    found = _find_disclosures(doc.text, lexicon)
    if found:
        _Disclosures(doc, drafts, lexicon).attach(found)


def _find_disclosures(text: str, lexicon: Lexicon) -> List[Offsets]:
    """Characters of every disclosure: the phrases are only looked for around a word that all of them have one of."""
    keys, pattern = _patterns(lexicon["disclosure_keys"], lexicon["disclosures"], lexicon["disclosure_verbs"], lexicon["disclosure_wishes"])
    found: List[Offsets] = []
    for key in keys.finditer(text):
        if found and key.start() < found[-1][1]:
            continue
        low = max(0, key.start() - WINDOW, found[-1][1] if found else 0)
        for match in pattern.finditer(text, low, min(len(text), key.end() + WINDOW)):
            if match.start() <= key.start() < match.end():
                found.append(match.span(1))
                break
    return found


@lru_cache(maxsize=None)
def _patterns(
    keys: FrozenSet[str], phrases: FrozenSet[str], verbs: FrozenSet[str], wishes: FrozenSet[str]
) -> Tuple["re.Pattern[str]", "re.Pattern[str]"]:
    """The key words, and the phrases: verb and wish ("asked the paper not to be named"), or one that stands alone.

    In a phrase, * is for one to six words, and what stands before a | leads to the disclosure without being part of it.
    """
    asked = f"(?:{_any(verbs)})(?:\\s+[\\w’'-]+){{0,3}}?\\s+(?:{_any(wishes)})"
    led = [p.split("|") for p in phrases if "|" in p]
    leads = "|".join(f"(?:{_any([lead])})\\s+" for lead in sorted({lead for lead, _ in led}))
    alone = _any([p for p in phrases if "|" not in p])
    after = _any([rest for _, rest in led])
    words = rf"\b(?:(?:{leads})(?=(?:{after})\b))?({asked}|{alone}|(?<=\s)(?:{after}))\b"
    return re.compile(rf"\b(?:{_any(keys)})", re.I), re.compile(words, re.I)


def _any(phrases: Iterable[str]) -> str:
    """One of the phrases, the longest first."""
    escaped = (re.escape(p).replace(r"\ ", r"\s+").replace(r"\*", r"[\w’'-]+(?:\s+[\w’'-]+){0,5}?") for p in sorted(phrases, key=lambda p: (-len(p), p)))
    return "|".join(escaped).replace("'", "['’]").replace("[\\w’['’]-]", "[\\w’'-]")


class _Disclosures:
    """Gives disclosures to the attributions of one Doc.

    A disclosure belongs to the unnamed source it stands beside, to every attribution of that speaker, and to those whose
    source goes back to it: "the officials", "one of them".
    """

    def __init__(self, doc: Doc, drafts: Sequence[Draft], lexicon: Lexicon):
        self.doc = doc
        self.lexicon = lexicon
        self.starts = [t.idx for t in doc]
        self.paragraphs = paragraphs(doc.text)
        self.paragraph_starts = [start for start, _ in self.paragraphs]
        self.drafts = sorted((d for d in drafts if d.content), key=_place)
        self.places = [_place(d) for d in self.drafts]
        self.by_speaker: Dict[str, List[int]] = {}  # positions among the drafts
        self.by_role: Dict[str, List[int]] = {}
        for index, draft in enumerate(self.drafts):
            if draft.source_type in ANONYMOUS_TYPES:
                self.by_speaker.setdefault(draft.speaker_id or "", []).append(index)
                self.by_role.setdefault(self._role(draft), []).append(index)

    def attach(self, found: Sequence[Offsets]) -> None:
        """Give every disclosure, and its reason, to what it covers."""
        for start, end in found:
            span = self._tokens(start, end)
            paragraph = self._paragraph(span[0])
            owners = self._owners(span, self._tokens(*self.paragraphs[paragraph]) if self.paragraphs else span)
            if not owners:
                continue
            limit = self._tokens(*self.paragraphs[paragraph])[1] if self.paragraphs else len(self.doc)
            reason = _reason(self.doc, span, self.lexicon, limit)
            for draft in [*owners, *self._covered(owners[0])]:
                draft.disclosure = draft.disclosure or [span]
                if reason is not None and draft.disclosure == [span]:
                    draft.reason = [reason]

    def _tokens(self, start: int, end: int) -> Offsets:
        low = bisect_right(self.starts, start) - 1
        return max(low, 0), max(bisect_left(self.starts, end), low + 1)

    def _paragraph(self, token: int) -> int:
        return max(bisect_right(self.paragraph_starts, self.starts[token]) - 1, 0)

    def _role(self, draft: Draft) -> str:
        """The noun that says who a source is, also behind "two of the"."""
        span = draft.source[0] if draft.source else draft.speaker
        if span is None:
            return ""
        head = head_of(self.doc, span)
        if head.lower_ in SINGULAR and draft.speaker:
            head = head_of(self.doc, draft.speaker)
        if head.pos_ not in ("NOUN", "PROPN") or head.lower_ in REFERRING:
            inner = next((t for c in head.rights if c.lower_ == "of" for t in c.rights if t.dep_ == "pobj" and t.pos_ == "NOUN"), None)
            return self._key(inner) if inner is not None else ""
        return self._key(head)

    def _key(self, noun: Token) -> str:
        """A noun and its number; a person may be one of the people."""
        single = singular(noun.lower_)
        return single if single == "person" or not is_plural(noun, self.lexicon) else single + "s"

    def _owners(self, span: Offsets, paragraph: Offsets) -> List[Draft]:
        """The attributions of the unnamed source that a disclosure is about.

        That is the source around it or close in front, else whom its sentence speaks of, else the nearest in the paragraph.
        """
        near = self._near(span, paragraph)
        best = min((n[0] for n in near), default=REACH)
        if best > CLOSE:
            spoken_of = self._spoken_of(span, paragraph[0])
            if spoken_of:
                return spoken_of
        return [d for n, d in near if n == best and n < REACH]

    def _near(self, span: Offsets, paragraph: Offsets) -> List[Tuple[int, Draft]]:
        """The unnamed sources of a paragraph by distance; those behind the disclosure come last."""
        low, high = bisect_left(self.places, paragraph[0]), bisect_left(self.places, paragraph[1])
        near = []
        for draft in self.drafts[low:high]:
            if draft.source_type not in ANONYMOUS_TYPES or not (draft.source or draft.speaker):
                continue
            start, end = draft.source[0] if draft.source else (_place(draft), _place(draft) + 1)
            distance = 0 if start <= span[0] < end else span[0] - end if end <= span[0] else start - span[1] + 25
            near.append((distance, draft))
        return near

    def _spoken_of(self, span: Offsets, first: int) -> List[Draft]:
        """The attributions of those whom the words in front of a disclosure name: "The nurses asked …", "Both spoke …"."""
        for i in range(span[0] - 1, max(first, span[0] - REACH // 2) - 1, -1):
            token = self.doc[i]
            if token.lower_ in REFERRING and token.dep_ in SUBJECTS:
                index = bisect_left(self.places, i)
                return next(([d] for d in reversed(self.drafts[max(0, index - 12) : index]) if d.source_type in ANONYMOUS_TYPES), [])
            if token.pos_ == "NOUN" and is_human_noun(token, self.lexicon):
                same = self._around(self.by_role.get(self._key(token), ()), i)
                if same:
                    return [min(same, key=lambda d: abs(_place(d) - i))]
        return []

    def _covered(self, owner: Draft) -> List[Draft]:
        """Everything else of the same speaker, and of those who are spoken of as one or some of the same people."""
        place, role = _place(owner), self._role(owner)
        covered = self._around(self.by_speaker.get(owner.speaker_id, ()), place) if owner.speaker_id else []
        for draft in self._around(self.by_role.get(role, ()), place) if role else ():
            if self._refers_back(draft) or self._refers_back(owner) and _place(draft) < place:
                covered.append(draft)
        covered += self._followed(owner)
        return covered + [d for each in [owner, *covered] for d in self._followers(each)]

    def _around(self, positions: Sequence[int], place: int) -> List[Draft]:
        """The drafts at some positions, those nearest to a token."""
        middle = bisect_left(positions, bisect_left(self.places, place))
        return [self.drafts[p] for p in positions[max(0, middle - NEAREST) : middle + NEAREST]]

    def _followed(self, draft: Draft) -> List[Draft]:
        """What a vague source goes back to: from "both" to "two members of the team"."""
        result: List[Draft] = []
        index = bisect_left(self.places, _place(draft))
        paragraph = self._paragraph(_place(draft))
        while draft.source and self._is_vague(draft.source[0]):
            earlier = self.drafts[max(0, index - 12) : index]
            back = next((k for k, d in enumerate(reversed(earlier), 1) if d.source and d.source_type in ANONYMOUS_TYPES), None)
            if back is None or paragraph - self._paragraph(self.places[index - back]) > CHAIN:
                break
            index -= back
            draft = self.drafts[index]
            result.append(draft)
        return result

    def _refers_back(self, draft: Draft) -> bool:
        """The officials, this person, one of the aides; a headline's "City Employee"."""
        if not draft.source:
            return False
        start, end = draft.source[0]
        words = {t.lower_ for t in self.doc[start : min(end, start + 4)]}
        bare = self.doc[start].text[:1].isupper() and self.doc[start].pos_ in ("NOUN", "PROPN") and self._paragraph(start) == 0
        return bool(words & DEFINITE) or bare

    def _followers(self, draft: Draft) -> List[Draft]:
        """What comes after a source and names nobody else: one, another, both, one of them."""
        result: List[Draft] = []
        index = bisect_right(self.places, _place(draft))
        paragraph = self._paragraph(_place(draft))
        for later in self.drafts[index : index + 12]:
            if later.source_type not in ANONYMOUS_TYPES or later.speaker is None:
                continue
            if self._paragraph(_place(later)) - paragraph > CHAIN or later.source and not self._is_vague(later.source[0]):
                break
            result.append(later)
        return result

    def _is_vague(self, span: Offsets) -> bool:
        head = head_of(self.doc, span)
        inner = [t.lower_ for c in head.rights if c.lower_ == "of" for t in c.rights if t.dep_ == "pobj"]
        return head.lower_ in REFERRING and (not inner or inner[0] in REFERRING or inner[0] in ("them", "these", "those"))


def _place(draft: Draft) -> int:
    return (draft.source or draft.cue or draft.content)[0][0]


def _reason(doc: Doc, span: Offsets, lexicon: Lexicon, limit: int) -> Optional[Offsets]:
    """The clause behind a disclosure that says why: "because …", "for fear of …", "to discuss …"."""
    start = span[1]
    while start < limit and (doc[start].is_space or doc[start].text in (",", "–", "—") or doc[start].lower_ in lexicon["reason_adverbs"]):
        start += 1
    if start >= limit or not _begins(doc, start, limit, lexicon["reasons"]):
        return None
    stop = _clause_end(doc, start, limit)
    return (start, stop) if stop - start >= 2 else None


def _begins(doc: Doc, start: int, limit: int, phrases: FrozenSet[str]) -> bool:
    words = [t.lower_ for t in doc[start : min(start + 4, limit)]]
    return any(" ".join(words[:n]) in phrases for n in range(1, len(words) + 1))


def _clause_end(doc: Doc, start: int, limit: int) -> int:
    """Where a clause ends that begins at a token: at a mark that closes it, not at the commas of a list."""
    depth = 0
    stop = start + 1
    while stop < limit:
        token = doc[stop]
        depth += (token.text == "(") - (token.text == ")")
        if depth < 0 or token.text in (".", ";", "!", "?", "—", "–") or token.is_quote and token.text not in ("'", "’"):
            break
        if token.text == "," and not _goes_on(doc, stop, limit):
            break
        stop += 1
    while stop > start + 1 and doc[stop - 1].is_space:
        stop -= 1
    return stop


def _goes_on(doc: Doc, comma: int, limit: int) -> bool:
    """Whether a comma stands inside a list, of nouns or adjectives."""
    return comma + 1 < limit and doc[comma + 1].dep_ in ("conj", "amod") and doc[comma + 1].pos_ in ("NOUN", "ADJ")
