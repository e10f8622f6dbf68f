"""Coreference clusters that a component in front of this one has left in a Doc, the way spaCy-experimental does:
doc.spans["coref_clusters_1"], doc.spans["coref_clusters_2"] …"""
from typing import Dict, List

from spacy.tokens import Doc

from ..page.intervals import Offsets
from .story import NOBODY, Found, Story


def read_clusters(doc: Doc, prefix: str) -> Dict[int, List[Offsets]]:
    """The mentions of every cluster, by the head of each of its mentions.

    doc (Doc): The Doc.
    prefix (str): What the keys of the span groups begin with; "" for none.
    RETURNS (Dict[int, List[Offsets]]): By the index of a token, all mentions of the cluster it heads a mention of.
    """
    result: Dict[int, List[Offsets]] = {}
    for key in doc.spans:
        if prefix and key.startswith(prefix):
            mentions = sorted((span.start, span.end) for span in doc.spans[key])
            for start, end in mentions:
                result[doc[start:end].root.i] = mentions
    return result


def fullest_of(story: Story, mentions: List[Offsets]) -> Found:
    """Whom a cluster is about: somebody of the people named, else its longest mention that is no pronoun.

    story (Story): The Doc as the resolver reads it.
    mentions (List[Offsets]): The mentions of the cluster.
    RETURNS (Found): The person or the mention; neither where all mentions are pronouns.
    """
    for start, end in mentions:
        root = story.doc[start:end].root.i
        for mention in story.people.within(start, end):
            if mention.start <= root < mention.end:
                return mention.person, None
    phrases = [m for m in mentions if story.head(m).pos_ in ("NOUN", "PROPN")]
    return (None, max(phrases, key=lambda m: (m[1] - m[0], -m[0]))) if phrases else NOBODY
