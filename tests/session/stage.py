"""An app, its Frontend API and its DNS on loopback, each playing what a test wants of it.

Hosts have names of their own, `acme.test` and `clerk.acme.test`, with certificates minted here; the
network of the command is led to this machine.
"""

import contextlib
import datetime as dt
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, quote, urlsplit

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from clerkdoctor.gather.dns_records import Resolvers
from clerkdoctor.gather.visits import Network
from tests.clerk.minted import jwk

APP, WWW, FAPI = "acme.test", "www.acme.test", "clerk.acme.test"
DEV_FAPI = "happy-hippo-1.clerk.accounts.dev"
OTHER = "shop.test"
VERCEL = "acme.vercel.app"
NAMES = (APP, WWW, FAPI, DEV_FAPI, OTHER, VERCEL, f"app.{APP}")


class Request(NamedTuple):
    """`now` is the server's own clock, which a test may set wrong."""

    host: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    is_tls: bool

    @property
    def cookies(self) -> dict[str, str]:
        pairs = [part.strip().partition("=") for part in self.headers.get("cookie", "").split(";")]
        return {name: value for name, _, value in pairs if name}

    @property
    def is_document(self) -> bool:
        return self.headers.get("sec-fetch-dest") == "document"


class Reply(NamedTuple):
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


Player = Callable[[Request], Reply]


def html(body: str = "<p>Hello</p>", *headers: tuple[str, str]) -> Reply:
    return Reply(200, (("content-type", "text/html; charset=utf-8"), *headers), body.encode())


def as_json(document: object, status: int = 200) -> Reply:
    return Reply(status, (("content-type", "application/json"),), json.dumps(document).encode())


def redirect(to: str, *headers: tuple[str, str], status: int = 307) -> Reply:
    return Reply(status, (("location", to), *headers))


def page(key: str, script: str = FAPI, *headers: tuple[str, str]) -> Reply:
    """A page as @clerk/nextjs renders it."""
    source = f"https://{script}/npm/@clerk/clerk-js@6/dist/clerk.browser.js"
    body = f'<script src="{source}" data-clerk-publishable-key="{key}" async></script>'
    return html(f"<!doctype html><html><head>{body}</head></html>", *headers)


def signed_out(reason: str, status: str = "signed-out") -> tuple[tuple[str, str], ...]:
    return (("x-clerk-auth-status", status), ("x-clerk-auth-reason", reason))


class Clerk(NamedTuple):
    """What Clerk's middleware does for a visitor, as far as it is seen from outside.

    `fapi` is where it sends browsers, `own` what it takes for its own origin, `after` the code at
    which it ends a handshake, `shakes_again` whether it then starts another one.
    """

    reply: Reply
    fapi: str = FAPI
    own: str = f"https://{APP}"
    is_development: bool = False
    after: str = "session-token-and-uat-missing"
    shakes_again: bool = False
    extra: tuple[tuple[str, str], ...] = (("cache-control", "no-store"),)
    status: int = 307

    def play(self, request: Request) -> Reply:
        cookies = request.cookies
        came_back = "__clerk_handshake" in request.query or "__clerk_handshake" in cookies
        if came_back and not self.shakes_again:
            gone = "Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT"
            reply = redirect(request.path) if "__clerk_handshake" in request.query else self.reply
            sets = (
                ("set-cookie", f"__clerk_handshake=; {gone}"),
                ("set-cookie", "__client_uat=0; Path=/; Secure; SameSite=Lax"),
                ("set-cookie", "__clerk_db_jwt=dvb_1; Path=/; SameSite=Lax"),
            )
            return reply._replace(headers=(*reply.headers, *signed_out(self.after), *sets))
        if came_back:
            return self._shake(request, self.after)
        uat = cookies.get("__client_uat", "0")
        if uat not in ("", "0"):
            return self._shake(request, "client-uat-but-no-session-token")
        if self.is_development and "__clerk_db_jwt" not in cookies:
            return self._shake(request, "dev-browser-missing")
        reply = self.reply
        seen = self.after if uat == "0" and "__client_uat" in cookies else ""
        reason = seen or "session-token-and-uat-missing"
        return reply._replace(headers=(*reply.headers, *signed_out(reason)))

    def _shake(self, request: Request, reason: str) -> Reply:
        if not request.is_document:
            return self.reply._replace(headers=(*self.reply.headers, *signed_out(reason)))
        back = quote(f"{self.own}{request.path}", safe="")
        to = f"https://{self.fapi}/v1/client/handshake?redirect_url={back}"
        return redirect(to, *signed_out(reason, "handshake"), *self.extra, status=self.status)


def frontend_api(host: str = FAPI, *, in_query: bool = False) -> Player:
    """A Frontend API where nobody is signed in."""

    def play(request: Request) -> Reply:
        if request.path == "/v1/environment":
            return as_json({"display_config": {"instance_environment_type": "production"}})
        if request.path == "/.well-known/openid-configuration":
            issuer = f"https://{host}"
            return as_json({"issuer": issuer, "jwks_uri": f"{issuer}/.well-known/jwks.json"})
        if request.path == "/.well-known/jwks.json":
            return as_json({"keys": [jwk()]})
        back = request.query.get("redirect_url", "")
        if in_query:
            return redirect(f"{back}?__clerk_handshake=x")
        domain = host.partition(".")[2]
        cookie = f"__clerk_handshake=x; Domain={domain}; Path=/; Secure; HttpOnly; SameSite=None"
        return redirect(back, ("set-cookie", cookie))

    return play


def to_https(request: Request) -> Reply:
    return redirect(f"https://{request.host}{request.path}", status=308)


class Stage:
    """The servers, and the players by their hosts. `plain` plays what comes by http."""

    def __init__(self, folder: Path, days: float = 90) -> None:
        self.players: dict[str, Player] = {}
        self.plain: Player = to_https
        self.offset: dict[str, float] = {}
        self.seen: list[Request] = []
        self._context = _context(folder, days)
        self._servers = [self._serve(is_tls=True), self._serve(is_tls=False)]
        secure, plain = (server.server_address[1] for server in self._servers)
        self.connect_to = {f"{name}:443": f"127.0.0.1:{secure}" for name in NAMES}
        self.connect_to |= {f"{name}:80": f"127.0.0.1:{plain}" for name in NAMES}
        self.trust = ssl.create_default_context(cafile=str(folder / "authority.pem"))

    def network(self, *gone: str, timeout: float = 3.0) -> Network:
        """The way here; hosts that are `gone` refuse the connection."""
        closed = {f"{name}:443": f"127.0.0.1:{_closed_port()}" for name in gone}
        return Network(timeout, self.trust, self.connect_to | closed)

    def close(self) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def _serve(self, *, is_tls: bool) -> ThreadingHTTPServer:
        stage = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                headers = {name.lower(): value for name, value in self.headers.items()}
                host = headers.get("host", "").partition(":")[0]
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                request = Request(host, parts.path, query, headers, is_tls)
                stage.seen.append(request)
                player = stage.players.get(host, lambda _: html()) if is_tls else stage.plain
                reply = player(request)
                self.send_response_only(reply.status)
                offset = stage.offset.get(host, 0.0)
                date = formatdate(dt.datetime.now(dt.UTC).timestamp() + offset, usegmt=True)
                self.send_header("date", date)
                for name, value in reply.headers:
                    self.send_header(name, value)
                self.send_header("content-length", str(len(reply.body)))
                self.end_headers()
                with contextlib.suppress(OSError):
                    self.wfile.write(reply.body)

            def log_message(self, *_: Any) -> None:
                """Nothing on stderr."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: Any) -> None:
                """A client that hangs up is no news."""

        server = Server(("127.0.0.1", 0), Handler)
        if is_tls:
            server.socket = self._context.wrap_socket(
                server.socket, server_side=True, do_handshake_on_connect=False
            )
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        return server


def _closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _context(folder: Path, days: float) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, APP)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=30))
        .not_valid_after(now + dt.timedelta(days=days))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(one) for one in NAMES]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, SHA256())
    )
    public = made.public_bytes(Encoding.PEM)
    (folder / "authority.pem").write_bytes(public)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "server.pem").write_bytes(private + public)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return context


RIGHT = {
    f"clerk.{APP}": ("CNAME", "frontend-api.clerk.services."),
    f"accounts.{APP}": ("CNAME", "accounts.clerk.services."),
    f"clkmail.{APP}": ("CNAME", "mail.abc.nam1.clerk.services."),
    f"clk._domainkey.{APP}": ("CNAME", "dkim1.abc.nam1.clerk.services."),
    f"clk2._domainkey.{APP}": ("CNAME", "dkim2.abc.nam1.clerk.services."),
}


class NameServer:
    """A DNS server. Zone: name → (type, value) or several; a name that is `silent` gets no answer."""

    def __init__(self) -> None:
        self.zone: dict[str, Any] = dict(RIGHT)
        self.silent: set[str] = set()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        threading.Thread(target=self._run, daemon=True).start()

    def resolvers(self, timeout: float = 20.0) -> Resolvers:
        return Resolvers(("127.0.0.1",), self._socket.getsockname()[1], timeout)

    def close(self) -> None:
        self._socket.close()

    def _run(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                data, client = self._socket.recvfrom(4096)
                reply = self._reply(dns.message.from_wire(data))
                if reply is not None:
                    self._socket.sendto(reply.to_wire(), client)

    def _reply(self, query: dns.message.Message) -> dns.message.Message | None:
        question = query.question[0]
        name = question.name.to_text(omit_final_dot=True).lower()
        if name in self.silent:
            return None
        reply = dns.message.make_response(query)
        reply.flags |= dns.flags.RA
        stated = self.zone.get(name)
        if stated is None and not any(one.endswith(f".{name}") for one in self.zone):
            reply.set_rcode(dns.rcode.NXDOMAIN)
            return reply
        wanted = dns.rdatatype.to_text(question.rdtype)
        records = stated if isinstance(stated, list) else [stated] if stated else []
        values = [value for kind, value in records if kind == wanted]
        if values:
            reply.answer.append(dns.rrset.from_text(question.name, 60, "IN", wanted, *values))
        return reply


@contextlib.contextmanager
def name_server() -> Iterator[NameServer]:
    server = NameServer()
    try:
        yield server
    finally:
        server.close()


@contextlib.contextmanager
def stage(folder: Path, days: float = 90) -> Iterator[Stage]:
    made = Stage(folder, days)
    try:
        yield made
    finally:
        made.close()
