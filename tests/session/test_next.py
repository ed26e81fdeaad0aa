"""`check-session` against a real Next.js app with the real SDK: each fault has one name."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.clerk.minted import KID, token
from tests.session import next_app
from tests.session.next_app import NextApp, claims, clerk, cookies, forward
from tests.session.stage import (
    APP,
    DEV_FAPI,
    FAPI,
    Player,
    Reply,
    Request,
    name_server,
    stage,
)
from tests.session.test_check_session import TEST, Play, failed, status

pytestmark = pytest.mark.long

SIGNED_OUT = cookies("", 0)


@pytest.fixture(scope="module")
def app() -> Iterator[NextApp]:
    with next_app.next_app() as made:
        yield made


@pytest.fixture
def play(
    tmp_path: Path, capsys: pytest.CaptureFixture[str],
    app: NextApp,
) -> Iterator[Play]:  # fmt: skip
    app.api.kid, app.api.refuses = KID, False
    with stage(tmp_path) as made, name_server() as dns, app.running() as port:
        found = Play(tmp_path, made, dns, capsys)
        found.app(forward(port))
        found.app(clerk(SIGNED_OUT), FAPI)
        found.env = f"CLERK_SECRET_KEY={next_app.SECRET}\nCLERK_API_URL={app.api.url}\n"
        found.port = port  # type: ignore[attr-defined]
        yield found


def port(play: Play) -> int:
    return int(play.port)  # type: ignore[attr-defined]


def steps(document: dict[str, Any], probe: str) -> list[tuple[int, str]]:
    return [
        (step["status"], step["clerk"].get("x-clerk-auth-reason", ""))
        for step in document["data"]["app"][probe]["steps"]
    ]


def test_a_right_app(play: Play) -> None:
    document = play.run()
    assert failed(document) == {}
    assert status(document, "page-carries-the-projects-key") == "pass"
    assert status(document, "clerk-js-comes-from-the-instance") == "pass"
    assert steps(document, "returning")[0] == (307, "client-uat-but-no-session-token")


def test_a_protected_page_leads_to_sign_in(play: Play) -> None:
    play.url += "dashboard"
    document = play.run()
    assert failed(document) == {}
    assert status(document, "redirects-are-not-cached") == "pass"


def test_the_handshake_brings_a_session(play: Play) -> None:
    play.app(clerk(cookies(token(claims()), 1)), FAPI)
    assert failed(play.run()) == {}


def test_a_wrong_secret_key(play: Play, app: NextApp) -> None:
    app.api.refuses = True
    document = play.run()
    found = failed(document)
    assert list(found) == ["keys-name-one-instance"], (found, steps(document, "returning"))
    assert "is refused" in repr(found)


def test_keys_of_two_instances(play: Play, app: NextApp) -> None:
    app.api.kid = "ins_another"
    document = play.run()
    found = failed(document)
    assert list(found) == ["keys-name-one-instance"], (found, steps(document, "returning"))
    assert "publish no common `kid`" in repr(found)


def test_a_token_from_the_future(play: Play) -> None:
    play.app(clerk(cookies(token(claims(age=-120)), 1)), FAPI)
    document = play.run()
    found = failed(document)
    assert list(found) == ["handshake-does-not-loop"], (found, steps(document, "returning"))
    assert "or its clock is off" in repr(found)


def test_a_token_from_the_future_and_a_clock_that_is_behind(play: Play) -> None:
    play.app(clerk(cookies(token(claims(age=-120)), 1)), FAPI)
    play.stage.offset[APP] = -120
    assert list(failed(play.run())) == ["app-clock-agrees-with-clerks"]


def test_keys_of_two_instances_without_a_secret_key_at_hand(play: Play, app: NextApp) -> None:
    app.api.kid = "ins_another"
    play.env = ""
    found = failed(play.run())
    assert list(found) == ["handshake-does-not-loop"]
    assert "does not accept what Clerk answers" in repr(found)


def test_a_pending_session_is_no_fault_of_the_app(play: Play) -> None:
    play.app(clerk(cookies(token(claims(sts="pending")), 1)), FAPI)
    assert failed(play.run()) == {}


def test_a_cookie_over_4_kb_makes_a_loop(play: Play) -> None:
    play.app(clerk(cookies(token(claims(metadata="x" * 4000)), 1)), FAPI)
    document = play.run()
    found = failed(document)
    assert list(found) == ["handshake-does-not-loop"], (found, steps(document, "returning"))
    assert "of which a browser keeps 4,096" in repr(found)


def test_a_proxy_that_drops_the_scheme(play: Play) -> None:
    """On a machine that is busy the way back by http was once seen to end in a loop as well."""
    play.app(forward(port(play), proto=False))
    ((check, messages),) = failed(play.run()).items()
    assert check in ("app-knows-its-own-url", "handshake-does-not-loop")
    assert "takes `acme.test` for `http`" in repr(messages)


def test_a_proxy_that_drops_the_host(play: Play) -> None:
    play.app(forward(port(play), host=False))
    document = play.run()
    assert list(failed(document)) == ["app-knows-its-own-url"], failed(document)


@pytest.mark.parametrize("stated", ["plain", "strict"])
def test_the_policy_of_clerks_own_middleware(play: Play, stated: str) -> None:
    play.app(forward(port(play), more=(("x-test-policy", stated),)))
    document = play.run()
    assert failed(document) == {}
    assert status(document, "page-policy-admits-clerk") == "pass"


def test_a_cache_that_keeps_a_redirect(play: Play) -> None:
    play.url += "dashboard"
    play.app(keeping(forward(port(play))))
    play.run()
    document = play.run()
    assert list(failed(document)) == ["redirects-are-not-cached"], failed(document)
    assert "comes from a cache, where it lay for 30 seconds" in repr(failed(document))


def keeping(player: Player) -> Player:
    """A cache that takes no notice of `Cache-Control`, and keeps what a page was answered first."""
    kept: dict[str, Reply] = {}

    def play(request: Request) -> Reply:
        if not request.is_document:
            return player(request)
        found = kept.get(request.path)
        if found is None:
            kept[request.path] = player(request)
            return kept[request.path]
        return found._replace(headers=(*found.headers, ("age", "30")))

    return play


def test_a_session_that_expired_long_ago(play: Play) -> None:
    """Clerk hands over a new one; the old one in the browser is no fault."""
    play.app(clerk(cookies(token(claims()), 1)), FAPI)
    assert failed(held(play, token(claims(age=3600)), "session-token-expired")) == {}


def test_a_pending_session_in_the_browser(play: Play) -> None:
    found = failed(held(play, token(claims(sts="pending")), ""))
    assert list(found) == ["session-is-not-pending"], found


def held(play: Play, text: str, reason: str) -> dict[str, Any]:
    """The diagnosis for a browser with this token, which the SDK itself answers for this reason."""
    end = f"_{next_app.suffix()}"
    pairs = [
        (f"{name}{one}", value)
        for name, value in (("__session", text), ("__client_uat", "1"))
        for one in ("", end)
    ]
    header = "; ".join("=".join(pair) for pair in pairs)
    headers = {"cookie": header, "sec-fetch-dest": "document", "accept": "text/html"}
    answer = forward(port(play))(Request(APP, "/", {}, headers, is_tls=True))
    assert dict(answer.headers).get("x-clerk-auth-reason", "").startswith(reason), answer.headers
    path = play.folder / "cookie.txt"
    path.write_text(f"Cookie: {header}", encoding="utf-8")
    return play.run(cookie=path)


def test_a_sign_in_page_that_is_protected(play: Play) -> None:
    play.app(forward(port(play), more=(("x-test-protects-all", "1"),)))
    found = failed(play.run())
    assert list(found) == ["handshake-does-not-loop"], found
    assert "the sign-in page is protected, too" in repr(found)


def test_a_build_from_before_the_key_changed(play: Play) -> None:
    play.key = TEST
    found = failed(play.run())
    assert list(found) == ["page-carries-the-projects-key"], found
    assert f"`{DEV_FAPI}`" in repr(found)
    assert APP in play.url
