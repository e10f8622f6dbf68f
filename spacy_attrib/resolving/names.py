"""Names in a source phrase: whom of the people named it names, by its head, by an apposition or as one of a group."""
from typing import Optional

from spacy.tokens import Token

from ..lang.en.grammar import LABELS_OF_NO_PERSON, PLURAL_TAGS
from ..lang.en.morphology import singular
from ..page.intervals import Offsets
from ..page.phrases import is_human_noun, is_name, role_of
from .people import Mention
from .story import Story

CUT_OFF = 4  # words at the head of a description that finding may have left out


def named(story: Story, span: Offsets, head: Token) -> Optional[int]:
    """The person a phrase names: by its head, by apposition, or as one of a group.

    story (Story): The Doc as the resolver reads it.
    span (Offsets): The tokens of the phrase.
    head (Token): Its head.
    RETURNS (Optional[int]): Index of the person.
    """
    lexicon = story.lexicon
    mentions = story.people.within(*span)
    if mentions and _is_leading(story, mentions[0], span):
        return mentions[0].person
    for mention in mentions:
        if mention.start <= head.i < mention.end:
            return None if _is_team(story, mention) else mention.person
    lists = ("organizations", "documents", "known_organizations")
    if any(word in lexicon[name] for word in (head.lower_, singular(head.lower_)) for name in lists):
        mentions = [m for m in mentions if _is_behind_body(story, m, head, span)]  # not: the Clinton campaign, a letter to Ruiz
    for mention in mentions:
        inner = story.head((mention.start, mention.end))
        if _is_named_by(story, mention, inner, head, span):
            return mention.person
    return None


def _is_behind_body(story: Story, mention: Mention, head: Token, span: Offsets) -> bool:
    """Whether a name at the end of a phrase has a job in front, and that the name of a body: "University of Bergen professor Ana Ruiz"."""
    doc, before = story.doc, mention.start - 2
    if mention.end != span[1] or before <= head.i or head.pos_ != "PROPN" or doc[before].pos_ != "PROPN":
        return False
    return doc[before + 1].is_lower and doc[before + 1].lower_ in story.lexicon["role_nouns"]


def joined(story: Story, span: Offsets) -> Optional[Offsets]:
    """Two people or more who are named side by side: "the candidates, Ann Lee and Senator Bob Ray, of Ohio".

    story (Story): The Doc as the resolver reads it.
    span (Offsets): The tokens of the phrase.
    RETURNS (Optional[Offsets]): From the first name to the last.
    """
    doc, first = story.doc, None
    last = span[0]
    for mention in story.people.within(*span):
        head = above_title(doc[mention.head])
        if first is None:
            first, top = mention, head
        elif mention.person != first.person:
            while head.dep_ == "conj" and head != top:
                head = head.head
                if head == top:
                    last = mention.end
    if first is None or last <= first.end or any(c.dep_ == "conj" and c.i >= last for c in doc[last - 1].rights):
        return None  # Ann Lee, Bob Ray and other donors: more than the names
    return first.start, last


def above_title(name: Token) -> Token:
    """The last word of the longer name that the parse takes a name for a part of, as of a title, else its own."""
    while name.dep_ in ("compound", "nmod") and name.head.pos_ == "PROPN":
        name = name.head
    return name


def _is_leading(story: Story, mention: Mention, span: Offsets) -> bool:
    """Whether a phrase begins with a name, after a title at most, and goes on with what the name is explained by."""
    doc = story.doc
    if any(doc[i].lower_ not in story.lexicon["titles"] for i in range(span[0], mention.start)):
        return False
    end = mention.end
    while end < span[1] and doc[end].lower_ in story.lexicon["postnominals"]:
        end += 1
    after = doc[end] if end < span[1] else None
    explained = after is None or after.text in (",", "(") or after.tag_ == "WP"
    joined = any(c.dep_ == "conj" for c in doc[mention.end - 1].rights) and any(t.dep_ == "cc" for t in doc[end : span[1]])
    return explained and not _is_team(story, mention) and not joined


def _is_team(story: Story, mention: Mention) -> bool:
    """Team Trump."""
    before = story.doc[mention.start - 1] if mention.start else None
    return before is not None and before.pos_ == "PROPN" and before.is_title and before.lower_ in ("team", "camp")


def _is_named_by(story: Story, mention: Mention, inner: Token, head: Token, span: Offsets) -> bool:
    doc, lexicon = story.doc, story.lexicon
    if inner.dep_ == "appos" and inner.head == head:
        return True
    if inner.head == head and inner.dep_ in ("compound", "conj", "nmod", "amod"):
        if head.pos_ == "PROPN" and head.ent_type_ in LABELS_OF_NO_PERSON and inner.dep_ == "compound":
            return False  # the Clinton Foundation
        return inner.dep_ == "conj" or mention.start > head.i or head.pos_ != "NOUN" and head.tag_ != "NNPS"  # but not: Trump aides
    if mention.start > head.i and head.pos_ == "NOUN" and inner.dep_ in ("appos", "nsubj", "attr", "ROOT"):
        between = doc[head.i : mention.start]
        if any(t.text == "," for t in between) and not any(t.tag_ in ("WP", "WDT", "WP$") for t in between):
            return True
    if inner.dep_ == "pobj" and (inner.head.lower_ in lexicon["inclusions"] or inner.head.head.lower_ == "led") and head.is_ancestor(inner.head):
        return True
    before = doc[mention.start - 1]
    if before.lower_ in ("named", "called") and head.is_ancestor(inner):
        return True  # a professor named Ana Ruiz
    if inner.dep_ == "pobj" and inner.head.head == head and is_human_noun(head, lexicon):
        return False  # opponents of Mayor Ruiz
    other = any(t.dep_ == "prep" and t.lower_ != "of" for t in doc[head.i : mention.start])  # a spokesperson for the regulator Ana Ruiz
    return mention.end == span[1] and mention.start - 1 >= head.i and not other and role_of(before, lexicon) in lexicon["role_nouns"]


def spelled(story: Story, span: Offsets, head: Token) -> Optional[int]:
    """A name that the recogniser missed: after a title, as the head itself, behind a comma, or at the end of a description.

    story (Story): The Doc as the resolver reads it.
    span (Offsets): The tokens of the phrase.
    head (Token): Its head.
    RETURNS (Optional[int]): Index of the person, who may be a new one.
    """
    doc, lexicon = story.doc, story.lexicon
    honoured = any(doc[i].lower_ in lexicon["honorifics"] for i in range(span[0], head.i))
    if is_name(head) and (honoured or head.ent_type_ not in ("GPE", "NORP", "LOC", "FAC")):
        if _looks_like_person(story, span, head) or head.lower_ in story.people.by_last and span[1] - span[0] <= 4:
            return _enter(story, _name_around(story, head, span))
    leading = _leading_name(story, span)
    if leading is not None:
        return _enter(story, leading)
    if head.pos_ == "NOUN" and head.tag_ not in PLURAL_TAGS and is_human_noun(head, lexicon):
        if head.i + 1 < span[1] and singular(head.lower_) in lexicon["kin"] and doc[head.i + 1].lower_ in lexicon.genders:
            return _apposed(story, head, head.i + 1, span[1])
        for i in range(head.i + 1, span[1] - 1):
            if doc[i].text == ",":
                return _apposed(story, head, i + 1, span[1])
    return None


def _leading_name(story: Story, span: Offsets) -> Optional[Offsets]:
    """Two to four capitalised words at the start of a phrase that goes on with what tells who it is: "Ana Ruiz, who …"."""
    doc, lexicon = story.doc, story.lexicon
    start = end = span[0]
    while start < span[1] and doc[start].lower_ in lexicon["titles"]:
        start += 1
    end = start
    while end < span[1] and doc[end].text[:1].isupper() and doc[end].pos_ in ("PROPN", "NOUN", "X", "ADJ", "VERB"):
        end += 1
    words = {t.lower_ for t in doc[start:end]}
    if not 2 <= end - start <= 4 or end + 1 >= span[1] or doc[end].text != ",":
        return None
    if words & (lexicon["organizations"] | lexicon["documents"] | lexicon["company_words"] | lexicon["role_nouns"]):
        return None
    after = doc[end + 1]
    told = after.tag_ == "WP" or after.like_num or any(is_human_noun(t, lexicon) for t in doc[end + 1 : min(span[1], end + 6)])
    return (start, end) if told else None


def _enter(story: Story, name: Optional[Offsets]) -> Optional[int]:
    name = story.people.names.name(*name) if name else None
    return story.people.add(*name) if name else None


def _apposed(story: Story, head: Token, start: int, limit: int) -> Optional[int]:
    """Her lawyer, Phineas Adeyemi; relatives are also called by one name, and so are those with a title: the judge, Mr Justice Orme."""
    doc, lexicon, first = story.doc, story.lexicon, start
    while start < limit and doc[start].lower_ in lexicon["titles"] | lexicon["title_modifiers"]:
        start += 1
    end = start
    while end < limit:
        if doc[end].is_quote and end > start and end + 2 < limit and doc[end + 2].is_quote:
            end += 3  # Marta "Mo" Ruiz
        elif doc[end].lower_ in lexicon["name_particles"] and start < end < limit - 1:
            end += 1  # Ana de Ruiz
        elif doc[end].text[:1].isupper() and doc[end].pos_ in ("PROPN", "NOUN"):
            end += 1
        else:
            break
    honoured = any(t.lower_ in lexicon["honorifics"] for t in doc[first:start])
    least = 1 if honoured or singular(head.lower_) in lexicon["kin"] else 2
    if not least <= end - start <= 5 or end < limit and not doc[end].is_punct:
        return None
    if end - start == 1 and doc[start].lower_ in lexicon.genders:
        return story.people.add(start, end)  # Bill, Grant: also where the word is a verb
    return _enter(story, (start, end))


def _looks_like_person(story: Story, span: Offsets, head: Token) -> bool:
    lexicon = story.lexicon
    words = [t.lower_ for t in story.doc[span[0] : head.i + 1]]
    lists = ("organizations", "documents", "company_words", "known_organizations")
    if words[0] == "the" or any(w in lexicon[name] for w in words for name in lists):
        return False
    if any(w in lexicon["honorifics"] for w in words[:-1]):
        return True
    if head.ent_type_ == "ORG":
        return words[0] in lexicon.genders and len(words) > 1
    names = [is_name(t) for t in story.doc[span[0] : head.i + 1]]
    return words[0] in lexicon.genders or head.ent_type_ == "PERSON" or len(names) in (2, 3) and all(names)


def _name_around(story: Story, head: Token, span: Offsets) -> Offsets:
    doc, lexicon, start = story.doc, story.lexicon, head.i
    while start > span[0] and doc[start - 1].lower_ not in lexicon["titles"]:
        before = doc[start - 1]
        if before.pos_ != "PROPN" and not (before.is_title and before.lower_ in lexicon.genders):
            break
        start -= 1
    return start, head.i + 1


def apposition_of(story: Story, span: Offsets, head: Token) -> Optional[int]:
    """Whom a description follows: "Ana Ruiz, chair of the panel" where only the second half was taken for the source."""
    doc, start = story.doc, span[0]
    if 0 < start - head.left_edge.i <= CUT_OFF:
        start = head.left_edge.i  # … a longtime | adviser to the mayor
    bare = span[0] > start or head.left_edge.i >= start and not any(c.dep_ in ("det", "poss", "nummod") for c in head.lefts)
    if start < 2 or doc[start - 1].text != "," or head.tag_ in PLURAL_TAGS or not (bare or head.dep_ == "appos"):
        return None
    if start > 3 and doc[start - 2].is_digit and doc[start - 3].text == ",":
        start -= 2  # Ana Ruiz, 75, a retiree
    if not is_human_noun(head, story.lexicon):
        return None
    before = story.people.before(start)
    return before[0].person if before and before[0].end == start - 1 else None
