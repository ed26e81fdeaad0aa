"""What the build makes of the app: a server, and a middleware that can load what it imports."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Problem, Unknown, check
from clerkdoctor.checks.release import CLERK, at_least
from clerkdoctor.checks.unread import unread
from clerkdoctor.clerk.api_names import SERVER
from clerkdoctor.facts.code import Code
from clerkdoctor.facts.next_config import NextConfig
from clerkdoctor.facts.place import Place
from clerkdoctor.facts.project import App
from clerkdoctor.facts.routes import Routes
from clerkdoctor.facts.usage import NodeImport, Usage

_EXPORTS = "https://nextjs.org/docs/app/guides/static-exports"
_EDGE = "https://nextjs.org/docs/app/api-reference/edge"


@check(
    "The build makes a server where Clerk needs one",
    fix='Remove `output: "export"` from next.config',
    references=(_EXPORTS,),
    symptoms=(
        "Server Actions are not supported with static export",
        'Middleware cannot be used with "output: export"',
    ),
)
def output_mode_runs_a_server(
    usage: Usage, config: NextConfig, code: Code, app: App
) -> Iterator[Finding]:
    """A static export has no middleware, no server actions and nobody who could ask who is signed
    in. `auth()` and `clerkMiddleware` cannot run there, and since @clerk/nextjs 6 the provider for
    the App Router brings server actions along, so that the build ends with an error.
    """
    need = _need_of_a_server(usage, app)
    if need is None:
        yield Inapplicable("no code here uses Clerk on the server")
    elif config.output is None:
        yield Unknown(config.unknown or "`output` in next.config is not statically known")
    elif config.output == "export":
        what, place = need
        yield Problem(
            f'`output` is `"export"`, which makes no server; `{what}` needs one (`{place}`)',
            config.output_place or config.file,
            'Remove `output: "export"`, or use Clerk in the browser only, by its React SDK:\n'
            "npm install @clerk/react",
            about="output",
        )
    yield from unread(code)


def _need_of_a_server(usage: Usage, app: App) -> tuple[str, Place] | None:
    """The first use of Clerk that a static export cannot serve, and where it is."""
    for one in usage.imports:
        if one.module == SERVER:
            return one.name, one.place
    if app.app_router and at_least(app.versions.get(CLERK), (6, 0, 0)):
        for element in usage.elements:
            if element.name == "ClerkProvider" and element.package == CLERK:
                return "<ClerkProvider>", element.place
    return None


@check(
    "What the middleware imports runs where the middleware runs",
    fix="Keep the import out of the middleware, or let it run on Node.js",
    references=(_EDGE, "https://nextjs.org/docs/messages/node-module-in-edge-runtime"),
    level="warning",
    symptoms=(
        "The edge runtime does not support Node.js",
        "PrismaClient is not configured to run in Edge Runtime",
        "A Node.js module is loaded",
        "Dynamic Code Evaluation (e. g. 'eval', 'new Function') not allowed in Edge Runtime",
    ),
)
def middleware_imports_run_where_it_runs(
    usage: Usage, routes: Routes, code: Code, app: App
) -> Iterator[Finding]:
    """`middleware.ts` runs in Edge Runtime unless it says otherwise, without Node.js' modules. What
    it imports is loaded with it, and what that imports too: a helper that opens the database makes
    the middleware fail, and with it every route that it guards.
    """
    middleware = routes.middleware
    if middleware is None:
        yield Inapplicable("no middleware runs here")
        return
    if middleware.runtime == "nodejs":
        yield Inapplicable("the middleware runs on Node.js")
        return
    for one in usage.node_imports:
        if not _is_adapted(one, app):
            yield Problem(
                f"The middleware runs in Edge Runtime, and `{one.module}` {_needs(one)}"
                f"{_way(one.through)}",
                one.place,
                _keep_out(one, routes),
                about=one.module,
            )
    if not usage.is_followed:
        yield Unknown("the middleware imports more files than are followed here")
    yield from unread(code)


def _needs(one: NodeImport) -> str:
    built_in = one.module.startswith("node:") or "/" not in one.module
    return "is not there" if built_in and one.module not in _PACKAGES else "needs Node.js"


_PACKAGES = frozenset({
    "argon2", "bcrypt", "better-sqlite3", "firebase-admin", "ioredis", "jsonwebtoken", "knex",
    "mongodb", "mongoose", "mysql", "mysql2", "nodemailer", "oracledb", "pg", "redis", "sequelize",
    "sharp", "sqlite3", "tedious", "typeorm", "winston",
})  # fmt: skip


def _way(through: tuple[str, ...]) -> str:
    """How the middleware comes to it, where it does not import it itself."""
    files = through[1:]
    if not files:
        return ""
    return ": it comes by " + ", then ".join(f"`{one}`" for one in files[:4])


def _is_adapted(one: NodeImport, app: App) -> bool:
    """Prisma runs in Edge Runtime with a driver adapter, or through Accelerate."""
    if not one.module.startswith("@prisma/client"):
        return False
    names = [dependency.name for dependency in app.manifest.dependencies]
    return any(
        name.startswith(("@prisma/adapter-", "@prisma/extension-accelerate")) for name in names
    )


def _keep_out(one: NodeImport, routes: Routes) -> str:
    major = routes.next_major or 0
    if major >= 16:
        return "Rename `middleware.ts` to `proxy.ts`, which runs on Node.js"
    if major == 15:
        return (
            "Let the middleware run on Node.js:\n"
            'export const config = { runtime: "nodejs", matcher: [ … ] }'
        )
    return f"Move what needs `{one.module}` out of the files that the middleware imports"
