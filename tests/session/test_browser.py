"""A real browser at the stage's app: clerkdoctor's own walk against it, and its recording judged."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from clerkdoctor.gather.visits import walk
from tests.clerk.minted import token
from tests.session import browser as browsers
from tests.session.browser import Browser, browser
from tests.session.next_app import claims, cookies
from tests.session.recordings import sign_in
from tests.session.stage import (
    APP,
    DEV_FAPI,
    FAPI,
    NAMES,
    OTHER,
    WWW,
    Reply,
    Request,
    Stage,
    html,
    name_server,
    redirect,
    stage,
)
from tests.session.test_check_session import Play, failed

pytestmark = pytest.mark.long

DOCUMENT = {"accept": "text/html", "sec-fetch-dest": "document"}


class Open(NamedTuple):
    """A browser that reaches the stage of each test in turn: its ports are those of a proxy."""

    browser: Browser
    stage: Stage


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    folder = tmp_path_factory.mktemp("browser")
    with stage(folder) as made, browser(folder, made.connect_to) as chromium:
        yield Open(chromium, made)


@pytest.fixture
def play(
    opened: Open, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Play]:  # fmt: skip
    opened.browser.forget()
    opened.stage.players.clear()
    with name_server() as dns:
        yield Play(tmp_path, opened.stage, dns, capsys)


def sends_on(request: Request) -> Reply:
    """Cookies on the way that are refused, kept for a path, for all hosts, or at once over."""
    if request.path == "/":
        return redirect(
            f"https://{APP}/a/b",
            ("set-cookie", "refused=1; Domain=clerk.acme.test; Path=/"),
            ("set-cookie", "insecure=1; Path=/; SameSite=None"),
            ("set-cookie", "deep=1; Path=/a"),
            ("set-cookie", "elsewhere=1; Path=/b"),
            ("set-cookie", f"wide=1; Domain={APP}; Path=/"),
            ("set-cookie", "own=1; Path=/"),
        )
    if request.path == "/a/b":
        return redirect(f"https://{WWW}/c", ("set-cookie", "own=; Path=/; Max-Age=0"))
    return redirect(f"https://{APP}/end") if request.host == WWW else html()


def everywhere(play: Play) -> None:
    for name in NAMES:
        play.app(sends_on, name)


WALKS = {
    "a right app": lambda play: None,
    "a handshake that is asked for at once": lambda play: play.clerk(
        is_development=True, fapi=FAPI, own=f"https://{APP}"
    ),
    "one that comes back in the URL": lambda play: play.clerk(is_development=True, fapi=DEV_FAPI),
    "a scheme that a proxy drops": lambda play: play.clerk(
        own=f"http://{APP}", is_development=True
    ),
    "a page of www": lambda play: setattr(play, "url", f"https://{WWW}/"),
    "http": lambda play: setattr(play, "url", f"http://{APP}/"),
    "cookies of all kinds": everywhere,
}


def walked(browser: Browser) -> list[tuple[str, int, list[str]]]:
    """URL, status and the sent cookies' names of each step to the browser's page."""
    return [
        (one["request"]["url"], one["response"]["status"], sorted(_names(one)))
        for one in har(browser)
    ]


def _names(entry: dict[str, Any]) -> list[str]:
    headers = {one["name"].lower(): one["value"] for one in entry["request"]["headers"]}
    return [part.partition("=")[0].strip() for part in headers.get("cookie", "").split(";") if part]


def har(browser: Browser) -> list[dict[str, Any]]:
    """The page's steps as the developer tools export them, from what the browser tells."""
    steps = browser.told("Network.requestWillBeSent", type="Document")
    page = steps[0]["requestId"]
    sent = browser.told("Network.requestWillBeSentExtraInfo", requestId=page)
    got = browser.told("Network.responseReceivedExtraInfo", requestId=page)
    entries = []
    for step, out, back in zip(steps, sent, got, strict=True):
        entry = _entry(step)
        entry["request"]["headers"] = _pairs(out["headers"])
        entry["response"] = {"status": back["statusCode"], "headers": _pairs(back["headers"])}
        entries.append(entry)
    return entries


def _entry(params: dict[str, Any]) -> dict[str, Any]:
    moment = datetime.fromtimestamp(params["wallTime"], UTC).isoformat(timespec="milliseconds")
    request = {"method": "GET", "url": params["request"]["url"], "headers": []}
    return {
        "startedDateTime": moment, "request": request, "_resourceType": "document",
    }  # fmt: skip


def _pairs(headers: dict[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers.items()]


def test_a_browser_that_does_not_start_is_said_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(browsers.VARIABLE, "/nowhere/chromium")
    says = pytest.raises(pytest.skip.Exception, match="`/nowhere/chromium` does not start")
    with says, browser(tmp_path, {}):
        raise AssertionError


def test_a_machine_without_a_browser_says_what_was_looked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(browsers.VARIABLE, raising=False)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    with pytest.raises(pytest.skip.Exception, match="`CLERKDOCTOR_CHROMIUM` is not set, none of"):
        browsers.find()


@pytest.mark.parametrize("case", WALKS)
def test_our_walk_is_the_browsers(opened: Open, play: Play, case: str) -> None:
    WALKS[case](play)
    assert opened.browser.visit(play.url) == ""
    its = walked(opened.browser)
    trail, _ = walk(play.stage.network(timeout=20.0), play.url, DOCUMENT, NAMES)
    sent = [
        one for one in play.stage.seen if one.headers.get("user-agent", "").startswith("clerkd")
    ]
    ours = [
        (hop.url, hop.status, sorted(request.cookies))
        for hop, request in zip(trail.hops, sent[-len(trail.hops) :], strict=True)
    ]
    assert ours == its
    assert trail.end == "answer"


def test_a_loop_is_one_to_the_browser(opened: Open, play: Play) -> None:
    play.clerk(is_development=True, shakes_again=True)
    assert opened.browser.visit(play.url) == "net::ERR_TOO_MANY_REDIRECTS"
    trail, _ = walk(play.stage.network(timeout=20.0), play.url, DOCUMENT, NAMES)
    assert trail.end == "loop"


def keeps(*headers: str) -> Any:
    """An app whose `/in` sets these cookies, as after a sign-in; it knows who has a session."""

    def play(request: Request) -> Reply:
        is_in = any(name.startswith("__session") for name in request.cookies)
        said = ("x-clerk-auth-status", "signed-in" if is_in else "signed-out")
        made = [("set-cookie", one) for one in headers if request.path == "/in"]
        return html("<p>Hello</p>", said, *made)

    return play


ENDS = "Path=/; Secure; SameSite=Lax"
PAGE = f"https://{APP}/"
# How `__session` is set, the pages that are opened then, and why nobody is signed in at the last.
LOST: dict[str, tuple[str, tuple[str, ...], str]] = {
    "a domain of others": (
        f"Domain={OTHER}; {ENDS}", (PAGE,), f"is set for `{OTHER}`, which `{APP}` has no right to"
    ),
    "a whole suffix": (f"Domain=test; {ENDS}", (PAGE,), "is set for all of `test`"),
    "no `Secure`": ("Path=/; SameSite=None", (PAGE,), "is `SameSite=None` without `Secure`"),
    "over 4 KB": (f"{ENDS}; {'x' * 4000}", (PAGE,), "of which a browser keeps 4,096"),
    "over at once": (f"Max-Age=0; {ENDS}", (PAGE,), "deleted it"),
    "another host": (
        ENDS, (PAGE, f"https://{WWW}/"), f"belongs to `{APP}`, and the browser went on to `{WWW}`"
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", LOST)
def test_a_recording_says_why_the_session_is_lost(opened: Open, play: Play, case: str) -> None:
    ends, then, words = LOST[case]
    ends, _, padding = ends.partition("; xxx")
    text = token(claims(metadata=padding))
    uat = f"__client_uat=1; {ENDS}; Domain={APP}"
    entries = recorded(opened, play, [f"__session={text}; {ends}", uat], then)
    assert _names(entries[-1]) == ["__client_uat"]
    found = judged(play, entries)
    assert list(found) == ["recorded-session-is-kept"], found
    assert words in repr(found), found


def test_a_recording_of_a_session_that_is_kept(opened: Open, play: Play) -> None:
    entries = recorded(opened, play, cookies(token(claims()), 1), (PAGE, f"{PAGE}again"))
    assert len(_names(entries[-1])) == 4
    assert judged(play, entries) == {}


def recorded(
    opened: Open, play: Play, headers: Sequence[str], then: Sequence[str]
) -> list[dict[str, Any]]:
    """What the browser tells of a sign-in that sets these cookies, and of the pages after it."""
    for host in (APP, WWW):
        play.app(keeps(*headers), host)
    assert opened.browser.visit(f"{PAGE}in") == ""
    entries = har(opened.browser)
    done = sign_in()
    done["request"]["url"] = done["request"]["url"].replace("clerk.acme.io", FAPI)
    done["startedDateTime"] = datetime.now(UTC).isoformat(timespec="milliseconds")
    entries.append(done)
    for url in then:
        assert opened.browser.visit(url) == ""
        entries += har(opened.browser)
    return entries


def judged(play: Play, entries: list[dict[str, Any]]) -> dict[str, list[str]]:
    """The checks that fail by the recording alone."""
    path = play.folder / "browser.har"
    path.write_text(json.dumps({"log": {"entries": entries}}), encoding="utf-8")
    return failed(play.run(har=path, is_online=False))
