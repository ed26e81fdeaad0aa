"""The many ways of writing a handler, each with who gets in by path.

`peer`: the same is asked of the real SDK (`test_peer`); not where a package is missing there, or
where the answer hangs on what only a request tells.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Style(NamedTuple):
    name: str
    source: str
    access: dict[str, str]
    clerk: int = 7
    export: str = "default"
    files: Mapping[str, str] = MappingProxyType({})
    peer: bool = True


IMPORTS = """
import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'
import { NextResponse } from 'next/server'
const isProtected = createRouteMatcher(['/dashboard(.*)'])
const isPublic = createRouteMatcher(['/', '/sign-in(.*)'])
"""
SPLIT = {"/": "public", "/dashboard": "protected", "/dashboard/x": "protected"}
OPEN = dict.fromkeys(SPLIT, "public")
CLOSED = dict.fromkeys(SPLIT, "protected")
NOT_KNOWN = {"/": "public", "/dashboard": "unknown"}


def handler(
    name: str, body: str, access: dict[str, str], *, before: str = "", clerk: int = 7,
    files: dict[str, str] | None = None, peer: bool = True,
) -> Style:  # fmt: skip
    source = (
        f"{IMPORTS}{before}\nexport default clerkMiddleware(async (auth, req) => {{\n{body}\n}})"
    )
    return Style(name, source, access, clerk, files=files or {}, peer=peer)


def whole(
    name: str, source: str, access: dict[str, str], *, clerk: int = 7, export: str = "default",
    files: dict[str, str] | None = None, peer: bool = True,
) -> Style:  # fmt: skip
    return Style(name, IMPORTS + source, access, clerk, export, files or {}, peer)


def legacy(name: str, options: str, access: dict[str, str], *, clerk: int = 4) -> Style:
    module = "@clerk/nextjs" if clerk == 4 else "@clerk/nextjs/server"
    source = (
        f"import {{ authMiddleware, redirectToSignIn }} from '{module}'\n"
        "import { NextResponse } from 'next/server'\n"
        f"export default authMiddleware({options})"
    )
    return Style(name, source, access, clerk)


SIGN_IN = "NextResponse.redirect(new URL('/sign-in', req.url))"

HANDLERS = [
    handler("protect in an if", "if (isProtected(req)) await auth.protect()", SPLIT),
    handler("protect unless public", "if (!isPublic(req)) await auth.protect()", SPLIT),
    handler("protect after a return", "if (isPublic(req)) return\nawait auth.protect()", SPLIT),
    handler("protect in a block", "if (isProtected(req)) { const { userId } = await auth.protect() }",
            SPLIT),
    handler("redirect to sign-in",
            "if (!isPublic(req)) { const { userId, redirectToSignIn } = await auth()\n"
            "if (!userId) return redirectToSignIn() }", SPLIT),
    handler("redirect to sign-in without return",
            "const { userId, redirectToSignIn } = await auth()\n"
            "if (!userId && isProtected(req)) redirectToSignIn()", SPLIT),
    handler("redirect to sign-up", "const { userId, redirectToSignUp } = await auth()\n"
            "if (!userId && isProtected(req)) return redirectToSignUp()", SPLIT),
    handler("isAuthenticated", "const { isAuthenticated } = await auth()\n"
            f"if (!isAuthenticated && isProtected(req)) return {SIGN_IN}", SPLIT),
    handler("isAuthenticated is false", "const { isAuthenticated } = await auth()\n"
            f"if (isAuthenticated === false && isProtected(req)) return {SIGN_IN}", SPLIT),
    handler("sessionClaims", "const { sessionClaims } = await auth()\n"
            "if (isProtected(req) && sessionClaims?.metadata?.role !== 'admin')"
            " return NextResponse.redirect(new URL('/', req.url))", SPLIT),
    handler("has", "const { has } = await auth()\n"
            f"if (isProtected(req) && !has({{ role: 'org:admin' }})) return {SIGN_IN}", SPLIT),
    handler("getToken", "const { getToken } = await auth()\n"
            f"if (isProtected(req) && !(await getToken())) return {SIGN_IN}", SPLIT),
    handler("the object by name", "const session = await auth()\n"
            f"if (session.userId == null && isProtected(req)) return {SIGN_IN}", SPLIT),
    handler("401", "const { userId } = await auth()\n"
            "if (!userId && isProtected(req)) return NextResponse.json({ e: 1 }, { status: 401 })",
            SPLIT),
    handler("Response", "const { userId } = await auth()\n"
            "if (!userId && isProtected(req)) return new Response('no', { status: 401 })", SPLIT),
    handler("403 for nobody", "const { userId } = await auth()\n"
            "if (!userId && isProtected(req)) return new NextResponse(null, { status: 403 })", SPLIT),
    handler("rewrite for nobody", "const { userId } = await auth()\n"
            "if (!userId && isProtected(req)) return NextResponse.rewrite(new URL('/404', req.url))",
            SPLIT, peer=False),
    handler("ternary", "return isProtected(req) ? auth.protect().then(() => undefined) : undefined",
            SPLIT),
    handler("and", "isProtected(req) && (await auth.protect())", SPLIT),
    handler("or", "isPublic(req) || (await auth.protect())", SPLIT),
    handler("not not", "if (!!isProtected(req) === true) await auth.protect()", SPLIT),
    handler("switch on the path", "switch (req.nextUrl.pathname) {\n case '/dashboard':\n case '/dashboard/x':\n"
            " await auth.protect()\n break\n default:\n return }", SPLIT),
    handler("switch on true", "switch (true) { case isProtected(req): await auth.protect(); break\n"
            "default: break }", SPLIT),
    handler("for of", "for (const p of ['/dashboard', '/x']) {"
            " if (req.nextUrl.pathname.startsWith(p)) await auth.protect() }", SPLIT),
    handler("for with an index", "const list = ['/dashboard']\nfor (let i = 0; i < list.length; i++) {"
            " if (req.nextUrl.pathname.startsWith(list[i])) { await auth.protect(); break } }", SPLIT),
    handler("while", "let i = 0\nwhile (i < 3) { i++\n if (i === 2 && isProtected(req))"
            " await auth.protect() }", SPLIT),
    handler("some", "if (['/dashboard', '/team'].some((p) => req.nextUrl.pathname.startsWith(p)))"
            " await auth.protect()", SPLIT),
    handler("every", "if (['/', '/a'].every((p) => req.nextUrl.pathname !== p)) await auth.protect()",
            SPLIT),
    handler("find", "const hit = ['/dashboard'].find((p) => req.nextUrl.pathname.startsWith(p))\n"
            "if (hit) await auth.protect()", SPLIT),
    handler("includes", "if (!['/', '/about'].includes(req.nextUrl.pathname)) await auth.protect()",
            SPLIT),
    handler("a set", "if (!open.has(req.nextUrl.pathname)) await auth.protect()", SPLIT,
            before="const open = new Set(['/', '/about'])"),
    handler("a map of functions", "const rule = rules[req.nextUrl.pathname.split('/')[1]]\n"
            "if (rule) await rule(auth)", SPLIT,
            before="const rules = { dashboard: (auth) => auth.protect() }"),
    handler("a regular expression", "if (/^\\/(dashboard|team)(\\/|$)/.test(req.nextUrl.pathname))"
            " await auth.protect()", SPLIT),
    handler("match", "if (req.nextUrl.pathname.match(/^\\/dash/)) await auth.protect()", SPLIT),
    handler("a template", "const base = 'dashboard'\n"
            "if (`${req.nextUrl.pathname}/`.startsWith(`/${base}/`)) await auth.protect()", SPLIT),
    handler("new URL", "const { pathname } = new URL(req.url)\n"
            "if (pathname.startsWith('/dashboard')) await auth.protect()", SPLIT),
    handler("the URL's text", "if (req.url.includes('/dashboard')) await auth.protect()", SPLIT),
    handler("segments", "const [, first] = req.nextUrl.pathname.split('/')\n"
            "if (first === 'dashboard') await auth.protect()", SPLIT),
    handler("segments, filtered", "const parts = req.nextUrl.pathname.split('/').filter(Boolean)\n"
            "if (parts[0] === 'dashboard') await auth.protect()", SPLIT),
    handler("a locale cut off", "const rest = req.nextUrl.pathname.replace(/^\\/(en|de)/, '') || '/'\n"
            "if (rest.startsWith('/dashboard')) await auth.protect()",
            {**SPLIT, "/en/dashboard": "protected", "/en": "public"}),
    handler("a trailing slash cut off", "const path = req.nextUrl.pathname.replace(/\\/$/, '')\n"
            "if (path === '/dashboard') await auth.protect()",
            {"/": "public", "/dashboard": "protected", "/dashboard/": "protected"}),
    handler("lower case", "if (req.nextUrl.pathname.toLowerCase().startsWith('/dashboard'))"
            " await auth.protect()", {**SPLIT, "/DASHBOARD": "protected"}),
    handler("destructured request", "const { nextUrl: { pathname }, method = 'GET' } = req\n"
            "if (method === 'GET' && pathname.startsWith('/dashboard')) await auth.protect()", SPLIT),
    handler("optional chains", "if (req?.nextUrl?.pathname?.startsWith?.('/dashboard'))"
            " await auth?.protect?.()", SPLIT),
    handler("comma", "const a = (0, isProtected)(req)\nif (a) await auth.protect()", SPLIT),
    handler("assignment in a condition", "let closed\nif ((closed = isProtected(req))) "
            "await auth.protect()", SPLIT),
    handler("let and reassignment", "let closed = false\nif (isProtected(req)) closed = true\n"
            "if (closed) await auth.protect()", SPLIT),
    handler("compound assignment", "let closed = false\nclosed ||= isProtected(req)\n"
            "if (closed) await auth.protect()", SPLIT),
    handler("headers for the app", "const headers = new Headers(req.headers)\n"
            "headers.set('x-path', req.nextUrl.pathname)\nif (isProtected(req)) await auth.protect()\n"
            "return NextResponse.next({ request: { headers } })", SPLIT),
    handler("locale cookie", "const locale = req.cookies.get('NEXT_LOCALE')?.value ?? 'en'\n"
            "if (isProtected(req)) await auth.protect()\nconst response = NextResponse.next()\n"
            "if (locale) response.cookies.set('locale', locale)\nreturn response", SPLIT),
    handler("signed-in users elsewhere", "const { userId } = await auth()\n"
            "if (userId && isPublic(req)) return NextResponse.redirect(new URL('/dashboard', req.url))\n"
            f"if (!userId && !isPublic(req)) return {SIGN_IN}\nreturn NextResponse.next()", SPLIT),
    handler("protect with a role", "if (isProtected(req)) await auth.protect({ role: 'org:admin' })",
            SPLIT),
    handler("protect with a function", "if (isProtected(req)) await auth.protect((has) =>"
            " has({ permission: 'a' }) || has({ permission: 'b' }))", SPLIT),
    handler("protect with a URL", "if (isProtected(req)) await auth.protect({"
            " unauthenticatedUrl: new URL('/login', req.url).toString() })", SPLIT),
    handler("Promise.all", "if (isProtected(req)) await Promise.all([auth.protect(), 1])", SPLIT),
    handler("then", "if (isProtected(req)) return auth.protect().then(() => NextResponse.next())",
            SPLIT),
    handler("auth then", "return auth().then(({ userId }) => {"
            f" if (!userId && isProtected(req)) return {SIGN_IN} }})", SPLIT),
    handler("auth awaited as a value", "const auth2 = await auth\n"
            "if (isProtected(req)) await auth2.protect()", SPLIT),
    handler("routing for everyone", "if (req.nextUrl.pathname === '/old')"
            " return NextResponse.redirect(new URL('/new', req.url))\n"
            "if (isProtected(req)) await auth.protect()", {**SPLIT, "/old": "public"}),
    handler("throw", "const { userId } = await auth()\n"
            "if (!userId && isProtected(req)) throw new Error('no')", SPLIT),
    handler("static files", "if (/\\.(png|ico)$/.test(req.nextUrl.pathname)) return\n"
            "if (!isPublic(req)) await auth.protect()", {**SPLIT, "/a.png": "public"}),
    handler("a function inside", "async function check(matches) {"
            " if (matches(req)) await auth.protect() }\nawait check(isProtected)", SPLIT),
    handler("a function inside, called before", "await check(isProtected)\n"
            "async function check(matches) { if (matches(req)) await auth.protect() }", SPLIT),
    handler("a function that calls itself", "const depth = (n) => n === 0 ? isProtected(req) : depth(n - 1)\n"
            "function again(n) { return n ? again(n - 1) : depth(3) }\nif (again(4)) await auth.protect()",
            SPLIT),
    handler("a named function expression", "const check = async function self(n) {"
            " if (n) return self(n - 1)\n if (isProtected(req)) await auth.protect() }\nawait check(2)", SPLIT),
    handler("variables around", "let seen = 0\nconst count = () => { seen += 1; return () => { seen += 1 } }\n"
            "count()()\nif (seen === 2 && isProtected(req)) await auth.protect()", SPLIT),
    handler("a method", "if (req.method === 'OPTIONS') return new NextResponse(null, { status: 204 })\n"
            "if (isProtected(req)) await auth.protect()", SPLIT),
]  # fmt: skip

ERRORS = [
    handler("swallowed", "try { if (isProtected(req)) await auth.protect() }"
            " catch (e) { console.error(e) }", OPEN),
    handler("swallowed by catch()", "if (isProtected(req)) await auth.protect().catch(() => {})", OPEN),
    handler("caught and redirected", "try { if (isProtected(req)) await auth.protect() }"
            f" catch {{ return {SIGN_IN} }}", SPLIT),
    handler("thrown again", "try { if (isProtected(req)) await auth.protect() }"
            " catch (e) { throw e }", SPLIT),
    handler("finally", "try { if (isProtected(req)) await auth.protect() }"
            " finally { console.log('done') }", SPLIT),
    handler("finally that returns", "try { if (isProtected(req)) await auth.protect() }"
            " finally { return NextResponse.next() }", OPEN),
    handler("a promise that is not awaited in try", "try { if (isProtected(req)) return auth.protect() }"
            " catch { return NextResponse.next() }", SPLIT),
    handler("not awaited", "if (isProtected(req)) auth.protect()", OPEN),
    handler("not awaited, in a helper", "check(auth, req)", OPEN,
            before="async function check(auth, req) { if (isProtected(req)) await auth.protect() }"),
    handler("awaited, in a helper", "await check(auth, req)", SPLIT,
            before="async function check(auth, req) { if (isProtected(req)) await auth.protect() }"),
    handler("in forEach", "[isProtected].forEach(async (m) => { if (m(req)) await auth.protect() })",
            OPEN),
    handler("the pathname for the request", "if (isProtected(req.nextUrl.pathname))"
            " await auth.protect()", CLOSED),
    handler("auth() not awaited", "const { userId } = auth()\n"
            f"if (!userId && isProtected(req)) return {SIGN_IN}", SPLIT),
    handler("auth() not awaited, let in", "const { userId } = auth()\n"
            f"if (userId) return\nif (isProtected(req)) return {SIGN_IN}", SPLIT),
    handler("auth() not awaited, guarded by it", "const { userId } = auth()\n"
            f"if (userId === null && isProtected(req)) return {SIGN_IN}", OPEN),
    handler("the object is always there", "const session = await auth()\n"
            f"if (!session && isProtected(req)) return {SIGN_IN}", OPEN),
    handler("v5's protect on v6", "if (isProtected(req)) auth().protect()", SPLIT, clerk=6),
    handler("v6's protect on v5", "if (isProtected(req)) await auth.protect()", SPLIT, clerk=5),
    handler("v5's protect on v5", "if (isProtected(req)) auth().protect()", SPLIT, clerk=5),
    handler("v5 with userId", "const { userId, redirectToSignIn } = auth()\n"
            "if (!userId && isProtected(req)) return redirectToSignIn()", SPLIT, clerk=5),
    handler("v5 with await", "const { userId } = await auth()\n"
            f"if (!userId && isProtected(req)) return {SIGN_IN}", SPLIT, clerk=5),
    handler("redirectToSignIn on auth itself", "if (isProtected(req)) return auth.redirectToSignIn()",
            SPLIT),
    handler("getAuth in a later version", f"const {{ userId }} = getAuth(req)\nif (!userId) return {SIGN_IN}",
            CLOSED, before="import { getAuth } from '@clerk/nextjs/server'"),
    handler("never reached", "return\nawait auth.protect()", OPEN),
    handler("the wrong parameter", "return", CLOSED, before="")._replace(
        source=IMPORTS + "export default clerkMiddleware((req) => {"
        " if (req.nextUrl.pathname.startsWith('/dashboard')) return })"
    ),
]  # fmt: skip

CLERK = """
const clerk = clerkMiddleware(async (auth, req) => { if (isProtected(req)) await auth.protect() })
"""
INTL = "import createMiddleware from 'next-intl/middleware'\nconst intl = createMiddleware({})\n"
CHAIN = """
import { NextResponse } from 'next/server'
export function chain(fns, index = 0) {
  const current = fns[index]
  if (current) { const next = chain(fns, index + 1); return current(next) }
  return () => NextResponse.next()
}
"""

COMPOSED = [
    whole("nothing", "export default clerkMiddleware()", OPEN),
    whole("the function itself", "export default clerkMiddleware", OPEN),
    whole("options alone", "export default clerkMiddleware({ publicRoutes: ['/'] })", OPEN),
    whole("options by function", "export default clerkMiddleware(async (auth, req) => {"
          " if (isProtected(req)) await auth.protect() }, (req) => ({ debug: false }))", SPLIT),
    whole("a constant", CLERK + "export default clerk", SPLIT),
    whole("named", CLERK + "export { clerk as proxy }", SPLIT, export="proxy"),
    whole("named constant", "export const middleware = clerkMiddleware(async (auth, req) => {"
          " if (isProtected(req)) await auth.protect() })", SPLIT, export="middleware"),
    whole("called", CLERK + "export default function middleware(req, event) {"
          " return clerk(req, event) }", SPLIT),
    whole("called for some", CLERK + "export default function middleware(req, event) {"
          " if (req.nextUrl.pathname === '/') return NextResponse.next()\n return clerk(req, event) }",
          SPLIT),
    whole("its answer dropped", CLERK + "export default async function middleware(req, event) {"
          " await clerk(req, event)\n return NextResponse.next() }", OPEN),
    whole("its answer kept", CLERK + "export default async function middleware(req, event) {"
          " const response = await clerk(req, event)\n"
          " if (response && response.status !== 200) return response\n return NextResponse.next() }",
          SPLIT),
    whole("made for each request", "export default function middleware(req, event) {"
          " return clerkMiddleware(async (auth) => { if (isProtected(req)) await auth.protect() })"
          "(req, event) }", SPLIT),
    whole("made and not called", "export default function middleware(req, event) {"
          " return clerkMiddleware(async (auth) => { await auth.protect() }) }", CLOSED),
    whole("an answer that is none", "export default function middleware() { return 'yes' }", CLOSED),
    handler("a handler's answer that is none", "return 'yes'", CLOSED),
    handler("a handler's answer that is false", "return false", OPEN),
    whole("next-intl inside", INTL + "export default clerkMiddleware(async (auth, req) => {"
          " if (isProtected(req)) await auth.protect()\n return intl(req) })", SPLIT),
    whole("next-intl before", INTL + CLERK + "export default function middleware(req, event) {"
          " if (!req.nextUrl.pathname.startsWith('/dash')) return intl(req)\n"
          " return clerk(req, event) }", SPLIT),
    whole("caught around", CLERK + "export default async function middleware(req, event) {"
          " try { return await clerk(req, event) } catch { return NextResponse.next() } }", SPLIT),
    whole("without keys", CLERK + "export default function middleware(req, event) {"
          " if (!process.env.CLERK_SECRET_KEY) return NextResponse.next()\n return clerk(req, event) }",
          SPLIT),
    whole("chained", "import { chain } from './chain'\nimport { withClerk } from './clerk'\n"
          "import { withHeaders } from './headers'\nexport default chain([withHeaders, withClerk])",
          SPLIT, files={
              "chain.ts": CHAIN,
              "clerk.ts": IMPORTS + "export const withClerk = (next) => clerkMiddleware("
              "async (auth, req, event) => { if (isProtected(req)) await auth.protect()\n"
              " return next(req, event) })",
              "headers.ts": "export function withHeaders(next) { return async (req, event) => {"
              " const response = await next(req, event)\n"
              " if (response) response.headers.set('x', 'y')\n return response } }",
          }),
    whole("constants elsewhere", "import { CLOSED, check } from './lib/routes'\n"
          "const isClosed = createRouteMatcher([...CLOSED, '/x'])\n"
          "export default clerkMiddleware(async (auth, req) => {"
          " if (isClosed(req) || check(req.nextUrl.pathname)) await auth.protect() })",
          {**SPLIT, "/x": "protected", "/team/1": "protected"},
          files={"lib/routes.ts": "export const CLOSED = ['/dashboard(.*)'] as const\n"
                 "const TEAM = '/team/'\nexport const check = (path: string) => path.startsWith(TEAM)"}),
    whole("re-exported", "export { default } from './clerk'", SPLIT,
          files={"clerk.ts": IMPORTS + CLERK + "export default clerk"}),
    whole("a wrapper of the project", "import { authMiddleware } from './auth'\n"
          "export default authMiddleware(async (auth, req) => {"
          " if (isProtected(req)) await auth.protect() })", SPLIT,
          files={"auth.ts": "export { clerkMiddleware as authMiddleware } from '@clerk/nextjs/server'"}),
    whole("a middleware without Clerk", "export function proxy(req) {"
          " if (req.nextUrl.pathname === '/x') return NextResponse.redirect(new URL('/y', req.url))\n"
          " return NextResponse.next() }", {**OPEN, "/x": "public"}, export="proxy"),
]  # fmt: skip

LEGACY = [
    legacy("everything is protected", "", {**CLOSED, "/api/x": "protected"}),
    legacy("public routes", "{ publicRoutes: ['/', '/about(.*)'] }",
           {**SPLIT, "/about/x": "public", "/api/x": "protected"}),
    legacy("one public route", "{ publicRoutes: '/' }", SPLIT),
    legacy("public by function", "{ publicRoutes: (req) => !req.url.includes('/dashboard') }", SPLIT),
    legacy("public by expression", "{ publicRoutes: [/^\\/$/] }", SPLIT),
    legacy("ignored routes", "{ ignoredRoutes: ['/', '/a.png'] }", {**SPLIT, "/a.png": "public"}),
    legacy("ignored by default", "{ publicRoutes: ['/'] }",
           {**SPLIT, "/a.png": "public", "/api/a.png": "protected", "/_next/x": "public"}),
    legacy("afterAuth", "{ publicRoutes: ['/'], afterAuth(auth, req) {"
           " if (!auth.userId && !auth.isPublicRoute) return redirectToSignIn() } }", SPLIT),
    legacy("afterAuth forgets", "{ publicRoutes: ['/'], afterAuth(auth, req) {"
           " if (auth.userId) return NextResponse.redirect(new URL('/a', req.url)) } }", OPEN),
    legacy("afterAuth does not return", "{ afterAuth(auth, req) {"
           " if (!auth.userId) redirectToSignIn() } }", OPEN),
    legacy("afterAuth by API", "{ publicRoutes: ['/'], afterAuth: (auth, req) => {"
           " if (!auth.userId && !auth.isPublicRoute) return auth.isApiRoute"
           " ? NextResponse.json({}, { status: 401 }) : redirectToSignIn()\n"
           " return NextResponse.next() } }", {**SPLIT, "/api/x": "protected"}),
    legacy("beforeAuth is false", "{ beforeAuth: (req) =>"
           " req.nextUrl.pathname === '/' ? false : undefined }", SPLIT),
    legacy("beforeAuth redirects", "{ beforeAuth: (req) => { if (req.nextUrl.pathname === '/old')"
           " return NextResponse.redirect(new URL('/new', req.url)) } }", {**CLOSED, "/old": "public"}),
    legacy("beforeAuth's answer is dropped", "{ publicRoutes: ['/'], beforeAuth: (req) => {"
           " return NextResponse.json({}, { status: 403 }) } }", SPLIT),
    legacy("API routes", "{ publicRoutes: ['/'], apiRoutes: ['/dashboard(.*)'] }", SPLIT),
    legacy("v5", "{ publicRoutes: ['/'] }", {**SPLIT, "/api/x": "protected"}, clerk=5),
    legacy("v5 afterAuth", "{ publicRoutes: ['/'], afterAuth(auth, req) {"
           " if (!auth.userId && !auth.isPublicRoute) return redirectToSignIn() } }", SPLIT, clerk=5),
    legacy("v5 ignored", "{ publicRoutes: ['/'], ignoredRoutes: ['/hook'] }",
           {**SPLIT, "/hook": "public"}, clerk=5),
    Style("withClerkMiddleware", "import { withClerkMiddleware, getAuth } from '@clerk/nextjs/server'\n"
          "import { NextResponse } from 'next/server'\nexport default withClerkMiddleware((req) => {"
          " const { userId } = getAuth(req)\n"
          f" if (!userId && req.nextUrl.pathname !== '/') return {SIGN_IN}\n"
          " return NextResponse.next() })", SPLIT, 4),
    Style("withClerkMiddleware alone", "import { withClerkMiddleware } from '@clerk/nextjs/server'\n"
          "import { NextResponse } from 'next/server'\n"
          "export default withClerkMiddleware(() => NextResponse.next())", OPEN, 4),
]  # fmt: skip

ARCJET = "import arcjet from '@arcjet/next'\nconst aj = arcjet({})\n"
PROTECT = "if (isProtected(req)) await auth.protect()"

UNKNOWN = [
    handler("rate limits", "const { success } = await limit(req.ip)\n"
            f"if (!success) return new NextResponse('no', {{ status: 429 }})\n{PROTECT}", SPLIT,
            before="import { limit } from 'somewhere'", peer=False),
    handler("Arcjet", "const decision = await aj.protect(req)\n"
            f"if (decision.isDenied()) return NextResponse.json({{}}, {{ status: 403 }})\n{PROTECT}",
            SPLIT, before=ARCJET),
    handler("another host", "const host = req.headers.get('host')\n"
            f"if (host === 'www.a.com') return NextResponse.redirect('https://a.com')\n{PROTECT}", SPLIT),
    handler("tenants", "const host = req.headers.get('host')\n"
            f"if (host?.startsWith('app.')) return NextResponse.rewrite(new URL('/a', req.url))\n{PROTECT}",
            NOT_KNOWN, peer=False),
    handler("a function nobody knows", "if (await isAllowed(req)) return\n"
            "if (!isPublic(req)) await auth.protect()", NOT_KNOWN,
            before="import { isAllowed } from 'somewhere'", peer=False),
    handler("guarded by a package", "await enforce(auth, req)", {"/": "unknown"},
            before="import { enforce } from 'somewhere'", peer=False),
    handler("answered by a package", "return answer(req)", {"/": "unknown"},
            before="import { answer } from 'somewhere'", peer=False),
    handler("what throws in try", "try { await load(req)\n if (isProtected(req)) return auth.protect()"
            " } catch { return NextResponse.next() }", NOT_KNOWN,
            before="import { load } from 'somewhere'", peer=False),
    handler("a list nobody knows", "if (open.includes(req.nextUrl.pathname)) return\n"
            "await auth.protect()", {"/": "unknown"},
            before="import { open } from 'somewhere'", peer=False),
    handler("a list that is known in part",
            "if (['/', ...open].includes(req.nextUrl.pathname)) return\nawait auth.protect()",
            NOT_KNOWN, before="import { open } from 'somewhere'", peer=False),
    handler("a secret", "if (req.headers.get('authorization') === `Bearer ${process.env.CRON_SECRET}`)"
            " return\nif (!isPublic(req)) await auth.protect()", SPLIT),
    handler("development", "if (process.env.NODE_ENV === 'development') return\n"
            "if (!isPublic(req)) await auth.protect()", SPLIT),
    handler("preview", "if (process.env.VERCEL_ENV === 'preview') return\n"
            "if (!isPublic(req)) await auth.protect()", SPLIT),
    handler("a variable that closes", "if (process.env.ENABLE_AUTH === '1' && isProtected(req))"
            " await auth.protect()", NOT_KNOWN, peer=False),
    handler("a user agent", "if (/bot/i.test(req.headers.get('user-agent') ?? '')) return\n"
            "if (!isPublic(req)) await auth.protect()", NOT_KNOWN, peer=False),
    handler("no session cookie", f"if (!req.cookies.get('__session') && isProtected(req)) return {SIGN_IN}",
            SPLIT),
    handler("another library's cookie", "if (req.cookies.has('next-auth.session-token')) return\n"
            "if (!isPublic(req)) await auth.protect()", SPLIT),
    handler("another token", "const token = req.headers.get('x-token')\n"
            "if (token) { try { await verify(token)\n return NextResponse.next() }"
            " catch { return NextResponse.json({}, { status: 401 }) } }\n"
            "if (!isPublic(req)) await auth.protect()", SPLIT,
            before="import { verify } from 'somewhere'", peer=False),
    handler("keys that are no placeholders", "const key = process.env.NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY\n"
            "if (!key || key === 'YOUR_KEY' || key.includes('REPLACE_ME') || !key.startsWith('pk_')) return\n"
            "if (!isPublic(req)) await auth.protect()", SPLIT),
    handler("keys of either kind", "const key = process.env.NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY ?? ''\n"
            "const ready = key.startsWith('pk_live_') || key.startsWith('pk_test_')\n"
            "if (!ready) return\nif (!isPublic(req)) await auth.protect()", SPLIT),
    whole("imported when it is needed", "export async function proxy(req) {"
          " if (!process.env.CLERK_SECRET_KEY) return NextResponse.next()\n"
          " const clerk = await import('@clerk/nextjs/server')\n"
          " const closed = clerk.createRouteMatcher(['/dashboard(.*)'])\n"
          " return clerk.clerkMiddleware(async (auth) => { if (closed(req)) await auth.protect() })(req, {}) }",
          SPLIT, export="proxy"),
    whole("made by a function", "function make() { try { const { clerkMiddleware } = require('@clerk/nextjs/server')\n"
          " return clerkMiddleware(async (auth, req) => { if (isProtected(req)) await auth.protect() })"
          " } catch { return () => NextResponse.next() } }\n"
          "export default process.env.CLERK_SECRET_KEY ? make() : () => NextResponse.next()", SPLIT),
    whole("another library's login", "export function proxy(req) {"
          " const session = req.cookies.get('user_session')?.value || ''\n"
          " if (!session && req.nextUrl.pathname !== '/') return NextResponse.redirect(new URL('/login', req.url)) }",
          SPLIT, export="proxy"),
    whole("a language that is chosen", "export function proxy(req) {"
          " if (!req.cookies.has('language')) return NextResponse.redirect(new URL('/choose', req.url)) }",
          OPEN, export="proxy"),
    whole("a package's wrapper", "import { wrap } from 'somewhere'\n" + CLERK +
          "export default wrap(clerk)", {"/": "unknown"}, peer=False),
    whole("a handler from a package", "export { default } from '@repo/auth/middleware'",
          {"/": "unknown"}, peer=False),
    whole("no such export", "export const config = {}", {"/": "unknown"}, peer=False),
    whole("flags of a library", "import { env } from './env'\n"
          "export default clerkMiddleware(async (auth, req) => {"
          " if (env.NODE_ENV !== 'production') return\n"
          " if (isProtected(req)) await auth.protect() })", SPLIT, peer=False,
          files={"env.ts": "import { createEnv } from '@t3-oss/env-nextjs'\n"
                 "export const env = createEnv({ server: {} })"}),
]  # fmt: skip

_OLD = "{ publicRoutes: ['/'], ignoredRoutes: ['/x'], afterAuth() { return new Response(null, { status: 401 }) } }"
UNHEARD = [
    *(
        whole(f"options of version 4 in {major}, at {at}", f"export default clerkMiddleware({options})",
              {"/": "public", "/dashboard": "public", "/x": "public"}, clerk=major)
        for major in (5, 6, 7)
        for at, options in enumerate((_OLD, f"() => {{}}, {_OLD}"))
    ),
    *(
        whole(f"`auth` that is not called in {major}: {test[:11]}",
              "export default clerkMiddleware(async (auth, req) => {"
              f" if ({test}) return new Response(null, {{ status: 401 }}) }})",
              access, clerk=major)
        for major in (5, 6, 7)
        for test, access in (
            ("!auth.userId", CLOSED),
            ("auth.userId === null", OPEN),
            ("!(await auth).userId", CLOSED),
            ("auth.has || auth.getToken || auth.sessionClaims || auth.redirectToSignIn", OPEN),
        )
    ),
]  # fmt: skip

STYLES = [*UNHEARD, *HANDLERS, *ERRORS, *COMPOSED, *LEGACY, *UNKNOWN]
