"""Components that remember give what they gave before, bit for bit."""

import json
import pickle
import sys

import numpy
import pytest
from spacy.attrs import DEP, ENT_IOB, ENT_TYPE, HEAD, LEMMA, MORPH, NORM, POS, TAG
from spacy.lang.en import English, EnglishLemmatizer
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc

from spacy_attrib.pipelines import load_pipeline
from spacy_attrib.processes import annotate_texts
from spacy_attrib.remembering import RememberingLemmatizer, RememberingRuler, _distinct, remember

from .conftest import CORPUS, load_english

LAYERS = [POS, TAG, DEP, HEAD, LEMMA, MORPH, ENT_TYPE, ENT_IOB, NORM]
ODD = ["", " ", "\n\n", "I ain't gon na go, ca n't doin' nuthin' ol' \n\n  there\u2028“He'd said: I'm been”", "BE be Be beING " * 40]


@pytest.fixture(scope="module")
def texts():
    with (CORPUS / "dev.jsonl").open(encoding="utf8") as file:
        return [*ODD, *(json.loads(line)["text"] for line in list(file)[:6])]


@pytest.fixture(scope="module")
def remembering():
    nlp = load_english()
    remember(nlp)
    return nlp


def test_annotations_are_the_same_to_the_bit(remembering, texts):
    plain = load_english()
    kinds = {type(pipe) for _, pipe in remembering.pipeline}
    assert {RememberingRuler, RememberingLemmatizer} <= kinds and not {AttributeRuler, EnglishLemmatizer} & kinds
    for times in (1, 2):  # the second time from memory
        for one, two in zip(plain.pipe(texts, batch_size=len(texts)), remembering.pipe(texts * times, batch_size=3)):
            assert numpy.array_equal(one.to_array(LAYERS), two.to_array(LAYERS))
            assert numpy.array_equal(one.tensor, two.tensor)


def test_a_remembering_pipeline_can_be_sent_to_another_process(remembering, texts):
    sent = pickle.loads(pickle.dumps(remembering))
    for text in texts:
        assert numpy.array_equal(sent(text).to_array(LAYERS), remembering(text).to_array(LAYERS))


def ruled(patterns, words):
    """The same words by an attribute ruler and by one that remembers, twice."""
    nlp = English()
    ruler = nlp.add_pipe("attribute_ruler")
    for number, (pattern, attrs, index) in enumerate(patterns):
        ruler.add([pattern], attrs, index)
    made = [[ruler(Doc(nlp.vocab, words=words, tags=["NN"] * len(words))).to_array(LAYERS)]]
    remember(nlp)
    assert type(ruler) is RememberingRuler
    return made[0] + [ruler(Doc(nlp.vocab, words=words, tags=["NN"] * len(words))).to_array(LAYERS) for _ in range(2)]


@pytest.mark.parametrize("patterns", [
    [([{"TAG": "NN"}], {"POS": "NOUN"}, 0), ([{"LOWER": "a"}], {"LEMMA": "one"}, 0)],
    [([{"LOWER": "a"}, {"LOWER": "b"}], {"POS": "VERB"}, 1), ([{"TAG": "NN"}], {"POS": "NOUN"}, 0)],  # the later one holds
    [([{"TAG": "NN"}], {"POS": "NOUN"}, 0), ([{"LOWER": "a"}, {"LOWER": "b"}], {"POS": "VERB"}, -1)],
    [([{"LOWER": {"IN": ["a", "b"]}}], {"POS": "ADV"}, 0), ([{"LOWER": {"NOT_IN": ["a"]}}], {"LEMMA": "other"}, 0)],
    [([{"LOWER": {"REGEX": "^[ab]$"}}], {"POS": "ADV"}, 0), ([{"ORTH": "A"}], {"LEMMA": "big"}, 0)],
    [([{"LOWER": "a", "OP": "+"}], {"POS": "ADV"}, -1), ([{"IS_SPACE": True}], {"POS": "SPACE"}, 0)],
    [([{"TAG": {"IN": ["NN", "VB"]}, "IS_SPACE": False}], {"POS": "NOUN"}, 0), ([{}], {"LEMMA": "any"}, 0)],
])  # fmt: skip
def test_patterns_of_every_kind_match_as_before(patterns):
    plain, first, second = ruled(patterns, ["A", "a", "b", "a", "c", "\n", "a", "a"])
    assert numpy.array_equal(plain, first) and numpy.array_equal(plain, second) and plain.any()


def test_what_is_of_another_kind_stays_as_it_is():
    class OwnRuler(AttributeRuler):
        pass

    nlp = English()
    nlp.add_pipe("lemmatizer", config={"mode": "lookup"})
    own = OwnRuler(nlp.vocab)
    nlp._components.append(("own", own))
    remember(nlp)
    assert type(own) is OwnRuler and type(nlp.get_pipe("lemmatizer")) is EnglishLemmatizer


def test_distinct_rows():
    rows = numpy.asarray([[1, 2], [3, 4], [1, 2], [2, 1]], dtype="uint64")
    first, place = _distinct(rows)
    assert len(first) == 3 and numpy.array_equal(rows[first][place], rows)


def test_distinct_rows_with_one_sum(monkeypatch):
    monkeypatch.setattr(numpy, "cumprod", lambda factors: factors * 0)  # all sums are 0
    rows = numpy.asarray([[1, 2], [3, 4], [1, 2]], dtype="uint64")
    first, place = _distinct(rows)
    assert numpy.array_equal(rows[first][place], rows)


def test_scores_do_not_depend_on_what_was_read_with_or_before(texts):
    """To the last bit, or a run that was stopped and gone on with would give another one now and then."""
    alone, after = load_pipeline(), load_pipeline()

    def scores(nlp, batch):
        return [None if each is None else each.scores.tobytes() for each in nlp.get_pipe("attrib").predict(batch)]

    with alone.select_pipes(disable="attrib"):
        docs = list(alone.pipe(texts))
    expected = [scores(alone, [doc])[0] for doc in docs]
    scores(after, docs[-2:])  # brings other words, and these in another order
    assert scores(after, docs) == expected and scores(alone, docs[::-1]) == expected[::-1]


def test_what_is_read_of_docs_is_the_same_in_several_processes(remembering, texts):
    if "fork" not in sys.modules["multiprocessing"].get_all_start_methods():
        pytest.skip("the processes of this test are forked")
    found = [list(annotate_texts(remembering, texts, n_process, 2, read=lemmas)) for n_process in (1, 2)]
    assert found[0] == found[1]
    assert found[0][-1] == lemmas(remembering(texts[-1])) and len(found[0]) == len(texts)
    failed, *rest = annotate_texts(remembering, texts, 2, 4, read=first_lemma)
    assert failed.why.startswith("IndexError") and rest[2] == first_lemma(remembering(texts[3]))


def lemmas(doc):
    return [token.lemma_ for token in doc]


def first_lemma(doc):
    return doc[0].lemma_
