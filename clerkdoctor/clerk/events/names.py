"""The names of Clerk's webhook events, what each tells, and what a mistyped one was meant to be.

Source: Clerk's published OpenAPI document of its webhooks, `x-webhooks`, 2025-04-15; and the type
`WebhookEvent` of @clerk/backend 3.25.0, which has one more.
"""

from collections.abc import Iterable
from typing import Final

from clerkdoctor.nearest import nearest

# Group → event → what it tells, in the order of the published list.
_TELLS: Final = {
    "email": {"created": "an e-mail is due: Clerk sends it, or leaves that to you"},
    "organization": {
        "created": "an organization exists",
        "updated": "an organization's name, slug, logo, limits or metadata changed",
        "deleted": "an organization is gone; only its id is told",
    },
    "organizationDomain": {
        "created": "an organization claimed a domain for its members' e-mail addresses",
        "updated": "a claimed domain was verified, or enrolls members in another way",
        "deleted": "a claimed domain is gone; only its id is told",
    },
    "organizationInvitation": {
        "created": "somebody was invited to an organization",
        "accepted": "an invited person joined the organization",
        "revoked": "an invitation to an organization was taken back",
    },
    "organizationMembership": {
        "created": "a user became a member of an organization",
        "updated": "a member's role, permissions or metadata changed",
        "deleted": "a user left an organization, or was removed; the whole membership is told",
    },
    "paymentAttempt": {
        "created": "a payment was begun",
        "updated": "a payment was made, or failed",
    },
    "permission": {
        "created": "a custom permission exists",
        "updated": "a custom permission was renamed or described anew",
        "deleted": "a custom permission is gone; only its id is told",
    },
    "role": {
        "created": "a role of organizations exists",
        "updated": "a role's name or permissions changed",
        "deleted": "a role is gone; only its id is told",
    },
    "session": {
        "created": "a user signed in",
        "pending": "a user signed in and has a task to finish, such as choosing an organization",
        "ended": "a user signed out",
        "removed": "a session was removed from its browser",
        "revoked": "a session was ended from outside, by an administrator or another device",
    },
    "sms": {"created": "a text message is due: Clerk sends it, or leaves that to you"},
    "subscription": {
        "created": "a user or organization has a subscription, most often to the free plan",
        "updated": "a subscription changed",
        "active": "a subscription became active",
        "pastDue": "a subscription is not paid in time",
    },
    "subscriptionItem": {
        "abandoned": "a plan that was to begin later will not: another was chosen",
        "active": "a plan is in force",
        "canceled": "a plan was canceled and runs on to the end of its period",
        "ended": "a plan ran out",
        "freeTrialEnding": "a free trial ends in a few days",
        "incomplete": "a plan was chosen and its first payment has not come",
        "pastDue": "a plan is not paid in time",
        "upcoming": "a plan begins when the present one ends",
        "updated": "a plan of a subscription changed",
    },
    "user": {
        "created": "somebody signed up, or was added",
        "updated": "a user's profile, addresses, metadata or status changed",
        "deleted": "a user is gone; only the id is told",
    },
    "waitlistEntry": {
        "created": "somebody joined the waitlist",
        "updated": "somebody on the waitlist was invited or turned down",
    },
}

DESCRIPTIONS: Final = {
    f"{group}.{event}": tells for group, events in _TELLS.items() for event, tells in events.items()
}
"""One line about each event type, in the published order."""

GROUPS: Final = tuple(_TELLS)
EVENT_TYPES: Final = tuple(DESCRIPTIONS)
"""The 45 types of the published list."""

SDK_ONLY: Final = ("subscriptionItem.created",)
"""What the SDK's types have and the published list lacks; there is a sample of it all the same."""


class UnknownEvent(ValueError):
    """A name that is no event's; the message is a sentence that names the nearest."""


def event_types(name: str) -> tuple[str, ...]:
    """The types that a name stands for: itself, or a group's with `user` or `user.*`.

    Raises `UnknownEvent`.
    """
    if name in DESCRIPTIONS or name in SDK_ONLY:
        return (name,)
    group = name.removesuffix(".*")
    if group in _TELLS:
        return tuple(f"{group}.{event}" for event in _TELLS[group])
    raise UnknownEvent(no_such_type(name))


def no_such_type(name: str) -> str:
    near = nearest_type(name)
    meant = f"the nearest is `{near}`" if near else f"there are {len(EVENT_TYPES)} of them"
    return f"`{name}` is no event type of Clerk; {meant}"


def nearest_type(name: str) -> str | None:
    """The event type or group that a mistyped name is nearest to.

    `user_create`, `users.created` and `org.created` are near; of others, None.
    """
    words = name.translate(_SEPARATORS).split(".")
    group, event = "".join(words[:-1]), words[-1]
    near = nearest(name, (*EVENT_TYPES, *SDK_ONLY, *GROUPS), 1) or (
        _near_or_longer(event, GROUPS) if not group else None
    )
    meant = _near_or_longer(group, GROUPS)
    if near or not meant:
        return near or nearest(name, (*EVENT_TYPES, *SDK_ONLY), 3)
    return f"{meant}.{_near_or_longer(event, _TELLS[meant]) or next(iter(_TELLS[meant]))}"


_SEPARATORS: Final = str.maketrans({"_": ".", "-": ".", ":": ".", "/": ".", " ": None})


def _near_or_longer(word: str, words: Iterable[str]) -> str | None:
    """The word that this one is a slip of, or the first that it is the beginning of."""
    begins = (one for one in words if len(word) > 2 and one.lower().startswith(word.lower()))
    return nearest(word, words) or next(begins, None)
