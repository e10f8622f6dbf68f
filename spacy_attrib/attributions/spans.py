"""The data model: how attributions stand in a Doc, how they are read, and how they become JSON and come back.

Everything is stored as spans of one group, `doc.spans["attrib"]`; the views are built on reading and never stored:

    span.label_    DIRECT, MIXED or INDIRECT (a piece of content), CUE, SOURCE, SPEAKER, DISCLOSURE, REASON
    span.id_       the attribution, "a0", "a1" … in document order
    span.kb_id_    the speaker within the document, "s0", "s1" …; empty where there is none
    group.attrs    per attribution: act, source_type, score, and what only gold has: exact characters of pieces that no
                   token boundary meets, fields beyond the format, names of layers that are not annotated;
                   lost by `Doc.from_docs`, `Doc.to_json` and augmenters, so it may be missing
"""

from struct import Struct
from typing import Any, Dict, Iterable, List, Mapping, Optional, Sequence, Tuple

import srsly
from spacy.tokens import Doc, Span, SpanGroup

from ..errors import Errors
from ..page.intervals import Offsets
from ..page.marks import form_of
from ..page.page import Page
from .draft import Draft
from .scheme import FORM_OF_LABEL, LABEL_OF_ROLE, PIECED_ROLES, ROLE_OF_LABEL, SPANS_KEY, Form
from .views import Attribution, Pieces

SAVED_SPAN = Struct(">QQQllll")  # how `SpanGroup.to_bytes` packs id, kb_id, label, and start and end in tokens and characters

# Writing


def check_key(spans_key: str, name: str) -> None:
    """Make sure that there is a span group to write into.

    spans_key (str): Its name.
    name (str): The component's name.
    RAISES (ValueError): If the name is empty.
    """
    if not spans_key.strip():
        raise ValueError(Errors.A085.format(name=name, key=SPANS_KEY))


def write_attributions(page: Page, drafts: Iterable[Draft], key: str = SPANS_KEY, explain: bool = False) -> None:
    """Store attributions in the Doc of a page, in place of those stored before.

    page (Page): The page.
    drafts (Iterable[Draft]): The attributions, in any order; those without content are left out.
    key (str): Name of the span group.
    explain (bool): Whether to keep with each what decided: see `Draft.why`.
    """
    doc = page.given
    ordered = sorted((d for d in drafts if d.content), key=lambda d: (min(d.content), min(d.cue or d.content)))
    speakers: Dict[Any, str] = {}
    spans: List[Span] = []
    attrs: Dict[str, Dict[str, Any]] = {}
    for number, draft in enumerate(ordered):
        identifier = f"a{number}"
        identity = draft.speaker if draft.identity is None else draft.identity
        speaker = "" if identity is None else speakers.setdefault(identity, f"s{len(speakers)}")
        form = draft.form or _form(page, draft)
        attrs[identifier] = {"act": draft.act, "source_type": draft.source_type, "score": draft.score}
        if explain:
            attrs[identifier]["why"] = dict(draft.why)
        for role, label in (("content", form.upper()), *LABEL_OF_ROLE.items()):
            pieces = getattr(draft, role)
            if role == "speaker":
                pieces = [pieces] if pieces else []
            for start, end in sorted(pieces):
                kb_id = "" if role == "cue" else speaker
                spans.append(Span(doc, start, end, label=label, span_id=identifier, kb_id=kb_id))
    doc.spans[key] = SpanGroup(doc, name=key, spans=spans, attrs=attrs)


def _form(page: Page, draft: Draft) -> str:
    def chars(pieces: Iterable[Offsets]) -> List[Offsets]:
        return [(page.starts[start], page.ends[end - 1]) for start, end in sorted(pieces)]

    content = chars(draft.content)
    return form_of(page.text, content, chars(draft.cue), page.layout.around(content[0][0], content[-1][1]))


# Reading


def read_attributions(doc: Doc, key: str = SPANS_KEY) -> Tuple[Attribution, ...]:
    """Build the views of all attributions in a Doc.

    doc (Doc): The Doc.
    key (str): Name of the span group. Where there is none of the default name, the first that a component wrote under another is read.
    RETURNS (Tuple[Attribution, ...]): The attributions in document order; empty if the Doc has none.
    """
    group = _group(doc, key)
    if group is None:
        return ()
    runs = _runs(_in_place(doc, group))
    restarted = len({identifier for identifier, _ in runs}) < len(runs)
    result = []
    speakers: Dict[Tuple[int, str], str] = {}
    round_ = 0
    for number, (identifier, spans) in enumerate(runs):
        if number and _number(identifier) <= _number(runs[number - 1][0]):
            round_ += 1
        attrs = {} if restarted else group.attrs.get(identifier) or {}
        if restarted:  # Doc.from_docs joined documents: ids count from zero again in each
            identifier = f"a{number}"
        kb_id = next((s.kb_id_ for s in spans if s.kb_id_), "")
        if kb_id and restarted:
            kb_id = speakers.setdefault((round_, kb_id), f"s{len(speakers)}")
        result.append(_view(identifier, spans, kb_id or None, attrs))
    return tuple(result)


def has_attributions(doc: Doc) -> bool:
    """Whether a Doc has a group of attributions that `read_attributions` would read; it may be empty."""
    return _group(doc, SPANS_KEY) is not None


def _group(doc: Doc, key: str) -> Optional[SpanGroup]:
    if key in doc.spans:
        return doc.spans[key]
    others = doc.spans.values() if key == SPANS_KEY else ()
    return next((group for group in others if _is_written_here(group)), None)


def _is_written_here(group: SpanGroup) -> bool:
    """Whether a span group holds what a component found: of every attribution the group's `attrs` tell act and source type."""
    return bool(group.attrs) and all(isinstance(each, dict) and {"act", "source_type"} <= each.keys() for each in group.attrs.values())


def _runs(group: Iterable[Span]) -> List[Tuple[str, List[Span]]]:
    """Spans of one attribution stand together, content first, so where content follows another role a new one begins."""
    runs: List[Tuple[str, List[Span]]] = []
    for span in group:
        if span.label_ not in ROLE_OF_LABEL:
            continue
        fresh = not runs or runs[-1][0] != span.id_
        if not fresh and span.label_ in FORM_OF_LABEL and runs[-1][1][-1].label_ not in FORM_OF_LABEL:
            fresh = True
        if fresh:
            runs.append((span.id_, []))
        runs[-1][1].append(span)
    return runs


def _number(identifier: str) -> int:
    digits = identifier.lstrip("a")
    return int(digits) if digits.isdecimal() else -1


def _view(identifier: str, spans: Sequence[Span], speaker_id: Optional[str], attrs: Mapping[str, Any]) -> Attribution:
    roles: Dict[str, List[Span]] = {}
    form: Form = "indirect"
    for span in spans:
        roles.setdefault(ROLE_OF_LABEL[span.label_], []).append(span)
        form = FORM_OF_LABEL.get(span.label_, form)
    return Attribution(
        id=identifier,
        speaker=roles["speaker"][0] if "speaker" in roles else None,
        speaker_id=speaker_id,
        form=form,
        act=attrs.get("act"),
        source_type=attrs.get("source_type"),
        score=attrs.get("score"),
        _attrs=attrs,
        **{role: Pieces(roles.get(role, ())) for role in PIECED_ROLES},
    )


# Keeping them right when Docs change


def realign(doc: Doc, key: str = SPANS_KEY) -> Doc:
    """Put the spans back in place after `doc.retokenize()`, which leaves them at wrong tokens (spaCy #12024).

    doc (Doc): The retokenised Doc. A span that no longer meets a token boundary is widened.
    key (str): Name of the span group.
    RETURNS (Doc): The same Doc.
    """
    if key in doc.spans:
        group = doc.spans[key]
        doc.spans[key] = SpanGroup(doc, name=key, spans=_by_characters(doc, group), attrs=dict(group.attrs))
    return doc


def _in_place(doc: Doc, group: SpanGroup) -> List[Span]:
    """The spans of a group, put back in place where the Doc was retokenised since: nothing of the Doc changes."""
    try:
        spans = list(group)
    except IndexError:  # the Doc is shorter now than a span says
        return _by_characters(doc, group)
    for span in spans:
        tokens = doc[span.start : span.end]  # a span keeps the characters that it was made with, a new one has those of its tokens
        if (tokens.start_char, tokens.end_char) != (span.start_char, span.end_char):
            return _by_characters(doc, group)
    return spans


def _by_characters(doc: Doc, group: SpanGroup) -> List[Span]:
    saved = srsly.msgpack_loads(group.to_bytes())  # its spans themselves cannot be read if the Doc is shorter now
    names, spans = doc.vocab.strings, []
    for identifier, kb_id, label, _, _, start, end in map(SAVED_SPAN.unpack, saved["spans"]):
        spans.append(span_of(doc, start, end, *(names[each] if each else "" for each in (label, identifier, kb_id))))
    return spans


def span_of(doc: Doc, start: int, end: int, label: str, identifier: str, kb_id: str) -> Span:
    tokens: Any = doc.char_span(start, end, alignment_mode="expand")  # never None: the offsets are of this text
    return Span(doc, tokens.start, tokens.end, label=label, span_id=identifier, kb_id=kb_id)


def concat(docs: Sequence[Doc], key: str = SPANS_KEY, **kwargs: Any) -> Optional[Doc]:
    """`Doc.from_docs`, with attributions and speakers numbered anew and nothing of them lost.

    docs (Sequence[Doc]): The Docs, all with one vocabulary.
    key (str): Name of the span group.
    **kwargs: Passed to `Doc.from_docs`.
    RETURNS (Optional[Doc]): The joined Doc, None if there are none to join.
    """
    groups = (_group(doc, key) for doc in docs)
    key = next((group.name for group in groups if group is not None), key)
    joined = Doc.from_docs([realign(doc, key) for doc in docs], **kwargs)
    if joined is None or not any(key in doc.spans for doc in docs):
        return joined
    parts = [(_runs(doc.spans[key]), doc.spans[key].attrs) for doc in docs if key in doc.spans and len(doc)]
    shifted = iter(list(joined.spans[key])) if key in joined.spans else iter(())
    spans: List[Span] = []
    attrs: Dict[str, Any] = {}
    speakers: Dict[Tuple[int, str], str] = {}
    for part, (runs, old_attrs) in enumerate(parts):
        for identifier, members in runs:
            new = f"a{len(attrs)}"
            attrs[new] = {k: v for k, v in (old_attrs.get(identifier) or {}).items() if k != "chars"}
            for _ in members:
                span = next(shifted)
                kb_id = speakers.setdefault((part, span.kb_id_), f"s{len(speakers)}") if span.kb_id_ else ""
                spans.append(Span(joined, span.start, span.end, label=span.label_, span_id=new, kb_id=kb_id))
    joined.spans[key] = SpanGroup(joined, name=key, spans=spans, attrs=attrs)
    return joined
