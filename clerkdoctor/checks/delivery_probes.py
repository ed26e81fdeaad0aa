"""What a webhook endpoint does with deliveries: whom it believes."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Problem, Unknown, check
from clerkdoctor.checks.probed import (
    accepted,
    is_accepted,
    not_open,
    not_sent,
    refused,
    status,
    unseen,
)
from clerkdoctor.facts.place import Url
from clerkdoctor.facts.probes import ProbeRun
from clerkdoctor.probing.diagnosis import Shown, diagnosis
from clerkdoctor.probing.names import SIGNED

DOCS = "https://clerk.com/docs/guides/development/webhooks/syncing"
SVIX = "https://docs.svix.com/receiving/verifying-payloads/how"
STANDARD = (
    "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"
)
RETRIES = "https://docs.svix.com/retries"
_VERIFY = (
    "Verify each request with `verifyWebhook(request)` before anything else, and answer 400 where"
    " that throws"
)
_REWRITTEN = "the signature of the body as JSON.stringify writes it"
# The checks whose failure lets everybody in: what else is accepted then, follows from it.
_UNSIGNED = ("unsigned-requests-are-refused", "signatures-of-another-secret-are-refused")
# Where nothing that is signed is accepted, what is accepted instead is part of the diagnosis.
_DIAGNOSED = (SIGNED, *_UNSIGNED)


@check(
    "Signed deliveries are accepted",
    fix="Set the endpoint's own signing secret where the handler runs",
    references=(SVIX, DOCS),
    symptoms=("No matching signature found", "Unable to verify incoming webhook"),
)
def signed_deliveries_are_accepted(run: ProbeRun) -> Iterator[Finding]:
    """What Svix sends is signed with the endpoint's secret. A handler that refuses it loses every
    event, and after five days of it the endpoint is disabled.
    """
    fired = run.of(SIGNED)
    if run.stopped is not None or not fired:
        yield not_sent(run)
        return
    if run.is_open:
        return
    first = fired[0]
    shown = [Shown(one.shot.what, one.answer, one.meaning) for one in run.fired]
    found = diagnosis(first.meaning, shown, run.skew)
    yield Problem(
        f"A signed delivery is answered {status(first)}: {found.words}",
        Url(run.url),
        found.fix or None,
        about="signature",
    )


@check(
    "Requests without a signature are refused",
    fix=_VERIFY,
    references=(SVIX,),
)
def unsigned_requests_are_refused(run: ProbeRun) -> Iterator[Finding]:
    """The URL of a webhook is no secret. A handler that believes whoever calls it lets anybody make
    users, change and delete them.
    """
    all_the_same = ": it does not verify them, or answers with success all the same"
    yield from refused(run, "unsigned-requests-are-refused", because=all_the_same)


@check(
    "A wrong signature is answered with 4xx",
    fix="Catch the error of the verification, and answer with status 400",
    references=(SVIX, RETRIES),
    level="warning",
    follows=("the-endpoint-can-be-reached", SIGNED),
)
def bad_signatures_are_answered_with_4xx(run: ProbeRun) -> Iterator[Finding]:
    """A handler that throws answers 500: in logs and alerts a forged request then looks like a
    fault of the app.
    """
    fired = [one for name in _UNSIGNED for one in run.of(name)]
    if run.stopped is not None or not fired:
        yield not_sent(run)
        return
    broken = [one for one in fired if one.meaning.outcome == "failed"]
    for one in broken[:1]:
        # Where the app is gone after it, or where it throws at right deliveries, too, that is it.
        about = "endpoint" if run.ended else "bad signature" if run.is_open else "signature"
        yield Problem(f"To {one.shot.what}, it {one.meaning.words}", Url(run.url), about=about)
    if any(map(is_accepted, fired)):
        yield Unknown("wrong signatures are accepted")
    yield from unseen(run, fired)


@check(
    "A signature of another secret is refused",
    fix=_VERIFY,
    references=(SVIX,),
    follows=("unsigned-requests-are-refused",),
)
def signatures_of_another_secret_are_refused(run: ProbeRun) -> Iterator[Finding]:
    """A handler that only looks whether there is a signature, or goes on after the verification has
    failed, believes everybody.
    """
    yield from refused(run, "signatures-of-another-secret-are-refused")


@check(
    "The signature covers the body",
    fix=_VERIFY,
    references=(SVIX,),
    follows=_UNSIGNED,
)
def the_body_is_covered(run: ProbeRun) -> Iterator[Finding]:
    """Otherwise a signature that somebody has captured is good for any body that they like."""
    yield from refused(run, "the-body-is-covered")


@check(
    "The signature covers the message's id",
    fix=_VERIFY,
    references=(STANDARD,),
    follows=_UNSIGNED,
)
def the_id_is_covered(run: ProbeRun) -> Iterator[Finding]:
    """What recognises a delivery that comes twice is its id: one that is not signed can be chosen
    freely.
    """
    yield from refused(run, "the-id-is-covered")


@check(
    "Signatures of other versions are refused",
    fix=_VERIFY,
    references=(STANDARD,),
    follows=_UNSIGNED,
)
def other_signature_versions_are_refused(run: ProbeRun) -> Iterator[Finding]:
    """`v1` is the scheme that the secret is for. What has another version is not verified by it."""
    yield from refused(run, "other-signature-versions-are-refused")


@check(
    "A signature with an empty key is refused",
    fix="Set the whole signing secret, and update svix to 2.2 or later:\nnpm install svix@latest",
    references=(SVIX,),
    follows=_DIAGNOSED,
)
def an_empty_key_is_refused(run: ProbeRun) -> Iterator[Finding]:
    """Older versions of svix take `whsec_` with nothing behind it: the key is then empty, and
    whoever knows that signs what they like.
    """
    yield from refused(run, "an-empty-key-is-refused")


@check(
    "Deliveries are accepted while a secret is rotated",
    fix="Compare with each signature of the header, and skip those of other versions",
    references=(STANDARD,),
)
def rotated_secrets_are_accepted(run: ProbeRun) -> Iterator[Finding]:
    """For a day after a rotation, Svix signs with the old and the new secret, and sends both
    signatures in one header.
    """
    yield from accepted(run, "rotated-secrets-are-accepted", "rotation")


@check(
    "Deliveries within the tolerance are accepted",
    fix="Set the server's clock, and let the timestamp differ by five minutes",
    references=(STANDARD,),
)
def fresh_deliveries_are_accepted(run: ProbeRun) -> Iterator[Finding]:
    """Clocks differ, and deliveries wait: the tolerance of the specification is five minutes."""
    yield from accepted(run, "fresh-deliveries-are-accepted", "timestamp")


@check(
    "Stale deliveries are refused",
    fix=_VERIFY,
    references=(STANDARD,),
    follows=_UNSIGNED,
)
def stale_deliveries_are_refused(run: ProbeRun) -> Iterator[Finding]:
    """Without a limit, a delivery that somebody has recorded can be sent again for ever."""
    yield from refused(run, "stale-deliveries-are-refused")


@check(
    "The body is verified as it came",
    fix="Verify the text of the body before anything parses it:\nconst body = await req.text()",
    references=(SVIX,),
    follows=_DIAGNOSED,
)
def the_raw_body_is_verified(run: ProbeRun) -> Iterator[Finding]:
    """The signature is over bytes. A handler that parses the body and writes it again computes it
    over others as soon as a name has an umlaut escaped or a number a zero at its end.
    """
    name = "the-raw-body-is-verified"
    rewritten = [one for one in run.of(name) if one.shot.what == _REWRITTEN and is_accepted(one)]
    for one in rewritten:
        yield Problem(
            f"It accepts {_REWRITTEN} ({status(one)}): it verifies the body after parsing and"
            " writing it again",
            Url(run.url),
            about="signature",
        )
    findings = [] if rewritten else list(refused(run, name))
    if run.is_open:
        findings += accepted(run, name, "signature")
    yield from dict.fromkeys(findings)  # Both may say what is not known.


@check(
    "Signatures are computed as Svix does it",
    fix="Verify with `verifyWebhook` or svix in place of your own code",
    references=(SVIX, STANDARD),
    follows=_DIAGNOSED,
)
def signatures_are_computed_as_svix_does(run: ProbeRun) -> Iterator[Finding]:
    """A verifier of one's own that leaves out the id, or takes the secret as text, refuses what
    Svix sends.
    """
    yield from refused(run, "signatures-are-computed-as-svix-does")


@check(
    "Unknown events are accepted",
    fix="Answer 200 to every event that the code does nothing with",
    references=(RETRIES,),
)
def unknown_events_are_accepted(run: ProbeRun) -> Iterator[Finding]:
    """Clerk adds types of events. An endpoint that answers one with an error gets it eight times
    over, and is disabled after five days of failures.
    """
    yield from accepted(run, "unknown-events-are-accepted", "unknown event")


@check(
    "A `user.deleted` with nothing but an id is accepted",
    fix="Read nothing but `data.id`, and delete the user where there is one",
    references=("https://clerk.com/docs/guides/development/webhooks/overview",),
)
def a_bare_user_deleted_is_accepted(run: ProbeRun) -> Iterator[Finding]:
    """`user.deleted` has no e-mail addresses and no names, and the user may be gone already."""
    yield from accepted(run, "a-bare-user-deleted-is-accepted", "user.deleted")


@check(
    "A content type with a charset is accepted",
    fix="Take every content type that begins with `application/json`",
    references=(SVIX,),
    level="warning",
)
def charsets_are_accepted(run: ProbeRun) -> Iterator[Finding]:
    """A parser for raw bodies that looks for `application/json` exactly passes over a body with
    `; charset=utf-8` behind it.
    """
    yield from accepted(run, "charsets-are-accepted", "charset")


@check(
    "Large events are accepted",
    fix="Raise the limit of the body's parser to 1 MB: express.raw({ limit: '1mb' })",
    references=(SVIX,),
    level="warning",
)
def large_bodies_are_accepted(run: ProbeRun) -> Iterator[Finding]:
    """A user with much metadata makes an event of more than 100 kB, which is Express' limit."""
    yield from accepted(run, "large-bodies-are-accepted", "size")


@check(
    "Bodies that are no JSON are answered with 4xx",
    fix="Catch the error of the parser, and answer with status 400",
    references=(SVIX,),
    level="note",
    follows=("the-endpoint-can-be-reached", "bad-signatures-are-answered-with-4xx"),
)
def odd_bodies_are_handled(run: ProbeRun) -> Iterator[Finding]:
    """Such a body is never an event of Clerk's: a crash over it fills the log, and nothing more."""
    yield from _handled(run, "odd-bodies-are-handled")


@check(
    "Entries that are no signatures are answered without a crash",
    fix="Skip what has no comma in `svix-signature`",
    references=(STANDARD,),
    level="note",
    follows=("the-endpoint-can-be-reached", "bad-signatures-are-answered-with-4xx"),
)
def malformed_signatures_are_handled(run: ProbeRun) -> Iterator[Finding]:
    """The header is the sender's: what stands there may be anything."""
    yield from _handled(run, "malformed-signatures-are-handled")


def _handled(run: ProbeRun, name: str) -> Iterator[Finding]:
    fired = run.of(name)
    if run.stopped is not None or not fired:
        yield not_sent(run)
        return
    if not run.is_open:
        yield not_open()
        return
    for one in fired:
        if one.meaning.outcome == "failed" and one.meaning.code != "timeout":
            about = "endpoint" if run.ended else "bad signature"
            yield Problem(f"To {one.shot.what}, it {one.meaning.words}", Url(run.url), about=about)
    yield from unseen(run, fired)
