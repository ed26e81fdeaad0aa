"""Vercel and Convex, played by a local server as their documentation shapes them, with faults."""

import json
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

TOKEN = "vcp_" + "canary" + "TokenOfVercel0123456789"
PROJECT, NAME, TEAM = "prj_books", "books", "team_books"
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
        self.shared: list[dict[str, Any]] = []
        self.unlisted: dict[str, str] = {}
        self.deployments: list[dict[str, Any]] = []
        self.convex: dict[str, str] = {}
        self.convex_kind = "prod"
        self.page_size = 25
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

    def share(
        self,
        name: str,
        value: str,
        targets: Sequence[str] = ("production", "preview"),
        kind: str = "encrypted",
        **more: Any,
    ) -> None:
        """A variable of the team, linked to the project."""
        identity = f"env_shared_{len(self.shared)}"
        row = {"id": identity, "key": name, "value": value, "target": list(targets), "type": kind}
        times = {"created": "2026-09-21T00:00:00.000Z", "updatedAt": 1_790_000_000_000}
        self.shared.append({**row, "projectId": [PROJECT], **times, **more})

    def deploy(self, target: str, created: float, **more: Any) -> dict[str, Any]:
        """A deployment that is ready, made at this time in milliseconds; the newest is listed first."""
        number = len(self.deployments)
        custom = next((one for one in self.environments if one["slug"] == target), None)
        row = {
            "uid": f"dpl_{number}", "url": f"books-{number}.vercel.app", "projectId": PROJECT,
            "created": created, "createdAt": created, "buildingAt": created + 1000,
            "ready": created + 60_000, "state": "READY", "readyState": "READY", "meta": {},
            "target": target if target == "production" else None, "type": "LAMBDAS",
            **({"readySubstate": "PROMOTED"} if target == "production" else {}),
            **({"customEnvironment": custom} if custom else {}),
            "buildEnv": {},
        }  # fmt: skip
        self.deployments.append({**row, **more})
        return self.deployments[-1]

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
        if query.get("teamId") not in (None, TEAM):
            return 403, {"error": {"code": "forbidden", "message": "Not authorized"}}
        if steps[1:] == ["deployments"]:
            return self._deployed(query)
        if steps[:2] == ["v1", "env"]:
            if "teamId" not in query:
                return 403, {"error": {"code": "forbidden", "message": "No team"}}
            return self._single(self.shared, steps[2]) if steps[2:] else self._shared(query)
        if steps[:3] == ["v3", "env", "pull"]:
            if steps[3].startswith("dpl_"):
                return 200, {"env": {}, "buildEnv": self._of(steps[3])["buildEnv"]}
            if steps[3] != PROJECT:
                return 404, {"error": {"code": "not_found", "message": "Project not found"}}
            return 200, {"env": self._pulled(steps[4:]), "buildEnv": {}}
        if steps[2] == NAME and steps[3:] == []:
            return 200, {"id": PROJECT, "name": NAME}
        if steps[2] != PROJECT:
            return 404, {"error": {"code": "not_found", "message": "Project not found"}}
        if steps[3] == "custom-environments":
            return 200, {"environments": self.environments}
        if steps[0] == "v1":
            return self._single(self.records, steps[4])
        return self._listed(query)

    def _of(self, deployment: str) -> dict[str, Any]:
        return next(one for one in self.deployments if one["uid"] == deployment)

    def _deployed(self, query: Mapping[str, str]) -> tuple[int, object]:
        """The list as it is asked for: of a project by id or name, a target, a branch, a state."""
        found = [
            {name: value for name, value in one.items() if name != "buildEnv"}
            for one in sorted(self.deployments, key=lambda one: -one["created"])
            if query["projectId"] in (PROJECT, NAME)
            and query.get("state") in (None, one["state"])
            and query.get("target") in (None, _environment(one))
            and query.get("branch") in (None, one["meta"].get("githubCommitRef"))
        ]
        page = found[: int(query.get("limit", "20"))]
        return 200, {
            "deployments": page,
            "pagination": {"count": len(page), "next": None, "prev": None},
        }

    def _shared(self, query: Mapping[str, str]) -> tuple[int, object]:
        linked = [one for one in self.shared if query["projectId"] in one["projectId"]]
        start = int(query.get("until", "0"))
        return 200, self._page(linked, start, "data")

    def _listed(self, query: Mapping[str, str]) -> tuple[int, object]:
        return 200, self._page(self.records, int(query.get("until", "0")), "envs")

    def _page(self, rows: Sequence[dict[str, Any]], start: int, part: str) -> dict[str, Any]:
        page = rows[start : start + self.page_size]
        following = start + self.page_size
        following_or_none = following if following < len(rows) else None
        # As the API does, ciphertext is listed for whatever it does not decrypt.
        envs = [
            row if row["type"] == "plain" else {**row, "value": "ciphertext==", "decrypted": False}
            for row in page
        ]
        return {
            part: envs,
            "pagination": {"count": len(page), "next": following_or_none, "prev": None},
        }

    def _pulled(self, steps: Sequence[str]) -> dict[str, str]:
        target, branch = steps[0], unquote(steps[1]) if len(steps) > 1 else None
        ids = {one["slug"]: one["id"] for one in self.environments}
        found = dict(self.unlisted)
        own = sorted(self.records, key=lambda row: row.get("gitBranch") is not None)
        # The project's own variables beat those of the team.
        for row in [*(one for one in self.shared if PROJECT in one["projectId"]), *own]:
            of_custom = ids.get(target) in row.get("customEnvironmentIds", ()) or (
                target in ids and row.get("applyToAllCustomEnvironments")
            )
            meant = target in row["target"] or of_custom
            if meant and row.get("gitBranch") in (None, branch):
                found[row["key"]] = "" if row["type"] == "sensitive" else row["value"]
        return found

    def _single(self, rows: Sequence[dict[str, Any]], identity: str) -> tuple[int, object]:
        row = next((one for one in rows if one["id"] == identity), None)
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


def _environment(deployment: Mapping[str, Any]) -> str:
    custom = deployment.get("customEnvironment")
    return str(custom["slug"] if custom else deployment["target"] or "preview")


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
            with suppress(BrokenPipeError, ConnectionResetError):  # who asked has had enough
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing: the tests say what was asked."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 64  # all is asked at the same time

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    platform.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield platform
    finally:
        server.shutdown()
        server.server_close()
