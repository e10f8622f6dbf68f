"""Names in a source phrase: whom of the people named it names, by its head, by an apposition or as one of a group."""

from typing import AbstractSet, NamedTuple, Optional

from spacy.tokens import Doc, Token

from ..lang.en import grammar as en
from ..lang.en.morphology import singular
from ..page.intervals import Offsets
from ..page.phrases import is_given_name, is_human_noun, is_human_word, is_name, role_of
from .people import Mention
from .person_names import acts_as_several
from .story import Story

CUT_OFF = 4  # words at the head of a description that finding may have left out


def named(story: Story, span: Offsets, head: Token) -> Optional[int]:
    """The index of the person whom a phrase names, by its head, by an apposition or as one of a group."""
    mentions = story.people.within(*span)
    if mentions and _is_leading(story, mentions[0], span):
        return mentions[0].person
    for mention in mentions:
        if mention.start <= head.i < mention.end:
            return None if _is_team(story, mention) else mention.person
    names = (Inside(story, m, story.head((m.start, m.end)), head, span) for m in mentions)
    return next((name.mention.person for name in names if name.is_meant()), None)


def joined(story: Story, span: Offsets) -> Optional[Offsets]:
    """Two people or more who are named side by side: "the candidates, Ann Lee and Senator Bob Ray, of Ohio".

    story (Story): The Doc as the resolver reads it.
    span (Offsets): The tokens of the phrase.
    RETURNS (Optional[Offsets]): From the first name to the last.
    """
    doc, mentions = story.doc, story.people.within(*span)
    if not mentions:
        return None
    first = mentions[0]
    top = above_title(doc[first.head])
    tops = [top, top.head] if hangs_to_second(top) else [top]
    apart = (m for m in mentions if m.person != first.person and not _is_before_title(doc, first.end, m.start))
    names = ((m, above_title(doc[m.head])) for m in apart)
    others = (m for m, name in names if name in tops or any(_is_joined_to(name, each) for each in tops))
    last = max((m.end for m in others), default=0)
    if last <= first.end or any(c.dep_ == "conj" and c.i >= last for c in doc[last - 1].rights):
        return None  # Ann Lee, Bob Ray and other donors: more than the names
    return first.start, last


def _is_before_title(doc: Doc, end: int, start: int) -> bool:
    """Whether nothing but nouns stands between two names, so that the first is the town or the office of the second: Hamilton Mayor Bob Ray."""
    between = doc[end:start]
    return len(between) > 0 and all(t.pos_ in en.NOUNS for t in between)


def _is_joined_to(name: Token, top: Token) -> bool:
    if name.dep_ == "appos" and name.head.dep_ == "conj":
        name = name.head  # Ann Lee and her sister, Eva Lee
    while name.dep_ == "conj" and name.head not in (top, name):
        name = name.head
    return name.dep_ == "conj" and name != top


def above_title(name: Token) -> Token:
    """The last word of the longer name that the parse takes a name for a part of, as of a title, else its own."""
    while name.dep_ in en.PARTS_OF_NAMES and name.head.pos_ == "PROPN" and name.head != name and not hangs_to_second(name):
        name = name.head
    return name


def hangs_to_second(name: Token) -> bool:
    """Whether the parse takes a name for a part of the one that "and" joins to it: *Ana Ruiz* and Bo Ray."""
    second = name.head
    return name.dep_ in en.PARTS_OF_NAMES and second.pos_ == "PROPN" and any(t.lower_ == "and" for t in name.doc[name.i + 1 : second.i])


def _is_leading(story: Story, mention: Mention, span: Offsets) -> bool:
    """Whether a phrase begins with a name, after a title at most, and goes on with what the name is explained by."""
    doc = story.doc
    if _past(story.people.titles, story, span[0], mention.start) != mention.start or _is_team(story, mention):
        return False
    end = _past(story.lexicon["postnominals"], story, mention.end, span[1])
    if end < span[1] and doc[end].text not in en.COMMA_OR_BRACKET and doc[end].tag_ != "WP":
        return False
    return not (any(c.dep_ == "conj" for c in doc[mention.end - 1].rights) and any(t.dep_ == "cc" for t in doc[end : span[1]]))


def _past(words: AbstractSet[str], story: Story, start: int, limit: int) -> int:
    while start < limit and story.tokens[start].lower_ in words:
        start += 1
    return start


def _is_team(story: Story, mention: Mention) -> bool:
    """Team Trump."""
    before = story.tokens[mention.start - 1] if mention.start else None
    return before is not None and before.pos_ == "PROPN" and before.is_title and before.lower_ in en.TEAM_WORDS


class Inside(NamedTuple):
    """A name in a phrase that has another head."""

    story: Story
    mention: Mention
    name: Token
    head: Token
    span: Offsets

    def is_meant(self) -> bool:
        """Whether the phrase means the person whose name stands in it."""
        if self._is_of_body() and not self._is_behind_body():
            return False
        if self.name.head == self.head and self.name.dep_ in en.BESIDE_HEAD:
            return self.name.dep_ in ("appos", "conj") or self._is_behind_title()
        if self._is_behind_comma() or self._is_included() or self._is_called_so() or self._is_second_subject() or self._is_behind_field():
            return True
        return not self._is_anothers() and self._is_behind_job()

    def _is_of_body(self) -> bool:
        """The campaign of Ana Ruiz, a letter to Ruiz."""
        words = (self.head.lower_, singular(self.head.lower_))
        return any(word in self.story.lexicon[name] for word in words for name in ("organizations", "documents", "known_organizations"))

    def _is_behind_body(self) -> bool:
        """Whether a name at the end of a phrase has a job in front, and that the name of a body: "University of Bergen professor Ana Ruiz"."""
        doc, before = self.story.doc, self.mention.start - 2
        if self.mention.end != self.span[1] or before <= self.head.i or self.head.pos_ != "PROPN" or doc[before].pos_ != "PROPN":
            return False
        return doc[before + 1].is_lower and doc[before + 1].lower_ in self.story.lexicon["role_nouns"]

    def _is_behind_title(self) -> bool:
        """Mayor Ana Ruiz, where the parse takes the title for the head; but not: Trump aides, the Clinton Foundation."""
        body = self.name.dep_ == "compound" and self.head.pos_ == "PROPN" and self.head.ent_type_ in en.LABELS_OF_NO_PERSON
        return not body and (self.mention.start > self.head.i or self.head.pos_ != "NOUN" and self.head.tag_ != "NNPS")

    def _is_behind_comma(self) -> bool:
        """The owner, 40 years old, Ana Ruiz: an apposition that the parse hangs elsewhere."""
        if self.mention.start <= self.head.i or self.head.pos_ != "NOUN" or self.name.dep_ not in en.NAMED_LATER:
            return False
        between = self.story.doc[self.head.i : self.mention.start]
        return any(t.text == "," for t in between) and not any(t.tag_ in en.RELATIVE_TAGS for t in between)

    def _is_included(self) -> bool:
        """Critics including Ana Ruiz; importers such as Ana Ruiz; a group led by Ana Ruiz."""
        above = self.name.head
        such = above.i > 0 and above.lower_ == "as" and self.story.page.words[above.i - 1] == "such"
        included = such or above.lower_ in self.story.lexicon["inclusions"] or above.head.lower_ == "led"
        return self.name.dep_ == "pobj" and included and self.head.is_ancestor(above)

    def _is_called_so(self) -> bool:
        """A professor named Ana Ruiz."""
        return self.mention.start > 0 and self.story.tokens[self.mention.start - 1].lower_ in en.NAMING_WORDS and self.head.is_ancestor(self.name)

    def _is_second_subject(self) -> bool:
        """The spokesman for sport Ana Ruiz: a name that the parse takes for another subject of the same verb."""
        both = self.name.dep_ in en.SUBJECTS and self.head.dep_ in en.SUBJECTS
        return both and self.head.head == self.name.head and is_human_noun(self.head, self.story.lexicon)

    def _is_behind_field(self) -> bool:
        """The spokesman for sport Ana Ruiz: a name that the parse hangs to what somebody else speaks for."""
        doc, lexicon, field = self.story.doc, self.story.lexicon, self.story.doc[self.mention.start - 1]
        if self.mention.end != self.span[1] or field.i <= self.head.i + 1 or field.pos_ != "NOUN" or not field.is_lower:
            return False
        body = any(field.lower_ in lexicon[name] for name in ("organizations", "body_nouns", "trades", "documents"))
        told = doc[self.head.i + 1].dep_ == "prep" and self.head.tag_ == "NN" and is_human_noun(self.head, lexicon)
        return told and not body and not is_human_word(field, lexicon)

    def _is_anothers(self) -> bool:
        """Opponents of Mayor Ruiz."""
        return self.name.dep_ == "pobj" and self.name.head.head == self.head and is_human_noun(self.head, self.story.lexicon)

    def _is_behind_job(self) -> bool:
        """The regulator's chief economist Ana Ruiz; but not: a spokesperson for the regulator Ana Ruiz."""
        between = self.story.doc[self.head.i : self.mention.start]
        if self.mention.end != self.span[1] or not len(between) or any(t.dep_ == "prep" and t.lower_ != "of" for t in between):
            return False
        return role_of(between[-1], self.story.lexicon) in self.story.lexicon["role_nouns"]


def spelled(story: Story, span: Offsets, head: Token) -> Optional[int]:
    """The index of whom a phrase names where the recogniser missed the name: behind a title, as the head, behind a comma, or at the end."""
    for step in (_name_as_head, _leading_name, _name_behind_description):
        found = step(story, span, head)
        if found is not None:
            name = story.people.names.name(*found)
            return story.people.add(*name) if name else None
    return None


def _name_as_head(story: Story, span: Offsets, head: Token) -> Optional[Offsets]:
    honoured = _has_honorific(story, span[0], head.i)
    if not is_name(head) or not honoured and (head.ent_type_ in en.LABELS_OF_PLACES or head.ent_type_ == "NORP"):
        return None
    known = head.lower_ in story.people.by_last and span[1] - span[0] <= 4
    return _name_around(story, head, span) if known or _looks_like_person(story, span, head) else None


def _has_honorific(story: Story, start: int, end: int) -> bool:
    return any(t.lower_ in story.lexicon["honorifics"] for t in story.doc[start:end])


def _leading_name(story: Story, span: Offsets, head: Token) -> Optional[Offsets]:
    """Two to four capitalised words at the start of a phrase that goes on with what tells who it is: "Ana Ruiz, who …"."""
    doc, lexicon = story.doc, story.lexicon
    start = end = _past(story.people.titles, story, *span)
    while end < span[1] and doc[end].text[:1].isupper() and doc[end].pos_ in ("PROPN", "NOUN", "X", "ADJ", "VERB"):
        end += 1
    if not 2 <= end - start <= 4 or end + 1 >= span[1] or doc[end].text != ",":
        return None
    if any(t.lower_ in lexicon[name] for t in doc[start:end] for name in ("organizations", "documents", "company_words", "role_nouns")):
        return None
    after = doc[end + 1]
    told = after.tag_ == "WP" or after.like_num or any(is_human_noun(t, lexicon) for t in doc[end + 1 : min(span[1], end + 6)])
    return (start, end) if told else None


def _name_behind_description(story: Story, span: Offsets, head: Token) -> Optional[Offsets]:
    """Her lawyer, Phineas Adeyemi; her widow Folasade."""
    doc, lexicon = story.doc, story.lexicon
    if head.pos_ != "NOUN" or head.tag_ in en.PLURAL_TAGS or not is_human_noun(head, lexicon):
        return None
    after = doc[head.i + 1].lower_ if head.i + 1 < span[1] else ""
    comma = next((i for i in range(head.i + 1, span[1] - 1) if doc[i].text == ","), None)
    last = head.i if after in lexicon.genders and singular(head.lower_) in lexicon["kin"] else comma
    return None if last is None else _apposed(story, head, last + 1, span[1])


def _apposed(story: Story, head: Token, first: int, limit: int) -> Optional[Offsets]:
    """Two to five words of a name; relatives are also called by one, and so are those with a title: the judge, Mr Justice Orme."""
    doc, lexicon = story.doc, story.lexicon
    start = _past(story.people.titles | lexicon["title_modifiers"], story, first, limit)
    end = _end_of_name(story, start, limit)
    least = 1 if singular(head.lower_) in lexicon["kin"] or _has_honorific(story, first, start) else 2
    return (start, end) if least <= end - start <= 5 and (end == limit or doc[end].is_punct) else None


def _end_of_name(story: Story, start: int, limit: int) -> int:
    doc, particles, end = story.doc, story.lexicon["name_particles"], start
    while end < limit:
        if doc[end].is_quote and end > start and end + 2 < limit and doc[end + 2].is_quote:
            end += 3  # Marta "Mo" Ruiz
        elif is_given_name(doc[end], story.lexicon):
            end += 1  # Per Lund
        elif doc[end].text[:1].isupper() and doc[end].pos_ in en.NOUNS or start < end < limit - 1 and doc[end].lower_ in particles:
            end += 1  # Ana de Ruiz
        else:
            break
    return end


def _looks_like_person(story: Story, span: Offsets, head: Token) -> bool:
    doc, lexicon = story.doc, story.lexicon
    words = [t.lower_ for t in doc[span[0] : head.i + 1]]
    lists = ("organizations", "documents", "company_words", "known_organizations")
    if words[0] == "the" or any(w in lexicon[name] for w in words for name in lists) or acts_as_several(head):
        return False
    if head.text in story.page.called_bodies:
        return False
    if _has_honorific(story, span[0], head.i):
        return True
    if head.ent_type_ == "ORG":
        return words[0] in lexicon.genders and len(words) > 1
    if words[0] in lexicon.genders or head.ent_type_ == "PERSON":
        return True
    return len(words) in (2, 3) and all(is_name(t) for t in doc[span[0] : head.i + 1])


def _name_around(story: Story, head: Token, span: Offsets) -> Offsets:
    titles, genders = story.people.titles, story.lexicon.genders
    before = reversed(story.doc[span[0] : head.i])
    no_name = (t.i for t in before if t.lower_ in titles or t.pos_ != "PROPN" and not (t.is_title and t.lower_ in genders))
    return next(no_name, span[0] - 1) + 1, head.i + 1


def apposition_of(story: Story, span: Offsets, head: Token) -> Optional[int]:
    """Whom a description follows: "Ana Ruiz, chair of the panel" where only the second half was taken for the source."""
    doc, start = story.doc, span[0]
    if 0 < start - head.left_edge.i <= CUT_OFF:
        start = head.left_edge.i  # … a longtime | adviser to the mayor
    if start < 2 or doc[start - 1].text != "," or head.tag_ in en.PLURAL_TAGS or not is_human_noun(head, story.lexicon):
        return None
    if head.dep_ != "appos" and span[0] == start and (head.left_edge.i < start or any(c.dep_ in en.DETERMINING for c in head.lefts)):
        return None
    if start > 3 and doc[start - 2].is_digit and doc[start - 3].text == ",":
        start -= 2  # Ana Ruiz, 75, a retiree
    before = story.people.before(start)
    return before[0].person if before and before[0].end == start - 1 else None
