"""A token, and what each verifier says of it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

# The list of checks knows these types, and is shown without what takes tokens apart.
if TYPE_CHECKING:
    from clerkdoctor.clerk.jwt import Jwt, NotJwt
    from clerkdoctor.clerk.older import Difference
    from clerkdoctor.clerk.token_input import TokenInput
    from clerkdoctor.clerk.verdict import Refused
    from clerkdoctor.convex import refusal as convex


class Token(NamedTuple):
    """What the user gave: `size` is the token's length in bytes, as a cookie holds it."""

    given: "TokenInput"
    size: int


class DecodedToken(NamedTuple):
    """A token that is a JSON Web Token in form. Nothing of it is verified."""

    jwt: "Jwt"

    @property
    def header(self) -> Mapping[str, object]:
        return self.jwt.header if isinstance(self.jwt.header, dict) else {}

    @property
    def claims(self) -> Mapping[str, object]:
        return self.jwt.claims if isinstance(self.jwt.claims, dict) else {}


class NoToken(NamedTuple):
    """Why the text is no JSON Web Token; None where it is one."""

    reason: "NotJwt | None"


class VerificationKey(NamedTuple):
    """There is a key, or a key set, that Clerk's verdict is reached with; `source` says where it
    came from. For a PEM key a token's `kid` is not looked at.
    """

    source: str
    is_pem: bool = False


class Asked(NamedTuple):
    """What was asked of a token; an empty option asks nothing, so nothing was compared with it."""

    audience: tuple[str, ...] = ()
    authorized_parties: tuple[str, ...] = ()
    issuer: str = ""


class ClerkVerdict(NamedTuple):
    """What @clerk/backend's `verifyToken` says: `reasons` are all that apply, its own first.

    Without a key (`has_key`) they are those that need none, and others may come first. `older` is
    what the version in the project's lock file does otherwise, `asked` which options the token was
    judged by.
    """

    reasons: "tuple[Refused, ...]"
    has_key: bool = True
    older: "tuple[Difference, ...]" = ()
    asked: Asked = Asked()

    @property
    def accepted(self) -> bool | None:
        """None: nothing speaks against the token, but its signature is not verified."""
        return False if self.reasons else True if self.has_key else None

    @property
    def reason(self) -> str | None:
        """The code that `verifyToken` gives; None where there is none, or where that is unknown."""
        first = self.reasons[0] if self.reasons else None
        return first.reason if first and (self.has_key or first.rule == "category") else None

    def refused(self, *rules: str) -> "tuple[Refused, ...]":
        return tuple(one for one in self.reasons if one.rule in rules)


class ConvexVerdict(NamedTuple):
    """What Convex says: `refused` with its hidden cause, or the identity that functions get."""

    refused: "convex.Refused | None"
    identity: Mapping[str, object] | None
    providers_from: str
