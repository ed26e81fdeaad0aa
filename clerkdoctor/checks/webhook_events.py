"""Handlers of Clerk's webhooks: the events that they get, again, early, bare or unknown."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Problem, Unknown, check
from clerkdoctor.checks.webhook_handlers import OVERVIEW, SYNC, about, judged_where_reached
from clerkdoctor.facts.handlers import Answer, Handler, WebhookHandlers

RETRIES = "https://docs.svix.com/retries"
_USER_EVENTS = ("user.created", "user.updated", "user.deleted")


@check(
    "Events that a handler does not know are answered with success",
    fix='Send success for what is left over:\nreturn new Response("Ignored", { status: 200 })',
    references=(OVERVIEW, RETRIES),
    level="warning",
    symptoms=("No response is returned from route handler",),
)
def handler_treats_unknown_events_as_success(handlers: WebhookHandlers) -> Iterator[Finding]:
    """An endpoint gets every event type unless it is told otherwise, and Clerk adds new ones. What
    is not answered with success is sent again for more than a day, and after five days of nothing
    but failures the endpoint is disabled, for the events that matter, too.
    """
    yield from judged_where_reached(handlers)
    for handler in handlers.reached:
        answer = handler.others
        if not answer or answer.code is None:
            reason = answer.reason if answer else handler.unfollowed
            yield Unknown(f"what other events are answered is not known: {reason}", handler.place)
        elif answer.code >= 300:
            yield Problem(
                f"An event that the handler does not know is answered with {answer.code}"
                + _why(answer),
                answer.at or handler.place,
                _guard(answer),
                about=about(handler),
            )


def _why(answer: Answer) -> str:
    if answer.crash:
        return f": `{answer.crash}` throws"
    if answer.kind == "none":
        return ": no response is given"
    return ": an error is thrown" if answer.kind == "error" else ""


def _guard(answer: Answer) -> str | None:
    if not answer.crash:
        return None
    return f"Read it only for events that have it, or with `?.`:\n{_optional(answer.crash)}"


def _optional(crash: str) -> str:
    """The expression with its last step made optional."""
    if crash.endswith("]"):
        head, _, index = crash.rpartition("[")
        return f"{head.removesuffix('?.')}?.[{index}"
    head, dot, name = crash.rpartition(".")
    return f"{head}?.{name}" if dot else crash


@check(
    "The handlers take in users that are created, updated and deleted",
    fix="Add the missing events to the handler, and to the endpoint in the Clerk dashboard",
    references=(SYNC,),
    level="note",
)
def handler_covers_user_events(handlers: WebhookHandlers) -> Iterator[Finding]:
    """A copy of the users that hears of new ones alone keeps old names and addresses, and people
    who deleted their account stay in it.
    """
    yield from judged_where_reached(handlers)
    told = [one for one in handlers.reached if one.events]
    if handlers.reached and len(told) < len(handlers.reached):
        yield Inapplicable("a handler hands every event on without telling them apart")
        return
    events = {event for handler in told for event in handler.events}
    if handlers.reached and not events & set(_USER_EVENTS):
        yield Inapplicable("no handler is for the events of users")
        return
    missing = [event for event in _USER_EVENTS if event not in events]
    if told and missing:
        handler = next(one for one in told if set(one.events) & set(_USER_EVENTS))
        names = " and ".join(f"`{event}`" for event in missing)
        yield Problem(f"No handler is for {names}", handler.place, about=about(handler))


@check(
    "A `user.deleted` that has an id and nothing else is taken in",
    fix="Read what only a living user has in the branches of the other events",
    references=(SYNC, OVERVIEW),
    symptoms=("Cannot read properties of undefined (reading '0')",),
)
def handler_survives_a_bare_user_deleted(handlers: WebhookHandlers) -> Iterator[Finding]:
    """Of a deleted user Clerk tells the id, `deleted` and `object`: no e-mail addresses, no names.
    Code that reads the first address before it looks at the type throws for every deletion, and the
    user stays in the database.
    """
    yield from judged_where_reached(handlers)
    concerned = [one for one in handlers.reached if _is_concerned(one)]
    if handlers.reached and not concerned:
        yield Inapplicable("no handler is for `user.deleted`")
    for handler in concerned:
        answer = handler.deleted
        if not answer or (answer.kind == "unknown" and not answer.at):
            reason = answer.reason if answer else handler.unfollowed
            yield Unknown(f"what it does for `user.deleted` is not known: {reason}", handler.place)
        elif answer.crash:
            yield Problem(
                f"`{answer.crash}` throws for a bare `user.deleted`, which has no such field",
                answer.at or handler.place,
                _guard(answer),
                about=about(handler),
            )


def _is_concerned(handler: Handler) -> bool:
    return not handler.events or "user.deleted" in handler.events


@check(
    "A delivery that comes twice, or too early, succeeds all the same",
    fix="Write what is there already anew: an upsert by the user's id",
    references=(OVERVIEW, RETRIES),
    level="warning",
    symptoms=(
        "Unique constraint failed on the fields",
        "duplicate key value violates unique constraint",
        "An operation failed because it depends on one or more records that were required",
    ),
)
def handler_upserts(handlers: WebhookHandlers) -> Iterator[Finding]:
    """Deliveries come at least once and in no order: again after a timeout, `user.updated` before
    `user.created`, and `user.deleted` for somebody who was never stored. A write that fails then
    answers 500 each time it is sent again, until the endpoint is disabled.
    """
    yield from judged_where_reached(handlers)
    for handler in handlers.reached:
        for write in handler.writes:
            yield Problem(
                f"`{write.call}` for `{write.event}` {write.why}",
                write.place,
                f"Use `{write.instead}` in its place",
                about=f"{about(handler)} {write.event}",
            )
