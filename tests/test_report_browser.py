"""The report in a browser: clicks, filters, jumps, keyboard, phone and print, and what axe-core has to say.

Needs Chromium (Debian's, or whatever $CHROMIUM names) and `pip install playwright axe-playwright-python`; skipped without.
"""

import json
import os
import shutil
import time

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from spacy_attrib.attributions import PERSON_FIELDS
from spacy_attrib.report import write_pages
from spacy_attrib.scoring.matching import match_corpora
from spacy_attrib.scoring.mistakes import write_page

from .test_report import HOSTILE, article, audit, quotation, write

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")

TALK = (
    "Pier to close for the winter, sources say\n\n"
    "Mayor Ines Calder told the council that “the pier is rotten”. She said that officials had warned her that it might fall.\n\n"
    "An engineer, who asked not to be named because the report is secret, called it a disgrace.\n\n"
    "“We shall build a new one,” Calder said. “It will be of steel.”"
)


def talk(id="talk", **meta):
    engineer = {"source_type": "unnamed_person", "anonymous": True}
    why = {"disclosure": _pieces("asked not to be named"), "reason": _pieces("because the report is secret")}
    split = quotation(TALK, "“We shall build a new one,”", "said. “It"[:4], "Calder said"[:6], "Ines Calder", form="direct", id="a5")
    start = TALK.index("Calder said")
    split.update(content=_pieces("“We shall build a new one,”", "“It will be of steel.”"), source=[[start, start + 6]], cue=[[start + 7, start + 11]])
    items = [
        quotation(TALK, "Pier to close for the winter", "say", "sources", "sources", source_type="unnamed_group", anonymous=True, id="a0"),
        quotation(TALK, "that “the pier is rotten”", "told", "Mayor Ines Calder", "Ines Calder", form="mixed", id="a1"),
        quotation(TALK, "that officials had warned her that it might fall", "said that"[:4], "She", "Ines Calder", id="a2"),
        quotation(TALK, "that it might fall", "had warned", "officials", "officials", source_type="unnamed_group", anonymous=True, id="a3"),
        quotation(TALK, "a disgrace", "called", "An engineer", "An engineer", **engineer, **why, id="a4"),
        split,
    ]
    return {"id": id, "text": TALK, "meta": meta, "attributions": items}


def _pieces(*parts):
    return [[TALK.index(part), TALK.index(part) + len(part)] for part in parts]


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def opened(browser):
    """Opens a page; at the end the browser must have had nothing to complain of."""
    contexts, problems = [], []

    def visit(path, anchor="", **options):
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: problems.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("dialog", lambda dialog: (problems.append(dialog.message) if dialog.type != "beforeunload" else None, dialog.dismiss()))
        page.on("request", lambda request: None if request.url.startswith(("file:", "blob:")) else problems.append(request.url))
        page.goto(path.resolve().as_uri() + anchor)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture(scope="module")
def single(tmp_path_factory):
    records = (talk(outlet="Evening Sun", date="2026-03-01"), article(meta={"outlet": "The Courier", "desk": "home", "date": "2026-04-02"}))
    return write(tmp_path_factory.mktemp("single") / "r.html", *records)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    records = (talk(outlet="Evening Sun", date="2026-03-01"), article(meta={"outlet": "The Courier", "desk": "home", "date": "2026-04-02"}))
    return write(tmp_path_factory.mktemp("folder") / "out", *records)


def lit(page, role):
    return "".join(page.locator(f".lit-{role}").all_text_contents())


def test_pointing_at_a_quotation_lights_what_belongs_to_it(opened, folder):
    page = opened(folder / "articles" / "talk.html")
    page.locator("p.text .c", has_text="It will be of steel").hover()
    assert lit(page, "c") == "“We shall build a new one,”“It will be of steel.”" and lit(page, "q") == "said"
    assert lit(page, "s") == "Calder" and lit(page, "p") == "Ines Calder"
    details = page.locator(".details").inner_text().replace("\n", " ")
    assert "Ines Calder" in details and "direct" in details and "a person with a name" in details and "0.90" in details
    page.locator("p.text .d").hover()
    assert lit(page, "c") == "a disgrace" and "because the report is secret" in page.locator(".details").inner_text()
    page.locator("p.text .c.deep").hover()
    assert lit(page, "c") == "that it might fall" and lit(page, "s") == "officials"  # the inner one
    page.mouse.move(2, 2)
    assert page.locator(".lit").count() == 0 and page.locator(".hint").count() == 1


def test_a_click_holds_it_and_escape_lets_go(opened, folder):
    page = opened(folder / "articles" / "talk.html")
    page.locator("p.text .d").click()
    page.mouse.move(2, 2)
    assert lit(page, "c") == "a disgrace" and page.locator(".note button[aria-pressed=true]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator(".lit, [aria-pressed=true]").count() == 0
    page.locator("p.text .d").click()
    page.locator("p.text .d").click()
    page.mouse.move(2, 2)
    assert page.locator(".lit").count() == 0


def test_the_keyboard_walks_through_the_margin(opened, folder):
    page = opened(folder / "articles" / "talk.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    seen = []
    while len(seen) < 6:
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.note') !== null"):
            seen.append(lit(page, "c"))
            if len(seen) == 3:
                page.keyboard.press("Enter")
                assert page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"
    assert seen[0] == "Pier to close for the winter" and all(seen)


def test_filters_take_marks_away_and_bring_them_back(opened, folder):
    page = opened(folder / "articles" / "talk.html")
    read = "() => [...document.querySelectorAll('.text [data-r]')].map(s => s.className)"
    text = page.locator(".article").evaluate("a => [...a.querySelectorAll('.text')].map(t => t.textContent).join('')")
    assert text == TALK
    before = page.evaluate(read)
    page.get_by_label("unnamed only").check()
    assert page.locator(".filters output").inner_text() == "3 of 6 shown" and page.locator(".note:visible").count() == 3
    assert page.locator("p.text .c:not(.unnamed)").count() == 0 and page.locator("p.text .c.deep").count() == 0
    page.get_by_role("button", name="All", exact=True).click()
    page.wait_for_function("document.querySelector('.filters output').textContent === '6 of 6 shown'")
    assert page.evaluate(read) == before  # the script and the program make the same classes
    page.locator(".voice", has_text="Ines Calder").click()
    assert page.locator(".filters output").inner_text() == "3 of 6 shown"
    page.get_by_label("direct", exact=False).first.uncheck()
    assert page.locator(".filters output").inner_text() == "2 of 6 shown" and page.locator("p.text .c.direct").count() == 0
    page.locator("p.text", has_text="steel").click()  # nothing is marked there: nothing is lit
    assert page.locator(".lit").count() == 0
    page.locator(".voice", has_text="Ines Calder").click()
    page.get_by_label("direct", exact=False).first.check()
    assert page.evaluate(read) == before


@pytest.mark.parametrize("kind", ["single", "folder"])
def test_jumps_from_the_ledger_into_the_article(opened, request, kind):
    output = request.getfixturevalue(kind)
    page = opened(output if kind == "single" else output / "index.html")
    page.get_by_role("link", name="Ledger").click()
    page.wait_for_selector(".ledger table", state="visible")
    assert page.locator("h1:visible").count() == 1
    line = page.locator(".ledger tbody tr", has_text="An engineer")
    assert line.locator("mark").inner_text() == "An engineer" and "because the report is secret" in line.inner_text()
    line.get_by_role("link").click()
    page.wait_for_selector(".note button[aria-pressed=true]")
    assert lit(page, "c") == "a disgrace" and page.locator(".lit-c").is_visible() and page.locator("article:visible").count() == 1
    assert page.locator("[aria-current]").inner_text() == "Articles"
    page.go_back()
    page.wait_for_selector(".ledger table", state="visible")
    page.get_by_role("link", name="Articles").click()
    page.wait_for_selector(".contents", state="visible")
    page.locator(".contents").get_by_role("link", name="Ferry late again").click()
    page.wait_for_selector("article:visible .finding")
    assert page.evaluate("scrollY") == 0 and "Describe an unnamed source" in page.locator("article:visible").inner_text()


def test_the_ledger_is_grouped_filtered_and_accepted(opened, single, tmp_path):
    page = opened(single, "#ledger", accept_downloads=True)
    assert page.locator("[name=group] option").all_text_contents() == ["article", "outlet", "desk", "month"]
    page.locator("[name=group]").select_option("outlet")
    assert page.locator(".group").all_text_contents() == ["Evening Sun: 2 lines", "The Courier: 1 line"]
    page.locator("[name=group]").select_option("desk")
    assert page.locator(".group").all_text_contents() == ["home: 1 line", "no desk: 2 lines"]
    page.locator("[name=rule]").select_option("bare descriptor")
    shown = page.locator(".ledger tbody tr:not(.group):visible").count()
    assert shown == 2
    page.locator(".finding:visible", has_text="bare descriptor").locator("input").first.check()
    page.locator("[name=open]").check()
    assert page.locator(".ledger tbody tr:not(.group):visible").count() == shown - 1
    assert page.locator(".controls output").inner_text() == "1 accepted, 1 change not saved"
    with page.expect_download() as download:
        page.get_by_role("button", name="Save accepted findings").click()
    assert download.value.suggested_filename == "accepted.json"
    (mark,) = json.loads(open(download.value.path(), encoding="utf8").read())["accepted"]
    assert mark["kind"] == "bare_descriptor" and set(mark) == {"article", "kind", "text", "nth"}
    assert page.locator(".controls output").inner_text() == "1 accepted"
    assert page.locator(".article .finding.accepted").count() == 1  # in the margin, too


def test_a_phone_shows_the_details_below(browser, opened, folder):
    page = opened(folder / "articles" / "talk.html", viewport={"width": 360, "height": 700}, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert not page.locator(".details").is_visible()
    page.locator("p.text .d").tap()
    box = page.locator(".details").bounding_box()
    assert box["y"] + box["height"] == pytest.approx(700, abs=1) and "asked not to be named" in page.locator(".details").inner_text()
    for name in ("index.html", "ledger.html", "articles/index.html"):
        other = opened(folder / name, viewport={"width": 360, "height": 700})
        assert other.evaluate("document.documentElement.scrollWidth") <= 360, name


def test_print_shows_text_and_margin(opened, folder):
    page = opened(folder / "articles" / "talk.html")
    page.emulate_media(media="print")
    assert not page.locator(".masthead nav").is_visible() and not page.locator(".filters").is_visible()
    assert page.locator("p.text").first.is_visible() and page.locator(".note").first.is_visible() and page.locator(".finding").first.is_visible()
    decoration = page.locator("p.text .c").first.evaluate("e => getComputedStyle(e).textDecorationLine")
    assert decoration == "underline"  # marks do not rest on colour


def test_without_scripts_everything_can_be_read(opened, single):
    page = opened(single, java_script_enabled=False)
    assert page.locator("article").count() == 2 == page.locator("article:visible").count()
    assert page.locator(".ledger table").is_visible() and not page.locator(".controls").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1360, 390])
def test_axe_finds_nothing_serious(opened, single, folder, scheme, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed").Axe()
    pages = [(folder / name, "") for name in ("index.html", "ledger.html", "articles/talk.html", "articles/index.html")]
    for path, anchor in [*pages, (single, "#ledger"), (single, "#talk-q4")]:
        page = opened(path, anchor, color_scheme=scheme, viewport={"width": width, "height": 900})
        found = axe.run(page).response["violations"]
        serious = [(v["id"], [node["html"][:200] for node in v["nodes"]][:3]) for v in found if v["impact"] in ("serious", "critical")]
        assert serious == [], path.name
        page.close()


def test_hostile_content_does_nothing(opened, tmp_path):
    text = f"Head {HOSTILE}\n\nMr. Orrin {HOSTILE} Vale told us that “it {HOSTILE} leaks”. Sources said that it failed."
    record = {
        "id": HOSTILE,
        "text": text,
        "meta": {"title": HOSTILE, "url": "javascript:alert(1)", "outlet": HOSTILE},
        "attributions": [
            quotation(text, f"that “it {HOSTILE} leaks”", "told", f"Orrin {HOSTILE} Vale", f"Orrin {HOSTILE} Vale"),
            quotation(text, "that it failed", "said", "Sources", "Sources", source_type="unnamed_group"),
        ],
    }
    record["attributions"][0]["speaker"].update(dict.fromkeys(PERSON_FIELDS, HOSTILE))
    page = opened(write(tmp_path / "r.html", record, title=HOSTILE), "#ledger")
    page.locator("[name=group]").select_option("outlet")
    assert HOSTILE in page.locator(".group").inner_text() and page.locator("img").count() == 0
    page.locator(".ledger tbody a").first.click()
    page.wait_for_selector(".note button[aria-pressed=true]")
    page.locator("p.text .c").first.hover()
    assert page.locator(".details").inner_text().count(HOSTILE) >= len(PERSON_FIELDS) and page.evaluate("document.images.length") == 0


def test_a_page_of_many_articles_is_usable_in_two_seconds(browser, tmp_path):
    """In time of the processor, since the machine may have more to do. 800 short articles have as many quotations as 300 of a paper."""
    records = [talk(f"talk {n}", outlet=f"Paper {n % 4}", date=f"2026-{1 + n % 12:02}-01") for n in range(800)]
    found = audit(records[0])
    start = time.process_time()
    write_pages(records, (found for _ in records), tmp_path / "r.html")
    assert time.process_time() - start < 5
    page = browser.new_page()
    metrics = page.context.new_cdp_session(page)
    metrics.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto((tmp_path / "r.html").as_uri(), wait_until="load")
    values = {metric["name"]: metric["value"] for metric in metrics.send("Performance.getMetrics")["metrics"]}
    page.close()
    assert 0 < values["TaskDuration"] < 2


def test_page_of_mistakes(opened, tmp_path):
    """`evaluate --errors`: kinds can be left out, articles opened and closed together."""
    first, second, right = talk("one"), talk("two"), talk("three")
    wrong = {**first, "attributions": first["attributions"][1:]}  # one is missed
    other = {**second, "attributions": [{**second["attributions"][0], "act": "thought"}, *second["attributions"][1:]]}
    matchings = match_corpora([first, second, right], [wrong, other, right])
    (tmp_path / "errors.html").write_text("".join(write_page(matchings, "title")), encoding="utf8")
    page = opened(tmp_path / "errors.html")
    assert page.locator("details").count() == 2 and page.locator("details[open]").count() == 0
    page.click("#expand")
    assert page.locator("section:visible").count() == 2
    page.uncheck("input[value=missed]")
    assert page.locator("section:visible").count() == page.locator("details:visible").count() == 1
    assert page.inner_text("#shown") == "1 of 2 shown"
    page.click("#collapse")
    assert page.locator("section:visible").count() == 0
