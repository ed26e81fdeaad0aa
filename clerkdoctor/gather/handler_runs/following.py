"""What a handler does with one delivery after the other: the facts of `Handler`."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from clerkdoctor.clerk.events import absent_user, sample
from clerkdoctor.facts.handlers import Answer, Handler, Verification, Write
from clerkdoctor.gather.handler_runs.asking import is_for_users, request_name
from clerkdoctor.gather.handler_runs.entries import (
    Way,
    entry_of,
    given,
    is_http_action,
    located,
    parses_body,
)
from clerkdoctor.gather.handler_runs.run import Bindings, Run, World
from clerkdoctor.gather.handler_runs.things import Code
from clerkdoctor.gather.handler_runs.watching import Watcher
from clerkdoctor.typescript.module import Module
from clerkdoctor.typescript.sources import Sources

# A moment like any other: what a handler does is not to depend on it.
_NOW = 1_795_000_000_000

# Other senders, whose deliveries svix and standardwebhooks verify, too.
_OTHERS = ("resend", "polar", "dodo", "stripe", "loops", "workos", "supabase", "paddle", "brevo",
           "postmark", "replicate", "openai", "lemon", "creem", "autumn", "inngest", "github",
           "liveblocks")  # fmt: skip
# Events that few handlers know, to see what becomes of those that are left over.
_RARE = ("session.ended", "organizationDomain.created", "waitlistEntry.created", "sms.created",
         "permission.created", "role.updated")  # fmt: skip
_TELLING = ("user.", "organization", "session.")
# Words by which a file may verify what is sent to it, in a way that is not followed.
_SIGNS = (b"svix", b"verif", b"hmac", b"signature", b"webhook_secret", b"webhooksecret",
          b"signing", b"timingsafeequal")  # fmt: skip


class _Ran(NamedTuple):
    run: Run
    watcher: Watcher
    answer: Answer


class _Followed(NamedTuple):
    """What all runs of one handler share: `first` is the one with symbols only."""

    way: Way
    module: Module
    sources: Sources
    bindings: Bindings
    folder: str | None = None
    first: _Ran | None = None
    secrets: tuple[str, ...] = ()

    def run(self, world: World, watcher: Watcher | None = None) -> Run:
        return Run(self.sources, world, watcher, self.secrets, self.bindings, self.module)

    def ran(self, world: World, writes_of: str = "") -> _Ran:
        known = self.first.watcher.verifications if self.first else None
        folder = self.folder if self.way.router == "convex" else None
        watcher = Watcher(known, writes_of, folder)
        run = self.run(world, watcher)
        entry = entry_of(located(self.way, run))
        if entry.code is None:
            return _Ran(run, watcher, Answer("unknown", reason=entry.reason))
        answer = run.answer(entry.code, given(self.way.router), wrapped=entry.wrapped)
        return _Ran(run, watcher, answer)


def follow(way: Way, module: Module, sources: Sources, folder: str | None = None) -> Handler | None:
    """What this way into a file leads to, where it is a handler of Clerk's; None for another.

    `folder` is that of Convex' functions.
    """
    followed = _Followed(way, module, sources, {}, folder)
    first = followed.ran(World())
    verifications = tuple(first.watcher.verifications.values())
    if not _is_clerks(way, module, first, verifications):
        return None
    handler = Handler(
        place=way.place,
        router=way.router,
        path=way.path,
        methods=way.methods,
        exports=way.exports,
        verifications=verifications,
        events=tuple(first.run.compared),
        unawaited_headers=first.run.unawaited_headers,
        read_twice=first.run.read_twice,
        public_functions=tuple(dict.fromkeys(first.watcher.public)),
    )
    stands = located(way, followed.run(World()))
    if way.router == "pages":
        handler = handler._replace(body_parser=parses_body(way, followed.run(World())))
    if way.router == "convex":
        is_action = is_http_action(stands) or (False if isinstance(stands, Code) else None)
        handler = handler._replace(is_http_action=is_action)
    entry = entry_of(stands)
    if entry.code is None:
        return handler._replace(unfollowed=entry.reason)
    if not verifications and is_for_users(entry.code, first.run.visited.values()):
        return None
    if not entry.wrapped:
        handler = handler._replace(request=request_name(entry.code, way.router))
    secrets = tuple(name for one in verifications for name in one.secret.names)
    followed = followed._replace(first=first, secrets=secrets)
    if verifications:
        handler = _refusals(handler, followed)
    else:
        doubt = _doubt(first)
        unsigned = None if doubt else first.answer.at or way.place
        handler = handler._replace(unsigned=unsigned, unfollowed=doubt)
    return _answers(handler, followed)


# Whose it is


def _is_clerks(
    way: Way, module: Module, ran: _Ran, verifications: tuple[Verification, ...]
) -> bool:
    """Whether a handler is Clerk's: by what verifies it, what it tells apart, or its name."""
    if any(one.by == "verifyWebhook" for one in verifications):
        return True
    path = f"{way.place.path}{way.path or ''}".lower()
    secrets = [name.lower() for one in verifications for name in one.secret.names]
    if "clerk" not in path and any(other in path for other in _OTHERS):
        return False
    if any(other in name for name in secrets for other in _OTHERS):
        return False
    tells = any(one.startswith(_TELLING) for one in ran.run.compared)
    if verifications:
        return (
            tells
            or "clerk" in path
            or any("clerk" in name for name in secrets)
            or any(_mentions_clerk(module) for module in ran.run.visited.values())
        )
    if way.router != "convex" and verifies_clerk(module):
        return True
    return "hook" in path and (tells or "clerk" in path)


def verifies_clerk(module: Module) -> bool:
    """Whether a file imports what verifies Clerk's deliveries."""
    for one in module.imports:
        if one.is_type:
            continue
        if one.name == "verifyWebhook" and one.source.startswith("@clerk/"):
            return True
        if one.source in ("svix", "standardwebhooks") and _mentions_clerk(module):
            return True
    return False


def _mentions_clerk(module: Module) -> bool:
    return b"clerk" in module.source.lower()


def _doubt(ran: _Ran) -> str:
    """Why it is not told that nothing verifies a delivery; empty where it is."""
    if ran.watcher.handed_on:
        what = ran.watcher.handed_on[0]
        return f"the delivery is handed to {what}" if what[:1] == "`" else f"it reads {what}"
    if ran.answer.kind == "unknown" and ran.answer.at is None:
        return ran.answer.reason
    for module in ran.run.visited.values():
        content = module.source.lower()
        if any(sign in content for sign in _SIGNS):
            return f"`{module.path}` may verify it in a way that is not followed"
    return ""


# What it answers


def _refusals(handler: Handler, followed: _Followed) -> Handler:
    """Its answers where the signature does not hold, and where there is no secret."""
    event = sample("user.created", now_ms=_NOW)
    bad = followed.ran(World(holds=False, event=event))
    answer = _after_failure(bad)
    goes_on = None
    if bad.run.has_failed and len(bad.run.compared) > bad.watcher.compared_before:
        goes_on = answer.at
    handler = handler._replace(bad_signature=answer, goes_on=goes_on)
    if not followed.secrets or any(
        one.secret.literal or not one.awaited for one in handler.verifications
    ):
        return handler
    bare = followed.ran(World(event=event, is_set=False))
    if bare.run.has_failed:
        return handler._replace(no_secret=Answer("error"))
    return handler._replace(no_secret=bare.answer, unverified=bool(bare.run.compared))


def _after_failure(ran: _Ran) -> Answer:
    """The answer to a failed verification: not told where other ways lead elsewhere."""
    if not ran.run.has_failed:
        return Answer("unknown", reason="verification is not reached in every way")
    code = ran.answer.code
    if code is not None and 400 <= code < 500:
        return ran.answer
    for other in ran.run.set_aside[ran.watcher.mark :]:
        if other.code is None or other.code != code:
            return Answer("unknown", reason="it depends on more than the source")
    return ran.answer


def _answers(handler: Handler, followed: _Followed) -> Handler:
    """Its answers to events, and the writes that a second delivery would make fail."""

    def to(event: dict[str, Any]) -> Answer:
        ran = followed.ran(World(event=event))
        crash = next((one for one in ran.run.failures if one.crash), None)
        code = ran.answer.code
        if crash and code is not None and code >= 400 and not ran.answer.crash:
            return ran.answer._replace(crash=crash.crash, at=crash.place)
        return ran.answer

    other = next((one for one in _RARE if one not in handler.events), _RARE[0])
    return handler._replace(
        others=to(sample(other, now_ms=_NOW)),
        deleted=to(absent_user("user.deleted", now_ms=_NOW)),
        writes=tuple(_writes(followed)),
    )


def _writes(followed: _Followed) -> Iterator[Write]:
    for event_type in ("user.created", "user.updated", "user.deleted"):
        ran = followed.ran(World(event=sample(event_type, now_ms=_NOW)), event_type)
        code = ran.answer.code
        if ran.watcher.write and code is not None and code >= 400:
            yield ran.watcher.write
