"""Names for files and anchors, made of ids that may be any text."""

import re
import unicodedata
from typing import Set

from ..files import is_device

LONGEST = 60
TAKEN = ("index", "overview", "ledger", "articles", "main", "details")  # other pages and places of the report


class Slugs:
    """Gives every id a name of its own: lower-case letters of ASCII, digits and hyphens, nothing that leads out of a folder."""

    def __init__(self) -> None:
        self._used: Set[str] = set(TAKEN)

    def name(self, identifier: str) -> str:
        """A name that was not given before; the same for the same ids in the same order."""
        plain = unicodedata.normalize("NFKD", identifier).encode("ascii", "ignore").decode("ascii").lower()
        slug = re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST].strip("-") or "article"
        if is_device(slug):
            slug += "-article"
        number, name = 1, slug
        while name in self._used:
            number += 1
            name = f"{slug}-{number}"
        self._used.add(name)
        return name
