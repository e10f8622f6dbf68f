"""What a pipeline says of itself in its meta, from which `spacy package` makes the card: licence, author, sources, scores."""

from pathlib import Path
from typing import Any, Callable, Dict, List, Optional

import srsly
from spacy.language import Language
from spacy.util import get_package_path, is_package, load_meta

from .about import __title__, __version__
from .network.weights import FOLDER, OLD_NAMES
from .pipelines import base_pipeline

NOT_SCORES = ("_loss",)  # ends of names that training puts among the scores
AS_SHIPPED = "The weights of {title} {version} as they are; its documentation tells how good they are, and on which texts that was measured."
BY_RULES = "Attributions are found by the rules of {title} {version}; its documentation tells how good they are, and on which texts."
MEASURED = "The scores were measured during training, on the articles by which the best step was chosen; on others they may be lower."


def make_package_description(
    base: Optional[str] = None,
    description: str = "Finds quotations in English news, links each to its speaker, and flags anonymous sourcing.",
    author: Optional[str] = None,
    license: Optional[str] = None,
    url: Optional[str] = None,
) -> Callable[[Language], Language]:
    """Make a callback, for `initialize.after_init` and `training.before_to_disk`, that fills in the meta of a pipeline.

    base (Optional[str]): Name or path of the pipeline in front, which comes among the sources with its own; "spacy_attrib" stands for the
        installed one.
    description (str): What the pipeline is for, in a sentence.
    author (Optional[str]): Whose the pipeline is; None for what the meta has.
    license (Optional[str]): The name of its licence; None for what the meta has.
    url (Optional[str]): The address of its author; None for what the meta has.
    RETURNS (Callable[[Language], Language]): Changes the meta of a pipeline in place: `description`, `author`, `license`, `url`, `sources`
        and `notes`, and of `performance` it leaves what the config gives a weight, without losses.
    """
    given = {"description": description, "author": author, "license": license, "url": url}

    def describe(nlp: Language) -> Language:
        meta = nlp.meta
        meta.update({name: value for name, value in given.items() if value is not None})
        meta["sources"] = sources_of(nlp, base)
        trained = _measured(meta.get("performance") or {}, nlp.config["training"]["score_weights"])
        if trained:
            meta["performance"] = trained
        else:
            meta.pop("performance", None)
        meta["notes"] = MEASURED if trained else (AS_SHIPPED if nlp.has_pipe("attrib") else BY_RULES).format(title=__title__, version=__version__)
        return nlp

    return describe


def _measured(performance: Dict[str, Any], weights: Dict[str, Optional[float]]) -> Dict[str, Any]:
    """The scores that say something: training puts 0 where a component was not scored, whose weight is null."""
    return {name: score for name, score in performance.items() if weights.get(name, 0.0) is not None and not name.endswith(NOT_SCORES)}


def sources_of(nlp: Language, base: Optional[str]) -> List[Dict[str, str]]:
    """What a pipeline was made of, as the meta has it (`name`, and `author`, `license`, `url` where known): the pipeline in front with its own
    sources, and what the weights that `attrib` began with were learned from."""
    found: List[Dict[str, str]] = []
    if base is not None:
        meta = _meta_of(base_pipeline(base))
        known = {field: meta[field] for field in ("author", "license", "url") if meta.get(field)}
        found += [{"name": f"{meta['lang']}_{meta['name']} {meta['version']}", **known}, *(meta.get("sources") or [])]
    learned = srsly.read_json(FOLDER / "sources.json")
    for name in nlp.component_names:
        if nlp.get_pipe_meta(name).factory == "attrib":
            weights = nlp.get_pipe_config(name).get("weights")
            if weights is not None:
                found += learned.get(OLD_NAMES.get(weights, weights), [])
    return [source for number, source in enumerate(found) if source not in found[:number]]


def _meta_of(pipeline: str) -> Dict[str, Any]:
    return load_meta((get_package_path(pipeline) if is_package(pipeline) else Path(pipeline)) / "meta.json")
