"""A server to ask, and a middleware that can load what it imports."""

import pytest

from clerkdoctor.checks.next_runtime import (
    middleware_imports_run_where_it_runs,
    output_mode_runs_a_server,
)
from clerkdoctor.facts.next_config import NextConfig
from clerkdoctor.facts.routes import HandlerExport, Matcher, Middleware, Routes
from clerkdoctor.facts.usage import Usage
from tests.checks.facts import UNREADABLE, app, code, place
from tests.checks.table import Row, error, fails, holds, inapplicable, passes, unknown, warning
from tests.checks.usage_facts import in_handler, in_page
from tests.gather.usage_reading import usage

O = output_mode_runs_a_server  # noqa: E741 - one letter for each check, as in its siblings
I = middleware_imports_run_where_it_runs  # noqa: E741

EXPORT = NextConfig(
    place("next.config.ts"), output="export", output_place=place("next.config.ts:3:11")
)
SERVER = NextConfig(place("next.config.ts"), output="standalone")
HIDDEN = NextConfig(
    place("next.config.ts"), output=None, unknown="`next.config.ts` is not statically known"
)
ROUTED = app()._replace(app_router="app")
OLD_ROUTED = app("5.7.6", "14.2.35")._replace(app_router="app")
PROVIDER = usage(
    {
        "app/layout.tsx": 'import { ClerkProvider } from "@clerk/nextjs"\n'
        "export default () => <ClerkProvider />\n"
    }
)
IN_BROWSER = usage(
    {"app/a.tsx": '"use client"\nimport { useUser } from "@clerk/nextjs"\nuseUser()'}
)

OUTPUTS: list[Row] = [
    passes("the default", O, NextConfig(), in_page("await auth()")),
    passes("standalone", O, SERVER, in_handler("await auth.protect()")),
    fails("an export with a middleware", O, EXPORT, in_handler("await auth.protect()"),
          error('`output` is `"export"`, which makes no server; `clerkMiddleware` needs one',
                at="next.config.ts:3:11", fix='Remove `output: "export"`')),
    fails("an export with a page that asks", O, EXPORT, in_page("await auth()"),
          error("`auth` needs one", at="next.config.ts:3:11", fix="npm install @clerk/react")),
    fails("an export with the provider", O, EXPORT, PROVIDER, ROUTED,
          error("`<ClerkProvider>` needs one (`app/layout.tsx:2:22`)", at="next.config.ts:3:11", fix="Remove")),
    inapplicable("in the browser only", O, "no code here uses Clerk on the server", EXPORT, IN_BROWSER),
    inapplicable("5 has no server actions yet", O, "no code here", EXPORT, PROVIDER, OLD_ROUTED),
    unknown("not statically known", O, "is not statically known", HIDDEN, in_page("await auth()")),
    unknown("not all was read", O, "`lib/huge.ts`", SERVER, in_page("await auth()"),
            code(skipped=[UNREADABLE])),
]  # fmt: skip


def running(runtime: str = "edge", major: int = 15) -> Routes:
    export = HandlerExport("default", place("middleware.ts:2:1"))
    matcher = Matcher("none", place("middleware.ts"))
    middleware = Middleware(
        place("middleware.ts"), "middleware", "clerk", export, matcher, runtime  # type: ignore[arg-type]
    )  # fmt: skip
    return Routes((), middleware=middleware, next_major=major)


EDGE = running()


def loading(text: str, **files: str) -> Usage:
    head = (
        'import { clerkMiddleware } from "@clerk/nextjs/server"\nexport default clerkMiddleware()\n'
    )
    names = {name.replace("__", "/") + ".ts": content for name, content in files.items()}
    return usage({"middleware.ts": head + text, **names})


IMPORTS: list[Row] = [
    *(
        passes(text, I, EDGE, loading(text))
        for text in (
            'import { NextResponse } from "next/server"\nNextResponse.next()',
            'import { AsyncLocalStorage } from "node:async_hooks"\nnew AsyncLocalStorage()',
            'import { Buffer } from "buffer"\nBuffer.from("a")',
            'import type { PrismaClient } from "@prisma/client"',
            'import { User } from "@prisma/client"\nlet user: User',
            'import { PrismaClient } from "@prisma/client/edge"\nnew PrismaClient()',
            'const load = () => import("fs")',
            '// import fs from "fs"',
            'import { jwtVerify } from "jose"\njwtVerify()',
        )
    ),
    passes("a file that only lends a type", I, EDGE, loading(
        'import { Row } from "./db"\nlet row: Row', db='import pg from "pg"\nexport type Row = pg.Row')),
    passes("Prisma with an adapter", I, EDGE, loading(
        'import { PrismaClient } from "@prisma/client"\nnew PrismaClient()'),
           app(also=["@prisma/adapter-neon"])),
    *(
        fails(text.split('"')[1], I, EDGE, loading(text),
              warning(message, at=f"middleware.ts:3:{column}", fix='runtime: "nodejs"'))
        for text, message, column in (
            ('import fs from "fs"\nfs.readFileSync("a")', "`fs` is not there", 8),
            ('import { createHash } from "node:crypto"\ncreateHash("a")', "`node:crypto` is not", 10),
            ('import { PrismaClient } from "@prisma/client"\nnew PrismaClient()', "needs Node.js", 10),
            ('import jwt from "jsonwebtoken"\njwt.verify()', "`jsonwebtoken` needs Node.js", 8),
            ('import "winston"', "`winston` needs", 1),
        )
    ),
    fails("by way of two files", I, EDGE, loading(
        'import { who } from "./lib/who"\nwho()',
        lib__who='import { db } from "./db"\nexport const who = () => db.user()',
        lib__db='import { Pool } from "pg"\nexport const db = new Pool()'),
          warning("`pg` needs Node.js: it comes by `lib/who.ts`, then `lib/db.ts`", at="lib/db.ts:1:10",
                  fix="Let the middleware run on Node.js")),
    fails("by a barrel", I, EDGE, loading(
        'import { a } from "./lib/index"\na()', lib__index='export * from "./a"\nexport * from "./b"',
        lib__a="export const a = 1", lib__b='import fs from "fs"\nexport const b = fs.b'),
          warning("it comes by `lib/index.ts`, then `lib/b.ts`", at="lib/b.ts:1:8", fix="Let")),
    fails("on 14", I, running(major=14), loading('import fs from "fs"\nfs.a()'),
          warning("`fs` is not there", at="middleware.ts:3:8", fix="Move what needs `fs` out")),
    fails("on 16", I, running(major=16), loading('import fs from "fs"\nfs.a()'),
          warning("`fs` is not there", at="middleware.ts:3:8", fix="Rename `middleware.ts` to `proxy.ts`")),
    inapplicable("on Node.js", I, "runs on Node.js", running("nodejs"), loading('import "fs"')),
    inapplicable("none", I, "no middleware runs", Routes(()), usage({})),
    unknown("too many files", I, "more files than are followed", EDGE, loading(
        "".join(f'import {{ a as a{i} }} from "./f{i}"\na{i}()\n' for i in range(210)),
        **{f"f{i}": "export const a = () => 1" for i in range(210)})),
    unknown("not all was read", I, "`lib/huge.ts`", EDGE, loading(""), code(skipped=[UNREADABLE])),
]  # fmt: skip

ROWS = [*OUTPUTS, *IMPORTS]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_next_runtime(row: Row) -> None:
    holds(row)
