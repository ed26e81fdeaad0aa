"""A satellite as it runs, and what is said of it."""

import pytest

from clerkdoctor.checks.session_satellites import (
    primary_allows_the_satellite,
    satellite_is_known_to_clerk,
    satellite_syncs_with_its_primary,
)
from clerkdoctor.facts.place import Place, Url
from clerkdoctor.facts.session import ClerkDomains, Satellite
from clerkdoctor.session.clerk_domains import ClerkDomain
from clerkdoctor.session.frontend import Stated
from clerkdoctor.session.hops import End, Hop, Trail
from clerkdoctor.session.satellites import (
    Configured,
    Primary,
    admits_origin,
    allowed_origins,
    origin_part,
)
from tests.checks.session_facts import hop
from tests.checks.table import Row, error, fails, holds, inapplicable, passes, unknown

SHOP = "https://shop.io/"
ASKED = f"{SHOP}?__clerk_synced=false"
FRONTEND = "https://clerk.shop.io"
SIGN_IN = "https://acme.io/sign-in"
ENV = Place(".env.local", 3)
DOMAINS = "https://api.clerk.com/v1/domains"
SHAKE = f"{FRONTEND}/v1/client/handshake"
NEEDS = "satellite-needs-syncing"


def sent(to: str, reason: str = NEEDS) -> Hop:
    return hop(ASKED, 307, reason, f"{to}?redirect_url=x")


def satellite(
    *hops: Hop,
    end: End = "elsewhere",
    live: bool = True,
    sign_in: str = SIGN_IN,
    domain: str = "shop.io",
    primary: Primary | None = None,
    url: str = SHOP,
) -> Satellite:
    frontend = FRONTEND if live else "https://happy-hippo-1.clerk.accounts.dev"
    configured = Configured(live, frontend, domain, sign_in)
    stated = Stated("NEXT_PUBLIC_CLERK_SIGN_IN_URL", sign_in, Place(".env.local", 4))
    sync = Trail(hops or (sent(SHAKE),), end)
    return Satellite(ENV, url, configured, stated if sign_in else None, sync, primary)


def clerk(*names: str, primary: str = "acme.io") -> ClerkDomains:
    listed = [ClerkDomain("dmn_0", primary, False, f"https://clerk.{primary}")]
    listed += [ClerkDomain("dmn_1", name, True, f"https://clerk.{name}") for name in names]
    return ClerkDomains(Url(DOMAINS), tuple(listed))


def dev(*hops: Hop) -> Satellite:
    return satellite(sent(SIGN_IN), *hops, live=False, end="answer")


BACK = hop(SIGN_IN, 307, "primary-responds-to-syncing", f"{SHOP}?__clerk_synced=true")
OWN = satellite(sign_in="https://shop.io/sign-in")
ROWS = [
    passes("to its part of the Frontend API", satellite_syncs_with_its_primary, satellite()),
    passes("to the primary and back", satellite_syncs_with_its_primary, dev(BACK)),
    unknown(
        "it does not answer", satellite_syncs_with_its_primary, "refuses",
        satellite(Hop(SHOP, 0, {}, failure="refuses the connection"), end="failed"),
    ),
    unknown(
        "the SDK throws", satellite_syncs_with_its_primary, "throws `Missing signInUrl`",
        satellite(hop(ASKED, 500), live=False, sign_in=""),
    ),
    unknown(
        "a path for the sign-in", satellite_syncs_with_its_primary, "throws `Invalid URL`",
        satellite(hop(ASKED, 500), live=False, sign_in="/sign-in"),
    ),
    unknown(
        "the primary is not there", satellite_syncs_with_its_primary, "primary domain's",
        dev(Hop(f"{SIGN_IN}?x", 0, {}, failure="refuses the connection")),
    ),
    fails(
        "the sign-in page is its own",
        satellite_syncs_with_its_primary,
        OWN,
        error("is on the satellite's own host", at=".env.local:4", fix="Write the URL"),
    ),
    fails(
        "it does not know that it is one",
        satellite_syncs_with_its_primary,
        satellite(hop(ASKED, reason="session-token-and-uat-missing"), end="answer"),
        error(f"gets 200 (`session-token-and-uat-missing`); a redirect to `{SHAKE}`",
              at=SHOP, fix="Set the satellite's options"),
    ),
    fails(
        "to another host than its domain's",
        satellite_syncs_with_its_primary,
        satellite(sent("https://clerk.acme.io/v1/client/handshake")),
        error("is sent to `https://clerk.acme.io/v1", at=SHOP, fix="Set the satellite's options"),
    ),
    fails(
        "in circles",
        satellite_syncs_with_its_primary,
        satellite(*[sent(SHAKE)] * 3, end="loop"),
        error("goes in circles", at=SHOP, fix="Check under Domains"),
    ),
    fails(
        "the primary shows its page",
        satellite_syncs_with_its_primary,
        dev(hop(SIGN_IN)),
        error("answers 200, in place of sending back", at=SIGN_IN, fix="Run `clerkMiddleware`"),
    ),
    passes("in the list", satellite_is_known_to_clerk, satellite(), clerk("shop.io")),
    passes(
        "below a domain of the list", satellite_is_known_to_clerk,
        satellite(url="https://www.shop.io/"), clerk("shop.io"),
    ),
    passes(
        "by its proxy", satellite_is_known_to_clerk,
        satellite(domain="https://shop.io/__clerk"), clerk("shop.io"),
    ),
    inapplicable("development", satellite_is_known_to_clerk, "without a list", dev(), clerk()),
    unknown(
        "no domain", satellite_is_known_to_clerk, "states no domain", satellite(domain=""), clerk()
    ),
    fails(
        "not in the list",
        satellite_is_known_to_clerk,
        satellite(),
        clerk("other.io"),
        error("no domain `shop.io`; it has `acme.io`, `other.io`", at=DOMAINS, fix="Add the dom"),
    ),
    fails(
        "the primary itself",
        satellite_is_known_to_clerk,
        satellite(),
        clerk(primary="shop.io"),
        error("`shop.io` is the instance's primary domain", at=".env.local:3", fix="Remove `isS"),
    ),
    fails(
        "at another host",
        satellite_is_known_to_clerk,
        satellite(url="https://shop.dev/"),
        clerk("shop.io"),
        error("and the app runs at `shop.dev`", at=".env.local:3", fix="Set the satellite's"),
    ),
    passes(
        "by name", primary_allows_the_satellite,
        satellite(primary=Primary(SIGN_IN, ("https://shop.io",))),
    ),
    unknown("no page", primary_allows_the_satellite, "no sign-in page", satellite()),
    unknown(
        "a dead page", primary_allows_the_satellite, "refuses",
        satellite(primary=Primary(SIGN_IN, None, "refuses the connection")),
    ),
    unknown(
        "a page that does not tell", primary_allows_the_satellite, "does not tell",
        satellite(primary=Primary(SIGN_IN)),
    ),
    fails(
        "others only",
        primary_allows_the_satellite,
        satellite(primary=Primary(SIGN_IN, ("https://*.acme.io",))),
        error("lacks `https://shop.io`", at=SIGN_IN, fix='allowedRedirectOrigins={["https://sho'),
    ),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_session_satellites(row: Row) -> None:
    holds(row)


def test_allowed_origins_in_a_page() -> None:
    data = 'self.__next_f.push([1,"{\\"allowedRedirectOrigins\\":[\\"https://a.io\\",\\"https://b.io\\"]}"])'
    assert allowed_origins(data) == ("https://a.io", "https://b.io")
    assert allowed_origins('{"allowedRedirectOrigins":["https://a.io"]}') == ("https://a.io",)
    assert allowed_origins('{"allowedRedirectOrigins":["$R1"]}') is None
    assert allowed_origins("<html>") is None
    assert allowed_origins('allowedRedirectOrigins":[' * 1000) is None


def test_origins() -> None:
    assert admits_origin(("https://*.shop.io", "https://shop.io/"), "https://shop.io")
    assert admits_origin(("https://*.shop.io",), "https://www.shop.io")
    assert not admits_origin(("https://shop.io",), "https://shop.io:8443")
    assert not admits_origin(("*" * 50,), "https://shop.io")
    assert origin_part("https://Shop.io:444/x?y") == "https://shop.io:444"
    assert origin_part("https://[") == ""
