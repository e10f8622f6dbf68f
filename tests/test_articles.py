"""Inputs: every kind gives the same article, in whatever encoding; what is broken is told, and the rest goes on."""

import codecs
import gzip
import io
import json
import os
import sys
import zipfile

import pytest
import spacy
from spacy.tokens import DocBin

from spacy_attrib.articles import Article, BadRecord, Fields, InputError, Note, count_records, find_inputs, read_articles
from spacy_attrib.articles import documents as documents_module
from spacy_attrib.corpora import write_corpus

TEXT = "“The weir holds,” Odile Brandt said.\r\n\r\nShe wouldn’t say more — not in Zürich."
META = {"title": "Weir", "url": "https://example.org/weir", "date": "2026-03-01", "outlet": "The Mill Post"}


def read(*paths, **fields):
    return list(read_articles(find_inputs([str(path) for path in paths]), Fields(**fields)))


def texts(items):
    return [item.text for item in items if isinstance(item, Article)]


def notes(items):
    return [(item.where, item.what) for item in items if isinstance(item, Note)]


def record(**fields):
    return {"id": "weir", "text": TEXT, **META, **fields}


def write_csv(path, delimiter=","):
    cells = [f'"{cell}"' for cell in ("weir", TEXT.replace('"', '""'), *META.values())]
    path.write_bytes((delimiter.join(["id", "text", *META]) + "\r\n" + delimiter.join(cells) + "\r\n").encode("utf8"))


def write_docx(path, *paragraphs):
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.core_properties.title = META["title"]
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(str(path))
    return document


@pytest.mark.parametrize("name", ["in.jsonl", "in.jsonl.gz", "in.JSONL", "in.json", "in.csv"])
def test_records_keep_their_fields(tmp_path, name):
    path = tmp_path / name
    if name.lower().endswith(".jsonl"):
        path.write_text(json.dumps(record()), encoding="utf8")
    elif name.endswith(".gz"):
        path.write_bytes(gzip.compress(json.dumps(record()).encode("utf8")))
    elif name.endswith(".json"):
        path.write_text(json.dumps([record()]), encoding="utf8")
    else:
        write_csv(path)
    assert read(path) == [Article("weir", TEXT, META)]


def test_meta_counts_more_than_the_field_beside_it(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps(record(meta={"title": "Own", "deep": [1]}, attributions=[3])), encoding="utf8")
    assert read(path) == [Article("weir", TEXT, {**META, "title": "Own", "deep": [1]}, [3])]


def test_names_of_fields(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps({"body": TEXT, "text": "short", "nr": 7, "id": "x"}), encoding="utf8")
    assert read(path, text="body", id="nr") == [Article("7", TEXT, {"text": "short", "id": "x"})]
    (bad,) = read(path, text="words")
    assert bad == BadRecord(f"{path}:1", "no field 'words'")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_tables(tmp_path, delimiter):
    path = tmp_path / "in.csv"
    write_csv(path, delimiter)
    assert read(path) == [Article("weir", TEXT, META)]
    rows = ["text,id", '"one\u2028line",1', "two,2,3", "three,1", "four", '"a ""b"" ' + "x" * 200000 + '",5']
    path.write_text("\n".join(rows), encoding="utf8")
    items = read(path)
    assert texts(items)[0] == "one\u2028line" and texts(items)[1] == "four" and texts(items)[2].startswith('a "b" xxx')
    assert [(bad.where, bad.why) for bad in items if isinstance(bad, BadRecord)] == [
        (f"{path}:3", "more cells than the first row has"),
        (f"{path}:4", "the id '1' was there before"),
    ]
    path.write_text('text,meta\nx,plain\ny,"{""title"": 1}"\n', encoding="utf8")
    assert [article.meta for article in read(path)] == [{"meta": "plain"}, {"title": 1}]
    path.write_text("body,id\nx,1\n", encoding="utf8")
    (bad,) = read(path)
    assert "no column 'text'" in bad.why and "--text-field" in bad.why


def test_front_matter(tmp_path):
    path = tmp_path / "in.md"
    path.write_text(f'---\ntitle: "Weir"\ntags:\n  - a\ndate: 2026-03-01\n---\n# Head\n\n> {TEXT}', encoding="utf8", newline="")
    assert read(path) == [Article("in", f"# Head\n\n> {TEXT}", {"title": "Weir", "date": "2026-03-01"})]
    for plain in ("---\nHe said: no.\nShe left.\n---\nMore.", f"# Head\n---\n{TEXT}", "---\n"):
        path.write_text(plain, encoding="utf8", newline="")
        assert read(path) == [Article("in", plain)]  # rules across the page are no front matter


def test_word(tmp_path):
    path = tmp_path / "in.docx"
    document = write_docx(path, "“The weir holds,”\tOdile Brandt said.", "", "She left.")
    from docx.oxml import parse_xml

    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    for change in (f"<w:ins {names}><w:r><w:t> Put in.</w:t></w:r></w:ins>", f"<w:del {names}><w:r><w:delText> Gone.</w:delText></w:r></w:del>"):
        document.paragraphs[-1]._p.append(parse_xml(change))
    document.save(str(path))
    (article,) = read(path)
    assert article.text == "“The weir holds,”\tOdile Brandt said.\n\nShe left. Put in."
    assert article.meta["title"] == "Weir"


def test_docs_with_and_without_annotation(tmp_path):
    nlp = spacy.blank("en")
    DocBin(docs=[nlp(TEXT), nlp("It rained.")]).to_disk(tmp_path / "plain.spacy")
    assert read(tmp_path / "plain.spacy") == [Article("plain:1", TEXT), Article("plain:2", "It rained.")]
    item = {"id": "a0", "content": [[0, 17]], "cue": [], "source": [[18, 30]]}
    write_corpus(tmp_path / "gold.spacy", [{"id": "w", "text": TEXT, "meta": META, "attributions": [item]}])
    assert read(tmp_path / "gold.spacy") == [Article("w", TEXT, META, [item])]


def test_pages(tmp_path):
    pytest.importorskip("trafilatura")
    body = "".join(f"<p>{TEXT} The water had come up in May and went down again for weeks.</p>" for _ in range(6))
    page = f"<html><head><meta charset='windows-1252'><title>Weir</title></head><body><article><h1>Weir</h1>{body}</article></body></html>"
    (tmp_path / "page.html").write_bytes(page.encode("cp1252"))
    (article,) = read(tmp_path / "page.html")  # it says itself what it is written in, so there is nothing to tell
    assert "“The weir holds,”" in article.text and "Zürich" in article.text and article.meta["title"] == "Weir"


ENCODINGS = {
    "cp1252": (TEXT.encode("cp1252"), "not UTF-8; read as cp1252"),
    "UTF-16 with a mark": (TEXT.encode("utf-16"), "not UTF-8; read as UTF-16"),
    "UTF-16, the other way round": (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "not UTF-8; read as UTF-16"),
    "UTF-16 without a mark": (TEXT.encode("utf-16-le"), "not UTF-8; read as UTF-16-LE"),
    "UTF-8 with a mark": (TEXT.encode("utf-8-sig"), None),
    "NUL": (TEXT.encode("utf8") + b"\0", None),
}


@pytest.mark.parametrize("data,told", ENCODINGS.values(), ids=ENCODINGS)
@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_encodings_of_texts(tmp_path, data, told, suffix):
    path = tmp_path / f"in{suffix}"
    path.write_bytes(data)
    items = read(path)
    assert texts(items) == [TEXT if told else data.decode("utf-8-sig")]
    assert notes(items) == ([(str(path), told)] if told else [])


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("suffix", [".jsonl", ".json", ".csv"])
def test_encodings_of_records_are_told_once(tmp_path, encoding, suffix):
    path = tmp_path / f"in{suffix}"
    rows = [record(id=str(n)) for n in range(3)]
    if suffix == ".csv":
        content = "id,text\r\n" + "".join(f'{n},"{TEXT}"\r\n' for n in range(3))
    else:
        content = "\n".join(json.dumps(r, ensure_ascii=False) for r in rows)
        content = f"[{content}]".replace("}\n{", "},\n{") if suffix == ".json" else content
    path.write_bytes(content.encode(encoding))
    items = read(path)
    assert texts(items) == [TEXT] * 3 and len(notes(items)) == 1 and str(path) in notes(items)[0][0]


def test_one_line_in_another_encoding_leaves_the_others_as_they_are(tmp_path):
    path = tmp_path / "in.jsonl"
    lines = [json.dumps({"text": TEXT}, ensure_ascii=False).encode(encoding) for encoding in ("utf8", "cp1252", "utf8", "cp1252")]
    path.write_bytes(b"\n".join(lines))
    items = read(path)
    assert texts(items) == [TEXT] * 4
    assert notes(items) == [(f"{path}:2", "not UTF-8; read as cp1252")]


def test_a_broken_character_does_not_spoil_the_others(tmp_path):
    path = tmp_path / "in.txt"
    path.write_bytes(TEXT.encode("utf8").replace(b"more", b"mor\xe9"))
    items = read(path)
    assert texts(items) == [TEXT.replace("more", "mor\ufffd")]
    assert notes(items) == [(str(path), "not quite UTF-8; 1 broken character replaced")]


def test_what_is_no_text(tmp_path):
    path = tmp_path / "in.txt"
    path.write_bytes(bytes(range(256)) * 8)
    items = read(path)
    assert texts(items) == [] and isinstance(items[0], BadRecord) and "no encoding that can be told" in items[0].why


def test_one_bad_file_does_not_stop_the_rest(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.docx").write_bytes(b"no zip")
    (folder / "b.html").write_text("<p></p>")
    (folder / "c.json").write_text("{broken")
    (folder / "d.json").write_text("3")
    (folder / "e.jsonl.gz").write_bytes(b"no gzip")
    (folder / "f.jsonl.gz").write_bytes(gzip.compress(b'{"text": "x"}' * 50)[:-12])
    (folder / "g.spacy").write_bytes(b"no Docs")
    (folder / "h.csv").write_text('text\n"open')
    (folder / "i.jsonl").write_text('{"text": 3}\n["text"]\n' + "[" * 100000 + "\n" + '{"text": "\\ud800"}\n{"text": "fine"}')
    (folder / "j.md").symlink_to(folder / "nowhere.md")
    with zipfile.ZipFile(folder / "k.docx", "w") as packed:
        packed.writestr("word/other.xml", "x")
    (folder / "z.txt").write_text(TEXT, encoding="utf8", newline="")
    items = read(folder)
    assert texts(items) == ["fine", TEXT]
    bad = [item.where for item in items if isinstance(item, BadRecord)]
    assert [item.why for item in items if isinstance(item, BadRecord) and "j.md" in item.where] == ["a link to a file that is not there"]
    assert bad == [*(str(folder / name) for name in ("a.docx", "b.html", "c.json", "d.json", "e.jsonl.gz", "f.jsonl.gz", "g.spacy", "h.csv")),
                   *(f"{folder / 'i.jsonl'}:{n}" for n in (1, 2, 3, 4)), str(folder / "j.md"), str(folder / "k.docx")]  # fmt: skip
    assert not any("\n" in item.why for item in items if isinstance(item, BadRecord))


def test_a_word_document_that_unpacks_to_too_much(tmp_path, monkeypatch):
    write_docx(tmp_path / "in.docx", "A line.")
    monkeypatch.setattr(documents_module, "MOST_READ", 1000)
    (bad,) = read(tmp_path / "in.docx")
    assert "unpacks to more than" in bad.why


@pytest.mark.parametrize("name,extra", [("in.docx", "docx"), ("in.html", "html")])
def test_a_library_that_is_missing(tmp_path, monkeypatch, name, extra):
    (tmp_path / name).write_bytes(b"x")
    (tmp_path / "z.txt").write_text(TEXT, encoding="utf8", newline="")
    monkeypatch.setitem(sys.modules, documents_module.LIBRARIES[os.path.splitext(name)[1]][0], None)
    with pytest.raises(InputError, match=rf"^Reading .* needs .*pip install 'spacy-attrib\[{extra}\]'`, or in a checkout"):
        read(tmp_path / name)
    items = read(tmp_path)  # in a folder it does not stop the rest
    assert texts(items) == [TEXT] and f"spacy-attrib[{extra}]" in items[0].why


@pytest.mark.parametrize("data,ids", [
    (json.dumps({"text": TEXT}).encode("utf8"), ["stdin:1"]),
    (b"\n\n" + json.dumps({"text": TEXT, "id": "x"}).encode("utf8"), ["x"]),
    (TEXT.encode("utf8"), ["stdin"]),
    (TEXT.encode("utf-16"), ["stdin"]),
    ((json.dumps({"text": TEXT}) + "\n" + json.dumps({"text": TEXT})).encode("utf-16"), ["stdin:1", "stdin:2"]),
])  # fmt: skip
def test_standard_input(monkeypatch, data, ids):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    items = read("-")
    assert texts(items) == [TEXT] * len(ids) and [item.id for item in items if isinstance(item, Article)] == ids


def from_stdin(monkeypatch, data):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data if isinstance(data, bytes) else data.encode("utf8"))))
    return read("-")


LINE = json.dumps({"text": TEXT})
PRETTY = json.dumps({"id": "weir", "text": TEXT, "tags": [{"a": 1}]}, indent=2)


@pytest.mark.parametrize("data", [PRETTY, f"\ufeff{PRETTY}", f"\n\n{PRETTY}\n", PRETTY.encode("utf-16"), gzip.compress(PRETTY.encode("utf8"))])
def test_one_object_over_several_lines_is_one_record(monkeypatch, tmp_path, data):
    (article,) = [item for item in from_stdin(monkeypatch, data) if not isinstance(item, Note)]
    (tmp_path / "in.json").write_text(PRETTY, encoding="utf8")
    assert [article] == read(tmp_path / "in.json")


def test_an_object_within_an_object_begins_no_line(monkeypatch):
    (article,) = from_stdin(monkeypatch, '{"meta":\n{"desk": "river"},\n"text": "The weir holds."}')
    assert article == Article("stdin", "The weir holds.", {"desk": "river"})


PROSE = [
    "{Kabul} Ann Lee said it rained.",
    '{"Kabul"} Ann Lee said it rained.',
    '{Kabul} Ann Lee said.\n\nThe file read {"rain": 3}.\n{"rain": 4}\n',
    "{\nKabul fell, Ann Lee said.",
    "[Kabul] Ann Lee said it rained.",
    "[1] Ann Lee said it rained. [2]",
    "[{Kabul}] Ann Lee said it rained.",
    '"It rained," Ann Lee said.',
    '"It rained."',
    "1984",
    "",
]


@pytest.mark.parametrize("text", PROSE)
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_prose_is_one_text_whatever_it_begins_with(monkeypatch, text, pack):
    assert from_stdin(monkeypatch, pack(text.encode("utf8"))) == [Article("stdin", text)]


BROKEN = {  # how many records are left out, and where the first stands
    "[1, 2]": (2, "stdin, record 1"),
    "[[1]]": (1, "stdin, record 1"),
    '[{"text": "x"': (1, "stdin"),
    '{"text": "x"': (1, "stdin:1"),
    "{'text': 'x'}": (1, "stdin:1"),
    "{}": (1, "stdin:1"),
    '{"text": "x"} {"text": "y"}': (1, "stdin:1"),
    '{\n "text": "x",\n}': (1, "stdin"),
    f"{{broken\n{LINE}": (1, "stdin:1"),
    f'{{"broken":\n{LINE}': (1, "stdin:1"),
    f'{{"broken": x}}\nfoo\n{LINE}': (2, "stdin:1"),
}


@pytest.mark.parametrize("data", BROKEN)
def test_broken_json_is_told_once_and_the_records_beside_it_are_read(monkeypatch, data):
    items = from_stdin(monkeypatch, data)
    bad = [item for item in items if isinstance(item, BadRecord)]
    assert (len(bad), bad[0].where) == BROKEN[data] and texts(items) == [TEXT] * data.count(LINE)


def test_what_is_packed_is_unpacked_up_to_a_limit_and_damage_is_told(monkeypatch):
    packed = gzip.compress(f"{LINE}\n{LINE}".encode("utf8"))
    assert texts(from_stdin(monkeypatch, packed)) == [TEXT, TEXT]
    for data in (packed[:20], packed[:2], b"\x1f\x8bno"):
        (bad,) = from_stdin(monkeypatch, data)
        assert isinstance(bad, BadRecord) and bad.where == "stdin"
    monkeypatch.setattr("spacy_attrib.articles.encodings.MOST_READ", 20)
    (bad,) = from_stdin(monkeypatch, packed)
    assert isinstance(bad, BadRecord) and "longer than" in bad.why
    assert texts(from_stdin(monkeypatch, LINE)) == [TEXT]  # nobody is taken in by its size


def test_lines_are_read_as_they_come(monkeypatch):
    class Pipe(io.RawIOBase):
        sent = 0

        def readable(self):
            return True

        def readinto(self, buffer):
            self.sent += 1
            line = f"{LINE}\n".encode("utf8") if self.sent < 100 else b""
            buffer[: len(line)] = line
            return len(line)

    pipe = Pipe()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(pipe)))
    first = next(read_articles(find_inputs(["-"])))
    assert isinstance(first, Article) and pipe.sent == 1


@pytest.mark.parametrize("id", [True, False, 1.5, ["x"], {}])
def test_what_is_no_id(tmp_path, id):
    (tmp_path / "in.jsonl").write_text(json.dumps({"id": id, "text": TEXT}), encoding="utf8")
    (bad,) = read(tmp_path / "in.jsonl")
    assert isinstance(bad, BadRecord) and bad.why == "'id' is neither a string nor a whole number"


@pytest.mark.parametrize("id,expected", [(0, "0"), (17, "17"), ("True", "True"), ("", "in:1"), (None, "in:1")])
def test_what_is_an_id(tmp_path, id, expected):
    (tmp_path / "in.jsonl").write_text(json.dumps({"id": id, "text": TEXT}), encoding="utf8")
    assert [item.id for item in read(tmp_path / "in.jsonl")] == [expected]


def test_ids_of_docs_are_the_same_as_of_records(tmp_path):
    docs = DocBin(store_user_data=True)
    for id in (True, 3, None):
        doc = spacy.blank("en")(TEXT)
        doc.user_data["spacy_attrib"] = json.dumps({"id": id, "desk": "river", "meta": {"page": 1}})
        docs.add(doc)
    docs.to_disk(tmp_path / "in.spacy")
    bad, second, third = read(tmp_path / "in.spacy")
    assert isinstance(bad, BadRecord) and (second.id, third.id) == ("3", "in:3") and third.meta == {"desk": "river", "page": 1}


def test_names_of_files(tmp_path):
    names = ["<script>alert(1)<", '"><img onerror', "=cmd", "javascript:x"]
    for name in names:
        (tmp_path / f"{name}.txt").write_text(TEXT, encoding="utf8")
    try:
        (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text(TEXT, encoding="utf8")
    except OSError:
        pytest.skip("the file system takes Unicode names only")
    ids = [item.id for item in read(tmp_path)]
    assert sorted(ids) == sorted([*names, "caf\ufffd"])
    assert all(id.encode("utf8") for id in ids)


def test_two_files_of_one_name(tmp_path):
    for name in ("a.txt", "a.md"):
        (tmp_path / name).write_text(TEXT, encoding="utf8", newline="")
    assert [item.id for item in read(tmp_path)] == ["a", str(tmp_path / "a.txt")]


def test_how_many_records_there_are(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf8")
    (tmp_path / "b.jsonl").write_text('{"text": "x"}\n\n{"text": "y"}\n')
    assert count_records(find_inputs([str(tmp_path)])) == 3
    (tmp_path / "c.csv").write_text("text\nx\n")
    assert count_records(find_inputs([str(tmp_path)])) is None


def test_inputs_that_are_none(tmp_path):
    for given, message in ((["no.txt"], "There is no file"), ([], "There is no input"), (["-", "-"], "only once"), ([str(tmp_path)], "no input in")):
        with pytest.raises(InputError, match=message):
            find_inputs(given)
    (tmp_path / "quotes.metadata.json").write_text("{}")  # what stands beside a database is none
    with pytest.raises(InputError, match="no input in"):
        find_inputs([str(tmp_path)])
    (tmp_path / ".csv").write_text("x")
    (tmp_path / "in.pdf").write_text("x")
    for name in (".csv", "in.pdf"):
        with pytest.raises(InputError, match="of a kind that cannot be read"):
            find_inputs([str(tmp_path / name)])


def test_entries_of_front_matter_are_read_as_they_stand(tmp_path):
    path = tmp_path / "a.md"
    path.write_text("---\ntitle: 'The ferry'  \r\nauthors:\n  - name: Ann Lee\n# aaaa\nx-y: 1: 2\n---\nIt sank.")
    (article,) = read_articles(find_inputs([str(path)]))
    assert (article.text, article.meta) == ("It sank.", {"title": "The ferry", "name": "Ann Lee", "x-y": "1: 2"})
