"""Sending to an endpoint that is right, slow, broken, or no endpoint at all."""

import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from clerkdoctor.gather.delivering import Sender
from clerkdoctor.probing.answers import MOST_BODY, Answer, NoAnswer
from tests.listening import end

Served = Callable[[socket.socket], None]
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@contextmanager
def endpoint(serve: Served) -> Iterator[str]:
    """A server that gives each connection to `serve`; its URL."""
    listening = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=_guarded, args=(serve, connection), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/api/webhooks/clerk?x=1"
    finally:
        end(listening)


def _guarded(serve: Served, connection: socket.socket) -> None:
    with connection, suppress(OSError):
        serve(connection)


def request(connection: socket.socket) -> bytes:
    """All of one request, whose body ends in `}`."""
    data = b""
    while not data.endswith(b"}"):
        more = connection.recv(65536)
        if not more:
            return data
        data += more
    return data


def send(serve: Served, timeout: float = 5.0) -> Answer | NoAnswer:
    with endpoint(serve) as url, closing(Sender(url, timeout)) as sender:
        return sender.send({"Svix-Id": "msg_1"}, b"{}")


def failure(serve: Served, timeout: float = 5.0) -> str:
    found = send(serve, timeout)
    assert isinstance(found, NoAnswer), found
    return found.why


def test_what_is_sent_is_what_svix_sends() -> None:
    got: list[bytes] = []

    def serve(connection: socket.socket) -> None:
        got.append(request(connection))
        connection.sendall(OK)

    assert isinstance(send(serve), Answer)
    head, _, body = got[0].partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    assert lines[0] == b"POST /api/webhooks/clerk?x=1 HTTP/1.1"
    assert lines[1].startswith(b"Host: 127.0.0.1:")
    assert lines[2:] == [b"Svix-Id: msg_1", b"Content-Length: 2"]
    assert body == b"{}"


def test_the_answer_is_read_and_headers_are_joined() -> None:
    def serve(connection: socket.socket) -> None:
        request(connection)
        connection.sendall(
            b"HTTP/1.1 401 No\r\nSet-Cookie: a\r\nset-cookie: b\r\nContent-Length: 3\r\n\r\nno!"
        )

    found = send(serve)
    assert isinstance(found, Answer)
    assert (found.status, found.body, found.headers["set-cookie"]) == (401, b"no!", "a, b")
    assert found.elapsed > 0


def test_a_connection_is_kept_and_opened_anew_where_it_was_closed() -> None:
    connections: list[int] = []

    def serve(connection: socket.socket) -> None:
        connections.append(1)
        for _ in range(2):
            request(connection)
            connection.sendall(OK)

    with endpoint(serve) as url, closing(Sender(url)) as sender:
        found = [sender.send({}, b"{}") for _ in range(4)]
    assert all(isinstance(one, Answer) for one in found)
    assert len(connections) == 2


def test_a_huge_answer_is_cut() -> None:
    def serve(connection: socket.socket) -> None:
        request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65536)

    found = send(serve)
    assert isinstance(found, Answer)
    assert found.is_cut
    assert len(found.body) == MOST_BODY


def test_a_redirect_is_not_followed() -> None:
    def serve(connection: socket.socket) -> None:
        request(connection)
        connection.sendall(
            b"HTTP/1.1 308 Permanent\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"
        )

    found = send(serve)
    assert isinstance(found, Answer)
    assert (found.status, found.headers["location"]) == (308, "/elsewhere")


def test_silence_is_over_in_time() -> None:
    started = time.monotonic()
    assert failure(lambda connection: time.sleep(3), 0.3) == "timeout"
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n"])
def test_dripping_bytes_are_over_in_time(head: bytes) -> None:
    def serve(connection: socket.socket) -> None:
        request(connection)
        connection.sendall(head or b"HTTP/1.1 200 OK\r\n")
        while True:
            connection.sendall(b"X-A: b\r\n" if not head else b"x")
            time.sleep(0.05)

    started = time.monotonic()
    assert failure(serve, 0.5) == "timeout"
    assert time.monotonic() - started < 2


def test_what_breaks_off_is_named() -> None:
    assert failure(lambda connection: None) == "reset"
    assert failure(lambda connection: connection.sendall(b"SSH-2.0-x\r\n\r\n")) in (
        "not-http",
        "reset",
    )


def test_nothing_listens_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    found = Sender(f"http://127.0.0.1:{port}/").send({}, b"{}")
    assert isinstance(found, NoAnswer)
    assert found.why == "refused"


def test_a_certificate_that_nobody_knows(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj",
         "/CN=localhost", "-keyout", key, "-out", certificate],
        capture_output=True, check=False,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("openssl makes no certificate here")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def serve(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secure:
            request(secure)

    with endpoint(serve) as url:
        found = Sender(url.replace("http:", "https:")).send({}, b"{}")
    assert isinstance(found, NoAnswer)
    assert found.why == "certificate"
    with endpoint(lambda connection: connection.sendall(OK)) as url:
        found = Sender(url.replace("http:", "https:")).send({}, b"{}")
    assert isinstance(found, NoAnswer)
    assert found.why == "tls"
