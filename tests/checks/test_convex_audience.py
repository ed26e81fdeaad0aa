"""The audience, the token's instance, and what the installed version of convex sends."""

import pytest

from clerkdoctor.checks.convex_audience import (
    convex_application_id_is_the_audience,
    convex_sdk_agrees_with_the_token_source,
    convex_token_is_of_this_instance,
)
from clerkdoctor.facts.convex import ConvexClients
from clerkdoctor.facts.place import Place, Source
from tests.checks.auth_config_facts import (
    DEV,
    FILE,
    LIVE,
    clients,
    config,
    issuer,
    provider,
    request,
    source,
    token,
)
from tests.checks.facts import PK_TEST
from tests.checks.table import (
    Row,
    error,
    fails,
    holds,
    inapplicable,
    passes,
    unknown,
    warning,
)

OF_TOKEN = source(audiences=("books",), because="the token", at=Source("--token"))
LOCK = "package-lock.json:100"
TEMPLATE_ONLY = source(template=True, integration=False)
INTEGRATION_ONLY = source(template=False, integration=True)
NEITHER = source(template=False, integration=False)
ASKS = request("convex", at="lib/token.ts:3:31")


def another(case: str, application_id: str, says: str, *, certain: bool = True) -> Row:
    level = error if certain else warning
    return fails(
        case,
        convex_application_id_is_the_audience,
        config(provider(application_id=application_id)),
        source(),
        level(says, at=f"{FILE}:6:7", fix='applicationID: "convex"'),
    )


ROWS: list[Row] = [
    passes("the usual one", convex_application_id_is_the_audience, config(), source()),
    passes(
        "that of the token",
        convex_application_id_is_the_audience,
        config(provider(application_id="books")),
        OF_TOKEN,
    ),
    passes(
        "one of two providers has it",
        convex_application_id_is_the_audience,
        config(provider(application_id="books"), provider()),
        source(),
    ),
    another("in capitals", "Convex", "`applicationID` is `Convex`; Clerk's is `convex`"),
    another("with a blank", "convex ", "is `convex `; Clerk's is `convex`"),
    another("empty", "", "`applicationID` is empty; Clerk's is `convex`", certain=False),
    another("the publishable key", PK_TEST, "is a publishable key; Clerk's is `convex`"),
    another("the application's id", "app_2abc", "is `app_2abc`"),
    another("of one's own", "books", "is `books`; Clerk's is `convex`", certain=False),
    fails(
        "not that of the token",
        convex_application_id_is_the_audience,
        config(),
        OF_TOKEN,
        error(
            "`applicationID` is `convex`; the `aud` of the token is `books`",
            at=f"{FILE}:6:7",
            fix='applicationID: "books"',
        ),
    ),
    fails(
        "the token has none",
        convex_application_id_is_the_audience,
        config(),
        source(audiences=(), because="the token"),
        error("the `aud` of the token is absent", at=f"{FILE}:6:7", fix='applicationID: "convex"'),
    ),
    unknown(
        "from a variable",
        convex_application_id_is_the_audience,
        "`applicationID` is not statically known: depends on `process.env.APP_ID`",
        config(provider(application_id="$APP_ID")),
        source(),
    ),
    unknown(
        "the list is computed",
        convex_application_id_is_the_audience,
        "the providers are not statically known",
        config(providers=(), unknown="call of `f()`"),
        source(),
    ),
    inapplicable(
        "there is none",
        convex_application_id_is_the_audience,
        "no provider of Clerk's states",
        config(provider(application_id=None)),
        source(),
    ),
    passes("of this instance", convex_token_is_of_this_instance, token(), issuer()),
    passes("with a slash", convex_token_is_of_this_instance, token(iss=f"{DEV}/"), issuer()),
    fails(
        "of another instance",
        convex_token_is_of_this_instance,
        token(iss=LIVE),
        issuer(),
        error(f"`iss` is `{LIVE}`; `NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY`", at="--token", fix="Give"),
    ),
    fails(
        "of nobody",
        convex_token_is_of_this_instance,
        token(iss=None),
        issuer(),
        error("`iss` is `null`", at="--token", fix="Give"),
    ),
    passes(
        "a version that looks at the audience",
        convex_sdk_agrees_with_the_token_source,
        clients(),
        source(),
    ),
    passes(
        "1.33.0 and the integration",
        convex_sdk_agrees_with_the_token_source,
        clients("1.33.0"),
        source(integration=True),
    ),
    passes(
        "an old version and the template",
        convex_sdk_agrees_with_the_token_source,
        clients("1.27.3"),
        TEMPLATE_ONLY,
    ),
    fails(
        "1.33.0 and the template",
        convex_sdk_agrees_with_the_token_source,
        clients("1.33.0"),
        TEMPLATE_ONLY,
        error(
            "convex 1.33.0 sends the session token and never the template's",
            at=LOCK,
            fix="npm install convex@latest",
        ),
    ),
    fails(
        "1.33.0 and code that asks for the template",
        convex_sdk_agrees_with_the_token_source,
        clients("1.33.0", ASKS),
        source(),
        error("No auth provider found", at=LOCK, fix="1.42.2 or later"),
    ),
    fails(
        "1.33.0 and nothing is seen",
        convex_sdk_agrees_with_the_token_source,
        clients("1.33.0"),
        source(),
        warning("never the template's", at=LOCK, fix="Install"),
    ),
    fails(
        "an old version and the integration alone",
        convex_sdk_agrees_with_the_token_source,
        clients("1.30.0"),
        INTEGRATION_ONLY,
        error("convex 1.30.0 asks for the JWT template `convex`", at=LOCK, fix="Install"),
    ),
    fails(
        "a version that loads for ever",
        convex_sdk_agrees_with_the_token_source,
        clients("1.20.0"),
        INTEGRATION_ONLY,
        error("`isLoading` stays true", at=LOCK, fix="Install"),
    ),
    fails(
        "a version that looks at a stale session",
        convex_sdk_agrees_with_the_token_source,
        clients("1.41.0"),
        INTEGRATION_ONLY,
        warning("right after a sign-in without a reload", at=LOCK, fix="Install"),
    ),
    fails(
        "Clerk issues neither",
        convex_sdk_agrees_with_the_token_source,
        clients(),
        NEITHER,
        error("Clerk issues no token that Convex takes", at=LOCK, fix="Activate the Convex"),
    ),
    unknown(
        "an old version, and which of the two there is is not seen",
        convex_sdk_agrees_with_the_token_source,
        "convex 1.30.0 asks for the JWT template",
        clients("1.30.0"),
        source(),
    ),
    unknown(
        "the version is not known",
        convex_sdk_agrees_with_the_token_source,
        "the version of convex is not known: `latest`",
        clients()._replace(version=None, version_text="latest"),
        source(),
    ),
    inapplicable(
        "nothing is handed to Convex",
        convex_sdk_agrees_with_the_token_source,
        "no code here hands",
        ConvexClients(version_at=Place("package-lock.json")),
        source(),
    ),
    fails(
        "the server asks for the session token, and Clerk has the template alone",
        convex_sdk_agrees_with_the_token_source,
        clients("1.48.0", request("")),
        TEMPLATE_ONLY,
        warning(
            "`getToken()` gives the session token, which has no `aud` here",
            at="app/page.tsx:7:30",
            fix='getToken({ template: "convex" })',
        ),
    ),
    fails(
        "the server asks for the template, and Clerk has the integration alone",
        convex_sdk_agrees_with_the_token_source,
        clients("1.48.0", ASKS),
        INTEGRATION_ONLY,
        error("and Clerk has none", at="lib/token.ts:3:31", fix="getToken()"),
    ),
    passes(
        "a token for somebody else",
        convex_sdk_agrees_with_the_token_source,
        clients("1.48.0", request("", for_convex=False)),
        TEMPLATE_ONLY,
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_row_holds(row: Row) -> None:
    holds(row)
