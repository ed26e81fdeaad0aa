"""What project a folder is: apps, workspaces, layouts; and when it is none."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from clerkdoctor.facts.place import Place
from clerkdoctor.facts.project import App, ConvexFolder, NotAProject, Project
from clerkdoctor.gather.project import LOOKED_FOR, project

posix = pytest.mark.skipif(os.name != "posix", reason="POSIX files")

NEXT: dict[str, Any] = {"name": "web", "dependencies": {"next": "^16", "@clerk/nextjs": "^7"}}


def plant(root: Path, path: str, content: Any = "") -> None:
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(content if isinstance(content, str) else json.dumps(content))


def found(folder: Path) -> Project:
    answer = project(folder)
    assert not isinstance(answer, NotAProject), answer
    return answer


def only(folder: Path) -> App:
    (app,) = found(folder).apps
    return app


def test_a_single_app(tmp_path: Path) -> None:
    plant(tmp_path, "package.json", NEXT)
    for path in (
        "app/page.tsx",
        "next.config.ts",
        "next.config.mjs",
        "tsconfig.json",
        "jsconfig.json",
    ):
        plant(tmp_path, path)
    answer = found(tmp_path)
    (app,) = answer.apps
    assert answer.folder == tmp_path.resolve()
    assert answer.workspace is None
    assert answer.manifest == app.manifest
    assert (app.path, app.kind, app.name) == (".", "next", "web")
    assert (app.app_router, app.pages_router, app.source_root) == ("app", None, "")
    assert app.next_configs == ("next.config.mjs", "next.config.ts")
    assert app.tsconfig == "tsconfig.json"
    assert (app.convex, app.workspace_root, app.unread) == (None, None, ())
    assert app.uses("@clerk/nextjs")
    assert not app.uses("convex")
    assert app.at("proxy.ts") == "proxy.ts"


def test_the_package_json_itself_may_be_named(tmp_path: Path) -> None:
    plant(tmp_path, "package.json", NEXT)
    assert found(tmp_path / "package.json") == found(tmp_path)


@pytest.mark.parametrize(
    ("paths", "app_router", "pages_router", "source_root"),
    [
        (["app/x"], "app", None, ""),
        (["src/app/x"], "src/app", None, "src"),
        (["app/x", "src/app/x"], "app", None, ""),
        (["src/pages/x"], None, "src/pages", "src"),
        (["pages/x", "src/app/x"], "src/app", "pages", ""),
        (["app/x", "src/pages/x"], "app", "src/pages", "src"),
        (["app/x", "pages/x"], "app", "pages", ""),
        (["app", "src/app/x"], "app", None, ""),
        (["lib/x"], None, None, ""),
    ],
)
def test_the_root_is_chosen_before_src(
    tmp_path: Path,
    paths: list[str],
    app_router: str | None,
    pages_router: str | None,
    source_root: str,
) -> None:
    plant(tmp_path, "package.json", NEXT)
    for path in paths:
        plant(tmp_path, path)
    app = only(tmp_path)
    assert (app.app_router, app.pages_router) == (app_router, pages_router)
    assert app.source_root == source_root


@posix
def test_a_broken_link_is_no_router(tmp_path: Path) -> None:
    plant(tmp_path, "package.json", NEXT)
    (tmp_path / "app").symlink_to("gone")
    plant(tmp_path, "src/app/page.tsx")
    assert only(tmp_path).app_router == "src/app"


MONO: dict[str, Any] = {
    "package.json": {"name": "mono", "workspaces": ["apps/*", "packages/*"], "devDependencies": {"next": "16", "turbo": "^2"}},
    "turbo.json": {},
    "apps/web/package.json": {**NEXT, "dependencies": {**NEXT["dependencies"], "@mono/backend": "*", "convex": "1"}},
    "apps/web/app/page.tsx": "",
    "apps/docs/package.json": {"name": "docs", "devDependencies": {"next": "15"}},
    "apps/docs/pages/index.tsx": "",
    "packages/backend/package.json": {"name": "@mono/backend", "dependencies": {"convex": "1"}},
    "packages/backend/convex/auth.config.ts": "",
    "packages/auth/package.json": {"name": "@mono/auth", "dependencies": {"@clerk/nextjs": "7"}, "peerDependencies": {"next": "*"}},
    "packages/ui/package.json": {"name": "@mono/ui", "dependencies": {"next": "16"}},
    "packages/broken/package.json": "{",
}  # fmt: skip


def mono(tmp_path: Path) -> Path:
    for path, content in MONO.items():
        plant(tmp_path, path, content)
    return tmp_path


def test_a_workspace_from_its_root(tmp_path: Path) -> None:
    answer = found(mono(tmp_path))
    assert [(one.path, one.kind) for one in answer.apps] == [
        ("apps/docs", "next"),
        ("apps/web", "next"),
        ("packages/auth", "clerk"),
        ("packages/backend", "convex"),
    ]
    web = answer.apps[1]
    assert (web.workspace_root, web.at("proxy.ts")) == ("../..", "apps/web/proxy.ts")
    assert web.folder == tmp_path.resolve() / "apps" / "web"
    assert answer.related == ()
    assert answer.workspace is not None
    assert answer.workspace.turbo == Place("turbo.json")
    assert [one.path for one in answer.workspace.members] == [
        "apps/docs", "apps/web", "packages/auth", "packages/backend", "packages/broken", "packages/ui",
    ]  # fmt: skip
    assert [(str(one.place), one.reason) for one in answer.unread] == [
        ("packages/broken/package.json:1:2", "is not JSON: it ends too early")
    ]
    backend = answer.convex_app(web)
    assert backend is not None
    assert backend.path == "packages/backend"
    assert backend.convex == ConvexFolder("convex", None, True, ("auth.config.ts",))
    assert answer.convex_app(backend) is backend
    assert answer.convex_app(answer.apps[0]) is None


def test_a_part_of_a_workspace(tmp_path: Path) -> None:
    answer = found(mono(tmp_path) / "apps" / "web")
    (web,) = answer.apps
    assert (web.path, web.workspace_root) == (".", "../..")
    assert answer.workspace is not None
    assert (answer.workspace.path, answer.workspace.turbo) == ("../..", Place("../../turbo.json"))
    assert [one.path for one in answer.related] == ["../../packages/backend"]
    backend = answer.convex_app(web)
    assert backend is not None
    assert backend.folder == tmp_path.resolve() / "packages" / "backend"
    turbo = web.versions.get("turbo")
    assert turbo is not None
    assert (turbo.major, turbo.place.path) == (2, "../../package.json")


def test_a_root_that_is_an_app_itself(tmp_path: Path) -> None:
    for workspaces, settings in (({"workspaces": ["apps/*"]}, False), ({}, False), ({}, True)):
        plant(tmp_path, "package.json", {**NEXT, **workspaces})
        if settings:
            plant(tmp_path, "pnpm-workspace.yaml", "allowBuilds: {}\n")
        plant(tmp_path, "app/page.tsx")
        plant(tmp_path, "apps/admin/package.json", NEXT)
        plant(tmp_path, "apps/admin/src/app/page.tsx")
        assert [one.path for one in found(tmp_path).apps] == [".", "apps/admin"]


def test_folders_side_by_side_without_a_workspace(tmp_path: Path) -> None:
    plant(tmp_path, "web/package.json", NEXT)
    plant(tmp_path, "web/app/page.tsx")
    plant(tmp_path, "backend/package.json", {"dependencies": {"@clerk/express": "1"}})
    plant(tmp_path, "deep/er/app/package.json", NEXT)
    plant(tmp_path, "deep/er/app/next.config.js")
    plant(tmp_path, "too/deep/by/one/package.json", NEXT)
    plant(tmp_path, "examples/one/package.json", NEXT)
    plant(tmp_path, "web/node_modules/x/package.json", NEXT)
    plant(tmp_path, "tools/package.json", {"dependencies": {"eslint": "9"}})
    answer = found(tmp_path)
    assert [(one.path, one.kind) for one in answer.apps] == [
        ("backend", "clerk"),
        ("web", "next"),
        ("deep/er/app", "next"),
    ]
    assert answer.manifest is None


def test_an_integrated_nx_repository_has_one_package_json(tmp_path: Path) -> None:
    plant(tmp_path, "package.json", NEXT)
    plant(tmp_path, "nx.json", "{}")
    plant(tmp_path, "apps/shop/next.config.js")
    plant(tmp_path, "apps/shop/app/page.tsx")
    plant(tmp_path, "apps/shop/project.json", "{}")
    plant(
        tmp_path,
        "package-lock.json",
        {"lockfileVersion": 3, "packages": {"": {}, "node_modules/next": {"version": "16.0.1"}}},
    )
    answer = found(tmp_path)
    assert [one.path for one in answer.apps] == [".", "apps/shop"]
    shop = answer.apps[1]
    assert (shop.kind, shop.app_router, shop.manifest.place.path) == (
        "next",
        "app",
        "../../package.json",
    )
    assert shop.versions.lock_file == Place("../../package-lock.json")
    (alone,) = found(tmp_path / "apps" / "shop").apps
    assert alone.path == "."
    installed = alone.versions.get("next")
    assert installed is not None
    assert (installed.text, installed.place.path) == ("16.0.1", "../../package-lock.json")


def test_a_javascript_project_without_clerk_or_next(tmp_path: Path) -> None:
    plant(tmp_path, "package.json", {"name": "tool", "dependencies": {"vite": "7"}})
    answer = found(tmp_path)
    assert answer.apps == ()
    assert answer.manifest is not None
    assert answer.manifest.name == "tool"


def test_a_folder_within_a_project(tmp_path: Path) -> None:
    plant(tmp_path, "package.json", NEXT)
    plant(tmp_path, "src/app/page.tsx")
    # Without a repository, nothing says where the project would end.
    assert isinstance(project(tmp_path / "src" / "app"), NotAProject)
    (tmp_path / ".git").mkdir()
    answer = found(tmp_path / "src" / "app")
    assert answer.folder == tmp_path.resolve()
    plant(tmp_path, "package.json", "{")
    broken = project(tmp_path / "src" / "app")
    assert isinstance(broken, NotAProject)
    assert "is not JSON" in broken.reason


def test_the_repository_is_the_end(tmp_path: Path) -> None:
    plant(tmp_path, "package.json", NEXT)
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    (tmp_path / "repo" / "docs").mkdir()
    assert isinstance(project(tmp_path / "repo" / "docs"), NotAProject)
    assert isinstance(project(tmp_path / "repo"), NotAProject)


def test_what_is_no_project(tmp_path: Path) -> None:
    assert project(tmp_path) == NotAProject(f"`{tmp_path}` is no JavaScript project", LOOKED_FOR)
    missing = tmp_path / "gone"
    assert project(missing) == NotAProject(f"`{missing}` does not exist", LOOKED_FOR)
    plant(tmp_path, "notes.txt")
    file = tmp_path / "notes.txt"
    assert project(file) == NotAProject(f"`{file}` is a file, not a folder", LOOKED_FOR)
    assert isinstance(project(tmp_path / ("x" * 5000)), NotAProject)
    assert isinstance(project(Path("a\0b")), NotAProject)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "`package.json` is empty"),
        (b"{", "`package.json:1:2` is not JSON: it ends too early"),
        (b'["next"]', "`package.json` is a list, not an object"),
        (b"\xff\xfe{\0}\0", "`package.json` is UTF-16, where UTF-8 is expected"),
        (b"\0" * 60_000_000, "`package.json` is 60 MB; the limit is 1 MB"),
        (None, "`package.json` is a directory"),
    ],
    ids=["empty", "cut off", "list", "utf-16", "huge", "directory"],
)
def test_a_package_json_that_cannot_be_read(
    tmp_path: Path, content: bytes | None, reason: str
) -> None:
    if content is None:
        (tmp_path / "package.json").mkdir()
    else:
        (tmp_path / "package.json").write_bytes(content)
    assert project(tmp_path) == NotAProject(reason, LOOKED_FOR)


def test_dependencies_that_are_a_list_are_named(tmp_path: Path) -> None:
    plant(
        tmp_path,
        "package.json",
        {"dependencies": ["next"], "devDependencies": {"@clerk/nextjs": "7"}},
    )
    app = only(tmp_path)
    assert app.kind == "clerk"
    assert [one.reason for one in app.unread] == ["has a list as `dependencies`, not an object"]


@posix
def test_links(tmp_path: Path) -> None:
    plant(tmp_path, "real/package.json", NEXT)
    (tmp_path / "link").symlink_to("real")
    assert found(tmp_path / "link").folder == tmp_path.resolve() / "real"
    (tmp_path / "real" / "again").symlink_to(tmp_path / "real")
    assert [one.path for one in found(tmp_path / "real").apps] == ["."]


CONVEX = {"dependencies": {"next": "16", "convex": "^1"}}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"convex/auth.config.ts": ""}, ConvexFolder("convex", None, True, ("auth.config.ts",))),
        (
            {
                "convex/auth.config.ts": "",
                "convex/auth.config.js": "",
                "convex/auth.config.mts": "",
            },
            ConvexFolder("convex", None, True, ("auth.config.ts", "auth.config.js")),
        ),
        ({}, ConvexFolder("convex", None, False, ())),
        (
            {"convex.json": '{"functions": "src/convex/"}', "src/convex/auth.config.js": ""},
            ConvexFolder("src/convex", Place("convex.json"), True, ("auth.config.js",)),
        ),
        (
            {"convex.json": "{}", "convex/x.ts": ""},
            ConvexFolder("convex", Place("convex.json"), True, ()),
        ),
        (
            {"convex.json": '{"functions": "../away"}'},
            ConvexFolder("../away", Place("convex.json"), False, ()),
        ),
    ],
)
def test_the_folder_of_convex_functions(
    tmp_path: Path, files: dict[str, str], expected: ConvexFolder
) -> None:
    plant(tmp_path, "package.json", CONVEX)
    for path, content in files.items():
        plant(tmp_path, path, content)
    assert only(tmp_path).convex == expected


@pytest.mark.parametrize(
    ("content", "place", "reason"),
    [
        ("{", "convex.json:1:2", "is not JSON: it ends too early"),
        ('{"functions": 3}', "convex.json", "has no string as `functions`"),
        ("[]", "convex.json", "is a list, not an object"),
    ],
)
def test_a_convex_json_that_cannot_be_read(
    tmp_path: Path, content: str, place: str, reason: str
) -> None:
    plant(tmp_path, "package.json", CONVEX)
    plant(tmp_path, "convex/auth.config.ts")
    plant(tmp_path, "convex.json", content)
    app = only(tmp_path)
    assert app.convex is None
    assert [(str(one.place), one.reason) for one in app.unread] == [(place, reason)]


def test_the_only_convex_folder_is_everybodys(tmp_path: Path) -> None:
    plant(tmp_path, "web/package.json", CONVEX)
    plant(tmp_path, "web/app/page.tsx")
    plant(tmp_path, "backend/package.json", {"dependencies": {"convex": "1"}})
    plant(tmp_path, "backend/convex/auth.config.ts")
    answer = found(tmp_path)
    web = next(one for one in answer.apps if one.path == "web")
    backend = answer.convex_app(web)
    assert backend is not None
    assert backend.path == "backend"


def test_a_disk_of_folders_is_not_searched(tmp_path: Path) -> None:
    for number in range(1500):
        (tmp_path / f"folder{number}").mkdir()
    begun = time.process_time()
    assert isinstance(project(tmp_path), NotAProject)
    assert time.process_time() - begun < 1


def test_nothing_is_written(tmp_path: Path) -> None:
    mono(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    found(tmp_path)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_yaml_is_imported_only_where_packages_are_listed_in_it(tmp_path: Path) -> None:
    plant(tmp_path, "package.json", NEXT)
    plant(tmp_path, "pnpm-workspace.yaml", "allowBuilds:\n  sharp: true\n")
    script = (
        "import sys; from pathlib import Path; from clerkdoctor.gather.project import project;"
        f"project(Path({str(tmp_path)!r}));"
        "print([name for name in ('yaml', 'subprocess', 'dataclasses', 'tomllib') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True
    )  # fmt: skip
    assert done.stdout.strip() == "[]"
