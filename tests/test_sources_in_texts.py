"""Sources where dates, capitals, the ends of paragraphs and numbers stand beside them: what they are cut to, and of what type they are."""

import pytest

from .conftest import load_english

SOURCES = [
    ("Hale as late as May 3 said that the dam would hold.", "Hale", "named_person"),
    ("‘I will stay,’ says minister\n\nPolice are at the scene.", "minister", "unnamed_person"),
    ("A U.S. Diplomat said that the talks had failed.", "A U.S. Diplomat", "unnamed_person"),
    ("Diplomat Weekly said that the talks had failed.", "Diplomat Weekly", "organization"),
    ("“Let it go,” whispered a third.", "a third", "unnamed_person"),
    ("A third of the voters said that it was late.", "A third of the voters", "public"),
]


@pytest.fixture(scope="module")
def attrib():
    nlp = load_english()
    nlp.add_pipe("attrib")
    return nlp


@pytest.mark.parametrize("text,source,source_type", SOURCES)
def test_source(attrib, text, source, source_type):
    found = [(a.source.text, a.source_type) for a in attrib(text)._.attributions]
    assert (source, source_type) in found
