"""A satellite domain as it runs: it syncs with its primary, which knows it and sends back to it.

What a satellite's options lack is judged where the project's code is: `checks.satellites`.
"""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Problem, Unknown, check
from clerkdoctor.facts.place import Url
from clerkdoctor.facts.session import ClerkDomains, Satellite

SATELLITES = "https://clerk.com/docs/guides/dashboard/dns-domains/satellite-domains"

HANDSHAKES, SATELLITE = "handshake", "satellite"
_INCOMPLETE = "`clerkdoctor check-routes` says what the satellite's options lack"


@check(
    "The satellite syncs with its primary domain",
    fix="Set the satellite's options where the app runs, and build it again",
    references=(SATELLITES,),
    symptoms=(
        "satellite-needs-syncing", "Signed in on the primary domain, signed out on the satellite",
        "Satellite-domain authentication resulted in an infinite redirect loop",
        "The signInUrl needs to be on a different origin than your satellite application",
    ),
    follows=(
        "frontend-api-answers", "satellite-is-known-to-clerk", "keys-name-one-instance",
        "instance-is-the-keys-own",
    ),
)  # fmt: skip
def satellite_syncs_with_its_primary(satellite: Satellite) -> Iterator[Finding]:
    """A satellite sees no cookie of its primary domain: it learns of a session by a redirect, to
    Clerk's handshake in production and to the primary's own page in development. Where that leads
    elsewhere, who is signed in at one domain is signed out at the other.
    """
    from clerkdoctor.session.hops import host_of
    from clerkdoctor.session.satellites import answer_to

    configured, sync = satellite.configured, satellite.sync
    expected = answer_to(configured, "false" if configured.syncs == "asked" else "")
    first, at = sync.hops[0], Url(satellite.url)
    if satellite.sign_in and host_of(configured.sign_in_url) == host_of(satellite.url):
        yield Problem(
            f"`{satellite.sign_in.name}` is on the satellite's own host; a page of the primary"
            " domain was expected",
            satellite.sign_in.at,
            f"Write the URL of the primary domain's page into `{satellite.sign_in.name}`",
            about=SATELLITE,
        )
    elif first.failure:
        yield Unknown(f"`{satellite.url}` {first.failure}")
    elif expected.throws or first.status >= 500:
        words = f", since the SDK {expected.throws}" if expected.throws else ""
        yield Unknown(f"`{satellite.url}` answers {first.status}{words}; {_INCOMPLETE}")
    elif first.location is None:
        reason = f" (`{first.reason[:80]}`)" if first.reason else ""
        yield Problem(
            f"A visitor who comes from the primary domain's sign-in gets {first.status}{reason}; a"
            f" redirect to `{expected.to}` was expected",
            at,
            about=SATELLITE,
        )
    elif first.location.partition("?")[0] != expected.to:
        yield Problem(
            f"A visitor who comes from the primary domain's sign-in is sent to"
            f" `{first.location.partition('?')[0][:120]}`; `{expected.to}` was expected",
            at,
            about=SATELLITE,
        )
    elif sync.end == "loop":
        yield Problem(
            "The sync with the primary domain goes in circles (`satellite-needs-syncing`)",
            at,
            "Check under Domains in Clerk's dashboard that this is a satellite of the instance, and"
            " copy both keys of that instance again",
            about=HANDSHAKES,
        )
    elif not configured.is_production:
        yield from _sent_back(satellite)


def _sent_back(satellite: Satellite) -> Iterator[Finding]:
    """In development, the primary's middleware answers the sync by a redirect back."""
    from clerkdoctor.session.hops import host_of
    from clerkdoctor.session.satellites import SYNCED

    page = satellite.configured.sign_in_url
    answers = [hop for hop in satellite.sync.hops[1:] if host_of(hop.url) == host_of(page)]
    if not answers:
        yield Unknown(f"`{page}` was not asked")
        return
    hop = answers[0]
    if hop.failure:
        yield Unknown(f"the primary domain's `{page}` {hop.failure}")
    elif not hop.location or f"{SYNCED}=true" not in hop.location:
        what = "leads elsewhere" if hop.location else f"answers {hop.status}"
        yield Problem(
            f"The primary domain's `{page}` {what}, in place of sending back to the satellite; its"
            " middleware does that with the keys of the same instance",
            Url(page),
            "Run `clerkMiddleware` at the primary domain's sign-in page, with the same keys and"
            " without `isSatellite`",
            about=SATELLITE,
        )


@check(
    "Clerk knows the satellite domain",
    fix="Add the domain in Clerk's dashboard, under Domains, Satellites",
    references=(SATELLITES,),
    symptoms=("host_invalid", "satellite-needs-syncing"),
)
def satellite_is_known_to_clerk(satellite: Satellite, clerk: ClerkDomains) -> Iterator[Finding]:
    """In production each satellite is a domain of the instance, with a record for its own part of
    the Frontend API. One that Clerk does not know, or has as the primary, gets no session.
    """
    from clerkdoctor.session.clerk_domains import domain_at
    from clerkdoctor.session.hops import host_of

    if not satellite.configured.is_production:
        yield Inapplicable("a development instance takes satellites without a list of them")
        return
    stated = satellite.configured.domain
    name = host_of(stated) if "://" in stated else stated.partition(":")[0].lower()
    if not name:
        yield Unknown(f"the satellite states no domain; {_INCOMPLETE}")
        return
    domain = domain_at(clerk.domains, name)
    if domain is None:
        satellites = ", ".join(f"`{one.name}`" for one in clerk.domains[:5])
        yield Problem(
            f"Clerk has no domain `{name}`; it has {satellites}", clerk.at, about=HANDSHAKES
        )
    elif not domain.is_satellite:
        yield Problem(
            f"`{domain.name}` is the instance's primary domain, and the app there says that it is"
            " a satellite",
            satellite.at,
            "Remove `isSatellite` from this app: it is for the other domains",
            about=HANDSHAKES,
        )
    host = host_of(satellite.url)
    if host != name and not host.endswith(f".{name}"):
        yield Problem(
            f"The satellite states the domain `{name}`, and the app runs at `{host}`",
            satellite.at,
            f"Set the satellite's domain to the one that it runs at:\n"
            f"NEXT_PUBLIC_CLERK_DOMAIN={host}",
            about=SATELLITE,
        )


@check(
    "The primary domain sends people back to the satellite",
    fix="Add the satellite's origin to `allowedRedirectOrigins` of the primary's `<ClerkProvider>`",
    references=(SATELLITES,),
    symptoms=("is not on one of the allowedRedirectOrigins, falling back to the default",),
)
def primary_allows_the_satellite(satellite: Satellite) -> Iterator[Finding]:
    """After a sign-in, the primary's page leads back to `redirect_url` only where it is of its own
    domain or in `allowedRedirectOrigins`. Else people stay at the primary, and the satellite never
    learns of the session.
    """
    from clerkdoctor.session.satellites import admits_origin, origin_part

    primary = satellite.primary
    if primary is None:
        yield Unknown(f"no sign-in page of another domain is stated; {_INCOMPLETE}")
    elif primary.failure:
        yield Unknown(f"`{primary.url}` {primary.failure}")
    elif not primary.allowed:
        yield Unknown(f"`{primary.url}` does not tell which origins it sends people back to")
    else:
        origin = origin_part(satellite.url)
        if not admits_origin(primary.allowed, origin):
            yield Problem(
                f"`allowedRedirectOrigins` of `{primary.url}` lacks `{origin}`",
                Url(primary.url),
                f'Add it to the primary\'s provider:\nallowedRedirectOrigins={{["{origin}"]}}',
                about=SATELLITE,
            )
