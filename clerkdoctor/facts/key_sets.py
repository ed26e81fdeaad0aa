"""What an issuer publishes: its key set, its metadata, and its clock."""

from collections.abc import Mapping
from typing import NamedTuple

from clerkdoctor.clerk.key_set import PublishedKey
from clerkdoctor.facts.place import Url


class Fetched(NamedTuple):
    """What came of asking for one document.

    `failure` is the predicate of a sentence about the URL where there is no answer; `document` is
    the JSON in the body, or `problem` says why there is none.
    """

    at: Url
    failure: str | None = None
    status: int | None = None
    content_type: str | None = None
    document: object = None
    problem: str | None = None

    @property
    def members(self) -> Mapping[str, object]:
        return self.document if isinstance(self.document, dict) else {}


class KeySetAnswer(NamedTuple):
    """What the key set's URL answered."""

    fetched: Fetched


class KeySet(NamedTuple):
    """A key set that could be read, and where it was."""

    at: Url
    keys: tuple[PublishedKey, ...]


class ProviderMetadata(NamedTuple):
    """The issuer's discovery document, read as JSON; `issuer` is the one that was asked for."""

    issuer: str
    jwks_uri: str
    fetched: Fetched


class ServerClock(NamedTuple):
    """How far this machine's clock is ahead of the server's `Date`, in seconds.

    `Date` has whole seconds and the answer took a while: `uncertainty` is how far off that may be.
    """

    at: Url
    ahead: float
    uncertainty: float


class LocalJwtKey(NamedTuple):
    """The modulus of the PEM key that the project verifies with, and the variable that holds it."""

    name: str
    modulus: int
