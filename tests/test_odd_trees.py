"""Trees that no parser for news gives, but that another scheme, or rules, may, and odd findings: every climb ends, and nothing is raised."""

import signal
from contextlib import contextmanager

import pytest
from spacy.tokens import Doc

from spacy_attrib.attributions import Draft, to_record
from spacy_attrib.resolving.implicit_subjects import implicit_subject
from spacy_attrib.resolving.resolver import resolve_speakers
from spacy_attrib.rules.bounds import set_bounds
from spacy_attrib.rules.quotations import _above_infinitive

from .conftest import load_english, page_of

if not hasattr(signal, "setitimer"):
    pytest.skip("no timer here", allow_module_level=True)

TEXT = (
    "Ann Lee and Bob Ray, an aide who asked not to be named, of the mayor's office said it rained. “We lost,” said Prime Minister Eva Lind, "
    "families of victims, many of whom the report of a man in a coat who lied quoted as saying so."
)
LABELS = ["conj", "appos", "compound", "pobj", "ccomp", "xcomp", "relcl", "prep", "nsubj"]
SECONDS = 20.0  # of work, for what takes a tenth of one


@contextmanager
def an_end():
    def stop(number, frame):
        raise TimeoutError("no end")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@pytest.fixture(scope="module")
def finders():
    nlp = load_english()
    return nlp, [nlp.add_pipe("attrib"), nlp.add_pipe("attrib_ruler")]


@pytest.fixture(scope="module")
def parsed(finders):
    nlp, _ = finders
    with nlp.select_pipes(disable=["attrib", "attrib_ruler"]):
        return nlp(TEXT)


def rebuilt(doc, heads, deps):
    given = {
        "words": [t.text for t in doc],
        "spaces": [bool(t.whitespace_) for t in doc],
        "ents": [t.ent_iob_ + "-" * (t.ent_iob_ != "O") + t.ent_type_ for t in doc],
    }
    labels = {"tags": [t.tag_ for t in doc], "pos": [t.pos_ for t in doc], "lemmas": [t.lemma_ for t in doc]}
    return Doc(doc.vocab, heads=heads, deps=deps, **given, **labels)


def rooted_at(doc, place, label):
    """The same Doc with another root in one sentence, which is labelled so; what was above it hangs below it."""
    heads, deps = [t.head.i for t in doc], [t.dep_ for t in doc]
    climb, above = place, doc[place].head.i
    while above != climb:
        heads[above], climb, above = climb, above, doc[above].head.i
    heads[place], deps[place] = place, label
    return rebuilt(doc, heads, deps)


@pytest.mark.parametrize("label", LABELS)
def test_a_root_may_have_any_label_and_be_any_word(finders, parsed, label):
    with an_end():
        for place in range(0, len(parsed)):
            if parsed[place].pos_ in ("NOUN", "PROPN", "VERB"):
                assert to_record(finders[1][1](rooted_at(parsed, place, label)))["text"] == TEXT


@pytest.mark.parametrize("label", LABELS)
def test_all_labels_may_be_one(finders, parsed, label):
    chains = ([min(i + 1, len(parsed) - 1) for i in range(len(parsed))], [max(i - 1, 0) for i in range(len(parsed))], [t.head.i for t in parsed])
    with an_end():
        for heads in chains:
            doc = rebuilt(parsed, heads, [label] * len(parsed))
            for finder in finders[1]:
                assert to_record(finder(doc))["text"] == TEXT


@pytest.mark.parametrize("text", ["Ann Lee spoke.\n\nWe lost, and\n\nit was close.", "We lost.\n\nIt was close.\n", "We\n\nlost\n\nit"])
def test_a_content_may_go_on_to_the_end_of_the_last_paragraph(finders, text):
    nlp, _ = finders
    page = page_of(nlp(text))
    for start in {start for start, _ in page.paragraphs}:
        for end in range(start + 1, len(page.doc) + 1):
            drafts = [Draft([(start, end)], act="speech")]
            resolve_speakers(page, drafts)
            assert drafts[0].content == [(start, end)]


@pytest.mark.parametrize("tag", ["VBZ", "RB"])
@pytest.mark.parametrize("last", ["was", "was ."])
def test_an_interrupted_sentence_may_end_the_text(last, tag):
    words = ["The", "bay", ",", "Ann", "said", ",", *last.split()]
    tags = ["DT", "NN", ",", "NNP", "VBD", ",", tag, *["."] * (len(words) - 7)]
    doc = Doc(
        load_english().vocab,
        words=words,
        tags=tags,
        pos=["DET", "NOUN", "PUNCT", "PROPN", "VERB", "PUNCT", "ADV" if tag == "RB" else "AUX", *["PUNCT"] * (len(words) - 7)],
        heads=[1, 6, 6, 4, 6, 6, 6, *[6] * (len(words) - 7)],
        deps=["det", "nsubj", "punct", "nsubj", "parataxis", "punct", "ROOT", *["punct"] * (len(words) - 7)],
    )
    draft = Draft([(6, 7)], [(4, 5)], [(0, 4)])
    set_bounds(page_of(doc), [draft])
    assert draft.content


def test_the_root_may_be_an_infinitive_with_another_label():
    doc = Doc(load_english().vocab, words=["to", "say"], tags=["TO", "VB"], heads=[1, 1], deps=["aux", "xcomp"])
    with an_end():
        assert _above_infinitive(doc[1]) == []


@pytest.mark.parametrize("words,span", [(["'s", "said", "so"], (0, 1)), (["Ann", "'s", "said", "so"], (0, 1))])
def test_a_subject_may_be_nothing_but_a_possessive(words, span):
    said, tail = len(words) - 2, len(words) - 1
    pos = ["PROPN", *["PART"] * (said - 1), "VERB", "ADV"]
    heads = [said, *[0] * (said - 1), said, said]
    deps = ["nsubj", *["case"] * (said - 1), "ROOT", "advmod"]
    doc = Doc(load_english().vocab, words=words, pos=pos, tags=["NNP", "POS", "VBD", "RB"][-len(words) :], heads=heads, deps=deps)
    assert implicit_subject(page_of(doc), Draft([(tail, tail + 1)], [(said, said + 1)], act="speech")) == span


def test_an_article_may_be_the_name():
    words = ["the", "in", "Osmere", "said", "so"]
    tags, pos = ["NNP", "IN", "NNP", "VBD", "RB"], ["PROPN", "ADP", "PROPN", "VERB", "ADV"]
    doc = Doc(load_english().vocab, words=words, tags=tags, pos=pos, heads=[3, 0, 1, 3, 3], deps=["nsubj", "prep", "pobj", "ROOT", "advmod"])
    page, draft = page_of(doc), Draft([(4, 5)], [(3, 4)], [(0, 3)], act="speech")
    resolve_speakers(page, [draft])
    assert draft.speaker == (0, 1)
