"""The keys that the environment states, each with what it parses to beside it."""

from typing import NamedTuple

from clerkdoctor.clerk.jwt_key import JwtKeyShape
from clerkdoctor.clerk.keys import Malformed, PublishableKey, SecretKeyShape
from clerkdoctor.clerk.webhook_secret import WebhookSecretShape
from clerkdoctor.facts.environment import Variable
from clerkdoctor.facts.place import Place, Url


class PublishableKeyVariable(NamedTuple):
    """`NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY`, set to something."""

    variable: Variable
    parsed: PublishableKey | Malformed


class SecretKeyVariable(NamedTuple):
    """`CLERK_SECRET_KEY`, set to something."""

    variable: Variable
    shape: SecretKeyShape


class WebhookSecret(NamedTuple):
    """A webhook signing secret that the environment states."""

    variable: Variable
    shape: WebhookSecretShape


class WebhookSecrets(NamedTuple):
    """All of them: those that the code reads, and those under a name made for one."""

    secrets: tuple[WebhookSecret, ...]


class WebhookSecretReads(NamedTuple):
    """The variables from which the code takes a webhook's signing secret, and where."""

    reads: tuple[tuple[str, Place], ...]


class JwtKeyVariable(NamedTuple):
    """The variable that holds the PEM key for networkless verification."""

    variable: Variable
    shape: JwtKeyShape


class ApiKeySets(NamedTuple):
    """The `kid`s that the Frontend API and the Backend API publish for the project's two keys.

    `at` is the Backend API's key set. `refusal` is how it refuses the secret key, as the predicate
    of a sentence; then there are no `kid`s.
    """

    at: Url
    frontend_api: frozenset[str] = frozenset()
    backend_api: frozenset[str] = frozenset()
    refusal: str | None = None
