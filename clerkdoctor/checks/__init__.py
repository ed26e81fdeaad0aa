"""The catalogue: which checks there are, in reading order.

Each subject is a list of modules; a module's checks are the ones written in it. This is the only
place where they are listed.
"""

from collections.abc import Iterator
from typing import NamedTuple

from clerkdoctor.check import Check
from clerkdoctor.checks import (
    code_keys,
    code_reads,
    convex_variables,
    env_files,
    env_names,
    env_values,
    exposure,
    instances,
    key_form,
    key_presence,
    platform_files,
)

SUBJECTS = {
    "environment": (
        key_presence,
        key_form,
        instances,
        code_keys,
        code_reads,
        convex_variables,
        env_values,
        env_files,
        env_names,
        exposure,
        platform_files,
    ),
}


class Entry(NamedTuple):
    """A check with the subject under which it is listed."""

    subject: str
    check: Check


def catalogue() -> tuple[Entry, ...]:
    """Every check there is."""
    return tuple(
        Entry(subject, check)
        for subject, modules in SUBJECTS.items()
        for module in modules
        for check in _checks(vars(module))
    )


def _checks(names: dict[str, object]) -> Iterator[Check]:
    return (value for value in names.values() if isinstance(value, Check))
