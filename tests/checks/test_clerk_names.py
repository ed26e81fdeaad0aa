"""What the code takes from Clerk's packages, release by release."""

import pytest

from clerkdoctor.checks.clerk_names import (
    clerk_middleware_has_no_old_options,
    clerk_packages_are_not_mixed,
    create_route_matcher_is_on_its_way_out,
    removed_apis_are_not_used,
    server_helpers_come_from_the_server_module,
)
from clerkdoctor.facts.place import Place
from clerkdoctor.facts.project import App, Installed
from clerkdoctor.facts.usage import Usage
from clerkdoctor.semver import parse
from tests.checks.facts import UNREADABLE, app, code
from tests.checks.table import (
    Row,
    error,
    fails,
    holds,
    inapplicable,
    note,
    passes,
    unknown,
    warning,
)
from tests.gather.usage_reading import usage

G = removed_apis_are_not_used
S = server_helpers_come_from_the_server_module
M = create_route_matcher_is_on_its_way_out
X = clerk_packages_are_not_mixed
V = clerk_middleware_has_no_old_options

FOUR, FIVE, SIX, SEVEN = app("4.31.8"), app("5.7.6"), app("6.39.8"), app("7.9.17")
SOME, OPEN = app("^6.0.0"), app(">=4")


def importing(text: str, path: str = "middleware.ts") -> Usage:
    return usage({path: text})


def taking(name: str, module: str = "@clerk/nextjs", path: str = "middleware.ts") -> Usage:
    return importing(f'import {{ {name} }} from "{module}"\n', path)


SERVER = "@clerk/nextjs/server"
OLD_HOOK = (
    '"use client"\nimport { useSignIn } from "@clerk/nextjs"\n'
    "export const A = () => { const { isLoaded, signIn, setActive } = useSignIn() }\n"
)

GONE: list[Row] = [
    passes("the middleware of 4", G, FOUR, taking("authMiddleware")),
    passes("an even older one", G, FOUR, taking("withClerkMiddleware", SERVER)),
    passes("5 still has it", G, FIVE, taking("authMiddleware", SERVER)),
    passes("`SignedIn` in 6", G, SIX, taking("SignedIn, SignedOut, Protect")),
    passes("`Show` in 7", G, SEVEN, taking("Show, ClerkProvider")),
    passes("the current middleware", G, taking("clerkMiddleware, createRouteMatcher", SERVER)),
    passes("a range that decides", G, SOME, taking("clerkMiddleware", SERVER)),
    passes("a name that nobody knows", G, taking("useSomethingNew")),
    passes("types", G, importing('import type { SignedIn } from "@clerk/nextjs"')),
    passes("a wrapper of that name", G, importing(
        'import { authMiddleware } from "@acme/auth"\nimport { auth } from "@clerk/nextjs/server"')),
    passes("in a comment", G, importing(
        '// import { authMiddleware } from "@clerk/nextjs"\n'
        'import { clerkMiddleware } from "@clerk/nextjs/server"')),
    passes("errors in 4 came from the root", G, FOUR, taking("isClerkAPIResponseError")),
    passes("the old hooks in 6", G, SIX, importing(OLD_HOOK, "a.tsx")),
    passes("the old hooks in 7, from `legacy`", G, importing(
        OLD_HOOK.replace("@clerk/nextjs", "@clerk/nextjs/legacy"), "a.tsx")),
    passes("the new hooks in 7", G, importing(
        OLD_HOOK.replace("isLoaded, signIn, setActive", "signIn, fetchStatus"), "a.tsx")),
    fails("the middleware of 4 in 6", G, SIX, taking("authMiddleware"),
          error("`authMiddleware` of `@clerk/nextjs` went with @clerk/nextjs 6.0.0 (here: 6.39.8)",
                at="middleware.ts:1:10", fix="export default clerkMiddleware()")),
    fails("from the server module, under another name", G, SEVEN,
          importing('import { authMiddleware as a, redirectToSignIn } from "@clerk/nextjs/server"'),
          error("`authMiddleware` of", at="middleware.ts:1:10", fix="clerkMiddleware"),
          error("`redirectToSignIn` of", at="middleware.ts:1:31", fix="redirectToSignIn()")),
    fails("of the whole module", G, SIX,
          importing('import * as c from "@clerk/nextjs"\nexport default c.authMiddleware({})'),
          error("`authMiddleware`", at="middleware.ts:2:16", fix="clerkMiddleware")),
    fails("required", G, SIX, importing('const { authMiddleware } = require("@clerk/nextjs")',
                                        "middleware.js"),
          error("`authMiddleware`", at="middleware.js:1:9", fix="clerkMiddleware")),
    fails("a range of 6", G, SOME, taking("withClerkMiddleware", SERVER),
          error("went with @clerk/nextjs 5.0.0 (here: ^6.0.0)", at="middleware.ts:1:10",
                fix="clerkMiddleware")),
    fails("`SignedIn` in 7", G, taking("SignedIn, Protect", path="components/nav.tsx"),
          error("`SignedIn` of", at="components/nav.tsx:1:10", fix='<Show when="signed-in">'),
          error("`Protect` of", at="components/nav.tsx:1:20", fix="<Show when={{ role }}>")),
    fails("errors in 5", G, FIVE, taking("isClerkAPIResponseError"),
          error("went with @clerk/nextjs 5.0.0", at="middleware.ts:1:10",
                fix='from "@clerk/nextjs/errors"')),
    fails("a module of 4", G, FIVE, taking("clerkClient", "@clerk/nextjs/api"),
          error("`@clerk/nextjs/api` went with @clerk/nextjs 5.0.0", at="middleware.ts:1:10",
                fix='from "@clerk/nextjs/server"')),
    fails("documentation of 5, with 4", G, FOUR, taking("clerkMiddleware", SERVER),
          error("`clerkMiddleware` of `@clerk/nextjs/server` came with @clerk/nextjs 5.0.0",
                at="middleware.ts:1:10", fix="npm install @clerk/nextjs@5.0.0")),
    fails("`Show` in 6", G, SIX, taking("Show"),
          error("came with @clerk/nextjs 7.0.0", at="middleware.ts:1:10", fix="SignedIn")),
    fails("webhooks before 6.13", G, app("6.12.12"), taking("verifyWebhook", "@clerk/nextjs/webhooks"),
          error("`@clerk/nextjs/webhooks` came with @clerk/nextjs 6.13.0", at="middleware.ts:1:10",
                fix='from "svix"')),
    fails("the old hooks in 7", G, importing(OLD_HOOK, "a.tsx"),
          error("`isLoaded` and `setActive` of `useSignIn()` are `undefined`", at="a.tsx:3:66",
                fix='import { useSignIn } from "@clerk/nextjs/legacy"')),
    unknown("of which version", G, "allows `>=4`", OPEN, taking("authMiddleware")),
    unknown("not all was read", G, "`lib/huge.ts`", taking("Show"), code(skipped=[UNREADABLE])),
]  # fmt: skip

MODULES: list[Row] = [
    passes("each from its own", S, importing(
        'import { auth } from "@clerk/nextjs/server"\nimport { useAuth } from "@clerk/nextjs"')),
    passes("4 had all at the root", S, FOUR, taking("auth, currentUser, authMiddleware")),
    passes("types", S, importing('import { type auth, useAuth } from "@clerk/nextjs"')),
    passes("what 6 has nowhere is told by another check", S, SIX, taking("authMiddleware, useAuth")),
    fails("`auth` from the root", S, SEVEN, taking("auth, currentUser"),
          error("`auth` is imported from `@clerk/nextjs`, which does not export it",
                at="middleware.ts:1:10", fix='import { auth } from "@clerk/nextjs/server"'),
          error("`currentUser` is imported", at="middleware.ts:1:16", fix="@clerk/nextjs/server")),
    fails("`authMiddleware` moved in 5", S, FIVE, taking("authMiddleware"),
          error("in @clerk/nextjs 5.7.6; `@clerk/nextjs/server` does", at="middleware.ts:1:10",
                fix='import { authMiddleware } from "@clerk/nextjs/server"')),
    fails("of the whole module", S, importing(
        'import * as c from "@clerk/nextjs"\nexport const a = () => c.auth()', "lib/a.ts"),
          error("`auth` is imported", at="lib/a.ts:2:24", fix="@clerk/nextjs/server")),
    fails("a component from the server module", S, taking("ClerkProvider", SERVER),
          error("`ClerkProvider` is imported from `@clerk/nextjs/server`", at="middleware.ts:1:10",
                fix='import { ClerkProvider } from "@clerk/nextjs"')),
    inapplicable("other packages", S, "no code imports anything", taking("dark", "@clerk/themes")),
    unknown("of which version", S, "allows `>=4`", OPEN, taking("auth")),
    unknown("not all was read", S, "`lib/huge.ts`", taking("useAuth"), code(skipped=[UNREADABLE])),
]  # fmt: skip

MATCHERS: list[Row] = [
    passes("none", M, taking("clerkMiddleware", SERVER)),
    fails("deprecated", M, app("7.5.14"), taking("createRouteMatcher", SERVER),
          note("deprecated since @clerk/nextjs 7.5.14 (here: 7.5.14)", at="middleware.ts:1:10",
               fix="await auth.protect()")),
    inapplicable("not yet", M, "not deprecated in @clerk/nextjs 7.5.13", app("7.5.13"),
                 taking("createRouteMatcher", SERVER)),
    inapplicable("long before", M, "not deprecated in @clerk/nextjs 6.39.8", SIX,
                 taking("createRouteMatcher", SERVER)),
    unknown("of which 7", M, "allows `^7.0.0`", app("^7.0.0"), taking("createRouteMatcher", SERVER)),
    unknown("not all was read", M, "`lib/huge.ts`", taking("auth", SERVER),
            code(skipped=[UNREADABLE])),
]  # fmt: skip


def beside(
    package: str = "@clerk/clerk-react",
    own: str | None = "5.61.11",
    brought: str | None = "5.61.11",
) -> App:
    """An app with another React SDK in its package.json, and in what @clerk/nextjs brings."""
    base = app("6.39.8", also=[package] if own else [])
    lock = Place("package-lock.json")

    def installed(text: str, via: tuple[str, ...] = ()) -> Installed:
        version = parse(text)
        return Installed(package, text, version, version and version.major, "lockfile", lock, via)

    packages = [one for one in base.versions.packages if one.name != package]
    if own:
        packages.append(installed(own))
    if brought:
        packages.append(installed(brought, ("@clerk/nextjs",)))
    return base._replace(versions=base.versions._replace(packages=tuple(packages)))


MIXED = importing(
    'import { ClerkProvider } from "@clerk/nextjs"\nimport { useAuth } from "@clerk/clerk-react"\n',
    "app/providers.tsx",
)
OTHER = MIXED.imports[1]

MIXES: list[Row] = [
    passes("one", X, taking("useAuth, ClerkProvider")),
    passes("types", X, importing('import type { UserResource } from "@clerk/clerk-react"\n'
                                 'import { useAuth } from "@clerk/nextjs"')),
    passes("themes, types and the backend are no React SDK", X, importing(
        'import { dark } from "@clerk/themes"\nimport { verifyToken } from "@clerk/backend"')),
    fails("a second copy", X, MIXED, beside(own="5.12.0"),
          error("which brings 5.61.11 of it while package.json gets 5.12.0",
                at="app/providers.tsx:2:10", fix='import { useAuth } from "@clerk/nextjs"')),
    fails("not asked for", X, MIXED, beside(own=None),
          error("and package.json does not ask for it", at="app/providers.tsx:2:10", fix="Take")),
    fails("of another Core", X, MIXED, beside(brought=None),
          error("which has a React SDK of its own", at="app/providers.tsx:2:10", fix="Take")),
    fails("of the same version", X, MIXED, beside(),
          warning("which brings the same version, 5.61.11", at="app/providers.tsx:2:10",
                  fix="Take it from `@clerk/nextjs`")),
    inapplicable("without @clerk/nextjs", X, "nothing here depends", app(None), MIXED),
    unknown("not all was read", X, "`lib/huge.ts`", taking("useAuth"), code(skipped=[UNREADABLE])),
]  # fmt: skip

WITH = 'import { clerkMiddleware } from "@clerk/nextjs/server"\nexport default clerkMiddleware('

OPTIONS: list[Row] = [
    passes("none", V, importing(f"{WITH})")),
    passes("its own", V, importing(WITH + "async (auth) => { await auth.protect() }, { debug: true })")),
    passes("a handler that speaks of them", V, importing(
        WITH + "(auth, req) => ({ publicRoutes: [] }.publicRoutes.includes(req)))")),
    passes("of the middleware that has them", V, FOUR, importing(
        'import { authMiddleware } from "@clerk/nextjs"\nimport { clerkMiddleware } from "./lib"\n'
        'export default authMiddleware({ publicRoutes: ["/"] })\nclerkMiddleware({ publicRoutes: [] })')
        ._replace(imports=taking("clerkMiddleware", SERVER).imports)),
    fails("in place of a handler", V, importing(WITH + '{ publicRoutes: ["/", "/api/webhooks(.*)"] })'),
          error("`publicRoutes` is an option of `authMiddleware()`, which `clerkMiddleware()` passes over,"
                " and without a handler the middleware protects nothing", at="middleware.ts:2:34",
                fix='createRouteMatcher(["/", "/api/webhooks(.*)"])\nexport default'
                    " clerkMiddleware(async (auth, request) => {\n  if (!isPublicRoute(request)) await"
                    " auth.protect()\n})")),
    fails("behind one, in 5", V, FIVE, importing(WITH + "(auth) => auth().protect(), { publicRoutes: open })"),
          error("passes over", at="middleware.ts:2:62",
                fix="clerkMiddleware((auth, request) => {\n  if (!isPublicRoute(request)) auth().protect()")),
    fails("by a function", V, importing(WITH + "() => {}, (req) => ({ ignoredRoutes: ['/x'] }))"),
          error("`ignoredRoutes` is", at="middleware.ts:2:54", fix="Take these paths out of `config.matcher`")),
    fails("by a constant", V, importing(
        WITH.replace("export", "const options = { afterAuth(auth) {}, apiRoutes: [] }\nexport") + "options)"),
          error("`afterAuth` is", at="middleware.ts:2:19", fix="Move its code into the handler"),
          error("`apiRoutes` is", at="middleware.ts:2:39", fix="Remove it")),
    inapplicable("no such middleware", V, "no code calls", taking("auth", SERVER)),
    unknown("not all was read", V, "`lib/huge.ts`", importing(f"{WITH})"), code(skipped=[UNREADABLE])),
]  # fmt: skip

ROWS = [*OPTIONS, *GONE, *MODULES, *MATCHERS, *MIXES]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_clerk_names(row: Row) -> None:
    holds(row)
