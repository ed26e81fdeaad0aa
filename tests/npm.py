"""The peers' own npm packages, installed by the tests that ask them.

Packages are pinned to exact versions and installed once, below `tests/.npm/`, without running
their install scripts. Where there is no Node.js the test is skipped and says so; in CI, where
`CI` is set, a missing Node.js is a failure.
"""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

_CACHE = Path(__file__).parent / ".npm"


def node() -> str:
    found = shutil.which("node")
    if found and shutil.which("npm"):
        return found
    reason = "Node.js with npm is not on PATH: the peer cannot be asked"
    if os.environ.get("CLERKDOCTOR_TEST_CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def install(packages: Mapping[str, str]) -> Path:
    """A folder whose node_modules holds exactly these packages, name → version."""
    node()
    manifest = json.dumps({"private": True, "dependencies": dict(sorted(packages.items()))})
    folder = _CACHE / hashlib.sha256(manifest.encode()).hexdigest()[:16]
    if (folder / "done").exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "package.json").write_text(manifest)
    subprocess.run(
        ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock",
         "--legacy-peer-deps", "--loglevel=error"],
        cwd=folder, check=True, timeout=600, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    (folder / "done").touch()
    return folder


def run(
    script: Path,
    packages: Mapping[str, str],
    cases: Iterable[Any],
    *,
    env: Mapping[str, str] | None = None,
    timeout: float = 900,
) -> list[Any]:
    """What the peer answers: one JSON line in, one JSON line out, in order.

    The script is run with the packages' folder as its working directory and loads them with
    `createRequire(process.cwd() + "/")`.
    """
    folder = install(packages)
    lines = "\n".join(json.dumps(case) for case in cases) + "\n"
    done = subprocess.run(
        [node(), str(script)], cwd=folder, input=lines, capture_output=True, text=True,
        encoding="utf-8", env={"PATH": os.environ["PATH"], **(env or {})}, timeout=timeout,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    return [json.loads(line) for line in done.stdout.split("\n") if line]
