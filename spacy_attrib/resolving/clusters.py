"""Coreference clusters that a component in front of this one has left in a Doc, the way spaCy-experimental does:
doc.spans["coref_clusters_1"], doc.spans["coref_clusters_2"] …"""

from typing import Dict, List

from spacy.tokens import Doc

from ..lang.en import grammar
from ..page.intervals import Offsets
from .story import Story, Who


def read_clusters(doc: Doc, prefix: str) -> Dict[int, List[Offsets]]:
    """By the token that heads it, all mentions of the cluster that a mention is of; `prefix` begins the keys of their span groups."""
    result: Dict[int, List[Offsets]] = {}
    for group in (spans for key, spans in doc.spans.items() if prefix and key.startswith(prefix)):
        mentions = sorted((span.start, span.end) for span in group)
        result.update((span.root.i, mentions) for span in group)
    return result


def fullest_of(story: Story, mentions: List[Offsets]) -> Who:
    """Whom a cluster is about: somebody of the people named, else its longest mention that is no pronoun."""
    heads = [(story.doc[start:end].root.i, start, end) for start, end in mentions]
    named = (m.person for head, start, end in heads for m in story.people.within(start, end) if m.start <= head < m.end)
    phrases = [m for m in mentions if story.head(m).pos_ in grammar.NOUNS]
    longest = max(phrases, key=lambda m: (m[1] - m[0], -m[0]), default=None)
    return Who.of(next(named, longest))
