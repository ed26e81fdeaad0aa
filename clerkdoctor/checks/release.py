"""Which release of a package an app runs with, and what that decides."""

from clerkdoctor import semver
from clerkdoctor.check import Unknown
from clerkdoctor.facts.project import App, Installed

CLERK = "@clerk/nextjs"
NEXT = "next"


def at_least(installed: Installed | None, release: tuple[int, int, int]) -> bool | None:
    """Whether this release or a later one is installed; None where that is not known.

    A prerelease counts as what it comes before: `7.0.0-canary.1` has the API of 7.
    """
    if installed is None:
        return None
    if installed.version is not None:
        return installed.version.release >= release
    if installed.major is not None and installed.major != release[0]:
        return installed.major > release[0]
    floor = semver.lowest(installed.text)
    return True if floor is not None and floor.release >= release else None


def unsettled(app: App, package: str) -> Unknown:
    """Why it is not known which release of a package runs here."""
    found = app.versions.get(package)
    if found is None:
        return Unknown(f"which version of `{package}` runs here is not known")
    return Unknown(
        f"which version of `{package}` runs here is not known: package.json allows"
        f" `{found.text}`, and there is neither a lock file nor an installation",
        found.place,
    )


def shown(installed: Installed | None) -> str:
    """The version for a sentence: `6.39.8`, or the range that stands in its place."""
    return installed.text if installed is not None else "an unknown version"
