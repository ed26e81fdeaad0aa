"""Which of Clerk's tokens `ConvexProviderWithClerk` sends, and what comes of it: by version.

There are two: the session token, which has an `aud` where the Convex integration is activated in
Clerk's dashboard, and the token of the JWT template called `convex`.

Source: convex 1.17.0 to 1.48.0, react-clerk/ConvexProviderWithClerk; the outcomes were measured
with the published packages.
"""

from typing import Literal, NamedTuple

from clerkdoctor.semver import Version

TEMPLATE = "convex"
"""The name of the JWT template that the provider asks for. Clerk compares it with letter case."""

TokenSource = Literal["template", "integration", "both", "neither"]
"""What is set up in Clerk's dashboard."""

Request = Literal["template", "session", "by audience"]
"""What `getToken` is called with: always the template, never, or the session token where its
`aud` is exactly the text `convex`, else the template.
"""

Outcome = Literal["works", "fails", "sometimes"]


class Behaviour(NamedTuple):
    """A run of versions, from `since` up to the next one's.

    `named` is how people write it. `is_caught`: a rejected `getToken` becomes "no token"; where it
    is not, all queries wait for ever.
    """

    since: Version
    named: str
    request: Request
    is_caught: bool = True
    sees_new_session: bool = True


BEHAVIOURS = (
    Behaviour(Version(0, 0, 0), "up to 1.27.3", "template", is_caught=False),
    Behaviour(Version(1, 27, 4), "1.27.4 to 1.32", "template"),
    Behaviour(Version(1, 33, 0), "1.33.0", "session"),
    Behaviour(Version(1, 33, 1), "1.33.1 to 1.42.1", "by audience", sees_new_session=False),
    Behaviour(Version(1, 42, 2), "1.42.2 and later", "by audience"),
)


class Cell(NamedTuple):
    """What a user sees. `words` go on after "convex 1.33.0 "; `screen` is what stands there."""

    outcome: Outcome
    words: str
    screen: str = ""


_NO_PROVIDER = 'the console shows `Failed to authenticate: "No auth provider found …`'
_LOADS = "`isLoading` stays true and every query waits, with an unhandled rejection in the console"
_SILENT = (
    "`isAuthenticated` is false and no error is shown; in the network tab `/tokens/convex`"
    " answers 404"
)
_NO_TEMPLATE = "asks for the JWT template `convex`, which is not there"


def behaviour(version: Version) -> Behaviour:
    """How this version of the package convex chooses. A prerelease counts as what it leads to."""
    release = Version(*version.release)
    return next(one for one in reversed(BEHAVIOURS) if one.since <= release)


def cell(version: Version, source: TokenSource) -> Cell:
    """What comes of this version with this set-up, issuer and audience being right."""
    how = behaviour(version)
    has_template = source in ("template", "both")
    has_integration = source in ("integration", "both")
    if how.request == "session":
        if has_integration:
            return Cell("works", "sends the session token, which has the audience")
        words = "sends the session token and never the template's; without the integration it has"
        return Cell("fails", f"{words} no `aud`", _NO_PROVIDER)
    if how.request == "template":
        if has_template:
            return Cell("works", "sends the token of the JWT template `convex`")
        return Cell("fails", _NO_TEMPLATE, _SILENT if how.is_caught else _LOADS)
    if has_template:
        return Cell("works", "sends the session token where it has the audience, else the template")
    if not has_integration:
        return Cell("fails", _NO_TEMPLATE, _SILENT)
    if how.sees_new_session:
        return Cell("works", "sends the session token, which has the audience")
    words = (
        "looks at the claims of the session that was there when the page loaded: right after a"
        " sign-in without a reload it asks for the JWT template `convex`, which is not there"
    )
    return Cell("sometimes", words, _SILENT)
