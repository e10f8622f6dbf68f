"""Why each attribution is as it is: the rule, step or score behind its content, speaker, type and disclosure."""

from typing import Any, Dict, List, Mapping

from spacy.tokens import Doc

from .attributions import SPANS_KEY, read_attributions
from .errors import Errors


def explain(doc: Doc, key: str = SPANS_KEY) -> List[Dict[str, Any]]:
    """Say what decided on every attribution of a Doc.

    doc (Doc): A Doc that went through a component with `explain` switched on: `nlp.add_pipe("attrib", config={"explain": True})`.
    key (str): Name of the span group.
    RETURNS (List[Dict[str, Any]]): For each attribution in document order its `id`, and under `content`, `speaker`, `type` and
        `disclosure` the name of what decided; a role that nothing was decided on is left out.
    RAISES (ValueError): If there are attributions, and none of them tells.
    """
    attributions = read_attributions(doc, key)
    if attributions and not any(a.why for a in attributions):
        raise ValueError(Errors.A009.format(key=key))
    return [{"id": a.id, **explained(a.why, a.score)} for a in attributions]


def explained(why: Mapping[str, str], score: Any) -> Dict[str, str]:
    """What decided on one attribution, by role, with the score of what the network found."""
    told = dict(why)
    if "content" in told and score is not None:
        told["content"] += f" (score {score:.2f})"
    return told
