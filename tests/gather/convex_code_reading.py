"""Sources in memory, and what they say of Convex: what the tables of these tests are made of."""

from collections.abc import Mapping

from clerkdoctor.facts.convex_code import ConvexCode, ConvexFunction
from clerkdoctor.facts.project import App, ConvexFolder
from clerkdoctor.gather.code import MARKERS, side_of
from clerkdoctor.gather.convex_code import ConvexCodeCollector
from clerkdoctor.typescript.module import Module, read_module
from tests.checks.facts import app as plain_app
from tests.gather.usage_reading import routed
from tests.typescript.reading import sources

FOLDER = "convex"


def convex_app(files: Mapping[str, str], of: App | None = None, folder: str = FOLDER) -> App:
    """An app with the folders that the files stand in; another framework's without a router."""
    app = of or plain_app()
    has_functions = any(path.startswith(f"{folder}/") for path in files)
    is_expo = "app/_layout.tsx" in files
    where = routed({} if is_expo else files)
    is_next = where.app_router or where.pages_router
    return app._replace(
        kind="next" if is_next else app.kind if of else "clerk",
        app_router=where.app_router,
        pages_router=where.pages_router,
        convex=ConvexFolder(folder, None, True, ()) if has_functions else None,
    )


def convex_code(
    files: Mapping[str, str], of: App | None = None, folder: str = FOLDER
) -> ConvexCode:
    """What these files say, each of them parsed once, as far as it is parsed at all."""
    read, app = sources(files), convex_app(files, of, folder)
    collector = ConvexCodeCollector(app, sorted(files))
    for path, text in sorted(files.items()):
        content = text.encode()
        if path.endswith(".json") or not any(one in content for one in MARKERS):
            continue
        module = read_module(path, content)
        assert isinstance(module, Module), module
        collector.add(module, read, side_of(module, folder))
    return collector.finish(read)


def function(files: Mapping[str, str], path: str) -> ConvexFunction:
    found = convex_code(files).function(path)
    assert found, path
    return found
