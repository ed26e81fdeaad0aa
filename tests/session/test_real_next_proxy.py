"""`check-session` against a real Next.js app whose middleware is the proxy of the Frontend API.

The SDK's proxy leads to a Frontend API of ours. What differs from one app to the next is the
middleware alone: right, with a matcher that leaves scripts out, and without the proxy.
"""

import contextlib
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests import npm
from tests.clerk.minted import KID, jwk, token
from tests.gather.served_api import Asked, Reply, Served, serving
from tests.live import app as live
from tests.live.serving import Processes
from tests.live.variants import CURRENT, NEXT_16
from tests.session import next_app
from tests.session.next_app import KEY, SECRET, cookies, forward
from tests.session.stage import APP, FAPI, name_server, stage
from tests.session.test_check_session import Play, failed, status

pytestmark = pytest.mark.long

SCRIPT = Reply(200, b"!", {"content-type": "application/javascript"})
OLDER = CURRENT.replace('    "/__clerk/(.*)",\n', "")
_START = 'import { clerkMiddleware } from "@clerk/nextjs/server";\n'
MIDDLEWARE = {
    "right": _START + "export default clerkMiddleware({ frontendApiProxy: { enabled: true } });\n"
    + CURRENT,
    "the matcher leaves scripts out": _START
    + "export default clerkMiddleware({ frontendApiProxy: { enabled: true } });\n" + OLDER,
    "no proxy is switched on": _START + "export default clerkMiddleware();\n" + CURRENT,
    "all paths are protected": _START
    + "export default clerkMiddleware(async (auth, request) => {\n"
    '  if (request.nextUrl.pathname !== "/") await auth.protect();\n});\n' + CURRENT,
}  # fmt: skip
ANSWERS = "proxy-answers-as-clerk"
EXPECTED = {
    "right": {},
    "the matcher leaves scripts out": {ANSWERS: "clerk-js, answers 404"},
    "no proxy is switched on": {ANSWERS: "answers 404"},
    "all paths are protected": {ANSWERS: "of the app's own middleware"},
}


@contextlib.contextmanager
def running(middleware: str, clerk: Served, more: Mapping[str, str]) -> Iterator[int]:
    """The app, built and started with these variables; its port."""
    packages = npm.install(NEXT_16.packages)
    folder = Path(tempfile.mkdtemp(prefix="proxied-", dir=packages))
    processes = Processes()
    env = {
        "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY": KEY, "CLERK_SECRET_KEY": SECRET,
        "CLERK_API_URL": clerk.url, "CLERK_FAPI_URL": clerk.url,
        "NEXT_PUBLIC_CLERK_TELEMETRY_DISABLED": "1", **more,
    }  # fmt: skip
    files = {
        **next_app._FILES,
        "proxy.ts": middleware,
        ".env.local": "".join(f"{name}={value}\n" for name, value in env.items()),
        "package.json": json.dumps({"private": True, "dependencies": dict(NEXT_16.packages)}),
        "tsconfig.json": json.dumps(live._tsconfig("")),
        "next.config.js": live.config(packages, {}, with_webpack=False),
    }
    try:
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        processes.build(folder, packages)
        with processes.serve(folder, packages, "start") as server:
            yield server.port
    finally:
        processes.close()
        shutil.rmtree(folder, ignore_errors=True)


def handshake(asked: Asked) -> Reply:
    from urllib.parse import parse_qs, urlsplit

    back = parse_qs(urlsplit(asked.path).query)["redirect_url"][0]
    header = {"alg": "RS256", "typ": "JWT", "kid": KID}
    payload = token({"handshake": cookies("", 0)}, header)
    cookie = f"__clerk_handshake={payload}; Domain={APP}; Path=/; Secure; SameSite=None"
    return Reply(307, b"", {"location": back, "set-cookie": cookie})


@pytest.fixture
def clerk() -> Iterator[Served]:
    """Both of Clerk's APIs: the instance knows its domain, its proxy and its key."""
    with serving() as served:
        domain = {"id": "dmn_1", "name": APP, "is_satellite": False,
                  "frontend_api_url": f"https://{FAPI}", "proxy_url": f"https://{APP}/__clerk"}  # fmt: skip
        served.on("/v1/domains", Reply(200, {"data": [domain], "total_count": 1}))
        served.on("/v1/jwks", Reply(200, {"keys": [jwk()]}))
        served.on("/.well-known/jwks.json", Reply(200, {"keys": [jwk()]}))
        served.on("/v1/environment", Reply(200, {"display_config": {}}))
        served.on("/v1/client", Reply(200, {"response": None}))
        served.on("/v1/client/handshake", handshake)
        served.on("/v1/proxy-health", health)
        served.on("/npm/@clerk/clerk-js@6/dist/clerk.browser.js", SCRIPT)
        yield served


def health(asked: Asked) -> Reply:
    address = asked.headers.get("x-forwarded-for", "")
    return Reply(200, {"status": "healthy", "x_forwarded_for": address})


@pytest.mark.parametrize("case", MIDDLEWARE)
def test_the_sdk_as_the_proxy(
    case: str, clerk: Served, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    env = {"NEXT_PUBLIC_CLERK_PROXY_URL": "/__clerk", "NEXT_PUBLIC_CLERK_SIGN_IN_URL": "/sign-in"}
    with (
        running(MIDDLEWARE[case], clerk, env) as port,
        stage(tmp_path) as made,
        name_server() as dns,
    ):
        play = Play(tmp_path, made, dns, capsys)
        play.app(forward(port, more=(("x-forwarded-for", "8.8.4.4"),)))
        play.gone = (FAPI,)
        del dns.zone[FAPI]
        play.key = KEY
        play.env = (
            f"CLERK_SECRET_KEY={SECRET}\nCLERK_API_URL={clerk.url}\n"
            "NEXT_PUBLIC_CLERK_PROXY_URL=/__clerk\n"
        )
        document = play.run()
        found = failed(document)
        assert set(found) == set(EXPECTED[case]), found
        for check, words in EXPECTED[case].items():
            assert any(words in message for message in found[check]), found
        if case == "right":
            _is_right(document, clerk)


def _is_right(document: dict[str, Any], clerk: Served) -> None:
    for check in (ANSWERS, "proxy-forwards-what-clerk-needs", "server-sends-to-the-proxy",
                  "clerk-knows-the-proxy", "clerk-js-comes-from-the-instance"):  # fmt: skip
        assert status(document, check) == "pass", check
    through = [one for one in clerk.asked if "clerk-proxy-url" in one.headers]
    assert {one.headers["clerk-proxy-url"] for one in through} == {f"https://{APP}/__clerk"}
    assert {one.headers["clerk-secret-key"] for one in through} == {SECRET}
    assert {one.headers["x-forwarded-for"] for one in through} == {"8.8.4.4"}
