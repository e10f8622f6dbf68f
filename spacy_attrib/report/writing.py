"""Writes the pages: one file that holds all, or a folder with a page for each article."""

import base64
import hashlib
import json
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Dict, Iterable, Iterator, List, Mapping, Sequence, Tuple

from markupsafe import Markup

from ..files import whole_path
from ..lang.base import Lexicon
from ..lang.reading import load_lexicon
from . import plots
from .accepted import Accepted
from .articles import ArticleView, view_article
from .ledger import Entry, find_entries, groupings
from .overview import Tally, bin_by_time
from .slugs import Slugs

TEMPLATES = Path(__file__).parents[1] / "templates" / "report"
STYLES = ("base", "article", "ledger", "overview", "small", "print")  # in the order in which they overrule each other
SCRIPTS = ("views", "light", "filters", "ledger")
GENERATOR = "spacy-attrib report"  # by which a report is known again
ARTICLES = "articles"
PAGES = ("index.html", "ledger.html", ARTICLES)  # what lies in the folder of a report
TITLE = "Who said it"


def write_pages(
    records: Iterable[Mapping[str, Any]],
    findings: Iterable[Mapping[str, Any]],
    output: Path,
    accepted: Sequence[Accepted] = (),
    title: str = TITLE,
) -> int:
    """Write the pages of a report: overview, ledger, and every article with its marks. They need no network, and whatever comes from outside
    is escaped.

    records (Iterable[Mapping[str, Any]]): Articles as `to_record` gives them, with `meta`; they are taken one at a time. If speakers say who they
        are across articles (`spacy_attrib.collection.add_people`), the overview goes by that; else by names that are alike, gender not known.
    findings (Iterable[Mapping[str, Any]]): For each of them, in the same order, what `Audit.to_dict` gives.
    output (Path): A file that ends in .html, which then holds all; else a folder for index.html, ledger.html and articles/. It appears whole,
        in place of an older one, or not at all.
    accepted (Sequence[Accepted]): The findings that were accepted before, as `read_accepted` gives them.
    title (str): Title of the report.
    RETURNS (int): How many articles there are.
    RAISES (ValueError): If the folder holds anything that is no report; (OSError): if it cannot be written.
    """
    check_folder(output)
    builder = _Builder(title, accepted, is_file(output))
    with whole_path(output) as temporary:
        if is_file(output):
            articles = [builder.article(record, audit) for record, audit in zip(records, findings)]
            _write(temporary, builder.page(title, "", [*builder.summaries(), *articles]))
        else:
            (temporary / ARTICLES).mkdir(parents=True)
            for record, audit in zip(records, findings):
                body = builder.article(record, audit)
                view = builder.contents[-1]
                _write(temporary / ARTICLES / f"{view['slug']}.html", builder.page(view["title"], "../", [body]))
            overview, ledger, contents = builder.summaries()
            _write(temporary / "index.html", builder.page(title, "", [overview]))
            _write(temporary / "ledger.html", builder.page(f"Ledger, {title}", "", [ledger]))
            _write(temporary / ARTICLES / "index.html", builder.page(f"Articles, {title}", "../", [contents]))
    return builder.tally.articles


def is_file(output: Path) -> bool:
    """Whether all goes into one file."""
    return output.suffix.lower() in (".html", ".htm")


def check_folder(output: Path) -> None:
    """ValueError if a folder would be replaced that holds anything but a report of before."""
    if is_file(output) or not output.exists():
        return
    if not output.is_dir():
        raise ValueError(f"'{output}' is no folder: give a name that ends in .html, or that of a folder.")
    inside = {path.name for path in output.iterdir()}
    if inside and not (inside <= set(PAGES) and _is_report(output / PAGES[0])):
        raise ValueError(f"The folder '{output}' holds other files than a report: give a new or an empty one.")


def _is_report(path: Path) -> bool:
    try:
        with path.open(encoding="utf8", errors="replace") as file:
            return f'content="{GENERATOR}"' in file.read(2000)
    except OSError:
        return False


def _write(path: Path, parts: Iterable[str]) -> None:
    with path.open("w", encoding="utf8", errors="replace", newline="\n") as file:
        file.writelines(parts)


class _Builder:
    """Renders articles one at a time, and keeps of them what overview, ledger and contents need."""

    def __init__(self, title: str, accepted: Sequence[Accepted], single: bool):
        self.title = title
        self.accepted = set(accepted)
        self.unseen = dict.fromkeys(accepted)  # marks of articles that are not in this run are saved again
        self.single = single
        self.slugs = Slugs()
        self.tally = Tally()
        self.entries: List[Entry] = []
        self.contents: List[Dict[str, Any]] = []
        self.lexicon: Lexicon = load_lexicon("en")

    def article(self, record: Mapping[str, Any], audit: Mapping[str, Any]) -> Markup:
        """The page of an article, without its head."""
        view = view_article(record, audit, self.slugs.name(str(record.get("id") or "")), self.accepted)
        self.tally.add(view, int(audit.get("anonymous") or 0))
        self.entries += find_entries(view, audit, self.lexicon)
        for finding in view.findings:
            self.unseen.pop(finding.key, None)
        self.contents.append(_listed(view))
        return self._render("article", article=view, anchor=f"{view.slug}-" if self.single else "")

    def summaries(self) -> Tuple[Markup, Markup, Markup]:
        """Overview, ledger and list of articles, without their heads; when all articles are in."""
        tally = self.tally
        overview = self._render(
            "overview",
            tally=tally,
            columns=plots.draw_columns(*bin_by_time(tally.days)),
            most_quoted=plots.draw_most_quoted(tally),
            voices=plots.draw_share_of_voice(tally),
            outlets=plots.draw_outlets(tally),
            genders=plots.draw_genders(tally),
            height=plots.PLOT_HEIGHT,
        )
        others = [key._asdict() for key in self.unseen]
        rules = sorted({finding.kind for entry in self.entries for finding in entry.findings})
        ledger = self._render("ledger", entries=self.entries, groupings=groupings(self.entries), rules=rules, others=others)
        return overview, ledger, self._render("contents", contents=self.contents)

    def page(self, title: str, up: str, views: Iterable[Markup]) -> Iterator[str]:
        """A whole page, in parts. `up` leads from its folder to that of the report."""
        links = ("#overview", "#ledger", "#articles") if self.single else (f"{up}index.html", f"{up}ledger.html", f"{up}{ARTICLES}/index.html")
        nav = list(zip(("Overview", "Ledger", "Articles"), links))
        yield self._render("head", title=title, report=self.title, nav=nav, generator=GENERATOR, **_inlined())
        yield from views
        yield self._render("foot", script=_inlined()["script"])

    def link(self, slug: str, quote: Any = None) -> str:
        """Where an article stands, or one of its quotations, as seen from the folder of the report."""
        where = "" if quote is None else f"q{quote}"
        if self.single:
            return f"#{slug}-{where}" if where else f"#{slug}"
        return f"{ARTICLES}/{slug}.html" + (f"#{where}" if where else "")

    def _render(self, name: str, **values: Any) -> Markup:
        return Markup(_environment().get_template(f"{name}.html").render(link=self.link, single=self.single, **values))


def _listed(view: ArticleView) -> Dict[str, Any]:
    """What the list of articles tells of one."""
    return {
        "slug": view.slug,
        "title": view.title,
        "facts": view.facts,
        "quotes": len(view.quotes),
        "unnamed": view.unnamed,
        "findings": sum(not finding.accepted for finding in view.findings),
    }


def _without_nul(value: Any) -> Any:
    """Text as HTML may have it: there is no place in it for the character NUL."""
    return value.replace("\0", "\ufffd") if isinstance(value, str) else value


@lru_cache(maxsize=1)
def _environment() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # slow, and needed here only

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_without_nul,
    )
    environment.filters["json"] = _json
    environment.filters["facts"] = partial(json.dumps, ensure_ascii=False)  # for an attribute, where it is escaped as all text is
    return environment


def _json(value: Any) -> Markup:
    """JSON that may stand inside a script element: nothing in it ends the element or begins a comment."""
    text = json.dumps(value, ensure_ascii=True)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


@lru_cache(maxsize=1)
def _inlined() -> Dict[str, str]:
    """Style and script of every page, and the policy that lets the browser run and load these and nothing else."""
    style = "\n" + "".join((TEMPLATES / "css" / f"{name}.css").read_text("utf8") for name in STYLES)
    script = '\n"use strict";\n' + "".join((TEMPLATES / "js" / f"{name}.js").read_text("utf8") for name in SCRIPTS)
    plain = "\n" + (TEMPLATES / "css" / "noscript.css").read_text("utf8")
    policy = f"default-src 'none'; style-src {_hash(style)} {_hash(plain)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    return {"style": Markup(style), "script": Markup(script), "plain": Markup(plain), "policy": policy}


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf8')).digest()).decode('ascii')}'"
