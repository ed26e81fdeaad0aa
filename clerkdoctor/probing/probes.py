"""The probe matrix: which deliveries are sent to an endpoint, and what a right one does with each.

A probe is one or more shots. By default their events have no effect: their type is one that Clerk
does not have, or their user is one that cannot be. What could write is marked `writes`.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from clerkdoctor.clerk.events import PROBE_TYPE, absent_user, as_body, sample
from clerkdoctor.probing.names import FORGERIES, SIGNED, UNSIGNED
from clerkdoctor.probing.shots import CONTENT_TYPE, USER_AGENT, Kit, Shot
from clerkdoctor.svix.sign import Signer, base64

Group = Literal[
    "authentication", "freshness", "raw body", "robustness", "idempotency", "side effects"
]
# The tolerance is 300 s. Clocks that differ by half a minute, and a shot that had to wait, are none
# of the handler's faults.
_YOUNG, _OLD = 270, 330
_DELETED = "a signed `user.deleted` of a user that is not there"

Shots = Callable[[Kit], Iterator[Shot]]


class Probe(NamedTuple):
    """`name` is the check that judges it. `writes`: its events may change the app's data."""

    name: str
    group: Group
    shots: Shots
    writes: bool = False


def _unsigned(kit: Kit) -> Iterator[Shot]:
    body = kit.plain
    bare = (("Accept", "*/*"), ("Content-Type", CONTENT_TYPE), ("User-Agent", USER_AGENT))
    yield Shot(UNSIGNED, bare, body, "refused", kit.type)
    for name in ("Svix-Id", "Svix-Timestamp", "Svix-Signature"):
        yield kit.shot(f"a delivery without `{name.lower()}`", "refused", without=name)


def _signed(kit: Kit) -> Iterator[Shot]:
    yield kit.shot("a signed delivery" if kit.is_strange else _DELETED, "accepted")


def _strange(kit: Kit) -> Iterator[Shot]:
    what = "a signed event of a type that Clerk does not have"
    yield kit.shot(what, "accepted", body=kit.strange, event=PROBE_TYPE)


def _other_secret(kit: Kit) -> Iterator[Shot]:
    other = hashlib.sha256(kit.key + b"another").digest()[:24]
    name = kit.fresh_id()
    signature = Signer(other).sign(name, kit.now, kit.plain)
    yield kit.shot(FORGERIES[0], "refused", message_id=name, signature=signature)


def _changed_body(kit: Kit) -> Iterator[Shot]:
    changed = kit.plain.replace(b'"object":"event"', b'"object":"evenT"')
    yield kit.shot(FORGERIES[1], "refused", body=changed, signed=kit.plain)


def _changed_id(kit: Kit) -> Iterator[Shot]:
    signature = kit.signer.sign(kit.fresh_id(), kit.now, kit.plain)
    yield kit.shot(FORGERIES[2], "refused", signature=signature)


def _other_versions(kit: Kit) -> Iterator[Shot]:
    for version in ("v1a", "v2"):
        name = kit.fresh_id()
        right = kit.signer.sign(name, kit.now, kit.plain).removeprefix("v1,")
        yield kit.shot(
            f"a signature of version `{version}` alone",
            "refused",
            message_id=name,
            signature=f"{version},{right}",
        )


def _empty_key(kit: Kit) -> Iterator[Shot]:
    name = kit.fresh_id()
    forged = Signer(b"").sign(name, kit.now, kit.plain)
    yield kit.shot("a signature with an empty key", "refused", message_id=name, signature=forged)


def _rotated(kit: Kit) -> Iterator[Shot]:
    for what, before in (
        ("a wrong signature before the right one", "v1," + "A" * 43 + "="),
        ("a `v1a` signature before the right one", "v1a," + "A" * 86 + "=="),
    ):
        name = kit.fresh_id()
        right = kit.signer.sign(name, kit.now, kit.plain)
        yield kit.shot(what, "accepted", message_id=name, signature=f"{before} {right}")


def _fresh(kit: Kit) -> Iterator[Shot]:
    yield kit.shot(f"a delivery of {_YOUNG} seconds ago", "accepted", at=-_YOUNG)
    yield kit.shot(f"a delivery of {_YOUNG} seconds ahead", "accepted", at=_YOUNG)


def _stale(kit: Kit) -> Iterator[Shot]:
    yield kit.shot("a delivery of a day ago", "refused", at=-86_400)
    yield kit.shot(f"a delivery of {_OLD} seconds ago", "refused", at=-_OLD)
    yield kit.shot(f"a delivery of {_OLD} seconds ahead", "refused", at=_OLD)


def _raw(kit: Kit) -> Iterator[Shot]:
    plain = kit.plain
    pretty = json.dumps(json.loads(plain), indent=2, ensure_ascii=False).encode()
    escaped = plain.replace(b'"object":"event"', b'"object":"\\u0065vent"', 1)
    numbers = b'{"n":1.0,"big":10000000000000001,"e":1e3,' + plain[1:]
    yield kit.shot("a signed body with line breaks and spaces", "accepted", body=pretty)
    yield kit.shot("a signed body with escaped characters", "accepted", body=escaped)
    yield kit.shot("a signed body with numbers like `1.0`", "accepted", body=numbers)
    yield kit.shot(
        "the signature of the body as JSON.stringify writes it",
        "refused",
        body=pretty,
        signed=plain,
    )
    yield kit.shot("the signature of an empty body", "refused", signed=b"")
    quoted = json.dumps(plain.decode(), ensure_ascii=False).encode()
    yield kit.shot(
        "the signature of the body as a JSON text",
        "refused",
        signed=quoted,
        content_type="text/plain",
    )


def _home_made(kit: Kit) -> Iterator[Shot]:
    body, at = kit.plain, kit.now
    for what, signer, head in (
        ("a signature keyed with the secret as text", Signer(kit.secret.encode()), None),
        (
            "a signature keyed with the base64 text of the secret",
            Signer(kit.secret.removeprefix("whsec_").encode()),
            None,
        ),
        ("a signature of the body alone", kit.signer, b""),
        ("a signature of timestamp and body", kit.signer, f"{at}.".encode()),
    ):
        name = kit.fresh_id()
        digest = signer.digest(f"{name}.{at}.".encode() if head is None else head, body)
        yield kit.shot(what, "refused", message_id=name, signature=f"v1,{base64(digest)}")
    name = kit.fresh_id()
    digest = kit.signer.digest(f"{name}.{at}.".encode(), body)
    yield kit.shot(
        "a signature in hexadecimal", "refused", message_id=name, signature=f"v1,{digest.hex()}"
    )


def _bare_deleted(kit: Kit) -> Iterator[Shot]:
    what = "`user.deleted` of a user that is not there"
    yield kit.shot(what, "accepted", body=kit.deleted, event="user.deleted")


def _large(kit: Kit) -> Iterator[Shot]:
    for size in (64_000, 110_000, 350_000):
        filled = kit.plain[:-1] + b',"filling":"' + b"x" * size + b'"}'
        yield kit.shot(f"a signed body of {size // 1000} kB", "accepted", body=filled)


def _odd_bytes(kit: Kit) -> Iterator[Shot]:
    yield kit.shot("a body that is not UTF-8", "handled", body=kit.plain[:-1] + b',"x":"\xff"}')
    yield kit.shot("a body that is no JSON", "handled", body=b"not JSON")


def _methods(kit: Kit) -> Iterator[Shot]:
    yield kit.shot("a GET request", "refused", body=b"", method="GET")


def _charset(kit: Kit) -> Iterator[Shot]:
    yield kit.shot(
        "a content type with a charset", "accepted", content_type=f"{CONTENT_TYPE}; charset=utf-8"
    )


def _malformed(kit: Kit) -> Iterator[Shot]:
    name = kit.fresh_id()
    right = kit.signer.sign(name, kit.now, kit.plain)
    yield kit.shot(
        "an entry that is no signature before the right one",
        "handled",
        message_id=name,
        signature=f"garbage {right}",
    )


def _again(kit: Kit) -> Iterator[Shot]:
    name = kit.fresh_id()
    yield kit.shot("a delivery", "accepted", message_id=name)
    yield kit.shot("the same delivery again", "accepted", message_id=name)


def _at_once(kit: Kit) -> Iterator[Shot]:
    name = kit.fresh_id()
    for what in ("a delivery", "the same delivery at the same time"):
        yield kit.shot(what, "accepted", message_id=name, together=True)


def _burnt(kit: Kit) -> Iterator[Shot]:
    name, known = kit.fresh_id(), kit.fresh_id()
    forged = "v1," + "A" * 43 + "="
    yield kit.shot("a forged delivery", "refused", message_id=name, signature=forged)
    yield kit.shot("the right one with that id", "accepted", message_id=name)
    yield kit.shot("another right one", "accepted", message_id=known)
    yield kit.shot(
        "a forged delivery whose id it knows", "refused", message_id=known, signature=forged
    )


def _user(kit: Kit, of: str, event_type: str, **changed: object) -> bytes:
    """An event about a user that is not there: another one for each probe and each run."""
    event = absent_user(event_type, now_ms=kit.now * 1000, seed=f"{kit.seed}/{of}")
    if event["data"].get("email_addresses"):
        address = f"nobody.{kit.seed}.{of}+clerk_test@example.com"
        event["data"]["email_addresses"][0]["email_address"] = address
    event["data"].update(changed)
    return as_body(event)


def _deleted_again(kit: Kit, of: str) -> Shot:
    """What removes a user that a probe has made."""
    what, event = "`user.deleted` of that user", "user.deleted"
    return kit.shot(what, "accepted", body=_user(kit, of, event), event=event)


def _unknown_user(kit: Kit) -> Iterator[Shot]:
    what, event = "`user.updated` of a user that is not there", "user.updated"
    yield kit.shot(what, "accepted", body=_user(kit, "unknown", event), event=event)
    yield _deleted_again(kit, "unknown")


def _no_email(kit: Kit) -> Iterator[Shot]:
    what, event = "`user.created` without an e-mail address", "user.created"
    nothing: list[object] = []
    body = _user(
        kit, "phone", event, email_addresses=nothing, primary_email_address_id=None, first_name=None
    )
    yield kit.shot(what, "accepted", body=body, event=event)
    yield _deleted_again(kit, "phone")


def _created_again(kit: Kit) -> Iterator[Shot]:
    event = "user.created"
    name, body = kit.fresh_id(), _user(kit, "created", event)
    for what in ("`user.created`", "the same `user.created` again"):
        yield kit.shot(what, "accepted", body=body, message_id=name, event=event)
    yield _deleted_again(kit, "created")


def _every_type(kit: Kit) -> Iterator[Shot]:
    from clerkdoctor.clerk.events import EVENT_TYPES

    for event_type in EVENT_TYPES:
        body = as_body(sample(event_type, now_ms=kit.now * 1000, seed=kit.seed))
        yield kit.shot(f"`{event_type}`", "accepted", body=body, event=event_type)


PROBES: tuple[Probe, ...] = (
    Probe(SIGNED, "authentication", _signed),
    Probe("unsigned-requests-are-refused", "authentication", _unsigned),
    Probe("signatures-of-another-secret-are-refused", "authentication", _other_secret),
    Probe("the-body-is-covered", "authentication", _changed_body),
    Probe("the-id-is-covered", "authentication", _changed_id),
    Probe("other-signature-versions-are-refused", "authentication", _other_versions),
    Probe("an-empty-key-is-refused", "authentication", _empty_key),
    Probe("rotated-secrets-are-accepted", "authentication", _rotated),
    Probe("fresh-deliveries-are-accepted", "freshness", _fresh),
    Probe("stale-deliveries-are-refused", "freshness", _stale),
    Probe("the-raw-body-is-verified", "raw body", _raw),
    Probe("signatures-are-computed-as-svix-does", "raw body", _home_made),
    Probe("unknown-events-are-accepted", "robustness", _strange),
    Probe("a-bare-user-deleted-is-accepted", "robustness", _bare_deleted),
    Probe("charsets-are-accepted", "robustness", _charset),
    Probe("large-bodies-are-accepted", "robustness", _large),
    Probe("odd-bodies-are-handled", "robustness", _odd_bytes),
    Probe("malformed-signatures-are-handled", "robustness", _malformed),
    Probe("other-methods-are-refused", "robustness", _methods),
    Probe("redelivery-is-idempotent", "idempotency", _again),
    Probe("concurrent-redelivery-is-idempotent", "idempotency", _at_once),
    Probe("refused-ids-can-be-delivered", "idempotency", _burnt),
    Probe("redelivery-is-idempotent", "side effects", _created_again, writes=True),
    Probe("updates-of-unknown-users-are-accepted", "side effects", _unknown_user, writes=True),
    Probe("users-without-an-email-are-accepted", "side effects", _no_email, writes=True),
    Probe("every-event-type-is-accepted", "side effects", _every_type, writes=True),
)
