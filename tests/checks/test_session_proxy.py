"""A proxy in front of the Frontend API: what comes back through it, and what is said of it."""

import pytest

from clerkdoctor.checks.session_proxy import (
    clerk_knows_the_proxy,
    proxied_instance_is_of_production,
    proxy_answers_as_clerk,
    proxy_forwards_what_clerk_needs,
    server_sends_to_the_proxy,
)
from clerkdoctor.facts.place import Url
from clerkdoctor.facts.session import AppTrails, ClerkDomains, ProxiedFrontend
from clerkdoctor.session.clerk_domains import ClerkDomain, domain_at, read_domains
from clerkdoctor.session.hops import Hop, Trail
from clerkdoctor.session.proxy_answers import (
    OF_ITS_HEADERS,
    OF_THE_PROXY,
    ProxyAnswer,
    is_inner,
    read_answer,
    read_script,
)
from tests.checks.session_facts import BEHIND_PROXY, PROXY_URL, URL, hop, in_use, shake, trails
from tests.checks.table import Row, error, fails, holds, inapplicable, passes, unknown, warning

DOMAINS = "https://api.clerk.com/v1/domains"
JSON = {"content-type": "application/json"}
SETTINGS = b'{"display_config": {}}'
HEALTHY = b'{"status": "healthy", "x_forwarded_for": "%s"}'


def at(path: str) -> str:
    return f"{PROXY_URL}{path}"


def refused(code: str) -> bytes:
    return b'{"errors": [{"code": "%s", "message": "no"}]}' % code.encode()


def settings(
    body: bytes = SETTINGS, status: int = 200, to: str | None = None, **headers: str
) -> ProxyAnswer:
    stated = {name.replace("_", "-"): value for name, value in (JSON | headers).items()}
    answer = Hop(at("/v1/environment"), status, stated, location=to)
    return read_answer(answer, body, "the instance's settings", "display_config")


def script(body: bytes = b"!", status: int = 200, kind: str = "text/javascript") -> ProxyAnswer:
    return read_script(Hop(at("/npm/x.js"), status, {"content-type": kind}), body, "clerk-js")


def health(body: bytes, status: int = 200) -> ProxyAnswer:
    answer = Hop(at("/v1/proxy-health?domain_id=dmn_1"), status, JSON)
    return read_answer(answer, body, "what Clerk says of the proxy", "status")


def proxied(*answers: ProxyAnswer, said: ProxyAnswer | None = None) -> ProxiedFrontend:
    return ProxiedFrontend(PROXY_URL, answers or (settings(),), said)


def dead() -> ProxyAnswer:
    gone = Hop(at("/v1/environment"), 0, {}, failure="refuses the connection")
    return read_answer(gone, b"", "the instance's settings", "display_config")


def clerk(proxy: str = PROXY_URL, name: str = "acme.io") -> ClerkDomains:
    domain = ClerkDomain("dmn_1", name, False, "https://clerk.acme.io", proxy)
    return ClerkDomains(Url(DOMAINS), (domain,))


def returning(to: str) -> AppTrails:
    sent = shake("client-uat-but-no-session-token")._replace(location=f"{to}?redirect_url=x")
    return trails(returning=Trail((sent,), "answer"))


DEVELOPMENT = BEHIND_PROXY._replace(key="happy-hippo-1.clerk.accounts.dev")
HEADERS_AT = at("/v1/proxy-health?domain_id=dmn_1")
SETTINGS_AT = at("/v1/environment")
ROWS = [
    passes("settings and script", proxy_answers_as_clerk, proxied(settings(), script())),
    passes(
        "settings that the app's middleware lets through",
        proxy_answers_as_clerk,
        proxied(settings(x_clerk_auth_status="signed-out")),
    ),
    passes(
        "a refusal of Clerk's is for another check",
        proxy_answers_as_clerk,
        proxied(settings(refused("host_invalid"), 400)),
    ),
    fails(
        "nobody is there",
        proxy_answers_as_clerk,
        proxied(dead()),
        error(f"The proxy `{PROXY_URL}` refuses the connection", at=PROXY_URL, fix="Start what"),
    ),
    fails(
        "the app's own page",
        proxy_answers_as_clerk,
        proxied(settings(b"<html>", 404, content_type="text/html"), script()),
        error("answers 404, a web page; JSON of Clerk's", at=SETTINGS_AT, fix="Let the SDK be"),
    ),
    fails(
        "the app's middleware leads to the sign-in",
        proxy_answers_as_clerk,
        proxied(settings(b"", 307, "https://acme.io/sign-in?redirect_url=x",
                         x_clerk_auth_status="signed-out"), script()),
        error("answers 307 of the app's own middleware, a redirect to `https://acme.io/sign-in`",
              at=SETTINGS_AT, fix="Let the SDK be"),
    ),
    fails(
        "a web page in place of everything",
        proxy_answers_as_clerk,
        proxied(settings(b"<html>", 404), script(b"<html>", 404, "text/html")),
        error(f"The proxy `{PROXY_URL}` answers 404, a web page; answers of Clerk's were",
              at=PROXY_URL, fix="Let the SDK be the proxy"),
    ),
    fails(
        "the matcher leaves the script out",
        proxy_answers_as_clerk,
        proxied(settings(), script(b"<html>", 404, "text/html")),
        error("clerk-js, answers 404, a web page; a script was expected", at=at("/npm/x.js"),
              fix="Let the SDK be the proxy, and the matcher cover it"),
    ),
    *(
        fails(
            f"the SDK says {code}",
            proxy_answers_as_clerk,
            proxied(settings(refused(code), 500)),
            error(f"(`{code}`)", at=PROXY_URL, fix=OF_THE_PROXY[code][1]),
        )
        for code in OF_THE_PROXY
    ),
    passes(
        "Clerk calls it healthy",
        proxy_forwards_what_clerk_needs,
        proxied(said=health(HEALTHY % b"8.8.8.8")),
    ),
    unknown(
        "Clerk was not asked", proxy_forwards_what_clerk_needs, "X-Forwarded-For", proxied()
    ),
    unknown(
        "nothing of Clerk's", proxy_forwards_what_clerk_needs, "no answer of Clerk's",
        proxied(dead()),
    ),
    unknown(
        "another error", proxy_forwards_what_clerk_needs, "answers `resource_not_found`",
        proxied(said=health(refused("resource_not_found"), 404)),
    ),
    *(
        fails(
            f"Clerk says {code}",
            proxy_forwards_what_clerk_needs,
            proxied(settings(refused(code), 400)),
            error(f"(`{code}`)", at=SETTINGS_AT, fix=OF_ITS_HEADERS[code][1]),
        )
        for code in OF_ITS_HEADERS
    ),
    fails(
        "Clerk calls it unhealthy",
        proxy_forwards_what_clerk_needs,
        proxied(said=health(b'{"status": "unhealthy", "message": "no `x`"}', 503)),
        error("unhealthy, and says `no 'x'`", at=HEADERS_AT, fix="Let the proxy send"),
    ),
    fails(
        "the proxy's own address",
        proxy_forwards_what_clerk_needs,
        proxied(said=health(HEALTHY % b"10.0.0.7")),
        warning("Clerk takes `10.0.0.7`", at=HEADERS_AT, fix="Let the proxy send the visitor's"),
    ),
    passes(
        "to the proxy", server_sends_to_the_proxy, returning(at("/v1/client/handshake")),
        BEHIND_PROXY,
    ),
    inapplicable("no proxy", server_sends_to_the_proxy, "no proxy", trails(), in_use()),
    unknown("no handshake", server_sends_to_the_proxy, "not seen", trails(), BEHIND_PROXY),
    fails(
        "past the proxy",
        server_sends_to_the_proxy,
        returning("https://clerk.acme.io/v1/client/handshake"),
        BEHIND_PROXY,
        error(f"to `https://clerk.acme.io`; `{PROXY_URL}` was expected", at=URL, fix="Set NEXT_"),
    ),
    passes("production", proxied_instance_is_of_production, BEHIND_PROXY),
    inapplicable("no proxy", proxied_instance_is_of_production, "no proxy", in_use()),
    fails(
        "development",
        proxied_instance_is_of_production,
        DEVELOPMENT,
        warning("of the development instance `happy-hippo-1", at=URL, fix="Unset the proxy"),
    ),
    inapplicable("development", clerk_knows_the_proxy, "has no proxy", DEVELOPMENT, clerk("")),
    passes("as the app states it", clerk_knows_the_proxy, BEHIND_PROXY, clerk()),
    inapplicable("no proxy", clerk_knows_the_proxy, "no proxy", in_use(), clerk("")),
    unknown("the app states none", clerk_knows_the_proxy, "states none", in_use(), clerk()),
    fails(
        "no proxy at Clerk",
        clerk_knows_the_proxy,
        BEHIND_PROXY,
        clerk(""),
        error("Clerk has no proxy for `acme.io`", at=DOMAINS, fix="Set the proxy's URL"),
    ),
    fails(
        "another path at Clerk",
        clerk_knows_the_proxy,
        BEHIND_PROXY,
        clerk("https://acme.io/clerk"),
        error("has the proxy `https://acme.io/clerk`", at=DOMAINS, fix="Set the proxy's URL"),
    ),
    fails(
        "another domain at Clerk",
        clerk_knows_the_proxy,
        BEHIND_PROXY,
        clerk("", "other.io"),
        error("knows no domain for `acme.io`", at=DOMAINS, fix="Set the proxy's URL"),
    ),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_session_proxy(row: Row) -> None:
    holds(row)


def test_a_script_of_another_version_is_one_of_clerks() -> None:
    moved = hop(at("/npm/@clerk/clerk-js@6/x.js"), 307, to=at("/npm/@clerk/clerk-js@6.1.0/x.js"))
    assert read_script(moved, b"", "clerk-js").by == "clerk"
    assert read_script(hop(at("/npm/x.js"), 307, to=URL), b"", "clerk-js").by == "app"


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"errors": 1}', b'{"errors": [{"code": "`x`"}]}', b"[" * 9999]
)
def test_hostile_answers_are_nobodys(body: bytes) -> None:
    assert settings(body).by == "app"


def test_domains_are_read_as_far_as_they_are_ones() -> None:
    stated = [
        {"id": "dmn_1", "name": "Acme.io", "proxy_url": "https://acme.io/__clerk/"},
        {"name": "shop.io", "is_satellite": True, "proxy_url": None},
        {"name": 5}, None, "x",
    ]  # fmt: skip
    found = read_domains({"data": stated})
    assert [one.name for one in found] == ["acme.io", "shop.io"]
    assert found[0].proxy_url == "https://acme.io/__clerk"
    assert found[1].is_satellite
    assert domain_at(found, "app.acme.io") == found[0]
    assert domain_at(found, "notacme.io") is None
    assert read_domains({"data": 5}) == read_domains(None) == ()


def test_addresses_that_are_no_visitors() -> None:
    assert all(map(is_inner, ("10.1.2.3", "127.0.0.1", "::1", "fd00::1", "192.168.0.1")))
    assert not any(map(is_inner, ("8.8.8.8", "2606:4700::1", "", "unknown")))
