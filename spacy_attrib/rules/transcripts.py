"""Transcripts: turns with a label in front."""

import re
from collections import Counter
from typing import Iterator, List, NamedTuple, Sequence, Set

from ..attributions import Draft
from ..page.intervals import Offsets
from ..page.layout import CAPITAL, LETTER
from ..page.page import DATELINE, Page

WORD = rf"[{CAPITAL}][{LETTER}.’'-]*"
SMALL = "of|the|for|and|to|at|in|on|de|da|di|du|del|den|der|van|von|bin|al|la|le|y"
TRANSCRIPT_LINE = re.compile(
    rf"[“\"”‘']?(?P<label>{WORD}(?: (?:(?:{SMALL}) ){{0,2}}(?:{WORD}|\d{{1,3}}\b)){{0,11}}|@\w{{1,30}})"
    rf"(?P<brackets>(?: ?\([^()\n]{{1,60}}\)| @\w{{1,30}}){{0,3}})\s?[:.](?=\s+\S)"
)
BRACKET = re.compile(r"\(([^()\n]+)\)|@\w+")
PERSON_NAME = re.compile(rf"(?:{WORD} ){{1,4}}{WORD}")
MIN_TURNS = 2
TALKING = 0.25  # of the turns: fewer that talk to somebody, and the labels are places or headings


class Turn(NamedTuple):
    """What one speaker says until the next does, in tokens."""

    key: str  # by which labels are compared: the last word of a name ("Ann Lee: …", and then "Lee: …")
    label: Offsets  # the name of the speaker
    body: Offsets
    handle: bool  # the label holds a name at a social network
    certain: bool  # the label has what only those of transcripts have
    talks: bool  # somebody speaks to somebody


def find_transcript(page: Page) -> List[Draft]:
    """ "SMITH: …" and "Q: …": every turn of a transcript, if the article holds one; marks may stand around a turn."""
    turns = list(_turns(page))
    chosen = _of_transcript(page, turns)
    rows = {page.paragraph_of[turn.body[0]]: turn for turn in turns if turn.key in chosen}
    lone = {number: turn for number, turn in ((page.paragraph_of[t.body[0]], t) for t in turns) if _stands_alone(page, turn)}
    most = 2 * len(rows) >= len(page.paragraphs)
    drafts = []
    for number, turn in sorted({**lone, **rows}.items()):
        content = page.trim(*turn.body)
        if content is not None and content[1] - content[0] >= 2:
            pieces = [(content[0], turn.body[1]), *(_further(page, rows, number) if most else ())]
            drafts.append(Draft(pieces, source=[turn.label], act="speech", why={"content": "turn of a transcript"}))
    return drafts if len(drafts) >= MIN_TURNS or lone else []


def is_dateline(page: Page, span: Offsets) -> bool:
    """Whether a stretch of tokens is the place in front of a paragraph's colon: "QUETTA: Police said …"."""
    start, end = page.paragraphs[page.paragraph_of[span[0]]]
    match = DATELINE.match(page.text, page.starts[start], page.ends[end - 1])
    if span[0] != start or match is None or not match.group().rstrip().endswith(":"):
        return False
    body = page.tokens_at(match.end(), match.end())[0]
    return span[1] < body < end and not _talks(page, (body, end)) and not _is_person(page, span)


def _of_transcript(page: Page, turns: Sequence[Turn]) -> Set[str]:
    """The keys of those who speak in the transcript that an article holds; none where it holds none."""
    counts = Counter(turn.key for turn in turns)
    certain = {turn.key for turn in turns if turn.certain}
    if 2 * len(turns) >= len(page.paragraphs) and len(certain) >= MIN_TURNS:
        chosen = set(counts)
    else:
        chosen = {key for key in counts if key in certain or key.isupper() or counts[key] >= MIN_TURNS}
    if len(counts) < 2 or max(counts.values()) < MIN_TURNS and len(chosen) < 2:
        return set()
    talking = sum(turn.talks for turn in turns if turn.key in chosen)
    return chosen if certain or talking >= TALKING * sum(counts[key] for key in chosen) else set()


def _stands_alone(page: Page, turn: Turn) -> bool:
    """Whether a label needs no second one: it has a handle, or it is a person's name in front of what only that person can say."""
    return turn.handle or turn.talks and turn.label[1] - turn.label[0] > 1 and _is_person(page, turn.label) and _is_first_person(page, turn.body)


def _further(page: Page, rows: "dict[int, Turn]", number: int) -> Iterator[Offsets]:
    """The paragraphs without a label that go on with a turn, where another turn follows."""
    pieces: List[Offsets] = []
    for following in range(number + 1, len(page.paragraphs)):
        if following in rows:
            yield from pieces
            return
        piece = page.paragraphs[following]
        if not _talks(page, piece) or not page.ends_sentence(piece[1] - 1):
            return
        pieces.append(piece)


def _turns(page: Page) -> Iterator[Turn]:
    """The turn of each paragraph that begins with a label."""
    for start, end in page.paragraphs:
        match = TRANSCRIPT_LINE.match(page.text, page.starts[start], page.ends[end - 1])
        if match and start < page.body_end and (match.group().endswith(":") or match.group("label") in ("Q", "A")):
            span, certain = match.span("label"), match.group("label")[-1].isdigit()
            for bracket in BRACKET.finditer(page.text, *match.span("brackets")):
                if match.group("label").startswith("The ") and bracket.group(1) and PERSON_NAME.fullmatch(bracket.group(1)):
                    span, certain = bracket.span(1), True  # The Minister (Ann Lee)
                inside = set(bracket.group().strip("()").lower().split())
                certain = certain or bool(inside & page.lexicon["stage_directions"]) or match.group("brackets").count("(") > 1
            label, body = page.tokens_at(*span), page.tokens_at(match.end(), match.end() + 1)[0]
            if label[0] < label[1] <= body < end:
                words = page.text[slice(*span)].split()
                key = " ".join(words[-2:] if words[-1].isdigit() else words[-1:])
                yield Turn(key, label, (body, end), "@" in match.group(), certain, _talks(page, (body, end)))


def _spoken(page: Page, span: Offsets) -> List[str]:
    """The words of a stretch that stand in no marks, or all of them where marks enclose it."""
    start, end = page.trim(*span, keep_marks=False) or span
    number = page.quote_of[start]
    whole = number != -1 and page.quoted[number].end >= end
    return [page.words[i] for i in range(start, end) if (whole or not page.is_quoted(i)) and page.tokens[i].text != "US"]


def _talks(page: Page, span: Offsets) -> bool:
    words = _spoken(page, span)
    return "?" in words or page.words[span[1] - 1] == "?" or not page.lexicon["talk_words"].isdisjoint(words)


def _is_first_person(page: Page, span: Offsets) -> bool:
    return not page.lexicon["first_person"].isdisjoint(_spoken(page, span))


def _is_person(page: Page, span: Offsets) -> bool:
    return any(token.ent_type_ == "PERSON" for token in page.doc[slice(*span)])
