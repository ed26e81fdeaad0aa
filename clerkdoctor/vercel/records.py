"""Vercel's records of a project's variables, and what each target gets of them.

A name has a record for each set of targets, branches and custom environments that states it. For a
preview the record of its branch beats the one without a branch. A team shares variables with its
projects; of one name on one target, the project's own always counts.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

SENSITIVE = "sensitive"

_LAST_TIME = 1e15
"""The year 33658, in milliseconds: a greater number is no time."""


class Record(NamedTuple):
    """One record as `GET /v10/projects/{project}/env` lists it, or `GET /v1/env` a `shared` one.

    `value` is None where the list does not hold it in clear. `targets` are those of production,
    preview and development that it is for, `environments` the ids of custom ones; `everywhere` it
    is for all of those. `type` is `plain`, `encrypted`, `sensitive`, `system` or an older one.
    `updated_at` is when it was set or changed last, in seconds since the epoch.
    """

    id: str
    name: str
    type: str
    targets: tuple[str, ...]
    branch: str | None
    environments: tuple[str, ...]
    value: str | None
    updated_at: float | None
    everywhere: bool = False
    shared: bool = False


def record(stated: object) -> Record | None:
    """The record that an object of the list is, or None for what is none."""
    if not isinstance(stated, dict) or not isinstance(stated.get("key"), str):
        return None
    targets = stated.get("target")
    kind = stated.get("type")
    kind = kind if isinstance(kind, str) else ""
    if stated.get("visibility") == "secret":
        kind = SENSITIVE
    value = stated.get("value")
    # Whatever was not decrypted is ciphertext, which is never compared.
    clear = kind == "plain" or (stated.get("decrypted") is True and kind != SENSITIVE)
    identity, branch = stated.get("id"), stated.get("gitBranch")
    return Record(
        identity if isinstance(identity, str) else "",
        stated["key"],
        kind,
        (targets,) if isinstance(targets, str) else _texts(targets),
        branch if isinstance(branch, str) and branch else None,
        _texts(stated.get("customEnvironmentIds")),
        value if clear and isinstance(value, str) else None,
        first_time(stated, "updatedAt", "createdAt"),
    )


def first_time(stated: Mapping[str, object], *names: str) -> float | None:
    """The first of these that states a time; Vercel's are milliseconds, this is seconds."""
    for name in names:
        stamp = stated.get(name)
        if isinstance(stamp, int | float) and 0 < stamp < _LAST_TIME:
            return stamp / 1000
    return None


def shared_record(stated: object, project: str) -> Record | None:
    """The team's record that an object of its list is; None for what is none, or not for it.

    `project` is the project's id.
    """
    found = record(stated)
    if found is None or not isinstance(stated, dict) or stated.get("deletedAt"):
        return None
    linked = stated.get("projectId")
    if isinstance(linked, list) and project not in linked:
        return None
    everywhere = stated.get("applyToAllCustomEnvironments") is True
    return found._replace(everywhere=everywhere, shared=True)


def _texts(stated: object) -> tuple[str, ...]:
    return tuple(one for one in stated if isinstance(one, str)) if isinstance(stated, list) else ()


def of_target(
    records: Iterable[Record], target: str, branch: str | None, environment: str | None = None
) -> Mapping[str, Record]:
    """By name, the record that counts for a target, or for a custom environment's id."""
    chosen: dict[str, Record] = {}
    for one in records:
        if not _is_meant(one, target, environment) or one.branch not in (None, branch):
            continue
        before = chosen.get(one.name)
        if before is None or before.shared > one.shared or (one.branch and not one.shared):
            chosen[one.name] = one
    return chosen


def _is_meant(one: Record, target: str, environment: str | None) -> bool:
    if environment:
        return one.everywhere or environment in one.environments
    return target in one.targets
