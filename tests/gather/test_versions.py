"""Which version of a package counts, and where each is stated."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from clerkdoctor.facts.place import Place
from clerkdoctor.facts.project import App, Installed, NotAProject, Versions
from clerkdoctor.gather.project import project
from clerkdoctor.lockfiles.bun import BINARY
from clerkdoctor.semver import Version

DATA = Path(__file__).parents[1] / "lockfiles" / "data"

posix = pytest.mark.skipif(os.name != "posix", reason="POSIX links")


def plant(root: Path, path: str, content: Any = "") -> None:
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(content if isinstance(content, str) else json.dumps(content))


def app(folder: Path) -> App:
    found = project(folder)
    assert not isinstance(found, NotAProject), found
    return found.apps[0]


def versions(folder: Path) -> Versions:
    return app(folder).versions


def package(root: Path, place: str, name: str, version: str, **more: Any) -> None:
    plant(root, f"{place}/package.json", {"name": name, "version": version, **more})


LOCK: dict[str, Any] = {
    "lockfileVersion": 3,
    "packages": {
        "": {"dependencies": {"next": "^15"}},
        "node_modules/next": {"version": "15.5.29"},
        "node_modules/@clerk/nextjs": {
            "version": "6.39.8",
            "dependencies": {"@clerk/backend": "^2"},
        },
        "node_modules/@clerk/backend": {
            "version": "2.33.8",
            "dependencies": {"@clerk/shared": "^3"},
        },
        "node_modules/@clerk/shared": {"version": "3.48.0"},
    },
}

ASKS = {"dependencies": {"next": "^15.2.3", "@clerk/nextjs": "^6.20.0", "lodash": "4"}}


def test_nothing_but_a_range(tmp_path: Path) -> None:
    plant(tmp_path, "package.json", ASKS)
    found = versions(tmp_path)
    assert [(one.name, one.text, one.version, one.major, one.how) for one in found.packages] == [
        ("next", "^15.2.3", None, 15, "range"),
        ("@clerk/nextjs", "^6.20.0", None, 6, "range"),
    ]
    assert found.packages[0].place == Place("package.json", 1, 19)
    assert (found.lock_file, found.locked, found.differing) == (None, (), ())
    assert found.version("next") is None
    assert found.major("next") == 15
    assert found.get("lodash") is None
    assert found.major("lodash") is None


@pytest.mark.parametrize(
    ("wanted", "name", "expected"),
    [
        ("15.2.3", "next", ("15.2.3", Version(15, 2, 3), 15)),
        ("=15.2.3", "next", ("=15.2.3", Version(15, 2, 3), 15)),
        ("16.0.0-canary.3", "next", ("16.0.0-canary.3", Version(16, 0, 0, ("canary", 3)), 16)),
        ("^15 || ^16", "next", ("^15 || ^16", None, None)),
        (">=15", "next", (">=15", None, None)),
        ("latest", "next", ("latest", None, None)),
        ("*", "next", ("*", None, None)),
        ("", "next", ("", None, None)),
        ("workspace:*", "next", ("workspace:*", None, None)),
        ("github:vercel/next.js#canary", "next", ("github:vercel/next.js#canary", None, None)),
        ("file:../next", "next", ("file:../next", None, None)),
        ("npm:next@^14.2.0", "next", ("^14.2.0", None, 14)),
        ("npm:@opennext/next@13.5.11", "@opennext/next", ("13.5.11", Version(13, 5, 11), 13)),
        ("npm:next", "next", ("*", None, None)),
        ("catalog:", "next", ("^15.4", None, 15)),
        ("catalog:old", "next", ("14.2.35", Version(14, 2, 35), 14)),
        ("catalog:none", "next", ("catalog:none", None, None)),
    ],
)
def test_what_a_range_says(
    tmp_path: Path, wanted: str, name: str, expected: tuple[str, Version | None, int | None]
) -> None:
    plant(tmp_path, "package.json", {"dependencies": {"next": wanted}})
    plant(
        tmp_path,
        "pnpm-workspace.yaml",
        "catalog: {next: ^15.4}\ncatalogs: {old: {next: 14.2.35}}\n",
    )
    found = versions(tmp_path).get("next")
    assert found is not None
    assert found.how == "range"
    assert (found.text, found.version, found.major) == expected
    assert (found.name, found.alias) == (name, "next" if name != "next" else None)


def test_the_lock_file(tmp_path: Path) -> None:
    plant(tmp_path, "package.json", ASKS)
    plant(tmp_path, "package-lock.json", json.dumps(LOCK, indent=2))
    found = versions(tmp_path)
    assert (found.lock_file, found.lock_format) == (Place("package-lock.json"), "npm 3")
    assert found.packages == found.locked
    assert found.packages[0] == Installed(
        "next", "15.5.29", Version(15, 5, 29), 15, "lockfile", Place("package-lock.json", 9)
    )
    assert [(one.name, one.text, one.via) for one in found.packages[2:]] == [
        ("@clerk/backend", "2.33.8", ("@clerk/nextjs",)),
        ("@clerk/shared", "3.48.0", ("@clerk/nextjs", "@clerk/backend")),
    ]
    brought = found.brought("@clerk/nextjs", "@clerk/shared")
    assert brought is not None
    assert brought.text == "3.48.0"
    assert found.get("@clerk/backend") is found.packages[2]
    assert found.unread == ()


def test_what_is_installed_wins_and_both_are_told(tmp_path: Path) -> None:
    plant(tmp_path, "package.json", ASKS)
    plant(tmp_path, "package-lock.json", json.dumps(LOCK, indent=2))
    package(tmp_path, "node_modules/next", "next", "15.1.0")
    package(
        tmp_path,
        "node_modules/@clerk/nextjs",
        "@clerk/nextjs",
        "6.39.8",
        dependencies={"@clerk/backend": "^2"},
    )
    package(
        tmp_path,
        "node_modules/@clerk/backend",
        "@clerk/backend",
        "2.0.0",
        dependencies={"@clerk/shared": "*"},
    )
    found = versions(tmp_path)
    assert [(one.name, one.text, one.how) for one in found.packages] == [
        ("next", "15.1.0", "node_modules"),
        ("@clerk/nextjs", "6.39.8", "node_modules"),
        ("@clerk/backend", "2.0.0", "node_modules"),
    ]
    assert found.packages[0].place == Place("node_modules/next/package.json")
    assert [(one.text, other.text, other.place.line) for one, other in found.differing] == [
        ("15.1.0", "15.5.29", 9),
        ("2.0.0", "2.33.8", 18),
    ]


def test_what_is_not_installed_comes_from_the_lock_file(tmp_path: Path) -> None:
    plant(tmp_path, "package.json", ASKS)
    plant(tmp_path, "package-lock.json", LOCK)
    package(tmp_path, "node_modules/next", "next", "15.5.29")
    found = versions(tmp_path)
    assert [(one.name, one.how) for one in found.packages] == [
        ("next", "node_modules"),
        ("@clerk/nextjs", "lockfile"),
        ("@clerk/backend", "lockfile"),
        ("@clerk/shared", "lockfile"),
    ]
    assert found.differing == ()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "is not JSON: it ends too early"),
        ("[]", "states no version"),
        ({"name": "next"}, "states no version"),
        ({"version": 15}, "states no version"),
        ("\x00", "is not JSON: expecting value"),
        ("x" * 1_100_000, "is 1.1 MB; the limit is 1 MB"),
    ],
)
def test_an_installation_that_cannot_be_read(tmp_path: Path, content: Any, reason: str) -> None:
    plant(tmp_path, "package.json", ASKS)
    plant(tmp_path, "node_modules/next/package.json", content)
    found = versions(tmp_path)
    assert found.major("next") == 15
    assert [(one.place.path, one.reason) for one in found.unread] == [
        ("node_modules/next/package.json", reason)
    ]


@posix
def test_pnpm_links_packages_to_a_store(tmp_path: Path) -> None:
    plant(tmp_path, "package.json", {"workspaces": ["apps/*"]})
    plant(
        tmp_path, "apps/web/package.json", {"dependencies": {"@clerk/nextjs": "^6", "next": "^15"}}
    )
    store = "node_modules/.pnpm/@clerk+nextjs@6.39.8/node_modules"
    package(
        tmp_path,
        f"{store}/@clerk/nextjs",
        "@clerk/nextjs",
        "6.39.8",
        dependencies={"@clerk/backend": "2.33.8"},
    )
    package(
        tmp_path,
        f"{store}/@clerk/backend",
        "@clerk/backend",
        "2.33.8",
        dependencies={"@clerk/shared": "3"},
    )
    package(tmp_path, "node_modules/@clerk/backend", "@clerk/backend", "1.0.0")
    package(tmp_path, "node_modules/next", "next", "15.5.29")
    (tmp_path / "apps/web/node_modules/@clerk").mkdir(parents=True)
    (tmp_path / "apps/web/node_modules/@clerk/nextjs").symlink_to(
        tmp_path / store / "@clerk/nextjs"
    )
    found = versions(tmp_path / "apps" / "web")
    assert [(one.name, one.text, one.place.path) for one in found.packages] == [
        ("@clerk/nextjs", "6.39.8", "node_modules/@clerk/nextjs/package.json"),
        ("next", "15.5.29", "../../node_modules/next/package.json"),
        ("@clerk/backend", "2.33.8", f"../../{store}/@clerk/backend/package.json"),
    ]


def test_nothing_above_the_workspace_is_read(tmp_path: Path) -> None:
    package(tmp_path, "node_modules/next", "next", "1.0.0")
    plant(tmp_path, "repo/package.json", ASKS)
    found = versions(tmp_path / "repo").get("next")
    assert found is not None
    assert found.how == "range"


def test_aliases(tmp_path: Path) -> None:
    plant(
        tmp_path,
        "package.json",
        {"dependencies": {"clerk": "npm:@clerk/nextjs@^6", "@clerk/nextjs": "^7"}},
    )
    package(
        tmp_path,
        "node_modules/clerk",
        "@clerk/nextjs",
        "6.39.8",
        dependencies={"@clerk/backend": "2"},
    )
    package(tmp_path, "node_modules/@clerk/nextjs", "@clerk/nextjs", "7.9.17")
    package(tmp_path, "node_modules/@clerk/backend", "@clerk/backend", "2.33.8")
    found = versions(tmp_path)
    assert [(one.name, one.text, one.alias) for one in found.all("@clerk/nextjs")] == [
        ("@clerk/nextjs", "6.39.8", "clerk"),
        ("@clerk/nextjs", "7.9.17", None),
    ]
    assert found.major("@clerk/nextjs") == 7
    assert found.major("clerk") == 6
    assert found.brought("@clerk/nextjs", "@clerk/backend") is None
    assert found.brought("clerk", "@clerk/backend") is not None


def test_packages_that_bring_each_other_along(tmp_path: Path) -> None:
    plant(tmp_path, "package.json", {"dependencies": {"@clerk/backend": "*"}})
    package(
        tmp_path,
        "node_modules/@clerk/backend",
        "@clerk/backend",
        "1.0.0",
        dependencies={"@clerk/shared": "*"},
    )
    package(
        tmp_path,
        "node_modules/@clerk/shared",
        "@clerk/shared",
        "1.0.0",
        dependencies={"@clerk/backend": "*", "@clerk/shared": "*"},
    )
    found = versions(tmp_path)
    assert [(one.name, one.via) for one in found.packages] == [
        ("@clerk/backend", ()),
        ("@clerk/shared", ("@clerk/backend",)),
    ]


@pytest.mark.parametrize(
    ("present", "manager", "chosen"),
    [
        (["package-lock.json", "yarn.lock"], None, "yarn.lock"),
        (["package-lock.json", "pnpm-lock.yaml"], None, "pnpm-lock.yaml"),
        (["package-lock.json", "bun.lock"], None, "package-lock.json"),
        (["package-lock.json", "npm-shrinkwrap.json"], None, "npm-shrinkwrap.json"),
        (["bun.lockb", "bun.lock"], None, "bun.lock"),
        (["package-lock.json", "yarn.lock"], "npm@11.0.0", "package-lock.json"),
        (["pnpm-lock.yaml", "yarn.lock", "bun.lock"], "bun", "bun.lock"),
        (["pnpm-lock.yaml", "yarn.lock"], "bun@1.2.0", "yarn.lock"),
    ],
)
def test_which_of_several_lock_files(
    tmp_path: Path, present: list[str], manager: str | None, chosen: str
) -> None:
    plant(tmp_path, "package.json", {**ASKS, **({"packageManager": manager} if manager else {})})
    for name in present:
        plant(tmp_path, name, "x")
    found = versions(tmp_path)
    assert found.lock_file == Place(chosen)
    assert {one.path for one in found.other_lock_files} == {*present} - {chosen}


@pytest.mark.parametrize(
    ("name", "content", "place", "reason"),
    [
        ("bun.lockb", b"#!/usr/bin/env bun", "bun.lockb", BINARY),
        (
            "package-lock.json",
            b'{"lockfileVersion": 3,',
            "package-lock.json:1",
            "is not JSON: it ends too early",
        ),
        ("package-lock.json", b"{\n\xff}", "package-lock.json:2", "is not UTF-8 (byte 0xff)"),
        ("pnpm-lock.yaml", b"", "pnpm-lock.yaml", "is empty"),
        ("yarn.lock", b"\n<<<<<<< HEAD\n", "yarn.lock:2", "holds an unresolved merge conflict"),
        ("bun.lock", b"[]", "bun.lock", "is not an object"),
        ("yarn.lock", None, "yarn.lock", "is a directory"),
    ],
)
def test_a_lock_file_that_cannot_be_read(
    tmp_path: Path, name: str, content: bytes | None, place: str, reason: str
) -> None:
    plant(tmp_path, "package.json", ASKS)
    if content is None:
        (tmp_path / name).mkdir()
    else:
        (tmp_path / name).write_bytes(content)
    found = versions(tmp_path)
    assert [(str(one.place), one.reason) for one in found.unread] == [(place, reason)]
    assert found.lock_file == Place(name)
    assert found.lock_format is None
    # A version is not made up, and the range is still there.
    assert (found.version("next"), found.major("next")) == (None, 15)


@posix
def test_a_lock_file_that_is_a_broken_link(tmp_path: Path) -> None:
    plant(tmp_path, "package.json", ASKS)
    (tmp_path / "yarn.lock").symlink_to("gone")
    assert [one.reason for one in versions(tmp_path).unread] == ["is a broken link to `gone`"]


def test_a_dependency_that_the_lock_file_does_not_know(tmp_path: Path) -> None:
    plant(
        tmp_path,
        "package.json",
        {"dependencies": {"next": "^15", "svix": "^1"}, "peerDependencies": {"convex": "*"}},
    )
    plant(tmp_path, "package-lock.json", LOCK)
    found = versions(tmp_path)
    assert [(one.place.path, one.reason) for one in found.unread] == [
        ("package-lock.json", "has no entry for `svix`")
    ]


@pytest.mark.parametrize(
    ("lock", "name"),
    [
        ("npm-3.json", "package-lock.json"), ("npm-1.json", "package-lock.json"), ("pnpm-9.0.yaml", "pnpm-lock.yaml"),
        ("pnpm-5.4.yaml", "pnpm-lock.yaml"), ("yarn-1.lock", "yarn.lock"), ("yarn-berry-10.lock", "yarn.lock"),
        ("bun-2.lock", "bun.lock"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("asked", [".", "apps/web"])
def test_a_real_workspace(tmp_path: Path, lock: str, name: str, asked: str) -> None:
    plant(
        tmp_path,
        "package.json",
        {"name": "mono", "workspaces": ["apps/*"], "devDependencies": {"typescript": "^5.6.0"}},
    )
    plant(tmp_path, "apps/web/package.json", {"name": "web", "dependencies": {
        "next": "^15.2.3", "@clerk/nextjs": "^6.20.0", "convex": "^1.20.0", "svix": "^1.60.0"}})  # fmt: skip
    plant(tmp_path, "apps/web/app/page.tsx")
    shutil.copy(DATA / lock, tmp_path / name)
    found = project(tmp_path / asked)
    assert not isinstance(found, NotAProject)
    (web,) = found.apps
    assert web.path == ("." if asked == "apps/web" else "apps/web")
    assert web.versions.lock_file == Place(f"../../{name}")
    assert web.versions.unread == ()
    direct = {one.name: one.text for one in web.versions.packages if not one.via}
    assert direct == {
        "next": "15.5.29",
        "@clerk/nextjs": "6.39.8",
        "convex": "1.48.0",
        "svix": "1.99.1",
        "typescript": "5.9.3",
    }
    backend = web.versions.brought("@clerk/nextjs", "@clerk/backend")
    assert backend is not None
    assert (backend.text, backend.how) == ("2.33.8", "lockfile")
    hooks = web.versions.brought("svix", "standardwebhooks")
    assert hooks is not None
    assert hooks.text == "1.0.0"


def test_resolutions_and_catalogs_of_yarn(tmp_path: Path) -> None:
    plant(tmp_path, "package.json", {
        "name": "solo", "dependencies": {"svix": "^1.60.0", "@clerk/backend": "^2.0.0"},
        "resolutions": {"svix": "1.70.0", "@clerk/shared": "3.40.0"}})  # fmt: skip
    text = (DATA / "yarn-berry-10-resolutions.lock").read_text("utf-8")
    plant(tmp_path, "yarn.lock", text)
    assert [(one.name, one.text) for one in versions(tmp_path).packages] == [
        ("svix", "1.70.0"),
        ("@clerk/backend", "2.33.8"),
        ("@clerk/shared", "3.40.0"),
        ("standardwebhooks", "1.1.1"),
    ]
    plant(
        tmp_path, "package.json", {"dependencies": {"svix": "catalog:", "@clerk/backend": "^2.0.0"}}
    )
    plant(tmp_path, "yarn.lock", text.replace('svix: "npm:^1.60.0"', 'svix: "catalog:"'))
    plant(tmp_path, ".yarnrc.yml", "catalog:\n  svix: 1.70.0\n")
    assert versions(tmp_path).version("svix") == Version(1, 70, 0)
    plant(tmp_path, ".yarnrc.yml", "catalog: [\n")
    assert versions(tmp_path).version("svix") is None


def test_an_app_with_a_lock_file_to_itself(tmp_path: Path) -> None:
    plant(
        tmp_path,
        "package.json",
        {"workspaces": ["web"], "devDependencies": {"turbo": "^2", "next": "^14"}},
    )
    plant(tmp_path, "package-lock.json", "x")
    plant(tmp_path, "web/package.json", ASKS)
    plant(tmp_path, "web/package-lock.json", LOCK)
    found = versions(tmp_path / "web")
    assert found.lock_file == Place("package-lock.json")
    assert [(one.name, one.text, one.place.path) for one in found.packages if not one.via] == [
        ("next", "15.5.29", "package-lock.json"),
        ("@clerk/nextjs", "6.39.8", "package-lock.json"),
        ("turbo", "^2", "../package.json"),
    ]
    assert found.unread == ()
