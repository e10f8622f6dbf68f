"""The run: groups of texts, each parsed and read by both components in some setting, and every now and then compared, written, damaged."""

import random
import signal
import tempfile
import time
from collections import Counter, defaultdict
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Sequence, Tuple

import spacy
from spacy.language import Language

from spacy_attrib.attributions import to_record
from spacy_attrib.pipelines import split_at_marks
from spacy_attrib.processes import Failure, annotate_texts
from spacy_attrib.rules.finder import make_rule_finder

from ..conftest import load_english
from . import commands, files, parses
from .checks import group_violations, violations
from .texts import corpus_texts, make_texts

KEYS = {"attrib": "attrib", "attrib_ruler": "by_rules"}
GROUP = 100  # texts that are run at once
FILES = 7  # damaged files behind each group
ZONE = 100  # groups of which the words are forgotten together
THOROUGH, COMPARED, WRITTEN, COMMANDED, PROCESSES, PARSED = 5, 20, 50, 4, 200, 25  # every so many groups
PATIENCE = 15.0  # seconds of work of one group, or of one text that is tried alone


@dataclass
class Found:
    """What a run has tried and found: inputs by maker, and by maker and violation how often, with the shortest input of each."""

    seed: int
    inputs: Counter = field(default_factory=Counter)
    violations: Dict[str, Counter] = field(default_factory=lambda: defaultdict(Counter))
    examples: Dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def tried(self) -> int:
        """How many inputs."""
        return sum(self.inputs.values())

    def note(self, maker: str, what: str, shown: str) -> None:
        """Note a violation."""
        self.violations[maker][what] += 1
        if len(shown) < len(self.examples.get(what, shown + " ")):
            self.examples[what] = shown[:3000]

    def to_dict(self) -> Dict[str, Any]:
        """JSON data, a line of the log."""
        own = {maker: dict(found) for maker, found in self.violations.items()}
        return {
            **{"seed": self.seed, "inputs": self.tried, "seconds": round(self.seconds, 1), "by_maker": dict(sorted(self.inputs.items()))},
            **{"violations": own, "examples": self.examples},
        }


class Pipelines:
    """Both components behind a real parser and behind a guessing one; they are the same objects, so that a setting is made once.

    sample (int): Of how many articles the guesses are learned.
    """

    def __init__(self, sample: int) -> None:
        self.real = load_english()
        split_at_marks(self.real)
        self.real.add_pipe("attrib_paragraphs", first=True)
        docs = list(self.real.pipe(corpus_texts()[:: max(1, len(corpus_texts()) // sample)][:sample]))
        self.real.add_pipe("attrib")
        self.real.add_pipe("attrib_ruler", config={"spans_key": KEYS["attrib_ruler"]})
        self.guessing = spacy.blank("en", vocab=self.real.vocab)
        self.guessing.tokenizer = self.real.tokenizer
        self.guessing.add_pipe("guessing_parser")
        self.parser = parses.GuessingParser(docs, 0)
        self.guessing._components[0] = ("guessing_parser", self.parser)
        for name in KEYS:
            self.guessing.add_pipe(name, source=self.real)
        self._threshold = self.attrib.threshold

    @property
    def attrib(self) -> Any:
        """The component with a network."""
        return self.real.get_pipe("attrib")

    def set(self, nested: bool, explain: bool, threshold: float) -> None:
        """Set both components; a threshold below zero stands for that of the weights."""
        ruler: Any = self.real.get_pipe("attrib_ruler")
        self.attrib.nested, self.attrib.threshold = nested, threshold if threshold >= 0 else self._threshold
        ruler.find = make_rule_finder(not nested)
        self.attrib.explain = ruler.explain = explain


@contextmanager
def hurried() -> Iterator[None]:
    """Raise TimeoutError again and again where work takes so long that it seems to have no end; each text that fails is tried alone then."""

    def stop(number: int, frame: Any) -> None:
        raise TimeoutError(f"no end within {PATIENCE} s")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, PATIENCE, PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def results(outcomes: Sequence[Any]) -> List[Any]:
    """What can be compared of outcomes: records without what explains them."""
    found: List[Any] = []
    for outcome in outcomes:
        records = [outcome.why] if isinstance(outcome, Failure) else [to_record(outcome, key=key) for key in KEYS.values()]
        for record in records:
            for item in record["attributions"] if isinstance(record, dict) else ():
                item.pop("why", None)
        found.append(records)
    return found


class Run:
    """One seed: the same inputs and settings each time.

    pipelines (Pipelines): What reads the texts.
    seed (int): The seed.
    processes (bool): Whether to compare with two processes, too.
    """

    def __init__(self, pipelines: Pipelines, seed: int, processes: bool = True) -> None:
        self.pipelines = pipelines
        self.found = Found(seed)
        self.processes = processes
        pipelines.parser.seed = seed

    def until(self, enough: Callable[[int], bool]) -> Found:
        """Try inputs until `enough(how many were tried)`."""
        begin = time.process_time()
        with tempfile.TemporaryDirectory() as name, ExitStack() as zones:
            (Path(name) / "files").mkdir()
            self.sample = files.Sample(Path(name) / "files")
            self.workplace = commands.Workplace(Path(name))
            turn = 0
            while not enough(self.found.tried):
                if turn % ZONE == 0:
                    zones.close()
                    zones.enter_context(self.pipelines.real.memory_zone())
                self._turn(turn, random.Random(f"{self.found.seed}:{turn}"))
                turn += 1
        self.found.seconds = time.process_time() - begin
        return self.found

    def _turn(self, turn: int, chance: random.Random) -> None:
        maker, texts = make_texts(chance, GROUP)
        real = turn % PARSED == 0
        nlp = self.pipelines.real if real else self.pipelines.guessing
        setting = chance.random() < 0.5, chance.random() < 0.3, chance.choice((-1, -1, -1, 0.5, 0.05, 0.0 if turn % 7 == 0 else 0.2, 0.95))
        self.pipelines.set(*setting)
        with hurried():
            outcomes = list(annotate_texts(nlp, texts, 1, GROUP))
        said = f"parser {'en_core_web_sm' if real else self.found.seed}, setting {setting}: "
        for text, outcome in zip(texts, outcomes):
            if isinstance(outcome, Failure):
                self.found.note(maker, f"raised {outcome.why}"[:120], said + repr(text))
                continue
            if outcome.text != text:
                self.found.note(maker, "the text changed", said + repr(text))
            for name, key in KEYS.items():
                for what in violations(outcome, key, turn % THOROUGH == 0):
                    self.found.note(maker, f"{name}: {what}", said + repr(text))
        self.found.inputs[f"{maker}, parsed" if real else maker] += len(texts)
        if turn % COMPARED == 1:
            for what, text in self._differing(nlp, texts, outcomes, setting, turn % PROCESSES == 1, chance):
                self.found.note(maker, what, said + repr(text))
        if turn % WRITTEN == 2:
            docs = [outcome for outcome in outcomes if not isinstance(outcome, Failure)]
            for what in group_violations(docs, chance.choice(list(KEYS.values())), chance):
                self.found.note("written", what, f"seed {self.found.seed}, turn {turn}")
            self.found.inputs["written"] += 1
        for _ in range(FILES):
            for what, shown in self.sample.problems(chance):
                self.found.note("damaged files", what, shown)
        self.found.inputs["damaged files"] += FILES
        if turn % COMMANDED == 3:
            for what, shown in self.workplace.problems(chance):
                self.found.note("commands", what, shown)
            self.found.inputs["commands"] += 1

    def _differing(
        self, nlp: Language, texts: Sequence[str], first: Sequence[Any], setting: Tuple[bool, bool, float], processes: bool, chance: random.Random
    ) -> Iterator[Tuple[str, str]]:
        """Texts that have another result in other batches, when nothing is explained or all is, or in two processes."""
        expected = results(first)
        ways = [("other batches", 1, chance.randrange(1, 9))]
        if processes and self.processes:
            ways.append(("two processes", 2, chance.randrange(1, 30)))
        nested, explain, threshold = setting
        self.pipelines.set(nested, not explain, threshold)
        for what, n_process, size in ways:
            found = results(list(annotate_texts(nlp, texts, n_process, size)))
            yield from ((f"another result in {what}", text) for text, a, b in zip(texts, expected, found) if a != b)
