"""Colours of the span labels, and a picture of a Doc with its attributions."""
from typing import Any

from spacy import displacy
from spacy.tokens import Doc

from .attributions import SPANS_KEY

COLORS = {
    "DIRECT": "#9ad0f5",
    "MIXED": "#b9e0c2",
    "INDIRECT": "#d9ead3",
    "CUE": "#ffe599",
    "SOURCE": "#f9cb9c",
    "SPEAKER": "#d5a6bd",
    "DISCLOSURE": "#ea9999",
    "REASON": "#f4cccc",
}


def render(doc: Doc, key: str = SPANS_KEY, **kwargs: Any) -> str:
    """Draw a Doc with the attributions of a span group as HTML: `spacy.displacy.render` with the right settings; the text is escaped.
    `kwargs` are passed on, e.g. `page=True`."""
    options = {"spans_key": key, "colors": COLORS}
    return displacy.render(doc, style="span", options=options, **{"jupyter": False, **kwargs})
