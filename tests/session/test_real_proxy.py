"""The SDK's own proxy of the Frontend API, run from npm: what it sends on, and how its errors read."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from clerkdoctor.check import Problem
from clerkdoctor.checks.session_proxy import (
    proxy_answers_as_clerk,
    proxy_forwards_what_clerk_needs,
)
from clerkdoctor.clerk.keys import publishable_key_for
from clerkdoctor.facts.session import ProxiedFrontend
from clerkdoctor.gather.session_proxy import proxied_frontend
from clerkdoctor.gather.visits import Network
from tests import npm
from tests.clerk.minted import jwk
from tests.gather.served_api import Asked, Reply, Served, serving

SCRIPT = Path(__file__).with_name("real_proxy.mjs")
PACKAGES = {"@clerk/backend": "3.25.0", "@clerk/shared": "4.41.0"}
LIVE = publishable_key_for("clerk.acme.io", live=True)
SECRET = f"sk_live_{'a' * 42}"  # gitleaks:allow
Started = Callable[..., str]


@pytest.fixture
def started() -> Iterator[Started]:
    folder = npm.install(PACKAGES)
    with ExitStack() as stack:

        def start(**options: Any) -> str:
            process = stack.enter_context(subprocess.Popen(
                [npm.node(), str(SCRIPT)], cwd=folder, text=True, stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, env={"PATH": os.environ["PATH"]},
            ))  # fmt: skip
            assert process.stdin
            assert process.stdout
            stack.callback(process.stdin.close)
            process.stdin.write(json.dumps({"publishableKey": LIVE, "secretKey": SECRET} | options))
            process.stdin.write("\n")
            process.stdin.flush()
            return f"http://127.0.0.1:{process.stdout.readline().strip()}/__clerk"

        yield start


@pytest.fixture
def clerk() -> Iterator[Served]:
    """Clerk's side: it says `healthy` where the three headers arrive, as its documentation has it."""

    def health(asked: Asked) -> Reply:
        missing = [
            name
            for name in ("clerk-proxy-url", "clerk-secret-key", "x-forwarded-for")
            if name not in asked.headers
        ]
        if missing:
            return Reply(503, {"status": "unhealthy", "message": f"no {missing[0]}"})
        address = asked.headers["x-forwarded-for"]
        return Reply(200, {"status": "healthy", "x_forwarded_for": address})

    with serving() as served:
        served.on("/v1/environment", Reply(200, {"display_config": {}}))
        served.on("/v1/client", Reply(200, {"response": None}))
        served.on("/.well-known/jwks.json", Reply(200, {"keys": [jwk()]}))
        served.on("/v1/proxy-health", health)
        served.on(
            "/npm/@clerk/clerk-js@6/dist/clerk.browser.js",
            Reply(200, b"!", {"content-type": "application/javascript"}),
        )
        yield served


def asked(url: str) -> ProxiedFrontend:
    return proxied_frontend(url, "dmn_1", None, Network(20.0))[0]


def said(found: ProxiedFrontend) -> list[str]:
    findings = [*proxy_answers_as_clerk.judge(found), *proxy_forwards_what_clerk_needs.judge(found)]
    return [one.message if isinstance(one, Problem) else one.reason for one in findings]


def test_what_the_sdk_sends_on(started: Started, clerk: Served) -> None:
    url = started(fapiUrl=clerk.url)
    found = asked(url)
    assert not any(answer.said for answer in found.answers), found
    assert {answer.by for answer in found.answers} == {"clerk"}
    for request in clerk.asked:
        assert request.headers["clerk-proxy-url"] == url
        assert request.headers["clerk-secret-key"] == SECRET
    # On a platform the visitor's address comes from the proxy before; here nobody adds it.
    assert said(found) == [
        f"Clerk calls the proxy `{url}` unhealthy, and says `no x-forwarded-for`"
    ]
    assert SECRET not in repr(found)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"secretKey": ""}, "lacks a key (`proxy_configuration_error`)"),
        ({"publishableKey": ""}, "lacks a key (`proxy_configuration_error`)"),
        ({"fapiUrl": "ftp://127.0.0.1"}, "lacks a key (`proxy_configuration_error`)"),
        ({"fapiUrl": "http://127.0.0.1:9"}, "does not reach Clerk (`proxy_request_failed`)"),
        ({"proxyPath": "/clerk"}, "is asked at another path than its own (`proxy_path_mismatch`)"),
    ],
)
def test_the_sdks_own_errors(
    started: Started, clerk: Served, options: dict[str, str], words: str
) -> None:
    url = started(**({"fapiUrl": clerk.url} | options))
    assert said(asked(url)) == [
        f"The proxy `{url}` {words}",
        "no answer of Clerk's comes through the proxy",
    ]


def test_a_proxy_that_is_not_there() -> None:
    gone = asked("http://127.0.0.1:9/__clerk")
    assert said(gone)[0] == "The proxy `http://127.0.0.1:9/__clerk` refuses the connection"
