"""The command line, called in this process with odd arguments: it must end with code 0, 1 or 2 and say what is wrong in one line."""

import os
import random
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, Iterator, List, Tuple
from unittest import mock

import typer
from typer.testing import CliRunner

from spacy_attrib import pipelines
from spacy_attrib.cli import attrib_cli

from ..conftest import CORPUS

Chance = random.Random
LONGEST = 1500  # characters that a run may say on standard error beside the usage
VALUES = [
    *(
        "",
        " ",
        "-1",
        "0",
        "1",
        "2",
        "1.5",
        "nan",
        "inf",
        "1e400",
        "x",
        "null",
        "é",
        "\u202e",
        "a\nb",
        "x" * 300,
        "-",
        "--",
        "--help",
        "-x",
        "<zzz>",
        "../up.jsonl",
        "%s",
        "\\",
    ),
    *(
        "attrib",
        "attrib_ruler",
        "small",
        "all",
        "speech",
        "text",
        "id",
        "unnamed",
        "disclosed",
        "en_core_web_sm",
        "spacy_attrib",
        "tests",
        "sentencizer",
        "json",
    ),
    *(
        "in.jsonl",
        "in.txt",
        "in.csv",
        "folder",
        "empty",
        "gone.txt",
        "damaged.jsonl",
        "gold.jsonl",
        "damaged.spacy",
        "no-suffix",
        "\x00.txt",
        "in.html",
    ),
]
OUTPUTS = [
    "out.jsonl",
    "out.csv",
    "out.parquet",
    "out.db",
    "out.spacy",
    "out.html",
    "out",
    "out.xyz",
    "gone/out.jsonl",
    "folder",
    ".",
    "",
    "x" * 300 + ".jsonl",
    "/dev/null",
]


def _parameters() -> Dict[str, List[str]]:
    group: Any = typer.main.get_command(attrib_cli)
    return {name: sorted(option for p in command.params for option in p.opts if option.startswith("-")) for name, command in group.commands.items()}


@lru_cache(maxsize=12)
def _load(*args: Any, **kwargs: Any) -> Any:
    return _whole(*args, **kwargs)


_whole = pipelines.load_pipeline


class Workplace:
    """A folder with inputs, in which commands are run with pipelines that are loaded once.

    folder (Path): An empty folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._options = _parameters()
        self._runner = CliRunner()

    def problems(self, chance: Chance) -> Iterator[Tuple[str, str]]:
        """Run one command, and tell what it does that none should: what, and the arguments."""
        args = self.arguments(chance)
        stdin = chance.choice(
            (b"", b"\xff\xfe", b"{", b"[]", b'{"text": "\\u201cYes,\\u201d he said."}\n', "“Yes,” Ines Calder said.".encode("utf8"))
        )
        with tempfile.TemporaryDirectory(dir=self.folder) as name:
            folder = Path(name) / "inside"
            folder.mkdir()
            _fill(folder)
            before = os.getcwd()
            os.chdir(folder)
            try:
                with mock.patch.object(pipelines, "load_pipeline", _load):
                    result = self._runner.invoke(attrib_cli, args, input=stdin)
            finally:
                os.chdir(before)
            written = sorted(path.name for path in Path(name).iterdir() if path.name not in ("inside", "up.jsonl"))
        shown = repr((args, stdin))
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            yield f"{type(result.exception).__name__} at the command line: {result.exception}"[:200], shown
        elif result.exit_code not in (0, 1, 2):
            yield f"exit code {result.exit_code}", shown
        said = result.stderr
        if "Traceback" in said:
            yield "a traceback", shown
        elif result.exit_code == 2 and not said.strip() and not result.stdout.strip():
            yield "no word of what is wrong", shown
        elif len(said) > LONGEST and "Usage" not in said:
            yield f"{len(said)} characters on standard error", shown
        if written:
            yield f"written outside the folder: {written[0]}", shown

    def arguments(self, chance: Chance) -> List[str]:
        """A command with arguments and options, of which some fit."""
        name = chance.choice([*self._options, *self._options, "x", ""])
        options = [option for option in self._options.get(name, ["--output"]) if option not in ("--n-process", "-n", "--batch-size")]
        args = [name] if chance.random() < 0.98 else []
        for _ in range(chance.choice((0, 1, 1, 1, 2, 2, 3))):
            args.append(
                chance.choice(("in.jsonl", "in.txt", "gold.jsonl", "gold.jsonl", "folder", "-")) if chance.random() < 0.7 else chance.choice(VALUES)
            )
        for _ in range(chance.choice((0, 1, 1, 2, 3))):
            option = chance.choice(options or ["--output"])
            args.append(option)
            if chance.random() < 0.85:
                args.append(chance.choice(OUTPUTS) if option in ("-o", "--output") else chance.choice(VALUES))
        if chance.random() < 0.05:
            args += ["--batch-size", chance.choice(("1", "2", "0", "x"))]
        return args


def _fill(folder: Path) -> None:
    text = "“It rained,” Ines Calder said. A source told her that <zzz> fell."
    line = '{"id": "a", "text": "“It rained,” Ines Calder said.", "meta": {"title": "<zzz>"}}\n'
    (folder / "folder").mkdir()
    (folder / "empty").mkdir()
    for name, content in (
        ("in.txt", text), ("folder/one.txt", text), ("in.jsonl", line), ("in.csv", f'id,text\n1,"{text}"\n'), ("in.html", f"<p>{text}</p>"), ("no-suffix", text),
        ("damaged.jsonl", line[:30] + "\n" + line), ("damaged.spacy", "x"),
    ):  # fmt: skip
        (folder / name).write_text(content, "utf8")
    (folder / "gold.jsonl").write_bytes(_gold())


@lru_cache(maxsize=1)
def _gold() -> bytes:
    lines = [line for path in sorted(CORPUS.glob("*.jsonl")) for line in path.open("rb")]
    return b"".join(sorted(lines, key=len)[:2])
