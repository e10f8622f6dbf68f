"""Type: what kind of source an attribution has, and what the text says about its anonymity."""
import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import Callable, Dict, FrozenSet, List, Optional, Sequence, Tuple

from spacy.tokens import Doc, Token

from .attributions import ANONYMOUS_TYPES, Draft, Offsets
from .cast import PLURAL_TAGS, head_of, is_human_noun, singular
from .lexicon import Lexicon, load_lexicon
from .marks import paragraphs
from .speakers import AUTHOR, FIRST, NEUTER, PLURAL, SECOND, SINGULAR, person_of

NAMED = frozenset(("ORG", "GPE", "NORP", "FAC", "LOC"))
REFERRING = frozenset(("one", "both", "another", "they", "other", "others", "two", "three", "four", "each", "either", "he", "she", "none", "neither"))
DEFINITE = frozenset(("the", "this", "that", "these", "those"))
REACH = 80  # tokens between a source and its disclosure
WINDOW = 100  # characters in which a disclosure's key word stands
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
    return "named_person" if _names_somebody(doc, span) else _type_of_phrase(doc, span, lexicon, draft.act == "speech")


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
        return "unnamed_group"
    return "organization" if word in NEUTER else None


def _names_somebody(doc: Doc, span: Offsets) -> bool:
    """Several people of whom one is named: "Trump and Cruz"."""
    head = doc[span[0] : span[1]].root
    joined = [c for c in head.rights if c.dep_ == "conj" and c.i < span[1]]
    return bool(joined) and head.pos_ == "PROPN" and any(t.ent_type_ == "PERSON" for t in [head, *joined])


def _type_of_phrase(doc: Doc, span: Offsets, lexicon: Lexicon, told: bool) -> str:
    head = head_of(doc, span)
    word = head.lower_
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
    if plural and before & lexicon["masses"]:
        return "public"  # hundreds of demonstrators, most Republicans
    if plural and singular(head.lower_) in lexicon["partisans"]:
        return "organization" if span[1] - span[0] == 1 or doc[span[0]].lower_ == "the" else "unnamed_group"
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
        return "unnamed_group" if plural or _is_joined(head) else "unnamed_person"
    return "document" if head.pos_ == "NOUN" and head.text.islower() else "organization"


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
        return "unnamed_group" if before or any(c.dep_ in ("acl", "relcl", "amod", "prep") for c in head.children) else "public"
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

    A disclosure covers the source it stands beside, and with it every attribution of that speaker.
    """
    text = doc.text
    pattern = _pattern(lexicon)
    starts = [t.idx for t in doc]
    limits = paragraphs(text)
    for match in pattern.finditer(text):
        span = _tokens(doc, starts, match.start(), match.end())
        paragraph = next(((s, e) for s, e in limits if s <= match.start() < e), (0, len(text)))
        owners = _owners(doc, drafts, span, _tokens(doc, starts, *paragraph))
        if not owners:
            continue
        reason = _reason(doc, span, lexicon, _tokens(doc, starts, *paragraph)[1])
        speakers: set = {d.speaker_id for d in owners} - {None}
        for draft in drafts:
            if draft in owners or draft.speaker_id in speakers:
                if not draft.disclosure:
                    draft.disclosure = [span]
                if reason is not None and not draft.reason:
                    draft.reason = [reason]


def _pattern(lexicon: Lexicon) -> "re.Pattern[str]":
    phrases = sorted(lexicon["disclosures"], key=len, reverse=True)
    joined = "|".join(re.escape(p).replace(r"\ ", r"\s+").replace("\\*", r"[\w’'-]+(?:\s+[\w’'-]+)?") for p in phrases)
    return re.compile(rf"\b(?:{joined})\b", re.I)


def _tokens(doc: Doc, starts: List[int], start: int, end: int) -> Offsets:
    low = bisect_left(starts, start)
    if low == len(starts) or starts[low] > start:
        low = max(low - 1, 0)
    return low, max(bisect_left(starts, end), low + 1)


def _owners(doc: Doc, drafts: Sequence[Draft], span: Offsets, paragraph: Offsets) -> List[Draft]:
    """The unnamed source nearest to a disclosure in its paragraph, the same sentence preferred."""
    near = []
    for draft in drafts:
        if draft.source_type not in ("unnamed_person", "unnamed_group", "named_person", "unknown") or not draft.source:
            continue
        start, end = draft.source[0]
        if not paragraph[0] <= start < paragraph[1]:
            continue
        distance = span[0] - end if end <= span[0] else start - span[1]
        penalty = 40 * (draft.source_type not in ("unnamed_person", "unnamed_group")) + 15 * (start > span[0])
        near.append((distance + penalty, draft))
    if not near:
        return []
    best = min(n[0] for n in near)
    return [d for n, d in near if n == best and n < 80]


def _reason(doc: Doc, span: Offsets, lexicon: Lexicon, end: int) -> Optional[Offsets]:
    """The clause behind a disclosure that says why: "because …", "for fear of …", "to discuss …"."""
    start = span[1]
    while start < end and (doc[start].is_space or doc[start].text in (",", "–", "—") or doc[start].lower_ in ("only", "in", "partly", "simply")):
        if doc[start].lower_ == "in" and doc[start + 1 : start + 2].text.lower() != "order":
            break
        start += 1
    if start >= end or not any(doc[start : start + len(r.split())].text.lower() == r for r in lexicon["reasons"]):
        return None
    stop = start + 1
    depth = 0
    while stop < end:
        token = doc[stop]
        if token.text in (".", ";", "!", "?") or token.is_quote or token.text in ("—", "–"):
            break
        if token.text == "(":
            depth += 1
        if token.text == ")":
            depth -= 1
            if depth < 0:
                break
        if token.text == "," and not _continues(doc, stop, end):
            break
        stop += 1
    while stop > start + 1 and doc[stop - 1].is_space:
        stop -= 1
    return (start, stop) if stop - start >= 2 else None


def _continues(doc: Doc, comma: int, end: int) -> bool:
    return comma + 1 < end and doc[comma + 1].dep_ in ("conj", "amod") and doc[comma + 1].pos_ in ("NOUN", "ADJ")
