"""The rule-based finder: from a parsed Doc to attributions without speaker and type."""
import re
from collections import Counter
from functools import partial
from typing import Callable, List, Optional, Set, Tuple

from spacy.tokens import Doc

from ..attributions import Draft, Offsets
from ..lexicon import load_lexicon
from .clauses import Clause, find_clause, find_preposition_cues
from .cues import Cue, find_verb_cues
from .nominal import find_nominal
from .page import SENTENCE_END, Page
from .quotations import Quotations

LINKING_TAGS = frozenset(("CC", "IN", "DT", "PRP$"))
TRANSCRIPT_LINE = re.compile(r"([A-Z][\w.’'-]*(?: [A-Z(][\w.’')-]*){0,4}|[QA])\s?[:.](?=\s+\S)")


def make_rule_finder(nested: bool = True) -> Callable[[Doc], List[Draft]]:
    """The registered function `spacy-attrib.RuleFinder.v1`.

    nested (bool): Whether to give attributions that stand inside the content of another.
    RETURNS (Callable[[Doc], List[Draft]]): The finder.
    """
    return partial(find_by_rules, nested=nested)


def find_by_rules(doc: Doc, nested: bool = True) -> List[Draft]:
    """Find direct, mixed and indirect attributions by rules over the parse.

    doc (Doc): A tagged and parsed Doc.
    nested (bool): Whether to give attributions that stand inside the content of another.
    RETURNS (List[Draft]): Content, cue, source and act of each, in document order.
    """
    page = Page(doc, load_lexicon(doc.lang_ or "en"))
    verb_cues = find_verb_cues(page)
    prepositions = find_preposition_cues(page)
    cues = sorted(verb_cues + [c for c, _ in prepositions], key=lambda c: c.head.i)
    transcript = find_transcript(page)
    quotations = Quotations(page, cues)
    drafts = transcript + quotations.find()
    for cue, pieces in prepositions:
        if cue.head.i not in quotations.consumed and not page.is_quoted(cue.head.i):
            drafts.append(Draft(_with_quotes(page, cue, pieces), [cue.span], [cue.source] if cue.source else [], act="speech"))
    for cue in verb_cues:
        if cue.head.i not in quotations.consumed:
            clause = find_clause(page, cue)
            if clause is not None and _is_attribution(page, cue, clause):
                pieces = _with_quotes(page, cue, clause.pieces)
                drafts.append(Draft(pieces, [cue.span], [cue.source] if cue.source else [], act=clause.act))
    drafts += find_nominal(page)
    drafts += find_quoted_objects(page, verb_cues, drafts)
    drafts = _without_doubles(drafts)
    covered = [p for d in drafts for p in d.content + d.cue if not page.is_quoted((d.cue or d.content)[0][0])]
    for floating in quotations.floating():
        if not _overlaps(floating.content[0], covered) and not _taken_up(page, floating, drafts):
            drafts.append(floating)
    drafts = _nested(page, drafts) if nested else _outermost(drafts)
    return sorted(drafts, key=lambda d: d.content)


def _taken_up(page: Page, floating: Draft, drafts: List[Draft]) -> bool:
    """Add a quotation without cue to the attribution that the sentence before it in the paragraph holds, if one does."""
    start = floating.content[0][0]
    paragraph_start, _ = page.paragraphs[page.paragraph_of[start]]
    inside = [d for d in drafts if d.cue and paragraph_start <= d.cue[0][0] and max(d.cue[0][1], d.content[-1][1]) <= start]
    inside = [d for d in inside if not page.is_quoted(d.cue[0][0]) and _outer(d, inside) is None]
    last = max(inside, key=lambda d: max(d.cue[0][1], d.content[-1][1]), default=None)
    if last is None or last.act != "speech" or not last.source:
        return False
    end = max(last.cue[0][1], last.content[-1][1], last.source[0][1])
    _, end = page.sentence(end - 1)
    if page.skip_space(end, start) < start and any(page.is_quoted(i) for p in last.content for i in (p[0], p[1] - 1)):
        _, end = page.sentence(page.skip_space(end, start))  # one sentence of the writer's may stand between
    if page.skip_space(end, start) < start:
        return False
    last.content.extend(floating.content)
    return True


def _is_attribution(page: Page, cue: Cue, clause: Clause) -> bool:
    """Drop verbs that only look like cues."""
    verb = cue.head
    if page.is_quoted(verb.i) and cue.subject is not None and cue.subject.lower_ in ("i", "we", "you"):
        return False  # part of what somebody says, as a rule
    if cue.source is None and not cue.passive and verb.tag_ in ("VB", "VBG", "VBN"):
        return False  # an order, or a form that nobody in the sentence is the subject of
    if cue.source is None and clause.frame in ("object", "object-as", "prep:to", "prep:for"):
        return False
    if cue.subject is not None and cue.subject.lower_ in ("it", "this", "that", "which", "what", "there") and clause.frame != "clause":
        return False
    lemma = cue.entry.lemma
    if lemma in ("show", "demonstrate", "indicate", "suggest", "find", "reveal", "signal") and cue.subject is not None:
        return is_voice(page, cue.subject.lower_, cue.subject.ent_type_, cue.subject.pos_)
    return True


def find_quoted_objects(page: Page, cues: List[Cue], drafts: List[Draft]) -> List[Draft]:
    """Quoted words that no content holds yet, under a verb of speech: "blasted the firm for its “outrageous practices”"."""
    covered = sorted(p for d in drafts for p in d.content)
    used = {d.cue[0] for d in drafts if d.cue}
    result = []
    for quoted in page.quoted:
        if quoted.start >= page.body_end or _overlaps((quoted.start, quoted.end), covered):
            continue
        low, high = page.sentence(quoted.start)
        for cue in reversed([c for c in cues if low <= c.head.i < quoted.start and not page.is_quoted(c.head.i)]):
            piece = _object_with(page, cue, quoted.start, min(quoted.end, high)) if cue.span not in used else None
            if piece is not None:
                result.append(Draft(_with_quotes(page, cue, [piece]), [cue.span], [cue.source] if cue.source else [], act="speech"))
                used.add(cue.span)
                break
    return result


def _object_with(page: Page, cue: Cue, start: int, end: int) -> Optional[Offsets]:
    """The complement of a cue that holds a quoted segment."""
    if cue.source is None or cue.passive or "speech" not in cue.entry.frames.values():
        return None
    if cue.head.dep_ in ("relcl", "acl") and cue.head.tag_ == "VBN":
        return None
    children = [c for c in cue.head.rights if c.left_edge.i >= cue.span[1] and c.dep_ not in ("advcl", "conj", "cc", "punct")]
    holder = next((c for c in children if c.left_edge.i <= start and c.right_edge.i >= start + 1), None)
    if holder is None:
        return None
    first = next((c for c in children if c.dep_ in ("dobj", "obj", "prep", "ccomp", "xcomp", "oprd")), holder)
    begin = min(first.left_edge.i, holder.left_edge.i)
    return page.trim(begin, max(end, holder.right_edge.i + 1)) if holder.right_edge.i + 1 - begin <= 40 else (begin, end)


def is_voice(page: Page, word: str, entity: str, pos: str) -> bool:
    """Whether a noun names somebody or some text that can tell something, not a fact that bears something out."""
    if entity in ("PERSON", "ORG", "NORP", "GPE") or pos in ("PROPN", "PRON"):
        return word not in ("this", "that", "it", "which", "what")
    forms = {word, word[:-1] if word.endswith("s") else word, word[:-3] + "y" if word.endswith("ies") else word}
    lexicon = page.lexicon
    return bool(forms & (lexicon["role_nouns"] | lexicon["organizations"] | lexicon["documents"] | lexicon["group_nouns"]))


def _with_quotes(page: Page, cue: Cue, pieces: List[Offsets]) -> List[Offsets]:
    """Widen pieces over quoted segments they cut."""
    own = page.quote_of[cue.head.i]
    result: List[Offsets] = []
    for start, end in sorted(pieces):
        for number in sorted({page.quote_of[i] for i in range(start, min(end + 1, len(page.doc)))} - {-1, own}):
            quoted = page.quoted[number]
            if quoted.end - 1 <= cue.span[0] or quoted.start >= cue.span[1]:
                if quoted.start < end or quoted.end - quoted.start > 2:
                    start, end = min(start, quoted.start), max(end, quoted.end)
        end = _with_linked_quotes(page, end)
        if result and start < result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def _with_linked_quotes(page: Page, end: int) -> int:
    """Widen over what goes on behind a quoted segment with another: “kind” with a “great heart”."""
    _, high = page.sentence(end - 1)
    while end < high and page.quote_of[end - 1] != -1:
        i = end
        while i < min(end + 4, high) and (page.words[i] == "," or page.doc[i].tag_ in LINKING_TAGS) and not page.is_quoted(i):
            i += 1
        if i == end or i >= high or not page.is_quoted(i) or page.quoted[page.quote_of[i]].start != i:
            break
        if page.words[i - 1] == ",":
            break
        end = page.quoted[page.quote_of[i]].end
    return end


def _overlaps(piece: Offsets, others: List[Offsets]) -> bool:
    return any(start < piece[1] and piece[0] < end for start, end in others)


def _without_doubles(drafts: List[Draft]) -> List[Draft]:
    """Of attributions with one cue keep the first; of those with the same content the one with the nearest cue."""
    result: List[Draft] = []
    cues: Set[Offsets] = set()
    contents: Set[Tuple[Offsets, ...]] = set()
    for draft in drafts:
        if draft.cue and draft.cue[0] in cues or tuple(draft.content) in contents:
            continue
        cues.update(draft.cue)
        contents.add(tuple(draft.content))
        result.append(draft)
    return result


def _outer(draft: Draft, drafts: List[Draft]) -> Optional[Draft]:
    """The attribution in whose content another stands with cue and all."""
    anchor = (draft.cue or draft.content)[0]
    for other in drafts:
        if other is not draft and other.cue != draft.cue and any(s <= anchor[0] and anchor[1] <= e for s, e in other.content):
            return other
    return None


def _outermost(drafts: List[Draft]) -> List[Draft]:
    return [d for d in drafts if _outer(d, drafts) is None]


def _nested(page: Page, drafts: List[Draft]) -> List[Draft]:
    """Inside another content only what is plainly reported by somebody else stays."""
    return [d for d in drafts if _outer(d, drafts) is None or _is_report(page, d)]


def _is_report(page: Page, draft: Draft) -> bool:
    if draft.act != "speech" or not draft.source or not draft.cue:
        return False
    source = page.words[draft.source[0][0] : draft.source[0][1]]
    verb = next((page.words[i] for i in range(draft.cue[0][1] - 1, draft.cue[0][0] - 1, -1) if page.words[i] in page.lexicon.verbs), None)
    if source in (["i"], ["we"], ["you"], ["it"]) or (verb is None and page.words[draft.cue[0][0]] not in ("according", "as", "in", "per")):
        return False
    return verb is None or any("clause" in e.frames for e in page.lexicon.verbs[verb])


def find_transcript(page: Page) -> List[Draft]:
    """"SMITH: …" and "Q: …": every turn of a transcript, if the article holds one."""
    text = page.doc.text
    turns = []
    for start, end in page.paragraphs:
        if start >= page.body_end:
            break
        first = page.starts[start]
        match = TRANSCRIPT_LINE.match(text, first, page.starts[end - 1] + len(page.doc[end - 1]))
        if match and (match.group().endswith(":") or match.group(1) in ("Q", "A")):
            label = page.tokens(*match.span(1))
            body = page.tokens(match.end(), match.end() + 1)[0]
            if label[1] <= body < end:
                turns.append((match.group(1), label, (body, end)))
    counts = Counter(name for name, _, _ in turns)
    shouted = {n for n in counts if n.isupper()}
    if len(counts) < 2 or max(counts.values()) < 2 and len(shouted) < 2:
        return []
    drafts = []
    for name, label, body in turns:
        if counts[name] < 2 and name not in shouted:
            continue
        content = page.trim(*body, keep_marks=True)
        if content is not None and content[1] - content[0] >= 2:
            drafts.append(Draft([(content[0], body[1])], source=[label], act="speech"))
    return drafts if len(drafts) >= 2 else []
