"""What Vercel states of a project: for each target its variables, and what was deployed with them.

All is asked at the same time; what the lists and a pull do not give in clear is asked for by its
id. A value that stays unknown is unknown: ciphertext is never compared.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from clerkdoctor.facts.deployed import (
    TARGETS,
    DeployedSource,
    DeployedValue,
    LastDeployment,
    NotTold,
    State,
    Target,
)
from clerkdoctor.facts.place import Source
from clerkdoctor.gather.deployed import vercel_api as api
from clerkdoctor.gather.deployed.asking import Refused
from clerkdoctor.gather.deployed.together import together
from clerkdoctor.gather.deployed.vercel_api import Access
from clerkdoctor.secret import Secret
from clerkdoctor.variables import variable as known
from clerkdoctor.vercel.deployments import last_of
from clerkdoctor.vercel.records import SENSITIVE, Record, of_target

_SINGLE_READS = 40
_SYSTEM = ("VERCEL", "NEXT_PUBLIC_VERCEL_", "TURBO_", "NX_DAEMON")


class _Answers:
    """What is asked about a project at the same time, by target where it has targets."""

    def __init__(self, access: Access, environments: tuple[str, ...]) -> None:
        self.records: tuple[Record, ...] | Refused = ()
        self.shared: tuple[Record, ...] | Refused = ()
        self.custom: Mapping[str, str] | Refused = {}
        self.pulled: dict[str, Mapping[str, str] | Refused] = {}
        self.deployments: dict[str, list[object] | Refused] = {}
        tasks: dict[str, Callable[[], None]] = {
            "records": partial(self._ask_records, access),
            "shared": partial(self._ask_shared, access),
        }
        if any(name not in TARGETS for name in environments):
            tasks["custom"] = partial(self._ask_custom, access)
        for name in environments:
            tasks[f"pull {name}"] = partial(self._ask_values, access, name)
            if name != "development":  # which nothing is deployed to
                tasks[f"deployments {name}"] = partial(self._ask_deployments, access, name)
        together(tasks)

    def _ask_records(self, access: Access) -> None:
        self.records = api.records(access)

    def _ask_shared(self, access: Access) -> None:
        self.shared = api.shared(access)

    def _ask_custom(self, access: Access) -> None:
        self.custom = api.custom_environments(access)

    def _ask_values(self, access: Access, name: str) -> None:
        self.pulled[name] = api.pulled(access, name)

    def _ask_deployments(self, access: Access, name: str) -> None:
        self.deployments[name] = api.deployments(access, name)


def vercel(access: Access, environments: tuple[str, ...]) -> tuple[DeployedSource, ...]:
    """A source for each of these environments: a target, or a custom environment's name."""
    access = api.identified(access)
    answers = _Answers(access, environments)
    if isinstance(answers.records, Refused):
        reason = api.why(answers.records, access)
        return tuple(unread(name, reason) for name in environments)
    tasks = {name: partial(_source, access, name, answers) for name in environments}
    return tuple(together(tasks).values())


def _target(name: str) -> Target | None:
    return next((target for target in TARGETS if target == name), None)


def unread(name: str, reason: str) -> DeployedSource:
    return DeployedSource(f"vercel:{name}", "vercel", "next", _target(name), {}, reason)


class _Meant(NamedTuple):
    """One environment: `custom` is the id of one that is the project's own."""

    name: str
    branch: str | None
    custom: str | None = None


def _source(access: Access, name: str, answers: _Answers) -> DeployedSource:
    target = _target(name)
    meant = _Meant(name, access.branch if target == "preview" else None)
    if target is None:
        if isinstance(answers.custom, Refused):
            return unread(name, api.why(answers.custom, access))
        meant = meant._replace(custom=answers.custom.get(name))
        if meant.custom is None:
            others = ", ".join(f"`{one}`" for one in [*TARGETS, *answers.custom])
            return unread(name, f"is no environment of the project; it has {others}")
    assert not isinstance(answers.records, Refused)
    listed = answers.records + (() if isinstance(answers.shared, Refused) else answers.shared)
    records = of_target(listed, name, meant.branch, meant.custom)
    pulled = answers.pulled[name]
    place = Source(f"vercel:{name}")
    values = {} if isinstance(pulled, Refused) else pulled
    found = {one.name: one for one in _values(access, records, values, place)}
    closed = unlisted = None
    if isinstance(pulled, Refused):
        closed = f"does not give its values out: it {pulled.reason}"
        if isinstance(answers.shared, Refused):
            unlisted = _unlisted(answers.shared)
            closed += f"; and it {unlisted}"
    last = _last(access, meant, answers, found.values())
    return DeployedSource(
        place.name, "vercel", "next", target, found, None, closed, last=last, unlisted=unlisted
    )


def _unlisted(refused: Refused) -> str:
    what = "does not list the variables that the team shares"
    if refused.status in (401, 403, 404):
        return f"{what}: the token may not read them ({refused.status})"
    return f"{what}: it {refused.reason}"


def _last(
    access: Access, meant: _Meant, answers: _Answers, values: Iterable[DeployedValue]
) -> LastDeployment | NotTold | None:
    """What was deployed last, and with which values, of those that were changed since."""
    listed = answers.deployments.get(meant.name, [])
    if isinstance(listed, Refused):
        if listed.status in (401, 403, 404):
            return NotTold(f"says that the token may not read its deployments ({listed.status})")
        return NotTold(f"does not list its deployments: it {listed.reason}")
    found = last_of(listed, meant.name, meant.branch, meant.custom)
    if found is None:
        if len(listed) < api.DEPLOYMENTS:
            return None
        return NotTold(f"has none that is live among the {api.DEPLOYMENTS} newest deployments")
    changed = [one.name for one in values if one.updated_at and one.updated_at > found.built_at]
    had = api.built_with(access, found.id) if changed and found.id else {}
    if isinstance(had, Refused):
        had = {}
    return LastDeployment(
        found.built_at,
        "" if found.prebuilt else found.address,
        {name: Secret(had[name]) for name in changed if had.get(name)},
    )


def _values(
    access: Access, records: Mapping[str, Record], pulled: Mapping[str, str], place: Source
) -> Iterator[DeployedValue]:
    by_id = set(_asked_singly(records.values(), pulled))
    for name, one in records.items():
        value = pulled.get(name) or one.value
        if value is None and one.id in by_id:
            value = api.single(access, one)
        if value is None and one.type != SENSITIVE and name in pulled:
            value = pulled[name]  # it is empty
        yield _value(one, value, place)
    # What is pulled and not listed is an integration's, Vercel's own, or shared by the team.
    for name in pulled.keys() - records.keys():
        yield _unlisted_value(name, pulled[name], place)


def _asked_singly(records: Iterable[Record], pulled: Mapping[str, str]) -> list[str]:
    """The records that only their id may open: those of this stack, and not without end."""
    hidden = [
        one.id
        for one in records
        if one.value is None and one.type != SENSITIVE and one.id and one.name not in pulled
        and (known(one.name) or "CLERK" in one.name or "CONVEX" in one.name)
    ]  # fmt: skip
    return hidden[:_SINGLE_READS]


def _value(one: Record, value: str | None, place: Source) -> DeployedValue:
    stored = "shared" if one.shared else one.type
    if value is not None:
        state: State = "system" if one.type == "system" else "set"
        return DeployedValue(
            one.name, Secret(value), place, state, stored=stored, updated_at=one.updated_at
        )
    reason = (
        "is stored as sensitive, which Vercel gives out to nobody"
        if one.type == SENSITIVE
        else "is encrypted, and Vercel does not decrypt it for this token"
    )
    return DeployedValue(
        one.name, None, place, "unreadable", reason, stored=stored, updated_at=one.updated_at
    )


def _unlisted_value(name: str, value: str, place: Source) -> DeployedValue:
    if name.startswith(_SYSTEM):
        return DeployedValue(name, Secret(value), place, "system", stored="shared")
    if not value:
        reason = "has no value, or one that Vercel gives out to nobody"
        return DeployedValue(name, None, place, "unreadable", reason, stored="shared")
    return DeployedValue(name, Secret(value), place, stored="shared")
