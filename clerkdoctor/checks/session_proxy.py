"""A proxy in front of the Frontend API: it is there, says what Clerk needs, and is used."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Problem, Unknown, check
from clerkdoctor.facts.place import Url
from clerkdoctor.facts.session import AppTrails, ClerkDomains, FrontendInUse, ProxiedFrontend

PROXY = "https://clerk.com/docs/guides/dashboard/dns-domains/proxy-fapi"
MIDDLEWARE = "https://clerk.com/docs/reference/nextjs/clerk-middleware"

ENVIRONMENTS = "https://clerk.com/docs/guides/development/managing-environments"

HANDSHAKES, FORWARDED = "handshake", "proxy"
_NO_PROXY = "the app uses no proxy in front of the Frontend API"


@check(
    "A proxy is in front of a production instance",
    fix="Unset the proxy in development: leave NEXT_PUBLIC_CLERK_PROXY_URL out of its env files",
    references=(PROXY, ENVIRONMENTS),
    level="warning",
)
def proxied_instance_is_of_production(frontend: FrontendInUse) -> Iterator[Finding]:
    """Clerk takes a proxy for production instances alone. The SDK uses one that is stated with
    development keys all the same, and its requests are then refused.
    """
    from clerkdoctor.clerk.hosts import is_development_host

    in_use = frontend.in_use
    if in_use.kind != "proxy":
        yield Inapplicable(_NO_PROXY)
    elif is_development_host(frontend.key):
        yield Problem(
            f"The keys are of the development instance `{frontend.key}`, and {in_use.said};"
            " Clerk has none for such an instance",
            in_use.at,
            about=HANDSHAKES,
        )


@check(
    "The proxy answers as Clerk does",
    fix="Let the SDK be the proxy, and the matcher cover it",
    references=(PROXY, MIDDLEWARE),
    symptoms=(
        "Clerk: Failed to load Clerk", "failed_to_load_clerk_js", "proxy_configuration_error",
        "proxy_path_mismatch", "proxy_request_failed",
    ),
    follows=("proxied-instance-is-of-production",),
)  # fmt: skip
def proxy_answers_as_clerk(proxied: ProxiedFrontend) -> Iterator[Finding]:
    """Where an app states a proxy, browser and server ask it for everything of Clerk's, its script
    among it. One that the middleware's matcher leaves out, or that the app answers itself with a
    page or a redirect to sign in, leaves the app without Clerk.
    """
    from clerkdoctor.session.proxy_answers import ENABLE, OF_THE_PROXY

    wrong = [answer for answer in proxied.answers if answer.said and answer.by != "clerk"]
    said = {answer.said.partition("; ")[0] for answer in wrong}
    is_whole = len(wrong) == len(proxied.answers) and len(said) == 1
    for answer in wrong[:1] if is_whole else wrong:
        fix = OF_THE_PROXY[answer.code][1] if answer.code in OF_THE_PROXY else ENABLE
        if answer.by == "nobody":
            fix = "Start what runs at the proxy's URL, or state its right URL in `proxyUrl`"
        url = answer.url.partition("?")[0]
        expected = "; answers of Clerk's were expected" if answer.by == "app" else ""
        yield Problem(
            f"The proxy `{proxied.url}` {said.pop()}{expected}"
            if is_whole
            else f"`{url}`, {answer.what}, {answer.said}",
            Url(proxied.url if is_whole else url),
            fix,
            about=HANDSHAKES,
        )


@check(
    "The proxy sends the headers that Clerk needs",
    fix="Let the proxy send `Clerk-Proxy-Url`, `Clerk-Secret-Key` and `X-Forwarded-For`",
    references=(PROXY,),
    symptoms=(
        "proxy_request_missing_secret_key", "proxy_request_invalid_secret_key", "host_invalid",
        "invalid_proxy_configuration", "Legit users throttled as bots",
    ),
    follows=("proxied-instance-is-of-production",),
)  # fmt: skip
def proxy_forwards_what_clerk_needs(proxied: ProxiedFrontend) -> Iterator[Finding]:
    """By `Clerk-Proxy-Url` Clerk knows the instance, by `Clerk-Secret-Key` that the proxy is its
    own, and by `X-Forwarded-For` the visitor: where that is the proxy's own address, all visitors
    are one to Clerk, which slows them down as it does a bot.
    """
    from clerkdoctor.session.proxy_answers import OF_ITS_HEADERS

    asked = (*proxied.answers, *((proxied.health,) if proxied.health else ()))
    if not any(answer.by == "clerk" for answer in asked):
        yield Unknown("no answer of Clerk's comes through the proxy")
        return
    refused = {answer.code: answer for answer in asked if answer.code in OF_ITS_HEADERS}
    for code, answer in refused.items():
        words, fix = OF_ITS_HEADERS[str(code)]
        yield Problem(
            f"What the proxy `{proxied.url}` sends {words} (`{code}`)", Url(answer.url), fix,
            about=HANDSHAKES,
        )  # fmt: skip
    if not refused:
        yield from _health(proxied)


def _health(proxied: ProxiedFrontend) -> Iterator[Finding]:
    """What Clerk itself says of the proxy, which tells of the visitor's address, too."""
    from clerkdoctor.session.proxy_answers import FORWARD, is_inner

    health = proxied.health
    if health is None:
        yield Unknown(
            "whether `X-Forwarded-For` arrives is not seen from outside: name the project whose"
            " secret key opens the instance with `--project`"
        )
        return
    if health.by != "clerk" or health.said:
        yield Unknown(f"`{health.url.partition('?')[0]}` {health.said or 'tells nothing'}")
        return
    at = Url(health.url)
    if health.members.get("status") != "healthy":
        message = str(health.members.get("message", ""))[:200].replace("`", "'")
        words = f", and says `{message}`" if message else ""
        yield Problem(
            f"Clerk calls the proxy `{proxied.url}` unhealthy{words}", at, FORWARD, about=HANDSHAKES
        )
        return
    address = str(health.members.get("x_forwarded_for", "")).partition(",")[0].strip()
    if is_inner(address):
        yield Problem(
            f"Clerk takes `{address}`, an address of an inner network, for the visitor's; the"
            " visitor's own was expected in `X-Forwarded-For`",
            at,
            "Let the proxy send the visitor's own address first in `X-Forwarded-For`",
            about="X-Forwarded-For",
            level="warning",
        )


@check(
    "The server sends browsers to the proxy",
    fix="Set NEXT_PUBLIC_CLERK_PROXY_URL where the app runs, and build it again",
    references=(PROXY, MIDDLEWARE),
    symptoms=("infinite redirect loop",),
    follows=("app-knows-its-own-url",),
)
def server_sends_to_the_proxy(app: AppTrails, frontend: FrontendInUse) -> Iterator[Finding]:
    """The middleware sends a browser whose session it cannot tell to the handshake. Where only the
    page was built with the proxy, that leads to a host that may not be there.
    """
    from clerkdoctor.session.hops import HANDSHAKE, host_of

    in_use = frontend.in_use
    if in_use.kind != "proxy":
        yield Inapplicable(_NO_PROXY)
        return
    own, seen = host_of(app.url), False
    for trail in app.trails.values():
        for hop in trail.on(own):
            if not hop.shakes or hop.location is None:
                continue
            seen = True
            to = hop.location.partition("?")[0].removesuffix(HANDSHAKE)
            if to.lower() != in_use.url.lower():
                # A proxy that is stated as a path is put behind what the app takes for its URL.
                is_path = to.endswith(in_use.url.partition("://")[2].partition("/")[2])
                yield Problem(
                    f"The server sends browsers to `{to[:120]}`; `{in_use.url}` was expected,"
                    f" since {in_use.said}",
                    Url(app.url),
                    about=FORWARDED if is_path else HANDSHAKES,
                )
                return
    if not seen:
        yield Unknown("no answer leads to the handshake, so that where it would is not seen")


@check(
    "Clerk knows the proxy that the app uses",
    fix="Set the proxy's URL in Clerk's dashboard, under Domains, as the app states it",
    references=(PROXY,),
    symptoms=("host_invalid", "invalid_proxy_configuration"),
)
def clerk_knows_the_proxy(frontend: FrontendInUse, clerk: ClerkDomains) -> Iterator[Finding]:
    """Clerk finds the instance by the proxy's URL, letter for letter. Until it stands in the
    dashboard, Clerk refuses what comes through the proxy.
    """
    from clerkdoctor.clerk.hosts import is_development_host
    from clerkdoctor.session.clerk_domains import domain_at
    from clerkdoctor.session.hops import host_of

    in_use = frontend.in_use
    if is_development_host(frontend.key):
        yield Inapplicable("a development instance has no proxy")
        return
    if in_use.kind != "proxy":
        stated = [one.proxy_url for one in clerk.domains if one.proxy_url]
        if stated and any(one.frontend_api.endswith(frontend.key) for one in clerk.domains):
            yield Unknown(
                f"Clerk has the proxy `{stated[0][:100]}` for this instance, and the app states"
                " none"
            )
            return
        yield Inapplicable(_NO_PROXY)
        return
    if any(one.proxy_url == in_use.url for one in clerk.domains):
        return
    domain = domain_at(clerk.domains, host_of(in_use.url))
    other = domain.proxy_url if domain else ""
    if domain is None:
        said = f"Clerk knows no domain for `{host_of(in_use.url)}`"
    elif other:
        said = f"Clerk has the proxy `{other[:100]}` for `{domain.name}`"
    else:
        said = f"Clerk has no proxy for `{domain.name}`"
    yield Problem(
        f"{said}; `{in_use.url}` was expected, since {in_use.said}", clerk.at, about=HANDSHAKES
    )
