"""Small projects with several faults at once: what files say, and which failures come of it."""

from collections.abc import Mapping
from typing import NamedTuple

from tests.projects import ENV, PUBLISHABLE, SECRET

PK, SK = "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", "CLERK_SECRET_KEY"
WS = "CLERK_WEBHOOK_SIGNING_SECRET"
WEBHOOK = "whsec_kZ3vYq8RtW1mXbN6cL0aHdU5eJ2iPoSg"  # gitleaks:allow
LIVE = SECRET.replace("sk_test_", "sk_live_")
HANDLER = "app/api/webhooks/clerk/route.ts"
SIGN_IN = "app/sign-in/[[...sign-in]]/page.tsx"

_SERVER = 'import { %s } from "@clerk/nextjs/server"\n'
_MATCHER = (
    'export const config = { matcher: ["/((?!_next|[^?]*\\\\.(?:html?|css|js(?!on)|jpe?g|webp|png|'
    'gif|svg|ttf|woff2?|ico|csv|docx?|xlsx?|zip|webmanifest)).*)", "/(api|trpc)(.*)"] }\n'
)
OPEN = f"{_SERVER % 'clerkMiddleware'}export default clerkMiddleware()\n"
MIDDLEWARE = f"{OPEN}{_MATCHER}"


def guarded(*public: str) -> str:
    """A middleware that protects all but these patterns."""
    listed = ", ".join(f'"{one}"' for one in public)
    return (
        f"{_SERVER % 'clerkMiddleware, createRouteMatcher'}"
        f"const isPublic = createRouteMatcher([{listed}])\n"
        "export default clerkMiddleware(async (auth, req) => {\n"
        "  if (!isPublic(req)) await auth.protect()\n"
        "})\n"
        f"{_MATCHER}"
    )


VERIFIED = (
    'import { verifyWebhook } from "@clerk/nextjs/webhooks"\n'
    "export async function POST(req: Request) {\n"
    "  try {\n"
    "    const evt = await verifyWebhook(req)\n"
    '    switch (evt.type) { case "user.created": case "user.updated": case "user.deleted": break }\n'
    '    return new Response("ok")\n'
    "  } catch {\n"
    '    return new Response("bad", { status: 400 })\n'
    "  }\n"
    "}\n"
)
SIGN_IN_PAGE = (
    'import { SignIn } from "@clerk/nextjs"\nexport default function P() { return <SignIn /> }\n'
)
LEGACY = (
    'import { authMiddleware } from "@clerk/nextjs"\n'
    f"export default authMiddleware({{}})\n{_MATCHER}"
)
SOUND: Mapping[str, str] = {
    "app/layout.tsx": 'import { ClerkProvider } from "@clerk/nextjs"\n'
    "export default function L({ children }: { children: React.ReactNode }) {\n"
    "  return <ClerkProvider><html><body>{children}</body></html></ClerkProvider>\n}\n",
    "app/dashboard/page.tsx": f"{_SERVER % 'auth'}export default async function Page() {{\n"
    "  const { userId } = await auth()\n  return <p>{userId}</p>\n}\n",
    "proxy.ts": MIDDLEWARE,
}


def env(**values: str) -> str:
    return "".join(f"{name}={value}\n" for name, value in values.items())


def broken(value: str) -> str:
    """A value as `echo VALUE | vercel env add` leaves it."""
    return f'"{value}\\n"'


class Fault(NamedTuple):
    """`files` beside those of a sound project; None takes one away. `said` are the root causes,
    each with the failures that follow from it, whichever way; notes do not count.
    """

    name: str
    files: Mapping[str, str | bytes | None]
    said: Mapping[str, set[str]]
    versions: Mapping[str, str] = {}
    is_committed: bool = False

    def __str__(self) -> str:
        return self.name


_UTF16 = f"\ufeff{ENV}".encode("utf-16-le")
_WITH_SECRET = f"{ENV}{WS}={WEBHOOK}\n"
_SIGN_IN_URL = "NEXT_PUBLIC_CLERK_SIGN_IN_URL"

FAULTS = (
    Fault(
        "a key under another name",
        {".env.local": env(CLERK_PUBLISHABLE_KEY=PUBLISHABLE, CLERK_SECRET_KEY=SECRET)},
        {"publishable-key-is-set": {"variables-have-names-that-are-read"}},
    ),
    Fault(
        "an env file in UTF-16",
        {".env.local": _UTF16},
        {
            "env-files-are-kept": {
                "env-lines-are-assignments",
                "publishable-key-is-set",
                "secret-key-is-set",
            }
        },
    ),
    Fault(
        "an env file in UTF-16, and a webhook",
        {".env.local": _UTF16, HANDLER: VERIFIED},
        {
            "env-files-are-kept": {
                "env-lines-are-assignments",
                "publishable-key-is-set",
                "secret-key-is-set",
                "webhook-secret-is-set",
            }
        },
    ),
    Fault(
        "a placeholder for the secret key",
        {".env.local": env(**{PK: PUBLISHABLE, SK: "sk_test_xxx"})},
        {"values-are-not-placeholders": {"secret-key-is-well-formed"}},
    ),
    Fault(
        "placeholders for both keys",
        {".env.local": env(**{PK: "pk_test_xxx", SK: "sk_test_xxx"})},
        {
            "values-are-not-placeholders": {
                "publishable-key-is-well-formed",
                "secret-key-is-well-formed",
            }
        },
    ),
    Fault(
        "a line break in the secret key",
        {".env.local": env(**{PK: PUBLISHABLE, SK: broken(SECRET)})},
        {"values-have-no-stray-characters": {"secret-key-is-well-formed"}},
    ),
    Fault(
        "a line break in a key of the other type",
        {".env.local": env(**{PK: PUBLISHABLE, SK: broken(LIVE)})},
        {
            "keys-are-of-one-type": set(),
            "values-have-no-stray-characters": {"secret-key-is-well-formed"},
        },
    ),
    Fault(
        "line breaks in both keys",
        {".env.local": env(**{PK: broken(PUBLISHABLE), SK: broken(SECRET)})},
        {
            "values-have-no-stray-characters": {
                "publishable-key-is-canonical",
                "secret-key-is-well-formed",
            }
        },
    ),
    Fault(
        "line breaks in all three secrets",
        {
            ".env.local": env(**{PK: broken(PUBLISHABLE), SK: broken(SECRET), WS: broken(WEBHOOK)}),
            HANDLER: VERIFIED,
        },
        {
            "values-have-no-stray-characters": {
                "publishable-key-is-canonical",
                "secret-key-is-well-formed",
                "webhook-secret-is-well-formed",
            }
        },
    ),
    Fault(
        "a line that is no assignment",
        {".env.local": f"{PK} {PUBLISHABLE}\n{SK}={SECRET}\n"},
        {"publishable-key-is-set": {"env-lines-are-assignments"}},
    ),
    Fault(
        "a line that is none, and an old name",
        {".env.local": f"{PK} {PUBLISHABLE}\nCLERK_API_KEY={SECRET}\n"},
        {
            "publishable-key-is-set": {"env-lines-are-assignments"},
            "secret-key-is-set": {"variables-have-names-that-are-read"},
        },
    ),
    Fault(
        "a second, empty statement",
        {".env.local": f"{ENV}{SK}=\n"},
        {"secret-key-is-set": {"variables-are-stated-once"}},
    ),
    Fault(
        "a middleware in app/",
        {"proxy.ts": None, "app/proxy.ts": MIDDLEWARE},
        {"middleware-is-where-next-looks": {"clerk-middleware-exists"}},
    ),
    Fault(
        "a middleware in app/, and a placeholder",
        {
            "proxy.ts": None,
            "app/proxy.ts": MIDDLEWARE,
            ".env.local": env(**{PK: PUBLISHABLE, SK: "sk_test_xxx"}),
        },
        {
            "values-are-not-placeholders": {"secret-key-is-well-formed"},
            "middleware-is-where-next-looks": {"clerk-middleware-exists"},
        },
    ),
    Fault(
        "the new name of the middleware on Next.js 15",
        {},
        {"middleware-has-the-name-next-runs": {"clerk-middleware-exists"}},
        {"next": "15.5.21"},
    ),
    Fault(
        "no middleware, and keys of two types",
        {"proxy.ts": None, ".env.local": env(**{PK: PUBLISHABLE, SK: LIVE})},
        {"keys-are-of-one-type": set(), "clerk-middleware-exists": set()},
    ),
    Fault(
        "a matcher that is not static, and keys of two types",
        {
            "proxy.ts": MIDDLEWARE.replace("matcher: [", "matcher: [process.env.X!, "),
            ".env.local": env(**{PK: PUBLISHABLE, SK: LIVE}),
        },
        {"keys-are-of-one-type": set(), "middleware-matcher-is-static": set()},
    ),
    Fault(
        "a config by another name, and a placeholder",
        {
            "proxy.ts": MIDDLEWARE.replace("const config", "const conf"),
            ".env.local": env(**{PK: PUBLISHABLE, SK: "sk_test_xxx"}),
        },
        {
            "values-are-not-placeholders": {"secret-key-is-well-formed"},
            "middleware-config-is-exported": set(),
        },
    ),
    Fault(
        "a matcher that Next.js refuses, and a placeholder",
        {
            "proxy.ts": OPEN + 'export const config = { matcher: ["dashboard/(.*)"] }\n',
            ".env.local": env(**{PK: "pk_test_xxx", SK: SECRET}),
        },
        {
            "values-are-not-placeholders": {"publishable-key-is-well-formed"},
            "middleware-matcher-is-valid": set(),
        },
    ),
    Fault(
        "a matcher with a gap, and a webhook without its secret",
        {
            "proxy.ts": OPEN + 'export const config = { matcher: ["/api/(.*)"] }\n',
            HANDLER: VERIFIED,
        },
        {"webhook-secret-is-set": set(), "middleware-matcher-covers-routes-that-use-auth": set()},
    ),
    Fault(
        "a public pattern without its slash",
        {
            "proxy.ts": guarded("/", "api/webhooks(.*)"),
            HANDLER: VERIFIED,
            ".env.local": _WITH_SECRET,
        },
        {
            "route-patterns-start-with-a-slash": {
                "webhook-path-agrees-with-the-public-pattern",
                "webhook-routes-are-public",
            }
        },
    ),
    Fault(
        "two public patterns without their slash",
        {
            "proxy.ts": guarded("/", "sign-in(.*)", "api/webhooks(.*)"),
            SIGN_IN: SIGN_IN_PAGE,
            HANDLER: VERIFIED,
            ".env.local": _WITH_SECRET + env(**{_SIGN_IN_URL: "/sign-in"}),
        },
        {
            "route-patterns-start-with-a-slash": {
                "sign-in-routes-are-public",
                "webhook-path-agrees-with-the-public-pattern",
                "webhook-routes-are-public",
            }
        },
    ),
    Fault(
        "a public pattern with another name",
        {
            "proxy.ts": guarded("/", "/api/webhook/(.*)"),
            HANDLER: VERIFIED,
            ".env.local": _WITH_SECRET,
        },
        {
            "webhook-routes-are-public": {
                "route-patterns-name-real-routes",
                "webhook-path-agrees-with-the-public-pattern",
            }
        },
    ),
    Fault(
        "a pattern that does not compile, and a placeholder",
        {
            "proxy.ts": guarded("/", "/api/webhooks/*"),
            HANDLER: VERIFIED,
            ".env.local": env(**{PK: PUBLISHABLE, SK: "sk_test_xxx", WS: WEBHOOK}),
        },
        {
            "values-are-not-placeholders": {"secret-key-is-well-formed"},
            "route-patterns-compile": set(),
        },
    ),
    Fault(
        "the sign-in and the webhook protected",
        {
            "proxy.ts": guarded("/"),
            SIGN_IN: SIGN_IN_PAGE,
            HANDLER: VERIFIED,
            ".env.local": _WITH_SECRET + env(**{_SIGN_IN_URL: "/sign-in"}),
        },
        {"webhook-routes-are-public": set(), "sign-in-routes-are-public": set()},
    ),
    Fault(
        "the steps of the sign-in protected, and the webhook",
        {
            "proxy.ts": guarded("/", "/sign-in"),
            SIGN_IN: SIGN_IN_PAGE,
            HANDLER: VERIFIED,
            ".env.local": _WITH_SECRET + env(**{_SIGN_IN_URL: "/sign-in"}),
        },
        {"webhook-routes-are-public": set(), "sign-in-sub-routes-are-public": set()},
    ),
    Fault(
        "the webhook's secret under another name",
        {HANDLER: VERIFIED, ".env.local": f"{ENV}WEBHOOK_SECRET={WEBHOOK}\n"},
        {"webhook-secret-is-set": {"handler-reads-the-secret-that-is-set"}},
    ),
    Fault(
        "a placeholder for the webhook's secret",
        {HANDLER: VERIFIED, ".env.local": f"{ENV}{WS}=whsec_xxx\n"},
        {"values-are-not-placeholders": {"webhook-secret-is-well-formed"}},
    ),
    Fault(
        "a line break in the webhook's secret",
        {HANDLER: VERIFIED, ".env.local": f"{ENV}{WS}={broken(WEBHOOK)}\n"},
        {"values-have-no-stray-characters": {"webhook-secret-is-well-formed"}},
    ),
    Fault(
        "a blocked webhook, and a public secret",
        {
            "proxy.ts": guarded("/"),
            HANDLER: VERIFIED,
            ".env.local": f"{_WITH_SECRET}NEXT_PUBLIC_CLERK_SECRET_KEY={SECRET}\n",
        },
        {"no-secret-is-public": set(), "webhook-routes-are-public": set()},
    ),
    Fault(
        "a blocked webhook, and a placeholder",
        {
            "proxy.ts": guarded("/"),
            HANDLER: VERIFIED,
            ".env.local": env(**{PK: PUBLISHABLE, SK: "sk_test_xxx", WS: WEBHOOK}),
        },
        {
            "values-are-not-placeholders": {"secret-key-is-well-formed"},
            "webhook-routes-are-public": set(),
        },
    ),
    Fault(
        "a line break in a sign-in URL",
        {SIGN_IN: SIGN_IN_PAGE, ".env.local": f"{ENV}{_SIGN_IN_URL}={broken('/sign-in')}\n"},
        {"values-have-no-stray-characters": {"sign-in-urls-name-pages"}},
    ),
    Fault(
        "names that are gone, and a key under another name",
        {
            "proxy.ts": LEGACY,
            ".env.local": env(CLERK_PUBLISHABLE_KEY=PUBLISHABLE, CLERK_SECRET_KEY=SECRET),
        },
        {
            "publishable-key-is-set": {"variables-have-names-that-are-read"},
            "removed-apis-are-not-used": set(),
        },
    ),
    Fault(
        "no publishable key, and no webhook secret",
        {HANDLER: VERIFIED, ".env.local": env(CLERK_SECRET_KEY=SECRET)},
        {"publishable-key-is-set": set(), "webhook-secret-is-set": set()},
    ),
    Fault(
        "a committed env file with a placeholder",
        {HANDLER: VERIFIED, ".env.local": f"{ENV}{WS}=whsec_xxx\n"},
        {
            "values-are-not-placeholders": {"webhook-secret-is-well-formed"},
            "no-secret-is-committed": set(),
        },
        is_committed=True,
    ),
)
