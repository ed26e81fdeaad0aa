"""Handlers as people write them, and what `replay-webhook --probe` is to say of each.

A handler's fault is its one red line (two where it has two); what else fails, follows from that.
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple

Site = Literal["node", "alone", "bare", "next-16", "next-15"]
"""Where a handler runs: with others in one process, in one of its own, in one that knows no signing
secret, in the Next.js 16 app with `proxy.ts`, in the Next.js 15 app with `middleware.ts` and
`trailingSlash`.
"""

SIGNED = "signed-deliveries-are-accepted"
UNSIGNED = "unsigned-requests-are-refused"
BAD = "bad-signatures-are-answered-with-4xx"
RAW = "the-raw-body-is-verified"
OWN = "signatures-are-computed-as-svix-does"
ROUTE = "the-route-takes-deliveries"
REACHED = "the-endpoint-can-be-reached"
ANYBODY = frozenset(
    ("signatures-of-another-secret-are-refused", "the-body-is-covered", "the-id-is-covered",
     "other-signature-versions-are-refused", "an-empty-key-is-refused",
     "stale-deliveries-are-refused", RAW, OWN)
)  # fmt: skip
"""What follows where anybody is believed."""


class Fault(NamedTuple):
    """A failed check that follows from no other, and words of what it says."""

    check: str
    level: Literal["error", "warning", "note"]
    says: str


class Case(NamedTuple):
    """A handler and what is wrong with it; nothing is, where `faults` is empty.

    `path` is what is asked of its site. `follow` are the checks that fail because of the faults.
    """

    handler: str
    site: Site
    faults: tuple[Fault, ...] = ()
    follow: frozenset[str] = frozenset()
    path: str = ""
    writes: bool = False

    @property
    def id(self) -> str:
        return f"{self.site}: {self.handler}{' with side effects' if self.writes else ''}"


def _case(
    handler: str,
    site: Site,
    check: str,
    says: str,
    level: Literal["error", "warning", "note"] = "error",
    *,
    follow: Iterable[str] = (),
    path: str = "",
) -> Case:
    return Case(handler, site, (Fault(check, level, says),), frozenset(follow), path)


NODE = (
    Case("express-raw", "node"),
    Case("hono-helper", "node"),
    Case("svix-raw", "node"),
    _case("express-raw-default", "node", "large-bodies-are-accepted",
          "It refuses a signed body of 110 kB and a signed body of 350 kB (413)", "warning"),
    _case("express-json", "node", RAW, "it verifies the body after parsing and writing it again"),
    _case("fastify-helper", "node", RAW, "it verifies the body after parsing and writing it again"),
    _case("express-no-parser", "node", SIGNED, "it verifies an empty body"),
    _case("express-require-auth", "node", "the-route-is-not-behind-auth",
          "redirects whoever is not signed in (302) to `/`"),
    _case("express-no-secret", "bare", SIGNED,
          "it throws at every request, whatever the signature", follow=[BAD]),
    _case("no-secret", "bare", SIGNED, "it has no signing secret"),
    _case("quoted-secret", "node", SIGNED, "its signing secret is no base64 text"),
    _case("wrong-secret", "node", SIGNED, "its secret is probably another one"),
    _case("wrong-secret-echoed", "node", SIGNED, "its secret is probably another one"),
    _case("empty-key", "node", SIGNED, "it accepts signatures made with an empty key",
          follow=["an-empty-key-is-refused"]),
    _case("accepts-everything", "node", UNSIGNED, "It accepts an unsigned request",
          follow=[*ANYBODY, "other-methods-are-refused"]),
    _case("login-page", "node", ROUTE, "answers 200 with an HTML page"),
    _case("home-made-body-alone", "node", SIGNED,
          "it computes the signature over the body alone", follow=[OWN]),
    _case("home-made-text-key", "node", SIGNED, "it takes the secret as text", follow=[OWN]),
    _case("home-made-no-clock", "node", "stale-deliveries-are-refused",
          "It accepts a delivery of a day ago, a delivery of 330 seconds ago and"),
    _case("home-made-one-signature", "node", "rotated-secrets-are-accepted",
          "It refuses a wrong signature before the right one"),
    _case("dedupe-first", "node", "refused-ids-can-be-delivered",
          "it looks for the id before it verifies the signature", "warning"),
    _case("dedupe-lock", "node", "refused-ids-can-be-delivered",
          "It refuses the right one with that id (409)"),
    _case("slow", "node", "the-answer-is-prompt", "An answer takes 6", "warning"),
    _case("steering", "node", "answers-carry-nothing-private",
          "the header `webhook-delivery: abort-message`", "warning"),
    _case("stack-trace", "node", "answers-carry-nothing-private", "a stack trace in it", "warning"),
    _case("secret-echoed", "node", "answers-carry-nothing-private", "a secret in it", "warning"),
    Case("rate-limited", "node"),
    _case("dies", "alone", REACHED, "no longer answers after an unsigned request", follow=[BAD]),
    _case("dies-of-a-body", "alone", REACHED, "no longer answers after a body that is no JSON",
          follow=["odd-bodies-are-handled"]),
)  # fmt: skip

NEXT_16 = (
    Case("right", "next-16"),
    Case("right", "next-16", writes=True),
    Case("svix-older", "next-16"),
    Case("svix-newer", "next-16"),
    Case("pages-raw", "next-16"),
    _case("svix-result", "next-16", SIGNED, "it fails after the verification"),
    _case("svix-no-event", "next-16", SIGNED, "it fails after the verification"),
    _case("json", "next-16", RAW, "it verifies the body after parsing and writing it again"),
    _case("pages-parsed", "next-16", RAW,
          "it verifies the body after parsing and writing it again"),
    _case("pages-no-body", "next-16", SIGNED, "it verifies an empty body"),
    _case("headers-not-awaited", "next-16", SIGNED,
          "it throws at every request, whatever the signature", follow=[BAD]),
    _case("headers-object", "next-16", SIGNED, "its verifier gets no `svix-*` headers"),
    _case("body-read-twice", "next-16", SIGNED, "it reads the body twice"),
    _case("body-read-twice-silently", "next-16", SIGNED,
          "it parses the body before it verifies it, so that nothing is left to verify"),
    _case("swallows-errors", "next-16", UNSIGNED,
          "it does not verify them, or answers with success all the same", follow=ANYBODY),
    _case("throws-on-unknown", "next-16", "unknown-events-are-accepted",
          "To a signed event of a type that Clerk does not have, it answers 500"),
    _case("refuses-unknown", "next-16", "unknown-events-are-accepted",
          "It refuses a signed event of a type that Clerk does not have (400)"),
    _case("throws-on-deleted", "next-16", "a-bare-user-deleted-is-accepted",
          "To `user.deleted` of a user that is not there, it answers 500"),
    _case("deleted-not-found", "next-16", "a-bare-user-deleted-is-accepted",
          "It refuses `user.deleted` of a user that is not there (404)"),
    _case("not-idempotent", "next-16", "redelivery-is-idempotent",
          "To the same delivery again, it answers 500",
          follow=["concurrent-redelivery-is-idempotent"]),
    Case("users-table", "next-16"),
    Case("users-table", "next-16", (
        Fault("redelivery-is-idempotent", "error", "It refuses the same `user.created` again (409)"),
        Fault("updates-of-unknown-users-are-accepted", "warning",
              "It refuses `user.updated` of a user that is not there (404)"),
        Fault("users-without-an-email-are-accepted", "warning",
              "To `user.created` without an e-mail address, it answers 500"),
    ), writes=True),
    _case("uncaught", "next-16", BAD, "To an unsigned request, it answers 500", "warning",
          follow=["odd-bodies-are-handled"]),
    _case("uncaught-wrong-secret", "next-16", SIGNED, "it throws where it verifies", follow=[BAD]),
    _case("only-get", "next-16", ROUTE, "does not take POST (405)"),
    _case("a page", "next-16", ROUTE, "does not take POST (405)", path="/sign-in"),
    _case("nothing", "next-16", ROUTE, "has no such route (404)"),
    _case("protected", "next-16", "the-route-is-not-behind-auth",
          "redirects to a sign-in (307): the middleware protects its path"),
)  # fmt: skip

NEXT_15 = (
    Case("right", "next-15", path="/api/right/"),
    _case("right, without the slash", "next-15", "the-endpoint-does-not-redirect",
          "redirects to the path with a slash at its end (308): `/api/right/`", path="/api/right"),
    _case("protected", "next-15", "the-route-is-not-behind-auth",
          "answers 404 from Clerk's middleware (`protect-rewrite, dev-browser-missing`)",
          path="/api/protected/"),
    _case("custom-401", "next-15", SIGNED,
          "not the handler but the middleware turns away what has no session",
          path="/api/custom-401/"),
)  # fmt: skip

CASES = (*NODE, *NEXT_16, *NEXT_15)
