"""What differs between the versions of the libraries that verify deliveries.

Versions are numbers, `(2, 5, 0)`, or None for the newest: svix 2.5.0, standardwebhooks 1.1.1,
@clerk/backend 3.25.0.
"""

from typing import Literal, NamedTuple

Version = tuple[int, ...]


class StandardRules(NamedTuple):
    """What differs between versions of standardwebhooks.

    `takes_empty_key`: a secret without a key is used, so that anybody can sign. `parses` says when
    the body is read as JSON; where it is not, `verify()` returns nothing.
    """

    takes_empty_key: bool = False
    parses: Literal["always", "unless empty", "never"] = "unless empty"


class SvixRules(NamedTuple):
    """What differs between versions of the npm package svix.

    `by_family`: the three headers are all `svix-*` or all `webhook-*`; later versions look for each
    by itself.
    """

    inner: StandardRules = StandardRules(parses="never")
    by_family: bool = False

    @property
    def returns_event(self) -> bool:
        """Whether `verify()` gives the event; since 2.2 it gives nothing."""
        return self.inner.parses != "never"


class ClerkRules(NamedTuple):
    """What differs between versions of @clerk/backend.

    `era` is what verifies: `standardwebhooks` since 2.4.0, `svix` before 2.0.0. In between,
    `nothing`: the comparison was the wrong way round, so any signature was accepted.
    """

    inner: StandardRules = StandardRules()
    era: Literal["standardwebhooks", "nothing", "svix"] = "standardwebhooks"


NEWEST_STANDARD, NEWEST_SVIX, NEWEST_CLERK = StandardRules(), SvixRules(), ClerkRules()
_OLD = StandardRules(takes_empty_key=True, parses="always")


def standard_rules(version: Version | None) -> StandardRules:
    return _OLD if version is not None and version < (1, 1) else NEWEST_STANDARD


def svix_rules(version: Version | None) -> SvixRules:
    """The rules of svix from 1.4 on."""
    if version is None or version >= (2, 2):
        return NEWEST_SVIX
    return SvixRules(_OLD, by_family=version < (1, 83))


def clerk_rules(version: Version | None, standardwebhooks: Version | None = None) -> ClerkRules:
    """The rules of `verifyWebhook`, which is there from 1.26 on, and of what verifies for it."""
    if version is None or version >= (2, 4):
        return ClerkRules(standard_rules(standardwebhooks))
    return ClerkRules(_OLD, "nothing" if version >= (2,) else "svix")
