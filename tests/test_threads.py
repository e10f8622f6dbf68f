"""Several threads, forks, several pipelines in one process: each article has the same result as alone."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from spacy.tokens import DocBin
from threadpoolctl import ThreadpoolController

from spacy_attrib.attributions import read_attributions, to_record
from spacy_attrib.network import locks
from spacy_attrib.network.threads import one_thread
from spacy_attrib.network.words import Projections

from .conftest import load_english

TEXTS = [
    "“The dredger is late,” said Odile Marchetti, the harbour engineer. A deckhand, who asked not to be named, said that the pumps had failed.",
    "Customs clerks claimed that nobody had counted the crates. “We counted twice,” Pavel Orlec told the board.",
    "",
    "The ferry company announced that it would sell two ships, Orlec said.",
]
THREADS = 6


@pytest.fixture(scope="module")
def english():
    return load_english()


@pytest.fixture(scope="module")
def parsed(english):
    """The texts, parsed, as bytes: every thread reads Docs of its own."""
    return DocBin(docs=list(english.pipe(TEXTS)), store_user_data=True).to_bytes()


def docs_of(parsed, vocab):
    return list(DocBin().from_bytes(parsed).get_docs(vocab))


@pytest.mark.parametrize("factory", ["attrib", "attrib_ruler"])
def test_threads_on_a_cold_and_on_a_warm_component(english, parsed, factory):
    expected = [to_record(doc) for doc in map(english.create_pipe(factory), docs_of(parsed, english.vocab))]
    assert sum(len(record["attributions"]) for record in expected) >= 4
    for _ in range(2):
        pipe, batches = english.create_pipe(factory), [docs_of(parsed, english.vocab) for _ in range(2 * THREADS)]
        barrier = threading.Barrier(THREADS)

        def work(number):
            if number < THREADS:
                barrier.wait()  # all at once on a component that has loaded nothing yet
            return [to_record(pipe(doc)) for doc in batches[number]]

        with ThreadPoolExecutor(THREADS) as pool:
            assert list(pool.map(work, range(2 * THREADS))) == [expected] * (2 * THREADS)


def test_threads_on_the_whole_pipeline():
    nlp = load_english()
    nlp.add_pipe("attrib")
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda text: to_record(nlp(text)), TEXTS * 3))
    assert found == [to_record(doc) for doc in nlp.pipe(TEXTS)] * 3


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_fork_does_not_wait_for_threads_that_it_does_not_have():
    projections = Projections()
    held, done = threading.Event(), threading.Event()

    def hold():
        with locks.loading(), projections.lock:
            held.set()
            done.wait()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    child = os.fork()
    if not child:
        free = locks.loading().acquire(timeout=1) and projections.lock.acquire(timeout=1)
        os._exit(0 if free else 1)
    done.set()
    thread.join()
    assert os.waitpid(child, 0)[1] == 0
    assert projections.lock.acquire(timeout=1)  # that of this process is what it was


def test_two_components_with_different_keys(english, parsed):
    network, rules = english.create_pipe("attrib"), english.create_pipe("attrib_ruler", config={"spans_key": "by_rules"})
    alone = english.create_pipe("attrib_ruler")
    for first, second, both in zip(*(docs_of(parsed, english.vocab) for _ in range(3))):
        rules(network(both))
        assert [a.to_dict() for a in both._.attributions] == to_record(network(first))["attributions"]
        assert [a.to_dict() for a in read_attributions(both, "by_rules")] == to_record(alone(second))["attributions"]


def test_several_components_in_turn(english, parsed):
    configs = [("attrib", {}), ("attrib", {"threshold": 0.9}), ("attrib_ruler", {}), ("attrib", {"nested": True})]
    alone = [[to_record(doc) for doc in map(english.create_pipe(name, config=c), docs_of(parsed, english.vocab))] for name, c in configs]
    pipes = [english.create_pipe(name, config=c) for name, c in configs]
    in_turn = [[to_record(pipe(doc)) for pipe, doc in zip(pipes, docs)] for docs in zip(*(docs_of(parsed, english.vocab) for _ in pipes))]
    assert [list(each) for each in zip(*in_turn)] == alone


def test_blas_has_as_many_threads_as_before_when_the_last_caller_has_left():
    before = _blas_threads()
    with one_thread():
        with ThreadPoolExecutor(1) as pool:  # comes and goes meanwhile
            pool.submit(_inside_one_thread).result()
        assert set(_blas_threads()) <= {1}
    assert _blas_threads() == before


def _inside_one_thread():
    with one_thread():
        pass


def _blas_threads():
    return [library["num_threads"] for library in ThreadpoolController().info() if library["user_api"] == "blas"]
