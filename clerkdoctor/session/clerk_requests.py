"""What a browser's requests to Clerk's Frontend API do, and why they fail.

Source: Clerk's OpenAPI document of the Frontend API, and its list of errors.
"""

from typing import Literal, NamedTuple

from clerkdoctor import json_text
from clerkdoctor.clerk.hosts import is_development_host
from clerkdoctor.clerk.keys import PublishableKey
from clerkdoctor.session.har import Exchange
from clerkdoctor.session.proxy_answers import ENABLE, OF_ITS_HEADERS, OF_THE_PROXY

PROXY = "/__clerk/"
_ROOM = 4096 - len("__session_12345678")

# What Clerk answers → its meaning as a predicate, and what to do.
_ERRORS = {
    "origin_invalid": (
        "is refused: these keys are of another domain (`origin_invalid`)",
        "Use the keys of a development instance here, or the domain that the live keys are for",
    ),
    "host_invalid": (
        "is refused: the instance does not know this host (`host_invalid`)",
        "Copy the publishable key again: the domain of the instance changed",
    ),
    "dev_browser_unauthenticated": (
        "is refused: the development browser is not known (`dev_browser_unauthenticated`)",
        "Delete this site's cookies, and let `__clerk_db_jwt` through",
    ),
    "maintenance_mode": (
        "is refused: Clerk is in maintenance (`maintenance_mode`)",
        "Look at Clerk's status page, and try again later",
    ),
    "too_many_requests": (
        "is refused: too many requests (`too_many_requests`)",
        "Send the visitor's own address in `X-Forwarded-For` where Clerk is behind a proxy",
    ),
}


class Failed(NamedTuple):
    """`words` is the predicate of "the request to Clerk …"."""

    words: str
    fix: str


class Doing(NamedTuple):
    """What a request did. `too_large` are the bytes of a token that no cookie holds, or 0."""

    kind: Literal["", "sign-in", "sign-out", "handshake", "token"] = ""
    words: str = ""
    too_large: int = 0


def is_to_clerk(exchange: Exchange, key: PublishableKey | None, frontend: str = "") -> bool:
    """Whether a request is one to the Frontend API: the key's own, a development one, a proxy.

    `frontend` is the base URL of the one that the project states.
    """
    host = exchange.host
    if frontend and exchange.url.lower().startswith(f"{frontend.lower()}/"):
        return "/v1/" in exchange.path or "/npm/" in exchange.path
    if key and host == key.frontend_api.partition(":")[0].lower():
        return "/v1/" in exchange.path or "/npm/" in exchange.path
    if is_development_host(host) or exchange.path.startswith(PROXY):
        return True
    return key is None and host.startswith("clerk.") and exchange.path.startswith("/v1/")


def failure_of(exchange: Exchange) -> Failed | None:
    """Why a request to Clerk failed, where that ends the session; a wrong password does not."""
    if not exchange.status:
        return _unanswered(exchange.failure)
    if exchange.status < 400:
        return None
    for code in _codes(exchange):
        if code in _ERRORS:
            return Failed(*_ERRORS[code])
        if code in OF_THE_PROXY:
            words, fix = OF_THE_PROXY[code]
            return Failed(f"goes to a proxy that {words}", fix)
        if code in OF_ITS_HEADERS:
            words, fix = OF_ITS_HEADERS[code]
            return Failed(f"{words} (`{code}`)", fix)
    if exchange.status == 404 and "html" in exchange.headers.get("content-type", ""):
        return Failed(
            "is answered by a page of the app's own, where its proxy was expected", ENABLE
        )
    if exchange.status >= 500:
        return Failed(
            f"is answered {exchange.status}", "Look at Clerk's status page, and at the FAPI proxy"
        )
    return None


def _unanswered(failure: str | None) -> Failed | None:
    """What a browser calls a request without an answer; one that was given up is none."""
    if failure is None or "ABORTED" in failure:
        return None
    shown = failure.replace("`", "'")
    if "BLOCKED_BY_CLIENT" in failure:
        return Failed(
            f"is blocked in the browser (`{shown}`)",
            "Turn the ad blocker off for this site, or serve Clerk from a domain of your own",
        )
    if "CERT" in failure or "SSL" in failure:
        return Failed(
            f"fails at the certificate (`{shown}`)",
            "Deploy the certificates in Clerk's dashboard, under Domains",
        )
    if "NAME_NOT_RESOLVED" in failure:
        return Failed(
            f"finds no such host (`{shown}`)",
            "Add the DNS records that Clerk's dashboard shows under Domains",
        )
    if "csp" in failure.lower():
        return Failed(
            f"is blocked by the page's own policy (`{shown}`)",
            "Let Clerk's middleware state the policy: its option `contentSecurityPolicy`",
        )
    return Failed(f"is not answered (`{shown}`)", "Let the browser reach Clerk's Frontend API")


def what_it_does(exchange: Exchange) -> Doing:
    path = exchange.path
    if path.endswith("/v1/client/handshake"):
        return Doing("handshake", f"Clerk's handshake, answered {exchange.status}")
    if exchange.status >= 400:
        codes = ", ".join(f"`{code}`" for code in _codes(exchange)[:2])
        return Doing(
            words=f"refused by Clerk with {exchange.status}{f' ({codes})' if codes else ''}"
        )
    if exchange.method == "POST" and path.endswith("/tokens"):
        return _token(exchange)
    if exchange.method in ("POST", "DELETE") and _ends(path, exchange):
        return Doing("sign-out", "the user signs out")
    if "/sign_ins" in path or "/sign_ups" in path:
        if _is_complete(exchange):
            return Doing("sign-in", "the sign-in is complete")
        return Doing(words="a step of the sign-in") if exchange.method == "POST" else Doing()
    if path.endswith("/v1/dev_browser"):
        return Doing(words="a development browser is made")
    return Doing()


def _ends(path: str, exchange: Exchange) -> bool:
    if path.endswith(("/remove", "/end")) and "/client/sessions/" in path:
        return True
    return exchange.method == "DELETE" and path.endswith(("/client", "/client/sessions"))


def _token(exchange: Exchange) -> Doing:
    stated = _json(exchange)
    token = stated.get("jwt") if isinstance(stated, dict) else None
    if "/tokens/" in exchange.path or not isinstance(token, str):
        return Doing("token", "a token is fetched")
    size = len(token.encode("utf-8", "surrogatepass"))
    if size > _ROOM:
        return Doing("token", f"a session token of {size:,} bytes is fetched", size)
    return Doing("token", "a session token is fetched")


def _is_complete(exchange: Exchange) -> bool:
    stated = _json(exchange)
    response = stated.get("response") if isinstance(stated, dict) else None
    return isinstance(response, dict) and response.get("status") == "complete"


def _codes(exchange: Exchange) -> list[str]:
    stated = _json(exchange)
    errors = stated.get("errors") if isinstance(stated, dict) else None
    codes = [one.get("code") for one in (errors if isinstance(errors, list) else ()) if _is(one)]
    return [code for code in codes if isinstance(code, str) and code.replace("_", "").isalnum()]


def _is(value: object) -> bool:
    return isinstance(value, dict)


def _json(exchange: Exchange) -> object:
    return json_text.load(exchange.body.reveal())
