"""Projects with Dockerfiles and workflows, written to a folder and judged there."""

import json
from collections.abc import Mapping
from pathlib import Path

from clerkdoctor.check import Check
from clerkdoctor.checks.builds import (
    image_build_gets_the_publishable_key,
    no_secret_is_built_into_an_image,
    workflow_build_gets_the_publishable_key,
)
from clerkdoctor.gather.everything import Wanted, gather
from clerkdoctor.judge import judge
from clerkdoctor.report import Result

KEY = "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY"
IMAGE = image_build_gets_the_publishable_key
SECRETS = no_secret_is_built_into_an_image
WORKFLOW = workflow_build_gets_the_publishable_key

ASKS = {"next": "16.4.6", "@clerk/nextjs": "6.39.8", "react": "19.0.0"}
LAYOUT = """import { ClerkProvider } from "@clerk/nextjs";
export default function RootLayout({ children }) {
  return <html><body><ClerkProvider>{children}</ClerkProvider></body></html>;
}
"""
IGNORED = "node_modules\n**/.env*\n"


def manifest(name: str = "web", /, **scripts: str) -> str:
    stated = {"name": name, "dependencies": ASKS, "scripts": {"build": "next build", **scripts}}
    return json.dumps(stated, indent=2)


def app(prefix: str = "", **scripts: str) -> dict[str, str]:
    """The files of an app that renders `<ClerkProvider>` in its root layout."""
    name = "@acme/web" if prefix else "web"
    return {
        f"{prefix}package.json": manifest(name, **scripts),
        f"{prefix}app/layout.tsx": LAYOUT,
        f"{prefix}app/page.tsx": "export default function Page() { return null; }\n",
    }


def workspace(**scripts: str) -> dict[str, str]:
    """A workspace with the app in apps/web, and an API beside it."""
    root = {"name": "root", "private": True, "workspaces": ["apps/*"]}
    api = {"name": "@acme/api", "scripts": {"build": "tsc"}}
    return {
        "package.json": json.dumps({**root, "scripts": {"build": "turbo build", **scripts}}),
        "turbo.json": '{"tasks": {"build": {}}}',
        "apps/api/package.json": json.dumps(api),
        **app("apps/web/"),
    }


def plant(folder: Path, files: Mapping[str, str]) -> None:
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content)


def said(folder: Path, check: Check, files: Mapping[str, str], at: str = ".") -> Result:
    """What one check says of these files; a crash is a failed test."""
    plant(folder, files)
    seen = gather(folder / at, Wanted())
    results, crashes = judge([("environment", check)], seen.evidence)
    assert crashes == ()
    found = [one for one in results if one.app in (None, "apps/web", "frontend", "web")]
    return found[0]
