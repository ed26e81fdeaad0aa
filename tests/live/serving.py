"""Building a Next.js app, starting it at a free port, and asking it: no network but loopback.

Every command is the leader of a process group of its own, which ends with it, with the test that
has started it, or when it takes too long.
"""

import base64
import contextlib
import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tests import npm
from tests.live import app

BUILD = 420
START = 120
ANSWER = 60
_SCRIPT = Path(__file__).with_name("next.cjs")

# `localhost`, never 127.0.0.1: with clerkMiddleware the app would ask itself, and hang.
HOST = "localhost"


class Answer(NamedTuple):
    """An HTTP answer. `headers` are in lower case; `made_by` the route files that have made it."""

    status: int
    headers: Mapping[str, str]
    made_by: frozenset[str]


class Server:
    """A running app."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, headers: Mapping[str, str]) -> Answer:
        """The answer to one request. A connection that the app has closed is opened again."""
        for attempt in (1, 2):
            connection = self._connection or http.client.HTTPConnection(
                HOST, self.port, timeout=ANSWER
            )
            self._connection = connection
            try:
                connection.request(method, path, headers=dict(headers))
                response = connection.getresponse()
                body = response.read()
            except (ConnectionError, http.client.HTTPException):
                self.close()
                if attempt == 2:
                    raise
                continue
            found = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, found, frozenset(app.names_in(body)))
        raise AssertionError

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class Processes:
    """The commands that run, so that all of them can be ended at once."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[bytes]] = set()
        self._closed = False

    def close(self) -> None:
        self._closed = True
        for process in list(self._running):
            _end(process)

    @contextlib.contextmanager
    def next(
        self, folder: Path, packages: Path, arguments: Sequence[str], log: Path
    ) -> Iterator[subprocess.Popen[bytes]]:
        """`next …` in the app's folder; what it prints goes to `log`."""
        if self._closed:
            raise InterruptedError
        command = [
            npm.node(), str(_SCRIPT), str(packages / "node_modules/next/dist/bin/next"),
            *arguments,
        ]  # fmt: skip
        with log.open("wb") as output:
            process = subprocess.Popen(
                command, cwd=folder, env=_environment(folder), start_new_session=True,
                stdin=subprocess.PIPE, stdout=output, stderr=subprocess.STDOUT,
            )  # fmt: skip
        self._running.add(process)
        try:
            yield process
        finally:
            _end(process)
            self._running.discard(process)

    def build(self, folder: Path, packages: Path) -> None:
        """`next build`; what it prints is told where it fails."""
        log = folder / "build.log"
        with self.next(folder, packages, ["build"], log) as process:
            try:
                code = process.wait(BUILD)
            except subprocess.TimeoutExpired:
                code = None
        assert code == 0, f"next build ended with {code}:\n{_end_of(log)}"

    @contextlib.contextmanager
    def serve(self, folder: Path, packages: Path, command: str) -> Iterator[Server]:
        """The app run by `next start` or `next dev`."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        log = folder / f"{command}.log"
        with self.next(folder, packages, [command, "-p", str(port)], log) as process:
            deadline = time.monotonic() + START
            while True:
                with contextlib.suppress(OSError), socket.create_connection((HOST, port), 1):
                    break
                ended = process.poll() is not None or time.monotonic() > deadline
                assert not ended, f"next {command} does not listen:\n{_end_of(log)}"
                time.sleep(0.1)
            server = Server(port)
            try:
                yield server
            finally:
                server.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdin:
        process.stdin.close()


def _end_of(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-4000:]


def _environment(folder: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "NEXT_TELEMETRY_DISABLED": "1",
        "NEXT_PUBLIC_CLERK_TELEMETRY_DISABLED": "1",
        "CLERK_TELEMETRY_DISABLED": "1",
        # One for all builds: by default each has its own, and with it no use for what another
        # has compiled.
        "NEXT_SERVER_ACTIONS_ENCRYPTION_KEY": base64.b64encode(b"l1ve" * 8).decode(),
    }
