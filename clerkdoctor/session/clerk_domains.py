"""The domains of an instance, as Clerk's Backend API lists them: primary, satellites, proxies.

Source: Clerk's OpenAPI document of the Backend API, `GET /domains`.
"""

from typing import NamedTuple


class ClerkDomain(NamedTuple):
    """A domain. `proxy_url` has no slash at its end, and is empty where there is no proxy."""

    id: str
    name: str
    is_satellite: bool
    frontend_api: str
    proxy_url: str = ""


def read_domains(document: object) -> tuple[ClerkDomain, ...]:
    """Every domain that a `/domains` answer lists in the documented form."""
    listed = document.get("data") if isinstance(document, dict) else document
    found = (_domain(one) for one in (listed if isinstance(listed, list) else ()))
    return tuple(one for one in found if one)


def domain_at(domains: tuple[ClerkDomain, ...], host: str) -> ClerkDomain | None:
    """The domain that a host is at or below, the nearest one."""
    fitting = [one for one in domains if host == one.name or host.endswith(f".{one.name}")]
    return max(fitting, key=lambda one: len(one.name), default=None)


def _domain(stated: object) -> ClerkDomain | None:
    if not isinstance(stated, dict):
        return None
    name, proxy = stated.get("name"), stated.get("proxy_url")
    if not isinstance(name, str) or not name:
        return None
    return ClerkDomain(
        _text(stated.get("id")),
        name.lower(),
        stated.get("is_satellite") is True,
        _text(stated.get("frontend_api_url")).rstrip("/"),
        _text(proxy).rstrip("/"),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
