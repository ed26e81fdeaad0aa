"""On which paths the middleware runs, against a running app: basePath, locales and slashes together.

The app is built once. A server reads its matchers from a manifest, so that one with other matchers
needs no other build; the expressions in it are ours, which `test_next_matcher` compares.
"""

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from clerkdoctor.nextjs.matcher import Matchers, compile_matchers
from tests import npm

NEXT = {"next": "16.4.6", "react": "19.3.1", "react-dom": "19.3.1"}
PAGE = (
    "export default function Page() {}\nexport const getServerSideProps = () => ({ props: {} })\n"
)
FILES = {
    "middleware.js": """
        import { NextResponse } from "next/server"
        export default () => NextResponse.next({ headers: { "x-ran": "1" } })
        export const config = { matcher: "/replaced" }
    """,
    "pages/index.js": PAGE,
    "pages/[...all].js": PAGE,
    "pages/api/[name].js": "export default (request, response) => response.end()",
}
LOCALES = ("en", "fr")
MATCHERS: tuple[list[object], ...] = (
    ["/a/(.*)"], ["/a/"], ["/a"], ["/a/:x*"], ["/a/:x"], ["/"], ["/(.*)"], ["/api/(.*)"],
    [{"source": "/en/a", "locale": False}], [{"source": "/a", "locale": False}],
    [r"/((?!_next|[^?]*\.(?:html?|css)).*)"], ["/a b", "/é", "/a.b"], ["/docs/a"], ["/FR/a"],
)  # fmt: skip
PATHS = (
    "", "/", "/a", "/a/", "/a/b", "/a/b/", "/%61", "/a%2Fb", "/a%2fb/", "/en", "/en/", "/en/a",
    "/EN/a/", "/fr/a", "/fr/a/b/", "/api/x", "/api/x/", "/a%20b", "/%C3%A9/", "/a.b", "/a.b/",
    "/a.b-c/", "/.well-known/x", "/docs/a", "/b", "/a;b/", "/a+b/", "//a", "/a//b/",
)  # fmt: skip


@pytest.fixture(scope="module")
def built() -> Iterator[Path]:
    packages = npm.install(NEXT)
    folder = Path(tempfile.mkdtemp(prefix="matchers-", dir=packages))
    i18n = {"locales": LOCALES, "defaultLocale": "en"}
    config = {
        "basePath": "/docs", "trailingSlash": True, "i18n": i18n,
        "turbopack": {"root": str(packages)},
    }  # fmt: skip
    try:
        files = FILES | {"next.config.js": f"module.exports = {json.dumps(config)}"}
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
        done = subprocess.run(
            [*_next(folder), "build"], cwd=folder, env=_environment(), capture_output=True,
            text=True, timeout=300, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _next(folder: Path) -> list[str]:
    return [npm.node(), str(folder.parent / "node_modules/next/dist/bin/next")]


def _environment() -> dict[str, str]:
    home = os.environ.get("HOME", "/")
    return {"PATH": os.environ["PATH"], "HOME": home, "NEXT_TELEMETRY_DISABLED": "1"}


@contextlib.contextmanager
def _started(folder: Path, matchers: Matchers) -> Iterator[http.client.HTTPConnection]:
    """A connection to `next start` with these matchers."""
    path = folder / ".next/server/middleware-manifest.json"
    manifest = json.loads(path.read_text())
    manifest["middleware"]["/"]["matchers"] = [
        {"regexp": entry.regexp, "originalSource": entry.source} for entry in matchers.entries
    ]
    path.write_text(json.dumps(manifest))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [*_next(folder), "start", "-p", str(port)], cwd=folder, env=_environment(),
        start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(600):
            with contextlib.suppress(OSError), socket.create_connection(("localhost", port), 1):
                break
            assert server.poll() is None, "next start has ended"
            time.sleep(0.1)
        connection = http.client.HTTPConnection("localhost", port, timeout=60)
        with contextlib.closing(connection):
            yield connection
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def _ran(connection: http.client.HTTPConnection, path: str) -> bool:
    """Whether the middleware ran where the redirects for slashes lead."""
    for _ in range(4):
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        ran, location = response.getheader("x-ran") is not None, response.getheader("location")
        if ran or response.status != 308 or location is None:
            return ran
        path = urlsplit(location).path
    return False


@pytest.mark.long
def test_runs_where_a_running_app_runs_it(built: Path) -> None:
    compared = ran = 0
    for matcher in MATCHERS:
        matchers = compile_matchers(
            matcher, major=16, base_path="/docs", locales=LOCALES, default_locale="en",
            trailing_slash=True,
        )  # fmt: skip
        with _started(built, matchers) as connection:
            for path in (f"/docs{path}" for path in PATHS):
                runs = matchers.runs_on(path).runs == "runs"
                assert runs == _ran(connection, path), (matcher, path)
                compared += 1
                ran += runs
    assert compared == len(MATCHERS) * len(PATHS)
    assert ran > 60
