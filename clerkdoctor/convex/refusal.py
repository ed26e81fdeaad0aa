"""What Convex answers when it refuses, and how that answer reaches a client.

Source: get-convex/convex-backend, crates/errors (`ErrorCode`: `http_status_code`, `close_frame`,
`from_http_status_code`) and crates/sync.
"""

from typing import Literal, NamedTuple

ErrorClass = Literal[
    "Unauthenticated",
    "BadRequest",
    "Forbidden",
    "NotFound",
    "TooEarly",
    "MisdirectedRequest",
    "RateLimited",
    "Overloaded",
    "InternalServerError",
]

# The status of the HTTP API, and what happens to a WebSocket: an `AuthError`, which the client
# retries and then goes on without an identity, or a close, after which it reconnects for ever.
_TRANSPORT: dict[ErrorClass, tuple[int, str]] = {
    "Unauthenticated": (401, "AuthError"),
    "BadRequest": (400, "AuthError"),
    "Forbidden": (403, "AuthError"),
    "NotFound": (404, "close 1000"),
    "TooEarly": (425, "close 1013"),
    "MisdirectedRequest": (421, "close 1013"),
    "RateLimited": (429, "close 1013"),
    "Overloaded": (503, "close 1013"),
    "InternalServerError": (500, "close 1011"),
}


class Refused(NamedTuple):
    """A refusal. `code` and `message` are Convex' own and all that a client is told.

    `reason` is our name for what it was, one of `clerkdoctor.convex.explanations.REASONS`; `cause`
    says it of this very token or configuration, as a sentence without its full stop. What stands
    in it of the token is hostile text, shortened and not yet fit for a terminal.
    """

    code: str
    message: str
    reason: str
    cause: str
    error_class: ErrorClass = "Unauthenticated"

    @property
    def http_status(self) -> int:
        """What `/api/query` and its siblings answer."""
        return _TRANSPORT[self.error_class][0]

    @property
    def websocket(self) -> str:
        """`AuthError`, or `close` and the code with which the socket is closed.

        Backends before 2026-08-11 sent an `AuthError` for every class.
        """
        return _TRANSPORT[self.error_class][1]


def class_of_status(status: int) -> ErrorClass:
    """The class of a discovery that failed because a provider answered with this status."""
    known: dict[int, ErrorClass] = {
        401: "Unauthenticated",
        403: "Forbidden",
        404: "NotFound",
        421: "MisdirectedRequest",
        425: "TooEarly",
        429: "RateLimited",
    }
    return known.get(status, "Overloaded" if 500 <= status < 600 else "BadRequest")


def shown(text: str | None, limit: int = 80) -> str:
    """A text as it stands in a cause: in backticks, shortened, what is not printable escaped."""
    if text is None:
        return "`null`"
    return f"`{printable(text, limit)}`"


def printable(text: str, limit: int = 200) -> str:
    """A text without what would act on a terminal; an escape counts with all its characters."""
    escaped = "".join(
        char if char.isprintable() else repr(char)[1:-1] for char in text[: limit + 1]
    )
    return escaped if len(escaped) <= limit else f"{escaped[: limit - 1]}…"


def shown_json(value: object) -> str:
    """A JSON value as it stands in a cause, so that its type shows; what is large is left out."""
    import json

    if isinstance(value, dict | list) and len(value) > 0:
        return "an object" if isinstance(value, dict) else f"a list of {len(value)}"
    cut = value[:100] if isinstance(value, str) else value
    return shown(json.dumps(cut, ensure_ascii=False))
