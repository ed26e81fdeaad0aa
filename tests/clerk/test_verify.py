"""`verifyToken`'s verdicts, one row each: what is asked, and the reasons in the SDK's order."""

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import PublicFormat

from clerkdoctor.clerk.jwk_choice import KeyAnswer, KeySource, KeysUnreachable
from clerkdoctor.clerk.verdict import Accepted
from clerkdoctor.clerk.verify import VerifyOptions, verify
from tests.clerk.judging import by, judged, message
from tests.clerk.minted import (
    CLAIMS,
    HEADER,
    NOW,
    SECOND,
    base64url,
    jwk,
    pem,
    segment,
    sign,
    token,
)

FAILED = "token-verification-failed"


def test_a_sound_token_is_accepted_with_its_claims() -> None:
    answer = verify(token(), VerifyOptions(jwt_key=pem()), NOW)
    assert answer == Accepted(dict(CLAIMS))


@pytest.mark.parametrize(
    ("changed", "now", "options", "expected"),
    [
        ({}, NOW, {}, ()),
        # `exp` is inclusive, `nbf` and `iat` are not; the tolerance is 5 seconds.
        ({"exp": SECOND - 5}, NOW, {}, ("token-expired",)),
        ({"exp": SECOND - 5}, NOW - 1, {}, ()),
        ({"exp": SECOND - 5}, NOW - 0.5, {}, ()),
        ({"exp": SECOND - 5}, NOW + 0.5, {}, ("token-expired",)),
        ({"exp": SECOND}, NOW, {"clock_skew_ms": 0}, ("token-expired",)),
        ({"exp": SECOND}, NOW - 1, {"clock_skew_ms": 0}, ()),
        ({"exp": SECOND}, NOW, {"clock_skew_ms": 0.5}, ()),
        ({"exp": SECOND + 2}, NOW, {"clock_skew_ms": -2000}, ("token-expired",)),
        ({"exp": SECOND - 5}, NOW, {"clock_skew_ms": float("nan")}, ("token-expired",)),
        ({"exp": SECOND - 5}, NOW, {"clock_skew_ms": float("inf")}, ("token-expired",)),
        ({"exp": SECOND - 5}, NOW, {"clock_skew_ms": 10**400}, ("token-expired",)),
        ({"exp": SECOND - 5}, NOW, {"clock_skew_ms": True}, ("token-expired",)),
        ({"exp": SECOND - 4.001}, NOW, {}, ("token-expired",)),  # whole seconds count
        ({"exp": SECOND - 3.999}, NOW, {}, ()),
        ({"nbf": SECOND + 5}, NOW, {}, ()),
        ({"nbf": SECOND + 5}, NOW - 1, {}, ("token-not-active-yet",)),
        ({"nbf": SECOND + 5.999}, NOW, {}, ()),
        ({"iat": SECOND + 5}, NOW, {}, ()),
        ({"iat": SECOND + 5}, NOW - 1, {}, ("token-iat-in-the-future",)),
        ({"iat": ..., "nbf": ...}, NOW, {}, ()),
        # What JavaScript has no date for is neither past nor future.
        ({"exp": 8_640_000_000_001}, NOW, {}, ()),
        ({"exp": -8_640_000_000_000}, NOW, {}, ("token-expired",)),
        ({"exp": -8_640_000_000_001}, NOW, {}, ()),
        ({"exp": -(10**400)}, NOW, {}, ()),
        ({"nbf": 8_640_000_000_001, "iat": 1e300}, NOW, {}, ()),
        ({"nbf": 8_640_000_000_000}, NOW, {}, ("token-not-active-yet",)),
        ({"exp": 0}, float("nan"), {}, ()),
        ({"exp": 0}, 9e15, {}, ()),
        # Types.
        ({"exp": ...}, NOW, {}, (FAILED,)),
        ({"exp": str(SECOND + 60)}, NOW, {}, (FAILED,)),
        ({"exp": True}, NOW, {}, (FAILED,)),
        ({"nbf": None, "iat": None}, NOW, {}, (FAILED, FAILED)),
        ({"sub": ...}, NOW, {}, (FAILED,)),
        ({"sub": 5}, NOW, {}, (FAILED,)),
        ({"sub": ""}, NOW, {}, ()),
        # Audience.
        ({}, NOW, {"audience": "convex"}, ()),
        ({"aud": "convex"}, NOW, {"audience": "convex"}, ()),
        ({"aud": "other"}, NOW, {"audience": ("convex", "api")}, (FAILED,)),
        ({"aud": ["x", "convex"]}, NOW, {"audience": "convex"}, ()),
        ({"aud": ["x", "y"]}, NOW, {"audience": ["convex"]}, (FAILED,)),
        ({"aud": ["x", 5]}, NOW, {"audience": ["convex"]}, ()),
        ({"aud": 5}, NOW, {"audience": ["convex"]}, ()),
        ({"aud": [[]]}, NOW, {"audience": ["convex"]}, ()),
        ({"aud": ""}, NOW, {"audience": ["convex"]}, ()),
        ({"aud": ["", ""]}, NOW, {"audience": ["convex"]}, ()),
        ({"aud": ["", "x"]}, NOW, {"audience": ["convex"]}, (FAILED,)),
        ({"aud": "other"}, NOW, {"audience": ["", ""]}, ()),
        # Authorized parties.
        ({}, NOW, {"authorized_parties": ["https://acme.io"]}, ()),
        ({}, NOW, {"authorized_parties": ["https://acme.io/"]}, ("token-invalid-authorized-parties",)),
        ({}, NOW, {"authorized_parties": ["acme.io"]}, ("token-invalid-authorized-parties",)),
        ({"azp": ...}, NOW, {"authorized_parties": ["x"]}, ("token-invalid-authorized-parties",)),
        ({"azp": ""}, NOW, {"authorized_parties": [""]}, ("token-invalid-authorized-parties",)),
        ({"azp": ["x"]}, NOW, {"authorized_parties": ["x"]}, ("token-invalid-authorized-parties",)),
        ({}, NOW, {"authorized_parties": "x https://acme.io y"}, ()),
        ({"azp": 5}, NOW, {"authorized_parties": "15"}, ()),
        ({"azp": ["a", None]}, NOW, {"authorized_parties": "a,"}, ()),
        ({"azp": {"toString": 1}}, NOW, {"authorized_parties": "a"}, ("unexpected-error",)),
        # Issuer.
        ({}, NOW, {"issuer": "https://clerk.acme.io"}, ()),
        ({}, NOW, {"issuer": ["x", "https://clerk.acme.io"]}, ()),
        ({}, NOW, {"issuer": "https://clerk.acme.io/"}, ("token-invalid-issuer",)),
        ({"iss": ...}, NOW, {"issuer": "https://clerk.acme.io"}, ("token-invalid-issuer",)),
        ({"iss": "x"}, NOW, {"issuer": [""]}, ()),
    ],
)  # fmt: skip
def test_claims(
    changed: dict[str, Any], now: float, options: dict[str, Any], expected: tuple[str, ...]
) -> None:
    assert judged(token(**changed), now, **options) == expected


@pytest.mark.parametrize(
    ("changed", "options", "expected"),
    [
        ({"typ": ...}, {}, ()),
        ({"typ": "jwt"}, {}, ("token-invalid",)),
        ({"typ": None}, {}, ("token-invalid",)),
        ({"typ": ["JWT"]}, {}, ("token-invalid",)),
        ({"typ": "at+jwt"}, {}, ("token-invalid",)),
        ({"typ": "at+jwt"}, {"header_type": ["JWT", "at+jwt"]}, ()),
        ({"typ": ...}, {"header_type": "JWT"}, ("token-invalid",)),
        ({"typ": "JWT"}, {"header_type": []}, ("token-invalid",)),
        ({"alg": "RS384"}, {}, (FAILED,)),
        ({"alg": "none"}, {}, ("token-invalid-algorithm",)),
        ({"alg": ...}, {}, ("token-invalid-algorithm",)),
        ({"alg": ["RS256"]}, {}, ("token-invalid-algorithm",)),
        ({"alg": {}}, {}, ("token-invalid-algorithm",)),
        ({"cat": "cl_B7d4PD111AAA"}, {}, ()),
        ({"cat": "cl_B7d4PD222AAA"}, {}, ()),
        ({"cat": "cl_B7d4PD333AAA"}, {}, ("token-invalid",)),
        ({"cat": ["cl_B7d4PD333AAA"]}, {}, ()),
        ({"kid": "ins_other"}, {}, ()),  # a JWT key is taken whatever the token names
        ({"kid": {"toString": 1}}, {}, ("unexpected-error",)),
        ({"cat": "cl_B7d4PD333AAA", "typ": "x", "alg": "x"}, {},
         ("token-invalid", "token-invalid", "token-invalid-algorithm")),
        ({}, {"jwt_key": ""}, ("jwk-failed-to-resolve",)),
        ({}, by(jwk()), ()),
        ({}, by(jwk("other"), jwk()), ()),  # the last of two with one `kid`
        ({}, by(jwk(), jwk("other")), ("token-invalid-signature",)),
        ({"kid": "ins_other"}, by(jwk()), ("jwk-kid-mismatch",)),
        ({"kid": ...}, by(jwk()), ("jwk-kid-mismatch",)),
        ({"kid": ...}, by({k: v for k, v in jwk().items() if k != "kid"}), ()),
        ({"kid": "undefined"}, by({k: v for k, v in jwk().items() if k != "kid"}), ()),
        ({"kid": 5}, by(jwk(kid="5")), ()),
        ({"kid": [["a"], None]}, by(jwk(kid="a,")), ()),
        ({"kid": "constructor"}, by(jwk()), (FAILED,)),
        ({"kid": "__proto__"}, by(jwk()), (FAILED,)),
        ({"kid": "__proto__"}, by(jwk(kid="__proto__")), ()),
        ({"kid": "nested"}, by(jwk(kid="__proto__", nested=jwk())), ()),
        ({}, by(jwk(use="enc")), (FAILED,)),
        ({}, by(jwk(alg="HS256")), ()),
        ({}, by(jwk(alg="RS384")), (FAILED,)),
        ({}, by(jwk(alg="RS384"), jwk(key_ops=["sign"])), (FAILED,)),
        ({}, by(jwk(kty="EC")), (FAILED,)),
        ({}, by(jwk(kty=["RSA"])), ()),
        ({}, by(jwk(d="AQ")), (FAILED,)),
        ({}, by(jwk(key_ops=["verify", "verify"])), (FAILED,)),
        ({}, by(jwk(key_ops=["verify", "x", "x"])), ()),
        ({}, by(jwk(x={"toString": 1})), (FAILED,)),
        ({}, by(jwk(n="")), ("token-invalid-signature",)),
        ({"kid": ...}, by(pem()), ()),
        ({"kid": ...}, by("text"), (FAILED,)),
        ({"kid": ...}, by(5), (FAILED,)),
        ({"kid": ...}, by(0), ("jwk-kid-mismatch",)),
        ({}, by(None), ("unexpected-error",)),
        ({}, by(), ("jwk-remote-failed-to-load",)),
    ],
)  # fmt: skip
def test_header_and_keys(
    changed: dict[str, Any], options: dict[str, Any], expected: tuple[str, ...]
) -> None:
    header = {name: value for name, value in (HEADER | changed).items() if value is not ...}
    assert judged(token(header=header), **options) == expected


OPERATIONS = (
    "sign", "encrypt", "decrypt", "wrapKey", "unwrapKey", "deriveKey", "deriveBits", "toString",
)  # fmt: skip
MEMBERS = (
    "alg", "crv", "d", "dp", "dq", "e", "k", "kty", "n", "p", "q", "qi", "use", "x", "y",
)  # fmt: skip


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_operation_that_webcrypto_knows_is_named_once(operation: str) -> None:
    assert judged(token(), **by(jwk(key_ops=["verify", operation]))) == ()
    assert judged(token(), **by(jwk(key_ops=[operation, "verify", operation]))) == (FAILED,)


@pytest.mark.parametrize("member", MEMBERS)
def test_a_member_of_a_key_that_has_no_text_breaks_it(member: str) -> None:
    odd: dict[str, object] = {member: {"toString": 1}}
    assert judged(token(), **by(jwk() | odd)) == (FAILED,)


@pytest.mark.parametrize("name", ["sha256", "SHA-256", "rs256", "PS256", "RSA-OAEP-256", "hs256"])
def test_nodes_names_for_a_hash(name: str) -> None:
    assert judged(token(), **by(jwk(alg=name))) == ()
    assert judged(token(), **by(jwk(alg=name.replace("256", "384")))) == (FAILED,)


def answer(status: int, body: object) -> KeyAnswer:
    return KeyAnswer(status, body if isinstance(body, bytes) else json.dumps(body).encode())


SET = {"keys": [jwk()]}
INVALID_KEY = {"errors": [{"code": "clerk_key_invalid"}]}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (answer(200, SET), None),
        (answer(299, b"\xef\xbb\xbf\xef\xbb\xbf" + json.dumps(SET).encode()), None),
        (answer(300, SET), "jwk-remote-failed-to-load"),
        (answer(200, b"<html>"), "unexpected-error"),
        (answer(200, b""), "unexpected-error"),
        (answer(200, None), "unexpected-error"),
        (answer(200, []), "jwk-remote-failed-to-load"),
        (answer(200, {"keys": {}}), "jwk-remote-failed-to-load"),
        (answer(200, {"keys": "text"}), "unexpected-error"),
        (answer(200, {"keys": {"length": 1}}), "unexpected-error"),
        (answer(401, INVALID_KEY), "secret-key-invalid"),
        (answer(500, INVALID_KEY), "secret-key-invalid"),
        (answer(401, {"errors": [{"code": "other"}]}), "jwk-remote-failed-to-load"),
        (answer(401, {"errors": [None]}), "unexpected-error"),
        (answer(401, {"errors": {}}), "unexpected-error"),
        (answer(404, None), "jwk-remote-failed-to-load"),
        (answer(502, b"<html>"), "unexpected-error"),
        (KeysUnreachable("did not answer"), "unexpected-error"),
    ],
)
def test_what_the_key_sets_endpoint_answers(source: KeySource, expected: str | None) -> None:
    assert judged(token(), jwt_key="", keys=source) == ((expected,) if expected else ())


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda sent: sent + "=", ()),
        (lambda sent: sent + "=====", ()),
        (lambda sent: "Bearer " + sent, ("token-invalid",)),
        (lambda sent: sent + "\n", ("token-invalid",)),
        (lambda sent: f'"{sent}"', ("token-invalid",)),
        (lambda sent: sent + ".", ("token-invalid",)),
        (lambda sent: sent.rpartition(".")[0], ("token-invalid",)),
        (lambda sent: sent.rpartition(".")[0] + ".", ("token-invalid-signature",)),
        (lambda sent: sent[:-1], ("token-invalid",)),
        (lambda sent: sent[:-2], ("token-invalid-signature",)),
        (lambda sent: sent + "AAAA", ("token-invalid-signature",)),
        (lambda sent: sent.replace(".", "..", 1), ("token-invalid",)),
        (lambda sent: sent.replace("e", "é", 1), ("token-invalid",)),
        (lambda sent: "\ud83d" + sent, ("token-invalid",)),
        (lambda _sent: "", ("token-invalid",)),
        (lambda _sent: "null", ("token-invalid",)),
        (lambda _sent: "mt_abc", ("token-invalid",)),
    ],
)
def test_the_form_of_the_token(change: Callable[[str], str], expected: tuple[str, ...]) -> None:
    assert judged(change(token())) == expected


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ('{"sub":"a","exp":1,"exp":9e99}', ()),
        ('{"sub":1,"sub":"a","exp":9e99}', ()),
        ('{"sub":"a","sub":1,"exp":9e99}', (FAILED,)),
        ('{"__proto__":{"sub":"a"},"exp":9e99}', (FAILED,)),
        ('\ufeff{"sub":"a","exp":9e99}', ()),
        ('\ufeff\ufeff{"sub":"a","exp":9e99}', ("token-invalid",)),
        (' \n{"sub":"a","exp":9e99}\t', ()),
        ('{"sub":"a","exp":Infinity}', ("token-invalid",)),
        ('{"sub":"a","exp":1e999}', ()),
        ('{"sub":"a","exp":' + "9" * 5000 + "}", ()),
        ('{"sub":"a","exp":01}', ("token-invalid",)),
        ('{"sub":"\\ud83d","exp":9e99}', ()),
        ('{"sub":"a","exp":9e99,}', ("token-invalid",)),
        ("null", ("unexpected-error",)),
        ("[]", (FAILED, FAILED)),
        ('"text"', (FAILED, FAILED)),
    ],
)
def test_json_is_read_as_javascript_reads_it(claims: str, expected: tuple[str, ...]) -> None:
    assert judged(token(claims)) == expected


@pytest.mark.parametrize("header", ["null", "[]", '"text"', "5"])
def test_a_header_that_is_no_object(header: str) -> None:
    expected = "unexpected-error" if header == "null" else "token-invalid-algorithm"
    assert judged(token(header=header)) == (expected,)


def test_utf8_that_is_none_is_replaced() -> None:
    body = base64url(b'{"sub":"\xff","exp":9e99}')
    signed = f"{segment(HEADER)}.{body}"
    answer = verify(f"{signed}.{sign(signed)}", VerifyOptions(jwt_key=pem()), NOW)
    assert isinstance(answer, Accepted)
    assert answer.claims["sub"] == "\ufffd"


def test_every_reason_is_given_and_the_sdks_comes_first() -> None:
    sent = token(signer="other", exp=SECOND - 600, aud="x", azp="y", iss="z", nbf=None, sub=5)
    assert judged(
        sent, audience="convex", authorized_parties=["https://acme.io"], issuer="https://i"
    ) == (
        "token-invalid-signature", FAILED, FAILED, "token-invalid-authorized-parties",
        "token-invalid-issuer", "token-expired", FAILED,
    )  # fmt: skip


def test_a_token_signed_with_the_public_key_as_a_secret_is_refused_for_its_algorithm() -> None:
    signed = f"{segment(HEADER | {'alg': 'HS256'})}.{segment(CLAIMS)}"
    forged = base64url(hmac.new(pem().encode(), signed.encode(), hashlib.sha256).digest())
    assert judged(f"{signed}.{forged}") == ("token-invalid-algorithm",)
    assert "whoever verifies such a token can make one" in message(f"{signed}.{forged}")


def test_a_longer_hash_needs_a_key_that_says_so() -> None:
    signed = f"{segment(HEADER | {'alg': 'RS384'})}.{segment(CLAIMS)}"
    sent = f"{signed}.{sign(signed, with_384=True)}"
    assert judged(sent) == (FAILED,)
    assert judged(sent, **by(jwk(alg="RS384"))) == ()
    without = {name: value for name, value in jwk().items() if name != "alg"}
    assert judged(sent, **by(without)) == ()


def with_other_letters(text: str) -> str:
    """Node.js sees the lower byte of each character: of U+0141 that is an `A`."""
    first, second, *middle, last, end = text.splitlines()
    return "\n".join((first, second, *(line.replace("A", "Ł") for line in middle), last, end))


@pytest.mark.parametrize(
    ("text", "works"),
    [
        (pem().replace("\n", "\r\n"), True),
        (f'"{pem()}"', True),
        (pem().replace("\n", " "), True),
        (with_other_letters(pem()), True),
        (pem().replace("\n", "\\n"), False),
        (pem() + pem(), False),
        (pem().replace("-----END", "=\n-----END"), True),
        ("=" + pem(), False),
        (pem(form=PublicFormat.PKCS1), False),
        ("\ud83d", False),
    ],
)
def test_jwt_keys(text: str, works: bool) -> None:
    expected = () if works else ("token-invalid-signature",)
    assert judged(token(), jwt_key=text) == expected
