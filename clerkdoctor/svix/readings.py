"""What a signature may have been computed over: other forms of the key, the text and the digest.

Whoever signs by hand may take the secret for the key as it stands, leave out the timestamp or write
the digest in hexadecimal digits. Each of these is tried; what fits names the bug. Bodies have a
module of their own, `clerkdoctor.svix.bodies`.
"""

import binascii
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import unquote

from clerkdoctor.clerk.base64url import decode_like_node
from clerkdoctor.clerk.javascript import WHITE_SPACE
from clerkdoctor.clerk.webhook_secret import PREFIX, BadSecret, signing_key
from clerkdoctor.stray import stray_characters, without_stray
from clerkdoctor.svix.sign import base64
from clerkdoctor.svix.verify import NAMES, UNBRANDED, timestamp_of, timestamp_text, utf8


class Reading(NamedTuple):
    """One way to take a part of a delivery.

    `data` is the part as it would have been signed, or the digest. `words` complete the sentence
    "The signature is right …", and `fix` is what to do if it is. What the libraries take has no
    name.
    """

    name: str
    data: bytes
    words: str = ""
    fix: str = ""


class Written(NamedTuple):
    """The three values as a delivery states them, white space around them removed."""

    message_id: str
    timestamp: str
    signature: str

    @property
    def head(self) -> bytes:
        """What the libraries sign before the body: the timestamp is written anew."""
        number = timestamp_of(self.timestamp)
        text = self.timestamp if number is None else timestamp_text(number)
        return utf8(f"{self.message_id}.{text}.")


def written(headers: Mapping[str, str]) -> Written:
    """What svix reads: each header by itself, `svix-*` before `webhook-*`."""
    values = (headers.get(a, headers.get(b, "")) for a, b in zip(NAMES, UNBRANDED, strict=True))
    return Written(*(value.strip(WHITE_SPACE) for value in values))


_DECODE = "Sign with the key that the secret encodes: the base64 behind `whsec_`, decoded"


def key_of(secret: str) -> bytes | None:
    """The key that the libraries sign with, None for a secret that they refuse."""
    try:
        return signing_key(secret)
    except BadSecret:
        return None


def other_keys(secret: str) -> Iterator[Reading]:
    """What some signer may have made of the secret."""
    if stray_characters(secret):
        key = key_of(without_stray(secret))
        if key:
            words = "with the secret without the characters around it that do not belong to it"
            fix = "Remove what stands around the secret: quotes, white space, line breaks"
            yield Reading("secret-without-stray-characters", key, words, fix)
    words = "with an empty key, with which anybody can sign"
    fix = "Set the secret to what the dashboard gives; svix before 2.2 takes an empty one"
    yield Reading("empty-key", b"", words, fix)
    bare = secret.removeprefix(PREFIX)
    words = "with the secret's text for a key, nothing of it decoded"
    yield Reading("secret-as-text", utf8(secret), words, _DECODE)
    if bare != secret:
        words = "with the text behind `whsec_` for a key, not decoded"
        yield Reading("secret-as-text-without-prefix", utf8(bare), words, _DECODE)
    words = "with a key for which `whsec_` was decoded, too"
    yield Reading("secret-decoded-with-prefix", decode_like_node(secret), words, _DECODE)
    words = "with the key that Node.js' `Buffer` decodes from the text behind `whsec_`"
    fix = "Use the secret as the dashboard gives it: in plain base64, which is not URL-safe"
    yield Reading("secret-decoded-leniently", decode_like_node(bare), words, fix)


_ALL_THREE = "Sign `<svix-id>.<svix-timestamp>.<body>`, joined by dots"


def other_heads(headers: Mapping[str, str], found: Written) -> Iterator[Reading]:
    """What some signer may have put before the body."""
    message_id, timestamp, _ = found
    number = timestamp_of(timestamp)
    text = "" if number is None else timestamp_text(number)

    def reading(name: str, head: str, words: str, fix: str = _ALL_THREE) -> Reading:
        return Reading(name, utf8(head), words, fix)

    plain = [headers.get(name, "").strip(WHITE_SPACE) for name in UNBRANDED]
    if all(plain[:2]) and plain[:2] != [message_id, timestamp]:
        fix = "Remove the headers `webhook-*` or `svix-*`: where both are there, `svix-*` counts"
        words = "for the id and the timestamp of the headers `webhook-*`"
        yield reading("other-headers", f"{plain[0]}.{plain[1]}.", words, fix)
    yield reading("swapped", f"{text}.{message_id}.", "with timestamp and id in each other's place")
    if timestamp != text:
        fix = "Write the timestamp as a whole number of seconds, and sign that"
        words = "for the timestamp as it stands, which the libraries write anew"
        yield reading("timestamp-as-it-stands", f"{message_id}.{timestamp}.", words, fix)
    if number is not None and abs(number) < 1e15:
        fix = "Write and sign the timestamp in seconds: `Math.floor(Date.now() / 1000)`"
        for name, other, words in (
            ("milliseconds", f"{text}000", "for the timestamp in milliseconds"),
            ("seconds", f"{int(number // 1000)}", "for the timestamp in seconds"),
        ):
            yield reading(f"timestamp-in-{name}", f"{message_id}.{other}.", words, fix)
    yield reading("timestamp-and-body", f"{text}.", "for timestamp and body alone, as Stripe signs")
    yield reading("id-and-body", f"{message_id}.", "for id and body alone, without the timestamp")
    yield reading("body-alone", "", "for the body alone, without id and timestamp")
    yield reading("without-dots", f"{message_id}{text}", "for the three without dots between them")
    raw = headers.get(NAMES[0], "")
    if raw.strip(WHITE_SPACE) != raw:
        fix = "Remove the white space around the id"
        words = "for the id with the white space around it"
        yield reading("id-with-white-space", f"{raw}.{text}.", words, fix)


_FORM = "Write the signature as `v1,` and the base64 of the digest, with its padding"


def digests(signature: str) -> dict[bytes, Reading]:
    """Every digest of 32 bytes that stands in the header, by itself, and how it is written there.

    Those that the libraries see come first and have no name.
    """
    found: dict[bytes, Reading] = {}
    for entry in signature.split(" "):
        version, _, rest = entry.partition(",")
        text = rest.partition(",")[0]
        digest = _from_base64(text)
        if version == "v1" and digest and base64(digest) == text:
            found.setdefault(digest, Reading("", digest))
    if "%" in signature:
        for reading in _loosely(unquote(signature)):
            words, fix = "where its percent escapes are resolved", "Send the header unescaped"
            found.setdefault(reading.data, Reading("percent-escapes", reading.data, words, fix))
    for reading in _loosely(signature):
        found.setdefault(reading.data, reading)
    for reading in _loosely(signature.replace(" ", "+")):
        words = "where each space in it is a `+` again"
        fix = "Keep the `+` of the header: reading it as a form turned it into a space"
        found.setdefault(reading.data, Reading("spaces-for-plus", reading.data, words, fix))
    return found


def has_entry(signature: str) -> bool:
    """Whether there is a signature that the libraries compare at all."""
    return any(reading.name == "" for reading in digests(signature).values())


def _loosely(text: str) -> Iterator[Reading]:
    for match in re.finditer(r"[A-Za-z0-9+/_-]{43,128}={0,3}", text):
        run, before = match[0], text[: match.start()].rpartition(" ")[2]
        if re.fullmatch(r"[0-9a-fA-F]{64}", run):
            words = "in hexadecimal digits, where base64 is expected"
            yield Reading("hexadecimal", bytes.fromhex(run), words, _FORM)
            continue
        digest = _from_base64(run.translate(_PLAIN))
        if digest is None:
            continue
        if before != "v1,":
            shown = f"behind `{before}`" if re.fullmatch(r"\w{1,12}[,=:]", before) else "alone"
            words = f"where `v1,` stands before it; here it stands {shown}"
            yield Reading("not-behind-v1", digest, words, _FORM)
        elif set(run) & {"-", "_"}:
            yield Reading("url-safe", digest, "in URL-safe base64, where plain is expected", _FORM)
        else:
            yield Reading("other-base64", digest, "in base64 that is written otherwise", _FORM)


_PLAIN = str.maketrans("-_", "+/")


def _from_base64(text: str) -> bytes | None:
    """The 32 bytes that a text encodes, with or without padding."""
    data = text.rstrip("=")
    if len(data) != 43 or not data.isascii():
        return None
    try:
        return binascii.a2b_base64(data + "=", strict_mode=True)
    except binascii.Error:
        return _with_other_last(data)


def _with_other_last(data: str) -> bytes | None:
    """The same where the last character has bits that belong to no byte."""
    try:
        digest = binascii.a2b_base64(data + "=")
    except binascii.Error:
        return None
    return digest if len(digest) == 32 and base64(digest)[:42] == data[:42] else None
