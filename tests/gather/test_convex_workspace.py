"""Convex functions in a package of their own: judged with the apps that call them."""

import json
from pathlib import Path

import pytest

from clerkdoctor.evidence import Absent
from clerkdoctor.facts.convex import AuthConfig, ConvexFiles, ConvexPackage
from clerkdoctor.facts.place import Place
from tests.gather.auth_config_judging import CONFIG, PROVIDER, gathered
from tests.projects import project


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """`apps/web` calls the functions of `packages/backend`."""
    files: dict[str, str] = {
        "package.json": json.dumps({"name": "root", "workspaces": ["apps/*", "packages/*"]}),
        "packages/backend/package.json": json.dumps(
            {"name": "@acme/backend", "dependencies": {"convex": "1.48.0"}}
        ),
        "packages/backend/convex/auth.config.ts": CONFIG,
        "packages/backend/convex/routes.ts": 'import { httpRouter } from "convex/server";\nexport default httpRouter();\n',
    }
    for path, content in files.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    project(
        tmp_path / "apps" / "web",
        {"components/providers.tsx": PROVIDER},
        **{"convex": "1.48.0", "@acme/backend": "workspace:*"},
    )
    return tmp_path


def test_the_functions_are_judged_with_the_app(workspace: Path) -> None:
    seen = gathered(workspace)
    web, backend = seen["apps/web"], seen["packages/backend"]
    config, files, package = web[AuthConfig], web[ConvexFiles], web[ConvexPackage]
    assert isinstance(config, AuthConfig)
    assert isinstance(files, ConvexFiles)
    assert isinstance(package, ConvexPackage)
    assert config.file == Place("../../packages/backend/convex/auth.config.ts")
    assert config.providers[0].fields[0].place.path == config.file.path
    assert files.routers[0].place.path == "../../packages/backend/convex/routes.ts"
    assert files.relying[0][1].path == "components/providers.tsx"
    assert package.app.path == "packages/backend"
    assert backend[ConvexFiles] == Absent(
        "judged with `apps/web`, which calls these Convex functions"
    )


def test_a_part_of_the_workspace_is_judged_with_what_stands_elsewhere(workspace: Path) -> None:
    (evidence,) = gathered(workspace / "apps" / "web").values()
    config, files = evidence[AuthConfig], evidence[ConvexFiles]
    assert isinstance(config, AuthConfig)
    assert isinstance(files, ConvexFiles)
    assert config.file == Place("../../packages/backend/convex/auth.config.ts")
    assert [one.place.path for one in files.routers] == ["../../packages/backend/convex/routes.ts"]


def test_the_package_alone_is_judged_by_itself(workspace: Path) -> None:
    (evidence,) = gathered(workspace / "packages" / "backend").values()
    config = evidence[AuthConfig]
    assert isinstance(config, AuthConfig)
    assert config.file == Place("convex/auth.config.ts")


def test_an_app_without_convex_has_nothing_to_judge(tmp_path: Path) -> None:
    (evidence,) = gathered(project(tmp_path)).values()
    assert evidence[ConvexFiles] == Absent("nothing here uses Convex")


def test_convex_without_clerk_has_nothing_to_judge(tmp_path: Path) -> None:
    folder = project(
        tmp_path,
        {
            "package.json": json.dumps({"dependencies": {"next": "16.0.0", "convex": "1.48.0"}}),
            "convex/auth.config.ts": CONFIG.replace("CLERK_JWT_ISSUER_DOMAIN!", "CONVEX_SITE_URL"),
            "convex/auth.ts": 'import { convexAuth } from "@convex-dev/auth/server";\n',
        },
    )
    (evidence,) = gathered(folder).values()
    assert evidence[AuthConfig] == Absent("the Convex functions here have nothing to do with Clerk")
