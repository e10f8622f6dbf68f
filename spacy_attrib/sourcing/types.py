"""Type: what kind of source an attribution has."""
from typing import Callable, FrozenSet, List, Optional, Sequence

from spacy.tokens import Doc, Span, Token

from ..attributions import ANONYMOUS_TYPES, Draft
from ..lang.base import Lexicon
from ..lang.en.grammar import (
    DEFINITE,
    HE_SHE,
    I_WE,
    INDEFINITE,
    IT,
    LABELS_OF_BODIES,
    PLURAL_TAGS,
    REFERRING_WORDS,
    SMALL_NUMBERS,
    TAKEN_UP,
    THEY,
    YOU,
)
from ..lang.en.morphology import singular
from ..page.intervals import Offsets
from ..page.page import Page
from ..page.phrases import called_bodies, head_of, is_human_noun, is_plural
from .disclosures import attach_disclosures
from .without_disclosures import without_disclosures

TAKEN_UP_LENGTH = 4  # words, besides a number
CROWD = 100  # people who are a crowd


def make_source_typer() -> Callable[[Page, Sequence[Draft]], List[Draft]]:
    """The registered function `spacy-attrib.SourceTyper.v1`: gives every attribution its source type, disclosure and reason."""
    return type_sources


def type_sources(page: Page, drafts: Sequence[Draft]) -> List[Draft]:
    """Tell what kind of source each attribution of one page has, and what the text says of why it has no name.

    page (Page): The page of a tagged and parsed Doc.
    drafts (Sequence[Draft]): The attributions, with their speakers; `source_type`, `disclosure` and `reason` are filled.
    RETURNS (List[Draft]): The attributions without those that only disclose a source.
    """
    for draft in drafts:
        draft.source_type = source_type(page.doc, draft, page.lexicon)  # first, since what a rare cue is stays a guess
        if draft.act == "speech" and (act := _act_of_rare_cue(page.doc, draft, page.lexicon)) is not None:
            draft.act = act
    attach_disclosures(page, drafts)
    return without_disclosures(page.doc, drafts)


def _act_of_rare_cue(doc: Doc, draft: Draft, lexicon: Lexicon) -> Optional[str]:
    """The act that finding took for speech because it knows none of the words: "have vetoed", "were baffled by". Quotations are speech."""
    tokens = [doc[i] for start, end in draft.cue for i in range(start, end)]
    words = [t.lower_ for t in tokens if t.pos_ != "AUX"]
    quoted = bool(draft.content) and doc[draft.content[0][0]].is_quote
    if quoted or any(w in lexicon.verbs or w in lexicon.nouns or w in lexicon.adjectives for w in words):
        return None
    return next((lexicon.acts[w] for w in reversed(words) if w in lexicon.acts), None)


def source_type(doc: Doc, draft: Draft, lexicon: Lexicon) -> str:
    """Tell the type of a source once it is resolved.

    doc (Doc): The Doc.
    draft (Draft): The attribution, with its speaker.
    lexicon (Lexicon): The word lists.
    RETURNS (str): One of `SOURCE_TYPES`.
    """
    if draft.by_writer:
        return "author"
    if draft.person is not None:
        return "named_person"
    found = _type_of_word(doc, draft, lexicon)
    if found is not None:
        return found
    span = draft.speaker or (draft.source[0] if draft.source else None)
    if span is None:
        return "unknown"
    if _names_somebody(doc, span, lexicon):
        return "named_person"
    found = _type_of_phrase(doc, span, lexicon, draft.act)
    if found == "unnamed_person" and _is_body_by_name(doc, draft, span, lexicon):
        return "organization"
    known = found in ANONYMOUS_TYPES and _is_taken_up(doc, span, lexicon)
    if known or found == "unnamed_person" and _holds_office(doc, span, lexicon):
        return "named_person"  # "the candidates", "her manager", of whom no unnamed ones were spoken of before
    return found


def _is_body_by_name(doc: Doc, draft: Draft, span: Offsets, lexicon: Lexicon) -> bool:
    """The broadcaster Univision: what a person or a body may be called, and behind it the name of a body."""
    if not draft.source or not draft.source[0][0] <= span[0] < span[1] < draft.source[0][1]:
        return False
    after, word = doc[span[1]], singular(head_of(doc, span).lower_)
    return after.pos_ == "PROPN" and after.ent_type_ != "PERSON" and word in lexicon["organizations"]


def _is_taken_up(doc: Doc, span: Offsets, lexicon: Lexicon) -> bool:
    """Whether a group is one the article has spoken of: "the two lawmakers", "both candidates", with nothing that says more.

    Officials, sources and the like are never meant: those are not named.
    """
    first, head = doc[span[0]], head_of(doc, span)
    counted = span[1] - span[0] > 1 and doc[span[0] + 1].like_num
    if first.lower_ not in TAKEN_UP or head.i != span[1] - 1 or span[1] - span[0] > TAKEN_UP_LENGTH + counted:
        return False
    if head.tag_ not in PLURAL_TAGS and head.pos_ != "NUM" and first.lower_ not in ("each", "both"):
        return False
    return singular(head.lower_) not in lexicon["told_groups"]


def _holds_office(doc: Doc, span: Offsets, lexicon: Lexicon) -> bool:
    """Whether a person is spoken of as one whom readers know, by what there is one of: "the coach", "his counterpart".

    Relatives, spokesmen and those who are sources by trade are not: they are seldom named.
    """
    first, head = doc[span[0]], head_of(doc, span)
    role = singular(head.lower_)
    if first.lower_ not in DEFINITE and first.tag_ != "PRP$" and not any(c.dep_ == "poss" for c in head.lefts):
        return False
    if role not in lexicon["single_holders"] and (role not in lexicon["titles"] or role in lexicon["kin"] or role.startswith("spokes")):
        return False
    return not any(c.dep_ in ("relcl", "acl") for c in head.rights)


def _type_of_word(doc: Doc, draft: Draft, lexicon: Lexicon) -> Optional[str]:
    """The type of a source of one word that says it all: "one", "you", or a pronoun nobody was found for."""
    if not draft.source or draft.source[0][1] - draft.source[0][0] != 1:
        return None
    word = doc[draft.source[0][0]].lower_
    if word == "one" and draft.act != "speech":
        return "public"  # one might think
    if word == "all" and doc[draft.source[0][1] : draft.source[0][1] + 1].text == "told":
        return "unknown"  # all told, that is in sum
    if word in ("one", "another", "someone", "somebody"):
        return "unnamed_person"
    if word == "others" and draft.act == "speech":
        return "unnamed_group"
    if word in YOU or word in lexicon["publics"] and draft.speaker in (None, draft.source[0]) and word not in lexicon["audible_publics"]:
        return "public"
    if draft.speaker is not None:
        return None
    if word in I_WE:
        return "author"
    if word in HE_SHE:
        return "unnamed_person"
    if word in THEY or not draft.cue and word in lexicon["transcript_labels"]:
        return "unknown"  # whom it stands for may well be named
    return "organization" if word in IT else None


def _names_somebody(doc: Doc, span: Offsets, lexicon: Lexicon) -> bool:
    """Several people of whom one is named: "Trump and Cruz", "she and her aides", "the senator and his allies"."""
    head = doc[span[0] : span[1]].root
    joined = [c for c in head.rights if c.dep_ == "conj" and c.i < span[1]]
    if not joined:
        return False
    if head.pos_ == "PROPN" and any(t.ent_type_ == "PERSON" for t in [head, *joined]):
        return True
    theirs = any(c.tag_ == "PRP$" for t in joined for c in t.lefts)
    return theirs and (head.lower_ in HE_SHE or _holds_office(doc, (span[0], head.i + 1), lexicon))


def _type_of_phrase(doc: Doc, span: Offsets, lexicon: Lexicon, act: Optional[str]) -> str:
    head = head_of(doc, span)
    word = head.lower_
    told = act == "speech"
    if word in ("someone", "somebody") and span[0] and doc[span[0] - 1].lower_ in ("for", "like", "as", "than"):
        return "public"  # for someone who conceded
    if word in ("someone", "somebody") or word == "old" and head.i > span[0] and head.nbor(-1).text == "-":
        return "unnamed_person"  # someone in the room, a 30-year-old
    if span[1] - span[0] == 1 and head.is_upper and head.is_alpha and len(word) > 4 and not _kind(head, lexicon):
        return "named_person"  # TAPPER: a transcript
    if word == "one" and head.i > span[0] and head.nbor(-1).lower_ == "no" or _is_share(doc, span, head):
        return "public"
    if word in lexicon["quantities"] or word in REFERRING_WORDS or head.pos_ == "NUM":
        counted = next((t for c in head.rights if c.lower_ in ("of", "in") for t in c.rights if t.dep_ == "pobj" and t.i < span[1]), None)
        if word in lexicon["shares"]:
            return "public"
        if counted is None and _number(head) >= CROWD:
            return "unknown" if word.isdecimal() else "public"  # a year; 21,000 of those who were asked
        if counted is None and head.pos_ in ("NOUN", "PROPN"):
            return _by_kind(head, lexicon, doc, span, act)  # the rights group
        if word in ("one", "another", "other", "either", "each"):
            kind = "role" if counted is None or counted.pos_ in ("PRON", "NUM", "DET") else _kind(counted, lexicon)
            return "unnamed_person" if kind in ("role", "public") else _by_kind(counted or head, lexicon, doc, span, act)
        if counted is None or counted.pos_ in ("PRON", "DET"):
            return "unnamed_group" if told or counted is not None else "public"
        head = counted
    return _by_kind(head, lexicon, doc, span, act)


def _kind(head: Token, lexicon: Lexicon) -> str:
    """What the lists say of a noun: "institution", "document", "public", "role", "organization" or nothing."""
    word, single = head.lower_, singular(head.lower_)
    if word in lexicon["institution_plurals"]:
        return "institution"
    if word in lexicon["documents"]:
        return "document"
    if word in lexicon["collectives"] or word in lexicon["publics"] and head.tag_ != "NN" and single not in lexicon["told_groups"]:
        return "public"
    if single in lexicon["role_nouns"] or single in lexicon["kin"] or word in lexicon["group_nouns"]:
        return "role"
    if single in lexicon["documents"]:
        return "document"
    if single in lexicon["organizations"] or word in lexicon["organizations"]:
        return "organization"
    if word in lexicon["trades"] and head.text.islower() and any(c.lower_ == "the" for c in head.lefts):
        return "organization"  # the brewer
    return ""


def _by_kind(head: Token, lexicon: Lexicon, doc: Doc, span: Offsets, act: Optional[str]) -> str:
    told = act == "speech"
    word = head.lower_
    plural = is_plural(head, lexicon)
    before = {t.lower_ for t in doc[span[0] : head.i]}
    people = head.pos_ == "PROPN" or head.lower_ in lexicon["publics"] or is_human_noun(head, lexicon)
    if plural and people and (before & lexicon["masses"] or _is_count(doc[span[0] : head.i])):
        return "public"  # hundreds of demonstrators, most Republicans, 1,409 teachers
    if plural and singular(head.lower_) in lexicon["partisans"]:
        return _type_of_partisans(head, doc[span[0] : head.i], before, lexicon, act)
    if plural and singular(word) in lexicon["contestants"] and not before & lexicon["selections"] - SMALL_NUMBERS:
        return "named_person"  # those who run are no secret: "all three candidates"
    picked = doc[span[0]].lower_ in INDEFINITE or bool(before & lexicon["selections"])
    if picked and singular(word) in lexicon["post_holders"] | lexicon["partisans"]:
        return "unnamed_group" if plural or word.endswith("s") else "unnamed_person"  # an MP, two MPs, a senior Tory
    if head.pos_ == "PROPN" and word not in lexicon["institution_plurals"] and not (word in lexicon["group_nouns"] and head.is_sent_start):
        return _type_of_name(head, plural, lexicon)
    kind = _kind(head, lexicon)
    if kind == "institution":
        return "unnamed_group" if picked and is_human_noun(head, lexicon) else "organization"
    if kind in ("organization", "document"):
        return kind
    if kind == "public":
        return _type_of_people(head, before, lexicon, told)
    if head.ent_type_ in LABELS_OF_BODIES and kind != "role":
        return "organization"
    if head.pos_ in ("PRON", "DET"):
        return "public"
    if kind == "role" or is_human_noun(head, lexicon):
        attitude = act == "other" and word != "others" or not told and head.lower_ in lexicon["publics"]
        if plural and attitude and not _is_selected(head, before, lexicon):
            return "public"  # an attitude of many, not something that some of them told
        return "unnamed_group" if plural or _is_joined(head) else "unnamed_person"
    if head.pos_ == "ADJ" and head.text.islower() and picked:
        return "unnamed_group" if plural else "unnamed_person"  # a local, two regulars
    return "document" if head.pos_ == "NOUN" and head.text.islower() else "organization"


def _type_of_partisans(head: Token, words: Span, before: FrozenSet[str], lexicon: Lexicon, act: Optional[str]) -> str:
    """Members of a party: as a body where they act as one, some of them where they are picked, else the party's voters."""
    if not len(words) or words[0].lower_ in ("the", "both") or before & lexicon["chambers"] and not before & lexicon["selections"]:
        return "organization"
    if act == "other" and not before & lexicon["selections"]:
        return "public"
    return "unnamed_group"


def _is_count(words: Span) -> bool:
    """Whether so many are counted that nobody heard them all, or some out of a number: "six in 10 voters"."""
    if any(_number(t) >= CROWD for t in words):
        return True
    return any(a.like_num and b.lower_ in ("of", "in") and c.like_num for a, b, c in zip(words, words[1:], words[2:]))


def _is_share(doc: Doc, span: Offsets, head: Token) -> bool:
    """Whether a phrase says how many of those asked in a poll: "six in 10", "one in four voters", "those over 60"."""
    if doc[span[0]].lower_ == "those":
        return any(t.like_num for t in doc[span[0] + 1 : span[1]])
    near = doc[max(span[0], head.i - 2) : min(span[1], head.i + 3)]
    return head.like_num and any(a.like_num and b.lower_ == "in" and c.like_num for a, b, c in zip(near, near[1:], near[2:]))


def _number(token: Token) -> int:
    """The value of a number in figures; 0 for anything else."""
    figures = token.text.replace(",", "")
    return int(figures) if figures.isdecimal() else 0


def _is_selected(head: Token, before: FrozenSet[str], lexicon: Lexicon) -> bool:
    """Whether a plural means certain people: told sources, some of many, those of somebody, or those that a clause picks."""
    role = singular(head.lower_)
    if role in lexicon["told_groups"] or role in lexicon["acting_groups"] or before & (lexicon["selections"] | DEFINITE):
        return True
    return any(c.dep_ in ("relcl", "acl", "poss", "nummod", "compound", "prep") for c in head.children)


def _type_of_name(head: Token, plural: bool, lexicon: Lexicon) -> str:
    """The type of a phrase whose head is written as a name, of nobody in the cast."""
    single = singular(head.lower_)
    if head.lower_ in lexicon["company_words"] and head.i and head.nbor(-1).pos_ == "PROPN":
        return "organization"  # Halvorsen Partners
    if single in lexicon["role_nouns"] and (head.ent_type_ not in LABELS_OF_BODIES or single in lexicon["partisans"]):
        return "unnamed_group" if plural else "unnamed_person"
    if plural and head.lower_.endswith("men"):
        return "unnamed_group"  # Boatmen at the head of a sentence
    if head.lower_ in lexicon["documents"] and head.ent_type_ != "ORG":
        return "document"
    if head.ent_type_ == "PERSON" and not (head.lower_ in lexicon["known_organizations"] or single in lexicon["organizations"]):
        after = [t.lower_ for t in head.doc[head.i + 1 : head.i + 3]]
        return "organization" if after == [",", "which"] or head.text in called_bodies(head.doc, lexicon) else "named_person"
    if head.ent_type_ == "NORP" and plural and head.lower_ in lexicon["publics"]:
        return "public"
    return "organization"


def _type_of_people(head: Token, before: FrozenSet[str], lexicon: Lexicon, told: bool) -> str:
    """People at large, or some of them whom the writer met: by what they did, and how they are counted."""
    if head.lower_ == "people":
        if "few" in before and "a" not in before:
            return "public"
        met = any(c.dep_ in ("acl", "relcl", "amod") or c.dep_ == "prep" and c.lower_ in ("with", "inside", "close") for c in head.rights)
        return "unnamed_group" if met or before & lexicon["selections"] or before & DEFINITE else "public"
    few = before & (lexicon["selections"] - {"many", "a"}) or any(c.dep_ == "poss" for c in head.lefts)
    return "unnamed_group" if told and (few or head.lower_ in lexicon["audible_publics"]) else "public"


def _is_joined(head: Token) -> bool:
    return any(c.dep_ == "conj" and c.pos_ == "NOUN" for c in head.rights)
