"""The documentation: `pip install -e ".[docs]"`, then `python -m sphinx -W -b html docs docs/_build`."""

import re
from typing import Any, List

from spacy_attrib.about import __version__

project = "spacy_attrib"
author = copyright = "The spacy_attrib authors"
release = version = __version__
extensions = ["myst_parser", "sphinx.ext.autodoc"]
html_theme = "furo"
exclude_patterns = ["_build"]
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_mock_imports = ["pyspark"]

ARGUMENT = re.compile(r"^([A-Za-z_*][\w*, ]*?)(?: \((.+?)\))?: (.*)$")
FIELDS = {"RETURNS": "returns", "RAISES": "raises", "YIELDS": "yields"}


def as_fields(app: Any, what: str, name: str, obj: Any, options: Any, lines: List[str]) -> None:
    """Turn the arguments of a docstring in spaCy's manner (`name (type): text`, `RETURNS (type): text`) into a list, in place."""
    made: List[str] = []
    listed = False
    for line in lines:
        match = ARGUMENT.match(line)
        known = match and (match.group(1) in FIELDS or match.group(2) or what in ("function", "method"))
        if match and known and not line.startswith(" "):
            title, kind, text = match.groups()
            title = FIELDS.get(title, f"**{title}**")
            made += ["", f"* {title}" + (f" (``{kind}``)" if kind else "") + f": {_literals(text)}"]
            listed = True
        else:
            listed = listed and bool(line.strip())
            made.append("  " * listed + _literals(line.strip() if listed else line))
    lines[:] = made + [""]


def _literals(line: str) -> str:
    """Names in single backticks, as Markdown has them, in the double ones of reStructuredText."""
    line = re.sub(r"(?<!`)`([^`]+)`(?!`)", r"``\1``", line)
    return re.sub(r"(\w)\*\*?(?=[\s,.)])|(?<![\w`*])\*(?=\w)", lambda m: m.group(0).replace("*", r"\*"), line)


def setup(app: Any) -> None:
    """Called by Sphinx."""
    app.connect("autodoc-process-docstring", as_fields)
