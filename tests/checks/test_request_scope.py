"""Where code that needs a request stands, and whether it waits for what Next.js knows of it."""

import pytest

from clerkdoctor.checks.request_scope import (
    auth_runs_inside_a_request,
    client_hooks_run_in_client_components,
    request_apis_are_awaited,
)
from tests.checks.facts import UNREADABLE, app, code
from tests.checks.table import Row, error, fails, holds, inapplicable, passes, unknown, warning
from tests.checks.usage_facts import in_file, in_handler, in_page

I = auth_runs_inside_a_request  # noqa: E741 - one letter for each check, as in its siblings
H = client_hooks_run_in_client_components
N = request_apis_are_awaited

PAGE = "app/dashboard/page.tsx"
ROUTE = "app/api/me/route.ts"
CLIENT = '"use client"\nimport { useUser, useAuth } from "@clerk/nextjs"\n'
HOOKS = CLIENT.partition("\n")[2]
HEADERS = 'import { headers, cookies, draftMode } from "next/headers"\n'
TWELVE, FOURTEEN, FIFTEEN = app(next="12.3.7"), app(next="14.2.35"), app(next="15.5.29")

INSIDE: list[Row] = [
    *(
        passes(case, I, in_file(text, path))
        for case, text, path in (
            ("a page", "export default async () => (await auth()).userId", PAGE),
            ("a layout", "export default async function L() { await auth() }", "app/layout.tsx"),
            ("a handler", "export async function GET() { await auth.protect() }", ROUTE),
            ("a handler in a constant", "export const GET = async () => await auth()", ROUTE),
            ("a helper", "export const who = async () => (await auth()).userId", "lib/who.ts"),
            ("a wrapped helper", "export const who = cache(async () => await auth())", "lib/w.ts"),
            ("a class", "class A { who = auth(); async b() { await auth() } }", "lib/a.ts"),
            ("an action", '"use server"\nexport async function a() { await auth() }', "app/a.ts"),
            ("its metadata", "export async function generateMetadata() { await auth() }", PAGE),
            ("a private cache", 'async function a() { "use cache: private"; await auth() }', PAGE),
            (
                "an action inside of a cached function",
                'async function a() { "use cache"\nasync function b() { "use server"\nawait auth() } }',
                PAGE,
            ),
            (
                "a page that is always rendered anew",
                'export const dynamic = "force-dynamic"\nexport default async () => await auth()',
                PAGE,
            ),
            (
                "a page that is rendered at times",
                "export const revalidate = 60\nexport default async () => await auth()",
                PAGE,
            ),
            (
                "tRPC's context",
                "export const createContext = async () => ({ auth: await auth() })",
                "server/trpc.ts",
            ),
        )
    ),
    passes("the middleware's own", I, in_page("await auth()"), in_handler("await auth.protect()")
           ._replace(calls=in_page("await auth()").calls)),
    passes("`getAuth` in the Pages Router", I, in_file(
        "export default (req) => getAuth(req)", "pages/api/me.ts",
        'import { getAuth } from "@clerk/nextjs/server"\n')._replace(
            calls=in_page("await auth()").calls)),
    fails("a module", I, in_file("const { userId } = await auth()\n", "lib/who.ts"),
          error("`auth()` is called when the file is loaded", at="lib/who.ts:2:26", fix="Move")),
    fails("a function that is called at once", I,
          in_file("const who = (async () => await currentUser())()", "lib/who.ts"),
          error("`currentUser()` is called when the file is loaded", at="lib/who.ts:2:32", fix="Move")),
    fails("what the build lists", I,
          in_file("export async function generateStaticParams() { await auth() }"),
          error("in `generateStaticParams`", at=f"{PAGE}:2:54", fix="Move the call into the page")),
    fails("a cached function", I, in_file('async function a() {\n"use cache"\nawait auth()\n}'),
          error("in a function that `use cache` caches", at=f"{PAGE}:4:7", fix="await cached(userId)")),
    fails("a remote cache", I, in_file('const a = async () => { "use cache: remote"; await auth() }'),
          error("`use cache: remote` caches", at=f"{PAGE}:2:52", fix="Call it outside")),
    fails("a cached file", I, in_file("export async function a() { await auth() }", "lib/a.ts",
          '"use cache"\nimport { auth } from "@clerk/nextjs/server"\n'),
          error("`use cache` caches", at="lib/a.ts:3:35", fix="Call it outside")),
    fails("`unstable_cache`", I, in_file("export const a = unstable_cache(async () => auth())", "lib/a.ts",
          'import { unstable_cache } from "next/cache"\n'
          'import { auth } from "@clerk/nextjs/server"\n'),
          error("`unstable_cache` caches", at="lib/a.ts:3:45", fix="Call it outside")),
    fails("a page that is built once", I,
          in_file('export const dynamic = "force-static"\nexport default async () => await auth()'),
          error('`dynamic = "force-static"`, which is built once', at=f"{PAGE}:3:34",
                fix='Remove `export const dynamic = "force-static"`')),
    fails("an API route", I, in_file("export default async (req, res) => res.json(await auth())",
                                     "pages/api/me.ts"),
          error("in the Pages Router", at="pages/api/me.ts:2:51", fix="getAuth(req)")),
    fails("a page of the Pages Router", I,
          in_file("export const getServerSideProps = async () => await currentUser()", "pages/me.tsx"),
          error("in the Pages Router", at="pages/me.tsx:2:53", fix="getAuth(req)")),
    fails("a client component", I, in_file("export const A = () => auth().userId", "components/a.tsx",
          '"use client"\nimport { auth } from "@clerk/nextjs/server"\n'),
          error("A client component imports `auth`", at="components/a.tsx:2:10", fix="useAuth()")),
    inapplicable("nobody asks", I, "no code calls", in_file("", head=HOOKS)),
    inapplicable("an import that nothing uses", I, "no code calls", in_file("export const a = 1",
        "components/a.tsx", '"use client"\nimport { auth } from "@clerk/nextjs/server"\n')),
    inapplicable("types only", I, "no code calls", in_file("", head='"use client"\n'
        'import type { auth } from "@clerk/nextjs/server"\n')),
    unknown("not all was read", I, "`lib/huge.ts`", in_page("await auth()"),
            code(skipped=[UNREADABLE])),
]  # fmt: skip

IN_CLIENTS: list[Row] = [
    passes("a client page", H, in_file("export default () => useUser().user?.id", head=CLIENT)),
    passes("a component that client components use", H,
           in_file("export const A = () => useUser().user?.id", "components/a.tsx", HOOKS)),
    passes("the Pages Router", H, in_file("export default () => useAuth()", "pages/a.tsx", HOOKS)),
    passes("a hook of one's own", H, in_file("export const useMe = () => useUser()", "lib/m.ts", HOOKS)),
    fails("a page", H, in_file("export default () => useUser().user?.id", head=HOOKS),
          error("`useUser()` is called in a server component", at=f"{PAGE}:2:22",
                fix="await currentUser()")),
    fails("a layout", H, in_file("export default () => useAuth()", "app/layout.tsx", HOOKS),
          error("`useAuth()` is called", at="app/layout.tsx:2:22", fix="await auth()")),
    inapplicable("no hook", H, "no code calls a hook", in_page("await auth()")),
    unknown("not all was read", H, "`lib/huge.ts`", in_file("export default () => useUser()", head=CLIENT),
            code(skipped=[UNREADABLE])),
]  # fmt: skip

ASYNC: list[Row] = [
    *(
        passes(case, N, in_file(text, path, HEADERS))
        for case, text, path in (
            ("awaited", 'export const POST = async () => (await headers()).get("svix-id")', ROUTE),
            ("by a variable", 'async function a() { const h = await headers(); h.get("x") }', "lib/a.ts"),
            ("by a promise", "async function a() { const p = cookies(); (await p).get(1) }", "lib/a.ts"),
            ("among others", "const a = async () => await Promise.all([headers(), cookies()])", "a.ts"),
            ("handed on", "const a = () => verify(headers())", "lib/a.ts"),
            ("by `use`", "const A = () => use(cookies()).get(1)", "components/a.tsx"),
            ("`params` awaited", "export default async ({ params }) => (await params).id", PAGE),
            ("`props.params`", "export default async (props) => (await props.params).id", PAGE),
            ("`params` handed on", "export default ({ params }) => <A params={params} />", PAGE),
            ("`params` by `use`", "export default function P({ params }) { use(params).id }", PAGE),
            ("a handler's", "export const GET = async (r, { params }) => (await params).id", ROUTE),
            ("`.then`", "export default ({ params }) => params.then(({ id }) => id)", PAGE),
            ("the build's", "export function generateStaticParams({ params }) { return params.id }", PAGE),
            ("a component's", "export const A = ({ params }) => params.id", "components/a.tsx"),
            ("`useParams`", "export default () => useParams().id\nheaders()", PAGE),
        )
        if case not in ("the build's", "a component's")
    ),
    inapplicable("the build gives `params` at once", N, "uses no request API", in_file(
        "export function generateStaticParams({ params }) { return params.id }")),
    inapplicable("a component's own prop", N, "uses no request API", in_file(
        "export const A = ({ params }) => params.id", "components/a.tsx")),
    inapplicable("before 15", N, "before Next.js 15", FOURTEEN,
                 in_file("const a = () => headers().get(1)", "a.ts", HEADERS)),
    inapplicable("before 13", N, "before Next.js 15", TWELVE,
                 in_file("export default ({ params }) => params.id")),
    *(
        fails(case, N, in_file(text, path, HEADERS), error(message, at=at, fix=fix))
        for case, text, path, message, at, fix in (
            ("a webhook", 'export const POST = () => headers().get("svix-id")', ROUTE,
             "`get` of `headers()` is read", f"{ROUTE}:2:27", "await headers()"),
            ("by a variable, at once", "function a() { const c = cookies(); c.get(1); c.set(2) }", "a.ts",
             "`get`, `set` of `cookies()`", "a.ts:2:26", "await cookies()"),
            ("cast by the codemod", "const a = (headers() as unknown as X).get(1)", "a.ts",
             "`get` of `headers()`", "a.ts:2:12", "await headers()"),
            ("draft mode", "const { isEnabled } = draftMode()", "a.ts",
             "`isEnabled` of `draftMode()`", "a.ts:2:23", "await draftMode()"),
            ("`params`", "export default function P({ params }) { return params.id }", PAGE,
             "`id` of `params` is read", f"{PAGE}:2:29", "const { id } = await params"),
            ("`params` taken apart", "export default ({ params: { slug } }) => slug", PAGE,
             "`slug` of `params`", f"{PAGE}:2:27", "const { slug } = await params"),
            ("`searchParams`", "export default ({ searchParams }) => searchParams?.q", PAGE,
             "`q` of `searchParams`", f"{PAGE}:2:19", "await searchParams"),
            ("`props.params`, at once", "export default function P(props) { const { id } = props.params }",
             PAGE, "`id` of `params`", f"{PAGE}:2:51", "await params"),
            ("a handler's, at once", "export async function GET(r, { params }) { params.id }", ROUTE,
             "`id` of `params`", f"{ROUTE}:2:32", "await params"),
            ("a handler's `context`", "export async function GET(r, c) { c.params.id }", ROUTE,
             "`id` of `params`", f"{ROUTE}:2:35", "await params"),
            ("its metadata's", "export const generateMetadata = ({ params }) => params.id", PAGE,
             "`id` of `params`", f"{PAGE}:2:36", "await params"),
        )
    ),
    fails("a client page", N, in_file("export default ({ params }) => params.id", head=CLIENT),
          error("`id` of `params`", at=f"{PAGE}:3:19", fix="const { id } = use(params)")),
    fails("15 warns", N, FIFTEEN, in_file("const a = () => headers().get(1)", "a.ts", HEADERS),
          warning("Next.js 15 warns", at="a.ts:2:17", fix="await headers()")),
    inapplicable("unused", N, "uses no request API", in_page("await auth()")),
    unknown("of which version", N, "allows `>=14`", app(next=">=14"),
            in_file("const a = () => headers().get(1)", "a.ts", HEADERS)),
    unknown("not all was read", N, "`lib/huge.ts`", in_file("await headers()", head=HEADERS),
            code(skipped=[UNREADABLE])),
]  # fmt: skip

ROWS = [*INSIDE, *IN_CLIENTS, *ASYNC]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_request_scope(row: Row) -> None:
    holds(row)
