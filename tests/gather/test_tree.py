"""Which files are the app's own, and which of them mention something."""

import os
import tracemalloc
from pathlib import Path

import pytest

from clerkdoctor.gather.tree import Skipped, is_next_app, mentions, sources

posix = pytest.mark.skipif(os.name != "posix", reason="POSIX files")


def plant(root: Path, *paths: str, content: str = "") -> None:
    for path in paths:
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content)


def test_extensions_and_order(tmp_path: Path) -> None:
    plant(
        tmp_path, "proxy.ts", "b.mjs", "a.cjs", "readme.md", "style.css", "app/page.tsx", "app/(auth)/in.jsx",
        "app/[...all]/route.js", "lib/x.mts", "lib/y.cts", "lib/data.json", "page.ts.bak",
    )  # fmt: skip
    assert list(sources(tmp_path)) == [
        "a.cjs",
        "b.mjs",
        "proxy.ts",
        "app/page.tsx",
        "app/(auth)/in.jsx",
        "app/[...all]/route.js",
        "lib/x.mts",
        "lib/y.cts",
    ]
    assert list(sources(tmp_path, extensions=(".json",))) == ["lib/data.json"]


def test_generated_folders_are_not_entered(tmp_path: Path) -> None:
    plant(
        tmp_path, "node_modules/x/index.js", "app/node_modules/x/index.js", ".next/server/a.js", "app/.next/a.js",
        ".vercel/output/a.js", "app/deep/er/.turbo/a.js", ".git/hooks/a.js", ".storybook/main.ts", ".github/x.js",
        "dist/a.js", "build/a.js", "out/a.js", "coverage/a.js", "storybook-static/a.js", ".svelte-kit/a.js",
        ".yarn/releases/yarn.cjs", ".pnpm-store/a.js", "lib/.venv/a.js", ".open-next/a.js", ".wrangler/a.js",
    )  # fmt: skip
    assert list(sources(tmp_path)) == []


def test_routes_that_are_named_like_generated_folders(tmp_path: Path) -> None:
    plant(
        tmp_path, "app/build/page.tsx", "app/out/page.tsx", "app/dist/page.tsx", "src/coverage/x.ts",
        "app/.well-known/jwks.json/route.ts", "app/.hidden/page.tsx",
    )  # fmt: skip
    assert list(sources(tmp_path)) == [
        "app/.hidden/page.tsx",
        "app/.well-known/jwks.json/route.ts",
        "app/build/page.tsx",
        "app/dist/page.tsx",
        "app/out/page.tsx",
        "src/coverage/x.ts",
    ]


def test_packages_of_a_workspace(tmp_path: Path) -> None:
    plant(
        tmp_path,
        "package.json",
        "apps/web/package.json",
        content='{"dependencies": {"next": "16"}}',
    )
    plant(tmp_path, "apps/docs/package.json", content='{"devDependencies": {"next": "15"}}')
    plant(tmp_path, "packages/ui/package.json", content='{"peerDependencies": {"next": "*"}}')
    plant(
        tmp_path, "page.ts", "apps/web/a.ts", "apps/docs/a.ts", "packages/ui/src/button.tsx",
        "packages/ui/dist/button.js", "packages/ui/src/dist/x.ts",
    )  # fmt: skip
    assert list(sources(tmp_path)) == [
        "page.ts",
        "packages/ui/src/button.tsx",
        "packages/ui/src/dist/x.ts",
    ]
    assert list(sources(tmp_path / "apps" / "web")) == ["a.ts"]


@pytest.mark.parametrize(
    "content",
    ["", "{", '["next"]', '{"dependencies": ["next"]}', '{"name": "next"}', '{"scripts": {"next": "x"}}',
     "[" * 100_000 + '"next"', '\x00"next"'],
)  # fmt: skip
def test_what_is_no_next_app(tmp_path: Path, content: str) -> None:
    plant(tmp_path, "package.json", content=content)
    assert not is_next_app(tmp_path / "package.json")
    assert not is_next_app(tmp_path)
    assert not is_next_app(tmp_path / "nothing.json")


@posix
def test_links(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    plant(outside, "secret.ts", "file.ts")
    root = tmp_path / "root"
    plant(root, "app/page.ts")
    (root / "app" / "cycle").symlink_to(root)
    (root / "app" / "away").symlink_to(outside)
    (root / "app" / "odd.ts").symlink_to(outside, target_is_directory=True)
    (root / "node_modules").symlink_to(outside)
    (root / "linked.ts").symlink_to(outside / "file.ts")
    (root / "broken.ts").symlink_to("gone.ts")
    (root / "loop.ts").symlink_to("loop.ts")
    skipped: list[Skipped] = []
    assert list(sources(root, skipped)) == ["linked.ts", "app/page.ts"]
    assert skipped == [
        Skipped("app/away", "is a link to a folder"),
        Skipped("app/cycle", "is a link to a folder"),
        Skipped("app/odd.ts", "is a link to a folder"),
    ]


@posix
def test_what_only_looks_like_a_source(tmp_path: Path) -> None:
    plant(tmp_path, "dir.ts/x.ts")
    os.mkfifo(tmp_path / "fifo.ts")
    assert list(sources(tmp_path)) == ["dir.ts/x.ts"]


@posix
def test_a_folder_that_cannot_be_read_is_named(unprivileged: Path) -> None:
    plant(unprivileged, "app/page.ts", "shut/x.ts")
    (unprivileged / "link.ts").symlink_to("shut/x.ts")
    (unprivileged / "shut").chmod(0)
    skipped: list[Skipped] = []
    found = list(sources(unprivileged, skipped))
    (unprivileged / "shut").chmod(0o700)
    assert found == ["app/page.ts"]
    assert skipped == [Skipped("shut", "cannot be read: permission denied")]


def test_roots_that_are_no_folders(tmp_path: Path) -> None:
    plant(tmp_path, "file")
    skipped: list[Skipped] = []
    assert list(sources(tmp_path / "file", skipped)) == []
    assert list(sources(tmp_path / "nothing")) == []
    assert [one.path for one in skipped] == ["."]


def test_a_bottomless_tree_ends(tmp_path: Path) -> None:
    folder = tmp_path
    for _ in range(70):
        folder /= "d"
    folder.mkdir(parents=True)
    plant(folder, "x.ts")
    skipped: list[Skipped] = []
    assert list(sources(tmp_path, skipped)) == []
    assert [one.reason for one in skipped] == ["is more than 60 folders deep"]


@posix
def test_names_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.ts")).write_text("@clerk/")
    (tmp_path / "new\nline.ts").write_text("@clerk/")
    found = list(sources(tmp_path))
    assert [path for path, _ in mentions(tmp_path, found, [b"@clerk/"])] == found
    assert len(found) == 2


def test_mentions(tmp_path: Path) -> None:
    plant(tmp_path, "a.ts", content='import "@clerk/nextjs"')
    plant(tmp_path, "b.ts", content="nothing")
    plant(tmp_path, "c.ts", content="convex and @clerk/")
    paths = list(sources(tmp_path))
    assert list(mentions(tmp_path, paths, [b"@clerk/", b"convex"])) == [
        ("a.ts", b'import "@clerk/nextjs"'),
        ("c.ts", b"convex and @clerk/"),
    ]
    assert list(mentions(tmp_path, paths, [b"svix"])) == []
    assert list(mentions(tmp_path, paths, [])) == []


@posix
def test_what_cannot_be_searched_is_named(tmp_path: Path) -> None:
    plant(tmp_path, "big.ts", content="@clerk/" + "x" * 200_000)
    plant(tmp_path, "small.ts", content="@clerk/" + "x" * 100)
    os.mkfifo(tmp_path / "fifo.ts")
    (tmp_path / "folder.ts").mkdir()
    paths = ["big.ts", "fifo.ts", "folder.ts", "gone.ts", "small.ts"]
    skipped: list[Skipped] = []
    found = mentions(tmp_path, paths, [b"@clerk/"], limit=100_000, skipped=skipped)
    assert [path for path, _ in found] == ["small.ts"]
    assert skipped == [
        Skipped("big.ts", "is 200 kB; the limit is 100 kB"),
        Skipped("fifo.ts", "is a FIFO (not opened)"),
        Skipped("folder.ts", "is a directory"),
    ]
    found = mentions(tmp_path, paths, [b"@clerk/"])
    assert [path for path, _ in found] == ["big.ts", "small.ts"]


def test_memory_is_flat(tmp_path: Path) -> None:
    plant(tmp_path, *(f"{number}.ts" for number in range(200)), content="@clerk/" + "x" * 50_000)
    paths = list(sources(tmp_path))
    tracemalloc.start()
    try:
        assert sum(1 for _ in mentions(tmp_path, paths, [b"@clerk/"])) == 200
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 1_000_000
