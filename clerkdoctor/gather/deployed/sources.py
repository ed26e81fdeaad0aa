"""The sources that a user names with `--against`: what each is, and all of them asked at once."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from clerkdoctor.facts.deployed import TARGETS, DeployedSource, Kind
from clerkdoctor.gather.deployed import convex as convex_source
from clerkdoctor.gather.deployed.asking import Asking
from clerkdoctor.gather.deployed.environ import environ
from clerkdoctor.gather.deployed.file_sources import file_source
from clerkdoctor.gather.deployed.together import together
from clerkdoctor.gather.deployed.vercel import unread, vercel
from clerkdoctor.gather.deployed.vercel_api import HOST, Access
from clerkdoctor.gather.deployed.vercel_link import Fault, Link, link, login_file, token
from clerkdoctor.nearest import nearest

_WORDS = ("vercel", "convex", "environ")
_KINDS: Mapping[str, Kind] = {"vercel": "vercel", "convex": "convex", "environ": "environ"}
_SHORT = {"prod": "production", "dev": "development", "stage": "preview"}
_LONG = {"production": "prod", "development": "dev"}


class UnknownSource(ValueError):
    """A source that is none; the text is a sentence for the user."""


class Named(NamedTuple):
    """A source as the user names it: `part` is an environment or a deployment, or empty.

    For a file, `label` is what it is called, and `file` its path or `-`.
    """

    kind: Kind
    label: str
    part: str = ""
    file: str = ""


class Services(NamedTuple):
    """Where the services are: other addresses are for tests only."""

    vercel: str = HOST
    convex: str | None = None


class Against(NamedTuple):
    """What to compare with, and what the user says about how.

    `login`: the token that `vercel login` keeps may be read, from `login_at` where that is given.
    """

    sources: tuple[Named, ...]
    project: str | None = None
    team: str | None = None
    branch: str | None = None
    login: bool = False
    login_at: Path | None = None
    asking: Asking = Asking()
    services: Services = Services()


def against(sources: Iterable[str]) -> Against:
    """The sources by their names, as options and `clerkdoctor.toml` state them.

    Raises `UnknownSource` for a name that is none, with the nearest that is one.
    """
    named = [_named(text) for text in sources]
    labels = [one.label for one in named]
    for label in labels:
        if labels.count(label) > 1:
            raise UnknownSource(f"`{label}` is named twice")
    if sum(one.file == "-" for one in named) > 1:
        raise UnknownSource("standard input (`-`) is named twice; it can be read once")
    return Against(tuple(named))


def _named(text: str) -> Named:
    label, equals, file = text.partition("=")
    if equals:
        if not label or not file:
            raise UnknownSource(f"`{text}` is no source; a file is named as LABEL=FILE")
        return Named("file", label, file=file)
    word, colon, part = text.partition(":")
    if word not in _WORDS:
        near = nearest(word, _WORDS)
        hint = f"did you mean `{near}{colon}{part}`?" if near else _GRAMMAR
        raise UnknownSource(f"`{text}` is no source; {hint}")
    if colon and (not part or word == "environ"):
        raise UnknownSource(f"`{text}` is no source; {_GRAMMAR}")
    meant = _meant(word, part)
    if meant and meant != part:
        raise UnknownSource(f"`{text}` is no source; did you mean `{word}:{meant}`?")
    return Named(_KINDS[word], text, part)


_GRAMMAR = (
    "it is one of `vercel`, `vercel:production|preview|development`, `convex`,"
    " `convex:prod|dev|NAME`, `environ`, or LABEL=FILE"
)


def _meant(word: str, part: str) -> str | None:
    """What a part was probably to be; another name may be a custom environment's."""
    if word == "vercel":
        return _SHORT.get(part) or nearest(part, TARGETS) if part else None
    return _LONG.get(part) or nearest(part, _LONG)


class Setting(NamedTuple):
    """What an app and its process say: where it stands, and the variables that may hold keys."""

    folder: Path
    process: Mapping[str, str]
    stated: tuple[tuple[str, str], ...]


def read_sources(
    chosen: Against, setting: Setting, tell: Callable[[str], None] = lambda _: None
) -> tuple[DeployedSource, ...]:
    """Every source, in the order asked. Services are asked at the same time.

    `tell` is given a line when that takes longer than a second.
    """
    found: dict[str, DeployedSource] = {}
    for one in chosen.sources:
        if one.kind == "file":
            found[one.label] = file_source(one.label, one.file)
        elif one.kind == "environ":
            found[one.label] = environ(setting.process)
    tasks = dict(_tasks(chosen, setting))
    for answered in together(tasks, tell).values():
        found |= {one.label: one for one in answered}
    ordered: list[DeployedSource] = []
    for one in chosen.sources:
        labels = (
            [f"vercel:{target}" for target in TARGETS] if one.label == "vercel" else [one.label]
        )
        ordered += [found.pop(label) for label in labels if label in found]
    return tuple(ordered)


_Task = Callable[[], tuple[DeployedSource, ...]]


def _tasks(chosen: Against, setting: Setting) -> Iterable[tuple[str, _Task]]:
    environments = [one.part for one in chosen.sources if one.kind == "vercel"]
    if environments:
        names = dict.fromkeys(
            name for part in environments for name in ([part] if part else TARGETS)
        )
        yield "Vercel", lambda: _of_vercel(chosen, setting, tuple(names))
    for one in chosen.sources:
        if one.kind == "convex":
            what = f"Convex ({one.part})" if one.part else "Convex"
            yield what, lambda one=one: (_of_convex(chosen, setting, one),)  # type: ignore[misc]


def _of_vercel(
    chosen: Against, setting: Setting, names: tuple[str, ...]
) -> tuple[DeployedSource, ...]:
    linked = link(setting.folder, setting.process, chosen.project, chosen.team)
    kept = (chosen.login_at or login_file(setting.process)) if chosen.login else None
    key = token(setting.process, auth_file=kept)
    for fault in (key, linked):
        if isinstance(fault, Fault):
            return tuple(unread(name, fault.reason) for name in names)
    assert isinstance(linked, Link)
    assert not isinstance(key, Fault)
    access = Access(linked, key, chosen.branch, chosen.services.vercel, chosen.asking)
    return vercel(access, names)


def _of_convex(chosen: Against, setting: Setting, one: Named) -> DeployedSource:
    keyed = convex_source.deployment(setting.stated, one.part)
    if isinstance(keyed, str):
        return convex_source.unread(one.label, keyed)
    if chosen.services.convex:
        keyed = keyed._replace(url=chosen.services.convex)
    return convex_source.convex(one.label, keyed, chosen.asking)
