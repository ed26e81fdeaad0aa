"""The installed versions, as lock files and package.json have them."""

from collections.abc import Mapping

import pytest

from clerkdoctor.checks.clerk_versions import (
    clerk_has_no_known_hole,
    clerk_version_fits_next,
    clerk_version_is_pinned,
    next_has_no_known_hole,
    svix_refuses_an_empty_key,
    without_any,
)
from clerkdoctor.clerk.advisories import ADVISORIES as CLERK_ADVISORIES
from clerkdoctor.facts.next_config import NextConfig
from clerkdoctor.facts.place import Place
from clerkdoctor.facts.project import App, Dependency, Installed
from clerkdoctor.nextjs.advisories import ADVISORIES as NEXT_ADVISORIES
from clerkdoctor.semver import only_major, parse
from tests.checks.facts import UNREADABLE, app, code, environment, imports, verifier
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
from tests.gather.usage_reading import usage

F = clerk_version_fits_next
P = clerk_version_is_pinned
C = clerk_has_no_known_hole
N = next_has_no_known_hole
V = svix_refuses_an_empty_key

LOCK = "package-lock.json"
NONE = usage({})
MATCHER = usage({"proxy.ts": 'import { createRouteMatcher } from "@clerk/nextjs/server"'})
PLAIN = NextConfig()
I18N = NextConfig(locales=("en", "de"))


def ranged(clerk: str, next_: str) -> App:
    """An app whose package.json gives these ranges, and no lock file settles them."""
    base = app(clerk, next_)
    packages = (one._replace(major=only_major(one.text)) for one in base.versions.packages)
    return base._replace(versions=base.versions._replace(packages=tuple(packages)))


def routed(next_: str, app_router: str | None = "app", pages_router: str | None = None) -> App:
    return ranged("7.9.17", next_)._replace(app_router=app_router, pages_router=pages_router)


FITS: list[Row] = [
    *(
        passes(f"{clerk} and Next.js {next_}", F, app(clerk, next_))
        for clerk, next_ in (
            ("4.31.8", "13.5.9"), ("4.29.12", "12.3.7"), ("4.0.3", "12.3.7"), ("5.0.0", "13.5.11"),
            ("5.7.6", "14.2.35"), ("6.0.0", "14.2.35"), ("6.1.0", "15.0.3"), ("6.39.8", "13.5.7"),
            ("6.39.8", "15.5.29"), ("6.34.0", "16.0.0"), ("7.0.0", "15.5.9"), ("7.9.17", "16.4.6"),
            ("7.9.17", "16.1.0-canary.3"), ("7.9.17", "15.6.0-canary.1"), ("6.39.8", "16.4.6"),
            ("6.0.2", "15.1.0"),
        )
    ),
    fails("5 on 15", F, app("5.7.6", "15.5.29"),
          warning("reads `headers()` at once, which Next.js 15 warns of", at=LOCK,
                  fix="npm install @clerk/nextjs@7")),
    fails("4 on 15", F, app("4.31.8", "15.5.29"),
          warning("Next.js 15.5.29 runs with @clerk/nextjs 4.31.8", at=LOCK, fix="@clerk/nextjs@7")),
    fails("5 on 16, which its range allows", F, app("5.7.6", "16.4.6"),
          error("reads `headers()` at once, which is a promise in Next.js 16", at=LOCK,
                fix="npm install @clerk/nextjs@7")),
    fails("4 on 16", F, app("4.30.1", "16.4.6"), error("is a promise in Next.js 16", at=LOCK, fix="@7")),
    fails("6 before 16", F, app("6.33.7", "16.0.10"),
          error("is made for `^13.5.7 || ^14.2.25 || ^15.2.3`", at=LOCK, fix="@clerk/nextjs@7")),
    fails("6.0, whose range is open", F, app("6.0.2", "16.0.10"), error("is made for", at=LOCK, fix="@7")),
    fails("7 on 14", F, app("7.9.17", "14.2.35"), error("is made for `^15.2.8", at=LOCK, fix="@clerk/nextjs@6")),
    fails("6 on 12", F, app("6.39.8", "12.3.7"), error("is made for", at=LOCK, fix="@clerk/nextjs@4")),
    fails("a patch short", F, app("7.9.17", "15.2.3"),
          warning("is made for `^15.2.8", at=LOCK, fix="npm install next@latest @clerk/nextjs@latest")),
    fails("of the majors alone", F, ranged("^5.0.0", "^16.0.0"),
          error("is made for Next.js 13 to 15", at=LOCK, fix="@clerk/nextjs@7")),
    inapplicable("no Next.js", F, "does not have both", app(next=None)),
    inapplicable("no Clerk", F, "does not have both", app(None)),
    unknown("ranges that may fit", F, "a lock file decides", ranged("^6.0.0", "^16.0.0")),
    unknown("a later Next.js, a later release", F, "is not known here", app("7.12.0", "17.0.0")),
    unknown("of no major", F, "allows `>=5`", ranged(">=5", "16.4.6")),
    unknown("of an unheard-of major", F, "is not known here", ranged("^9.0.0", "^16.0.0")),
]  # fmt: skip


def asking(
    wanted: Mapping[str, str], *, locked: bool = False, section: str = "dependencies"
) -> App:
    place = Place("package.json", 7)
    listed = tuple(Dependency(n, w, section, place) for n, w in wanted.items())  # type: ignore[arg-type]
    base = app()
    versions = base.versions
    if locked:
        versions = versions._replace(lock_file=Place(LOCK))
    else:
        versions = versions._replace(packages=())
    return base._replace(manifest=base.manifest._replace(dependencies=listed), versions=versions)


PINS: list[Row] = [
    passes("ranges", P, asking({"next": "^16.0.0", "@clerk/nextjs": "~7.9.0", "react": "*"})),
    passes("exact", P, asking({"next": "16.4.6", "@clerk/themes": "2.x"})),
    passes("several majors", P, asking({"next": "^15 || ^16"})),
    passes("of the workspace", P, asking({"@clerk/nextjs": "catalog:", "@clerk/types": "workspace:*"})),
    passes("a repository", P, asking({"next": "github:vercel/next.js#canary"})),
    *(
        fails(f"`{text}`", P, asking({"@clerk/nextjs": text}),
              warning("which any later major meets", at="package.json:7", fix="npm install @clerk/nextjs@^N"))
        for text in ("latest", "*", ">=6", "canary", "", "npm:@clerk/nextjs@latest")
    ),
    fails("with a lock file", P, asking({"next": "latest"}, locked=True),
          note("`next` is asked for as `latest`", at="package.json:7", fix='"next": "^16.4.6"')),
    inapplicable("a package that leaves it to its user", P, "asks for no package",
                 asking({"next": "*"}, section="peerDependencies")),
    inapplicable("none", P, "asks for no package", asking({"react": "*"})),
]  # fmt: skip

HOLES: list[Row] = [
    *(passes(version, C, app(version), MATCHER)
      for version in ("7.9.17", "7.3.1", "6.39.3", "5.7.6", "4.31.8", "4.29.3", "4.6.9", "^7.9.0", "~6.39.3")),
    fails("the route matcher's", C, app("6.39.1"), MATCHER,
          error("`@clerk/nextjs` 6.39.1 has CVE-2026-41248 (GHSA-vqx2-fgx2-5wq9): a crafted path",
                at=LOCK, fix="npm install @clerk/nextjs@6.39.3"),
          error("CVE-2026-42349", at=LOCK, fix="@clerk/nextjs@6.39.3")),
    fails("in 5", C, app("5.7.5"), MATCHER, error("CVE-2026-41248", at=LOCK, fix="@clerk/nextjs@5.7.6")),
    fails("without a route matcher", C, app("5.0.0"), NONE,
          warning("CVE-2026-41248", at=LOCK, fix="@clerk/nextjs@5.7.6")),
    fails("the keyless one", C, app("7.3.0"), MATCHER,
          note("in development only", at=LOCK, fix="npm install @clerk/nextjs@7.3.1")),
    fails("all three", C, app("7.0.0"), MATCHER,
          error("CVE-2026-41248", at=LOCK, fix="@clerk/nextjs@7.3.1"),
          error("CVE-2026-42349", at=LOCK, fix="@clerk/nextjs@7.3.1"),
          note("clerk/javascript#8369", at=LOCK, fix="@clerk/nextjs@7.3.1")),
    fails("in 4", C, app("4.29.2"), NONE,
          error("`@clerk/nextjs` 4.29.2 has CVE-2024-22206: `auth()` and `getAuth()` take",
                at=LOCK, fix="npm install @clerk/nextjs@4.29.3")),
    inapplicable("no Clerk", C, "nothing here depends", app(None), NONE),
    unknown("a range that begins below", C, "allows `^6.0.0`", app("^6.0.0"), NONE),
    unknown("a range over majors", C, "allows `>=7.9.0`", ranged(">=7.9.0", "16.4.6"), NONE),
]  # fmt: skip

RUNS = usage({"middleware.ts": "export default () => {}"})

HOLES_OF_NEXT: list[Row] = [
    *(passes(f"{version}{' with i18n' if config is I18N else ''}", N, routed(version, *folders), config, RUNS)
      for version, config, folders in (
          ("16.4.6", I18N, ("app", "pages")), ("15.5.18", I18N, ("app", "pages")),
          ("16.2.6", PLAIN, ("app",)), ("14.2.25", PLAIN, ("app", "pages")), ("15.3.9", PLAIN, (None, "pages")),
          ("^15.5.18", PLAIN, ("app",)), ("~16.2.6", PLAIN, ("app",)),
      )),
    fails("the header", N, routed("14.2.24"), PLAIN, RUNS,
          error("`next` 14.2.24 has CVE-2025-29927 (GHSA-f82v-jwr5-mffw): a request with the header"
                " `x-middleware-subrequest` skips the middleware; apps on Vercel were not exposed",
                at=LOCK, fix="npm install next@14.2.25")),
    fails("in 12", N, routed("12.3.4", None, "pages"), PLAIN, RUNS,
          error("CVE-2025-29927", at=LOCK, fix="next@14.2.25"),
          error("CVE-2024-51479", at=LOCK, fix="next@14.2.25")),
    fails("in 13", N, routed("13.5.9"), PLAIN, RUNS,
          error("`next` 13.5.9 has CVE-2024-51479 (GHSA-7gfc-8cq8-jh5f): pages directly below `/`",
                at=LOCK, fix="npm install next@14.2.25")),
    fails("in 14, whose first fix has another", N, routed("14.2.14"), PLAIN, RUNS,
          error("CVE-2025-29927", at=LOCK, fix="next@14.2.25"),
          error("CVE-2024-51479", at=LOCK, fix="next@14.2.25")),
    fails("15.0.3", N, routed("15.0.3"), PLAIN, RUNS,
          error("CVE-2025-29927", at=LOCK, fix="npm install next@15.5.18"),
          error("CVE-2025-55182", at=LOCK, fix="npm install next@15.5.18")),
    fails("four of 15", N, routed("15.2.2"), PLAIN, RUNS,
          error("CVE-2025-29927", at=LOCK, fix="next@15.5.18"),
          error("CVE-2025-55182", at=LOCK, fix="next@15.5.18"),
          error("CVE-2026-44575", at=LOCK, fix="next@15.5.18")),
    fails("of 16", N, routed("16.0.6"), PLAIN, RUNS,
          error("CVE-2025-55182", at=LOCK, fix="next@16.2.6"),
          error("CVE-2026-44575", at=LOCK, fix="next@16.2.6"),
          error("CVE-2026-44574", at=LOCK, fix="next@16.2.6")),
    fails("the second fix", N, routed("16.2.5"), PLAIN, RUNS, error("GHSA-26hh-7cqf-hhc6: segment", at=LOCK, fix="next@16.2.6")),
    fails("a canary", N, routed("14.3.0-canary.80"), PLAIN, RUNS,
          error("CVE-2025-55182", at=LOCK, fix="npm install next@15.5.18")),
    fails("i18n in the Pages Router, which 14 does not mend", N, routed("14.2.35", None, "pages"), I18N, RUNS,
          error("CVE-2026-44573", at=LOCK, fix="next@15.5.16")),
    fails("i18n that is not statically known", N, routed("14.2.35", None, "pages"), NextConfig(locales=None), RUNS,
          error("CVE-2026-44573", at=LOCK, fix="next@15.5.16")),
    fails("without the App Router", N, routed("15.5.0", None, "pages"), PLAIN, RUNS,
          error("CVE-2026-44574", at=LOCK, fix="next@15.5.16")),
    fails("no middleware to walk around", N, routed("14.2.24"), PLAIN, NONE,
          warning("CVE-2025-29927", at=LOCK, fix="npm install next@14.2.25")),
    fails("code that runs needs none", N, routed("15.0.4"), PLAIN, NONE,
          warning("CVE-2025-29927", at=LOCK, fix="npm install next@15.5.18"),
          error("CVE-2025-55182", at=LOCK, fix="npm install next@15.5.18")),
    inapplicable("no Next.js", N, "nothing here depends on `next`", app(next=None), PLAIN, RUNS),
    unknown("a range that begins below", N, "allows `^15.0.0`", ranged("7.9.17", "^15.0.0"), PLAIN, RUNS),
]  # fmt: skip


def with_library(name: str, text: str, via: tuple[str, ...] = ()) -> App:
    base = app()
    version = parse(text)
    one = Installed(name, text, version, None, "lockfile", Place(LOCK), via)
    return base._replace(versions=base.versions._replace(packages=(*base.versions.packages, one)))


SVIX = code(imports("svix", "Webhook"))
BARE = "whsec_"
EMPTIED = environment({"CLERK_WEBHOOK_SECRET": BARE})

LIBRARIES: list[Row] = [
    passes("svix that refuses", V, SVIX, with_library("svix", "2.2.0")),
    passes("standardwebhooks that does", V, code(imports("standardwebhooks", "Webhook")),
           with_library("standardwebhooks", "1.1.1")),
    passes("what Clerk brings", V, code(verifier()),
           with_library("standardwebhooks", "1.1.1", ("@clerk/nextjs", "@clerk/backend"))),
    *(fails(f"svix {text}", V, SVIX, with_library("svix", text),
            warning(f"`svix` {text} verifies with the key of `whsec_`", at=LOCK,
                    fix="npm install svix@latest"))
      for text in ("1.4.12", "1.84.1", "1.99.1", "2.0.0")),
    fails("what Clerk brings, old", V, code(verifier()),
          with_library("standardwebhooks", "1.0.0", ("@clerk/nextjs", "@clerk/backend")),
          warning("`standardwebhooks` 1.0.0", at=LOCK, fix="npm update @clerk/nextjs standardwebhooks")),
    fails("and that is what is set", V, SVIX, with_library("svix", "1.99.1"), EMPTIED,
          error("`CLERK_WEBHOOK_SECRET` is one: anybody can sign", at=".env.local:1:1",
                fix="npm install svix@latest")),
    inapplicable("nobody verifies", V, "no code verifies", with_library("svix", "1.99.1")),
    inapplicable("svix's API client of another package", V, "no code verifies", code(verifier()),
                 with_library("svix", "1.99.1")),
    unknown("of which version", V, "allows `^1.0.0`", SVIX, with_library("svix", "^1.0.0")),
    unknown("not all was read", V, "`lib/huge.ts`", with_library("svix", "2.2.0"),
            code(imports("svix", "Webhook"), skipped=[UNREADABLE])),
]  # fmt: skip

ROWS = [*FITS, *PINS, *HOLES, *HOLES_OF_NEXT, *LIBRARIES]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_clerk_versions(row: Row) -> None:
    holds(row)


@pytest.mark.parametrize("package", ["next", "@clerk/nextjs"])
def test_what_it_says_to_install_has_no_hole_itself(package: str) -> None:
    listed = NEXT_ADVISORIES if package == "next" else CLERK_ADVISORIES
    edges = {text for one in listed for pair in one.affected for text in pair}
    for text in sorted(edges):
        version = parse(text)
        assert version is not None
        safe = without_any(version, listed)
        assert [one.id for one in listed if one.fixed_for(safe)] == []
        assert not safe.prerelease
