"""Handlers of Clerk's webhooks: the signature that each has to verify, and with what."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Level, Problem, Unknown, check
from clerkdoctor.checks.webhook_handlers import (
    SYNC,
    about,
    judged_where_reached,
    whole_body_of_pages,
)
from clerkdoctor.facts.environment import Environment
from clerkdoctor.facts.handlers import Answer, Handler, Verification, WebhookHandlers
from clerkdoctor.facts.place import Place
from clerkdoctor.facts.project import App
from clerkdoctor.svix.versions import clerk_rules, svix_rules
from clerkdoctor.variables import webhook_secret_names

VERIFY = "https://clerk.com/docs/reference/backend/verify-webhook"
SVIX = "https://docs.svix.com/receiving/verifying-payloads/how"
DEBUGGING = "https://clerk.com/docs/guides/development/webhooks/debugging"

_VERIFY_IT = (
    "Verify the delivery before it is used:\n"
    'import { verifyWebhook } from "@clerk/nextjs/webhooks"\n'
    "const event = await verifyWebhook(request)"
)


def verifying(handlers: WebhookHandlers) -> Iterator[Finding]:
    """What the checks of how a handler verifies say beforehand: that none here is seen to."""
    yield from judged_where_reached(handlers)
    if handlers.reached and not any(one.verifications for one in handlers.reached):
        yield Inapplicable("no verification by Clerk's or Svix' packages is found")


@check(
    "Deliveries are used only where their signature verifies",
    fix=_VERIFY_IT,
    references=(SYNC, VERIFY),
)
def handler_verifies_the_signature(handlers: WebhookHandlers, app: App) -> Iterator[Finding]:
    """The URL of a webhook is no secret. Without a verdict on the signature that the handler waits
    for and heeds, anybody can post a `user.deleted`, or make themselves an account.
    """
    yield from judged_where_reached(handlers)
    for handler in handlers.reached:
        if not handler.verifications and handler.unfollowed:
            yield Unknown(handler.unfollowed, handler.place)
        if handler.unsigned:
            yield Problem(
                "Deliveries are used here, and nothing verifies their signature",
                handler.unsigned,
                about=about(handler),
            )
        if handler.goes_on:
            yield Problem(
                "What the verification throws is caught, and the event is used all the same",
                handler.goes_on,
                'End the `catch` with an answer:\nreturn new Response("Refused", { status: 400 })',
                about=about(handler),
            )
        for one in handler.verifications:
            if not one.awaited:
                yield Problem(
                    "Nobody waits for `verifyWebhook()`, so that its verdict comes to nothing",
                    one.place,
                    "Await it:\nconst event = await verifyWebhook(request)",
                    about=about(handler),
                )
            yield from _accepts_anything(one, handler, app)


def _accepts_anything(one: Verification, handler: Handler, app: App) -> Iterator[Problem]:
    """A release of Clerk's that took any signature for genuine."""
    backend = app.versions.brought("@clerk/nextjs", "@clerk/backend") or app.versions.get(
        "@clerk/backend"
    )
    version = backend.version.release if backend and backend.version else None
    if backend and one.by == "verifyWebhook" and clerk_rules(version).era == "nothing":
        yield Problem(
            f"`verifyWebhook()` of @clerk/backend {backend.text} accepts every signature; 2.4.0"
            " verifies them",
            one.place,
            "Run the update of what brings it:\nnpm install @clerk/nextjs@latest",
            about=about(handler),
        )


_BODIES: dict[str, tuple[Level | None, str]] = {
    "parsed": (None, "is given the parsed body, and takes nothing but a text or bytes"),
    "indented": (None, "is given the body written anew with indents, which was never signed"),
    "quoted": (None, "is given the body's text written as JSON once more, which was never signed"),
    "stream": (None, "is given `request.body`, a stream, and takes nothing but a text or bytes"),
    "reserialised": (
        "warning",
        "is given the body parsed and written again: the bytes that were signed are those sent",
    ),
    "node-restringified": (
        "warning",
        "is given the body parsed and written again: the bytes that were signed are those sent",
    ),
}


@check(
    "What is verified is the body as it was sent",
    fix="Read the body as text, and verify that:\nconst body = await request.text()",
    references=(SVIX, SYNC),
    symptoms=(
        "No matching signature found",
        "Body is unusable: Body has already been read",
        "Expected payload to be of type string or Buffer.",
    ),
    follows=("pages-router-body-is-raw",),
)
def handler_verifies_the_raw_body(handlers: WebhookHandlers) -> Iterator[Finding]:
    r"""The signature covers the bytes. `JSON.stringify(await request.json())` gives the same ones
    for most deliveries, since they are compact, and other ones where a name, an e-mail or a user's
    own metadata brings escapes such as `\u0026`, or keys that are numbers: those are refused for
    ever.
    """
    yield from verifying(handlers)
    for handler in handlers.reached:
        if handler.read_twice:
            yield Problem(
                "The body is read a second time here, which throws: it can be read once",
                handler.read_twice,
                "Read the body once, as text, and parse that:\nconst event = JSON.parse(body)",
                about=about(handler),
            )
        for one in handler.verifications:
            if one.body == "unknown":
                yield Unknown("what is verified is not known", one.place)
            is_clerks_own = one.by == "verifyWebhook" or handler.body_parser is not True
            if one.body == "node-restringified" and is_clerks_own:
                continue
            if one.body in _BODIES:
                level, what = _BODIES[one.body]
                yield Problem(
                    f"`verify()` {what}",
                    one.place,
                    _raw(one, handler),
                    about=about(handler),
                    level=level,
                )


def _raw(one: Verification, handler: Handler) -> str:
    """How to get at the body's text in this handler, in place of what it verifies now."""
    if handler.router == "pages":
        return whole_body_of_pages(one, handler)
    read = f"await {handler.request or 'request'}.text()"
    if not one.name:
        return f"Read the body as text, and verify that:\n{read}"
    return f"Read the body once, as text, and let `{one.name}` be that:\nconst {one.name} = {read}"


@check(
    "The signature's headers reach the library as plain text",
    fix="Pass the three headers in a plain object:\n"
    '{\n  "svix-id": request.headers.get("svix-id") ?? "",\n'
    '  "svix-timestamp": request.headers.get("svix-timestamp") ?? "",\n'
    '  "svix-signature": request.headers.get("svix-signature") ?? "",\n}',
    references=(SVIX, "https://nextjs.org/docs/messages/sync-dynamic-apis"),
    symptoms=(
        "Missing required headers",
        "Error occured -- no svix headers",
        "headers(...).get is not a function",
        "`headers()` should be awaited before using its value",
    ),
)
def handler_passes_plain_headers(handlers: WebhookHandlers, app: App) -> Iterator[Finding]:
    """The svix package looks the three headers up among an object's own properties. A `Headers`
    object has none, so that every delivery is refused as if it came without a signature.
    `headers()` of Next.js gives a promise from 15 on, and from 16 on nothing can be read from it
    unawaited.
    """
    yield from verifying(handlers)
    for handler in handlers.reached:
        if handler.unawaited_headers:
            yield from _unawaited(handler.unawaited_headers, handler, app)
        for one in handler.verifications:
            if one.fault:
                yield Problem(
                    f"`verify()` {one.fault}",
                    one.place,
                    "Give standardwebhooks the headers by its own names:\n"
                    '"webhook-id": request.headers.get("svix-id") ?? "",'
                    if one.headers == "foreign"
                    else None,
                    about=about(handler),
                )
            elif one.headers == "unknown":
                yield Unknown("what headers are passed is not known", one.place)


def _unawaited(at: Place, handler: Handler, app: App) -> Iterator[Finding]:
    major = app.versions.major("next")
    if major is None:
        yield Unknown("`headers()` is not awaited, and which Next.js runs here is not known", at)
    elif major >= 15:
        does = "throws" if major >= 16 else "is an error from Next.js 16 on"
        yield Problem(
            f"`headers()` is read without `await`, which {does}",
            at,
            "Await it:\nconst headerPayload = await headers()",
            about=about(handler),
            level=None if major >= 16 else "warning",
        )


@check(
    "A handler reads the signing secret under the name that is set",
    fix="Rename the variable in the env files, or pass it:\n"
    "verifyWebhook(request, { signingSecret: process.env.… })",
    references=(VERIFY,),
    symptoms=("Missing webhook signing secret",),
    follows=("webhook-secret-is-set",),
)
def handler_reads_the_secret_that_is_set(
    handlers: WebhookHandlers, environment: Environment
) -> Iterator[Finding]:
    """Tutorials call the secret `WEBHOOK_SECRET`, `SIGNING_SECRET`, `CLERK_WEBHOOK_SECRET` or
    `CLERK_WEBHOOK_SIGNING_SECRET`, and `verifyWebhook()` reads the last by itself. A handler that
    asks for one name where another is set refuses every delivery.
    """
    yield from verifying(handlers)
    for handler in handlers.reached:
        for one in handler.verifications:
            names = one.secret.names
            if not names and not one.secret.literal:
                yield Unknown("where the signing secret comes from is not known", one.place)
            elif handler.router == "convex":
                yield Unknown(
                    "the variables of the Convex deployment, which this handler reads, are not"
                    " looked at",
                    one.place,
                )
            elif names and not any(environment.stated(name) for name in names):
                yield _not_set(names[0], one, environment)


def _not_set(name: str, one: Verification, environment: Environment) -> Finding:
    others = [other for other in webhook_secret_names() if environment.stated(other)]
    if not others:
        return Unknown(f"`{name}` is not set here, nor is a secret of another name", one.place)
    at = environment.variables[others[0]].at
    return Problem(
        f"The handler reads `{name}`, which is not set; `{others[0]}` is (`{at}`)",
        one.place,
        f"Rename `{others[0]}` to `{name}` ({at})",
        about=name,
    )


@check(
    "Without a signing secret, nothing is accepted",
    fix='Let it fail:\nif (!secret) throw new Error("No signing secret is set")',
    references=(SYNC, VERIFY),
)
def handler_refuses_to_run_without_a_secret(handlers: WebhookHandlers) -> Iterator[Finding]:
    """A secret that did not make it to a deployment is noticed where deliveries fail. A handler
    that goes on without one takes forged deliveries for genuine, or tells Clerk that all is well
    and drops every event; and a secret that stands in the code is known to all who read it.
    """
    yield from verifying(handlers)
    for handler in handlers.reached:
        for one in handler.verifications:
            if one.secret.literal:
                yield Problem(
                    "A signing secret stands in the code, for where no variable is set",
                    one.place,
                    "Remove it, and let the handler fail where no secret is set",
                    about=about(handler),
                )
        answer = handler.no_secret
        if answer and answer.code is not None and answer.code < 400:
            what = "uses the event unverified" if handler.unverified else "drops the event"
            yield Problem(
                f"Where no secret is set, the handler {what} and answers {answer.code}",
                answer.at or handler.place,
                about=about(handler),
                level=None if handler.unverified else "warning",
            )
        elif answer and answer.code is None:
            yield Unknown(f"what it does without a secret is not known: {answer.reason}", answer.at)


@check(
    "A bad signature is answered with 400 or its like",
    fix='Send 400 from a `catch`:\nreturn new Response("Refused", { status: 400 })',
    references=(SYNC, DEBUGGING),
    follows=("handler-verifies-the-signature",),
)
def handler_answers_4xx_to_a_bad_signature(handlers: WebhookHandlers) -> Iterator[Finding]:
    """The status is all that the sender learns. With 200 a delivery that failed is done: it is
    never sent again, and the dashboard shows no failure. A 500 looks like a handler that is broken,
    and hides the cause, which is most often the secret.
    """
    yield from verifying(handlers)
    for handler in handlers.reached:
        answer = handler.bad_signature
        if answer and answer.code is None:
            yield Unknown(f"what a bad signature is answered is not known: {answer.reason}")
        elif answer and answer.code is not None and not 400 <= answer.code < 500:
            yield Problem(
                _bad_answer(answer),
                answer.at or handler.place,
                about=about(handler),
                level=None if answer.code < 300 else "warning",
            )


def _bad_answer(answer: Answer) -> str:
    if answer.crash:
        return f"Where verification fails, `{answer.crash}` throws, which is answered with 500"
    if answer.kind == "error":
        return "What the verification throws is not caught, which is answered with 500"
    if answer.kind == "none":
        return "Where verification fails, no response is given, which is answered with 500"
    return f"Where verification fails, the answer is {answer.code}"


@check(
    "What svix' `verify()` returns is not used where it returns nothing",
    fix="Read the event from the body, once that is verified:\nwh.verify(body, headers)\n"
    "const event = JSON.parse(body) as WebhookEvent",
    references=(SVIX,),
    symptoms=("Cannot read properties of undefined (reading 'type')",),
)
def handler_does_not_use_what_verify_no_longer_returns(
    handlers: WebhookHandlers, app: App
) -> Iterator[Finding]:
    """Up to 2.0.0, svix' `verify()` gave the parsed event, as every older tutorial has it. From 2.2
    on it gives nothing: the signature is right, the event undefined, and each delivery ends as a
    500 or as a 400 that blames the signature.
    """
    yield from judged_where_reached(handlers)
    found = [
        (handler, one)
        for handler in handlers.reached
        for one in handler.verifications
        if one.by == "svix"
    ]
    if handlers.reached and not found:
        yield Inapplicable("no handler verifies with svix")
    installed = app.versions.get("svix")
    for handler, one in found:
        if one.result == "unused":
            continue
        version = installed.version if installed else None
        if installed is None or (version is None and installed.major in (None, 2)):
            yield Unknown("which svix is installed is not known", one.place)
        elif not svix_rules(version.release if version else (installed.major or 0,)).returns_event:
            yield Problem(
                f"The result of `verify()` is used, which svix {installed.text} does not give",
                one.place,
                about=about(handler),
            )
