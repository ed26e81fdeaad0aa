"""What Next.js, Vercel and the bundler say, where authentication is the cause."""

SOURCE = "Next.js and Vercel"

ROWS = (
    ("can't recognize the exported `config` field", ("The middleware's `config` is not made of"
     " literals, so that Next.js ignores it"),
     "middleware-matcher-is-static middleware-config-is-exported"),
    ("Invalid segment configuration export detected", "A config export is not made of literals",
     "middleware-matcher-is-static"),
    ("Unable to parse config export in source file", "A config export is not made of literals",
     "middleware-matcher-is-static"),
    ("Invalid middleware found", "An entry of the matcher is no path pattern",
     "middleware-matcher-is-valid"),
    ("`source` does not start with / for route", "An entry of the matcher does not begin with `/`",
     "middleware-matcher-is-valid route-patterns-start-with-a-slash"),
    ("Must have text between two parameters", "An entry of the matcher does not compile",
     "middleware-matcher-is-valid route-patterns-compile"),
    ("Consult the documentation of path-to-regexp", ("A pattern given to `createRouteMatcher` does"
     " not compile, as `/api/*` for `/api/(.*)`"), "route-patterns-compile"),
    ("Unexpected MODIFIER at", "A path pattern has a `*` of its own, where `(.*)` is meant",
     "route-patterns-compile middleware-matcher-is-valid"),
    ('The "middleware" file convention is deprecated', "Next.js 16 runs `proxy.ts`",
     "middleware-has-the-name-next-runs"),
    ("Both middleware file … and proxy file … are detected", ("Only one of `middleware.ts` and"
     " `proxy.ts` may be there"), "middleware-has-the-name-next-runs"),
    ("Route segment config is not allowed in Proxy file",
     ("`proxy.ts` exports a `runtime`, which is"
     " always Node.js there"), "middleware-has-the-name-next-runs middleware-config-is-exported"),
    ('Middleware cannot be used with "output: export"', ("A static export has no server that runs"
     " a middleware"), "output-mode-runs-a-server"),
    ("Server Actions are not supported with static export", "A static export has no server",
     "output-mode-runs-a-server"),
    ("The edge runtime does not support Node.js", "The middleware imports what only Node.js has",
     "middleware-imports-run-where-it-runs"),
    ("not allowed in Edge Runtime", "The middleware imports what the edge runtime does not run",
     "middleware-imports-run-where-it-runs"),
    ("PrismaClient is not configured to run in Edge Runtime", ("The middleware imports a database"
     " client"), "middleware-imports-run-where-it-runs"),
    ("should be awaited before using its value", ("`headers()`, `cookies()` and `params` are"
     " promises since Next.js 15"), "request-apis-are-awaited clerk-version-fits-next"),
    ("returns a Promise and must be unwrapped with", ("`headers()` and `cookies()` are promises"
     " since Next.js 15, which this release of Clerk's does not know"),
     "clerk-version-fits-next request-apis-are-awaited"),
    ("was called outside a request scope",
     ("A helper that reads the request runs at module level or"
     " in a build"), "auth-runs-inside-a-request"),
    ("couldn't be rendered statically because it used",
     ("A page is static by its settings and reads"
     " the request"), "auth-runs-inside-a-request"),
    ("You're importing a component that needs \"server-only\"", ("Code of the server is imported"
     " into a client component"),
     "server-helpers-come-from-the-server-module client-hooks-run-in-client-components"),
    ("createContext only works in Client Components", ("A hook or provider runs in a server"
     " component"), "client-hooks-run-in-client-components"),
    ("unhandledRejection: Error: NEXT_REDIRECT", "`protect()` or a redirect is not awaited",
     "protect-is-awaited"),
    ("No response is returned from route handler", "A path through the handler returns nothing",
     "handler-treats-unknown-events-as-success"),
    ("Error occurred prerendering page", ("A page was rendered in the build without what it needs,"
     " such as the publishable key"),
     "publishable-key-is-set auth-runs-inside-a-request variables-the-code-reads-are-set"),
    ("Invalid environment variables", ("The schema of the environment misses a variable, often"
     " since Turborepo does not pass it on"),
     "variables-the-code-reads-are-set turbo-passes-the-variables"),
    ("references Secret … which does not exist", ("vercel.json names a secret of a service that is"
     " gone"), "vercel-json-states-valid-env"),
    ("env.… should be string", "A value in vercel.json is no text", "vercel-json-states-valid-env"),
    ("contains leading or trailing whitespace, which is not allowed in HTTP header values",
     "A variable ends with a line break or a space", "values-have-no-stray-characters"),
    ("violates the following Content Security Policy directive", ("The page's policy does not admit"
     " Clerk's or Convex' hosts"), "csp-admits-clerk csp-admits-convex"),
    ("Unable to find `next-intl` locale because the middleware didn't run", ("The middleware of"
     " next-intl does not run there, or runs on what it must leave alone"),
     "middleware-leaves-api-routes-alone middleware-matcher-covers-routes-that-use-auth"),
    ("ERESOLVE unable to resolve dependency tree", ("This release of Clerk's is not made for this"
     " Next.js"), "clerk-version-fits-next"),
    ("x-middleware-subrequest", ("A header that older releases of Next.js took for their own, and"
     " that skips the middleware"), "next-has-no-known-hole"),
    ("CVE-2025-29927", "A header skips the middleware in this release of Next.js",
     "next-has-no-known-hole"),
    ("Failed to proxy … socket hang up", ("The server asks itself and hangs: it listens on another"
     " host than it is told"), "middleware-returns-responses"),
    ("Node.js middleware is not currently supported", ("The platform runs middleware at the edge"
     " only"), "middleware-has-the-name-next-runs middleware-imports-run-where-it-runs"),
)  # fmt: skip
