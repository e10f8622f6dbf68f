"""The rule-based finder: from a parsed Doc to attributions without speaker and type."""

from collections import defaultdict
from functools import partial
from typing import Callable, Dict, List, Sequence

from spacy.tokens import Token

from ..attributions import Draft
from ..lang.en import grammar
from ..page.intervals import Intervals
from ..page.page import Page
from .clauses import Clause, find_clause, find_preposition_cues
from .cues import Cue, find_verb_cues
from .fragments import draft_by, find_quoted_objects
from .nesting import Contents, outermost, without_asides, without_doubles
from .nominal import find_nominal
from .quotations import Quotations
from .senses import is_idiom, is_order, tells_nothing
from .transcripts import find_transcript
from .veiled import with_veiled


def make_rule_finder(nested: bool = True) -> Callable[[Page], List[Draft]]:
    """The registered function `spacy-attrib.RuleFinder.v1`.

    nested (bool): Whether to give attributions that stand inside the content of another.
    RETURNS (Callable[[Page], List[Draft]]): The finder.
    """
    return partial(find_by_rules, nested=nested)


def find_by_rules(page: Page, nested: bool = True) -> List[Draft]:
    """Find direct, mixed and indirect attributions by rules over the parse.

    page (Page): The page of a tagged and parsed Doc.
    nested (bool): Whether to give attributions that stand inside the content of another.
    RETURNS (List[Draft]): Content, cue, source and act of each, in document order.
    """
    verb_cues = [cue for cue in find_verb_cues(page) if not is_idiom(page, cue.head.i) and not is_order(cue.head)]
    prepositions = find_preposition_cues(page)
    cues = sorted(verb_cues + [c for c, _ in prepositions], key=lambda c: c.head.i)
    transcript = find_transcript(page)
    quotations = Quotations(page, cues, transcript)
    drafts = transcript + quotations.find()
    for cue, pieces in prepositions:
        if cue.head.i not in quotations.consumed and not page.is_quoted(cue.head.i):
            drafts.append(draft_by(page, cue, pieces, "speech", "sentence around a preposition"))
    for cue in verb_cues:
        if cue.head.i not in quotations.consumed:
            clause = find_clause(page, cue)
            if clause is not None and _is_attribution(page, cue, clause):
                drafts.append(draft_by(page, cue, clause.pieces, clause.act, clause.why))
    drafts += find_nominal(page)
    drafts += find_quoted_objects(page, verb_cues, drafts)
    drafts = _with_unattributed(page, without_doubles(drafts), quotations.unattributed())
    drafts = without_asides(page, drafts) if nested else outermost(drafts)
    return sorted(with_veiled(page, drafts), key=lambda d: d.content)


def _with_unattributed(page: Page, drafts: List[Draft], unattributed: Sequence[Draft]) -> List[Draft]:
    """Add quotations without a cue: to the attribution in front, where they go on with it, else as their own."""
    outside = [draft for draft in drafts if not page.is_quoted(draft.trigger)]
    covered = Intervals((piece, None) for draft in outside for piece in draft.content + draft.cue)
    by_paragraph: Dict[int, List[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.cue:
            by_paragraph[page.paragraph_of[draft.cue[0][0]]].append(draft)
    for quotation in unattributed:
        start = quotation.content[0][0]
        beside = by_paragraph[page.paragraph_of[start]]
        if not covered.overlap(quotation.content[0]) and not _taken_up(page, quotation, beside):
            drafts.append(quotation)
    return drafts


def _taken_up(page: Page, unattributed: Draft, drafts: List[Draft]) -> bool:
    """Add a quotation without cue to the attribution that the sentence before it in the paragraph holds, if one does.

    drafts (List[Draft]): The attributions whose cue stands in the same paragraph.
    """
    start = unattributed.content[0][0]
    inside = [d for d in drafts if _end(d) <= start]
    contents = Contents(inside)
    inside = [d for d in inside if not page.is_quoted(d.cue[0][0]) and contents.outer(d) is None]
    last = max(inside, key=_end, default=None)
    if last is None or last.act != "speech" or not last.source:
        return False
    _, end = page.sentence(max(_end(last), last.source[0][1]) - 1)
    goes_on = page.skip_space(end, start) == start
    if goes_on:
        last.content.extend(unattributed.content)
    return goes_on


def _end(draft: Draft) -> int:
    return max(draft.cue[0][1], draft.content[-1][1])


def _is_attribution(page: Page, cue: Cue, clause: Clause) -> bool:
    """Drop verbs that only look like cues."""
    verb, word = cue.head, cue.subject.lower_ if cue.subject is not None else ""
    vetoes = (
        page.is_quoted(verb.i) and word in ("i", "we", "you"),  # part of what somebody says, as a rule
        cue.source is None and not cue.passive and verb.tag_ in ("VB", "VBG", "VBN"),  # an order, or a form without a subject
        cue.source is None and clause.frame in ("object", "object-as", "prep:to", "prep:for"),
        all(end - start == 1 and page.words[start] in grammar.RELATIVE_PRONOUNS for start, end in clause.pieces),
        clause.frame != "clause" and (word == "there" or word in grammar.FACTS),
        cue.entry.lemma in page.lexicon["evidence_verbs"] and cue.subject is not None and not _is_voice(page, cue.subject),
    )
    return not any(vetoes) and (clause.act != "speech" or not tells_nothing(page, verb, clause.pieces))


def _is_voice(page: Page, subject: Token) -> bool:
    """Whether a noun names somebody or some text that can tell something, not a fact that bears something out."""
    word = subject.lower_
    if subject.ent_type_ in ("PERSON", "ORG", "NORP", "GPE") or subject.pos_ in ("PROPN", "PRON"):
        return word not in grammar.FACTS
    forms = {word, word[:-1] if word.endswith("s") else word, word[:-3] + "y" if word.endswith("ies") else word}
    lexicon = page.lexicon
    return bool(forms & (lexicon["role_nouns"] | lexicon["organizations"] | lexicon["documents"] | lexicon["group_nouns"]))
