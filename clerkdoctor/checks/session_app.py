"""The running app, as a signed-out browser meets it."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Problem, Unknown, check
from clerkdoctor.clerk.keys import PublishableKey
from clerkdoctor.facts.keys import PublishableKeyVariable
from clerkdoctor.facts.place import Url
from clerkdoctor.facts.session import AppPage, AppTrails, Clocks, PairedKeys

MIDDLEWARE = "https://clerk.com/docs/reference/nextjs/clerk-middleware"
PROXY = "https://clerk.com/docs/guides/dashboard/dns-domains/proxy-fapi"
OVERVIEW = "https://clerk.com/docs/guides/how-clerk-works/overview"
ENVIRONMENTS = "https://clerk.com/docs/guides/development/managing-environments"
CACHING = "https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Cache-Control"

HANDSHAKES, INSTANCE, CLOCK, FORWARDED = "handshake", "instance", "handshake", "proxy"
# What a fault is about where its cause is known: others that have it follow from it.
_KNOWN = ("proxy",)
_TOLERANCE = 5.0
_PROTECTED = "Vercel's Deployment Protection answers before the app does"


@check(
    "Clerk's middleware answers at this URL",
    fix="Let the middleware's matcher cover this path, and name the file as Next.js wants it",
    references=(MIDDLEWARE,),
    level="warning",
    symptoms=("auth() was called but Clerk can't detect usage of clerkMiddleware()",),
)
def middleware_answers(app: AppTrails) -> Iterator[Finding]:
    """Clerk's middleware marks what it answers to signed-out visitors with `x-clerk-auth-status`.
    Without it nobody renews the session there, and `auth()` throws.
    """
    from clerkdoctor.session.hops import host_of

    host = host_of(app.url)
    hops = [hop for trail in app.trails.values() for hop in trail.on(host) if not hop.failure]
    if any(hop.is_protected for hop in hops):
        yield Unknown(_PROTECTED)
    elif not any(hop.is_of_clerk for hop in hops):
        first = hops[0] if hops else None
        if first is not None and (first.location or first.status >= 500):
            yield Unknown(f"`{app.url}` answers {first.status} before the middleware says anything")
            return
        yield Problem(
            f"No answer of `{app.url}` has the header `x-clerk-auth-status`; a signed-out visitor"
            " gets it wherever Clerk's middleware runs",
            Url(app.url),
            about="middleware",
        )


@check(
    "The answers name no fault of the session",
    fix="Read what the code means: clerkdoctor explain CODE",
    references=(MIDDLEWARE,),
    symptoms=("x-clerk-auth-reason",),
    follows=(
        "keys-open-one-instance",
        "app-clock-agrees-with-clerks",
        "handshake-does-not-loop",
    ),
)
def response_headers_name_no_fault(app: AppTrails) -> Iterator[Finding]:
    """The SDK says in `x-clerk-auth-reason` why it takes a request for signed out. For a visitor
    without cookies there is one right answer; codes of keys and clocks are faults of the server.
    """
    from clerkdoctor.session.hops import host_of
    from clerkdoctor.session.reasons import meaning_of

    host, said, heard = host_of(app.url), set(), False
    for probe, trail in app.trails.items():
        hops = tuple(trail.on(host))
        for at, hop in enumerate(hops):
            heard = heard or hop.is_of_clerk
            meaning = meaning_of(hop.reason) if hop.reason else None
            if not hop.reason or hop.reason in said:
                continue
            said.add(hop.reason)
            # The made-up sign-in is answered with this, once, and rightly so.
            is_ours = probe == "returning" and hop.reason.startswith("client-uat-but")
            if meaning is None:
                yield Unknown(
                    f"the code `{hop.reason[:80]}` is not known to clerkdoctor", Url(hop.url)
                )
            elif meaning.cause != "normal" and not is_ours:
                name = "document" if probe == "returning" else probe
                again = " after the handshake" if any(one.shakes for one in hops[:at]) else ""
                yield Problem(
                    f"To a signed-out {name} request{again}, the SDK {meaning.words}"
                    f" (`{hop.reason[:80]}`)",
                    Url(app.url),
                    meaning.fix or None,
                    about=meaning.cause if meaning.cause in _KNOWN else HANDSHAKES,
                )
    if not heard:
        yield Unknown("no answer has a header of Clerk's: its middleware does not run there")


@check(
    "Nobody is redirected in circles",
    fix="Copy both keys from one instance, restart the app, and delete this site's cookies",
    references=(MIDDLEWARE, PROXY),
    symptoms=(
        "infinite redirect loop", "ERR_TOO_MANY_REDIRECTS", "This page isn't redirecting properly",
        "Clerk: Refreshing the session token resulted in an infinite redirect loop",
    ),
    follows=(
        "keys-open-one-instance", "keys-fit-the-domain", "app-clock-agrees-with-clerks",
    ),
)  # fmt: skip
def handshake_does_not_loop(app: AppTrails, key: PublishableKeyVariable) -> Iterator[Finding]:
    """The SDK sends a browser whose state it cannot tell to Clerk and back. Where the keys are of
    two instances, a clock is off, a proxy hides the host or the scheme, or the sign-in page is
    protected, the way back leads to the same question.
    """
    from clerkdoctor.session.loops import loop_of

    host = key.parsed.frontend_api if isinstance(key.parsed, PublishableKey) else ""
    said = set()
    for trail in app.trails.values():
        found = loop_of(trail, host)
        if found and found.words not in said:
            said.add(found.words)
            about = found.cause if found.cause in _KNOWN else HANDSHAKES
            yield Problem(found.words, Url(app.url), found.fix, about=about)
    cut = [trail for trail in app.trails.values() if trail.end == "failed"]
    if cut and not said:
        hop = cut[0].last
        yield Unknown(f"the redirects end at `{hop.url.partition('?')[0]}`, which {hop.failure}")


@check(
    "The app knows its own host and scheme",
    fix="Let the proxy send `X-Forwarded-Host` and `X-Forwarded-Proto` as the browser has them",
    references=(PROXY, MIDDLEWARE),
    symptoms=("Redirected to localhost in production", "redirect_url"),
    follows=("handshake-does-not-loop",),
)
def app_knows_its_own_url(app: AppTrails) -> Iterator[Finding]:
    """Clerk sends the browser back to the URL that the app takes for its own. Behind a proxy that
    does not pass on the host or the scheme, this is `http://` or an inner name.
    """
    from clerkdoctor.session.hops import return_url
    from clerkdoctor.session.loops import misled

    seen = False
    for trail in app.trails.values():
        seen = seen or any(return_url(hop) for hop in trail.hops)
        words = misled(trail.hops)
        if words:
            yield Problem(
                f"In `redirect_url`, {words}; the browser's own URL was expected",
                Url(app.url),
                about=FORWARDED,
            )
            return
    if not seen:
        yield Inapplicable("no redirect says where to come back to")


@check(
    "Redirects to sign in are not cached",
    fix="Keep caches off what Clerk's middleware answers: `Cache-Control: no-store` on redirects",
    references=(CACHING, MIDDLEWARE),
    symptoms=("Signed in, and redirected to sign-in all the same", "infinite redirect loop"),
)
def redirects_are_not_cached(app: AppTrails) -> Iterator[Finding]:
    """A redirect to the handshake or to the sign-in page is for one visitor at one moment. A cache
    that keeps it sends everybody there, also those who are signed in.
    """
    from clerkdoctor.session.hops import host_of

    host, said, seen = host_of(app.url), set(), False
    for trail in app.trails.values():
        for hop in trail.on(host):
            if not (hop.shakes or (hop.location and "x-clerk-redirect-to" in hop.headers)):
                continue
            seen = True
            why = _cached(hop.status, hop.headers)
            if why and why not in said:
                said.add(why)
                yield Problem(
                    f"The redirect {why}; one that no cache keeps was expected",
                    Url(app.url),
                    about="cached redirect",
                )
    if not seen:
        yield Inapplicable("nothing here is redirected by Clerk")


def _cached(status: int, headers: object) -> str | None:
    """Why a redirect is one that caches keep, as a predicate."""
    stated = dict(headers) if isinstance(headers, dict) else {}
    for name in ("x-vercel-cache", "cf-cache-status", "x-cache", "x-nextjs-cache"):
        value = stated.get(name, "")
        if value.lower().startswith(("hit", "stale")):
            return f"comes from a cache (`{name}: {value[:20]}`)"
    age = stated.get("age", "0")
    if age.isascii() and age.isdigit() and int(age) > 0:
        return f"comes from a cache, where it lay for {int(age):,} seconds (`age`)"
    control = stated.get("cache-control", "").lower()
    if any(word in control for word in ("no-store", "no-cache", "private", "max-age=0")):
        return None
    if status in (301, 308):
        return f"is permanent ({status}), which browsers keep"
    if "s-maxage" in control or "max-age" in control or "public" in control:
        return f"says `cache-control: {control[:60].replace('`', '')}`"
    return None


@check(
    "The two keys open one instance",
    fix="Copy both keys again from one instance, and restart the app",
    references=(ENVIRONMENTS,),
    symptoms=("jwk-kid-mismatch", "secret-key-invalid", "infinite redirect loop"),
)
def keys_open_one_instance(pair: PairedKeys) -> Iterator[Finding]:
    """Browsers sign in at the instance of the publishable key, and the server verifies with the
    secret key. Where these are two instances, or the secret key was rotated, the server believes
    nothing that Clerk sends, and in production it does not say why.
    """
    if pair.refusal:
        yield Problem(
            f"`CLERK_SECRET_KEY` is refused: `{pair.at}` {pair.refusal}",
            pair.at,
            "Copy `CLERK_SECRET_KEY` again from Clerk's dashboard, and restart the app",
            about=HANDSHAKES,
        )
    elif not pair.frontend or not pair.backend:
        yield Unknown("one of the two key sets is empty, so that they cannot be compared")
    elif not pair.frontend & pair.backend:
        yield Problem(
            "The publishable key opens another instance than the secret key: no `kid` is in both of"
            " their key sets",
            pair.at,
            about=HANDSHAKES,
        )


@check(
    "The page was built with the project's publishable key",
    fix="Deploy the app again: `NEXT_PUBLIC_` variables are written into the build",
    references=(ENVIRONMENTS,),
    symptoms=("jwk-kid-mismatch", "Production still shows the development instance"),
)
def page_carries_the_projects_key(page: AppPage, key: PublishableKeyVariable) -> Iterator[Finding]:
    """A public variable is frozen into the build. After a change of the key, the server may have
    the new one and the pages the old: browser and server then talk to two instances.
    """
    from clerkdoctor.clerk.keys import parse_publishable_key

    if not isinstance(key.parsed, PublishableKey):
        yield Unknown("the project's publishable key is none: `clerkdoctor check-env` says why")
        return
    if not page.reading.keys:
        yield Unknown("the page shows no publishable key: Clerk's provider is not on it")
        return
    own = key.parsed.text.strip()
    for text in page.reading.keys:
        if text == own:
            continue
        other = parse_publishable_key(text)
        if not isinstance(other, PublishableKey):
            continue
        if other.frontend_api == key.parsed.frontend_api:
            message = (
                "The page carries the same key in another spelling, which gives its cookies other"
                " names than the project's"
            )
            yield Problem(message, page.at, about=INSTANCE)
            continue
        yield Problem(
            f"The page carries a key of `{other.frontend_api[:80]}`; the project's names"
            f" `{key.parsed.frontend_api}`",
            page.at,
            about=INSTANCE,
        )


@check(
    "clerk-js comes from the instance's own host",
    fix="Take the option that names another host for clerk-js out, or build the app again",
    references=(OVERVIEW,),
    level="warning",
    symptoms=("Clerk: Failed to load Clerk", "failed_to_load_clerk_js"),
    follows=("page-carries-the-projects-key",),
)
def clerk_js_comes_from_the_instance(
    page: AppPage, key: PublishableKeyVariable
) -> Iterator[Finding]:
    """The browser's half of Clerk is loaded from the Frontend API. A script of another host is one
    of another instance, or one that nobody updates.
    """
    from clerkdoctor.session.page import script_host

    if not isinstance(key.parsed, PublishableKey):
        yield Unknown("the project's publishable key is none: `clerkdoctor check-env` says why")
        return
    scripts = page.reading.scripts
    if not scripts:
        yield Unknown("the page shows no script of clerk-js")
        return
    own = {"", key.parsed.frontend_api.lower(), script_host(str(page.at))}
    for script in scripts:
        host = script_host(script)
        if host not in own:
            yield Problem(
                f"clerk-js comes from `{host[:80]}`; `{key.parsed.frontend_api}` was expected",
                page.at,
                about=INSTANCE,
            )


@check(
    "The page's Content-Security-Policy lets Clerk load",
    fix="Let Clerk's middleware state the policy: its option `contentSecurityPolicy`",
    references=("https://clerk.com/docs/guides/secure/best-practices/csp-headers",),
    symptoms=(
        "because it violates the following Content Security Policy directive",
        "Clerk: Failed to load Clerk",
    ),
)
def page_policy_admits_clerk(page: AppPage, key: PublishableKeyVariable) -> Iterator[Finding]:
    """A browser loads nothing that the page's policy does not name. What counts is the policy that
    arrives: proxies and platforms add some of their own.
    """
    from clerkdoctor.checks.content_security import csp_admits_clerk
    from clerkdoctor.facts.content_security import ContentSecurity, Policy
    from clerkdoctor.facts.place import Place

    policies = page.reading.policies
    if not policies:
        yield Inapplicable("the page has no Content-Security-Policy")
        return
    stated = tuple(Policy(text, Place("policy"), is_whole=True) for text in policies)
    for finding in csp_admits_clerk.judge(ContentSecurity(stated), key):
        if isinstance(finding, Problem | Unknown):
            yield finding._replace(at=page.at)


@check(
    "The app's clock agrees with Clerk's",
    fix="Set the server's clock: turn automatic time synchronization on",
    references=(OVERVIEW,),
    symptoms=("session-token-iat-in-the-future", "session-token-nbf", "Clock skew detected"),
)
def app_clock_agrees_with_clerks(clocks: Clocks) -> Iterator[Finding]:
    """The SDK tolerates 5 seconds. A server that is behind sees each new token as one from the
    future; one that is ahead sees tokens, which live for 60 seconds, expire early.
    """
    off = abs(clocks.ahead)
    if off - clocks.uncertainty >= _TOLERANCE:
        way = "ahead of" if clocks.ahead > 0 else "behind"
        yield Problem(
            f"The app's clock is {off:,.0f} seconds {way} Clerk's; the tolerance is"
            f" {_TOLERANCE:g} seconds",
            clocks.at,
            about=CLOCK,
        )
    elif off + clocks.uncertainty > _TOLERANCE:
        yield Unknown(f"the answers tell the time to within {clocks.uncertainty:.1f} seconds only")
