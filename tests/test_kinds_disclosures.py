"""Disclosures and reasons on texts written for their kinds: half of them were seen while the rules were made, half were not."""
from pathlib import Path
from typing import Dict, List, Tuple

import pytest
import srsly

from spacy_attrib.attributions import to_record
from spacy_attrib.lang.reading import load_lexicon
from spacy_attrib.page.disclosing import load_phrases
from spacy_attrib.page.page import Page
from spacy_attrib.sourcing.asking import find_asker
from spacy_attrib.sourcing.reasons import find_reason

KINDS = Path(__file__).parent / "kinds"
