"""Asking a Convex deployment for its variables, over its own HTTP API and with a key for it.

The CLI is not run: it may make a deployment where there is none. A key goes to the deployment that
it names, or to the self-hosted URL that stands beside it.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from clerkdoctor.convex.keys import DeployKey, parse_deploy_key
from clerkdoctor.facts.deployed import DeployedSource, DeployedValue, Target
from clerkdoctor.facts.place import Source
from clerkdoctor.gather.convex_deployment import (
    Deployment,
    KeyedDeployment,
    NotTold,
    deployment_of_key,
)
from clerkdoctor.gather.deployed.asking import Asking
from clerkdoctor.secret import Secret

_KEY_NAMES = ("CONVEX_DEPLOY_KEY", "CONVEX_DEPLOYMENT_TOKEN")
_SELF_HOSTED = ("CONVEX_SELF_HOSTED_URL", "CONVEX_SELF_HOSTED_ADMIN_KEY")
_TYPED = ("dev:", "prod:", "preview:")
_URLS = ("NEXT_PUBLIC_CONVEX_URL", "CONVEX_URL", "VITE_CONVEX_URL")
_TYPES: Mapping[str, Target] = {"prod": "production", "dev": "development", "preview": "preview"}


class Keyed(NamedTuple):
    """Where a deployment is asked, and with which key. `name` is None for a self-hosted one."""

    url: str
    key: Secret
    name: str | None = None
    kind: str | None = None


def deployment(stated: Iterable[tuple[str, str]], wanted: str) -> Keyed | str:
    """The deployment that is wanted: `prod`, `dev`, a deployment's name, or empty for whichever.

    `stated` are names and values, those first that count first. Any of them that holds Convex' key
    of that deployment will do: a project may keep one for each. Else why there is none, as the
    predicate of a sentence.
    """
    given = list(stated)
    urls = tuple(text for name, text in given if name in _URLS)
    keys: list[KeyedDeployment] = []
    self_hosted = None if wanted else _self_hosted(given)
    if self_hosted:
        return self_hosted
    for name, text in sorted(given, key=lambda one: one[0] not in _KEY_NAMES):
        if not _may_be_key(name, text):
            continue
        found = deployment_of_key(Secret(text), urls)
        if isinstance(found, NotTold):
            continue
        if not wanted or wanted in (found.kind, found.name):
            return Keyed(found.url, Secret(text), found.name, found.kind)
        keys.append(found)
    return _no_key(given, wanted, keys)


def _may_be_key(name: str, text: str) -> bool:
    """Whether a variable can hold the key of a deployment in Convex' cloud.

    A name without CONVEX in it may hold anything with a `|`, and a self-hosted deployment's key
    goes nowhere but there.
    """
    if "|" not in text or name in _SELF_HOSTED:
        return False
    return name in _KEY_NAMES or ("CONVEX" in name.upper() and text.startswith(_TYPED))


def _self_hosted(given: Iterable[tuple[str, str]]) -> Keyed | None:
    first: dict[str, str] = {}
    for name, text in given:
        first.setdefault(name, text)
    url, key = (first.get(name, "") for name in _SELF_HOSTED)
    return Keyed(url.rstrip("/"), Secret(key)) if url and key else None


def _no_key(given: Iterable[tuple[str, str]], wanted: str, keys: list[KeyedDeployment]) -> str:
    if keys:
        named = ", ".join(f"`{key.kind}:{key.name}`" for key in keys)
        return f"cannot be asked: the deploy keys that are set are of {named}, none of `{wanted}`"
    for name, text in given:
        key = parse_deploy_key(text) if name in _KEY_NAMES else None
        if isinstance(key, DeployKey) and key.kind in ("preview", "project"):
            return (
                f"cannot be asked: the {key.kind} deploy key in `{name}` names no deployment;"
                " generate one for the deployment, in its settings"
            )
    return (
        "cannot be asked without a deploy key: generate one in the deployment's settings, and set"
        " CONVEX_DEPLOY_KEY"
    )


def convex(label: str, found: Keyed, asking: Asking) -> DeployedSource:
    """The deployment's variables. Its own word for what it is (`prod`, `dev`) beats the key's."""
    api = Deployment(
        found.url, found.key, timeout=asking.timeout, proxy=asking.proxy, sleep=asking.sleep
    )
    stated = api.variables()
    if isinstance(stated, NotTold):
        reason = f"cannot be read: {stated.reason}"
        return unread(label, reason, _TYPES.get(found.kind or ""))
    told = api.kind()
    kind = found.kind if isinstance(told, NotTold) else told
    place = Source(label)
    values = {name: DeployedValue(name, Secret(text), place) for name, text in stated.items()}
    target = _TYPES.get(kind or "")
    return DeployedSource(label, "convex", "convex", target, values, deployment=found.name)


def unread(label: str, reason: str, target: Target | None = None) -> DeployedSource:
    return DeployedSource(label, "convex", "convex", target, {}, reason)
