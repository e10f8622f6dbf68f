"""Who asks not to be named: the noun, name or pronoun that a phrase of disclosure is about."""

from itertools import takewhile
from typing import Iterator, Optional

from spacy.tokens import Token

from ..lang.base import Lexicon
from ..lang.en import grammar
from ..page.intervals import Offsets
from ..page.page import Page
from ..page.phrases import is_human_word, subject_above

FRONT = 5  # tokens in front of a disclosure among which its subject is looked for
BEFORE_WHO = 6  # tokens in front of "who" among which stands whom it means
CLIMB = 5  # words above a phrase among which its "who" is looked for
UP = 3  # nouns above "a refugee in the *camp*, who …"
BETWEEN = frozenset(("ADV", "AUX", "PART", "VERB", "ADJ"))  # what may stand between "who" and a disclosure
NAME_NOUNS = frozenset(("name", "names", "surname", "surnames", "identity", "identities"))
OTHER_NAMES = frozenset(("pseudonym", "alias"))
SET_OFF = frozenset((",", "(", "–", "—", "-"))  # what sets off "not her real name"


class Asker:
    """Who discloses, as a phrase has it.

    token (Token): The noun, name or pronoun.
    sure (bool): Whether a "who" tells that it is somebody, whatever the noun.
    """

    def __init__(self, token: Token, sure: bool = False):
        self.token, self.sure = token, sure


def find_asker(page: Page, span: Offsets) -> Optional[Asker]:
    """Find who discloses.

    page (Page): The page.
    span (Offsets): The disclosure.
    RETURNS (Optional[Asker]): By "who", by whose name is withheld, by the parse, or by the words right in front ("Both spoke …").
    """
    who = _who_in_front(page, span) or _who_by_parse(page, span)
    if who is not None:
        noun = _antecedent(page, who)
        return None if noun is None else Asker(noun, sure=True)
    owner = _owner_of_name(page, span) or name_in_front(page, span)
    if owner is not None:
        return Asker(owner)
    subject = subject_above(page.doc[span[0] : span[1]].root, page.subject_of)
    if subject is not None:
        return None if subject.lower_ in grammar.WHO_WHOSE else Asker(subject)
    return _word_in_front(page, span)


def _word_in_front(page: Page, span: Offsets) -> Optional[Asker]:
    for i in range(span[0] - 1, max(span[0] - FRONT, -1), -1):
        token = page.tokens[i]
        if token.lower_ in grammar.REFERRING_WORDS and not token.nbor(1).is_punct:
            return Asker(token)
        if token.pos_ in ("NOUN", "PROPN", "PUNCT"):
            break
    return None


def _who_in_front(page: Page, span: Offsets) -> Optional[Token]:
    """The "who" or "whose" right in front, whatever the parse hangs it to: "whose real name is | withheld"."""
    low = max(span[0] - BEFORE_WHO, 0)
    for i in range(min(span[0], len(page.tokens) - 1), low - 1, -1):
        token = page.tokens[i]
        if token.lower_ in grammar.WHO_WHOSE:
            return token
        if i < span[0] and token.pos_ not in BETWEEN and token.lower_ not in NAME_NOUNS:
            break
    return None


def _who_by_parse(page: Page, span: Offsets) -> Optional[Token]:
    """The "who" that is the subject of what discloses: "who, like others, reviewed the files on | condition of anonymity"."""
    token = page.doc[span[0] : span[1]].root
    for _ in range(CLIMB):
        subject = page.subject_of.get(token.i)
        whose = subject is not None and next((c for c in subject.lefts if c.lower_ == "whose"), None)
        if whose:
            return whose
        if subject is not None and subject.lower_ not in NAME_NOUNS:
            return subject if subject.lower_ in grammar.WHO_WHOSE else None
        if token.head == token:
            break
        token = token.head
    return None


def _antecedent(page: Page, who: Token) -> Optional[Token]:
    """Whom a "who" means: the noun in front, or one that it belongs to: "a *refugee* in the camp, who …"."""
    nouns = list(_nouns_in_front(page, who.i))
    somebody = (noun for noun in nouns if noun.ent_type_ == "PERSON" or noun.pos_ != "PROPN" and is_human_word(noun, page.lexicon))
    parsed = next((verb.head for verb in (who.head, *who.head.ancestors) if verb.dep_ == "relcl"), None)
    fitting = next(somebody, None)
    if fitting is None and parsed is not None and is_human_word(parsed, page.lexicon):
        return parsed
    return fitting or next(iter(nouns), parsed)


def _nouns_in_front(page: Page, place: int) -> Iterator[Token]:
    """The noun in front of a token, and those that it hangs to by a preposition or as another name of them."""
    low = max(place - BEFORE_WHO, page.sentence(place)[0])
    noun = next((page.tokens[i] for i in range(place - 1, low - 1, -1) if page.tokens[i].pos_ in ("NOUN", "PROPN", "PRON")), None)
    for _ in range(UP + 1):
        if noun is None:
            return
        yield noun
        above = noun.head.head if noun.dep_ == "pobj" else noun.head if noun.dep_ in ("appos", "compound", "nmod") else None
        noun = above if above is not None and above.pos_ in ("NOUN", "PROPN", "PRON") and above != noun else None


def _owner_of_name(page: Page, span: Offsets) -> Optional[Token]:
    """Whose name a phrase withholds, where that is said by a name or noun: "Lena's name has been changed"."""
    root = page.doc[span[0] : span[1]].root
    names = [t for t in (root, *root.lefts) if t.lower_ in NAME_NOUNS]
    return next((c for name in names for c in name.lefts if c.dep_ == "poss" and c.pos_ in ("NOUN", "PROPN")), None)


def name_in_front(page: Page, span: Offsets) -> Optional[Token]:
    """Find the name behind which a disclosure is set off: "Lena (not her real name)", "Sunil (name changed)".

    page (Page): The page.
    span (Offsets): The disclosure.
    RETURNS (Optional[Token]): The name; None if there is none.
    """
    if not 1 < span[0] < len(page.tokens) or page.words[span[0] - 1] not in SET_OFF or page.tokens[span[0]].pos_ == "VERB":
        return None
    aside = takewhile(lambda token: token.pos_ != "VERB", page.doc[span[0] : span[1]])
    before = page.tokens[span[0] - 2]
    return before if before.pos_ == "PROPN" and any(token.lower_ in NAME_NOUNS | OTHER_NAMES for token in aside) else None


def is_somebody(asker: Asker, lexicon: Lexicon) -> bool:
    """Whether it is said who discloses: an aide, two of them, but not "he".

    asker (Asker): Who discloses.
    lexicon (Lexicon): The word lists.
    RETURNS (bool): Whether the noun says so, or the "who" behind it.
    """
    token = asker.token
    if token.pos_ == "NOUN":
        return asker.sure or is_human_word(token, lexicon)
    return token.pos_ == "NUM" or token.lower_ in grammar.REFERRING_WORDS and token.lower_ not in grammar.HE_SHE
