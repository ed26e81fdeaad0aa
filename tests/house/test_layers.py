"""Who may import whom: facts before verdicts, and one place that touches the world.

The sources are read, not run, and imports inside of functions count like those at the top.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.command import ROOT

PACKAGE = ROOT / "clerkdoctor"

# What touches the world: it reads files, asks for the terminal, or starts the command.
WORLDLY = (
    "gather/", "cli/", "commands/", "output.py", "explain.py", "entry.py", "__main__.py",
    "processes.py", "batch.py",
)  # fmt: skip

WORLD = frozenset(
    ("os", "sys", "io", "time", "pathlib", "subprocess", "socket", "ssl", "shutil", "tempfile",
     "glob", "http", "urllib.request", "urllib.error", "httpx", "requests", "asyncio", "threading",
     "multiprocessing", "random", "secrets", "uuid", "logging", "locale", "platform", "getpass",
     "importlib", "clerkdoctor.gather", "clerkdoctor.cli", "clerkdoctor.commands",
     "clerkdoctor.output", "clerkdoctor.entry")
)  # fmt: skip

# File → what it imports of these all the same, and why that touches nothing.
EXCEPTIONS = {
    "checks/__init__.py": {
        "importlib": "loads the modules of the catalogue, and reads their source"
    },
    "facts/project.py": {"pathlib": "where an app is, is a fact; nothing is opened"},
    "typescript/grammar.py": {
        "importlib": "loads the parser without the package around it",
        "time": "gives up on broken files over 64 kB that keep the parser busy",
    },
}

CLOCKS = frozenset(("now", "utcnow", "today", "fromtimestamp"))
CALLS = frozenset(("open", "print", "input", "eval", "exec", "breakpoint", "__import__"))
FILES = frozenset(
    ("read_text", "read_bytes", "write_text", "write_bytes", "exists", "is_file", "is_dir", "stat",
     "iterdir", "rglob", "cwd", "unlink", "mkdir")
)  # fmt: skip

# Layer → the layers that it must not know.
UNKNOWN_TO = {
    "facts/": ("checks", "judge", "report", "render", "check", "evidence"),
    "checks/": ("judge", "report", "render", "evidence", "explain", "selection", "typescript"),
    "clerk/": ("checks", "facts", "judge", "report", "render", "check", "evidence"),
    "convex/": ("checks", "facts", "judge", "report", "render", "check", "evidence"),
    "nextjs/": ("checks", "facts", "judge", "report", "render", "check", "evidence"),
    "svix/": ("checks", "facts", "judge", "report", "render", "check", "evidence"),
    "session/": ("checks", "judge", "report", "render", "check", "evidence"),
    "guard/": ("checks", "judge", "report", "render", "check", "evidence"),
    "probing/": ("checks", "facts", "judge", "report", "render", "check", "evidence"),
    "lockfiles/": ("checks", "judge", "report", "render", "check", "evidence"),
    "typescript/": ("checks", "judge", "report", "render", "check", "evidence"),
    "render/": ("checks", "judge", "selection", "clerk", "convex", "nextjs"),
    "gather/": ("checks", "judge", "report", "render", "check"),
    "check.py": ("checks", "judge", "report", "render", "evidence"),
    "report.py": ("checks", "judge", "render", "evidence"),
    "judge.py": ("checks", "render"),
}


def files() -> list[str]:
    return sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


PURE = [name for name in files() if not name.startswith(WORLDLY)]


@cache
def tree(name: str) -> ast.Module:
    return ast.parse((PACKAGE / name).read_text(encoding="utf-8"))


def imported(name: str) -> Iterator[str]:
    """The modules that a file imports, and each name as if it were one: `a.b` and `a.b.c`."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports by a relative path"
            assert node.module
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def among(module: str, modules: frozenset[str]) -> str | None:
    """Which of the modules this one is, or is in."""
    parts = module.split(".")
    heads = (".".join(parts[:count]) for count in range(1, len(parts) + 1))
    return next((head for head in heads if head in modules), None)


@pytest.mark.parametrize("name", PURE)
def test_a_pure_module_knows_nothing_of_the_world(name: str) -> None:
    found = {among(module, WORLD) for module in imported(name)} - {None}
    assert found == set(EXCEPTIONS.get(name, {}))


@pytest.mark.parametrize("name", PURE)
def test_a_pure_module_opens_nothing_and_asks_no_clock(name: str) -> None:
    for node in ast.walk(tree(name)):
        if not isinstance(node, ast.Call):
            continue
        line = f"{name}:{node.lineno}"
        if isinstance(node.func, ast.Name):
            assert node.func.id not in CALLS, line
        elif isinstance(node.func, ast.Attribute):
            assert node.func.attr not in FILES, line
            if isinstance(node.func.value, ast.Name) and node.func.value.id in ("datetime", "date"):
                # A time that is given may be converted; the present one is not asked for.
                converts = node.func.attr == "fromtimestamp" and node.args
                assert node.func.attr not in CLOCKS or converts, line


@pytest.mark.parametrize("layer", UNKNOWN_TO)
def test_a_layer_does_not_know_the_ones_above_it(layer: str) -> None:
    above = frozenset(f"clerkdoctor.{part}" for part in UNKNOWN_TO[layer])
    members = [name for name in files() if name.startswith(layer)]
    assert members
    for name in members:
        place = name.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        for module in imported(name):
            head = among(module, above)
            assert head is None or f"clerkdoctor.{place}".startswith(head), f"{name}: {module}"


def test_exceptions_are_still_needed() -> None:
    for name, modules in EXCEPTIONS.items():
        assert name in PURE
        assert set(modules) <= {among(module, WORLD) for module in imported(name)}


def test_the_package_is_where_it_is_looked_for() -> None:
    import clerkdoctor

    assert Path(clerkdoctor.__file__).parent == PACKAGE
    assert len(PURE) > 60
