"""Webhook handlers as facts, for the tables: a right one, of which a row changes what it is about."""

from typing import Any

from clerkdoctor.facts.handlers import (
    Answer,
    Handler,
    Secret,
    Stray,
    Verification,
    WebhookHandlers,
    Write,
)
from tests.checks.facts import WEBHOOK, place

ROUTE = "app/api/webhooks/clerk/route.ts"
VERIFY = f"{ROUTE}:9:15"
API = "pages/api/webhooks/clerk.ts"
HTTP = "convex/http.ts"
ANSWER = f"{ROUTE}:12:12"


def verification(**changes: Any) -> Verification:
    """Clerk's `verifyWebhook(request)`."""
    right = Verification("verifyWebhook", place(VERIFY), "request", "request", Secret((WEBHOOK,)))
    return right._replace(**changes)


def by_svix(**changes: Any) -> Verification:
    """`new Webhook(secret).verify(body, headers)` of svix."""
    right = Verification("svix", place(VERIFY), "raw", "plain", Secret((WEBHOOK,)))
    return right._replace(**changes)


def status(code: int, at: str = ANSWER, **changes: Any) -> Answer:
    return Answer("status", code, place(at))._replace(**changes)


def thrown(crash: str = "", at: str = ANSWER) -> Answer:
    return Answer("error", at=place(at), crash=crash)


def untold(reason: str = "the answer is made elsewhere") -> Answer:
    return Answer("unknown", reason=reason)


NO_ANSWER = Answer("none", at=place(f"{ROUTE}:5:1"))


def handler(*verifications: Verification, **changes: Any) -> Handler:
    """A handler of the App Router that does all things right, but for the changes."""
    right = Handler(
        place(f"{ROUTE}:5:23"),
        "app",
        methods=("POST",),
        exports=("POST",),
        verifications=verifications or (verification(),),
        bad_signature=status(400),
        no_secret=Answer("error"),
        others=status(200),
        deleted=status(200),
        events=("user.created", "user.updated", "user.deleted"),
    )
    return right._replace(**changes)


def of_pages(*verifications: Verification, **changes: Any) -> Handler:
    right = handler(*verifications, place=place(f"{API}:6:16"), router="pages", methods=None)
    return right._replace(**{"exports": ("default", "config"), **changes})


def of_convex(*verifications: Verification, **changes: Any) -> Handler:
    right = handler(*verifications, place=place(f"{HTTP}:8:1"), router="convex", exports=())
    return right._replace(**{"path": "/clerk-users-webhook", "is_http_action": True, **changes})


UNFOLLOWED = handler()._replace(
    verifications=(), unfollowed="the handler is made by `handle()`", bad_signature=None,
    no_secret=None, others=untold("the handler is made by `handle()`"),
    deleted=untold("the handler is made by `handle()`"), events=(),
)  # fmt: skip


def handlers(*found: Handler | Stray, unread: tuple[tuple[str, str], ...] = ()) -> WebhookHandlers:
    return WebhookHandlers(
        tuple(one for one in found if isinstance(one, Handler)),
        tuple(one for one in found if isinstance(one, Stray)),
        unread,
    )


def write(event: str, call: str, why: str, instead: str) -> Write:
    return Write(event, call, why, instead, place(f"{ROUTE}:20:5"))


NONE = handlers()
UNREAD = handlers(unread=(("app/api/webhooks/clerk/route.ts", "is 5.0 MB; the limit is 2 MB"),))
