"""Transcripts: turns with a label in front."""
import re
from collections import Counter
from typing import List

from ..attributions import Draft
from ..page.page import Page

TRANSCRIPT_LINE = re.compile(r"[“\"”‘']?([A-Z][\w.’'-]*(?: [A-Z(][\w.’')-]*){0,4}|[QA])\s?[:.](?=\s+\S)")


def find_transcript(page: Page) -> List[Draft]:
    """"SMITH: …" and "Q: …": every turn of a transcript, if the article holds one; marks may stand around a turn."""
    text = page.text
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
                turns.append((match.group(1).split()[-1], label, (body, end)))  # "Ann Lee: …", and then "Lee: …"
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
