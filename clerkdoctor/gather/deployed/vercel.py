"""Asking Vercel for a project's variables: the records, and what a build would get.

`GET /v10/projects/{project}/env` lists the records of all targets, page by page; `GET /v3/env/pull`
has the readable values of one target, those of shared variables among them. What neither gives in
clear is asked for by its id. A value that stays unknown is unknown: ciphertext is never compared.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import NamedTuple
from urllib.parse import quote, urlencode

from clerkdoctor.facts.deployed import TARGETS, DeployedSource, DeployedValue, State, Target
from clerkdoctor.facts.place import Source
from clerkdoctor.gather.asking import unfit_for_a_header
from clerkdoctor.gather.deployed.asking import Asking, Refused, ask
from clerkdoctor.gather.deployed.together import together
from clerkdoctor.gather.deployed.vercel_link import Link
from clerkdoctor.secret import Secret
from clerkdoctor.variables import variable as known
from clerkdoctor.vercel.records import SENSITIVE, Record, of_target, record

HOST = "https://api.vercel.com"

_PAGES = 100
_SINGLE_READS = 40
_SYSTEM = ("VERCEL", "NEXT_PUBLIC_VERCEL_", "TURBO_", "NX_DAEMON")


class Access(NamedTuple):
    """Which project is asked about, with which token, and of which branch of a preview."""

    link: Link
    token: Secret
    branch: str | None = None
    host: str = HOST
    asking: Asking = Asking()


def vercel(access: Access, environments: tuple[str, ...]) -> tuple[DeployedSource, ...]:
    """A source for each of these environments: a target, or a custom environment's name."""
    listed = _records(access)
    if isinstance(listed, Refused):
        return tuple(unread(name, _why(listed, access)) for name in environments)
    custom: Mapping[str, str] | Refused = {}
    if any(name not in TARGETS for name in environments):
        custom = _custom_environments(access)
    tasks = {name: partial(_source, access, name, listed, custom) for name in environments}
    return tuple(together(tasks).values())


def _target(name: str) -> Target | None:
    return next((target for target in TARGETS if target == name), None)


def unread(name: str, reason: str) -> DeployedSource:
    return DeployedSource(f"vercel:{name}", "vercel", "next", _target(name), {}, reason)


def _get(access: Access, path: str, **query: str) -> dict[str, object] | Refused:
    if access.link.team:
        key = "teamId" if access.link.team.startswith("team_") else "slug"
        query[key] = access.link.team
    url = f"{access.host}{path}?{urlencode(query)}" if query else f"{access.host}{path}"
    unfit = unfit_for_a_header(access.token)
    if unfit:
        return Refused(f"cannot be asked: the token {unfit}")
    headers = {"authorization": f"Bearer {access.token.reveal()}", "accept": "application/json"}
    return ask(url, headers, access.asking)


def _why(refused: Refused, access: Access) -> str:
    """What a refusal means here, and what to do about it."""
    where = f" in the team `{access.link.team}`" if access.link.team else ""
    match refused.status:
        case 401:
            return "refuses the token (401): make a new one, and set VERCEL_TOKEN"
        case 403 if refused.code and "challenge" in refused.code:
            return "wants a sign-in in the browser (403), which a token cannot do"
        case 403:
            return (
                f"says that the token may not read this project{where} (403): name its team with"
                " --vercel-team, or use a token of somebody who may"
            )
        case 404:
            return (
                f"has no project `{access.link.project}`{where} (404): name the project with"
                " --vercel-project and its team with --vercel-team"
            )
    return refused.reason


def _records(access: Access) -> tuple[Record, ...] | Refused:
    """All records, from as many pages as there are."""
    path = f"/v10/projects/{quote(access.link.project, safe='')}/env"
    query = {"decrypt": "true"}
    found: list[Record] = []
    for _ in range(_PAGES):
        page = _get(access, path, **query)
        if isinstance(page, Refused):
            return page
        envs = page.get("envs")
        if not isinstance(envs, list):
            return Refused("answers without a list of variables", 200)
        found += [one for stated in envs if (one := record(stated))]
        pagination = page.get("pagination")
        following = pagination.get("next") if isinstance(pagination, dict) else None
        if not following or query.get("until") == str(following):
            return tuple(found)
        query["until"] = str(following)
    return Refused(f"has more than {_PAGES} pages of variables", 200)


def _custom_environments(access: Access) -> Mapping[str, str] | Refused:
    """The project's own environments: name → id."""
    path = f"/v9/projects/{quote(access.link.project, safe='')}/custom-environments"
    answer = _get(access, path)
    if isinstance(answer, Refused):
        return answer
    stated = answer.get("environments")
    return {
        one["slug"]: one["id"]
        for one in (stated if isinstance(stated, list) else ())
        if isinstance(one, dict) and isinstance(one.get("slug"), str) and "id" in one
    }


def _built_at(access: Access) -> float | None:
    """When the production deployment that is up was made; None where that is not told."""
    query = {"projectId": access.link.project, "target": "production", "state": "READY"}
    answer = _get(access, "/v6/deployments", **query, limit="1")
    stated = answer.get("deployments") if isinstance(answer, dict) else None
    first = stated[0] if isinstance(stated, list) and stated else None
    created = first.get("created") if isinstance(first, dict) else None
    return created / 1000 if isinstance(created, int | float) else None


def _source(
    access: Access,
    name: str,
    listed: tuple[Record, ...],
    custom: Mapping[str, str] | Refused,
) -> DeployedSource:
    target = _target(name)
    environment = None
    if target is None:
        if isinstance(custom, Refused):
            return unread(name, _why(custom, access))
        environment = custom.get(name)
        if environment is None:
            others = ", ".join(f"`{one}`" for one in [*TARGETS, *custom])
            return unread(name, f"is no environment of the project; it has {others}")
    branch = access.branch if target == "preview" else None
    records = of_target(listed, name, branch, environment)
    pulled = _pulled(access, name, branch)
    values = pulled if isinstance(pulled, Mapping) else {}
    place = Source(f"vercel:{name}")
    found = {one.name: one for one in _values(access, records, values, place)}
    closed = None if isinstance(pulled, Mapping) else f"does not give its values out: it {pulled}"
    built_at = _built_at(access) if name == "production" else None
    return DeployedSource(
        place.name, "vercel", "next", target, found, None, closed, built_at=built_at
    )


def _pulled(access: Access, target: str, branch: str | None) -> Mapping[str, str] | str:
    """The values that a build would get, or why they are not known."""
    path = f"/v3/env/pull/{quote(access.link.project, safe='')}/{quote(target, safe='')}"
    if branch:
        path += f"/{quote(branch, safe='')}"
    answer = _get(access, path)
    if isinstance(answer, Refused):
        return answer.reason
    stated = answer.get("env")
    if not isinstance(stated, dict):
        return "answers without values"
    return {name: value for name, value in stated.items() if isinstance(value, str)}


def _values(
    access: Access, records: Mapping[str, Record], pulled: Mapping[str, str], place: Source
) -> Iterator[DeployedValue]:
    single = set(_asked_singly(records.values(), pulled))
    for name, one in records.items():
        value = pulled.get(name) or one.value
        if value is None and one.id in single:
            value = _single(access, one)
        if value is None and one.type != SENSITIVE and name in pulled:
            value = pulled[name]  # it is empty
        yield _value(one, value, place)
    # What is pulled and not listed is shared by the team, an integration's, or Vercel's own.
    for name in pulled.keys() - records.keys():
        state: State = "system" if name.startswith(_SYSTEM) else "set"
        yield DeployedValue(name, Secret(pulled[name]), place, state, stored="shared")


def _asked_singly(records: Iterable[Record], pulled: Mapping[str, str]) -> list[str]:
    """The records that only their id may open: those of this stack, and not without end."""
    hidden = [
        one.id
        for one in records
        if one.value is None and one.type != SENSITIVE and one.id and one.name not in pulled
        and (known(one.name) or "CLERK" in one.name or "CONVEX" in one.name)
    ]  # fmt: skip
    return hidden[:_SINGLE_READS]


def _single(access: Access, one: Record) -> str | None:
    project = quote(access.link.project, safe="")
    answer = _get(access, f"/v1/projects/{project}/env/{quote(one.id, safe='')}")
    if isinstance(answer, Refused) or answer.get("decrypted") is False:
        return None
    value = answer.get("value")
    return value if isinstance(value, str) else None


def _value(one: Record, value: str | None, place: Source) -> DeployedValue:
    if value is not None:
        state: State = "system" if one.type == "system" else "set"
        return DeployedValue(
            one.name, Secret(value), place, state, stored=one.type, updated_at=one.updated_at
        )
    reason = (
        "is stored as sensitive, which Vercel gives out to nobody"
        if one.type == SENSITIVE
        else "is encrypted, and Vercel does not decrypt it for this token"
    )
    return DeployedValue(
        one.name, None, place, "unreadable", reason, stored=one.type, updated_at=one.updated_at
    )
