"""What stands at `doc._`: `attributions`, `quotes`, `speakers` and `sourcing_audit`, as getters that a process can pickle."""

import warnings
from typing import Tuple

from spacy.tokens import Doc

from .attributions import Attributions, Speaker, read_attributions, speakers_of
from .audit import Audit, audit_sourcing
from .errors import Errors


def get_attributions(doc: Doc) -> Attributions:
    """Getter of `doc._.attributions`: every attribution, in document order."""
    return Attributions(read_attributions(doc))


def get_quotes(doc: Doc) -> Attributions:
    """Getter of `doc._.quotes`: the attributions that are speech, or whose act is not known."""
    return Attributions(a for a in read_attributions(doc) if a.act in ("speech", None))


def get_speakers(doc: Doc) -> Tuple[Speaker, ...]:
    """Getter of `doc._.speakers`: all speakers, in the order of their first attribution."""
    return speakers_of(read_attributions(doc))


def get_sourcing_audit(doc: Doc) -> Audit:
    """Getter of `doc._.sourcing_audit`: the `Audit` of the article, with every unnamed source as anonymous."""
    return audit_sourcing(doc)


def set_extensions() -> None:
    """Register what stands at `doc._`. Another getter of that name is kept, with a warning."""
    getters = {
        "attributions": get_attributions,
        "quotes": get_quotes,
        "speakers": get_speakers,
        "sourcing_audit": get_sourcing_audit,
    }
    for name, getter in getters.items():
        if not Doc.has_extension(name):
            Doc.set_extension(name, getter=getter)
        elif Doc.get_extension(name)[2] is not getter:
            warnings.warn(Errors.A003.format(name=name, package=__package__))
