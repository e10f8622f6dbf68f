"""Type: what kind of source an attribution has, and what the text says about its anonymity."""
import re
from bisect import bisect_left
from typing import Callable, List, Optional, Sequence, Set

from spacy.tokens import Doc, Token

from .attributions import Draft, Offsets
from .lexicon import Lexicon, load_lexicon
from .marks import paragraphs
from .speakers import FIRST, NEUTER, PLURAL, SECOND, SINGULAR, _singular, head_of, is_human_noun

NAMED = frozenset(("ORG", "GPE", "NORP", "FAC", "LOC"))


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
    if draft.speaker_id is not None and draft.speaker_id[:1] == "p" and draft.speaker_id[1:].isdigit():
        return "named_person"
    if draft.source and draft.source[0][1] - draft.source[0][0] == 1:
        word = doc[draft.source[0][0]].lower_
        if word in ("one", "another"):
            return "unnamed_person"
        if word == "others" and draft.act == "speech":
            return "unnamed_group"
        if word in SECOND or word in lexicon["publics"] and draft.speaker in (None, draft.source[0]):
            return "public"
        if word in FIRST and draft.speaker is None:
            return "author"
        if draft.speaker is None:
            if word in SINGULAR:
                return "unnamed_person"
            if word in PLURAL:
                return "unnamed_group"
            if word in NEUTER:
                return "organization"
    if draft.speaker is not None and _names_somebody(doc, draft.speaker):
        return "named_person"
    span = draft.speaker or (draft.source[0] if draft.source else None)
    if span is None:
        return "unknown"
    found = _type_of_phrase(doc, span, lexicon)
    if found == "unnamed_group" and draft.act != "speech":
        head = head_of(doc, span)
        if _singular(head.lower_) not in lexicon["told_groups"] and not any(c.dep_ in ("relcl", "acl") for c in head.rights):
            return "public"  # an attitude of many, not something they told
    if found == "public" and draft.act == "speech" and head_of(doc, span).lower_ in lexicon["audible_publics"]:
        return "unnamed_group"
    return found


def _names_somebody(doc: Doc, span: Offsets) -> bool:
    """Several people of whom one is named: "Trump and Cruz"."""
    head = doc[span[0] : span[1]].root
    joined = [c for c in head.rights if c.dep_ == "conj" and c.i < span[1]]
    return bool(joined) and head.pos_ == "PROPN" and any(t.ent_type_ == "PERSON" for t in [head, *joined])


def _type_of_phrase(doc: Doc, span: Offsets, lexicon: Lexicon) -> str:
    head = head_of(doc, span)
    if head.lower_ in ("one", "some", "several", "two", "three", "four", "five", "many", "most", "others", "both", "number", "dozens", "hundreds", "group", "majority", "percent", "half"):
        inner = next((t for c in head.rights if c.lower_ == "of" for t in c.rights if t.dep_ == "pobj" and t.i < span[1]), None)
        if head.lower_ in ("percent", "majority", "half", "most"):
            return "public"
        if inner is not None and inner.lower_ in ("them", "us", "these", "those"):
            return "unnamed_person" if head.lower_ == "one" else "unnamed_group"
        if inner is not None and head.lower_ == "one":
            return "unnamed_person" if _kind(inner, lexicon) in ("role", "public") else _by_kind(inner, lexicon, doc, span)
        if inner is not None:
            head = inner
    return _by_kind(head, lexicon, doc, span)


def _kind(head: Token, lexicon: Lexicon) -> str:
    word, single = head.lower_, _singular(head.lower_)
    if word in lexicon["institution_plurals"]:
        return "institution"
    if single in lexicon["documents"] or word in lexicon["documents"]:
        return "document"
    if word in lexicon["publics"] and head.tag_ != "NN" and single not in lexicon["told_groups"]:
        return "public"
    if single in lexicon["role_nouns"] or single in lexicon["kin"] or word in lexicon["group_nouns"]:
        return "role"
    if single in lexicon["organizations"]:
        return "organization"
    return ""


def _by_kind(head: Token, lexicon: Lexicon, doc: Doc, span: Offsets) -> str:
    plural = is_plural(head, lexicon)
    partisan = _singular(head.lower_) in lexicon["partisans"]
    if partisan and plural:
        if any(t.lower_ == "percent" or t.like_num for t in doc[span[0] : head.i]) and any(t.lower_ in ("percent", "%") for t in doc[span[0] : head.i]):
            return "public"
        return "organization" if span[1] - span[0] == 1 or doc[span[0]].lower_ == "the" else "unnamed_group"
    if head.pos_ == "PROPN" and head.lower_ not in lexicon["institution_plurals"]:
        if _singular(head.lower_) in lexicon["role_nouns"] and (head.ent_type_ not in NAMED or partisan):
            return "unnamed_group" if plural else "unnamed_person"
        if head.lower_ in lexicon["documents"] and head.ent_type_ != "ORG":
            return "document"
        if head.ent_type_ == "PERSON":
            return "named_person"
        if head.ent_type_ == "NORP" and plural and head.lower_ in lexicon["publics"]:
            return "public"
        return "organization"
    kind = _kind(head, lexicon)
    if kind == "institution" or kind == "organization":
        return "organization"
    if kind == "document":
        return "document"
    if kind == "public":
        return "unnamed_group" if head.lower_ == "people" and span[1] - span[0] > 1 else "public"
    if kind == "role":
        return "unnamed_group" if plural or _is_joined(head) else "unnamed_person"
    if head.ent_type_ in NAMED:
        return "organization"
    if head.pos_ == "PRON":
        return "public"
    if plural:
        return "unnamed_group"
    return "unnamed_person" if is_human_noun(head) else "organization"


def is_plural(head: Token, lexicon: Lexicon) -> bool:
    """Whether a noun means several, also where a headline's capital misled the tagger."""
    word = head.lower_
    if head.tag_ in ("NNS", "NNPS") or word in lexicon["group_nouns"]:
        return True
    return word.endswith("s") and word not in lexicon["role_nouns"] and _singular(word) in lexicon["role_nouns"]


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
        speakers: Set[Optional[str]] = {d.speaker_id for d in owners} - {None}
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
