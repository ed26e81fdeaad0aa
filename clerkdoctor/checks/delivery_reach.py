"""Whether deliveries reach a webhook's handler at all, and what stands in their way."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Problem, check
from clerkdoctor.checks.delivery_probes import DOCS, RETRIES
from clerkdoctor.checks.probed import not_sent
from clerkdoctor.facts.place import Url
from clerkdoctor.facts.probes import ProbeRun

_REACHING = ("no-host", "refused", "reset", "timeout", "certificate", "tls", "not-http",
             "unreachable", "vercel-protection", "cloudflare-challenge", "ngrok", "err-ngrok-3200",
             "err-ngrok-8012", "err-ngrok-3204")  # fmt: skip
_REDIRECTS = ("trailing-slash", "https", "other-host", "redirect")
_ROUTES = ("not-found", "method", "page", "convex-no-http", "convex-no-route")


def _blocked(run: ProbeRun, codes: tuple[str, ...]) -> Iterator[Finding]:
    """A problem where the handler was not reached for one of these reasons."""
    stopped = run.stopped
    if stopped is not None and stopped.code in codes:
        yield Problem(
            f"The endpoint {stopped.words}", Url(run.url), stopped.fix or None, about="endpoint"
        )
    elif stopped is not None and stopped.code in _REACHING and codes is not _REACHING:
        yield not_sent(run)


@check(
    "The endpoint can be reached",
    fix="Let requests from outside through to the endpoint",
    references=(DOCS, RETRIES),
    symptoms=("connect ECONNREFUSED", "certificate has expired", "Vercel Authentication"),
)
def the_endpoint_can_be_reached(run: ProbeRun) -> Iterator[Finding]:
    """Svix delivers to any host on the internet that answers within 15 seconds and has a
    certificate that is trusted. What stands before the app, such as a deployment protection, turns
    it away as a stranger.
    """
    yield from _blocked(run, _REACHING)
    if run.ended is not None and run.ended.code == "gone":
        yield Problem(
            f"The endpoint {run.ended.words}", Url(run.url), run.ended.fix, about="endpoint"
        )
    elif run.ended is not None:
        yield not_sent(run)


@check(
    "The endpoint answers by itself, without a redirect",
    fix="Configure the webhook with the very URL that answers",
    references=(RETRIES, DOCS),
    symptoms=("307", "308 Permanent Redirect"),
)
def the_endpoint_does_not_redirect(run: ProbeRun) -> Iterator[Finding]:
    """Svix follows no redirect: a slash too many, `http` for `https` or a missing `www` makes every
    delivery fail, while tools that follow redirects show a working endpoint.
    """
    yield from _blocked(run, _REDIRECTS)


@check(
    "The route is not behind the sign-in",
    fix='Add the path to the public routes of the middleware, as in "/api/webhooks(.*)"',
    references=(DOCS,),
    symptoms=("protect-rewrite", "dev-browser-missing", "session-token-and-uat-missing"),
)
def the_route_is_not_behind_auth(run: ProbeRun) -> Iterator[Finding]:
    """A delivery has no session. Where Clerk's middleware protects the path, it answers with a
    redirect to the sign-in or with a 404, and the handler never runs.
    """
    yield from _blocked(run, ("protected",))


@check(
    "The URL is that of a handler for POST",
    fix="Correct the URL's path, and export `POST` from the handler",
    references=(DOCS,),
    symptoms=("405 Method Not Allowed", "No matching routes found",
              "This Convex deployment does not have HTTP actions enabled"),
)  # fmt: skip
def the_route_takes_deliveries(run: ProbeRun) -> Iterator[Finding]:
    """A path with a letter too many answers 404, a handler without `POST` 405, and a page answers
    200 with HTML: Svix takes that for success, and the event is gone.
    """
    yield from _blocked(run, _ROUTES)
