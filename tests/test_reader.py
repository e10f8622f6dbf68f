"""What training reads: several corpora in one, what a pipeline said already, attributions of which a teacher is unsure or half sure."""

from collections import Counter

import numpy
import pytest
import spacy
from spacy.training import Example
from thinc.api import Config, fix_random_seed

from spacy_attrib import recognizer
from spacy_attrib.attributions import Draft, add_record, read_attributions
from spacy_attrib.corpora import read_corpus, write_corpus
from spacy_attrib.network.features import CONTENT, NONE, ROLES, SOURCE
from spacy_attrib.network.targets import by_trigger, certainties, gold_drafts, role_targets, trigger_targets

from .conftest import NETWORK, load_english

TEXT = "Oda Lindt said the pier was closed. A clerk hinted that it might open."
NAMES = {"jsonl": "in.jsonl", "spacy": "in.spacy", "brat": "in"}


def at(words):
    start = TEXT.index(words)
    return [start, start + len(words)]


def attribution(id, source, cue, content, **fields):
    return {"id": id, "content": [at(content)], "cue": [at(cue)], "source": [at(source)], "act": "speech", **fields}


def article(id="pier", **fields):
    return {"id": id, "text": TEXT, "meta": {}, "attributions": [attribution("a0", "Oda Lindt", "said", "the pier was closed")], **fields}


def hint(**fields):
    return attribution("m0", "A clerk", "hinted", "that it might open", **fields)


def examples(path, nlp=None, **settings):
    make = spacy.registry.get("readers", "spacy-attrib.Corpus.v1")
    return list(make(path=path, **settings)(nlp or spacy.blank("en")))


@pytest.fixture(scope="module")
def english():
    return load_english()


# Several corpora


def mix(corpora, repeats, seed=0):
    make = spacy.registry.get("readers", "spacy-attrib.MixedCorpus.v1")
    return make({name: lambda nlp, each=each: iter(each) for name, each in corpora.items()}, repeats, seed)


def test_corpora_are_repeated():
    ten = [f"t{number}" for number in range(10)]
    read = mix({"twice": "ab", "half": ten, "once": "xyz", "never": "n", "more": "pqrs"}, {"twice": 2, "half": 0.5, "never": 0, "more": 1.5})
    found = Counter(read(None))
    assert {item: found[item] for item in "abxyzn"} == {"a": 2, "b": 2, "x": 1, "y": 1, "z": 1, "n": 0}
    assert sorted(found[item] for item in ten) == [0] * 5 + [1] * 5
    assert sorted(found[item] for item in "pqrs") == [1, 1, 2, 2]


def test_mixed_corpora_are_shuffled_by_the_seed():
    letters = [chr(number) for number in range(97, 123)]
    orders = [list(mix({"a": letters}, {}, seed)(None)) for seed in (0, 0, 1)]
    assert orders[0] == orders[1] != orders[2] and orders[0] != letters
    assert sorted(orders[0]) == sorted(orders[2]) == letters
    read = mix({"a": letters}, {"a": 0.5})
    assert list(read(None)) == list(read(None))


def test_a_number_for_no_corpus_is_refused():
    with pytest.raises(ValueError, match="A059.*'gild'.*gold, silver"):
        mix({"silver": "a", "gold": "b"}, {"gild": 2.0})


def test_a_config_mixes_corpora(tmp_path):
    write_corpus(tmp_path / "one.jsonl", [article("one")])
    write_corpus(tmp_path / "two.jsonl", [article("two"), article("three")])
    config = Config().from_str(
        f"""
        [reader]
        @readers = "spacy-attrib.MixedCorpus.v1"
        repeats = {{"one": 3.0}}
        [reader.corpora]
        [reader.corpora.one]
        @readers = "spacy-attrib.Corpus.v1"
        path = "{(tmp_path / "one.jsonl").as_posix()}"
        [reader.corpora.two]
        @readers = "spacy-attrib.Corpus.v1"
        path = "{(tmp_path / "two.jsonl").as_posix()}"
        [reader.corpora.none]
        @readers = "spacy-attrib.Corpus.v1"
        path = null
        required = false
        """
    )
    read = spacy.registry.resolve(config)["reader"]
    found = list(read(spacy.blank("en")))
    assert len(found) == 5 and all(isinstance(eg, Example) and eg.reference.spans["attrib"] for eg in found)


def test_a_corpus_that_is_not_required_may_be_missing():
    assert examples(None, required=False) == []
    with pytest.raises(ValueError, match="A038"):
        examples(None, required=True)


# What a pipeline said already


def test_annotated_docs_keep_what_the_pipeline_said(english, tmp_path):
    write_corpus(tmp_path / "in.spacy", [article(maybe=[hint()])], nlp=english, annotate=True)
    (eg,) = examples(tmp_path / "in.spacy", annotated=True)
    plain = english(TEXT)
    for name in ("tag_", "pos_", "dep_", "ent_type_", "lemma_"):
        assert [getattr(t, name) for t in eg.predicted] == [getattr(t, name) for t in plain]
    assert [t.head.i for t in eg.predicted] == [t.head.i for t in plain]
    assert len(eg.predicted.spans) == 0 and [a.id for a in eg.reference._.attributions] == ["a0"]
    (eg,) = examples(tmp_path / "in.spacy", annotated=False)
    assert not eg.predicted.has_annotation("TAG") and not eg.predicted.has_annotation("DEP") and len(eg.predicted.spans) == 0


def test_parts_of_annotated_docs_keep_it(english, tmp_path):
    text = f"{TEXT}\n\nIt rained all day."
    write_corpus(tmp_path / "in.spacy", [article(text=text)], nlp=english, annotate=True)
    found = examples(tmp_path / "in.spacy", annotated=True, max_length=8)
    assert "".join(eg.text for eg in found) == text and len(found) == 2
    assert [t.tag_ for eg in found for t in eg.predicted] == [t.tag_ for t in english(text)]
    assert not any(len(eg.predicted.spans) for eg in found) and [len(eg.reference._.attributions) for eg in found] == [1, 0]


def test_docs_are_only_annotated_if_asked_for(english, tmp_path):
    write_corpus(tmp_path / "in.spacy", [article()], nlp=english)
    (eg,) = examples(tmp_path / "in.spacy", annotated=True)
    assert not eg.predicted.has_annotation("TAG")


def test_training_reads_annotated_docs(english, tmp_path):
    """What is learned from a corpus that was annotated before is what is learned behind the pipeline."""
    write_corpus(tmp_path / "in.spacy", [article()], nlp=english, annotate=True)
    losses = []
    for annotated in (True, False):
        fix_random_seed(0)
        pipe, _ = recognizer_of(load_english())
        (eg,) = examples(tmp_path / "in.spacy", english, annotated=annotated)
        if not annotated:
            for _, component in english.pipeline:
                component(eg.predicted)
        pipe.initialize(lambda: [eg])
        losses.append(pipe.update([eg])["attrib"])
    assert losses[0] == pytest.approx(losses[1], rel=1e-4) and losses[0] > 0


# Attributions of which a teacher is unsure


@pytest.mark.parametrize("kind", NAMES)
def test_what_is_unsure_has_a_group_of_its_own(tmp_path, kind):
    records = [article(maybe=[hint(score=0.25)]), article("sure")]
    write_corpus(tmp_path / NAMES[kind], records)
    assert sorted(read_corpus(tmp_path / NAMES[kind]), key=lambda record: record["id"]) == records
    found = {bool(eg.reference.spans.get("attrib_unsure")): eg for eg in examples(tmp_path / NAMES[kind])}
    assert set(found) == {True, False}
    (unsure,) = read_attributions(found[True].reference, "attrib_unsure")
    assert (unsure.id, str(unsure.cue), str(unsure.source), unsure.score) == ("m0", "hinted", "A clerk", 0.25)
    assert [a.id for a in found[True].reference._.attributions] == ["a0"]
    assert "attrib_unsure" not in found[False].reference.spans
    assert not any(len(eg.predicted.spans) for eg in found.values())


# Targets that are probabilities


def test_targets_of_attributions_with_a_score():
    nlp = spacy.blank("en")
    reference = nlp(TEXT)
    add_record(reference, {"attributions": [*article()["attributions"], hint(score=0.6)]})
    gold = by_trigger(gold_drafts(nlp(TEXT), read_attributions(reference, "attrib")))
    said, hinted = (next(t.i for t in reference if t.text == word) for word in ("said", "hinted"))
    targets = trigger_targets(len(reference), gold)
    assert list(gold) == [said, hinted] and certainties(gold) == pytest.approx([1.0, 0.6])
    assert targets[[said, hinted]] == pytest.approx([1.0, 0.6]) and numpy.count_nonzero(targets) == 2
    roles = role_targets(len(reference), numpy.asarray([hinted]), gold).argmax(axis=1)
    assert [reference[int(i)].text for i in numpy.flatnonzero(roles == SOURCE)] == ["A", "clerk"]
    assert (roles[hinted + 1 : -1] == CONTENT).all() and roles[0] == NONE


def test_targets_of_no_attributions():
    assert certainties({}).shape == (0,) and not trigger_targets(3, {}).any()


def test_of_two_with_one_trigger_the_longer_counts():
    assert by_trigger([Draft([(0, 2)], [(4, 5)], score=0.3), Draft([(0, 3)], [(4, 5)], score=0.9)])[4].score == 0.9


def recognizer_of(nlp):
    return nlp.add_pipe("attrib", config={**NETWORK, "weights": None}), nlp


def watched(monkeypatch, pipe, *examples):
    """What the losses are told in one update: the targets of triggers, the weights of roles and those of acts."""
    told = []
    trigger_loss, class_loss = recognizer.trigger_loss, recognizer.class_loss
    monkeypatch.setattr(recognizer, "trigger_loss", lambda probs, targets: told.append(targets) or trigger_loss(probs, targets))
    monkeypatch.setattr(recognizer, "class_loss", lambda logits, targets, w: told.append(w) or class_loss(logits, targets, w))
    pipe.update(examples)
    monkeypatch.undo()
    return told


def test_roles_and_acts_weigh_what_the_attribution_does(english, monkeypatch):
    pipe, nlp = recognizer_of(load_english())
    first, second = english.make_doc(TEXT), english.make_doc(TEXT)
    add_record(first, {"attributions": [*article()["attributions"], hint(score=0.6)]})
    add_record(second, article())
    add_record(second, {"attributions": [hint(score=0.25)]}, "attrib_unsure")
    both = [Example(english(TEXT), doc) for doc in (first, second)]
    pipe.initialize(lambda: both, nlp=nlp)
    triggers, roles, acts = watched(monkeypatch, pipe, *both)
    n = len(first)
    assert triggers[triggers > 0] == pytest.approx([1.0, 0.6, 1.0, 0.25]) and len(triggers) == 2 * n
    assert roles.tolist() == pytest.approx([1.0] * n + [0.6] * n + [1.0] * n + [0.25] * n)
    assert acts == pytest.approx([1.0, 0.6, 1.0, 0.25])
    assert roles.shape == (4 * n,) and len(ROLES) == 4


def test_a_doubtful_attribution_teaches_less(english):
    """The gradients of the roles of one attribution grow with its score."""
    sizes = []
    for score in (None, 0.5):
        fix_random_seed(0)
        pipe, nlp = recognizer_of(load_english())
        reference = english.make_doc(TEXT)
        add_record(reference, {"attributions": [hint(score=score)]})
        eg = Example(english(TEXT), reference)
        pipe.initialize(lambda: [eg], nlp=nlp)
        pipe.update([eg])
        sizes.append(numpy.abs(pipe.model.get_ref("roles").layers[2].get_grad("W")).sum())
    assert sizes[1] == pytest.approx(sizes[0] / 2, rel=1e-3)
