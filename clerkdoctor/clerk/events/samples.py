"""A sample of every event: its envelope around made-up data.

Keys are in alphabetical order at every level, as in the payloads that Clerk shows and in those that
people log. Times are milliseconds since 1970, as in real ones; the examples of the published schema
have seconds in the envelope.
"""

from collections.abc import Callable
from typing import Any, Final

from clerkdoctor.clerk.events.billing import item, payment_attempt, subscription
from clerkdoctor.clerk.events.made_up import Json, Run
from clerkdoctor.clerk.events.names import UnknownEvent, no_such_type
from clerkdoctor.clerk.events.organizations import (
    domain,
    invitation,
    membership,
    organization,
    permission,
    role,
)
from clerkdoctor.clerk.events.people import (
    BROWSER,
    CLIENT_IP,
    deleted,
    email,
    session,
    sms,
    user,
    waitlist_entry,
)

PROBE_TYPE: Final = "clerkdoctor.probe"
"""A type that Clerk does not have: a handler that is right answers it with success and does
nothing.
"""

_DATA: Final[dict[str, Callable[[Run], Json]]] = {
    "email.created": email,
    "organization.created": organization,
    "organization.updated": lambda run: organization(run, is_updated=True),
    "organization.deleted": lambda run: deleted("organization", run.id("org")),
    "organizationDomain.created": domain,
    "organizationDomain.updated": lambda run: domain(run, is_verified=True),
    "organizationDomain.deleted": lambda run: deleted("organization_domain", run.id("orgdmn")),
    "organizationInvitation.created": lambda run: invitation(run, "pending"),
    "organizationInvitation.accepted": lambda run: invitation(run, "accepted"),
    "organizationInvitation.revoked": lambda run: invitation(run, "revoked"),
    "organizationMembership.created": membership,
    "organizationMembership.updated": lambda run: membership(run, is_admin=True),
    "organizationMembership.deleted": membership,
    "paymentAttempt.created": payment_attempt,
    "paymentAttempt.updated": lambda run: payment_attempt(run, is_paid=True),
    "permission.created": permission,
    "permission.updated": lambda run: permission(run, is_updated=True),
    "permission.deleted": lambda run: deleted("permission", run.id("perm")),
    "role.created": role,
    "role.updated": lambda run: role(run, is_updated=True),
    "role.deleted": lambda run: deleted("role", run.id("role")),
    "session.created": lambda run: session(run, "active"),
    # Real ones say `pending`, which the published schema does not list.
    "session.pending": lambda run: session(run, "active"),
    "session.ended": lambda run: session(run, "ended"),
    "session.removed": lambda run: session(run, "removed"),
    "session.revoked": lambda run: session(run, "revoked"),
    "sms.created": sms,
    "subscription.created": subscription,
    "subscription.updated": lambda run: subscription(run, is_updated=True),
    "subscription.active": subscription,
    "subscription.pastDue": lambda run: subscription(run, "past_due"),
    "subscriptionItem.created": lambda run: item(run, "active"),
    "subscriptionItem.abandoned": lambda run: item(run, "abandoned"),
    "subscriptionItem.active": lambda run: item(run, "active"),
    "subscriptionItem.canceled": lambda run: item(run, "canceled"),
    "subscriptionItem.ended": lambda run: item(run, "ended"),
    "subscriptionItem.freeTrialEnding": lambda run: item(run, "active", is_trial=True),
    "subscriptionItem.incomplete": lambda run: item(run, "incomplete"),
    "subscriptionItem.pastDue": lambda run: item(run, "past_due"),
    "subscriptionItem.upcoming": lambda run: item(run, "upcoming"),
    "subscriptionItem.updated": lambda run: item(run, "active"),
    "user.created": user,
    "user.updated": lambda run: user(run, is_updated=True),
    "user.deleted": lambda run: deleted("user", run.id("user")),
    "waitlistEntry.created": waitlist_entry,
    "waitlistEntry.updated": lambda run: waitlist_entry(run, is_invited=True),
}

# What begins a thing's life, and what ends it: the times of one run's events follow that order.
_FIRST: Final = ("created", "active", "pending", "upcoming", "incomplete")
_LAST: Final = ("deleted",)


def sample(event_type: str, *, now_ms: int, seed: int | str = 0) -> Json:
    """An event of this type, as Clerk sends it.

    The same seed and clock give the same event, and all events of one run tell of the same things:
    `user.deleted` of the user that `user.created` has. Ids depend on the seed alone, so that the
    clock may go on within a run. Raises `UnknownEvent`.
    """
    if event_type not in _DATA:
        raise UnknownEvent(no_such_type(event_type))
    run = Run(now_ms, str(seed))
    return envelope(event_type, _DATA[event_type](run), run)


def envelope(event_type: str, data: Json, run: Run) -> Json:
    """The event around its data."""
    last = event_type.rpartition(".")[2]
    at = run.created_at if last in _FIRST else run.now_ms if last in _LAST else run.updated_at
    event: Json = _in_order(
        {
            "object": "event",
            "type": event_type,
            "data": data,
            "timestamp": at,
            "instance_id": run.id("ins"),
            "event_attributes": {
                "http_request": {"client_ip": CLIENT_IP, "user_agent": BROWSER},
            },
        }
    )
    return event


def probe_event(*, now_ms: int, seed: int | str = 0) -> Json:
    """An event of a type that Clerk does not have, about nothing: it can have no effect."""
    run = Run(now_ms, str(seed))
    data = {"object": "clerkdoctor_probe", "id": run.absent_id("probe")}
    return envelope(PROBE_TYPE, data, run)


def absent_user(event_type: str, *, now_ms: int, seed: int | str = 0) -> Json:
    """The sample of `user.created`, `user.updated` or `user.deleted` about a user that cannot be.

    Its id is one of the year 2014, and its e-mail address has an id like that. `user.deleted` is
    bare: `deleted`, `id` and `object`, and nothing else.
    """
    event = sample(event_type, now_ms=now_ms, seed=seed)
    run = Run(now_ms, str(seed))
    data = event["data"]
    data["id"] = run.absent_id("user")
    if data.get("email_addresses"):
        data["primary_email_address_id"] = run.absent_id("idn")
        data["email_addresses"][0]["id"] = run.absent_id("idn")
        data["email_addresses"][0]["email_address"] = "nobody+clerk_test@example.com"
    return event


def _in_order(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _in_order(value[key]) for key in sorted(value)}
    return [_in_order(one) for one in value] if isinstance(value, list) else value
