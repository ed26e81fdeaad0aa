"""The story of a session in a browser's recording: what happened, and where it was lost first."""

from typing import NamedTuple
from urllib.parse import urlsplit

from clerkdoctor.clerk.cookies import CLIENT_UAT, SESSION, Chosen, parse_cookies, session_cookie
from clerkdoctor.clerk.keys import PublishableKey
from clerkdoctor.session import clerk_requests
from clerkdoctor.session.har import Exchange, Har
from clerkdoctor.session.reasons import meaning_of
from clerkdoctor.session.stored_cookie import StoredCookie, refusal, set_cookie

_OURS = ("__session", "__client_uat", "__refresh", "__clerk_")
_LOOP = 3
_NOT_KEPT = "See in the developer tools, under Issues, why the browser keeps no `__session`"


class Event(NamedTuple):
    """Something that matters: the entry's `number`, the request as it is shown, and what it was.

    `after` is in seconds from the first request.
    """

    number: int
    after: float | None
    request: str
    what: str


class Lost(NamedTuple):
    """The first point at which there is no session any more. `words` is a sentence."""

    number: int
    request: str
    words: str
    fix: str


class Story(NamedTuple):
    """What a recording tells. `signed_in` says that there was a session to lose.

    `requests` counts all of them, `to_app` those to the app.
    """

    events: tuple[Event, ...]
    lost: Lost | None
    signed_in: bool
    requests: int
    to_app: int
    is_sanitized: bool


def read_story(
    har: Har, key: PublishableKey | None, app_host: str, now: float, frontend: str = ""
) -> Story:
    """The story of the requests to the app and to Clerk; `now`, in seconds, where none is told.

    `frontend` is the base URL of the Frontend API that the project states: a proxy, a satellite's.
    """
    told = _Telling(key, app_host, now, frontend)
    for exchange in har.exchanges:
        told.hear(exchange)
    return Story(
        tuple(told.events), told.lost, told.signed_in, len(har.exchanges), told.to_app,
        har.is_sanitized,
    )  # fmt: skip


class _Telling:
    """What is known so far, entry by entry."""

    def __init__(
        self, key: PublishableKey | None, app_host: str, now: float, frontend: str
    ) -> None:
        self.key = key
        self.frontend = frontend
        self.app = app_host
        self.now = now
        self.events: list[Event] = []
        self.lost: Lost | None = None
        self.signed_in = False
        self.to_app = 0
        self.start: float | None = None
        # What explains a cookie that is not there: the entry that took it, in words.
        self.taken: tuple[str, str] | None = None
        self.has_session = False
        self.home = ""
        self.left_on_purpose = False
        self.handshakes: dict[str, int] = {}

    def hear(self, exchange: Exchange) -> None:
        if self.start is None:
            self.start = exchange.at
        if clerk_requests.is_to_clerk(exchange, self.key, self.frontend):
            self._to_clerk(exchange)
        elif self._is_of_the_app(exchange.host):
            self.to_app += 1
            self._to_app(exchange)

    def _is_of_the_app(self, host: str) -> bool:
        bare, own = host.removeprefix("www."), self.app.removeprefix("www.")
        return bare == own or bare.endswith(f".{own}") or own.endswith(f".{bare}")

    def _say(self, exchange: Exchange, what: str) -> None:
        after = None
        if exchange.at is not None and self.start is not None:
            after = round(exchange.at - self.start, 3)
        request = f"{exchange.method} {exchange.shown}"
        self.events.append(Event(exchange.number, after, request, what))

    def _lose(self, exchange: Exchange, words: str, fix: str) -> None:
        if self.lost is None:
            request = f"{exchange.method} {exchange.shown}"
            self.lost = Lost(exchange.number, request, words, fix)

    # Clerk's own host

    def _to_clerk(self, exchange: Exchange) -> None:
        failure = clerk_requests.failure_of(exchange)
        if failure:
            self._say(exchange, failure.words)
            self._lose(exchange, f"The request to Clerk {failure.words}", failure.fix)
            return
        what = clerk_requests.what_it_does(exchange)
        if what.kind == "sign-out":
            self.left_on_purpose = True
        if what.kind == "sign-in":
            self.signed_in, self.left_on_purpose, self.has_session = True, False, True
            self.home = ""
        if what.too_large:
            self.taken = (
                f"the session token has {what.too_large:,} bytes; a cookie holds 4,096 at most",
                "Take claims out of the session token, and read them from the API",
            )
        if what.words:
            self._say(exchange, what.words)
        self._cookies_of(exchange)

    # The app

    def _to_app(self, exchange: Exchange) -> None:
        now = exchange.at if exchange.at is not None else self.now
        header = exchange.cookie.reveal() if exchange.cookie else ""
        found = session_cookie(header, self.key, now * 1000)
        has = isinstance(found, Chosen)
        state = self._state(exchange, has=has, header=header)
        if exchange.is_document or exchange.headers.get("x-clerk-auth-status"):
            self._say(exchange, state)
        if exchange.is_document or has:
            self._compare(exchange, has=has)
        self._answer(exchange, has=has)
        self._cookies_of(exchange)

    def _state(self, exchange: Exchange, *, has: bool, header: str) -> str:
        sent = parse_cookies(header)
        uat = next((value for name, value in sent.items() if name.startswith(CLIENT_UAT)), None)
        cookie = "sent with a session cookie" if has else "sent without a session cookie"
        if not has and uat and uat != "0":
            cookie += ", with a `__client_uat` that says there is one"
        status = exchange.headers.get("x-clerk-auth-status", "").replace("`", "'")
        reason = exchange.reason
        answer = f"answered {exchange.status}" if exchange.status else "not answered"
        by_clerk = f" as `{status[:40]}`" if status else ""
        because = f" (`{reason[:80]}`)" if reason else ""
        return f"{cookie}, {answer}{by_clerk}{because}"

    def _compare(self, exchange: Exchange, *, has: bool) -> None:
        """The session against the one before."""
        if has:
            self.signed_in = self.has_session = True
            self.home, self.taken = exchange.host, None
            return
        if not self.has_session or self.left_on_purpose:
            return
        if self.home and self.home != exchange.host:
            self._lose(
                exchange,
                f"The session cookie belongs to `{self.home}`, and the browser went on to"
                f" `{exchange.host}`, which does not get it",
                "Keep to one host: redirect the other one to it before anybody signs in",
            )
        elif self.taken:
            words, fix = self.taken
            self._lose(exchange, f"The browser sends no session cookie: {words}", fix)
        else:
            self._lose(
                exchange,
                "The browser sends no session cookie any more, and no answer before took it away",
                _NOT_KEPT,
            )
        self.has_session = False

    def _answer(self, exchange: Exchange, *, has: bool) -> None:
        """What the SDK says, where a session was sent and was not believed."""
        reason = exchange.reason
        location = exchange.headers.get("location", "")
        if "/v1/client/handshake" in location:
            asked = exchange.shown
            self.handshakes[asked] = self.handshakes.get(asked, 0) + 1
            if self.handshakes[asked] >= _LOOP:
                self._lose(exchange, self._loop(reason), self._loop_fix(reason))
        meaning = meaning_of(reason) if reason else None
        if not has or meaning is None or meaning.cause == "normal":
            return
        expired = reason.startswith("session-token-expired")
        is_shaking = exchange.headers.get("x-clerk-auth-status") == "handshake"
        if is_shaking or (expired and not exchange.is_document):
            return
        fix = meaning.fix or "Reload the page, which renews the token"
        self._lose(exchange, f"The SDK {meaning.words} (`{reason[:80]}`)", fix)

    def _loop(self, reason: str) -> str:
        meaning = meaning_of(reason) if reason else None
        because = f": the SDK {meaning.words} (`{reason[:80]}`)" if meaning else ""
        return f"The browser is sent to Clerk's handshake again and again{because}"

    def _loop_fix(self, reason: str) -> str:
        meaning = meaning_of(reason) if reason else None
        if meaning and meaning.fix:
            return meaning.fix
        return "Copy both keys from one instance, and let the app's host and scheme through proxies"

    # What is set, kept and taken away

    def _cookies_of(self, exchange: Exchange) -> None:
        now = exchange.at if exchange.at is not None else self.now
        for header in exchange.set_cookies:
            cookie = set_cookie(header.reveal(), exchange.url, now)
            if cookie is None or not cookie.name.startswith(_OURS):
                continue
            refused = refusal(cookie, exchange.url)
            if refused:
                self._say(
                    exchange, f"sets `{cookie.name}`, which the browser refuses: it {refused}"
                )
                self._note(cookie, f"`{cookie.name}` {refused}", _fix_of(refused))
            elif cookie.expires is not None and cookie.expires <= now:
                self._say(exchange, f"deletes `{cookie.name}`")
                where = urlsplit(exchange.url).hostname
                self._note(
                    cookie,
                    f"the answer of `{where}` in entry {exchange.number} deleted it",
                    "Find what deletes `__session`: the app's own code, or Clerk after a sign-out",
                )
            elif cookie.name.startswith(CLIENT_UAT) and cookie.value.reveal() == "0":
                self._say(exchange, f"sets `{cookie.name}` to `0`: signed out")
                self.taken = (
                    f"Clerk ended the session in entry {exchange.number}, by `{cookie.name}=0`",
                    "Read under Sessions in Clerk's dashboard what ended it",
                )

    def _note(self, cookie: StoredCookie, words: str, fix: str) -> None:
        if cookie.name.startswith(SESSION):
            self.taken = (words, fix)


def _fix_of(refused: str) -> str:
    if "Secure" in refused:
        return "Serve the app over https, and let the proxy send `X-Forwarded-Proto: https`"
    if "no right" in refused:
        return "Let the proxy send `X-Forwarded-Host` with the host that the browser knows"
    return "Take claims out of the session token, and read them from the API"
