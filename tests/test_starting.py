"""What is imported when: everything when the package is, nothing of spaCy when the command is asked for help."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import spacy_attrib
from spacy_attrib.starting import is_own_command

ROOT = str(Path(spacy_attrib.__file__).parents[1])
HEAVY = ("spacy", "thinc", "numpy")
COMMANDS = ("extract", "audit", "report", "people", "statements", "evaluate", "debug-data", "convert", "validate")
TOLD = f"import sys, atexit; atexit.register(lambda: sys.stderr.write(repr([name for name in {HEAVY} if name in sys.modules])))"


def python(*args, **given):
    """Run Python on the package from wherever."""
    environment = {**os.environ, "PYTHONPATH": ROOT, "NO_COLOR": "1"}
    return subprocess.run([sys.executable, *args], capture_output=True, text=True, env=environment, **given)


@pytest.mark.parametrize("argv,original,expected", [
    (["-m"], ["python", "-m", "spacy_attrib", "extract", "--help"], True),
    (["-m"], ["python", "-X", "dev", "-mspacy_attrib"], True),
    (["/usr/bin/spacy-attrib", "--version"], ["python", "/usr/bin/spacy-attrib", "--version"], True),
    (["spacy-attrib.exe"], ["python", "spacy-attrib.exe"], True),
    (["-m"], ["python", "-m", "spacy", "attrib", "--help"], False),
    (["-m"], ["python", "-m", "spacy_attrib.tools.fit_ranking"], False),
    (["-c"], ["python", "-c", "import spacy_attrib"], False),
    (["my_script.py", "spacy-attrib"], ["python", "my_script.py", "spacy-attrib"], False),
    ([""], ["python"], False),
    ([], [], False),
])  # fmt: skip
def test_the_command_is_told_from_other_programs(monkeypatch, argv, original, expected):
    monkeypatch.setattr(sys, "argv", argv)
    monkeypatch.setattr(sys, "orig_argv", original)
    assert is_own_command() is expected


@pytest.mark.parametrize("asked", [["--version"], ["--help"], *([command, "--help"] for command in COMMANDS)], ids=" ".join)
def test_help_needs_no_spacy(tmp_path, asked):
    (tmp_path / "sitecustomize.py").write_text(TOLD, encoding="utf8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), ROOT]), "NO_COLOR": "1"}
    done = subprocess.run([sys.executable, "-m", "spacy_attrib", *asked], capture_output=True, text=True, env=environment)
    assert done.returncode == 0 and ("Usage" in done.stdout or spacy_attrib.__version__ in done.stdout)
    assert done.stderr == "[]"


def test_the_console_script_needs_no_spacy_for_help(tmp_path):
    script = tmp_path / "spacy-attrib"
    script.write_text(f"{TOLD}\nfrom spacy_attrib.cli import main\nmain()\n", encoding="utf8")
    done = python(str(script), "--version")
    assert (done.stdout.split()[-1], done.stderr) == (spacy_attrib.__version__, "[]")


@pytest.mark.parametrize("first", ["", "import spacy, spacy.tokens\n", "import spacy_attrib.cli\n", "import spacy_attrib.pipelines\n"])
def test_importing_the_package_registers_all(first):
    code = f"""{first}import spacy_attrib
from spacy.tokens import Doc
print(all(map(Doc.has_extension, ("attributions", "quotes", "speakers", "sourcing_audit"))))
print(all(hasattr(spacy_attrib, name) for name in [*spacy_attrib.__all__, "audit", "displacy", "load"]))
"""
    done = python("-c", code)
    assert (done.stdout.split(), done.stderr) == (["True", "True"], "")


def test_in_the_command_the_package_gives_the_same_names(tmp_path):
    script = tmp_path / "spacy-attrib.py"
    lines = (
        "import sys, spacy_attrib",
        "print('spacy' in sys.modules, hasattr(spacy_attrib, 'nothing'), 'spacy' in sys.modules)",
        "print(all(getattr(spacy_attrib, name) for name in spacy_attrib.__all__), spacy_attrib.displacy.render.__name__)",
        "from spacy.tokens import Doc",
        "print(Doc.has_extension('attributions'))",
    )
    script.write_text("\n".join(lines), encoding="utf8")
    done = python(str(script))
    assert (done.stdout.splitlines(), done.stderr) == (["False False False", "True render", "True"], "")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="signals of a Unix")
@pytest.mark.parametrize("where", ["import", "work"])
def test_an_interrupt_ends_in_a_line_at_most(tmp_path, where):
    """At once while modules are imported, and with a line where there is something to clean up."""
    script = tmp_path / "spacy-attrib.py"
    interrupt = f"import os; os.kill(os.getpid(), {int(signal.SIGINT)})"
    if where == "import":
        (tmp_path / "typer.py").write_text(interrupt, encoding="utf8")
        code = "from spacy_attrib.cli import main"
    else:
        code = f"from spacy_attrib.cli.ending import orderly\ndef command():\n    {interrupt}\norderly(command)()"
    listening = "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"  # which is ignored where the tests run in the background
    script.write_text(listening + code, encoding="utf8")
    done = python(str(script))
    assert done.returncode == 130 and done.stdout == ""
    assert done.stderr == ("" if where == "import" else "Stopped by SIGINT.\n")
