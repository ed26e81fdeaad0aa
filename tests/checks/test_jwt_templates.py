"""The JWT template: that it is there, and that Convex takes its tokens."""

import pytest

from clerkdoctor.checks.jwt_templates import (
    jwt_template_claims_are_allowed,
    jwt_template_claims_are_minimal,
    jwt_template_exists,
    jwt_template_has_the_audience,
    jwt_template_is_signed_by_the_instance,
    jwt_template_lifetime_is_short,
    jwt_template_name_is_exact,
)
from tests.checks.auth_config_facts import (
    clients,
    config,
    provider,
    request,
    source,
    template,
    templates,
)
from tests.checks.table import (
    Row,
    error,
    fails,
    holds,
    inapplicable,
    judged,
    note,
    passes,
    unknown,
    warning,
)

API = "https://api.clerk.com/v1/jwt_templates"
FILE = "convex-template.json"
ASKS = request("convex", at="lib/token.ts:3:31")
CUSTOM = config(provider(kind="customJwt"))
SOUND = {
    "aud": "convex",
    "name": "{{user.full_name}}",
    "email": "{{user.primary_email_address}}",
    "email_verified": "{{user.email_verified}}",
    "phone_number_verified": "{{user.phone_number_verified}}",
    "updated_at": "{{user.updated_at}}",
    "role": "{{user.public_metadata.role || 'guest'}}",
    "org": {"id": "{{org.id}}", "slug": "{{org.slug}}"},
}


def refused(case: str, claims: dict[str, object], *said: object) -> Row:
    return fails(case, jwt_template_claims_are_allowed, template(claims), config(), *said)


ROWS: list[Row] = [
    passes("it is there", jwt_template_exists, templates("convex", "hasura"), clients(), source()),
    passes(
        "none is needed: the integration is on",
        jwt_template_exists,
        templates("hasura"),
        clients(),
        source(integration=True),
    ),
    fails(
        "code asks for it by name",
        jwt_template_exists,
        templates("hasura"),
        clients("1.48.0", ASKS),
        source(),
        error(
            "The code asks Clerk for the JWT template `convex`; the instance has `hasura`",
            at="lib/token.ts:3:31",
            fix="Activate the Convex integration",
        ),
    ),
    fails(
        "a version that always asks for it",
        jwt_template_exists,
        templates(),
        clients("1.30.0"),
        source(),
        error("the instance has none at all", at="components/providers.tsx:9:10", fix="Activate"),
    ),
    fails(
        "the integration is off",
        jwt_template_exists,
        templates(),
        clients(),
        source(integration=False),
        error("asks Clerk for the JWT template", at="components/providers.tsx:9:10", fix="convex"),
    ),
    unknown(
        "whether the integration is on is not seen",
        jwt_template_exists,
        "none is needed where its Convex integration is on",
        templates("hasura"),
        clients(),
        source(),
    ),
    inapplicable(
        "no code asks for one",
        jwt_template_exists,
        "no code here asks",
        templates("hasura"),
        clients("1.33.0"),
        source(),
    ),
    inapplicable(
        "a file",
        jwt_template_exists,
        "a file says nothing of what Clerk has",
        templates("convex", is_all=False),
        clients(),
        source(),
    ),
    fails(
        "the project states another name",
        jwt_template_exists,
        templates("convex")._replace(stated="acme"),
        clients(),
        source(),
        error(
            "`clerkdoctor.toml` names the JWT template `acme`; the instance has `convex`",
            at="components/providers.tsx:9:10",
            fix="acme",
        ),
    ),
    passes(
        "the stated name is there",
        jwt_template_exists,
        templates("acme")._replace(stated="acme"),
        clients(),
        source(),
    ),
    fails(
        "the stated name is nearly there",
        jwt_template_name_is_exact,
        templates("Acme")._replace(stated="acme"),
        clients(),
        error("is called `Acme`; `clerkdoctor.toml` names `acme`", at=API, fix="acme"),
    ),
    passes("its name", jwt_template_name_is_exact, templates("convex"), clients()),
    fails(
        "capitals",
        jwt_template_name_is_exact,
        templates("Convex"),
        clients(),
        error("The template is called `Convex`; the code asks for `convex`", at=API, fix="convex"),
    ),
    fails(
        "a blank",
        jwt_template_name_is_exact,
        templates("convex "),
        clients(),
        error('The template is called `"convex "`', at=API, fix="Rename the template"),
    ),
    fails(
        "a typing mistake",
        jwt_template_name_is_exact,
        templates("convx", "hasura"),
        clients(),
        error("is called `convx`", at=API, fix="Rename"),
    ),
    fails(
        "the one in the file",
        jwt_template_name_is_exact,
        templates("main", is_all=False),
        clients(),
        error("is called `main`", at="template.json", fix="Rename"),
    ),
    inapplicable(
        "none is near", jwt_template_name_is_exact, "nor nearly", templates("hasura"), clients()
    ),
    inapplicable(
        "the file names none",
        jwt_template_name_is_exact,
        "there is no name to compare",
        templates(is_all=False),
        clients(),
    ),
    passes("the audience", jwt_template_has_the_audience, template(), config()),
    passes(
        "one's own audience",
        jwt_template_has_the_audience,
        template({"aud": "books"}),
        config(provider(application_id="books")),
    ),
    passes(
        "a list of the one", jwt_template_has_the_audience, template({"aud": ["convex"]}), config()
    ),
    passes(
        "a customJwt may have others",
        jwt_template_has_the_audience,
        template({"aud": ["convex", "x"]}),
        CUSTOM,
    ),
    fails(
        "none",
        jwt_template_has_the_audience,
        template({"email": "{{user.primary_email_address}}"}),
        config(),
        error("The template sets no `aud`; `convex` was expected", at=FILE, fix='"aud": "convex"'),
    ),
    fails(
        "another",
        jwt_template_has_the_audience,
        template({"aud": "Convex"}),
        config(),
        error("`aud` is `Convex`; `convex` was expected", at=FILE, fix='"aud": "convex"'),
    ),
    fails(
        "one more",
        jwt_template_has_the_audience,
        template({"aud": ["convex", "hasura"]}),
        config(),
        error("`aud` holds `hasura` too", at=FILE, fix='"aud": "convex"'),
    ),
    unknown(
        "a shortcode",
        jwt_template_has_the_audience,
        "comes from a shortcode",
        template({"aud": "{{org.slug}}"}),
        config(),
    ),
    unknown(
        "the provider's is not known",
        jwt_template_has_the_audience,
        "the `applicationID` of Clerk's provider is not statically known",
        template(),
        config(provider(application_id="$APP_ID")),
    ),
    passes("claims as they are to be", jwt_template_claims_are_allowed, template(SOUND), config()),
    passes(
        "a customJwt's claims may have any type",
        jwt_template_claims_are_allowed,
        template({"aud": "convex", "address": "Main Street 1"}),
        CUSTOM,
    ),
    refused(
        "reserved ones",
        {"aud": "convex", "sub": "{{user.id}}", "iss": "https://clerk.books.dev", "sid": "x"},
        error("`iss` is a claim that Clerk sets itself", at=FILE, fix="`iss`"),
        error("`sub` is a claim that Clerk sets itself", at=FILE, fix="`sub`"),
        error("`sid` belongs to a session", at=FILE, fix="`sid`"),
    ),
    refused(
        "a misspelt shortcode",
        {"aud": "convex", "email": "{{user.primary_email_adress}}"},
        warning("`{{user.primary_email_address}}` is one", at=FILE, fix="Write the shortcode"),
    ),
    refused(
        "a shortcode that is not documented",
        {"aud": "convex", "plan": "{{org_membership.role}}"},
        note("is no shortcode that Clerk documents", at=FILE, fix="Write the shortcode"),
    ),
    refused(
        "half a shortcode, one of another language, and one in a name",
        {"aud": "convex", "a": "{{user.id}", "b": "${user.id}", "c": {"{{org.id}}": 1}},
        warning("has `{{` or `}}` without the other", at=FILE, fix="Write"),
        warning("has one pair of braces", at=FILE, fix="Write"),
        warning("holds a shortcode; only values may", at=FILE, fix="Write"),
    ),
    refused(
        "claims of another type",
        {"aud": "convex", "email_verified": "is {{user.email_verified}}", "address": "Street 1"},
        error('`email_verified` is `"text"`', at=FILE, fix="Correct the claim's type"),
        error("`address` is", at=FILE, fix="Correct the claim's type"),
    ),
    passes("few claims", jwt_template_claims_are_minimal, template(SOUND)),
    fails(
        "whole metadata",
        jwt_template_claims_are_minimal,
        template({"aud": "convex", "meta": "{{user.unsafe_metadata}}"}),
        note("The claim `meta` is the whole of `{{user.unsafe_metadata}}`", at=FILE, fix=".role"),
    ),
    fails(
        "many bytes",
        jwt_template_claims_are_minimal,
        template({"aud": "convex", "terms": "x" * 2000}),
        note("The claims take 2,0", at=FILE, fix="Keep what the functions read"),
    ),
    passes("a minute", jwt_template_lifetime_is_short, template()),
    fails(
        "a year",
        jwt_template_lifetime_is_short,
        template(lifetime=31_536_000),
        note("The tokens live for 365 days", at=FILE, fix="Set the lifetime to 60 seconds"),
    ),
    inapplicable(
        "not stated", jwt_template_lifetime_is_short, "is not stated", template(lifetime=None)
    ),
    passes(
        "the instance's key",
        jwt_template_is_signed_by_the_instance,
        template(custom_signing_key=False),
        config(),
    ),
    fails(
        "a key of its own",
        jwt_template_is_signed_by_the_instance,
        template(custom_signing_key=True, signing_algorithm="HS256"),
        config(),
        error("has a custom signing key (`HS256`)", at=FILE, fix="Turn off the custom signing"),
    ),
    inapplicable(
        "a customJwt's key set",
        jwt_template_is_signed_by_the_instance,
        "is a `customJwt`",
        template(custom_signing_key=True),
        CUSTOM,
    ),
    inapplicable(
        "claims alone",
        jwt_template_is_signed_by_the_instance,
        "is not stated",
        template(),
        config(),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_row_holds(row: Row) -> None:
    holds(row)


def test_another_name_is_why_there_is_none() -> None:
    exact, exists = judged(
        jwt_template_name_is_exact,
        jwt_template_exists,
        facts=(templates("Convex"), clients("1.30.0"), source()),
    )
    assert (exact.status, exact.follows_from) == ("fail", None)
    assert (exists.status, exists.follows_from) == ("fail", "jwt-template-name-is-exact")
