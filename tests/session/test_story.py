"""Recordings of sessions that get lost, each at one point for one cause."""

import json
from typing import Any

import pytest

from clerkdoctor.session.har import Har, NotHar, read_har, shown_url
from clerkdoctor.session.story import Story, read_story
from tests.checks.session_facts import SUFFIX, header, key, signed_in
from tests.clerk.minted import SECOND, token
from tests.session.recordings import APP, FAPI, entry, har, sign_in, token_fetched

SIGNED_IN = signed_in()
ONLY_UAT = header(("__client_uat", SECOND), (f"__client_uat_{SUFFIX}", SECOND))
PAGE = f"{APP}/dashboard"
OUT: dict[str, Any] = {"x_clerk_auth_status": "signed-out"}
HANDSHAKE: dict[str, Any] = {"x_clerk_auth_status": "handshake"}


def story(*entries: dict[str, Any]) -> Story:
    found = read_har(har(*entries))
    assert isinstance(found, Har)
    return read_story(found, key(), "acme.io", SECOND)


def shake(after: float, reason: str) -> dict[str, Any]:
    location = f"{FAPI}/v1/client/handshake?redirect_url=https%3A%2F%2Facme.io%2F"
    return entry(
        PAGE, after=after, status=307, cookie=SIGNED_IN, location=location,
        x_clerk_auth_reason=reason, **HANDSHAKE,
    )  # fmt: skip


LOST = {
    "the token is too large for a cookie": (
        (sign_in(), token_fetched(token(metadata="x" * 4000)), entry(PAGE, after=3, cookie=ONLY_UAT)),
        3, "a cookie holds 4,096 at most", "Take claims out",
    ),
    "an answer deletes the cookie": (
        (entry(PAGE, cookie=SIGNED_IN, sets=["__session=; Path=/; Max-Age=0"]),
         entry(PAGE, after=3, cookie=ONLY_UAT)),
        2, "`acme.io` in entry 1 deleted it", "Find what deletes",
    ),
    "the browser went on to a subdomain": (
        (entry(PAGE, cookie=SIGNED_IN), entry("https://app.acme.io/", after=1, cookie=ONLY_UAT, document=True)),
        2, "belongs to `acme.io`, and the browser went on to `app.acme.io`", "Keep to one host",
    ),
    "the cookie vanishes by itself": (
        (entry(PAGE, cookie=SIGNED_IN), entry(PAGE, after=1, cookie=ONLY_UAT)),
        2, "no answer before took it away", "See in the developer tools",
    ),
    "the secret key is wrong": (
        (entry(PAGE, cookie=SIGNED_IN, x_clerk_auth_reason="secret-key-invalid", **OUT),),
        1, "the secret key is wrong (`secret-key-invalid`)", "Copy `CLERK_SECRET_KEY`",
    ),
    "the keys are of two instances": (
        tuple(shake(n, "jwk-kid-mismatch") for n in range(4)),
        3, "again and again: the SDK knows no such key", "Copy both keys",
    ),
    "the server's clock is behind": (
        tuple(shake(n, "session-token-iat-in-the-future") for n in range(3)),
        3, "a token from the future", "Set the server's clock",
    ),
    "an ad blocker": (
        (entry(PAGE, cookie=SIGNED_IN),
         entry(f"{FAPI}/v1/client", after=1, document=False, failure="net::ERR_BLOCKED_BY_CLIENT")),
        2, "is blocked in the browser", "Turn the ad blocker off",
    ),
    "live keys on another domain": (
        (entry(f"{FAPI}/v1/environment", status=400, document=False,
               body={"errors": [{"code": "origin_invalid"}]}),),
        1, "these keys are of another domain", "Use the keys of a development instance",
    ),
    "Clerk ends the session": (
        (entry(PAGE, cookie=SIGNED_IN),
         entry(f"{FAPI}/v1/client/handshake", after=1, status=307, document=False,
               sets=["__client_uat=0; Domain=acme.io; Secure; SameSite=Lax"]),
         entry(PAGE, after=2, cookie="__client_uat=0")),
        3, "Clerk ended the session in entry 2", "Read under Sessions",
    ),
    "a Secure cookie over http": (
        (entry(PAGE.replace("https", "http"), cookie=SIGNED_IN, document=True,
               sets=["__session=x; Secure; Path=/"]),
         entry(PAGE.replace("https", "http"), after=1, cookie=ONLY_UAT, document=True)),
        2, "is `Secure` and comes over http", "Serve the app over https",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", LOST)
def test_the_first_point_at_which_the_session_is_lost(case: str) -> None:
    entries, number, words, fix = LOST[case]
    found = story(*entries)
    assert found.lost is not None, found.events
    assert found.lost.number == number
    assert words in found.lost.words
    assert fix in found.lost.fix


KEPT = {
    "two pages": (entry(PAGE, cookie=SIGNED_IN), entry(PAGE, after=1, cookie=SIGNED_IN)),
    "a sign-in": (sign_in(), token_fetched(token()), entry(PAGE, after=3, cookie=SIGNED_IN)),
    "a sign-out on purpose": (
        entry(PAGE, cookie=SIGNED_IN),
        entry(f"{FAPI}/v1/client/sessions/sess_1/remove", after=1, method="POST", document=False),
        entry(PAGE, after=2, cookie="__client_uat=0"),
    ),
    "one handshake": (shake(0, "session-token-expired"), entry(PAGE, after=1, cookie=SIGNED_IN)),
    "a wrong password": (
        entry(f"{FAPI}/v1/client/sign_ins", method="POST", status=422, document=False,
              body={"errors": [{"code": "form_password_incorrect"}]}),
    ),
    "a request that was given up": (
        entry(f"{FAPI}/v1/client", document=False, failure="net::ERR_ABORTED"),
    ),
    "another site": (entry("https://example.com/", status=500, document=True),),
}  # fmt: skip


@pytest.mark.parametrize("case", KEPT)
def test_nothing_is_lost(case: str) -> None:
    found = story(*KEPT[case])
    assert found.lost is None, found.lost


def test_a_recording_without_cookies_says_so() -> None:
    assert story(entry(PAGE), entry(PAGE, after=1)).is_sanitized
    assert not story(entry(PAGE, cookie=SIGNED_IN), entry(PAGE)).is_sanitized


def test_no_secret_is_in_the_story() -> None:
    secret = token(sub="user_canary")
    found = story(
        entry(f"{PAGE}?__clerk_db_jwt={secret}", cookie=signed_in(sub="user_canary")),
        token_fetched(secret),
        entry(PAGE, after=2, cookie=ONLY_UAT, sets=[f"__session={secret}; Domain=evil.example"]),
    )
    said = repr(found)
    assert secret not in said
    assert secret.rpartition(".")[2] not in said
    assert found.lost is not None


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "a HAR was expected"),
        (b"[]", "has no `log.entries`"),
        (b'{"log": {"entries": []}}', "has no request"),
        (b'{"log": {"entries": [1, {"request": {"url": "data:x"}}]}}', "has no request"),
        (b"<html>", "a HAR was expected"),
    ],
)
def test_what_is_no_recording(content: bytes, reason: str) -> None:
    found = read_har(content)
    assert isinstance(found, NotHar)
    assert reason in found.reason


@pytest.mark.parametrize(
    "odd",
    [
        {"request": {"url": "https://acme.io/", "headers": [1, {"name": 2}, {}], "cookies": [{}]}},
        {"request": {"url": "https://acme.io/", "headers": None}, "response": []},
        {"request": {"url": "https://[", "headers": []}},
        {"startedDateTime": 5, "request": {"url": "https://acme.io:x/", "method": 1}},
        {"request": {"url": "https://clerk.acme.io/v1/client"},
         "response": {"status": "200", "content": {"text": 5}, "headers": [{"name": "set-cookie", "value": ";;="}]}},
    ],
)  # fmt: skip
def test_hostile_entries_break_nothing(odd: dict[str, Any]) -> None:
    found = read_har(json.dumps({"log": {"entries": [odd, entry(PAGE)]}}).encode())
    assert isinstance(found, Har)
    read_story(found, key(), "acme.io", SECOND)
    read_story(found, None, "acme.io", SECOND)


def test_backticks_in_what_is_recorded_stay_balanced() -> None:
    found = story(
        entry(PAGE, cookie=SIGNED_IN, x_clerk_auth_reason="jwk-kid-mismatch`", **OUT),
        entry("https://app`.acme.io/`", after=1, cookie=ONLY_UAT, document=True,
              sets=["__session`=x; Domain=a`b"]),
    )  # fmt: skip
    assert found.lost is not None
    for text in [found.lost.words, *(event.what for event in found.events)]:
        assert text.count("`") % 2 == 0, text


def test_a_url_is_shown_without_values() -> None:
    assert shown_url("https://u:p@acme.io/a?x=1&y#z") == "https://acme.io/a?x=…&y=…"


PROXY = "https://id.acme.io/clerk"


def through(*entries: dict[str, Any]) -> Story:
    """The story with a proxy that the project states."""
    found = read_har(har(*entries))
    assert isinstance(found, Har)
    return read_story(found, key(), "acme.io", SECOND, PROXY)


def test_a_proxy_that_the_project_states_is_clerks() -> None:
    entries = entry(f"{PROXY}/v1/client/handshake", status=307), entry(f"{PROXY}/other")
    assert [one.what for one in through(*entries).events] == ["Clerk's handshake, answered 307"]
    assert story(*entries).events == ()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("proxy_configuration_error", "goes to a proxy that lacks a key"),
        ("proxy_request_missing_secret_key", "for want of the header `Clerk-Secret-Key`"),
    ],
)
def test_what_a_proxy_answers_in_clerks_place(code: str, words: str) -> None:
    body = {"errors": [{"code": code}]}
    lost = through(entry(f"{PROXY}/v1/client", status=500, body=body)).lost
    assert lost is not None
    assert words in lost.words
    page = entry(f"{PROXY}/v1/client", status=404, content_type="text/html")
    lost = through(page).lost
    assert lost is not None
    assert "a page of the app's own" in lost.words
