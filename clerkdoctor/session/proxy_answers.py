"""What comes back through a proxy of the Frontend API, and who answered: Clerk, or the app itself.

Source: `clerkFrontendApiProxy` of @clerk/backend 3.25.0, and Clerk's list of API errors.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from clerkdoctor import json_text
from clerkdoctor.session.hops import Hop

By = Literal["clerk", "proxy", "app", "nobody"]

ENABLE = (
    "Let the SDK be the proxy, and the matcher cover it:"
    " `frontendApiProxy: { enabled: true }` in `clerkMiddleware`, `'/__clerk/(.*)'` in the matcher"
)
KEYS = "Set both keys where the proxy runs: the publishable key, and `CLERK_SECRET_KEY`"
FORWARD = (
    "Let the proxy send `Clerk-Proxy-Url`, `Clerk-Secret-Key` and `X-Forwarded-For`, or let"
    " `frontendApiProxy: { enabled: true }` in `clerkMiddleware` do it"
)

# The SDK's own code → what it says, as a predicate, and what mends it.
OF_THE_PROXY = {
    "proxy_configuration_error": ("lacks a key (`proxy_configuration_error`)", KEYS),
    "proxy_path_mismatch": (
        "is asked at another path than its own (`proxy_path_mismatch`)",
        "Give the proxy and `proxyUrl` one path, which is `/__clerk` by default",
    ),
    "proxy_request_failed": (
        "does not reach Clerk (`proxy_request_failed`)",
        "Let the server reach `https://frontend-api.clerk.dev`",
    ),
}
# Clerk's code for what it misses in a request that a proxy sent.
OF_ITS_HEADERS = {
    "proxy_request_missing_secret_key": (
        "is refused by Clerk for want of the header `Clerk-Secret-Key`",
        FORWARD,
    ),
    "proxy_request_invalid_secret_key": (
        "is refused by Clerk: `Clerk-Secret-Key` is not this instance's secret key",
        "Set `CLERK_SECRET_KEY` of this instance where the proxy runs, and restart it",
    ),
    "host_invalid": (
        "is refused by Clerk, which knows no instance by its header `Clerk-Proxy-Url`",
        FORWARD,
    ),
    "invalid_proxy_configuration": (
        "is refused by Clerk, for which its headers are no proxy's",
        FORWARD,
    ),
}

# RFC 1918, 6598, 4193 and 3927, and loopback.
_INNER = (
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8",
    "169.254.0.0/16", "::1/128", "fc00::/7", "fe80::/10",
)  # fmt: skip


class ProxyAnswer(NamedTuple):
    """`said` is the predicate of a sentence about the URL, empty where all is right.

    `code` is the error's, of Clerk or of the SDK's proxy. `members` are those of a JSON object.
    """

    url: str
    what: str
    by: By
    said: str = ""
    code: str | None = None
    members: Mapping[str, object] = {}


def read_answer(hop: Hop, body: bytes, what: str, member: str) -> ProxyAnswer:
    """Who answered a request for a JSON document that has this member."""
    if hop.failure:
        return ProxyAnswer(hop.url, what, "nobody", hop.failure)
    stated = json_text.load(body.decode("utf-8", "replace"))
    members = stated if isinstance(stated, dict) else {}
    code = code_of(members)
    if code in OF_THE_PROXY:
        return ProxyAnswer(hop.url, what, "proxy", OF_THE_PROXY[code][0], code)
    if code is not None:
        return ProxyAnswer(hop.url, what, "clerk", f"answers `{code}`", code)
    if hop.status in (200, 503) and member in members:
        return ProxyAnswer(hop.url, what, "clerk", "", None, members)
    return ProxyAnswer(hop.url, what, "app", _of_the_app(hop, body, "JSON of Clerk's"))


def read_script(hop: Hop, body: bytes, what: str) -> ProxyAnswer:
    """Who answered a request for clerk-js: a script, or a redirect to one of another version."""
    if hop.failure:
        return ProxyAnswer(hop.url, what, "nobody", hop.failure)
    if hop.location and "/npm/@clerk/" in hop.location:
        return ProxyAnswer(hop.url, what, "clerk")
    kind = hop.headers.get("content-type", "").lower()
    if hop.status == 200 and "javascript" in kind:
        return ProxyAnswer(hop.url, what, "clerk")
    code = code_of(json_text.load(body.decode("utf-8", "replace")))
    if code in OF_THE_PROXY:
        return ProxyAnswer(hop.url, what, "proxy", OF_THE_PROXY[code][0], code)
    if code is not None:
        return ProxyAnswer(hop.url, what, "clerk", f"answers `{code}`", code)
    return ProxyAnswer(hop.url, what, "app", _of_the_app(hop, body, "a script"))


def code_of(document: object) -> str | None:
    """The code of the first error, as Clerk and the SDK write errors."""
    errors = document.get("errors") if isinstance(document, dict) else None
    first = errors[0] if isinstance(errors, list) and errors else None
    code = first.get("code") if isinstance(first, dict) else None
    return code[:80] if isinstance(code, str) and code.replace("_", "").isalnum() else None


def _of_the_app(hop: Hop, body: bytes, expected: str) -> str:
    whose = " of the app's own middleware" if hop.is_of_clerk else ""
    if hop.location:
        to = hop.location.partition("?")[0][:100]
        return f"answers {hop.status}{whose}, a redirect to `{to}`; {expected} was expected"
    kind = ", a web page" if body.lstrip()[:1] == b"<" else ""
    return f"answers {hop.status}{kind}{whose}; {expected} was expected"


def is_inner(address: str) -> bool:
    """Whether an address is of an inner network or of the machine itself: no visitor has such."""
    import ipaddress

    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in ipaddress.ip_network(one) for one in _INNER)
