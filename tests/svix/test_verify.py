"""The libraries' verdicts, case by case; tests/parity/test_svix.py asks the libraries themselves."""

from typing import Any

import pytest

from clerkdoctor.svix.headers import joined
from clerkdoctor.svix.verify import (
    Verdict,
    timestamp_of,
    verify_clerk,
    verify_standardwebhooks,
    verify_svix,
)
from clerkdoctor.svix.versions import clerk_rules, standard_rules, svix_rules
from tests.svix.signing import BODY, NOW, headers, key, secret, signature

MARK = b"\xef\xbb\xbf"
SIGNED = headers(signature())
UNBRANDED = {name.replace("svix", "webhook"): value for name, value in SIGNED.items()}
CLERK = "@clerk/backend: "
NO_MATCH = "No matching signature found"


def errors(
    given: dict[str, str] = SIGNED, body: bytes = BODY, now: float = NOW, text: str | None = None
) -> list[str | None]:
    """What the newest svix, standardwebhooks and @clerk/backend say; None where they accept."""
    by = secret() if text is None else text
    return [
        verify(by, given, body, now).error
        for verify in (verify_svix, verify_standardwebhooks, verify_clerk)
    ]


def wrapped(error: str) -> str:
    return f"{CLERK}Unable to verify incoming webhook: {error}"


def test_a_delivery_is_accepted_by_whoever_knows_its_headers() -> None:
    missing = "Missing required headers"
    assert errors() == [None, missing, None]
    named = "svix-id, svix-timestamp, svix-signature"
    assert errors(UNBRANDED) == [None, None, f"{CLERK}Missing required webhook headers: {named}"]
    assert errors(SIGNED | UNBRANDED) == [None, None, None]
    # Where both are there, the wrong one counts.
    assert errors(UNBRANDED | {"svix-signature": "v1,x"})[0] == NO_MATCH
    assert errors(UNBRANDED | {"svix-id": ""})[0] == missing
    assert (
        errors(SIGNED | {"svix-id": " "})[2] == f"{CLERK}Missing required webhook headers: svix-id"
    )


@pytest.mark.parametrize(
    ("offset", "error"),
    [(-301, "Message timestamp too old"), (-300, None), (0, None), (300, None),
     (301, "Message timestamp too new")],
)  # fmt: skip
@pytest.mark.parametrize("fraction", [0, 0.001, 0.999])
def test_five_minutes_are_within_the_tolerance(
    offset: int, error: str | None, fraction: float
) -> None:
    at = NOW + offset
    given = headers(signature(timestamp=at), at)
    found = errors(given, now=NOW + fraction)
    assert [found[0], found[2]] == [error, error and wrapped(error)]


@pytest.mark.parametrize(
    ("text", "number"),
    [("17", 17), ("17.9", 17), (" \t\u00a0\ufeff17x", 17), ("+17", 17), ("-17", -17), ("017", 17),
     ("17e3", 17), ("0x17", 0), ("2026-11-18", 2026), ("abc", None), ("", None), ("- 17", None),
     ("١", None), ("Infinity", None), ("9" * 400, float("inf"))],
)  # fmt: skip
def test_a_timestamp_is_read_as_parse_int_reads_it(text: str, number: float | None) -> None:
    assert timestamp_of(text) == number


def test_a_timestamp_is_signed_as_the_libraries_write_it_anew() -> None:
    for text in (f"{NOW}.5", f"0{NOW}", f"+{NOW}", f"{NOW}abc", f"{NOW}, {NOW}"):
        assert errors(headers(signature(), text))[0] is None
        assert errors(headers(signature(timestamp=text), text))[0] == NO_MATCH


@pytest.mark.parametrize(
    "listed",
    [
        "{}",
        "v1,eA== {}",
        "{} x",
        "x {}",
        "{},x",
        "v1a,eA== {}",
        " {}",
        "v1,eA==  {}",
        "v1,eA==, {}",
    ],
)
def test_any_signature_of_the_list_may_be_the_right_one(listed: str) -> None:
    found = errors(headers(listed.format(signature())))
    assert [found[0], found[2]] == [None, None]


@pytest.mark.parametrize("version", ["v1a,", "v2,", "V1,", "", "v1=", "v1 ,", "v1,,"])
def test_nothing_but_v1_is_compared(version: str) -> None:
    assert errors(headers(version + signature()[3:]))[0] == NO_MATCH


def test_a_signature_is_compared_as_text() -> None:
    right = signature()
    for wrong in (right[:-1], right + "=", right.lower(), right[:-4], right[3:]):
        assert errors(headers(wrong))[0] == NO_MATCH


def test_a_body_is_text() -> None:
    marked = MARK + BODY
    # `verifyWebhook` drops a byte order mark, a `Buffer` keeps it.
    assert errors(body=marked) == [NO_MATCH, "Missing required headers", None]
    assert errors(headers(signature(marked)), marked)[::2] == [None, wrapped(NO_MATCH)]
    broken = b'{"a":"\xff"}'
    assert errors(headers(signature(broken)), broken)[0] == NO_MATCH
    assert errors(headers(signature('{"a":"\ufffd"}'.encode())), broken)[0] is None


def test_the_body_is_parsed_by_whoever_returns_it() -> None:
    empty = headers(signature(b""))
    undefined = "Cannot read properties of undefined (reading 'type')"
    assert errors(empty, b"")[::2] == [None, wrapped(undefined)]
    null = headers(signature(b"null"))
    assert errors(null, b"null")[2] == wrapped("Cannot read properties of null (reading 'type')")
    words = verify_clerk(secret(), headers(signature(b"{")), b"{", NOW)
    assert (words.thrown, words.rule) == ("Error", "body")
    old = verify_svix(secret(), empty, b"", NOW, svix_rules((2, 0, 0)))
    assert old == Verdict(False, "Unexpected end of JSON input", "SyntaxError", "body")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "Secret can't be empty."),
        ("whsec_", "Secret can't be empty."),
        ('"' + secret() + '"', "Base64Coder: incorrect characters for decoding"),
        (secret(size=32) + "\n", "Base64Coder: incorrect characters for decoding"),
        ("whsec_123", "Base64Coder: incorrect padding"),
        (secret(2), NO_MATCH),
    ],
)
def test_what_is_no_secret_is_named_by_the_libraries(text: str, error: str) -> None:
    unset = verify_clerk("", SIGNED, BODY, NOW).error or ""
    assert unset.startswith(f"{CLERK}Missing webhook signing secret")
    svix, _, clerk = errors(text=text)
    assert svix == error
    # A secret that cannot be decoded is thrown at outside of what is wrapped.
    assert clerk == (unset if not text else wrapped(error) if error == NO_MATCH else error)


def test_a_secret_may_lack_its_prefix_and_its_padding() -> None:
    assert errors(text=secret().removeprefix("whsec_"))[0] is None
    long = headers(signature(by=key(size=32)))
    assert errors(long, text=secret(size=32).rstrip("="))[0] is None


@pytest.mark.parametrize(
    ("version", "is_forged"),
    [((1, 4, 12), True), ((2, 0, 0), True), ((2, 2, 0), False), (None, False)],
)
def test_an_empty_key_signs_for_older_versions_of_svix(
    version: tuple[int, ...] | None, is_forged: bool
) -> None:
    forged = headers(signature(by=b""))
    assert verify_svix("whsec_", forged, BODY, NOW, svix_rules(version)).accepted == is_forged


def test_an_empty_key_signs_for_older_versions_of_standardwebhooks() -> None:
    forged = headers(signature(by=b""))
    old = clerk_rules((3, 25, 0), (1, 0, 0))
    assert verify_clerk("whsec_", forged, BODY, NOW, old).accepted
    assert not verify_clerk("whsec_", forged, BODY, NOW).accepted
    plain = {name.replace("svix", "webhook"): value for name, value in forged.items()}
    standard = standard_rules((1, 0, 0))
    assert verify_standardwebhooks("whsec_", plain, BODY, NOW, standard).accepted


def test_two_versions_of_clerks_backend_accept_every_signature() -> None:
    forged, late = headers("v1,forged"), NOW + 10**9
    for version in ((2, 0, 0), (2, 3, 1)):
        assert verify_clerk(secret(), forged, BODY, late, clerk_rules(version)).accepted
    for other in ((1, 34, 0), (2, 4, 0), None):
        assert not verify_clerk(secret(), forged, BODY, NOW, clerk_rules(other)).accepted


def test_older_versions_of_svix_look_for_either_family_as_a_whole() -> None:
    mixed = SIGNED | {"webhook-timestamp": SIGNED["svix-timestamp"]}
    del mixed["svix-timestamp"]
    for version, accepted in (((1, 82, 0), False), ((1, 84, 1), True), (None, True)):
        found = verify_svix(secret(), mixed, BODY, NOW, svix_rules(version))
        assert found.accepted == accepted
    assert not svix_rules(None).returns_event
    assert svix_rules((2, 0, 0)).returns_event


@pytest.mark.parametrize("value", ["msg_漢", "a\nb", "a\0", "\ud83d"])
def test_what_no_request_carries_is_refused_where_the_request_is_made(value: str) -> None:
    found = verify_clerk(secret(), SIGNED | {"x-other": value}, BODY, NOW)
    assert found == Verdict(accepted=False, thrown="TypeError", rule="headers")


def test_headers_are_joined_as_node_joins_them() -> None:
    pairs: list[Any] = [("Svix-Id", "a"), ("X", "1"), ("svix-id", "b")]
    assert joined(pairs) == {"svix-id": "a, b", "x": "1"}
    # What follows a comma is not looked at, so either order will do.
    for twice in (
        joined([*SIGNED.items(), ("Svix-Signature", "v1,eA==")]),
        joined([("svix-signature", "v1,eA=="), *SIGNED.items()]),
    ):
        assert verify_svix(secret(), twice, BODY, NOW).accepted
