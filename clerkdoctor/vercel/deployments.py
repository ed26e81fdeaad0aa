"""Vercel's list of deployments, and which of them is the last one of a target.

Source: vercel, commands/list and commands/logs, which ask `GET /v6/deployments`, and the models of
@vercel/sdk. Variables are fixed for a deployment when it is built: a later change is in none yet.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from clerkdoctor.vercel.records import first_time

_BRANCHES = ("githubCommitRef", "gitlabCommitRef", "bitbucketCommitRef")


class Deployment(NamedTuple):
    """A deployment that is ready. `built_at` is when its build began, in seconds since the epoch.

    `prebuilt`: it was built elsewhere, so that Vercel cannot build it again.
    """

    id: str
    address: str
    built_at: float
    prebuilt: bool


def last_of(
    listed: Iterable[object], target: str, branch: str | None, environment: str | None = None
) -> Deployment | None:
    """The newest of those that are ready, on a target or on a custom environment's id.

    A preview is one of the branch, where one is given. What was deployed to production without
    going live (`--skip-domain`) is not what is up there.
    """
    found = [
        one
        for stated in listed
        if isinstance(stated, dict)
        and _is_ready(stated)
        and _is_of(stated, target, environment)
        and _is_of_branch(stated, branch)
        and (one := _deployment(stated))
    ]
    return max(found, key=lambda one: one.built_at, default=None)


def _is_ready(stated: Mapping[str, object]) -> bool:
    states = [stated[name] for name in ("state", "readyState") if name in stated]
    return bool(states) and states.count("READY") == len(states) and not stated.get("deleted")


def _is_of(stated: Mapping[str, object], target: str, environment: str | None) -> bool:
    on = stated.get("customEnvironment")
    if environment:
        return isinstance(on, dict) and (on.get("id") == environment or on.get("slug") == target)
    if target == "production":
        return stated.get("target") == target and stated.get("readySubstate") != "STAGED"
    return not on and stated.get("target") in (None, target)


def _is_of_branch(stated: Mapping[str, object], branch: str | None) -> bool:
    """What the list was asked for; a deployment of the command line may not know its branch."""
    meta = stated.get("meta")
    told = [meta[name] for name in _BRANCHES if name in meta] if isinstance(meta, dict) else []
    return branch is None or not told or branch in told


def _deployment(stated: Mapping[str, object]) -> Deployment | None:
    built_at = first_time(stated, "buildingAt", "createdAt", "created")
    identity, address = stated.get("uid"), stated.get("url")
    if built_at is None:
        return None
    return Deployment(
        identity if isinstance(identity, str) else "",
        address if isinstance(address, str) and _is_host(address) else "",
        built_at,
        stated.get("prebuilt") is True,
    )


def _is_host(text: str) -> bool:
    """Whether it can stand in a command as one word that is no option."""
    return (
        text.isascii() and text[:1].isalnum() and text.replace(".", "").replace("-", "").isalnum()
    )
