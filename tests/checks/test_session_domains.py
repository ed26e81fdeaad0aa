"""Domains of an app, and what is said of them."""

from typing import Any

import pytest

from clerkdoctor.checks.session_domains import (
    canonical_domain_is_used,
    certificates_last,
    dns_records_are_in_place,
    frontend_api_answers,
    https_is_enforced,
    keys_fit_the_domain,
)
from clerkdoctor.facts.place import Url
from clerkdoctor.facts.session import (
    Certificate,
    DnsRecords,
    FapiAnswer,
    FrontendApi,
    HostAnswer,
    Hosts,
    Record,
)
from clerkdoctor.session.domains import (
    documented,
    domain_of,
    is_cloudflare,
    of_a_satellite,
    other_host,
    proxied,
    stated,
)
from tests.checks.session_facts import HOST, TEST, URL, in_use, shake, trails, variable
from tests.checks.table import (
    Row,
    error,
    fails,
    holds,
    inapplicable,
    note,
    passes,
    unknown,
    warning,
)

FAPI = f"https://{HOST}"
META = Url(f"{FAPI}/.well-known/openid-configuration")
ENVIRONMENT = Url(f"{FAPI}/v1/environment")
AT = f"dns:{HOST}"
PLAIN = HostAnswer("http://acme.io/", 308, URL)
SECURE = HostAnswer(URL, 200, hsts="max-age=1")
WWW = HostAnswer("https://www.acme.io/", 308, URL)


def fapi(*answers: FapiAnswer) -> FrontendApi:
    return FrontendApi(HOST, answers, FAPI)


def dns(caa: tuple[str, ...] | None = None, **changed: Any) -> DnsRecords:
    record = Record(HOST, "frontend-api.clerk.services", "the Frontend API")
    found = {"found": ("frontend-api.clerk.services",)} | changed
    return DnsRecords("acme.io", "Clerk's documentation", (record._replace(**found),), caa)


def hosts(
    plain: HostAnswer | None = PLAIN, secure: HostAnswer = SECURE,
    other: HostAnswer | None = WWW, *certificates: Certificate,
) -> Hosts:  # fmt: skip
    return Hosts(URL, plain, secure, other, certificates)


ROWS = [
    passes("all three", frontend_api_answers, fapi(FapiAnswer(META, "x", None, {"issuer": FAPI}))),
    fails(
        "no host",
        frontend_api_answers,
        fapi(FapiAnswer(META, "x", "has a host that no DNS server knows")),
        error(f"`{FAPI}` has a host that", at=str(META), fix="Add the DNS records"),
    ),
    fails(
        "one of two",
        frontend_api_answers,
        fapi(
            FapiAnswer(ENVIRONMENT, "the settings"), FapiAnswer(META, "the metadata", "answers 500")
        ),
        error("the metadata, answers 500", at=str(META), fix="Add the DNS records"),
    ),
    unknown(
        "all are busy",
        frontend_api_answers,
        "asks for patience",
        fapi(*[FapiAnswer(META, "x", "asks for patience", is_busy=True)] * 3),
    ),
    fails(
        "one is busy, one fails",
        frontend_api_answers,
        fapi(
            FapiAnswer(ENVIRONMENT, "x", "asks for patience", is_busy=True),
            FapiAnswer(META, "the metadata", "answers 500"),
        ),
        error("the metadata, answers 500", at=str(META), fix="Add the DNS records"),
    ),
    fails(
        "another issuer",
        frontend_api_answers,
        fapi(FapiAnswer(META, "x", None, {"issuer": "https://clerk.old.io"})),
        error("`https://clerk.old.io`", at=str(META), fix="Copy the publishable key"),
    ),
    passes(
        "a satellite's host, whose issuer is not known",
        frontend_api_answers,
        FrontendApi("clerk.shop.io", (FapiAnswer(META, "x", None, {"issuer": FAPI}),)),
    ),
    fails(
        "maintenance",
        frontend_api_answers,
        fapi(FapiAnswer(ENVIRONMENT, "x", None, {"maintenance_mode": True})),
        warning("in maintenance", at=str(ENVIRONMENT), fix="Look at Clerk's status"),
    ),
    passes("as documented", dns_records_are_in_place, dns()),
    passes("CAA that names both", dns_records_are_in_place, dns(("letsencrypt.org", "pki.goog"))),
    unknown(
        "no answer",
        dns_records_are_in_place,
        "within 5 s",
        dns(failure="is not answered within 5 s"),
    ),
    unknown(
        "flattened", dns_records_are_in_place, "no CNAME", dns(found=(), addresses=("192.0.2.1",))
    ),
    fails(
        "missing",
        dns_records_are_in_place,
        dns(found=(), exists=False),
        error("has no record", at=AT, fix="Add the CNAME"),
    ),
    fails(
        "missing, for mail",
        dns_records_are_in_place,
        dns(found=(), exists=False, is_vital=False),
        warning("has no record", at=AT, fix="Add the CNAME"),
    ),
    fails(
        "elsewhere",
        dns_records_are_in_place,
        dns(found=("parked.example.com",)),
        error("leads to `parked.example.com`", at=AT, fix="Add the CNAME"),
    ),
    fails(
        "proxied",
        dns_records_are_in_place,
        dns(found=(), addresses=("172.67.1.2",)),
        warning("it is proxied", at=AT, fix="Set the record"),
    ),
    fails(
        "CAA",
        dns_records_are_in_place,
        dns(("letsencrypt.org",)),
        warning(
            "do not name `pki.goog`", at="dns:acme.io", fix="Add these records: acme.io CAA 0 issue"
        ),
    ),
    passes("redirected, with HSTS", https_is_enforced, hosts()),
    passes("nothing listens at 80", https_is_enforced, hosts(HostAnswer(URL, failure="refuses"))),
    fails(
        "http answers",
        https_is_enforced,
        hosts(HostAnswer("http://acme.io/", 200)),
        error("answers 200; a redirect to https", at="http://acme.io/", fix="Answer what comes"),
    ),
    fails(
        "no HSTS",
        https_is_enforced,
        hosts(secure=HostAnswer(URL, 200)),
        note("does not send `Strict-Transport-Security`", at=URL, fix="Send the header"),
    ),
    fails(
        "https is dead",
        https_is_enforced,
        hosts(secure=HostAnswer(URL, failure="refuses the connection")),
        error("refuses the connection", at=URL, fix="Answer what comes"),
    ),
    passes("for weeks", certificates_last, hosts(PLAIN, SECURE, WWW, Certificate("acme.io", 60.0))),
    unknown("no TLS", certificates_last, "no host", hosts()),
    fails(
        "days left",
        certificates_last,
        hosts(PLAIN, SECURE, WWW, Certificate("acme.io", 3.2)),
        warning("ends in 3 days", at="https://acme.io", fix="Issue"),
    ),
    fails(
        "not trusted",
        certificates_last,
        hosts(
            PLAIN, SECURE, WWW, Certificate("acme.io", None, "has a certificate that is refused")
        ),
        error("is refused", at="https://acme.io", fix="Issue"),
    ),
    passes("www leads to the apex", canonical_domain_is_used, hosts()),
    inapplicable("a subdomain", canonical_domain_is_used, "no `www`", hosts(other=None)),
    fails(
        "the other one is canonical",
        canonical_domain_is_used,
        hosts(
            secure=HostAnswer(URL, 308, "https://www.acme.io/"),
            other=HostAnswer("https://www.acme.io/", 200),
        ),
        note("redirects to `www.acme.io`", at=URL, fix="Use `https://www.acme.io`"),
    ),
    fails(
        "both answer",
        canonical_domain_is_used,
        hosts(other=HostAnswer("https://www.acme.io/", 200)),
        warning("both answer", at=URL, fix="Let one"),
    ),
    fails(
        "in circles",
        canonical_domain_is_used,
        hosts(secure=HostAnswer(URL, 308, "https://www.acme.io/")),
        error("redirect to each other", at=URL, fix="Remove one"),
    ),
    passes("the domain", keys_fit_the_domain, trails(), variable(), in_use()),
    passes(
        "below it", keys_fit_the_domain, trails(url="https://app.acme.io/"), variable(), in_use()
    ),
    inapplicable(
        "development", keys_fit_the_domain, "any host", trails(), variable(TEST), in_use()
    ),
    unknown(
        "no key", keys_fit_the_domain, "is none", trails(), variable("pk_live_nonsense"), in_use()
    ),
    unknown(
        "behind a proxy",
        keys_fit_the_domain,
        "whose domain is not in the publishable key",
        trails(url="https://acme.vercel.app/"),
        variable(),
        in_use("https://acme.vercel.app/__clerk", "proxy"),
    ),
    passes(
        "a satellite's own domain",
        keys_fit_the_domain,
        trails(url="https://shop.io/"),
        variable(),
        in_use("https://clerk.shop.io", "satellite"),
    ),
    fails(
        "another domain than the satellite's",
        keys_fit_the_domain,
        trails(url="https://acme.io/"),
        variable(),
        in_use("https://clerk.shop.io", "satellite"),
        error("for `shop.io`, and the app runs at `acme.io`", at=URL, fix="Use a dev"),
    ),
    fails(
        "another domain",
        keys_fit_the_domain,
        trails(url="https://acme.vercel.app/"),
        variable(),
        in_use(),
        error(
            "for `acme.io`, and the app runs at `acme.vercel.app`",
            at="https://acme.vercel.app/",
            fix="Use a dev",
        ),
    ),
    fails(
        "a port",
        keys_fit_the_domain,
        trails(url="https://acme.io:8443/"),
        variable(),
        in_use(),
        error("https on port 443", at="https://acme.io:8443/", fix="Use a dev"),
    ),
    passes(
        "a port that the instance lists",
        keys_fit_the_domain,
        trails(url="https://acme.io:8443/"),
        variable(),
        in_use()._replace(admits=("chrome-extension://abc", "https://acme.io:8443")),
    ),
    unknown(
        "another domain that the instance lists",
        keys_fit_the_domain,
        "list `https://acme.vercel.app`, so that Clerk answers there",
        trails(url="https://acme.vercel.app/"),
        variable(),
        in_use()._replace(admits=("https://ACME.vercel.app/",)),
    ),
    fails(
        "another domain that the instance lists, where the handshake goes in circles",
        keys_fit_the_domain,
        trails(*[shake()] * 3, end="loop", url="https://acme.vercel.app/"),
        variable(),
        in_use()._replace(admits=("https://acme.vercel.app",)),
        error(
            "list `https://acme.vercel.app`, so that Clerk answers there, and no browser keeps",
            at="https://acme.vercel.app/",
            fix="Use a dev",
        ),
    ),
    unknown(
        "a pattern in the instance's list",
        keys_fit_the_domain,
        "list a pattern",
        trails(url="https://acme.vercel.app/"),
        variable(),
        in_use()._replace(admits=("https://*.vercel.app",)),
    ),
    fails(
        "a pattern in the instance's list, where the handshake goes in circles",
        keys_fit_the_domain,
        trails(*[shake()] * 3, end="loop", url="https://acme.vercel.app/"),
        variable(),
        in_use()._replace(admits=("https://*.vercel.app",)),
        error("runs at `acme.vercel.app`", at="https://acme.vercel.app/", fix="Use a dev"),
    ),
    fails(
        "another domain than those that the instance lists",
        keys_fit_the_domain,
        trails(url="https://acme.vercel.app/"),
        variable(),
        in_use()._replace(admits=("https://vercel.app", "http://acme.vercel.app", "capacitor://x")),
        error("runs at `acme.vercel.app`", at="https://acme.vercel.app/", fix="Use a dev"),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_session_domains(row: Row) -> None:
    holds(row)


def test_the_documented_records() -> None:
    assert domain_of("clerk.acme.io") == "acme.io"
    assert domain_of("clerk.app.acme.io") == "app.acme.io"
    assert domain_of("happy.clerk.accounts.dev") is None
    assert [one.name for one in documented("acme.io")][2] == "clkmail.acme.io"


def test_a_proxy_makes_the_record_of_its_host_needless() -> None:
    left = proxied(documented("acme.io"), HOST)
    assert [one.name for one in left] == [one.name for one in documented("acme.io")[1:]]
    assert not any(one.is_vital for one in left)
    assert [one.name for one in of_a_satellite("shop.io")] == ["clerk.shop.io"]


def test_the_records_that_clerk_names_itself() -> None:
    target = {"host": "clerk.acme.io", "value": "frontend-api.clerk.services.", "required": True}
    document = {"data": [{"name": "acme.io", "cname_targets": [target, {"host": 1}, None]}]}
    (need,) = stated(document, "acme.io")
    assert need.target == "frontend-api.clerk.services"
    assert need.is_vital
    assert stated(document, "other.io") == ()
    assert stated({"data": 5}, "acme.io") == ()


def test_addresses_and_twins() -> None:
    assert is_cloudflare("104.21.1.1")
    assert is_cloudflare("2606:4700::1")
    assert not is_cloudflare("8.8.8.8")
    assert not is_cloudflare("no")
    assert other_host("acme.io") == "www.acme.io"
    assert other_host("www.acme.io") == "acme.io"
    assert other_host("app.acme.io") is None
    assert other_host("192.168.1.1") is None
