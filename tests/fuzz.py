"""A program that looks for inputs at which something breaks: `python -m tests.fuzz --seed 1 --inputs 50000`.

Texts come from the makers of `fuzzing/texts.py`, and are parsed by `en_core_web_sm` or, most of them, by chance (`fuzzing/parses.py`), so that the
components see odder trees than a parser gives. Both components, with any setting, must keep what `fuzzing/checks.py` lists; every so many texts they are run in
other batches and in two processes and all is written in every format. Readers are given damaged files, commands odd arguments.
With `--log` a line of JSON for each seed tells what was tried and found. The first seconds of it are a test (`test_fuzz.py`).
"""

import argparse
import json
import time
from pathlib import Path

from .fuzzing.run import Found, Pipelines, Run

SAMPLE = 15  # articles that the guessing parser learns from


def describe(found: Found) -> str:
    """What was found, in some lines."""
    count = sum(sum(each.values()) for each in found.violations.values())
    lines = [f"seed {found.seed}: {found.tried} inputs in {found.seconds:.0f} s, {count} violations"]
    for maker, own in found.violations.items():
        lines += [f"  {number} x {what} ({maker})\n      {found.examples[what]}" for what, number in own.most_common()]
    return "\n".join(lines)


def main() -> None:
    """Run seeds, each for some inputs or minutes, and tell what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--seeds", type=int, default=1, help="how many")
    parser.add_argument("--inputs", type=int, default=10_000, help="of each")
    parser.add_argument("--minutes", type=float, help="after which no more is tried")
    parser.add_argument("--log", type=Path, help="a file to which a line is added for each seed")
    given = parser.parse_args()
    end = time.monotonic() + 60 * (given.minutes or 1e9)
    pipelines = Pipelines(SAMPLE)
    for seed in range(given.seed, given.seed + given.seeds):
        found = Run(pipelines, seed).until(lambda tried: tried >= given.inputs or time.monotonic() > end)
        print(describe(found), flush=True)
        if given.log:
            with given.log.open("a", encoding="utf8") as file:
                file.write(json.dumps(found.to_dict(), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
