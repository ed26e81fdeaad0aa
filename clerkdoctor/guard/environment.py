"""Environment variables, as they are in production with Clerk set up."""

from typing import TYPE_CHECKING

from clerkdoctor.guard.values import (
    UNDEFINED,
    Host,
    Origin,
    Site,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from clerkdoctor.guard.run import Run

_PRODUCTION = {"NODE_ENV": "production", "VERCEL_ENV": "production"}
_KEYS = frozenset({
    "CLERK_SECRET_KEY", "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", "CLERK_PUBLISHABLE_KEY",
    "CLERK_API_KEY", "NEXT_PUBLIC_CLERK_FRONTEND_API", "CLERK_JWT_KEY",
})  # fmt: skip


class Environment(Host):
    """`process.env`, or what a library makes of it.

    What is judged is the app in production: `NODE_ENV` is that, and Clerk's keys are there. Any
    other variable may have any value.
    """

    __slots__ = ()

    def member(self, run: "Run", name: str, site: Site) -> Value:
        if name in _PRODUCTION:
            return _PRODUCTION[name]
        if name == "CI":
            return UNDEFINED
        return run.program.variable(name, site)


def of_key(value: Unknown, method: str, literal: str) -> bool | None:
    """What a search in one of Clerk's keys finds: they are real ones, and those of production."""
    if value.origin is None or value.origin.name not in _KEYS:
        return None
    if method == "startsWith" and literal in ("pk_", "pk_live_", "sk_", "sk_live_"):
        return literal[0] == ("p" if "PUBLISHABLE" in value.origin.name else "s")
    return False


def is_key(origin: Origin) -> bool:
    """Whether a variable is one of Clerk's keys."""
    return origin.name in _KEYS


def unset_or_any(name: str, site: Site) -> Unknown:
    """A variable of which nothing is known."""
    why = f"`process.env.{name}` is known only at run time"
    there = True if name in _KEYS else None
    return Unknown(why, site.place, f"env:{name}", origin=Origin("env", name), truth=there)
