"""A folder judged by the checks of Convex' configuration, as the command does it."""

from collections.abc import Mapping
from pathlib import Path

from clerkdoctor.check import Check
from clerkdoctor.checks import (
    convex_audience,
    convex_config,
    convex_deployment,
    convex_issuer,
    jwt_templates,
)
from clerkdoctor.evidence import Evidence
from clerkdoctor.facts.key_sets import ProviderMetadata
from clerkdoctor.facts.project import App, Project
from clerkdoctor.gather import tree
from clerkdoctor.gather.code import code
from clerkdoctor.gather.convex import ConvexCollector, add_convex, join_convex
from clerkdoctor.gather.convex_deployments import Asked
from clerkdoctor.gather.convex_online import add_online
from clerkdoctor.gather.environment import environment
from clerkdoctor.gather.everything import project_sources
from clerkdoctor.gather.keys import add_environment
from clerkdoctor.gather.project import project as project_at
from clerkdoctor.judge import judge
from clerkdoctor.report import Result
from tests.projects import project

MODULES = (convex_config, convex_issuer, convex_audience, jwt_templates, convex_deployment)
CHECKS = [one for module in MODULES for one in vars(module).values() if isinstance(one, Check)]

ISSUER = "https://clean-mayfly-62.clerk.accounts.dev"
"""The Frontend API of the key in `tests.projects`."""

CONFIG = """import type { AuthConfig } from "convex/server";

export default {
  providers: [{ domain: process.env.CLERK_JWT_ISSUER_DOMAIN!, applicationID: "convex" }],
} satisfies AuthConfig;
"""
PROVIDER = """"use client";
import { useAuth } from "@clerk/nextjs";
import { ConvexReactClient } from "convex/react";
import { ConvexProviderWithClerk } from "convex/react-clerk";

const convex = new ConvexReactClient(process.env.NEXT_PUBLIC_CONVEX_URL!);

export function Providers({ children }) {
  return <ConvexProviderWithClerk client={convex} useAuth={useAuth}>{children}</ConvexProviderWithClerk>;
}
"""

LAYOUT = """import { ClerkProvider } from "@clerk/nextjs";
import { Providers } from "../components/providers";

export default function Layout({ children }) {
  return <ClerkProvider><Providers>{children}</Providers></ClerkProvider>;
}
"""


def convex_project(
    folder: Path, files: Mapping[str, str], *, convex: str = "1.48.0", config: str | None = CONFIG
) -> Path:
    """A Next.js app with Clerk and Convex in this folder."""
    stated: dict[str, str | bytes] = {
        "app/layout.tsx": LAYOUT,
        "components/providers.tsx": PROVIDER,
        **files,
    }
    stated.setdefault("convex/schema.ts", 'import { defineSchema } from "convex/server";\n')
    if config is not None:
        stated.setdefault("convex/auth.config.ts", config)
    return project(folder, stated, convex=convex)


def gathered(folder: Path, process: Mapping[str, str] | None = None) -> dict[str | None, Evidence]:
    """The facts of each app, by its folder."""
    found = project_at(folder)
    assert isinstance(found, Project), found
    apps: dict[str | None, App] = {app.path: app for app in found.apps}
    seen: dict[str | None, Evidence] = {
        name: _evidence(app, process or {}) for name, app in apps.items()
    }
    join_convex(found, apps, seen)
    return seen


def _evidence(app: App, process: Mapping[str, str]) -> Evidence:
    from clerkdoctor.evidence import Absent

    seen = Evidence(app.path)
    seen.found(app)
    files = list(tree.sources(app.folder))
    sources, collector = project_sources(app), ConvexCollector(app)
    folder = app.convex.path if app.convex else None

    def add(module: object, side: object) -> None:
        collector.add(module, sources, side)  # type: ignore[arg-type]

    written = code(app.folder, files, folder, sources, [], add)
    seen.found(written)
    stated = (
        environment(app.folder, "development", process, "dotenv-16")
        if app.kind == "next"
        else Absent("no Next.js runs here, so no env file is loaded")
    )
    add_environment(seen, stated, written)
    add_convex(seen, app, files, sources, collector)
    return seen


def judged(
    folder: Path, asked: Asked | None = None, process: Mapping[str, str] | None = None
) -> dict[str, Result]:
    """What each check says of the one app in the folder."""
    (evidence,) = gathered(folder, process).values()
    add_online(evidence, asked or Asked())
    evidence.add(ProviderMetadata, evidence[ProviderMetadata])
    results, crashes = judge([("convex", one) for one in CHECKS], {None: evidence})
    assert crashes == ()
    return {result.check.id: result for result in results}


def failed(results: Mapping[str, Result]) -> dict[str, str]:
    """The checks that failed for a cause of their own, each with its level."""
    return {
        name: result.level
        for name, result in results.items()
        if result.status == "fail" and result.follows_from is None
    }
