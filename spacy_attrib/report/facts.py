"""What is told about an article beside its text: title, link, date, outlet, desk."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Dict, List, Mapping, Optional, Tuple
from urllib.parse import urlsplit

NAMES = {  # field: names that it goes by in `meta`, the likeliest first
    "title": ("title", "headline"),
    "url": ("url", "link", "canonical_url"),
    "date": ("date", "published", "published_at", "publication_date", "pubdate", "datetime"),
    "outlet": ("outlet", "publisher", "publication", "paper", "newspaper", "site", "source"),
    "desk": ("desk", "section", "category"),
}
FORMATS = ("%Y%m%d", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%d.%m.%Y", "%Y/%m/%d", "%Y-%m", "%Y")
LINKED = ("http", "https")


@dataclass(frozen=True)
class Facts:
    """What `meta` tells about an article; empty or None where it does not.

    url (Optional[str]): Only of http and https: nothing else becomes a link.
    other (List[Tuple[str, str]]): The fields that have no place of their own, as text.
    """

    title: str
    url: Optional[str]
    date: Optional[date]
    outlet: str
    desk: str
    other: List[Tuple[str, str]]

    @property
    def month(self) -> str:
        """Year and month: "2026-03"."""
        return "" if self.date is None else self.date.isoformat()[:7]

    @property
    def dateline(self) -> str:
        """Outlet, desk and date, those there are."""
        day = "" if self.date is None else f"{self.date.day} {self.date:%B} {self.date.year}"
        return " · ".join(filter(None, (self.outlet, self.desk, day)))


def read_facts(meta: Optional[Mapping[str, Any]]) -> Facts:
    """Read the `meta` of a record, whatever stands in it."""
    fields = {str(name): text_of(value) for name, value in (meta or {}).items()}
    lower: Dict[str, str] = {}
    for name in fields:
        lower.setdefault(name.lower(), name)
    found = {field: next((lower[n] for n in names if n in lower and fields[lower[n]]), None) for field, names in NAMES.items()}
    value = {field: fields[name] if name is not None else "" for field, name in found.items()}
    url, day = safe_link(value["url"]), parse_date(value["date"])
    shown = {found[field] for field in ("title", "outlet", "desk")} | {found["url"] if url else None, found["date"] if day else None}
    other = [(name, text) for name, text in fields.items() if text and name not in shown]
    return Facts(value["title"], url, day, value["outlet"], value["desk"], other)


def text_of(value: Any) -> str:
    """A field as text on one line."""
    if value is None or isinstance(value, (dict, bool)):
        return "" if value is None else str(value)
    if isinstance(value, (list, tuple)):
        return ", ".join(filter(None, map(text_of, value)))
    return " ".join(str(value).split())


def safe_link(text: str) -> Optional[str]:
    """A link of http or https as it stands, None for anything else."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return text if parts.scheme in LINKED and parts.netloc and re.fullmatch(r"[^\s\x00-\x1f\"'<>\\]+", text) else None


def parse_date(text: str) -> Optional[date]:
    """The day that is meant, None if it cannot be told: ISO 8601, dates of mails and feeds, and the commonest ways to write one."""
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).date()
    except ValueError:
        pass
    for form in FORMATS:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            pass
    try:
        return parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError):
        return None
