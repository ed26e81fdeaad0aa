"""The running app, as a signed-out browser meets it."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Problem, Unknown, check
from clerkdoctor.facts.place import Url
from clerkdoctor.facts.session import AppTrails, Clocks, FrontendInUse

MIDDLEWARE = "https://clerk.com/docs/reference/nextjs/clerk-middleware"
PROXY = "https://clerk.com/docs/guides/dashboard/dns-domains/proxy-fapi"
OVERVIEW = "https://clerk.com/docs/guides/how-clerk-works/overview"
CACHING = "https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Cache-Control"

HANDSHAKES, CLOCK, FORWARDED, CACHED = "handshake", "handshake", "proxy", "cached redirect"
# What a fault is about where its cause is known: others that have it follow from it.
_KNOWN = ("proxy", CACHED)
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
        "keys-name-one-instance",
        "instance-is-the-keys-own",
        "app-clock-agrees-with-clerks",
        "handshake-does-not-loop",
    ),
)
def response_headers_name_no_fault(app: AppTrails) -> Iterator[Finding]:
    """The SDK says in `x-clerk-auth-reason` why it takes a request for signed out. For a visitor
    without cookies there is one right answer; codes of keys and clocks are faults of the server.
    """
    from clerkdoctor.session.caching import out_of_cache
    from clerkdoctor.session.hops import host_of
    from clerkdoctor.session.reasons import meaning_of

    host, said, heard = host_of(app.url), set(), False
    for probe, trail in app.trails.items():
        hops = tuple(trail.on(host))
        for at, hop in enumerate(hops):
            heard = heard or hop.is_of_clerk
            meaning = meaning_of(hop.reason) if hop.reason else None
            # What comes out of a cache was said of somebody else.
            if not hop.reason or hop.reason in said or out_of_cache(hop.headers):
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
    yield from _not_taken(app, host)
    if not heard:
        yield Unknown("no answer has a header of Clerk's: its middleware does not run there")


def _not_taken(app: AppTrails, host: str) -> Iterator[Finding]:
    """An error where Clerk hands the session over in the URL, as it does in development."""
    hops = [hop for trail in app.trails.values() for hop in trail.on(host)]
    for hop in hops:
        if "__clerk_handshake=" not in hop.url or hop.status < 400:
            continue
        start = f"The app answers {hop.status} to what Clerk hands over in the URL"
        if hop.status in (414, 431):
            yield Problem(
                f"{start}: it has {len(hop.url):,} bytes, most of them of the session token",
                Url(app.url),
                "Take claims out of the session token, and read them from the API",
                about=HANDSHAKES,
            )
            return
        if hop.status >= 500:
            yield Problem(
                f"{start}, and a redirect was expected: with development keys the SDK throws at a"
                " handshake that it cannot verify, as where the secret key is of another instance",
                Url(app.url),
                "Copy both keys from one instance, restart the app, and delete this site's cookies",
                about=HANDSHAKES,
            )
            return


@check(
    "Nobody is redirected in circles",
    fix="Copy both keys from one instance, restart the app, and delete this site's cookies",
    references=(MIDDLEWARE, PROXY),
    symptoms=(
        "infinite redirect loop", "ERR_TOO_MANY_REDIRECTS", "This page isn't redirecting properly",
        "Clerk: Refreshing the session token resulted in an infinite redirect loop",
    ),
    follows=(
        "keys-name-one-instance", "instance-is-the-keys-own", "keys-fit-the-domain",
        "app-clock-agrees-with-clerks",
        "proxy-answers-as-clerk", "proxy-forwards-what-clerk-needs", "redirects-are-not-cached",
    ),
)  # fmt: skip
def handshake_does_not_loop(app: AppTrails, frontend: FrontendInUse) -> Iterator[Finding]:
    """The SDK sends a browser whose state it cannot tell to Clerk and back. Where the keys are of
    two instances, a clock is off, a proxy hides the host or the scheme, or the sign-in page is
    protected, the way back leads to the same question.
    """
    from clerkdoctor.session.loops import loop_of

    said = set()
    for trail in app.trails.values():
        found = loop_of(trail, frontend.in_use.host)
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
    from clerkdoctor.session.caching import kept
    from clerkdoctor.session.hops import host_of

    host, said, seen = host_of(app.url), set(), False
    for trail in app.trails.values():
        for hop in trail.on(host):
            if not hop.is_clerks_redirect:
                continue
            seen = True
            why = kept(hop.status, hop.headers)
            if why and why not in said:
                said.add(why)
                yield Problem(
                    f"The redirect {why}; one that no cache keeps was expected",
                    Url(app.url),
                    about=CACHED,
                )
    if not seen:
        yield Inapplicable("nothing here is redirected by Clerk")


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
