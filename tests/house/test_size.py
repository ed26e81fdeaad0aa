"""A module tells one story, a function fits on a screen, and each has a name that says what it is."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command import ROOT

PACKAGE = sorted((ROOT / "clerkdoctor").rglob("*.py"))
# Not below `.npm`: hundreds of thousands of files are there, and come and go.
TESTS = sorted(
    path
    for below in (ROOT / "tests").iterdir()
    if below.name != ".npm"
    for path in (below.rglob("*.py") if below.is_dir() else [below])
    if path.suffix == ".py"
)

LINES = 400
SCREEN = 60
NO_NAMES = {
    "util", "utils", "helper", "helpers", "common", "base", "manager", "managers", "misc", "process",
    "handle", "handler", "stuff", "core", "lib",
}  # fmt: skip


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", PACKAGE, ids=name)
def test_a_module_is_short(path: Path) -> None:
    assert path.read_text(encoding="utf-8").count("\n") <= LINES


@pytest.mark.parametrize("path", PACKAGE, ids=name)
def test_a_function_fits_on_a_screen(path: Path) -> None:
    for function in functions(path):
        assert function.end_lineno
        assert function.end_lineno - function.lineno < SCREEN, function.name


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_names_say_what_things_are() -> None:
    for path in [*PACKAGE, *TESTS]:
        words = set(path.stem.strip("_").split("_"))
        assert not words & NO_NAMES, name(path)


@pytest.mark.parametrize("path", PACKAGE, ids=name)
def test_a_module_says_what_it_is_about(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not tree.body or ast.get_docstring(tree)
