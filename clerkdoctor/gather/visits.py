"""Visiting pages as a signed-out browser does: redirects step by step, with its own cookie jar.

Only hosts that are named are asked. No cookie of the user's is ever sent: the jar begins empty, or
with what this tool makes up, and holds what the answers of this very walk set.
"""

import socket
import time
from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from clerkdoctor import __version__
from clerkdoctor.gather import http
from clerkdoctor.gather.http import TIMEOUT
from clerkdoctor.session.hops import MOST_HOPS, Hop, Trail, is_loop
from clerkdoctor.session.stored_cookie import (
    StoredCookie,
    header_of,
    is_local,
    refusal,
    set_cookie,
)

LIMIT = 2_000_000
"""Bytes of a page that are read; what is behind them is not missed."""

_PATIENCE = 4
"""How many times the timeout of one request a whole walk may take."""


class Visit(NamedTuple):
    """One answer with its body; for none, `hop.failure` says why."""

    hop: Hop
    body: bytes
    sent_at: float
    received_at: float


def resolves(host: str) -> bool:
    """Whether the system's resolver knows an address of the host."""
    try:
        return bool(socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM))
    except OSError:
        return False


class Network(NamedTuple):
    """How hosts are reached. `connect_to` maps `host:port` to another one, as `curl --connect-to`.

    `resolves` says whether a host has an address. `context` is an `ssl.SSLContext`, None for the
    system's certificates. `timeout` bounds a whole visit, in seconds.
    """

    timeout: float = TIMEOUT
    context: Any = None
    connect_to: Mapping[str, str] = {}
    clock: Callable[[], float] = time.time
    resolves: Callable[[str], bool] = resolves

    def visit(self, url: str, headers: Mapping[str, str] | None = None) -> Visit:
        """One GET, not redirected. http goes out as well: whether it leads to https is asked."""
        import httpx

        sent_at = self.clock()
        target, own, extensions = self._target(url)
        sent = {"user-agent": f"clerkdoctor/{__version__}", "accept-encoding": "identity"}
        sent |= own | dict(headers or {})
        body = bytearray()
        deadline = http.Deadline(self.timeout)
        try:
            with (
                deadline,
                httpx.Client(
                    verify=http.trusted(target) if self.context is None else self.context,
                    trust_env=False,
                    follow_redirects=False,
                    timeout=self.timeout,
                ) as client,
                client.stream(
                    "GET", target, headers=sent, extensions={**extensions, "trace": deadline.trace}
                ) as response,
            ):
                hop = _hop(url, response, sent_at)
                _read(response, body, deadline)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, OSError) as error:
            is_late = isinstance(error, httpx.TimeoutException) or deadline.is_over
            why = f"took longer than {self.timeout:g} s" if is_late else http.why(error)
            return _failed(url, why, sent_at, self.clock())
        return Visit(hop, bytes(body), sent_at, self.clock())

    def _target(self, url: str) -> tuple[str, dict[str, str], dict[str, str]]:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        host = parts.hostname or ""
        other = self.connect_to.get(f"{host}:{port}")
        if other is None:
            return url, {}, {}
        return parts._replace(netloc=other).geturl(), {"host": parts.netloc}, {
            "sni_hostname": host
        }  # fmt: skip


def _read(response: Any, body: bytearray, deadline: http.Deadline) -> None:
    """The page as far as it comes in time: what is read of it stands in its beginning."""
    import httpx

    try:
        for part in response.iter_bytes():
            body += part[: LIMIT - len(body)]
            if len(body) >= LIMIT:
                return
    except httpx.HTTPError:
        if not deadline.is_over or not body:
            raise


def walk(
    network: Network,
    url: str,
    headers: Mapping[str, str],
    hosts: Collection[str],
    cookies: tuple[StoredCookie, ...] = (),
) -> tuple[Trail, Visit]:
    """A request and the redirects behind it, at most ten, within the hosts that are named.

    `hosts` are `host` or `host:port`, as they stand in a URL. The last answer comes with its body.
    """
    jar = list(cookies)
    hops: list[Hop] = []
    deadline = time.monotonic() + _PATIENCE * network.timeout
    while True:
        now = network.clock()
        header = header_of(tuple(jar), url, now)
        visit = network.visit(url, {**headers, **({"cookie": header} if header else {})})
        hops.append(visit.hop)
        hop = visit.hop
        if hop.failure:
            return Trail(tuple(hops), "failed"), visit
        if time.monotonic() > deadline:
            slow = hop._replace(failure="is the last of redirects that took too long")
            return Trail((*hops[:-1], slow), "failed"), visit._replace(hop=slow)
        if hop.location is None:
            return Trail(tuple(hops), "answer"), visit
        if not may_ask(hop.location, hosts):
            return Trail(tuple(hops), "elsewhere"), visit
        if is_loop(tuple(hops)) or len(hops) > MOST_HOPS:
            return Trail(tuple(hops), "loop"), visit
        refused = {name for name, _ in hop.refused}
        _keep(jar, [one for one in hop.set_cookies if one.name not in refused])
        url = hop.location


def may_ask(url: str, hosts: Collection[str]) -> bool:
    """Whether a redirect leads to a host that the user or the project names."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or parts.username or parts.password:
        return False
    host = (parts.hostname or "").lower()
    if port in (None, 443, 80):
        return host in hosts or parts.netloc.lower() in hosts
    return f"{host}:{port}" in hosts or (is_local(host) and host in hosts)


def _keep(jar: list[StoredCookie], cookies: list[StoredCookie]) -> None:
    """As a browser keeps cookies: one of the same name, home and path is replaced."""
    for cookie in cookies:
        jar[:] = [
            one
            for one in jar
            if (one.name, one.home, one.path) != (cookie.name, cookie.home, cookie.path)
        ]
        jar.append(cookie)


def _hop(url: str, response: Any, now: float) -> Hop:
    headers: dict[str, str] = {}
    cookies: list[StoredCookie] = []
    for name, value in response.headers.multi_items():
        if name != "set-cookie":
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
        elif cookie := set_cookie(value, url, now):
            cookies.append(cookie)
    refused = [(one.name, why) for one in cookies if (why := refusal(one, url))]
    to = headers.get("location") if 300 <= response.status_code < 400 else None
    return Hop(
        url, response.status_code, headers, tuple(cookies), tuple(refused), _absolute(url, to)
    )


def _absolute(url: str, location: str | None) -> str | None:
    if location is None:
        return None
    try:
        found = urljoin(url, location.replace("`", "%60"))
        _ = urlsplit(found).port
    except ValueError:
        return None
    return found


def _failed(url: str, why: str, sent_at: float, received_at: float) -> Visit:
    return Visit(Hop(url, 0, {}, failure=why), b"", sent_at, received_at)
