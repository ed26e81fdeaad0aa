"""One workspace, locked by every tool: all of them say the same.

`data/` holds what npm 8 and 11, pnpm 6 to 12, Yarn 1, 3 and 4 and Bun 1.4 wrote for it, cut down to
the packages below and without addresses.
"""

from pathlib import Path
from typing import Any

import pytest

from clerkdoctor.lockfiles import bun, npm, pnpm, yarn
from clerkdoctor.lockfiles.lock import Broken, Lock, Locked, NotLocked

DATA = Path(__file__).with_name("data")

FORMATS = {
    "npm-1.json": (npm, "npm 1"),
    "npm-2.json": (npm, "npm 2"),
    "npm-3.json": (npm, "npm 3"),
    "pnpm-5.3.yaml": (pnpm, "pnpm 5.3"),
    "pnpm-5.4.yaml": (pnpm, "pnpm 5.4"),
    "pnpm-6.0.yaml": (pnpm, "pnpm 6.0"),
    "pnpm-9.0.yaml": (pnpm, "pnpm 9.0"),
    "yarn-1.lock": (yarn, "yarn 1"),
    "yarn-berry-6.lock": (yarn, "yarn berry 6"),
    "yarn-berry-10.lock": (yarn, "yarn berry 10"),
    "bun-2.lock": (bun, "bun 2"),
}

# What the workspace's package.json files ask for.
ASKED = {
    ".": {"typescript": "^5.6.0"},
    "apps/web": {
        "next": "^15.2.3",
        "@clerk/nextjs": "^6.20.0",
        "convex": "^1.20.0",
        "svix": "^1.60.0",
        "next-intl": "^3.26.0",
        "@mono/ui": "workspace:*",
    },
    "apps/admin": {
        "next": "~16.2.0",
        "@clerk/nextjs": "^7.0.0",
        "@clerk/themes": "^2.0.0",
        "standardwebhooks": "^1.0.0",
        "clerk-old": "npm:@clerk/nextjs@^5.7.0",
    },
    "packages/backend": {"convex": "^1.20.0", "@clerk/backend": "^2.0.0"},
    "packages/ui": {"react": "^19.0.0"},
}

DIRECT = {
    (".", "typescript"): ("typescript", "5.9.3"),
    ("apps/web", "next"): ("next", "15.5.29"),
    ("apps/web", "@clerk/nextjs"): ("@clerk/nextjs", "6.39.8"),
    ("apps/web", "convex"): ("convex", "1.48.0"),
    ("apps/web", "svix"): ("svix", "1.99.1"),
    ("apps/web", "next-intl"): ("next-intl", "3.26.5"),
    ("apps/admin", "next"): ("next", "16.2.12"),
    ("apps/admin", "@clerk/nextjs"): ("@clerk/nextjs", "7.9.17"),
    ("apps/admin", "@clerk/themes"): ("@clerk/themes", "2.4.64"),
    ("apps/admin", "standardwebhooks"): ("standardwebhooks", "1.1.1"),
    ("apps/admin", "clerk-old"): ("@clerk/nextjs", "5.7.6"),
    ("packages/backend", "convex"): ("convex", "1.48.0"),
    ("packages/backend", "@clerk/backend"): ("@clerk/backend", "2.33.8"),
    ("packages/ui", "react"): ("react", "19.3.1"),
}

# (importer, dependency, what it brings along, …) → version.
BELOW = {
    ("apps/web", "@clerk/nextjs", "@clerk/backend"): "2.33.8",
    ("apps/web", "@clerk/nextjs", "@clerk/backend", "@clerk/shared"): "3.48.0",
    ("apps/web", "@clerk/nextjs", "@clerk/clerk-react"): "5.61.11",
    ("apps/web", "@clerk/nextjs", "@clerk/clerk-react", "@clerk/shared"): "3.48.0",
    ("apps/web", "svix", "standardwebhooks"): "1.0.0",
    ("apps/web", "svix", "@clerk/shared"): None,
    ("apps/web", "next-intl", "next-intl"): None,
    ("apps/admin", "@clerk/nextjs", "@clerk/backend"): "3.25.0",
    ("apps/admin", "@clerk/nextjs", "@clerk/backend", "@clerk/shared"): "4.41.0",
    ("apps/admin", "@clerk/nextjs", "@clerk/react"): "6.18.0",
    ("apps/admin", "@clerk/nextjs", "@clerk/clerk-react"): None,
    ("apps/admin", "@clerk/themes", "@clerk/shared"): "3.48.0",
    ("apps/admin", "clerk-old", "@clerk/backend"): "1.14.1",
    ("apps/admin", "clerk-old", "@clerk/backend", "@clerk/shared"): "2.9.2",
    ("apps/admin", "clerk-old", "@clerk/clerk-react"): "5.12.0",
    ("packages/backend", "@clerk/backend", "standardwebhooks"): "1.1.1",
}


def load(name: str, text: str | None = None) -> Lock:
    module, _format = FORMATS[name]
    found: Lock | Broken = module.parse((DATA / name).read_text("utf-8") if text is None else text)
    assert not isinstance(found, Broken), found
    return found


def direct(lock: Lock, importer: str, name: str) -> Locked | NotLocked:
    return lock.direct(importer, name, ASKED[importer][name])


@pytest.mark.parametrize("name", FORMATS)
def test_every_tool_says_the_same(name: str) -> None:
    lock = load(name)
    assert lock.format == FORMATS[name][1]
    for (importer, package), expected in DIRECT.items():
        found = direct(lock, importer, package)
        assert isinstance(found, Locked), (importer, package, found)
        assert (found.name, found.version) == expected
    for (importer, package, *way), version in BELOW.items():
        at = direct(lock, importer, package)
        for step in way:
            assert isinstance(at, Locked)
            below = lock.below(at, step)
            if below is None:
                assert version is None, (importer, package, way)
                break
            at = below
        else:
            assert isinstance(at, Locked)
            assert at.version == version, (importer, package, way)


@pytest.mark.parametrize("name", FORMATS)
def test_the_line_is_where_the_version_is_stated(name: str) -> None:
    lines = (DATA / name).read_text("utf-8").split("\n")
    lock = load(name)
    for (importer, package), (own, version) in DIRECT.items():
        found = direct(lock, importer, package)
        assert isinstance(found, Locked)
        near = "\n".join(lines[found.line - 1 : found.line + 2])
        assert version in near, (importer, package, near)
        if name.startswith(("npm", "bun")):
            assert f'{package}"' in lines[found.line - 1]
        below = lock.below(found, "@clerk/shared")
        if below:
            near = "\n".join(lines[below.line - 1 : below.line + 2])
            assert below.version in near, (own, near)


@pytest.mark.parametrize("name", FORMATS)
def test_a_windows_checkout_reads_the_same(name: str) -> None:
    text = (DATA / name).read_text("utf-8")
    lock, other = load(name), load(name, text.replace("\n", "\r\n"))
    for importer, package in DIRECT:
        assert direct(lock, importer, package) == direct(other, importer, package)


@pytest.mark.parametrize("name", FORMATS)
def test_a_package_of_the_workspace_has_no_fixed_version(name: str) -> None:
    found = direct(load(name), "apps/web", "@mono/ui")
    assert isinstance(found, NotLocked)
    # Yarn 1 has no entries for the workspace's own packages.
    expected = "has no entry for `@mono/ui@workspace:*`" if name == "yarn-1.lock" else "links it to"
    assert found.reason.startswith(expected)


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "yarn-1.lock"])
def test_who_is_not_listed(name: str) -> None:
    lock = load(name)
    assert lock.direct("apps/none", "next", "^15") == NotLocked("does not list `apps/none`")
    found = lock.direct("packages/ui", "svix-missing", "^1")
    assert found == NotLocked("has no entry for `svix-missing`")


@pytest.mark.parametrize("name", FORMATS)
def test_a_merge_left_half_done_is_named(name: str) -> None:
    module, _format = FORMATS[name]
    lines = (DATA / name).read_text("utf-8").split("\n")
    half = [
        *lines[:50],
        "<<<<<<< HEAD",
        lines[50],
        "=======",
        lines[50],
        ">>>>>>> main",
        *lines[51:],
    ]
    assert module.parse("\n".join(half)) == Broken("holds an unresolved merge conflict", 51)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff"])
def test_nothing_in_it(name: str, text: str) -> None:
    module, _format = FORMATS[name]
    found = module.parse(text)
    assert isinstance(found, Broken)
    assert found.reason


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "text",
    [
        "{", "[]", "null", "3", '"x"', "{}", "<html></html>", "a: b", "\0\1\2", "x" * 10_000, "[" * 100_000,
        '{"lockfileVersion": 99, "packages": {}}', "lockfileVersion: '99.0'\n", '{"lockfileVersion": true, "packages": {}}',
        '{"lockfileVersion": 3, "packages": []}', '{"lockfileVersion": 1, "dependencies": []}',
        '{"lockfileVersion": 1, "workspaces": {}, "packages": 3}', "- a\n- b\n", "lockfileVersion: 9.0\npackages:\n\n  next@1.0.0:\n",
        "__metadata:", "version", "next@^15", "{'a': 1}", "\n---\n---\n", "? " + "x" * 2000,
    ],
)  # fmt: skip
def test_what_is_no_lock_file_gives_a_reason_or_no_version(name: str, text: str) -> None:
    module, _format = FORMATS[name]
    found = module.parse(text)
    if isinstance(found, Broken):
        assert found.reason
        return
    for importer in ASKED:
        assert isinstance(found.direct(importer, "next", "^15"), NotLocked)


@pytest.mark.parametrize("name", FORMATS)
def test_cut_off_anywhere_it_says_what_is_right_or_nothing(name: str) -> None:
    module, _format = FORMATS[name]
    text = (DATA / name).read_text("utf-8")
    for end in range(0, len(text), 97):
        found: Any = module.parse(text[:end])
        if isinstance(found, Broken):
            continue
        for (importer, package), expected in DIRECT.items():
            one = direct(found, importer, package)
            if isinstance(one, Locked):
                assert (one.name, one.version) == expected, (end, importer, package)
                below = found.below(one, "@clerk/shared")
                whole = BELOW.get((importer, package, "@clerk/shared"))
                assert below is None or whole is None or below.version == whole


@pytest.mark.parametrize("name", FORMATS)
def test_damaged_anywhere_it_does_not_crash(name: str) -> None:
    module, _format = FORMATS[name]
    text = (DATA / name).read_text("utf-8")
    for at in range(0, len(text), 211):
        for damage in ("", "\n", '"', "'", ":", "{", "}", "[", "@", "  ", "\n\n\n", "?", "🙂"):
            found = module.parse(text[:at] + damage + text[at + 3 :])
            if isinstance(found, Broken):
                assert found.reason
                continue
            for importer, package in (("apps/web", "@clerk/nextjs"), ("apps/admin", "clerk-old")):
                one = direct(found, importer, package)
                if isinstance(one, Locked):
                    found.below(one, "@clerk/backend")
