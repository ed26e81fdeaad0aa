"""Whom a webhook endpoint believes, and why it refuses what it refuses."""

import pytest

from clerkdoctor.check import Check
from clerkdoctor.checks import delivery_conduct, delivery_probes, delivery_reach
from clerkdoctor.checks.delivery_probes import (
    a_bare_user_deleted_is_accepted,
    an_empty_key_is_refused,
    bad_signatures_are_answered_with_4xx,
    charsets_are_accepted,
    fresh_deliveries_are_accepted,
    large_bodies_are_accepted,
    malformed_signatures_are_handled,
    odd_bodies_are_handled,
    other_signature_versions_are_refused,
    rotated_secrets_are_accepted,
    signatures_are_computed_as_svix_does,
    signatures_of_another_secret_are_refused,
    signed_deliveries_are_accepted,
    stale_deliveries_are_refused,
    the_body_is_covered,
    the_id_is_covered,
    the_raw_body_is_verified,
    unknown_events_are_accepted,
    unsigned_requests_are_refused,
)
from clerkdoctor.probing.answers import Answer, NoAnswer
from tests.checks.probe_facts import (
    ALL_REFUSED,
    BLOCKED,
    CRASH,
    NO,
    OK,
    RIGHT,
    URL,
    accepting,
    refusing,
    run,
    until,
)
from tests.checks.table import (
    Row,
    error,
    fails,
    holds,
    judged,
    note,
    passes,
    unknown,
    warning,
)

EMPTY_KEY = "a signature with an empty key"
FORGED = "a signature of another secret"
REWRITTEN = "the signature of the body as JSON.stringify writes it"
CLERK = {"x-clerk-auth-status": "signed-out", "x-clerk-auth-reason": "dev-browser-missing"}
TURNED_AWAY = Answer(401, CLERK, b'{"error":"Unauthorized"}')
RESET = NoAnswer("reset", "Connection reset by peer")


def diagnosed(words: str, fix: str, **run_of: object) -> Row:
    """A row of an endpoint that refuses what is signed, and why."""
    given = {"to_signed": NO, **run_of}
    return fails(words, signed_deliveries_are_accepted, run(**given), error(words, at=URL, fix=fix))  # type: ignore[arg-type]


ROWS: list[Row] = [
    passes("accepted", signed_deliveries_are_accepted, RIGHT),
    passes("one of a known type is", signed_deliveries_are_accepted, run(to_strange=CRASH)),
    unknown("nothing was sent", signed_deliveries_are_accepted, "refuses the connection", BLOCKED),
    diagnosed("so that its secret is probably another one", "Compare the last characters"),
    diagnosed("with an empty key", "Set the whole signing secret", answers={EMPTY_KEY: OK}),
    diagnosed(
        "after parsing and writing it again",
        "Verify the body as it came",
        answers={REWRITTEN: OK},
    ),
    diagnosed(
        "the secret as text",
        "Verify with `verifyWebhook`",
        answers={"a signature keyed with the secret as text": OK},
    ),
    diagnosed(
        "it verifies an empty body, as its answer to that signature differs",
        "Verify the body as it came",
        answers={"the signature of an empty body": Answer(400, {}, b"no body")},
    ),
    diagnosed(
        "it parses the body before it verifies it",
        "Verify the body as it came",
        answers={"a body that is no JSON": CRASH},
    ),
    diagnosed(
        "it refuses every form of it alike",
        "log the error",
        # Where forged deliveries are answered in two ways, a third one tells nothing.
        answers={
            FORGED: Answer(400, {}, b"request 1"),
            "the signature of an empty body": Answer(400, {}, b"request 2"),
        },
    ),
    diagnosed(
        "not the handler but the middleware",
        "Add the path to the public routes",
        to_signed=TURNED_AWAY,
        to_wrong=TURNED_AWAY,
    ),
    diagnosed("its clock is 400 s ahead", "Set the server's clock", skew=400.0),
    diagnosed("it fails after the verification", "Look at the code", to_signed=CRASH),
    diagnosed(
        "it fails after the verification, as",
        "from svix 2.2 on",
        to_signed=Answer(400, {}, b"no event"),
    ),
    diagnosed("it throws at every request", "`headers()`", to_signed=CRASH, to_wrong=CRASH),
    diagnosed(
        "it throws where it verifies, whatever the signature",
        "catch the error of the verification",
        to_signed=CRASH,
        to_wrong=CRASH,
        answers={"an unsigned request": NO},
    ),
    diagnosed(
        "answered 400: it has no signing secret",
        "Set `CLERK_WEBHOOK_SIGNING_SECRET`",
        to_signed=Answer(400, {}, b"Missing webhook signing secret"),
    ),
    diagnosed(
        "it reads `headers()` without awaiting it",
        "Await the headers",
        to_signed=Answer(500, {}, b"TypeError: headerPayload.get is not a function"),
    ),
    *refusing(unsigned_requests_are_refused, "an unsigned request"),
    *refusing(signatures_of_another_secret_are_refused, FORGED),
    *refusing(the_body_is_covered, "a body changed by one byte"),
    *refusing(the_id_is_covered, "a signature for another id"),
    *refusing(other_signature_versions_are_refused, "a signature of version `v2` alone"),
    *refusing(an_empty_key_is_refused, EMPTY_KEY, "Set the whole signing secret"),
    *refusing(stale_deliveries_are_refused, "a delivery of a day ago"),
    fails(
        "all of them are accepted",
        stale_deliveries_are_refused,
        run(
            {
                "a delivery of a day ago": OK,
                "a delivery of 330 seconds ago": OK,
                "a delivery of 330 seconds ahead": Answer(204, {}),
            }
        ),
        error(
            "It accepts a delivery of a day ago, a delivery of 330 seconds ago and a delivery of"
            " 330 seconds ahead (200 or 204)",
            at=URL,
            fix="Verify each request",
        ),
    ),
    *refusing(the_raw_body_is_verified, REWRITTEN, "Verify the text of the body"),
    fails(
        "spaces make a difference",
        the_raw_body_is_verified,
        run({"a signed body with line breaks and spaces": NO}),
        error("It refuses a signed body with line breaks", at=URL, fix="Verify the text"),
    ),
    fails(
        "it is written anew",
        the_raw_body_is_verified,
        run({REWRITTEN: OK, "a signed body with escaped characters": NO}),
        error("after parsing and writing it again", at=URL, fix="Verify the text of the body"),
        error("It refuses a signed body with escaped", at=URL, fix="Verify the text of the body"),
    ),
    *refusing(
        signatures_are_computed_as_svix_does,
        "a signature in hexadecimal",
        "Verify with `verifyWebhook`",
    ),
    passes("4xx", bad_signatures_are_answered_with_4xx, RIGHT),
    unknown("nothing was sent", bad_signatures_are_answered_with_4xx, "refuses", BLOCKED),
    unknown(
        "they are accepted",
        bad_signatures_are_answered_with_4xx,
        "wrong signatures are accepted",
        run(to_wrong=OK),
    ),
    fails(
        "it throws",
        bad_signatures_are_answered_with_4xx,
        run({FORGED: CRASH}),
        warning("answers 500 with an empty body", at=URL, fix="Catch the error"),
    ),
    fails(
        "it ends",
        bad_signatures_are_answered_with_4xx,
        until(run({"an unsigned request": RESET}), "an unsigned request"),
        warning("To an unsigned request, it closes the connection", at=URL, fix="Catch the error"),
    ),
    *accepting(
        rotated_secrets_are_accepted,
        "a wrong signature before the right one",
        "error",
        "Compare with each signature",
    ),
    *accepting(fresh_deliveries_are_accepted, "a delivery of 270 seconds ago", "error", "Set the"),
    passes("accepted", unknown_events_are_accepted, RIGHT),
    fails(
        "it throws",
        unknown_events_are_accepted,
        run(to_strange=CRASH),
        error("To a signed event of a type that Clerk does not have", at=URL, fix="Answer 200"),
    ),
    fails(
        "it refuses them",
        unknown_events_are_accepted,
        run(to_strange=NO),
        error("It refuses a signed event of a type that", at=URL, fix="Answer 200"),
    ),
    unknown("nothing is", unknown_events_are_accepted, "no signed delivery", ALL_REFUSED),
    *accepting(
        a_bare_user_deleted_is_accepted,
        "`user.deleted` of a user that is not there",
        "error",
        "Read nothing but `data.id`",
        Answer(404, {}, b'{"error":"User not found"}'),
    ),
    *accepting(charsets_are_accepted, "a content type with a charset", "warning", "Take every"),
    *accepting(
        large_bodies_are_accepted,
        "a signed body of 110 kB",
        "warning",
        "Raise the limit",
        Answer(413, {}),
    ),
    passes("no crash", odd_bodies_are_handled, RIGHT),
    unknown("nothing was sent", odd_bodies_are_handled, "refuses", BLOCKED),
    unknown(
        "nothing is accepted", odd_bodies_are_handled, "no signed delivery is accepted", ALL_REFUSED
    ),
    fails(
        "a crash",
        odd_bodies_are_handled,
        run({"a body that is no JSON": CRASH}),
        note("To a body that is no JSON, it answers 500", at=URL, fix="Catch the error"),
    ),
    passes("no crash", malformed_signatures_are_handled, RIGHT),
    fails(
        "a crash",
        malformed_signatures_are_handled,
        run({"an entry that is no signature before the right one": CRASH}),
        note("it answers 500", at=URL, fix="Skip what has no comma"),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_row(row: Row) -> None:
    holds(row)


def all_checks() -> list[Check]:
    modules = (delivery_reach, delivery_probes, delivery_conduct)
    checks = [one for module in modules for one in vars(module).values() if isinstance(one, Check)]
    return list(dict.fromkeys(checks))


def test_a_right_endpoint_has_nothing_but_ticks() -> None:
    right = run(wrote=True, instance="production", project_instance="production")
    results = judged(*all_checks(), facts=(right,))
    bad = [one.check.id for one in results if one.status != "pass"]
    assert bad == ["events-are-accepted"]  # which is not judged where the probes are sent


@pytest.mark.parametrize(
    ("endpoint", "root"),
    [
        (run(to_wrong=OK), "unsigned-requests-are-refused"),
        (run(to_signed=NO, answers={EMPTY_KEY: OK}), "signed-deliveries-are-accepted"),
        (run(to_signed=CRASH, to_wrong=CRASH), "signed-deliveries-are-accepted"),
        (
            run({"a signature of the body alone": OK}, to_signed=NO),
            "signed-deliveries-are-accepted",
        ),
        (
            run(to_wrong=CRASH, answers={"a GET request": NO}),
            "bad-signatures-are-answered-with-4xx",
        ),
        (run(to_strange=CRASH, wrote=True), "unknown-events-are-accepted"),
        (
            until(run({"an unsigned request": RESET}), "an unsigned request"),
            "the-endpoint-can-be-reached",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_one_cause_is_one_red_line(endpoint: object, root: str) -> None:
    failed = [one for one in judged(*all_checks(), facts=(endpoint,)) if one.status == "fail"]
    assert [one.check.id for one in failed if one.follows_from is None] == [root]


def test_nothing_is_known_of_an_endpoint_that_refuses_all() -> None:
    """A tick for what was refused with all the rest would be none."""
    results = judged(*all_checks(), facts=(ALL_REFUSED,))
    assert {one.check.id for one in results if one.status == "pass"} == {
        "the-endpoint-can-be-reached",
        "the-endpoint-does-not-redirect",
        "the-route-is-not-behind-auth",
        "the-route-takes-deliveries",
        "bad-signatures-are-answered-with-4xx",
        "answers-carry-nothing-private",
    }
