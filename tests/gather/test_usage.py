"""What source files come to as facts about the use of Clerk and Next.js."""

import pytest

from clerkdoctor.facts.usage import Usage
from clerkdoctor.gather.surroundings import role_of
from tests.gather.usage_reading import routed, usage

SERVER = 'import { auth, currentUser, clerkClient } from "@clerk/nextjs/server"\n'
REACT = (
    'import { ClerkProvider, SignIn, useAuth, useUser, useSignUp } from "@clerk/nextjs"\n'
    'import { useSignIn as useOld } from "@clerk/nextjs/legacy"\n'
)
MIDDLEWARE = 'import { clerkMiddleware } from "@clerk/nextjs/server"\n'


def calls(text: str, path: str = "lib/a.ts", head: str = SERVER) -> list[str]:
    """`helper fate scope` of each call, with what caches it."""
    found = usage({path: head + text, "app/x.ts": "", "pages/x.ts": ""}).calls
    return [
        " ".join(filter(None, (one.helper, one.fate, one.where.scope, one.where.cached)))
        for one in found
    ]


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("app/page.tsx", "page"),
        ("app/(a)/[b]/page.jsx", "page"),
        ("app/layout.tsx", "layout"),
        ("app/template.tsx", "template"),
        ("app/@modal/default.tsx", "default"),
        ("app/global-error.tsx", "error"),
        ("app/unauthorized.tsx", "not-found"),
        ("app/api/route.ts", "route"),
        ("app/api/route.test.ts", "other"),
        ("app/page.module.css", "other"),
        ("app/a.tsx", "other"),
        ("pages/index.tsx", "pages"),
        ("pages/api/hello.ts", "api"),
        ("pages/_app.tsx", "shell"),
        ("pages/a/_app.tsx", "pages"),
        ("middleware.ts", "middleware"),
        ("proxy.js", "middleware"),
        ("src/middleware.ts", "other"),
        ("lib/page.tsx", "other"),
        ("application/page.tsx", "other"),
    ],
)
def test_a_file_is_what_its_name_makes_of_it(path: str, role: str) -> None:
    assert role_of(routed({"app/x.ts": "", "pages/x.ts": ""}), path) == role


def test_the_middleware_stands_beside_the_router() -> None:
    app = routed({"src/app/page.tsx": ""})
    assert role_of(app, "src/middleware.ts") == "middleware"
    assert role_of(app, "middleware.ts") == "other"
    assert role_of(app, "src/app/page.tsx") == "page"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("await auth()", ["auth awaited module"]),
        ("export const a = await auth()", ["auth awaited module"]),
        ("(async () => { await auth() })()", ["auth awaited module"]),
        ("const f = async () => await auth()", ["auth awaited function"]),
        ("export const f = cache(async () => await auth())", ["auth awaited function"]),
        ("class A { a = auth() }", ["auth handed on function"]),
        ('async function f() { "use server"; await auth() }', ["auth awaited action"]),
        ('async function f() { "use cache"; await auth() }', ["auth awaited function use cache"]),
        ("await auth.protect({ role: 'a' })", ["auth.protect awaited module"]),
        ("auth?.protect?.()", ["auth.protect dropped module"]),
        ("(0, auth)()", ["auth dropped module"]),
        ("auth.other()", []),
        ("const f = (auth) => auth()", []),
        ("const auth2 = auth", []),
        ("clerkClient.users.getUser()", []),
        ("(await clerkClient()).users", ["clerkClient awaited module"]),
        ("await currentUser()", ["currentUser awaited module"]),
        ("type A = ReturnType<typeof auth>", []),
    ],
)
def test_calls_of_helpers(text: str, expected: list[str]) -> None:
    assert calls(text) == expected


@pytest.mark.parametrize(
    ("path", "text", "scope"),
    [
        ("app/page.tsx", "export default async function P() { await auth() }", "component"),
        ("app/page.tsx", "const P = async () => { await auth() }\nexport default P", "component"),
        ("app/page.tsx", "async function P() { await auth() }\nexport { P as default }", "component"),
        ("app/page.tsx", "async function f() { await auth() }\nexport default () => f()", "function"),
        ("app/page.tsx", "export const generateMetadata = async () => await auth()", "metadata"),
        ("app/page.tsx", "export async function generateStaticParams() { await auth() }",
         "static-params"),
        ("app/api/route.ts", "export async function GET() { await auth() }", "handler"),
        ("app/api/route.ts", "export const POST = wrap(async () => { await auth() })", "handler"),
        ("app/api/route.ts", "async function f() { await auth() }", "function"),
        ("lib/a.ts", "export default async () => await auth()", "function"),
    ],
)  # fmt: skip
def test_the_scope_of_a_call(path: str, text: str, scope: str) -> None:
    (call,) = usage({path: SERVER + text}).calls
    assert call.where.scope == scope


@pytest.mark.parametrize(
    "handler",
    [
        "async (auth, req) => { await auth.protect() }",
        "async function (auth) { await auth.protect() }",
        "async (a: ClerkMiddlewareAuth) => { await a.protect() }",
        "handler",
        "makeOther.handler",
    ],
)
def test_the_handler_s_own_auth_is_followed(handler: str) -> None:
    text = (
        f"{MIDDLEWARE}const handler = async (auth, req) => {{ await auth.protect() }}\n"
        f"const makeOther = {{ handler }}\nexport default clerkMiddleware({handler})\n"
    )
    (call,) = usage({"middleware.ts": text}).calls
    assert (call.helper, call.fate, call.is_given) == ("auth.protect", "awaited", True)


def test_a_handler_of_another_file_is_read_there() -> None:
    found = usage(
        {
            "src/proxy.ts": f'{MIDDLEWARE}import {{ guard }} from "@/guard"\n'
            "export default clerkMiddleware(guard)\n",
            "src/guard.ts": "export async function guard(auth, req) {\n  return auth.protect()\n}\n",
            "tsconfig.json": '{"compilerOptions": {"paths": {"@/*": ["./src/*"]}}}',
            "src/app/page.tsx": "",
        }
    )
    (call,) = found.calls
    assert (str(call.place), call.is_given, call.is_result) == ("src/guard.ts:2:10", True, True)
    assert found.middleware == "src/proxy.ts"


def test_what_a_file_takes_is_listed_without_types() -> None:
    text = (
        'import type { auth } from "@clerk/nextjs/server"\n'
        'import { type currentUser, clerkClient as c } from "@clerk/nextjs/server"\n'
        'import * as clerk from "@clerk/nextjs"\nimport { z } from "zod"\n'
        'const { getAuth } = require("@clerk/nextjs/server")\nclerk.useAuth(); clerk.useAuth()\n'
    )
    found = usage({"lib/a.ts": text}).imports
    assert [(one.module.removeprefix("@clerk/nextjs"), one.name) for one in found] == [
        ("/server", "clerkClient"), ("", "*"), ("", "useAuth"), ("/server", "getAuth"),
    ]  # fmt: skip


def test_hooks_say_what_is_taken_from_them() -> None:
    text = (
        f"{REACT}export function A() {{\n  const {{ isLoaded, signUp: s }} = useSignUp()\n"
        "  const user = useUser()\n  useAuth().userId; user.user; useOld()\n}\n"
    )
    found = usage({"components/a.tsx": text}).hooks
    assert [(one.name, one.takes) for one in found] == [
        ("useSignUp", ("isLoaded", "signUp")), ("useUser", ("user",)), ("useAuth", ("userId",)),
        ("useSignIn", ()),
    ]  # fmt: skip


def test_elements_have_their_constant_props() -> None:
    text = (
        f'{REACT}const url = "/in"\nexport const A = () => <ClerkProvider afterSignInUrl={{url}}\n'
        "  signInUrl={process.env.NEXT_PUBLIC_URL} isSatellite {...rest}>\n"
        '  <html><SignIn routing="hash" appearance={{}} /></html></ClerkProvider>\n'
    )
    provider, form = usage({"app/layout.tsx": text}).elements
    assert [(p.text, p.env, p.truth) for p in provider.props] == [
        ("/in", None, None), (None, "NEXT_PUBLIC_URL", None), (None, None, True),
    ]  # fmt: skip
    assert (provider.has_spread, provider.around_html, provider.where.role) == (
        True,
        True,
        "layout",
    )
    assert (form.name, form.has_spread, form.around_html) == ("SignIn", False, False)
    routing = form.prop("routing")
    assert routing is not None
    assert routing.text == "hash"


LAYOUT = f"{REACT}export default (p) => <ClerkProvider>{{p.children}}</ClerkProvider>\n"
PROVIDERS = f'"use client"\n{REACT}export const Providers = (p) => <ClerkProvider {{...p}} />\n'


@pytest.mark.parametrize(
    ("files", "roots", "unplaced"),
    [
        ({"app/layout.tsx": LAYOUT}, ["app/layout.tsx"], []),
        ({"app/layout.tsx": 'import { Providers } from "../lib/p"\n', "lib/p.tsx": PROVIDERS},
         ["app/layout.tsx"], []),
        ({"app/layout.tsx": 'import { Providers } from "../lib"\n',
          "lib/index.ts": 'export * from "./p"\n', "lib/p.tsx": PROVIDERS}, ["app/layout.tsx"], []),
        ({"app/layout.tsx": 'import type { P } from "../lib/p"\n', "lib/p.tsx": PROVIDERS}, [],
         ["lib/p.tsx"]),
        ({"app/layout.tsx": "export default 1\n", "app/(a)/layout.tsx": LAYOUT}, ["app/(a)/layout.tsx"],
         []),
        ({"pages/_app.tsx": LAYOUT, "pages/a.tsx": "export default 1\n"}, ["pages/_app.tsx"], []),
    ],
)  # fmt: skip
def test_who_renders_a_provider_is_followed(
    files: dict[str, str], roots: list[str], unplaced: list[str]
) -> None:
    found = usage(files).providers
    assert (list(found.roots), list(found.unplaced)) == (roots, unplaced)


def reached(files: dict[str, str]) -> dict[str, tuple[str, ...]]:
    return {one.module: one.through for one in usage(files).node_imports}


def test_the_middleware_s_imports_are_followed() -> None:
    files = {
        "middleware.ts": f'{MIDDLEWARE}import {{ a }} from "./a"\nimport "./b"\na()\n',
        "a.ts": 'import { c } from "./c"\nexport const a = () => c\n',
        "b.ts": 'import fs from "node:fs/promises"\nfs.a()\nimport "./a"\nimport "./gone"\n',
        "c.ts": 'import { b } from "./b"\nimport pg, { type Pool } from "pg"\nexport const c = pg(b)\n',
        "d.ts": 'import "mongoose"\n',
    }
    assert reached(files) == {
        "pg": ("middleware.ts", "a.ts", "c.ts"),
        "node:fs/promises": ("middleware.ts", "b.ts"),
    }


def test_javascript_keeps_imports_that_nothing_uses() -> None:
    assert reached({"middleware.js": 'import { a } from "pg"\n'}) == {"pg": ("middleware.js",)}
    assert reached({"middleware.ts": 'import { a } from "pg"\n'}) == {}


def test_tests_scripts_and_convex_are_left_out() -> None:
    text = f"{SERVER}const {{ userId }} = auth()\n"
    for path in ("tests/a.ts", "lib/a.test.ts", "scripts/a.ts", "convex/a.ts"):
        assert usage({path: text}) == Usage(), path
    assert len(usage({"app/test/page.tsx": text}).calls) == 1


@pytest.mark.parametrize(
    "text",
    [
        "auth(", "auth().", "const { = auth()", "await", "auth.protect(", "clerkMiddleware((", "<SignIn",
        "clerkMiddleware(() => ())", "<ClerkProvider isSatellite={", "export const dynamic = ()",
        "signUp.create(", "authenticateWithRedirect()", "x.sso()", "((()))", "useSignUp(" * 20,
        "export default function P({ params: ", "if (auth()", "auth" * 3000, "().protect()",
        "/* isSatellite */ clerkMiddleware(...a, ...b)", "unstable_cache()", "unstable_cache",
        "const auth = auth()", "let a = auth(); a = a", "function auth() { return auth() }",
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["middleware.ts", "app/page.tsx", "app/a/route.ts"])
def test_broken_code_is_no_reason_to_fail(text: str, path: str) -> None:
    head = (
        'import { auth, clerkMiddleware } from "@clerk/nextjs/server"\n'
        'import { unstable_cache } from "next/cache"\nimport { headers } from "next/headers"\n'
        'import { SignIn, ClerkProvider, useSignUp } from "@clerk/nextjs"\n'
    )
    assert isinstance(usage({path: head + text}), Usage)
    assert isinstance(usage({path: head + "function f() { " + text}), Usage)


def test_nesting_is_no_reason_to_fail() -> None:
    text = f"{SERVER}{'(' * 300}auth(){')' * 300}.userId\nauth(){'.then(f)' * 300}\n"
    assert [one.fate for one in usage({"lib/a.ts": text}).calls] == ["read", "awaited"]
