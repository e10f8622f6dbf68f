"""Learning whom pronouns and descriptions stand for, and what the steps of resolving are worth."""

import pytest
import srsly
from typer import Typer
from typer.testing import CliRunner

from spacy_attrib.lang.reading import LANG_DIR, load_lexicon
from spacy_attrib.tools import ablate_resolving as ablation
from spacy_attrib.tools import fit_ranking as fitting
from spacy_attrib.tools.fit_ranking import Choice, fit, learn, prepare, rate

# The text, and by source phrase the speaker: the last one or the first one named
ARTICLES = [
    ("Tom Cole met Bob Ray on Monday. “We won,” he said. Ray left.", "he", "Tom Cole"),
    ("Ann Lee saw Eva Roe at the gate. “It is over,” she said. Roe left.", "she", "Ann Lee"),
    ("Ted Hill called Sam Webb on Friday. “The road is shut,” he said. Webb left.", "he", "Ted Hill"),
    ("The mayor, Jim Beck, spoke after Tom Cole. “We won,” the mayor said.", "the mayor", "Jim Beck"),
]


@pytest.fixture(scope="module")
def gold():
    return [_record(str(k), *article) for k, article in enumerate(ARTICLES)]


def _record(identifier, text, source, speaker):
    start, end = text.index("“"), text.index("”") + 1
    at, name = text.index(source, end), text.index(speaker)
    attribution = {
        "id": "a0",
        "content": [[start, end]],
        "cue": [[text.index("said", end), text.index("said", end) + 4]],
        "source": [[at, at + len(source)]],
        "speaker": {"text": speaker, "start": name, "end": name + len(speaker)},
        "form": "direct",
        "act": "speech",
        "source_type": "named_person",
        "anonymous": False,
        "disclosure": None,
        "reason": None,
        "score": None,
    }
    return {"id": identifier, "text": text, "meta": {}, "attributions": [attribution]}


@pytest.fixture(scope="module")
def articles(nlp, gold):
    return prepare(nlp, gold)


@pytest.fixture
def corpus(tmp_path, gold):
    srsly.write_jsonl(tmp_path / "gold.jsonl", gold)
    return tmp_path / "gold.jsonl"


def run(main, *args):
    app = Typer()
    app.command()(main)
    return CliRunner().invoke(app, [str(arg) for arg in args])


def test_preparing_leaves_the_component_as_it_was(nlp, articles):
    assert [len(article.drafts) for article in articles] == [1] * len(ARTICLES)
    assert all(draft.speaker is None for article in articles for draft in article.drafts)
    assert nlp(ARTICLES[0][0])._.quotes[0].speaker is not None


def test_weights_go_where_the_choices_are_right():
    choices = [Choice([{"subject": 1.0}, {"nearest": 1.0}], [True, False])] * 30
    few, many = fit(choices, 1000.0), fit(choices, 1.0)
    assert many["subject"] > few["subject"] and many["nearest"] < few["nearest"]
    assert few["nearest"] == pytest.approx(fitting.EXPECTED["nearest"], abs=0.05)


def test_what_is_learned_is_the_same_each_time_and_right(articles):
    weights = learn(articles, 8.0, 2)
    assert weights == learn(articles, 8.0, 2)
    assert rate(articles, weights) == (4, 4)  # three pronouns and a description


def test_command_writes_weights(corpus, tmp_path):
    output = tmp_path / "ranking.json"
    result = run(fitting.main, corpus, "--component", "attrib_ruler", "--output", output, "--turns", 1, "--folds", 2)
    assert result.exit_code == 0, result.output
    assert "right: 4 of 4" in result.output and "right, cross-validated:" in result.output
    assert set(fitting.EXPECTED) <= set(srsly.read_json(output))


def test_weights_of_the_package_have_all_that_is_expected():
    assert set(fitting.EXPECTED) <= set(load_lexicon("en").data["ranking"]) == set(srsly.read_json(LANG_DIR / "en" / "ranking.json"))


def test_nothing_to_learn_from_is_said_and_nothing_written(tmp_path):
    text = "Tom Cole met Bob Ray on Monday. “We won,” Cole said."
    srsly.write_jsonl(tmp_path / "gold.jsonl", [_record("0", text, "Cole", "Tom Cole")])
    output = tmp_path / "ranking.json"
    result = run(fitting.main, tmp_path / "gold.jsonl", "--component", "attrib_ruler", "--output", output)
    assert result.exit_code == 2 and "nothing to learn from" in result.output
    assert not output.exists()


@pytest.mark.parametrize("main", [fitting.main, ablation.main])
def test_missing_corpus_is_said_in_one_line(main, tmp_path):
    result = run(main, tmp_path / "none.jsonl")
    assert result.exit_code == 2 and "none.jsonl" in result.output and "Traceback" not in result.output


def test_every_step_is_worth_something(articles, gold):
    result = ablation.ablate(articles, gold, 50)
    named = {variant: figures["attrib_speaker_named_acc"] for variant, figures in result.items()}
    assert named == {"full": 1.0, "without pronouns": 0.25, "without roles": 0.75, "nearest name only": 0.0}
    assert result["full"]["se"]["attrib_speaker_named_acc"] == 0.0 < result["without roles"]["se"]["attrib_speaker_named_acc"]


def test_ablation_prints_a_table_and_writes_it(corpus, tmp_path):
    output = tmp_path / "ablation.json"
    result = run(ablation.main, corpus, "--component", "attrib_ruler", "--bootstrap", 20, "--output", output)
    assert result.exit_code == 0, result.output
    assert "100.0 ± 0.0" in result.output and "nearest name only" in result.output
    assert list(srsly.read_json(output)) == list(ablation.VARIANTS)
