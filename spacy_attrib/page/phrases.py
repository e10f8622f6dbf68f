"""Noun phrases: what their heads are, where they begin and end, and whether they mean people, and how many."""

from functools import lru_cache
from itertools import takewhile
from typing import Dict, FrozenSet, Mapping, Optional

from spacy.tokens import Doc, Token

from ..lang.base import Lexicon
from ..lang.en.grammar import AROUND_PRONOUN_TAGS, ARTICLES, LABELS_OF_TIME, PLURAL_TAGS, POSSESSIVE, RELATIVE_PRONOUNS, SUBJECT_PRONOUNS
from ..lang.en.morphology import singular
from .intervals import Offsets

SENTENCE_END = frozenset((".", "?", "!", "…", "...", "?!", "!?", "!!", "??", ".."))
LEADING = frozenset((",", "*", "•", "·", "●", "-", "–", "—"))  # what may stand in front of a source without being part of it
DATELINE = 4  # tokens to the colon behind the place where an article was written
SUBJECT_CLIMB = 5  # words above a phrase among which its subject is looked for


def head_of(doc: Doc, span: Offsets) -> Token:
    """The head of a noun phrase; where the parse names an adjective, an article or a "which", the last noun before what follows."""
    root, last = doc[span[0] : span[1]].root, doc[span[1] - 1]
    if root.pos_ == "PROPN" and root.i < last.i and _ends_phrase(last):
        return last
    if root.pos_ in ("NOUN", "PROPN", "NUM") or root.pos_ in ("PRON", "DET") and (span[1] - span[0] == 1 or root.tag_ not in ("DT", "WDT")):
        return root
    end = next((t.i for t in doc[span[0] + 1 : span[1]] if t.pos_ == "ADP" or t.text in (",", "(")), span[1])
    nouns = [t for t in doc[span[0] : end] if t.pos_ in ("NOUN", "PROPN", "PRON") and t.tag_ not in ("WP", "WDT")]
    return nouns[-1] if nouns else root


def _ends_phrase(last: Token) -> bool:
    """Whether a common noun right behind a name is what the phrase is about: "a Department of Health spokesman"."""
    common = last.pos_ == "NOUN" and last.is_lower and last.nbor(-1).pos_ == "PROPN"
    return common and last.dep_ != "npadvmod" and last.ent_type_ not in LABELS_OF_TIME


def core_of(doc: Doc, span: Offsets) -> Offsets:
    """The tokens of a source that name somebody, all of them if none do: without white space at its edges, a comma, bullet or dateline
    in front, and "on Tuesday" behind; with the owner in front of "'s president"; of "which she" and "he all but" only the pronoun."""
    start, end = _inner(doc, span)
    if end - start > 1 and start and doc[start].lower_ in POSSESSIVE:
        start = min(start_of(doc[start].head), start)  # 's president
    words = doc[start:end]
    pronouns = [t for t in words if t.lower_ in SUBJECT_PRONOUNS]
    if end - start > 1 and len(pronouns) == 1 and all(t in pronouns or t.tag_ in AROUND_PRONOUN_TAGS for t in words):
        return pronouns[0].i, pronouns[0].i + 1
    return (start, end) if end > start else span


def _inner(doc: Doc, span: Offsets) -> Offsets:
    start, end = span
    while start < end and (doc[start].is_space or doc[start].text in LEADING):
        start += 1
    while end > start and doc[end - 1].is_space:
        end -= 1
    while end - start > 2 and doc[end - 1].ent_type_ == "DATE" and doc[end - 2].lower_ == "on":
        end -= 2  # Lavrin on Tuesday
    colon = next((i for i in range(start + 1, min(end - 1, start + DATELINE)) if doc[i].text == ":"), None)
    return (colon + 1, end) if colon is not None and all(t.is_upper for t in doc[start:colon]) else (start, end)  # MUMBAI: A court


def phrase_of(doc: Doc, span: Offsets) -> str:
    """The words of a phrase in lower case, without an article in front: what tells that two phrases mean the same."""
    words = [t.lower_ for t in doc[span[0] : span[1]]]
    return " ".join(words[1:] if words[0] in ARTICLES and len(words) > 1 else words)


def start_of(noun: Token) -> int:
    """Where the phrase of a noun begins, in its line, without white space and marks that the parse hangs to it."""
    start = next((i + 1 for i in range(noun.i - 1, noun.left_edge.i - 1, -1) if "\n" in noun.doc[i].text), noun.left_edge.i)
    while start < noun.i and (noun.doc[start].is_space or noun.doc[start].is_punct):
        start += 1
    return start


def past_dateline(doc: Doc, span: Offsets) -> Offsets:
    """The first noun phrase behind a dateline that is a whole source, "MUMBAI: A court …"; the same tokens if it is none."""
    start, end = span
    if end - start != 1 or end >= len(doc) or doc[end].text != ":" or not doc[start].is_upper or not (start == 0 or doc[start - 1].is_space):
        return span
    words = takewhile(lambda token: token.text not in SENTENCE_END, doc[end + 1 :])
    noun = next((t for t in words if t.pos_ in ("NOUN", "PROPN", "PRON") and t.dep_ not in ("compound", "poss")), None)
    return span if noun is None else (max(noun.left_edge.i, end + 1), noun.i + 1)


def subject_above(token: Token, subjects: Mapping[int, Token]) -> Optional[Token]:
    """Who does what a phrase says: the nearest subject of the verbs above it; of "who" whom it stands for.

    token (Token): The root of the phrase.
    subjects (Mapping[int, Token]): By verb the subject in front of it, see `Page.subject_of`.
    """
    for _ in range(SUBJECT_CLIMB):
        subject = subjects.get(token.i)
        if subject is not None and subject.lower_ not in ("name", "names", "identity", "identities"):
            return token.head if subject.lower_ in RELATIVE_PRONOUNS and token.dep_ in ("relcl", "acl") else subject
        if token.dep_ in ("acl", "relcl") and token.head.pos_ in ("NOUN", "PRON"):
            return token.head
        if token.head == token:
            break
        token = token.head
    return None


def is_name(token: Token) -> bool:
    """Whether a word is a proper name, or written like one where nothing else asks for a capital."""
    if token.pos_ == "PROPN":
        return token.text[:1].isupper()
    return token.pos_ in ("NOUN", "VERB", "ADJ", "X") and token.text[:1].isupper() and not begins_sentence(token)


def is_given_name(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word that taggers take for a preposition is the first half of a name: *Per* Lund."""
    if token.pos_ != "ADP" or not token.is_title or token.lower_ not in lexicon.genders or token.i + 1 >= len(token.doc):
        return False
    before = token.nbor(-1) if token.i else None
    heading = before is not None and (before.like_num or before.is_title and before.pos_ in ("NOUN", "PROPN"))  # Cost Per Head
    return not heading and token.nbor().pos_ == "PROPN" and token.nbor().text[:1].isupper()


def begins_sentence(token: Token) -> bool:
    """Whether a sentence begins with a word, by the punctuation in front of it: where the page is at hand, `page.sentence` knows better."""
    before = token.i - 1
    while before >= 0 and (token.doc[before].is_quote or token.doc[before].is_space and "\n" not in token.doc[before].text):
        before -= 1
    return before < 0 or token.doc[before].text in SENTENCE_END or token.doc[before].is_space


def is_called_body(name: Token, lexicon: Lexicon) -> bool:
    """Whether a noun in front of a name says that it is a company or the like: "the drugmaker Helvara"."""
    before = name.nbor(-1) if name.i else None
    if before is None or not before.is_lower:
        return False
    if not (before.dep_ in ("compound", "nmod") and before.head == name or name.dep_ == "appos" and name.head == before):
        return False
    return before.tag_ == "NN" and any(before.lower_ in lexicon[words] for words in ("organizations", "trades"))


def is_apposed_body(name: Token, lexicon: Lexicon) -> bool:
    """Whether a name stands between commas behind what the body is: "the charity, *Open Door*, …"."""
    noun, start = name.head, name.left_edge.i
    if name.dep_ != "appos" or name.pos_ != "PROPN" or noun.tag_ != "NN" or noun.lower_ not in lexicon["body_nouns"] or start != noun.i + 2:
        return False
    alone = not any(c.dep_ == "conj" for c in name.rights) and any(c.lower_ == "the" for c in noun.lefts)
    return alone and all(t.text[:1].isupper() for t in name.doc[start : name.i + 1])


def is_human_noun(noun: Token, lexicon: Lexicon) -> bool:
    """Whether a common noun names people: by the lists, by its ending, or by a "who" behind it."""
    if _is_listed_as_human(noun, lexicon):
        return True
    if any(c.dep_ == "relcl" and any(g.lower_ == "who" for g in c.lefts) for c in noun.rights):
        above = noun.head.head if noun.dep_ == "pobj" else noun  # a root is above itself, whatever its label
        return above == noun or not is_human_noun(above, lexicon)  # but not: a man in a coat who …
    return _ends_as_human(noun, lexicon)


def is_human_word(noun: Token, lexicon: Lexicon) -> bool:
    """Whether a common noun names people, by the lists or by its ending, whatever stands behind it."""
    return _is_listed_as_human(noun, lexicon) or _ends_as_human(noun, lexicon)


def _is_listed_as_human(noun: Token, lexicon: Lexicon) -> bool:
    word = singular(noun.lower_)
    return word in lexicon["kin"] or is_age(noun) or word in lexicon["role_nouns"] and word not in lexicon["bodies_like_people"]


def _ends_as_human(noun: Token, lexicon: Lexicon) -> bool:
    word = singular(noun.lower_)
    if noun.text[:1].isupper() and (noun.pos_ == "PROPN" or not begins_sentence(noun)):
        return False  # a name, or part of one
    if any(word in lexicon[name] or noun.lower_ in lexicon[name] for name in ("organizations", "documents", "things", "bodies_like_people")):
        return False
    return len(word) > 4 and word.endswith(("ist", "ian", "man", "woman", "person", "eer", "er", "or", "ee", "ress"))


def is_age(noun: Token) -> bool:
    """Whether a word is a part of "the 22-year-old", with nobody behind it: the parse may take either for the head."""
    doc, last = noun.doc, noun.i if noun.lower_ in ("old", "olds") else noun.i + 2
    if last < 2 or last >= len(doc) or doc[last].lower_ not in ("old", "olds") or doc[last - 2].lower_ not in ("year", "month"):
        return False
    return last + 1 == len(doc) or doc[last + 1].pos_ not in ("NOUN", "PROPN", "ADJ")


def is_plural(head: Token, lexicon: Lexicon) -> bool:
    """Whether a noun means several, also where a headline's capital misled the tagger."""
    word = head.lower_
    if head.tag_ in PLURAL_TAGS or word in lexicon["group_nouns"]:
        return True
    if word.endswith("men") and word not in lexicon["things"]:
        return True
    return word.endswith("s") and word not in lexicon["role_nouns"] and singular(word) in lexicon["role_nouns"]


def role_of(noun: Token, lexicon: Lexicon) -> str:
    """The role a noun names, with the word that makes it another one: "vice president", "deputy mayor"."""
    role = singular(noun.lower_)
    before = noun.nbor(-1) if noun.i else None
    if before is not None and before.text == "-" and noun.i > 1:
        before = noun.nbor(-2)
    return f"{before.lower_} {role}" if before is not None and before.lower_ in lexicon["lower_ranks"] else role


@lru_cache(maxsize=None)
def kinds_of(lines: FrozenSet[str]) -> Dict[str, FrozenSet[str]]:
    """What lines like "sen., senator: lawmaker, politician" say of each word in front of the colon."""
    kinds: Dict[str, FrozenSet[str]] = {}
    for words, told in (line.split(": ", 1) for line in lines):
        for word in map(str.strip, words.split(",")):
            kinds[word] = kinds.get(word, frozenset()).union(told.split(", "))
    return kinds
