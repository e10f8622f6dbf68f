"""Margin notes on a draft: what the audit finds, with line and column, and quotations that nobody is said to have spoken."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Dict, Iterator, List, Mapping, Sequence, Tuple

from spacy.tokens import Doc

from ..attributions import SPANS_KEY, Attribution, read_attributions
from ..lang.reading import elisions_of
from ..page.intervals import Offsets
from ..page.layout import Layout
from ..page.marks import Quoted
from .views import RULES, Audit, Finding, Rule

LEVELS = ("note", "warning", "error")  # from the least
LINE_END = re.compile(r"\r\n|\r|\n")
LEAST_QUOTED = 4  # words in quotation marks that are somebody's speech: fewer may be a motto
SENTENCE_ENDS = frozenset(".!?…")
LINE_ENDS = frozenset("\n\r\u2028\u2029\x85")
MARKS = "“”„‟«»‘’‚‹›\"'`´ "

NOTE_RULES: Dict[str, Rule] = {
    **RULES,
    "pseudonym_without_reason": Rule("AP, New York Times", "Tell the reader that a name is not the real one, and why."),
    "unattributed_quotation": Rule("AP, Reuters", "Say who speaks: every quotation needs a source."),
    "quotation_without_cue": Rule("AP, Reuters", "Say who speaks, and say it beside the quotation."),
}
LEVEL_OF: Dict[str, str] = {
    "single_anonymous_source": "error",
    "anonymous_accusation": "error",
    "unattributed_quotation": "error",
    "anonymous_without_reason": "warning",
    "pseudonym_without_reason": "warning",
    "bare_descriptor": "warning",
    "veiled_sourcing": "warning",
    "plural_for_one": "note",
    "quotation_without_cue": "note",
    "anonymous_opinion": "note",
}


@dataclass(frozen=True)
class Place:
    """A stretch of a text as editors count it: lines and columns from 1, columns in characters, the end column behind the last one."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True)
class Note:
    """One margin note.

    kind (str): Its rule, one of `NOTE_RULES`.
    start, end (int): Where, in characters of the text.
    place (Place): The same in lines and columns.
    text (str): What stands there.
    before, after (str): The rest of its lines.
    message (str): What is wrong, in one sentence.
    """

    kind: str
    start: int
    end: int
    place: Place
    text: str
    before: str
    after: str
    message: str

    @property
    def rule_id(self) -> str:
        """The name of the rule as tools write it: "bare-descriptor"."""
        return self.kind.replace("_", "-")

    @property
    def level(self) -> str:
        """One of `LEVELS`."""
        return LEVEL_OF[self.kind]

    @property
    def rule(self) -> Rule:
        """The newsroom rule behind it."""
        return NOTE_RULES[self.kind]


class Lines:
    """Finds lines and columns in one text; a line ends with "\\n", "\\r\\n" or "\\r"."""

    def __init__(self, text: str):
        self.text = text
        self.starts = [0, *(match.end() for match in LINE_END.finditer(text))]

    def place(self, start: int, end: int) -> Place:
        """The place of a stretch of characters."""
        return Place(*self._position(start), *self._position(end))

    def around(self, start: int, end: int) -> Tuple[str, str]:
        """What stands in front of it in its first line, and behind it in its last."""
        line_end = LINE_END.search(self.text, end)
        return self.text[self.starts[bisect_right(self.starts, start) - 1] : start], self.text[end : line_end.start() if line_end else len(self.text)]

    def _position(self, offset: int) -> Tuple[int, int]:
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1


def check_draft(doc: Doc, audit: Audit, key: str = SPANS_KEY) -> List[Note]:
    """Everything about the sourcing of a draft that an editor would write into the margin.

    doc (Doc): The draft, with attributions.
    audit (Audit): Its sourcing audit.
    key (str): Name of the span group with the attributions.
    RETURNS (List[Note]): The notes, in the order of the text.
    """
    lines, text = Lines(doc.text), doc.text
    pseudonyms = {source.id: " ".join(source.speaker.name.split()) for source in audit.sources if source.pseudonym}
    found = [(*_of_finding(finding, pseudonyms), finding.span.start_char, finding.span.end_char) for finding in audit.findings]
    for start, end, speaker in without_speaker(doc, read_attributions(doc, key)):
        found.append((*_of_quotation(" ".join(speaker.split())), start, end))
    notes = []
    for kind, message, start, end in found:
        notes.append(Note(kind, start, end, lines.place(start, end), text[start:end], *lines.around(start, end), message))
    return sorted(notes, key=lambda note: (note.start, note.end, note.kind))


def _of_finding(finding: Finding, pseudonyms: Mapping[str, str]) -> Tuple[str, str]:
    """Kind and message of a note; a pseudonym without a reason is a kind of its own here. `pseudonyms` are the names of such sources, by id."""
    if finding.kind == "anonymous_without_reason" and finding.source_id in pseudonyms:
        return "pseudonym_without_reason", f"No reason is given for calling somebody “{pseudonyms[finding.source_id]}”, which is no real name."
    return finding.kind, finding.message


def _of_quotation(speaker: str) -> Tuple[str, str]:
    """Kind and message of a note on a quotation beside which nobody is named."""
    if speaker:
        return "quotation_without_cue", f"Nothing beside this quotation says whose it is; readers must take it for that of “{speaker}”."
    return "unattributed_quotation", "Nobody is said to have spoken this quotation."


def without_speaker(doc: Doc, attributions: Sequence[Attribution]) -> Iterator[Tuple[int, int, str]]:
    """Where a text quotes speech and does not say whose it is beside it.

    doc (Doc): The Doc.
    attributions (Sequence[Attribution]): Everything attributed in it.
    YIELDS (Tuple[int, int, str]): Each quotation, with its marks, in characters; and who held the floor, so that readers may take it for theirs,
        or an empty string.
    """
    told: List[Offsets] = []
    guessed: List[Tuple[int, int, str]] = []
    for attribution in attributions:
        named = bool(attribution.source or attribution.cue)
        speaker = attribution.speaker.text if attribution.speaker is not None else ""
        for span in attribution.content:
            told += [(span.start_char, span.end_char)] if named else []
            guessed += [] if named or not speaker else [(span.start_char, span.end_char, speaker)]
    for segment in Layout(doc.text, elisions_of(doc.lang_)).segments:
        if segment.depth == 0 and segment.closed and _stands_alone(doc.text, segment):
            if not any(start < segment.end and segment.start < end for start, end in told):
                speakers = (speaker for start, end, speaker in guessed if start < segment.end and segment.start < end)
                yield segment.start, segment.end, next(speakers, "")


def _stands_alone(text: str, segment: Quoted) -> bool:
    """Whether what stands in quotation marks is a sentence of its own that nothing leads to or follows up: no name of a book, no term, no
    "She wrote: “…”", no “…” (The Courier)."""
    inner = text[segment.inner_start : segment.inner_end]
    if len(inner.split()) < LEAST_QUOTED or inner.rstrip(MARKS)[-1:] not in SENTENCE_ENDS or inner.isupper() or inner.lstrip(MARKS)[:1].islower():
        return False
    before, after = text[: segment.start].rstrip(" \t\u00a0"), text[segment.end :].lstrip(" \t\u00a0")
    opens = not before or before[-1] in LINE_ENDS or before.rstrip(MARKS)[-1:] in SENTENCE_ENDS
    return opens and (not after or after[0] in LINE_ENDS or after[0].isupper() or after[0] in MARKS)
