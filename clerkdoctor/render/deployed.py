"""The deployments as `check-env`'s own part of the JSON document, and as a table for people."""

from collections.abc import Iterable, Mapping
from typing import Any

from clerkdoctor.agreement import disagreements
from clerkdoctor.evidence import Evidence
from clerkdoctor.facts.code import Code
from clerkdoctor.facts.deployed import Deployed, DeployedSource, DeployedValue
from clerkdoctor.secret import Secret
from clerkdoctor.variables import PUBLIC_PREFIX
from clerkdoctor.variables import variable as known

READERS = ("browser", "next-server", "convex", "webhook-handler", "build", "nobody")
"""Who reads a variable, in the table's order; `nobody` that is seen here."""


def with_deployments(
    data: dict[str, Any], apps: Mapping[str | None, Evidence], *, reveal: bool
) -> dict[str, Any]:
    """`check-env`'s data, with the sources, and what each says of every variable.

    A variable that only a deployment has gets a row of its own, whose `effective` is null.
    """
    sources: list[dict[str, Any]] = []
    rows = [*data["variables"]]
    for app, evidence in apps.items():
        deployed, code = evidence[Deployed], evidence[Code]
        if not isinstance(deployed, Deployed):
            continue
        assert isinstance(code, Code)
        sources += [_source(app, one) for one in deployed.sources]
        own = {row["name"]: row for row in rows if row.get("app") == app}
        differing = disagreements(deployed.columns)
        readers = _readers(code)
        shown: dict[Secret, tuple[str, str]] = {}
        names = dict.fromkeys([*own, *(n for one in deployed.sources for n in one.variables)])
        for name in sorted(names):
            row = own.get(name)
            if row is None:
                row = _row(app, name)
                rows.append(row)
            labels = differing[name].labels if name in differing else ()
            row["read_by"] = readers(name)
            row["deployed"] = [
                _cell(one, name, labels, shown, reveal=reveal) for one in deployed.columns
            ]
    return {**data, "sources": sources, "variables": rows}


def _source(app: str | None, one: DeployedSource) -> dict[str, Any]:
    return {
        **({"app": app} if app else {}),
        "source": one.label,
        "kind": one.kind,
        "side": one.side,
        "target": one.target,
        "read": one.unread is None,
        "reason": one.unread or one.partial,
        "variables": len(one.variables),
    }


def _row(app: str | None, name: str) -> dict[str, Any]:
    row = known(name)
    return {
        **({"app": app} if app else {}),
        "name": name,
        "secret": row.secret if row else not name.startswith(PUBLIC_PREFIX),
        "effective": None,
        "statements": [],
    }


def _cell(
    one: DeployedSource,
    name: str,
    differing: Iterable[str],
    shown: dict[Secret, tuple[str, str]],
    *,
    reveal: bool,
) -> dict[str, Any]:
    """What one source says of a variable. `shown` keeps what was made of a value before."""
    value = one.variables.get(name)
    state = _state(one, value)
    if state == "set" and one.label in differing:
        state = "differs"
    text = value.value if value else None
    if text is not None and text not in shown:
        shown[text] = text.mask, text.fingerprint
    mask, fingerprint = shown[text] if text is not None else (None, None)
    return {
        "source": one.label,
        "state": state,
        "mask": mask,
        "fingerprint": fingerprint,
        **({"value": text.reveal()} if reveal and text is not None else {}),
    }


def _state(one: DeployedSource, value: DeployedValue | None) -> str:
    if one.unread is not None:
        return "unreadable"
    if value is None:
        return "missing"
    if value.value is None:
        return "unreadable"
    return "set" if value.value else "empty"


def _readers(code: Code) -> Any:
    """Who reads a variable: by the code, else by what the catalogue says of the name."""
    handlers = {one.env for one in code.webhook_verifiers}
    sides: dict[str, set[str]] = {}
    for read in code.env_reads:
        sides.setdefault(read.name, set()).add(read.side)

    def reader(name: str) -> str:
        row = known(name)
        if name in handlers or (row and row.kind == "webhook-secret"):
            return "webhook-handler"
        seen = sides.get(name, set()) | set(row.readers if row else ())
        if "convex" in seen and not name.startswith(PUBLIC_PREFIX):
            return "convex"
        if name.startswith(PUBLIC_PREFIX) and seen & {"browser", "next-server", "middleware"}:
            return "browser"
        if seen & {"next-server", "middleware"}:
            return "next-server"
        if seen & {"browser"}:
            return "browser"
        return "build" if seen & {"build", "convex-cli", "script"} else "nobody"

    return reader
