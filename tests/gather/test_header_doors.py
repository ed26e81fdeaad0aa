"""Headers by which a handler leaves out its own question who is signed in."""

import pytest

from clerkdoctor.facts.place import Place
from clerkdoctor.facts.routes import BackDoor
from clerkdoctor.gather.header_doors import header_doors, without_headers_written_over
from clerkdoctor.gather.route_files import route_files
from clerkdoctor.nextjs.routes import routes
from clerkdoctor.typescript.module import Module
from tests.typescript.reading import sources

PATH = "app/api/notes/route.ts"
HEAD = (
    'import { auth } from "@clerk/nextjs/server"\nimport { headers } from "next/headers"\n'
    "export async function GET(request: Request) {\n"
)
ASKS = "if (!skip) {\n  await auth.protect()\n}\n"


def doors(body: str, middleware: str | None = None) -> list[str]:
    read = sources({PATH: f"{HEAD}{body}\n}}\n", "proxy.ts": middleware or ""})
    (route,) = routes([PATH], app_dir="app", pages_dir=None)
    found = route_files([route], (), read)
    if middleware is not None:
        module = read.module("proxy.ts")
        assert isinstance(module, Module)
        found = without_headers_written_over(found, module)
    return [f"{one.what} {one.place.line}" for one in found.files[PATH].doors]


@pytest.mark.parametrize(
    "body",
    [
        f'const skip = request.headers.get("x-skip") === "1"\n{ASKS}',
        f'const skip = "1" == (request.headers.get("x-skip"))\n{ASKS}',
        f'const skip = isLocal() || (a && b) || request.headers.get("x-skip") === "1"\n{ASKS}',
        f'const skip = (await headers()).get("x-skip") === "true"\n{ASKS}',
        f'const skip = headers().get("x-skip") === "true"\n{ASKS}',
        'if (!(request.headers.get("x-skip") === "1")) {\n  const { userId } = await auth()\n}',
        'if (!(request.headers.get("x-skip") === "1" || local)) await auth.protect()',
    ],
)
def test_a_door(body: str) -> None:
    assert doors(body) == ["the header x-skip 4"]


@pytest.mark.parametrize(
    "body",
    [
        # Not for a client to say
        f'const skip = request.headers.get("x-vercel-cron") === "1"\n{ASKS}',
        f'const skip = response.headers.get("x-skip") === "1"\n{ASKS}',
        f'const skip = cache.get("x-skip") === "1"\n{ASKS}',
        f"const skip = request.headers.get(NAME) === '1'\n{ASKS}",
        # A secret, and another way to be let in
        f'const skip = request.headers.get("x-skip") === process.env.SECRET\n{ASKS}',
        f'const skip = request.headers.get("x-skip") === ""\n{ASKS}',
        f'const skip = request.headers.get("x-api-key") === "1"\n{ASKS}',
        # Not in production
        f'const skip = isLocal() && request.headers.get("x-skip") === "1"\n{ASKS}',
        # It asks all the same
        f'const skip = request.headers.get("x-skip") !== "1"\n{ASKS}',
        'const skip = request.headers.get("x-skip") === "1"\nawait auth.protect()\nif (!skip) log()',
        'const skip = request.headers.get("x-skip") === "1"\nif (skip) { await auth.protect() }',
        f'let skip = request.headers.get("x-skip") === "1"\nskip = false\n{ASKS}',
    ],
)
def test_no_door(body: str) -> None:
    assert doors(body) == []


BODY = f'const skip = request.headers.get("x-skip") === "1"\n{ASKS}'


@pytest.mark.parametrize(
    ("middleware", "found"),
    [
        ("export default () => {}", True),
        ("export default (r) => { if (local) { h.set('x-skip', '1'); return next(h) } }", True),
        ("export default (r) => { h.set('x-skip', String(local)); return next(h) }", False),
        ("export default (r) => { h.delete('X-Skip'); if (local) h.set('x-skip', '1') }", False),
    ],
)
def test_a_middleware_that_writes_the_header(middleware: str, found: bool) -> None:
    assert bool(doors(BODY, middleware)) is found


def test_nobody_is_asked() -> None:
    read = sources({PATH: f"{HEAD}{BODY}}}\n"})
    module = read.module(PATH)
    assert isinstance(module, Module)
    assert list(header_doors(module, ())) == []
    (door,) = header_doors(module, [Place(PATH, 6, 9)])
    assert isinstance(door, BackDoor)
