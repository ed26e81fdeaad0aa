"""What the deployments say: their variables, their providers, and a token's fate."""

import pytest

from clerkdoctor.checks.convex_deployment import (
    convex_deployment_accepts_the_token,
    convex_issuer_variable_is_set_on_the_deployment,
    convex_providers_are_deployed,
)
from clerkdoctor.convex.providers import CustomJwtProvider, OidcProvider
from clerkdoctor.convex.push import variable_not_set
from clerkdoctor.facts.convex import TokenProbe
from clerkdoctor.facts.place import Place, Url
from tests.checks.auth_config_facts import (
    CLOUD,
    DEV,
    LIVE,
    VARIABLE,
    asked,
    config,
    deployment,
    provider,
)
from tests.checks.table import (
    Row,
    error,
    fails,
    holds,
    inapplicable,
    judged,
    passes,
    unknown,
)

EMPTY = deployment(
    variables={}, has=(), refused=variable_not_set(VARIABLE), names=frozenset({"OTHER"})
)
PROD = "https://calm-cow-456.convex.cloud"
HERE = config()._replace(stated=((VARIABLE, Place(".env.local", 20, 1)),))
SHUT = deployment(
    names=None, unread={"variables": f"`{CLOUD}` says that the key may not read this"}
)

ROWS: list[Row] = [
    passes("it is set", convex_issuer_variable_is_set_on_the_deployment, config(), asked()),
    fails(
        "it is not set, and stands in .env.local",
        convex_issuer_variable_is_set_on_the_deployment,
        HERE,
        asked(EMPTY),
        error(
            f"`{VARIABLE}` is not set on the dev deployment `happy-animal-123`; in"
            " `.env.local:20:1`, where it stands, Convex never looks",
            at=CLOUD,
            fix=f"npx convex env set {VARIABLE} https://…",
        ),
    ),
    fails(
        "it is not set in production",
        convex_issuer_variable_is_set_on_the_deployment,
        config(),
        asked(deployment(), deployment("calm-cow-456", "prod", variables={})),
        error("the prod deployment `calm-cow-456`", at=PROD, fix="npx convex env set --prod"),
    ),
    fails(
        "it is not set on a preview deployment",
        convex_issuer_variable_is_set_on_the_deployment,
        config(),
        asked(deployment("calm-cow-456", "preview", variables={})),
        error("the preview deployment", at=PROD, fix="--deployment calm-cow-456"),
    ),
    unknown(
        "the key may not see the variables",
        convex_issuer_variable_is_set_on_the_deployment,
        "says that the key may not read this",
        config(),
        asked(SHUT),
    ),
    inapplicable(
        "no variable is read",
        convex_issuer_variable_is_set_on_the_deployment,
        "auth.config reads no variable",
        config(provider(LIVE)),
        asked(),
    ),
    passes("what was pushed is the file", convex_providers_are_deployed, config(), asked()),
    passes(
        "a message names no key set",
        convex_providers_are_deployed,
        config(),
        asked(
            deployment(
                evaluated=(CustomJwtProvider(DEV, f"{DEV}/jwks", "RS256", "convex"),),
                has=(CustomJwtProvider(DEV, "", "", "convex"),),
            )
        ),
    ),
    fails(
        "nothing was pushed",
        convex_providers_are_deployed,
        config(),
        asked(deployment(has=())),
        error(
            "The dev deployment `happy-animal-123` has no providers at all",
            at=CLOUD,
            fix="npx convex dev --once",
        ),
    ),
    fails(
        "another file was pushed",
        convex_providers_are_deployed,
        config(),
        asked(deployment("calm-cow-456", "prod", has=(OidcProvider("convex", LIVE),))),
        error(
            f"has `{LIVE}` for `convex`; auth.config comes to `{DEV}` for `convex`",
            at=PROD,
            fix="npx convex deploy",
        ),
    ),
    unknown(
        "its providers are not told",
        convex_providers_are_deployed,
        "its providers were not read",
        config(),
        asked(deployment(deployed=None)),
    ),
    unknown(
        "the file is not known there",
        convex_providers_are_deployed,
        "there is no deploy key",
        config(),
        asked(
            deployment(
                evaluated=None,
                not_evaluated="there is no deploy key",
                has=(OidcProvider("convex", DEV),),
            )
        ),
    ),
    passes("accepted", convex_deployment_accepts_the_token, TokenProbe(Url(CLOUD))),
    fails(
        "refused",
        convex_deployment_accepts_the_token,
        TokenProbe(Url(CLOUD), "NoAuthProvider", "No auth provider found matching the given token"),
        error(
            "It answers `NoAuthProvider`: `No auth provider found matching the given token`",
            at=CLOUD,
            fix="Set `domain` to the Frontend API URL",
        ),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_row_holds(row: Row) -> None:
    holds(row)


def test_without_its_variable_nothing_could_be_pushed() -> None:
    """One cause, one red line."""
    variable, pushed = judged(
        convex_issuer_variable_is_set_on_the_deployment,
        convex_providers_are_deployed,
        facts=(config(), asked(EMPTY)),
    )
    assert (variable.status, variable.follows_from) == ("fail", None)
    assert (pushed.status, pushed.follows_from) == ("fail", variable.check.id)
