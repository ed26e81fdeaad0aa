"""The Content-Security-Policy that the app states for its own pages."""

from typing import NamedTuple

from clerkdoctor.facts.place import Place


class Policy(NamedTuple):
    """One policy: its known text, and whether that is all of it.

    A part that is not statically known, such as `${process.env.HOST}`, is left out of `text`.
    """

    text: str
    place: Place
    is_whole: bool


class ContentSecurity(NamedTuple):
    """All policies that pages are answered with; those that only report are left out.

    `is_clerks` : Clerk's middleware states one itself, by its option `contentSecurityPolicy`.
    """

    policies: tuple[Policy, ...]
    is_clerks: bool = False
