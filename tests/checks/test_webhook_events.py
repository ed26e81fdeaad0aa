"""What a webhook handler makes of events: unknown, missing, bare, and sent again."""

import pytest

from clerkdoctor.checks.webhook_events import (
    handler_covers_user_events,
    handler_survives_a_bare_user_deleted,
    handler_treats_unknown_events_as_success,
    handler_upserts,
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
from tests.checks.webhook_facts import (
    ANSWER,
    NO_ANSWER,
    NONE,
    ROUTE,
    UNFOLLOWED,
    UNREAD,
    handler,
    handlers,
    status,
    thrown,
    untold,
    write,
)

FIRST_ADDRESS = "evt.data.email_addresses[0]"

OTHERS_ROWS = [
    passes("200", handler_treats_unknown_events_as_success, handlers(handler())),
    passes("204", handler_treats_unknown_events_as_success, handlers(handler(others=status(204)))),
    inapplicable(
        "a default function, which the App Router never calls",
        handler_treats_unknown_events_as_success,
        "no handler here is called for a `POST`",
        handlers(handler(others=status(400), methods=(), exports=("default",))),
    ),
    passes(
        "beside a file that answers `GET` alone",
        handler_treats_unknown_events_as_success,
        handlers(handler(others=status(400), methods=("GET",)), handler()),
    ),
    fails(
        "400",
        handler_treats_unknown_events_as_success,
        handlers(handler(others=status(400))),
        warning("is answered with 400", at=ANSWER, fix="Send success for what is left over"),
    ),
    fails(
        "an error",
        handler_treats_unknown_events_as_success,
        handlers(handler(others=thrown())),
        warning("with 500: an error is thrown", at=ANSWER, fix="Send success"),
    ),
    fails(
        "no response",
        handler_treats_unknown_events_as_success,
        handlers(handler(others=NO_ANSWER)),
        warning("with 500: no response is given", at=f"{ROUTE}:5:1", fix="Send success"),
    ),
    fails(
        "an expression that throws",
        handler_treats_unknown_events_as_success,
        handlers(handler(others=thrown(FIRST_ADDRESS))),
        warning(
            f"with 500: `{FIRST_ADDRESS}` throws",
            at=ANSWER,
            fix="with `?.`:\nevt.data.email_addresses?.[0]",
        ),
    ),
    fails(
        "an expression that throws, and is caught",
        handler_treats_unknown_events_as_success,
        handlers(handler(others=status(400, crash="user.email_addresses.find"))),
        warning(
            "with 400: `user.email_addresses.find` throws",
            at=ANSWER,
            fix="user.email_addresses?.find",
        ),
    ),
    fails(
        "a name alone",
        handler_treats_unknown_events_as_success,
        handlers(handler(others=thrown("email_addresses"))),
        warning("`email_addresses` throws", at=ANSWER, fix="Read it only for events that have it"),
    ),
    unknown(
        "not told",
        handler_treats_unknown_events_as_success,
        "what other events are answered is not known: the answer is made elsewhere",
        handlers(handler(others=untold())),
    ),
    unknown(
        "not followed",
        handler_treats_unknown_events_as_success,
        "made by `handle()`",
        handlers(UNFOLLOWED._replace(others=None)),
    ),
    inapplicable("none", handler_treats_unknown_events_as_success, "no code here receives", NONE),
]

CREATED = ("user.created",)

COVERS_ROWS = [
    passes("all three", handler_covers_user_events, handlers(handler())),
    passes(
        "all three, in two handlers",
        handler_covers_user_events,
        handlers(handler(events=CREATED), handler(events=("user.updated", "user.deleted"))),
    ),
    fails(
        "those who are created",
        handler_covers_user_events,
        handlers(handler(events=CREATED)),
        note(
            "No handler is for `user.updated` and `user.deleted`",
            at=f"{ROUTE}:5:23",
            fix="Add the missing events",
        ),
    ),
    fails(
        "those who are deleted are not heard of",
        handler_covers_user_events,
        handlers(handler(events=("session.created",)), handler(events=(*CREATED, "user.updated"))),
        note("No handler is for `user.deleted`", at=f"{ROUTE}:5:23", fix="Add the missing"),
    ),
    inapplicable(
        "organizations",
        handler_covers_user_events,
        "no handler is for the events of users",
        handlers(handler(events=("organization.created",))),
    ),
    inapplicable(
        "all in one",
        handler_covers_user_events,
        "hands every event on",
        handlers(handler(events=()), handler(events=CREATED)),
    ),
    inapplicable("none", handler_covers_user_events, "no code here receives", NONE),
    unknown("unread", handler_covers_user_events, "the limit is 2 MB", UNREAD),
]

BARE_ROWS = [
    passes("taken in", handler_survives_a_bare_user_deleted, handlers(handler())),
    passes(
        "refused, but not by a missing field",
        handler_survives_a_bare_user_deleted,
        handlers(handler(deleted=status(404))),
    ),
    fails(
        "the first address",
        handler_survives_a_bare_user_deleted,
        handlers(handler(deleted=thrown(FIRST_ADDRESS))),
        error(
            f"`{FIRST_ADDRESS}` throws for a bare `user.deleted`",
            at=ANSWER,
            fix="evt.data.email_addresses?.[0]",
        ),
    ),
    fails(
        "the first address, caught",
        handler_survives_a_bare_user_deleted,
        handlers(handler(events=(), deleted=status(500, crash=FIRST_ADDRESS))),
        error(f"`{FIRST_ADDRESS}` throws", at=ANSWER, fix="Read it only for events"),
    ),
    unknown(
        "not told",
        handler_survives_a_bare_user_deleted,
        "what it does for `user.deleted` is not known",
        handlers(handler(deleted=untold())),
    ),
    inapplicable(
        "it is for another event",
        handler_survives_a_bare_user_deleted,
        "no handler is for `user.deleted`",
        handlers(handler(events=CREATED, deleted=thrown(FIRST_ADDRESS))),
    ),
    inapplicable("none", handler_survives_a_bare_user_deleted, "no code here receives", NONE),
]

UPSERTS_ROWS = [
    passes("nothing fragile", handler_upserts, handlers(handler())),
    fails(
        "create, update and delete",
        handler_upserts,
        handlers(
            handler(
                writes=(
                    write("user.created", "db.user.create()", "fails where it is there", "upsert"),
                    write("user.deleted", "db.user.delete()", "fails", "deleteMany"),
                )
            )
        ),
        warning(
            "`db.user.create()` for `user.created` fails where it is there",
            at=f"{ROUTE}:20:5",
            fix="Use `upsert` in its place",
        ),
        warning("`db.user.delete()`", at=f"{ROUTE}:20:5", fix="Use `deleteMany`"),
    ),
    inapplicable("none", handler_upserts, "no code here receives", NONE),
]

ROWS = [*OTHERS_ROWS, *COVERS_ROWS, *BARE_ROWS, *UPSERTS_ROWS]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_row(row: Row) -> None:
    holds(row)
