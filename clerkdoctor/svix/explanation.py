"""A named fault of a delivery."""

from typing import Literal, NamedTuple

# What of a delivery a fault is about: `form` is how the signature is written, `message` what
# stands before the body in what is signed, `json` the body's content, and `signature` is what
# nothing explains.
Part = Literal[
    "headers", "timestamp", "clock", "secret", "form", "key", "message", "body", "signature", "json"
]


class Explanation(NamedTuple):
    """Why a delivery is refused, by its name: what is, and what to do about it.

    Nothing in it shows any of a secret or of the body.
    """

    name: str
    part: Part
    message: str
    fix: str
