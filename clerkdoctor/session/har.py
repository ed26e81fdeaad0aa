"""A browser's recording (HAR 1.2): its requests in order, with cookies and what came of each.

Everything that may be a credential is a `Secret`, and a URL is shown without its query's values.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from clerkdoctor import json_text
from clerkdoctor.secret import Secret

_MOST_BODY = 200_000
_NO_HAR = "a HAR was expected, as the Network panel of developer tools exports it"


class Exchange(NamedTuple):
    """One entry. `number` counts from 1; `at` is in seconds since the epoch.

    `status` is 0 where there was no answer, and `failure` then is the browser's word for why.
    Header names are in small letters; of a repeated one the first counts. `cookie` is the header
    that was sent, None where the recording has none; `set_cookies` are whole headers.
    """

    number: int
    at: float | None
    method: str
    url: str
    status: int
    sent: Mapping[str, str]
    headers: Mapping[str, str]
    cookie: Secret | None
    set_cookies: tuple[Secret, ...]
    failure: str | None
    kind: str
    body: Secret

    @property
    def host(self) -> str:
        return (urlsplit(self.url).hostname or "").lower()

    @property
    def path(self) -> str:
        return urlsplit(self.url).path or "/"

    @property
    def is_document(self) -> bool:
        """Whether the browser asked for a page, by its own word or by what it accepts."""
        dest = self.sent.get("sec-fetch-dest")
        if dest:
            return dest in ("document", "iframe")
        if self.kind:
            return self.kind == "document"
        return self.sent.get("accept", "").startswith("text/html")

    @property
    def reason(self) -> str:
        """Clerk's code, as it can stand in backticks."""
        return self.headers.get("x-clerk-auth-reason", "").replace("`", "'")

    @property
    def shown(self) -> str:
        return shown_url(self.url)


class Har(NamedTuple):
    """The requests of a recording. `is_sanitized`: cookies were taken out when it was exported."""

    exchanges: tuple[Exchange, ...]
    is_sanitized: bool


class NotHar(NamedTuple):
    """Why a text is no recording, as the predicate of a sentence about it."""

    reason: str


def shown_url(url: str) -> str:
    """A URL without its query's values, its fragment, a user or a password."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "(no URL)"
    names = [part.partition("=")[0] for part in parts.query.split("&") if part]
    query = f"?{'&'.join(f'{name}=…' for name in names[:12])}" if names else ""
    host = parts.netloc.rpartition("@")[2]
    shown = f"{parts.scheme}://{host}{parts.path or '/'}{query}"
    return shown.replace("`", "%60")


def read_har(content: bytes) -> Har | NotHar:
    """The requests of a HAR, in order of their time."""
    text = json_text.decode(content)
    if isinstance(text, json_text.NotJson):
        return NotHar(f"{text.reason}; {_NO_HAR}")
    stated = json_text.load(text)
    if isinstance(stated, json_text.NotJson):
        return NotHar(f"{stated.reason}; {_NO_HAR}")
    log = stated.get("log") if isinstance(stated, dict) else None
    entries = log.get("entries") if isinstance(log, dict) else None
    if not isinstance(entries, list):
        return NotHar(f"has no `log.entries`; {_NO_HAR}")
    found = tuple(
        exchange
        for number, entry in enumerate(entries, 1)
        if isinstance(entry, dict) and (exchange := _exchange(number, entry))
    )
    if not found:
        return NotHar(f"has no request; {_NO_HAR}")
    ordered = tuple(sorted(found, key=lambda one: one.at or 0.0))
    bare = not any(one.cookie or one.set_cookies for one in ordered)
    return Har(ordered, bare and len(ordered) > 1)


def _exchange(number: int, entry: Mapping[str, Any]) -> Exchange | None:
    request, response = entry.get("request"), entry.get("response")
    if not isinstance(request, dict) or not isinstance(request.get("url"), str):
        return None
    url = request["url"].replace("`", "%60")
    try:
        is_web = urlsplit(url).scheme in ("http", "https") and urlsplit(url).hostname
    except ValueError:
        return None
    if not is_web:
        return None
    response = response if isinstance(response, dict) else {}
    sent, headers = list(_pairs(request)), list(_pairs(response))
    status = response.get("status")
    failure = response.get("_error") or entry.get("_blocked_reason")
    content = response.get("content")
    body = content.get("text") if isinstance(content, dict) else None
    kind = entry.get("_resourceType")
    method = request.get("method")
    return Exchange(
        number,
        _instant(entry.get("startedDateTime")),
        method if isinstance(method, str) else "GET",
        url,
        status if isinstance(status, int) and status > 0 else 0,
        _first(sent),
        _first(headers),
        _cookie(request, sent),
        _set_cookies(headers),
        failure[:80] if isinstance(failure, str) and failure else None,
        kind if isinstance(kind, str) else "",
        Secret(body[:_MOST_BODY] if isinstance(body, str) else ""),
    )


def _pairs(message: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    stated = message.get("headers")
    for header in stated if isinstance(stated, list) else ():
        if isinstance(header, dict):
            name, value = header.get("name"), header.get("value")
            if isinstance(name, str) and isinstance(value, str):
                yield name.lower(), value


_CONFIDENTIAL = frozenset(("cookie", "set-cookie", "authorization"))


def _first(pairs: list[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in pairs:
        if name not in _CONFIDENTIAL:
            found.setdefault(name, value)
    return found


def _cookie(request: Mapping[str, Any], sent: list[tuple[str, str]]) -> Secret | None:
    """The header, which HTTP/2 may split, else the list that some exporters write in its place."""
    headers = [value for name, value in sent if name == "cookie"]
    if headers:
        return Secret("; ".join(headers))
    listed = request.get("cookies")
    pairs = [
        f"{one['name']}={one['value']}"
        for one in (listed if isinstance(listed, list) else ())
        if isinstance(one, dict)
        and isinstance(one.get("name"), str)
        and isinstance(one.get("value"), str)
    ]
    return Secret("; ".join(pairs)) if pairs else None


def _set_cookies(headers: list[tuple[str, str]]) -> tuple[Secret, ...]:
    """Each header by itself; Firefox and Chrome join several with line breaks."""
    return tuple(
        Secret(line)
        for name, value in headers
        if name == "set-cookie"
        for line in value.split("\n")
        if line.strip()
    )


def _instant(stated: object) -> float | None:
    from datetime import datetime

    if not isinstance(stated, str):
        return None
    try:
        moment = datetime.fromisoformat(stated)
    except ValueError:
        return None
    return moment.timestamp() if moment.tzinfo else None
