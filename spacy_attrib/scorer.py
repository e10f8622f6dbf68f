"""The old name of `spacy_attrib.scoring.scorer`, kept for one release."""

import warnings

from .scoring.scorer import attrib_score, make_attrib_scorer, score_matchings, score_records  # noqa: F401

warnings.warn("spacy_attrib.scorer is now spacy_attrib.scoring.scorer; the old name goes with the next release.", DeprecationWarning, stacklevel=2)
