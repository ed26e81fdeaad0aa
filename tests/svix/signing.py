"""Deliveries of the tests, signed with nothing but `hmac`."""

import base64
import hashlib
import hmac
import random

NOW = 1_795_000_000
ID = "msg_2abcDEFghiJKLmnoPQRstuVWXyz"
BODY = b'{"data":{"id":"user_1","bio":"x"},"object":"event","type":"user.created"}'


def key(seed: int = 1, size: int = 24) -> bytes:
    return random.Random(seed).randbytes(size)


def secret(seed: int = 1, size: int = 24) -> str:
    return "whsec_" + base64.b64encode(key(seed, size)).decode()


def digest(signed: bytes, by: bytes | None = None) -> bytes:
    return hmac.new(key() if by is None else by, signed, hashlib.sha256).digest()


def signature(
    body: bytes = BODY,
    by: bytes | None = None,
    head: str | None = None,
    timestamp: object = NOW,
) -> str:
    """What Svix writes; `head` is what stands before the body, where that is not as usual."""
    before = f"{ID}.{timestamp}." if head is None else head
    return "v1," + base64.b64encode(digest(before.encode() + body, by)).decode()


def headers(signed: str, timestamp: object = NOW, message_id: str = ID) -> dict[str, str]:
    return {"svix-id": message_id, "svix-timestamp": str(timestamp), "svix-signature": signed}
