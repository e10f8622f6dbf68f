"""The sourcing audit, on attributions put in by hand and on what the ruler finds."""

import json
import re

import pytest
import spacy
import srsly
from spacy.tokens import Doc

from spacy_attrib.attributions import add_record, concat, to_record
from spacy_attrib.audit import RULES, audit_sourcing, describe_source
from spacy_attrib.audit.descriptors import detail_of, load_audit_words, parse_phrase
from spacy_attrib.lang.reading import LANG_DIR

NLP = spacy.blank("en")
WORDS = load_audit_words("en")


def quote(content, source="", cue="said", speaker=None, type="unnamed_person", disclosure=None, reason=None, act="speech"):
    """An attribution in words, to be looked up in the text."""
    return {
        "content": content,
        "source": source,
        "cue": cue,
        "speaker": speaker or source,
        "source_type": type,
        "disclosure": disclosure,
        "reason": reason,
        "act": act,
    }


def make_doc(text, *quotes):
    doc = NLP.make_doc(text)
    items = []
    for number, q in enumerate(quotes):

        def find(words):
            return list(re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text).span())

        content = find(q["content"])
        source = find(q["source"]) if q["source"] else None
        start, end = find(q["speaker"]) if q["speaker"] else (0, 0)
        items.append(
            {
                "id": f"a{number}",
                "content": [content],
                "cue": [find(q["cue"])] if q["cue"] else [],
                "source": [source] if source else [],
                "speaker": {"text": q["speaker"], "start": start, "end": end} if q["speaker"] else None,
                "act": q["act"],
                "source_type": q["source_type"],
                "disclosure": q["disclosure"] and [find(q["disclosure"])],
                "reason": q["reason"] and [find(q["reason"])],
            }
        )
    add_record(doc, {"text": text, "attributions": items})
    return doc


def kinds(audit):
    return [finding.kind for finding in audit.findings]


NAMED = quote("the ferry was late", "Ann Lee", type="named_person")


def test_sources_are_counted_not_quotations():
    text = "Ann Lee said the ferry was late. She said it rained. A clerk said it was cold. The report found rust. I thought so."
    doc = make_doc(
        text,
        NAMED,
        quote("it rained", "She", speaker="Ann Lee", type="named_person"),
        quote("it was cold", "A clerk"),
        quote("rust", "The report", cue="found", type="document"),
        quote("so", "I", cue="thought", type="author", act="thought"),
    )
    audit = audit_sourcing(doc)
    assert audit.counts == {"named_person": 1, "unnamed_person": 1, "document": 1}
    assert audit.quotations == {"named_person": 2, "unnamed_person": 1, "document": 1}
    assert audit.shares["named_person"] == 0.5
    assert [len(source.quotations) for source in audit.sources] == [2, 1, 1]
    assert [source.speaker.name for source in audit.anonymous_sources] == ["A clerk"]
    assert not audit.findings  # nobody asks why a clerk who says that it was cold has no name


def test_what_somebody_is_said_to_have_said_is_no_source():
    text = "Ann Lee said an aide warned that the dam leaked."
    doc = make_doc(
        text,
        quote("an aide warned that the dam leaked", "Ann Lee", type="named_person"),
        quote("that the dam leaked", "an aide", cue="warned"),
    )
    audit = audit_sourcing(doc)
    assert audit.counts == {"named_person": 1} and audit.quotations == {"named_person": 1}


def test_thoughts_are_not_quotations():
    doc = make_doc("Officials hope the dam holds.", quote("the dam holds", "Officials", cue="hope", type="unnamed_group", act="thought"))
    audit = audit_sourcing(doc)
    assert (audit.sources, audit.quotations, audit.findings, audit.shares) == ((), {}, (), {})


def test_disclosed_without_reason():
    text = "Ann Lee said the ferry was late. A clerk, who asked not to be named, said the engine had failed."
    doc = make_doc(text, NAMED, quote("the engine had failed", "A clerk", disclosure="asked not to be named"))
    for definition in ("unnamed", "disclosed"):
        (finding,) = audit_sourcing(doc, definition).findings
        assert finding.kind == "anonymous_without_reason"
        assert text[finding.span.start_char : finding.span.end_char] == "asked not to be named"
        assert finding.message == "The name of “A clerk” is withheld, and the text does not say why."
        assert finding.rule == RULES["anonymous_without_reason"] and "AP" in finding.rule.house


def test_a_disclosure_may_be_the_reason():
    text = "Ann Lee said the ferry was late. A commander, who was not authorized to be quoted by name, said the engine had failed."
    unnamed = quote("the engine had failed", "A commander", disclosure="was not authorized to be quoted by name")
    assert kinds(audit_sourcing(make_doc(text, NAMED, unnamed))) == []


def test_reason_covers_the_whole_group():
    text = (
        "Ann Lee said the ferry was late. Two officials said it leaked. One of them, who asked not to be named for fear of losing work, said it sank."
    )
    group = quote("it leaked", "Two officials", type="unnamed_group")
    member = quote("it sank", "One of them", disclosure="asked not to be named", reason="for fear of losing work")
    audit = audit_sourcing(make_doc(text, NAMED, group, member))
    first, second = audit.anonymous_sources[0], audit.sources[2]
    assert audit.counts["unnamed_group"] == 1 and "unnamed_person" not in audit.counts
    assert second.part_of == first.id and second.descriptor.text == "Two officials"
    assert first.reason.text == "for fear of losing work"
    assert kinds(audit) == ["bare_descriptor"]


def test_member_is_described_by_its_group():
    text = "Ann Lee said the ferry was late. Two aides to the mayor said it leaked. One of the aides called it a “death trap.”"
    group = quote("it leaked", "Two aides to the mayor", type="unnamed_group")
    member = quote("“death trap.”", "One of the aides", cue="called")
    audit = audit_sourcing(make_doc(text, NAMED, group, member))
    assert audit.sources[2].descriptor.text == "Two aides to the mayor"


def test_description_without_the_rest_of_a_clause(nlp):
    doc = nlp("One nurse, who like the others spoke on condition of anonymity, said that the ward was full.")
    (source,) = doc._.sourcing_audit.anonymous_sources
    assert source.descriptor.text == "One nurse"


def test_definition_of_anonymous():
    text = "Ann Lee said the ferry was late. A port official said the engine had failed."
    doc = make_doc(text, NAMED, quote("the engine had failed", "A port official"))
    assert kinds(audit_sourcing(doc)) == ["anonymous_without_reason"]
    strict = audit_sourcing(doc, "disclosed")
    assert strict.anonymous_sources == () and strict.findings == () and strict.counts["unnamed_person"] == 1
    with pytest.raises(ValueError, match="A061.*'secret'.*unnamed, disclosed"):
        audit_sourcing(doc, "secret")


@pytest.mark.parametrize(
    "source", ["A spokeswoman for the port", "A man in a raincoat", "Residents", "Analysts", "An official who was not authorized to speak"]
)
def test_nobody_asks_why(source):
    text = f"Ann Lee said the ferry was late. {source} said the engine had failed."
    assert kinds(audit_sourcing(make_doc(text, NAMED, quote("the engine had failed", source)))) == []


def test_a_source_that_declines_is_not_checked():
    text = "Ann Lee said the ferry was late. An official declined to comment."
    doc = make_doc(text, NAMED, quote("to comment", "An official", cue="declined"))
    assert kinds(audit_sourcing(doc)) == []


def test_gold_without_reasons_says_nothing_about_reasons():
    text = "Ann Lee said the ferry was late. A port official said the engine had failed."
    doc = make_doc(text, NAMED, quote("the engine had failed", "A port official"))
    items = [{k: v for k, v in a.items() if k not in ("disclosure", "reason")} for a in to_record(doc)["attributions"]]
    bare = NLP.make_doc(text)
    add_record(bare, {"text": text, "attributions": items})
    assert kinds(audit_sourcing(doc)) == ["anonymous_without_reason"]
    assert kinds(audit_sourcing(bare)) == []


@pytest.mark.parametrize(
    "phrase,detail",
    [
        ("sources", "bare"),
        ("two senior officials", "bare"),
        ("A source", "bare"),
        ("one of them", "bare"),
        ("a person familiar with the matter", "stock"),
        ("well-placed sources", "stock"),
        ("three people with direct knowledge of the situation", "stock"),
        ("a person familiar with the tender", "specific"),
        ("an official at the ministry", "specific"),
        ("a senior defence official briefed on the plan", "specific"),
        ("Another, who has worked there for years", "specific"),
        ("a nurse", "specific"),
    ],
)
def test_detail(phrase, detail):
    assert detail_of(NLP(phrase)[:], WORDS) == detail


@pytest.mark.parametrize(
    "phrase,noun,plural,partial",
    [
        ("a senior defence official briefed on the plan", "official", False, False),
        ("at least one of the three aides", "aide", True, True),
        ("people waiting for the bus", "person", True, False),
        ("a serving officer", "officer", False, False),
        ("another", "", False, True),
        ("two of them", "", False, True),
        ("Member of the board", "member", False, False),
    ],
)
def test_phrases_are_taken_apart(phrase, noun, plural, partial):
    parsed = parse_phrase(NLP(phrase)[:], WORDS)
    assert (parsed.noun, parsed.plural, parsed.partial) == (noun, plural, partial)


def test_the_fullest_mention_describes():
    text = (
        "The official said the dam leaked. A senior defence official briefed on the plan, who spoke on condition of anonymity, said it would burst."
    )
    speaker = "A senior defence official"
    source = "A senior defence official briefed on the plan, who spoke on condition of anonymity"
    doc = make_doc(
        text,
        quote("the dam leaked", "The official", speaker=speaker),
        quote("it would burst", source, speaker=speaker, disclosure="on condition of anonymity"),
    )
    (person,) = doc._.speakers
    descriptor = describe_source(person)
    assert descriptor.text == "A senior defence official briefed on the plan" and not descriptor.bare
    start = text.index(speaker)
    assert descriptor.to_dict() == {"text": descriptor.text, "start": start, "end": start + 45, "detail": "specific", "bare": False}


def test_named_sources_have_no_descriptor():
    doc = make_doc("Ann Lee said the ferry was late.", NAMED)
    assert describe_source(doc._.speakers[0]) is None


def test_bare_descriptor():
    text = "Ann Lee said the ferry was late. Sources said the engine had failed. A person said it rained."
    doc = make_doc(text, NAMED, quote("the engine had failed", "Sources", type="unnamed_group"), quote("it rained", "A person"))
    found = [f for f in audit_sourcing(doc).findings if f.kind == "bare_descriptor"]
    assert [f.span.text for f in found] == ["Sources"]  # "a person" may be anybody in the street
    assert "AP" in found[0].rule.house


def test_headline_is_described_below():
    text = "Officials say dam leaked\n\nTwo officials at the ministry told Ann Lee on Monday that the dam leaked badly."
    doc = make_doc(
        text,
        quote("dam leaked", "Officials", cue="say", type="unnamed_group"),
        quote("that the dam leaked badly", "Two officials at the ministry", cue="told", type="unnamed_group"),
    )
    audit = audit_sourcing(doc)
    assert audit.counts == {"unnamed_group": 1} and kinds(audit) == ["anonymous_without_reason"]


def test_headline_and_text_that_go_back_to_each_other_are_one_source():
    text = "Officials see dam leak\n\nTwo of the officials said the dam leaked. The officials said it would burst."
    doc = make_doc(
        text,
        quote("dam leak", "Officials", cue="see", type="unnamed_group"),
        quote("the dam leaked", "Two of the officials", type="unnamed_group"),
        quote("it would burst", "The officials", type="unnamed_group"),
    )
    assert audit_sourcing(doc).counts == {"unnamed_group": 1}


@pytest.mark.parametrize(
    "first,second,follow,type",
    [
        ("Sources at the club said a sale was near.", "The source said it was done.", "The source", "unnamed_person"),
        ("Sources at the club said a sale was near.", "“It is done,” he said.", "he", "unnamed_group"),
    ],
)
def test_plural_for_one(first, second, follow, type):
    text = f"{first} {second}"
    speaker = "Sources at the club" if follow == "he" else follow
    content = "“It is done,”" if follow == "he" else "it was done"
    doc = make_doc(
        text,
        quote("a sale was near", "Sources at the club", type="unnamed_group"),
        quote(content, follow, speaker=speaker, type=type),
    )
    (finding,) = [f for f in audit_sourcing(doc).findings if f.kind == "plural_for_one"]
    assert finding.span.text == "Sources at the club" and follow in finding.message and finding.rule.house == "Reuters"


def test_plural_for_one_shown_by_the_reason():
    text = "Sources close to the club, who asked not to be named because he had signed a pledge, said a sale was near."
    source = "Sources close to the club"
    doc = make_doc(
        text, quote("a sale was near", source, type="unnamed_group", disclosure="asked not to be named", reason="because he had signed a pledge")
    )
    assert kinds(audit_sourcing(doc)) == ["plural_for_one"]


@pytest.mark.parametrize(
    "text",
    [
        "Two sources said a sale was near. The source said it was done.",
        "A source at the bank called. Sources said a sale was near. The source said it was done.",
    ],
)
def test_plurals_that_are_plurals(text):
    plural = "Two sources" if text.startswith("Two") else "Sources"
    quotes = [quote("a sale was near", plural, type="unnamed_group"), quote("it was done", "The source")]
    if plural == "Sources":
        quotes.insert(0, quote("called", "A source at the bank", cue=""))
    assert "plural_for_one" not in kinds(audit_sourcing(make_doc(text, *quotes)))


def opinions(said, source="A port official", cue="said", disclosure=None, **more):
    text = f"Ann Lee said the ferry was late. {source}, who asked not to be named, {cue} {said}."
    text = text if disclosure else text.replace(", who asked not to be named,", "")
    doc = make_doc(text, NAMED, quote(said, source, cue=cue, disclosure=disclosure), *more.get("nested", ()))
    return [(f.kind, f.span.text) for f in audit_sourcing(doc).findings if f.kind in ("anonymous_opinion", "anonymous_accusation")]


WITHHELD = "asked not to be named"


def test_opinions_and_accusations():
    assert opinions("the plan was a fiasco") == [("anonymous_opinion", "fiasco")]
    assert opinions("the mayor was a liar") == [("anonymous_accusation", "liar")]
    assert opinions("the mayor of fraud", cue="accused") == [("anonymous_accusation", "accused")]
    assert opinions("the plan was a fiasco", source="A man in a raincoat") == []
    assert opinions("the plan was a fiasco", source="A man in a raincoat", disclosure=WITHHELD) == [("anonymous_opinion", "fiasco")]
    assert opinions("the crash on ice", cue="blamed") == []
    assert opinions("the crash on the mayor", cue="blamed", disclosure=WITHHELD) == [("anonymous_opinion", "blamed")]
    assert opinions("the engine had failed", disclosure=WITHHELD) == []
    assert opinions("I felt like a fool", disclosure=WITHHELD) == []  # of nobody but the source


def test_opinions_of_others_are_not_the_sources_own():
    inner = quote("the plan a fiasco", "Bo Roe", cue="called", type="named_person")
    assert opinions("Bo Roe called the plan a fiasco", nested=[inner]) == []


def test_single_anonymous_source():
    text = "The club will be sold, a person at the bank said. The club declined to comment. “It is done,” the person said. Ann Lee denied it."
    sold = quote("The club will be sold", "a person at the bank")
    quotes = [
        sold,
        quote("to comment", "The club", cue="declined", type="organization"),
        quote("“It is done,”", "the person", speaker="a person at the bank"),
        quote("it.", "Ann Lee", cue="denied", type="named_person"),
    ]
    (finding,) = [f for f in audit_sourcing(make_doc(text, *quotes)).findings if f.kind == "single_anonymous_source"]
    assert finding.span.text == "a person at the bank" and "AP" in finding.rule.house
    more = text + " Bo Roe confirmed the sale."
    confirmed = quote("the sale", "Bo Roe", cue="confirmed", type="named_person")
    assert "single_anonymous_source" not in kinds(audit_sourcing(make_doc(more, *quotes, confirmed)))


@pytest.mark.parametrize("source,type", [("A police spokesman", "unnamed_person"), ("Two aides", "unnamed_group"), ("Ann Lee", "named_person")])
def test_not_a_single_anonymous_source(source, type):
    doc = make_doc(f"{source} said the dam leaked.", quote("the dam leaked", source, type=type))
    assert "single_anonymous_source" not in kinds(audit_sourcing(doc))


def test_json():
    text = "Sources said the engine had failed. Ann Lee said the ferry was late."
    doc = make_doc(text, quote("the engine had failed", "Sources", type="unnamed_group"), NAMED)
    data = json.loads(json.dumps(audit_sourcing(doc).to_dict()))
    assert (data["definition"], data["anonymous"]) == ("unnamed", 1)
    assert data["counts"] == {"unnamed_group": 1, "named_person": 1} and data["shares"] == {"unnamed_group": 0.5, "named_person": 0.5}
    assert data["sources"][0]["descriptor"] == {"text": "Sources", "start": 0, "end": 7, "detail": "bare", "bare": True}
    assert data["sources"][1]["descriptor"] is None
    for finding in data["findings"]:
        assert text[finding["start"] : finding["end"]] == finding["text"]
        assert finding["rule"] == RULES[finding["kind"]]._asdict() and finding["source"] == "s0"


def test_on_the_doc(nlp):
    text = (
        "Ann Lee, the mayor of Harbin, said on Monday that the ferry was late. Sources said that the engine had failed.\n\n"
        "An official at the ministry, who spoke on condition of anonymity, said that the captain was a liar."
    )
    doc = nlp(text)
    audit = doc._.sourcing_audit
    assert audit.counts["named_person"] == 1 and len(audit.anonymous_sources) == 2
    assert set(kinds(audit)) == {"anonymous_without_reason", "bare_descriptor", "anonymous_accusation"}
    restored = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert restored._.sourcing_audit.to_dict() == audit.to_dict()
    assert set(doc.user_data) == set()  # nothing is stored


def test_docs_without_annotation(nlp):
    empty = NLP("")._.sourcing_audit
    assert (empty.sources, empty.findings, empty.quotations, empty.shares) == ((), (), {}, {})
    bare = Doc.from_docs([nlp("Ann Lee said the ferry was late."), nlp("Sources said it sank.")])  # drops acts and types
    assert bare._.sourcing_audit.findings == () and set(bare._.sourcing_audit.quotations) == {"unknown"}
    kept = concat([nlp("Ann Lee said the ferry was late."), nlp("Sources said it sank.")])
    assert "bare_descriptor" in kinds(kept._.sourcing_audit)


def test_other_languages_are_refused():
    with pytest.raises(ValueError, match="A001.*'de'.*en"):
        audit_sourcing(spacy.blank("de")("Sie sagte nichts."))


def test_word_lists_are_clean():
    for path in LANG_DIR.glob("*/audit.json"):
        for name, words in srsly.read_json(path).items():
            assert len(words) == len(set(words)), name
            assert all(word == word.strip().lower() for word in words), name


def test_rules_are_sentences():
    for rule in RULES.values():
        assert rule.says.endswith(".") and set(rule.house.split(", ")) <= {"AP", "Reuters", "New York Times"}


TOLD = [  # whether a reason is missed
    ("Two officials told him that his papers were void. Ann Lee left.", "Two officials", "told", "that his papers were void", False),
    ("Two officials told the jury that the gate was open. Ann Lee left.", "Two officials", "told", "that the gate was open", False),
    ("Two officials told reporters that the gate was open. Ann Lee left.", "Two officials", "told", "that the gate was open", True),
    ("Two officials said that the gate was open. Ann Lee left.", "Two officials", "said", "that the gate was open", True),
    ("Town officials hail the gate.\n\nThe gate was opened by Ann Lee.", "Town officials", "hail", "the gate", False),
    ("Employees said that the gate was open. Ann Lee left.", "Employees", "said", "that the gate was open", False),
    ("Two employees said that the gate was open. Ann Lee left.", "Two employees", "said", "that the gate was open", True),
]


@pytest.mark.parametrize("text,source,cue,content,missed", TOLD)
def test_reasons_are_missed_where_the_reader_is_told_something(text, source, cue, content, missed):
    kind = "unnamed_group"
    doc = make_doc(text, quote(content, source, cue, type=kind))
    assert ("anonymous_without_reason" in [f.kind for f in audit_sourcing(doc).findings]) == missed


@pytest.mark.parametrize(
    "text,source,told",
    [
        ("Officials in the ministry of ports said that the gate was open.", "Officials", "Officials in the ministry of ports"),
        (
            "Other former officers with no knowledge of the case said that it was late.",
            "former officers",
            "Other former officers with no knowledge of the case",
        ),
        ("The staff, including top campaign officials, said that it was late.", "including top campaign officials", "top campaign officials"),
        ("Officials said that the gate in the wall was open.", "Officials", "Officials"),
        ("A clerk, whose own forty years had ended, said that it was late.", "A clerk, whose own forty years", "A clerk"),
    ],
)
def test_description_that_was_found_only_in_part(nlp, text, source, told):
    doc = nlp(text, disable=["attrib_ruler"])
    start = text.index(source)
    pieces = {"cue": [[text.index("said"), text.index("said") + 4]], "content": [[text.index("that"), len(text) - 1]]}
    speaker = {"text": source, "start": start, "end": start + len(source)}
    record = {"id": "a0", "source": [[start, start + len(source)]], "speaker": speaker, "act": "speech", "source_type": "unnamed_group", **pieces}
    add_record(doc, {"text": text, "attributions": [record]})
    assert describe_source(doc._.speakers[0]).text == told


def test_blame_of_those_outside_is_no_opinion():
    text = "{}, who asked not to be named because the case is open, blamed the dam. Ann Lee left."
    for source, expected in (("A fisherman", []), ("An aide", ["anonymous_opinion"])):
        reason = "because the case is open"
        doc = make_doc(text.format(source), quote("the dam", source, "blamed", disclosure="asked not to be named", reason=reason))
        assert [f.kind for f in audit_sourcing(doc).findings if f.kind == "anonymous_opinion"] == expected


def test_every_anonymous_source_has_its_words_and_its_reason():
    text = "Ann Lee said the ferry was late. A clerk, who asked not to be named for fear of a row, said the engine had failed. She said it rained."
    clerk = {"disclosure": "asked not to be named", "reason": "for fear of a row"}
    doc = make_doc(text, NAMED, quote("the engine had failed", "A clerk", **clerk), quote("it rained", "She", speaker="A clerk"))
    named, source = audit_sourcing(doc).to_dict()["sources"]
    assert [quoted["text"] for quoted in source["quoted"]] == ["the engine had failed", "it rained"]
    assert (source["disclosure_text"], source["reason_text"], source["withheld"]) == ("asked not to be named", "for fear of a row", True)
    assert named["quoted"][0]["offsets"] == [[13, 31]] and (named["reason_text"], named["withheld"], named["rules"]) == (None, False, [])


def test_every_rule_says_why_it_is_silent():
    text = "Ann Lee said the ferry was late. Sources said the engine had failed. A spokesman for the yard declined to comment."
    spokesman = quote("to comment", "A spokesman for the yard", cue="declined")
    audit = audit_sourcing(make_doc(text, NAMED, quote("the engine had failed", "Sources", type="unnamed_group"), spokesman))
    first, second = audit.anonymous_sources
    told = {v.kind: (v.applies, v.why) for v in audit.verdicts_on(first.id)}
    assert list(told) == [kind for kind in RULES if kind != "veiled_sourcing"]
    assert [kind for kind, (applies, _) in told.items() if applies] == kinds(audit) == ["anonymous_without_reason", "bare_descriptor"]
    assert told["single_anonymous_source"] == (False, "others speak, too, who have a name")
    assert told["plural_for_one"] == (False, "nothing speaks of it as of one person")
    assert {v.why for v in audit.verdicts_on(second.id)} == {"it only declines to say anything"}
    assert audit.verdicts_on("nobody") == ()


def test_a_pseudonym_is_a_withheld_name():
    text = "Lena, not her real name, said it rained. Ann Lee said the ferry was late. Mia, whose name was changed to protect her, said it was cold."
    lena = quote("it rained", "Lena", type="named_person", disclosure="not her real name")
    mia = quote("it was cold", "Mia", type="named_person", disclosure="name was changed", reason="to protect her")
    audit = audit_sourcing(make_doc(text, lena, NAMED, mia))
    assert [source.speaker.name for source in audit.withheld_names] == ["Lena", "Mia"] and audit.anonymous_sources == ()
    assert [source.pseudonym for source in audit.sources] == [True, False, True]
    (finding,) = audit.findings
    assert (finding.kind, finding.message) == ("anonymous_without_reason", "The name of “Lena” is withheld, and the text does not say why.")
    assert [(v.kind, v.applies, v.why) for v in audit.verdicts_on(audit.sources[2].id)] == [("anonymous_without_reason", False, "the text says why")]
    assert (audit.to_dict()["withheld"], audit.to_dict()["anonymous"]) == (2, 0)


VEILED = [  # texts, and the words that veil a source
    ("It is understood that the depot closed early.", ["It is understood"]),
    ("The club, it's understood, will not renew the contract.", ["it's understood"]),
    ("Mr Frey is said to be furious.", ["is said to"]),
    ("The ministers were understood\n to have quarrelled.", ["were understood\n to"]),
    ("The BBC understands the deal collapsed.", ["The BBC understands"]),
    ("This newspaper has been told that the deal collapsed.", ["This newspaper has been told"]),
    ("The Halden Courier understands that the deal collapsed.", ["The Halden Courier understands"]),
    ("We’re told a tape exists. Frey reportedly plans to resign.", ["We’re told", "reportedly"]),
    ("Ann Lee understands that the deal collapsed.", []),  # so she says
    ("The BBC has been told by two ministers that the deal collapsed.", []),
    ("It is understood by all that he won.", []),
    ("“It is understood that we met,” Frey wrote. What was said to them is not known.", []),
    ("He understands the rules, and the paper is good.", []),
]


@pytest.mark.parametrize("text,veiled", VEILED)
def test_veiled_sourcing(text, veiled):
    audit = audit_sourcing(NLP.make_doc(text))
    assert [finding.span.text for finding in audit.findings] == veiled
    assert all(finding.kind == "veiled_sourcing" and finding.to_dict()["source"] is None for finding in audit.findings)


def test_what_somebody_says_is_not_veiled():
    text = "Ann Lee said it is understood that the ferry was late."
    doc = make_doc(text, quote("it is understood that the ferry was late", "Ann Lee", type="named_person"))
    assert not audit_sourcing(doc).findings
