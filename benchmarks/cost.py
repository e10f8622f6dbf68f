"""What the components cost: CPU time over that of the bare pipeline, measured in turn, in one process and one thread.

    python benchmarks/cost.py [ARTICLES.jsonl] [--rounds 5] [--pipeline NAME] [--long] [--accurate]

Every round runs the bare pipeline, then with `attrib_ruler`, then with `attrib` (and with its accurate weights, if asked for), so that
a noisy machine disturbs all alike;
the ratio of each round is taken, and median and range are printed. `--long` measures single texts of 1,000 to 200,000 words, with the
peak of memory, each in a process of its own. Without articles those of `corpus/` are read.
"""

import os

os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")

import resource
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Dict, List, Optional

import srsly
import typer
from spacy.language import Language

from spacy_attrib.pipelines import default_pipeline, load_pipeline

ROOT = Path(__file__).parents[1]
RUNS = {"bare": None, "attrib_ruler": "attrib_ruler", "attrib": "attrib"}
ACCURATE = "attrib accurate"  # on request: it takes several times as long as the others
LENGTHS = (1_000, 10_000, 50_000, 200_000)
OWN_PROCESS = "--own-process"


def load(pipeline: str, component: Optional[str]) -> Language:
    """The pipeline with one component of the package, or none; behind its name may stand that of its weights."""
    name, _, weights = (component or "attrib_ruler").partition(" ")
    nlp = load_pipeline(pipeline, name, weights or None)
    if component is None:
        nlp.remove_pipe("attrib_ruler")
    return nlp


def cpu_time(nlp: Language, texts: List[str]) -> float:
    """Seconds of CPU time that a pipeline takes for some texts."""
    start = time.process_time()
    for _ in nlp.pipe(texts):
        pass
    return time.process_time() - start


def long_text(texts: List[str], words: int) -> str:
    """The articles one behind another, as often as needed, up to so many words."""
    result: List[str] = []
    count = 0
    while count < words:
        for text in texts:
            result.append(text)
            count += len(text.split())
            if count >= words:
                break
    return "\n\n".join(result)


def main(
    articles: Optional[Path] = typer.Argument(None),
    rounds: int = 5,
    pipeline: str = typer.Option(None),
    long: bool = typer.Option(False, "--long"),
    accurate: bool = typer.Option(False, "--accurate"),
    own_process: str = typer.Option("", OWN_PROCESS, hidden=True),
) -> None:
    """Print the cost of the components."""
    runs = {**RUNS, **({ACCURATE: ACCURATE} if accurate else {})}
    paths = [articles] if articles else sorted((ROOT / "corpus").glob("*.jsonl"))
    texts = [record["text"] for path in paths if "annotation" not in path.name for record in srsly.read_jsonl(path)]
    pipeline = pipeline or default_pipeline()
    if own_process:
        name, words = own_process.split(":")
        nlp = load(pipeline, {**RUNS, ACCURATE: ACCURATE}[name])
        cpu_time(nlp, texts[:1])  # weights and caches
        seconds = cpu_time(nlp, [long_text(texts, int(words))])
        typer.echo(f"{seconds} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}")
        return
    if long:
        for words in LENGTHS:
            command = [sys.executable, __file__, *([str(articles)] if articles else []), "--pipeline", pipeline, OWN_PROCESS]
            told = {name: subprocess.run([*command, f"{name}:{words}"], capture_output=True, text=True, check=True).stdout.split() for name in runs}
            bare = float(told["bare"][0])
            cells = [f"{name} {float(s):7.2f} s x{float(s) / bare:.2f} {words / float(s):6.0f} words/s {mb:>5} MB" for name, (s, mb) in told.items()]
            typer.echo(f"{words:7} words  " + "   ".join(cells))
        return
    pipelines = {name: load(pipeline, component) for name, component in runs.items()}
    for nlp in pipelines.values():
        cpu_time(nlp, texts[:3])  # weights and caches
    times: Dict[str, List[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, nlp in pipelines.items():
            times[name].append(cpu_time(nlp, texts))
    words = sum(len(text.split()) for text in texts)
    for name, seconds in times.items():
        ratios = sorted(own / bare for own, bare in zip(seconds, times["bare"]))
        typer.echo(
            f"{name:16} {median(seconds):6.2f} s  {words / median(seconds):6.0f} words/s  "
            f"over the bare pipeline: median {median(ratios):.3f}, range {ratios[0]:.3f} to {ratios[-1]:.3f}"
        )


if __name__ == "__main__":
    typer.run(main)
