"""A readable listing of an article's attributions, for a terminal."""

import shutil
import textwrap
import unicodedata
from typing import Any, Dict, List

from wasabi import color

INDENT = "    "


def list_article(record: Dict[str, Any]) -> str:
    """Lay out the attributions of one record: speaker, form, flag, quotation. No control characters of the article's own get through."""
    width = line_width()
    lines = [color(f"== {clean(record['id'])}", bold=True)]
    if not record["attributions"]:
        lines.append(INDENT + "no attributions")
    for item in record["attributions"]:
        lines += _list_attribution(record["text"], item, width)
    return "\n".join(lines) + "\n"


def line_width() -> int:
    """How long lines may be on this terminal, in characters."""
    return max(40, min(shutil.get_terminal_size().columns, 110))


def _list_attribution(text: str, item: Dict[str, Any], width: int) -> List[str]:
    from ..explaining import explained

    speaker = item["speaker"]["text"] if item["speaker"] else _join(text, item["source"]) or "unknown"
    flags = [item["form"]] + [item["act"]] * (item["act"] not in ("speech", None)) + ["anonymous"] * bool(item["anonymous"])
    head = color(clean(speaker), fg="red" if item["anonymous"] else "blue", bold=True) + f"  ({', '.join(flags)})"
    body = textwrap.wrap(clean(_join(text, item["content"])), width - 2 * len(INDENT))
    why = [clean(f"{what}: {told}") for what, told in explained(item.get("why") or {}, item.get("score")).items()]
    return [INDENT + head, *(2 * INDENT + line for line in body), *(color(2 * INDENT + line, fg="yellow") for line in why)]


def _join(text: str, pieces: List[List[int]]) -> str:
    return " … ".join(text[start:end] for start, end in pieces)


def clean(text: str) -> str:
    """One line of text without control characters: an article must not be able to steer the terminal."""
    return "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf"))
