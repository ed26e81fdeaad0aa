"""What one release of Next.js does otherwise than another with the middleware's matcher.

Each boundary was read in the npm packages of both sides. A release that is not known is taken for
the last one of its major.
"""

from typing import Literal, NamedTuple

from clerkdoctor.semver import Version

Bundler = Literal["webpack", "turbopack"]

OLDEST, NEWEST = 12, 16


class MatcherRules(NamedTuple):
    """How a matcher is checked, compiled and compared.

    `engine` is the path-to-regexp that reads the source. `schema`: a schema refuses a matcher
    (`build/segment-config/middleware`), where earlier releases use the checks of redirects
    (`lib/load-custom-routes`). `suffix` is what Next.js allows behind the source, `root_suffix`
    behind `/`, which with i18n begins with `root_i18n`. `guards_locale`: a locale is not `_next`.
    `decodes`: a path is also compared decoded.
    """

    engine: Literal["6.1", "6.3"]
    schema: bool
    suffix: str
    root_suffix: str
    guards_locale: bool
    decodes: bool


_DATA = r"{(\.json)}?"
_TRANSPORT = r"\.rsc|\.segments/.+\.segment\.rsc"
_ROOT = r"/?index|/?index\.json"
_ROOT_TRANSPORT = rf"{_ROOT}|/?index(?:{_TRANSPORT})"


def matcher_rules(major: int, version: Version | None = None) -> MatcherRules:
    """The rules of a release. What is older or newer than all that are known has the nearest's."""
    transports = at_least(major, version, 15, 5, 16) and not is_before(version, 16, 2, 5)
    return MatcherRules(
        engine="6.3" if at_least(major, version, 15, 5) else "6.1",
        schema=major >= 15,
        # The point of the first is any character.
        suffix=(
            "(.json)?"
            if not at_least(major, version, 15, 0, 4)
            else rf"{{(\.json|{_TRANSPORT})}}?"
            if transports
            else _DATA
        ),
        root_suffix=_ROOT_TRANSPORT if transports else _ROOT,
        guards_locale=at_least(major, version, 13, 2),
        decodes=at_least(major, version, 15, 3, 8),
    )


def at_least(major: int, version: Version | None, *release: int) -> bool:
    """Whether this Next.js is that release or a later one; of a major alone, its last one."""
    if version is not None and version.major == major:
        return version.release >= (*release, 0, 0)[:3]
    return major >= release[0]


def is_before(version: Version | None, major: int, minor: int, patch: int) -> bool:
    """Whether the release is known, of this major, and before that one of it."""
    return (
        version is not None and version.major == major and version.release < (major, minor, patch)
    )


def default_bundler(major: int) -> Bundler:
    """What `next build` uses where no option says otherwise."""
    return "turbopack" if major >= 16 else "webpack"
