"""How a webhook endpoint conducts itself: deliveries that come twice, time, what it gives away."""

import re
from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Problem, Unknown, check
from clerkdoctor.checks.delivery_probes import RETRIES, STANDARD, SVIX
from clerkdoctor.checks.probed import (
    accepted,
    is_accepted,
    not_open,
    not_sent,
    refused,
    says_no,
    status,
    unseen,
)
from clerkdoctor.facts.place import Url
from clerkdoctor.facts.probes import ProbeRun
from clerkdoctor.probing.answers import Answer
from clerkdoctor.probing.names import SIGNED

_EVENTS = "events-are-accepted"
# What comes before the work is done, a refusal, is always prompt.
_TIMED = (SIGNED, _EVENTS, "unknown-events-are-accepted", "a-bare-user-deleted-is-accepted")
# Refusals that leave open why: a 404 of one event is the handler's own.
_TELLING_NOTHING = ("refused", "not-found")
_FIND_OUT = "Find out what the handler does wrong:"
_SLOW, _TOO_SLOW = 5.0, 15.0
_TRACE = rb"\n\s+at [\w.<>]+ ?\(|node_modules/|webpack-internal:|Traceback \(most"
_SECRET = rb"whsec_[A-Za-z0-9+/]{16}|sk_(?:live|test)_[A-Za-z0-9]{16}"
_KNOWN = "a forged delivery whose id it knows"
_NO_WRITES = "the probes that may write were not sent; --allow-side-effects sends them"


@check(
    "The events are accepted",
    fix=f"{_FIND_OUT}\nclerkdoctor replay-webhook URL --probe",
    references=(RETRIES,),
    symptoms=("No matching signature found", "Unable to verify incoming webhook"),
)
def events_are_accepted(run: ProbeRun) -> Iterator[Finding]:
    """Each event that is answered with anything but 2xx comes again, eight times over, and after
    five days of failures the endpoint is disabled.
    """
    fired = run.of(_EVENTS)
    if run.stopped is not None or not fired:
        yield not_sent(run)
        return
    for one in fired:
        if not is_accepted(one):
            no = says_no(one) and not one.meaning.cause
            refusal = f"It refuses {one.shot.what} ({status(one)})"
            find_out = f"{_FIND_OUT}\nclerkdoctor replay-webhook {run.url} --probe"
            yield Problem(
                refusal if no else f"To {one.shot.what}, it {one.meaning.words}",
                Url(run.url),
                find_out if one.meaning.code in _TELLING_NOTHING else one.meaning.fix,
                about="signature",
            )
    yield from unseen(run, fired)


@check(
    "A delivery that comes twice is accepted twice",
    fix="Write with an upsert, and answer 200 to a message whose `svix-id` is known",
    references=(STANDARD, RETRIES),
)
def redelivery_is_idempotent(run: ProbeRun) -> Iterator[Finding]:
    """Svix delivers at least once: after an answer that was lost, the same message comes again. An
    error then makes it come eight times.
    """
    yield from accepted(run, "redelivery-is-idempotent", "redelivery")


@check(
    "Two deliveries of one message at the same time are both accepted",
    fix="Let the database keep ids apart: a unique index and an upsert",
    references=(STANDARD,),
    level="warning",
    follows=("redelivery-is-idempotent",),
)
def concurrent_redelivery_is_idempotent(run: ProbeRun) -> Iterator[Finding]:
    """After a connection that broke, Svix sends at once again, while the first is still at work."""
    yield from accepted(run, "concurrent-redelivery-is-idempotent", "redelivery")


@check(
    "A forged delivery does not use up an id",
    fix="Remember a message's id only after its signature is verified",
    references=(STANDARD,),
)
def refused_ids_can_be_delivered(run: ProbeRun) -> Iterator[Finding]:
    """Where ids are remembered before the signature is looked at, a forged request with a known id
    makes the real one be passed over.
    """
    name = "refused-ids-can-be-delivered"
    forged = {one.shot.what: one for one in run.of(name) if one.shot.wanted == "refused"}
    if any(is_accepted(one) for what, one in forged.items() if what != _KNOWN):
        yield Unknown("forged deliveries are accepted")
        return
    yield from accepted(run, name, "dedupe")
    if _KNOWN in forged and is_accepted(forged[_KNOWN]):
        yield Problem(
            f"It accepts {_KNOWN} ({status(forged[_KNOWN])}): it looks for the id before it"
            " verifies the signature",
            Url(run.url),
            about="dedupe",
            level="warning",
        )


@check(
    "Updates of users that are not known are accepted",
    fix="Write with an upsert: `user.updated` may come before `user.created`",
    references=(STANDARD,),
    level="warning",
)
def updates_of_unknown_users_are_accepted(run: ProbeRun) -> Iterator[Finding]:
    """Deliveries have no order: the update may come first, and must not fail."""
    yield from _written(run, "updates-of-unknown-users-are-accepted")


@check(
    "Users without an e-mail address are accepted",
    fix="Read the primary address by `primary_email_address_id`, which can be null",
    references=("https://clerk.com/docs/reference/javascript/user",),
    level="warning",
)
def users_without_an_email_are_accepted(run: ProbeRun) -> Iterator[Finding]:
    """Who signs in by phone or with a passkey has no e-mail address: `email_addresses[0]` is then
    `undefined`.
    """
    yield from _written(run, "users-without-an-email-are-accepted")


@check(
    "Every type of event is accepted",
    fix="Answer 200 to the types that the code does nothing with",
    references=(RETRIES,),
    level="warning",
    follows=("unknown-events-are-accepted",),
)
def every_event_type_is_accepted(run: ProbeRun) -> Iterator[Finding]:
    """What the endpoint is subscribed to is set in the dashboard, and changes without a deploy."""
    yield from _written(run, "every-event-type-is-accepted")


def _written(run: ProbeRun, name: str) -> Iterator[Finding]:
    if not run.wrote:
        yield Inapplicable(_NO_WRITES)
        return
    yield from accepted(run, name, name)


@check(
    "Only POST is taken for a delivery",
    fix="Answer 405 to every other method",
    references=(SVIX,),
    level="note",
    follows=("unsigned-requests-are-refused",),
)
def other_methods_are_refused(run: ProbeRun) -> Iterator[Finding]:
    """A handler that takes a GET for an event does not look at what it gets."""
    yield from refused(run, "other-methods-are-refused")


@check(
    "The answer is prompt",
    fix="Answer first, and do the work afterwards: `after()` of Next.js, or a queue",
    references=(RETRIES,),
    level="warning",
)
def the_answer_is_prompt(run: ProbeRun) -> Iterator[Finding]:
    """Svix waits 15 seconds. A handler that takes longer did its work and has failed all the same:
    the event comes again.
    """
    fired = [one for name in _TIMED for one in run.of(name)]
    if run.stopped is not None or not fired:
        yield not_sent(run)
        return
    for one in run.fired:
        if one.meaning.code == "timeout":
            yield Problem(
                f"To {one.shot.what}, it {one.meaning.words}", Url(run.url), None, "time", "error"
            )
    first, *others = [one.answer.elapsed for one in fired if isinstance(one.answer, Answer)] or [
        0.0
    ]
    slowest = max(others or [first])
    if slowest >= _SLOW:
        yield Problem(
            f"An answer takes {slowest:.1f} s; Svix gives up after {_TOO_SLOW:.0f} s",
            Url(run.url),
            about="time",
            level="error" if slowest >= _TOO_SLOW else "warning",
        )
    elif first >= _SLOW:
        # `next dev` compiles a route when it is first asked, and a function has a cold start.
        yield Problem(
            f"The first answer takes {first:.1f} s, the others no more than {slowest:.1f} s",
            Url(run.url),
            "Send it again: a server that compiles or starts then is prompt the second time",
            about="time",
            level="note",
        )
    elif not any(map(is_accepted, fired)):
        yield not_open()


@check(
    "Answers give nothing away and do not steer Svix",
    fix="Answer with a status and a short text of your own",
    references=("https://docs.svix.com/receiving/delivery-control",),
    level="warning",
)
def answers_carry_nothing_private(run: ProbeRun) -> Iterator[Finding]:
    """Whoever calls the URL reads the answer: a stack trace tells how the app is built, and a
    secret in an echoed message is lost. The header `webhook-delivery` turns deliveries off.
    """
    seen: set[str] = set()
    if not any(True for _ in run.answers()):
        yield not_sent(run)
    for one, answer in run.answers():
        for what in _private(answer):
            if what not in seen:
                seen.add(what)
                yield Problem(f"The answer to {one.shot.what} has {what}", Url(run.url), about=what)


def _private(answer: Answer) -> Iterator[str]:
    if re.search(_SECRET, answer.body):
        yield "a secret in it"
    if not answer.is_page and re.search(_TRACE, answer.body):
        yield "a stack trace in it"
    steering = answer.headers.get("webhook-delivery", "")
    if steering:
        yield f"the header `webhook-delivery: {steering[:40]}`"


@check(
    "The endpoint runs with keys of the secret's instance",
    fix="Use the signing secret and the URL of one instance: development or production",
    references=("https://clerk.com/docs/guides/development/managing-environments",),
    level="warning",
)
def the_endpoint_is_of_the_same_instance(run: ProbeRun) -> Iterator[Finding]:
    """A development instance has its own endpoints and its own secrets. Where the app behind the
    URL runs with production keys, events of the other instance are refused.
    """
    if run.instance is None or run.project_instance is None:
        yield Inapplicable("which instance the app runs with is not seen in its answers")
    elif run.instance != run.project_instance:
        yield Problem(
            f"The app there runs with {run.instance} keys; this project has {run.project_instance}"
            " keys",
            Url(run.url),
            about="instance",
        )
