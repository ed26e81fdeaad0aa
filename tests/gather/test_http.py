"""Asking servers that answer, and servers that do everything else."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import certifi
import httpx
import pytest

from clerkdoctor.gather import http
from clerkdoctor.gather.http import Answer, NoAnswer, get, refusal
from tests.listening import end

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
        end(one)


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


def test_certificates_are_loaded_once_for_all_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[object] = []
    load = httpx.create_ssl_context

    def counted(*, trust_env: bool) -> object:
        loaded.append(load(trust_env=trust_env))
        return loaded[-1]

    monkeypatch.setattr(httpx, "create_ssl_context", counted)
    monkeypatch.setattr(http, "_loaded", {})
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"https://127.0.0.1:{listener.getsockname()[1]}/"
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(get, [url] * 24))
    assert answers == [NoAnswer(url, "refuses the connection")] * 24
    assert len(loaded) == 1


def test_other_certificates_of_the_environment_are_other_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = "https://clerk.example.com/"
    own = http.trusted(url)
    monkeypatch.setenv("SSL_CERT_FILE", "/none/authority.pem")
    assert http.trusted(url) is own
    with pytest.raises(OSError, match="No such file"):
        http.trusted(url, as_environ_says=True)
    monkeypatch.setenv("SSL_CERT_FILE", certifi.where())
    of_environ = http.trusted(url, as_environ_says=True)
    assert of_environ is not own
    assert http.trusted(url, as_environ_says=True) is of_environ


def test_without_tls_nobody_is_trusted() -> None:
    assert http.trusted("http://127.0.0.1:3000/").cert_store_stats()["x509_ca"] == 0
    assert http.trusted("https://127.0.0.1:3000/").cert_store_stats()["x509_ca"] > 0


def test_no_cookie_and_no_connection_outlives_its_request() -> None:
    """A server that keeps connections open sees a new one for each request, without its cookie."""
    seen: list[bytes] = []
    kept: list[socket.socket] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        for _ in range(3):
            connection, _ = listener.accept()
            kept.append(connection)
            seen.append(connection.recv(65536))
            connection.sendall(
                b"HTTP/1.1 200 OK\r\nSet-Cookie: id=canary; Path=/\r\nContent-Length: 2\r\n\r\nok"
            )

    threading.Thread(target=serve, daemon=True).start()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    answers = [get(url) for _ in range(3)]
    for one in (listener, *kept):
        one.close()
    assert all(isinstance(answer, Answer) for answer in answers)
    assert len(seen) == 3
    assert not any(b"cookie" in request.lower() for request in seen)
