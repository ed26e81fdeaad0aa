"""What was signed instead: each mistake is made here, and named there."""

import base64
import json
import re

import pytest

from clerkdoctor.secret import Secret
from clerkdoctor.svix.explain import Diagnosis, explain
from clerkdoctor.svix.headers import oddities
from clerkdoctor.svix.search import KnownSecret, find
from tests.checks.table import IMPERATIVES, UNWANTED
from tests.svix.signing import BODY, ID, NOW, digest, headers, key, secret, signature

MARK = b"\xef\xbb\xbf"
PRETTY = json.dumps(json.loads(BODY), indent=2).encode()
RICH = '{"b":1.0,"10":"a&b <é>","9":[],"a":{"n":1e2,"o":{}}}'.encode()


def known(*texts: str) -> list[KnownSecret]:
    return [KnownSecret(f"`SECRET_{n}`", Secret(text)) for n, text in enumerate(texts, 1)]


def diagnosed(
    given: dict[str, str], body: bytes = BODY, *texts: str, now: float = NOW
) -> Diagnosis:
    return explain(given, body, known(*(texts or (secret(),))), now)


def names(diagnosis: Diagnosis) -> list[tuple[str, str]]:
    return [(fault.part, fault.name) for fault in diagnosis.faults]


def test_nothing_is_wrong_with_a_right_delivery() -> None:
    found = diagnosed(headers(signature()))
    assert found.faults == ()
    assert found.is_signed
    assert not list(oddities(headers(signature())))


def test_without_a_secret_the_signature_is_not_looked_at() -> None:
    found = explain(headers("v1,x"), BODY, (), NOW)
    assert found == Diagnosis()


@pytest.mark.parametrize(
    ("name", "signed", "body"),
    [
        ("body-as-json-stringify", BODY, PRETTY),
        ("body-as-json-stringify", BODY, json.dumps(json.loads(BODY)).encode()),
        ("body-as-json-stringify", '{"9":[],"10":"a&b <é>","b":1,"a":{"n":100,"o":{}}}'.encode(), RICH),
        ("body-as-go", rb'{"a":"x\u0026y"}', b'{"a":"x&y"}'),
        ("body-as-go", rb'{"a":"x\u0026y"}', b'{ "a": "x&y" }'),
        ("body-as-go-text", rb'{"n":1.0,"a":"\u003c"}', b'{"n":1.0,"a":"<"}'),
        ("body-as-go-maps", rb'{"a":{"10":1,"9":"\u003e"},"B":1}', b'{"a":{"9":">","10":1},"B":1}'),
        ("body-without-blanks", RICH, RICH.replace(b":", b" : ").replace(b",", b",\n")),
        ("body-with-indent-2", PRETTY, BODY),
        ("body-with-indent-4", json.dumps(json.loads(BODY), indent=4).encode(), BODY),
        ("body-with-indent-tab", json.dumps(json.loads(BODY), indent="\t").encode(), BODY),
        ("body-with-indent-2-and-line-break", PRETTY + b"\n", BODY),
        ("body-as-python", json.dumps(json.loads(RICH)).encode(), RICH),
        ("body-as-python-compact", json.dumps(json.loads(RICH), separators=(",", ":")).encode(), RICH),
        ("body-as-python-utf-8", json.dumps(json.loads(RICH), ensure_ascii=False).encode(), RICH),
        (
            "body-as-sorted",
            b'{"a":2,"b":1}',
            b'{"b":1,"a":2}',
        ),
        ("empty-body", b"", BODY),
        ("body-without-line-break", BODY, BODY + b"\n"),
        ("body-without-line-break", b"text", b"text\r\n"),
        ("body-with-line-break", BODY + b"\n", BODY),
        ("body-with-crlf", BODY + b"\r\n", BODY),
        ("body-trimmed", b"text", b"\n text \n"),
        ("body-lf-for-crlf", b"a\nb", b"a\r\nb"),
        ("body-crlf-for-lf", b"a\r\nb", b"a\nb"),
        ("body-without-byte-order-mark", b"text", MARK + b"text"),
        ("body-with-byte-order-mark", MARK + BODY, BODY),
        ("body-as-bytes", b'{"a":"\xff"}', b'{"a":"\xff"}'),
        ("body-as-json-string", json.dumps(BODY.decode()).encode(), BODY),
        ("body-out-of-json-string", BODY, json.dumps(BODY.decode()).encode()),
        ("body-as-object-object", b"[object Object]", BODY),
        ("body-before-latin-1", '{"a":"é"}'.encode(), '{"a":"é"}'.encode().decode("latin-1").encode()),
        ("body-before-latin-1", '{"a":"€"}'.encode(), '{"a":"€"}'.encode().decode("cp1252").encode()),
        ("body-out-of-base64", BODY, base64.b64encode(BODY)),
    ],
)  # fmt: skip
def test_the_body_that_was_signed_is_named(name: str, signed: bytes, body: bytes) -> None:
    found = diagnosed(headers(signature(signed)), body)
    assert ("body", name) in names(found)
    assert {part for part, _ in names(found)} <= {"body", "json"}
    assert found.match is not None
    assert found.match.faults == (("body", found.match.body),)


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("secret-as-text", secret().encode()),
        ("secret-as-text-without-prefix", secret().removeprefix("whsec_").encode()),
        ("secret-decoded-with-prefix", base64.urlsafe_b64decode(secret() + "==")),
        ("empty-key", b""),
        ("other-secret", key(7)),
    ],
)
def test_the_key_that_signed_is_named(name: str, made: bytes) -> None:
    found = diagnosed(headers(signature(by=made)), BODY, secret(), secret(6), secret(7))
    assert names(found) == [("key", name)]
    if name == "other-secret":
        assert "`SECRET_3`, not with `SECRET_1`" in found.faults[0].message


@pytest.mark.parametrize(
    "head",
    ["{t}.{i}.", "{i}.{t}000.", "{t}.", "{i}.", "", "{i}{t}"],
)
def test_the_message_that_was_signed_is_named(head: str) -> None:
    expected = {
        "{t}.{i}.": "swapped",
        "{i}.{t}000.": "timestamp-in-milliseconds",
        "{t}.": "timestamp-and-body",
        "{i}.": "id-and-body",
        "": "body-alone",
        "{i}{t}": "without-dots",
    }[head]
    found = diagnosed(headers(signature(head=head.format(t=NOW, i=ID))))
    assert names(found) == [("message", expected)]


def test_a_timestamp_that_the_libraries_write_anew_is_named() -> None:
    text = f"0{NOW}"
    found = diagnosed(headers(signature(timestamp=text), text))
    assert names(found) == [("message", "timestamp-as-it-stands")]
    milliseconds = NOW * 1000
    found = diagnosed(headers(signature(timestamp=milliseconds), milliseconds))
    assert names(found) == [("timestamp", "timestamp-in-milliseconds")]
    found = diagnosed(headers(signature(), milliseconds))
    assert ("message", "timestamp-in-seconds") in names(found)


def test_headers_of_both_families_are_told_apart() -> None:
    given = headers(signature(), message_id="msg_other") | {
        "webhook-id": ID, "webhook-timestamp": str(NOW), "webhook-signature": signature(),
    }  # fmt: skip
    assert names(diagnosed(given)) == [("message", "other-headers")]


def _plus() -> tuple[bytes, str]:
    """A body whose signature holds a `+`."""
    for number in range(1_000):
        body = b'{"n":%d}' % number
        if "+" in signature(body):
            return body, signature(body)
    raise AssertionError


def _last(text: str) -> str:
    """The same 32 bytes, with bits in the last character that belong to no byte."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return text[:-2] + alphabet[alphabet.index(text[-2]) + 1] + "="


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("hexadecimal", "v1," + digest(f"{ID}.{NOW}.".encode() + BODY).hex()),
        ("hexadecimal", "sha256=" + digest(f"{ID}.{NOW}.".encode() + BODY).hex().upper()),
        ("not-behind-v1", signature()[3:]),
        ("not-behind-v1", "v1=" + signature()[3:]),
        ("not-behind-v1", "v2," + signature()[3:]),
        ("not-behind-v1", f'"{signature()}"'),
        ("not-behind-v1", "t=1,v1=" + signature()[3:]),
        ("other-base64", signature().rstrip("=")),
        ("other-base64", _last(signature())),
        ("other-base64", signature() + "="),
        ("percent-escapes", signature().replace("=", "%3D")),
    ],
)
def test_a_digest_that_is_written_otherwise_is_named(name: str, written: str) -> None:
    assert names(diagnosed(headers(written))) == [("form", name)]


def test_url_safe_base64_and_lost_plus_signs_are_named() -> None:
    body, signed = _plus()
    assert names(diagnosed(headers(signed.replace("+", " ")), body)) == [
        ("form", "spaces-for-plus")
    ]
    safe = signed.replace("+", "-").replace("/", "_")
    assert names(diagnosed(headers(safe), body)) == [("form", "url-safe")]


@pytest.mark.parametrize(
    ("written", "name"),
    [("v1a," + "A" * 86 + "==", "asymmetric-signature"), ("v1,short", "no-signature"),
     ("garbage", "no-signature"), ("v1,", "no-signature")],
)  # fmt: skip
def test_a_header_without_a_signature_is_named(written: str, name: str) -> None:
    assert names(diagnosed(headers(written))) == [("form", name)]


def test_two_mistakes_are_named_together() -> None:
    found = diagnosed(headers(signature(by=key(7))), PRETTY, secret(), secret(7))
    assert names(found) == [("key", "other-secret"), ("body", "body-as-json-stringify")]
    assert len({fault.message for fault in found.faults}) == 1
    assert len({fault.fix for fault in found.faults}) == 2
    hexadecimal = digest(f"{NOW}.".encode() + BODY, secret().encode()).hex()
    found = diagnosed(headers(hexadecimal))
    assert [name for _, name in names(found)] == [
        "secret-as-text", "timestamp-and-body", "hexadecimal",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "signed_by", "expected"),
    [
        (f'"{secret()}"', key(), ["stray-characters-in-secret", "secret-without-stray-characters"]),
        (secret(size=32) + "\n", key(size=32), ["stray-characters-in-secret", "secret-without-stray-characters"]),
        (secret() + "\\n", key(), ["stray-characters-in-secret", "secret-without-stray-characters"]),
        (f'"{secret()}"', key(5), ["stray-characters-in-secret"]),
        ("sk_test_" + "aB3x" * 5 + "Zq9", key(), ["other-key-for-secret"]),
        ("whsec_your_secret", key(), ["placeholder-for-secret"]),
        ("whsec_", key(), ["placeholder-for-secret"]),
        ("whsec_", b"", ["placeholder-for-secret", "empty-key"]),
        ("", key(), ["empty-secret"]),
        ("[SENSITIVE]", key(), ["unresolved-secret"]),
        ("whsec_é" + secret()[6:], key(), ["malformed-secret", "secret-decoded-leniently"]),
    ],
)  # fmt: skip
def test_a_secret_that_is_none_is_named(text: str, signed_by: bytes, expected: list[str]) -> None:
    found = diagnosed(headers(signature(by=signed_by)), BODY, text)
    assert [name for _, name in names(found)] == expected
    assert not found.is_signed


def test_a_secret_that_has_signed_is_one_whatever_it_looks_like() -> None:
    published = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # gitleaks:allow
    by = base64.b64decode(published.removeprefix("whsec_"))
    assert diagnosed(headers(signature(by=by)), BODY, published).faults == ()
    assert names(diagnosed(headers(signature()), BODY, published)) == [
        ("secret", "placeholder-for-secret")
    ]


def test_what_nothing_explains_is_said_so() -> None:
    found = diagnosed(headers(signature(by=key(5))), BODY, secret(), secret(2))
    assert names(found) == [("signature", "other-secret-or-body")]
    assert "nor does `SECRET_2`" in found.faults[0].message
    found = diagnosed(headers(signature(by=key(5))), BODY, secret(), secret(2), secret(3))
    assert "nor do 2 other secrets" in found.faults[0].message


def test_a_body_that_shows_by_itself_that_it_was_changed_is_named() -> None:
    given = headers(signature(by=key(5)))
    assert ("body", "body-was-cut") in names(diagnosed(given | {"content-length": "999"}))
    assert ("body", "body-was-changed") in names(diagnosed(given | {"content-length": "1"}))
    assert ("body", "body-was-lost") in names(diagnosed(given, b""))
    assert ("body", "body-was-broken") in names(diagnosed(given, BODY[:-1]))
    # A length that fits, one of what was compressed, and none at all.
    for length in ({"content-length": str(len(BODY))}, {"content-length": "x"},
                   {"content-length": "1", "content-encoding": "gzip"}):  # fmt: skip
        assert names(diagnosed(given | length)) == [("signature", "other-secret-or-body")]
    # A signature that verifies is worth more than a length.
    right = headers(signature()) | {"content-length": "1"}
    assert diagnosed(right).is_signed


def test_a_byte_order_mark_that_was_signed_is_named() -> None:
    found = diagnosed(headers(signature(MARK + BODY)), MARK + BODY)
    assert names(found) == [("body", "signed-byte-order-mark")]
    assert found.is_signed


@pytest.mark.parametrize(
    ("given", "name", "words"),
    [
        ({}, "missing-headers", "`svix-id`, `svix-timestamp` and `svix-signature` is not there"),
        (headers("v1,x") | {"svix-id": " "}, "missing-headers", "`svix-id` has no value"),
        ({"webhook-id": "a", "webhook-timestamp": "1", "webhook-signature": "b"}, "unbranded-headers", "looks for"),
        (headers("v1,x\n y"), "unsendable-header", "`svix-signature` holds a character"),
        (headers("v1,x") | {"x-evil`": "漢"}, "unsendable-header", "The value of a header holds"),
        ({"stripe-signature": "t=1,v1=2"}, "other-scheme", "a signature of Stripe's"),
        ({"x-hub-signature-256": "sha256=1"}, "other-scheme", "GitHub"),
        ({"svix_id": "a", "http-svix-timestamp": "1"}, "misspelled-headers", "`svix_id`, `http-svix-timestamp`"),
    ],
)  # fmt: skip
def test_headers_that_are_missing_are_named(given: dict[str, str], name: str, words: str) -> None:
    (fault,) = explain(given, BODY, (), NOW).of("headers")
    assert fault.name == name
    assert words in fault.message


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        (NOW - 301, "clock", "is 5 minutes 1 second old (it was sent at 2026-11-18T11:01:39Z)"),
        (NOW - 7_380, "clock", "2 hours 3 minutes old"),
        (NOW + 301, "clock", "5 minutes 1 second ahead of the clock"),
        (NOW * 1000, "timestamp-in-milliseconds", "milliseconds"),
        ("2026-11-18T08:26:40Z", "timestamp-is-a-date", "is a date"),
        ("now", "timestamp-is-no-number", "is no number"),
        ("1.8e9", "timestamp-is-no-number", "plain digits"),
        ("1e9", "timestamp-is-no-number", "plain digits"),
        ("0x6AF1", "timestamp-is-no-number", "plain digits"),
        ("9" * 400, "timestamp-in-milliseconds", "milliseconds"),
        (-(10**18), "clock", "old"),
    ],
)
def test_a_timestamp_that_is_refused_is_explained(text: object, name: str, words: str) -> None:
    found = explain(headers("v1,x", text), BODY, (), NOW)
    (fault,) = found.of("clock") + found.of("timestamp")
    assert fault.name == name
    assert words in fault.message


@pytest.mark.parametrize(
    ("body", "name"),
    [(b"", "empty-payload"), (b" \n", "empty-payload"), (b"null", "null-payload"), (b"{", "no-json"),
     (b"a=b", "no-json"), (MARK + b"{}", None), (b"[1]", None)],
)  # fmt: skip
def test_a_body_that_is_no_event_is_named(body: bytes, name: str | None) -> None:
    found = explain(headers("v1,x"), body, (), NOW).of("json")
    assert [fault.name for fault in found] == [name] * (name is not None)


@pytest.mark.parametrize(
    "given",
    [headers(signature() + " x"), headers(signature(), f"{NOW}x"), headers(signature() + " "),
     headers(signature(), f"0x{NOW}"), headers(signature() + ", v1,x")],
)  # fmt: skip
def test_what_svix_does_not_write_is_told(given: dict[str, str]) -> None:
    assert len(list(oddities(given))) == 1


def _every_fault() -> list[tuple[str, str]]:
    """The message and the fix of faults of all kinds."""
    wrong = headers(signature(by=key(5)))
    cases = [
        diagnosed({}), diagnosed(wrong), diagnosed(wrong, b""), diagnosed(wrong, b"{"),
        diagnosed(wrong | {"content-length": "1"}), diagnosed(headers("v1,x")), diagnosed(headers("x", "x")),
        diagnosed(headers(signature(b"")), now=NOW + 999), diagnosed(headers(signature(b"")), now=NOW - 999),
        diagnosed(headers(signature(by=b""))), diagnosed(headers(signature()), PRETTY, f'"{secret()}"'),
        diagnosed({"stripe-signature": "x"}), diagnosed({"svix_id": "x"}), diagnosed(headers("v1a,x")),
        diagnosed(headers(signature(MARK + BODY)), MARK + BODY), diagnosed(headers("x", NOW * 1000)),
    ]  # fmt: skip
    return [(fault.message, fault.fix) for case in cases for fault in case.faults]


def test_faults_are_told_in_the_house_s_words_and_show_no_secret() -> None:
    faults = _every_fault()
    assert len(faults) > 20
    for message, fix in faults:
        for text in (message, fix.split("\n")[0]):
            assert not text.endswith(".")
            assert text.count("`") % 2 == 0
            assert not UNWANTED.search(re.sub("`[^`]*`", "", text)), text
        assert fix.split()[0] in IMPERATIVES, fix
        assert secret()[6:] not in message + fix
        assert "user_1" not in message + fix


@pytest.mark.parametrize(
    "body",
    [b"[" * 100_000, b"[" * 3_000 + b"]" * 3_000, b'"' + b"\\" * 99_999, b"\xff" * 1_000, b"9" * 5_000,
     b'{"a":' * 3_000 + b"1e999" + b"}" * 3_000, b"\x00", b'"\\ud800"', b" " * 100_000],
)  # fmt: skip
def test_hostile_bodies_are_looked_at_like_others(body: bytes) -> None:
    assert find(headers(signature(b"")), body, known(secret())) is not None
    assert find(headers(signature(by=key(5))), body, known(secret())) is None


@pytest.mark.parametrize(
    "text", ["v1," * 50_000, "A" * 100_000, "%" * 9_999, "v1,\ud800 \0", "/" * 43]
)
def test_hostile_signatures_are_looked_at_like_others(text: str) -> None:
    assert diagnosed(headers(text)).match is None
