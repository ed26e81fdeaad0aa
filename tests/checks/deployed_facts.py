"""Deployments built by hand, for the tables."""

from collections.abc import Mapping

from clerkdoctor.facts.deployed import (
    Deployed,
    DeployedSource,
    DeployedValue,
    Kind,
    LastDeployment,
    NotTold,
    Side,
    SourcesRead,
    Target,
)
from clerkdoctor.facts.place import Source
from clerkdoctor.facts.project import App, ConvexFolder
from clerkdoctor.secret import Secret
from tests.checks.facts import app

ISSUER = "CLERK_JWT_ISSUER_DOMAIN"
ISSUER_TEST = "https://quick-otter-42.clerk.accounts.dev"
ISSUER_LIVE = "https://clerk.books.dev"
CONVEX_URL = "NEXT_PUBLIC_CONVEX_URL"
HIDDEN = "is stored as sensitive, which Vercel gives out to nobody"


class Hidden(str):
    """In place of a value: that it cannot be read, and why."""

    __slots__ = ()


SENSITIVE = Hidden(HIDDEN)


def source(
    label: str,
    values: Mapping[str, str] | None = None,
    *,
    kind: Kind = "vercel",
    side: Side = "next",
    target: Target | None = None,
    unread: str | None = None,
    stored: str = "encrypted",
    changed: Mapping[str, float] | None = None,
    damage: Mapping[str, str] | None = None,
    deployment: str | None = None,
    last: LastDeployment | NotTold | None = None,
    unlisted: str | None = None,
    partial: str | None = None,
    notes: tuple[str, ...] = (),
) -> DeployedSource:
    place = Source(label)
    found = {}
    for name, text in (values or {}).items():
        hidden = isinstance(text, Hidden)
        found[name] = DeployedValue(
            name,
            None if hidden else Secret(text),
            place,
            "unreadable" if hidden else "set",
            str(text) if hidden else "",
            damage=(damage or {}).get(name, ""),
            stored="sensitive" if hidden else stored if kind == "vercel" else "",
            updated_at=(changed or {}).get(name),
        )
    return DeployedSource(
        label, kind, side, target, found, unread, partial, notes, deployment, last, unlisted
    )


def production(values: Mapping[str, str] | None = None, **more: object) -> DeployedSource:
    return source("vercel:production", values, target="production", **more)  # type: ignore[arg-type]


def preview(values: Mapping[str, str] | None = None, **more: object) -> DeployedSource:
    return source("vercel:preview", values, target="preview", **more)  # type: ignore[arg-type]


def convex_prod(values: Mapping[str, str] | None = None, **more: object) -> DeployedSource:
    return source(
        "convex:prod", values, kind="convex", side="convex", target="production", **more  # type: ignore[arg-type]
    )  # fmt: skip


def convex_dev(values: Mapping[str, str] | None = None, **more: object) -> DeployedSource:
    return source(
        "convex:dev", values, kind="convex", side="convex", target="development", **more  # type: ignore[arg-type]
    )  # fmt: skip


def local(values: Mapping[str, str]) -> DeployedSource:
    return source("local", values, kind="local", target="development")


def deployed(*sources: DeployedSource) -> Deployed:
    """The sources; one called `local` is what stands here."""
    here = next((one for one in sources if one.kind == "local"), None)
    return Deployed(tuple(one for one in sources if one.kind != "local"), here)


def read(*sources: DeployedSource) -> SourcesRead:
    return SourcesRead(tuple(one.label for one in sources))


def with_convex() -> App:
    """An app that has Convex' functions in `convex`."""
    return app(also=("convex",))._replace(
        convex=ConvexFolder("convex", None, True, ("auth.config.ts",))
    )
