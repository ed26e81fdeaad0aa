"""A local server that answers as Clerk's and Convex' APIs do, and as they do not.

What it was asked is kept, so that a test can say what was sent where. Where the published OpenAPI
documents are at hand, the requests and the answers are held against them.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

from tests.command import ROOT

SPECS = ROOT.parent / "shared" / "specs"


class Reply(NamedTuple):
    """`body` is JSON unless it is bytes. `pause` seconds pass before it is sent."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = {}
    pause: float = 0.0


class Asked(NamedTuple):
    method: str
    path: str
    headers: Mapping[str, str]
    body: Any


Answer = Reply | Callable[[Asked], Reply]


class Served:
    """The server's URL, and what it was asked. `replies` are by path, each in turn, the last kept."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.asked: list[Asked] = []
        self.replies: dict[str, list[Answer]] = {}

    def on(self, path: str, *replies: Answer) -> None:
        self.replies[path] = list(replies)

    def answer(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        waiting = self.replies.get(asked.path.partition("?")[0])
        if not waiting:
            return Reply(404, {"code": "NotFound", "message": "no such endpoint"})
        reply = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return reply(asked) if callable(reply) else reply


@contextmanager
def serving() -> Iterator[Served]:
    """A server on loopback for as long as it is needed."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._reply()

        def do_POST(self) -> None:
            self._reply()

        def _reply(self) -> None:
            length = int(self.headers.get("content-length", 0))
            sent = self.rfile.read(length)
            body = json.loads(sent) if sent else None
            headers = {name.lower(): value for name, value in self.headers.items()}
            reply = served.answer(Asked(self.command, self.path, headers, body))
            time.sleep(reply.pause)
            data = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
            try:
                self.send_response(reply.status)
                stated = {"content-type": "application/json", **reply.headers}
                for name, value in stated.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
            except OSError:
                pass  # whoever asked did not wait

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    served = Served(f"http://127.0.0.1:{server.server_address[1]}")
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()


@cache
def specification(name: str) -> dict[str, Any] | None:
    """A published OpenAPI document; None where it is not at hand."""
    path = SPECS / name
    if not path.exists():
        return None
    if name.endswith(".json"):
        loaded: dict[str, Any] = json.loads(path.read_bytes())
        return loaded
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: dict[str, Any] = yaml.load(path.read_bytes(), Loader=loader)
    return found


def fits(document: object, schema: Mapping[str, Any], spec: Mapping[str, Any]) -> bool:
    """Whether an answer is one that the document allows."""
    import jsonschema
    import pytest

    pytest.importorskip("jsonschema")
    whole = {**schema, "components": spec["components"]}
    return bool(jsonschema.Draft202012Validator(whole).is_valid(document))
