"""What a webhook handler verifies a delivery by, and what it does where that fails."""

from typing import Any

import pytest

from clerkdoctor.checks.webhook_verification import (
    handler_answers_4xx_to_a_bad_signature,
    handler_does_not_use_what_verify_no_longer_returns,
    handler_passes_plain_headers,
    handler_reads_the_secret_that_is_set,
    handler_refuses_to_run_without_a_secret,
    handler_verifies_the_raw_body,
    handler_verifies_the_signature,
)
from clerkdoctor.facts.handlers import Secret
from clerkdoctor.facts.place import Place
from clerkdoctor.facts.project import App, Installed
from clerkdoctor.semver import parse
from tests.checks.facts import WEBHOOK, WHSEC, app, environment, place
from tests.checks.table import Row, error, fails, holds, inapplicable, passes, unknown, warning
from tests.checks.webhook_facts import (
    ANSWER,
    NO_ANSWER,
    NONE,
    ROUTE,
    UNFOLLOWED,
    UNREAD,
    VERIFY,
    by_svix,
    handler,
    handlers,
    of_convex,
    of_pages,
    status,
    thrown,
    untold,
    verification,
)


def with_package(name: str, text: str, via: tuple[str, ...] = (), **versions: Any) -> App:
    """The app with one package more."""
    plain = app(**versions)
    major = int(text.lstrip("^").partition(".")[0])
    one = Installed(name, text, parse(text), major, "lockfile", Place("package-lock.json"), via)
    versions_ = plain.versions._replace(packages=(*plain.versions.packages, one))
    return plain._replace(versions=versions_)


SIGNATURE_ROWS = [
    passes("verified", handler_verifies_the_signature, handlers(handler())),
    fails(
        "not verified",
        handler_verifies_the_signature,
        handlers(handler(unsigned=place(ANSWER), verifications=())),
        error("nothing verifies their signature", at=ANSWER, fix="await verifyWebhook(request)"),
    ),
    fails(
        "the event is used all the same",
        handler_verifies_the_signature,
        handlers(handler(goes_on=place(ANSWER))),
        error("is caught, and the event is used", at=ANSWER, fix="End the `catch`"),
    ),
    fails(
        "nobody waits",
        handler_verifies_the_signature,
        handlers(handler(verification(awaited=False))),
        error("Nobody waits for `verifyWebhook()`", at=VERIFY, fix="Await it"),
    ),
    fails(
        "a release that accepts everything",
        handler_verifies_the_signature,
        with_package("@clerk/backend", "2.1.0", ("@clerk/nextjs",)),
        handlers(handler()),
        error("@clerk/backend 2.1.0 accepts every signature", at=VERIFY, fix="npm install"),
    ),
    passes(
        "that release, and svix",
        handler_verifies_the_signature,
        with_package("@clerk/backend", "2.1.0", ("@clerk/nextjs",)),
        handlers(handler(by_svix())),
    ),
    unknown(
        "not followed", handler_verifies_the_signature, "made by `handle()`", handlers(UNFOLLOWED)
    ),
    unknown("unread", handler_verifies_the_signature, "the limit is 2 MB", UNREAD),
    inapplicable("none", handler_verifies_the_signature, "no code here receives", NONE),
]


def of_body(kind: str) -> Any:
    return handlers(handler(by_svix(body=kind)))


BODY_ROWS = [
    passes("the text", handler_verifies_the_raw_body, of_body("raw")),
    passes("the request", handler_verifies_the_raw_body, handlers(handler())),
    passes(
        "Clerk's own in the Pages Router",
        handler_verifies_the_raw_body,
        handlers(of_pages(verification(body="node-restringified"))),
    ),
    passes(
        "what the Pages Router's own check judges",
        handler_verifies_the_raw_body,
        handlers(of_pages(by_svix(body="node-restringified"), body_parser=False)),
    ),
    fails(
        "parsed",
        handler_verifies_the_raw_body,
        of_body("parsed"),
        error("is given the parsed body", at=VERIFY, fix="verify that:\nawait request.text()"),
    ),
    fails(
        "with indents",
        handler_verifies_the_raw_body,
        of_body("indented"),
        error("written anew with indents", at=VERIFY, fix="Read the body as text"),
    ),
    fails(
        "a text as JSON",
        handler_verifies_the_raw_body,
        of_body("quoted"),
        error("written as JSON once more", at=VERIFY, fix="Read the body as text"),
    ),
    fails(
        "a stream",
        handler_verifies_the_raw_body,
        of_body("stream"),
        error("`request.body`, a stream", at=VERIFY, fix="Read the body as text"),
    ),
    fails(
        "parsed and written again: most deliveries verify",
        handler_verifies_the_raw_body,
        of_body("reserialised"),
        warning("is given the body parsed and written again", at=VERIFY, fix="Read the body"),
    ),
    fails(
        "Next.js' object written again",
        handler_verifies_the_raw_body,
        handlers(of_pages(by_svix(body="node-restringified"))),
        warning("parsed and written again", at=VERIFY, fix="api: { bodyParser: false }"),
    ),
    fails(
        "the stream of a request with a name of its own, where a text has one",
        handler_verifies_the_raw_body,
        handlers(of_pages(by_svix(body="node-restringified", name="text"), request="request")),
        warning(
            "parsed and written again",
            at=VERIFY,
            fix="of request) chunks.push(chunk)\nconst text = Buffer.concat(chunks).toString()",
        ),
    ),
    fails(
        "a body that has a name, of a request that has one",
        handler_verifies_the_raw_body,
        handlers(handler(by_svix(body="reserialised", name="payload"), request="req")),
        warning(
            "parsed and written again",
            at=VERIFY,
            fix="let `payload` be that:\nconst payload = await req.text()",
        ),
    ),
    inapplicable(
        "a function that no delivery reaches",
        handler_verifies_the_raw_body,
        "no handler here is called for a `POST`",
        handlers(handler(by_svix(body="parsed"), methods=(), exports=("default",))),
    ),
    fails(
        "read twice",
        handler_verifies_the_raw_body,
        handlers(handler(read_twice=place(ANSWER))),
        error("read a second time here", at=ANSWER, fix="Read the body once"),
    ),
    unknown("unknown", handler_verifies_the_raw_body, "what is verified is", of_body("unknown")),
    inapplicable(
        "not followed", handler_verifies_the_raw_body, "no verification by", handlers(UNFOLLOWED)
    ),
    inapplicable("none", handler_verifies_the_raw_body, "no code here receives", NONE),
]


def of_headers(kind: str, fault: str = "") -> Any:
    return handlers(handler(by_svix(headers=kind, fault=fault)))


UNAWAITED = handlers(handler(unawaited_headers=place(f"{ROUTE}:6:3")))

HEADER_ROWS = [
    passes("plain", handler_passes_plain_headers, of_headers("plain")),
    passes("the request", handler_passes_plain_headers, handlers(handler())),
    passes("not awaited in 14", handler_passes_plain_headers, app(next="14.2.0"), UNAWAITED),
    fails(
        "a Headers object",
        handler_passes_plain_headers,
        of_headers("object", "is given `request.headers`, a `Headers` object"),
        error("`verify()` is given `request.headers`", at=VERIFY, fix="in a plain object"),
    ),
    fails(
        "a missing one",
        handler_passes_plain_headers,
        of_headers("incomplete", "is given headers without `svix-id`"),
        error("without `svix-id`", at=VERIFY, fix='"svix-id": request.headers.get'),
    ),
    fails(
        "another library's names",
        handler_passes_plain_headers,
        of_headers("foreign", "is given `svix-…` headers; standardwebhooks reads `webhook-…`"),
        error("standardwebhooks reads", at=VERIFY, fix='"webhook-id": request.headers'),
    ),
    fails(
        "not awaited in 16",
        handler_passes_plain_headers,
        UNAWAITED,
        error("without `await`, which throws", at=f"{ROUTE}:6:3", fix="await headers()"),
    ),
    fails(
        "not awaited in 15",
        handler_passes_plain_headers,
        app(next="15.3.0"),
        UNAWAITED,
        warning("is an error from Next.js 16 on", at=f"{ROUTE}:6:3", fix="await headers()"),
    ),
    unknown(
        "not awaited, who knows where",
        handler_passes_plain_headers,
        "which Next.js runs here is not known",
        app(next=None),
        UNAWAITED,
    ),
    unknown("not known", handler_passes_plain_headers, "what headers", of_headers("unknown")),
    inapplicable("none", handler_passes_plain_headers, "no code here receives", NONE),
]

OTHER = "CLERK_WEBHOOK_SECRET"

SECRET_ROWS = [
    passes(
        "the same name",
        handler_reads_the_secret_that_is_set,
        environment({WEBHOOK: WHSEC}),
        handlers(handler()),
    ),
    passes(
        "one of two names",
        handler_reads_the_secret_that_is_set,
        environment({OTHER: WHSEC}),
        handlers(handler(by_svix(secret=Secret((WEBHOOK, OTHER))))),
    ),
    fails(
        "another name",
        handler_reads_the_secret_that_is_set,
        environment({OTHER: WHSEC}),
        handlers(handler()),
        error(
            f"reads `{WEBHOOK}`, which is not set; `{OTHER}` is (`.env.local:1:1`)",
            at=VERIFY,
            fix=f"Rename `{OTHER}` to `{WEBHOOK}` (.env.local:1:1)",
        ),
    ),
    unknown(
        "no name at all",
        handler_reads_the_secret_that_is_set,
        "nor is a secret of another name",
        environment(),
        handlers(handler()),
    ),
    unknown(
        "from elsewhere",
        handler_reads_the_secret_that_is_set,
        "where the signing secret comes from is not known",
        environment({OTHER: WHSEC}),
        handlers(handler(by_svix(secret=Secret()))),
    ),
    unknown(
        "Convex",
        handler_reads_the_secret_that_is_set,
        "the variables of the Convex deployment",
        environment({OTHER: WHSEC}),
        handlers(of_convex()),
    ),
    inapplicable(
        "none", handler_reads_the_secret_that_is_set, "no code here receives", environment(), NONE
    ),
]

WITHOUT_ROWS = [
    passes("an error", handler_refuses_to_run_without_a_secret, handlers(handler())),
    passes(
        "500",
        handler_refuses_to_run_without_a_secret,
        handlers(handler(no_secret=status(500))),
    ),
    passes(
        "what it does is not asked",
        handler_refuses_to_run_without_a_secret,
        handlers(handler(no_secret=None)),
    ),
    fails(
        "everything is genuine",
        handler_refuses_to_run_without_a_secret,
        handlers(handler(no_secret=status(200), unverified=True)),
        error("uses the event unverified and answers 200", at=ANSWER, fix="Let it fail"),
    ),
    fails(
        "nothing arrives",
        handler_refuses_to_run_without_a_secret,
        handlers(handler(no_secret=status(204))),
        warning("drops the event and answers 204", at=ANSWER, fix="Let it fail"),
    ),
    fails(
        "a secret in the code",
        handler_refuses_to_run_without_a_secret,
        handlers(handler(by_svix(secret=Secret((WEBHOOK,), literal=True)), no_secret=None)),
        error("A signing secret stands in the code", at=VERIFY, fix="Remove it"),
    ),
    unknown(
        "not told",
        handler_refuses_to_run_without_a_secret,
        "what it does without a secret is not known",
        handlers(handler(no_secret=untold())),
    ),
    inapplicable("none", handler_refuses_to_run_without_a_secret, "no code here receives", NONE),
]


def answering(answer: Any) -> Any:
    return handlers(handler(bad_signature=answer))


ANSWER_ROWS = [
    passes("400", handler_answers_4xx_to_a_bad_signature, answering(status(400))),
    passes("401", handler_answers_4xx_to_a_bad_signature, answering(status(401))),
    fails(
        "200",
        handler_answers_4xx_to_a_bad_signature,
        answering(status(200)),
        error("Where verification fails, the answer is 200", at=ANSWER, fix="Send 400"),
    ),
    fails(
        "500",
        handler_answers_4xx_to_a_bad_signature,
        answering(status(500)),
        warning("the answer is 500", at=ANSWER, fix="Send 400"),
    ),
    fails(
        "a redirect",
        handler_answers_4xx_to_a_bad_signature,
        answering(status(307)),
        warning("the answer is 307", at=ANSWER, fix="Send 400"),
    ),
    fails(
        "nothing catches it",
        handler_answers_4xx_to_a_bad_signature,
        answering(thrown()),
        warning("is not caught, which is answered with 500", at=ANSWER, fix="Send 400"),
    ),
    fails(
        "the event is missing",
        handler_answers_4xx_to_a_bad_signature,
        answering(thrown("evt.type")),
        warning("`evt.type` throws, which is answered with 500", at=ANSWER, fix="Send 400"),
    ),
    fails(
        "no response",
        handler_answers_4xx_to_a_bad_signature,
        answering(NO_ANSWER),
        warning("no response is given", at=f"{ROUTE}:5:1", fix="Send 400"),
    ),
    unknown(
        "not told",
        handler_answers_4xx_to_a_bad_signature,
        "what a bad signature is answered is not known: the answer is made elsewhere",
        answering(untold()),
    ),
    inapplicable(
        "not followed",
        handler_answers_4xx_to_a_bad_signature,
        "no verification by",
        handlers(UNFOLLOWED),
    ),
    inapplicable("none", handler_answers_4xx_to_a_bad_signature, "no code here receives", NONE),
]

RETURNS_ROWS = [
    passes(
        "svix 2.0.0",
        handler_does_not_use_what_verify_no_longer_returns,
        with_package("svix", "2.0.0"),
        handlers(handler(by_svix())),
    ),
    passes(
        "svix ^1",
        handler_does_not_use_what_verify_no_longer_returns,
        with_package("svix", "^1.45.0"),
        handlers(handler(by_svix())),
    ),
    passes(
        "svix 2.5.0, and the result is not used",
        handler_does_not_use_what_verify_no_longer_returns,
        with_package("svix", "2.5.0"),
        handlers(handler(by_svix(result="unused"))),
    ),
    fails(
        "svix 2.2.0",
        handler_does_not_use_what_verify_no_longer_returns,
        with_package("svix", "2.2.0"),
        handlers(handler(by_svix())),
        error("is used, which svix 2.2.0 does not give", at=VERIFY, fix="JSON.parse(body)"),
    ),
    fails(
        "svix ^3",
        handler_does_not_use_what_verify_no_longer_returns,
        with_package("svix", "^3.1.0"),
        handlers(handler(by_svix())),
        error("which svix ^3.1.0 does not give", at=VERIFY, fix="wh.verify(body, headers)"),
    ),
    unknown(
        "svix ^2",
        handler_does_not_use_what_verify_no_longer_returns,
        "which svix is installed is not known",
        with_package("svix", "^2.0.0"),
        handlers(handler(by_svix())),
    ),
    unknown(
        "no svix",
        handler_does_not_use_what_verify_no_longer_returns,
        "which svix is installed is not known",
        handlers(handler(by_svix())),
    ),
    inapplicable(
        "Clerk's own",
        handler_does_not_use_what_verify_no_longer_returns,
        "no handler verifies with svix",
        handlers(handler()),
    ),
    inapplicable(
        "none", handler_does_not_use_what_verify_no_longer_returns, "no code here receives", NONE
    ),
]

ROWS = [
    *SIGNATURE_ROWS, *BODY_ROWS, *HEADER_ROWS, *SECRET_ROWS, *WITHOUT_ROWS, *ANSWER_ROWS,
    *RETURNS_ROWS,
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_row(row: Row) -> None:
    holds(row)
