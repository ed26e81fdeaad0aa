"""Convex' deploy keys, `CONVEX_DEPLOYMENT` and deployment URLs: which deployment they name.

Source: convex 1.48.0, cli/lib/deployment and cli/lib/utils/utils;
tests/parity/test_convex_keys.py asks the CLI's own functions.
"""

import re
from typing import Literal, NamedTuple

from clerkdoctor.clerk.kinds import kind_of
from clerkdoctor.placeholders import is_placeholder
from clerkdoctor.stray import stray_characters, without_stray

DeployKeyKind = Literal["deployment", "preview", "project", "ignored"]

# Kinds of deployment that the CLI knows; `custom` stands in keys only.
DEPLOYMENT_TYPES = ("dev", "prod", "preview", "local", "custom")


class DeployKey(NamedTuple):
    """What the CLI makes of a deploy key.

    A `deployment` key is of one deployment: `name`, and `deployment_type` by the key's prefix
    (`prod` for a key without one, as self-hosted admin keys are). A `preview` key makes preview
    deployments of a project, a `project` key stands for any deployment of one; both may name the
    `team` and the `project`. An `ignored` one is Convex' own word for "as if not set".
    """

    kind: DeployKeyKind
    deployment_type: str | None = None
    name: str | None = None
    team: str | None = None
    project: str | None = None


class Malformed(NamedTuple):
    """`reason` is the predicate of a sentence about the value and holds no part of a secret."""

    reason: str


def parse_deploy_key(text: str) -> DeployKey | Malformed:
    """What `CONVEX_DEPLOY_KEY` (or its alias `CONVEX_DEPLOYMENT_TOKEN`) selects."""
    if text == "<ignore_deploy_key>":
        return DeployKey("ignored")
    if re.fullmatch(r"<missing_deploy_key:[^\n\r\u2028\u2029]+>", text):
        return Malformed("tells Convex to stop: it is a `<missing_deploy_key:…>` mark")
    fault = _fault(text)
    if fault:
        return Malformed(fault)
    parts = text.partition("|")[0].split(":")
    if is_preview_deploy_key(text):
        return DeployKey("preview", "preview", None, parts[1], parts[2])
    if is_project_key(text):
        team, project = (parts[1], parts[2]) if len(parts) == 3 else (None, None)
        return DeployKey("project", None, None, team, project)
    return DeployKey("deployment", type_in_key(text), name_in_key(text))


def _fault(text: str) -> str | None:
    if "|" not in text:
        stand_in = is_placeholder(text)
        if stand_in:
            return stand_in.reason
        kind = kind_of(without_stray(text))
        if kind and kind.kind != "convex-key":
            return f"is {kind.what}"
        if text.partition(":")[0] in DEPLOYMENT_TYPES:
            return "names a deployment and has no `|` with a key behind it: a shell cut it there"
        return "has no `|`; a deploy key is `prod:name|…`"
    stray = stray_characters(text)
    if stray:
        return stray
    head, _, secret = text.partition("|")
    if not secret:
        return "has no key behind its `|`"
    stand_in = is_placeholder(text)
    if stand_in:
        return stand_in.reason
    return None if head.split(":")[-1] else "names no deployment in front of its `|`"


def is_preview_deploy_key(text: str) -> bool:
    """`preview:team:project|…`, unlike the key of one preview deployment: `preview:name|…`."""
    head, bar, _ = text.partition("|")
    parts = head.split(":")
    return bool(bar) and parts[0] == "preview" and len(parts) == 3


def is_project_key(text: str) -> bool:
    return re.match(r"project:[^\n\r\u2028\u2029]*\|", text) is not None


def is_deployment_key(text: str) -> bool:
    return re.match(r"(dev|prod):[^\n\r\u2028\u2029]*\|", text) is not None


def type_in_key(text: str) -> str:
    """The type in front of the first colon; `prod` for a key that has none."""
    head, colon, _ = text.partition(":")
    return head if colon else "prod"


def name_in_key(text: str) -> str | None:
    """The deployment that a key is of; None for a preview key and for a text that is no key."""
    head, bar, _ = text.partition("|")
    return None if not bar or is_preview_deploy_key(text) else head.split(":")[-1]


class ConvexDeployment(NamedTuple):
    """What `CONVEX_DEPLOYMENT` selects. `name` is what the CLI takes for it: all behind the last
    colon. `problem` is the predicate of a sentence, where that cannot be meant.
    """

    deployment_type: Literal["dev", "prod", "preview", "local"] | None
    name: str
    anonymous: bool = False
    problem: str | None = None


def parse_convex_deployment(text: str) -> ConvexDeployment:
    """`dev:happy-animal-123`; without a type in older projects."""
    head, name = text.partition(":")[0], text.rpartition(":")[2]
    kinds: tuple[Literal["dev", "prod", "preview", "local"], ...] = (
        "dev",
        "prod",
        "preview",
        "local",
    )
    known = next((kind for kind in kinds if kind == head), None)
    return ConvexDeployment(
        known, name, name.startswith("anonymous-"), _deployment_fault(text, name)
    )


def _deployment_fault(text: str, name: str) -> str | None:
    stand_in = is_placeholder(text)
    if stand_in:
        return stand_in.reason
    if "#" in text:
        return "holds the comment behind the deployment's name, which the CLI reads as part of it"
    stray = stray_characters(text)
    if stray:
        return stray
    if "|" in text:
        return "is a deploy key, which belongs in `CONVEX_DEPLOY_KEY`"
    if "://" in text:
        return "is a URL; the CLI wants the deployment's name"
    head, colon, _ = text.partition(":")
    if colon and head not in {"dev", "prod", "preview", "local", "anonymous"}:
        return "begins with none of `dev:`, `prod:`, `preview:` and `local:`"
    return None if re.fullmatch(r"[A-Za-z0-9_-]+", name) else "names no deployment"


class DeploymentUrl(NamedTuple):
    """A URL on Convex' own domain. `api` is `cloud` for clients, `site` for HTTP actions."""

    name: str
    api: Literal["cloud", "site"]
    region: str | None = None


def deployment_of_url(url: str) -> DeploymentUrl | None:
    """The deployment in `https://happy-animal-123.convex.cloud`, with or without a region.

    None for a custom domain, a local backend (`http://127.0.0.1:3210`) and what is no URL: the name
    of a deployment cannot be seen in those.
    """
    match = re.fullmatch(
        r"(?:https?|wss?)://([a-z0-9-]+)(?:\.([a-z0-9-]+))?\.convex\.(cloud|site)(?::443)?(?:[/?#].*)?",
        url.strip(),
        re.IGNORECASE | re.ASCII | re.DOTALL,
    )
    if not match:
        return None
    api: Literal["cloud", "site"] = "cloud" if match[3].lower() == "cloud" else "site"
    return DeploymentUrl(match[1].lower(), api, match[2] and match[2].lower())
