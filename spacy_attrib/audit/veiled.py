"""Veiled sourcing: words by which an article says that somebody said something, and not who: "it is understood that", "the Courier understands"."""

from typing import Iterator, List, Sequence

from spacy.tokens import Doc

from ..attributions import Attribution
from ..page.intervals import Offsets
from ..page.layout import Layout
from ..page.veiling import veiled_pattern
from .descriptors import Words
from .views import Finding


def find_veiled(doc: Doc, attributions: Sequence[Attribution], words: Words) -> Iterator[Finding]:
    """Find the veiled sourcing of an article, outside of quotations and of what is attributed to somebody. Needs no parse.

    doc (Doc): The Doc.
    attributions (Sequence[Attribution]): Everything attributed in it.
    words (Words): The word lists.
    YIELDS (Finding): One for each place, with no source.
    """
    text = doc.text
    spoken: List[Offsets] = [(segment.start, segment.end) for segment in Layout(text).segments]
    spoken += [(span.start_char, span.end_char) for a in attributions if a.source for span in a.content]
    inside = {i for start, end in spoken for i in range(start, end)}
    houses = {ent.start_char for ent in doc.ents if ent.label_ == "ORG"}
    pattern = veiled_pattern(words["veiled_phrases"], words["veiled_verbs"], words["veiled_houses"], words["veiled_house_cues"])
    for match in pattern.finditer(text):
        name = match["name"]
        house = name is None or name.split()[-1].lower() in words["veiled_houses"] or match.start("name") in houses
        span = doc.char_span(*match.span(), alignment_mode="expand")
        if span is not None and house and match.start() not in inside:
            yield Finding("veiled_sourcing", span, f"“{' '.join(span.text.split())}” tells that somebody said it, and not who.", "")
