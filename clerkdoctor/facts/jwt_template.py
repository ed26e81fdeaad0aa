"""The JWT templates of a Clerk instance, or the one that a file holds."""

from typing import TYPE_CHECKING, NamedTuple

from clerkdoctor.facts.place import Location

if TYPE_CHECKING:
    from clerkdoctor.clerk.jwt_template import JwtTemplate


class JwtTemplates(NamedTuple):
    """`is_all`: these are all templates of the instance; else others may be there.

    `stated` is the name of the one for Convex by the project's clerkdoctor.toml.
    """

    templates: "tuple[JwtTemplate, ...]"
    at: Location
    is_all: bool
    stated: str | None = None


class ConvexTemplate(NamedTuple):
    """The template whose tokens Convex gets: that of the right name, or the only one in a file."""

    template: "JwtTemplate"
    at: Location
