"""Vercel and Convex, played by a local server as their documentation shapes them, with faults."""

import json
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

TOKEN = "vcp_" + "canary" + "TokenOfVercel0123456789"
PROJECT, TEAM = "prj_books", "team_books"
CONVEX_NAME = "brave-otter-42"
CONVEX_KEY = f"prod:{CONVEX_NAME}|" + "eyJ2MiI6ImNhbmFyeUtleU9mQ29udmV4In0="


class Fault(NamedTuple):
    """How requests whose path begins with `path` go wrong: the first `times` of them.

    `status` 0 is a connection that is closed, `pause` seconds of silence before any answer. Those
    that `meet` are answered when all have been asked.
    """

    path: str
    status: int
    body: bytes = b"{}"
    headers: Mapping[str, str] = {}
    times: int = 1_000_000
    pause: float = 0.0
    meet: threading.Barrier | None = None


class Platform:
    """What the server has, what it was asked, and how it goes wrong."""

    def __init__(self) -> None:
        self.records: list[dict[str, Any]] = []
        self.environments: list[dict[str, str]] = []
        self.shared: dict[str, str] = {}
        self.convex: dict[str, str] = {}
        self.convex_kind = "prod"
        self.page_size = 25
        self.built_at: float | None = None
        self.faults: list[Fault] = []
        self.asked: list[str] = []
        self.url = ""
        self._counts: dict[int, int] = {}
        self._lock = threading.Lock()

    def add(
        self,
        name: str,
        value: str,
        targets: Sequence[str] = ("production", "preview"),
        kind: str = "encrypted",
        **more: Any,
    ) -> None:
        identity = f"env_{len(self.records)}"
        row = {"id": identity, "key": name, "value": value, "target": list(targets), "type": kind}
        self.records.append({**row, "updatedAt": 1_790_000_000_000, **more})

    def fault(self, path: str) -> Fault | None:
        with self._lock:
            self.asked.append(path)
            for index, one in enumerate(self.faults):
                if path.startswith(one.path) and self._counts.get(index, 0) < one.times:
                    self._counts[index] = self._counts.get(index, 0) + 1
                    return one
        return None

    def answer(self, path: str, authorization: str) -> tuple[int, object]:
        parts = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path.startswith("/api/"):
            return self._convex(parts.path, authorization)
        if authorization != f"Bearer {TOKEN}":
            return 403, {
                "error": {"code": "forbidden", "message": "Not authorized", "invalidToken": True}
            }
        steps = parts.path.strip("/").split("/")
        if steps[1:2] == ["deployments"]:
            found = [] if self.built_at is None else [{"uid": "dpl_1", "created": self.built_at}]
            return 200, {"deployments": found}
        if steps[:3] == ["v3", "env", "pull"]:
            if steps[3] != PROJECT:
                return 404, {"error": {"code": "not_found", "message": "Project not found"}}
            return 200, {"env": self._pulled(steps[4:]), "buildEnv": {}}
        if steps[2] != PROJECT or query.get("teamId") not in (None, TEAM):
            return 404, {"error": {"code": "not_found", "message": "Project not found"}}
        if steps[3] == "custom-environments":
            return 200, {"environments": self.environments}
        if steps[0] == "v1":
            return self._single(steps[4])
        return self._listed(query)

    def _listed(self, query: Mapping[str, str]) -> tuple[int, object]:
        start = int(query.get("until", "0"))
        page = self.records[start : start + self.page_size]
        following = start + self.page_size
        following_or_none = following if following < len(self.records) else None
        # As the API does, ciphertext is listed for whatever it does not decrypt.
        envs = [
            row if row["type"] == "plain" else {**row, "value": "ciphertext==", "decrypted": False}
            for row in page
        ]
        return 200, {
            "envs": envs,
            "pagination": {"count": len(page), "next": following_or_none, "prev": None},
        }

    def _pulled(self, steps: Sequence[str]) -> dict[str, str]:
        target, branch = steps[0], unquote(steps[1]) if len(steps) > 1 else None
        ids = {one["slug"]: one["id"] for one in self.environments}
        found = dict(self.shared)
        for row in sorted(self.records, key=lambda row: row.get("gitBranch") is not None):
            meant = target in row["target"] or ids.get(target) in row.get(
                "customEnvironmentIds", ()
            )
            if meant and row.get("gitBranch") in (None, branch):
                found[row["key"]] = "" if row["type"] == "sensitive" else row["value"]
        return found

    def _single(self, identity: str) -> tuple[int, object]:
        row = next((one for one in self.records if one["id"] == identity), None)
        if row is None:
            return 404, {"error": {"code": "not_found"}}
        if row["type"] == "sensitive":
            return 200, {**row, "value": None, "decrypted": True}
        return 200, {**row, "decrypted": True}

    def _convex(self, path: str, authorization: str) -> tuple[int, object]:
        if authorization != f"Convex {CONVEX_KEY}":
            return 401, {"code": "BadAdminKey", "message": "The provided admin key was invalid"}
        if path == "/api/v1/list_environment_variables":
            return 200, {"environmentVariables": self.convex}
        if path == "/api/v1/deployment_info":
            return 200, {"kind": "cloud", "deploymentType": self.convex_kind}
        return 404, {}


@contextmanager
def served(platform: Platform) -> Iterator[Platform]:
    """The server on loopback, for as long as the block runs; `platform.url` is its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            fault = platform.fault(self.path)
            if fault:
                if fault.meet:
                    fault.meet.wait(20)
                time.sleep(fault.pause)
                if fault.status == 0:
                    self.close_connection = True
                    return
                self._send(fault.status, fault.body, fault.headers)
                return
            status, document = platform.answer(self.path, self.headers.get("authorization", ""))
            self._send(status, json.dumps(document).encode(), {})

        def _send(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing: the tests say what was asked."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    platform.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield platform
    finally:
        server.shutdown()
        server.server_close()
