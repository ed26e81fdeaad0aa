"""One app for each Next.js, in which one middleware after the other is built, run and observed."""

import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from tests import npm
from tests.command import clerkdoctor
from tests.live import app
from tests.live.observing import DOCUMENT, Observed, observe
from tests.live.serving import Answer, Processes
from tests.live.variants import Next, Variant

# A route in `next dev` takes a second or so when it is first asked.
DEV_ROUTES = tuple(
    route
    for route in app.ROUTES
    if route.path in {"/", "/dashboard/[team]", "/Settings", "/report.zip", "/rss.xml", "/legacy",
                      "/.well-known/security.txt", "/api/hello", "/api/webhooks/clerk"}
)  # fmt: skip


NEWCOMER = ("/about", "/dashboard")


class Run(NamedTuple):
    """A variant's run: `predicted` is the `data` of the report of `check-routes`.

    `newcomer` holds the answers to a browser without any cookie, at the paths of `NEWCOMER`.
    """

    predicted: dict[str, Any]
    observed: Sequence[Observed]
    newcomer: Sequence[Answer]


class Lane:
    """An app with everything but a middleware, below the folder that its packages are in.

    Turbopack follows no link out of its root, so that the app stands beside them.
    """

    def __init__(self, using: Next, processes: Processes) -> None:
        self.using = using
        self.processes = processes
        self.packages = npm.install(using.packages)
        self.folder = Path(tempfile.mkdtemp(prefix="live-", dir=self.packages))
        app.write(
            self.folder, source=using.source, packages=using.packages, sign_in_url=using.sign_in_url
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def put(self, variant: Variant) -> None:
        """The variant's files, in place of those of the one before."""
        for folder in ("", "src", "lib"):
            for path in (self.folder / folder).glob("*.ts"):
                if path.name != "next-env.d.ts":
                    path.unlink()
        shutil.rmtree(self.folder / "lib", ignore_errors=True)
        config = app.config(self.packages, variant.config, with_webpack=self.using.major < 16)
        for name, text in {**variant.files, "next.config.js": config}.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def run(self, variant: Variant) -> Run:
        """What its routes answer with this variant in place, and what is predicted."""
        self.put(variant)
        predicted = self._predict()
        command, routes = "dev", DEV_ROUTES
        if variant.mode == "build":
            self.processes.build(self.folder, self.packages)
            command, routes = "start", app.ROUTES
        with self.processes.serve(self.folder, self.packages, command) as server:
            observed = observe(server, routes, variant.base_path)
            newcomer = [server.ask("GET", variant.base_path + path, DOCUMENT) for path in NEWCOMER]
        return Run(predicted, observed, newcomer)

    def _predict(self) -> dict[str, Any]:
        asked = [option for path in app.PATHS for option in ("--path", path)]
        run = clerkdoctor(["check-routes", ".", "--format", "json", *asked], cwd=self.folder)
        assert run.exit_code in {0, 1}, run
        data: dict[str, Any] = json.loads(run.stdout)["data"]
        return data
