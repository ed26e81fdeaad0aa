"""Clerk's hosts: what follows from the name of a Frontend API.

Source: @clerk/shared 4.41.0, `constants`, `apiUrlFromPublishableKey`, `buildAccountsBaseUrl`,
`url` and `createDevOrStagingUrlCache` in keys.
"""

import re

from clerkdoctor.clerk.atob import spelled

PRODUCTION_API = "https://api.clerk.com"
STAGING_API = "https://api.clerkstage.dev"
LOCAL_API = "https://api.lclclerk.com"

LEGACY_DEV_SUFFIXES = (".lcl.dev", ".lclstage.dev", ".lclclerk.com")
_CURRENT_DEV_SUFFIXES = (".accounts.dev", ".accountsstage.dev", ".accounts.lclclerk.com")
_LOCAL_SUFFIXES = (".lcl.dev", "lclstage.dev", ".lclclerk.com", ".accounts.lclclerk.com")
_STAGING_SUFFIXES = (".accountsstage.dev",)
_DEV_OR_STAGING_SUFFIXES = (
    ".lcl.dev",
    ".stg.dev",
    ".lclstage.dev",
    ".stgstage.dev",
    ".dev.lclclerk.com",
    ".stg.lclclerk.com",
    ".accounts.lclclerk.com",
    "accountsstage.dev",
    "accounts.dev",
)


def issuer_of(frontend_api: str) -> str:
    """The `iss` of every token of the instance: its Frontend API, as an origin."""
    return f"https://{frontend_api}"


def account_portal_of(frontend_api: str) -> str:
    """The origin of the Account Portal, or an empty string where there is no Frontend API."""
    if not frontend_api:
        return ""
    host = re.sub(r"clerk\.accountsstage\.", "accountsstage.", frontend_api, count=1)
    return "https://" + re.sub(r"clerk\.accounts\.|clerk\.", "accounts.", host, count=1)


def backend_api_of(frontend_api: str) -> str:
    """The Backend API that the SDK calls where `CLERK_API_URL` is not set."""
    if frontend_api.startswith("clerk.") and frontend_api.endswith(LEGACY_DEV_SUFFIXES):
        return PRODUCTION_API
    if frontend_api.endswith(_LOCAL_SUFFIXES):
        return LOCAL_API
    if frontend_api.endswith(_STAGING_SUFFIXES):
        return STAGING_API
    return PRODUCTION_API


def is_dev_or_staging_url(hostname: str) -> bool:
    """Clerk's own test of a host name; it also takes `myaccounts.dev` for one of its hosts."""
    return hostname.endswith(_DEV_OR_STAGING_SUFFIXES)


def is_development_host(host: str) -> bool:
    """Whether a host is that of a development instance, `*.clerk.accounts.dev` or an older form.

    Unlike `is_dev_or_staging_url` it wants the whole domain, so that nobody's own domain is
    taken for Clerk's.
    """
    suffixes = tuple("." + suffix.lstrip(".") for suffix in _DEV_OR_STAGING_SUFFIXES)
    return host.lower().endswith(suffixes)


def is_dev_account_portal(host: str) -> bool:
    """Whether a host is the Account Portal of a development instance, old style or new."""
    if host.startswith("accounts.") and host.endswith(LEGACY_DEV_SUFFIXES):
        return True
    return any(
        host.endswith(suffix) and not host.endswith(".clerk" + suffix)
        for suffix in _CURRENT_DEV_SUFFIXES
    )


def is_named_development_host(host: str) -> bool:
    """Whether a host has the form that Clerk gives to development instances: `foo-bar-13.…`."""
    pattern = r"(([a-z]+)-){2}([0-9]{1,2})\.clerk\.accounts([a-z.]*)(dev|com)"
    return re.fullmatch(pattern, host, re.IGNORECASE | re.ASCII) is not None


def problem_of_host(host: str) -> str | None:
    """Why a text is no host name, as the predicate of a sentence; None for a plausible one.

    The SDK checks nothing of this, so that such a key fails in the browser, at its first request.
    """
    if "://" in host:
        return "is a URL and no host"
    if "/" in host:
        return "has a path behind the host"
    if ":" in host:
        return "has a port"
    strange = re.search(r"[^A-Za-z0-9.-]", host)
    if strange:
        return f"holds {spelled(strange.group())}, which no host name has"
    if host != host.lower():
        return "holds capital letters; the `iss` of a token has none"
    if len(host) > 253:
        return "is longer than a host name can be"
    for label in host.split("."):
        if not 0 < len(label) < 64 or label.startswith("-") or label.endswith("-"):
            return "is no host name"
    return None
