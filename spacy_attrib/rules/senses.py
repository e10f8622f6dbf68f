"""Senses: whether a word that may attribute tells something where it stands, by `lang/<code>/senses.json`: "added a second", "called a vote".

The file has idioms, in which "~" stands before the lemma of the cue, and rows. A row has a name, the verbs that it is about, and what must
hold of their use for it to be no speech; "not " in front of any of it asks for the opposite:

    verbs            lemmas, with their particles; "*" for all
    objects          what the object is, or the noun behind the preposition: a word, or "{list}" for one of the "lists"
    when             conditions: the methods of `Use`
"""

from functools import cached_property, lru_cache
from typing import Callable, Dict, FrozenSet, Iterable, List, NamedTuple, Optional, Sequence, Tuple

from spacy.tokens import Token

from ..attributions import Draft
from ..errors import Errors
from ..lang.base import Lexicon
from ..lang.en import grammar
from ..lang.en.morphology import inflect, singular
from ..page.intervals import Offsets
from ..page.page import Page
from ..page.phrases import is_human_noun
from .cues import first_of

TITLE = 8  # words that a title may have
NAME = 4  # words that a name in marks may have
ANY = "*"  # for all verbs
VOICES = (  # lists of those who can tell something
    "role_nouns", "organizations", "body_nouns", "documents", "group_nouns", "publics", "kin", "institution_plurals", "collectives", "quantities"
)  # fmt: skip


class Row(NamedTuple):
    """One row of the table.

    name (str): What it is about.
    verbs (FrozenSet[str]): Lemmas.
    objects (FrozenSet[str]): Nouns of which the object must be one; none if any object will do.
    conditions (Tuple[Tuple[Callable[[Use], bool], bool], ...]): Conditions, and whether they must hold.
    """

    name: str
    verbs: FrozenSet[str]
    objects: FrozenSet[str]
    conditions: Tuple[Tuple[Callable[["Use"], bool], bool], ...]

    def fits(self, use: "Use") -> bool:
        """Whether everything that the row asks for holds of a use of a verb."""
        if ANY not in self.verbs and self.verbs.isdisjoint(use.lemmas):
            return False
        if self.objects and self.objects.isdisjoint(use.nouns):
            return False
        return all(condition(use) is wanted for condition, wanted in self.conditions)


@lru_cache(maxsize=8)
def load_senses(lexicon: Lexicon) -> Tuple[Row, ...]:
    """Read the rows of a language.

    lexicon (Lexicon): The word lists of the language.
    RETURNS (Tuple[Row, ...]): The rows, in order; the same object for every call.
    RAISES (ValueError): If a row asks for what there is not.
    """
    data = lexicon.data["senses"]
    return tuple(_row(data["lists"], name, row) for name, row in data["no speech"].items())


def _row(lists: Dict[str, List[str]], name: str, row: Dict[str, List[str]]) -> Row:
    unknown = [key for key in row if key not in ("verbs", "objects", "when")]
    conditions = [(when.removeprefix("not "), not when.startswith("not ")) for when in row.get("when", ())]
    unknown += [when for when, _ in conditions if when not in CONDITIONS]
    unknown += [word for word in row.get("objects", ()) if word.startswith("{") and word[1:-1] not in lists]
    if unknown:
        raise ValueError(Errors.A064.format(name=unknown[0], row=name))
    objects = frozenset(noun for word in row.get("objects", ()) for noun in (lists[word[1:-1]] if word.startswith("{") else [word]))
    return Row(name, frozenset(row["verbs"]), objects, tuple((CONDITIONS[when], wanted) for when, wanted in conditions))


@lru_cache(maxsize=8)
def _idioms(lexicon: Lexicon) -> Dict[str, List[Tuple[List[str], List[str]]]]:
    """By lemma the words in front of it and behind it in an idiom."""
    idioms: Dict[str, List[Tuple[List[str], List[str]]]] = {}
    for phrase in lexicon.data["senses"]["idioms"]:
        before, _, after = phrase.partition("~")
        lemma, *behind = after.split()
        idioms.setdefault(lemma, []).append((before.split(), behind))
    return idioms


@lru_cache(maxsize=8)
def _lemmas(lexicon: Lexicon) -> Dict[str, List[str]]:
    """By inflected form of the first word the verbs that rows or idioms are about, those with a particle first."""
    forms: Dict[str, List[str]] = {}
    verbs = {*_idioms(lexicon), *(verb for row in load_senses(lexicon) for verb in row.verbs)}
    for verb in sorted(verbs, key=lambda verb: (-len(verb.split()), verb)):
        for form in inflect(verb.split()[0], lexicon.data["irregular_verbs"]):
            forms.setdefault(form, []).append(verb)
    return forms


def is_idiom(page: Page, i: int) -> bool:
    """Whether a cue verb stands in an idiom that tells nothing: the so-*called* rescue, as if to *say*."""
    lemmas = _lemmas(page.lexicon).get(page.words[i], ())
    found = (around for lemma in lemmas for around in _idioms(page.lexicon).get(lemma, ()))
    return any(page.words[max(i - len(b), 0) : i] == b and page.words[i + 1 : i + 1 + len(a)] == a for b, a in found)


def is_order(verb: Token) -> bool:
    """Whether a verb tells the reader to say something: "Don't *say* so", "*Call* it a day"."""
    if verb.tag_ == "VBG" and verb.dep_ == "xcomp" and verb.head.i == verb.i - 1:
        return is_order(verb.head)  # Stop saying so
    if verb.tag_ != "VB" or first_of(verb.lefts, grammar.SUBJECTS_AND_CLAUSES) is not None:
        return False
    auxiliaries = [child for child in verb.lefts if child.dep_ in grammar.AUXILIARIES]
    if any(child.tag_ in ("TO", "MD") or child.lower_ in ("did", "does") for child in auxiliaries):
        return False
    negated = any(child.lower_ in grammar.NEGATIONS for child in verb.lefts)
    return negated and verb.dep_ in ("ROOT", "conj") or verb.dep_ == "ROOT" and verb.i == verb.left_edge.i


def tells_nothing(page: Page, verb: Token, content: Sequence[Offsets]) -> str:
    """Why a verb that may attribute is no speech where it stands.

    page (Page): The page.
    verb (Token): The verb.
    content (Sequence[Offsets]): What it would attribute.
    RETURNS (str): The name of the row that fits; nothing if none does.
    """
    use = Use(page, verb, content)
    return next((row.name for row in load_senses(page.lexicon) if row.fits(use)), "")


def without_other_senses(page: Page, drafts: Iterable[Draft]) -> List[Draft]:
    """The attributions of a page without those whose cue tells nothing where it stands."""
    return [draft for draft in drafts if draft.act != "speech" or not _is_other_sense(page, draft)]


def _is_other_sense(page: Page, draft: Draft) -> bool:
    cue = [i for start, end in draft.cue for i in range(start, end)]
    if cue and all(page.words[i] in page.lexicon["hearsay"] for i in cue):
        return True
    known = page.lexicon.verbs, _lemmas(page.lexicon)
    verb = next((i for i in reversed(cue) if any(page.words[i] in forms for forms in known) and page.tokens[i].pos_ in grammar.VERBAL), None)
    if verb is None:
        return False
    token = page.tokens[verb]
    return is_idiom(page, verb) or is_order(token) or bool(tells_nothing(page, token, draft.content))


class Use:
    """A verb that may attribute, where it stands, as the rows see it.

    page (Page): The page.
    verb (Token): The verb.
    content (Sequence[Offsets]): What it would attribute.
    """

    def __init__(self, page: Page, verb: Token, content: Sequence[Offsets]):
        self.page, self.verb, self.content = page, verb, content
        self.children = [child for child in verb.rights if child.dep_ != "punct"]
        self.behind = page.words[verb.i + 1] if verb.i + 1 < len(page.words) else ""
        particles = {child.lower_ for child in self.children if child.dep_ == "prt"} | {self.behind}
        lemmas = _lemmas(page.lexicon).get(page.words[verb.i], ())
        self.lemmas = [lemma for lemma in lemmas if particles.issuperset(lemma.split()[1:])][:1]

    # Facts

    @cached_property
    def object(self) -> Optional[Token]:
        """The bare object, which the parse may take for another complement where a sentence is cut short."""
        return first_of(self.children, grammar.OBJECTS)

    @cached_property
    def noun(self) -> Optional[Token]:
        """The object, or the noun behind a preposition right behind the verb."""
        if self.object is not None:
            return self.object
        prepositions = [child for child in self.children if child.dep_ in ("prep", "dative") and child.i <= self.verb.i + 2]
        return first_of((token for child in prepositions for token in child.rights), ("pobj",))

    @cached_property
    def nouns(self) -> Tuple[str, ...]:
        return (self.noun.lower_, singular(self.noun.lower_)) if self.noun is not None else ()

    # Conditions: what is told

    def quoted(self) -> bool:
        return any(self.page.is_quoted(i) != self.page.is_quoted(self.verb.i) for start, end in self.content for i in range(start, end))

    def of_a_clause(self) -> bool:
        """Whether what is told has a finite verb of its own, outside of what only describes a noun in it."""
        tokens = (self.page.tokens[i] for start, end in self.content for i in range(start, end))
        above = not self._in_front()
        finite = (token for token in tokens if token.tag_ in grammar.FINITE_TAGS and not (above and token.is_ancestor(self.verb)))
        return any(not self._only_describes(token) for token in finite) or any(child.dep_ == "ccomp" for child in self.children)

    def _in_front(self) -> bool:
        """Whether what is told stands in front of the verb, and a comma between: "*The boats turned back*, added the colonel"."""
        end = self.content[-1][1] if self.content else 0
        return 0 < end <= self.verb.i and self.page.words[self.verb.i - 1] == ","

    def _only_describes(self, token: Token) -> bool:
        """Whether a finite verb stands in a clause about a noun, or one that tells when or why, or that is no more of what is told."""
        verb = token.head if token.dep_ in grammar.AUXILIARIES else token
        while verb.dep_ == "conj" and verb.head.pos_ in grammar.VERBAL:
            verb = verb.head
            if verb == self.verb:
                return True
        return verb.dep_ in ("relcl", "acl", "advcl")

    def no_clause_under_it(self) -> bool:
        return not any(child.dep_ in ("ccomp", "xcomp") for child in self.children)

    def an_infinitive(self) -> bool:
        return any(self.page.words[start] == "to" and self.page.tokens[start].tag_ == "TO" for start, _ in self.content)

    def described(self) -> bool:
        """Whether something is said about an object: called it *unfair*, described them *as vain*."""
        if any(child.dep_ in grammar.SAID_ABOUT_OBJECT for child in self.children):
            return True
        objects = [child for child in self.children if child.dep_ in (*grammar.OBJECTS, "dative", "attr")]
        if len(objects) > 1 or any(child.lower_ == "as" and child.dep_ == "prep" for child in self.children):
            return True
        tokens = [self.page.tokens[i] for start, end in self.content for i in range(start, end) if i > self.verb.i]
        second = any(a.pos_ in grammar.NOMINAL and b.pos_ == "DET" for a, b in zip(tokens, tokens[1:]))  # the vote | a mistake
        vain = self.object is not None and len(tokens) > 1 and tokens[-1].pos_ == "ADJ" and not any(token.like_num for token in tokens)
        return second or vain

    def an_object(self) -> bool:
        return self.object is not None

    def no_words_but_the_object(self) -> bool:
        """Whether the content is the object and no more."""
        return self.object is not None and all(i == self.object.i for start, end in self.content for i in range(start, end))

    def of_what_is_told(self) -> bool:
        """Whether the object is something that consists of words."""
        listed = self.page.lexicon.data["senses"]["lists"]["told_things"]
        return any(noun in listed or noun in self.page.lexicon.nouns for noun in self.nouns) or any(c.dep_ == "ccomp" for c in self.children)

    def open_to_objects(self) -> bool:
        """Whether the verb takes objects that tell something: *mentioned* the delay."""
        entries = self.page.lexicon.verbs.get(self.page.words[self.verb.i], ())
        return any("object" in entry.frames for entry in entries if entry.lemma in self.lemmas)

    def out(self) -> bool:
        """Pointed *out*."""
        return self.behind == "out" or any(child.lower_ == "out" for child in self.children)

    def off(self) -> bool:
        """Told the boy *off*."""
        return any(child.lower_ == "off" and child.dep_ in ("prt", "advmod", "prep") for child in self.children)

    def as_saying(self) -> bool:
        """Quoted by the paper *as saying* that …"""
        words = self.page.words[self.verb.i : self.page.sentence(self.verb.i)[1]]
        return any(pair == ("as", "saying") for pair in zip(words, words[1:]))

    def an_object_of_its_own(self) -> bool:
        """Its new loaf, their band."""
        return self.object is not None and any(child.tag_ == "PRP$" for child in self.object.lefts)

    def an_indefinite_object(self) -> bool:
        return self.object is not None and any(child.lower_ in grammar.INDEFINITE for child in self.object.lefts)

    def a_figure_as_object(self) -> bool:
        noun = self.object
        return noun is not None and (noun.like_num or noun.text[:1].isdigit() or any(c.dep_ == "nummod" for c in noun.lefts))

    def few_words_in_marks(self) -> bool:
        start, end = self.content[-1]
        said = end <= self.verb.i and any(self.page.words[i] in (",", "?", "!") for i in range(max(end - 2, start), end))  # “How far?” a guard called
        return self.quoted() and not said and sum(self.page.tokens[i].is_alpha for i in self._marked()) <= NAME

    def a_title(self) -> bool:
        """Whether what is told is no more than a title in marks, with a capital wherever a title has one."""
        words = [self.page.tokens[i] for i in self._marked() if self.page.tokens[i].is_alpha]
        pieces = [piece for piece in self.content if any(self.page.is_quoted(i) for i in range(*piece))]
        last = self.page.words[pieces[-1][1] - 2] if pieces else ","
        small = [t for t in words if not t.text[:1].isupper() and len(t) > 3]
        first = words[1:2] if words and words[0].lower_ in grammar.ARTICLES else words[:1]  # the Hall of Tears
        fits = 0 < len(words) <= TITLE and bool(first) and first[0].text[:1].isupper() and not small
        return fits and last != "," and (last != "." or len(words) > 1) and all(start > self.verb.i for start, _ in self.content)

    def _marked(self) -> List[int]:
        return [i for start, end in self.content for i in range(start, end) if self.page.is_quoted(i)]

    # Conditions: of whom and to whom

    def passive(self) -> bool:
        bare = self.verb.tag_ == "VBN" and first_of(self.verb.lefts, grammar.AUXILIARIES) is None and self.verb.dep_ in ("acl", "advcl")
        return bare or first_of(self.verb.lefts, grammar.PASSIVES) is not None

    def nobody_doing_it(self) -> bool:
        return not any(child.dep_ == "agent" or child.lower_ == "by" for child in self.children)

    def a_participle(self) -> bool:
        return self.verb.tag_ == "VBG"

    def a_reflexive_object(self) -> bool:
        return self.object is not None and self.object.lower_ in grammar.REFLEXIVE

    def a_person_as_object(self) -> bool:
        noun = self.object
        if noun is None or noun.ent_type_ == "PERSON" or noun.lower_ in self.page.lexicon["object_pronouns"]:
            return noun is not None
        return noun.pos_ == "NOUN" and is_human_noun(noun, self.page.lexicon)

    def a_thing_as_subject(self) -> bool:
        """Whether the subject is a common noun that names neither people nor a body nor a text."""
        subject = first_of(self.verb.lefts, grammar.SUBJECTS)
        if subject is None or subject.pos_ != "NOUN" or subject.ent_type_:
            return False
        lexicon, word = self.page.lexicon, singular(subject.lower_)
        return not is_human_noun(subject, lexicon) and not any(word in lexicon[name] or subject.lower_ in lexicon[name] for name in VOICES)

    # Conditions: whether it is done

    def only_wanted(self) -> bool:
        """Whether somebody is only asked, made or about to do it, so that nothing is told yet: "urged them *to admit* it"."""
        verb, words = self.verb, self.page.lexicon.data["senses"]["lists"]
        if not any(child.tag_ == "TO" for child in verb.lefts):
            return False
        if verb.dep_ in ("acl", "relcl"):
            return verb.head.lower_ in words["nouns_of_wanting"]
        return verb.dep_ in ("xcomp", "ccomp", "advcl") and verb.head.lemma_ in words["verbs_of_wanting"]

    def in_a_condition(self) -> bool:
        """Whether nothing is told unless something else happens: "*If* she says that …", "*Should* she say that …"; but "even if she says"."""
        verb, words = self.verb, self.page.words
        mark = next((t for t in verb.lefts if t.dep_ in ("mark", "advmod") and t.lower_ in grammar.CONDITIONAL), None)
        if mark is not None:
            return verb.dep_ in ("advcl", "ROOT") and (not mark.i or words[mark.i - 1] not in ("even", "as"))
        low, high = self.page.sentence(verb.i)
        subject = first_of(verb.lefts, grammar.SUBJECTS)
        turned = words[low] in grammar.TURNED_CONDITIONAL and self.page.tokens[low].head == verb and subject is not None and subject.i > low
        return turned and words[high - 1] != "?"

    # Conditions: prepositions

    def prep_for(self) -> bool:
        return self._with_preposition("for")

    def prep_to(self) -> bool:
        return self.behind == "to"

    def about(self) -> bool:
        return any(child.lower_ == "about" for child in self.verb.subtree)

    def prep_at(self) -> bool:
        return self._with_preposition("at")

    def prep_with(self) -> bool:
        return self._with_preposition("with")

    def for_behind(self) -> bool:
        return any(child.lower_ == "for" for child in [*self.children, *(self.object.rights if self.object is not None else ())])

    def _with_preposition(self, word: str) -> bool:
        return self.behind == word and self.object is None


CONDITIONS = {name.replace("_", " "): ask for name, ask in vars(Use).items() if callable(ask) and not name.startswith("_")}
