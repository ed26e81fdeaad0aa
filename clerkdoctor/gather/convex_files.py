"""Gathering what stands in and around the folder of Convex functions."""

from collections.abc import Iterator, Sequence

from clerkdoctor.evidence import Absent, Unavailable
from clerkdoctor.facts.convex import (
    ConvexFiles,
    GeneratedCode,
    HttpFile,
    HttpRouter,
    Misplaced,
)
from clerkdoctor.facts.place import Place
from clerkdoctor.facts.project import App, ConvexFolder
from clerkdoctor.gather.files import MEGABYTE, is_file, read
from clerkdoctor.gather.git import git_state
from clerkdoctor.typescript.sources import Sources
from clerkdoctor.typescript.values import NotKnown, Object

CONFIG = "auth.config"
_READ = (".ts", ".js")
_MODULES = ("ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs")
_ALMOST = ("authconfig", "auth-config", "auth_config", "config.auth", "auth.configs", "auth.conf")
_GENERATED = ("api.d.ts", "api.js", "api.ts", "server.d.ts", "server.js", "server.ts")
_MAKES = ("convex deploy", "convex codegen", "convex dev --once", "convex dev --until-success")


def convex_files(
    app: App,
    folder: ConvexFolder,
    files: Sequence[str],
    sources: Sources,
    relying: Sequence[tuple[str, Place]],
    routers: Sequence[Place],
    used: Place | None,
) -> ConvexFiles:
    """The functions folder: `relying` code, calls of `httpRouter` and the first use of generated
    code were found while the files were read.
    """
    configs = tuple(Place(f"{folder.path}/{name}") for name in folder.auth_configs)
    return ConvexFiles(
        folder.path,
        configs,
        tuple(_misplaced(app, folder, files)),
        _legacy(folder, sources),
        tuple(relying),
        tuple(HttpRouter(place) for place in routers if not _in_component(app, folder, place)),
        _http(app, folder, sources),
        _generated(app, folder, used),
    )


def _misplaced(app: App, folder: ConvexFolder, files: Sequence[str]) -> Iterator[Misplaced]:
    """Files that hold a configuration for Convex where it does not look, or under another name."""
    inside = f"{folder.path}/"
    right = [f"{inside}{name}" for name in folder.auth_configs]
    for path in files:
        name = path.rpartition("/")[2]
        stem, _, extension = name.rpartition(".")
        is_called_so = stem.lower() == CONFIG
        is_almost = path.startswith(inside) and stem.lower() in _ALMOST and not right
        if path in right or not (is_called_so or is_almost) or not _is_one(app, path):
            continue
        if not path.startswith(inside):
            reason = f"stands outside of `{folder.path}/`, the folder of Convex functions"
        elif path.count("/") > inside.count("/"):
            reason = f"stands in a folder of its own; Convex looks in `{folder.path}/` alone"
        elif stem != CONFIG:
            reason = f"is called `{name}`; Convex looks for `{CONFIG}.ts`"
        else:
            reason = f"ends with `.{extension}`; Convex reads `.ts` and `.js`"
        yield Misplaced(Place(path), reason)


def _is_one(app: App, path: str) -> bool:
    """Whether it is Convex' and not NextAuth's file of the same name."""
    content = read(app.folder / path, MEGABYTE)
    if not isinstance(content, bytes) or b"providers" not in content:
        return False
    return b"applicationid" in content.lower() or b"convex/server" in content


def _legacy(folder: ConvexFolder, sources: Sources) -> Place | None:
    stated = sources.json("convex.json") if folder.stated else None
    found = stated.get("authInfo") if isinstance(stated, Object) else None
    return None if found is None else found.place


def _http(app: App, folder: ConvexFolder, sources: Sources) -> HttpFile | None:
    for extension in _MODULES:
        path = f"{folder.path}/http.{extension}"
        if is_file(app.folder / path):
            module = sources.module(path)
            if isinstance(module, NotKnown):
                return HttpFile(Place(path), None)
            names = {one.name for one in module.exports if not one.is_type}
            return HttpFile(Place(path), "default" in names)
    return None


def _in_component(app: App, folder: ConvexFolder, place: Place) -> bool:
    """Whether a file below the functions folder belongs to a component, which has its own rules."""
    above = place.path.rpartition("/")[0]
    while above.startswith(f"{folder.path}/"):
        names = [f"convex.config.{end}" for end in ("ts", "js")]
        if any(is_file(app.folder / above / name) for name in names):
            return True
        above = above.rpartition("/")[0]
    return False


def _generated(app: App, folder: ConvexFolder, used: Place | None) -> GeneratedCode:
    generated = f"{folder.path}/_generated"
    paths = [f"{generated}/{name}" for name in _GENERATED]
    there = [path for path in paths if is_file(app.folder / path)]
    made_by = _made_by(app)
    if used is None or made_by is not None:
        return GeneratedCode(generated, bool(there), None, used, made_by)
    said = git_state(app.folder, tuple(there or paths))
    if isinstance(said, Absent | Unavailable):
        return GeneratedCode(generated, bool(there), None, used)
    rules = (said.rule(path) for path in there or paths)
    ignored = next((rule.place for rule in rules if rule and rule.ignores), None)
    return GeneratedCode(generated, bool(there), bool(said.tracked), used, None, ignored)


def _made_by(app: App) -> Place | None:
    """What a build runs that generates the code."""
    for script in app.manifest.scripts:
        if any(words in script.command for words in _MAKES):
            return script.place
    for path in ("vercel.json", "netlify.toml", "amplify.yml", "render.yaml", "Dockerfile"):
        content = read(app.folder / path, MEGABYTE)
        if isinstance(content, bytes) and any(words.encode() in content for words in _MAKES):
            return Place(path)
    return None
