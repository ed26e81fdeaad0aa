"""Gathering a token's judgement: the project's settings, the keys, and what each verifier says.

Trust runs one way: keys come from options, from the project's own key, or from the issuer that the
project or the user states. What the token itself names (`iss`, `jku`, `x5u`) is never asked.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from clerkdoctor import json_text
from clerkdoctor.clerk import jwt
from clerkdoctor.clerk.hosts import PRODUCTION_API
from clerkdoctor.clerk.jwk_choice import KeyAnswer, KeySource
from clerkdoctor.clerk.keys import PublishableKey
from clerkdoctor.clerk.older import older
from clerkdoctor.clerk.token_input import TokenInput, read_token
from clerkdoctor.clerk.verify import Verifier, VerifyOptions
from clerkdoctor.convex.network import NetworkFailure, Response
from clerkdoctor.evidence import Absent, Evidence, Unavailable
from clerkdoctor.facts.code import Code
from clerkdoctor.facts.environment import Environment
from clerkdoctor.facts.keys import JwtKeyVariable, PublishableKeyVariable, SecretKeyVariable
from clerkdoctor.facts.project import App, NotAProject
from clerkdoctor.facts.tokens import (
    Asked,
    ClerkVerdict,
    ConvexVerdict,
    DecodedToken,
    NoToken,
    Token,
)
from clerkdoctor.gather.http import NoAnswer, get

if TYPE_CHECKING:
    from clerkdoctor.gather.auth_config import Providers

KEY_SET = "/.well-known/jwks.json"
NO_KEY = (
    "there is no key to verify with; stand in the project's folder, or give --jwt-key, --jwks or"
    " --issuer"
)


class TokenOptions(NamedTuple):
    """What the command line says. `now` is in ms since the epoch, `jwt_key` the PEM's text.

    `jwks` is the content of a file, or a URL that begins with http. `verifiers` are those asked
    for, None for what the project has.
    """

    project: Path | None
    now: float
    jwks: str | bytes | None = None
    jwt_key: str | None = None
    issuer: str | None = None
    audience: tuple[str, ...] = ()
    authorized_parties: tuple[str, ...] = ()
    clock_skew_ms: float = 5_000.0
    verifiers: frozenset[str] | None = None
    application_id: str | None = None


class Settings(NamedTuple):
    """What the project says about its tokens. `backend_api` is where its SDK asks for keys."""

    app: App | None = None
    publishable: PublishableKeyVariable | None = None
    secret: SecretKeyVariable | None = None
    jwt_key: tuple[str, str] | None = None
    authorized_parties: tuple[str, ...] = ()
    backend_api: str = PRODUCTION_API

    @property
    def publishable_key(self) -> PublishableKey | None:
        parsed = self.publishable.parsed if self.publishable else None
        return parsed if isinstance(parsed, PublishableKey) else None

    @property
    def issuer(self) -> str | None:
        return self.publishable_key.issuer if self.publishable_key else None


def settings_of(project: Path | None) -> Settings:
    """The settings of the app in this folder; of none, where a folder was not named and is none."""
    folder = project or Path()
    if project is None and not _is_project(folder):
        return Settings()
    from clerkdoctor.gather.everything import gather

    seen = gather(folder, "development")
    name, app = next(
        ((name, app) for name, app in seen.apps.items() if app.kind == "next"),
        next(iter(seen.apps.items())),
    )
    evidence = seen.evidence[name]
    key, secret = evidence[PublishableKeyVariable], evidence[SecretKeyVariable]
    local, code = evidence[JwtKeyVariable], evidence[Code]
    found = Settings(
        app,
        key if isinstance(key, PublishableKeyVariable) else None,
        secret if isinstance(secret, SecretKeyVariable) else None,
        (local.variable.name, local.variable.value.reveal())
        if isinstance(local, JwtKeyVariable)
        else None,
        code.authorized_parties if isinstance(code, Code) else (),
    )
    return found._replace(backend_api=_backend_api(evidence[Environment], found))


def _is_project(folder: Path) -> bool:
    """Whether there is an app here: asked first, since most tokens are verified outside of one."""
    if not any((above / "package.json").exists() for above in (folder, *folder.absolute().parents)):
        return False
    from clerkdoctor.gather.project import project

    found = project(folder)
    return not isinstance(found, NotAProject) and bool(found.apps)


def _backend_api(stated: object, found: Settings) -> str:
    own = stated.stated("CLERK_API_URL") if isinstance(stated, Environment) else None
    if own:
        return own.value.reveal().rstrip("/")
    return found.publishable_key.backend_api if found.publishable_key else PRODUCTION_API


def key_set_of(backend_api: str, secret: SecretKeyVariable) -> tuple[str, dict[str, str]]:
    """Where the Backend API publishes the instance's keys, and the header that it asks for."""
    key = secret.variable.value.reveal()
    return f"{backend_api}/v1/jwks", {"authorization": f"Bearer {key}"}


def token_input(text: str, settings: Settings, now: float) -> TokenInput:
    """The token in what was given; this instance's key decides between cookies."""
    return read_token(text, settings.publishable_key, now)


def evidence_of(given: TokenInput, options: TokenOptions, settings: Settings) -> Evidence:
    """The token, and what each verifier that was asked for says of it."""
    seen = Evidence()
    seen.found(Token(given, len(given.token.encode("utf-8", "surrogatepass"))))
    decoded = jwt.decode(given.token)
    if isinstance(decoded, jwt.NotJwt):
        reason = decoded._replace(message=given.note) if given.note else decoded
        seen.found(NoToken(reason))
        for kind in (DecodedToken, ClerkVerdict, ConvexVerdict):
            seen.missing(kind, Absent("the text is no JSON Web Token"))
        return seen
    seen.found(NoToken(None))
    seen.found(DecodedToken(decoded))
    verifiers = options.verifiers or _verifiers(settings)
    seen.add(ClerkVerdict, Absent("Clerk's verdict was not asked for"))
    seen.add(ConvexVerdict, Absent("Convex' verdict was not asked for"))
    if "clerk" in verifiers:
        seen.add(ClerkVerdict, _clerk(given.token, options, settings))
    if "convex" in verifiers:
        seen.add(ConvexVerdict, _convex(given.token, options, settings))
    return seen


def _verifiers(settings: Settings) -> frozenset[str]:
    has_convex = settings.app is not None and settings.app.convex is not None
    return frozenset(("clerk", "convex")) if has_convex else frozenset(("clerk",))


def verify_options(
    options: TokenOptions, settings: Settings
) -> tuple[VerifyOptions, str] | Unavailable:
    """`verifyToken`'s options, with the keys, and where these come from in words."""
    issuer = options.issuer.rstrip("/") if options.issuer else settings.issuer
    made = VerifyOptions(
        audience=options.audience,
        authorized_parties=options.authorized_parties or settings.authorized_parties,
        issuer=issuer or "",
        clock_skew_ms=options.clock_skew_ms,
    )
    if options.jwt_key is not None:
        return made._replace(jwt_key=options.jwt_key), "the PEM key given with --jwt-key"
    if isinstance(options.jwks, bytes):
        return made._replace(keys=KeyAnswer(200, options.jwks)), "the file given with --jwks"
    if options.jwks is None and options.issuer is None and settings.jwt_key:
        name, pem = settings.jwt_key
        return made._replace(jwt_key=pem), f"`{name}`"
    url, headers = _key_set_url(options, settings)
    if url is None:
        return Unavailable(NO_KEY)
    keys = _fetched(url, headers)
    if isinstance(keys, Unavailable):
        return keys
    return made._replace(keys=keys), f"`{url}`"


def _key_set_url(options: TokenOptions, settings: Settings) -> tuple[str | None, Mapping[str, str]]:
    """Where the key set is: at the URL or issuer that was given, else the project's own."""
    if isinstance(options.jwks, str):
        return options.jwks, {}
    issuer = options.issuer or settings.issuer
    if issuer:
        return f"{issuer.rstrip('/')}{KEY_SET}", {}
    if settings.secret:
        return key_set_of(settings.backend_api, settings.secret)
    return None, {}


def _fetched(url: str, headers: Mapping[str, str]) -> KeySource | Unavailable:
    answer = get(url, headers=headers)
    if isinstance(answer, NoAnswer):
        return Unavailable(f"`{url}` {answer.reason}")
    if answer.status != 200:
        return Unavailable(f"`{url}` answers {answer.status}; a key set was expected")
    return KeyAnswer(answer.status, answer.body)


def _clerk(token: str, options: TokenOptions, settings: Settings) -> ClerkVerdict | Unavailable:
    made = verify_options(options, settings)
    if isinstance(made, Unavailable):
        return made
    asked, keys_from = made
    reasons = Verifier(asked).reasons(token, options.now)
    backend = (
        settings.app.versions.brought("@clerk/nextjs", "@clerk/backend") if settings.app else None
    )
    version = backend.version if backend else None
    notes = older(version[:3]) if version else ()
    stated = Asked(
        tuple(asked.audience),
        tuple(asked.authorized_parties),
        str(asked.issuer),
        bool(asked.jwt_key),
    )
    return ClerkVerdict(reasons, keys_from, notes, stated)


def _convex(token: str, options: TokenOptions, settings: Settings) -> ConvexVerdict | Unavailable:
    from clerkdoctor.convex.identity import Accepted
    from clerkdoctor.convex.validate import validate

    providers = _providers(options, settings)
    if isinstance(providers, str):
        return Unavailable(providers)
    network = _Network()
    outcome = validate(token, providers.providers, options.now / 1000, network)
    if network.failure:
        return Unavailable(network.failure)
    if isinstance(outcome, Accepted):
        return ConvexVerdict(None, outcome.identity, providers.words)
    return ConvexVerdict(outcome, None, providers.words)


def _providers(options: TokenOptions, settings: Settings) -> "Providers | str":
    from clerkdoctor.convex.providers import OidcProvider
    from clerkdoctor.gather.auth_config import Providers, auth_config_providers
    from clerkdoctor.gather.everything import project_sources

    issuer = options.issuer.rstrip("/") if options.issuer else settings.issuer
    has_file = settings.app is not None and settings.app.convex is not None
    if has_file and options.application_id is None and settings.app is not None:
        return auth_config_providers(settings.app, project_sources(settings.app), issuer)
    if issuer is None:
        return "no issuer is known; stand in the project's folder, or give --issuer"
    application = options.application_id or "convex"
    words = f"one provider: `{issuer}`, application id `{application}`"
    return Providers((OidcProvider(application, issuer),), words)


class StoredNetwork:
    """The answers that were fetched before; it can be handed to other processes."""

    def __init__(self, answers: Mapping[str, Response]) -> None:
        self.answers = answers

    def __call__(self, url: str) -> Response | NetworkFailure:
        return self.answers.get(url) or NetworkFailure("was not fetched")


def convex_for_batch(
    options: TokenOptions, settings: Settings
) -> "tuple[Providers, StoredNetwork] | Unavailable | None":
    """Convex' side of many tokens, its providers' keys fetched once; None where it is not asked."""
    from clerkdoctor.convex.discovery import metadata_url
    from clerkdoctor.convex.providers import OidcProvider
    from clerkdoctor.convex.url import UrlError

    if "convex" not in (options.verifiers or _verifiers(settings)):
        return None
    providers = _providers(options, settings)
    if isinstance(providers, str):
        return Unavailable(providers)
    answers: dict[str, Response] = {}
    for provider in providers.providers:
        network = _Network()
        is_oidc = isinstance(provider, OidcProvider)
        url = metadata_url(provider.domain) if isinstance(provider, OidcProvider) else provider.jwks
        if isinstance(url, UrlError):
            continue  # no token has such an issuer
        answer = network(url)
        if isinstance(answer, Response):
            answers[url] = answer
            keys = _members(answer).get("jwks_uri") if is_oidc else None
            found = network(keys) if isinstance(keys, str) else None
            if isinstance(keys, str) and isinstance(found, Response):
                answers[keys] = found
        if network.failure:
            return Unavailable(network.failure)
    return providers, StoredNetwork(answers)


def _members(answer: Response) -> Mapping[str, object]:
    """The members of a JSON object in an answer; none where there is no such object."""
    stated = json_text.read_relaxed(answer.body)
    return stated if isinstance(stated, dict) else {}


class _Network:
    """The network for Convex' rules. A failure of ours to look is no verdict of theirs."""

    def __init__(self) -> None:
        self.failure: str | None = None
        self._origin: tuple[str, str] | None = None

    def __call__(self, url: str) -> Response | NetworkFailure:
        origin = urlsplit(url)[:2]
        self._origin = self._origin or origin
        if origin != self._origin:
            # The first URL is the project's; another origin is only named by what it answered.
            return self._failed(url, "is of another origin than the issuer, and was not asked")
        answer = get(url)
        if isinstance(answer, NoAnswer):
            return self._failed(url, answer.reason)
        if 300 <= answer.status < 400:
            return self._failed(url, f"answers {answer.status}, a redirect, which was not followed")
        return Response(answer.status, answer.headers, answer.body)

    def _failed(self, url: str, reason: str) -> NetworkFailure:
        self.failure = f"`{url}` {reason}"
        return NetworkFailure(reason)


def looked_at(seen: Evidence) -> str:
    """In a line, whose rules were applied with which keys."""
    clerk, convex = seen[ClerkVerdict], seen[ConvexVerdict]
    parts = []
    if isinstance(clerk, ClerkVerdict):
        parts.append(f"Clerk, with the keys of {clerk.keys_from}")
        codes = {one.reason for one in clerk.reasons}
        parts += [
            f"the @clerk/backend of this project {note.text}"
            for note in clerk.older
            if codes & set(note.reasons)
        ]
    if isinstance(convex, ConvexVerdict):
        parts.append(f"Convex, with providers {convex.providers_from}")
    return " · ".join(parts)


def verdicts(seen: Evidence) -> dict[str, object]:
    """The verdicts as the JSON document has them; one that was not reached is absent."""
    found: dict[str, object] = {}
    clerk, convex = seen[ClerkVerdict], seen[ConvexVerdict]
    if isinstance(clerk, ClerkVerdict):
        codes = [one.reason for one in clerk.reasons]
        found["clerk"] = {
            "accepted": clerk.accepted, "reason": codes[0] if codes else None, "reasons": codes,
        }  # fmt: skip
    if isinstance(convex, ConvexVerdict):
        refused = convex.refused
        found["convex"] = {
            "accepted": refused is None,
            "code": refused.code if refused else None,
            "message": refused.message if refused else None,
            "cause": refused.cause if refused else None,
            "identity": convex.identity,
        }
    return found
