"""The domains of a running app: https, certificates, DNS records, and the Frontend API."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Level, Problem, Unknown, check
from clerkdoctor.clerk.keys import PublishableKey
from clerkdoctor.facts.keys import PublishableKeyVariable
from clerkdoctor.facts.place import Source, Url
from clerkdoctor.facts.session import (
    AppTrails,
    DnsRecords,
    FrontendApi,
    FrontendInUse,
    Hosts,
    Record,
)

PRODUCTION = "https://clerk.com/docs/guides/development/deployment/production"
ENVIRONMENTS = "https://clerk.com/docs/guides/development/managing-environments"
HSTS = (
    "https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Strict-Transport-Security"
)
CAA = "https://datatracker.ietf.org/doc/html/rfc8659"

FAPI, DOMAIN, HANDSHAKES = "Frontend API", "domain", "handshake"
_SOON = 14.0
"""Days before its end by which a certificate was renewed if that still works."""


@check(
    "The Frontend API answers",
    fix="Add the DNS records that Clerk's dashboard shows under Domains, and deploy certificates",
    references=(PRODUCTION,),
    symptoms=(
        "Clerk: Failed to load Clerk", "failed_to_load_clerk_js", "AuthProviderDiscoveryFailed",
        "jwk-remote-failed-to-load",
    ),
)  # fmt: skip
def frontend_api_answers(fapi: FrontendApi) -> Iterator[Finding]:
    """Browsers sign in at the Frontend API, and verifiers fetch their keys there. Without DNS
    records, a certificate or the right proxy settings it is not there, and nothing works.
    """
    failed = [answer for answer in fapi.answers if answer.failure]
    reasons = {answer.failure for answer in failed}
    if len(failed) == len(fapi.answers) and len(reasons) == 1 and not failed[0].is_busy:
        yield Problem(f"`https://{fapi.host}` {failed[0].failure}", failed[0].at, about=FAPI)
        return
    for answer in failed:
        words = f"`{answer.at}`, {answer.what}, {answer.failure}"
        yield Unknown(words) if answer.is_busy else Problem(words, answer.at, about=FAPI)
    yield from _odd(fapi)


def _odd(fapi: FrontendApi) -> Iterator[Finding]:
    """What the documents say that does not fit the host that they come from."""
    from clerkdoctor.clerk.shown import shown

    for answer in fapi.answers:
        issuer = answer.members.get("issuer")
        if None not in (issuer, fapi.issuer) and issuer != fapi.issuer and not answer.failure:
            yield Problem(
                f"`{answer.at}` names the issuer {shown(issuer)}; `{fapi.issuer}` was expected",
                answer.at,
                "Copy the publishable key again: the domain of the instance changed",
                about=FAPI,
            )
        if answer.members.get("maintenance_mode") is True:
            yield Problem(
                "The instance says that it is in maintenance (`maintenance_mode`)",
                answer.at,
                "Look at Clerk's status page, and try again later",
                about=FAPI,
                level="warning",
            )


@check(
    "The instance's DNS records are in place",
    fix="Add the CNAME record at the DNS provider, as Clerk's dashboard shows it under Domains",
    references=(PRODUCTION, CAA),
    symptoms=("DNS check fails", "Certificate issuance stuck"),
)
def dns_records_are_in_place(dns: DnsRecords) -> Iterator[Finding]:
    """A production instance lives on the app's own domain: five CNAME records lead there. One that
    Cloudflare proxies hides where it leads, and CAA records can forbid Clerk's certificates.
    """
    for record in dns.records:
        yield from _record(record)
    if dns.caa is not None:
        from clerkdoctor.session.domains import AUTHORITIES

        missing = [one for one in AUTHORITIES if one not in dns.caa]
        if missing:
            names = " and ".join(f"`{one}`" for one in missing)
            yield Problem(
                f"The CAA records of `{dns.domain}` do not name {names}, from whom Clerk takes"
                " certificates",
                Source(f"dns:{dns.domain}"),
                "Add these records: "
                + ", ".join(f'{dns.domain} CAA 0 issue "{one}"' for one in missing),
                about=DOMAIN,
                level="warning",
            )


def _record(record: Record) -> Iterator[Finding]:
    from clerkdoctor.session.domains import is_cloudflare, leads_there

    at = Source(f"dns:{record.name}")
    level: Level | None = None if record.is_vital else "warning"
    target = record.expected if record.expected[0] != "." else f"…{record.expected}"
    if record.failure:
        yield Unknown(f"`{record.name}` {record.failure}", at)
    elif not record.exists:
        yield Problem(
            f"`{record.name}`, for {record.purpose}, has no record; a CNAME to `{target}` was"
            " expected",
            at,
            about=record.name,
            level=level,
        )
    elif record.addresses and any(map(is_cloudflare, record.addresses)):
        yield Problem(
            f"`{record.name}` is answered with addresses of Cloudflare's in place of the CNAME to"
            f" `{target}`: it is proxied, or flattened",
            at,
            "Set the record to `DNS only` at Cloudflare (the grey cloud)",
            about=record.name,
            level="warning",
        )
    elif not record.found:
        yield Unknown(
            f"`{record.name}` has addresses and no CNAME, so that where it leads is not seen", at
        )
    elif not leads_there(record.found, record.expected):
        yield Problem(
            f"`{record.name}` leads to `{record.found[0][:100]}`; `{target}` was expected",
            at,
            about=record.name,
            level=level,
        )


@check(
    "https is enforced",
    fix="Answer what comes by http with a redirect to https (308), where the domain is set up",
    references=(PRODUCTION, HSTS),
    symptoms=("Cookies are not set in production",),
)
def https_is_enforced(hosts: Hosts) -> Iterator[Finding]:
    """In production Clerk's cookies are `Secure`: over http a browser neither keeps nor sends them,
    and a visitor who came by http looks signed out.
    """
    secure, plain = hosts.secure, hosts.plain
    if secure.failure:
        yield Problem(f"`{secure.url}` {secure.failure}", Url(secure.url), about=DOMAIN)
        return
    if plain is None or plain.failure:
        # Nothing listens there: nobody comes by http.
        return
    location = plain.location or ""
    if not location.startswith("https://"):
        what = f"leads to `{location[:100]}`" if location else f"answers {plain.status}"
        yield Problem(
            f"`{plain.url}` {what}; a redirect to https was expected", Url(plain.url), about=DOMAIN
        )
    elif secure.hsts is None:
        yield Problem(
            f"`{secure.url}` does not send `Strict-Transport-Security`, so that a first visit by"
            " http goes out in the clear",
            Url(secure.url),
            "Send the header: Strict-Transport-Security: max-age=63072000",
            about="hsts",
            level="note",
        )


@check(
    "The certificates are trusted, and last",
    fix="Issue the certificate anew where the domain is set up; Clerk's own under Domains",
    references=(PRODUCTION,),
    symptoms=("net::ERR_CERT_DATE_INVALID", "net::ERR_CERT_AUTHORITY_INVALID"),
)
def certificates_last(hosts: Hosts) -> Iterator[Finding]:
    """A certificate that ran out shuts app and sign-in at once. They are renewed weeks before: one
    that has days left says that renewing does not work any more.
    """
    if not hosts.certificates:
        yield Unknown("no host could be reached by TLS")
    for one in hosts.certificates:
        at = Url(f"https://{one.host}")
        if one.problem:
            yield Problem(f"`{one.host}` {one.problem}", at, about=one.host)
        elif one.days_left is not None and one.days_left < _SOON:
            yield Problem(
                f"The certificate of `{one.host}` ends in {max(one.days_left, 0):.0f} days; it was"
                " expected to be renewed by now",
                at,
                about=one.host,
                level="warning",
            )


@check(
    "One of apex and `www` is canonical",
    fix="Let one of the two hosts answer with a redirect to the other (308)",
    references=(PRODUCTION,),
    symptoms=("Signed in on www, signed out without it",),
    follows=("handshake-does-not-loop",),
)
def canonical_domain_is_used(hosts: Hosts) -> Iterator[Finding]:
    """The session cookie belongs to one host. Where apex and `www` both show the app, who signs in
    at one of them is signed out at the other until Clerk was asked again.
    """
    from clerkdoctor.session.hops import host_of

    main, other = hosts.secure, hosts.other
    if other is None:
        yield Inapplicable("this host has no `www` or apex beside it")
        return
    if main.failure or other.failure or main.status is None or other.status is None:
        return
    this, that = host_of(main.url), host_of(other.url)
    leads_on = host_of(main.location) == that if main.location else False
    leads_back = host_of(other.location) == this if other.location else False
    if leads_on and leads_back:
        yield Problem(
            f"`{this}` and `{that}` redirect to each other; one of the two was expected to answer",
            Url(main.url),
            "Remove one of the two redirects",
            about=HANDSHAKES,
        )
    elif leads_on:
        yield Problem(
            f"`{this}` redirects to `{that}`; the canonical host was expected",
            Url(main.url),
            f"Use `https://{that}` in links, in the dashboard and in webhooks",
            about=DOMAIN,
            level="note",
        )
    elif not leads_back and main.status < 400 and other.status < 400 and not other.location:
        yield Problem(
            f"`{this}` and `{that}` both answer, without a redirect from one to the other",
            Url(main.url),
            about=DOMAIN,
            level="warning",
        )


@check(
    "The keys are for this domain",
    fix="Use a development instance's keys here, or serve the app at the instance's domain",
    references=(ENVIRONMENTS, PRODUCTION),
    symptoms=("origin_invalid", "Production Keys are only allowed for domain"),
)
def keys_fit_the_domain(
    app: AppTrails, key: PublishableKeyVariable, frontend: FrontendInUse
) -> Iterator[Finding]:
    """Live keys work at the instance's own domain and below it, over https and without a port.
    Anywhere else, on `localhost` and `*.vercel.app` too, Clerk refuses the browser's requests; but
    for its satellite domains, and for a proxy that it knows. Origins that the instance's
    `allowed_origins` list are answered; the session's cookies are of the domain all the same.
    """
    from urllib.parse import urlsplit

    from clerkdoctor.session.domains import domain_of

    parsed = key.parsed
    if not isinstance(parsed, PublishableKey):
        yield Unknown("the project's publishable key is none: `clerkdoctor check-env` says why")
        return
    if parsed.instance_type != "production":
        yield Inapplicable("a development instance's keys work at any host")
        return
    in_use = frontend.in_use
    domain = domain_of(in_use.host if in_use.kind == "satellite" else parsed.frontend_api)
    parts = urlsplit(app.url)
    host = (parts.hostname or "").lower()
    if domain is None:
        yield Unknown(f"`{parsed.frontend_api}` names no domain of the app's")
    elif host != domain and not host.endswith(f".{domain}"):
        if _shares(host, domain):
            return
        if in_use.kind == "proxy":
            yield Unknown("the app uses a proxy, whose domain is not in the publishable key")
            return
        yield from _elsewhere(app, host, domain, frontend.admits)
    elif not _is_usual(app.url) and not _admitted(app.url, frontend.admits):
        yield Problem(
            f"The live keys are used at `{parts.scheme}://{parts.netloc}`; https on port 443 was"
            " expected",
            Url(app.url),
            about=HANDSHAKES,
        )


def _elsewhere(
    app: AppTrails, host: str, domain: str, admits: tuple[str, ...]
) -> Iterator[Finding]:
    """An app that is neither at the instance's domain nor below it.

    Where the instance lists its origin, Clerk answers the browser. What the handshake hands over is
    a cookie of the instance's domain then as well: that it goes in circles shows the fault.
    """
    from clerkdoctor.session.hops import origin_of

    at, start = Url(app.url), f"The live keys are for `{domain}`, and the app runs at `{host}`"
    own = f"`{origin_of(app.url)}`"
    walks = app.trails.values()
    is_loop = any(one.end == "loop" and any(hop.shakes for hop in one.hops) for one in walks)
    if _admitted(app.url, admits):
        words = f"the instance's `allowed_origins` list {own}, so that Clerk answers there"
        if is_loop:
            which = "no browser keeps the cookies of one domain at the other"
            yield Problem(f"{start}: {words}, and {which}", at, about=HANDSHAKES)
            return
        which = f"whether browsers keep the cookies of `{domain}` for `{host}` is not known"
        yield Unknown(f"{words}; {which}")
    elif any("*" in one for one in admits) and not is_loop:
        yield Unknown(
            "the instance's `allowed_origins` list a pattern, of which Clerk's reference says"
            f" nothing; whether it stands for {own} is not known"
        )
    else:
        yield Problem(start, at, about=HANDSHAKES)


def _is_usual(url: str) -> bool:
    """Whether a URL is one of https, without a port of its own."""
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    return parts.scheme == "https" and parts.port in (None, 443)


def _admitted(url: str, origins: tuple[str, ...]) -> bool:
    """Whether the list names the origin of a URL."""
    from clerkdoctor.session.hops import origin_of

    own = origin_of(url)
    return any(one.rstrip("/").lower() == own for one in origins)


def _shares(host: str, domain: str) -> bool:
    """Whether an instance below the app's domain may be meant: `clerk.app.example.com`."""
    if domain.endswith(f".{host}"):
        return True
    shared = domain.partition(".")[2]
    return "." in shared and host.partition(".")[2] == shared
