"""A Convex deployment's HTTP API: what it says of itself to a key, and to nobody in particular.

Only what reads is asked for. A deploy key is sent to the deployment that its own name states and
to no other; a user's token to the deployment that the project names, as the app itself does.

Source: get-convex/convex-backend, crates/local_backend (`environment_variables`,
`deployment_info`, `canonical_urls`, `public_api`), and Convex' OpenAPI document of the deployment
API.
"""

import base64
import json
import re
import time
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from clerkdoctor.convex.keys import DeployKey, Malformed, deployment_of_url, parse_deploy_key
from clerkdoctor.convex.listed_providers import providers_in_rows
from clerkdoctor.convex.providers import Provider
from clerkdoctor.gather.asking import patiently, post, unfit_for_a_header
from clerkdoctor.gather.http import TIMEOUT, Answer, NoAnswer, get
from clerkdoctor.secret import Secret

PROBE = "clerkdoctor:probe"
"""A function that no deployment has, by a well-formed name: the token is judged before the name."""

_LISTING = "_system/frontend/listAuthProviders:default"
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

# Convex' code → what it means here, as the predicate of a sentence about the URL.
_CODES = {
    "BadAdminKey": "says that the key is none of this deployment's",
    "BadDeployKey": "says that the deploy key is of another deployment",
    "OperationNotPermitted": "says that the key may not read this",
    "DeploymentNotFound": "knows no such deployment",
    "InstanceNotFound": "knows no such deployment",
}
_PERMISSION = re.compile(r"\(([a-z]+(?::[a-zA-Z]+)+)\)")


class NotTold(NamedTuple):
    """Why a deployment did not tell; `reason` is a sentence without its end."""

    reason: str
    code: str | None = None
    status: int | None = None


class KeyedDeployment(NamedTuple):
    """The deployment that a key opens: its name, and where it is."""

    name: str
    url: str
    kind: str | None


def deployment_of_key(key: Secret, urls: tuple[str, ...] = ()) -> KeyedDeployment | NotTold:
    """Which deployment a deploy key is of, by the name in it.

    `urls` are those that the project states: the one that names the same deployment on Convex' own
    domain tells its region. Nothing else decides where a key goes.
    """
    parsed = parse_deploy_key(key.reveal())
    if isinstance(parsed, Malformed):
        return NotTold(f"the deploy key {parsed.reason}")
    if parsed.kind != "deployment" or parsed.name is None:
        return NotTold(_no_deployment(parsed))
    if not _NAME.fullmatch(parsed.name):
        return NotTold("the deploy key names no deployment of Convex' cloud")
    for url in urls:
        found = deployment_of_url(url)
        if found and found.name == parsed.name:
            region = f".{found.region}" if found.region else ""
            home = f"https://{found.name}{region}.convex.cloud"
            return KeyedDeployment(parsed.name, home, parsed.deployment_type)
    return KeyedDeployment(
        parsed.name, f"https://{parsed.name}.convex.cloud", parsed.deployment_type
    )


def _no_deployment(parsed: DeployKey) -> str:
    if parsed.kind == "ignored":
        return "the deploy key is Convex' word for none"
    what = "makes preview deployments" if parsed.kind == "preview" else "is of a whole project"
    return f"the deploy key {what} and names no deployment to ask; use a deployment's own key"


class Deployment:
    """Reads from one deployment, with its key or without one."""

    def __init__(
        self,
        url: str,
        key: Secret | None = None,
        *,
        timeout: float = TIMEOUT,
        proxy: str | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._url = url.rstrip("/")
        self._key = key
        self._timeout = timeout
        self._proxy = proxy
        self._sleep = sleep

    def variables(self) -> dict[str, str] | NotTold:
        """All variables with their values."""
        told = self._read("/api/v1/list_environment_variables")
        if isinstance(told, NotTold):
            return told
        found = told.get("environmentVariables")
        if not isinstance(found, dict):
            return self._not_that("list of variables")
        return {name: value for name, value in found.items() if isinstance(value, str)}

    def kind(self) -> str | NotTold:
        """`dev`, `prod`, `preview` or `custom`; `self-hosted` for one that is nobody's cloud."""
        told = self._read("/api/v1/deployment_info")
        if isinstance(told, NotTold):
            return told
        if told.get("kind") == "selfHosted":
            return "self-hosted"
        stated = told.get("deploymentType")
        return stated if isinstance(stated, str) else self._not_that("type")

    def urls(self) -> tuple[str, str] | NotTold:
        """The canonical URLs, for clients and for HTTP actions."""
        told = self._read("/api/v1/get_canonical_urls")
        if isinstance(told, NotTold):
            return told
        cloud, site = told.get("convexCloudUrl"), told.get("convexSiteUrl")
        if isinstance(cloud, str) and isinstance(site, str):
            return cloud, site
        return self._not_that("pair of URLs")

    def providers(self) -> tuple[Provider, ...] | NotTold:
        """The providers that the deployment has, whatever the file says."""
        unfit = unfit_for_a_header(self._key)
        if unfit:
            return NotTold(f"the deploy key {unfit}")
        document = {"path": _LISTING, "args": {}, "format": "json"}
        told = self._told(self._ask(document, self._authorization()))
        if isinstance(told, NotTold):
            return told
        found = providers_in_rows(told.get("value")) if told.get("status") == "success" else None
        return self._not_that("list of providers") if found is None else found

    def judge(self, token: str) -> "Judged | NotTold":
        """What the deployment says of a user's token, by asking for a function that is not there.

        The token is validated first: any answer about the function means that it was accepted.
        """
        unfit = unfit_for_a_header(Secret(token))
        if unfit:
            return NotTold(f"the token {unfit}")
        document = {"path": PROBE, "args": {}, "format": "json"}
        answer = self._ask(document, f"Bearer {token}")
        if isinstance(answer, NoAnswer):
            return NotTold(f"`{answer.url}` {answer.reason}")
        found = _object(answer)
        code, message = found.get("code"), found.get("message")
        is_about_the_function = found.get("status") in ("error", "success")
        if answer.status in (200, 560) and is_about_the_function:
            return Judged(None, None)
        if code == "FunctionPathNotFound":
            return Judged(None, None)
        if isinstance(code, str) and isinstance(message, str) and code in _JUDGEMENTS:
            return Judged(code, message)
        return self._why(answer)

    def _authorization(self) -> str:
        return f"Convex {self._key.reveal() if self._key else ''}"

    def _read(self, path: str) -> dict[str, object] | NotTold:
        unfit = unfit_for_a_header(self._key)
        if unfit:
            return NotTold(f"the deploy key {unfit}")
        headers = {"authorization": self._authorization(), "accept": "application/json"}
        ask = partial(
            get, f"{self._url}{path}", headers=headers, timeout=self._timeout, proxy=self._proxy
        )
        return self._told(patiently(ask, self._sleep))

    def _ask(self, document: object, authorization: str) -> Answer | NoAnswer:
        ask = partial(
            post,
            f"{self._url}/api/query",
            document,
            headers={"authorization": authorization},
            timeout=self._timeout,
            proxy=self._proxy,
        )
        return patiently(ask, self._sleep)

    def _told(self, answer: Answer | NoAnswer) -> dict[str, object] | NotTold:
        if isinstance(answer, NoAnswer):
            return NotTold(f"`{answer.url}` {answer.reason}")
        if answer.status != 200:
            return self._why(answer)
        found = _object(answer)
        return found or NotTold(f"`{answer.url}` {_no_json(answer.body)}", None, 200)

    def _why(self, answer: Answer) -> NotTold:
        found = _object(answer)
        code, message = found.get("code"), found.get("message")
        code = code if isinstance(code, str) else None
        words = _CODES.get(code or "") or _by_status(answer, has_key=self._key is not None)
        needed = _PERMISSION.search(message) if isinstance(message, str) else None
        if code == "OperationNotPermitted" and needed:
            words += f"; it lacks the permission `{needed[1]}`"
        shown = f" (`{code}`)" if code in _CODES else ""
        return NotTold(f"`{answer.url}` {words}{shown}", code, answer.status)

    def _not_that(self, what: str) -> NotTold:
        return NotTold(f"`{self._url}` answers JSON that holds no {what}")


class Judged(NamedTuple):
    """A verdict on a token: Convex' own code and message, or None for an accepted one."""

    code: str | None
    message: str | None


_JUDGEMENTS = frozenset((
    "InvalidAuthHeader", "NoAuthProvider", "AuthProviderDiscoveryFailed", "Unauthenticated",
))  # fmt: skip


def made_up_token() -> str:
    """A token of nobody, unsigned: no provider is found for it, and that answer lists them all."""
    claims = {"iss": "https://clerkdoctor.invalid", "aud": "clerkdoctor", "sub": "nobody"}
    parts = ({"alg": "RS256", "typ": "JWT"}, claims | {"iat": 1, "exp": 1})
    return ".".join([*(_part(one) for one in parts), "AA"])


def _part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _object(answer: Answer) -> dict[str, object]:
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _by_status(answer: Answer, *, has_key: bool) -> str:
    status = answer.status
    if status == 401:
        return "refuses the key (401)" if has_key else "refuses (401)"
    if status == 403:
        return "says that the key may not read this (403)"
    if status == 404:
        return "answers 404: there is no such deployment, or it is older than this API"
    if status == 429:
        return "asks for patience: too many requests (429)"
    if 300 <= status < 400:
        return f"answers {status}, a redirect, which was not followed"
    if status >= 500:
        return f"failed on Convex' side ({status})"
    return f"answers {status}; 200 was expected"


def _no_json(body: bytes) -> str:
    start = body[:200].lstrip().lower()
    is_html = start.startswith((b"<!doctype html", b"<html"))
    return "answers a web page; JSON was expected" if is_html else "answers no JSON object"
