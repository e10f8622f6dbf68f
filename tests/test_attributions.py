"""The data model: what survives storage, copying, joining and retokenising."""

import pytest
import spacy
from spacy.pipeline import functions
from spacy.tokens import Doc, DocBin, Span, SpanGroup

from spacy_attrib import add_record, concat, realign, to_record
from spacy_attrib.attributions import Draft, read_attributions, write_attributions
from spacy_attrib.extensions import set_extensions

from .conftest import load_english, page_of

TEXT = "“We won,” Ann Lee said, “and it was close.” A source told Reuters that Lee lied."


@pytest.fixture
def doc(nlp):
    return nlp(TEXT)


def summary(doc):
    return [
        (a.id, a.content.text, a.cue.text, a.source.text, a.speaker and a.speaker.text, a.form, a.act, a.source_type, a.anonymous)
        for a in doc._.attributions
    ]


EXPECTED = [
    ("a0", "“We won,” “and it was close.”", "said", "Ann Lee", "Ann Lee", "direct", "speech", "named_person", False),
    ("a1", "that Lee lied", "told", "A source", "A source", "indirect", "speech", "unnamed_person", True),
]


def test_views(doc):
    assert summary(doc) == EXPECTED
    assert [q.id for q in doc._.quotes] == ["a0", "a1"]
    ann, source = doc._.speakers
    assert (ann.name, ann.anonymous, [q.id for q in ann.quotes]) == ("Ann Lee", False, ["a0"])
    assert (source.name, source.anonymous) == ("A source", True)
    assert len(doc._.attributions[0].content) == 2


def test_views_are_frozen(doc):
    with pytest.raises(AttributeError):
        doc._.attributions[0].form = "mixed"
    with pytest.raises(AttributeError):
        doc._.speakers[0].id = "s9"


def test_span_group(doc):
    assert {s.label_ for s in doc.spans["attrib"]} == {"DIRECT", "INDIRECT", "CUE", "SOURCE", "SPEAKER"}
    assert {s.id_ for s in doc.spans["attrib"]} == {"a0", "a1"}
    assert all(s.kb_id_ == "" for s in doc.spans["attrib"] if s.label_ == "CUE")
    assert {s.kb_id_ for s in doc.spans["attrib"] if s.label_ == "SPEAKER"} == {"s0", "s1"}


def test_doc_without_attributions():
    doc = spacy.blank("en")("Nothing here.")
    assert doc._.attributions == doc._.quotes == doc._.speakers == ()


@pytest.mark.parametrize("user_data", [True, False])
def test_docbin(nlp, doc, user_data):
    data = DocBin(docs=[doc], store_user_data=user_data).to_bytes()
    (back,) = DocBin().from_bytes(data).get_docs(nlp.vocab)
    assert summary(back) == EXPECTED


def test_bytes_disk_copy(nlp, doc, tmp_path):
    assert summary(Doc(nlp.vocab).from_bytes(doc.to_bytes())) == EXPECTED
    doc.to_disk(tmp_path / "doc")
    assert summary(Doc(nlp.vocab).from_disk(tmp_path / "doc")) == EXPECTED
    assert summary(doc.copy()) == EXPECTED


def test_concat(nlp, doc):
    other = nlp("“No,” said Bob Ray.")
    joined = concat([doc, nlp(""), other])
    assert [a.id for a in joined._.attributions] == ["a0", "a1", "a2"]
    assert joined._.attributions[2].speaker.text == "Bob Ray"
    assert joined._.attributions[2].source_type == "named_person"
    assert len({s.id for s in joined._.speakers}) == 3
    assert concat([]) is None


def test_from_docs_loses_labels_but_mixes_nothing_up(nlp, doc):
    joined = Doc.from_docs([doc, doc])
    found = joined._.attributions
    assert [a.content.text for a in found] == [e[1] for e in EXPECTED] * 2
    assert [a.id for a in found] == ["a0", "a1", "a2", "a3"]
    assert len({a.speaker_id for a in found}) == 4
    assert [a.anonymous for a in found] == [None] * 4
    assert len(joined._.quotes) == 4


def test_realign(nlp, doc):
    before = [(s.start_char, s.end_char) for s in doc.spans["attrib"]]
    with doc.retokenize() as retokenizer:
        retokenizer.merge(doc[5:7])
    assert [(s.start_char, s.end_char) for s in realign(doc).spans["attrib"]] == before
    assert summary(doc) == EXPECTED


def test_merge_entities_then_realign(nlp, doc):
    merged = nlp.create_pipe("merge_entities")(doc)
    assert summary(realign(merged)) == EXPECTED


def test_record_round_trip(nlp, doc):
    record = to_record(doc, "x1", {"source": "test"})
    assert (record["id"], record["text"], record["meta"]) == ("x1", TEXT, {"source": "test"})
    first = record["attributions"][0]
    assert [TEXT[s:e] for s, e in first["content"]] == ["“We won,”", "“and it was close.”"]
    assert first["speaker"] == {"text": "Ann Lee", "start": 10, "end": 17}
    assert (first["anonymous"], first["disclosure"], first["score"]) == (False, None, None)
    back = nlp.make_doc(TEXT)
    assert add_record(back, record) == 0
    assert to_record(back, "x1", {"source": "test"}) == record


def test_offsets_inside_tokens_come_back_exactly():
    nlp = spacy.blank("en")
    record = {"text": "Leesaid no.", "attributions": [{"id": "E1", "content": [[7, 9]], "cue": [[3, 7]], "source": [[0, 3]], "speaker": None}]}
    record["text"] = "Leesaid no."
    record["attributions"][0]["content"] = [[8, 10]]
    doc = nlp.make_doc(record["text"])
    assert add_record(doc, record) == 2
    assert doc._.attributions[0].cue.text == "Leesaid"
    assert to_record(doc)["attributions"][0]["cue"] == [[3, 7]]
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert to_record(again)["attributions"][0]["source"] == [[0, 3]]


@pytest.mark.parametrize(
    "record,match",
    [
        ({"text": "Other text."}, "differ, first at character 0"),
        ({"attributions": [{"id": "x", "content": [[0, 99]]}]}, "not inside a text"),
        ({"attributions": [{"id": "x", "content": [[3, 3]]}]}, "not inside a text"),
        ({"attributions": [{"id": "x", "content": [[0, 2]]}, {"id": "x", "content": [[3, 4]]}]}, "more than one"),
    ],
)
def test_bad_records(record, match):
    with pytest.raises(ValueError, match=match):
        add_record(spacy.blank("en")("We won."), record)


@pytest.mark.parametrize("merging", ["merge_entities", "merge_noun_chunks"])
@pytest.mark.parametrize("text", ["Ann Lee said that Bob Ray had lied.", "The old mayor told the town clerk that the north gate was the best gate"])
def test_realign_after_a_merge_that_leaves_the_doc_shorter_than_its_spans(nlp, merging, text):
    doc = nlp(text)
    before = [a.to_dict() for a in doc._.attributions]
    getattr(functions, merging)(doc)
    after = [a.to_dict() for a in realign(doc)._.attributions]
    assert before and [(a["cue"], a["content"], a["speaker"]) for a in after] == [(a["cue"], a["content"], a["speaker"]) for a in before]
    assert len(doc.copy()._.attributions) == len(Doc(doc.vocab).from_bytes(doc.to_bytes())._.attributions) == len(before)


def test_drafts_in_any_order_are_numbered_by_position():
    doc = spacy.blank("en")("Ann said no . Bob said yes .")
    write_attributions(page_of(doc), [Draft([(6, 7)], [(5, 6)], [(4, 5)]), Draft([(2, 3)], [(1, 2)], [(0, 1)]), Draft([])])
    assert [(a.id, a.source.text) for a in read_attributions(doc)] == [("a0", "Ann"), ("a1", "Bob")]


def test_ids_do_not_grow_the_vocabulary(nlp):
    nlp("“No,” said Bob Ray. “Yes,” said Ann Lee.")
    before = len(nlp.vocab.strings)
    for _ in range(20):
        nlp("“No,” said Bob Ray. “Yes,” said Ann Lee.")
    assert len(nlp.vocab.strings) == before


def test_foreign_extension_is_kept_with_a_warning():
    getter = Doc.get_extension("quotes")[2]
    Doc.remove_extension("quotes")
    try:
        Doc.set_extension("quotes", default=1)
        with pytest.warns(UserWarning, match="already in use"):
            set_extensions()
        assert spacy.blank("en")("x")._.quotes == 1
    finally:
        Doc.remove_extension("quotes")
        Doc.set_extension("quotes", getter=getter)


def test_foreign_labels_in_the_group_are_left_alone():
    doc = spacy.blank("en")("Ann said no.")
    doc.spans["attrib"] = [Span(doc, 0, 1, label="OTHER", span_id="a0")]
    assert doc._.attributions == ()


def test_speaker_with_white_space_at_its_end_comes_back():
    doc = spacy.blank("en")("From Ann: no")
    speaker = {"text": "From ", "start": 0, "end": 5}
    assert add_record(doc, {"attributions": [{"id": "a0", "content": [[10, 12]], "speaker": speaker}]}) == 1
    assert to_record(doc)["attributions"][0]["speaker"] == speaker


@pytest.mark.parametrize("merging", ["merge_entities", "merge_noun_chunks"])
@pytest.mark.parametrize("factory", ["attrib", "attrib_ruler"])
def test_reading_between_a_merge_and_realign(nlp, merging, factory):
    pipe = nlp.get_pipe(factory) if nlp.has_pipe(factory) else nlp.create_pipe(factory)
    texts = (
        "Mona Deller said that the harbour board misled the Port of Vestry.",
        "Before the Vestry Rowing Club met, the club secretary told Mona Deller that the new boat had sunk.",
    )
    for text in texts:
        doc = pipe(nlp(text))
        before = [(a.content.text, a.cue.text, a.speaker.text) for a in doc._.attributions]
        getattr(functions, merging)(doc)
        stored = doc.spans["attrib"].to_bytes()
        assert [(a.content.text, a.cue.text, a.speaker.text) for a in doc._.attributions] == before != []
        assert to_record(doc)["attributions"] and doc._.speakers and doc._.sourcing_audit
        assert doc.spans["attrib"].to_bytes() == stored  # reading changes nothing
        assert [(a.content.text, a.cue.text, a.speaker.text) for a in realign(doc)._.attributions] == before
        assert len(concat([doc, nlp.make_doc("")])._.attributions) == len(before)


def test_reading_after_a_token_was_split(nlp, doc):
    before = [a.to_dict() for a in doc._.attributions]
    with doc.retokenize() as retokenizer:
        retokenizer.split(doc[1], ["W", "e"], heads=[(doc[1], 1), doc[2]])
    assert [a.to_dict() for a in doc._.attributions] == before
    assert [a.to_dict() for a in concat([doc, doc])._.attributions[:2]] == [{**a, "id": f"a{n}"} for n, a in enumerate(before)]


@pytest.fixture(scope="module")
def nlp_of_keys():
    """A pipeline whose two components write to groups of other names."""
    english = load_english()
    english.add_pipe("attrib_ruler", config={"spans_key": "first"})
    english.add_pipe("attrib_ruler", name="again", config={"spans_key": "second"})
    return english


def test_a_group_of_another_name_is_read_where_there_is_no_default(nlp_of_keys):
    doc = nlp_of_keys("Ann Lee said that it rained.")
    assert set(doc.spans) == {"first", "second"}
    assert [a.content.text for a in doc._.attributions] == ["that it rained"] == [a.content.text for a in doc._.quotes]
    assert to_record(doc) == to_record(doc, key="first") and doc._.sourcing_audit is not None
    again = Doc(nlp_of_keys.vocab).from_bytes(doc.to_bytes())
    assert [a.content.text for a in again._.attributions] == ["that it rained"]
    assert to_record(doc, key="third")["attributions"] == []


def test_groups_of_others_are_no_attributions(nlp):
    doc = nlp.make_doc("Ann Lee said that it rained.")
    doc.spans["mine"] = [doc[0:2]]
    doc.spans["other"] = SpanGroup(doc, name="other", spans=[doc[0:2]], attrs={"a0": {"act": "speech"}, "kind": 3})
    assert doc._.attributions == ()
