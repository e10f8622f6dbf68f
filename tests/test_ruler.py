"""The component: adding it, running it every way a pipeline is run, saving and loading."""

import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from spacy.tokens import DocBin

from spacy_attrib.pipelines import default_pipeline

from .commands import run_spacy

TEXTS = [
    "“We won,” Ann Lee said. A source told Reuters that she lied.",
    "",
    "   \n ",
    "Yes",
    "“",
    "The bridge is closed, according to the police.",
]


def found(doc):
    return [(a.content.text, a.cue.text, a.source.text, a.source_type) for a in doc._.attributions]


@pytest.fixture(scope="module")
def expected(nlp):
    return [found(nlp(text)) for text in TEXTS]


def test_found(expected):
    assert [len(e) for e in expected] == [2, 0, 0, 0, 0, 1]


@pytest.mark.parametrize("batch_size", [1, 2, 50])
def test_pipe(nlp, expected, batch_size):
    assert [found(doc) for doc in nlp.pipe(TEXTS, batch_size=batch_size)] == expected


def test_as_tuples(nlp, expected):
    pairs = [(text, number) for number, text in enumerate(TEXTS)]
    assert [(found(doc), n) for doc, n in nlp.pipe(pairs, as_tuples=True)] == [(e, n) for n, e in enumerate(expected)]


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_two_processes(expected, method, tmp_path):
    script = tmp_path / "run.py"
    script.write_text(
        "import multiprocessing, spacy, sys\n"
        "if __name__ == '__main__':\n"
        f"    multiprocessing.set_start_method({method!r})\n"
        f"    nlp = spacy.load({default_pipeline()!r}); nlp.add_pipe('attrib_ruler')\n"
        f"    for doc in nlp.pipe({TEXTS!r}, n_process=2, batch_size=2):\n"
        "        print([(a.content.text, a.cue.text, a.source.text, a.source_type) for a in doc._.attributions])\n",
        encoding="utf8",
    )
    run = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines() == [str(e) for e in expected]


def test_needs_no_import():
    code = (
        "import sys, spacy\n"
        "before = 'torch' in sys.modules\n"  # where it is installed, thinc itself imports it
        f"nlp = spacy.load({default_pipeline()!r}); nlp.add_pipe('attrib_ruler')\n"
        "print(len(nlp('“We won,” Ann Lee said.')._.quotes), before == ('torch' in sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.stdout.split() == ["1", "True"], run.stderr


def test_save_and_load(nlp, expected, tmp_path):
    nlp.to_disk(tmp_path)
    again = spacy.load(tmp_path)
    assert again.config == nlp.config
    assert [found(doc) for doc in again.pipe(TEXTS)] == expected


def test_bytes(nlp, expected):
    other = spacy.load(default_pipeline())
    other.add_pipe("attrib_ruler")
    other.from_bytes(nlp.to_bytes())
    assert [found(other(text)) for text in TEXTS] == expected


def test_config_round_trip(nlp):
    again = spacy.util.load_model_from_config(nlp.config, auto_fill=False, validate=True)
    assert again.config == nlp.config


def test_settings(nlp):
    text = "Sources told the paper that Russia had indicated that it would attend the talks."
    other = spacy.load(default_pipeline())
    other.add_pipe("attrib_ruler", config={"spans_key": "said", "find": {"@misc": "spacy-attrib.RuleFinder.v1", "nested": False}})
    doc = other(text)
    assert "attrib" not in doc.spans
    assert [s.text for s in doc.spans["said"] if s.label_ == "CUE"] == ["told"]
    assert len(nlp(text)._.attributions) == 2


@pytest.mark.parametrize("name", ["attrib", "attrib_ruler", "attrib_realign"])
def test_a_span_group_without_a_name_is_refused_when_the_component_is_made(name):
    blank = spacy.blank("en")
    with pytest.raises(ValueError, match=rf"^\[A085\] `spans_key` of '{name}' is empty[^\n]*$"):
        blank.add_pipe(name, config={"spans_key": ""})
    blank.add_pipe(name, config={"spans_key": "x"})
    config = blank.config.copy()
    config["components"][name]["spans_key"] = ""
    with pytest.raises(ValueError, match="A085"):
        spacy.util.load_model_from_config(config)


def test_find_resolve_and_type_can_be_swapped(nlp):
    other = spacy.load(default_pipeline())
    ruler = other.add_pipe("attrib_ruler")
    pipe = other.get_pipe("attrib_ruler")
    assert ruler is pipe
    pipe.resolve = lambda doc, drafts: None
    doc = other("“We won,” Ann Lee said.")
    assert doc._.attributions[0].speaker is None


@pytest.mark.parametrize(
    "exclude,missing",
    [
        (["parser"], "a dependency parse"),
        (["tagger", "attribute_ruler", "parser"], "tags"),
        (["attribute_ruler", "lemmatizer"], "parts of speech"),
    ],
)
def test_missing_annotation_is_named(exclude, missing):
    nlp = spacy.load(default_pipeline(), exclude=exclude)
    nlp.add_pipe("attrib_ruler")
    with pytest.raises(ValueError, match=f"A002.*reads {missing}"):
        nlp("“We won,” Ann Lee said.")
    assert nlp("")._.attributions == ()


def test_works_without_entities_and_lemmas():
    nlp = spacy.load(default_pipeline(), exclude=["ner", "lemmatizer"])
    nlp.add_pipe("attrib_ruler")
    doc = nlp(TEXTS[0])
    assert [a.source.text for a in doc._.attributions] == ["Ann Lee", "A source"]


def test_runs_twice_without_harm(nlp):
    doc = nlp(TEXTS[0])
    before = found(doc)
    assert found(nlp.get_pipe("attrib_ruler")(doc)) == before


def test_declares_what_it_reads_and_sets(nlp):
    meta = nlp.get_pipe_meta("attrib_ruler")
    assert set(meta.requires) == {"token.tag", "token.dep", "token.head"}
    assert "doc._.quotes" in meta.assigns and "doc.spans" in meta.assigns
    assert nlp.analyze_pipes()["problems"]["attrib_ruler"] == []


def test_docbin_of_many(nlp, expected):
    bin_ = DocBin(docs=nlp.pipe(TEXTS))
    assert [found(doc) for doc in bin_.get_docs(spacy.blank("en").vocab)] == expected


def test_time_grows_with_length(nlp):
    """Twice the text may not take four times as long: what a component does per attribution must not look at all others."""
    import time

    article = "“We won,” Ann Lee said.\n\nShe told Reuters that the mayor, Bob Ray, had lied. “It was close,” he said.\n\n"
    small, large = nlp(article * 60), nlp(article * 240)
    ruler = nlp.get_pipe("attrib_ruler")

    def seconds(doc):
        times = []
        for _ in range(3):
            start = time.process_time()
            ruler(doc)
            times.append(time.process_time() - start)
        return min(times)

    assert seconds(large) / seconds(small) < 8


def test_shipped_config_assembles(expected, tmp_path):
    config = Path(__file__).parents[1] / "configs" / "en_attrib_ruler.cfg"
    if not config.exists():
        pytest.skip("installed without the repository")
    run = run_spacy("assemble", config, tmp_path)
    assert run.returncode == 0, run.stdout + run.stderr
    assert [found(doc) for doc in spacy.load(tmp_path).pipe(TEXTS)] == expected


def test_a_headline_quotes_what_the_text_quotes(nlp):
    body = "Ann Lee opened the lock on Monday. “It was the worst winter ever for us,” she said."
    quotes = nlp(f"‘Worst winter ever’ on the canal\n\n{body}")._.quotes
    assert [q.content.text for q in quotes] == ["‘Worst winter ever’", "“It was the worst winter ever for us,”"]
    assert [str(q.speaker) for q in quotes] == ["Ann Lee", "Ann Lee"]
    assert len(nlp(f"‘Mildest winter ever’ on the canal\n\n{body}")._.quotes) == 1


def test_a_subheading_quotes_what_the_text_quotes(nlp):
    text = "Harbour plan wins\n\nThe plan has passed.\n\n‘Nobody asked us’\n\nAnn Lee said: “Nobody asked us what we wanted. Not once.”"
    quotes = [q for q in nlp(text)._.quotes if q.form == "direct"]
    assert [q.content.text for q in quotes] == ["‘Nobody asked us’", "“Nobody asked us what we wanted. Not once.”"]
    assert [str(q.speaker) for q in quotes] == ["Ann Lee", "Ann Lee"]


@pytest.mark.parametrize("name", ["P5", "P12"])
def test_a_body_with_a_name_like_an_id_is_a_speaker(nlp, name):
    doc = nlp(f"{name} said on Monday that it had agreed. Ann Lee said that it was over. {name} said that it was not.")
    assert [q.speaker.text for q in doc._.quotes] == [name, "Ann Lee", name]
    first, _, last = doc._.quotes
    assert first.speaker_id == last.speaker_id and first.source_type != "named_person"


def test_an_author_is_not_the_writer(nlp):
    (quote,) = nlp("The jury was bought, an author told us on condition of anonymity.")._.quotes
    assert (quote.source_type, quote.anonymous, quote.disclosure.text) == ("unnamed_person", True, "on condition of anonymity")
    (quote,) = nlp("I said that the jury was bought.")._.quotes
    assert (quote.source_type, quote.anonymous) == ("author", False)
