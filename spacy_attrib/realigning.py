"""The factory `attrib_realign`: behind a component that merges tokens it puts the spans of attributions back in place.

spaCy cannot serialize a Doc that is shorter than its spans say (#12024), so that without it `to_bytes` and `nlp.pipe(n_process=2)` raise E035.
"""

from functools import partial
from typing import Callable

from spacy.language import Language
from spacy.tokens import Doc

from .attributions import SPANS_KEY, check_key, realign


@Language.factory("attrib_realign", assigns=["doc.spans"], requires=["doc.spans"], default_config={"spans_key": SPANS_KEY})
def make_realigner(nlp: Language, name: str, spans_key: str) -> Callable[[Doc], Doc]:
    """Construct the component; it is known as soon as `attrib` or `attrib_ruler` is.

    nlp (Language): The pipeline.
    name (str): The component's name in it.
    spans_key (str): Name of the span group that holds the attributions.
    RETURNS (Callable[[Doc], Doc]): The component, which a process can pickle.
    RAISES (ValueError): If that name is empty.
    """
    check_key(spans_key, name)
    return partial(realign, key=spans_key)
