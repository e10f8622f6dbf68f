"""What messages tell users to type: extras and commands that there are, from an index and from a checkout."""

import re
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest
from typer.main import get_command

import spacy_attrib
from spacy_attrib.cli import attrib_cli
from spacy_attrib.errors import Errors
from spacy_attrib.pipelines import HOW_TO_GET
from spacy_attrib.wording import how_to_install

SOURCES = {path: path.read_text("utf8") for path in Path(spacy_attrib.__file__).parent.rglob("*.py")}
EXTRAS = set(distribution("spacy-attrib").metadata.get_all("Provides-Extra"))


def test_the_extra_can_be_had_from_an_index_and_from_a_checkout() -> None:
    assert how_to_install("db") == "`pip install 'spacy-attrib[db]'`, or in a checkout `pip install '.[db]'`"
    assert "[accurate]'`, or in a checkout" in str(Errors.A045)


def test_extras_that_messages_name_are_there_and_named_in_one_place() -> None:
    named = {name for text in SOURCES.values() for name in re.findall(r"how_to_install\(['\"](\w+)", text)}
    assert {"accurate", "spark", "trf"} <= named <= EXTRAS
    by_hand = [path.name for path, text in SOURCES.items() if re.search(r"pip install '?(?:spacy-attrib|\.)\[", text)]
    assert by_hand == ["wording.py"]


def test_commands_that_messages_name_are_there() -> None:
    commands = set(get_command(attrib_cli).commands)  # type: ignore[attr-defined]
    named = {name for text in SOURCES.values() for name in re.findall(r"(?:spacy-attrib|spacy attrib) ([a-z][a-z-]+)\b[^'\"\n]*`", text)}
    assert {"convert", "evaluate"} <= named <= commands
    modules = {name for text in SOURCES.values() for name in re.findall(r"python -m (spacy_attrib[\w.]*)", text)}
    assert modules and all(
        any(str(path).endswith(f"{name.replace('.', '/')}{end}") for path in SOURCES for end in (".py", "/__main__.py")) for name in modules
    )


def test_how_to_get_a_pipeline_names_those_that_are_looked_for() -> None:
    from spacy_attrib.pipelines import DEFAULT_PIPELINES

    assert all(name in HOW_TO_GET.replace("-", "_") for name in DEFAULT_PIPELINES)


@pytest.mark.parametrize("module,missing,extra", [("spacy_attrib.spark", "pyspark", "spark"), ("spacy_attrib.tools.train_encoder", "torch", "trf")])
def test_a_program_without_its_library_says_how_to_get_it(module: str, missing: str, extra: str) -> None:
    code = f"import sys, runpy; sys.modules[{missing!r}] = None; sys.argv = ['x', 'in', 'out']; runpy.run_module({module!r}, run_name='__main__', alter_sys=True)"
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 2, done.stderr
    assert how_to_install(extra) in " ".join((done.stdout + done.stderr).split()) and "Traceback" not in done.stderr
