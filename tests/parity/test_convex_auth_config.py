"""auth.config against what the Convex CLI bundles and Node.js runs: any difference fails.

The same files that the checks are tested with, each with several sets of variables.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from clerkdoctor.convex.push import Pushed, push, variable_not_set
from clerkdoctor.convex.refusal import Refused
from clerkdoctor.facts.project import App, Project
from clerkdoctor.gather.convex_config import auth_config, evaluated, sources_of
from clerkdoctor.gather.project import project as project_at
from tests import npm
from tests.gather.auth_config_judging import convex_project
from tests.gather.auth_configs_broken import BROKEN
from tests.gather.auth_configs_right import BESIDE, CONFIGS

SCRIPT = Path(__file__).with_name("convex_auth_config.mjs")
PACKAGES = {"convex": "1.48.0"}

ISSUER = "https://clean-mayfly-62.clerk.accounts.dev"
NAMES = (
    "CLERK_JWT_ISSUER_DOMAIN", "CLERK_FRONTEND_API_URL", "CLERK_ISSUER_URL", "CLERK_DOMAIN",
    "AUTH_DOMAIN", "GUEST_ISSUER", "CLERK_APPLICATION_ID", "CLERK_ISSUERS", "CLERK_ISSUER",
    "CLERK_STAGING_ISSUER", "APP_STAGE", "CLERK_SECRET_KEY", "CLERK_DEV_ISSUER",
)  # fmt: skip
SYSTEM = {"CONVEX_SITE_URL": "https://happy-animal-123.convex.site"}
VARIABLES: tuple[dict[str, str], ...] = (
    dict.fromkeys(NAMES, ISSUER),
    {},
    {"CLERK_JWT_ISSUER_DOMAIN": ISSUER},
    dict.fromkeys(NAMES, f'"{ISSUER}"'),
    dict.fromkeys(NAMES, f"{ISSUER}\n"),
    dict.fromkeys(NAMES, ""),
    dict.fromkeys(NAMES, "staging"),
    dict.fromkeys(NAMES, f"{ISSUER}, https://clerk.acme.io"),
)

STYLES = {f"right: {name}": (text, BESIDE.get(name, {})) for name, text in CONFIGS.items()} | {
    f"broken: {one.name}": (one.config, one.files) for one in BROKEN if one.config is not None
}


def _app(folder: Path, text: str, files: Mapping[str, str]) -> App:
    found = project_at(convex_project(folder, files, config=text))
    assert isinstance(found, Project)
    (app,) = found.apps
    return app


@pytest.mark.long
def test_every_file_comes_to_what_convex_makes_of_it(tmp_path: Path) -> None:
    apps = [
        _app(tmp_path / str(number), text, files)
        for number, (text, files) in enumerate(STYLES.values())
    ]
    cases = [
        {"path": str(app.folder / "convex" / "auth.config.ts"), "variables": variables | SYSTEM}
        for app in apps
        for variables in VARIABLES
    ]
    answers = iter(npm.run(SCRIPT, PACKAGES, cases))
    told = 0
    for style, app in zip(STYLES, apps, strict=True):
        stated = auth_config(app, "auth.config.ts", sources_of(app))
        for variables in VARIABLES:
            theirs: dict[str, Any] = next(answers)
            ours = evaluated(app, "auth.config.ts", variables, system=SYSTEM)
            is_built = "Build failed" not in theirs.get("error", "")
            if isinstance(ours, str) or not is_built:  # a package that is not installed
                continue
            told += 1
            if isinstance(ours, Refused) and ours.reason == "default-export-is-missing":
                # What is read and not exported is not followed: such a file is refused either way.
                assert theirs.get("error") or theirs["value"] is None
                continue
            assert ours == _expected(theirs), (style, variables, theirs)
        if stated.refused is not None:
            assert stated.refused == evaluated(app, "auth.config.ts", VARIABLES[0], system=SYSTEM)
    assert told > len(STYLES) * len(VARIABLES) * 0.85


def _expected(theirs: dict[str, Any]) -> object:
    if "error" in theirs:
        name = theirs["error"].removeprefix("not set: ")
        assert name != theirs["error"], theirs
        return variable_not_set(name)
    found = push(theirs["value"])
    return found.providers if isinstance(found, Pushed) else found
