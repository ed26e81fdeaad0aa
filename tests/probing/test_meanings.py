"""What answers mean, as the facts have them: one row for each thing that stands in the way."""

import pytest

from clerkdoctor.probing.answers import Answer, NoAnswer
from clerkdoctor.probing.meanings import instance_type, meaning

URL = "https://books.dev/api/webhooks/clerk"
HTML = {"content-type": "text/html; charset=utf-8"}
CLERK = {"x-clerk-auth-status": "signed-out", "x-clerk-auth-reason": "dev-browser-missing"}


def to(location: str, **more: str) -> dict[str, str]:
    return {"location": location, **{name.replace("_", "-"): text for name, text in more.items()}}


ROWS = [
    ("accepted", "accepted", Answer(200, {}, b"ok")),
    ("accepted", "accepted", Answer(204, CLERK)),
    ("blocked", "page", Answer(200, HTML, b"<!DOCTYPE html><title>Sign in</title>")),
    ("blocked", "page", Answer(200, HTML, b"\xef\xbb\xbf\n<!-- no --><html><body>Sign in")),
    # Express' send("…") calls every text HTML.
    ("accepted", "accepted", Answer(200, HTML, b"Webhook received")),
    ("accepted", "accepted", Answer(200, {}, b'{"html":"<html>"}')),
    ("accepted", "accepted", Answer(200, HTML, b"<p>ok</p>")),
    ("refused", "refused", Answer(400, CLERK, b"bad signature")),
    ("refused", "signature", Answer(400, {}, b"Error: No matching signature found")),
    ("refused", "clock", Answer(400, {}, b"Message timestamp too old")),
    ("refused", "no-secret", Answer(400, {}, b"@clerk/backend: Missing webhook signing secret.")),
    ("failed", "bad-secret", Answer(500, {}, b"Base64Coder: incorrect characters for decoding")),
    ("refused", "headers", Answer(400, {}, b"Missing required headers")),
    ("failed", "result", Answer(500, {}, b"Cannot read properties of undefined (reading 'type')")),
    ("refused", "headers", Answer(400, {}, b"Error occured -- no svix headers")),
    ("refused", "headers", Answer(400, {}, b"Error: Missing Svix headers")),
    ("refused", "parsed", Answer(400, {}, b"Expected payload to be of type string or Buffer.")),
    ("refused", "no-body", Answer(400, {}, b"Cannot read properties of undefined (reading 'constructor')")),
    ("failed", "await", Answer(500, {}, b"TypeError: headersList.get is not a function")),
    ("failed", "no-keys", Answer(500, HTML, b"<pre>Error: Publishable key is missing.")),
    ("failed", "crash", Answer(500, {})),
    ("failed", "crash", Answer(500, HTML, b"<html>Internal Server Error")),
    ("failed", "upstream", Answer(502, {})),
    ("failed", "too-large", Answer(413, {})),
    ("failed", "rate-limit", Answer(429, {})),
    ("blocked", "not-found", Answer(404, HTML, b"<html>")),
    ("blocked", "protected", Answer(404, {"x-clerk-auth-reason": "protect-rewrite, dev-browser-missing"})),
    ("blocked", "protected", Answer(307, to("https://a.accounts.dev/sign-in?redirect_url=x", x_clerk_redirect_to="true"))),
    ("blocked", "protected", Answer(302, to("/login?next=/api"))),
    ("blocked", "trailing-slash", Answer(308, to("/api/webhooks/clerk/", refresh="0;url=x"))),
    ("blocked", "other-host", Answer(308, to("https://www.books.dev/api/webhooks/clerk"))),
    ("blocked", "redirect", Answer(301, to("/elsewhere"))),
    ("blocked", "protected", Answer(302, {**CLERK, "location": "/"})),
    ("blocked", "vercel-protection", Answer(302, to("https://vercel.com/sso-api?url=x"))),
    ("blocked", "vercel-protection", Answer(401, {"x-vercel-error": "UNAUTHORIZED"})),
    ("blocked", "vercel-protection", Answer(401, HTML, b"<html>Vercel Authentication")),
    ("blocked", "cloudflare-challenge", Answer(403, {"cf-mitigated": "challenge"}, b"Just a moment")),
    ("blocked", "err-ngrok-3200", Answer(404, HTML, b"ERR_NGROK_3200")),
    ("blocked", "convex-no-http", Answer(404, {}, b"This Convex deployment does not have HTTP actions enabled.")),
    ("blocked", "convex-no-route", Answer(404, {}, b"No matching routes found")),
    ("blocked", "method", Answer(405, {"allow": "GET, HEAD"})),
    ("failed", "timeout", NoAnswer("timeout", "timed out", 15.0)),
    ("failed", "certificate", NoAnswer("certificate", "self-signed certificate")),
    ("failed", "refused", NoAnswer("refused", "Connection refused")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("outcome", "code", "answer"), ROWS, ids=[f"{c}-{n}" for n, (_, c, _) in enumerate(ROWS)]
)
def test_an_answer(outcome: str, code: str, answer: Answer | NoAnswer) -> None:
    found = meaning(answer, URL)
    assert (found.outcome, found.code) == (outcome, code)
    assert not found.words.endswith(".")
    assert found.words.count("`") % 2 == 0
    assert found.fix or outcome in ("accepted", "refused")


def test_http_that_is_sent_to_https() -> None:
    found = meaning(Answer(301, to("https://localhost/x")), "http://localhost/x")
    assert found.code == "https"
    assert "https://localhost/x" in found.fix


def test_what_the_url_holds_in_confidence_is_not_shown() -> None:
    asked = f"{URL}?x-vercel-protection-bypass=canary"
    for where in ("/api/webhooks/clerk/", "//www.books.dev/api/webhooks/clerk", "/elsewhere", ""):
        found = meaning(Answer(308, to(f"{where}?x-vercel-protection-bypass=canary")), asked)
        assert "canary" not in found.words + found.fix


def test_the_type_of_the_keys_shows_in_the_answer() -> None:
    assert instance_type(Answer(400, CLERK)) == "development"
    live = {"x-clerk-auth-reason": "session-token-and-uat-missing"}
    assert instance_type(Answer(400, live)) == "production"
    assert instance_type(Answer(400, {})) is None
