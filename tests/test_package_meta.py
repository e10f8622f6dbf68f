"""What a pipeline says of itself in its meta."""

import spacy

from spacy_attrib.package_meta import make_package_description, sources_of
from spacy_attrib.pipelines import load


def test_sources_are_those_of_the_base_and_of_the_weights(tmp_path):
    base = spacy.blank("en")
    base.meta.update({"name": "base", "version": "1.2.3", "license": "CC0", "sources": ["a corpus"]})
    base.to_disk(tmp_path / "base")
    nlp = spacy.blank("en")
    assert sources_of(nlp, None) == []
    assert sources_of(nlp, str(tmp_path / "base")) == [{"name": "en_base 1.2.3", "license": "CC0"}, "a corpus"]
    nlp.add_pipe("attrib", config={"weights": "accurate"})
    assert [source["name"].split()[0] for source in sources_of(nlp, None)] == ["all-MiniLM-L6-v2", "PolNeAR", "spacy_attrib,"]
    other = spacy.blank("en")
    other.add_pipe("attrib", config={"weights": None})
    assert sources_of(other, None) == []  # begins from nothing


def test_only_what_was_measured_is_told():
    nlp = load(component="attrib_ruler", exclude=["ner"])
    nlp.config["training"]["score_weights"] = {"attrib_f": 1.0, "attrib_speech_f": 0.0, "ents_f": None}
    nlp.meta["performance"] = {"attrib_f": 0.7, "attrib_speech_f": 0.0, "ents_f": 0.0, "attrib_loss": 12.5}
    describe = make_package_description(license="MIT", author="Ann Lee")
    assert describe(nlp) is nlp
    assert nlp.meta["performance"] == {"attrib_f": 0.7, "attrib_speech_f": 0.0}  # 0 may be true of what has a weight
    assert nlp.meta["author"] == "Ann Lee" and "measured during training" in nlp.meta["notes"]
    nlp.meta["performance"] = {}
    make_package_description()(nlp)
    assert "performance" not in nlp.meta and nlp.meta["license"] == "MIT" and "by the rules" in nlp.meta["notes"]
