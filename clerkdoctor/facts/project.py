"""What project this is: its apps, what they depend on, and which versions of that are installed.

Paths have `/`. Those of a `Project` and of its `Workspace` are relative to the folder that was
asked about; all that an `App` holds, but for its own path, is relative to the app's folder. What
stands above begins with `../`.
"""

from pathlib import Path
from typing import Literal, NamedTuple

from clerkdoctor.facts.place import Place
from clerkdoctor.semver import Version

Section = Literal["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"]


class Unread(NamedTuple):
    """A file of the project that could not be read as what it is.

    `reason` follows the file's name in a sentence: `is not JSON: it ends too early`.
    """

    place: Place
    reason: str


class Dependency(NamedTuple):
    """A line of package.json that names a package. `wanted` is what it says: `^15.2.3`, `latest`,
    `catalog:`, `npm:@clerk/nextjs@^6`.
    """

    name: str
    wanted: str
    section: Section
    place: Place


class Script(NamedTuple):
    name: str
    command: str
    place: Place


class Manifest(NamedTuple):
    """A package.json. `odd` names what in it is not of the type that npm expects.

    `workspaces` are the patterns it states, in either of npm's two forms; `None` for none.
    `catalogs` are what `catalog:` stands for: (catalog, package, range). `resolutions` are Yarn's.
    """

    place: Place
    name: str | None = None
    dependencies: tuple[Dependency, ...] = ()
    scripts: tuple[Script, ...] = ()
    package_manager: str | None = None
    workspaces: tuple[str, ...] | None = None
    workspaces_place: Place | None = None
    catalogs: tuple[tuple[str, str, str], ...] = ()
    resolutions: tuple[tuple[str, str], ...] = ()
    odd: tuple[Unread, ...] = ()

    def dependency(self, name: str) -> Dependency | None:
        """The line that asks for a package; where several sections do, the one of production."""
        for section in _DECIDING:
            for one in self.dependencies:
                if one.section == section and one.name == name:
                    return one
        return None


_DECIDING = ("optionalDependencies", "dependencies", "devDependencies", "peerDependencies")


class Installed(NamedTuple):
    """A package as one place states it.

    `text` is the version as it stands there, or the range where no version is known. `version` is
    `None` for a range, and for what is no version (`github:…`). `major` is known for a range, too,
    where all that it allows has one major: `^15.2.3` says 15, `>=15` does not say.

    `via` are the packages in between, where the app itself does not ask for it; `alias` is the
    name that the app gives to it, where that is another.
    """

    name: str
    text: str
    version: Version | None
    major: int | None
    how: Literal["node_modules", "lockfile", "range"]
    place: Place
    via: tuple[str, ...] = ()
    alias: str | None = None


class Versions(NamedTuple):
    """Which version of each package of interest the app runs with.

    What is installed in node_modules is what runs here, so it wins; else the lock file, which is
    what a deployment installs; else the range in package.json. `locked` is what the lock file says
    by itself, and `differing` where an installation is out of step with it.

    The packages are the app's own dependencies of interest, then those of the workspace's root,
    then what they bring along (`via`): the nearest first. `unread` is why something is not known.
    """

    packages: tuple[Installed, ...] = ()
    locked: tuple[Installed, ...] = ()
    lock_file: Place | None = None
    lock_format: str | None = None
    other_lock_files: tuple[Place, ...] = ()
    unread: tuple[Unread, ...] = ()

    def get(self, name: str) -> Installed | None:
        """The package as the app itself gets it when it imports `name`."""
        return next((one for one in self.packages if (one.alias or one.name) == name), None)

    def all(self, name: str) -> tuple[Installed, ...]:
        """Every version of a package that some code of the app runs with, nearest first."""
        return tuple(one for one in self.packages if one.name == name)

    def brought(self, owner: str, name: str) -> Installed | None:
        """The package that `owner`, a dependency of the app, brings along and uses itself."""
        return next(
            (one for one in self.packages if one.name == name and one.via[:1] == (owner,)), None
        )

    def major(self, name: str) -> int | None:
        found = self.get(name)
        return None if found is None else found.major

    def version(self, name: str) -> Version | None:
        found = self.get(name)
        return None if found is None else found.version

    @property
    def differing(self) -> tuple[tuple[Installed, Installed], ...]:
        """(installed, locked) pairs whose versions are not equal."""
        locked = {(one.alias or one.name, one.via): one for one in self.locked}
        pairs = [
            (one, locked.get((one.alias or one.name, one.via)))
            for one in self.packages
            if one.how == "node_modules"
        ]
        return tuple((one, other) for one, other in pairs if other and other.text != one.text)


class ConvexFolder(NamedTuple):
    """The folder of Convex functions, relative to the app: `convex`, or what convex.json says.

    `auth_configs` are the files called auth.config in it that Convex reads.
    """

    path: str
    stated: Place | None
    exists: bool
    auth_configs: tuple[str, ...]


class App(NamedTuple):
    """A folder that can be started or deployed, or whose code uses Clerk.

    `kind`: `next` depends on Next.js and has pages, a configuration, or stands alone; `convex` has
    Convex functions with an auth.config and no Next.js; `clerk` depends on a Clerk SDK only, as a
    shared package or another framework's app does.

    `app_router` and `pages_router` are the folders that Next.js chose: the root is looked at before
    `src` (next/dist/lib/find-pages-dir). `path` is the app's, relative to the project.
    """

    path: str
    folder: Path
    kind: Literal["next", "convex", "clerk"]
    manifest: Manifest
    versions: Versions
    app_router: str | None = None
    pages_router: str | None = None
    next_configs: tuple[str, ...] = ()
    tsconfig: str | None = None
    convex: ConvexFolder | None = None
    workspace_root: str | None = None
    unread: tuple[Unread, ...] = ()

    @property
    def name(self) -> str | None:
        return self.manifest.name

    @property
    def source_root(self) -> str:
        """Where Next.js looks for middleware or proxy: beside the routers it chose, `` or `src`."""
        chosen = self.pages_router or self.app_router or ""
        return chosen.rpartition("/")[0]

    def uses(self, name: str) -> bool:
        """Whether its package.json asks for this package, in any section."""
        return any(one.name == name for one in self.manifest.dependencies)

    def at(self, path: str) -> str:
        """A path of the app as one of the project: `proxy.ts` → `apps/web/proxy.ts`."""
        return path if self.path == "." else f"{self.path}/{path}"


class Member(NamedTuple):
    """A package of a workspace."""

    name: str | None
    path: str


class Workspace(NamedTuple):
    """The workspace that the project is, or is in.

    `stated` is where its packages are listed; `patterns` as they stand there. `manifest` is the
    root's package.json.
    """

    path: str
    folder: Path
    manager: Literal["npm", "yarn", "pnpm", "bun", "lerna"]
    stated: Place
    patterns: tuple[str, ...]
    members: tuple[Member, ...] = ()
    turbo: Place | None = None
    nx: Place | None = None
    lerna: Place | None = None
    manifest: Manifest | None = None


class Project(NamedTuple):
    """What was found below (and, for a part of a workspace, above) the folder asked about.

    `apps` are in the folder, the folder's own first; `related` are those of the same workspace
    that stand elsewhere and hold the Convex functions that an app of the folder may use.
    """

    folder: Path
    apps: tuple[App, ...]
    manifest: Manifest | None = None
    workspace: Workspace | None = None
    related: tuple[App, ...] = ()
    unread: tuple[Unread, ...] = ()

    def convex_app(self, app: App) -> App | None:
        """The app whose Convex functions this one calls: itself, the one package of the workspace
        that it depends on and that has some, or the only other one that has some.
        """
        if app.convex and app.convex.exists:
            return app
        others = [one for one in (*self.apps, *self.related) if one.convex and one.convex.exists]
        named = [one for one in others if one.name is not None and app.uses(one.name)]
        candidates = named or others
        return candidates[0] if len(candidates) == 1 and (named or app.uses("convex")) else None


class NotAProject(NamedTuple):
    """There is nothing here to judge; `looked_for` says what would have been something."""

    reason: str
    looked_for: tuple[str, ...]
