"""Webhook endpoints for tests: a server that answers what a function says, and keeps what it got."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

from clerkdoctor.svix.verify import verify_svix
from tests.checks.probe_facts import kit

Headers = dict[str, str]


class Got(NamedTuple):
    method: str
    path: str
    headers: Headers
    body: bytes
    at: float


Reply = Callable[[Got], "tuple[int, bytes, Headers] | None"]


@contextmanager
def endpoint(reply: Reply) -> Iterator[tuple[str, list[Got]]]:
    """A server that answers what `reply` says, and nothing where that is None; what it got."""
    got: list[Got] = []

    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 65536  # An answer in one piece: the client does not wait for the rest.

        def do_GET(self) -> None:
            self.do_POST()

        def do_POST(self) -> None:
            length = int(self.headers.get("content-length", "0"))
            headers = {name.lower(): value for name, value in self.headers.items()}
            one = Got(self.command, self.path, headers, self.rfile.read(length), time.monotonic())
            got.append(one)
            found = reply(one)
            if found is None:
                self.close_connection = True
                return
            status, body, more = found
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **more}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/api/webhooks/clerk", got
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def verified(one: Got) -> tuple[int, bytes, Headers]:
    """A right handler."""
    if one.method != "POST":
        return 405, b"", {"Allow": "POST"}
    is_right = verify_svix(kit().secret, one.headers, one.body, time.time()).accepted
    return (200, b"ok", {}) if is_right else (400, b"no", {})
