"""Reading package.json, with the line of every dependency and script."""

from pathlib import Path
from typing import Literal, cast

from clerkdoctor import json_text
from clerkdoctor.facts.place import Place
from clerkdoctor.facts.project import Dependency, Manifest, Script, Section, Unread
from clerkdoctor.gather import files

LIMIT = files.MEGABYTE

_SECTIONS: tuple[Section, ...] = (
    "dependencies",
    "devDependencies",
    "peerDependencies",
    "optionalDependencies",
)

Catalogs = tuple[tuple[str, str, str], ...]


def read(folder: Path, path: str) -> Manifest | files.Missing | Unread:
    """The package.json of a folder; `path` is its name in places."""
    place = Place(path)
    content = files.read(folder / "package.json", LIMIT)
    if isinstance(content, files.Missing):
        return content
    if isinstance(content, files.Unreadable):
        return Unread(place, content.reason)
    text = json_text.decode(content)
    if isinstance(text, json_text.NotJson):
        return Unread(Place(path, text.line), text.reason)
    stated = json_text.load(text)
    if isinstance(stated, json_text.NotJson):
        return Unread(Place(path, stated.line, stated.column), stated.reason)
    if not isinstance(stated, dict):
        return Unread(place, f"is {_kind(stated)}, not an object")
    return _manifest(text, place)


def read_object(
    folder: Path, name: str, place: Place
) -> dict[str, object] | files.Missing | Unread:
    """Any JSON file that holds an object, with comments allowed: convex.json, lerna.json."""
    content = files.read(folder / name, LIMIT)
    if isinstance(content, files.Missing):
        return content
    if isinstance(content, files.Unreadable):
        return Unread(place, content.reason)
    text = json_text.decode(content)
    if isinstance(text, json_text.NotJson):
        return Unread(place, text.reason)
    stated, _plain = json_text.load_relaxed(text)
    if isinstance(stated, json_text.NotJson):
        return Unread(Place(place.path, stated.line, stated.column), stated.reason)
    if not isinstance(stated, dict):
        return Unread(place, f"is {_kind(stated)}, not an object")
    return cast("dict[str, object]", stated)


def _manifest(text: str, place: Place) -> Manifest:
    # Of a key that is repeated, the last one counts.
    members = {member.key: member for member in json_text.members(text, json_text.start(text))}
    odd: list[Unread] = []

    def at(offset: int) -> Place:
        return Place(place.path, json_text.line(text, offset), json_text.column(text, offset))

    def strings(key: str) -> list[tuple[str, str, Place]]:
        """The members of an object of strings: name, text, place."""
        member = members.get(key)
        if member is None:
            return []
        if not isinstance(member.value, dict):
            odd.append(
                Unread(at(member.at), f"has {_kind(member.value)} as `{key}`, not an object")
            )
            return []
        found: dict[str, tuple[str, str, Place]] = {}
        for inner in json_text.members(text, member.value_at):
            if isinstance(inner.value, str):
                found[inner.key] = (inner.key, inner.value, at(inner.at))
            else:
                odd.append(
                    Unread(at(inner.at), f"has {_kind(inner.value)} as `{inner.key}`, not a string")
                )
        return list(found.values())

    dependencies = [
        Dependency(name, wanted, section, where)
        for section in _SECTIONS
        for name, wanted, where in strings(section)
    ]
    name = members.get("name")
    workspaces = members.get("workspaces")
    patterns, catalogs = _workspaces(workspaces.value if workspaces else None)
    return Manifest(
        place,
        name=name.value if name and isinstance(name.value, str) else None,
        dependencies=tuple(dependencies),
        scripts=tuple(Script(*one) for one in strings("scripts")),
        package_manager=_package_manager({key: one.value for key, one in members.items()}),
        workspaces=patterns,
        workspaces_place=at(workspaces.at) if workspaces else None,
        catalogs=catalogs + catalogs_of({key: one.value for key, one in members.items()}),
        resolutions=tuple((name, wanted) for name, wanted, _ in strings("resolutions")),
        odd=tuple(odd),
    )


def _workspaces(value: object) -> tuple[tuple[str, ...] | None, Catalogs]:
    """`["apps/*"]`, or `{"packages": ["apps/*"], "catalog": {…}}`."""
    catalogs: Catalogs = ()
    if isinstance(value, dict):
        catalogs = catalogs_of(value)
        value = value.get("packages", [])
    if not isinstance(value, list):
        return None, catalogs
    return tuple(one for one in value if isinstance(one, str)), catalogs


def catalogs_of(stated: dict[str, object]) -> Catalogs:
    """What `catalog:` and `catalog:NAME` stand for: (catalog, package, range) of pnpm and Bun."""
    found: list[tuple[str, str, str]] = []
    named = stated.get("catalogs")
    catalogs: dict[str, object] = dict(named) if isinstance(named, dict) else {}
    catalogs["default"] = stated.get("catalog", catalogs.get("default"))
    for catalog, ranges in catalogs.items():
        if isinstance(ranges, dict):
            found += [
                (catalog, package, wanted)
                for package, wanted in ranges.items()
                if isinstance(wanted, str)
            ]
    return tuple(found)


def _package_manager(stated: dict[str, object]) -> str | None:
    """`pnpm@9.1.0`, from `packageManager` or `devEngines.packageManager`."""
    value = stated.get("packageManager")
    if isinstance(value, str) and value:
        return value
    engines = stated.get("devEngines")
    inner = engines.get("packageManager") if isinstance(engines, dict) else None
    if isinstance(inner, list) and inner:
        inner = inner[0]
    if isinstance(inner, dict) and isinstance(inner.get("name"), str):
        version = inner.get("version")
        return f"{inner['name']}@{version}" if isinstance(version, str) else str(inner["name"])
    return None


Kind = Literal["a list", "a string", "a number", "true", "false", "null", "an object"]


def _kind(value: object) -> Kind:
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, str):
        return "a string"
    if value is None:
        return "null"
    if value is True:
        return "true"
    return "false" if value is False else "a number"
