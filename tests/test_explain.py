"""What decided on an attribution is told on request, and costs nothing otherwise."""

import json

import pytest
import spacy
from spacy.tokens import DocBin
from typer.testing import CliRunner

from spacy_attrib import explain, to_record
from spacy_attrib.cli import attrib_cli

from .conftest import load_english

TEXT = (
    "“We won,” Ann Lee told reporters, “and it was close.” The mayor said that Lee had lied. "
    "An official, who spoke on condition of anonymity, said that the mayor had left. “I never lied,” she said."
)


@pytest.fixture(scope="module", params=["attrib", "attrib_ruler"])
def explaining(request):
    nlp = load_english()
    nlp.add_pipe(request.param, config={"explain": True})
    return nlp


def test_every_role_is_explained(explaining):
    doc = explaining(TEXT)
    told = explain(doc)
    assert [item["id"] for item in told] == [a.id for a in doc._.attributions] and len(told) >= 4
    for item, attribution in zip(told, doc._.attributions):
        for role in ("content", "speaker", "type"):
            assert item.get(role), (role, attribution.text)
        assert ("disclosure" in item) == bool(attribution.disclosure), attribution.text


def test_different_things_are_decided_by_different_steps(explaining):
    told = {a.source.text: item for a, item in zip(explaining(TEXT)._.attributions, explain(explaining(TEXT)))}
    assert told["Ann Lee"]["speaker"] != told["she"]["speaker"]
    assert told["Ann Lee"]["type"] != next(item for source, item in told.items() if "official" in source)["type"]


def test_the_score_of_the_network_is_told(explaining):
    if "attrib" in explaining.pipe_names:
        assert any("(score 0." in item["content"] for item in explain(explaining(TEXT)))
    else:
        assert not any("score" in item["content"] for item in explain(explaining(TEXT)))


def test_it_is_kept_in_files_and_records(explaining):
    doc = explaining(TEXT)
    (again,) = DocBin(docs=[doc]).get_docs(spacy.blank("en").vocab)
    assert explain(again) == explain(doc)
    assert all(item["why"]["content"] for item in to_record(doc)["attributions"])


def test_nothing_is_kept_unless_asked_for(nlp):
    doc = nlp(TEXT)
    assert not any("why" in item for item in to_record(doc)["attributions"])
    assert all(not a.why for a in doc._.attributions)
    with pytest.raises(ValueError, match="A0.*explain = True"):
        explain(doc)
    assert explain(nlp("")) == []


def test_command(tmp_path):
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf8")
    for options, there in ((["--explain"], True), ([], False)):
        done = CliRunner().invoke(attrib_cli, ["extract", str(path), "--component", "attrib_ruler", *options])
        assert done.exit_code == 0, done.output
        items = json.loads(done.stdout)["attributions"]
        assert items and all(("why" in item) is there for item in items)
