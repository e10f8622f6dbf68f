"""How the code branches: complexity of the functions, and branches that never run.

    python benchmarks/structure.py complexity [--over 20]
    python benchmarks/structure.py branches [--shared ../shared] [--list]

Complexity is McCabe's (1976, "A Complexity Measure"), with boolean operators and comprehensions counted. Branches are the bodies of
`if`, `elif` and `else` in rule code; they run over the articles of `corpus/` and, where they are there, the gold corpora, for
`attrib`, `attrib` with `nested` and `attrib_ruler`, and for the audit. Needs the package `coverage`.
"""

import ast
from pathlib import Path
from typing import Iterator, List, NamedTuple, Set, Tuple

import typer

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "spacy_attrib"
RULE_ROOMS = ("rules", "resolving", "sourcing", "page")
DECISIONS = (ast.If, ast.IfExp, ast.For, ast.While, ast.ExceptHandler, ast.comprehension, ast.Assert)
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


class Function(NamedTuple):
    """A function, where it stands, and how it branches."""

    path: Path
    name: str
    line: int
    complexity: int


def rule_files() -> List[Path]:
    """The files of the rooms in which rules live."""
    return sorted(path for room in RULE_ROOMS for path in (PACKAGE / room).rglob("*.py"))


def functions(path: Path) -> Iterator[Function]:
    """The functions and methods of a file; one inside another counts as part of it."""
    stack: List[Tuple[ast.AST, str]] = [(ast.parse(path.read_text("utf8")), "")]
    while stack:
        node, prefix = stack.pop()
        for child in ast.iter_child_nodes(node):
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield Function(path, prefix + child.name, child.lineno, complexity(child))
            elif isinstance(child, ast.ClassDef):
                stack.append((child, f"{prefix}{child.name}."))


def complexity(node: ast.AST) -> int:
    """McCabe's number of a function: one, and one for every decision in it."""
    total = 1
    for child in ast.walk(node):
        if isinstance(child, DECISIONS):
            total += 1 + (len(child.ifs) if isinstance(child, ast.comprehension) else 0)
        elif isinstance(child, ast.BoolOp):
            total += len(child.values) - 1
    return total


@app.command("complexity")
def show_complexity(over: int = 20) -> None:
    """Print the share of complex functions, and those above a number."""
    found = [function for path in rule_files() for function in functions(path)]
    for function in sorted(found, key=lambda f: -f.complexity):
        if function.complexity > over:
            typer.echo(f"{function.complexity:4}  {function.path.relative_to(ROOT)}:{function.line}  {function.name}")
    for limit in (10, 20, 40):
        count = sum(f.complexity > limit for f in found)
        typer.echo(f"above {limit}: {count} of {len(found)} functions, {count / len(found):.1%}")
    lines = sum(len(path.read_text("utf8").splitlines()) for path in PACKAGE.rglob("*.py"))
    typer.echo(f"lines of the package: {lines}")


def bodies(path: Path) -> Iterator[int]:
    """The first line of every branch of a file."""
    for node in ast.walk(ast.parse(path.read_text("utf8"))):
        if isinstance(node, ast.If):
            yield node.body[0].lineno
            if node.orelse and not (len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If)):
                yield node.orelse[0].lineno


@app.command("branches")
def show_branches(shared: Path = ROOT.parent / "shared", list_all: bool = typer.Option(False, "--list")) -> None:
    """Print how many branches never ran over the articles, file by file."""
    import coverage

    recorder = coverage.Coverage(include=[str(path) for path in rule_files()], data_file=None)
    recorder.start()
    run_all(shared)
    recorder.stop()
    total = dead = 0
    for path in rule_files():
        ran: Set[int] = set(recorder.get_data().lines(str(path)) or ())
        lines = sorted(set(bodies(path)))
        never = [line for line in lines if line not in ran]
        total, dead = total + len(lines), dead + len(never)
        if never:
            typer.echo(f"{len(never):3} of {len(lines):3}  {path.relative_to(ROOT)}" + (f"  {never}" if list_all else ""))
    typer.echo(f"never ran: {dead} of {total} branches, {dead / total:.1%}")


def run_all(shared: Path) -> None:
    """Run both components and the audit over the articles."""
    import tempfile

    from fingerprint import write

    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder) / "run", shared)


if __name__ == "__main__":
    app()
