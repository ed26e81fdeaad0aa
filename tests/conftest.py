"""What holds for every test: a scrubbed environment, and no connection beyond loopback."""

import os
import socket
from typing import Any

import pytest
from hypothesis import settings

# Read once, before the scrub: in CI a missing Node.js is a failure and no reason to skip.
IN_CI = bool(os.environ.get("CI"))

# What hypothesis tries is the same in every run of CI: a landing is no lottery.
settings.register_profile("ci", derandomize=True)
if IN_CI:
    settings.load_profile("ci")
    # Here and not in the fixture below: a module's fixtures are made before it.
    os.environ["CLERKDOCTOR_TEST_CI"] = "1"

_SCRUBBED = (
    "CLERK_", "CONVEX_", "VERCEL", "NEXT_PUBLIC_", "NETLIFY", "WEBHOOK_", "SIGNING_SECRET",
    "CI", "GITHUB_", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "NODE_ENV", "GIT_",
)  # fmt: skip


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-golden",
        action="store_true",
        help="write what the examples print now into their golden files",
    )


@pytest.fixture
def rewrite_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--rewrite-golden"))


@pytest.fixture(autouse=True)
def _scrubbed_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The developer's own variables, proxies and colours decide nothing."""
    for name in list(os.environ):
        if name.startswith(_SCRUBBED):
            monkeypatch.delenv(name)
    # Whatever the machine's own git configuration says must not reach the tests.
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any connection beyond loopback fails the test that tries it."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else "localhost"
        if host not in ("127.0.0.1", "::1", "localhost"):
            pytest.fail(f"a test tried to reach {host}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
