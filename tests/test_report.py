"""The report: what its pages hold, how they are named, and that nothing from outside becomes markup."""

import json
import os
import re
from datetime import date
from html.parser import HTMLParser

import pytest
import spacy

from spacy_attrib.attributions import PERSON_FIELDS, add_record
from spacy_attrib.attributions.segments import Mark, cut_segments
from spacy_attrib.audit import audit_sourcing
from spacy_attrib.collection import add_people
from spacy_attrib.lang.reading import load_lexicon
from spacy_attrib.report import read_accepted, write_pages
from spacy_attrib.report.accepted import Accepted, name_findings
from spacy_attrib.report.articles import view_article
from spacy_attrib.report.facts import parse_date, read_facts, safe_link
from spacy_attrib.report.ledger import find_entries
from spacy_attrib.report.marking import mark_paragraphs
from spacy_attrib.report.overview import Tally, bin_by_time
from spacy_attrib.report.plots import draw_columns
from spacy_attrib.report.quotes import read_quotes, read_voices
from spacy_attrib.report.slugs import Slugs

from .commands import run_here
from .conftest import CORPUS

HOSTILE = "<script>alert(1)</script>\"><img src=x onerror=alert(2)> javascript:alert(3) {{ 1234 * 1001 }} '--><!-- </style></title>"
TEXT = "Ferry late again\n\nMr. Orrin Vale told us that “the <b>hull</b> leaks”. Sources said that the pump had failed, she added."


class Tags(HTMLParser):
    """Which elements, and which attributes with which values, a page has; its text."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.attributes, self.text = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_data(self, data):
        self.text.append(data)


def pieces(text, *parts):
    return [[text.index(part), text.index(part) + len(part)] for part in parts]


def quotation(text, content, cue="", source="", speaker="", **labels):
    (place,) = pieces(text, speaker) if speaker else (None,)
    return {
        "id": labels.pop("id", content),
        "content": pieces(text, content),
        "cue": pieces(text, cue) if cue else [],
        "source": pieces(text, source) if source else [],
        "speaker": place and {"text": speaker, "start": place[0], "end": place[1]},
        "form": "indirect",
        "act": "speech",
        "source_type": "named_person",
        "anonymous": None,
        "disclosure": None,
        "reason": None,
        "score": 0.9,
        **labels,
    }


def article(id="ferry", text=TEXT, meta=None):
    named = quotation(text, "that “the <b>hull</b> leaks”", "told", "Mr. Orrin Vale", "Orrin Vale", form="mixed", anonymous=False)
    unnamed = quotation(text, "that the pump had failed", "said", "Sources", "Sources", source_type="unnamed_group", anonymous=True)
    return {"id": id, "text": text, "meta": meta or {}, "attributions": [named, unnamed]}


def audit(record):
    doc = spacy.blank("en").make_doc(record["text"])
    add_record(doc, record)
    return audit_sourcing(doc).to_dict()


def write(output, *records, **options):
    assert write_pages(records, map(audit, records), output, **options) == len(records)
    return output


def test_segments_are_the_text_whatever_overlaps():
    marks = [Mark(0, 10, "a"), Mark(2, 5, "b"), Mark(4, 8, "c"), Mark(5, 5, "empty"), Mark(9, 99, "d"), Mark(-3, 1, "e")]
    segments = list(cut_segments(0, 12, marks))
    assert [(s.start, s.end) for s in segments] == [(0, 1), (1, 2), (2, 4), (4, 5), (5, 8), (8, 9), (9, 10), (10, 12)]
    assert [[m.what for m in s.marks] for s in segments] == [
        ["a", "e"], ["a"], ["a", "b"], ["a", "c", "b"], ["a", "c"], ["a"], ["d", "a"], ["d"]
    ]  # fmt: skip
    assert list(cut_segments(3, 3, marks)) == []


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\n\n\n"])
def test_paragraphs_are_the_text(line_end):
    text = f"  Head{line_end}“One,” Ann Lee said. “Two.”{line_end}Three.{line_end}"
    quotes = read_quotes({"text": text, "attributions": [quotation(text, "“One,”", "said", "Ann Lee", "Ann Lee")]})
    paragraphs = mark_paragraphs(text, quotes)
    assert "".join(segment.text for paragraph in paragraphs for segment in paragraph.segments) == text
    assert len(paragraphs) == 3
    assert [(s.text, s.refs, s.classes) for s in paragraphs[1].segments if s.refs] == [
        ("“One,”", "c0", "c indirect"), ("Ann Lee", "s0 p0", "s"), ("said", "q0", "q")
    ]  # fmt: skip


def test_nested_quotations_show_the_inner_one():
    text = "She said that officials had told her that it was over."
    outer = quotation(text, "that officials had told her that it was over", "said", "She")
    inner = quotation(text, "that it was over", "told", "officials", source_type="unnamed_group")
    (paragraph,) = mark_paragraphs(text, read_quotes({"text": text, "attributions": [inner, outer]}))
    classes = {segment.text: segment.classes for segment in paragraph.segments}
    assert classes["that it was over"] == "c indirect deep unnamed" and classes["that "] == "c indirect"
    assert classes["officials"] == "c s s-unnamed indirect" and classes["She"] == "s"


def test_speakers_have_their_share_of_words():
    text = "“One two three,” Ann Lee said. “Four,” Bo Fry said. “Five six,” Lee said."
    items = [
        quotation(text, "“One two three,”", speaker="Ann Lee"),
        quotation(text, "“Four,”", speaker="Bo Fry"),
        quotation(text, "“Five six,”", speaker="Ann Lee"),
        quotation(text, "two three", speaker="Ann Lee"),  # inside the first: counted once
        quotation(text, "Lee said."),  # nobody's
    ]
    voices = read_voices(text, read_quotes({"text": text, "attributions": items}))
    assert [(v.name, v.words, len(v.quotes)) for v in voices] == [("Ann Lee", 5, 3), ("Bo Fry", 1, 1)]
    assert sum(v.share for v in voices) == pytest.approx(1)


def test_slugs_stay_in_their_folder():
    slugs = Slugs()
    names = [slugs.name(i) for i in ("../../etc/passwd", "a b", "A-B", "", "…", "CON", "index", "x" * 300, "Ärger", "c:\\x\0y", "a-b-2")]
    assert names[:3] == ["etc-passwd", "a-b", "a-b-2"] and names[5:7] == ["con-article", "index-2"]
    assert len(set(names)) == len(names) and all(re.fullmatch(r"[a-z0-9-]{1,70}", name) for name in names)


@pytest.mark.parametrize("link,good", [
    ("https://example.org/a?b=c#d", True), ("http://example.org", True), ("javascript:alert(1)", False), (" https://example.org", False),
    ("JavaScript://example.org/%0aalert(1)", False), ("data:text/html,x", False), ("//example.org", False), ("https:", False), ("http://[x", False),
    ('https://example.org/"onload=x', False), ("ftp://example.org", False), ("", False),
])  # fmt: skip
def test_only_web_addresses_become_links(link, good):
    assert (safe_link(link) is not None) is good
    facts = read_facts({"URL": link})
    assert (facts.url == link) is good and (facts.other == [] or not good)


def test_facts_are_read_under_their_usual_names():
    meta = {"Headline": "A\n title", "section": "World", "publisher": "The Courier", "published": "2026-03-04T10:00:00Z", "tags": ["a", "b"], "n": 3}
    facts = read_facts(meta)
    assert (facts.title, facts.desk, facts.outlet, facts.date, facts.month) == ("A title", "World", "The Courier", date(2026, 3, 4), "2026-03")
    assert facts.other == [("tags", "a, b"), ("n", "3")] and facts.dateline == "The Courier · World · 4 March 2026"
    assert read_facts(None).dateline == "" and read_facts({"date": "soon", "title": None}).other == [("date", "soon")]


@pytest.mark.parametrize("text,day", [
    ("20260304", (2026, 3, 4)), ("4 March 2026", (2026, 3, 4)), ("Mar 4, 2026", (2026, 3, 4)), ("Wed, 04 Mar 2026 10:00:00 GMT", (2026, 3, 4)),
    ("2026-03", (2026, 3, 1)), ("yesterday", None), ("", None), ("99999999", None),
])  # fmt: skip
def test_dates(text, day):
    assert parse_date(text) == (day and date(*day))


def test_the_ledger_has_every_unnamed_source_with_its_sentence():
    record = article(meta={"outlet": "The Courier"})
    found = audit(record)
    view = view_article(record, found, "ferry")
    (entry,) = find_entries(view, found, load_lexicon("en"))
    assert (entry.descriptor, entry.kind, entry.detail, entry.quotations) == ("Sources", "group", "bare", 1)
    assert entry.sentence == ("", "Sources", " said that the pump had failed, she added.")
    assert {f.kind for f in entry.findings} == {"anonymous without reason", "bare descriptor"}
    assert entry.quote == 1 and entry.reason == "" and entry.facts.outlet == "The Courier"


def test_sentences_do_not_end_in_abbreviations():
    text = "It rained. Dr. A. B. Vale of the U.S. navy and a clerk said “Stop now.” He left."
    record = {"id": "x", "text": text, "attributions": [quotation(text, "“Stop now.”", "said", "a clerk", "a clerk", source_type="unnamed_person")]}
    found = audit(record)
    (entry,) = find_entries(view_article(record, found, "x"), found, load_lexicon("en"))
    assert "".join(entry.sentence) == "Dr. A. B. Vale of the U.S. navy and a clerk said “Stop now.”"


def test_veiled_sourcing_is_a_line_of_its_own():
    text = "It is understood that the mayor will resign. The town was quiet."
    record = {"id": "x", "text": text, "attributions": []}
    found = audit(record)
    (entry,) = find_entries(view_article(record, found, "x"), found, load_lexicon("en"))
    assert entry.kind == "nobody" and entry.quote is None and entry.sentence[1].lower().startswith("it is understood")


def tally_of(*records):
    tally = Tally()
    for n, record in enumerate(records):
        found = audit(record)
        tally.add(view_article(record, found, f"a{n}"), found["anonymous"])
    return tally


def test_numbers_of_the_overview():
    dates = ("2026-03-01", "2026-03-02", "2026-05-20")
    records = [article(f"a{n}", meta={"date": day, "outlet": "The Courier" if n else "Evening Sun"}) for n, day in enumerate(dates)]
    tally = tally_of(*add_people(records))
    assert tally.articles == tally.unnamed_sources == 3 and tally.quotations == 6 and tally.sides == {"named": 3, "unnamed": 3}
    (talker,) = tally.most_quoted
    assert (talker.name, talker.quotations, talker.articles, talker.words, talker.gender) == ("Orrin Vale", 3, 3, 12, "male")
    assert tally.genders == {"female": (0, 0), "male": (1, 12), "not known": (0, 0)}
    (talker,) = tally_of(*records).most_quoted  # nobody has looked who they are across articles
    assert (talker.name, talker.quotations, talker.gender) == ("Orrin Vale", 3, "not known")
    unit, bins = bin_by_time(tally.days)
    assert unit == "week" and len(bins) == 13 and sum(b.total for b in bins) == 6 and bins[3].total == 0
    plot = draw_columns(unit, bins)
    assert len(plot.columns) == 13 and sum(bool(c.tick) for c in plot.columns) <= 6
    assert all(0 <= c.unnamed_top <= c.named_top <= 180 and c.left + c.width <= 100 for c in plot.columns)
    assert bin_by_time({}) == ("", []) and draw_columns("", []).columns == ()
    assert len(bin_by_time({date(1, 1, 1): {}, date(9999, 12, 31): {}})[1]) == 9999


def said(id, name, job, **meta):
    text = f"{job} {name} said that the weir was safe. It rained."
    return {"id": id, "text": text, "meta": meta, "attributions": [quotation(text, "that the weir was safe", "said", f"{job} {name}", name)]}


def test_the_overview_counts_people_across_articles():
    """One person under two names is one, two of one name are two; it is told what each is."""
    records = [said("a", "Odile Brandt", "Judge"), said("b", "O. Brandt", "Judge"), said("c", "Odile Brandt", "Plumber")]
    talkers = tally_of(*add_people(records, {"join": [[{"name": "Odile Brandt", "article": "a"}, {"name": "O. Brandt"}]]})).most_quoted
    assert [(t.name, t.affiliation, t.quotations, t.gender) for t in talkers] == [
        ("Odile Brandt", "Judge", 2, "female"), ("Odile Brandt", "Plumber", 1, "female"),
    ]  # fmt: skip
    apart = tally_of(*add_people(records[:1] * 2, {"split": [[{"name": "Odile Brandt"}]]}))
    assert [t.quotations for t in apart.most_quoted] == [2]
    assert len(tally_of(*records).most_quoted) == 2  # by name alone
    facts = dict(read_quotes(add_people(records, {"join": [[{"name": "Odile Brandt"}, {"name": "O. Brandt"}]]})[1])[0].facts)
    assert (facts["Speaker"], facts["Person"], facts["Affiliation"], facts["Gender"]) == ("O. Brandt", "Odile Brandt", "Judge", "female")


def test_one_file_holds_everything(tmp_path):
    page = write(tmp_path / "r.html", article("one"), article("two", meta={"url": "https://example.org/x"}), title="The week").read_text("utf8")
    found = Tags(page)
    ids = [value for _, name, value in found.attributes if name == "id"]
    assert len(ids) == len(set(ids)) and {"overview", "ledger", "articles", "one", "two", "one-q0", "two-q1"} <= set(ids)
    links = [value for tag, name, value in found.attributes if name == "href"]
    assert "https://example.org/x" in links and all(link[1:] in ids for link in links if link.startswith("#"))
    assert os.listdir(tmp_path) == ["r.html"]
    outside = [(tag, value) for tag, name, value in found.attributes if name in ("src", "href") and not value.startswith("#")]
    assert outside == [("a", "https://example.org/x")] and not {"link", "img", "iframe", "object", "base"} & set(found.tags)
    assert "@import" not in page and "url(http" not in page and not any(name == "style" for _, name, _ in found.attributes)


def test_a_folder_has_a_page_for_every_article(tmp_path):
    folder = write(tmp_path / "out", article("../../x"), article("index"), article("x", meta={"title": "../../y"}))
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))
    assert names == ["articles", "articles/index-2.html", "articles/index.html", "articles/x-2.html", "articles/x.html", "index.html", "ledger.html"]
    assert os.listdir(tmp_path) == ["out"]
    for path in folder.rglob("*.html"):
        for tag, name, value in Tags(path.read_text("utf8")).attributes:
            if name == "href" and not value.startswith("#"):
                target, _, anchor = value.partition("#")
                assert (path.parent / target).is_file(), value
                assert not anchor or f'id="{anchor}"' in (path.parent / target).read_text("utf8")
    write(folder, article("z"))  # a report is replaced
    assert sorted(path.name for path in (folder / "articles").iterdir()) == ["index.html", "z.html"]


def test_other_folders_are_not_replaced(tmp_path):
    (tmp_path / "notes.txt").write_text("mine", "utf8")
    with pytest.raises(ValueError, match="holds other files"):
        write(tmp_path, article())
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("my own page", "utf8")
    with pytest.raises(ValueError, match="holds other files"):
        write(tmp_path / "site", article())
    with pytest.raises(ValueError, match="no folder"):
        write(tmp_path / "notes.txt", article())
    assert (tmp_path / "notes.txt").read_text("utf8") == "mine" and (tmp_path / "site" / "index.html").read_text("utf8") == "my own page"


@pytest.mark.parametrize("name", ["r.html", "out"])
def test_hostile_content_stays_text(tmp_path, name):
    text = f"Head {HOSTILE}\n\nMr. Orrin {HOSTILE} Vale told us that “it {HOSTILE} leaks”. Sources said that it failed."
    speaker = f"Orrin {HOSTILE} Vale"
    record = {
        "id": HOSTILE,
        "text": text,
        "meta": {"title": HOSTILE, "url": HOSTILE, "outlet": HOSTILE, "desk": "javascript:alert(1)", "date": HOSTILE, HOSTILE: HOSTILE},
        "attributions": [
            quotation(text, f"that “it {HOSTILE} leaks”", "told", speaker, speaker, id=HOSTILE, why={HOSTILE: HOSTILE}),
            quotation(text, "that it failed", "said", "Sources", "Sources", source_type="unnamed_group"),
        ],
    }
    record["attributions"][0]["speaker"].update(dict.fromkeys(PERSON_FIELDS, HOSTILE))
    output = write(tmp_path / name, record, article("b", meta={"outlet": "B"}), title=HOSTILE, accepted=[Accepted(HOSTILE, HOSTILE, HOSTILE, 0)])
    allowed = Tags("".join(path.read_text("utf8") for path in [write(tmp_path / "plain.html", article())]))
    pages = [output] if output.is_file() else list(output.rglob("*.html"))
    for path in pages:
        found = Tags(path.read_text("utf8"))
        assert set(found.tags) <= {*allowed.tags, "details", "dl", "dt", "dd"}
        assert not {"img"} & set(found.tags) and not any(name.startswith("on") for _, name, _ in found.attributes)
        assert not any("javascript:" in value for _, name, value in found.attributes if name in ("href", "src") and value)
        assert found.tags.count("script") <= 2 and "1235234" not in "".join(found.text)
    assert any(HOSTILE in "".join(Tags(path.read_text("utf8")).text) for path in pages)  # shown, as text


def test_accepted_findings_are_known_again(tmp_path):
    record, found = article(), audit(article())
    keys = name_findings("ferry", found["findings"])
    path = tmp_path / "accepted.json"
    path.write_text(json.dumps({"accepted": [keys[0]._asdict(), {"article": "gone", "kind": "x", "text": "y", "nth": 1}]}), "utf8")
    marks = read_accepted(path)
    moved = {**article(text="A line of weather in front.\n\n" + TEXT)}
    for each in (record, moved):
        view = view_article(each, audit(each), "ferry", marks)
        assert [finding.accepted for finding in view.findings] == [True, False]
    page = write(tmp_path / "r.html", record, accepted=marks).read_text("utf8")
    assert page.count("finding accepted") == 2 and '[{"article": "gone", "kind": "x", "text": "y", "nth": 1}]' in page


def test_findings_about_the_same_words_are_told_apart():
    findings = [{"kind": "k", "text": "officials"}, {"kind": "k", "text": "officials"}, {"kind": "j", "text": "officials"}]
    assert [key.nth for key in name_findings("a", findings)] == [0, 1, 0]


@pytest.mark.parametrize("content", ["oops", "[]", "{}", '{"accepted": [1]}', '{"accepted": [{"article": "a", "kind": 1, "text": "", "nth": 0}]}'])
def test_what_is_no_file_of_accepted_findings_is_refused(tmp_path, content):
    (tmp_path / "a.json").write_text(content, "utf8")
    with pytest.raises(ValueError, match="holds no"):
        read_accepted(tmp_path / "a.json")


def test_pages_of_nothing(tmp_path):
    page = write(tmp_path / "r.html").read_text("utf8")
    assert "There are no articles." in page and "There is no source without a name." in page
    write(tmp_path / "s.html", {"id": "", "text": "", "attributions": []}, {"id": "a", "text": " \n ", "attributions": []})


def run(*args, stdin=b""):
    return run_here("report", *args, stdin=stdin)


def test_command_takes_articles_and_records(tmp_path):
    lines = [json.dumps(article("made before")), json.dumps({"id": "new", "text": "“It sank,” Ann Lee said. Officials said it was old."})]
    done = run("-", "-o", tmp_path / "r.html", "--component", "attrib_ruler", stdin="\n".join(lines).encode("utf8"))
    assert done.returncode == 0, done.stderr
    assert "2 articles written to" in done.stderr.decode()
    page = (tmp_path / "r.html").read_text("utf8")
    assert "Orrin Vale" in page and "Ann Lee" in page


def test_command_leaves_out_broken_records_and_reads_accepted(tmp_path):
    record = article()
    (tmp_path / "marks.json").write_text(json.dumps({"accepted": [name_findings("ferry", audit(record)["findings"])[0]._asdict()]}), "utf8")
    broken = {**article("broken"), "attributions": [{**article()["attributions"][0], "content": [[0, 9999]]}]}
    stdin = "\n".join(map(json.dumps, (record, broken))).encode("utf8")
    done = run("-", "-o", tmp_path / "out", "--accepted", tmp_path / "marks.json", stdin=stdin)
    assert done.returncode == 1 and "article 'broken'" in done.stderr.decode() and "1 record left out." in done.stderr.decode()
    assert "finding accepted" in (tmp_path / "out" / "ledger.html").read_text("utf8")


@pytest.mark.parametrize("args,message", [
    (["IN", "-o", "IN"], "is one of the inputs"),
    (["IN", "-o", "OUT.pdf"], "of a kind that cannot be written"),
    (["FOLDER", "-o", "FOLDER/pages"], "lies in the folder"),
    (["IN", "-o", "FOLDER"], "holds other files"),
    (["IN", "-o", "NOWHERE/x/r.html"], "There is no folder"),
    (["IN", "-o", "OUT.html", "--accepted", "NOWHERE"], "cannot be read"),
    (["IN", "-o", "OUT.html", "--accepted", "IN"], "holds no"),
    (["IN", "-o", "OUT.html", "--component", "nonsense"], "There is no component"),
])  # fmt: skip
def test_errors_are_one_line(tmp_path, args, message):
    (tmp_path / "FOLDER").mkdir()
    (tmp_path / "FOLDER" / "a.txt").write_text("It rained.", "utf8")
    (tmp_path / "IN.html").write_text("<p>It rained.</p>", "utf8")
    before = sorted(tmp_path.rglob("*"))
    done = run(*[tmp_path / arg.replace("IN", "IN.html") if arg[0].isupper() else arg for arg in args])
    assert done.returncode == 2 and not done.stdout, done.stderr
    (line,) = done.stderr.decode().strip().splitlines()
    assert line.startswith("Error: ") and message in line
    assert sorted(tmp_path.rglob("*")) == before


def test_the_corpus_shows_whole(tmp_path):
    path = CORPUS / "test.jsonl"
    if not path.exists():
        pytest.skip("installed without the repository")
    records = [json.loads(line) for line in path.read_text("utf8").splitlines()]
    for record in records:
        view = view_article(record, audit(record), "x")
        assert "".join(segment.text for paragraph in view.paragraphs for segment in paragraph.segments) == record["text"]
        assert sum(map(len, view.margins)) == len(record["attributions"]) + len(view.findings)
