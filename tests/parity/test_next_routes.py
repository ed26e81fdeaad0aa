"""Routes and what they serve against Next.js itself: any difference fails.

Seeded trees and paths go through Next.js' own modules, then one app with files of every kind is
built and asked over HTTP. `CLERKDOCTOR_TEST_SEEDS=7,8,9` runs other seeds.
"""

import contextlib
import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clerkdoctor.nextjs.route_table import RouteTable
from clerkdoctor.nextjs.routes import PAGE_EXTENSIONS, Route, router_folders, routes
from tests import npm
from tests.parity import next_routes_app as app

NEXT = {"next": "16.4.6", "react": "19.3.1", "react-dom": "19.3.1"}
SCRIPT = Path(__file__).with_name("next_routes.mjs")
SEEDS = [int(seed) for seed in os.environ.get("CLERKDOCTOR_TEST_SEEDS", "1,2").split(",")]
TREES = 100
TABLES = 400
OWN_PAGES = {"/_app", "/_document", "/_error", "/404", "/500"}
OWN_ROUTES = {"/_not-found", "/_global-error"}

FOLDERS = (
    "a", "b", "dash", "api", "index", "page", "route", "icon", "Mixed", "x.y", "é", "日本", "😀",
    "with space", "a%20b", "-", ".hidden", "%5Fu", "a%5Fb", "%5f", "_private", "__", "(g)", "(h)",
    "(é)", "(.)", "(..)(..)", "@s", "@team", "@children", "[id]", "[slug]", "[...all]",
    "[[...opt]]", "x-[id]", "[id]-x", "[a]-[b]", "(.)a", "(..)b", "(...)dash", "(..)(..)b",
    "(.)[id]", "(.)[...all]", "(unclosed", "robots.txt", "sitemap.xml",
)  # fmt: skip
LEAVES = (
    "page", "page", "page", "page", "route", "route", "layout", "default", "loading", "error",
    "not-found", "global-error", "template", "Page", "pages", "page.test", "page-x", "my-page",
    "icon", "icon1", "icon-1", "icon-abcdef", "apple-icon", "apple-icon9", "opengraph-image",
    "twitter-image2", "icons", "my-icon", "sitemap", "sitemap1", "robots", "manifest", "favicon",
    "_page", "index", "middleware",
)  # fmt: skip
PAGE_LEAVES = (
    "index", "index", "about", "[id]", "[...all]", "[[...opt]]", "_app", "_document", "_error",
    "404", "500", "api", "apix", "new.page", "icon", "x.y", ".hidden", "_x", "types.d", "page", "é",
)  # fmt: skip
CODE = ("tsx", "ts", "jsx", "js")
OTHER = ("css", "md", "mdx", "test.tsx", "d.ts", "page.tsx", "api.ts", "mjs", "vue")
STATIC = ("png", "ico", "svg", "jpg", "jpeg", "gif", "txt", "xml", "json", "webmanifest", "PNG")
EXTENSIONS = (
    PAGE_EXTENSIONS, PAGE_EXTENSIONS, PAGE_EXTENSIONS, ("tsx", "ts", "mdx", "md"), ("js",),
    ("page.tsx", "api.ts"), ("tsx", "page.tsx", "ts"),
)  # fmt: skip


def _tree(chance: random.Random) -> dict[str, Any]:
    """An app's files, as no one would lay them out."""
    app_dir, pages_dir = chance.choice(
        (("app", "pages"), ("src/app", "src/pages"), ("app", "src/pages"), ("src/app", "pages"))
        if chance.random() < 0.2
        else (("app", "pages"), ("src/app", "src/pages"))
    )
    files = {f"{app_dir}/page.tsx", f"{pages_dir}/q.tsx", "lib/x.ts", "src/lib/page.tsx"}
    for _ in range(chance.randrange(5, 45)):
        inside = chance.choices(FOLDERS, k=chance.choice((0, 0, 1, 1, 2, 2, 3, 4)))
        if chance.random() < 0.7:
            root, leaf = app_dir, chance.choice(LEAVES)
            ending = chance.choice((*CODE, *CODE, *OTHER, *STATIC))
        else:
            root, leaf = pages_dir, chance.choice(PAGE_LEAVES)
            ending = chance.choice((*CODE, *CODE, *OTHER))
        files.add("/".join([root, *inside, f"{leaf}.{ending}"]))
    if chance.random() < 0.1:
        files.add(chance.choice(("app/x.css", "pages/y.css", "src/app/z.tsx")))
    # A file cannot stand where a folder does.
    folders = {file[:at] for file in files for at, letter in enumerate(file) if letter == "/"}
    kept = sorted(files - folders)
    generated = [f for f in kept if re.search(r"(icon|image|map)\d?\.([a-z]+\.)?[tj]sx?$", f)]
    several = [file for file in generated if chance.random() < 0.5]
    return {"files": kept, "several": several, "extensions": list(chance.choice(EXTENSIONS))}


@pytest.mark.long
def test_finds_the_routes_of_seeded_trees() -> None:
    cases = [_tree(random.Random(f"{seed}/{n}")) for seed in SEEDS for n in range(TREES)]
    answers = npm.run(SCRIPT, NEXT, cases)
    compared = apart = 0
    for case, answer in zip(cases, answers, strict=True):
        folders = router_folders(case["files"])
        if "error" in answer:
            assert "should be under the same folder" in answer["error"], answer["error"]
            assert (
                len({str(folder).removesuffix("app").removesuffix("pages") for folder in folders})
                == 2
            )
            apart += 1
            continue
        assert list(folders) == answer["folders"]
        found = routes(
            case["files"], page_extensions=case["extensions"], several=set(case["several"]),
            app_dir=folders.app_dir, pages_dir=folders.pages_dir,
        )  # fmt: skip
        for router in ("app", "pages"):
            ours = {(route.path, route.file) for route in found if route.router == router}
            theirs = {(path, file) for path, file in answer[router]}
            if router == "app":
                theirs = {each for each in theirs if each[0] != "/_not-found"}
            else:
                theirs = {each for each in theirs if each[0] not in OWN_PAGES}
            # Of two files for one path Next.js has kept the last; we keep both.
            assert theirs <= ours, (case["extensions"], theirs - ours)
            paths = {path for path, _ in theirs}
            assert all(path in paths for path, _ in ours), (case["extensions"], ours - theirs)
            compared += len(ours)
    assert compared > TREES * 8, compared
    assert apart


SEGMENTS = (
    "a", "b", "c", "x-1", "x-", "é", "caf%C3%A9", "a.b", "%5Bp%5D", "Z", "~", "A", "1", "[", "]",
)  # fmt: skip
VALUES = (*SEGMENTS, "x-2", "y", "%", "%E9", "%2F", "%20", "a%62", "[p0]", "b.json", "(.)a", "(.)z")


def _path(chance: random.Random) -> str:
    segments = []
    for depth in range(chance.choice((0, 1, 1, 2, 2, 3, 3, 4, 5))):
        kind = chance.random()
        if kind < 0.5:
            segments.append(chance.choice(SEGMENTS[:7] if chance.random() < 0.8 else SEGMENTS))
        elif kind < 0.8:
            segments.append(f"[p{depth}]")
        elif kind < 0.86:
            segments.append(chance.choice((f"x-[q{depth}]", f"[q{depth}].json", f"y[q{depth}]z")))
        elif kind < 0.9 and "(" not in "".join(segments):  # Next.js refuses two markers
            marker = chance.choice(("(.)", "(..)", "(...)", "(..)(..)"))
            segments.append(marker + chance.choice(("a", "b", f"[r{depth}]", f"[...r{depth}]")))
        else:
            segments.append(f"[...p{depth}]" if chance.random() < 0.6 else f"[[...p{depth}]]")
            break
    return "/" + "/".join(segments)


def _table(chance: random.Random) -> dict[str, Any]:
    paths = sorted({_path(chance) for _ in range(chance.randrange(1, 16))})
    chance.shuffle(paths)
    pathnames = ["/"]
    for _ in range(40):
        parts = chance.choice(paths).strip("/").split("/")
        parts = [
            chance.choice(VALUES) if "[" in part and chance.random() < 0.9 else part
            for part in parts
        ]
        if chance.random() < 0.3:
            parts += chance.choices(VALUES, k=chance.randrange(1, 3))
        elif chance.random() < 0.2:
            parts = parts[:-1]
        pathname = "/" + "/".join(part for part in parts if part)
        pathnames.append(pathname.replace("é", "%C3%A9"))  # as it is sent
    return {"paths": paths, "pathnames": pathnames}


@pytest.mark.long
def test_matches_seeded_paths() -> None:
    cases = [_table(random.Random(f"{seed}/{n}")) for seed in SEEDS for n in range(TABLES)]
    answers = npm.run(SCRIPT, NEXT, cases)
    compared = served = refused = 0
    for case, answer in zip(cases, answers, strict=True):
        if "error" in answer:
            refused += 1
            continue
        files = [f"app{path if path != '/' else ''}/page.js" for path in case["paths"]]
        found = routes(files, app_dir="app", pages_dir=None)
        assert [route.path for route in found] == answer["sorted"]
        by_path = {route.path: route.intercepts for route in found}
        for path, intercepted in zip(case["paths"], answer["intercepts"], strict=True):
            assert by_path[path] == intercepted, path
        table = RouteTable(found)
        for pathname, expected in zip(case["pathnames"], answer["served"], strict=True):
            route = table.match(pathname)
            assert (route and route.path) == expected, (case["paths"], pathname)
            compared += 1
            served += expected is not None
    assert compared > TABLES * 20, (compared, refused)
    assert served > compared // 3, (served, compared)


@pytest.fixture(scope="module")
def built() -> Iterator[Path]:
    """The app, built. It stands beside Next.js, since Turbopack follows no link out of its root."""
    packages = npm.install(NEXT)
    folder = Path(tempfile.mkdtemp(prefix="routes-", dir=packages))
    try:
        app.write(folder, turbopack_root=packages)
        done = subprocess.run(
            [npm.node(), str(packages / "node_modules/next/dist/bin/next"), "build"],
            cwd=folder, env=_environment(), capture_output=True, text=True, timeout=300,
            check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _environment() -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/"),
        "NEXT_TELEMETRY_DISABLED": "1",
    }


def _routes() -> tuple[Route, ...]:
    return routes(
        app.FILES, page_extensions=app.PAGE_EXTENSIONS, several=set(app.SEVERAL),
        app_dir="app", pages_dir="pages",
    )  # fmt: skip


@pytest.mark.long
def test_finds_what_a_build_finds(built: Path) -> None:
    def manifest(name: str) -> Any:
        return json.loads((built / ".next" / name).read_text())

    found = _routes()
    in_app = [route for route in found if route.router == "app"]
    entries: dict[str, str] = manifest("app-path-routes-manifest.json")
    assert {route.path for route in in_app} == set(entries.values()) - OWN_ROUTES
    # An entry is named after its file: `/(group)/about/page`.
    for route in in_app:
        entry = re.sub(r"\.(page\.)?jsx?$", "", route.file.removeprefix("app"))
        assert route.kind == "metadata" or entries[entry.replace("%5F", "_")] == route.path

    own = {route.path for route in found if route.router == "pages"}
    assert own == set(manifest("server/pages-manifest.json")) - OWN_PAGES

    listed = manifest("routes-manifest.json")
    dynamic = [route.path for route in found if any(s.kind != "static" for s in route.segments)]
    assert list(dict.fromkeys(dynamic)) == [route["page"] for route in listed["dynamicRoutes"]]
    static = {route["page"] for route in listed["staticRoutes"]}
    static |= {"/icon12.png"}  # Turbopack takes two digits and answers there; this list does not.
    assert {route.path for route in found} - set(dynamic) == static - OWN_ROUTES - OWN_PAGES
    # An interception is a rewrite for those who come from the page around it.
    rewrites = {
        (
            rewrite["source"].replace(":nxtPid", "[id]"),
            rewrite["destination"].replace(":nxtPid", "[id]"),
        )
        for rewrite in listed["rewrites"]["beforeFiles"]
    }
    assert {(route.intercepts, route.path) for route in found if route.intercepts} == rewrites
    assert len(found) > 85


@contextlib.contextmanager
def _started(folder: Path) -> Iterator[int]:
    """`next start`, and the port that it listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [npm.node(), str(folder.parent / "node_modules/next/dist/bin/next"), "start"]
    server = subprocess.Popen(
        [*command, "-p", str(port)], cwd=folder, env=_environment(), start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(300):
            with contextlib.suppress(OSError), socket.create_connection(("localhost", port), 1):
                break
            assert server.poll() is None, "next start has ended"
            time.sleep(0.1)
        yield port
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def _ask(
    connection: http.client.HTTPConnection, path: str, headers: dict[str, str] | None = None
) -> tuple[int, str | None, set[str]]:
    """Status, place that it redirects to, and the files that say they have answered."""
    connection.request("GET", path, headers=headers or {})
    response = connection.getresponse()
    body = response.read()
    return response.status, response.getheader("location"), app.names_in(body)


@pytest.mark.long
def test_serves_what_a_running_app_serves(built: Path) -> None:
    found = _routes()
    table = RouteTable(found)
    in_slots = {route.file for route in found if route.slots}
    # Names with a hash are known from the routes only.
    metadata = [route.path for route in found if route.kind == "metadata"]
    hashed = [path.replace("[lang]", "fr") for path in metadata if "-" in path]
    answered = set()
    wrong: list[tuple[str, int, str | None, set[str]]] = []
    with _started(built) as port:
        connection = http.client.HTTPConnection("localhost", port, timeout=60)
        with contextlib.closing(connection):
            for path in dict.fromkeys([*app.PATHNAMES, *hashed]):
                status, location, names = _ask(connection, path)
                for _ in range(3):
                    if status == 308 and location:
                        status, location, names = _ask(connection, location)
                route = table.match(path)
                if route is None:
                    if names or status not in {400, 404, 500}:
                        wrong.append((path, status, None, names))
                    continue
                answered.add(route.file)
                if status != 200 or route.file not in names or not names - {route.file} <= in_slots:
                    wrong.append((path, status, route.file, names))
            # Who says to come from the page around is shown the intercepting page.
            _, _, names = _ask(connection, "/feed/item", {"Next-Url": "/feed"})
            assert names == {"app/feed/(.)item/page.js"}
    assert not wrong, wrong
    # What answers no request for itself: a slot's page beside another, a page that `x-[b]` goes
    # before, and folders whose names no client sends as they are.
    silent = {route.file for route in found} - answered
    assert silent == {
        "app/dash/@team/page.js", "app/pre/[a]/x-lit/page.js", "app/café/page.js",
        "app/café/[id]/page.js", "app/with space/page.js", "pages/café2.js",
    }, silent  # fmt: skip
