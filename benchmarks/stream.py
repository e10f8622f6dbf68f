"""A long run of `extract` as it goes: memory over the articles done, words a second, and what is left of it when it is killed.

    python benchmarks/stream.py [--articles 20000] [--processes 1 2] [--kills 3] [--folder /tmp/stream] [--component attrib]

Articles of 80 to 100 words are made, most names and many nouns of which are invented and come up once. `extract --output out.jsonl --resume`
reads them with each number of processes; every two seconds the memory of all its processes together is noted (what they share counts once)
beside the number of articles in the file. Then the run is begun again, killed (-9) at so many moments and gone on with, and the file compared
with that of the run without a stop.
"""

import argparse
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from statistics import mean
from typing import Dict, Iterator, List, Optional, Tuple

SENTENCES = (
    "“We never agreed to sell the {thing} at {place},” {name}, the {role} of {org}, said on Monday.",
    "{last} said the {thing} had been kept in {place} for years and that nobody had asked for it back.",
    "According to {org}, {number} households in {place} still have no {thing}.",
    "“It is a {thing}, not a toy,” {name} told reporters, “and we shall treat it like one.”",
    "A person familiar with the talks, who asked not to be named because they are private, said {org} would walk away.",
    "{name} denied that the {role} had been told of the {thing} before the vote.",
    "Officials in {place} warned that a second {thing} could fail before the spring.",
    "The {role}, {name}, argued that {org} owed the people of {place} an answer.",
    "“Ask me again when the {thing} is finished,” she said.",
    "He added that {number} workers from {place} had signed the letter against {org}.",
    "Work on the {thing} began two years ago, when {place} was still without a railway.",
)
ROLES = ("mayor", "spokeswoman", "treasurer", "head teacher", "chief engineer", "harbour master", "chairwoman", "auditor")
STARTS = ("b", "br", "d", "dr", "f", "g", "gl", "h", "k", "kr", "l", "m", "n", "p", "pl", "r", "s", "sk", "t", "tr", "v", "w", "z")
VOWELS = ("a", "e", "i", "o", "u", "ai", "ea", "ou")
ENDS = ("", "", "n", "r", "l", "s", "m", "nd", "rt", "k")
EVERY = 2.0  # seconds from one look at the memory to the next
Look = Tuple[int, float, float]  # articles done, seconds since the start, MB


def word(chance: random.Random, syllables: int) -> str:
    """An invented word."""
    return "".join(chance.choice(STARTS) + chance.choice(VOWELS) + chance.choice(ENDS) for _ in range(syllables))


def article(number: int) -> Dict[str, str]:
    """One article, always the same for its number."""
    chance = random.Random(number)
    text: List[str] = []
    while len(" ".join(text).split()) < 80:
        last = word(chance, 3).title()
        filled = chance.choice(SENTENCES).format(
            name=f"{word(chance, 2).title()} {last}", last=last, place=word(chance, 3).title(), thing=word(chance, 3),
            org=f"{word(chance, 2).title()} {chance.choice(('Council', 'Group', 'Bank', 'Union'))}", role=chance.choice(ROLES),
            number=chance.randint(2, 9999),
        )  # fmt: skip
        text.append(filled)
    return {"id": f"a{number}", "text": "\n\n".join(text)}


def memory(process: int) -> float:
    """MB that a process and those it began have, what they share counted once."""
    total, files, left = 0, 0, [process]
    while left:
        number = left.pop()
        try:
            left += map(int, Path(f"/proc/{number}/task/{number}/children").read_text().split())
            lines = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
        except OSError:  # it has just ended
            continue
        kb = {line.split(":")[0]: int(line.split()[1]) for line in lines[1:]}
        total += kb["Pss_Anon"] + kb["Pss_Shmem"]
        files = max(files, kb["Rss"] - kb["Anonymous"])  # Pss would sink when any other process begins that has the same libraries
    return (total + files) / 1024


class Counter:
    """Counts the lines of a file that grows."""

    def __init__(self, path: Path) -> None:
        self.path, self.place, self.lines = path, 0, 0

    def read(self) -> int:
        """The number of lines there are now."""
        if self.path.exists():
            with self.path.open("rb") as file:
                file.seek(self.place)
                new = file.read()
            self.place += len(new)
            self.lines += new.count(b"\n")
        return self.lines


def run(command: List[str], path: Path, kill_at: Optional[int] = None) -> List[Look]:
    """Run the command to its end, or until so many articles are in the file, and look at it now and then."""
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    began, lines, looks = time.monotonic(), Counter(path), []
    while process.poll() is None:
        done = lines.read()
        looks.append((done, time.monotonic() - began, memory(process.pid)))
        if kill_at is not None and done >= kill_at:
            process.send_signal(signal.SIGKILL)
            process.wait()
            return looks
        time.sleep(EVERY if kill_at is None else 0.05)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with code {process.returncode}")
    return [*looks, (lines.read(), time.monotonic() - began, 0.0)]


def curve(looks: List[Look], articles: int) -> Iterator[str]:
    """The mean of the memory in every tenth of the articles, and how it grows from the second tenth to the last."""
    tenths = [[mb for done, _, mb in looks if mb and done and min(done * 10 // articles, 9) == tenth] for tenth in range(10)]
    means = [mean(each) for each in tenths if each]
    yield "  MB by tenth of the articles: " + " ".join(f"{each:.0f}" for each in means)
    if len(means) > 2:
        yield f"  growth from the second tenth to the last: {means[-1] / means[1] - 1:+.1%}; highest {max(mb for *_, mb in looks):.0f} MB"


def rate(looks: List[Look], words: int, articles: int) -> float:
    """Words a second from the first look at which there was an article to the end: without the time that loading takes."""
    first = next(look for look in looks if look[0])
    return words * (articles - first[0]) / articles / max(looks[-1][1] - first[1], 0.001)


def checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> None:
    """Make the articles, run, and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=Path("/tmp/stream"))
    parser.add_argument("--component", default="attrib")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    source = given.folder / "in.jsonl"
    articles = [article(number) for number in range(given.articles)]
    source.write_text("".join(json.dumps(each) + "\n" for each in articles), encoding="utf8")
    texts = [each["text"].split() for each in articles]
    words = sum(map(len, texts))
    print(f"{given.articles:,} articles, {words:,} words, {len({each for text in texts for each in text}):,} of them different", flush=True)
    whole = ""
    for count in given.processes:
        path = given.folder / f"out{count}.jsonl"
        path.unlink(missing_ok=True)
        looks = run(_command(source, path, given.component, count), path)
        whole = whole or checksum(path)
        print(f"{count} processes: {looks[-1][1]:.0f} s, {rate(looks, words, given.articles):,.0f} words a second once loaded", flush=True)
        print(*curve(looks, given.articles), sep="\n")
        print(f"  sha256 {checksum(path)[:16]}, {'the same' if checksum(path) == whole else 'NOT THE SAME'}", flush=True)
    if given.kills:
        path = given.folder / "killed.jsonl"
        path.unlink(missing_ok=True)
        moments = sorted(random.Random(given.kills).sample(range(1, given.articles), given.kills))
        for number, moment in enumerate(moments):
            looks = run(_command(source, path, given.component, given.processes[number % len(given.processes)]), path, moment)
            print(f"killed at {looks[-1][0]:,} articles, {path.stat().st_size:,} bytes in the file", flush=True)
        run(_command(source, path, given.component, given.processes[-1]), path)
        print(f"  sha256 {checksum(path)[:16]}, {'the same' if checksum(path) == whole else 'NOT THE SAME'} as without a stop")


def _command(source: Path, path: Path, component: str, count: int) -> List[str]:
    options = ["--output", str(path), "--resume", "--component", component, "--n-process", str(count)]
    return [sys.executable, "-m", "spacy_attrib", "extract", str(source), *options]


if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    main()
