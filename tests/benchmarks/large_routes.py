"""An app of 2,000 routes and 10,000 source files, judged by `check-routes` as a whole process.

    python tests/benchmarks/large_routes.py

The measure is a bare process that lists the sources and parses those that matter: the files that
name Clerk or Next.js' server modules, every route handler, and the middleware. Target: at most 5
times its time.
"""

import statistics
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.benchmarks.large_tree import LINE, PLAIN, run  # noqa: E402 - after the path is set

ROUNDS = 5
ROUTES = 2_000
SOURCES = 10_000

BARE = """
import sys
from clerkdoctor.gather import tree
from clerkdoctor.gather.code import MARKERS
from clerkdoctor.typescript import grammar
parsed = 0
for path, content in tree.mentions(sys.argv[1], tree.sources(sys.argv[1]), (b"",)):
    name = path.rpartition("/")[2].partition(".")[0]
    if any(one in content for one in MARKERS) or name in ("route", "page", "layout", "proxy"):
        grammar.parse(bytes(memoryview(content)), grammar.language_of(path))
        parsed += 1
print(parsed)
"""

PROXY = """import { clerkMiddleware, createRouteMatcher } from "@clerk/nextjs/server"
import { publicPaths } from "./lib/paths"

const isPublicRoute = createRouteMatcher(publicPaths)
const isAdminRoute = createRouteMatcher(["/area1(.*)", "/area7/:path*"])

export default clerkMiddleware(async (auth, request) => {
  if (isPublicRoute(request)) return
  if (isAdminRoute(request)) await auth.protect({ role: "org:admin" })
  else if (request.nextUrl.pathname.startsWith("/area3")) return
  else await auth.protect()
})

export const config = { matcher: ["/((?!_next|.*\\\\..*).*)", "/(api|trpc)(.*)"] }
"""
ASKS = """import { auth } from "@clerk/nextjs/server"

export default async function Page() {
  const { userId } = await auth()
  return <p>{userId}</p>
}
"""
HANDLER = """import { NextResponse } from "next/server"

export async function GET() {
  return NextResponse.json({ n: %d })
}
"""


def build(root: Path) -> None:
    paths = ", ".join(f'"/area{n}/public(.*)"' for n in range(30))
    body = "".join(LINE % (n, n, n + 7) for n in range(55))
    files = {
        "package.json": '{"dependencies": {"next": "16.4.6", "@clerk/nextjs": "7.9.17"}}',
        "proxy.ts": PROXY,
        "lib/paths.ts": f"export const publicPaths = [{paths}]\n",
    }
    for number in range(ROUTES):
        folder = f"app/area{number // 100}/{'[id]/' if number % 10 == 0 else ''}part{number}"
        if number % 4 == 0:
            files[f"{folder}/route.ts"] = HANDLER % number
        elif number % 4 == 1:
            files[f"{folder}/page.tsx"] = ASKS
        else:
            files[f"{folder}/page.tsx"] = PLAIN % {"n": number, "body": body}
    for number in range(SOURCES - ROUTES):
        files[f"components/c{number // 100}/table-{number}.tsx"] = PLAIN % {
            "n": number,
            "body": body,
        }
    for path, text in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def main() -> None:
    script = str(Path(sys.executable).with_name("clerkdoctor"))
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as cache:
        root = Path(folder)
        build(root)
        commands = {
            "list and parse what matters": [sys.executable, "-c", BARE, folder],
            "clerkdoctor check-routes": [script, "check-routes", folder],
        }
        taken: dict[str, list[tuple[float, int]]] = {name: [] for name in commands}
        for _ in range(ROUNDS + 1):
            for name, command in commands.items():
                taken[name].append(run(command, cache))
    print(f"{'command':<32}{'median':>10}{'ratio':>8}{'peak':>9}")
    bare = statistics.median(t for t, _ in taken["list and parse what matters"][1:])
    for name, runs in taken.items():
        median = statistics.median(t for t, _ in runs[1:])
        peak = max(kb for _, kb in runs[1:]) // 1024
        print(f"{name:<32}{median:>8.2f} s{median / bare:>8.2f}{peak:>6} MB")


if __name__ == "__main__":
    main()
