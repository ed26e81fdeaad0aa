"""The middleware's file: that there is one, where Next.js looks, and that it runs it."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Problem, Unknown, check
from clerkdoctor.checks.unread import unread
from clerkdoctor.facts.code import Code
from clerkdoctor.facts.project import App
from clerkdoctor.facts.routes import MiddlewareFile, Routes

MIDDLEWARE_DOCS = "https://clerk.com/docs/reference/nextjs/clerk-middleware"
NEXT_PROXY = "https://nextjs.org/docs/app/api-reference/file-conventions/proxy"
NOT_RUN = "Clerk: auth() was called but Clerk can't detect usage of clerkMiddleware()"

_HELPERS = ("auth", "currentUser", "getAuth")
_SERVER = "@clerk/nextjs/server"


@check(
    "A middleware calls Clerk where the code asks who is signed in",
    fix="Create the file beside the router's folder, with Clerk's middleware and its matcher",
    references=(MIDDLEWARE_DOCS,),
    symptoms=(NOT_RUN, "it looks like you aren't using authMiddleware in your middleware file"),
    follows=("middleware-is-where-next-looks", "middleware-has-the-name-next-runs"),
)
def clerk_middleware_exists(code: Code, routes: Routes, app: App) -> Iterator[Finding]:
    """On the server, `auth()` and `currentUser()` read what Clerk's middleware has left in the
    request. Where no middleware of Clerk's runs, they throw, and nobody can be signed in.
    """
    asking = [one for one in code.imports if one.module == _SERVER and one.name in _HELPERS]
    if not asking:
        yield Inapplicable("no code asks on the server who is signed in: no `auth()` is imported")
        return
    first = asking[0]
    running = routes.middleware
    if running is None:
        if any(one.fate == "unknown" for one in routes.files):
            yield Unknown(f"whether `{routes.files[0].place}` runs is not known")
            return
        yield Problem(
            f"`{first.name}` is imported here, and no middleware runs in this app",
            first.place,
            _new_file(routes, app),
            about="middleware",
        )
        return
    if running.kind == "unknown":
        yield Unknown(running.unknown or "what the middleware does is not known", running.file)
    elif running.kind == "other":
        yield Problem(
            f"`{first.name}` is imported in `{first.place.path}`, and the middleware does not call"
            " `clerkMiddleware()`",
            running.file,
            "Export Clerk's middleware, with the present one inside of it:\n"
            "export default clerkMiddleware(async (auth, request) => { … })",
            about="middleware",
        )
    yield from unread(code)


def _new_file(routes: Routes, app: App) -> str:
    root = f"{app.source_root}/" if app.source_root else ""
    name = "proxy" if _is_called_proxy(routes, app) else "middleware"
    if (routes.clerk_major or 7) < 5:
        body = 'import { authMiddleware } from "@clerk/nextjs"\nexport default authMiddleware()\n'
    else:
        body = (
            'import { clerkMiddleware } from "@clerk/nextjs/server"\n'
            "export default clerkMiddleware()\n"
        )
    return f"Create `{app.at(f'{root}{name}.ts')}`:\n{body}{recommended(routes)}"


_OPEN_NEXT = "@opennextjs/cloudflare"


def _is_called_proxy(routes: Routes, app: App) -> bool:
    """Whether the file is to be called `proxy`: from Next.js 16 on, but where the host's adapter
    builds only `middleware` (opennextjs/adapters-api#20).
    """
    return (routes.next_major or 16) >= 16 and not app.uses(_OPEN_NEXT)


def recommended(routes: Routes) -> str:
    """The `config` to paste: only version 7 has a proxy of its own at `/__clerk`."""
    if (routes.clerk_major or 7) >= 7:
        return RECOMMENDED
    return RECOMMENDED.replace('    "/__clerk/(.*)",\n', "")


RECOMMENDED = r"""export const config = {
  matcher: [
    "/((?!_next|[^?]*\\.(?:html?|css|js(?!on)|jpe?g|webp|png|gif|svg|ttf|woff2?|ico|csv|docx?|xlsx?|zip|webmanifest)).*)",
    "/(api|trpc)(.*)",
    "/__clerk/(.*)",
  ],
}"""


@check(
    "The middleware's file stands where Next.js looks for it",
    fix="Move the file beside the `app` or `pages` folder",
    references=(NEXT_PROXY,),
    symptoms=(
        "Clerk: clerkMiddleware() was not run, your middleware file might be misplaced",
        NOT_RUN,
    ),
)
def middleware_is_where_next_looks(routes: Routes, app: App) -> Iterator[Finding]:
    """Next.js runs one file: the one beside the `app` or `pages` folder that it serves. A file
    anywhere else is passed over without a word, and every route is open.
    """
    if not routes.files:
        yield Inapplicable("there is no file of a middleware")
        return
    for one in routes.files:
        elsewhere = one.expected is not None and _folder(one.expected) != _folder(one.place.path)
        if one.fate == "unknown":
            yield Unknown(f"`{one.place}` {one.reason}", one.place)
        elif elsewhere and (one.fate != "runs" or one.differs):
            yield Problem(
                f"`{one.place.path}` {one.reason}{_aside(one.differs)}",
                one.place,
                _moved(one, routes, app),
                about="middleware",
            )


def _moved(file: MiddlewareFile, routes: Routes, app: App) -> str:
    """Where the file goes, under the name that it is to have there."""
    folder, _, name = (file.expected or "").rpartition("/")
    stem, _, ending = name.partition(".")
    renamed = stem == "middleware" and routes.next_major is not None
    if renamed and _is_called_proxy(routes, app):
        path = app.at(f"{folder}/proxy.{ending}".lstrip("/"))
        return f"Move the file to `{path}`; a named export `middleware` becomes `proxy`"
    return f"Move the file to `{app.at(file.expected or name)}`"


@check(
    "The middleware's file has the name that this Next.js runs",
    fix="Rename the file: `middleware.ts` up to Next.js 15, `proxy.ts` from 16",
    references=(NEXT_PROXY, "https://nextjs.org/docs/messages/middleware-to-proxy"),
    symptoms=(
        'The "middleware" file convention is deprecated. Please use "proxy" instead',
        "Both middleware file",
    ),
)
def middleware_has_the_name_next_runs(routes: Routes, app: App) -> Iterator[Finding]:
    """Next.js 16 renamed `middleware.ts` to `proxy.ts`. It still runs the old name, with a warning;
    older versions pass a `proxy.ts` over in silence, and both files together are an error.
    """
    if not routes.files:
        yield Inapplicable("there is no file of a middleware")
        return
    if routes.next_major is None:
        yield Unknown("which Next.js runs here is not known", routes.files[0].place)
        return
    for one in routes.files:
        if one.expected is not None and _folder(one.expected) != _folder(one.place.path):
            continue  # where it is to go, it gets its name, too
        if one.fate in ("dead", "refused"):
            fix = None if one.expected is None else f"Rename the file to `{app.at(one.expected)}`"
            yield Problem(
                f"`{one.place.path}` {one.reason}{_aside(one.differs)}",
                one.place,
                fix,
                about="middleware",
            )
        elif one.fate == "runs" and one.deprecated and _is_called_proxy(routes, app):
            yield Problem(
                f"`{one.place.path}` has the name of old; Next.js {routes.next_major} calls it"
                " `proxy`",
                one.place,
                "Rename the file and a named export, unless your host runs only `middleware`:\n"
                "npx @next/codemod@canary middleware-to-proxy .",
                about="middleware name",
                level="warning",
            )


@check(
    "The middleware's file exports a handler that Next.js runs",
    fix="Export the handler as the file's default export",
    references=(NEXT_PROXY,),
    symptoms=(
        "must export a function, either as a default export or as a named",
        "Proxy is missing expected function export name",
        "Merge conflict marker encountered",
    ),
)
def middleware_exports_a_handler(routes: Routes) -> Iterator[Finding]:
    """Next.js runs the default export, or the one named after the file. A file that exports
    neither fails the build of some versions, and in others every request.
    """
    running = routes.middleware
    if running is None:
        yield Inapplicable("no middleware runs here")
        return
    if running.conflict is not None:
        yield Problem(
            "The file has a line that begins with `<<<<<<<`, the mark of a merge conflict: Next.js"
            " cannot compile it",
            running.conflict,
            "Keep one side of the conflict, and remove the lines with `<<<<<<<`, `=======` and"
            " `>>>>>>>`",
            about="middleware export",
        )
    elif running.export.error is not None:
        yield Problem(running.export.error, running.export.place, about="middleware export")
    if running.runtime_error is not None:
        yield Problem(
            f"Next.js refuses the runtime that the file states: {running.runtime_error}",
            running.runtime_place or running.file,
            "Remove `runtime` from the file: a proxy always runs on Node.js",
            about="middleware runtime",
        )


@check(
    "What configures the middleware is exported as `config`",
    fix="Export the matcher in this file: export const config = { matcher: [ … ] }",
    references=(NEXT_PROXY,),
    symptoms=("Next.js can't recognize the exported `config` field in route",),
)
def middleware_config_is_exported(routes: Routes) -> Iterator[Finding]:
    """Next.js reads one name in this very file: `config`. A matcher under another name, or
    re-exported from another file, counts for nothing, and the middleware runs on every request,
    static files among them.
    """
    running = routes.middleware
    if running is None:
        yield Inapplicable("no middleware runs here")
        return
    matcher = running.matcher
    if matcher.misnamed is not None:
        yield Problem(
            f"`{matcher.misnamed}` is exported with a matcher; Next.js reads `config` only",
            matcher.place,
            "Rename the export: export const config = { matcher: [ … ] }",
            about="middleware config",
        )
    elif matcher.state == "none":
        yield Inapplicable("the middleware states no `config`, so that it runs on every request")


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _aside(text: str | None) -> str:
    return f" ({text})" if text else ""
