"""Type: what kind of source an attribution has, by the rows of `lang/<code>/types.json`, read from top to bottom: the first that fits speaks.

A row has a name, a type, and what must hold of a noun; "not " in front of any of it asks for the opposite:

    words, nouns     the noun as it is written, or in either number, is one of these: a word, "{list}" for a list of `words.json`,
                     "{SET}" for a closed set of `grammar.py`; "-" in front takes out what the others bring in
    first, before    the first word of the phrase, any word between its start and the noun
    in front, behind the word right before or behind the noun
    ending           the last letter of the noun, or its last three
    left, right      dependency labels of what hangs on the noun before and behind it
    kinds            what the rows of "kinds" say of the noun
    counted part,    of the noun that is counted, "some of the voters", part of speech, kind, and the noun as above; "none" where
    counted kind,    none is
    counted nouns
    act, part, tag, entity             act of the attribution; part of speech, tag and label of the noun
    when             conditions: the methods of `Noun`

Rows under "words" are for a source of one word, those under "phrases" for the head of any other, those under "nouns" for the noun that
is counted or else the head.
"""

from functools import cached_property, lru_cache
from typing import Any, Callable, Dict, FrozenSet, Iterable, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from spacy.tokens import Span, Token

from ..attributions import SOURCE_TYPES, Draft
from ..errors import Errors
from ..lang.base import Lexicon
from ..lang.en import grammar
from ..lang.en.grammar import DEFINITE, HE_SHE, INDEFINITE, REFERRING_WORDS
from ..lang.en.morphology import singular
from ..page.intervals import Offsets
from ..page.page import Page
from ..page.phrases import head_of, is_human_noun, is_plural
from .disclosures import attach_disclosures
from .without_disclosures import without_disclosures

CROWD = 100  # people who are a crowd
Answer = Tuple[str, str]  # the name of a row, and what it says


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
        draft.why["type"], draft.source_type = _decide(page, draft)
    return without_disclosures(page.doc, drafts, attach_disclosures(page, drafts))


def _decide(page: Page, draft: Draft) -> Answer:
    """The type of a source, and the name of what says so."""
    if draft.by_writer:
        return "the writer", "author"
    if draft.person is not None:
        return "somebody named", "named_person"
    source = draft.source[0] if draft.source else None
    answer = Noun(page, draft, source).read("words") if source is not None and source[1] - source[0] == 1 else None
    span = draft.speaker or source
    return answer or (("nobody", "unknown") if span is None else _by_phrase(Noun(page, draft, span)))


def _by_phrase(head: "Noun") -> Answer:
    """What a phrase says of a source, by its head, and by the noun that is counted."""
    return head.read("phrases") or (head.counted or head).read("nouns") or ("nothing fits", "unknown")


class Row(NamedTuple):
    """One row of a table.

    name, answer (str): Its name, which tells why a source has its type, and the type.
    facts (Tuple[Tuple[str, FrozenSet[str], bool], ...]): Facts of a noun, what they are compared with, and whether they must be among it.
    conditions (Tuple[Tuple[Callable[[Noun], bool], bool], ...]): Conditions, and whether they must hold.
    """

    name: str
    facts: Tuple[Tuple[str, FrozenSet[str], bool], ...]
    conditions: Tuple[Tuple[Callable[["Noun"], bool], bool], ...]
    answer: str

    def fits(self, noun: "Noun") -> bool:
        """Whether everything that the row asks for holds of a noun."""
        for fact, among, wanted in self.facts:
            if among.isdisjoint(getattr(noun, fact)) is wanted:
                return False
        for condition, wanted in self.conditions:
            if condition(noun) is not wanted:
                return False
        return True


@lru_cache(maxsize=8)
def load_types(lexicon: Lexicon) -> Dict[str, List[Row]]:
    """Read the tables of a language.

    lexicon (Lexicon): The word lists of the language.
    RETURNS (Dict[str, List[Row]]): The rows of every table, in order; the same object for every call.
    RAISES (ValueError): If a row asks for what there is not.
    """
    tables = lexicon.data["types"]
    return {table: [_row(lexicon, name, dict(row)) for name, row in rows.items()] for table, rows in tables.items()}


def _row(lexicon: Lexicon, name: str, row: Dict[str, Any]) -> Row:
    answer = row.pop("kind", None) or _known(dict(zip(SOURCE_TYPES, SOURCE_TYPES)), row.pop("type", ""), name)
    facts, conditions = [], []
    for key, values in row.items():
        wanted, key = not key.startswith("not "), key.removeprefix("not ").replace(" ", "_")
        if key == "when":
            conditions += [(_known(CONDITIONS, v.removeprefix("not "), name), not v.startswith("not ")) for v in values]
        else:
            facts.append((_known(dict.fromkeys(FACTS, key), key, name), _entries(lexicon, values, name), wanted))
    return Row(name, tuple(facts), tuple(conditions), answer)


def _entries(lexicon: Lexicon, values: Iterable[str], row: str) -> FrozenSet[str]:
    """The words that a row lists, with those of the lists it names, and without those behind a "-", in order."""
    entries: FrozenSet[str] = frozenset()
    for value in values:
        taken = len(value) > 1 and value.startswith("-")
        word = value[1:] if taken else value
        names = vars(grammar) if word[1:-1].isupper() else lexicon.words
        listed = _known(names, word[1:-1], row) if word.startswith("{") else (word,)
        entries = entries.difference(listed) if taken else entries.union(listed)
    return entries


def _known(names: Mapping[str, Any], name: str, row: str) -> Any:
    if name not in names:
        raise ValueError(Errors.A064.format(name=name, row=row))
    return names[name]


@lru_cache(maxsize=1000)
def _rows_left(lexicon: Lexicon, table: str, word: str, part: str) -> List[Row]:
    """The rows of a table that a word and its part of speech leave open: what they ask of those is looked up once, and not asked again."""
    alone = {"words": (word,), "nouns": (word, singular(word)), "ending": (word[-1:], word[-3:]), "part": (part,)}
    rows = [r for r in load_types(lexicon)[table] if all(among.isdisjoint(alone[f]) is not want for f, among, want in r.facts if f in alone)]
    return [row._replace(facts=tuple(fact for fact in row.facts if fact[0] not in alone)) for row in rows]


class Noun:
    """A noun, or what stands for one, as the rows see it.

    page (Page): The page.
    draft (Draft): The attribution whose source it stands in.
    span (Offsets): The phrase it stands in.
    token (Optional[Token]): The noun; None for the head of the phrase.
    """

    def __init__(self, page: Page, draft: Draft, span: Offsets, token: Optional[Token] = None):
        self.page, self.doc, self.lexicon = page, page.doc, page.lexicon
        self.draft = draft
        self.span = span
        self.token = token = head_of(page.doc, span) if token is None else token
        words, i = page.words, token.i
        self.word = words[i]
        self.first = (words[span[0]],)
        self.before, self.in_front, self.behind = words[span[0] : i], words[max(i - 1, 0) : i], words[i + 1 : i + 2]
        self.act, self.part, self.tag, self.entity = (draft.act or "",), (token.pos_,), (token.tag_,), (token.ent_type_,)

    def read(self, table: str) -> Optional[Answer]:
        """The first row of a table that fits, by its name, and what it says; None if none does."""
        return next(((row.name, row.answer) for row in _rows_left(self.lexicon, table, self.word, self.part[0]) if row.fits(self)), None)

    # Facts that take longer
    @cached_property
    def left(self) -> Sequence[str]:
        return [child.dep_ for child in self.token.lefts]

    @cached_property
    def right(self) -> Sequence[str]:
        return [child.dep_ for child in self.token.rights]

    @cached_property
    def kinds(self) -> Sequence[str]:
        answer = self.read("kinds")
        return ("other" if answer is None else answer[1],)

    @property
    def counted_part(self) -> Sequence[str]:
        return ("none",) if self.counted is None else self.counted.part

    @property
    def counted_kind(self) -> Sequence[str]:
        return ("none",) if self.counted is None else self.counted.kinds

    @property
    def counted_nouns(self) -> Sequence[str]:
        return ("none",) if self.counted is None else (self.counted.word, singular(self.counted.word))

    # Conditions: how the noun is written

    def in_lower_case(self) -> bool:
        return self.token.text.islower()

    def one_word_in_capitals(self) -> bool:
        """TAPPER: a transcript."""
        return self.span[1] - self.span[0] == 1 and self.token.is_upper and self.token.is_alpha and len(self.word) > 4

    def a_name(self) -> bool:
        """Whether the noun is a proper name, and not only taken for one at the head of a sentence."""
        if self.token.pos_ != "PROPN" or self.word in self.lexicon["institution_plurals"]:
            return False
        common = self.word in self.lexicon["group_nouns"] or singular(self.word) in self.lexicon["told_groups"]
        return not (common or self._is_role_of_several()) or self.page.sentence(self.token.i)[0] != self.token.i

    def _is_role_of_several(self) -> bool:
        """Rescuers, at the head of a sentence; not of a team, whose name has its capital elsewhere, too."""
        if singular(self.word) == self.word or singular(self.word) not in self.lexicon["role_nouns"]:
            return False
        again = (i for i, word in enumerate(self.page.words) if word == self.word and i != self.token.i and self.page.tokens[i].is_title)
        return all(self.page.sentence(i)[0] == i for i in again)

    def behind_a_name(self) -> bool:
        return self.token.i > 0 and self.token.nbor(-1).pos_ == "PROPN"

    def called_a_body(self) -> bool:
        """Whether what is called so is a body: a "which" goes on about it, or "the drugmaker" stands in front of the name somewhere."""
        after = self.page.words[self.token.i + 1 : self.token.i + 3]
        return after == [",", "which"] or self.token.text in self.page.called_bodies

    # Conditions: number

    def several(self) -> bool:
        return is_plural(self.token, self.lexicon) or self.word.endswith("s") and self.word in self.lexicon["publics"]

    def says_how_many(self) -> bool:
        return self.word in self.lexicon["quantities"] or self.word in REFERRING_WORDS or self.token.pos_ == "NUM"

    @cached_property
    def counted(self) -> Optional["Noun"]:
        """What is counted: voters, in "some of the voters"."""
        if not self.says_how_many():
            return None
        inner = (t for c in self.token.rights if c.lower_ in ("of", "in") for t in c.rights if t.dep_ == "pobj" and t.i < self.span[1])
        token = next(inner, None)
        return None if token is None else Noun(self.page, self.draft, self.span, token)

    def a_crowd_in_figures(self) -> bool:
        return _number(self.token) >= CROWD

    def counted_as_a_crowd(self) -> bool:
        """Whether so many are counted that nobody heard them all, or some out of a number: "six in 10 voters"."""
        inner = self.doc[self.span[0] : self.token.i]
        return any(_number(t) >= CROWD for t in inner) or _out_of(inner, ("of", "in"))

    def so_many_in_so_many(self) -> bool:
        """Whether a phrase says how many of those asked in a poll: "six in 10", "one in four voters"."""
        i = self.token.i
        return self.token.like_num and _out_of(self.doc[max(self.span[0], i - 2) : min(self.span[1], i + 3)], ("in",))

    def with_a_number_behind_the_first_word(self) -> bool:
        """Those over 60."""
        return any(t.like_num for t in self.doc[self.span[0] + 1 : self.span[1]])

    # Conditions: who is meant

    def people(self) -> bool:
        return "role" in self.kinds or is_human_noun(self.token, self.lexicon)

    def beside_people(self) -> bool:
        """Regulators and advisers to the bank, Democrats and some Republicans: not only a body."""
        others = (Noun(self.page, self.draft, self.span, c) for c in self.token.rights if c.dep_ == "conj" and c.i < self.span[1])
        return any(other.picks_some() or other.people() and "institution" not in other.kinds for other in others)

    def picks_some(self) -> bool:
        return not self.lexicon["selections"].isdisjoint(t.lower_ for t in self.token.lefts)

    def people_or_a_name(self) -> bool:
        return self.token.pos_ == "PROPN" or self.word in self.lexicon["publics"] or is_human_noun(self.token, self.lexicon)

    def who_stand_by_somebody(self) -> bool:
        """Some close to the king."""
        return self.span[1] - self.span[0] > 2 and self.page.words[self.span[0] + 1] in self.lexicon["standing_by"]

    def with_a_number_behind_it(self) -> bool:
        """Witness 2: in a transcript."""
        return self.token.i + 1 == self.span[1] - 1 and self.token.nbor().is_digit

    def nobody_found(self) -> bool:
        return self.draft.speaker is None

    def stays_unnamed(self) -> bool:
        return self.token.i in self.page.nameless

    def nobody_else_found(self) -> bool:
        return self.draft.speaker in (None, self.draft.source[0])

    def several_named(self) -> bool:
        return self.draft.several

    def no_cue(self) -> bool:
        return not self.draft.cue

    def nothing_in_front(self) -> bool:
        return not self.before

    def with_an_article(self) -> bool:
        return any(c.lower_ == "the" for c in self.token.lefts)

    def definite(self) -> bool:
        """The coach, his counterpart, the club's owner."""
        first = self.page.tokens[self.span[0]]
        return first.lower_ in DEFINITE or first.tag_ == "PRP$" or "poss" in self.left

    def picked_out(self) -> bool:
        """An MP, two MPs, some of the crew."""
        return self.first[0] in INDEFINITE or not self.lexicon["selections"].isdisjoint(self.before)

    def holds_an_office(self) -> bool:
        """Whether a person is one by what there is one of; relatives and spokesmen are not: they are seldom named."""
        return self.read("offices") is not None

    def joined_to_somebody_known(self) -> bool:
        """Several people of whom one is named: "Trump and Cruz", "she and her aides", "the senator and his allies"."""
        head = self.doc[self.span[0] : self.span[1]].root
        joined = [c for c in head.rights if c.dep_ == "conj" and c.i < self.span[1]]
        if head.pos_ == "PROPN" and any(t.ent_type_ == "PERSON" for t in ([head, *joined] if joined else ())):
            return True
        theirs = any(c.tag_ == "PRP$" for t in joined for c in t.lefts)
        return theirs and (head.lower_ in HE_SHE or Noun(self.page, self.draft, (self.span[0], head.i + 1)).holds_an_office())


FACTS = "words nouns ending first before in_front behind left right kinds counted_part counted_kind counted_nouns act part tag entity".split()
CONDITIONS = {name.replace("_", " "): ask for name, ask in vars(Noun).items() if callable(ask) and name not in ("__init__", "read")}


def _number(token: Token) -> int:
    """The value of a number in figures; 0 for anything else."""
    figures = token.text.replace(",", "")
    return int(figures) if figures.isdecimal() else 0


def _out_of(words: Span, linkers: Sequence[str]) -> bool:
    """Whether a number is said to be out of another: "six in 10"."""
    return any(a.like_num and b.lower_ in linkers and c.like_num for a, b, c in zip(words, words[1:], words[2:]))
