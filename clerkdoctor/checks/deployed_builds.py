"""What is deployed, against the values that are set now."""

from collections.abc import Iterator, Sequence

from clerkdoctor.check import Finding, Problem, Unknown, check
from clerkdoctor.checks.deployed_needs import not_looked_at, redeploy
from clerkdoctor.facts.deployed import (
    Deployed,
    DeployedSource,
    DeployedValue,
    LastDeployment,
    NotTold,
)
from clerkdoctor.variables import PUBLIC_PREFIX

_SHOWN = 5


@check(
    "What is deployed was built with the values that are set now",
    fix="Deploy again, since a change reaches new deployments only:\nvercel deploy --prod",
    references=(
        "https://vercel.com/docs/environment-variables",
        "https://vercel.com/docs/cli/redeploy",
    ),
    level="warning",
    symptoms=("the old value is still used after a change",),
)
def public_values_agree(deployed: Deployed) -> Iterator[Finding]:
    """A `NEXT_PUBLIC_` value is written into the browser's code when the app is built, and every
    other variable is fixed for a deployment when it is made. What was changed on Vercel since then
    is in no deployment yet: the dashboard shows the new value, the app has the old one.

    Looked at is the newest deployment of each target that is ready: production's that went live,
    the newest preview, or the newest of the branch that is compared. What it was built with is
    asked for, too, so that a change to a variable's comment is none to its value.
    """
    told = [one for one in deployed.sources if one.kind == "vercel" and one.target != "development"]
    yield from not_looked_at(Deployed(tuple(told)))
    read = [one for one in told if one.unread is None]
    not_told: dict[str, list[str]] = {}
    for source in read:
        if isinstance(source.last, NotTold):
            not_told.setdefault(source.last.reason, []).append(f"`{source.label}`")
        elif source.last:
            yield from _of_deployment(source, source.last)
    for reason, labels in not_told.items():
        yield Unknown(f"what was deployed last on {' and '.join(labels)} is not told: it {reason}")
    # Beside a target that is deployed, one that never was is no gap in what is known.
    if not any(source.last for source in read):
        for source in read:
            yield Unknown(f"`{source.label}` has no deployment that is ready")


def _of_deployment(source: DeployedSource, last: LastDeployment) -> Iterator[Finding]:
    values = [one for one in source.variables.values() if one.state != "system"]
    changed = [one for one in values if _is_changed(one, last)]
    inlined = [one for one in changed if one.name.startswith(PUBLIC_PREFIX)]
    others = [one for one in changed if not one.name.startswith(PUBLIC_PREFIX)]
    for stale, effect in (
        (inlined, "what browsers load holds the values of that build"),
        (others, "what runs there keeps the values of that time"),
    ):
        if stale:
            yield Problem(
                f"{_named(stale)} changed on `{source.label}` after its last deployment was built;"
                f" {effect}",
                source.place,
                f"Deploy again, since a change reaches new deployments only:\n{redeploy(source)}",
                about=stale[0].name,
            )
    timeless = [one for one in values if one.updated_at is None]
    if timeless:
        yield Unknown(
            f"{_named(timeless)} last changed on `{source.label}` at a time that Vercel does not"
            " tell"
        )


def _is_changed(value: DeployedValue, last: LastDeployment) -> bool:
    if value.updated_at is None or value.updated_at <= last.built_at:
        return False
    # A record changes with its comment and its targets, too.
    return value.value is None or last.had.get(value.name) != value.value


def _named(values: Sequence[DeployedValue]) -> str:
    names = ", ".join(f"`{one.name}`" for one in values[:_SHOWN])
    more = f" and {len(values) - _SHOWN} more" if len(values) > _SHOWN else ""
    return f"{names}{more} {'was' if len(values) == 1 else 'were'}"
