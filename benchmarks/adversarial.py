"""How the time of every stage grows on texts made to be slow.

    python benchmarks/adversarial.py [--component attrib] [--most 1000000] [--stage NAME] [--text NAME] [--parse NAME] [--outputs]

Every text is doubled until a run takes longer than `--seconds` or it has `--most` characters. One run is timed stage by stage, in CPU seconds,
and the exponent of a stage is the slope of its time over the last sizes, on a logarithmic scale: 1 is linear, 2 quadratic. What takes less
than `LEAST` seconds is too short to tell. spaCy's own parser is not measured: every text is given parses made by hand (`hostile_texts.py`).
At the end stands for each stage the text and the parse on which it grows fastest. A machine with other work, and memory that no longer fits into
the caches, make times grow by up to 1.2 where the work does not: `--calls` counts instead how often functions are called. `--functions` tells
where the time goes at two sizes, function by function.
"""

import argparse
import cProfile
import gc
import importlib
import math
import pstats
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, NamedTuple, Tuple

import spacy
import srsly

from spacy_attrib import to_record
from spacy_attrib.articles.inputs import find_inputs
from spacy_attrib.articles.reading import read_articles
from spacy_attrib.attributions import add_record
from spacy_attrib.collection import find_people, find_statements
from spacy_attrib.corpora import read_corpus, write_corpus
from spacy_attrib.displacy import render
from spacy_attrib.report.writing import write_pages
from spacy_attrib.tokens import split_at_marks

sys.path.insert(0, str(Path(__file__).parent))
from hostile_texts import PAGES, PARSES, TEXTS  # noqa: E402

START = 4000  # characters of the shortest text
LEAST = 0.08  # CPU seconds from which on a time is long enough to be compared
LIMIT = 1.1
SELDOM = 100  # characters to a call
COMPONENT = {  # the stages of a component: where each function is called from
    "page": ["page.page:Page.__init__"],
    "layout": ["page.layout:quoted_segments", "page.layout:paragraphs"],
    "furniture": ["page.page:find_furniture"],
    "withheld": ["page.page:Page.withheld", "page.page:Page.nameless"],
    "find: verb cues": ["rules.finder:find_verb_cues"],
    "find: idioms": ["rules.finder:is_idiom", "rules.finder:is_order"],
    "find: prepositions": ["rules.finder:find_preposition_cues"],
    "find: transcript": ["rules.finder:find_transcript"],
    "find: quotations": ["rules.finder:Quotations.__init__", "rules.finder:Quotations.find", "rules.finder:Quotations.unattributed"],
    "find: clauses": ["rules.finder:find_clause", "rules.finder:draft_by"],
    "find: attributions": ["rules.finder:_is_attribution"],
    "find: nominal": ["rules.finder:find_nominal"],
    "find: quoted objects": ["rules.finder:find_quoted_objects"],
    "find: doubles": ["rules.finder:without_doubles"],
    "find: unattributed": ["rules.finder:_with_unattributed"],
    "find: nesting": ["rules.finder:without_asides", "rules.finder:outermost"],
    "find: veiled": ["rules.finder:with_veiled"],
    "furniture, labels": ["steps:without_furniture", "steps:without_labels"],
    "questions": ["steps:without_questions"],
    "senses": ["steps:without_other_senses"],
    "hearers": ["steps:without_hearers", "steps:drop_hearers"],
    "talks": ["steps:without_talks"],
    "bounds": ["steps:set_bounds"],
    "cited": ["steps:with_cited"],
    "narrow": ["steps:narrow_sources"],
    "resolve: story": ["resolving.resolver:Story.__init__"],
    "resolve: bodies": ["resolving.resolver:Resolver._speaking_bodies", "resolving.organizations:Organizations.learn"],
    "resolve: descriptions": ["resolving.resolver:Descriptions.__init__"],
    "resolve: groups": ["resolving.resolver:Groups.__init__", "resolving.resolver:Resolver._number_groups"],
    "resolve: mentions": ["resolving.resolver:Resolver._mentions_to_note", "resolving.resolver:Resolver._note_mentions"],
    "resolve: settle": ["resolving.resolver:Resolver._settle"],
    "type: rows": ["sourcing.types:_decide"],
    "type: disclosures": ["sourcing.types:attach_disclosures", "sourcing.types:without_disclosures"],
    "sound": ["steps:sound"],
    "write": ["steps:write_attributions"],
}
NETWORK = {
    "network: features": ["recognizer:extract_features"],
    "network: decode": ["recognizer:decode"],
    "network: drafts": ["recognizer:draft_of"],
    "network: combine": ["recognizer:combine"],
    "network: model": ["recognizer:AttributionRecognizer._score"],
}
Times = Dict[str, float]


class Size(NamedTuple):
    """One size of a text, in characters, and the seconds of every stage."""

    characters: int
    times: Times


@contextmanager
def timed(stages: Dict[str, List[str]]) -> Iterator[Times]:
    """Replace functions by ones that add up their CPU seconds, by stage; calls within calls of one stage count once."""
    times: Times = defaultdict(float)
    undo = []
    for stage, places in stages.items():
        running = [0]
        for place in places:
            module_name, _, path = place.partition(":")
            owner: Any = importlib.import_module(f"spacy_attrib.{module_name}")
            *outer, name = path.split(".")
            for each in outer:
                owner = getattr(owner, each)
            known = owner.__dict__[name]
            undo.append((owner, name, known))
            if hasattr(known, "func"):  # a cached property
                fresh: Any = type(known)(_clocked(known.func, times, stage, running))
                fresh.__set_name__(owner, name)
                setattr(owner, name, fresh)
            elif isinstance(known, type):
                raise TypeError(f"{place} is a class: name one of its methods")
            else:
                setattr(owner, name, _clocked(known, times, stage, running))
    try:
        yield times
    finally:
        for owner, name, known in reversed(undo):
            setattr(owner, name, known)


def _clocked(function: Callable[..., Any], times: Times, stage: str, running: List[int]) -> Callable[..., Any]:
    @wraps(function)
    def clocked(*args: Any, **kwargs: Any) -> Any:
        if running[0]:
            return function(*args, **kwargs)
        running[0] = 1
        began = time.process_time()
        try:
            result = function(*args, **kwargs)
            return iter(list(result)) if hasattr(result, "__next__") else result
        finally:
            times[stage] += time.process_time() - began
            running[0] = 0

    return clocked


class Outputs:
    """What is read of a Doc with attributions, and of records of it, each as a stage."""

    def __init__(self, doc: Any, nlp: Any):
        self.doc = doc
        self.nlp = nlp

    def run(self) -> Iterator[Tuple[str, Callable[[], Any]]]:
        """Name and call of every stage, those that need others behind these."""
        doc = self.doc
        yield "read attributions", lambda: doc._.attributions
        yield "read speakers", lambda: doc._.speakers
        record = to_record(doc, "one")
        yield "to_record", lambda: to_record(doc, "one", texts=True)
        yield "add_record", lambda: add_record(self.nlp.make_doc(record["text"]), record)
        audit = doc._.sourcing_audit
        yield "audit", lambda: doc._.sourcing_audit
        yield "displacy", lambda: render(doc, jupyter=False)
        with tempfile.TemporaryDirectory() as folder:
            yield "report", lambda: write_pages([record], [audit.to_dict()], Path(folder, "report.html"))
            yield "people", lambda: find_people([record])
            yield "statements", lambda: find_statements([record])
            for kind, name in (
                ("jsonl", "a.jsonl"),
                ("brat", "brat"),
                ("spacy", "a.spacy"),
                ("labelstudio", "a.json"),
                ("doccano", "d.jsonl"),
                ("prodigy", "p.jsonl"),
            ):
                yield f"corpora: write {kind}", lambda: write_corpus(Path(folder, name), [dict(record)], kind)
                yield f"corpora: read {kind}", lambda: list(read_corpus(Path(folder, name), kind))


def run_component(component: Any, nlp: Any, text: str, parse: str, outputs: bool) -> Times:
    """The times of every stage of a component on one text, and of what is read of it."""
    doc = PARSES[parse](nlp, text)
    with timed({**COMPONENT, **NETWORK} if component.name == "attrib" else COMPONENT) as times:
        began = time.process_time()
        component(doc)
        times["all"] = time.process_time() - began
    if outputs:
        times.update(_clock(Outputs(doc, nlp).run()))
    return dict(times)


def run_readers(text: str, suffix: str) -> Times:
    """The time of reading a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"a{suffix}")
        if suffix == ".jsonl":
            srsly.write_jsonl(path, [{"id": "a", "text": text}])
        else:
            path.write_text(text, encoding="utf8")
        return _clock([(f"articles: {suffix}", lambda: list(read_articles(find_inputs([str(path)]))))])


def _clock(calls: Any) -> Times:
    times: Times = {}
    for name, call in calls:
        began = time.process_time()
        call()
        times[name] = time.process_time() - began
    return times


def grow(run: Callable[[int], Times], least: int, most: int, seconds: float) -> List[Size]:
    """The times at every size, until a run takes too long."""
    sizes, characters, took = [], least, 0.0
    while characters <= most and took <= seconds:
        gc.collect()
        gc.disable()  # its time is in proportion to what there is, but comes in leaps
        began = time.process_time()
        sizes.append(Size(characters, run(characters)))
        took = time.process_time() - began
        gc.enable()
        characters *= 2
    return sizes


def slope(sizes: List[Size], stage: str) -> float:
    """The exponent of growth of a stage over the last three sizes at which it took long enough to tell; nan if there are not two."""
    points = [(math.log(size.characters), math.log(size.times[stage])) for size in sizes if size.times.get(stage, 0) > LEAST][-3:]
    if len(points) < 2:
        return math.nan
    return (points[-1][1] - points[0][1]) / (points[-1][0] - points[0][0])


def _profiles(run: Callable[[int], Any], characters: int) -> List[Dict[Any, Any]]:
    """What `cProfile` notes at a size and at four times that."""
    stats = []
    for size in (characters, 4 * characters):
        profile = cProfile.Profile(time.process_time)
        profile.runcall(run, size)
        stats.append(pstats.Stats(profile).stats)  # type: ignore[attr-defined]
    return stats


def calls(run: Callable[[int], Any], characters: int) -> Tuple[float, float, str]:
    """How the number of calls grows, whatever else the machine does: the exponent of all of them, the highest of a function, and that function.

    Functions with fewer than one call for every `SELDOM` characters are left out: they cannot make a run slow by their number.
    """
    before, after = _profiles(run, characters)
    often = {key: after[key][1] for key in after if after[key][1] * SELDOM > characters and key in before}
    worst, (file, line, name) = max((math.log(count / before[key][1], 4), key) for key, count in often.items())
    total = math.log(sum(row[1] for row in after.values()) / sum(row[1] for row in before.values()), 4)
    return total, worst, f"{'/'.join(Path(file).parts[-2:])}:{line} {name}"


def functions(run: Callable[[int], Any], characters: int) -> None:
    """Print the functions of which the own time grows fastest between a size and four times that."""
    stats = _profiles(run, characters)
    rows = []
    for key, (_, calls, own, total, _) in stats[1].items():
        before = stats[0].get(key)
        if own > 0.02 and before is not None:
            rows.append((math.log(own / max(before[2], 1e-4), 4), own, total, calls, math.log(calls / before[1], 4), key))
    for exponent, own, total, calls, more, (file, line, name) in sorted(rows, key=lambda row: -row[1])[:25]:
        print(f"{exponent:6.2f}{own:9.2f}{total:9.2f}{calls:10}{more:6.2f}  {'/'.join(Path(file).parts[-2:])}:{line} {name}")


def main() -> None:
    """Measure, and print a line for every text and stage that grows too fast, and at the end the worst of each stage."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--least", type=int, default=START, help="Characters of the shortest text.")
    parser.add_argument("--most", type=int, default=1_024_000, help="Characters of the longest text.")
    parser.add_argument("--seconds", type=float, default=4.0, help="Time after which a text is not doubled again.")
    parser.add_argument("--component", default="attrib_ruler", help="attrib_ruler, attrib or readers.")
    parser.add_argument("--stage", default="", help="Stages whose name begins so only.")
    parser.add_argument("--text", default="", help="Texts whose name begins so only.")
    parser.add_argument("--parse", default="", help="Parses whose name begins so only.")
    parser.add_argument("--outputs", action="store_true", help="Measure what is read of a Doc, too.")
    parser.add_argument("--functions", type=int, default=0, help="Print where the time goes at this size and at four times that.")
    parser.add_argument("--calls", type=int, default=0, help="Count calls at this size and at four times that, and time nothing.")
    given = parser.parse_args()
    nlp = spacy.blank("en")
    split_at_marks(nlp)
    nlp.max_length = 10**9
    runs: List[Tuple[str, str, Callable[[int], Times]]] = []
    if given.component == "readers":
        for suffix, texts in ((".md", PAGES), (".html", PAGES), (".txt", TEXTS), (".jsonl", TEXTS)):
            for title, make in texts.items():
                runs.append((title, suffix, lambda n, make=make, suffix=suffix: run_readers(make(n), suffix)))  # type: ignore[misc]
    else:
        component = nlp.create_pipe(given.component)
        component.name = given.component
        component(PARSES["sentences"](nlp, "he said that it rained"))  # loads the weights
        for title, make in TEXTS.items():
            for parse in PARSES:
                run = lambda n, make=make, parse=parse: run_component(component, nlp, make(n), parse, given.outputs)  # noqa: E731
                runs.append((title, parse, run))
    worst: Dict[str, Tuple[float, str]] = {}
    for title, parse, run in runs:
        if not title.startswith(given.text) or not parse.startswith(given.parse):
            continue
        if given.functions:
            print(f"{title}, {parse}")
            functions(run, given.functions)
            continue
        if given.calls:
            total, most, function = calls(run, given.calls)
            print(f"{total:5.2f}  {title}, {parse}" + (f"; {most:.2f} {function}" if most > LIMIT else ""), flush=True)
            continue
        sizes = grow(run, given.least, given.most, given.seconds)
        for stage in sizes[-1].times:
            exponent = slope(sizes, stage)
            if not stage.startswith(given.stage) or math.isnan(exponent):
                continue
            told = f"{exponent:5.2f}  {sizes[-1].times[stage]:7.2f} s at {sizes[-1].characters:8}  {title}, {parse}"
            if exponent > LIMIT and stage != "all":
                print(f"{stage:24}{told}", flush=True)
            worst[stage] = max(worst.get(stage, (0.0, "")), (exponent, told))
        last = sizes[-1]
        print(f"{'(all)':24}{slope(sizes, 'all'):5.2f}  {last.times.get('all', 0):7.2f} s at {last.characters:8}  {title}, {parse}", flush=True)
    if worst:
        print("\nthe worst of every stage")
    for stage, (_, told) in worst.items():
        print(f"{stage:24}{told}")


if __name__ == "__main__":
    main()
