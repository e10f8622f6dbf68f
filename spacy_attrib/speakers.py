"""The registered resolver of speakers; its rooms are in `resolving`."""
from functools import partial
from typing import Callable, Sequence

from spacy.tokens import Doc

from .attributions import Draft
from .lexicon import load_lexicon
from .resolving.resolver import Resolver


def make_speaker_resolver(coref_prefix: str = "coref_clusters") -> Callable[[Doc, Sequence[Draft]], None]:
    """The registered function `spacy-attrib.SpeakerResolver.v1`: gives every draft its speaker, in place.

    coref_prefix (str): Where a component in front of this one leaves coreference clusters, what the keys of their span groups begin
        with ("coref_clusters_1" …). They are used for pronouns and definite descriptions, and never needed; "" for never.
    RETURNS (Callable[[Doc, Sequence[Draft]], None]): The resolver.
    """
    return partial(resolve_speakers, coref_prefix=coref_prefix)


def resolve_speakers(doc: Doc, drafts: Sequence[Draft], coref_prefix: str = "coref_clusters") -> None:
    """Fill `speaker` and `speaker_id` of the attributions of one Doc.

    doc (Doc): A tagged and parsed Doc, with entities where the pipeline gives them.
    drafts (Sequence[Draft]): The attributions, in any order.
    coref_prefix (str): What the keys of span groups with coreference clusters begin with.
    """
    if drafts:
        Resolver(doc, load_lexicon(doc.lang_ or "en"), drafts, coref_prefix).run()
