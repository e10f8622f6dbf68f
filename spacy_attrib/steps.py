"""The steps from a Doc to its attributions, and the one place where they meet: find, resolve, type, write.

Each step is a registered function, so that a config can put another in its place; each is handed the same page.
"""

from typing import List, Protocol, Sequence

from spacy.tokens import Doc

from .attributions import SPANS_KEY, Draft, sound, write_attributions
from .errors import Errors
from .page.page import Page
from .rules.bounds import set_bounds
from .rules.citing import with_cited
from .rules.dropping import without_furniture, without_hearers, without_labels, without_questions
from .rules.edges import drop_hearers, narrow_sources, without_talks
from .rules.senses import without_other_senses


class Finder(Protocol):
    """Finds attributions."""

    def __call__(self, page: Page) -> List[Draft]:
        """Content, cue, source and act of every attribution of a page."""


class Resolver(Protocol):
    """Tells who speaks."""

    def __call__(self, page: Page, drafts: Sequence[Draft]) -> None:
        """Give every attribution its speaker, in place."""


class Typer(Protocol):
    """Tells what kind of source each attribution has, and what the text says of why it has no name."""

    def __call__(self, page: Page, drafts: Sequence[Draft]) -> List[Draft]:
        """Give every attribution its source type, disclosure and reason; those that only disclose a source are left out."""


def finish(page: Page, drafts: Sequence[Draft], resolve: Resolver, type: Typer, spans_key: str = SPANS_KEY, explain: bool = False) -> List[Draft]:
    """Take attributions from found to written: set their bounds, narrow their sources, resolve, type, check, write.

    page (Page): The page.
    drafts (Sequence[Draft]): What was found on it.
    resolve, type: The steps.
    spans_key (str): Name of the span group to write into.
    explain (bool): Whether to keep what decided on each.
    RETURNS (List[Draft]): What was written.
    """
    for step in (without_furniture, without_labels, without_questions, without_other_senses, without_hearers, without_talks):
        drafts = step(page, drafts)
    set_bounds(page, drafts)
    drafts = with_cited(page, drafts)
    drop_hearers(page, drafts)
    narrow_sources(page, drafts)
    resolve(page, drafts)
    typed = sound(page, type(page, drafts))
    write_attributions(page, typed, spans_key, explain)
    return typed


NEEDED = (
    ("TAG", "tags", "a tagger"),
    ("POS", "parts of speech", "an attribute_ruler or a morphologizer, which a tagger alone does not replace"),
    ("DEP", "a dependency parse", "a parser"),
)


def check_annotation(doc: Doc, name: str) -> None:
    """Raise a ValueError in the name of a component for a Doc that lacks tags, parts of speech or a parse, which the steps read."""
    for attribute, annotation, component in NEEDED:
        if len(doc) and not doc.has_annotation(attribute):
            raise ValueError(Errors.A002.format(name=name, annotation=annotation, component=component))
