"""A component under another key than the default: scored, joined, read from files, as under the default."""

import pytest
from spacy.tokens import Doc, DocBin
from spacy.training import Example

from spacy_attrib import concat
from spacy_attrib.attributions import has_attributions
from spacy_attrib.limits import MOST_PROCESSES
from spacy_attrib.processes import annotate_texts

from .commands import run_here
from .conftest import load_english

TEXT = "Ivo Brandl said that the boat had sunk."


@pytest.fixture(scope="module", params=["attrib", "attrib_ruler"])
def mine(request):
    nlp = load_english()
    nlp.add_pipe(request.param, config={"spans_key": "mine"})
    return nlp


def test_scores(mine):
    scores = mine.evaluate([Example(mine.make_doc(TEXT), mine(TEXT))])
    assert scores["attrib_n_articles"] == 1 and scores["attrib_f"] == 1.0


def test_docs_are_joined(mine):
    joined = concat([mine(TEXT), mine("It rained."), mine(TEXT)])
    assert [a.id for a in joined._.attributions] == ["a0", "a1"] and list(joined.spans) == ["mine"]


def test_docs_in_a_file_are_read(mine, tmp_path):
    DocBin(docs=[mine(TEXT), mine.make_doc(TEXT)], store_user_data=True).to_disk(tmp_path / "d.spacy")
    done = run_here("extract", tmp_path / "d.spacy", "--annotated")
    assert done.returncode == 1 and done.stdout.count(b"that the boat had sunk") == 1 + 1  # content and text
    assert has_attributions(mine(TEXT)) and not has_attributions(Doc(mine.vocab, words=["No"]))


@pytest.mark.parametrize("name", ["attrib", "attrib_ruler"])
@pytest.mark.parametrize("key", ["", " "])
def test_a_key_of_nothing_is_refused(name, key):
    with pytest.raises(ValueError, match="A085"):
        load_english().add_pipe(name, config={"spans_key": key})


@pytest.mark.parametrize("number", [0, -1, MOST_PROCESSES + 1])
def test_as_many_processes_as_there_may_be(mine, number):
    with pytest.raises(ValueError, match="A086"):
        list(annotate_texts(mine, [TEXT], number))
