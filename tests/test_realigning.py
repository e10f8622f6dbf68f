"""The component behind one that merges tokens: Docs can be serialized, and so go through several processes."""

import pickle

import pytest
from spacy.tokens import Doc, DocBin

from spacy_attrib import concat, realign

from .conftest import load_english

TEXTS = [
    "Mona Deller said that the harbour board misled the Port of Vestry.",
    "Before the Vestry Rowing Club met, the club secretary told Mona Deller that the new boat had sunk.",
    "“The boat sank,” Mona Deller told the Vestry Morning Post on Monday.",
]
MERGES = [["merge_entities"], ["merge_noun_chunks"], ["merge_entities", "merge_noun_chunks"]]


def told(doc):
    return [(a.content.text, a.cue.text, a.source.text, a.form, a.source_type) for a in doc._.attributions]


@pytest.fixture(scope="module", params=MERGES, ids="+".join)
def merging(request):
    """A pipeline that merges tokens behind the rules, and what they give without."""
    nlp = load_english()
    nlp.add_pipe("attrib_ruler")
    expected = [told(doc) for doc in nlp.pipe(TEXTS)]
    for name in request.param:
        nlp.add_pipe(name)
    return nlp, expected


def test_a_doc_whose_tokens_were_merged_is_read_and_mended(merging):
    nlp, expected = merging
    assert [told(doc) for doc in nlp.pipe(TEXTS)] == expected != [[], [], []]
    assert [told(realign(doc)) for doc in nlp.pipe(TEXTS)] == expected
    assert told(concat(list(nlp.pipe(TEXTS)))) == [item for items in expected for item in items]


def test_the_component_makes_it_ready_to_be_saved(merging):
    nlp, expected = merging
    nlp.add_pipe("attrib_realign")
    try:
        docs = list(nlp.pipe(TEXTS))
        assert [told(Doc(nlp.vocab).from_bytes(doc.to_bytes())) for doc in docs] == expected
        assert [told(pickle.loads(pickle.dumps(doc))) for doc in docs] == expected
        assert [told(doc) for doc in DocBin().from_bytes(DocBin(docs=docs, store_user_data=True).to_bytes()).get_docs(nlp.vocab)] == expected
        assert pickle.loads(pickle.dumps(nlp.get_pipe("attrib_realign")))(docs[0]) is docs[0]
        assert [told(doc) for doc in nlp.pipe(TEXTS, n_process=2, batch_size=1)] == expected
    finally:
        nlp.remove_pipe("attrib_realign")


def test_another_group_and_a_doc_without_one():
    nlp = load_english()
    component = nlp.create_pipe("attrib_realign", config={"spans_key": "mine"})
    doc = nlp(TEXTS[0])
    assert component(doc) is doc and "mine" not in doc.spans
    rules = nlp.create_pipe("attrib_ruler", config={"spans_key": "mine"})
    before = [(span.label_, span.text) for span in rules(doc).spans["mine"]]
    doc = component(nlp.create_pipe("merge_noun_chunks")(doc))
    assert [(span.start_char, span.end_char) for span in doc.spans["mine"]]
    assert [(span.label_, span.text) for span in doc.spans["mine"]] == before
