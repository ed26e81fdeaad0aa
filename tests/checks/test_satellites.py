"""Satellite domains, by the code and by the environment."""

import pytest

from clerkdoctor.checks.satellites import satellites_are_complete
from clerkdoctor.facts.usage import Usage
from tests.checks.facts import SECRET, SK_TEST, app, environment
from tests.checks.table import Row, error, fails, holds, inapplicable, passes, unknown
from tests.gather.usage_reading import usage

S = satellites_are_complete

IS, DOMAIN, PROXY, URL = (
    "NEXT_PUBLIC_CLERK_IS_SATELLITE", "NEXT_PUBLIC_CLERK_DOMAIN", "NEXT_PUBLIC_CLERK_PROXY_URL",
    "NEXT_PUBLIC_CLERK_SIGN_IN_URL",
)  # fmt: skip
KEYS = environment({SECRET: SK_TEST})
NONE = usage({})


def middleware(options: str) -> Usage:
    text = 'import { clerkMiddleware } from "@clerk/nextjs/server"\n'
    return usage(
        {"proxy.ts": f"{text}export default clerkMiddleware(async () => {{}}, {options})\n"}
    )


def provider(props: str) -> Usage:
    text = 'import { ClerkProvider } from "@clerk/nextjs"\n'
    return usage({"app/layout.tsx": f"{text}export default () => <ClerkProvider {props} />\n"})


def stated(**values: str) -> object:
    return environment({SECRET: SK_TEST, **values})


WHOLE = 'isSatellite: true, domain: "satellite.dev", signInUrl: "https://primary.dev/sign-in"'

ROWS: list[Row] = [
    passes("all of it", S, KEYS, middleware(f"{{ {WHOLE} }}")),
    passes("by a function", S, KEYS, middleware(f"(req) => ({{ {WHOLE} }})")),
    passes("a proxy", S, KEYS, middleware(
        '{ isSatellite: true, proxyUrl: "/__clerk", signInUrl: "https://primary.dev/in" }')),
    passes("by the request", S, KEYS, middleware(
        "(req) => ({ isSatellite: isIt(req), domain: req.nextUrl.host, signInUrl: url })")),
    passes("in the provider", S, KEYS, provider(
        'isSatellite domain={(url) => url.host} signInUrl="https://primary.dev/sign-in"')),
    passes("the provider takes a scheme away", S, KEYS, provider(
        'isSatellite domain="https://satellite.dev" signInUrl="https://primary.dev/sign-in"')),
    passes("the rest by variables", S, stated(**{DOMAIN: "satellite.dev", URL: "https://p.dev/in"}),
           middleware("{ isSatellite: true }")),
    passes("all by variables", S,
           stated(**{IS: "true", DOMAIN: "satellite.dev", URL: "https://p.dev/in"}), NONE),
    passes("options that are not all known", S, KEYS, middleware("{ isSatellite: true, ...more }")),
    fails("nothing else", S, KEYS, middleware("{ isSatellite: true }"),
          error("This is a satellite, and neither `domain` nor `proxyUrl` is stated",
                at="proxy.ts:2:16", fix=f"{DOMAIN}=satellite.dev"),
          error("and `signInUrl` is not stated", at="proxy.ts:2:16", fix=f"{URL}=https://")),
    fails("a scheme", S, KEYS, middleware(f"{{ {WHOLE.replace('satellite.dev', 'https://satellite.dev')} }}"),
          error("`domain` begins with a scheme", at="proxy.ts:2:69",
                fix="Write the name without `https://`")),
    fails("a path to sign in", S, KEYS, middleware(f"{{ {WHOLE.replace('https://primary.dev', '')} }}"),
          error("`signInUrl` is no whole URL", at="proxy.ts:2:94", fix="signInUrl: https://…/sign-in")),
    fails("by a variable that is a path", S, stated(**{DOMAIN: "satellite.dev", URL: "/sign-in"}),
          middleware("{ isSatellite: true }"),
          error(f"`{URL}` is no whole URL", at=".env.local:3:1", fix=f"{URL}: https://")),
    fails("variables only", S, stated(**{IS: "true", DOMAIN: "http://satellite.dev"}), NONE,
          error(f"`{DOMAIN}` begins with a scheme", at=".env.local:3:1", fix="without `http://`"),
          error("`signInUrl` is not stated", at=".env.local:2:1", fix=f"{URL}=")),
    fails("in the provider, with a path", S, KEYS, provider('isSatellite domain="a.dev" signInUrl="/in"'),
          error("`signInUrl` is no whole URL", at="app/layout.tsx:2:64", fix="signInUrl: https://")),
    inapplicable("no satellite", S, "no satellite domain", KEYS, provider('signInUrl="/sign-in"')),
    inapplicable("it says it is none", S, "no satellite domain", KEYS, middleware("{ isSatellite: false }")),
    inapplicable("`yes` is not true for Clerk", S, "no satellite domain", stated(**{IS: "yes"}), NONE),
    unknown("a fresh clone", S, "as in a fresh clone", environment(files={".env": {"A": "b"}}),
            middleware("{ isSatellite: true }")),
    unknown("a tool supplies it", S, "`doppler run`", KEYS, middleware("{ isSatellite: true }"),
            app(scripts={"dev": "doppler run -- next dev"})),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_satellites(row: Row) -> None:
    holds(row)
