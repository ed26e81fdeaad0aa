"""What the deployments themselves say: their variables, their providers, and a token's fate."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Problem, Unknown, check
from clerkdoctor.checks.convex_trust import (
    CLERK_DOCS,
    CONFIG,
    DEBUG_DOCS,
    ENV_DOCS,
    listed,
)
from clerkdoctor.convex.explanations import explain
from clerkdoctor.convex.listed_providers import same_provider
from clerkdoctor.convex.providers import Provider
from clerkdoctor.convex.refusal import printable
from clerkdoctor.facts.convex import (
    AuthConfig,
    ConvexDeployments,
    Deployment,
    TokenProbe,
)

_LONGEST_ANSWER = 300


@check(
    "The variables that auth.config reads are set on the deployment",
    fix="Set the variable on each deployment: `npx convex env set NAME VALUE`, and with `--prod`",
    references=(ENV_DOCS, CLERK_DOCS),
    symptoms=(
        "is used in auth config file but its value was not set",
        "AuthConfigMissingEnvironmentVariable",
    ),
)
def convex_issuer_variable_is_set_on_the_deployment(
    config: AuthConfig, deployments: ConvexDeployments
) -> Iterator[Finding]:
    """Convex evaluates auth.config with the deployment's own variables, and refuses the push where
    one that is read is not set. It never reads `.env.local` or Vercel: the dev and the prod
    deployment each have their own.
    """
    if not config.variables:
        yield Inapplicable("auth.config reads no variable")
        return
    stated = dict(config.stated)
    for one in deployments.deployments:
        if one.names is None:
            why = one.unread.get("variables", "its variables were not read")
            yield Unknown(f"{one.title}: {why}", one.at)
            continue
        for name in config.variables:
            if name in one.names:
                continue
            at = stated.get(name)
            here = f"; in `{at}`, where it stands, Convex never looks" if at else ""
            yield Problem(
                f"`{name}` is not set on {one.title}{here}",
                one.at,
                f"Set it there, and push again:\nnpx convex env set {_flag(one)}{name} https://…",
                about=name,
            )


def _flag(deployment: Deployment) -> str:
    if deployment.kind == "prod":
        return "--prod "
    is_usual = deployment.kind in ("dev", "self-hosted", None)
    return "" if is_usual else f"--deployment {deployment.name} "


@check(
    "The deployment has the providers that auth.config states",
    fix="Run `npx convex dev`, or `npx convex deploy` for production: that pushes the file",
    references=(DEBUG_DOCS,),
    symptoms=("(no providers configured). Check convex/auth.config.ts",),
    follows=("convex-issuer-variable-is-set-on-the-deployment", "convex-auth-config-exists",
             "convex-auth-config-is-where-convex-looks"),
)  # fmt: skip
def convex_providers_are_deployed(
    config: AuthConfig, deployments: ConvexDeployments
) -> Iterator[Finding]:
    """What counts is not the file but what was pushed of it. A deployment to which it was never
    pushed, or from which a push without the file has taken its providers, accepts nobody's token.
    """
    for one in deployments.deployments:
        if one.deployed is None:
            why = one.unread.get("providers", "its providers were not read")
            yield Unknown(f"{one.title}: {why}", one.at)
        elif not one.deployed and (config.providers or config.unknown):
            yield Problem(
                f"{one.title[:1].upper()}{one.title[1:]} has no providers at all; auth.config"
                " states some",
                one.at,
                f"Run what pushes the file:\n{_push(one)}",
                about=_missing(config, one),
            )
        elif one.evaluated is None:
            words = one.refused.cause if one.refused else one.not_evaluated
            if one.refused is None:
                yield Unknown(f"{one.title}: {words}", one.at)
        elif not _same(one.deployed, one.evaluated):
            yield Problem(
                f"{one.title[:1].upper()}{one.title[1:]} has {listed(one.deployed)}; auth.config"
                f" comes to {listed(one.evaluated)}",
                one.at,
                f"Run what pushes the file:\n{_push(one)}",
                about=CONFIG,
            )


def _push(deployment: Deployment) -> str:
    return "npx convex deploy" if deployment.kind == "prod" else "npx convex dev --once"


def _missing(config: AuthConfig, deployment: Deployment) -> str:
    """The variable for want of which nothing could be pushed, else the file."""
    names = deployment.names
    absent = [name for name in config.variables if names is not None and name not in names]
    return absent[0] if absent else CONFIG


def _same(one: tuple[Provider, ...], other: tuple[Provider, ...]) -> bool:
    return all(any(same_provider(a, b) for b in other) for a in one) and all(
        any(same_provider(a, b) for b in one) for a in other
    )


@check(
    "The deployment accepts the token",
    fix="Run `clerkdoctor verify-token` on the token: it says which rule refuses it",
    references=(DEBUG_DOCS,),
    symptoms=(
        "Could not verify OIDC token claim",
        "Could not parse as OIDC ID token",
        "AuthProviderDiscoveryFailed",
        "NoAuthProvider",
    ),
)
def convex_deployment_accepts_the_token(probe: TokenProbe) -> Iterator[Finding]:
    """The token that was given is shown to the app's own deployment, with the name of a function
    that it does not have: the token is judged first, and the verdict is Convex' own.
    """
    if probe.code is None:
        return
    known = explain(probe.code)
    message = printable(probe.message or "", _LONGEST_ANSWER).replace("`", "'")
    yield Problem(
        f"It answers `{probe.code}`: `{message}`",
        probe.at,
        known.fix if known else None,
        about="token",
    )
