"""What a push says of an `auth.config`: the rows of the facts that the vectors leave out."""

from typing import Any

import pytest

from clerkdoctor.convex.providers import CustomJwtProvider, OidcProvider, stored_order
from clerkdoctor.convex.push import Pushed, push, variable_not_set
from clerkdoctor.convex.refusal import Refused

ISSUER = "https://verb-noun-00.clerk.accounts.dev"
PREFIX = "The pushed auth config is invalid: "
SHAPE = f"{PREFIX}auth config file must include a list of provider credentials: "
NO_VARIANT = f"{SHAPE}data did not match any variant of untagged enum SerializedAuthInfo "
NO_URL = "Does not look like a URL (must have a scheme or end with a top-level domain)"
CUSTOM = {"type": "customJwt", "issuer": ISSUER, "jwks": f"{ISSUER}/jwks", "algorithm": "RS256"}


def _refused(exported: object) -> Refused:
    found = push(exported)
    assert isinstance(found, Refused), found
    assert found.code == "InvalidAuthConfig"
    return found


@pytest.mark.parametrize(
    ("domain", "stored"),
    [
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
        ("localhost:3000", "https://localhost:3000"),
        (f"{ISSUER}\n", f"{ISSUER}\n"),
        ("https://Verb-Noun-00.clerk.accounts.dev", "https://Verb-Noun-00.clerk.accounts.dev"),
        (f"{ISSUER}/", f"{ISSUER}/"),
        (f"{ISSUER}:443", f"{ISSUER}:443"),
        ("clerk.example.com/path", "https://clerk.example.com/path"),
        ("clerk.beispiel.vermögensberatung", "https://clerk.beispiel.vermögensberatung"),
        ("//a.dev", "https:////a.dev"),
    ],
)
def test_an_issuer_is_stored_as_it_is_written(domain: str, stored: str) -> None:
    found = push({"providers": [{"domain": domain, "applicationID": "convex"}]})
    assert found == Pushed((OidcProvider("convex", stored),))


@pytest.mark.parametrize(
    ("domain", "words"),
    [
        ("127.0.0.1:3000", NO_URL),
        ("clerk.internalcorp", NO_URL),
        ("pk_test_dmVyYi1ub3VuLTAwJA", NO_URL),
        ("undefined", NO_URL),
        ("${process.env.CLERK_JWT_ISSUER_DOMAIN}", NO_URL),
        (f"\t{ISSUER}", NO_URL),
        (f" {ISSUER}", "invalid international domain name"),
        ("https://a b.dev", "invalid international domain name"),
        ("", "empty host"),
        ("https:///", "empty host"),
        ("ftp://a.dev", "scheme should be http or https"),
        ("file:///etc", "scheme should be http or https"),
        ("https://a.dev:99999", "invalid port number"),
        ("mailto:x", "invalid port number"),
        ("https://1.2.3.256", "invalid IPv4 address"),
        ("https://[::g]", "invalid IPv6 address"),
        ("1https://a.dev", "relative URL without a base"),
        ('"', 'starts with a double quote (")'),
    ],
)
def test_an_issuer_that_is_none_is_refused(domain: str, words: str) -> None:
    found = _refused({"providers": [{"domain": domain, "applicationID": "convex"}]})
    assert found.message == f'{PREFIX}Invalid provider domain URL "{domain}": {words}'


@pytest.mark.parametrize(
    ("provider", "cause"),
    [
        ({"domain": ISSUER}, "has no `applicationID`, or it is undefined"),
        ({"applicationID": "convex"}, "has no `domain`, or it is undefined"),
        (
            {"domain": ISSUER, "applicationID": None},
            "has null as its `applicationID`, where a string belongs",
        ),
        (
            {"domain": True, "applicationID": "convex"},
            "has a boolean as its `domain`, where a string belongs",
        ),
        (
            CUSTOM | {"algorithm": "HS256"},
            'has the algorithm `"HS256"`; Convex knows `RS256` and `ES256`',
        ),
        (CUSTOM | {"applicationID": 5}, "has a number as its `applicationID`"),
        ("convex", "is a string and no object"),
        ([], "is an array and no object"),
    ],
)
def test_the_one_message_for_all_is_taken_apart(provider: object, cause: str) -> None:
    good = {"domain": ISSUER, "applicationID": "convex"}
    found = _refused({"providers": [good, provider]})
    assert found.message == NO_VARIANT
    assert found.cause == f"Provider at index 1 {cause}"
    assert found.reason == "provider-is-incomplete"


@pytest.mark.parametrize(
    ("exported", "words"),
    [
        ("x", 'invalid type: string "x", expected struct SerializedAuthConfig '),
        ('a"b\n', 'invalid type: string "a\\"b\\n", expected struct SerializedAuthConfig '),
        (5, "invalid type: integer `5`, expected struct SerializedAuthConfig "),
        (2.5, "invalid type: floating point `2.5`, expected struct SerializedAuthConfig "),
        (True, "invalid type: boolean `true`, expected struct SerializedAuthConfig "),
        ({"providers": None}, "invalid type: null, expected a sequence "),
        ({"providers": 1e22}, f"invalid type: floating point `1{'0' * 22}.0`, expected a sequence "),
        (["x"], 'invalid type: string "x", expected a sequence '),
        ([[], 1], "trailing characters "),
        ({"Providers": []}, "missing field `providers` "),
    ],
)  # fmt: skip
def test_another_shape_is_refused_in_serdes_words(exported: object, words: str) -> None:
    assert _refused(exported).message == f"{SHAPE}{words}"


def test_an_array_around_the_list_is_taken_as_serde_takes_it() -> None:
    assert push([[]]) == Pushed(())


@pytest.mark.parametrize(
    ("provider", "reason"),
    [
        # The first confusion in Convex' order is the one that is named.
        ({"applicationId": "x", "type": "clerk"}, "application-id-is-misspelt"),
        ({"type": "clerk", "domain": ISSUER, "applicationID": "convex"}, "provider-type-is-unknown"),
        (CUSTOM | {"domain": ISSUER}, "custom-jwt-has-a-domain"),
        ({"issuer": ISSUER, "applicationID": "convex"}, "oidc-has-an-issuer"),
        (CUSTOM | {"issuer": "https://api.workos.com"}, "issuer-is-shared"),
    ],
)  # fmt: skip
def test_confusions_come_before_all_else(provider: dict[str, Any], reason: str) -> None:
    # The provider in front is broken too, but in a way that is looked for later.
    assert _refused({"providers": [{}, provider]}).reason == reason


def test_types_that_are_no_strings_are_no_types() -> None:
    provider = {"type": 5, "domain": ISSUER, "applicationID": "convex"}
    assert isinstance(push({"providers": [provider]}), Pushed)


def test_a_custom_jwt_need_not_name_an_audience() -> None:
    for stated in (CUSTOM, CUSTOM | {"applicationID": None}):
        expected = CustomJwtProvider(ISSUER, f"{ISSUER}/jwks", "RS256")
        assert push({"providers": [stated]}) == Pushed((expected,))


def test_what_json_cannot_hold_is_refused() -> None:
    cycle: dict[str, Any] = {"providers": []}
    cycle["providers"].append(cycle)
    for exported in (cycle, {"providers": [object()]}, {"providers": {1, 2}}):
        assert _refused(exported).reason == "config-is-not-data"
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    assert _refused({"providers": deep}).message == f"{SHAPE}recursion limit exceeded "
    shared: list[Any] = [{"domain": ISSUER, "applicationID": "convex"}]
    for _ in range(60):
        shared = [shared, shared]
    assert _refused({"providers": shared}).reason == "provider-is-incomplete"


def test_a_variable_that_is_not_set_has_its_own_code() -> None:
    found = variable_not_set("CLERK_JWT_ISSUER_DOMAIN")
    assert found.code == "AuthConfigMissingEnvironmentVariable"
    assert found.message == (
        "Environment variable CLERK_JWT_ISSUER_DOMAIN is used in auth config file but its value "
        "was not set"
    )


def test_a_deployment_keeps_old_providers_first_and_sorts_the_new() -> None:
    clerk, other = OidcProvider("convex", ISSUER), OidcProvider("app", "https://z.dev")
    plain = CustomJwtProvider(ISSUER, "https://a.dev/jwks", "RS256")
    named = plain._replace(application_id="convex")
    assert stored_order([named, plain, clerk, other, clerk]) == [other, clerk, plain, named]
    assert stored_order([other, clerk], [plain, clerk]) == [clerk, other]
