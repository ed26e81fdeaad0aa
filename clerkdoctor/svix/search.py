"""Finding out how a signature was made: over which body, with which key, over what before it.

A signature that does not match says nothing by itself. So every form in which a key, a message or a
body is usually signed by mistake is tried: the one that fits names the bug, beyond doubt.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from clerkdoctor.secret import Secret
from clerkdoctor.svix.bodies import LARGE, as_read, other_bodies
from clerkdoctor.svix.explanation import Part
from clerkdoctor.svix.readings import Reading, digests, key_of, other_heads, other_keys, written
from clerkdoctor.svix.sign import Signer


class KnownSecret(NamedTuple):
    """A secret that may have signed. `origin` names it in a sentence: "`WEBHOOK_SECRET`"."""

    origin: str
    secret: Secret


class Match(NamedTuple):
    """The forms in which a signature is right; those of the libraries have no name."""

    key: Reading
    message: Reading
    body: Reading
    form: Reading

    @property
    def faults(self) -> tuple[tuple[Part, Reading], ...]:
        """Whatever is not as the libraries have it."""
        parts: tuple[tuple[Part, Reading], ...] = (
            ("key", self.key),
            ("message", self.message),
            ("body", self.body),
            ("form", self.form),
        )
        return tuple((part, reading) for part, reading in parts if reading.name)


def find(headers: Mapping[str, str], body: bytes, secrets: Sequence[KnownSecret]) -> Match | None:
    """How a signature of the delivery was made: with as few mistakes as possible, at most two.

    A mistake in how the digest is written may come on top. The first of the secrets is the one to
    verify with, the others are those that may have been meant.
    """
    wanted = digests(written(headers).signature)
    if not wanted or not secrets:
        return None
    signers: dict[bytes, Signer] = {}
    for key, message, content in _forms(headers, body, secrets):
        signer = signers.get(key.data)
        if signer is None:
            signer = signers[key.data] = Signer(key.data)
        form = wanted.get(signer.digest(message.data, content.data))
        if form is not None:
            return Match(key, message, content, form)
    return None


def _forms(
    headers: Mapping[str, str], body: bytes, secrets: Sequence[KnownSecret]
) -> Iterator[tuple[Reading, Reading, Reading]]:
    """Key, message and body to try: as the libraries have them, then one otherwise, then two."""
    found = written(headers)
    message, content = Reading("", found.head), as_read(body)
    key, keys = _keys(secrets)
    right = (key,) if key else ()
    yield from ((one, message, content) for one in (*right, *keys))
    messages = list(other_heads(headers, found))
    yield from ((one, other, content) for one in right for other in messages)
    if len(body) > LARGE:
        yield from ((one, message, another) for one in right for another in other_bodies(body))
        return
    bodies: list[Reading] = []
    # Each is tried as soon as it is made, since making them is what costs.
    for another in other_bodies(body):
        bodies.append(another)
        yield from ((one, message, another) for one in right)
    for one in keys:
        yield from ((one, message, another) for another in bodies)
        yield from ((one, other, content) for other in messages)
    yield from ((one, other, another) for one in right for other in messages for another in bodies)


def _keys(secrets: Sequence[KnownSecret]) -> tuple[Reading | None, list[Reading]]:
    """The key to verify with, where the secret has one, and what else may have signed."""
    first, *rest = secrets
    key = key_of(first.secret.reveal())
    others: dict[bytes, Reading] = {}
    for known in rest:
        other = key_of(known.secret.reveal())
        if other:
            words = f"with {known.origin}, not with {first.origin}"
            fix = (
                f"Use {known.origin} to verify this delivery, or keep to the endpoint whose secret"
                f" {first.origin} is"
            )
            others.setdefault(other, Reading("other-secret", other, words, fix))
    for reading in other_keys(first.secret.reveal()):
        others.setdefault(reading.data, reading)
    others.pop(key or b"\0", None)
    return (Reading("", key) if key else None), list(others.values())
