"""What the project's own `clerkdoctor.toml` states."""

from collections.abc import Mapping
from datetime import date
from typing import Literal, NamedTuple

from clerkdoctor.facts.environment import Mode

Level = Literal["error", "warning", "note"]


class Skip(NamedTuple):
    """A check that is left out for a reason, through the day `until` where one is given."""

    check: str
    reason: str
    until: date | None = None


class Settings(NamedTuple):
    """All that the file states; what it does not state is empty or None.

    `path` is the file as it is named to the user, None where there is none. `apps` are folders
    from the project's. `app_url` is a page of the running app. `against` are the sources of
    `check-env --against`. `levels` are those of checks, by id: `error`, `warning` or `note`.
    `baseline` is a file beside this one.
    """

    path: str | None = None
    apps: tuple[str, ...] = ()
    mode: Mode | None = None
    against: tuple[str, ...] = ()
    app_url: str | None = None
    webhook_url: str | None = None
    authorized_parties: tuple[str, ...] = ()
    jwt_template: str | None = None
    baseline: str | None = None
    skip: tuple[Skip, ...] = ()
    levels: Mapping[str, Level] = {}
