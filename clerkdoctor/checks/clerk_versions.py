"""The installed versions: they fit each other, stay what they are, and have no known hole."""

from collections.abc import Iterable, Iterator

from clerkdoctor import semver
from clerkdoctor.advisory import Advisory
from clerkdoctor.check import Finding, Inapplicable, Level, Problem, Unknown, check
from clerkdoctor.checks.release import CLERK, NEXT, shown, unsettled
from clerkdoctor.checks.unread import unread
from clerkdoctor.clerk.advisories import ADVISORIES as CLERK_ADVISORIES
from clerkdoctor.clerk.peers import AWAITS_HEADERS, FITTING, LATEST_KNOWN, Peer, peer_of
from clerkdoctor.facts.code import Code
from clerkdoctor.facts.environment import Environment
from clerkdoctor.facts.next_config import NextConfig
from clerkdoctor.facts.project import App, Dependency, Installed
from clerkdoctor.facts.usage import Usage
from clerkdoctor.nextjs.advisories import ADVISORIES as NEXT_ADVISORIES
from clerkdoctor.semver import Version

_OLDER = "https://clerk.com/docs/reference/nextjs/usage-with-older-versions"
_PINNING = "https://clerk.com/docs/pinning"
_UNSAFE_UPGRADE = "https://nextjs.org/docs/app/guides/upgrading/version-16"


@check(
    "The installed @clerk/nextjs is made for the installed Next.js",
    fix="Install the release of @clerk/nextjs that is made for this Next.js",
    references=(_OLDER, _UNSAFE_UPGRADE),
    symptoms=(
        "headers() returns a Promise and must be unwrapped with `await`",
        "`headers()` should be awaited before using its value",
        "ERESOLVE unable to resolve dependency tree",
        "useSession can only be used within the <ClerkProvider />",
    ),
)
def clerk_version_fits_next(app: App) -> Iterator[Finding]:
    """Each release of @clerk/nextjs names the versions of Next.js that it is made for. Upgraded
    alone, Next.js takes away what the older SDK stands on: @clerk/nextjs 4 and 5 read `headers()`
    at once, which answers every request with a 500 on Next.js 16.
    """
    clerk, following = app.versions.get(CLERK), app.versions.get(NEXT)
    if clerk is None or following is None:
        yield Inapplicable("this app does not have both Next.js and `@clerk/nextjs`")
        return
    if clerk.major is None or following.major is None:
        yield unsettled(app, CLERK if clerk.major is None else NEXT)
        return
    if clerk.version is None or following.version is None:
        yield from _by_majors(clerk, following)
        return
    peer = peer_of(clerk.version)
    if peer is None:
        yield Unknown(f"which Next.js @clerk/nextjs {clerk.text} is made for is not known here")
        return
    yield from _unfit(clerk, following, clerk.version, following.version, peer)


def _unfit(
    clerk: Installed, following: Installed, own: Version, next_: Version, peer: Peer
) -> Iterator[Finding]:
    too_new = next_.major > peer.newest
    fits = semver.satisfies(next_, peer.range, include_prerelease=True)
    if fits and not too_new:
        if own.major < AWAITS_HEADERS and next_.major == 15:
            yield _problem(clerk, following, "reads `headers()` at once, which Next.js 15 warns of",
                           "warning")  # fmt: skip
        return
    if own.release > LATEST_KNOWN.release:
        yield Unknown(f"which Next.js @clerk/nextjs {clerk.text} is made for is not known here")
        return
    same_major = semver.satisfies(next_, f"^{next_.major}") and _names_major(peer, next_.major)
    said = f"is made for `{peer.range}`"
    if own.major < AWAITS_HEADERS and next_.major >= 16:
        said = "reads `headers()` at once, which is a promise in Next.js 16"
    yield _problem(clerk, following, said, "warning" if same_major and not too_new else None)


def _names_major(peer: Peer, major: int) -> bool:
    """Whether some version of this major would fit."""
    return any(
        one.strip().lstrip("^>=~").startswith(f"{major}.") or one.strip() == f"^{major}"
        for one in peer.range.split("||")
    )


def _by_majors(clerk: Installed, following: Installed) -> Iterator[Finding]:
    """What is known of ranges: the majors. Where one release of the major fits, it may be this."""
    assert clerk.major is not None
    assert following.major is not None
    newest = {4: 15, 5: 15, 6: 16, 7: 16}.get(clerk.major)
    oldest = {4: 10, 5: 13, 6: 13, 7: 15}.get(clerk.major)
    if newest is None or oldest is None:
        yield Unknown(f"which Next.js @clerk/nextjs {clerk.text} is made for is not known here")
    elif not oldest <= following.major <= newest:
        yield _problem(clerk, following, f"is made for Next.js {oldest} to {newest}", None)
    else:
        yield Unknown(
            f"package.json allows several versions: `{clerk.text}` of {CLERK} and"
            f" `{following.text}` of {NEXT}; a lock file decides which"
        )


def _problem(clerk: Installed, following: Installed, said: str, level: Level | None) -> Problem:
    fitting = FITTING.get(following.major or 0)
    fix = f"Install the release that is made for it:\nnpm install {CLERK}@{fitting}"
    if fitting is None or fitting == str(clerk.major):
        fix = f"Upgrade both together:\nnpm install {NEXT}@latest {CLERK}@latest"
    return Problem(
        f"Next.js {following.text} runs with @clerk/nextjs {clerk.text}, which {said}",
        clerk.place,
        fix,
        about=CLERK,
        level=level,
    )


@check(
    "The versions of Next.js and of Clerk's packages are pinned",
    fix="Write a range with a major version: `^7.0.0`",
    references=(_PINNING,),
    level="warning",
    symptoms=("breaks on fresh install",),
)
def clerk_version_is_pinned(app: App) -> Iterator[Finding]:
    """`latest` and `*` mean another release tomorrow, and a major release takes names away. Where a
    lock file holds the version this shows when somebody updates, without one at the next install.
    """
    asked = [one for one in app.manifest.dependencies if _is_ours(one.name)]
    asked = [one for one in asked if one.section != "peerDependencies"]
    if not asked:
        yield Inapplicable("package.json asks for no package of Clerk's and no Next.js")
    for one in asked:
        if _is_open(one):
            found = app.versions.get(one.name)
            settled = found is not None and found.version is not None
            yield Problem(
                f"`{one.name}` is asked for as `{one.wanted}`, which any later major meets",
                one.place,
                _pin(one, found),
                about=one.name,
                level="note" if settled and app.versions.lock_file else None,
            )


def _is_ours(name: str) -> bool:
    return name == NEXT or name.startswith("@clerk/")


def _is_open(one: Dependency) -> bool:
    """Whether a later major release would be installed: a tag, `*`, `>=6`."""
    wanted = one.wanted.strip().removeprefix(f"npm:{one.name}@")
    if wanted in ("", "*", "x", "latest", "next", "canary", "beta", "rc", "alpha", "snapshot"):
        return True
    if ":" in wanted or "/" in wanted or not semver.is_range(wanted):
        return False  # A catalog, a workspace, a file, a repository.
    return semver.satisfies(Version(999, 0, 0), wanted)


def _pin(one: Dependency, found: Installed | None) -> str:
    if found is None or found.version is None:
        return f"Install a release by its major version:\nnpm install {one.name}@^N"
    return f'Write the range of what is installed:\n"{one.name}": "^{found.version}"'


@check(
    "The installed @clerk/nextjs has no known hole",
    fix="Install a release without it:\nnpm install @clerk/nextjs@7",
    references=("https://github.com/clerk/javascript/security/advisories",),
    symptoms=(
        "CVE-2026-41248",
        "GHSA-vqx2-fgx2-5wq9",
        "CVE-2026-42349",
        "GHSA-w24r-5266-9c3c",
        "CVE-2024-22206",
    ),
)
def clerk_has_no_known_hole(app: App, usage: Usage) -> Iterator[Finding]:
    """These holes let a request past a check that the code makes, or in as somebody else. The fixed
    releases change nothing else. `npm audit` knows the holes of other kinds.
    """
    uses_matcher = any(one.name == "createRouteMatcher" for one in usage.imports)
    levels: dict[str, Level | None] = {
        one.id: {
            "createRouteMatcher": None if uses_matcher else "warning",
            "keyless": "note",
        }.get(one.needs)
        for one in CLERK_ADVISORIES
    }
    yield from _holes(app, CLERK, CLERK_ADVISORIES, levels)


@check(
    "The installed Next.js has no known hole that leads past the middleware",
    fix="Install a release without it:\nnpm install next@15.5.18",
    references=("https://github.com/vercel/next.js/security/advisories",),
    symptoms=(
        "CVE-2025-29927",
        "x-middleware-subrequest",
        "CVE-2025-55182",
        "CVE-2026-44575",
        "CVE-2026-44574",
        "CVE-2026-44573",
        "CVE-2024-51479",
        "GHSA-26hh-7cqf-hhc6",
    ),
)
def next_has_no_known_hole(app: App, config: NextConfig, usage: Usage) -> Iterator[Finding]:
    """A middleware that can be walked around protects nothing, and a check in the page or the
    handler is all that is left. Listed are holes that lead past it, and the one that runs code;
    `npm audit` knows the others.
    """
    listed = [one for one in NEXT_ADVISORIES if _applies(one, app, config)]
    # Without a middleware there is nothing to walk around.
    past = [one.id for one in listed if "runs code" not in one.what]
    levels: dict[str, Level | None] = {} if usage.middleware else dict.fromkeys(past, "warning")
    yield from _holes(app, NEXT, listed, levels)


def _applies(advisory: Advisory, app: App, config: NextConfig) -> bool:
    if advisory.needs == "App Router":
        return app.app_router is not None
    if advisory.needs == "Pages Router with i18n":
        return app.pages_router is not None and config.locales != ()
    return True


def _holes(
    app: App, package: str, advisories: Iterable[Advisory], levels: dict[str, Level | None]
) -> Iterator[Finding]:
    found = app.versions.get(package)
    if found is None:
        yield Inapplicable(f"nothing here depends on `{package}`")
        return
    listed = list(advisories)
    if found.version is None:
        if not _is_above(found.text, listed):
            yield unsettled(app, package)
        return
    safe = without_any(found.version, listed)
    for one in listed:
        if one.fixed_for(found.version) is None:
            continue
        yield Problem(
            f"`{package}` {shown(found)} has {one.name}: {one.what}"
            + (f"; {one.limits}" if one.limits else ""),
            found.place,
            f"Install a release without it:\nnpm install {package}@{safe}",
            about=one.id,
            level=levels.get(one.id),
        )


def without_any(version: Version, advisories: Iterable[Advisory]) -> Version:
    """The nearest release above that none of them applies to: the fix of one may have another."""
    listed = list(advisories)
    while True:
        fixes = [fix for one in listed if (fix := one.fixed_for(version)) is not None]
        if not fixes:
            return version
        version = max(fixes)
        if version.release == (14, 3, 0):  # only canaries, and no release
            version = Version(15, 0, 5)


def _is_above(range_: str, advisories: Iterable[Advisory]) -> bool:
    """Whether no version that a range allows is listed: it begins above, in its last major."""
    floor = semver.lowest(range_)
    if floor is None or semver.only_major(range_) != floor.major:
        return False
    fixes = [semver.parse(fixed) for one in advisories for _, fixed in one.affected]
    return all(fix is None or fix.major != floor.major or fix <= floor for fix in fixes)


_REFUSES_EMPTY = {"svix": Version(2, 2, 0), "standardwebhooks": Version(1, 1, 0)}


@check(
    "The library that verifies webhooks refuses an empty key",
    fix="Install a release that does:\nnpm install svix@latest",
    references=("https://docs.svix.com/receiving/verifying-payloads/how",),
    level="warning",
    symptoms=("Secret can't be empty",),
)
def svix_refuses_an_empty_key(code: Code, environment: Environment, app: App) -> Iterator[Finding]:
    """`whsec_` alone is a secret without a key. svix before 2.2 and standardwebhooks before 1.1
    verify with it, so that anybody can sign: a variable that was cut short opens the webhook.
    Since svix 2.2 `verify()` gives nothing back, and the body is to be read after it.
    """
    listed = list(_verifying(code, app))
    if not listed:
        yield Inapplicable("no code verifies webhooks with svix or standardwebhooks")
    emptied = [
        variable
        for variable in environment.variables.values()
        if variable.value and variable.value.reveal().strip() == "whsec_"
    ]
    for one in dict.fromkeys(listed):
        if one.version is None:
            yield unsettled(app, one.name)
        elif one.version.release < _REFUSES_EMPTY[one.name].release:
            empty = emptied[0] if emptied else None
            said = f", and `{empty.name}` is one: anybody can sign" if empty else ""
            yield Problem(
                f"`{one.name}` {one.text} verifies with the key of `whsec_`, which is empty{said}",
                empty.at if empty else one.place,
                _refusing(one),
                about=empty.name if empty else one.name,
                level="error" if empty else None,
            )
    yield from unread(code)


def _verifying(code: Code, app: App) -> Iterator[Installed]:
    """The libraries that verify webhooks here: the app's own, and what Clerk's SDK brings."""
    used = {one.module for one in code.imports}
    by_clerk = any(one.kind == "verifyWebhook" for one in code.webhook_verifiers)
    for one in app.versions.packages:
        if one.name in _REFUSES_EMPTY:
            brought = bool(one.via) and one.via[0].startswith("@clerk/")
            if (not one.via and one.name in used) or (brought and by_clerk):
                yield one


def _refusing(one: Installed) -> str:
    if one.via:
        return f"Install a release of what brings it along:\nnpm update {one.via[0]} {one.name}"
    if one.name == "svix":
        return (
            "Install a release that refuses it, and read the body after `verify()`:\n"
            "npm install svix@latest"
        )
    return f"Install a release that refuses it:\nnpm install {one.name}@latest"
