"""Holes of Next.js that let a request past the middleware, or run code: those worth an upgrade.

Sources: the GitHub advisories that the entries name. Denial of service, cache poisoning and the
like are left to `npm audit`.
"""

from clerkdoctor.advisory import Advisory

_OF = "https://github.com/vercel/next.js/security/advisories/"

ADVISORIES: tuple[Advisory, ...] = (
    Advisory(
        "GHSA-f82v-jwr5-mffw",
        "CVE-2025-29927",
        "a request with the header `x-middleware-subrequest` skips the middleware",
        (
            ("11.1.4", "12.3.5"),
            ("13.0.0", "13.5.9"),
            ("14.0.0", "14.2.25"),
            ("15.0.0", "15.2.3"),
        ),
        f"{_OF}GHSA-f82v-jwr5-mffw",
        limits="apps on Vercel were not exposed",
    ),
    Advisory(
        "GHSA-7gfc-8cq8-jh5f",
        "CVE-2024-51479",
        "pages directly below `/` are reached past a middleware that judges by the pathname",
        (("9.5.5", "14.2.15"),),
        f"{_OF}GHSA-7gfc-8cq8-jh5f",
        limits="apps on Vercel were not exposed",
    ),
    Advisory(
        "GHSA-9qr9-h5gf-34mp",
        "CVE-2025-55182",
        "a crafted request to a React Server Component runs code on the server",
        (
            ("14.3.0-0", "14.3.0"),
            ("15.0.0-0", "15.0.5"),
            ("15.1.0", "15.1.9"),
            ("15.2.0", "15.2.6"),
            ("15.3.0", "15.3.6"),
            ("15.4.0", "15.4.8"),
            ("15.5.0", "15.5.7"),
            ("16.0.0-0", "16.0.7"),
        ),
        f"{_OF}GHSA-9qr9-h5gf-34mp",
        "App Router",
    ),
    Advisory(
        "GHSA-267c-6grr-h53f",
        "CVE-2026-44575",
        "`.rsc` and segment-prefetch URLs reach pages past the middleware's matcher",
        (("15.2.0", "15.5.16"), ("16.0.0-0", "16.2.5")),
        f"{_OF}GHSA-267c-6grr-h53f",
        "App Router",
    ),
    Advisory(
        "GHSA-26hh-7cqf-hhc6",
        None,
        "segment-prefetch URLs still reach pages past the matcher: the first fix was not complete",
        (("15.5.16", "15.5.18"), ("16.2.5", "16.2.6")),
        f"{_OF}GHSA-26hh-7cqf-hhc6",
        "App Router",
    ),
    Advisory(
        "GHSA-492v-c6pp-mqqv",
        "CVE-2026-44574",
        "a crafted query changes the parameter of a dynamic route behind the middleware's back",
        (("15.4.0", "15.5.16"), ("16.0.0-0", "16.2.5")),
        f"{_OF}GHSA-492v-c6pp-mqqv",
    ),
    Advisory(
        "GHSA-36qx-fr4f-26g5",
        "CVE-2026-44573",
        "`/_next/data` without a locale gives a page's data past the middleware",
        (("12.2.0", "15.5.16"), ("16.0.0-0", "16.2.5")),
        f"{_OF}GHSA-36qx-fr4f-26g5",
        "Pages Router with i18n",
    ),
)
