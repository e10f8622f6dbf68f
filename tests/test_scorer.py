"""The measures: cases worked out by hand, gold against itself and nothing, spaCy's way in, and the reference evaluation."""

import copy
import random
import sys
import warnings
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import spacy
import srsly
from spacy.tokens import Doc
from spacy.training import Example
from spacy.training.loop import create_evaluation_callback

from spacy_attrib import add_record
from spacy_attrib.corpora import read_corpus
from spacy_attrib.pipelines import default_pipeline
from spacy_attrib.scoring.agreement import agree, both_ways
from spacy_attrib.scoring.bootstrap import intervals
from spacy_attrib.scoring.counts import count
from spacy_attrib.scoring.matching import match_corpora, name_words, same_speaker
from spacy_attrib.scoring.measures import add_up, each, measure, plain
from spacy_attrib.scoring.scorer import SCORE_WEIGHTS, attrib_score, score_records

from .conftest import unmark

CORPUS = Path(__file__).parents[1] / "corpus"
NO_SPEAKER = "attrib_per_type/unknown/speaker_acc"  # gold can have no speaker where the source is unknown


def record(marked, id="d", **labels):
    """A record of marked text (see `unmark`); `labels` holds fields by number of the attribution: `a1={"act": "speech"}`."""
    text, found = unmark(marked)
    items = [
        {"id": f"a{n}", **{role: [list(p) for p in pieces] for role, pieces in roles.items()}, **labels.get(f"a{n}", {})}
        for n, roles in found.items()
    ]
    return {"id": id, "text": text, "meta": {}, "attributions": items}


def score(gold, pred):
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        return score_records([gold], [pred])


def without(gold, **fields):
    return {**gold, "attributions": [{**item, **fields} for item in gold["attributions"]]}


def measured(scores):
    """Every figure that is a share, by its path."""
    for name, value in scores.items():
        if isinstance(value, dict):
            yield from ((f"{name}/{inner}", share) for inner, share in measured(value))
        elif isinstance(value, float) or value is None:
            yield name, value


@pytest.fixture(scope="module")
def corpus():
    if not CORPUS.is_dir():
        pytest.skip("installed without the repository")
    return [r for part in ("train", "dev") for r in read_corpus(CORPUS / f"{part}.jsonl")]


# Gold, and nothing


def test_gold_against_itself(corpus):
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        scores = score_records(corpus, copy.deepcopy(corpus))
    shares = dict(measured(scores))
    assert {name: share for name, share in shares.items() if share != 1} == {NO_SPEAKER: None}
    assert len(shares) > 60


def test_gold_against_nothing(corpus):
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        scores = score_records(corpus, [{**r, "attributions": []} for r in corpus])
    shares = dict(measured(scores))
    assert {name: share for name, share in shares.items() if share != 0} == {NO_SPEAKER: None}


@pytest.mark.parametrize("text", ["", " \n", "Nothing was said."])
def test_nothing_against_nothing(text):
    empty = record(text)
    assert {share for _, share in measured(score(empty, empty))} == {None}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert score_records([], [])["attrib_n_articles"] == 0


def test_false_alarms_where_gold_has_nothing():
    scores = score(record("Ann said so."), record("<s1>Ann</s1> <q1>said</q1> <c1>so</c1>."))
    assert (scores["attrib_p"], scores["attrib_f"], scores["attrib_n_pred"]) == (0.0, 0.0, 1)


# Cases worked out by hand


def test_marks_and_spaces_at_the_ends_do_not_matter():
    gold = record("<c1>“We will win,”</c1> <s1>Ann Lee</s1> <q1>said</q1>.")
    scores = score(gold, record("“<c1>We will win</c1>,” <s1>Ann Lee</s1><q1> said</q1>."))
    for name in ("attrib_f", "attrib_content_exact_f", "attrib_cue_exact_f", "attrib_speech_f", "attrib_source_acc"):
        assert scores[name] == 1, name
    assert scores["attrib_per_fragment"]["content"]["f"] == 0  # a fragment is taken as it is
    assert scores["attrib_per_fragment"]["source"]["f"] == 1
    assert scores["attrib_per_form"]["direct"]["n"] == 1


def test_half_is_enough_and_less_is_not():
    gold = record("<s1>Bob</s1> <q1>said</q1> <c1>abcd efgh</c1>. <s2>Cy</s2> <q2>said</q2> <c2>abcd efgh i</c2>.")
    pred = record("<s1>Bob</s1> <q1>said</q1> <c1>abcd</c1> efgh. <s2>Cy</s2> <q2>said</q2> <c2>abcd</c2> efgh i.")
    scores = score(gold, pred)  # 4 of 8 letters, and 4 of 9
    assert [scores[f"attrib_content_overlap_{k}"] for k in "prf"] == [0.5, 0.5, 0.5]
    assert scores["attrib_content_exact_f"] == 0 and scores["attrib_cue_f"] == 1 and scores["attrib_source_acc"] == 1


@pytest.mark.parametrize(
    "gold,pred,right",
    [
        ("<s1>The party’s chairman Jo Ray</s1> said <c1>so</c1>.", "The party’s chairman Jo <s1>Ray</s1> said <c1>so</c1>.", True),
        ("<s1>Spokesman Jim of the party</s1> said <c1>so</c1>.", "Spokesman <s1>Jim</s1> of the party said <c1>so</c1>.", False),
        ("Ann, <s1>who left</s1>, said <c1>so</c1>.", "<s1>Ann, who left</s1>, said <c1>so</c1>.", True),
        ("It was said <c1>so</c1>.", "It was said <c1>so</c1>.", True),
        ("It was said <c1>so</c1>.", "<s1>It</s1> was said <c1>so</c1>.", False),
        ("<s1>Ann</s1> said <c1>so</c1>.", "Ann said <c1>so</c1>.", False),
    ],
)
def test_sources(gold, pred, right):
    scores = score(record(gold), record(pred))
    assert (scores["attrib_source_acc"], scores["attrib_f"], scores["attrib_content_exact_f"]) == (right, right, 1)


def test_pieces():
    gold = record("<c1>“Go now,”</c1> <s1>he</s1> <q1>said</q1>, <c1>“and do not\n\ncome back.”</c1>")
    pred = record("<c1>“Go now,”</c1> <s1>he</s1> <q1>said</q1>, “<c1>and do not</c1>\n\n<c1>come back</c1>.”")
    assert score(gold, pred)["attrib_content_exact_f"] == 1
    assert score(gold, record("<c1>“Go now,”</c1> he said, “and do not\n\ncome back.”"))["attrib_content_overlap_f"] == 0


def test_one_to_one():
    gold = record("<s1>Ann</s1> <q1>said</q1> <c1>xxxx</c1>. Bob left.")
    twice = record("Ann <q1>said</q1> <c1>xxxx</c1>. <s1>Bob</s1> left.")
    twice["attributions"] += 2 * gold["attributions"]
    scores = score(gold, twice)  # the right source wins whatever the order; a repetition does not count
    assert (scores["attrib_n_pred"], scores["attrib_p"], scores["attrib_r"], scores["attrib_cue_exact_f"]) == (2, 0.5, 1, 1)
    (matching,) = match_corpora([gold], [twice])
    assert matching.left_out == {"predicted attributions that repeat another": 1}


def test_nested_attributions_find_their_own():
    gold = record("<s1>Ann</s1> <q1>said</q1> <c1>that <s2>Bob</s2> <q2>says</q2> <c2>it is all over</c2></c1>.")
    pred = record("Ann said that <s1>Bob</s1> <q1>says</q1> <c1>it is all over</c1>.")
    scores = score(gold, pred)
    assert (scores["attrib_p"], scores["attrib_r"], scores["attrib_content_exact_r"]) == (1, 0.5, 0.5)


def test_cues_are_compared_alone():
    gold = record("<q1>It was claimed</q1> <c1>so</c1>. <q2>Said</q2> Ann.")
    scores = score(gold, record("It <q1>was claimed</q1> so. <q2>Said</q2> Ann."))  # no content at all: 10 of 12 letters
    assert (scores["attrib_cue_f"], scores["attrib_cue_exact_f"], scores["attrib_n_pred"]) == (1, 0.5, 0)


@pytest.mark.parametrize(
    "marked,form",
    [
        ("<c1>“All of it.”</c1> He left.", "direct"),
        ("“One, <c1>two</c1>, three”", "direct"),
        ("He said <c1>‘all of it’</c1>.", "direct"),
        ("He said <c1>the “big” plan failed</c1>.", "mixed"),
        ("He said <c1>the ``big'' plan failed</c1>.", "mixed"),
        ("He said <c1>it failed</c1>.", "indirect"),
        ("“Left open\n<c1>it failed</c1>", "indirect"),
        ("“Left open <c1>it failed</c1>", "direct"),
        ("“Ann <q1>said</q1> <c1>it failed</c1>,” <q2>said</q2> Bo.", "indirect"),  # the marks are Bo's
        ("„So <c1>oder</c1>“ he «said»", "direct"),
    ],
)
def test_forms(marked, form):
    scores = score(record(marked), record(marked))
    assert {name: f["n"] for name, f in scores["attrib_per_form"].items() if f["n"]} == {form: 1}


@pytest.mark.parametrize("name", ["train", "dev", "test"])
def test_forms_are_those_of_the_corpus(name):
    gold = list(srsly.read_jsonl(CORPUS / f"{name}.jsonl"))
    labels = Counter(item["form"] for record in gold for item in record["attributions"])
    assert {form: figures["n"] for form, figures in score_records(gold, gold)["attrib_per_form"].items()} == labels


def test_speech_leaves_out_what_is_none():
    gold = record("<s1>Ann</s1> <q1>said</q1> <c1>aaaa</c1>. <s2>Bo</s2> <q2>hopes</q2> <c2>bbbb</c2>. Cy hopes cccc. Di said dddd.")
    pred = record(
        "<s1>Ann</s1> <q1>said</q1> <c1>aaaa</c1>. <s2>Bo</s2> <q2>hopes</q2> <c2>bbbb</c2>. "
        "<s3>Cy</s3> <q3>hopes</q3> <c3>cccc</c3>. <s4>Di</s4> <q4>said</q4> <c4>dddd</c4>."
    )
    scores = score(gold, pred)  # Bo's and Cy's do not count, Di's is a false alarm
    assert [scores[f"attrib_speech_{k}"] for k in "pr"] == [0.5, 1] and scores["attrib_n_speech_gold"] == 1
    assert score(gold, record(gold["text"].replace("dddd", "<c1>dddd</c1>")))["attrib_speech_p"] == 0  # no cue: counts as speech


def test_labels():
    sources = ("He", "Ann Lee", "Aides", "It")
    marked = " ".join(f"<s{n}>{who}</s{n}> <q{n}>said</q{n}> <c{n}>aaaa</c{n}>." for n, who in enumerate(sources))
    person, group = {"source_type": "named_person", "anonymous": False}, {"source_type": "unnamed_group", "anonymous": True}
    ann, bob = {"speaker": {"text": "Ann Lee", "start": 0, "end": 1}}, {"speaker": {"text": "Bob Ray", "start": 0, "end": 1}}
    speech, thought, other = ({"act": act} for act in ("speech", "thought", "other"))
    gold_labels = [{**person, **bob, **speech}, {**person, **ann, **speech}, {**group, **speech}, {**group, **other}]
    pred_labels = [{**person, **ann, **speech}, {**person, **ann, **thought}, {**group, **speech}, {**person, **other}]
    gold, pred = (record(marked, **{f"a{n}": item for n, item in enumerate(items)}) for items in (gold_labels, pred_labels))
    scores = score(gold, pred)
    assert scores["attrib_act_acc"] == 0.75
    assert scores["attrib_type_acc"] == 0.75
    assert scores["attrib_type_macro_f"] == pytest.approx((4 / 5 + 2 / 3) / 2)
    assert (scores["attrib_speaker_acc"], scores["attrib_speaker_named_acc"], scores["attrib_speaker_hard_acc"]) == (0.5, 0.5, 0)
    assert [scores[f"attrib_anonymous_{k}"] for k in "prf"] == [1, 0.5, pytest.approx(2 / 3)]
    assert scores["attrib_per_type"]["named_person"]["p"] == pytest.approx(2 / 3)
    assert scores["attrib_per_type"]["unnamed_group"]["r"] == 0.5
    undefined = dict.fromkeys(("recall", "e2e_recall", "speaker_acc", "p", "r", "f"))
    assert scores["attrib_per_type"]["public"] == {"n": 0, "n_matched": 0, **undefined}


def test_anonymous_end_to_end():
    flagged = {"source_type": "unnamed_person", "anonymous": True, "act": "speech"}
    two = "<s1>One</s1> said <c1>aaaa</c1>. <s2>Two</s2> said <c2>bbbb</c2>. Three said cccc, four hopes dddd."
    gold = record(two, a1=flagged, a2=flagged)
    pred = record(
        "<s1>One</s1> said <c1>aaaa</c1>. Two said bbbb. <s3>Three</s3> said <c3>cccc</c3>, <s4>four</s4> hopes <c4>dddd</c4>.",
        a1=flagged,
        a3=flagged,
        a4={**flagged, "act": "other"},
    )
    scores = score(gold, pred)
    assert [scores[f"attrib_anonymous_{k}"] for k in "prf"] == [1, 1, 1]
    assert [scores[f"attrib_anonymous_e2e_{k}"] for k in "prf"] == [0.5, 0.5, 0.5]
    assert score(gold, without(pred, anonymous=None))["attrib_anonymous_e2e_f"] == 0.5  # told from the source type


def test_disclosure_and_reason():
    marked = "<s1>One</s1>, who asked not to be named, <q1>said</q1> <c1>aaaa</c1>. <s2>Two</s2> <q2>said</q2> <c2>bbbb</c2>."
    start = unmark(marked).text.index("asked")
    gold = record(marked, a1={"disclosure": [[start, start + 21]]})
    wide, narrow = [[start - 4, start + 21]], [[start, start + 5]]
    pred = record(marked, a1={"disclosure": wide, "reason": narrow}, a2={"disclosure": narrow})
    scores = score(gold, pred)
    assert [scores[f"attrib_disclosure_{k}"] for k in "pr"] == [0.5, 1]
    assert scores["attrib_reason_f"] is None  # gold has none, so it may not annotate them
    assert score(gold, record(marked, a1={"disclosure": narrow}))["attrib_disclosure_f"] == 0


@pytest.mark.parametrize(
    "gold,pred,named,same",
    [
        ("Zamir Kabulov", "kabulov", True, True),
        ("Sen. Ann Lee", "Ann Lee’s", True, True),
        ("Ann Lee", "Ann", True, False),
        ("Ann Lee", "Bob Lee", True, False),
        ("an Afghan official", "the official", False, True),
        ("two officials of the bank", "the bank", False, True),
        ("Ann Lee", None, True, False),
        ("The", "the", False, True),
        ("—", "—", True, True),
        ("—", "Ann", True, False),
    ],
)
def test_same_speaker(gold, pred, named, same):
    assert same_speaker(gold, pred, named) is same


def test_name_words():
    assert name_words("the Senator Ann B. Lee's") == ["ann", "b", "lee"]
    assert name_words("The President") == ["the", "president"]


LAYERS = {
    "source_type": ["attrib_type_acc", "attrib_type_macro_f"],
    "act": ["attrib_act_acc"],
    "speaker": ["attrib_speaker_acc", "attrib_speaker_named_acc", "attrib_speaker_hard_acc"],
    "disclosure": [f"attrib_disclosure_{k}" for k in "prf"],
    "cue": [f"attrib_cue_{k}" for k in "prf"] + ["attrib_cue_exact_f"],
}


@pytest.mark.parametrize("layer", LAYERS)
def test_layers_that_gold_lacks_are_left_out(corpus, layer):
    scores = score_records([without(r, **{layer: None}) for r in corpus], corpus)
    assert [scores[name] for name in LAYERS[layer]] == [None] * len(LAYERS[layer])
    assert scores["attrib_f"] == 1
    if layer == "source_type":  # the flag stands beside it
        assert scores["attrib_anonymous_f"] == 1
        bare = score_records([without(r, source_type=None, anonymous=None) for r in corpus], corpus)
        assert [bare[f"attrib_anonymous_{k}"] for k in ("p", "r", "f", "e2e_f")] == [None] * 4


def test_articles_that_do_not_fit():
    one, two = record("Ann said so.", "one"), record("Ann said so.", "two")
    for gold, pred, message in (
        ([one, two], [one], "A041.*'two'"),
        ([one], [one, two], "A042.*'two'"),
        ([one], [one, one], "A043.*'one'.*prediction"),
        ([one], [record("Ann said no.", "one")], "A040.*'one'.*character 9"),
    ):
        with pytest.raises(ValueError, match=message):
            score_records(gold, pred)
    outside = record("Ann said <c1>so</c1>.", "one")
    outside["attributions"][0]["content"] = [[9, 99]]
    with pytest.raises(ValueError, match=r"A005.*\[9, 99\].*'one'.*'a1'"):
        score_records([one], [outside])
    assert score_records([one], [{"id": "one", "attributions": []}])["attrib_n_articles"] == 1  # the text may be left out


# Intervals and agreement


def perturbed(records, seed=0):
    """Records with attributions lost, moved, mislabelled and made up."""
    rng = random.Random(seed)
    result = []
    for r in copy.deepcopy(records):
        kept = [item for item in r["attributions"] if rng.random() > 0.2]
        for item in kept:
            for role in ("content", "cue", "source"):
                if rng.random() < 0.4 and len(item[role]) == 1:
                    length = len(r["text"])
                    item[role] = [[max(0, s - rng.randint(0, 9)), min(length, e + rng.randint(0, 9))] for s, e in item[role]]
                if rng.random() < 0.1 and role != "content":
                    item[role] = []
            if rng.random() < 0.3:
                item["content"] = [[s, s + (e - s + 1) // 2] for s, e in item["content"]]
            for name, values in (("act", ("speech", "thought")), ("source_type", ("named_person", "unnamed_group", "document"))):
                if item.get(name) and rng.random() < 0.3:
                    item[name] = rng.choice(values)
            if item.get("source_type"):
                item["anonymous"] = item["source_type"] in ("unnamed_person", "unnamed_group")
            if item.get("speaker") and rng.random() < 0.4:
                name = item["speaker"]["text"]
                item["speaker"]["text"] = rng.choice((name.split()[-1], "Somebody Else", name.upper()))
        for n in range(rng.randint(0, 3)):
            start = rng.randrange(max(1, len(r["text"]) - 60))
            cue = [[start + 41, start + 50]][: rng.randint(0, 1)]
            made_up = {"id": f"x{n}", "content": [[start, start + 40]], "cue": cue, "source": []}
            kept.append({**made_up, "act": "speech", "source_type": "unnamed_person", "anonymous": True, "speaker": None})
        r["attributions"] = kept
        result.append(r)
    return result


def test_bootstrap(corpus):
    counts = [count(m) for m in match_corpora(corpus, perturbed(corpus))]
    scores, ci = each(measure(add_up(counts)), plain), intervals(counts, measure, 400, seed=1)
    for name in ("attrib_f", "attrib_content_exact_p", "attrib_type_acc", "attrib_anonymous_f"):
        low, high = ci[name]
        assert low < scores[name] < high and high - low < 0.2, name
    assert ci["attrib_n_gold"] is None and ci["attrib_per_form"]["direct"]["f"][0] < scores["attrib_per_form"]["direct"]["f"]
    assert ci == intervals(counts, measure, 400, seed=1) != intervals(counts, measure, 400, seed=2)
    one = intervals(counts[:1], measure, 10)
    assert one["attrib_f"] == pytest.approx([each(measure(add_up(counts[:1])), plain)["attrib_f"]] * 2)
    assert intervals([], measure, 10) == {}


def agreement(first, second):
    there, back = match_corpora(first, second), match_corpora(second, first)
    return each(agree(add_up(both_ways([count(m) for m in there], [count(m) for m in back]))), plain)


def test_agreement_is_symmetric(corpus):
    other = perturbed(corpus)
    one_way, other_way = agreement(corpus, other), agreement(other, corpus)
    assert 0.2 < one_way["attrib_f"] < 0.95
    for name in ("attrib_f", "attrib_speech_f", "attrib_cue_f", "attrib_per_form", "attrib_per_fragment"):
        assert one_way[name] == pytest.approx(other_way[name]), name
    assert one_way["labels"]["act"]["kappa"] == pytest.approx(other_way["labels"]["act"]["kappa"], abs=0.01)
    same = agreement(corpus, corpus)
    assert {share for name, share in measured(same) if share is not None} == {1.0}


def test_kappa():
    marked = " ".join(f"<c{n}>word{n}</c{n}>." for n in range(10))
    acts = ["speech"] * 4 + ["other"] * 4 + ["speech", "other"]
    gold = record(marked, **{f"a{n}": {"act": act} for n, act in enumerate(acts)})
    swapped = record(marked, **{f"a{n}": {"act": act} for n, act in enumerate(acts[:8] + ["other", "speech"])})
    found = agreement([gold], [swapped])["labels"]["act"]
    assert found == {"n": 10, "agreed": 0.8, "kappa": pytest.approx(0.6)}  # by chance a half
    uniform = agreement([without(gold, act="speech")], [without(gold, act="speech")])["labels"]["act"]
    assert uniform == {"n": 10, "agreed": 1, "kappa": None}


# In spaCy


@pytest.fixture(scope="module")
def examples(nlp, corpus):
    gold = corpus[:3]
    docs = list(nlp.pipe(r["text"] for r in gold))
    result = []
    for r, doc in zip(gold, docs):
        reference = nlp.make_doc(r["text"])
        add_record(reference, r)
        result.append(Example(doc, reference))
    return gold, result


def test_pipeline_is_scored(nlp, examples):
    from spacy_attrib import to_record

    gold, found = examples
    scores = nlp.get_pipe("attrib_ruler").score(found)
    direct = score_records(gold, [to_record(eg.predicted, r["id"]) for r, eg in zip(gold, found)])
    assert {name: scores[name] for name in direct} == direct
    assert 0.3 < scores["attrib_f"] < 1
    assert set(SCORE_WEIGHTS) <= set(scores)
    assert scores["spans_attrib_f"] == scores["attrib_f"]
    rows = scores["spans_attrib_per_type"]
    assert rows["attribution"] == {k: scores[f"attrib_{k}"] for k in "prf"} and rows["source"]["f"] == scores["attrib_source_acc"]
    evaluated = nlp.evaluate(found)
    assert evaluated["attrib_f"] == scores["attrib_f"]


def test_training_shows_the_scores(nlp, examples):
    weights = nlp.config["training"]["score_weights"]
    assert weights["attrib_f"] > 0 and weights["attrib_anonymous_f"] == 0 and weights["attrib_per_form"] is None
    evaluate = create_evaluation_callback(nlp, lambda nlp: examples[1], {"attrib_f": 0.5, "attrib_speech_f": 0.5})
    total, scores = evaluate()
    assert total == pytest.approx((scores["attrib_f"] + scores["attrib_speech_f"]) / 2)


def test_columns_of_the_training_table_differ():
    shown = [name[:10] for name, weight in SCORE_WEIGHTS.items() if weight is not None]
    assert len(shown) == len(set(shown)) > 5


def test_nothing_to_score_is_an_error(nlp, examples):
    with pytest.raises(ValueError, match="spacy-attrib evaluate GOLD PIPELINE"):
        nlp.evaluate([])
    assert nlp.evaluate(examples[1][:1])["attrib_f"] is not None


def test_tokens_do_not_matter(corpus):
    nlp = spacy.blank("en")
    gold, by_letter = corpus[0], Doc(nlp.vocab, words=list(corpus[0]["text"]), spaces=[False] * len(corpus[0]["text"]))
    reference = nlp.make_doc(gold["text"])
    add_record(reference, gold)
    add_record(by_letter, gold)
    scores = attrib_score([Example(by_letter, reference)])
    assert {scores[name] for name in ("attrib_f", "attrib_content_exact_f", "attrib_speaker_acc", "attrib_type_acc")} == {1}
    assert scores["attrib_per_fragment"]["content"]["f"] == 1


def test_examples_without_gold_are_left_out(corpus):
    nlp = spacy.blank("en")
    gold = corpus[0]
    bare, annotated = nlp.make_doc(gold["text"]), nlp.make_doc(gold["text"])
    add_record(annotated, gold)
    scores = attrib_score([Example(annotated, bare), Example(annotated, annotated)])
    assert (scores["attrib_n_articles"], scores["attrib_f"]) == (1, 1)
    none = attrib_score([Example(annotated, bare)])
    assert none["spans_attrib_f"] is None and none["spans_attrib_per_type"] == {}
    assert all(isinstance(none[name], float) for name, weight in SCORE_WEIGHTS.items() if weight)  # or training forgets them


def test_other_span_group(corpus):
    nlp = spacy.load(default_pipeline())
    nlp.add_pipe("attrib_ruler", config={"spans_key": "quotes"})
    reference = nlp.make_doc(corpus[0]["text"])
    add_record(reference, corpus[0], key="quotes")
    scores = nlp.evaluate([Example(nlp.make_doc(corpus[0]["text"]), reference)])
    assert scores["spans_quotes_f"] == scores["attrib_f"] > 0.3
    again = spacy.blank("en")
    again.add_pipe("attrib_ruler", config={"scorer": None})
    assert again.get_pipe("attrib_ruler").score([]) == {}


# The reference

SAME = {
    "content_exact": "attrib_content_exact",
    "content_iou50": "attrib_content_overlap",
    "cue_exact": "attrib_cue_exact",
    "cue_iou50": "attrib_cue",
    "attribution": "attrib",
    "speech_content_iou50": "attrib_speech_overlap",
    "speech_attribution": "attrib_speech",
}


def reference(shared):
    """The modules of the reference evaluation, which are no package."""
    sys.path.insert(0, str(shared / "eval"))
    written, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        import attrib_eval
        import label_eval
    finally:
        sys.path.remove(str(shared / "eval"))
        sys.dont_write_bytecode = written
    return attrib_eval, label_eval


def test_same_figures_as_the_reference(shared):
    attrib_eval, label_eval = reference(shared)
    gold = list(srsly.read_jsonl(shared / "gold" / "polnear_dev_gold.jsonl"))
    pred = perturbed(gold)
    ours = score_records(gold, pred)
    by_id = [{r["id"]: copy.deepcopy(r) for r in records} for records in (gold, pred)]
    spans, labels = attrib_eval.evaluate(*by_id)[0], label_eval.label_scores(*by_id)
    theirs = {f"{ours_}_{k}": spans[f"{name}_{k}"] for name, ours_ in SAME.items() for k in "prf"}
    theirs.update({f"attrib_{name}_{k}": labels[name][k] for name in ("anonymous", "anonymous_e2e") for k in "prf"})
    theirs.update(attrib_source_acc=spans["source_acc"], attrib_act_acc=labels["act_acc"], attrib_type_acc=labels["type_acc"])
    theirs.update({f"attrib_speaker{kind}_acc": labels[f"speaker_acc{kind}"] for kind in ("", "_named", "_hard")})
    assert {name: round(ours[name], 4) for name in theirs} == {name: round(value, 4) for name, value in theirs.items()}
    assert 0.2 < ours["attrib_f"] < 0.8
    for name, figures in labels["recall_by_type"].items():
        assert round(ours["attrib_per_type"][name]["r"], 4) == round(figures["acc"], 4)


def test_gold_corpora_against_themselves(shared):
    for name in ("polnear_dev_gold", "seed_gold"):
        gold = list(srsly.read_jsonl(shared / "gold" / f"{name}.jsonl"))
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            scores = score_records(gold, copy.deepcopy(gold))
        assert {share for _, share in measured(scores)} <= {1.0, None} and scores["attrib_f"] == 1, name
