"""A real Next.js app with the real Clerk SDK, behind a proxy of ours that ends TLS for `acme.test`.

The app's Backend API is a server on loopback, its Frontend API one of the stage.
"""

import contextlib
import http.client
import json
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from clerkdoctor.clerk.keys import PublishableKey, parse_publishable_key, publishable_key_for
from tests import npm
from tests.clerk.minted import KID, jwk, token
from tests.live import app
from tests.live.serving import HOST, Processes
from tests.live.variants import CURRENT, NEXT_16
from tests.session.stage import APP, FAPI, Reply, Request, redirect

KEY = publishable_key_for(FAPI, live=True)
SECRET = "sk_live_" + "l1ve" * 10
TEST_SECRET = "sk_test_" + "t3st" * 10
_FILES = {
    "app/layout.tsx": (
        'import { ClerkProvider } from "@clerk/nextjs";\n'
        "export default function Layout({ children }: { children: React.ReactNode }) {\n"
        "  return <ClerkProvider dynamic><html><body>{children}</body></html></ClerkProvider>;\n}\n"
    ),
    "app/page.tsx": "export default function Page() {\n  return <p>Hello</p>;\n}\n",
    "app/dashboard/page.tsx": "export default function Page() {\n  return <p>Mine</p>;\n}\n",
    "app/sign-in/[[...sign-in]]/page.tsx": (
        "export default function Page() {\n  return <p>Sign in</p>;\n}\n"
    ),
    "proxy.ts": (
        'import { clerkMiddleware } from "@clerk/nextjs/server";\n'
        "export default clerkMiddleware(async (auth, request) => {\n"
        '  if (request.nextUrl.pathname.startsWith("/dashboard")) await auth.protect();\n'
        '  if (request.headers.get("x-test-protects-all")) await auth.protect();\n'
        "}, (request) => {\n"
        '  const stated = request.headers.get("x-test-policy");\n'
        '  return stated ? { contentSecurityPolicy: { strict: stated === "strict" } } : {};\n'
        "});\n" + CURRENT
    ),
}


def suffix(text: str = KEY) -> str:
    key = parse_publishable_key(text)
    assert isinstance(key, PublishableKey)
    return key.cookie_suffix


class BackendApi:
    """`/v1/jwks` for whoever knows the secret key; `kid` is that of the instance."""

    def __init__(self) -> None:
        self.kid = KID
        self.refuses = False
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, document = outer.answer()
                body = json.dumps(document).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Nothing on stderr."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def answer(self) -> tuple[int, object]:
        if self.refuses:
            return 401, {"errors": [{"code": "clerk_key_invalid", "message": "no"}]}
        return 200, {"keys": [jwk(kid=self.kid)]}

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class NextApp:
    """The running app. It is started anew for each fault that the SDK would remember."""

    def __init__(
        self, folder: Path, packages: Path, processes: Processes, api: BackendApi, secret: str
    ) -> None:
        self._folder, self._packages, self._processes = folder, packages, processes
        self.api, self.secret = api, secret

    @contextlib.contextmanager
    def running(self, command: str = "start") -> Iterator[int]:
        """Its port, by `next start` or `next dev`."""
        with self._processes.serve(self._folder, self._packages, command) as server:
            yield server.port


def forward(
    port: int, *, host: bool = True, proto: bool = True, more: tuple[tuple[str, str], ...] = ()
) -> Any:
    """A proxy in front of the app; without `host` or `proto` it does not pass these on."""

    def play(request: Request) -> Reply:
        sent = {name: value for name, value in request.headers.items() if name != "connection"}
        sent |= {"host": f"{HOST}:{port}"} | dict(more)
        sent |= {"x-forwarded-host": request.host} if host else {}
        sent |= {"x-forwarded-proto": "https"} if proto else {}
        query = "&".join(f"{name}={value}" for name, value in request.query.items())
        connection = http.client.HTTPConnection(HOST, port, timeout=60)
        connection.request("GET", request.path + (f"?{query}" if query else ""), headers=sent)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        hop = ("connection", "keep-alive", "transfer-encoding", "content-length", "date")
        headers = [(n.lower(), v) for n, v in answer.getheaders() if n.lower() not in hop]
        return Reply(answer.status, (*headers, ("strict-transport-security", "max-age=1")), body)

    return play


def clerk(cookies: Sequence[str], *, signer: str = "ours", kid: str = KID, host: str = FAPI) -> Any:
    """A Frontend API whose handshake hands these cookies over, signed with the instance's key.

    One of a development instance does so in the URL.
    """
    from tests.session.stage import DEV_FAPI, frontend_api

    documents = frontend_api(host)

    def play(request: Request) -> Reply:
        if not request.path.endswith("/handshake"):
            return documents(request)
        header = {"alg": "RS256", "typ": "JWT", "kid": kid}
        payload = token({"handshake": list(cookies)}, header, signer=signer)
        if host == DEV_FAPI:
            return redirect(f"{request.query['redirect_url']}?__clerk_handshake={payload}")
        cookie = f"__clerk_handshake={payload}; Domain={APP}; Path=/; Secure; SameSite=None"
        return redirect(request.query["redirect_url"], ("set-cookie", cookie))

    return play


def cookies(text: str, uat: int, key: str = KEY) -> list[str]:
    """What Clerk sets for a session, of both kinds."""
    ends = "Path=/; Secure; SameSite=Lax"
    names = ("", f"_{suffix(key)}")
    return [f"__client_uat{one}={uat}; {ends}" for one in names] + [
        f"__session{one}={text}; {ends}" for one in names if text
    ]


def claims(age: int = 0, **more: Any) -> dict[str, Any]:
    now = int(time.time()) - age
    return {
        "iss": f"https://{FAPI}", "sub": "user_1", "sid": "sess_1", "iat": now, "nbf": now - 10,
        "exp": now + 60, "azp": f"https://{APP}", "v": 2, **more,
    }  # fmt: skip


@contextlib.contextmanager
def next_app(key: str = KEY) -> Iterator[NextApp]:
    """The app, built once, with the keys of an instance of either type."""
    packages = npm.install(NEXT_16.packages)
    folder = Path(tempfile.mkdtemp(prefix="session-", dir=packages))
    api, processes = BackendApi(), Processes()
    secret = SECRET if key.startswith("pk_live_") else TEST_SECRET
    env = {
        "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY": key, "CLERK_SECRET_KEY": secret,
        "CLERK_API_URL": api.url, "NEXT_PUBLIC_CLERK_SIGN_IN_URL": "/sign-in",
        "NEXT_PUBLIC_CLERK_TELEMETRY_DISABLED": "1",
    }  # fmt: skip
    files = {
        **_FILES,
        ".env.local": "".join(f"{name}={value}\n" for name, value in env.items()),
        "package.json": json.dumps({"private": True, "dependencies": dict(NEXT_16.packages)}),
        "tsconfig.json": json.dumps(app._tsconfig("")),
        "next.config.js": app.config(packages, {}, with_webpack=False),
    }
    try:
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        processes.build(folder, packages)
        yield NextApp(folder, packages, processes, api, secret)
    finally:
        processes.close()
        api.close()
        shutil.rmtree(folder, ignore_errors=True)
