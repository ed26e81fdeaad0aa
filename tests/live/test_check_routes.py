"""What `check-routes` says of every route, against what the running app answers to a signed-out request.

A real Next.js with the real @clerk/nextjs is built and started for each middleware of `variants`.
Its Frontend API is a host that does not exist; nothing here needs it. Two apps, one for each
Next.js, are built side by side.
"""

import contextlib
import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from tests import npm
from tests.live.app import FRONTEND_API, PATHS, ROUTES
from tests.live.comparing import disagreements, table
from tests.live.lane import Lane, Run
from tests.live.serving import Processes
from tests.live.variants import VARIANTS, Variant


class Lanes:
    """The runs, in the background: two at a time, and no two in one app."""

    def __init__(self) -> None:
        self._processes = Processes()
        self._closing = contextlib.ExitStack()
        self._threads = (ThreadPoolExecutor(1), ThreadPoolExecutor(1))
        self._lanes: dict[tuple[int, bool], Lane] = {}
        self._runs: dict[str, Future[Run]] = {}

    def start(self, variant: Variant) -> Future[Run]:
        if variant.id not in self._runs:
            # What compiles most of the app anew stays away from what only compiles a middleware.
            slow = variant.next.major < 16 or variant.mode == "dev" or bool(variant.config)
            self._runs[variant.id] = self._threads[slow].submit(self._run, variant, slow)
        return self._runs[variant.id]

    def close(self) -> None:
        for thread in self._threads:
            thread.shutdown(wait=False, cancel_futures=True)
        self._processes.close()
        for thread in self._threads:
            thread.shutdown()
        self._closing.close()

    def _run(self, variant: Variant, slow: bool) -> Run:
        key = (variant.next.major, slow)
        if key not in self._lanes:
            lane = Lane(variant.next, self._processes)
            self._lanes[key] = self._closing.enter_context(lane)
        return self._lanes[key].run(variant)


@pytest.fixture(scope="module")
def lanes(request: pytest.FixtureRequest) -> Iterator[Lanes]:
    """Every variant that this session asks for has been started."""
    started = Lanes()
    try:
        if "PYTEST_XDIST_WORKER" not in os.environ:  # There, each worker has some of the tests.
            for item in request.session.items:
                asked = getattr(item, "callspec", None)
                variant = asked.params.get("variant") if asked else None
                if isinstance(variant, Variant):
                    started.start(variant)
        yield started
    finally:
        started.close()


def test_the_app_is_worth_asking() -> None:
    assert len({route.path for route in ROUTES}) == len(ROUTES) >= 30
    assert len({variant.id for variant in VARIANTS}) == len(VARIANTS) >= 12
    assert not {path for route in ROUTES for path in route.ask} & set(PATHS)


@pytest.mark.long
@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.id)
def test_every_route_answers_as_predicted(variant: Variant, lanes: Lanes) -> None:
    npm.node()
    run = lanes.start(variant).result()
    wrong = disagreements(run, variant)
    assert not wrong, f"{len(wrong)} of {len(run.observed)} differ:\n{table(wrong)}"


@pytest.mark.long
@pytest.mark.parametrize(
    "variant", [v for v in VARIANTS if v.name == "public-list"], ids=lambda variant: variant.id
)
def test_a_browser_that_comes_first_is_sent_to_clerk(variant: Variant, lanes: Lanes) -> None:
    """That is why the browser of all other requests has been there."""
    npm.node()
    for answer in lanes.start(variant).result().newcomer:
        assert answer.status == 307
        assert answer.headers["x-clerk-auth-status"] == "handshake"
        assert answer.headers["location"].startswith(f"https://{FRONTEND_API}/v1/client/handshake?")
