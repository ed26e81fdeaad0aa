"""Which script of which package a command of npm, pnpm, Yarn, Bun, Turborepo, Nx or Lerna runs."""

import fnmatch
import posixpath
from collections.abc import Mapping
from typing import NamedTuple


class Package(NamedTuple):
    """A package of a repository; `path` is relative to the repository's root, `.` for itself."""

    path: str
    name: str | None
    scripts: Mapping[str, str]


class Repository(NamedTuple):
    """The packages of a repository, and the path of the one that is looked at."""

    packages: tuple[Package, ...]
    app: str

    def at(self, path: str) -> Package | None:
        return next((one for one in self.packages if one.path == path), None)


class Invocation(NamedTuple):
    """`script` run in the packages at `paths`; or, where those have none of that name, `words` as a
    command. `words` alone are a command that a package manager hands through.
    """

    script: str | None
    paths: tuple[str, ...]
    words: tuple[str, ...] = ()


class _Read(NamedTuple):
    """A command line: what stands alone, and the flags that say where it runs."""

    positional: tuple[str, ...]
    filters: tuple[str, ...] = ()
    folder: str | None = None
    at_root: bool = False
    everywhere: bool = False
    targets: tuple[str, ...] = ()


MANAGERS = ("npm", "pnpm", "yarn", "bun", "turbo", "nx", "lerna")

_FILTERS = ("--filter", "-F", "--workspace", "--scope", "--projects", "-p", "--project",
            "--filter-prod")  # fmt: skip
_FOLDERS = ("--prefix", "-C", "--dir", "--cwd")
_TARGETS = ("-t", "--target", "--targets")
_EVERYWHERE = ("-r", "--recursive", "--workspaces", "-ws", "--all")
_VALUED = ("--loglevel", "--reporter", "--concurrency", "--env-mode", "--workspace-concurrency",
           "--cache-dir", "--token", "--team", "--configuration", "--log-order", "--parallel-limit",
           "--elide-lines", "--output-logs", "--mode")  # fmt: skip

# What each manager does itself, where it is no script's name.
_OWN = frozenset(
    ("add", "audit", "cache", "ci", "config", "create", "dedupe", "deploy", "fetch", "i", "import",
     "init", "install", "link", "list", "login", "ls", "outdated", "pack", "patch", "prune",
     "publish", "rebuild", "remove", "rm", "set", "setup", "store", "unlink", "up", "update",
     "upgrade", "version", "why", "pm", "plugin", "env", "root", "bin", "self-update")
)  # fmt: skip


def invocation(words: tuple[str, ...], folder: str, repository: Repository) -> Invocation | None:
    """What a command line does that begins with one of `MANAGERS`; None for nothing of the kind.

    `folder` is where it runs.
    """
    manager, *rest = words
    read = _read(manager, rest)
    if read.folder is not None:
        folder = posixpath.normpath(posixpath.join(folder, read.folder))
    if read.at_root:
        folder = "."
    if manager == "turbo":
        return _turbo(read, folder, repository)
    if manager == "nx":
        return _nx(read, repository)
    if manager == "lerna":
        read = read._replace(everywhere=True)
    script, words = _script(manager, read)
    if script is None:
        return Invocation(None, (folder,), words) if words else None
    if manager == "yarn" and read.positional[0] == "workspace":
        read = read._replace(filters=read.positional[1:2])
    return Invocation(script, _paths(read, folder, repository), words)


def _read(manager: str, rest: list[str]) -> _Read:
    found: dict[str, list[str]] = {"positional": [], "filters": [], "folder": [], "targets": []}
    at_root = everywhere = False
    at = 0
    while at < len(rest):
        word = rest[at]
        at += 1
        name, equals, value = word.partition("=")
        kind = _kind(manager, name)
        if word == "--":
            # What follows goes to the script, most often to Turborepo, whose flags are the same.
            if found["positional"][:1] in (["exec"], ["x"]):
                found["positional"] += rest[at:]
                break
        elif not word.startswith("-"):
            found["positional"].append(word)
        elif kind == "root":
            at_root = True
        elif kind == "everywhere":
            everywhere = True
        elif kind:
            if not equals and at < len(rest):
                value, at = rest[at], at + 1
            if kind != "valued":
                found[kind].append(value)
    filters = [part for one in found["filters"] for part in one.split(",") if part]
    folder = found["folder"][-1] if found["folder"] else None
    return _Read(
        tuple(found["positional"]), tuple(filters), folder, at_root, everywhere,
        tuple(part for one in found["targets"] for part in one.split(",") if part),
    )  # fmt: skip


def _kind(manager: str, name: str) -> str:
    """What a flag says: where to run, what, or `valued` for what takes a value and says nothing."""
    if name == "-w":
        return "filters" if manager == "npm" else "root"
    if name == "--workspace-root":
        return "root"
    if name in _EVERYWHERE:
        return "everywhere"
    for kind, names in (
        ("filters", _FILTERS), ("folder", _FOLDERS), ("targets", _TARGETS), ("valued", _VALUED),
    ):  # fmt: skip
        if name in names:
            return kind
    return ""


def _script(manager: str, read: _Read) -> tuple[str | None, tuple[str, ...]]:
    """The name of the script, and the words that are a command where no such script is there."""
    words = read.positional
    if manager == "yarn" and words[:1] in (("workspace",), ("workspaces",)):
        words = words[2:]
    if not words:
        return None, ()
    first, *rest = words
    if first in ("exec", "dlx", "x") and manager != "lerna":
        return None, tuple(rest)
    if first in ("run", "run-script", "rum", "urn"):
        return (rest[0], tuple(rest)) if rest else (None, ())
    bundles = manager == "bun" and first == "build" and not read.filters
    if manager in ("npm", "lerna") or first in _OWN or bundles:
        return None, ()
    return first, words


def _paths(read: _Read, folder: str, repository: Repository) -> tuple[str, ...]:
    if read.filters:
        return selected(read.filters, repository)
    if read.everywhere or read.positional[:2] == ("workspaces", "foreach"):
        return tuple(one.path for one in repository.packages if one.path != ".") or (folder,)
    return (folder,)


def _turbo(read: _Read, folder: str, repository: Repository) -> Invocation | None:
    """Turborepo runs a task in the package that it is started in, at the root in all of them."""
    words = read.positional[1:] if read.positional[:1] == ("run",) else read.positional
    for word in words:
        package, hash_, task = word.rpartition("#")
        if word in ("prune", "login", "link", "gen", "daemon", "ls", "query", "boundaries"):
            return None
        paths = selected((package,), repository) if hash_ else ()
        if not paths:
            at = repository.at(folder)
            inside = at is not None and folder != "."
            everything = tuple(one.path for one in repository.packages if one.path != ".")
            paths = (folder,) if inside else everything or (folder,)
            paths = selected(read.filters, repository) if read.filters else paths
        app = repository.at(repository.app)
        if repository.app in paths and app and task in app.scripts:
            return Invocation(task, (repository.app,))
    return None


def _nx(read: _Read, repository: Repository) -> Invocation | None:
    """Nx' target `build` is the script of that name, or an executor that runs `next build`."""
    words = read.positional
    task, projects = "", read.filters
    if words[:1] in (("run-many",), ("affected",)):
        task = read.targets[0] if read.targets else ""
    elif words[:1] == ("run",) and len(words) > 1:
        project, _, task = words[1].partition(":")
        projects, task = (project,), task.partition(":")[0]
    elif len(words) > 1:
        task, projects = words[0], words[1:2]
    app = repository.at(repository.app)
    if not app or not task:
        return None
    named = (app.name or "", app.path.rpartition("/")[2])
    if projects and not any(fnmatch.fnmatchcase(n, one) for one in projects for n in named):
        return None
    if task in app.scripts:
        return Invocation(task, (app.path,))
    return Invocation(None, (app.path,), ("next", "build")) if task == "build" else None


def selected(filters: tuple[str, ...], repository: Repository) -> tuple[str, ...]:
    """The paths of the packages that pnpm's and Turborepo's filters, or names, pick."""
    wanted = [one for one in filters if not one.startswith("!")]
    barred = [one[1:] for one in filters if one.startswith("!")]
    return tuple(
        one.path
        for one in repository.packages
        if (any(_picks(text, one) for text in wanted) if wanted else one.path != ".")
        and not any(_picks(text, one) for text in barred)
    )


def _picks(text: str, package: Package) -> bool:
    if text.endswith("^..."):
        return False
    text = text.removesuffix("...").partition("[")[0]
    if text.startswith("..."):
        # The packages that depend on another one: which those are is not read here.
        text = text.removeprefix("...")
        if text.startswith("^"):
            return False
    text = text.strip("{}")
    if text.startswith((".", "/")) or (package.path == text and "/" in text):
        path = posixpath.normpath(text).lstrip("/")
        return fnmatch.fnmatchcase(package.path, path.replace("**", "*"))
    name = package.name or ""
    bare = name.rpartition("/")[2] if not text.startswith("@") else name
    ends = package.path.rpartition("/")[2]
    return any(fnmatch.fnmatchcase(one, text) for one in (name, bare, ends) if one and text)
