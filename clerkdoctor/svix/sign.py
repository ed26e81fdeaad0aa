"""Signing a delivery as Svix does: HMAC-SHA256 over `<id>.<timestamp>.<body>`, in base64.

Source: svix-server, `worker.rs` (`sign_msg`), and the Standard Webhooks specification.
"""

import hashlib
from binascii import b2a_base64

_BLOCK = 64
_INNER = bytes(byte ^ 0x36 for byte in range(256))
_OUTER = bytes(byte ^ 0x5C for byte in range(256))


class Signer:
    """Signs any number of deliveries with one key.

    What HMAC does with the key alone is done once: what is left of a signature are two copies and
    two hashes, half the time that `hmac` takes for it.
    """

    __slots__ = ("_inner", "_outer")

    def __init__(self, key: bytes) -> None:
        block = hashlib.sha256(key).digest() if len(key) > _BLOCK else key
        block = block.ljust(_BLOCK, b"\0")
        self._inner = hashlib.sha256(block.translate(_INNER))
        self._outer = hashlib.sha256(block.translate(_OUTER))

    def sign(self, message_id: str, timestamp: int, body: bytes) -> str:
        """The value of `svix-signature`: `v1,` and 44 characters.

        `timestamp` is in seconds since 1970, `body` the bytes that are sent. An id with half a
        character in it is refused with `UnicodeEncodeError`.
        """
        # `digest` once more, since a call costs a tenth of it all.
        inner = self._inner.copy()
        inner.update(f"{message_id}.{timestamp}.".encode())
        inner.update(body)
        outer = self._outer.copy()
        outer.update(inner.digest())
        return "v1," + b2a_base64(outer.digest(), newline=False).decode()

    def digest(self, head: bytes, body: bytes) -> bytes:
        """HMAC-SHA256 over both, the one behind the other: 32 bytes."""
        inner = self._inner.copy()
        inner.update(head)
        inner.update(body)
        outer = self._outer.copy()
        outer.update(inner.digest())
        return outer.digest()

    def headers(
        self, message_id: str, timestamp: int, body: bytes
    ) -> tuple[tuple[str, str], tuple[str, str], tuple[str, str]]:
        """The three headers of a delivery, in Svix' order and spelling."""
        return (
            ("Svix-Id", message_id),
            ("Svix-Timestamp", str(timestamp)),
            ("Svix-Signature", self.sign(message_id, timestamp, body)),
        )


def base64(digest: bytes) -> str:
    """A digest as it stands behind `v1,`."""
    return b2a_base64(digest, newline=False).decode()
