"""Lock files written today: npm's is read as npm itself reads it, pnpm's says the same."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clerkdoctor.gather.lockfiles import BROUGHT_ALONG, brings_something
from clerkdoctor.lockfiles import npm as npm_lock
from clerkdoctor.lockfiles import pnpm as pnpm_lock
from clerkdoctor.lockfiles.lock import Broken, Lock, Locked
from tests import npm

PNPM = {"8": "8.15.9", "9": "9.15.9", "10": "10.28.0"}

# Ranges with an end: what is published tomorrow changes nothing that they resolve to.
MANIFESTS: dict[str, dict[str, Any]] = {
    ".": {"name": "mono", "private": True, "workspaces": ["apps/*", "packages/*"]},
    "apps/web": {
        "name": "web", "version": "1.0.0",
        "dependencies": {"next": "15.5.7", "@clerk/nextjs": "^6.20.0 <6.35.0", "convex": "^1.20.0 <1.31.0", "svix": "^1.60.0 <1.80.0",
                         "react": "19.1.0", "react-dom": "19.1.0"},
    },
    "apps/admin": {
        "name": "admin", "version": "1.0.0",
        "dependencies": {"next": "16.0.7", "@clerk/nextjs": "^7.0.0 <7.1.0", "clerk-old": "npm:@clerk/nextjs@^5.7.0",
                         "react": "19.1.0", "react-dom": "19.1.0", "standardwebhooks": "~1.0.0"},
    },
    "packages/backend": {"name": "@mono/backend", "version": "1.0.0", "dependencies": {"@clerk/backend": "^2.0.0 <2.20.0"}},
}  # fmt: skip


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    npm.node()
    for path, manifest in MANIFESTS.items():
        (tmp_path / path).mkdir(parents=True, exist_ok=True)
        (tmp_path / path / "package.json").write_text(json.dumps(manifest))
    (tmp_path / "pnpm-workspace.yaml").write_text("packages: ['apps/*', 'packages/*']\n")
    return tmp_path


def run(folder: Path, *command: str, codes: tuple[int, ...] = (0,)) -> str:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=600, check=False, stdin=subprocess.DEVNULL
    )  # fmt: skip
    assert done.returncode in codes, done.stderr[-2000:] + done.stdout[-2000:]
    return done.stdout


def npm_writes(folder: Path, version: int) -> Lock:
    run(folder, "npm", "install", "--package-lock-only", f"--lockfile-version={version}", "--ignore-scripts",
        "--no-audit", "--no-fund", "--legacy-peer-deps", "--loglevel=error")  # fmt: skip
    found = npm_lock.parse((folder / "package-lock.json").read_text("utf-8"))
    assert not isinstance(found, Broken), found
    return found


def edges(lock: Lock, owner: Locked, tree: dict[str, Any]) -> Iterator[tuple[str, str, str | None]]:
    """What npm says a package's dependencies are, and what we say."""
    for name, stated in tree.get("dependencies", {}).items():
        # Optional packages for other systems have an entry without a version in npm's answer.
        if "version" not in stated:
            continue
        below = lock.below(owner, name)
        yield f"{owner.key} > {name}", stated["version"], below.version if below else None
        if below:
            yield from edges(lock, below, stated)


@pytest.mark.long
@pytest.mark.parametrize("version", [2, 3])
def test_every_edge_is_as_npm_reads_it(workspace: Path, version: int) -> None:
    lock = npm_writes(workspace, version)
    # 1: some peer is of a version that was not asked for, which is no matter here.
    listed = json.loads(
        run(workspace, "npm", "ls", "--all", "--json", "--package-lock-only", codes=(0, 1))
    )
    compared, differing = 0, []
    for importer, manifest in MANIFESTS.items():
        if importer == ".":
            continue
        said = listed["dependencies"][manifest["name"]]["dependencies"]
        for name, stated in said.items():
            found = lock.direct(importer, name, manifest["dependencies"][name])
            assert isinstance(found, Locked), (importer, name, found)
            assert found.version == stated["version"]
            for edge, theirs, ours in edges(lock, found, stated):
                compared += 1
                if theirs != ours:
                    differing.append((edge, theirs, ours))
    assert compared > 50
    assert not differing, (len(differing), compared, differing[:10])


def closure(lock: Lock) -> dict[tuple[str, ...], str]:
    """(importer, dependency, what that brings along, …) → version, of what is of interest."""
    found: dict[tuple[str, ...], str] = {}

    def follow(owner: Locked, way: tuple[str, ...]) -> None:
        found[way] = owner.version
        for name in BROUGHT_ALONG if brings_something(owner.name) else ():
            below = lock.below(owner, name) if name not in way else None
            if below:
                follow(below, (*way, name))

    for importer, manifest in MANIFESTS.items():
        for name, wanted in manifest.get("dependencies", {}).items():
            direct = lock.direct(importer, name, wanted)
            assert isinstance(direct, Locked), (importer, name, direct)
            follow(direct, (importer, name))
    return found


def as_asked(found: dict[tuple[str, ...], str]) -> dict[tuple[str, ...], str]:
    """Versions in full where the manifests bound them, else only their major.

    What a dependency brings along has ranges without an end, and a registry may tell two tools of a
    release at different moments.
    """
    return {way: said if len(way) == 2 else said.split(".")[0] for way, said in found.items()}


@pytest.mark.long
def test_all_formats_of_npm_and_pnpm_say_the_same(workspace: Path) -> None:
    expected = closure(npm_writes(workspace, 3))
    assert len(expected) > 25
    assert closure(npm_writes(workspace, 1)) == expected
    for version in PNPM.values():
        tool = npm.install({"pnpm": version}) / "node_modules" / "pnpm" / "bin" / "pnpm.cjs"
        (workspace / "pnpm-lock.yaml").unlink(missing_ok=True)
        run(workspace, npm.node(), str(tool), "install", "--lockfile-only", "--ignore-scripts", "--no-strict-peer-dependencies")  # fmt: skip
        lock = pnpm_lock.parse((workspace / "pnpm-lock.yaml").read_text("utf-8"))
        assert not isinstance(lock, Broken), lock
        assert as_asked(closure(lock)) == as_asked(expected), lock.format
