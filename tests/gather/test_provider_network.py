"""Asking Convex' providers: their own origins, each URL once, and what is no verdict."""

import json
import pickle
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from clerkdoctor.convex.providers import CustomJwtProvider, OidcProvider, Provider
from clerkdoctor.gather.provider_network import NotAsked, ProviderNetwork

METADATA = "/.well-known/openid-configuration"
KEYS = "/.well-known/jwks.json"


class Server:
    """Answers the paths that it knows, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.pages: dict[str, tuple[int, bytes]] = {KEYS: (200, b'{"keys": []}')}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = self.requestline.split()[1]  # `path` has lost a slash
                outer.asked.append(path)
                status, body = outer.pages.get(path, (404, b"{}"))
                self.send_response(status)
                self.send_header("location", "/elsewhere")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.names(f"{self.url}{KEYS}")

    def names(self, jwks_uri: object) -> None:
        stated = json.dumps({"issuer": self.url, "jwks_uri": jwks_uri})
        self.pages[METADATA] = (200, stated.encode())

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


def looking_ahead(*providers: Provider) -> ProviderNetwork:
    network = ProviderNetwork(providers)
    network.look_ahead()
    return network


def test_a_provider_is_asked_once_and_the_answers_travel(server: Server) -> None:
    network = looking_ahead(OidcProvider("convex", server.url))
    assert server.asked == [METADATA, KEYS]
    elsewhere = pickle.loads(pickle.dumps(network))
    for one in (network, elsewhere):
        assert one(f"{server.url}{KEYS}").body == b'{"keys": []}'
        assert one(f"{server.url}{METADATA}").status == 200
    assert server.asked == [METADATA, KEYS]


def test_a_slash_more_at_the_end_of_an_issuer_is_asked_for_then(server: Server) -> None:
    network = looking_ahead(OidcProvider("convex", server.url))
    server.asked.clear()
    for _ in range(2):
        assert network(f"{server.url}/{METADATA}").status == 404
    assert server.asked == [f"/{METADATA}"]


def test_no_number_of_slashes_makes_a_number_of_requests(server: Server) -> None:
    network = looking_ahead(OidcProvider("convex", server.url))
    server.asked.clear()
    for count in (*range(1, 9), *range(9, 200), 8_000_000):
        url = f"{server.url}{'/' * count}.well-known/openid-configuration"
        if count < 9:
            network(url)
        else:
            with pytest.raises(NotAsked, match="that many slashes"):
                network(url)
    assert len(server.asked) == 7


@pytest.mark.parametrize("failing", ["closed", "redirecting"])
def test_what_does_not_answer_is_asked_once(server: Server, failing: str) -> None:
    server.pages[METADATA] = (302, b"")
    if failing == "closed":
        server.close()
    network = ProviderNetwork([OidcProvider("convex", server.url)])
    for _ in range(2):
        with pytest.raises(NotAsked, match=r"refuses the connection|answers 302, a redirect"):
            network(f"{server.url}{METADATA}")
    assert len(server.asked) == (failing == "redirecting")
    with pytest.raises(NotAsked):
        network.look_ahead()


def test_another_origin_is_never_asked(server: Server) -> None:
    theirs = Server()
    server.names(f"{theirs.url}{KEYS}")
    with pytest.raises(NotAsked, match="is of another origin than the issuer"):
        looking_ahead(OidcProvider("convex", server.url))
    network = ProviderNetwork([OidcProvider("convex", server.url)])
    for url in (f"{theirs.url}{METADATA}", f"https{server.url[4:]}{METADATA}", "/x", "x", ""):
        with pytest.raises(NotAsked):
            network(url)
    assert theirs.asked == []
    theirs.close()


def test_a_custom_providers_key_set_is_where_it_says(server: Server) -> None:
    custom = CustomJwtProvider("https://issuer.example", f"{server.url}{KEYS}", "RS256")
    network = looking_ahead(custom)
    assert network(f"{server.url}{KEYS}").status == 200
    assert server.asked == [KEYS]
    looking_ahead(custom._replace(jwks="data:application/json,{}"))
    assert server.asked == [KEYS]


def test_a_provider_that_is_no_url_is_not_asked() -> None:
    looking_ahead(OidcProvider("convex", "https://[x"))
