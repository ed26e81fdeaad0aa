"""The issuer that Convex trusts: its form, whose it is, and its variable."""

import pytest

from clerkdoctor.checks.convex_issuer import (
    convex_issuer_is_an_origin,
    convex_issuer_is_not_fixed_to_development,
    convex_issuer_is_the_frontend_api,
    convex_issuer_variable_names_an_issuer,
)
from clerkdoctor.convex.providers import OidcProvider
from tests.checks.auth_config_facts import (
    CLOUD,
    DEV,
    FILE,
    LIVE,
    VARIABLE,
    config,
    deployment,
    issuer,
    provider,
    seen,
)
from tests.checks.facts import PK_TEST, SK_TEST
from tests.checks.table import (
    Row,
    error,
    fails,
    holds,
    inapplicable,
    judged,
    passes,
    unknown,
    warning,
)

OTHERS = provider("https://acme.eu.auth0.com/")


def on_dev(value: str) -> object:
    return seen(deployment(variables={VARIABLE: value}, evaluated=None, has=None))


def ill_formed(case: str, value: str, says: str, fix: str) -> Row:
    """The same text in the file and on a deployment."""
    return fails(
        f"{case} in the file",
        convex_issuer_is_an_origin,
        config(provider(value)),
        seen(),
        error(says, at=f"{FILE}:6:7", fix=fix),
    )


ROWS: list[Row] = [
    passes("an origin", convex_issuer_is_an_origin, config(provider(LIVE)), seen()),
    passes("a slash at the end", convex_issuer_is_an_origin, config(provider(f"{LIVE}/")), seen()),
    passes("an origin on the deployment", convex_issuer_is_an_origin, config(), on_dev(DEV)),
    passes(
        "the scheme in the file and the host on the deployment",
        convex_issuer_is_an_origin,
        config(provider(f"https://${{{VARIABLE}}}")),
        on_dev("quick-otter-42.clerk.accounts.dev"),
    ),
    ill_formed("a key set", f"{DEV}/.well-known/jwks.json", "is the URL of a key set", f'"{DEV}"'),
    ill_formed("a path", f"{DEV}/v1", "has a path behind the host", f'domain: "{DEV}"'),
    ill_formed("a port", f"{DEV}:443", "has a port", f'domain: "{DEV}"'),
    ill_formed("capitals", "https://Clerk.books.dev", "holds capital letters", f'"{LIVE}"'),
    ill_formed("a blank", f"{LIVE} ", "ends with white space, which Convex keeps", f'"{LIVE}"'),
    ill_formed(
        "an Account Portal", "https://quick-otter-42.accounts.dev", "is the Account Portal", "bare"
    ),
    fails(
        "a line break on the deployment",
        convex_issuer_is_an_origin,
        config(),
        on_dev(f"{DEV}\n"),
        error(
            "`domain` on the dev deployment `happy-animal-123` is",
            at=CLOUD,
            fix=f"npx convex env set {VARIABLE} {DEV}",
        ),
    ),
    fails(
        "quotes on the deployment",
        convex_issuer_is_an_origin,
        config(),
        on_dev(f'"{DEV}"'),
        error("begins with a quote that is part of the value", at=CLOUD, fix="env set"),
    ),
    fails(
        "a publishable key on the deployment is named and not shown",
        convex_issuer_is_an_origin,
        config(),
        on_dev(PK_TEST),
        error("is a publishable key, which names no host", at=CLOUD, fix="env set"),
    ),
    fails(
        "a secret key on the deployment is not shown",
        convex_issuer_is_an_origin,
        config(),
        on_dev(SK_TEST),
        error("is a secret key, which names no host", at=CLOUD, fix="env set"),
    ),
    fails(
        "nothing on the deployment",
        convex_issuer_is_an_origin,
        config(),
        on_dev(""),
        error("`domain` on the dev deployment `happy-animal-123` is empty", at=CLOUD, fix="env"),
    ),
    fails(
        "the scheme twice",
        convex_issuer_is_an_origin,
        config(provider(f"https://${{{VARIABLE}}}")),
        on_dev(DEV),
        error(f"is `https://${{{VARIABLE}}}`, which", at=CLOUD, fix="Use the variable alone"),
    ),
    unknown(
        "no deployment is seen",
        convex_issuer_is_an_origin,
        f"`{VARIABLE}` stands on the deployment; no deployment was asked",
        config(),
        seen(),
    ),
    inapplicable(
        "the providers are all another's",
        convex_issuer_is_an_origin,
        "no provider of Clerk's",
        config(OTHERS),
        seen(),
    ),
    unknown(
        "the list is computed",
        convex_issuer_is_an_origin,
        "the providers are not statically known",
        config(providers=(), unknown="call of `f()`"),
        seen(),
    ),
    passes(
        "the file names this instance",
        convex_issuer_is_the_frontend_api,
        config(provider(DEV)),
        issuer(),
        seen(),
    ),
    passes(
        "one of two names it",
        convex_issuer_is_the_frontend_api,
        config(provider(LIVE), provider(DEV)),
        issuer(),
        seen(),
    ),
    passes(
        "the deployment names it",
        convex_issuer_is_the_frontend_api,
        config(),
        issuer(),
        seen(deployment()),
    ),
    passes(
        "each deployment has an instance of its own",
        convex_issuer_is_the_frontend_api,
        config(),
        issuer(),
        seen(deployment(), deployment("calm-cow-456", "prod", variables={VARIABLE: LIVE})),
    ),
    fails(
        "the file names another instance",
        convex_issuer_is_the_frontend_api,
        config(provider(LIVE)),
        issuer(),
        seen(),
        error(
            f"`domain` is `{LIVE}`; `NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY` (`.env.local:1:1`) names"
            f" `{DEV}`",
            at=f"{FILE}:6:7",
            fix=DEV,
        ),
    ),
    fails(
        "the app's deployment trusts another instance",
        convex_issuer_is_the_frontend_api,
        config(),
        issuer(),
        seen(deployment(variables={VARIABLE: LIVE})),
        error(
            f"The dev deployment `happy-animal-123` trusts `{LIVE}` for `convex`",
            at=CLOUD,
            fix=f"npx convex env set {VARIABLE} {DEV}",
        ),
    ),
    fails(
        "production still has the development instance",
        convex_issuer_is_the_frontend_api,
        config(),
        issuer(),
        seen(deployment(), deployment("calm-cow-456", "prod", variables={VARIABLE: DEV})),
        warning(
            "The prod deployment `calm-cow-456` trusts",
            at="https://calm-cow-456.convex.cloud",
            fix="npx convex env set --prod",
        ),
    ),
    fails(
        "production has another instance than the live key",
        convex_issuer_is_the_frontend_api,
        config(),
        issuer(LIVE),
        seen(deployment("calm-cow-456", "prod", variables={VARIABLE: DEV}, is_the_apps=None)),
        error(f"trusts `{DEV}` for `convex`", at="https://calm-cow-456.convex.cloud", fix="--prod"),
    ),
    fails(
        "what was pushed counts, and not the variable",
        convex_issuer_is_the_frontend_api,
        config(),
        issuer(),
        seen(deployment(has=(OidcProvider("convex", LIVE),))),
        error(f"trusts `{LIVE}`", at=CLOUD, fix="env set"),
    ),
    unknown(
        "no deployment is seen and the issuer is a variable",
        convex_issuer_is_the_frontend_api,
        f"`{VARIABLE}` stands on the deployment; no deployment was asked",
        config(),
        issuer(),
        seen(),
    ),
    passes("read from a variable", convex_issuer_is_not_fixed_to_development, config(), issuer()),
    passes(
        "fixed to production", convex_issuer_is_not_fixed_to_development, config(provider(LIVE))
    ),
    fails(
        "fixed to development",
        convex_issuer_is_not_fixed_to_development,
        config(provider(DEV)),
        error(
            f"`domain` is `{DEV}`, the host of a development instance",
            at=f"{FILE}:6:7",
            fix="domain: process.env.CLERK_JWT_ISSUER_DOMAIN!,",
        ),
    ),
    fails(
        "development beside production",
        convex_issuer_is_not_fixed_to_development,
        config(provider(LIVE), provider(DEV, line=9)),
        warning("on every deployment", at=f"{FILE}:10:7", fix="Read it from a variable"),
    ),
    inapplicable(
        "another's provider",
        convex_issuer_is_not_fixed_to_development,
        "no provider of Clerk's",
        config(OTHERS),
    ),
    passes("the usual name", convex_issuer_variable_names_an_issuer, config()),
    passes(
        "a key in the name of an issuer's URL",
        convex_issuer_variable_names_an_issuer,
        config(provider("$CLERK_KEY_ISSUER_URL")),
    ),
    fails(
        "a secret key's name",
        convex_issuer_variable_names_an_issuer,
        config(provider("$CLERK_SECRET_KEY")),
        warning(
            "`domain` is read from `CLERK_SECRET_KEY`, whose name says `SECRET`",
            at=f"{FILE}:6:7",
            fix="Rename the variable",
        ),
    ),
    inapplicable(
        "no variable",
        convex_issuer_variable_names_an_issuer,
        "no issuer of Clerk's is read from a variable",
        config(provider(LIVE)),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_row_holds(row: Row) -> None:
    holds(row)


def test_a_url_of_a_key_set_is_one_cause() -> None:
    """One field is wrong once: that it is also another instance's follows from its form."""
    stated = config(provider(f"{LIVE}/.well-known/jwks.json"))
    form, other = judged(
        convex_issuer_is_an_origin,
        convex_issuer_is_the_frontend_api,
        facts=(stated, issuer(), seen()),
    )
    assert (form.status, form.follows_from) == ("fail", None)
    assert (other.status, other.follows_from) == ("fail", "convex-issuer-is-an-origin")
