"""A picture of a Doc with its attributions, and the colours in which displaCy draws the span group."""

from typing import Iterable, Optional, Union

from spacy.tokens import Doc
from spacy.util import is_in_jupyter

from .attributions import SPANS_KEY, draw_text, read_attributions

# displaCy puts a colour into a style as it stands. What follows the colours below keeps label and speaker on one line, where they would be
# written over each other, and sets cues a little lower: a cue begins so near behind a source that its label would hide that of the source.
ONE_LINE = "; white-space: nowrap"
LOWER = "; margin-top: 6px"
COLORS = {
    "DIRECT": "#9ad0f5" + ONE_LINE,
    "MIXED": "#b9e0c2" + ONE_LINE,
    "INDIRECT": "#d9ead3" + ONE_LINE,
    "CUE": "#ffe599" + ONE_LINE + LOWER,
    "SOURCE": "#f9cb9c" + ONE_LINE,
    "SPEAKER": "#d5a6bd" + ONE_LINE,
    "DISCLOSURE": "#ea9999" + ONE_LINE,
    "REASON": "#f4cccc" + ONE_LINE,
}
PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Attributions</title></head>
<body style="margin: 3em auto; padding: 0 1em; max-width: 50em">{}</body>
</html>
"""


def render(docs: Union[Doc, Iterable[Doc]], key: str = SPANS_KEY, *, page: bool = False, jupyter: Optional[bool] = None) -> Optional[str]:
    """Draw Docs with their attributions: the text in its paragraphs, a colour for every speaker, and on every quotation a label with speaker,
    form and flag. The text is escaped.

    docs (Union[Doc, Iterable[Doc]]): One Doc or more.
    key (str): Name of the span group.
    page (bool): Whether to give a whole HTML page.
    jupyter (Optional[bool]): Whether to show the picture in the notebook; by default where there is one.
    RETURNS (Optional[str]): HTML; None where it is shown in a notebook.
    """
    html = "".join(draw_text(doc.text, read_attributions(doc, key)) for doc in ([docs] if isinstance(docs, Doc) else docs))
    if page:
        html = PAGE.format(html)
    if jupyter is None:
        jupyter = is_in_jupyter()
    if not jupyter:
        return html
    from IPython.display import HTML, display  # there, or it would be no notebook

    display(HTML(html))
    return None
