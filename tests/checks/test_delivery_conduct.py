"""How an endpoint conducts itself: deliveries that come twice, time, what it gives away."""

import pytest

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
    events,
    run,
    until,
)
from tests.checks.table import (
    Row,
    error,
    fails,
    holds,
    inapplicable,
    note,
    passes,
    unknown,
    warning,
)

FORGED = "a signature of another secret"
KNOWN = "a forged delivery whose id it knows"
LATE = NoAnswer("timeout", "timed out", 15.0)

ROWS: list[Row] = [
    *accepting(
        redelivery_is_idempotent, "the same delivery again", "error", "Write with an upsert"
    ),
    fails(
        "both fail alike",
        redelivery_is_idempotent,
        run({"a delivery": CRASH, "the same delivery again": CRASH}),
        error(
            "To a delivery and the same delivery again, it answers 500",
            at=URL,
            fix="Write with an upsert",
        ),
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
    fails(
        "the id is looked up first",
        refused_ids_can_be_delivered,
        run({KNOWN: OK}),
        warning("it looks for the id before it verifies", at=URL, fix="Remember a message's id"),
    ),
    unknown(
        "all is accepted", refused_ids_can_be_delivered, "forged deliveries are", run(to_wrong=OK)
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
    passes("refused", other_methods_are_refused, RIGHT),
    unknown("nothing was sent", other_methods_are_refused, "refuses", BLOCKED),
    fails(
        "a GET is taken",
        other_methods_are_refused,
        run({"a GET request": OK}),
        note("It accepts a GET request (200)", at=URL, fix="Answer 405"),
    ),
    passes("prompt", the_answer_is_prompt, RIGHT),
    unknown("nothing was sent", the_answer_is_prompt, "refuses", BLOCKED),
    unknown("no work is done", the_answer_is_prompt, "no signed delivery", ALL_REFUSED),
    fails(
        "slow",
        the_answer_is_prompt,
        run(to_signed=OK._replace(elapsed=6.0)),
        warning("An answer takes 6.0 s", at=URL, fix="Answer first"),
    ),
    fails(
        "slow at first",
        the_answer_is_prompt,
        run({"a signed delivery": OK._replace(elapsed=7.0)}),
        note("The first answer takes 7.0 s, the others no more than 0.0 s", at=URL, fix="again"),
    ),
    fails(
        "too slow",
        the_answer_is_prompt,
        run(to_signed=OK._replace(elapsed=15.2)),
        error("An answer takes 15.2 s", at=URL, fix="Answer first"),
    ),
    fails(
        "none in time",
        the_answer_is_prompt,
        run({"the same delivery again": LATE}),
        error(
            "To the same delivery again, it does not answer in time (15.0 s)",
            at=URL,
            fix="Answer first",
        ),
    ),
    unknown(
        "no answer in time says nothing of redelivery",
        redelivery_is_idempotent,
        "to the same delivery again, the endpoint does not answer in time",
        run({"the same delivery again": LATE}),
    ),
    unknown(
        "the app is gone", redelivery_is_idempotent, "no longer answers", until(RIGHT, "a delivery")
    ),
    passes("nothing private", answers_carry_nothing_private, RIGHT),
    unknown("nothing was sent", answers_carry_nothing_private, "refuses", BLOCKED),
    fails(
        "a stack trace, and a header",
        answers_carry_nothing_private,
        run(
            {
                FORGED: Answer(
                    500, {}, b"Error: no\n    at verify (/app/node_modules/svix/x.js:1)"
                ),
                "a GET request": NO._replace(headers={"webhook-delivery": "disable"}),
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
        error("It refuses `user.created` (400)", at=URL, fix=f"replay-webhook {URL} --probe"),
    ),
    fails(
        "refused, and its words tell why",
        events_are_accepted,
        events(Answer(400, {}, b"No matching signature found")),
        error("no signature fits its secret", at=URL, fix="Compare the last characters"),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_row(row: Row) -> None:
    holds(row)
