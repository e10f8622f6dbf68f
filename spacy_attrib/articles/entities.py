"""HTML entities in texts that are no HTML."""

import re

_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,6}|#[xX][0-9A-Fa-f]{1,6});")


def find_entity(text: str) -> str:
    """The first HTML entity of a text ("&quot;"), or an empty string. Texts are read as they are, so that such a mark is none."""
    found = _ENTITY.search(text)
    return found.group() if found else ""
