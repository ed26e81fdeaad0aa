"""The deployments as `check-env`'s own part of the JSON document, and as a table for people."""

from collections.abc import Iterable, Mapping
from typing import Any

from clerkdoctor.agreement import disagreements
from clerkdoctor.evidence import Evidence
from clerkdoctor.facts.code import Code
from clerkdoctor.facts.deployed import Deployed, DeployedSource
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
        cells = _Cells(deployed.columns, reveal=reveal)
        names = dict.fromkeys([*own, *(n for one in deployed.sources for n in one.variables)])
        for name in sorted(names):
            row = own.get(name)
            if row is None:
                row = _row(app, name)
                rows.append(row)
            labels = differing[name].labels if name in differing else ()
            row["read_by"] = readers(name)
            row["deployed"] = cells.of(name, labels)
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


class _Cells:
    """What each source says of a variable; what is made of a value is made once."""

    def __init__(self, columns: Iterable[DeployedSource], *, reveal: bool) -> None:
        # What a source lists in part may be there all the same, where it is not listed.
        self._columns = [
            (one.label, one.variables, "unreadable" if one.unread or one.unlisted else "missing")
            for one in columns
        ]
        self._reveal = reveal
        # By the text, whose hash is kept with it: it is looked up as often as there are cells.
        self._shown: dict[str, tuple[str, str]] = {}

    def of(self, name: str, differing: Iterable[str]) -> list[dict[str, Any]]:
        cells = []
        for label, variables, absent in self._columns:
            value = variables.get(name)
            if value is None or value.value is None:
                cells.append(_cell(label, "unreadable" if value else absent, None, None))
                continue
            text = value.value.reveal()
            state = ("differs" if label in differing else "set") if text else "empty"
            made = self._shown.get(text)
            if made is None:
                made = self._shown[text] = value.value.mask, value.value.fingerprint
            cell = _cell(label, state, *made)
            if self._reveal:
                cell["value"] = text
            cells.append(cell)
        return cells


def _cell(label: str, state: str, mask: str | None, fingerprint: str | None) -> dict[str, Any]:
    return {"source": label, "state": state, "mask": mask, "fingerprint": fingerprint}


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
