"""What is gathered of the routes and of the middleware in front of them."""

from pathlib import Path

import pytest

from clerkdoctor.facts.routes import RoutePath, Routes
from clerkdoctor.gather.everything import Wanted, gather
from tests.projects import ENV, PAGE, project

CLERK = 'import { clerkMiddleware, createRouteMatcher } from "@clerk/nextjs/server"\n'
PROTECTS = f"{CLERK}export default clerkMiddleware(async (auth) => {{ await auth.protect() }})\n"
OLD_MATCHER = 'export const config = { matcher: ["/((?!.+\\\\.[\\\\w]+$|_next).*)", "/"] }\n'
OLD_NEXT = {"next": "14.2.35", "@clerk/nextjs": "4.31.8"}
LISTED = (
    'import { authMiddleware } from "@clerk/nextjs"\n'
    'export default authMiddleware({ publicRoutes: ["/"] })\n'
)
FORMS = {
    f"app/{name}/[[...rest]]/page.tsx": f'import {{ {form} }} from "@clerk/nextjs"\n'
    f"export default () => <{form} />\n"
    for name, form in (("sign-in", "SignIn"), ("sign-up", "SignUp"))
}


@pytest.fixture(autouse=True)
def no_clerk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEXT_PUBLIC_CLERK_SIGN_IN_URL", raising=False)


def routes(folder: Path, files: dict[str, str], **versions: str) -> Routes:
    found = gather(project(folder, files, **versions), Wanted(routes=True)).evidence[None][Routes]
    assert isinstance(found, Routes)
    return found


def route(found: Routes, path: str) -> RoutePath:
    return next(one for one in found.routes if one.path == path)


@pytest.mark.parametrize(
    ("path", "dotted"),
    [
        ("user/[name]", "skipped"),
        ("user/[name]/edit", "runs"),
        ("[locale]/about", None),
        ("[locale]/[id]", "skipped"),
        ("docs/[...rest]", "skipped"),
        ("docs/[[...rest]]", "skipped"),
        ("about", None),
    ],
)
def test_a_path_with_a_dot(tmp_path: Path, path: str, dotted: str | None) -> None:
    files = {"proxy.ts": PROTECTS + OLD_MATCHER, f"app/{path}/page.tsx": PAGE}
    assert route(routes(tmp_path, files), f"/{path}").dotted == dotted


def test_the_steps_of_the_forms(tmp_path: Path) -> None:
    found = routes(tmp_path, {"proxy.ts": PROTECTS, **FORMS})
    assert [(one.below.path, one.signs_up, one.by_path) for one in found.sign_in] == [
        ("/sign-in/factor-one", False, True),
        ("/sign-up/verify-email-address", True, True),
    ]


def test_a_sign_up_page_that_a_variable_names(tmp_path: Path) -> None:
    env = f"{ENV}NEXT_PUBLIC_CLERK_SIGN_UP_URL=/join\n"
    files = {"proxy.ts": PROTECTS, ".env.local": env}
    (one,) = routes(tmp_path, files).sign_in
    assert (one.url, one.below.path, one.signs_up) == ("/join", "/join/verify-email-address", True)


def test_pages_that_variables_make_public(tmp_path: Path) -> None:
    """`authMiddleware` adds what the variables name, and without an environment nobody knows."""
    files = {"middleware.ts": LISTED, "app/dashboard/page.tsx": PAGE, **FORMS}
    named = f"{ENV}NEXT_PUBLIC_CLERK_SIGN_IN_URL=/sign-in\n"
    stated = routes(tmp_path / "a", {**files, ".env.local": named}, **OLD_NEXT)
    assert [one.page.access for one in stated.sign_in] == ["public", "protected"]
    bare = routes(tmp_path / "b", files, **OLD_NEXT)
    assert [one.page.access for one in bare.sign_in] == ["protected", "protected"]
    folder = project(tmp_path / "c", files, **OLD_NEXT)
    (folder / ".env.local").unlink()
    none = gather(folder, Wanted(routes=True)).evidence[None][Routes]
    assert isinstance(none, Routes)
    assert [one.page.access for one in none.sign_in] == ["unknown", "unknown"]
    assert "no environment is at hand" in none.sign_in[0].page.because
    assert route(none, "/dashboard").access == "protected"


CONFLICT = (
    "import { x } from 'y'\n<<<<<<< HEAD\nexport default clerkMiddleware()\n=======\n"
    "export default clerkMiddleware(() => {})\n>>>>>>> 87c9d85\n"
)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (CLERK + CONFLICT, 3),
        (CLERK + CONFLICT.replace("\n", "\r\n"), 3),
        (f"{PROTECTS}/*\n{CONFLICT}*/\n", None),
        (f"{PROTECTS}const text = `\n{CONFLICT}`\n", None),
        (f"{PROTECTS}const a = ;\n// =======\n", None),
        (f"{PROTECTS}const a = ;\n<<<<<<< HEAD\n", None),
    ],
)
def test_a_merge_conflict(tmp_path: Path, text: str, line: int | None) -> None:
    running = routes(tmp_path, {"proxy.ts": text}).middleware
    assert running is not None
    assert (running.conflict.line if running.conflict else None) == line
