"""Every fenced command and snippet of README.md and docs/ runs, and prints what the block behind it says.

The commands run in a copy of what they name (`configs/`, and `corpus/` with a few articles), with the programs of this environment first, on a terminal of 80 columns.
A block of `text` behind one of `sh` or `python` is what that prints; a line "…" in it stands for any lines.
"""

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout, suppress
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile
from threading import Lock
from typing import Dict, Iterator, List, NamedTuple

import pytest
import spacy
from thinc.api import Config

import spacy_attrib

pty = pytest.importorskip("pty", reason="no terminal to run commands on")
ROOT = Path(spacy_attrib.__file__).parents[1]
if not (ROOT / "README.md").exists():
    pytest.skip("installed without the repository", allow_module_level=True)

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.S | re.M)
COLOURS = re.compile("\x1b\\[[0-9;]*m")
ARTICLES = 2  # of every corpus, which the commands are given
ONE_STEP = "--training.max_steps 1 --training.eval_frequency 1"


class Special(NamedTuple):
    """A command that is not run just as it stands: `add` is appended; or it is left out, if `needs` (a program or a module) is missing or always."""

    words: str  # that stand in the command
    why: str
    add: str = ""
    needs: str = ""


SPECIAL = [
    Special("-m venv", "makes an environment; .ci/run does it"),
    Special("pip install", "installs, over the network"),
    Special("-m pytest", "runs these tests"),
    Special("spacy_attrib.tools.fit_ranking", "takes a minute", add="--turns 1 --folds 0"),
    Special("spacy train configs/en_attrib_sm.cfg", "trains for long", add=ONE_STEP),
    Special("spacy train configs/en_attrib.cfg", "trains for minutes", add=ONE_STEP),
    Special("spacy_attrib.tools.ablate_resolving", "draws a thousand times", add="--bootstrap 2"),
    Special("datasette", "a server, which runs until it is stopped"),
    Special("sqlite3", "a program that is not on every machine", needs="sqlite3"),
    Special("--output quotes.db", "needs the extra [db]", needs="sqlite_utils"),
    Special("--output people.db", "needs the extra [db]", needs="sqlite_utils"),
]


class Block(NamedTuple):
    """A fenced block: the page it stands on, its kind, what stands in it, and what it is said to print (empty if nothing is said)."""

    page: str
    kind: str
    code: str
    output: str


def blocks_of(page: Path) -> List[Block]:
    """The commands and snippets of a page. A `text` with none before it is a drawing."""
    found: List[Block] = []
    for kind, body in BLOCK.findall(page.read_text("utf8")):
        if kind != "text":
            found.append(Block(page.name, kind, body, ""))
        elif found and found[-1].kind in ("sh", "python"):
            assert not found[-1].output, f"{page.name}: two outputs in a row"
            found[-1] = found[-1]._replace(output=body)
    return found


BLOCKS = [block for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))] for block in blocks_of(page)]
COMMANDS = [block for block in BLOCKS if block.kind == "sh"]


def lines_of(block: Block) -> List[str]:
    """The commands of a block, one by one, without comments and with this environment in place of the one that the README makes."""
    lines = [part for line in block.code.splitlines() for part in re.split(r"\s*&&\s*", line)]
    commands = [shlex.join(shlex.split(line, comments=True)).replace(".venv/bin/", "") for line in lines]
    return [command for command in commands if command]


def runnable(block: Block) -> Iterator[str]:
    """The commands of a block as they are run."""
    for command in lines_of(block):
        special = next((s for s in SPECIAL if s.words in command), None)
        if special is None or special.add or special.needs and (shutil.which(special.needs) or find_spec(special.needs)):
            yield f"{command} {special.add}".strip() if special else command


def assert_prints(printed: str, expected: str) -> None:
    """Line by line, but for spaces at the ends; "…" alone stands for any lines."""
    pattern = "".join("(?:.*\n)*" if line.strip() == "…" else re.escape(line.rstrip()) + "\n" for line in expected.splitlines())
    got = "".join(line.rstrip() + "\n" for line in printed.splitlines())
    assert re.fullmatch(pattern, got), f"printed:\n{got}\nexpected:\n{expected}"


class Done(NamedTuple):
    """What came of a command: its exit code, what it printed, and its messages."""

    code: int
    printed: str
    messages: str


class Terminal:
    """Runs commands in one folder, each of them once, from whatever thread; what came of them is kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.done: Dict[str, Done] = {}
        self.locks: Dict[str, Lock] = {}
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        roots = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
        self.environment = {**os.environ, "PATH": path, "PYTHONPATH": roots, "COLUMNS": "80", "TERM": "dumb", "NO_COLOR": "1"}

    def run(self, command: str) -> str:
        """What a command prints on a terminal, but for messages and warnings (standard error)."""
        with self.locks.setdefault(command, Lock()):
            if command not in self.done:
                self.done[command] = self._run(command)
        done = self.done[command]
        assert done.code == 0, f"{command}\n{done.printed}\n{done.messages}"
        return done.printed

    def try_out(self, block: Block) -> None:
        """Run the commands of a block up to one that fails, which its test will tell."""
        with suppress(AssertionError):
            for command in runnable(block):
                self.run(command)

    def _run(self, command: str) -> Done:
        ours, theirs = pty.openpty()
        with TemporaryFile() as errors:
            process = subprocess.Popen(shlex.split(command), cwd=self.folder, env=self.environment, stdout=theirs, stderr=errors)
            os.close(theirs)
            printed = b""
            try:
                while piece := os.read(ours, 65536):
                    printed += piece
            except OSError:  # Linux says so when the other end is closed
                pass
            os.close(ours)
            text = COLOURS.sub("", printed.decode("utf8")).replace("\r\n", "\n")
            code = process.wait(timeout=300)
            errors.seek(0)
            return Done(code, text, errors.read().decode("utf8"))


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Terminal:
    """The terminal, after the commands of all blocks that are to be tested: pages at the same time, the blocks of one in their order."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("corpus", "configs"):
        shutil.copytree(ROOT / name, folder / name)
    for corpus in folder.glob("corpus/*.jsonl"):
        corpus.write_text("".join(corpus.read_text("utf8").splitlines(keepends=True)[:ARTICLES]), "utf8")
    terminal = Terminal(folder)
    chosen = [item.callspec.params["block"] for item in request.session.items if "terminal" in getattr(item, "fixturenames", ())]
    pages = [[block for block in chosen if block.page == page] for page in dict.fromkeys(block.page for block in chosen)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda blocks: [terminal.try_out(block) for block in blocks], pages))
    return terminal


@pytest.mark.parametrize("block", COMMANDS, ids=lambda block: f"{block.page}: {block.code[:40].strip()}")
def test_commands(block: Block, terminal: Terminal) -> None:
    printed = "".join(terminal.run(command) for command in runnable(block))
    if block.output:
        assert_prints(printed, block.output)


@pytest.mark.parametrize("block", [b for b in BLOCKS if b.kind == "python"], ids=lambda block: block.page)
def test_snippets(block: Block) -> None:
    printed = io.StringIO()
    with redirect_stdout(printed):
        exec(compile(block.code, block.page, "exec"), {})
    if block.output:
        assert_prints(printed.getvalue(), block.output)


@pytest.mark.parametrize("block", [b for b in BLOCKS if b.kind == "ini"], ids=lambda block: block.page)
def test_parts_of_configs(block: Block) -> None:
    nlp = spacy.load("spacy_attrib", exclude=["attrib"])
    for name, settings in Config().from_str(block.code)["components"].items():
        nlp.add_pipe(settings.pop("factory"), name=name, config=settings)
        assert nlp("“We won,” Ann Lee said.")._.quotes


def test_there_is_something_to_run_and_nothing_is_excused_that_is_gone() -> None:
    commands = [command for block in COMMANDS for command in lines_of(block)]
    assert len(commands) > 15 and {"python", "sh", "json", "ini"} == {block.kind for block in BLOCKS}
    assert [s.words for s in SPECIAL if not any(s.words in command for command in commands)] == []


def test_what_is_printed_is_compared() -> None:
    assert_prints("one\ntwo  \nthree\n", "one\n…\nthree\n")
    with pytest.raises(AssertionError):
        assert_prints("one\ntwo\n", "one\n")
    with pytest.raises(AssertionError):
        assert_prints("one\ntwo\n", "…\nthree\n")


PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")] + sorted((ROOT / "docs").glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_lines_can_be_read_where_nothing_wraps_them(page: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf8"), flags=re.S | re.M)
    assert [line for line in text.splitlines() if len(line) > 160 and not line.startswith(("|", "!["))] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)", re.sub(r"`[^`]*`", "", page.read_text("utf8")))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_no_two_commands_write_to_one_file() -> None:
    """Pages are run at the same time."""
    written: Dict[str, set] = {}
    for block in COMMANDS:
        for command in runnable(block):
            for name in re.findall(r"--output (\S+)", command):
                written.setdefault(name, set()).add(command)
    assert [commands for commands in written.values() if len(commands) > 1] == []
