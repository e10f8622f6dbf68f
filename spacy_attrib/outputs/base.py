"""What every writer has in common."""

import json
import re
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Dict, List, Optional, Protocol

from ..attributions import with_texts
from ..wording import how_to_install

_HALF = re.compile("[\ud800-\udfff]")


class OutputError(Exception):
    """The output cannot be written. The message is one sentence for the user."""


@dataclass(frozen=True)
class Result:
    """What a command has to say of one article: its `record`, and from `audit` the sourcing audit as JSON data (None from `extract`)."""

    record: Dict[str, Any]
    audit: Optional[Dict[str, Any]] = None

    @property
    def id(self) -> str:
        """The id of the article."""
        return self.record["id"]

    @property
    def findings(self) -> List[Dict[str, Any]]:
        """The findings of the audit."""
        return [] if self.audit is None else self.audit["findings"]

    @property
    def attributions(self) -> List[Dict[str, Any]]:
        """The attributions, with the texts of their roles."""
        text = self.record.get("text")
        return self.record["attributions"] if text is None else [with_texts(item, text) for item in self.record["attributions"]]

    def to_dict(self, text: bool = True) -> Dict[str, Any]:
        """What is written as JSON: the audit if there is one, else the record with the texts of all roles, with or without its own text."""
        if self.audit is not None:
            return {"id": self.id, "meta": self.record["meta"], **self.audit}
        written = {**self.record, "attributions": self.attributions}
        return written if text else {name: value for name, value in written.items() if name != "text"}


class Writer(Protocol):
    """Writes results to one file; `close` is called when all are written, and not after an error."""

    def __init__(self, path: Path, target: Path, text: bool) -> None:
        """path (Path): What to write to, a new file. target (Path): The name that it will have. text (bool): Whether to write the texts
        of the articles, where there is a place for them."""

    def write(self, result: Result) -> None:
        """Write what there is of one article."""

    def close(self) -> None:
        """Complete the file."""


def load_library(module: str, package: str, what: str, extra: str) -> Any:
    """Import a library that only one kind of output needs. Raises OutputError that tells how to get it."""
    try:
        return import_module(module)
    except ImportError:
        raise OutputError(f"Writing {what} needs {package}: {how_to_install(extra)}.") from None


def json_line(data: Any) -> str:
    """JSON data in one line. Half a surrogate pair, which UTF-8 cannot hold, is written as JSON's own escape."""
    line = json.dumps(data, ensure_ascii=False)
    return json.dumps(data) if _HALF.search(line) else line


def unicode_only(text: str) -> str:
    """A text without halves of surrogate pairs, for formats that have no escape for them: U+FFFD stands in their place."""
    return _HALF.sub("\ufffd", text)
