"""Which key of a set is tried, and which can verify anything.

The rows of the facts that the vectors leave out.
"""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from clerkdoctor.convex.jwk import Jwk, NotAKeySet, lenient_keys, strict_keys
from clerkdoctor.convex.signatures import unusable, verifies
from tests.convex.minting import (
    GONE,
    ISSUER,
    KEY_SET,
    Key,
    accepted,
    base64url,
    ec_key,
    ed_key,
    key_set,
    mint,
    refused,
    rsa_key,
)

ID_TOKEN = "Could not parse as OIDC ID token. Token might not be an OIDC-compliant JWT."
CLAIM = (
    "Could not verify OIDC token claim. Check that the token signature is valid and the token "
    "hasn't expired."
)
# Made when a test runs, not when it is collected: keys differ from one worker to the next.
Keys = Callable[[], list[Any]]


def modulus(key: Key) -> bytes:
    return base64.urlsafe_b64decode(f"{key.jwk['n']}==")


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        (list, "key-is-not-published"),
        (lambda: [{"kty": "WEIRD"}, 5, None, []], "key-is-not-published"),
        (lambda: [dict(rsa_key().jwk, use="enc")], "key-is-unusable"),
        (lambda: [dict(rsa_key().jwk, use="other")], "key-is-unusable"),
        (lambda: [dict(rsa_key().jwk, alg="RS512")], "key-is-unusable"),
        (lambda: [dict(rsa_key().jwk, alg="none")], "key-is-unusable"),
        (lambda: [dict(rsa_key().jwk, alg="A128GCM")], "key-is-unusable"),
        (lambda: [dict(rsa_key().jwk, alg="odd")], "key-is-not-published"),
        (lambda: [rsa_key().jwk, rsa_key().jwk], "key-is-ambiguous"),
        (lambda: [dict(rsa_key().jwk, n=rsa_key().jwk["n"] + "==")], "key-is-unusable"),
        (lambda: [dict(rsa_key().jwk, e=None)], "key-is-unusable"),
        (lambda: [dict(rsa_key().jwk, e="AQ")], "signature-is-another"),
        (lambda: [rsa_key("ins_1", 1024).jwk], "key-is-unusable"),
        (lambda: [dict(rsa_key("other").jwk, kid="ins_1")], "signature-is-another"),
        (lambda: [rsa_key("other").jwk], "key-is-not-published"),
        (lambda: [dict(rsa_key().jwk, kid=None)], "key-is-not-published"),
        (lambda: [dict(ec_key().jwk, kid="ins_1")], "key-is-unusable"),
    ],
)
def test_keys_that_do_not_serve(keys: Keys, reason: str) -> None:
    found = refused(answers={KEY_SET: key_set(*keys())})
    assert (found.code, found.message, found.reason) == ("Unauthenticated", CLAIM, reason)


@pytest.mark.parametrize(
    "keys",
    [
        lambda: [rsa_key().jwk, rsa_key("other").jwk],
        lambda: [dict(ec_key().jwk, kid="ins_1"), rsa_key().jwk],
        lambda: [dict(rsa_key().jwk, x5c=5, key_ops=["verify"]), {"kty": "RSA", "alg": "XYZ"}],
        lambda: [dict(rsa_key().jwk, use=None, alg=None)],
        lambda: [dict(rsa_key().jwk, n=base64url(b"\0" + modulus(rsa_key())))],
    ],
)
def test_keys_that_serve(keys: Keys) -> None:
    assert accepted(answers={KEY_SET: key_set(*keys())})


def test_without_a_kid_there_must_be_one_key_that_fits() -> None:
    token = mint(header={"kid": GONE})
    assert accepted(token)
    assert accepted(token, answers={KEY_SET: key_set(ec_key(), rsa_key())})
    two = {KEY_SET: key_set(rsa_key(), rsa_key("other"))}
    assert refused(token, answers=two).reason == "key-is-ambiguous"


def test_keys_are_judged_before_they_verify() -> None:
    short, broken = strict_keys_of(rsa_key("short", 1024)), strict_keys_of(ec_key())
    signed = b"signed"
    assert unusable(short, "RS256") == "has 1024 bits; Convex takes 2048 to 8192"
    assert not verifies(short, "RS256", signed, rsa_key("short", 1024).sign(signed))
    parts = dict(broken.parts, x=b"short")
    assert unusable(broken._replace(parts=parts), "ES256") == (
        "has an `x` or `y` that is not 32 bytes long"
    )
    okp = strict_keys_of(ed_key())
    assert unusable(okp._replace(curve="Ed448"), "EdDSA") == (
        "is of no curve that Convex verifies: it wants `Ed25519`"
    )
    parts = dict(okp.parts, x=b"short")
    assert unusable(okp._replace(parts=parts), "EdDSA") == "has an `x` that is not 32 bytes long"
    rsa = strict_keys_of(rsa_key())
    parts = dict(rsa.parts, e=b"\x01" * 9)
    assert not verifies(rsa._replace(parts=parts), "RS256", signed, rsa_key().sign(signed))


def strict_keys_of(key: Key) -> Jwk:
    keys = strict_keys(json.dumps({"keys": [dict(key.jwk)]}).encode())
    assert not isinstance(keys, NotAKeySet)
    return keys[0]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"[]", "is no JSON object"),
        (b"{}", "has no `keys`"),
        (b'{"keys": []', "is not JSON: expecting ',' delimiter"),
        (b'{"keys": [], "keys": []}', "has `keys` more than once"),
        (b'{"keys": {}}', "has `keys` that are no array"),
    ],
)
def test_what_is_no_key_set(body: bytes, reason: str) -> None:
    assert strict_keys(body) == lenient_keys(body) == NotAKeySet(reason)


def test_a_key_with_a_member_twice_is_none() -> None:
    body = b'{"keys": [{"kty": "oct", "kty": "oct"}]}'
    assert strict_keys(body) == NotAKeySet("holds a key (number 1) that has `kty` more than once")
    assert lenient_keys(body) == ()


def test_ed25519_is_taken_beside_rs256() -> None:
    answers = {KEY_SET: key_set(rsa_key(), ed_key())}
    token = mint(header={"alg": "EdDSA", "kid": "d"}, key=ed_key())
    assert accepted(token, answers=answers)
    changed_claims = token.split(".")
    changed_claims[1] = base64url(b'{"iss":"%b","aud":"convex"}' % ISSUER.encode())
    assert refused(".".join(changed_claims), answers=answers).message == ID_TOKEN
    other = mint(header={"alg": "EdDSA", "kid": "d"}, key=ed_key("other"))
    assert refused(other, answers=answers).reason == "signature-is-another"
