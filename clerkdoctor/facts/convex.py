"""How a project has Convex accept Clerk's tokens: its auth.config, its code, its deployments.

Places are relative to the app. Of a deployment's variables only those are kept that auth.config
reads, and of the others the names.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

from clerkdoctor.facts.place import Location, Place, Url
from clerkdoctor.facts.project import App
from clerkdoctor.secret import Secret
from clerkdoctor.semver import Version

# The list of checks knows these types, and is shown without what takes configurations apart.
if TYPE_CHECKING:
    from clerkdoctor.convex.providers import Provider
    from clerkdoctor.convex.refusal import Refused

FieldKind = Literal["text", "variable", "template", "other", "unknown"]


class Field(NamedTuple):
    """What stands for a property of a provider.

    `text`: a constant, in `text`. `variable`: all of the variable `variable`. `template`: text
    around variables, as `text` with `${NAME}` in it. `other`: a value of another type, which
    `text` names. `unknown`: `text` says why.
    """

    name: str
    kind: FieldKind
    text: str
    place: Place
    variable: str | None = None


class StatedProvider(NamedTuple):
    """One object of the list. `unknown` says why it may have more properties, or other ones."""

    place: Place
    fields: tuple[Field, ...]
    unknown: str | None = None

    def field(self, name: str) -> Field | None:
        return next((one for one in self.fields if one.name == name), None)

    @property
    def is_custom(self) -> bool:
        kind = self.field("type")
        return kind is not None and kind.text == "customJwt"

    @property
    def issuer(self) -> Field | None:
        """The field that a token's `iss` is compared with."""
        return self.field("issuer" if self.is_custom else "domain")

    @property
    def is_clerks(self) -> bool:
        """Whether its issuer looks like a Clerk instance's, by its host or its variable's name."""
        stated = self.issuer
        if stated is None:
            return False
        text = stated.text.lower()
        host = text.partition("://")[2] or text
        named = "clerk" in text if stated.kind in ("variable", "template") else False
        return named or ".clerk.accounts" in host or host.startswith("clerk.")


class VariableRead(NamedTuple):
    """A read of a deployment's variable whose value the providers depend on.

    `operator` is `??` or `||` where something else stands in for it, `fallback` that text where it
    is a constant. Not `certain`: whether it is read hangs on the value of another one.
    """

    name: str
    place: Place
    operator: str = ""
    fallback: str | None = None
    certain: bool = True


class AuthConfig(NamedTuple):
    """auth.config as Convex evaluates it, where NODE_ENV is always `production`.

    `providers` are those that can be told; `unknown` says why that is not all. `refused` is what a
    push answers whatever the variables hold. `node_env` are the places where NODE_ENV decides, and
    `node_env_beside` those where it is asked and the providers do not depend on it.
    `stated` are the app's own statements of these variables, which Convex never reads.
    """

    file: Place
    providers: tuple[StatedProvider, ...] = ()
    unknown: str | None = None
    refused: "Refused | None" = None
    reads: tuple[VariableRead, ...] = ()
    node_env: tuple[Place, ...] = ()
    stated: tuple[tuple[str, Location], ...] = ()
    node_env_beside: tuple[Place, ...] = ()

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables that a push needs, but for those that Convex sets itself."""
        names = (one.name for one in self.reads if one.certain)
        return tuple(dict.fromkeys(name for name in names if not name.startswith("CONVEX_")))


class ConvexPackage(NamedTuple):
    """The app or package in whose folder the functions stand."""

    app: App


class Misplaced(NamedTuple):
    """A file that was meant to be auth.config; `reason` is the predicate of a sentence."""

    place: Place
    reason: str


class HttpRouter(NamedTuple):
    """Where `httpRouter()` is called."""

    place: Place


class HttpFile(NamedTuple):
    """`http.ts` in the functions folder, and whether it has a default export."""

    place: Place
    has_default: bool | None


class GeneratedCode(NamedTuple):
    """The code that Convex generates. `used` is where the app imports it, `made_by` what makes it
    before a build. `ignored` is the rule by which git leaves it out; None: nothing is known.
    """

    folder: str
    is_there: bool
    is_tracked: bool | None
    used: Place | None
    made_by: Place | None = None
    ignored: Place | None = None


class ConvexFiles(NamedTuple):
    """The functions folder, and which files in and around it Convex takes for what.

    `configs` are the files called auth.config that Convex reads, `misplaced` those that it does
    not. `legacy` is `authInfo` in convex.json. `relying` is code that only works where Convex
    accepts Clerk's tokens.
    """

    folder: str
    configs: tuple[Place, ...] = ()
    misplaced: tuple[Misplaced, ...] = ()
    legacy: Place | None = None
    relying: tuple[tuple[str, Place], ...] = ()
    routers: tuple[HttpRouter, ...] = ()
    http: HttpFile | None = None
    generated: GeneratedCode | None = None


class TokenRequest(NamedTuple):
    """A call of Clerk's `getToken`. `template` is the name of the JWT template that it asks for,
    empty for the session token, None where that is not known. `for_convex`: the file also talks to
    Convex with tokens.
    """

    place: Place
    template: str | None
    for_convex: bool = False


class ConvexClients(NamedTuple):
    """How the app's code hands Clerk's tokens to Convex.

    `providers` are the elements `<ConvexProviderWithClerk>`, `requests` the calls of `getToken`.
    `version` is that of the package convex, `version_at` where it is stated.
    """

    providers: tuple[Place, ...] = ()
    requests: tuple[TokenRequest, ...] = ()
    set_auth: tuple[Place, ...] = ()
    version: Version | None = None
    version_text: str | None = None
    version_at: Place | None = None

    @property
    def templates(self) -> Mapping[str, Place]:
        """The JWT templates that the code asks for by name, each with the first place."""
        found: dict[str, Place] = {}
        for one in self.requests:
            if one.template:
                found.setdefault(one.template, one.place)
        return found


class ClerkIssuer(NamedTuple):
    """The `iss` of every token of the instance that the app's publishable key names."""

    issuer: str
    is_live: bool
    variable: str
    at: Location


class ConvexToken(NamedTuple):
    """A token that the user gave, taken apart and not verified. `kind` is `session`,
    `jwt-template`, `m2m` or `unknown`.
    """

    kind: str
    claims: Mapping[str, object]
    at: Location

    @property
    def audiences(self) -> tuple[str, ...]:
        stated = self.claims.get("aud")
        listed = stated if isinstance(stated, list) else [stated]
        return tuple(one for one in listed if isinstance(one, str))


class Deployment(NamedTuple):
    """A deployment, as far as it could be looked into.

    `names` are its variables, `values` those that auth.config reads. `evaluated` are the providers
    to which auth.config comes with them, `refused` what a push would answer instead; both are None
    where that is not known, and `not_evaluated` says why. `deployed` are those that it really has.
    `unread` says why a part is not known, by `variables`, `type`, `providers` or `urls`.
    `is_the_apps`: the app's own Convex URL names it; None where that is not known.
    """

    name: str
    at: Url
    kind: str | None = None
    is_the_apps: bool | None = None
    names: frozenset[str] | None = None
    values: Mapping[str, Secret] = {}
    evaluated: "tuple[Provider, ...] | None" = None
    refused: "Refused | None" = None
    not_evaluated: str = ""
    deployed: "tuple[Provider, ...] | None" = None
    urls: tuple[str, str] | None = None
    unread: Mapping[str, str] = {}

    @property
    def title(self) -> str:
        """`the dev deployment `happy-animal-123``."""
        kind = f"{self.kind} " if self.kind else ""
        return f"the {kind}deployment `{self.name}`"


class ConvexDeployments(NamedTuple):
    """The deployments that told something of themselves, one at least."""

    deployments: tuple[Deployment, ...]


class SeenDeployments(NamedTuple):
    """The same, for what is judged with or without them: `why` there is none."""

    deployments: tuple[Deployment, ...] = ()
    why: str = ""


class TokenSource(NamedTuple):
    """Which of Clerk's tokens Convex gets, as far as it is seen; None: it is not.

    `template`: Clerk has the JWT template. `integration`: the Convex integration is on, so that
    session tokens have an `aud`. `audiences` are those of the token that was seen or that the
    template gives; `because` says what shows it.
    """

    template: bool | None = None
    integration: bool | None = None
    audiences: tuple[str, ...] | None = None
    because: str = ""
    at: Location | None = None


class TokenProbe(NamedTuple):
    """What the app's deployment answers to the token that was given, with a function that is none.

    `code` and `message` are Convex' own where it refuses the token, None where it accepts it.
    """

    at: Url
    code: str | None = None
    message: str | None = None
