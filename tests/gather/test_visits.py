"""Visits of pages: a whole visit is bounded, whatever the server does with its bytes."""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from clerkdoctor.gather import http
from clerkdoctor.gather.http import NoAnswer
from clerkdoctor.gather.visits import Network, walk
from tests.listening import end
from tests.session.stage import APP, stage

SECONDS = 1.2
SLACK = 4.0
"""Seconds that a busy machine may add; without a deadline these servers never end."""

PAUSE = 1.0
"""Seconds between two bytes: each read gets its byte in time."""

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n"
Server = Callable[[bytes, bytes], str]


@pytest.fixture
def server() -> Iterator[Server]:
    """Sends the first part at once and the second byte by byte, for ever."""
    with contextlib.ExitStack() as stack:
        stopped = threading.Event()
        stack.callback(stopped.set)

        def drip(listener: socket.socket, first: bytes, then: bytes) -> None:
            with contextlib.suppress(OSError):
                while True:
                    client, _ = listener.accept()
                    threading.Thread(target=serve, args=(client, first, then), daemon=True).start()

        def serve(client: socket.socket, first: bytes, then: bytes) -> None:
            with client, contextlib.suppress(OSError):
                client.recv(4096)
                client.sendall(first)
                while not stopped.wait(PAUSE):
                    client.sendall(then[:1])

        def started(first: bytes, then: bytes) -> str:
            listener = socket.create_server(("127.0.0.1", 0))
            stack.callback(end, listener)
            threading.Thread(target=drip, args=(listener, first, then), daemon=True).start()
            return f"http://127.0.0.1:{listener.getsockname()[1]}/"

        yield started


@pytest.mark.parametrize(
    "first", [b"", b"HTTP/1.1 200 OK\r\n", HEAD + b"x-drip: "], ids=["status", "name", "value"]
)
def test_headers_that_drip_are_not_waited_for(server: Server, first: bytes) -> None:
    url = server(first, b"x")
    start = time.monotonic()
    visit = Network(SECONDS).visit(url)
    assert time.monotonic() - start < SECONDS + SLACK
    assert visit.hop.failure == f"took longer than {SECONDS:g} s"
    assert visit.hop.status == 0


@pytest.mark.parametrize(
    "first",
    [b"", HEAD + b"x-drip: ", HEAD + b"content-length: 100\r\n\r\n"],
    ids=["status", "header", "body"],
)
def test_a_document_that_drips_is_no_answer(server: Server, first: bytes) -> None:
    url = server(first, b"x")
    start = time.monotonic()
    assert http.get(url, timeout=SECONDS) == NoAnswer(url, f"took longer than {SECONDS:g} s")
    assert time.monotonic() - start < SECONDS + SLACK


def test_a_body_that_drips_is_read_as_far_as_it_comes_in_time(server: Server) -> None:
    url = server(HEAD + b"content-length: 100\r\n\r\n<html>", b"x")
    start = time.monotonic()
    visit = Network(SECONDS).visit(url)
    assert time.monotonic() - start < SECONDS + SLACK
    assert visit.hop.failure is None
    assert visit.hop.status == 200
    assert visit.body.startswith(b"<html>")
    assert len(visit.body) < 10


def test_a_body_of_which_nothing_comes_is_late(server: Server) -> None:
    url = server(HEAD + b"content-length: 100\r\n\r\n", b"")
    visit = Network(SECONDS).visit(url)
    assert visit.hop.failure == f"took longer than {SECONDS:g} s"


def test_a_walk_ends_where_headers_drip(server: Server) -> None:
    url = server(b"HTTP/1.1 302 Found\r\nlocation: /", b"x")
    start = time.monotonic()
    trail, _ = walk(Network(SECONDS), url, {}, {"127.0.0.1"})
    assert time.monotonic() - start < SECONDS + SLACK
    assert trail.end == "failed"


def test_headers_that_drip_through_tls(tmp_path: Path) -> None:
    with stage(tmp_path) as made, socket.create_server(("127.0.0.1", 0)) as listener:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tmp_path / "server.pem")
        stopped = threading.Event()

        def drip() -> None:
            client, _ = listener.accept()
            with contextlib.suppress(OSError), context.wrap_socket(client, server_side=True) as tls:
                tls.recv(4096)
                tls.sendall(HEAD)
                while not stopped.wait(PAUSE):
                    tls.sendall(b"x")

        threading.Thread(target=drip, daemon=True).start()
        to = {f"{APP}:443": f"127.0.0.1:{listener.getsockname()[1]}"}
        network = Network(SECONDS, made.trust, to)
        start = time.monotonic()
        visit = network.visit(f"https://{APP}/")
        stopped.set()
        assert time.monotonic() - start < SECONDS + SLACK
        assert visit.hop.failure == f"took longer than {SECONDS:g} s"


def test_a_visit_in_time_is_whole(tmp_path: Path) -> None:
    with stage(tmp_path) as made:
        visit = made.network(timeout=20.0).visit(f"https://{APP}/")
        assert visit.hop.status == 200
        assert visit.body == b"<p>Hello</p>"
        gone = made.network(APP, timeout=20.0).visit(f"https://{APP}/")
        assert gone.hop.failure == "refuses the connection"


def test_no_thread_and_no_socket_is_left(tmp_path: Path) -> None:
    with stage(tmp_path) as made:
        network = made.network(timeout=20.0)
        network.visit(f"https://{APP}/")
        before = threading.active_count()
        for _ in range(5):
            network.visit(f"https://{APP}/")
        # The server's own threads end a little later than the visits.
        end = time.monotonic() + 10
        while threading.active_count() > before and time.monotonic() < end:
            time.sleep(0.02)
        assert threading.active_count() <= before
