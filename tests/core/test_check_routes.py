"""`check-routes` as a user runs it: the table, the filters, the JSON document, wrong options."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import Run, clerkdoctor
from tests.projects import PAGE, project

PROXY = """\
import { clerkMiddleware, createRouteMatcher } from "@clerk/nextjs/server"

const isPublicRoute = createRouteMatcher(["/", "/sign-in(.*)", "/posts/:id(\\\\d+)"])

export default clerkMiddleware(async (auth, request) => {
  if (!isPublicRoute(request)) await auth.protect()
})

export const config = { matcher: ["/((?!_next|api/health).*)"] }
"""
FILES = {
    "proxy.ts": PROXY,
    "app/(shop)/cart/page.tsx": PAGE,
    "app/posts/[id]/page.tsx": PAGE,
    "app/api/health/route.ts": "export function GET() {}\nexport function HEAD() {}\n",
    "app/sign-in/[[...sign-in]]/page.tsx": 'import { SignIn } from "@clerk/nextjs"\n'
    "export default () => <SignIn />\n",
    "app/robots.txt": "User-agent: *\n",
}


def run(folder: Path, *options: str) -> Run:
    return clerkdoctor(["check-routes", *options], cwd=project(folder, FILES))


def routes(folder: Path, *options: str) -> dict[str, dict[str, Any]]:
    document = json.loads(run(folder, "--format", "json", *options).stdout)
    return {row["path"]: row for row in document["data"]["routes"]}


def test_the_document_has_every_route_and_who_gets_there(tmp_path: Path) -> None:
    found = routes(tmp_path)
    told = {path: (row["kind"], row["middleware"], row["access"]) for path, row in found.items()}
    assert told == {
        "/": ("page", "runs", "public"),
        "/cart": ("page", "runs", "protected"),
        "/posts/[id]": ("page", "runs", "unknown"),
        "/api/health": ("route", "skipped", "unguarded"),
        "/sign-in/[[...sign-in]]": ("page", "runs", "public"),
        "/robots.txt": ("route", "runs", "protected"),
    }
    assert found["/api/health"]["methods"] == ["GET", "HEAD"]
    assert found["/cart"]["file"] == "app/(shop)/cart/page.tsx"
    assert found["/cart"]["location"] == {"path": "proxy.ts", "line": 6, "column": 38}
    assert "`/posts/1` is public, `/posts/some-id` protected" in found["/posts/[id]"]["because"]


def test_the_table_shows_the_surprising_ones_first(tmp_path: Path) -> None:
    printed = run(tmp_path).stdout
    order = [
        printed.index(word) for word in ("? unknown ", "○ unguarded", "◇ public", "● protected")
    ]
    assert order == sorted(order)
    assert "6 routes: 1 unknown, 1 unguarded, 2 public, 2 protected (signed out)" in printed
    assert all(len(line) <= 80 for line in printed.splitlines() if not line.startswith("    "))


def test_paths_can_be_asked_about(tmp_path: Path) -> None:
    found = routes(tmp_path, "--path", "/posts/7", "--path", "/nowhere?x=1")
    asked = {path: row["access"] for path, row in found.items() if row["kind"] == "asked"}
    assert asked == {"/posts/7": "public", "/nowhere?x=1": "protected"}
    assert found["/posts/7"]["file"] == "app/posts/[id]/page.tsx"


def test_the_list_can_be_cut_down(tmp_path: Path) -> None:
    assert list(routes(tmp_path, "--access", "unguarded")) == ["/api/health"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--path", "nowhere"], "a path that begins with `/`"),
        (["--access", "open"], "expected unknown, unguarded, public, protected"),
    ],
)
def test_a_wrong_option_is_a_usage_error(tmp_path: Path, options: list[str], said: str) -> None:
    found = run(tmp_path, *options)
    assert (found.exit_code, found.stdout) == (2, "")
    assert said in " ".join(found.stderr.split())


def test_an_app_without_a_middleware_says_so(tmp_path: Path) -> None:
    folder = project(tmp_path)
    printed = clerkdoctor(["check-routes"], cwd=folder).stdout
    assert "no middleware runs in this app" in printed


def test_long_lists_are_cut_and_verbose_shows_them(tmp_path: Path) -> None:
    pages = {f"app/page-{number}/page.tsx": PAGE for number in range(30)}
    folder = project(tmp_path, {**FILES, **pages})
    short = clerkdoctor(["check-routes"], cwd=folder).stdout
    assert "/page-29" not in short
    assert "more (--verbose shows them)" in short
    assert "/page-29" in clerkdoctor(["check-routes", "--verbose"], cwd=folder).stdout


def test_a_hostile_file_name_does_not_reach_the_terminal(tmp_path: Path) -> None:
    folder = project(tmp_path, {**FILES, "app/a\x1b[31mb/page.tsx": PAGE})
    printed = clerkdoctor(["check-routes"], cwd=folder).stdout
    assert "\x1b" not in printed
    assert "\\x1b[31mb" in printed


def test_a_package_of_the_workspace_is_followed(tmp_path: Path) -> None:
    web = {"next": "16.4.6", "@acme/auth": "workspace:*"}
    shared = {
        "name": "@acme/auth",
        "exports": {"./proxy": "./proxy.ts"},
        "dependencies": {"@clerk/nextjs": "7.9.17"},
    }
    files = {
        "package.json": json.dumps({"private": True, "workspaces": ["apps/*", "packages/*"]}),
        "packages/auth/package.json": json.dumps(shared),
        "packages/auth/proxy.ts": 'import { clerkMiddleware } from "@clerk/nextjs/server"\n'
        "export const guarded = clerkMiddleware(async (auth) => { await auth.protect() })\n",
        "apps/web/package.json": json.dumps({"dependencies": web}),
        "apps/web/app/page.tsx": PAGE,
        "apps/web/proxy.ts": 'export { guarded as default } from "@acme/auth/proxy"\n',
    }
    for path, text in files.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    run = clerkdoctor(["check-routes", "--format", "json"], cwd=tmp_path)
    (app,) = json.loads(run.stdout)["data"]["apps"]
    (row,) = app["routes"]
    assert (app["app"], row["access"]) == ("apps/web", "protected")


def test_http_actions_of_convex_are_listed(tmp_path: Path) -> None:
    http = (
        'import { httpRouter } from "convex/server"\n'
        'import { httpAction } from "./_generated/server"\n'
        "const http = httpRouter()\n"
        'http.route({ path: "/clerk-webhook", method: "POST",\n'
        "  handler: httpAction(async () => new Response()) })\n"
        "export default http\n"
    )
    folder = project(tmp_path, {"convex/http.ts": http, "convex/schema.ts": ""}, convex="1.48.0")
    run = clerkdoctor(["check-routes", "--format", "json"], cwd=folder)
    found = {row["path"]: row for row in json.loads(run.stdout)["data"]["routes"]}
    row = found["/clerk-webhook"]
    assert (row["methods"], row["middleware"], row["access"]) == (["POST"], "absent", "unguarded")
    assert row["file"] == "convex/http.ts"
