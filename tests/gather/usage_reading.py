"""Sources in memory, and how they use Clerk: what the tables of these tests are made of."""

from collections.abc import Mapping

from clerkdoctor.facts.project import App
from clerkdoctor.facts.usage import Usage
from clerkdoctor.gather.code import side_of
from clerkdoctor.gather.usage import MARKERS, UsageCollector
from clerkdoctor.typescript.module import Module, read_module
from tests.checks.facts import app as plain_app
from tests.typescript.reading import sources


def routed(files: Mapping[str, str]) -> App:
    """An app whose router folders are those that the files stand in."""
    folders = {
        name: next((p for p in (name, f"src/{name}") if any(f.startswith(f"{p}/") for f in files)), None)
        for name in ("app", "pages")
    }  # fmt: skip
    return plain_app()._replace(app_router=folders["app"], pages_router=folders["pages"])


def usage(files: Mapping[str, str], middleware: str | None = None) -> Usage:
    """How these files use Clerk, each of them parsed once."""
    app, read = routed(files), sources(files)
    collector = UsageCollector(app)
    for path, text in files.items():
        content = text.encode()
        if not any(one in content for one in MARKERS):
            continue
        module = read_module(path, content)
        assert isinstance(module, Module), module
        collector.add(module, read, side_of(module, "convex"))
    return collector.finish(files, read, middleware)
