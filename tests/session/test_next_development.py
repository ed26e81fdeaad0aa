"""`check-session` against the real SDK with the keys of a development instance, on `localhost`.

What a situation is, the SDK itself says first: its answer to the same cookies is asserted, too.
"""

import http.client
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.clerk.minted import KID, token
from tests.live.serving import HOST
from tests.session import next_app
from tests.session.next_app import NextApp, claims, clerk, cookies, forward
from tests.session.stage import APP, DEV_FAPI, name_server, stage
from tests.session.test_check_session import TEST, Play, failed, status
from tests.session.test_next import port, steps

pytestmark = pytest.mark.long

BROWSER = "__clerk_db_jwt=dvb_1; Path=/; SameSite=Lax"
SUFFIX = next_app.suffix(TEST)
KEYS, LOOP, HEADERS = (
    "keys-name-one-instance", "handshake-does-not-loop", "response-headers-name-no-fault"
)  # fmt: skip


def handed(text: str = "", uat: int = 0) -> list[str]:
    """What Clerk's handshake hands over to a development instance's app."""
    return [BROWSER, BROWSER.replace("=", f"_{SUFFIX}=", 1), *cookies(text, uat, TEST)]


def minted(age: int = 0, **more: Any) -> str:
    return token(claims(age, **{"iss": f"https://{DEV_FAPI}", "azp": "http://localhost", **more}))


@pytest.fixture(scope="module")
def app() -> Iterator[NextApp]:
    with next_app.next_app(TEST) as made:
        yield made


@pytest.fixture
def play(
    tmp_path: Path, capsys: pytest.CaptureFixture[str],
    app: NextApp, request: pytest.FixtureRequest,
) -> Iterator[Play]:  # fmt: skip
    app.api.kid, app.api.refuses = KID, False
    command = getattr(request, "param", "start")
    with stage(tmp_path) as made, name_server() as dns, app.running(command) as at:
        found = Play(tmp_path, made, dns, capsys)
        found.key, found.url = TEST, f"http://localhost:{at}/"
        found.app(clerk(handed(), host=DEV_FAPI), DEV_FAPI)
        found.env = f"CLERK_SECRET_KEY={app.secret}\nCLERK_API_URL={app.api.url}\n"
        found.port = at  # type: ignore[attr-defined]
        if command == "dev":
            asked(found, "__clerk_db_jwt=dvb_1; __client_uat=0")  # compiles the page
        yield found


BOTH = pytest.mark.parametrize("play", ["start", "dev"], indirect=True)


def asked(play: Play, header: str) -> tuple[int, str]:
    """What the app itself says to a browser with these cookies: its status, and the SDK's code."""
    connection = http.client.HTTPConnection(HOST, port(play), timeout=60)
    sent = {"cookie": header, "sec-fetch-dest": "document", "accept": "text/html"}
    connection.request("GET", "/", headers=sent)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, answer.getheader("x-clerk-auth-reason", "")


def held(play: Play, header: str) -> dict[str, Any]:
    """The diagnosis for a browser that holds these cookies."""
    path = play.folder / "cookie.txt"
    path.write_text(f"Cookie: {header}", encoding="utf-8")
    return play.run(cookie=path)


def jar(*pairs: tuple[str, object], suffix: str = f"_{SUFFIX}") -> str:
    """A `Cookie` header with each cookie under both of its names."""
    both = [f"{name}{end}={value}" for name, value in pairs for end in dict.fromkeys(("", suffix))]
    return "; ".join(both)


@BOTH
def test_a_first_visit_shakes_hands_once(play: Play) -> None:
    document = play.run()
    assert failed(document) == {}
    walked = steps(document, "document")
    assert walked[0] == (307, "dev-browser-missing")
    assert [status for status, _ in walked] == [307, 307, 307, 200]


def test_a_session_that_the_handshake_brings(play: Play) -> None:
    play.app(clerk(handed(minted(), 1), host=DEV_FAPI), DEV_FAPI)
    assert failed(play.run()) == {}


def test_keys_of_two_instances(play: Play, app: NextApp) -> None:
    app.api.kid = "ins_another"
    document = play.run()
    found = failed(document)
    assert list(found) == [KEYS], (found, steps(document, "document"))
    assert "publish no common `kid`" in repr(found)


@BOTH
def test_keys_of_two_instances_by_the_app_alone(play: Play, app: NextApp) -> None:
    app.api.kid, play.env = "ins_another", ""
    document = play.run()
    found = failed(document)
    assert list(found) == [HEADERS], (found, steps(document, "document"))
    assert "answers 500 to what Clerk hands over" in repr(found)


def test_a_wrong_secret_key(play: Play, app: NextApp) -> None:
    app.api.refuses = True
    document = play.run()
    found = failed(document)
    assert list(found) == [KEYS], (found, steps(document, "document"))
    assert "is refused" in repr(found)


def test_a_wrong_secret_key_by_the_app_alone(play: Play, app: NextApp) -> None:
    app.api.refuses, play.env = True, ""
    document = play.run()
    assert list(failed(document)) == [HEADERS], (failed(document), steps(document, "document"))


def test_a_signed_in_browser(play: Play) -> None:
    header = jar(("__session", minted()), ("__client_uat", 1), ("__clerk_db_jwt", "dvb_1"))
    assert asked(play, header) == (200, "")
    document = held(play, header)
    assert failed(document) == {}
    assert status(document, "cookies-are-set") == "pass"


def test_an_expired_session_is_normal(play: Play) -> None:
    header = jar(("__session", minted(3600)), ("__client_uat", 1), ("__clerk_db_jwt", "dvb_1"))
    code, reason = asked(play, header)
    assert code == 307
    assert reason.startswith("session-token-expired")
    assert failed(held(play, header)) == {}


def test_a_pending_session(play: Play) -> None:
    text = minted(sts="pending")
    play.app(clerk(handed(text, 1), host=DEV_FAPI), DEV_FAPI)
    header = jar(("__session", text), ("__client_uat", 1), ("__clerk_db_jwt", "dvb_1"))
    found = failed(held(play, header))
    assert list(found) == ["session-is-not-pending"], found
    assert "counts as signed out" in repr(found)


def test_a_cookie_over_4_kb(play: Play) -> None:
    play.app(clerk(handed(minted(metadata="x" * 2900), 1), host=DEV_FAPI), DEV_FAPI)
    document = play.run()
    found = failed(document)
    assert list(found) == [LOOP], (found, steps(document, "document"))
    assert "of which a browser keeps 4,096" in repr(found)


def test_a_token_that_does_not_even_fit_into_the_url(play: Play) -> None:
    play.app(clerk(handed(minted(metadata="x" * 4000), 1), host=DEV_FAPI), DEV_FAPI)
    document = play.run()
    found = failed(document)
    assert list(found) == [HEADERS], (found, steps(document, "document"))
    assert "answers 431" in repr(found)


def test_the_cookies_of_another_app_on_localhost(play: Play) -> None:
    other = minted(iss="https://other-app-2.clerk.accounts.dev")
    header = jar(("__session", other), ("__client_uat", 1), ("__clerk_db_jwt", "dvb_2"), suffix="")
    assert asked(play, header) == (307, "dev-browser-missing")
    found = failed(held(play, header))
    assert list(found) == ["cookies-are-set"], found
    assert "`__session` is of another instance" in repr(found)


def test_a_session_cookie_that_was_lost(play: Play) -> None:
    header = jar(("__client_uat", 1), ("__clerk_db_jwt", "dvb_1"))
    assert asked(play, header) == (307, "client-uat-but-no-session-token")
    found = failed(held(play, header))
    assert list(found) == ["cookies-are-set"], found
    assert "client-uat-but-no-session-token" in repr(found)


def test_a_token_from_the_future(play: Play) -> None:
    play.app(clerk(handed(minted(-120), 1), host=DEV_FAPI), DEV_FAPI)
    document = play.run()
    found = failed(document)
    assert list(found) == [LOOP], (found, steps(document, "document"))
    assert "a token that is not active yet" in repr(found)


def test_a_protected_sign_in_page(play: Play) -> None:
    play.app(forward(port(play), more=(("x-test-protects-all", "1"),)))
    play.url = f"https://{APP}/"
    found = failed(play.run())
    assert list(found) == [LOOP], found
    assert "the sign-in page is protected, too" in repr(found)
