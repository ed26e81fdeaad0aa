"""Vercel's records of a project's variables, and what each target gets of them.

A name has a record for each set of targets, branches and custom environments that states it. For a
preview the record of its branch beats the one without a branch.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

SENSITIVE = "sensitive"


class Record(NamedTuple):
    """One record as `GET /v10/projects/{project}/env` lists it.

    `value` is None where the list does not hold it in clear. `targets` are those of production,
    preview and development that it is for, `environments` the ids of custom ones. `type` is
    `plain`, `encrypted`, `sensitive`, `system` or an older one. `updated_at` is in seconds.
    """

    id: str
    name: str
    type: str
    targets: tuple[str, ...]
    branch: str | None
    environments: tuple[str, ...]
    value: str | None
    updated_at: float | None


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
    updated = stated.get("updatedAt")
    identity, branch = stated.get("id"), stated.get("gitBranch")
    return Record(
        identity if isinstance(identity, str) else "",
        stated["key"],
        kind,
        (targets,) if isinstance(targets, str) else _texts(targets),
        branch if isinstance(branch, str) and branch else None,
        _texts(stated.get("customEnvironmentIds")),
        value if clear and isinstance(value, str) else None,
        updated / 1000 if isinstance(updated, int | float) else None,
    )


def _texts(stated: object) -> tuple[str, ...]:
    return tuple(one for one in stated if isinstance(one, str)) if isinstance(stated, list) else ()


def of_target(
    records: Iterable[Record], target: str, branch: str | None, environment: str | None = None
) -> Mapping[str, Record]:
    """By name, the record that counts for a target, or for a custom environment's id."""
    chosen: dict[str, Record] = {}
    for one in records:
        meant = environment in one.environments if environment else target in one.targets
        if not meant or one.branch not in (None, branch):
            continue
        if one.name not in chosen or one.branch is not None:
            chosen[one.name] = one
    return chosen
