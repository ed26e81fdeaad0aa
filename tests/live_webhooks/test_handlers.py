"""`replay-webhook --probe` against real handlers: it names the fault of each, and no other.

The packages are those of the npm registry. The plain handlers are served at once, while the two
Next.js apps are built in the background, each with all of its handlers in one build.
"""

import contextlib
import json
import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests import npm
from tests.command import Run, clerkdoctor
from tests.live.serving import Processes
from tests.live_webhooks.serving import (
    CLERK_ENV,
    SECRET,
    SECRET_NAME,
    WITH_MIDDLEWARE,
    WITH_PROXY,
    next_app,
    node_handlers,
)
from tests.live_webhooks.table import CASES, Case, Site

pytestmark = pytest.mark.long


class Sites:
    """What the handlers run in, each started when the first of its handlers is asked for."""

    def __init__(self) -> None:
        self._processes = Processes()
        self._closing = contextlib.ExitStack()
        self._pool = ThreadPoolExecutor(2)
        self._apps: dict[Site, Future[str]] = {}
        self._handlers: dict[Site, dict[str, str]] = {}

    def build(self, site: Site) -> Future[str]:
        if site not in self._apps:
            self._apps[site] = self._pool.submit(self._built, site)
        return self._apps[site]

    def _built(self, site: Site) -> str:
        if site == "next-16":
            app = next_app("next_16", WITH_PROXY, {}, self._processes)
        else:
            slash = {"trailingSlash": True}
            app = next_app("next_15", WITH_MIDDLEWARE, slash, self._processes)
        return self._closing.enter_context(app)

    def url(self, case: Case) -> str:
        if case.site in ("next-16", "next-15"):
            return self.build(case.site).result() + (case.path or f"/api/{case.handler}")
        if case.site == "alone":
            handlers = node_handlers([case.handler], {SECRET_NAME: SECRET})
            return self._closing.enter_context(handlers)[case.handler]
        if case.site not in self._handlers:
            names = [one.handler for one in CASES if one.site == case.site]
            env = {} if case.site == "bare" else {SECRET_NAME: SECRET, **CLERK_ENV}
            handlers = node_handlers(names, env)
            self._handlers[case.site] = self._closing.enter_context(handlers)
        return self._handlers[case.site][case.handler]

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._processes.close()
        self._pool.shutdown()
        self._closing.close()


@pytest.fixture(scope="module")
def sites(request: pytest.FixtureRequest) -> Iterator[Sites]:
    npm.node()
    found = Sites()
    try:
        if "PYTEST_XDIST_WORKER" not in os.environ:  # There, each worker has some of the tests.
            for item in request.session.items:
                asked = getattr(item, "callspec", None)
                case = asked.params.get("case") if asked else None
                if isinstance(case, Case) and case.site in ("next-16", "next-15"):
                    found.build(case.site)
        yield found
    finally:
        found.close()


def probed(url: str, folder: Path, *more: str) -> Run:
    """One run of the installed command, with the secret in a variable of its process."""
    arguments = ["replay-webhook", url, "--probe", "--rate", "1000", "--secret-env", SECRET_NAME]
    return clerkdoctor([*arguments, *more], cwd=folder, env={SECRET_NAME: SECRET})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_fault_is_named_and_no_other(case: Case, sites: Sites, tmp_path: Path) -> None:
    more = ["--allow-side-effects"] if case.writes else []
    run = probed(sites.url(case), tmp_path, "--format", "json", *more)
    assert run.stdout, run.stderr
    report: dict[str, Any] = json.loads(run.stdout)
    assert report["crashes"] == []
    failed = [one for one in report["results"] if one["status"] == "fail"]
    faults = {one["check"]: one for one in failed if one["follows_from"] is None}
    said = {check: one["problems"][0]["message"] for check, one in faults.items()}
    assert set(faults) == {fault.check for fault in case.faults}, said
    for fault in case.faults:
        assert faults[fault.check]["level"] == fault.level
        assert fault.says in said[fault.check]
    assert {one["check"] for one in failed if one["follows_from"]} == case.follow
    is_error = any(fault.level == "error" for fault in case.faults)
    assert run.exit_code == (1 if is_error else 0)
    if not case.faults:  # A right endpoint has nothing but ticks.
        assert report["summary"]["unknown"] == 0, report["results"]
    assert SECRET.removeprefix("whsec_") not in run.stdout + run.stderr


def test_the_table_is_worth_its_name() -> None:
    assert len({(case.site, case.handler) for case in CASES}) >= 16
    assert len({case.id for case in CASES}) == len(CASES)
    right = [case for case in CASES if not case.faults]
    assert len(right) >= 6
    named = {fault.check for case in CASES for fault in case.faults}
    assert len(named) >= 16


def test_keys_of_another_instance_show_in_the_answers(sites: Sites, tmp_path: Path) -> None:
    """The app runs with a development instance's keys, and the project here with a live one's."""
    (tmp_path / ".env").write_text(
        "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY=pk_live_Y2xlcmsuYm9va3MuZGV2JA\n"
    )
    right = next(case for case in CASES if case.site == "next-16" and case.handler == "right")
    run = probed(sites.url(right), tmp_path, "--format", "json")
    report = json.loads(run.stdout)
    (failed,) = [one for one in report["results"] if one["status"] == "fail"]
    assert failed["check"] == "the-endpoint-is-of-the-same-instance"
    assert (
        "runs with development keys; this project has production keys"
        in failed["problems"][0]["message"]
    )
