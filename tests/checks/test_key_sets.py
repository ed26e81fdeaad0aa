"""What an issuer publishes: a key set, its metadata, its clock."""

from typing import Any

import pytest

from clerkdoctor.check import Check
from clerkdoctor.checks.key_sets import (
    clock_agrees_with_the_server,
    jwt_key_is_in_the_key_set,
    key_ids_are_unique,
    key_set_holds_a_signing_key,
    key_set_is_json,
    key_set_url_answers,
    keys_are_strong,
    provider_metadata_names_the_issuer,
    provider_metadata_names_this_key_set,
)
from clerkdoctor.clerk.jwk_choice import KeySet as Published
from clerkdoctor.clerk.key_set import published_keys
from clerkdoctor.clerk.verify import VerifyOptions, reasons
from clerkdoctor.convex.identity import Accepted
from clerkdoctor.facts.key_sets import (
    Fetched,
    KeySet,
    KeySetAnswer,
    LocalJwtKey,
    ProviderMetadata,
    ServerClock,
)
from clerkdoctor.facts.place import Url
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
from tests.clerk.minted import jwk, private_key
from tests.convex import minting
from tests.convex.minting import ec_key, rsa_key

ISSUER = "https://clerk.acme.io"
URI = f"{ISSUER}/.well-known/jwks.json"
CONFIGURATION = f"{ISSUER}/.well-known/openid-configuration"
KEYS, METADATA = Url(URI), Url(CONFIGURATION)
SOUND = {"issuer": ISSUER, "jwks_uri": URI}


def answered(document: object, status: int = 200, kind: str = "application/json") -> KeySetAnswer:
    return KeySetAnswer(Fetched(KEYS, None, status, kind, document))


def refused(**what: Any) -> KeySetAnswer:
    return KeySetAnswer(Fetched(KEYS, **what))


def published(*keys: object) -> KeySet:
    found = published_keys({"keys": list(keys)})
    assert isinstance(found, tuple)
    return KeySet(KEYS, found)


def metadata(document: object = None, **what: Any) -> ProviderMetadata:
    stated: dict[str, Any] = {"status": 200, "document": document} | what
    return ProviderMetadata(ISSUER, URI, Fetched(METADATA, **stated))


def clock(ahead: float, uncertainty: float = 0.6) -> ServerClock:
    return ServerClock(KEYS, ahead, uncertainty)


def modulus(name: str) -> int:
    return private_key(name).public_key().public_numbers().n


ROWS: list[Row] = [
    passes("200", key_set_url_answers, answered({"keys": [jwk()]})),
    fails(
        "no such host",
        key_set_url_answers,
        refused(failure="cannot be reached: there is no such host"),
        error("there is no such host", at=URI, fix="Write the issuer"),
    ),
    fails(
        "a redirect",
        key_set_url_answers,
        refused(status=307),
        error("answers 307; 200 was expected", at=URI, fix="Write the issuer"),
    ),
    passes("a key set", key_set_is_json, answered({"keys": [jwk()]})),
    fails(
        "a page",
        key_set_is_json,
        refused(status=200, content_type="text/html", problem="is a web page"),
        error("(`text/html`) is a web page", at=URI, fix="Ask the Frontend API"),
    ),
    fails(
        "other JSON",
        key_set_is_json,
        answered({"errors": []}),
        error("has no list `keys`; a JWK Set was expected", at=URI, fix="Ask the Frontend API"),
    ),
    unknown("no answer", key_set_is_json, "no answer to read", refused(failure="timed out")),
    unknown("an error", key_set_is_json, "no answer to read", refused(status=500)),
    passes("Clerk's", key_set_holds_a_signing_key, published(jwk())),
    passes("without `alg` and `use`", key_set_holds_a_signing_key, published(
        {name: value for name, value in jwk().items() if name not in ("alg", "use")}
    )),
    fails(
        "of another kind",
        key_set_holds_a_signing_key,
        published(ec_key().jwk),
        error("holds one key, which is not for `RS256`", at=URI, fix="Make sure"),
    ),
    fails(
        "for other things",
        key_set_holds_a_signing_key,
        published(jwk(use="enc"), jwk(kid=None), jwk(alg="RS512"), jwk(n="§")),
        error("holds 4 keys and none for `RS256`", at=URI, fix="Make sure"),
    ),
    fails(
        "empty",
        key_set_holds_a_signing_key,
        published(),
        error("The key set is empty", at=URI, fix="Make sure"),
    ),
    passes("two", key_ids_are_unique, published(jwk(), jwk("theirs", kid="ins_other"), jwk(kid=None))),
    fails(
        "the same twice",
        key_ids_are_unique,
        published(jwk(), jwk(kid="other"), jwk("theirs")),
        warning(
            "2 keys have the `kid` `ins_2abc`, of which Clerk's SDK takes the last and Convex none",
            at=URI,
            fix="Publish each key",
        ),
    ),
    fails(
        "a key of another use under the name of one that signs",
        key_ids_are_unique,
        published(jwk(), jwk("theirs", use="enc")),
        warning("Convex the one for `RS256`; one was expected", at=URI, fix="Publish each key"),
    ),
    inapplicable("without names", key_ids_are_unique, "no published key", published(jwk(kid=None))),
    passes("2,048 bits", keys_are_strong, published(jwk(), ec_key().jwk)),
    fails(
        "1,024 bits",
        keys_are_strong,
        published(rsa_key("small", 1024).jwk),
        error("The key `small` has 1024 bits; 2,048 were expected", at=URI, fix="Make a new"),
    ),
    fails(
        "with its private half",
        keys_are_strong,
        published(jwk(d="AQAB", p="AQAB")),
        error("with its private parts (`d`, `p`)", at=URI, fix="Make a new key pair"),
    ),
    fails(
        "unreadable",
        keys_are_strong,
        published(jwk(n="ü", kid=None)),
        error("A key without a `kid` has no modulus", at=URI, fix="Make a new key pair"),
    ),
    inapplicable("none", keys_are_strong, "is empty", published()),
    passes("the same", provider_metadata_names_the_issuer, metadata(SOUND)),
    fails(
        "a slash more",
        provider_metadata_names_the_issuer,
        metadata(SOUND | {"issuer": f"{ISSUER}/"}),
        error(f"the issuer `{ISSUER}/`; `{ISSUER}` was expected", at=CONFIGURATION, fix="Write"),
    ),
    fails(
        "none",
        provider_metadata_names_the_issuer,
        metadata([]),
        error("names no issuer", at=CONFIGURATION, fix="Write"),
    ),
    fails(
        "not found",
        provider_metadata_names_the_issuer,
        metadata(status=404),
        error("answers 404; 200 was expected", at=CONFIGURATION, fix="Write"),
    ),
    fails(
        "no JSON",
        provider_metadata_names_the_issuer,
        metadata(problem="is a web page"),
        error("is a web page; JSON was expected", at=CONFIGURATION, fix="Write"),
    ),
    passes("the same", provider_metadata_names_this_key_set, metadata(SOUND)),
    fails(
        "another place",
        provider_metadata_names_this_key_set,
        metadata(SOUND | {"jwks_uri": "https://keys.acme.io/"}),
        warning("names the key set `https://keys.acme.io/`", at=CONFIGURATION, fix="Fetch"),
    ),
    fails(
        "none",
        provider_metadata_names_this_key_set,
        metadata({"issuer": ISSUER}),
        error("names no key set", at=CONFIGURATION, fix="Fetch"),
    ),
    unknown("not found", provider_metadata_names_this_key_set, "no metadata", metadata(status=404)),
    passes(
        "ours",
        jwt_key_is_in_the_key_set,
        LocalJwtKey("CLERK_JWT_KEY", modulus("ours")),
        published(jwk()),
    ),
    fails(
        "another instance's",
        jwt_key_is_in_the_key_set,
        LocalJwtKey("CLERK_JWT_KEY", modulus("theirs")),
        published(jwk()),
        error("`CLERK_JWT_KEY` is none of the keys", at=URI, fix="Copy the PEM"),
    ),
    passes("the same time", clock_agrees_with_the_server, clock(-2)),
    fails(
        "behind",
        clock_agrees_with_the_server,
        clock(-7),
        error("is 7 seconds behind the server's", at=URI, fix="Set the clock"),
    ),
    fails(
        "ahead",
        clock_agrees_with_the_server,
        clock(20),
        warning("is 20 seconds ahead of the server's", at=URI, fix="Set the clock"),
    ),
    fails(
        "ahead by more than a token lives",
        clock_agrees_with_the_server,
        clock(3600),
        error("is 3,600 seconds ahead", at=URI, fix="Set the clock"),
    ),
    unknown("a slow answer", clock_agrees_with_the_server, "within 6.0 seconds", clock(3, 6)),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_key_sets(row: Row) -> None:
    holds(row)


def cause(check: Check, *facts: object) -> str | None:
    checks = (
        key_set_url_answers, provider_metadata_names_the_issuer,
        provider_metadata_names_this_key_set,
    )  # fmt: skip
    results = judged(*checks, facts=facts)
    return next(one.follows_from for one in results if one.check is check)


def test_a_host_that_does_not_answer_is_one_red_line() -> None:
    silent = refused(failure="timed out"), metadata(failure="timed out")
    assert cause(provider_metadata_names_the_issuer, *silent) == "key-set-url-answers"


def test_the_metadata_of_another_host_is_one_red_line() -> None:
    other = metadata({"issuer": "https://x.dev", "jwks_uri": "https://x.dev/keys"})
    facts = answered({"keys": [jwk()]}), other
    found = cause(provider_metadata_names_this_key_set, *facts)
    assert found == "provider-metadata-names-the-issuer"


@pytest.mark.parametrize(("use", "convex"), [("sig", "none of them"), ("enc", "the one for")])
def test_which_of_two_keys_with_one_name_is_taken_is_so(use: str, convex: str) -> None:
    stated = [minting.rsa_key().jwk, {**minting.rsa_key("other").jwk, "kid": "ins_1", "use": use}]
    (result,) = judged(key_ids_are_unique, facts=(published(*stated),))
    assert f"Clerk's SDK takes the last and Convex {convex}" in result.problems[0].message
    by_clerk, now = VerifyOptions(keys=Published({"keys": stated})), minting.NOW * 1000
    assert reasons(minting.mint(), by_clerk, now)
    by_the_last = reasons(minting.mint(key=minting.rsa_key("other")), by_clerk, now)
    assert (by_the_last == ()) is (use == "sig")
    by_convex = minting.verdict(answers={minting.KEY_SET: minting.key_set(*stated)})
    assert isinstance(by_convex, Accepted) is (use == "enc")
