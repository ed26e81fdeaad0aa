"""Sending deliveries as Svix does: POST, the raw bytes, no redirects, one deadline for all of it.

http.client keeps the connection and is four times as fast as httpx here
(tests/benchmarks/send_deliveries.py); its sockets are given what is left of the deadline before
each read, so that an endpoint that drips bytes is over in time, too.
"""

import io
import socket
import ssl
import time
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any
from urllib.parse import urlsplit

from clerkdoctor.probing.answers import MOST_BODY, Answer, NoAnswer

_LEFT = 0.001
"""Seconds given to a read whose deadline has passed: zero would mean no waiting at all."""


class Sender:
    """Sends to one endpoint, over a connection that is kept while the endpoint keeps it."""

    def __init__(self, url: str, timeout: float = 15.0, *, context: Any = None) -> None:
        parts = urlsplit(url)
        self.timeout = timeout
        self.is_tls = parts.scheme == "https"
        self.host = parts.hostname or ""
        self.port = parts.port or (443 if self.is_tls else 80)
        self.path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._context = context
        self._connection: _Connection | None = None

    def send(
        self, headers: Mapping[str, str] | list[tuple[str, str]], body: bytes, method: str = "POST"
    ) -> Answer | NoAnswer:
        """One request and its answer; a kept connection that turns out closed is opened anew."""
        started = time.monotonic()
        is_kept = self._connection is not None
        found = self._once(headers, body, method, started)
        if is_kept and isinstance(found, NoAnswer) and found.why == "reset":
            found = self._once(headers, body, method, started)
        return found

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _once(self, headers: Any, body: bytes, method: str, started: float) -> Answer | NoAnswer:
        try:
            connection = self._open(started + self.timeout)
            connection.deadline = started + self.timeout
            connection.putrequest(method, self.path, skip_accept_encoding=True)
            pairs = headers.items() if isinstance(headers, Mapping) else headers
            for name, value in pairs:
                connection.putheader(name, value)
            connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            response = connection.getresponse()
            kept = _body(response)
        except (OSError, HTTPException, ValueError) as error:
            self.close()
            return _failure(error, time.monotonic() - started)
        answer = Answer(
            response.status,
            _joined(response),
            kept[:MOST_BODY],
            time.monotonic() - started,
            len(kept) > MOST_BODY,
        )
        if answer.is_cut or response.will_close:
            self.close()
        return answer

    def _open(self, deadline: float) -> "_Connection":
        if self._connection is None:
            context = None
            if self.is_tls:
                context = self._context or ssl.create_default_context()
            self._connection = _Connection(self.host, self.port, context, deadline)
        return self._connection


class _Connection(HTTPConnection):
    """A connection whose every read has what is left until `deadline`, a monotonic time."""

    def __init__(
        self, host: str, port: int, context: ssl.SSLContext | None, deadline: float
    ) -> None:
        super().__init__(host, port)
        self.deadline = deadline
        self._tls = context

    def connect(self) -> None:
        plain = socket.create_connection((self.host, self.port), self.left)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._tls is not None:
            plain.settimeout(self.left)
            try:
                plain = self._tls.wrap_socket(plain, server_hostname=self.host)
            except OSError:
                plain.close()
                raise
        self.sock = _Timed(plain, self)

    @property
    def left(self) -> float:
        return max(self.deadline - time.monotonic(), _LEFT)


class _Timed:
    """A socket as http.client uses one, with the connection's deadline on each operation."""

    def __init__(self, plain: socket.socket, connection: _Connection) -> None:
        self._plain = plain
        self._connection = connection

    def sendall(self, data: bytes) -> None:
        self._plain.settimeout(self._connection.left)
        self._plain.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self._plain, self._connection))

    def close(self) -> None:
        self._plain.close()


class _Reader(io.RawIOBase):
    def __init__(self, plain: socket.socket, connection: _Connection) -> None:
        self._plain = plain
        self._connection = connection

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._connection.deadline < time.monotonic():
            raise TimeoutError("timed out")
        self._plain.settimeout(self._connection.left)
        return self._plain.recv_into(buffer)


def _body(response: HTTPResponse) -> bytes:
    """At most one byte more than is kept, which tells that there is more."""
    return response.read(MOST_BODY + 1)


def _joined(response: HTTPResponse) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in response.getheaders():
        key = name.lower()
        found[key] = f"{found[key]}, {value}" if key in found else value
    return found


def _failure(error: Exception, elapsed: float) -> NoAnswer:
    """The failure by its kind; the system's words are kept, ours come with the meaning."""
    detail = str(error) or type(error).__name__
    if isinstance(error, ssl.SSLCertVerificationError):
        return NoAnswer("certificate", error.verify_message, elapsed)
    if isinstance(error, ssl.SSLError):
        return NoAnswer("tls", error.reason or detail, elapsed)
    if isinstance(error, TimeoutError):
        return NoAnswer("timeout", detail, elapsed)
    if isinstance(error, socket.gaierror):
        return NoAnswer("no-host", error.strerror or detail, elapsed)
    if isinstance(error, ConnectionRefusedError):
        return NoAnswer("refused", detail, elapsed)
    if isinstance(error, ConnectionError) or type(error).__name__ == "RemoteDisconnected":
        return NoAnswer("reset", detail, elapsed)
    if isinstance(error, HTTPException):
        return NoAnswer("not-http", f"{type(error).__name__}: {detail}"[:200], elapsed)
    return NoAnswer("unreachable", detail, elapsed)
