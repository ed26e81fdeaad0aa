"""Whole files, as people write them: what the later rooms will ask of them."""

import pytest

from clerkdoctor.typescript.module import Module
from clerkdoctor.typescript.values import Array, Call, Function, Object
from tests.typescript.reading import show, sources

SERVER = "@clerk/nextjs/server"
MATCHER = r"'/((?!.*\\..*|_next).*)', '/', '/(api|trpc)(.*)'"
MIDDLEWARE = [
    # Today's documentation, with semicolons
    """import { clerkMiddleware, createRouteMatcher } from "@clerk/nextjs/server";

const isPublicRoute = createRouteMatcher(["/sign-in(.*)", "/api/webhooks(.*)"]);

export default clerkMiddleware(async (auth, req) => {
  if (!isPublicRoute(req)) {
    await auth.protect();
  }
});
""",
    # Without them, single quotes, the old one in a comment
    """// import { authMiddleware } from '@clerk/nextjs'
// export default authMiddleware({ publicRoutes: ['/old(.*)'] })
import {
  clerkMiddleware as middleware,
  createRouteMatcher as matcher,
} from '@clerk/nextjs/server'

/* const isPublicRoute = matcher(['/older(.*)']) */
const isPublicRoute = matcher([
  '/sign-in(.*)', // sign in
  '/api/webhooks(.*)', /* '/dropped(.*)', */
])

export default middleware((auth, req) => { if (!isPublicRoute(req)) auth().protect() })
""",
    # A namespace, a list with a name, a named handler
    """import * as clerk from "@clerk/nextjs/server"
const SIGN_IN = "/sign-in" as const
const publicRoutes = [`${SIGN_IN}(.*)`, ...["/api/webhooks"].map((route) => route + "(.*)")]
const isPublicRoute = clerk.createRouteMatcher(publicRoutes)
const handler = clerk.clerkMiddleware(async function handle(auth, request) {
  if (isPublicRoute(request)) return
  await auth.protect()
})
export { handler as default }
""",
    # A list from another file, over an alias
    """import { clerkMiddleware, createRouteMatcher } from "@clerk/nextjs/server"
import { PUBLIC } from "@/lib/routes"
const isPublicRoute = createRouteMatcher([...PUBLIC])
export default clerkMiddleware(async (auth, req) => {
  if (!isPublicRoute(req)) await auth.protect()
})
""",
    # What tsc makes of it
    """"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.config = void 0;
const server_1 = require("@clerk/nextjs/server");
const isPublicRoute = (0, server_1.createRouteMatcher)(["/sign-in(.*)", "/api/webhooks(.*)"]);
exports.default = (0, server_1.clerkMiddleware)(async (auth, req) => {
  if (!isPublicRoute(req)) await auth.protect();
});
""",
]
ROUTES = """const prefix = "/api"
export const PUBLIC = ["/sign-in(.*)", `${prefix}/webhooks(.*)`] satisfies string[]
export type Route = (typeof PUBLIC)[number]
"""
TSCONFIG = '{ "compilerOptions": { "paths": { "@/*": ["./*"], } } } // next\n'


@pytest.mark.parametrize("source", MIDDLEWARE)
def test_middleware_in_many_styles(source: str) -> None:
    path = "middleware.js" if source.startswith('"use strict"') else "middleware.ts"
    project = sources({path: source, "lib/routes.ts": ROUTES, "tsconfig.json": TSCONFIG})
    middleware = project.exported(path, "default")
    assert isinstance(middleware, Call)
    assert (middleware.callee.module, middleware.callee.name) == (SERVER, "clerkMiddleware")
    handler = middleware.arguments[0]
    assert isinstance(handler, Function)
    assert handler.parameters[0] == "auth"

    found = project.module(path)
    assert isinstance(found, Module)
    assert found.syntax_error is None
    (matcher,) = project.calls(found, "createRouteMatcher", SERVER)
    patterns = project.value(found, matcher.arguments[0])
    assert show(patterns) == "['/sign-in(.*)', '/api/webhooks(.*)']"


@pytest.mark.parametrize(
    "source",
    [
        rf"export const config = {{ matcher: [{MATCHER}] }}",
        rf"const config = {{ matcher: [{MATCHER}], }}; export {{ config }}",
        rf"export const config = {{ 'matcher': [{MATCHER}] as const }} satisfies MiddlewareConfig;",
        rf"exports.config = {{ matcher: [{MATCHER}] }}",
    ],
)
def test_matchers_in_many_styles(source: str) -> None:
    value = sources({"proxy.ts": source}).exported("proxy.ts", "config")
    expected = r"['/((?!.*\\..*|_next).*)', '/', '/(api|trpc)(.*)']"
    assert show(value) == f"{{matcher: {expected}}}"


AUTH_CONFIGS = {
    "plain": (
        "export default { providers: [{ domain: process.env.D, applicationID: 'convex' }] }",
        "env.D",
    ),
    "satisfies": (
        """
export default {
  providers: [
    { domain: process.env.D!, applicationID: "convex" },
  ],
} satisfies AuthConfig;
""",
        "env.D",
    ),
    "typed constant": (
        """
const authConfig: AuthConfig = {
  providers: [{ applicationID: "convex", domain: process.env["D"] || "" }],
};
export default authConfig;
""",
        "env.D || ''",
    ),
    "declared process and a guard": (
        """
declare const process: { env: Record<string, string | undefined> };
const domain = process.env.D;
if (!domain) {
  throw new Error("Missing D");
}
export default { providers: [{ domain, applicationID: "convex" }] } as AuthConfig
""",
        "env.D",
    ),
    "concatenation": (
        """
export default { providers: [{ domain: "https://" + process.env.D, applicationID: `convex` }] }
""",
        "`'https://' + env.D`",
    ),
    "helper with a fallback": (
        """
const issuer = () => process.env.D ?? "https://a.clerk.accounts.dev"
export default { providers: [{ domain: issuer(), applicationID: "convex" }] }
""",
        "env.D ?? 'https://a.clerk.accounts.dev'",
    ),
    "helper with a guard": (
        """
function required(name) {
  const value = process.env[name]
  if (!value) throw new Error(name)
  return value
}
export default { providers: [{ domain: required("D"), applicationID: "convex" }] }
""",
        "env.D",
    ),
    "another file": (
        """
import { provider } from './provider'
export default { providers: [provider('convex')] }
""",
        "env.D",
    ),
    "CommonJS and a spread": (
        """
const clerk = { applicationID: 'convex' }
module.exports = { providers: [{ ...clerk, domain: process.env.D }] }
""",
        "env.D",
    ),
    "branch": (
        """
const isProduction = process.env.NODE_ENV === "production"
export default {
  providers: [
    { domain: isProduction ? "https://clerk.a.com" : process.env.D, applicationID: "convex" },
  ],
}
""",
        "(===(env.NODE_ENV, 'production') ? 'https://clerk.a.com' : env.D)",
    ),
}
PROVIDER = "export const provider = (applicationID) => ({ domain: process.env.D, applicationID })"


@pytest.mark.parametrize("style", AUTH_CONFIGS)
def test_auth_config_in_many_styles(style: str) -> None:
    source, domain = AUTH_CONFIGS[style]
    project = sources({"auth.config.ts": source, "provider.ts": PROVIDER})
    config = project.exported("auth.config.ts", "default")
    assert isinstance(config, Object)
    providers = config.get("providers")
    assert isinstance(providers, Array)
    (provider,) = providers.items
    assert isinstance(provider, Object)
    shown = {entry.key: show(entry.value) for entry in provider.entries}
    assert shown == {"domain": domain, "applicationID": "'convex'"}
