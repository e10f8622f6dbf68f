"""The same statement in many papers."""

import random
import time

import pytest

from spacy_attrib.collection import add_people, find_statements

from .collected import record

LONG = "“The weir at Tallis will be rebuilt in stone next spring, and the fish ladder with it, whatever the county may say about the cost of it.”"
CUT = "“The weir at Tallis will be rebuilt in stone next spring.”"
OTHER = "“We have no money for a weir, and nobody in this county has ever asked us for one in my time.”"


def article(id, content=LONG, speaker="Odile Brandt", source_type="named_person", **meta):
    return record(id, f"{content} {speaker} said that.", [(speaker, speaker, content)], [source_type], **meta)


def told(*records):
    return [statement.to_dict() for statement in find_statements(add_people(list(records)))]


def test_one_statement_in_two_papers():
    (found,) = told(article("a", outlet="Echo", date="2021-05-01"), article("b", outlet="Post"), article("c", OTHER))
    assert (found["id"], found["articles"], found["speakers"], found["other_speakers"]) == ("q0", 2, ["Odile Brandt"], False)
    first, second = found["versions"]
    assert (first["outlet"], first["date"], second["outlet"], second["date"]) == ("Echo", "2021-05-01", "Post", None)
    assert first["text"] == LONG and first["change"] == second["change"] == "same" and first["person_id"] == "odile-brandt"
    assert (first["article"], first["attribution"]) == ("a", "a0")


def test_who_cut_it():
    (found,) = told(article("a", CUT), article("b"))
    assert found["text"] == LONG and found["cut_in"] == ["a"] and found["changed_in"] == []
    assert found["versions"][0]["kept"] == pytest.approx(11 / 27, abs=0.01) and found["versions"][0]["shared"] == 1.0


def test_other_marks_and_case_are_no_change_and_other_words_are():
    straight = LONG.replace("“", '"').replace("”", '"').replace("The weir", "the weir")
    (found,) = told(article("a"), article("b", straight), article("c", LONG.replace("stone", "oak")))
    assert [version["change"] for version in found["versions"]] == ["same", "same", "changed"] and found["changed_in"] == ["c"]


def test_who_gave_it_to_another_speaker():
    (found,) = told(article("a"), article("b", speaker="Kurt Fox"))
    assert found["other_speakers"] and found["speakers"] == ["Odile Brandt", "Kurt Fox"]


def test_a_surname_alone_is_no_other_speaker():
    (found,) = told(article("a"), article("b", speaker="Brandt"))
    assert not found["other_speakers"] and found["speakers"] == ["Odile Brandt"]


def test_a_name_here_and_a_source_there():
    (found,) = told(article("a"), article("b", speaker="A source", source_type="unnamed_person"), article("c", speaker="", source_type="unknown"))
    assert (found["named_in"], found["unnamed_in"]) == (["a"], ["b"]) and not found["other_speakers"]
    assert [version["standing"] for version in found["versions"]] == ["named", "unnamed", "nobody"]


def test_without_people_names_are_compared():
    (found,) = find_statements([article("a"), article("b", speaker="Kurt Fox")])
    assert found.speakers == ("Odile Brandt", "Kurt Fox")


@pytest.mark.parametrize(
    "one, other",
    [
        (LONG, OTHER),
        ("“It was a good day for us.”", "“It was a good day for us.”"),  # too short to be one but by chance
        (LONG, "the weir at Tallis will be rebuilt in a year by people from elsewhere who know how"),
        (
            "that the cost of the weir, the fish ladder at Tallis and the new road by the mill was never known",
            "the fish ladder at Tallis and the new road",
        ),
    ],
)
def test_no_statement_of_two(one, other):
    assert told(article("a", one), article("b", other)) == []


def test_twice_in_one_article_is_not_in_two():
    twice = record("a", f"{LONG} Odile Brandt said. {LONG} Odile Brandt said.", [("Odile Brandt", "Odile Brandt", LONG)] * 2)
    assert told(twice) == []
    assert len(told(twice, article("b"))[0]["versions"]) == 3


def test_two_cuts_of_one_statement_that_share_nothing_are_one_statement():
    end = "“whatever the county may say about the cost of it.”"
    (found,) = told(article("a", CUT), article("b", end), article("c"))
    assert found["cut_in"] == ["a", "b"]


def test_thoughts_are_no_statements():
    records = [article("a"), article("b")]
    for each in records:
        each["attributions"][0]["act"] = "thought"
    assert told(*records) == []


def test_pieces_of_a_content_are_one_text():
    text = "“The weir at Tallis will be rebuilt in stone,” Odile Brandt said, “and the fish ladder with it by next spring.”"
    split = record("a", text, [("Odile Brandt", "Odile Brandt", "“The weir at Tallis will be rebuilt in stone,”")])
    start = text.index("“and")
    split["attributions"][0]["content"].append([start, len(text)])
    whole = article("b", "“The weir at Tallis will be rebuilt in stone, and the fish ladder with it by next spring.”")
    (found,) = told(split, whole)
    assert found["versions"][0]["text"].endswith("stone,” “and the fish ladder with it by next spring.”")


def test_time_grows_linearly():
    words = [f"{a}{b}" for a in ("wei", "dam", "mil", "roa", "fis") for b in ("ra", "lo", "ti", "ke", "su", "no", "pe", "da")]

    def seconds(count):
        chance = random.Random(1)
        records = [article(str(n), f"“{' '.join(chance.choices(words, k=25))}.”") for n in range(count)]
        records += [article(f"same{n}") for n in range(count // 4)]
        start = time.process_time()
        assert max(statement.to_dict()["articles"] for statement in find_statements(records)) == count // 4
        return time.process_time() - start

    seconds(50)
    assert seconds(1600) < 12 * seconds(400) + 0.5
