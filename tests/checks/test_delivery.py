"""A check for each thing that a delivery must have, on deliveries that are signed here."""

import json

import pytest

from clerkdoctor.checks.delivery import (
    body_is_json,
    body_is_the_one_that_was_signed,
    clerk_accepts_the_delivery,
    delivery_has_its_headers,
    delivery_headers_are_written_as_svix_writes_them,
    delivery_timestamp_is_in_seconds,
    delivery_timestamp_is_within_five_minutes,
    libraries_refuse_forged_signatures,
    signature_covers_id_timestamp_and_body,
    signature_is_made_with_this_secret,
    signature_is_written_as_v1_and_base64,
    signature_verifies,
    signing_secret_is_usable,
    svix_accepts_the_delivery,
)
from clerkdoctor.svix.versions import clerk_rules, svix_rules
from tests.checks.delivery_facts import SIGNED, delivered
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
from tests.svix.signing import BODY, ID, NOW, headers, key, secret, signature

MARK = b"\xef\xbb\xbf"
PRETTY = json.dumps(json.loads(BODY), indent=2).encode()
UNBRANDED = {name.replace("svix", "webhook"): value for name, value in SIGNED.items()}
ANOTHERS = headers(signature(by=key(5)))
TIMELESS = {name: value for name, value in SIGNED.items() if name != "svix-timestamp"}
MILLISECONDS = headers(signature(timestamp=NOW * 1000), NOW * 1000)
QUOTED = f'"{secret()}"'
SK = "sk_test_" + "aB3x" * 5 + "Zq9"

ROWS: list[Row] = [
    passes("all three", delivery_has_its_headers, *delivered()),
    fails(
        "one is not there",
        delivery_has_its_headers,
        *delivered(TIMELESS),
        error("`svix-timestamp` is not there", at=None, fix="Object.fromEntries(request.headers)"),
    ),
    fails(
        "the names of Standard Webhooks, which svix takes",
        delivery_has_its_headers,
        *delivered(UNBRANDED),
        error("`verifyWebhook` looks for `svix-id`", at=None, fix="Send the headers as `svix-*`"),
    ),
    fails(
        "another service's",
        delivery_has_its_headers,
        *delivered({"stripe-signature": "t=1,v1=0"}),
        error("a signature of Stripe's", at=None, fix="Verify it as Stripe says"),
    ),
    fails(
        "what no request carries",
        delivery_has_its_headers,
        *delivered(SIGNED | {"svix-id": "msg_漢"}),
        error("`svix-id` holds a character that no request carries", at=None, fix="Pass"),
    ),
    passes("as they came", delivery_headers_are_written_as_svix_writes_them, *delivered()),
    fails(
        "joined, and more behind the number",
        delivery_headers_are_written_as_svix_writes_them,
        *delivered(headers(f"{signature()}, {signature()}", f"{NOW}, {NOW}")),
        warning("The timestamp is more than digits", at=None, fix="Pass the headers on unchanged"),
        warning("holds more than `v1,` and `v1a,`", at=None, fix="Pass"),
    ),
    fails(
        "white space",
        delivery_headers_are_written_as_svix_writes_them,
        *delivered(SIGNED | {"svix-id": f" {ID}"}),
        warning("`svix-id` has white space around it", at=None, fix="Pass"),
    ),
    inapplicable(
        "none",
        delivery_headers_are_written_as_svix_writes_them,
        "does not have its three headers",
        *delivered({}),
    ),
    passes("seconds", delivery_timestamp_is_in_seconds, *delivered()),
    fails(
        "milliseconds",
        delivery_timestamp_is_in_seconds,
        *delivered(MILLISECONDS),
        error("is in milliseconds", at=None, fix="Math.floor(Date.now() / 1000)"),
    ),
    fails(
        "a date",
        delivery_timestamp_is_in_seconds,
        *delivered(headers(signature(), "2026-11-18T08:26:40Z")),
        error("is a date", at=None, fix="Send the timestamp in whole seconds"),
    ),
    fails(
        "a word",
        delivery_timestamp_is_in_seconds,
        *delivered(headers(signature(), "now")),
        error("is no number", at=None, fix="Send"),
    ),
    inapplicable(
        "none", delivery_timestamp_is_in_seconds, "has no timestamp", *delivered(TIMELESS)
    ),
    passes(
        "at the edge",
        delivery_timestamp_is_within_five_minutes,
        *delivered(now=NOW + 300.999),
    ),
    fails(
        "recorded",
        delivery_timestamp_is_within_five_minutes,
        *delivered(now=NOW + 7_380),
        error("is 2 hours 3 minutes old", at=None, fix=f"`--at {NOW}`"),
    ),
    fails(
        "ahead",
        delivery_timestamp_is_within_five_minutes,
        *delivered(now=NOW - 301),
        error("is 5 minutes 1 second ahead of the clock", at=None, fix="Set the clock"),
    ),
    inapplicable(
        "milliseconds",
        delivery_timestamp_is_within_five_minutes,
        "there is no timestamp to compare",
        *delivered(MILLISECONDS),
    ),
    passes("a secret", signing_secret_is_usable, *delivered()),
    passes("another endpoint's", signing_secret_is_usable, *delivered(ANOTHERS)),
    fails(
        "in quotes",
        signing_secret_is_usable,
        *delivered(text=QUOTED),
        error("`SECRET_1` stands in quotes", at=".env.local:3", fix="Copy the signing secret"),
    ),
    fails(
        "another key",
        signing_secret_is_usable,
        *delivered(text=SK),
        error("`SECRET_1` is a secret key", at=".env.local:3", fix="Copy"),
    ),
    fails(
        "one that signs, and is too short to",
        signing_secret_is_usable,
        *delivered(headers(signature(by=key(size=16))), BODY, secret(size=16)),
        warning("`SECRET_1` decodes to 16 bytes", at=".env.local:3", fix="Copy"),
    ),
    fails(
        "a line break that is forgiven",
        signing_secret_is_usable,
        *delivered(text=secret() + "\n"),
        warning("`SECRET_1` ends with a line break", at=".env.local:3", fix="Copy"),
    ),
    passes("as it is to be", signature_is_written_as_v1_and_base64, *delivered()),
    passes(
        "another's, as it is to be", signature_is_written_as_v1_and_base64, *delivered(ANOTHERS)
    ),
    fails(
        "without its version",
        signature_is_written_as_v1_and_base64,
        *delivered(headers(signature()[3:])),
        error("The signature is right where `v1,` stands before it", at=None, fix="Write"),
    ),
    fails(
        "asymmetric",
        signature_is_written_as_v1_and_base64,
        *delivered(headers("v1a," + "A" * 86 + "==")),
        error("asymmetric signatures alone", at=None, fix="Use an endpoint"),
    ),
    unknown(
        "no headers",
        signature_is_written_as_v1_and_base64,
        "does not have its three headers",
        *delivered({}),
    ),
    passes("the secret's", signature_is_made_with_this_secret, *delivered()),
    passes(
        "the secret's, of another body", signature_is_made_with_this_secret, *delivered(body=PRETTY)
    ),
    fails(
        "the previous one",
        signature_is_made_with_this_secret,
        *delivered(ANOTHERS, BODY, secret(), secret(5)),
        error("right with `SECRET_2`, not with `SECRET_1`", at=None, fix="Use `SECRET_2`"),
    ),
    fails(
        "the secret's text",
        signature_is_made_with_this_secret,
        *delivered(headers(signature(by=secret().encode()))),
        error("with the secret's text for a key", at=None, fix="Sign with the key"),
    ),
    fails(
        "none",
        signature_is_made_with_this_secret,
        *delivered(headers(signature(by=b"")), BODY, "whsec_"),
        error("with an empty key, with which anybody can sign", at=None, fix="Set the secret"),
    ),
    unknown(
        "nobody knows",
        signature_is_made_with_this_secret,
        "nothing tells another endpoint's secret from a body",
        *delivered(ANOTHERS),
    ),
    unknown(
        "the secret is none",
        signature_is_made_with_this_secret,
        "the secret is none",
        *delivered(text=SK),
    ),
    unknown(
        "the body is cut",
        signature_is_made_with_this_secret,
        "the body is not the one that was signed",
        *delivered(body=BODY[:-1]),
    ),
    unknown(
        "there is no signature",
        signature_is_made_with_this_secret,
        "there is no signature to compare with",
        *delivered(headers("garbage")),
    ),
    passes("all three of them", signature_covers_id_timestamp_and_body, *delivered()),
    fails(
        "the body alone",
        signature_covers_id_timestamp_and_body,
        *delivered(headers(signature(head=""))),
        error("for the body alone, without id and timestamp", at=None, fix="Sign `<svix-id>"),
    ),
    fails(
        "in another order",
        signature_covers_id_timestamp_and_body,
        *delivered(headers(signature(head=f"{NOW}.{ID}."))),
        error("in each other's place", at=None, fix="Sign"),
    ),
    unknown(
        "another's", signature_covers_id_timestamp_and_body, "nothing tells", *delivered(ANOTHERS)
    ),
    passes("to the byte", body_is_the_one_that_was_signed, *delivered()),
    fails(
        "written anew",
        body_is_the_one_that_was_signed,
        *delivered(body=PRETTY),
        error("the same body re-serialised as JSON", at=None, fix="Verify the body as it came"),
    ),
    fails(
        "a line break at its end",
        body_is_the_one_that_was_signed,
        *delivered(body=BODY + b"\n"),
        error("without the line break at its end", at=None, fix="Remove the line break"),
    ),
    fails(
        "not as long as it was",
        body_is_the_one_that_was_signed,
        *delivered(ANOTHERS | {"content-length": "9000"}),
        error("and `content-length` says 9,000: it was cut", at=None, fix="Keep the body's bytes"),
    ),
    fails(
        "a mark that was signed",
        body_is_the_one_that_was_signed,
        *delivered(headers(signature(MARK + BODY)), MARK + BODY),
        error("`verifyWebhook` drops it", at=None, fix="Send the body without a byte order mark"),
    ),
    unknown("another's", body_is_the_one_that_was_signed, "nothing tells", *delivered(ANOTHERS)),
    passes("signed", signature_verifies, *delivered()),
    passes("signed, and late", signature_verifies, *delivered(now=NOW + 10**6)),
    fails(
        "another's",
        signature_verifies,
        *delivered(ANOTHERS),
        error("does not make this signature in any usual form", at=None, fix="Copy the signing"),
    ),
    fails(
        "another body's",
        signature_verifies,
        *delivered(body=PRETTY),
        error("is not the one that the libraries compute", at=None, fix="Copy the signing secret"),
    ),
    unknown("no headers", signature_verifies, "does not have its three headers", *delivered({})),
    passes("an event", body_is_json, *delivered()),
    fails(
        "nothing",
        body_is_json,
        *delivered(headers(signature(b"")), b""),
        error("The body is empty", at=None, fix="Pass the body as it came"),
    ),
    fails(
        "a form",
        body_is_json,
        *delivered(headers(signature(b"a=b")), b"a=b"),
        error("The body is no JSON", at=None, fix="Send the event as JSON"),
    ),
    fails(
        "`null`",
        body_is_json,
        *delivered(headers(signature(b"null")), b"null"),
        error("The body is `null`", at=None, fix="Send the event as JSON"),
    ),
    passes("a delivery", clerk_accepts_the_delivery, *delivered()),
    passes(
        "a byte order mark that was not signed",
        clerk_accepts_the_delivery,
        *delivered(body=MARK + BODY),
    ),
    fails(
        "a name that it does not know",
        clerk_accepts_the_delivery,
        *delivered(UNBRANDED),
        error("Missing required webhook headers: svix-id", at=None, fix="Send the delivery"),
    ),
    fails(
        "what no request carries",
        clerk_accepts_the_delivery,
        *delivered(SIGNED | {"x": "漢"}),
        error("a character that no request carries", at=None, fix="Send"),
    ),
    passes("the other names", svix_accepts_the_delivery, *delivered(UNBRANDED)),
    fails(
        "late",
        svix_accepts_the_delivery,
        *delivered(now=NOW + 301),
        error("`verify` throws `Message timestamp too old`", at=None, fix="Send the delivery"),
    ),
    passes("the newest", libraries_refuse_forged_signatures, *delivered()),
    passes(
        "older ones, with a key",
        libraries_refuse_forged_signatures,
        *delivered(svix=svix_rules((1, 99, 1)), clerk=clerk_rules((3, 25, 0), (1, 0, 0))),
    ),
    fails(
        "one that compared the wrong way round",
        libraries_refuse_forged_signatures,
        *delivered(clerk=clerk_rules((2, 3, 1))),
        error("@clerk/backend 1.2.3 accepts any signature", at=None, fix="npm install"),
    ),
    fails(
        "older ones, with an empty key",
        libraries_refuse_forged_signatures,
        *delivered(
            text="whsec_", svix=svix_rules((2, 0, 0)), clerk=clerk_rules((3, 25, 0), (1, 0, 0))
        ),
        error("@clerk/backend 1.2.3 verifies with an empty key", at=None, fix="Use the newest"),
        error("svix 1.2.3 verifies with an empty key", at=None, fix="Use the newest"),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_checks(row: Row) -> None:
    holds(row)


CHECKS = (
    delivery_has_its_headers,
    delivery_headers_are_written_as_svix_writes_them,
    delivery_timestamp_is_in_seconds,
    delivery_timestamp_is_within_five_minutes,
    signing_secret_is_usable,
    signature_is_written_as_v1_and_base64,
    signature_is_made_with_this_secret,
    signature_covers_id_timestamp_and_body,
    body_is_the_one_that_was_signed,
    signature_verifies,
    body_is_json,
    clerk_accepts_the_delivery,
    svix_accepts_the_delivery,
    libraries_refuse_forged_signatures,
)


@pytest.mark.parametrize(
    ("facts", "roots"),
    [
        (delivered(), []),
        (delivered({}), ["delivery-has-its-headers"]),
        (delivered(UNBRANDED), ["delivery-has-its-headers"]),
        (delivered(MILLISECONDS), ["delivery-timestamp-is-in-seconds"]),
        (delivered(now=NOW - 400), ["delivery-timestamp-is-within-five-minutes"]),
        (delivered(text=SK), ["signing-secret-is-usable"]),
        (delivered(text=QUOTED), ["signing-secret-is-usable"]),
        (delivered(text="whsec_" + "QUJD" * 8), ["signing-secret-is-usable"]),
        (delivered(ANOTHERS), ["signature-verifies"]),
        (delivered(ANOTHERS, BODY, secret(), secret(5)), ["signature-is-made-with-this-secret"]),
        (delivered(body=PRETTY), ["body-is-the-one-that-was-signed"]),
        (delivered(body=BODY[:-1]), ["body-is-the-one-that-was-signed"]),
        (delivered(headers(signature()[3:])), ["signature-is-written-as-v1-and-base64"]),
        (delivered(headers(signature(head=""))), ["signature-covers-id-timestamp-and-body"]),
        (delivered(headers(signature(b"")), b""), ["body-is-json"]),
        (delivered(clerk=clerk_rules((2, 0, 0))), ["libraries-refuse-forged-signatures"]),
    ],
)
def test_one_cause_is_one_red_line(facts: tuple[object, ...], roots: list[str]) -> None:
    results = judged(*CHECKS, facts=facts)
    failed = [one for one in results if one.status == "fail" and one.follows_from is None]
    assert [one.check.id for one in failed] == roots


@pytest.mark.parametrize(
    ("facts", "is_accepted"),
    [(delivered(), True), (delivered(now=NOW + 301), False), (delivered(ANOTHERS), False),
     (delivered(body=MARK + BODY), False), (delivered(headers(signature(b"null")), b"null"), False)],
)  # fmt: skip
def test_a_delivery_passes_exactly_where_both_libraries_accept_it(
    facts: tuple[object, ...], is_accepted: bool
) -> None:
    failed = [one for one in judged(*CHECKS, facts=facts) if one.status == "fail"]
    assert (failed == []) == is_accepted
