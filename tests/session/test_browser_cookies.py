"""Which cookies a browser keeps and sends: clerkdoctor's prediction against a real Chromium."""

import random
import re
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from clerkdoctor.gather.visits import _keep
from clerkdoctor.session.stored_cookie import (
    _SHARED,
    StoredCookie,
    header_of,
    is_shared,
    refusal,
    set_cookie,
)
from tests.session.browser import Browser, browser
from tests.session.stage import (
    APP,
    DEV_FAPI,
    FAPI,
    NAMES,
    OTHER,
    VERCEL,
    WWW,
    Reply,
    Request,
    Stage,
    html,
    stage,
)

pytestmark = pytest.mark.long

SEED, CASES = 9, 220
PLAIN = "localhost"


class Place(NamedTuple):
    """The browser, the servers, and what the app is to set next."""

    browser: Browser
    stage: Stage
    headers: list[str]

    def set(self, header: str, url: str) -> None:
        self.headers[:] = [header]
        assert self.browser.visit(url) == "", url
        self.headers.clear()

    def sent(self, url: str) -> str:
        """The `Cookie` header that reaches the server."""
        self.stage.seen.clear()
        assert self.browser.visit(url) == "", url
        path = "/" + url.split("/", 3)[3]
        request = next(one for one in self.stage.seen if one.path == path)
        return request.headers.get("cookie", "")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("browser")
    headers: list[str] = []

    def play(request: Request) -> Reply:
        # The icon is asked for at any time, and is to set nothing.
        if request.path == "/favicon.ico":
            return Reply(404)
        return html("<p>Hello</p>", *(("set-cookie", one) for one in headers))

    with stage(folder) as made:
        made.players |= dict.fromkeys(NAMES, play)
        made.plain = play
        secure, plain = (made.connect_to[f"{APP}:{port}"] for port in (443, 80))
        more = {f"acme.{name}:443": secure for name in (*_SHARED, f"app.{APP}")}
        made.players |= dict.fromkeys((one.partition(":")[0] for one in more), play)
        with browser(folder, {**made.connect_to, f"{PLAIN}:80": plain, **more}) as chromium:
            yield Place(chromium, made, headers)


class Case(NamedTuple):
    """A `Set-Cookie` header of one URL's answer, and the URL that is visited after it."""

    header: str
    url: str
    then: str


_URLS = (
    f"https://{APP}/", f"https://{APP}/a/b", f"https://{WWW}/", f"https://app.{APP}/a/b",
    f"https://{FAPI}/v1/client/handshake", f"https://{DEV_FAPI}/", f"https://{OTHER}/",
    f"http://{APP}/", f"http://{APP}/a/b", f"http://{PLAIN}/", f"http://{PLAIN}/a/b",
    f"https://{VERCEL}/",
)  # fmt: skip
_NAMES = (
    "__session", "__session_AbCdEfGh", "__client_uat", "__client", "__clerk_db_jwt",
    "__clerk_handshake", "__refresh_AbCdEfGh", "a", "__Host-session", "__Secure-session",
    "__host-x", "__SECURE-x",
)  # fmt: skip
_DOMAINS = (
    APP, f".{APP}", APP.upper(), FAPI, WWW, OTHER, "test", ".test", PLAIN, "accounts.dev",
    "clerk.accounts.dev", DEV_FAPI, "vercel.app", VERCEL, "me.test", "",
)  # fmt: skip
_PATHS = ("/", "/a", "/a/", "/a/b", "/b", "a", "")
_SITES = ("Lax", "Strict", "None", "lax", "none", "NONE", "Other", "")
_LIVES = (
    "Max-Age=60", "Max-Age=0", "Max-Age=-1", "Max-Age=x", "Max-Age=31536000",
    "Expires=Thu, 01 Jan 1970 00:00:00 GMT", "Expires=Fri, 01 Jan 2038 00:00:00 GMT",
    "Expires=Friday, 01-Jan-38 00:00:00 GMT", "Expires=soon",
)  # fmt: skip
_SIZES = (4070, 4080, 4085, 4087, 4090, 4095, 4096, 4097, 5000)


def cases() -> list[Case]:
    seeded = random.Random(SEED)
    found = []
    for _ in range(CASES):
        url = seeded.choice(_URLS)
        host = url.split("/")[2]
        big = seeded.random() < 0.15
        value = (
            "x" * seeded.choice(_SIZES) if big else seeded.choice(("1", "", "a.b", '"q"', "a=b"))
        )
        parts = [f"{seeded.choice(_NAMES)}={value}"]
        if seeded.random() < 0.5:
            own = (host, f".{host}", APP)
            parts.append(f"Domain={seeded.choice(own if seeded.random() < 0.6 else _DOMAINS)}")
        if seeded.random() < 0.7:
            parts.append(f"Path={seeded.choice(_PATHS[: seeded.choice((1, 1, 7))])}")
        if seeded.random() < 0.7:
            parts.append(seeded.choice(("Secure", "secure", "Secure=1")))
        if seeded.random() < 0.5:
            parts.append(f"SameSite={seeded.choice(_SITES)}")
        if seeded.random() < 0.3:
            parts.append("HttpOnly")
        if seeded.random() < 0.1:
            parts.append("Partitioned")
        if seeded.random() < 0.3:
            parts.append(seeded.choice(_LIVES))
        then = url if seeded.random() < 0.3 else seeded.choice(_URLS)
        found.append(Case(seeded.choice(("; ", ";")).join(parts), url, then))
    return found


# The browser's word for why it keeps no cookie → ours, of which one is said.
_REASONS = {
    "NameValuePairExceedsMaxSize": ("a browser keeps",),
    "InvalidDomain": ("has no right to",),
    "SecureOnly": ("comes over http",),
    "SameSiteNoneInsecure": ("`SameSite=None` without",),
    # Its promise is broken over http, too, where `Secure` is for nothing.
    "InvalidPrefix": ("has the prefix", "comes over http"),
}


class Seen(NamedTuple):
    """A cookie that is kept, in words that both sides have. `expires` is to 100 seconds."""

    name: str
    value: str
    home: str
    path: str
    is_secure: bool
    is_http_only: bool
    same_site: str | None
    expires: int | None
    is_partitioned: bool


# Chromium keeps no cookie for longer, in seconds.
_MOST = 400 * 86400


def ours(made: StoredCookie) -> Seen:
    expires = made.expires
    if expires is not None:
        expires = round(min(expires, time.time() + _MOST) / 100)
    site = made.same_site if made.same_site in ("Lax", "Strict", "None") else None
    return Seen(
        made.name, made.value.reveal(), made.home, made.path, bool(made.secure),
        bool(made.http_only), site, expires, made.is_partitioned,
    )  # fmt: skip


def its(stored: dict[str, Any]) -> Seen:
    return Seen(
        stored["name"], stored["value"], stored["domain"], stored["path"], stored["secure"],
        stored["httpOnly"], stored.get("sameSite"),
        None if stored["session"] else round(stored["expires"] / 100), "partitionKey" in stored,
    )  # fmt: skip


def blocked(browser: Browser) -> list[str]:
    """Why the browser kept no cookie of the answers that it got."""
    told = browser.told("Network.responseReceivedExtraInfo")
    cookies = [one for answer in told for one in answer.get("blockedCookies", ())]
    return [reason for one in cookies for reason in one["blockedReasons"]]


def judged(place: Place, case: Case) -> tuple[str, str]:
    """What became of one cookie, and where the prediction is wrong about it, in words."""
    place.browser.forget()
    now = time.time()
    place.set(case.header, case.url)
    reasons = blocked(place.browser)
    made = set_cookie(case.header, case.url, now)
    assert made is not None, case
    why = refusal(made, case.url)
    stored = place.browser.cookies()
    is_over = made.expires is not None and made.expires <= now
    if reasons:
        words = [one for name in reasons for one in _REASONS.get(name, (name,))]
        fits = why is not None and any(one in why for one in words)
        return "refused", "" if fits and not stored else f"refused for {reasons}, said {why}"
    if why and not stored and (is_over or "Partitioned" in why):
        return "refused", ""  # the browser does not say that it does, or why
    if why:
        return "kept", f"kept {stored}, said {why}"
    if is_over or not stored:
        return "over", "" if is_over and not stored else f"kept {stored}, said {ours(made)}"
    kept = its(stored[0])
    if kept != ours(made):
        return "kept", f"kept {kept}, said {ours(made)}"
    sent, said = place.sent(case.then), header_of((made,), case.then, now)
    return "sent" if sent else "kept", "" if sent == said else f"sent {sent[:50]}, said {said[:50]}"


def test_what_is_kept_and_sent(place: Place) -> None:
    wrong, counts = [], dict.fromkeys(("refused", "over", "kept", "sent"), 0)
    for case in cases():
        what, fault = judged(place, case)
        counts[what] += 1
        if fault:
            wrong.append(_short(f"{case.header} at {case.url}, then {case.then}: {fault}"))
    assert wrong == [], "\n".join(wrong)
    assert min(counts.values()) > 5, counts


def _short(text: str) -> str:
    return re.sub("x{20,}", lambda run: f"x*{len(run[0])}", text)


def test_which_of_several_comes_first(place: Place) -> None:
    """The order decides which of two cookies of one name the SDK reads."""
    seeded = random.Random(SEED)
    for _ in range(30):
        place.browser.forget()
        made: list[StoredCookie] = []
        url = f"https://app.{APP}/a/b"
        for value in range(4):
            domain = seeded.choice(("", f"; Domain={APP}", f"; Domain=app.{APP}"))
            header = f"__session={value}{domain}; Path={seeded.choice(_PATHS[:4])}; Secure"
            place.set(header, url)
            cookie = set_cookie(header, url, time.time())
            assert cookie is not None
            _keep(made, [cookie])
        assert place.sent(url) == header_of(tuple(made), url, time.time()), made


def test_what_is_shared(place: Place) -> None:
    """No cookie is kept for a public suffix; the names below it are other people's."""
    wrong = [name for name in sorted(_SHARED) if _is_kept(place, name) or not is_shared(name)]
    assert wrong == []
    assert _is_kept(place, f"app.{APP}")
    assert not is_shared(APP)


def _is_kept(place: Place, domain: str) -> bool:
    place.browser.forget()
    place.set(f"a=1; Domain={domain}; Path=/; Secure", f"https://acme.{domain}/")
    return bool(place.browser.cookies())
