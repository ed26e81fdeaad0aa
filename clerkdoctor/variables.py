"""Every environment variable that the tool knows: what it is, who reads it, whether it is secret.

Versions are those of @clerk/nextjs, read off its published packages. Where documentation names a
variable that nothing reads, the row says so and has no readers.
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from clerkdoctor.nearest import nearest

Reader = Literal[
    "browser", "next-server", "middleware", "build", "webhook-handler", "convex", "convex-cli",
    "tests",
]  # fmt: skip
Kind = Literal[
    "publishable-key", "secret-key", "webhook-secret", "jwt-key", "machine-key", "encryption-key",
    "token", "deploy-key", "deployment", "issuer", "url", "url-or-path", "path", "host", "boolean",
    "version", "text",
]  # fmt: skip
Version = tuple[int, int]


class Variable(NamedTuple):
    """One name.

    `what` completes "this is …". `readers` are empty where nothing in this stack reads the name.
    `since` is the first version (major, minor) of @clerk/nextjs that reads it, `until` the first
    that no longer does; None: always, never. `replaced_by` is the name to use instead, `framework`
    the other framework whose name this is. `note` is a sentence on what surprises people.
    """

    name: str
    what: str
    kind: Kind
    readers: tuple[Reader, ...] = ()
    secret: bool = False
    since: Version | None = None
    until: Version | None = None
    replaced_by: str | None = None
    framework: str | None = None
    note: str | None = None

    @property
    def public(self) -> bool:
        """Whether Next.js writes the value into the code that browsers load."""
        return self.name.startswith(PUBLIC_PREFIX)

    def is_read_by(self, version: Version) -> bool:
        """Whether @clerk/nextjs of this version reads the name, so far as Clerk reads it at all."""
        if not self.readers or self.framework:
            return False
        return (self.since or version) <= version and (not self.until or version < self.until)


PUBLIC_PREFIX = "NEXT_PUBLIC_"

_EVERYWHERE: tuple[Reader, ...] = ("browser", "next-server", "middleware", "build")
_SERVER: tuple[Reader, ...] = ("next-server", "middleware")
_BROWSER: tuple[Reader, ...] = ("browser", "next-server", "build")
_HANDLER: tuple[Reader, ...] = ("webhook-handler",)
_CONVEX: tuple[Reader, ...] = ("convex",)
_CLI: tuple[Reader, ...] = ("convex-cli",)
_BUILD: tuple[Reader, ...] = ("build", "next-server")

_PK, _SK = "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", "CLERK_SECRET_KEY"
_WEBHOOK = "CLERK_WEBHOOK_SIGNING_SECRET"
_IN, _UP = "NEXT_PUBLIC_CLERK_SIGN_IN_", "NEXT_PUBLIC_CLERK_SIGN_UP_"
_URL, _SITE = "NEXT_PUBLIC_CONVEX_URL", "NEXT_PUBLIC_CONVEX_SITE_URL"

_THE_PK = "Clerk's publishable key"
_SIGNS = "the signing secret of a webhook endpoint"
_TRUSTED = "the issuer that Convex trusts"
_THE_URL = "the URL of the Convex deployment"
_THE_SITE = "the URL of the deployment's HTTP actions"

_OWN = "a Convex deployment reads its own variables, never an env file"
_SYSTEM = "Convex sets it; it cannot be set"
_UNVERIFIED = "`verifyWebhook()` does not read this name"
_LEAKS = "every browser gets what a `NEXT_PUBLIC_` variable holds"
_DOCUMENTED = "nothing reads it, though Clerk's documentation lists it"
_SHORTENED = "Clerk's own name ends with `_REDIRECT_URL`"
_GONE = "Clerk's documentation lists it as deprecated; version 7 no longer reads it"

_V = Variable

# fmt: off
VARIABLES: tuple[Variable, ...] = (
    # What @clerk/nextjs reads.
    _V("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", _THE_PK, "publishable-key", _EVERYWHERE),
    _V("CLERK_SECRET_KEY", "Clerk's secret key", "secret-key", _SERVER, secret=True),
    _V("CLERK_MACHINE_SECRET_KEY", "the secret key of a Clerk machine", "machine-key", _SERVER,
       secret=True, since=(6, 30)),
    _V("CLERK_ENCRYPTION_KEY", "the key that hides a `secretKey` given to the middleware",
       "encryption-key", _SERVER, secret=True, since=(5, 2)),
    _V("CLERK_API_URL", "the address of Clerk's Backend API", "url", _SERVER),
    _V("CLERK_API_VERSION", "the version of Clerk's Backend API", "version", _SERVER),
    _V("NEXT_PUBLIC_CLERK_DOMAIN", "the domain of a satellite", "host", _EVERYWHERE),
    _V("NEXT_PUBLIC_CLERK_IS_SATELLITE", "whether this is a satellite", "boolean", _EVERYWHERE),
    _V("NEXT_PUBLIC_CLERK_PROXY_URL", "the proxy in front of the Frontend API", "url-or-path",
       _EVERYWHERE),
    _V("NEXT_PUBLIC_CLERK_SIGN_IN_URL", "the sign-in page", "url-or-path", _EVERYWHERE),
    _V("NEXT_PUBLIC_CLERK_SIGN_UP_URL", "the sign-up page", "url-or-path", _EVERYWHERE),
    _V("NEXT_PUBLIC_CLERK_SIGN_IN_FORCE_REDIRECT_URL", "where every sign-in leads", "url-or-path",
       _BROWSER, since=(5, 0)),
    _V("NEXT_PUBLIC_CLERK_SIGN_UP_FORCE_REDIRECT_URL", "where every sign-up leads", "url-or-path",
       _BROWSER, since=(5, 0)),
    _V("NEXT_PUBLIC_CLERK_SIGN_IN_FALLBACK_REDIRECT_URL", "where other sign-ins lead",
       "url-or-path", _BROWSER, since=(5, 0)),
    _V("NEXT_PUBLIC_CLERK_SIGN_UP_FALLBACK_REDIRECT_URL", "where other sign-ups lead",
       "url-or-path", _BROWSER, since=(5, 0)),
    _V("NEXT_PUBLIC_CLERK_AFTER_SIGN_IN_URL", "where a sign-in leads", "url-or-path", _BROWSER,
       until=(7, 0), replaced_by=_IN + "FALLBACK_REDIRECT_URL", note=_GONE),
    _V("NEXT_PUBLIC_CLERK_AFTER_SIGN_UP_URL", "where a sign-up leads", "url-or-path", _BROWSER,
       until=(7, 0), replaced_by=_UP + "FALLBACK_REDIRECT_URL", note=_GONE),
    _V("NEXT_PUBLIC_CLERK_SIGN_IN_FALLBACK_URL", "where other sign-ins lead", "url-or-path",
       replaced_by=_IN + "FALLBACK_REDIRECT_URL", note=_SHORTENED),
    _V("NEXT_PUBLIC_CLERK_SIGN_UP_FALLBACK_URL", "where other sign-ups lead", "url-or-path",
       replaced_by=_UP + "FALLBACK_REDIRECT_URL", note=_SHORTENED),
    _V("NEXT_PUBLIC_CLERK_SIGN_IN_FORCE_URL", "where every sign-in leads", "url-or-path",
       replaced_by=_IN + "FORCE_REDIRECT_URL", note=_SHORTENED),
    _V("NEXT_PUBLIC_CLERK_SIGN_UP_FORCE_URL", "where every sign-up leads", "url-or-path",
       replaced_by=_UP + "FORCE_REDIRECT_URL", note=_SHORTENED),
    _V("NEXT_PUBLIC_CLERK_CHECKOUT_CONTINUE_URL", "where a checkout leads", "url-or-path", _BROWSER,
       since=(6, 19)),
    _V("NEXT_PUBLIC_CLERK_JS_URL", "the address of clerk-js", "url", _BROWSER, since=(5, 0)),
    _V("NEXT_PUBLIC_CLERK_JS_VERSION", "the version of clerk-js", "version", _BROWSER),
    _V("NEXT_PUBLIC_CLERK_UI_URL", "the address of Clerk's components", "url", _BROWSER,
       since=(7, 0)),
    _V("NEXT_PUBLIC_CLERK_UI_VERSION", "the version of Clerk's components", "version", _BROWSER,
       since=(7, 0)),
    _V("NEXT_PUBLIC_CLERK_PREFETCH_UI", "whether Clerk's components load ahead", "boolean",
       _BROWSER, since=(7, 0), note="only `false` changes anything"),
    _V("NEXT_PUBLIC_CLERK_KEYLESS_DISABLED", "whether keyless mode is off", "boolean", _EVERYWHERE,
       since=(6, 11)),
    _V("NEXT_PUBLIC_CLERK_ENABLE_KEYLESS", "whether keyless mode is on", "boolean", _EVERYWHERE,
       since=(6, 8), until=(6, 11), replaced_by="NEXT_PUBLIC_CLERK_KEYLESS_DISABLED",
       note="keyless mode is on by itself since 6.11"),
    _V("NEXT_PUBLIC_CLERK_TELEMETRY_DISABLED", "whether Clerk's telemetry is off", "boolean",
       _BROWSER, since=(5, 0)),
    _V("NEXT_PUBLIC_CLERK_TELEMETRY_DEBUG", "whether telemetry is shown", "boolean", _BROWSER,
       since=(5, 0)),
    _V("NEXT_PUBLIC_CLERK_UNSAFE_DISABLE_DEVELOPMENT_MODE_CONSOLE_WARNING",
       "whether the warning about development keys is off", "boolean", _BROWSER, since=(7, 0)),
    _V("CLERK_TELEMETRY_DISABLED", "whether telemetry of @clerk/backend is off", "boolean",
       ("next-server",)),
    _V("CLERK_TELEMETRY_DEBUG", "whether telemetry of @clerk/backend is shown", "boolean",
       ("next-server",)),
    _V("CLERK_DISABLE_AUTO_PROXY", "whether the proxy on Vercel's own domain is off", "boolean",
       _SERVER, since=(7, 2)),
    _V("CLERK_FAPI_URL", "the Frontend API that @clerk/backend's proxy passes requests to", "url",
       ("next-server",)),
    _V("CLERK_FAPI", "the Frontend API, for @clerk/testing", "host", ("tests",)),
    _V("CLERK_TESTING_TOKEN", "a testing token, for @clerk/testing", "token", ("tests",),
       secret=True),

    # Names that went, and names that were never read.
    _V("CLERK_API_KEY", "Clerk's secret key, by its old name", "secret-key", _SERVER, secret=True,
       until=(5, 0), replaced_by=_SK),
    _V("NEXT_PUBLIC_CLERK_FRONTEND_API",
       "the Frontend API host, which the publishable key took the place of", "host", _EVERYWHERE,
       until=(5, 0), replaced_by=_PK),
    _V("NEXT_PUBLIC_CLERK_JS", "the address of clerk-js, by its old name", "url", _BROWSER,
       until=(5, 0), replaced_by="NEXT_PUBLIC_CLERK_JS_URL"),
    _V("CLERK_JS_VERSION", "the version of clerk-js, by its old name", "version", ("next-server",),
       until=(5, 0), replaced_by="NEXT_PUBLIC_CLERK_JS_VERSION"),
    _V("CLERK_JWT_KEY", "the JWT public key", "jwt-key",
       note="@clerk/nextjs does not read it, though it is documented: hand it over as `jwtKey`"),
    _V("NEXT_PUBLIC_CLERK_JWT_KEY", "the JWT public key", "jwt-key", replaced_by="CLERK_JWT_KEY",
       note=_DOCUMENTED),
    _V("NEXT_PUBLIC_CLERK_API_URL", "the address of Clerk's Backend API", "url",
       replaced_by="CLERK_API_URL", note=_DOCUMENTED),
    _V("NEXT_PUBLIC_CLERK_API_VERSION", "the version of Clerk's Backend API", "version",
       replaced_by="CLERK_API_VERSION", note=_DOCUMENTED),
    _V("NEXT_PUBLIC_CLERK_FAPI", "the Frontend API host", "host", replaced_by=_PK,
       note=_DOCUMENTED),
    _V("NEXT_PUBLIC_CLERK_SECRET_KEY", "Clerk's secret key under a public name", "secret-key",
       secret=True, replaced_by=_SK, note=_LEAKS),
    _V("NEXT_PUBLIC_CLERK_WEBHOOK_SECRET", "a webhook signing secret under a public name",
       "webhook-secret", secret=True, replaced_by=_WEBHOOK, note=_LEAKS),
    _V("NEXT_PUBLIC_CLERK_WEBHOOK_SIGNING_SECRET", "a webhook signing secret under a public name",
       "webhook-secret", secret=True, replaced_by=_WEBHOOK, note=_LEAKS),

    # Webhook secrets: `verifyWebhook()` reads the first alone, a handler of one's own any.
    _V("CLERK_WEBHOOK_SIGNING_SECRET", _SIGNS, "webhook-secret", _HANDLER, secret=True),
    _V("CLERK_WEBHOOK_SECRET", _SIGNS, "webhook-secret", _HANDLER, secret=True,
       replaced_by=_WEBHOOK, note=_UNVERIFIED),
    _V("WEBHOOK_SECRET", _SIGNS, "webhook-secret", _HANDLER, secret=True, replaced_by=_WEBHOOK,
       note="documented at first; `verifyWebhook()` does not read it"),
    _V("SIGNING_SECRET", _SIGNS, "webhook-secret", _HANDLER, secret=True, replaced_by=_WEBHOOK,
       note="documented until April 2025; `verifyWebhook()` does not read it"),
    _V("CLERK_SIGNING_SECRET", _SIGNS, "webhook-secret", _HANDLER, secret=True,
       replaced_by=_WEBHOOK, note=_UNVERIFIED),
    _V("CLERK_WEBHOOK_SECRET_KEY", _SIGNS, "webhook-secret", _HANDLER, secret=True,
       replaced_by=_WEBHOOK, note=_UNVERIFIED),
    _V("WEBHOOK_SIGNING_SECRET", _SIGNS, "webhook-secret", _HANDLER, secret=True,
       replaced_by=_WEBHOOK, note=_UNVERIFIED),
    _V("SVIX_WEBHOOK_SECRET", _SIGNS, "webhook-secret", _HANDLER, secret=True, replaced_by=_WEBHOOK,
       note=_UNVERIFIED),
    _V("SVIX_SECRET", _SIGNS, "webhook-secret", _HANDLER, secret=True, replaced_by=_WEBHOOK,
       note=_UNVERIFIED),

    # The issuer, for convex/auth.config.ts: the name is free, these are the usual ones.
    _V("CLERK_JWT_ISSUER_DOMAIN", _TRUSTED, "issuer", _CONVEX, note=_OWN),
    _V("CLERK_FRONTEND_API_URL", _TRUSTED, "issuer", _CONVEX, note=_OWN),
    _V("CLERK_ISSUER_URL", _TRUSTED, "issuer", _CONVEX, note=_OWN),
    _V("CLERK_ISSUER", _TRUSTED, "issuer", _CONVEX, note=_OWN),
    _V("CLERK_JWT_ISSUER", _TRUSTED, "issuer", _CONVEX, note=_OWN),
    _V("CLERK_DOMAIN", _TRUSTED, "issuer", _CONVEX, note=_OWN),
    _V("NEXT_PUBLIC_CLERK_FRONTEND_API_URL", _TRUSTED, "issuer", _CONVEX, note=_OWN),

    # Convex.
    _V("NEXT_PUBLIC_CONVEX_URL", _THE_URL, "url", _EVERYWHERE),
    _V("NEXT_PUBLIC_CONVEX_SITE_URL", _THE_SITE, "url", _EVERYWHERE),
    _V("CONVEX_DEPLOYMENT", "the deployment that `npx convex dev` works on", "deployment", _CLI),
    _V("CONVEX_DEPLOY_KEY", "a Convex deploy key", "deploy-key", _CLI, secret=True),
    _V("CONVEX_DEPLOYMENT_TOKEN", "a Convex deploy key, by its other name", "deploy-key", _CLI,
       secret=True, note="`CONVEX_DEPLOY_KEY` goes first"),
    _V("CONVEX_SELF_HOSTED_URL", "the URL of a self-hosted Convex backend", "url", _CLI),
    _V("CONVEX_SELF_HOSTED_ADMIN_KEY", "the admin key of a self-hosted Convex backend",
       "deploy-key", _CLI, secret=True),
    _V("CONVEX_OVERRIDE_ACCESS_TOKEN", "a Convex access token", "token", _CLI, secret=True),
    _V("CONVEX_CLOUD_URL", "the deployment's own URL", "url", _CONVEX, note=_SYSTEM),
    _V("CONVEX_SITE_URL", "the deployment's own URL for HTTP actions", "url", _CONVEX,
       note=_SYSTEM),

    # What decides where and how the app runs.
    _V("NODE_ENV", "Node.js' mode", "text", _BUILD,
       note="Next.js sets it itself; it is `production` on preview deployments too"),
    _V("VERCEL", "whether this is Vercel", "boolean", _BUILD),
    _V("VERCEL_ENV", "Vercel's target: production, preview or development", "text", _BUILD),
    _V("VERCEL_TARGET_ENV", "Vercel's target, with custom environments", "text", _BUILD),
    _V("VERCEL_URL", "the deployment's host on Vercel", "host", _BUILD),
    _V("VERCEL_BRANCH_URL", "the branch's host on Vercel", "host", _BUILD),
    _V("VERCEL_PROJECT_PRODUCTION_URL", "the host of the production deployment", "host", _BUILD),
    _V("VERCEL_AUTOMATION_BYPASS_SECRET", "the secret past Vercel's deployment protection", "token",
       (), secret=True),
    _V("VERCEL_OIDC_TOKEN", "a token that Vercel's CLI manages", "token", (), secret=True),
    _V("VERCEL_TOKEN", "a Vercel access token", "token", (), secret=True),
    _V("DOTENV_KEY", "the key of `.env.vault`", "encryption-key", (), secret=True,
       note="Next.js does not read `.env.vault`"),
    _V("DOTENV_PRIVATE_KEY", "the private key of dotenvx", "encryption-key", (), secret=True),
    _V("DOTENV_PUBLIC_KEY", "the public key of dotenvx", "text", ()),

    # Other frameworks' names.
    _V("CLERK_PUBLISHABLE_KEY", _THE_PK, "publishable-key", _SERVER, replaced_by=_PK,
       framework="Express, Remix and other servers"),
    _V("VITE_CLERK_PUBLISHABLE_KEY", _THE_PK, "publishable-key", replaced_by=_PK, framework="Vite"),
    _V("PUBLIC_CLERK_PUBLISHABLE_KEY", _THE_PK, "publishable-key", replaced_by=_PK,
       framework="Astro and SvelteKit"),
    _V("NUXT_PUBLIC_CLERK_PUBLISHABLE_KEY", _THE_PK, "publishable-key", replaced_by=_PK,
       framework="Nuxt"),
    _V("EXPO_PUBLIC_CLERK_PUBLISHABLE_KEY", _THE_PK, "publishable-key", replaced_by=_PK,
       framework="Expo"),
    _V("REACT_APP_CLERK_PUBLISHABLE_KEY", _THE_PK, "publishable-key", replaced_by=_PK,
       framework="Create React App"),
    _V("GATSBY_CLERK_PUBLISHABLE_KEY", _THE_PK, "publishable-key", replaced_by=_PK,
       framework="Gatsby"),
    _V("PLASMO_PUBLIC_CLERK_PUBLISHABLE_KEY", _THE_PK, "publishable-key", replaced_by=_PK,
       framework="Plasmo"),
    _V("NUXT_CLERK_SECRET_KEY", "Clerk's secret key", "secret-key", secret=True, replaced_by=_SK,
       framework="Nuxt"),
    _V("NUXT_CLERK_WEBHOOK_SIGNING_SECRET", _SIGNS, "webhook-secret", secret=True,
       replaced_by=_WEBHOOK, framework="Nuxt"),
    _V("VITE_CLERK_SECRET_KEY", "Clerk's secret key under a public name", "secret-key", secret=True,
       replaced_by=_SK, framework="Vite", note="every browser gets what a `VITE_` variable holds"),
    _V("CONVEX_URL", _THE_URL, "url", ("next-server",), replaced_by=_URL,
       framework="servers and scripts"),
    _V("VITE_CONVEX_URL", _THE_URL, "url", replaced_by=_URL, framework="Vite"),
    _V("PUBLIC_CONVEX_URL", _THE_URL, "url", replaced_by=_URL, framework="SvelteKit"),
    _V("EXPO_PUBLIC_CONVEX_URL", _THE_URL, "url", replaced_by=_URL, framework="Expo"),
    _V("REACT_APP_CONVEX_URL", _THE_URL, "url", replaced_by=_URL, framework="Create React App"),
    _V("VITE_CONVEX_SITE_URL", _THE_SITE, "url", replaced_by=_SITE, framework="Vite"),
    _V("PUBLIC_CONVEX_SITE_URL", _THE_SITE, "url", replaced_by=_SITE, framework="SvelteKit"),
    _V("EXPO_PUBLIC_CONVEX_SITE_URL", _THE_SITE, "url", replaced_by=_SITE, framework="Expo"),
    _V("REACT_APP_CONVEX_SITE_URL", _THE_SITE, "url", replaced_by=_SITE,
       framework="Create React App"),
)
# fmt: on

_BY_NAME = {variable.name: variable for variable in VARIABLES}

_FRAMEWORK_PREFIXES = (
    "NEXT_PUBLIC_", "NEXT_", "VITE_", "REACT_APP_", "EXPO_PUBLIC_", "NUXT_PUBLIC_", "NUXT_",
    "GATSBY_", "PLASMO_PUBLIC_", "PUBLIC_",
)  # fmt: skip


def variable(name: str) -> Variable | None:
    return _BY_NAME.get(name)


def webhook_secret_names() -> tuple[str, ...]:
    """The names that handlers read a signing secret from: first the one that Clerk itself reads."""
    return tuple(row.name for row in VARIABLES if row.kind == "webhook-secret" and row.readers)


def near_miss(wanted: str, present: Iterable[str]) -> str | None:
    """The name among those present that was probably meant to be `wanted`, or None.

    First another name of the same thing (an old one, another framework's, another usual one), then
    one that differs in capitals, in `-` for `_` or in a framework's prefix, then a typing mistake
    or two. A name that means something else (the sign-up URL beside the sign-in URL) is never one.
    """
    names = [name for name in present if name != wanted]
    for row in VARIABLES:
        if row.name in names and _same_thing(wanted, row):
            return row.name
    strangers = [name for name in names if name not in _BY_NAME]
    for name in strangers:
        if _spelling(name) == _spelling(wanted) or _bare(name) == _bare(wanted):
            return name
    return nearest(wanted, (name for name in strangers if _may_be_typo(wanted, name)))


def _same_thing(wanted: str, row: Variable) -> bool:
    """Whether a row is another name of what is wanted.

    Handlers and auth configs read the name that their author chose, so any usual one will do.
    """
    if row.replaced_by == wanted:
        return True
    own = variable(wanted)
    if not own:
        return False
    return own.replaced_by == row.name or (own.kind == row.kind and row.kind in _FREELY_NAMED)


_FREELY_NAMED = {"webhook-secret", "issuer"}


def _spelling(name: str) -> str:
    return name.strip().upper().replace("-", "_")


def _bare(name: str) -> str:
    """The name without a framework's prefix."""
    spelled = _spelling(name)
    for prefix in _FRAMEWORK_PREFIXES:
        if spelled.startswith(prefix):
            return spelled.removeprefix(prefix)
    return spelled


def _may_be_typo(wanted: str, name: str) -> bool:
    """Not where a digit or a word tells two names apart: `…_KEY_2`, `SIGN_IN` and `SIGN_UP`.

    Short names differ in two letters by chance.
    """
    if len(wanted) < 8 or sum(map(str.isdigit, name)) != sum(map(str.isdigit, wanted)):
        return False
    ours, theirs = wanted.upper().split("_"), _spelling(name).split("_")
    if len(ours) != len(theirs):
        return "".join(ours) == "".join(theirs)
    changed = [(a, b) for a, b in zip(ours, theirs, strict=True) if a != b]
    return all(
        len(a) > 3 or abs(len(a) - len(b)) == 1 or sorted(a) == sorted(b) for a, b in changed
    )


_SECRET_WORDS = {"SECRET", "SECRETS", "PASSWORD", "PASSWD", "PASSPHRASE", "PRIVATE", "CREDENTIALS"}
_SECRET_ENDS = (
    "_TOKEN", "_API_KEY", "_APIKEY", "DEPLOY_KEY", "ADMIN_KEY", "ACCESS_KEY", "ENCRYPTION_KEY",
    "SIGNING_KEY", "SERVICE_ROLE_KEY", "MASTER_KEY", "DATABASE_URL", "MONGODB_URI", "POSTGRES_URL",
    "REDIS_URL",
)  # fmt: skip


def is_secret_name(name: str) -> bool:
    """Whether what stands under this name is to be kept, by the catalogue or by the name's words.

    A public name is only taken for a secret's where it says so outright: `NEXT_PUBLIC_MAP_TOKEN`
    and `NEXT_PUBLIC_FIREBASE_API_KEY` are made for browsers.
    """
    row = variable(name)
    if row:
        return row.secret
    upper = _spelling(name)
    if _SECRET_WORDS & set(upper.split("_")):
        return True
    is_public = any(
        upper.startswith(prefix)
        for prefix in _FRAMEWORK_PREFIXES
        if prefix not in {"NEXT_", "NUXT_"}
    )
    return not is_public and (upper.endswith(_SECRET_ENDS) or upper in {"TOKEN", "API_KEY"})
