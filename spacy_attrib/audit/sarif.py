"""Margin notes as SARIF 2.1.0, the format in which checkers report to editors and to code hosts."""

import re
from pathlib import PurePath
from typing import Any, Dict, Iterable, List, Tuple
from urllib.parse import quote

from ..about import __title__, __version__
from .margin import LEVEL_OF, NOTE_RULES, Note

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LINK = re.compile(r"\[(?=[^\]]*\]\()")  # what a viewer would take for a link: [words](target)


def sarif_log(noted: Iterable[Tuple[str, List[Note]]], complete: bool = True) -> Dict[str, Any]:
    """A SARIF log of one run.

    noted (Iterable[Tuple[str, List[Note]]]): For every draft its name (a path, or the id of a record), and its notes.
    complete (bool): Whether all drafts could be read.
    RETURNS (Dict[str, Any]): The log, as JSON data.
    """
    kinds = list(NOTE_RULES)
    results = [_result(name, note, kinds) for name, notes in noted for note in notes]
    driver = {"name": __title__, "version": __version__, "rules": [_rule(kind) for kind in kinds]}
    run = {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": complete}],
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(kind: str) -> Dict[str, Any]:
    rule = NOTE_RULES[kind]
    return {
        "id": kind.replace("_", "-"),
        "name": "".join(word.title() for word in kind.split("_")),
        "shortDescription": {"text": rule.says},
        "help": {"text": f"{rule.house}: {rule.says}"},
        "defaultConfiguration": {"level": LEVEL_OF[kind]},
    }


def _result(name: str, note: Note, kinds: List[str]) -> Dict[str, Any]:
    region = {
        "startLine": note.place.line,
        "startColumn": note.place.column,
        "endLine": note.place.end_line,
        "endColumn": note.place.end_column,
        "charOffset": note.start,
        "charLength": note.end - note.start,
        "snippet": {"text": note.text},
    }
    return {
        "ruleId": note.rule_id,
        "ruleIndex": kinds.index(note.kind),
        "level": note.level,
        "message": {"text": LINK.sub(r"\\[", note.message)},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri_of(name)}, "region": region}}],
    }


def uri_of(name: str) -> str:
    """A name as a URI: of an absolute path, or one relative to where the command ran."""
    path = PurePath(name)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix(), safe="/")
