"""The registered resolver of speakers; its rooms are in `resolving`."""
from typing import Callable, Sequence

from spacy.tokens import Doc

from .attributions import Draft
from .lexicon import load_lexicon
from .resolving.resolver import Resolver


def make_speaker_resolver() -> Callable[[Doc, Sequence[Draft]], None]:
    """The registered function `spacy-attrib.SpeakerResolver.v1`: gives every draft its speaker, in place."""
    return resolve_speakers


def resolve_speakers(doc: Doc, drafts: Sequence[Draft]) -> None:
    """Fill `speaker` and `speaker_id` of the attributions of one Doc.

    doc (Doc): A tagged and parsed Doc, with entities where the pipeline gives them.
    drafts (Sequence[Draft]): The attributions, in any order.
    """
    if drafts:
        Resolver(doc, load_lexicon(doc.lang_ or "en"), drafts).run()
