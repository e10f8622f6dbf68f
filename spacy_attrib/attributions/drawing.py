"""Pictures of attributions for notebooks: the text in paragraphs, a colour for every speaker, a label with speaker, form and flag.

Styles stand on the elements themselves, since a notebook may show a part of a page only; all text is escaped.
"""

from html import escape
from typing import Any, Dict, Iterator, List, Optional, Sequence, Tuple

from ..page.intervals import Offsets
from ..page.layout import Layout
from .scheme import PIECED_ROLES
from .segments import Mark, Segment, cut_segments, marks_in

PALETTE = ("#bcdcf4", "#fbdf9d", "#bfe6d0", "#f7c9b0", "#dccbe8", "#f2efa0", "#c5cbf0", "#f3c6d8")  # tints that differ in lightness, too
NO_SPEAKER = "#dddddd"
LINES = {"direct": "solid", "mixed": "dashed", "indirect": "dotted"}  # the underline of a content tells its form
INK = "#1f1e1b"
UNNAMED = "#8f2f06"
BODY = "font-family: Charter, Georgia, serif; font-size: 15px; line-height: 1.75; max-width: 44em"
LABEL = "font: 600 11px/1.3 system-ui, sans-serif; padding: 0 4px; margin-left: 3px; border-radius: 3px; white-space: nowrap; vertical-align: 1px"
CELL = "text-align: left; vertical-align: top; padding: 4px 14px 4px 0"
FEW = 60  # characters of a speaker on a label


def draw_text(text: str, attributions: Sequence[Any]) -> str:
    """Draw a text with attributions, in its own paragraphs.

    text (str): The text.
    attributions (Sequence[Attribution]): Those to be marked.
    RETURNS (str): HTML.
    """
    return f'<div style="{BODY}">{"".join(_paragraphs(text, attributions, Layout(text).paragraphs))}</div>'


def draw_passage(text: str, attribution: Any) -> str:
    """Draw one attribution in the paragraphs in which it stands. RETURNS (str): HTML."""
    places = [offsets for role in PIECED_ROLES for offsets in getattr(attribution, role).offsets]
    inside = [(start, end) for start, end in Layout(text).paragraphs if any(left < end and start < right for left, right in places)]
    return f'<div style="{BODY}">{"".join(_paragraphs(text, [attribution], inside))}</div>'


def draw_list(attributions: Sequence[Any]) -> str:
    """Draw attributions as a table: speaker, form and flag, content. RETURNS (str): HTML."""
    colors = speaker_colors(attributions)
    rows = []
    for a in attributions:
        speaker = f'<span style="background: {colors[a.speaker_id]}; color: {INK}; padding: 1px 4px">{escape(name_of(a))}</span>'
        rows.append(_row((speaker, escape(_flags(a)), escape(_line(" … ".join(span.text for span in a.content)))), "td"))
    head = _row(("speaker", "form and flag", "content"), "th")
    return f'<table style="border-collapse: collapse; font-size: 14px"><thead>{head}</thead><tbody>{"".join(rows)}</tbody></table>'


def speaker_colors(attributions: Sequence[Any]) -> Dict[Optional[str], str]:
    """A colour for every speaker, in the order in which they first speak; grey for those that are not known."""
    speakers = dict.fromkeys(a.speaker_id for a in attributions if a.speaker_id)
    return {None: NO_SPEAKER, **{speaker: _color(i) for i, speaker in enumerate(speakers)}}


def _color(number: int) -> str:
    """A colour of its own for every number; those behind the palette go round by the golden angle, so that no two come close."""
    return PALETTE[number] if number < len(PALETTE) else f"hsl({number * 137.508 % 360:.1f}, 60%, {76 + number % 3 * 6}%)"


def name_of(attribution: Any) -> str:
    """The speaker, or the source as printed, on one line."""
    if attribution.speaker is None and not attribution.source:
        return "speaker not known"
    name = _line(attribution.source.text if attribution.speaker is None else attribution.speaker.text)
    return name if len(name) <= FEW else name[: FEW - 1].rstrip() + "…"


def _flags(attribution: Any) -> str:
    act = attribution.act if attribution.act not in ("speech", None) else ""
    return ", ".join(filter(None, (attribution.form, act, "unnamed" if attribution.anonymous else "")))


def _line(text: str) -> str:
    return " ".join(text.split())


def _row(cells: Sequence[str], tag: str) -> str:
    return f"<tr>{''.join(f'<{tag} style={CELL!r}>{cell}</{tag}>' for cell in cells)}</tr>"


def _paragraphs(text: str, attributions: Sequence[Any], paragraphs: Sequence[Offsets]) -> Iterator[str]:
    marks: List[Mark[Tuple[str, Any]]] = [
        Mark(start, end, (role, a)) for a in attributions for role in PIECED_ROLES for start, end in getattr(a, role).offsets
    ]
    colors = speaker_colors(attributions)
    labelled = {a.id: a.content[0].end_char for a in attributions if a.content}
    for (start, end), own in zip(paragraphs, marks_in(paragraphs, marks)):
        drawn = (_draw(text, segment, colors, labelled) for segment in cut_segments(start, end, own))
        yield f'<p style="margin: 0 0 1em">{"".join(drawn)}</p>'


def _draw(text: str, segment: Segment[Tuple[str, Any]], colors: Dict[Optional[str], str], labelled: Dict[str, int]) -> str:
    """A segment, with the labels of the contents whose first piece ends here."""
    roles = {role for role, _ in (mark.what for mark in segment.marks)}
    contents = [mark.what[1] for mark in segment.marks if mark.what[0] == "content"]
    styles = []
    if contents:
        styles.append(f"background: {colors[contents[-1].speaker_id]}; color: {INK}; text-decoration: underline {LINES[contents[-1].form]}")
    elif roles & {"disclosure", "reason"}:
        styles.append(f"text-decoration: underline {'wavy' if 'disclosure' in roles else 'double'}")
    styles += ["font-weight: bold"] * ("source" in roles) + ["font-style: italic"] * ("cue" in roles)
    drawn = escape(text[segment.start : segment.end])
    if styles:
        drawn = f'<span style="{"; ".join(styles)}; text-underline-offset: 4px">{drawn}</span>'
    ended = (a for a in contents if labelled[a.id] == segment.end)
    return drawn + "".join(_label(a, colors[a.speaker_id]) for a in ended)


def _label(attribution: Any, color: str) -> str:
    frame = f"2px solid {UNNAMED}" if attribution.anonymous else f"1px solid {INK}"
    words = escape(f"{name_of(attribution)} · {_flags(attribution)}")
    return f'<span style="{LABEL}; background: {color}; color: {INK}; border: {frame}">{words}</span>'
