"""Transcripts: turns with a label in front."""
import re
from collections import Counter
from typing import Iterator, List, Tuple

from ..attributions import Draft
from ..page.intervals import Offsets
from ..page.layout import CAPITAL, LETTER
from ..page.page import Page

TRANSCRIPT_LINE = re.compile(rf"[“\"”‘']?([{CAPITAL}][{LETTER}.’'-]*(?: [{CAPITAL}(][{LETTER}.’')-]*){{0,4}})\s?[:.](?=\s+\S)")
MIN_TURNS = 2


def find_transcript(page: Page) -> List[Draft]:
    """"SMITH: …" and "Q: …": every turn of a transcript, if the article holds one; marks may stand around a turn."""
    turns = list(_turns(page))
    counts = Counter(name for name, _, _ in turns)
    labels = {name for name in counts if name.isupper() or counts[name] >= MIN_TURNS}
    if len(counts) < 2 or max(counts.values()) < MIN_TURNS and len(labels) < 2:
        return []
    drafts = []
    for name, label, (start, end) in turns:
        content = page.trim(start, end) if name in labels else None
        if content is not None and content[1] - content[0] >= 2:
            drafts.append(Draft([(content[0], end)], source=[label], act="speech", why={"content": "turn of a transcript"}))
    return drafts if len(drafts) >= MIN_TURNS else []


def _turns(page: Page) -> Iterator[Tuple[str, Offsets, Offsets]]:
    """The last word of the label, the label, and what stands behind it, of each paragraph that begins with one."""
    for start, end in page.paragraphs:
        match = TRANSCRIPT_LINE.match(page.text, page.starts[start], page.ends[end - 1])
        if match and start < page.body_end and (match.group().endswith(":") or match.group(1) in ("Q", "A")):
            label = page.tokens_at(*match.span(1))
            body = page.tokens_at(match.end(), match.end() + 1)[0]
            if label[1] <= body < end:
                yield match.group(1).split()[-1], label, (body, end)  # "Ann Lee: …", and then "Lee: …"
