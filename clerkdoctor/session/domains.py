"""The DNS records that a production instance needs, by the pattern that Clerk documents.

Source: Clerk's documentation of production deployments. What Clerk's Backend API states of the
instance itself (`cname_targets`) counts before it.
"""

import ipaddress
from collections.abc import Mapping
from typing import NamedTuple

SERVICES = "clerk.services"

# Cloudflare publishes its ranges; these are the ones that its proxied sites are answered from.
_CLOUDFLARE = (
    "104.16.0.0/13", "104.24.0.0/14", "172.64.0.0/13", "162.158.0.0/15", "188.114.96.0/20",
    "190.93.240.0/20", "198.41.128.0/17", "2606:4700::/32",
)  # fmt: skip

AUTHORITIES = ("letsencrypt.org", "pki.goog")
"""The certificate authorities that Clerk takes certificates from, as CAA records name them."""


class Needed(NamedTuple):
    """A CNAME record. `target` is a name, or, with a dot before it, what the name ends in."""

    name: str
    target: str
    purpose: str
    is_vital: bool


def domain_of(frontend_api: str) -> str | None:
    """The domain of a production instance, `example.com` for `clerk.example.com`."""
    host = frontend_api.partition(":")[0].lower()
    domain = host.removeprefix("clerk.")
    return domain if domain != host and "." in domain else None


def documented(domain: str) -> tuple[Needed, ...]:
    """The five records of a primary domain."""
    mail = f".{SERVICES}"
    return (
        Needed(f"clerk.{domain}", f"frontend-api.{SERVICES}", "the Frontend API", True),
        Needed(f"accounts.{domain}", f"accounts.{SERVICES}", "the Account Portal", True),
        Needed(f"clkmail.{domain}", mail, "mail", False),
        Needed(f"clk._domainkey.{domain}", mail, "mail signatures", False),
        Needed(f"clk2._domainkey.{domain}", mail, "mail signatures", False),
    )


def of_a_satellite(domain: str) -> tuple[Needed, ...]:
    """The one record of a satellite domain."""
    return documented(domain)[:1]


def proxied(needed: tuple[Needed, ...], frontend_api: str) -> tuple[Needed, ...]:
    """What is left to be needed where a proxy stands for the Frontend API's own host.

    Nobody signs in through the others: the Account Portal may be used or not.
    """
    left = (one for one in needed if one.name != frontend_api.lower())
    return tuple(one._replace(is_vital=False) for one in left)


def stated(document: object, domain: str) -> tuple[Needed, ...]:
    """The records that the Backend API's `/domains` names for a domain; empty where it does not."""
    listed = document.get("data") if isinstance(document, dict) else document
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, dict) and one.get("name") == domain:
            targets = one.get("cname_targets")
            found = [_needed(target) for target in targets or () if isinstance(target, dict)]
            return tuple(need for need in found if need)
    return ()


def _needed(target: Mapping[str, object]) -> Needed | None:
    host, value = target.get("host"), target.get("value")
    if not isinstance(host, str) or not isinstance(value, str) or not host or not value:
        return None
    vital = host.startswith(("clerk.", "accounts."))
    purpose = {"clerk": "the Frontend API", "accounts": "the Account Portal"}
    first = host.partition(".")[0]
    required = target.get("required")
    return Needed(
        host.lower().rstrip("."), value.lower().rstrip("."), purpose.get(first, "mail"),
        vital and required is not False,
    )  # fmt: skip


def leads_there(found: tuple[str, ...], target: str) -> bool:
    """Whether one of the names is the target, or ends in it."""
    return any(name == target or (target[0] == "." and name.endswith(target)) for name in found)


def is_cloudflare(address: str) -> bool:
    """Whether an address is one of those that Cloudflare answers for others from."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in ipaddress.ip_network(one) for one in _CLOUDFLARE)


def other_host(host: str) -> str | None:
    """`www.` before an apex, and the apex of a `www.`; None where there is no such pair."""
    if host.startswith("www."):
        return host.removeprefix("www.")
    labels = host.split(".")
    is_address = labels[-1].isdigit() or ":" in host
    if len(labels) != 2 or is_address:
        return None
    return f"www.{host}"
