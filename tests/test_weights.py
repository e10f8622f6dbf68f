"""Sets of weights: they are found, checked against their cards, loaded late, and bring their threshold."""

import json
import shutil

import pytest
import spacy
from typer.testing import CliRunner

from spacy_attrib.attributions import to_record
from spacy_attrib.cli import attrib_cli
from spacy_attrib.network import weights
from spacy_attrib.network.features import extract_features
from spacy_attrib.recognizer import THRESHOLD

from .conftest import CORPUS, FIRST_NETWORK, NETWORK, load_english, page_of

ORIGINAL = weights.FOLDER
TEXT = "“The ferry was full,” said Ines Calder, the purser. Sailors claimed that two boats had been turned away."


def english(**settings):
    nlp = load_english()
    nlp.add_pipe("attrib", config=settings)
    return nlp


@pytest.fixture(scope="module")
def small():
    return english()


@pytest.fixture
def own(tmp_path, monkeypatch):
    """A folder in place of the package's weights, with a copy of the small set."""
    folder = tmp_path / "weights"
    shutil.copytree(weights.FOLDER / "small", folder / "small")
    monkeypatch.setattr(weights, "FOLDER", folder)
    return folder


def damage(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def change_card(folder, **fields):
    path = folder / "card.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf8")), **fields}), "utf8")


def test_damaged_weights_are_refused(own):
    assert weights.find_file("small", "network.bin") == own / "small" / "network.bin"
    damage(own / "small" / "network.bin")
    weights._check.cache_clear()
    with pytest.raises(ValueError, match=r"A052.*network\.bin"):
        weights.find_file("small", "network.bin")
    with pytest.raises(ValueError, match="A052"):
        english()(TEXT)


@pytest.mark.parametrize("file", ["network.bin", "encoder.onnx"])
def test_missing_files_are_refused(own, file):
    (own / "small" / "network.bin").unlink()
    with pytest.raises(ValueError, match=f"A052.*{file}"):
        weights.find_file("small", file)


@pytest.mark.parametrize("change", ["gone", "folder", "damaged", "shorter", "card"])
def test_what_becomes_of_weights_after_their_first_use_is_told(own, change):
    file = own / "small" / "network.bin"
    assert english()(TEXT)._.quotes
    if change == "damaged":
        damage(file)
    elif change == "shorter":
        file.write_bytes(file.read_bytes()[:1000])
    elif change == "card":
        change_card(own / "small", calibration=[None, 1])
    else:
        file.unlink()
    if change == "folder":
        file.mkdir()
    for _ in range(2):
        with pytest.raises(ValueError, match="A080" if change == "card" else r"A052.*network\.bin"):
            english()(TEXT)


def test_weights_that_stay_are_read_once_for_their_checksum(own, monkeypatch):
    weights.find_file("small", "network.bin")
    monkeypatch.setattr(weights.hashlib, "sha256", None)
    assert weights.find_file("small", "network.bin").is_file()


def test_a_card_without_a_calibration_is_one(own):
    card = weights.read_card("small")
    del card["calibration"]
    (own / "small" / "card.json").write_text(json.dumps(card), "utf8")
    assert weights.read_card("small") == card


def test_missing_sets_are_refused_and_the_others_named(own):
    shutil.copytree(own / "small", own / "tall")
    (own / "empty").mkdir()
    for name in ("no_such", str(own / "nowhere"), "empty"):
        with pytest.raises(ValueError, match="A051.*small, tall,") as error:
            weights.read_card(name)
        assert repr(name) in str(error.value) and "empty, " not in str(error.value)
    with pytest.raises(ValueError, match="A051"):
        english(weights="no_such")


def test_a_folder_is_a_set(own, tmp_path):
    shutil.move(own / "small", tmp_path / "mine")
    assert weights.find_folder(str(tmp_path / "mine")) == tmp_path / "mine"
    assert weights.find_file(str(tmp_path / "mine"), "network.bin") == tmp_path / "mine" / "network.bin"


def test_a_folder_with_small_weights_needs_no_network_on_its_card(own, tmp_path):
    shutil.move(own / "small", tmp_path / "mine")
    assert english(weights=str(tmp_path / "mine"))(TEXT)._.quotes


def test_a_saved_pipeline_needs_the_folder_of_its_weights_no_more(own, tmp_path):
    shutil.move(own / "small", tmp_path / "mine")
    nlp = english(weights=str(tmp_path / "mine"))
    expected = [quote.to_dict() for quote in nlp(TEXT)._.quotes]
    nlp.to_disk(tmp_path / "pipeline")
    shutil.rmtree(tmp_path / "mine")
    again = spacy.load(tmp_path / "pipeline")
    assert [quote.to_dict() for quote in again(TEXT)._.quotes] == expected
    with pytest.raises(ValueError, match="A051"):  # where nothing is loaded in their place
        english(weights=str(tmp_path / "mine"))(TEXT)


def test_a_saved_pipeline_whose_network_only_the_folder_tells_says_that_it_is_gone(own, tmp_path):
    own_shape, nlp = NETWORK["model"], load_english()
    shutil.move(own / "small", tmp_path / "mine")
    pipe = nlp.create_pipe("attrib", config={"weights": None, "model": own_shape})
    pipe.model.initialize([extract_features(page_of(nlp(TEXT)), [])])
    (tmp_path / "mine" / "network.bin").write_bytes(pipe.model.to_bytes())
    weights.write_card(tmp_path / "mine", network=own_shape)
    english(weights=str(tmp_path / "mine")).to_disk(tmp_path / "pipeline")
    assert spacy.load(tmp_path / "pipeline").get_pipe("attrib").model.to_bytes() == pipe.model.to_bytes()
    shutil.rmtree(tmp_path / "mine")
    with pytest.raises(ValueError, match="A051.*mine"):
        spacy.load(tmp_path / "pipeline")


@pytest.mark.parametrize("card", ["", "{", "[]", "{}", '{"sha256": "abc"}', '{"sha256": null}', '"caf\xe9"'])
def test_broken_cards_are_refused(own, card):
    (own / "small" / "card.json").write_bytes(card.encode("latin1"))
    with pytest.raises(ValueError, match=r"A046.*card\.json"):
        weights.read_card("small")
    with pytest.raises(ValueError, match="A046"):
        english()(TEXT)


def test_a_damaged_file_is_told_at_every_call(own):
    damage(own / "small" / "network.bin")
    weights._check.cache_clear()
    nlp = english()
    for _ in range(2):
        with pytest.raises(ValueError, match=r"A052.*network\.bin"):
            nlp(TEXT)
    shutil.copy(ORIGINAL / "small" / "network.bin", own / "small" / "network.bin")
    assert nlp(TEXT)._.quotes  # and it is forgotten when the file is whole again


@pytest.mark.parametrize(
    "fields,message",
    [
        ({"sha256": {}}, r"A081.*no checksum for 'network\.bin'"),
        ({"sha256": {"network.bin": ["abc"]}}, r"A081.*no checksum for 'network\.bin'"),
        ({"threshold": "high"}, "A080.*'threshold'"),
        ({"threshold": 7}, "A080.*'threshold'"),
        ({"network": 3}, "A080.*'network'"),
        ({"calibration": [None, 1]}, "A080.*'calibration' that is not a pair of numbers"),
        ({"calibration": [1.0]}, "A080.*'calibration'"),
        ({"calibration": "ab"}, "A080.*'calibration'"),
        ({"calibration": [True, False]}, "A080.*'calibration'"),
    ],
)
def test_cards_that_lack_what_is_read_are_refused(own, fields, message):
    change_card(own / "small", **fields)
    with pytest.raises(ValueError, match=message):
        english()(TEXT)


def test_a_network_that_cannot_be_made_is_refused_in_one_line(own, tmp_path):
    shutil.move(own / "small", tmp_path / "mine")
    change_card(tmp_path / "mine", network={"@architectures": "no.such.v1", "encoder": {}})
    with pytest.raises(ValueError, match=r"A082.*card\.json.*no\.such") as error:
        english(weights=str(tmp_path / "mine"))
    assert "\n" not in str(error.value)


def test_weights_of_another_shape_are_refused():
    with pytest.raises(ValueError, match="A050.*'small'"):
        english(**FIRST_NETWORK)(TEXT)


def test_weights_are_loaded_late(monkeypatch):
    monkeypatch.setattr(weights, "find_folder", lambda name: pytest.fail("read too early"))
    nlp = english()
    with pytest.raises(pytest.fail.Exception, match="read too early"):
        nlp(TEXT)


def test_a_saved_pipeline_needs_no_weights_of_the_package(small, tmp_path, monkeypatch):
    expected = to_record(small(TEXT))
    assert expected["attributions"]
    small.to_disk(tmp_path / "pipeline")
    monkeypatch.setattr(weights, "FOLDER", tmp_path / "nowhere")
    saved = spacy.load(tmp_path / "pipeline")
    assert to_record(saved(TEXT)) == expected
    again = english()
    again.get_pipe("attrib").from_bytes(saved.get_pipe("attrib").to_bytes())
    assert to_record(again(TEXT)) == expected


def test_the_old_name_gives_the_same_network(small):
    old = english(weights="bundled")
    assert to_record(old(TEXT)) == to_record(small(TEXT))
    assert old.get_pipe("attrib").model.to_bytes() == small.get_pipe("attrib").model.to_bytes()


def test_the_threshold_is_that_of_the_card_unless_one_is_given(own):
    change_card(own / "small", threshold=0.625)
    assert english().get_pipe("attrib").threshold == 0.625
    assert english(threshold=0.75).get_pipe("attrib").threshold == 0.75
    assert english(threshold=0.0).get_pipe("attrib").threshold == 0.0
    assert english(weights=None, **FIRST_NETWORK).get_pipe("attrib").threshold == THRESHOLD
    card = json.loads((own / "small" / "card.json").read_text("utf8"))
    del card["threshold"]
    (own / "small" / "card.json").write_text(json.dumps(card), "utf8")
    assert english().get_pipe("attrib").threshold == THRESHOLD


@pytest.mark.parametrize("given,expected", [(None, 0.625), (0.75, 0.75)])
def test_the_threshold_is_saved(own, tmp_path, given, expected):
    change_card(own / "small", threshold=0.625)
    nlp = english(threshold=given)
    nlp.to_disk(tmp_path / "pipeline")
    change_card(own / "small", threshold=0.125)
    assert spacy.load(tmp_path / "pipeline").get_pipe("attrib").threshold == expected
    assert english().get_pipe("attrib").from_bytes(nlp.get_pipe("attrib").to_bytes()).threshold == expected


def test_weights_are_of_moderate_size():
    sizes = {path: path.stat().st_size for path in weights.FOLDER.rglob("*") if path.is_file()}
    assert 2**20 < sum(size for path, size in sizes.items() if path.parent.name == "small") <= 12 * 2**20
    assert sum(sizes.values()) <= 40 * 2**20


@pytest.mark.parametrize("name", sorted(path.parent.name for path in weights.FOLDER.glob("*/card.json")))
def test_cards_name_every_file(name):
    card = weights.read_card(name)
    assert set(card["sha256"]) == {path.name for path in (weights.FOLDER / name).iterdir()} - {"card.json"}
    for file in card["sha256"]:
        assert weights.find_file(name, file).is_file()
    assert 0.0 < card["threshold"] < 1.0 and len(card["calibration"]) == 2


def test_missing_weights_are_one_sentence(own):
    shutil.rmtree(own / "small")
    result = CliRunner().invoke(attrib_cli, ["extract", str(CORPUS / "border-talks.txt")])
    assert result.exit_code == 2
    assert "A051" in result.output and len(result.output.splitlines()) == 1
