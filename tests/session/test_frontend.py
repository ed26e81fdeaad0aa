"""Where an app finds the Frontend API, by what it says and by what it does."""

import pytest

from clerkdoctor.facts.place import Source, Url
from clerkdoctor.session.frontend import (
    FrontendOptions,
    InUse,
    Stated,
    absolute,
    seen_in_use,
    stated_in_use,
)
from clerkdoctor.session.hops import Hop, Trail
from clerkdoctor.session.page import read_page
from tests.checks.session_facts import TEST, URL, key

AT = Source("x")
DIRECT = stated_in_use(key(), FrontendOptions(), URL)


def stated(text: str) -> Stated:
    return Stated("NEXT_PUBLIC_CLERK_PROXY_URL", text, AT)


def sent(to: str) -> Trail:
    return Trail(
        (Hop(URL, 307, {}, location=f"{to}/v1/client/handshake?redirect_url=x"),), "answer"
    )


def named(attribute: str) -> InUse:
    body = f'<script src="/x.js" data-clerk-proxy-url="{attribute}"></script>'
    return seen_in_use(DIRECT, URL, read_page(body, {"content-type": "text/html"}), ())


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("/__clerk", "https://acme.io/__clerk"),
        ("/__clerk/", "https://acme.io/__clerk"),
        ("https://id.acme.io/a/?b#c", "https://id.acme.io/a"),
        ("http://localhost:9/x", "http://localhost:9/x"),
        ("//id.acme.io/a", "https://id.acme.io/a"),
        ("", "https://acme.io"),
        ("javascript:alert(1)", ""),
        ("https://user@id.acme.io", ""),
        ("https://id.acme.io:x/", ""),
        ("https://[", ""),
        ("https://", ""),
    ],
)
def test_a_proxys_url(text: str, url: str) -> None:
    assert absolute(text, URL) == url


def test_what_the_sdk_takes_for_no_proxy_is_none() -> None:
    for text in ("acme.io/__clerk", "ftp://acme.io/__clerk", "https://["):
        assert stated_in_use(key(), FrontendOptions(stated(text)), URL) == DIRECT


def test_a_satellites_host_is_its_own_in_production_alone() -> None:
    options = FrontendOptions(domain=stated("shop.io"), satellite=stated("true"))
    assert stated_in_use(key(), options, URL).url == "https://clerk.shop.io"
    assert stated_in_use(key(), options._replace(satellite=None), URL) == DIRECT
    assert stated_in_use(key(TEST), options, URL).kind == "instance"


def test_what_the_page_names() -> None:
    found = named("/__clerk")
    assert (found.kind, found.url, found.is_named) == ("proxy", "https://acme.io/__clerk", True)
    assert not named("https://id.acme.io/a").is_named
    assert not named("https://acme.io:8443/a").is_named
    assert named("javascript:x") == DIRECT
    assert named("https://user@id.acme.io") == DIRECT


def test_what_the_app_redirects_to() -> None:
    found = seen_in_use(DIRECT, URL, None, [sent("http://acme.io/__clerk")])
    # The app takes http for its own scheme; the browser came by https.
    assert found == InUse(
        "proxy", "https://acme.io/__clerk", "the app redirects to a proxy", Url(URL)
    )
    for to in ("https://clerk.acme.io", "https://acme.io:8443/x", "https://evil.example/__clerk"):
        assert seen_in_use(DIRECT, URL, None, [sent(to)]) == DIRECT


def test_what_the_project_states_counts_before_what_is_seen() -> None:
    own = stated_in_use(key(), FrontendOptions(stated("/a")), URL)
    assert seen_in_use(own, URL, None, [sent("https://acme.io/b")]) == own
