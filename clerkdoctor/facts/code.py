"""What the project's source code says about Clerk and its environment."""

from typing import Literal, NamedTuple

from clerkdoctor.facts.place import Place

Side = Literal["browser", "next-server", "middleware", "convex", "script"]


class EnvRead(NamedTuple):
    """One read of `process.env.NAME`. `fallback`: the code goes on without the variable."""

    name: str
    place: Place
    side: Side
    fallback: bool


class Import(NamedTuple):
    """One imported name. `name` is `default` or `*` for those kinds of import."""

    module: str
    name: str
    place: Place


class KeyOption(NamedTuple):
    """A key that the code hands to Clerk itself: a prop, or an option of the middleware.

    `env` is the variable that it comes from, None where it comes from elsewhere.
    """

    option: str
    place: Place
    env: str | None
    of: str


class WebhookVerifier(NamedTuple):
    """A call that verifies a Clerk webhook: `verifyWebhook(…)` or `new Webhook(secret)`.

    `env` is the variable that its secret comes from, None where that is not statically known.
    """

    kind: Literal["verifyWebhook", "svix"]
    place: Place
    env: str | None


class LiteralSecret(NamedTuple):
    """A secret that stands in the code. `kind` is what its shape says it is.

    `in_test`: the file is a test, a fixture or a story, where most of what looks like a key is
    made up.
    """

    kind: str
    mask: str
    place: Place
    in_test: bool = False


class Skipped(NamedTuple):
    """A source file, or a folder of them, that could not be read as source.

    `reason` follows the path in a sentence: `cannot be parsed at line 3`. `searched`: its bytes
    were searched for secrets all the same.
    """

    path: str
    reason: str
    searched: bool = False


class Code(NamedTuple):
    """All that the source code tells the checks, in the order of files and lines."""

    env_reads: tuple[EnvRead, ...] = ()
    imports: tuple[Import, ...] = ()
    key_options: tuple[KeyOption, ...] = ()
    webhook_verifiers: tuple[WebhookVerifier, ...] = ()
    literal_secrets: tuple[LiteralSecret, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    authorized_parties: tuple[str, ...] = ()
    """The origins that the middleware's option `authorizedParties` lists, as far as it says."""
    files: int = 0
    """How many source files there are."""
    read: int = 0
    """How many of them name Clerk, Convex, Svix or Next.js' server modules, and were parsed."""
