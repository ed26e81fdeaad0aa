"""Gathering the platforms' configuration files: vercel.json, turbo.json, keyless.json."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

from clerkdoctor import json_text
from clerkdoctor.evidence import Absence, Absent, Unavailable
from clerkdoctor.facts.environment import Keyless
from clerkdoctor.facts.place import Place
from clerkdoctor.facts.platform import TurboJson, TurboTask, VercelEnvEntry, VercelJson
from clerkdoctor.gather.files import MEGABYTE, Missing, Unreadable, read
from clerkdoctor.secret import Secret

_KEYLESS = ".clerk/.tmp/keyless.json"
_TYPES = {dict: "an object", list: "an array", bool: "a boolean", type(None): "null"}


def vercel_json(folder: Path) -> VercelJson | Absence:
    """The `env` blocks of vercel.json."""
    stated = _object(folder / "vercel.json", "vercel.json")
    if isinstance(stated, Absence):
        return stated
    text, _ = stated
    root = json_text.start(text)
    build = _member(text, root, "build")
    env = _member(text, build.value_at, "env") if build else None
    return VercelJson(
        (*_entries(text, "env", _member(text, root, "env")), *_entries(text, "build.env", env))
    )


def _member(text: str, at: int, key: str) -> json_text.Member | None:
    """The last member of this name, the one that counts, where it is an object itself."""
    if text[at] != "{":
        return None
    found = [one for one in json_text.members(text, at) if one.key == key]
    return found[-1] if found and isinstance(found[-1].value, dict) else None


def _entries(
    text: str, block: Literal["env", "build.env"], member: json_text.Member | None
) -> Iterator[VercelEnvEntry]:
    for one in json_text.members(text, member.value_at) if member else ():
        is_text = isinstance(one.value, str)
        kind = "string" if is_text else _TYPES.get(type(one.value), "a number")
        secret = one.value[1:] if isinstance(one.value, str) and one.value[:1] == "@" else None
        place = Place("vercel.json", json_text.line(text, one.at))
        yield VercelEnvEntry(block, one.key, kind, secret, place)


def turbo_json(
    root: Path, above: str, package: str | None, scripts: Mapping[str, str], own: Path | None
) -> TurboJson | Absence:
    """Which variables Turborepo lets through to a package's build.

    `above` leads from the app to the workspace's root (`../../`), `scripts` are the root's, `own`
    is the app's folder where it can have a turbo.json of its own.
    """
    path = f"{above}turbo.json"
    stated = _object(root / "turbo.json", path)
    if isinstance(stated, Absence):
        return stated
    text, content = stated
    mine = _object(own / "turbo.json", "turbo.json") if own and own != root else None
    tasks = content.get("tasks")
    loose = content.get("envMode") == "loose" or any(
        re.search(r"--env-mode[= ]loose", command) for command in scripts.values()
    )
    shared = [*_texts(content.get("globalEnv")), *_texts(content.get("globalPassThroughEnv"))]
    if mine is not None and not isinstance(mine, Absence):
        shared += _patterns(mine[1].get("tasks"), "build")
    found = []
    member = _member(text, json_text.start(text), "tasks")
    for name in (f"{package}#build", "build"):
        task = _member(text, member.value_at, name) if member else None
        if task:
            place = Place(path, json_text.line(text, task.at))
            found.append(TurboTask(name, (*shared, *_patterns(tasks, name)), place))
            break
    return TurboJson(tuple(found), isinstance(tasks, dict) and not loose, Place(path))


def _patterns(tasks: object, name: str) -> list[str]:
    task = tasks.get(name) if isinstance(tasks, dict) else None
    if not isinstance(task, dict):
        return []
    return [*_texts(task.get("env")), *_texts(task.get("passThroughEnv"))]


def _texts(stated: object) -> list[str]:
    return [one for one in stated if isinstance(one, str)] if isinstance(stated, list) else []


def keyless(folder: Path) -> Keyless | Absence:
    """The keys of a keyless instance that @clerk/nextjs keeps in the project."""
    stated = _object(folder / _KEYLESS, _KEYLESS)
    if isinstance(stated, Absence):
        return stated
    keys = [stated[1].get(name) for name in ("publishableKey", "secretKey")]
    publishable, secret = (Secret(key if isinstance(key, str) else "") for key in keys)
    return Keyless(Place(_KEYLESS), publishable, secret)


def _object(path: Path, name: str) -> tuple[str, dict[str, object]] | Absence:
    """The text and the object of a JSON file, comments and trailing commas allowed."""
    content = read(path, MEGABYTE)
    if isinstance(content, Missing):
        return Absent(f"there is no `{name}`")
    if isinstance(content, Unreadable):
        return Unavailable(f"`{name}` {content.reason}")
    text = json_text.decode(content)
    if isinstance(text, json_text.NotJson):
        return Unavailable(f"`{name}` {text.reason}")
    stated, plain = json_text.load_relaxed(text)
    if isinstance(stated, json_text.NotJson):
        return Unavailable(f"`{name}` {stated.reason}")
    if not isinstance(stated, dict):
        return Unavailable(f"`{name}` holds no object")
    return plain, stated
