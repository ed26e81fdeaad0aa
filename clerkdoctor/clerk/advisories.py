"""Holes of @clerk/nextjs that let a request past a check.

Sources: the advisories that the entries name, and clerk/javascript#8369.
"""

from clerkdoctor.advisory import Advisory

_OF = "https://github.com/clerk/javascript/security/advisories/"

ADVISORIES: tuple[Advisory, ...] = (
    Advisory(
        "GHSA-vqx2-fgx2-5wq9",
        "CVE-2026-41248",
        "a crafted path gets past `createRouteMatcher`",
        (("5.0.0-0", "5.7.6"), ("6.0.0-0", "6.39.2"), ("7.0.0-0", "7.2.1")),
        f"{_OF}GHSA-vqx2-fgx2-5wq9",
        "createRouteMatcher",
        limits="a list of public routes holds, a list of protected ones does not",
    ),
    Advisory(
        "GHSA-w24r-5266-9c3c",
        "CVE-2026-42349",
        "`has()` and `protect()` let through who meets only some of several conditions",
        (("6.0.0-0", "6.39.3"), ("7.0.0-0", "7.2.4")),
        f"{_OF}GHSA-w24r-5266-9c3c",
        "has",
        limits="a call with one condition holds",
    ),
    Advisory(
        "clerk/javascript#8369",
        None,
        "`protect()` lets everybody through while a keyless instance gets its keys",
        (("7.0.0-0", "7.3.1"),),
        "https://github.com/clerk/javascript/pull/8369",
        "keyless",
        limits="in development only",
    ),
    Advisory(
        "CVE-2024-22206",
        None,
        "`auth()` and `getAuth()` take an attacker for another user",
        (("4.7.0", "4.29.3"),),
        "https://clerk.com/changelog/2024-02-02",
    ),
)
