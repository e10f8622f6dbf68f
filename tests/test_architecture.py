"""The floors of the house: a file may import what stands on its own floor's room or below, never above, and no two files import each other."""

import ast
from pathlib import Path
from typing import Dict, Iterator, List, Set, Tuple

import pytest

import spacy_attrib

PACKAGE = Path(spacy_attrib.__file__).parent
# From the ground up. A room is a folder or a file of the package; those on one floor do not know each other.
FLOORS: Tuple[Tuple[str, ...], ...] = (
    ("wording",),
    ("about", "errors", "files", "limits", "starting", "tokens"),
    ("lang",),
    ("page",),
    ("attributions",),
    ("audit", "scoring", "rules", "network", "resolving"),
    ("extensions", "paragraphs", "realigning", "sourcing"),
    ("steps", "displacy"),
    ("ruler", "recognizer"),
    ("corpora", "explaining", "report"),
    ("collection",),
    ("articles", "outputs", "pipelines", "processes", "remembering"),
    ("cli", "spark", "package_meta"),
    ("tools",),
)
TOP = ("__init__", "__main__", "api")  # what users import, and `python -m spacy_attrib`
MOVED = ("network.bundle", "resolving.ablate", "resolving.fit", "scorer")  # old names, kept for one release


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


MODULES = {module_name(path): path for path in PACKAGE.rglob("*.py")}


def imports(name: str) -> Iterator[str]:
    """The modules of the package that a module imports, wherever in it."""
    path = MODULES[name]
    package = list(path.relative_to(PACKAGE).parent.parts)
    for node in ast.walk(ast.parse(path.read_text("utf8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1] + (node.module.split(".") if node.module else [])
            for alias in node.names:
                full = ".".join([*base, alias.name])
                yield full if full in MODULES else ".".join(base) or "__init__"
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("spacy_attrib"):
            yield node.module[len("spacy_attrib.") :] or "__init__"
        elif isinstance(node, ast.Import):
            yield from (a.name[len("spacy_attrib.") :] or "__init__" for a in node.names if a.name.startswith("spacy_attrib"))


def floor_of(room: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if room in rooms)


def test_every_room_has_a_floor():
    rooms = {name.split(".")[0] for name in MODULES if name not in MOVED} - set(TOP)
    assert rooms == {room for rooms in FLOORS for room in rooms}


@pytest.mark.parametrize("name", sorted(name for name in MODULES if name not in (*TOP, *MOVED)))
def test_a_room_knows_only_what_stands_below(name):
    room = name.split(".")[0]
    for target in imports(name):
        other = target.split(".")[0]
        assert other not in TOP, f"{name} imports {target}, which is for users"
        assert other == room or floor_of(other) < floor_of(room), f"{name} imports {target}"


def test_no_two_files_import_each_other():
    graph: Dict[str, Set[str]] = {name: {t for t in imports(name) if t in MODULES and t != name} for name in MODULES if name not in MOVED}
    done: Set[str] = set()

    def visit(name: str, path: List[str]) -> None:
        assert name not in path, " -> ".join([*path[path.index(name) :], name])
        if name not in done:
            for target in graph.get(name, ()):
                visit(target, [*path, name])
            done.add(name)

    for name in graph:
        visit(name, [])


def test_the_network_holds_no_grammar():
    for name in MODULES:
        if name.startswith("network"):
            assert not any(target.startswith(("lang.en", "rules")) for target in imports(name)), name
            text = MODULES[name].read_text("utf8")
            assert not any(word in text for word in (".dep_", ".tag_", ".pos_", ".lower_", ".lemma_")), name


def test_a_test_of_imports_can_fail(tmp_path, monkeypatch):
    lower = tmp_path / "page"
    lower.mkdir()
    (lower / "bad.py").write_text("from ..cli.common import fail\n", encoding="utf8")
    monkeypatch.setattr(f"{__name__}.PACKAGE", tmp_path)
    monkeypatch.setitem(MODULES, "page.bad", lower / "bad.py")
    monkeypatch.setitem(MODULES, "cli.common", tmp_path / "cli" / "common.py")
    with pytest.raises(AssertionError, match="page.bad imports cli.common"):
        test_a_room_knows_only_what_stands_below("page.bad")
