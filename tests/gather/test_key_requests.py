"""Fetching keys to verify with: which client asks, how patiently, and what its errors mean."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clerkdoctor.gather.clerk_api import VERSION
from tests.clerk.minted import NOW, jwk, token
from tests.command import clerkdoctor
from tests.gather.served_api import Reply, Served, serving
from tests.projects import SECRET, project

KEYS = "/.well-known/jwks.json"
BUSY = Reply(429, {"errors": [{"code": "too_many_requests"}]}, {"retry-after": "0"})


@pytest.fixture
def served() -> Iterator[Served]:
    with serving() as found:
        yield found


def verified(folder: Path, *options: str) -> dict[str, Any]:
    """The results of `verify-token` by their checks."""
    command = ["verify-token", token(), "--at", str(NOW / 1000), "--format", "json", *options]
    run = clerkdoctor(command, cwd=folder)
    assert SECRET not in run.stdout + run.stderr
    return {one["check"]: one for one in json.loads(run.stdout)["results"]}


def with_a_secret_key(folder: Path, url: str) -> Path:
    env = f"CLERK_SECRET_KEY={SECRET}\nCLERK_API_URL={url}\n"
    return project(folder / "app", {".env.local": env})


def test_a_secret_key_opens_the_keys_by_the_backend_apis_client(
    tmp_path: Path, served: Served
) -> None:
    served.on("/v1/jwks", BUSY, Reply(200, {"keys": [jwk()]}))
    found = verified(with_a_secret_key(tmp_path, served.url))
    assert found["token-signature-verifies"]["status"] == "pass"
    assert [one.path for one in served.asked] == ["/v1/jwks"] * 2
    assert {one.headers["clerk-api-version"] for one in served.asked} == {VERSION}
    assert served.asked[0].headers["authorization"] == f"Bearer {SECRET}"


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(401, {"errors": [{"code": "clerk_key_invalid"}]}), "it was rotated, cut or is of"),
        (Reply(500, b"oops"), "failed on the other side (500)"),
        (BUSY, "asks for patience"),
    ],
)
def test_what_the_backend_api_says_is_said(
    tmp_path: Path, served: Served, reply: Reply, words: str
) -> None:
    served.on("/v1/jwks", reply)
    result = verified(with_a_secret_key(tmp_path, served.url))["token-signature-verifies"]
    assert result["status"] == "unknown"
    assert words in result["reason"]


def test_an_issuer_that_is_busy_is_asked_again(tmp_path: Path, served: Served) -> None:
    served.on(KEYS, BUSY, BUSY, Reply(200, {"keys": [jwk()]}))
    found = verified(tmp_path, "--issuer", served.url)
    assert found["token-signature-verifies"]["status"] == "pass"
    assert "authorization" not in served.asked[0].headers


def test_fetch_jwks_asks_both_again(tmp_path: Path, served: Served) -> None:
    with (project(tmp_path / "app") / ".env.local").open("a") as env:
        env.write(f"CLERK_API_URL={served.url}\n")
    for path in (KEYS, "/v1/jwks"):
        served.on(path, BUSY, Reply(200, {"keys": [jwk()]}))
    command = ["fetch-jwks", served.url, "--project", "app", "--format", "json"]
    run = clerkdoctor(command, cwd=tmp_path)
    found = {one["check"]: one["status"] for one in json.loads(run.stdout)["results"]}
    assert found["keys-name-one-instance"] == found["key-set-url-answers"] == "pass"
    backend = [one for one in served.asked if one.path == "/v1/jwks"]
    assert [one.headers["clerk-api-version"] for one in backend] == [VERSION] * 2
