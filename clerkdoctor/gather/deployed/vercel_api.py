"""The questions that Vercel's API answers about a project: its variables and its deployments.

`GET /v10/projects/{project}/env` lists the project's records of all targets, `GET /v1/env` those
that its team shares with it, both page by page; `GET /v3/env/pull` has the readable values of one
target, as a build would get them, or of one deployment, as its build got them; `GET
/v6/deployments` lists what was deployed. Source: vercel (util/env, commands/list, commands/env),
@vercel/sdk.
"""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote, urlencode

from clerkdoctor.gather.asking import unfit_for_a_header
from clerkdoctor.gather.deployed.asking import Asking, Refused, ask
from clerkdoctor.gather.deployed.vercel_link import Link
from clerkdoctor.secret import Secret
from clerkdoctor.vercel.dotenv import SENSITIVE as NOT_GIVEN
from clerkdoctor.vercel.records import Record, record, shared_record

HOST = "https://api.vercel.com"
DEPLOYMENTS = 20
"""How many of the newest deployments are looked at."""

_PAGES = 100


class Access(NamedTuple):
    """Which project is asked about, with which token, and of which branch of a preview."""

    link: Link
    token: Secret
    branch: str | None = None
    host: str = HOST
    asking: Asking = Asking()

    @property
    def project(self) -> str:
        """The project as one segment of a path."""
        return quote(self.link.project, safe="")


def identified(access: Access) -> Access:
    """With the project's id in place of its name, where Vercel tells it: some questions want it."""
    if access.link.project.startswith("prj_"):
        return access
    answer = _get(access, f"/v9/projects/{access.project}")
    found = answer.get("id") if isinstance(answer, dict) else None
    if not isinstance(found, str):
        return access
    return access._replace(link=access.link._replace(project=found))


def records(access: Access) -> tuple[Record, ...] | Refused:
    """The project's own variables, on all targets."""
    listed = _listed(access, f"/v10/projects/{access.project}/env", "envs", decrypt="true")
    if isinstance(listed, Refused):
        return listed
    return tuple(one for stated in listed if (one := record(stated)))


def shared(access: Access) -> tuple[Record, ...] | Refused:
    """The variables that the team shares with the project, on all targets."""
    project = access.link.project
    listed = _listed(access, "/v1/env", "data", projectId=project)
    if isinstance(listed, Refused):
        # Without a team there is nobody who shares any.
        of_nobody = access.link.team is None and listed.status in (400, 403, 404)
        return () if of_nobody else listed
    return tuple(one for stated in listed if (one := shared_record(stated, project)))


def custom_environments(access: Access) -> Mapping[str, str] | Refused:
    """The project's own environments: name → id."""
    answer = _get(access, f"/v9/projects/{access.project}/custom-environments")
    if isinstance(answer, Refused):
        return answer
    stated = answer.get("environments")
    return {
        one["slug"]: one["id"]
        for one in (stated if isinstance(stated, list) else ())
        if isinstance(one, dict)
        and isinstance(one.get("slug"), str)
        and isinstance(one.get("id"), str)
    }


def deployments(access: Access, target: str) -> list[object] | Refused:
    """The newest deployments of a target that are ready; for a preview, of its branch."""
    query = {"projectId": access.link.project, "target": target, "state": "READY"}
    if target == "preview" and access.branch:
        query["branch"] = access.branch
    answer = _get(access, "/v6/deployments", **query, limit=str(DEPLOYMENTS))
    if isinstance(answer, Refused):
        return answer
    listed = answer.get("deployments")
    return listed if isinstance(listed, list) else Refused("answers without a list", 200)


def pulled(access: Access, target: str) -> Mapping[str, str] | Refused:
    """The values that a build for a target would get; one that is not given out is empty."""
    path = f"/v3/env/pull/{access.project}/{quote(target, safe='')}"
    if target == "preview" and access.branch:
        path += f"/{quote(access.branch, safe='')}"
    return _values(_get(access, path), "env")


def built_with(access: Access, deployment: str) -> Mapping[str, str] | Refused:
    """The values that a deployment was built with."""
    return _values(_get(access, f"/v3/env/pull/{quote(deployment, safe='')}"), "buildEnv")


def single(access: Access, one: Record) -> str | None:
    """The value of one record, which its id may open."""
    own = "/v1/env/" if one.shared else f"/v1/projects/{access.project}/env/"
    answer = _get(access, own + quote(one.id, safe=""))
    if isinstance(answer, Refused) or answer.get("decrypted") is False:
        return None
    value = answer.get("value")
    return value if isinstance(value, str) else None


def why(refused: Refused, access: Access) -> str:
    """What a refusal of the project means, and what to do about it."""
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


def _listed(access: Access, path: str, part: str, **query: str) -> list[object] | Refused:
    """What a list holds, from as many pages as there are."""
    found: list[object] = []
    for _ in range(_PAGES):
        page = _get(access, path, **query)
        if isinstance(page, Refused):
            return page
        stated = page.get(part)
        if not isinstance(stated, list):
            return Refused("answers without a list of variables", 200)
        found += stated
        pagination = page.get("pagination")
        following = pagination.get("next") if isinstance(pagination, dict) else None
        if not following or query.get("until") == str(following):
            return found
        query["until"] = str(following)
    return Refused(f"has more than {_PAGES} pages of variables", 200)


def _values(answer: dict[str, object] | Refused, part: str) -> Mapping[str, str] | Refused:
    if isinstance(answer, Refused):
        return answer
    stated = answer.get(part)
    if not isinstance(stated, dict):
        return Refused("answers without values", 200)
    return {
        name: "" if value == NOT_GIVEN else value
        for name, value in stated.items()
        if isinstance(value, str)
    }
