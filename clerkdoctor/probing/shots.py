"""One request to an endpoint, and what requests are made of: a key, a clock, fresh ids."""

import hashlib
from base64 import b64encode
from typing import Literal, NamedTuple

from clerkdoctor.clerk.events import PROBE_TYPE, absent_user, as_body, probe_event
from clerkdoctor.svix.sign import Signer

Wanted = Literal["accepted", "refused", "handled"]
CONTENT_TYPE = "application/json"
USER_AGENT = "Svix-Webhooks/1.84.0 (clerkdoctor)"


class Shot(NamedTuple):
    """One request. `what` says it in words: `a signature of another secret`.

    `id` is the message's, the same for shots that are one delivery sent again. `together` are shots
    that are sent at the same time.
    """

    what: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    wanted: Wanted
    event: str = ""
    method: str = "POST"
    together: bool = False


class Kit:
    """What shots are made of: the key, a clock that is read when a shot is made, fresh ids.

    `is_strange`: the event of most shots is of a type that Clerk does not have. An endpoint that
    does not take those is shown a `user.deleted` of a user that is not there instead.
    """

    def __init__(self, secret: str, key: bytes, now: float, seed: str) -> None:
        self.secret = secret
        self.key = key
        self.signer = Signer(key)
        self.now = int(now)
        self.seed = seed
        self.is_strange = True
        self._ids = 0

    def fresh_id(self) -> str:
        """A message's id in the shape of Svix' own, another one each time."""
        self._ids += 1
        digest = hashlib.sha256(f"{self.seed}/{self._ids}".encode()).digest()
        letters = "".join(char for char in b64encode(digest).decode() if char.isalnum())
        return f"msg_2{letters[:26]}"

    @property
    def plain(self) -> bytes:
        """A body that every way of writing JSON gives back the same, of an event without effect."""
        return self.strange if self.is_strange else self.deleted

    @property
    def strange(self) -> bytes:
        return as_body(probe_event(now_ms=self.now * 1000, seed=self.seed))

    @property
    def deleted(self) -> bytes:
        return as_body(absent_user("user.deleted", now_ms=self.now * 1000, seed=self.seed))

    @property
    def type(self) -> str:
        """The type of the plain event."""
        return PROBE_TYPE if self.is_strange else "user.deleted"

    def shot(
        self,
        what: str,
        wanted: Wanted,
        *,
        body: bytes | None = None,
        signed: bytes | None = None,
        at: int = 0,
        message_id: str | None = None,
        signature: str | None = None,
        content_type: str = CONTENT_TYPE,
        event: str | None = None,
        without: str = "",
        method: str = "POST",
        together: bool = False,
    ) -> Shot:
        """A delivery, signed as Svix signs it but where it is told otherwise.

        `signed` are the bytes that are signed in place of the body, `at` seconds beside now,
        `without` the name of a header that is left out.
        """
        body = self.plain if body is None else body
        name = message_id or self.fresh_id()
        at += self.now
        signature = signature or self.signer.sign(name, at, body if signed is None else signed)
        headers = (
            ("Accept", "*/*"),
            ("Content-Type", content_type),
            ("User-Agent", USER_AGENT),
            ("Svix-Id", name),
            ("Svix-Timestamp", str(at)),
            ("Svix-Signature", signature),
        )
        kept = tuple(pair for pair in headers if pair[0] != without)
        return Shot(what, kept, body, wanted, event or self.type, method, together)
