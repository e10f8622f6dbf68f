"""Who speaks across articles: names put together, names kept apart, affiliations, genders, corrections."""

import json
import random
import time

import pytest

from spacy_attrib.attributions import PERSON_FIELDS
from spacy_attrib.collection import add_people, find_people

from .collected import one, record


def sets(records, corrections=None):
    """The people and organizations of a collection, each as the set of (article, name)."""
    return {frozenset((a.article_id, a.text) for a in s.appearances) for s in find_people(records, corrections).speakers}


def together(*records, corrections=None):
    """Whether all speakers of a collection are one."""
    return len(sets(records, corrections)) == 1


def test_one_name_and_one_job_in_two_articles():
    first, second = one("a", "Weir inspector Odile Brandt", "Odile Brandt"), one("b", "The weir inspector, Odile Brandt,", "Odile Brandt")
    (speaker,) = find_people([first, second]).speakers
    assert (speaker.id, speaker.name, speaker.kind) == ("odile-brandt", "Odile Brandt", "person")
    (merge,) = speaker.merges
    assert merge["rule"] == "same name" and merge["evidence"]
    assert merge["first"] == {"article": "a", "name": "Odile Brandt"} and merge["second"] == {"article": "b", "name": "Odile Brandt"}


@pytest.mark.parametrize(
    "one_way, other_way",
    [
        ("Odile Brandt, a nurse at Penmaur Hospital,", "Odile Brandt, the mayor of Tallis,"),
        ("Odile Brandt, a professor at the University of Tallis,", "Odile Brandt, a professor at Penmaur College,"),
        ("Odile Brandt, a spokeswoman for Gander Rail,", "Odile Brandt, a spokeswoman for Norse Water,"),
        ("Odile Brandt, 34, a farmer,", "Odile Brandt, 71, a farmer,"),
        ("Judge Odile Brandt", "Striker Odile Brandt"),
        ("Bank president Odile Brandt", "Club president Odile Brandt"),
    ],
)
def test_two_people_of_one_name(one_way, other_way):
    meta = {"date": "2021-05-01"}
    assert not together(one("a", one_way, "Odile Brandt", **meta), one("b", other_way, "Odile Brandt", **meta))


@pytest.mark.parametrize(
    "one_way, other_way",
    [
        ("Odile Brandt, a spokeswoman for Gander Rail,", "Gander Rail spokeswoman Odile Brandt"),
        ("Odile Brandt, director of the National Weir Office,", "NWO director Odile Brandt"),
        ("Sen. Odile Brandt (D-Vt.)", "Odile Brandt, a Democratic senator from Vermont,"),
        ("Odile Brandt, a spokeswoman for Gander Rail,", "Odile Brandt"),
        ("Mayor Odile Brandt of Tallis", "Tallis mayor Odile Brandt"),
        ("Odile Brandt, chief executive of Gander Rail,", "Odile Brandt, Gander Rail chairwoman,"),
    ],
)
def test_one_person_told_in_two_ways(one_way, other_way):
    assert together(one("a", one_way, "Odile Brandt"), one("b", other_way, "Odile Brandt"))


def test_two_jobs_are_one_person_where_both_articles_are_about_the_same_people():
    tail = " Helen Lindqvist and Sara Nakamura had asked."
    others = [one(f"c{n}", "Ann Fox", "Ann Fox") for n in range(3)]
    first, second = one("a", "Author Odile Brandt", "Odile Brandt"), one("b", "Lawyer Odile Brandt", "Odile Brandt")
    assert len(sets([first, second, *others])) == 3
    for each in (first, second):
        each["text"] += tail
    assert len(sets([first, second, *others])) == 2


# Initials, Jr., short names, accents


@pytest.mark.parametrize(
    "name, other, joined",
    [
        ("Odile Brandt", "O. Brandt", True),
        ("Odile Brandt", "O.M. Brandt", True),
        ("Odile M. Brandt", "Odile Brandt", True),
        ("Odile Marie Brandt", "Odile M. Brandt", True),
        ("William Brandt", "Bill Brandt", True),
        ("Bill Brandt", "William Brandt", True),
        ("Andrés Núñez", "Andres Nunez", True),
        ("Odile O’Hara", "Odile O'Hara", True),
        ("Odile “Midge” Brandt", "Odile Brandt", True),
        ("Dr. Odile Brandt", "Odile Brandt", True),
        ("Odile Brandt", "P. Brandt", False),
        ("Odile K. Brandt", "Odile M. Brandt", False),
        ("William Brandt", "Bob Brandt", False),
        ("Odile Brandt", "Odile Brandis", False),
        ("Odile Brandt Jr.", "Odile Brandt Sr.", False),
        ("Odile Brandt III", "Odile Brandt Jr.", False),
    ],
)
def test_ways_to_write_a_name(name, other, joined):
    first, second = (one(id, f"{n}, the mayor of Tallis,", n) for id, n in (("a", name), ("b", other)))
    assert together(first, second) == joined


def test_an_initial_alone_is_no_evidence():
    assert not together(one("a", "Odile Brandt", "Odile Brandt"), one("b", "O. Brandt", "O. Brandt"))


def test_an_initial_that_two_people_have_is_given_to_neither():
    people = [one(id, f"Tallis mayor {n}", n) for id, n in (("a", "Odile Brandt"), ("b", "Oscar Brandt"), ("c", "O. Brandt"))]
    assert len(sets(people)) == 3


def test_junior_is_the_son_where_an_article_has_both_names():
    senior = one("a", "Kurt Brandt, president of Gander Rail,", "Kurt Brandt")
    junior = one("b", "Kurt Brandt Jr., vice president of Gander Rail,", "Kurt Brandt Jr.")
    assert together(senior, junior)  # who does the same under the same name, and nothing speaks of a father
    junior["text"] += " Kurt Brandt, his father, agreed."
    assert not together(senior, junior)


def test_junior_with_another_job_is_another():
    assert not together(one("a", "Judge Kurt Brandt", "Kurt Brandt"), one("b", "Kurt Brandt Jr., a singer,", "Kurt Brandt Jr."))


def test_suffix_behind_the_span_of_the_name():
    text = "Kurt Brandt Jr. said the weir was safe."
    junior = record("b", text, [("Kurt Brandt", "Kurt Brandt", "the weir was safe")])
    assert not together(one("a", "Kurt Brandt", "Kurt Brandt"), junior)


# Surnames alone


def test_surname_in_the_same_article():
    text = "Odile Brandt said the weir was safe. Brandt added that it was old."
    said = [("Odile Brandt", "Odile Brandt", "the weir was safe"), ("Brandt", "Brandt", "it was old")]
    article = record("a", text, said)
    article["attributions"][1]["speaker"] = {"text": "Brandt", "start": text.rindex("Brandt"), "end": text.rindex("Brandt") + 6}
    (speaker,) = find_people([article]).speakers
    assert [a.text for a in speaker.appearances] == ["Odile Brandt", "Brandt"] and speaker.merges[0]["rule"] == "surname in one article"


def test_surname_that_two_of_an_article_have():
    text = "Odile Brandt said the weir was safe. Kurt Brandt said it leaked. Brandt added that it was old."
    article = record("a", text, [("Odile Brandt", "Odile Brandt", "the weir was safe"), ("Kurt Brandt", "Kurt Brandt", "it leaked")])
    start = text.rindex("Brandt")
    alone = {**article["attributions"][0], "id": "a2", "speaker": {"text": "Brandt", "start": start, "end": start + 6}}
    article["attributions"].append(alone)
    assert len(find_people([article]).speakers) == 3


def test_surname_whose_given_name_stands_elsewhere_in_the_article():
    text = "Helen Brandt runs the weir. Brandt said the weir was safe."
    start = text.rindex("Brandt")
    article = record("b", text, [("Helen Brandt", "Helen Brandt", "the weir was safe")])
    article["attributions"][0]["speaker"] = {"text": "Brandt", "start": start, "end": start + 6}
    assert together(one("a", "Helen Brandt", "Helen Brandt"), article)


def test_surname_alone_in_another_article_needs_more_than_the_surname():
    full = [one(f"a{n}", "Mayor Odile Brandt", "Odile Brandt", outlet="Tallis Echo") for n in range(6)]
    assert len(sets([*full, one("b", "Brandt", "Brandt", outlet="Penmaur Post")])) == 2
    assert len(sets([*full, one("b", "Mayor Brandt", "Brandt", outlet="Penmaur Post")])) == 2  # another paper, another town
    assert len(sets([*full, one("b", "Mayor Brandt", "Brandt", outlet="Tallis Echo")])) == 1
    also = one("c", "Mayor Kurt Brandt", "Kurt Brandt", outlet="Tallis Echo")
    assert len(sets([*full[:1], also, one("b", "Mayor Brandt", "Brandt", outlet="Tallis Echo")])) == 3


def test_two_surnames_alone_are_never_one():
    assert not together(*(one(id, "Mayor Brandt", "Brandt", outlet="Tallis Echo") for id in "ab"))


def test_mr_is_no_woman():
    text = "Ms. Brandt said the weir was safe."
    woman = record("b", text, [("Ms. Brandt", "Ms. Brandt", "the weir was safe")], outlet="Echo")
    men = [one(f"a{n}", "Mr. Kurt Brandt, the mayor,", "Kurt Brandt", outlet="Echo") for n in range(6)]
    assert len(sets([*men, woman])) == 2


def test_a_surname_has_no_given_name_of_the_other_gender():
    """ "Mr. Brandt" beside Odile Brandt, whom alone the article names in full, is not Odile."""
    text = "President Brandt spoke to Odile Brandt. Mr. Brandt said the weir was safe."
    article = record("b", text, [("Brandt", "Mr. Brandt", "the weir was safe")], outlet="Echo")
    (speaker,) = find_people([article]).speakers
    assert (speaker.appearances[0].name.given, speaker.gender.value) == ("", "male")
    other = text.replace("Mr.", "Ms.")
    (speaker,) = find_people([{**article, "text": other}]).speakers
    assert (speaker.appearances[0].name.given, speaker.gender.value) == ("odile", "female")
    president = [one(f"a{n}", "President Kurt Brandt", "Kurt Brandt", outlet="Echo") for n in range(2)]
    assert len(sets([*president, article, one("c", "Odile Brandt", "Odile Brandt", outlet="Post")])) == 2


def test_one_odd_article_does_not_part_a_known_person():
    """Of whom nothing is told is the one of many articles, not the one of a single article; of two as little known, neither."""
    known = [one(f"a{n}", "Senator Odile Brandt", "Odile Brandt") for n in range(12)]
    plumber, bare = one("b", "Plumber Odile Brandt", "Odile Brandt"), one("c", "Odile Brandt", "Odile Brandt")
    assert sorted(map(len, sets([*known, plumber, bare]))) == [1, 13]
    assert sorted(map(len, sets([known[0], plumber, bare]))) == [1, 1, 1]


def test_a_clause_behind_a_comma_is_no_affiliation():
    clause = one("a", "Without Odile Brandt, the delegate count is low, Kurt Fox", "Odile Brandt")
    assert find_people([clause]).speakers[0].affiliation == ""
    assert find_people([one("a", "Odile Brandt, a delegate,", "Odile Brandt")]).speakers[0].affiliation == "delegate"


def test_what_is_no_name_of_one_person_stays_alone():
    both = "Odile Brandt and Kurt Brandt"
    assert len(sets([one(id, both, both) for id in "ab"])) == 2


# Organizations


def body(id, name, text=None, **meta):
    sentence = text or f"{name} said the weir was safe."
    return record(id, sentence, [(name, name, "the weir was safe")], ["organization"], **meta)


@pytest.mark.parametrize(
    "name, other, joined",
    [
        ("Gander Rail", "Gander Rail", True),
        ("the Gander Rail Company", "Gander Rail Company", True),
        ("Gander Rail Ltd.", "Gander Rail", True),
        ("Gander Rail, Inc.", "Gander Rail", True),
        ("Gander’s council", "the Gander council", True),
        ("Gander Rail", "Gander Water", False),
        ("Gander", "Gander Rail", False),  # a town, for all that is known
        ("the Foreign Ministry", "Foreign Ministry", False),  # of whatever country
        ("U.S. Court of Appeals", "U.S. Court of Appeals", False),  # of one circuit or another
        ("the Tallisian Foreign Ministry", "Tallisian Foreign Ministry", True),
        ("the company", "the company", False),
        ("police", "police", False),
    ],
)
def test_names_of_bodies(name, other, joined):
    assert together(body("a", name), body("b", other)) == joined


def test_bodies_that_every_country_has_are_one_within_an_outlet():
    assert together(*(body(id, "Foreign Ministry", outlet="Tallis Echo") for id in "ab"))
    assert not together(*(body(id, "Foreign Ministry", outlet=id) for id in "ab"))


def test_initials_in_brackets():
    spelled = body("a", "National Weir Office", "The National Weir Office (NWO) said the weir was safe.")
    assert together(spelled, body("b", "NWO"))
    other = body("c", "Northern Wine Owners", "Northern Wine Owners (NWO) said the weir was safe.")
    assert frozenset([("b", "NWO")]) in sets([spelled, body("b", "NWO"), other])  # two bodies have these initials


def test_short_forms_in_one_article():
    text = "Gander Rail Holdings said the weir was safe. Gander Rail said it was old."
    said = [("Gander Rail Holdings", "Gander Rail Holdings", "the weir was safe"), ("Gander Rail", "Gander Rail", "it was old")]
    article = record("a", text, said, ["organization"] * 2)
    start = text.rindex("Gander")
    article["attributions"][1]["speaker"] = {"text": "Gander Rail", "start": start, "end": start + 11}
    assert together(article)


# Affiliations


@pytest.mark.parametrize(
    "sentence, told",
    [
        ("Foreign Office spokesman Odile Brandt", "Foreign Office spokesman"),
        ("On Tuesday, Foreign Office spokesman Odile Brandt", "Foreign Office spokesman"),
        ("Odile Brandt, the CEO of Gander Rail,", "CEO of Gander Rail"),
        ("Odile Brandt, 41, a farmer near Tallis,", "farmer near Tallis"),
        ("Odile Brandt, who is the chief engineer of the dam,", "chief engineer of the dam"),
        ("The dam's chief engineer, Odile Brandt,", "chief engineer"),
        ("Former trade minister Odile Brandt", "Former trade minister"),
        ("Secretary of State Odile Brandt", "Secretary of State"),
        ("Sen. Odile Brandt (R-Ohio)", "Sen."),
        ("Odile Brandt of Dams Watch", "Dams Watch"),
        ("Kurt Fox and Mayor Odile Brandt", "Mayor"),
        ("But Gander Rail's Odile Brandt", "Gander Rail"),
        ("Odile Brandt, whose farm was flooded,", ""),
        ("Odile Brandt, Kurt Fox and Ann Lee", ""),
        ("Odile Brandt, speaking to reporters,", ""),
        ("Mrs. Odile Brandt", ""),
        ("Voters like Odile Brandt", ""),
        ("Reporters asked. Odile Brandt", ""),
    ],
)
def test_affiliation_as_printed(sentence, told):
    text = f"{sentence} said the weir was safe."
    (speaker,) = find_people([record("a", text, [("Odile Brandt", "Odile Brandt", "the weir was safe")])]).speakers
    assert speaker.affiliation == told


def test_affiliation_as_first_printed_in_the_collection():
    later = one("a", "Foreign Secretary Odile Brandt", "Odile Brandt", date="2022-04-01")
    earlier = one("b", "Foreign Office secretary Odile Brandt", "Odile Brandt", date="2019-01-30")
    (speaker,) = find_people([later, earlier]).speakers
    assert speaker.affiliation == "Foreign Office secretary"
    assert speaker.to_dict()["affiliations"] == {"Foreign Secretary": ["a"], "Foreign Office secretary": ["b"]}
    for each in (later, earlier):
        each["meta"] = {}
    assert find_people([later, earlier]).speakers[0].affiliation == "Foreign Secretary"


# Genders


@pytest.mark.parametrize(
    "name, sources, gender, shown_by",
    [
        ("Odile Brandt", ("Odile Brandt", "she"), "female", "pronoun or title"),
        ("Quillan Brandt", ("Quillan Brandt", "he"), "male", "pronoun or title"),
        ("Quillan Brandt", ("Quillan Brandt", "they"), "not known", None),
        ("Quillan Brandt", ("Quillan Brandt", "she", "he"), "not known", None),
        ("Helen Brandt", ("Helen Brandt",), "female", "given name"),
        ("Kim Brandt", ("Kim Brandt",), "not known", None),
        ("H. Brandt", ("H. Brandt",), "not known", None),
        ("Helen Brandt", ("Helen Brandt", "he"), "not known", None),  # one pronoun may be the resolver's mistake, and a name is no proof
        ("Helen Brandt", ("Helen Brandt", "he", "he"), "male", "pronoun or title"),
    ],
)
def test_gender(name, sources, gender, shown_by):
    text = " ".join(f"{source} said point {n}." for n, source in enumerate(sources))
    said = [(name, source, f"point {n}") for n, source in enumerate(sources)]
    article = record("a", text, said)
    position = 0
    for item, source in zip(article["attributions"], sources):
        position = text.index(source, position)
        item["source"] = [[position, position + len(source)]]
    told = find_people([article]).speakers[0].to_dict()
    assert (told["gender"], told["gender_shown_by"]) == (gender, shown_by)


def test_gender_by_title():
    (speaker,) = find_people([one("a", "Quillan Brandt, a fisher, smiled. Ms. Brandt had slept. Quillan Brandt", "Quillan Brandt")]).speakers
    assert speaker.gender == ("female", "pronoun or title")
    (speaker,) = find_people([one("a", "Gander spokeswoman Quillan Brandt", "Quillan Brandt")]).speakers
    assert speaker.gender.value == "female"


# Columns and corrections


def test_columns():
    text = "Weir inspector Helen Brandt said it held. Gander Rail said it was old. Sources said it leaked. The report said it fell. It shook."
    said = [("Helen Brandt", "Helen Brandt", "it held"), ("Gander Rail", "Gander Rail", "it was old"), ("Sources", "Sources", "it leaked")]
    said += [("The report", "The report", "it fell"), ("", "", "It shook")]
    article = record("a", text, said, ["named_person", "organization", "unnamed_group", "document", "unknown"])
    before = json.dumps(article)
    (result,) = add_people([article])
    assert json.dumps(article) == before  # the records given stay as they are
    rows = [item["speaker"] and tuple(item["speaker"][name] for name in PERSON_FIELDS) for item in result["attributions"]]
    assert rows[0] == ("helen-brandt", "Helen Brandt", "Weir inspector", "female")
    assert rows[1] == ("gander-rail", "Gander Rail", None, None)
    assert rows[2:] == [(None, None, None, None)] * 2 + [None]


def test_ids_are_unique():
    people = [one("a", "Judge Odile Brandt", "Odile Brandt"), one("b", "Striker Odile Brandt", "Odile Brandt"), body("c", "Odile Brandt 2")]
    assert [s.id for s in find_people(people).speakers] == ["odile-brandt", "odile-brandt-2", "odile-brandt-2-2"]
    assert [s.id for s in find_people([one("a", "李 娜", "李 娜")]).speakers] == ["李-娜"]


def test_join_and_split():
    records = [one("a", "Judge Odile Brandt", "Odile Brandt"), one("b", "Striker Odile Brandt", "Odile Brandt"), one("c", "O. Brandt", "O. Brandt")]
    joined = {"join": [[{"name": "Odile Brandt"}, {"name": "O. Brandt", "article": "c"}]]}
    assert together(*records, corrections=joined)
    assert [m["rule"] for m in find_people(records, joined).speakers[0].merges] == ["correction"] * 2
    same = [one(id, "Judge Odile Brandt", "Odile Brandt") for id in "abc"]
    apart = {"split": [[{"name": "Odile Brandt", "article": "b"}]]}
    assert sets(same, apart) == {frozenset([("a", "Odile Brandt"), ("c", "Odile Brandt")]), frozenset([("b", "Odile Brandt")])}
    two = {"split": [[{"name": "Odile Brandt", "article": "a"}, {"name": "Odile Brandt", "article": "b"}]]}
    assert sets(same, two) == {frozenset([("a", "Odile Brandt"), ("b", "Odile Brandt")]), frozenset([("c", "Odile Brandt")])}


def test_every_merge_can_be_undone():
    same = [one(id, "Judge Odile Brandt", "Odile Brandt") for id in "abcd"]
    (speaker,) = find_people(same).speakers
    for merge in speaker.merges:
        assert len(sets(same, {"split": [[merge["second"]]]})) == 2


def test_corrections_that_mean_nobody():
    found = find_people([one("a", "Odile Brandt", "Odile Brandt")], {"join": [[{"name": "Odile Brandt"}, {"name": "Nobody"}]]})
    assert found.missing == [{"name": "Nobody"}] and len(found.speakers) == 1


@pytest.mark.parametrize(
    "corrections",
    [
        [],
        {"merge": []},
        {"join": {}},
        {"join": [[]]},
        {"join": [["Odile Brandt"]]},
        {"split": [[{"article": "a"}]]},
        {"split": [[{"name": 3}]]},
        {"split": [[{"name": "Odile Brandt", "outlet": "x"}]]},
        {"split": [[{"name": "Odile Brandt"}], [{"name": "Odile Brandt", "article": "a"}]]},
    ],
)
def test_broken_corrections(corrections):
    with pytest.raises(ValueError, match="A07"):
        find_people([one("a", "Odile Brandt", "Odile Brandt")], corrections)


def test_the_order_of_articles_does_not_matter():
    jobs = ["Judge", "Judge", "Striker", "", "Gander Rail chairwoman", "Gander Rail director"]
    records = [one(str(n), f"{job} Odile Brandt".strip(), "Odile Brandt") for n, job in enumerate(jobs)]
    expected = sets(records)
    for seed in range(5):
        random.Random(seed).shuffle(records)
        assert sets(records) == expected


def test_odd_records():
    empty = {"id": "a", "text": "", "meta": {}, "attributions": []}
    assert find_people([]).speakers == [] and find_people([empty]).speakers == [] and add_people([empty]) == [empty]
    hostile = one("b", "x", "x")
    hostile["text"] = "=cmd|' /C calc'!A0 <script>alert(1)</script>" + " said the weir was safe."
    hostile["attributions"][0].update(speaker={"text": "", "start": 0, "end": 44}, source=[[0, 44]], content=[[50, 60]])
    (speaker,) = find_people([hostile]).speakers
    assert speaker.name == hostile["text"][:44]
    assert find_people([one(id, "Odile Brandt", "Odile Brandt") for id in "aa"]).speakers[0].to_dict()["articles"] == ["a"]


def test_time_grows_linearly():
    def seconds(count):
        names = [f"{given} {surname}" for given in ("Helen", "Kurt", "Odile", "Ann") for surname in ("Brandt", "Fox", "Lee", "Nakamura", "Oduya")]
        records = [one(str(n), f"Judge {names[n % len(names)]}", names[n % len(names)]) for n in range(count)]
        start = time.process_time()
        find_people(records)
        return time.process_time() - start

    seconds(100)  # word lists are read
    assert seconds(1200) < 12 * seconds(300) + 0.5
