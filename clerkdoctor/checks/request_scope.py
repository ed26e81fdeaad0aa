"""Whether code that needs a request has one, and waits for what Next.js knows of it."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Level, Problem, check
from clerkdoctor.checks.release import NEXT, at_least, unsettled
from clerkdoctor.checks.unread import unread
from clerkdoctor.clerk.api_names import SERVER, SERVER_HELPERS
from clerkdoctor.facts.code import Code
from clerkdoctor.facts.project import App
from clerkdoctor.facts.usage import HelperCall, Usage

_AUTH_DOCS = "https://clerk.com/docs/reference/nextjs/app-router/auth"
_ASYNC_APIS = "https://nextjs.org/docs/messages/sync-dynamic-apis"

_HELPERS = ("auth", "auth.protect", "currentUser")
_STATIC = ("force-static", "error")
_ON_THE_SERVER = ("page", "layout", "template", "default", "loading", "not-found")


@check(
    "`auth()` and its siblings run inside a request",
    fix="Call it in the component, the handler or the action that needs it",
    references=(
        _AUTH_DOCS,
        "https://clerk.com/docs/reference/nextjs/errors/auth-was-called",
        "https://nextjs.org/docs/app/api-reference/directives/use-cache",
    ),
    symptoms=(
        "Clerk: auth() and currentUser() are only supported in App Router (/app directory)",
        "`headers` was called outside a request scope",
        'Clerk: auth() and currentUser() cannot be called inside a "use cache" function',
        'You\'re importing a component that needs "server-only"',
        "couldn't be rendered statically because it used `headers`",
        "Clerk: auth() was called but Clerk can't detect usage of clerkMiddleware()",
    ),
)
def auth_runs_inside_a_request(usage: Usage, code: Code) -> Iterator[Finding]:
    """`auth()` and `currentUser()` read what the middleware has left in the request's headers. When
    a module is loaded, in `generateStaticParams`, in a cached function, in a page that is built
    once, in the Pages Router or in the browser there is no such request, and they throw.
    """
    calls = [one for one in usage.calls if one.helper in _HELPERS and not one.is_given]
    in_browser = [
        one
        for one in usage.imports
        if one.module == SERVER and one.name in SERVER_HELPERS
        if one.where.is_client and one.is_used
    ]
    if not calls and not in_browser:
        yield Inapplicable("no code calls `auth()`, `auth.protect()` or `currentUser()`")
    for imported in in_browser:
        yield Problem(
            f"A client component imports `{imported.name}` from `{SERVER}`, which runs on the"
            " server only",
            imported.place,
            "Use the hook in the browser, or call the helper in a server component and hand on"
            " what it gives:\n"
            'import { useAuth } from "@clerk/nextjs"\nconst { userId } = useAuth()',
            about=imported.place.path,
        )
    for call in calls:
        outside = None if call.where.is_client else _outside(call)
        if outside:
            said, fix = outside
            yield Problem(
                f"`{call.helper}()` is called {said}",
                call.place,
                fix,
                about=f"{call.place.path}:{call.place.line}",
            )
    yield from unread(code)


def _outside(call: HelperCall) -> tuple[str, str] | None:
    """Why a call has no request, as the end of a sentence, and what to do about it."""
    where = call.where
    if where.role in ("pages", "api"):
        fix = 'Read the request instead:\nimport { getAuth } from "@clerk/nextjs/server"\n'
        fix += "const { userId } = getAuth(req)"
        return "in the Pages Router, which it does not support", fix
    if where.scope == "module":
        fix = "Move the call into the function that needs it"
        return "when the file is loaded, where there is no request", fix
    if where.scope == "static-params":
        fix = "Move the call into the page, which runs for each request"
        return "in `generateStaticParams`, which the build runs without a request", fix
    if where.cached:
        fix = (
            "Call it outside, and pass on what the cached function needs:\n"
            "const { userId } = await auth()\nawait cached(userId)"
        )
        return f"in a function that `{where.cached}` caches for all visitors", fix
    if where.rendering in _STATIC and where.role in ("page", "layout", "route"):
        fix = (
            f'Remove `export const dynamic = "{where.rendering}"`, or read the user in the browser'
        )
        return f'in a file with `dynamic = "{where.rendering}"`, which is built once', fix
    return None


@check(
    "Clerk's hooks are called in client components",
    fix='Write "use client" in the first line, or use the server helper:\nawait auth()',
    references=("https://clerk.com/docs/reference/hooks/use-auth", _AUTH_DOCS),
    symptoms=(
        "from the server but useUser is on the client",
        "from the server but useAuth is on the client",
        "createContext only works in Client Components",
        "useUser is not a function",
    ),
)
def client_hooks_run_in_client_components(usage: Usage, code: Code) -> Iterator[Finding]:
    """Pages and layouts of the App Router run on the server unless their file says `use client`.
    Clerk's hooks read what the browser knows, and throw there; `auth()` and `currentUser()` are
    what a server component calls.
    """
    if not usage.hooks:
        yield Inapplicable("no code calls a hook of Clerk's")
    for hook in usage.hooks:
        if hook.where.role in _ON_THE_SERVER and not hook.where.is_client:
            server = "currentUser" if hook.name == "useUser" else "auth"
            yield Problem(
                f"`{hook.name}()` is called in a server component",
                hook.place,
                f'Write `"use client"` in the first line, or ask on the server:\nawait {server}()',
                about=hook.place.path,
            )
    yield from unread(code)


@check(
    "Next.js' request APIs are awaited",
    fix="Await what Next.js gives as a promise:\nconst { id } = await params",
    references=(_ASYNC_APIS, "https://nextjs.org/docs/app/guides/upgrading/version-15"),
    symptoms=(
        "`headers()` should be awaited before using its value",
        "`cookies()` should be awaited before using its value",
        "`params` should be awaited before using its properties",
        "returns a Promise and must be unwrapped with `await` or `React.use()`",
        "headers)(...).get is not a function",
        "Property 'get' does not exist on type 'Promise<ReadonlyHeaders>'",
    ),
)
def request_apis_are_awaited(usage: Usage, code: Code, app: App) -> Iterator[Finding]:
    """Since Next.js 15 `headers()`, `cookies()`, `params` and `searchParams` are promises. 15 still
    lets them be read at once, with a warning in development; in 16 a handler that reads
    `headers().get("svix-id")` answers every webhook with a 500, and `params.id` is `undefined`.
    """
    calls = [one for one in usage.calls if one.helper not in _HELPERS]
    calls = [one for one in calls if one.helper != "clerkClient"]
    following = app.versions.get(NEXT)
    if not calls:
        yield Inapplicable("the code that was read here uses no request API of Next.js")
    elif at_least(following, (15, 0, 0)) is False:
        yield Inapplicable("before Next.js 15 these are no promises")
        return
    wrong = [one for one in calls if one.fate == "read"]
    strict = at_least(following, (16, 0, 0))
    if wrong and strict is None:
        yield unsettled(app, NEXT)
    else:
        level: Level | None = None if strict else "warning"
        for one in wrong:
            yield Problem(_at_once(one, strict=bool(strict)), one.place, _await(one),
                          about=f"{one.place.path}:{one.place.line}", level=level)  # fmt: skip
    yield from unread(code)


def _at_once(call: HelperCall, *, strict: bool) -> str:
    is_prop = call.helper in ("params", "searchParams")
    name = f"`{call.helper}`" if is_prop else f"`{call.helper}()`"
    names = [one for one in call.takes if one.isidentifier()]
    taken = ", ".join(f"`{one}`" for one in names[:3]) or "a property"
    end = "it is a promise in Next.js 16" if strict else "Next.js 15 warns, and 16 gives a promise"
    return f"{taken} of {name} is read without `await`: {end}"


def _await(call: HelperCall) -> str:
    if call.helper in ("params", "searchParams"):
        names = ", ".join(one for one in call.takes[:3] if one.isidentifier()) or "id"
        if call.where.is_client:
            return (
                'Read it with `use`:\nimport { use } from "react"\n'
                f"const {{ {names} }} = use({call.helper})"
            )
        return f"Await it, in an async function:\nconst {{ {names} }} = await {call.helper}"
    return f"Await the call, in an async function:\nconst found = await {call.helper}()"
