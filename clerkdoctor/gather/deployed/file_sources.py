"""A file, or standard input, that another tool wrote a deployment's variables to."""

import sys
from pathlib import Path

from clerkdoctor.exported_env import NAMES_ONLY, Exported, NotReadable, decode, parse
from clerkdoctor.facts.deployed import DeployedSource, DeployedValue, Side, Target
from clerkdoctor.facts.place import Source
from clerkdoctor.gather.files import MEGABYTE, Missing, Unreadable, read, size
from clerkdoctor.secret import Secret

_LIMIT = 16 * MEGABYTE

_TARGETS: dict[str, Target] = {
    "production": "production", "prod": "production", "prd": "production", "live": "production",
    "preview": "preview", "staging": "preview", "stage": "preview", "stg": "preview",
    "development": "development", "dev": "development", "local": "development",
}  # fmt: skip


def target_of(label: str) -> Target | None:
    """The target that a word of the label names: `vercel:production`, `prod-eu`, `Staging`."""
    for word in label.lower().replace(":", "-").replace("_", "-").replace(".", "-").split("-"):
        if word in _TARGETS:
            return _TARGETS[word]
    return None


def side_of(label: str) -> Side:
    return "convex" if label.lower().startswith("convex") else "next"


def file_source(label: str, file: str) -> DeployedSource:
    """What the file states, or why nothing is known of it."""
    side, target = side_of(label), target_of(label)
    content = _standard_input() if file == "-" else _content(Path(file))
    if isinstance(content, str):
        return DeployedSource(label, "file", side, target, {}, content)
    text = decode(content)
    parsed = text if isinstance(text, NotReadable) else parse(text, of_convex=side == "convex")
    if isinstance(parsed, NotReadable):
        return DeployedSource(label, "file", side, target, {}, f"{_named(file)} {parsed.reason}")
    if not parsed.variables:
        return DeployedSource(label, "file", side, target, {}, f"{_named(file)} states nothing")
    place = Source(label)
    values = {one.name: _value(one, place) for one in parsed.variables}
    stated = values.get("VERCEL_ENV")
    if target is None and stated and stated.value:
        target = target_of(stated.value.reveal())
    return DeployedSource(label, "file", side, target, values, notes=(parsed.dialect,))


def _named(file: str) -> str:
    return "cannot be read: standard input" if file == "-" else f"cannot be read: `{file}`"


def _value(one: Exported, place: Source) -> DeployedValue:
    if one.value is None:
        reason = "is known by its name only" if one.reason == NAMES_ONLY else one.reason
        return DeployedValue(one.name, None, place, "unreadable", reason)
    return DeployedValue(one.name, Secret(one.value), place, exact=one.exact, damage=one.damage)


def _content(path: Path) -> bytes | str:
    content = read(path, _LIMIT)
    if isinstance(content, Missing):
        return f"cannot be read: there is no file `{path}`"
    if isinstance(content, Unreadable):
        return f"cannot be read: `{path}` {content.reason}"
    return content


def _standard_input() -> bytes | str:
    if sys.stdin.isatty():
        return "cannot be read: nothing is piped to standard input"
    content = sys.stdin.buffer.read(_LIMIT + 1)
    if len(content) > _LIMIT:
        return f"cannot be read: standard input is more than {size(_LIMIT)}"
    return content
