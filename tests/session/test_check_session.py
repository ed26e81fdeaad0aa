"""`check-session` against an app, a Frontend API and a DNS server of ours: each fault has one name."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from clerkdoctor.clerk.keys import publishable_key_for
from clerkdoctor.commands.checking import Options
from clerkdoctor.commands.session import CheckSessionOptions, Reach, check_session
from tests.clerk.minted import token
from tests.projects import project
from tests.session.stage import (
    APP,
    DEV_FAPI,
    FAPI,
    OTHER,
    WWW,
    Clerk,
    NameServer,
    Player,
    Reply,
    Request,
    Stage,
    as_json,
    frontend_api,
    html,
    name_server,
    page,
    redirect,
    signed_out,
    stage,
)

LIVE = publishable_key_for(FAPI, live=True)
TEST = publishable_key_for(DEV_FAPI, live=False)
URL = f"https://{APP}/"
NO_MORE = "Strict-Transport-Security", "max-age=63072000"


class Play:
    """A stage with an app that is right, and the command run on it."""

    def __init__(self, folder: Path, made: Stage, dns: NameServer, capsys: Any) -> None:
        self.folder, self.stage, self.dns, self.capsys = folder, made, dns, capsys
        self.key = LIVE
        self.page = page(LIVE, FAPI, NO_MORE)
        self.gone: tuple[str, ...] = ()
        self.dns_timeout = 20.0
        self.env = ""
        self.url = URL
        self.app(Clerk(self.page).play)
        made.players[FAPI] = frontend_api()
        made.players[DEV_FAPI] = frontend_api(DEV_FAPI, in_query=True)
        made.players[WWW] = lambda request: redirect(f"https://{APP}{request.path}", status=308)

    def app(self, player: Player, host: str = APP) -> None:
        self.stage.players[host] = player

    def clerk(self, **changed: Any) -> None:
        """The right app with its middleware changed."""
        self.app(Clerk(self.page)._replace(**changed).play)

    def run(self, **own: Any) -> dict[str, Any]:
        env = f"NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY={self.key}\n{self.env}"
        project(self.folder / "app", {".env.local": env})
        code = check_session(
            CheckSessionOptions(self.url, self.folder / "app", **own),
            Options("json"),
            Reach(
                self.stage.network(*self.gone, timeout=20.0), self.dns.resolvers(self.dns_timeout)
            ),
        )
        document: dict[str, Any] = json.loads(self.capsys.readouterr().out)
        assert document["crashes"] == []
        assert document["exit_code"] == code
        return document


@pytest.fixture
def play(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Play]:
    with stage(tmp_path) as made, name_server() as dns:
        yield Play(tmp_path, made, dns, capsys)


def failed(document: dict[str, Any]) -> dict[str, list[str]]:
    """The checks that failed for a cause of their own, each with its messages."""
    return {
        one["check"]: [problem["message"] for problem in one["problems"]]
        for one in document["results"]
        if one["status"] == "fail" and not one["follows_from"]
    }


def status(document: dict[str, Any], check: str) -> str:
    (found,) = [one for one in document["results"] if one["check"] == check]
    return str(found["status"])


class Situation(NamedTuple):
    """What is wrong, and the one check that is to say so, in which words."""

    set_up: Callable[[Play], Any]
    check: str
    words: str


def development(play: Play) -> None:
    play.key = TEST
    play.page = page(TEST, DEV_FAPI, NO_MORE)
    play.clerk(fapi=DEV_FAPI, is_development=True)


def looping(reason: str) -> Callable[[Play], None]:
    return lambda play: play.clerk(shakes_again=True, after=reason)


def sign_in_is_protected(play: Play) -> None:
    def protect(request: Request) -> Reply:
        back = f"{URL}sign-in?redirect_url=https%3A%2F%2F{APP}{request.path}"
        out = signed_out("session-token-and-uat-missing")
        extra = (("x-clerk-redirect-to", "true"), ("cache-control", "no-store"), NO_MORE)
        return redirect(back, *extra, *out)

    play.app(protect)


def flexible_tls(play: Play) -> None:
    """The app sees http, redirects to https, and the proxy asks it by http again."""
    play.app(lambda request: redirect(f"https://{APP}{request.path}", NO_MORE, status=308))


def twins(play: Play) -> None:
    play.app(Clerk(play.page).play, WWW)


def to_each_other(play: Play) -> None:
    play.app(lambda request: redirect(f"https://{WWW}{request.path}", NO_MORE, status=308))


def elsewhere(play: Play) -> None:
    play.url = f"https://{OTHER}/"
    play.app(Clerk(play.page, own=f"https://{OTHER}").play, OTHER)
    play.gone = (f"www.{OTHER}",)


def with_page(reply: Reply) -> Callable[[Play], None]:
    def set_up(play: Play) -> None:
        play.page = reply
        play.clerk()

    return set_up


def fapi(player: Callable[[Request], Reply]) -> Callable[[Play], None]:
    return lambda play: play.app(player, FAPI)


def misnamed(request: Request) -> Reply:
    if request.path.endswith("openid-configuration"):
        return as_json({"issuer": f"https://{DEV_FAPI}"})
    return frontend_api()(request)


def zone(**changed: Any) -> Callable[[Play], None]:
    """Records changed, by the first label of their names; None takes one away."""

    def set_up(play: Play) -> None:
        for label, record in changed.items():
            name = APP if label == "apex" else f"{label}.{APP}"
            play.dns.zone.pop(name, None)
            if record is not None:
                play.dns.zone[name] = record

    return set_up


def offset(host: str, seconds: float) -> Callable[[Play], None]:
    return lambda play: play.stage.offset.update({host: seconds})


LOOP, HEADERS, OWN = (
    "handshake-does-not-loop",
    "response-headers-name-no-fault",
    "app-knows-its-own-url",
)
POLICY = ("content-security-policy", "default-src 'self'; script-src 'self'; connect-src 'self'")
SITUATIONS = {
    "keys of two instances": Situation(
        looping("jwk-kid-mismatch"), LOOP, "knows no such key: the token, or one of the two keys"
    ),
    "the clock is behind, seen by the SDK": Situation(
        looping("session-token-iat-in-the-future"), LOOP, "sees a token from the future"
    ),
    "a wrong secret key": Situation(
        lambda play: play.clerk(after="secret-key-invalid"), HEADERS, "the secret key is wrong"
    ),
    "no secret key where the middleware runs": Situation(
        lambda play: play.clerk(after="jwk-failed-to-resolve"), HEADERS, "neither a secret key"
    ),
    "a proxy drops X-Forwarded-Proto": Situation(
        lambda play: play.clerk(own=f"http://{APP}"), OWN, "takes `acme.test` for `http`"
    ),
    "a proxy drops X-Forwarded-Host": Situation(
        lambda play: play.clerk(own="https://web.internal:3000"), OWN, "for `web.internal:3000`"
    ),
    "the sign-in page is protected": Situation(
        sign_in_is_protected, LOOP, "the sign-in page is protected, too"
    ),
    "redirects of a proxy that speaks http": Situation(flexible_tls, LOOP, "again and again"),
    "apex and www redirect to each other": Situation(
        to_each_other, LOOP, "The apex and `www` redirect to each other"
    ),
    "a redirect out of a cache": Situation(
        lambda play: play.clerk(extra=(("x-vercel-cache", "HIT"),)),
        "redirects-are-not-cached", "x-vercel-cache: HIT",
    ),
    "a permanent redirect": Situation(
        lambda play: play.clerk(extra=(), status=308), "redirects-are-not-cached", "is permanent",
    ),
    "a build from before the key changed": Situation(
        with_page(page(TEST, FAPI, NO_MORE)), "page-carries-the-projects-key", DEV_FAPI
    ),
    "clerk-js of another host": Situation(
        with_page(page(LIVE, "cdn.example.com", NO_MORE)),
        "clerk-js-comes-from-the-instance", "`cdn.example.com`",
    ),
    "a policy that keeps Clerk out": Situation(
        with_page(page(LIVE, FAPI, NO_MORE, POLICY)), "page-policy-admits-clerk", "script-src"
    ),
    "the middleware does not run": Situation(
        lambda play: play.app(lambda _: play.page), "middleware-answers", "x-clerk-auth-status"
    ),
    "the app's clock is off": Situation(
        offset(APP, -60), "app-clock-agrees-with-clerks", "seconds behind Clerk's"
    ),
    "the Frontend API is not there": Situation(
        lambda play: setattr(play, "gone", (FAPI,)), "frontend-api-answers", "refuses the connection",
    ),
    "the Frontend API is a parked page": Situation(
        fapi(lambda _: html("<html>")),
        "frontend-api-answers", "answers a web page",
    ),
    "the Frontend API of another domain": Situation(
        fapi(misnamed), "frontend-api-answers", "names the issuer",
    ),
    "http is not redirected": Situation(
        lambda play: setattr(play.stage, "plain", lambda _: html()), "https-is-enforced",
        "a redirect to https was expected",
    ),
    "apex and www both answer": Situation(twins, "canonical-domain-is-used", "both answer"),
    "live keys on another domain": Situation(elsewhere, "keys-fit-the-domain", "for `acme.test`"),
    "the record of the Frontend API is missing": Situation(
        zone(clerk=None), "dns-records-are-in-place", "has no record"
    ),
    "a record leads elsewhere": Situation(
        zone(accounts=("CNAME", "parking.example.com.")), "dns-records-are-in-place",
        "leads to `parking.example.com`",
    ),
    "a record is proxied by Cloudflare": Situation(
        zone(clerk=("A", "104.16.1.1")), "dns-records-are-in-place", "it is proxied, or flattened"
    ),
    "CAA forbids Clerk's certificates": Situation(
        zone(apex=("CAA", '0 issue "digicert.com"')), "dns-records-are-in-place",
        "do not name `letsencrypt.org` and `pki.goog`",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SITUATIONS)
def test_each_fault_is_named_and_no_other(play: Play, case: str) -> None:
    situation = SITUATIONS[case]
    situation.set_up(play)
    found = failed(play.run())
    assert list(found) == [situation.check], found
    assert any(situation.words in message for message in found[situation.check]), found


def test_a_right_app_in_production(play: Play) -> None:
    document = play.run()
    assert failed(document) == {}
    assert document["verdict"] == "pass"
    assert status(document, "cookies-are-set") == "unknown"
    online = [one for one in document["results"] if one["status"] == "pass"]
    assert len(online) >= 10


@pytest.mark.parametrize(("times", "said"), [(2, "pass"), (9, "unknown")])
def test_a_frontend_api_that_is_busy_is_asked_again_and_at_no_fault(
    play: Play, times: int, said: str
) -> None:
    asked: Counter[str] = Counter()

    def busy(request: Request) -> Reply:
        asked[request.path] += 1
        if asked[request.path] <= times:
            return Reply(429, (("retry-after", "0"),))
        return frontend_api()(request)

    play.app(busy, FAPI)
    document = play.run()
    assert failed(document) == {}
    assert status(document, "frontend-api-answers") == said
    assert asked["/.well-known/jwks.json"] == 3


def test_a_right_app_in_development_shakes_hands_once(play: Play) -> None:
    development(play)
    document = play.run()
    assert failed(document) == {}
    steps = document["data"]["app"]["document"]["steps"]
    assert [step["status"] for step in steps] == [307, 307, 307, 200]
    assert status(document, "dns-records-are-in-place") == "not_applicable"


def test_deployment_protection_is_no_fault(play: Play) -> None:
    nonce = ("set-cookie", "_vercel_sso_nonce=x; Secure; HttpOnly")
    play.app(lambda _: Reply(401, (("content-type", "text/html"), nonce, NO_MORE), b"<html>"))
    document = play.run()
    assert failed(document) == {}
    assert status(document, "middleware-answers") == "unknown"


def test_an_app_that_does_not_answer_gives_no_verdict(play: Play) -> None:
    play.gone = (APP,)
    document = play.run()
    assert set(failed(document)) == {"https-is-enforced"}
    assert status(document, "handshake-does-not-loop") == "unknown"


def test_a_certificate_that_is_about_to_end(play: Play, tmp_path: Path) -> None:
    folder = tmp_path / "soon"
    folder.mkdir()
    with stage(folder, days=3) as made:
        made.players = play.stage.players
        play.stage = made
        found = failed(play.run())
    assert list(found) == ["certificates-last"]
    assert len(found["certificates-last"]) == 3


def test_a_certificate_that_nobody_trusts(play: Play) -> None:
    import ssl

    play.stage.trust = ssl.create_default_context()
    found = failed(play.run())
    assert "certificates-last" in found
    assert "is not trusted" in found["https-is-enforced"][0]


def test_a_slow_name_server_is_no_fault(play: Play) -> None:
    play.dns.silent.add(FAPI)
    play.dns_timeout = 1.0
    document = play.run()
    assert failed(document) == {}
    assert status(document, "dns-records-are-in-place") == "unknown"


def test_no_cookie_of_the_users_is_sent(play: Play, tmp_path: Path) -> None:
    secret = token(sub="user_canary")
    file = tmp_path / "cookie.txt"
    file.write_text(f"__session={secret}; __client_uat=1")
    document = play.run(cookie=file)
    assert len(play.stage.seen) > 8
    assert not any(secret in repr(request) for request in play.stage.seen)
    assert secret not in json.dumps(document)
    assert {request.host for request in play.stage.seen} <= {APP, WWW, FAPI}


def test_hosts_that_nobody_named_are_not_asked(play: Play) -> None:
    play.app(lambda _: redirect(f"https://{OTHER}/login", *signed_out("")))
    document = play.run()
    assert OTHER not in {request.host for request in play.stage.seen}
    assert document["data"]["app"]["document"]["end"] == "elsewhere"


def test_a_hostile_app_breaks_nothing(play: Play) -> None:
    odd = (("x-clerk-auth-reason", "`\x1b[31m" * 50), ("location", "https://[bad"), ("date", "no"))
    play.app(lambda _: Reply(307, odd, b"\xff" * 100))
    play.app(lambda _: as_json([{"keys": 1}]), FAPI)
    play.run()


def test_a_page_larger_than_is_read(play: Play) -> None:
    play.page = html("x" * 5_000_000, NO_MORE)
    play.clerk()
    assert failed(play.run()) == {}


COOKIES: dict[str, tuple[dict[str, Any], set[str]]] = {
    "an expired token in a cookie of a year": ({"iat": 1, "exp": 61}, set()),
    "a pending session": ({"sts": "pending"}, {"session-is-not-pending"}),
    "a cookie over 4 KB": ({"metadata": "x" * 4000}, {"session-cookie-fits"}),
}


@pytest.mark.parametrize("case", COOKIES)
def test_cookies_offline(play: Play, tmp_path: Path, case: str) -> None:
    claims, expected = COOKIES[case]
    file = tmp_path / "cookie.txt"
    file.write_text(f"__session={token(iss=f'https://{FAPI}', **claims)}; __client_uat=1")
    document = play.run(cookie=file, is_online=False)
    assert set(failed(document)) == set(expected)
    assert play.stage.seen == []
    offline = [one for one in document["results"] if "nobody is asked" in (one["reason"] or "")]
    assert len(offline) >= 10
