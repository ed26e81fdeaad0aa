"""A proxy: used where it is asked for, by the address or from the environment, and never else."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from clerkdoctor.gather.http import ENVIRON, Answer, NoAnswer, get, proxy_fault
from tests.listening import end
from tests.proxies import HOST, Certificates, Proxy, certificates, serving

URL = f"https://{HOST}/keys"
NAMES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*NAMES, "NO_PROXY", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def nobody_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """No DNS: whoever asks for another host than this machine did not use the proxy."""
    look_up = socket.getaddrinfo

    def only_here(host: str, *rest: object, **more: object) -> object:
        if host not in ("127.0.0.1", "localhost"):
            raise socket.gaierror(-2, "Name or service not known")
        return look_up(host, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", only_here)


class Behind(NamedTuple):
    """A server that only a proxy leads to."""

    proxy: Proxy
    shown: Certificates


@pytest.fixture
def behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nobody_is_known: None
) -> Iterator[Behind]:
    shown = certificates(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(shown.authority))
    with serving(shown, {"/keys": b"{}"}) as port:
        proxy = Proxy(port)
        yield Behind(proxy, shown)
        proxy.close()


def test_a_proxy_that_is_named_is_asked(behind: Behind) -> None:
    answer = get(URL, headers={"authorization": "Bearer secret"}, proxy=behind.proxy.url)
    assert isinstance(answer, Answer)
    assert (answer.status, answer.body) == (200, b"{}")
    assert behind.proxy.asked == [f"CONNECT {HOST}:443 HTTP/1.1"]
    # The proxy leads the way, and reads nothing of what is said.
    assert not any("secret" in header for header in behind.proxy.headers)


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_the_environments_proxy_is_asked_where_that_is_wanted(
    behind: Behind, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, behind.proxy.url)
    assert isinstance(get(URL, proxy=ENVIRON), Answer)
    assert behind.proxy.asked == [f"CONNECT {HOST}:443 HTTP/1.1"]


def test_the_environments_proxy_is_not_asked_unless_that_is_wanted(
    behind: Behind, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in NAMES:
        monkeypatch.setenv(name, behind.proxy.url)
    assert get(URL) == NoAnswer(URL, "has a host that no DNS server knows")
    assert behind.proxy.asked == []


def test_the_environment_says_what_no_proxy_is_for(
    behind: Behind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", behind.proxy.url)
    monkeypatch.setenv("NO_PROXY", "example.com,acme.test")
    answer = get(URL, proxy=ENVIRON)
    assert isinstance(answer, NoAnswer)
    assert answer.reason == "cannot be asked: it or the proxy has a host that no DNS server knows"
    assert behind.proxy.asked == []


@pytest.mark.parametrize("proxied", ["named", ENVIRON])
def test_loopback_is_asked_without_a_proxy(
    served: Callable[[bytes], str], monkeypatch: pytest.MonkeyPatch, proxied: str
) -> None:
    """What is sent there may be in the clear, which a proxy elsewhere would make a lie."""
    proxy = Proxy(1)
    for name in NAMES:
        monkeypatch.setenv(name, proxy.url)
    url = served(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    answer = get(url, proxy=proxy.url if proxied == "named" else ENVIRON)
    assert isinstance(answer, Answer)
    assert (answer.body, proxy.asked) == (b"ok", [])
    proxy.close()


def test_a_certificate_that_nobody_named_is_not_trusted_by_a_proxy_either(
    behind: Behind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    answer = get(URL, proxy=behind.proxy.url)
    assert isinstance(answer, NoAnswer)
    assert answer.reason.startswith("has a certificate that is not trusted")


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
         "cannot be asked: the proxy answers 407 Proxy Authentication Required"),
        (b"HTTP/1.1 502 Bad Gateway\r\n\r\n", "cannot be asked: the proxy answers 502 Bad Gateway"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "closed the connection before it answered"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("nobody_is_known")
def test_a_proxy_that_lets_nobody_through_is_named(said: bytes, reason: str) -> None:
    proxy = Proxy(1, said)
    answer = get(URL, proxy=proxy.url)
    proxy.close()
    assert answer == NoAnswer(URL, reason)


@pytest.mark.parametrize(("asked", "who"), [(None, "the proxy"), (ENVIRON, "it or the proxy")])
def test_a_proxy_that_is_not_there_is_named(
    monkeypatch: pytest.MonkeyPatch, asked: str | None, who: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    monkeypatch.setenv("HTTPS_PROXY", url)
    answer = get(URL, proxy=asked or url)
    assert answer == NoAnswer(URL, f"cannot be asked: {who} refuses the connection")


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("HTTPS_PROXY", "socks5://user:secret@127.0.0.1:9", "speaks SOCKS"),
        ("HTTPS_PROXY", "gopher://user:secret@127.0.0.1:9", "that cannot be used"),
        ("HTTPS_PROXY", "http://user:secret@[::1", "that cannot be used"),
        ("HTTPS_PROXY", "http://user:secret@127.0.0.1:x", "that cannot be used"),
        ("SSL_CERT_FILE", "/none/secret.pem", "that cannot be used"),
    ],
)
def test_settings_that_cannot_be_used_are_named_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, reason: str
) -> None:
    monkeypatch.setenv(name, value)
    answer = get(URL, proxy=ENVIRON)
    assert isinstance(answer, NoAnswer)
    assert reason in answer.reason
    assert "secret" not in answer.reason


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("http://127.0.0.1:3128", None),
        ("https://proxy.acme.test", None),
        (ENVIRON, None),
        ("127.0.0.1:3128", "is no http(s) URL"),
        ("proxy", "is no http(s) URL"),
        ("", "is no http(s) URL"),
        ("socks5://127.0.0.1:9", "is no http(s) URL"),
        ("http://[::1", "is no URL"),
        ("http://host:port", "is no URL"),
        ("http://user:secret@proxy:1", "holds a user name or password"),
    ],
)
def test_what_may_be_named_as_a_proxy(text: str, fault: str | None) -> None:
    found = proxy_fault(text)
    assert found == fault if fault is None else (found or "").startswith(fault)


@pytest.fixture
def served() -> Iterator[Callable[[bytes], str]]:
    """A server that says one thing to everybody; gives its URL."""
    listeners: list[socket.socket] = []

    def serve(said: bytes) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def answer() -> None:
            with contextlib.suppress(OSError):
                client, _ = listener.accept()
                with client:
                    client.recv(4096)
                    client.sendall(said)

        threading.Thread(target=answer, daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}/"

    yield serve
    for listener in listeners:
        end(listener)
