"""Workspaces: patterns, roots, and what stands in for them."""

import time
from pathlib import Path

import pytest

from clerkdoctor.facts.place import Place
from clerkdoctor.facts.project import Unread, Workspace
from clerkdoctor.gather.workspace import enclosing, matching, members


def plant(root: Path, *paths: str, content: str = "{}") -> None:
    for path in paths:
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content)


FOLDERS = (
    "apps/web", "apps/admin", "apps/group/inner", "packages/ui", "packages/.hidden", "packages/ui/test/fixture",
    "node_modules/x", "apps/web/node_modules/y", "tools", "Apps/x",
)  # fmt: skip


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        (["apps/*"], ["apps/admin", "apps/group", "apps/web"]),
        (["./apps/*/"], ["apps/admin", "apps/group", "apps/web"]),
        (["apps/**"], ["apps", "apps/admin", "apps/group", "apps/group/inner", "apps/web"]),
        (["apps/*", "!apps/admin"], ["apps/group", "apps/web"]),
        (["!apps/admin", "apps/*"], ["apps/group", "apps/web"]),
        (["packages/**", "!**/test/**"], ["packages", "packages/ui"]),
        (["{apps,packages}/*"], ["apps/admin", "apps/group", "apps/web", "packages/ui"]),
        (["tools", "gone"], ["tools"]),
        (["apps/w?b", "apps/[a-b]*"], ["apps/admin", "apps/web"]),
        (["apps/[!a-g]*", "apps/[^x]eb"], ["apps/web"]),
        (["*"], ["Apps", "apps", "packages", "tools"]),
        (["packages/.h*"], []),
        (["."], []),
        (["/etc/*", "", "!"], []),
        (["apps/[z-a]*", "apps/[", "apps/{a"], []),
        ([], []),
    ],
)
def test_patterns(tmp_path: Path, patterns: list[str], expected: list[str]) -> None:
    for folder in FOLDERS:
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
    found = matching(tmp_path, patterns)
    if (tmp_path / "APPS").exists():  # a file system that does not tell capitals apart
        return
    # Hidden folders are never entered.
    assert [one for one in found if not one.startswith("packages/.h")] == expected


@pytest.mark.parametrize(
    "pattern",
    [
        "*a" * 60 + "b",
        "**/" * 30 + "x",
        "{a,b}" * 40,
        "{" * 5000,
        "[" * 5000,
        "**/*" * 50,
        "*" * 5000,
        "a/" * 3000,
        "a\0b",
    ],
    ids=range(9),
)
def test_hostile_patterns_take_no_time(tmp_path: Path, pattern: str) -> None:
    (tmp_path / ("a" * 200) / ("a" * 40)).mkdir(parents=True)
    begun = time.process_time()
    matching(tmp_path, [pattern, f"!{pattern}", "*/*"])
    assert time.process_time() - begun < 2


def test_links_to_folders_are_not_entered(tmp_path: Path) -> None:
    (tmp_path / "apps" / "web").mkdir(parents=True)
    (tmp_path / "apps" / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert matching(tmp_path, ["apps/**"]) == ["apps", "apps/web"]


def workspace(folder: Path, base: Path | None = None) -> tuple[Workspace | None, list[Unread]]:
    unread: list[Unread] = []
    root = enclosing(folder, base or folder, unread)
    return (members(root, base or folder).workspace if root else None), unread


def test_npm_seen_from_the_root_and_from_an_app(tmp_path: Path) -> None:
    plant(
        tmp_path,
        "package.json",
        content='{"name": "root",\n"workspaces": ["apps/*", "packages/*"]}',
    )
    plant(tmp_path, "apps/web/package.json", content='{"name": "web"}')
    plant(tmp_path, "packages/ui/package.json", content='{"name": "@x/ui"}')
    plant(tmp_path, "packages/notes/readme.md", "turbo.json", "nx.json")
    found, unread = workspace(tmp_path)
    assert found is not None
    assert found.manager == "npm"
    assert (found.path, found.folder) == (".", tmp_path)
    assert found.stated == Place("package.json", 2, 1)
    assert [(one.name, one.path) for one in found.members] == [
        ("web", "apps/web"),
        ("@x/ui", "packages/ui"),
    ]
    assert (found.turbo, found.nx, found.lerna) == (Place("turbo.json"), Place("nx.json"), None)
    assert unread == []
    below, _unread = workspace(tmp_path / "apps" / "web")
    assert below is not None
    assert below.path == "../.."
    assert below.stated == Place("../../package.json", 2, 1)
    assert [one.path for one in below.members] == [".", "../../packages/ui"]
    assert below.manifest is not None
    assert below.manifest.name == "root"


@pytest.mark.parametrize(
    ("files", "manager"),
    [({"yarn.lock": ""}, "yarn"), ({"bun.lock": "{}"}, "bun"), ({"bun.lockb": ""}, "bun"),
     ({"package-lock.json": "{}"}, "npm"), ({}, "npm")],
)  # fmt: skip
def test_the_manager_is_known_by_its_lock_file(
    tmp_path: Path, files: dict[str, str], manager: str
) -> None:
    plant(tmp_path, "package.json", content='{"workspaces": []}')
    for name, content in files.items():
        plant(tmp_path, name, content=content)
    found, _unread = workspace(tmp_path)
    assert found is not None
    assert found.manager == manager


def test_pnpm_in_all_of_yaml(tmp_path: Path) -> None:
    plant(
        tmp_path,
        "pnpm-workspace.yaml",
        content="# apps\npackages: &all [ 'apps/*', \"!apps/old\" ]\ncatalog:\n  next: ^15\ncatalogs: {old: {next: '14'}}\n",
    )
    plant(tmp_path, "package.json", "apps/web/package.json", "apps/old/package.json")
    unread: list[Unread] = []
    root = enclosing(tmp_path / "apps" / "web", tmp_path, unread)
    assert root is not None
    assert root.workspace.manager == "pnpm"
    assert root.workspace.stated == Place("pnpm-workspace.yaml")
    assert root.catalogs == (("old", "next", "14"), ("default", "next", "^15"))
    assert [one.path for one in members(root, tmp_path).workspace.members] == ["apps/web"]
    # A package that the patterns leave out belongs to nothing.
    assert enclosing(tmp_path / "apps" / "old", tmp_path, unread) is None
    assert unread == []


def test_pnpm_settings_alone_are_a_workspace_of_one(tmp_path: Path) -> None:
    plant(tmp_path, "pnpm-workspace.yaml", content="onlyBuiltDependencies:\n  - sharp\n")
    plant(tmp_path, "package.json", "apps/web/package.json")
    found, _unread = workspace(tmp_path)
    assert found is not None
    assert (found.patterns, found.members) == ((), ())
    assert workspace(tmp_path / "apps" / "web")[0] is None


@pytest.mark.parametrize(
    ("content", "reason"),
    [("packages: [", "is not YAML"), ("packages:\n\t- a", "is not YAML"), ("packages: !!python/object:os.system a", "is not YAML"),
     ("packages: &a [*a, *b]", "is not YAML"), ("packages: " + "[" * 20_000, "is not YAML"), ("\x00packages", "is not YAML")],
)  # fmt: skip
def test_hostile_yaml(tmp_path: Path, content: str, reason: str) -> None:
    plant(tmp_path, "pnpm-workspace.yaml", content=content)
    plant(tmp_path, "package.json", content='{"workspaces": ["apps/*"]}')
    _found, unread = workspace(tmp_path)
    assert [one.reason for one in unread] == [reason]


@pytest.mark.parametrize(
    "content",
    [
        "packages: 3",
        "packages: {a: b}",
        "- packages",
        "packages:",
        "packages: [1, null]",
        "'packages'",
    ],
)
def test_yaml_of_other_types_names_no_packages(tmp_path: Path, content: str) -> None:
    plant(tmp_path, "pnpm-workspace.yaml", content=content)
    found, unread = workspace(tmp_path)
    assert found is not None
    assert found.patterns == ()
    assert unread == []


def test_lerna(tmp_path: Path) -> None:
    plant(tmp_path, "lerna.json", content='{"version": "1.0.0"}')
    plant(tmp_path, "package.json", "packages/a/package.json")
    found, _unread = workspace(tmp_path / "packages" / "a")
    assert found is not None
    assert (found.manager, found.lerna) == ("lerna", Place("../../lerna.json"))
    plant(tmp_path, "lerna.json", content="{")
    assert workspace(tmp_path)[1][0].place.path == "lerna.json"


def test_the_search_ends_with_the_repository(tmp_path: Path) -> None:
    plant(tmp_path, "package.json", content='{"workspaces": ["**"]}')
    plant(tmp_path, "repo/package.json", "repo/web/package.json")
    assert workspace(tmp_path / "repo" / "web")[0] is not None
    (tmp_path / "repo" / ".git").mkdir()
    assert workspace(tmp_path / "repo" / "web")[0] is None


def test_a_workspace_between(tmp_path: Path) -> None:
    plant(tmp_path, "package.json", content='{"workspaces": ["inner/*"]}')
    plant(tmp_path, "inner/package.json", content='{"workspaces": ["other"]}')
    plant(tmp_path, "inner/web/package.json")
    found, _unread = workspace(tmp_path / "inner" / "web")
    assert found is not None
    assert found.path == "../.."


def test_what_is_broken_further_up_concerns_nobody_without_a_repository(tmp_path: Path) -> None:
    plant(tmp_path, "package.json", content="{")
    plant(tmp_path, "web/package.json")
    assert workspace(tmp_path / "web") == (None, [])
    (tmp_path / ".git").mkdir()
    assert [one.place.path for one in workspace(tmp_path / "web")[1]] == ["../package.json"]
