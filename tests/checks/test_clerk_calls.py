"""How the code calls Clerk's server helpers, in the styles and versions that people write."""

import pytest

from clerkdoctor.checks.clerk_calls import (
    auth_is_awaited,
    auth_is_called,
    clerk_client_is_called,
    middleware_returns_responses,
    protect_is_awaited,
    protect_is_called_the_way_the_version_has_it,
)
from clerkdoctor.facts.usage import Usage
from tests.checks.facts import UNREADABLE, app, code
from tests.checks.table import Row, error, fails, holds, inapplicable, passes, unknown
from tests.checks.usage_facts import MIDDLEWARE, SERVER, in_file, in_handler, in_page
from tests.gather.usage_reading import usage

P = protect_is_awaited
A = auth_is_awaited
W = protect_is_called_the_way_the_version_has_it
R = middleware_returns_responses
C = clerk_client_is_called
L = auth_is_called

FIVE, SIX, SEVEN, FOUR = app("5.7.6"), app("6.39.8"), app("7.9.17"), app("4.31.8")
SOME = app("^6.0.0")
OPEN = app(">=5")
AT = "proxy.ts:3:1"
IN_PAGE = "app/dashboard/page.tsx:3:1"


def arrow(expression: str) -> Usage:
    text = f"{MIDDLEWARE}export default clerkMiddleware((auth, req) => {expression})\n"
    return usage({"middleware.ts": text})


PROTECTS: list[Row] = [
    passes("awaited in the middleware", P, in_handler("await auth.protect()")),
    passes("with arguments", P, in_handler('await auth.protect({ role: "org:admin" })')),
    passes("below a condition", P, in_handler("if (isProtected(req)) await auth.protect()")),
    passes("returned, which is another trouble", P, in_handler("return auth.protect()")),
    passes("the body of an arrow", P, arrow("isProtected(req) && auth.protect()")),
    passes("by a variable", P, in_handler("const p = auth.protect()\nawait p")),
    passes("among others", P, in_page("await Promise.all([auth.protect(), load()])")),
    passes("chained and awaited", P, in_page("await auth.protect().catch(refuse)")),
    passes("handed on", P, in_page("await timed(auth.protect())")),
    passes("in parentheses", P, in_page("await (auth.protect())")),
    passes("a range of 6", P, SOME, in_handler("await auth.protect()")),
    *(
        fails(
            f"{style}, in the middleware of {name}",
            P,
            version,
            in_handler(style),
            error("the middleware lets the request through", at=place, fix="await auth.protect()"),
        )
        for name, version in (("6", SIX), ("7", SEVEN), ("a range", SOME))
        for style, place in (
            ("auth.protect()", AT),
            ("void auth.protect()", "proxy.ts:3:6"),
            ("auth.protect().catch(refuse)", AT),
            ("if (isProtected(req)) auth.protect()", "proxy.ts:3:23"),
            ("isProtected(req) && auth.protect()", "proxy.ts:3:21"),
            ("const session = auth.protect()", "proxy.ts:3:17"),
            ("const { userId } = auth.protect()", "proxy.ts:3:20"),
        )
        if version is SEVEN or style == "auth.protect()"
    ),
    fails(
        "under another name, in a handler of its own",
        P,
        usage(
            {
                "src/middleware.ts": 'import * as clerk from "@clerk/nextjs/server"\n'
                "const handler: Handler = async (a, request) => {\n  a.protect()\n}\n"
                "export default clerk.clerkMiddleware(handler)\n",
                "src/app/page.tsx": "",
            }
        ),
        error("is not awaited", at="src/middleware.ts:3:3", fix="Await"),
    ),
    fails(
        "in a page",
        P,
        in_page("auth.protect()\nreturn <Secret />"),
        error("runs for signed-out visitors, too", at=IN_PAGE, fix="Await the call"),
    ),
    fails(
        "in a server action",
        P,
        in_file('"use server"\nexport async function save() {\n  auth.protect()\n}', "app/a.ts"),
        error("is not awaited", at="app/a.ts:4:3", fix="Await the call"),
    ),
    inapplicable("nobody protects", P, "no code calls", in_page("await auth()")),
    inapplicable("in 5 it is no promise", P, "5.7.6 protects without", FIVE, in_page("auth.protect()")),
    unknown("of which version", P, "allows `>=5`", OPEN, in_page("auth.protect()")),
    unknown("not all was read", P, "`lib/huge.ts`", in_page("await auth.protect()"),
            code(skipped=[UNREADABLE])),
]  # fmt: skip

AWAITS: list[Row] = [
    *(
        passes(style, A, in_page(style))
        for style in (
            "const { userId } = await auth()",
            "const session = await auth()\nreturn session.userId",
            "const { userId } = await (auth)()",
            "const userId = (await auth()).userId",
            "const userId = (await auth())?.userId!",
            "const [{ userId }, user] = await Promise.all([auth(), currentUser()])",
            "const { userId } = use(auth())",
            "const { userId } = React.use(auth())",
            "return auth().then(({ userId }) => userId)",
            "auth().then(({ userId }) => log(userId))",
            "const promise = auth()\nconst other = await load()\nconst { userId } = await promise",
            "return auth()",
            "return <Child session={auth()} />",
            "const load = () => auth()",
            "const user = (await currentUser()) as User",
            "const user = await currentUser().catch(() => null)",
            "const authorize = cond ? auth() : null\nif (authorize) await authorize",
            "await Promise.allSettled([currentUser()])",
            "for await (const x of stream(auth())) {}",
            "let session = auth()\nsession = await session",
            "await currentUser()\nconst auth = useMine()\nconst { userId } = auth()",
            "// const { userId } = auth()\nawait auth()",
            'const text = "auth().userId"\nawait auth()',
            "auth()",
        )
    ),
    passes("in the middleware", A, in_handler("const { userId } = await auth()")),
    passes("5 gives it at once", A, FIVE, in_page("const { userId } = auth()")),
    passes("4 too", A, FOUR, in_page("const { userId } = auth()\nif (!auth().userId) return null")),
    passes("5 in the middleware", A, FIVE, in_handler("if (!auth().userId) return go()")),
    passes("await does no harm in 5", A, FIVE, in_page("const { userId } = await auth()")),
    passes("Auth.js has one of that name", A, usage({
        "app/page.tsx": 'import { auth } from "@/auth"\n'
        'import { currentUser } from "@clerk/nextjs/server"\n'
        "export default async () => [auth().user, await currentUser()]",
        "auth.ts": "export const { auth } = NextAuth({})",
        "tsconfig.json": '{"compilerOptions": {"paths": {"@/*": ["./*"]}}}'})),
    *(
        fails(
            style,
            A,
            in_page(style),
            error(message, at=f"app/dashboard/page.tsx:{place}", fix=fix),
        )
        for style, message, place, fix in (
            ("const { userId } = auth()", "`userId` of `auth()` is read", "3:20", "{ userId } = await"),
            ("const { userId, orgId } = auth()", "`userId`, `orgId` of", "3:27", "{ userId, orgId }"),
            ("return auth().userId", "`userId` of `auth()` is read", "3:8", "await auth()"),
            ("return auth()!.userId", "`userId` of", "3:8", "await auth()"),
            ("return (auth() as any).userId", "`userId` of", "3:9", "await auth()"),
            ("const session = auth()\nif (!session.userId) go()", "`userId` of", "3:17", "await auth"),
            ("const session = auth(), { orgId } = session", "`orgId` of", "3:17", "await auth()"),
            ('return auth()["userId"]', "a property of `auth()`", "3:8", "await auth()"),
            ("if (auth()) go()", "`auth()` is tested without `await`", "3:5", "Await the call"),
            ("if (!auth()) go()", "which is always true", "3:6", "Await the call"),
            ("return { ...auth() }", "takes nothing from the promise", "3:13", "Await the call"),
            ("const user = currentUser()\nif (!user) go()", "`currentUser()` is tested", "3:14",
             "const user = await currentUser()"),
            ("return currentUser().id", "`id` of `currentUser()` is read", "3:8", "await currentUser"),
        )
    ),
    fails(
        "`currentUser()` gave a promise in 5 as well",
        A,
        FIVE,
        in_page("return currentUser()?.firstName"),
        error("`firstName` of `currentUser()`", at="app/dashboard/page.tsx:3:8", fix="Await"),
    ),
    fails(
        "in the middleware, though a page is right",
        A,
        usage(
            {
                "proxy.ts": f"{MIDDLEWARE}export default clerkMiddleware((auth) => {{\n"
                "  const { userId } = auth()\n})",
                "app/page.tsx": f"{SERVER}export default async () => (await auth()).userId",
            }
        ),
        error("`userId` of `auth()`", at="proxy.ts:3:22", fix="await auth()"),
    ),
    fails(
        "under another name, handed on by a file of the project",
        A,
        usage(
            {
                "lib/session.ts": 'export { auth } from "@clerk/nextjs/server"',
                "app/page.tsx": 'import { auth as who } from "@/lib/session"\n'
                'import { UserButton } from "@clerk/nextjs"\nexport default () => who().userId',
                "tsconfig.json": '{"compilerOptions": {"paths": {"@/*": ["./*"]}}}',
            }
        ),
        error("`userId` of `auth()`", at="app/page.tsx:3:22", fix="await auth()"),
    ),
    passes("`protect` of a promise is told by another check", A, in_page("auth().protect()")),
    inapplicable("a test is no part of the app", A, "no code calls",
                 in_file("auth().userId", "tests/auth.test.ts")),
    inapplicable("types call nothing", A, "no code calls",
                 in_file("type X = Awaited<ReturnType<typeof auth>>",
                         head='import type { auth } from "@clerk/nextjs/server"\n')),
    unknown("of which version", A, "allows `>=5`", OPEN, in_page("const { userId } = auth()")),
    unknown("of no version", A, "is not known", app(None), in_page("const { userId } = auth()")),
    passes("any version", A, OPEN, in_page("const { userId } = await auth()")),
    unknown("not all was read", A, "`lib/huge.ts`", in_page("await auth()"),
            code(skipped=[UNREADABLE])),
]  # fmt: skip

WAYS: list[Row] = [
    passes("of 6", W, SIX, in_handler("await auth.protect()")),
    passes("of 7, in a page", W, SEVEN, in_page("const { userId } = await auth.protect()")),
    passes("of 5", W, FIVE, in_handler("if (isProtected(req)) auth().protect()")),
    passes("of 5, awaited", W, FIVE, in_page("(await auth()).protect()")),
    passes("of 5, taken apart", W, FIVE, in_page("const { userId, protect } = auth()\nprotect()")),
    passes("of 4", W, FOUR, in_page("auth().protect()")),
    *(
        fails(
            f"{style} on {version.versions.get('@clerk/nextjs').text}",  # type: ignore[union-attr]
            W,
            version,
            in_page(style),
            error("has none since @clerk/nextjs 6", at=f"app/dashboard/page.tsx:{place}",
                  fix="await auth.protect()"),
        )
        for version in (SIX, SEVEN, SOME)
        for style, place in (
            ("auth().protect()", "3:1"),
            ("(await auth()).protect()", "3:8"),
            ("const session = await auth()\nsession.protect()", "3:23"),
            ("const { userId, protect } = await auth()", "3:35"),
        )
        if version is SIX or style == "auth().protect()"
    ),
    fails("in the middleware", W, in_handler("auth().protect()"),
          error("has none", at=AT, fix="npx @clerk/upgrade")),
    fails("the new way on 5", W, FIVE, in_handler("await auth.protect()"),
          error("`auth.protect` is no function in @clerk/nextjs 5.7.6", at="proxy.ts:3:7",
                fix="auth().protect()")),
    inapplicable("nobody protects", W, "no code calls `protect()`", in_page("await auth()")),
    unknown("of which version", W, "allows `>=5`", OPEN, in_page("auth().protect()")),
    unknown("not all was read", W, "`lib/huge.ts`", in_page("await auth.protect()"),
            code(skipped=[UNREADABLE])),
]  # fmt: skip

RETURNS: list[Row] = [
    passes("awaited", R, in_handler("await auth.protect()")),
    passes("awaited, then another middleware", R,
           in_handler("await auth.protect()\nreturn intl(req)")),
    passes("behind a question of who it is", R,
           in_handler("const { userId } = await auth()\nif (!userId) return auth.protect()")),
    passes("returned by a function inside", R,
           in_handler("const ask = () => auth.protect()\nawait ask()")),
    passes("returned by a page", R, usage({
        "app/page.tsx": f"{SERVER}export default async () => auth.protect()",
        "proxy.ts": f"{MIDDLEWARE}export default clerkMiddleware(async (auth) => "
        "{ await auth.protect() })"})),
    passes("a redirect", R, in_handler("await auth.protect()\nreturn NextResponse.redirect(url)")),
    *(
        fails(style, R, in_handler(style),
              error("for a signed-in visitor that is a session", at=f"proxy.ts:{place}", fix=fix))
        for style, place, fix in (
            ("return auth.protect()", "3:8", "await auth.protect()\nreturn"),
            ("return await auth.protect()", "3:14", "await auth.protect()\nreturn"),
            ("if (isProtected(req)) return auth.protect()", "3:30", "await auth.protect()"),
            ("return isPublic(req) ? undefined : auth.protect()", "3:36", "await auth.protect()"),
            ("return auth().protect()", "3:8", "auth().protect()\nreturn"),
        )
    ),
    fails("the body of an arrow", R, arrow("isProtected(req) && auth.protect()"),
          error("no response", at="middleware.ts:2:67", fix="await auth.protect()")),
    inapplicable("it does not protect", R, "does not call `protect()`", in_handler("return intl(req)")),
    unknown("not all was read", R, "`lib/huge.ts`", in_handler("await auth.protect()"),
            code(skipped=[UNREADABLE])),
]  # fmt: skip

CLIENTS: list[Row] = [
    passes("called and awaited", C, in_page("const c = await clerkClient()\nc.users.getUser(id)")),
    passes("in one line", C, in_page("await (await clerkClient()).users.getUser(id)")),
    passes("by `then`", C, in_page("clerkClient().then((c) => c.users)")),
    passes("an object in 5", C, FIVE, in_page("await clerkClient.users.getUser(id)")),
    passes("which may be called, too", C, FIVE, in_page("await clerkClient().users.getUser(id)")),
    passes("an object in 4", C, FOUR, in_page("await clerkClient.users.getUser(id)")),
    passes("of another SDK", C, usage({
        "lib/a.ts": 'import { clerkClient } from "@clerk/express"\n'
        'import { clerkClient as mine } from "@clerk/nextjs/server"\n'
        "export const f = async () => [clerkClient.users, await mine()]"})),
    fails("an object in 6", C, SIX, in_page("await clerkClient.users.getUser(id)"),
          error("`clerkClient.users` is `undefined`", at="app/dashboard/page.tsx:3:7",
                fix="const client = await clerkClient()\nclient.users")),
    fails("taken apart in 7", C, in_page("const { organizations } = clerkClient"),
          error("`clerkClient.organizations` is", at="app/dashboard/page.tsx:3:27", fix="Call it")),
    fails("a range of 6", C, SOME, in_page("clerkClient.users"),
          error("(here: ^6.0.0)", at=IN_PAGE, fix="await clerkClient()")),
    fails("not awaited", C, in_page("await clerkClient().users.getUser(id)"),
          error("`users` of `clerkClient()` is read without", at="app/dashboard/page.tsx:3:7",
                fix="Await the call")),
    fails("called in 5.1", C, app("5.1.7"), in_page("const c = await clerkClient()"),
          error("is an object in @clerk/nextjs 5.1.7", at="app/dashboard/page.tsx:3:17",
                fix="clerkClient.users")),
    fails("called in 4", C, FOUR, in_page("clerkClient().users"),
          error("and no function", at=IN_PAGE, fix="Use it without a call")),
    inapplicable("unused", C, "no code uses `clerkClient`", in_page("await auth()")),
    unknown("of which version", C, "allows `>=5`", OPEN, in_page("clerkClient.users")),
    unknown("not all was read", C, "`lib/huge.ts`", in_page("await clerkClient()"),
            code(skipped=[UNREADABLE])),
]  # fmt: skip

CALLED: list[Row] = [
    passes("called", L, in_handler("const { userId } = await auth()\nif (!userId) return")),
    passes("protected with", L, in_handler("await auth.protect()")),
    passes("taken apart for `protect`", L, in_handler("const { protect } = auth\nawait auth()")),
    passes("handed on", L, in_handler("await guarded(auth, req)\nawait auth()")),
    passes("called in 5", L, FIVE, in_handler("if (!auth().userId) return")),
    passes("a session by that name", L, in_page(
        "await currentAuth()\nconst auth = await getSession()\nif (!auth.userId) return",
        head='import { auth as currentAuth } from "@clerk/nextjs/server"\n')),
    inapplicable("of `afterAuth` in 4", L, "no code asks", FOUR, usage({"middleware.ts":
        'import { authMiddleware } from "@clerk/nextjs"\n'
        "export default authMiddleware({ afterAuth(auth) { if (!auth.userId) return } })"})),
    *(
        passes(f"made for several versions: {body}", L, in_handler(f"const s = {body}\nif (!s.userId) return"))
        for body in (
            'typeof auth === "function" ? await auth() : auth',
            'typeof auth === "function" ? auth() : await auth',
            "auth?.() ?? auth",
            "isOld ? (auth as any) : await auth()",
        )
    ),
    passes("where it is asked", L, in_handler(
        'if (typeof auth !== "function" && !auth.userId) return\nawait auth()')),
    passes("given anew", L, in_handler("auth = await auth()\nif (!auth.userId) return")),
    fails("read in the middleware", L, in_handler("if (!auth.userId) return"),
          error("`userId` is read from the function `auth`, which is not called", at="proxy.ts:3:6",
                fix="const { userId } = await auth()")),
    fails("in 5", L, FIVE, in_handler("if (!auth.userId) return", of="(auth, req) =>"),
          error("is read from the function", at="proxy.ts:3:6", fix="const { userId } = auth()")),
    fails("awaited without a call", L, in_handler("const { userId, orgId } = await auth"),
          error("`userId`, `orgId` is read from `await auth`, which is the function", at="proxy.ts:3:33",
                fix="const { userId, orgId } = await auth()")),
    fails("read later", L, in_handler("const session = await auth\nif (!session.userId) return"),
          error("`userId` is read from `await auth`", at="proxy.ts:3:23", fix="Call it")),
    fails("taken apart", L, in_handler("const { userId } = auth"),
          error("`userId` is read from the function", at="proxy.ts:3:20", fix="Call it")),
    fails("taken apart as a parameter", L, in_handler("if (!userId) return", of="async ({ userId }, req) =>"),
          error("`userId` is read from the function", at="proxy.ts:2:39", fix="Call it")),
    fails("in a page", L, in_page("if (!auth.userId) redirect()"),
          error("`userId` is read from", at="app/dashboard/page.tsx:3:6", fix="Call it and await it")),
    inapplicable("nobody asks", L, "no code asks `auth`", in_page("await currentUser()")),
    unknown("not all was read", L, "`lib/huge.ts`", in_page("await auth()"), code(skipped=[UNREADABLE])),
]  # fmt: skip

ROWS = [*CALLED, *PROTECTS, *AWAITS, *WAYS, *RETURNS, *CLIENTS]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_clerk_calls(row: Row) -> None:
    holds(row)
