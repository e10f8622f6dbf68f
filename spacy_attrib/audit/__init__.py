"""The sourcing audit: the sources of an article, and what newsroom rules have to say about those without a name.

A source is whoever the article itself reports as having said something; what is told only inside another's words does not
count. Sources are counted by speaker: ten quotations of one official are one source. Whoever is given another name, or a part of
one, is a named source whose name is withheld: the reason for it is asked for all the same.
"""

from collections import Counter
from typing import Optional

from spacy.tokens import Doc

from ..attributions import ANONYMOUS_TYPES, SPANS_KEY, read_attributions, speakers_of
from ..errors import Errors
from ..lang.base import Lexicon
from .descriptors import Descriptor, audit_words, describe_source, load_audit_words
from .findings import judge_sources
from .sources import find_parts, find_sources, reported_by_article
from .veiled import find_veiled
from .views import DEFINITIONS, RULES, Audit, Finding, Rule, Source, Verdict

__all__ = ["DEFINITIONS", "RULES", "Audit", "Descriptor", "Finding", "Rule", "Source", "Verdict", "audit_sourcing", "describe_source"]


def audit_sourcing(doc: Doc, anonymous: str = "unnamed", key: str = SPANS_KEY, lexicon: Optional[Lexicon] = None) -> Audit:
    """Count the sources of an article, and check the unnamed ones against newsroom rules. Needs no parse.

    doc (Doc): A Doc with attributions, predicted or put in by `add_record`.
    anonymous (str): "unnamed": every person or group without a name. "disclosed": only where the text says that the source
        is not to be named.
    key (str): Name of the span group.
    lexicon (Optional[Lexicon]): The word lists; None for those of the package in the language of the Doc.
    RETURNS (Audit): The audit.
    RAISES (ValueError): If there is no such definition, or there are no word lists for the language of the Doc.
    """
    if anonymous not in DEFINITIONS:
        raise ValueError(Errors.A061.format(value=anonymous, expected=", ".join(DEFINITIONS)))
    words = load_audit_words(doc.lang_) if lexicon is None else audit_words(lexicon)
    attributions = [a for a in read_attributions(doc, key) if a.content]
    reported = reported_by_article(attributions)
    speakers = speakers_of(attributions)
    unnamed = [s for s in speakers if s.source_type in ANONYMOUS_TYPES]
    parts = find_parts(unnamed, words)
    sources = tuple(find_sources(speakers, reported, parts, anonymous, words))
    found, verdicts = judge_sources(sources, reported, attributions, words)
    findings = sorted([*found, *find_veiled(doc, attributions, words)], key=lambda f: (f.span.start, f.span.end, f.kind))
    quotations: Counter[str] = Counter(a.source_type or "unknown" for a in reported)
    return Audit(anonymous, sources, dict(quotations), tuple(findings), tuple(verdicts))
