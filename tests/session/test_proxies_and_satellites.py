"""`check-session` on an app behind a proxy of the Frontend API, and on a satellite: each fault has
one name. The app, Clerk's two APIs and the name server are ours.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from clerkdoctor.clerk.keys import publishable_key_for
from tests.clerk.minted import jwk, token
from tests.gather.served_api import Reply as Told
from tests.gather.served_api import Served, serving
from tests.session.stage import (
    APP,
    DEV_FAPI,
    FAPI,
    OTHER,
    VERCEL,
    Clerk,
    Player,
    Reply,
    Request,
    as_json,
    frontend_api,
    html,
    name_server,
    page,
    redirect,
    signed_out,
    stage,
)
from tests.session.test_check_session import LIVE, NO_MORE, TEST, Play, failed, status

BELOW = f"app.{APP}"
PROXY = f"https://{APP}/__clerk"
SECRET = "sk_live_q8ZkT3vWm1RxYb6LcN0aHd5JeU2iKoPs7GfVwXtQyB"  # gitleaks:allow
SCRIPT = "/__clerk/npm/@clerk/clerk-js@6/dist/clerk.browser.js"
HEALTHY = {"status": "healthy", "x_forwarded_for": "203.0.113.9, 10.0.0.1"}
ERRORS = {"errors": [{"code": "", "message": "no"}]}


def refusal(code: str, status: int) -> Reply:
    return as_json({"errors": [{"code": code, "message": "no"}]}, status)


def behind(app: Player, host: str = FAPI, **changed: Any) -> Player:
    """An app whose `/__clerk` is a proxy; `changed` are replies by their path's last part."""
    clerk = frontend_api(host)

    def play(request: Request) -> Reply:
        path = request.path.removeprefix("/__clerk")
        if path == request.path:
            return app(request)
        name = path.rpartition("/")[2].partition(".")[0].replace("-", "_")
        if "every" in changed or name in changed:
            found: Any = changed.get(name) or changed["every"]
            reply: Reply = found(request) if callable(found) else found
            return reply
        if path == "/v1/client":
            return as_json({"response": None, "client": None})
        if path == "/v1/proxy-health":
            return as_json(HEALTHY)
        if path.startswith("/npm/"):
            return Reply(200, (("content-type", "application/javascript"),), b"!")
        return clerk(request._replace(path=path))

    return play


def domains(**changed: Any) -> dict[str, Any]:
    primary = {
        "object": "domain", "id": "dmn_1", "name": APP, "is_satellite": False,
        "frontend_api_url": f"https://{FAPI}", "accounts_portal_url": None,
        "proxy_url": PROXY, "development_origin": "",
    }  # fmt: skip
    return {"data": [primary | changed], "total_count": 1}


class Proxied(Play):
    """A right app behind a right proxy, and a Backend API that knows it."""

    def __init__(self, folder: Path, made: Any, dns: Any, api: Served, capsys: Any) -> None:
        super().__init__(folder, made, dns, capsys)
        self.api = api
        # Neither of the two is there where there is a proxy.
        self.gone = (FAPI,)
        del dns.zone[FAPI]
        self.page = proxied_page()
        self.proxy()
        api.on("/v1/domains", Told(200, domains()))
        api.on("/v1/jwks", Told(200, {"keys": [jwk()]}))
        self.env = (
            f"NEXT_PUBLIC_CLERK_PROXY_URL=/__clerk\nCLERK_SECRET_KEY={SECRET}\n"
            f"CLERK_API_URL={api.url}\n"
        )

    def proxy(self, *, fapi: str = f"{APP}/__clerk", **changed: Any) -> None:
        self.app(behind(Clerk(self.page, fapi=fapi).play, **changed))


def proxied_page(script: str = SCRIPT, *more: tuple[str, str]) -> Reply:
    tag = f'<script src="{script}" data-clerk-publishable-key="{LIVE}"></script>'
    return html(f"<!doctype html><html><head>{tag}</head></html>", NO_MORE, *more)


@pytest.fixture
def play(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Proxied]:
    with stage(tmp_path) as made, name_server() as dns, serving() as api:
        yield Proxied(tmp_path, made, dns, api, capsys)


class Situation(NamedTuple):
    set_up: Callable[[Proxied], Any]
    check: str
    words: str


def with_page(made: Reply, fapi: str = f"{APP}/__clerk") -> Callable[[Proxied], None]:
    def set_up(play: Proxied) -> None:
        play.page = made
        play.proxy(fapi=fapi)

    return set_up


def proxy(**changed: Any) -> Callable[[Proxied], None]:
    return lambda play: play.proxy(**changed)


def no_proxy_runs(play: Proxied) -> None:
    """The middleware protects all paths, that of the proxy among them."""

    def protect(request: Request) -> Reply:
        if request.path == "/":
            return Clerk(play.page, fapi=f"{APP}/__clerk").play(request)
        back = f"https://{APP}/sign-in?redirect_url=x"
        return redirect(
            back, ("x-clerk-redirect-to", "true"), *signed_out("session-token-and-uat-missing")
        )

    play.app(protect)


def the_handshake_is_caught(play: Proxied) -> None:
    """The proxy stands behind `clerkMiddleware`, which shakes hands for its path, too."""
    app = Clerk(play.page, fapi=f"{APP}/__clerk").play
    play.app(behind(app, handshake=app))


def api(path: str, *replies: Told) -> Callable[[Proxied], None]:
    return lambda play: play.api.on(path, *replies)


CSP = ("content-security-policy", f"default-src 'none'; script-src https://{FAPI}; connect-src https://{FAPI}; img-src https://img.clerk.com; worker-src blob:; style-src 'unsafe-inline'; frame-src https://challenges.cloudflare.com")  # fmt: skip
ANSWERS, FORWARDS, SENDS = (
    "proxy-answers-as-clerk", "proxy-forwards-what-clerk-needs", "server-sends-to-the-proxy",
)  # fmt: skip
SITUATIONS = {
    "the middleware protects the proxy's path": Situation(
        no_proxy_runs, ANSWERS, "of the app's own middleware, a redirect to"
    ),
    "no route is there": Situation(
        proxy(every=html("<html>")._replace(status=404)), ANSWERS, "answers 404, a web page"
    ),
    "the matcher leaves clerk-js out": Situation(
        proxy(clerk=html("<html>")._replace(status=404)), ANSWERS, "clerk-js, answers 404"
    ),
    "the proxy has no secret key": Situation(
        proxy(every=refusal("proxy_configuration_error", 500)), ANSWERS, "lacks a key"
    ),
    "the proxy does not reach Clerk": Situation(
        proxy(every=refusal("proxy_request_failed", 502)), ANSWERS, "does not reach Clerk"
    ),
    "the handshake's path is caught": Situation(
        the_handshake_is_caught, "handshake-does-not-loop", "`/__clerk/v1/client/handshake`"
    ),
    "no Clerk-Secret-Key": Situation(
        proxy(every=refusal("proxy_request_missing_secret_key", 400)), FORWARDS,
        "for want of the header `Clerk-Secret-Key`",
    ),
    "another Clerk-Secret-Key": Situation(
        proxy(every=refusal("proxy_request_invalid_secret_key", 401)), FORWARDS,
        "is not this instance's secret key",
    ),
    "no Clerk-Proxy-Url": Situation(
        proxy(every=refusal("host_invalid", 400)), FORWARDS, "by its header `Clerk-Proxy-Url`"
    ),
    "X-Forwarded-For is the proxy's own address": Situation(
        proxy(proxy_health=as_json({"status": "healthy", "x_forwarded_for": "10.1.2.3"})),
        FORWARDS, "Clerk takes `10.1.2.3`",
    ),
    "Clerk calls the proxy unhealthy": Situation(
        proxy(proxy_health=as_json({"status": "unhealthy", "message": "no header"}, 503)),
        FORWARDS, "and says `no header`",
    ),
    "the server was not told": Situation(
        with_page(proxied_page(), FAPI), SENDS, f"to `https://{FAPI}`"
    ),
    "the page was built before": Situation(
        with_page(page(LIVE, FAPI, NO_MORE)), "clerk-js-comes-from-the-instance",
        f"the proxy `{PROXY}` was expected",
    ),
    "the policy names the instance's host": Situation(
        with_page(proxied_page(SCRIPT, CSP)), "page-policy-admits-clerk", f"`https://{APP}`"
    ),
    "Clerk was not told": Situation(
        api("/v1/domains", Told(200, domains(proxy_url=None))), "clerk-knows-the-proxy",
        "has no proxy for `acme.test`",
    ),
    "Clerk has another path": Situation(
        api("/v1/domains", Told(200, domains(proxy_url=f"https://{APP}/clerk"))),
        "clerk-knows-the-proxy", f"has the proxy `https://{APP}/clerk`",
    ),
    "the keys are of two instances": Situation(
        api("/v1/jwks", Told(200, {"keys": [jwk(kid="ins_other")]})), "keys-name-one-instance",
        "publish no common `kid`",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SITUATIONS)
def test_each_fault_of_a_proxy_is_named_and_no_other(play: Proxied, case: str) -> None:
    situation = SITUATIONS[case]
    situation.set_up(play)
    found = failed(play.run())
    assert list(found) == [situation.check], found
    assert any(situation.words in message for message in found[situation.check]), found


def test_a_right_proxy(play: Proxied) -> None:
    document = play.run()
    assert failed(document) == {}
    for check in (ANSWERS, FORWARDS, SENDS, "clerk-knows-the-proxy", "keys-name-one-instance",
                  "dns-records-are-in-place", "clerk-js-comes-from-the-instance"):  # fmt: skip
        assert status(document, check) == "pass", check
    assert status(document, "frontend-api-answers") == "not_applicable"
    # The instance's own host is not asked, and no secret goes to the proxy.
    assert {request.host for request in play.stage.seen} <= {APP, f"www.{APP}"}
    assert SECRET not in repr(play.stage.seen)
    assert {asked.method for asked in play.api.asked} == {"GET"}


def test_an_absolute_proxy_on_another_host(play: Proxied) -> None:
    play.env = play.env.replace("=/__clerk", f"=https://{BELOW}/clerk")
    proxied = behind(Clerk(play.page).play)
    play.app(lambda one: proxied(one._replace(path=f"/__{one.path[1:]}")), BELOW)
    play.page = proxied_page(f"https://{BELOW}/clerk{SCRIPT.removeprefix('/__clerk')}")
    play.app(Clerk(play.page, fapi=f"{BELOW}/clerk").play)
    play.api.on("/v1/domains", Told(200, domains(proxy_url=f"https://{BELOW}/clerk")))
    document = play.run()
    assert failed(document) == {}
    assert status(document, ANSWERS) == "pass"


def test_a_proxy_that_only_the_running_app_names(play: Proxied) -> None:
    play.env = play.env.replace("NEXT_PUBLIC_CLERK_PROXY_URL=/__clerk\n", "")
    document = play.run()
    assert failed(document) == {}
    assert status(document, ANSWERS) == status(document, "keys-name-one-instance") == "pass"
    play.api.asked.clear()
    attribute = f'<script src="https://{OTHER}/x" data-clerk-proxy-url="https://{OTHER}/c">'
    play.page = html(f"<!doctype html>{attribute}</script>", NO_MORE)
    play.app(Clerk(play.page).play)
    document = play.run()
    assert status(document, ANSWERS) == status(document, "keys-name-one-instance") == "unknown"
    assert "/v1/jwks" not in {asked.path for asked in play.api.asked}
    assert OTHER not in {request.host for request in play.stage.seen}


def on_vercel(play: Proxied) -> None:
    """A live instance at Vercel's own domain, where the SDK is a proxy without being told."""
    play.key = publishable_key_for(f"clerk.{VERCEL}", live=True)
    play.url = f"https://{VERCEL}/"
    play.env = play.env.replace("NEXT_PUBLIC_CLERK_PROXY_URL=/__clerk\n", "")
    play.page = html(proxied_page().body.decode().replace(LIVE, play.key), NO_MORE)
    own = Clerk(play.page, fapi=f"{VERCEL}/__clerk", own=f"https://{VERCEL}")
    play.app(behind(own.play, f"clerk.{VERCEL}"), VERCEL)
    play.dns.zone.clear()
    listed = domains(name=VERCEL, proxy_url=f"https://{VERCEL}/__clerk")
    play.api.on("/v1/domains", Told(200, listed))


def test_the_proxy_that_the_sdk_is_by_itself(play: Proxied) -> None:
    on_vercel(play)
    document = play.run()
    assert failed(document) == {}
    for check in (ANSWERS, "clerk-knows-the-proxy", "keys-fit-the-domain"):
        assert status(document, check) == "pass"
    assert status(document, "dns-records-are-in-place") == "not_applicable"
    # The middleware's matcher leaves the proxy's path out.
    play.app(Clerk(play.page, own=f"https://{VERCEL}").play, VERCEL)
    found = failed(play.run())
    assert ANSWERS in found
    assert "answers 200, a web page" in found[ANSWERS][0]


def test_without_a_secret_key_nothing_is_claimed(play: Proxied) -> None:
    play.env = "NEXT_PUBLIC_CLERK_PROXY_URL=/__clerk\n"
    document = play.run()
    assert failed(document) == {}
    assert status(document, FORWARDS) == "unknown"
    assert status(document, "clerk-knows-the-proxy") == "unknown"
    assert play.api.asked == []


# Satellites: the app at APP is one, and its primary is at OTHER.

OF_PRIMARY = publishable_key_for(f"clerk.{OTHER}", live=True)
SIGN_IN = f"https://{OTHER}/sign-in"
SIGNED_OUT = "session-token-and-uat-missing"
ORIGINS = '<script>self.__next_f.push([1,"{\\"allowedRedirectOrigins\\":[\\"%s\\"]}"])</script>'


def satellite(request: Request, made: Reply, sync_at: str) -> Reply:
    """What the SDK answers at a satellite that does not sync by itself."""
    if (
        request.query.get("__clerk_synced") == "false"
        and "__clerk_handshake" not in request.cookies
    ):
        return redirect(f"{sync_at}?redirect_url=https%3A%2F%2F{APP}%2F",
                        *signed_out("satellite-needs-syncing", "handshake"), ("cache-control", "no-store"))  # fmt: skip
    return Clerk(made).play(request)


class Satellite(Proxied):
    def __init__(self, folder: Path, made: Any, dns: Any, api: Served, capsys: Any) -> None:
        super().__init__(folder, made, dns, api, capsys)
        self.gone = ()
        dns.zone.clear()
        dns.zone[FAPI] = ("CNAME", "frontend-api.clerk.services.")
        self.key = OF_PRIMARY
        self.page = page(OF_PRIMARY, FAPI, NO_MORE)
        self.syncs(f"https://{FAPI}/v1/client/handshake")
        self.app(lambda _: html(ORIGINS % f"https://{APP}"), OTHER)
        self.env = self.env.replace("NEXT_PUBLIC_CLERK_PROXY_URL=/__clerk\n", (
            f"NEXT_PUBLIC_CLERK_IS_SATELLITE=true\nNEXT_PUBLIC_CLERK_DOMAIN={APP}\n"
            f"NEXT_PUBLIC_CLERK_SIGN_IN_URL={SIGN_IN}\n"
        ))  # fmt: skip
        api.on("/v1/domains", Told(200, self.listed()))

    def syncs(self, at: str) -> None:
        self.app(lambda request: satellite(request, self.page, at))

    def listed(self, **changed: Any) -> dict[str, Any]:
        own = domains(id="dmn_2", is_satellite=True, proxy_url=None)["data"][0]
        primary = domains(name=OTHER, proxy_url=None, frontend_api_url=f"https://clerk.{OTHER}")
        return {"data": [*primary["data"], own | changed], "total_count": 2}


@pytest.fixture
def apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Satellite]:
    with stage(tmp_path) as made, name_server() as dns, serving() as api:
        yield Satellite(tmp_path, made, dns, api, capsys)


def development(apart: Satellite) -> None:
    """The same with a development instance, whose primary sends back by itself."""
    apart.key = TEST
    apart.page = page(TEST, DEV_FAPI, NO_MORE)
    apart.app(frontend_api(DEV_FAPI, in_query=True), DEV_FAPI)

    def primary(request: Request) -> Reply:
        if "__clerk_redirect_url" in request.query:
            back = f"https://{APP}/?__clerk_synced=true"
            return redirect(back, *signed_out("primary-responds-to-syncing", "handshake"))
        return html(ORIGINS % f"https://{APP}")

    def own(request: Request) -> Reply:
        if request.query.get("__clerk_synced") == "false":
            back = f"{SIGN_IN}?__clerk_redirect_url=https%3A%2F%2F{APP}%2F"
            return redirect(back, *signed_out("satellite-needs-syncing", "handshake"))
        return Clerk(apart.page, fapi=DEV_FAPI, is_development=True).play(request)

    apart.app(primary, OTHER)
    apart.app(own)


def development_with_a_page(apart: Satellite) -> None:
    development(apart)
    apart.app(lambda _: html(ORIGINS % f"https://{APP}"), OTHER)


def loops(apart: Satellite) -> None:
    def again(request: Request) -> Reply:
        if "__clerk_synced" not in request.query:
            return Clerk(apart.page).play(request)
        to = f"https://{FAPI}/v1/client/handshake?redirect_url={request.host}"
        return redirect(to, *signed_out("satellite-needs-syncing", "handshake"))

    apart.app(again)
    apart.app(lambda _: redirect(f"https://{APP}/?__clerk_synced=false"), FAPI)
    clerk = frontend_api(FAPI)

    def fapi(request: Request) -> Reply:
        back = request.query.get("redirect_url")
        return redirect(f"https://{APP}/?__clerk_synced=false") if back == APP else clerk(request)

    apart.app(fapi, FAPI)


def own_sign_in(apart: Satellite) -> None:
    apart.env = apart.env.replace(SIGN_IN, f"https://{APP}/sign-in")


def of(set_up: Callable[[Satellite], Any]) -> Callable[[Any], Any]:
    return set_up


SYNCS, KNOWN = "satellite-syncs-with-its-primary", "satellite-is-known-to-clerk"
APART = {
    "the server does not know that it is a satellite": Situation(
        of(lambda apart: apart.app(Clerk(apart.page).play)), SYNCS, f"gets 200 (`{SIGNED_OUT}`)"
    ),
    "the server has another domain": Situation(
        of(lambda apart: apart.syncs(f"https://clerk.{OTHER}/v1/client/handshake")), SYNCS,
        f"is sent to `https://clerk.{OTHER}",
    ),
    "the sync goes in circles": Situation(of(loops), SYNCS, "goes in circles"),
    "the sign-in page is the satellite's own": Situation(
        of(own_sign_in), SYNCS, "is on the satellite's own host"
    ),
    "the primary is no app of the instance": Situation(
        of(development_with_a_page), SYNCS, "in place of sending back"
    ),
    "Clerk has no such domain": Situation(
        of(lambda apart: apart.api.on("/v1/domains", Told(200, apart.listed(name="else.test")))),
        KNOWN, "Clerk has no domain `acme.test`",
    ),
    "it is the primary": Situation(
        of(lambda apart: apart.api.on("/v1/domains", Told(200, apart.listed(is_satellite=False)))),
        KNOWN, "is the instance's primary domain",
    ),
    "the primary does not allow the origin": Situation(
        of(lambda apart: apart.app(lambda _: html(ORIGINS % "https://else.test"), OTHER)),
        "primary-allows-the-satellite", f"lacks `https://{APP}`",
    ),
    "its record is missing": Situation(
        of(lambda apart: apart.dns.zone.clear()), "dns-records-are-in-place", "has no record"
    ),
    "its part of the Frontend API is not there": Situation(
        of(lambda apart: setattr(apart, "gone", (FAPI,))), "frontend-api-answers", "refuses"
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", APART)
def test_each_fault_of_a_satellite_is_named_and_no_other(apart: Satellite, case: str) -> None:
    situation = APART[case]
    situation.set_up(apart)
    found = failed(apart.run())
    assert list(found) == [situation.check], found
    assert any(situation.words in message for message in found[situation.check]), found


@pytest.mark.parametrize("set_up", [lambda _: None, development], ids=["live", "development"])
def test_a_right_satellite(apart: Satellite, set_up: Callable[[Satellite], None]) -> None:
    set_up(apart)
    document = apart.run()
    assert failed(document) == {}
    assert status(document, SYNCS) == "pass"
    assert status(document, "primary-allows-the-satellite") == "pass"
    assert status(document, "keys-fit-the-domain") in ("pass", "not_applicable")
    asked = {request.host for request in apart.stage.seen}
    assert asked <= {APP, f"www.{APP}", OTHER, FAPI, DEV_FAPI}


def test_an_app_that_is_no_satellite_asks_nothing_of_a_primary(play: Proxied) -> None:
    document = play.run()
    assert status(document, SYNCS) == "not_applicable"
    assert OTHER not in {request.host for request in play.stage.seen}


# The user of a token


@pytest.fixture
def cookie(tmp_path: Path) -> Path:
    file = tmp_path / "cookie.txt"
    text = token(iss=f"https://{FAPI}", sub="user_2abcDEF")
    file.write_text(f"__session={text}; __client_uat=1")
    return file


USER = "/v1/users/user_2abcDEF"
GONE = Told(404, {"errors": [{"code": "resource_not_found", "message": "no"}]})


def test_a_user_is_looked_up_only_where_that_is_asked_for(play: Proxied, cookie: Path) -> None:
    play.api.on(USER, Told(200, {"id": "user_2abcDEF", "object": "user"}))
    document = play.run(cookie=cookie)
    assert status(document, "session-user-exists") == "unknown"
    assert not any("users" in asked.path for asked in play.api.asked)
    document = play.run(cookie=cookie, looks_up_user=True)
    assert status(document, "session-user-exists") == "pass"
    (asked,) = [one for one in play.api.asked if "users" in one.path]
    assert (asked.method, asked.path, asked.body) == ("GET", USER, None)


def test_a_user_that_is_not_there(play: Proxied, cookie: Path) -> None:
    play.api.on(USER, GONE)
    found = failed(play.run(cookie=cookie, looks_up_user=True))
    assert list(found) == ["session-user-exists"]
    assert "`user_2abcDEF`" in found["session-user-exists"][0]


@pytest.mark.parametrize(
    "reply", [Told(500, b"oops"), Told(200, {"id": "user_other"}), Told(404, {})]
)
def test_what_is_not_told_is_not_known(play: Proxied, cookie: Path, reply: Told) -> None:
    play.api.on(USER, reply)
    document = play.run(cookie=cookie, looks_up_user=True)
    assert status(document, "session-user-exists") == "unknown"


def test_only_the_id_of_a_user_is_looked_up(play: Proxied, tmp_path: Path) -> None:
    file = tmp_path / "odd.txt"
    file.write_text(f"__session={token(sub='../../instance')}; __client_uat=1")
    document = play.run(cookie=file, looks_up_user=True)
    assert status(document, "session-user-exists") == "unknown"
    assert not any("users" in asked.path for asked in play.api.asked)
    assert status(play.run(looks_up_user=True), "session-user-exists") == "unknown"


def test_offline_nobody_is_looked_up(play: Proxied, cookie: Path) -> None:
    document = play.run(cookie=cookie, looks_up_user=True, is_online=False)
    assert status(document, "session-user-exists") == "unknown"
    assert play.api.asked == []


@pytest.mark.parametrize(
    "lines",
    [
        "NEXT_PUBLIC_CLERK_DOMAIN=https://acme.test\nNEXT_PUBLIC_CLERK_SIGN_IN_URL=https://[bad",
        f"NEXT_PUBLIC_CLERK_DOMAIN={APP}\nNEXT_PUBLIC_CLERK_SIGN_IN_URL=https://[bad",
        "NEXT_PUBLIC_CLERK_DOMAIN=[::1\nNEXT_PUBLIC_CLERK_SIGN_IN_URL=//x:y",
        f"NEXT_PUBLIC_CLERK_DOMAIN={APP}\nNEXT_PUBLIC_CLERK_SIGN_IN_URL=https://u:p@{OTHER}:x/",
        "NEXT_PUBLIC_CLERK_DOMAIN=a b/../c?#`\nNEXT_PUBLIC_CLERK_PROXY_URL=https://[",
        "NEXT_PUBLIC_CLERK_PROXY_URL=//[\nNEXT_PUBLIC_CLERK_SIGN_IN_URL=`",
        "NEXT_PUBLIC_CLERK_PROXY_URL=/`\\x1b[31m",
        "NEXT_PUBLIC_CLERK_PROXY_URL=http://",
        f"NEXT_PUBLIC_CLERK_PROXY_URL=https://{OTHER}:99999/x",
    ],
)
def test_odd_values_break_nothing(apart: Satellite, lines: str) -> None:
    apart.env = f"NEXT_PUBLIC_CLERK_IS_SATELLITE=true\n{lines}\nCLERK_API_URL={apart.api.url}\n"
    document = apart.run()
    assert status(document, SYNCS) != "pass"
    assert {request.host for request in apart.stage.seen} <= {APP, f"www.{APP}", OTHER, FAPI}


@pytest.mark.parametrize("name", ["data-clerk-proxy-url", "src"])
@pytest.mark.parametrize(
    "value",
    [
        "https://[",
        "//[x",
        "https://[/npm/@clerk/clerk-js@6/x.js",
        "https://a:b/@clerk/clerk-js@6/x",
    ],
)
def test_odd_pages_break_nothing(play: Proxied, name: str, value: str) -> None:
    play.env = play.env.replace("NEXT_PUBLIC_CLERK_PROXY_URL=/__clerk\n", "")
    play.app(lambda _: html(f'<script {name}="{value}"></script>'))
    play.run()
