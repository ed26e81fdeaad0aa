"""Which versions an app runs with: node_modules, the lock file, or the range in package.json."""

from collections.abc import Iterator, Sequence

from clerkdoctor import semver
from clerkdoctor.facts.place import Place
from clerkdoctor.facts.project import Dependency, Installed, Unread, Versions
from clerkdoctor.gather.installed import Tree, installed
from clerkdoctor.gather.lockfiles import Level, LockFile, joined, locked, relative

# What some rule of the checks depends on. Besides, every package of Clerk's and of Convex'.
OF_INTEREST = frozenset((
    "next", "react", "react-dom", "convex", "svix", "standardwebhooks", "next-intl", "typescript",
    "turbo", "convex-helpers", "hono", "express",
))  # fmt: skip
SCOPES = ("@clerk/", "@convex-dev/")


def versions(levels: Sequence[Level], found: tuple[Level, LockFile] | None) -> Versions:
    """Every package of interest of an app, its places relative to the app's folder.

    `levels` are the app's own folder and then the workspace's root, where that is another.

    node_modules is what runs here and wins over the lock file, which is what a deployment
    installs; both are kept, and `Versions.differing` names the pairs that are not equal.
    """
    asked = list(_asked(levels))
    unread: list[Unread] = []
    fixed = _fixed(asked, found, unread)
    tree = Tree(levels[-1].folder, levels[0].folder)
    present = [
        one for level, dependency in asked for one in installed(tree, level, dependency, unread)
    ]
    level, lock_file = found or (None, None)
    return Versions(
        packages=tuple(_effective(levels, asked, present, fixed)),
        locked=tuple(fixed),
        lock_file=_place(level, lock_file.name) if level and lock_file else None,
        lock_format=lock_file.lock.format if lock_file and lock_file.lock else None,
        other_lock_files=tuple(
            _place(level, name) for name in (lock_file.others if lock_file else ()) if level
        ),
        unread=tuple(dict.fromkeys(unread)),
    )


def _place(level: Level, name: str) -> Place:
    return Place(joined(level.path, name))


def _fixed(
    asked: "list[tuple[Level, Dependency]]",
    found: tuple[Level, LockFile] | None,
    unread: list[Unread],
) -> list[Installed]:
    """What the lock file says of all of them."""
    if found is None:
        return []
    at, lock_file = found
    place = _place(at, lock_file.name)
    if lock_file.problem is not None:
        problem = lock_file.problem
        unread.append(Unread(problem.place._replace(path=place.path), problem.reason))
    fixed: list[Installed] = []
    for level, dependency in asked if lock_file.lock else ():
        importer = relative(level.folder, at.folder)
        if lock_file.lock is None or importer.startswith(".."):
            # A root's own dependencies, where the app has a lock file to itself.
            continue
        said = locked(lock_file.lock, place, importer, dependency)
        if isinstance(said, list):
            fixed += said
        elif dependency.section != "peerDependencies":
            unread.append(said)
    return fixed


def _asked(levels: Sequence[Level]) -> Iterator[tuple[Level, Dependency]]:
    """The dependencies of interest, the app's own first; a name the app states is its own."""
    seen: set[str] = set()
    for level in levels:
        here = dict.fromkeys(one.name for one in level.manifest.dependencies)
        for name in here:
            dependency = level.manifest.dependency(name)
            if dependency is None or name in seen:
                continue
            if _of_interest(name) or _of_interest(_aliased(dependency.wanted)[0]):
                yield level, dependency
        seen.update(here)


def _of_interest(name: str) -> bool:
    return name in OF_INTEREST or name.startswith(SCOPES)


def _effective(
    levels: Sequence[Level],
    asked: list[tuple[Level, Dependency]],
    present: list[Installed],
    fixed: list[Installed],
) -> Iterator[Installed]:
    direct = {one.alias or one.name: one for one in [*fixed, *present] if not one.via}
    for _level, dependency in asked:
        yield direct.get(dependency.name) or _ranged(levels, dependency)
    # What comes along with an installed package is what is installed beside it.
    here = {one.alias or one.name for one in present if not one.via}
    brought = [one for one in fixed if one.via and one.via[0] not in here]
    brought += [one for one in present if one.via]
    # One package may come along on several ways: the shortest is told.
    shortest: dict[tuple[str, str, str], Installed] = {}
    for one in sorted(brought, key=lambda one: len(one.via)):
        shortest.setdefault((one.via[0], one.name, one.text), one)
    yield from shortest.values()


def _ranged(levels: Sequence[Level], dependency: Dependency) -> Installed:
    wanted = dependency.wanted
    if wanted.startswith("catalog:"):
        catalog = wanted[len("catalog:") :].strip() or "default"
        for level in levels:
            for name, package, range_ in level.manifest.catalogs:
                if (name, package) == (catalog, dependency.name):
                    wanted = range_
    name, range_ = _aliased(wanted)
    return Installed(
        name or dependency.name,
        range_,
        # A range of one version is that version.
        semver.parse(range_.removeprefix("=")),
        semver.only_major(range_),
        "range",
        dependency.place,
        alias=dependency.name if name and name != dependency.name else None,
    )


def _aliased(wanted: str) -> tuple[str, str]:
    """`npm:@clerk/nextjs@^6` → (`@clerk/nextjs`, `^6`); no name for what is no alias."""
    if not wanted.startswith("npm:"):
        return "", wanted
    name, at, range_ = wanted[len("npm:") :].rpartition("@")
    return (name, range_) if name else (f"{at}{range_}", "*")
