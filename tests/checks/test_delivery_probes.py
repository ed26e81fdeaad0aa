"""What a webhook endpoint does with deliveries: whether it is reached, and whom it believes."""

from collections.abc import Iterator

import pytest

from clerkdoctor.check import Check
from clerkdoctor.checks import delivery_conduct, delivery_probes, delivery_reach
from clerkdoctor.checks.delivery_conduct import (
    answers_carry_nothing_private,
    concurrent_redelivery_is_idempotent,
    events_are_accepted,
    every_event_type_is_accepted,
    other_methods_are_refused,
    redelivery_is_idempotent,
    refused_ids_can_be_delivered,
    the_answer_is_prompt,
    the_endpoint_is_of_the_same_instance,
    updates_of_unknown_users_are_accepted,
    users_without_an_email_are_accepted,
)
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
from clerkdoctor.checks.delivery_reach import (
    the_endpoint_can_be_reached,
    the_endpoint_does_not_redirect,
    the_route_is_not_behind_auth,
    the_route_takes_deliveries,
)
from clerkdoctor.facts.probes import ProbeRun
from clerkdoctor.probing.answers import Answer, NoAnswer
from clerkdoctor.probing.probes import Kit, Probe, Shot
from tests.checks.probe_facts import CRASH, NO, OK, RIGHT, URL, run, stopped
from tests.checks.table import (
    Row,
    Said,
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

EMPTY_KEY = "a signature with an empty key"
FORGED = "a signature of another secret"
ALL_REFUSED = run(to_signed=NO)
BLOCKED = stopped(NoAnswer("refused", "Connection refused"))


def accepts(what: str, at: str = "error", fix: str = "Verify each request") -> Said:
    return Said(at, f"It accepts {what} (200)", URL, fix)  # type: ignore[arg-type]


def events(answer: Answer) -> ProbeRun:
    def shots(kit: Kit) -> Iterator[Shot]:
        yield kit.shot("`user.created`", "accepted", event="user.created")

    return run(to_signed=answer, probes=(Probe("events-are-accepted", "authentication", shots),))


def refusing(check: Check, what: str, fix: str = "Verify each request") -> list[Row]:
    """The rows of a check that wants a shot to be refused."""
    return [
        passes("it is refused", check, RIGHT),
        fails(
            "it is accepted",
            check,
            run({what: OK}),
            error(f"It accepts {what} (200)", at=URL, fix=fix),
        ),
        unknown("nothing is accepted", check, "a refusal proves nothing", ALL_REFUSED),
        unknown("nothing was sent", check, "refuses the connection", BLOCKED),
    ]


def accepting(
    check: Check, what: str, level: str, fix: str, answer: Answer = NO, *, wrote: bool = False
) -> list[Row]:
    """The rows of a check that wants a shot to be accepted."""
    return [
        passes("it is accepted", check, run(wrote=wrote)),
        fails(
            "it is refused",
            check,
            run({what: answer}, wrote=wrote),
            Said(level, f"To {what}, it ", URL, fix),  # type: ignore[arg-type]
        ),
        unknown(
            "nothing is accepted",
            check,
            "no signed delivery is accepted",
            run(to_signed=NO, wrote=wrote),
        ),
    ]


def diagnosed(words: str, fix: str, **run_of: object) -> Row:
    given = {"to_signed": NO, **run_of}
    return fails(words, signed_deliveries_are_accepted, run(**given), error(words, at=URL, fix=fix))  # type: ignore[arg-type]


ALL_ROWS: list[Row] = [
    passes("reached", the_endpoint_can_be_reached, RIGHT),
    fails(
        "nothing listens",
        the_endpoint_can_be_reached,
        BLOCKED,
        error("The endpoint refuses the connection", at=URL, fix="Start the app"),
    ),
    fails(
        "a deployment protection",
        the_endpoint_can_be_reached,
        stopped(Answer(401, {"x-vercel-error": "UNAUTHORIZED"})),
        error("Vercel's Deployment Protection", at=URL, fix="Use the production domain"),
    ),
    passes("no redirect", the_endpoint_does_not_redirect, RIGHT),
    unknown("not reached", the_endpoint_does_not_redirect, "could not be reached", BLOCKED),
    fails(
        "a slash",
        the_endpoint_does_not_redirect,
        stopped(Answer(308, {"location": "/api/webhooks/clerk/"})),
        error("with a slash at its end", at=URL, fix="Configure the webhook"),
    ),
    passes("open", the_route_is_not_behind_auth, RIGHT),
    unknown("not reached", the_route_is_not_behind_auth, "could not be reached", BLOCKED),
    fails(
        "protected",
        the_route_is_not_behind_auth,
        stopped(Answer(404, {"x-clerk-auth-reason": "protect-rewrite, dev-browser-missing"})),
        error("its path is protected", at=URL, fix="Add the path to the public routes"),
    ),
    passes("a handler", the_route_takes_deliveries, RIGHT),
    unknown("not reached", the_route_takes_deliveries, "could not be reached", BLOCKED),
    fails(
        "no POST",
        the_route_takes_deliveries,
        stopped(Answer(405, {"allow": "GET"})),
        error("does not take POST (405); it allows GET", at=URL, fix="Export a function"),
    ),
    passes("accepted", signed_deliveries_are_accepted, RIGHT),
    unknown("nothing was sent", signed_deliveries_are_accepted, "refuses the connection", BLOCKED),
    diagnosed("its secret is probably another one", "Compare the last characters"),
    diagnosed("with an empty key", "Set the whole signing secret", answers={EMPTY_KEY: OK}),
    diagnosed(
        "after parsing and writing it again",
        "Verify the body as it came",
        answers={"the signature of the body as JSON.stringify writes it": OK},
    ),
    diagnosed(
        "the secret as text",
        "Verify with `verifyWebhook`",
        answers={"a signature keyed with the secret as text": OK},
    ),
    diagnosed(
        "otherwise than a forged one",
        "Verify the body as it came",
        answers={"the signature of an empty body": Answer(400, {}, b"no body")},
    ),
    diagnosed("its clock is 400 s ahead", "Set the server's clock", skew=400.0),
    diagnosed("it throws after the signature is verified", "Look at the code", to_signed=CRASH),
    diagnosed("the handler threw", "Await `headers()`", to_signed=CRASH, to_wrong=CRASH),
    diagnosed(
        "it has no signing secret",
        "Set `CLERK_WEBHOOK_SIGNING_SECRET`",
        to_signed=Answer(400, {}, b"Missing webhook signing secret"),
    ),
    *refusing(unsigned_requests_are_refused, "an unsigned request"),
    *refusing(signatures_of_another_secret_are_refused, FORGED),
    *refusing(the_body_is_covered, "a body changed by one byte"),
    *refusing(the_id_is_covered, "a signature for another id"),
    *refusing(other_signature_versions_are_refused, "a signature of version `v2` alone"),
    *refusing(an_empty_key_is_refused, EMPTY_KEY, "Set the whole signing secret"),
    *refusing(stale_deliveries_are_refused, "a delivery of a day ago"),
    *refusing(
        the_raw_body_is_verified,
        "the signature of the body as JSON.stringify writes it",
        "Verify the text of the body",
    ),
    fails(
        "spaces make a difference",
        the_raw_body_is_verified,
        run({"a signed body with line breaks and spaces": NO}),
        error("To a signed body with line breaks", at=URL, fix="Verify the text of the body"),
    ),
    *refusing(
        signatures_are_computed_as_svix_does,
        "a signature in hexadecimal",
        "Verify with `verifyWebhook`",
    ),
    passes("4xx", bad_signatures_are_answered_with_4xx, RIGHT),
    unknown("nothing was sent", bad_signatures_are_answered_with_4xx, "refuses", BLOCKED),
    fails(
        "it throws",
        bad_signatures_are_answered_with_4xx,
        run({FORGED: CRASH}),
        warning("answers 500 with an empty body", at=URL, fix="Catch the error"),
    ),
    *accepting(
        rotated_secrets_are_accepted,
        "a wrong signature before the right one",
        "error",
        "Compare with each signature",
    ),
    *accepting(fresh_deliveries_are_accepted, "a delivery of 295 seconds ago", "error", "Set the"),
    *accepting(
        unknown_events_are_accepted,
        "a signed delivery",
        "error",
        "Answer 200",
    )[0::2],
    *accepting(
        a_bare_user_deleted_is_accepted,
        "`user.deleted` of a user that is not there",
        "error",
        "Look at the server's log",
        Answer(500, {}, b"TypeError"),
    ),
    *accepting(charsets_are_accepted, "a content type with a charset", "warning", "Take every"),
    *accepting(
        large_bodies_are_accepted,
        "a signed body of 101 kB",
        "warning",
        "Raise the parser's limit",
        Answer(413, {}),
    ),
    *accepting(
        redelivery_is_idempotent, "the same delivery again", "error", "Write with an upsert"
    ),
    *accepting(
        concurrent_redelivery_is_idempotent,
        "the same delivery at the same time",
        "warning",
        "Let the database keep",
    ),
    *accepting(
        refused_ids_can_be_delivered,
        "the right one with that id",
        "error",
        "Remember a message's id",
    ),
    *accepting(
        updates_of_unknown_users_are_accepted,
        "`user.updated` of a user that is not there",
        "warning",
        "Write with an upsert",
        wrote=True,
    ),
    *accepting(
        users_without_an_email_are_accepted,
        "`user.created` without an e-mail address",
        "warning",
        "Read the primary address",
        wrote=True,
    ),
    *accepting(
        every_event_type_is_accepted, "`session.created`", "warning", "Answer 200", wrote=True
    ),
    *(
        inapplicable("it may not write", check, "--allow-side-effects", RIGHT)
        for check in (
            updates_of_unknown_users_are_accepted,
            users_without_an_email_are_accepted,
            every_event_type_is_accepted,
        )
    ),
    passes("no crash", odd_bodies_are_handled, RIGHT),
    unknown("nothing was sent", odd_bodies_are_handled, "refuses", BLOCKED),
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
    passes("refused", other_methods_are_refused, RIGHT),
    unknown("nothing was sent", other_methods_are_refused, "refuses", BLOCKED),
    fails(
        "a GET is taken",
        other_methods_are_refused,
        run({"a GET request": OK}),
        note("It accepts a GET request", at=URL, fix="Answer 405"),
    ),
    passes("prompt", the_answer_is_prompt, RIGHT),
    fails(
        "slow",
        the_answer_is_prompt,
        run(to_signed=OK._replace(elapsed=6.0)),
        warning("An answer takes 6.0 s", at=URL, fix="Answer first"),
    ),
    fails(
        "too slow",
        the_answer_is_prompt,
        run(to_signed=OK._replace(elapsed=15.2)),
        error("An answer takes 15.2 s", at=URL, fix="Answer first"),
    ),
    passes("nothing private", answers_carry_nothing_private, RIGHT),
    fails(
        "a stack trace, and a header",
        answers_carry_nothing_private,
        run(
            {
                FORGED: Answer(
                    500, {}, b"Error: no\n    at verify (/app/node_modules/svix/x.js:1)"
                ),
                EMPTY_KEY: NO._replace(headers={"webhook-delivery": "disable"}),
            }
        ),
        warning("a stack trace in it", at=URL, fix="Answer with a status"),
        warning("the header `webhook-delivery: disable`", at=URL, fix="Answer with a status"),
    ),
    passes(
        "one instance",
        the_endpoint_is_of_the_same_instance,
        run(instance="development", project_instance="development"),
    ),
    inapplicable("nothing shows", the_endpoint_is_of_the_same_instance, "not seen", RIGHT),
    fails(
        "two instances",
        the_endpoint_is_of_the_same_instance,
        run(instance="production", project_instance="development"),
        warning("runs with production keys", at=URL, fix="Use the signing secret"),
    ),
    passes("accepted", events_are_accepted, events(OK)),
    unknown("nothing was sent", events_are_accepted, "refuses", BLOCKED),
    fails(
        "refused",
        events_are_accepted,
        events(NO),
        error("To `user.created`, it refused it (400)", at=URL, fix="Find out what"),
    ),
]


_OWN = {id(one) for one in vars(delivery_probes).values()}
ROWS = [row for row in ALL_ROWS if id(row.check) in _OWN]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_row(row: Row) -> None:
    holds(row)


def test_a_right_endpoint_has_nothing_but_ticks() -> None:
    modules = (delivery_reach, delivery_probes, delivery_conduct)
    checks = [one for module in modules for one in vars(module).values() if isinstance(one, Check)]
    right = run(wrote=True, instance="production", project_instance="production")
    results = judged(*dict.fromkeys(checks), facts=(right,))
    bad = [one.check.id for one in results if one.status != "pass"]
    assert bad == ["events-are-accepted"]  # which is not judged where the probes are sent
