"""Gathering Convex' providers: what auth.config comes to where the variables it reads are right."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from clerkdoctor.convex.providers import Provider, stored_order
from clerkdoctor.convex.refusal import Refused
from clerkdoctor.facts.project import App
from clerkdoctor.gather.convex_config import evaluated, exported, settled
from clerkdoctor.typescript.values import EnvRead, Template, Text, Value, env_reads_in, parts


class Providers(NamedTuple):
    """The providers in the order in which a fresh deployment stores them.

    `words` says where they come from and what had to be assumed: Convex reads its variables from
    the deployment, never from a file here.
    """

    providers: tuple[Provider, ...]
    words: str


def auth_config_providers(app: App, issuer: str | None) -> Providers | str:
    """The providers of the app's auth.config, or in words why they are not known.

    A variable of the deployment is taken to hold `issuer`, as it is to; within `https://${…}`,
    its host.
    """
    if not app.convex or not app.convex.auth_configs:
        return "there is no `convex/auth.config.ts` here"
    name = app.convex.auth_configs[0]
    path = f"{app.convex.path}/{name}"
    value = settled(exported(app, path, {}))
    assumed = sorted({one.name for one in env_reads_in(value)})
    if assumed and issuer is None:
        return (
            f"`{path}` is not statically known: `{assumed[0]}` stands on the deployment; give the"
            " issuer with --issuer"
        )
    hosts = set(_hosts(value))
    variables = {
        one: issuer.removeprefix("https://") if one in hosts else issuer
        for one in assumed
        if issuer is not None
    }
    found = evaluated(app, name, variables)
    if isinstance(found, Refused):
        return f"Convex refuses `{path}`: {found.cause}"
    if isinstance(found, str):
        return f"`{path}` is not statically known: {found}"
    words = f"from `{path}`"
    if assumed:
        names = ", ".join(f"`{one}`" for one in assumed)
        words += f", with {names} taken to be `{issuer}` on the deployment"
    return Providers(tuple(stored_order(found)), words)


def _hosts(value: Value) -> Iterator[str]:
    """The variables that stand behind a scheme: they hold a host."""
    for part in parts(value):
        pieces = part.parts if isinstance(part, Template) else ()
        for before, piece in pairwise(pieces):
            is_behind_scheme = isinstance(before, Text) and before.text.endswith("://")
            if is_behind_scheme and isinstance(piece, EnvRead):
                yield piece.name
