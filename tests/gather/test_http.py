"""Asking servers that answer, and servers that do everything else."""

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from clerkdoctor.gather.http import Answer, NoAnswer, get, refusal

Handler = Callable[[socket.socket], None]


@pytest.fixture
def served() -> Iterator[Callable[[Handler], str]]:
    """A server whose every connection the given function deals with; gives its URL."""
    sockets: list[socket.socket] = []

    def start(handler: Handler) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        sockets.append(listener)

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    try:
                        connection.recv(65536)
                        handler(connection)
                    except OSError:
                        pass

        threading.Thread(target=serve, daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}/keys"

    yield start
    for one in sockets:
        one.close()


def sends(*parts: bytes, pause: float = 0) -> Handler:
    def handler(connection: socket.socket) -> None:
        for part in parts:
            connection.sendall(part)
            time.sleep(pause)

    return handler


def test_an_answer_is_given_as_it_is(served: Callable[[Handler], str]) -> None:
    url = served(sends(b"HTTP/1.1 404 Not Found\r\nX-A: b\r\nContent-Length: 2\r\n\r\nno"))
    answer = get(url)
    assert isinstance(answer, Answer)
    assert (answer.status, answer.headers["x-a"], answer.body) == (404, "b", b"no")
    assert answer.sent_at <= answer.received_at


def test_a_redirect_is_not_followed(served: Callable[[Handler], str]) -> None:
    url = served(
        sends(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n")
    )
    answer = get(url)
    assert isinstance(answer, Answer)
    assert answer.status == 302


@pytest.mark.parametrize(
    ("handler", "reason"),
    [
        (sends(), "closed the connection before it answered"),
        (sends(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"), "closed the connection"),
        (sends(b"HTTP/1.1 200 OK\r\nContent-Length: 4000000\r\n\r\n", b"x" * 4_000_000), "more than 1 MB"),
        (sends(b"HTTP/1.1 200 OK\r\n\r\n", *([b"x"] * 40), pause=0.05), "took longer than 0.4 s"),
        (lambda _: time.sleep(1), "took longer than 0.4 s"),
        (sends(b"SSH-2.0-OpenSSH_9.2\r\n"), "closed the connection before it answered"),
        (sends(b"\x00" * 100), "cannot be asked"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_named(
    served: Callable[[Handler], str], handler: Handler, reason: str
) -> None:
    answer = get(served(handler), timeout=0.4)
    assert isinstance(answer, NoAnswer)
    assert reason in answer.reason


def test_a_closed_port_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert get(f"http://127.0.0.1:{port}/") == NoAnswer(
        f"http://127.0.0.1:{port}/", "refuses the connection"
    )


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://clerk.example.com/x", "is not https"),
        ("ftp://clerk.example.com/x", "is no http(s) URL"),
        ("clerk.example.com", "is no http(s) URL"),
        ("https://", "is no http(s) URL"),
        ("https://[::1", "is no URL"),
        ("https://host:port/", "is no URL"),
        ("https://user:secret@clerk.example.com/", "holds a user name or password"),
    ],
)  # fmt: skip
def test_what_is_not_asked(url: str, reason: str) -> None:
    answer = get(url)
    assert isinstance(answer, NoAnswer)
    assert reason in answer.reason
    assert "secret" not in answer.reason


def test_https_and_loopback_are_asked() -> None:
    assert refusal("https://clerk.example.com/x") is None
    assert refusal("http://127.0.0.1:3000/x") is None
    assert refusal("http://localhost/x") is None


def test_no_proxy_of_the_environment_is_used(
    served: Callable[[Handler], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = served(sends(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    answer = get(url)
    assert isinstance(answer, Answer)
    assert answer.body == b"ok"
