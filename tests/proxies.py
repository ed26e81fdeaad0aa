"""A proxy on loopback, and an https server that is reached through it by any name."""

import datetime as dt
import select
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import formatdate
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.listening import end

HOST = "clerk.acme.test"


class Certificates(NamedTuple):
    """Files: whom to trust, and what a server for `HOST` shows."""

    authority: Path
    server: Path


def certificates(folder: Path) -> Certificates:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, SHA256())
    )
    found = Certificates(folder / "authority.pem", folder / "server.pem")
    public = made.public_bytes(Encoding.PEM)
    found.authority.write_bytes(public)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    found.server.write_bytes(private + public)
    return found


class Proxy:
    """Takes CONNECT to any host and leads it to one port here; remembers what it was asked for.

    `answer` is what it says instead of letting anybody through.
    """

    def __init__(self, port: int, answer: bytes = b"") -> None:
        self.asked: list[str] = []
        self.headers: list[str] = []
        self._port, self._answer = port, answer
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=_serve, args=(self._listener, self._deal_with), daemon=True).start()

    def close(self) -> None:
        end(self._listener)

    def _deal_with(self, client: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            part = client.recv(4096)
            if not part:
                return
            head += part
        first, *headers = head.decode("latin-1").split("\r\n")
        self.asked.append(first)
        self.headers += headers
        if self._answer or not first.startswith("CONNECT "):
            client.sendall(self._answer or b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nproxy")
            return
        with socket.create_connection(("127.0.0.1", self._port)) as server:
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            _pass(client, server)


@contextmanager
def serving(shown: Certificates, pages: dict[str, bytes]) -> Iterator[int]:
    """The port of an https server that answers these paths with JSON."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(shown.server)

    def deal_with(client: socket.socket) -> None:
        with context.wrap_socket(client, server_side=True) as stream:
            body = pages.get(stream.recv(4096).decode("latin-1").split(" ")[1])
            status, body = ("200 OK", body) if body is not None else ("404 Not Found", b"{}")
            head = (
                f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nConnection: close\r\n"
                f"Date: {formatdate(usegmt=True)}\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            stream.sendall(head.encode() + body)

    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=_serve, args=(listener, deal_with), daemon=True).start()
    yield listener.getsockname()[1]
    end(listener)


def _serve(listener: socket.socket, deal_with: Callable[[socket.socket], None]) -> None:
    def one(client: socket.socket) -> None:
        try:
            with client:
                deal_with(client)
        except OSError:
            pass  # the other side has had enough

    while True:
        try:
            client, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=one, args=(client,), daemon=True).start()


def _pass(one: socket.socket, other: socket.socket) -> None:
    """Everything from each to the other, until one of them ends."""
    ends = {one: other, other: one}
    while True:
        for source in select.select(list(ends), [], [])[0]:
            data = source.recv(65536)
            if not data:
                return
            ends[source].sendall(data)
