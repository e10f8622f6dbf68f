"""Word lists are data: whatever a user adds to one works, through the config or a copy of the folder, and mistakes are told."""

import shutil

import pytest
import spacy
import srsly
from spacy.tokens import Doc
from spacy.vocab import Vocab
from typer.testing import CliRunner

from spacy_attrib.audit import audit_sourcing
from spacy_attrib.cli import attrib_cli
from spacy_attrib.lang.base import FILES, NAME_LISTS, Lexicon
from spacy_attrib.lang.reading import LANG_DIR, languages, lexicon_of, load_lexicon, make_word_lists

from .conftest import load_english

# What is added, a text that shows it, and the fields of the attribution that come of it; without the addition they are not found.
ADDITIONS = [
    (
        "source_prepositions",
        ["courtesy of"],
        "The gate will stay shut, courtesy of the harbour office.",
        {"cue": "courtesy of", "source": "the harbour office"},
    ),
    ("cue_verbs.speech.quote clause", ["burble"], "“We won,” Ann Lee burbled.", {"cue": "burbled", "speaker": "Ann Lee"}),
    ("titles", ["gaffer"], "The gate was shut, said Gaffer Tom Quillane.", {"speaker": "Tom Quillane"}),
    ("role_nouns", ["lockkeep"], "A lockkeep said that the gate was shut.", {"source_type": "unnamed_person", "speaker": "A lockkeep"}),
    (
        "disclosures.phrases",
        ["preferred the shadows"],
        "A nurse, who preferred the shadows, said that the ward was full.",
        {"disclosure": "preferred the shadows"},
    ),
]


def pipeline(component: str = "attrib_ruler", **words):
    nlp = load_english()
    nlp.add_pipe(component, config={"words": {"@misc": "spacy-attrib.WordLists.v1", **words}} if words else {})
    return nlp


def fields(doc):
    return [
        {
            "cue": a.cue.text,
            "source": a.source.text,
            "speaker": a.speaker.text if a.speaker is not None else "",
            "source_type": a.source_type,
            "disclosure": a.disclosure.text,
        }
        for a in doc._.attributions
    ]


def shows(doc, wanted):
    return any(all(found[name] == value for name, value in wanted.items()) for found in fields(doc))


@pytest.fixture(scope="module")
def plain():
    return pipeline()


@pytest.fixture(scope="module")
def extended():
    return pipeline(add={name: items for name, items, _, _ in ADDITIONS})


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    """A pipeline with a changed copy of the folder."""
    folder = tmp_path_factory.mktemp("lists") / "en"
    shutil.copytree(LANG_DIR / "en", folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    for name, items, _, _ in ADDITIONS:
        file, *keys = name.split(".") if "." in name else ("words", name)
        data = srsly.read_json(folder / f"{file}.json")
        place = data
        for key in keys[:-1]:
            place = place[key]
        place[keys[-1]] += items
        srsly.write_json(folder / f"{file}.json", data)
    return pipeline(folder=str(folder))


@pytest.mark.parametrize("name,items,text,wanted", ADDITIONS, ids=[name for name, *_ in ADDITIONS])
def test_an_entry_that_is_added_works(name, items, text, wanted, plain, extended, copied):
    assert not shows(plain(text), wanted), fields(plain(text))
    assert shows(extended(text), wanted), fields(extended(text))
    assert shows(copied(text), wanted), fields(copied(text))


def test_additions_reach_the_network_and_are_saved(tmp_path):
    nlp = pipeline("attrib", add={"disclosures.phrases": ["preferred the shadows"]})
    text = ADDITIONS[-1][2]
    assert [q.disclosure.text for q in nlp(text)._.quotes] == ["preferred the shadows"]
    nlp.to_disk(tmp_path)
    again = spacy.load(tmp_path)
    assert again.config["components"]["attrib"]["words"]["add"] == {"disclosures.phrases": ["preferred the shadows"]}
    assert [q.disclosure.text for q in again(text)._.quotes] == ["preferred the shadows"]


@pytest.mark.parametrize("name", ["tittles", "cue_verbs.speech.shouted", "cue_verbs", "disclosures.nothing.there", "elisions.x"])
def test_a_list_that_does_not_exist_is_told(name):
    with pytest.raises(ValueError, match=r"A007.*" + name.replace(".", r"\.") + r".*titles"):
        make_word_lists(add={name: ["x"]})


@pytest.mark.parametrize(
    "add,match",
    [
        ({"titles": [""]}, "A065.*words.titles.*no word"),
        ({"source_prepositions": [" "]}, "A065.*source_prepositions"),
        ({"cue_verbs.speech.quote clause": [""]}, "A065.*cue_verbs.speech"),
        ({"disclosures.phrases": ["asked {zorb} now"]}, "A065.*disclosures.phrases.*zorb"),
        ({"disclosures.phrases": ["(asked now"]}, "A065.*asked now"),
        ({"disclosures.told": ["(asked) *"]}, "A065.*no phrase to look for"),
    ],
)
def test_an_entry_that_is_no_word_is_told(add, match):
    with pytest.raises(ValueError, match=match):
        make_word_lists(add=add)


def copy_of(folder):
    shutil.copytree(LANG_DIR / "en", folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return folder


def test_a_folder_that_is_no_sound_copy_is_told(tmp_path):
    with pytest.raises(ValueError, match=r"A006.*words\.json.*surnames\.txt"):
        make_word_lists(folder=str(tmp_path))
    folder = copy_of(tmp_path / "en")
    (folder / "words.json").write_text("{", encoding="utf8")
    with pytest.raises(ValueError, match=r"A066.*words\.json"):
        make_word_lists(folder=str(folder))
    srsly.write_json(folder / "words.json", {})
    with pytest.raises(ValueError, match=r"A065.*words\..*is missing"):
        make_word_lists(folder=str(folder))


def test_a_copy_that_is_changed_again_is_read_again(tmp_path, plain):
    folder, text = copy_of(tmp_path / "en"), "“We won,” burbled Bob Ray."
    assert not shows(pipeline(folder=str(folder))(text), {"cue": "burbled"})
    verbs = srsly.read_json(folder / "cue_verbs.json")
    verbs["speech"]["quote clause"].append("burble")
    srsly.write_json(folder / "cue_verbs.json", verbs)
    assert shows(pipeline(folder=str(folder))(text), {"cue": "burbled"})


def test_capitals_do_not_matter_and_lists_of_their_own_file_take_entries(nlp):
    lexicon = make_word_lists(add={"titles": ["Gaffer"], "elisions": ["Ere"], "surnames": ["Quillane"], "female_names": ["Zorbina"]})(nlp(""))
    assert "gaffer" in lexicon["titles"] and "ere" in lexicon["elisions"] and "quillane" in lexicon["surnames"]
    assert lexicon.genders["zorbina"] == "f" and "zorbina" not in load_lexicon("en").genders


def test_words_reach_the_audit(tmp_path):
    text = "A zorbler said that the gate was shut. “It rusts,” the zorbler said."
    added = {"role_nouns": ["zorbler"], "audit.generic_people": ["zorbler"], "audit.generic_nouns": ["zorbler"]}
    nlp = pipeline(add=added)
    doc = nlp(text)
    kinds = [
        {finding.kind for finding in audit_sourcing(doc, lexicon=lexicon).findings} for lexicon in (None, nlp.get_pipe("attrib_ruler").words(doc))
    ]
    assert "bare_descriptor" not in kinds[0] and "bare_descriptor" in kinds[1]
    nlp.to_disk(tmp_path / "pipeline")
    (tmp_path / "article.txt").write_text(text, encoding="utf8")
    done = CliRunner().invoke(attrib_cli, ["audit", str(tmp_path / "article.txt"), "--pipeline", str(tmp_path / "pipeline")])
    assert done.exit_code == 0 and "bare_descriptor" in done.output


def test_an_unknown_language_is_told(nlp):
    for lang in ("xx", ""):
        with pytest.raises(ValueError, match=r"A001.*'" + lang + r"'.*en"):
            load_lexicon(lang)
    doc = nlp("Ann Lee said that it was over.")
    other = Doc(Vocab(), words=["Hallo"], pos=["X"], tags=["X"], deps=["ROOT"], heads=[0])
    with pytest.raises(ValueError, match="A001"):
        nlp.get_pipe("attrib_ruler")(other)
    with pytest.raises(ValueError, match="A001"):
        spacy.blank("de")("Hallo")._.sourcing_audit
    assert doc._.quotes


def test_a_language_gives_what_base_asks_for():
    assert languages() == ["en"]
    for lang in languages():
        present = {path.name for path in (LANG_DIR / lang).iterdir()}
        assert {"grammar.py", "morphology.py", *(f"{n}.json" for n in FILES), *(f"{n}.txt" for n in NAME_LISTS)} <= present
        assert {path.rsplit(".", 1)[0] for path in present if path.endswith(".json")} == set(FILES)
        lexicon = load_lexicon(lang)
        assert isinstance(lexicon, Lexicon) and lexicon is lexicon_of(spacy.blank(lang)(""))
