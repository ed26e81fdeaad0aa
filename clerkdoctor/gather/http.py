"""Asking a server for a document: one request, bounded in time and size, never redirected.

Only hosts that the user or the project names are asked. https only, except on loopback; a proxy
only where the user asks for one, and never for loopback; a redirect is an answer like any other,
and is not followed.
"""

import contextlib
import os
import socket
import threading
import time
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from clerkdoctor import __version__
from clerkdoctor.gather.files import MEGABYTE, size

TIMEOUT = 5.0
LIMIT = MEGABYTE
_NAMED = ("SSL_CERT_FILE", "SSL_CERT_DIR")
_loaded: dict[tuple[str | None, ...], Any] = {}
_loading = threading.Lock()
_LOOPBACK = ("localhost", "127.0.0.1", "::1")

ENVIRON = "environ"
"""In place of a proxy's URL: what `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` say."""


class Answer(NamedTuple):
    """What a server answered. Header names are in small letters; of a repeated one the last counts.

    `sent_at` and `received_at` are seconds since the epoch by this machine's clock.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    sent_at: float
    received_at: float


class NoAnswer(NamedTuple):
    """Why there is no answer to look at. `reason` follows the URL in a sentence."""

    url: str
    reason: str


def get(
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    timeout: float = TIMEOUT,
    limit: int = LIMIT,
    proxy: str | None = None,
) -> Answer | NoAnswer:
    """The answer to one GET, whole or not at all. `timeout` bounds the whole of it, in seconds.

    `proxy` is the URL of one, or `ENVIRON`. With a proxy, the certificates that `SSL_CERT_FILE` or
    `SSL_CERT_DIR` name are trusted: some proxies open what passes through them.
    """
    return exchange("GET", url, None, headers, timeout, limit, proxy)


def exchange(
    method: str,
    url: str,
    content: str | None,
    headers: Mapping[str, str] | None,
    timeout: float,
    limit: int,
    proxy: str | None,
) -> Answer | NoAnswer:
    """One request of any method under the rules of this module."""
    refused = refusal(url)
    if refused:
        return NoAnswer(url, refused)
    import httpx

    # Loopback is asked without TLS, since nothing leaves the machine: nor does it for a proxy.
    proxy = None if urlsplit(url).hostname in _LOOPBACK else proxy
    client = _client(url, timeout, proxy)
    if isinstance(client, NoAnswer):
        return client
    sent = _headers(headers)
    sent_at = time.time()
    deadline, body = Deadline(timeout), bytearray()
    late = NoAnswer(url, f"took longer than {timeout:g} s")
    extensions = {"trace": deadline.trace}
    try:
        with (
            deadline,
            client,
            client.stream(
                method, url, headers=sent, content=content, extensions=extensions
            ) as response,
        ):
            for part in response.iter_bytes():
                body += part
                if len(body) > limit:
                    return NoAnswer(url, f"answers more than {size(limit)}")
        received_at = time.time()
    except httpx.TimeoutException:
        return late
    except httpx.ProxyError as error:
        return NoAnswer(url, f"cannot be asked: the proxy answers {error}")
    except httpx.ConnectError as error:
        return NoAnswer(url, _unconnected(error, proxy))
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        return late if deadline.is_over else NoAnswer(url, why(error))
    if deadline.is_over:
        return late
    return Answer(
        url, response.status_code, dict(response.headers), bytes(body), sent_at, received_at
    )


def _client(url: str, timeout: float, proxy: str | None) -> Any:
    """An `httpx.Client` for this request alone, or a `NoAnswer`."""
    import httpx

    try:
        return httpx.Client(
            verify=trusted(url, as_environ_says=proxy is not None),
            trust_env=proxy is not None,
            proxy=None if proxy == ENVIRON else proxy,
            follow_redirects=False,
            timeout=timeout,
        )
    except ImportError:
        return NoAnswer(url, "cannot be asked: the proxy speaks SOCKS, which clerkdoctor does not")
    except (OSError, ValueError, httpx.InvalidURL):
        # What stands there is not repeated: it may be a password.
        what = "a proxy or certificates that cannot be used"
        return NoAnswer(url, f"cannot be asked: the environment names {what}")


class Deadline:
    """Ends a connection when the time of a visit is over.

    The timeout of httpx counts from one read to the next, so that a server that drips its headers
    is waited for without end. `trace` is httpx's hook: it shows the socket that is opened.
    """

    def __init__(self, seconds: float) -> None:
        self.is_over = False
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True
        self._sockets: list[socket.socket] = []

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        for one in self._sockets:
            one.close()

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        if event != "connection.connect_tcp.complete":
            return
        opened = info["return_value"].get_extra_info("socket")
        # TLS takes the socket itself away; a second handle on it still ends the connection.
        self._sockets.append(opened.dup())
        if self.is_over:
            self._end()

    def _end(self) -> None:
        self.is_over = True
        for one in self._sockets:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


def trusted(url: str, *, as_environ_says: bool = False) -> Any:
    """The `ssl.SSLContext` with the certificates that the server of this URL is believed by.

    Loading them takes longer than most requests: they are loaded once, and shared by all requests
    and threads. Nothing else is shared: each request has a client and a connection of its own, and
    so neither cookies nor a session of another one.
    """
    scheme = urlsplit(url).scheme
    of = (scheme, *(os.environ.get(name) for name in _NAMED if as_environ_says))
    with _loading:
        if of not in _loaded:
            _loaded[of] = _load(scheme, as_environ_says=as_environ_says)
        return _loaded[of]


def _load(scheme: str, *, as_environ_says: bool) -> Any:
    if scheme == "http":
        import ssl

        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # it trusts nobody, and is not asked to
    import httpx

    return httpx.create_ssl_context(trust_env=as_environ_says)


def refusal(url: str) -> str | None:
    """Why this URL is not asked at all, or None."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return "is no URL"
    if parts.scheme not in ("http", "https") or not host:
        return "is no http(s) URL"
    if parts.username or parts.password:
        return "holds a user name or password, which clerkdoctor does not send"
    if parts.scheme == "http" and host not in _LOOPBACK:
        return "is not https"
    return None


def proxy_fault(text: str) -> str | None:
    """Why a request cannot go through this proxy, as the predicate of a sentence, or None."""
    if text == ENVIRON:
        return None
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return "is no URL"
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "is no http(s) URL"
    if parts.username or parts.password:
        return "holds a user name or password: set HTTPS_PROXY, and give `--proxy environ`"
    return None


def _headers(given: Mapping[str, str] | None) -> dict[str, str]:
    # Compressed answers would have a size that no cap sees before it is there.
    own = {"user-agent": f"clerkdoctor/{__version__}", "accept-encoding": "identity"}
    return own | dict(given or {})


NO_SUCH_HOST = "has a host that no DNS server knows"


def why(error: Exception) -> str:
    """What a failed connection means, without the URL, which the sentence begins with."""
    text = str(error) or type(error).__name__
    lower = text.lower()
    if "certificate" in lower:
        return f"has a certificate that is not trusted ({text.rpartition(':')[2].strip()})"
    if "name or service not known" in lower or "nodename nor servname" in lower:
        return NO_SUCH_HOST
    if "refused" in lower:
        return "refuses the connection"
    if "disconnected" in lower or "closed" in lower or "reset" in lower:
        return "closed the connection before it answered"
    return f"cannot be asked: {text}"


def _unconnected(error: Exception, proxy: str | None) -> str:
    """The connection is one to the proxy, where there is one; a certificate is the server's own."""
    cause = why(error)
    if proxy is None or "certificate" in cause:
        return cause
    return f"cannot be asked: {'it or the proxy' if proxy == ENVIRON else 'the proxy'} {cause}"
