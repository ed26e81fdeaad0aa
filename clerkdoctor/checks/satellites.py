"""Satellite domains: that all is said which they need."""

from collections.abc import Iterator
from typing import NamedTuple

from clerkdoctor.check import Finding, Inapplicable, Problem, Unknown, check
from clerkdoctor.checks.not_set import unseen
from clerkdoctor.clerk.options import is_truthy
from clerkdoctor.facts.environment import Environment
from clerkdoctor.facts.place import Location
from clerkdoctor.facts.project import App
from clerkdoctor.facts.usage import Prop, SatelliteOptions, Usage

_DOCS = "https://clerk.com/docs/guides/dashboard/dns-domains/satellite-domains"

_SCHEMES = ("http://", "https://")
_VARIABLES = {
    "isSatellite": "NEXT_PUBLIC_CLERK_IS_SATELLITE",
    "domain": "NEXT_PUBLIC_CLERK_DOMAIN",
    "proxyUrl": "NEXT_PUBLIC_CLERK_PROXY_URL",
    "signInUrl": "NEXT_PUBLIC_CLERK_SIGN_IN_URL",
}


class _Stated(NamedTuple):
    """What an option is: `text` where that is known. `name` is what it is called there."""

    name: str
    text: str | None
    at: Location


@check(
    "A satellite domain says its domain and where to sign in",
    fix='State all of it:\nisSatellite: true, domain: "satellite.dev",'
    ' signInUrl: "https://primary.dev/sign-in"',
    references=(_DOCS,),
    symptoms=(
        "Missing domain and proxyUrl. A satellite application needs to specify a domain",
        "Invalid signInUrl. A satellite application requires a signInUrl for development instances",
        "clerk.https://",
    ),
    follows=("values-are-read-as-written", "values-have-no-stray-characters"),
)
def satellites_are_complete(usage: Usage, environment: Environment, app: App) -> Iterator[Finding]:
    """A satellite sends people to its primary domain to sign in. It needs the bare name of its own
    domain, from which Clerk makes the host `clerk.<domain>`, or a proxy, and the sign-in page as a
    whole URL, since a path leads to the satellite itself and round in circles.
    """
    variable = environment.stated(_VARIABLES["isSatellite"])
    by_environment = variable is not None and is_truthy(variable.value.reveal())
    told = [one for one in usage.satellites if _is_on(one, environment) is not False]
    if not told and not by_environment:
        yield Inapplicable("no satellite domain is configured")
    for options in told:
        yield from _of_options(options, environment, app)
    if by_environment and variable is not None and not told:
        yield from _judged(None, True, variable.at, environment, app)


def _is_on(options: SatelliteOptions, environment: Environment) -> bool | None:
    """Whether the options make this a satellite; None where the request or the build decides."""
    prop = options.get("isSatellite")
    if prop is None:
        variable = environment.stated(_VARIABLES["isSatellite"])
        return variable is not None and is_truthy(variable.value.reveal())
    return prop.truth


def _of_options(options: SatelliteOptions, environment: Environment, app: App) -> Iterator[Finding]:
    sure = _is_on(options, environment) is True and options.is_whole
    yield from _judged(options, sure, options.place, environment, app)


def _judged(
    options: SatelliteOptions | None,
    sure: bool,
    at: Location,
    environment: Environment,
    app: App,
) -> Iterator[Finding]:
    """What is to be said of a satellite; what is missing counts only where it surely is one."""
    domain = _stated("domain", options, environment)
    proxy = _stated("proxyUrl", options, environment)
    sign_in = _stated("signInUrl", options, environment)
    # The provider takes the scheme away by itself, the middleware does not.
    in_middleware = options is None or options.of == "clerkMiddleware"
    if domain and domain.text and domain.text.startswith(_SCHEMES) and in_middleware:
        yield Problem(
            f"`{domain.name}` begins with a scheme; Clerk makes the host `clerk.<domain>` of it,"
            " which takes the bare name",
            domain.at,
            f"Write the name without `{domain.text.partition('://')[0]}://`",
            about=domain.name,
        )
    if not domain and not proxy and sure:
        yield _missing("domain", "neither `domain` nor `proxyUrl` is stated", at, environment, app)
    if sign_in and sign_in.text and not sign_in.text.startswith(_SCHEMES):
        yield Problem(
            f"`{sign_in.name}` is no whole URL; a satellite signs people in on its primary domain",
            sign_in.at,
            f"Write the URL of the primary domain's page:\n{sign_in.name}: https://…/sign-in",
            about=sign_in.name,
        )
    if not sign_in and sure:
        yield _missing("signInUrl", "`signInUrl` is not stated", at, environment, app)


def _missing(option: str, said: str, at: Location, environment: Environment, app: App) -> Finding:
    name = _VARIABLES[option]
    doubt = unseen(name, environment, app, traced=False)
    if doubt:
        return Unknown(doubt.reason, at)
    value = "satellite.dev" if option == "domain" else "https://primary.dev/sign-in"
    return Problem(
        f"This is a satellite, and {said}", at, f"Set it where the app runs:\n{name}={value}",
        about=name,
    )  # fmt: skip


def _stated(
    option: str, options: SatelliteOptions | None, environment: Environment
) -> _Stated | None:
    """What an option is, by the code, else by the environment; None where neither states it."""
    prop: Prop | None = options.get(option) if options is not None else None
    if prop is not None and prop.env is None:
        return _Stated(option, prop.text, prop.place)
    name = prop.env if prop is not None and prop.env else _VARIABLES[option]
    variable = environment.stated(name)
    if variable is not None:
        return _Stated(name, variable.value.reveal(), variable.at)
    return _Stated(option, None, prop.place) if prop is not None else None
