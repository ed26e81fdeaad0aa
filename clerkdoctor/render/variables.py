"""The environment as `check-env`'s own part of the JSON document."""

from collections.abc import Mapping
from typing import Any

from clerkdoctor.evidence import Evidence
from clerkdoctor.facts.environment import Environment, Mode
from clerkdoctor.facts.place import Location, Place
from clerkdoctor.secret import Secret
from clerkdoctor.variables import variable as known


def variables(apps: Mapping[str | None, Evidence], mode: Mode, *, reveal: bool) -> dict[str, Any]:
    """Every variable of every app: its effective value as Next.js loads it, and each statement.

    Values are in it only when they are to be revealed.
    """
    rows = []
    for app, evidence in apps.items():
        stated = evidence[Environment]
        if isinstance(stated, Environment):
            rows += [_row(app, stated, name, reveal=reveal) for name in sorted(stated.variables)]
    return {"mode": mode, "variables": rows}


def _row(app: str | None, stated: Environment, name: str, *, reveal: bool) -> dict[str, Any]:
    variable = stated.variables[name]
    row = known(name)
    return {
        **({"app": app} if app else {}),
        "name": name,
        "secret": row.secret if row else not name.startswith("NEXT_PUBLIC_"),
        "effective": _shown(variable.at, variable.value, reveal=reveal),
        "statements": [_shown(one.place, one.value, reveal=reveal) for one in variable.statements],
    }


def _shown(at: Location, value: Secret, *, reveal: bool) -> dict[str, Any]:
    source, line = (at.path, at.line) if isinstance(at, Place) else (str(at), None)
    revealed = {"value": value.reveal()} if reveal else {}
    return {"source": source, "line": line, **revealed, "fingerprint": value.fingerprint}
