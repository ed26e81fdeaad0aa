"""An issuer of ours on loopback: it publishes what a test hands it."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple


class Page(NamedTuple):
    status: int = 200
    body: bytes = b""
    type: str = "application/json"
    location: str | None = None


class Server:
    """Answers each path with a page, and remembers what it was asked for."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.asked: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.path)
                page = outer.pages.get(self.path, Page(404, b"{}"))
                self.send_response(page.status)
                self.send_header("content-type", page.type)
                if page.location:
                    self.send_header("location", page.location)
                self.send_header("content-length", str(len(page.body)))
                self.end_headers()
                self.wfile.write(page.body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"

    def publish(self, *keys: object, metadata: object = None) -> None:
        body = json.dumps({"keys": list(keys)}).encode()
        self.pages["/.well-known/jwks.json"] = Page(body=body)
        stated = metadata or {
            "issuer": self.issuer,
            "jwks_uri": f"{self.issuer}/.well-known/jwks.json",
        }
        self.pages["/.well-known/openid-configuration"] = Page(body=json.dumps(stated).encode())

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
